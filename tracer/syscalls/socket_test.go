package syscalls

import (
	"testing"

	"strake/tracer/abi"
	"strake/tracer/decode"
)

// IfName implements NetEnv.
func (fakeEnv) IfName(index uint32) (string, bool) { return "lo", index == 1 }

// Netlink implements NetEnv: descriptors 20 and up are netlink sockets of protocol 0 and up, 19 is one that
// is not bound.
func (fakeEnv) Netlink(fd int) (protocol int, known, netlink bool) { return fd - 20, fd > 19, fd >= 19 }

const anyFD = 0xffffffff // -1, which every call here fails with

// bindLine is what bind shows of an address.
func bindLine(t *testing.T, opt *decode.Options, addr []byte) string {
	t.Helper()
	_, line := decodeLine(t, &lineCase{Name: "bind", Args: [6]uint64{anyFD, 0x1000, uint64(len(addr))}, Mem: fakeMem{0x1000: addr},
		Ret: -9, Opt: opt})
	return line
}

func TestSockaddr(t *testing.T) {
	raw := &decode.Options{StringLimit: 32, Style: decode.Raw}
	verbose := &decode.Options{StringLimit: 32, Style: decode.Verbose}
	in := le(uint16(2), uint16(0x901f), [4]byte{127, 0, 0, 1}, uint64(0))
	linkLocal := le(uint16(10), uint16(0x901f), [4]byte{0, 1, 0x23, 0x45}, [2]byte{0xfe, 0x80}, [13]byte{}, byte(1), uint32(1))
	l2 := le(uint16(31), uint16(0x1002), [6]byte{1, 2, 3, 4, 5, 6}, uint16(0x41), uint16(1))
	for _, tc := range []struct {
		opt  *decode.Options
		addr []byte
		want string
	}{
		{nil, nil, "0x1000, 0"},
		{nil, le(byte(1)), "0x1000, 1"},
		{nil, le(uint16(1)), "{sa_family=AF_UNIX}, 2"},
		{nil, append(le(uint16(1)), "a\x00b"...), `{sa_family=AF_UNIX, sun_path="a"}, 5`},
		{nil, append(le(uint16(1)), "\x00a\x00"...), `{sa_family=AF_UNIX, sun_path=@"a\0"}, 5`},
		{nil, le(uint16(1), byte(0)), `{sa_family=AF_UNIX, sun_path=@""}, 3`},
		{nil, in[:15], `{sa_family=AF_INET, sa_data="\37\220\177\0\0\1\0\0\0\0\0\0\0"}, 15`},
		{nil, in, `{sa_family=AF_INET, sin_port=htons(8080), sin_addr=inet_addr("127.0.0.1")}, 16`},
		{raw, in, `{sa_family=0x2, sin_port="\x1f\x90", sin_addr="\x7f\x00\x00\x01"}, 16`},
		{
			verbose, in, `{sa_family=0x2 /* AF_INET */, sin_port="\x1f\x90" /* htons(8080) */, ` +
				`sin_addr="\x7f\x00\x00\x01" /* inet_addr("127.0.0.1") */}, 16`,
		},
		{
			nil, linkLocal, `{sa_family=AF_INET6, sin6_port=htons(8080), sin6_flowinfo=htonl(74565), ` +
				`inet_pton(AF_INET6, "fe80::1", &sin6_addr), sin6_scope_id=if_nametoindex("lo")}, 28`,
		},
		{
			nil, linkLocal[:24], `{sa_family=AF_INET6, sin6_port=htons(8080), sin6_flowinfo=htonl(74565), ` +
				`inet_pton(AF_INET6, "fe80::1", &sin6_addr)}, 24`,
		},
		{
			raw, linkLocal, `{sa_family=0xa, sin6_port="\x1f\x90", sin6_flowinfo="\x00\x01\x23\x45", ` +
				`sin6_addr="\xfe\x80\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01", sin6_scope_id=1}, 28`,
		},
		{nil, le(uint16(16), uint16(0), int32(-1), uint32(1)), `{sa_family=AF_NETLINK, nl_pid=-1, nl_groups=0x000001}, 12`},
		{nil, le(uint16(16), uint16(7), uint32(7), uint32(0)), `{sa_family=AF_NETLINK, nl_pad=0x7, nl_pid=7, nl_groups=00000000}, 12`},
		{
			nil, le(uint16(17), uint16(0x8), uint32(1), uint16(1), byte(0), byte(9), uint64(0x0807060504030201)),
			`{sa_family=AF_PACKET, sll_protocol=htons(ETH_P_IP), sll_ifindex=if_nametoindex("lo"), sll_hatype=ARPHRD_ETHER, ` +
				`sll_pkttype=PACKET_HOST, sll_halen=9, sll_addr=[0x1, 0x2, 0x3, 0x4, 0x5, 0x6, 0x7, 0x8, ...]}, 20`,
		},
		{
			nil, le(uint16(40), uint16(0), uint32(5), uint32(2), uint32(0)),
			`{sa_family=AF_VSOCK, svm_cid=VMADDR_CID_HOST, svm_port=0x5, svm_flags=0}, 16`,
		},
		{nil, le(uint16(31), uint16(1), uint16(1)), `{sa_family=AF_BLUETOOTH, hci_dev=htobs(1), hci_channel=HCI_CHANNEL_USER}, 6`},
		{
			nil, l2, `{sa_family=AF_BLUETOOTH, l2_psm=htobs(L2CAP_PSM_DYN_START+1), l2_bdaddr=01:02:03:04:05:06, ` +
				`l2_cid=htobs(L2CAP_CID_DYN_START+1), l2_bdaddr_type=BDADDR_LE_PUBLIC}, 14`,
		},
		{nil, append(le(uint16(99)), "abc"...), `{sa_family=0x63 /* AF_??? */, sa_data="abc"}, 5`},
	} {
		want := "bind(-1, " + tc.want + ") = -1 EBADF"
		if got := bindLine(t, tc.opt, tc.addr); got != want {
			t.Errorf("\n got %s\nwant %s", got, want)
		}
	}
}

