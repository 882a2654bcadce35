package syscalls

import (
	"encoding/binary"
	"net/netip"

	"strake/tracer/abi"
	"strake/tracer/abi/layout"
	"strake/tracer/decode"
	"strake/tracer/xlat"
)

// NetEnv is what an Env can know of the network besides. It is the tracer's network that is asked, as the
// tracee's may be out of reach.
type NetEnv interface {
	// IfName returns the name of the network interface with an index.
	IfName(index uint32) (name string, ok bool)
	// Netlink reports whether a descriptor of the tracee is a netlink socket, and of which protocol;
	// known is false where only the former could be found out.
	Netlink(fd int) (protocol int, known, netlink bool)
}

// Families of addresses (linux/socket.h of the kernel): those whose addresses are taken apart.
const (
	afUnix      = 1
	afAX25      = 3
	afInet      = 2
	afInet6     = 10
	afNetlink   = 16
	afPacket    = 17
	afIrda      = 23
	afCan       = 29
	afIpx       = 4
	afTipc      = 30
	afBluetooth = 31
	afRxrpc     = 33
	afIsdn      = 34
	afPhonet    = 35
	afCaif      = 37
	afNfc       = 39
	afVsock     = 40
	afKcm       = 41
	afQrtr      = 42
	afSmc       = 43
	afXdp       = 44
	afMctp      = 45
)

const (
	// maxSockaddr is the size of struct sockaddr_storage: what the kernel reads of an address.
	maxSockaddr = 128
	// familySize is the size of the family at the beginning of every address.
	familySize = 2
	// maxSunPath is the size of sun_path (linux/un.h).
	maxSunPath = 108
)

// Sockaddr is a pointer to an address of a socket, Len the argument that has its length.
type Sockaddr struct{ Len Count }

// Print implements Type.
func (t Sockaddr) Print(c *decode.Call, v decode.Value) {
	printSockaddr(c, v.U, int64(int32(t.Len.get(c))))
}

// SockaddrOut is an address that the kernel fills in. The next argument is a SockLen: the address is shown
// as far as there was room for it.
type SockaddrOut struct{ Len Count }

func (SockaddrOut) late(*decode.Call) bool { return true }

// Print implements Type.
func (t SockaddrOut) Print(c *decode.Call, v decode.Value) {
	room := c.Saved[t.Len]
	if v.U == 0 || c.Failed() || !room.OK {
		c.E.Addr(v.U)
		return
	}
	n, ok := c.ReadUint(c.Args[t.Len], 4)
	if !ok {
		c.E.Addr(v.U)
		return
	}
	printSockaddr(c, v.U, int64(min(int32(room.U), int32(n))))
}

// SockLen is a pointer to the length of the address that At points to: not of interest without one.
type SockLen struct{ At Count }

func (SockLen) late(*decode.Call) bool { return true }

func (t SockLen) prepare(c *decode.Call, v decode.Value, reg int) {
	InOut{Int{}}.prepare(c, v, reg)
}

// Print implements Type.
func (SockLen) Print(c *decode.Call, v decode.Value) { c.E.Addr(v.U) }

func (t SockLen) printSaved(c *decode.Call, v decode.Value, s decode.Saved) {
	if c.Args[t.At] == 0 {
		c.E.Addr(v.U)
		return
	}
	InOut{Int{}}.printSaved(c, v, s)
}

// printSockaddr shows the address of n bytes at addr.
func printSockaddr(c *decode.Call, addr uint64, n int64) {
	if addr == 0 || c.NoVerbose || n < familySize {
		c.E.Addr(addr)
		return
	}
	mark := c.Mark()
	defer c.Release(mark)
	n = min(n, maxSockaddr)
	whole := c.Scratch(maxSockaddr)
	if whole == nil || c.Mem.Read(c.Addr(addr), whole[:n]) < int(n) {
		c.E.Addr(addr)
		return
	}
	printSockaddrBytes(c, whole, int(n))
}

