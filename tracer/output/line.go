package output

import (
	"strconv"
	"time"

	"strake/tracer/decode"
)

// state is where a line is.
type state uint8

const (
	idle  state = iota // there is none
	fresh              // begun, nothing is shown
	open               // shown in part, and the last thing in its stream
	cut                // shown in part, and another line came between
)

// NoNumber is the number of a line that belongs to no system call, and of one that is none.
const NoNumber = ^uint64(0)

// Line is the line of a thread: the one that is being written, or none.
type Line struct {
	// Text takes what the line says, from the syscall's name on.
	Text decode.Text
	// Comm is what stands behind the thread's id; "" for nothing.
	Comm string

	log   *Log
	out   *stream
	pid   int
	state state
	left  bool
	col   int // bytes of the line in its stream
	pad   int // where in Text.Buf the returned value begins, -1 before that

	at Stamp
	// paint colours the text, if lines have colours.
	paint painter
}

// Stamp is what a line's leader says of an event.
type Stamp struct {
	When time.Time
	Nr   uint64 // NoNumber if there is none
	IP   uint64
	// NoIP says that the instruction pointer is not known; Narrow, that it has 32 bits.
	NoIP, Narrow bool
}

func (l *Line) init(g *Log) {
	*l = Line{log: g, pad: -1, Text: decode.Text{Buf: l.Text.Buf[:0], HexMode: g.opt.Hex, ArgNames: g.opt.ArgNames}}
}

// Attach makes l the line of thread pid, which is new.
func (g *Log) Attach(l *Line, pid int) {
	l.init(g)
	l.pid = pid
	l.at.Nr = NoNumber
	l.out = g.shared
	if l.out == nil {
		l.out = g.openSeparate(pid)
		g.lines[l] = struct{}{}
	}
	g.live++
	g.several = g.several || g.live > 1
}

// Rename gives l's thread another id, that of the leader which it supersedes.
func (l *Line) Rename(pid int) {
	if l.pid == pid {
		return
	}
	l.pid = pid
	if l.log.shared != nil {
		return
	}
	l.out.close()
	l.out = l.log.openSeparate(pid)
}

// Leave takes l's thread out of the count of threads, by which lines show ids. Release does so
// otherwise.
func (l *Line) Leave() {
	if !l.left {
		l.left = true
		l.log.live--
	}
}

// Release ends l: its thread is gone.
func (l *Line) Release() {
	g := l.log
	l.Leave()
	if l.state == open {
		l.out.interrupt()
	}
	l.state = idle
	if g.shared == nil {
		l.out.close()
		delete(g.lines, l)
	}
	l.out = nil
}

// Begin starts a line. The one before, if it is not ended, is forgotten.
func (l *Line) Begin(at Stamp) {
	if l.state == open {
		l.out.interrupt()
	}
	l.state, l.pad, l.at = fresh, -1, at
	l.Text.Buf = l.Text.Buf[:0]
	l.Text.Begin()
}

// Begun reports whether there is a line.
func (l *Line) Begun() bool { return l.state != idle }

// Shown reports whether a part of the line has been published.
func (l *Line) Shown() bool { return l.state == open || l.state == cut }

// Open reports whether what follows continues the last line of the log.
func (l *Line) Open() bool { return l.state == open }

// Resume goes on with a line that another came between: it names the call again. at is the
// leader's. Otherwise it does nothing.
func (l *Line) Resume(name string, at Stamp) {
	if l.state != cut {
		return
	}
	l.state, l.at = fresh, at
	b := append(l.Text.Buf[:0], "<... "...)
	l.Text.Buf = append(append(b, name...), " resumed>"...)
}

// Return marks where the returned value begins: it is put into its column.
func (l *Line) Return() { l.pad = len(l.Text.Buf) }

// Spent adds the time that a call took, if lines show it.
func (l *Line) Spent(d time.Duration) {
	opt := &l.log.opt
	if !opt.Spent {
		return
	}
	b := append(l.Text.Buf, " <"...)
	b = appendDuration(b, d, opt.SpentDigits, 0)
	l.Text.Buf = append(b, '>')
}

// Publish shows what there is of the line.
func (l *Line) Publish() {
	l.show()
	l.out.settle()
}

// End ends the line and shows it.
func (l *Line) End() {
	l.show()
	s := l.out
	s.buf = append(s.buf, '\n')
	s.open = nil
	l.state = idle
	s.settle()
}

// Below shows whole lines below the one that was ended.
func (l *Line) Below(lines []byte) {
	l.out.interrupt()
	l.out.buf = append(l.out.buf, lines...)
	l.out.settle()
}

// Drop forgets the line, of which nothing must have been shown.
func (l *Line) Drop() {
	l.state = idle
	l.Text.Buf = l.Text.Buf[:0]
}

// Cut ends what is shown of the line with text, as if another line came between.
func (l *Line) Cut(text string) {
	l.Text.Buf = append(l.Text.Buf, text...)
	l.End()
	l.state, l.col = cut, 0
}

