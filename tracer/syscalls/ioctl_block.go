package syscalls

import (
	"strake/tracer/abi"
	"strake/tracer/abi/layout"
	"strake/tracer/decode"
	"strake/tracer/xlat"
)

// Disks and what looks like them: linux/hdreg.h, blkpg.h, blktrace_api.h, loop.h, nbd.h, scsi/sg.h, mtd/mtd-abi.h, mtd/ubi-user.h.

var hdioCases = []ioctlCase{
	{[]uint32{0x0301}, []Arg{{"argp", Out{Ptr{&hdGeometry}}}}},
	{[]uint32{0x0307, 0x030d}, []Arg{{"argp", Out{byteString{512}}}}},
	{[]uint32{0x030c}, []Arg{{"argp", Out{Ref{FlagsLong{&xlat.HdioNice}}}}}},
	{[]uint32{0x031a}, []Arg{{"argp", Out{Ref{longOf{&xlat.HdioBusStates}}}}}},
	{[]uint32{0x031c, 0x0328}, []Arg{{"argp", intTriple{}}}},
	{[]uint32{0x0329}, []Arg{{"argp", FlagsLong{&xlat.HdioNice}}}},
	{[]uint32{0x032d}, []Arg{{"argp", EnumLong{&xlat.HdioBusStates, decode.FmtHex}}}},
}

var blockCases = []ioctlCase{
	{[]uint32{0x1269}, []Arg{{"argp", Ptr{&blkpgArg}}}},
	{[]uint32{0xc0481273, 0xc0401273}, []Arg{{"argp", completed{&blktraceIn, &blktraceOut}}}},
}

var sgCases = []ioctlCase{
	{[]uint32{0x2276}, []Arg{{"argp", Out{Ptr{&sgScsiID}}}}},
	{[]uint32{sgSetTransform}, []Arg{{"arg", Hex32{}}}},
	{[]uint32{0x2284}, []Arg{{"argp", Ref{sgReset{}}}}},
	{[]uint32{0x2286}, []Arg{{"argp", Out{Ptr{&sgReqInfo}}}}},
}

var loopCases = []ioctlCase{
	{[]uint32{0x4c00, 0x4c06}, []Arg{{"fd", FD{}}}},
	{[]uint32{0x4c80, 0x4c81}, []Arg{{"arg", Int{}}}},
	{[]uint32{0x4c02}, []Arg{{"argp", Ptr{&loopInfo}}}},
	{[]uint32{0x4c03}, []Arg{{"argp", Out{Ptr{&loopInfo}}}}},
	{[]uint32{0x4c04}, []Arg{{"argp", Ptr{&loopInfo64}}}},
	{[]uint32{0x4c05}, []Arg{{"argp", Out{Ptr{&loopInfo64}}}}},
	{[]uint32{0x4c0a}, []Arg{{"argp", Ptr{&loopConfig}}}},
}

var nbdCases = []ioctlCase{
	{[]uint32{0xab00}, []Arg{{"fd", FD{}}}},
	{[]uint32{0xab0a}, []Arg{{"argp", Flags{&xlat.NBDFlags}}}},
}

var flashCases = []ioctlCase{
	{[]uint32{0x40084d02, 0x40084d05, 0x40084d06, 0x80084d17}, []Arg{{"argp", Ptr{&eraseInfo}}}},
	{[]uint32{0x40084f00}, []Arg{{"argp", Ref{Int64{}}}}},
	{[]uint32{0x4d13}, []Arg{{"argp", EnumLong{&xlat.MTDFileModes, decode.FmtHex}}}},
	{[]uint32{0xc0104d03, 0xc0104d04, 0xc00c4d03, 0xc00c4d04}, []Arg{{"argp", Ptr{&mtdOobBuf}}}},
	{[]uint32{0xc0184d15, 0xc0184d16}, []Arg{{"argp", Ptr{&mtdOobBuf64}}}},
	{[]uint32{0xc0304d18}, []Arg{{"argp", Ptr{&mtdWriteReq}}}},
	{[]uint32{0xc0104d08}, []Arg{{"argp", completed{&regionInfoIn, &regionInfoOut}}}},
	{[]uint32{0x40044f02}, []Arg{{"argp", Ptr{&ubiLebChange}}}},
	{[]uint32{0x40084f03}, []Arg{{"argp", Ptr{&ubiMap}}}},
	{[]uint32{0x400c6f02}, []Arg{{"argp", Ptr{&ubiRsvol}}}},
	{[]uint32{0x40104f06}, []Arg{{"argp", Ptr{&ubiSetProp}}}},
	{[]uint32{0x40186f40}, []Arg{{"argp", ubiNumbered{&ubiAttach}}}},
	{[]uint32{0x40986f00}, []Arg{{"argp", ubiNumbered{&ubiMkvol}}}},
}

