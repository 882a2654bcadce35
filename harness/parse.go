package harness

import (
	"regexp"
	"strconv"
	"strings"
)

// Dialect says how a tracer spells what differs between versions.
type Dialect struct {
	// CommaBeforeUnfinished is the form of strace before 6.12: "f(a,  <unfinished ...>" and
	// "<... f resumed>b)". Newer ones write "f(a <unfinished ...>" and "<... f resumed>, b)".
	CommaBeforeUnfinished bool
	// Program is the name the tracer gives itself in messages.
	Program string
}

// Newer is the dialect of strace 6.12 and later.
var Newer = Dialect{Program: "strace"}

// Older is the dialect of strace before 6.12.
var Older = Dialect{CommaBeforeUnfinished: true, Program: "strace"}

var (
	reLeaderPID = regexp.MustCompile(`^(?:(\d{1,7})(?:<(.*?)>)? +|\[pid +(\d+)(?:<(.*?)>)?\] )`)
	reTime      = regexp.MustCompile(`^(\d\d:\d\d:\d\d(?:[.,]\d+)?|\d{9,11}(?:\.\d+)?) `)
	reRelative  = regexp.MustCompile(`^(?:\(\+ *(\d+(?:\.\d+)?)\)| +(\d+(?:\.\d+)?)|(\d+\.\d{3,9})) `)
	reNr        = regexp.MustCompile(`^\[ *(\d+|0x[0-9a-f]+)\] `)
	reIP        = regexp.MustCompile(`^\[([0-9a-f]{8,16}|\?{8,16})\] `)

	reCall     = regexp.MustCompile(`^([a-zA-Z_?][a-zA-Z0-9_#?]*)\(`)
	reResumed  = regexp.MustCompile(`^<\.\.\. ([a-zA-Z_?][a-zA-Z0-9_#?]*) resumed>`)
	reSignal   = regexp.MustCompile(`^--- (SIG[A-Z0-9_]+|[A-Z]+\d*) (\{.*\}) ---$`)
	reSigShort = regexp.MustCompile(`^--- (SIG[A-Z0-9_]+) ---$`)
	reStopped  = regexp.MustCompile(`^--- stopped by (\S+) ---$`)
	reExited   = regexp.MustCompile(`^\+\+\+ exited with (-?\d+) \+\+\+$`)
	reKilled   = regexp.MustCompile(`^\+\+\+ killed by (\S+)( \(core dumped\))? \+\+\+$`)
	reSuper    = regexp.MustCompile(`^\+\+\+ superseded by execve in pid (\d+)(?:<.*>)? \+\+\+$`)
	rePers     = regexp.MustCompile(`^\[ Process PID=(\d+)(?:<.*>)? runs in (.+) mode\. \]$`)
	reAttached = regexp.MustCompile(`^(\S+): Process (\d+)(?:<.*>)? attached(?: with (\d+) threads)?(?: \(.*\))?$`)
	reDetached = regexp.MustCompile(`^(\S+): Process (\d+)(?:<.*>)? detached$`)

	reReturn  = regexp.MustCompile(`^( +)= (.*)$`)
	reElapsed = regexp.MustCompile(` <(\d+\.\d+|unavailable)>$`)
	reErr     = regexp.MustCompile(`^(-1|\?) (E[A-Z0-9_]+|[A-Z]+_\d+|\(errno \d+\))(?: \((.*)\))?$`)
	// reReasons are those of strake's --strict-status.
	reReasons = regexp.MustCompile(` <(` + reasonNames + `(?:, ` + reasonNames + `)*)>$`)
	reAux     = regexp.MustCompile(`^(\S+) \((.*)\)$`)
	rePidTo   = regexp.MustCompile(` <pid changed to (\d+) \.\.\.>$`)
)

// reasonNames are what may stand behind a result under --strict-status.
const reasonNames = `(?:exit|exec|killed|seccomp-kill|seccomp-trap|interrupted|restart|attached-inside)`

// reFrame fits the lines of a stack.
var reFrame = regexp.MustCompile(`^ > (.*\[0x[0-9a-f]+\].*|too many stack frames)$`)

// reDump fits the lines of dumped data.
var reDump = regexp.MustCompile(`^ (?:\| [0-9a-f]{5,}  [0-9a-f]{2} .* \||\| <Cannot fetch .*>|\* \d+ bytes in buffer \d+|= \d+ buffers in vector \d+)$`)

