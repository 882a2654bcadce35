package bpftext

import (
	"strings"
	"testing"

	"golang.org/x/net/bpf"
)

// The lines are those that strace 7.2 -v shows in seccomp(2).
func TestDisassemble(t *testing.T) {
	cases := []struct {
		ins  bpf.RawInstruction
		want string
	}{
		{bpf.RawInstruction{Op: 0x20, K: 4}, "BPF_STMT(BPF_LD|BPF_W|BPF_ABS, 0x4)"},
		{bpf.RawInstruction{Op: 0x15, Jf: 1, K: 0xc000003e}, "BPF_JUMP(BPF_JMP|BPF_K|BPF_JEQ, 0xc000003e, 0, 0x1)"},
		{bpf.RawInstruction{Op: 0x54, K: 0xbfffffff}, "BPF_STMT(BPF_ALU|BPF_K|BPF_AND, 0xbfffffff)"},
		{bpf.RawInstruction{Op: 0x05, K: 3}, "BPF_STMT(BPF_JMP|BPF_K|BPF_JA, 0x3)"},
		{bpf.RawInstruction{Op: 0x06, K: 0x7fff0000}, "BPF_STMT(BPF_RET|BPF_K, SECCOMP_RET_ALLOW)"},
		{bpf.RawInstruction{Op: 0x06, K: 0x50005}, "BPF_STMT(BPF_RET|BPF_K, SECCOMP_RET_ERRNO|0x5)"},
		{bpf.RawInstruction{Op: 0x06}, "BPF_STMT(BPF_RET|BPF_K, SECCOMP_RET_KILL_THREAD)"},
		{bpf.RawInstruction{Op: 0x06, K: 0x12345678}, "BPF_STMT(BPF_RET|BPF_K, 0x12340000 /* SECCOMP_RET_??? */|0x5678)"},
		{bpf.RawInstruction{Op: 0x16, K: 0x7fff0000}, "BPF_STMT(BPF_RET|BPF_A, SECCOMP_RET_ALLOW)"},
		{bpf.RawInstruction{Op: 0x20, K: 0xfffff000}, "BPF_STMT(BPF_LD|BPF_W|BPF_ABS, 0xfffff000)"},
		{bpf.RawInstruction{Op: 0x07}, "BPF_STMT(BPF_MISC|BPF_TAX, 0)"},
	}
	for _, c := range cases {
		want := "  0: " + c.want + "\n"
		if got := Disassemble([]bpf.RawInstruction{c.ins}); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	if got := Disassemble(make([]bpf.RawInstruction, 11)); !strings.Contains(got, "\n 10: BPF_STMT") {
		t.Errorf("places: %q", got)
	}
}

// The lines are those that strace 7.2 -v shows in setsockopt(2).
func TestSocketConstants(t *testing.T) {
	for ins, want := range map[bpf.RawInstruction]string{
		{Op: 0x20, K: 0xffdfffff}:        "BPF_STMT(BPF_LD|BPF_W|BPF_ABS, 0xffdfffff)",
		{Op: 0x20, K: 0xffe00000}:        "BPF_STMT(BPF_LD|BPF_W|BPF_ABS, SKF_LL_OFF+0)",
		{Op: 0x20, K: 0xffefffff}:        "BPF_STMT(BPF_LD|BPF_W|BPF_ABS, SKF_LL_OFF+1048575)",
		{Op: 0x20, K: 0xfff00001}:        "BPF_STMT(BPF_LD|BPF_W|BPF_ABS, SKF_NET_OFF+1)",
		{Op: 0x20, K: 0xffffefff}:        "BPF_STMT(BPF_LD|BPF_W|BPF_ABS, SKF_NET_OFF+1044479)",
		{Op: 0x20, K: 0xfffff000}:        "BPF_STMT(BPF_LD|BPF_W|BPF_ABS, SKF_AD_OFF+SKF_AD_PROTOCOL)",
		{Op: 0x28, K: 0xfffff040}:        "BPF_STMT(BPF_LD|BPF_H|BPF_ABS, SKF_AD_OFF+0x40 /* SKF_AD_??? */)",
		{Op: 0x20, K: 0xfff00001, Jt: 1}: "BPF_JUMP(BPF_LD|BPF_W|BPF_ABS, 0xfff00001, 0x1, 0)",
		{Op: 0x40, K: 0xfffff004}:        "BPF_STMT(BPF_LD|BPF_W|BPF_IND, 0xfffff004)",
		{Op: 0x21, K: 0xfffff004}:        "BPF_STMT(BPF_LDX|BPF_W|BPF_ABS, 0xfffff004)",
		{Op: 0x06, K: 0x50005}:           "BPF_STMT(BPF_RET|BPF_K, 0x50005)",
	} {
		var p text
		Show(&p, ins, Socket)
		if got := p.String(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
