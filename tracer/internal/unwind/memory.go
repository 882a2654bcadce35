package unwind

import "encoding/binary"

// Memory is the memory of a process. Read fills buf from addr on and returns how many bytes it got.
type Memory interface {
	Read(addr uint64, buf []byte) int
}

// window is how much of a stack is read at once: a walk reads many words, and each read of
// another process's memory is a system call.
const window = 4096

// memory reads words through a window that is kept for one walk.
type memory struct {
	src  Memory
	addr uint64
	n    int
	buf  [window]byte
}

func (m *memory) reset(src Memory) { m.src, m.n = src, 0 }

// uint reads a number of n bytes, 1, 2, 4 or 8, at addr.
func (m *memory) uint(addr uint64, n int) (v uint64, ok bool) {
	if n != 1 && n != 2 && n != 4 && n != 8 {
		return 0, false
	}
	// Without sums, which overflow at the end of the address space.
	if off := addr - m.addr; addr < m.addr || off > uint64(m.n) || uint64(m.n)-off < uint64(n) {
		m.addr = addr
		m.n = m.src.Read(addr, m.buf[:])
		if m.n < n {
			m.n = 0
			return 0, false
		}
	}
	var word [8]byte
	copy(word[:n], m.buf[addr-m.addr:])
	return binary.LittleEndian.Uint64(word[:]), true
}
