package syscalls

import (
	"testing"

	"strake/tracer/abi"
	"strake/tracer/decode"
)

// ds is a struct semid_ds and its like in memory: permissions, members, and room for what is not used.
func ds(perm []byte, members ...any) []byte {
	return append(append(append([]byte(nil), perm...), le(members...)...), make([]byte, 32)...)
}

func TestIPCLines(t *testing.T) {
	perm := le(int32(4660), uint32(0), uint32(5), ^uint32(0), uint32(7), uint32(0o600), uint16(1), uint16(0), uint32(0), uint64(0), uint64(0))
	mem := fakeMem{
		0x1000: le(uint16(0), int16(1), int16(0o4000), uint16(1), int16(-1), int16(0o14000), uint16(2), int16(3), int16(4)),
		0x1100: le(int64(0), int64(1000)),
		0x1200: append(le(int64(7)), "message\n\x00abc1234567890123456789012345678901234567890"...),
		0x1ff8: le(int64(7)),
		0x2000: ds(perm, int64(1795592976), int64(0), int64(1795592977), int64(0), uint64(2)),
		0x2100: ds(perm, int64(1), int64(2), int64(3), uint64(4), uint64(5), uint64(16384), int32(100), int32(1)),
		0x2200: ds(perm, uint64(8192), int64(1), int64(2), int64(3), int32(100), int32(1), uint64(1)),
		0x2300: le(int32(1), int32(0), uint64(2), uint64(0), uint64(0), uint64(0), uint64(0)),
		0x2400: le(int32(1), int32(2), int32(3), int32(4), int32(5), int32(6), int32(7), int32(8), int32(9), int32(10)),
	}
	verbose, raw := &decode.Options{StringLimit: 32, Style: decode.Verbose}, &decode.Options{StringLimit: 32, Style: decode.Raw}
	checkLines(t, []lineCase{
		{Name: "semget", Args: [6]uint64{0x1234, 2, 0o3600}, Want: `semget(0x1234, 2, IPC_CREAT|IPC_EXCL|0600) = 0`},
		{Name: "semget", Args: [6]uint64{0x1000000000, ^uint64(4), 0x2180}, Ret: -22, Want: `semget(IPC_PRIVATE, -5, 0x20000600) = -1 EINVAL`},
		{Name: "semget", Args: [6]uint64{5, 5, 0o2000}, Ret: -2, Opt: verbose, Want: `semget(0x5, 5, 0x400 /* IPC_EXCL */|000) = -1 ENOENT`},
		{Name: "semget", Args: [6]uint64{1, 4096, 0x2180}, Ret: -2, Opt: raw, Want: `semget(0x1, 4096, 0x2000|0600) = -1 ENOENT`},
		{Name: "msgget", Args: [6]uint64{0, 0o1600}, Want: `msgget(IPC_PRIVATE, IPC_CREAT|0600) = 0`},
		{Name: "shmget", Args: [6]uint64{1, 4096, 21<<26 | 0o600}, Ret: -2, Want: `shmget(0x1, 4096, 21<<SHM_HUGE_SHIFT|0600) = -1 ENOENT`},
		{Name: "shmget", Args: [6]uint64{1, 4096, 21<<26 | 0x2000}, Ret: -2, Want: `shmget(0x1, 4096, 0x2000|21<<SHM_HUGE_SHIFT|000) = -1 ENOENT`},
		{Name: "shmget", Args: [6]uint64{1, 4096, 21<<26 | 0x806}, Ret: -2, Opt: verbose,
			Want: `shmget(0x1, 4096, 0x800 /* SHM_HUGETLB */|21<<26 /* SHM_HUGE_SHIFT */|006) = -1 ENOENT`},

		{Name: "semop", Args: [6]uint64{0, 0x1000, 3}, Mem: mem, Ret: -11,
			Want: `semop(0, [{sem_num=0, sem_op=1, sem_flg=IPC_NOWAIT}, {sem_num=1, sem_op=-1, sem_flg=SEM_UNDO|IPC_NOWAIT}, ` +
				`{sem_num=2, sem_op=3, sem_flg=0x4 /* SEM_??? */}], 3) = -1 EAGAIN`},
		{Name: "semop", Args: [6]uint64{0, 0x1000, 0}, Mem: mem, Ret: -22, Want: `semop(0, [], 0) = -1 EINVAL`},
		{Name: "semtimedop", Args: [6]uint64{0, 0x1000, 1, 0x1100}, Mem: mem,
			Entry: `semtimedop(0, [{sem_num=0, sem_op=1, sem_flg=IPC_NOWAIT}], 1, {tv_sec=0, tv_nsec=1000}`,
			Want:  `semtimedop(0, [{sem_num=0, sem_op=1, sem_flg=IPC_NOWAIT}], 1, {tv_sec=0, tv_nsec=1000}) = 0`},
		{Name: "semctl", Args: [6]uint64{0, 0, 16, 5}, Want: `semctl(0, 0, SETVAL, 0x5) = 0`},
		{Name: "semctl", Args: [6]uint64{0, 0, 3, 0x2400}, Mem: mem, Ret: 1,
			Want: `semctl(0, 0, IPC_INFO, {semmap=1, semmni=2, semmns=3, semmnu=4, semmsl=5, semopm=6, semume=7, semusz=8, semvmx=9, semaem=10}) = 1`},
		{Name: "semctl", Args: [6]uint64{0, 0, 2, 0x2000}, Mem: mem, Entry: `semctl(0, 0, IPC_STAT`,
			Want: `semctl(0, 0, IPC_STAT, {sem_perm={uid=0, gid=5, mode=0600, key=4660, cuid=-1, cgid=7}, ` +
				`sem_otime=1795592976, sem_ctime=1795592977, sem_nsems=2}) = 0`},
		{Name: "semctl", Args: [6]uint64{0, 0, 0x101, 0x2000}, Mem: mem, Ret: -22,
			Entry: `semctl(0, 0, IPC_64|IPC_SET, {sem_perm={uid=0, gid=5, mode=0600}}`,
			Want:  `semctl(0, 0, IPC_64|IPC_SET, {sem_perm={uid=0, gid=5, mode=0600}}) = -1 EINVAL`},
		{Name: "semctl", Args: [6]uint64{^uint64(0), ^uint64(0), ^uint64(0), ^uint64(0)}, Ret: -22,
			Want: `semctl(-1, -1, IPC_64|0xfffffeff /* SEM_??? */, 0xffffffffffffffff) = -1 EINVAL`},

		{Name: "msgsnd", Args: [6]uint64{0, 0x1200, 7, 0o4000}, Mem: mem, Want: `msgsnd(0, {mtype=7, mtext="message"}, 7, IPC_NOWAIT) = 0`},
		{Name: "msgsnd", Args: [6]uint64{0, 0x1ff8, 5, 0}, Mem: fakeMem{0x1ff8: le(int64(7))}, Ret: -14, Want: `msgsnd(0, 0x1ff8, 5, 0) = -1 EFAULT`},
		{Name: "msgrcv", Args: [6]uint64{0, 0x1200, 40, ^uint64(999), 0o4000}, Mem: mem, Ret: 7, Entry: `msgrcv(0`,
			Want: `msgrcv(0, {mtype=7, mtext="message\n\0abc12345678901234567890"...}, 40, -1000, IPC_NOWAIT) = 7`},
		{Name: "msgctl", Args: [6]uint64{0, 2, 0x2100}, Mem: mem,
			Want: `msgctl(0, IPC_STAT, {msg_perm={uid=0, gid=5, mode=0600, key=4660, cuid=-1, cgid=7}, msg_stime=1, msg_rtime=2, msg_ctime=3, ` +
				`msg_qnum=5, msg_qbytes=16384, msg_lspid=100, msg_lrpid=1}) = 0`},
		{Name: "msgctl", Args: [6]uint64{0, 1, 0x2100}, Mem: mem, Want: `msgctl(0, IPC_SET, {msg_perm={uid=0, gid=5, mode=0600}, msg_qbytes=16384}) = 0`},
		{Name: "shmat", Args: [6]uint64{0, 0x50000123, 0o20000}, Ret: 0x50000000, Want: `shmat(0, 0x50000123, SHM_RND) = 0x50000000`},
		{Name: "shmctl", Args: [6]uint64{0, 2, 0x2200}, Mem: mem,
			Want: `shmctl(0, IPC_STAT, {shm_perm={uid=0, gid=5, mode=0600, key=4660, cuid=-1, cgid=7}, shm_segsz=8192, shm_cpid=100, shm_lpid=1, ` +
				`shm_nattch=1, shm_atime=1, shm_dtime=2, shm_ctime=3}) = 0`},
		{Name: "shmctl", Args: [6]uint64{0, 14, 0x2300}, Mem: mem,
			Want: `shmctl(0, SHM_INFO, {used_ids=1, shm_tot=2, shm_rss=0, shm_swp=0, swap_attempts=0, swap_successes=0}) = 0`},
	})
}

