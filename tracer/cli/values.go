package cli

import (
	"iter"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"

	"strake/seccompgen"
	"strake/tracer"
	"strake/tracer/decode"
	"strake/tracer/event"
	"strake/tracer/filter"
)

const (
	microseconds = tracer.Microseconds
	pidComm      = tracer.PIDComm
)

// invalid is strace's message about the argument of an option.
func (v value) invalid() error { return usagef("invalid %s argument: '%s'", v.name, v.text) }

// parseInt reads a decimal number as strtol(3) does: after white space, with or
// without a sign, and up to the end.
func parseInt(s string, low, high int64) (int64, bool) {
	s = strings.TrimLeft(s, " \t\n\v\f\r")
	n, err := strconv.ParseInt(s, 10, 64)
	return n, err == nil && low <= n && n <= high
}

// number parses the argument of an option that is a number.
func (v value) number(low, high int64) (int64, error) {
	n, ok := parseInt(v.text, low, high)
	if !ok {
		return 0, v.invalid()
	}
	return n, nil
}

// oneOf looks the argument up in names, regardless of case.
func oneOf[T any](text string, names []choice[T]) (T, bool) {
	for _, n := range names {
		if strings.EqualFold(n.name, text) {
			return n.value, true
		}
	}
	var zero T
	return zero, false
}

// choice is a name and what it stands for.
type choice[T any] struct {
	name  string
	value T
}

// General.

// expression handles -e EXPR. What does not begin with a known qualifier is a
// set of system calls.
func (p *parser) expression(v value) error {
	name, text, has := strings.Cut(v.text, "=")
	if has {
		if opt := findQualifier(p.table, name); opt != nil {
			return p.option(value{opt: opt, name: "-e " + name, text: text, has: true})
		}
	}
	return p.trace(v)
}

func (p *parser) help(value) error { return errHelp }

// Start-up.

func (p *parser) env(v value) error {
	name, val, has := strings.Cut(v.text, "=")
	p.cfg.Env = append(p.cfg.Env, tracer.EnvChange{Name: name, Value: val, Unset: !has})
	return nil
}

func (p *parser) attach(v value) error {
	for tok := range strings.FieldsFuncSeq(v.text, func(r rune) bool { return strings.ContainsRune(", \t\n", r) }) {
		pid, ok := parseInt(tok, 1, math.MaxInt32)
		if !ok {
			return errorf("Invalid process id: '%s'", tok)
		}
		if int(pid) == os.Getpid() {
			return errorf("I'm sorry, I can't let you do that, Dave.")
		}
		if !slices.Contains(p.cfg.Attach, int(pid)) {
			p.cfg.Attach = append(p.cfg.Attach, int(pid))
		}
	}
	return nil
}

func (p *parser) user(v value) error {
	p.cfg.User, p.hasUser = v.text, true
	return nil
}

// userPair normalises UID:GID. As in strace, what follows a second colon is
// ignored.
func userPair(s string) (string, bool) {
	uid, rest, _ := strings.Cut(s, ":")
	gid, _, _ := strings.Cut(rest, ":")
	u, ok1 := parseInt(uid, 0, math.MaxUint32-1)
	g, ok2 := parseInt(gid, 0, math.MaxUint32-1)
	return strconv.FormatInt(u, 10) + ":" + strconv.FormatInt(g, 10), ok1 && ok2
}

func (p *parser) argv0(v value) error {
	p.cfg.Argv0 = &v.text
	return nil
}

// Tracing.

func (p *parser) detachOn(v value) error {
	if v.text != "execve" {
		return errorf("Syscall '%s' for -b isn't supported", v.text)
	}
	p.cfg.DetachOnExec = true
	return nil
}

var daemonizeNames = []choice[tracer.Daemonize]{
	{"grandchild", tracer.AsGrandchild},
	{"pgroup", tracer.OwnGroup},
	{"pgrp", tracer.OwnGroup},
	{"session", tracer.OwnSession},
}

func (p *parser) daemonize(v value) error {
	how := tracer.AsGrandchild
	if v.has {
		var ok bool
		if how, ok = oneOf(v.text, daemonizeNames); !ok {
			return v.invalid()
		}
	}
	p.cfg.Daemonize, p.daemonizeLong = how, true
	return nil
}

var interruptibleNames = []choice[tracer.Interruptible]{
	{"anywhere", tracer.InterruptAnywhere},
	{"waiting", tracer.InterruptWaiting},
	{"never", tracer.InterruptNever},
	{"never_tstp", tracer.InterruptNeverTSTP},
}

