package syscalls

import (
	"strake/tracer/abi"
	"strake/tracer/abi/layout"
	"strake/tracer/decode"
	"strake/tracer/xlat"
)

// sockLevel is a level of socket options: its options, and those that only one of setsockopt and getsockopt has.
type sockLevel struct {
	level    uint64
	opts     *xlat.Table
	set, get *xlat.Table
}

// Levels with options whose values are more than numbers and bytes (linux/socket.h of the kernel).
const (
	solTCP     = 6
	solIPv6    = 41
	solRaw     = 255
	solPacket  = 263
	solNetlink = 270
	solTIPC    = 271
)

var sockLevels = [...]sockLevel{
	{solIP, &xlat.OptsIP, &xlat.SetOptsIP, &xlat.GetOptsIP},
	{solSocket, &xlat.OptsSocket, &xlat.SetOptsSocket, &xlat.GetOptsSocket},
	{solTCP, &xlat.OptsTCP, nil, nil},
	{17, &xlat.OptsUDP, nil, nil},
	{40, &xlat.OptsVsock, nil, nil},
	{solIPv6, &xlat.OptsIPv6, &xlat.SetOptsIPv6, &xlat.GetOptsIPv6},
	{101, &xlat.OptsCanRaw, nil, nil},
	{132, &xlat.OptsSCTP, nil, nil},
	{solRaw, &xlat.OptsRaw, nil, nil},
	{256, &xlat.OptsIPX, nil, nil},
	{257, &xlat.OptsAX25, nil, nil},
	{solPacket, &xlat.OptsPacket, nil, nil},
	{266, &xlat.OptsIrda, nil, nil},
	{268, &xlat.OptsLLC, nil, nil},
	{269, &xlat.OptsDCCP, nil, nil},
	{solNetlink, &xlat.OptsNetlink, nil, nil},
	{solTIPC, &xlat.OptsTIPC, nil, nil},
	{272, &xlat.OptsRxRPC, nil, nil},
	{273, &xlat.OptsPPPoL2TP, nil, nil},
	{274, &xlat.OptsBluetooth, nil, nil},
	{275, &xlat.OptsPNPipe, nil, nil},
	{276, &xlat.OptsRDS, nil, nil},
	{277, &xlat.OptsIUCV, nil, nil},
	{278, &xlat.OptsCAIF, nil, nil},
	{279, &xlat.OptsAlg, nil, nil},
	{280, &xlat.OptsNFC, nil, nil},
	{281, &xlat.OptsKCM, nil, nil},
	{282, &xlat.OptsTLS, nil, nil},
	{283, &xlat.OptsXDP, nil, nil},
}

// The arguments of getsockopt and setsockopt that decide what the others are.
const (
	argLevel  = Count(1)
	argOpt    = Count(2)
	argOptval = Count(3)
	argOptlen = Count(4)
)

// SockLevel is the level of a socket option.
type SockLevel struct{}

// Print implements Type.
func (SockLevel) Print(c *decode.Call, v decode.Value) {
	c.Enum(&xlat.SockLevels, v.U&0xffffffff, decode.FmtHex)
}

// SockOpt is the name of a socket option.
type SockOpt struct{ Get bool }

// Print implements Type.
func (t SockOpt) Print(c *decode.Call, v decode.Value) {
	level, opt := argLevel.get(c)&0xffffffff, v.U&0xffffffff
	for i := range sockLevels {
		l := &sockLevels[i]
		if l.level != level {
			continue
		}
		own := l.set
		if t.Get {
			own = l.get
		}
		if own != nil && own.Lookup(c.ABI.ID, opt) != "" {
			c.Enum(own, opt, decode.FmtHex)
			return
		}
		c.Enum(l.opts, opt, decode.FmtHex)
		return
	}
	c.E.Uint(opt)
}

// optLen is the pointer to the length of the value of getsockopt. The call may change it also where it fails.
type optLen struct{}

func (optLen) late(*decode.Call) bool { return true }

func (optLen) prepare(c *decode.Call, v decode.Value, reg int) { InOut{Int{}}.prepare(c, v, reg) }

// Print implements Type.
func (optLen) Print(c *decode.Call, v decode.Value) { c.E.Addr(v.U) }