// TestIPCMultiplexer shows i386's ipc(2), as observed from the reference.
func TestIPCMultiplexer(t *testing.T) {
	mem := fakeMem{
		0x1000: le(uint16(0), int16(1), int16(0o4000)),
		0x1100: le(uint32(0), uint32(1000)),
		0x1200: append(le(int32(7)), "message\x00"...),
		0x1300: le(uint32(0x1200), int32(-9)),
		0x1400: le(uint32(0x2000)),
		0x1500: le(uint32(3)),
		0x1600: le(uint32(0xf7ef8000)),
		0x2000: ds(le(int32(4660), uint32(0), uint32(0), uint32(0), uint32(0), uint16(0o600), uint16(0), uint16(0), uint16(0), uint32(0), uint32(0)),
			uint32(1795592976), uint32(0), uint32(1795592977), uint32(0), uint32(2)),
	}
	i386 := func(want string, ret int64, args ...uint64) lineCase {
		tc := lineCase{ABI: abi.I386, Nr: 117, Mem: mem, Ret: ret, Want: want}
		copy(tc.Args[:], args)
		return tc
	}
	checkLines(t, []lineCase{
		i386(`semop(5, [{sem_num=0, sem_op=1, sem_flg=IPC_NOWAIT}], 1) = 0`, 0, 1, 5, 1, 0, 0x1000),
		i386(`semtimedop(5, [{sem_num=0, sem_op=1, sem_flg=IPC_NOWAIT}], 1, {tv_sec=0, tv_nsec=1000}) = 0`, 0, 4, 5, 1, 0, 0x1000, 0x1100),
		i386(`semget(0x1234, 2, IPC_CREAT|0600) = 0`, 0, 2, 0x1234, 2, 0o1600),
		i386(`semctl(0, 0, SETVAL, [0x3]) = 0`, 0, 3, 0, 0, 16, 0x1500),
		i386(`semctl(0, 0, IPC_64|IPC_STAT, {sem_perm={uid=0, gid=0, mode=0600, key=4660, cuid=0, cgid=0}, `+
			`sem_otime=1795592976, sem_ctime=1795592977, sem_nsems=2}) = 0`, 0, 3, 0, 0, 0x102, 0x1400),
		i386(`semctl(99, 0, IPC_64|IPC_STAT, [0x2000]) = -1 EINVAL`, -22, 3, 99, 0, 0x102, 0x1400),
		i386(`semctl(0, 0, IPC_64|IPC_INFO, 0x3) = -1 EFAULT`, -14, 3, 0, 0, 0x103, 0x1500),
		i386(`semctl(0, 0, IPC_64|IPC_SET, 0x1) = -1 EFAULT`, -14, 3, 0, 0, 0x101, 1),
		i386(`msgsnd(0, {mtype=7, mtext="message"}, 7, IPC_NOWAIT) = 0`, 0, 11, 0, 7, 0o4000, 0x1200),
		i386(`msgrcv(0, {mtype=7, mtext="message\0"}, 8, -9, IPC_NOWAIT) = 7`, 7, 12, 0, 8, 0o4000, 0x1300),
		i386(`msgrcv(0, {mtype=7, mtext="message\0"}, 8, 9, MSG_NOERROR) = 7`, 7, 1<<16|12, 0, 8, 0o10000, 0x1200, 9),
		i386(`msgrcv(0, NULL, 64, IPC_NOWAIT) = -1 EINVAL`, -22, 12, 0, 64, 0o4000, 0),
		i386(`msgget(0x1, 002) = -1 ENOENT`, -2, 13, 1, 2, 3, 4, 5),
		i386(`msgctl(1, IPC_STAT, 0x4) = -1 EINVAL`, -22, 14, 1, 2, 3, 4, 5),
		i386(`shmat(0, NULL, SHM_RDONLY) = 0xf7ef8000`, 0, 21, 0, 0o10000, 0x1600, 0),
		i386(`shmdt(0x4) = -1 EINVAL`, -22, 22, 1, 2, 3, 4, 5),
		i386(`shmget(0x77, 8192, IPC_CREAT|0600) = 0`, 0, 23, 0x77, 8192, 0o1600),
		i386(`shmctl(1, IPC_RMID, NULL) = 0`, 0, 24, 1, 0, 3, 0),
		i386(`ipc(2<<16|8, 0x1, 0x2, 0x3, 0, 0x5) = -1 ENOSYS`, -38, 2<<16|8, 1, 2, 3, 0, 5),
		i386(`ipc(65535<<16|65535, 0x1, 0x2, 0x3, 0x4, 0x5) = -1 ENOSYS`, -38, 0xffffffff, 1, 2, 3, 4, 5),
		{ABI: abi.I386, Name: "semctl", Args: [6]uint64{1, 0, 0x102, 0x2000}, Mem: mem, Ret: 1,
			Want: `semctl(1, 0, IPC_64|IPC_STAT, {sem_perm={uid=0, gid=0, mode=0600, key=4660, cuid=0, cgid=0}, ` +
				`sem_otime=1795592976, sem_ctime=1795592977, sem_nsems=2}) = 1`},
		{ABI: abi.I386, Name: "semtimedop_time64", Args: [6]uint64{1, 0x1000, 1, 0}, Mem: mem,
			Want: `semtimedop_time64(1, [{sem_num=0, sem_op=1, sem_flg=IPC_NOWAIT}], 1, NULL) = 0`},
	})
}

