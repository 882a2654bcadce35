package engine

import (
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"strake/tracer/internal/ptrace"
)

// tickSignal interrupts the tracer's wait: for the clock, and for a request.
// A real-time signal, which nothing else in a Go program uses.
const tickSignal = 64

// tick is how often the clock looks whether something is going on. The sink
// hears of a pause after one to two ticks.
const tick = 2 * time.Millisecond

// clock notices pauses. A poll before every wait would notice them at once,
// but costs a system call per stop, and with one CPU nothing ever is pending
// at that point: the tracee runs only when the tracer waits. So a timer
// interrupts the wait now and then; it is stopped during the pause.
type clock struct {
	timer   *ptrace.Timer
	running bool
	events  uint64 // statuses so far
	before  uint64 // and at the last tick
}

// wait returns the next status, in e.waiter, or tid 0 if there is a request or a delay has ended.
func (e *engine) wait() (tid int, errno syscall.Errno) {
	for e.ctl.want.Load() == 0 {
		if e.clock.running {
			if tid, errno = e.poll(); tid == 0 && errno == 0 {
				tid, errno = e.waiter.Wait(e.opts.SysTime)
			}
		} else {
			tid, errno = e.waiter.WaitLong(e.opts.SysTime)
		}
		switch errno {
		case 0:
			e.clock.events++
			if !e.clock.running {
				e.clock.start()
			}
			return tid, 0
		case syscall.EINTR:
			if e.delays.due() {
				return 0, 0
			}
			e.interval()
		default:
			return 0, errno
		}
	}
	return 0, 0
}

// poll looks for the next status for a short time, if that is worth while. It
// returns 0, 0 if there was none.
func (e *engine) poll() (tid int, errno syscall.Errno) {
	if !e.place.polls() {
		return 0, 0
	}
	tid, errno = e.waiter.Poll(e.opts.SysTime)
	if tid != 0 || errno != 0 {
		return tid, errno // was there already: polling had no part in it
	}
	for start := time.Now(); time.Since(start) < spinLimit; {
		tid, errno = e.waiter.Poll(e.opts.SysTime)
		if tid != 0 || errno != 0 {
			e.place.spin.found()
			return tid, errno
		}
	}
	e.place.spin.missed()
	return 0, 0
}

// interval is called when a wait was interrupted: by the clock, mostly.
func (e *engine) interval() {
	if e.clock.events != e.clock.before {
		e.clock.before = e.clock.events
		e.place.revise()
		return
	}
	if e.clock.running {
		e.clock.stop()
		e.place.release()
		e.sink.Idle()
	}
}

func (c *clock) start() {
	c.running = true
	if c.timer != nil {
		c.timer.Every(int(tick))
	}
}

func (c *clock) stop() {
	c.running = false
	if c.timer != nil {
		c.timer.Every(0)
	}
}

// systemTime is ru_stime.
func systemTime(ru *syscall.Rusage) time.Duration {
	return time.Duration(ru.Stime.Nano())
}

// DetachAll lets go of all tracees, which ends the run. It can be called from
// any goroutine, a sink's method included.
func (c *Control) DetachAll() { c.request(detachOnly) }

// Interrupt ends the run as a fatal signal to the tracer does.
func (c *Control) Interrupt(sig int) { c.request(int32(sig)) }

// Abandon ends the run at once, as if the tracer had been killed. Nothing more is reported.
func (c *Control) Abandon() { c.request(abandon) }

// request wakes the engine to do what want says.
func (c *Control) request(want int32) {
	seen := c.seen.Load()
	c.want.Store(want)
	if int(c.tid.Load()) == unix.Gettid() {
		return // from within the loop, which looks before it waits
	}
	// The signal is lost if it comes just before the wait: repeat it.
	go func() {
		for c.seen.Load() == seen {
			if tid := c.tid.Load(); tid != 0 {
				ptrace.Tgkill(int(c.tgid.Load()), int(tid), tickSignal)
			}
			time.Sleep(time.Millisecond)
		}
	}()
}

// take returns a request and clears it.
func (c *Control) take() int32 {
	want := c.want.Load()
	if want != 0 {
		c.want.Store(0)
		c.seen.Add(1)
	}
	return want
}
