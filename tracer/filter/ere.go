package filter

import (
	"errors"
	"regexp"
	"strconv"
	"strings"
)

// What regerror(3) of the GNU C library says, which is what strace prints.
var (
	errBackRef  = errors.New("Invalid back reference")
	errBadBrace = errors.New(`Invalid content of \{\}`)
	errBadPat   = errors.New("Invalid regular expression")
	errBadRep   = errors.New("Invalid preceding regular expression")
	errBrace    = errors.New(`Unmatched \{`)
	errBracket  = errors.New("Unmatched [, [^, [:, [., or [=")
	errClass    = errors.New("Invalid character class name")
	errCollate  = errors.New("Invalid collation character")
	errEscape   = errors.New("Trailing backslash")
	errParen    = errors.New(`Unmatched ( or \(`)
	errRange    = errors.New("Invalid range end")
	errSize     = errors.New("Regular expression too big")

	errBackRefUnsupported = errors.New("Back references are not supported")
)

// maxRepeat is the highest count of an interval expression (RE_DUP_MAX).
const maxRepeat = 32767

// longestName is more than the length of any system call's name. What must
// match more often than that matches either the empty string or no name at
// all, so that higher counts need not be distinguished. [regexp] allows nested
// counts up to a product of 1000.
const longestName = 31

// compileERE compiles a POSIX extended regular expression as regcomp(3) of
// the GNU C library understands it, its \w, \b, \< … included, by translating
// it to the syntax of [regexp]. Which of several matches is found does not
// matter here, so the two engines agree. Back references are the one thing that
// cannot be translated.
func compileERE(pattern string) (*regexp.Regexp, error) {
	p := ereParser{in: pattern}
	if err := p.alternatives(0); err != nil {
		return nil, err
	}
	re, err := regexp.Compile(p.out.String())
	if err != nil {
		return nil, errSize
	}
	return re, nil
}

// ereParser translates in to out.
type ereParser struct {
	in     string
	pos    int
	out    strings.Builder
	groups int // completed so far
}

func (p *ereParser) more() bool { return p.pos < len(p.in) }

// alternatives translates branches up to the end of the pattern, or, inside of
// a group, up to its parenthesis.
func (p *ereParser) alternatives(depth int) error {
	for p.more() {
		c := p.in[p.pos]
		switch {
		case c == '|':
			p.pos++
			p.out.WriteByte('|')
			continue
		case c == ')' && depth > 0:
			return nil
		case c == '*' || c == '+' || c == '?' || c == '{':
			// Those that have something to repeat were taken by piece.
			return errBadRep
		}
		if err := p.piece(depth); err != nil {
			return err
		}
	}
	if depth > 0 {
		return errParen
	}
	return nil
}

// piece translates one expression and its repetitions. Anchors can have none.
func (p *ereParser) piece(depth int) error {
	atom, anchor, err := p.atom(depth)
	if err != nil {
		return err
	}
	for !anchor && p.more() {
		rep := ""
		switch c := p.in[p.pos]; c {
		case '*', '+', '?':
			p.pos++
			rep = string(c)
		case '{':
			if rep, err = p.interval(); err != nil {
				return err
			}
		}
		if rep == "" {
			break
		}
		atom = "(?:" + atom + rep + ")"
	}
	p.out.WriteString(atom)
	return nil
}

// interval translates {N}, {N,}, {N,M} and {,M}.
func (p *ereParser) interval() (string, error) {
	end := strings.IndexByte(p.in[p.pos:], '}')
	if end < 0 {
		return "", errBrace
	}
	body := p.in[p.pos+1 : p.pos+end]
	p.pos += end + 1
	low, high, isRange := strings.Cut(body, ",")
	lo, hi := 0, -1
	var err error
	if low != "" || !isRange {
		if lo, err = count(low); err != nil {
			return "", err
		}
	}
	if !isRange {
		hi = lo
	} else if high != "" {
		if hi, err = count(high); err != nil {
			return "", err
		}
		if hi < lo {
			return "", errBadBrace
		}
	}
	rep := "{" + strconv.Itoa(min(lo, longestName))
	if hi != lo {
		rep += ","
		if hi >= 0 {
			rep += strconv.Itoa(min(hi, longestName))
		}
	}
	return rep + "}", nil
}

func count(s string) (int, error) {
	if s == "" {
		return 0, errBadBrace
	}
	n := 0
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return 0, errBadBrace
		}
		if n = n*10 + int(s[i]-'0'); n > maxRepeat {
			n = maxRepeat + 1
		}
	}
	if n > maxRepeat {
		return 0, errSize
	}
	return n, nil
}

