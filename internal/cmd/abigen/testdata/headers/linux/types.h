#define __NOTHING