func TestIPText(t *testing.T) {
	for want, addr := range map[string][16]byte{
		"::":               {},
		"::1":              {15: 1},
		"::1.2.3.4":        {12: 1, 13: 2, 14: 3, 15: 4},
		"::ffff:127.0.0.1": {10: 0xff, 11: 0xff, 12: 127, 15: 1},
		"2001:db8::7":      {0x20, 1, 0xd, 0xb8, 15: 7},
	} {
		text := &decode.Text{}
		c := &decode.Call{E: text}
		printIP(c, addr[:])
		if got := string(text.Buf); got != `"`+want+`"` {
			t.Errorf("%s is shown as %s", want, got)
		}
	}
}

func TestSocketLines(t *testing.T) {
	in := le(uint16(2), uint16(0x901f), [4]byte{127, 0, 0, 1}, uint64(0))
	unix := append(le(uint16(1)), "/a\x00"...)
	checkLines(t, []lineCase{
		{Name: "socket", Args: [6]uint64{2, 1, 6}, Ret: 3, Want: "socket(AF_INET, SOCK_STREAM, IPPROTO_TCP) = 3"},
		{
			Name: "socket", Args: [6]uint64{16, 0x80803, 0}, Ret: 3,
			Want: "socket(AF_NETLINK, SOCK_RAW|SOCK_CLOEXEC|SOCK_NONBLOCK, NETLINK_ROUTE) = 3",
		},
		{Name: "socket", Args: [6]uint64{17, 3, 0x300}, Ret: 3, Want: "socket(AF_PACKET, SOCK_RAW, htons(ETH_P_ALL)) = 3"},
		{Name: "socket", Args: [6]uint64{3, 3, 1}, Ret: -97, Want: "socket(AF_AX25, SOCK_RAW, 0x1 /* AX25_P_ROSE */) = -1 EAFNOSUPPORT"},
		{Name: "socket", Args: [6]uint64{1, 0x11, 7}, Ret: -22, Want: "socket(AF_UNIX, SOCK_STREAM|0x10 /* SOCK_??? */, 7) = -1 EINVAL"},
		{Name: "socket", Args: [6]uint64{1, 0xffffffff, 0}, Ret: -22, Want: "socket(AF_UNIX, SOCK_CLOEXEC|SOCK_NONBLOCK|0xfff7f7ff, 0) = -1 EINVAL"},
		{
			Name: "accept", Args: [6]uint64{3, 0x1000, 0x2000}, Mem: fakeMem{0x2000: le(uint32(128))},
			After: fakeMem{0x1000: in, 0x2000: le(uint32(16))}, Ret: 4, Entry: "accept(3",
			Want: `accept(3, {sa_family=AF_INET, sin_port=htons(8080), sin_addr=inet_addr("127.0.0.1")}, [128 => 16]) = 4`,
		},
		{
			Name: "getsockname", Args: [6]uint64{3, 0x1000, 0x2000}, Mem: fakeMem{0x2000: le(uint32(1))},
			After: fakeMem{0x1000: in, 0x2000: le(uint32(16))}, Want: `getsockname(3, 0x1000, [1 => 16]) = 0`,
		},
		{
			Name: "getsockname", Args: [6]uint64{3, 0x1000, 0x2000}, Mem: fakeMem{0x2000: le(int32(-1))}, Ret: -22,
			Want: `getsockname(3, 0x1000, [-1]) = -1 EINVAL`,
		},
		{
			Name: "accept4", Args: [6]uint64{3, 0, 0x2000, 0x80800}, Mem: fakeMem{0x2000: le(uint32(1))}, Ret: 4,
			Want: "accept4(3, NULL, 0x2000, SOCK_CLOEXEC|SOCK_NONBLOCK) = 4",
		},
		{
			Name: "recvfrom", Args: [6]uint64{3, 0x1000, 2, 0x20, 0x1100, 0x2000}, Mem: fakeMem{0x2000: le(uint32(110))},
			After: fakeMem{0x1000: []byte("hello"), 0x1100: unix, 0x2000: le(uint32(5))}, Ret: 5, Entry: "recvfrom(3",
			Want: `recvfrom(3, "he", 2, MSG_TRUNC, {sa_family=AF_UNIX, sun_path="/a"}, [110 => 5]) = 5`,
		},
		{
			Name: "recvfrom", Args: [6]uint64{3, 0x1000, 2, 0x40, 0x1100, 0x2000}, Mem: fakeMem{0x2000: le(uint32(0))}, Ret: -11,
			Want: `recvfrom(3, 0x1000, 2, MSG_DONTWAIT, 0x1100, [0]) = -1 EAGAIN`,
		},
		{
			Name: "sendto", Args: [6]uint64{3, 0x1000, 2, 0x4000, 0x1100, 16}, Mem: fakeMem{0x1000: []byte("hello"), 0x1100: in}, Ret: 2,
			Want: `sendto(3, "he", 2, MSG_NOSIGNAL, {sa_family=AF_INET, sin_port=htons(8080), sin_addr=inet_addr("127.0.0.1")}, 16) = 2`,
		},
		{
			Name: "socketpair", Args: [6]uint64{1, 1, 0, 0x1000}, After: fakeMem{0x1000: le(uint32(3), uint32(4))},
			Want: "socketpair(AF_UNIX, SOCK_STREAM, 0, [3, 4]) = 0",
		},
		{Name: "shutdown", Args: [6]uint64{3, 7}, Ret: -22, Want: "shutdown(3, 0x7 /* SHUT_??? */) = -1 EINVAL"},
	})
}

