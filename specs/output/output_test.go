package output

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	. "strake/harness"
	"strake/specs/internal/spec"
)

func read(path string) string {
	GinkgoHelper()
	b, err := os.ReadFile(path)
	Expect(err).NotTo(HaveOccurred())
	return string(b)
}

var _ = Describe("-o", func() {
	exit0 := func() []string { return []string{spec.Testee("launch"), "exit", "0"} }

	It("writes to standard error without it", func() {
		r := spec.Trace(Log(ToStderr), Command(exit0()...))
		Expect(r.Stdout).To(BeEmpty())
		Expect(r.Stderr).To(MatchRegexp(`^execve\(.*\) = 0\nexit_group\(0\) +  ?= \?\n\+\+\+ exited with 0 \+\+\+\n$`))
	})
	It("replaces a file", func() {
		f := filepath.Join(spec.TempDir(), "log")
		Expect(os.WriteFile(f, []byte("old\n"), 0o600)).To(Succeed())
		spec.Trace(Log(Elsewhere), Options("-o", f), Command(exit0()...))
		Expect(read(f)).To(HavePrefix("execve("))
	})
	It("appends with -A", func() {
		f := filepath.Join(spec.TempDir(), "log")
		Expect(os.WriteFile(f, []byte("old\n"), 0o600)).To(Succeed())
		spec.Trace(Log(Elsewhere), Options("-A", "-o", f), Command(exit0()...))
		Expect(read(f)).To(HavePrefix("old\nexecve("))
	})
	It("makes a file that others may read", func() {
		f := filepath.Join(spec.TempDir(), "log")
		spec.Trace(Log(Elsewhere), Options("-o", f), Command(exit0()...))
		st, err := os.Stat(f)
		Expect(err).NotTo(HaveOccurred())
		Expect(st.Mode().Perm() & 0o600).To(Equal(os.FileMode(0o600)))
	})
	It("feeds a command with |", func() {
		f := filepath.Join(spec.TempDir(), "log")
		r := spec.Trace(Log(Elsewhere), Options("-o", "|sed s/^/:/ >"+f), Command(exit0()...))
		Expect(r).To(ExitWith(0))
		Expect(read(f)).To(MatchRegexp(`^:execve\(.*\n:exit_group\(0\) += \?\n:\+\+\+ exited with 0 \+\+\+\n$`))
	})
	It("feeds a command with !", func() {
		f := filepath.Join(spec.TempDir(), "log")
		r := spec.Trace(Log(Elsewhere), Options("-o", "!cat >"+f), Command(exit0()...))
		Expect(r).To(ExitWith(0))
		Expect(read(f)).To(HavePrefix("execve("))
	})
	It("keeps the program's output apart", func() {
		r := spec.Trace(Command("sh", "-c", "echo out; echo err >&2"))
		Expect(r.Stdout).To(Equal("out\n"))
		Expect(r.Stderr).To(Equal("err\n"))
	})
	It("leads lines with the pid under -f only", func() {
		r := spec.Trace(Command(exit0()...))
		Expect(r.Log).NotTo(MatchRegexp(`(?m)^\d`))
		r = spec.Trace(Options("-f"), Command(exit0()...))
		for _, l := range r.Lines() {
			Expect(l).To(MatchRegexp(`^\d+ +\S`))
		}
	})
})

var _ = Describe("-ff", func() {
	It("writes a file per process", func() {
		r := spec.Trace(Log(ToFiles), Options("-ff"), Command(spec.Testee("proc"), "fork"))
		Expect(r).To(ExitWith(0))
		Expect(r.Files).To(HaveLen(2))
		for pid, text := range r.Files {
			Expect(pid).To(MatchRegexp(`^\d+$`))
			Expect(text).NotTo(MatchRegexp(`(?m)^(\d+ |\[pid)`), "no leader is needed")
			Expect(text).NotTo(ContainSubstring("resumed>"), "nor are lines split")
			Expect(text).To(MatchRegexp(`\+\+\+ exited with [07] \+\+\+\n$`))
		}
	})
	It("writes a file per thread", func() {
		r := spec.Trace(Log(ToFiles), Options("-ff"), Command(spec.Testee("threads"), "many", "8"))
		Expect(r.Files).To(HaveLen(9))
	})
	It("holds the same lines as -f does in one", func() {
		// What depends on who is first does not count: how often threads wait, and whether they come to
		// their own exit before that of all.
		const steady = "trace=!futex,sched_yield,exit"
		count := func(text string) map[string]int {
			m := map[string]int{}
			for _, e := range Merge(Parse(text, spec.Tracer().Dialect), spec.Tracer().Dialect) {
				m[e.Name+e.Kind.String()]++
			}
			return m
		}
		one := spec.Trace(Options("-f", "-e", steady), Command(spec.Testee("threads"), "many", "4"))
		many := spec.Trace(Log(ToFiles), Options("-ff", "-e", steady), Command(spec.Testee("threads"), "many", "4"))
		all := ""
		for _, t := range many.Files {
			all += t
		}
		Expect(count(all)).To(Equal(count(one.Log)))
	})
	It("goes to standard error without -o", Label("L1"), func() {
		r := spec.Trace(Log(ToStderr), Options("-ff"), Command(spec.Testee("proc"), "fork"))
		Expect(r.Stderr).To(MatchRegexp(`\[pid +\d+\] exit_group\(7\)`))
	})
})

var _ = Describe("interleaving", func() {
	It("splits a call while others run, and joins it", func() {
		r := spec.Trace(Options("-f"), Command(spec.Testee("proc"), "vfork"))
		Expect(r).To(HaveSequence(`(\d+) +clone\(.* <unfinished \.\.\.>`, `\d+ +<\.\.\. clone resumed>\) += \d+`))
	})
	It("shows a blocked call at once", func() {
		p := spec.Start(WithFacts(), Command(spec.Testee("signals"), "sleeper"))
		_, err := p.AwaitFact("pid")
		Expect(err).NotTo(HaveOccurred())
		Expect(p.AwaitLog(spec.BlockedRE() + `$`)).To(Succeed())
		for _, pid := range p.Children() {
			_ = pid
		}
	})
	It("pads the return column by what the line already holds", func() {
		r := spec.Trace(Options("-f"), Command(spec.Testee("launch"), "exit", "0"))
		for _, l := range r.Lines() {
			if strings.Contains(l, "exit_group") {
				Expect(strings.Index(l, "= ?")).To(Equal(40), l)
			}
		}
	})
	It("gives each line of many threads whole", Label("race"), MustPassRepeatedly(5), func() {
		r := spec.Trace(Options("-f"), Command(spec.Testee("threads"), "many", "16"))
		re := regexp.MustCompile(`^\d+ +(\w+\(.*\) += .*|\w+\(.* <unfinished \.\.\.>|\w+\( <unfinished \.\.\.>|<\.\.\. \w+ resumed>.*\) += .*|\+\+\+ .* \+\+\+)$`)
		for _, l := range r.Lines() {
			Expect(re.MatchString(l)).To(BeTrue(), l)
		}
	})
})
