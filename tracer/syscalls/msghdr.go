package syscalls

import (
	"strake/tracer/abi"
	"strake/tracer/abi/layout"
	"strake/tracer/decode"
	"strake/tracer/xlat"
)

// Msghdr is a pointer to a struct msghdr with a message to be sent.
type Msghdr struct{}

// Print implements Type.
func (Msghdr) Print(c *decode.Call, v decode.Value) {
	mark := c.Mark()
	defer c.Release(mark)
	if b, ok := fetch(c, v.U, int(layout.Msghdr.Size[c.ABI.ID])); ok {
		printMsghdr(c, b, msghdrSent, 0)
	}
}

// MsghdrOut is a pointer to a struct msghdr for a message to be received.
type MsghdrOut struct{}

func (MsghdrOut) late(*decode.Call) bool { return true }

// prepare notes how much room there is for the address.
func (MsghdrOut) prepare(c *decode.Call, v decode.Value, reg int) {
	c.Saved[reg] = readNamelen(c, v.U)
}

func readNamelen(c *decode.Call, addr uint64) decode.Saved {
	at := uint64(layout.Msghdr_msg_namelen.Off[c.ABI.ID])
	u, ok := c.ReadUint(addr+at, 4)
	return decode.Saved{U: u, OK: ok && addr != 0}
}

// Print implements Type.
func (MsghdrOut) Print(c *decode.Call, v decode.Value) { c.E.Addr(v.U) }

func (MsghdrOut) printSaved(c *decode.Call, v decode.Value, s decode.Saved) {
	switch {
	case !s.OK:
		c.E.Addr(v.U)
		return
	case c.Failed() && !c.NoVerbose:
		// All that is known is the room for an address.
		c.E.StructBegin()
		c.E.Field("msg_namelen")
		c.E.Int(int64(int32(s.U)))
		c.E.StructEnd()
		return
	}
	mark := c.Mark()
	defer c.Release(mark)
	if b, ok := fetch(c, v.U, int(layout.Msghdr.Size[c.ABI.ID])); ok {
		c.Left = Returned.get(c)
		printMsghdr(c, b, msghdrReceived, int32(s.U))
	}
}

// msghdrKind says what a struct msghdr is for.
type msghdrKind uint8

const (
	msghdrSent     msghdrKind = iota // all of its data is shown
	msghdrReceived                   // c.Left bytes are, and room is what there was for the address
)

var iovecSent, iovecReceived = iovecElem{sock: true}, iovecElem{sock: true, out: true}

func sockIovec(kind msghdrKind) *iovecElem {
	if kind == msghdrReceived {
		return &iovecReceived
	}
	return &iovecSent
}

// printMsghdr shows a struct msghdr whose bytes are b.
func printMsghdr(c *decode.Call, b []byte, kind msghdrKind, room int32) {
	id := c.ABI.ID
	name := layout.Msghdr_msg_name.Uint(id, b)
	namelen := int32(layout.Msghdr_msg_namelen.Uint(id, b))
	iovlen := layout.Msghdr_msg_iovlen.Uint(id, b)
	control := layout.Msghdr_msg_control.Uint(id, b)
	controllen := layout.Msghdr_msg_controllen.Uint(id, b)

	c.E.StructBegin()
	c.E.Field("msg_name")
	shown := namelen
	if kind == msghdrReceived {
		shown = min(shown, room)
	}
	printSockaddr(c, name, int64(shown))
	c.E.Field("msg_namelen")
	if kind == msghdrReceived && room != namelen {
		c.E.Int(int64(room))
		c.E.Changed()
	}
	c.E.Int(int64(namelen))
	c.E.Field("msg_iov")
	PrintArray(c, layout.Msghdr_msg_iov.Uint(id, b), iovlen, sockIovec(kind), false)
	c.E.Field("msg_iovlen")
	c.E.Uint(iovlen)
	if controllen != 0 {
		c.E.Field("msg_control")
		printControl(c, control, controllen)
	}
	c.E.Field("msg_controllen")
	c.E.Uint(controllen)
	c.E.Field("msg_flags")
	c.Flags(&xlat.MsgFlags, layout.Msghdr_msg_flags.Uint(id, b)&0xffffffff)
	c.E.StructEnd()
}

// Mmsghdr is a pointer to an array of messages to be sent; the next argument is how many. It
// is shown at exit, with how much of each was sent.
type Mmsghdr struct{}

