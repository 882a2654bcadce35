package syscalls

import (
	"strake/tracer/abi/layout"
	"strake/tracer/decode"
)

// namespaceKinds are the kinds of namespaces by what /proc/TID/ns calls them, in the order in which they are
// shown, with the flags of linux/sched.h that make new ones.
var namespaceKinds = [...]struct {
	flag uint64
	name string
}{
	{0x02000000, "cgroup"},
	{0x08000000, "ipc"},
	{0x00020000, "mnt"},
	{0x40000000, "net"},
	{0x20000000, "pid"},
	{0x00000080, "time"},
	{0x10000000, "user"},
	{0x04000000, "uts"},
}

// auxNamespaces is what unshare(2) and setns(2) add to their results under -e namespace=new: the namespaces that the
// thread is in now, of the kinds that flags, an argument, says.
func auxNamespaces(flags int) func(*decode.Call) {
	return func(c *decode.Call) { showNamespaces(c, c.TID, c.Args[flags]) }
}

// cloneSignal is CSIGNAL of linux/sched.h: of the flags of clone(2), what is a signal.
const cloneSignal = 0xff

// auxCloned is auxNamespaces of clone(2): those of the child.
func auxCloned(c *decode.Call) { showChildNamespaces(c, c.Args[0]&^cloneSignal) }

// auxCloned3 is auxNamespaces of clone3(2).
func auxCloned3(c *decode.Call) {
	if !c.Opt.Namespaces {
		return
	}
	if b, ok := c.Read(c.Args[0], cloneArgsSizeVer0); ok {
		showChildNamespaces(c, layout.CloneArgs_flags.Uint(c.ABI.ID, b))
	}
}

func showChildNamespaces(c *decode.Call, flags uint64) {
	if !c.Opt.Namespaces || c.Env == nil {
		return
	}
	if child, ok := c.Env.PIDHere(decode.Thread, int(c.Val)); ok {
		showNamespaces(c, child, flags)
	}
}

// showNamespaces shows the namespaces of a thread that flags name.
func showNamespaces(c *decode.Call, tid int, flags uint64) {
	if !c.Opt.Namespaces || c.Env == nil {
		return
	}
	any := false
	for _, kind := range namespaceKinds {
		if flags&kind.flag == 0 {
			continue
		}
		text, ok := c.Env.Namespace(tid, kind.name)
		if !ok {
			continue
		}
		if any {
			c.E.Name(", ")
		} else {
			c.E.AuxBegin()
		}
		any = true
		c.E.Name(text)
	}
	if any {
		c.E.AuxEnd()
	}
}
