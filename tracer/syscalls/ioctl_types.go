package syscalls

import (
	"bytes"

	"strake/tracer/abi/layout"
	"strake/tracer/decode"
	"strake/tracer/xlat"
)

// Codes of ioctl(2) whose arguments have structure. Those of terminals (asm-generic/ioctls.h) and network
// interfaces (linux/sockios.h) are alike on every ABI; of others there is one for each size of a long.
const (
	tcGetS         = 0x5401
	tcSetS         = 0x5402
	tcSetSW        = 0x5403
	tcSetSF        = 0x5404
	tcGetA         = 0x5405
	tcSetA         = 0x5406
	tcSetAW        = 0x5407
	tcSetAF        = 0x5408
	tcSBrk         = 0x5409
	tcXonc         = 0x540a
	tcFlsh         = 0x540b
	tiocSctty      = 0x540e
	tiocSti        = 0x5412
	tiocGwinsz     = 0x5413
	tiocSwinsz     = 0x5414
	tiocMget       = 0x5415
	tiocMbis       = 0x5416
	tiocMbic       = 0x5417
	tiocMset       = 0x5418
	tiocPkt        = 0x5420
	tcSBrkP        = 0x5425
	tiocSptlck     = 0x40045431
	tiocGlcktrmios = 0x5456
	tiocSlcktrmios = 0x5457
	tcGetS2        = 0x802c542a
	tcSetS2        = 0x402c542b
	tcSetSW2       = 0x402c542c
	tcSetSF2       = 0x402c542d

	fsGetFlags   = 0x80086601
	fsGetFlags32 = 0x80046601
	fsSetFlags   = 0x40086602
	fsSetFlags32 = 0x40046602
	fsGetXattr   = 0x801c581f
	fsSetXattr   = 0x401c5820
	fsFiemap     = 0xc020660b
	fiTrim       = 0xc0185879
	fiClone      = 0x40049409
	fiCloneRange = 0x4020940d
	blkDiscard   = 0x1277
	blkSecDisc   = 0x127d
	blkZeroOut   = 0x127f

	siocGifName     = 0x8910
	siocGifConf     = 0x8912
	siocGifFlags    = 0x8913
	siocSifFlags    = 0x8914
	siocGifAddr     = 0x8915
	siocSifAddr     = 0x8916
	siocGifDstAddr  = 0x8917
	siocSifDstAddr  = 0x8918
	siocGifBrdAddr  = 0x8919
	siocSifBrdAddr  = 0x891a
	siocGifNetmask  = 0x891b
	siocSifNetmask  = 0x891c
	siocGifMetric   = 0x891d
	siocSifMetric   = 0x891e
	siocGifMTU      = 0x8921
	siocSifMTU      = 0x8922
	siocSifName     = 0x8923
	siocSifHwaddr   = 0x8924
	siocGifHwaddr   = 0x8927
	siocGifSlave    = 0x8929
	siocSifSlave    = 0x8930
	siocAddMulti    = 0x8931
	siocDelMulti    = 0x8932
	siocGifIndex    = 0x8933
	siocSifHwBroadc = 0x8937
	siocGifTxqlen   = 0x8942
	siocSifTxqlen   = 0x8943
	siocGifMap      = 0x8970
	siocSifMap      = 0x8971
)

