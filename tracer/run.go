package tracer

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"syscall"

	"golang.org/x/net/bpf"

	"strake/seccompgen"
	"strake/tracer/decode"
	"strake/tracer/internal/engine"
	"strake/tracer/internal/launch"
	"strake/tracer/output"
)

// ExitStatus is how the tracer is to end.
type ExitStatus struct {
	// Code is the exit status, Signal the signal to die of instead if it is not 0.
	Code, Signal int

	guard *engine.Guard // what is left to do for End
}

// SetupError says that no tracing has been tried: there is no such program, no such user, no file for the log.
type SetupError struct{ Err error }

func (e *SetupError) Error() string { return e.Err.Error() }

// Unwrap returns Err.
func (e *SetupError) Unwrap() error { return e.Err }

// Run traces as cfg says until nothing is left to trace or ctx ends. Messages go to standard error as
// they come up. An error says that the tracing could not begin or had to be given up, and has not been
// printed; what becomes of the traced program is in the status.
//
// The calling goroutine must be locked to the main thread if cfg has a program to start. Run does not return if another process is
// started to trace (Config.Front, Config.Daemonize).
func Run(ctx context.Context, cfg *Config) (ExitStatus, error) {
	failed := ExitStatus{Code: 1}
	if isFront(cfg) {
		return failed, front(cfg)
	}
	job, err := prepare(cfg)
	if err != nil {
		return failed, &SetupError{err}
	}
	s := newSession(cfg, job.log)
	if cfg.Seccomp == SeccompAlways && leavesNothingOut(cfg) {
		s.log.Message("Seccomp filter is requested but there are no syscalls to filter.  See -e trace to filter syscalls.")
	}
	result, err := engine.Run(ctx, job.options(cfg, s), s)
	if s.table != nil && !result.Abandoned {
		job.log.Raw(s.table.String())
	}
	logErr := job.log.Close()
	if cfg.Debug && job.filter != nil {
		fmt.Fprintf(os.Stderr, "%d stops\n", job.stops)
	}
	status := ExitStatus{Code: result.Code, Signal: result.Signal}
	switch {
	case result.Interrupted != 0:
		status = ExitStatus{Signal: result.Interrupted}
	case err != nil:
		status = failed
	case logErr != nil && status == ExitStatus{}:
		// The program succeeded, the trace of it did not.
		status = failed
	}
	if status.guard = result.Guard; status.guard != nil && !cfg.Front {
		status.guard.Keep()
	}
	return status, err
}

// job is what there is before the tracing begins.
type job struct {
	log     *output.Log
	program *launch.Spec  // nil if none is to be started
	adopted *launch.Child // under -D
	filter  *seccompgen.Program
	stops   uint64 // of the whole run
}

// prepare opens the log and looks for the program; under -D it makes another process the tracer. The order
// is strace's: a log is replaced even if there is no such program.
func prepare(cfg *Config) (*job, error) {
	user, err := userOf(cfg)
	if err != nil {
		return nil, err
	}
	j := &job{adopted: adopted(cfg)}
	if j.filter, err = seccompFilter(cfg); err != nil {
		return nil, err
	}
	if cfg.Daemonize != AsParent && j.adopted == nil {
		return nil, daemonize(cfg, user, j.code())
	}
	if cfg.Debug && j.filter != nil {
		debugFilter(j.filter)
	}
	if j.log, err = output.Open(outputOptions(cfg)); err != nil {
		return nil, err
	}
	if j.adopted != nil || len(cfg.Program) == 0 {
		return j, nil
	}
	if j.program, err = programOf(cfg, user); err != nil {
		_ = j.log.Close() // nothing was written
		return nil, err
	}
	j.program.Filter = j.code()
	j.program.Sibling = launch.Fronted() != nil
	return j, nil
}

// code returns the instructions of the seccomp filter, if there is one.
func (j *job) code() []bpf.RawInstruction {
	if j.filter == nil {
		return nil
	}
	return j.filter.Code
}

// options returns those of the engine, whose sink is s.
func (j *job) options(cfg *Config, s *session) engine.Options {
	control := new(engine.Control)
	s.stop = control.DetachAll
	heed(control)
	return engine.Options{
		Program:            j.program,
		Adopt:              j.adopted,
		Attach:             cfg.Attach,
		Follow:             cfg.Follow,
		DetachOnExec:       cfg.DetachOnExec,
		KillOnExit:         cfg.KillOnExit,
		Fronted:            launch.Fronted() != nil,
		Filtered:           j.filter != nil,
		Wants:              cfg.Trace.Has,
		Stops:              &j.stops,
		Interruptible:      interruptible(cfg),
		SysTime:            s.table != nil,
		InstructionPointer: cfg.IP,
		Control:            control,
		Failed:             s.failed,
	}
}

// Adopted reports whether this process goes on with what another one began: it is the tracer that -D or a front started, with
// the same command line.
func Adopted() bool { return launch.Adopted() != nil || launch.Fronted() != nil }

// adopted returns the process that -D left to this one, nil if this is not its tracer.
func adopted(cfg *Config) *launch.Child {
	if cfg.Daemonize == AsParent {
		return nil
	}
	return launch.Adopted()
}

