package syscalls

import (
	"strconv"

	"strake/tracer/abi"
	"strake/tracer/abi/layout"
	"strake/tracer/decode"
	"strake/tracer/xlat"
)

// Scheduling, priorities, resource limits and usage.
var schedSyscalls = []Syscall{
	{Name: "sched_yield"},
	{Name: "sched_get_priority_min", Args: []Arg{{"policy", &schedPolicy}}},
	{Name: "sched_get_priority_max", Args: []Arg{{"policy", &schedPolicy}}},
	{Name: "sched_getparam", Args: []Arg{{"pid", PID{}}, {"param", Out{Ptr{schedParam{}}}}}},
	{Name: "sched_setparam", Args: []Arg{{"pid", PID{}}, {"param", Ptr{schedParam{}}}}},
	{Name: "sched_getscheduler", Ret: retPolicy{}, Args: []Arg{{"pid", PID{}}}},
	{Name: "sched_setscheduler", Args: []Arg{
		{"pid", PID{}}, {"policy", policyFlags{}}, {"param", Ptr{schedParam{}}},
	}},
	{Name: "sched_rr_get_interval", Args: []Arg{{"pid", PID{}}, {"tp", Out{Ptr{&timespec}}}}},
	{Name: "sched_rr_get_interval_time64", Args: []Arg{{"pid", PID{}}, {"tp", Out{Ptr{&timespec64}}}}},
	{Name: "sched_getaffinity", Args: []Arg{
		{"pid", PID{}}, {"cpusetsize", Uint{}}, {"mask", Out{cpuMask{Returned}}},
	}},
	{Name: "sched_setaffinity", Args: []Arg{
		{"pid", PID{}}, {"cpusetsize", Uint{}}, {"mask", cpuMask{1}},
	}},
	{Name: "sched_getattr", Args: []Arg{
		{"pid", PID{}},
		{"attr", Out{schedAttrOut{}}},
		{"size", Uint{}},
		{"flags", Flags{&xlat.SchedGetattrFlags}},
	}},
	{Name: "sched_setattr", Args: []Arg{{"pid", PID{}}, {"attr", schedAttrIn{}}, {"flags", Hex32{}}}},

	{Name: "nice", Args: []Arg{{"inc", Int{}}}},
	{Name: "getpriority", Args: []Arg{
		{"which", Enum{&xlat.PriorityWhich, decode.FmtHex}}, {"who", whose{process: 0, group: 1}},
	}},
	{Name: "setpriority", Args: []Arg{
		{"which", Enum{&xlat.PriorityWhich, decode.FmtHex}}, {"who", whose{process: 0, group: 1}}, {"prio", Int{}},
	}},
	{Name: "ioprio_get", Ret: RetAux{nil, auxIoprio}, Args: []Arg{
		{"which", Enum{&xlat.IoprioWho, decode.FmtHex}}, {"who", whose{process: 1, group: 2}},
	}},
	{Name: "ioprio_set", Args: []Arg{
		{"which", Enum{&xlat.IoprioWho, decode.FmtHex}}, {"who", whose{process: 1, group: 2}}, {"ioprio", ioprio{}},
	}},

	{Name: "getrlimit", Args: []Arg{{"resource", &resource}, {"rlim", Out{Ptr{&rlimit}}}}},
	{Name: "setrlimit", Args: []Arg{{"resource", &resource}, {"rlim", Ptr{&rlimit}}}},
	{Name: "ugetrlimit", Args: []Arg{{"resource", &resource}, {"rlim", Out{Ptr{&rlimit}}}}},
	{Name: "prlimit64", Args: []Arg{
		{"pid", PID{}}, {"resource", &resource}, {"new_limit", Ptr{&rlimit64}}, {"old_limit", Out{Ptr{&rlimit64}}},
	}},
	{Name: "getrusage", Args: []Arg{
		{"who", Enum{&xlat.RusageWho, decode.FmtHex}}, {"usage", Out{Ptr{&rusage}}},
	}},
	{Name: "times", Ret: retTicks{}, Args: []Arg{{"buf", Out{Ptr{&tms}}}}},
	{Name: "getcpu", Args: []Arg{
		{"cpu", Out{Ref{Uint{}}}}, {"node", Out{Ref{Uint{}}}}, {"tcache", Addr{}},
	}},
	{Name: "membarrier", Ret: retMembarrier{}, Args: []Arg{
		{"cmd", Enum{&xlat.MembarrierCmds, decode.FmtHex}},
		{"flags", Flags{&xlat.MembarrierFlags}},
		{"cpu_id", When{membarrierCPU, Int{}}},
	}},
}