// ioctlCases are the arguments with structure, by code.
var ioctlCases = []ioctlCase{
	{[]uint32{tcGetS, tiocGlcktrmios}, []Arg{{"argp", Out{Ptr{&termios}}}}},
	{[]uint32{tcSetS, tcSetSW, tcSetSF, tiocSlcktrmios}, []Arg{{"argp", Ptr{&termios}}}},
	{[]uint32{tcGetS2}, []Arg{{"argp", Out{Ptr{&termios2}}}}},
	{[]uint32{tcSetS2, tcSetSW2, tcSetSF2}, []Arg{{"argp", Ptr{&termios2}}}},
	{[]uint32{tcGetA}, []Arg{{"argp", Out{Ptr{&termio}}}}},
	{[]uint32{tcSetA, tcSetAW, tcSetAF}, []Arg{{"argp", Ptr{&termio}}}},
	{[]uint32{tcSBrk, tcSBrkP, tiocSctty}, []Arg{{"arg", Int{}}}},
	{[]uint32{tiocPkt}, []Arg{{"mode", Ref{Int{}}}}},
	{[]uint32{tiocSptlck}, []Arg{{"lock", Ref{Int{}}}}},
	{[]uint32{tcXonc}, []Arg{{"arg", EnumLong{&xlat.TermFlow, decode.FmtHex}}}},
	{[]uint32{tcFlsh}, []Arg{{"arg", EnumLong{&xlat.TermFlush, decode.FmtHex}}}},
	{[]uint32{tiocSti}, []Arg{{"argp", oneChar{}}}},
	{[]uint32{tiocGwinsz}, []Arg{{"argp", Out{Ptr{&winsize}}}}},
	{[]uint32{tiocSwinsz}, []Arg{{"argp", Ptr{&winsize}}}},
	{[]uint32{tiocMget}, []Arg{{"argp", Out{Ref{Flags{&xlat.ModemLines}}}}}},
	{[]uint32{tiocMbis, tiocMbic, tiocMset}, []Arg{{"argp", Ref{Flags{&xlat.ModemLines}}}}},

	{[]uint32{fsGetFlags, fsGetFlags32}, []Arg{{"attr", Out{Ref{Flags{&xlat.InodeFlags}}}}}},
	{[]uint32{fsSetFlags, fsSetFlags32}, []Arg{{"attr", Ref{Flags{&xlat.InodeFlags}}}}},
	{[]uint32{fsGetXattr}, []Arg{{"arg", Out{Ptr{&fsxattrGet}}}}},
	{[]uint32{fsSetXattr}, []Arg{{"arg", Ptr{&fsxattrSet}}}},
	{[]uint32{fsFiemap}, []Arg{{"argp", fiemap{}}}},
	{[]uint32{fiTrim}, []Arg{{"argp", Ptr{&fstrimRange}}}},
	{[]uint32{fiClone}, []Arg{{"src_fd", Int{}}}},
	{[]uint32{fiCloneRange}, []Arg{{"arg", Ptr{&fileCloneRange}}}},
	{[]uint32{blkDiscard, blkSecDisc, blkZeroOut}, []Arg{{"argp", pair64{}}}},

	{[]uint32{siocGifName}, []Arg{{"argp", ifreqName{}}}},
	{[]uint32{siocGifConf}, []Arg{{"argp", ifconf{}}}},
	{[]uint32{siocGifFlags}, []Arg{{"argp", ifreqOut{&ifreqFlags}}}},
	{[]uint32{siocSifFlags}, []Arg{{"argp", Ptr{&ifreqFlags}}}},
	{[]uint32{siocGifAddr}, []Arg{{"argp", ifreqOut{&ifreqAddr}}}},
	{[]uint32{siocSifAddr}, []Arg{{"argp", Ptr{&ifreqAddr}}}},
	{[]uint32{siocGifDstAddr}, []Arg{{"argp", ifreqOut{&ifreqDstAddr}}}},
	{[]uint32{siocSifDstAddr}, []Arg{{"argp", Ptr{&ifreqDstAddr}}}},
	{[]uint32{siocGifBrdAddr}, []Arg{{"argp", ifreqOut{&ifreqBroadAddr}}}},
	{[]uint32{siocSifBrdAddr}, []Arg{{"argp", Ptr{&ifreqBroadAddr}}}},
	{[]uint32{siocGifNetmask}, []Arg{{"argp", ifreqOut{&ifreqNetmask}}}},
	{[]uint32{siocSifNetmask}, []Arg{{"argp", Ptr{&ifreqNetmask}}}},
	{[]uint32{siocGifMetric}, []Arg{{"argp", ifreqOut{&ifreqMetric}}}},
	{[]uint32{siocSifMetric}, []Arg{{"argp", Ptr{&ifreqMetric}}}},
	{[]uint32{siocGifMTU}, []Arg{{"argp", ifreqOut{&ifreqMTU}}}},
	{[]uint32{siocSifMTU}, []Arg{{"argp", Ptr{&ifreqMTU}}}},
	{[]uint32{siocSifName}, []Arg{{"argp", Ptr{&ifreqNewname}}}},
	{[]uint32{siocGifHwaddr}, []Arg{{"argp", ifreqOut{&ifreqHwaddr}}}},
	{[]uint32{siocSifHwaddr, siocSifHwBroadc, siocAddMulti, siocDelMulti}, []Arg{{"argp", Ptr{&ifreqHwaddr}}}},
	{[]uint32{siocGifSlave}, []Arg{{"argp", ifreqOut{&ifreqSlave}}}},
	{[]uint32{siocSifSlave}, []Arg{{"argp", Ptr{&ifreqSlave}}}},
	{[]uint32{siocGifIndex}, []Arg{{"argp", ifreqOut{&ifreqIndex}}}},
	{[]uint32{siocGifTxqlen}, []Arg{{"argp", ifreqOut{&ifreqQlen}}}},
	{[]uint32{siocSifTxqlen}, []Arg{{"argp", Ptr{&ifreqQlen}}}},
	{[]uint32{siocGifMap}, []Arg{{"argp", ifreqOut{&ifreqMap}}}},
	{[]uint32{siocSifMap}, []Arg{{"argp", Ptr{&ifreqMap}}}},
}

