package syscalls

import (
	"strake/tracer/abi"
	"strake/tracer/abi/layout"
	"strake/tracer/decode"
	"strake/tracer/xlat"
)

// The system as a whole: its name and state, random numbers, the log, modules, rebooting, security; and the calls
// that no kernel has any more.
var systemSyscalls = []Syscall{
	{Name: "uname", Args: []Arg{{"buf", Out{Ptr{&utsname}}}}},
	{Name: "sethostname", Args: []Arg{{"name", hostName{}}, {"len", Uint{}}}},
	{Name: "setdomainname", Args: []Arg{{"name", hostName{}}, {"len", Uint{}}}},
	{Name: "sysinfo", Args: []Arg{{"info", Out{Ptr{&sysinfo}}}}},
	{Name: "getrandom", Args: []Arg{
		{"buf", Out{randomBytes{Returned}}}, {"buflen", ULong{}}, {"flags", Flags{&xlat.GetrandomFlags}},
	}},
	{Name: "syslog", Args: []Arg{{"type", syslogAction{}}, {"", &syslogArgs}}},
	{Name: "reboot", Args: []Arg{
		{"magic", Enum{&xlat.RebootMagic1, decode.FmtHex}},
		{"magic2", Enum{&xlat.RebootMagic2, decode.FmtHex}},
		{"op", Enum{&xlat.RebootCmds, decode.FmtHex}},
		{"arg", When{rebootRestart2, Str{}}},
	}},
	{Name: "vhangup"},

	{Name: "init_module", Args: []Arg{{"module_image", Addr{}}, {"len", ULong{}}, {"param_values", Str{}}}},
	{Name: "finit_module", Args: []Arg{
		{"fd", FD{}}, {"param_values", Str{}}, {"flags", Flags{&xlat.ModuleInitFlags}},
	}},
	{Name: "delete_module", Args: []Arg{{"name", Str{}}, {"flags", Flags{&xlat.DeleteModuleFlags}}}},
	{Name: "kexec_load", Args: []Arg{
		{"entry", Addr{}},
		{"nr_segments", ULong{}},
		{"segments", kexecSegments{}},
		{"flags", kexecFlags{}},
	}},
	{Name: "kexec_file_load", Args: []Arg{
		{"kernel_fd", FD{}},
		{"initrd_fd", FD{}},
		{"cmdline_len", ULong{}},
		{"cmdline", Buf{2}},
		{"flags", FlagsLong{&xlat.KexecFileFlags}},
	}},
	{Name: "uselib", Args: []Arg{{"path", Path{}}}},

	{Name: "seccomp", Args: []Arg{{"operation", Enum{&xlat.SeccompOps, decode.FmtHex}}, {"", &seccompArgs}}},
	{Name: "bpf", Ret: retBPF{}, Args: []Arg{
		{"cmd", Enum{&xlat.BPFCommands, decode.FmtHex}}, {"attr", bpfAttr{}}, {"size", Uint{}},
	}},
	{Name: "perf_event_open", Ret: RetFD{}, Args: []Arg{
		{"attr", perfAttr{}},
		{"pid", Int{}},
		{"cpu", Int{}},
		{"group_fd", FD{}},
		{"flags", FlagsLong{&xlat.PerfOpenFlags}},
	}},
	{Name: "landlock_create_ruleset", Ret: retLandlock{}, Args: []Arg{
		{"attr", Extensible{To: Struct{&layout.LandlockRuleset, []Field{
			{At: &layout.LandlockRuleset_handled_access_fs, Type: flags64{&xlat.LandlockFSAccess}},
			{At: &layout.LandlockRuleset_handled_access_net, Type: flags64{&xlat.LandlockNetAccess}},
			{At: &layout.LandlockRuleset_scoped, Type: flags64{&xlat.LandlockScopes}},
			{At: &layout.LandlockRuleset_quiet_access_fs, Type: flags64{&xlat.LandlockFSAccess}},
			{At: &layout.LandlockRuleset_quiet_access_net, Type: flags64{&xlat.LandlockNetAccess}},
			{At: &layout.LandlockRuleset_quiet_scoped, Type: flags64{&xlat.LandlockScopes}},
		}}, Size: 1, Min: 8, Dots: true}},
		{"size", ULong{}},
		{"flags", Flags{&xlat.LandlockRulesetFlags}},
	}},
	{Name: "landlock_add_rule", Args: []Arg{
		{"ruleset_fd", FD{}},
		{"rule_type", Enum{&xlat.LandlockRuleTypes, decode.FmtHex}},
		{"rule_attr", landlockRule{}},
		{"flags", Flags{&xlat.LandlockAddRuleFlags}},
	}},
	{Name: "landlock_restrict_self", Args: []Arg{{"ruleset_fd", FD{}}, {"flags", Hex32{}}}},
	{Name: "lsm_get_self_attr", Args: []Arg{
		{"attr", Enum{&xlat.LSMAttrs, decode.FmtHex}},
		{"ctx", lsmCtxs{}},
		{"size", changed32{}},
		{"flags", Flags{&xlat.LSMFlags}},
	}},
	{Name: "lsm_set_self_attr", Args: []Arg{
		{"attr", Enum{&xlat.LSMAttrs, decode.FmtHex}},
		{"ctx", lsmCtxIn{}},
		{"size", Uint{}},
		{"flags", Hex32{}},
	}},
	{Name: "lsm_list_modules", Args: []Arg{
		{"ids", Out{Else{lsmListSizeUnknown, Addr{}, Array{Elem: lsmID{}, N: Returned}}}}, {"size", changed32{}}, {"flags", Hex32{}},
	}},

	{Name: "_sysctl", Args: []Arg{{"args", Ptr{&sysctlArgs}}}},
	{Name: "create_module", Args: unknown2},
	{Name: "get_kernel_syms", Args: unknown1},
	{Name: "query_module", Args: unknown5},
	{Name: "nfsservctl", Args: unknown3},
	{Name: "getpmsg", Args: unknown5},
	{Name: "putpmsg", Args: unknown5},
	{Name: "afs_syscall", Args: unknown5},
	{Name: "tuxcall", Args: unknown3},
	{Name: "security", Args: unknown3},
	{Name: "vserver", Args: unknown5},
	{Name: "uretprobe"},
	{Name: "rseq_slice_yield"},
	// i386 only.
	{Name: "bdflush", Args: unknown2},
	{Name: "idle"},
	{Name: "ftime"},
	{Name: "prof"},
	{Name: "profil", Args: unknown4},
	{Name: "ulimit", Args: unknown2},
	{Name: "olduname", Args: unknown1},
	{Name: "oldolduname", Args: unknown1},
	{Name: "break"},
	{Name: "stty", Args: unknown2},
	{Name: "gtty", Args: unknown2},
	{Name: "lock"},
	{Name: "mpx"},
	{Name: "vm86old", Args: unknown1},
	{Name: "vm86", Args: unknown5},
}

