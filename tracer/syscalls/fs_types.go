package syscalls

import (
	"math"

	"strake/tracer/abi"
	"strake/tracer/abi/layout"
	"strake/tracer/decode"
	"strake/tracer/xlat"
)

// mountFlags is the flags of mount(2), which may begin with a magic number.
type mountFlags struct{}

// MS_MGC_MSK and MS_MGC_VAL of linux/mount.h.
const (
	mountMagicMask = 0xffff0000
	mountMagic     = 0xc0ed0000
)

// Print implements Type.
func (mountFlags) Print(c *decode.Call, v decode.Value) {
	u := v.U
	if u&mountMagicMask == mountMagic {
		c.Enum(&xlat.MountMagic, mountMagic, decode.FmtHex)
		if u &^= mountMagicMask; u == 0 {
			return
		}
		c.E.Or()
	}
	c.Flags(&xlat.MountFlags, u)
}

// swapFlags is the flags of swapon(2), with a priority in the low bits.
type swapFlags struct{}

// swapPrioMask is SWAP_FLAG_PRIO_MASK of the kernel's linux/swap.h.
const swapPrioMask = 0x7fff

// Print implements Type.
func (swapFlags) Print(c *decode.Call, v decode.Value) {
	if flags := v.U & 0xffffffff &^ swapPrioMask; flags != 0 {
		c.Flags(&xlat.SwapFlags, flags)
		c.E.Or()
	}
	c.E.Uint(v.U & swapPrioMask)
}

// fanotifyInitFlags is the flags of fanotify_init(2): a class, and bits.
type fanotifyInitFlags struct{}

// fanClassMask is what holds the class (linux/fanotify.h: FAN_ALL_CLASS_BITS).
const fanClassMask = 0xc

// Print implements Type.
func (fanotifyInitFlags) Print(c *decode.Call, v decode.Value) {
	c.Enum(&xlat.FanotifyClasses, v.U&fanClassMask, decode.FmtHex)
	if rest := v.U & 0xffffffff &^ fanClassMask; rest != 0 {
		c.E.Or()
		c.Flags(&xlat.FanotifyInitFlags, rest)
	}
}

// fanotifyMask is events in 64 bits.
type fanotifyMask struct{}

func (fanotifyMask) regs(id abi.ID) int { return pair(id) }

// Print implements Type.
func (fanotifyMask) Print(c *decode.Call, v decode.Value) { c.Flags(&xlat.FanotifyMask, v.U) }

// fanotifyDir is a directory's descriptor, or FAN_NOFD.
type fanotifyDir struct{}

// Print implements Type.
func (fanotifyDir) Print(c *decode.Call, v decode.Value) {
	if fd := int32(v.U); fd == -1 {
		c.Enum(&xlat.FanotifyFD, math.MaxUint64, decode.FmtInt)
		return
	}
	DirFD{}.Print(c, v)
}

// maxFsconfigBinary is how much binary data fsconfig(2) takes.
const maxFsconfigBinary = 1 << 20

// hexBuf is a pointer to bytes shown in hexadecimal, as many as an int says.
type hexBuf struct{ N Count }

// Print implements Type.
func (t hexBuf) Print(c *decode.Call, v decode.Value) {
	n := int32(t.N.get(c))
	if v.U == 0 || n < 0 || n > maxFsconfigBinary {
		c.E.Addr(v.U)
		return
	}
	mark := c.Mark()
	defer c.Release(mark)
	b, more, ok := c.ReadCut(v.U, uint64(n))
	if !ok {
		c.E.Addr(v.U)
		return
	}
	c.E.HexStr(b, more)
}

// statfsBuf is a struct statfs, or statfs64.
type statfsBuf struct {
	Layout                                      *layout.Struct
	Type, Bsize, Blocks, Bfree, Bavail          *layout.Field
	Files, Ffree, Fsid, Namelen, Frsize, FlagsF *layout.Field
}

var (
	structStatfs = statfsBuf{
		&layout.Statfs,
		&layout.Statfs_f_type, &layout.Statfs_f_bsize, &layout.Statfs_f_blocks, &layout.Statfs_f_bfree,
		&layout.Statfs_f_bavail, &layout.Statfs_f_files, &layout.Statfs_f_ffree, &layout.Statfs_f_fsid,
		&layout.Statfs_f_namelen, &layout.Statfs_f_frsize, &layout.Statfs_f_flags,
	}
	structStatfs64 = statfsBuf{
		&layout.Statfs64,
		&layout.Statfs64_f_type, &layout.Statfs64_f_bsize, &layout.Statfs64_f_blocks, &layout.Statfs64_f_bfree,
		&layout.Statfs64_f_bavail, &layout.Statfs64_f_files, &layout.Statfs64_f_ffree, &layout.Statfs64_f_fsid,
		&layout.Statfs64_f_namelen, &layout.Statfs64_f_frsize, &layout.Statfs64_f_flags,
	}
)

