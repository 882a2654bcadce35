package syscalls

import (
	"bytes"
	"testing"

	"strake/tracer/abi"
	"strake/tracer/decode"
)

var styles = struct{ raw, verbose *decode.Options }{
	raw:     &decode.Options{StringLimit: 32, Style: decode.Raw},
	verbose: &decode.Options{StringLimit: 32, Style: decode.Verbose},
}

func TestExecLines(t *testing.T) {
	mem := fakeMem{
		0x1000: str("/bin/a"), 0x1100: str("a"), 0x1200: str("bb\n"),
		0x2000: le(uint64(0x1100), uint64(0x1200), uint64(0), uint64(0x1100), uint64(0)),
		0x3ff0: le(uint64(0x1100), uint64(0x1200)), // no end
		0x5000: le(uint32(0x1100), uint32(0)),
	}
	many := fakeMem{
		0x1000: str("/a"), 0x1100: str("x"), 0x2000: append(bytes.Repeat(le(uint64(0x1100)), 33), le(uint64(0))...),
	}
	checkLines(t, []lineCase{
		{Name: "execve", Args: [6]uint64{0x1000, 0x2000, 0x2018}, Mem: mem, Ret: -2,
			Want: `execve("/bin/a", ["a", "bb\n"], 0x2018 /* 1 var */) = -1 ENOENT`},
		{Name: "execve", Args: [6]uint64{0x1000, 0x2000, 0x2018}, Mem: mem, Long: true,
			Want: `execve("/bin/a", ["a", "bb\n"], ["a"]) = 0`},
		{Name: "execve", Args: [6]uint64{0x1000, 0x2010, 0x2010}, Mem: mem, Ret: -2,
			Want: `execve("/bin/a", [], 0x2010 /* 0 vars */) = -1 ENOENT`},
		{Name: "execve", Args: [6]uint64{0x1000, 0x3ff0, 0x3ff0}, Mem: mem, Ret: -14,
			Want: `execve("/bin/a", ["a", "bb\n", ... /* 0x4000 */], 0x3ff0 /* 2 vars, unterminated */) = -1 EFAULT`},
		{Name: "execve", Args: [6]uint64{0x1000, 0, 0}, Mem: mem, Want: `execve("/bin/a", NULL, NULL) = 0`},
		{Name: "execve", Args: [6]uint64{0x9000, 0x9000, 0x9000}, Mem: mem, Ret: -14,
			Want: `execve(0x9000, 0x9000, 0x9000) = -1 EFAULT`},
		{ABI: abi.I386, Name: "execve", Args: [6]uint64{0x1000, 0x5000, 0x5000}, Mem: mem,
			Want: `execve("/bin/a", ["a"], 0x5000 /* 1 var */) = 0`},
		{ABI: abi.X32, Name: "execveat", Args: [6]uint64{0xffffff9c, 0x1000, 0x5000, 0x5000, 0x1100}, Mem: mem,
			Want: `execveat(AT_FDCWD, "/bin/a", ["a"], 0x5000 /* 1 var */, AT_SYMLINK_NOFOLLOW|AT_EMPTY_PATH) = 0`},
	})
	_, line := decodeLine(t, &lineCase{Name: "execve", Args: [6]uint64{0x1000, 0x2000, 0x2000}, Mem: many})
	want := `execve("/a", [` + string(bytes.Repeat([]byte(`"x", `), 32)) + `...], 0x2000 /* 33 vars */) = 0`
	if line != want {
		t.Errorf("got %s\nwant %s", line, want)
	}
}

