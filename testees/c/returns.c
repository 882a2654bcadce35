/* Calls that return, well or not. */
#include "place.h"

static int scene(int argc, char **argv, char **envp)
{
	CASE("ok") {
		S(getpgid, 0);
		return 0;
	}
	CASE("error") {
		S(chdir, "/nonexistent");
		return 0;
	}
	CASE("errors") {
		for (int i = 0; i < 100; i++)
			S(chdir, "/nonexistent");
		return 0;
	}
	CASE("unknown") {
		SN(1000, 1, 2, 3, 4, 5, 6);
		return 0;
	}
	return 99;
}