// stValid is ST_VALID of the kernel's linux/statfs.h: f_flags means something.
const stValid = 0x20

// Size implements Sized.
func (t statfsBuf) Size(id abi.ID) int { return int(t.Layout.Size[id]) }

// Print implements Type.
func (t statfsBuf) Print(c *decode.Call, v decode.Value) {
	id := c.ABI.ID
	c.E.StructBegin()
	c.E.Field("f_type")
	c.Enum(&xlat.FsMagic, layout.Load(t.Type.Bytes(id, v.Mem), false), decode.FmtHex)
	t.number(c, v, t.Bsize)
	t.number(c, v, t.Blocks)
	t.number(c, v, t.Bfree)
	t.number(c, v, t.Bavail)
	t.number(c, v, t.Files)
	t.number(c, v, t.Ffree)
	c.E.Field("f_fsid")
	c.E.StructBegin()
	c.E.Field("val")
	c.E.ArrayBegin()
	fsid := t.Fsid.Bytes(id, v.Mem)
	for i := 0; 4*i+4 <= len(fsid); i++ {
		c.E.Elem()
		if cutsArray(c, i) {
			c.E.More()
			break
		}
		c.E.Hex(layout.Load(fsid[4*i:4*i+4], false))
	}
	c.E.ArrayEnd()
	c.E.StructEnd()
	t.number(c, v, t.Namelen)
	t.number(c, v, t.Frsize)
	if flags := layout.Load(t.FlagsF.Bytes(id, v.Mem), false); flags&stValid != 0 {
		c.E.Field("f_flags")
		c.Flags(&xlat.StatfsFlags, flags)
	}
	c.E.StructEnd()
}

func (t statfsBuf) number(c *decode.Call, v decode.Value, f *layout.Field) {
	c.E.Field(f.Name)
	Unsigned{}.Print(c, decode.Value{Mem: f.Bytes(c.ABI.ID, v.Mem)})
}

// structMountAttr is the struct mount_attr of mount_setattr(2).
var structMountAttr = Struct{&layout.MountAttr, []Field{
	{At: &layout.MountAttr_attr_set, Type: Flags{&xlat.MountAttrs}},
	{At: &layout.MountAttr_attr_clr, Type: Flags{&xlat.MountAttrs}},
	{At: &layout.MountAttr_propagation, Type: Enum{Table: &xlat.MountPropagation}},
	{At: &layout.MountAttr_userns_fd, Show: showUsernsFD},
}}

// mountAttrIdmap is MOUNT_ATTR_IDMAP of linux/mount.h.
const mountAttrIdmap = 0x100000

// showUsernsFD shows a number that is a descriptor only where the mount's ids are to be mapped.
func showUsernsFD(c *decode.Call, v decode.Value, whole []byte) {
	id := c.ABI.ID
	attrs := layout.MountAttr_attr_set.Uint(id, whole) | layout.MountAttr_attr_clr.Uint(id, whole)
	if attrs&mountAttrIdmap != 0 && v.U <= math.MaxInt32 {
		c.FD(int32(v.U))
		return
	}
	c.E.Uint(v.U)
}

// mntIDReq is a pointer to a struct mnt_id_req, whose size is its first member.
type mntIDReq struct{ List bool }

// The sizes of struct mnt_id_req (linux/mount.h).
const (
	mntIDReqV0 = 24
	mntIDReqV1 = 32
)

// Print implements Type.
func (t mntIDReq) Print(c *decode.Call, v decode.Value) {
	mark := c.Mark()
	defer c.Release(mark)
	b, ok := fetch(c, v.U, 4)
	if !ok {
		return
	}
	size := layout.Load(b, false)
	c.E.StructBegin()
	defer c.E.StructEnd()
	c.E.Field("size")
	c.E.Uint(size)
	if size < mntIDReqV0 {
		return
	}
	n := mntIDReqV0
	if size >= mntIDReqV1 {
		n = mntIDReqV1
	}
	b, ok = c.Read(v.U, n)
	if !ok {
		c.E.Field("")
		c.E.Name("???")
		return
	}
	id := c.ABI.ID
	c.E.Field("mnt_ns_fd")
	c.FD(int32(layout.MntIDReq_mnt_ns_fd.Uint(id, b)))
	c.E.Field("mnt_id")
	mnt, param := layout.MntIDReq_mnt_id.Uint(id, b), layout.MntIDReq_param.Uint(id, b)
	if t.List {
		c.Enum(&xlat.ListmountRoot, mnt, decode.FmtHex)
		c.E.Field("param")
		c.E.Hex(param)
	} else {
		c.E.Hex(mnt)
		c.E.Field("param")
		c.Flags(&xlat.StatmountMask, param)
	}
	if n == mntIDReqV1 {
		c.E.Field("mnt_ns_id")
		c.E.Hex(layout.MntIDReq_mnt_ns_id.Uint(id, b))
		printTail(c, v.U, mntIDReqV1, size)
	}
}

