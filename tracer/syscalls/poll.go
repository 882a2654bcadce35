package syscalls

import (
	"strake/tracer/abi"
	"strake/tracer/abi/layout"
	"strake/tracer/decode"
	"strake/tracer/xlat"
)

// Waiting for descriptors: poll, select, epoll.
var pollSyscalls = []Syscall{
	{Name: "poll", Ret: retPoll{}, Args: []Arg{{"fds", &pollfds}, {"nfds", Uint{}}, {"timeout", Int{}}}},
	{Name: "ppoll", Ret: retPoll{left: &timespec}, Args: []Arg{
		{"fds", &pollfds}, {"nfds", Uint{}}, {"tmo_p", Ptr{&timespec}}, {"sigmask", SigSet{Size: 4}}, {"sigsetsize", ULong{}},
	}},
	{Name: "ppoll_time64", Ret: retPoll{left: &timespec64}, Args: []Arg{
		{"fds", &pollfds}, {"nfds", Uint{}}, {"tmo_p", Ptr{&timespec64}}, {"sigmask", SigSet{Size: 4}}, {"sigsetsize", ULong{}},
	}},

	{Name: "select", Ret: retSelect{&timeval}, Args: selectArgs},
	{Name: "_newselect", Ret: retSelect{&timeval}, Args: selectArgs},
	{Name: "select", On: abi.OnI386, Ret: retSelect{&timeval}, Args: selectArgs, InMemory: &oldSelect},
	{Name: "pselect6", Ret: retSelect{&timespec}, Args: []Arg{
		{"nfds", Int{}}, {"readfds", FDSet{}}, {"writefds", FDSet{}}, {"exceptfds", FDSet{}},
		{"timeout", Ptr{&timespec}}, {"sig", Ptr{sigsetArg{}}},
	}},
	{Name: "pselect6_time64", Ret: retSelect{&timespec64}, Args: []Arg{
		{"nfds", Int{}}, {"readfds", FDSet{}}, {"writefds", FDSet{}}, {"exceptfds", FDSet{}},
		{"timeout", Ptr{&timespec64}}, {"sig", Ptr{sigsetArg{}}},
	}},

	{Name: "epoll_create", Ret: RetFD{}, Args: []Arg{{"size", Int{}}}},
	{Name: "epoll_create1", Ret: RetFD{}, Args: []Arg{{"flags", Flags{&xlat.EpollCreateFlags}}}},
	{Name: "epoll_ctl", Args: []Arg{
		{"epfd", FD{}}, {"op", Enum{&xlat.EpollCtlOps, decode.FmtHex}}, {"fd", FD{}},
		{"event", Else{epollDeletes, Addr{}, Ptr{&epollEvent}}},
	}},
	{Name: "epoll_wait", Args: []Arg{
		{"epfd", FD{}}, {"events", Out{Array{Elem: &epollEvent, N: Returned}}}, {"maxevents", Int{}}, {"timeout", Int{}},
	}},
	{Name: "epoll_pwait", Args: []Arg{
		{"epfd", FD{}}, {"events", Out{Array{Elem: &epollEvent, N: Returned}}}, {"maxevents", Int{}}, {"timeout", Int{}},
		{"sigmask", Out{SigSet{Size: 5}}}, {"sigsetsize", ULong{}},
	}},
	{Name: "epoll_pwait2", Args: []Arg{
		{"epfd", FD{}}, {"events", Out{Array{Elem: &epollEvent, N: Returned}}}, {"maxevents", Int{}},
		{"timeout", Out{Ptr{&timespec64}}}, {"sigmask", Out{SigSet{Size: 5}}}, {"sigsetsize", ULong{}},
	}},
	// Calls that were never more than numbers.
	{Name: "epoll_ctl_old", Args: unknown4},
	{Name: "epoll_wait_old", Args: unknown4},
}

var pollfds = Array{Elem: pollfd{}, N: 1 | Low32}

// pollfd is a struct pollfd before the call: what is waited for.
type pollfd struct{}

