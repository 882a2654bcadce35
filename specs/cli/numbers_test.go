package cli

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	. "strake/harness"
	"strake/specs/internal/spec"
)

var _ = Describe("numbers that no call has", func() {
	const odd = `syscall_0x270f\(0x1, 0, 0, 0, 0, 0\) += -1 ENOSYS \(Function not implemented\)`

	DescribeTable("are in every trace set",
		func(set string) {
			r := spec.Trace(Options("-e", "trace="+set), Command(spec.Testee("numbers"), "odd"))
			Expect(r).To(HaveLine(odd))
			Expect(r).NotTo(HaveLine(`getpgid.*`))
		},
		func(set string) string { return set },
		Entry(nil, "none"), Entry(nil, "close"), Entry(nil, "!all"), Entry(nil, "!getpgid"),
	)

	It("are calls of x32 with its bit", Label("abi:x86_64"), func() {
		r := spec.Trace(Options("-e", "trace=getpgid"), Command(spec.Testee("numbers"), "x32"))
		Expect(r).To(HaveSequence(`getpgid\(0\) += (-1 ENOSYS \(Function not implemented\)|\d+)`, `getpgid\(0\) += \d+`))
	})
})
