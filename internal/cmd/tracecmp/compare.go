package main

import (
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"

	"strake/harness"
)

// line is one event made comparable.
type line struct {
	ev     harness.Event
	key    string // normalised text
	name   string // syscall, or kind of event
	exact  string // as key, with addresses
	leader string // form of the leader
	column int    // of "=", -1 if none
}

// log is the lines of each thread, by the thread's place in the tree.
type log struct {
	threads map[string][]line
	order   []string
	garbage []string
}

// load parses the log and matches threads.
func (r *result) load() *log {
	dialect := harness.Newer
	dialect.Program = "\x00"
	dialect.CommaBeforeUnfinished = strings.Contains(r.log, ",  <unfinished ...>\n")
	events := harness.Merge(harness.Parse(r.log, dialect), dialect)
	tree := threadNames(events)
	names := map[string]string{}
	for pid, n := range tree {
		if pid != 0 {
			names[strconv.Itoa(pid)] = n
		}
	}
	if r.pid != 0 {
		names[strconv.Itoa(r.pid)] = "TRACER"
	}
	rest := harness.Chain(
		func(s string) string { return reInode.ReplaceAllString(s, "$1:[N]") },
		harness.TempPaths(map[string]string{r.out: "LOG"}),
		harness.Times,
		harness.Padding,
	)
	pids := harness.ReplacePids(names)
	norm := func(e harness.Event) string {
		s := e.Canonical()
		if e.Kind != harness.Syscall || pidCalls[e.Name] {
			return rest(pids(s))
		}
		// Elsewhere a number that equals a pid is most likely a size.
		return rest(rePidContext.ReplaceAllStringFunc(s, pids))
	}
	l := &log{threads: map[string][]line{}}
	for _, e := range events {
		ln := line{ev: e, name: e.Name, column: -1}
		if ln.name == "" {
			ln.name = "(" + e.Kind.String() + ")"
		}
		ln.exact = norm(e)
		ln.key = harness.Addresses(ln.exact)
		if len(e.Lines) == 1 {
			ln.leader = leaderForm(strings.TrimSuffix(e.Raw, e.Body))
		}
		if e.Pad != "" && e.Kind == harness.Syscall && len(e.Lines) == 1 {
			ln.column = len(e.Raw) - len(strings.TrimLeft(afterArgs(e), " "))
		}
		t, ok := tree[e.PID]
		if !ok {
			t = "?"
		}
		if e.Kind == harness.Signal || e.Name == "rt_sigreturn" {
			// When a signal arrives is chance; which ones arrive is not.
			t += " signals"
		}
		if _, ok := l.threads[t]; !ok {
			l.order = append(l.order, t)
		}
		l.threads[t] = append(l.threads[t], ln)
		if e.Kind == harness.Other {
			l.garbage = append(l.garbage, fmt.Sprintf("%d: %s", e.Number, e.Raw))
		}
	}
	return l
}

// reInode is what -y shows of descriptors without a path: a number given in turn.
var reInode = regexp.MustCompile(`\b(pipe|socket):\[\d+\]`)

var rePidContext = regexp.MustCompile(`/proc/\d+|\b\w*pid=\d+`)

// pidCalls are the syscalls whose arguments or results are pids.
var pidCalls = map[string]bool{
	"fork": true, "vfork": true, "clone": true, "clone3": true, "wait4": true, "waitpid": true, "waitid": true, "kill": true,
	"tkill": true, "tgkill": true, "getpid": true, "gettid": true, "getppid": true, "getpgid": true, "getpgrp": true, "getsid": true,
	"setpgid": true, "setsid": true, "set_tid_address": true, "pidfd_open": true, "ioctl": true, "fcntl": true, "prlimit64": true,
	"sched_getaffinity": true, "sched_setaffinity": true, "sched_getparam": true, "sched_setscheduler": true, "sched_getscheduler": true,
	"rt_sigqueueinfo": true, "rt_tgsigqueueinfo": true, "ptrace": true, "process_vm_readv": true, "process_vm_writev": true,
	"rt_sigreturn": true, "restart_syscall": true, "getpriority": true, "setpriority": true, "get_robust_list": true, "futex": true,
}

