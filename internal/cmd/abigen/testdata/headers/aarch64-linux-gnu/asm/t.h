#define T_ARCH 0x20