// Print implements Type.
func (Mmsghdr) Print(c *decode.Call, v decode.Value) {
	PrintArray(c, v.U, c.Args[2]&0xffffffff, &mmsghdrSent, false)
}

// MmsghdrOut is a pointer to an array of messages to be received. As many are shown as were.
type MmsghdrOut struct{}

func (MmsghdrOut) late(*decode.Call) bool { return true }

// maxMmsg is UIO_MAXIOV of linux/uio.h: how many messages the kernel looks at.
const maxMmsg = 1024

// prepare keeps how much room there is for each address.
func (MmsghdrOut) prepare(c *decode.Call, v decode.Value, _ int) {
	n := min(c.Args[2]&0xffffffff, maxMmsg)
	if v.U == 0 || c.NoVerbose {
		return
	}
	if !c.NoAbbrev {
		n = min(n, uint64(c.Opt.StringLimit))
	}
	rooms := c.Scratch(int(4 * n))
	if rooms == nil {
		return
	}
	size := uint64(layout.Mmsghdr.Size[c.ABI.ID])
	for i := range n {
		room := readNamelen(c, v.U+i*size)
		if !room.OK {
			rooms = rooms[:4*i]
			break
		}
		putUint(rooms[4*i:4*i+4], room.U)
	}
	c.Kept = rooms
}

// Print implements Type.
func (MmsghdrOut) Print(c *decode.Call, v decode.Value) {
	if c.Failed() {
		c.E.Addr(v.U)
		return
	}
	PrintArray(c, v.U, min(Returned.get(c), c.Args[2]&0xffffffff), &mmsghdrReceived, false)
}

// mmsghdrElem is a struct mmsghdr.
type mmsghdrElem struct{ received bool }

var mmsghdrSent, mmsghdrReceived = mmsghdrElem{}, mmsghdrElem{received: true}

// Size implements Sized.
func (mmsghdrElem) Size(id abi.ID) int { return int(layout.Mmsghdr.Size[id]) }

// Print implements Type.
func (t mmsghdrElem) Print(c *decode.Call, v decode.Value) {
	id := c.ABI.ID
	n := layout.Mmsghdr_msg_len.Uint(id, v.Mem)
	index := (v.Addr - c.Args[1]) / uint64(layout.Mmsghdr.Size[id])
	kind, room := msghdrSent, int32(0)
	if t.received {
		kind = msghdrReceived
		c.Left = n
		if at := 4 * index; at+4 <= uint64(len(c.Kept)) {
			room = int32(layout.Load(c.Kept[at:at+4], true))
		}
	}
	c.E.StructBegin()
	c.E.Field("msg_hdr")
	printMsghdr(c, v.Mem, kind, room)
	if !c.Failed() && index < Returned.get(c) {
		c.E.Field("msg_len")
		c.E.Uint(n)
	}
	c.E.StructEnd()
}

// Levels and types of control messages (linux/socket.h of the kernel, asm-generic/socket.h, linux/in.h).
const (
	solIP     = 0
	solSocket = 1

	scmRights         = 1
	scmCredentials    = 2
	scmSecurity       = 3
	scmPidfd          = 4
	soTimestampOld    = 29
	soTimestampnsOld  = 35
	soTimestampingOld = 37
	soTimestampNew    = 63
	soTimestampnsNew  = 64
	soTimestampingNew = 65

	ipTOS         = 1
	ipTTL         = 2
	ipRecvopts    = 6
	ipRetopts     = 7
	ipPktinfo     = 8
	ipRecverr     = 11
	ipOrigdstaddr = 20
	ipChecksum    = 23
	ipProtocol    = 52
)

// maxControl bounds how much control data is looked at.
const maxControl = 1 << 16

