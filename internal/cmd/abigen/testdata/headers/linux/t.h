#include <asm/t.h>
#define T_A 1
#define T_TOP (1 << 31)
enum { T_ENUM = -5, T_OTHER };
#define _T_SIZE(x) (sizeof(x) << 8)
#define T_SIZED _T_SIZE(struct t)
#define T_BROKEN _T_SIZE(struct nothing)
struct inner { short s; unsigned char c; };
struct t {
	long l;
	void *p;
	union {
		int i;
		unsigned char bytes[6];
	};
	struct inner in;
	struct inner arr[2];
	unsigned low : 3, high : 5;
	int sb : 4;
	char name[];
};
