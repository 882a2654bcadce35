// Package stats counts system calls and shows the counts as a table (-c, -C).
package stats

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"strake/tracer/abi"
)

// Options says what a table shows.
type Options struct {
	// Columns and Sort are the canonical names of columns; Sort can be
	// "nothing", too.
	Columns []string
	Sort    string
	// WallClock has the polymorphic columns show the wall clock's time instead of the system's.
	WallClock bool
	// Overhead is taken off the time of each call.
	Overhead time.Duration
	// Native is the ABI whose table has no title.
	Native abi.ID
	// Name names a system call.
	Name func(id abi.ID, nr uint64) string
}

// Table counts the calls of a run. Add does not allocate once a call has been seen.
type Table struct {
	opt  Options
	abis [abi.Count]counts
}

type counts struct {
	low   []entry // by number
	high  map[uint64]*entry
	order []uint64 // keys of high, as they came up
}

// lowNumbers is how many numbers are looked up without a map: all that have a name.
const lowNumbers = 1024

type entry struct {
	calls, errors uint64
	sys, wall     times
}

type times struct{ total, low, high time.Duration }

func (t *times) add(d time.Duration, first bool) {
	t.total += d
	if first || d < t.low {
		t.low = d
	}
	if first || d > t.high {
		t.high = d
	}
}

// New returns an empty table.
func New(opt Options) *Table { return &Table{opt: opt} }

// Add counts a call that took sys of the system's time and wall of the clock's.
func (t *Table) Add(id abi.ID, nr uint64, sys, wall time.Duration, failed bool) {
	e := t.abis[id].get(nr)
	first := e.calls == 0
	e.calls++
	if failed {
		e.errors++
	}
	e.sys.add(max(0, sys-t.opt.Overhead), first)
	e.wall.add(max(0, wall-t.opt.Overhead), first)
}

func (c *counts) get(nr uint64) *entry {
	if nr < lowNumbers {
		if c.low == nil {
			c.low = make([]entry, lowNumbers)
		}
		return &c.low[nr]
	}
	e := c.high[nr]
	if e == nil {
		if c.high == nil {
			c.high = make(map[uint64]*entry)
		}
		e = new(entry)
		c.high[nr] = e
		c.order = append(c.order, nr)
	}
	return e
}

// row is a line of the table.
type row struct {
	name string
	entry
	mono  times // what the polymorphic columns show
	share float64
}

// column is how a column looks. The value of a row is what it is sorted by.
type column struct {
	title  string
	width  int
	value  func(r *row) float64
	format func(r *row, v float64) string
}

func seconds(width int) func(*row, float64) string {
	return func(_ *row, v float64) string { return fmt.Sprintf("%*.6f", width, v/1e9) }
}

func average(get func(*row) time.Duration) func(*row) float64 {
	return func(r *row) float64 {
		if r.calls == 0 {
			return 0
		}
		return float64(get(r)) / float64(r.calls)
	}
}

func micros(_ *row, v float64) string { return fmt.Sprintf("%11d", uint64(v/1e3)) }

var columns = map[string]column{
	"time-percent": {"% time", 6, func(r *row) float64 { return float64(r.mono.total) },
		func(r *row, _ float64) string { return fmt.Sprintf("%6.2f", r.share) }},
	"total-time": {"seconds", 11, func(r *row) float64 { return float64(r.mono.total) }, seconds(11)},
	"min-time":   {"shortest", 8, func(r *row) float64 { return float64(r.mono.low) }, seconds(8)},
	"max-time":   {"longest", 8, func(r *row) float64 { return float64(r.mono.high) }, seconds(8)},
	"avg-time":   {"usecs/call", 11, average(func(r *row) time.Duration { return r.mono.total }), micros},
	"wall-total": {"wall-total", 11, func(r *row) float64 { return float64(r.wall.total) }, seconds(11)},
	"wall-min":   {"wall-min", 8, func(r *row) float64 { return float64(r.wall.low) }, seconds(8)},
	"wall-max":   {"wall-max", 8, func(r *row) float64 { return float64(r.wall.high) }, seconds(8)},
	"wall-avg":   {"wall-avg", 11, average(func(r *row) time.Duration { return r.wall.total }), micros},
	"calls": {"calls", 9, func(r *row) float64 { return float64(r.calls) },
		func(r *row, _ float64) string { return fmt.Sprintf("%9d", r.calls) }},
	"errors": {"errors", 9, func(r *row) float64 { return float64(r.errors) },
		func(r *row, _ float64) string {
			if r.errors == 0 {
				return fmt.Sprintf("%9s", "")
			}
			return fmt.Sprintf("%9d", r.errors)
		}},
	"name": {"syscall", 16, nil, nil},
}