// printSockaddrBytes shows the address in the first n bytes of b, whose capacity is at least maxSockaddr.
func printSockaddrBytes(c *decode.Call, b []byte, n int) {
	b = b[:maxSockaddr]
	clear(b[n:])
	family := uint64(binary.LittleEndian.Uint16(b))
	if n > familySize {
		for i := range sockaddrs {
			if s := &sockaddrs[i]; s.family == family && n >= s.min && n <= s.max {
				s.as.Print(c, decode.Value{Mem: b})
				return
			}
		}
	}
	c.E.StructBegin()
	c.E.Field("sa_family")
	c.Enum(&xlat.AddressFamilies, family, decode.FmtHex)
	switch rest := b[familySize:n]; {
	case len(rest) == 0:
	case family == afUnix:
		printSunPath(c, rest)
	default:
		c.E.Field("sa_data")
		c.E.Str(rest, false)
	}
	c.E.StructEnd()
}

// printSunPath shows sun_path of struct sockaddr_un. A name in the abstract namespace begins with a NUL and is as long
// as the address says.
func printSunPath(c *decode.Call, path []byte) {
	path = path[:min(len(path), maxSunPath)]
	c.E.Field("sun_path")
	if path[0] == 0 {
		c.E.Abstract()
		c.E.Str(path[1:], false)
		return
	}
	for i, x := range path {
		if x == 0 {
			path = path[:i]
			break
		}
	}
	c.E.Path(path, false)
}

// sockaddrs are the addresses that are structures, by family and length.
var sockaddrs = [...]struct {
	family   uint64
	min, max int
	as       *Struct
}{
	{afInet, 16, maxSockaddr, &sockaddrIn},
	{afInet6, 24, 24, &sockaddrIn6Old},
	{afInet6, 25, maxSockaddr, &sockaddrIn6},
	{afIpx, 16, maxSockaddr, &sockaddrIpx},
	{afNetlink, 12, maxSockaddr, &sockaddrNl},
	{afPacket, 20, maxSockaddr, &sockaddrLl},
	{afBluetooth, 4, 4, &sockaddrHciOld},
	{afBluetooth, 6, 6, &sockaddrHci},
	{afBluetooth, 8, 8, &sockaddrSco},
	{afBluetooth, 10, 10, &sockaddrRc},
	{afBluetooth, 12, 12, &sockaddrL2Old},
	{afBluetooth, 14, 14, &sockaddrL2},
	{afVsock, 16, maxSockaddr, &sockaddrVm},
	{afXdp, 16, maxSockaddr, &sockaddrXdp},
	{afQrtr, 12, maxSockaddr, &sockaddrQrtr},
	{afMctp, 12, maxSockaddr, &sockaddrMctp},
	{afTipc, 16, maxSockaddr, &sockaddrTipc},
}

