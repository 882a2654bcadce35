package engine

import (
	"fmt"
	"strconv"
	"strings"
	"syscall"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	. "strake/harness"
	"strake/specs/internal/spec"
)

// exits counts the last lines of threads.
func exits(r *Run) int {
	n := 0
	for _, e := range r.Events {
		if e.Kind == Exited || e.Kind == Killed {
			n++
		}
	}
	return n
}

var _ = Describe("threads", func() {
	DescribeTable("are all followed with -f",
		func(n int) {
			r := spec.Trace(Options("-f"), Command(spec.Testee("threads"), "many", fmt.Sprint(n)))
			Expect(r).To(ExitWith(5))
			Expect(r.Stdout).To(Equal("done\n"))
			Expect(exits(r)).To(Equal(n+1), "%v", r)
			calls := 0
			for _, e := range r.Calls() {
				if e.Name == "getpgid" {
					calls++
				}
			}
			Expect(calls).To(Equal(3*n), "%v", r)
		},
		func(n int) string { return fmt.Sprint(n) },
		Entry(nil, 1), Entry(nil, 4), Entry(nil, 64),
	)

	It("are left alone without -f", func() {
		r := spec.Trace(Command(spec.Testee("threads"), "many", "4"))
		Expect(r).To(ExitWith(5))
		Expect(exits(r)).To(Equal(1))
		Expect(r).NotTo(HaveLine(`getpgid.*`))
	})

	It("race to the end without losing a line", Label("race"), MustPassRepeatedly(10), func() {
		r := spec.Trace(Options("-f"), Command(spec.Testee("threads"), "race", "8"))
		Expect(r).To(ExitWith(0))
		Expect(exits(r)).To(Equal(9))
	})

	It("may outlive the leader", func() {
		program := Command(spec.Testee("threads"), "leader-exits")
		// That is the status of the last thread, before Linux 5.17 the leader's.
		alone := spec.Trace(Untraced(), program)
		r := spec.Trace(Options("-f"), program)
		Expect(r).To(ExitWith(alone.Code))
		Expect(exits(r)).To(Equal(2))
		Expect(r).To(HaveLine(`\d+ +exit\(1.*`))
	})

	It("die together by SIGKILL", func() {
		r := spec.Trace(Options("-f"), Command(spec.Testee("threads"), "killed"))
		Expect(r).To(DieOf(syscall.SIGKILL))
		killed := 0
		for _, e := range r.Events {
			if e.Kind == Killed {
				killed++
			}
		}
		Expect(killed).To(Equal(2), "%v", r)
	})

	It("may replace the program from one that is not the leader", func() {
		launch := spec.Testee("launch")
		r := spec.Trace(Options("-f"), WithFacts(), Command(spec.Testee("threads"), "exec", launch, "exit", "7"))
		Expect(r).To(ExitWith(7))
		leader, executor := r.Fact("leader"), r.Fact("executor")
		Expect(r).To(HaveLine(leader + ` +\+\+\+ superseded by execve in pid ` + executor + ` \+\+\+`))
		Expect(r).To(HaveLine(leader + ` +<\.\.\. execve resumed>\) += 0`))
		Expect(r).To(HaveLine(leader + ` +exit_group\(7\) += \?`))
		Expect(r).To(HaveLine(executor + ` +execve\("` + launch + `", .* <(unfinished|pid changed to ` + leader + `) \.\.\.>`))
		Expect(r).NotTo(HaveLine(executor + ` +\+\+\+.*`))
	})

	It("may replace the program when the leader has gone", func() {
		launch := spec.Testee("launch")
		r := spec.Trace(Options("-f"), WithFacts(), Command(spec.Testee("threads"), "exec-leader-gone", launch, "exit", "7"))
		Expect(r).To(ExitWith(7))
		Expect(r).To(HaveLine(`\d+ +\+\+\+ superseded by execve in pid ` + r.Fact("executor") + ` \+\+\+`))
		Expect(r).To(HaveLine(`\d+ +exit_group\(7\) += \?`))
	})

	It("of a Go program", func() {
		alone := spec.Trace(Untraced(), Command(spec.GoTestee("goroutines")))
		r := spec.Trace(Options("-f"), Command(spec.GoTestee("goroutines")))
		Expect(r).To(ExitWith(0))
		Expect(r.Stdout).To(Equal(alone.Stdout))
		Expect(r).To(HaveLine(`\d+ +clone\(.*CLONE_THREAD.*`))
	})
})

