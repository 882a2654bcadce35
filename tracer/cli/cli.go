// Package cli reads strace's command line. Parse turns the arguments into a
// [tracer.Config] and does nothing else; messages are those of strace 7.2.
package cli

import (
	"fmt"
	"strings"

	"strake/tracer"
	"strake/tracer/filter"
)

// Action is what a command line asks for.
type Action uint8

// The actions.
const (
	Run     Action = iota // trace, as Config says
	Help                  // print Usage
	Version               // print VersionText
	Tips                  // print a tip
)

// Result is a command line, understood.
type Result struct {
	Action Action
	Config tracer.Config
	// Warnings are messages about options that have no effect and the
	// like, to be printed whether or not there is an error.
	Warnings []string
	// Tip is to be printed on standard error in the end, if the tracing has begun or there is nothing to trace.
	Tip string
}

// Error is a command line that cannot be understood, or that asks for what
// strake does not have.
type Error struct {
	Msg string
	// Help asks for the hint at -h, see [Hint].
	Help bool
	// Unsupported is set if strace has what was asked for.
	Unsupported bool
}

func (e *Error) Error() string { return e.Msg }

// Hint is the line that follows the message of an [Error] with Help set. Self
// is the name that the program was called by.
func Hint(self string) string { return fmt.Sprintf("Try '%s -h' for more information.", self) }

// usagef returns an error whose message is followed by the hint at -h.
func usagef(format string, args ...any) error {
	return &Error{Msg: fmt.Sprintf(format, args...), Help: true}
}

// errorf returns an error without the hint.
func errorf(format string, args ...any) error {
	return &Error{Msg: fmt.Sprintf(format, args...)}
}

// parser is the state of a command line that is being read.
type parser struct {
	table    []option
	cfg      tracer.Config
	warnings []string

	version bool
	tip     tipChoice

	// Options that are counted, and their long forms, which exclude them.
	daemonizeCount int
	daemonizeLong  bool
	followCount    int
	followLong     bool
	oldFollow      bool // -F
	quietCount     int
	quietLong      bool
	timeCount      int
	timeLong       bool
	hexCount       int
	hexLong        bool
	fdCount        int
	fdLong         bool

	separate          bool
	hasOutput         bool
	hasUser           bool
	seccomp           bool
	seccompForced     bool // not as strace does it, but wherever it can be done
	stack             bool
	stackLimit        bool
	limit             bool
	sorted, columnsed bool
	statusCount       int // of -z and -Z

	paths []string // of -P

	// refused is the first option given that strake does not have.
	refused string
}

// errHelp ends the parsing at -h.
var errHelp = &Error{Msg: "help"}

// Parse reads args, the command line without its first argument, which is self.
// The result is never nil: its warnings are to be printed before the error.
func Parse(self string, args []string) (*Result, error) {
	p := &parser{table: options, cfg: tracer.DefaultConfig(), tip: tipChoice{id: randomTip}}
	p.cfg.Self, p.cfg.Front = self, true
	rest, err := getopt(args, p.option)
	r := &Result{}
	if err == errHelp { //nolint:errorlint // a sentinel of this package
		r.Action = Help
		return r, nil
	}
	if err == nil {
		p.cfg.Program = rest
		r.Action, err = p.finish()
	}
	r.Config, r.Warnings, r.Tip = p.cfg, p.warnings, p.tip.text()
	return r, err
}

// option handles one option.
func (p *parser) option(v value) error {
	if err := v.opt.set(p, v); err != nil {
		return asError(err)
	}
	if v.opt.todo {
		p.refuse(v.name)
	}
	return nil
}

// asError makes the errors of package filter this package's.
func asError(err error) error {
	if e, ok := err.(*filter.Error); ok { //nolint:errorlint // never wrapped
		return &Error{Msg: e.Msg, Help: e.Help}
	}
	return err
}

// refuse notes that an option was given that strake does not have.
func (p *parser) refuse(name string) {
	if p.refused == "" {
		p.refused = name
	}
}

func (p *parser) warnf(format string, args ...any) {
	p.warnings = append(p.warnings, fmt.Sprintf(format, args...))
}