func TestSocketcall(t *testing.T) {
	checkLines(t, []lineCase{
		{
			ABI: abi.I386, Name: "socketcall", Args: [6]uint64{1, 0x1000}, Mem: fakeMem{0x1000: le(uint32(1), uint32(2), uint32(0))}, Ret: 3,
			Want: "socket(AF_UNIX, SOCK_DGRAM, 0) = 3",
		},
		{
			ABI: abi.I386, Name: "socketcall", Args: [6]uint64{2, 0x1000}, Mem: fakeMem{0x1000: le(uint32(1), uint32(2))}, Ret: -14,
			Want: "socketcall(SYS_BIND, 0x1000) = -1 EFAULT",
		},
		{ABI: abi.I386, Name: "socketcall", Args: [6]uint64{20, 0}, Ret: -14, Want: "socketcall(SYS_SENDMMSG, NULL) = -1 EFAULT"},
		{ABI: abi.I386, Name: "socketcall", Args: [6]uint64{0xffffffff, 1}, Ret: -22, Want: "socketcall(-1, 0x1) = -1 EINVAL"},
		{ABI: abi.I386, Name: "socketcall", Args: [6]uint64{0x10001, 1}, Ret: -22, Want: "socketcall(65537, 0x1) = -1 EINVAL"},
		{
			ABI: abi.I386, Name: "socketcall", Args: [6]uint64{10, 0x1000}, Ret: 2,
			Mem:  fakeMem{0x1000: le(uint32(3), uint32(0x2000), uint32(64), uint32(0x40)), 0x2000: []byte("hi")},
			Want: `recv(3, "hi", 64, MSG_DONTWAIT) = 2`,
		},
		{
			ABI: abi.I386, Name: "socketcall", Args: [6]uint64{16, 0x1000}, Ret: 2,
			Mem: fakeMem{
				0x1000: le(uint32(3), uint32(0x2000), uint32(0)),
				0x2000: le(uint32(0), uint32(0), uint32(0x3000), uint32(1), uint32(0x4000), uint32(16), uint32(0)),
				0x3000: le(uint32(0x5000), uint32(2)), 0x4000: le(uint32(16), uint32(1), uint32(1), uint32(12)), 0x5000: []byte("ab"),
			},
			Want: `sendmsg(3, {msg_name=NULL, msg_namelen=0, msg_iov=[{iov_base="ab", iov_len=2}], msg_iovlen=1, ` +
				`msg_control=[{cmsg_len=16, cmsg_level=SOL_SOCKET, cmsg_type=SCM_RIGHTS, cmsg_data=[12]}], msg_controllen=16, msg_flags=0}, 0) = 2`,
		},
	})
}