func TestCloneLines(t *testing.T) {
	tid := fakeMem{0x2000: le(uint32(127))}
	desc := fakeMem{0x2000: le(uint32(127)), 0x3000: le(int32(6), uint32(0x1000), uint32(0xfffff), uint32(0x51))}
	args := func(vals ...uint64) []byte {
		v := make([]uint64, 11)
		copy(v, vals)
		return le(v)
	}
	checkLines(t, []lineCase{
		{Name: "clone", Args: [6]uint64{17}, Ret: 125, Want: `clone(child_stack=NULL, flags=SIGCHLD) = 125`},
		{Name: "clone", Args: [6]uint64{0x01200011, 0, 0, 0x1fc0}, Ret: 126,
			Entry: `clone(child_stack=NULL, flags=CLONE_CHILD_CLEARTID|CLONE_CHILD_SETTID|SIGCHLD`,
			Want:  `clone(child_stack=NULL, flags=CLONE_CHILD_CLEARTID|CLONE_CHILD_SETTID|SIGCHLD, child_tidptr=0x1fc0) = 126`},
		{Name: "clone", Args: [6]uint64{0x00180011, 0, 0x2000, 0, 0x1234}, Mem: tid, Ret: 127,
			Want: `clone(child_stack=NULL, flags=CLONE_SETTLS|CLONE_PARENT_SETTID|SIGCHLD, parent_tid=[127], tls=0x1234) = 127`},
		{Name: "clone", Args: [6]uint64{0x00100011, 0, 0x2000}, Mem: tid, Ret: -22,
			Want: `clone(child_stack=NULL, flags=CLONE_PARENT_SETTID|SIGCHLD, parent_tid=0x2000) = -1 EINVAL`},
		{Name: "clone", Want: `clone(child_stack=NULL, flags=0) = 0`},
		{Name: "clone", Args: [6]uint64{0x00010050}, Ret: -22, Want: `clone(child_stack=NULL, flags=CLONE_THREAD|80) = -1 EINVAL`},
		{Name: "clone", Args: [6]uint64{0x00400040}, Ret: 5, Opt: styles.verbose,
			Want: `clone(child_stack=NULL, flags=0x400000 /* CLONE_??? */|64 /* SIGRT_32 */) = 5`},
		// The registers of the last two arguments are the other way round.
		{ABI: abi.AArch64, Name: "clone", Args: [6]uint64{0x01080011, 0, 0, 0x1234, 0x1fc0}, Ret: 9,
			Want: `clone(child_stack=NULL, flags=CLONE_SETTLS|CLONE_CHILD_SETTID|SIGCHLD, tls=0x1234, child_tidptr=0x1fc0) = 9`},
		{ABI: abi.I386, Name: "clone", Args: [6]uint64{0x01080011, 0, 0, 0x3000, 0x1fc0}, Mem: desc, Ret: 9,
			Want: `clone(child_stack=NULL, flags=CLONE_SETTLS|CLONE_CHILD_SETTID|SIGCHLD, tls={entry_number=6, ` +
				`base_addr=0x001000, limit=0x0fffff, seg_32bit=1, contents=0, read_exec_only=0, limit_in_pages=1, ` +
				`seg_not_present=0, useable=1}, child_tidptr=0x1fc0) = 9`},

		{Name: "clone3", Args: [6]uint64{0x1000, 88}, Mem: fakeMem{0x1000: args(0, 0, 0, 0, 17)}, Ret: 130,
			Entry: `clone3({flags=0, exit_signal=SIGCHLD, stack=NULL, stack_size=0}, 88`,
			Want:  `clone3({flags=0, exit_signal=SIGCHLD, stack=NULL, stack_size=0}, 88) = 130`},
		{Name: "clone3", Args: [6]uint64{0x1000, 88}, Ret: 132,
			Mem: fakeMem{0x1000: args(0x00101000, 0x2000, 0, 0x2000, 17), 0x2000: le(uint32(3))},
			Entry: `clone3({flags=CLONE_PIDFD|CLONE_PARENT_SETTID, pidfd=0x2000, parent_tid=0x2000, exit_signal=SIGCHLD, ` +
				`stack=NULL, stack_size=0}`,
			Want: `clone3({flags=CLONE_PIDFD|CLONE_PARENT_SETTID, pidfd=0x2000, parent_tid=0x2000, exit_signal=SIGCHLD, ` +
				`stack=NULL, stack_size=0} => {pidfd=[3], parent_tid=[3]}, 88) = 132`},
		{Name: "clone3", Args: [6]uint64{0x1000, 96}, Ret: -7,
			Mem: fakeMem{0x1000: append(args(1<<32, 0, 0, 0, 99, 0x10, 0x20, 0, 0x3000, 2, 5), le(uint64(1))...),
				0x3000: le(int32(300), int32(-1))},
			Want: `clone3({flags=CLONE_CLEAR_SIGHAND, exit_signal=99, stack=0x10, stack_size=0x20, set_tid=[300, -1], ` +
				`set_tid_size=2, cgroup=5, /* bytes 88..95 */ "\x01\x00\x00\x00\x00\x00\x00\x00"}, 96) = -1 E2BIG`},
		{ABI: abi.I386, Name: "clone3", Args: [6]uint64{0x1000, 64}, Ret: 9,
			Mem: fakeMem{0x1000: args(0x80000, 0, 0, 0, 17, 0, 0, 0x3000), 0x3000: desc[0x3000]},
			Want: `clone3({flags=CLONE_SETTLS, exit_signal=SIGCHLD, stack=NULL, stack_size=0, tls={entry_number=6, ` +
				`base_addr=0x001000, limit=0x0fffff, seg_32bit=1, contents=0, read_exec_only=0, limit_in_pages=1, ` +
				`seg_not_present=0, useable=1}}, 64) = 9`},
		{Name: "clone3", Args: [6]uint64{0x1000, 63}, Ret: -22, Want: `clone3(0x1000, 63) = -1 EINVAL`},
		{Name: "clone3", Args: [6]uint64{0x1000, ^uint64(0)}, Ret: -14, Want: `clone3(0x1000, 18446744073709551615) = -1 EFAULT`},
	})
}

