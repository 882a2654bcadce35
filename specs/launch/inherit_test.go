package launch

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	. "strake/harness"
	"strake/specs/internal/spec"
)

var reIgnored = regexp.MustCompile(`ignored=([0-9a-f]+)`)

// ownIgnored leaves signals 32 and 33 out of those that a report says are ignored: a C library's posix_spawn,
// which make uses, leaves them so for what it starts.
func ownIgnored(report string) string {
	return reIgnored.ReplaceAllStringFunc(report, func(s string) string {
		set, err := strconv.ParseUint(s[len("ignored="):], 16, 64)
		Expect(err).NotTo(HaveOccurred())
		return fmt.Sprintf("ignored=%016x", set&^(1<<(32-1)|1<<(33-1)))
	})
}

var _ = Describe("the tracee inherits what the tracer was started with", func() {
	// The testee reports into a file, so that closed standard descriptors can be reported too.
	report := func(traced bool, through ...string) string {
		GinkgoHelper()
		file := filepath.Join(spec.TempDir(), "report")
		launch := spec.Testee("launch")
		opts := []Option{Command(launch, "report", file)}
		if len(through) > 0 {
			opts = append(opts, Through(append([]string{launch}, through...)...))
		}
		if !traced {
			opts = append(opts, Untraced())
		}
		r := spec.Trace(opts...)
		Expect(r).To(ExitWith(0))
		b, err := os.ReadFile(file)
		Expect(err).NotTo(HaveOccurred())
		var kept []string
		for _, l := range strings.Split(string(b), "\n") {
			if !strings.HasPrefix(l, "pgid-is-own=") { // the tracer leads the group that the harness makes
				kept = append(kept, l)
			}
		}
		return strings.Join(kept, "\n")
	}

	DescribeTable("as it is",
		func(has string, through ...string) {
			alone := report(false, through...)
			Expect(ownIgnored(alone)).To(ContainSubstring(has), "the testee without a tracer")
			Expect(report(true, through...)).To(Equal(alone))
		},
		func(_ string, through ...string) string { return strings.Join(through, " ") },
		Entry("with nothing special", "open=0\nopen=1\nopen=2\n"),
		Entry("blocked SIGUSR1", "blocked=0000000000000200", "block", "10"),
		Entry("blocked SIGCHLD", "blocked=0000000000010000", "block", "17"),
		Entry("blocked SIGINT", "blocked=0000000000000002", "block", "2"),
		Entry("blocked SIGRTMAX", "blocked=8000000000000000", "block", "64"),
		Entry("ignored SIGHUP", "ignored=0000000000000001", "ignore", "1"),
		Entry("ignored SIGINT", "ignored=0000000000000002", "ignore", "2"),
		Entry("ignored SIGQUIT", "ignored=0000000000000004", "ignore", "3"),
		Entry("ignored SIGPIPE", "ignored=0000000000001000", "ignore", "13"),
		Entry("ignored SIGUSR2", "ignored=0000000000000800", "ignore", "12"),
		Entry("ignored SIGTERM", "ignored=0000000000004000", "ignore", "15"),
		Entry("ignored SIGURG", "ignored=0000000000400000", "ignore", "23"),
		Entry("standard input closed", "ignored=0000000000000000\nopen=1\nopen=2\n", "close", "0"),
		Entry("standard output closed", "ignored=0000000000000000\nopen=0\nopen=2\n", "close", "1"),
		Entry("standard error closed", "ignored=0000000000000000\nopen=0\nopen=1\n", "close", "2"),
		Entry("all three closed", "ignored=0000000000000000\n", "close", "012"),
		Entry("a limit of descriptors", "nofile=100\n", "nofile", "100"),
	)

	It("ends with the tracee's status when SIGCHLD is ignored", func() {
		r := spec.Trace(Through(spec.Testee("launch"), "ignore", "17"), Command(spec.Testee("launch"), "exit", "9"))
		Expect(r).To(ExitWith(9))
	})

	It("leaves no descriptor of its own to the tracee", func() {
		r := spec.Trace(Options("-f"), Command(spec.Testee("launch"), "report"))
		alone := spec.Trace(Untraced(), Command(spec.Testee("launch"), "report"))
		open := func(r *Run) []string {
			var out []string
			for _, l := range strings.Split(r.Stdout, "\n") {
				if strings.HasPrefix(l, "open=") {
					out = append(out, l)
				}
			}
			return out
		}
		Expect(open(r)).To(Equal(open(alone)))
	})

	It("passes the arguments as they are", func() {
		r := spec.Trace(Command(spec.Testee("launch"), "args", "", "a b", "-f", "--", "\xff\n"))
		Expect(r.Stdout).To(Equal(spec.Testee("launch") + "\nargs\n\na b\n-f\n--\n\xff\n\n"))
	})

	It("shows an execve with no arguments at all", func() {
		r := spec.Trace(Options("-e", "execve"), Command(spec.Testee("launch"), "empty", spec.Testee("launch")))
		Expect(r).To(HaveLine(`execve\("` + spec.Testee("launch") + `", \[\], 0x[0-9a-f]+ /\* \d+ vars \*/\) = 0`))
		Expect(r).To(ExitWith(99))
	})

	It("keeps the affinity of the tracee", func() {
		list := func(r *Run) string {
			for _, l := range strings.Split(r.Stdout, "\n") {
				if strings.HasPrefix(l, "Cpus_allowed_list") {
					return l
				}
			}
			return "none"
		}
		alone := spec.Trace(Untraced(), Command("cat", "/proc/self/status"))
		Expect(list(spec.Trace(Command("cat", "/proc/self/status")))).To(Equal(list(alone)))
	})
})

