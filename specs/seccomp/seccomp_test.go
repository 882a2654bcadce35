// Package seccomp specifies --seccomp-bpf: what a filter must not change, and what it must not leave behind.
package seccomp

import (
	"errors"
	"regexp"
	"slices"
	"syscall"
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"golang.org/x/sys/unix"

	. "strake/harness"
	"strake/specs/internal/spec"
	"strake/specs/status/matrix"
	"strake/testees"
)

func TestSeccomp(t *testing.T) { spec.RunSuite(t, "seccomp") }

// sets are trace sets of different sizes.
var sets = []string{"chdir", "%file", "!read,getrandom", "%process,%signal", "openat,close,exit_group"}

var (
	reHex    = regexp.MustCompile(`0x[0-9a-f]+`)
	reNumber = regexp.MustCompile(`\b\d{3,}\b`)
	reTemp   = regexp.MustCompile(`strake-[\w.-]+`)
)

// calls are the calls and ends of a run, without what differs between runs, in no order: processes run side by side.
func calls(r *Run) []string {
	var list []string
	add := func(text string) {
		text = reHex.ReplaceAllString(text, "0xADDR")
		list = append(list, reNumber.ReplaceAllString(reTemp.ReplaceAllString(text, "TEMP"), "N"))
	}
	for _, e := range r.Calls() {
		add(e.Name + "(" + e.Args + ") = " + e.Ret + " " + e.Errno)
	}
	for _, e := range r.Events {
		if e.Kind == Exited || e.Kind == Killed {
			add(e.Body)
		}
	}
	slices.Sort(list)
	return list
}

// notStrace tells that the tracer is not strace, which has not what is needed: why says so.
func notStrace(why string) func() error {
	return func() error {
		if spec.Tracer().IsStrace() {
			return errors.New(why)
		}
		return nil
	}
}

// root is a directory for programs that leave nothing there.
func root() string { return "/" }

// both runs a program with a filter and without one, either in a directory from dir.
func both(dir func() string, opts []string, command ...string) (with, without *Run) {
	GinkgoHelper()
	run := func(more ...string) *Run {
		return spec.Trace(WithFacts(), Dir(dir()), Options(append(append([]string{"-f"}, opts...), more...)...), Command(command...))
	}
	return run("--seccomp-bpf"), run()
}

// alike tells whether a case of the status matrix makes the same calls in every run: one process makes them.
func alike(c *matrix.Case) bool {
	return slices.Contains([]string{
		"ok", "error", "unknown", "exit", "exit_group", "execve", "execve-error", "vfork",
		"seccomp-errno", "seccomp-errno-0", "seccomp-trap", "seccomp-trace", "seccomp-kill-thread", "seccomp-kill-process",
	}, c.ID) && slices.Contains(c.Places, matrix.Alone) && c.For(string(testees.Native()))
}

// argvOf is the program of a case.
func argvOf(c *matrix.Case) []string {
	return []string{spec.Testee(c.Testee), string(matrix.Alone), c.Arg}
}