// hdGeometry is a struct hd_geometry.
var hdGeometry = Struct{Layout: &layout.HdGeometry, Fields: []Field{
	{At: &layout.HdGeometry_heads, Type: Dec{}},
	{At: &layout.HdGeometry_sectors, Type: Dec{}},
	{At: &layout.HdGeometry_cylinders, Type: Dec{}},
	{At: &layout.HdGeometry_start, Type: Dec{}},
}}

// blkpgArg is a struct blkpg_ioctl_arg.
var blkpgArg = Struct{Layout: &layout.BlkpgIoctlArg, Fields: []Field{
	{At: &layout.BlkpgIoctlArg_op, Type: enumOf{&xlat.BlkpgOps}},
	{At: &layout.BlkpgIoctlArg_flags, Type: Dec{}},
	{At: &layout.BlkpgIoctlArg_datalen, Type: Dec{}},
	{At: &layout.BlkpgIoctlArg_data, Type: blkpgData{}},
}}

// blkpgPartition is a struct blkpg_partition.
var blkpgPartition = Struct{Layout: &layout.BlkpgPartition, Fields: []Field{
	{At: &layout.BlkpgPartition_start, Type: Dec{}},
	{At: &layout.BlkpgPartition_length, Type: Dec{}},
	{At: &layout.BlkpgPartition_pno, Type: Dec{}},
	{At: &layout.BlkpgPartition_devname, Type: charArray{}},
	{At: &layout.BlkpgPartition_volname, Type: charArray{}},
}}

// blktraceIn is what BLKTRACESETUP takes.
var blktraceIn = Struct{Layout: &layout.BlkUserTraceSetup, Fields: []Field{
	{At: &layout.BlkUserTraceSetup_act_mask, Type: Dec{}},
	{At: &layout.BlkUserTraceSetup_buf_size, Type: Dec{}},
	{At: &layout.BlkUserTraceSetup_buf_nr, Type: Dec{}},
	{At: &layout.BlkUserTraceSetup_start_lba, Type: Dec{}},
	{At: &layout.BlkUserTraceSetup_end_lba, Type: Dec{}},
	{At: &layout.BlkUserTraceSetup_pid, Type: PID{}},
}}

// blktraceOut is what BLKTRACESETUP answers.
var blktraceOut = Struct{Layout: &layout.BlkUserTraceSetup, Fields: []Field{
	{At: &layout.BlkUserTraceSetup_name, Type: charArray{}},
}}

// sgScsiID is a struct sg_scsi_id.
var sgScsiID = Struct{Layout: &layout.SgScsiID, Fields: []Field{
	{At: &layout.SgScsiID_host_no, Type: Dec{}},
	{At: &layout.SgScsiID_channel, Type: Dec{}},
	{At: &layout.SgScsiID_scsi_id, Type: Hex{}},
	{At: &layout.SgScsiID_lun, Type: Dec{}},
	{At: &layout.SgScsiID_scsi_type, Type: Hex{}},
	{At: &layout.SgScsiID_h_cmd_per_lun, Type: Dec{}},
	{At: &layout.SgScsiID_d_queue_depth, Type: Dec{}},
}}

// sgReqInfo is a struct sg_req_info.
var sgReqInfo = Struct{Layout: &layout.SgReqInfo, Fields: []Field{
	{At: &layout.SgReqInfo_req_state, Type: Dec{}},
	{At: &layout.SgReqInfo_orphan, Type: Dec{}},
	{At: &layout.SgReqInfo_sg_io_owned, Type: Dec{}},
	{At: &layout.SgReqInfo_problem, Type: Dec{}},
	{At: &layout.SgReqInfo_pack_id, Type: Dec{}},
	{At: &layout.SgReqInfo_usr_ptr, Type: Addr{}},
	{At: &layout.SgReqInfo_duration, Type: Dec{}},
}}

