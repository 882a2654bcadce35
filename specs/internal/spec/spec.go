// Package spec is what all suites of specs share: the tracer under test, runs that fail the spec
// when they break a log invariant, and the table of decoder cases.
package spec

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/onsi/ginkgo/v2"
	"github.com/onsi/gomega"

	"strake/harness"
	"strake/testees"
)

// RunSuite is the one test function of a suite. Specs labelled with the ABI of other machines are left out.
func RunSuite(t *testing.T, name string) {
	gomega.RegisterFailHandler(ginkgo.Fail)
	defer func() {
		if err := harness.RemoveScratch(); err != nil {
			t.Error(err)
		}
	}()
	gomega.SetDefaultEventuallyTimeout(harness.Patience() * time.Second)
	ginkgo.BeforeEach(leaveOutWithoutRoot)
	suite, reporter := ginkgo.GinkgoConfiguration()
	filter := strings.Join(foreignFilters(), " && ")
	if suite.LabelFilter != "" {
		filter = "(" + suite.LabelFilter + ") && " + filter
	}
	suite.LabelFilter = filter
	ginkgo.RunSpecs(t, name, suite, reporter)
}

// rootLabel is the label of specs that only root can run.
const rootLabel = "needs:root"

// leaveOutWithoutRoot leaves a spec of that label out, and says so.
func leaveOutWithoutRoot() {
	if slices.Contains(ginkgo.CurrentSpecReport().Labels(), rootLabel) {
		SkipUnless(NeedsRoot)
	}
}

// foreignFilters are filters that leave out the ABIs whose programs no machine of this one's kind runs.
func foreignFilters() []string {
	var filters []string
	for _, abi := range []testees.ABI{testees.X8664, testees.I386, testees.AArch64} {
		if abi != testees.Native() && (abi != testees.I386 || testees.Native() != testees.X8664) {
			filters = append(filters, "!/^abi:"+string(abi)+"$/")
		}
	}
	return filters
}

// Tracer returns the tracer under test.
func Tracer() *harness.Tracer {
	ginkgo.GinkgoHelper()
	t, err := harness.UnderTest()
	if err != nil {
		ginkgo.AbortSuite("no tracer to test: " + err.Error())
	}
	return t
}

// Trace runs the tracer to its end. The log must keep the invariants.
func Trace(opts ...harness.Option) *harness.Run {
	ginkgo.GinkgoHelper()
	r, err := Tracer().Run(opts...)
	gomega.Expect(err).NotTo(gomega.HaveOccurred())
	gomega.Expect(r).To(harness.KeepInvariants())
	return r
}

// Start starts the tracer; what is left of the run when the spec ends is killed, and removed.
func Start(opts ...harness.Option) *harness.Process {
	ginkgo.GinkgoHelper()
	p, err := Tracer().Start(opts...)
	gomega.Expect(err).NotTo(gomega.HaveOccurred())
	ginkgo.DeferCleanup(p.Discard)
	return p
}

// Wait waits for the end of a started run. The log must keep the invariants.
func Wait(p *harness.Process) *harness.Run {
	ginkgo.GinkgoHelper()
	r, err := p.Wait()
	gomega.Expect(err).NotTo(gomega.HaveOccurred())
	gomega.Expect(r).To(harness.KeepInvariants())
	return r
}

// Testee returns the path of a C testee, built if need be.
func Testee(name string) string {
	ginkgo.GinkgoHelper()
	p, err := testees.Path(name)
	gomega.Expect(err).NotTo(gomega.HaveOccurred())
	return p
}

// GoTestee returns the path of a Go testee, built if need be.
func GoTestee(name string) string {
	ginkgo.GinkgoHelper()
	p, err := testees.GoPath(name)
	gomega.Expect(err).NotTo(gomega.HaveOccurred())
	return p
}

// TempDir returns a directory that every user may use and that goes away after the spec.
func TempDir() string {
	ginkgo.GinkgoHelper()
	d, err := harness.TempDir()
	gomega.Expect(err).NotTo(gomega.HaveOccurred())
	ginkgo.DeferCleanup(os.RemoveAll, d)
	return d
}

// SkipUnless leaves a spec out when a proof says that it cannot run here. The proof is a function that
// tries the very thing; its error is the reason shown.
func SkipUnless(proof func() error) {
	ginkgo.GinkgoHelper()
	if err := proof(); err != nil {
		ginkgo.Skip(err.Error())
	}
}

// Blocked is how a log shows a testee's call that blocks until a signal, as far as its entry goes: pause, where there is one.
func Blocked() string {
	if testees.Native() == testees.AArch64 {
		return "ppoll(NULL, 0, NULL, NULL, 0"
	}
	return "pause("
}

// BlockedRE is a regular expression for Blocked.
func BlockedRE() string { return regexp.QuoteMeta(Blocked()) }

// NeedsRoot is a proof for SkipUnless.
func NeedsRoot() error {
	if uid := os.Getuid(); uid != 0 {
		return fmt.Errorf("needs root, running as user %d", uid)
	}
	return nil
}

// Unindent removes the indentation of a raw string and blank lines around it.
func Unindent(s string) string { return strings.TrimSuffix(harness.Trim(s), "\n") }