var _ = Describe("--seccomp-bpf", func() {
	Describe("shows what is shown without", func() {
		// One thread, so that the lines do not depend on who is faster. The status suite has the others.
		for i := range matrix.Cases {
			c := &matrix.Cases[i]
			if c.Testee == "filtered" || !alike(c) {
				continue
			}
			It(c.ID+", "+c.Says, func() {
				for _, set := range []string{"!fadvise64", "%process", "none"} {
					with, without := both(spec.TempDir, []string{"-e", "trace=" + set}, argvOf(c)...)
					Expect(with.Code).To(Equal(without.Code), "%v", with)
					Expect(with.Facts).To(HaveLen(len(without.Facts)))
					Expect(calls(with)).To(Equal(calls(without)), "trace=%s\n%v", set, with)
				}
			})
		}
		for _, set := range sets {
			It("of a shell that forks, with trace="+set, func() {
				with, without := both(root, []string{"-e", "trace=" + set}, "sh", "-c", "cd /; (exit 3); /bin/true; cat /nonexistent; exit 7")
				Expect(with).To(ExitWith(7))
				Expect(with.Stdout).To(Equal(without.Stdout))
				Expect(calls(with)).To(Equal(calls(without)), "%v", with)
			})
		}
		It("of threads", func() {
			with, without := both(spec.TempDir, []string{"-e", "trace=!futex"}, spec.Testee("threads"), "exec", spec.Testee("launch"), "exit", "7")
			Expect(with).To(ExitWith(7))
			Expect(without).To(ExitWith(7))
			Expect(with).To(HaveLine(`\d+ +\+\+\+ superseded by execve in pid \d+ \+\+\+`))
		})
		It("with every status set", func() {
			for _, status := range []string{"successful", "failed", "unfinished", "!failed"} {
				with, without := both(spec.TempDir, []string{"-e", "trace=%file,exit_group", "-e", "status=" + status}, spec.Testee("files"), "open")
				Expect(calls(with)).To(Equal(calls(without)), "status=%s\n%v", status, with)
			}
		})
		It("and counts the same with -c", func() {
			with, without := both(spec.TempDir, []string{"-e", "trace=%file", "-c", "-U", "calls,errors,name", "-S", "name"}, spec.Testee("files"), "open")
			Expect(with.Log).To(Equal(without.Log))
		})
	})

	It("lets a program that could not be executed fail as without", func() {
		dir := spec.TempDir()
		with, without := both(spec.TempDir, []string{"-e", "trace=chdir"}, dir+"/nothing")
		Expect(with.Code).To(Equal(without.Code), "%v", with)
		Expect(with.Stderr).To(MatchRegexp("Can(no|')t stat"))
	})

	DescribeTable("takes an algorithm",
		func(name string) {
			spec.SkipUnless(notStrace("strace has one algorithm only"))
			argv := []string{spec.Testee("files"), "open"}
			r := spec.Trace(Dir(spec.TempDir()), Options("-f", "-d", "-e", "trace=%file", "--seccomp-bpf="+name), Command(argv...))
			Expect(r.Stderr).To(MatchRegexp(`seccomp filter: ` + name + `, \d+ instructions`))
			Expect(r.Stderr).To(ContainSubstring("BPF_STMT(BPF_RET|BPF_K, SECCOMP_RET_TRACE"))
			Expect(calls(r)).To(Equal(calls(spec.Trace(Dir(spec.TempDir()), Options("-f", "-e", "trace=%file"), Command(argv...)))))
		},
		Entry(nil, "linear"), Entry(nil, "linear-inverted"), Entry(nil, "bitmap"), Entry(nil, "binary"), Entry(nil, "optimal"),
	)

	Describe("with a program that has a filter of its own", Label("strake"), func() {
		BeforeEach(func() {
			spec.SkipUnless(notStrace("strace does not see calls that another filter answers"))
		})
		for i := range matrix.Cases {
			c := &matrix.Cases[i]
			if c.Testee != "filtered" || !alike(c) {
				continue
			}
			It("shows what is shown without: "+c.ID+", "+c.Says, func() {
				with, without := both(spec.TempDir, []string{"-e", "trace=!fadvise64"}, argvOf(c)...)
				Expect(with.Code).To(Equal(without.Code), "%v", with)
				Expect(calls(with)).To(Equal(calls(without)), "%v", with)
			})
		}
	})

	It("works for a user without privilege", func() {
		spec.SkipUnless(spec.NeedsRoot)
		r := spec.Trace(Options("-f", "-u", "nobody", "--seccomp-bpf", "-e", "trace=chdir"), Command("sh", "-c", "grep ^Uid: /proc/self/status; cd /; cd /nonexistent; true"))
		Expect(r.Stdout).To(Equal("Uid:\t65534\t65534\t65534\t65534\n"))
		Expect(r).To(OnlyCall("chdir"))
	})

	DescribeTable("with --kill-on-exit leaves no process behind when the tracer ends by",
		func(sig syscall.Signal) {
			p := spec.Start(WithFacts(), Unchecked("the tracer is killed"),
				Options("-f", "-I", "2", "--seccomp-bpf", "--kill-on-exit", "-e", "trace=getpid,getppid"), Command(spec.Testee("threads"), "blocked", "3"))
			pid, err := p.AwaitFact("pid")
			Expect(err).NotTo(HaveOccurred())
			Expect(p.Kill(sig)).To(Succeed())
			r := spec.Wait(p)
			Expect(r.Leftovers()).To(BeEmpty(), "program %s", pid)
		},
		unix.SignalName,
		Entry(nil, syscall.SIGKILL), Entry(nil, syscall.SIGTERM), Entry(nil, syscall.SIGINT),
	)
})
