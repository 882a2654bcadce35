//go:build linux && (amd64 || arm64 || 386)

package seccompgen

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"runtime"
	"slices"
	"sort"
	"strings"
	"syscall"
	"testing"
	"unsafe"

	"golang.org/x/net/bpf"
	"golang.org/x/sys/unix"

	"strake/tracer/abi"
)

// The live oracle: the running kernel says what a program's verdict is. TRACE and ALLOW are replaced by two errors,
// so no call is ever made: each answers with its verdict. A forked child installs the program and makes the calls. It
// can do nothing afterwards, not even end, but it can fault. Its answers are in memory that it shares with us.

// The errors that stand for the verdicts.
const (
	liveTrace = 1000
	liveAllow = 2000
)

// livePoint is a call.
type livePoint struct {
	nr   uint32
	args [6]uint64
	// other says that it is one of i386 in an x86_64 program, by int 0x80.
	other bool
}

// liveJob is what a child is to do, in memory of its own but for the answers.
type liveJob struct {
	filter  unix.SockFprog
	points  []livePoint
	answers []int32
	failed  *int32 // the error of installing
}

// run is the child, which must not do anything that the runtime has a part in: it is one thread of a program that
// had several.
//
//go:norace
//go:nosplit
func (j *liveJob) run() {
	syscall.RawSyscall(unix.SYS_PRCTL, unix.PR_SET_DUMPABLE, 0, 0) // no core
	syscall.RawSyscall6(unix.SYS_PRCTL, unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0, 0)
	_, _, errno := syscall.RawSyscall(unix.SYS_SECCOMP, unix.SECCOMP_SET_MODE_FILTER, 0, uintptr(unsafe.Pointer(&j.filter)))
	*j.failed = int32(errno)
	for i := range j.points {
		if errno == 0 {
			j.answers[i] = j.points[i].call()
		}
	}
	var nowhere *int32
	*nowhere = 0
}

// call makes the call and returns its error.
//
//go:norace
//go:nosplit
func (p *livePoint) call() int32 {
	if p.other {
		var args [6]uint32
		for i := range args {
			args[i] = uint32(p.args[i])
		}
		return -otherCall(p.nr, &args)
	}
	_, _, errno := syscall.RawSyscall6(uintptr(p.nr), uintptr(p.args[0]), uintptr(p.args[1]), uintptr(p.args[2]),
		uintptr(p.args[3]), uintptr(p.args[4]), uintptr(p.args[5]))
	return int32(errno)
}

// data is what the program sees of the call.
func (p *livePoint) data() *Data {
	d := &Data{Nr: p.nr, Arch: liveABI.Get().Audit, Args: p.args}
	if p.other {
		d.Arch = abi.AuditArchI386
	}
	if d.Arch == abi.AuditArchI386 {
		for i := range d.Args {
			d.Args[i] = uint64(uint32(d.Args[i]))
		}
	}
	return d
}

// inChild runs a job in a child and waits for its death by a fault. No signal that the runtime would handle gets to the
// child: all are blocked, and a fault kills all the same.
func inChild(j *liveJob) error {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	var every, before unix.Sigset_t
	for i := range every.Val {
		every.Val[i] = ^every.Val[i]
	}
	if err := unix.PthreadSigmask(unix.SIG_SETMASK, &every, &before); err != nil {
		return err
	}
	pid, errno := fork(j)
	if err := unix.PthreadSigmask(unix.SIG_SETMASK, &before, nil); err != nil {
		return err
	}
	if errno != 0 {
		return errno
	}
	var status unix.WaitStatus
	for {
		if _, err := unix.Wait4(pid, &status, 0, nil); err == nil {
			break
		} else if err != unix.EINTR {
			return err
		}
	}
	if !status.Signaled() || status.Signal() != unix.SIGSEGV {
		return fmt.Errorf("the child ended with %#x", int(status))
	}
	if *j.failed != 0 {
		return syscall.Errno(*j.failed)
	}
	return nil
}

// fork starts a child with a job, which does not return.
//
//go:norace
//go:nosplit
func fork(j *liveJob) (int, syscall.Errno) {
	pid, _, errno := syscall.RawSyscall6(unix.SYS_CLONE, uintptr(unix.SIGCHLD), 0, 0, 0, 0, 0)
	if errno == 0 && pid == 0 {
		j.run()
	}
	return int(pid), errno
}

// ask has a child make calls under a program, and returns the errors.
func ask(code []bpf.RawInstruction, points []livePoint) ([]int32, error) {
	shared, err := unix.Mmap(-1, 0, 4*(len(points)+1), unix.PROT_READ|unix.PROT_WRITE, unix.MAP_SHARED|unix.MAP_ANON)
	if err != nil {
		return nil, err
	}
	defer unix.Munmap(shared)
	words := unsafe.Slice((*int32)(unsafe.Pointer(&shared[0])), len(points)+1)
	insns := make([]unix.SockFilter, len(code))
	for i, ins := range code {
		insns[i] = unix.SockFilter{Code: ins.Op, Jt: ins.Jt, Jf: ins.Jf, K: ins.K}
	}
	job := &liveJob{unix.SockFprog{Len: uint16(len(insns)), Filter: &insns[0]}, points, words[1:], &words[0]}
	if err := inChild(job); err != nil {
		return nil, err
	}
	return slices.Clone(job.answers), nil
}