func (optLen) printSaved(c *decode.Call, v decode.Value, s decode.Saved) {
	if !s.OK {
		c.E.Addr(v.U)
		return
	}
	c.E.ArrayBegin()
	c.E.Elem()
	c.E.Int(int64(int32(s.U)))
	if now, ok := c.ReadUint(v.U, 4); ok && now != s.U {
		c.E.Changed()
		c.E.Int(int64(int32(now)))
	}
	c.E.ArrayEnd()
}

// optKind is what the value of a socket option is.
type optKind uint8

const (
	// optPlain is an int where there are 4 bytes, else bytes.
	optPlain optKind = iota
	// optInt is an int, of which there may be less.
	optInt
	optTIPCInt // an int, whatever the length says
	optLinger
	optUcred
	optFprog
	optFilter // of getsockopt: the length is a number of instructions
	optFD
	optTxRehash
	optImportance
	optPortRange
	optProtocol
	optMreq
	optMreq6
	optGroup
	optPacketMreq
	optRing
	optPacketStats
	optIcmpFilter
	optMemberships
	optTipcGroup
)

// sockOption names the kind of an option's value; what is not listed is plain.
type sockOption struct {
	level, opt uint64
	set, get   optKind
}

// Options by number: those of SOL_SOCKET in asm-generic/socket.h, those of others in linux/in.h, in6.h, if_packet.h,
// icmp.h, netlink.h and tipc.h.
var sockOptions = [...]sockOption{
	{solSocket, 1, optInt, optInt},
	{solSocket, 2, optInt, optInt},
	{solSocket, 4, optPlain, optInt},
	{solSocket, 5, optInt, optInt},
	{solSocket, 6, optInt, optInt},
	{solSocket, 7, optInt, optInt},
	{solSocket, 8, optInt, optInt},
	{solSocket, 9, optInt, optInt},
	{solSocket, 10, optInt, optInt},
	{solSocket, 11, optInt, optInt},
	{solSocket, 12, optInt, optInt},
	{solSocket, 13, optLinger, optLinger},
	{solSocket, 14, optInt, optInt},
	{solSocket, 15, optInt, optInt},
	{solSocket, 16, optInt, optInt},
	{solSocket, 17, optPlain, optUcred},
	{solSocket, 18, optInt, optInt},
	{solSocket, 19, optInt, optInt},
	{solSocket, 26, optFprog, optFilter},
	{solSocket, 27, optInt, optInt},
	{solSocket, 29, optInt, optInt},
	{solSocket, 30, optInt, optInt},
	{solSocket, 32, optInt, optInt},
	{solSocket, 33, optInt, optInt},
	{solSocket, 34, optInt, optInt},
	{solSocket, 35, optInt, optInt},
	{solSocket, 36, optInt, optInt},
	{solSocket, 37, optInt, optInt},
	{solSocket, 40, optInt, optInt},
	{solSocket, 41, optInt, optInt},
	{solSocket, 42, optInt, optInt},
	{solSocket, 43, optInt, optInt},
	{solSocket, 44, optInt, optInt},
	{solSocket, 45, optInt, optInt},
	{solSocket, 46, optInt, optInt},
	{solSocket, 49, optInt, optInt},
	{solSocket, 51, optFprog, optPlain},
	{solSocket, 53, optInt, optInt},
	{solSocket, 56, optInt, optInt},
	{solSocket, 60, optInt, optInt},
	{solSocket, 63, optInt, optInt},
	{solSocket, 64, optInt, optInt},
	{solSocket, 65, optInt, optInt},
	{solSocket, 68, optInt, optInt},
	{solSocket, 69, optInt, optInt},
	{solSocket, 70, optInt, optInt},
	{solSocket, 73, optInt, optInt},
	{solSocket, 74, optTxRehash, optTxRehash},
	{solSocket, 75, optInt, optInt},
	{solSocket, 76, optInt, optInt},
	{solSocket, 77, optPlain, optFD},
	{solSocket, 82, optInt, optInt},
	{solSocket, 83, optInt, optInt},
	{solSocket, 84, optInt, optInt},

	{solIP, 35, optMreq, optPlain},
	{solIP, 36, optMreq, optPlain},
	{solIP, 42, optGroup, optPlain},
	{solIP, 45, optGroup, optPlain},
	{solIP, 51, optPortRange, optPortRange},
	{solIP, 52, optPlain, optProtocol},

	{solIPv6, 20, optMreq6, optPlain},
	{solIPv6, 21, optMreq6, optPlain},
	{solIPv6, 27, optMreq6, optPlain},
	{solIPv6, 28, optMreq6, optPlain},
	{solIPv6, 42, optGroup, optPlain},
	{solIPv6, 45, optGroup, optPlain},

	{solPacket, 1, optPacketMreq, optPlain},
	{solPacket, 2, optPacketMreq, optPlain},
	{solPacket, 5, optRing, optPlain},
	{solPacket, 6, optPlain, optPacketStats},
	{solPacket, 13, optRing, optPlain},

	{solRaw, 1, optIcmpFilter, optIcmpFilter},
	{solNetlink, 9, optInt, optMemberships},

	{solTIPC, 127, optImportance, optPlain},
	{solTIPC, 135, optTipcGroup, optPlain},
}

