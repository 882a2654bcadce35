package tracer

import (
	"syscall"

	"strake/tracer/internal/engine"
	"strake/tracer/internal/launch"
)

// isFront reports whether this process is to be the front of a tracer: processes under a filter cannot be let go, so the tracer
// stays with them, and the process that was started as strake has to end. It does not if they are to be killed anyway, or if
// nobody waits for the tracer (-D).
func isFront(cfg *Config) bool {
	return cfg.Front && launch.Fronted() == nil && cfg.Daemonize == AsParent && !cfg.KillOnExit && filters(cfg)
}

// front starts the tracer, waits for its report, and ends as it says. It returns only if it fails.
func front(cfg *Config) error {
	f, err := launch.StartTracer()
	if err != nil {
		return err
	}
	engine.HeedFront(interruptible(cfg), f.Signal)
	code, sig, ok := f.Wait()
	if !ok {
		sig = int(syscall.SIGKILL) // as the tracer has ended
	}
	ExitStatus{Code: code, Signal: sig}.End()
	return nil // not reached
}

// heed passes on what the front of this process, if it has one, is told.
func heed(control *engine.Control) {
	if f := launch.Fronted(); f != nil {
		f.Listen(control.Interrupt, control.Abandon)
	}
}

// retire ends a process whose work is done, but for the processes that it must not leave.
func (s ExitStatus) retire() {
	launch.Retire()
	s.guard.Keep()
}
