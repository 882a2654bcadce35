package syscalls

import (
	"strconv"

	"strake/tracer/abi"
	"strake/tracer/abi/layout"
	"strake/tracer/decode"
	"strake/tracer/xlat"
)

// Clocks, watchdogs, remote controls, counters, and files that stand for something of the kernel: linux/rtc.h, watchdog.h, lirc.h, random.h,
// counter.h, perf_event.h, seccomp.h, userfaultfd.h, nsfs.h, pidfd.h, udmabuf.h, eventpoll.h, fs.h.

var clockCases = []ioctlCase{
	{[]uint32{0x40247007, 0x4024700a}, []Arg{{"argp", Ptr{&rtcTime}}}},
	{[]uint32{0x80247008, 0x80247009}, []Arg{{"argp", Out{Ptr{&rtcTime}}}}},
	{[]uint32{0x4028700f}, []Arg{{"argp", Ptr{&rtcAlarm}}}},
	{[]uint32{0x80287010}, []Arg{{"argp", Out{Ptr{&rtcAlarm}}}}},
	{[]uint32{0x40207012, 0x401c7012}, []Arg{{"argp", Ptr{&rtcPll}}}},
	{[]uint32{0x80207011, 0x801c7011}, []Arg{{"argp", Out{Ptr{&rtcPll}}}}},
	{[]uint32{0x40187013}, []Arg{{"argp", answered{&rtcParamIn, &rtcParamOut, true}}}},
	{[]uint32{0x40187014}, []Arg{{"argp", Ptr{&rtcParamSet}}}},
	{[]uint32{0x80047013}, []Arg{{"argp", Out{Ref{Flags{&xlat.RTCVoltage}}}}}},
	{[]uint32{0x80045704}, []Arg{{"argp", Ref{Flags{&xlat.WatchdogOptions}}}}},
	{[]uint32{0x80285700}, []Arg{{"argp", Out{Ptr{&watchdogInfo}}}}},
	{[]uint32{0x40046911, 0x40046912}, []Arg{{"argp", Ref{Enum{&xlat.LIRCModes, decode.FmtHex}}}}},
	{[]uint32{0x80046901, 0x80046902}, []Arg{{"argp", Out{Ref{Enum{&xlat.LIRCModes, decode.FmtHex}}}}}},
	{[]uint32{0x40046917}, []Arg{{"argp", Ref{Hex32{}}}}},
	{[]uint32{0x80046900}, []Arg{{"argp", Out{Ref{Flags{&xlat.LIRCFeatures}}}}}},
	{[]uint32{0x40085203}, []Arg{{"argp", randPool{}}}},
}

var counterCases = []ioctlCase{
	{[]uint32{0x40063e00}, []Arg{{"argp", Ptr{&counterWatch}}}},
}

var udmabufCases = []ioctlCase{
	{[]uint32{0x40187542}, []Arg{{"argp", Ptr{&udmabufCreateT}}}},
	{[]uint32{0x40087543}, []Arg{{"argp", udmabufList{}}}},
}

var epollCases = []ioctlCase{
	{[]uint32{0x40088a01}, []Arg{{"argp", Ptr{&epollParams}}}},
	{[]uint32{0x80088a02}, []Arg{{"argp", Out{Ptr{&epollParams}}}}},
}

var perfCases = []ioctlCase{
	{[]uint32{0x2402}, []Arg{{"arg", Int{}}}},
	{[]uint32{0x2405, 0x40042408}, []Arg{{"fd", FD{}}}},
	{[]uint32{0x2400, 0x2401, 0x2403}, []Arg{{"argp", Flags{&xlat.PerfIocFlags}}}},
	{[]uint32{0x40082406, 0x40042406}, []Arg{{"argp", Str{}}}},
	{[]uint32{0xc008240a, 0xc004240a}, []Arg{{"argp", perfQuery{}}}},
	{[]uint32{0x4008240b, 0x4004240b}, []Arg{{"argp", perfAttr{}}}},
}

var seccompCases = []ioctlCase{
	{[]uint32{0x40082102, 0x80082102}, []Arg{{"argp", Ref{Hex64{}}}}},
	{[]uint32{0x40082104}, []Arg{{"argp", FlagsLong{&xlat.SeccompSetFlags}}}},
	{[]uint32{0x40182103}, []Arg{{"argp", Ptr{&seccompAddfd}}}},
	{[]uint32{0xc0182101}, []Arg{{"argp", Ptr{&seccompResp}}}},
	{[]uint32{0xc0502100}, []Arg{{"argp", seccompRecv{}}}},
}

