package main

import (
	"bytes"
	"context"
	"encoding/gob"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"time"

	"golang.org/x/net/bpf"
	"golang.org/x/sys/unix"

	"strake/seccompgen"
	"strake/tracer/abi"
)

// result is what is known of one program for one set.
type result struct {
	program   string
	length    int
	mean      float64 // instructions executed over x86_64's numbers
	worst     int
	cacheable float64 // share of x86_64's and i386's untraced numbers
	generate  time.Duration
	install   time.Duration
	call      time.Duration // an untraced getpgrp; 0 if the set traces it
	differs   int           // numbers of x86_64 with another verdict than strace's program has
	failure   string
}

// rounds is how often programs are generated; the least time counts.
const rounds = 40

// getpgrp is x86_64's number of the call that is timed.
const getpgrp = 111

// measure evaluates a program.
func measure(name string, code, reference []bpf.RawInstruction) result {
	r := executed(code, reference)
	r.program = name
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

// live takes the time of an installation, and of a call under the filter.
// There is no tracer, so TRACE becomes ALLOW, which changes neither.
func live(code []bpf.RawInstruction) (install, call time.Duration, err error) {
	harmless := slices.Clone(code)
	for i, ins := range harmless {
		if ins.Op == 0x06 && ins.K>>16 == seccompgen.RetTrace>>16 {
			harmless[i].K = seccompgen.RetAllow
		}
	}
	if !*installing {
		return 0, 0, nil
	}
	for range liveRounds {
		got, err := once(harmless)
		if err != nil {
			return 0, 0, err
		}
		if install == 0 || got.Install < install {
			install = got.Install
		}
		if call == 0 || got.Call < call {
			call = got.Call
		}
	}
	action, _ := seccompgen.Run(code, &seccompgen.Data{Nr: getpgrp, Arch: abi.AuditArchX8664})
	if len(code) > 0 && action != seccompgen.RetAllow {
		call = 0
	}
	return install, call, nil
}

// liveRole is the environment variable that makes this program a child that installs a filter.
const liveRole = "BENCH_SECCOMP_CHILD"

// liveRounds is how many children take times.
const liveRounds = 2

// liveTimes are what a child measures.
type liveTimes struct{ Install, Call time.Duration }

// once has a child install a program, or none, and take times.
func once(code []bpf.RawInstruction) (liveTimes, error) {
	var in bytes.Buffer
	if err := gob.NewEncoder(&in).Encode(code); err != nil {
		return liveTimes{}, err
	}
	ctx, cancel := context.WithTimeout(context.Background(), runLimit)
	defer cancel()
	cmd := exec.CommandContext(ctx, "/proc/self/exe")
	cmd.Env = append(os.Environ(), liveRole+"=1")
	cmd.Stdin, cmd.Stderr = &in, os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return liveTimes{}, err
	}
	var times liveTimes
	err = gob.NewDecoder(bytes.NewReader(out)).Decode(&times)
	return times, err
}

// child is what [once] starts.
func child() error {
	var code []bpf.RawInstruction
	if err := gob.NewDecoder(os.Stdin).Decode(&code); err != nil {
		return err
	}
	runtime.LockOSThread()
	var times liveTimes
	if len(code) > 0 {
		start := time.Now()
		if err := seccompgen.Install(code); err != nil {
			return err
		}
		times.Install = time.Since(start)
	}
	times.Call = callTime()
	return gob.NewEncoder(os.Stdout).Encode(times)
}

// callTime is the time of one getpgrp. Batches are short, so that on a busy machine some are not interrupted.
func callTime() time.Duration {
	const calls = 200
	best := time.Hour
	for range 400 {
		start := time.Now()
		for range calls {
			unix.RawSyscall(unix.SYS_GETPGRP, 0, 0, 0)
		}
		best = min(best, time.Since(start)*100/calls)
	}
	return best // in hundredths
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
