package status

import (
	"os"
	"strconv"
	"strings"
	"syscall"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	. "strake/harness"
	"strake/specs/internal/spec"
	"strake/testees"
)

// tasks returns the ids of a process's threads.
func tasks(pid string) []string {
	var ids []string
	entries, _ := os.ReadDir("/proc/" + pid + "/task")
	for _, e := range entries {
		ids = append(ids, e.Name())
	}
	return ids
}

// sleepsOfAll returns how often each thread has gone to sleep, and whether all are asleep.
func sleepsOfAll(pid string) (map[string]int, bool) {
	all := map[string]int{}
	for _, id := range tasks(pid) {
		n, asleep := sleepsOf(pid + "/task/" + id)
		if !asleep {
			return nil, false
		}
		all[id] = n
	}
	return all, len(all) > 0
}

// attachInside attaches to a testee whose threads are all blocked, and waits until they are blocked again in calls
// that the tracer has seen.
func attachInside(testee []string, options ...Option) (tracer, program *Process) {
	GinkgoHelper()
	p := spec.Start(Untraced(), WithFacts(), Command(testee...))
	pid, err := p.AwaitFact("pid")
	Expect(err).NotTo(HaveOccurred())
	var before map[string]int
	Eventually(func() (ok bool) { before, ok = sleepsOfAll(pid); return ok }, "10s").Should(BeTrue())
	tracer = spec.Start(append(options, Options("-p", pid))...)
	// Each stops because it is attached to and where its call begins anew, and goes to sleep in it.
	Eventually(func() bool {
		now, ok := sleepsOfAll(pid)
		for id, n := range now {
			ok = ok && n >= before[id]+3
		}
		return ok
	}, "10s").Should(BeTrue())
	return tracer, p
}

// letGo attaches to a testee whose threads are all blocked, and interrupts the tracer.
func letGo(testee []string, options ...Option) *Run {
	GinkgoHelper()
	tracer, _ := attachInside(testee, options...)
	Expect(tracer.Kill(syscall.SIGINT)).To(Succeed())
	return spec.Wait(tracer)
}

// letGoSpecs makes the specs of programs of an ABI.
func letGoSpecs(abi testees.ABI) {
	path := func(testee string) string {
		GinkgoHelper()
		path, err := testees.PathFor(testee, abi)
		Expect(err).NotTo(HaveOccurred())
		return path
	}
	sets := map[string]bool{"all": true, "detached": true, "!detached": false, "successful": false, "failed": false, "unfinished": false, "none": false}
	outputs := map[string][]Option{
		"plain": {Log(ToStderr)}, "-o": nil, "-C": {Options("-C")}, "-ff": {Options("-ff"), Log(ToFiles)},
	}
	for name, output := range outputs {
		for set, shown := range sets {
			labels := []string{}
			if shown {
				labels = append(labels, "status:detached")
			}
			what := map[bool]string{true: "shows", false: "hides"}[shown]
			It(what+" a process, "+name+", status="+set, Label(labels...), func() {
				r := letGo([]string{path("signals"), "sleeper"}, append(output, Options("-e", "status="+set))...)
				Expect(detached(r)).To(HaveLen(map[bool]int{true: 1, false: 0}[shown]), "%v", r)
			})
			// Several threads, each on a line of its own.
			if shown && name != "-ff" {
				labels = append(labels, "B4")
			}
			It(what+" every thread, "+name+", status="+set, Label(labels...), func() {
				r := letGo([]string{path("threads"), "blocked", "4"}, append(output, Options("-f", "-e", "status="+set))...)
				Expect(detached(r)).To(HaveLen(map[bool]int{true: 5, false: 0}[shown]), "%v", r)
			})
		}
	}
}

var _ = Describe("what is let go of by ^C", func() {
	letGoSpecs(testees.Native())
	if compatible(testees.I386) {
		Context("on i386", Label("abi:i386"), func() {
			if testees.Runs(testees.I386) != nil {
				It("runs programs", func() { spec.SkipUnless(func() error { return testees.Runs(testees.I386) }) })
				return
			}
			letGoSpecs(testees.I386)
		})
	}
	It("is not counted by -c", func() {
		r := letGo([]string{spec.Testee("threads"), "blocked", "4"}, Options("-f", "-c"))
		Expect(r.Table).NotTo(Or(HaveKey("pause"), HaveKey("ppoll")), "%v", r)
		Expect(r.Table).NotTo(HaveKey("futex"), "%v", r)
	})
	It("may be the program itself", Label("status:detached"), func() {
		p := spec.Start(WithFacts(), Options("-I", "2"), Command(spec.Testee("signals"), "sleeper"))
		pid, err := p.AwaitFact("pid")
		Expect(err).NotTo(HaveOccurred())
		Expect(p.AwaitLog(spec.BlockedRE())).To(Succeed())
		Expect(p.Kill(syscall.SIGINT)).To(Succeed())
		r, err := p.Wait()
		Expect(err).NotTo(HaveOccurred())
		Expect(r).To(DieOf(syscall.SIGINT))
		Expect(detached(r)).To(HaveLen(1), "%v", r)
		Expect(pid).NotTo(BeEmpty())
	})
})

var _ = Describe("what is let go of at --syscall-limit", func() {
	for set, shown := range map[string]bool{"all": true, "detached,successful": true, "!detached": false} {
		labels := []string{}
		if shown {
			labels = append(labels, "status:detached", "B4")
		}
		It("is detached, status="+set, Label(labels...), func() {
			from, to, err := os.Pipe()
			Expect(err).NotTo(HaveOccurred())
			defer from.Close()
			defer to.Close()
			// The call that is one too many is a read, which returns when the other process is inside its call.
			reader := spec.Start(Untraced(), StdinFrom(from), Command("cat"))
			tracer, _ := attachInside([]string{spec.Testee("signals"), "sleeper"}, Options("-p", strconv.Itoa(reader.PID()),
				"-e", "trace=pause,ppoll,read", "-e", "status="+set, "--syscall-limit=1"))
			_, err = to.WriteString("x")
			Expect(err).NotTo(HaveOccurred())
			r := spec.Wait(tracer)
			Expect(r).To(HaveLine(`.*read.*\) += 1`))
			Expect(detached(r)).To(HaveLen(map[bool]int{true: 1, false: 0}[shown]), "%v", r)
		})
	}
})

// detached returns the calls that a run's log shows as detached, whichever part of them the line has.
func detached(r *Run) []string {
	logs := r.Log
	for _, l := range r.Files {
		logs += l
	}
	var found []string
	for _, l := range strings.Split(logs, "\n") {
		if strings.HasSuffix(l, " <detached ...>") {
			found = append(found, l)
		}
	}
	return found
}
