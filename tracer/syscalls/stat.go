package syscalls

import (
	"strake/tracer/abi"
	"strake/tracer/abi/layout"
	"strake/tracer/decode"
	"strake/tracer/xlat"
)

// FileMode is a file's type and permission bits: S_IFREG|0644.
type FileMode struct{}

// Print implements Type.
func (FileMode) Print(c *decode.Call, v decode.Value) {
	if v.Mem == nil {
		v.U &= 0xffff
	}
	printFileMode(c, v.U)
}

// Size implements Sized.
func (FileMode) Size(abi.ID) int { return 4 }

// Within a mode (linux/stat.h): the type, and the bits that have names.
const (
	sIFMT  = 0o170000
	sIFCHR = 0o020000
	sIFBLK = 0o060000
	sISUID = 0o4000
	sISGID = 0o2000
	sISVTX = 0o1000
)

func printFileMode(c *decode.Call, mode uint64) {
	kind := xlat.FileTypes.Lookup(c.ABI.ID, mode&sIFMT)
	switch {
	case c.Opt.Style == decode.Raw, kind == "" && mode&sIFMT != 0:
		c.E.Mode(mode)
		return
	case c.Opt.Style == decode.Verbose:
		c.E.Mode(mode)
		c.E.CommentBegin()
		defer c.E.CommentEnd()
	}
	name := func(s string) {
		c.E.Name(s)
		c.E.Or()
	}
	if kind != "" {
		name(kind)
	}
	if mode&sISUID != 0 {
		name("S_ISUID")
	}
	if mode&sISGID != 0 {
		name("S_ISGID")
	}
	if mode&sISVTX != 0 {
		name("S_ISVTX")
	}
	c.E.Mode(mode &^ (sIFMT | sISUID | sISGID | sISVTX))
}

// isDevice reports whether a mode is that of a device file.
func isDevice(mode uint64) bool {
	kind := mode & sIFMT
	return kind == sIFCHR || kind == sIFBLK
}

// Dev is the number of a device, 32 bits wide in a register: makedev(0x1, 0x3).
type Dev struct{}

// Print implements Type.
func (Dev) Print(c *decode.Call, v decode.Value) {
	if v.Mem == nil {
		v.U &= 0xffffffff
	}
	printDev(c, v.U)
}

// Size implements Sized.
func (Dev) Size(abi.ID) int { return 8 }

func printDev(c *decode.Call, dev uint64) {
	if c.Opt.Style != decode.Abbrev {
		c.E.Hex(dev)
		if c.Opt.Style == decode.Raw {
			return
		}
		c.E.CommentBegin()
		defer c.E.CommentEnd()
	}
	// As makedev(3) packs them.
	major := dev>>8&0xfff | dev>>32&^0xfff
	minor := dev&0xff | dev>>12&^0xff
	c.E.CallBegin("makedev")
	c.E.CallArg()
	c.E.Hex(major & 0xffffffff)
	c.E.CallArg()
	c.E.Hex(minor & 0xffffffff)
	c.E.CallEnd()
}

// Unsigned is a member of a structure in decimal that is shown without a sign, however it is declared.
type Unsigned struct{}

// Print implements Type.
func (Unsigned) Print(c *decode.Call, v decode.Value) { c.E.Uint(layout.Load(v.Mem, false)) }

// statBuf is a struct stat: of stat(2), of i386's stat64, or of i386's oldstat, whose times have no nanoseconds.
type statBuf struct {
	Layout                    *layout.Struct
	Dev, Ino, Mode, Nlink     *layout.Field
	UID, GID, Rdev, Size_     *layout.Field
	Blksize, Blocks           *layout.Field // nil: there are none
	Atime, Mtime, Ctime       *layout.Field
	AtimeNS, MtimeNS, CtimeNS *layout.Field // nil: there are none
}

var (
	structStat = statBuf{
		&layout.Stat,
		&layout.Stat_st_dev, &layout.Stat_st_ino, &layout.Stat_st_mode, &layout.Stat_st_nlink,
		&layout.Stat_st_uid, &layout.Stat_st_gid, &layout.Stat_st_rdev, &layout.Stat_st_size,
		&layout.Stat_st_blksize, &layout.Stat_st_blocks,
		&layout.Stat_st_atime, &layout.Stat_st_mtime, &layout.Stat_st_ctime,
		&layout.Stat_st_atime_nsec, &layout.Stat_st_mtime_nsec, &layout.Stat_st_ctime_nsec,
	}
	structStat64 = statBuf{
		&layout.Stat64,
		&layout.Stat64_st_dev, &layout.Stat64_st_ino, &layout.Stat64_st_mode, &layout.Stat64_st_nlink,
		&layout.Stat64_st_uid, &layout.Stat64_st_gid, &layout.Stat64_st_rdev, &layout.Stat64_st_size,
		&layout.Stat64_st_blksize, &layout.Stat64_st_blocks,
		&layout.Stat64_st_atime, &layout.Stat64_st_mtime, &layout.Stat64_st_ctime,
		&layout.Stat64_st_atime_nsec, &layout.Stat64_st_mtime_nsec, &layout.Stat64_st_ctime_nsec,
	}
	structOldStat = statBuf{
		&layout.OldStat,
		&layout.OldStat_st_dev, &layout.OldStat_st_ino, &layout.OldStat_st_mode, &layout.OldStat_st_nlink,
		&layout.OldStat_st_uid, &layout.OldStat_st_gid, &layout.OldStat_st_rdev, &layout.OldStat_st_size,
		nil, nil,
		&layout.OldStat_st_atime, &layout.OldStat_st_mtime, &layout.OldStat_st_ctime,
		nil, nil, nil,
	}
)

