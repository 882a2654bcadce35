package syscalls

import (
	"strake/tracer/abi"
	"strake/tracer/abi/layout"
	"strake/tracer/decode"
	"strake/tracer/xlat"
)

// Processes and threads: making, waiting for, naming and tracing them.
var processSyscalls = []Syscall{
	{Name: "execve", Args: []Arg{{"pathname", Path{}}, {"argv", argv{}}, {"envp", envp{}}}},
	{Name: "execveat", Args: []Arg{
		{"dirfd", DirFD{}},
		{"pathname", Path{}},
		{"argv", argv{}},
		{"envp", envp{}},
		{"flags", Flags{&xlat.ExecveatFlags}},
	}},
	{Name: "exit", Args: []Arg{{"status", Int{}}}},
	{Name: "exit_group", Args: []Arg{{"status", Int{}}}},
	{Name: "fork", Ret: RetPID{decode.Thread}},
	{Name: "vfork", Ret: RetPID{decode.Thread}},
	// clone(2). The order of the last two arguments is the architecture's choice.
	{Name: "clone", On: abi.OnX8664 | abi.OnX32, Ret: RetAux{RetPID{decode.Thread}, auxCloned}, Args: []Arg{
		{"", cloneArg{label: "child_stack", reg: 1, T: Addr{}}},
		{"", cloneArg{label: "flags", reg: 0, T: cloneFlags{}}},
		{"", cloneArg{label: "parent_tid", reg: 2, when: cloneParentSetTID | clonePidfd, T: cloneParentTID{}}},
		{"", cloneArg{label: "tls", reg: 4, when: cloneSetTLS, T: cloneTLS{}}},
		{"", cloneArg{label: "child_tidptr", reg: 3, when: cloneChildSetTID | cloneChildClearTID, T: Addr{}}},
	}},
	{Name: "clone", Ret: RetAux{RetPID{decode.Thread}, auxCloned}, Args: []Arg{
		{"", cloneArg{label: "child_stack", reg: 1, T: Addr{}}},
		{"", cloneArg{label: "flags", reg: 0, T: cloneFlags{}}},
		{"", cloneArg{label: "parent_tid", reg: 2, when: cloneParentSetTID | clonePidfd, T: cloneParentTID{}}},
		{"", cloneArg{label: "tls", reg: 3, when: cloneSetTLS, T: cloneTLS{}}},
		{"", cloneArg{label: "child_tidptr", reg: 4, when: cloneChildSetTID | cloneChildClearTID, T: Addr{}}},
	}},
	{Name: "clone3", Ret: RetAux{RetPID{decode.Thread}, auxCloned3}, Args: []Arg{{"cl_args", clone3Args{}}, {"size", ULong{}}}},

	{Name: "wait4", Ret: RetPID{}, Args: []Arg{
		{"pid", PIDOrGroup{}},
		{"status", waited{Ref{waitStatus{}}}},
		{"options", Flags{&xlat.WaitOptions}},
		{"usage", waited{Ptr{&rusage}}},
	}},
	{Name: "waitpid", Ret: RetPID{}, Args: []Arg{
		{"pid", PIDOrGroup{}}, {"status", waited{Ref{waitStatus{}}}}, {"options", Flags{&xlat.WaitOptions}},
	}},
	{Name: "waitid", Args: []Arg{
		{"idtype", Enum{&xlat.WaitIDTypes, decode.FmtHex}},
		{"id", waitID{}},
		{"siginfo", Out{Ptr{SigInfo{}}}},
		{"options", Flags{&xlat.WaitOptions}},
		{"usage", Out{Ptr{&rusage}}},
	}},

	{Name: "getpid", Ret: RetPID{}},
	{Name: "getppid", Ret: RetPID{}},
	{Name: "gettid", Ret: RetPID{decode.Thread}},
	{Name: "getpgid", Ret: RetPID{decode.ProcessGroup}, Args: []Arg{{"pid", PID{}}}},
	{Name: "setpgid", Args: []Arg{{"pid", PID{}}, {"pgid", PID{decode.ProcessGroup}}}},
	{Name: "getpgrp", Ret: RetPID{decode.ProcessGroup}},
	{Name: "getsid", Ret: RetPID{decode.Session}, Args: []Arg{{"pid", PID{}}}},
	{Name: "setsid"},
	{Name: "set_tid_address", Ret: RetPID{decode.Thread}, Args: []Arg{{"tidptr", Addr{}}}},
	{Name: "set_robust_list", Args: []Arg{{"addr", Addr{}}, {"length", ULong{}}}},
	{Name: "get_robust_list", Args: []Arg{
		{"pid", PID{decode.Thread}}, {"head_ptr", Out{Ref{Addr{}}}}, {"len_ptr", Out{Ref{ULong{}}}},
	}},
	{Name: "rseq", Args: []Arg{
		{"rseq", rseqPtr{}}, {"rseq_len", Uint{}}, {"flags", Flags{&xlat.RseqFlags}}, {"sig", Hex32{}},
	}},
	{Name: "personality", Ret: retPersonality{}, Args: []Arg{{"persona", personality{}}}},

	{Name: "setns", Ret: RetAux{nil, auxNamespaces(1)}, Args: []Arg{{"fd", FD{}}, {"nstype", Flags{&xlat.SetnsTypes}}}},
	{Name: "unshare", Ret: RetAux{nil, auxNamespaces(0)}, Args: []Arg{{"flags", FlagsLong{&xlat.UnshareFlags}}}},

	{Name: "listns", Args: []Arg{
		{"req", nsRequest{}},
		{"ns_ids", Out{Array{Elem: Hex64Mem{}, N: Returned}}},
		{"nr_ns_ids", ULong{}},
		{"flags", Hex32{}},
	}},

	{Name: "pidfd_open", Ret: RetFD{}, Args: []Arg{{"pid", PID{}}, {"flags", Flags{&xlat.PidfdOpenFlags}}}},
	{Name: "pidfd_getfd", Ret: RetFD{}, Args: []Arg{{"pidfd", FD{}}, {"targetfd", Int{}}, {"flags", Hex32{}}}},
	{Name: "process_vm_readv", Args: []Arg{
		{"pid", PID{}},
		{"local_iov", IovecOut{2}},
		{"liovcnt", ULong{}},
		{"remote_iov", Array{Elem: &iovecAddr, N: 4}},
		{"riovcnt", ULong{}},
		{"flags", ULong{}},
	}},
	{Name: "process_vm_writev", Args: []Arg{
		{"pid", PID{}},
		{"local_iov", Iovec{2}},
		{"liovcnt", ULong{}},
		{"remote_iov", Array{Elem: &iovecAddr, N: 4}},
		{"riovcnt", ULong{}},
		{"flags", ULong{}},
	}},
	{Name: "kcmp", Args: []Arg{
		{"pid1", PID{}}, {"pid2", PID{}}, {"type", Enum{&xlat.KcmpTypes, decode.FmtHex}}, {"", &kcmpArgs},
	}},
	{Name: "ptrace", Ret: retPtrace{}, Args: ptraceArgs},

	{Name: "modify_ldt", Ret: retLDT{}, Args: []Arg{{"func", Int{}}, {"ptr", ldtEntry{}}, {"bytecount", ULong{}}}},
	{Name: "set_thread_area", Ret: retThreadArea{}, Args: []Arg{{"u_info", Ptr{&userDesc}}}},
	{Name: "get_thread_area", Args: []Arg{{"u_info", userDescOut{}}}},
	{Name: "iopl", Args: []Arg{{"level", Int{}}}},
	{Name: "ioperm", Args: []Arg{{"from", HexLong{}}, {"num", HexLong{}}, {"turn_on", Int{}}}},
}

