package tracer

import "strake/tracer/internal/procfs"

// named has the lines of a thread show what it is called now (-Y).
func (s *session) named(th *thread) {
	if s.opt.PIDComm {
		th.line.Comm = procfs.Proc.Comm(th.t.TID)
	}
}

// prSetName is PR_SET_NAME of linux/prctl.h.
const prSetName = 15

// noteRename is named after a call that has given the thread another name. As in strace, what else changes a name is not
// noticed.
func (s *session) noteRename(th *thread) {
	if s.opt.PIDComm && th.name == "prctl" && th.call.Args[0] == prSetName {
		s.named(th)
	}
}
