package xlat

import (
	"testing"

	"strake/tracer/abi"
)

func TestCodesAreSorted(t *testing.T) {
	for name, c := range map[string]*Codes{
		"Ioctls": &Ioctls, "IoctlNone": &IoctlNone, "IoctlInInt": &IoctlInInt, "IoctlOutInt": &IoctlOutInt, "IoctlAddr": &IoctlAddr,
		"IoctlDec": &IoctlDec, "IoctlInUint": &IoctlInUint, "IoctlOutUint": &IoctlOutUint, "IoctlIn64": &IoctlIn64,
		"IoctlOut64": &IoctlOut64, "IoctlOutULong": &IoctlOutULong, "IoctlOutLong": &IoctlOutLong, "IoctlOut16": &IoctlOut16,
	} {
		lists := append([][]Code{c.Common}, c.ByABI[:]...)
		for i, list := range lists {
			for j := 1; j < len(list); j++ {
				if list[j-1].Val >= list[j].Val {
					t.Errorf("%s, list %d: %v before %v", name, i, list[j-1], list[j])
				}
			}
		}
	}
}

func TestCodesLookup(t *testing.T) {
	for _, c := range []struct {
		id   abi.ID
		v    uint32
		want string
	}{
		{abi.X8664, 0x5401, "TCGETS"},
		{abi.X8664, 0x80086601, "FS_IOC_GETFLAGS"},
		{abi.I386, 0x80086601, ""},
		{abi.I386, 0x80046601, "FS_IOC32_GETFLAGS"},
		{abi.AArch64, 0x40049409, "BTRFS_IOC_CLONE or FICLONE"},
		{abi.X8664, 0, ""},
		{abi.X8664, 0xffffffff, ""},
	} {
		if got := Ioctls.Lookup(c.id, c.v); got != c.want {
			t.Errorf("%v %#x: %q, want %q", c.id, c.v, got, c.want)
		}
	}
}