// optKindOf returns the kind of the value of the call's option.
func optKindOf(c *decode.Call, get bool) optKind {
	level, opt := argLevel.get(c)&0xffffffff, argOpt.get(c)&0xffffffff
	for i := range sockOptions {
		if o := &sockOptions[i]; o.level == level && o.opt == opt {
			if get {
				return o.get
			}
			return o.set
		}
	}
	switch {
	case get:
	case level == solNetlink:
		return optInt
	case level == solTIPC:
		return optTIPCInt
	}
	return optPlain
}

// SockOptIn is the value that setsockopt sets.
type SockOptIn struct{}

// Print implements Type.
func (SockOptIn) Print(c *decode.Call, v decode.Value) {
	addr, n := v.U, int64(int32(argOptlen.get(c)))
	if addr == 0 || c.NoVerbose {
		c.E.Addr(addr)
		return
	}
	size := uint64(0)
	if n > 0 {
		size = uint64(n)
	}
	done := false
	switch kind := optKindOf(c, false); kind {
	case optPlain:
		if n == 4 {
			printBoxed(c, addr, Int{})
			return
		}
		// The kernel refuses a negative length, what is shown is the beginning of all memory.
		c.Buffer(addr, uint64(uint32(n)))
		return
	case optPortRange:
		if n != 4 {
			printHexData(c, addr, uint64(uint32(n)))
			return
		}
		done = printOne(c, addr, size, portRange{})
	case optFprog:
		done = n == int64(layout.SockFprog.Size[c.ABI.ID]) && printOne(c, addr, size, &structFprog)
	case optRing:
		done = n == int64(layout.TpacketReq.Size[c.ABI.ID]) && printOne(c, addr, size, &structRing)
	case optTIPCInt:
		done = printBox(c, addr, 4, Int{})
	case optIcmpFilter:
		done = n > 0 && printIcmpFilter(c, addr, size)
	default:
		done = printOpt(c, kind, addr, size)
	}
	if !done {
		c.E.Addr(addr)
	}
}

// printOpt shows a value of a kind that looks the same in getsockopt and setsockopt, if there are enough
// bytes for it.
func printOpt(c *decode.Call, kind optKind, addr, size uint64) bool {
	switch kind {
	case optInt:
		return printBox(c, addr, size, Int{})
	case optFD:
		return printBox(c, addr, size, FD{})
	case optTxRehash:
		return printBox(c, addr, size, Enum{&xlat.TxRehash, decode.FmtUint})
	case optImportance:
		return printBox(c, addr, size, Enum{Table: &xlat.TipcImportance})
	case optProtocol:
		return printBox(c, addr, size, Enum{Table: &xlat.InetProtocols})
	case optLinger:
		return printOne(c, addr, size, &structLinger)
	case optMreq:
		return printOne(c, addr, size, &structMreq)
	case optMreq6:
		return printOne(c, addr, size, &structMreq6)
	case optGroup:
		return printOne(c, addr, size, &structGroup)
	case optPacketMreq:
		return printOne(c, addr, size, &structPacketMreq)
	case optTipcGroup:
		return printOne(c, addr, size, &structTipcGroup)
	}
	return false
}

