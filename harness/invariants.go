package harness

import (
	"fmt"
	"regexp"
	"sort"
	"strings"
)

// Expectations are what the options of a run allow its log to contain.
type Expectations struct {
	// NoExits is set when exit lines are quieted.
	NoExits bool
	// NoKills is set when the signals traced are not all: strace shows "killed by" for those only.
	NoKills bool
	// MayDetach is set when the tracer was told to let go.
	MayDetach bool
	// Names, unless nil, are the only syscalls that may appear.
	Names map[string]bool
	// Status, unless nil, are the status classes that may appear.
	Status map[string]bool
	// Mixed is set when some lines carry a pid and some do not: a log on standard error, where a thread
	// that is alone has none. Threads cannot be told apart then.
	Mixed bool
	// Apart is set when the lines of threads follow one another, as with -ff, and do not mix.
	Apart bool
	// Foreign is set when other text is mixed into the log: output of the program on the same descriptor.
	Foreign bool
}

var reGlued = regexp.MustCompile(`.(?:\+\+\+ (?:exited with|killed by|superseded by) .* \+\+\+|--- SIG[A-Z]+ \{.*\} ---)$`)

// CheckLog tests invariants 1 to 4 of a log: every thread dies exactly once; every line is whole;
// nothing appears that was filtered out; every half line finds its other half. It returns what is broken.
func CheckLog(log string, events []Event, x Expectations) []string {
	var bad []string
	complain := func(e Event, why string) {
		bad = append(bad, fmt.Sprintf("line %d: %s: %s", e.Number, why, e.Raw))
	}
	if log != "" && !strings.HasSuffix(log, "\n") {
		bad = append(bad, "the last line has no newline")
	}
	type thread struct {
		deaths, supersessions int
		detached              bool
		gone                  bool // its tid became another in an execve
		open                  *Event
		coming                *Event // an execve that will go on under this pid
	}
	clock := ""
	threads := map[int]*thread{}
	get := func(pid int) *thread {
		if threads[pid] == nil {
			threads[pid] = &thread{}
		}
		return threads[pid]
	}
	pids := false
	for _, e := range events {
		pids = pids || e.PID != 0
	}
	for i := range events {
		e := events[i]
		switch e.Kind {
		case Message, Attached, Detached, Frame, Dump:
			continue
		}
		if e.Kind == Other {
			if !x.Foreign {
				complain(e, "fits no grammar")
			}
			continue
		}
		if e.IsCall() && e.Kind != Syscall && reGlued.MatchString(e.Body) {
			complain(e, "two lines in one")
		}
		t := get(e.PID)
		if t.deaths > t.supersessions && !x.Foreign && !x.Mixed {
			complain(e, "after the thread's end")
		}
		if x.Mixed && (e.Kind == Unfinished || e.Kind == Resumed || e.Kind == PidChanged) {
			continue
		}
		switch e.Kind {
		case Unfinished:
			if t.open != nil {
				complain(*t.open, "unfinished twice without resumption")
			}
			t.open = &events[i]
		case PidChanged:
			t.gone = true
			t.open = nil
			get(e.Other).coming = &events[i]
		case Resumed:
			switch {
			case t.open == nil:
				complain(e, "resumed but never unfinished")
			case t.open.Name != e.Name && !strings.HasPrefix(e.Name, "???"):
				complain(e, "resumes "+t.open.Name)
			}
			t.open = nil
		case DetachedCall:
			t.detached, t.open = true, nil
		case Exited, Killed:
			t.deaths++
			t.open = nil
		case Superseded:
			t.deaths++
			t.supersessions++
			// The thread that executes goes on under this pid, with the half line of its execve.
			if t.coming != nil {
				t.open, t.coming = t.coming, nil
			} else {
				winner := get(e.Other)
				t.open, winner.open, winner.gone = winner.open, nil, true
			}
		}
		if e.IsCall() && x.Names != nil && !x.Names[e.Name] && e.Name != "restart_syscall" &&
			!strings.HasPrefix(e.Name, "syscall_") { // strace shows unknown numbers whatever the set
			complain(e, "not in the trace set")
		}
		if why := brokenStatus(e, x.Status); why != "" {
			complain(e, why)
		}
		if x.Status == nil {
			if isEpoch(e.Time) && e.Time < clock && !(x.Apart && e.PID != events[max(0, i-1)].PID) {
				complain(e, "earlier than the line before")
			}
			clock = e.Time
		}
	}
	ids := make([]int, 0, len(threads))
	for pid := range threads {
		ids = append(ids, pid)
	}
	sort.Ints(ids)
	for _, pid := range ids {
		t := threads[pid]
		if t.open != nil && !x.MayDetach && !x.NoExits {
			complain(*t.open, "neither resumed nor ended")
		}
		if x.Mixed || x.NoExits || x.MayDetach || t.detached || t.gone && t.deaths == 0 {
			continue
		}
		if pid == 0 && pids {
			continue // lines before the second tracee came have no pid
		}
		if n := t.deaths - t.supersessions; n != 1 && !(x.NoKills && n == 0) {
			bad = append(bad, fmt.Sprintf("thread %d has %d exit lines", pid, n))
		}
	}
	return bad
}

