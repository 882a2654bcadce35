package syscalls

import (
	"testing"

	"strake/tracer/decode"
)

func TestPrctlLines(t *testing.T) {
	long := fakeMem{0x1000: str("hello-world-name")}
	names := &decode.Options{StringLimit: 32, ArgNames: true}
	checkLines(t, []lineCase{
		{Name: "prctl", Args: [6]uint64{1, 1}, Want: `prctl(PR_SET_PDEATHSIG, SIGHUP) = 0`},
		{Name: "prctl", Args: [6]uint64{1, 0xffffffff}, Ret: -22, Want: `prctl(PR_SET_PDEATHSIG, 4294967295) = -1 EINVAL`},
		{Name: "prctl", Args: [6]uint64{2, 0x1000}, After: fakeMem{0x1000: le(uint32(15))}, Want: `prctl(PR_GET_PDEATHSIG, [SIGTERM]) = 0`},
		{Name: "prctl", Args: [6]uint64{3}, Ret: 1, Want: `prctl(PR_GET_DUMPABLE) = 1 (SUID_DUMP_USER)`},
		{Name: "prctl", Args: [6]uint64{15, 0x1000}, Mem: long, Want: `prctl(PR_SET_NAME, "hello-world-nam"...) = 0`},
		{Name: "prctl", Args: [6]uint64{15, 0x1000}, Mem: fakeMem{0x1000: str("123456789012345")},
			Want: `prctl(PR_SET_NAME, "123456789012345"...) = 0`},
		{Name: "prctl", Args: [6]uint64{16, 0x1000}, After: fakeMem{0x1000: str("123456789012345")},
			Want: `prctl(PR_GET_NAME, "123456789012345") = 0`},
		{Name: "prctl", Args: [6]uint64{22, 1, 2, 3, 4}, Want: `prctl(PR_SET_SECCOMP, SECCOMP_MODE_STRICT) = 0`},
		{Name: "prctl", Args: [6]uint64{22, 2, 0x1000}, Mem: fakeMem{0x1000: le(uint64(5), uint64(0x2000))}, Ret: -22,
			Want: `prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, {len=5, filter=0x2000}) = -1 EINVAL`},
		{Name: "prctl", Args: [6]uint64{22, 3, 1, 2, 3}, Ret: -22, Want: `prctl(PR_SET_SECCOMP, 0x3 /* SECCOMP_MODE_??? */, 0x1, 0x2, 0x3) = -1 EINVAL`},
		{Name: "prctl", Args: [6]uint64{23, 41}, Ret: -22, Want: `prctl(PR_CAPBSET_READ, 0x29 /* CAP_??? */) = -1 EINVAL`},
		{Name: "prctl", Args: [6]uint64{27}, Ret: 0x10, Want: `prctl(PR_GET_SECUREBITS) = 0x10 (SECBIT_KEEP_CAPS)`},
		{Name: "prctl", Args: [6]uint64{33, 1, 1}, Want: `prctl(PR_MCE_KILL, PR_MCE_KILL_SET, PR_MCE_KILL_EARLY, 0, 0) = 0`},
		{Name: "prctl", Args: [6]uint64{33, 2, 1}, Ret: -22, Want: `prctl(PR_MCE_KILL, 0x2 /* PR_MCE_KILL_??? */, 0x1, 0, 0) = -1 EINVAL`},
		{Name: "prctl", Args: [6]uint64{33, 1, 2, 3, 4}, Opt: names,
			Want: `prctl(op=PR_MCE_KILL, operation=PR_MCE_KILL_SET, policy=PR_MCE_KILL_DEFAULT, arg4=0x3, arg5=0x4) = 0`},
		{Name: "prctl", Args: [6]uint64{38, 1}, Want: `prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) = 0`},
		{Name: "prctl", Args: [6]uint64{47, 2, 40}, Want: `prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_CHECKPOINT_RESTORE, 0, 0) = 0`},
		{Name: "prctl", Args: [6]uint64{50, 0x20010}, Ret: 0x20010, Want: `prctl(PR_SVE_SET_VL, PR_SVE_VL_INHERIT|0x10) = 0x20010 (PR_SVE_VL_INHERIT|0x10)`},
		{Name: "prctl", Args: [6]uint64{52, 1}, Ret: 3, Want: `prctl(PR_GET_SPECULATION_CTRL, PR_SPEC_INDIRECT_BRANCH) = 0x3 (PR_SPEC_PRCTL|PR_SPEC_ENABLE)`},
		{Name: "prctl", Args: [6]uint64{53, 3, 4}, Ret: -19, Want: `prctl(PR_SET_SPECULATION_CTRL, 0x3 /* PR_SPEC_??? */, 0x4) = -1 ENODEV`},
		{Name: "prctl", Args: [6]uint64{55, 0x10001ff0}, Ret: -22,
			Want: `prctl(PR_SET_TAGGED_ADDR_CTRL, !PR_TAGGED_ADDR_ENABLE|PR_MTE_TCF_NONE|0x3fe<<PR_MTE_TAG_SHIFT|0x10000000, 0, 0, 0) = -1 EINVAL`},
		{Name: "prctl", Args: [6]uint64{62, 0, 1, 1, 0x1000}, After: fakeMem{0x1000: le(uint64(9))},
			Want: `prctl(PR_SCHED_CORE, PR_SCHED_CORE_GET, 1, 0x1 /* PIDTYPE_TGID */, [0x9]) = 0`},
		{Name: "prctl", Args: [6]uint64{62, 1, 2, 3, 4}, Ret: -22,
			Want: `prctl(PR_SCHED_CORE, PR_SCHED_CORE_CREATE, 2, 0x3 /* PIDTYPE_SID */, 0x4) = -1 EINVAL`},
		{Name: "prctl", Args: [6]uint64{0x53564d41, 0, 0x1000, 4096, 0x1000}, Mem: long,
			Want: `prctl(PR_SET_VMA, PR_SET_VMA_ANON_NAME, 0x1000, 4096, "hello-world-name") = 0`},
		{Name: "prctl", Args: [6]uint64{0x59616d61, ^uint64(0)}, Want: `prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY) = 0`},
		{Name: "prctl", Args: [6]uint64{82, 1, 2, 3, 4}, Ret: -22, Want: `prctl(0x52 /* PR_??? */, 0x1, 0x2, 0x3, 0x4) = -1 EINVAL`},
		{Name: "arch_prctl", Args: [6]uint64{0x1003, 0x1000}, After: fakeMem{0x1000: le(uint64(0x2000))}, Want: `arch_prctl(ARCH_GET_FS, [0x2000]) = 0`},
		{Name: "arch_prctl", Args: [6]uint64{0x1011, 1}, Ret: 1, Want: `arch_prctl(ARCH_GET_CPUID) = 1`},
		{Name: "arch_prctl", Args: [6]uint64{0x1023, 18}, Want: `arch_prctl(ARCH_REQ_XCOMP_PERM, 0x12 /* XFEATURE_XTILE_DATA */) = 0`},
	})
}

