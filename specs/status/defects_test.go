package status

import (
	"regexp"
	"strconv"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	. "strake/harness"
	"strake/specs/internal/spec"
)

// rounds is how often a race is run in a spec; the suite soak runs it for as long as one likes.
const rounds = 50

// underLoad keeps the machine busy while a spec runs.
func underLoad() {
	BeforeEach(func() { DeferCleanup(Load(2)) })
}

// strictly makes the spec one that a tracer without the strict model cannot be asked.
func strictly() {
	GinkgoHelper()
	spec.SkipUnless(func() error { return spec.Tracer().Has("--strict-status") })
}

// What strace 7.2 gets wrong, by the ids of docs/STATUS.md. The specs say what is right; specs/baselines who is wrong.
var _ = Describe("what is easily wrong:", func() {
	Context("threads that race to their end", Label("race"), func() {
		underLoad()
		race := func(set string) *Run {
			GinkgoHelper()
			r := spec.Trace(Options("-f", "-e", "status="+set), Command(spec.Testee("threads"), "race", "8"))
			Expect(strings.Count(r.Log, "+++ exited with 0 +++\n")).To(Equal(9), "%v", r)
			return r
		}
		It("all have a last line while lines are staged", Label("B1"), MustPassRepeatedly(rounds), func() {
			Expect(race("none").Lines()).To(HaveLen(9))
		})
		It("are not detached", Label("B2"), MustPassRepeatedly(rounds), func() {
			Expect(race("detached").Lines()).To(HaveLen(9))
		})
		It("are unfinished where they were", Label("B1"), MustPassRepeatedly(rounds), func() {
			r := race("unfinished")
			for _, e := range r.Events {
				Expect(e.IsDeath() || e.NeverReturned).To(BeTrue(), "line %d of\n%v", e.Number, r)
			}
		})
		It("are whole when every call is shown", MustPassRepeatedly(rounds), func() { race("all") })
		It("do not show what the trace set hides", Label("B9"), MustPassRepeatedly(rounds), func() {
			r := spec.Trace(Options("-f", "-e", "trace=none"), Command(spec.Testee("threads"), "race", "8"))
			Expect(r.Lines()).To(HaveLen(9), "%v", r)
		})
	})

	DescribeTable("calls that seccomp stops are not successful", Label("strict", "B3"),
		func(place, what string) {
			strictly()
			r := spec.Trace(WithFacts(), Options("-f", "-z", "-C", "--strict-status"), Command(spec.Testee("filtered"), place, what))
			Expect(r).NotTo(HaveLine(`.*getppid\(.*`))
			Expect(r.Table).NotTo(HaveKey("getppid"), "%v", r)
			Expect(r.Table).To(HaveKey("prctl"), "%v", r)
		},
		func(place, what string) string { return place + ", " + what },
		Entry(nil, "alone", "trap"), Entry(nil, "thread", "trap"), Entry(nil, "process", "trap"),
		Entry(nil, "alone", "kill-thread"), Entry(nil, "process", "kill-thread"),
		Entry(nil, "alone", "kill-process"), Entry(nil, "thread", "kill-process"), Entry(nil, "process", "kill-process"),
	)

	It("an execve by a thread is whole under -z", Label("B7"), func() {
		r := spec.Trace(WithFacts(), Options("-f", "-z"), Command(spec.Testee("executors"), "alone", "blocked"))
		Expect(r).To(HaveLine(r.Fact("leader") + ` +execve\(".*", \[.*, "alone", "leave"\], .*\) = 0`))
		Expect(r.Log).NotTo(ContainSubstring("resumed>"))
	})
	It("an execve by a thread is not detached", Label("strict", "B7"), func() {
		strictly()
		r := spec.Trace(WithFacts(), Options("-f", "-e", "status=detached", "--strict-status"), Command(spec.Testee("executors"), "alone", "blocked"))
		Expect(r.Log).NotTo(ContainSubstring("execve("))
	})

	It("rt_sigreturn does not fail", Label("strict", "B8"), func() {
		strictly()
		r := spec.Trace(WithFacts(), Options("-Z", "--strict-status", "-C"), Command(spec.Testee("interrupted"), "alone", "eintr"))
		Expect(r).NotTo(HaveLine(`.*sigreturn\(.*`))
		Expect(r.Table).NotTo(Or(HaveKey("rt_sigreturn"), HaveKey("sigreturn")), "%v", r)
		Expect(r.Table).To(HaveKeyWithValue("nanosleep", SummaryRow{Calls: 1, Errors: 1}), "%v", r)
	})

	It("-r counts from the line before, not from a hidden one", Label("B10"), func() {
		// A hundred hidden calls come before the last line, so that the last of them is far from the line before.
		r := spec.Trace(WithFacts(), Options("-ttt", "-r", "-z"), Command(spec.Testee("returns"), "alone", "errors"))
		n := len(r.Events)
		Expect(n).To(BeNumerically(">", 2), "%v", r)
		last, before := r.Events[n-1], r.Events[n-2]
		passed := seconds(last.Time) - seconds(before.Time)
		Expect(seconds(last.Relative)).To(BeNumerically("~", passed, passed/2), "%v", r)
	})
	It("a staged line names its thread while others live", Label("B10"), func() {
		// The helper of this case outlives the call that makes it.
		r := spec.Trace(WithFacts(), Log(ToStderr), Options("-f", "-z"), Command(spec.Testee("endings"), "alone", "sibling"))
		Expect(r).To(HaveLine(`\[pid +` + r.Fact("tid") + `\] clone\(.*CLONE_THREAD.*\) = \d+`))
	})

	It("a log that cannot be written is a failure", Label("B11"), func() {
		r := spec.Trace(WithFacts(), Log(Elsewhere), Options("-f", "-o", "/dev/full"), Command(spec.Testee("returns"), "thread", "ok"))
		Expect(r).NotTo(ExitWith(0))
		Expect(regexp.MustCompile(`No space left on device`).FindAllString(r.Stderr, -1)).To(HaveLen(1), "%v", r)
	})
})

// seconds reads a time as -ttt and -r write it.
func seconds(s string) float64 {
	GinkgoHelper()
	// The whole seconds since 1970 would take the precision that is needed.
	whole, fraction, _ := strings.Cut(s, ".")
	if len(whole) > 6 {
		whole = whole[len(whole)-6:]
	}
	f, err := strconv.ParseFloat(whole+"."+fraction, 64)
	Expect(err).NotTo(HaveOccurred())
	return f
}