var (
	schedPolicy = Enum{&xlat.SchedPolicies, decode.FmtHex}
	resource    = Enum{&xlat.Resources, decode.FmtHex}
)

// schedParam is a struct sched_param.
type schedParam struct{}

// Size implements Sized.
func (schedParam) Size(id abi.ID) int { return int(layout.SchedParam.Size[id]) }

// Print implements Type.
func (schedParam) Print(c *decode.Call, v decode.Value) {
	c.E.StructBegin()
	c.E.Field("sched_priority")
	c.E.Int(int64(int32(v.U)))
	c.E.StructEnd()
}

// schedResetOnFork is SCHED_RESET_ON_FORK of linux/sched.h: a flag beside a policy.
const schedResetOnFork = 0x40000000

// policyFlags is a scheduling policy with its flag.
type policyFlags struct{}

// Print implements Type.
func (policyFlags) Print(c *decode.Call, v decode.Value) { printPolicy(c, v.U&0xffffffff) }

func printPolicy(c *decode.Call, u uint64) {
	name := xlat.SchedPolicies.Lookup(c.ABI.ID, u&^schedResetOnFork)
	if u&schedResetOnFork == 0 || int32(u) < 0 {
		c.Const(u, decode.FmtHex, name, xlat.SchedPolicies.Unknown)
		return
	}
	if c.Opt.Style != decode.Abbrev {
		c.E.Hex(u)
	}
	switch c.Opt.Style {
	case decode.Raw:
		return
	case decode.Verbose:
		c.E.CommentBegin()
		defer c.E.CommentEnd()
	}
	p := parts{c: c}
	p.flags(&xlat.SchedSetschedulerFlags, schedResetOnFork)
	p.next()
	if name == "" {
		c.E.Hex(u &^ schedResetOnFork)
		return
	}
	c.E.Name(name)
}

// retPolicy is a policy that is returned.
type retPolicy struct{}

// PrintResult implements Result.
func (retPolicy) PrintResult(c *decode.Call) {
	u := uint64(c.Val) & 0xffffffff
	c.E.Hex(u)
	name := xlat.SchedPolicies.Lookup(c.ABI.ID, u&^schedResetOnFork)
	if name == "" {
		return
	}
	c.E.AuxBegin()
	p := parts{c: c}
	p.flags(&xlat.SchedSetschedulerFlags, u&schedResetOnFork)
	p.next()
	c.E.Name(name)
	c.E.AuxEnd()
}

// cpuMask is a pointer to a set of CPUs, N bytes long.
type cpuMask struct{ N Count }

// maxCPUMask is how many bytes of a set of CPUs are shown.
const maxCPUMask = 128

// Print implements Type.
func (t cpuMask) Print(c *decode.Call, v decode.Value) {
	n := t.N.get(c) & 0xffffffff
	mark := c.Mark()
	defer c.Release(mark)
	if v.U != 0 && n == 0 && !c.NoVerbose {
		c.E.SetBegin(false)
		c.E.SetEnd()
		return
	}
	b, ok := fetch(c, v.U, int(min(n, maxCPUMask)))
	if !ok {
		return
	}
	c.E.SetBegin(false)
	for i := range 8 * len(b) {
		if b[i/8]>>(i%8)&1 != 0 {
			c.E.SetElem()
			c.E.Uint(uint64(i))
		}
	}
	if n > maxCPUMask {
		c.E.SetElem()
		c.E.More()
	}
	c.E.SetEnd()
}