// The three structures of terminal settings.
var termios = Struct{Layout: &layout.Termios, Fields: []Field{
	{At: &layout.Termios_c_iflag, Type: termFlags{&xlat.TermIflags}},
	{At: &layout.Termios_c_oflag, Type: termOflag{}},
	{At: &layout.Termios_c_cflag, Type: termCflag{}},
	{At: &layout.Termios_c_lflag, Type: termFlags{&xlat.TermLflags}},
	{At: &layout.Termios_c_line, Type: lineDiscipline{}, Long: true},
	{At: &layout.Termios_c_cc, Type: termChars{}, Long: true},
}}
var termios2 = Struct{Layout: &layout.Termios2, Fields: []Field{
	{At: &layout.Termios2_c_iflag, Type: termFlags{&xlat.TermIflags}},
	{At: &layout.Termios2_c_oflag, Type: termOflag{}},
	{At: &layout.Termios2_c_cflag, Type: termCflag{}},
	{At: &layout.Termios2_c_lflag, Type: termFlags{&xlat.TermLflags}},
	{At: &layout.Termios2_c_line, Type: lineDiscipline{}, Long: true},
	{At: &layout.Termios2_c_cc, Type: termChars{}, Long: true},
	{At: &layout.Termios2_c_ispeed, Type: Dec{}, Long: true},
	{At: &layout.Termios2_c_ospeed, Type: Dec{}, Long: true},
}}
var termio = Struct{Layout: &layout.Termio, Fields: []Field{
	{At: &layout.Termio_c_iflag, Type: termFlags{&xlat.TermIflags}},
	{At: &layout.Termio_c_oflag, Type: termOflag{}},
	{At: &layout.Termio_c_cflag, Type: termCflag{}},
	{At: &layout.Termio_c_lflag, Type: termFlags{&xlat.TermLflags}},
	{At: &layout.Termio_c_line, Type: lineDiscipline{}, Long: true},
	{At: &layout.Termio_c_cc, Type: termChars{}, Long: true},
}}

// termFlags is flags of a terminal: nothing where there are none.
type termFlags struct{ Table *xlat.Table }

// Print implements Type.
func (t termFlags) Print(c *decode.Call, v decode.Value) {
	if u := v.U & 0xffffffff; u != 0 {
		c.Flags(t.Table, u)
	}
}

// Bits of c_oflag and c_cflag, asm-generic/termbits.h.
const (
	termNLDLY  = 0o000400
	termCRDLY  = 0o003000
	termTABDLY = 0o014000
	termBSDLY  = 0o020000
	termVTDLY  = 0o040000
	termFFDLY  = 0o100000
	termCBAUD  = 0o010017
	termCSIZE  = 0o000060
	termIShift = 16
)