// finish checks the options against each other, in strace's order, and
// settles what depends on more than one of them.
func (p *parser) finish() (Action, error) {
	c := &p.cfg
	if p.version {
		return Version, nil
	}
	program := len(c.Program) > 0
	if !program && len(c.Attach) == 0 {
		if p.tip.format != tipNone {
			return Tips, p.unsupported()
		}
		return Run, usagef("must have PROG [ARGS] or -p PID")
	}
	if err := p.checkExclusive(program); err != nil {
		return Run, err
	}
	p.settleSeccomp()
	p.settleFollow()
	if err := p.checkSummary(); err != nil {
		return Run, err
	}
	if p.separate && !c.Follow && !p.hasOutput {
		p.warnf("--output-separately has no effect without -o/--output")
	}
	if c.Append && !p.hasOutput {
		p.warnf("-A/--output-append-mode has no effect without -o/--output")
	}
	if p.statusCount > 1 {
		p.warnf("Only the last of -z/--successful-only/-Z/--failed-only options will take effect. " +
			"See status qualifier for more complex filters.")
	}
	p.settleHex()
	p.settlePaths()
	if p.stackLimit && !p.stack {
		p.warnf("--stack-trace-frame-limit has no effect without -k/--stack-trace")
	}
	if strings.Contains(c.User, ":") {
		pair, ok := userPair(c.User)
		if !ok {
			return Run, errorf("Invalid UID:GID pair '%s'", c.User)
		}
		c.User = pair
	}
	if p.hasUser && c.User == "" {
		return Run, errorf("Cannot find user ''")
	}
	if c.KillOnExit && len(c.Attach) > 0 {
		return Run, errorf("--kill-on-exit and -p/--attach are mutually exclusive options")
	}
	if err := p.checkOutput(); err != nil {
		return Run, err
	}
	if p.quietCount > 0 && p.quietLong {
		return Run, errorf("-q and -e quiet/--quiet cannot be provided simultaneously")
	}
	p.settleCounts(program)
	return Run, p.unsupported()
}

// checkExclusive looks for options that exclude each other.
func (p *parser) checkExclusive(program bool) error {
	exclusive := func(short, long string) error {
		return errorf("%s and %s cannot be provided simultaneously", short, long)
	}
	switch {
	case !program && p.cfg.Argv0 != nil:
		return usagef("PROG [ARGS] must be specified with --argv0")
	case !program && (p.daemonizeCount > 0 || p.daemonizeLong):
		return usagef("PROG [ARGS] must be specified with -D/--daemonize")
	case p.daemonizeCount > 0 && p.daemonizeLong:
		return exclusive("-D", "--daemonize")
	case p.daemonizeCount > maxDaemonize:
		return usagef("Too many -D's (%d), maximum supported -D count is %d", p.daemonizeCount, maxDaemonize)
	case p.timeCount > 0 && p.timeLong:
		return exclusive("-t", "--absolute-timestamps")
	case p.hexCount > 0 && p.hexLong:
		return exclusive("-x", "--strings-in-hex")
	case p.fdCount > 0 && p.fdLong:
		return exclusive("-y", "--decode-fds")
	case p.followCount > 0 && p.followLong:
		return exclusive("-f", "--follow-forks")
	case p.followCount > 1 && p.separate:
		return exclusive("-ff", "--output-separately")
	}
	return nil
}

// maxDaemonize is how often -D can be given.
const maxDaemonize = 3

// settleSeccomp says why there will be no seccomp filter. One that was not asked for needs no word.
func (p *parser) settleSeccomp() {
	c := &p.cfg
	switch {
	case !p.seccomp:
	case p.followCount == 0 && !p.followLong && !p.seccompForced:
		p.warnf("--seccomp-bpf cannot be used without -f/--follow-forks, disabling")
	case c.DetachOnExec:
		p.warnf("--seccomp-bpf is not enabled because it is not compatible with -b")
	case p.limit:
		p.warnf("--seccomp-bpf is not enabled because it is not compatible with --syscall-limit")
	default:
		if len(c.Attach) > 0 {
			p.warnf("--seccomp-bpf is not enabled for processes attached with -p")
		}
		c.Seccomp = tracer.SeccompAlways
	}
}

