// Package layout holds the layouts of the kernel's structures for every ABI,
// extracted from kernel headers by internal/cmd/abigen.
package layout

import (
	"encoding/binary"

	"strake/tracer/abi"
)

// Struct is the size of a structure by ABI.
type Struct struct {
	Name string            // in C: "struct stat"
	Size [abi.Count]uint16 // bytes; 0 where the ABI has no such structure
}

// Field is where a member lies in its structure. Members of anonymous unions
// and structs are members of what contains them; those of a named one are
// named outer.inner, outer_inner in Go.
type Field struct {
	Name   string            // in C: "st_mode"
	Off    [abi.Count]uint16 // bytes from the start of the structure
	Size   [abi.Count]uint16 // bytes; 0 where the ABI has no such member, and of a flexible array
	Signed bool              // a signed integer, on some ABI at least
	// Elem is the size of an element where the member is an array, else 0.
	Elem [abi.Count]uint16
	// Bits is the width of a bit-field, Bit its lowest bit within the storage
	// unit that Off and Size describe; Bits is 0 for other members.
	Bit, Bits uint8
}

// Has reports whether the member exists on the ABI.
func (f *Field) Has(id abi.ID) bool { return f.Size[id] != 0 || f.Elem[id] != 0 }

// Bytes returns the member's bytes within mem, the bytes of the structure,
// or nil where mem is too short.
func (f *Field) Bytes(id abi.ID, mem []byte) []byte {
	lo, n := int(f.Off[id]), int(f.Size[id])
	if lo+n > len(mem) {
		return nil
	}
	return mem[lo : lo+n : lo+n]
}

// Uint returns the value of a scalar member within mem, the bytes of the
// structure: sign-extended to 64 bits if the member is signed; 0 where mem is
// too short.
func (f *Field) Uint(id abi.ID, mem []byte) uint64 {
	if f.Bits == 0 {
		return Load(f.Bytes(id, mem), f.Signed)
	}
	v := Load(f.Bytes(id, mem), false) >> f.Bit << (64 - f.Bits)
	if f.Signed {
		return uint64(int64(v) >> (64 - f.Bits))
	}
	return v >> (64 - f.Bits)
}

// Load reads a little-endian integer of 1, 2, 4 or 8 bytes; every ABI of
// strake is little-endian. It returns 0 for any other length.
func Load(b []byte, signed bool) uint64 {
	switch len(b) {
	case 1:
		if signed {
			return uint64(int8(b[0]))
		}
		return uint64(b[0])
	case 2:
		v := binary.LittleEndian.Uint16(b)
		if signed {
			return uint64(int16(v))
		}
		return uint64(v)
	case 4:
		v := binary.LittleEndian.Uint32(b)
		if signed {
			return uint64(int32(v))
		}
		return uint64(v)
	case 8:
		return binary.LittleEndian.Uint64(b)
	}
	return 0
}
