package syscalls

import (
	"strake/tracer/abi"
	"strake/tracer/abi/layout"
	"strake/tracer/decode"
	"strake/tracer/xlat"
)

// Times in memory. The kernel's calls on 32-bit ABIs come with 32-bit times, and, with names that end in
// 64, with the times of 64-bit ABIs.
var (
	// timespec is struct __kernel_old_timespec: a long each.
	timespec = Struct{&layout.Timespec, []Field{
		{At: &layout.Timespec_tv_sec, Type: Dec{}},
		{At: &layout.Timespec_tv_nsec, Type: fraction{}},
	}}
	// timespec64 is struct __kernel_timespec: 64 bits each everywhere.
	timespec64 = Struct{&layout.Timespec64, []Field{
		{At: &layout.Timespec64_tv_sec, Type: Dec{}},
		{At: &layout.Timespec64_tv_nsec, Type: fraction{}},
	}}
	// timeval is struct __kernel_old_timeval.
	timeval = Struct{&layout.Timeval, []Field{
		{At: &layout.Timeval_tv_sec, Type: Dec{}},
		{At: &layout.Timeval_tv_usec, Type: fraction{}},
	}}
)

var (
	// timevalTimex64 is the time within struct __kernel_timex: 64 bits each.
	timevalTimex64 = Struct{&layout.SockTimeval64, []Field{
		{At: &layout.SockTimeval64_tv_sec, Type: Dec{}},
		{At: &layout.SockTimeval64_tv_usec, Type: fraction{}},
	}}
	itimerspec = Struct{&layout.Itimerspec, []Field{
		{At: &layout.Itimerspec_it_interval, Type: &timespec},
		{At: &layout.Itimerspec_it_value, Type: &timespec},
	}}
	itimerspec64 = Struct{&layout.Itimerspec64, []Field{
		{At: &layout.Itimerspec64_it_interval, Type: &timespec64},
		{At: &layout.Itimerspec64_it_value, Type: &timespec64},
	}}
	itimerval = Struct{&layout.Itimerval, []Field{
		{At: &layout.Itimerval_it_interval, Type: &timeval},
		{At: &layout.Itimerval_it_value, Type: &timeval},
	}}
	timezone = Struct{&layout.Timezone, []Field{
		{At: &layout.Timezone_tz_minuteswest, Type: Dec{}},
		{At: &layout.Timezone_tz_dsttime, Type: Dec{}},
	}}
)

// timex is the struct timex of adjtimex(2) and clock_adjtime(2).
var timex = Struct{&layout.Timex, []Field{
	{At: &layout.Timex_modes, Type: Flags{&xlat.AdjtimexModes}},
	{At: &layout.Timex_offset, Type: Dec{}},
	{At: &layout.Timex_freq, Type: Dec{}},
	{At: &layout.Timex_maxerror, Type: Dec{}},
	{At: &layout.Timex_esterror, Type: Dec{}},
	{At: &layout.Timex_status, Type: Flags{&xlat.AdjtimexStatus}},
	{At: &layout.Timex_constant, Type: Dec{}},
	{At: &layout.Timex_precision, Type: Dec{}},
	{At: &layout.Timex_tolerance, Type: Dec{}},
	{At: &layout.Timex_time, Type: &timeval},
	{At: &layout.Timex_tick, Type: Dec{}},
	{At: &layout.Timex_ppsfreq, Type: Dec{}},
	{At: &layout.Timex_jitter, Type: Dec{}},
	{At: &layout.Timex_shift, Type: Dec{}},
	{At: &layout.Timex_stabil, Type: Dec{}},
	{At: &layout.Timex_jitcnt, Type: Dec{}},
	{At: &layout.Timex_calcnt, Type: Dec{}},
	{At: &layout.Timex_errcnt, Type: Dec{}},
	{At: &layout.Timex_stbcnt, Type: Dec{}},
	{At: &layout.Timex_tai, Type: Dec{}},
}}

// timex64 is the one of clock_adjtime64, alike on every ABI.
var timex64 = Struct{&layout.Timex64, []Field{
	{At: &layout.Timex64_modes, Type: Flags{&xlat.AdjtimexModes}},
	{At: &layout.Timex64_offset, Type: Dec{}},
	{At: &layout.Timex64_freq, Type: Dec{}},
	{At: &layout.Timex64_maxerror, Type: Dec{}},
	{At: &layout.Timex64_esterror, Type: Dec{}},
	{At: &layout.Timex64_status, Type: Flags{&xlat.AdjtimexStatus}},
	{At: &layout.Timex64_constant, Type: Dec{}},
	{At: &layout.Timex64_precision, Type: Dec{}},
	{At: &layout.Timex64_tolerance, Type: Dec{}},
	{At: &layout.Timex64_time, Type: &timevalTimex64},
	{At: &layout.Timex64_tick, Type: Dec{}},
	{At: &layout.Timex64_ppsfreq, Type: Dec{}},
	{At: &layout.Timex64_jitter, Type: Dec{}},
	{At: &layout.Timex64_shift, Type: Dec{}},
	{At: &layout.Timex64_stabil, Type: Dec{}},
	{At: &layout.Timex64_jitcnt, Type: Dec{}},
	{At: &layout.Timex64_calcnt, Type: Dec{}},
	{At: &layout.Timex64_errcnt, Type: Dec{}},
	{At: &layout.Timex64_stbcnt, Type: Dec{}},
	{At: &layout.Timex64_tai, Type: Dec{}},
}}