var _ = Describe("processes", func() {
	It("are followed through fork", func() {
		r := spec.Trace(Options("-f"), Command(spec.Testee("proc"), "fork"))
		Expect(exits(r)).To(Equal(2))
		Expect(r).To(HaveLine(`\d+ +exit_group\(7.*`))
	})
	It("are followed through vfork, the parent waiting", func() {
		r := spec.Trace(Options("-f"), Command(spec.Testee("proc"), "vfork"))
		Expect(r).To(HaveSequence(
			`\d+ +clone\(child_stack=0x[0-9a-f]+, flags=CLONE_VM\|CLONE_VFORK\|SIGCHLD <unfinished \.\.\.>`,
			`\d+ +exit_group\(3\) += \?`,
			`\d+ +<\.\.\. clone resumed>\) += \d+`,
		))
	})
	It("are left alone without -f", func() {
		r := spec.Trace(Command(spec.Testee("proc"), "fork"))
		Expect(exits(r)).To(Equal(1))
		Expect(r).NotTo(HaveLine(`exit_group\(7\).*`))
		Expect(r).To(ExitWith(0))
	})
	It("that os/exec of a Go program starts", func() {
		alone := spec.Trace(Untraced(), Command(spec.GoTestee("forker")))
		r := spec.Trace(Options("-f"), Command(spec.GoTestee("forker")))
		Expect(r).To(ExitWith(0))
		Expect(r.Stdout).To(Equal(alone.Stdout))
	})
	It("outlive the one that started them", func() {
		// The shell leaves while its child still waits for the end of standard input.
		r := spec.Trace(Options("-f"), Stdin("x"), Command("sh", "-c", `"$0" read 3 & exit 6`, spec.Testee("launch")))
		Expect(r).To(ExitWith(6))
		Expect(r).To(HaveLine(`\d+ +\+\+\+ exited with 3 \+\+\+`))
		Expect(r.Leftovers()).To(BeEmpty())
	})
	It("announce themselves when a log on standard error is shared", func() {
		r := spec.Trace(Options("-f"), Log(ToStderr), Command(spec.Testee("proc"), "fork"))
		Expect(r.Messages()).To(MatchRegexp(`strace: Process \d+ attached\n`))
		Expect(r.Stderr).To(MatchRegexp(`(?m)^\[pid +\d+\] exit_group\(7`))
		Expect(r.Stderr).To(HaveSuffix("+++ exited with 0 +++\n"))
	})
})

