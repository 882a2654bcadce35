package engine

import (
	"encoding/binary"

	"golang.org/x/sys/unix"

	"strake/tracer/abi"
	"strake/tracer/internal/ptrace"
)

// CLONE_UNTRACED makes a child that nobody traces, but it is bound all the same. So the filter stops clone calls that have the flag (clone3
// always: its flags are in memory), and the flag is taken away while the call is made. The child becomes an ignored tracee. Before
// parent and child go on, the flag is put back to where it was.

// untraced is a clone call with CLONE_UNTRACED that is being made without it.
type untraced struct {
	flags  uint64 // as they were; 0 if there is no such call
	at     uint64 // where they are, for clone3; 0 if they are in a register
	native bool   // that of a program of the tracer's own ABI
}

// Numbers of clone(2) by ABI, and that of clone3(2), from asm/unistd.h.
var nrClone = [abi.Count]uint64{abi.X8664: 56, abi.X32: 56, abi.I386: 120, abi.AArch64: 220}

const nrClone3 = 435

// cloning returns the ABI of the clone call that e.info is about, nil if it is another call.
func (e *engine) cloning() *abi.ABI {
	a, nr := abi.Of(e.info.Arch, e.info.Data[0])
	if a == nil || nr != nrClone3 && nr != nrClone[a.ID] {
		return nil
	}
	return a
}

// keepTraced takes CLONE_UNTRACED out of the clone call that a tracee is about to make, see e.info.
func (e *engine) keepTraced(t *tracee, a *abi.ABI) {
	call := untraced{flags: e.info.Data[1], native: a.ID != abi.I386 || hostABI == abi.I386}
	if _, nr := abi.Of(e.info.Arch, e.info.Data[0]); nr == nrClone3 {
		var word [8]byte
		call.at = e.info.Data[1]
		if t.Read(call.at, word[:]) < len(word) {
			return
		}
		call.flags = binary.NativeEndian.Uint64(word[:])
	}
	if call.flags&unix.CLONE_UNTRACED != 0 && call.put(t, call.flags&^unix.CLONE_UNTRACED) {
		t.untraced = call
		e.untraced++
	}
}

// put writes flags where those of the call are.
func (u *untraced) put(t *tracee, flags uint64) bool {
	if u.at != 0 {
		return ptrace.PokeWord(t.TID, u.at, uintptr(flags)) == 0 // a half of them is enough on 32 bits
	}
	return ptrace.SetFirst(t.TID, u.native, flags) == 0
}

// inherits makes the child of a call with CLONE_UNTRACED one that has to be put in order at its first stop.
func (e *engine) inherits(child, parent *tracee) {
	if parent.untraced.flags != 0 {
		child.untraced, child.born = parent.untraced, true
		e.untraced++
	}
}

// restoreFlags puts back what keepTraced has taken out of the call of a tracee which has been made, or of the one
// that made it. A child that shares its parent's memory has nothing to be put back.
func (e *engine) restoreFlags(t *tracee) {
	u := t.untraced
	if u.flags == 0 {
		return
	}
	switch {
	case u.at == 0 && !ptrace.FirstSurvives:
	case u.at != 0 && t.born && u.flags&unix.CLONE_VM != 0:
	default:
		u.put(t, u.flags)
	}
	e.forgetUntraced(t)
}

// forgetUntraced ends what keepTraced has begun. New threads that had to wait for it, because their parents' events may say
// that they are to be ignored, go on if no such event can come any more.
func (e *engine) forgetUntraced(t *tracee) {
	t.untraced = untraced{}
	if e.untraced--; e.untraced > 0 {
		return
	}
	for tid, s := range e.earlyStops {
		delete(e.earlyStops, tid)
		e.dispatchTo(e.bornEarly(tid), s)
	}
}
