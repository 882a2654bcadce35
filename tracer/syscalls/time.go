package syscalls

import (
	"strake/tracer/decode"
	"strake/tracer/xlat"
)

// Time: clocks, sleeping, timers. The calls of 32-bit ABIs whose names end in 64 take the times
// that 64-bit ABIs have.
var timeSyscalls = []Syscall{
	{Name: "time", Ret: RetAux{nil, auxDate}, Args: []Arg{{"tloc", Out{Ref{seconds{}}}}}},
	{Name: "stime", Args: []Arg{{"t", Out{Ref{seconds{}}}}}},
	{Name: "gettimeofday", Args: []Arg{{"tv", Out{Ptr{&timeval}}}, {"tz", Out{Ptr{&timezone}}}}},
	{Name: "settimeofday", Args: []Arg{{"tv", Ptr{&timeval}}, {"tz", Ptr{&timezone}}}},

	{Name: "clock_gettime", Args: []Arg{{"clockid", ClockID{}}, {"tp", Out{Ptr{&timespec}}}}},
	{Name: "clock_gettime64", Args: []Arg{{"clockid", ClockID{}}, {"tp", Out{Ptr{&timespec64}}}}},
	{Name: "clock_settime", Args: []Arg{{"clockid", ClockID{}}, {"tp", Ptr{&timespec}}}},
	{Name: "clock_settime64", Args: []Arg{{"clockid", ClockID{}}, {"tp", Ptr{&timespec64}}}},
	{Name: "clock_getres", Args: []Arg{{"clockid", ClockID{}}, {"tp", Out{Ptr{&timespec}}}}},
	{Name: "clock_getres_time64", Args: []Arg{{"clockid", ClockID{}}, {"tp", Out{Ptr{&timespec64}}}}},
	{Name: "nanosleep", Args: []Arg{{"req", Ptr{&timespec}}, {"rem", remaining{&timespec}}}},
	{Name: "clock_nanosleep", Args: []Arg{
		{"clockid", ClockID{}},
		{"flags", Flags{&xlat.ClockNanosleepFlags}},
		{"request", Ptr{&timespec}},
		{"remain", Else{sleepsUntil, OutAlways{Addr{}}, remaining{&timespec}}},
	}},
	{Name: "clock_nanosleep_time64", Args: []Arg{
		{"clockid", ClockID{}},
		{"flags", Flags{&xlat.ClockNanosleepFlags}},
		{"request", Ptr{&timespec64}},
		{"remain", Else{sleepsUntil, OutAlways{Addr{}}, remaining{&timespec64}}},
	}},
	{Name: "adjtimex", Ret: RetAux{nil, auxClockState}, Args: []Arg{{"buf", Out{Ptr{&timex}}}}},
	{Name: "clock_adjtime", Ret: RetAux{nil, auxClockState2}, Args: []Arg{
		{"clockid", ClockID{}}, {"buf", Out{Ptr{&timex}}},
	}},
	{Name: "clock_adjtime64", Ret: RetAux{nil, auxClockState2}, Args: []Arg{
		{"clockid", ClockID{}}, {"buf", Out{Ptr{&timex64}}},
	}},

	{Name: "alarm", Args: []Arg{{"seconds", Uint{}}}},
	{Name: "getitimer", Args: []Arg{
		{"which", Enum{&xlat.ItimerWhich, decode.FmtHex}}, {"curr_value", Out{Ptr{&itimerval}}},
	}},
	{Name: "setitimer", Args: []Arg{
		{"which", Enum{&xlat.ItimerWhich, decode.FmtHex}},
		{"new_value", Ptr{&itimerval}},
		{"old_value", Out{Ptr{&itimerval}}},
	}},

	{Name: "timer_create", Args: []Arg{
		{"clockid", ClockID{}}, {"sevp", Ptr{sigevent{}}}, {"timerid", Out{Ref{Int{}}}},
	}},
	{Name: "timer_settime", Args: []Arg{
		{"timerid", Int{}},
		{"flags", Flags{&xlat.ClockNanosleepFlags}},
		{"new_value", Ptr{&itimerspec}},
		{"old_value", Out{Ptr{&itimerspec}}},
	}},
	{Name: "timer_settime64", Args: []Arg{
		{"timerid", Int{}},
		{"flags", Flags{&xlat.ClockNanosleepFlags}},
		{"new_value", Ptr{&itimerspec64}},
		{"old_value", Out{Ptr{&itimerspec64}}},
	}},
	{Name: "timer_gettime", Args: []Arg{{"timerid", Int{}}, {"curr_value", Out{Ptr{&itimerspec}}}}},
	{Name: "timer_gettime64", Args: []Arg{{"timerid", Int{}}, {"curr_value", Out{Ptr{&itimerspec64}}}}},
	{Name: "timer_getoverrun", Args: []Arg{{"timerid", Int{}}}},
	{Name: "timer_delete", Args: []Arg{{"timerid", Int{}}}},

	{Name: "timerfd_create", Ret: RetFD{}, Args: []Arg{{"clockid", ClockID{}}, {"flags", Flags{&xlat.TimerFDFlags}}}},
	{Name: "timerfd_settime", Args: []Arg{
		{"fd", FD{}},
		{"flags", Flags{&xlat.TimerFDFlags}},
		{"new_value", Ptr{&itimerspec}},
		{"old_value", Out{Ptr{&itimerspec}}},
	}},
	{Name: "timerfd_settime64", Args: []Arg{
		{"fd", FD{}},
		{"flags", Flags{&xlat.TimerFDFlags}},
		{"new_value", Ptr{&itimerspec64}},
		{"old_value", Out{Ptr{&itimerspec64}}},
	}},
	{Name: "timerfd_gettime", Args: []Arg{{"fd", FD{}}, {"curr_value", Out{Ptr{&itimerspec}}}}},
	{Name: "timerfd_gettime64", Args: []Arg{{"fd", FD{}}, {"curr_value", Out{Ptr{&itimerspec64}}}}},
}

// timerAbstime is TIMER_ABSTIME of linux/time.h.
const timerAbstime = 1

// sleepsUntil reports whether clock_nanosleep sleeps until a point in time: then nothing remains.
func sleepsUntil(c *decode.Call) bool { return c.Args[1]&timerAbstime != 0 }

func auxDate(c *decode.Call) {
	mark := c.Mark()
	defer c.Release(mark)
	if date := dateText(c, c.Val, 0, 0); date != nil {
		c.E.AuxBegin()
		c.E.Bytes(date)
		c.E.AuxEnd()
	}
}

// auxClockState says what state the clock is in, if there was anything to tell it.
func auxClockState(c *decode.Call) {
	showClockState(c, c.Args[0])
}

// auxClockState2 is auxClockState where the first argument is a clock.
func auxClockState2(c *decode.Call) {
	showClockState(c, c.Args[1])
}

// showClockState names the state of the clock if there was a structure, at addr, that could be filled in.
func showClockState(c *decode.Call, addr uint64) {
	mark := c.Mark()
	defer c.Release(mark)
	if addr == 0 {
		return
	}
	if _, ok := c.Read(addr, timex.Size(c.ABI.ID)); !ok {
		return
	}
	if name := xlat.AdjtimexState.Lookup(c.ABI.ID, uint64(c.Val)); name != "" {
		c.E.AuxBegin()
		c.E.Name(name)
		c.E.AuxEnd()
	}
}