// printControl shows the control messages in the size bytes at addr.
func printControl(c *decode.Call, addr, size uint64) {
	id := c.ABI.ID
	header := uint64(layout.Cmsghdr.Size[id])
	if addr == 0 || size < header {
		c.E.Addr(addr)
		return
	}
	align := uint64(c.Word())
	limit := min(size, maxControl)
	begun := false
	for off, shown := uint64(0), 0; ; shown++ {
		mark := c.Mark()
		b, ok := c.Read(addr+off, int(header))
		if !ok && !begun {
			c.E.Addr(addr)
			return
		}
		if !begun {
			c.E.ArrayBegin()
			begun = true
		}
		if !ok || off+header > size {
			c.E.Elem()
			c.E.More()
			c.E.CommentBegin()
			c.E.Addr(addr + off)
			c.E.CommentEnd()
			break
		}
		if !c.NoAbbrev && shown >= c.Opt.StringLimit {
			c.E.Elem()
			c.E.More()
			break
		}
		length := layout.Cmsghdr_cmsg_len.Uint(id, b)
		c.E.Elem()
		printCmsg(c, addr+off, b, min(length, size-off))
		c.Release(mark)
		// What comes next begins at the next word.
		if length < header || length > limit-off {
			break
		}
		off += (length + align - 1) &^ (align - 1)
		if off >= size {
			break
		}
		if off+header > size {
			c.E.Elem()
			c.E.More()
			c.E.CommentBegin()
			c.E.Addr(addr + off)
			c.E.CommentEnd()
			break
		}
	}
	c.E.ArrayEnd()
}

// printCmsg shows the control message at addr: its header is b, its length size, as far as there is memory for it.
func printCmsg(c *decode.Call, addr uint64, b []byte, size uint64) {
	id := c.ABI.ID
	header := uint64(layout.Cmsghdr.Size[id])
	level := layout.Cmsghdr_cmsg_level.Uint(id, b) & 0xffffffff
	kind := layout.Cmsghdr_cmsg_type.Uint(id, b) & 0xffffffff
	c.E.StructBegin()
	c.E.Field("cmsg_len")
	c.E.Uint(layout.Cmsghdr_cmsg_len.Uint(id, b))
	c.E.Field("cmsg_level")
	c.Enum(&xlat.CmsgLevels, level, decode.FmtHex)
	c.E.Field("cmsg_type")
	switch level {
	case solSocket:
		c.Enum(&xlat.CmsgSocket, kind, decode.FmtHex)
	case solIP:
		c.Enum(&xlat.CmsgIP, kind, decode.FmtHex)
	default:
		c.E.Hex(kind)
	}
	if size > header {
		c.E.Field("cmsg_data")
		data, n := addr+header, size-header
		done := false
		switch level {
		case solSocket:
			done = printCmsgSocket(c, kind, data, n)
		case solIP:
			done = printCmsgIP(c, kind, data, n)
		}
		if !done {
			printHexBytes(c, data, n, maxControl)
		}
	}
	c.E.StructEnd()
}

// printHexData shows n bytes at addr as a string of \xNN, as far as -s lets through.
func printHexData(c *decode.Call, addr, n uint64) {
	printHexBytes(c, addr, n, uint64(c.Opt.StringLimit))
}

// printHexBytes is printHexData with a limit of its own.
func printHexBytes(c *decode.Call, addr, n, limit uint64) {
	mark := c.Mark()
	defer c.Release(mark)
	show := min(n, limit)
	b, ok := c.Read(addr, int(show))
	if !ok {
		c.E.Name("???")
		return
	}
	c.E.HexStr(b, n > show)
}

// printCmsgSocket shows the data of a control message of SOL_SOCKET, and reports whether it knew how.
func printCmsgSocket(c *decode.Call, kind, addr, n uint64) bool {
	switch kind {
	case scmRights:
		return printArrayOf(c, addr, n, FD{})
	case scmPidfd:
		return printOne(c, addr, n, FD{})
	case scmCredentials:
		return printOne(c, addr, n, &structUcred)
	case scmSecurity:
		c.Buffer(addr, n)
	case soTimestampOld:
		return printTimes(c, addr, n, &timeval, 1)
	case soTimestampnsOld:
		return printTimes(c, addr, n, &timespec, 1)
	case soTimestampingOld:
		return printTimes(c, addr, n, &timespec, 3)
	case soTimestampNew:
		return printTimes(c, addr, n, &timevalTimex64, 1)
	case soTimestampnsNew:
		return printTimes(c, addr, n, &timespec64, 1)
	case soTimestampingNew:
		return printTimes(c, addr, n, &timespec64, 3)
	default:
		return false
	}
	return true
}

// printCmsgIP is printCmsgSocket of SOL_IP.
func printCmsgIP(c *decode.Call, kind, addr, n uint64) bool {
	switch kind {
	case ipTOS, ipRecvopts, ipRetopts:
		return printArrayOf(c, addr, n, hexByte{})
	case ipTTL, ipChecksum:
		return printArrayOf(c, addr, n, Int{})
	case ipPktinfo:
		return printOne(c, addr, n, &structInPktinfo)
	case ipRecverr:
		return printOne(c, addr, n, sockErr{})
	case ipOrigdstaddr:
		if n < sizeSockaddrIn {
			return false
		}
		printSockaddr(c, addr, int64(min(n, maxSockaddr)))
	case scmSecurity:
		c.Buffer(addr, n)
	case ipProtocol:
		if n < 4 {
			return false
		}
		PrintArray(c, addr, 1, ipProto{}, false)
	default:
		return false
	}
	return true
}

