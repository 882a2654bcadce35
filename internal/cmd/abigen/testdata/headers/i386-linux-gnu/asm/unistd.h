#define __NR_write 4
#define __NR_old 5