func TestMessageQueueLines(t *testing.T) {
	mem := fakeMem{
		0x1000: str("tq"),
		0x1100: le(int64(0x801), int64(10), int64(64), int64(3), int64(0), int64(0), int64(0), int64(0)),
		0x1200: []byte("hello\x00world"),
		0x1300: le(uint32(5)),
		0x1400: le(int64(5), int64(-1)),
		0x1500: append(le(uint64(77), int32(10), int32(0)), make([]byte, 64)...),
	}
	checkLines(t, []lineCase{
		{Name: "mq_open", Args: [6]uint64{0x1000, 0o4102, 0o600, 0x1100}, Mem: mem, Ret: 3,
			Want: `mq_open("tq", O_RDWR|O_CREAT|O_NONBLOCK, 0600, {mq_flags=0x801, mq_maxmsg=10, mq_msgsize=64, mq_curmsgs=3}) = 3`},
		{Name: "mq_open", Args: [6]uint64{0x1000, 2, 0o600, 0x1100}, Mem: mem, Ret: 3, Want: `mq_open("tq", O_RDWR) = 3`},
		{Name: "mq_unlink", Args: [6]uint64{0x1000}, Mem: mem, Want: `mq_unlink("tq") = 0`},
		{Name: "mq_timedsend", Args: [6]uint64{3, 0x1200, 8, ^uint64(0), 0x1400}, Mem: mem, Ret: -22,
			Want: `mq_timedsend(3, "hello\0wo", 8, 4294967295, {tv_sec=5, tv_nsec=18446744073709551615}) = -1 EINVAL`},
		{Name: "mq_timedreceive", Args: [6]uint64{3, 0x1200, 64, 0x1300, 0}, Mem: mem, Ret: 8, Entry: `mq_timedreceive(3`,
			Want: `mq_timedreceive(3, "hello\0wo", 64, [5], NULL) = 8`},
		{Name: "mq_notify", Args: [6]uint64{3, 0x1500}, Mem: mem,
			Want: `mq_notify(3, {sigev_value={sival_int=77, sival_ptr=0x4d}, sigev_signo=SIGUSR1, sigev_notify=SIGEV_SIGNAL}) = 0`},
		{Name: "mq_getsetattr", Args: [6]uint64{3, 0x1100, 0x1100}, Mem: mem,
			Entry: `mq_getsetattr(3, {mq_flags=O_NONBLOCK|0x1, mq_maxmsg=10, mq_msgsize=64, mq_curmsgs=3}`,
			Want: `mq_getsetattr(3, {mq_flags=O_NONBLOCK|0x1, mq_maxmsg=10, mq_msgsize=64, mq_curmsgs=3}, ` +
				`{mq_flags=O_NONBLOCK|0x1, mq_maxmsg=10, mq_msgsize=64, mq_curmsgs=3}) = 0`},
	})
}

