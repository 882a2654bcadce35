package seccompgen

import (
	"golang.org/x/net/bpf"
)

// Data is the kernel's struct seccomp_data: what a program can look at.
type Data struct {
	Nr   uint32
	Arch uint32
	IP   uint64
	Args [6]uint64
}

// word is the 32-bit word of d at an offset, on a little-endian machine.
func (d *Data) word(off uint32) uint32 {
	switch {
	case off == offNr:
		return d.Nr
	case off == offArch:
		return d.Arch
	case off < offArgs:
		return half(d.IP, off)
	}
	return half(d.Args[(off-offArgs)/8%6], off)
}

func half(v uint64, off uint32) uint32 {
	if off&4 != 0 {
		return uint32(v >> 32)
	}
	return uint32(v)
}

// Run evaluates a program made by this package as the kernel would. It returns the
// action and the number of instructions that were executed; (0, n) is SECCOMP_RET_KILL_THREAD and
// stands also for a program that is not well formed.
func Run(code []bpf.RawInstruction, d *Data) (action uint32, executed int) {
	var a, x uint32
	for pc := 0; pc < len(code); pc++ {
		ins := &code[pc]
		executed++
		switch ins.Op {
		case opLoad:
			a = d.word(ins.K)
		case opRet:
			return ins.K, executed
		case opJa:
			pc += int(ins.K)
		case opJeq, opJge, opJgt, opJset:
			pc += int(branch(ins, a))
		case opTax:
			x = a
		default:
			var ok bool
			if a, ok = compute(ins, a, x); !ok {
				return 0, executed
			}
		}
	}
	return 0, executed
}

// branch returns how many instructions a comparison skips.
func branch(ins *bpf.RawInstruction, a uint32) uint8 {
	holds := false
	switch ins.Op {
	case opJeq:
		holds = a == ins.K
	case opJge:
		holds = a >= ins.K
	case opJgt:
		holds = a > ins.K
	case opJset:
		holds = a&ins.K != 0
	}
	if holds {
		return ins.Jt
	}
	return ins.Jf
}

// compute returns what an instruction makes of the accumulator.
func compute(ins *bpf.RawInstruction, a, x uint32) (uint32, bool) {
	switch ins.Op {
	case opImm:
		return ins.K, true
	case opAnd:
		return a & ins.K, true
	case opRsh:
		return a >> (ins.K & 31), true
	case opLshX:
		return a << (x & 31), true
	case opTxa:
		return x, true
	}
	return 0, false
}

// IsConstantAllow reports whether the kernel (5.11 and newer) finds out, when it installs the program, that
// it allows a number whatever the arguments are: it will not run it for that number then.
// It is the kernel's own small evaluator, seccomp_is_const_allow, which gives up at anything but loads of
// the number and the architecture, JA, comparisons with constants, AND with a constant, and RET.
func IsConstantAllow(code []bpf.RawInstruction, arch, nr uint32) bool {
	return isConstant(code, arch, nr, RetAllow)
}

// isConstant is IsConstantAllow for programs that have another action for ALLOW.
func isConstant(code []bpf.RawInstruction, arch, nr, allow uint32) bool {
	var a uint32
	for pc := 0; pc < len(code); pc++ {
		ins := &code[pc]
		switch ins.Op {
		case opLoad:
			switch ins.K {
			case offNr:
				a = nr
			case offArch:
				a = arch
			default:
				return false
			}
		case opRet:
			return ins.K == allow
		case opJa:
			pc += int(ins.K)
		case opJeq, opJge, opJgt, opJset:
			pc += int(branch(ins, a))
		case opAnd:
			a &= ins.K
		default:
			return false
		}
	}
	return false
}