func TestSockoptLines(t *testing.T) {
	set := func(level, opt uint64, val []byte, want string) lineCase {
		return lineCase{
			Name: "setsockopt", Args: [6]uint64{3, level, opt, 0x1000, uint64(len(val))}, Mem: fakeMem{0x1000: val},
			Want: "setsockopt(3, " + want + ") = 0",
		}
	}
	get := func(level, opt uint64, room int32, val []byte, want string) lineCase {
		return lineCase{
			Name: "getsockopt", Args: [6]uint64{3, level, opt, 0x1000, 0x2000}, Mem: fakeMem{0x2000: le(room)},
			After: fakeMem{0x1000: val, 0x2000: le(uint32(len(val)))}, Want: "getsockopt(3, " + want + ") = 0",
		}
	}
	cred := le(uint32(7), uint32(0), int32(-1))
	fprog := le(uint16(2), uint16(0), uint32(0), uint64(0x3000))
	insns := fakeMem{0x1000: fprog, 0x3000: le(uint16(0x15), byte(1), byte(2), uint32(5), uint16(0x28), byte(0), byte(0), uint32(0xfffff004))}
	cases := []lineCase{
		set(1, 2, le(uint32(1)), "SOL_SOCKET, SO_REUSEADDR, [1], 4"),
		set(1, 2, le(uint64(1)), "SOL_SOCKET, SO_REUSEADDR, [1], 8"),
		set(1, 2, le(uint16(1)), "SOL_SOCKET, SO_REUSEADDR, 0x1000, 2"),
		set(6, 13, []byte("bbr"), `SOL_TCP, TCP_CONGESTION, "bbr", 3`),
		set(1, 13, le(uint32(1), uint32(2)), "SOL_SOCKET, SO_LINGER, {l_onoff=1, l_linger=2}, 8"),
		set(0, 35, []byte{224, 0, 0, 1, 127, 0, 0, 1}, `SOL_IP, IP_ADD_MEMBERSHIP, {imr_multiaddr=inet_addr("224.0.0.1"), imr_interface=inet_addr("127.0.0.1")}, 8`),
		set(
			41, 20, le([16]byte{0xff, 2, 15: 1}, uint32(1)),
			`SOL_IPV6, IPV6_ADD_MEMBERSHIP, {inet_pton(AF_INET6, "ff02::1", &ipv6mr_multiaddr), ipv6mr_interface=if_nametoindex("lo")}, 20`,
		),
		set(0, 51, le(uint32(0x640010)), "SOL_IP, IP_LOCAL_PORT_RANGE, [0x640010 /* 16..100 */], 4"),
		set(0, 51, le(uint32(0x1000000)), "SOL_IP, IP_LOCAL_PORT_RANGE, [0x1000000 /* ..256 */], 4"),
		set(255, 1, le(uint32(9)), "SOL_RAW, ICMP_FILTER, [ICMP_ECHOREPLY ICMP_DEST_UNREACH], 4"),
		set(0x63, 98, []byte("a"), `0x63 /* SOL_?? */, 98, "a", 1`),
		set(1, 26, fprog, "SOL_SOCKET, SO_ATTACH_FILTER, {len=2, filter=0x3000}, 16"),
		{
			Name: "setsockopt", Args: [6]uint64{3, 1, 26, 0x1000, 16}, Mem: insns, Long: true,
			Want: "setsockopt(3, SOL_SOCKET, SO_ATTACH_FILTER, {len=2, filter=[BPF_JUMP(BPF_JMP|BPF_K|BPF_JEQ, 0x5, 0x1, 0x2), " +
				"BPF_STMT(BPF_LD|BPF_H|BPF_ABS, SKF_AD_OFF+SKF_AD_PKTTYPE)]}, 16) = 0",
		},
		get(1, 3, 4, le(uint32(2)), "SOL_SOCKET, SO_TYPE, [2], [4]"),
		get(1, 2, 8, le(uint32(2)), "SOL_SOCKET, SO_REUSEADDR, [2], [8 => 4]"),
		get(1, 2, 1, []byte{1}, `SOL_SOCKET, SO_REUSEADDR, "\x01", [1]`),
		get(6, 1, 1, []byte{1}, `SOL_TCP, TCP_NODELAY, "\1", [1]`),
		get(1, 17, 12, cred, "SOL_SOCKET, SO_PEERCRED, {pid=7, uid=0, gid=-1}, [12]"),
		get(1, 17, 5, cred[:5], `SOL_SOCKET, SO_PEERCRED, {pid=7, uid="\x00"}, [5]`),
		get(1, 59, 4, nil, "SOL_SOCKET, SO_PEERGROUPS, 0x1000, [4 => 0]"),
		get(270, 9, 8, le(uint32(1), uint32(0)), "SOL_NETLINK, NETLINK_LIST_MEMBERSHIPS, [1, 0], [8]"),
		{
			Name: "getsockopt", Args: [6]uint64{3, 1, 59, 0x1000, 0x2000}, Entry: "getsockopt(3, SOL_SOCKET, SO_PEERGROUPS", Mem: fakeMem{0x2000: le(uint32(4))},
			After: fakeMem{0x2000: le(uint32(12))}, Ret: -34, Want: "getsockopt(3, SOL_SOCKET, SO_PEERGROUPS, 0x1000, [4 => 12]) = -1 ERANGE",
		},
		{Name: "getsockopt", Args: [6]uint64{3, 1, 3, 0x1000}, Ret: -14, Want: "getsockopt(3, SOL_SOCKET, SO_TYPE, 0x1000, NULL) = -1 EFAULT"},
	}
	checkLines(t, cases)
}

