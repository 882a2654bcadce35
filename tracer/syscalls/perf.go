package syscalls

import (
	"strake/tracer/abi/layout"
	"strake/tracer/decode"
	"strake/tracer/xlat"
)

// perfAttr is a pointer to a struct perf_event_attr, which says itself how long it is.
type perfAttr struct{}

// perfAttrSizeVer0 is PERF_ATTR_SIZE_VER0 of linux/perf_event.h: also what a size of 0 stands for.
const perfAttrSizeVer0 = 64

func (perfAttr) late(*decode.Call) bool { return true }

func (perfAttr) prepare(c *decode.Call, v decode.Value, reg int) {
	size, ok := c.ReadUint(v.U+uint64(layout.PerfEventAttr_size.Off[c.ABI.ID]), 4)
	c.Saved[reg] = decode.Saved{U: size, OK: ok}
}

// Types of events, from linux/perf_event.h.
const (
	perfHardware   = 0
	perfSoftware   = 1
	perfTracepoint = 2
	perfCache      = 3
	perfBreakpoint = 5
)

// Print implements Type.
func (t perfAttr) Print(c *decode.Call, v decode.Value) {
	size, ok := c.ReadUint(v.U+uint64(layout.PerfEventAttr_size.Off[c.ABI.ID]), 4)
	t.printSaved(c, v, decode.Saved{U: size, OK: ok})
}

func (perfAttr) printSaved(c *decode.Call, v decode.Value, s decode.Saved) {
	id := c.ABI.ID
	size, ok := s.U, s.OK
	if v.U == 0 || !ok || c.NoVerbose || size != 0 && size < perfAttrSizeVer0 {
		c.E.Addr(v.U)
		return
	}
	n := max(size, perfAttrSizeVer0)
	mark := c.Mark()
	defer c.Release(mark)
	b, ok := fetch(c, v.U, int(min(n, uint64(layout.PerfEventAttr.Size[id]))))
	if !ok {
		return
	}
	kind := layout.PerfEventAttr_type.Uint(id, b)
	config := layout.PerfEventAttr_config.Uint(id, b)
	c.E.StructBegin()
	c.E.Field("type")
	c.Enum(&xlat.PerfTypes, kind, decode.FmtHex)
	c.E.Field("size")
	c.Enum(&xlat.PerfAttrSizes, size, decode.FmtHex)
	if now := layout.PerfEventAttr_size.Uint(id, b); c.Errno == e2big && now != size {
		c.E.Changed()
		c.Enum(&xlat.PerfAttrSizes, now, decode.FmtHex)
	}
	c.E.Field("config")
	switch kind {
	case perfHardware:
		printHardware(c, config)
	case perfCache:
		printCache(c, config)
	case perfSoftware:
		c.Enum(&xlat.PerfSoftware, config, decode.FmtHex)
	case perfTracepoint:
		c.E.Uint(config)
	default:
		c.E.Hex(config)
	}
	freq := layout.PerfEventAttr_freq.Uint(id, b) != 0
	if freq {
		c.E.Field("sample_freq")
	} else {
		c.E.Field("sample_period")
	}
	c.E.Uint(layout.PerfEventAttr_sample_period.Uint(id, b))
	c.E.Field("sample_type")
	c.Flags(&xlat.PerfSampleTypes, layout.PerfEventAttr_sample_type.Uint(id, b))
	c.E.Field("read_format")
	c.Flags(&xlat.PerfReadFormats, layout.PerfEventAttr_read_format.Uint(id, b))
	for _, f := range [...]struct {
		name string
		at   *layout.Field
	}{
		{"disabled", &layout.PerfEventAttr_disabled},
		{"inherit", &layout.PerfEventAttr_inherit},
		{"pinned", &layout.PerfEventAttr_pinned},
		{"exclusive", &layout.PerfEventAttr_exclusive},
		{"exclude_user", &layout.PerfEventAttr_exclude_user},
		{"exclude_kernel", &layout.PerfEventAttr_exclude_kernel},
		{"exclude_hv", &layout.PerfEventAttr_exclude_hv},
		{"exclude_idle", &layout.PerfEventAttr_exclude_idle},
		{"mmap", &layout.PerfEventAttr_mmap},
		{"comm", &layout.PerfEventAttr_comm},
		{"freq", &layout.PerfEventAttr_freq},
		{"inherit_stat", &layout.PerfEventAttr_inherit_stat},
		{"enable_on_exec", &layout.PerfEventAttr_enable_on_exec},
		{"task", &layout.PerfEventAttr_task},
		{"watermark", &layout.PerfEventAttr_watermark},
	} {
		printPerfBit(c, f.name, f.at.Uint(id, b))
	}
	precise := layout.PerfEventAttr_precise_ip.Uint(id, b)
	c.E.Field("precise_ip")
	c.E.Uint(precise)
	c.Comment(perfPrecise[precise&3])
	for _, f := range perfLateBits {
		printPerfBit(c, f.name, f.at.Uint(id, b))
	}
	if rest := layout.Load(layout.PerfEventAttr___reserved_1.Bytes(id, b), false) >> perfBits; rest != 0 {
		c.E.Field("__reserved_1")
		c.E.Hex(rest)
		c.Comment("Bits 63..38")
	}
	if c.NoAbbrev {
		printPerfRest(c, b, n)
	} else {
		c.E.Field("")
		c.E.More()
	}
	c.E.StructEnd()
}

