/* Time. Only arguments and results that do not depend on when it runs. */
#include "sys.h"
#include <linux/time.h>
#include <linux/timerfd.h>
#include <linux/timex.h>

int main(int argc, char **argv, char **envp)
{
	struct timespec ts = { 0, 1 }, bad = { -1, 2000000000 };
	struct { struct timespec interval, value; } its = { { 1, 2 }, { 1000, 3 } }, old;
	CASE("clock") {
		S(clock_getres, CLOCK_MONOTONIC, &ts);
		S(clock_getres, CLOCK_BOOTTIME_ALARM, NULL);
		S(clock_gettime, 99, &ts);
		S(clock_gettime, CLOCK_REALTIME, NULL);
		S(clock_gettime, CLOCK_PROCESS_CPUTIME_ID, 1);
		S(clock_settime, CLOCK_MONOTONIC, &bad);
		S(clock_gettime, -6, 8);
		return 0;
	}
	CASE("sleep") {
		ts.tv_sec = 0, ts.tv_nsec = 1;
		S(nanosleep, &ts, NULL);
		S(nanosleep, &bad, &ts);
		S(nanosleep, NULL, NULL);
		ts.tv_sec = 0, ts.tv_nsec = 1;
		S(clock_nanosleep, CLOCK_MONOTONIC, 0, &ts, NULL);
		S(clock_nanosleep, CLOCK_REALTIME, 1, &ts, &ts);
		S(clock_nanosleep, 99, 2, &ts, NULL);
		return 0;
	}
	CASE("gettimeofday") {
		S(gettimeofday, NULL, NULL);
		S(settimeofday, &bad, NULL);
		return 0;
	}
	CASE("itimer") {
		struct { struct { long sec, usec; } interval, value; } it = { { 1, 2 }, { 3000, 0 } }, was;
		S(setitimer, 2, &it, NULL);
		S(setitimer, 99, &it, &was);
		S(getitimer, 1, &was);
#ifdef __NR_alarm
		S(alarm, 100);
		S(alarm, 0);
#endif
		return 0;
	}
	CASE("timer") {
		int id;
		struct { union { int i; void *p; } value; int signo, notify, tid; char pad[48]; } ev = { { 5 }, SIGUSR1, 0, 0 };
		S(timer_create, CLOCK_MONOTONIC, &ev, &id);
		S(timer_create, CLOCK_REALTIME, NULL, NULL);
		ev.notify = 1;
		S(timer_create, CLOCK_BOOTTIME, &ev, &id);
		its.value.tv_sec = 1000000000;
		S(timer_settime, 0, 1, &its, NULL);
		S(timer_gettime, 1, &old);
		S(timer_getoverrun, 0);
		S(timer_settime, 99, 0, &its, &old);
		S(timer_delete, 0);
		return 0;
	}
	CASE("timerfd") {
		S(timerfd_create, CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
		S(timerfd_create, 99, 1);
		S(timerfd_settime, 3, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &its, NULL);
		S(timerfd_gettime, 99, &old);
		memset(&its, 0, sizeof its);
		S(timerfd_settime, 3, 0, &its, NULL);
		S(timerfd_gettime, 3, &old);
		return 0;
	}
	return 99;
}
