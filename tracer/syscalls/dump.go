package syscalls

import (
	"strake/tracer/abi/layout"
	"strake/tracer/decode"
)

// Dumper takes the data that calls move (-e read, -e write).
type Dumper interface {
	// Wants reports whether the data that a call receives from descriptor fd, or sends to it, is asked for.
	Wants(fd int, received bool) bool
	// Vector begins message i of several, which has a number of buffers.
	Vector(i int, buffers uint64)
	// Buffer begins buffer i of several, which has n bytes.
	Buffer(i int, n uint64)
	// Data is n bytes, maybe none, in the tracee's memory, of the call or of the buffer that was begun last.
	Data(addr, n uint64)
}

// mover is a Type for data that a call moves between memory and the descriptor which is the argument before.
type mover interface {
	// received reports whether the data came from the descriptor.
	received() bool
	dump(c *decode.Call, v decode.Value, d Dumper)
}

// Dump gives d the data that the call, which has returned, has moved from or to a descriptor: what its second argument
// points to, if the first is one. What it has sent is given whole, no matter how much was taken; what it has received, as
// far as it has.
func (s *Syscall) Dump(c *decode.Call, d Dumper) {
	if len(s.Args) < 2 {
		return
	}
	if _, ok := s.Args[0].Type.(FD); !ok {
		return
	}
	m, ok := s.Args[1].Type.(mover)
	if !ok {
		return
	}
	if d.Wants(int(int32(c.Args[0])), m.received()) {
		m.dump(c, decode.Value{U: c.Args[1]}, d)
	}
}

func (Buf) received() bool { return false }

func (t Buf) dump(c *decode.Call, v decode.Value, d Dumper) { d.Data(v.U, t.N.get(c)) }

func (SockBuf) received() bool { return false }

func (t SockBuf) dump(c *decode.Call, v decode.Value, d Dumper) { d.Data(v.U, t.N.get(c)) }

func (SockBufOut) received() bool { return true }

func (SockBufOut) dump(c *decode.Call, v decode.Value, d Dumper) { d.Data(v.U, Returned.get(c)) }

func (Out) received() bool { return true }

func (t Out) dump(c *decode.Call, v decode.Value, d Dumper) {
	if m, ok := t.T.(mover); ok {
		m.dump(c, v, d)
	}
}

func (t OutAlways) received() bool {
	m, ok := t.T.(mover)
	return ok && m.received()
}

func (t OutAlways) dump(c *decode.Call, v decode.Value, d Dumper) {
	if m, ok := t.T.(mover); ok {
		m.dump(c, v, d)
	}
}

// everything is how much of what a call has sent is dumped.
const everything = ^uint64(0)

func (Iovec) received() bool { return false }

func (t Iovec) dump(c *decode.Call, v decode.Value, d Dumper) {
	dumpIovecs(c, v.U, t.N.get(c), everything, d)
}

func (IovecOut) received() bool { return true }

func (t IovecOut) dump(c *decode.Call, v decode.Value, d Dumper) {
	dumpIovecs(c, v.U, t.N.get(c), Returned.get(c), d)
}

// maxIovecs is UIO_MAXIOV of linux/uio.h: how many buffers the kernel takes.
const maxIovecs = 1024

// dumpIovecs gives d the buffers of n struct iovec at addr, as many bytes of them as there are. As in strace, they end
// with the first that has none, and there are none if the array cannot be read to its end.
func dumpIovecs(c *decode.Call, addr, n, bytes uint64, d Dumper) {
	n &= 0xffffffff
	if n > maxIovecs {
		return
	}
	mark := c.Mark()
	defer c.Release(mark)
	id := c.ABI.ID
	size := int(layout.Iovec.Size[id])
	array, ok := c.Read(addr, int(n)*size)
	if !ok {
		return
	}
	for i := range int(n) {
		mem := array[i*size : (i+1)*size]
		length := min(layout.Iovec_iov_len.Uint(id, mem), bytes)
		if length == 0 {
			return
		}
		if bytes != everything {
			bytes -= length
		}
		d.Buffer(i, length)
		d.Data(layout.Iovec_iov_base.Uint(id, mem), length)
	}
}

func (Msghdr) received() bool { return false }

func (Msghdr) dump(c *decode.Call, v decode.Value, d Dumper) { dumpMsghdr(c, v.U, everything, d) }

func (MsghdrOut) received() bool { return true }

func (MsghdrOut) dump(c *decode.Call, v decode.Value, d Dumper) {
	dumpMsghdr(c, v.U, Returned.get(c), d)
}

// dumpMsghdr gives d as many bytes as there are of the message at addr.
func dumpMsghdr(c *decode.Call, addr, bytes uint64, d Dumper) {
	mark := c.Mark()
	defer c.Release(mark)
	id := c.ABI.ID
	if b, ok := c.Read(addr, int(layout.Msghdr.Size[id])); ok {
		dumpIovecs(c, layout.Msghdr_msg_iov.Uint(id, b), layout.Msghdr_msg_iovlen.Uint(id, b), bytes, d)
	}
}

func (Mmsghdr) received() bool { return false }

// What was not sent because the call failed is dumped all the same, as it is with other calls.
func (Mmsghdr) dump(c *decode.Call, v decode.Value, d Dumper) {
	n := c.Args[2] & 0xffffffff
	if !c.Failed() {
		n = min(n, Returned.get(c))
	}
	dumpMmsghdrs(c, v.U, n, false, d)
}

func (MmsghdrOut) received() bool { return true }

func (MmsghdrOut) dump(c *decode.Call, v decode.Value, d Dumper) {
	dumpMmsghdrs(c, v.U, min(Returned.get(c), c.Args[2]&0xffffffff), true, d)
}

// dumpMmsghdrs gives d the first n of the messages at addr.
func dumpMmsghdrs(c *decode.Call, addr, n uint64, received bool, d Dumper) {
	id := c.ABI.ID
	size := uint64(layout.Mmsghdr.Size[id])
	for i := range min(n, maxMmsg) {
		mark := c.Mark()
		b, ok := c.Read(addr+i*size, int(size))
		if !ok {
			c.Release(mark)
			return
		}
		bytes := uint64(everything)
		if received {
			bytes = layout.Mmsghdr_msg_len.Uint(id, b)
		}
		buffers := layout.Msghdr_msg_iovlen.Uint(id, b)
		d.Vector(int(i), buffers)
		dumpIovecs(c, layout.Msghdr_msg_iov.Uint(id, b), buffers, bytes, d)
		c.Release(mark)
	}
}
