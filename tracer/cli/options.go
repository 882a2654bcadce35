package cli

import (
	"slices"

	"strake/tracer"
)

// argument says whether an option has one.
type argument uint8

const (
	none argument = iota
	required
	optional // only as --option=ARG
)

// option is a row of the option table: its spellings, what it does, and what -h
// says about it.
type option struct {
	short byte     // 0 if there is none
	long  []string // without dashes, the preferred spelling first
	quals []string // the qualifiers of -e EXPR that are the same, the preferred one first
	arg   argument
	// set does what the option does. The first error ends the parsing, as it
	// does in strace.
	set func(*parser, value) error
	// todo marks an option whose argument is checked, but that strake does not
	// have yet. It is refused once nothing else is wrong with the command line.
	todo bool
	// exact marks an option that cannot be abbreviated, so that it does not
	// make ambiguous what is not for strace.
	exact bool

	section section
	meta    string // name of the argument in -h
	help    string // description in -h; without one, -h leaves the row out
}

// section is a heading of -h.
type section uint8

const (
	hidden section = iota
	general
	startup
	tracing
	filtering
	format
	statistics
	stopping
	tampering
	miscellaneous
)

// value is an option as it was given.
type value struct {
	opt  *option
	name string // with dashes: -a, --columns
	text string // the argument
	has  bool   // whether there is one
}

