// Package output writes the text log: it puts the leader in front of each line, the returned value
// in its column, and the lines of many threads between each other.
//
// A thread has a [Line]. What the thread does is written into the line's Text; what is there is
// shown by Publish, which for a live log happens as soon as a call begins, and for a staged one
// when it is known that it is wanted. Drop forgets a line that is not.
//
// # When something is written
//
// Standard error gets every piece at once: a person looks at it, and the traced program often
// writes to it, too. Everything else is gathered. It is written when 64 KiB are waiting (8 KiB of a
// thread with -ff), in a pause of the traced programs, before a message goes to standard error,
// and at the end. The pause is the source's to notice, by [Log.Idle]; the engine does after
// 2 to 4 ms without an event. So a call that blocks is seen in the log at once for a person, and a
// tracer that is killed loses what happened since the last pause, 64 KiB at most.
package output

import (
	"errors"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"strake/tracer/decode"
)

// TimeFormat is the form of absolute timestamps.
type TimeFormat uint8

// The forms.
const (
	TimeNone  TimeFormat = iota
	TimeOfDay            // 15:04:05
	TimeUnix             // seconds since the epoch
)

// Options is how a log looks and where it goes. The zero value writes to standard error.
type Options struct {
	// Self is the name in front of messages.
	Self string
	// Path is a file, a command after '|' or '!', or "" for standard error.
	Path   string
	Append bool
	// Separate gives each thread a file of its own, Path with its id behind.
	Separate bool

	Column        int  // where return values begin
	Follow        bool // new threads are traced
	AlwaysShowPID bool
	SyscallNumber bool
	IP            bool

	// Digits are those behind the point of a second: 0, 3, 6 or 9.
	Absolute       TimeFormat
	AbsoluteDigits int
	Relative       bool
	RelativeDigits int
	Spent          bool // the time that a call took
	SpentDigits    int

	// Hex and ArgNames are those of the lines' Text.
	Hex      decode.HexMode
	ArgNames bool

	// Colour says whether lines have colours, Palette which.
	Colour  ColourMode
	Palette Palette

	// Stderr is the descriptor of messages, and of the log where Path is empty.
	Stderr int
}

// ColourMode says when lines have colours.
type ColourMode uint8

// The modes.
const (
	ColourNever ColourMode = iota
	ColourTerminal
	ColourAlways
)

// Log is where the lines of a run go. It is used by one goroutine.
type Log struct {
	opt    Options
	shared *stream // nil with Separate
	cmd    *command
	err    error
	last   time.Time // of the line shown last
	live   int       // threads
	// several says that there was more than one at a time; a file then keeps showing ids.
	several bool
	// palette is that of the lines; nil if they have no colours.
	palette *Palette
	event   Line
	closed  bool

	// with Separate
	seen           map[int]bool
	newest, oldest *stream
	numFiles       int
	maxFiles       int
	lines          map[*Line]struct{}
}

// OpenError says that a log could not be opened.
type OpenError struct {
	Path string
	Err  error
}

func (e *OpenError) Error() string { return "Can't fopen '" + e.Path + "': " + errorText(e.Err) }

// Unwrap returns the reason.
func (e *OpenError) Unwrap() error { return e.Err }

// WriteError says that a log is not complete.
type WriteError struct {
	Path string
	Err  error
}

func (e *WriteError) Error() string { return e.Path + ": " + errorText(e.Err) }

// Unwrap returns the reason.
func (e *WriteError) Unwrap() error { return e.Err }

// errorText words an error as strerror(3) does.
func errorText(err error) string {
	var errno syscall.Errno
	if !errors.As(err, &errno) {
		return err.Error()
	}
	text := errno.Error()
	return strings.ToUpper(text[:1]) + text[1:]
}