// argv is a pointer to an array of strings that a NULL ends.
type argv struct{}

// Print implements Type.
func (argv) Print(c *decode.Call, v decode.Value) { printStrings(c, v.U) }

func printStrings(c *decode.Call, addr uint64) {
	if addr == 0 || c.NoVerbose {
		c.E.Addr(addr)
		return
	}
	begun := false
	word := uint64(c.Word())
	for i := 0; ; i++ {
		at := addr + uint64(i)*word
		mark := c.Mark()
		p, ok := c.ReadWord(at)
		if !ok && !begun {
			c.E.Addr(addr)
			return
		}
		if !begun {
			c.E.ArrayBegin()
			begun = true
		}
		if !ok {
			c.E.Elem()
			c.E.More()
			c.E.CommentBegin()
			c.E.Addr(at)
			c.E.CommentEnd()
			break
		}
		if p == 0 {
			break
		}
		c.E.Elem()
		if cutsArray(c, i) || i == maxElems {
			c.E.More()
			break
		}
		c.String(p)
		c.Release(mark)
	}
	c.E.ArrayEnd()
}

// envp is a pointer to the environment: its strings are shown only with -v.
type envp struct{}

// maxEnv bounds the strings that are counted.
const maxEnv = 1 << 20

// Print implements Type.
func (envp) Print(c *decode.Call, v decode.Value) {
	if c.NoAbbrev || v.U == 0 || c.NoVerbose {
		printStrings(c, v.U)
		return
	}
	c.E.Addr(v.U)
	n, terminated := countWords(c, v.U)
	if n == 0 && !terminated {
		return
	}
	c.E.CommentBegin()
	c.E.Uint(uint64(n))
	if n == 1 {
		c.E.Name(" var")
	} else {
		c.E.Name(" vars")
	}
	if !terminated {
		c.E.Name(", unterminated")
	}
	c.E.CommentEnd()
}

