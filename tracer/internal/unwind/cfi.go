package unwind

import (
	"cmp"
	"slices"
	"sort"
)

// section is a section with call frame information.
type section struct {
	data  []byte
	addr  uint64
	debug bool // .debug_frame, not .eh_frame
	word  int
}

// cie is what entries have in common.
type cie struct {
	codeAlign uint64
	dataAlign int64
	ra        uint64
	enc       byte
	augmented bool // entries have augmentation data
	signal    bool
	program   []byte
}

// fde says how to unwind from the addresses lo to hi.
type fde struct {
	lo, hi  uint64
	cie     *cie
	program []byte
	sec     *section
}

// parse returns the entries of a section, as far as it is well-formed.
func (s *section) parse() []fde {
	var fdes []fde
	cies := map[int]*cie{}
	r := reader{b: s.data, word: s.word}
	for r.left() {
		body, id, at, ok := s.next(&r)
		if !ok {
			break
		}
		if body == nil {
			continue
		}
		if s.isCIE(id) {
			continue
		}
		// Where its CIE is: counted from the id's place, or from the section's start.
		pos := int64(at) - int64(id)
		if s.debug {
			pos = int64(id)
		}
		if pos < 0 || pos >= int64(len(s.data)) {
			continue
		}
		c, seen := cies[int(pos)]
		if !seen {
			c = s.cie(int(pos))
			cies[int(pos)] = c
		}
		if c == nil {
			continue
		}
		if f, ok := s.fde(body, c); ok {
			fdes = append(fdes, f)
		}
	}
	slices.SortStableFunc(fdes, func(a, b fde) int { return cmp.Compare(a.lo, b.lo) })
	return fdes
}

// next reads the head of an entry: its body, which is what comes after the id, the id and where that is. The
// body is nil for an empty entry.
func (s *section) next(r *reader) (body *reader, id uint64, at int, ok bool) {
	n, idSize := r.uint(4), 4
	if n == 0xffffffff {
		n = r.uint(8)
		if s.debug {
			idSize = 8
		}
	}
	if n == 0 {
		return nil, 0, 0, !r.bad
	}
	start := r.pos
	if r.take(n) == nil {
		return nil, 0, 0, false
	}
	body = &reader{b: s.data[:start+int(n)], pos: start, word: s.word}
	id = body.uint(idSize)
	if s.debug && idSize == 4 && id == 0xffffffff {
		id = ^uint64(0)
	}
	return body, id, start, !body.bad
}

func (s *section) isCIE(id uint64) bool {
	if s.debug {
		return id == ^uint64(0)
	}
	return id == 0
}

// cie reads the CIE at pos, nil if it makes no sense.
func (s *section) cie(pos int) *cie {
	r, id, _, ok := s.next(&reader{b: s.data, pos: pos, word: s.word})
	if !ok || r == nil || !s.isCIE(id) {
		return nil
	}
	c := new(cie)
	version := r.byte()
	augmentation := r.cstring()
	if version >= 4 {
		r.take(2) // sizes of an address and a segment
	}
	c.codeAlign, c.dataAlign = r.uleb(), r.sleb()
	if version == 1 {
		c.ra = r.uint(1)
	} else {
		c.ra = r.uleb()
	}
	if augmentation != "" && augmentation[0] == 'z' {
		c.augmented = true
		data := reader{b: r.b, word: s.word}
		n := r.uleb()
		data.pos = r.pos
		r.take(n)
		c.augment(&data, augmentation[1:], s.addr)
	}
	if r.bad || c.ra >= maxRegs {
		return nil
	}
	c.program = r.b[r.pos:]
	return c
}

// augment reads the augmentation data.
func (c *cie) augment(r *reader, letters string, addr uint64) {
	for _, l := range letters {
		switch l {
		case 'R':
			c.enc = r.byte()
		case 'P':
			r.pointer(r.byte(), addr)
		case 'L':
			r.byte()
		case 'S':
			c.signal = true
		}
	}
}

func (s *section) fde(r *reader, c *cie) (fde, bool) {
	if c.enc == encOmit {
		return fde{}, false
	}
	lo := r.pointer(c.enc, s.addr)
	size := r.pointer(c.enc&encFormat, s.addr)
	if c.augmented {
		r.take(r.uleb())
	}
	if r.bad || size == 0 || lo == 0 || lo+size < lo {
		return fde{}, false
	}
	return fde{lo: lo, hi: lo + size, cie: c, program: r.b[r.pos:], sec: s}, true
}

// find returns the entry for pc, nil if there is none. fdes are sorted.
func find(fdes []fde, pc uint64) *fde {
	i := sort.Search(len(fdes), func(i int) bool { return fdes[i].lo > pc })
	if i == 0 || pc >= fdes[i-1].hi {
		return nil
	}
	return &fdes[i-1]
}

// rules say where a register of the caller is.
type ruleKind uint8

const (
	same      ruleKind = iota
	undefined          // it is not known
	atOffset           // in memory, at the CFA and off
	isOffset           // it is the CFA and off
	inReg              // in register reg, off added if it is the CFA's rule
	atExpr             // in memory, where an expression says
	isExpr             // it is what an expression says
)

type rule struct {
	kind ruleKind
	reg  uint64
	off  int64
	expr []byte
}