// loopInfo is a struct loop_info.
var loopInfo = Struct{Layout: &layout.LoopInfo, Fields: []Field{
	{At: &layout.LoopInfo_lo_number, Type: Dec{}},
	{At: &layout.LoopInfo_lo_device, Type: Dev{}, Long: true},
	{At: &layout.LoopInfo_lo_inode, Type: Dec{}, Long: true},
	{At: &layout.LoopInfo_lo_rdevice, Type: Dev{}, Long: true},
	{At: &layout.LoopInfo_lo_offset, Type: Hex{}},
	{At: &layout.LoopInfo_lo_encrypt_type, If: loopEncrypts, Type: enumOf{&xlat.LoopCrypt}},
	{At: &layout.LoopInfo_lo_encrypt_key_size, If: loopEncrypts, Type: Unsigned{}},
	{At: &layout.LoopInfo_lo_flags, Type: flagsOf{&xlat.LoopFlags}},
	{At: &layout.LoopInfo_lo_name, Type: charArray{}},
	{At: &layout.LoopInfo_lo_encrypt_key, If: loopEncrypts, Show: showLoopInfoKey},
	{At: &layout.LoopInfo_lo_init, Type: loopInit{}, Long: true},
	{At: &layout.LoopInfo_reserved, Type: inlineNumbers{1, true}, Long: true},
}}

// loopInfo64 is a struct loop_info64.
var loopInfo64 = Struct{Layout: &layout.LoopInfo64, Fields: []Field{
	{At: &layout.LoopInfo64_lo_device, Type: Dev{}, Long: true},
	{At: &layout.LoopInfo64_lo_inode, Type: Dec{}, Long: true},
	{At: &layout.LoopInfo64_lo_rdevice, Type: Dev{}, Long: true},
	{At: &layout.LoopInfo64_lo_offset, Type: Hex{}},
	{At: &layout.LoopInfo64_lo_sizelimit, Type: Dec{}, Long: true},
	{At: &layout.LoopInfo64_lo_number, Type: Dec{}},
	{At: &layout.LoopInfo64_lo_encrypt_type, If: loop64Encrypts, Type: enumOf{&xlat.LoopCrypt}},
	{At: &layout.LoopInfo64_lo_encrypt_key_size, If: loop64Encrypts, Type: Dec{}},
	{At: &layout.LoopInfo64_lo_flags, Type: flagsOf{&xlat.LoopFlags}},
	{At: &layout.LoopInfo64_lo_file_name, Type: charArray{}},
	{At: &layout.LoopInfo64_lo_crypt_name, If: loop64Encrypts, Type: charArray{}},
	{At: &layout.LoopInfo64_lo_encrypt_key, If: loop64Encrypts, Show: showLoopInfo64Key},
	{At: &layout.LoopInfo64_lo_init, Type: inlineNumbers{8, true}, Long: true},
}}

// loopConfig is a struct loop_config.
var loopConfig = Struct{Layout: &layout.LoopConfig, Fields: []Field{
	{At: &layout.LoopConfig_fd, Type: FD{}},
	{At: &layout.LoopConfig_block_size, Type: Dec{}},
	{At: &layout.LoopConfig_info, Type: &loopInfo64},
	{At: &layout.LoopConfig___reserved, Type: inlineNumbers{8, true}, NonZero: true},
}}

// mtdOobBuf is a struct mtd_oob_buf.
var mtdOobBuf = Struct{Layout: &layout.MtdOobBuf, Fields: []Field{
	{At: &layout.MtdOobBuf_start, Type: Hex{}},
	{At: &layout.MtdOobBuf_length, Type: Hex{}},
	{At: &layout.MtdOobBuf_ptr, Type: Addr{}},
}}

// mtdOobBuf64 is a struct mtd_oob_buf64.
var mtdOobBuf64 = Struct{Layout: &layout.MtdOobBuf64, Fields: []Field{
	{At: &layout.MtdOobBuf64_start, Type: Hex{}},
	{At: &layout.MtdOobBuf64_length, Type: Hex{}},
	{At: &layout.MtdOobBuf64_usr_ptr, Type: Addr{}},
}}

