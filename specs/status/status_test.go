package status

import (
	"fmt"
	"strings"
	"syscall"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	. "strake/harness"
	"strake/specs/internal/spec"
	"strake/testees"
)

// classes returns how many calls of each class a log shows.
func classes(r *Run) map[string]int {
	m := map[string]int{}
	for _, e := range r.Calls() {
		if e.Kind == Syscall || e.Kind == DetachedCall || e.Kind == PidChanged {
			m[StatusOf(e)]++
		}
	}
	return m
}

var _ = Describe("status sets", func() {
	// The case makes 8 calls that fail and 10 that succeed, execve included; exit_group never returns.
	const ok, failed, gone = "successful", "failed", "unfinished"
	succeed := 10
	if testees.Native() == testees.AArch64 {
		succeed -= 3 // there is neither open nor creat
	}

	DescribeTable("select",
		func(want []string, opts ...string) {
			all := classes(spec.Trace(Command(spec.Testee("files"), "open"), Dir(spec.TempDir())))
			Expect(all).To(Equal(map[string]int{ok: succeed, failed: 8, gone: 1}))
			r := spec.Trace(Options(opts...), Command(spec.Testee("files"), "open"), Dir(spec.TempDir()))
			expected := map[string]int{}
			for _, c := range want {
				expected[c] = all[c]
			}
			Expect(classes(r)).To(Equal(expected), "%v", r)
			Expect(r).To(HaveLine(`\+\+\+ exited with 0 \+\+\+`))
		},
		func(_ []string, opts ...string) string { return strings.Join(opts, " ") },
		Entry(nil, []string{ok, failed, gone}),
		Entry(nil, []string{ok}, "-z"),
		Entry(nil, []string{ok}, "--successful-only"),
		Entry(nil, []string{failed}, "-Z"),
		Entry(nil, []string{failed}, "--failed-only"),
		Entry(nil, []string{failed}, "--failing-only"),
		Entry(nil, []string{ok}, "-e", "status=successful"),
		Entry(nil, []string{failed}, "-e", "status=failed"),
		Entry(nil, []string{gone}, "-e", "status=unfinished"),
		Entry(nil, []string{ok, gone}, "-e", "status=successful,unfinished"),
		Entry(nil, []string{ok, gone}, "-e", "status=!failed"),
		Entry(nil, []string{gone}, "-e", "status=!failed,successful"),
		Entry(nil, nil, "-e", "status=none"),
		Entry(nil, nil, "-e", "status=!all"),
		Entry(nil, []string{ok, failed, gone}, "-e", "status=all"),
		Entry(nil, []string{ok, failed, gone}, "-e", "status=!none"),
		Entry(nil, nil, "-e", "status=unavailable"),
		Entry(nil, nil, "-e", "status=detached"),
		Entry(nil, []string{failed}, "-e", "status=successful", "-e", "status=failed"),
		Entry(nil, []string{failed}, "-z", "-Z"),
		Entry(nil, []string{ok}, "-Z", "-z"),
		Entry(nil, []string{failed}, "-z", "-e", "status=failed"),
		Entry(nil, []string{ok}, "-e", "status=failed", "-z"),
		Entry(nil, []string{failed}, "--status=failed"),
	)

	It("of nothing, spelled as a negated list", Label("B5"), func() {
		r := spec.Trace(Options("-e", "status=!successful,failed,unfinished,unavailable,detached"), Command(spec.Testee("files"), "open"), Dir(spec.TempDir()))
		Expect(classes(r)).To(BeEmpty())
	})

	It("shows a call staged as one line, where it ends", func() {
		r := spec.Trace(Options("-f", "-z"), Command(spec.Testee("proc"), "vfork"))
		Expect(r.Log).NotTo(ContainSubstring("resumed>"))
		Expect(r.Log).NotTo(ContainSubstring("unfinished ...>"))
		Expect(r).To(HaveSequence(
			`\d+ +execve\(.*\) = 0`,
			`\d+ +clone\(child_stack=0x[0-9a-f]+, flags=CLONE_VM\|CLONE_VFORK\|SIGCHLD\) += \d+`,
			`\d+ +wait4\(\d+, .*\) += \d+`,
			`\d+ +\+\+\+ exited with 0 \+\+\+`,
		))
	})

	It("does not hide signals, stops and ends", func() {
		r := spec.Trace(Options("-f", "-e", "status=none"), Command(spec.Testee("signals"), "stop"))
		Expect(classes(r)).To(BeEmpty())
		Expect(r).To(HaveSequence(`\d+ +--- SIGSTOP .*`, `\d+ +--- stopped by SIGSTOP ---`, `\d+ +--- SIGCONT .*`, `\d+ +\+\+\+ exited with 3 \+\+\+`, `\d+ +\+\+\+ exited with 0 \+\+\+`))
	})

	DescribeTable("count an interrupted call as failed",
		func(shown bool, opts ...string) {
			r := spec.Trace(Options(opts...), Command(spec.Testee("signals"), "nanosleep"))
			m := HaveLine(`nanosleep\(.*\) = \? ERESTART_RESTARTBLOCK \(Interrupted by signal\)`)
			if shown {
				Expect(r).To(m)
			} else {
				Expect(r).NotTo(m)
			}
		},
		func(_ bool, opts ...string) string { return strings.Join(opts, " ") },
		Entry(nil, true, "-Z"), Entry(nil, false, "-z"), Entry(nil, true, "-e", "status=failed"), Entry(nil, false, "-e", "status=unfinished"),
	)

	DescribeTable("call a fatal kill of oneself unfinished",
		func(shown bool, set string) {
			r := spec.Trace(Options("-e", "status="+set), Command(spec.Testee("launch"), "die", "9"))
			Expect(r).To(DieOf(syscall.SIGKILL))
			m := HaveLine(`kill\(\d+, SIGKILL\) += \?`)
			if shown {
				Expect(r).To(m)
			} else {
				Expect(r).NotTo(m)
			}
			Expect(r).To(HaveLine(`\+\+\+ killed by SIGKILL \+\+\+`))
		},
		Entry("unfinished", true, "unfinished"), Entry("successful", false, "successful"), Entry("failed", false, "failed"), Entry("detached", false, "detached"),
	)

	DescribeTable("call what the tracer let go of detached",
		func(shown bool, opts ...string) {
			p := spec.Start(Untraced(), WithFacts(), Command(spec.Testee("signals"), "sleeper"))
			pid, err := p.AwaitFact("pid")
			Expect(err).NotTo(HaveOccurred())
			asleep := func() bool { _, s := sleepsOf(pid); return s }
			Eventually(asleep, "10s").Should(BeTrue())
			before, _ := sleepsOf(pid)
			tracer := spec.Start(Options(append(opts, "-p", pid)...))
			Expect(tracer.AwaitStderr("attached")).To(Succeed())
			// The tracee is inside its call again, which the log does not show yet, once it has stopped because
			// it was attached to, stopped where the call begins anew, and gone to sleep in it.
			Eventually(func() bool { n, s := sleepsOf(pid); return s && n >= before+3 }, "10s").Should(BeTrue())
			Expect(tracer.Kill(syscall.SIGINT)).To(Succeed())
			r := spec.Wait(tracer)
			if shown {
				Expect(r.Log).To(Equal(spec.Blocked() + " <detached ...>\n"))
			} else {
				Expect(r.Log).To(BeEmpty())
			}
		},
		func(_ bool, opts ...string) string { return fmt.Sprint(opts) },
		Entry(nil, true, "-e", "status=detached"),
		Entry(nil, false, "-e", "status=successful,failed,unfinished,unavailable"),
		Entry(nil, true, "-e", "status=!successful,failed"),
		Entry(nil, false, "-z"),
		Entry(nil, false, "-Z"),
	)

	It("keep the lines of threads that race to the end whole", Label("race", "B1"), MustPassRepeatedly(5), func() {
		r, err := spec.Tracer().Run(Options("-f", "-e", "status=none"), Command(spec.Testee("threads"), "race", "8"))
		Expect(err).NotTo(HaveOccurred())
		Expect(r).To(KeepInvariants())
		Expect(strings.Count(r.Log, "+++ exited with 0 +++\n")).To(Equal(9), "%v", r)
	})

	It("do not stage when the set is full", Label("B6"), func() {
		plain := spec.Trace(Options("-f"), Command(spec.Testee("proc"), "vfork"))
		Expect(plain.Log).To(ContainSubstring("<unfinished ...>"))
		r := spec.Trace(Options("-f", "-z", "-e", "status=all"), Command(spec.Testee("proc"), "vfork"))
		Expect(r.Log).To(ContainSubstring("<unfinished ...>"))
	})
})
