package tracer

import (
	"strconv"

	"strake/tracer/filter"
	"strake/tracer/syscalls"
)

// dumper shows the data that calls move below their lines (-e read, -e write).
type dumper struct {
	read, write filter.NumSet

	th   *thread // the call's
	text []byte
}

var _ syscalls.Dumper = (*dumper)(nil)

// newDumper returns nil if nothing is to be dumped.
func newDumper(cfg *Config) *dumper {
	if cfg.SummaryOnly || cfg.Read.IsEmpty() && cfg.Write.IsEmpty() {
		return nil
	}
	return &dumper{read: cfg.Read, write: cfg.Write}
}

// dump shows the data of the call whose line was ended last, below it.
func (d *dumper) dump(th *thread) {
	if d == nil || th.row == nil {
		return
	}
	d.th, d.text = th, d.text[:0]
	th.row.Dump(&th.call, d)
	d.flush()
}

// flush hands on what there is.
func (d *dumper) flush() {
	if len(d.text) > 0 {
		d.th.line.Below(d.text)
		d.text = d.text[:0]
	}
}

// Wants implements syscalls.Dumper.
func (d *dumper) Wants(fd int, received bool) bool {
	if received {
		return d.read.Has(fd)
	}
	return d.write.Has(fd)
}

// Vector implements syscalls.Dumper.
func (d *dumper) Vector(i int, buffers uint64) { d.head(" = ", buffers, " buffers in vector ", i) }

// Buffer implements syscalls.Dumper.
func (d *dumper) Buffer(i int, n uint64) { d.head(" * ", n, " bytes in buffer ", i) }

func (d *dumper) head(mark string, n uint64, what string, i int) {
	d.text = strconv.AppendUint(append(d.text, mark...), n, 10)
	d.text = strconv.AppendInt(append(d.text, what...), int64(i), 10)
	d.text = append(d.text, '\n')
}

// dumpPiece is how much memory is read at once: a piece that cannot be read whole ends the dump, as in strace. If it
// is the first, nothing is said of that.
const dumpPiece = 1 << 16

// maxDump is the largest size that a buffer can have: more is no size.
const maxDump = 1<<63 - 1

// Data implements syscalls.Dumper.
func (d *dumper) Data(addr, n uint64) {
	if n == 0 || n > maxDump {
		return
	}
	c := &d.th.call
	digits := max(len(strconv.FormatUint(n-1, 16)), 5)
	for at := uint64(0); at < n; at += dumpPiece {
		mark := c.Mark()
		size := min(n-at, dumpPiece)
		piece, ok := c.Read(addr+at, int(size))
		if ok {
			d.piece(piece, at, digits)
		} else if at > 0 {
			d.missing(size, addr+at)
		}
		c.Release(mark)
		if !ok {
			return
		}
		d.flush()
	}
}

// missing adds the line about size bytes at addr that cannot be read.
func (d *dumper) missing(size, addr uint64) {
	d.text = strconv.AppendUint(append(d.text, " | <Cannot fetch "...), size, 10)
	d.text = strconv.AppendInt(append(d.text, " bytes from pid "...), int64(d.th.t.TID), 10)
	d.text = strconv.AppendUint(append(d.text, " @0x"...), d.th.call.Addr(addr), 16)
	d.text = append(d.text, ">\n"...)
}

// dumpWidth is how many bytes a line shows.
const dumpWidth = 16

// piece adds the lines of data that begins at offset at, which is shown with so many digits.
func (d *dumper) piece(data []byte, at uint64, digits int) {
	for len(data) > 0 {
		row := data[:min(len(data), dumpWidth)]
		d.text = appendDumpLine(d.text, row, at, digits)
		data = data[len(row):]
		at += dumpWidth
	}
}

// appendDumpLine appends one line: " | 00010  61 62" … "  ab" … " |".
func appendDumpLine(b, row []byte, at uint64, digits int) []byte {
	const hex = "0123456789abcdef"
	b = append(b, " | "...)
	for i := digits - 1; i >= 0; i-- {
		b = append(b, hex[at>>(4*i)&15])
	}
	b = append(b, ' ')
	for i := range dumpWidth {
		if i%(dumpWidth/2) == 0 {
			b = append(b, ' ')
		}
		if i < len(row) {
			b = append(b, hex[row[i]>>4], hex[row[i]&15], ' ')
		} else {
			b = append(b, "   "...)
		}
	}
	b = append(b, ' ')
	for i := range dumpWidth {
		switch {
		case i >= len(row):
			b = append(b, ' ')
		case row[i] >= ' ' && row[i] < 0x7f:
			b = append(b, row[i])
		default:
			b = append(b, '.')
		}
	}
	return append(b, " |\n"...)
}