// String returns the tables of all ABIs that calls were made through, and "" if there was none.
func (t *Table) String() string {
	var b strings.Builder
	for id := range t.abis {
		rows := t.rows(abi.ID(id))
		if len(rows) == 0 {
			continue
		}
		if abi.ID(id) != t.opt.Native {
			fmt.Fprintf(&b, "System call usage summary for %s mode:\n", abi.ID(id).Get().Mode)
		}
		t.write(&b, rows)
	}
	return b.String()
}

// rows returns the calls of an ABI that were made, sorted.
func (t *Table) rows(id abi.ID) []row {
	c := &t.abis[id]
	var rows []row
	add := func(nr uint64, e *entry) {
		if e.calls == 0 {
			return
		}
		r := row{name: t.opt.Name(id, nr), entry: *e, mono: e.sys}
		if t.opt.WallClock {
			r.mono = e.wall
		}
		rows = append(rows, r)
	}
	for nr := range c.low {
		add(uint64(nr), &c.low[nr])
	}
	for _, nr := range c.order {
		add(nr, c.high[nr])
	}
	if t.opt.Sort == "name" {
		slices.SortStableFunc(rows, func(a, b row) int { return cmp.Compare(a.name, b.name) })
	} else if c, ok := columns[t.opt.Sort]; ok {
		slices.SortStableFunc(rows, func(a, b row) int { return cmp.Compare(c.value(&b), c.value(&a)) })
	}
	return rows
}

func (t *Table) write(b *strings.Builder, rows []row) {
	cols := t.opt.Columns
	if !slices.Contains(cols, "name") {
		cols = append(slices.Clone(cols), "name")
	}
	total := sum(rows)
	for i := range rows {
		if total.mono.total > 0 {
			rows[i].share = 100 * float64(rows[i].mono.total) / float64(total.mono.total)
		}
	}
	widest := columns["name"].width
	for i := range rows {
		widest = max(widest, len(rows[i].name)+1)
	}
	writeLine(b, cols, func(name string, c *column) string {
		if name == "name" {
			return fmt.Sprintf("%-*s", widest, c.title)
		}
		return fmt.Sprintf("%*s", c.width, c.title)
	})
	rule := func(name string, c *column) string {
		if name == "name" {
			return strings.Repeat("-", widest)
		}
		return strings.Repeat("-", c.width)
	}
	writeLine(b, cols, rule)
	writeRow := func(r *row) {
		writeLine(b, cols, func(name string, c *column) string {
			if name == "name" {
				return fmt.Sprintf("%-*s", widest, r.name)
			}
			return c.format(r, c.value(r))
		})
	}
	for i := range rows {
		writeRow(&rows[i])
	}
	writeLine(b, cols, rule)
	writeRow(total)
}

// sum returns the last row of a table.
func sum(rows []row) *row {
	total := &row{name: "total", share: 100}
	for i := range rows {
		r := &rows[i]
		total.calls += r.calls
		total.errors += r.errors
		total.mono.merge(&r.mono, i == 0)
		total.wall.merge(&r.wall, i == 0)
	}
	return total
}

func (t *times) merge(o *times, first bool) {
	t.total += o.total
	if first || o.low < t.low {
		t.low = o.low
	}
	t.high = max(t.high, o.high)
}

// writeLine writes a cell per column. The name is not padded where it is the last.
func writeLine(b *strings.Builder, cols []string, cell func(string, *column) string) {
	for i, name := range cols {
		c := columns[name]
		text := cell(name, &c)
		if i > 0 {
			b.WriteByte(' ')
		}
		if name == "name" && i == len(cols)-1 {
			text = strings.TrimRight(text, " ")
		}
		b.WriteString(text)
	}
	b.WriteByte('\n')
}