// countWords counts the words at addr before the first that is 0, and reports whether there is one.
func countWords(c *decode.Call, addr uint64) (n int, terminated bool) {
	const chunk = 512
	word := c.Word()
	for n < maxEnv {
		at := c.Addr(addr + uint64(n)*uint64(word))
		// Never read across a page: the words may end before it.
		want := min(chunk, int(pageSize-at%pageSize))
		want = max(want&^(word-1), word)
		mark := c.Mark()
		b := c.ReadSome(at, want)
		c.Release(mark)
		for ; len(b) >= word; b = b[word:] {
			if layout.Load(b[:word], false) == 0 {
				return n, true
			}
			n++
			want -= word
		}
		if want > 0 {
			break
		}
	}
	return n, false
}

// Flags of clone(2) that decide about its arguments (linux/sched.h).
const (
	clonePidfd         = 0x00001000
	cloneSetTLS        = 0x00080000
	cloneParentSetTID  = 0x00100000
	cloneChildClearTID = 0x00200000
	cloneChildSetTID   = 0x01000000
)

// cloneArg is an argument of clone(2): shown with its name always, and in another order than the registers'. If when
// is not 0 the argument is there only with one of these flags, and shown at exit.
type cloneArg struct {
	label string
	reg   uint8
	when  uint32
	T     Type
}

func (t cloneArg) omit(c *decode.Call) bool { return t.when != 0 && uint32(c.Args[0])&t.when == 0 }

func (t cloneArg) late(*decode.Call) bool { return t.when != 0 }

// Print implements Type.
func (t cloneArg) Print(c *decode.Call, _ decode.Value) {
	c.E.Label(t.label)
	t.T.Print(c, decode.Value{U: c.Args[t.reg]})
}

// cloneFlags is clone's flags and, in the lowest byte (CSIGNAL), the signal sent at the end.
type cloneFlags struct{}

const cloneSignalMask = 0xff

// Print implements Type.
func (cloneFlags) Print(c *decode.Call, v decode.Value) {
	flags, sig := v.U&^cloneSignalMask, int(v.U&cloneSignalMask)
	if flags != 0 || sig == 0 {
		c.Flags(&xlat.CloneFlags, flags)
	}
	if sig == 0 {
		return
	}
	if flags != 0 {
		c.E.Or()
	}
	printSignal(c, sig)
}

// cloneParentTID is where the id of the child is stored, or its pidfd.
type cloneParentTID struct{}

// Print implements Type.
func (cloneParentTID) Print(c *decode.Call, v decode.Value) {
	switch {
	case c.Failed():
		c.E.Addr(v.U)
	case uint32(c.Args[0])&clonePidfd != 0:
		Ref{FD{}}.Print(c, v)
	default:
		Ref{PID{decode.Thread}}.Print(c, v)
	}
}

