package fds

import (
	. "github.com/onsi/ginkgo/v2"

	"strake/harness"
	"strake/specs/internal/spec"
)

// kindMasks are for what the kernel chooses: ports, numbers of eventfds, devices of file systems.
var kindMasks = []harness.Normaliser{
	spec.Replace(`(\]|\d\.\d\.\d\.\d):\d{2,5}\b`, "$1:PORT"),
	spec.Replace(`(s(?:in6?)_port=htons)\(\d{2,5}\)`, "$1(PORT)"),
	spec.Replace(`eventfd-id=\d+`, "eventfd-id=N"),
	spec.Replace(`\[\d{3,}(?:->\d{3,})?([\],])`, "[N$1"),
}

var _ = Describe("kinds of descriptors", Label("abi:x86_64"), func() {
	spec.Table("descriptors",
		spec.Case{Arg: "special", Opts: []string{"-yy"}, Mask: kindMasks, Want: `
			eventfd2(3, EFD_SEMAPHORE) = 3<{eventfd-count=0x3, eventfd-id=N, eventfd-semaphore=1}>
			fcntl(3<{eventfd-count=0x3, eventfd-id=N, eventfd-semaphore=1}>, F_GETFD) = 0
			eventfd2(0, EFD_NONBLOCK) = 4<{eventfd-count=0, eventfd-id=N, eventfd-semaphore=0}>
			fcntl(4<{eventfd-count=0, eventfd-id=N, eventfd-semaphore=0}>, F_GETFD) = 0
			getpid() = P1
			pidfd_open(P1, 0) = 5<pid:P1>
			fcntl(5<pid:P1>, F_GETFD) = 0x1 (flags FD_CLOEXEC)
			signalfd4(-1, [INT TERM], 8, 0) = 6<signalfd:[INT TERM]>
			fcntl(6<signalfd:[INT TERM]>, F_GETFD) = 0
			signalfd4(-1, [], 8, 0) = 7<signalfd:[]>
			fcntl(7<signalfd:[]>, F_GETFD) = 0
			epoll_create1(0) = 8<anon_inode:[eventpoll]>
			fcntl(8<anon_inode:[eventpoll]>, F_GETFD) = 0
			timerfd_create(CLOCK_MONOTONIC, 0) = 9<anon_inode:[timerfd]>
			fcntl(9<anon_inode:[timerfd]>, F_GETFD) = 0
			inotify_init1(0) = 10<anon_inode:inotify>
			fcntl(10<anon_inode:inotify>, F_GETFD) = 0
		`},
		spec.Case{Arg: "special", Opts: []string{"-e", "trace=fcntl", "-y"}, Mask: kindMasks, Want: `
			fcntl(3<anon_inode:[eventfd]>, F_GETFD) = 0
			fcntl(4<anon_inode:[eventfd]>, F_GETFD) = 0
			fcntl(5<anon_inode:[pidfd]>, F_GETFD) = 0x1 (flags FD_CLOEXEC)
			fcntl(6<anon_inode:[signalfd]>, F_GETFD) = 0
			fcntl(7<anon_inode:[signalfd]>, F_GETFD) = 0
			fcntl(8<anon_inode:[eventpoll]>, F_GETFD) = 0
			fcntl(9<anon_inode:[timerfd]>, F_GETFD) = 0
			fcntl(10<anon_inode:inotify>, F_GETFD) = 0
		`},
		spec.Case{Arg: "special", Opts: []string{"-e", "trace=fcntl", "-e", "decode-fds=eventfd"}, Mask: kindMasks, Want: `
			fcntl(3<{eventfd-count=0x3, eventfd-id=N, eventfd-semaphore=1}>, F_GETFD) = 0
			fcntl(4<{eventfd-count=0, eventfd-id=N, eventfd-semaphore=0}>, F_GETFD) = 0
			fcntl(5, F_GETFD) = 0x1 (flags FD_CLOEXEC)
			fcntl(6, F_GETFD) = 0
			fcntl(7, F_GETFD) = 0
			fcntl(8, F_GETFD) = 0
			fcntl(9, F_GETFD) = 0
			fcntl(10, F_GETFD) = 0
		`},
		spec.Case{Arg: "special", Opts: []string{"-e", "trace=fcntl", "-e", "decode-fds=pidfd"}, Mask: kindMasks, Want: `
			fcntl(3, F_GETFD) = 0
			fcntl(4, F_GETFD) = 0
			fcntl(5<pid:P1>, F_GETFD) = 0x1 (flags FD_CLOEXEC)
			fcntl(6, F_GETFD) = 0
			fcntl(7, F_GETFD) = 0
			fcntl(8, F_GETFD) = 0
			fcntl(9, F_GETFD) = 0
			fcntl(10, F_GETFD) = 0
		`},
		spec.Case{Arg: "special", Opts: []string{"-e", "trace=fcntl", "--decode-fds=signalfd,path"}, Mask: kindMasks, Want: `
			fcntl(3<anon_inode:[eventfd]>, F_GETFD) = 0
			fcntl(4<anon_inode:[eventfd]>, F_GETFD) = 0
			fcntl(5<anon_inode:[pidfd]>, F_GETFD) = 0x1 (flags FD_CLOEXEC)
			fcntl(6<signalfd:[INT TERM]>, F_GETFD) = 0
			fcntl(7<signalfd:[]>, F_GETFD) = 0
			fcntl(8<anon_inode:[eventpoll]>, F_GETFD) = 0
			fcntl(9<anon_inode:[timerfd]>, F_GETFD) = 0
			fcntl(10<anon_inode:inotify>, F_GETFD) = 0
		`},
		spec.Case{Arg: "files", Opts: []string{"-yy"}, Mask: kindMasks, Want: `
			openat(AT_FDCWD<DIR>, "/dev/null", O_RDONLY) = 3</dev/null<char 1:3>>
			fcntl(3</dev/null<char 1:3>>, F_GETFD) = 0
			openat(AT_FDCWD<DIR>, "/dev/zero", O_RDONLY) = 4</dev/zero<char 1:5>>
			fcntl(4</dev/zero<char 1:5>>, F_GETFD) = 0
			openat(AT_FDCWD<DIR>, ".", O_RDONLY) = 5<DIR>
			fcntl(5<DIR>, F_GETFD) = 0
			openat(AT_FDCWD<DIR>, "/proc/self/stat", O_RDONLY) = 6</proc/P1/stat>
			fcntl(6</proc/P1/stat>, F_GETFD) = 0
			openat(AT_FDCWD<DIR>, "gone", O_RDWR|O_CREAT, 0600) = 7<DIR/gone>
			unlinkat(AT_FDCWD<DIR>, "gone", 0) = 0
			fcntl(7<DIR/gone>(deleted), F_GETFD) = 0
			openat(AT_FDCWD<DIR>, "not (deleted)", O_RDWR|O_CREAT, 0600) = 8<DIR/not (deleted)>
			fcntl(8<DIR/not (deleted)>, F_GETFD) = 0
			unlinkat(AT_FDCWD<DIR>, "not (deleted)", 0) = 0
			fcntl(8<DIR/not (deleted)>(deleted), F_GETFD) = 0
			pipe2([9<pipe:[N]>, 10<pipe:[N]>], 0) = 0
			fcntl(9<pipe:[N]>, F_GETFD) = 0
			memfd_create("mem", 0) = 11</memfd:mem>(deleted)
			fcntl(11</memfd:mem>(deleted), F_GETFD) = 0
		`},
		spec.Case{Arg: "files", Opts: []string{"-e", "trace=fcntl", "-e", "decode-fds=dev"}, Mask: kindMasks, Want: `
			fcntl(3</dev/null<char 1:3>>, F_GETFD) = 0
			fcntl(4</dev/zero<char 1:5>>, F_GETFD) = 0
			fcntl(5, F_GETFD) = 0
			fcntl(6, F_GETFD) = 0
			fcntl(7, F_GETFD) = 0
			fcntl(8, F_GETFD) = 0
			fcntl(8, F_GETFD) = 0
			fcntl(9, F_GETFD) = 0
			fcntl(11, F_GETFD) = 0
		`},
		spec.Case{Arg: "files", Opts: []string{"-e", "trace=fcntl", "-e", "decode-fds=!dev"}, Mask: kindMasks, Want: `
			fcntl(3</dev/null>, F_GETFD) = 0
			fcntl(4</dev/zero>, F_GETFD) = 0
			fcntl(5<DIR>, F_GETFD) = 0
			fcntl(6</proc/P1/stat>, F_GETFD) = 0
			fcntl(7<DIR/gone>(deleted), F_GETFD) = 0
			fcntl(8<DIR/not (deleted)>, F_GETFD) = 0
			fcntl(8<DIR/not (deleted)>(deleted), F_GETFD) = 0
			fcntl(9<pipe:[N]>, F_GETFD) = 0
			fcntl(11</memfd:mem>(deleted), F_GETFD) = 0
		`},
		spec.Case{Arg: "block", Opts: []string{"-e", "decode-fds=path,dev"}, Labels: []string{"needs:root"}, Mask: kindMasks, Want: `
			mknodat(AT_FDCWD<DIR>, "block", S_IFBLK|0600, makedev(0x7, 0x3)) = 0
			openat(AT_FDCWD<DIR>, "block", O_RDONLY|O_PATH) = 3<DIR/block<block 7:3>>
			fcntl(3<DIR/block<block 7:3>>, F_GETFD) = 0
			mknodat(AT_FDCWD<DIR>, "char", S_IFCHR|0600, makedev(0x1, 0x3)) = 0
			openat(AT_FDCWD<DIR>, "char", O_RDONLY|O_PATH) = 4<DIR/char<char 1:3>>
			fcntl(4<DIR/char<char 1:3>>, F_GETFD) = 0
			unlinkat(AT_FDCWD<DIR>, "block", 0) = 0
		`},
		spec.Case{Arg: "inet", Opts: []string{"-yy"}, Mask: kindMasks, Want: `
			socket(AF_INET, SOCK_STREAM, IPPROTO_IP) = 3<TCP:[N]>
			socket(AF_INET, SOCK_STREAM, IPPROTO_IP) = 4<TCP:[N]>
			fcntl(3<TCP:[N]>, F_GETFD) = 0
			bind(3<TCP:[N]>, {sa_family=AF_INET, sin_port=htons(0), sin_addr=inet_addr("127.0.0.1")}, 16) = 0
			fcntl(3<TCP:[127.0.0.1:PORT]>, F_GETFD) = 0
			listen(3<TCP:[127.0.0.1:PORT]>, 1) = 0
			getsockname(3<TCP:[127.0.0.1:PORT]>, {sa_family=AF_INET, sin_port=htons(PORT), sin_addr=inet_addr("127.0.0.1")}, [16]) = 0
			connect(4<TCP:[N]>, {sa_family=AF_INET, sin_port=htons(PORT), sin_addr=inet_addr("127.0.0.1")}, 16) = 0
			fcntl(4<TCP:[127.0.0.1:PORT->127.0.0.1:PORT]>, F_GETFD) = 0
			accept4(3<TCP:[127.0.0.1:PORT]>, NULL, NULL, 0) = 5<TCP:[127.0.0.1:PORT->127.0.0.1:PORT]>
			fcntl(5<TCP:[127.0.0.1:PORT->127.0.0.1:PORT]>, F_GETFD) = 0
			close(3<TCP:[127.0.0.1:PORT]>) = 0
			close(4<TCP:[127.0.0.1:PORT->127.0.0.1:PORT]>) = 0
			socket(AF_INET, SOCK_DGRAM, IPPROTO_IP) = 3<UDP:[N]>
			socket(AF_INET, SOCK_DGRAM, IPPROTO_IP) = 4<UDP:[N]>
			fcntl(3<UDP:[N]>, F_GETFD) = 0
			bind(3<UDP:[N]>, {sa_family=AF_INET, sin_port=htons(PORT), sin_addr=inet_addr("127.0.0.1")}, 16) = 0
			fcntl(3<UDP:[127.0.0.1:PORT]>, F_GETFD) = 0
			getsockname(3<UDP:[127.0.0.1:PORT]>, {sa_family=AF_INET, sin_port=htons(PORT), sin_addr=inet_addr("127.0.0.1")}, [16]) = 0
			connect(4<UDP:[N]>, {sa_family=AF_INET, sin_port=htons(PORT), sin_addr=inet_addr("127.0.0.1")}, 16) = 0
			fcntl(4<UDP:[127.0.0.1:PORT->127.0.0.1:PORT]>, F_GETFD) = 0
			close(3<UDP:[127.0.0.1:PORT]>) = 0
			close(4<UDP:[127.0.0.1:PORT->127.0.0.1:PORT]>) = 0
		`},
		spec.Case{Arg: "inet6", Opts: []string{"-yy"}, Mask: kindMasks, Want: `
			socket(AF_INET6, SOCK_STREAM, IPPROTO_IP) = 3<TCPv6:[N]>
			socket(AF_INET6, SOCK_STREAM, IPPROTO_IP) = 4<TCPv6:[N]>
			fcntl(3<TCPv6:[N]>, F_GETFD) = 0
			bind(3<TCPv6:[N]>, {sa_family=AF_INET6, sin6_port=htons(0), sin6_flowinfo=htonl(0), inet_pton(AF_INET6, "::1", &sin6_addr), sin6_scope_id=0}, 28) = 0
			fcntl(3<TCPv6:[[::1]:PORT]>, F_GETFD) = 0
			listen(3<TCPv6:[[::1]:PORT]>, 1) = 0
			getsockname(3<TCPv6:[[::1]:PORT]>, {sa_family=AF_INET6, sin6_port=htons(PORT), sin6_flowinfo=htonl(0), inet_pton(AF_INET6, "::1", &sin6_addr), sin6_scope_id=0}, [28]) = 0
			connect(4<TCPv6:[N]>, {sa_family=AF_INET6, sin6_port=htons(PORT), sin6_flowinfo=htonl(0), inet_pton(AF_INET6, "::1", &sin6_addr), sin6_scope_id=0}, 28) = 0
			fcntl(4<TCPv6:[[::1]:PORT->[::1]:PORT]>, F_GETFD) = 0
			accept4(3<TCPv6:[[::1]:PORT]>, NULL, NULL, 0) = 5<TCPv6:[[::1]:PORT->[::1]:PORT]>
			fcntl(5<TCPv6:[[::1]:PORT->[::1]:PORT]>, F_GETFD) = 0
			close(3<TCPv6:[[::1]:PORT]>) = 0
			close(4<TCPv6:[[::1]:PORT->[::1]:PORT]>) = 0
			socket(AF_INET6, SOCK_DGRAM, IPPROTO_IP) = 3<UDPv6:[N]>
			socket(AF_INET6, SOCK_DGRAM, IPPROTO_IP) = 4<UDPv6:[N]>
			fcntl(3<UDPv6:[N]>, F_GETFD) = 0
			bind(3<UDPv6:[N]>, {sa_family=AF_INET6, sin6_port=htons(PORT), sin6_flowinfo=htonl(0), inet_pton(AF_INET6, "::1", &sin6_addr), sin6_scope_id=0}, 28) = 0
			fcntl(3<UDPv6:[[::1]:PORT]>, F_GETFD) = 0
			getsockname(3<UDPv6:[[::1]:PORT]>, {sa_family=AF_INET6, sin6_port=htons(PORT), sin6_flowinfo=htonl(0), inet_pton(AF_INET6, "::1", &sin6_addr), sin6_scope_id=0}, [28]) = 0
			connect(4<UDPv6:[N]>, {sa_family=AF_INET6, sin6_port=htons(PORT), sin6_flowinfo=htonl(0), inet_pton(AF_INET6, "::1", &sin6_addr), sin6_scope_id=0}, 28) = 0
			fcntl(4<UDPv6:[[::1]:PORT->[::1]:PORT]>, F_GETFD) = 0
			close(3<UDPv6:[[::1]:PORT]>) = 0
			close(4<UDPv6:[[::1]:PORT->[::1]:PORT]>) = 0
		`},
		spec.Case{Arg: "unix", Opts: []string{"-yy"}, Mask: kindMasks, Want: `
			socketpair(AF_UNIX, SOCK_DGRAM, 0, [3<UNIX:[N]>, 4<UNIX:[N]>]) = 0
			fcntl(3<UNIX:[N]>, F_GETFD) = 0
			socket(AF_UNIX, SOCK_STREAM, 0) = 5<UNIX-STREAM:[N]>
			fcntl(5<UNIX-STREAM:[N]>, F_GETFD) = 0
			bind(5<UNIX-STREAM:[N]>, {sa_family=AF_UNIX, sun_path="name"}, 7) = 0
			fcntl(5<UNIX-STREAM:[N,"name"]>, F_GETFD) = 0
			listen(5<UNIX-STREAM:[N,"name"]>, 1) = 0
			socket(AF_UNIX, SOCK_STREAM, 0) = 6<UNIX-STREAM:[N]>
			connect(6<UNIX-STREAM:[N]>, {sa_family=AF_UNIX, sun_path="name"}, 7) = 0
			fcntl(6<UNIX-STREAM:[N]>, F_GETFD) = 0
			accept4(5<UNIX-STREAM:[N,"name"]>, NULL, NULL, 0) = 7<UNIX-STREAM:[N,"name"]>
			fcntl(7<UNIX-STREAM:[N,"name"]>, F_GETFD) = 0
		`},
		spec.Case{Arg: "netlink", Opts: []string{"-e", "decode-fds=socket"}, Mask: kindMasks, Want: `
			socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE) = 3<NETLINK:[N]>
			bind(3<NETLINK:[N]>, {sa_family=AF_NETLINK, nl_pid=0, nl_groups=00000000}, 12) = 0
			fcntl(3<NETLINK:[ROUTE:P1]>, F_GETFD) = 0
			close(3<NETLINK:[ROUTE:P1]>) = 0
			socket(AF_NETLINK, SOCK_RAW, NETLINK_SOCK_DIAG) = 3<NETLINK:[N]>
			bind(3<NETLINK:[N]>, {sa_family=AF_NETLINK, nl_pid=0, nl_groups=00000000}, 12) = 0
			fcntl(3<NETLINK:[SOCK_DIAG:P1]>, F_GETFD) = 0
			close(3<NETLINK:[SOCK_DIAG:P1]>) = 0
			socket(AF_NETLINK, SOCK_RAW, NETLINK_ISCSI) = -1 EPROTONOSUPPORT (Protocol not supported)
			bind(-93, {sa_family=AF_NETLINK, nl_pid=0, nl_groups=00000000}, 12) = -1 EBADF (Bad file descriptor)
			fcntl(-93, F_GETFD) = -1 EBADF (Bad file descriptor)
			close(-93) = -1 EBADF (Bad file descriptor)
			socket(AF_NETLINK, SOCK_RAW, NETLINK_NETFILTER) = 3<NETLINK:[N]>
			bind(3<NETLINK:[N]>, {sa_family=AF_NETLINK, nl_pid=0, nl_groups=00000000}, 12) = 0
			fcntl(3<NETLINK:[NETFILTER:P1]>, F_GETFD) = 0
			close(3<NETLINK:[NETFILTER:P1]>) = 0
			socket(AF_NETLINK, SOCK_RAW, NETLINK_GENERIC) = 3<NETLINK:[N]>
			bind(3<NETLINK:[N]>, {sa_family=AF_NETLINK, nl_pid=0, nl_groups=00000000}, 12) = 0
			fcntl(3<NETLINK:[GENERIC:P1]>, F_GETFD) = 0
			close(3<NETLINK:[GENERIC:P1]>) = 0
		`},
	)
})