var _ = Describe("options of the start", func() {
	env := func(opts ...string) []string {
		GinkgoHelper()
		r := spec.Trace(Env("KEPT=1", "REMOVED=2"), Options(opts...), Command(spec.Testee("launch"), "env"))
		Expect(r).To(ExitWith(0))
		return strings.Split(r.Stdout, "\n")
	}

	It("passes the environment", func() {
		Expect(env()).To(ContainElements("KEPT=1", "REMOVED=2"))
	})
	It("sets variables with -E", func() {
		Expect(env("-E", "NEW=a=b")).To(ContainElements("KEPT=1", "NEW=a=b"))
		Expect(env("--env=NEW=")).To(ContainElement("NEW="))
		Expect(env("-E", "KEPT=7")).To(And(ContainElement("KEPT=7"), Not(ContainElement("KEPT=1"))))
	})
	It("removes variables with -E", func() {
		Expect(env("-E", "REMOVED")).To(And(ContainElement("KEPT=1"), Not(ContainElement(HavePrefix("REMOVED")))))
	})
	It("replaces the name with --argv0", func() {
		r := spec.Trace(Options("--argv0", "other"), Command(spec.Testee("launch"), "args"))
		Expect(r.Stdout).To(Equal("other\nargs\n"))
		Expect(r).To(HaveLine(`execve\("` + spec.Testee("launch") + `", \["other", "args"\], .*\) = 0`))
	})
	It("searches PATH", func() {
		dir := spec.TempDir()
		Expect(os.Symlink(spec.Testee("launch"), filepath.Join(dir, "unlikely-name"))).To(Succeed())
		r := spec.Trace(Env("PATH="+dir+":"+os.Getenv("PATH")), Options("unlikely-name", "exit", "6"))
		Expect(r).To(ExitWith(6))
		Expect(r).To(HaveLine(`execve\("` + dir + `/unlikely-name", \["unlikely-name", "exit", "6"\], .*\) = 0`))
	})
	It("becomes another user with -u", Label("needs:root"), func() {
		spec.SkipUnless(spec.NeedsRoot)
		r := spec.Trace(Options("-u", "nobody"), Command(spec.Testee("launch"), "report"))
		Expect(r).To(ExitWith(0))
		Expect(r.Stdout).To(And(ContainSubstring("uid=65534\n"), ContainSubstring("gid=65534\n")))
	})

	It("shows the program's execve first and nothing before it", func() {
		r := spec.Trace(Options("-f"), Command(spec.Testee("launch"), "exit", "0"))
		Expect(r.Lines()).To(HaveLen(3), "%v", r)
		Expect(r.Events[0].Name).To(Equal("execve"))
	})

	It("lets go with -b execve at the first execve after the program's own", func() {
		launch := spec.Testee("launch")
		r := spec.Trace(Options("-b", "execve"), Command(launch, "chain", launch, "exit", "3"))
		Expect(r).To(HaveSequence(`execve\(.*\) = 0`, `chdir\("before"\) += -1 ENOENT .*`, `execve\(.* <detached \.\.\.>`))
		Expect(r.Lines()).To(HaveLen(3), "%v", r)
	})
})