// Values that decide about members of struct sched_attr (linux/sched.h, linux/sched/types.h).
const (
	schedKeepPolicy   = 0x08
	schedKeepParams   = 0x10
	schedUtilClampMin = 0x20
	schedUtilClampMax = 0x40
	schedAttrSizeVer0 = 48
	schedAttrSizeVer1 = 56
)

// schedAttrOut is what sched_getattr(2) fills in: as much as the kernel says in it.
type schedAttrOut struct{}

// Print implements Type.
func (schedAttrOut) Print(c *decode.Call, v decode.Value) {
	if c.Args[2]&0xffffffff == 0 {
		c.E.Addr(v.U)
		return
	}
	printSchedAttr(c, v.U, c.Args[2]&0xffffffff, false)
}

// schedAttrIn is what sched_setattr(2) takes. The kernel says in it which size it knows where
// that is another.
type schedAttrIn struct{}

// Print implements Type.
func (schedAttrIn) Print(c *decode.Call, v decode.Value) {
	size, ok := c.ReadUint(v.U, 4)
	if !ok || v.U == 0 || c.NoVerbose {
		c.E.Addr(v.U)
		return
	}
	if size != 0 && size < schedAttrSizeVer0 {
		c.E.StructBegin()
		c.E.Field("size")
		c.E.Uint(size)
		c.E.StructEnd()
		return
	}
	n := size
	if n == 0 {
		n = schedAttrSizeVer0
	}
	printSchedAttr(c, v.U, n, true)
}

func (schedAttrIn) continues(c *decode.Call, v decode.Value) bool { return v.U != 0 && !c.NoVerbose }

func (schedAttrIn) printRest(c *decode.Call, v decode.Value) {
	if c.Errno != e2big {
		return
	}
	if size, ok := c.ReadUint(v.U, 4); ok {
		c.E.Changed()
		c.E.StructBegin()
		c.E.Field("size")
		c.E.Uint(size)
		c.E.StructEnd()
	}
}

// e2big is E2BIG of asm-generic/errno-base.h.
const e2big = 7

// printSchedAttr shows n bytes of a struct sched_attr; with set, without what the flags say
// is to be kept.
func printSchedAttr(c *decode.Call, addr, n uint64, set bool) {
	mark := c.Mark()
	defer c.Release(mark)
	b, ok := fetch(c, addr, int(min(n, schedAttrSizeVer1)))
	if !ok {
		return
	}
	id := c.ABI.ID
	flags := layout.SchedAttr_sched_flags.Uint(id, b)
	size := layout.SchedAttr_size.Uint(id, b)
	policy, params := true, true
	if set {
		// Flags that keep the policy hide one that could be meant; -1 cannot.
		kept := flags&(schedKeepPolicy|schedKeepParams) != 0
		policy = !kept || int32(layout.SchedAttr_sched_policy.Uint(id, b)) < 0
		params = flags&schedKeepParams == 0
	}
	c.E.StructBegin()
	c.E.Field("size")
	c.E.Uint(size)
	if !set && size < schedAttrSizeVer0 {
		c.E.StructEnd()
		return
	}
	if policy {
		c.E.Field("sched_policy")
		schedPolicy.Print(c, decode.Value{U: layout.SchedAttr_sched_policy.Uint(id, b)})
	}
	c.E.Field("sched_flags")
	c.Flags(&xlat.SchedFlags, flags)
	if params {
		c.E.Field("sched_nice")
		c.E.Int(int64(layout.SchedAttr_sched_nice.Uint(id, b)))
		c.E.Field("sched_priority")
		c.E.Uint(layout.SchedAttr_sched_priority.Uint(id, b))
		c.E.Field("sched_runtime")
		c.E.Uint(layout.SchedAttr_sched_runtime.Uint(id, b))
		c.E.Field("sched_deadline")
		c.E.Uint(layout.SchedAttr_sched_deadline.Uint(id, b))
		c.E.Field("sched_period")
		c.E.Uint(layout.SchedAttr_sched_period.Uint(id, b))
	}
	if !set {
		n = size // what the caller has no room for counts as zero
	}
	if n >= schedAttrSizeVer1 {
		c.E.Field("sched_util_min")
		c.E.Uint(layout.SchedAttr_sched_util_min.Uint(id, b))
		c.E.Field("sched_util_max")
		c.E.Uint(layout.SchedAttr_sched_util_max.Uint(id, b))
	}
	if set && n > schedAttrSizeVer1 {
		c.E.Field("")
		c.E.More()
	}
	c.E.StructEnd()
}