// mntIDs is the array of ids that listmount(2) filled. One without room is shown empty even
// if the call failed.
type mntIDs struct{}

func (mntIDs) late(*decode.Call) bool { return true }

// Print implements Type.
func (mntIDs) Print(c *decode.Call, v decode.Value) {
	if c.Failed() && c.Args[2] != 0 {
		c.E.Addr(v.U)
		return
	}
	PrintArray(c, v.U, Returned.get(c), Hex64{}, false)
}

// statmountMember is a member of struct statmount.
type statmountMember struct {
	At *layout.Field
	// Mask is the bit of the structure's mask that says that the member means something; 0: it always does.
	Mask uint64
	// Type is nil for the place of a string.
	Type Type
	// Num is the member that says how many strings there are, nil for a single one.
	Num *layout.Field
}

// Bits of the mask (linux/mount.h).
const (
	statmountSBBasic       = 0x1
	statmountMntBasic      = 0x2
	statmountPropagateFrom = 0x4
	statmountMntRoot       = 0x8
	statmountMntPoint      = 0x10
	statmountFsType        = 0x20
	statmountMntNsID       = 0x40
	statmountMntOpts       = 0x80
	statmountFsSubtype     = 0x100
	statmountSBSource      = 0x200
	statmountOptArray      = 0x400
	statmountOptSecArray   = 0x800
	statmountSupportedMask = 0x1000
	statmountMntUidmap     = 0x2000
	statmountMntGidmap     = 0x4000
)

var statmountMembers = [...]statmountMember{
	{At: &layout.Statmount_size, Type: Unsigned{}},
	{At: &layout.Statmount_mnt_opts, Mask: statmountMntOpts},
	{At: &layout.Statmount_mask, Type: Flags{&xlat.StatmountMask}},
	{At: &layout.Statmount_sb_dev_major, Mask: statmountSBBasic, Type: Unsigned{}},
	{At: &layout.Statmount_sb_dev_minor, Mask: statmountSBBasic, Type: Unsigned{}},
	{At: &layout.Statmount_sb_magic, Mask: statmountSBBasic, Type: EnumLong{Table: &xlat.FsMagic}},
	{At: &layout.Statmount_sb_flags, Mask: statmountSBBasic, Type: Flags{&xlat.StatmountSBFlags}},
	{At: &layout.Statmount_fs_type, Mask: statmountFsType},
	{At: &layout.Statmount_mnt_id, Mask: statmountMntBasic, Type: Hex{}},
	{At: &layout.Statmount_mnt_parent_id, Mask: statmountMntBasic, Type: Hex{}},
	{At: &layout.Statmount_mnt_id_old, Mask: statmountMntBasic, Type: Hex{}},
	{At: &layout.Statmount_mnt_parent_id_old, Mask: statmountMntBasic, Type: Hex{}},
	{At: &layout.Statmount_mnt_attr, Mask: statmountMntBasic, Type: Flags{&xlat.MountAttrs}},
	{At: &layout.Statmount_mnt_propagation, Mask: statmountMntBasic, Type: Flags{&xlat.MountPropagation}},
	{At: &layout.Statmount_mnt_peer_group, Mask: statmountMntBasic, Type: Hex{}},
	{At: &layout.Statmount_mnt_master, Mask: statmountMntBasic, Type: Hex{}},
	{At: &layout.Statmount_propagate_from, Mask: statmountPropagateFrom, Type: Hex{}},
	{At: &layout.Statmount_mnt_root, Mask: statmountMntRoot},
	{At: &layout.Statmount_mnt_point, Mask: statmountMntPoint},
	{At: &layout.Statmount_mnt_ns_id, Mask: statmountMntNsID, Type: Hex{}},
	{At: &layout.Statmount_fs_subtype, Mask: statmountFsSubtype},
	{At: &layout.Statmount_sb_source, Mask: statmountSBSource},
	{At: &layout.Statmount_opt_num, Mask: statmountOptArray, Type: Unsigned{}},
	{At: &layout.Statmount_opt_array, Mask: statmountOptArray, Num: &layout.Statmount_opt_num},
	{At: &layout.Statmount_opt_sec_num, Mask: statmountOptSecArray, Type: Unsigned{}},
	{At: &layout.Statmount_opt_sec_array, Mask: statmountOptSecArray, Num: &layout.Statmount_opt_sec_num},
	{At: &layout.Statmount_supported_mask, Mask: statmountSupportedMask, Type: Flags{&xlat.StatmountMask}},
	{At: &layout.Statmount_mnt_uidmap_num, Mask: statmountMntUidmap, Type: Unsigned{}},
	{At: &layout.Statmount_mnt_uidmap, Mask: statmountMntUidmap, Num: &layout.Statmount_mnt_uidmap_num},
	{At: &layout.Statmount_mnt_gidmap_num, Mask: statmountMntGidmap, Type: Unsigned{}},
	{At: &layout.Statmount_mnt_gidmap, Mask: statmountMntGidmap, Num: &layout.Statmount_mnt_gidmap_num},
}