// brokenStatus tells why a line must not be there, given the status set; nil is the full one.
func brokenStatus(e Event, set map[string]bool) string {
	switch {
	case set == nil:
	case e.Kind == Syscall || e.Kind == DetachedCall || e.Kind == PidChanged:
		if c := StatusOf(e); !set[c] {
			return c + " is not in the status set"
		}
	case e.Kind == Unfinished, e.Kind == Resumed && !strings.HasPrefix(e.Name, "execve"):
		// An execve that changes its thread's id is the one call that may be in two parts.
		return "a call that is held back is one line"
	}
	return ""
}

// isEpoch tells whether a time is that of -ttt, which can be compared.
func isEpoch(time string) bool { return len(time) >= 10 && !strings.Contains(time, ":") }

// StatusOf returns the status class that the line of a whole call shows.
func StatusOf(e Event) string {
	switch {
	case e.Kind == DetachedCall || e.Kind == PidChanged:
		return "detached"
	case e.Ret == "? <unavailable>":
		return "unavailable"
	case e.NeverReturned:
		return "unfinished"
	case e.Errno != "" || e.Trapped():
		return "failed"
	}
	return "successful"
}

// checkRun derives the expectations from the options of a run.
func checkRun(r *Run, req *request) []string {
	if req.logTo == Elsewhere || r.Signal != 0 && r.Log == "" {
		return nil
	}
	x := Expectations{Foreign: req.logTo == ToStderr, Apart: req.logTo == ToFiles}
	if req.logTo == ToStderr {
		with, without := false, false
		for _, e := range r.Events {
			with = with || e.PID != 0
			without = without || e.PID == 0
		}
		x.Mixed = with && without
	}
	opts := req.options
	x.Status = StatusSet(opts)
	for i := 0; i < len(opts); i++ {
		o := opts[i]
		val := ""
		if i+1 < len(opts) {
			val = opts[i+1]
		}
		switch {
		case o == "-c" || o == "--summary-only" || strings.HasPrefix(o, "-c") && !strings.HasPrefix(o, "--"):
			x.Foreign, x.NoExits = true, true
		case (o == "-C" || o == "--summary") && r.Table == nil:
			x.Foreign, x.NoExits = true, true // a table of other columns
		case o == "-qq" || o == "-qqq" || strings.HasPrefix(o, "--quiet=") || strings.HasPrefix(o, "--silen"):
			x.NoExits = true
		case (o == "-e" || o == "--trace") && (strings.HasPrefix(val, "q=") || strings.HasPrefix(val, "quiet=") || strings.HasPrefix(val, "silen")):
			x.NoExits = true
		case o == "-e" && (strings.HasPrefix(val, "s=") || strings.HasPrefix(val, "signal")), strings.HasPrefix(o, "--signal"):
			x.NoKills = true
		case o == "-b" || strings.HasPrefix(o, "--detach-on") || strings.HasPrefix(o, "--syscall-limit"):
			x.MayDetach = true
		case o == "-p" || strings.HasPrefix(o, "-p") || strings.HasPrefix(o, "--attach"):
			x.MayDetach = true
		case o == "-P" || strings.HasPrefix(o, "--trace-path"):
			// Which calls name the path is for the spec to say.
		case o == "-A", o == "--output-append-mode":
			x.NoExits = true
		case o == "-o":
			return nil
		}
		if o == "-e" && strings.HasPrefix(val, "trace=") {
			x.Names = plainNames(strings.TrimPrefix(val, "trace="))
		}
	}
	if req.logTo == ToFiles {
		bad := CheckLog("", r.apart(), x)
		for _, name := range sortedKeys(r.Files) {
			if log := r.Files[name]; log != "" && !strings.HasSuffix(log, "\n") {
				bad = append(bad, name+": the last line has no newline")
			}
		}
		return bad
	}
	bad := CheckLog(r.Log, r.Events, x)
	if has(opts, "-C", "--summary") && r.Table != nil {
		bad = append(bad, checkTable(r.Table, Counted(r.Events))...)
	}
	return bad
}

// checkTable tests the first half of invariant 5: the table has the calls that the log shows.
func checkTable(got, want Summary) []string {
	var bad []string
	names := map[string]bool{}
	for n := range got {
		names[n] = true
	}
	for n := range want {
		names[n] = true
	}
	for _, n := range sortedKeys(names) {
		if got[n] != want[n] {
			bad = append(bad, fmt.Sprintf("%s: the table has %d calls and %d errors, the log %d and %d",
				n, got[n].Calls, got[n].Errors, want[n].Calls, want[n].Errors))
		}
	}
	return bad
}

// has tells whether one of the spellings is among the options.
func has(options []string, spellings ...string) bool {
	for _, o := range options {
		for _, s := range spellings {
			if o == s {
				return true
			}
		}
	}
	return false
}

// plainNames returns the set of a -e trace= value that lists names only, else nil.
func plainNames(s string) map[string]bool {
	m := map[string]bool{}
	for _, n := range strings.Split(s, ",") {
		if n == "" || strings.ContainsAny(n, "%/!@?") || n == "all" || n == "none" || n == "file" ||
			n == "process" || n == "network" || n == "signal" || n == "ipc" || n == "desc" || n == "memory" || n[0] >= '0' && n[0] <= '9' {
			return nil
		}
		m[n] = true
	}
	return m
}
