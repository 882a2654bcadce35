package engine

import (
	"syscall"

	"strake/tracer/abi"
	"strake/tracer/event"
	"strake/tracer/internal/ptrace"
)

// syscallStop reports a system call's entry or exit, as the kernel has it.
func (e *engine) syscallStop(t *tracee) {
	if t.untraced.flags != 0 {
		e.restoreFlags(t)
	}
	if errno := ptrace.GetSyscallInfo(t.TID, &e.info); errno != 0 {
		e.syscallUnknown(t, errno)
		return
	}
	t.IP = e.info.IP
	switch e.info.Op {
	case ptrace.OpEntry:
		e.enter(t)
	case ptrace.OpExit:
		e.leave(t)
	}
}

// syscallUnknown reports a stop of a tracee which has been killed since.
func (e *engine) syscallUnknown(t *tracee, errno syscall.Errno) {
	e.checkKernel(errno)
	if t.inSyscall {
		e.unavailable(t)
		return
	}
	t.inSyscall = true
	t.Tamper = nil
	e.sink.Enter(&t.Tracee, nil)
}

func (e *engine) unavailable(t *tracee) {
	t.inSyscall = false
	e.exit = event.Exit{ABI: orHost(t.ABI), Unavailable: true}
	e.sink.Exit(&t.Tracee, &e.exit)
}

func (e *engine) enter(t *tracee) {
	if t.inSyscall {
		// The exit of the call before was missed.
		e.unavailable(t)
	}
	readEntry(&e.info, &e.entry)
	t.ABI = e.entry.ABI
	t.inSyscall = true
	t.execed = false
	t.installs = installsNothing
	if t.filtered {
		t.installs = installing(&e.entry)
	}
	t.Tamper = nil
	e.sink.Enter(&t.Tracee, &e.entry)
	if t.Tamper != nil {
		e.tamperEntry(t)
	}
}

func (e *engine) leave(t *tracee) {
	if !t.inSyscall {
		// The end of a call that was entered before the thread was seized.
		return
	}
	t.inSyscall = false
	readExit(&e.info, t.ABI, t.execed, &e.exit)
	if t.Tamper != nil {
		e.tamperExit(t)
	}
	if t.installs != installsNothing && !e.exit.IsError {
		e.unfilter(t)
	}
	e.sink.Exit(&t.Tracee, &e.exit)
}

// readEntry makes an entry of what the kernel says. The architecture is that
// of the call, not of the program: `int 0x80` in 64-bit code makes calls of i386.
func readEntry(info *ptrace.SyscallInfo, n *event.Entry) {
	a, nr := abi.Of(info.Arch, info.Data[0])
	n.ABI, n.Nr, n.SP = orHost(a), nr, info.SP
	copy(n.Args[:], info.Data[1:7])
	if n.ABI.Reg == 4 {
		for i := range n.Args {
			n.Args[i] &= 0xffffffff
		}
	}
}

// readExit makes an exit of what the kernel says; entry is the ABI of the call's
// entry, nil if it could not be read.
func readExit(info *ptrace.SyscallInfo, entry *abi.ABI, execed bool, x *event.Exit) {
	*x = event.Exit{ABI: exitABI(info.Arch, entry, execed), Val: int64(info.Data[0]), IsError: info.IsError()}
	if x.ABI.Reg == 4 {
		x.Val = int64(int32(x.Val))
	}
}

// exitABI is the ABI at a call's exit. There the kernel names only the
// architecture, which x86_64 and x32 share: without an execve in between it is
// the one of the entry.
func exitABI(arch uint32, entry *abi.ABI, execed bool) *abi.ABI {
	if entry != nil && entry.Audit == arch && !execed {
		return entry
	}
	a, _ := abi.Of(arch, 0)
	if a == nil {
		return orHost(entry)
	}
	return a
}