// Parse reads a whole log. Every line becomes one Event; a last line without a newline is parsed
// too (the checker of invariants reports it).
func Parse(log string, d Dialect) []Event {
	if log == "" {
		return nil
	}
	lines := strings.Split(strings.TrimSuffix(log, "\n"), "\n")
	events := make([]Event, len(lines))
	for i, l := range lines {
		events[i] = ParseLine(l, d)
		events[i].Number = i + 1
		events[i].Lines = []int{i + 1}
	}
	return events
}

// ParseLine reads one line.
func ParseLine(line string, d Dialect) Event {
	e := Event{Raw: line}
	rest := line
	if m := reAttached.FindStringSubmatch(rest); m != nil {
		e.Kind, e.Body = Attached, rest
		e.Other, _ = strconv.Atoi(m[2])
		return e
	}
	if m := reDetached.FindStringSubmatch(rest); m != nil {
		e.Kind, e.Body = Detached, rest
		e.Other, _ = strconv.Atoi(m[2])
		return e
	}
	if d.Program != "" && strings.HasPrefix(rest, d.Program+": ") {
		e.Kind, e.Body = Message, rest
		return e
	}
	if reFrame.MatchString(rest) {
		e.Kind, e.Body = Frame, rest
		return e
	}
	if reDump.MatchString(rest) {
		e.Kind, e.Body = Dump, rest
		return e
	}
	if m := reLeaderPID.FindStringSubmatch(rest); m != nil && !reRelative.MatchString(rest) {
		n, c := m[1], m[2]
		if n == "" {
			n, c = m[3], m[4]
		}
		e.PID, _ = strconv.Atoi(n)
		e.Comm = c
		// The pid is padded to five, then one blank: what is left over belongs to -r.
		cut := len(m[0])
		if m[1] != "" {
			cut = len(m[1]) + 1
			if c != "" {
				cut += len(c) + 2
			}
			for cut < len(m[0]) && cut < 6 {
				cut++
			}
		}
		rest = rest[cut:]
	}
	if m := reTime.FindStringSubmatch(rest); m != nil {
		e.Time = m[1]
		rest = rest[len(m[0]):]
	}
	if m := reRelative.FindStringSubmatch(rest); m != nil {
		e.Relative = m[1] + m[2] + m[3]
		rest = rest[len(m[0]):]
	}
	if m := reNr.FindStringSubmatch(rest); m != nil {
		e.Nr = m[1]
		rest = rest[len(m[0]):]
	}
	if m := reIP.FindStringSubmatch(rest); m != nil {
		e.IP = m[1]
		rest = rest[len(m[0]):]
	}
	e.Body = rest
	parseBody(&e, rest)
	return e
}

func parseBody(e *Event, s string) {
	switch {
	case strings.HasPrefix(s, "--- "):
		if m := reStopped.FindStringSubmatch(s); m != nil {
			e.Kind, e.Signal = Stopped, m[1]
		} else if m := reSignal.FindStringSubmatch(s); m != nil {
			e.Kind, e.Signal, e.Siginfo = Signal, m[1], m[2]
		} else if m := reSigShort.FindStringSubmatch(s); m != nil {
			e.Kind, e.Signal = Signal, m[1]
		}
	case strings.HasPrefix(s, "+++ "):
		if m := reExited.FindStringSubmatch(s); m != nil {
			e.Kind = Exited
			e.Status, _ = strconv.Atoi(m[1])
		} else if m := reKilled.FindStringSubmatch(s); m != nil {
			e.Kind, e.Signal, e.Core = Killed, m[1], m[2] != ""
		} else if m := reSuper.FindStringSubmatch(s); m != nil {
			e.Kind = Superseded
			e.Other, _ = strconv.Atoi(m[1])
		}
	case strings.HasPrefix(s, "[ "):
		if m := rePers.FindStringSubmatch(s); m != nil {
			e.Kind = Personality
			e.Other, _ = strconv.Atoi(m[1])
		}
	case strings.HasPrefix(s, "<... "):
		if m := reResumed.FindStringSubmatch(s); m != nil {
			e.Name = m[1]
			parseArgs(e, s[len(m[0]):], Resumed)
		}
	default:
		if m := reCall.FindStringSubmatch(s); m != nil {
			e.Name = m[1]
			parseArgs(e, s[len(m[0]):], Syscall)
		}
	}
}

