package launch

import (
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	. "strake/harness"
	"strake/specs/internal/spec"
)

var _ = Describe("a core dump", func() {
	// Whether there is one depends on the machine. The parent is told by the kernel.
	It("is shown when the parent is told of it", func() {
		r := spec.Trace(Options("-f"), Dir(spec.TempDir()),
			Command("sh", "-c", `ulimit -c unlimited; "$0" die 11; exit 0`, spec.Testee("launch")))
		Expect(r.Log).To(ContainSubstring("WTERMSIG(s) == SIGSEGV"))
		dumped := strings.Contains(r.Log, "WCOREDUMP(s)")
		Expect(strings.Contains(r.Log, "+++ killed by SIGSEGV (core dumped) +++")).To(Equal(dumped), "%v", r)
	})
})