// options is the option table. The order of the long names is that in which
// strace lists ambiguous ones.
var options = []option{
	{short: 'a', long: []string{"columns"}, arg: required, set: (*parser).columns,
		section: format, meta: "COLUMN", help: "align results at COLUMN (default 40)"},
	{short: 'A', long: []string{"output-append-mode"}, set: does(func(p *parser) { p.cfg.Append = true }),
		section: format, help: "append to the file given with -o instead of truncating it"},
	{short: 'b', long: []string{"detach-on"}, arg: required, set: (*parser).detachOn,
		section: tracing, meta: "execve", help: "let go of a process when it calls execve or execveat"},
	{short: 'c', long: []string{"summary-only"}, set: (*parser).summaryOnly,
		section: statistics, help: "instead of a log, print a table of calls, errors and time per system call"},
	{short: 'C', long: []string{"summary"}, set: (*parser).summary,
		section: statistics, help: "print that table after the log"},
	{short: 'd', long: []string{"debug"}, set: does(func(p *parser) { p.cfg.Debug = true }),
		section: miscellaneous, help: "say on stderr what strake itself does"},
	{short: 'D', set: does(func(p *parser) { p.daemonizeCount++ }),
		section: tracing, help: "run the tracer as a grandchild; -DD: in a process group of its own; -DDD: in a session of its own"},
	{long: []string{"daemonize", "daemonised", "daemonized"}, arg: optional, set: (*parser).daemonize,
		section: tracing, meta: "HOW", help: "the same; HOW: grandchild (-D), pgroup (-DD), session (-DDD)"},
	{short: 'e', arg: required, set: (*parser).expression,
		section: general, meta: "EXPR", help: "QUALIFIER=[!]VALUE[,VALUE]...; without a qualifier, trace=EXPR. Qualifiers: those listed below as -e QUALIFIER="},
	{short: 'E', long: []string{"env"}, arg: required, set: (*parser).env,
		section: startup, meta: "VAR[=VAL]", help: "set VAR in the environment of PROG, or remove it"},
	{short: 'f', set: does(func(p *parser) { p.followCount++ }),
		section: tracing, help: "trace children and threads too; -ff: each into a file of its own, see -o"},
	{short: 'F', set: does(func(p *parser) { p.oldFollow = true })},
	{long: []string{"follow-forks"}, set: does(func(p *parser) { p.followLong = true }),
		section: tracing, help: "trace children and threads too"},
	{long: []string{"output-separately"}, set: does(func(p *parser) { p.separate = true }),
		section: format, help: "write the log of each process to FILE.PID"},
	{short: 'h', long: []string{"help"}, set: (*parser).help,
		section: miscellaneous, help: "print this help"},
	{short: 'i', long: []string{"instruction-pointer"}, set: does(func(p *parser) { p.cfg.IP = true }),
		section: format, help: "print the instruction pointer at each call"},
	{short: 'I', long: []string{"interruptible"}, arg: required, set: (*parser).interruptible,
		section: tracing, meta: "WHEN", help: "when signals can interrupt strake: 1 anywhere, 2 waiting, 3 never, 4 never_tstp (default 2; 3 with -o FILE PROG; 4 with -D)"},
	{long: []string{"kill-on-exit"}, set: does(func(p *parser) { p.cfg.KillOnExit = true }),
		section: tracing, help: "kill what is traced if strake dies"},
	{short: 'k', set: does((*parser).stackShort),
		section: format, help: "print the stack of each call and signal; -kk: with lines of the source"},
	{long: []string{"stack-trace", "stack-traces"}, arg: optional, set: (*parser).stackTrace,
		section: format, meta: "HOW", help: "the same; HOW: symbol (-k, default), source (-kk)"},
	{long: []string{"stack-trace-frame-limit"}, arg: required, set: (*parser).frameLimit,
		section: format, meta: "LIMIT", help: "print at most LIMIT frames of a stack (default 256)"},
	{long: []string{"syscall-limit"}, arg: required, set: (*parser).syscallLimit,
		section: stopping, meta: "LIMIT", help: "let go of everything after LIMIT calls"},
	{short: 'n', long: []string{"syscall-number"}, set: does(func(p *parser) { p.cfg.SyscallNumber = true }),
		section: format, help: "print the number of each call"},
	{short: 'N', long: []string{"arg-names"}, set: does(func(p *parser) { p.cfg.ArgNames = true }),
		section: format, help: "print the names of arguments"},
	{short: 'o', long: []string{"output"}, arg: required, set: (*parser).output,
		section: format, meta: "FILE", help: "write the log to FILE instead of stderr; '|CMD' or '!CMD' pipes it to CMD"},
	{short: 'O', long: []string{"summary-syscall-overhead"}, arg: required, set: (*parser).overhead,
		section: statistics, meta: "TIME", help: "take TIME as the cost of tracing a call; TIME is a number with s, ms, us (default) or ns"},
	{short: 'p', long: []string{"attach"}, arg: required, set: (*parser).attach,
		section: startup, meta: "PID", help: "trace the running process PID, or several (PID,PID...); may be repeated"},
	{short: 'P', long: []string{"trace-path"}, arg: required, set: (*parser).tracePath,
		section: filtering, meta: "PATH", help: "trace only calls that use PATH; may be repeated"},
	{short: 'q', set: does(func(p *parser) { p.quietCount++ }),
		section: format, help: "leave out messages: -q attach,personality; -qq exit as well; -qqq all"},
	{short: 'r', set: does(func(p *parser) { p.cfg.Relative = microseconds }),
		section: format, help: "print the time since the line before"},
	{long: []string{"relative-timestamps"}, arg: optional, set: (*parser).relative,
		section: format, meta: "UNIT", help: "the same, to a precision of s, ms, us (default) or ns"},
	{short: 's', long: []string{"string-limit"}, arg: required, set: (*parser).stringLimit,
		section: format, meta: "SIZE", help: "print at most SIZE bytes of a string (default 32)"},
	{short: 'S', long: []string{"summary-sort-by"}, arg: required, set: (*parser).sortBy,
		section: statistics, meta: "COLUMN", help: "sort the table by COLUMN of -U, or nothing (default time)"},
	{short: 't', set: does(func(p *parser) { p.timeCount++ }),
		section: format, help: "print the time of day; -tt: with microseconds; -ttt: as seconds since 1970, with microseconds"},
	{long: []string{"absolute-timestamps", "timestamps"}, arg: optional, set: (*parser).absolute,
		section: format, meta: "FORMAT,UNIT", help: "the same; FORMAT: none, time (default), unix; UNIT: s (default), ms, us, ns"},
	{short: 'T', set: does(func(p *parser) { p.cfg.SyscallTimes = microseconds }),
		section: format, help: "print the time spent in each call"},
	{long: []string{"syscall-times"}, arg: optional, set: (*parser).syscallTimes,
		section: format, meta: "UNIT", help: "the same, to a precision of s, ms, us (default) or ns"},
	{short: 'u', long: []string{"user"}, arg: required, set: (*parser).user,
		section: startup, meta: "USER", help: "run PROG as USER, a name or UID:GID"},
	{short: 'U', long: []string{"summary-columns"}, arg: required, set: (*parser).summaryColumns,
		section: statistics, meta: "COLUMNS", help: "columns of the table, in order: time-percent, total-time, min-time, max-time, avg-time, wall-total, wall-min, wall-max, wall-avg, calls, errors, name"},
	{short: 'v', long: []string{"no-abbrev"}, set: (*parser).noAbbrev,
		section: format, help: "print structures and lists in full; the same as -e abbrev=none"},
	{short: 'V', long: []string{"version"}, set: does(func(p *parser) { p.version = true }),
		section: miscellaneous, help: "print strake's version"},
	{short: 'w', long: []string{"summary-wall-clock"}, set: does(func(p *parser) { p.cfg.SummaryWallClock = true }),
		section: statistics, help: "count the time that passed instead of the CPU time of the system"},
	{short: 'x', set: does(func(p *parser) { p.hexCount++ }),
		section: format, help: "print strings that are not ASCII in hexadecimal; -xx: all strings"},
	{long: []string{"strings-in-hex"}, arg: optional, set: (*parser).stringsInHex,
		section: format, meta: "WHICH", help: "the same; WHICH: none, non-ascii-chars, non-ascii (-x), all (-xx, default)"},
	{short: 'X', long: []string{"const-print-style"}, arg: required, set: (*parser).constStyle,
		section: format, meta: "FORMAT", help: "print constants as raw numbers, abbrev (names, default) or verbose (both)"},
	{short: 'y', set: does(func(p *parser) { p.fdCount++ }),
		section: format, help: "print the path of each file descriptor; -yy: all that is known of it"},
	{long: []string{"pidns-translation"}, set: does(func(p *parser) { p.cfg.DecodePIDs = tracer.PIDNS }),
		section: hidden},
	{short: 'Y', set: does(func(p *parser) { p.cfg.DecodePIDs = pidComm }),
		section: format, help: "print the command name of each process id"},
	{short: 'z', long: []string{"successful-only"}, set: (*parser).successfulOnly,
		section: filtering, help: "print only calls that succeeded"},
	{short: 'Z', set: (*parser).failedOnly,
		section: filtering, help: "print only calls that failed"},
	{long: []string{"failed-only", "failing-only"}, set: (*parser).failedOnly,
		section: filtering, help: "the same"},
	{long: []string{"seccomp-bpf"}, arg: optional, set: (*parser).seccompBPF,
		section: miscellaneous, meta: "WHEN", help: "have the kernel stop only the calls that are traced, by a seccomp filter: auto (default), always, never, or always by an ALGORITHM; without WHEN, always, but with -f only"},
	{long: []string{"tips"}, arg: optional, set: (*parser).tips,
		section: miscellaneous, meta: "[ID][,FORMAT]", help: "print a tip about strake in the end, number ID or a random one; FORMAT: none, compact (default), full"},
	{long: []string{"argv0"}, arg: required, set: (*parser).argv0,
		section: startup, meta: "NAME", help: "give PROG NAME as its argv[0]"},
	{long: []string{"always-show-pid"}, set: does(func(p *parser) { p.cfg.AlwaysShowPID = true }),
		section: format, help: "print the process id on each line even when there is one process only"},
	{long: []string{"color"}, arg: required, set: (*parser).color,
		section: format, meta: "WHEN", help: "colours: auto, always, never"},
	{long: []string{"trace"}, quals: []string{"trace", "t"}, arg: required, set: (*parser).trace,
		section: filtering, meta: "SET", help: "trace only the system calls of SET: [!][?]{NAME, NUMBER, %CLASS, /REGEX, all}[@64|@32|@x32], CALL(ARG=OPERATION), or none. Classes: %clock, %creds, %desc, %file, %fstat, %fstatfs, %ipc, %lstat, %memory, %net, %process, %pure, %signal, %stat, %%stat, %statfs, %%statfs"},
	{long: []string{"trace-fds"}, quals: []string{"trace-fds", "trace-fd", "fd", "fds"}, arg: required, set: (*parser).traceFDs,
		section: filtering, meta: "SET", help: "trace only calls on the file descriptors of SET"},
	{long: []string{"abbrev"}, quals: []string{"abbrev", "a"}, arg: required, set: (*parser).abbrev,
		section: format, meta: "SET", help: "shorten structures and lists in these system calls (default all)"},
	{long: []string{"verbose"}, quals: []string{"verbose", "v"}, arg: required, set: (*parser).verbose,
		section: format, meta: "SET", help: "print what pointers point to in these system calls (default all)"},
	{long: []string{"raw"}, quals: []string{"raw", "x"}, arg: required, set: (*parser).raw,
		section: format, meta: "SET", help: "print the arguments of these system calls as hexadecimal numbers"},
	{long: []string{"signals"}, quals: []string{"signal", "signals", "s"}, arg: required, set: (*parser).signals,
		section: filtering, meta: "SET", help: "print only the signals of SET"},
	{long: []string{"status"}, quals: []string{"status"}, arg: required, set: (*parser).status,
		section: filtering, meta: "SET", help: "print only calls that end so: successful, failed, unfinished, unavailable, detached; failed(ERROR|ERROR...): with one of these errors; took>TIME, took<TIME: of all that only those that took so long"},
	{long: []string{"read"}, quals: []string{"read", "reads", "r"}, arg: required, set: (*parser).dumpRead,
		section: format, meta: "SET", help: "dump the data read from these file descriptors"},
	{long: []string{"write"}, quals: []string{"write", "writes", "w"}, arg: required, set: (*parser).dumpWritten,
		section: format, meta: "SET", help: "dump the data written to these file descriptors"},
	{long: []string{"fault"}, quals: []string{"fault"}, arg: required, set: (*parser).inject,
		section: tampering, meta: "SET[:error=E][:when=W]", help: "make these system calls fail; the same as --inject with the error ENOSYS unless one is given"},
	{long: []string{"inject"}, quals: []string{"inject"}, arg: required, set: (*parser).inject,
		section: tampering, meta: "SET:WHAT...", help: "tamper with these system calls. WHAT: error=ERRNO or retval=VALUE, signal=SIG, syscall=NAME, delay_enter=TIME, delay_exit=TIME, poke_enter=@argN=HEX,... poke_exit=@argN=HEX,... when=FIRST[..LAST][+[STEP]]"},
	{long: []string{"kvm"}, quals: []string{"kvm"}, arg: required, set: (*parser).kvm,
		section: format, meta: "vcpu[+]", help: "print why a virtual CPU exits"},
	{long: []string{"namespace"}, quals: []string{"namespace"}, arg: required, set: (*parser).namespace,
		section: format, meta: "new", help: "print the namespaces that are entered"},
	{long: []string{"quiet", "silent", "silence"}, quals: []string{"quiet", "silent", "silence", "q"}, arg: optional, set: (*parser).quiet,
		section: format, meta: "SET", help: "leave out messages: attach, exit, path-resolution, personality, thread-execve"},
	{long: []string{"decode-fds"}, quals: []string{"decode-fds", "decode-fd"}, arg: optional, set: (*parser).decodeFDs,
		section: format, meta: "SET", help: "what to print of file descriptors: path (default), socket, dev, eventfd, pidfd, signalfd"},
	{long: []string{"decode-pids"}, quals: []string{"decode-pids", "decode-pid"}, arg: required, set: (*parser).decodePIDs,
		section: format, meta: "SET", help: "what to print of process ids: comm, pidns"},
	{long: []string{"secontext"}, quals: []string{"secontext"}, arg: optional, set: (*parser).secontext,
		section: hidden},

	// strake's own.

	{long: []string{"strict-status"}, exact: true, set: does(func(p *parser) { p.cfg.StrictStatus = true }),
		section: filtering, help: "class calls by what truly happened, not as strace does (docs/STATUS.md)"},
	{long: []string{"summary-by"}, exact: true, arg: required, set: (*parser).summaryBy,
		section: statistics, meta: "BY", help: "make tables for all (syscall, the default) or for each process (process)"},
}

// does returns a set function of an option without an argument.
func does(do func(*parser)) func(*parser, value) error {
	return func(p *parser, _ value) error {
		do(p)
		return nil
	}
}

// findQualifier returns the option that a qualifier of -e names, or nil.
func findQualifier(table []option, name string) *option {
	for i := range table {
		if slices.Contains(table[i].quals, name) {
			return &table[i]
		}
	}
	return nil
}
