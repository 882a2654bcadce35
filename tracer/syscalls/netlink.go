package syscalls

import (
	"strings"

	"strake/tracer/abi"
	"strake/tracer/abi/layout"
	"strake/tracer/decode"
	"strake/tracer/xlat"
)

// Protocols of netlink (linux/netlink.h) whose messages differ from those of others.
const (
	nlRoute    = 0
	nlSockDiag = 4
	nlXfrm     = 6
	nlSelinux  = 7
	nlAudit    = 9
	nlUevent   = 15
	nlGeneric  = 16
	nlUnknown  = -1 // a socket that is not bound yet
)

// Types of messages of every protocol (linux/netlink.h).
const (
	nlmsgError   = 2
	nlmsgDone    = 3
	nlmsgMinType = 16 // a protocol's own begin here

	nlmFCapped  = 0x100
	nlmFAckTLVs = 0x200

	nlAlign = 4
	// maxNetlink bounds how much of a buffer is taken apart.
	maxNetlink = 1 << 16
)

// sizeNlmsghdr and sizeNlattr are the sizes of the headers, alike on every ABI.
const (
	sizeNlmsghdr = 16
	sizeNlattr   = 4
)

// printNetlink shows n bytes at addr as netlink messages if the descriptor is a netlink socket, and reports whether it
// is.
func printNetlink(c *decode.Call, fd int32, addr, n uint64) bool {
	env, ok := c.Env.(NetEnv)
	if !ok || addr == 0 || fd < 0 {
		return false
	}
	protocol, known, netlink := env.Netlink(int(fd))
	if !netlink || known && protocol == nlUevent {
		return false
	}
	if !known {
		protocol = nlUnknown
	}
	mark := c.Mark()
	defer c.Release(mark)
	whole := int(min(n, maxNetlink))
	b := c.ReadSome(addr, whole)
	if len(b) < min(whole, sizeNlmsghdr) {
		c.E.Addr(addr)
		return true
	}
	if whole < sizeNlmsghdr {
		printHexLimited(c, b)
		return true
	}
	m := nlMessages{protocol: protocol, addr: addr, more: n > uint64(len(b))}
	m.print(c, b)
	return true
}

// printHexLimited shows bytes as a string of \xNN that -s cuts.
func printHexLimited(c *decode.Call, b []byte) {
	show := min(len(b), c.Opt.StringLimit)
	c.E.HexStr(b[:show], show < len(b))
}

// nlMessages is netlink messages one after another.
type nlMessages struct {
	protocol int
	addr     uint64
	more     bool // the memory ends before the messages do
}

// nlNext returns how far the element at the beginning of b goes, with its padding, and whether another follows.
func nlNext(b []byte, length, header int) (size int, ok bool) {
	if length < header {
		return 0, false
	}
	size = (length + nlAlign - 1) &^ (nlAlign - 1)
	return size, size < len(b)
}

func (m nlMessages) print(c *decode.Call, b []byte) {
	length := int(layout.Nlmsghdr_nlmsg_len.Uint(c.ABI.ID, b))
	if size, ok := nlNext(b, length, sizeNlmsghdr); !ok && (!m.more || size > len(b)) {
		m.printOne(c, b, length)
		return
	}
	c.E.ArrayBegin()
	for shown, off := 0, 0; ; shown++ {
		rest := b[off:]
		if shown >= c.Opt.StringLimit && !c.NoAbbrev {
			c.E.Elem()
			c.E.More()
			break
		}
		if len(rest) < sizeNlmsghdr {
			if m.more {
				c.E.Elem()
				c.E.More()
				c.E.CommentBegin()
				c.E.Addr(m.addr + uint64(off))
				c.E.CommentEnd()
			} else if len(rest) > 0 {
				c.E.Elem()
				printHexLimited(c, rest)
			}
			break
		}
		length = int(layout.Nlmsghdr_nlmsg_len.Uint(c.ABI.ID, rest))
		c.E.Elem()
		m.printOne(c, rest, length)
		size, ok := nlNext(rest, length, sizeNlmsghdr)
		if !ok && !(m.more && size == len(rest)) {
			break
		}
		off += size
	}
	c.E.ArrayEnd()
}

// printOne shows the message at the beginning of b, which says it is length bytes long.
func (m nlMessages) printOne(c *decode.Call, b []byte, length int) {
	n := min(max(length, sizeNlmsghdr), len(b))
	body := b[sizeNlmsghdr:n]
	if len(body) == 0 {
		m.printHeader(c, b)
		return
	}
	c.E.ArrayBegin()
	c.E.Elem()
	m.printHeader(c, b)
	c.E.Elem()
	m.printBody(c, b, body)
	c.E.ArrayEnd()
}

