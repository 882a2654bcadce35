/*
 * floor [-p] PROG ARG...
 *
 * The least that a tracer of every system call can do: at each stop it asks
 * for PTRACE_GET_SYSCALL_INFO and resumes the tracee. Nothing is decoded, and
 * nothing shown. With -p it polls for stops instead of blocking.
 */
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	int poll = argc > 1 && !strcmp(argv[1], "-p");
	argv += 1 + poll;
	pid_t pid = fork();
	if (pid == 0) {
		raise(SIGSTOP);
		execv(argv[0], argv);
		_exit(127);
	}
	int status;
	waitpid(pid, &status, WUNTRACED);
	if (ptrace(PTRACE_SEIZE, pid, 0, PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEEXEC)) {
		perror("PTRACE_SEIZE");
		return 1;
	}
	kill(pid, SIGCONT);
	for (;;) {
		pid_t got;
		do
			got = waitpid(-1, &status, __WALL | (poll ? WNOHANG : 0));
		while (got == 0);
		if (got < 0 || WIFEXITED(status) || WIFSIGNALED(status))
			return got < 0 || status != 0;
		int sig = WSTOPSIG(status), event = status >> 16;
		struct __ptrace_syscall_info info;
		if (sig == (SIGTRAP | 0x80))
			syscall(SYS_ptrace, PTRACE_GET_SYSCALL_INFO, pid, sizeof info, &info);
		int deliver = event || sig & 0x80 || sig == SIGCONT || sig == SIGSTOP ? 0 : sig;
		ptrace(PTRACE_SYSCALL, pid, 0, deliver);
	}
}