var nsCases = []ioctlCase{
	{[]uint32{0x8004b706, 0x8004b707, 0x8004b708, 0x8004b709}, []Arg{{"arg", Int{}}}},
	{[]uint32{0xb703}, nil},
	{[]uint32{0x8008b705}, []Arg{{"argp", Out{Ref{Hex64{}}}}}},
	{[]uint32{0x8010b70a, 0x8010b70b, 0x8010b70c}, []Arg{{"argp", Out{Ptr{&mntNsInfo}}}}},
	{[]uint32{0xc058ff0b}, []Arg{{"argp", pidfdInfo{}}}},
}

var uffdCases = []ioctlCase{
	{[]uint32{0x8010aa01, 0x8010aa02}, []Arg{{"argp", Ptr{&uffdRange}}}},
	{[]uint32{0xc018aa3f}, []Arg{{"argp", completed{&uffdAPIIn, &uffdAPIOut}}}},
	{[]uint32{0xc020aa00}, []Arg{{"argp", completed{&uffdRegisterIn, &uffdRegisterOut}}}},
	{[]uint32{0xc028aa03}, []Arg{{"argp", completed{&uffdCopyIn, &uffdCopyOut}}}},
	{[]uint32{0xc020aa04}, []Arg{{"argp", completed{&uffdZeroIn, &uffdZeroOut}}}},
	{[]uint32{0xc018aa06}, []Arg{{"argp", Ptr{&uffdProtect}}}},
	{[]uint32{0xc020aa07}, []Arg{{"argp", completed{&uffdContinueIn, &uffdContinueOut}}}},
	{[]uint32{0xc020aa08}, []Arg{{"argp", completed{&uffdPoisonIn, &uffdPoisonOut}}}},
}

var fsCases = []ioctlCase{
	{[]uint32{0x41009432}, []Arg{{"argp", cString{256}}}},
	{[]uint32{0x81009431}, []Arg{{"argp", Out{cString{256}}}}},
	{[]uint32{0x8004587d}, []Arg{{"argp", Ref{Enum{&xlat.ShutdownFlags, decode.FmtHex}}}}},
	{[]uint32{0x80111500}, []Arg{{"argp", Out{Ptr{&fsUUID}}}}},
	{[]uint32{0x80811501}, []Arg{{"argp", Out{Ptr{&fsSysfsPath}}}}},
	{[]uint32{0xc0101502}, []Arg{{"argp", Ptr{&lbmdCap}}}},
	{[]uint32{0xc0189436}, []Arg{{"argp", dedupe{}}}},
}

// rtcTime is a struct rtc_time.
var rtcTime = Struct{Layout: &layout.RtcTime, Fields: []Field{
	{At: &layout.RtcTime_tm_sec, Type: Dec{}},
	{At: &layout.RtcTime_tm_min, Type: Dec{}},
	{At: &layout.RtcTime_tm_hour, Type: Dec{}},
	{At: &layout.RtcTime_tm_mday, Type: Dec{}},
	{At: &layout.RtcTime_tm_mon, Type: Dec{}},
	{At: &layout.RtcTime_tm_year, Type: Dec{}},
	{At: &layout.RtcTime_tm_wday, Type: Dec{}, Long: true},
	{At: &layout.RtcTime_tm_yday, Type: Dec{}, Long: true},
	{At: &layout.RtcTime_tm_isdst, Type: Dec{}, Long: true},
}}

// rtcAlarm is a struct rtc_wkalrm.
var rtcAlarm = Struct{Layout: &layout.RtcWkalrm, Fields: []Field{
	{At: &layout.RtcWkalrm_enabled, Type: Dec{}},
	{At: &layout.RtcWkalrm_pending, Type: Dec{}},
	{At: &layout.RtcWkalrm_time, Type: &rtcTime},
}}

// rtcPll is a struct rtc_pll_info.
var rtcPll = Struct{Layout: &layout.RtcPllInfo, Fields: []Field{
	{At: &layout.RtcPllInfo_pll_ctrl, Type: Dec{}},
	{At: &layout.RtcPllInfo_pll_value, Type: Dec{}},
	{At: &layout.RtcPllInfo_pll_max, Type: Dec{}},
	{At: &layout.RtcPllInfo_pll_min, Type: Dec{}},
	{At: &layout.RtcPllInfo_pll_posmult, Type: Dec{}},
	{At: &layout.RtcPllInfo_pll_negmult, Type: Dec{}},
	{At: &layout.RtcPllInfo_pll_clock, Type: Dec{}},
}}