// parseArgs reads what follows the opening parenthesis, or "resumed>". whole is the kind of a
// line that goes to its end.
func parseArgs(e *Event, s string, whole Kind) {
	end := closing(s)
	if end >= 0 {
		if m := reReturn.FindStringSubmatch(s[end+1:]); m != nil {
			e.Kind, e.Args, e.Pad = whole, s[:end], m[1]
			parseReturn(e, m[2])
			return
		}
	}
	switch {
	case strings.HasSuffix(s, "<unfinished ...>"):
		e.Kind = Unfinished
		e.Args = strings.TrimSuffix(strings.TrimSuffix(s, "<unfinished ...>"), " ")
	case strings.HasSuffix(s, "<detached ...>"):
		e.Kind = DetachedCall
		e.Args = strings.TrimSuffix(strings.TrimSuffix(s, "<detached ...>"), " ")
	default:
		if m := rePidTo.FindStringSubmatch(s); m != nil {
			e.Kind = PidChanged
			e.Args = strings.TrimSuffix(s, m[0])
			e.Other, _ = strconv.Atoi(m[1])
		} else {
			e.Kind = Other
			e.Name = ""
		}
	}
}

func parseReturn(e *Event, s string) {
	if s == "? <unavailable>" || strings.HasPrefix(s, "? <unavailable> <") {
		e.Ret = "? <unavailable>"
		s = strings.TrimPrefix(s, e.Ret)
	}
	if m := reElapsed.FindStringSubmatch(s); m != nil {
		e.Elapsed = m[1]
		s = s[:len(s)-len(m[0])]
	}
	if e.Ret != "" {
		return
	}
	if m := reReasons.FindStringSubmatch(s); m != nil {
		e.Reasons = m[1]
		s = s[:len(s)-len(m[0])]
	}
	for {
		switch {
		case strings.HasSuffix(s, " (DELAYED)"):
			e.Delayed = true
			s = strings.TrimSuffix(s, " (DELAYED)")
			continue
		case strings.HasSuffix(s, " (INJECTED)"):
			e.Injected = true
			s = strings.TrimSuffix(s, " (INJECTED)")
			continue
		case strings.HasSuffix(s, " (INJECTED: args, retval)"):
			e.Injected = true
			s = strings.TrimSuffix(s, " (INJECTED: args, retval)")
			continue
		case strings.HasSuffix(s, " (INJECTED: args)"):
			e.Injected = true
			s = strings.TrimSuffix(s, " (INJECTED: args)")
			continue
		}
		break
	}
	if m := reErr.FindStringSubmatch(s); m != nil {
		e.Ret, e.Errno, e.ErrText = m[1], m[2], m[3]
		return
	}
	if s == "?" {
		e.Ret, e.NeverReturned = "?", !e.Trapped()
		return
	}
	if m := reAux.FindStringSubmatch(s); m != nil && !strings.Contains(m[1], "<") {
		e.Ret, e.Aux = m[1], m[2]
		return
	}
	e.Ret = s
}

// closing finds the parenthesis that ends the arguments: the first one outside of strings,
// descriptions in angle brackets and comments that closes more than was opened.
func closing(s string) int {
	if i := scanClosing(s, true); i >= 0 {
		return i
	}
	// An odd name in a description can upset the scanner: settle for the last ") … = ".
	if i := strings.LastIndex(s, ") = "); i >= 0 {
		return i
	}
	for i := len(s) - 1; i > 0; i-- {
		if s[i] == '=' && s[i-1] == ' ' {
			if j := len(strings.TrimRight(s[:i], " ")) - 1; j >= 0 && s[j] == ')' {
				return j
			}
		}
	}
	return -1
}

func scanClosing(s string, _ bool) int {
	depth := 0
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '"':
			i = skipString(s, i)
		case '/':
			if i+1 < len(s) && s[i+1] == '*' {
				if j := strings.Index(s[i:], "*/"); j > 0 {
					i += j + 1
				}
			}
		case '<':
			if i > 0 && isWordByte(s[i-1]) && !(i+1 < len(s) && s[i+1] == '<') {
				if j := skipAngle(s, i); j > 0 {
					i = j
				}
			}
		case '(', '[', '{':
			depth++
		case ')', ']', '}':
			depth--
			if depth < 0 && s[i] == ')' {
				return i
			}
			if depth < 0 {
				depth = 0
			}
		}
	}
	return -1
}

func isWordByte(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_'
}

// skipString returns the index of the quote that ends the string which starts at i.
func skipString(s string, i int) int {
	for i++; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '"':
			return i
		}
	}
	return len(s)
}

