package decode

import "strings"

// atFDCWD is AT_FDCWD of linux/fcntl.h.
const atFDCWD = -100

// FD shows a file descriptor, with what it refers to if the options ask for it.
func (c *Call) FD(fd int32) {
	c.E.Int(int64(fd))
	if !c.Opt.FDPaths && c.Opt.FDDetails == 0 || fd < 0 || c.Env == nil {
		return
	}
	path, ok := c.Env.FDPath(int(fd))
	if !ok || c.Opt.FDDetails != 0 && c.fdDetails(int(fd), path) || !c.Opt.FDPaths {
		return
	}
	if name, marked := strings.CutSuffix(path, deletedMark); marked && c.Env.FDDeleted(int(fd), path) {
		c.annot(name)
		c.E.Name("(deleted)")
		return
	}
	c.annot(path)
}

// deletedMark is what proc(5) puts behind the path of a file that has been deleted.
const deletedMark = " (deleted)"

// FDFile returns the file that descriptor fd refers to: its path, also where it has been deleted, or what proc(5) has for one.
func (c *Call) FDFile(fd int) (path string, ok bool) {
	if fd < 0 || c.Env == nil {
		return "", false
	}
	path, ok = c.Env.FDPath(fd)
	if name, marked := strings.CutSuffix(path, deletedMark); marked && c.Env.FDDeleted(fd, path) {
		path = name
	}
	return path, ok
}

// DirFD shows a file descriptor that a path is relative to, AT_FDCWD among them.
func (c *Call) DirFD(fd int32) {
	if fd != atFDCWD {
		c.FD(fd)
		return
	}
	c.Const(uint64(0xffffffff&int64(fd)), FmtInt, "AT_FDCWD", "")
	if !c.Opt.FDPaths || c.Env == nil {
		return
	}
	if path, ok := c.Env.Cwd(); ok {
		c.annot(path)
	}
}

// PIDKind is what an id is the id of.
type PIDKind uint8

// The kinds.
const (
	Process PIDKind = iota
	Thread
	ProcessGroup
	Session
)

// PID shows an id; with the name of the thread or process, and its id in the tracer's pid namespace where that is another
// one, if the options ask for it. A group is also what is meant by its negative id.
func (c *Call) PID(kind PIDKind, id int32) {
	c.E.Int(int64(id))
	if !c.Opt.PIDComm && !c.Opt.PIDNS || id == 0 || id < 0 && kind != ProcessGroup || c.Env == nil {
		return
	}
	here, ok := c.Env.PIDHere(kind, max(int(id), -int(id)))
	if !ok {
		return
	}
	if c.Opt.PIDComm && kind <= Thread {
		if comm, ok := c.Env.Comm(here); ok {
			c.annot(comm)
		}
	}
	if c.Opt.PIDNS && here != max(int(id), -int(id)) {
		c.E.CommentBegin()
		c.E.Int(int64(here))
		c.E.Name(" in strace's PID NS")
		c.E.CommentEnd()
	}
}

// PIDOrGroup shows the id of a process, or, if it is negative, of a group; -1 is neither.
func (c *Call) PIDOrGroup(id int32) {
	switch {
	case id >= 0:
		c.PID(Process, id)
	case id == -1:
		c.E.Int(-1)
	default:
		c.PID(ProcessGroup, id)
	}
}

func (c *Call) annot(s string) {
	c.E.AnnotBegin()
	c.E.AnnotStr(s)
	c.E.AnnotEnd()
}

// MaxPath is PATH_MAX of linux/limits.h: how much of a file name the kernel reads.
const MaxPath = 4096

// Path shows the file name at addr.
func (c *Call) Path(addr uint64) {
	mark := c.Mark()
	defer c.Release(mark)
	b, nul, ok := c.ReadString(addr, MaxPath-1)
	if !ok {
		c.E.Addr(addr)
		return
	}
	c.E.Path(b, !nul)
}

// String shows the string at addr, as much of it as -s lets through.
func (c *Call) String(addr uint64) {
	mark := c.Mark()
	defer c.Release(mark)
	b, nul, ok := c.ReadString(addr, c.Opt.StringLimit)
	if !ok {
		c.E.Addr(addr)
		return
	}
	c.E.Str(b, !nul)
}

// Buffer shows n bytes at addr, as many of them as -s lets through.
func (c *Call) Buffer(addr, n uint64) {
	if addr == 0 {
		c.E.Addr(0)
		return
	}
	mark := c.Mark()
	defer c.Release(mark)
	b, more, ok := c.ReadCut(addr, n)
	if !ok {
		c.E.Addr(addr)
		return
	}
	c.E.Str(b, more)
}

// ReadCut returns as many of the n bytes at addr as -s lets through; more says that there are others, the
// first of which could be read.
func (c *Call) ReadCut(addr, n uint64) (b []byte, more, ok bool) {
	limit := uint64(c.Opt.StringLimit)
	b, ok = c.Read(addr, int(min(n, limit+1)))
	if !ok {
		return nil, false, false
	}
	return b[:min(n, limit)], n > limit, true
}
