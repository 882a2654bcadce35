package tracer

import (
	"context"
	"errors"
	"os"
	"slices"
	"strings"
	"syscall"

	"strake/tracer/decode"
	"strake/tracer/internal/engine"
	"strake/tracer/internal/launch"
	"strake/tracer/output"
)

// ExitStatus is how the tracer is to end.
type ExitStatus struct {
	// Code is the exit status, Signal the signal to die of instead if it is not 0.
	Code, Signal int
}

// Run traces as cfg says until nothing is left to trace or ctx ends. Messages go to standard error as
// they come up. An error says that the tracing could not begin or had to be given up, and has not been
// printed; what becomes of the traced program is in the status.
//
// The calling goroutine must be locked to the main thread if cfg has a program to start.
func Run(ctx context.Context, cfg *Config) (ExitStatus, error) {
	failed := ExitStatus{Code: 1}
	spec, err := programOf(cfg)
	if err != nil {
		return failed, err
	}
	var adopted *launch.Child
	if cfg.Daemonize != AsParent {
		if adopted = launch.Adopted(); adopted == nil {
			return failed, launch.Daemonize(*spec, place(cfg.Daemonize))
		}
		spec = nil
	}
	log, err := output.Open(outputOptions(cfg))
	if err != nil {
		return failed, err
	}
	s := newSession(cfg, log)
	control := new(engine.Control)
	s.stop = control.DetachAll
	result, err := engine.Run(ctx, engine.Options{
		Program:       spec,
		Adopt:         adopted,
		Attach:        cfg.Attach,
		Follow:        cfg.Follow,
		DetachOnExec:  cfg.DetachOnExec,
		KillOnExit:    cfg.KillOnExit,
		Interruptible: interruptible(cfg),
		SysTime:       s.table != nil,
		Control:       control,
		Failed:        s.failed,
	}, s)
	if s.table != nil {
		log.Raw(s.table.String())
	}
	logErr := log.Close()
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
	return status, err
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

// programOf returns what to start, nil if nothing.
func programOf(cfg *Config) (*launch.Spec, error) {
	if len(cfg.Program) == 0 {
		return nil, nil //nolint:nilnil // no program is no error
	}
	spec := &launch.Spec{Argv: slices.Clone(cfg.Program), Env: environment(os.Environ(), cfg.Env)}
	var err error
	if spec.Path, err = launch.Find(cfg.Program[0], os.Getenv("PATH")); err != nil {
		return nil, err
	}
	if cfg.Argv0 != nil {
		spec.Argv[0] = *cfg.Argv0
	}
	if cfg.User != "" {
		if spec.User, err = launch.FindUser(cfg.User); err != nil {
			return nil, err
		}
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
	}
}

// End ends the process as the status says. It does not return.
func (s ExitStatus) End() {
	if s.Signal != 0 {
		launch.ReRaise(syscall.Signal(s.Signal))
		os.Exit(128 + s.Signal) // as a shell words it
	}
	os.Exit(s.Code)
}