// Size implements Sized.
func (t statBuf) Size(id abi.ID) int { return int(t.Layout.Size[id]) }

// Print implements Type.
func (t statBuf) Print(c *decode.Call, v decode.Value) {
	id := c.ABI.ID
	mode := t.Mode.Uint(id, v.Mem)
	c.E.StructBegin()
	if c.NoAbbrev {
		c.E.Field("st_dev")
		printDev(c, t.Dev.Uint(id, v.Mem))
		t.number(c, v, "st_ino", t.Ino)
	}
	c.E.Field("st_mode")
	printFileMode(c, mode)
	if c.NoAbbrev {
		t.number(c, v, "st_nlink", t.Nlink)
		t.number(c, v, "st_uid", t.UID)
		t.number(c, v, "st_gid", t.GID)
		t.number(c, v, "st_blksize", t.Blksize)
		t.number(c, v, "st_blocks", t.Blocks)
	}
	if isDevice(mode) {
		c.E.Field("st_rdev")
		printDev(c, t.Rdev.Uint(id, v.Mem))
	} else {
		t.number(c, v, "st_size", t.Size_)
	}
	if c.NoAbbrev {
		t.time(c, v, "st_atime", t.Atime, "st_atime_nsec", t.AtimeNS)
		t.time(c, v, "st_mtime", t.Mtime, "st_mtime_nsec", t.MtimeNS)
		t.time(c, v, "st_ctime", t.Ctime, "st_ctime_nsec", t.CtimeNS)
	} else {
		c.E.Field("")
		c.E.More()
	}
	c.E.StructEnd()
}

// number shows a member; one that the structure does not have is 0.
func (t statBuf) number(c *decode.Call, v decode.Value, name string, f *layout.Field) {
	c.E.Field(name)
	if f == nil {
		c.E.Uint(0)
		return
	}
	c.E.Uint(layout.Load(f.Bytes(c.ABI.ID, v.Mem), false))
}

// time shows a time, and its date.
func (t statBuf) time(c *decode.Call, v decode.Value, name string, f *layout.Field, nsName string, ns *layout.Field) {
	sec := int64(layout.Load(f.Bytes(c.ABI.ID, v.Mem), true))
	c.E.Field(name)
	c.E.Int(sec)
	if ns == nil {
		dateComment(c, sec, 0, 0)
		return
	}
	nsec := layout.Load(ns.Bytes(c.ABI.ID, v.Mem), false)
	dateComment(c, sec, nsec, 9)
	c.E.Field(nsName)
	c.E.Uint(nsec)
}

// statxMember is a member of struct statx.
type statxMember struct {
	At   *layout.Field
	Type Type
	// Mask are the bits of stx_mask, Attr those of stx_attributes, one of which says that the member
	// means something; both 0: it always does.
	Mask, Attr uint64
	// Long keeps the member out of abbreviated output.
	Long bool
}

// Bits of stx_mask and stx_attributes (linux/stat.h).
const (
	statxType     = 0x1
	statxMode     = 0x2
	statxNlink    = 0x4
	statxUID      = 0x8
	statxGID      = 0x10
	statxAtime    = 0x20
	statxMtime    = 0x40
	statxCtime    = 0x80
	statxIno      = 0x100
	statxSize     = 0x200
	statxBlocks   = 0x400
	statxBtime    = 0x800
	statxMntID    = 0x1000
	statxDioalign = 0x2000
	statxSubvol   = 0x8000
	statxDioRead  = 0x20000

	statxAttrWriteAtomic = 0x400000
)

