package engine

import (
	"os"

	"golang.org/x/sys/unix"

	"strake/tracer/abi"
	"strake/tracer/event"
	"strake/tracer/internal/procfs"
	"strake/tracer/internal/ptrace"
)

// A filtered tracee is stopped by a seccomp filter for the calls that somebody wants to see, and runs
// through all others: it is resumed by PTRACE_CONT. From a seccomp-stop, which takes the place of the syscall-enter-stop,
// PTRACE_SYSCALL leads to the syscall-exit-stop.
//
// A filter of the tracee's own can answer a call before ours has a say (ERRNO, TRAP and KILL go first), and the
// call would not be seen. So our filter also stops what installs one, and from then on the tracee is stopped at every call
// like one that has no filter; a seccomp-stop that comes after a syscall-enter-stop is of the same call.

// FilterData is the data of SECCOMP_RET_TRACE in our filters. It tells our seccomp-stops from those
// of the tracee's own filters.
const FilterData = 0x7361

// FilterError says that there is no filter although one was asked for; every call stops the program.
type FilterError struct{}

func (*FilterError) Error() string {
	return "--seccomp-bpf is not enabled because the kernel does not accept the filter"
}

// checkFilter notes whether the program's process has got its filter.
func (e *engine) checkFilter(t *tracee) {
	if !e.opts.Filtered {
		return
	}
	t.bound = e.hasFilter(t.TID)
	t.filtered = t.bound
	if !t.filtered {
		e.failed(&FilterError{})
	}
}

// hasFilter reports whether a thread is under a filter that this process is not under.
func (e *engine) hasFilter(tid int) bool {
	return e.opts.Filtered && procfs.Proc.Filters(tid) > procfs.Proc.Filters(os.Getpid())
}

// seccompStop handles PTRACE_EVENT_SECCOMP.
func (e *engine) seccompStop(t *tracee) {
	if errno := ptrace.GetSyscallInfo(t.TID, &e.info); errno != 0 {
		if !t.inSyscall {
			e.syscallUnknown(t, errno)
		}
		return
	}
	t.IP = e.info.IP
	if e.info.Op != ptrace.OpSeccomp {
		return
	}
	var clone *abi.ABI
	if t.bound {
		clone = e.cloning()
	}
	if !t.inSyscall && (clone == nil || e.wants(clone)) {
		e.enter(t)
	}
	switch {
	case uint32(e.info.Data[7]) != FilterData:
		e.noTracer(t)
	case clone != nil:
		e.keepTraced(t, clone)
	}
}

// wants reports whether the sink wants to see the call that e.info is about, which the filter may have stopped for the engine.
func (e *engine) wants(a *abi.ABI) bool {
	_, nr := abi.Of(e.info.Arch, e.info.Data[0])
	return e.opts.Wants == nil || e.opts.Wants(a.ID, nr)
}

// install is how a call puts a filter over threads.
type install uint8

const (
	installsNothing install = iota
	installsHere            // over the calling thread
	installsAll             // over all threads of its process
)

// Numbers of prctl(2) and seccomp(2) by ABI, from asm/unistd.h.
var (
	nrPrctl   = [abi.Count]uint64{abi.X8664: 157, abi.X32: 157, abi.I386: 172, abi.AArch64: 167}
	nrSeccomp = [abi.Count]uint64{abi.X8664: 317, abi.X32: 317, abi.I386: 354, abi.AArch64: 277}
)

// installing says what a call that is about to be made will install.
func installing(n *event.Entry) install {
	switch n.Nr {
	case nrPrctl[n.ABI.ID]:
		if uint32(n.Args[0]) == unix.PR_SET_SECCOMP {
			return installsHere
		}
	case nrSeccomp[n.ABI.ID]:
		switch {
		case uint32(n.Args[0]) > unix.SECCOMP_SET_MODE_FILTER:
			return installsNothing // it asks
		case n.Args[1]&unix.SECCOMP_FILTER_FLAG_TSYNC != 0:
			return installsAll
		}
		return installsHere
	}
	return installsNothing
}

// unfilter has a tracee that has installed a filter of its own stop at every call.
func (e *engine) unfilter(t *tracee) {
	t.filtered = false
	if t.installs != installsAll {
		return
	}
	for _, o := range e.tracees {
		if o.TGID == t.TGID {
			o.filtered = false
		}
	}
}
