// Package stats counts system calls and shows the counts as a table (-c, -C).
package stats

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
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
	// Error names an error number.
	Error func(errno int) string
	// ByProcess makes tables for each process instead of one of all of them.
	ByProcess bool
	// Comm returns the name of a process, to be shown with ByProcess; "" if it is not known.
	Comm func(pid int) string
}

// Table counts the calls of a run. Add does not allocate once a call has been seen.
type Table struct {
	opt       Options
	quantiles bool // a column shows one
	errors    bool // a column shows which errors

	all   process
	procs map[int]*process // by the process's id, with ByProcess
	order []int            // their keys, as they came up
}

// process has the calls of one process, or of all.
type process struct {
	comm string
	abis [abi.Count]counts
}

type counts struct {
	low   []entry // by number; nil where calls are counted by process, since most make few different ones
	high  map[uint64]*entry
	order []uint64 // keys of high, as they came up
}

// lowNumbers is how many numbers are looked up without a map: all that have a name.
const lowNumbers = 1024

type entry struct {
	calls, errors uint64
	sys, wall     times
	spread        *histogram     // of the times that polymorphic columns show, if a column needs it
	errnos        map[int]uint64 // how often which error, if a column needs it
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
func New(opt Options) *Table {
	t := &Table{opt: opt, procs: make(map[int]*process), errors: slices.Contains(opt.Columns, "errnos")}
	for _, c := range append([]string{opt.Sort}, opt.Columns...) {
		t.quantiles = t.quantiles || columns[c].quantile != 0
	}
	return t
}

// Exec notes that a process executes another program, which has given it another name.
func (t *Table) Exec(pid int) {
	if t.opt.ByProcess {
		t.process(pid).comm = t.opt.Comm(pid)
	}
}

func (t *Table) process(pid int) *process {
	if !t.opt.ByProcess {
		return &t.all
	}
	p := t.procs[pid]
	if p == nil {
		p = &process{comm: t.opt.Comm(pid)}
		t.procs[pid] = p
		t.order = append(t.order, pid)
	}
	return p
}

// Call is a call to be counted.
type Call struct {
	PID   int // of the process
	ABI   abi.ID
	Nr    uint64
	Sys   time.Duration // the system's time
	Wall  time.Duration // the clock's
	Errno int           // 0 if it did not fail
}

// Add counts a call.
func (t *Table) Add(c *Call) {
	e := t.process(c.PID).abis[c.ABI].get(c.Nr, t.opt.ByProcess)
	first := e.calls == 0
	e.calls++
	sys, wall := max(0, c.Sys-t.opt.Overhead), max(0, c.Wall-t.opt.Overhead)
	e.sys.add(sys, first)
	e.wall.add(wall, first)
	if t.quantiles {
		if e.spread == nil {
			e.spread = new(histogram)
		}
		if t.opt.WallClock {
			sys = wall
		}
		e.spread.add(sys)
	}
	if c.Errno == 0 {
		return
	}
	e.errors++
	if t.errors {
		if e.errnos == nil {
			e.errnos = make(map[int]uint64)
		}
		e.errnos[c.Errno]++
	}
}

func (c *counts) get(nr uint64, sparse bool) *entry {
	if nr < lowNumbers && !sparse {
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
	which string // the errors, with their numbers
}

// column is how a column looks. The value of a row is what it is sorted by; a text column has none, and is as wide as its texts.
type column struct {
	title  string
	width  int
	value  func(r *row) float64
	format func(r *row, v float64) string

	quantile float64 // the share that the value is not exceeded by, of columns that show one
	text     func(r *row) string
	pad      int // blanks behind the longest text, of which strace has one behind a name
}

// quantile is a column that shows the time which the share q of the calls did not exceed.
func quantile(title string, q float64) column {
	return column{title: title, width: 8, quantile: q, format: seconds(8), value: func(r *row) float64 {
		if r.spread == nil {
			return 0
		}
		return float64(min(max(r.spread.quantile(q), r.mono.low), r.mono.high))
	}}
}

func seconds(width int) func(*row, float64) string {
	return func(_ *row, v float64) string { return fmt.Sprintf("%*.6f", width, v/1e9) }
}

func duration(title string, width int, get func(*row) time.Duration) column {
	return column{title: title, width: width, format: seconds(width),
		value: func(r *row) float64 { return float64(get(r)) }}
}

func average(title string, get func(*row) time.Duration) column {
	return column{title: title, width: 11, format: micros, value: func(r *row) float64 {
		if r.calls == 0 {
			return 0
		}
		return float64(get(r)) / float64(r.calls)
	}}
}

func micros(_ *row, v float64) string { return fmt.Sprintf("%11d", uint64(v/1e3)) }

var columns = map[string]column{
	"time-percent": {title: "% time", width: 6, value: func(r *row) float64 { return float64(r.mono.total) },
		format: func(r *row, _ float64) string { return fmt.Sprintf("%6.2f", r.share) }},
	"total-time": duration("seconds", 11, func(r *row) time.Duration { return r.mono.total }),
	"min-time":   duration("shortest", 8, func(r *row) time.Duration { return r.mono.low }),
	"max-time":   duration("longest", 8, func(r *row) time.Duration { return r.mono.high }),
	"avg-time":   average("usecs/call", func(r *row) time.Duration { return r.mono.total }),
	"p50":        quantile("p50", 0.50),
	"p95":        quantile("p95", 0.95),
	"p99":        quantile("p99", 0.99),
	"wall-total": duration("wall-total", 11, func(r *row) time.Duration { return r.wall.total }),
	"wall-min":   duration("wall-min", 8, func(r *row) time.Duration { return r.wall.low }),
	"wall-max":   duration("wall-max", 8, func(r *row) time.Duration { return r.wall.high }),
	"wall-avg":   average("wall-avg", func(r *row) time.Duration { return r.wall.total }),
	"calls": {title: "calls", width: 9, value: func(r *row) float64 { return float64(r.calls) },
		format: func(r *row, _ float64) string { return fmt.Sprintf("%9d", r.calls) }},
	"errors": {title: "errors", width: 9, value: func(r *row) float64 { return float64(r.errors) },
		format: func(r *row, _ float64) string {
			if r.errors == 0 {
				return fmt.Sprintf("%9s", "")
			}
			return fmt.Sprintf("%9d", r.errors)
		}},
	"errnos": {title: "errnos", width: 6, text: func(r *row) string { return r.which }},
	"name":   {title: "syscall", width: 16, pad: 1, text: func(r *row) string { return r.name }},
}

// String returns the tables of all ABIs that calls were made through, and "" if there was none.
func (t *Table) String() string {
	var b strings.Builder
	if !t.opt.ByProcess {
		t.writeAll(&b, &t.all, "")
		return b.String()
	}
	for _, pid := range t.order {
		p := t.procs[pid]
		title := fmt.Sprintf("Process %d", pid)
		if p.comm != "" {
			title += " (" + printable(p.comm) + ")"
		}
		t.writeAll(&b, p, title+":\n")
	}
	return b.String()
}

// printable escapes what a process may have put into its name to confuse a terminal.
func printable(s string) string {
	q := strconv.QuoteToASCII(s)
	return q[1 : len(q)-1]
}

// writeAll writes a process's tables, under a title if there are any.
func (t *Table) writeAll(b *strings.Builder, p *process, title string) {
	for id := range p.abis {
		rows := t.rows(&p.abis[id], abi.ID(id))
		if len(rows) == 0 {
			continue
		}
		b.WriteString(title)
		title = ""
		if abi.ID(id) != t.opt.Native {
			fmt.Fprintf(b, "System call usage summary for %s mode:\n", abi.ID(id).Get().Mode)
		}
		t.write(b, rows)
	}
}

// rows returns the calls of an ABI that were made, sorted.
func (t *Table) rows(c *counts, id abi.ID) []row {
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
	} else if c := columns[t.opt.Sort]; c.value != nil {
		slices.SortStableFunc(rows, func(a, b row) int { return cmp.Compare(c.value(&b), c.value(&a)) })
	}
	return rows
}

func (t *Table) write(b *strings.Builder, rows []row) {
	total := sum(rows)
	for i := range rows {
		if total.mono.total > 0 {
			rows[i].share = 100 * float64(rows[i].mono.total) / float64(total.mono.total)
		}
	}
	all := append(rows, *total)
	cols := t.columns(all)
	writeLine(b, cols, func(c *column) string { return c.title })
	rule := func(c *column) string { return strings.Repeat("-", c.width) }
	writeLine(b, cols, rule)
	for i := range all {
		if i == len(rows) {
			writeLine(b, cols, rule)
		}
		writeLine(b, cols, func(c *column) string {
			if c.text != nil {
				return c.text(&all[i])
			}
			return c.format(&all[i], c.value(&all[i]))
		})
	}
}

// columns returns the columns of a table, wide enough for its texts.
func (t *Table) columns(rows []row) []column {
	names := t.opt.Columns
	if !slices.Contains(names, "name") {
		names = append(slices.Clone(names), "name")
	}
	for i := range rows {
		rows[i].which = t.errnoText(rows[i].errnos)
	}
	var cols []column
	for _, name := range names {
		c := columns[name]
		if c.text != nil {
			for i := range rows {
				c.width = max(c.width, len(c.text(&rows[i]))+c.pad)
			}
		}
		cols = append(cols, c)
	}
	return cols
}

// errnoText is "ENOENT:6 EBADF:1", the most frequent one first.
func (t *Table) errnoText(errnos map[int]uint64) string {
	list := make([]int, 0, len(errnos))
	for e := range errnos {
		list = append(list, e)
	}
	slices.SortFunc(list, func(a, b int) int { return cmp.Or(cmp.Compare(errnos[b], errnos[a]), cmp.Compare(a, b)) })
	var b strings.Builder
	for i, e := range list {
		if i > 0 {
			b.WriteByte(' ')
		}
		fmt.Fprintf(&b, "%s:%d", t.opt.Error(e), errnos[e])
	}
	return b.String()
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
		if r.spread != nil {
			if total.spread == nil {
				total.spread = new(histogram)
			}
			total.spread.merge(r.spread)
		}
		for e, n := range r.errnos {
			if total.errnos == nil {
				total.errnos = make(map[int]uint64)
			}
			total.errnos[e] += n
		}
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

// writeLine writes a cell per column: texts to the left, numbers to the right. A text is not padded where it is the last.
func writeLine(b *strings.Builder, cols []column, cell func(*column) string) {
	for i := range cols {
		c := &cols[i]
		text := cell(c)
		if i > 0 {
			b.WriteByte(' ')
		}
		width := c.width
		if c.text != nil {
			width = -width
		}
		if c.text != nil && i == len(cols)-1 {
			width = 0
		}
		fmt.Fprintf(b, "%*s", width, text)
	}
	b.WriteByte('\n')
}