// rtcParamIn is what RTC_PARAM_GET takes.
var rtcParamIn = Struct{Layout: &layout.RtcParam, Fields: []Field{
	{At: &layout.RtcParam_param, Type: enumOf{&xlat.RTCParams}},
	{At: &layout.RtcParam_index, Type: Dec{}},
	{At: &layout.RtcParam___pad, Type: Hex{}, NonZero: true},
}}

// rtcParamOut is what RTC_PARAM_GET answers.
var rtcParamOut = Struct{Layout: &layout.RtcParam, Fields: []Field{
	{At: &layout.RtcParam_uvalue, Type: Hex{}},
	{At: &layout.RtcParam___pad, Type: Hex{}, NonZero: true},
}}

// rtcParamSet is what RTC_PARAM_SET takes.
var rtcParamSet = Struct{Layout: &layout.RtcParam, Fields: []Field{
	{At: &layout.RtcParam_param, Type: enumOf{&xlat.RTCParams}},
	{At: &layout.RtcParam_uvalue, Type: Hex{}},
	{At: &layout.RtcParam_index, Type: Dec{}},
	{At: &layout.RtcParam___pad, Type: Hex{}, NonZero: true},
}}

// watchdogInfo is a struct watchdog_info.
var watchdogInfo = Struct{Layout: &layout.WatchdogInfo, Fields: []Field{
	{At: &layout.WatchdogInfo_options, Type: flagsOf{&xlat.WatchdogCaps}},
	{At: &layout.WatchdogInfo_firmware_version, Type: Hex{}, Long: true},
	{At: &layout.WatchdogInfo_identity, Type: charArray{}, Long: true},
}}

// counterComponent is a struct counter_component.
var counterComponent = Struct{Layout: &layout.CounterComponent, Fields: []Field{
	{At: &layout.CounterComponent_type, Type: enumOf{&xlat.CounterComponents}},
	{At: &layout.CounterComponent_scope, Type: enumOf{&xlat.CounterScopes}},
	{At: &layout.CounterComponent_parent, Type: Dec{}},
	{At: &layout.CounterComponent_id, Type: Dec{}},
}}

// counterWatch is a struct counter_watch.
var counterWatch = Struct{Layout: &layout.CounterWatch, Fields: []Field{
	{At: &layout.CounterWatch_component, Type: &counterComponent},
	{At: &layout.CounterWatch_event, Type: enumOf{&xlat.CounterEvents}},
	{At: &layout.CounterWatch_channel, Type: Dec{}},
}}

// udmabufCreateT is a struct udmabuf_create.
var udmabufCreateT = Struct{Layout: &layout.UdmabufCreate, Fields: []Field{
	{At: &layout.UdmabufCreate_memfd, Type: FD{}},
	{At: &layout.UdmabufCreate_flags, Type: flagsOf{&xlat.UdmabufFlags}},
	{At: &layout.UdmabufCreate_offset, Type: Dec{}},
	{At: &layout.UdmabufCreate_size, Type: Dec{}},
}}

// udmabufItem is a struct udmabuf_create_item.
var udmabufItem = Struct{Layout: &layout.UdmabufCreateItem, Fields: []Field{
	{At: &layout.UdmabufCreateItem_memfd, Type: FD{}},
	{At: &layout.UdmabufCreateItem_offset, Type: Dec{}},
	{At: &layout.UdmabufCreateItem_size, Type: Dec{}},
}}

// epollParams is a struct epoll_params.
var epollParams = Struct{Layout: &layout.EpollParams, Fields: []Field{
	{At: &layout.EpollParams_busy_poll_usecs, Type: usecs{}},
	{At: &layout.EpollParams_busy_poll_budget, Type: Dec{}},
	{At: &layout.EpollParams_prefer_busy_poll, Type: Hex{}},
	{At: &layout.EpollParams___pad, Type: Hex{}, NonZero: true},
}}

// seccompAddfd is a struct seccomp_notif_addfd.
var seccompAddfd = Struct{Layout: &layout.SeccompNotifAddfd, Fields: []Field{
	{At: &layout.SeccompNotifAddfd_id, Type: Hex{}},
	{At: &layout.SeccompNotifAddfd_flags, Type: flagsOf{&xlat.SeccompAddfdFlags}},
	{At: &layout.SeccompNotifAddfd_srcfd, Type: FD{}},
	{At: &layout.SeccompNotifAddfd_newfd, Type: FD{}},
	{At: &layout.SeccompNotifAddfd_newfd_flags, Type: flagsOf{&xlat.OpenFlags}},
}}

