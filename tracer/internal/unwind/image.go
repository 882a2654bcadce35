package unwind

import (
	"bytes"
	"cmp"
	"debug/elf"
	"debug/gosym"
	"encoding/hex"
	"io"
	"os"
	"slices"
	"sort"

	"github.com/ianlancetaylor/demangle"
)

// Bounds of what is read of a file.
const (
	maxSection = 1 << 29
	maxCached  = 1 << 16
	maxName    = 1 << 12
)

// debugDir is where separate debug files are.
const debugDir = "/usr/lib/debug"

// image is a file that code was mapped from: what is in it, and what was found out already.
type image struct {
	file  *elf.File
	loads []elf.ProgHeader
	word  int

	fdes    []fde
	parsed  bool // fdes
	symbols []symbol
	goTable *gosym.Table
	named   bool // symbols, goTable
	lines   *lineTable
	debug   *elf.File // the separate debug file
	sought  bool      // for debug

	rows  map[uint64]*row     // by address
	names map[uint64]location // by address
}

// symbol is a function.
type symbol struct {
	start, end uint64
	name       string
}

// location is what an address is called.
type location struct {
	name string
	off  uint64
}

// guard makes a panic of the standard library about a malformed file go no further.
func guard() { _ = recover() }

// newImage reads the head of an ELF file; nil if it is none.
func newImage(r io.ReaderAt) (img *image) {
	defer guard()
	f, err := elf.NewFile(r)
	if err != nil {
		return nil
	}
	n := &image{file: f, word: 8, rows: map[uint64]*row{}, names: map[uint64]location{}}
	if f.Class == elf.ELFCLASS32 {
		n.word = 4
	}
	if f.Data != elf.ELFDATA2LSB {
		return nil
	}
	for _, p := range f.Progs {
		if p.Type == elf.PT_LOAD {
			n.loads = append(n.loads, p.ProgHeader)
		}
	}
	return n
}

// address returns the address in the file's own terms of what is at an offset; ok is false where nothing is loaded
// from it.
func (img *image) address(offset uint64) (addr uint64, ok bool) {
	for i := range img.loads {
		p := &img.loads[i]
		if offset >= p.Off && offset-p.Off < p.Filesz {
			return offset - p.Off + p.Vaddr, true
		}
	}
	return 0, false
}

// contents returns a section's bytes, decompressed.
func contents(f *elf.File, name string) (*elf.Section, []byte) {
	s := f.Section(name)
	if s == nil || s.Type == elf.SHT_NOBITS || s.Size > maxSection {
		return nil, nil
	}
	b, err := s.Data()
	if err != nil {
		return nil, nil
	}
	return s, b
}

// row returns how to unwind from addr, nil if the file does not say.
func (img *image) row(addr uint64) *row {
	if r, ok := img.rows[addr]; ok {
		return r
	}
	if !img.parsed {
		img.parsed = true
		img.parseFrames()
	}
	var r *row
	if f := find(img.fdes, addr); f != nil {
		r = f.row(addr)
	}
	if len(img.rows) >= maxCached {
		clear(img.rows)
	}
	img.rows[addr] = r
	return r
}

// parseFrames reads the call frame information: .eh_frame, or what there is for debuggers.
func (img *image) parseFrames() {
	defer guard()
	var all []fde
	for _, name := range []string{".eh_frame", ".debug_frame"} {
		if h, b := contents(img.file, name); h != nil {
			s := &section{data: b, addr: h.Addr, debug: name == ".debug_frame", word: img.word}
			all = append(all, s.parse()...)
		}
	}
	slices.SortStableFunc(all, func(a, b fde) int { return cmp.Compare(a.lo, b.lo) })
	img.fdes = all
}

// name returns what addr is called; the name is empty if nothing is known.
func (img *image) name(addr uint64) location {
	if l, ok := img.names[addr]; ok {
		return l
	}
	if !img.named {
		img.named = true
		img.parseNames()
	}
	l := img.lookUp(addr)
	if len(img.names) >= maxCached {
		clear(img.names)
	}
	img.names[addr] = l
	return l
}

