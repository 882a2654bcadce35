package decode

import (
	. "github.com/onsi/ginkgo/v2"

	"strake/harness"
	"strake/specs/internal/spec"
)

var _ = Describe("sockets", func() {
	spec.Table("sockets",
		spec.Case{Arg: "inet", Mask: []harness.Normaliser{spec.Replace(`htons\([1-9]\d+\)`, "htons(PORT)")}, Want: `
			socket(AF_INET, SOCK_STREAM|SOCK_CLOEXEC, IPPROTO_TCP) = 3
			setsockopt(3, SOL_SOCKET, SO_REUSEADDR, [1], 4) = 0
			bind(3, {sa_family=AF_INET, sin_port=htons(0), sin_addr=inet_addr("127.0.0.1")}, 16) = 0
			listen(3, 5) = 0
			getsockname(3, {sa_family=AF_INET, sin_port=htons(PORT), sin_addr=inet_addr("127.0.0.1")}, [16]) = 0
			socket(AF_INET, SOCK_STREAM|SOCK_NONBLOCK, IPPROTO_IP) = 4
			connect(4, {sa_family=AF_INET, sin_port=htons(PORT), sin_addr=inet_addr("127.0.0.1")}, 16) = -1 EINPROGRESS (Operation now in progress)
			accept4(3, {sa_family=AF_INET, sin_port=htons(PORT), sin_addr=inet_addr("127.0.0.1")}, [16], SOCK_CLOEXEC) = 5
			getpeername(4, {sa_family=AF_INET, sin_port=htons(PORT), sin_addr=inet_addr("127.0.0.1")}, [16]) = 0
			sendto(4, "hello", 5, MSG_NOSIGNAL, NULL, 0) = 5
			recvfrom(5, "hello", 100, MSG_DONTWAIT, NULL, NULL) = 5
			getsockopt(3, SOL_SOCKET, SO_TYPE, [1], [4]) = 0
			getsockopt(3, SOL_SOCKET, SO_ERROR, [0], [4]) = 0
			setsockopt(4, SOL_TCP, TCP_NODELAY, [1], 4) = 0
			shutdown(4, SHUT_WR) = 0
			shutdown(4, 0x9 /* SHUT_??? */) = -1 EINVAL (Invalid argument)
			accept(99, NULL, NULL) = -1 EBADF (Bad file descriptor)
			connect(99, {sa_family=AF_INET, sa_data="\0"}, 3) = -1 EBADF (Bad file descriptor)
			bind(99, NULL, 16) = -1 EBADF (Bad file descriptor)
		`},
		spec.Case{Arg: "inet6", Want: `
			socket(AF_INET6, SOCK_DGRAM, IPPROTO_UDP) = 3
			connect(99, {sa_family=AF_INET6, sin6_port=htons(80), sin6_flowinfo=htonl(1), inet_pton(AF_INET6, "fe80::1", &sin6_addr), sin6_scope_id=9999}, 28) = -1 EBADF (Bad file descriptor)
			sendto(99, "x", 1, 0, {sa_family=AF_INET6, sin6_port=htons(80), sin6_flowinfo=htonl(1), inet_pton(AF_INET6, "fe80::1", &sin6_addr), sin6_scope_id=9999}, 28) = -1 EBADF (Bad file descriptor)
			bind(99, {sa_family=AF_INET6, sin6_port=htons(80), sin6_flowinfo=htonl(1), inet_pton(AF_INET6, "::", &sin6_addr), sin6_scope_id=9999}, 28) = -1 EBADF (Bad file descriptor)
			bind(99, {sa_family=AF_INET6, sa_data="\0P\0\0\0\1\0\0"}, 10) = -1 EBADF (Bad file descriptor)
		`},
		spec.Case{Arg: "unix", Want: `
			socket(AF_UNIX, SOCK_STREAM, 0) = 3
			bind(3, {sa_family=AF_UNIX, sun_path="sock"}, 7) = 0
			connect(99, {sa_family=AF_UNIX, sun_path="sock"}, 110) = -1 EBADF (Bad file descriptor)
			connect(99, {sa_family=AF_UNIX, sun_path=@"abstract"}, 11) = -1 EBADF (Bad file descriptor)
			bind(99, {sa_family=AF_UNIX}, 2) = -1 EBADF (Bad file descriptor)
			socketpair(AF_UNIX, SOCK_DGRAM, 0, [4, 5]) = 0
			getsockname(4, {sa_family=AF_UNIX}, [110 => 2]) = 0
			getsockname(3, {sa_family=AF_UNIX, sun_path="sock"}, [50 => 7]) = 0
			getsockname(3, {sa_family=AF_UNIX, sun_path="so"}, [4 => 7]) = 0
		`},
		spec.Case{Arg: "msg", Want: `
			socketpair(AF_UNIX, SOCK_STREAM, 0, [3, 4]) = 0
			sendmsg(3, {msg_name=NULL, msg_namelen=0, msg_iov=[{iov_base="ab", iov_len=2}, {iov_base="cde", iov_len=3}], msg_iovlen=2, msg_control=[{cmsg_len=24, cmsg_level=SOL_SOCKET, cmsg_type=SCM_RIGHTS, cmsg_data=[0, 1]}], msg_controllen=24, msg_flags=0}, 0) = 5
			recvmsg(4, {msg_name=NULL, msg_namelen=0, msg_iov=[{iov_base="abcde", iov_len=100}], msg_iovlen=1, msg_control=[{cmsg_len=24, cmsg_level=SOL_SOCKET, cmsg_type=SCM_RIGHTS, cmsg_data=[5, 6]}], msg_controllen=24, msg_flags=MSG_CMSG_CLOEXEC}, MSG_CMSG_CLOEXEC) = 5
			sendmmsg(3, [{msg_hdr={msg_name=NULL, msg_namelen=0, msg_iov=[{iov_base="ab", iov_len=2}, {iov_base="cde", iov_len=3}], msg_iovlen=2, msg_controllen=0, msg_flags=0}, msg_len=5}, {msg_hdr={msg_name=NULL, msg_namelen=0, msg_iov=[{iov_base="cde", iov_len=3}], msg_iovlen=1, msg_controllen=0, msg_flags=0}, msg_len=3}], 2, MSG_NOSIGNAL) = 2
			recvmmsg(4, [{msg_hdr={msg_name=NULL, msg_namelen=0, msg_iov=[{iov_base="abcdecde", iov_len=100}], msg_iovlen=1, msg_controllen=0, msg_flags=0}, msg_len=8}], 1, MSG_DONTWAIT, NULL) = 1
			sendmsg(3, NULL, 0) = -1 EFAULT (Bad address)
			sendmsg(99, {msg_name=NULL, msg_namelen=0, msg_iov=[], msg_iovlen=0, msg_controllen=0, msg_flags=MSG_CMSG_CLOEXEC}, MSG_OOB|MSG_EOR) = -1 EBADF (Bad file descriptor)
			recvmsg(99, {msg_namelen=0}, 0) = -1 EBADF (Bad file descriptor)
		`},
		spec.Case{Arg: "netlink", Want: `
			socket(AF_NETLINK, SOCK_RAW|SOCK_CLOEXEC, NETLINK_ROUTE) = 3
			bind(3, {sa_family=AF_NETLINK, nl_pid=0, nl_groups=0x000003}, 12) = 0
			bind(99, {sa_family=AF_NETLINK, nl_pid=0, nl_groups=0x000003}, 12) = -1 EBADF (Bad file descriptor)
			sendto(99, "\24\0\0\0\22\0\1\3\1\0\0\0\0\0\0\0\0\0\0\0", 20, 0, NULL, 0) = -1 EBADF (Bad file descriptor)
		`},
		spec.Case{Arg: "options", Want: `
			socket(AF_UNIX, SOCK_STREAM, 0) = 3
			setsockopt(3, SOL_SOCKET, SO_KEEPALIVE, [1], 4) = 0
			setsockopt(3, SOL_SOCKET, SO_LINGER, {l_onoff=1, l_linger=5}, 8) = 0
			setsockopt(3, SOL_SOCKET, SO_RCVTIMEO_OLD, "\5\0\0\0\0\0\0\0\6\0\0\0\0\0\0\0", 16) = 0
			setsockopt(3, SOL_SOCKET, SO_SNDBUF, 0xADDR, 2) = -1 EINVAL (Invalid argument)
			setsockopt(3, SOL_SOCKET, 0x270f /* SO_??? */, [1], 4) = -1 ENOPROTOOPT (Protocol not available)
			setsockopt(3, SOL_IP, IP_TOS, [1], 4) = -1 EOPNOTSUPP (Operation not supported)
			setsockopt(99, SOL_IPV6, IPV6_V6ONLY, [1], 4) = -1 EBADF (Bad file descriptor)
			getsockopt(3, SOL_SOCKET, SO_ACCEPTCONN, [0], [4]) = 0
			getsockopt(3, SOL_SOCKET, SO_DOMAIN, [1], [4]) = 0
			getsockopt(3, SOL_SOCKET, SO_LINGER, {l_onoff=1, l_linger=5}, [12 => 8]) = 0
			getsockopt(3, 0x37 /* SOL_?? */, 66, 0xADDR, [8]) = -1 EOPNOTSUPP (Operation not supported)
			getsockopt(99, SOL_SOCKET, SO_PEERCRED, 0xADDR, [8]) = -1 EBADF (Bad file descriptor)
			socket(0x63 /* AF_??? */, SOCK_SEQPACKET, 7) = -1 EAFNOSUPPORT (Address family not supported by protocol)
			socket(AF_PACKET, SOCK_RAW|0x60 /* SOCK_??? */, htons(0 /* ETH_P_??? */)) = -1 EINVAL (Invalid argument)
		`},
		spec.Case{Arg: "msg", Opts: []string{"-v"}, Want: `
			socketpair(AF_UNIX, SOCK_STREAM, 0, [3, 4]) = 0
			sendmsg(3, {msg_name=NULL, msg_namelen=0, msg_iov=[{iov_base="ab", iov_len=2}, {iov_base="cde", iov_len=3}], msg_iovlen=2, msg_control=[{cmsg_len=24, cmsg_level=SOL_SOCKET, cmsg_type=SCM_RIGHTS, cmsg_data=[0, 1]}], msg_controllen=24, msg_flags=0}, 0) = 5
			recvmsg(4, {msg_name=NULL, msg_namelen=0, msg_iov=[{iov_base="abcde", iov_len=100}], msg_iovlen=1, msg_control=[{cmsg_len=24, cmsg_level=SOL_SOCKET, cmsg_type=SCM_RIGHTS, cmsg_data=[5, 6]}], msg_controllen=24, msg_flags=MSG_CMSG_CLOEXEC}, MSG_CMSG_CLOEXEC) = 5
			sendmmsg(3, [{msg_hdr={msg_name=NULL, msg_namelen=0, msg_iov=[{iov_base="ab", iov_len=2}, {iov_base="cde", iov_len=3}], msg_iovlen=2, msg_controllen=0, msg_flags=0}, msg_len=5}, {msg_hdr={msg_name=NULL, msg_namelen=0, msg_iov=[{iov_base="cde", iov_len=3}], msg_iovlen=1, msg_controllen=0, msg_flags=0}, msg_len=3}], 2, MSG_NOSIGNAL) = 2
			recvmmsg(4, [{msg_hdr={msg_name=NULL, msg_namelen=0, msg_iov=[{iov_base="abcdecde", iov_len=100}], msg_iovlen=1, msg_controllen=0, msg_flags=0}, msg_len=8}], 1, MSG_DONTWAIT, NULL) = 1
			sendmsg(3, NULL, 0) = -1 EFAULT (Bad address)
			sendmsg(99, {msg_name=NULL, msg_namelen=0, msg_iov=[], msg_iovlen=0, msg_controllen=0, msg_flags=MSG_CMSG_CLOEXEC}, MSG_OOB|MSG_EOR) = -1 EBADF (Bad file descriptor)
			recvmsg(99, {msg_namelen=0}, 0) = -1 EBADF (Bad file descriptor)
		`},
		spec.Case{Arg: "msg", Opts: []string{"-y"}, Mask: []harness.Normaliser{spec.Replace(`<(socket|pipe):\[\d+\]>`, "<$1:[N]>"), spec.Replace(`\[0</[^>]*>`, "[0</PATH>")}, Want: `
			socketpair(AF_UNIX, SOCK_STREAM, 0, [3<socket:[N]>, 4<socket:[N]>]) = 0
			sendmsg(3<socket:[N]>, {msg_name=NULL, msg_namelen=0, msg_iov=[{iov_base="ab", iov_len=2}, {iov_base="cde", iov_len=3}], msg_iovlen=2, msg_control=[{cmsg_len=24, cmsg_level=SOL_SOCKET, cmsg_type=SCM_RIGHTS, cmsg_data=[0</PATH>, 1<pipe:[N]>]}], msg_controllen=24, msg_flags=0}, 0) = 5
			recvmsg(4<socket:[N]>, {msg_name=NULL, msg_namelen=0, msg_iov=[{iov_base="abcde", iov_len=100}], msg_iovlen=1, msg_control=[{cmsg_len=24, cmsg_level=SOL_SOCKET, cmsg_type=SCM_RIGHTS, cmsg_data=[5</dev/null>, 6<pipe:[N]>]}], msg_controllen=24, msg_flags=MSG_CMSG_CLOEXEC}, MSG_CMSG_CLOEXEC) = 5
			sendmmsg(3<socket:[N]>, [{msg_hdr={msg_name=NULL, msg_namelen=0, msg_iov=[{iov_base="ab", iov_len=2}, {iov_base="cde", iov_len=3}], msg_iovlen=2, msg_controllen=0, msg_flags=0}, msg_len=5}, {msg_hdr={msg_name=NULL, msg_namelen=0, msg_iov=[{iov_base="cde", iov_len=3}], msg_iovlen=1, msg_controllen=0, msg_flags=0}, msg_len=3}], 2, MSG_NOSIGNAL) = 2
			recvmmsg(4<socket:[N]>, [{msg_hdr={msg_name=NULL, msg_namelen=0, msg_iov=[{iov_base="abcdecde", iov_len=100}], msg_iovlen=1, msg_controllen=0, msg_flags=0}, msg_len=8}], 1, MSG_DONTWAIT, NULL) = 1
			sendmsg(3<socket:[N]>, NULL, 0) = -1 EFAULT (Bad address)
			sendmsg(99, {msg_name=NULL, msg_namelen=0, msg_iov=[], msg_iovlen=0, msg_controllen=0, msg_flags=MSG_CMSG_CLOEXEC}, MSG_OOB|MSG_EOR) = -1 EBADF (Bad file descriptor)
			recvmsg(99, {msg_namelen=0}, 0) = -1 EBADF (Bad file descriptor)
		`},
		spec.Case{Arg: "netlink", Opts: []string{"-X", "raw"}, Want: `
			socket(0x10, 0x3|0x80000, 0) = 3
			bind(3, {sa_family=0x10, nl_pid=0, nl_groups=0x000003}, 12) = 0
			bind(99, {sa_family=0x10, nl_pid=0, nl_groups=0x000003}, 12) = -1 EBADF (Bad file descriptor)
			sendto(99, "\24\0\0\0\22\0\1\3\1\0\0\0\0\0\0\0\0\0\0\0", 20, 0, NULL, 0) = -1 EBADF (Bad file descriptor)
		`},
	)
})