// seccompResp is a struct seccomp_notif_resp.
var seccompResp = Struct{Layout: &layout.SeccompNotifResp, Fields: []Field{
	{At: &layout.SeccompNotifResp_id, Type: Hex{}},
	{At: &layout.SeccompNotifResp_val, Type: Dec{}},
	{At: &layout.SeccompNotifResp_error, Type: negErrno{}},
	{At: &layout.SeccompNotifResp_flags, Type: flagsOf{&xlat.SeccompNotifFlags}},
}}

// seccompData is a struct seccomp_data.
var seccompData = Struct{Layout: &layout.SeccompData, Fields: []Field{
	{At: &layout.SeccompData_nr, Type: seccompNr{}},
	{At: &layout.SeccompData_arch, Type: enumOf{&xlat.AuditArch}},
	{At: &layout.SeccompData_instruction_pointer, Type: Addr{}},
	{At: &layout.SeccompData_args, Type: inlineNumbers{8, true}},
}}

// seccompNotif is a struct seccomp_notif.
var seccompNotif = Struct{Layout: &layout.SeccompNotif, Fields: []Field{
	{At: &layout.SeccompNotif_id, Type: Hex{}},
	{At: &layout.SeccompNotif_pid, Type: PID{}},
	{At: &layout.SeccompNotif_flags, Type: Hex{}},
	{At: &layout.SeccompNotif_data, Type: &seccompData},
}}

// mntNsInfo is a struct mnt_ns_info.
var mntNsInfo = Struct{Layout: &layout.MntNsInfo, Fields: []Field{
	{At: &layout.MntNsInfo_size, Type: Dec{}},
	{At: &layout.MntNsInfo_nr_mounts, Type: Dec{}},
	{At: &layout.MntNsInfo_mnt_ns_id, Type: Hex{}},
}}

// uffdRange is a struct uffdio_range.
var uffdRange = Struct{Layout: &layout.UffdioRange, Fields: []Field{
	{At: &layout.UffdioRange_start, Type: Hex{}},
	{At: &layout.UffdioRange_len, Type: Hex{}},
}}

// uffdAPIIn is what UFFDIO_API takes.
var uffdAPIIn = Struct{Layout: &layout.UffdioApi, Fields: []Field{
	{At: &layout.UffdioApi_api, Type: Hex{}},
	{At: &layout.UffdioApi_features, Type: flagsOf{&xlat.UffdFeatures}},
}}

// uffdAPIOut is what UFFDIO_API answers.
var uffdAPIOut = Struct{Layout: &layout.UffdioApi, Fields: []Field{
	{At: &layout.UffdioApi_ioctls, Type: flagsOf{&xlat.UffdAPIIoctls}},
}}

// uffdRegisterIn is what UFFDIO_REGISTER takes.
var uffdRegisterIn = Struct{Layout: &layout.UffdioRegister, Fields: []Field{
	{At: &layout.UffdioRegister_range, Type: &uffdRange},
	{At: &layout.UffdioRegister_mode, Type: flagsOf{&xlat.UffdRegisterModes}},
}}

// uffdRegisterOut is what UFFDIO_REGISTER answers.
var uffdRegisterOut = Struct{Layout: &layout.UffdioRegister, Fields: []Field{
	{At: &layout.UffdioRegister_ioctls, Type: flagsOf{&xlat.UffdRegisterIoctls}},
}}

// uffdZeroIn is what UFFDIO_ZEROPAGE takes.
var uffdZeroIn = Struct{Layout: &layout.UffdioZeropage, Fields: []Field{
	{At: &layout.UffdioZeropage_range, Type: &uffdRange},
	{At: &layout.UffdioZeropage_mode, Type: flagsOf{&xlat.UffdZeropageModes}},
}}

// uffdZeroOut is what UFFDIO_ZEROPAGE answers.
var uffdZeroOut = Struct{Layout: &layout.UffdioZeropage, Fields: []Field{
	{At: &layout.UffdioZeropage_zeropage, Type: Hex{}},
}}

// uffdContinueIn is what UFFDIO_CONTINUE takes.
var uffdContinueIn = Struct{Layout: &layout.UffdioContinue, Fields: []Field{
	{At: &layout.UffdioContinue_range, Type: &uffdRange},
	{At: &layout.UffdioContinue_mode, Type: flagsOf{&xlat.UffdContinueModes}},
}}

