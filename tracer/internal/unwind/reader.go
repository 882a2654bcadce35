package unwind

import "encoding/binary"

// reader takes values off a slice. Past the end it reads zeros and remembers that it failed.
type reader struct {
	b    []byte
	pos  int
	word int
	bad  bool
}

func (r *reader) left() bool { return !r.bad && r.pos < len(r.b) }

// take returns the next n bytes, nil if there are not that many.
func (r *reader) take(n uint64) []byte {
	if r.bad || n > uint64(len(r.b)-r.pos) {
		r.bad = true
		return nil
	}
	b := r.b[r.pos : r.pos+int(n)]
	r.pos += int(n)
	return b
}

// uint reads an unsigned number of n bytes, 1, 2, 4 or 8.
func (r *reader) uint(n int) uint64 {
	b := r.take(uint64(n))
	if b == nil {
		return 0
	}
	switch n {
	case 1:
		return uint64(b[0])
	case 2:
		return uint64(binary.LittleEndian.Uint16(b))
	case 4:
		return uint64(binary.LittleEndian.Uint32(b))
	}
	return binary.LittleEndian.Uint64(b)
}

// int reads a signed number of n bytes.
func (r *reader) int(n int) int64 {
	shift := 64 - 8*n
	return int64(r.uint(n)<<shift) >> shift
}

func (r *reader) byte() byte { return byte(r.uint(1)) }

func (r *reader) uleb() uint64 {
	v := uint64(0)
	for shift := 0; ; shift += 7 {
		b := r.byte()
		if shift < 64 {
			v |= uint64(b&0x7f) << shift
		}
		if b&0x80 == 0 {
			return v
		}
	}
}

func (r *reader) sleb() int64 {
	v := int64(0)
	for shift := 0; ; shift += 7 {
		b := r.byte()
		if shift < 64 {
			v |= int64(b&0x7f) << shift
		}
		if b&0x80 == 0 {
			if b&0x40 != 0 && shift+7 < 64 {
				v |= -1 << (shift + 7)
			}
			return v
		}
	}
}

// cstring reads up to a zero.
func (r *reader) cstring() string {
	start := r.pos
	for r.byte() != 0 {
	}
	if r.bad {
		return ""
	}
	return string(r.b[start : r.pos-1])
}

// Encodings of pointers in .eh_frame (DW_EH_PE_*).
const (
	encOmit     = 0xff
	encFormat   = 0x0f
	encPCRel    = 0x10
	encRelation = 0x70
)

// pointer reads an encoded pointer. addr is the address of the section's first byte. Relations other than to
// the pointer itself occur in no file for what is needed here.
func (r *reader) pointer(enc byte, addr uint64) uint64 {
	at := addr + uint64(r.pos)
	var v uint64
	switch enc & encFormat {
	case 0x00:
		v = r.uint(r.word)
	case 0x01:
		v = r.uleb()
	case 0x02:
		v = r.uint(2)
	case 0x03:
		v = r.uint(4)
	case 0x04:
		v = r.uint(8)
	case 0x09:
		v = uint64(r.sleb())
	case 0x0a:
		v = uint64(r.int(2))
	case 0x0b:
		v = uint64(r.int(4))
	case 0x0c:
		v = r.uint(8)
	default:
		r.bad = true
	}
	if enc&encRelation == encPCRel {
		v += at
	}
	if r.word == 4 {
		v = uint64(uint32(v))
	}
	return v
}
