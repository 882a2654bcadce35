package syscalls

import (
	"testing"

	"strake/tracer/abi"
	"strake/tracer/decode"
)

// anIocb is a struct iocb in memory.
func anIocb(data uint64, key, rw uint32, op uint16, prio int16, fd uint32, buf, n uint64, off int64, flags, resfd uint32) []byte {
	return le(data, key, rw, op, prio, fd, buf, n, off, uint64(0), flags, resfd)
}

func TestAsyncIOLines(t *testing.T) {
	mem := fakeMem{
		0x1000: []byte("hello world"),
		0x2000: le(uint64(0x3000), uint64(0x3100), uint64(0x3200), uint64(0x3300), uint64(1), uint64(0)),
		0x3000: anIocb(0, 9, 3, 0, 0x4005, 3, 0x1000, 7, -3, 7, 5),
		0x3100: anIocb(0x1122, 0, 0, 1, 3, 3, 0x1000, 7, 1, 0, 0),
		0x3200: anIocb(0, 0, 0, 8, 0, 3, 0x4000, 2, 8, 0, 0),
		0x3300: anIocb(0, 0, 0, 9, 0, 3, 0, 0, 0, 0, 0),
		0x4000: le(uint64(0x1000), uint64(3), uint64(0x1003), uint64(4)),
		0x5000: le(uint64(1), uint64(0x3000), int64(7), int64(-5)),
		0x6000: le(uint64(0x7f78fe4f9000)),
		0x7000: le(uint32(4), uint32(8), uint32(1<<3), uint32(3), uint32(7), uint32(3), uint32(0), uint32(0), uint32(9), uint32(0),
			uint32(0), uint32(4), uint32(16), uint32(24), uint32(36), uint32(32), uint32(192), uint32(0), uint64(0),
			uint32(8), uint32(12), uint32(20), uint32(28), uint32(44), uint32(64), uint32(40), uint32(0), uint64(0)),
		0x7100: le(uint64(0x7200), uint32(8), uint32(5), uint64(0)),
		0x7200: le(uint64(0x200)),
		0x7300: le(int32(3), int32(-1), int32(-2)),
		0x7400: le(uint32(1), uint32(0), uint64(0x7300)),
		0x7500: le(uint32(1), uint32(2)),
		0x7600: le(uint32(0xffffffff), uint32(3), uint64(4)),
	}
	checkLines(t, []lineCase{
		{Name: "io_setup", Args: [6]uint64{2, 0x6000}, Mem: mem, Entry: "io_setup(2", Want: "io_setup(2, [0x7f78fe4f9000]) = 0"},
		{Name: "io_submit", Args: [6]uint64{0x10, 6, 0x2000}, Mem: mem, Ret: -22,
			Want: `io_submit(0x10, 6, [{aio_data=0, aio_key=9, aio_rw_flags=RWF_HIPRI|RWF_DSYNC, aio_lio_opcode=IOCB_CMD_PREAD, ` +
				`aio_reqprio=IOPRIO_PRIO_VALUE(IOPRIO_CLASS_BE, 5), aio_fildes=3, aio_buf=0x1000, aio_nbytes=7, aio_offset=-3, ` +
				`aio_flags=IOCB_FLAG_RESFD|IOCB_FLAG_IOPRIO|0x4, aio_resfd=5}, ` +
				`{aio_data=0x1122, aio_lio_opcode=IOCB_CMD_PWRITE, aio_reqprio=3, aio_fildes=3, aio_buf="hello w", aio_nbytes=7, aio_offset=1}, ` +
				`{aio_data=0, aio_lio_opcode=IOCB_CMD_PWRITEV, aio_fildes=3, ` +
				`aio_buf=[{iov_base="hel", iov_len=3}, {iov_base="lo w", iov_len=4}], aio_offset=8}, ` +
				`{aio_data=0, aio_lio_opcode=9 /* IOCB_CMD_??? */, aio_fildes=3}, 0x1, NULL]) = -1 EINVAL`},
		{Name: "io_submit", Args: [6]uint64{0x10, ^uint64(0), 0x2000}, Mem: mem, Ret: -22, Want: `io_submit(0x10, -1, 0x2000) = -1 EINVAL`},
		{Name: "io_cancel", Args: [6]uint64{0x10, 0x3100, 0x5000}, Mem: mem, Ret: -22,
			Want: `io_cancel(0x10, {aio_data=0x1122, aio_lio_opcode=IOCB_CMD_PWRITE, aio_reqprio=3, aio_fildes=3}, 0x5000) = -1 EINVAL`},
		{Name: "io_getevents", Args: [6]uint64{0x10, ^uint64(0), 4, 0x5000, 0}, Mem: mem, Ret: 1, Entry: "io_getevents(0x10, -1, 4",
			Want: `io_getevents(0x10, -1, 4, [{data=0x1, obj=0x3000, res=7, res2=-5}], NULL) = 1`},

		{Name: "io_uring_setup", Args: [6]uint64{4, 0x7000}, Mem: mem, Ret: 3, Entry: "io_uring_setup(4",
			Want: `io_uring_setup(4, {flags=IORING_SETUP_CQSIZE, sq_thread_cpu=0x3, sq_thread_idle=7, resv=[0, 0x9, 0], sq_entries=4, cq_entries=8, ` +
				`features=IORING_FEAT_SINGLE_MMAP|IORING_FEAT_NODROP, sq_off={head=0, tail=4, ring_mask=16, ring_entries=24, flags=36, dropped=32, ` +
				`array=192, user_addr=0}, cq_off={head=8, tail=12, ring_mask=20, ring_entries=28, overflow=44, cqes=64, flags=40, user_addr=0}}) = 3`},
		{Name: "io_uring_setup", Args: [6]uint64{4, 0x7000}, Mem: mem, Ret: -22,
			Want: `io_uring_setup(4, {flags=IORING_SETUP_CQSIZE, sq_thread_cpu=0x3, sq_thread_idle=7, resv=[0, 0x9, 0]}) = -1 EINVAL`},
		{Name: "io_uring_enter", Args: [6]uint64{3, 1, 0, 9, 0x7100, 24}, Mem: mem,
			Want: `io_uring_enter(3, 1, 0, IORING_ENTER_GETEVENTS|IORING_ENTER_EXT_ARG, {sigmask=[USR1], sigmask_sz=8, min_wait_usec=5, ts=NULL}, 24) = 0`},
		{Name: "io_uring_enter", Args: [6]uint64{3, 1, 0, 0, 0x7200, 8}, Mem: mem, Want: `io_uring_enter(3, 1, 0, 0, [USR1], 8) = 0`},
		{Name: "io_uring_register", Args: [6]uint64{3, 0x80000026, 1, 2}, Ret: -22, Opt: &decode.Options{FDPaths: true},
			Want: `io_uring_register(3, 0x26 /* IORING_REGISTER_??? */|IORING_REGISTER_USE_REGISTERED_RING, 0x1, 2) = -1 EINVAL`},
		{Name: "io_uring_register", Args: [6]uint64{3, 0, 0x4000, 2}, Mem: mem,
			Want: `io_uring_register(3, IORING_REGISTER_BUFFERS, [{iov_base=0x1000, iov_len=3}, {iov_base=0x1003, iov_len=4}], 2) = 0`},
		{Name: "io_uring_register", Args: [6]uint64{3, 6, 0x7400, 3}, Mem: mem,
			Want: `io_uring_register(3, IORING_REGISTER_FILES_UPDATE, {offset=1, fds=[3, -1, IORING_REGISTER_FILES_SKIP]}, 3) = 0`},
		{Name: "io_uring_register", Args: [6]uint64{3, 19, 0x7500, 2}, Mem: mem, After: fakeMem{0x7500: le(uint32(4), uint32(96))},
			Want: `io_uring_register(3, IORING_REGISTER_IOWQ_MAX_WORKERS, ` +
				`[[IO_WQ_BOUND]=1, [IO_WQ_UNBOUND]=2] => [[IO_WQ_BOUND]=4, [IO_WQ_UNBOUND]=96], 2) = 0`},
		{Name: "io_uring_register", Args: [6]uint64{3, 20, 0x7600, 1}, Mem: mem, Ret: 1,
			Want: `io_uring_register(3, IORING_REGISTER_RING_FDS, [{offset=-1, resv=0x3, data=4}], 1) = 1`},
	})
}