// skipAngle returns the index of the > that ends the description which starts at i, or 0.
func skipAngle(s string, i int) int {
	depth := 0
	for ; i < len(s); i++ {
		switch s[i] {
		case '<':
			depth++
		case '\\':
			i++
		case '>':
			if i > 0 && (s[i-1] == '-' || s[i-1] == '=') {
				continue
			}
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return 0
}

// SplitArgs splits an argument list at its top-level ", ".
func SplitArgs(s string) []string {
	if s == "" {
		return nil
	}
	var out []string
	depth, start := 0, 0
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '"':
			i = skipString(s, i)
		case '<':
			if i > 0 && isWordByte(s[i-1]) && !(i+1 < len(s) && s[i+1] == '<') {
				if j := skipAngle(s, i); j > 0 {
					i = j
				}
			}
		case '(', '[', '{':
			depth++
		case ')', ']', '}':
			depth--
		case ',':
			if depth == 0 && i+1 < len(s) && s[i+1] == ' ' {
				out = append(out, s[start:i])
				start = i + 2
			}
		}
	}
	return append(out, s[start:])
}

// Merge joins the halves of interrupted lines per thread, so that every call is one event, placed
// where it ended (where it began, if it never ended: such a call keeps the kind Unfinished).
// A log without pids is one thread.
func Merge(events []Event, d Dialect) []Event {
	type open struct{ at int }
	pending := map[int]open{}
	coming := map[int]open{} // an execve that will go on under this pid
	out := make([]Event, 0, len(events))
	for _, e := range events {
		switch e.Kind {
		case Unfinished, PidChanged:
			if e.Kind == PidChanged {
				coming[e.Other] = open{len(out)}
			} else {
				pending[e.PID] = open{len(out)}
			}
			out = append(out, e)
			continue
		case Superseded:
			// The execve of the other thread ends under this pid.
			pid := e.PID
			for to, p := range coming {
				if e.PID == 0 && out[p.at].PID == e.Other {
					pid = to // the log does not name a thread that is alone
				}
			}
			if p, ok := coming[pid]; ok {
				pending[e.PID] = p
				delete(coming, pid)
			} else if p, ok := pending[e.Other]; ok && out[p.at].Name == "execve" || ok && out[p.at].Name == "execveat" {
				pending[e.PID] = p
				delete(pending, e.Other)
			}
		case Resumed:
			pid := e.PID
			p, ok := pending[pid]
			if !ok || out[p.at].Name != e.Name {
				if other, found := lone(e, pending, func(p open) string { return out[p.at].Name }); found {
					pid, p, ok = other, pending[other], true
				}
			}
			if ok && out[p.at].Name == e.Name {
				delete(pending, pid)
				first := out[p.at]
				joined := e
				joined.Kind = Syscall
				joined.Args = joinArgs(first.Args, e.Args, d)
				joined.Time, joined.Relative, joined.Nr, joined.IP = first.Time, first.Relative, first.Nr, first.IP
				joined.Lines = append(append([]int(nil), first.Lines...), e.Lines...)
				joined.Body = joined.Name + "(" + joined.Args + ")" + " = " + afterReturn(e.Body)
				out[p.at].Kind = -1
				out = append(out, joined)
				continue
			}
		}
		out = append(out, e)
	}
	kept := out[:0]
	for _, e := range out {
		if e.Kind != -1 {
			kept = append(kept, e)
		}
	}
	return kept
}

// lone finds the half line that e resumes where a log on standard error names the thread in one half only, since it was
// alone at the time of the other.
func lone[P any](e Event, pending map[int]P, name func(P) string) (pid int, ok bool) {
	if p, none := pending[0]; e.PID != 0 && none {
		return 0, name(p) == e.Name
	}
	if e.PID != 0 {
		return 0, false
	}
	for id, p := range pending {
		if name(p) == e.Name {
			if ok {
				return 0, false
			}
			pid, ok = id, true
		}
	}
	return pid, ok
}

func afterReturn(body string) string {
	i := closing(body[strings.Index(body, ">")+1:])
	if i < 0 {
		return body
	}
	rest := body[strings.Index(body, ">")+1+i+1:]
	return strings.TrimPrefix(strings.TrimLeft(rest, " "), "= ")
}

func joinArgs(a, b string, d Dialect) string {
	b = strings.TrimSuffix(b, " <unfinished ...>")
	if d.CommaBeforeUnfinished && strings.HasSuffix(a, ",") {
		return a + " " + b
	}
	return a + b
}

// Canonical returns the line of a call in one form whatever the padding: NAME(ARGS) = RET ….
func (e *Event) Canonical() string {
	if e.Kind != Syscall || e.Pad == "" {
		return e.Body
	}
	i := strings.Index(e.Body, ")"+e.Pad+"= ")
	if len(e.Pad) <= 1 || i < 0 {
		return e.Body
	}
	j := len(e.Name) + 1 + len(e.Args)
	if j < len(e.Body) && strings.HasPrefix(e.Body[j:], ")"+e.Pad+"= ") {
		i = j
	}
	return e.Body[:i] + ") = " + e.Body[i+len(e.Pad)+3:]
}