// uffdContinueOut is what UFFDIO_CONTINUE answers.
var uffdContinueOut = Struct{Layout: &layout.UffdioContinue, Fields: []Field{
	{At: &layout.UffdioContinue_mapped, Type: Unsigned{}},
}}

// uffdPoisonIn is what UFFDIO_POISON takes.
var uffdPoisonIn = Struct{Layout: &layout.UffdioPoison, Fields: []Field{
	{At: &layout.UffdioPoison_range, Type: &uffdRange},
	{At: &layout.UffdioPoison_mode, Type: flagsOf{&xlat.UffdPoisonModes}},
}}

// uffdPoisonOut is what UFFDIO_POISON answers.
var uffdPoisonOut = Struct{Layout: &layout.UffdioPoison, Fields: []Field{
	{At: &layout.UffdioPoison_updated, Type: Unsigned{}},
}}

// uffdProtect is a struct uffdio_writeprotect.
var uffdProtect = Struct{Layout: &layout.UffdioWriteprotect, Fields: []Field{
	{At: &layout.UffdioWriteprotect_range, Type: &uffdRange},
	{At: &layout.UffdioWriteprotect_mode, Type: flagsOf{&xlat.UffdProtectModes}},
}}

// uffdCopyIn is what UFFDIO_COPY takes.
var uffdCopyIn = Struct{Layout: &layout.UffdioCopy, Fields: []Field{
	{At: &layout.UffdioCopy_dst, Type: Hex{}},
	{At: &layout.UffdioCopy_src, Type: Hex{}},
	{At: &layout.UffdioCopy_len, Type: Hex{}},
	{At: &layout.UffdioCopy_mode, Type: flagsOf{&xlat.UffdCopyModes}},
}}

// uffdCopyOut is what UFFDIO_COPY answers.
var uffdCopyOut = Struct{Layout: &layout.UffdioCopy, Fields: []Field{
	{At: &layout.UffdioCopy_copy, Type: Hex{}},
}}

// fsUUID is a struct fsuuid2.
var fsUUID = Struct{Layout: &layout.Fsuuid2, Fields: []Field{
	{At: &layout.Fsuuid2_len, Type: Dec{}},
	{At: &layout.Fsuuid2_uuid, Show: showFsUUID},
}}

// fsSysfsPath is a struct fs_sysfs_path.
var fsSysfsPath = Struct{Layout: &layout.FsSysfsPath, Fields: []Field{
	{At: &layout.FsSysfsPath_len, Type: Dec{}},
	{At: &layout.FsSysfsPath_name, Show: showSysfsPath},
}}

// dedupeIn is what FIDEDUPERANGE takes, without its targets.
var dedupeIn = Struct{Layout: &layout.FileDedupeRange, Fields: []Field{
	{At: &layout.FileDedupeRange_src_offset, Type: Dec{}},
	{At: &layout.FileDedupeRange_src_length, Type: Dec{}},
	{At: &layout.FileDedupeRange_dest_count, Type: Dec{}},
}}

// dedupeTarget is a target of FIDEDUPERANGE.
var dedupeTarget = Struct{Layout: &layout.FileDedupeRangeInfo, Fields: []Field{
	{At: &layout.FileDedupeRangeInfo_dest_fd, Type: FD{}},
	{At: &layout.FileDedupeRangeInfo_dest_offset, Type: Dec{}},
}}

// dedupeResult is what FIDEDUPERANGE answers about a target.
var dedupeResult = Struct{Layout: &layout.FileDedupeRangeInfo, Fields: []Field{
	{At: &layout.FileDedupeRangeInfo_bytes_deduped, Type: Dec{}},
	{At: &layout.FileDedupeRangeInfo_status, Type: Dec{}},
}}

// randPool is the struct rand_pool_info of RNDADDENTROPY: as many bytes as it says.
type randPool struct{}

// Print implements Type.
func (randPool) Print(c *decode.Call, v decode.Value) {
	mark := c.Mark()
	defer c.Release(mark)
	id := c.ABI.ID
	b, ok := fetch(c, v.U, int(layout.RandPoolInfo_buf.Off[id]))
	if !ok {
		return
	}
	n := layout.RandPoolInfo_buf_size.Uint(id, b)
	c.E.StructBegin()
	c.E.Field("entropy_count")
	c.E.Int(int64(int32(layout.RandPoolInfo_entropy_count.Uint(id, b))))
	c.E.Field("buf_size")
	c.E.Int(int64(int32(n)))
	c.E.Field("buf")
	c.Buffer(v.U+uint64(len(b)), n)
	c.E.StructEnd()
}

