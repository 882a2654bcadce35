package seccompgen

import "strake/tracer/abi"

// linear compares with one run after the other that is not rest; what is left is rest. At a run, all
// before it are excluded, so whatever is below it is rest.
// Example: with 2 and 4–6 traced of 0–9: JEQ #2, T; JGE #7, A; JGE #4, T, A.
func (g *generator) linear(list []elem, rest int32) int32 {
	rs := runs(list, nil)
	next := rest
	for i := len(rs) - 1; i >= 0; i-- {
		r := &rs[i]
		switch {
		case r.label == rest:
		case r.lo == r.hi:
			next = g.jump(opJeq, r.lo, r.label, next)
		case r.hi == ^uint32(0):
			next = g.jump(opJge, r.lo, r.label, next)
		default:
			next = g.jump(opJge, r.hi+1, next, g.jump(opJge, r.lo, r.label, rest))
		}
	}
	return next
}

// binary halves the runs, whatever they weigh. Example: of 0–1 T, 2–8 A, 9 T the edge at 2
// is asked for first, then, above, the one at 9.
func (g *generator) binary(rs []run) int32 {
	if len(rs) == 1 {
		return rs[0].label
	}
	mid := len(rs) / 2
	return g.jump(opJge, rs[mid].lo, g.binary(rs[mid:]), g.binary(rs[:mid]))
}

// wordBits is the size of a word of a bitmap, as a shift.
const wordBits = 5

// bitmap makes one bit of the low five bits of the number, finds the word by the others, and tests the
// bit in it. Example: number 80 is bit 16 of word 2: X = 1<<16; A = 80>>5; JEQ #2; TXA; JSET #word.
// Numbers with rules are compared with first.
func (g *generator) bitmap(list []elem, masked bool) int32 {
	root := g.lookUpBit(g.words(list), masked)
	ruled := false
	for _, e := range list {
		if e.label != g.trace && e.label != g.allow {
			root = g.jump(opJeq, e.lo, e.label, root)
			ruled = true
		}
	}
	if ruled && !masked {
		root = g.stmt(opAnd, ^uint32(abi.X32Bit), root)
	}
	return root
}

// lookUpBit returns the node that makes the bit and finds the word. If all words agree, their verdict is all that
// it takes.
func (g *generator) lookUpBit(words []elem, masked bool) int32 {
	if len(words) == 0 {
		return g.allow
	}
	root := g.optimal(words, true)
	if g.isLeaf(root) {
		return root
	}
	root = g.stmt(opRsh, wordBits, root)
	if !masked {
		root = g.stmt(opAnd, ^uint32(abi.X32Bit), root)
	}
	root = g.stmt(opLoad, offNr, root)
	// The x32 bit is none of the five.
	return g.stmt(opAnd, 1<<wordBits-1, g.stmt(opTax, 0, g.stmt(opImm, 1, g.stmt(opLshX, 0, g.stmt(opTax, 0, root)))))
}

// words turns elements into those of the words that they are in. A word whose bits are equal, as
// far as anybody cares, is its verdict.
func (g *generator) words(list []elem) []elem {
	var words []elem
	var traced, cared uint32
	flush := func(w uint32) {
		label := g.stmt(opTxa, 0, g.jump(opJset, traced, g.trace, g.allow))
		switch traced {
		case 0:
			label = g.allow
		case cared:
			label = g.trace
		}
		if cared != 0 {
			words = append(words, elem{w, w, label, 1})
		}
		traced, cared = 0, 0
	}
	current := uint32(0)
	for _, e := range list {
		for nr := uint64(e.lo); nr <= uint64(e.hi); nr++ {
			w := uint32(nr >> wordBits)
			if w != current {
				flush(current)
				current = w
				if e.lo != e.hi && nr&(1<<wordBits-1) == 0 {
					return append(words, elem{w, ^uint32(0) >> wordBits, e.label, 0})
				}
			}
			bit := uint32(1) << (nr & (1<<wordBits - 1))
			if e.label == g.trace {
				traced |= bit
			}
			if e.label == g.trace || e.label == g.allow {
				cared |= bit
			}
		}
	}
	flush(current)
	return words
}
