package inject

import (
	"regexp"
	"strings"
	"syscall"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	. "strake/harness"
	"strake/specs/internal/spec"
)

// tampered runs the testee with its calls made three times, and returns what the log shows of one of them.
func tampered(name string, options ...string) string {
	GinkgoHelper()
	r := spec.Trace(WithFacts(), Dir(spec.TempDir()), Options(append(options, "-e", "trace="+name)...), Command(spec.Testee("tampered"), "all", "3", "1"))
	Expect(r).To(ExitWith(0))
	var lines []string
	for _, c := range r.Calls() {
		if c.IsCall() {
			lines = append(lines, reBlanks.ReplaceAllString(c.Raw, " "))
		}
	}
	return strings.Join(lines, "; ")
}

var reBlanks = regexp.MustCompile(`^\d+ +| +`)

var _ = DescribeTable("each clause",
	func(name, expr, lines string) {
		Expect(tampered(name, "-e", expr)).To(Equal(lines))
	},
	Entry("delay_enter=, in microseconds", "getsid", "inject=getsid:delay_enter=10:when=2",
		"getsid(-1) = -1 ESRCH (No such process); getsid(-1) = -1 ESRCH (No such process) (DELAYED); getsid(-1) = -1 ESRCH (No such process)"),
	Entry("a delay of no time", "close", "inject=close:delay_exit=0:when=1",
		"close(-1) = -1 EBADF (Bad file descriptor) (DELAYED); close(-1) = -1 EBADF (Bad file descriptor); close(-1) = -1 EBADF (Bad file descriptor)"),
	Entry("delays and a value", "dup", "inject=dup:delay_enter=1us:delay_exit=2ns:retval=9:when=3",
		"dup(-1) = -1 EBADF (Bad file descriptor); dup(-1) = -1 EBADF (Bad file descriptor); dup(-1) = 9 (INJECTED) (DELAYED)"),
	Entry("poke_enter=", "chdir", "inject=chdir:poke_enter=@arg1=2e00:when=1+2",
		`chdir(".") = 0 (INJECTED: args); chdir("nowhere") = -1 ENOENT (No such file or directory); chdir(".") = 0 (INJECTED: args)`),
	Entry("poke_exit=", "read", "inject=read:poke_exit=@arg2=4142:when=2..3",
		`read(10, "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 16) = 16; `+
			`read(10, "AB\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 16) = 16 (INJECTED: args); read(10, "AB\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 16) = 16 (INJECTED: args)`),
	Entry("data and an error", "chdir", "inject=chdir:poke_exit=@arg1=41:error=EIO:when=2",
		`chdir("nowhere") = -1 ENOENT (No such file or directory); chdir("nowhere") = -1 EIO (Input/output error) (INJECTED: args, retval); chdir("nowhere") = -1 ENOENT (No such file or directory)`),
)

var _ = Describe("in company", func() {
	It("delays one process while the others go on", func() {
		r := spec.Trace(WithFacts(), Options("-f", "-e", "trace=getsid,getpgid", "-e", "inject=getsid:delay_enter=2s"),
			Command(spec.Testee("tampered"), "meanwhile"))
		Expect(r).To(ExitWith(0))
		Expect(r.Fact("killed")).To(Equal("9"))
		calls := 0
		for _, c := range r.Calls() {
			if c.Name == "getpgid" {
				calls++
			}
		}
		Expect(calls).To(Equal(50))
	})
	It("writes where the program cannot, and says where nobody can", func() {
		r := spec.Trace(WithFacts(), Options("-e", "trace=chdir", "-e", "inject=chdir:poke_enter=@arg1=2f78797a2f000000"),
			Command(spec.Testee("tampered"), "places"))
		Expect(r.Fact("own_after")).To(Equal("/xyz/"))
		Expect(r.Fact("fixed_after")).To(Equal("/xyz/"))
		Expect(r.Fact("last_after")).To(Equal("/xyz"))
		Expect(r.Fact("nowhere")).To(Equal("-14"))
		Expect(r.Messages()).To(MatchRegexp(`poke_tcb: Failed to tamper with process \d+: couldn't poke`))
		Expect(r.Messages()).To(MatchRegexp(`upoken: pid:\d+ short write \(4 < 8\) @0x[0-9a-f]+`))
	})

	DescribeTable("gives a process that is let go during a delay what its call was to return",
		func(expr, shown string) {
			program := spec.Start(Untraced(), WithFacts(), Command(spec.Testee("tampered"), "until"))
			pid, err := program.AwaitFact("pid")
			Expect(err).NotTo(HaveOccurred())
			p := spec.Start(Options("-p", pid, "-e", "trace=getsid", "-e", "inject=getsid:"+expr))
			Expect(p.AwaitLog(shown)).To(Succeed())
			Expect(p.Kill(syscall.SIGINT)).To(Succeed())
			Expect(spec.Wait(p)).To(HaveLine(`getsid\(-1\) += .* \(INJECTED\) \(DELAYED\)`))
			result, err := program.AwaitFact("getsid")
			Expect(err).NotTo(HaveOccurred())
			Expect(result).To(Equal(map[bool]string{true: "-5", false: "7"}[strings.Contains(expr, "error")]))
		},
		Entry("before a value", Label("C15"), "retval=7:delay_enter=1000s", `getsid\(-1`),
		Entry("before an error", Label("C15"), "error=EIO:delay_enter=1000s", `getsid\(-1`),
		Entry("after a value", "retval=7:delay_exit=1000s", `DELAYED`),
	)
})
