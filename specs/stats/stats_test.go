package stats

import (
	"regexp"
	"sort"
	"strconv"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	. "strake/harness"
	"strake/specs/internal/spec"
)

type row struct {
	calls, errors int
	seconds       float64
	name          string
}

var (
	reHead = regexp.MustCompile(`^% time +seconds +usecs/call +calls +errors syscall$`)
	reRule = regexp.MustCompile(`^-+( -+)+$`)
	reRow  = regexp.MustCompile(`^ *(\d+\.\d\d) +(\d+\.\d{6}) +(\d+) +(\d+) +(\d+ )?(\S+)$`)
)

// table reads the summary out of a text.
func table(text string) (rows []row, total row) {
	GinkgoHelper()
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	at := -1
	for i, l := range lines {
		if reHead.MatchString(l) {
			at = i
		}
	}
	Expect(at).NotTo(Equal(-1), "no head in\n%s", text)
	Expect(lines[at+1]).To(MatchRegexp(reRule.String()))
	for _, l := range lines[at+2:] {
		if reRule.MatchString(l) {
			continue
		}
		m := reRow.FindStringSubmatch(l)
		Expect(m).NotTo(BeNil(), l)
		r := row{name: m[6]}
		r.seconds, _ = strconv.ParseFloat(m[2], 64)
		r.calls, _ = strconv.Atoi(m[4])
		r.errors, _ = strconv.Atoi(strings.TrimSpace(m[5]))
		if r.name == "total" {
			total = r
			continue
		}
		rows = append(rows, r)
	}
	return rows, total
}

func counts(rows []row) map[string][2]int {
	m := map[string][2]int{}
	for _, r := range rows {
		m[r.name] = [2]int{r.calls, r.errors}
	}
	return m
}

