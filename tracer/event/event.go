// Package event says what a source of events reports about traced threads,
// and to whom. The engine, which drives ptrace(2), is such a source; nothing
// above it knows how its events came about.
package event

import (
	"time"

	"strake/tracer/abi"
)

// Memory is the memory of a traced process.
type Memory interface {
	// Read fills buf from addr on and returns how many bytes it got before
	// the first one that cannot be read. A process that is gone reads as 0.
	Read(addr uint64, buf []byte) int
}

// Registers are those of a traced thread.
type Registers interface {
	// Registers fills buf with the general registers of the stopped thread, struct user_regs_struct of the
	// architecture that it runs in, and returns how many bytes these take: 0 if they cannot be read.
	Registers(buf []byte) int
}

// Writer writes into the memory of a traced process.
type Writer interface {
	// Write puts data at addr, whether the program could or not, and returns how many bytes got there
	// before the first one that could not be written.
	Write(addr uint64, data []byte) int
}

// Tracee is a traced thread as its source knows it. There is one per thread,
// from its first event to its last; the source owns and reuses it.
type Tracee struct {
	// TID is the thread's id; an execve by a thread that is not the
	// leader changes it to TGID.
	TID int
	// TGID is the id of the thread's process, 0 while it is not known.
	TGID int
	// ABI is that of the last system call entry, nil before the first.
	ABI *abi.ABI
	// Mem reads the thread's memory.
	Mem Memory
	// Writer writes into the thread's memory while it is stopped; nil if the source has none.
	Writer Writer
	// Regs reads the thread's registers; nil if the source has none.
	Regs Registers
	// Siblings is the number of other threads of its process that are
	// attached to along with it; set before New for Attached.
	Siblings int
	// Started is set on the process that the tracer itself started.
	Started bool
	// IP is the instruction pointer at the last stop. At stops that are no
	// system calls it is kept up to date on demand, since it costs a call.
	IP uint64
	// STime is the system CPU time that the thread had used at its last stop
	// (getrusage(2) ru_stime as wait4(2) reports it).
	STime time.Duration

	// Tamper is set by a sink's Enter to have the call tampered with; a source sets it to nil before.
	Tamper *Tampering

	// Sink belongs to the sink: whatever it keeps with the thread.
	Sink any
}

// Tampering is what becomes of a call.
type Tampering struct {
	// Returns says that the call is not made, and returns Val (-errno if IsError).
	Returns bool
	IsError bool
	Val     int64
	// Nr is the number, as the kernel's, of a call that is made in its place; NoCall is none. It has a
	// meaning with Returns only.
	Nr int64
	// Signal is delivered when the call begins, 0 for none.
	Signal int
	// DelayEnter is how long the thread is kept before the call begins, DelayExit how long after its end.
	DelayEnter, DelayExit time.Duration
}

// NoCall is a number that no call has.
const NoCall = -1

// Entry is a system call about to be made, or its beginning as far as it
// could be read.
type Entry struct {
	ABI *abi.ABI
	// Nr is the number as ABI.Syscalls counts it, or one outside of it.
	Nr   uint64
	Args [6]uint64
	SP   uint64 // stack pointer
}

// Exit is the end of a system call.
type Exit struct {
	// ABI is that of the thread at its return, which an execve can have
	// changed. Arguments are decoded with the entry's.
	ABI *abi.ABI
	// Val is the value returned, sign-extended; -errno if IsError.
	Val     int64
	IsError bool
	// Unavailable is set when the call returned, but its result could not be
	// fetched; Val then means nothing.
	Unavailable bool
	// Injected is set if the tracer has put Val in the place of the call's own result, which is Own.
	Injected bool
	Own      int64
}

// Errno returns the error number of a failed call, else 0.
func (x *Exit) Errno() int {
	if x.IsError {
		return int(-x.Val)
	}
	return 0
}

// How says how a thread came to be traced.
type How uint8

// The ways.
const (
	Started  How = iota // started by the tracer
	Attached            // named by -p
	Sibling             // a thread of a process named by -p
	Born                // created by a traced thread
)

// Status is the class of a system call's end; see docs/STATUS.md.
type Status uint8

// The classes, as bits, so that a set of them is a Status too.
const (
	Successful Status = 1 << iota
	Failed
	Unfinished
	Unavailable
	Detached

	AllStatus = Successful | Failed | Unfinished | Unavailable | Detached
)

// Sink is told what happens. A source calls it from one goroutine, and the
// Tracee is stopped (or gone) while it does; neither may keep what the
// pointers of a call point to, the Tracee excepted.
//
// For one thread the order is
//
//	New (Enter Exit? | Signal | GroupStop | PIDChanged | Exec …)* (Exited | Killed | Superseded | Detached)
//
// where the final event is missing only if the source itself fails. A call
// that is open at a final event never returned.
type Sink interface {
	// New reports a new thread. parent is nil unless how is Born; it may
	// be nil even then.
	New(t *Tracee, how How, parent *Tracee)
	// Enter reports that t enters a system call. A nil entry is one
	// that could not be read.
	Enter(t *Tracee, e *Entry)
	// Exit reports that t leaves the system call it entered.
	Exit(t *Tracee, x *Exit)
	// Signal reports a signal about to be delivered. info is the
	// siginfo_t as the tracer's ABI has it (128 bytes), nil if it could not be read.
	Signal(t *Tracee, sig int, info []byte)
	// GroupStop reports that t stopped with its group because of sig.
	GroupStop(t *Tracee, sig int)
	// PIDChanged reports that t, not the leader of its group, made an
	// execve that succeeded: its id is about to become leader's, which is
	// superseded (or was gone already: then leader is nil). t.TID still is
	// the old one; the new one is pid.
	PIDChanged(t *Tracee, pid int, leader *Tracee)
	// Exec reports that t's execve succeeded, before the call's exit; t.TID is
	// already the leader's.
	Exec(t *Tracee)
	// Superseded reports the end of the leader whose place t takes after
	// PIDChanged.
	Superseded(t *Tracee, by int)
	// Exited reports the end of t by exit or exit_group.
	Exited(t *Tracee, code int)
	// Killed reports the end of t by a signal.
	Killed(t *Tracee, sig int, core bool)
	// Detached reports that the source let go of t, which lives on.
	Detached(t *Tracee)
	// Idle is called when the source is about to wait with nothing pending:
	// the time to bring buffered output forward.
	Idle()
}
