package output

import (
	"bytes"
	"strings"

	"golang.org/x/sys/unix"
)

// Palette is the SGR parameters, "1;33" for example, of each kind of text in a line; "0" and "" are plain.
type Palette struct {
	Syscall, ArgName, ArgValue, Call, Const, Comment, Punct, Result, Error string
}

// DefaultPalette returns the colours that strace has.
func DefaultPalette() Palette {
	return Palette{
		Syscall: "33", ArgName: "39", ArgValue: "35", Call: "33", Const: "34",
		Comment: "36", Punct: "0", Result: "32", Error: "31",
	}
}

// fields are the palette's colours by what STRACE_COLORS calls them.
func (p *Palette) fields() map[string]*string {
	return map[string]*string{
		"syscall": &p.Syscall, "argname": &p.ArgName, "argval": &p.ArgValue, "call": &p.Call, "const": &p.Const,
		"comment": &p.Comment, "punct": &p.Punct, "retval": &p.Result, "error": &p.Error,
	}
}

// Set changes the colours that spec names, which has the form of STRACE_COLORS: KIND=SGR:KIND=SGR. As in strace,
// what is wrong in it is passed over.
func (p *Palette) Set(spec string) {
	fields := p.fields()
	for part := range strings.SplitSeq(spec, ":") {
		kind, sgr, _ := strings.Cut(part, "=")
		field := fields[strings.ToLower(strings.TrimSpace(kind))]
		sgr = strings.TrimSpace(sgr)
		if field != nil && sgr != "" && strings.Trim(sgr, "0123456789;") == "" {
			*field = sgr
		}
	}
}

// part is where in a line a painter is.
type part uint8

const (
	inName   part = iota // nothing has been seen
	inArgs               // behind the call's name
	inResult             // behind the =
	inAnnot              // behind the < of what a number refers to
	inPlain              // in what has no colours
)

// painter colours the text of a line, which comes in pieces that are whole tokens. It knows the notation only, not what
// decoders mean: the one thing that a log with colours needs is here, and taking them away gives the log without.
type painter struct {
	*Palette
	part part
	back part   // what an annotation is in
	now  string // the colour that is on; "" is none
}

// paint appends a piece of text to b. result says that it begins with the = of the result.
func (p *painter) paint(b, text []byte, result bool) []byte {
	if result {
		p.part = inResult
	}
	for len(text) > 0 {
		var n int
		var sgr string
		switch p.part {
		case inName:
			n, sgr = p.name(text)
		case inArgs:
			n, sgr = p.arg(text)
		case inResult:
			n, sgr = p.result(text)
		case inAnnot:
			n, sgr = p.annotation(text)
		default:
			n = len(text)
		}
		b = p.colour(b, sgr)
		b = append(b, text[:n]...)
		text = text[n:]
	}
	return p.colour(b, "")
}

// colour appends what switches to a colour.
func (p *painter) colour(b []byte, sgr string) []byte {
	if sgr == "0" {
		sgr = ""
	}
	if sgr == p.now {
		return b
	}
	if p.now != "" {
		b = append(b, "\x1b[0m"...)
	}
	if sgr != "" {
		b = append(b, "\x1b["...)
		b = append(b, sgr...)
		b = append(b, 'm')
	}
	p.now = sgr
	return b
}

// name takes the beginning of a line: the name of a call, what stands for it, or an event's.
func (p *painter) name(text []byte) (n int, sgr string) {
	p.part = inArgs
	switch {
	case bytes.HasPrefix(text, []byte("--- ")), bytes.HasPrefix(text, []byte("<... ")):
		if n = bytes.IndexAny(text, "{>"); n >= 0 {
			return n + 1, p.Punct
		}
	case bytes.HasPrefix(text, []byte("+++ ")), bytes.HasPrefix(text, []byte("[ ")):
	default:
		if n = bytes.IndexByte(text, '('); n > 0 {
			return n, p.Syscall
		}
	}
	p.part = inPlain
	return len(text), ""
}

