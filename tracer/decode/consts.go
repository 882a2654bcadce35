package decode

import "strake/tracer/xlat"

// NumFormat is how a constant is shown as a number.
type NumFormat uint8

// The formats.
const (
	FmtHex  NumFormat = iota
	FmtInt            // decimal, signed 32 bits
	FmtUint           // decimal, unsigned
	FmtMode           // octal, as file modes
	FmtAddr           // an address, 0 as NULL
)

// num shows v as a number.
func (c *Call) num(v uint64, f NumFormat) {
	switch f {
	case FmtInt:
		c.E.Int(int64(int32(v)))
	case FmtUint:
		c.E.Uint(v)
	case FmtMode:
		c.E.Mode(v)
	case FmtAddr:
		c.E.Addr(v)
	default:
		c.E.Hex(v)
	}
}

// comment shows text behind a value.
func (c *Call) comment(text string) {
	if text == "" {
		return
	}
	c.E.CommentBegin()
	c.E.Name(text)
	c.E.CommentEnd()
}

// Comment shows text behind a value, as /* text */.
func (c *Call) Comment(text string) { c.comment(text) }

// SetStyle sets how constants are shown from now on, and returns how they were before.
func (c *Call) SetStyle(s Style) (was Style) {
	was, c.Opt.Style = c.Opt.Style, s
	return was
}

// Const shows a value whose name is known, "" if it has none; unknown is then
// put in a comment.
func (c *Call) Const(v uint64, f NumFormat, name, unknown string) {
	switch {
	case c.Opt.Style == Raw:
		c.num(v, f)
	case name == "":
		c.num(v, f)
		c.comment(unknown)
	case c.Opt.Style == Verbose:
		c.num(v, f)
		c.comment(name)
	default:
		c.E.Name(name)
	}
}

// Enum shows the name that t has for v: "SEEK_SET", "0x4d /* SEEK_??? */".
func (c *Call) Enum(t *xlat.Table, v uint64, f NumFormat) {
	c.Const(v, f, t.Lookup(c.ABI.ID, v), t.Unknown)
}

// Flags shows v as the names that t has for its bits, what is left as a number.
// See FlagsIn.
func (c *Call) Flags(t *xlat.Table, v uint64) { c.FlagsAfter("", t, v, FmtHex) }

// FlagsAfter shows v as flags with a name in front that stands for no
// bit of it or for bits already taken out: O_RDONLY|O_CLOEXEC. With first == "" and v == 0 it
// shows the table's name of 0 if it has one, else 0.
//
// With -X verbose the number in front is v alone; use FlagsOf where it must hold first's bits too.
func (c *Call) FlagsAfter(first string, t *xlat.Table, v uint64, f NumFormat) {
	c.FlagsOf(v, first, t, v, f)
}

// FlagsOf shows the flags rest, a part of the number whole, behind the name first.
func (c *Call) FlagsOf(whole uint64, first string, t *xlat.Table, rest uint64, f NumFormat) {
	if c.Opt.Style == Raw {
		c.num(whole, f)
		return
	}
	if c.Opt.Style == Verbose {
		c.num(whole, f)
		if whole == 0 && first == "" && t.Lookup(c.ABI.ID, 0) == "" {
			return
		}
		known := first != "" || c.anyFlag(t, rest)
		if !known && t.Unknown == "" {
			return
		}
		c.E.CommentBegin()
		if known {
			c.flagNames(first, t, rest, f)
		} else {
			c.E.Name(t.Unknown)
		}
		c.E.CommentEnd()
		return
	}
	if first == "" && !c.anyFlag(t, rest) {
		c.num(rest, f)
		if rest != 0 {
			c.comment(t.Unknown)
		}
		return
	}
	c.flagNames(first, t, rest, f)
}

// anyFlag reports whether t has a name for any part of v.
func (c *Call) anyFlag(t *xlat.Table, v uint64) bool {
	for i, list := 0, t.For(c.ABI.ID); i < len(list); i++ {
		if bits := list[i].Val; v&bits == bits && (bits != 0 || v == 0) {
			return true
		}
	}
	return false
}

// AnyFlag reports whether t has a name for any part of v.
func (c *Call) AnyFlag(t *xlat.Table, v uint64) bool { return c.anyFlag(t, v) }

// flagNames shows the names, joined, and what is left of v as a number.
func (c *Call) flagNames(first string, t *xlat.Table, v uint64, f NumFormat) {
	shown := false
	if first != "" {
		c.E.Name(first)
		shown = true
	}
	if v == 0 {
		if !shown {
			if name := t.Lookup(c.ABI.ID, 0); name != "" {
				c.E.Name(name)
			} else {
				c.num(0, f)
			}
		}
		return
	}
	for i, list := 0, t.For(c.ABI.ID); i < len(list) && v != 0; i++ {
		bits := list[i].Val
		if bits == 0 || v&bits != bits {
			continue
		}
		if shown {
			c.E.Or()
		}
		c.E.Name(list[i].Name)
		shown = true
		v &^= bits
	}
	if v != 0 {
		if shown {
			c.E.Or()
		}
		c.num(v, f)
	}
}
