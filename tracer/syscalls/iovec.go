package syscalls

import (
	"strake/tracer/abi"
	"strake/tracer/abi/layout"
	"strake/tracer/decode"
)

// Iovec is a pointer to N pieces of memory that the call reads: shown with their contents.
type Iovec struct{ N Count }

// Print implements Type.
func (t Iovec) Print(c *decode.Call, v decode.Value) {
	PrintArray(c, v.U, t.N.get(c), iovecElem{}, false)
}

// Size implements Sized.
func (Iovec) Size(id abi.ID) int { return id.Get().Word }

// IovecOut is a pointer to N pieces of memory that the call fills: shown with what it
// filled in, as many bytes as it returned, and with addresses where it failed.
type IovecOut struct{ N Count }

func (IovecOut) late(*decode.Call) bool { return true }

// Print implements Type.
func (t IovecOut) Print(c *decode.Call, v decode.Value) {
	c.Left = Returned.get(c)
	if c.Failed() {
		c.Left = 0
	}
	PrintArray(c, v.U, t.N.get(c), iovecElem{out: true}, false)
}

// Size implements Sized.
func (IovecOut) Size(id abi.ID) int { return id.Get().Word }

// iovecElem is a struct iovec. With out, c.Left bytes are known of it and those after it. With sock, it is data of a
// socket.
type iovecElem struct{ out, sock bool }

func (t iovecElem) data(c *decode.Call, addr, n uint64) {
	if t.sock {
		printSockData(c, addr, n)
		return
	}
	c.Buffer(addr, n)
}

// Size implements Sized.
func (iovecElem) Size(id abi.ID) int { return int(layout.Iovec.Size[id]) }

// Print implements Type.
func (t iovecElem) Print(c *decode.Call, v decode.Value) {
	base := layout.Iovec_iov_base.Uint(c.ABI.ID, v.Mem)
	size := layout.Iovec_iov_len.Uint(c.ABI.ID, v.Mem)
	c.E.StructBegin()
	c.E.Field("iov_base")
	switch {
	case !t.out:
		t.data(c, base, size)
	case c.Failed():
		c.E.Addr(base)
	default:
		n := min(size, c.Left)
		c.Left -= n
		t.data(c, base, n)
	}
	c.E.Field("iov_len")
	c.E.Uint(size)
	c.E.StructEnd()
}