// udmabufList is the struct udmabuf_create_list of UDMABUF_CREATE_LIST.
type udmabufList struct{}

// Print implements Type.
func (udmabufList) Print(c *decode.Call, v decode.Value) {
	mark := c.Mark()
	defer c.Release(mark)
	id := c.ABI.ID
	b, ok := fetch(c, v.U, int(layout.UdmabufCreateList_list.Off[id]))
	if !ok {
		return
	}
	n := layout.UdmabufCreateList_count.Uint(id, b)
	c.E.StructBegin()
	c.E.Field("flags")
	c.Flags(&xlat.UdmabufFlags, layout.UdmabufCreateList_flags.Uint(id, b))
	c.E.Field("count")
	c.E.Uint(n)
	c.E.Field("list")
	PrintArray(c, v.U+uint64(len(b)), n, &udmabufItem, false)
	c.E.StructEnd()
}

// usecs is microseconds in a structure, with what they are in seconds.
type usecs struct{}

// Print implements Type.
func (usecs) Print(c *decode.Call, v decode.Value) {
	c.E.Uint(v.U)
	if v.U != 0 && c.Opt.Style != decode.Raw {
		c.E.CommentBegin()
		c.E.Name(strconv.FormatFloat(float64(v.U)/1e6, 'f', 6, 64) + " s")
		c.E.CommentEnd()
	}
}

// negErrno is an error number as the kernel returns it, negative.
type negErrno struct{}

// Print implements Type.
func (negErrno) Print(c *decode.Call, v decode.Value) {
	n := int(int32(v.U))
	name := abi.ErrnoName(-n)
	if n >= 0 || name == "" || c.Opt.Style == decode.Raw {
		c.E.Int(int64(n))
		return
	}
	verbose := c.Opt.Style == decode.Verbose
	if verbose {
		c.E.Int(int64(n))
		c.E.CommentBegin()
	}
	c.E.Name("-")
	c.E.Name(name)
	if verbose {
		c.E.CommentEnd()
	}
}

// seccompNr is the number of a call.
type seccompNr struct{}

// Print implements Type.
func (seccompNr) Print(c *decode.Call, v decode.Value) { c.E.Uint(v.U & 0xffffffff) }

// seccompRecv is the struct seccomp_notif of SECCOMP_IOCTL_NOTIF_RECV, which should be zero before: only what is not is shown.
type seccompRecv struct{}

// late lets a structure that is as it should be wait for what the kernel puts there.
func (seccompRecv) late(c *decode.Call) bool {
	mark := c.Mark()
	defer c.Release(mark)
	b, ok := c.Read(c.Args[2], seccompNotif.Size(c.ABI.ID))
	return ok && allZero(b) && c.Args[2] != 0
}

// Print implements Type.
func (seccompRecv) Print(c *decode.Call, v decode.Value) {
	if c.Exiting && c.Failed() {
		c.E.Addr(v.U)
		return
	}
	Ptr{&seccompNotif}.Print(c, v)
}

func (seccompRecv) continues(c *decode.Call, v decode.Value) bool {
	return answered{In: &seccompNotif}.readable(c, v)
}

func (seccompRecv) printRest(c *decode.Call, v decode.Value) {
	c.E.Changed()
	if c.Failed() {
		c.E.Addr(v.U)
	} else {
		Ptr{&seccompNotif}.Print(c, v)
	}
}

// perfQuery is the struct perf_event_query_bpf of PERF_EVENT_IOC_QUERY_BPF: how many ids there is room for, how many
// there are, and the ids.
type perfQuery struct{}

// Print implements Type.
func (perfQuery) Print(c *decode.Call, v decode.Value) {
	mark := c.Mark()
	defer c.Release(mark)
	b, ok := fetch(c, v.U, 4)
	if !ok {
		return
	}
	c.E.StructBegin()
	c.E.Field("ids_len")
	c.E.Uint(layout.Load(b, false))
}

func (perfQuery) continues(c *decode.Call, v decode.Value) bool {
	_, ok := c.ReadUint(v.U, 4)
	return ok && v.U != 0 && !c.NoVerbose
}

func (perfQuery) printRest(c *decode.Call, v decode.Value) {
	n, ok := c.ReadUint(v.U+4, 4)
	if c.Failed() || !ok {
		c.E.Field("")
		c.E.More()
	} else {
		c.E.Field("prog_cnt")
		c.E.Uint(n)
		c.E.Field("ids")
		PrintArray(c, v.U+8, n, Uint{}, false)
	}
	c.E.StructEnd()
}

