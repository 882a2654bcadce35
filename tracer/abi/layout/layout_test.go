package layout

import (
	"testing"

	"strake/tracer/abi"
)

func TestSizes(t *testing.T) {
	for _, c := range []struct {
		s    *Struct
		want [abi.Count]uint16 // x86_64, i386, x32, aarch64
	}{
		{&Stat, [abi.Count]uint16{144, 64, 144, 128}},
		{&Stat64, [abi.Count]uint16{0, 96, 0, 0}},
		{&OldStat, [abi.Count]uint16{32, 32, 32, 0}},
		{&Statx, [abi.Count]uint16{256, 256, 256, 256}},
		{&Timespec, [abi.Count]uint16{16, 8, 16, 16}},
		{&Timespec64, [abi.Count]uint16{16, 16, 16, 16}},
		{&Timex, [abi.Count]uint16{208, 128, 208, 208}},
		{&Timex64, [abi.Count]uint16{208, 208, 208, 208}},
	} {
		if c.s.Size != c.want {
			t.Errorf("%s: %v, want %v", c.s.Name, c.s.Size, c.want)
		}
	}
}

func TestUint(t *testing.T) {
	same := func(n uint16) (a [abi.Count]uint16) {
		for i := range a {
			a[i] = n
		}
		return a
	}
	mem := []byte{0xfe, 0xff, 0xff, 0xff, 0b1011_0101, 0x80}
	for _, c := range []struct {
		f    Field
		want uint64
	}{
		{Field{Size: same(4)}, 0xfffffffe},
		{Field{Size: same(4), Signed: true}, ^uint64(1)},
		{Field{Size: same(2), Signed: true}, ^uint64(1)},
		{Field{Size: same(1)}, 0xfe},
		{Field{Size: same(1), Signed: true}, ^uint64(1)},
		{Field{Size: same(8)}, 0},               // beyond the end
		{Field{Off: same(5), Size: same(2)}, 0}, // likewise
		{Field{Off: same(0), Size: same(3)}, 0}, // no integer
		{Field{Off: same(4), Size: same(1), Bits: 3}, 0b101},
		{Field{Off: same(4), Size: same(1), Bit: 4, Bits: 4}, 0b1011},
		{Field{Off: same(4), Size: same(1), Bit: 4, Bits: 4, Signed: true}, ^uint64(4)},
	} {
		if got := c.f.Uint(abi.X8664, mem); got != c.want {
			t.Errorf("%+v: %#x, want %#x", c.f, got, c.want)
		}
	}
}

func TestHas(t *testing.T) {
	for _, c := range []struct {
		f    *Field
		id   abi.ID
		want bool
	}{
		{&Stat_st_ino, abi.AArch64, true},
		{&Stat64_st_ino, abi.I386, true},
		{&Stat64_st_ino, abi.X8664, false},
		{&Dirent64_d_name, abi.X8664, true}, // a flexible array
		{&OldDirent_d_name, abi.AArch64, false},
	} {
		if got := c.f.Has(c.id); got != c.want {
			t.Errorf("%s on %v: %v", c.f.Name, c.id, got)
		}
	}
}