func afterArgs(e harness.Event) string {
	if i := strings.LastIndex(e.Raw, ")"+e.Pad+"= "); i >= 0 {
		return e.Raw[i+1:]
	}
	return ""
}

func leaderForm(s string) string {
	s = strings.ReplaceAll(s, "????????????????", "0000000000000000")
	if i := strings.Index(s, "] ["); i > 0 {
		s = s[:i] + "] [IP]"
	} else if i := strings.Index(s, "[0"); i >= 0 && !strings.HasPrefix(s, "[pid") {
		s = s[:i] + "[IP]"
	}
	return strings.Join(strings.Fields(harness.Digits(s)), " ")
}

// threadNames names each thread by its place in the tree of clones: T0 is the first, T0.2 the
// second child that T0 made. An execve that changes the pid continues the thread's name.
func threadNames(events []harness.Event) map[int]string {
	out := map[int]string{}
	children := map[string]int{}
	parents := map[int]int{}
	rank := map[int]int{}
	var seen []int
	have := map[int]bool{}
	for _, e := range events {
		if !have[e.PID] {
			have[e.PID] = true
			seen = append(seen, e.PID)
		}
		if e.Kind != harness.Syscall {
			continue
		}
		switch e.Name {
		case "clone", "clone3", "fork", "vfork":
			if n, err := strconv.Atoi(e.Ret); err == nil && n > 0 {
				parents[n] = e.PID
				rank[n] = len(rank) + 1
			}
		}
	}
	var name func(pid, depth int) string
	name = func(pid, depth int) string {
		if n, ok := out[pid]; ok {
			return n
		}
		p, ok := parents[pid]
		if !ok || depth > 1000 || p == pid {
			n := fmt.Sprintf("T%d", children[""])
			children[""]++
			out[pid] = n
			return n
		}
		pn := name(p, depth+1)
		children[pn]++
		n := fmt.Sprintf("%s.%d", pn, children[pn])
		out[pid] = n
		return n
	}
	if len(seen) > 0 {
		name(seen[0], 0)
	}
	// Children in the order in which their parents made them.
	// A pid can be made twice, in namespaces of their own, so there may be more ranks than pids.
	last := 0
	for _, r := range rank {
		last = max(last, r)
	}
	made := make([]int, last+1)
	for pid, r := range rank {
		made[r] = pid
	}
	for _, pid := range made[1:] {
		if pid != 0 {
			name(pid, 0)
		}
	}
	for _, pid := range seen {
		name(pid, 0)
	}
	return out
}

// The categories of a difference, in the order of the report.
const (
	catFormat  = "format"
	catOnlyA   = "only a"
	catOnlyB   = "only b"
	catLeader  = "leader"
	catPadding = "padding"
	catValue   = "value"
	catAddress = "address"
)

var categories = []string{catFormat, catOnlyA, catOnlyB, catLeader, catPadding, catValue, catAddress}

// difference is a pair of lines, or one line that has no counterpart.
type difference struct {
	a, b         string
	formA, formB string // their forms; see form
}

type report struct {
	linesA, linesB, equal int
	diffs                 map[string]map[string][]difference // category → syscall
	garbageA, garbageB    []string
	threadsA, threadsB    int
	formsA, formsB        map[string]bool // the forms of all lines
}

// form is what is left of a line without numbers and the content of strings.
func (l *line) form() string { return harness.Digits(harness.Strings(l.key)) }

// forms returns the forms of a log's lines.
func (l *log) forms() map[string]bool {
	out := map[string]bool{}
	for _, lines := range l.threads {
		for i := range lines {
			out[lines[i].form()] = true
		}
	}
	return out
}

func (r *report) add(cat, name string, d difference) {
	if r.diffs[cat] == nil {
		r.diffs[cat] = map[string][]difference{}
	}
	r.diffs[cat][name] = append(r.diffs[cat][name], d)
}

