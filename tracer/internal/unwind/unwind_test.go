package unwind

import (
	"bytes"
	"debug/elf"
	"encoding/binary"
	"os"
	"reflect"
	"runtime"
	"strings"
	"testing"
)

// ram is memory in pieces.
type ram map[uint64][]byte

func (r ram) Read(addr uint64, buf []byte) int {
	for at, b := range r {
		if addr >= at && addr < at+uint64(len(b)) {
			return copy(buf, b[addr-at:])
		}
	}
	return 0
}

// words makes memory of numbers.
func words(size int, v ...uint64) []byte {
	var b []byte
	for _, x := range v {
		var w [8]byte
		binary.LittleEndian.PutUint64(w[:], x)
		b = append(b, w[:size]...)
	}
	return b
}

// entry puts the length in front of an entry of a frame section.
func entry(body ...[]byte) []byte {
	b := bytes.Join(body, nil)
	for len(b)%4 != 0 {
		b = append(b, 0)
	}
	return append(words(4, uint64(len(b))), b...)
}

// ehFrame makes an .eh_frame section at address 0 with a function at lo of size bytes.
func ehFrame(augmentation string, dataAlign, ra byte, initial, program []byte, lo, size uint64) []byte {
	// Pointers are udata4 on all architectures.
	c := entry(words(4, 0), []byte{1}, []byte(augmentation), []byte{0, 1, dataAlign, ra, 1, 0x03}, initial)
	f := entry(words(4, uint64(len(c)+4)), words(4, lo, size), []byte{0}, program)

	return append(append(c, f...), 0, 0, 0, 0)
}

// scene is a process of one file, mapped at base.
type scene struct {
	a       *arch
	section []byte
	regs    map[int]uint64 // by DWARF number
	pc      uint64
	mem     ram
}

const base = 0x400000

func (s *scene) walk(limit int) *Stack {
	img := &image{word: s.a.word, rows: map[uint64]*row{}, names: map[uint64]location{}, parsed: true, named: true}
	img.loads = append(img.loads, progAt(0, 0x10000))
	img.fdes = (&section{data: s.section, word: s.a.word}).parse()
	img.symbols = []symbol{{0x100, 0x200, "inner"}, {0x200, 0x300, "outer"}, {0x200, 0x300, "alias"}}
	space := &Space{fresh: true, maps: []mapping{{start: base, end: base + 0x10000, path: "/p", img: img, looked: true}}}
	raw := make([]byte, s.a.word*len(s.a.regs))
	for i, reg := range s.a.regs {
		v := s.regs[int(reg)]
		if reg < 0 {
			v = 0
		}
		if i == s.a.pc {
			v = s.pc
		}
		copy(raw[i*s.a.word:], words(s.a.word, v))
	}
	u := New(Options{Limit: limit})
	st := new(Stack)
	u.Walk(st, &Thread{Regs: raw, Mem: s.mem, Space: space})
	return st
}

// text is what is shown of a stack.
func text(st *Stack) string { return string(New(Options{}).Append(nil, st, true)) }

func TestWalkByCFI(t *testing.T) {
	for name, s := range map[string]*scene{
		"amd64": {
			a: &amd64, pc: base + 0x150, regs: map[int]uint64{7: 0x8000},
			// CFA = rsp+8, RA at CFA-8; from 0x110 on CFA = rsp+24.
			section: ehFrame("zR", 0x78, 16, []byte{0x0c, 7, 8, 0x90, 1}, []byte{0x40 | 16, 0x0e, 24}, 0x100, 0x200),
			mem:     ram{0x8000: words(8, 1, 2, base+0x260, 3, 4, base+0x20000)},
		},
		"386": {
			a: &i386, pc: base + 0x150, regs: map[int]uint64{4: 0x8000},
			section: ehFrame("zR", 0x7c, 8, []byte{0x0c, 4, 4, 0x88, 1}, []byte{0x40 | 16, 0x0e, 12}, 0x100, 0x200),
			mem:     ram{0x8000: words(4, 1, 2, base+0x260, 3, 4, base+0x20000)},
		},
		"arm64": {
			a: &arm64, pc: base + 0x150, regs: map[int]uint64{31: 0x8000},
			// x30 at CFA-8, signed.
			section: ehFrame("zR", 0x78, 30, []byte{0x0c, 31, 0}, []byte{0x40 | 16, 0x0e, 24, 0x2d, 0x80 | 30, 1}, 0x100, 0x200),
			mem:     ram{0x8000: words(8, 1, 2, 0x5a<<48|base+0x260, 3, 4, base+0x20000)},
		},
	} {
		want := " > /p(inner+0x50) [0x150]\n > /p(outer+0x60) [0x260]\n > unexpected_backtracing_error [0x420000]\n"
		if got := text(s.walk(256)); got != want {
			t.Errorf("%s:\n%s", name, got)
		}
		if got := text(s.walk(1)); got != " > /p(inner+0x50) [0x150]\n > too many stack frames\n" {
			t.Errorf("%s, limited:\n%s", name, got)
		}
	}
}