var (
	sockaddrIn = Struct{&layout.SockaddrIn, []Field{
		{At: &layout.SockaddrIn_sin_family, Type: saFamily{}, Label: "sa_family"},
		{At: &layout.SockaddrIn_sin_port, Type: NetPort{}},
		{At: &layout.SockaddrIn_sin_addr, Type: In4{}},
	}}
	sockaddrIn6 = Struct{&layout.SockaddrIn6, []Field{
		{At: &layout.SockaddrIn6_sin6_family, Type: saFamily{}, Label: "sa_family"},
		{At: &layout.SockaddrIn6_sin6_port, Type: NetPort{}},
		{At: &layout.SockaddrIn6_sin6_flowinfo, Type: NetLong{}},
		{At: &layout.SockaddrIn6_sin6_addr, Show: showSin6Addr, Unlabelled: true},
		{At: &layout.SockaddrIn6_sin6_scope_id, Show: showScope},
	}}
	// sockaddrIn6Old is the one of RFC 2133, without a scope.
	sockaddrIn6Old = Struct{&layout.SockaddrIn6, []Field{
		{At: &layout.SockaddrIn6_sin6_family, Type: saFamily{}, Label: "sa_family"},
		{At: &layout.SockaddrIn6_sin6_port, Type: NetPort{}},
		{At: &layout.SockaddrIn6_sin6_flowinfo, Type: NetLong{}},
		{At: &layout.SockaddrIn6_sin6_addr, Show: showSin6Addr, Unlabelled: true},
	}}
	sockaddrIpx = Struct{&layout.SockaddrIpx, []Field{
		{At: &layout.SockaddrIpx_sipx_family, Type: saFamily{}, Label: "sa_family"},
		{At: &layout.SockaddrIpx_sipx_port, Type: NetPort{}},
		{At: &layout.SockaddrIpx_sipx_network, Type: ipxNetwork{}},
		{At: &layout.SockaddrIpx_sipx_node, Type: ipxNode{}},
		{At: &layout.SockaddrIpx_sipx_type, Type: ipxByte{}},
		{At: &layout.SockaddrIpx_sipx_zero, Type: ipxByte{}, NonZero: true},
	}}
	sockaddrNl = Struct{&layout.SockaddrNl, []Field{
		{At: &layout.SockaddrNl_nl_family, Type: saFamily{}, Label: "sa_family"},
		{At: &layout.SockaddrNl_nl_pad, Type: Hex{}, If: nlPadded},
		{At: &layout.SockaddrNl_nl_pid, Type: Int{}},
		{At: &layout.SockaddrNl_nl_groups, Type: HexFill{8}},
	}}
	sockaddrLl = Struct{&layout.SockaddrLl, []Field{
		{At: &layout.SockaddrLl_sll_family, Type: saFamily{}, Label: "sa_family"},
		{At: &layout.SockaddrLl_sll_protocol, Type: EtherType{}},
		{At: &layout.SockaddrLl_sll_ifindex, Type: IfIndex{}},
		{At: &layout.SockaddrLl_sll_hatype, Type: Enum{Table: &xlat.ArpHardware}},
		{At: &layout.SockaddrLl_sll_pkttype, Type: Enum{Table: &xlat.PacketTypes}},
		{At: &layout.SockaddrLl_sll_halen, Type: Dec{}},
		{At: &layout.SockaddrLl_sll_addr, Show: showSllAddr, If: sllHasAddr},
	}}
	sockaddrHciOld = Struct{&layout.SockaddrHci, []Field{
		{At: &layout.SockaddrHci_hci_family, Type: saFamily{}, Label: "sa_family"},
		{At: &layout.SockaddrHci_hci_dev, Type: btShort{}},
	}}
	sockaddrHci = Struct{&layout.SockaddrHci, []Field{
		{At: &layout.SockaddrHci_hci_family, Type: saFamily{}, Label: "sa_family"},
		{At: &layout.SockaddrHci_hci_dev, Type: btShort{}},
		{At: &layout.SockaddrHci_hci_channel, Type: Enum{Table: &xlat.HciChannels}},
	}}
	sockaddrSco = Struct{&layout.SockaddrSco, []Field{
		{At: &layout.SockaddrSco_sco_family, Type: saFamily{}, Label: "sa_family"},
		{At: &layout.SockaddrSco_sco_bdaddr, Type: HwAddr{}},
	}}
	sockaddrRc = Struct{&layout.SockaddrRc, []Field{
		{At: &layout.SockaddrRc_rc_family, Type: saFamily{}, Label: "sa_family"},
		{At: &layout.SockaddrRc_rc_bdaddr, Type: HwAddr{}},
		{At: &layout.SockaddrRc_rc_channel, Type: Dec{}},
	}}
	sockaddrL2Old = Struct{&layout.SockaddrL2, []Field{
		{At: &layout.SockaddrL2_l2_family, Type: saFamily{}, Label: "sa_family"},
		{At: &layout.SockaddrL2_l2_psm, Type: l2Psm{}},
		{At: &layout.SockaddrL2_l2_bdaddr, Type: HwAddr{}},
		{At: &layout.SockaddrL2_l2_cid, Type: l2Cid{}},
	}}
	sockaddrL2 = Struct{&layout.SockaddrL2, []Field{
		{At: &layout.SockaddrL2_l2_family, Type: saFamily{}, Label: "sa_family"},
		{At: &layout.SockaddrL2_l2_psm, Type: l2Psm{}},
		{At: &layout.SockaddrL2_l2_bdaddr, Type: HwAddr{}},
		{At: &layout.SockaddrL2_l2_cid, Type: l2Cid{}},
		{At: &layout.SockaddrL2_l2_bdaddr_type, Type: Enum{Table: &xlat.BdaddrTypes}},
	}}
	sockaddrVm = Struct{&layout.SockaddrVm, []Field{
		{At: &layout.SockaddrVm_svm_family, Type: saFamily{}, Label: "sa_family"},
		{At: &layout.SockaddrVm_svm_reserved1, Type: Hex{}, If: vmReserved},
		{At: &layout.SockaddrVm_svm_cid, Type: Enum{Table: &xlat.VsockCids}},
		{At: &layout.SockaddrVm_svm_port, Type: Enum{Table: &xlat.VsockPorts}},
		{At: &layout.SockaddrVm_svm_flags, Type: Flags{&xlat.VsockFlags}},
		{At: &layout.SockaddrVm_svm_zero, Type: hexBytes{}, If: vmNotZero},
	}}
	sockaddrXdp = Struct{&layout.SockaddrXdp, []Field{
		{At: &layout.SockaddrXdp_sxdp_family, Type: saFamily{}, Label: "sa_family"},
		{At: &layout.SockaddrXdp_sxdp_flags, Type: Flags{&xlat.XdpFlags}},
		{At: &layout.SockaddrXdp_sxdp_ifindex, Type: IfIndex{}},
		{At: &layout.SockaddrXdp_sxdp_queue_id, Type: Dec{}},
		{At: &layout.SockaddrXdp_sxdp_shared_umem_fd, Show: showUmemFD},
	}}
	sockaddrQrtr = Struct{&layout.SockaddrQrtr, []Field{
		{At: &layout.SockaddrQrtr_sq_family, Type: saFamily{}, Label: "sa_family"},
		{At: &layout.SockaddrQrtr_sq_node, Type: Hex{}},
		{At: &layout.SockaddrQrtr_sq_port, Type: Hex{}},
	}}
	sockaddrMctp = Struct{&layout.SockaddrMctp, []Field{
		{At: &layout.SockaddrMctp_smctp_family, Type: saFamily{}, Label: "sa_family"},
		{At: &layout.SockaddrMctp___smctp_pad0, Type: Hex{}, If: mctpPad0},
		{At: &layout.SockaddrMctp_smctp_network, Type: Hex{}},
		{At: &layout.SockaddrMctp_smctp_addr, Type: &mctpAddr},
		{At: &layout.SockaddrMctp_smctp_type, Type: Hex{}},
		{At: &layout.SockaddrMctp_smctp_tag, Type: Hex{}},
		{At: &layout.SockaddrMctp___smctp_pad1, Type: Hex{}, If: mctpPad1},
	}}
	mctpAddr = Struct{&layout.SockaddrMctpAddr, []Field{
		{At: &layout.SockaddrMctpAddr_s_addr, Type: Hex{}},
	}}
	sockaddrTipc = Struct{&layout.SockaddrTipc, []Field{
		{At: &layout.SockaddrTipc_family, Type: saFamily{}, Label: "sa_family"},
		{At: &layout.SockaddrTipc_addrtype, Type: Enum{Table: &xlat.TipcAddrTypes}},
		{At: &layout.SockaddrTipc_scope, Type: Enum{Table: &xlat.TipcScopes}},
		{At: &layout.SockaddrTipc_addr, Show: showTipcAddr},
	}}
	// The three kinds of addresses of AF_TIPC.
	tipcID = Struct{&layout.TipcSocketAddr, []Field{
		{At: &layout.TipcSocketAddr_ref, Type: Dec{}},
		{At: &layout.TipcSocketAddr_node, Type: Dec{}},
	}}
	tipcNameseq = Struct{&layout.TipcServiceRange, []Field{
		{At: &layout.TipcServiceRange_type, Type: Dec{}},
		{At: &layout.TipcServiceRange_lower, Type: Dec{}},
		{At: &layout.TipcServiceRange_upper, Type: Dec{}},
	}}
	tipcName = Struct{&layout.TipcServiceAddr, []Field{
		{At: &layout.TipcServiceAddr_type, Type: Dec{}},
		{At: &layout.TipcServiceAddr_instance, Type: Dec{}},
	}}
)

