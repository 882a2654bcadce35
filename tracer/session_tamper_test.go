package tracer

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"strake/tracer/event"
	"strake/tracer/filter"
	"strake/tracer/internal/tamper"
)

// writes is an event.Writer that takes so many bytes of each write, and notes them.
type writes struct {
	room  int
	taken []string
}

func (w *writes) Write(addr uint64, data []byte) int {
	n := min(w.room, len(data))
	w.taken = append(w.taken, fmt.Sprintf("%#x %x", addr, data[:n]))
	return n
}

// rule is an expression about some calls.
func rule(t *testing.T, calls string, does tamper.Effects) tamper.Rule {
	t.Helper()
	set, err := filter.ParseSet(calls)
	if err != nil {
		t.Fatal(err)
	}
	return tamper.Rule{Calls: set, When: tamper.Always(), Effects: does}
}

// answer ends a call as a source does that was asked to tamper with it: own is the result without.
func (k *script) answer(tid int, own int64) {
	t := k.tracees[tid]
	x := &event.Exit{ABI: t.ABI, Val: own, IsError: own < 0}
	if does := t.Tamper; does != nil && does.Returns {
		x.Injected, x.Own, x.Val, x.IsError = true, own, does.Val, does.IsError
	}
	k.s.Exit(t, x)
	t.Tamper = nil
}

func poke(arg int, data string) []tamper.Poke {
	return []tamper.Poke{{Arg: arg, Data: []byte(data)}}
}

// Every expectation about lines was seen from strace 7.2.
func TestTampered(t *testing.T) {
	value := event.Tampering{Returns: true, Val: 7}
	for _, c := range []struct {
		name  string
		does  tamper.Effects
		room  int
		line  string
		taken string
		said  string
	}{
		{"memory, before", tamper.Effects{PokeEnter: poke(1, "A")}, 9, "= 5 (INJECTED: args)", "[0x10 41]", ""},
		{"memory, after", tamper.Effects{PokeExit: poke(1, "AB")}, 9, "= 5 (INJECTED: args)", "[0x10 4142]", ""},
		{"both", tamper.Effects{PokeEnter: poke(1, "A"), PokeExit: poke(1, "B")}, 9, "= 5 (INJECTED: args)", "[0x10 41 0x10 42]", ""},
		{"and a value", tamper.Effects{Tampering: value, PokeExit: poke(1, "A")}, 9, "= 7 (INJECTED: args, retval)", "[0x10 41]", ""},
		{"a value, late", tamper.Effects{Tampering: value, Delays: true}, 9, "= 7 (INJECTED) (DELAYED)", "[]", ""},
		{"late", tamper.Effects{Delays: true, Tampering: event.Tampering{DelayExit: time.Second}}, 9, "= 5 (DELAYED)", "[]", ""},
		{"short", tamper.Effects{PokeEnter: poke(1, "AB")}, 1, "= 5 (INJECTED: args)", "[0x10 41]", "upoken: pid:100 short write (1 < 2) @0x10"},
		{"no room", tamper.Effects{PokeEnter: poke(1, "AB")}, 0, "= 5", "[0x10 ]", "poke_tcb: Failed to tamper with process 100: couldn't poke"},
		{"no such argument", tamper.Effects{PokeEnter: poke(4, "A")}, 9, "= 5", "[]", "poke_tcb: Failed to tamper with process 100: requested to tamper with argument #4, but system call 'execve' has only 3 arguments"},
	} {
		t.Run(c.name, func(t *testing.T) {
			cfg := DefaultConfig()
			cfg.Output = "log"
			c.does.Nr = event.NoCall
			cfg.Inject = []Injection{rule(t, "execve", c.does)}
			k := newScript(t, &cfg)
			k.start(100)
			w := &writes{room: c.room}
			k.tracees[100].Writer = w
			k.enter(100, "execve", 0x10)
			k.answer(100, 5)
			if got := fmt.Sprint(w.taken); got != c.taken {
				t.Errorf("wrote %s, want %s", got, c.taken)
			}
			text, said := k.text("log"), strings.TrimSpace(k.text("stderr"))
			if said = strings.TrimPrefix(said, "strake: "); said != c.said {
				t.Errorf("said %q, want %q", said, c.said)
			}
			if !strings.HasSuffix(strings.TrimSpace(text), c.line) {
				t.Errorf("want %q in\n%s", c.line, text)
			}
		})
	}
}

// A value that is injected is never taken for the call's number, which stands for a call that a filter has stopped; and if
// there is such a filter, it is the number put in the call's place that stands for it.
func TestStrictTampered(t *testing.T) {
	const getpid, noCall = 39, -1
	for _, c := range []struct {
		name string
		does event.Tampering
		own  int64
		sig  int
		want string
	}{
		{"its own number", event.Tampering{Val: getpid, Nr: noCall}, -38, 9, "getpid 39 (INJECTED)"},
		{"its own number, and SIGSYS by kill(2)", event.Tampering{Val: getpid, Nr: noCall}, -38, sigsys, "getpid 39 (INJECTED)"},
		{"an error of interrupted calls", event.Tampering{Val: -512, IsError: true, Nr: noCall}, -38, 9,
			"getpid ? ERESTARTSYS (To be restarted if SA_RESTART is set) (INJECTED)"},
		{"stopped by a filter", event.Tampering{Val: 5, Nr: noCall}, noCall, sigsys, "getpid ? <seccomp-kill>"},
		{"another call stopped by a filter", event.Tampering{Val: 5, Nr: 102}, 102, sigsys, "getpid ? <seccomp-kill>"},
		{"another call of this result", event.Tampering{Val: 5, Nr: 102}, 102, 9, "getpid 5 (INJECTED)"},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.does.Returns = true
			got := reasons(t, func(k *script) {
				k.s.cfg.Inject = []Injection{rule(t, "getpid", tamper.Effects{Tampering: c.does})}
				k.enter(100, "getpid")
				// The rule has no name of another call to find its number by.
				k.tracees[100].Tamper.Nr = c.does.Nr
				k.answer(100, c.own)
				k.killed(100, c.sig)
			})
			if got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestStrictExitGroupThatReturns(t *testing.T) {
	got := reasons(t, func(k *script) {
		k.s.cfg.Inject = []Injection{rule(t, "exit_group", tamper.Effects{Tampering: event.Tampering{Returns: true, Val: 3}})}
		k.thread(101, 100)
		k.enter(101, "exit_group")
		k.answer(101, -38)
		k.enter(101, "execve")
		k.enter(100, "getpid")
		k.exited(100, 0)
	})
	if want := "exit_group 3 (INJECTED)\ngetpid ? <exec>"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
