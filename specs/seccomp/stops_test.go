package seccomp

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	. "strake/harness"
	"strake/specs/internal/spec"
)

var reStops = regexp.MustCompile(`(?m)^(\d+) stops$`)

var _ = Describe("Stops", Label("strake"), func() {
	BeforeEach(func() { spec.SkipUnless(notStrace("strace does not count them")) })

	// Go's runtime interrupts its own threads by SIGURG, the more the busier the machine is. Each of these signals is a stop of any
	// tracer's, so it is told not to: the rest does not depend on the machine.
	It("are few for a program that makes few of the calls: go vet, from nothing", func() {
		_, err := exec.LookPath("go")
		Expect(err).NotTo(HaveOccurred(), "the suite itself is run by it")
		dir, cache := spec.TempDir(), spec.TempDir()
		Expect(os.WriteFile(filepath.Join(dir, "go.mod"), []byte("module x\n\ngo 1.26\n"), 0o666)).To(Succeed())
		Expect(os.WriteFile(filepath.Join(dir, "x.go"), []byte("package x\n\nfunc F() int { return 1 }\n"), 0o666)).To(Succeed())
		r := spec.Trace(Dir(dir), Env("GODEBUG=asyncpreemptoff=1", "GOCACHE="+cache, "GOFLAGS="),
			Options("-d", "-f", "--seccomp-bpf", "-e", "trace=chdir"), Command("go", "vet", "."))
		Expect(r).To(ExitWith(0))
		m := reStops.FindStringSubmatch(r.Stderr)
		Expect(m).NotTo(BeNil(), "%v", r)
		stops, err := strconv.Atoi(m[1])
		Expect(err).NotTo(HaveOccurred())
		Expect(stops).To(BeNumerically("<", 150))
	})
})
