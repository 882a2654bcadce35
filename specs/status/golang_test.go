package status

import (
	"regexp"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	. "strake/harness"
	"strake/specs/internal/spec"
)

// What a runtime does by itself is more than testees in C have: threads that come and go, preempted by signals, and children
// made with CLONE_VFORK from any of them. spec.Trace looks at the invariants.
var _ = Describe("a Go program", func() {
	for _, set := range []string{"all", "none", "successful", "failed", "unfinished", "detached", "!successful"} {
		It("runs as ever, its threads have whole lines, status="+set, Label("B1"), func() {
			r := spec.Trace(Options("-f", "-e", "status="+set), Command(spec.GoTestee("goroutines")))
			Expect(r).To(ExitWith(0))
			Expect(r.Stdout).To(HavePrefix("sum "))
		})
	}
	It("has a whole line for each child", Label("status:successful", "B1"), func() {
		r := spec.Trace(Options("-f", "-z", "-e", "trace=process"), Command(spec.GoTestee("forker")))
		Expect(r).To(ExitWith(0))
		Expect(r.Log).NotTo(Or(ContainSubstring("<unfinished"), ContainSubstring("resumed>")), "%v", r)
		Expect(regexp.MustCompile(`(?m) clone3?\(.*CLONE_VFORK.*\) = \d+$`).FindAllString(r.Log, -1)).NotTo(BeEmpty(), "%v", r)
		Expect(regexp.MustCompile(`(?m) execve\(.*forker.*\) = 0$`).FindAllString(r.Log, -1)).To(HaveLen(4), "%v", r)
	})
})
