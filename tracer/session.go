package tracer

import (
	"runtime"
	"strconv"
	"time"

	"strake/tracer/abi"
	"strake/tracer/decode"
	"strake/tracer/event"
	"strake/tracer/filter"
	"strake/tracer/internal/procfs"
	"strake/tracer/internal/tamper"
	"strake/tracer/internal/unwind"
	"strake/tracer/output"
	"strake/tracer/stats"
	"strake/tracer/syscalls"
)

// session is the sink that makes the text log and the statistics of what happens.
//
// A system call goes through it in two steps. At entry the filters decide whether it is traced;
// if so, its line is begun, and the row of its number shows the arguments that are known. A live
// log publishes that; a staged one, which is one that does not show every status, holds it back. At
// exit the row shows the rest, the status is known, and the line is ended or dropped.
type session struct {
	cfg    *Config
	log    *output.Log
	table  *stats.Table // nil without -c or -C
	native *abi.ABI

	// staged says that lines wait for their status.
	staged bool
	// timed says that the clock has to be read, for the log or for the table.
	timed bool
	// now and resolve are replaced in tests.
	now     func() time.Time
	resolve func(*decode.Call) *syscalls.Syscall

	opt   decode.Options
	quiet Quiet

	// sig decodes signals, which belong to no call.
	sig decode.Call

	// limit is how many calls are left (--syscall-limit), 0 for any number; stop ends the
	// tracing then.
	limit uint64
	stop  func()

	// groups are the processes, by id; with --strict-status only.
	groups map[int]*group

	stacks *stacks       // nil without -k
	files  *filter.Files // nil without -P and --trace-fds
	dumps  *dumper       // nil without -e read and -e write

	// unused records, for new threads
	free []*thread
}

// thread is what the session keeps of a tracee.
type thread struct {
	t    *event.Tracee
	call decode.Call
	line output.Line
	env  procEnv

	row *syscalls.Syscall // nil for an unknown number
	nr  uint64            // as the call was made, before it was resolved

	name string // of the call

	// inside says that a call is open, traced that it passed the filters.
	inside, traced bool
	// loading says that the open call is the execve that starts the program, tampering what becomes
	// of a call that is tampered with; counts are those of tampering.
	loading, loaded bool
	tampering       tamper.Effects
	tampered        tampered // with the open call
	counts          tamper.Counts

	// held is the end of a call that may not be what it seems, see seccomp in session_strict.go.
	held    event.Exit
	holding bool
	// truth is what only the strict model asks for.
	truth truth

	abi     *abi.ABI // as last announced
	entered time.Time
	left    time.Time // of the call that is being ended
	sys     time.Duration
	// resumes is the name of the call that a restart_syscall would resume.
	resumes string
	at      output.Stamp
	stack   unwind.Stack // of the call, for -k
	ran     bool         // has executed what it was started for, for -k
}

var _ event.Sink = (*session)(nil)

func newSession(cfg *Config, log *output.Log) *session {
	s := &session{
		cfg:     cfg,
		log:     log,
		native:  nativeABI(),
		staged:  cfg.Status&event.AllStatus != event.AllStatus || cfg.Outcome != nil,
		quiet:   cfg.Quiet,
		now:     time.Now,
		resolve: syscalls.Resolve,
		limit:   cfg.SyscallLimit,
		stacks:  newStacks(cfg),
		dumps:   newDumper(cfg),
		files:   filter.NewFiles(cfg.Paths, cfg.TraceFDs),
		opt: decode.Options{
			StringLimit: cfg.StringLimit,
			Hex:         decode.HexMode(cfg.StringsInHex),
			Style:       decode.Style(cfg.ConstStyle),
			ArgNames:    cfg.ArgNames,
			FDPaths:     cfg.DecodeFDs&FDPath != 0,
			FDDetails:   fdDetails(cfg.DecodeFDs),
			PIDComm:     cfg.DecodePIDs&PIDComm != 0,
			PIDNS:       cfg.DecodePIDs&PIDNS != 0,
			Namespaces:  cfg.Namespaces,
			KVM:         cfg.KVM,
		},
	}
	shows := !cfg.SummaryOnly && (cfg.Absolute.Format != TimeNone || cfg.Relative != 0 || cfg.SyscallTimes != 0)
	if cfg.Summary || cfg.SummaryOnly {
		s.table = stats.New(stats.Options{
			Columns:   cfg.SummaryColumns,
			Sort:      cfg.SummarySort,
			WallClock: cfg.SummaryWallClock,
			Overhead:  max(0, time.Duration(cfg.Overhead)),
			Native:    s.native.ID,
			Name:      syscallName,
			Error:     errorName,
			ByProcess: cfg.SummaryByProcess,
			Comm:      procfs.Proc.Comm,
		})
	}
	s.timed = shows || s.table != nil && needsWall(cfg) || cfg.Outcome != nil && cfg.Outcome.Timed
	s.sig.Opt, s.sig.ABI = &s.opt, s.native
	return s
}