func (p *parser) interruptible(v value) error {
	when, ok := oneOf(v.text, interruptibleNames)
	if !ok {
		n, err := v.number(int64(tracer.InterruptAnywhere), int64(tracer.InterruptNeverTSTP))
		if err != nil {
			return err
		}
		when = tracer.Interruptible(n)
	}
	p.cfg.Interruptible = when
	return nil
}

func (p *parser) syscallLimit(v value) error {
	n, err := v.number(1, math.MaxInt64)
	if err != nil {
		return err
	}
	p.cfg.SyscallLimit, p.limit = uint64(n), true
	return nil
}

// Filters.

// syscallSet parses a set of system calls into set.
func syscallSet(v value, set *filter.Set) error {
	s, err := filter.ParseSet(v.text)
	if err == nil {
		*set = s
	}
	return err
}

func (p *parser) trace(v value) error {
	set, args, err := filter.ParseTrace(v.text)
	if err == nil {
		p.cfg.Trace, p.cfg.TraceArgs = set, args
	}
	p.cfg.Trace = p.cfg.Trace.WithUnassigned()
	return err
}

func (p *parser) abbrev(v value) error  { return syscallSet(v, &p.cfg.Abbrev) }
func (p *parser) verbose(v value) error { return syscallSet(v, &p.cfg.Verbose) }
func (p *parser) raw(v value) error     { return syscallSet(v, &p.cfg.Raw) }

func (p *parser) noAbbrev(value) error {
	p.cfg.Abbrev = filter.Set{}
	return nil
}

func (p *parser) signals(v value) (err error) {
	s, err := filter.ParseSignals(v.text)
	if err == nil {
		p.cfg.Signals = s
	}
	return err
}

// tracePath is -P: the calls that use the path are traced, by the name given and by what that is when all links
// are followed.
func (p *parser) tracePath(v value) error {
	p.paths = append(p.paths, v.text)
	return nil
}

// settlePaths adds to the paths of -P what they resolve to, and says so.
func (p *parser) settlePaths() {
	for _, path := range p.paths {
		p.cfg.Paths = append(p.cfg.Paths, path)
		real, ok := realpath(path)
		if !ok || real == path {
			continue
		}
		p.cfg.Paths = append(p.cfg.Paths, real)
		if p.cfg.Quiet&tracer.QuietPathResolution == 0 {
			hex := decode.HexMode(p.cfg.StringsInHex)
			p.warnf("Requested path %s resolved into %s", decode.Quote(path, hex), decode.Quote(real, hex))
		}
	}
}

// realpath returns the absolute path of the file at path without links, as the kernel finds it.
func realpath(path string) (string, bool) {
	// Opened so, nothing of the file is read, and no permission for it is needed.
	fd, err := unix.Open(path, unix.O_PATH|unix.O_CLOEXEC, 0)
	if err != nil {
		return "", false
	}
	defer unix.Close(fd)
	real, err := os.Readlink("/proc/self/fd/" + strconv.Itoa(fd))
	return real, err == nil
}

func (p *parser) traceFDs(v value) error {
	p.cfg.TraceFDs = new(filter.NumSet)
	return fdSet(v, p.cfg.TraceFDs)
}

// fdSet parses a set of file descriptors into set.
func fdSet(v value, set *filter.NumSet) error {
	s, err := filter.ParseFDs(v.text)
	if err == nil {
		*set = s
	}
	return err
}

func (p *parser) dumpRead(v value) error    { return fdSet(v, &p.cfg.Read) }
func (p *parser) dumpWritten(v value) error { return fdSet(v, &p.cfg.Write) }

func (p *parser) successfulOnly(value) error {
	p.setStatus(event.Successful, nil)
	p.statusCount++
	return nil
}

func (p *parser) failedOnly(value) error {
	p.setStatus(event.Failed, nil)
	p.statusCount++
	return nil
}

// Output format.

var quietNames = []filter.Name{
	{Name: "attach", Bit: uint(tracer.QuietAttach)},
	{Name: "exit", Bit: uint(tracer.QuietExit)},
	{Name: "exits", Bit: uint(tracer.QuietExit)},
	{Name: "path-resolution", Bit: uint(tracer.QuietPathResolution)},
	{Name: "personality", Bit: uint(tracer.QuietPersonality)},
	{Name: "thread-execve", Bit: uint(tracer.QuietThreadExecve)},
	{Name: "superseded", Bit: uint(tracer.QuietThreadExecve)},
}

