package syscalls

import (
	"strake/tracer/abi/layout"
	"strake/tracer/decode"
	"strake/tracer/xlat"
)

// nlaKind is what an attribute holds. Where it has less than that, bytes are shown.
type nlaKind uint8

const (
	nlaHex   nlaKind = iota // anything
	nlaStr                  // a string with a NUL at its end
	nlaUint                 // a number of size bytes
	nlaEnum                 // a constant of table
	nlaFlags                // flags of table
	nlaIndex                // the index of a network interface
	nlaIP                   // an address of the message's family
	nlaHw                   // a hardware address
	nlaPort                 // htons
	nlaNet32                // htonl
	nlaStruct
	nlaNested // attributes of set
)

// nlaType is what an attribute of one number holds.
type nlaType struct {
	attr  uint16
	kind  nlaKind
	size  uint8 // bytes of a number
	table *xlat.Table
	as    *Struct
	set   *nlaSet
}

// nlaSet is the attributes that a message, or another attribute, can have.
type nlaSet struct {
	names *xlat.Table
	types []nlaType
}

// nlAttrs is attributes one after another, of a message of a family.
type nlAttrs struct {
	set    *nlaSet
	family byte
	depth  int
}

// Flags within the type of an attribute (linux/netlink.h).
const (
	nlaFNested    = 0x8000
	nlaFByteOrder = 0x4000
	nlaTypeMask   = 0x3fff

	// maxNlaDepth bounds the nesting of attributes.
	maxNlaDepth = 8
	// maxHwAddr is MAX_ADDR_LEN of linux/netdevice.h of the kernel.
	maxHwAddr = 32
)

func (a nlAttrs) print(c *decode.Call, b []byte) {
	if len(b) < sizeNlattr {
		printHexLimited(c, b)
		return
	}
	length := int(layout.Nlattr_nla_len.Uint(c.ABI.ID, b))
	size, ok := nlNext(b, length, sizeNlattr)
	if !ok {
		a.printOne(c, b, length)
		return
	}
	c.E.ArrayBegin()
	for shown := 0; ; shown++ {
		if shown >= c.Opt.StringLimit && !c.NoAbbrev {
			c.E.Elem()
			c.E.More()
			break
		}
		c.E.Elem()
		if len(b) < sizeNlattr {
			printHexLimited(c, b)
			break
		}
		length = int(layout.Nlattr_nla_len.Uint(c.ABI.ID, b))
		a.printOne(c, b, length)
		if size, ok = nlNext(b, length, sizeNlattr); !ok {
			break
		}
		b = b[size:]
	}
	c.E.ArrayEnd()
}

// printOne shows the attribute at the beginning of b, which says it is length bytes long.
func (a nlAttrs) printOne(c *decode.Call, b []byte, length int) {
	id := c.ABI.ID
	n := min(max(length, sizeNlattr), len(b))
	data := b[sizeNlattr:n]
	kind := layout.Nlattr_nla_type.Uint(id, b)
	if len(data) > 0 {
		c.E.ArrayBegin()
		c.E.Elem()
	}
	c.E.StructBegin()
	c.E.Field("nla_len")
	c.E.Uint(layout.Nlattr_nla_len.Uint(id, b))
	c.E.Field("nla_type")
	if flags := kind &^ nlaTypeMask; flags != 0 {
		c.Flags(&xlat.NlaFlags, flags)
		c.E.Or()
	}
	c.Enum(a.set.names, kind&nlaTypeMask, decode.FmtHex)
	c.E.StructEnd()
	if len(data) > 0 {
		c.E.Elem()
		a.printData(c, uint16(kind&nlaTypeMask), data)
		c.E.ArrayEnd()
	}
}

func (a nlAttrs) printData(c *decode.Call, attr uint16, data []byte) {
	for i := range a.set.types {
		if t := &a.set.types[i]; t.attr == attr {
			if !a.printTyped(c, t, data) {
				printHexLimited(c, data)
			}
			return
		}
	}
	printHexLimited(c, data)
}

