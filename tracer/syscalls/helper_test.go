package syscalls

import (
	"encoding/binary"
	"sort"
	"testing"

	"strake/tracer/abi"
	"strake/tracer/decode"
)

// fakeMem is a tracee's memory for tests: pieces of bytes at addresses.
type fakeMem map[uint64][]byte

// Read implements event.Memory.
func (m fakeMem) Read(addr uint64, buf []byte) int {
	starts := make([]uint64, 0, len(m))
	for a := range m {
		starts = append(starts, a)
	}
	sort.Slice(starts, func(i, j int) bool { return starts[i] < starts[j] })
	n := 0
	for _, a := range starts {
		at := addr + uint64(n)
		if piece := m[a]; n < len(buf) && at >= a && at < a+uint64(len(piece)) {
			n += copy(buf[n:], piece[at-a:])
		}
	}
	return n
}

// str is a NUL-terminated string in memory.
func str(s string) []byte { return append([]byte(s), 0) }

// le is numbers in memory, each as wide as its type.
func le(vals ...any) []byte {
	var b []byte
	for _, v := range vals {
		var err error
		if b, err = binary.Append(b, binary.LittleEndian, v); err != nil {
			panic(err)
		}
	}
	return b
}

// fakeEnv answers like a process with a few descriptors.
type fakeEnv struct{}

func (fakeEnv) FDPath(fd int) (string, bool) { return "/dev/null", fd < 10 }
func (fakeEnv) FDDeleted(int, string) bool   { return true }
func (fakeEnv) Cwd() (string, bool)          { return "/cwd", true }
func (fakeEnv) Comm(tid int) (string, bool)  { return "init", tid == 1 }

func (fakeEnv) PIDHere(_ decode.PIDKind, id int) (int, bool) { return id, true }
func (fakeEnv) VCPU(fd int) (uint64, bool)                   { return 0x1000, fd == 3 }
func (fakeEnv) Namespace(_ int, name string) (string, bool)  { return name + ":[1]", true }

// lineCase is a call and the line it makes.
type lineCase struct {
	ABI   abi.ID
	Name  string // or Nr
	Nr    uint64
	Args  [6]uint64
	Mem   fakeMem
	After fakeMem // what changed by the call; nil if nothing
	Ret   int64   // -errno to fail
	Opt   *decode.Options
	Long  bool   // -v
	Raw   bool   // -e raw
	Want  string // NAME(ARGS) = RET
	// Entry is what is shown before the call returns, without the closing
	// parenthesis; not checked if empty.
	Entry string
}

// nrOf returns the number of a name.
func nrOf(t testing.TB, id abi.ID, name string) uint64 {
	t.Helper()
	for nr, n := range id.Get().Syscalls {
		if n == name {
			return uint64(nr)
		}
	}
	t.Fatalf("%v has no %s", id, name)
	return 0
}

// decodeLine runs a call through its row as the tracer does.
func decodeLine(t testing.TB, tc *lineCase) (entry, line string) {
	t.Helper()
	nr := tc.Nr
	if tc.Name != "" {
		nr = nrOf(t, tc.ABI, tc.Name)
	}
	mem := fakeMem{}
	for a, b := range tc.Mem {
		mem[a] = b
	}
	opt := tc.Opt
	if opt == nil {
		opt = &decode.Options{StringLimit: 32}
	}
	text := &decode.Text{HexMode: opt.Hex, ArgNames: opt.ArgNames}
	c := &decode.Call{E: text, Opt: opt, Env: fakeEnv{}, Mem: mem, TID: 100}
	c.Begin()
	c.ABI, c.Nr, c.Args, c.NoAbbrev, c.RawArgs = tc.ABI.Get(), nr, tc.Args, tc.Long, tc.Raw
	row := Resolve(c)
	if row == nil {
		t.Fatalf("%v: no row for number %d", tc.ABI, nr)
	}
	text.Begin()
	text.Name(row.Name)
	text.Name("(")
	row.Enter(c)
	entry = string(text.Buf)
	for a, b := range tc.After {
		mem[a] = b
	}
	c.Exiting, c.Val = true, tc.Ret
	if tc.Ret < 0 && tc.Ret > -4096 {
		c.Errno = int(-tc.Ret)
	}
	row.Exit(c)
	text.Name(") = ")
	if c.Errno != 0 {
		text.Name("-1 " + abi.ErrnoName(c.Errno))
		row.ReturnAux(c)
	} else {
		row.Return(c)
	}
	return entry, string(text.Buf)
}

// checkLines runs a table of cases.
func checkLines(t *testing.T, cases []lineCase) {
	t.Helper()
	for i := range cases {
		tc := &cases[i]
		entry, line := decodeLine(t, tc)
		if line != tc.Want {
			t.Errorf("case %d:\n got %s\nwant %s", i, line, tc.Want)
		}
		if tc.Entry != "" && entry != tc.Entry {
			t.Errorf("case %d at entry:\n got %s\nwant %s", i, entry, tc.Entry)
		}
		if len(entry) > len(line) || line[:len(entry)] != entry {
			t.Errorf("case %d: what is shown at entry, %q, is not the beginning of %q", i, entry, line)
		}
	}
}