// row is how to unwind from one address.
type row struct {
	cfa    rule
	rules  []regRule // those that are not same
	ra     uint64
	signal bool
}

type regRule struct {
	reg uint64
	rule
}

// machine runs call frame programs.
type machine struct {
	f       *fde
	loc     uint64
	cfa     rule
	rules   [maxRegs]rule
	initial *[maxRegs]rule
	saved   []savedRow
}

type savedRow struct {
	cfa   rule
	rules [maxRegs]rule
}

// maxSaved bounds DW_CFA_remember_state.
const maxSaved = 64

// row returns how to unwind from pc, nil if the programs make no sense.
func (f *fde) row(pc uint64) *row {
	m := machine{f: f, loc: f.lo}
	if !m.run(f.cie.program, ^uint64(0)) {
		return nil
	}
	initial := m.rules
	m.initial = &initial
	if !m.run(f.program, pc) {
		return nil
	}
	r := &row{cfa: m.cfa, ra: f.cie.ra, signal: f.cie.signal}
	for reg := range m.rules {
		if m.rules[reg].kind != same {
			r.rules = append(r.rules, regRule{uint64(reg), m.rules[reg]})
		}
	}
	return r
}

// run executes a program up to the address pc. It reports whether the program made sense.
func (m *machine) run(program []byte, pc uint64) bool {
	r := reader{b: program, word: m.f.sec.word}
	for r.left() {
		op := r.byte()
		switch op >> 6 {
		case 1:
			m.loc += uint64(op&0x3f) * m.f.cie.codeAlign
		case 2:
			m.set(uint64(op&0x3f), rule{kind: atOffset, off: int64(r.uleb()) * m.f.cie.dataAlign})
		case 3:
			m.restore(uint64(op & 0x3f))
		default:
			if !m.extended(&r, op) {
				return false
			}
		}
		if r.bad {
			return false
		}
		if m.loc > pc {
			return true
		}
	}
	return !r.bad
}

// set sets a rule; one of a register that is not unwound (a vector, say) is ignored.
func (m *machine) set(reg uint64, ru rule) {
	if reg < maxRegs {
		m.rules[reg] = ru
	}
}

func (m *machine) restore(reg uint64) {
	if reg < maxRegs && m.initial != nil {
		m.rules[reg] = m.initial[reg]
	}
}

// extended executes an instruction whose upper bits are 0.
func (m *machine) extended(r *reader, op byte) bool {
	c := m.f.cie
	switch op {
	case 0x00: // nop
	case 0x01:
		m.loc = r.pointer(c.enc, m.f.sec.addr+m.place(r))
	case 0x02, 0x03, 0x04:
		m.loc += r.uint(1<<(op-0x02)) * c.codeAlign
	case 0x05:
		m.set(r.uleb(), rule{kind: atOffset, off: int64(r.uleb()) * c.dataAlign})
	case 0x06:
		m.restore(r.uleb())
	case 0x07:
		m.set(r.uleb(), rule{kind: undefined})
	case 0x08:
		m.set(r.uleb(), rule{kind: same})
	case 0x09:
		m.set(r.uleb(), rule{kind: inReg, reg: r.uleb()})
	case 0x0a:
		if len(m.saved) >= maxSaved {
			return false
		}
		m.saved = append(m.saved, savedRow{m.cfa, m.rules})
	case 0x0b:
		n := len(m.saved)
		if n == 0 {
			return false
		}
		m.cfa, m.rules = m.saved[n-1].cfa, m.saved[n-1].rules
		m.saved = m.saved[:n-1]
	case 0x0c:
		m.cfa = rule{kind: inReg, reg: r.uleb(), off: int64(r.uleb())}
	case 0x0d:
		m.cfa.kind, m.cfa.reg = inReg, r.uleb()
	case 0x0e:
		m.cfa.off = int64(r.uleb())
	case 0x0f:
		m.cfa = rule{kind: isExpr, expr: r.take(r.uleb())}
	case 0x10:
		m.set(r.uleb(), rule{kind: atExpr, expr: r.take(r.uleb())})
	case 0x11:
		m.set(r.uleb(), rule{kind: atOffset, off: r.sleb() * c.dataAlign})
	case 0x12:
		m.cfa = rule{kind: inReg, reg: r.uleb(), off: r.sleb() * c.dataAlign}
	case 0x13:
		m.cfa.off = r.sleb() * c.dataAlign
	case 0x14:
		m.set(r.uleb(), rule{kind: isOffset, off: int64(r.uleb()) * c.dataAlign})
	case 0x15:
		m.set(r.uleb(), rule{kind: isOffset, off: r.sleb() * c.dataAlign})
	case 0x16:
		m.set(r.uleb(), rule{kind: isExpr, expr: r.take(r.uleb())})
	case 0x2d: // GNU_window_save; on arm64 the sign of a return address is toggled, which masking undoes
	case 0x2e:
		r.uleb() // GNU_args_size
	case 0x2f:
		m.set(r.uleb(), rule{kind: atOffset, off: -int64(r.uleb()) * c.dataAlign})
	default:
		return false
	}
	return true
}

// place returns where the section has the program that r reads, for pointers relative to themselves.
func (m *machine) place(r *reader) uint64 {
	// Programs are slices of the section up to the entry's end.
	return uint64(cap(m.f.sec.data) - cap(r.b))
}
