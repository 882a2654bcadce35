package event

import (
	"slices"
	"time"
)

// Outcome narrows a set of statuses by how calls failed and by how long they took. The zero value narrows nothing.
type Outcome struct {
	// Errnos are the errors of the failed calls that are in the set, or, with Not, of those that are not; nil with
	// neither.
	Errnos []int
	Not    bool
	// A call is in the set if it took longer than Over, and, unless that is 0, shorter than Under. One that has not
	// returned took until its end.
	Over, Under time.Duration
	// Timed says that Over and Under hold.
	Timed bool
}

// Admits reports whether a call that ended so is in the set. Errno is 0 if it has not failed.
func (o *Outcome) Admits(errno int, took time.Duration) bool {
	if errno != 0 && o.Errnos != nil && slices.Contains(o.Errnos, errno) == o.Not {
		return false
	}
	// A coarse clock makes no time of a short one.
	return !o.Timed || (took > o.Over || o.Over == 0) && (o.Under == 0 || took < o.Under)
}
