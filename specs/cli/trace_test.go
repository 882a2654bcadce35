package cli

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	. "strake/harness"
	"strake/specs/internal/spec"
)

// The testee's case makes these calls and no others: openat2 close_range open openat creat close,
// and execve and exit_group around them.
var _ = Describe("-e trace", func() {
	all := []string{"execve", "openat", "close", "open", "creat", "openat2", "close_range", "exit_group"}

	DescribeTable("selects",
		func(want []string, opts ...string) {
			r := spec.Trace(Options(opts...), Command(spec.Testee("files"), "open"), Dir(spec.TempDir()))
			Expect(r).To(OnlyCall(want...))
			Expect(r).To(HaveLine(`\+\+\+ exited with 0 \+\+\+`))
		},
		func(_ []string, opts ...string) string { return quote(opts) },
		Entry(nil, all),
		Entry(nil, all, "-e", "trace=all"),
		Entry(nil, all, "-e", "all"),
		Entry(nil, all, "-e", "trace=!none"),
		Entry(nil, nil, "-e", "trace=none"),
		Entry(nil, nil, "-e", "trace=!all"),
		Entry(nil, []string{"open"}, "-e", "trace=open"),
		Entry(nil, []string{"open"}, "-e", "open"),
		Entry(nil, []string{"open"}, "-e", "t=open"),
		Entry(nil, []string{"open"}, "--trace=open"),
		Entry(nil, []string{"open", "close"}, "-e", "trace=open,close"),
		Entry(nil, []string{"open", "close"}, "-e", "open,close"),
		Entry(nil, []string{"open"}, "-e", "trace=2"),
		Entry(nil, []string{"open", "close"}, "-e", "trace=2,close"),
		Entry(nil, []string{"open", "openat", "openat2"}, "-e", "trace=/^open"),
		Entry(nil, []string{"open", "openat", "openat2"}, "-e", "trace=/^open(at2?)?$"),
		Entry(nil, []string{"open", "openat", "openat2", "creat"}, "-e", "trace=/^open,creat"),
		Entry(nil, []string{"execve", "close", "close_range", "exit_group"}, "-e", "trace=!open,openat,creat,openat2"),
		Entry(nil, []string{"execve", "close", "close_range", "exit_group", "creat"}, "-e", "trace=!/open"),
		Entry(nil, []string{"execve", "openat", "open", "creat", "openat2"}, "-e", "trace=%file"),
		Entry(nil, []string{"execve", "openat", "open", "creat", "openat2"}, "-e", "trace=file"),
		Entry(nil, []string{"openat", "open", "creat", "openat2", "close"}, "-e", "trace=%desc"),
		Entry(nil, []string{"execve", "exit_group"}, "-e", "trace=%process"),
		Entry(nil, []string{"openat", "close", "open", "creat", "openat2", "close_range"}, "-e", "trace=!%process"),
		Entry(nil, []string{"execve", "exit_group", "close"}, "-e", "trace=%process,close"),
		Entry(nil, []string{"creat"}, "-e", "trace=%creds,creat"),
		Entry(nil, []string{"open"}, "-e", "trace=?nosuch,open"),
		Entry(nil, nil, "-e", "trace=?nosuch"),
		Entry(nil, []string{"open"}, "-e", "trace=open@64"),
		Entry(nil, nil, "-e", "trace=open@32"),
		Entry(nil, []string{"close"}, "-e", "trace=open", "-e", "trace=close"),
		Entry(nil, nil, "-e", "trace=%network"),
		Entry(nil, nil, "-e", "trace=%net,%ipc,%signal,%memory,%%stat,%fstat,%lstat,%stat,%statfs,%clock,%pure"),
	)
})

var _ = Describe("-e signal", func() {
	DescribeTable("selects",
		func(shown bool, opts ...string) {
			r := spec.Trace(Options(opts...), Command(spec.Testee("signals"), "user"))
			m := HaveLine(`--- SIGUSR1 \{si_signo=SIGUSR1, si_code=SI_USER, si_pid=\d+, si_uid=\d+\} ---`)
			if shown {
				Expect(r).To(m)
			} else {
				Expect(r).NotTo(m)
			}
			Expect(r).To(HaveLine(`rt_sigreturn\(\{mask=\[\]\}\) += 0`))
		},
		func(_ bool, opts ...string) string { return quote(opts) },
		Entry(nil, true),
		Entry(nil, true, "-e", "signal=all"),
		Entry(nil, false, "-e", "signal=none"),
		Entry(nil, false, "-e", "signal=!all"),
		Entry(nil, true, "-e", "signal=USR1"),
		Entry(nil, true, "-e", "signal=SIGUSR1"),
		Entry(nil, true, "-e", "signal=sigusr1"),
		Entry(nil, true, "-e", "signal=10"),
		Entry(nil, false, "-e", "signal=!USR1"),
		Entry(nil, false, "-e", "signal=TERM,HUP"),
		Entry(nil, true, "-e", "s=USR1,HUP"),
		Entry(nil, true, "--signal=USR1"),
	)

	It("hides the death by a signal that is not selected", func() {
		r := spec.Trace(Options("-e", "signal=none"), Command(spec.Testee("launch"), "die", "15"))
		Expect(r).NotTo(HaveLine(`\+\+\+ .*`))
		r = spec.Trace(Options("-e", "signal=TERM"), Command(spec.Testee("launch"), "die", "15"))
		Expect(r).To(HaveLine(`\+\+\+ killed by SIGTERM \+\+\+`))
	})
})

var _ = Describe("-q", func() {
	DescribeTable("quiets",
		func(exit, attach bool, opts ...string) {
			r := spec.Trace(Options(append([]string{"-f"}, opts...)...), Command(spec.Testee("proc"), "fork"))
			if exit {
				Expect(r).To(HaveLine(`\d+ +\+\+\+ exited with 7 \+\+\+`))
			} else {
				Expect(r).NotTo(HaveLine(`.*\+\+\+.*`))
			}
			r = spec.Trace(Log(ToStderr), Options(append([]string{"-f"}, opts...)...), Command(spec.Testee("proc"), "fork"))
			if attach {
				Expect(r.Messages()).To(MatchRegexp(`strace: Process \d+ attached\n`))
			} else {
				Expect(r.Messages()).NotTo(ContainSubstring("attached"))
			}
		},
		func(_, _ bool, opts ...string) string { return quote(opts) },
		Entry(nil, true, true),
		Entry(nil, true, false, "-q"),
		Entry(nil, false, false, "-qq"),
		Entry(nil, false, false, "-qqq"),
		Entry(nil, true, false, "--quiet=attach"),
		Entry(nil, false, true, "--quiet=exit"),
		Entry(nil, false, false, "-e", "quiet=attach,exits"),
		Entry(nil, false, false, "--quiet=all"),
		Entry(nil, true, true, "--quiet=none"),
		Entry(nil, true, true, "--quiet=personality"),
	)
})