// cloneTLS is the thread's local storage: an address, on i386 a segment.
type cloneTLS struct{}

// Print implements Type.
func (cloneTLS) Print(c *decode.Call, v decode.Value) {
	if c.ABI.ID == abi.I386 {
		if c.Failed() {
			c.E.Addr(v.U)
			return
		}
		Ptr{&userDesc}.Print(c, v)
		return
	}
	c.E.Addr(v.U)
}

// clone3Args is a pointer to a struct clone_args; the second argument is its size. The kernel
// stores the child's pidfd and id where members say.
type clone3Args struct{}

// cloneArgsSizeVer0 is CLONE_ARGS_SIZE_VER0 of linux/sched.h, the size of the first version; maxSetTID how
// many ids can be set (MAX_PID_NS_LEVEL).
const (
	cloneArgsSizeVer0 = 64
	maxSetTID         = 32
)

// Print implements Type.
func (clone3Args) Print(c *decode.Call, v decode.Value) {
	size := c.Args[1]
	if size < cloneArgsSizeVer0 {
		c.E.Addr(v.U)
		return
	}
	id := c.ABI.ID
	known := uint64(layout.CloneArgs.Size[id])
	mark := c.Mark()
	defer c.Release(mark)
	b, ok := fetch(c, v.U, int(min(size, known)))
	if !ok {
		return
	}
	flags := layout.CloneArgs_flags.Uint(id, b)
	c.E.StructBegin()
	c.E.Field("flags")
	c.Flags(&xlat.Clone3Flags, flags)
	if flags&clonePidfd != 0 {
		c.E.Field("pidfd")
		c.E.Addr(layout.CloneArgs_pidfd.Uint(id, b))
	}
	if flags&(cloneChildSetTID|cloneChildClearTID) != 0 {
		c.E.Field("child_tid")
		c.E.Addr(layout.CloneArgs_child_tid.Uint(id, b))
	}
	if flags&cloneParentSetTID != 0 {
		c.E.Field("parent_tid")
		c.E.Addr(layout.CloneArgs_parent_tid.Uint(id, b))
	}
	c.E.Field("exit_signal")
	if sig := layout.CloneArgs_exit_signal.Uint(id, b); sig <= numSignals {
		printSignal(c, int(sig))
	} else {
		c.E.Uint(sig)
	}
	c.E.Field("stack")
	c.E.Addr(layout.CloneArgs_stack.Uint(id, b))
	c.E.Field("stack_size")
	c.E.Hex(layout.CloneArgs_stack_size.Uint(id, b))
	if flags&cloneSetTLS != 0 {
		c.E.Field("tls")
		if tls := layout.CloneArgs_tls.Uint(id, b); id == abi.I386 {
			Ptr{&userDesc}.Print(c, decode.Value{U: tls})
		} else {
			c.E.Hex(tls)
		}
	}
	setTID, n := layout.CloneArgs_set_tid.Uint(id, b), layout.CloneArgs_set_tid_size.Uint(id, b)
	if setTID != 0 || n != 0 {
		c.E.Field("set_tid")
		if n == 0 || n > maxSetTID {
			c.E.Addr(setTID)
		} else {
			PrintArray(c, setTID, n, Int{}, false)
		}
		c.E.Field("set_tid_size")
		c.E.Uint(n)
	}
	if cgroup := layout.CloneArgs_cgroup.Uint(id, b); cgroup != 0 || flags&cloneIntoCgroup != 0 {
		c.E.Field("cgroup")
		c.E.Uint(cgroup)
	}
	printTail(c, v.U, known, size)
	c.E.StructEnd()
}

// cloneIntoCgroup is CLONE_INTO_CGROUP of linux/sched.h.
const cloneIntoCgroup = 1 << 33

func (clone3Args) continues(c *decode.Call, v decode.Value) bool {
	flags, ok := c.ReadUint(v.U, 8)
	return ok && c.Args[1] >= cloneArgsSizeVer0 && !c.NoVerbose && flags&(clonePidfd|cloneParentSetTID) != 0
}

