package inject

import (
	"encoding/hex"
	"fmt"
	"maps"
	"math/rand/v2"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	. "strake/harness"
	"strake/specs/internal/spec"
)

// rounds is how often each thread of the testee makes every call.
const rounds = 6

// fields says what expressions are drawn from.
type fields struct {
	// strake has several expressions for a call, signals together with delays, and signals under --seccomp-bpf.
	beyond bool
	rand   *rand.Rand
}

func (f *fields) chance(percent int) bool { return f.rand.IntN(100) < percent }

func oneOf[T any](f *fields, list ...T) T { return list[f.rand.IntN(len(list))] }

// expression draws what is to be done to some calls.
func (f *fields) expression(calls []string) expression {
	x := expression{calls: calls, first: 1, step: 1}
	parts := []string{strings.Join(calls, ",")}
	if f.chance(10) {
		x.returns, x.value = true, -errnos["ENOSYS"]
		if f.chance(50) {
			parts = append(parts, f.fault(&x))
		}
		x.text = "fault=" + f.join(&x, parts)
		return x
	}
	for len(parts) == 1 {
		parts = append(parts, f.effects(&x)...)
	}
	x.text = "inject=" + f.join(&x, parts)
	return x
}

// join shuffles the parts behind the set, with when= among them.
func (f *fields) join(x *expression, parts []string) string {
	if f.chance(60) {
		parts = append(parts, f.when(x))
	}
	f.rand.Shuffle(len(parts)-1, func(i, j int) { parts[i+1], parts[j+1] = parts[j+1], parts[i+1] })
	return strings.Join(parts, ":")
}

func (f *fields) fault(x *expression) string {
	names := make([]string, 0, len(errnos))
	for name := range errnos {
		names = append(names, name)
	}
	slices.Sort(names)
	name := oneOf(f, names...)
	x.returns, x.value = true, -errnos[name]
	return "error=" + oneOf(f, name, strings.ToLower(name), strconv.FormatInt(errnos[name], 10))
}

// effects draws what is done, nothing perhaps.
func (f *fields) effects(x *expression) (parts []string) {
	switch {
	case f.chance(30):
		parts = append(parts, f.fault(x))
	case f.chance(40):
		// No more than a buffer has: the log shows so much of it.
		x.returns, x.value = true, int64(f.rand.IntN(size+1))
		parts = append(parts, fmt.Sprintf(oneOf(f, "retval=%d", "retval=%#x"), x.value))
	}
	if x.returns && f.beyond && f.chance(25) {
		parts = append(parts, "syscall="+oneOf(f, "getpid", "gettid", "getppid", "getuid", "getegid"))
	}
	if f.chance(25) {
		x.signal = oneOf(f, 10, 12, 34, 50, 64)
		parts = append(parts, "signal="+oneOf(f, strconv.Itoa(x.signal), signalName(x.signal)))
	}
	if f.chance(15) && (f.beyond || x.signal == 0) {
		x.delayed = true
		parts = append(parts, "delay_enter="+f.delay(&x.enter))
	}
	if f.chance(15) {
		x.delayed = true
		parts = append(parts, "delay_exit="+f.delay(&x.exit))
	}
	if f.chance(30) {
		parts = append(parts, "poke_enter="+f.pokes(x, &x.pokes))
	}
	if f.chance(30) {
		parts = append(parts, "poke_exit="+f.pokes(x, &x.pokesOut))
	}
	return parts
}

func (f *fields) delay(d *time.Duration) string {
	us := f.rand.IntN(1500)
	*d = time.Duration(us) * time.Microsecond
	return oneOf(f, strconv.Itoa(us), fmt.Sprintf("%dus", us), fmt.Sprintf("%.3fms", float64(us)/1000), fmt.Sprintf("%d000ns", us))
}

// pokes draws data for arguments of the calls: those that are addresses, mostly.
func (f *fields) pokes(x *expression, list *[]poke) string {
	var texts []string
	var args []int
	for _, k := range kinds {
		if !slices.Contains(x.calls, k.name) {
			continue
		}
		for _, arg := range k.memory {
			if arg != 0 && !slices.Contains(args, arg) && f.chance(80) {
				args = append(args, arg)
			}
		}
	}
	if len(args) == 0 || f.chance(10) {
		args = append(args, 7) // of no call here
	}
	for _, arg := range args {
		data := oneOf(f, []byte{'.', 0}, []byte{0}, f.bytes())
		*list = append(*list, poke{arg, data})
		texts = append(texts, fmt.Sprintf("@arg%d=%s", arg, oneOf(f, hex.EncodeToString(data), strings.ToUpper(hex.EncodeToString(data)))))
	}
	return strings.Join(texts, ",")
}

