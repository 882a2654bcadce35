package engine

import "time"

// spin decides whether the tracer polls for a short time before it blocks in
// wait4(2).
//
// A tracer that blocks between the stops has its CPU go idle, and so does the
// tracee's while the tracer works; to wake an idle CPU takes, in a virtual
// machine, longer than everything else. A tracee that does little but call stops
// again after some microseconds: to look for it until then costs less CPU than to sleep
// and be woken, and the two stay on a CPU each.
//
// It pays only where both have a CPU. On a busy machine the tracee gets its
// turn when the tracer blocks, and polling takes that from it. So it is tried
// on credit: a stop found by polling earns, one that did not come in time costs,
// and with no credit left the tracer follows its tracee instead (see placement) and
// tries again later.
type spin struct {
	credit int
	rest   int // ticks until it is tried again
}

const (
	// spinLimit is how long a stop is looked for. With a CPU for each, nine of ten
	// come within 10 µs; where they share one, hardly any comes before 20.
	spinLimit = 20 * time.Microsecond
	// A stop earns 1, a miss costs missCost: polling is right while more than two of three are found.
	missCost  = 2
	maxCredit = 64
	// tryCredit is what a new try begins with.
	tryCredit = 16
	// firstCredit is what the first one begins with: an execve and a loader take their time.
	firstCredit = 64
	// spinRest is how many ticks of the clock pass before the next try.
	spinRest = 32
)

// on reports whether to poll.
func (s *spin) on() bool { return s.rest == 0 }

// start begins a try.
func (s *spin) start() { s.credit, s.rest = tryCredit, 0 }

// found notes that a stop came while it was looked for.
func (s *spin) found() {
	if s.credit < maxCredit {
		s.credit++
	}
}

// missed notes that it did not.
func (s *spin) missed() {
	if s.credit -= missCost; s.credit <= 0 {
		s.rest = spinRest
	}
}

// ticked counts the clock's ticks, and reports whether a new try has begun.
func (s *spin) ticked() bool {
	if s.rest == 0 {
		return false
	}
	if s.rest--; s.rest > 0 {
		return false
	}
	s.start()
	return true
}
