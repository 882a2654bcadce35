package engine

import "golang.org/x/sys/unix"

// kind is what a wait status says has happened to a tracee.
type kind uint8

const (
	// kindNone is a status that is none of the others.
	kindNone kind = iota
	// kindSyscall is a syscall-stop; PTRACE_GET_SYSCALL_INFO tells entry from exit.
	kindSyscall
	// kindSeccomp is the stop of a filter's SECCOMP_RET_TRACE.
	kindSeccomp
	// kindSignal is a signal-delivery-stop.
	kindSignal
	// kindGroup is a group-stop.
	kindGroup
	// kindTrap is PTRACE_EVENT_STOP apart from group-stops: a new tracee's
	// first stop, PTRACE_INTERRUPT, or SIGCONT for a listening one.
	kindTrap
	// kindBorn is PTRACE_EVENT_FORK, VFORK or CLONE.
	kindBorn
	// kindExec is PTRACE_EVENT_EXEC.
	kindExec
	// kindEvent is any other PTRACE_EVENT, which nobody asked for.
	kindEvent
	// kindExited and kindKilled are a tracee's end.
	kindExited
	kindKilled
)

// stop is a classified wait status.
type stop struct {
	kind kind
	sig  int  // of kindSignal, kindGroup, kindKilled
	code int  // of kindExited
	core bool // of kindKilled
}

const (
	// sysgood marks syscall-stops (PTRACE_O_TRACESYSGOOD).
	sysgood = 0x80
	// eventStop is PTRACE_EVENT_STOP.
	eventStop = 128
)

// classify takes a wait status apart, see wait(2) and ptrace(2):
//
//	31      24 23    16 15     8 7 6    0
//	          | event  | code   |c|signal|   code: exit code, or the signal of a stop
//
// with signal 0 for an exit, 0x7f for a stop, else the signal that killed; c: core dumped.
func classify(status int32) stop {
	ws := unix.WaitStatus(status)
	switch {
	case ws.Exited():
		return stop{kind: kindExited, code: ws.ExitStatus()}
	case ws.Signaled():
		return stop{kind: kindKilled, sig: int(ws.Signal()), core: ws.CoreDump()}
	case ws.Stopped():
		return classifyStop(int(ws.StopSignal()), int(uint32(status)>>16))
	}
	return stop{}
}

func classifyStop(sig, event int) stop {
	switch event {
	case 0:
		if sig == int(unix.SIGTRAP)|sysgood {
			return stop{kind: kindSyscall}
		}
		return stop{kind: kindSignal, sig: sig}
	case eventStop:
		// A seized tracee's group-stop has the signal that caused it; a
		// plain trap has SIGTRAP.
		if isStopping(sig) {
			return stop{kind: kindGroup, sig: sig}
		}
		return stop{kind: kindTrap}
	case unix.PTRACE_EVENT_FORK, unix.PTRACE_EVENT_VFORK, unix.PTRACE_EVENT_CLONE:
		return stop{kind: kindBorn}
	case unix.PTRACE_EVENT_EXEC:
		return stop{kind: kindExec}
	case unix.PTRACE_EVENT_SECCOMP:
		return stop{kind: kindSeccomp}
	}
	return stop{kind: kindEvent}
}

func isStopping(sig int) bool {
	switch unix.Signal(sig) {
	case unix.SIGSTOP, unix.SIGTSTP, unix.SIGTTIN, unix.SIGTTOU:
		return true
	}
	return false
}
