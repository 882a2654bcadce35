#define __NR3264_read 63
#define __NR_read __NR3264_read
