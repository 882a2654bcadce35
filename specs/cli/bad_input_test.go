package cli

import (
	"os"
	"path/filepath"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	. "strake/harness"
	"strake/specs/internal/spec"
)

const try = "Try 'strace -h' for more information."

// refused is one command line that starts nothing: the tracer says this and ends with 1.
type refused struct {
	args []string
	says []string
}

var _ = Describe("bad input", func() {
	DescribeTable("is refused",
		func(c refused) {
			r := spec.Trace(Log(Elsewhere), Options(c.args...))
			Expect(r).To(ExitWith(1))
			Expect(r).To(Say(c.says...))
			Expect(r.Stdout).To(BeEmpty())
			Expect(r.Leftovers()).To(BeEmpty(), "processes left behind")
		},
		func(c refused) string { return quote(c.args) },
		Entry(nil, refused{nil, []string{"strace: must have PROG [ARGS] or -p PID", try}}),
		Entry(nil, refused{[]string{"--nope", "true"}, []string{"strace: unrecognized option '--nope'", try}}),
		Entry(nil, refused{[]string{"-P"}, []string{"strace: option requires an argument -- 'P'", try}}),
		Entry(nil, refused{[]string{"--argv0"}, []string{"strace: option '--argv0' requires an argument", try}}),
		Entry(nil, refused{[]string{"--help=x"}, []string{"strace: option '--help' doesn't allow an argument", try}}),
		Entry(nil, refused{[]string{"-y=x", "true"}, []string{"strace: invalid option -- '='", try}}),
		Entry(nil, refused{[]string{"--a", "true"}, []string{
			"strace: option '--a' is ambiguous; possibilities: '--arg-names' '--attach' '--absolute-timestamps' '--argv0' '--always-show-pid' '--abbrev'", try,
		}}),
		Entry(nil, refused{[]string{"-e", "trace=nosuchcall", "true"}, []string{"strace: invalid system call 'nosuchcall'"}}),
		Entry(nil, refused{[]string{"-e", "nosuchcall", "true"}, []string{"strace: invalid system call 'nosuchcall'"}}),
		Entry(nil, refused{[]string{"-e", "", "true"}, []string{"strace: invalid system call ''"}}),
		Entry(nil, refused{[]string{"-e", "trace=", "true"}, []string{"strace: invalid system call ''"}}),
		Entry(nil, refused{[]string{"-e", "trace=%nosuch", "true"}, []string{"strace: invalid system call '%nosuch'"}}),
		Entry(nil, refused{[]string{"-e", "foo=bar", "true"}, []string{"strace: invalid system call 'foo=bar'"}}),
		Entry(nil, refused{[]string{"-e", "trace=/[/", "true"}, []string{"strace: regcomp: [/: Unmatched [, [^, [:, [., or [="}}),
		Entry(nil, refused{[]string{"-e", "status=foo", "true"}, []string{"strace: invalid status 'foo'"}}),
		Entry(nil, refused{[]string{"-e", "signal=FOO", "true"}, []string{"strace: invalid signal 'FOO'"}}),
		Entry(nil, refused{[]string{"--quiet=foo", "true"}, []string{"strace: invalid quiet 'foo'"}}),
		Entry(nil, refused{[]string{"--decode-fds=foo", "true"}, []string{"strace: invalid decode-fds 'foo'"}}),
		Entry(nil, refused{[]string{"-s", "abc", "true"}, []string{"strace: invalid -s argument: 'abc'", try}}),
		Entry(nil, refused{[]string{"-a", "-1", "true"}, []string{"strace: invalid -a argument: '-1'", try}}),
		Entry(nil, refused{[]string{"-I", "9", "true"}, []string{"strace: invalid -I argument: '9'", try}}),
		Entry(nil, refused{[]string{"-O", "abc", "-c", "true"}, []string{"strace: invalid -O argument: 'abc'", try}}),
		Entry(nil, refused{[]string{"-S", "foo", "-c", "true"}, []string{"strace: invalid sortby: 'foo'", try}}),
		Entry(nil, refused{[]string{"-U", "foo", "-c", "true"}, []string{"strace: unknown column name: 'foo'", try}}),
		Entry(nil, refused{[]string{"-X", "foo", "true"}, []string{"strace: invalid -X argument: 'foo'", try}}),
		Entry(nil, refused{[]string{"-b", "foo", "true"}, []string{"strace: Syscall 'foo' for -b isn't supported"}}),
		Entry(nil, refused{[]string{"--absolute-timestamps=foo", "true"}, []string{"strace: invalid --absolute-timestamps argument: 'foo'", try}}),
		Entry(nil, refused{[]string{"--relative-timestamps=foo", "true"}, []string{"strace: invalid --relative-timestamps argument: 'foo'", try}}),
		Entry(nil, refused{[]string{"--syscall-times=foo", "true"}, []string{"strace: invalid --syscall-times argument: 'foo'", try}}),
		Entry(nil, refused{[]string{"-u", "nosuchuser", "true"}, []string{"strace: Cannot find user 'nosuchuser'"}}),
		Entry(nil, refused{[]string{"-u", "nosuchuser", "-p", "1"}, []string{"strace: Cannot find user 'nosuchuser'"}}),
		Entry(nil, refused{[]string{"nosuchprog"}, []string{"strace: Cannot find executable 'nosuchprog'"}}),
		Entry(nil, refused{[]string{"/nosuchdir/prog"}, []string{"strace: Cannot stat '/nosuchdir/prog': No such file or directory"}}),
		Entry(nil, refused{[]string{"-p", "0"}, []string{"strace: Invalid process id: '0'"}}),
		Entry(nil, refused{[]string{"-p", "-5"}, []string{"strace: Invalid process id: '-5'"}}),
		Entry(nil, refused{[]string{"-p", "abc"}, []string{"strace: Invalid process id: 'abc'"}}),
		Entry(nil, refused{[]string{"-p", ""}, []string{"strace: must have PROG [ARGS] or -p PID", try}}),
		Entry(nil, refused{[]string{"-p", "99999999"}, []string{"strace: attach: ptrace(PTRACE_SEIZE, 99999999): No such process"}}),
		Entry(nil, refused{[]string{"-D", "-p", "1"}, []string{"strace: PROG [ARGS] must be specified with -D/--daemonize", try}}),
		Entry(nil, refused{[]string{"--kill-on-exit", "-p", "1"}, []string{"strace: --kill-on-exit and -p/--attach are mutually exclusive options"}}),
		Entry(nil, refused{[]string{"-o", "/nosuchdir/log", "true"}, []string{"strace: Can't fopen '/nosuchdir/log': No such file or directory"}}),
		Entry(nil, refused{[]string{"-ff", "-o", "|cat", "true"}, []string{"strace: piping the output and -ff/--output-separately are mutually exclusive", try}}),
		Entry(nil, refused{[]string{"-c", "-C", "true"}, []string{"strace: -c/--summary-only and -C/--summary are mutually exclusive", try}}),
		Entry(nil, refused{[]string{"-c", "-ff", "true"}, []string{
			"strace: (-c/--summary-only or -C/--summary) and -ff/--output-separately are mutually exclusive", try,
		}}),
		Entry(nil, refused{[]string{"-t", "--absolute-timestamps", "true"}, []string{
			"strace: -t and --absolute-timestamps cannot be provided simultaneously",
		}}),
	)

	It("refuses to trace itself", func() {
		r, err := spec.Tracer().Run(Log(Elsewhere), Untraced(), Command("sh", "-c", `exec "$0" -p $$`, spec.Tracer().Path))
		Expect(err).NotTo(HaveOccurred())
		Expect(r).To(ExitWith(1))
		Expect(r).To(Say("strace: I'm sorry, I can't let you do that, Dave."))
	})

	DescribeTable("shows an execve that fails",
		func(path string) {
			r := spec.Trace(Log(ToStderr), Options(path))
			Expect(r).To(ExitWith(1))
			Expect(r).To(HaveSequence(
				`execve\("`+path+`", \["`+path+`"\], 0x[0-9a-f]+ /\* \d+ vars \*/\) = -1 EACCES \(Permission denied\)`,
				`.*: exec: Permission denied`,
				`\+\+\+ exited with 1 \+\+\+`,
			))
			Expect(r.Leftovers()).To(BeEmpty())
		},
		func(path string) string { return path },
		Entry(nil, "/etc/passwd"),
		Entry(nil, "/etc"),
	)

	DescribeTable("looks for the program after it has opened the log",
		func(args ...string) {
			log := filepath.Join(spec.TempDir(), "log")
			Expect(os.WriteFile(log, []byte("old\n"), 0o600)).To(Succeed())
			r := spec.Trace(Log(Elsewhere), Options(append(args, "-o", log, "nosuchprog")...))
			Expect(r).To(ExitWith(1))
			Expect(r).To(Say("strace: Cannot find executable 'nosuchprog'"))
			Expect(os.ReadFile(log)).To(BeEmpty())
		},
		func(args ...string) string { return quote(args) },
		Entry(nil),
		Entry(nil, "-D"),
	)

	It("looks for the user before it opens the log", func() {
		log := filepath.Join(spec.TempDir(), "log")
		r := spec.Trace(Log(Elsewhere), Options("-u", "nosuchuser", "-o", log, "nosuchprog"))
		Expect(r).To(ExitWith(1))
		Expect(r).To(Say("strace: Cannot find user 'nosuchuser'"))
		Expect(log).NotTo(BeAnExistingFile())
	})

	It("reports that the log cannot be written", Label("B11"), func() {
		r := spec.Trace(Log(Elsewhere), Options("-o", "/dev/full", spec.Testee("launch"), "exit", "0"))
		Expect(r.Messages()).To(HavePrefix("strace: /dev/full: No space left on device\n"))
		Expect(r).To(ExitWith(1))
		Expect(r.Leftovers()).To(BeEmpty())
	})

	DescribeTable("warns and goes on",
		func(says string, args ...string) {
			r := spec.Trace(Options(args...), Command(spec.Testee("launch"), "exit", "4"))
			Expect(r).To(ExitWith(4))
			Expect(r).To(Say(says))
		},
		func(_ string, args ...string) string { return quote(args) },
		Entry(nil, "strace: option -F is deprecated, please use -f/--follow-forks instead", "-F"),
		Entry(nil, "strace: deprecated option -F ignored", "-fF"),
		Entry(nil, "strace: Only the last of -z/--successful-only/-Z/--failed-only options will take effect. See status qualifier for more complex filters.", "-z", "-Z"),
		Entry(nil, "strace: -i/--instruction-pointer has no effect with -c/--summary-only", "-c", "-i"),
	)
})

func quote(args []string) string {
	s := "strace"
	for _, a := range args {
		if a == "" {
			a = "''"
		}
		s += " " + a
	}
	return s
}