// hasOther reports whether the kernel runs i386's calls of this program. Otherwise the call is a fault of its own.
func hasOther() bool {
	const number = 20 // getpid
	code := []bpf.RawInstruction{{Op: opLoad, K: offNr}, {Op: opJeq, Jf: 1, K: number}, {Op: opRet, K: 0x50000 + liveTrace}, {Op: opRet, K: RetAllow}}
	answers, err := ask(code, []livePoint{{nr: number, other: true}})
	return err == nil && answers[0] == liveTrace
}

// livePoints are the calls to make: every number up to 1023 plain, with bit 30, and by int 0x80, with the
// arguments that matter. 335 and 336 of x86_64 (uretprobe, uprobe) are looked at by the kernel before any filter.
func livePoints(set *Set, other bool) []livePoint {
	var points []livePoint
	for nr := range uint32(1024) {
		if liveABI != abi.X8664 || nr != 335 && nr != 336 {
			for _, args := range arguments(set, liveABI.Get().Audit, nr) {
				points = append(points, livePoint{nr, args, false}, livePoint{nr | abi.X32Bit, args, false})
			}
		}
		if other {
			for _, args := range arguments(set, abi.AuditArchI386, nr) {
				points = append(points, livePoint{nr, args, true})
			}
		}
	}
	return points
}

func TestKernelAgrees(t *testing.T) {
	other := hasOther()
	t.Logf("%s, int 0x80 too: %v", liveABI, other)
	total := 0
	sets := named()
	if liveABI == abi.AArch64 {
		maps.Copy(sets, compared(abi.AArch64))
	} else {
		maps.Copy(sets, compared(x86...))
	}
	for name, set := range sets {
		points := livePoints(set, other)
		for _, alg := range slices.DeleteFunc(Algorithms(), func(a Algorithm) bool { return a == Auto }) {
			p, err := Generate(set, Options{Algorithm: alg, Trace: 0x50000 + liveTrace, Allow: 0x50000 + liveAllow})
			if err != nil {
				t.Fatal(err)
			}
			answers, err := ask(p.Code, points)
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
	t.Logf("%d points of %d sets, 0 wrong", total, len(sets))
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

// install installs a program in a thread, which ends with its filter: the runtime starts no other from it.
func install(code []bpf.RawInstruction) error {
	done := make(chan error)
	go func() {
		runtime.LockOSThread()
		if err := Install(code); err != nil {
			done <- err
			return
		}
		status, err := os.ReadFile("/proc/thread-self/status")
		if err == nil && !strings.Contains(string(status), "\nSeccomp:\t2\n") {
			err = fmt.Errorf("no filter in %s", status)
		}
		done <- err
	}()
	return <-done
}

func TestInstall(t *testing.T) {
	if err := install([]bpf.RawInstruction{{Op: opRet, K: RetAllow}}); err != nil {
		t.Error(err)
	}
	if err := install(nil); !errors.Is(err, unix.EINVAL) {
		t.Errorf("an empty program: %v", err)
	}
}

// The longest program that Generate lets pass is one that the kernel takes, and one more instruction is too many for both.
func TestLongestProgram(t *testing.T) {
	set := tooMany()
	all := set.Calls[abi.X8664].Rules
	n := sort.Search(len(all), func(n int) bool {
		set.Calls[abi.X8664] = Calls{Rules: all[:n+1]}
		_, err := Generate(set, Options{Algorithm: Binary})
		return errors.As(err, new(*TooLongError))
	})
	set.Calls[abi.X8664] = Calls{Rules: all[:n]}
	p, err := Generate(set, Options{Algorithm: Binary})
	if err != nil || n == len(all) || len(p.Code) < MaxInsns-50 {
		t.Fatalf("%d of %d rules, %d instructions: %v", n, len(all), len(p.Code), err)
	}
	code := slices.Clone(p.Code)
	for i := range code {
		if code[i].Op == opRet {
			code[i].K = RetAllow // there is no tracer
		}
	}
	for len(code) < MaxInsns {
		code = append(code, bpf.RawInstruction{Op: opRet, K: RetAllow})
	}
	if err := install(code); err != nil {
		t.Errorf("%d instructions: %v", len(code), err)
	}
	code = append(code, code[len(code)-1])
	if err := install(code); !errors.As(err, new(*TooLongError)) {
		t.Errorf("%d instructions: %v", len(code), err)
	}
	if _, err := ask(code, nil); !errors.Is(err, unix.EINVAL) {
		t.Errorf("the kernel says to %d instructions: %v", len(code), err)
	}
}