func nlPadded(c *decode.Call, whole []byte) bool {
	return layout.SockaddrNl_nl_pad.Uint(c.ABI.ID, whole) != 0
}

func vmReserved(c *decode.Call, whole []byte) bool {
	return layout.SockaddrVm_svm_reserved1.Uint(c.ABI.ID, whole) != 0
}

func vmNotZero(c *decode.Call, whole []byte) bool {
	return anyByte(layout.SockaddrVm_svm_zero.Bytes(c.ABI.ID, whole))
}

func mctpPad0(c *decode.Call, whole []byte) bool {
	return layout.SockaddrMctp___smctp_pad0.Uint(c.ABI.ID, whole) != 0
}

func mctpPad1(c *decode.Call, whole []byte) bool {
	return layout.SockaddrMctp___smctp_pad1.Uint(c.ABI.ID, whole) != 0
}

func sllHasAddr(c *decode.Call, whole []byte) bool {
	return layout.SockaddrLl_sll_halen.Uint(c.ABI.ID, whole) != 0
}

// showSllAddr shows as many bytes of sll_addr as sll_halen says.
func showSllAddr(c *decode.Call, v decode.Value, whole []byte) {
	n := int(layout.SockaddrLl_sll_halen.Uint(c.ABI.ID, whole))
	printHexArray(c, v.Mem[:min(n, len(v.Mem))], n > len(v.Mem))
}

