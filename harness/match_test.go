package harness

import (
	"strings"
	"syscall"
	"testing"

	"github.com/onsi/gomega/types"
)

// Each matcher tells right from wrong, and shows the log either way. Who reads a failure has nothing else.
func TestMatchers(t *testing.T) {
	const log = "openat(AT_FDCWD, \"x\", O_RDONLY) = 3\nclose(3) = 0\n+++ exited with 0 +++\n"
	run := func(change func(*Run)) *Run {
		r := &Run{Tracer: &Tracer{Name: "strace", Path: "/bin/strace", Program: "strace", Dialect: Newer}, Argv: []string{"strace", "x"}, Log: log, Stderr: "strace: x\n"}
		r.Events = Parse(r.Log, Newer)
		if change != nil {
			change(r)
		}
		return r
	}
	for name, c := range map[string]struct {
		m          types.GomegaMatcher
		right, bad *Run
	}{
		"HaveLine": {HaveLine(`close\(3\) = 0`), run(nil), run(func(r *Run) { r.Log = "close(3) = 01\n" })},
		"HaveSequence": {HaveSequence(`openat.*`, `close.*`), run(nil),
			run(func(r *Run) { r.Log = "close(3) = 0\nopenat(3) = 0\n" })},
		"OnlyCall":       {OnlyCall("close", "openat"), run(nil), run(func(r *Run) { r.Events = r.Events[1:] })},
		"ShowExactly":    {ShowExactly("openat(AT_FDCWD, \"x\", O_RDONLY) = 3\nclose(3) = 0"), run(nil), run(func(r *Run) { r.Events = r.Events[1:] })},
		"ExitWith":       {ExitWith(0), run(nil), run(func(r *Run) { r.Code = 1 })},
		"DieOf":          {DieOf(syscall.SIGINT), run(func(r *Run) { r.Signal = syscall.SIGINT }), run(nil)},
		"Say":            {Say("strace: x"), run(nil), run(func(r *Run) { r.Stderr += "strace: y\n" })},
		"KeepInvariants": {KeepInvariants(), run(nil), run(func(r *Run) { r.Violations = []string{"broken"} })},
	} {
		t.Run(name, func(t *testing.T) {
			for r, want := range map[*Run]bool{c.right: true, c.bad: false} {
				got, err := c.m.Match(r)
				if err != nil || got != want {
					t.Errorf("matches: %v, %v, want %v", got, err, want)
				}
				for _, says := range []string{c.m.FailureMessage(r), c.m.NegatedFailureMessage(r)} {
					if !strings.Contains(says, r.String()) {
						t.Errorf("the run is not shown:\n%s", says)
					}
				}
			}
			if _, err := c.m.Match(3); err == nil {
				t.Error("a number passes for a run")
			}
		})
	}
}