// perfBits is how many bits of struct perf_event_attr have a name.
const perfBits = 38

// perfLateBits are the bits of struct perf_event_attr behind precise_ip.
var perfLateBits = [...]struct {
	name string
	at   *layout.Field
}{
	{"mmap_data", &layout.PerfEventAttr_mmap_data},
	{"sample_id_all", &layout.PerfEventAttr_sample_id_all},
	{"exclude_host", &layout.PerfEventAttr_exclude_host},
	{"exclude_guest", &layout.PerfEventAttr_exclude_guest},
	{"exclude_callchain_kernel", &layout.PerfEventAttr_exclude_callchain_kernel},
	{"exclude_callchain_user", &layout.PerfEventAttr_exclude_callchain_user},
	{"mmap2", &layout.PerfEventAttr_mmap2},
	{"comm_exec", &layout.PerfEventAttr_comm_exec},
	{"use_clockid", &layout.PerfEventAttr_use_clockid},
	{"context_switch", &layout.PerfEventAttr_context_switch},
	{"write_backward", &layout.PerfEventAttr_write_backward},
	{"namespaces", &layout.PerfEventAttr_namespaces},
	{"ksymbol", &layout.PerfEventAttr_ksymbol},
	{"bpf_event", &layout.PerfEventAttr_bpf_event},
	{"aux_output", &layout.PerfEventAttr_aux_output},
	{"cgroup", &layout.PerfEventAttr_cgroup},
	{"text_poke", &layout.PerfEventAttr_text_poke},
	{"build_id", &layout.PerfEventAttr_build_id},
	{"inherit_thread", &layout.PerfEventAttr_inherit_thread},
	{"remove_on_exec", &layout.PerfEventAttr_remove_on_exec},
	{"sigtrap", &layout.PerfEventAttr_sigtrap},
}

// perfPrecise is what the values of precise_ip mean.
var perfPrecise = [4]string{"arbitrary skid", "constant skid", "requested to have 0 skid", "must have 0 skid"}

// printPerfBit shows a bit: with -v also if it is 0.
func printPerfBit(c *decode.Call, name string, v uint64) {
	if v != 0 || c.NoAbbrev {
		c.E.Field(name)
		c.E.Uint(v)
	}
}

// printHardware shows a generic event, and the kind of processor in the upper half.
func printHardware(c *decode.Call, config uint64) {
	if kind := config >> 32; kind != 0 {
		c.E.Hex(kind)
		c.E.Name("<<32")
		c.E.Or()
	}
	c.Enum(&xlat.PerfHardware, config&0xffffffff, decode.FmtHex)
}

// printCache shows an event of a cache: result, operation and cache, a byte each.
func printCache(c *decode.Call, config uint64) {
	if rest := config >> 24; rest != 0 {
		c.E.Hex(rest)
		c.E.Name("<<24")
		c.E.Or()
	}
	c.Enum(&xlat.PerfCacheResults, config>>16&0xff, decode.FmtHex)
	c.E.Name("<<16")
	c.E.Or()
	c.Enum(&xlat.PerfCacheOps, config>>8&0xff, decode.FmtHex)
	c.E.Name("<<8")
	c.E.Or()
	c.Enum(&xlat.PerfCaches, config&0xff, decode.FmtHex)
}