// showScope shows sin6_scope_id: the index of an interface where the address is of a link.
func showScope(c *decode.Call, v decode.Value, whole []byte) {
	a := layout.SockaddrIn6_sin6_addr.Bytes(c.ABI.ID, whole)
	if len(a) == 16 && (a[0] == 0xfe && a[1]&0xc0 == 0x80 || a[0] == 0xff && a[1]&0xf == 2) {
		IfIndex{}.Print(c, v)
		return
	}
	c.E.Uint(v.U)
}

func showSin6Addr(c *decode.Call, v decode.Value, _ []byte) { printIn6Member(c, v.Mem, "sin6_addr") }

// xdpSharedUmem is XDP_SHARED_UMEM of linux/if_xdp.h.
const xdpSharedUmem = 1

func showUmemFD(c *decode.Call, v decode.Value, whole []byte) {
	if layout.SockaddrXdp_sxdp_flags.Uint(c.ABI.ID, whole)&xdpSharedUmem != 0 {
		c.FD(int32(v.U))
		return
	}
	c.E.Hex(v.U)
}

// showTipcAddr shows the union addr of struct sockaddr_tipc.
func showTipcAddr(c *decode.Call, v decode.Value, whole []byte) {
	const (
		serviceRange = 1
		serviceAddr  = 2
		socketAddr   = 3
	)
	c.E.StructBegin()
	switch layout.SockaddrTipc_addrtype.Uint(c.ABI.ID, whole) {
	case serviceRange:
		c.E.Field("nameseq")
		tipcNameseq.Print(c, v)
	case serviceAddr:
		c.E.Field("name")
		c.E.StructBegin()
		c.E.Field("name")
		tipcName.Print(c, v)
		c.E.Field("domain")
		c.E.Uint(layout.SockaddrTipc_addr_name_domain.Uint(c.ABI.ID, whole))
		c.E.StructEnd()
	case socketAddr:
		c.E.Field("id")
		tipcID.Print(c, v)
	}
	c.E.StructEnd()
}

// Values that are no plain numbers: with -X raw their bytes are shown, with -X verbose what they
// mean in a comment behind these.
type (
	// NetPort is a port in network byte order: htons(80).
	NetPort struct{}
	// NetLong is 32 bits in network byte order: htonl(1).
	NetLong struct{}
	// In4 is an address of the Internet: inet_addr("127.0.0.1").
	In4 struct{}
	// HwAddr is a hardware address: 01:02:03:04:05:06.
	HwAddr struct{}
	// EtherType is the type of an Ethernet frame in network byte order: htons(ETH_P_IP).
	EtherType struct{}
	// IfIndex is the index of a network interface: if_nametoindex("lo").
	IfIndex struct{}
	// HexFill is a number in hexadecimal, filled up to Width characters.
	HexFill struct{ Width int }

	saFamily struct{} // a family of addresses
	hexBytes struct{} // bytes as a string of \xNN
	btShort  struct{} // 16 bits in Bluetooth's byte order
	l2Psm    struct{} // l2_psm of struct sockaddr_l2
	l2Cid    struct{} // l2_cid of it
)

// meaning begins a value that has a meaning besides its bytes, and reports whether that is to be shown, too:
// then meaningEnd follows it.
func meaning(c *decode.Call, b []byte) bool {
	if c.Opt.Style == decode.Abbrev {
		return true
	}
	c.E.HexStr(b, false)
	return meaningComment(c)
}

// meaningOf is meaning of a number.
func meaningOf(c *decode.Call, v uint64) bool {
	if c.Opt.Style == decode.Abbrev {
		return true
	}
	c.E.Uint(v)
	return meaningComment(c)
}

func meaningComment(c *decode.Call) bool {
	if c.Opt.Style == decode.Raw {
		return false
	}
	c.E.CommentBegin()
	return true
}

