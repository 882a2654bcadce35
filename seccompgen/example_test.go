package seccompgen_test

import (
	"errors"
	"fmt"

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
