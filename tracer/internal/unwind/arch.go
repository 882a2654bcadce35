// Package unwind walks the stacks of stopped threads and names what it finds: it is what -k is made of.
//
// A frame's caller is found by the call frame information of the file that the frame's code was mapped from
// (.eh_frame, .debug_frame), and where there is none by frame pointers. Names come from the files' symbol
// tables, from separate debug files that a build id names, and from the tables of Go programs.
//
// Everything that is read is hostile: files may be malformed, and memory may say anything. Sizes, steps and
// frames are bounded, and a file that makes the standard library panic counts as one without information.
package unwind

import "encoding/binary"

// maxRegs is more than the number of registers that any architecture unwinds.
const maxRegs = 34

// arch is what has to be known of an architecture.
type arch struct {
	name   string
	word   int    // bytes of a pointer
	mask   uint64 // of the bits of a code address
	sp, fp int    // numbers in DWARF
	regs   []int8 // numbers in DWARF of the words of user_regs_struct, -1 for those that are not needed
	pc     int    // the word of user_regs_struct that is the instruction pointer
}

// Architectures, with their registers in the order of struct user_regs_struct.
var (
	amd64 = arch{name: "amd64", word: 8, mask: 1<<56 - 1, sp: 7, fp: 6, pc: 16,
		regs: []int8{15, 14, 13, 12, 6, 3, 11, 10, 9, 8, 0, 2, 1, 4, 5, -1, -1, -1, -1, 7, -1, -1, -1, -1, -1, -1, -1}}
	i386 = arch{name: "386", word: 4, mask: 1<<32 - 1, sp: 4, fp: 5, pc: 12,
		regs: []int8{3, 1, 2, 6, 7, 5, 0, -1, -1, -1, -1, -1, -1, -1, -1, 4, -1}}
	// The upper bits of an address on arm64 may be those of pointer authentication.
	arm64 = arch{name: "arm64", word: 8, mask: 1<<48 - 1, sp: 31, fp: 29, pc: 32,
		regs: []int8{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26,
			27, 28, 29, 30, 31, -1, -1}}
)

// archOf returns the architecture whose general registers (NT_PRSTATUS) take n bytes, nil if there is none.
func archOf(n int) *arch {
	for _, a := range []*arch{&amd64, &i386, &arm64} {
		if n == a.word*len(a.regs) {
			return a
		}
	}
	return nil
}

// frame is the state of a frame: what its registers hold as far as that is known.
type frame struct {
	pc    uint64
	regs  [maxRegs]uint64
	known uint64 // a bit for each register

	// exact says that pc is that of the next instruction to execute, not the one behind a call.
	exact bool
}

// load reads the registers as PTRACE_GETREGSET has them.
func (f *frame) load(a *arch, raw []byte) {
	*f = frame{exact: true}
	for i, reg := range a.regs {
		v := a.uint(raw[i*a.word:])
		if i == a.pc {
			f.pc = v
		}
		if reg >= 0 {
			f.set(int(reg), v)
		}
	}
}

func (f *frame) set(reg int, v uint64) {
	f.regs[reg] = v
	f.known |= 1 << reg
}

// get returns a register; ok is false if it is not known.
func (f *frame) get(reg uint64) (v uint64, ok bool) {
	if reg >= maxRegs || f.known&(1<<reg) == 0 {
		return 0, false
	}
	return f.regs[reg], true
}

// uint reads a word. All architectures are little endian.
func (a *arch) uint(b []byte) uint64 {
	if a.word == 4 {
		return uint64(binary.LittleEndian.Uint32(b))
	}
	return binary.LittleEndian.Uint64(b)
}
