package decode

import "strconv"

// Text is the Emitter of strace's notation. It appends to Buf, which belongs to
// the caller.
type Text struct {
	Buf []byte
	// HexMode is how strings are shown.
	HexMode HexMode
	// ArgNames shows the names of arguments (-N).
	ArgNames bool

	// state of the innermost containers, one bit each: is the next element the first?
	first [maxDepth]bool
	depth int
}

// maxDepth is how deep containers can nest before commas go wrong, far more
// than any kernel structure needs; deeper ones share the last place.
const maxDepth = 32

var _ Emitter = (*Text)(nil)

// Begin starts a new call: the next argument is the first.
func (t *Text) Begin() {
	t.depth = 0
	t.first[0] = true
}

func (t *Text) push() {
	if t.depth < maxDepth-1 {
		t.depth++
	}
	t.first[t.depth] = true
}

func (t *Text) pop() {
	if t.depth > 0 {
		t.depth--
	}
}

func (t *Text) next(sep string) {
	if t.first[t.depth] {
		t.first[t.depth] = false
		return
	}
	t.Buf = append(t.Buf, sep...)
}

// Arg implements Emitter.
func (t *Text) Arg(name string) {
	t.next(", ")
	if t.ArgNames && name != "" {
		t.Buf = append(append(t.Buf, name...), '=')
	}
}

// Label implements Emitter.
func (t *Text) Label(name string) { t.Buf = append(append(t.Buf, name...), '=') }

// StructBegin implements Emitter.
func (t *Text) StructBegin() {
	t.Buf = append(t.Buf, '{')
	t.push()
}

// Field implements Emitter.
func (t *Text) Field(name string) {
	t.next(", ")
	if name != "" {
		t.Buf = append(append(t.Buf, name...), '=')
	}
}

// Tail implements Emitter.
func (t *Text) Tail(from, to uint64, b []byte, more bool) {
	t.next(", ")
	t.Buf = append(t.Buf, "/* bytes "...)
	t.Buf = strconv.AppendUint(t.Buf, from, 10)
	t.Buf = append(t.Buf, ".."...)
	t.Buf = strconv.AppendUint(t.Buf, to, 10)
	t.Buf = append(t.Buf, " */ "...)
	t.HexStr(b, more)
}

// StructEnd implements Emitter.
func (t *Text) StructEnd() {
	t.Buf = append(t.Buf, '}')
	t.pop()
}

// ArrayBegin implements Emitter.
func (t *Text) ArrayBegin() {
	t.Buf = append(t.Buf, '[')
	t.push()
}

// Elem implements Emitter.
func (t *Text) Elem() { t.next(", ") }

// Index implements Emitter.
func (t *Text) Index(i uint64) {
	t.next(", ")
	t.Buf = append(t.Buf, '[')
	t.Buf = strconv.AppendUint(t.Buf, i, 10)
	t.Buf = append(t.Buf, "]="...)
}

// NamedIndex implements Emitter.
func (t *Text) NamedIndex(name string) {
	t.next(", ")
	t.Buf = append(append(append(t.Buf, '['), name...), "]="...)
}

// ArrayEnd implements Emitter.
func (t *Text) ArrayEnd() {
	t.Buf = append(t.Buf, ']')
	t.pop()
}

// SetBegin implements Emitter.
func (t *Text) SetBegin(not bool) {
	if not {
		t.Buf = append(t.Buf, '~')
	}
	t.Buf = append(t.Buf, '[')
	t.push()
}

// SetElem implements Emitter.
func (t *Text) SetElem() { t.next(" ") }

// SetEnd implements Emitter.
func (t *Text) SetEnd() { t.ArrayEnd() }

// CallBegin implements Emitter.
func (t *Text) CallBegin(name string) {
	t.Buf = append(append(t.Buf, name...), '(')
	t.push()
}

// CallArg implements Emitter.
func (t *Text) CallArg() { t.next(", ") }

// CallEnd implements Emitter.
func (t *Text) CallEnd() {
	t.Buf = append(t.Buf, ')')
	t.pop()
}

// Or implements Emitter.
func (t *Text) Or() { t.Buf = append(t.Buf, '|') }

// Plus implements Emitter.
func (t *Text) Plus() { t.Buf = append(t.Buf, '+') }

// Minus implements Emitter.
func (t *Text) Minus() { t.Buf = append(t.Buf, '-') }

// Range implements Emitter.
func (t *Text) Range() { t.Buf = append(t.Buf, ".."...) }

// Shift implements Emitter.
func (t *Text) Shift() { t.Buf = append(t.Buf, "<<"...) }

// Abstract implements Emitter.
func (t *Text) Abstract() { t.Buf = append(t.Buf, '@') }