// fdDetails returns what decoders are to say of descriptors besides their paths.
func fdDetails(set FDDecode) decode.FDDetails {
	var details decode.FDDetails
	for from, to := range map[FDDecode]decode.FDDetails{
		FDSocket: decode.FDSocket, FDDev: decode.FDDevice, FDEventFD: decode.FDEventFD,
		FDPidFD: decode.FDPidFD, FDSignalFD: decode.FDSignalFD,
	} {
		if set&from != 0 {
			details |= to
		}
	}
	return details
}

// needsWall reports whether the table shows times of the wall clock.
func needsWall(cfg *Config) bool {
	if cfg.SummaryWallClock || isWall(cfg.SummarySort) {
		return true
	}
	for _, c := range cfg.SummaryColumns {
		if isWall(c) {
			return true
		}
	}
	return false
}

func isWall(column string) bool { return len(column) > 5 && column[:5] == "wall-" }

// nativeABI is the ABI of programs built like this one.
func nativeABI() *abi.ABI {
	switch runtime.GOARCH {
	case "arm64":
		return abi.AArch64.Get()
	case "386":
		return abi.I386.Get()
	}
	return abi.X8664.Get()
}

// syscallName names a call that may have been resolved from a multiplexer.
func syscallName(id abi.ID, nr uint64) string {
	if name := id.Get().SyscallName(nr); name != "" {
		return name
	}
	if id == abi.I386 {
		if name := syscalls.SubcallName(nr); name != "" {
			return name
		}
	}
	// The kernel looks at 32 bits of the number.
	return "syscall_0x" + strconv.FormatUint(word(nr), 16)
}

// word is a number of 32 bits, extended by its sign to a word of the tracer's machine, whatever the tracee's, as strace shows it.
func word(nr uint64) uint64 { return uint64(uint(int32(nr))) }

// of returns the session's record of a tracee.
func of(t *event.Tracee) *thread { return t.Sink.(*thread) } //nolint:forcetypeassert // set by New

func (s *session) clock() (now time.Time) {
	if s.timed {
		now = s.now()
	}
	return now
}

// New implements event.Sink.
func (s *session) New(t *event.Tracee, how event.How, _ *event.Tracee) {
	var th *thread
	if n := len(s.free); n > 0 {
		th = s.free[n-1]
		s.free = s.free[:n-1]
	} else {
		th = new(thread)
	}
	th.t, t.Sink = t, th
	th.env.t = t
	th.abi = s.native
	th.at = output.Stamp{Nr: output.NoNumber, NoIP: true}
	if how == event.Attached || how == event.Sibling {
		th.resumes = blockedIn(t.TID)
		th.truth.attachedIn = th.resumes
	}
	s.log.Attach(&th.line, t.TID)
	s.named(th)
	c := &th.call
	c.TID, c.Mem, c.Opt, c.Env = t.TID, t.Mem, &s.opt, &th.env
	c.E = &th.line.Text
	if how == event.Started || how == event.Sibling || s.quiet&QuietAttach != 0 {
		return
	}
	msg := "Process " + strconv.Itoa(t.TID) + " attached"
	if n := t.Siblings; how == event.Attached && n > 0 {
		msg += " with " + strconv.Itoa(n+1) + " threads"
	}
	s.log.Message(msg)
}

// announce says that a thread's ABI has changed. The line is one of the log, with -c, too. After an execve it comes with the new
// program's first call, as strace's does.
func (s *session) announce(th *thread, a *abi.ABI) {
	if a == th.abi {
		return
	}
	th.abi = a
	if s.quiet&QuietPersonality != 0 {
		return
	}
	l := s.eventLine(th, false)
	l.Text.Name("[ Process PID=")
	l.Text.Int(int64(th.t.TID))
	l.Text.Name(" runs in ")
	l.Text.Name(a.Mode)
	l.Text.Name(" mode. ]")
	l.End()
}

