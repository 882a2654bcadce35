package seccomp

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"golang.org/x/sys/unix"

	. "strake/harness"
	"strake/specs/internal/spec"
)

// nobody is the user id and group id of nobody.
const nobody = 65534

// as runs the tracer as a user.
func as(uid uint32) Option {
	return Attr(func(a *syscall.SysProcAttr) {
		if uid != 0 {
			a.Credential = &syscall.Credential{Uid: uid, Gid: uid}
		}
	})
}

// survivors is a program of two processes that no signal but SIGKILL ends. Each makes many calls of a filter for chdir, and notes in the file
// "result" every one that fails, and that it has come to its end.
const survivors = `trap "" HUP INT TERM
work() { i=0; while [ $i -lt 60 ]; do cd / || echo bad >>$1; i=$((i+1)); done; echo done >>$1; }
echo begun >>$1
(work $1) &
work $1
wait`

// soon is how long processes may take to do what they are about to do.
func soon() time.Duration { return DefaultTimeout * Patience() }

// outcome is what survivors have noted.
func outcome(file string) (begun, done, bad int) {
	text, _ := os.ReadFile(file)
	return strings.Count(string(text), "begun"), strings.Count(string(text), "done"), strings.Count(string(text), "bad")
}

// tracerOf returns the process that traces the program of a run: the one with a tracer's name that is not its front.
func tracerOf(p *Process) int {
	for _, pid := range p.Children() {
		status, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
		if strings.Contains(string(status), fmt.Sprintf("\nPPid:\t%d\n", p.PID())) && strings.Contains(string(status), "strake") {
			return pid
		}
	}
	return 0
}

var _ = Describe("Processes under a filter", Label("strake"), func() {
	BeforeEach(func() {
		spec.SkipUnless(notStrace("strace kills them, or leaves them without a tracer"))
	})

	It("that are not followed do what they do untraced, and are not seen", func() {
		const script = `exec 2>&1; (cd /; cd /nonexistent; /bin/true); (exit 9); echo $?; cd /; cd /nonexistent; exit 3`
		trace := func(opts ...string) *Run {
			return spec.Trace(Options(append([]string{"-e", "trace=chdir,exit_group,wait4"}, opts...)...), Command("sh", "-c", script))
		}
		with, without := trace("--seccomp-bpf=always"), trace()
		Expect(with.Code).To(Equal(3))
		Expect(with.Stdout).To(Equal(without.Stdout))
		Expect(calls(with)).To(Equal(calls(without)), "%v", with)
		Expect(with.Messages()).To(Equal(without.Messages()))
	})

	It("that are not followed go on when the program has ended, and the tracer with it", func() {
		dir := spec.TempDir()
		fifo, file := filepath.Join(dir, "fifo"), filepath.Join(dir, "result")
		Expect(unix.Mkfifo(fifo, 0o666)).To(Succeed())
		r := spec.Trace(Options("--seccomp-bpf=always", "-e", "trace=chdir"),
			Command("sh", "-c", `(read x <$0; cd / && (cd / && echo $x >$1)) >/dev/null 2>&1 & exit 4`, fifo, file))
		Expect(r).To(ExitWith(4))
		Expect(os.WriteFile(fifo, []byte("word\n"), 0)).To(Succeed())
		Eventually(func() string { b, _ := os.ReadFile(file); return string(b) }, soon()).Should(Equal("word\n"))
		Eventually(r.Leftovers, soon()).Should(BeEmpty())
	})

	DescribeTable("are seen as before when a thread that is not followed executes while the first one is",
		func(scene string) {
			trace := func(opts ...string) *Run {
				return spec.Trace(WithFacts(), Options(append([]string{"-e", "trace=!gettid"}, opts...)...),
					Command(spec.Testee("executors"), "alone", scene))
			}
			with, without := trace("--seccomp-bpf=always"), trace()
			Expect(with).To(ExitWith(7))
			Expect(without).To(ExitWith(7))
			Expect(calls(with)).To(Equal(calls(without)), "%v", with)
		},
		Entry(nil, "blocked"), Entry(nil, "gone"),
	)

	DescribeTable("that CLONE_UNTRACED makes work, and are not seen",
		func(scene string) {
			for _, opts := range [][]string{{"-f", "--seccomp-bpf"}, {"--seccomp-bpf=always"}} {
				for _, set := range []string{"getsid,wait4", "getsid,wait4,clone,clone3", "!write"} {
					trace := func(opts ...string) *Run {
						return spec.Trace(WithFacts(), Options(append(opts, "-e", "trace="+set)...), Command(spec.Testee("births"), "alone", scene))
					}
					with, without := trace(opts...), trace("-f")
					Expect(calls(with)).To(Equal(calls(without)), "%v, trace=%s\n%v", opts, set, with)
					Expect(with).To(HaveLine(`(?:\d+ +)?wait4\(\d+, \[\{WIFEXITED\(s\) && WEXITSTATUS\(s\) == 5\}\], 0, NULL\) = \d+`))
				}
			}
		},
		Entry("by clone", "untraced"), Entry("by clone3", "untraced3"),
	)

	// The tracer is ended at any moment. Whatever was begun comes to its end, and no call fails; only if the process that
	// traces is itself killed, so are the programs.
	DescribeTable("live on when the tracer is ended", func(uid uint32) {
		if uid != 0 {
			spec.SkipUnless(spec.NeedsRoot)
		}
		const rounds = 26
		signals := []syscall.Signal{syscall.SIGKILL, syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP}
		for round := range rounds {
			sig := signals[round%len(signals)]
			file := filepath.Join(spec.TempDir(), "result")
			opts := []string{"-I", "2", "-e", "trace=chdir,getcwd", "--seccomp-bpf=always"}
			if round%8 < 4 {
				opts = append(opts, "-f")
			}
			p := spec.Start(as(uid), Unchecked("the tracer is killed"), Options(opts...), Command("sh", "-c", survivors, "sh", file))
			if round > 2 {
				Eventually(func() int { begun, _, _ := outcome(file); return begun }, soon(), time.Millisecond).Should(Equal(1))
			}
			<-time.After(time.Duration(rand.IntN(40)) * time.Millisecond) // not for anything: at any moment
			victim := p.PID()
			direct := round%13 == 12
			if direct {
				sig = syscall.SIGKILL
				if pid := tracerOf(p); pid != 0 {
					victim = pid
				}
			}
			_ = syscall.Kill(victim, sig)
			r := spec.Wait(p)
			Eventually(r.Leftovers, soon()).Should(BeEmpty(), "round %d", round)
			begun, done, bad := outcome(file)
			Expect(bad).To(BeZero(), "round %d, %v", round, sig)
			if !direct {
				Expect(done).To(Equal(2*begun), "round %d, %v", round, sig)
			}
		}
	},
		Entry("of root", uint32(0)), Entry("of nobody", uint32(nobody)),
	)
})