// Size implements Sized.
func (pollfd) Size(id abi.ID) int { return int(layout.Pollfd.Size[id]) }

// Print implements Type.
func (pollfd) Print(c *decode.Call, v decode.Value) {
	fd := int32(layout.Pollfd_fd.Uint(c.ABI.ID, v.Mem))
	c.E.StructBegin()
	c.E.Field("fd")
	c.FD(fd)
	if fd >= 0 {
		c.E.Field("events")
		c.Flags(&xlat.PollEvents, layout.Pollfd_events.Uint(c.ABI.ID, v.Mem)&0xffff)
	}
	c.E.StructEnd()
}

// retPoll is what poll(2) returns: how many descriptors are ready, which they are, and the
// time that was left where left is set.
type retPoll struct{ left Sized }

// PrintResult implements Result.
func (r retPoll) PrintResult(c *decode.Call) {
	c.E.Int(c.Val)
	if c.Val != 0 && (c.Args[0] == 0 || c.Args[1]&0xffffffff == 0 || c.NoVerbose) {
		return
	}
	c.E.AuxBegin()
	defer c.E.AuxEnd()
	if c.Val == 0 {
		c.E.Name("Timeout")
		return
	}
	printReady(c)
	if r.left != nil {
		printLeft(c, c.Args[2], r.left, true)
	}
}

// printReady shows the descriptors that poll(2) found ready, as many as -s lets through.
func printReady(c *decode.Call) {
	n := min(c.Args[1]&0xffffffff, maxElems)
	size := layout.Pollfd.Size[c.ABI.ID]
	shown := 0
	c.E.ArrayBegin()
	defer c.E.ArrayEnd()
	for i := range n {
		mark := c.Mark()
		b, ok := c.Read(c.Args[0]+i*uint64(size), int(size))
		if !ok {
			c.E.Elem()
			c.E.More()
			return
		}
		revents := layout.Pollfd_revents.Uint(c.ABI.ID, b) & 0xffff
		fd := int32(layout.Pollfd_fd.Uint(c.ABI.ID, b))
		c.Release(mark)
		if revents == 0 {
			continue
		}
		c.E.Elem()
		if shown++; !c.NoAbbrev && shown > c.Opt.StringLimit {
			c.E.More()
			return
		}
		c.E.StructBegin()
		c.E.Field("fd")
		c.E.Int(int64(fd)) // without its path
		c.E.Field("revents")
		c.Flags(&xlat.PollEvents, revents)
		c.E.StructEnd()
	}
}

// printLeft shows the time that the kernel wrote back to addr: what was left to wait.
func printLeft(c *decode.Call, addr uint64, t Sized, more bool) {
	if addr == 0 {
		return
	}
	b, ok := c.Read(addr, t.Size(c.ABI.ID))
	if !ok {
		return
	}
	if more {
		c.E.Name(", ")
	}
	c.E.Name("left ")
	t.Print(c, loadValue(addr, b, false))
}

var selectArgs = []Arg{
	{"nfds", Int{}}, {"readfds", FDSet{}}, {"writefds", FDSet{}}, {"exceptfds", FDSet{}}, {"timeout", Ptr{&timeval}},
}

// oldSelect is i386's first select(2) where its arguments cannot be read.
var oldSelect = Syscall{Name: "select", Args: []Arg{{"args", Addr{}}}}

// FDSet is a pointer to a set of descriptors below the number in the first argument.
type FDSet struct{}

// Print implements Type.
func (FDSet) Print(c *decode.Call, v decode.Value) {
	mark := c.Mark()
	defer c.Release(mark)
	n := int32(c.Args[0])
	if n <= 0 {
		c.E.Addr(v.U)
		return
	}
	set, ok := fetch(c, v.U, setBytes(c, n))
	if !ok {
		return
	}
	c.E.SetBegin(false)
	printFDs(c, set, n)
	c.E.SetEnd()
}

