package engine

import (
	"math"
	"time"

	"strake/tracer/internal/ptrace"
)

// A tracee that is delayed stays at its stop while the loop serves the others; a timer ends the wait of the loop
// when it is time to go on.

// retry is how soon the timer fires again: it could have fired just before the wait.
const retry = time.Millisecond

// longest is what the timer can wait for everywhere.
const longest = math.MaxInt32 * time.Second

// delays are the tracees that are kept at a stop for a while.
type delays struct {
	kept  []*tracee
	next  time.Time // the first of their ends
	timer *ptrace.Timer
}

// delay keeps a stopped tracee for as long as was asked for.
func (e *engine) delay(t *tracee) {
	t.until = time.Now().Add(t.pause)
	t.pause = 0
	t.phase = phaseDelayed
	e.delays.kept = append(e.delays.kept, t)
	e.delays.arm()
}

// arm sets the timer to the first end, or stops it.
func (d *delays) arm() {
	if d.timer == nil {
		var err error
		if d.timer, err = ptrace.NewTimer(tickSignal); err != nil {
			// Without a timer a delay ends at the next event.
			return
		}
	}
	if len(d.kept) == 0 {
		d.timer.Every(0)
		return
	}
	d.next = d.kept[0].until
	for _, t := range d.kept[1:] {
		if t.until.Before(d.next) {
			d.next = t.until
		}
	}
	d.timer.Start(min(max(time.Until(d.next), 1), longest), retry)
}

// due reports whether a delay has ended.
func (d *delays) due() bool { return len(d.kept) > 0 && !time.Now().Before(d.next) }

// close gives the timer back.
func (d *delays) close() {
	if d.timer != nil {
		d.timer.Close()
	}
}

// undelay makes the loop go on with a tracee that is delayed as with any other. It stays stopped.
func (e *engine) undelay(t *tracee) {
	kept := e.delays.kept[:0]
	for _, o := range e.delays.kept {
		if o != t {
			kept = append(kept, o)
		}
	}
	clear(e.delays.kept[len(kept):])
	e.delays.kept = kept
	t.phase = phaseRunning
	e.delays.arm()
}

// endDelays resumes those whose delays have ended.
func (e *engine) endDelays() {
	for e.delays.due() {
		now := time.Now()
		for _, t := range e.delays.kept {
			if !now.Before(t.until) {
				e.undelay(t)
				e.resume(t, t.takeSignal())
				break
			}
		}
	}
}

// letGoDelayed cuts the delay of a tracee short that is to be let go. What an expression says of the call
// holds: one that has just begun goes on to its end, to be let go there.
func (e *engine) letGoDelayed(t *tracee) {
	e.undelay(t)
	t.phase = phaseDetaching
	if !t.inSyscall {
		e.detach(t, stop{})
		return
	}
	ptrace.Interrupt(t.TID)
	e.resume(t, t.takeSignal())
}