func meaningEnd(c *decode.Call) {
	if c.Opt.Style == decode.Verbose {
		c.E.CommentEnd()
	}
}

func beUint16(b []byte) uint64 {
	if len(b) < 2 {
		return 0
	}
	return uint64(binary.BigEndian.Uint16(b))
}

func beUint32(b []byte) uint64 {
	if len(b) < 4 {
		return 0
	}
	return uint64(binary.BigEndian.Uint32(b))
}

// Print implements Type.
func (NetPort) Print(c *decode.Call, v decode.Value) {
	if meaning(c, v.Mem) {
		c.E.CallBegin("htons")
		c.E.CallArg()
		c.E.Uint(beUint16(v.Mem))
		c.E.CallEnd()
		meaningEnd(c)
	}
}

// Print implements Type.
func (NetLong) Print(c *decode.Call, v decode.Value) {
	if meaning(c, v.Mem) {
		c.E.CallBegin("htonl")
		c.E.CallArg()
		c.E.Uint(beUint32(v.Mem))
		c.E.CallEnd()
		meaningEnd(c)
	}
}

// Size implements Sized.
func (In4) Size(abi.ID) int { return 4 }

// Print implements Type.
func (In4) Print(c *decode.Call, v decode.Value) {
	if len(v.Mem) == 4 && meaning(c, v.Mem) {
		c.E.CallBegin("inet_addr")
		c.E.CallArg()
		printIP(c, v.Mem)
		c.E.CallEnd()
		meaningEnd(c)
	}
}

// printIP shows an address of 4 or 16 bytes as text.
func printIP(c *decode.Call, b []byte) {
	mark := c.Mark()
	defer c.Release(mark)
	text := c.Scratch(64)[:0]
	a, _ := netip.AddrFromSlice(b)
	if len(b) == 16 && !anyByte(b[:12]) && (b[12] != 0 || b[13] != 0) {
		// The C library writes all of ::/96 like this.
		text = append(text, "::"...)
		a, _ = netip.AddrFromSlice(b[12:])
	}
	c.E.Str(a.AppendTo(text), false)
}

// printIn6Member shows the member name of a structure, an address of 16 bytes:
// inet_pton(AF_INET6, "::1", &sin6_addr).
func printIn6Member(c *decode.Call, b []byte, name string) {
	if c.Opt.Style != decode.Abbrev {
		c.E.Field(name)
		printIn6(c, b, "")
		return
	}
	c.E.Field("")
	printIn6(c, b, name)
}

// printIn6 shows an address of 16 bytes as a call of inet_pton, which fills in ref unless that is "".
func printIn6(c *decode.Call, b []byte, ref string) {
	if len(b) != 16 || !meaning(c, b) {
		return
	}
	c.E.CallBegin("inet_pton")
	c.E.CallArg()
	c.E.Name("AF_INET6")
	c.E.CallArg()
	printIP(c, b)
	if ref != "" {
		c.E.CallArg()
		c.E.Ref(ref)
	}
	c.E.CallEnd()
	meaningEnd(c)
}

// Print implements Type.
func (HwAddr) Print(c *decode.Call, v decode.Value) {
	if meaning(c, v.Mem) {
		c.E.Colons(v.Mem)
		meaningEnd(c)
	}
}

// Print implements Type.
func (EtherType) Print(c *decode.Call, v decode.Value) {
	if meaning(c, v.Mem) {
		c.E.CallBegin("htons")
		c.E.CallArg()
		printConst(c, &xlat.EtherTypes, beUint16(v.Mem))
		c.E.CallEnd()
		meaningEnd(c)
	}
}

// printConst shows the name of a constant whatever -X says: what surrounds it has heeded that.
func printConst(c *decode.Call, t *xlat.Table, v uint64) {
	if name := t.Lookup(c.ABI.ID, v); name != "" {
		c.E.Name(name)
		return
	}
	c.E.Hex(v)
	c.Comment(t.Unknown)
}

// Size implements Sized.
func (IfIndex) Size(abi.ID) int { return 4 }

// Print implements Type.
func (IfIndex) Print(c *decode.Call, v decode.Value) {
	index := v.U & 0xffffffff
	env, ok := c.Env.(NetEnv)
	if !ok || index == 0 {
		c.E.Uint(index)
		return
	}
	name, ok := env.IfName(uint32(index))
	if !ok || c.Opt.Style == decode.Raw {
		c.E.Uint(index)
		return
	}
	if meaningOf(c, index) {
		c.E.CallBegin("if_nametoindex")
		c.E.CallArg()
		printText(c, name)
		c.E.CallEnd()
		meaningEnd(c)
	}
}

