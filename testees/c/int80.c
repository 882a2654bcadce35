/* A call by int 0x80 from 64-bit code: one of i386, in the middle of others. */
#include "place.h"

static int scene(int argc, char **argv, char **envp)
{
	CASE("getpgrp") {
		S(getpgid, 0);
#ifdef __x86_64__
		long ret;
		__asm__ volatile("int $0x80" : "=a"(ret) : "0"(65L) : "r8", "r9", "r10", "r11", "memory");
#endif
		S(getpgid, 0);
		return 0;
	}
	return 99;
}