var statxMembers = [...]statxMember{
	{At: &layout.Statx_stx_mask, Type: Flags{&xlat.StatxMask}},
	{At: &layout.Statx_stx_blksize, Type: Unsigned{}, Long: true},
	{At: &layout.Statx_stx_attributes, Type: Flags{&xlat.StatxAttrs}},
	{At: &layout.Statx_stx_nlink, Type: Unsigned{}, Mask: statxNlink, Long: true},
	{At: &layout.Statx_stx_uid, Type: Unsigned{}, Mask: statxUID, Long: true},
	{At: &layout.Statx_stx_gid, Type: Unsigned{}, Mask: statxGID, Long: true},
	{At: &layout.Statx_stx_mode, Type: FileMode{}, Mask: statxType | statxMode},
	{At: &layout.Statx_stx_ino, Type: Unsigned{}, Mask: statxIno, Long: true},
	{At: &layout.Statx_stx_size, Type: Unsigned{}, Mask: statxSize},
	{At: &layout.Statx_stx_blocks, Type: Unsigned{}, Mask: statxBlocks, Long: true},
	{At: &layout.Statx_stx_attributes_mask, Type: Flags{&xlat.StatxAttrs}, Long: true},
	{At: &layout.Statx_stx_atime, Type: statxTime{}, Mask: statxAtime, Long: true},
	{At: &layout.Statx_stx_btime, Type: statxTime{}, Mask: statxBtime, Long: true},
	{At: &layout.Statx_stx_ctime, Type: statxTime{}, Mask: statxCtime, Long: true},
	{At: &layout.Statx_stx_mtime, Type: statxTime{}, Mask: statxMtime, Long: true},
	{At: &layout.Statx_stx_rdev_major, Type: Unsigned{}, Long: true},
	{At: &layout.Statx_stx_rdev_minor, Type: Unsigned{}, Long: true},
	{At: &layout.Statx_stx_dev_major, Type: Unsigned{}, Long: true},
	{At: &layout.Statx_stx_dev_minor, Type: Unsigned{}, Long: true},
	{At: &layout.Statx_stx_mnt_id, Type: Hex{}, Mask: statxMntID, Long: true},
	{At: &layout.Statx_stx_dio_mem_align, Type: Unsigned{}, Mask: statxDioalign, Long: true},
	{At: &layout.Statx_stx_dio_offset_align, Type: Unsigned{}, Mask: statxDioalign, Long: true},
	{At: &layout.Statx_stx_subvol, Type: Hex{}, Mask: statxSubvol, Long: true},
	{At: &layout.Statx_stx_atomic_write_unit_min, Type: Unsigned{}, Attr: statxAttrWriteAtomic, Long: true},
	{At: &layout.Statx_stx_atomic_write_unit_max, Type: Unsigned{}, Attr: statxAttrWriteAtomic, Long: true},
	{At: &layout.Statx_stx_atomic_write_segments_max, Type: Unsigned{}, Attr: statxAttrWriteAtomic, Long: true},
	{At: &layout.Statx_stx_dio_read_offset_align, Type: Unsigned{}, Mask: statxDioRead, Long: true},
	{At: &layout.Statx_stx_atomic_write_unit_max_opt, Type: Unsigned{}, Attr: statxAttrWriteAtomic, Long: true},
}

// statxBuf is a struct statx.
type statxBuf struct{}

// Size implements Sized.
func (statxBuf) Size(id abi.ID) int { return int(layout.Statx.Size[id]) }

// Print implements Type.
func (statxBuf) Print(c *decode.Call, v decode.Value) {
	id := c.ABI.ID
	mask := layout.Statx_stx_mask.Uint(id, v.Mem)
	attr := layout.Statx_stx_attributes.Uint(id, v.Mem)
	c.E.StructBegin()
	for i := range statxMembers {
		m := &statxMembers[i]
		if m.Mask|m.Attr != 0 && m.Mask&mask == 0 && m.Attr&attr == 0 || m.Long && !c.NoAbbrev {
			continue
		}
		c.E.Field(m.At.Name)
		m.Type.Print(c, loadValue(v.Addr+uint64(m.At.Off[id]), m.At.Bytes(id, v.Mem), m.At.Signed))
	}
	if !c.NoAbbrev {
		c.E.Field("")
		c.E.More()
	}
	c.E.StructEnd()
}

// statxTime is a struct statx_timestamp, with its date.
type statxTime struct{}

// Print implements Type.
func (statxTime) Print(c *decode.Call, v decode.Value) {
	if len(v.Mem) < 12 {
		return
	}
	sec, nsec := layout.Load(v.Mem[:8], true), layout.Load(v.Mem[8:12], false)
	printTime(c, int64(sec), "tv_nsec", nsec)
	dateComment(c, int64(sec), nsec, 9)
}

// printTime shows a time of two members, without its date.
func printTime(c *decode.Call, sec int64, fracName string, frac uint64) {
	c.E.StructBegin()
	c.E.Field("tv_sec")
	c.E.Int(sec)
	c.E.Field(fracName)
	c.E.Uint(frac)
	c.E.StructEnd()
}

// statxFlags is the flags of statx(2): how to synchronise, and others.
type statxFlags struct{}

// atStatxSyncType is AT_STATX_SYNC_TYPE of linux/fcntl.h.
const atStatxSyncType = 0x6000

// Print implements Type.
func (statxFlags) Print(c *decode.Call, v decode.Value) {
	sync, rest := v.U&atStatxSyncType, v.U&0xffffffff&^atStatxSyncType
	if sync != 0 || c.Opt.Style != decode.Raw { // strace shows no 0 here
		c.Flags(&xlat.AtStatxSync, sync)
	}
	if rest != 0 {
		c.E.Or()
		c.Flags(&xlat.AtStatxFlags, rest)
	}
}
