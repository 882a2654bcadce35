package syscalls

import (
	"testing"

	"strake/tracer/abi"
	"strake/tracer/decode"
)

func TestDescLines(t *testing.T) {
	mem := fakeMem{
		0x1000: []byte("hello\n\x00\x7f7world1234567890123456789012345678901234567890"),
		0x2000: le(uint64(0x1000), uint64(3), uint64(0x1003), uint64(6), uint64(0), uint64(0)),
		0x3000: le(int32(3), int32(4)),
		0x3800: le(uint32(0x1000), uint32(3), uint32(0x1003), uint32(6)),
		0x4000: le(int16(1), int16(0), int32(0), int64(0), int64(5), int32(9871), int32(0)),
		0x5000: le(int64(3)),
		0x6000: le(int32(1), int32(9871)),
		0x7000: le(uint64(2)),
	}
	checkLines(t, []lineCase{
		{Name: "write", Args: [6]uint64{4, 0x1000, 40}, Mem: mem, Ret: 40,
			Want: `write(4, "hello\n\0\1777world123456789012345678"..., 40) = 40`},
		{Name: "write", Args: [6]uint64{4, 0x9000, 40}, Mem: mem, Ret: -14, Want: `write(4, 0x9000, 40) = -1 EFAULT`},
		{Name: "write", Args: [6]uint64{4, 0x1000, 0}, Mem: mem, Want: `write(4, "", 0) = 0`},
		{Name: "read", Args: [6]uint64{3, 0x1000, 100}, Mem: mem, Ret: 5, Entry: "read(3", Want: `read(3, "hello", 100) = 5`},
		{Name: "read", Args: [6]uint64{3, 0x1000, 100}, Mem: mem, Ret: -11, Want: `read(3, 0x1000, 100) = -1 EAGAIN`},
		{Name: "read", Args: [6]uint64{0x1234567800000003, 0, ^uint64(0)}, Mem: mem, Ret: -9,
			Want: `read(3, NULL, 18446744073709551615) = -1 EBADF`},
		{ABI: abi.I386, Name: "pread64", Args: [6]uint64{3, 0x1000, 5, 1, 2}, Mem: mem, Ret: 5,
			Want: `pread64(3, "hello", 5, 8589934593) = 5`},
		{Name: "pwrite64", Args: [6]uint64{3, 0x1000, 3, ^uint64(0)}, Mem: mem, Ret: -22,
			Want: `pwrite64(3, "hel", 3, -1) = -1 EINVAL`},
		{Name: "writev", Args: [6]uint64{4, 0x2000, 3}, Mem: mem, Ret: 9,
			Want: `writev(4, [{iov_base="hel", iov_len=3}, {iov_base="lo\n\0\1777", iov_len=6}, {iov_base=NULL, iov_len=0}], 3) = 9`},
		{Name: "writev", Args: [6]uint64{4, 0x2000, 0}, Mem: mem, Want: `writev(4, [], 0) = 0`},
		{Name: "writev", Args: [6]uint64{4, 0x2000, ^uint64(0)}, Mem: mem, Ret: -22,
			Want: `writev(4, 0x2000, 18446744073709551615) = -1 EINVAL`},
		{Name: "readv", Args: [6]uint64{4, 0x2000, 2}, Mem: mem, Ret: 5,
			Want: `readv(4, [{iov_base="hel", iov_len=3}, {iov_base="lo", iov_len=6}], 2) = 5`},
		{Name: "readv", Args: [6]uint64{4, 0x2000, 2}, Mem: mem, Ret: -11,
			Want: `readv(4, [{iov_base=0x1000, iov_len=3}, {iov_base=0x1003, iov_len=6}], 2) = -1 EAGAIN`},
		{Name: "preadv2", Args: [6]uint64{5, 0x2000, 1, 5, 0, 0x1f}, Mem: mem, Ret: 3,
			Want: `preadv2(5, [{iov_base="hel", iov_len=3}], 1, 5, RWF_HIPRI|RWF_DSYNC|RWF_SYNC|RWF_NOWAIT|RWF_APPEND) = 3`},
		{ABI: abi.I386, Name: "preadv2", Args: [6]uint64{5, 0x3800, 2, 5, 1, 1}, Mem: mem, Ret: 3,
			Want: `preadv2(5, [{iov_base="hel", iov_len=3}, {iov_base="", iov_len=6}], 2, 4294967301, RWF_HIPRI) = 3`},
		{Name: "lseek", Args: [6]uint64{0, ^uint64(4), 77}, Ret: -22, Want: `lseek(0, -5, 0x4d /* SEEK_??? */) = -1 EINVAL`},
		{ABI: abi.I386, Name: "_llseek", Args: [6]uint64{3, 1, 5, 0x5000, 0}, Mem: mem,
			Want: `_llseek(3, 4294967301, [3], SEEK_SET) = 0`},
		{Name: "pipe", Args: [6]uint64{0x3000}, Mem: mem, Want: `pipe([3, 4]) = 0`},
		{Name: "pipe2", Args: [6]uint64{0x3000, 0x84804}, Mem: mem, Ret: -22,
			Want: `pipe2(0x3000, O_NONBLOCK|O_DIRECT|O_CLOEXEC|0x4) = -1 EINVAL`},
		{Name: "dup3", Args: [6]uint64{5, 51, 4}, Ret: -22, Want: `dup3(5, 51, 0x4 /* O_??? */) = -1 EINVAL`},
		{Name: "dup2", Args: [6]uint64{5, 50}, Ret: 7, Opt: &decode.Options{FDPaths: true},
			Want: `dup2(5</dev/null>, 50) = 7</dev/null>`},
		{Name: "close_range", Args: [6]uint64{100, ^uint64(0), 8}, Ret: -22,
			Want: `close_range(100, 4294967295, 0x8 /* CLOSE_RANGE_??? */) = -1 EINVAL`},
		{Name: "sendfile", Args: [6]uint64{4, 5, 0x5000, 10}, Mem: mem, After: fakeMem{0x5000: le(int64(13))}, Ret: 10,
			Entry: "sendfile(4, 5", Want: `sendfile(4, 5, [3 => 13], 10) = 10`},
		{Name: "sendfile", Args: [6]uint64{4, 5, 0x9000, 10}, Mem: mem, Ret: -14, Want: `sendfile(4, 5, 0x9000, 10) = -1 EFAULT`},
		{Name: "splice", Args: [6]uint64{3, 0, 4, 0x5000, 5, 0xff}, Mem: mem, Ret: -22,
			Want: `splice(3, NULL, 4, [3], 5, SPLICE_F_MOVE|SPLICE_F_NONBLOCK|SPLICE_F_MORE|SPLICE_F_GIFT|0xf0) = -1 EINVAL`},
		{Name: "flock", Args: [6]uint64{5, 0x1ff}, Want: `flock(5, LOCK_SH|LOCK_EX|LOCK_NB|LOCK_UN|LOCK_MAND|LOCK_RW|0x110) = 0`},
		{Name: "eventfd2", Args: [6]uint64{5, 0x80809}, Ret: -22,
			Want: `eventfd2(5, EFD_SEMAPHORE|EFD_CLOEXEC|EFD_NONBLOCK|0x8) = -1 EINVAL`},

		{Name: "fcntl", Args: [6]uint64{5, 1, 77}, Want: `fcntl(5, F_GETFD) = 0`},
		{Name: "fcntl", Args: [6]uint64{5, 1}, Ret: 1, Want: `fcntl(5, F_GETFD) = 0x1 (flags FD_CLOEXEC)`},
		{Name: "fcntl", Args: [6]uint64{5, 3}, Ret: 0x8000, Want: `fcntl(5, F_GETFL) = 0x8000 (flags O_RDONLY|O_LARGEFILE)`},
		{Name: "fcntl", Args: [6]uint64{5, 4, 0xc00}, Want: `fcntl(5, F_SETFL, O_RDONLY|O_APPEND|O_NONBLOCK) = 0`},
		{Name: "fcntl", Args: [6]uint64{5, 2, 6}, Want: `fcntl(5, F_SETFD, 0x6 /* FD_??? */) = 0`},
		{Name: "fcntl", Args: [6]uint64{5, 5, 0x4000}, Mem: mem, Entry: "fcntl(5, F_GETLK",
			Want: `fcntl(5, F_GETLK, {l_type=F_WRLCK, l_whence=SEEK_SET, l_start=0, l_len=5, l_pid=9871}) = 0`},
		{Name: "fcntl", Args: [6]uint64{5, 6, 0x4000}, Mem: mem, Ret: -9,
			Want: `fcntl(5, F_SETLK, {l_type=F_WRLCK, l_whence=SEEK_SET, l_start=0, l_len=5}) = -1 EBADF`},
		{Name: "fcntl", Args: [6]uint64{5, 13, 0x4000}, Mem: mem, Ret: -9, Want: `fcntl(5, F_SETLK64, 0x4000) = -1 EBADF`},
		{Name: "fcntl", Args: [6]uint64{5, 15, 0x6000}, Mem: mem, Want: `fcntl(5, F_SETOWN_EX, {type=F_OWNER_PID, pid=9871}) = 0`},
		{Name: "fcntl", Args: [6]uint64{5, 11}, Ret: 10, Want: `fcntl(5, F_GETSIG) = 10 (SIGUSR1)`},
		{Name: "fcntl", Args: [6]uint64{5, 1025}, Ret: 0, Want: `fcntl(5, F_GETLEASE) = 0 (F_RDLCK)`},
		{Name: "fcntl", Args: [6]uint64{5, 1025}, Ret: 1, Want: `fcntl(5, F_GETLEASE) = 0x1 (F_WRLCK)`},
		{Name: "fcntl", Args: [6]uint64{5, 1036, 0x7000}, Mem: mem, Want: `fcntl(5, F_SET_RW_HINT, [RWH_WRITE_LIFE_SHORT]) = 0`},
		{Name: "fcntl", Args: [6]uint64{5, 1033, 0x1000}, Ret: -22, Want: `fcntl(5, F_ADD_SEALS, 0x1000 /* F_SEAL_??? */) = -1 EINVAL`},
		{Name: "fcntl", Args: [6]uint64{7, 1034}, Ret: 3, Want: `fcntl(7, F_GET_SEALS) = 0x3 (seals F_SEAL_SEAL|F_SEAL_SHRINK)`},
		{Name: "fcntl", Args: [6]uint64{7, 0x12, 0x36d02a80}, Ret: -9, Want: `fcntl(7, 0x12 /* F_??? */, 0x36d02a80) = -1 EBADF`},
		{ABI: abi.I386, Name: "fcntl", Args: [6]uint64{5, 13, 0x4000}, Mem: mem, Ret: -22, Want: `fcntl(5, F_SETLK64, 0x4000) = -1 EINVAL`},
		{ABI: abi.I386, Name: "fcntl64", Args: [6]uint64{5, 13, 0x4000}, Ret: -9,
			Mem:  fakeMem{0x4000: le(int16(1), int16(0), int64(7), int64(5), int32(0))},
			Want: `fcntl64(5, F_SETLK64, {l_type=F_WRLCK, l_whence=SEEK_SET, l_start=7, l_len=5}) = -1 EBADF`},
	})
}