// pidfdInfo is the struct pidfd_info of PIDFD_GET_INFO, as large as the code says: which members are of interest, and these.
type pidfdInfo struct{}

// Print implements Type.
func (pidfdInfo) Print(c *decode.Call, v decode.Value) {
	completed{&pidfdInfoIn, &pidfdInfoOut}.Print(c, v)
}

func (pidfdInfo) continues(c *decode.Call, v decode.Value) bool {
	return answered{In: &pidfdInfoIn}.readable(c, v)
}

func (pidfdInfo) printRest(c *decode.Call, v decode.Value) {
	completed{&pidfdInfoIn, &pidfdInfoOut}.printRest(c, v)
}

// printBrief shows n elements, no more than two unless -v.
func printBrief(c *decode.Call, addr, n uint64, elem Sized) {
	const brief = 2
	if c.NoAbbrev || n <= brief {
		PrintArray(c, addr, n, elem, true)
		return
	}
	old := c.Opt.StringLimit
	defer func() { c.Opt.StringLimit = old }()
	c.Opt.StringLimit = brief
	PrintArray(c, addr, n, elem, false)
}

// showFsUUID shows as many bytes of the id as len says.
func showFsUUID(c *decode.Call, v decode.Value, whole []byte) {
	n := int(layout.Fsuuid2_len.Uint(c.ABI.ID, whole))
	c.E.HexStr(v.Mem[:min(n, len(v.Mem))], false)
}

// showSysfsPath shows as many bytes of the path as len says.
func showSysfsPath(c *decode.Call, v decode.Value, whole []byte) {
	n := int(layout.FsSysfsPath_len.Uint(c.ABI.ID, whole))
	charArray{}.Print(c, decode.Value{Mem: v.Mem[:min(n+1, len(v.Mem))]})
}

// dedupe is the struct file_dedupe_range of FIDEDUPERANGE, and what became of its targets.
type dedupe struct{}

// Print implements Type.
func (t dedupe) Print(c *decode.Call, v decode.Value) {
	mark := c.Mark()
	defer c.Release(mark)
	b, ok := fetch(c, v.U, dedupeIn.Size(c.ABI.ID))
	if !ok {
		return
	}
	c.E.StructBegin()
	dedupeIn.printFields(c, loadValue(v.U, b, false))
	c.E.Field("info")
	t.targets(c, v.U, b, &dedupeTarget)
	c.E.StructEnd()
}

// targets shows something of each target of a request at addr, which begins with head.
func (dedupe) targets(c *decode.Call, addr uint64, head []byte, as *Struct) {
	n := layout.FileDedupeRange_dest_count.Uint(c.ABI.ID, head)
	printBrief(c, addr+uint64(len(head)), n, as)
}

func (dedupe) continues(c *decode.Call, v decode.Value) bool {
	return answered{In: &dedupeIn}.readable(c, v)
}

func (t dedupe) printRest(c *decode.Call, v decode.Value) {
	mark := c.Mark()
	defer c.Release(mark)
	b, ok := c.Read(v.U, dedupeIn.Size(c.ABI.ID))
	if c.Failed() || !ok || layout.FileDedupeRange_dest_count.Uint(c.ABI.ID, b) == 0 {
		return
	}
	c.E.Changed()
	c.E.StructBegin()
	c.E.Field("info")
	t.targets(c, v.U, b, &dedupeResult)
	c.E.StructEnd()
}

// lbmdCap is a struct logical_block_metadata_cap.
var lbmdCap = Struct{Layout: &layout.LogicalBlockMetadataCap, Fields: []Field{
	{At: &layout.LogicalBlockMetadataCap_lbmd_flags, Type: flagsOf{&xlat.LBMDFlags}},
	{At: &layout.LogicalBlockMetadataCap_lbmd_interval, Type: Dec{}},
	{At: &layout.LogicalBlockMetadataCap_lbmd_size, Type: Dec{}},
	{At: &layout.LogicalBlockMetadataCap_lbmd_opaque_size, Type: Dec{}},
	{At: &layout.LogicalBlockMetadataCap_lbmd_opaque_offset, Type: Dec{}},
	{At: &layout.LogicalBlockMetadataCap_lbmd_pi_size, Type: Dec{}},
	{At: &layout.LogicalBlockMetadataCap_lbmd_pi_offset, Type: Dec{}},
	{At: &layout.LogicalBlockMetadataCap_lbmd_guard_tag_type, Type: enumOf{&xlat.LBMDGuards}},
	{At: &layout.LogicalBlockMetadataCap_lbmd_app_tag_size, Type: Dec{}},
	{At: &layout.LogicalBlockMetadataCap_lbmd_ref_tag_size, Type: Dec{}},
	{At: &layout.LogicalBlockMetadataCap_lbmd_storage_tag_size, Type: Dec{}},
}}

