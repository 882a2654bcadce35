package syscalls

import (
	"math/bits"

	"strake/tracer/decode"
	"strake/tracer/xlat"
)

// Sockets.
var socketSyscalls = []Syscall{
	{Name: "socket", Ret: RetFD{}, Args: []Arg{
		{"domain", Enum{Table: &xlat.AddressFamilies}}, {"type", SockType{}}, {"protocol", SockProtocol{0}},
	}},
	{Name: "bind", Args: []Arg{{"sockfd", FD{}}, {"addr", Sockaddr{2}}, {"addrlen", Int{}}}},
	{Name: "connect", Args: []Arg{{"sockfd", FD{}}, {"addr", Sockaddr{2}}, {"addrlen", Int{}}}},
	{Name: "listen", Args: []Arg{{"sockfd", FD{}}, {"backlog", Int{}}}},
	{Name: "accept", Ret: RetFD{}, Args: []Arg{{"sockfd", FD{}}, {"addr", SockaddrOut{2}}, {"addrlen", SockLen{1}}}},
	{Name: "accept4", Ret: RetFD{}, Args: []Arg{
		{"sockfd", FD{}}, {"addr", SockaddrOut{2}}, {"addrlen", SockLen{1}}, {"flags", Flags{&xlat.SocketFlags}},
	}},
	{Name: "getsockname", Args: []Arg{{"sockfd", FD{}}, {"addr", SockaddrOut{2}}, {"addrlen", SockLen{1}}}},
	{Name: "getpeername", Args: []Arg{{"sockfd", FD{}}, {"addr", SockaddrOut{2}}, {"addrlen", SockLen{1}}}},
	{Name: "socketpair", Args: []Arg{
		{"domain", Enum{Table: &xlat.AddressFamilies}}, {"type", SockType{}}, {"protocol", ULong{}}, {"sv", Out{fdPair{}}},
	}},
	{Name: "shutdown", Args: []Arg{{"sockfd", FD{}}, {"how", Enum{Table: &xlat.ShutdownModes}}}},

	// Data. On a netlink socket it is messages.
	{Name: "send", Args: []Arg{
		{"sockfd", FD{}}, {"buf", SockBuf{2}}, {"len", ULong{}}, {"flags", Flags{&xlat.MsgFlags}},
	}},
	{Name: "sendto", Args: []Arg{
		{"sockfd", FD{}}, {"buf", SockBuf{2}}, {"len", ULong{}}, {"flags", Flags{&xlat.MsgFlags}},
		{"dest_addr", Sockaddr{5}}, {"addrlen", Int{}},
	}},
	{Name: "recv", Args: []Arg{
		{"sockfd", FD{}}, {"buf", SockBufOut{2}}, {"len", ULong{}}, {"flags", Flags{&xlat.MsgFlags}},
	}},
	{Name: "recvfrom", Args: []Arg{
		{"sockfd", FD{}}, {"buf", SockBufOut{2}}, {"len", ULong{}}, {"flags", Flags{&xlat.MsgFlags}},
		{"src_addr", SockaddrOut{5}}, {"addrlen", SockLen{4}},
	}},
	{Name: "sendmsg", Args: []Arg{{"sockfd", FD{}}, {"msg", Msghdr{}}, {"flags", Flags{&xlat.MsgFlags}}}},
	{Name: "recvmsg", Args: []Arg{{"sockfd", FD{}}, {"msg", MsghdrOut{}}, {"flags", Flags{&xlat.MsgFlags}}}},
	{Name: "sendmmsg", Args: []Arg{
		{"sockfd", FD{}}, {"msgvec", OutAlways{Mmsghdr{}}}, {"vlen", Uint{}}, {"flags", Flags{&xlat.MsgFlags}},
	}},
	{Name: "recvmmsg", Ret: RetAux{Aux: timeLeft}, Args: []Arg{
		{"sockfd", FD{}}, {"msgvec", MmsghdrOut{}}, {"vlen", Uint{}}, {"flags", Flags{&xlat.MsgFlags}},
		{"timeout", timeoutBefore{}},
	}},
	{Name: "recvmmsg_time64", Ret: RetAux{Aux: timeLeft64}, Args: []Arg{
		{"sockfd", FD{}}, {"msgvec", MmsghdrOut{}}, {"vlen", Uint{}}, {"flags", Flags{&xlat.MsgFlags}},
		{"timeout", timeoutBefore{wide: true}},
	}},

	// socketcall(2) of i386 where it is none of the calls above: see subcall.go.
	{Name: "socketcall", Args: []Arg{{"call", Enum{&xlat.Socketcalls, decode.FmtInt}}, {"args", Addr{}}}},

	{Name: "getsockopt", Args: []Arg{
		{"sockfd", FD{}}, {"level", SockLevel{}}, {"optname", SockOpt{Get: true}}, {"optval", SockOptOut{}}, {"optlen", optLen{}},
	}},
	{Name: "setsockopt", Args: []Arg{
		{"sockfd", FD{}}, {"level", SockLevel{}}, {"optname", SockOpt{}}, {"optval", SockOptIn{}}, {"optlen", Int{}},
	}},
}

// SockType is the type of a socket, with flags.
type SockType struct{}

// sockTypeMask is SOCK_TYPE_MASK of linux/net.h of the kernel: the bits without flags.
const sockTypeMask = 0xf

// Print implements Type.
func (SockType) Print(c *decode.Call, v decode.Value) {
	u := v.U & 0xffffffff
	name := xlat.SocketTypes.Lookup(c.ABI.ID, u&sockTypeMask)
	if name == "" {
		c.Flags(&xlat.SocketFlags, u)
		return
	}
	c.Const(u&sockTypeMask, decode.FmtHex, name, "")
	if rest := u &^ sockTypeMask; rest != 0 {
		c.E.Or()
		c.Flags(&xlat.SocketFlags, rest)
	}
}

