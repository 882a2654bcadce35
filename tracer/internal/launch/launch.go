// Package launch starts programs to be traced.
//
// A program is started by a child of the tracer which waits until it is
// seized, takes on what strake inherited (see Inherited), stops, and executes
// the program: the execve is the first thing that a trace shows. It becomes
// the program's process without a second run of the Go runtime: a raw clone,
// and system calls from there on.
package launch

import (
	"fmt"
	"os"
	"sync"
	"syscall"

	"golang.org/x/net/bpf"
	"golang.org/x/sys/unix"
)

// Spec says what to execute.
type Spec struct {
	Path string   // file to execute, see Find
	Argv []string // argv, which may be empty
	Env  []string // environment, in order
	User *User    // whose identity it gets; nil for that of the tracer
	// Filter is a seccomp filter that is put over the process before; none if empty.
	Filter []bpf.RawInstruction
	// Sibling makes the process a child of the tracer's parent, which is a Front.
	Sibling bool
}

// Error is a failed step of starting a program.
type Error struct {
	Step string // name of the system call
	Err  error
}

func (e *Error) Error() string { return e.Step + ": " + e.Err.Error() }

// Unwrap returns the reason.
func (e *Error) Unwrap() error { return e.Err }

// Child is a process on its way to execute a program. It waits to be
// released, or exits with status 1 if its tracer ends without doing so.
type Child struct {
	// PID is that of the process and of the thread which will call execve.
	PID int
	// Own is set if the process is a child of this one.
	Own bool

	gate int // writing to it releases the process
	plan *plan
}

// inMemory has the plans of children that are in this process's memory still.
var inMemory sync.Map

// Start makes a child that will execute spec. The calling goroutine must be
// locked to its thread, whose child it is.
func Start(spec Spec) (*Child, error) {
	plan, err := newPlan(spec)
	if err != nil {
		return nil, err
	}
	gate, inner, err := gatePair()
	if err != nil {
		return nil, err
	}
	plan.gate, plan.otherGate = uintptr(inner), uintptr(gate)
	inMemory.Store(plan, true)
	pid, errno := forkChild(plan)
	unix.Close(inner)
	if errno != 0 {
		inMemory.Delete(plan)
		unix.Close(gate)
		return nil, &Error{"fork", errno}
	}
	if plan.sibling {
		// Where only descendants can be traced (Yama), it has to have agreed.
		(&Front{fd: gate}).read(make([]byte, 1))
	}
	return &Child{PID: pid, Own: !plan.sibling, gate: gate, plan: plan}, nil
}

// Executed says that the child has executed its program, or is gone, and lets its memory go.
func (c *Child) Executed() {
	inMemory.Delete(c.plan)
}

// Release lets a child, which is seized by now, go on: it raises SIGSTOP, and
// once that has been dealt with calls execve.
func (c *Child) Release() error {
	_, err := unix.Write(c.gate, []byte{0})
	unix.Close(c.gate)
	c.gate = -1
	if err != nil {
		return &Error{"write", err}
	}
	return nil
}

// Abandon makes a child that was not released exit.
func (c *Child) Abandon() {
	if c.gate >= 0 {
		unix.Close(c.gate)
		c.gate = -1
	}
}

// gatePair returns two connected sockets above the standard descriptors,
// which the program may have to find closed.
func gatePair() (a, b int, err error) {
	fds, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return -1, -1, &Error{"socketpair", err}
	}
	for i, fd := range fds {
		if fd > 2 {
			continue
		}
		high, err := unix.FcntlInt(uintptr(fd), unix.F_DUPFD_CLOEXEC, 3)
		if err != nil {
			return -1, -1, &Error{"fcntl", err}
		}
		unix.Close(fd)
		fds[i] = high
	}
	return fds[0], fds[1], nil
}

// plan is everything that a child needs, made ready for system calls: it can
// neither allocate nor convert.
type plan struct {
	path *byte
	argv []*byte // ends with nil
	env  []*byte // ends with nil

	setUser  bool
	uid, gid uintptr
	groups   []uint32

	filter *sockFprog // nil if there is none

	start           Inherited
	gate, otherGate uintptr
	adopted         bool // the tracer is another process, see Daemonize
	sibling         bool // so it is, but this one's sibling, see Front
	tracer          bool // it is the tracer itself

	// Work space of the child.
	token [8]byte
	act   sigaction
	stack []byte
}

// sigaction is the kernel's struct sigaction.
type sigaction struct {
	handler  uintptr
	flags    uintptr
	restorer uintptr
	mask     uint64
}

func newPlan(spec Spec) (*plan, error) {
	path, err := syscall.BytePtrFromString(spec.Path)
	if err != nil {
		return nil, &Error{"execve", err}
	}
	argv, err := syscall.SlicePtrFromStrings(spec.Argv)
	if err != nil {
		return nil, &Error{"execve", err}
	}
	env, err := syscall.SlicePtrFromStrings(spec.Env)
	if err != nil {
		return nil, &Error{"execve", err}
	}
	p := &plan{path: path, argv: argv, env: env, start: inherited, stack: make([]byte, stackSize), sibling: spec.Sibling}
	if u := spec.User; u != nil {
		p.setUser, p.uid, p.gid, p.groups = true, uintptr(u.UID), uintptr(u.GID), u.Groups
	}
	p.setFilter(spec.Filter)
	return p, nil
}

// requireLeader returns an error unless the calling thread is the leader of its process.
func requireLeader() error {
	if tid, pid := unix.Gettid(), os.Getpid(); tid != pid {
		return fmt.Errorf("launch: thread %d is not the leader of process %d", tid, pid)
	}
	return nil
}