// bytes draws data that is no name of a file.
func (f *fields) bytes() []byte {
	b := []byte{'x'}
	for range f.rand.IntN(size - 2) {
		b = append(b, byte(f.rand.IntN(256)))
	}
	return b
}

func (f *fields) when(x *expression) string {
	x.first, x.last, x.step = 1+f.rand.IntN(rounds), 0, 0
	text := strconv.Itoa(x.first)
	if f.chance(40) {
		x.last, x.step = x.first+f.rand.IntN(rounds), 1
		text += fmt.Sprintf("..%d", x.last)
	}
	switch {
	case f.chance(30):
		x.step = 1
		text += "+"
	case f.chance(30):
		x.step = 1 + f.rand.IntN(3)
		text += fmt.Sprintf("+%d", x.step)
	}
	return "when=" + text
}

// experiment is a run of the testee with some expressions.
type experiment struct {
	xs      []expression
	threads int
	options []string
	only    string // "-z", "-Z" or neither
	table   bool
	timed   bool // the log says what calls took; strace's time begins some way into the delay
}

// experiment draws one.
func (f *fields) experiment() experiment {
	e := experiment{timed: f.beyond, threads: 1 + f.rand.IntN(3), table: f.chance(20), only: oneOf(f, "", "", "-z", "-Z")}
	names := make([]string, 0, len(kinds))
	for _, k := range kinds {
		names = append(names, k.name)
	}
	f.rand.Shuffle(len(names), func(i, j int) { names[i], names[j] = names[j], names[i] })
	signals := false
	for at := 0; at < len(names); {
		n := min(1+max(0, f.rand.IntN(6)-3), len(names)-at)
		calls := names[at : at+n]
		at += n
		for range 1 + f.several() {
			x := f.expression(calls)
			for !f.beyond && mayFail(&x) {
				x = f.expression(calls)
			}
			signals = signals || x.signal != 0
			e.xs = append(e.xs, x)
		}
	}
	e.options = []string{"-T", "-xx", "-e", "trace=" + strings.Join(names, ",")}
	if e.threads > 1 || f.chance(50) {
		e.options = append(e.options, "-f")
		if f.chance(40) && (f.beyond || !signals) {
			e.options = append(e.options, "--seccomp-bpf")
		}
	}
	if e.only != "" {
		e.options = append(e.options, e.only)
	}
	if e.table {
		e.options = append(e.options, "-C")
	}
	for _, x := range e.xs {
		e.options = append(e.options, "-e", x.text)
	}
	return e
}

// mayFail reports whether there are arguments of an expression's calls that data cannot be written to.
func mayFail(x *expression) bool {
	for _, p := range slices.Concat(x.pokes, x.pokesOut) {
		for _, k := range kinds {
			if slices.Contains(x.calls, k.name) && !slices.Contains(k.memory[:], p.arg) {
				return true
			}
		}
	}
	return false
}

// several is how many more expressions a call gets.
func (f *fields) several() int {
	if !f.beyond {
		return 0
	}
	return f.rand.IntN(3)
}

// told is what is known of a run, or should be: of each thread, by id, what the testee says and what the log does; and the rest.
type told struct {
	Testee, Log map[int][]string
	Messages    int
	Table       Summary
}

// expected says what a run has to come to. pid is the id of the first thread; tids are those of all.
func (e *experiment) expected(tids []int) (told, map[int][]outcome) {
	want := told{Testee: map[int][]string{}, Log: map[int][]string{}}
	if e.table {
		want.Table = Summary{}
	}
	all := map[int][]outcome{}
	for _, tid := range tids {
		for n := 1; n <= rounds; n++ {
			for i := range kinds {
				o := model(e.xs, &kinds[i], n, tids[0], tid)
				all[tid] = append(all[tid], o)
				e.expect(&want, tid, &o)
			}
		}
	}
	return want, all
}

func (e *experiment) expect(want *told, tid int, o *outcome) {
	want.Testee[tid] = append(want.Testee[tid], o.report)
	want.Messages += o.messages
	if e.only != "-z" && o.failed || e.only != "-Z" && !o.failed {
		want.Log[tid] = append(want.Log[tid], o.line)
		if want.Table != nil {
			row := want.Table[o.name]
			row.Calls++
			if o.failed {
				row.Errors++
			}
			want.Table[o.name] = row
		}
	}
	if o.signal != "" {
		want.Log[tid] = append(want.Log[tid], o.signal)
	}
}

var (
	reAddress = regexp.MustCompile(`0x[0-9a-f]+`)
	reMarks   = regexp.MustCompile(`( \(INJECTED[^)]*\))?( \(DELAYED\))?(?: <[0-9.]+>)?$`)
)

