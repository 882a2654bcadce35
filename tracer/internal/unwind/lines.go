package unwind

import (
	"cmp"
	"debug/dwarf"
	"errors"
	"io"
	"path/filepath"
	"slices"
	"sort"
	"strconv"
)

// lineTable finds source lines.
type lineTable struct {
	data  *dwarf.Data
	units []unitRange
	lines map[*dwarf.Entry][]lineRow
}

// unitRange is code of a compilation unit.
type unitRange struct {
	lo, hi uint64
	unit   *dwarf.Entry
}

// lineRow says that code from addr on is of a line; one without a file ends code.
type lineRow struct {
	addr uint64
	file string
	line int
}

// maxLineRows bounds the lines of a unit.
const maxLineRows = 1 << 22

// source returns where in the source addr is, as FILE:LINE, or "".
func (img *image) source(addr uint64) (where string) {
	defer guard()
	if img.lines == nil {
		img.lines = &lineTable{lines: map[*dwarf.Entry][]lineRow{}}
		img.lines.open(img)
	}
	if where = img.lines.find(addr); where != "" {
		return where
	}
	img.name(addr)
	if img.goTable == nil && img.file.Section(".gopclntab") != nil {
		img.parseGo()
	}
	if img.goTable != nil {
		if file, line, f := img.goTable.PCToLine(addr); f != nil {
			return filepath.Base(file) + ":" + strconv.Itoa(line)
		}
	}
	return ""
}

// open reads which units there are, of the file or of its separate debug file.
func (t *lineTable) open(img *image) {
	defer guard()
	data, err := img.file.DWARF()
	if err != nil || img.file.Section(".debug_info") == nil && img.file.Section(".zdebug_info") == nil {
		d := img.debugFile()
		if d == nil {
			return
		}
		if data, err = d.DWARF(); err != nil {
			return
		}
	}
	t.data = data
	r := data.Reader()
	for {
		unit, err := r.Next()
		if err != nil || unit == nil {
			break
		}
		if unit.Tag == dwarf.TagCompileUnit {
			ranges, _ := data.Ranges(unit) // those of a unit that has none are not needed
			for _, lohi := range ranges {
				t.units = append(t.units, unitRange{lohi[0], lohi[1], unit})
			}
		}
		r.SkipChildren()
	}
	slices.SortStableFunc(t.units, func(a, b unitRange) int { return cmp.Compare(a.lo, b.lo) })
}

func (t *lineTable) find(addr uint64) string {
	i := sort.Search(len(t.units), func(i int) bool { return t.units[i].lo > addr })
	if i == 0 || addr >= t.units[i-1].hi {
		return ""
	}
	unit := t.units[i-1].unit
	rows, ok := t.lines[unit]
	if !ok {
		rows = t.read(unit)
		t.lines[unit] = rows
	}
	i = sort.Search(len(rows), func(i int) bool { return rows[i].addr > addr })
	if i == 0 || rows[i-1].file == "" {
		return ""
	}
	return filepath.Base(rows[i-1].file) + ":" + strconv.Itoa(rows[i-1].line)
}

// read returns the lines of a unit, by address.
func (t *lineTable) read(unit *dwarf.Entry) (rows []lineRow) {
	defer guard()
	lr, err := t.data.LineReader(unit)
	if err != nil || lr == nil {
		return nil
	}
	var e dwarf.LineEntry
	for len(rows) < maxLineRows {
		if err := lr.Next(&e); err != nil {
			if !errors.Is(err, io.EOF) {
				return nil
			}
			break
		}
		switch {
		case e.EndSequence:
			rows = append(rows, lineRow{addr: e.Address})
		case e.File != nil:
			rows = append(rows, lineRow{e.Address, e.File.Name, e.Line})
		}
	}
	// An end and a beginning at one address: the end comes first in the table.
	slices.SortStableFunc(rows, func(a, b lineRow) int { return cmp.Compare(a.addr, b.addr) })
	return rows
}
