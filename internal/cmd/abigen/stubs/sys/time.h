#include <linux/types.h>
#include <linux/time_types.h>
