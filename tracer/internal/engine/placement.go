package engine

import (
	"golang.org/x/sys/unix"

	"strake/tracer/internal/procfs"
)

// placement decides how the tracer and its tracees share the CPUs.
//
// While one tracee makes call after call, it and the tracer never run at the
// same time. On two CPUs every stop and every resume then wakes an idle CPU,
// which in a virtual machine takes longer than everything else. There are two
// ways around it, and both leave the traced program alone, whose CPUs are its own:
//
//   - Neither CPU goes idle: the tracer polls for the next stop (see spin). It is the
//     faster one, where there is a CPU for each.
//   - They share one: the tracer's thread moves to the CPU that its tracee runs on. It is the better
//     one where other processes want the CPUs too.
//
// A tracee that computes between its calls, or several that run at a time,
// gain more from two CPUs: then the scheduler decides.
//
// Whom to follow, the stops show. A tracee that makes some calls in a row without
// another's between is followed at once: a process that a shell starts has come
// to its end before a clock has ticked, and fork and execve both put it on a CPU of
// the scheduler's choice. From then on it is looked for at the ticks of the
// clock. The ticks also find those who compute, or are many.
type placement struct {
	cpus unix.CPUSet // of the thread, as it was; empty if there is no placement
	spin spin        // only if there is

	cpu    int     // where the thread is held, or free
	tracee *tracee // that made the last stop
	run    int     // stops of it in a row
	look   int     // the length of a run at which to look where it is
	moves  int     // how often it was found elsewhere
	stops  int     // since the last tick
	others int     // those of them by another tracee than the one before

	rest   int // ticks until the next revision
	giveUp int // ticks until tracees are followed again
}

const (
	free = -1 // no CPU

	// firstLook is how many stops in a row make a tracee worth looking for. Looking costs as
	// much as three of them, moving as much as ten. Without it, by the ticks alone, a shell that
	// forks takes 1.5 times as long, four threads 1.6 times, a go build 1.2 times. From 6 to 24 these hardly
	// change, but /bin/true gains a twentieth.
	firstLook = 24
	// busyStops is how many stops a tick must have for the tracee to be
	// one that does little but call.
	busyStops = 20
	// restTicks is how long a placement that was found right is kept.
	restTicks = 8
	// maxMoves is how often a tracee may be found elsewhere in a row before the
	// tracer stops following it, and giveUpTicks for how long it does.
	maxMoves    = 4
	giveUpTicks = 128
)

// newPlacement returns the placement of the calling thread, which does
// nothing unless it is wanted and there is more than one CPU.
func newPlacement(wanted bool) placement {
	p := placement{cpu: free}
	if !wanted || unix.SchedGetaffinity(0, &p.cpus) != nil || p.cpus.Count() < 2 {
		p.cpus.Zero()
	}
	p.spin = spin{credit: firstCredit}
	return p
}

// enabled reports whether there is anything to choose.
func (p *placement) enabled() bool { return p.cpus.Count() > 0 }

// polls reports whether to poll before waiting.
func (p *placement) polls() bool { return p.enabled() && p.spin.on() }

// stopped notes a stop.
func (p *placement) stopped(t *tracee) {
	p.stops++
	if t != p.tracee {
		p.tracee, p.run, p.look, p.moves = t, 0, firstLook, 0
		p.others++
	}
	p.run++
	if p.run == p.look {
		// An execve, which comes early in a run, can have moved it.
		p.look *= 4
		if p.giveUp == 0 && p.enabled() && !p.spin.on() {
			p.follow(t.TID)
		}
	}
}

// revise is called at every tick while something is going on.
func (p *placement) revise() {
	t, stops, others := p.tracee, p.stops, p.others
	p.stops, p.others = 0, 0
	if !p.enabled() {
		return
	}
	if p.spin.ticked() {
		p.release()
	}
	if p.spin.on() {
		return
	}
	if p.giveUp > 0 {
		p.giveUp--
		return
	}
	if t == nil || stops < busyStops || others > stops/4 {
		p.release()
		return
	}
	if p.rest > 0 {
		p.rest--
		return
	}
	p.follow(t.TID)
}

// follow moves the thread to where a tracee last ran.
func (p *placement) follow(tid int) {
	cpu, _, ok := procfs.Proc.Processor(tid)
	switch {
	case !ok:
		return
	case cpu == p.cpu:
		p.moves, p.rest = 0, restTicks
		return
	case p.moves >= maxMoves:
		// The scheduler takes the tracee away as soon as the tracer is there.
		p.release()
		p.moves, p.giveUp = 0, giveUpTicks
		return
	}
	var set unix.CPUSet
	set.Set(cpu)
	if p.cpus.IsSet(cpu) && unix.SchedSetaffinity(0, &set) == nil {
		p.cpu = cpu
		p.moves++
	}
}

// release gives the thread back to the scheduler.
func (p *placement) release() {
	if p.cpu != free {
		p.cpu = free
		unix.SchedSetaffinity(0, &p.cpus)
	}
}

// gone forgets a tracee.
func (p *placement) gone(t *tracee) {
	if p.tracee == t {
		p.tracee = nil
	}
}