// lookUp finds the innermost function that addr is in.
func (img *image) lookUp(addr uint64) (l location) {
	defer guard()
	// Functions hardly ever overlap: a few steps back are enough.
	i := sort.Search(len(img.symbols), func(i int) bool { return img.symbols[i].start > addr })
	for back := 0; back < 16 && i > 0; back++ {
		i--
		s := &img.symbols[i]
		// A call that does not return can be a function's last instruction.
		if addr > s.end {
			continue
		}
		// Of several names the first of the table.
		for i > 0 && img.symbols[i-1].start == s.start && addr <= img.symbols[i-1].end {
			i--
			s = &img.symbols[i]
		}
		return location{demangled(s.name), addr - s.start}
	}
	if img.goTable != nil {
		if f := img.goTable.PCToFunc(addr); f != nil {
			return location{f.Name, addr - f.Entry}
		}
	}
	return l
}

// demangled returns a name as its source has it. Names without end are left alone: what they stand for can be
// exponentially long.
func demangled(name string) string {
	if len(name) > maxName {
		return name
	}
	return demangle.Filter(name, demangle.MaxLength(14), demangle.NoClones)
}

// parseNames reads the first symbol table that there is: the file's own, that of its debug file, that for
// the dynamic linker. A Go program without one has names elsewhere.
func (img *image) parseNames() {
	defer guard()
	table, err := img.file.Symbols()
	if err != nil || len(table) == 0 {
		table = nil
		if d := img.debugFile(); d != nil {
			table, _ = d.Symbols() // none is as good
		}
	}
	if len(table) == 0 {
		img.parseGo()
		table, _ = img.file.DynamicSymbols() // none is as good
	}
	for i := range table {
		s := &table[i]
		if elf.ST_TYPE(s.Info) == elf.STT_FUNC && s.Section != elf.SHN_UNDEF && s.Size > 0 && s.Value+s.Size > s.Value {
			img.symbols = append(img.symbols, symbol{s.Value, s.Value + s.Size, s.Name})
		}
	}
	slices.SortStableFunc(img.symbols, func(a, b symbol) int { return cmp.Compare(a.start, b.start) })
}

// parseGo reads the table of functions of a Go program.
func (img *image) parseGo() {
	h, b := contents(img.file, ".gopclntab")
	if h == nil {
		h, b = contents(img.file, ".data.rel.ro.gopclntab")
	}
	text := img.file.Section(".text")
	if h == nil || text == nil {
		return
	}
	if t, err := gosym.NewTable(nil, gosym.NewLineTable(b, text.Addr)); err == nil {
		img.goTable = t
	}
}

// debugFile returns the separate debug file, which is named after the build id; nil if there is none.
func (img *image) debugFile() *elf.File {
	if img.sought {
		return img.debug
	}
	img.sought = true
	_, note := contents(img.file, ".note.gnu.build-id")
	// Sizes of name and description, type, "GNU\0".
	if len(note) < 18 || len(note) > 16+64 || !bytes.Equal(note[12:16], []byte("GNU\x00")) {
		return nil
	}
	id := hex.EncodeToString(note[16:])
	f, _ := openRegular(debugDir + "/.build-id/" + id[:2] + "/" + id[2:] + ".debug")
	if f == nil {
		return nil
	}
	d, err := elf.NewFile(f)
	if err != nil {
		f.Close()
		return nil
	}
	img.debug = d
	return d
}

// openRegular opens a file if it is a regular one; opening waits for nobody.
func openRegular(path string) (*os.File, os.FileInfo) {
	f, err := os.OpenFile(path, os.O_RDONLY|nonBlocking, 0)
	if err != nil {
		return nil, nil
	}
	info, err := f.Stat()
	if err != nil || !info.Mode().IsRegular() {
		f.Close()
		return nil, nil
	}
	return f, info
}