// Open opens the log that opt describes.
func Open(opt Options) (*Log, error) {
	if opt.Stderr == 0 {
		opt.Stderr = 2
	}
	g := &Log{opt: opt}
	g.event.init(g)
	if opt.Separate && opt.Path != "" {
		g.seen = make(map[int]bool)
		g.lines = make(map[*Line]struct{})
		g.maxFiles = maxFiles()
		g.choosePalette(-1)
		return g, nil
	}
	s := &stream{log: g, name: opt.Path, fd: opt.Stderr, limit: bufferSize}
	var err error
	switch {
	case opt.Path == "":
		s.name, s.eager = "standard error", true
	case opt.Path[0] == '|' || opt.Path[0] == '!':
		s.fd, g.cmd, err = startCommand(opt.Path[1:])
	default:
		s.fd, err = openFile(opt.Path, opt.Append)
	}
	if err != nil {
		return nil, &OpenError{opt.Path, err}
	}
	s.buf = make([]byte, 0, bufferSize+bufferSize/4)
	g.shared = s
	g.choosePalette(s.fd)
	return g, nil
}

// maxFiles is how many files of -ff are open at a time: half of what the process may have, and
// no more than a thousand, which is plenty for those that write often.
func maxFiles() int {
	var lim unix.Rlimit
	if unix.Getrlimit(unix.RLIMIT_NOFILE, &lim) != nil {
		return 16
	}
	return int(max(4, min(lim.Cur/2, 1000)))
}

// Err returns the first error in writing, nil while there is none.
func (g *Log) Err() error { return g.err }

// fail notes an error in writing, and says so the first time.
func (g *Log) fail(s *stream, err error) {
	if g.err != nil {
		return
	}
	g.err = &WriteError{s.name, err}
	g.say(g.err.Error())
}

func (g *Log) failOpen(path string, err error) {
	if g.err != nil {
		return
	}
	g.err = &OpenError{path, err}
	g.say(g.err.Error())
}

// say writes a message to standard error, which is not the log.
func (g *Log) say(text string) {
	// Nowhere is left to complain to.
	_ = writeAll(g.opt.Stderr, []byte(g.opt.Self+": "+text+"\n"))
}

// toStderr reports whether the log itself goes there.
func (g *Log) toStderr() bool { return g.opt.Path == "" }

// Message writes "SELF: text" to standard error, as a line of its own: strace puts it into the
// middle of a line of the log that is open there.
func (g *Log) Message(text string) {
	text = g.opt.Self + ": " + text
	if !g.toStderr() {
		g.Flush()
		_ = writeAll(g.opt.Stderr, []byte(text+"\n"))
		return
	}
	g.Raw(text + "\n")
}

// Raw writes whole lines to the log as they are. With Separate there is no log for them.
func (g *Log) Raw(text string) {
	if s := g.shared; s != nil {
		s.interrupt()
		s.buf = append(s.buf, text...)
		s.settle()
	}
}

// Flush writes what has been gathered.
func (g *Log) Flush() {
	if g.shared != nil {
		g.shared.flush()
		return
	}
	for l := range g.lines {
		l.out.flush()
	}
}

// Idle is to be called in a pause of what is traced.
func (g *Log) Idle() { g.Flush() }

// Close writes everything, closes the log, and waits for the command that reads it. It returns
// the first error in writing, which has been said already.
func (g *Log) Close() error {
	if g.closed {
		return g.err
	}
	g.closed = true
	if g.shared == nil {
		for l := range g.lines {
			l.out.close()
		}
		return g.err
	}
	g.shared.interrupt()
	g.shared.flush()
	if !g.toStderr() {
		if err := syscall.Close(g.shared.fd); err != nil && g.err == nil {
			g.fail(g.shared, err)
		}
	}
	if g.cmd != nil {
		<-g.cmd.done
	}
	return g.err
}

// Now returns the time if lines show times, else the zero time.
func (g *Log) Now() time.Time {
	if g.opt.Absolute == TimeNone && !g.opt.Relative && !g.opt.Spent {
		return time.Time{}
	}
	return time.Now()
}