// printBox shows what lies at addr in brackets, if size bytes are enough for it.
func printBox(c *decode.Call, addr, size uint64, as Sized) bool {
	if size < uint64(as.Size(c.ABI.ID)) {
		return false
	}
	printBoxed(c, addr, as)
	return true
}

func printBoxed(c *decode.Call, addr uint64, as Sized) { Ref{as}.Print(c, decode.Value{U: addr}) }

// SockOptOut is the value that getsockopt returns.
type SockOptOut struct{}

func (SockOptOut) late(*decode.Call) bool { return true }

// Print implements Type.
func (SockOptOut) Print(c *decode.Call, v decode.Value) {
	addr := v.U
	n, ok := c.ReadUint(argOptlen.get(c), 4)
	if c.Failed() || addr == 0 || c.NoVerbose || !ok {
		c.E.Addr(addr)
		return
	}
	size := int64(int32(n))
	kind := optKindOf(c, true)
	if kind != optFilter {
		size = min(size, int64(int32(c.Saved[argOptlen].U)))
	}
	if size <= 0 {
		c.E.Addr(addr)
		return
	}
	u := uint64(size)
	switch kind {
	case optPlain:
		if size == 4 {
			printBoxed(c, addr, Int{})
		} else {
			c.Buffer(addr, u)
		}
	case optLinger:
		printPartly(c, addr, u, &structLinger)
	case optUcred:
		printPartly(c, addr, u, &structUcred)
	case optPacketStats:
		printPartly(c, addr, u, &structPacketStats)
	case optFilter:
		if c.NoAbbrev && c.Saved[argOptlen].U != 0 {
			printBpfProgram(c, addr, u, BpfInsn{})
		} else {
			c.E.Addr(addr)
		}
	case optMemberships:
		if !printArrayOf(c, addr, u, Uint{}) {
			printHexData(c, addr, u)
		}
	case optIcmpFilter:
		if !printIcmpFilter(c, addr, u) {
			c.E.Addr(addr)
		}
	case optPortRange:
		if size != 4 || !printOne(c, addr, u, portRange{}) {
			printHexData(c, addr, u)
		}
	default:
		if !printOpt(c, kind, addr, u) {
			printHexData(c, addr, u)
		}
	}
}

// printPartly shows as much of a structure as there is; what is there of a member that ends too early is shown as
// bytes.
func printPartly(c *decode.Call, addr, n uint64, as *Struct) {
	mark := c.Mark()
	defer c.Release(mark)
	b, ok := c.Read(addr, int(min(n, uint64(as.Size(c.ABI.ID)))))
	if !ok {
		c.E.Addr(addr)
		return
	}
	id := c.ABI.ID
	c.E.StructBegin()
	for i := range as.Fields {
		f := &as.Fields[i]
		off := int(f.At.Off[id])
		if off >= len(b) {
			break
		}
		c.E.Field(f.At.Name)
		if mem := f.At.Bytes(id, b); mem != nil {
			f.Type.Print(c, loadValue(addr+uint64(off), mem, f.At.Signed))
		} else {
			c.E.HexStr(b[off:], false)
		}
	}
	c.E.StructEnd()
}

