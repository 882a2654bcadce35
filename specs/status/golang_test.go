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
	// What strace gets wrong at the end of threads depends on the set: it loses their last lines, or glues them to a
	// call that it takes for detached; and it shows what it could not read.
	lost, glued := Label("B1", "B9"), Label("B2", "B9")
	for set, defects := range map[string]Labels{
		"all": {}, "none": lost, "successful": lost, "failed": lost, "unfinished": lost, "detached": glued, "!successful": glued,
	} {
		It("runs as ever, its threads have whole lines, status="+set, defects, func() {
			r := spec.Trace(Options("-f", "-e", "status="+set), Command(spec.GoTestee("goroutines")))
			Expect(r).To(ExitWith(0))
			Expect(r.Stdout).To(HavePrefix("sum "))
		})
	}
	It("has a whole line for each child", Label("status:successful"), lost, func() {
		r := spec.Trace(Options("-f", "-z", "-e", "trace=process"), Command(spec.GoTestee("forker")))
		Expect(r).To(ExitWith(0))
		Expect(r.Log).NotTo(Or(ContainSubstring("<unfinished"), ContainSubstring("resumed>")), "%v", r)
		Expect(regexp.MustCompile(`(?m) clone3?\(.*CLONE_VFORK.*\) = \d+$`).FindAllString(r.Log, -1)).NotTo(BeEmpty(), "%v", r)
		Expect(regexp.MustCompile(`(?m) execve\(.*forker.*\) = 0$`).FindAllString(r.Log, -1)).To(HaveLen(4), "%v", r)
	})
})