// mtdWriteReq is a struct mtd_write_req.
var mtdWriteReq = Struct{Layout: &layout.MtdWriteReq, Fields: []Field{
	{At: &layout.MtdWriteReq_start, Type: Hex{}},
	{At: &layout.MtdWriteReq_len, Type: Hex{}},
	{At: &layout.MtdWriteReq_ooblen, Type: Hex{}},
	{At: &layout.MtdWriteReq_usr_data, Type: Addr{}},
	{At: &layout.MtdWriteReq_usr_oob, Type: Addr{}},
	{At: &layout.MtdWriteReq_mode, Type: enumOf{&xlat.MTDOps}},
}}

// regionInfoIn is what MEMGETREGIONINFO takes.
var regionInfoIn = Struct{Layout: &layout.RegionInfoUser, Fields: []Field{
	{At: &layout.RegionInfoUser_regionindex, Type: Hex{}},
}}

// regionInfoOut is what MEMGETREGIONINFO answers.
var regionInfoOut = Struct{Layout: &layout.RegionInfoUser, Fields: []Field{
	{At: &layout.RegionInfoUser_offset, Type: Hex{}},
	{At: &layout.RegionInfoUser_erasesize, Type: Hex{}},
	{At: &layout.RegionInfoUser_numblocks, Type: Hex{}},
}}

// ubiLebChange is a struct ubi_leb_change_req.
var ubiLebChange = Struct{Layout: &layout.UbiLebChangeReq, Fields: []Field{
	{At: &layout.UbiLebChangeReq_lnum, Type: Dec{}},
	{At: &layout.UbiLebChangeReq_bytes, Type: Dec{}},
	{At: &layout.UbiLebChangeReq_dtype, Type: enumOf{&xlat.UBIDataTypes}},
}}

// ubiMap is a struct ubi_map_req.
var ubiMap = Struct{Layout: &layout.UbiMapReq, Fields: []Field{
	{At: &layout.UbiMapReq_lnum, Type: Dec{}},
	{At: &layout.UbiMapReq_dtype, Type: enumOf{&xlat.UBIDataTypes}},
}}

// ubiRsvol is a struct ubi_rsvol_req.
var ubiRsvol = Struct{Layout: &layout.UbiRsvolReq, Fields: []Field{
	{At: &layout.UbiRsvolReq_bytes, Type: Dec{}},
	{At: &layout.UbiRsvolReq_vol_id, Type: Dec{}},
}}

// ubiSetProp is a struct ubi_set_vol_prop_req.
var ubiSetProp = Struct{Layout: &layout.UbiSetVolPropReq, Fields: []Field{
	{At: &layout.UbiSetVolPropReq_property, Type: enumOf{&xlat.UBIProps}},
	{At: &layout.UbiSetVolPropReq_value, Type: Hex{}},
}}

// ubiAttach is a struct ubi_attach_req.
var ubiAttach = Struct{Layout: &layout.UbiAttachReq, Fields: []Field{
	{At: &layout.UbiAttachReq_ubi_num, Type: Dec{}},
	{At: &layout.UbiAttachReq_mtd_num, Type: Dec{}},
	{At: &layout.UbiAttachReq_vid_hdr_offset, Type: Dec{}},
	{At: &layout.UbiAttachReq_max_beb_per1024, Type: Dec{}},
	{At: &layout.UbiAttachReq_disable_fm, Type: Dec{}},
	{At: &layout.UbiAttachReq_need_resv_pool, Type: Dec{}},
}}

// ubiMkvol is a struct ubi_mkvol_req.
var ubiMkvol = Struct{Layout: &layout.UbiMkvolReq, Fields: []Field{
	{At: &layout.UbiMkvolReq_vol_id, Type: Dec{}},
	{At: &layout.UbiMkvolReq_alignment, Type: Dec{}},
	{At: &layout.UbiMkvolReq_bytes, Type: Dec{}},
	{At: &layout.UbiMkvolReq_vol_type, Type: enumOf{&xlat.UBIVolTypes}},
	{At: &layout.UbiMkvolReq_flags, Type: flagsOf{&xlat.UBIVolFlags}},
	{At: &layout.UbiMkvolReq_name_len, Type: Dec{}},
	{At: &layout.UbiMkvolReq_name, Type: ubiName{}},
}}