func (p *parser) quiet(v value) error {
	p.quietLong = true
	if !v.has {
		p.cfg.Quiet = quiet1
		return nil
	}
	set, err := filter.ParseNames(v.text, "quiet", quietNames)
	if err == nil {
		p.cfg.Quiet = tracer.Quiet(set)
	}
	return err
}

// fdNames are what can be decoded of file descriptors.
var fdNames = []filter.Name{
	{Name: "path", Bit: uint(tracer.FDPath)},
	{Name: "socket", Bit: uint(tracer.FDSocket)},
	{Name: "dev", Bit: uint(tracer.FDDev)},
	{Name: "eventfd", Bit: uint(tracer.FDEventFD)},
	{Name: "pidfd", Bit: uint(tracer.FDPidFD)},
	{Name: "signalfd", Bit: uint(tracer.FDSignalFD)},
}

func (p *parser) decodeFDs(v value) error {
	p.fdLong = true
	if !v.has {
		p.cfg.DecodeFDs = tracer.FDPath
		return nil
	}
	set, err := filter.ParseNames(v.text, "decode-fds", fdNames)
	if err != nil {
		return err
	}
	p.cfg.DecodeFDs = tracer.FDDecode(set)
	return nil
}

var pidNames = []filter.Name{
	{Name: "comm", Bit: uint(tracer.PIDComm)},
	{Name: "pidns", Bit: uint(tracer.PIDNS)},
}

func (p *parser) decodePIDs(v value) error {
	set, err := filter.ParseNames(v.text, "decode-pids", pidNames)
	if err != nil {
		return err
	}
	p.cfg.DecodePIDs = tracer.PIDDecode(set)
	return nil
}

func (p *parser) columns(v value) error {
	n, err := v.number(0, math.MaxInt32)
	if err == nil {
		p.cfg.Column = int(n)
	}
	return err
}

// maxString is the longest string that strace can be asked to print.
const maxString = math.MaxInt32 / 2

func (p *parser) stringLimit(v value) error {
	n, err := v.number(0, maxString)
	if err == nil {
		p.cfg.StringLimit = int(n)
	}
	return err
}

func (p *parser) output(v value) error {
	p.cfg.Output, p.hasOutput = v.text, true
	return nil
}

var hexNames = []choice[tracer.HexStrings]{
	{"none", tracer.HexNone},
	{"non-ascii-chars", tracer.HexNonASCIIChars},
	{"non-ascii", tracer.HexNonASCII},
	{"all", tracer.HexAll},
}

func (p *parser) stringsInHex(v value) error {
	p.hexLong = true
	p.cfg.StringsInHex = tracer.HexAll
	if v.has {
		which, ok := oneOf(v.text, hexNames)
		if !ok {
			return v.invalid()
		}
		p.cfg.StringsInHex = which
	}
	return nil
}

func (p *parser) constStyle(v value) error {
	switch v.text { // case matters here
	case "raw":
		p.cfg.ConstStyle = tracer.ConstRaw
	case "abbrev":
		p.cfg.ConstStyle = tracer.ConstAbbrev
	case "verbose":
		p.cfg.ConstStyle = tracer.ConstVerbose
	default:
		return v.invalid()
	}
	return nil
}

func (p *parser) color(v value) error {
	when, ok := oneOf(v.text, []choice[tracer.Colour]{{"auto", tracer.ColourAuto}, {"always", tracer.ColourAlways}, {"never", tracer.ColourNever}})
	if !ok {
		return v.invalid()
	}
	p.cfg.Colour = when
	return nil
}

// stackShort is -k, and the second of -kk.
func (p *parser) stackShort() {
	if p.stack {
		p.cfg.StackTrace = tracer.StackSource
		return
	}
	p.stack = true
	p.cfg.StackTrace = tracer.StackSymbol
}

func (p *parser) stackTrace(v value) error {
	p.stack = true
	if !v.has {
		p.cfg.StackTrace = tracer.StackSymbol
		return nil
	}
	how, ok := oneOf(v.text, []choice[tracer.StackTrace]{{"symbol", tracer.StackSymbol}, {"source", tracer.StackSource}})
	if !ok {
		return v.invalid()
	}
	p.cfg.StackTrace = how
	return nil
}

