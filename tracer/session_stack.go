package tracer

import "strake/tracer/internal/unwind"

// stacks is what -k needs; nil without it.
//
// As in strace, the stack of a call is that at its entry: an execve, an rt_sigreturn or a munmap can have another
// one at its end. It is walked then, and named and shown below the line once that has its end. The stack of an
// exit_group, and of a call that a SIGKILL ends, comes below the line that says so. Other events have the
// stack of their moment.
type stacks struct {
	unwinder *unwind.Unwinder
	spaces   map[int]*unwind.Space // by process
	regs     [512]byte
	text     []byte
	now      unwind.Stack // of an event
	// blind says that calls which change mappings may go unseen.
	blind bool
}

func newStacks(cfg *Config) *stacks {
	if cfg.StackTrace == StackNone || cfg.SummaryOnly {
		return nil
	}
	return &stacks{
		unwinder: unwind.New(unwind.Options{Limit: cfg.StackLimit, Source: cfg.StackTrace == StackSource}),
		spaces:   map[int]*unwind.Space{},
		blind:    filters(cfg),
	}
}

// space returns what is known of the mappings of th's process.
func (k *stacks) space(th *thread) *unwind.Space {
	id := th.t.TGID
	if id == 0 {
		id = th.t.TID
	}
	sp := k.spaces[id]
	if sp == nil {
		sp = new(unwind.Space)
		k.spaces[id] = sp
	}
	return sp
}

// walk walks the stack of a stopped thread.
func (k *stacks) walk(th *thread, st *unwind.Stack) {
	st.Clear()
	if th.t.Regs == nil {
		return
	}
	space := k.space(th)
	if k.blind {
		space.Changed()
	}
	n := th.t.Regs.Registers(k.regs[:])
	k.unwinder.Walk(st, &unwind.Thread{
		PID: th.t.TID, Regs: k.regs[:n], Mem: th.t.Mem, Space: space,
	})
}

// called remembers the stack of a call that is being made. That of the execve of the program itself is the
// tracer's.
func (k *stacks) called(th *thread) {
	if k != nil && (th.ran || !th.t.Started) {
		k.walk(th, &th.stack)
	}
}

// forget drops the stack of a call whose line is dropped.
func (k *stacks) forget(th *thread) {
	if k != nil {
		th.stack.Clear()
	}
}

// show shows a stack below the line that ended last: the one of the call, or the present one.
func (k *stacks) show(th *thread, gone bool) {
	if k == nil {
		return
	}
	st, call := &th.stack, true
	if st.Empty() {
		if gone {
			return
		}
		st, call = &k.now, false
		k.walk(th, st)
	}
	k.text = k.unwinder.Append(k.text[:0], st, call)
	st.Clear()
	th.line.Below(k.text)
}

// returned notes that a call may have changed what is mapped.
func (k *stacks) returned(th *thread) {
	if k == nil {
		return
	}
	switch th.name {
	case "mmap", "mmap2", "old_mmap", "munmap", "mremap", "mprotect", "pkey_mprotect", "shmat", "shmdt", "ipc",
		"remap_file_pages", "execve", "execveat":
		k.space(th).Changed()
	}
}

// executed forgets the mappings of the program that an execve replaces.
func (k *stacks) executed(th *thread) {
	if k != nil {
		th.ran = true
		k.space(th).Changed()
	}
}

// released forgets a thread, and with its leader the process.
func (k *stacks) released(th *thread) {
	if k == nil {
		return
	}
	th.stack.Clear()
	th.ran = false
	delete(k.spaces, th.t.TID)
}
