// Package tracer traces the system calls of programs. It is strake as a
// library; cmd/strake is a thin command over it.
package tracer

import (
	"strake/seccompgen"
	"strake/tracer/event"
	"strake/tracer/filter"
)

// Config is what to trace and how to show it: strace's command line, parsed.
// The zero value of a field is strace's default unless it says otherwise;
// DefaultConfig returns the defaults.
type Config struct {
	// Self is the name that messages carry in front: argv[0] as given.
	Self string

	// Start-up.

	Program   []string    // PROG and its arguments; empty with Attach only
	Env       []EnvChange // -E, in order
	User      string      // -u: a name, or UID:GID
	Argv0     *string     // --argv0
	Attach    []int       // -p, in order, duplicates removed
	Daemonize Daemonize   // -D, -DD, -DDD

	// Tracing.

	Follow        bool          // -f
	DetachOnExec  bool          // -b execve
	Interruptible Interruptible // -I; 0 chooses as strace does
	KillOnExit    bool          // --kill-on-exit
	SyscallLimit  uint64        // --syscall-limit; 0 is none

	// Filters.

	Trace     filter.Set   // -e trace=
	TraceArgs *filter.Args // which arguments calls of it must have, nil for any
	// Paths are the names of files that calls have to be about (-P), compared byte for byte: the command line adds
	// what each resolves to. TraceFDs is the same of descriptors (--trace-fds). A call has to match one of
	// them if there are any.
	Paths    []string
	TraceFDs *filter.NumSet
	Abbrev   filter.Set     // -e abbrev=
	Verbose  filter.Set     // -e verbose=
	Raw      filter.Set     // -e raw=
	Signals  filter.NumSet  // -e signal=
	Status   event.Status   // -e status=, -z, -Z: classes to show
	Outcome  *event.Outcome // conditions of -e status=, nil for none
	Quiet    Quiet          // -q, -e quiet=

	// Tampering.

	Inject []Injection // -e inject=, -e fault=; of those about a call the first that chooses it acts

	// Output.

	Output        string        // -o; a leading '|' or '!' is a command; "" is stderr
	Append        bool          // -A
	Separate      bool          // -ff, --output-separately
	Read, Write   filter.NumSet // -e read=, -e write=: descriptors whose data is dumped
	Column        int           // -a, 40
	StringLimit   int           // -s, 32
	StringsInHex  HexStrings
	ConstStyle    ConstStyle // -X
	ArgNames      bool       // -N
	SyscallNumber bool       // -n
	IP            bool       // -i
	AlwaysShowPID bool       // --always-show-pid
	DecodeFDs     FDDecode   // -y, -yy, -e decode-fds=
	DecodePIDs    PIDDecode  // -Y, -e decode-pids=
	Namespaces    bool       // -e namespace=new
	KVM           bool       // -e kvm=vcpu
	Absolute      Timestamp  // -t, -tt, -ttt
	Relative      Precision  // -r; 0 is off
	SyscallTimes  Precision  // -T; 0 is off
	StrictStatus  bool       // --strict-status, see docs/STATUS.md
	Debug         bool       // -d
	StackTrace    StackTrace // -k, -kk, --stack-trace=
	StackLimit    int        // --stack-trace-frame-limit, 256
	Colour        Colour     // --color

	// Seccomp says when a seccomp filter lets the program through at the calls which are not traced (--seccomp-bpf), and
	// SeccompAlgorithm how the filter is made; empty for the best way.
	Seccomp          Seccomp
	SeccompAlgorithm seccompgen.Algorithm
	// Front says that this process may be executed once more, with the same arguments, to trace, and only wait itself, so
	// that processes under a filter can keep their tracer when this process has ended. Without, Run returns only when the
	// last of them is gone.
	Front bool

	// Statistics.

	Summary          bool     // -c or -C
	SummaryOnly      bool     // -c: no regular output
	SummaryWallClock bool     // -w
	SummarySort      string   // -S, canonical name; "time-percent" by default
	SummaryColumns   []string // -U, canonical names
	SummaryByProcess bool     // --summary-by=process: tables for each process
	// Overhead is -O in nanoseconds; negative chooses as strace does.
	Overhead int64
}

