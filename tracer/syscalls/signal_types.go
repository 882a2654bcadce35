package syscalls

import (
	"strake/tracer/abi"
	"strake/tracer/abi/layout"
	"strake/tracer/decode"
)

// SigNum is a signal number: SIGHUP, or the number where there is no such signal.
type SigNum struct{}

// Print implements Type.
func (SigNum) Print(c *decode.Call, v decode.Value) { printSignal(c, int(int32(v.U))) }

// Size implements Sized.
func (SigNum) Size(abi.ID) int { return 4 }

func printSignal(c *decode.Call, sig int) {
	c.Const(uint64(uint32(sig)), decode.FmtInt, abi.SignalName(sig), "")
}

// SigSet is a pointer to a set of signals; Size is the register that has its
// size in bytes.
type SigSet struct {
	Size Count
	// Shorter lets the call take a part of a set, too.
	Shorter bool
}

// numSignals is _NSIG of every ABI of strake, and sigSetSize the bytes of a sigset_t.
const (
	numSignals = 64
	sigSetSize = numSignals / 8
)

// Print implements Type.
func (t SigSet) Print(c *decode.Call, v decode.Value) {
	n := t.Size.get(c)
	if t.Shorter && n < sigSetSize {
		printSigSetPart(c, v.U, int(n))
		return
	}
	printSigSetAt(c, v.U, n)
}

// printSigSetAt shows the set of signals at addr if it has the size of one, or of the one that a word held
// before there were more signals. The kernel takes none of that size, but the set can be seen.
func printSigSetAt(c *decode.Call, addr, size uint64) {
	if size != sigSetSize && size != uint64(c.Word()) {
		c.E.Addr(addr)
		return
	}
	printSigSetPart(c, addr, int(size))
}

// sigsetSizeIs0 reports whether rt_sigpending(2) has no room for a set.
func sigsetSizeIs0(c *decode.Call) bool { return c.Args[1] == 0 }

func printSigSetPart(c *decode.Call, addr uint64, size int) {
	mark := c.Mark()
	defer c.Release(mark)
	if b, ok := fetch(c, addr, size); ok {
		var set [sigSetSize]byte
		copy(set[:], b)
		printSigSet(c, layout.Load(set[:], false))
	}
}

// printSigSet shows a set of signals, bit n-1 for signal n: [HUP INT]; its complement if that
// is much smaller: ~[KILL STOP].
func printSigSet(c *decode.Call, set uint64) { printSigSetOf(c, set, numSignals) }

// numOldSignals is how many signals the sets of i386's first calls have.
const numOldSignals = 32

// printSigSetOf is printSigSet of a set that has the first signals only.
func printSigSetOf(c *decode.Call, set uint64, signals int) { c.SigSet(set, signals) }