func TestIoctlLines(t *testing.T) {
	termios := le(uint32(0x500), uint32(5), uint32(0xd00bf), uint32(0x8a3b), uint8(0), uint8(3), uint8(0x1c))
	mem := fakeMem{
		0x1000: append(termios, make([]byte, 17)...),
		0x1100: le(uint16(24), uint16(80), uint16(3), uint16(4)),
		0x1200: le(int32(-5), int32(7)),
		0x1300: le(uint32(0x80010)),
		0x1400: append(str("lo"), make([]byte, 40)...),
		0x1500: append([]byte("a234567890123456"), le(uint16(0x49), uint16(0), uint64(0), uint64(0), uint32(0))...),
		0x1600: append(append([]byte("eth0"), make([]byte, 12)...), le(uint16(1), uint64(0x010000fc02), uint64(0), uint64(0))...),
		0x1700: append(append([]byte("lo"), make([]byte, 14)...), le(uint16(2), uint16(0), uint8(127), uint8(0), uint8(0), uint8(1), uint64(0), uint64(0))...),
		0x1800: le(int32(40), int32(0), uint64(0x1700)),
		0x1900: le(int64(4), uint64(0), uint64(0), uint64(5)),
	}
	pts := &decode.Options{StringLimit: 32}
	checkLines(t, []lineCase{
		{Name: "ioctl", Args: [6]uint64{4, 0x1234567, 5}, Ret: -25, Want: `ioctl(4, _IOC(_IOC_NONE, 0x45, 0x67, 0x123), 0x5) = -1 ENOTTY`},
		{Name: "ioctl", Args: [6]uint64{4, ^uint64(0), 0}, Ret: -25,
			Want: `ioctl(4, _IOC(_IOC_READ|_IOC_WRITE, 0xff, 0xff, 0x3fff), 0) = -1 ENOTTY`},
		{Name: "ioctl", Args: [6]uint64{4, 0x8001234500005401, 5}, Ret: -14, Want: `ioctl(4, TCGETS, 0x5) = -1 EFAULT`},
		{Name: "ioctl", Args: [6]uint64{4, 0x5401, 0x1000}, Mem: mem, Entry: `ioctl(4, TCGETS`,
			Want: `ioctl(4, TCGETS, {c_iflag=ICRNL|IXON, c_oflag=NL0|CR0|TAB0|BS0|VT0|FF0|OPOST|ONLCR, c_cflag=B38400|B9600<<IBSHIFT|CS8|CREAD, ` +
				`c_lflag=ISIG|ICANON|ECHO|ECHOE|ECHOK|IEXTEN|ECHOCTL|ECHOKE, ...}) = 0`},
		{Name: "ioctl", Args: [6]uint64{^uint64(0), 0x5402, 0x1000}, Mem: mem, Long: true, Ret: -9,
			Want: `ioctl(-1, SNDCTL_TMR_START or TCSETS, {c_iflag=ICRNL|IXON, c_oflag=NL0|CR0|TAB0|BS0|VT0|FF0|OPOST|ONLCR, ` +
				`c_cflag=B38400|B9600<<IBSHIFT|CS8|CREAD, c_lflag=ISIG|ICANON|ECHO|ECHOE|ECHOK|IEXTEN|ECHOCTL|ECHOKE, c_line=N_TTY, ` +
				`c_cc=[[VINTR]=0x3, [VQUIT]=0x1c, [VERASE]=0, [VKILL]=0, [VEOF]=0, [VTIME]=0, [VMIN]=0, [VSWTC]=0, [VSTART]=0, [VSTOP]=0, ` +
				`[VSUSP]=0, [VEOL]=0, [VREPRINT]=0, [VDISCARD]=0, [VWERASE]=0, [VLNEXT]=0, [VEOL2]=0, [17]=0, [18]=0]}) = -1 EBADF`},
		{Name: "ioctl", Args: [6]uint64{4, 0x5413, 0x1100}, Mem: mem, Want: `ioctl(4, TIOCGWINSZ, {ws_row=24, ws_col=80, ws_xpixel=3, ws_ypixel=4}) = 0`},
		{Name: "ioctl", Args: [6]uint64{4, 0x540b, 9}, Ret: -22, Want: `ioctl(4, TCFLSH, 0x9 /* TC??? */) = -1 EINVAL`},
		{Name: "ioctl", Args: [6]uint64{4, 0x5451, 5}, Want: `ioctl(4, FIOCLEX) = 0`},
		{Name: "ioctl", Args: [6]uint64{4, 0x541b, 0x1200}, Mem: mem, Want: `ioctl(4, FIONREAD, [-5]) = 0`},
		{Name: "ioctl", Args: [6]uint64{4, 0x541b, 0x1200}, Mem: mem, Ret: -25, Want: `ioctl(4, FIONREAD, 0x1200) = -1 ENOTTY`},
		{Name: "ioctl", Args: [6]uint64{4, 0x5421, 0x1200}, Mem: mem, Ret: -25, Want: `ioctl(4, FIONBIO, [-5]) = -1 ENOTTY`},
		{Name: "ioctl", Args: [6]uint64{4, 0x80086601, 0x1300}, Mem: mem, Want: `ioctl(4, FS_IOC_GETFLAGS, [FS_IMMUTABLE_FL|FS_EXTENT_FL]) = 0`},
		{ABI: abi.I386, Name: "ioctl", Args: [6]uint64{4, 0x80046601, 0x1300}, Mem: mem,
			Want: `ioctl(4, FS_IOC32_GETFLAGS, [FS_IMMUTABLE_FL|FS_EXTENT_FL]) = 0`},
		{Name: "ioctl", Args: [6]uint64{3, 0x40049409, 4}, Ret: -95, Want: `ioctl(3, BTRFS_IOC_CLONE or FICLONE, 4) = -1 EOPNOTSUPP`},
		{Name: "ioctl", Args: [6]uint64{3, 0x4020940d, 0x1900}, Mem: mem, Ret: -95,
			Want: `ioctl(3, BTRFS_IOC_CLONE_RANGE or FICLONERANGE, {src_fd=4, src_offset=0, src_length=0, dest_offset=5}) = -1 EOPNOTSUPP`},
		{Name: "ioctl", Args: [6]uint64{3, 0x8913, 0x1400}, Mem: mem, Ret: -19, Want: `ioctl(3, SIOCGIFFLAGS, {ifr_name="lo"}) = -1 ENODEV`},
		{Name: "ioctl", Args: [6]uint64{3, 0x8913, 0x1500}, Mem: mem,
			Want: `ioctl(3, SIOCGIFFLAGS, {ifr_name="a23456789012345"..., ifr_flags=IFF_UP|IFF_LOOPBACK|IFF_RUNNING}) = 0`},
		{Name: "ioctl", Args: [6]uint64{3, 0x8927, 0x1600}, Mem: mem,
			Want: `ioctl(3, SIOCGIFHWADDR, {ifr_name="eth0", ifr_hwaddr={sa_family=ARPHRD_ETHER, sa_data=02:fc:00:00:01:00}}) = 0`},
		{Name: "ioctl", Args: [6]uint64{3, 0x8912, 0x1800}, Mem: mem,
			Want: `ioctl(3, SIOCGIFCONF, {ifc_len=40 /* 1 * sizeof(struct ifreq) */, ifc_buf=[{ifr_name="lo", ` +
				`ifr_addr={sa_family=AF_INET, sin_port=htons(0), sin_addr=inet_addr("127.0.0.1")}}]}) = 0`},
		{Name: "ioctl", Args: [6]uint64{3, 0x80ff4506, 1}, Ret: -25, Want: `ioctl(3, EVIOCGNAME(255), 0x1) = -1 ENOTTY`},
		{Name: "ioctl", Args: [6]uint64{3, 0x80404521, 1}, Ret: -25, Want: `ioctl(3, EVIOCGBIT(EV_KEY, 64), 0x1) = -1 ENOTTY`},
		{Name: "ioctl", Args: [6]uint64{3, 0x8018455d, 1}, Ret: -25, Want: `ioctl(3, EVIOCGABS(0x1d /* ABS_??? */), 0x1) = -1 ENOTTY`},
		{Name: "ioctl", Args: [6]uint64{3, 0xb701, 1}, Ret: 5, Opt: &decode.Options{FDPaths: true},
			Want: `ioctl(3</dev/null>, NS_GET_USERNS) = 5</dev/null>`},
		{Name: "ioctl", Args: [6]uint64{3, 0xb703, 1}, Ret: 0x40000000, Opt: pts, Want: `ioctl(3, NS_GET_NSTYPE) = 1073741824 (CLONE_NEWNET)`},
		{Name: "ioctl", Args: [6]uint64{4, 0x1234567, 5}, Ret: -25, Opt: &decode.Options{Style: decode.Verbose},
			Want: `ioctl(4, 0x1234567 /* _IOC(_IOC_NONE, 0x45, 0x67, 0x123) */, 0x5) = -1 ENOTTY`},
		{Name: "ioctl", Args: [6]uint64{4, 0x5401, 0x5}, Ret: -14, Opt: &decode.Options{Style: decode.Raw, ArgNames: true},
			Want: `ioctl(fd=4, op=0x5401, argp=0x5) = -1 EFAULT`},
	})
}