// printTyped shows the data of an attribute as t says, and reports whether there is enough of it.
func (a nlAttrs) printTyped(c *decode.Call, t *nlaType, data []byte) bool {
	size := int(t.size)
	if len(data) < size {
		return false
	}
	v := decode.Value{U: layout.Load(data[:size], false), Mem: data[:size]}
	switch t.kind {
	case nlaStr:
		printNlaStr(c, data)
	case nlaUint:
		c.E.Uint(v.U)
	case nlaEnum:
		c.Enum(t.table, v.U, decode.FmtHex)
	case nlaFlags:
		if len(data) > 8 {
			return false
		}
		c.Flags(t.table, v.U)
	case nlaIndex:
		IfIndex{}.Print(c, v)
	case nlaPort:
		NetPort{}.Print(c, v)
	case nlaNet32:
		NetLong{}.Print(c, v)
	case nlaIP:
		switch {
		case a.family == afInet && len(data) >= 4:
			In4{}.Print(c, decode.Value{Mem: data[:4]})
		case a.family == afInet6 && len(data) >= 16:
			printIn6(c, data[:16], "")
		default:
			return false
		}
	case nlaHw:
		if len(data) > maxHwAddr {
			return false
		}
		HwAddr{}.Print(c, decode.Value{Mem: data})
	case nlaStruct:
		n := t.as.Size(c.ABI.ID)
		if len(data) < n {
			return false
		}
		t.as.Print(c, loadValue(0, data[:n], false))
	case nlaNested:
		if len(data) < sizeNlattr || a.depth >= maxNlaDepth {
			return false
		}
		nlAttrs{set: t.set, family: a.family, depth: a.depth + 1}.print(c, data)
	default:
		return false
	}
	return true
}

// printNlaStr shows a string that ends with a NUL, or says that there is none.
func printNlaStr(c *decode.Call, data []byte) {
	more := true
	if last := len(data) - 1; data[last] == 0 {
		data, more = data[:last], false
	}
	if show := c.Opt.StringLimit; show < len(data) {
		data, more = data[:show], true
	}
	c.E.Str(data, more)
}