// settleFollow combines the options that follow forks.
func (p *parser) settleFollow() {
	c := &p.cfg
	c.Follow = p.followCount > 0 || p.followLong
	c.Separate = p.separate || p.followCount > 1
	switch {
	case !p.oldFollow:
	case c.Follow:
		p.warnf("deprecated option -F ignored")
	default:
		p.warnf("option -F is deprecated, please use -f/--follow-forks instead")
		c.Follow = true
	}
}

// checkSummary checks the options of -c and -C.
func (p *parser) checkSummary() error {
	const given = "(-c/--summary-only or -C/--summary)"
	c := &p.cfg
	switch {
	case c.Summary && c.Separate:
		return usagef("%s and -ff/--output-separately are mutually exclusive", given)
	case c.SummaryWallClock && !c.Summary:
		return usagef("-w/--summary-wall-clock must be given with %s", given)
	case p.columnsed && !c.Summary:
		return usagef("-U/--summary-columns must be given with %s", given)
	case p.sorted && !c.Summary:
		p.warnf("-S/--summary-sort-by has no effect without %s", given)
	}
	if !c.SummaryOnly {
		return nil
	}
	for _, o := range []struct {
		name string
		set  bool
	}{
		{"-i/--instruction-pointer", c.IP},
		{"-k/--stack-trace", p.stack},
		{"-n/--syscall-number", c.SyscallNumber},
		{"-N/--arg-names", c.ArgNames},
		{"-r/--relative-timestamps", c.Relative != 0},
		{"-t/--absolute-timestamps", p.timeCount > 0 || c.Absolute.Format != tracer.TimeNone},
		{"-T/--syscall-times", c.SyscallTimes != 0},
		{"-y/--decode-fds", p.fdCount > 0 || c.DecodeFDs != 0},
	} {
		if o.set {
			p.warnf("%s has no effect with -c/--summary-only", o.name)
		}
	}
	return nil
}

// checkOutput checks what can be known about -o without opening it.
func (p *parser) checkOutput() error {
	c := &p.cfg
	switch {
	case !p.hasOutput:
	case c.Separate && strings.IndexAny(c.Output, "|!") == 0:
		return usagef("piping the output and -ff/--output-separately are mutually exclusive")
	case c.Output == "" && c.Separate:
		c.Output = "./" // the files are .PID
	case c.Output == "":
		return errorf("Can't fopen '': No such file or directory")
	}
	return nil
}

// settleHex turns -x and -xx into what they stand for.
func (p *parser) settleHex() {
	switch p.hexCount {
	case 0:
	case 1:
		p.cfg.StringsInHex = tracer.HexNonASCII
	default:
		p.cfg.StringsInHex = tracer.HexAll
	}
}

// settleCounts turns options that are counted into what they stand for.
func (p *parser) settleCounts(program bool) {
	c := &p.cfg
	switch p.timeCount {
	case 0:
	case 1:
		c.Absolute = tracer.Timestamp{Format: tracer.TimeOfDay, Precision: tracer.Seconds}
	case 2:
		c.Absolute = tracer.Timestamp{Format: tracer.TimeOfDay, Precision: tracer.Microseconds}
	default:
		c.Absolute = tracer.Timestamp{Format: tracer.TimeUnix, Precision: tracer.Microseconds}
	}
	switch p.fdCount {
	case 0:
	case 1:
		c.DecodeFDs = tracer.FDPath
	default:
		c.DecodeFDs = tracer.FDAll
	}
	switch p.daemonizeCount {
	case 0:
	case 1:
		c.Daemonize = tracer.AsGrandchild
	case 2:
		c.Daemonize = tracer.OwnGroup
	default:
		c.Daemonize = tracer.OwnSession
	}
	switch {
	case p.quietLong:
	case p.quietCount == 1 || p.quietCount == 0 && p.hasOutput && program:
		c.Quiet = quiet1
	case p.quietCount == 2:
		c.Quiet = quiet1 | tracer.QuietExit
	case p.quietCount > 2:
		c.Quiet = tracer.QuietAll
	}
	if !p.hasOutput {
		c.Output = ""
	}
}

// quiet1 is what -q stands for.
const quiet1 = tracer.QuietAttach | tracer.QuietPersonality

// unsupported returns the error about what strake does not have.
func (p *parser) unsupported() error {
	if p.refused == "" {
		return nil
	}
	return &Error{Msg: fmt.Sprintf("option '%s' is not supported yet", p.refused), Unsupported: true}
}
