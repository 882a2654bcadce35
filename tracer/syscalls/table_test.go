package syscalls

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"strake/tracer/abi"
	"strake/tracer/decode"
)

// allNumbers calls f for every number of every ABI that has a name, the subcalls of i386's multiplexers included.
func allNumbers(f func(id abi.ID, nr uint64, name string)) {
	for id := range abi.Count {
		for nr, name := range id.Get().Syscalls {
			if name != "" {
				f(id, uint64(nr), strings.TrimSuffix(name, "#64"))
			}
		}
	}
	for i, name := range subcalls {
		if name != "" {
			f(abi.I386, uint64(SubcallBase+i), name)
		}
	}
}

func TestEveryNumberHasARow(t *testing.T) {
	n := 0
	allNumbers(func(id abi.ID, nr uint64, name string) {
		n++
		switch row := Lookup(id, nr); {
		case row == nil:
			t.Errorf("%v has no row for %s, number %d", id, name, nr)
		case row.Name != name:
			t.Errorf("%v: the row of %s, number %d, is that of %s", id, name, nr, row.Name)
		}
	})
	if n < 1500 {
		t.Errorf("only %d numbers looked at", n)
	}
}

func TestRowsAreUniqueAndUsed(t *testing.T) {
	used := map[*Syscall]bool{}
	allNumbers(func(id abi.ID, nr uint64, _ string) { used[Lookup(id, nr)] = true })
	type key struct {
		id       abi.ID
		name     string
		specific bool
	}
	seen := map[key]bool{}
	for _, family := range families {
		for i := range family {
			row := &family[i]
			if !used[row] {
				t.Errorf("no ABI has a number for the row of %s", row.Name)
			}
			for id := range abi.Count {
				k := key{id, row.Name, row.On != 0}
				if row.On.Has(id) && seen[k] {
					t.Errorf("%v has two rows for %s", id, row.Name)
				}
				seen[k] = seen[k] || row.On.Has(id)
			}
		}
	}
}

func TestClassesHaveCalls(t *testing.T) {
	names := map[string]bool{}
	allNumbers(func(_ abi.ID, _ uint64, name string) { names[name] = true })
	for i := range classOf {
		name := classOf[i].name
		if i > 0 && classOf[i-1].name >= name {
			t.Errorf("%s is not in order", name)
		}
		if !names[name] {
			t.Errorf("%s has a class but is no system call", name)
		}
	}
}

// registers returns how many registers the arguments take on an ABI.
func registers(id abi.ID, row *Syscall) int {
	c := &decode.Call{ABI: id.Get()}
	return row.NumArgs(c)
}

func TestRegisters(t *testing.T) {
	allNumbers(func(id abi.ID, nr uint64, name string) {
		row := Lookup(id, nr)
		if row == nil {
			return
		}
		n := registers(id, row)
		if n > NumRegs {
			t.Errorf("%v: %s takes %d registers", id, name, n)
		}
		for i, a := range row.Args {
			if a.Type == nil {
				t.Errorf("%s: argument %d has no type", name, i)
				continue
			}
			checkCounts(t, name+" "+a.Name, reflect.ValueOf(a.Type), 0)
		}
	})
}

var (
	countType = reflect.TypeFor[Count]()
	argType   = reflect.TypeFor[Arg]()
)

// checkCounts looks for a Count in a type that is no register.
func checkCounts(t *testing.T, where string, v reflect.Value, depth int) {
	if depth > 12 {
		return
	}
	switch v.Kind() {
	case reflect.Uint8:
		if v.Type() != countType {
			return
		}
		n := Count(v.Uint())
		if n != Returned && n&^Low32 >= NumRegs {
			t.Errorf("%s: no register %d", where, n)
		}
	case reflect.Interface:
		if !v.IsNil() {
			checkCounts(t, where, v.Elem(), depth+1)
		}
	case reflect.Struct:
		if v.Type() == argType {
			where += " " + v.Field(0).String()
		}
		for i := range v.NumField() {
			checkCounts(t, where, v.Field(i), depth+1)
		}
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			checkCounts(t, where, v.Index(i), depth+1)
		}
	}
}

// pieceMem is one piece of memory that ends at a page's end. Reading it allocates nothing.
type pieceMem struct {
	at uint64
	b  []byte
}

// Read implements event.Memory.
func (m *pieceMem) Read(addr uint64, buf []byte) int {
	if addr < m.at || addr >= m.at+uint64(len(m.b)) {
		return 0
	}
	return copy(buf, m.b[addr-m.at:])
}

const (
	pieceAt   = 0x10000
	pieceSize = 0x8000
)

// randomArg is a number, a pointer into the piece, or one to where it ends.
func randomArg(r *rand.Rand) uint64 {
	switch r.IntN(9) {
	case 0:
		return 0
	case 1:
		return ^uint64(0)
	case 2, 3:
		return uint64(r.IntN(70))
	case 4:
		return pieceAt + pieceSize - uint64(r.IntN(24))
	case 5:
		return r.Uint64()
	default:
		return pieceAt + uint64(r.IntN(pieceSize-64))&^7
	}
}

