package fds

import (
	"os"
	"path/filepath"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	. "strake/harness"
	"strake/specs/internal/spec"
)

// log returns the log of a case of testee sockets under options.
func log(testCase string, options ...string) string {
	GinkgoHelper()
	dir := spec.TempDir()
	f := filepath.Join(dir, "log")
	spec.Trace(Log(Elsewhere), Options(append([]string{"-o", f}, options...)...), Command(spec.Testee("sockets"), testCase))
	b, err := os.ReadFile(f)
	Expect(err).NotTo(HaveOccurred())
	return string(b)
}

var _ = Describe("descriptors", Label("abi:x86_64"), func() {
	for _, options := range [][]string{{"-yy"}, {"-e", "decode-fds=socket"}} {
		It("shows the ends of TCP sockets with "+options[len(options)-1], func() {
			text := log("inet", options...)
			Expect(text).To(MatchRegexp(`(?m)^bind\(3<TCP:\[\d+\]>, `))
			Expect(text).To(MatchRegexp(`(?m)^listen\(3<TCP:\[127\.0\.0\.1:\d+\]>, 5\)`))
			Expect(text).To(MatchRegexp(`(?m)^accept4\(3<TCP:.* = 5<TCP:\[127\.0\.0\.1:\d+->127\.0\.0\.1:\d+\]>$`))
		})
	}
	It("shows the port of a netlink socket", func() {
		Expect(log("netlink", "-yy")).To(MatchRegexp(`(?m)^bind\(3<NETLINK:\[\d+\]>, `))
	})
	It("shows the peers of UNIX domain sockets", func() {
		Expect(log("unix", "-yy")).To(MatchRegexp(`(?m)^getsockname\(4<UNIX:\[\d+->\d+\]>, `))
	})
	It("shows no ends that are not asked for", func() {
		Expect(log("inet", "-e", "decode-fds=dev")).To(MatchRegexp(`(?m)^listen\(3, 5\)`))
		Expect(log("inet", "-e", "decode-fds=path")).To(MatchRegexp(`(?m)^listen\(3<socket:\[\d+\]>, 5\)`))
	})
})
