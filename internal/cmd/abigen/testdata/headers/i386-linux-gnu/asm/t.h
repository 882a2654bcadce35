#define T_ARCH 0x10
#define T_I386 0x386
struct only { int x; };
