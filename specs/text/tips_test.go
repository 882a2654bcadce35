package text

import (
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	. "strake/harness"
	"strake/specs/internal/spec"
)

var _ = Describe("--tips", Label("option:--tips"), func() {
	// tip returns what is said besides the log of a program that does nothing.
	tip := func(options ...string) string {
		GinkgoHelper()
		r := spec.Trace(Options(append([]string{"-qq", "-e", "trace=none"}, options...)...), Command(spec.Testee("proc"), "kill"))
		Expect(r).To(ExitWith(0))
		return r.Messages()
	}
	It("says the same at the same number", func() {
		text := tip("--tips=3")
		Expect(strings.Count(text, "\n")).To(BeNumerically(">=", 3))
		Expect(tip("--tips=id:3,format:compact")).To(Equal(text))
		Expect(tip("--tips=4")).NotTo(Equal(text))
	})
	It("says more in full", func() {
		Expect(len(tip("--tips=3,full"))).To(BeNumerically(">", len(tip("--tips=compact,3"))))
	})
	It("lets a later option change a part of what an earlier one says", func() {
		Expect(tip("--tips=3", "--tips=full")).To(Equal(tip("--tips=full,3")))
		Expect(tip("--tips=none", "--tips=3")).To(Equal(tip("--tips=3")))
		Expect(tip("--tips=3", "--tips=none")).To(BeEmpty())
	})
	It("needs no program", func() {
		r := spec.Trace(Options("--tips"))
		Expect(r).To(ExitWith(0))
		Expect(r.Messages()).NotTo(BeEmpty())
	})
	It("says nothing where nothing is traced for an error", func() {
		r := spec.Trace(Options("--tips=3"), Command("/nonexistent"))
		Expect(r).To(ExitWith(1))
		Expect(strings.Count(r.Messages(), "\n")).To(Equal(1))
	})
	It("speaks before the tracer dies of the program's signal", func() {
		r := spec.Trace(Options("-f", "-qq", "-e", "trace=none", "--tips=3"), Command(spec.Testee("endings"), "killed"))
		Expect(r.Messages()).To(ContainSubstring(tip("--tips=3")))
	})
	DescribeTable("refuses", func(arg string) {
		r := spec.Trace(Options("--tips=" + arg))
		Expect(r).To(ExitWith(1))
		Expect(r.Messages()).To(HavePrefix("strace: invalid --tips argument: '" + arg + "'\n"))
	},
		Entry(nil, "x"), Entry(nil, "-1"), Entry(nil, "id:"), Entry(nil, "id:full"), Entry(nil, "format:1"), Entry(nil, "compact:1"),
		Entry(nil, "2147483648"), Entry(nil, "0x1"),
	)
})
