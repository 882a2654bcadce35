// Package bpftext shows programs of classic BPF in the notation of the macros BPF_STMT and BPF_JUMP, as
// linux/filter.h has them and strace prints them. The decoders of setsockopt(2), seccomp(2) and prctl(2)
// and [Disassemble] are one piece of code, [Show].
package bpftext

import (
	"strconv"
	"strings"

	"golang.org/x/net/bpf"

	"strake/tracer/abi"
	"strake/tracer/xlat"
)

// Use is what a program is for, which says what its constants mean.
type Use uint8

// The uses.
const (
	// Socket programs look at packets and return a length.
	Socket Use = iota
	// Seccomp programs look at system calls and return an action.
	Seccomp
)

// Printer is what an instruction is shown with.
type Printer interface {
	// Begin opens a macro, Arg begins each of its arguments, End closes it.
	Begin(macro string)
	Arg()
	End()
	// Or and Plus stand between the parts of a number.
	Or()
	Plus()
	// Hex and Dec are numbers.
	Hex(v uint64)
	Dec(v uint64)
	// Enum is a number that t may have a name for; t is also searched for signed numbers.
	Enum(t *xlat.Table, v uint64)
	// Unknown is a number that has no name, and what to say of it.
	Unknown(v uint64, what string)
}

// The parts of an instruction's code (linux/bpf_common.h).
const (
	maskClass  = 0x07
	maskSize   = 0x18
	maskMode   = 0xe0
	maskOp     = 0xf0
	maskSrc    = 0x08
	maskRval   = 0x18
	maskMiscop = 0xf8

	classLD   = 0
	classLDX  = 1
	classALU  = 4
	classJMP  = 5
	classRET  = 6
	classMISC = 7
	modeAbs   = 0x20

	// skfAdOff is SKF_AD_OFF of linux/filter.h, skfNetOff SKF_NET_OFF, skfLLOff SKF_LL_OFF.
	skfAdOff  = 0xfffff000
	skfNetOff = 0xfff00000
	skfLLOff  = 0xffe00000

	// retData is SECCOMP_RET_DATA of linux/seccomp.h.
	retData = 0xffff
)

// Show shows one instruction: BPF_STMT(BPF_RET|BPF_K, 0).
func Show(p Printer, ins bpf.RawInstruction, use Use) {
	if ins.Jt != 0 || ins.Jf != 0 {
		p.Begin("BPF_JUMP")
		p.Arg()
		showCode(p, uint64(ins.Op))
		for _, v := range [...]uint64{uint64(ins.K), uint64(ins.Jt), uint64(ins.Jf)} {
			p.Arg()
			p.Hex(v)
		}
		p.End()
		return
	}
	p.Begin("BPF_STMT")
	p.Arg()
	showCode(p, uint64(ins.Op))
	p.Arg()
	showOperand(p, ins, use)
	p.End()
}

// showOperand shows the constant of a BPF_STMT.
func showOperand(p Printer, ins bpf.RawInstruction, use Use) {
	k := uint64(ins.K)
	switch class, isAbs := ins.Op&maskClass, ins.Op&maskMode == modeAbs; {
	case use == Seccomp && class == classRET:
		p.Enum(&xlat.SeccompActions, k&^retData)
		if k&retData != 0 {
			p.Or()
			p.Hex(k & retData)
		}
	case use == Socket && class == classLD && isAbs && k >= skfLLOff:
		showOffset(p, k)
	default:
		p.Hex(k)
	}
}

// showOffset shows what a load is about: something that is known of a packet, or a byte of one of its headers, with the
// distance to its beginning.
func showOffset(p Printer, k uint64) {
	base := uint64(skfLLOff)
	switch {
	case k >= skfAdOff:
		base = skfAdOff
	case k >= skfNetOff:
		base = skfNetOff
	}
	// The tables have them as the negative numbers that they are.
	p.Enum(&xlat.SkfOff, uint64(int64(int32(base))))
	p.Plus()
	if base == skfAdOff {
		p.Enum(&xlat.SkfAd, k-base)
		return
	}
	p.Dec(k - base)
}

// showCode shows the code as its parts.
func showCode(p Printer, code uint64) {
	class := code & maskClass
	p.Enum(&xlat.BpfClass, class)
	rest := code &^ maskClass
	part := func(t *xlat.Table, mask uint64) {
		p.Or()
		p.Enum(t, code&mask)
		rest &^= mask
	}
	switch class {
	case classLD, classLDX:
		part(&xlat.BpfSize, maskSize)
		part(&xlat.BpfMode, maskMode)
		return
	case classALU:
		part(&xlat.BpfSrc, maskSrc)
		part(&xlat.BpfAluOp, maskOp)
		return
	case classJMP:
		part(&xlat.BpfSrc, maskSrc)
		part(&xlat.BpfJmpOp, maskOp)
		return
	case classRET:
		part(&xlat.BpfRval, maskRval)
	case classMISC:
		part(&xlat.BpfMiscop, maskMiscop)
	}
	if rest != 0 {
		p.Or()
		p.Unknown(rest, xlat.BpfClass.Unknown)
	}
}

// Disassemble returns a seccomp program, an instruction a line, each with its place in front:
//
//	0: BPF_STMT(BPF_LD|BPF_W|BPF_ABS, 0x4)
//	1: BPF_JUMP(BPF_JMP|BPF_K|BPF_JEQ, 0xc000003e, 0, 0x1)
func Disassemble(code []bpf.RawInstruction) string {
	t := text{}
	for i, ins := range code {
		place := strconv.Itoa(i)
		t.WriteString(strings.Repeat(" ", max(0, 3-len(place))) + place + ": ")
		Show(&t, ins, Seccomp)
		t.WriteByte('\n')
	}
	return t.String()
}

// text is a Printer into a string.
type text struct {
	strings.Builder
	first bool // whether the next argument is the macro's first
}

func (t *text) Begin(macro string) {
	t.WriteString(macro + "(")
	t.first = true
}

func (t *text) Arg() {
	if !t.first {
		t.WriteString(", ")
	}
	t.first = false
}

func (t *text) End()  { t.WriteByte(')') }
func (t *text) Or()   { t.WriteByte('|') }
func (t *text) Plus() { t.WriteByte('+') }

func (t *text) Hex(v uint64) {
	if v == 0 {
		t.WriteByte('0')
		return
	}
	t.WriteString("0x" + strconv.FormatUint(v, 16))
}

func (t *text) Dec(v uint64) { t.WriteString(strconv.FormatUint(v, 10)) }

func (t *text) Enum(table *xlat.Table, v uint64) {
	// The tables that are used here are those of all ABIs alike.
	if name := table.Lookup(abi.X8664, v); name != "" {
		t.WriteString(name)
		return
	}
	t.Unknown(v, table.Unknown)
}

func (t *text) Unknown(v uint64, what string) {
	t.Hex(v)
	t.WriteString(" /* " + what + " */")
}
