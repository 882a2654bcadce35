package seccompgen_test

import (
	"errors"
	"fmt"
	"runtime"

	"strake/seccompgen"
	"strake/seccompgen/bpftext"
	"strake/tracer/abi"
)

// A filter that traces open(2) and openat(2) of x86_64 programs.
func ExampleGenerate() {
	set := seccompgen.Set{
		Calls:      map[abi.ID]seccompgen.Calls{abi.X8664: {Numbers: []uint32{2, 257}}},
		Unassigned: seccompgen.DontCare,
	}
	program, err := seccompgen.Generate(&set, seccompgen.Options{Algorithm: seccompgen.Linear})
	if err != nil {
		panic(err)
	}
	fmt.Print(bpftext.Disassemble(program.Code))
	fmt.Printf("%.2f executed on average, %.0f%% cacheable\n", program.Cost, 100*program.Cacheable)
	// Output:
	//   0: BPF_STMT(BPF_LD|BPF_W|BPF_ABS, 0x4)
	//   1: BPF_JUMP(BPF_JMP|BPF_K|BPF_JEQ, 0xc000003e, 0, 0x4)
	//   2: BPF_STMT(BPF_LD|BPF_W|BPF_ABS, 0)
	//   3: BPF_JUMP(BPF_JMP|BPF_K|BPF_JEQ, 0x2, 0x2, 0)
	//   4: BPF_JUMP(BPF_JMP|BPF_K|BPF_JEQ, 0x101, 0x1, 0)
	//   5: BPF_STMT(BPF_RET|BPF_K, SECCOMP_RET_ALLOW)
	//   6: BPF_STMT(BPF_RET|BPF_K, SECCOMP_RET_TRACE)
	// 6.00 executed on average, 100% cacheable
}

// i386 programs make sockets by socketcall(2), too. Its other operations are allowed in the kernel.
func ExampleSocketcall() {
	set := seccompgen.Set{
		Calls: map[abi.ID]seccompgen.Calls{abi.I386: {
			Numbers: []uint32{359},
			Rules:   []seccompgen.Rule{seccompgen.Socketcall(1)},
		}},
	}
	program, err := seccompgen.Generate(&set, seccompgen.Options{})
	if err != nil {
		panic(err)
	}
	for op := range uint64(3) {
		action, _ := seccompgen.Run(program.Code, &seccompgen.Data{
			Arch: abi.AuditArchI386, Nr: seccompgen.NrSocketcall, Args: [6]uint64{op + 1},
		})
		fmt.Println(op+1, action == seccompgen.RetTrace)
	}
	// Output:
	// 1 true
	// 2 false
	// 3 false
}

// fcntl(2) is traced only where its command is F_SETLK or F_SETLKW.
func ExampleByValue() {
	const fcntl, setlk, setlkw = 72, 6, 7
	set := seccompgen.Set{Calls: map[abi.ID]seccompgen.Calls{abi.X8664: {
		Rules: []seccompgen.Rule{seccompgen.ByValue(fcntl, 1, setlk, setlkw)},
	}}}
	program, err := seccompgen.Generate(&set, seccompgen.Options{})
	if err != nil {
		panic(err)
	}
	for cmd := uint64(5); cmd < 9; cmd++ {
		action, _ := seccompgen.Run(program.Code, &seccompgen.Data{Arch: abi.AuditArchX8664, Nr: fcntl, Args: [6]uint64{3, cmd}})
		fmt.Println(cmd, action == seccompgen.RetTrace)
	}
	// Output:
	// 5 false
	// 6 true
	// 7 true
	// 8 false
}

// What cannot be is an error with a type.
func ExampleRuleError() {
	set := seccompgen.Set{Calls: map[abi.ID]seccompgen.Calls{abi.AArch64: {Numbers: []uint32{0xf0002}}}}
	_, err := seccompgen.Generate(&set, seccompgen.Options{})
	var bad *seccompgen.RuleError
	fmt.Println(errors.As(err, &bad), err)
	// Output:
	// true seccomp program: number 983042 of aarch64: this is a private call of arm's, and programs for arm are not supported
}