// The arguments of calls that nothing is known of.
var (
	unknown1 = []Arg{{"arg1", HexLong{}}}
	unknown2 = []Arg{{"arg1", HexLong{}}, {"arg2", HexLong{}}}
	unknown3 = []Arg{{"arg1", HexLong{}}, {"arg2", HexLong{}}, {"arg3", HexLong{}}}
	unknown4 = []Arg{{"arg1", HexLong{}}, {"arg2", HexLong{}}, {"arg3", HexLong{}}, {"arg4", HexLong{}}}
	unknown5 = []Arg{
		{"arg1", HexLong{}}, {"arg2", HexLong{}}, {"arg3", HexLong{}}, {"arg4", HexLong{}}, {"arg5", HexLong{}},
	}
)

// charArray is an array of characters in a structure, up to its NUL.
type charArray struct{}

// Print implements Type.
func (charArray) Print(c *decode.Call, v decode.Value) {
	b := v.Mem
	for i, x := range b {
		if x == 0 {
			c.E.Str(b[:i], false)
			return
		}
	}
	c.E.Str(b[:max(len(b)-1, 0)], true)
}

var (
	utsname = Struct{&layout.Utsname, []Field{
		{At: &layout.Utsname_sysname, Type: charArray{}},
		{At: &layout.Utsname_nodename, Type: charArray{}},
		{At: &layout.Utsname_release, Type: charArray{}, Long: true},
		{At: &layout.Utsname_version, Type: charArray{}, Long: true},
		{At: &layout.Utsname_machine, Type: charArray{}, Long: true},
		{At: &layout.Utsname_domainname, Type: charArray{}, Long: true},
	}}
	sysinfo = Struct{&layout.Sysinfo, []Field{
		{At: &layout.Sysinfo_uptime, Type: unsigned{}},
		{At: &layout.Sysinfo_loads, Type: loads{}},
		{At: &layout.Sysinfo_totalram, Type: Dec{}},
		{At: &layout.Sysinfo_freeram, Type: Dec{}},
		{At: &layout.Sysinfo_sharedram, Type: Dec{}},
		{At: &layout.Sysinfo_bufferram, Type: Dec{}},
		{At: &layout.Sysinfo_totalswap, Type: Dec{}},
		{At: &layout.Sysinfo_freeswap, Type: Dec{}},
		{At: &layout.Sysinfo_procs, Type: Dec{}},
		{At: &layout.Sysinfo_totalhigh, Type: Dec{}},
		{At: &layout.Sysinfo_freehigh, Type: Dec{}},
		{At: &layout.Sysinfo_mem_unit, Type: Dec{}},
	}}
	kexecSegment = Struct{&layout.KexecSegment, []Field{
		{At: &layout.KexecSegment_buf, Type: Addr{}},
		{At: &layout.KexecSegment_bufsz, Type: Dec{}},
		{At: &layout.KexecSegment_mem, Type: Addr{}},
		{At: &layout.KexecSegment_memsz, Type: Dec{}},
	}}
	sockFprog = Struct{&layout.SockFprog, []Field{
		{At: &layout.SockFprog_len, Type: Dec{}},
		{At: &layout.SockFprog_filter, Show: showSeccomp},
	}}
	seccompNotifSizes = Struct{&layout.SeccompNotifSizes, []Field{
		{At: &layout.SeccompNotifSizes_seccomp_notif, Type: Dec{}},
		{At: &layout.SeccompNotifSizes_seccomp_notif_resp, Type: Dec{}},
		{At: &layout.SeccompNotifSizes_seccomp_data, Type: Dec{}},
	}}
	sysctlArgs = Struct{&layout.SysctlArgs, []Field{
		{At: &layout.SysctlArgs_name, Type: Addr{}},
		{At: &layout.SysctlArgs_nlen, Type: Dec{}},
		{At: &layout.SysctlArgs_oldval, Type: Addr{}},
		{At: &layout.SysctlArgs_oldlenp, Type: Addr{}},
		{At: &layout.SysctlArgs_newval, Type: Addr{}},
		{At: &layout.SysctlArgs_newlen, Type: Dec{}},
	}}
)