// termDelays are the parts of c_oflag that are numbers.
var termDelays = [...]struct {
	table *xlat.Table
	mask  uint64
}{
	{&xlat.TermNL, termNLDLY},
	{&xlat.TermCR, termCRDLY},
	{&xlat.TermTab, termTABDLY},
	{&xlat.TermBS, termBSDLY},
	{&xlat.TermVT, termVTDLY},
	{&xlat.TermFF, termFFDLY},
}

// termOflag is c_oflag.
type termOflag struct{}

// Print implements Type.
func (termOflag) Print(c *decode.Call, v decode.Value) {
	u := v.U & 0xffffffff
	for i := range termDelays {
		d := &termDelays[i]
		c.Enum(d.table, u&d.mask, decode.FmtHex)
		c.E.Or()
		u &^= d.mask
	}
	termFlags{&xlat.TermOflags}.Print(c, decode.Value{U: u})
}

// termCflag is c_cflag.
type termCflag struct{}

// Print implements Type.
func (termCflag) Print(c *decode.Call, v decode.Value) {
	u := v.U & 0xffffffff
	c.Enum(&xlat.TermBaud, u&termCBAUD, decode.FmtHex)
	u &^= termCBAUD
	c.E.Or()
	if in := u >> termIShift & termCBAUD; in != 0 {
		c.Enum(&xlat.TermBaud, in, decode.FmtHex)
		c.E.Shift()
		c.Const(termIShift, decode.FmtHex, "IBSHIFT", "")
		c.E.Or()
		u &^= termCBAUD << termIShift
	}
	c.Enum(&xlat.TermCsize, u&termCSIZE, decode.FmtHex)
	c.E.Or()
	termFlags{&xlat.TermCflags}.Print(c, decode.Value{U: u &^ termCSIZE})
}

// lineDiscipline is c_line.
type lineDiscipline struct{}

// Print implements Type.
func (lineDiscipline) Print(c *decode.Call, v decode.Value) {
	c.Enum(&xlat.LineDisciplines, v.U&0xff, decode.FmtHex)
}

// termChars is c_cc.
type termChars struct{}

// Print implements Type.
func (termChars) Print(c *decode.Call, v decode.Value) {
	c.E.ArrayBegin()
	for i, x := range v.Mem {
		name := xlat.TermChars.Lookup(c.ABI.ID, uint64(i))
		switch {
		case name == "" || c.Opt.Style == decode.Raw:
			c.E.Index(uint64(i))
		default:
			c.E.NamedIndex(name)
		}
		c.E.Hex(uint64(x))
	}
	c.E.ArrayEnd()
}

// oneChar is a pointer to one byte.
type oneChar struct{}

// Print implements Type.
func (oneChar) Print(c *decode.Call, v decode.Value) { c.Buffer(v.U, 1) }

var winsize = Struct{Layout: &layout.Winsize, Fields: []Field{
	{At: &layout.Winsize_ws_row, Type: Dec{}},
	{At: &layout.Winsize_ws_col, Type: Dec{}},
	{At: &layout.Winsize_ws_xpixel, Type: Dec{}},
	{At: &layout.Winsize_ws_ypixel, Type: Dec{}},
}}

// A struct fsxattr as it is read, and as it is set.
var fsxattrGet = Struct{Layout: &layout.Fsxattr, Fields: []Field{
	{At: &layout.Fsxattr_fsx_xflags, Type: Flags{&xlat.XFlags}},
	{At: &layout.Fsxattr_fsx_extsize, Type: Dec{}},
	{At: &layout.Fsxattr_fsx_nextents, Type: Dec{}},
	{At: &layout.Fsxattr_fsx_projid, Type: Hex{}},
	{At: &layout.Fsxattr_fsx_cowextsize, Type: Dec{}},
}}
var fsxattrSet = Struct{Layout: &layout.Fsxattr, Fields: []Field{
	{At: &layout.Fsxattr_fsx_xflags, Type: Flags{&xlat.XFlags}},
	{At: &layout.Fsxattr_fsx_extsize, Type: Dec{}},
	{At: &layout.Fsxattr_fsx_projid, Type: Hex{}},
	{At: &layout.Fsxattr_fsx_cowextsize, Type: Dec{}},
}}