func TestWalkByFramePointers(t *testing.T) {
	s := scene{a: &amd64, pc: base + 0x150, regs: map[int]uint64{6: 0x8010, 7: 0x8000},
		mem: ram{0x8000: words(8, 0, 0, 0x8020, base+0x260, 0x8020, base+0x270, 0, 0)}}
	// The second frame's pointer leads to itself: no caller is below it.
	want := " > /p(inner+0x50) [0x150]\n > /p(outer+0x60) [0x260]\n > /p(outer+0x70) [0x270]\n"
	if got := text(s.walk(256)); got != want {
		t.Errorf("%s", got)
	}
	s.regs[6] = 0x8001
	if got := text(s.walk(256)); got != " > /p(inner+0x50) [0x150]\n" {
		t.Errorf("odd frame pointer:\n%s", got)
	}
}

func TestSignalFrame(t *testing.T) {
	// rip is at rsp+16, the interrupted rsp at rsp+8; the frame of the interrupted function is exact.
	section := ehFrame("zRS", 0x78, 16, nil, []byte{
		0x0f, 3, 0x77, 8, 0x06, // CFA: *(rsp+8)
		0x10, 16, 2, 0x77, 16, // rip at rsp+16
	}, 0x100, 0x100)
	// ehFrame's augmentation data holds the encoding alone, as "S" has none.
	s := scene{a: &amd64, pc: base + 0x150, regs: map[int]uint64{7: 0x8000, 6: 1}, section: section,
		mem: ram{0x8000: words(8, 0, 0x9000, base+0x200)}}
	want := " > /p(inner+0x50) [0x150]\n > /p(outer+0x0) [0x200]\n"
	if got := text(s.walk(256)); got != want {
		t.Errorf("%s", got)
	}
}

func TestExpressions(t *testing.T) {
	for _, c := range []struct {
		expr []byte
		want uint64
		ok   bool
	}{
		{[]byte{0x35, 0x32, 0x1c}, 3, true},                        // 5-2
		{[]byte{0x77, 8}, 0x8008, true},                            // rsp+8
		{[]byte{0x77, 0, 0x06}, 42, true},                          // *rsp
		{[]byte{0x31, 0x30, 0x1b}, 0, false},                       // 1/0
		{[]byte{0x31, 0x28, 1, 0, 0x00, 0x37}, 7, true},            // if 1 skip a bad instruction
		{[]byte{0x2f, 0xfd, 0xff}, 0, false},                       // forever
		{[]byte{0x22}, 0, false},                                   // nothing there
		{[]byte{0x0b, 0xfe, 0xff, 0x19}, 2, true},                  // |-2|
		{[]byte{0x3f, 0x1a, 0x31}, 0, false},                       // one operand
		{[]byte{0x31, 0x32, 0x33, 0x17, 0x1c, 0x22}, 2, true},      // rot: 3 1 2 → 3+(1-2)
		{[]byte{0x77, 0, 0x94, 1}, 42, true},                       // a byte
		{[]byte{0x77, 0, 0x94, 3}, 0, false},                       // three
		{[]byte{0x31, 0x32, 0x29, 0x20}, 0xffffffffffffffff, true}, // ~(1==2)
	} {
		m := &memory{}
		m.reset(ram{0x8000: words(8, 42)})
		f := &frame{}
		f.set(7, 0x8000)
		e := evaluator{a: &amd64, f: f, mem: m}
		if v, ok := e.run(c.expr); ok != c.ok || ok && v != c.want {
			t.Errorf("% x: %#x %t", c.expr, v, ok)
		}
	}
}