// What sample_type says about other members (linux/perf_event.h).
const (
	perfSampleBranch = 1 << 11
	perfSampleStack  = 1 << 13
)

// printPerfRest shows the members behind the bits, as far as the structure of n bytes has them; b is what is known of it.
func printPerfRest(c *decode.Call, b []byte, n uint64) {
	id := c.ABI.ID
	p := perfRest{c: c, b: b}
	if layout.PerfEventAttr_watermark.Uint(id, b) != 0 {
		p.uint(&layout.PerfEventAttr_wakeup_watermark)
	} else {
		p.uint(&layout.PerfEventAttr_wakeup_events)
	}
	if layout.PerfEventAttr_type.Uint(id, b) == perfBreakpoint {
		if p.has(&layout.PerfEventAttr_bp_type) {
			c.Enum(&xlat.BreakpointTypes, layout.PerfEventAttr_bp_type.Uint(id, b), decode.FmtHex)
		}
		p.hex(&layout.PerfEventAttr_bp_addr)
		p.uint(&layout.PerfEventAttr_bp_len)
	} else {
		p.hex(&layout.PerfEventAttr_config1)
		p.hex(&layout.PerfEventAttr_config2)
	}
	samples := layout.PerfEventAttr_sample_type.Uint(id, b)
	if at := &layout.PerfEventAttr_branch_sample_type; samples&perfSampleBranch != 0 && p.has(at) {
		c.Flags(&xlat.PerfBranchSamples, at.Uint(id, b))
	}
	p.hex(&layout.PerfEventAttr_sample_regs_user)
	if samples&perfSampleStack != 0 {
		p.hex(&layout.PerfEventAttr_sample_stack_user)
	}
	if at := &layout.PerfEventAttr_clockid; layout.PerfEventAttr_use_clockid.Uint(id, b) != 0 && p.has(at) {
		ClockID{}.Print(c, decode.Value{U: at.Uint(id, b)})
	}
	p.hex(&layout.PerfEventAttr_sample_regs_intr)
	p.uint(&layout.PerfEventAttr_aux_watermark)
	if p.uint(&layout.PerfEventAttr_sample_max_stack); p.reach(&layout.PerfEventAttr___reserved_2) {
		if pad := layout.PerfEventAttr___reserved_2.Uint(id, b); pad != 0 {
			c.E.CommentBegin()
			c.E.Name("bytes 110..111: ")
			c.E.Hex(pad)
			c.E.CommentEnd()
		}
	}
	p.uint(&layout.PerfEventAttr_aux_sample_size)
	if action := &layout.PerfEventAttr_aux_action; p.reach(action) {
		printPerfAction(c, action.Uint(id, b))
	}
	p.hex(&layout.PerfEventAttr_sig_data)
	p.hex(&layout.PerfEventAttr_config3)
	p.hex(&layout.PerfEventAttr_config4)
	if n > uint64(layout.PerfEventAttr.Size[id]) {
		c.E.Field("")
		c.E.More()
	}
}

// printPerfAction shows the bits of aux_action.
func printPerfAction(c *decode.Call, v uint64) {
	for i, name := range [...]string{"aux_start_paused", "aux_pause", "aux_resume"} {
		c.E.Field(name)
		c.E.Uint(v >> i & 1)
	}
	if rest := v >> 3; rest != 0 {
		c.E.Field("__reserved_3")
		c.E.Hex(rest)
		c.Comment("Bits 931..959")
	}
}

// perfRest shows members of a struct perf_event_attr, if the tracee's reaches so far.
type perfRest struct {
	c *decode.Call
	b []byte
}

func (p *perfRest) reach(at *layout.Field) bool { return at.Bytes(p.c.ABI.ID, p.b) != nil }

// has announces a member that is there.
func (p *perfRest) has(at *layout.Field) bool {
	if !p.reach(at) {
		return false
	}
	p.c.E.Field(at.Name)
	return true
}

func (p *perfRest) uint(at *layout.Field) {
	if p.has(at) {
		p.c.E.Uint(at.Uint(p.c.ABI.ID, p.b))
	}
}

func (p *perfRest) hex(at *layout.Field) {
	if p.has(at) {
		p.c.E.Hex(at.Uint(p.c.ABI.ID, p.b))
	}
}