func TestPollLines(t *testing.T) {
	mem := fakeMem{
		0x1000: le(int32(3), int16(0x2001), int16(0), int32(4), int16(0xc), int16(4), int32(-1), int16(0), int16(0)),
		0x2000: le(int64(0), int64(998)),
		0x3000: le(uint64(0x18), uint64(0), uint64(0)), // 3 and 4
		0x4000: le(uint64(1<<9), uint64(8)),
		0x4100: le(uint64(0x4000), uint64(8)),
		0x4200: le(uint64(0x4000), uint64(4)),
		0x5000: le(uint32(0xf0800001), uint64(0x1122334455667788)),
		0x6000: le(int32(5), uint32(0x3000), uint32(0), uint32(0), uint32(0)),
	}
	checkLines(t, []lineCase{
		{Name: "poll", Args: [6]uint64{0x1000, 3, 0}, Mem: mem, Ret: 1,
			Entry: "poll([{fd=3, events=POLLIN|POLLRDHUP}, {fd=4, events=POLLOUT|POLLERR}, {fd=-1}], 3, 0",
			Want:  "poll([{fd=3, events=POLLIN|POLLRDHUP}, {fd=4, events=POLLOUT|POLLERR}, {fd=-1}], 3, 0) = 1 ([{fd=4, revents=POLLOUT}])"},
		{Name: "poll", Args: [6]uint64{0x1000, 1, 1}, Mem: mem,
			Want: "poll([{fd=3, events=POLLIN|POLLRDHUP}], 1, 1) = 0 (Timeout)"},
		{Name: "poll", Args: [6]uint64{0x1000, 4, 1}, Mem: mem, Ret: -14,
			Want: "poll([{fd=3, events=POLLIN|POLLRDHUP}, {fd=4, events=POLLOUT|POLLERR}, {fd=-1}, ... /* 0x1018 */], 4, 1) = -1 EFAULT"},
		{Name: "poll", Args: [6]uint64{0, 2, 0}, Ret: -14, Want: "poll(NULL, 2, 0) = -1 EFAULT"},
		{Name: "ppoll", Args: [6]uint64{0x1000, 2, 0x2000, 0x4000, 8}, Mem: mem, Ret: 1,
			Want: "ppoll([{fd=3, events=POLLIN|POLLRDHUP}, {fd=4, events=POLLOUT|POLLERR}], 2, {tv_sec=0, tv_nsec=998}, [USR1], 8)" +
				" = 1 ([{fd=4, revents=POLLOUT}], left {tv_sec=0, tv_nsec=998})"},
		{Name: "select", Args: [6]uint64{10, 0x3000, 0x3000, 0x3008, 0x2000}, Mem: mem, Ret: 4,
			Want: "select(10, [3 4], [3 4], [], {tv_sec=0, tv_usec=998}) = 4 (in [3 4], out [3 4], left {tv_sec=0, tv_usec=998})"},
		// What the kernel left as it was is beyond the table of descriptors.
		{Name: "select", Args: [6]uint64{10, 0x3000, 0x3000, 0x3000, 0x2000}, Mem: mem, Ret: 3,
			Want: "select(10, [3 4], [3 4], [3 4], {tv_sec=0, tv_usec=998}) = 3 (in [3 4], out [3], left {tv_sec=0, tv_usec=998})"},
		{Name: "select", Args: [6]uint64{10, 0x3000, 0, 0, 0x2000}, Mem: mem,
			Want: "select(10, [3 4], NULL, NULL, {tv_sec=0, tv_usec=998}) = 0 (Timeout)"},
		{Name: "select", Args: [6]uint64{0xffffffff, 0x3000, 0, 0, 0x2000}, Mem: mem, Ret: -22,
			Want: "select(-1, 0x3000, NULL, NULL, {tv_sec=0, tv_usec=998}) = -1 EINVAL"},
		{ABI: abi.I386, Nr: 82, Args: [6]uint64{0x6000}, Mem: mem, Ret: 2,
			Want: "select(5, [3 4], NULL, NULL, NULL) = 2 (in [3 4])"},
		{ABI: abi.I386, Nr: 82, Args: [6]uint64{0xffffffff}, Mem: mem, Ret: -14, Want: "select(0xffffffff) = -1 EFAULT"},
		{Name: "pselect6", Args: [6]uint64{5, 0x3000, 0, 0, 0x2000, 0x4100}, Mem: mem,
			Want: "pselect6(5, [3 4], NULL, NULL, {tv_sec=0, tv_nsec=998}, {sigmask=[USR1], sigsetsize=8}) = 0 (Timeout)"},
		{Name: "pselect6", Args: [6]uint64{5, 0, 0, 0, 0x2000, 0x4200}, Mem: mem, Ret: -22,
			Want: "pselect6(5, NULL, NULL, NULL, {tv_sec=0, tv_nsec=998}, {sigmask=0x4000, sigsetsize=4}) = -1 EINVAL"},
		{Name: "epoll_ctl", Args: [6]uint64{5, 1, 3, 0x5000}, Mem: mem, Ret: -22,
			Want: "epoll_ctl(5, EPOLL_CTL_ADD, 3, {events=EPOLLIN|EPOLLEXCLUSIVE|EPOLLWAKEUP|EPOLLONESHOT|EPOLLET|0x800000" +
				", data=0x1122334455667788}) = -1 EINVAL"},
		{Name: "epoll_ctl", Args: [6]uint64{5, 2, 3, 0x5000}, Mem: mem, Want: "epoll_ctl(5, EPOLL_CTL_DEL, 3, 0x5000) = 0"},
		{Name: "epoll_ctl", Args: [6]uint64{5, 9, 3, 0}, Ret: -22, Want: "epoll_ctl(5, 0x9 /* EPOLL_CTL_??? */, 3, NULL) = -1 EINVAL"},
		{Name: "epoll_wait", Args: [6]uint64{5, 0x5000, 5, 0xffffffff}, Mem: mem, Entry: "epoll_wait(5",
			Want: "epoll_wait(5, [], 5, -1) = 0"},
		{Name: "epoll_wait", Args: [6]uint64{5, 0x5000, 0, 0}, Mem: mem, Ret: -22, Want: "epoll_wait(5, 0x5000, 0, 0) = -1 EINVAL"},
	})
}

// TestHugeCounts shows that counts that no memory has neither panic nor take long.
func TestHugeCounts(t *testing.T) {
	mem := fakeMem{0x1000: make([]byte, 4096)}
	for _, name := range []string{"poll", "select", "writev", "readv", "read", "write", "epoll_wait", "preadv2"} {
		for _, args := range [][6]uint64{
			{0x7fffffff, 0x1000, ^uint64(0), ^uint64(0), ^uint64(0), ^uint64(0)},
			{0x1000, ^uint64(0), 0x1000, 0x1000, 0x1000, 0x1000},
		} {
			decodeLine(t, &lineCase{Name: name, Args: args, Mem: mem, Ret: 1 << 40, Long: true})
		}
	}
}