func TestWaitStatus(t *testing.T) {
	for status, want := range map[uint32]string{
		0x3400:     `{WIFEXITED(s) && WEXITSTATUS(s) == 52}`,
		9:          `{WIFSIGNALED(s) && WTERMSIG(s) == SIGKILL}`,
		0x8b:       `{WIFSIGNALED(s) && WTERMSIG(s) == SIGSEGV && WCOREDUMP(s)}`,
		0x7f:       `{WIFSTOPPED(s) && WSTOPSIG(s) == 0}`,
		0x137f:     `{WIFSTOPPED(s) && WSTOPSIG(s) == SIGSTOP}`,
		0x857f:     `{WIFSTOPPED(s) && WSTOPSIG(s) == SIGTRAP | 0x80}`,
		0x80057f:   `{WIFSTOPPED(s) && WSTOPSIG(s) == SIGTRAP}|PTRACE_EVENT_STOP<<16`,
		0x99057f:   `{WIFSTOPPED(s) && WSTOPSIG(s) == SIGTRAP}|0x99 /* PTRACE_EVENT_??? */<<16`,
		0xffff:     `{WIFCONTINUED(s)}`,
		0x1ffff:    `0x1ffff`,
		0x80:       `{WIFEXITED(s) && WEXITSTATUS(s) == 0}|0x80`,
		0xff:       `0xff`,
		0x12345678: `{WIFSIGNALED(s) && WTERMSIG(s) == 120}|0x1234 /* PTRACE_EVENT_??? */<<16|0x5600`,
	} {
		checkLines(t, []lineCase{{
			Name: "wait4", Args: [6]uint64{^uint64(0), 0x1000, 0x40000000}, Ret: 7, Entry: `wait4(-1`,
			After: fakeMem{0x1000: le(status)}, Want: `wait4(-1, [` + want + `], __WALL, NULL) = 7`,
		}})
	}
	checkLines(t, []lineCase{
		{Name: "wait4", Args: [6]uint64{118, 0x1000, 1, 0x2000}, Mem: fakeMem{0x1000: le(uint32(0))},
			Want: `wait4(118, 0x1000, WNOHANG, 0x2000) = 0`},
		{Name: "waitid", Args: [6]uint64{9, 9, 0x1000, ^uint64(0)}, Ret: -22,
			Want: `waitid(0x9 /* P_??? */, 9, 0x1000, WNOHANG|WEXITED|WSTOPPED|WCONTINUED|WNOWAIT|__WCLONE|__WALL|` +
				`__WNOTHREAD|0x1efffff0, NULL) = -1 EINVAL`},
		{ABI: abi.I386, Name: "waitpid", Args: [6]uint64{0xffffffff, 0x1000, 2}, After: fakeMem{0x1000: le(uint32(0x100))},
			Ret: 5, Want: `waitpid(-1, [{WIFEXITED(s) && WEXITSTATUS(s) == 1}], WSTOPPED) = 5`},
	})
}