// pidfdInfoIn is what PIDFD_GET_INFO takes.
var pidfdInfoIn = Struct{Layout: &layout.PidfdInfo, Fields: []Field{
	{At: &layout.PidfdInfo_mask, Type: flagsOf{&xlat.PidfdInfo}},
}}

// pidfdInfoOut is what PIDFD_GET_INFO answers, as far as the mask says.
var pidfdInfoOut = Struct{Layout: &layout.PidfdInfo, Fields: []Field{
	{At: &layout.PidfdInfo_cgroupid, Type: Dec{}, If: pidfdHasCgroup},
	{At: &layout.PidfdInfo_pid, Type: PID{}, If: pidfdHasPID},
	{At: &layout.PidfdInfo_tgid, Type: PID{}, If: pidfdHasPID},
	{At: &layout.PidfdInfo_ppid, Type: PID{}, If: pidfdHasPID},
	{At: &layout.PidfdInfo_ruid, Type: UID{}, If: pidfdHasCreds},
	{At: &layout.PidfdInfo_rgid, Type: UID{}, If: pidfdHasCreds},
	{At: &layout.PidfdInfo_euid, Type: UID{}, If: pidfdHasCreds},
	{At: &layout.PidfdInfo_egid, Type: UID{}, If: pidfdHasCreds},
	{At: &layout.PidfdInfo_suid, Type: UID{}, If: pidfdHasCreds},
	{At: &layout.PidfdInfo_sgid, Type: UID{}, If: pidfdHasCreds},
	{At: &layout.PidfdInfo_fsuid, Type: UID{}, If: pidfdHasCreds},
	{At: &layout.PidfdInfo_fsgid, Type: UID{}, If: pidfdHasCreds},
	{At: &layout.PidfdInfo_exit_code, Type: boxedStatus{}, If: pidfdHasExit},
	{At: &layout.PidfdInfo_coredump_mask, Type: flagsOf{&xlat.PidfdCoredump}, If: pidfdHasCoredump},
	{At: &layout.PidfdInfo_coredump_signal, Type: signalMember{}, If: pidfdHasSignal},
	{At: &layout.PidfdInfo_coredump_code, Type: Dec{}, If: pidfdHasCode},
	{At: &layout.PidfdInfo_supported_mask, Type: flagsOf{&xlat.PidfdInfo}, If: pidfdHasSupported},
}}

func pidfdMask(c *decode.Call, whole []byte, bit uint64) bool {
	return layout.PidfdInfo_mask.Uint(c.ABI.ID, whole)&bit != 0
}

func pidfdHasPID(c *decode.Call, whole []byte) bool       { return pidfdMask(c, whole, 1) }
func pidfdHasCreds(c *decode.Call, whole []byte) bool     { return pidfdMask(c, whole, 2) }
func pidfdHasCgroup(c *decode.Call, whole []byte) bool    { return pidfdMask(c, whole, 4) }
func pidfdHasExit(c *decode.Call, whole []byte) bool      { return pidfdMask(c, whole, 8) }
func pidfdHasCoredump(c *decode.Call, whole []byte) bool  { return pidfdMask(c, whole, 0x10) }
func pidfdHasSupported(c *decode.Call, whole []byte) bool { return pidfdMask(c, whole, 0x20) }
func pidfdHasSignal(c *decode.Call, whole []byte) bool    { return pidfdMask(c, whole, 0x40) }
func pidfdHasCode(c *decode.Call, whole []byte) bool      { return pidfdMask(c, whole, 0x80) }

// boxedStatus is the status of a process as wait(2) has it, in brackets.
type boxedStatus struct{}

// Print implements Type.
func (boxedStatus) Print(c *decode.Call, v decode.Value) {
	c.E.ArrayBegin()
	c.E.Elem()
	waitStatus{}.Print(c, v)
	c.E.ArrayEnd()
}

// signalMember is the number of a signal in a structure.
type signalMember struct{}

// Print implements Type.
func (signalMember) Print(c *decode.Call, v decode.Value) {
	if n := int32(v.U); n < 0 || n > numSignals {
		c.E.Int(int64(n))
		return
	}
	printSignal(c, int(v.U))
}