// loads are the three load averages of sysinfo(2).
type loads struct{}

// Print implements Type.
func (loads) Print(c *decode.Call, v decode.Value) {
	word := len(v.Mem) / 3
	c.E.ArrayBegin()
	for i := range 3 {
		c.E.Elem()
		c.E.Uint(layout.Load(v.Mem[i*word:(i+1)*word], false))
	}
	c.E.ArrayEnd()
}

// maxHostName is __NEW_UTS_LEN of linux/utsname.h.
const maxHostName = 64

// hostName is the name that sethostname(2) sets: the second argument has its length.
type hostName struct{}

// Print implements Type.
func (hostName) Print(c *decode.Call, v decode.Value) {
	n := c.Args[1] & 0xffffffff
	if n > maxHostName {
		c.E.Addr(v.U)
		return
	}
	c.Buffer(v.U, n)
}

// randomBytes is a pointer to N bytes that are no text: \x7f for each.
type randomBytes struct{ N Count }

// Print implements Type.
func (t randomBytes) Print(c *decode.Call, v decode.Value) {
	n := t.N.get(c)
	if v.U == 0 {
		c.E.Addr(0)
		return
	}
	show := min(n, uint64(c.Opt.StringLimit))
	mark := c.Mark()
	defer c.Release(mark)
	b, ok := c.Read(v.U, int(show))
	if !ok {
		c.E.Addr(v.U)
		return
	}
	c.E.HexStr(b, n > show)
}

// syslogAction is the type of syslog(2): the number always, with its name, whatever -X says: C libraries have no names for it.
type syslogAction struct{}