// maxFDs bounds the descriptors of a set: no process has more unless an administrator wants it to.
const maxFDs = 1 << 20

// setBytes returns the size of a set of n descriptors, in bytes: whole longs.
func setBytes(c *decode.Call, n int32) int {
	long := int32(c.Word())
	return int((min(n, maxFDs) + 8*long - 1) / (8 * long) * long)
}

// printFDs shows the descriptors below n in the set, and reports whether there was one.
func printFDs(c *decode.Call, set []byte, n int32) bool {
	any := false
	for fd := range min(n, int32(8*len(set))) {
		if set[fd/8]>>(fd%8)&1 != 0 {
			c.E.SetElem()
			c.FD(fd)
			any = true
		}
	}
	return any
}

// retSelect is what select(2) returns: how many descriptors are ready, which they are in each set,
// and the time that was left.
type retSelect struct{ left Sized }

// PrintResult implements Result.
func (r retSelect) PrintResult(c *decode.Call) {
	c.E.Int(c.Val)
	c.E.AuxBegin()
	defer c.E.AuxEnd()
	if c.Val == 0 {
		c.E.Name("Timeout")
		return
	}
	// The kernel does not touch the bits beyond the process's table of descriptors: no more are shown than are ready.
	ready := c.Val
	for i, label := range [...]string{"in ", "out ", "except "} {
		ready -= printReadySet(c, label, c.Args[1+i], ready, ready < c.Val)
	}
	printLeft(c, c.Args[4], r.left, ready < c.Val)
}

// printReadySet shows at most a number of a set's descriptors, and returns how many it has shown.
func printReadySet(c *decode.Call, label string, addr uint64, most int64, more bool) (shown int64) {
	mark := c.Mark()
	defer c.Release(mark)
	n := int32(c.Args[0])
	set, ok := c.Read(addr, setBytes(c, n))
	if !ok || n <= 0 || most <= 0 || !anyBit(set, n) {
		return 0
	}
	if more {
		c.E.Name(", ")
	}
	c.E.Name(label)
	c.E.SetBegin(false)
	shown = printNumbers(c, set, n, most)
	c.E.SetEnd()
	return shown
}

// printNumbers shows the first descriptors below n in the set, without their paths, which were shown with the arguments.
func printNumbers(c *decode.Call, set []byte, n int32, most int64) (shown int64) {
	for fd := range min(n, int32(8*len(set))) {
		if shown == most {
			break
		}
		if set[fd/8]>>(fd%8)&1 != 0 {
			c.E.SetElem()
			c.E.Int(int64(fd))
			shown++
		}
	}
	return shown
}

func anyBit(set []byte, n int32) bool {
	for fd := range min(n, int32(8*len(set))) {
		if set[fd/8]>>(fd%8)&1 != 0 {
			return true
		}
	}
	return false
}

// sigsetArg is what pselect6's last argument points to: a set of signals and its size.
type sigsetArg struct{}

// Size implements Sized.
func (sigsetArg) Size(id abi.ID) int { return int(layout.SigsetArg.Size[id]) }

// Print implements Type.
func (sigsetArg) Print(c *decode.Call, v decode.Value) {
	set := layout.SigsetArg_ss.Uint(c.ABI.ID, v.Mem)
	size := layout.SigsetArg_ss_len.Uint(c.ABI.ID, v.Mem)
	c.E.StructBegin()
	c.E.Field("sigmask")
	printSigSetAt(c, set, size)
	c.E.Field("sigsetsize")
	c.E.Uint(size)
	c.E.StructEnd()
}

var epollEvent = Struct{Layout: &layout.EpollEvent, Fields: []Field{
	{At: &layout.EpollEvent_events, Type: Flags{&xlat.EpollEvents}},
	{At: &layout.EpollEvent_data, Type: Hex{}},
}}

// epollCtlDel is EPOLL_CTL_DEL of linux/eventpoll.h.
const epollCtlDel = 2

func epollDeletes(c *decode.Call) bool { return int32(c.Args[1]) == epollCtlDel }
