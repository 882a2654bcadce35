package engine

import (
	"testing"

	"golang.org/x/sys/unix"
)

func stopStatus(sig, event int) int32 { return int32(event<<16 | sig<<8 | 0x7f) }

func TestClassify(t *testing.T) {
	trap := int(unix.SIGTRAP)
	for name, c := range map[string]struct {
		status int32
		want   stop
	}{
		"exit 0":             {0, stop{kind: kindExited}},
		"exit 3":             {3 << 8, stop{kind: kindExited, code: 3}},
		"exit 255":           {255 << 8, stop{kind: kindExited, code: 255}},
		"killed":             {9, stop{kind: kindKilled, sig: 9}},
		"core dumped":        {0x80 | 11, stop{kind: kindKilled, sig: 11, core: true}},
		"real-time signal":   {64, stop{kind: kindKilled, sig: 64}},
		"syscall":            {stopStatus(trap|0x80, 0), stop{kind: kindSyscall}},
		"signal":             {stopStatus(10, 0), stop{kind: kindSignal, sig: 10}},
		"SIGTRAP signal":     {stopStatus(trap, 0), stop{kind: kindSignal, sig: trap}},
		"SIGSTOP signal":     {stopStatus(int(unix.SIGSTOP), 0), stop{kind: kindSignal, sig: int(unix.SIGSTOP)}},
		"group-stop STOP":    {stopStatus(int(unix.SIGSTOP), 128), stop{kind: kindGroup, sig: int(unix.SIGSTOP)}},
		"group-stop TSTP":    {stopStatus(int(unix.SIGTSTP), 128), stop{kind: kindGroup, sig: int(unix.SIGTSTP)}},
		"group-stop TTIN":    {stopStatus(int(unix.SIGTTIN), 128), stop{kind: kindGroup, sig: int(unix.SIGTTIN)}},
		"group-stop TTOU":    {stopStatus(int(unix.SIGTTOU), 128), stop{kind: kindGroup, sig: int(unix.SIGTTOU)}},
		"PTRACE_EVENT_STOP":  {stopStatus(trap, 128), stop{kind: kindTrap}},
		"PTRACE_EVENT_FORK":  {stopStatus(trap, unix.PTRACE_EVENT_FORK), stop{kind: kindBorn}},
		"PTRACE_EVENT_VFORK": {stopStatus(trap, unix.PTRACE_EVENT_VFORK), stop{kind: kindBorn}},
		"PTRACE_EVENT_CLONE": {stopStatus(trap, unix.PTRACE_EVENT_CLONE), stop{kind: kindBorn}},
		"PTRACE_EVENT_EXEC":  {stopStatus(trap, unix.PTRACE_EVENT_EXEC), stop{kind: kindExec}},
		"PTRACE_EVENT_SECCOMP": {
			stopStatus(trap, unix.PTRACE_EVENT_SECCOMP), stop{kind: kindSeccomp}},
		"PTRACE_EVENT_EXIT": {stopStatus(trap, unix.PTRACE_EVENT_EXIT), stop{kind: kindEvent}},
		"continued":         {0xffff, stop{}},
	} {
		if got := classify(c.status); got != c.want {
			t.Errorf("%s: classify(%#x) = %+v, want %+v", name, c.status, got, c.want)
		}
	}
}
