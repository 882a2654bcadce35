/* Children: by vfork, by clone, and one that no tracer is to follow. */
#include "place.h"

static char stack[65536] __attribute__((aligned(16)));

static void leave(void *arg)
{
	S(getsid, 0);
	S(exit_group, 5);
}

static int scene(int argc, char **argv, char **envp)
{
	int status;
	CASE("vfork") {
#if defined __x86_64__
		long ret;
		__asm__ volatile("syscall\n test %%eax,%%eax\n jnz 1f\n mov $5,%%edi\n mov %1,%%eax\n syscall\n1:"
				 : "=a"(ret) : "i"(__NR_exit_group), "0"((long)__NR_vfork) : "rdi", "rcx", "r11", "memory");
#elif defined __i386__
		long ret;
		__asm__ volatile("int $0x80\n test %%eax,%%eax\n jnz 1f\n mov $5,%%ebx\n mov %1,%%eax\n int $0x80\n1:"
				 : "=a"(ret) : "i"(__NR_exit_group), "0"((long)__NR_vfork) : "ebx", "memory");
#else
		long ret = spawn(CLONE_VM | CLONE_VFORK | SIGCHLD, stack + sizeof stack, NULL, NULL, leave, NULL);
#endif
		S(wait4, ret, &status, 0, NULL);
		return 0;
	}
	CASE("clone-vfork") {
		long ret = spawn(CLONE_VM | CLONE_VFORK | SIGCHLD, stack + sizeof stack, NULL, NULL, leave, NULL);
		S(wait4, ret, &status, 0, NULL);
		return 0;
	}
	CASE("traced") {
		long ret = spawn(SIGCHLD, stack + sizeof stack, NULL, NULL, leave, NULL);
		S(wait4, ret, &status, 0, NULL);
		return 0;
	}
	CASE("untraced") {
		long ret = spawn(CLONE_UNTRACED | SIGCHLD, stack + sizeof stack, NULL, NULL, leave, NULL);
		S(wait4, ret, &status, 0, NULL);
		return 0;
	}
	CASE("untraced3") {
		/* The flags are in memory, and are to be found there afterwards, by parent and child. */
		static volatile unsigned long long args[8] = { CLONE_UNTRACED, 0, 0, 0, SIGCHLD };
		long ret = S(clone3, args, sizeof args);
		if (args[0] != CLONE_UNTRACED)
			return 98;
		if (ret == 0)
			leave(NULL);
		S(wait4, ret, &status, 0, NULL);
		return 0;
	}
	return 99;
}