func TestProcessLines(t *testing.T) {
	rseq := fakeMem{0x1000: append(le(uint32(0), int32(-1)), make([]byte, 56)...)}
	checkLines(t, []lineCase{
		{Name: "exit", Args: [6]uint64{0xffffffff}, Want: `exit(-1) = 0`},
		{Name: "getpid", Ret: 5, Want: `getpid() = 5`},
		{Name: "unshare", Args: [6]uint64{0x7e020680}, Want: `unshare(CLONE_NEWTIME|CLONE_FS|CLONE_FILES|CLONE_NEWNS|` +
			`CLONE_NEWCGROUP|CLONE_NEWUTS|CLONE_NEWIPC|CLONE_NEWUSER|CLONE_NEWPID|CLONE_NEWNET) = 0`},
		{Name: "setns", Args: [6]uint64{5, 1}, Ret: -9, Want: `setns(5, 0x1 /* CLONE_NEW??? */) = -1 EBADF`},
		{Name: "pidfd_open", Args: [6]uint64{1, 0xffffffff}, Ret: -22,
			Want: `pidfd_open(1, PIDFD_NONBLOCK|PIDFD_THREAD|PIDFD_AUTOKILL|0xfffff57f) = -1 EINVAL`},
		{Name: "kcmp", Args: [6]uint64{1, 2, 1, 3, 4}, Ret: -3, Want: `kcmp(1, 2, KCMP_VM) = -1 ESRCH`},
		{Name: "kcmp", Args: [6]uint64{1, 2, 7, 3, 0x1000}, Mem: fakeMem{0x1000: le(uint32(3), uint32(4), uint32(5))},
			Ret: -1, Want: `kcmp(1, 2, KCMP_EPOLL_TFD, 3, {efd=3, tfd=4, toff=5}) = -1 EPERM`},
		{Name: "kcmp", Args: [6]uint64{1, 2, 8, 5, 6}, Ret: -3, Want: `kcmp(1, 2, 0x8 /* KCMP_??? */, 0x5, 0x6) = -1 ESRCH`},
		{Name: "personality", Args: [6]uint64{0xffffffff}, Ret: 0x40008,
			Want: `personality(0xffffffff) = 0x40008 (PER_LINUX32|ADDR_NO_RANDOMIZE)`},
		{Name: "personality", Args: [6]uint64{0x12345678},
			Want: `personality(0x78 /* PER_??? */|ADDR_NO_RANDOMIZE|MMAP_PAGE_ZERO|ADDR_COMPAT_LAYOUT|WHOLE_SECONDS|` +
				`0x10005600) = 0 (PER_LINUX)`},
		{Name: "rseq", Args: [6]uint64{0x1000, 32, 0, 0x53053053}, Mem: rseq,
			Want: `rseq({cpu_id_start=0, cpu_id=RSEQ_CPU_ID_UNINITIALIZED, rseq_cs=NULL, flags=0, node_id=0, mm_cid=0, ` +
				`slice_ctrl={request=0, granted=0, __reserved=0}, __reserved=0}, 32, 0, 0x53053053) = 0`},
		{Name: "rseq", Args: [6]uint64{0x9000, ^uint64(0), 3, 0}, Ret: -22,
			Want: `rseq(0x9000, 4294967295, RSEQ_FLAG_UNREGISTER|RSEQ_FLAG_SLICE_EXT_DEFAULT_ON, 0) = -1 EINVAL`},
		{Name: "modify_ldt", Args: [6]uint64{1, 0x1000, 15}, Ret: 4294967274,
			Want: `modify_ldt(1, 0x1000, 15) = 4294967274 EINVAL (Invalid argument)`},
		{ABI: abi.I386, Name: "set_thread_area", Args: [6]uint64{0x1000},
			Mem:   fakeMem{0x1000: le(int32(-1), uint32(0), uint32(0), uint32(0))},
			After: fakeMem{0x1000: le(int32(12), uint32(0), uint32(0), uint32(0))},
			Want: `set_thread_area({entry_number=-1, base_addr=00000000, limit=00000000, seg_32bit=0, contents=0, ` +
				`read_exec_only=0, limit_in_pages=0, seg_not_present=0, useable=0}) = 0 (entry_number=12)`},
		{Name: "get_thread_area", Args: [6]uint64{0x1000}, Mem: fakeMem{0x1000: le(int32(-1))}, Ret: -38,
			Want: `get_thread_area({entry_number=-1, ...}) = -1 ENOSYS`},
		{Name: "listns", Args: [6]uint64{0x1000, 0x2000, 10}, Ret: 2,
			Mem:   fakeMem{0x1000: le(uint32(32), uint32(0), uint64(0), uint32(1<<29), uint32(0), uint64(7))},
			After: fakeMem{0x2000: le(uint64(1), uint64(10))},
			Want:  `listns({size=32, ns_id=0, ns_type=PID_NS, user_ns_id=0x7}, [0x1, 0xa], 10, 0) = 2`},
		{Name: "ptrace", Ret: -1, Want: `ptrace(PTRACE_TRACEME) = -1 EPERM`},
		{Name: "ptrace", Args: [6]uint64{0x4206, 122, 0, 0x31}, Want: `ptrace(PTRACE_SEIZE, 122, NULL, ` +
			`PTRACE_O_TRACESYSGOOD|PTRACE_O_TRACEEXEC|PTRACE_O_TRACEVFORKDONE) = 0`},
		{Name: "ptrace", Args: [6]uint64{3, 1, 2, 3}, Ret: -3, Want: `ptrace(PTRACE_PEEKUSER, 1, 8*R15+2, 0x3) = -1 ESRCH`},
		{Name: "ptrace", Args: [6]uint64{3, 1, 212, 3}, Ret: -3, Want: `ptrace(PTRACE_PEEKUSER, 1, 8*SS+52, 0x3) = -1 ESRCH`},
		{Name: "ptrace", Args: [6]uint64{3, 1, 912, 3}, Ret: -3, Want: `ptrace(PTRACE_PEEKUSER, 1, sizeof(struct user), 0x3) = -1 ESRCH`},
		{Name: "ptrace", Args: [6]uint64{6, 1, 913, 3}, Ret: -3, Want: `ptrace(PTRACE_POKEUSER, 1, 0x391, 0x3) = -1 ESRCH`},
		{Name: "ptrace", ABI: abi.I386, Args: [6]uint64{3, 1, 8, 3}, Ret: -3, Want: `ptrace(PTRACE_PEEKUSER, 1, 4*EDX, 0x3) = -1 ESRCH`},
		{Name: "ptrace", ABI: abi.I386, Args: [6]uint64{6, 1, 280, 3}, Ret: -3,
			Want: `ptrace(PTRACE_POKEUSER, 1, offsetof(struct user, u_debugreg)+28, 0x3) = -1 ESRCH`},
		{Name: "ptrace", Args: [6]uint64{7, 122, 1, 64}, Want: `ptrace(PTRACE_CONT, 122, 0x1, SIGRT_32) = 0`},
		{Name: "ptrace", Args: [6]uint64{0x63, 99, 5, 6}, Ret: -3, Want: `ptrace(0x63 /* PTRACE_??? */, 99, 0x5, 0x6) = -1 ESRCH`},
	})
}