// Enter implements event.Sink.
func (s *session) Enter(t *event.Tracee, e *event.Entry) {
	th := of(t)
	s.settle(th, nil)
	th.inside, th.traced, th.tampered = true, false, tampered{}
	th.loading, th.loaded = t.Started && !th.loaded, true
	c := &th.call
	c.Begin()
	th.row = nil
	if e == nil {
		s.enterUnknown(th)
		return
	}
	th.locate(e.ABI)
	if e.ABI != th.abi {
		// The line has the number of the call before, as strace's.
		s.announce(th, e.ABI)
	}
	c.ABI, c.Nr, c.Args, c.SP = e.ABI, e.Nr, e.Args, e.SP
	th.nr = e.Nr
	switch e.ABI.ID {
	case abi.X32:
		th.nr |= abi.X32Bit
	case abi.I386:
		th.nr = word(e.Nr)
	}
	th.at.Nr = th.nr
	th.row = s.resolve(c)
	th.name = e.ABI.SyscallName(c.Nr)
	if th.name == "" && th.row != nil {
		th.name = th.row.Name
	}
	if s.cfg.StrictStatus {
		s.noteEntry(th, e)
	}
	id := e.ABI.ID
	if !s.cfg.Trace.Has(id, c.Nr) || !s.cfg.TraceArgs.Admits(id, c.Nr, &c.Args) || !s.touches(th) {
		return
	}
	th.traced = true
	s.tamper(th)
	th.entered = s.clock()
	th.sys = t.STime
	if s.cfg.SummaryOnly {
		return
	}
	th.at.When = th.entered
	c.NoAbbrev = !s.cfg.Abbrev.Has(id, c.Nr)
	c.NoVerbose = !s.cfg.Verbose.Has(id, c.Nr)
	c.RawArgs = s.cfg.Raw.Has(id, c.Nr)
	c.Restarted = th.resumes
	s.stacks.called(th)
	s.enterLine(th)
}

// unknownArgs are what -N calls the arguments of a call that is not known.
var unknownArgs = [...]string{"arg1", "arg2", "arg3", "arg4", "arg5", "arg6"}

// enterLine begins the line of a call.
func (s *session) enterLine(th *thread) {
	c, l := &th.call, &th.line
	l.Begin(th.at)
	text := &l.Text
	switch {
	case th.name == "":
		// Not resolved to anything: the number that was asked for.
		th.name = syscallName(c.ABI.ID, th.nr)
		text.Name(th.name)
		text.Name("(")
		for i := range c.Args {
			text.Arg(unknownArgs[i])
			text.Hex(c.Args[i])
		}
	default:
		text.Name(th.name)
		text.Name("(")
		if th.row != nil {
			th.row.Enter(c)
		}
	}
	if neverReturns(th.name) && !th.answered() {
		// Its end is known already.
		s.endUnfinished(th, byExit)
		th.inside = false
		return
	}
	if !s.staged {
		l.Publish()
	}
}

// neverReturns reports whether a call has no exit.
func neverReturns(name string) bool { return name == "exit" || name == "exit_group" }

// enterUnknown begins a call that could not be read.
func (s *session) enterUnknown(th *thread) {
	th.name, th.nr = "???", output.NoNumber
	// Whether it is in a set that does not hold everything, nobody knows.
	if s.cfg.SummaryOnly || !s.cfg.Trace.IsAll() || s.files != nil {
		return
	}
	th.traced = true
	th.entered = s.clock()
	th.at = output.Stamp{When: th.entered, Nr: output.NoNumber, NoIP: true}
	th.line.Begin(th.at)
	th.line.Text.Name("???(")
	if !s.staged {
		th.line.Publish()
	}
}

// Exit implements event.Sink.
func (s *session) Exit(t *event.Tracee, x *event.Exit) {
	th := of(t)
	if !th.inside {
		return
	}
	th.left = s.clock()
	if !x.Unavailable {
		th.locate(nil) // as wide as at the entry, after an execve into another ABI, too
	}
	if t.Tamper != nil && !x.Unavailable {
		s.poke(th, th.tampering.PokeExit)
	}
	if s.cfg.StrictStatus {
		// In the record, for nothing to be allocated.
		th.held = s.trueExit(th, x)
		x = &th.held
		if mayBeSeccomp(th, x) {
			s.hold(th)
			return
		}
	}
	s.leave(th, x)
}

// locate takes over where the thread is now. a tells how wide a pointer is.
func (th *thread) locate(a *abi.ABI) {
	th.at.IP, th.at.NoIP = th.t.IP, th.t.IP == 0
	if a != nil {
		th.at.Narrow = a.Word == 4
	}
}

// noteRestart remembers what a restart_syscall would resume after a call that failed with errno. One
// that is interrupted itself still resumes the call before.
func (th *thread) noteRestart(errno int) {
	switch {
	case errno != errRestartBlock:
		th.resumes = ""
	case th.name != "restart_syscall":
		th.resumes = th.name
	}
}

