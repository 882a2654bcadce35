package decode

import (
	. "github.com/onsi/ginkgo/v2"

	"strake/harness"
	"strake/specs/internal/spec"
)

var _ = Describe("identities and the machine", func() {
	spec.Table("ids",
		spec.Case{Arg: "get", Labels: []string{"needs:root"}, Want: `
			getuid() = 0
			geteuid() = 0
			getgid() = 0
			getegid() = 0
			getresuid([0], [0], [0]) = 0
			getresgid([0], [0], [0]) = 0
			getpid() = P1
			gettid() = P1
			getppid() = TRACER
			getsid(2147483647) = -1 ESRCH (No such process)
			getpgid(2147483647) = -1 ESRCH (No such process)
		`},
		spec.Case{Arg: "set", Labels: []string{"needs:root"}, Want: `
			setgroups(3, [1, 2, 3]) = 0
			getgroups(0, NULL) = 3
			getgroups(64, [1, 2, 3]) = 3
			getgroups(1, 0xADDR) = -1 EINVAL (Invalid argument)
			setfsuid(0) = 0
			setfsgid(-1) = 0
			setresgid(-1, 5, -1) = 0
			setregid(-1, 0) = 0
			setreuid(0, -1) = 0
			setgid(6) = 0
			setresuid(-1, -1, 7) = 0
			setuid(8) = 0
			setuid(0) = -1 EPERM (Operation not permitted)
			setpgid(0, 0) = 0
			setsid() = -1 EPERM (Operation not permitted)
		`},
		spec.Case{Arg: "uname", Labels: []string{"needs:root"}, Mask: []harness.Normaliser{spec.Fields("nodename")}, Want: `
			uname({sysname="Linux", nodename=N, ...}) = 0
			uname(NULL) = -1 EFAULT (Bad address)
			sethostname(0xADDR, 4294967295) = -1 EINVAL (Invalid argument)
			setdomainname(NULL, 4294967295) = -1 EINVAL (Invalid argument)
		`},
		spec.Case{Arg: "random", Want: `
			getrandom("", 0, GRND_RANDOM) = 0
			getrandom(NULL, 5, 0x80 /* GRND_??? */) = -1 EINVAL (Invalid argument)
			getrandom(NULL, 5, GRND_NONBLOCK|GRND_INSECURE|0x100) = -1 EINVAL (Invalid argument)
		`},
		spec.Case{Arg: "caps", Labels: []string{"needs:root"}, Want: `
			capset({version=_LINUX_CAPABILITY_VERSION_3, pid=0}, {effective=1<<CAP_CHOWN, permitted=1<<CAP_CHOWN|1<<CAP_DAC_OVERRIDE|1<<CAP_SYS_ADMIN, inheritable=0}) = 0
			capget({version=_LINUX_CAPABILITY_VERSION_3, pid=0}, {effective=1<<CAP_CHOWN, permitted=1<<CAP_CHOWN|1<<CAP_DAC_OVERRIDE|1<<CAP_SYS_ADMIN, inheritable=0}) = 0
			capget(NULL, NULL) = -1 EFAULT (Bad address)
		`},
		spec.Case{Arg: "misc", Labels: []string{"needs:root"}, Want: `
			personality(0xADDR) = 0 (PER_LINUX)
			sysinfo(NULL) = -1 EFAULT (Bad address)
			syslog(99 /* SYSLOG_ACTION_??? */, NULL, 0) = -1 EINVAL (Invalid argument)
			reboot(0x1 /* LINUX_REBOOT_MAGIC1??? */, 0x2 /* LINUX_REBOOT_MAGIC2??? */, 0x3 /* LINUX_REBOOT_CMD_??? */) = -1 EINVAL (Invalid argument)
			getcpu(NULL, NULL, NULL) = 0
			sync() = 0
			syscall_0x270f(0x1, 0x2, 0x3, 0x4, 0x5, 0x6) = -1 ENOSYS (Function not implemented)
			syscall_0xfffffffffffffffe(0x1, 0, 0, 0, 0, 0) = -1 ENOSYS (Function not implemented)
		`},
		spec.Case{Arg: "uname", Opts: []string{"-v"}, Labels: []string{"needs:root"}, Mask: []harness.Normaliser{spec.Fields("nodename", "release", "version", "machine", "domainname")}, Want: `
			uname({sysname="Linux", nodename=N, release=N, version=N, machine=N, domainname=N}) = 0
			uname(NULL) = -1 EFAULT (Bad address)
			sethostname(0xADDR, 4294967295) = -1 EINVAL (Invalid argument)
			setdomainname(NULL, 4294967295) = -1 EINVAL (Invalid argument)
		`},
		spec.Case{Arg: "misc", Opts: []string{"-n", "-e", "trace=sync,getcpu"}, Want: `
			getcpu(NULL, NULL, NULL) = 0
			sync() = 0
			syscall_0x270f(0x1, 0x2, 0x3, 0x4, 0x5, 0x6) = -1 ENOSYS (Function not implemented)
			syscall_0xfffffffffffffffe(0x1, 0, 0, 0, 0, 0) = -1 ENOSYS (Function not implemented)
		`},
	)
})