const sizeSockaddrIn = 16

// printOne shows what lies at addr if n bytes are enough for it.
func printOne(c *decode.Call, addr, n uint64, as Sized) bool {
	size := as.Size(c.ABI.ID)
	if n < uint64(size) {
		return false
	}
	mark := c.Mark()
	defer c.Release(mark)
	b, ok := c.Read(addr, size)
	if !ok {
		return false
	}
	as.Print(c, loadValue(addr, b, false))
	return true
}

// printArrayOf shows as many elements as n bytes hold.
func printArrayOf(c *decode.Call, addr, n uint64, elem Sized) bool {
	count := n / uint64(elem.Size(c.ABI.ID))
	if count == 0 {
		return false
	}
	PrintArray(c, addr, count, elem, false)
	return true
}

// printTimes shows a time, or an array of n times. Where there is not enough memory for it, it says "???".
func printTimes(c *decode.Call, addr, size uint64, as *Struct, n int) bool {
	if size < uint64(n*as.Size(c.ABI.ID)) {
		c.E.Name("???")
		return true
	}
	if n == 1 {
		return printOne(c, addr, size, as)
	}
	PrintArray(c, addr, uint64(n), as, true)
	return true
}

// ipProto is a protocol of IP; of one without a name it is said that it is of IP.
type ipProto struct{}

// Size implements Sized.
func (ipProto) Size(abi.ID) int { return 4 }

// Print implements Type.
func (ipProto) Print(c *decode.Call, v decode.Value) {
	u := v.U & 0xffffffff
	c.Const(u, decode.FmtHex, xlat.InetProtocols.Lookup(c.ABI.ID, u), xlat.CmsgIP.Unknown)
}

// hexByte is a byte in hexadecimal.
type hexByte struct{}

// Size implements Sized.
func (hexByte) Size(abi.ID) int { return 1 }

// Print implements Type.
func (hexByte) Print(c *decode.Call, v decode.Value) { c.E.Hex(v.U & 0xff) }

var (
	structUcred = Struct{&layout.Ucred, []Field{
		{At: &layout.Ucred_pid, Type: PID{}},
		{At: &layout.Ucred_uid, Type: UID{}},
		{At: &layout.Ucred_gid, Type: UID{}},
	}}
	structInPktinfo = Struct{&layout.InPktinfo, []Field{
		{At: &layout.InPktinfo_ipi_ifindex, Type: IfIndex{}},
		{At: &layout.InPktinfo_ipi_spec_dst, Type: In4{}},
		{At: &layout.InPktinfo_ipi_addr, Type: In4{}},
	}}
)

// sockErr is a struct sock_extended_err, and the address of who is to blame.
type sockErr struct{}

// Size implements Sized.
func (sockErr) Size(abi.ID) int { return int(layout.SockExtendedErr.Size[0]) + sizeSockaddrIn }

// Print implements Type.
func (sockErr) Print(c *decode.Call, v decode.Value) {
	id := c.ABI.ID
	c.E.StructBegin()
	c.E.Field("ee_errno")
	c.E.Uint(layout.SockExtendedErr_ee_errno.Uint(id, v.Mem))
	c.E.Field("ee_origin")
	c.E.Uint(layout.SockExtendedErr_ee_origin.Uint(id, v.Mem))
	c.E.Field("ee_type")
	c.E.Uint(layout.SockExtendedErr_ee_type.Uint(id, v.Mem))
	c.E.Field("ee_code")
	c.E.Uint(layout.SockExtendedErr_ee_code.Uint(id, v.Mem))
	c.E.Field("ee_info")
	c.E.Uint(layout.SockExtendedErr_ee_info.Uint(id, v.Mem))
	c.E.Field("ee_data")
	c.E.Uint(layout.SockExtendedErr_ee_data.Uint(id, v.Mem))
	c.E.Field("offender")
	size := layout.SockExtendedErr.Size[id]
	printSockaddr(c, v.Addr+uint64(size), sizeSockaddrIn)
	c.E.StructEnd()
}
