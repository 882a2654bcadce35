package seccompgen

import (
	"bytes"
	"encoding/gob"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"sync/atomic"
	"syscall"
	"testing"

	"golang.org/x/net/bpf"

	"strake/seccompgen/internal/int80"
	"strake/tracer/abi"
)

// The live oracle: the running kernel says what a program's verdict is. TRACE and ALLOW are replaced by two
// errors, so no call is ever made: each answers with its verdict. A child process installs the
// program in one thread, which can do nothing afterwards, not even end; so it spins
// while another thread reports and ends the process.

// The errors that stand for the verdicts.
const (
	liveTrace = 1000
	liveAllow = 2000
)

// liveRole is the environment variable that makes the test binary a child.
const liveRole = "SECCOMPGEN_LIVE"

// liveJob is what a child is to do.
type liveJob struct {
	Code   []bpf.RawInstruction
	Points []livePoint
}

// livePoint is a call; all of its arguments are Arg.
type livePoint struct {
	Nr    uint32
	Arg   uint64
	Int80 bool
}

func TestMain(m *testing.M) {
	switch os.Getenv(liveRole) {
	case "probe":
		if int80.Call(20 /* getpid */, 0) != int32(os.Getpid()) {
			os.Exit(1)
		}
	case "child":
		if err := liveChild(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	default:
		os.Exit(m.Run())
	}
}

// liveChild makes the calls of a job and writes their errors.
func liveChild() error {
	var job liveJob
	if err := gob.NewDecoder(os.Stdin).Decode(&job); err != nil {
		return err
	}
	answers := make([]int32, len(job.Points))
	installed := make(chan error, 1)
	var done atomic.Bool
	go func() {
		runtime.LockOSThread()
		if err := Install(job.Code); err != nil {
			installed <- err
			return
		}
		answerAll(job.Points, answers, &done)
	}()
	for !done.Load() {
		select {
		case err := <-installed:
			return err
		default:
			runtime.Gosched()
		}
	}
	return gob.NewEncoder(os.Stdout).Encode(answers)
}

// answerAll makes the calls and does not return. From the filter's installation on the thread must not make a
// call of its own: no allocation, nothing to wait for, and no place, such as the start
// of a function that may grow the stack, where the scheduler could take over.
//
//go:nosplit
func answerAll(points []livePoint, answers []int32, done *atomic.Bool) {
	for i := range points {
		answers[i] = points[i].call()
	}
	done.Store(true)
	for {
	}
}

// call makes the call and returns its error.
//
//go:nosplit
func (p *livePoint) call() int32 {
	if p.Int80 {
		return -int80.Call(p.Nr, uint32(p.Arg))
	}
	a := uintptr(p.Arg)
	_, _, errno := syscall.RawSyscall6(uintptr(p.Nr), a, a, a, a, a, a)
	return int32(errno)
}

// data is what the program sees of the call.
func (p *livePoint) data() *Data {
	d := &Data{Nr: p.Nr, Arch: abi.AuditArchX8664}
	arg := p.Arg
	if p.Int80 {
		d.Arch, arg = abi.AuditArchI386, uint64(uint32(arg))
	}
	for i := range d.Args {
		d.Args[i] = arg
	}
	return d
}

// liveCommand is this test binary in another role. A thread that makes no calls must not be
// preempted by a signal either: it would make a sigreturn.
func liveCommand(role string) *exec.Cmd {
	cmd := exec.Command("/proc/self/exe")
	cmd.Env = append(os.Environ(), liveRole+"="+role, "GODEBUG=asyncpreemptoff=1", "GOGC=off")
	cmd.Stderr = os.Stderr
	return cmd
}

// hasInt80 reports whether the kernel runs i386's calls.
func hasInt80() bool {
	cmd := liveCommand("probe")
	cmd.Stderr = nil
	return cmd.Run() == nil
}

// livePoints are the calls to make: every number up to 1023 plain, with bit 30, and by int 0x80, with the
// arguments that matter. 335 and 336 (uretprobe, uprobe) are looked at by the kernel before any filter.
func livePoints(set *Set, i386 bool) []livePoint {
	var points []livePoint
	for nr := range uint32(1024) {
		if nr != 335 && nr != 336 {
			for _, arg := range arguments(set, abi.AuditArchX8664, nr) {
				points = append(points, livePoint{nr, arg, false}, livePoint{nr | abi.X32Bit, arg, false})
			}
		}
		if i386 {
			for _, arg := range arguments(set, abi.AuditArchI386, nr) {
				points = append(points, livePoint{nr, arg, true})
			}
		}
	}
	return points
}

// ask runs a job in a child.
func ask(job *liveJob) ([]int32, error) {
	var in bytes.Buffer
	if err := gob.NewEncoder(&in).Encode(job); err != nil {
		return nil, err
	}
	cmd := liveCommand("child")
	cmd.Stdin = &in
	out, err := cmd.Output()
	if err != nil {
		return nil, err
	}
	var answers []int32
	err = gob.NewDecoder(bytes.NewReader(out)).Decode(&answers)
	return answers, err
}

func TestKernelAgrees(t *testing.T) {
	i386 := hasInt80()
	t.Logf("int 0x80: %v", i386)
	total := 0
	for name, set := range named() {
		points := livePoints(set, i386)
		for _, alg := range slices.DeleteFunc(Algorithms(), func(a Algorithm) bool { return a == Auto }) {
			p, err := Generate(set, Options{Algorithm: alg, Trace: 0x50000 + liveTrace, Allow: 0x50000 + liveAllow})
			if err != nil {
				t.Fatal(err)
			}
			answers, err := ask(&liveJob{p.Code, points})
			if err != nil {
				t.Fatalf("%s, %s: %v", name, alg, err)
			}
			total += len(points)
			checkAnswers(t, set, points, answers)
			if t.Failed() {
				t.Fatalf("%s, %s", name, alg)
			}
		}
	}
	t.Logf("%d points", total)
}

// checkAnswers compares what the kernel said with what has to be.
func checkAnswers(t *testing.T, set *Set, points []livePoint, answers []int32) {
	t.Helper()
	for i := range points {
		want := naive(set, points[i].data())
		switch got := answers[i]; {
		case got != liveTrace && got != liveAllow:
			t.Errorf("%+v: error %d is no verdict", points[i], got)
		case want != DontCare && (got == liveTrace) != (want == Trace):
			t.Errorf("%+v: error %d, want verdict %d", points[i], got, want)
		default:
			continue
		}
		return
	}
}
