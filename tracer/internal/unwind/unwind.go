package unwind

import (
	"bytes"
	"os"
	"strconv"
	"syscall"
	"time"
)

const nonBlocking = syscall.O_NONBLOCK

// Options says what is shown.
type Options struct {
	Limit  int  // of the frames of a stack
	Source bool // files and lines of the source
}

// Unwinder walks stacks. One serves all processes of a trace: it reads each file once.
type Unwinder struct {
	opt    Options
	images map[fileID]*image
	vdsos  []vdsoImage
	maps   []byte // for reading

	mem memory
	// reread says that the mappings have been read in the present walk.
	reread bool
}

// fileID tells whether a file is one that has been read.
type fileID struct {
	dev, ino uint64
	mtime    time.Time
}

type vdsoImage struct {
	data []byte
	img  *image
}

// New returns an unwinder.
func New(opt Options) *Unwinder {
	return &Unwinder{opt: opt, images: map[fileID]*image{}}
}

// Space is what is known of the mappings of a process. The zero Space knows nothing.
type Space struct {
	maps  []mapping
	fresh bool
}

// Changed says that the process may have changed its mappings.
func (s *Space) Changed() { s.fresh = false }

// Thread is a stopped thread.
type Thread struct {
	PID   int
	Regs  []byte // the general registers, as PTRACE_GETREGSET has them
	Mem   Memory
	Space *Space
}

// Stack is a stack that was walked. It can be used again.
type Stack struct {
	frames []walked
	more   bool // there are frames above the limit
}

// walked is a frame of a stack.
type walked struct {
	pc   uint64
	m    mapping
	addr uint64 // of pc, in the file's terms
	call uint64 // of the instruction, in the file's terms
	ok   bool   // pc is in a mapping
	has  bool   // addr
}

// Clear forgets the stack.
func (st *Stack) Clear() { st.frames, st.more = st.frames[:0], false }

// Empty reports whether there is no frame.
func (st *Stack) Empty() bool { return len(st.frames) == 0 }

// Walk walks a thread's stack.
func (u *Unwinder) Walk(st *Stack, t *Thread) {
	st.Clear()
	a := archOf(len(t.Regs))
	if a == nil {
		return
	}
	u.mem.reset(t.Mem)
	u.reread = false
	var f frame
	f.load(a, t.Regs)
	for f.pc != 0 {
		if len(st.frames) == u.opt.Limit {
			st.more = true
			return
		}
		w := walked{pc: f.pc}
		m := u.find(t, f.pc)
		if m == nil {
			st.frames = append(st.frames, w)
			return
		}
		w.m, w.ok = *m, true
		var r *row
		if m.img != nil {
			w.addr, w.has = m.img.address(f.pc - m.start + m.offset)
			w.call = w.addr
			if !f.exact {
				w.call--
			}
		}
		if w.has {
			r = m.img.row(w.call)
			if r == nil && f.exact {
				// Behind a system call that is the last instruction of its function.
				r = m.img.row(w.call - 1)
			}
		}
		st.frames = append(st.frames, w)
		if !u.step(a, &f, r, t) {
			return
		}
	}
}

// step makes f its caller's frame. It reports whether there is one.
func (u *Unwinder) step(a *arch, f *frame, r *row, t *Thread) bool {
	if r == nil {
		return u.stepByFP(a, f, t)
	}
	e := evaluator{a: a, f: f, mem: &u.mem}
	cfa, ok := e.cfa(&r.cfa)
	if !ok {
		return false
	}
	next := frame{regs: f.regs, known: f.known, exact: r.signal}
	next.set(a.sp, cfa)
	for i := range r.rules {
		ru := &r.rules[i]
		v, ok := e.value(ru, cfa)
		if ok {
			next.set(int(ru.reg), v)
		} else {
			next.known &^= 1 << ru.reg
		}
	}
	pc, ok := next.get(r.ra)
	if !ok {
		return false
	}
	next.pc = pc & a.mask
	sp, old := next.regs[a.sp], f.regs[a.sp]
	// A stack that does not shrink has no end. A signal's handler may run on another one; a leaf function of
	// an architecture that calls by registers has none.
	if !r.signal && (sp < old || sp == old && next.pc == f.pc) {
		return false
	}
	*f = next
	return true
}