// Print implements Type.
func (syslogAction) Print(c *decode.Call, v decode.Value) {
	c.E.Int(int64(int32(v.U)))
	name := xlat.SyslogActions.Lookup(c.ABI.ID, v.U&0xffffffff)
	if name == "" {
		name = xlat.SyslogActions.Unknown
	}
	c.Comment(name)
}

// Actions of syslog(2), from linux/syslog.h.
const (
	syslogClose        = 0
	syslogOpen         = 1
	syslogRead         = 2
	syslogReadAll      = 3
	syslogReadClear    = 4
	syslogClear        = 5
	syslogConsoleOff   = 6
	syslogConsoleOn    = 7
	syslogConsoleLevel = 8
	syslogSizeUnread   = 9
	syslogSizeBuffer   = 10
)

var syslogArgs = ByArg{On: 0, Regs: 2, Cases: []Case{
	{Vals: []uint64{
		syslogClose, syslogOpen, syslogClear, syslogConsoleOff, syslogConsoleOn, syslogSizeUnread, syslogSizeBuffer,
	}},
	{Vals: []uint64{syslogRead, syslogReadAll, syslogReadClear}, Args: []Arg{
		{"bufp", Out{Buf{Returned}}}, {"len", Int{}},
	}},
	{Vals: []uint64{syslogConsoleLevel}, Args: []Arg{{"bufp", Addr{}}, {"len", loglevel{}}}},
}, Default: []Arg{{"bufp", Addr{}}, {"len", Int{}}}}

// loglevel is a level of messages, the number always.
type loglevel struct{}

// Print implements Type.
func (loglevel) Print(c *decode.Call, v decode.Value) {
	c.E.Int(int64(int32(v.U)))
	if c.Opt.Style == decode.Raw {
		return
	}
	name := xlat.Loglevels.Lookup(c.ABI.ID, v.U&0xffffffff)
	if name == "" {
		name = xlat.Loglevels.Unknown
	}
	c.Comment(name)
}

// rebootCmdRestart2 is LINUX_REBOOT_CMD_RESTART2 of linux/reboot.h.
const rebootCmdRestart2 = 0xa1b2c3d4

func rebootRestart2(c *decode.Call) bool { return c.Args[2]&0xffffffff == rebootCmdRestart2 }

// kexecArchMask is KEXEC_ARCH_MASK, maxKexecSegments KEXEC_SEGMENT_MAX of linux/kexec.h.
const (
	kexecArchMask    = 0xffff0000
	maxKexecSegments = 16
)

// kexecFlags is an architecture and flags.
type kexecFlags struct{}

// Print implements Type.
func (kexecFlags) Print(c *decode.Call, v decode.Value) {
	c.Enum(&xlat.KexecArchs, v.U&kexecArchMask, decode.FmtHex)
	if flags := v.U &^ kexecArchMask; flags != 0 {
		c.E.Or()
		c.Flags(&xlat.KexecFlags, flags)
	}
}

// kexecSegments is the array of segments of kexec_load(2).
type kexecSegments struct{}

// Print implements Type.
func (kexecSegments) Print(c *decode.Call, v decode.Value) {
	if c.Args[1] > maxKexecSegments {
		c.E.Addr(v.U)
		return
	}
	PrintArray(c, v.U, c.Args[1], &kexecSegment, false)
}

// Operations of seccomp(2), from linux/seccomp.h.
const (
	seccompSetModeFilter  = 1
	seccompGetActionAvail = 2
	seccompGetNotifSizes  = 3
)

var seccompArgs = ByArg{On: 0, Regs: 2, Cases: []Case{
	{Vals: []uint64{0}, Args: []Arg{{"flags", Hex32{}}, {"args", Addr{}}}},
	{Vals: []uint64{seccompSetModeFilter}, Args: []Arg{
		{"flags", Flags{&xlat.SeccompFilterFlags}}, {"args", Ptr{&sockFprog}},
	}},
	{Vals: []uint64{seccompGetActionAvail}, Args: []Arg{
		{"flags", Hex32{}}, {"args", Ref{Enum{&xlat.SeccompActions, decode.FmtHex}}},
	}},
	{Vals: []uint64{seccompGetNotifSizes}, Args: []Arg{
		{"flags", Hex32{}}, {"args", Out{Ptr{&seccompNotifSizes}}},
	}},
}, Default: []Arg{{"flags", Hex32{}}, {"args", Addr{}}}}