// statmountBuf is a struct statmount. Its strings lie behind it; where one lies is counted from there.
type statmountBuf struct{}

// Size implements Sized.
func (statmountBuf) Size(id abi.ID) int { return int(layout.Statmount.Size[id]) }

// Print implements Type.
func (t statmountBuf) Print(c *decode.Call, v decode.Value) {
	id := c.ABI.ID
	mask := layout.Statmount_mask.Uint(id, v.Mem)
	c.E.StructBegin()
	for i := range statmountMembers {
		m := &statmountMembers[i]
		if m.Mask != 0 && m.Mask&mask == 0 {
			continue
		}
		c.E.Field(m.At.Name)
		mv := loadValue(v.Addr+uint64(m.At.Off[id]), m.At.Bytes(id, v.Mem), m.At.Signed)
		switch {
		case m.Type != nil:
			m.Type.Print(c, mv)
		case m.Num != nil:
			t.strings(c, v, mv.U, m.Num.Uint(id, v.Mem))
		case t.str(c, v, mv.U) == 0:
			c.E.Hex(mv.U)
		}
	}
	c.E.StructEnd()
}

// str shows the string at offset off of those behind the structure, and returns how long it is with its
// NUL, or 0 where there is none.
func (t statmountBuf) str(c *decode.Call, v decode.Value, off uint64) uint64 {
	known := uint64(t.Size(c.ABI.ID))
	size := layout.Statmount_size.Uint(c.ABI.ID, v.Mem)
	if size <= known || off >= size-known {
		return 0
	}
	mark := c.Mark()
	defer c.Release(mark)
	n := min(size-known-off, decode.MaxPath)
	b, nul, ok := c.ReadString(v.Addr+known+off, int(n-1))
	if !ok {
		return 0
	}
	c.E.Path(b, !nul)
	return uint64(len(b)) + 1
}

// strings shows n strings from offset off on.
func (t statmountBuf) strings(c *decode.Call, v decode.Value, off, n uint64) {
	known, size := uint64(t.Size(c.ABI.ID)), layout.Statmount_size.Uint(c.ABI.ID, v.Mem)
	if n != 0 && (size <= known || off >= size-known) {
		c.E.Hex(off)
		return
	}
	c.E.ArrayBegin()
	for i := range min(n, maxElems) {
		c.E.Elem()
		if cutsArray(c, int(i)) {
			c.E.More()
			break
		}
		got := t.str(c, v, off)
		if got == 0 {
			c.E.Name("???")
			break
		}
		off += got
	}
	c.E.ArrayEnd()
}

var structCachestatRange = Struct{&layout.CachestatRange, []Field{
	{At: &layout.CachestatRange_off, Type: Hex{}},
	{At: &layout.CachestatRange_len, Type: Unsigned{}},
}}

var structCachestat = Struct{&layout.Cachestat, []Field{
	{At: &layout.Cachestat_nr_cache, Type: Unsigned{}},
	{At: &layout.Cachestat_nr_dirty, Type: Unsigned{}},
	{At: &layout.Cachestat_nr_writeback, Type: Unsigned{}},
	{At: &layout.Cachestat_nr_evicted, Type: Unsigned{}},
	{At: &layout.Cachestat_nr_recently_evicted, Type: Unsigned{}},
}}
