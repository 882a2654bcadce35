/* Identities, and small calls of the machine. */
#include "sys.h"
#include <linux/utsname.h>
#include <linux/sysinfo.h>
#include <linux/capability.h>
#include <linux/random.h>

int main(int argc, char **argv, char **envp)
{
	unsigned a, b, c, groups[64] = { 1, 2, 3 };
	CASE("get") {
		S(getuid);
		S(geteuid);
		S(getgid);
		S(getegid);
		S(getresuid, &a, &b, &c);
		S(getresgid, &a, &b, &c);
		S(getpid);
		S(gettid);
		S(getppid);
		S(getsid, 0x7fffffff);
		S(getpgid, 0x7fffffff);
		return 0;
	}
	CASE("set") {
		S(setgroups, 3, groups);
		S(getgroups, 0, NULL);
		S(getgroups, 64, groups);
		S(getgroups, 1, groups);
		S(setfsuid, 0);
		S(setfsgid, -1);
		S(setresgid, -1, 5, -1);
		S(setregid, -1, 0);
		S(setreuid, 0, -1);
		S(setgid, 6);
		S(setresuid, -1, -1, 7);
		S(setuid, 8);
		S(setuid, 0);
		S(setpgid, 0, 0);
		S(setsid);
		return 0;
	}
	CASE("uname") {
		struct new_utsname u;
		S(uname, &u);
		S(uname, NULL);
		S(sethostname, "", -1);
		S(setdomainname, NULL, -1);
		return 0;
	}
	CASE("random") {
		char buf[16];
		S(getrandom, buf, 0, GRND_RANDOM);
		S(getrandom, NULL, 5, 0x80);
		S(getrandom, NULL, 5, GRND_NONBLOCK | GRND_INSECURE | 0x100);
		return 0;
	}
	CASE("caps") {
		struct __user_cap_header_struct h = { 0x20080522, 0 };
		struct __user_cap_data_struct d[2] = { { 1, 1 | 2 | 1 << 21, 0 } };
		S(capset, &h, d);
		S(capget, &h, d);
		S(capget, NULL, NULL);
		return 0;
	}
	CASE("misc") {
		S(personality, 0xffffffff);
		S(sysinfo, NULL);
		S(syslog, 99, NULL, 0);
		S(reboot, 1, 2, 3, NULL);
		S(getcpu, NULL, NULL, NULL);
		S(sync);
		SN(9999, 1, 2, 3, 4, 5, 6);
		SN(-2, 1);
		return 0;
	}
	return 99;
}