// retBPF is a file descriptor for the commands that make one.
type retBPF struct{}

// Commands of bpf(2) that return a file descriptor (linux/bpf.h), as bits.
const bpfMakesFD uint64 = 1<<0 | 1<<5 | 1<<7 | 1<<13 | 1<<14 | 1<<17 | 1<<18 | 1<<19 | 1<<28 | 1<<30 | 1<<32 | 1<<33 | 1<<36

// PrintResult implements Result.
func (retBPF) PrintResult(c *decode.Call) {
	if cmd := c.Args[0] & 0xffffffff; cmd < 64 && bpfMakesFD>>cmd&1 != 0 {
		RetFD{}.PrintResult(c)
		return
	}
	c.E.Int(c.Val)
}

// flags64 is a member of 64 bits of flags.
type flags64 struct{ Table *xlat.Table }

// Print implements Type.
func (t flags64) Print(c *decode.Call, v decode.Value) { c.Flags(t.Table, v.U) }

// retLandlock is a file descriptor, or, with flags, a number.
type retLandlock struct{}

// PrintResult implements Result.
func (retLandlock) PrintResult(c *decode.Call) {
	if c.Args[2]&0xffffffff != 0 {
		c.E.Int(c.Val)
		return
	}
	RetFD{}.PrintResult(c)
}

// Types of rules of landlock_add_rule(2), from linux/landlock.h.
const (
	landlockPathBeneath = 1
	landlockNetPort     = 2
)

var (
	landlockPathRule = Struct{&layout.LandlockPathBeneath, []Field{
		{At: &layout.LandlockPathBeneath_allowed_access, Type: flags64{&xlat.LandlockFSAccess}},
		{At: &layout.LandlockPathBeneath_parent_fd, Type: FD{}},
	}}
	landlockPortRule = Struct{&layout.LandlockNetPort, []Field{
		{At: &layout.LandlockNetPort_allowed_access, Type: flags64{&xlat.LandlockNetAccess}},
		{At: &layout.LandlockNetPort_port, Type: Dec{}},
	}}
)

// landlockRule is the rule that landlock_add_rule(2) takes, of the type in the argument before it.
type landlockRule struct{}

// Print implements Type.
func (landlockRule) Print(c *decode.Call, v decode.Value) {
	switch c.Args[1] & 0xffffffff {
	case landlockPathBeneath:
		Ptr{&landlockPathRule}.Print(c, v)
	case landlockNetPort:
		Ptr{&landlockPortRule}.Print(c, v)
	default:
		c.E.Addr(v.U)
	}
}

// lsmID is the id of a security module.
type lsmID struct{}

// Size implements Sized.
func (lsmID) Size(abi.ID) int { return 8 }

// Print implements Type.
func (lsmID) Print(c *decode.Call, v decode.Value) { c.Enum(&xlat.LSMIDs, v.U, decode.FmtHex) }

// lsmFlagSingle is LSM_FLAG_SINGLE of linux/lsm.h: one module's attribute only, the one that the structure names.
const lsmFlagSingle = 1

// lsmCtxs is what lsm_get_self_attr(2) fills in: one structure behind another, each as long as it says.
type lsmCtxs struct{}

func (lsmCtxs) late(c *decode.Call) bool { return c.Args[3]&lsmFlagSingle == 0 }

// Print implements Type.
func (lsmCtxs) Print(c *decode.Call, v decode.Value) {
	if c.Args[3]&lsmFlagSingle == 0 {
		printLSMCtxs(c, v.U)
		return
	}
	id, ok := c.ReadUint(v.U+uint64(layout.LSMCtx_id.Off[c.ABI.ID]), 8)
	if !ok || v.U == 0 || c.NoVerbose {
		c.E.Addr(v.U)
		return
	}
	c.E.StructBegin()
	c.E.Field("id")
	printLSMID(c, id)
	c.E.StructEnd()
}

func (lsmCtxs) continues(c *decode.Call, v decode.Value) bool {
	_, ok := c.ReadUint(v.U, 8)
	return ok && v.U != 0 && !c.NoVerbose && c.Args[3]&lsmFlagSingle != 0
}