// Attributes by number: linux/if_link.h, if_addr.h, rtnetlink.h, neighbour.h, netlink.h.
var (
	iflaAttrs = nlaSet{&xlat.IflaAttrs, []nlaType{
		{attr: 1, kind: nlaHw},
		{attr: 2, kind: nlaHw},
		{attr: 3, kind: nlaStr},
		{attr: 4, kind: nlaUint, size: 4},
		{attr: 5, kind: nlaUint, size: 4},
		{attr: 6, kind: nlaStr},
		{attr: 7, kind: nlaStruct, as: &linkStats},
		{attr: 10, kind: nlaUint, size: 4},
		{attr: 13, kind: nlaUint, size: 4},
		{attr: 14, kind: nlaStruct, as: &linkIfmap},
		{attr: 15, kind: nlaUint, size: 4},
		{attr: 16, kind: nlaUint, size: 1},
		{attr: 17, kind: nlaUint, size: 1},
		{attr: 18, kind: nlaNested, set: &iflaInfoAttrs},
		{attr: 19, kind: nlaUint, size: 4},
		{attr: 20, kind: nlaStr},
		{attr: 21, kind: nlaUint, size: 4},
		{attr: 23, kind: nlaStruct, as: &linkStats64},
		{attr: 27, kind: nlaUint, size: 4},
		{attr: 28, kind: nlaUint, size: 4},
		{attr: 29, kind: nlaFlags, size: 4, table: &xlat.RtextFilter},
		{attr: 30, kind: nlaUint, size: 4},
		{attr: 31, kind: nlaUint, size: 4},
		{attr: 32, kind: nlaUint, size: 4},
		{attr: 33, kind: nlaUint, size: 1},
		{attr: 35, kind: nlaUint, size: 4},
		{attr: 37, kind: nlaUint, size: 4},
		{attr: 38, kind: nlaStr},
		{attr: 39, kind: nlaUint, size: 1},
		{attr: 40, kind: nlaUint, size: 4},
		{attr: 41, kind: nlaUint, size: 4},
		{attr: 44, kind: nlaEnum, size: 4, table: &xlat.IflaEvents},
		{attr: 45, kind: nlaUint, size: 4},
		{attr: 46, kind: nlaUint, size: 4},
		{attr: 47, kind: nlaUint, size: 4},
		{attr: 48, kind: nlaUint, size: 4},
		{attr: 49, kind: nlaIndex, size: 4},
		{attr: 50, kind: nlaUint, size: 4},
		{attr: 51, kind: nlaUint, size: 4},
		{attr: 52, kind: nlaNested, set: &iflaPropAttrs},
		{attr: 53, kind: nlaStr},
		{attr: 54, kind: nlaHw},
		{attr: 56, kind: nlaStr},
		{attr: 57, kind: nlaStr},
		{attr: 58, kind: nlaUint, size: 4},
		{attr: 59, kind: nlaUint, size: 4},
		{attr: 60, kind: nlaUint, size: 4},
		{attr: 61, kind: nlaUint, size: 4},
		{attr: 62, kind: nlaUint, size: 4},
		{attr: 63, kind: nlaUint, size: 4},
		{attr: 64, kind: nlaUint, size: 4},
		{attr: 67, kind: nlaUint, size: 1},
		{attr: 68, kind: nlaUint, size: 2},
		{attr: 69, kind: nlaUint, size: 2},
	}}
	iflaInfoAttrs = nlaSet{&xlat.IflaInfoAttrs, []nlaType{
		{attr: 1, kind: nlaStr},
		{attr: 4, kind: nlaStr},
	}}
	// iflaPropAttrs is the one that IFLA_PROP_LIST has.
	iflaPropAttrs = nlaSet{&xlat.IflaAttrs, []nlaType{{attr: 53, kind: nlaStr}}}

	ifaAttrs = nlaSet{&xlat.IfaAttrs, []nlaType{
		{attr: 1, kind: nlaIP},
		{attr: 2, kind: nlaIP},
		{attr: 3, kind: nlaStr},
		{attr: 4, kind: nlaIP},
		{attr: 5, kind: nlaIP},
		{attr: 6, kind: nlaStruct, as: &ifaCacheinfo},
		{attr: 7, kind: nlaIP},
		{attr: 8, kind: nlaFlags, size: 4, table: &xlat.IfaFlags},
		{attr: 9, kind: nlaUint, size: 4},
		{attr: 10, kind: nlaUint, size: 4},
	}}
	rtaAttrs = nlaSet{&xlat.RtaAttrs, []nlaType{
		{attr: 1, kind: nlaIP},
		{attr: 2, kind: nlaIP},
		{attr: 3, kind: nlaIndex, size: 4},
		{attr: 4, kind: nlaIndex, size: 4},
		{attr: 5, kind: nlaIP},
		{attr: 6, kind: nlaUint, size: 4},
		{attr: 7, kind: nlaIP},
		{attr: 8, kind: nlaNested, set: &rtaxAttrs},
		{attr: 10, kind: nlaUint, size: 4},
		{attr: 11, kind: nlaUint, size: 4},
		{attr: 12, kind: nlaStruct, as: &rtaCacheinfo},
		{attr: 14, kind: nlaUint, size: 4},
		{attr: 15, kind: nlaEnum, size: 4, table: &xlat.RtTables},
		{attr: 16, kind: nlaUint, size: 4},
		{attr: 19, kind: nlaIP},
		{attr: 20, kind: nlaUint, size: 1},
		{attr: 21, kind: nlaEnum, size: 2, table: &xlat.LwtunnelEncaps},
		{attr: 25, kind: nlaUint, size: 4},
		{attr: 26, kind: nlaUint, size: 1},
		{attr: 27, kind: nlaUint, size: 1},
		{attr: 28, kind: nlaUint, size: 2},
		{attr: 29, kind: nlaUint, size: 2},
		{attr: 30, kind: nlaUint, size: 4},
		{attr: 31, kind: nlaNet32, size: 4},
	}}
	rtaxAttrs = nlaSet{&xlat.RtaxAttrs, []nlaType{
		{attr: 1, kind: nlaUint, size: 4},
		{attr: 2, kind: nlaUint, size: 4},
		{attr: 3, kind: nlaUint, size: 4},
		{attr: 4, kind: nlaUint, size: 4},
		{attr: 5, kind: nlaUint, size: 4},
		{attr: 6, kind: nlaUint, size: 4},
		{attr: 7, kind: nlaUint, size: 4},
		{attr: 8, kind: nlaUint, size: 4},
		{attr: 9, kind: nlaUint, size: 4},
		{attr: 10, kind: nlaUint, size: 4},
		{attr: 11, kind: nlaUint, size: 4},
		{attr: 12, kind: nlaUint, size: 4},
		{attr: 13, kind: nlaUint, size: 4},
		{attr: 14, kind: nlaUint, size: 4},
		{attr: 15, kind: nlaUint, size: 4},
		{attr: 16, kind: nlaStr},
	}}
	ndaAttrs = nlaSet{&xlat.NdaAttrs, []nlaType{
		{attr: 1, kind: nlaIP},
		{attr: 2, kind: nlaHw},
		{attr: 3, kind: nlaStruct, as: &ndaCacheinfo},
		{attr: 4, kind: nlaUint, size: 4},
		{attr: 5, kind: nlaUint, size: 2},
		{attr: 6, kind: nlaPort, size: 2},
		{attr: 7, kind: nlaUint, size: 4},
		{attr: 8, kind: nlaIndex, size: 4},
		{attr: 9, kind: nlaIndex, size: 4},
		{attr: 10, kind: nlaUint, size: 4},
		{attr: 11, kind: nlaUint, size: 4},
		{attr: 12, kind: nlaEnum, size: 1, table: &xlat.InetProtocols},
		{attr: 13, kind: nlaUint, size: 4},
		{attr: 15, kind: nlaFlags, size: 4, table: &xlat.NtfExtFlags},
		{attr: 16, kind: nlaFlags, size: 2, table: &xlat.NudStates},
		{attr: 17, kind: nlaFlags, size: 1, table: &xlat.NtfFlags},
	}}
	nlmsgerrAttrs = nlaSet{&xlat.NlmsgerrAttrs, []nlaType{
		{attr: 1, kind: nlaStr},
		{attr: 2, kind: nlaUint, size: 4},
	}}

	ifaCacheinfo = Struct{&layout.IfaCacheinfo, []Field{
		{At: &layout.IfaCacheinfo_ifa_prefered, Type: Dec{}},
		{At: &layout.IfaCacheinfo_ifa_valid, Type: Dec{}},
		{At: &layout.IfaCacheinfo_cstamp, Type: Dec{}},
		{At: &layout.IfaCacheinfo_tstamp, Type: Dec{}},
	}}
	ndaCacheinfo = Struct{&layout.NdaCacheinfo, []Field{
		{At: &layout.NdaCacheinfo_ndm_confirmed, Type: Dec{}},
		{At: &layout.NdaCacheinfo_ndm_used, Type: Dec{}},
		{At: &layout.NdaCacheinfo_ndm_updated, Type: Dec{}},
		{At: &layout.NdaCacheinfo_ndm_refcnt, Type: Dec{}},
	}}
	rtaCacheinfo = Struct{&layout.RtaCacheinfo, []Field{
		{At: &layout.RtaCacheinfo_rta_clntref, Type: Dec{}},
		{At: &layout.RtaCacheinfo_rta_lastuse, Type: Dec{}},
		{At: &layout.RtaCacheinfo_rta_expires, Type: Dec{}},
		{At: &layout.RtaCacheinfo_rta_error, Type: Dec{}},
		{At: &layout.RtaCacheinfo_rta_used, Type: Dec{}},
		{At: &layout.RtaCacheinfo_rta_id, Type: Hex{}},
		{At: &layout.RtaCacheinfo_rta_ts, Type: Dec{}},
		{At: &layout.RtaCacheinfo_rta_tsage, Type: Dec{}},
	}}
	linkIfmap = Struct{&layout.RtnlLinkIfmap, []Field{
		{At: &layout.RtnlLinkIfmap_mem_start, Type: Hex{}},
		{At: &layout.RtnlLinkIfmap_mem_end, Type: Hex{}},
		{At: &layout.RtnlLinkIfmap_base_addr, Type: Hex{}},
		{At: &layout.RtnlLinkIfmap_irq, Type: Dec{}},
		{At: &layout.RtnlLinkIfmap_dma, Type: Dec{}},
		{At: &layout.RtnlLinkIfmap_port, Type: Dec{}},
	}}
	linkStats = Struct{&layout.RtnlLinkStats, []Field{
		{At: &layout.RtnlLinkStats_rx_packets, Type: Dec{}},
		{At: &layout.RtnlLinkStats_tx_packets, Type: Dec{}},
		{At: &layout.RtnlLinkStats_rx_bytes, Type: Dec{}},
		{At: &layout.RtnlLinkStats_tx_bytes, Type: Dec{}},
		{At: &layout.RtnlLinkStats_rx_errors, Type: Dec{}},
		{At: &layout.RtnlLinkStats_tx_errors, Type: Dec{}},
		{At: &layout.RtnlLinkStats_rx_dropped, Type: Dec{}},
		{At: &layout.RtnlLinkStats_tx_dropped, Type: Dec{}},
		{At: &layout.RtnlLinkStats_multicast, Type: Dec{}},
		{At: &layout.RtnlLinkStats_collisions, Type: Dec{}},
		{At: &layout.RtnlLinkStats_rx_length_errors, Type: Dec{}},
		{At: &layout.RtnlLinkStats_rx_over_errors, Type: Dec{}},
		{At: &layout.RtnlLinkStats_rx_crc_errors, Type: Dec{}},
		{At: &layout.RtnlLinkStats_rx_frame_errors, Type: Dec{}},
		{At: &layout.RtnlLinkStats_rx_fifo_errors, Type: Dec{}},
		{At: &layout.RtnlLinkStats_rx_missed_errors, Type: Dec{}},
		{At: &layout.RtnlLinkStats_tx_aborted_errors, Type: Dec{}},
		{At: &layout.RtnlLinkStats_tx_carrier_errors, Type: Dec{}},
		{At: &layout.RtnlLinkStats_tx_fifo_errors, Type: Dec{}},
		{At: &layout.RtnlLinkStats_tx_heartbeat_errors, Type: Dec{}},
		{At: &layout.RtnlLinkStats_tx_window_errors, Type: Dec{}},
		{At: &layout.RtnlLinkStats_rx_compressed, Type: Dec{}},
		{At: &layout.RtnlLinkStats_tx_compressed, Type: Dec{}},
		{At: &layout.RtnlLinkStats_rx_nohandler, Type: Dec{}},
	}}
	linkStats64 = Struct{&layout.RtnlLinkStats64, []Field{
		{At: &layout.RtnlLinkStats64_rx_packets, Type: Dec{}},
		{At: &layout.RtnlLinkStats64_tx_packets, Type: Dec{}},
		{At: &layout.RtnlLinkStats64_rx_bytes, Type: Dec{}},
		{At: &layout.RtnlLinkStats64_tx_bytes, Type: Dec{}},
		{At: &layout.RtnlLinkStats64_rx_errors, Type: Dec{}},
		{At: &layout.RtnlLinkStats64_tx_errors, Type: Dec{}},
		{At: &layout.RtnlLinkStats64_rx_dropped, Type: Dec{}},
		{At: &layout.RtnlLinkStats64_tx_dropped, Type: Dec{}},
		{At: &layout.RtnlLinkStats64_multicast, Type: Dec{}},
		{At: &layout.RtnlLinkStats64_collisions, Type: Dec{}},
		{At: &layout.RtnlLinkStats64_rx_length_errors, Type: Dec{}},
		{At: &layout.RtnlLinkStats64_rx_over_errors, Type: Dec{}},
		{At: &layout.RtnlLinkStats64_rx_crc_errors, Type: Dec{}},
		{At: &layout.RtnlLinkStats64_rx_frame_errors, Type: Dec{}},
		{At: &layout.RtnlLinkStats64_rx_fifo_errors, Type: Dec{}},
		{At: &layout.RtnlLinkStats64_rx_missed_errors, Type: Dec{}},
		{At: &layout.RtnlLinkStats64_tx_aborted_errors, Type: Dec{}},
		{At: &layout.RtnlLinkStats64_tx_carrier_errors, Type: Dec{}},
		{At: &layout.RtnlLinkStats64_tx_fifo_errors, Type: Dec{}},
		{At: &layout.RtnlLinkStats64_tx_heartbeat_errors, Type: Dec{}},
		{At: &layout.RtnlLinkStats64_tx_window_errors, Type: Dec{}},
		{At: &layout.RtnlLinkStats64_rx_compressed, Type: Dec{}},
		{At: &layout.RtnlLinkStats64_tx_compressed, Type: Dec{}},
		{At: &layout.RtnlLinkStats64_rx_nohandler, Type: Dec{}},
		{At: &layout.RtnlLinkStats64_rx_otherhost_dropped, Type: Dec{}},
	}}
)
