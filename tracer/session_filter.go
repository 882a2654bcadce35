package tracer

import (
	"strake/tracer/event"
	"strake/tracer/filter"
	"strake/tracer/syscalls"
)

var _ syscalls.Files = (*filter.Files)(nil)

// touches reports whether the open call is about a file that is asked for (-P, --trace-fds). A call that is not
// known is about none.
func (s *session) touches(th *thread) bool {
	return s.files == nil || th.row != nil && th.row.Touches(&th.call, s.files)
}

// shows reports whether a call that ended so is in the status set. Errno is 0 if it has not failed.
func (s *session) shows(th *thread, status event.Status, errno int) bool {
	if s.cfg.Status&status == 0 {
		return false
	}
	return s.cfg.Outcome == nil || s.cfg.Outcome.Admits(errno, th.left.Sub(th.entered))
}

// showsOpen is shows for a call that has not returned, and will not.
func (s *session) showsOpen(th *thread, status event.Status) bool {
	th.left = s.clock()
	return s.shows(th, status, 0)
}