func compare(a, b *log) *report {
	r := &report{
		diffs: map[string]map[string][]difference{}, garbageA: a.garbage, garbageB: b.garbage,
		threadsA: len(a.threads), threadsB: len(b.threads), formsA: a.forms(), formsB: b.forms(),
	}
	done := map[string]bool{}
	for _, t := range append(append([]string(nil), a.order...), b.order...) {
		if done[t] {
			continue
		}
		done[t] = true
		r.compareThread(a.threads[t], b.threads[t])
	}
	return r
}

func (r *report) compareThread(a, b []line) {
	r.linesA += len(a)
	r.linesB += len(b)
	var gapA, gapB []line
	flush := func() {
		if len(gapA)+len(gapB) > 0 {
			r.compareGap(gapA, gapB)
			gapA, gapB = nil, nil
		}
	}
	align(len(a), len(b), func(i, j int) bool { return a[i].key == b[j].key }, func(i, j int) {
		switch {
		case j < 0:
			gapA = append(gapA, a[i])
		case i < 0:
			gapB = append(gapB, b[j])
		default:
			flush()
			r.same(a[i], b[j])
		}
	})
	flush()
}

// same looks at what normalisation has hidden in two lines that are equal after it.
func (r *report) same(a, b line) {
	r.equal++
	d := difference{a: a.ev.Raw, b: b.ev.Raw}
	switch {
	case a.exact != b.exact:
		r.add(catAddress, a.name, difference{a: a.exact, b: b.exact})
	case a.leader != b.leader && a.leader != "" && b.leader != "":
		r.add(catLeader, a.name, d)
	case a.column >= 0 && b.column >= 0 && a.column != b.column && len(a.ev.Raw)-len(a.ev.Pad) == len(b.ev.Raw)-len(b.ev.Pad):
		r.add(catPadding, a.name, d)
	}
}

// compareGap pairs what the first alignment left over, by syscall.
func (r *report) compareGap(a, b []line) {
	align(len(a), len(b), func(i, j int) bool { return a[i].name == b[j].name }, func(i, j int) {
		switch {
		case j < 0:
			r.add(catOnlyA, a[i].name, difference{a: a[i].ev.Raw, formA: a[i].form()})
		case i < 0:
			r.add(catOnlyB, b[j].name, difference{b: b[j].ev.Raw, formB: b[j].form()})
		default:
			d := difference{a[i].exact, b[j].exact, a[i].form(), b[j].form()}
			cat := catFormat
			if d.formA == d.formB {
				cat = catValue
			}
			r.add(cat, a[i].name, d)
		}
	})
}

// align walks two sequences by a longest common subsequence (Myers' algorithm), calling visit with
// the indices of each pair of equals, or with -1 for what has no counterpart.
func align(n, m int, equal func(i, j int) bool, visit func(i, j int)) {
	lo := 0
	for lo < n && lo < m && equal(lo, lo) {
		visit(lo, lo)
		lo++
	}
	en, em := n, m
	for en > lo && em > lo && equal(en-1, em-1) {
		en--
		em--
	}
	middle(lo, en, lo, em, equal, visit)
	for en < n {
		visit(en, em)
		en++
		em++
	}
}

func middle(a0, a1, b0, b1 int, equal func(i, j int) bool, visit func(i, j int)) {
	n, m := a1-a0, b1-b0
	if n == 0 || m == 0 {
		for i := a0; i < a1; i++ {
			visit(i, -1)
		}
		for j := b0; j < b1; j++ {
			visit(-1, j)
		}
		return
	}
	// A limit on the edit distance keeps memory bounded on logs that have nothing in common.
	limit := min(n+m, 8000)
	v := make([]int, 2*limit+2)
	var trace [][]int
	for d := 0; d <= limit; d++ {
		trace = append(trace, append([]int(nil), v[limit-d:limit+d+1]...))
		for k := -d; k <= d; k += 2 {
			var x int
			if k == -d || (k != d && v[limit+k-1] < v[limit+k+1]) {
				x = v[limit+k+1]
			} else {
				x = v[limit+k-1] + 1
			}
			y := x - k
			for x < n && y < m && equal(a0+x, b0+y) {
				x++
				y++
			}
			v[limit+k] = x
			if x >= n && y >= m {
				walk(trace, d, a0, b0, n, m, visit)
				return
			}
		}
	}
	for i := a0; i < a1; i++ {
		visit(i, -1)
	}
	for j := b0; j < b1; j++ {
		visit(-1, j)
	}
}

