package syscalls

import (
	"golang.org/x/net/bpf"

	"strake/seccompgen/bpftext"
	"strake/tracer/abi"
	"strake/tracer/abi/layout"
	"strake/tracer/decode"
	"strake/tracer/xlat"
)

// maxBpfInsns is BPF_MAXINSNS of linux/bpf_common.h: the kernel takes no longer program.
const maxBpfInsns = 4096

// printBpfProgram shows n instructions of classic BPF at addr: all of them.
func printBpfProgram(c *decode.Call, addr, n uint64, insn Sized) {
	if addr == 0 || c.NoVerbose {
		c.E.Addr(addr)
		return
	}
	PrintArray(c, addr, min(n, maxBpfInsns), insn, true)
}

// showFilter shows the program of a struct sock_fprog that a socket gets: its instructions with -v.
func showFilter(c *decode.Call, v decode.Value, whole []byte) {
	showProgram(c, v, whole, BpfInsn{})
}

// showSeccomp shows the program of a struct sock_fprog that is a filter of system calls.
func showSeccomp(c *decode.Call, v decode.Value, whole []byte) {
	showProgram(c, v, whole, SeccompInsn{})
}

func showProgram(c *decode.Call, v decode.Value, whole []byte, insn Sized) {
	if !c.NoAbbrev {
		c.E.Addr(v.U)
		return
	}
	printBpfProgram(c, v.U, layout.SockFprog_len.Uint(c.ABI.ID, whole), insn)
}

// BpfInsn is an instruction of classic BPF, a struct sock_filter: BPF_STMT(BPF_RET|BPF_K, 0).
type BpfInsn struct{}

// Size implements Sized.
func (BpfInsn) Size(id abi.ID) int { return int(layout.SockFilter.Size[id]) }

// Print implements Type.
func (BpfInsn) Print(c *decode.Call, v decode.Value) { showInsn(c, v, bpftext.Socket) }

// SeccompInsn is an instruction of a seccomp filter: BPF_STMT(BPF_RET|BPF_K, SECCOMP_RET_ALLOW).
type SeccompInsn struct{ BpfInsn }

// Print implements Type.
func (SeccompInsn) Print(c *decode.Call, v decode.Value) { showInsn(c, v, bpftext.Seccomp) }

func showInsn(c *decode.Call, v decode.Value, use bpftext.Use) {
	id := c.ABI.ID
	bpftext.Show(bpfPrinter{c}, bpf.RawInstruction{
		Op: uint16(layout.SockFilter_code.Uint(id, v.Mem)),
		Jt: uint8(layout.SockFilter_jt.Uint(id, v.Mem)),
		Jf: uint8(layout.SockFilter_jf.Uint(id, v.Mem)),
		K:  uint32(layout.SockFilter_k.Uint(id, v.Mem)),
	}, use)
}

// bpfPrinter shows instructions as part of a call.
type bpfPrinter struct{ c *decode.Call }

func (p bpfPrinter) Begin(macro string) { p.c.E.CallBegin(macro) }
func (p bpfPrinter) Arg()               { p.c.E.CallArg() }
func (p bpfPrinter) End()               { p.c.E.CallEnd() }
func (p bpfPrinter) Or()                { p.c.E.Or() }
func (p bpfPrinter) Plus()              { p.c.E.Plus() }
func (p bpfPrinter) Hex(v uint64)       { p.c.E.Hex(v) }
func (p bpfPrinter) Dec(v uint64)       { p.c.E.Uint(v) }
func (p bpfPrinter) Enum(t *xlat.Table, v uint64) {
	if signed := int64(v); signed < 0 {
		// A signed constant is a number of 32 bits to the program.
		p.c.Const(uint64(uint32(v)), decode.FmtHex, t.Lookup(p.c.ABI.ID, v), t.Unknown)
		return
	}
	p.c.Enum(t, v, decode.FmtHex)
}

func (p bpfPrinter) Unknown(v uint64, what string) {
	p.c.E.Hex(v)
	if p.c.Opt.Style != decode.Raw {
		p.c.Comment(what)
	}
}
