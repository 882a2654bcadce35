package harness

import (
	"fmt"
	"strings"
)

// Kind tells what a line of a log reports.
type Kind int

// The kinds of lines.
const (
	// Other is a line that fits nothing below: output of the traced program, a line of a summary
	// table, or a defect of the tracer.
	Other Kind = iota
	// Syscall is a whole call: NAME(ARGS) = RET, or one that never returned after a status was asked for.
	Syscall
	// Unfinished is the first half of an interrupted line: NAME(ARGS <unfinished ...>
	Unfinished
	// Resumed is the second half: <... NAME resumed>REST) = RET
	Resumed
	// DetachedCall is a call that was in flight when the tracer let go: NAME(ARGS <detached ...>
	DetachedCall
	// PidChanged is the first half of an execve from a thread that is not the leader.
	PidChanged
	// Signal is a signal-delivery-stop: --- SIGX {...} ---
	Signal
	// Stopped is a group-stop: --- stopped by SIGX ---
	Stopped
	// Exited is +++ exited with N +++
	Exited
	// Killed is +++ killed by SIGX +++
	Killed
	// Superseded is +++ superseded by execve in pid N +++
	Superseded
	// Personality is [ Process PID=N runs in 32 bit mode. ]
	Personality
	// Attached is the message TRACER: Process N attached
	Attached
	// Detached is the message TRACER: Process N detached
	Detached
	// Message is any other line that starts with the tracer's name and a colon.
	Message
	// Frame is a line of a stack (-k), below the line of what it is of.
	Frame
	// Dump is a line of the data of a call (-e read, -e write), below its end.
	Dump
)

var kindNames = [...]string{
	"other", "syscall", "unfinished", "resumed", "detached call", "pid changed", "signal", "stopped",
	"exited", "killed", "superseded", "personality", "attached", "detached", "message",
	"frame", "dump",
}

// String returns the kind's name.
func (k Kind) String() string {
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return fmt.Sprintf("Kind(%d)", int(k))
}

// Event is one line of a log. The fields of the leader (PID to IP) are zero where the line has none.
type Event struct {
	Number int    // of the line, from 1
	Raw    string // the line without its newline
	Kind   Kind

	PID      int    // of the thread, 0 when the line names none
	Comm     string // with --decode-pids=comm
	Time     string // -t, -tt, -ttt
	Relative string // -r, without "+", blanks and parentheses
	Nr       string // -n, without brackets and blanks
	IP       string // -i, without brackets
	Body     string // the line without its leader

	Name string // of the syscall
	// Args is what stands between the parentheses. Of a half line, its own part: an Unfinished
	// line has no closing parenthesis and a Resumed one no opening.
	Args string
	// Arrow is what strace appends to the arguments when the kernel has changed one of them
	// (" => {...}"), kept inside Args as well. Empty when there is none.
	Pad      string // the blanks between the closing parenthesis and "="
	Ret      string // "0", "-1", "?", "3</etc/passwd>", "0x7f…"
	Errno    string // ENOENT, ERESTARTSYS
	ErrText  string // No such file or directory
	Aux      string // what follows in parentheses: flags of F_GETFL, left of select …
	Injected bool
	Delayed  bool
	Elapsed  string // -T, without angle brackets
	// NeverReturned is set for "= ?" without an errno.
	NeverReturned bool
	// Reasons is what --strict-status says behind the result, without angle brackets: "killed", "restart, interrupted" …
	Reasons string

	Signal  string // of Signal, Stopped, Killed
	Siginfo string // of Signal
	Status  int    // of Exited
	Core    bool   // of Killed
	Other   int    // the other pid of PidChanged, Superseded, Personality, Attached, Detached

	// Lines holds the numbers of both halves when Merge has joined them.
	Lines []int
}

// IsCall tells whether the event is a syscall or a half of one.
func (e *Event) IsCall() bool {
	switch e.Kind {
	case Syscall, Unfinished, Resumed, DetachedCall, PidChanged:
		return true
	}
	return false
}

// IsDeath tells whether the event is the last one of its thread.
func (e *Event) IsDeath() bool {
	return e.Kind == Exited || e.Kind == Killed || e.Kind == Superseded
}

// Trapped tells whether a seccomp filter answered the call with SIGSYS, as --strict-status says.
func (e *Event) Trapped() bool { return strings.HasSuffix(e.Reasons, "seccomp-trap") }

// Failed tells whether the call returned an error.
func (e *Event) Failed() bool { return e.Kind != Other && e.Errno != "" }

// ArgList splits Args at its top-level commas.
func (e *Event) ArgList() []string { return SplitArgs(e.Args) }

// String returns the line as it was read.
func (e *Event) String() string { return e.Raw }