var _ = Describe("-c", func() {
	files := func(opts ...string) *Run {
		return spec.Trace(Options(opts...), Command(spec.Testee("files"), "open"), Dir(spec.TempDir()))
	}
	want := map[string][2]int{
		"execve": {1, 0}, "openat": {9, 6}, "open": {2, 0}, "creat": {1, 0}, "openat2": {2, 1}, "close": {2, 1}, "close_range": {1, 0},
	}

	It("counts calls and errors", func() {
		r := files("-c")
		rows, total := table(r.Log)
		Expect(counts(rows)).To(Equal(want))
		Expect([2]int{total.calls, total.errors}).To(Equal([2]int{18, 8}))
		Expect(r.Log).NotTo(ContainSubstring("openat(AT_FDCWD"))
	})
	It("goes to standard error without -o", func() {
		r := spec.Trace(Log(ToStderr), Options("-c"), Command(spec.Testee("launch"), "exit", "0"))
		rows, _ := table(r.Stderr)
		Expect(counts(rows)).To(Equal(map[string][2]int{"execve": {1, 0}}))
	})
	It("prints the lines too with -C", func() {
		r := files("-C")
		rows, _ := table(r.Log)
		Expect(counts(rows)).To(Equal(want))
		lines := map[string]int{}
		for _, e := range r.Events {
			if e.Kind == Syscall && e.Name != "exit_group" {
				lines[e.Name]++
			}
		}
		for name, n := range lines {
			Expect(n).To(Equal(want[name][0]), name)
		}
	})
	It("adds up over processes", func() {
		r := spec.Trace(Options("-f", "-c"), Command(spec.Testee("proc"), "fork"))
		rows, _ := table(r.Log)
		Expect(counts(rows)).To(Equal(map[string][2]int{"execve": {1, 0}, "fork": {1, 0}, "wait4": {2, 1}}))
	})
	It("counts what the trace set holds", func() {
		rows, _ := table(files("-c", "-e", "trace=close,open").Log)
		Expect(counts(rows)).To(Equal(map[string][2]int{"close": {2, 1}, "open": {2, 0}}))
	})
	DescribeTable("counts what the status set holds",
		func(want map[string][2]int, opts ...string) {
			rows, _ := table(files(append([]string{"-c"}, opts...)...).Log)
			Expect(counts(rows)).To(Equal(want))
		},
		func(_ map[string][2]int, opts ...string) string { return strings.Join(opts, " ") },
		Entry(nil, map[string][2]int{"openat": {6, 6}, "openat2": {1, 1}, "close": {1, 1}}, "-Z"),
		Entry(nil, map[string][2]int{"execve": {1, 0}, "openat": {3, 0}, "open": {2, 0}, "creat": {1, 0}, "openat2": {1, 0}, "close": {1, 0}, "close_range": {1, 0}}, "-z"),
	)

	DescribeTable("sorts",
		func(by string, less func(a, b row) bool) {
			rows, _ := table(files("-c", "-S", by).Log)
			Expect(sort.SliceIsSorted(rows, func(i, j int) bool { return less(rows[i], rows[j]) })).To(BeTrue(), "%v", rows)
		},
		Entry("by calls", "calls", func(a, b row) bool { return a.calls > b.calls }),
		Entry("by count", "count", func(a, b row) bool { return a.calls > b.calls }),
		Entry("by errors", "errors", func(a, b row) bool { return a.errors > b.errors }),
		Entry("by name", "name", func(a, b row) bool { return a.name < b.name }),
		Entry("by syscall", "syscall", func(a, b row) bool { return a.name < b.name }),
	)

	DescribeTable("shows columns",
		func(head string, opts ...string) {
			r := files(append([]string{"-c"}, opts...)...)
			Expect(r.Lines()[0]).To(MatchRegexp("^" + head + "$"))
			Expect(r.Lines()[1]).To(MatchRegexp(reRule.String() + "|^-+$"))
		},
		func(_ string, opts ...string) string { return strings.Join(opts, " ") },
		Entry(nil, `% time +seconds +usecs/call +calls +errors syscall`),
		Entry(nil, ` *calls syscall`, "-U", "calls,name"),
		Entry(nil, `syscall +calls`, "-U", "name,calls"),
		Entry(nil, ` *errors syscall`, "-U", "errors"),
		Entry(nil, `% time +seconds +shortest +longest +usecs/call +calls +errors syscall`, "-U", "time-percent,total-time,min-time,max-time,avg-time,calls,errors,name"),
		Entry(nil, `% time +seconds +usecs/call +calls +errors syscall`, "-w"),
	)

	It("measures the clock on the wall with -w", func() {
		slept := func(opts ...string) float64 {
			rows, _ := table(spec.Trace(Options(opts...), Command("sleep", "0.2")).Log)
			for _, r := range rows {
				if r.name == "clock_nanosleep" || r.name == "nanosleep" {
					return r.seconds
				}
			}
			return -1
		}
		Expect(slept("-c", "-w")).To(BeNumerically(">=", 0.2))
		Expect(slept("-c")).To(And(BeNumerically(">=", 0), BeNumerically("<", 0.2)))
	})
	It("accepts an overhead with -O", func() {
		for _, o := range []string{"0", "5us", "1ms", "10"} {
			rows, _ := table(files("-c", "-O", o).Log)
			Expect(counts(rows)).To(Equal(want))
		}
	})

	Describe("beyond strace", Label("strake"), func() {
		BeforeEach(func() {
			spec.SkipUnless(func() error { return spec.Tracer().Has("--summary-by") })
		})
		It("shows quantiles and which errors", func() {
			r := files("-c", "-U", "p50,p95,p99,errnos,calls,name", "-S", "calls")
			Expect(r.Lines()[0]).To(MatchRegexp(`^     p50      p95      p99 errnos +calls syscall$`))
			Expect(r.Log).To(MatchRegexp(`(?m)^\d\.\d{6} \d\.\d{6} \d\.\d{6} ENOENT:\d.* 9 openat$`))
			Expect(r.Log).To(MatchRegexp(`(?m)^.* EBADF:1 +2 close$`))
		})
		It("does not sort by errors' names", func() {
			r := spec.Trace(Options("-c", "-S", "errnos"), Command("true"))
			Expect(r).To(ExitWith(1))
			Expect(r.Stderr).To(ContainSubstring("invalid sortby: 'errnos'"))
		})
		It("makes tables by process", func() {
			r := spec.Trace(Options("-f", "-c", "--summary-by=process", "-U", "calls,name", "-S", "name"),
				Command(spec.Testee("proc"), "fork"))
			Expect(r.Log).To(MatchRegexp(`(?s)^Process (\d+) \(proc.*\):
    calls syscall
--------- ----------------
        1 execve
        1 fork
        2 wait4
--------- ----------------
        4 total
(Process \d+ \(proc.*\):
.*)?$`))
		})
	})
})
