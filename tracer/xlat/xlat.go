// Package xlat translates between the kernel's constants and their names.
//
// Which names a table has, and in which order they are tried, is written by
// hand in defs/*.xlat; the values come from kernel headers, by ABI, through
// internal/cmd/abigen, and land in the z_*.go files.
package xlat

import "strake/tracer/abi"

// Const is a named value.
type Const struct {
	Val  uint64
	Name string
}

// Table is a list of named values in the order in which they are tried.
type Table struct {
	// Unknown is what is said of a value without a name, as in
	// "0x4 /* PROT_??? */".
	Unknown string
	// Common has the values where all ABIs agree; ByABI replaces it for
	// those ABIs that have a list of their own.
	Common []Const
	ByABI  [abi.Count][]Const
}

// For returns the table's constants on an ABI.
func (t *Table) For(id abi.ID) []Const {
	if own := t.ByABI[id]; own != nil {
		return own
	}
	return t.Common
}

// Lookup returns the name of exactly v, or "".
func (t *Table) Lookup(id abi.ID, v uint64) string {
	for i, list := 0, t.For(id); i < len(list); i++ {
		if list[i].Val == v {
			return list[i].Name
		}
	}
	return ""
}

// Code is a number with its names, joined as they are shown: "FIONREAD", "BTRFS_IOC_CLONE or FICLONE".
type Code struct {
	Val  uint32
	Name string
}

// Codes is a long list of numbers, sorted so that it can be searched.
type Codes struct {
	// Common has what all ABIs agree on, ByABI the rest.
	Common []Code
	ByABI  [abi.Count][]Code
}

// Lookup returns the names of exactly v, or "".
func (t *Codes) Lookup(id abi.ID, v uint32) string {
	if name := findCode(t.Common, v); name != "" {
		return name
	}
	return findCode(t.ByABI[id], v)
}

func findCode(list []Code, v uint32) string {
	lo, hi := 0, len(list)
	for lo < hi {
		mid := int(uint(lo+hi) >> 1)
		if list[mid].Val < v {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	if lo < len(list) && list[lo].Val == v {
		return list[lo].Name
	}
	return ""
}