// Print implements Type.
func (t HexFill) Print(c *decode.Call, v decode.Value) { c.E.HexFill(v.U&0xffffffff, t.Width) }

// Print implements Type.
func (saFamily) Print(c *decode.Call, v decode.Value) {
	c.Enum(&xlat.AddressFamilies, v.U, decode.FmtHex)
}

// Print implements Type.
func (hexBytes) Print(c *decode.Call, v decode.Value) { c.E.HexStr(v.Mem, false) }

// Print implements Type.
func (btShort) Print(c *decode.Call, v decode.Value) {
	c.E.CallBegin("htobs")
	c.E.CallArg()
	c.E.Uint(v.U)
	c.E.CallEnd()
}

// What L2CAP's numbers are counted from.
const (
	l2LeDynStart = 0x80
	l2LeDynEnd   = 0xff
	l2DynStart   = 0x1001
	l2CidDyn     = 0x40
)

// Print implements Type.
func (l2Psm) Print(c *decode.Call, v decode.Value) {
	base := uint64(0)
	switch {
	case v.U >= l2LeDynStart && v.U <= l2LeDynEnd:
		base = l2LeDynStart
	case v.U >= l2DynStart:
		base = l2DynStart
	}
	printFrom(c, &xlat.L2capPsm, v.U, base)
}

// Print implements Type.
func (l2Cid) Print(c *decode.Call, v decode.Value) {
	base := uint64(0)
	if v.U >= l2CidDyn {
		base = l2CidDyn
	}
	printFrom(c, &xlat.L2capCid, v.U, base)
}

// printFrom shows a constant in Bluetooth's byte order, counted from base if it has no name and base is not 0.
func printFrom(c *decode.Call, t *xlat.Table, v, base uint64) {
	c.E.CallBegin("htobs")
	c.E.CallArg()
	defer c.E.CallEnd()
	if base == 0 || c.Opt.Style == decode.Raw || t.Lookup(c.ABI.ID, v) != "" {
		c.Enum(t, v, decode.FmtHex)
		return
	}
	if c.Opt.Style == decode.Verbose {
		c.E.Hex(v)
		c.E.CommentBegin()
		defer c.E.CommentEnd()
	}
	c.E.Name(t.Lookup(c.ABI.ID, base))
	c.E.Plus()
	c.E.Uint(v - base)
}

// anyByte reports whether any of b is not 0.
func anyByte(b []byte) bool {
	for _, x := range b {
		if x != 0 {
			return true
		}
	}
	return false
}

// printText shows text that is not the tracee's as a string.
func printText(c *decode.Call, s string) {
	mark := c.Mark()
	defer c.Release(mark)
	c.E.Str(append(c.Scratch(len(s))[:0], s...), false)
}

// printHexArray shows bytes as an array of numbers.
func printHexArray(c *decode.Call, b []byte, more bool) {
	c.E.ArrayBegin()
	for _, x := range b {
		c.E.Elem()
		c.E.Hex(uint64(x))
	}
	if more {
		c.E.Elem()
		c.E.More()
	}
	c.E.ArrayEnd()
}

// ipxNetwork is the number of an IPX network, htonl(0x5000000) whatever the style.
type ipxNetwork struct{}

// Print implements Type.
func (ipxNetwork) Print(c *decode.Call, v decode.Value) {
	c.E.CallBegin("htonl")
	c.E.CallArg()
	c.E.Hex(uint64(binary.BigEndian.Uint32(v.Mem)))
	c.E.CallEnd()
}

// ipxNode is the six bytes of a node.
type ipxNode struct{}

// Print implements Type.
func (ipxNode) Print(c *decode.Call, v decode.Value) {
	c.E.ArrayBegin()
	for _, b := range v.Mem {
		c.E.Elem()
		c.E.HexFill(uint64(b), 2)
	}
	c.E.ArrayEnd()
}

// ipxByte is a byte, two characters wide if it is 0.
type ipxByte struct{}

// Print implements Type.
func (ipxByte) Print(c *decode.Call, v decode.Value) { c.E.HexFill(v.U&0xff, 2) }