var _ = Describe("signals", func() {
	// A handler of i386 without SA_SIGINFO returns by sigreturn. A read that is made again has what was in the register of the result
	// before: its number, or on aarch64 its first argument.
	const (
		sigreturn = `(?:rt_)?sigreturn\(\{mask=\[\]\}\)`
		restored  = `(?:0|3)`
	)
	It("stop and continue a group", func() {
		r := spec.Trace(Options("-f"), Command(spec.Testee("signals"), "stop"))
		Expect(r).To(ExitWith(0))
		Expect(r).To(HaveSequence(
			`\d+ +kill\(\d+, SIGSTOP.*`, // cut by another line, maybe
			`\d+ +--- SIGSTOP \{si_signo=SIGSTOP, si_code=SI_USER, si_pid=\d+, si_uid=\d+\} ---`,
			`\d+ +--- stopped by SIGSTOP ---`,
			`\d+ +--- SIGCONT \{si_signo=SIGCONT, si_code=SI_USER, si_pid=\d+, si_uid=\d+\} ---`,
			`\d+ +\+\+\+ exited with 3 \+\+\+`,
		))
		Expect(r).To(HaveLine(`.*WIFSTOPPED\(s\) && WSTOPSIG\(s\) == SIGSTOP.*`))
	})
	It("restart a read with SA_RESTART", func() {
		r := spec.Trace(Command(spec.Testee("signals"), "restart"))
		Expect(r).To(ExitWith(0))
		Expect(r).To(HaveSequence(
			`read\(\d+, 0x[0-9a-f]+, 1\) += \? ERESTARTSYS \(To be restarted if SA_RESTART is set\)`,
			`--- SIGUSR1 \{.*\} ---`,
			sigreturn+` += `+restored,
			`read\(\d+, "x", 1\) += 1`,
		))
	})
	It("interrupt a sleep", func() {
		r := spec.Trace(Command(spec.Testee("signals"), "nanosleep"))
		Expect(r).To(HaveSequence(
			`nanosleep\(\{tv_sec=1000, tv_nsec=0\}, \{tv_sec=(?:999|1000), tv_nsec=\d+\}\) = \? ERESTART_RESTARTBLOCK \(Interrupted by signal\)`,
			`--- SIGALRM \{si_signo=SIGALRM, si_code=SI_USER, si_pid=\d+, si_uid=\d+\} ---`,
			sigreturn+` += -1 EINTR \(Interrupted system call\)`,
		))
	})
	It("interrupt the same sleep again and again", func() {
		p := spec.Start(Command("sleep", "1000"))
		Expect(p.AwaitLog(`(?m)^clock_nanosleep\(`)).To(Succeed())
		pid := p.Children()[0]
		log := ""
		for range 2 {
			Expect(syscall.Kill(pid, syscall.SIGSTOP)).To(Succeed())
			log += `(?s:.*)--- stopped by SIGSTOP ---`
			Expect(p.AwaitLog(log)).To(Succeed())
			Expect(syscall.Kill(pid, syscall.SIGCONT)).To(Succeed())
			log += `(?s:.*)\nrestart_syscall\(<\.\.\. resuming interrupted clock_nanosleep \.\.\.>`
			Expect(p.AwaitLog(log)).To(Succeed())
		}
		Expect(syscall.Kill(pid, syscall.SIGTERM)).To(Succeed())
		Expect(spec.Wait(p)).To(DieOf(syscall.SIGTERM))
	})
	It("are shown where they come with -i", func() {
		r := spec.Trace(Options("-i"), Command(spec.Testee("signals"), "segv-map"))
		before := ""
		for _, l := range r.Lines() {
			at, _, _ := strings.Cut(l, "]")
			if strings.Contains(l, "--- SIGSEGV") {
				Expect(at).To(MatchRegexp(`^\[[0-9a-f]+$`))
				Expect(at).NotTo(Equal(before), "the place of the call before")
				return
			}
			before = at
		}
		Fail("no SIGSEGV in " + r.String())
	})
	It("that kill are the last thing shown", func() {
		r := spec.Trace(Command(spec.Testee("launch"), "die", "15"))
		Expect(r).To(HaveSequence(
			`kill\(\d+, SIGTERM\) += 0`,
			`--- SIGTERM \{si_signo=SIGTERM, si_code=SI_USER, si_pid=\d+, si_uid=\d+\} ---`,
			`\+\+\+ killed by SIGTERM \+\+\+`,
		))
		r = spec.Trace(Command(spec.Testee("launch"), "die", "9"))
		Expect(r).To(HaveSequence(`kill\(\d+, SIGKILL\) += \?`, `\+\+\+ killed by SIGKILL \+\+\+`))
	})
	It("of a number without a name", func() {
		r := spec.Trace(Command(spec.Testee("launch"), "die", "40"))
		Expect(r).To(HaveLine(`--- SIGRT_8 \{si_signo=SIGRT_8, si_code=SI_USER, .*\} ---`))
		Expect(r).To(DieOf(syscall.Signal(40)))
	})
})

// bystander starts a testee without a tracer and returns it with its pid.
func bystander(args ...string) (*Process, string) {
	GinkgoHelper()
	p := spec.Start(Untraced(), WithFacts(), Command(args...))
	pid, err := p.AwaitFact("pid")
	Expect(err).NotTo(HaveOccurred())
	return p, pid
}

// state returns the letter of a process's state.
func state(pid string) string {
	for _, l := range strings.Split(readFile("/proc/"+pid+"/status"), "\n") {
		if v, ok := strings.CutPrefix(l, "State:\t"); ok {
			return v[:1]
		}
	}
	return "gone"
}

func tracerOf(pid string) string {
	for _, l := range strings.Split(readFile("/proc/"+pid+"/status"), "\n") {
		if v, ok := strings.CutPrefix(l, "TracerPid:\t"); ok {
			return v
		}
	}
	return "gone"
}