// ioprio is an I/O priority: IOPRIO_PRIO_VALUE(IOPRIO_CLASS_BE, 4).
type ioprio struct{}

// ioprioShift is IOPRIO_CLASS_SHIFT of linux/ioprio.h.
const ioprioShift = 13

// Print implements Type.
func (ioprio) Print(c *decode.Call, v decode.Value) {
	u := v.U & 0xffffffff
	switch c.Opt.Style {
	case decode.Raw:
		c.E.Int(int64(int32(u)))
	case decode.Verbose:
		c.E.Int(int64(int32(u)))
		c.E.CommentBegin()
		printIoprio(c, u)
		c.E.CommentEnd()
	default:
		printIoprio(c, u)
	}
}

func printIoprio(c *decode.Call, u uint64) {
	c.E.CallBegin("IOPRIO_PRIO_VALUE")
	c.E.CallArg()
	c.Enum(&xlat.IoprioClass, u>>ioprioShift, decode.FmtHex)
	c.E.CallArg()
	c.E.Uint(u & (1<<ioprioShift - 1))
	c.E.CallEnd()
}

func auxIoprio(c *decode.Call) {
	if c.Opt.Style == decode.Raw {
		return
	}
	c.E.AuxBegin()
	printIoprio(c, uint64(c.Val)&0xffffffff)
	c.E.AuxEnd()
}

// rlim is a limit of as many bytes as it has in memory.
type rlim struct{}

// Print implements Type.
func (rlim) Print(c *decode.Call, v decode.Value) {
	infinity, name := uint64(1)<<(8*len(v.Mem)-1)<<1-1, "RLIM64_INFINITY"
	if len(v.Mem) == 4 {
		name = "RLIM_INFINITY"
	}
	switch {
	case v.U == infinity:
		if c.Opt.Style == decode.Abbrev {
			c.E.Name(name)
			return
		}
		c.E.Uint(v.U)
		if c.Opt.Style == decode.Verbose {
			c.Comment(name)
		}
	case v.U > 1024 && v.U%1024 == 0:
		if c.Opt.Style == decode.Abbrev {
			printKiB(c, v.U)
			return
		}
		c.E.Uint(v.U)
		if c.Opt.Style == decode.Verbose {
			c.E.CommentBegin()
			printKiB(c, v.U)
			c.E.CommentEnd()
		}
	default:
		c.E.Uint(v.U)
	}
}

func printKiB(c *decode.Call, v uint64) {
	c.E.Uint(v / 1024)
	c.E.Name("*1024")
}

var (
	// rlimit has longs.
	rlimit = Struct{&layout.Rlimit, []Field{
		{At: &layout.Rlimit_rlim_cur, Type: rlim{}},
		{At: &layout.Rlimit_rlim_max, Type: rlim{}},
	}}
	rlimit64 = Struct{&layout.Rlimit64, []Field{
		{At: &layout.Rlimit64_rlim_cur, Type: rlim{}},
		{At: &layout.Rlimit64_rlim_max, Type: rlim{}},
	}}
	rusage = Struct{&layout.Rusage, []Field{
		{At: &layout.Rusage_ru_utime, Type: &timeval},
		{At: &layout.Rusage_ru_stime, Type: &timeval},
		{At: &layout.Rusage_ru_maxrss, Type: unsigned{}, Long: true},
		{At: &layout.Rusage_ru_ixrss, Type: unsigned{}, Long: true},
		{At: &layout.Rusage_ru_idrss, Type: unsigned{}, Long: true},
		{At: &layout.Rusage_ru_isrss, Type: unsigned{}, Long: true},
		{At: &layout.Rusage_ru_minflt, Type: unsigned{}, Long: true},
		{At: &layout.Rusage_ru_majflt, Type: unsigned{}, Long: true},
		{At: &layout.Rusage_ru_nswap, Type: unsigned{}, Long: true},
		{At: &layout.Rusage_ru_inblock, Type: unsigned{}, Long: true},
		{At: &layout.Rusage_ru_oublock, Type: unsigned{}, Long: true},
		{At: &layout.Rusage_ru_msgsnd, Type: unsigned{}, Long: true},
		{At: &layout.Rusage_ru_msgrcv, Type: unsigned{}, Long: true},
		{At: &layout.Rusage_ru_nsignals, Type: unsigned{}, Long: true},
		{At: &layout.Rusage_ru_nvcsw, Type: unsigned{}, Long: true},
		{At: &layout.Rusage_ru_nivcsw, Type: unsigned{}, Long: true},
	}}
	tms = Struct{&layout.Tms, []Field{
		{At: &layout.Tms_tms_utime, Type: ClockTicks{}},
		{At: &layout.Tms_tms_stime, Type: ClockTicks{}},
		{At: &layout.Tms_tms_cutime, Type: ClockTicks{}},
		{At: &layout.Tms_tms_cstime, Type: ClockTicks{}},
	}}
)