var fstrimRange = Struct{Layout: &layout.FstrimRange, Fields: []Field{
	{At: &layout.FstrimRange_start, Type: Hex{}},
	{At: &layout.FstrimRange_len, Type: Dec{}},
	{At: &layout.FstrimRange_minlen, Type: Dec{}},
}}

var fileCloneRange = Struct{Layout: &layout.FileCloneRange, Fields: []Field{
	{At: &layout.FileCloneRange_src_fd, Type: FD{}},
	{At: &layout.FileCloneRange_src_offset, Type: Dec{}},
	{At: &layout.FileCloneRange_src_length, Type: Dec{}},
	{At: &layout.FileCloneRange_dest_offset, Type: Dec{}},
}}

// pair64 is a pointer to two numbers of 64 bits.
type pair64 struct{}

// Print implements Type.
func (pair64) Print(c *decode.Call, v decode.Value) {
	mark := c.Mark()
	defer c.Release(mark)
	if b, ok := fetch(c, v.U, 2*8); ok {
		Inline{Uint64{}}.Print(c, decode.Value{Addr: v.U, Mem: b})
	}
}

// fiemap is a pointer to a struct fiemap: what is asked for, then what there is.
type fiemap struct{}

func (fiemap) late(*decode.Call) bool { return true }

func (fiemap) prepare(c *decode.Call, v decode.Value, reg int) {
	if reg < NumRegs {
		u, ok := c.ReadUint(v.U+uint64(layout.Fiemap_fm_flags.Off[c.ABI.ID]), 4)
		c.Saved[reg] = decode.Saved{U: u, OK: ok}
	}
}

// Print implements Type.
func (fiemap) Print(c *decode.Call, v decode.Value) { c.E.Addr(v.U) }

func (fiemap) printSaved(c *decode.Call, v decode.Value, s decode.Saved) {
	mark := c.Mark()
	defer c.Release(mark)
	id := c.ABI.ID
	size := uint64(layout.Fiemap.Size[id])
	b, ok := fetch(c, v.U, int(size))
	if !ok {
		return
	}
	n := layout.Fiemap_fm_mapped_extents.Uint(id, b)
	count := layout.Fiemap_fm_extent_count.Uint(id, b)
	c.E.StructBegin()
	c.E.Field("fm_start")
	c.E.Uint(layout.Fiemap_fm_start.Uint(id, b))
	c.E.Field("fm_length")
	c.E.Uint(layout.Fiemap_fm_length.Uint(id, b))
	c.E.Field("fm_flags")
	c.Flags(&xlat.FiemapFlags, s.U)
	c.E.Field("fm_extent_count")
	c.E.Uint(count)
	c.E.StructEnd()
	if c.Failed() {
		return
	}
	c.E.Changed()
	c.E.StructBegin()
	c.E.Field("fm_flags")
	c.Flags(&xlat.FiemapFlags, layout.Fiemap_fm_flags.Uint(id, b))
	c.E.Field("fm_mapped_extents")
	c.E.Uint(n)
	if c.NoAbbrev {
		c.E.Field("fm_extents")
		PrintArray(c, v.U+size, min(n, count), fiemapExtent, false)
	} else {
		c.E.Field("")
		c.E.More()
	}
	c.E.StructEnd()
}

var fiemapExtent = Struct{Layout: &layout.FiemapExtent, Fields: []Field{
	{At: &layout.FiemapExtent_fe_logical, Type: Dec{}},
	{At: &layout.FiemapExtent_fe_physical, Type: Dec{}},
	{At: &layout.FiemapExtent_fe_length, Type: Dec{}},
	{At: &layout.FiemapExtent_fe_flags, Type: Flags{&xlat.FiemapExtentFlags}},
}}