// arg takes a token of the arguments.
func (p *painter) arg(text []byte) (n int, sgr string) {
	switch c := text[0]; {
	case c == '"':
		return quoted(text), p.ArgValue
	case bytes.HasPrefix(text, []byte(" /*")), bytes.HasPrefix(text, []byte("/*")):
		return through(text, "*/"), p.Comment
	case c == '[' && isSet(text):
		return through(text, "]"), p.ArgValue
	case bytes.HasPrefix(text, []byte("<<")):
		return 2, p.Punct
	case c == '<':
		return p.annotate()
	case isWord(c):
		return p.word(text)
	case c == ' ' && bytes.HasPrefix(text, []byte(" <")): // <unfinished ...>
		p.part = inPlain
		return len(text), ""
	case c == '-' && len(text) > 1 && isWord(text[1]):
		return 1, p.ArgValue
	}
	return 1, p.Punct
}

// word takes a name or a number of the arguments.
func (p *painter) word(text []byte) (n int, sgr string) {
	for n < len(text) && isWord(text[n]) {
		n++
	}
	next := byte(0)
	if n < len(text) {
		next = text[n]
	}
	w := text[:n]
	switch {
	case next == '=' && (n+1 == len(text) || text[n+1] != '='):
		return n, p.ArgName
	case next == '(':
		return n, p.Call
	case isConst(w):
		return n, p.Const
	}
	return n, p.ArgValue
}

// result takes a token of what stands behind the call.
func (p *painter) result(text []byte) (n int, sgr string) {
	switch c := text[0]; {
	case bytes.HasPrefix(text, []byte(" /*")):
		return through(text, "*/"), p.Comment
	case c == 'E':
		if n = bytes.IndexByte(text, ')'); n > 0 {
			return n + 1, p.Error
		}
		return len(text), p.Error
	case c == '<':
		return p.annotate()
	case c == ' ' || c == '=':
		return 1, p.Punct
	case c == '(':
		return through(text, ")"), p.Result
	}
	for n < len(text) && text[n] != ' ' && text[n] != '<' {
		n++
	}
	return n, p.Result
}

// annotate takes the < of an annotation, or of the time that a call took.
func (p *painter) annotate() (n int, sgr string) {
	p.back, p.part = p.part, inAnnot
	return 1, p.Punct
}

// annotation takes what an annotation says, or its end. A > within is escaped, or that of an arrow.
func (p *painter) annotation(text []byte) (n int, sgr string) {
	if text[0] == '>' {
		p.part = p.back
		return 1, p.Punct
	}
	for n < len(text) && (text[n] != '>' || n > 0 && text[n-1] == '-') {
		n++
	}
	return n, p.ArgValue
}

// quoted returns how long the string at the beginning of text is.
func quoted(text []byte) int {
	for i := 1; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(text)
}

// through returns how long text is up to the end of the first until.
func through(text []byte, until string) int {
	if i := bytes.Index(text, []byte(until)); i >= 0 {
		return i + len(until)
	}
	return len(text)
}

// isSet reports whether text begins with a set of names, of signals for example, and not with an array.
func isSet(text []byte) bool {
	inside, _, ok := bytes.Cut(text[1:], []byte("]"))
	if !ok {
		return false
	}
	for _, c := range inside {
		if c != ' ' && c != '_' && (c < 'A' || c > 'Z') && (c < '0' || c > '9') {
			return false
		}
	}
	return len(inside) == 0 || inside[0] >= 'A' && !bytes.ContainsRune(inside, '_')
}

// isWord reports whether c is of a name or number.
func isWord(c byte) bool {
	return c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= 0x80
}

// isConst reports whether a word is the name of a constant, of those that have the colour: signals, types of files and NULL have not.
func isConst(w []byte) bool {
	if w[0] < 'A' || w[0] > 'Z' {
		return false
	}
	for _, c := range w {
		if c >= 'a' && c <= 'z' {
			return false
		}
	}
	return string(w) != "NULL" && !bytes.HasPrefix(w, []byte("SIG")) && !bytes.HasPrefix(w, []byte("S_I")) || bytes.HasPrefix(w, []byte("SIG_"))
}

// choosePalette decides whether lines that go to descriptor fd have colours.
func (g *Log) choosePalette(fd int) {
	if g.opt.Colour == ColourAlways || g.opt.Colour == ColourTerminal && isTerminal(fd) {
		g.palette = &g.opt.Palette
	}
}

// isTerminal reports whether a descriptor is a terminal's.
func isTerminal(fd int) bool {
	_, err := unix.IoctlGetTermios(fd, unix.TCGETS)
	return fd >= 0 && err == nil
}