// unsigned is a member in decimal that is taken as unsigned whatever its type.
type unsigned struct{}

// Print implements Type.
func (unsigned) Print(c *decode.Call, v decode.Value) {
	if n := len(v.Mem); n < 8 {
		v.U &= 1<<(8*n) - 1
	}
	c.E.Uint(v.U)
}

// whose is whose priority it is: the id of a process, of a group or of something else, as the argument before it says. Its
// fields are PRIO_… of linux/resource.h or IOPRIO_WHO_… of linux/ioprio.h.
type whose struct{ process, group int32 }

// Print implements Type.
func (t whose) Print(c *decode.Call, v decode.Value) {
	switch int32(c.Args[0]) {
	case t.process:
		c.PID(decode.Process, int32(v.U))
	case t.group:
		c.PID(decode.ProcessGroup, int32(v.U))
	default:
		c.E.Int(int64(int32(v.U)))
	}
}

// ClockTicks is a time in clock ticks: 150 /* 1.50 s */.
type ClockTicks struct{}

// Print implements Type.
func (ClockTicks) Print(c *decode.Call, v decode.Value) { printTicks(c, v.U, len(v.Mem)) }

// printTicks shows v clock ticks of size bytes, and how many seconds they are. USER_HZ is 100 on every ABI
// (asm-generic/param.h).
func printTicks(c *decode.Call, v uint64, size int) {
	if size == 4 {
		v &= 0xffffffff
	}
	c.E.Uint(v)
	if v == 0 || c.Opt.Style == decode.Raw {
		return
	}
	mark := c.Mark()
	defer c.Release(mark)
	b := c.Scratch(32)
	if b == nil {
		return
	}
	b = strconv.AppendUint(b[:0], v/100, 10)
	b = append(b, '.', '0'+byte(v/10%10), '0'+byte(v%10))
	c.E.CommentBegin()
	c.E.Bytes(append(b, " s"...))
	c.E.CommentEnd()
}

// retTicks is clock ticks that are returned; every value is one.
type retTicks struct{}

// PrintResult implements Result.
func (retTicks) PrintResult(c *decode.Call) { c.E.Uint(truncate(c, uint64(c.Val))) }

func membarrierCPU(c *decode.Call) bool { return c.Args[1]&membarrierFlagCPU != 0 }

// MEMBARRIER_CMD_FLAG_CPU and MEMBARRIER_CMD_QUERY of linux/membarrier.h.
const (
	membarrierFlagCPU = 1
	membarrierQuery   = 0
)

// retMembarrier is a set of commands for MEMBARRIER_CMD_QUERY.
type retMembarrier struct{}

// PrintResult implements Result.
func (retMembarrier) PrintResult(c *decode.Call) {
	if c.Args[0]&0xffffffff != membarrierQuery || c.Val == 0 {
		c.E.Int(c.Val)
		return
	}
	c.E.Hex(truncate(c, uint64(c.Val)))
	c.E.AuxBegin()
	c.Flags(&xlat.MembarrierCmds, truncate(c, uint64(c.Val)))
	c.E.AuxEnd()
}