// byteString is N bytes at the address, as a string that -s cuts.
type byteString struct{ N uint64 }

// Print implements Type.
func (t byteString) Print(c *decode.Call, v decode.Value) {
	if v.U == 0 || c.NoVerbose {
		c.E.Addr(v.U)
		return
	}
	c.Buffer(v.U, t.N)
}

// intTriple is an array of three ints.
type intTriple struct{}

// Print implements Type.
func (intTriple) Print(c *decode.Call, v decode.Value) { PrintArray(c, v.U, 3, Hex32{}, true) }

// sgSetTransform is SG_SET_TRANSFORM, whose argument is an int.
const sgSetTransform = 0x2204

// sgNoEscalate is SG_SCSI_RESET_NO_ESCALATE of scsi/sg.h.
const sgNoEscalate = 0x100

// sgReset is what SG_SCSI_RESET resets, and a flag.
type sgReset struct{}

// Size implements Sized.
func (sgReset) Size(abi.ID) int { return 4 }

// Print implements Type.
func (sgReset) Print(c *decode.Call, v decode.Value) {
	reset, flag := v.U&^sgNoEscalate, v.U&sgNoEscalate
	if flag == 0 {
		c.Enum(&xlat.SGReset, reset, decode.FmtHex)
		return
	}
	c.Flags(&xlat.SGResetFlags, flag)
	c.E.Or()
	c.Enum(&xlat.SGReset, reset, decode.FmtHex)
}

// loopEncrypts and loop64Encrypts report whether what is said of encryption is of interest.
func loopEncrypts(c *decode.Call, whole []byte) bool {
	return c.NoAbbrev || layout.LoopInfo_lo_encrypt_type.Uint(c.ABI.ID, whole) != 0
}

func loop64Encrypts(c *decode.Call, whole []byte) bool {
	return c.NoAbbrev || layout.LoopInfo64_lo_encrypt_type.Uint(c.ABI.ID, whole) != 0
}

func showLoopInfoKey(c *decode.Call, v decode.Value, whole []byte) {
	printLoopKey(c, v.Mem, layout.LoopInfo_lo_encrypt_key_size.Uint(c.ABI.ID, whole))
}

func showLoopInfo64Key(c *decode.Call, v decode.Value, whole []byte) {
	printLoopKey(c, v.Mem, layout.LoopInfo64_lo_encrypt_key_size.Uint(c.ABI.ID, whole))
}

// printLoopKey shows a key as long as the structure says.
func printLoopKey(c *decode.Call, key []byte, n uint64) {
	c.E.Str(key[:min(n&0xffffffff, uint64(len(key)))], false)
}

// loopInit is the two longs of a struct loop_info.
type loopInit struct{}

// Print implements Type.
func (loopInit) Print(c *decode.Call, v decode.Value) {
	inlineNumbers{len(v.Mem) / 2, true}.Print(c, v)
}

// blkpgData is a pointer to the partition of BLKPG.
type blkpgData struct{}

// Print implements Type.
func (blkpgData) Print(c *decode.Call, v decode.Value) { Ptr{&blkpgPartition}.Print(c, v) }

// ubiName is the name of a volume, as long as name_len says.
type ubiName struct{}

// Print implements Type.
func (ubiName) Print(c *decode.Call, v decode.Value) { charArray{}.Print(c, v) }

// ubiNumbered is a pointer to a request; the kernel puts a number in its first member: {...} => [3].
type ubiNumbered struct{ In *Struct }

// Print implements Type.
func (t ubiNumbered) Print(c *decode.Call, v decode.Value) { Ptr{t.In}.Print(c, v) }

func (t ubiNumbered) continues(c *decode.Call, v decode.Value) bool {
	return answered{In: t.In}.readable(c, v)
}

func (t ubiNumbered) printRest(c *decode.Call, v decode.Value) {
	if !c.Failed() {
		c.E.Changed()
		Ref{Int{}}.Print(c, v)
	}
}

// eraseInfo is a struct erase_info_user.
var eraseInfo = Struct{Layout: &layout.EraseInfoUser, Fields: []Field{
	{At: &layout.EraseInfoUser_start, Type: Hex{}},
	{At: &layout.EraseInfoUser_length, Type: Hex{}},
}}