var (
	structLinger = Struct{&layout.Linger, []Field{
		{At: &layout.Linger_l_onoff, Type: Dec{}},
		{At: &layout.Linger_l_linger, Type: Dec{}},
	}}
	structMreq = Struct{&layout.IpMreq, []Field{
		{At: &layout.IpMreq_imr_multiaddr, Type: In4{}},
		{At: &layout.IpMreq_imr_interface, Type: In4{}},
	}}
	structMreq6 = Struct{&layout.Ipv6Mreq, []Field{
		{At: &layout.Ipv6Mreq_ipv6mr_multiaddr, Show: showMreq6, Unlabelled: true},
		{At: &layout.Ipv6Mreq_ipv6mr_ifindex, Type: IfIndex{}, Label: "ipv6mr_interface"},
	}}
	structGroup = Struct{&layout.GroupReq, []Field{
		{At: &layout.GroupReq_gr_interface, Type: IfIndex{}},
		{At: &layout.GroupReq_gr_group, Type: sockaddrStorage{}},
	}}
	structPacketMreq = Struct{&layout.PacketMreq, []Field{
		{At: &layout.PacketMreq_mr_ifindex, Type: IfIndex{}},
		{At: &layout.PacketMreq_mr_type, Type: Enum{Table: &xlat.PacketMembership}},
		{At: &layout.PacketMreq_mr_alen, Type: Dec{}},
		{At: &layout.PacketMreq_mr_address, Show: showMrAddress},
	}}
	structRing = Struct{&layout.TpacketReq, []Field{
		{At: &layout.TpacketReq_tp_block_size, Type: Dec{}},
		{At: &layout.TpacketReq_tp_block_nr, Type: Dec{}},
		{At: &layout.TpacketReq_tp_frame_size, Type: Dec{}},
		{At: &layout.TpacketReq_tp_frame_nr, Type: Dec{}},
	}}
	structPacketStats = Struct{&layout.TpacketStats, []Field{
		{At: &layout.TpacketStats_tp_packets, Type: Dec{}},
		{At: &layout.TpacketStats_tp_drops, Type: Dec{}},
	}}
	structTipcGroup = Struct{&layout.TipcGroupReq, []Field{
		{At: &layout.TipcGroupReq_type, Type: Dec{}},
		{At: &layout.TipcGroupReq_instance, Type: Dec{}},
		{At: &layout.TipcGroupReq_scope, Type: Enum{Table: &xlat.TipcScopes}},
		{At: &layout.TipcGroupReq_flags, Type: Flags{&xlat.TipcGroupFlags}},
	}}
	structFprog = Struct{&layout.SockFprog, []Field{
		{At: &layout.SockFprog_len, Type: Dec{}},
		{At: &layout.SockFprog_filter, Show: showFilter},
	}}
)

func showMreq6(c *decode.Call, v decode.Value, _ []byte) {
	printIn6Member(c, v.Mem, "ipv6mr_multiaddr")
}

// showMrAddress shows as many bytes of mr_address as mr_alen says.
func showMrAddress(c *decode.Call, v decode.Value, whole []byte) {
	n := int(layout.PacketMreq_mr_alen.Uint(c.ABI.ID, whole))
	HwAddr{}.Print(c, decode.Value{Mem: v.Mem[:min(n, len(v.Mem))]})
}

// sockaddrStorage is an address within a structure, all of a struct sockaddr_storage.
type sockaddrStorage struct{}

// Print implements Type.
func (sockaddrStorage) Print(c *decode.Call, v decode.Value) {
	printSockaddr(c, v.Addr, int64(len(v.Mem)))
}

// portRange is the value of IP_LOCAL_PORT_RANGE: the first port and the last, 0 for none.
type portRange struct{}

// Size implements Sized.
func (portRange) Size(abi.ID) int { return 4 }

// Print implements Type.
func (portRange) Print(c *decode.Call, v decode.Value) {
	first, last := v.U&0xffff, v.U>>16&0xffff
	c.E.ArrayBegin()
	c.E.Elem()
	c.E.Hex(v.U)
	if v.U != 0 && c.Opt.Style != decode.Raw {
		c.E.CommentBegin()
		if first != 0 {
			c.E.Uint(first)
		}
		c.E.Range()
		if last != 0 {
			c.E.Uint(last)
		}
		c.E.CommentEnd()
	}
	c.E.ArrayEnd()
}

// printIcmpFilter shows the types of ICMP messages that are kept out, or those that are not if they are fewer.
func printIcmpFilter(c *decode.Call, addr, n uint64) bool {
	mark := c.Mark()
	defer c.Release(mark)
	b := c.Scratch(4)
	if b == nil {
		return false
	}
	for i := range b {
		b[i] = 0xff
	}
	n = min(n, 4)
	if c.Mem.Read(c.Addr(addr), b[:n]) < int(n) {
		return false
	}
	set := layout.Load(b, false)
	count := 0
	for i := range 32 {
		count += int(set >> i & 1)
	}
	not := count >= 32*2/3
	if not {
		set ^= 0xffffffff
	}
	c.E.SetBegin(not)
	for i := range uint64(32) {
		if set>>i&1 != 0 {
			c.E.SetElem()
			c.Enum(&xlat.IcmpTypes, i, decode.FmtHex)
		}
	}
	c.E.SetEnd()
	return true
}