// walk goes back through the trace and then calls visit in order.
func walk(trace [][]int, d, a0, b0, x, y int, visit func(i, j int)) {
	type step struct{ i, j int }
	var steps []step
	for ; d > 0; d-- {
		v := trace[d] // v[d+k]: the furthest x on diagonal k after d-1 edits
		at := func(k int) int {
			if k < -d || k > d {
				return -1
			}
			return v[d+k]
		}
		k := x - y
		var prev int
		if k == -d || (k != d && at(k-1) < at(k+1)) {
			prev = k + 1
		} else {
			prev = k - 1
		}
		px := at(prev)
		py := px - prev
		for x > px && y > py {
			x--
			y--
			steps = append(steps, step{a0 + x, b0 + y})
		}
		if x > px {
			x--
			steps = append(steps, step{a0 + x, -1})
		} else if y > py {
			y--
			steps = append(steps, step{-1, b0 + y})
		}
	}
	for x > 0 && y > 0 {
		x--
		y--
		steps = append(steps, step{a0 + x, b0 + y})
	}
	for i := len(steps) - 1; i >= 0; i-- {
		visit(steps[i].i, steps[i].j)
	}
}

// print writes the report and tells whether something that is no chance differs.
func (r *report) print(w io.Writer, o options, ctl *report) bool {
	fmt.Fprintf(w, "a: %d lines in %d threads   b: %d lines in %d threads   equal after normalising: %d\n",
		r.linesA, r.threadsA, r.linesB, r.threadsB, r.equal)
	for side, g := range map[string][]string{"a": r.garbageA, "b": r.garbageB} {
		if len(g) > 0 {
			fmt.Fprintf(w, "%s: %d lines fit no grammar, first: %s\n", side, len(g), g[0])
		}
	}
	var total []string
	for _, c := range categories {
		n, cn := 0, 0
		for _, ds := range r.diffs[c] {
			n += len(ds)
		}
		if ctl != nil {
			for _, ds := range ctl.diffs[c] {
				cn += len(ds)
			}
		}
		switch {
		case ctl != nil && n+cn > 0:
			total = append(total, fmt.Sprintf("%s %d (control %d)", c, n, cn))
		case n > 0:
			total = append(total, fmt.Sprintf("%s %d", c, n))
		}
	}
	if len(total) == 0 {
		fmt.Fprintln(w, "no difference")
		return false
	}
	fmt.Fprintln(w, "differing:", strings.Join(total, ", "))
	only, skip := set(o.only), set(o.skip)
	bad := false
	for _, c := range categories {
		for _, name := range names(r.diffs[c]) {
			if len(only) > 0 && !only[name] || skip[name] {
				continue
			}
			ds := r.diffs[c][name]
			note := ""
			noise := 0
			if ctl != nil {
				noise = len(ctl.diffs[c][name])
				note = fmt.Sprintf(" (control %d)", noise)
			}
			if c != catValue && c != catAddress && noise < len(ds) {
				bad = true
			}
			fmt.Fprintf(w, "\n[%s] %s: %d%s\n", c, name, len(ds), note)
			for i, d := range distinct(ds) {
				if i >= o.samples && !o.all {
					break
				}
				if d.a != "" {
					fmt.Fprintf(w, "  a %s\n", d.a)
				}
				if d.b != "" {
					fmt.Fprintf(w, "  b %s\n", d.b)
				}
			}
		}
	}
	return bad
}

// distinct drops differences of the same form, keeping the first of each.
func distinct(ds []difference) []difference {
	seen := map[string]bool{}
	var out []difference
	for _, d := range ds {
		k := harness.Digits(harness.Strings(d.a)) + "\n" + harness.Digits(harness.Strings(d.b))
		if !seen[k] {
			seen[k] = true
			out = append(out, d)
		}
	}
	return out
}

func set(s string) map[string]bool {
	m := map[string]bool{}
	for _, n := range strings.Split(s, ",") {
		if n != "" {
			m[n] = true
		}
	}
	return m
}