// msghdr64 is a struct msghdr of 64 bits.
func msghdr64(name uint64, namelen uint32, iov, iovlen, control, controllen uint64, flags uint32) []byte {
	return le(name, namelen, uint32(0), iov, iovlen, control, controllen, flags, uint32(0))
}

func TestMsghdrLines(t *testing.T) {
	iov := le(uint64(0x4000), uint64(3), uint64(0x5000), uint64(8))
	in := le(uint16(2), uint16(0x901f), [4]byte{127, 0, 0, 1}, uint64(0))
	control := func(size, level, kind uint64, data []byte) fakeMem {
		return fakeMem{0x1000: msghdr64(0, 0, 0, 0, 0x6000, uint64(16+len(data)), 0), 0x6000: append(le(size, uint32(level), uint32(kind)), data...)}
	}
	sendControl := func(mem fakeMem, n int, want string) lineCase {
		return lineCase{
			Name: "sendmsg", Args: [6]uint64{anyFD, 0x1000}, Mem: mem, Ret: -9,
			Want: "sendmsg(-1, {msg_name=NULL, msg_namelen=0, msg_iov=NULL, msg_iovlen=0, msg_control=" + want + ", msg_controllen=" +
				itoa(n) + ", msg_flags=0}, 0) = -1 EBADF",
		}
	}
	checkLines(t, []lineCase{
		{Name: "sendmsg", Args: [6]uint64{anyFD, 1}, Ret: -9, Want: "sendmsg(-1, 0x1, 0) = -1 EBADF"},
		{
			Name: "sendmsg", Args: [6]uint64{3, 0x1000, 0x4000}, Ret: 11,
			Mem: fakeMem{0x1000: msghdr64(0x3000, 16, 0x2000, 2, 0, 0, 0x40), 0x2000: iov, 0x3000: in, 0x4000: []byte("abc"), 0x5000: []byte("defghijk")},
			Want: `sendmsg(3, {msg_name={sa_family=AF_INET, sin_port=htons(8080), sin_addr=inet_addr("127.0.0.1")}, msg_namelen=16, ` +
				`msg_iov=[{iov_base="abc", iov_len=3}, {iov_base="defghijk", iov_len=8}], msg_iovlen=2, msg_controllen=0, msg_flags=MSG_DONTWAIT}, ` +
				`MSG_NOSIGNAL) = 11`,
		},
		sendControl(control(24, 1, 1, le(uint32(3), int32(-1))), 24, "[{cmsg_len=24, cmsg_level=SOL_SOCKET, cmsg_type=SCM_RIGHTS, cmsg_data=[3, -1]}]"),
		sendControl(control(18, 1, 1, []byte("ab")), 18, `[{cmsg_len=18, cmsg_level=SOL_SOCKET, cmsg_type=SCM_RIGHTS, cmsg_data="\x61\x62"}]`),
		sendControl(control(0, 1, 2, nil), 16, "[{cmsg_len=0, cmsg_level=SOL_SOCKET, cmsg_type=SCM_CREDENTIALS}]"),
		sendControl(
			control(28, 0, 8, le(uint32(1), [8]byte{127, 0, 0, 1, 10, 0, 0, 1})), 28,
			`[{cmsg_len=28, cmsg_level=SOL_IP, cmsg_type=IP_PKTINFO, cmsg_data={ipi_ifindex=if_nametoindex("lo"), `+
				`ipi_spec_dst=inet_addr("127.0.0.1"), ipi_addr=inet_addr("10.0.0.1")}}]`,
		),
		sendControl(control(20, 0, 2, le(uint32(64))), 20, "[{cmsg_len=20, cmsg_level=SOL_IP, cmsg_type=IP_TTL, cmsg_data=[64]}]"),
		sendControl(control(17, 1, 29, []byte("a")), 17, "[{cmsg_len=17, cmsg_level=SOL_SOCKET, cmsg_type=SO_TIMESTAMP_OLD, cmsg_data=???}]"),
		sendControl(control(18, 99, 5, []byte("ab")), 18, `[{cmsg_len=18, cmsg_level=0x63 /* SOL_??? */, cmsg_type=0x5, cmsg_data="\x61\x62"}]`),
		sendControl(
			control(20, 1, 1, append(le(uint32(0), uint32(0)), "abc"...)), 27,
			"[{cmsg_len=20, cmsg_level=SOL_SOCKET, cmsg_type=SCM_RIGHTS, cmsg_data=[0]}, ... /* 0x6018 */]",
		),
		{
			Name: "recvmsg", Args: [6]uint64{3, 0x1000, 0}, Ret: 5, Entry: "recvmsg(3",
			Mem:   fakeMem{0x1000: msghdr64(0x3000, 128, 0x2000, 2, 0, 64, 0), 0x2000: iov},
			After: fakeMem{0x1000: msghdr64(0x3000, 0, 0x2000, 2, 0, 0, 0x20), 0x4000: []byte("abc"), 0x5000: []byte("de")},
			Want: `recvmsg(3, {msg_name=0x3000, msg_namelen=128 => 0, msg_iov=[{iov_base="abc", iov_len=3}, {iov_base="de", iov_len=8}], ` +
				`msg_iovlen=2, msg_controllen=0, msg_flags=MSG_TRUNC}, 0) = 5`,
		},
		{
			Name: "recvmsg", Args: [6]uint64{3, 0x1000, 0x40}, Ret: -11, Mem: fakeMem{0x1000: msghdr64(0x3000, 128, 0x2000, 2, 0, 64, 0)},
			Want: `recvmsg(3, {msg_namelen=128}, MSG_DONTWAIT) = -1 EAGAIN`,
		},
		{
			Name: "sendmmsg", Args: [6]uint64{3, 0x1000, 2, 0}, Ret: 1, Entry: "sendmmsg(3",
			Mem:   fakeMem{0x1000: append(append(msghdr64(0, 0, 0x2000, 1, 0, 0, 0), 0, 0, 0, 0, 0, 0, 0, 0), append(msghdr64(0, 0, 0, 0, 0, 0, 0), make([]byte, 8)...)...), 0x2000: iov, 0x4000: []byte("abc")},
			After: fakeMem{0x1000: append(append(msghdr64(0, 0, 0x2000, 1, 0, 0, 0), 3, 0, 0, 0, 0, 0, 0, 0), append(msghdr64(0, 0, 0, 0, 0, 0, 0), make([]byte, 8)...)...)},
			Want: `sendmmsg(3, [{msg_hdr={msg_name=NULL, msg_namelen=0, msg_iov=[{iov_base="abc", iov_len=3}], msg_iovlen=1, msg_controllen=0, msg_flags=0}, msg_len=3}, ` +
				`{msg_hdr={msg_name=NULL, msg_namelen=0, msg_iov=NULL, msg_iovlen=0, msg_controllen=0, msg_flags=0}}], 2, 0) = 1`,
		},
		{
			Name: "recvmmsg", Args: [6]uint64{3, 0x1000, 2, 0, 0x7000}, Ret: 1, Entry: "recvmmsg(3",
			Mem: fakeMem{0x1000: append(append(msghdr64(0, 16, 0x2000, 1, 0, 0, 0), make([]byte, 8)...), append(msghdr64(0, 0, 0, 0, 0, 0, 0), make([]byte, 8)...)...), 0x2000: iov, 0x7000: le(uint64(1), uint64(2))},
			After: fakeMem{
				0x1000: append(append(msghdr64(0, 0, 0x2000, 1, 0, 0, 0), 2, 0, 0, 0, 0, 0, 0, 0), append(msghdr64(0, 0, 0, 0, 0, 0, 0), make([]byte, 8)...)...),
				0x4000: []byte("ab"), 0x7000: le(uint64(0), uint64(5)),
			},
			Want: `recvmmsg(3, [{msg_hdr={msg_name=NULL, msg_namelen=16 => 0, msg_iov=[{iov_base="ab", iov_len=3}], msg_iovlen=1, msg_controllen=0, msg_flags=0}, msg_len=2}], ` +
				`2, 0, {tv_sec=1, tv_nsec=2}) = 1 (left {tv_sec=0, tv_nsec=5})`,
		},
	})
}