func TestParseMaps(t *testing.T) {
	got := parseMaps([]byte(`00400000-00401000 r--p 00000000 08:01 7 /bin/a
00401000-00402000 r-xp 00001000 08:01 7 /bin/a b (deleted)
7f0000000000-7f0000001000 rwxp 00000000 00:00 0 
7ff000000000-7ff000002000 r-xp 00000000 00:00 0                          [vdso]
zz-7ff000002000 r-xp 00000000 00:00 0                          [vdso]
ffffffffff600000-ffffffffff601000 --xp 00000000 00:00 0                  [vsyscall]
`))
	want := []mapping{
		{start: 0x401000, end: 0x402000, offset: 0x1000, dev: "08:01", ino: 7, path: "/bin/a b (deleted)"},
		{start: 0x7ff000000000, end: 0x7ff000002000, dev: "00:00", path: vdso},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%+v", got)
	}
	if m := findMapping(got, 0x402000); m != nil {
		t.Errorf("%+v", m)
	}
	if m := findMapping(got, 0x401fff); m != &got[0] {
		t.Errorf("%+v", m)
	}
}

func TestDemangling(t *testing.T) {
	for in, want := range map[string]string{
		"_ZNK1n1QIiE3runEiPKc":     "n::Q<int>::run(int, char const*) const",
		"main":                     "main",
		"_Zbad":                    "_Zbad",
		strings.Repeat("_Z", 5000): strings.Repeat("_Z", 5000),
	} {
		if got := demangled(in); got != want {
			t.Errorf("%s", got)
		}
	}
}

// TestOwnImage names a function of this very program, and its line.
func TestOwnImage(t *testing.T) {
	f, err := os.Open("/proc/self/exe")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	img := newImage(f)
	if img == nil {
		t.Fatal("not read")
	}
	// Test binaries of Go have no addresses chosen at random.
	pc := uint64(reflect.ValueOf(marked).Pointer())
	if l := img.name(pc); !strings.HasSuffix(l.name, "unwind.marked") || l.off != 0 {
		t.Errorf("%+v", l)
	}
	if s := img.source(pc); !strings.HasPrefix(s, "unwind_test.go:") {
		t.Errorf("%q", s)
	}
	runtime.KeepAlive(f)
}

//go:noinline
func marked() {}

func TestHostileFiles(t *testing.T) {
	if img := newImage(bytes.NewReader([]byte("\x7fELF"))); img != nil {
		t.Error("a file of four bytes")
	}
}

// FuzzFrames runs whatever is in a section: nothing may panic or take long.
func FuzzFrames(f *testing.F) {
	f.Add(ehFrame("zR", 0x78, 16, []byte{0x0c, 7, 8, 0x90, 1}, []byte{0x40 | 16, 0x0e, 24}, 0x100, 0x200), false)
	f.Add(ehFrame("zRS", 0x78, 16, nil, []byte{0x0f, 3, 0x77, 8, 0x06, 0x10, 16, 2, 0x77, 16}, 0x100, 0x100), false)
	f.Add(ehFrame("zR", 0x78, 16, []byte{0x0a, 0x0b, 0x16, 1, 1, 0x30}, nil, 0x100, 0x200), true)
	f.Fuzz(func(_ *testing.T, data []byte, debug bool) {
		for _, a := range []*arch{&amd64, &i386, &arm64} {
			s := &section{data: data, debug: debug, word: a.word}
			fdes := s.parse()
			mem := &memory{}
			mem.reset(ram{0x8000: make([]byte, 64)})
			for i := range fdes {
				r := fdes[i].row(fdes[i].hi - 1)
				if r == nil {
					continue
				}
				fr := &frame{known: ^uint64(0)}
				e := evaluator{a: a, f: fr, mem: mem}
				cfa, _ := e.cfa(&r.cfa)
				for j := range r.rules {
					e.value(&r.rules[j], cfa)
				}
			}
		}
	})
}

// FuzzImage reads whatever is in a file.
func FuzzImage(f *testing.F) {
	f.Add([]byte("\x7fELF\x02\x01\x01"))
	f.Fuzz(func(_ *testing.T, data []byte) {
		if img := newImage(bytes.NewReader(data)); img != nil {
			img.row(0x1000)
			img.name(0x1000)
			img.source(0x1000)
		}
	})
}

func progAt(off, size uint64) elf.ProgHeader {
	return elf.ProgHeader{Type: elf.PT_LOAD, Off: off, Vaddr: off, Filesz: size, Memsz: size}
}