// operations are the values of an argument that choose others, and the register that has it, for the rows that have
// such an argument.
func operations(row *Syscall) (reg int, vals []uint64) {
	for _, a := range row.Args {
		switch t := a.Type.(type) {
		case ByArg:
			for _, cs := range t.Cases {
				for _, v := range cs.Vals {
					vals = append(vals, v<<t.Shift)
				}
			}
			return int(t.On), vals
		case ioctlArg:
			for i := range ioctlCases {
				for _, code := range ioctlCases[i].codes {
					vals = append(vals, uint64(code))
				}
			}
			for _, k := range ioctlKinds {
				for _, code := range k.codes.Common[:min(8, len(k.codes.Common))] {
					vals = append(vals, uint64(code.Val))
				}
			}
			return 1, vals
		}
	}
	return 0, nil
}

// randomArgs are arguments for a row: those that choose others have a value that does.
func randomArgs(r *rand.Rand, row *Syscall) (args [6]uint64) {
	for i := range args {
		args[i] = randomArg(r)
	}
	if reg, vals := operations(row); len(vals) > 0 && r.IntN(4) > 0 {
		args[reg] = vals[r.IntN(len(vals))]
	}
	return args
}

// roundsFor is how many times a row is tried that others are tried n times.
func roundsFor(row *Syscall, n int) int {
	_, vals := operations(row)
	return n + n*len(vals)/4
}

// fillPiece fills memory with what decoders look for: numbers, pointers, text, zeroes.
func fillPiece(r *rand.Rand, b []byte) {
	for i := 0; i+8 <= len(b); i += 8 {
		var v uint64
		switch r.IntN(8) {
		case 0, 1:
		case 2, 3:
			v = uint64(r.IntN(40)) | uint64(r.IntN(40))<<32
		case 4:
			v = pieceAt + uint64(r.IntN(pieceSize))
		case 5:
			v = ^uint64(0)
		case 6:
			copy(b[i:], "some tex")
			continue
		default:
			v = r.Uint64()
		}
		copy(b[i:], le(v))
	}
}

// run is one call decoded, with everything that has an effect on it.
type run struct {
	id          abi.ID
	nr          uint64
	args        [6]uint64
	ret         int64
	opt         decode.Options
	long, brief bool // -v, -e verbose=none
	raw         bool // -e raw
	mem         *pieceMem
	changed     []byte // what the memory is at exit
}

// decoder decodes runs; it is used again, as the tracer's is.
type decoder struct {
	text  decode.Text
	call  decode.Call
	piece pieceMem
}

// decode shows a run and returns how much of the text was there at entry.
func (d *decoder) decode(r *run) (entry int, row *Syscall) {
	c := &d.call
	d.text.HexMode, d.text.ArgNames = r.opt.Hex, r.opt.ArgNames
	d.text.Buf = d.text.Buf[:0]
	d.text.Begin()
	d.piece = *r.mem
	c.E, c.Opt, c.Env, c.Mem, c.TID, c.SP = &d.text, &r.opt, fakeEnv{}, &d.piece, 100, pieceAt
	c.Begin()
	c.ABI, c.Nr, c.Args = r.id.Get(), r.nr, r.args
	c.NoAbbrev, c.NoVerbose, c.RawArgs = r.long, r.brief, r.raw
	if c.ABI.Reg == 4 {
		for i := range c.Args {
			c.Args[i] &= 0xffffffff
		}
	}
	row = Resolve(c)
	if row == nil {
		return 0, nil
	}
	row.Enter(c)
	entry = len(d.text.Buf)
	if r.changed != nil {
		d.piece.b = r.changed
	}
	c.Exiting, c.Val = true, r.ret
	if r.ret < 0 && r.ret > -4096 {
		c.Errno = int(-r.ret)
	}
	row.Exit(c)
	d.text.Name(") = ")
	if c.Errno != 0 {
		row.ReturnAux(c)
	} else {
		row.Return(c)
	}
	return entry, row
}

// results are what a call may have returned.
var results = [...]int64{0, 1, 3, 64, 5000, 1 << 40, -1, -14, -38, -4095}

// TestRandomCalls decodes calls with random arguments and memory, in every way in which they can be shown: nothing panics, and
// what is shown at entry is the beginning of the whole.
func TestRandomCalls(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	d := &decoder{}
	before, after := make([]byte, pieceSize), make([]byte, pieceSize)
	fillPiece(r, before)
	fillPiece(r, after)
	rounds := 24
	if testing.Short() {
		rounds = 4
	}
	var atEntry []byte
	allNumbers(func(id abi.ID, nr uint64, name string) {
		row := Lookup(id, nr)
		for i := range roundsFor(row, rounds) {
			x := run{
				id: id, nr: nr, ret: results[r.IntN(len(results))],
				long: i&1 != 0, brief: i%7 == 6, raw: i%8 == 7,
				mem: &pieceMem{pieceAt, before},
				opt: decode.Options{
					StringLimit: 32, Style: decode.Style(i % 3), ArgNames: i&2 != 0, FDPaths: i&4 != 0, PIDComm: i&8 != 0,
				},
			}
			x.args = randomArgs(r, row)
			entry, _ := d.decode(&x)
			atEntry = append(atEntry[:0], d.text.Buf[:entry]...)
			x.changed = after
			entry2, _ := d.decode(&x)
			if entry != entry2 || !bytes.HasPrefix(d.text.Buf, atEntry) {
				t.Fatalf("%v %s%#x: at entry %q, then %q", id, name, x.args, atEntry, d.text.Buf)
			}
			if len(d.text.Buf) > 1<<20 {
				t.Errorf("%v %s%#x: %d bytes of text", id, name, x.args, len(d.text.Buf))
			}
		}
	})
}

