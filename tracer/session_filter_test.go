package tracer

import (
	"testing"
	"time"

	"strake/tracer/event"
	"strake/tracer/filter"
)

// TestConditions plays calls that take their time, and end in several ways, to sessions with conditions. strace has none.
func TestConditions(t *testing.T) {
	const ms = time.Millisecond
	type outcome = event.Outcome
	for _, tc := range []struct {
		name string
		set  event.Status
		o    outcome
		want string
	}{
		{"long", event.AllStatus, outcome{Timed: true, Over: 10 * ms}, `
100   sync()                            = -1 EPERM (Operation not permitted)
100   pause()                           = ?
100   +++ killed by SIGKILL +++
`},
		{"short", event.AllStatus, outcome{Timed: true, Under: 10 * ms}, `
100   getpid()                          = 100
100   sync()                            = -1 EACCES (Permission denied)
100   +++ killed by SIGKILL +++
`},
		{"long and successful", event.Successful, outcome{Timed: true, Over: 10 * ms}, `
100   +++ killed by SIGKILL +++
`},
		{"errors", event.Failed, outcome{Errnos: []int{13}}, `
100   sync()                            = -1 EACCES (Permission denied)
100   +++ killed by SIGKILL +++
`},
		{"not this error", event.AllStatus, outcome{Errnos: []int{13}, Not: true}, `
100   getpid()                          = 100
100   sync()                            = -1 EPERM (Operation not permitted)
100   pause()                           = ?
100   +++ killed by SIGKILL +++
`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			cfg := DefaultConfig()
			cfg.Output, cfg.Follow, cfg.Status, cfg.Outcome = "log", true, tc.set, &tc.o
			k := newScript(t, &cfg)
			k.start(100)
			k.enter(100, "getpid")
			k.now = k.now.Add(ms)
			k.exit(100, 100)
			k.enter(100, "sync")
			k.now = k.now.Add(20 * ms)
			k.fail(100, 1)
			k.enter(100, "sync")
			k.now = k.now.Add(2 * ms)
			k.fail(100, 13)
			k.enter(100, "pause")
			k.now = k.now.Add(30 * ms)
			k.killed(100, 9)
			if got := "\n" + k.text("log"); got != tc.want {
				t.Errorf("got%swant%s", got, tc.want)
			}
		})
	}
}

// TestFilesInSession makes sure that a call which is about none of the files leaves nothing behind.
func TestFilesInSession(t *testing.T) {
	cfg := DefaultConfig()
	cfg.Output = "log"
	cfg.TraceFDs = new(filter.NumSet)
	k := newScript(t, &cfg)
	k.start(100)
	k.enter(100, "getpid")
	k.exit(100, 100)
	k.s.Enter(k.tracees[100], nil) // ???
	k.enter(100, "pause")
	k.killed(100, 9)
	if got, want := k.text("log"), "+++ killed by SIGKILL +++\n"; got != want {
		t.Errorf("%s", got)
	}
}