func (p *parser) frameLimit(v value) error {
	p.stackLimit = true
	n, err := v.number(1, math.MaxInt32)
	p.cfg.StackLimit = int(n)
	return err
}

func (p *parser) kvm(v value) error {
	switch v.text {
	case "vcpu":
		p.cfg.KVM = true
	case "vcpu+":
		p.cfg.KVM = true
		p.refuse(v.name + "=" + v.text)
	default:
		return errorf("invalid -e kvm= argument: '%s'", v.text)
	}
	return nil
}

// secontext refuses --secontext as strace does if it was built without SELinux's library, as the reference was.
func (p *parser) secontext(value) error {
	return errorf("SELinux context printing (--secontext option) is not supported by this build of strace")
}

func (p *parser) namespace(v value) error {
	if v.text != "new" {
		return errorf("invalid -e namespace= argument: '%s'", v.text)
	}
	p.cfg.Namespaces = true
	return nil
}

// Times.

var precisionNames = []choice[tracer.Precision]{
	{"s", tracer.Seconds},
	{"ms", tracer.Milliseconds},
	{"us", tracer.Microseconds},
	{"ns", tracer.Nanoseconds},
}

var timeNames = []choice[tracer.TimeFormat]{
	{"none", tracer.TimeNone},
	{"time", tracer.TimeOfDay},
	{"unix", tracer.TimeUnix},
}

// precision parses an optional precision, microseconds by default.
func (v value) precision(to *tracer.Precision) error {
	prec := microseconds
	if v.has {
		var ok bool
		if prec, ok = oneOf(v.text, precisionNames); !ok {
			return v.invalid()
		}
	}
	*to = prec
	return nil
}

func (p *parser) relative(v value) error     { return v.precision(&p.cfg.Relative) }
func (p *parser) syscallTimes(v value) error { return v.precision(&p.cfg.SyscallTimes) }

// part is an element of a list in which each may say what kind it is: [KIND:]NAME.
type part struct {
	kind, name string
	said       bool // it says its kind
}

// may reports whether the part can be of a kind.
func (p part) may(kind string) bool { return !p.said || strings.EqualFold(p.kind, kind) }

// parts are the parts of a value, without empty ones.
func (v value) parts() iter.Seq[part] {
	return func(yield func(part) bool) {
		for text := range strings.SplitSeq(v.text, ",") {
			if text == "" {
				continue
			}
			p := part{name: text}
			if kind, name, said := strings.Cut(text, ":"); said {
				p = part{kind, name, true}
			}
			if !yield(p) {
				return
			}
		}
	}
}

// absolute handles --absolute-timestamps=[[format:]FORMAT][,[precision:]PRECISION],
// where each part can be left out and what is not given stays as it was.
func (p *parser) absolute(v value) error {
	stamp := p.cfg.Absolute
	if !p.timeLong {
		stamp = tracer.Timestamp{Format: tracer.TimeOfDay, Precision: tracer.Seconds}
	}
	p.timeLong = true
	for part := range v.parts() {
		format, isFormat := oneOf(part.name, timeNames)
		prec, isPrec := oneOf(part.name, precisionNames)
		switch {
		case isFormat && part.may("format"):
			stamp.Format = format
		case isPrec && part.may("precision"):
			stamp.Precision = prec
		default:
			return v.invalid()
		}
	}
	p.cfg.Absolute = stamp
	return nil
}

// parseTime reads a time specification: a decimal floating point number and
// s, ms, us (the default) or ns. Nanoseconds are cut off.
func parseTime(s string) (ns int64, ok bool) {
	s = strings.TrimLeft(s, " \t\n\v\f\r")
	digits := s
	unit := 1e3
	for _, u := range []choice[float64]{{"ns", 1}, {"us", 1e3}, {"ms", 1e6}, {"s", 1e9}} {
		if rest, found := strings.CutSuffix(s, u.name); found {
			digits, unit = rest, u.value
			break
		}
	}
	if strings.Trim(digits, "0123456789") == "" {
		// A whole number must fit.
		if _, err := strconv.ParseInt(digits, 10, 64); err != nil {
			return 0, false
		}
	} else if strings.Trim(digits, "0123456789.eE+-") != "" {
		return 0, false // what strconv has beyond decimal numbers
	}
	f, err := strconv.ParseFloat(digits, 64)
	if err != nil || f < 0 {
		return 0, false
	}
	if f *= unit; f >= math.MaxInt64 {
		return math.MaxInt64, true
	}
	return int64(f), true
}