// Changed implements Emitter.
func (t *Text) Changed() { t.Buf = append(t.Buf, " => "...) }

// More implements Emitter.
func (t *Text) More() { t.Buf = append(t.Buf, "..."...) }

// CommentBegin implements Emitter.
func (t *Text) CommentBegin() { t.Buf = append(t.Buf, " /* "...) }

// CommentEnd implements Emitter.
func (t *Text) CommentEnd() { t.Buf = append(t.Buf, " */"...) }

// AnnotBegin implements Emitter.
func (t *Text) AnnotBegin() { t.Buf = append(t.Buf, '<') }

// AnnotEnd implements Emitter.
func (t *Text) AnnotEnd() { t.Buf = append(t.Buf, '>') }

// AuxBegin implements Emitter.
func (t *Text) AuxBegin() {
	t.Buf = append(t.Buf, " ("...)
	t.push()
}

// AuxEnd implements Emitter.
func (t *Text) AuxEnd() {
	t.Buf = append(t.Buf, ')')
	t.pop()
}

// Int implements Emitter.
func (t *Text) Int(v int64) { t.Buf = strconv.AppendInt(t.Buf, v, 10) }

// Uint implements Emitter.
func (t *Text) Uint(v uint64) { t.Buf = strconv.AppendUint(t.Buf, v, 10) }

// Hex implements Emitter.
func (t *Text) Hex(v uint64) {
	if v == 0 {
		t.Buf = append(t.Buf, '0')
		return
	}
	t.Buf = append(t.Buf, '0', 'x')
	t.Buf = strconv.AppendUint(t.Buf, v, 16)
}

// HexPad implements Emitter.
func (t *Text) HexPad(v uint64, digits int) {
	t.Buf = append(t.Buf, '0', 'x')
	for n := digits - 1; n > 0 && v>>(4*n) == 0; n-- {
		t.Buf = append(t.Buf, '0')
	}
	t.Buf = strconv.AppendUint(t.Buf, v, 16)
}

// Oct implements Emitter.
func (t *Text) Oct(v uint64) {
	if v != 0 {
		t.Buf = append(t.Buf, '0')
	}
	t.Buf = strconv.AppendUint(t.Buf, v, 8)
}

// HexFill implements Emitter.
func (t *Text) HexFill(v uint64, width int) {
	digits := width
	if v != 0 {
		t.Buf = append(t.Buf, '0', 'x')
		digits -= 2
	}
	for n := digits - 1; n > 0 && (n >= 16 || v>>(4*n) == 0); n-- {
		t.Buf = append(t.Buf, '0')
	}
	t.Buf = strconv.AppendUint(t.Buf, v, 16)
}

// Colons implements Emitter.
func (t *Text) Colons(b []byte) {
	for i, x := range b {
		if i > 0 {
			t.Buf = append(t.Buf, ':')
		}
		t.Buf = append(t.Buf, hexDigits[x>>4], hexDigits[x&15])
	}
}

// Mode implements Emitter.
func (t *Text) Mode(v uint64) {
	switch {
	case v < 0o10:
		t.Buf = append(t.Buf, "00"...)
	default:
		t.Buf = append(t.Buf, '0')
	}
	t.Buf = strconv.AppendUint(t.Buf, v, 8)
}

// Addr implements Emitter.
func (t *Text) Addr(v uint64) {
	if v == 0 {
		t.Buf = append(t.Buf, "NULL"...)
		return
	}
	t.Hex(v)
}

// Name implements Emitter.
func (t *Text) Name(s string) { t.Buf = append(t.Buf, s...) }

// Ref implements Emitter.
func (t *Text) Ref(member string) { t.Buf = append(append(t.Buf, '&'), member...) }

// Bytes implements Emitter.
func (t *Text) Bytes(b []byte) { t.Buf = append(t.Buf, b...) }

// Str implements Emitter.
func (t *Text) Str(b []byte, more bool) {
	t.Buf = appendQuoted(t.Buf, b, t.HexMode)
	if more {
		t.More()
	}
}

// Path implements Emitter.
func (t *Text) Path(b []byte, more bool) { t.Str(b, more) }

// HexStr implements Emitter.
func (t *Text) HexStr(b []byte, more bool) {
	t.Buf = appendQuoted(t.Buf, b, HexAll)
	if more {
		t.More()
	}
}

// AnnotStr implements Emitter.
func (t *Text) AnnotStr(s string) {
	for i := 0; i < len(s); i++ {
		if c := s[i]; c < ' ' || c >= 0x7f || c == '<' || c == '>' || c == '\\' || t.HexMode == HexAll {
			t.Buf = appendEscaped(t.Buf, []byte(s), t.HexMode, '<', '>')
			return
		}
	}
	t.Buf = append(t.Buf, s...)
}
