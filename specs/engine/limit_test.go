package engine

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	. "strake/harness"
	"strake/specs/internal/spec"
)

var _ = Describe("--syscall-limit", func() {
	const reached = "System call limit has been reached, detaching tracees"
	limited := func(to LogTo, opts ...string) *Run {
		return spec.Trace(Log(to), Dir(spec.TempDir()), Options(opts...), Command(spec.Testee("files"), "open"))
	}
	shown := func(r *Run) (n int) {
		for _, e := range r.Events {
			if e.Kind == Syscall {
				n++
			}
		}
		return n
	}

	It("lets go after so many calls, and the program goes on", func() {
		r := limited(ToStderr, "--syscall-limit=3")
		Expect(r).To(ExitWith(0))
		Expect(shown(r)).To(Equal(3), "%v", r)
		Expect(r.Stderr).To(ContainSubstring(reached))
		Expect(r).NotTo(HaveLine(`\+\+\+ exited.*`))
	})
	It("counts the calls of the trace set", func() {
		r := limited(ToFile, "--syscall-limit=2", "-e", "trace=openat2,close")
		Expect(r).To(ExitWith(0))
		Expect(r).To(OnlyCall("close", "openat2"))
		Expect(shown(r)).To(Equal(2), "%v", r)
	})
	It("counts the calls of the status set", func() {
		r := limited(ToFile, "--syscall-limit=2", "-Z")
		Expect(shown(r)).To(Equal(2), "%v", r)
		Expect(r).NotTo(HaveLine(`.* = \d+`))
	})
	DescribeTable("says so unless it is to be quiet",
		func(says bool, opts ...string) {
			r := limited(ToStderr, append([]string{"--syscall-limit=1"}, opts...)...)
			if says {
				Expect(r.Stderr).To(ContainSubstring(reached))
			} else {
				Expect(r.Stderr).NotTo(ContainSubstring(reached))
			}
		},
		Entry("at all", true), Entry("with -q", false, "-q"), Entry("-e quiet=attach", false, "-e", "quiet=attach"), Entry("-e quiet=exit", true, "-e", "quiet=exit"),
	)
	It("does not say so with -o", func() {
		Expect(limited(ToFile, "--syscall-limit=1").Stderr).NotTo(ContainSubstring(reached))
	})
})