var _ = Describe("-p", func() {
	attached := func(p *Process, pids ...string) {
		GinkgoHelper()
		for _, pid := range pids {
			Expect(p.AwaitStderr(`Process ` + pid + ` attached`)).To(Succeed())
		}
	}

	DescribeTable("lets go of a process on a signal",
		func(sig syscall.Signal) {
			_, pid := bystander(spec.Testee("signals"), "sleeper")
			p := spec.Start(Options("-p", pid))
			attached(p, pid)
			Expect(p.AwaitLog(spec.BlockedRE())).To(Succeed())
			Expect(p.Kill(sig)).To(Succeed())
			r := spec.Wait(p)
			Expect(r).To(DieOf(sig))
			Expect(r.Log).To(Equal(spec.Blocked() + " <detached ...>\n"))
			Expect(r).To(Say("strace: Process "+pid+" attached", "strace: Process "+pid+" detached"))
			Expect(tracerOf(pid)).To(Equal("0"))
			Expect(state(pid)).To(Equal("S"))
		},
		func(sig syscall.Signal) string { return fmt.Sprint(sig) },
		Entry(nil, syscall.SIGINT), Entry(nil, syscall.SIGTERM), Entry(nil, syscall.SIGHUP), Entry(nil, syscall.SIGQUIT), Entry(nil, syscall.SIGPIPE),
	)

	It("ends when the process has ended", func() {
		_, pid := bystander(spec.Testee("signals"), "sleeper")
		p := spec.Start(Options("-p", pid))
		attached(p, pid)
		Expect(p.AwaitLog(spec.BlockedRE())).To(Succeed())
		n, _ := strconv.Atoi(pid)
		Expect(syscall.Kill(n, syscall.SIGTERM)).To(Succeed())
		r := spec.Wait(p)
		Expect(r).To(ExitWith(0))
		Expect(r).To(HaveSequence(
			spec.BlockedRE()+`\) += \? ERESTARTNOHAND \(To be restarted if no handler\)`,
			`--- SIGTERM \{.*\} ---`,
			`\+\+\+ killed by SIGTERM \+\+\+`,
		))
	})

	DescribeTable("takes lists",
		func(list func(a, b string) []string) {
			_, a := bystander(spec.Testee("signals"), "sleeper")
			_, b := bystander(spec.Testee("signals"), "sleeper")
			p := spec.Start(Options(list(a, b)...))
			attached(p, a, b)
			Expect(p.AwaitLog(`(?s)` + spec.BlockedRE() + `.*` + spec.BlockedRE())).To(Succeed())
			Expect(p.Kill(syscall.SIGINT)).To(Succeed())
			r := spec.Wait(p)
			Expect(r.Stderr).To(ContainSubstring("Process " + a + " detached"))
			Expect(r.Stderr).To(ContainSubstring("Process " + b + " detached"))
			Expect(tracerOf(a)).To(Equal("0"))
			Expect(tracerOf(b)).To(Equal("0"))
		},
		Entry("repeated", func(a, b string) []string { return []string{"-p", a, "-p", b} }),
		Entry("separated by commas", func(a, b string) []string { return []string{"-p", a + "," + b} }),
		Entry("separated by blanks", func(a, b string) []string { return []string{"-p", a + " " + b} }),
		Entry("separated by lines", func(a, b string) []string { return []string{"-p", a + "\n" + b} }),
		Entry("spelled --attach", func(a, b string) []string { return []string{"--attach=" + a, "--attach=" + b} }),
	)

	It("attaches all threads with -f", func() {
		_, pid := bystander(spec.Testee("threads"), "blocked", "4")
		p := spec.Start(Options("-f", "-p", pid))
		Expect(p.AwaitStderr(`Process ` + pid + ` attached with 5 threads`)).To(Succeed())
		Expect(p.AwaitLog(`(?s)futex.*futex.*futex.*futex`)).To(Succeed())
		Expect(p.AwaitLog(spec.BlockedRE())).To(Succeed())
		Expect(p.Kill(syscall.SIGINT)).To(Succeed())
		r := spec.Wait(p)
		Expect(tracerOf(pid)).To(Equal("0"))
		Expect(r.Stderr).To(ContainSubstring("Process " + pid + " detached"))
		Expect(r.Stderr).To(MatchRegexp(`(?s)(Process \d+ detached.*){5}`))
	})

	It("prints every blocked thread's detachment on a line of its own", Label("B4"), func() {
		_, pid := bystander(spec.Testee("threads"), "blocked", "4")
		p := spec.Start(Unchecked("what strace breaks is the point"), Options("-f", "-p", pid))
		Expect(p.AwaitLog(`(?s)futex.*futex.*futex.*futex`)).To(Succeed())
		Expect(p.AwaitLog(spec.BlockedRE())).To(Succeed())
		Expect(p.Kill(syscall.SIGINT)).To(Succeed())
		r := spec.Wait(p)
		detached := 0
		for _, e := range r.Events {
			if e.Kind == DetachedCall {
				detached++
			}
		}
		Expect(detached).To(Equal(5), "%v", r)
	})

	It("goes together with a program", func() {
		_, pid := bystander(spec.Testee("signals"), "sleeper")
		p := spec.Start(Options("-p", pid), StdinFrom(pipeEnd()), Command(spec.Testee("launch"), "exit", "5"))
		Expect(p.AwaitLog(`exited with 5`)).To(Succeed())
		Expect(p.AwaitLog(spec.BlockedRE())).To(Succeed())
		n, _ := strconv.Atoi(pid)
		Expect(syscall.Kill(n, syscall.SIGTERM)).To(Succeed())
		r := spec.Wait(p)
		Expect(r).To(ExitWith(5))
		Expect(r).To(HaveLine(`\d+ +exit_group\(5\) += \?`))
		Expect(r).To(HaveLine(pid + ` +\+\+\+ killed by SIGTERM \+\+\+`))
	})

	It("says who traces a process already", func() {
		_, pid := bystander(spec.Testee("signals"), "sleeper")
		first := spec.Start(Options("-p", pid))
		attached(first, pid)
		r := spec.Trace(Log(Elsewhere), Options("-p", pid))
		Expect(r).To(ExitWith(1))
		Expect(r).To(Say(
			"strace: attach: ptrace(PTRACE_SEIZE, "+pid+"): Operation not permitted",
			"strace: Process "+pid+" is already being traced by pid "+tracerOf(pid),
		))
	})

	It("says which of many does not exist, and goes on", func() {
		_, pid := bystander(spec.Testee("signals"), "sleeper")
		p := spec.Start(Options("-p", "99999999", "-p", pid))
		Expect(p.AwaitStderr(`attach: ptrace\(PTRACE_SEIZE, 99999999\): No such process`)).To(Succeed())
		select {
		case <-p.Ended():
		default:
			attached(p, pid)
			Expect(p.Kill(syscall.SIGINT)).To(Succeed())
		}
		r := spec.Wait(p)
		Expect(r).NotTo(ExitWith(0))
		Expect(tracerOf(pid)).To(Equal("0"))
	})
})

