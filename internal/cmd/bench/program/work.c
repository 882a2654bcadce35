/* The workloads of bench that are loops of system calls. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static long count;

static void *getppids(void *unused)
{
	for (long i = 0; i < count; i++)
		syscall(SYS_getppid);
	return unused;
}

static void opens(const char *path)
{
	char buf[1000];

	for (long i = 0; i < count; i++) {
		int fd = open(path, O_RDONLY | O_CLOEXEC);
		if (fd < 0 || read(fd, buf, sizeof buf) < 0)
			exit(1);
		close(fd);
	}
}

static void threads(int n)
{
	pthread_t t[64];

	for (int i = 0; i < n; i++)
		if (pthread_create(&t[i], 0, getppids, 0))
			exit(1);
	for (int i = 0; i < n; i++)
		pthread_join(t[i], 0);
}

/* Says how many CPUs this may use, before and after calls enough for the tracer to have made up its mind. */
static void affinity(void)
{
	for (int i = 0; i < 2; i++) {
		cpu_set_t set;
		if (sched_getaffinity(0, sizeof set, &set))
			exit(1);
		printf("%d ", CPU_COUNT(&set));
		getppids(0);
	}
}

int main(int argc, char **argv)
{
	if (argc < 3)
		return 2;
	count = atol(argv[2]);
	if (!strcmp(argv[1], "getppid"))
		getppids(0);
	else if (!strcmp(argv[1], "open"))
		opens(argv[3]);
	else if (!strcmp(argv[1], "threads"))
		threads(atoi(argv[3]));
	else if (!strcmp(argv[1], "affinity"))
		affinity();
	else
		return 2;
	return 0;
}
