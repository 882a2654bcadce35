package decode

import (
	"bytes"
	"testing"

	"strake/tracer/abi"
)

// ramp is memory from start on, size bytes long, that cannot be read beyond. It counts reads that
// reach into a page behind the one they begin in.
type ramp struct {
	start   uint64
	bytes   []byte
	crossed int
}

// Read implements event.Memory.
func (m *ramp) Read(addr uint64, buf []byte) int {
	if len(buf) > 0 && addr/pageSize != (addr+uint64(len(buf))-1)/pageSize {
		m.crossed++
	}
	if addr < m.start || addr >= m.start+uint64(len(m.bytes)) {
		return 0
	}
	return copy(buf, m.bytes[addr-m.start:])
}

func newCall(m *ramp) *Call {
	c := &Call{ABI: abi.X8664.Get(), E: &Text{}, Opt: &Options{StringLimit: 32}, Mem: m}
	c.Begin()
	return c
}

func TestReadString(t *testing.T) {
	long := bytes.Repeat([]byte("x"), 5000)
	for _, tc := range []struct {
		name    string
		mem     []byte
		limit   int
		want    int
		nul, ok bool
	}{
		{"short", []byte("abc\x00def"), 32, 3, true, true},
		{"empty", []byte("\x00"), 32, 0, true, true},
		{"exact", []byte("abcd\x00"), 4, 4, true, true},
		{"cut", []byte("abcde\x00"), 4, 4, false, true},
		{"over pages", append(append([]byte{}, long...), 0), 8000, 5000, true, true},
		{"cut over pages", long, 4095, 4095, false, true},
		{"without end", []byte("abc"), 32, 3, false, false},
		{"nothing", nil, 32, 0, false, false},
	} {
		m := &ramp{start: pageSize - 100, bytes: tc.mem}
		b, nul, ok := newCall(m).ReadString(m.start, tc.limit)
		if len(b) != tc.want || nul != tc.nul || ok != tc.ok {
			t.Errorf("%s: %d bytes, nul %v, ok %v", tc.name, len(b), nul, ok)
		}
		if m.crossed != 0 {
			t.Errorf("%s: read beyond a page that the string may not leave", tc.name)
		}
	}
	if _, _, ok := newCall(&ramp{}).ReadString(0, 10); ok {
		t.Error("NULL was read")
	}
}

func TestScratch(t *testing.T) {
	c := newCall(&ramp{})
	if c.Scratch(-1) != nil || c.Scratch(maxArena+1) != nil {
		t.Error("an impossible size was handed out")
	}
	a := c.Scratch(10)
	mark := c.Mark()
	b := c.Scratch(20)
	copy(a, "aaaaaaaaaa")
	for i := range b {
		b[i] = 'b'
	}
	if string(a) != "aaaaaaaaaa" {
		t.Error("two pieces share memory")
	}
	c.Release(mark)
	if again := c.Scratch(20); &again[0] != &b[0] {
		t.Error("what was released is not used again")
	}
	// What one call can have is bounded, whatever the tracee says.
	total := 0
	for range 10000 {
		p := c.Scratch(4096)
		if p == nil {
			break
		}
		total += len(p)
	}
	if total > 4*maxArena {
		t.Errorf("%d bytes handed out to one call", total)
	}
	c.Begin()
	if c.Scratch(4096) == nil {
		t.Error("nothing left for the next call")
	}
	if n := testing.AllocsPerRun(100, func() { c.Begin(); c.Scratch(4096); c.Scratch(100) }); n != 0 {
		t.Errorf("%v allocations in the steady state", n)
	}
}

func TestAddressesOf32Bits(t *testing.T) {
	m := &ramp{start: 0x1000, bytes: []byte{1, 2, 3, 4, 5, 6, 7, 8}}
	c := newCall(m)
	c.ABI = abi.I386.Get()
	if v, ok := c.ReadWord(0xffffffff_00001000); !ok || v != 0x04030201 {
		t.Errorf("got %#x, %v", v, ok)
	}
}

func TestBuffer(t *testing.T) {
	m := &ramp{start: 0x1000, bytes: bytes.Repeat([]byte("y"), 100)}
	for _, tc := range []struct {
		addr, n uint64
		want    string
	}{
		{0x1000, 3, `"yyy"`},
		{0x1000, 32, `"yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy"`},
		{0x1000, 1 << 63, `"yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy"...`},
		{0x1000, 0, `""`},
		{0, 5, "NULL"},
		{0x1060, 5, "0x1060"},
	} {
		c := newCall(m)
		c.Buffer(tc.addr, tc.n)
		if got := string(c.E.(*Text).Buf); got != tc.want {
			t.Errorf("%#x, %d: got %s, want %s", tc.addr, tc.n, got, tc.want)
		}
	}
}
