package engine

import (
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"golang.org/x/sys/unix"

	"strake/tracer/internal/launch"
	"strake/tracer/internal/ptrace"
)

// fatalSignals are those that Interruptible is about.
var fatalSignals = []os.Signal{unix.SIGHUP, unix.SIGINT, unix.SIGQUIT, unix.SIGPIPE, unix.SIGTERM}

// setUp prepares the process and the thread for the loop.
func (e *engine) setUp() error {
	ptrace.Unblock(tickSignal)
	if errno := ptrace.Interrupting(tickSignal); errno != 0 {
		return fmt.Errorf("rt_sigaction: %w", errno)
	}
	timer, err := ptrace.NewTimer(tickSignal)
	if err != nil {
		return fmt.Errorf("timer_create: %w", err)
	}
	e.clock.timer = timer
	e.undo(timer.Close)
	e.undo(e.delays.close)

	// Without SA_NOCLDSTOP every stop would raise a signal; and if SIGCHLD
	// was ignored at the start, the kernel would keep no zombies to wait for.
	e.dispose(unix.SIGCHLD, ptrace.Sigaction{Handler: ptrace.SigDfl, Flags: ptrace.SANoCldStop})
	// A tracer in the background writes to its terminal nevertheless.
	e.ignore(unix.SIGTTIN)
	e.ignore(unix.SIGTTOU)
	e.disposeFatal()

	e.ctl.tgid.Store(int32(os.Getpid()))
	e.ctl.tid.Store(int32(unix.Gettid()))
	e.undo(func() {
		e.ctl.tid.Store(0)
		e.ctl.seen.Add(1)
	})
	e.place = newPlacement(!e.opts.FixedCPU)
	e.undo(e.place.release)
	return nil
}

// disposeFatal applies Interruptible.
func (e *engine) disposeFatal() {
	if e.opts.Fronted {
		e.disposeFronted()
		return
	}
	switch e.opts.Interruptible {
	case SignalsAnywhere:
		ignored := launch.AtStart().Ignored
		for _, s := range fatalSignals {
			sig := s.(syscall.Signal)
			e.dispose(sig, ptrace.Sigaction{Handler: uintptr(ignored >> (sig - 1) & 1)})
		}
	case SignalsWaiting:
		e.catch(e.ctl.Interrupt, fatalSignals...)
	case SignalsNeverTSTP:
		e.ignore(unix.SIGTSTP)
		fallthrough
	case SignalsNever:
		for _, s := range fatalSignals {
			e.ignore(s.(syscall.Signal))
		}
	}
}

// catch calls f for each of these signals.
func (e *engine) catch(f func(sig int), signals ...os.Signal) {
	ch := make(chan os.Signal, len(signals))
	signal.Notify(ch, signals...)
	e.undo(func() {
		signal.Stop(ch)
		close(ch)
	})
	go func() {
		for s := range ch {
			f(int(s.(syscall.Signal)))
		}
	}()
}

func (e *engine) ignore(sig syscall.Signal) {
	e.dispose(sig, ptrace.Sigaction{Handler: ptrace.SigIgn})
}

// dispose changes the disposition of a signal until tearDown.
func (e *engine) dispose(sig syscall.Signal, sa ptrace.Sigaction) {
	old, errno := ptrace.GetSigaction(int(sig))
	if errno != 0 {
		return
	}
	ptrace.SetSigaction(int(sig), sa)
	e.undo(func() { ptrace.SetSigaction(int(sig), old) })
}

func (e *engine) undo(f func()) { e.cleanups = append(e.cleanups, f) }

// tearDown undoes what setUp did, last things first.
func (e *engine) tearDown() {
	for i := len(e.cleanups) - 1; i >= 0; i-- {
		e.cleanups[i]()
	}
	e.cleanups = nil
}

// disposeFronted leaves fatal signals to the front, which tells of them: the process group has both. SIGPIPE comes of what this process
// writes.
func (e *engine) disposeFronted() {
	for _, s := range fatalSignals {
		e.ignore(s.(syscall.Signal))
	}
	switch e.opts.Interruptible {
	case SignalsNeverTSTP:
		e.ignore(unix.SIGTSTP)
	case SignalsWaiting, SignalsAnywhere:
		e.catch(e.ctl.Interrupt, unix.SIGPIPE)
	}
}

// HeedFront has fatal signals do to this process, a front, what mode says; those that would end the tracing are told
// to f. Children are not waited for.
func HeedFront(mode Interruptible, f func(sig int)) {
	e := &engine{opts: Options{Interruptible: mode}}
	e.ignore(unix.SIGCHLD)
	if mode == SignalsWaiting {
		e.catch(f, fatalSignals...)
		return
	}
	e.disposeFatal()
}
