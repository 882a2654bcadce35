/* Futexes. */
#include "sys.h"

int main(int argc, char **argv, char **envp)
{
	static int f = 5, g = 6;
	struct timespec ts = { 0, 1 };
	CASE("futex") {
		S(futex, &f, FUTEX_WAKE | FUTEX_PRIVATE_FLAG, 1);
		S(futex, &f, FUTEX_WAIT, 4, NULL);
		S(futex, &f, FUTEX_WAIT | FUTEX_PRIVATE_FLAG, 5, &ts);
		S(futex, &f, FUTEX_WAIT_BITSET | FUTEX_PRIVATE_FLAG | FUTEX_CLOCK_REALTIME, 4, NULL, NULL, 0xffffffff);
		S(futex, &f, FUTEX_WAIT_BITSET, 4, &ts, NULL, 3);
		S(futex, &f, FUTEX_WAKE_BITSET, 1, NULL, NULL, 3);
		S(futex, &f, FUTEX_REQUEUE, 1, 2, &g);
		S(futex, &f, FUTEX_CMP_REQUEUE | FUTEX_PRIVATE_FLAG, 1, 2, &g, 4);
		S(futex, &f, FUTEX_WAKE_OP, 1, 2, &g, FUTEX_OP(FUTEX_OP_ADD, 1, FUTEX_OP_CMP_GT, 0));
		S(futex, &f, FUTEX_TRYLOCK_PI);
		S(futex, &f, FUTEX_UNLOCK_PI | FUTEX_PRIVATE_FLAG);
		S(futex, &f, 99, 1, 2, 3, 4);
		S(futex, NULL, FUTEX_WAKE, 0x7fffffff);
		S(get_robust_list, 0, &f, NULL);
		return 0;
	}
	return 99;
}
