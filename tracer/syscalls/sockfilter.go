package syscalls

import (
	"strake/tracer/abi"
	"strake/tracer/abi/layout"
	"strake/tracer/decode"
	"strake/tracer/xlat"
)

// maxBpfInsns is BPF_MAXINSNS of linux/bpf_common.h: the kernel takes no longer program.
const maxBpfInsns = 4096

// printBpfProgram shows n instructions of classic BPF at addr: all of them.
func printBpfProgram(c *decode.Call, addr, n uint64) {
	if addr == 0 || c.NoVerbose {
		c.E.Addr(addr)
		return
	}
	PrintArray(c, addr, min(n, maxBpfInsns), BpfInsn{}, true)
}

// BpfInsn is an instruction of classic BPF, a struct sock_filter: BPF_STMT(BPF_RET|BPF_K, 0).
type BpfInsn struct{}

// Size implements Sized.
func (BpfInsn) Size(id abi.ID) int { return int(layout.SockFilter.Size[id]) }

// Print implements Type.
func (BpfInsn) Print(c *decode.Call, v decode.Value) {
	id := c.ABI.ID
	code := layout.SockFilter_code.Uint(id, v.Mem)
	jt, jf := layout.SockFilter_jt.Uint(id, v.Mem), layout.SockFilter_jf.Uint(id, v.Mem)
	k := layout.SockFilter_k.Uint(id, v.Mem)
	if jt != 0 || jf != 0 {
		c.E.CallBegin("BPF_JUMP")
		c.E.CallArg()
		printBpfCode(c, code)
		c.E.CallArg()
		c.E.Hex(k)
		c.E.CallArg()
		c.E.Hex(jt)
		c.E.CallArg()
		c.E.Hex(jf)
		c.E.CallEnd()
		return
	}
	c.E.CallBegin("BPF_STMT")
	c.E.CallArg()
	printBpfCode(c, code)
	c.E.CallArg()
	if code&bpfClass == bpfLD && code&bpfMode == bpfAbs && k >= skfAdOff {
		c.Const(skfAdOff, decode.FmtHex, xlat.SkfOff.Lookup(id, skfAdSigned), "")
		c.E.Plus()
		c.Enum(&xlat.SkfAd, k-skfAdOff, decode.FmtHex)
	} else {
		c.E.Hex(k)
	}
	c.E.CallEnd()
}

// The parts of an instruction's code (linux/bpf_common.h).
const (
	bpfClass  = 0x07
	bpfSize   = 0x18
	bpfMode   = 0xe0
	bpfOp     = 0xf0
	bpfSrc    = 0x08
	bpfRval   = 0x18
	bpfMiscop = 0xf8

	bpfLD   = 0
	bpfLDX  = 1
	bpfALU  = 4
	bpfJMP  = 5
	bpfRET  = 6
	bpfMISC = 7
	bpfAbs  = 0x20

	// skfAdOff is SKF_AD_OFF of linux/filter.h, as an unsigned number and as the tables have it.
	skfAdOff    = 0xfffff000
	skfAdSigned = 0xfffffffffffff000
)

func printBpfCode(c *decode.Call, code uint64) {
	class := code & bpfClass
	c.Enum(&xlat.BpfClass, class, decode.FmtHex)
	rest := code &^ bpfClass
	switch class {
	case bpfLD, bpfLDX:
		printBpfPart(c, &xlat.BpfSize, code&bpfSize)
		printBpfPart(c, &xlat.BpfMode, code&bpfMode)
		return
	case bpfALU:
		printBpfPart(c, &xlat.BpfSrc, code&bpfSrc)
		printBpfPart(c, &xlat.BpfAluOp, code&bpfOp)
		return
	case bpfJMP:
		printBpfPart(c, &xlat.BpfSrc, code&bpfSrc)
		printBpfPart(c, &xlat.BpfJmpOp, code&bpfOp)
		return
	case bpfRET:
		printBpfPart(c, &xlat.BpfRval, code&bpfRval)
		rest &^= bpfRval
	case bpfMISC:
		printBpfPart(c, &xlat.BpfMiscop, code&bpfMiscop)
		rest &^= bpfMiscop
	}
	if rest != 0 {
		c.E.Or()
		c.E.Hex(rest)
		if c.Opt.Style != decode.Raw {
			c.Comment(xlat.BpfClass.Unknown)
		}
	}
}

func printBpfPart(c *decode.Call, t *xlat.Table, v uint64) {
	c.E.Or()
	c.Enum(t, v, decode.FmtHex)
}
