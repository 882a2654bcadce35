package status

import (
	"errors"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	. "strake/harness"
	"strake/specs/internal/spec"
)

// hasConditions is a proof that the tracer knows more of a status set than names.
func hasConditions() error {
	r, err := spec.Tracer().Run(Log(Elsewhere), Untraced(), Command(spec.Tracer().Path, "-e", "status=took>0", spec.Testee("launch"), "exit", "0"))
	if err == nil && r.Code != 0 {
		err = errors.New("it refuses -e status=took>0")
	}
	return err
}

var _ = Describe("conditions of a status set", Label("C10"), func() {
	BeforeEach(func() { spec.SkipUnless(hasConditions) })

	// Testee named fails with EBADF, EFAULT and EPERM, and only so.
	failures := func(set string, options ...string) string {
		GinkgoHelper()
		r := spec.Trace(Dir(spec.TempDir()), Options(append(options, "-e", "trace=read,ppoll,epoll_ctl", "-e", "status="+set)...), Command(spec.Testee("named"), "descriptors"))
		var errnos []string
		for _, e := range r.Calls() {
			if e.IsCall() {
				errnos = append(errnos, e.Errno)
			}
		}
		return strings.Join(errnos, " ")
	}
	DescribeTable("choose failed calls by their errors",
		func(set, errnos string) { Expect(failures(set)).To(Equal(errnos)) },
		Entry(nil, "failed(EPERM)", "EPERM"),
		Entry(nil, "failed(EBADF|EPERM)", "EBADF EPERM"),
		Entry(nil, "failed(9|epERM|EACCES)", "EBADF EPERM"),
		Entry(nil, "failed(EACCES)", ""),
		Entry(nil, "failed(EPERM),failed", "EBADF EFAULT EPERM"),
		Entry(nil, "!failed(EPERM),successful", "EBADF EFAULT"),
		Entry(nil, "failed(EPERM),successful", "   EPERM"),
	)
	DescribeTable("choose calls by the time that they took",
		func(set, errnos string) { Expect(failures(set)).To(Equal(errnos)) },
		Entry(nil, "failed,took<1000s", "EBADF EFAULT EPERM"),
		Entry(nil, "failed,took>1000s", ""),
		Entry(nil, "took>1000s", ""),
		Entry(nil, "failed(EPERM),took>0,took<1000s", "EPERM"),
	)
	It("show the calls that took long", func() {
		r := spec.Trace(Options("-T", "-e", "status=took>200ms,took<1000s"), Command("sleep", "0.3"))
		Expect(r).To(HaveLine(`clock_nanosleep\(.*\) += 0 <0\.[3-9]\d+>|clock_nanosleep\(.*\) += 0 <[1-9]\d*\.\d+>`))
		for _, e := range r.Calls() {
			if e.IsCall() && e.Elapsed != "" {
				Expect(e.Elapsed).To(Or(HavePrefix("0.2"), MatchRegexp(`^0\.[3-9]`), MatchRegexp(`^[1-9]`)), e.Raw)
			}
		}
	})
	It("hold for tables", func() {
		r := spec.Trace(Log(Elsewhere), Dir(spec.TempDir()), Options("-c", "-e", "status=failed(EPERM|EBADF)", spec.Testee("named"), "descriptors"))
		Expect(r.Stderr).To(MatchRegexp(`(?m)^100\.00 +\S+ +\d+ +2 +2 total$`))
	})
	It("count for --syscall-limit", func() {
		r := spec.Trace(Log(Elsewhere), Dir(spec.TempDir()), Options("-q", "--syscall-limit=1", "-e", "status=failed(EFAULT)", spec.Testee("named"), "descriptors"))
		Expect(r.Stderr).To(MatchRegexp(`^ppoll\(NULL, .*\) = -1 EFAULT .*\n$`))
	})
	It("are the last option's", func() {
		Expect(failures("successful", "-e", "status=failed(EPERM)")).To(Equal("  "))
		Expect(failures("failed(EBADF)", "-z")).To(Equal("EBADF"))
	})
	DescribeTable("are refused if they make no sense",
		func(member string) {
			r := spec.Trace(Log(Elsewhere), Options("-e", "status="+member, "true"))
			Expect(r).To(ExitWith(1))
			Expect(r).To(Say("strace: invalid status '" + member + "'"))
		},
		Entry(nil, "failed()"), Entry(nil, "failed(EPERM"), Entry(nil, "failed(ENOSUCH)"), Entry(nil, "successful(EPERM)"),
		Entry(nil, "took>"), Entry(nil, "took>1m"), Entry(nil, "took<0"), Entry(nil, "!took>1ms"),
	)
})
