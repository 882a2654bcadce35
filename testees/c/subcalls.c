/* socketcall and ipc of i386, with every subcall, and one that does not exist. The arguments are invalid on purpose: what
   counts is which call it is. */
#include "place.h"

static int scene(int argc, char **argv, char **envp)
{
#ifdef __NR_socketcall
	long args[6] = { -1, -1, -1, -1, -1, -1 };
	CASE("socketcall") {
		for (int i = 1; i <= 21; i++)
			S(socketcall, i, args);
		return 0;
	}
#endif
#ifdef __NR_ipc
	CASE("ipc") {
		static const unsigned char ops[] = { 1, 2, 3, 4, 11, 12, 13, 14, 21, 22, 23, 24, 25 };
		for (usize i = 0; i < sizeof ops; i++)
			/* msgget (13) with all flags would make a queue. */
			S(ipc, ops[i], -1, ops[i] == 13 ? 0 : -1, -1, 0, -1);
		return 0;
	}
#endif
	return 99;
}