// sigevent is what a timer or message queue does when its time has come.
type sigevent struct{}

// Values of sigev_notify (asm-generic/siginfo.h).
const (
	sigevSignal   = 0
	sigevThread   = 2
	sigevThreadID = 4
)

// Size implements Sized.
func (sigevent) Size(id abi.ID) int { return int(layout.SigEvent.Size[id]) }

// Print implements Type.
func (sigevent) Print(c *decode.Call, v decode.Value) {
	id := c.ABI.ID
	notify := layout.SigEvent_sigev_notify.Uint(id, v.Mem) & 0xffffffff
	signo := int(int32(layout.SigEvent_sigev_signo.Uint(id, v.Mem)))
	c.E.StructBegin()
	if ptr := layout.SigEvent_sigev_value_sival_ptr.Uint(id, v.Mem); ptr != 0 {
		c.E.Field("sigev_value")
		c.E.StructBegin()
		c.E.Field("sival_int")
		c.E.Int(int64(layout.SigEvent_sigev_value_sival_int.Uint(id, v.Mem)))
		c.E.Field("sival_ptr")
		c.E.Addr(ptr)
		c.E.StructEnd()
	}
	c.E.Field("sigev_signo")
	switch notify {
	case sigevSignal, sigevThread, sigevThreadID:
		printSignal(c, signo)
	default:
		c.E.Uint(uint64(uint32(signo)))
	}
	c.E.Field("sigev_notify")
	c.Enum(&xlat.SigEventNotify, notify, decode.FmtHex)
	switch notify {
	case sigevThreadID:
		c.E.Field("sigev_notify_thread_id")
		c.E.Int(int64(int32(layout.SigEvent__sigev_un__tid.Uint(id, v.Mem))))
	case sigevThread:
		c.E.Field("sigev_notify_function")
		c.E.Addr(layout.SigEvent__sigev_un__sigev_thread__function.Uint(id, v.Mem))
		c.E.Field("sigev_notify_attributes")
		c.E.Addr(layout.SigEvent__sigev_un__sigev_thread__attribute.Uint(id, v.Mem))
	}
	c.E.StructEnd()
}

// ClockID is a clock's number.
type ClockID struct{}

// Print implements Type.
func (ClockID) Print(c *decode.Call, v decode.Value) {
	c.Enum(&xlat.ClockIDs, v.U&0xffffffff, decode.FmtHex)
}

// Size implements Sized.
func (ClockID) Size(abi.ID) int { return 4 }

// remaining is the time that was left of a sleep that a signal interrupted; the
// kernel writes it in no other case.
type remaining struct{ T Sized }

func (remaining) late(*decode.Call) bool { return true }

// Print implements Type.
func (t remaining) Print(c *decode.Call, v decode.Value) {
	if !restarts(c) {
		c.E.Addr(v.U)
		return
	}
	Ptr{t.T}.Print(c, v)
}

// Error numbers that say that a signal interrupted the call and how it goes on (linux/errno.h).
const (
	erestartSys          = 512
	erestartNoIntr       = 513
	erestartNoHand       = 514
	erestartRestartBlock = 516
)

// restarts reports whether the call ended because of a signal and may be made again.
func restarts(c *decode.Call) bool {
	switch c.Errno {
	case erestartSys, erestartNoIntr, erestartNoHand, erestartRestartBlock:
		return true
	}
	return false
}

// seconds is a time in seconds since the epoch, with its date in a comment.
type seconds struct{}

// Size implements Sized.
func (seconds) Size(id abi.ID) int { return id.Get().Word }

// Print implements Type.
func (seconds) Print(c *decode.Call, v decode.Value) {
	sec := long(c, v)
	c.E.Int(sec)
	dateComment(c, sec, 0, 0)
}

// fraction is the part of a second: unsigned, whatever the layout says, as wide as it lies there.
type fraction struct{}

// Print implements Type.
func (fraction) Print(c *decode.Call, v decode.Value) { c.E.Uint(layout.Load(v.Mem, false)) }
