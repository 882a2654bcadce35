package syscalls

import (
	"strake/tracer/abi"
	"strake/tracer/abi/layout"
	"strake/tracer/decode"
)

// Files is a set of files that calls are about: of names, and of descriptors by number (-P, --trace-fds).
type Files interface {
	// HasFD reports whether a descriptor is in the set by its number.
	HasFD(fd int) bool
	// HasPath reports whether a file name is in the set, as it is.
	HasPath(name []byte) bool
	// ByPath reports whether the set has names, so that descriptors have to be looked up.
	ByPath() bool
}

// toucher is a Type that says which files a call is about.
type toucher interface {
	// touches reports, at entry, whether a file of the set is one of them.
	touches(c *decode.Call, v decode.Value, files Files) bool
}

// Touches reports, at entry, whether an argument of the call is a file of the set. What the call returns does not
// count, nor do arguments that an operation chooses, as in strace.
func (s *Syscall) Touches(c *decode.Call, files Files) bool {
	p := s.getPlan()
	w := walk{c: c}
	for i := range p.steps {
		st := &p.steps[i]
		switch {
		case st.expander != nil:
			w.reg += s.Args[i].Type.(rawCounter).rawRegs()
			continue
		case st.omitter != nil && st.omitter.omit(c):
		default:
			if t, ok := s.Args[i].Type.(toucher); ok && t.touches(c, w.value(st), files) {
				return true
			}
		}
		w.advance(st)
	}
	return false
}

// touchesFD reports whether a descriptor is in the set, by its number or by the file that it is.
func touchesFD(c *decode.Call, fd int32, files Files) bool {
	if fd < 0 {
		return false
	}
	if files.HasFD(int(fd)) {
		return true
	}
	if !files.ByPath() {
		return false
	}
	name, ok := c.FDFile(int(fd))
	return ok && files.HasPath([]byte(name))
}

func (FD) touches(c *decode.Call, v decode.Value, files Files) bool {
	return touchesFD(c, int32(v.U), files)
}

func (DirFD) touches(c *decode.Call, v decode.Value, files Files) bool {
	return touchesFD(c, int32(v.U), files)
}

func (fanotifyDir) touches(c *decode.Call, v decode.Value, files Files) bool {
	return touchesFD(c, int32(v.U), files)
}

func (ioUringFD) touches(c *decode.Call, v decode.Value, files Files) bool {
	return touchesFD(c, int32(v.U), files)
}

func (Path) touches(c *decode.Call, v decode.Value, files Files) bool {
	if !files.ByPath() {
		return false
	}
	mark := c.Mark()
	defer c.Release(mark)
	name, nul, ok := c.ReadString(v.U, decode.MaxPath-1)
	return ok && nul && files.HasPath(name)
}

func (t When) touches(c *decode.Call, v decode.Value, files Files) bool {
	inner, ok := t.T.(toucher)
	return ok && inner.touches(c, v, files)
}

func (t Else) touches(c *decode.Call, v decode.Value, files Files) bool {
	inner, ok := t.pick(c).(toucher)
	return ok && inner.touches(c, v, files)
}

// elemToucher is a Sized of which an Array can be about files.
type elemToucher interface {
	touchesElem(c *decode.Call, mem []byte, files Files) bool
}

func (t Array) touches(c *decode.Call, v decode.Value, files Files) bool {
	elem, ok := t.Elem.(elemToucher)
	if !ok {
		return false
	}
	size := uint64(t.Elem.Size(c.ABI.ID))
	for i := range min(t.N.get(c), maxFDs) {
		mark := c.Mark()
		mem, ok := c.Read(v.U+i*size, int(size))
		found := ok && elem.touchesElem(c, mem, files)
		c.Release(mark)
		if found || !ok {
			return found
		}
	}
	return false
}

func (pollfd) touchesElem(c *decode.Call, mem []byte, files Files) bool {
	return touchesFD(c, int32(layout.Pollfd_fd.Uint(c.ABI.ID, mem)), files)
}

func (FDSet) touches(c *decode.Call, v decode.Value, files Files) bool {
	n := int32(c.Args[0])
	if n <= 0 {
		return false
	}
	mark := c.Mark()
	defer c.Release(mark)
	set, ok := c.Read(v.U, setBytes(c, n))
	if !ok {
		return false
	}
	for fd := range min(n, int32(8*len(set))) {
		if set[fd/8]>>(fd%8)&1 != 0 && touchesFD(c, fd, files) {
			return true
		}
	}
	return false
}

// FDArgs returns the registers of the arguments of call nr that are descriptors, by which alone descriptors of a set can be
// found in it. It returns false if the call can be about others, and for a call without a row.
func FDArgs(id abi.ID, nr uint64) (regs []int, ok bool) {
	s := Lookup(id, nr)
	if s == nil {
		return nil, false
	}
	w := walk{c: &decode.Call{ABI: id.Get()}}
	steps := s.getPlan().steps
	for i := range steps {
		st := &steps[i]
		if st.expander != nil {
			w.reg += s.Args[i].Type.(rawCounter).rawRegs()
			continue
		}
		switch s.Args[i].Type.(type) {
		case FD, DirFD, fanotifyDir, ioUringFD:
			if st.omitter != nil {
				return nil, false
			}
			regs = append(regs, w.reg)
		case Path:
		case toucher:
			return nil, false
		}
		w.advance(st)
	}
	return regs, true
}