func (clone3Args) printRest(c *decode.Call, v decode.Value) {
	if c.Failed() {
		return
	}
	id := c.ABI.ID
	mark := c.Mark()
	defer c.Release(mark)
	b, ok := c.Read(v.U, cloneArgsSizeVer0)
	if !ok {
		return
	}
	flags := layout.CloneArgs_flags.Uint(id, b)
	c.E.Changed()
	c.E.StructBegin()
	if flags&clonePidfd != 0 {
		c.E.Field("pidfd")
		Ref{FD{}}.Print(c, decode.Value{U: layout.CloneArgs_pidfd.Uint(id, b)})
	}
	if flags&cloneParentSetTID != 0 {
		c.E.Field("parent_tid")
		Ref{PID{decode.Thread}}.Print(c, decode.Value{U: layout.CloneArgs_parent_tid.Uint(id, b)})
	}
	c.E.StructEnd()
}

// waited is Out that the call fills in only where it found a process.
type waited struct{ T Type }

func (waited) late(*decode.Call) bool { return true }

// Print implements Type.
func (t waited) Print(c *decode.Call, v decode.Value) {
	if c.Failed() || c.Val == 0 {
		c.E.Addr(v.U)
		return
	}
	t.T.Print(c, v)
}

// waitID is the id that waitid(2) waits for, a file descriptor for P_PIDFD.
type waitID struct{}

// What waitid(2) waits for, besides a process: a group, a process by its descriptor (P_PGID and P_PIDFD of linux/wait.h).
const (
	waitPgid  = 2
	waitPidfd = 3
)

// Print implements Type.
func (waitID) Print(c *decode.Call, v decode.Value) {
	switch c.Args[0] & 0xffffffff {
	case waitPidfd:
		c.FD(int32(v.U))
	case waitPgid:
		c.PID(decode.ProcessGroup, int32(v.U))
	default:
		c.PID(decode.Process, int32(v.U))
	}
}

// waitStatus is what became of a process, as the macros of sys/wait.h see it.
type waitStatus struct{}

// Size implements Sized.
func (waitStatus) Size(abi.ID) int { return 4 }

const (
	statusContinued = 0xffff
	statusCore      = 0x80
	sigSyscall      = 0x80 // with PTRACE_O_TRACESYSGOOD
)

// Print implements Type.
func (waitStatus) Print(c *decode.Call, v decode.Value) {
	st := uint32(v.U)
	low, code := st&0x7f, st>>8&0xff
	switch {
	case st == statusContinued:
		c.E.StructBegin()
		c.E.Field("")
		c.E.Name("WIFCONTINUED(s)")
		c.E.StructEnd()
		return
	case st&0xff == 0x7f:
		beginStatus(c, "WIFSTOPPED(s) && WSTOPSIG(s) == ")
		printSignalName(c, code&^sigSyscall)
		if code&sigSyscall != 0 {
			c.E.Name(" | 0x80")
		}
		st &^= 0xffff
	case low == 0:
		beginStatus(c, "WIFEXITED(s) && WEXITSTATUS(s) == ")
		c.E.Uint(uint64(code))
		st &^= 0xff00
	case low != 0x7f:
		beginStatus(c, "WIFSIGNALED(s) && WTERMSIG(s) == ")
		printSignalName(c, low)
		if st&statusCore != 0 {
			c.E.Name(" && WCOREDUMP(s)")
		}
		st &^= 0xff
	default:
		c.E.Hex(uint64(st))
		return
	}
	c.E.StructEnd()
	if event := st >> 16; event != 0 {
		c.E.Or()
		c.Enum(&xlat.PtraceEvents, uint64(event), decode.FmtHex)
		c.E.Name("<<16")
		st &= 0xffff
	}
	if st != 0 {
		c.E.Or()
		c.E.Hex(uint64(st))
	}
}

func beginStatus(c *decode.Call, text string) {
	c.E.StructBegin()
	c.E.Field("")
	c.E.Name(text)
}

func printSignalName(c *decode.Call, sig uint32) {
	if name := abi.SignalName(int(sig)); name != "" {
		c.E.Name(name)
		return
	}
	c.E.Uint(uint64(sig))
}

// rseqPtr is a pointer to a struct rseq of which the second argument says the length.
type rseqPtr struct{}

