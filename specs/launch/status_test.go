package launch

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	. "strake/harness"
	"strake/specs/internal/spec"
)

var _ = Describe("the exit status", func() {
	DescribeTable("is the program's",
		func(code int) {
			r := spec.Trace(Command(spec.Testee("launch"), "exit", fmt.Sprint(code)))
			Expect(r).To(ExitWith(code))
			Expect(r).To(HaveLine(fmt.Sprintf(`\+\+\+ exited with %d \+\+\+`, code)))
		},
		func(code int) string { return fmt.Sprint(code) },
		Entry(nil, 0), Entry(nil, 1), Entry(nil, 7), Entry(nil, 126), Entry(nil, 255),
	)

	DescribeTable("is the program's death",
		func(sig syscall.Signal) {
			r := spec.Trace(Command(spec.Testee("launch"), "die", fmt.Sprint(int(sig))))
			Expect(r).To(DieOf(sig))
			Expect(r).To(HaveLine(`\+\+\+ killed by SIG\w+( \(core dumped\))? \+\+\+`))
		},
		func(sig syscall.Signal) string { return fmt.Sprint(sig) },
		Entry(nil, syscall.SIGKILL), Entry(nil, syscall.SIGTERM), Entry(nil, syscall.SIGINT), Entry(nil, syscall.SIGHUP),
		Entry(nil, syscall.SIGPIPE), Entry(nil, syscall.SIGSEGV), Entry(nil, syscall.SIGABRT), Entry(nil, syscall.SIGUSR1),
		Entry(nil, syscall.Signal(64)),
	)

	It("is the program's death also when the signal was blocked at the start", func() {
		r := spec.Trace(Through(spec.Testee("launch"), "block", "15"), Command(spec.Testee("launch"), "die", "9"))
		Expect(r).To(DieOf(syscall.SIGKILL))
	})

	It("is the leader's, whatever children do", func() {
		r := spec.Trace(Options("-f"), Command(spec.Testee("proc"), "fork"))
		Expect(r).To(ExitWith(0))
		Expect(r).To(HaveLine(`\d+ +\+\+\+ exited with 7 \+\+\+`))
	})
})

var _ = Describe("-D", func() {
	// The program that the caller started becomes the tracee; the tracer is elsewhere.
	daemon := func(opt string) (tracer int, p *Process, log string, stdin *os.File) {
		GinkgoHelper()
		log = filepath.Join(spec.TempDir(), "log")
		r, w, err := os.Pipe()
		Expect(err).NotTo(HaveOccurred())
		p = spec.Start(Log(Elsewhere), WithFacts(), Options(opt, "-o", log), StdinFrom(r), Command(spec.Testee("signals"), "reader"))
		r.Close()
		DeferCleanup(func() { w.Close() })
		pid, err := p.AwaitFact("pid")
		Expect(err).NotTo(HaveOccurred())
		Expect(pid).To(Equal(strconv.Itoa(p.PID())), "the program takes the place of the tracer")
		status, err := os.ReadFile("/proc/" + pid + "/status")
		Expect(err).NotTo(HaveOccurred())
		for _, l := range strings.Split(string(status), "\n") {
			if v, ok := strings.CutPrefix(l, "TracerPid:\t"); ok {
				tracer, _ = strconv.Atoi(v)
			}
		}
		Expect(tracer).NotTo(BeZero())
		return tracer, p, log, w
	}
	group := func(pid int) (pgrp, session int) {
		GinkgoHelper()
		b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
		Expect(err).NotTo(HaveOccurred())
		f := strings.Fields(string(b[strings.LastIndexByte(string(b), ')')+1:]))
		pgrp, _ = strconv.Atoi(f[2])
		session, _ = strconv.Atoi(f[3])
		return
	}
	DescribeTable("runs the tracer in the background",
		func(opt string, ownGroup, ownSession bool) {
			tracer, p, log, stdin := daemon(opt)
			pgrp, session := group(tracer)
			pgrp0, session0 := group(p.PID())
			Expect(pgrp == pgrp0).To(Equal(!ownGroup), "process group")
			Expect(session == session0).To(Equal(!ownSession), "session")
			stdin.Close()
			r, err := p.Wait()
			Expect(err).NotTo(HaveOccurred())
			Expect(r).To(ExitWith(0))
			Eventually(func() string { b, _ := os.ReadFile(log); return string(b) }).Should(HaveSuffix("+++ exited with 0 +++\n"))
			b, _ := os.ReadFile(log)
			Expect(string(b)).To(HavePrefix("execve("))
			Expect(r.Leftovers()).To(BeEmpty())
		},
		Entry("-D", "-D", false, false),
		Entry("-DD", "-DD", true, false),
		Entry("-DDD", "-DDD", true, true),
		Entry("--daemonize", "--daemonize", false, false),
		Entry("--daemonize=pgroup", "--daemonize=pgroup", true, false),
		Entry("--daemonize=session", "--daemonize=session", true, true),
	)
	It("lets the tracer ignore what would end it", func() {
		tracer, p, log, stdin := daemon("-D")
		for _, sig := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGTSTP} {
			Expect(syscall.Kill(tracer, sig)).To(Succeed())
		}
		stdin.Close()
		r, err := p.Wait()
		Expect(err).NotTo(HaveOccurred())
		Expect(r).To(ExitWith(0))
		Eventually(func() string { b, _ := os.ReadFile(log); return string(b) }).Should(HaveSuffix("+++ exited with 0 +++\n"))
	})
})