// What the codes of network interfaces read and write: the interface's name and one member of a union.
var ifreqHead = Struct{Layout: &layout.Ifreq, Fields: []Field{
	{At: &layout.Ifreq_ifr_ifrn_ifrn_name, Type: ifName{}, Label: "ifr_name"},
}}

var ifreqFlags = Struct{Layout: &layout.Ifreq, Fields: []Field{
	{At: &layout.Ifreq_ifr_ifrn_ifrn_name, Type: ifName{}, Label: "ifr_name"},
	{At: &layout.Ifreq_ifr_ifru_ifru_flags, Type: ifFlags{}, Label: "ifr_flags"},
}}
var ifreqAddr = Struct{Layout: &layout.Ifreq, Fields: []Field{
	{At: &layout.Ifreq_ifr_ifrn_ifrn_name, Type: ifName{}, Label: "ifr_name"},
	{At: &layout.Ifreq_ifr_ifru_ifru_addr, Type: ifAddr{}, Label: "ifr_addr"},
}}
var ifreqDstAddr = Struct{Layout: &layout.Ifreq, Fields: []Field{
	{At: &layout.Ifreq_ifr_ifrn_ifrn_name, Type: ifName{}, Label: "ifr_name"},
	{At: &layout.Ifreq_ifr_ifru_ifru_dstaddr, Type: ifAddr{}, Label: "ifr_dstaddr"},
}}
var ifreqBroadAddr = Struct{Layout: &layout.Ifreq, Fields: []Field{
	{At: &layout.Ifreq_ifr_ifrn_ifrn_name, Type: ifName{}, Label: "ifr_name"},
	{At: &layout.Ifreq_ifr_ifru_ifru_broadaddr, Type: ifAddr{}, Label: "ifr_broadaddr"},
}}
var ifreqNetmask = Struct{Layout: &layout.Ifreq, Fields: []Field{
	{At: &layout.Ifreq_ifr_ifrn_ifrn_name, Type: ifName{}, Label: "ifr_name"},
	{At: &layout.Ifreq_ifr_ifru_ifru_netmask, Type: ifAddr{}, Label: "ifr_netmask"},
}}
var ifreqMetric = Struct{Layout: &layout.Ifreq, Fields: []Field{
	{At: &layout.Ifreq_ifr_ifrn_ifrn_name, Type: ifName{}, Label: "ifr_name"},
	{At: &layout.Ifreq_ifr_ifru_ifru_ivalue, Type: Dec{}, Label: "ifr_metric"},
}}
var ifreqMTU = Struct{Layout: &layout.Ifreq, Fields: []Field{
	{At: &layout.Ifreq_ifr_ifrn_ifrn_name, Type: ifName{}, Label: "ifr_name"},
	{At: &layout.Ifreq_ifr_ifru_ifru_mtu, Type: Dec{}, Label: "ifr_mtu"},
}}
var ifreqNewname = Struct{Layout: &layout.Ifreq, Fields: []Field{
	{At: &layout.Ifreq_ifr_ifrn_ifrn_name, Type: ifName{}, Label: "ifr_name"},
	{At: &layout.Ifreq_ifr_ifru_ifru_newname, Type: ifName{}, Label: "ifr_newname"},
}}
var ifreqHwaddr = Struct{Layout: &layout.Ifreq, Fields: []Field{
	{At: &layout.Ifreq_ifr_ifrn_ifrn_name, Type: ifName{}, Label: "ifr_name"},
	{At: &layout.Ifreq_ifr_ifru_ifru_hwaddr, Type: ifHwaddr{}, Label: "ifr_hwaddr"},
}}
var ifreqSlave = Struct{Layout: &layout.Ifreq, Fields: []Field{
	{At: &layout.Ifreq_ifr_ifrn_ifrn_name, Type: ifName{}, Label: "ifr_name"},
	{At: &layout.Ifreq_ifr_ifru_ifru_slave, Type: ifName{}, Label: "ifr_slave"},
}}
var ifreqIndex = Struct{Layout: &layout.Ifreq, Fields: []Field{
	{At: &layout.Ifreq_ifr_ifrn_ifrn_name, Type: ifName{}, Label: "ifr_name"},
	{At: &layout.Ifreq_ifr_ifru_ifru_ivalue, Type: Dec{}, Label: "ifr_ifindex"},
}}
var ifreqQlen = Struct{Layout: &layout.Ifreq, Fields: []Field{
	{At: &layout.Ifreq_ifr_ifrn_ifrn_name, Type: ifName{}, Label: "ifr_name"},
	{At: &layout.Ifreq_ifr_ifru_ifru_ivalue, Type: Dec{}, Label: "ifr_qlen"},
}}
var ifreqMap = Struct{Layout: &layout.Ifreq, Fields: []Field{
	{At: &layout.Ifreq_ifr_ifrn_ifrn_name, Type: ifName{}, Label: "ifr_name"},
	{At: &layout.Ifreq_ifr_ifru_ifru_map, Type: &ifmap, Label: "ifr_map"},
}}