// atom translates one expression without its repetitions.
func (p *ereParser) atom(depth int) (text string, anchor bool, err error) {
	c := p.in[p.pos]
	p.pos++
	switch c {
	case '^':
		return `\A`, true, nil
	case '$':
		return `\z`, true, nil
	case '.':
		return ".", false, nil
	case '[':
		text, err = p.bracket()
		return text, false, err
	case '(':
		sub := ereParser{in: p.in, pos: p.pos, groups: p.groups}
		if err := sub.alternatives(depth + 1); err != nil {
			return "", false, err
		}
		p.pos, p.groups = sub.pos+1, sub.groups+1
		return "(?:" + sub.out.String() + ")", false, nil
	case '\\':
		if !p.more() {
			return "", false, errEscape
		}
		c = p.in[p.pos]
		p.pos++
		switch c {
		case 'w':
			return `[0-9A-Za-z_]`, false, nil
		case 'W':
			return `[^0-9A-Za-z_]`, false, nil
		case 's', 'S':
			return `\` + string(c), false, nil
		case 'b', 'B':
			return `\` + string(c), true, nil
		case '<', '>':
			return `\b`, true, nil
		case '`':
			return `\A`, true, nil
		case '\'':
			return `\z`, true, nil
		}
		if '1' <= c && c <= '9' {
			if int(c-'0') > p.groups {
				return "", false, errBackRef
			}
			return "", false, errBackRefUnsupported
		}
	}
	return literal(c), false, nil
}

// literal returns an expression for the byte c. Names are ASCII: any other
// byte matches none of them.
func literal(c byte) string {
	if c >= 0x80 {
		return `[^\x00-\x{10ffff}]`
	}
	return regexp.QuoteMeta(string(c))
}

// ctype has the character classes of the C locale.
var ctype = map[string]string{
	"alnum": "[:alnum:]", "alpha": "[:alpha:]", "blank": "[:blank:]", "cntrl": "[:cntrl:]",
	"digit": "[:digit:]", "graph": "[:graph:]", "lower": "[:lower:]", "print": "[:print:]",
	"punct": "[:punct:]", "space": "[:space:]", "upper": "[:upper:]", "xdigit": "[:xdigit:]",
}

// bracket translates a bracket expression, whose [ is consumed.
func (p *ereParser) bracket() (string, error) {
	negate := p.more() && p.in[p.pos] == '^'
	if negate {
		p.pos++
	}
	if !p.more() {
		return "", errBadPat
	}
	var set strings.Builder
	for first := true; ; first = false {
		if !p.more() {
			return "", errBracket
		}
		if p.in[p.pos] == ']' && !first {
			p.pos++
			break
		}
		lo, class, err := p.element(first)
		if err != nil {
			return "", err
		}
		if !p.more() {
			return "", errBracket
		}
		isRange := p.in[p.pos] == '-' && p.pos+1 < len(p.in) && p.in[p.pos+1] != ']'
		if p.in[p.pos] == '-' && p.pos+1 == len(p.in) {
			return "", errBracket
		}
		switch {
		case isRange:
			p.pos++
			hi, hiClass, err := p.element(true)
			if err != nil {
				return "", err
			}
			if class != "" || hiClass != "" || hi < lo {
				return "", errRange
			}
			set.WriteString(hexByte(lo) + "-" + hexByte(hi))
		case class != "":
			set.WriteString(class)
		default:
			set.WriteString(hexByte(lo))
		}
	}
	if negate {
		return "[^" + set.String() + "]", nil
	}
	return "[" + set.String() + "]", nil
}

// element reads a character or a class inside of brackets. A hyphen is one only
// where hyphen says so, or at the end.
func (p *ereParser) element(hyphen bool) (c byte, class string, err error) {
	c = p.in[p.pos]
	if c == '[' && p.pos+1 < len(p.in) && strings.IndexByte(":.=", p.in[p.pos+1]) >= 0 {
		kind := p.in[p.pos+1]
		end := strings.Index(p.in[p.pos+2:], string(kind)+"]")
		if end < 0 {
			return 0, "", errBracket
		}
		name := p.in[p.pos+2 : p.pos+2+end]
		p.pos += end + 4
		if kind == ':' {
			if class = ctype[name]; class == "" {
				return 0, "", errClass
			}
			return 0, class, nil
		}
		if len(name) != 1 {
			return 0, "", errCollate
		}
		return name[0], "", nil
	}
	if c == '-' && !hyphen && p.pos+1 < len(p.in) && p.in[p.pos+1] != ']' {
		return 0, "", errRange
	}
	p.pos++
	return c, "", nil
}

// hexByte returns b as a character of a bracket expression of [regexp].
func hexByte(b byte) string {
	const digits = "0123456789abcdef"
	if b >= 0x80 {
		// No name has it; one of its kind stands for all.
		return `\x{10ffff}`
	}
	return `\x` + string(digits[b>>4]) + string(digits[b&15])
}
