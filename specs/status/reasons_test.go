package status

import (
	"strings"
	"syscall"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	. "strake/harness"
	"strake/specs/internal/spec"
)

// The strict model says why a call ended as it did; the matrix has the reasons of its cases. Here are those that are
// not about one case.
var _ = Describe("the reasons of the strict model", Label("strict"), func() {
	BeforeEach(strictly)

	for _, x := range []struct {
		what string
		args []string
		mark string
	}{
		{"a call that begins anew", []string{"signals", "sleeper"}, spec.BlockedRE() + `\) += \? ERESTARTNOHAND \(.*\) <attached-inside, interrupted>`},
		{"a sleep that goes on", []string{"signals", "asleep"},
			`restart_syscall\(<\.\.\. resuming interrupted nanosleep \.\.\.>\) += \? ERESTART_RESTARTBLOCK \(.*\) <attached-inside, interrupted>`},
	} {
		It("mark what was under way when the tracer came: "+x.what, func() {
			testee := append([]string{spec.Testee(x.args[0])}, x.args[1:]...)
			tracer, program := attachInside(testee, Options("--strict-status"))
			Expect(program.Kill(syscall.SIGTERM)).To(Succeed())
			Expect(spec.Wait(tracer)).To(HaveSequence(x.mark, `--- SIGTERM \{.*\} ---`, `\+\+\+ killed by SIGTERM \+\+\+`))
		})
	}

	It("mark no call that begins later", func() {
		r := spec.Trace(Options("--strict-status"), Command(spec.Testee("returns"), "alone", "ok"))
		Expect(r.Log).NotTo(MatchRegexp(`<(restart|attached-inside)`))
	})
	It("tell a sleep that a handler ends from one made again", func() {
		// The program calls nanosleep once; it is not made again after EINTR.
		r := spec.Trace(Options("--strict-status"), WithFacts(), Command(spec.Testee("interrupted"), "alone", "eintr"))
		Expect(r.Log).NotTo(ContainSubstring("<restart"))
	})
	It("stand in front of the time spent", func() {
		r := spec.Trace(Options("--strict-status", "-T"), WithFacts(), Command(spec.Testee("filtered"), "alone", "trap"))
		Expect(r).To(HaveLine(`getppid\(\) += \? <seccomp-trap> <\d\.\d{6}>`))
	})
	It("blame a signal of another thread, not a filter, for a death by SIGSYS", func() {
		r := spec.Trace(Options("--strict-status", "-f"), WithFacts(), Command(spec.Testee("filtered"), "thread", "kill-process"))
		for _, e := range r.Joined() {
			if e.NeverReturned && e.Name != "getppid" {
				Expect(e.Reasons).To(Or(Equal("killed"), Equal("exit")), "%s in\n%v", e.Raw, r)
			}
		}
	})
	DescribeTable("are the same under --seccomp-bpf, where what they follow from is not traced",
		func(testee, what, trace, mark string) {
			for _, with := range [][]string{nil, {"--seccomp-bpf"}} {
				r := spec.Trace(Options(append(with, "-f", "--strict-status", "-e", "trace="+trace)...), WithFacts(),
					Command(spec.Testee(testee), "process", what))
				var found []string
				for _, e := range r.Joined() {
					if strings.HasSuffix(e.Reasons, mark) {
						found = append(found, e.Name)
					}
				}
				Expect(found).NotTo(BeEmpty(), "%s in\n%v", mark, r)
			}
		},
		func(testee, what, trace, mark string) string { return what + ": <" + mark + ">" },
		Entry(nil, "endings", "wiped-out", "pause,ppoll", "exec"),
		Entry(nil, "endings", "sibling", "pause,ppoll", "killed"),
		Entry(nil, "interrupted", "nested", "read", "restart"),
	)
	It("are not shown without --strict-status", func() {
		r := spec.Trace(Options("-f"), WithFacts(), Command(spec.Testee("endings"), "alone", "sibling"))
		for _, e := range r.Events {
			Expect(e.Reasons).To(BeEmpty(), "%v", r)
		}
	})
})
