package bpftext_test

import (
	"fmt"

	"golang.org/x/net/bpf"

	"strake/seccompgen/bpftext"
)

// A filter that lets every call of x86_64 through, and has every other fail with EIO.
func ExampleDisassemble() {
	fmt.Print(bpftext.Disassemble([]bpf.RawInstruction{
		{Op: 0x20, K: 4},
		{Op: 0x15, Jf: 1, K: 0xc000003e},
		{Op: 0x06, K: 0x7fff0000},
		{Op: 0x06, K: 0x50005},
	}))
	// Output:
	//   0: BPF_STMT(BPF_LD|BPF_W|BPF_ABS, 0x4)
	//   1: BPF_JUMP(BPF_JMP|BPF_K|BPF_JEQ, 0xc000003e, 0, 0x1)
	//   2: BPF_STMT(BPF_RET|BPF_K, SECCOMP_RET_ALLOW)
	//   3: BPF_STMT(BPF_RET|BPF_K, SECCOMP_RET_ERRNO|0x5)
}
