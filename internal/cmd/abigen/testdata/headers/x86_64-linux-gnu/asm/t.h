#define T_ARCH 0x10