// daemonize makes this process the program, and starts another one that traces it. It returns only if it fails.
func daemonize(cfg *Config, user *launch.User, code []bpf.RawInstruction) error {
	spec, err := programOf(cfg, user)
	if err == nil {
		spec.Filter = code
		return launch.Daemonize(*spec, place(cfg.Daemonize))
	}
	// The tracer would have opened the log before, see Run.
	log, openErr := output.Open(outputOptions(cfg))
	if openErr != nil {
		return openErr
	}
	_ = log.Close() // nothing was written
	return err
}

// place returns where the tracer is to run; d is not AsParent.
func place(d Daemonize) launch.Place {
	switch d {
	case OwnGroup:
		return launch.OwnGroup
	case OwnSession:
		return launch.OwnSession
	}
	return launch.Grandchild
}

// failed prints what went wrong without ending the tracing.
func (s *session) failed(err error) {
	s.log.Message(err.Error())
	var attach *engine.AttachError
	if errors.As(err, &attach) {
		if hint := attach.Hint(); hint != "" {
			s.log.Message(hint)
		}
	}
}

// userOf returns whose identity the program gets, nil for the tracer's own.
func userOf(cfg *Config) (*launch.User, error) {
	if cfg.User == "" {
		return nil, nil //nolint:nilnil // no user is no error
	}
	return launch.FindUser(cfg.User)
}

// programOf returns what to start.
func programOf(cfg *Config, user *launch.User) (*launch.Spec, error) {
	path, err := launch.Find(cfg.Program[0], os.Getenv("PATH"))
	if err != nil {
		return nil, err
	}
	spec := &launch.Spec{
		Path: path,
		Argv: slices.Clone(cfg.Program),
		Env:  environment(os.Environ(), cfg.Env),
		User: user,
	}
	if cfg.Argv0 != nil {
		spec.Argv[0] = *cfg.Argv0
	}
	return spec, nil
}

// environment applies changes to env in order.
func environment(env []string, changes []EnvChange) []string {
	for _, c := range changes {
		at := slices.IndexFunc(env, func(v string) bool { return strings.HasPrefix(v, c.Name+"=") })
		switch {
		case c.Unset && at >= 0:
			env = slices.Delete(env, at, at+1)
		case c.Unset:
		case at >= 0:
			env[at] = c.Name + "=" + c.Value
		default:
			env = append(env, c.Name+"="+c.Value)
		}
	}
	return env
}

// interruptible chooses what fatal signals do, as strace does.
func interruptible(cfg *Config) engine.Interruptible {
	switch cfg.Interruptible {
	case InterruptAnywhere:
		return engine.SignalsAnywhere
	case InterruptWaiting:
		return engine.SignalsWaiting
	case InterruptNever:
		return engine.SignalsNever
	case InterruptNeverTSTP:
		return engine.SignalsNeverTSTP
	}
	if cfg.Daemonize != AsParent {
		return engine.SignalsNeverTSTP
	}
	if cfg.Output != "" && len(cfg.Program) > 0 {
		// The log is not in the way: the signal is the program's business.
		return engine.SignalsNever
	}
	return engine.SignalsWaiting
}

// digits is how many digits of a second's fraction a precision has.
func (p Precision) digits() int {
	switch p {
	case Milliseconds:
		return 3
	case Microseconds:
		return 6
	case Nanoseconds:
		return 9
	}
	return 0
}

func outputOptions(cfg *Config) output.Options {
	return output.Options{
		Self:           cfg.Self,
		Path:           cfg.Output,
		Append:         cfg.Append,
		Separate:       cfg.Separate,
		Column:         cfg.Column,
		Follow:         cfg.Follow,
		AlwaysShowPID:  cfg.AlwaysShowPID,
		SyscallNumber:  cfg.SyscallNumber,
		IP:             cfg.IP,
		Absolute:       output.TimeFormat(cfg.Absolute.Format),
		AbsoluteDigits: cfg.Absolute.Precision.digits(),
		Relative:       cfg.Relative != 0,
		RelativeDigits: cfg.Relative.digits(),
		Spent:          cfg.SyscallTimes != 0,
		SpentDigits:    cfg.SyscallTimes.digits(),
		Hex:            decode.HexMode(cfg.StringsInHex),
		ArgNames:       cfg.ArgNames,
		Colour:         colourMode(cfg.Colour),
		Palette:        palette(),
	}
}

// colourMode returns when lines have colours. NO_COLOR, whatever its value, and a terminal without a name or that is dumb
// matter unless they were asked for.
func colourMode(c Colour) output.ColourMode {
	switch c {
	case ColourAlways:
		return output.ColourAlways
	case ColourNever:
		return output.ColourNever
	}
	_, refused := os.LookupEnv("NO_COLOR")
	if term := os.Getenv("TERM"); refused || term == "" || term == "dumb" {
		return output.ColourNever
	}
	return output.ColourTerminal
}

// palette returns the colours of lines.
func palette() output.Palette {
	p := output.DefaultPalette()
	if spec := os.Getenv("STRACE_COLORS"); spec != "" {
		p.Set(spec)
	}
	return p
}

// End ends the process as the status says. It does not return.
func (s ExitStatus) End() {
	if f := launch.Fronted(); f != nil {
		f.Report(s.Code, s.Signal)
		s = ExitStatus{guard: s.guard}
	}
	if s.guard != nil {
		s.retire()
	}
	if s.Signal != 0 {
		launch.ReRaise(syscall.Signal(s.Signal))
		os.Exit(128 + s.Signal) // as a shell words it
	}
	os.Exit(s.Code)
}