var ifmap = Struct{Layout: &layout.Ifmap, Fields: []Field{
	{At: &layout.Ifmap_mem_start, Type: Hex{}},
	{At: &layout.Ifmap_mem_end, Type: Hex{}},
	{At: &layout.Ifmap_base_addr, Type: Hex{}},
	{At: &layout.Ifmap_irq, Type: Hex{}},
	{At: &layout.Ifmap_dma, Type: Hex{}},
	{At: &layout.Ifmap_port, Type: Hex{}},
}}

// ifreqOut is a pointer to a struct ifreq that is filled in: with the name only where the call failed.
type ifreqOut struct{ T *Struct }

func (ifreqOut) late(*decode.Call) bool { return true }

// Print implements Type.
func (t ifreqOut) Print(c *decode.Call, v decode.Value) {
	if c.Failed() {
		Ptr{&ifreqHead}.Print(c, v)
		return
	}
	Ptr{t.T}.Print(c, v)
}

// ifreqName is a pointer to a struct ifreq that says the name of an index.
type ifreqName struct{}

func (ifreqName) late(*decode.Call) bool { return true }

// Print implements Type.
func (ifreqName) Print(c *decode.Call, v decode.Value) {
	if c.Failed() {
		Ptr{&ifreqIndexOnly}.Print(c, v)
		return
	}
	Ptr{&ifreqIndexName}.Print(c, v)
}

var ifreqIndexOnly = Struct{Layout: &layout.Ifreq, Fields: []Field{
	{At: &layout.Ifreq_ifr_ifru_ifru_ivalue, Type: Dec{}, Label: "ifr_ifindex"},
}}
var ifreqIndexName = Struct{Layout: &layout.Ifreq, Fields: []Field{
	{At: &layout.Ifreq_ifr_ifru_ifru_ivalue, Type: Dec{}, Label: "ifr_ifindex"},
	{At: &layout.Ifreq_ifr_ifrn_ifrn_name, Type: ifName{}, Label: "ifr_name"},
}}

// ifName is the name of a network interface in a structure.
type ifName struct{}

// Print implements Type.
func (ifName) Print(c *decode.Call, v decode.Value) {
	if i := bytes.IndexByte(v.Mem, 0); i >= 0 {
		c.E.Str(v.Mem[:i], false)
		return
	}
	c.E.Str(v.Mem[:max(len(v.Mem)-1, 0)], true)
}

// ifFlags is ifr_flags, a short.
type ifFlags struct{}

// Print implements Type.
func (ifFlags) Print(c *decode.Call, v decode.Value) { c.Flags(&xlat.IfreqFlags, v.U&0xffff) }

// ifAddr is a struct sockaddr in a structure.
type ifAddr struct{}

// Print implements Type.
func (ifAddr) Print(c *decode.Call, v decode.Value) { printSockaddr(c, v.Addr, int64(len(v.Mem))) }