var _ = Describe("the end of the tracer", func() {
	running := func(opts ...Option) (*Process, string) {
		GinkgoHelper()
		p := spec.Start(append(opts, WithFacts(), Command(spec.Testee("signals"), "sleeper"))...)
		pid, err := p.AwaitFact("pid")
		Expect(err).NotTo(HaveOccurred())
		Expect(p.AwaitLog(spec.BlockedRE())).To(Succeed())
		return p, pid
	}

	DescribeTable("by a signal to it",
		func(sig syscall.Signal, letsGo bool, opts ...string) {
			p, pid := running(Options(opts...))
			Expect(p.Kill(sig)).To(Succeed())
			if letsGo {
				r, err := p.Wait()
				Expect(err).NotTo(HaveOccurred())
				Expect(r).To(DieOf(sig))
				Expect(r.Log).To(HaveSuffix(spec.Blocked() + " <detached ...>\n"))
				// The program gets the signal, too.
				Eventually(func() string { return state(pid) }).Should(BeElementOf("gone", "Z"))
				return
			}
			// Ignored: the tracer still serves the tracee's death.
			n, _ := strconv.Atoi(pid)
			Expect(syscall.Kill(n, syscall.SIGUSR2)).To(Succeed())
			r := spec.Wait(p)
			Expect(r).To(DieOf(syscall.SIGUSR2))
			Expect(r).To(HaveLine(`\+\+\+ killed by SIGUSR2 \+\+\+`))
		},
		func(sig syscall.Signal, _ bool, opts ...string) string { return fmt.Sprint(sig, " ", opts) },
		Entry(nil, syscall.SIGINT, true, "-I", "2"),
		Entry(nil, syscall.SIGTERM, true, "-I", "2"),
		Entry(nil, syscall.SIGHUP, true, "-I", "2"),
		Entry(nil, syscall.SIGINT, false, "-I", "3"),
		Entry(nil, syscall.SIGTERM, false, "-I", "3"),
		Entry(nil, syscall.SIGINT, false, "-I", "4"),
		Entry(nil, syscall.SIGTSTP, false, "-I", "4"),
		Entry(nil, syscall.SIGINT, false),
		Entry(nil, syscall.SIGTERM, false),
		Entry(nil, syscall.SIGTERM, false, "--interruptible=never"),
	)

	It("by SIGKILL leaves the tracee running", func() {
		p, pid := running()
		Expect(p.Kill(syscall.SIGKILL)).To(Succeed())
		r, err := p.Wait()
		Expect(err).NotTo(HaveOccurred())
		Expect(r).To(DieOf(syscall.SIGKILL))
		Eventually(func() string { return tracerOf(pid) }).Should(Equal("0"))
		Consistently(func() string { return state(pid) }, "50ms").Should(Equal("S"))
	})
	It("by SIGKILL ends the tracee with --kill-on-exit", func() {
		p, pid := running(Options("--kill-on-exit"))
		Expect(p.Kill(syscall.SIGKILL)).To(Succeed())
		_, err := p.Wait()
		Expect(err).NotTo(HaveOccurred())
		Eventually(func() string { return state(pid) }).Should(BeElementOf("gone", "Z"))
	})
})
