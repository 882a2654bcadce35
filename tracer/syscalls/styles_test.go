package syscalls

import (
	"testing"

	"strake/tracer/decode"
)

// Lines under -X, -N, -y and -e verbose=none, as strace 7.2 shows them.
func TestStyles(t *testing.T) {
	raw := &decode.Options{StringLimit: 32, Style: decode.Raw}
	verbose := &decode.Options{StringLimit: 32, Style: decode.Verbose}
	named := &decode.Options{StringLimit: 32, ArgNames: true}
	checkLines(t, []lineCase{
		{Name: "fcntl", Args: [6]uint64{3, 3}, Ret: 0x8002, Opt: raw, Want: `fcntl(3, 0x3) = 0x8002 (flags O_RDWR|O_LARGEFILE)`},
		{Name: "fcntl", Args: [6]uint64{3, 3}, Ret: 0x8002, Opt: verbose,
			Want: `fcntl(3, 0x3 /* F_GETFL */) = 0x8002 (flags O_RDWR|O_LARGEFILE)`},
		{Name: "personality", Args: [6]uint64{0x1040003}, Ret: 8, Opt: verbose,
			Want: `personality(0x3 /* PER_??? */|0x1040000 /* ADDR_NO_RANDOMIZE|SHORT_INODE */) = 0x8 (0x8 /* PER_LINUX32 */)`},
		{Name: "personality", Args: [6]uint64{0x1040003}, Ret: 8, Opt: raw, Want: `personality(0x3|0x1040000) = 0x8 (0x8)`},
		{Name: "syslog", Args: [6]uint64{1}, Opt: raw, Want: `syslog(1 /* SYSLOG_ACTION_OPEN */) = 0`},
		{Name: "tgkill", Args: [6]uint64{1, 2, 3}, Opt: named, Want: `tgkill(tgid=1, tid=2, signum=SIGQUIT) = 0`},
		{Name: "rt_sigtimedwait", Args: [6]uint64{1, 2, 3, 4}, Ret: -22, Opt: named,
			Want: `rt_sigtimedwait(set=0x1, info=0x2, timeout=0x3, sigsetsize=4) = -1 EINVAL`},
		{Name: "epoll_ctl_old", Args: [6]uint64{1, 2, 3, 4}, Ret: -38, Opt: named,
			Want: `epoll_ctl_old(arg1=0x1, arg2=0x2, arg3=0x3, arg4=0x4) = -1 ENOSYS`},
		{Name: "setpgid", Args: [6]uint64{1, 1}, Opt: &decode.Options{PIDComm: true}, Want: `setpgid(1<init>, 1) = 0`},
		{Name: "ioctl", Args: [6]uint64{3, 0xae80}, Mem: fakeMem{0x1000: le(uint64(0), uint32(5))}, Opt: &decode.Options{KVM: true},
			Want: `ioctl(3, KVM_RUN, 0) = 0 (KVM_EXIT_HLT)`},
		{Name: "ioctl", Args: [6]uint64{4, 0xae80}, Opt: &decode.Options{KVM: true}, Want: `ioctl(4, KVM_RUN, 0) = 0`},
		{Name: "ioprio_get", Args: [6]uint64{1, 1}, Ret: -38, Opt: &decode.Options{PIDComm: true},
			Want: `ioprio_get(IOPRIO_WHO_PROCESS, 1<init>) = -1 ENOSYS`},
		{Name: "preadv", Args: [6]uint64{3, 2, 1, 4, 5}, Ret: -38, Raw: true, Opt: named,
			Want: `preadv(arg1=0x3, arg2=0x2, arg3=0x1, arg4=0x4) = -1 ENOSYS`},
		{Name: "preadv", Args: [6]uint64{3, 2, 1, 4, 5}, Ret: -38, Raw: true, Want: `preadv(0x3, 0x2, 0x1, 0x4) = -1 ENOSYS`},
	})
}

// Times of a signal's sender, and of a signal that was none.
func TestSigInfoTimes(t *testing.T) {
	info := func(signo int32) fakeMem {
		return fakeMem{0x1000: le(signo, int32(0), int32(1), int32(0), int32(7), uint32(0xffffffff), int32(0), int32(0),
			int64(25), int64(0), [80]byte{})}
	}
	checkLines(t, []lineCase{
		{Name: "rt_sigqueueinfo", Args: [6]uint64{7, 17, 0x1000}, Mem: info(17),
			Want: `rt_sigqueueinfo(7, SIGCHLD, {si_signo=SIGCHLD, si_code=CLD_EXITED, si_pid=7, si_uid=-1, si_status=0, ` +
				`si_utime=25 /* 0.25 s */, si_stime=0}) = 0`},
		{Name: "rt_sigqueueinfo", Args: [6]uint64{7, 17, 0x1000}, Mem: info(0), Want: `rt_sigqueueinfo(7, SIGCHLD, {}) = 0`},
	})
}
