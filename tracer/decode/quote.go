package decode

// HexMode says which bytes of strings are shown in hexadecimal (-x,
// --strings-in-hex).
type HexMode uint8

// The modes.
const (
	HexNone          HexMode = iota // octal escapes
	HexNonASCIIChars                // hexadecimal escapes where octal ones would be
	HexNonASCII                     // all of a string that has a byte to escape
	HexAll                          // all of every string
)

const hexDigits = "0123456789abcdef"

// Quote returns s as a C string literal, for messages.
func Quote(s string, mode HexMode) string { return string(appendQuoted(nil, []byte(s), mode)) }

// appendQuoted appends b as a C string literal.
func appendQuoted(dst, b []byte, mode HexMode) []byte {
	dst = append(dst, '"')
	dst = appendEscaped(dst, b, mode, '"', 0)
	return append(dst, '"')
}

// appendEscaped appends the inside of a C string literal. Bytes equal to q1 or q2
// delimit it: the quotation mark gets a backslash, any other is written as a number.
func appendEscaped(dst, b []byte, mode HexMode, q1, q2 byte) []byte {
	if mode == HexAll || mode == HexNonASCII && hasNonASCII(b) {
		for _, c := range b {
			dst = append(dst, '\\', 'x', hexDigits[c>>4], hexDigits[c&15])
		}
		return dst
	}
	for i, c := range b {
		switch {
		case c == '"' && q1 == '"', c == '\\':
			dst = append(dst, '\\', c)
		case c >= ' ' && c < 0x7f && c != q1 && c != q2:
			dst = append(dst, c)
		case c == '\n':
			dst = append(dst, '\\', 'n')
		case c == '\t':
			dst = append(dst, '\\', 't')
		case c == '\v':
			dst = append(dst, '\\', 'v')
		case c == '\f':
			dst = append(dst, '\\', 'f')
		case c == '\r':
			dst = append(dst, '\\', 'r')
		case mode != HexNone:
			dst = append(dst, '\\', 'x', hexDigits[c>>4], hexDigits[c&15])
		default:
			// An octal escape is as short as what follows it allows.
			full := i+1 < len(b) && b[i+1] >= '0' && b[i+1] <= '7'
			dst = append(dst, '\\')
			if full || c >= 0o100 {
				dst = append(dst, '0'+c>>6)
			}
			if full || c >= 0o10 {
				dst = append(dst, '0'+c>>3&7)
			}
			dst = append(dst, '0'+c&7)
		}
	}
	return dst
}

// hasNonASCII reports whether b has a byte that only an escape by number can
// show.
func hasNonASCII(b []byte) bool {
	for _, c := range b {
		if c >= 0x7f || c < ' ' && (c < '\t' || c > '\r') {
			return true
		}
	}
	return false
}
