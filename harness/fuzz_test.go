package harness

import (
	"reflect"
	"slices"
	"strings"
	"testing"
)

// FuzzParse looks whether a log can be so broken that the parser, or what builds on it, breaks, or loses a line. A tracer
// under test may write anything.
func FuzzParse(f *testing.F) {
	for _, log := range []string{
		"",
		"openat(AT_FDCWD, \"a \\\"b\", O_RDONLY) = 3</a (b)>\n+++ exited with 0 +++\n",
		"12 wait4(-1,  <unfinished ...>\n13 +++ killed by SIGSEGV (core dumped) +++\n12 <... wait4 resumed>NULL, 0, NULL) = ? ERESTARTSYS (To be restarted if SA_RESTART is set)\n",
		"[pid    13] execve(\"/x\", [\"x\"], 0x7ffe /* 3 vars */ <pid changed to 12 ...>\n[pid    12] +++ superseded by execve in pid 13 +++\n",
		"1700000000.000001 (+     0.000123) [ 257] [00007f8ed7fe2b1d] close(3) = -1 EBADF (Bad file descriptor) (INJECTED) <restart, interrupted> <0.000010>\n",
		"pause( <detached ...>\nstrace: Process 5 detached\n???( <unfinished ...>\n",
		"--- SIGUSR1 {si_signo=SIGUSR1, si_code=SI_TKILL} ---\n--- stopped by SIGSTOP ---\n[ Process PID=5 runs in 32 bit mode. ]\n",
		"% time     seconds  usecs/call     calls    errors syscall\n------ ----------- ----------- --------- --------- ----------------\n  0.00    0.000000           0         1         1 chdir\n------ ----------- ----------- --------- --------- ----------------\n100.00    0.000000           0         1         1 total\n",
		"chdir(\"/x\"9017  +++ exited with 0 +++\n",
	} {
		f.Add(log, true)
		f.Add(log, false)
	}
	f.Fuzz(func(t *testing.T, log string, newer bool) {
		dialect := Older
		if newer {
			dialect = Newer
		}
		events := Parse(log, dialect)
		if n := strings.Count(strings.TrimSuffix(log, "\n"), "\n") + 1; log != "" && len(events) > n {
			t.Errorf("%d events of %d lines", len(events), n)
		}
		for i := range events {
			e := &events[i]
			if !strings.Contains(log, e.Raw) {
				t.Errorf("%q is no line of the log", e.Raw)
			}
			_ = e.Canonical()
			_ = StatusOf(*e)
			SplitArgs(e.Args)
		}
		before := slices.Clone(events)
		Merge(events, dialect)
		if !reflect.DeepEqual(before, events) {
			t.Error("merging has changed what it was given")
		}
		Counted(events)
		CheckLog(log, events, Expectations{})
		SplitSummary(log)
	})
}