func (m nlMessages) printHeader(c *decode.Call, b []byte) {
	id := c.ABI.ID
	kind := layout.Nlmsghdr_nlmsg_type.Uint(id, b)
	types := m.types(kind)
	c.E.StructBegin()
	c.E.Field("nlmsg_len")
	c.E.Uint(layout.Nlmsghdr_nlmsg_len.Uint(id, b))
	c.E.Field("nlmsg_type")
	if m.protocol == nlGeneric && kind >= nlmsgMinType {
		printGenericFamily(c, kind)
	} else {
		c.Enum(types, kind, decode.FmtHex)
	}
	c.E.Field("nlmsg_flags")
	c.Flags(m.flags(c, types, kind), layout.Nlmsghdr_nlmsg_flags.Uint(id, b))
	c.E.Field("nlmsg_seq")
	c.E.Uint(layout.Nlmsghdr_nlmsg_seq.Uint(id, b))
	c.E.Field("nlmsg_pid")
	c.E.Int(int64(int32(layout.Nlmsghdr_nlmsg_pid.Uint(id, b))))
	c.E.StructEnd()
}

// genericCtrl is GENL_ID_CTRL of linux/genetlink.h, the only family of generic netlink whose number does not vary.
const (
	genericCtrl    = 16
	genericUnknown = "GENERIC_FAMILY_???"
)

func printGenericFamily(c *decode.Call, kind uint64) {
	name := ""
	if kind == genericCtrl {
		name = "nlctrl"
	}
	c.Const(kind, decode.FmtHex, name, genericUnknown)
}

// types returns the table of the type of a message.
func (m nlMessages) types(kind uint64) *xlat.Table {
	if kind < nlmsgMinType {
		return &xlat.NlmsgTypes
	}
	switch m.protocol {
	case nlRoute:
		return &xlat.RtnlTypes
	case nlSockDiag:
		return &xlat.SockDiagTypes
	case nlXfrm:
		return &xlat.XfrmTypes
	case nlSelinux:
		return &xlat.SelinuxTypes
	case nlAudit:
		return &xlat.AuditTypes
	}
	return &xlat.NlmsgTypes
}

// flags returns the table of the flags of a message: some bits mean different things by what the message is for.
func (m nlMessages) flags(c *decode.Call, types *xlat.Table, kind uint64) *xlat.Table {
	if kind == nlmsgError {
		return &xlat.NlmsgFlagsError
	}
	if kind < nlmsgMinType {
		return &xlat.NlmsgFlags
	}
	switch m.protocol {
	case nlSockDiag, nlGeneric:
		return &xlat.NlmsgFlagsGet
	case nlRoute:
		switch kind & 3 {
		case 0:
			return &xlat.NlmsgFlagsNew
		case 1:
			return &xlat.NlmsgFlagsDelete
		case 2:
			return &xlat.NlmsgFlagsGet
		}
	case nlXfrm:
		switch verb, _ := strings.CutPrefix(types.Lookup(c.ABI.ID, kind), "XFRM_MSG_"); {
		case strings.HasPrefix(verb, "NEW"):
			return &xlat.NlmsgFlagsNew
		case strings.HasPrefix(verb, "DEL"):
			return &xlat.NlmsgFlagsDelete
		case strings.HasPrefix(verb, "GET"):
			return &xlat.NlmsgFlagsGet
		}
	}
	return &xlat.NlmsgFlags
}

func (m nlMessages) printBody(c *decode.Call, b, body []byte) {
	id := c.ABI.ID
	kind := layout.Nlmsghdr_nlmsg_type.Uint(id, b)
	switch {
	case kind == nlmsgDone && len(body) == 4:
		c.E.Int(int64(layout.Load(body, true)))
	case kind == nlmsgError && len(body) >= 4+sizeNlmsghdr:
		m.printError(c, layout.Nlmsghdr_nlmsg_flags.Uint(id, b), body)
	case kind >= nlmsgMinType && m.protocol == nlRoute:
		printRtnl(c, kind, body)
	case kind >= nlmsgMinType && m.protocol == nlSockDiag:
		printFamilyData(c, body)
	default:
		printHexLimited(c, body)
	}
}

// printError shows a struct nlmsgerr, and the attributes behind it.
func (m nlMessages) printError(c *decode.Call, flags uint64, body []byte) {
	inner := body[4:]
	length := int(layout.Nlmsghdr_nlmsg_len.Uint(c.ABI.ID, inner))
	msg := inner
	if flags&nlmFCapped != 0 {
		msg = inner[:sizeNlmsghdr]
		length = sizeNlmsghdr
	}
	var attrs []byte
	if size, ok := nlNext(inner, length, sizeNlmsghdr); ok && flags&nlmFAckTLVs != 0 {
		attrs = inner[size:]
	}
	if len(attrs) > 0 {
		c.E.ArrayBegin()
		c.E.Elem()
	}
	c.E.StructBegin()
	c.E.Field("error")
	printErrno(c, int64(layout.Load(body[:4], true)))
	c.E.Field("msg")
	m.printOne(c, msg, length)
	c.E.StructEnd()
	if len(attrs) > 0 {
		c.E.Elem()
		nlAttrs{set: &nlmsgerrAttrs}.print(c, attrs)
		c.E.ArrayEnd()
	}
}

