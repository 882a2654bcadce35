// Package inject specifies -e inject= and -e fault=.
package inject

import (
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	. "strake/harness"
	"strake/specs/internal/spec"
)

func TestInject(t *testing.T) { spec.RunSuite(t, "inject") }

var _ = DescribeTable("what a call comes to",
	func(expr, ret, errno string) {
		r := spec.Trace(Options("-e", "trace=getsid", "-e", expr), Command(spec.Testee("ids"), "get"))
		call := r.Calls()[0]
		Expect(call.Name).To(Equal("getsid"))
		Expect(call.Ret).To(Equal(ret))
		Expect(call.Errno).To(Equal(errno))
		Expect(call.Injected).To(BeTrue())
	},
	Entry("an error", "inject=getsid:error=EIO", "-1", "EIO"),
	Entry("a value", "inject=getsid:retval=77", "77", ""),
	Entry("fault", "fault=getsid", "-1", "ENOSYS"),
	Entry("another call", "inject=getsid:syscall=getpid:error=EPERM", "-1", "EPERM"),
)