// observed returns what a run came to. Times are apart: what calls took, in the order of the testee's reports and of the log's lines.
func (e *experiment) observed(r *Run) (got told, tids []int, took, shownTook map[int][]time.Duration) {
	got = told{Testee: map[int][]string{}, Log: map[int][]string{}, Table: r.Table}
	took, shownTook = map[int][]time.Duration{}, map[int][]time.Duration{}
	for _, text := range r.Facts["call"] {
		part := strings.Fields(text)
		tid, _ := strconv.Atoi(part[0])
		us, _ := strconv.Atoi(part[4])
		if len(got.Testee[tid]) == 0 {
			tids = append(tids, tid)
		}
		got.Testee[tid] = append(got.Testee[tid], strings.Join(slices.Delete(part, 4, 5), " "))
		took[tid] = append(took[tid], time.Duration(us)*time.Microsecond)
	}
	for _, c := range r.Calls() {
		tid := c.PID
		if tid == 0 {
			tid = tids[0]
		}
		switch {
		case c.Kind == Signal:
			got.Log[tid] = append(got.Log[tid], "--- "+c.Signal)
		case c.IsCall():
			line := fmt.Sprintf("%s(%s) = %s", c.Name, reAddress.ReplaceAllString(c.Args, "ADDR"), c.Ret)
			if c.Errno != "" {
				line += " " + c.Errno
			}
			m := reMarks.FindStringSubmatch(c.Raw)
			got.Log[tid] = append(got.Log[tid], line+m[1]+m[2])
			seconds, _ := strconv.ParseFloat(c.Elapsed, 64)
			shownTook[tid] = append(shownTook[tid], time.Duration(seconds*1e9))
		}
	}
	got.Messages = strings.Count(r.Messages(), "Failed to tamper with process ")
	delete(got.Table, "total")
	return got, tids, took, shownTook
}

// differences lists where what is known differs from what should be, the first one of each kind.
func differences(got, want *told) (list []string) {
	for tid := range want.Testee {
		list = append(list, difference("the program", got.Testee[tid], want.Testee[tid])...)
		list = append(list, difference("the log", got.Log[tid], want.Log[tid])...)
	}
	if got.Messages != want.Messages {
		list = append(list, fmt.Sprintf("%d messages, want %d", got.Messages, want.Messages))
	}
	if !maps.Equal(got.Table, want.Table) {
		list = append(list, fmt.Sprintf("table %v, want %v", got.Table, want.Table))
	}
	return list
}

func difference(what string, got, want []string) []string {
	for i := range max(len(got), len(want)) {
		a, b := "nothing", "nothing"
		if i < len(got) {
			a = got[i]
		}
		if i < len(want) {
			b = want[i]
		}
		if a != b {
			return []string{fmt.Sprintf("%s, %d: got %s, want %s", what, i, a, b)}
		}
	}
	return nil
}

// run makes an experiment.
func (e *experiment) run() {
	GinkgoHelper()
	r := spec.Trace(WithFacts(), Dir(spec.TempDir()), Options(e.options...),
		Command(spec.Testee("tampered"), "all", strconv.Itoa(rounds), strconv.Itoa(e.threads)))
	about := strings.Join(e.options, " ")
	Expect(r).To(ExitWith(0), about)
	got, tids, took, shownTook := e.observed(r)
	Expect(tids).To(HaveLen(e.threads), about)
	want, outcomes := e.expected(tids)
	Expect(differences(&got, &want)).To(BeEmpty(), about)
	for tid, list := range outcomes {
		shown := shownTook[tid]
		for i, o := range list {
			Expect(took[tid][i]).To(BeNumerically(">=", o.least), "%s: %s", about, o.report)
			if e.timed && (e.only != "-z" && o.failed || e.only != "-Z" && !o.failed) {
				Expect(shown[0]+time.Microsecond).To(BeNumerically(">=", o.enter), "%s: %s", about, o.line)
				shown = shown[1:]
			}
		}
	}
}

// try makes experiments until so many expressions have been tried.
func try(f *fields, expressions int) {
	GinkgoHelper()
	tried, runs := 0, 0
	for ; tried < expressions; runs++ {
		e := f.experiment()
		e.run()
		tried += len(e.xs)
	}
	GinkgoWriter.Printf("%d expressions in %d runs, seed %d\n", tried, runs, GinkgoRandomSeed())
}

var _ = Describe("random expressions", func() {
	newFields := func() *fields {
		return &fields{rand: rand.New(rand.NewPCG(uint64(GinkgoRandomSeed()), 7))}
	}
	It("do to the program what they say, and the log agrees: 1,000", func() { try(newFields(), 1000) })
	It("several for a call, with everything together: 500", Label("C8", "C9", "C14", "C16"), func() {
		f := newFields()
		f.beyond = true
		try(f, 500)
	})
})