func itoa(n int) string {
	if n < 10 {
		return string(rune('0' + n))
	}
	return itoa(n/10) + itoa(n%10)
}

// nlmsg is a netlink message with the sequence number 1.
func nlmsg(kind, flags uint16, body []byte) []byte {
	return append(le(uint32(16+len(body)), kind, flags, uint32(1), uint32(0)), body...)
}

func nla(kind uint16, data []byte) []byte {
	b := append(le(uint16(4+len(data)), kind), data...)
	return append(b, make([]byte, -len(b)&3)...)
}

func cat(parts ...[]byte) []byte {
	var b []byte
	for _, p := range parts {
		b = append(b, p...)
	}
	return b
}

func TestNetlinkLines(t *testing.T) {
	send := func(fd uint64, msg []byte, want string) lineCase {
		return lineCase{
			Name: "send", ABI: abi.I386, Nr: SubcallBase + 9, Args: [6]uint64{fd, 0x1000, uint64(len(msg)), 0}, Mem: fakeMem{0x1000: msg}, Ret: int64(len(msg)),
			Want: "send(" + itoa(int(fd)) + ", " + want + ", " + itoa(len(msg)) + ", 0) = " + itoa(len(msg)),
		}
	}
	cases := []lineCase{
		send(18, []byte("abcd"), `"abcd"`),
		send(20, []byte("abc"), `"\x61\x62\x63"`),
		send(
			19, nlmsg(18, 0x301, le(uint32(7))),
			`[{nlmsg_len=20, nlmsg_type=0x12 /* NLMSG_??? */, nlmsg_flags=NLM_F_REQUEST|0x300, nlmsg_seq=1, nlmsg_pid=0}, "\x07\x00\x00\x00"]`,
		),
		send(
			20, nlmsg(22, 0x301, le([4]byte{2}, uint32(0))),
			`[{nlmsg_len=24, nlmsg_type=RTM_GETADDR, nlmsg_flags=NLM_F_REQUEST|NLM_F_DUMP, nlmsg_seq=1, nlmsg_pid=0}, `+
				`{ifa_family=AF_INET, ifa_prefixlen=0, ifa_flags=0, ifa_scope=RT_SCOPE_UNIVERSE, ifa_index=0}]`,
		),
		send(
			20, nlmsg(16, 2, cat(le(byte(0), byte(0), uint16(772), uint32(1), uint32(0x49), uint32(0)), nla(3, str("lo")), nla(0x8012, nla(1, str("veth"))), nla(4, le(uint32(1500))))),
			`[{nlmsg_len=64, nlmsg_type=RTM_NEWLINK, nlmsg_flags=NLM_F_MULTI, nlmsg_seq=1, nlmsg_pid=0}, `+
				`{ifi_family=AF_UNSPEC, ifi_type=ARPHRD_LOOPBACK, ifi_index=if_nametoindex("lo"), ifi_flags=IFF_UP|IFF_LOOPBACK|IFF_RUNNING, ifi_change=0}, `+
				`[[{nla_len=7, nla_type=IFLA_IFNAME}, "lo"], [{nla_len=16, nla_type=NLA_F_NESTED|IFLA_LINKINFO}, [{nla_len=9, nla_type=IFLA_INFO_KIND}, "veth"]], `+
				`[{nla_len=8, nla_type=IFLA_MTU}, 1500]]]`,
		),
		send(
			20, nlmsg(24, 0, cat(le([8]byte{10, 0, 0, 0, 254, 2, 253, 1}, uint32(0)), nla(5, append(make([]byte, 15), 1)))),
			`[{nlmsg_len=48, nlmsg_type=RTM_NEWROUTE, nlmsg_flags=0, nlmsg_seq=1, nlmsg_pid=0}, `+
				`{rtm_family=AF_INET6, rtm_dst_len=0, rtm_src_len=0, rtm_tos=0, rtm_table=RT_TABLE_MAIN, rtm_protocol=RTPROT_KERNEL, rtm_scope=RT_SCOPE_LINK, `+
				`rtm_type=RTN_UNICAST, rtm_flags=0}, [{nla_len=20, nla_type=RTA_GATEWAY}, inet_pton(AF_INET6, "::1")]]`,
		),
		send(
			20, nlmsg(16, 1, []byte{7}),
			`[{nlmsg_len=17, nlmsg_type=RTM_NEWLINK, nlmsg_flags=NLM_F_REQUEST, nlmsg_seq=1, nlmsg_pid=0}, {ifi_family=AF_BRIDGE, ...}]`,
		),
		send(
			20, nlmsg(99, 5, []byte("abcd")),
			`[{nlmsg_len=20, nlmsg_type=0x63 /* RTM_??? */, nlmsg_flags=NLM_F_REQUEST|NLM_F_ACK, nlmsg_seq=1, nlmsg_pid=0}, `+
				`{family=0x61 /* AF_??? */, data="\x62\x63\x64"}]`,
		),
		send(20, nlmsg(3, 2, le(int32(-1))), `[{nlmsg_len=20, nlmsg_type=NLMSG_DONE, nlmsg_flags=NLM_F_MULTI, nlmsg_seq=1, nlmsg_pid=0}, -1]`),
		send(
			20, cat(nlmsg(18, 1, nil), nlmsg(18, 1, nil), []byte("ab")),
			`[{nlmsg_len=16, nlmsg_type=RTM_GETLINK, nlmsg_flags=NLM_F_REQUEST, nlmsg_seq=1, nlmsg_pid=0}, `+
				`{nlmsg_len=16, nlmsg_type=RTM_GETLINK, nlmsg_flags=NLM_F_REQUEST, nlmsg_seq=1, nlmsg_pid=0}, "\x61\x62"]`,
		),
		send(
			20, nlmsg(2, 0, cat(le(int32(-17)), nlmsg(18, 1, nil))),
			`[{nlmsg_len=36, nlmsg_type=NLMSG_ERROR, nlmsg_flags=0, nlmsg_seq=1, nlmsg_pid=0}, `+
				`{error=-EEXIST, msg={nlmsg_len=16, nlmsg_type=RTM_GETLINK, nlmsg_flags=NLM_F_REQUEST, nlmsg_seq=1, nlmsg_pid=0}}]`,
		),
		send(
			20, nlmsg(2, 0x300, cat(le(int32(-22)), le(uint32(24), uint16(18), uint16(1), uint32(1), uint32(0)), nla(1, str("abc")))),
			`[{nlmsg_len=44, nlmsg_type=NLMSG_ERROR, nlmsg_flags=NLM_F_CAPPED|NLM_F_ACK_TLVS, nlmsg_seq=1, nlmsg_pid=0}, `+
				`[{error=-EINVAL, msg={nlmsg_len=24, nlmsg_type=RTM_GETLINK, nlmsg_flags=NLM_F_REQUEST, nlmsg_seq=1, nlmsg_pid=0}}, `+
				`[{nla_len=8, nla_type=NLMSGERR_ATTR_MSG}, "abc"]]]`,
		),
		send(35, nlmsg(0, 0, nil), `"\20\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0"`),
		send(36, nlmsg(16, 1, nil), `{nlmsg_len=16, nlmsg_type=nlctrl, nlmsg_flags=NLM_F_REQUEST, nlmsg_seq=1, nlmsg_pid=0}`),
	}
	for i := range cases {
		cases[i].Name = ""
	}
	checkLines(t, cases)
}

// FuzzSockets decodes calls of sockets on hostile memory.
func FuzzSockets(f *testing.F) {
	f.Add(uint64(20), nlmsg(16, 2, make([]byte, 40)), byte(0))
	f.Add(uint64(3), msghdr64(0x1000, 128, 0x1000, 1<<40, 0x1000, 1<<40, 0), byte(1))
	names := []string{"sendto", "sendmsg", "recvmsg", "sendmmsg", "recvmmsg", "bind", "getsockopt", "setsockopt", "recvfrom", "getsockname"}
	f.Fuzz(func(t *testing.T, fd uint64, data []byte, which byte) {
		if len(data) > 1<<12 {
			return
		}
		name := names[int(which)%len(names)]
		for _, id := range []abi.ID{abi.X8664, abi.AArch64} {
			decodeLine(t, &lineCase{
				ABI: id, Name: name, Args: [6]uint64{fd, 0x1000, uint64(len(data)), 0x1000, 0x1010, 0x1020},
				Mem: fakeMem{0x1000: data}, Ret: int64(which), Long: which&1 != 0,
			})
		}
	})
}