func (l *Line) show() {
	s := l.out
	if l.state != open {
		s.interrupt()
		start := len(s.buf)
		s.buf = l.appendLeader(s.buf)
		l.paint = painter{Palette: l.log.palette}
		l.col = len(s.buf) - start
		l.state = open
		s.open = l
	}
	text := l.Text.Buf
	result := l.pad >= 0
	if result {
		s.buf = l.appendText(s.buf, text[:l.pad], false)
		l.col += l.pad
		text = text[l.pad:]
		l.pad = -1
		// At least one space.
		for n := max(1, l.log.opt.Column-l.col); n > 0; n-- {
			s.buf = append(s.buf, ' ')
			l.col++
		}
	}
	s.buf = l.appendText(s.buf, text, result)
	l.col += len(text)
	l.Text.Buf = l.Text.Buf[:0]
	if l.log.newest != s && s.fd >= 0 && l.log.shared == nil {
		l.log.use(s)
	}
}

// appendText appends a piece of the line, in colours if there are any. result says that it begins with the result.
func (l *Line) appendText(b, text []byte, result bool) []byte {
	if l.log.palette == nil {
		return append(b, text...)
	}
	return l.paint.paint(b, text, result)
}

// Event starts a line about l's thread that is no system call. The caller writes into its Text
// and ends it before anything else happens.
func (l *Line) Event(at Stamp) *Line {
	e := &l.log.event
	e.out, e.pid, e.Comm = l.out, l.pid, l.Comm
	e.Begin(at)
	return e
}

// appendLeader appends what stands in front of the line.
func (l *Line) appendLeader(b []byte) []byte {
	g := l.log
	opt := &g.opt
	switch {
	case opt.AlwaysShowPID, opt.Path != "" && !opt.Separate && (opt.Follow || g.several):
		b = l.appendPID(b, 5)
		b = append(b, ' ')
	case opt.Path == "" && g.live > 1:
		b = append(b, "[pid "...)
		b = l.appendPID(b, -5)
		b = append(b, "] "...)
	}
	if opt.Absolute != TimeNone {
		b = appendClock(b, l.at.When, opt.Absolute, opt.AbsoluteDigits)
		b = append(b, ' ')
	}
	if opt.Relative {
		// The line before, in the log, can have begun after this one.
		d := time.Duration(0)
		if !g.last.IsZero() {
			d = max(0, l.at.When.Sub(g.last))
		}
		if g.last.IsZero() || d > 0 {
			g.last = l.at.When
		}
		if opt.Absolute != TimeNone {
			b = append(b, "(+"...)
		}
		b = appendDuration(b, d, opt.RelativeDigits, 6)
		if opt.Absolute != TimeNone {
			b = append(b, ')')
		}
		b = append(b, ' ')
	}
	if opt.SyscallNumber {
		b = append(b, '[')
		if l.at.Nr == NoNumber {
			b = append(b, "???"...)
		} else {
			b = appendPadded(b, l.at.Nr, 4, ' ')
		}
		b = append(b, "] "...)
	}
	if opt.IP {
		b = append(b, '[')
		b = appendIP(b, &l.at)
		b = append(b, "] "...)
	}
	return b
}

// appendPID appends the thread's id, at least width bytes of it, -width with blanks in front; and its name, without
// blanks between them.
func (l *Line) appendPID(b []byte, width int) []byte {
	start := len(b)
	b = appendPadded(b, uint64(l.pid), -width, ' ')
	if l.Comm != "" {
		text := decode.Text{Buf: append(b, '<'), HexMode: l.log.opt.Hex}
		text.AnnotStr(l.Comm)
		return append(text.Buf, '>')
	}
	for len(b) < start+width {
		b = append(b, ' ')
	}
	return b
}

func appendIP(b []byte, at *Stamp) []byte {
	digits := 16
	if at.Narrow {
		digits = 8
	}
	for i := digits - 1; i >= 0; i-- {
		if at.NoIP {
			b = append(b, '?')
		} else {
			b = append(b, "0123456789abcdef"[at.IP>>(4*i)&15])
		}
	}
	return b
}

// appendPadded appends v in at least width characters, filled in front.
func appendPadded(b []byte, v uint64, width int, fill byte) []byte {
	n := 1
	for x := v; x >= 10; x /= 10 {
		n++
	}
	for ; n < width; n++ {
		b = append(b, fill)
	}
	return strconv.AppendUint(b, v, 10)
}

// appendFraction appends the fraction of a second, cut to digits.
func appendFraction(b []byte, nanos uint64, digits int) []byte {
	if digits == 0 {
		return b
	}
	for i := digits; i < 9; i++ {
		nanos /= 10
	}
	b = append(b, '.')
	return appendPadded(b, nanos, digits, '0')
}

// appendDuration appends d in seconds, the whole ones in at least width characters.
func appendDuration(b []byte, d time.Duration, digits, width int) []byte {
	n := uint64(max(0, d))
	b = appendPadded(b, n/1e9, width, ' ')
	return appendFraction(b, n%1e9, digits)
}

func appendClock(b []byte, t time.Time, f TimeFormat, digits int) []byte {
	if f == TimeUnix {
		b = strconv.AppendInt(b, t.Unix(), 10)
	} else {
		h, m, s := t.Clock()
		b = appendPadded(b, uint64(h), 2, '0')
		b = append(b, ':')
		b = appendPadded(b, uint64(m), 2, '0')
		b = append(b, ':')
		b = appendPadded(b, uint64(s), 2, '0')
	}
	return appendFraction(b, uint64(t.Nanosecond()), digits)
}