func (lsmCtxs) printRest(c *decode.Call, v decode.Value) {
	c.E.Changed()
	printLSMCtxs(c, v.U)
}

// printLSMCtxs shows as many structures as the call returned, within the bytes that it says it filled.
func printLSMCtxs(c *decode.Call, addr uint64) {
	size, ok := c.ReadUint(c.Args[2], 4)
	head := uint64(layout.LSMCtx.Size[c.ABI.ID])
	if c.Failed() || !ok || addr == 0 || size < head || c.NoVerbose {
		c.E.Addr(addr)
		return
	}
	c.E.ArrayBegin()
	n, limit := uint64(0), uint64(c.Opt.StringLimit)
	if c.NoAbbrev {
		limit = maxElems
	}
	for at := uint64(0); (c.Val == 0 || n < Returned.get(c)) && size-at >= head; n++ {
		c.E.Elem()
		if n == limit {
			c.E.More()
			break
		}
		length := printLSMCtx(c, addr+at, size-at)
		at += min(max(length, head), size-at)
	}
	c.E.ArrayEnd()
}

// printLSMCtx shows one structure of at most size bytes, and returns the length that it says it has.
func printLSMCtx(c *decode.Call, addr, size uint64) (length uint64) {
	id := c.ABI.ID
	head := uint64(layout.LSMCtx.Size[id])
	mark := c.Mark()
	defer c.Release(mark)
	b, ok := fetch(c, addr, int(head))
	if !ok {
		return 0
	}
	length = layout.LSMCtx_len.Uint(id, b)
	n := layout.LSMCtx_ctx_len.Uint(id, b)
	c.E.StructBegin()
	c.E.Field("id")
	printLSMID(c, layout.LSMCtx_id.Uint(id, b))
	c.E.Field("flags")
	c.E.Hex(layout.LSMCtx_flags.Uint(id, b))
	c.E.Field("len")
	c.E.Uint(length)
	c.E.Field("ctx_len")
	c.E.Uint(n)
	if n = min(n, size-head); n != 0 {
		c.E.Field("ctx")
		show := min(n, uint64(c.Opt.StringLimit))
		if ctx, ok := c.Read(addr+head, int(show)); ok {
			c.E.HexStr(ctx, n > show)
		} else {
			c.E.Addr(addr + head)
		}
	}
	c.E.StructEnd()
	return length
}

// printLSMID shows the id of a security module, without a word where it is unknown.
func printLSMID(c *decode.Call, id uint64) {
	c.Const(id, decode.FmtHex, xlat.LSMIDs.Lookup(c.ABI.ID, id), "")
}

// lsmCtxIn is the structure that lsm_set_self_attr(2) takes; the third argument is its size.
type lsmCtxIn struct{}

// Print implements Type.
func (lsmCtxIn) Print(c *decode.Call, v decode.Value) {
	size := c.Args[2] & 0xffffffff
	if size < uint64(layout.LSMCtx.Size[c.ABI.ID]) {
		c.E.Addr(v.U)
		return
	}
	printLSMCtx(c, v.U, size)
}

// lsmListSizeUnknown reports whether the size of lsm_list_modules(2) cannot be read.
func lsmListSizeUnknown(c *decode.Call) bool {
	_, ok := c.ReadUint(c.Args[1], 4)
	return !ok || c.NoVerbose
}

// changed32 is a pointer to an unsigned int that the call may change even where it fails: [16 => 4].
type changed32 struct{}

func (changed32) late(*decode.Call) bool { return true }

func (changed32) prepare(c *decode.Call, v decode.Value, reg int) { InOut{Uint{}}.prepare(c, v, reg) }

// Print implements Type.
func (changed32) Print(c *decode.Call, v decode.Value) { Ref{Uint{}}.Print(c, v) }

func (changed32) printSaved(c *decode.Call, v decode.Value, s decode.Saved) {
	if !s.OK {
		c.E.Addr(v.U)
		return
	}
	c.E.ArrayBegin()
	c.E.Elem()
	c.E.Uint(s.U)
	if now, ok := c.ReadUint(v.U, 4); ok && now != s.U {
		c.E.Changed()
		c.E.Uint(now)
	}
	c.E.ArrayEnd()
}
