package seccomp

import (
	"regexp"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	. "strake/harness"
	"strake/specs/internal/spec"
)

// script has a shell open, duplicate and read files, and ask for their state.
const script = `exec 5</etc/passwd 6</etc/group; read a <&5; read b <&6; (read a <&5; exec 6<&-; cd /); test -t 5; exec 5<&-; ls /nonexistent; true`

// only matches the lines that the sets below are to have: calls that they choose, signals and ends.
var only = regexp.MustCompile(`(?m)^\d+ +(fcntl\(\d+, F_(DUPFD|SETFD|SETLK)\b|ioctl\(\d+, TCGETS|chdir\(|---|\+\+\+).*\n`)

var _ = Describe("A filter by arguments", func() {
	It("shows what is shown without: --trace-fds", func() {
		for _, opts := range [][]string{
			{"--trace-fds=5"},
			{"--trace-fds=5,6", "-e", "trace=%desc"},
			{"--trace-fds=!5,6"},
			{"--trace-fds=6", "-e", "trace=!read"},
			{"--trace-fds=0,1,2", "-P", "/etc/group"},
		} {
			with, without := both(root, opts, "sh", "-c", script)
			Expect(calls(without)).NotTo(HaveLen(2), "%v", opts)
			Expect(calls(with)).To(Equal(calls(without)), "%v\n%v", opts, with)
		}
	})

	Describe("by what an operation does", Label("strake"), func() {
		BeforeEach(func() { spec.SkipUnless(notStrace("strace has no such sets")) })

		It("shows these calls only, with a filter in the kernel and without", func() {
			for set, some := range map[string]string{
				"fcntl(cmd=F_DUPFD|F_DUPFD_CLOEXEC)":                           `fcntl\(\d+, F_DUPFD.*`,
				"fcntl(cmd=F_SETFD),chdir":                                     `(fcntl\(\d+, F_SETFD|chdir\().*`,
				"!%file,%memory,%process,%signal,getrandom,fcntl(cmd=F_SETFD)": `read\(0.*`,
				"ioctl(request=TCGETS|TCGETS2),fcntl(cmd=6)":                   `ioctl\(5, TCGETS.*`,
			} {
				trace := func(opts ...string) *Run {
					return spec.Trace(Unchecked("the harness knows sets of names"), Dir("/"), Options(append(opts, "-e", "trace="+set)...),
						Command("sh", "-c", script))
				}
				with, without := trace("-f", "--seccomp-bpf"), trace("-f")
				Expect(without).To(HaveLine(`(?:\d+ +)?`+some), set)
				Expect(calls(with)).To(Equal(calls(without)), "%v\n%v", set, with)
				if strings.HasPrefix(set, "!") {
					Expect(without.Log).NotTo(ContainSubstring("F_SETFD"))
				} else {
					Expect(only.ReplaceAllString(without.Log, "")).To(BeEmpty(), set)
				}
			}
		})

		It("does not stop the program for others", func() {
			r := spec.Trace(Options("-d", "--kill-on-exit", "-f", "--seccomp-bpf", "-e", "trace=fcntl(cmd=F_SETLEASE)"),
				Command("sh", "-c", "i=0; while [ $i -lt 200 ]; do exec 7</dev/null 7<&-; i=$((i+1)); done"))
			Expect(r.Stderr).To(MatchRegexp(`(?m)^[1-9] stops$`))
		})

		It("says what it does not know", func() {
			r := spec.Trace(Options("-e", "trace=fcntl(cmd=F_NONE)"), Command("true"))
			Expect(r).To(ExitWith(1))
			Expect(r.Stderr).To(ContainSubstring("invalid value 'F_NONE' of 'cmd' in 'fcntl(cmd=F_NONE)'"))
		})
	})
})