func TestKeyLines(t *testing.T) {
	mem := fakeMem{
		0x1000: str("user"),
		0x1100: str("desc\n"),
		0x1200: []byte("hello"),
		0x1300: le(uint8(0xe1), uint8(3)),
		0x1400: le(int32(-3), int32(5), int32(6)),
		0x1500: le(int32(64), uint32(5), uint32(2), uint32(0), uint32(0), uint32(0), uint32(1), uint32(0), uint32(0), uint32(0)),
	}
	checkLines(t, []lineCase{
		{Name: "add_key", Args: [6]uint64{0x1000, 0x1100, 0x1200, 5, ^uint64(2)}, Mem: mem, Ret: 757573206,
			Want: `add_key("user", "desc\n", "hello", 5, KEY_SPEC_SESSION_KEYRING) = 757573206`},
		{Name: "add_key", Args: [6]uint64{0, 1, 2, 3, ^uint64(8)}, Ret: -14, Want: `add_key(NULL, 0x1, 0x2, 3, -9) = -1 EFAULT`},
		{Name: "request_key", Args: [6]uint64{0x1000, 0x1100, 0, ^uint64(7)}, Mem: mem, Ret: -126,
			Want: `request_key("user", "desc\n", NULL, KEY_SPEC_REQUESTOR_KEYRING) = -1 ENOKEY`},
		{Name: "keyctl", Args: [6]uint64{^uint64(0), 1, 2, 3, 4}, Ret: -95, Want: `keyctl(0xffffffff /* KEYCTL_??? */, 0x1, 0x2, 0x3, 0x4) = -1 EOPNOTSUPP`},
		{Name: "keyctl", Args: [6]uint64{18, 1}, Want: `keyctl(KEYCTL_SESSION_TO_PARENT) = 0`},
		{Name: "keyctl", Args: [6]uint64{4, 9, ^uint64(0), 5}, Ret: -13, Want: `keyctl(KEYCTL_CHOWN, 9, -1, 5) = -1 EACCES`},
		{Name: "keyctl", Args: [6]uint64{5, 9, 0x3f010b40}, Ret: -22,
			Want: `keyctl(KEYCTL_SETPERM, 9, KEY_POS_VIEW|KEY_POS_READ|KEY_POS_WRITE|KEY_POS_SEARCH|KEY_POS_LINK|KEY_POS_SETATTR|KEY_USR_VIEW|` +
				`KEY_GRP_VIEW|KEY_GRP_READ|KEY_GRP_SEARCH|0x40) = -1 EINVAL`},
		{Name: "keyctl", Args: [6]uint64{6, 9, 0x1000, 100}, Mem: mem, Ret: 5, Entry: `keyctl(KEYCTL_DESCRIBE, 9`,
			Want: `keyctl(KEYCTL_DESCRIBE, 9, "user", 100) = 5`},
		{Name: "keyctl", Args: [6]uint64{11, ^uint64(2), 0x1200, 3}, Mem: mem, Ret: 5, Want: `keyctl(KEYCTL_READ, KEY_SPEC_SESSION_KEYRING, "hel", 3) = 5`},
		{Name: "keyctl", Args: [6]uint64{19, 9, 5, 512, ^uint64(2)}, Ret: -22,
			Want: `keyctl(KEYCTL_REJECT, 9, 5, ERESTARTSYS, KEY_SPEC_SESSION_KEYRING) = -1 EINVAL`},
		{Name: "keyctl", Args: [6]uint64{23, 0x1400, 0x1200, 5, 0}, Mem: mem, Ret: -95,
			Want: `keyctl(KEYCTL_DH_COMPUTE, {private=KEY_SPEC_SESSION_KEYRING, prime=5, base=6}, 0x1200, 5, NULL) = -1 EOPNOTSUPP`},
		{Name: "keyctl", Args: [6]uint64{28, 0x1500, 0, 0x1200, 0x1200}, Mem: mem, Ret: -13,
			Want: `keyctl(KEYCTL_PKEY_VERIFY, {key_id=64, in_len=5, in2_len=2, __spare=[0, 0, 0, 0x1, 0, 0, 0]}, NULL, "hello", "he") = -1 EACCES`},
		{Name: "keyctl", Args: [6]uint64{31, 0x1300, 40}, Mem: mem, Ret: 2,
			Want: `keyctl(KEYCTL_CAPABILITIES, [KEYCTL_CAPS0_CAPABILITIES|KEYCTL_CAPS0_INVALIDATE|KEYCTL_CAPS0_RESTRICT_KEYRING|KEYCTL_CAPS0_MOVE, ` +
				`KEYCTL_CAPS1_NS_KEYRING_NAME|KEYCTL_CAPS1_NS_KEY_TAG], 40) = 2`},
	})
}