// rseqSizeOrig is ORIG_RSEQ_SIZE of the kernel, the first version's size.
const rseqSizeOrig = 32

// rseqAlign is the alignment of a struct rseq.
const rseqAlign = 32

// Print implements Type.
func (rseqPtr) Print(c *decode.Call, v decode.Value) {
	n := c.Args[1] & 0xffffffff
	if n < rseqSizeOrig || v.U%rseqAlign != 0 {
		c.E.Addr(v.U)
		return
	}
	id := c.ABI.ID
	mark := c.Mark()
	defer c.Release(mark)
	known := uint64(layout.Rseq_end.Off[id])
	b, ok := fetch(c, v.U, int(min(n, known)))
	if !ok {
		return
	}
	c.E.StructBegin()
	c.E.Field("cpu_id_start")
	c.Enum(&xlat.RseqCPUID, layout.Rseq_cpu_id_start.Uint(id, b), decode.FmtInt)
	c.E.Field("cpu_id")
	c.Enum(&xlat.RseqCPUID, layout.Rseq_cpu_id.Uint(id, b), decode.FmtInt)
	c.E.Field("rseq_cs")
	printRseqCS(c, layout.Rseq_rseq_cs.Uint(id, b))
	c.E.Field("flags")
	c.Flags(&xlat.RseqCSFlags, layout.Rseq_flags.Uint(id, b))
	c.E.Field("node_id")
	c.E.Uint(layout.Rseq_node_id.Uint(id, b))
	c.E.Field("mm_cid")
	c.E.Uint(layout.Rseq_mm_cid.Uint(id, b))
	c.E.Field("slice_ctrl")
	c.E.StructBegin()
	c.E.Field("request")
	c.E.Uint(layout.Rseq_slice_ctrl_request.Uint(id, b))
	c.E.Field("granted")
	c.E.Uint(layout.Rseq_slice_ctrl_granted.Uint(id, b))
	c.E.Field("__reserved")
	c.E.Hex(layout.Rseq_slice_ctrl___reserved.Uint(id, b))
	c.E.StructEnd()
	c.E.Field("__reserved")
	c.E.Hex(layout.Rseq___reserved.Uint(id, b))
	c.E.StructEnd()
}

// printRseqCS shows the critical section that a thread is in, and where its description lies.
func printRseqCS(c *decode.Call, addr uint64) {
	mark := c.Mark()
	defer c.Release(mark)
	b, ok := fetch(c, addr, int(layout.RseqCS_abort_ip.Off[c.ABI.ID]+layout.RseqCS_abort_ip.Size[c.ABI.ID]))
	if !ok {
		return
	}
	id := c.ABI.ID
	c.E.StructBegin()
	c.E.Field("version")
	c.E.Uint(layout.RseqCS_version.Uint(id, b))
	c.E.Field("flags")
	c.Flags(&xlat.RseqCSFlags, layout.RseqCS_flags.Uint(id, b))
	c.E.Field("start_ip")
	c.E.Hex(layout.RseqCS_start_ip.Uint(id, b))
	c.E.Field("post_commit_offset")
	c.E.Hex(layout.RseqCS_post_commit_offset.Uint(id, b))
	c.E.Field("abort_ip")
	c.E.Hex(layout.RseqCS_abort_ip.Uint(id, b))
	c.E.StructEnd()
	c.E.CommentBegin()
	c.E.Addr(addr)
	c.E.CommentEnd()
}

// personality is an execution domain: a type (PER_MASK) and flags; 0xffffffff only asks for the one in force.
type personality struct{}

// perMask is PER_MASK of linux/personality.h.
const perMask = 0xff

// Print implements Type.
func (personality) Print(c *decode.Call, v decode.Value) {
	if v.U&0xffffffff == 0xffffffff {
		c.E.Hex(0xffffffff)
		return
	}
	c.Enum(&xlat.Personalities, v.U&perMask, decode.FmtHex)
	flags := v.U & 0xffffffff &^ perMask
	if flags == 0 {
		return
	}
	c.E.Or()
	if c.AnyFlag(&xlat.PersonalityFlags, flags) {
		c.Flags(&xlat.PersonalityFlags, flags)
	} else {
		c.E.Hex(flags)
	}
}