// SockProtocol is a protocol of the family that the argument Family is.
type SockProtocol struct{ Family Count }

// irdaUnknown is said of every protocol of IrDA, which is no longer in the kernel.
const irdaUnknown = "IRDAPROTO_???"

// Print implements Type.
func (t SockProtocol) Print(c *decode.Call, v decode.Value) {
	u := v.U & 0xffffffff
	var table *xlat.Table
	switch t.Family.get(c) & 0xffffffff {
	case afInet, afInet6:
		table = &xlat.InetProtocols
	case afNetlink:
		table = &xlat.NetlinkProtocols
	case afPacket:
		c.E.CallBegin("htons")
		c.E.CallArg()
		c.Enum(&xlat.EtherTypes, uint64(bits.ReverseBytes16(uint16(u))), decode.FmtHex)
		c.E.CallEnd()
		return
	case afAX25:
		// These have no names in the C library.
		c.E.Hex(v.U)
		name := xlat.Ax25Protocols.Lookup(c.ABI.ID, v.U)
		if name == "" {
			name = xlat.Ax25Protocols.Unknown
		}
		c.Comment(name)
		return
	case afIrda:
		c.Const(u, decode.FmtHex, "", irdaUnknown)
		return
	case afCan:
		table = &xlat.CanProtocols
	case afBluetooth:
		table = &xlat.BluetoothProtocols
	case afRxrpc:
		table = &xlat.AddressFamilies
	case afIsdn:
		table = &xlat.IsdnProtocols
	case afPhonet:
		table = &xlat.PhonetProtocols
	case afCaif:
		table = &xlat.CaifProtocols
	case afNfc:
		table = &xlat.NfcProtocols
	case afKcm:
		table = &xlat.KcmProtocols
	case afSmc:
		table = &xlat.SmcProtocols
	default:
		c.E.Uint(v.U)
		return
	}
	c.Enum(table, u, decode.FmtHex)
}

// SockBuf is data that is sent on the socket that is the first argument.
type SockBuf struct{ N Count }

// Print implements Type.
func (t SockBuf) Print(c *decode.Call, v decode.Value) { printSockData(c, v.U, t.N.get(c)) }

// SockBufOut is data that was received, as many bytes as the call returned; it may have returned more
// than there was room for, which is N.
type SockBufOut struct{ N Count }

func (SockBufOut) late(*decode.Call) bool { return true }

// Print implements Type.
func (t SockBufOut) Print(c *decode.Call, v decode.Value) {
	if c.Failed() {
		c.E.Addr(v.U)
		return
	}
	printSockData(c, v.U, min(Returned.get(c), t.N.get(c)))
}

// printSockData shows n bytes at addr that go over the socket that is the first argument.
func printSockData(c *decode.Call, addr, n uint64) {
	if printNetlink(c, int32(c.Args[0]), addr, n) {
		return
	}
	c.Buffer(addr, n)
}

// timeoutBefore is a pointer to a timeout that the call changes: shown as it was before.
type timeoutBefore struct{ wide bool }

func (timeoutBefore) late(*decode.Call) bool { return true }

// nsecReg is the Saved, of a register without an argument, that has the second half of a timeout.
const nsecReg = 5

func (t timeoutBefore) at() *Struct {
	if t.wide {
		return &timespec64
	}
	return &timespec
}

// prepare notes both halves of the timeout.
func (t timeoutBefore) prepare(c *decode.Call, v decode.Value, reg int) {
	half := t.at().Size(c.ABI.ID) / 2
	if v.U == 0 {
		return
	}
	sec, ok := c.ReadUint(v.U, half)
	if !ok {
		return
	}
	nsec, ok := c.ReadUint(v.U+uint64(half), half)
	c.Saved[reg] = decode.Saved{U: sec, OK: ok}
	c.Saved[nsecReg] = decode.Saved{U: nsec, OK: ok}
}

// Print implements Type.
func (timeoutBefore) Print(c *decode.Call, v decode.Value) { c.E.Addr(v.U) }

func (t timeoutBefore) printSaved(c *decode.Call, v decode.Value, s decode.Saved) {
	if !s.OK || c.NoVerbose {
		c.E.Addr(v.U)
		return
	}
	half := t.at().Size(c.ABI.ID) / 2
	mark := c.Mark()
	defer c.Release(mark)
	b := c.Scratch(2 * half)
	if b == nil {
		c.E.Addr(v.U)
		return
	}
	putUint(b[:half], s.U)
	putUint(b[half:], c.Saved[nsecReg].U)
	t.at().Print(c, decode.Value{Addr: v.U, Mem: b})
}

// putUint stores an integer of 4 or 8 bytes.
func putUint(b []byte, v uint64) {
	for i := range b {
		b[i] = byte(v >> (8 * i))
	}
}

func timeLeft(c *decode.Call)   { printTimeLeft(c, &timespec) }
func timeLeft64(c *decode.Call) { printTimeLeft(c, &timespec64) }

// recvmmsgTimeout is the register of recvmmsg's timeout.
const recvmmsgTimeout = 4

// printTimeLeft says how much of a timeout is left.
func printTimeLeft(c *decode.Call, at *Struct) {
	timeout := c.Args[recvmmsgTimeout]
	if c.Val != 0 && (timeout == 0 || !c.Saved[recvmmsgTimeout].OK) {
		return
	}
	c.E.AuxBegin()
	defer c.E.AuxEnd()
	if c.Val == 0 {
		c.E.Name("Timeout")
		return
	}
	printLeft(c, timeout, at, false)
}