// Statistics.

func (p *parser) summaryOnly(value) error {
	if p.cfg.Summary && !p.cfg.SummaryOnly {
		return errBothSummaries
	}
	p.cfg.Summary, p.cfg.SummaryOnly = true, true
	return nil
}

func (p *parser) summary(value) error {
	if p.cfg.SummaryOnly {
		return errBothSummaries
	}
	p.cfg.Summary = true
	return nil
}

var errBothSummaries = usagef("-c/--summary-only and -C/--summary are mutually exclusive")

func (p *parser) overhead(v value) error {
	ns, ok := parseTime(v.text)
	if !ok {
		return v.invalid()
	}
	p.cfg.Overhead = ns
	return nil
}

// columnNames are the columns of -U and their canonical names.
var columnNames = []choice[string]{
	{"time-percent", "time-percent"},
	{"time", "time-percent"},
	{"total-time", "total-time"},
	{"time-total", "total-time"},
	{"min-time", "min-time"},
	{"shortest", "min-time"},
	{"time-min", "min-time"},
	{"max-time", "max-time"},
	{"longest", "max-time"},
	{"time-max", "max-time"},
	{"avg-time", "avg-time"},
	{"time-avg", "avg-time"},
	{"wall-total", "wall-total"},
	{"total-wall", "wall-total"},
	{"wall-min", "wall-min"},
	{"min-wall", "wall-min"},
	{"wall-max", "wall-max"},
	{"max-wall", "wall-max"},
	{"wall-avg", "wall-avg"},
	{"avg-wall", "wall-avg"},
	{"calls", "calls"},
	{"count", "calls"},
	{"errors", "errors"},
	{"error", "errors"},
	{"name", "name"},
	{"syscall", "name"},
	{"syscall-name", "name"},

	// strake's own.
	{"p50", "p50"},
	{"p95", "p95"},
	{"p99", "p99"},
	{"errnos", "errnos"},
}

// column returns the canonical name of a column, or "". Case matters.
func column(name string) string {
	for _, c := range columnNames {
		if c.name == name {
			return c.value
		}
	}
	return ""
}

func (p *parser) sortBy(v value) error {
	p.sorted = true
	by := column(v.text)
	if v.text == "nothing" || v.text == "none" {
		by = "nothing"
	}
	if by == "" || by == "errnos" {
		return usagef("invalid sortby: '%s'", v.text)
	}
	p.cfg.SummarySort = by
	return nil
}

// seccompBPF is --seccomp-bpf[=auto|always|never|ALGORITHM]. Without a value it is strace's option, which requires -f.
func (p *parser) seccompBPF(v value) error {
	p.seccomp, p.seccompForced = false, false
	p.cfg.Seccomp, p.cfg.SeccompAlgorithm = tracer.SeccompAuto, ""
	switch v.text {
	case "":
		p.seccomp = true
	case "auto":
	case "never":
		p.cfg.Seccomp = tracer.SeccompNever
	default:
		p.seccomp, p.seccompForced = true, true
		algorithm := seccompgen.Algorithm(v.text)
		switch {
		case v.text == "always":
		case slices.Contains(seccompgen.Algorithms(), algorithm):
			p.cfg.SeccompAlgorithm = algorithm
		default:
			return v.invalid()
		}
	}
	return nil
}

// summaryBy are the arguments of --summary-by.
func (p *parser) summaryBy(v value) error {
	switch v.text {
	case "syscall":
		p.cfg.SummaryByProcess = false
	case "process":
		p.cfg.SummaryByProcess = true
	default:
		return v.invalid()
	}
	return nil
}

func (p *parser) summaryColumns(v value) error {
	p.columnsed = true
	p.cfg.SummaryColumns = nil
	for rest, more := v.text, true; more; {
		residual := rest
		var name string
		name, rest, more = strings.Cut(rest, ",")
		col := column(name)
		if col == "" {
			return usagef("unknown column name: '%s'", name)
		}
		if slices.Contains(p.cfg.SummaryColumns, col) {
			return usagef("call summary column has been provided more than once: '%s' (-U option residual: '%s')", name, residual)
		}
		p.cfg.SummaryColumns = append(p.cfg.SummaryColumns, col)
	}
	if !slices.Contains(p.cfg.SummaryColumns, "name") {
		p.cfg.SummaryColumns = append(p.cfg.SummaryColumns, "name")
	}
	return nil
}