// retPersonality is a personality that is returned.
type retPersonality struct{}

// PrintResult implements Result.
func (retPersonality) PrintResult(c *decode.Call) {
	u := uint64(c.Val) & 0xffffffff
	c.E.Hex(u)
	c.E.AuxBegin()
	personality{}.Print(c, decode.Value{U: u})
	c.E.AuxEnd()
}

// listnsCurrentUser is LISTNS_CURRENT_USER of linux/nsfs.h.
const listnsCurrentUser = 1<<64 - 1

// nsRequest is a pointer to a struct ns_id_req, which says itself how long it is.
type nsRequest struct{}

// Print implements Type.
func (nsRequest) Print(c *decode.Call, v decode.Value) {
	id := c.ABI.ID
	known := uint64(layout.NsIDReq.Size[id])
	size, ok := c.ReadUint(v.U, 4)
	if !ok || v.U == 0 || c.NoVerbose {
		c.E.Addr(v.U)
		return
	}
	mark := c.Mark()
	defer c.Release(mark)
	var b []byte
	if size >= known {
		if b, ok = c.Read(v.U, int(known)); !ok {
			c.E.Addr(v.U)
			return
		}
	}
	c.E.StructBegin()
	c.E.Field("size")
	c.E.Uint(size)
	if b != nil {
		if spare := layout.NsIDReq_spare.Uint(id, b); spare != 0 {
			c.E.Field("spare")
			c.E.Hex(spare)
		}
		c.E.Field("ns_id")
		c.E.Hex(layout.NsIDReq_ns_id.Uint(id, b))
		c.E.Field("ns_type")
		c.Flags(&xlat.NamespaceTypes, layout.NsIDReq_ns_type.Uint(id, b))
		if spare := layout.NsIDReq_spare2.Uint(id, b); spare != 0 {
			c.E.Field("spare2")
			c.E.Hex(spare)
		}
		c.E.Field("user_ns_id")
		user := layout.NsIDReq_user_ns_id.Uint(id, b)
		name := ""
		if user == listnsCurrentUser {
			name = "LISTNS_CURRENT_USER"
		}
		c.Const(user, decode.FmtHex, name, "")
		printTail(c, v.U, known, size)
	}
	c.E.StructEnd()
}

// Types of kcmp(2), from linux/kcmp.h.
const (
	kcmpFile     = 0
	kcmpEpollTFD = 7
)

var kcmpArgs = ByArg{On: 2, Regs: 2, Cases: []Case{
	{Vals: []uint64{kcmpFile}, Args: []Arg{{"idx1", Int{}}, {"idx2", Int{}}}},
	{Vals: []uint64{1, 2, 3, 4, 5, 6}},
	{Vals: []uint64{kcmpEpollTFD}, Args: []Arg{{"idx1", Int{}}, {"idx2", Ptr{&kcmpEpollSlot}}}},
}, Default: []Arg{{"idx1", HexLong{}}, {"idx2", HexLong{}}}}

var kcmpEpollSlot = Struct{&layout.KcmpEpollSlot, []Field{
	{At: &layout.KcmpEpollSlot_efd, Type: Dec{}},
	{At: &layout.KcmpEpollSlot_tfd, Type: Dec{}},
	{At: &layout.KcmpEpollSlot_toff, Type: Dec{}},
}}

// userDesc is a segment of x86 (asm/ldt.h).
var userDesc = Struct{&layout.UserDesc, []Field{
	{At: &layout.UserDesc_entry_number, Type: entryNumber{}},
	{At: &layout.UserDesc_base_addr, Type: fill8{}},
	{At: &layout.UserDesc_limit, Type: fill8{}},
	{At: &layout.UserDesc_seg_32bit, Show: showBit32},
	{At: &layout.UserDesc_contents, Show: showContents},
	{At: &layout.UserDesc_read_exec_only, Show: showReadExecOnly},
	{At: &layout.UserDesc_limit_in_pages, Show: showLimitInPages},
	{At: &layout.UserDesc_seg_not_present, Show: showNotPresent},
	{At: &layout.UserDesc_useable, Show: showUseable},
	{At: &layout.UserDesc_lm, Show: showLM},
}}