// cfa evaluates the rule of the canonical frame address.
func (e *evaluator) cfa(ru *rule) (v uint64, ok bool) {
	switch ru.kind {
	case inReg:
		v, ok = e.f.get(ru.reg)
		return e.narrow(v + uint64(ru.off)), ok
	case isExpr:
		e.stack, e.bad = e.stack[:0], false
		return e.run(ru.expr)
	}
	return 0, false
}

// value evaluates the rule of a register.
func (e *evaluator) value(ru *regRule, cfa uint64) (v uint64, ok bool) {
	at := e.narrow(cfa + uint64(ru.off))
	switch ru.kind {
	case same:
		return e.f.get(ru.reg)
	case atOffset:
		return e.mem.uint(at, e.a.word)
	case isOffset:
		return at, true
	case inReg:
		return e.f.get(ru.rule.reg)
	case atExpr, isExpr:
		e.stack, e.bad = e.stack[:0], false
		e.push(cfa)
		v, ok = e.run(ru.expr)
		if ok && ru.kind == atExpr {
			return e.mem.uint(v, e.a.word)
		}
		return v, ok
	}
	return 0, false
}

func (e *evaluator) narrow(v uint64) uint64 {
	if e.a.word == 4 {
		return uint64(uint32(v))
	}
	return v
}

// maxFrame is how large a frame is that is believed without call frame information.
const maxFrame = 1 << 24

// stepByFP takes the frame pointer for that of a frame. The caller has to be in code.
func (u *Unwinder) stepByFP(a *arch, f *frame, t *Thread) bool {
	fp, _ := f.get(uint64(a.fp))
	sp, _ := f.get(uint64(a.sp))
	word := uint64(a.word)
	if fp < sp || fp-sp > maxFrame || fp%word != 0 {
		return false
	}
	up, ok := u.mem.uint(fp, a.word)
	if !ok {
		return false
	}
	pc, ok := u.mem.uint(fp+word, a.word)
	pc &= a.mask
	if !ok || pc == 0 || u.find(t, pc) == nil {
		return false
	}
	*f = frame{pc: pc}
	f.set(a.sp, fp+2*word)
	f.set(a.fp, up)
	return true
}

// find returns the mapping of an address, its file read; nil if there is none.
func (u *Unwinder) find(t *Thread, pc uint64) *mapping {
	s := t.Space
	if !s.fresh {
		s.fresh, u.reread = true, true
		u.readMaps(t)
	}
	m := findMapping(s.maps, pc)
	if m == nil && !u.reread {
		// A change may have gone unseen: by a thread that is not traced, or in a call of which the tracer does not hear.
		u.reread = true
		u.readMaps(t)
		m = findMapping(s.maps, pc)
	}
	if m != nil && !m.looked {
		m.looked = true
		m.img = u.image(t, m)
	}
	return m
}

// maxMaps bounds the text of /proc/PID/maps.
const maxMaps = 1 << 26

// readMaps reads the mappings, and takes over the files of those that stayed.
func (u *Unwinder) readMaps(t *Thread) {
	text := u.readFile("/proc/" + strconv.Itoa(t.PID) + "/maps")
	old := t.Space.maps
	maps := parseMaps(text)
	for i := range maps {
		m := &maps[i]
		if o := findMapping(old, m.start); o != nil && o.start == m.start && o.offset == m.offset &&
			o.ino == m.ino && o.dev == m.dev && m.path == o.path && m.path != vdso {
			m.img, m.looked = o.img, o.looked
		}
	}
	t.Space.maps = maps
}

