package status

import (
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	. "strake/harness"
	"strake/specs/internal/spec"
)

var _ = Describe("the value of a status set", func() {
	DescribeTable("is a list of names",
		func(value string) {
			r := spec.Trace(WithFacts(), Options("-e", "status="+value), Command(spec.Testee("returns"), "alone", "error"))
			Expect(r.Lines()).To(HaveLen(2), "%v", r)
			Expect(r).To(HaveSequence(`chdir\("/nonexistent"\) += -1 ENOENT .*`, `\+\+\+ exited with 0 \+\+\+`))
		},
		func(value string) string { return value },
		Entry(nil, "failed"), Entry(nil, "failed,failed"), Entry(nil, ",failed"), Entry(nil, "failed,"), Entry(nil, "FAILED"),
		Entry(nil, "!!failed"), Entry(nil, "!successful,unfinished,unavailable,detached"),
	)

	DescribeTable("is refused if it is no such list",
		func(value, token string) {
			r := spec.Trace(Options("-e", "status="+value), Command(spec.Testee("returns"), "alone", "error"))
			Expect(r).To(ExitWith(1))
			Expect(r.Messages()).To(HavePrefix("strace: invalid status '" + token + "'\n"))
			Expect(r.Log).To(BeEmpty())
		},
		func(value, _ string) string { return "'" + value + "'" },
		Entry(nil, "bogus", "bogus"), Entry(nil, "", ""), Entry(nil, "!", "!"), Entry(nil, "failed,bogus", "bogus"),
		Entry(nil, "all,failed", "all"), Entry(nil, "none,failed", "none"), Entry(nil, "!none,failed", "none"),
		Entry(nil, "failed,!successful", "!successful"), Entry(nil, "0", "0"), Entry(nil, "successfu", "successfu"),
	)

	DescribeTable("that comes last counts, with a message if there are -z and -Z among several",
		func(want string, options ...string) {
			r := spec.Trace(WithFacts(), Options(options...), Command(spec.Testee("returns"), "alone", "error"))
			Expect(strings.Contains(r.Log, "chdir(")).To(Equal(want == "failed"), "%v", r)
			Expect(strings.Contains(r.Log, "gettid(")).To(Equal(want == "successful"), "%v", r)
		},
		func(want string, options ...string) string { return strings.Join(options, " ") + ": " + want },
		Entry(nil, "failed", "-z", "-Z"), Entry(nil, "successful", "-Z", "-z"), Entry(nil, "failed", "-z", "-z", "-Z"),
		Entry(nil, "successful", "-e", "status=failed", "-z"), Entry(nil, "failed", "-z", "-e", "status=failed"),
		Entry(nil, "successful", "--status=failed", "--status=successful"), Entry(nil, "failed", "--status", "failed"),
		Entry(nil, "successful", "--successful-only"), Entry(nil, "failed", "--failed-only"), Entry(nil, "failed", "--failing-only"),
	)
})