// fill8 is a number in hexadecimal with 8 characters.
type fill8 struct{}

// Print implements Type.
func (fill8) Print(c *decode.Call, v decode.Value) { c.E.HexFill(v.U, 8) }

func showBit(c *decode.Call, f *layout.Field, whole []byte) { c.E.Uint(f.Uint(c.ABI.ID, whole)) }

func showBit32(c *decode.Call, _ decode.Value, whole []byte) {
	showBit(c, &layout.UserDesc_seg_32bit, whole)
}

func showContents(c *decode.Call, _ decode.Value, whole []byte) {
	showBit(c, &layout.UserDesc_contents, whole)
}

func showReadExecOnly(c *decode.Call, _ decode.Value, whole []byte) {
	showBit(c, &layout.UserDesc_read_exec_only, whole)
}

func showLimitInPages(c *decode.Call, _ decode.Value, whole []byte) {
	showBit(c, &layout.UserDesc_limit_in_pages, whole)
}

func showNotPresent(c *decode.Call, _ decode.Value, whole []byte) {
	showBit(c, &layout.UserDesc_seg_not_present, whole)
}

func showUseable(c *decode.Call, _ decode.Value, whole []byte) {
	showBit(c, &layout.UserDesc_useable, whole)
}

func showLM(c *decode.Call, _ decode.Value, whole []byte) { showBit(c, &layout.UserDesc_lm, whole) }

// ldtEntry is the segment of modify_ldt(2), if the third argument is the size of one and the first says
// to read or write one.
type ldtEntry struct{}

// Print implements Type.
func (ldtEntry) Print(c *decode.Call, v decode.Value) {
	if c.Args[2] != uint64(layout.UserDesc.Size[c.ABI.ID]) {
		c.E.Addr(v.U)
		return
	}
	Ptr{&userDesc}.Print(c, v)
}

// retThreadArea is what set_thread_area(2) returns, with the number of the segment, which the kernel may have
// chosen.
type retThreadArea struct{}

// PrintResult implements Result.
func (retThreadArea) PrintResult(c *decode.Call) {
	c.E.Int(c.Val)
	if n, ok := c.ReadUint(c.Args[0], 4); ok {
		c.E.AuxBegin()
		c.E.Field("entry_number")
		c.E.Uint(n)
		c.E.AuxEnd()
	}
}

// entryNumber is the number of a segment; -1 stands for any.
type entryNumber struct{}

// Print implements Type.
func (entryNumber) Print(c *decode.Call, v decode.Value) { UID{}.Print(c, v) }

// userDescOut is the segment of get_thread_area(2): the caller says its number.
type userDescOut struct{}

func (userDescOut) late(*decode.Call) bool { return true }

// Print implements Type.
func (userDescOut) Print(c *decode.Call, v decode.Value) {
	mark := c.Mark()
	defer c.Release(mark)
	if _, whole := c.Read(v.U, userDesc.Size(c.ABI.ID)); whole && !c.Failed() {
		Ptr{&userDesc}.Print(c, v)
		return
	}
	n, ok := c.ReadUint(v.U, 4)
	if !ok || v.U == 0 || c.NoVerbose {
		c.E.Addr(v.U)
		return
	}
	c.E.StructBegin()
	c.E.Field("entry_number")
	entryNumber{}.Print(c, decode.Value{U: n})
	c.E.Field("")
	c.E.More()
	c.E.StructEnd()
}

// retLDT is what modify_ldt(2) returns: an int that the kernel does not extend, so that errors look like
// large numbers to the caller.
type retLDT struct{}

// PrintResult implements Result.
func (retLDT) PrintResult(c *decode.Call) {
	u := truncate(c, uint64(c.Val))
	c.E.Uint(u)
	errno := int(-int32(u))
	if name := abi.ErrnoName(errno); u>>31 == 1 && errno > 0 && name != "" {
		c.E.Name(" ")
		c.E.Name(name)
		c.E.AuxBegin()
		c.E.Name(abi.ErrnoText(errno))
		c.E.AuxEnd()
	}
}