// TestTreeOfRandomCalls decodes calls into data: it has the same arguments.
func TestTreeOfRandomCalls(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	mem := make([]byte, pieceSize)
	fillPiece(r, mem)
	allNumbers(func(id abi.ID, nr uint64, name string) {
		for range roundsFor(Lookup(id, nr), 4) {
			tree := &decode.Tree{}
			tree.Begin()
			opt := &decode.Options{StringLimit: 32}
			c := &decode.Call{E: tree, Opt: opt, Env: fakeEnv{}, Mem: &pieceMem{pieceAt, mem}, TID: 100}
			c.Begin()
			c.ABI, c.Nr, c.Args = id.Get(), nr, randomArgs(r, Lookup(id, nr))
			if c.ABI.Reg == 4 {
				for j := range c.Args {
					c.Args[j] &= 0xffffffff
				}
			}
			row := Resolve(c)
			if row == nil {
				continue
			}
			row.Enter(c)
			c.Exiting, c.Val = true, results[r.IntN(len(results))]
			if c.Val < 0 && c.Val > -4096 {
				c.Errno = int(-c.Val)
			}
			row.Exit(c)
			if n := len(tree.Args); n > NumRegs {
				t.Errorf("%v %s: %d arguments shown", id, name, n)
			}
		}
	})
}

// TestNoAllocation decodes calls again and again: the memory that they need is there after the
// first time.
func TestNoAllocation(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	d := &decoder{}
	mem := make([]byte, pieceSize)
	fillPiece(r, mem)
	piece := &pieceMem{pieceAt, mem}
	d.text.Buf = make([]byte, 0, 1<<20)
	var guilty []string
	allNumbers(func(id abi.ID, nr uint64, name string) {
		row := Lookup(id, nr)
		for i := range roundsFor(row, 6) {
			x := run{
				id: id, nr: nr, ret: results[i%len(results)], mem: piece,
				opt: decode.Options{StringLimit: 32, FDPaths: i&1 != 0, ArgNames: i&2 != 0},
			}
			x.args = randomArgs(r, row)
			if n := testing.AllocsPerRun(2, func() { d.decode(&x) }); n > 0 {
				guilty = append(guilty, fmt.Sprintf("%v %s%#x: %v allocations for %.200q", id, name, x.args, n, d.text.Buf))
				break
			}
		}
	})
	if len(guilty) > 0 {
		t.Errorf("%d calls allocate:\n%s", len(guilty), strings.Join(guilty[:min(len(guilty), 40)], "\n"))
	}
}

// FuzzDecode takes everything a call can have from the tracee and shows that decoding does not panic, stays in bounds, and
// begins with what it showed at entry.
func FuzzDecode(f *testing.F) {
	r := rand.New(rand.NewPCG(7, 8))
	piece := make([]byte, 512)
	fillPiece(r, piece)
	for _, nr := range []uint64{0, 16, 46, 59, 202, 257, 321} {
		f.Add(uint8(0), nr, uint64(3), uint64(pieceAt), uint64(pieceAt+64), uint64(8), uint64(2), uint64(0), int64(5), uint8(nr), piece)
	}
	d := &decoder{}
	f.Fuzz(func(t *testing.T, id uint8, nr, a0, a1, a2, a3, a4, a5 uint64, ret int64, how uint8, mem []byte) {
		x := run{
			id: abi.ID(id % uint8(abi.Count)), nr: nr % 600, args: [6]uint64{a0, a1, a2, a3, a4, a5}, ret: ret,
			long: how&1 != 0, brief: how&2 != 0, raw: how&4 != 0,
			opt: decode.Options{StringLimit: 32, Style: decode.Style(how >> 3 % 3), ArgNames: how&32 != 0, FDPaths: how&64 != 0},
			mem: &pieceMem{pieceAt, mem},
		}
		entry, row := d.decode(&x)
		if row == nil {
			return
		}
		shown := slices.Clone(d.text.Buf[:entry])
		// The tracee writes while it is looked at.
		x.changed = slices.Clone(mem)
		for i := range x.changed {
			x.changed[i] += uint8(i)
		}
		if d.decode(&x); !bytes.HasPrefix(d.text.Buf, shown) {
			t.Fatalf("%s: at entry %q, then %q", row.Name, shown, d.text.Buf)
		}
		if len(d.text.Buf) > 4<<20 {
			t.Fatalf("%s: %d bytes of text", row.Name, len(d.text.Buf))
		}
	})
}
