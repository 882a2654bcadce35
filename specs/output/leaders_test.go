package output

import (
	"regexp"
	"strconv"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	. "strake/harness"
	"strake/specs/internal/spec"
)

var _ = Describe("ids in front of lines", func() {
	child := func(r *Run) string {
		GinkgoHelper()
		m := regexp.MustCompile(`fork\(.*\) += (\d+)|<\.\.\. fork resumed>\) += (\d+)`).FindStringSubmatch(r.Log)
		Expect(m).NotTo(BeNil(), "%v", r)
		return m[1] + m[2]
	}
	It("are those of the threads, in a file", func() {
		r := spec.Trace(Options("-f"), Command(spec.Testee("proc"), "fork"))
		Expect(r).To(HaveSequence(child(r)+` +exit_group\(7.*`, child(r)+` +\+\+\+ exited with 7 \+\+\+`))
	})
	It("are those of the threads, on standard error", func() {
		r := spec.Trace(Log(ToStderr), Options("-f", "-q"), Command(spec.Testee("proc"), "fork"))
		Expect(r.Stderr).To(MatchRegexp(`(?m)^\[pid +` + child(r) + `\] exit_group\(7`))
		Expect(r.Stderr).To(MatchRegexp(`(?m)^\[pid +` + child(r) + `\] \+\+\+ exited with 7 \+\+\+$`))
	})
})

// stamped are a log's lines and their times.
type stamped struct {
	at   float64
	text string
}

func stamps(r *Run) []stamped {
	GinkgoHelper()
	re := regexp.MustCompile(`^\d+ +(\d+\.\d{9}) (.*)$`)
	var out []stamped
	for _, l := range r.Lines() {
		m := re.FindStringSubmatch(l)
		Expect(m).NotTo(BeNil(), l)
		// The seconds do not matter as such, and would take the digits behind the point.
		at, err := strconv.ParseFloat(m[1][5:], 64)
		Expect(err).NotTo(HaveOccurred())
		out = append(out, stamped{at, m[2]})
	}
	return out
}

var _ = Describe("times in front of lines", func() {
	const nanoseconds = "--absolute-timestamps=format:unix,precision:ns"

	It("never go back, where a cut line goes on neither", func() {
		r := spec.Trace(Options("-f", nanoseconds), Command(spec.Testee("proc"), "vfork"))
		Expect(r.Log).To(ContainSubstring("<... clone resumed>"))
		lines := stamps(r)
		for i := 1; i < len(lines); i++ {
			Expect(lines[i].at).To(BeNumerically(">=", lines[i-1].at), "%s\n%v", lines[i].text, r)
		}
	})
	It("are those of the beginning of a call that is staged", func() {
		r := spec.Trace(Options("-f", "-z", "-T", nanoseconds, "-e", "trace=nanosleep,clock_nanosleep,close"), Command("sleep", "0.2"))
		lines := stamps(r)
		for i, l := range lines {
			if m := regexp.MustCompile(`nanosleep\(.*<(\d+\.\d+)>$`).FindStringSubmatch(l.text); m != nil {
				took, err := strconv.ParseFloat(m[1], 64)
				Expect(err).NotTo(HaveOccurred())
				Expect(i+1).To(BeNumerically("<", len(lines)), "%v", r)
				Expect(l.at+took).To(BeNumerically("<=", lines[i+1].at), "%v", r)
				return
			}
		}
		Fail("no nanosleep in " + r.String())
	})
	It("behind a call say how long it took", func() {
		r := spec.Trace(Options("-T", "-e", "trace=nanosleep,clock_nanosleep"), Command("sleep", "0.2"))
		m := regexp.MustCompile(`nanosleep\(.*\) += 0 <(\d+\.\d{6})>`).FindStringSubmatch(r.Log)
		Expect(m).NotTo(BeNil(), "%v", r)
		took, err := strconv.ParseFloat(m[1], 64)
		Expect(err).NotTo(HaveOccurred())
		Expect(took).To(And(BeNumerically(">=", 0.2), BeNumerically("<", r.Took.Seconds())))
	})
})

var _ = Describe("-ff and an execve by a thread", func() {
	It("goes on in the leader's file", func() {
		launch := spec.Testee("launch")
		r := spec.Trace(Log(ToFiles), Options("-ff"), WithFacts(), Command(spec.Testee("threads"), "exec", launch, "exit", "7"))
		Expect(r).To(ExitWith(7))
		leader, executor := r.Fact("leader"), r.Fact("executor")
		// The leader is in its pause by then, or still in the clone before it.
		Expect(r.Files[leader]).To(MatchRegexp(`(?s)^execve\(.*\n(?:pause|ppoll|clone)\([^\n]*\n\+\+\+ superseded by execve in pid ` + executor +
			` \+\+\+\n<\.\.\. execve resumed>\) += 0\n.*exit_group\(7\) += \?\n\+\+\+ exited with 7 \+\+\+\n$`))
		Expect(r.Files[executor]).To(MatchRegexp(`execve\("` + launch + `", .* <pid changed to ` + leader + ` \.\.\.>\n$`))
		Expect(r.Files[executor]).NotTo(ContainSubstring("exit_group"))
	})
})
