/* What one call takes: the least of many short batches, so that on a busy machine some are not interrupted. The fact
   "percall" is in hundredths of nanoseconds. */
#include "place.h"

enum { CALLS = 200, LEAST = 20, MOST = 5000, LIMIT = 100000 /* microseconds */ };

static unsigned now(void)
{
	long t[2];
	S(clock_gettime, 1 /* CLOCK_MONOTONIC */, t);
	return (unsigned)t[0] * 1000000000u + (unsigned)t[1];
}

static void nothing(void) { S(getppid); }

#ifdef __NR_socketcall
/* shutdown(-1, 0), which fails at once. */
static void subcall(void)
{
	static long args[] = { -1, 0 };
	S(socketcall, 13, args);
}
#endif

static int report(void (*call)(void))
{
	unsigned least = -1, total = 0;
	for (int batch = 0; batch < LEAST || (total < LIMIT && batch < MOST); batch++) {
		unsigned start = now();
		for (int i = 0; i < CALLS; i++)
			call();
		unsigned took = now() - start;
		if (took < least)
			least = took;
		total += took / 1000;
	}
	fact("percall", least / (CALLS / 100));
	return 0;
}

static int scene(int argc, char **argv, char **envp)
{
	CASE("getppid") return report(nothing);
#ifdef __NR_socketcall
	CASE("subcall") return report(subcall);
#endif
	return 99;
}