// open(2) is traced only where it is for writing: the mode is in two bits of the flags.
func ExampleCond() {
	const open, accMode, wrOnly, rdWr = 2, 3, 1, 2
	set := seccompgen.Set{Calls: map[abi.ID]seccompgen.Calls{abi.X8664: {
		Rules: []seccompgen.Rule{{Nr: open, Conds: []seccompgen.Cond{{Arg: 1, Mask: accMode, Values: []uint32{wrOnly, rdWr}}}}},
	}}}
	program, err := seccompgen.Generate(&set, seccompgen.Options{})
	if err != nil {
		panic(err)
	}
	for _, flags := range []uint64{0x80000, 0x80001, 0x442} {
		action, _ := seccompgen.Run(program.Code, &seccompgen.Data{Arch: abi.AuditArchX8664, Nr: open, Args: [6]uint64{0, flags}})
		fmt.Printf("%#x %v\n", flags, action == seccompgen.RetTrace)
	}
	// Output:
	// 0x80000 false
	// 0x80001 true
	// 0x442 true
}

// A number that is called often is found with fewer comparisons.
func ExampleOptions() {
	set := seccompgen.Set{
		Calls:      map[abi.ID]seccompgen.Calls{abi.X8664: {Numbers: []uint32{2, 21, 59, 80, 90, 137, 257, 262, 332}}},
		Unassigned: seccompgen.DontCare,
	}
	const read = 0
	often := func(_ abi.ID, nr uint32) int {
		if nr == read {
			return 1000
		}
		return 1
	}
	for _, opt := range []seccompgen.Options{{}, {Weight: often}} {
		program, err := seccompgen.Generate(&set, opt)
		if err != nil {
			panic(err)
		}
		_, executed := seccompgen.Run(program.Code, &seccompgen.Data{Arch: abi.AuditArchX8664, Nr: read})
		fmt.Println(executed, "instructions for a read")
	}
	// Output:
	// 8 instructions for a read
	// 5 instructions for a read
}

// The kernel caches what a program allows without a look at arguments, unless it looks bits up in a table.
func ExampleIsConstantAllow() {
	set := seccompgen.Set{Calls: map[abi.ID]seccompgen.Calls{abi.X8664: {Numbers: []uint32{2, 257}}}}
	const read = 0
	for _, algorithm := range []seccompgen.Algorithm{seccompgen.Auto, seccompgen.Bitmap} {
		program, err := seccompgen.Generate(&set, seccompgen.Options{Algorithm: algorithm})
		if err != nil {
			panic(err)
		}
		fmt.Println(algorithm, seccompgen.IsConstantAllow(program.Code, abi.AuditArchX8664, read))
	}
	// Output:
	// auto true
	// bitmap false
}

// The kernel takes 4096 instructions. What would be longer is an error, not a program.
func ExampleTooLongError() {
	var rules []seccompgen.Rule
	for nr := range uint32(300) {
		for i := range uint32(10) {
			rules = append(rules, seccompgen.ByValue(nr, 0, 1000*nr+37*i))
		}
	}
	set := seccompgen.Set{Calls: map[abi.ID]seccompgen.Calls{abi.X8664: {Rules: rules}}}
	_, err := seccompgen.Generate(&set, seccompgen.Options{})
	var long *seccompgen.TooLongError
	fmt.Println(errors.As(err, &long), long.Length > seccompgen.MaxInsns)
	// Output:
	// true true
}

// This thread, and all that it starts from now on, is under the filter. Without a tracer the calls that it is
// to trace fail with ENOSYS, so this is for a process that has seen to one.
func ExampleInstall() {
	set := seccompgen.Set{Calls: map[abi.ID]seccompgen.Calls{abi.X8664: {Numbers: []uint32{80}}}}
	program, err := seccompgen.Generate(&set, seccompgen.Options{})
	if err != nil {
		panic(err)
	}
	runtime.LockOSThread()
	if err := seccompgen.Install(program.Code); err != nil {
		panic(err)
	}
}
