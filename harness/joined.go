package harness

import (
	"sort"
	"strconv"
	"strings"
)

// Joined returns the calls and events of all logs of a run, interrupted lines joined, each with the id of its
// thread as far as the log tells. The files of -ff follow one another, that of a thread whose execve goes on elsewhere first.
func (r *Run) Joined() []Event {
	if len(r.Files) == 0 {
		return r.Calls()
	}
	return Merge(r.apart(), r.Tracer.Dialect)
}

// apart returns the lines of all files of -ff, each with the id that its file is named after.
func (r *Run) apart() []Event {
	names := sortedKeys(r.Files)
	sort.SliceStable(names, func(i, j int) bool {
		return strings.Contains(r.Files[names[i]], " <pid changed to ") && !strings.Contains(r.Files[names[j]], " <pid changed to ")
	})
	var all []Event
	for _, n := range names {
		for _, e := range Parse(r.Files[n], r.Tracer.Dialect) {
			if e.PID == 0 {
				e.PID, _ = strconv.Atoi(n)
			}
			all = append(all, e)
		}
	}
	return all
}
