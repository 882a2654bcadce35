package unwind

// Bounds of an expression: steps, since it can loop, and the depth of its stack.
const (
	maxSteps = 1000
	maxDepth = 64
)

// evaluator runs DWARF expressions, as far as call frame information uses them.
type evaluator struct {
	a     *arch
	f     *frame
	mem   *memory
	stack []uint64
	bad   bool
}

func (e *evaluator) push(v uint64) {
	if len(e.stack) >= maxDepth {
		e.bad = true
		return
	}
	e.stack = append(e.stack, v)
}

func (e *evaluator) pop() uint64 {
	n := len(e.stack)
	if n == 0 {
		e.bad = true
		return 0
	}
	v := e.stack[n-1]
	e.stack = e.stack[:n-1]
	return v
}

// pick pushes the value that is i below the top.
func (e *evaluator) pick(i int) {
	n := len(e.stack)
	if i >= n {
		e.bad = true
		return
	}
	e.push(e.stack[n-1-i])
}

// run evaluates an expression; ok is false if it cannot be.
func (e *evaluator) run(expr []byte) (v uint64, ok bool) {
	r := reader{b: expr, word: e.a.word}
	for steps := 0; r.left() && !e.bad; steps++ {
		if steps == maxSteps {
			return 0, false
		}
		e.step(&r, r.byte())
	}
	v = e.pop()
	if e.a.word == 4 {
		v = uint64(uint32(v))
	}
	return v, !e.bad && !r.bad
}

func (e *evaluator) step(r *reader, op byte) {
	switch {
	case op >= 0x30 && op <= 0x4f: // lit0 …
		e.push(uint64(op - 0x30))
	case op >= 0x70 && op <= 0x8f: // breg0 …
		e.register(uint64(op-0x70), r.sleb())
	case op >= 0x08 && op <= 0x11:
		e.constant(r, op)
	case op >= 0x12 && op <= 0x17:
		e.arrange(r, op)
	case op >= 0x1a && op <= 0x2e && op != 0x1f && op != 0x20 && op != 0x23 && op != 0x28:
		b, a := e.pop(), e.pop()
		e.push(e.binary(op, a, b))
	default:
		e.other(r, op)
	}
}

func (e *evaluator) register(reg uint64, off int64) {
	v, ok := e.f.get(reg)
	if !ok {
		e.bad = true
	}
	e.push(v + uint64(off))
}

func (e *evaluator) constant(r *reader, op byte) {
	switch op {
	case 0x10:
		e.push(r.uleb())
	case 0x11:
		e.push(uint64(r.sleb()))
	default:
		n := 1 << ((op - 0x08) / 2)
		if op&1 == 0 {
			e.push(r.uint(n))
		} else {
			e.push(uint64(r.int(n)))
		}
	}
}

func (e *evaluator) arrange(r *reader, op byte) {
	switch op {
	case 0x12: // dup
		e.pick(0)
	case 0x13: // drop
		e.pop()
	case 0x14: // over
		e.pick(1)
	case 0x15: // pick
		e.pick(int(r.byte()))
	case 0x16: // swap
		b, a := e.pop(), e.pop()
		e.push(b)
		e.push(a)
	case 0x17: // rot
		c, b, a := e.pop(), e.pop(), e.pop()
		e.push(c)
		e.push(a)
		e.push(b)
	}
}

func (e *evaluator) binary(op byte, a, b uint64) uint64 {
	switch op {
	case 0x1a:
		return a & b
	case 0x1b, 0x1d:
		return e.divide(op, a, b)
	case 0x1c:
		return a - b
	case 0x1e:
		return a * b
	case 0x21:
		return a | b
	case 0x22:
		return a + b
	case 0x24:
		return a << b
	case 0x25:
		return a >> b
	case 0x26:
		return uint64(int64(a) >> b)
	case 0x27:
		return a ^ b
	}
	return compare(op, int64(a), int64(b))
}

func (e *evaluator) divide(op byte, a, b uint64) uint64 {
	switch {
	case b == 0:
		e.bad = true
		return 0
	case op == 0x1b:
		return uint64(int64(a) / int64(b))
	}
	return a % b
}

func compare(op byte, a, b int64) uint64 {
	holds := false
	switch op {
	case 0x29:
		holds = a == b
	case 0x2a:
		holds = a >= b
	case 0x2b:
		holds = a > b
	case 0x2c:
		holds = a <= b
	case 0x2d:
		holds = a < b
	case 0x2e:
		holds = a != b
	}
	if holds {
		return 1
	}
	return 0
}

func (e *evaluator) other(r *reader, op byte) {
	switch op {
	case 0x06: // deref
		e.push(e.load(e.a.word))
	case 0x94: // deref_size
		e.push(e.load(int(r.byte())))
	case 0x19: // abs
		if v := int64(e.pop()); v < 0 {
			e.push(uint64(-v))
		} else {
			e.push(uint64(v))
		}
	case 0x1f: // neg
		e.push(-e.pop())
	case 0x20: // not
		e.push(^e.pop())
	case 0x23: // plus_uconst
		e.push(e.pop() + r.uleb())
	case 0x92: // bregx
		e.register(r.uleb(), r.sleb())
	case 0x28: // bra
		off := r.int(2)
		if e.pop() != 0 {
			e.jump(r, off)
		}
	case 0x2f: // skip
		e.jump(r, r.int(2))
	case 0x96: // nop
	default:
		e.bad = true
	}
}

func (e *evaluator) jump(r *reader, off int64) {
	to := int64(r.pos) + off
	if to < 0 || to > int64(len(r.b)) {
		e.bad = true
		return
	}
	r.pos = int(to)
}

func (e *evaluator) load(n int) uint64 {
	v, ok := e.mem.uint(e.pop(), n)
	if !ok {
		e.bad = true
	}
	return v
}