func TestSystemLines(t *testing.T) {
	name := fakeMem{0x1000: str("hostname")}
	uts := make([]byte, 390)
	copy(uts, "Linux")
	copy(uts[65:], "vm")
	checkLines(t, []lineCase{
		{Name: "uname", Args: [6]uint64{0x1000}, After: fakeMem{0x1000: uts}, Want: `uname({sysname="Linux", nodename="vm", ...}) = 0`},
		{Name: "uname", Args: [6]uint64{0x1000}, After: fakeMem{0x1000: uts}, Long: true,
			Want: `uname({sysname="Linux", nodename="vm", release="", version="", machine="", domainname=""}) = 0`},
		{Name: "sethostname", Args: [6]uint64{0x1000, 4}, Mem: name, Want: `sethostname("host", 4) = 0`},
		{Name: "sethostname", Args: [6]uint64{0x1000, ^uint64(0)}, Mem: name, Ret: -22, Want: `sethostname(0x1000, 4294967295) = -1 EINVAL`},
		{Name: "getrandom", Args: [6]uint64{0x1000, 4, 1}, After: fakeMem{0x1000: {1, 0xff, 'a', 0}}, Ret: 4,
			Want: `getrandom("\x01\xff\x61\x00", 4, GRND_NONBLOCK) = 4`},
		{Name: "syslog", Args: [6]uint64{10, 1, 2}, Ret: 131072, Want: `syslog(10 /* SYSLOG_ACTION_SIZE_BUFFER */) = 131072`},
		{Name: "syslog", Args: [6]uint64{8, 0x1000, 8}, Want: `syslog(8 /* SYSLOG_ACTION_CONSOLE_LEVEL */, 0x1000, 8 /* LOGLEVEL_DEBUG+1 */) = 0`},
		{Name: "syslog", Args: [6]uint64{11, 0, ^uint64(0)}, Ret: -22, Want: `syslog(11 /* SYSLOG_ACTION_??? */, NULL, -1) = -1 EINVAL`},
		{Name: "reboot", Args: [6]uint64{0xfee1dead, 0x16041998, 0xa1b2c3d4, 0x1000}, Mem: name, Ret: -1,
			Want: `reboot(LINUX_REBOOT_MAGIC1, LINUX_REBOOT_MAGIC2B, LINUX_REBOOT_CMD_RESTART2, "hostname") = -1 EPERM`},
		{Name: "reboot", Args: [6]uint64{1, 2, 3}, Ret: -1, Want: `reboot(0x1 /* LINUX_REBOOT_MAGIC1??? */, ` +
			`0x2 /* LINUX_REBOOT_MAGIC2??? */, 0x3 /* LINUX_REBOOT_CMD_??? */) = -1 EPERM`},
		{Name: "finit_module", Args: [6]uint64{3, 0, 0xff}, Ret: -22, Want: `finit_module(3, NULL, MODULE_INIT_IGNORE_MODVERSIONS|` +
			`MODULE_INIT_IGNORE_VERMAGIC|MODULE_INIT_COMPRESSED_FILE|0xf8) = -1 EINVAL`},
		{Name: "delete_module", Args: [6]uint64{0x1000, 0xa00}, Mem: name, Ret: -2, Want: `delete_module("hostname", O_NONBLOCK|O_TRUNC) = -1 ENOENT`},
		{Name: "kexec_load", Args: [6]uint64{1, 17, 0x1000, 4}, Ret: -22,
			Want: `kexec_load(0x1, 17, 0x1000, KEXEC_ARCH_DEFAULT|KEXEC_UPDATE_ELFCOREHDR) = -1 EINVAL`},
		{Name: "kexec_load", Args: [6]uint64{1, 0, 0, 0x3e0001}, Ret: -1, Opt: styles.verbose,
			Want: `kexec_load(0x1, 0, NULL, 0x3e0000 /* KEXEC_ARCH_X86_64 */|0x1 /* KEXEC_ON_CRASH */) = -1 EPERM`},
		{Name: "seccomp", Args: [6]uint64{2, 0, 0x1000}, Mem: fakeMem{0x1000: le(uint32(0x7fff0000))},
			Want: `seccomp(SECCOMP_GET_ACTION_AVAIL, 0, [SECCOMP_RET_ALLOW]) = 0`},
		{Name: "seccomp", Args: [6]uint64{1, 0x80, 0x1000}, Mem: fakeMem{0x1000: le(uint64(1), uint64(0x2000))}, Ret: -22,
			Want: `seccomp(SECCOMP_SET_MODE_FILTER, 0x80 /* SECCOMP_FILTER_FLAG_??? */, {len=1, filter=0x2000}) = -1 EINVAL`},
		{Name: "seccomp", Args: [6]uint64{1, 0, 0x1000}, Long: true, Ret: -22,
			Mem:  fakeMem{0x1000: le(uint64(2), uint64(0x2000)), 0x2000: le(uint32(0x20), uint32(4), uint32(0x06), uint32(0x50005))},
			Want: `seccomp(SECCOMP_SET_MODE_FILTER, 0, {len=2, filter=[BPF_STMT(BPF_LD|BPF_W|BPF_ABS, 0x4), BPF_STMT(BPF_RET|BPF_K, SECCOMP_RET_ERRNO|0x5)]}) = -1 EINVAL`},
		{Name: "bpf", Args: [6]uint64{39, 0x1000, 0xffffffff}, Ret: -22, Want: `bpf(0x27 /* BPF_??? */, 0x1000, 4294967295) = -1 EINVAL`},
		{Name: "landlock_create_ruleset", Args: [6]uint64{0x1000, 16}, Mem: fakeMem{0x1000: le(uint64(3), uint64(2))}, Ret: 5,
			Want: `landlock_create_ruleset({handled_access_fs=LANDLOCK_ACCESS_FS_EXECUTE|LANDLOCK_ACCESS_FS_WRITE_FILE, ` +
				`handled_access_net=LANDLOCK_ACCESS_NET_CONNECT_TCP}, 16, 0) = 5`},
		{Name: "lsm_list_modules", Args: [6]uint64{0x1000, 0x2000}, Ret: -7, Mem: fakeMem{0x2000: le(uint32(1))},
			After: fakeMem{0x2000: le(uint32(80))}, Want: `lsm_list_modules(0x1000, [1 => 80], 0) = -1 E2BIG`},
		{Name: "vserver", Args: [6]uint64{1, 2, 3, 4, 5, 6}, Ret: -38, Want: `vserver(0x1, 0x2, 0x3, 0x4, 0x5) = -1 ENOSYS`},
	})
}