// DefaultConfig returns what strace does without any option.
func DefaultConfig() Config {
	return Config{
		Trace:       filter.All(),
		Abbrev:      filter.All(),
		Verbose:     filter.All(),
		Signals:     filter.AllNums(),
		Status:      event.AllStatus,
		Column:      40,
		StringLimit: 32,
		StackLimit:  256,
		SummarySort: "time-percent",
		SummaryColumns: []string{
			"time-percent", "total-time", "avg-time", "calls", "errors", "name",
		},
		Overhead: -1,
	}
}

// EnvChange is one -E: VAR=VAL sets, VAR alone removes.
type EnvChange struct {
	Name, Value string
	Unset       bool
}

// Daemonize says where the tracer runs (-D).
type Daemonize uint8

// The places of -D.
const (
	AsParent     Daemonize = iota
	AsGrandchild           // -D
	OwnGroup               // -DD
	OwnSession             // -DDD
)

// Seccomp says when to use a seccomp filter (--seccomp-bpf).
type Seccomp uint8

// The values of --seccomp-bpf.
const (
	// SeccompAuto uses one if nothing that traced programs do changes by it, see docs/SECCOMP.md.
	SeccompAuto Seccomp = iota
	SeccompNever
	// SeccompAlways uses one wherever that is possible.
	SeccompAlways
)

// Interruptible says when signals can interrupt the tracer (-I).
type Interruptible uint8

// The values of -I.
const (
	InterruptDefault   Interruptible = iota
	InterruptAnywhere                // 1
	InterruptWaiting                 // 2
	InterruptNever                   // 3
	InterruptNeverTSTP               // 4
)

// Quiet is a set of messages to leave out (-e quiet=).
type Quiet uint8

// The messages.
const (
	QuietAttach Quiet = 1 << iota
	QuietExit
	QuietPathResolution
	QuietPersonality
	QuietThreadExecve

	QuietAll = QuietAttach | QuietExit | QuietPathResolution | QuietPersonality | QuietThreadExecve
)

// HexStrings says when strings are printed with hexadecimal escapes (-x).
type HexStrings uint8

// The ways of -x and --strings-in-hex.
const (
	HexNone HexStrings = iota
	HexNonASCIIChars
	HexNonASCII // -x
	HexAll      // -xx
)

// ConstStyle is how constants are printed (-X).
type ConstStyle uint8

// The styles of -X.
const (
	ConstAbbrev ConstStyle = iota
	ConstRaw
	ConstVerbose
)

// StackTrace is what is said about the stacks of calls (-k).
type StackTrace uint8

// The ways of -k and --stack-trace.
const (
	StackNone   StackTrace = iota
	StackSymbol            // -k
	StackSource            // -kk: lines of the source as well
)

// Colour says when lines of the log have colours (--color). Which they are, and whether ColourAuto means any, the environment
// says, too: TERM, NO_COLOR, STRACE_COLORS.
type Colour uint8

// The arguments of --color.
const (
	ColourAuto Colour = iota // on a terminal
	ColourAlways
	ColourNever
)

// FDDecode is what is said about file descriptors (-e decode-fds=).
type FDDecode uint8

// What there is to say of a descriptor.
const (
	FDPath FDDecode = 1 << iota
	FDSocket
	FDDev
	FDEventFD
	FDPidFD
	FDSignalFD

	FDAll = FDPath | FDSocket | FDDev | FDEventFD | FDPidFD | FDSignalFD
)

// PIDDecode is what is said about process ids (-e decode-pids=).
type PIDDecode uint8

// What there is to say of a process id.
const (
	PIDComm PIDDecode = 1 << iota
	PIDNS
)

// Precision is the smallest unit of a time that is printed; 0 is none.
type Precision uint8

// The units.
const (
	Seconds Precision = iota + 1
	Milliseconds
	Microseconds
	Nanoseconds
)

// Timestamp is the form of absolute timestamps.
type Timestamp struct {
	Format    TimeFormat
	Precision Precision
}

// TimeFormat is what a timestamp shows.
type TimeFormat uint8

// The formats.
const (
	TimeNone  TimeFormat = iota
	TimeOfDay            // %T, local time
	TimeUnix             // %s
)