// leave ends a call that has returned.
func (s *session) leave(th *thread, x *event.Exit) {
	th.inside = false
	status := classify(x)
	errno := x.Errno()
	th.noteRestart(errno)
	s.noteRename(th)
	s.stacks.returned(th)
	if th.traced {
		s.count(th, status, errno)
		if !s.cfg.SummaryOnly {
			s.leaveLine(th, x, status)
			s.stacks.forget(th)
		}
		if s.shows(th, status, errno) {
			s.spend()
		}
	}
}

// count puts the call into the table, if its status is one to be shown.
func (s *session) count(th *thread, status event.Status, errno int) {
	if s.table == nil || !s.shows(th, status, errno) || th.row == nil && th.name == "???" {
		return
	}
	s.table.Add(&stats.Call{
		PID: th.t.TGID, ABI: th.call.ABI.ID, Nr: th.call.Nr,
		Sys: th.t.STime - th.sys, Wall: th.left.Sub(th.entered), Errno: errno,
	})
}

// leaveLine ends the line of a call that has returned.
func (s *session) leaveLine(th *thread, x *event.Exit, status event.Status) {
	c, l := &th.call, &th.line
	if !s.shows(th, status, x.Errno()) {
		s.drop(th)
		return
	}
	s.resume(th)
	c.Exiting, c.Val, c.Errno = true, x.Val, x.Errno()
	if th.row != nil && !x.Unavailable {
		th.row.Exit(c)
	}
	text := &l.Text
	text.Name(")")
	l.Return()
	text.Name("= ")
	switch {
	case x.Unavailable:
		text.Name("? <unavailable>")
	case c.Errno != 0:
		appendError(text, c.Errno)
		if th.row != nil {
			th.row.ReturnAux(c)
		}
	case unsignedResult(x) && !c.RawArgs && (th.row == nil || th.row.Ret == nil):
		text.Uint(th.width(x.Val))
	case th.row != nil:
		th.row.Return(c)
	case c.RawArgs:
		text.Hex(uint64(x.Val))
	default:
		text.Int(x.Val)
	}
	th.sayTampered(x)
	if s.cfg.StrictStatus {
		th.say(whyReturned(x))
	}
	if s.cfg.SyscallTimes != 0 {
		l.Spent(th.left.Sub(th.entered))
	}
	l.End()
	if !x.Unavailable {
		s.dumps.dump(th)
	}
	s.stacks.show(th, false)
}

// resume makes the thread's line ready to go on, if another came between.
func (s *session) resume(th *thread) {
	at := th.at
	at.When = s.clock()
	th.line.Resume(th.name, at)
}

// drop forgets the thread's line. One of which a part was shown cannot be forgotten: that is
// an execve which has changed its thread's id, and the part has been ended.
func (s *session) drop(th *thread) { th.line.Drop() }

// Error numbers of linux/errno.h, which only tracers see.
const (
	errRestartSys   = 512
	errRestartBlock = 516
)

// isRestart reports whether a call that failed with errno will be made again, or end with EINTR,
// as the signal that interrupted it wants.
func isRestart(errno int) bool {
	return errno >= errRestartSys && errno <= 514 || errno == errRestartBlock
}

// errorName names an error in the table.
func errorName(errno int) string {
	if errno == trapped {
		return "seccomp-trap"
	}
	if name := abi.ErrnoName(errno); name != "" {
		return name
	}
	return strconv.Itoa(errno)
}

func appendError(text *decode.Text, errno int) {
	if isRestart(errno) {
		text.Name("? ")
	} else {
		text.Name("-1 ")
	}
	name := abi.ErrnoName(errno)
	if name == "" {
		text.Name("(errno ")
		text.Int(int64(errno))
		text.Name(")")
		return
	}
	text.Name(name)
	text.Name(" (")
	text.Name(abi.ErrnoText(errno))
	text.Name(")")
}

// classify returns the status of a call that returned.
func classify(x *event.Exit) event.Status {
	switch {
	case x.Unavailable:
		return event.Unavailable
	case x.IsError:
		return event.Failed
	}
	return event.Successful
}

// spend counts a call against --syscall-limit.
func (s *session) spend() {
	if s.limit == 0 {
		return
	}
	if s.limit--; s.limit == 0 {
		if s.quiet&QuietAttach == 0 {
			s.log.Message("System call limit has been reached, detaching tracees")
		}
		if s.stop != nil {
			s.stop()
		}
	}
}
