package xlat

import (
	"testing"

	"strake/tracer/abi"
)

func TestLookup(t *testing.T) {
	for _, c := range []struct {
		table *Table
		id    abi.ID
		val   uint64
		want  string
	}{
		{&OpenFlags, abi.X8664, 0x8000, "O_LARGEFILE"},
		{&OpenFlags, abi.X32, 0x8000, "O_LARGEFILE"},
		{&OpenFlags, abi.AArch64, 0x8000, "O_NOFOLLOW"},
		{&OpenFlags, abi.X8664, 0x3, ""},
		{&OpenAccess, abi.I386, 2, "O_RDWR"},
		{&SpecialFD, abi.I386, ^uint64(99), "AT_FDCWD"},
		{&SeekWhence, abi.AArch64, 4, "SEEK_HOLE"},
	} {
		if got := c.table.Lookup(c.id, c.val); got != c.want {
			t.Errorf("%#x on %v is %q, want %q", c.val, c.id, got, c.want)
		}
	}
}

func TestForFallsBackToCommon(t *testing.T) {
	table := Table{Common: []Const{{1, "ONE"}}}
	table.ByABI[abi.X32] = []Const{}
	if got := table.For(abi.X32); len(got) != 0 {
		t.Errorf("x32 has %v", got)
	}
	if got := table.For(abi.I386); len(got) != 1 {
		t.Errorf("i386 has %v", got)
	}
}
