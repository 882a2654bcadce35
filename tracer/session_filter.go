package tracer

import (
	"strake/tracer/filter"
	"strake/tracer/syscalls"
)

var _ syscalls.Files = (*filter.Files)(nil)

// touches reports whether the open call is about a file that is asked for (-P, --trace-fds). A call that is not
// known is about none.
func (s *session) touches(th *thread) bool {
	return s.files == nil || th.row != nil && th.row.Touches(&th.call, s.files)
}
