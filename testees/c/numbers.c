/* Numbers that no call has, and x32's, beside those of calls. */
#include "sys.h"

int main(int argc, char **argv, char **envp)
{
	CASE("odd") {
		S(getpgid, 0);
		SN(9999, 1);
		S(getpgid, 0);
		return 0;
	}
#ifdef __x86_64__
	CASE("x32") {
		/* The bit that marks x32, and the number of a call that both have. */
		SN(0x40000000 + __NR_getpgid, 0);
		S(getpgid, 0);
		return 0;
	}
#endif
	return 99;
}