// readFile reads a file of proc(5), whose size is not known, into a buffer that is kept.
func (u *Unwinder) readFile(path string) []byte {
	f, err := os.Open(path)
	if err != nil {
		return nil
	}
	defer f.Close()
	b := u.maps[:0]
	for len(b) < maxMaps {
		if cap(b)-len(b) < 4096 {
			b = append(make([]byte, 0, 2*cap(b)+1<<15), b...)
		}
		n, err := f.Read(b[len(b):cap(b)])
		b = b[:len(b)+n]
		if err != nil || n == 0 {
			break
		}
	}
	u.maps = b
	return b
}

// image returns what a mapping is of, nil if that cannot be read.
func (u *Unwinder) image(t *Thread, m *mapping) *image {
	if m.path == vdso {
		return u.vdso(t, m)
	}
	proc := "/proc/" + strconv.Itoa(t.PID)
	// By its name, as the process sees it; or by the mapping and the process, since it has no name any more.
	paths := []string{
		proc + "/root" + m.path,
		proc + "/map_files/" + strconv.FormatUint(m.start, 16) + "-" + strconv.FormatUint(m.end, 16),
		proc + "/exe",
	}
	for _, path := range paths {
		f, info := openRegular(path)
		if f == nil {
			continue
		}
		st, ok := info.Sys().(*syscall.Stat_t)
		if !ok || st.Ino != m.ino {
			f.Close()
			continue
		}
		id := fileID{uint64(st.Dev), st.Ino, info.ModTime()} //nolint:unconvert // its type differs by architecture
		img, known := u.images[id]
		if known {
			f.Close()
			return img
		}
		img = newImage(f)
		if img == nil {
			f.Close()
		}
		u.images[id] = img
		return img
	}
	return nil
}

// Bounds of vdsos: their size, and how many are remembered, one for each architecture as a rule.
const (
	maxVDSO  = 1 << 16
	maxVDSOs = 8
)

// vdso returns the image of the code that the kernel maps.
func (u *Unwinder) vdso(t *Thread, m *mapping) *image {
	data := make([]byte, min(m.end-m.start, maxVDSO))
	data = data[:t.Mem.Read(m.start, data)]
	for _, v := range u.vdsos {
		if bytes.Equal(v.data, data) {
			return v.img
		}
	}
	img := newImage(bytes.NewReader(data))
	if len(u.vdsos) < maxVDSOs {
		u.vdsos = append(u.vdsos, vdsoImage{data, img})
	}
	return img
}

// Append appends the lines of a stack to b, in strace's notation. A name that is not known is shown as nothing
// with an offset at system calls, as nothing at other events, as strace does.
func (u *Unwinder) Append(b []byte, st *Stack, call bool) []byte {
	for i := range st.frames {
		b = u.appendFrame(b, &st.frames[i], call)
	}
	if st.more {
		b = append(b, " > too many stack frames\n"...)
	}
	return b
}

func (u *Unwinder) appendFrame(b []byte, w *walked, call bool) []byte {
	if !w.ok {
		b = append(b, " > unexpected_backtracing_error [0x"...)
		b = strconv.AppendUint(b, w.pc, 16)
		return append(b, "]\n"...)
	}
	b = append(b, " > "...)
	b = append(b, w.m.path...)
	b = append(b, '(')
	var l location
	if w.has {
		l = w.m.img.name(w.addr)
	}
	if l.name != "" || call {
		b = append(b, l.name...)
		b = append(b, "+0x"...)
		b = strconv.AppendUint(b, l.off, 16)
	}
	b = append(b, ") [0x"...)
	b = strconv.AppendUint(b, w.pc-w.m.start+w.m.offset, 16)
	b = append(b, ']')
	if u.opt.Source && w.has {
		if where := w.m.img.source(w.call); where != "" {
			b = append(append(b, ' '), where...)
		}
	}
	return append(b, '\n')
}
