package syscalls

import "strake/tracer/abi/layout"

// Times in memory. The kernel's calls on 32-bit ABIs come with 32-bit times, and, with names that end in
// 64, with the times of 64-bit ABIs.
var (
	// timespec is struct __kernel_old_timespec: a long each.
	timespec = Struct{&layout.Timespec, []Field{
		{At: &layout.Timespec_tv_sec, Type: Dec{}},
		{At: &layout.Timespec_tv_nsec, Type: Dec{}},
	}}
	// timespec64 is struct __kernel_timespec: 64 bits each everywhere.
	timespec64 = Struct{&layout.Timespec64, []Field{
		{At: &layout.Timespec64_tv_sec, Type: Dec{}},
		{At: &layout.Timespec64_tv_nsec, Type: Dec{}},
	}}
	// timeval is struct __kernel_old_timeval.
	timeval = Struct{&layout.Timeval, []Field{
		{At: &layout.Timeval_tv_sec, Type: Dec{}},
		{At: &layout.Timeval_tv_usec, Type: Dec{}},
	}}
)