// Kinds of network hardware and the lengths of their addresses, linux/if_arp.h.
var hwaddrLens = [...]struct{ family, n uint16 }{
	{0, 7},   // ARPHRD_NETROM
	{1, 6},   // ARPHRD_ETHER
	{3, 7},   // ARPHRD_AX25
	{6, 6},   // ARPHRD_IEEE802
	{7, 1},   // ARPHRD_ARCNET
	{15, 2},  // ARPHRD_DLCI
	{27, 8},  // ARPHRD_EUI64
	{519, 4}, // ARPHRD_RAWIP
	{768, 4}, // ARPHRD_TUNNEL
	{772, 6}, // ARPHRD_LOOPBACK
	{776, 4}, // ARPHRD_SIT
	{778, 4}, // ARPHRD_IPGRE
	{783, 4}, // ARPHRD_IRDA
	{801, 6}, // ARPHRD_IEEE80211
	{802, 6}, // ARPHRD_IEEE80211_PRISM
	{803, 6}, // ARPHRD_IEEE80211_RADIOTAP
	{804, 8}, // ARPHRD_IEEE802154
}

// ifHwaddr is a hardware address in a struct sockaddr.
type ifHwaddr struct{}

// Print implements Type.
func (ifHwaddr) Print(c *decode.Call, v decode.Value) {
	family := layout.Load(v.Mem[:min(2, len(v.Mem))], false)
	all := v.Mem[min(2, len(v.Mem)):]
	data := all
	for _, h := range hwaddrLens {
		if uint64(h.family) == family {
			data = data[:min(len(data), int(h.n))]
			break
		}
	}
	c.E.StructBegin()
	c.E.Field("sa_family")
	c.Enum(&xlat.ArpHardware, family, decode.FmtHex)
	c.E.Field("sa_data")
	if c.Opt.Style == decode.Abbrev {
		c.E.Colons(data)
	} else {
		c.E.HexStr(all, false)
		if c.Opt.Style == decode.Verbose {
			c.E.CommentBegin()
			c.E.Colons(data)
			c.E.CommentEnd()
		}
	}
	c.E.StructEnd()
}

// ifconf is a pointer to a struct ifconf: a buffer for the addresses of all interfaces.
type ifconf struct{}

func (ifconf) late(*decode.Call) bool { return true }

func (ifconf) prepare(c *decode.Call, v decode.Value, reg int) {
	if reg < NumRegs && v.U != 0 {
		u, ok := c.ReadUint(v.U, 4)
		c.Saved[reg] = decode.Saved{U: u, OK: ok}
	}
}

// Print implements Type.
func (ifconf) Print(c *decode.Call, v decode.Value) { c.E.Addr(v.U) }

func (ifconf) printSaved(c *decode.Call, v decode.Value, s decode.Saved) {
	mark := c.Mark()
	defer c.Release(mark)
	id := c.ABI.ID
	b, ok := fetch(c, v.U, int(layout.Ifconf.Size[id]))
	if !ok {
		return
	}
	buf := layout.Ifconf_ifc_ifcu_ifcu_buf.Uint(id, b)
	now := layout.Ifconf_ifc_len.Uint(id, b)
	was := uint64(int64(int32(s.U)))
	if c.Failed() || buf == 0 {
		was = now
	}
	c.E.StructBegin()
	c.E.Field("ifc_len")
	printIfcLen(c, was)
	if was != now {
		c.E.Changed()
		printIfcLen(c, now)
	}
	c.E.Field("ifc_buf")
	if c.Failed() || buf == 0 || int64(now) < 0 {
		c.E.Addr(buf)
	} else {
		PrintArray(c, buf, now/uint64(layout.Ifreq.Size[id]), ifreqAddr, false)
	}
	c.E.StructEnd()
}

// printIfcLen shows a number of bytes and, where it is one of structures, of those.
func printIfcLen(c *decode.Call, n uint64) {
	c.E.Int(int64(n))
	size := uint64(layout.Ifreq.Size[c.ABI.ID])
	if int64(n) <= 0 || n%size != 0 {
		return
	}
	c.E.CommentBegin()
	c.E.Uint(n / size)
	c.E.Name(" * sizeof(struct ifreq)")
	c.E.CommentEnd()
}
