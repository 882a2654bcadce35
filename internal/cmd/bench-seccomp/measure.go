package main

import (
	"math"
	"runtime"
	"slices"
	"time"

	"golang.org/x/net/bpf"
	"golang.org/x/sys/unix"

	"strake/seccompgen"
	"strake/tracer/abi"
)

// nanos is a time in nanoseconds; 0 stands for none.
type nanos float64

// result is what is known of one program for one set.
type result struct {
	program   string
	code      []bpf.RawInstruction
	length    int
	mean      float64 // instructions executed over x86_64's numbers
	worst     int
	cacheable float64 // share of x86_64's and i386's untraced numbers
	generate  time.Duration
	install   time.Duration
	call      nanos // an untraced getpgrp; 0 if the set traces it
	differs   int   // numbers of x86_64 with another verdict than strace's program has
	failure   string
}

// rounds is how often programs are generated; the least time counts.
const rounds = 40

// getpgrp is x86_64's number of the call that is timed.
const getpgrp = 111

// measure evaluates a program.
func measure(name string, code, reference []bpf.RawInstruction) result {
	r := executed(code, reference)
	r.program, r.code = name, code
	var err error
	if r.install, r.call, err = live(code); err != nil {
		r.failure = err.Error()
	}
	return r
}

// executed fills in what is exact.
func executed(code, reference []bpf.RawInstruction) result {
	r := result{length: len(code)}
	sum, n := 0, 0
	for nr := range known(abi.X8664) {
		d := &seccompgen.Data{Nr: nr, Arch: abi.AuditArchX8664}
		action, executed := seccompgen.Run(code, d)
		sum += executed
		n++
		r.worst = max(r.worst, executed)
		if want, _ := seccompgen.Run(reference, d); reference != nil && want>>16 != action>>16 {
			r.differs++
		}
	}
	r.mean = float64(sum) / float64(n)
	r.cacheable = cacheable(code)
	return r
}

// known yields the numbers of an ABI that have a name.
func known(id abi.ID) func(func(uint32) bool) {
	return func(yield func(uint32) bool) {
		for nr, name := range id.Get().Syscalls {
			if name != "" && !yield(uint32(nr)) {
				return
			}
		}
	}
}

// cacheable is the share of the numbers that are allowed which the kernel's cache has. Multiplexers, whose
// verdict depends on an argument, do not count.
func cacheable(code []bpf.RawInstruction) float64 {
	allowed, cached := 0, 0
	for _, id := range []abi.ID{abi.X8664, abi.I386} {
		for nr := range known(id) {
			if id == abi.I386 && (nr == seccompgen.NrSocketcall || nr == seccompgen.NrIPC) {
				continue
			}
			d := &seccompgen.Data{Nr: nr, Arch: id.Get().Audit}
			if action, _ := seccompgen.Run(code, d); action != seccompgen.RetAllow {
				continue
			}
			allowed++
			if seccompgen.IsConstantAllow(code, d.Arch, nr) {
				cached++
			}
		}
	}
	if allowed == 0 {
		return 1
	}
	return float64(cached) / float64(allowed)
}

// harmless is a program that may be installed without a tracer: TRACE becomes ALLOW.
func harmless(code []bpf.RawInstruction) []bpf.RawInstruction {
	code = slices.Clone(code)
	for i, ins := range code {
		if ins.Op == 0x06 && ins.K>>16 == seccompgen.RetTrace>>16 {
			code[i].K = seccompgen.RetAllow
		}
	}
	return code
}

// live takes the time of an installation, and of a call under the filter.
func live(code []bpf.RawInstruction) (install time.Duration, call nanos, err error) {
	if !*installing {
		return 0, 0, nil
	}
	var got liveTimes
	if err := ask("install", harmless(code), &got); err != nil {
		return 0, 0, err
	}
	action, _ := seccompgen.Run(code, &seccompgen.Data{Nr: getpgrp, Arch: abi.AuditArchX8664})
	if len(code) > 0 && action != seccompgen.RetAllow {
		got.Call = 0
	}
	return got.Install, got.Call, nil
}

// liveTimes are what a child measures.
type liveTimes struct {
	Install time.Duration
	Call    nanos
}

// liveRounds is how many threads install a filter.
const liveRounds = 20

// install has threads install a program, or none, one after the other. A thread ends with its
// filter, and the runtime does not let it start others.
func install(code []bpf.RawInstruction) (liveTimes, error) {
	// Without privileges it takes this first, which is not to be measured.
	if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
		return liveTimes{}, err
	}
	type answer struct {
		liveTimes
		err error
	}
	answers := make(chan answer)
	best := liveTimes{time.Hour, math.MaxFloat64}
	for range liveRounds {
		go func() {
			runtime.LockOSThread()
			times, err := installHere(code)
			answers <- answer{times, err}
		}()
		a := <-answers
		if a.err != nil {
			return liveTimes{}, a.err
		}
		best.Install, best.Call = min(best.Install, a.Install), min(best.Call, a.Call)
	}
	return best, nil
}

// installHere installs a program, or none, in this thread.
func installHere(code []bpf.RawInstruction) (times liveTimes, err error) {
	if len(code) > 0 {
		start := time.Now()
		err = seccompgen.Install(code)
		times.Install = time.Since(start)
	}
	if err == nil {
		times.Call = callTime()
	}
	return times, err
}

// callTime is the time of one getpgrp. Batches are short, so that on a busy machine some are not interrupted.
func callTime() nanos {
	const calls = 200
	best := time.Hour
	for range 100 {
		start := time.Now()
		for range calls {
			unix.RawSyscall(unix.SYS_GETPGRP, 0, 0, 0)
		}
		best = min(best, time.Since(start))
	}
	return nanos(best) / calls
}

// generated makes a program by an algorithm and takes the time.
func generated(set *seccompgen.Set, alg seccompgen.Algorithm, reference []bpf.RawInstruction) result {
	var program *seccompgen.Program
	best := time.Hour
	for range rounds {
		start := time.Now()
		p, err := seccompgen.Generate(set, seccompgen.Options{Algorithm: alg})
		if err != nil {
			return result{program: string(alg), failure: err.Error()}
		}
		best, program = min(best, time.Since(start)), p
	}
	r := measure(string(alg), program.Code, reference)
	r.generate = best
	return r
}