// printErrno shows a negative errno.
func printErrno(c *decode.Call, v int64) {
	if v < 0 && v > -4096 {
		if name := abi.ErrnoName(int(-v)); name != "" {
			c.E.Minus()
			c.Const(uint64(-v), decode.FmtUint, name, "")
			return
		}
	}
	c.E.Int(v)
}

// printFamilyData shows the body of a message that begins with a family and goes on in an unknown way.
func printFamilyData(c *decode.Call, body []byte) {
	c.E.StructBegin()
	c.E.Field("family")
	c.Enum(&xlat.AddressFamilies, uint64(body[0]), decode.FmtHex)
	if len(body) > 1 {
		c.E.Field("data")
		printHexLimited(c, body[1:])
	}
	c.E.StructEnd()
}

// rtnlMsgs are the messages of NETLINK_ROUTE that are structures with attributes, by the first of the four types of
// each kind.
var rtnlMsgs = [...]struct {
	base uint64
	as   *Struct
	set  *nlaSet
}{
	{16, &ifinfomsg, &iflaAttrs},
	{20, &ifaddrmsg, &ifaAttrs},
	{24, &rtmsg, &rtaAttrs},
	{28, &ndmsg, &ndaAttrs},
	{56, &ifaddrmsg, &ifaAttrs},
	{60, &ifaddrmsg, &ifaAttrs},
}

// printRtnl shows the body of a message of NETLINK_ROUTE.
func printRtnl(c *decode.Call, kind uint64, body []byte) {
	for i := range rtnlMsgs {
		m := &rtnlMsgs[i]
		if m.base != kind&^3 {
			continue
		}
		size := m.as.Size(c.ABI.ID)
		if len(body) < size {
			first := &m.as.Fields[0]
			c.E.StructBegin()
			c.E.Field(first.At.Name)
			first.Type.Print(c, loadValue(0, body[:1], false))
			c.E.Field("")
			c.E.More()
			c.E.StructEnd()
			return
		}
		m.as.Print(c, loadValue(0, body[:size], false))
		if rest := body[size:]; len(rest) > 0 {
			c.E.Elem()
			nlAttrs{set: m.set, family: body[0]}.print(c, rest)
		}
		return
	}
	printFamilyData(c, body)
}

var (
	ifinfomsg = Struct{&layout.Ifinfomsg, []Field{
		{At: &layout.Ifinfomsg_ifi_family, Type: saFamily{}},
		{At: &layout.Ifinfomsg_ifi_type, Type: Enum{Table: &xlat.ArpHardware}},
		{At: &layout.Ifinfomsg_ifi_index, Type: IfIndex{}},
		{At: &layout.Ifinfomsg_ifi_flags, Type: Flags{&xlat.IfFlags}},
		{At: &layout.Ifinfomsg_ifi_change, Type: Hex{}},
	}}
	ifaddrmsg = Struct{&layout.Ifaddrmsg, []Field{
		{At: &layout.Ifaddrmsg_ifa_family, Type: saFamily{}},
		{At: &layout.Ifaddrmsg_ifa_prefixlen, Type: Dec{}},
		{At: &layout.Ifaddrmsg_ifa_flags, Type: Flags{&xlat.IfaFlags}},
		{At: &layout.Ifaddrmsg_ifa_scope, Type: Enum{Table: &xlat.RtScopes}},
		{At: &layout.Ifaddrmsg_ifa_index, Type: IfIndex{}},
	}}
	rtmsg = Struct{&layout.Rtmsg, []Field{
		{At: &layout.Rtmsg_rtm_family, Type: saFamily{}},
		{At: &layout.Rtmsg_rtm_dst_len, Type: Dec{}},
		{At: &layout.Rtmsg_rtm_src_len, Type: Dec{}},
		{At: &layout.Rtmsg_rtm_tos, Type: Flags{&xlat.IpTos}},
		{At: &layout.Rtmsg_rtm_table, Type: Enum{Table: &xlat.RtTables}},
		{At: &layout.Rtmsg_rtm_protocol, Type: Enum{Table: &xlat.RtProtocols}},
		{At: &layout.Rtmsg_rtm_scope, Type: Enum{Table: &xlat.RtScopes}},
		{At: &layout.Rtmsg_rtm_type, Type: Enum{Table: &xlat.RtTypes}},
		{At: &layout.Rtmsg_rtm_flags, Type: Flags{&xlat.RtFlags}},
	}}
	ndmsg = Struct{&layout.Ndmsg, []Field{
		{At: &layout.Ndmsg_ndm_family, Type: saFamily{}},
		{At: &layout.Ndmsg_ndm_ifindex, Type: IfIndex{}},
		{At: &layout.Ndmsg_ndm_state, Type: Flags{&xlat.NudStates}},
		{At: &layout.Ndmsg_ndm_flags, Type: Flags{&xlat.NtfFlags}},
		{At: &layout.Ndmsg_ndm_type, Type: Enum{Table: &xlat.RtTypes}},
	}}
)
