package decode

import (
	. "github.com/onsi/ginkgo/v2"

	"strake/harness"
	"strake/specs/internal/spec"
)

var _ = Describe("polling", func() {
	spec.Table("polling",
		spec.Case{Arg: "poll", Mask: []harness.Normaliser{spec.Replace(`left \{[^}]*\}`, "left N")}, Want: `
			pipe2([3, 4], 0) = 0
			write(4, "x", 1) = 1
			poll([{fd=3, events=POLLIN|POLLPRI}, {fd=4, events=POLLOUT}], 2, -1) = 2 ([{fd=3, revents=POLLIN}, {fd=4, revents=POLLOUT}])
			poll([{fd=3, events=POLLIN|POLLPRI}], 1, 0) = 1 ([{fd=3, revents=POLLIN}])
			poll([{fd=99, events=POLLIN|POLLPRI}], 1, 1000) = 1 ([{fd=99, revents=POLLNVAL}])
			poll([{fd=4, events=POLLIN}], 1, 0) = 0 (Timeout)
			poll(NULL, 0, 0) = 0 (Timeout)
			poll(NULL, 5, 0) = -1 EFAULT (Bad address)
			ppoll([{fd=3, events=POLLIN|POLLPRI}, {fd=4, events=POLLOUT}], 2, {tv_sec=5, tv_nsec=6}, [USR1], 8) = 2 ([{fd=3, revents=POLLIN}, {fd=4, revents=POLLOUT}], left N)
			ppoll([{fd=3, events=0}, {fd=4, events=0}], 2, {tv_sec=0, tv_nsec=0}, NULL, 8) = 0 (Timeout)
		`},
		spec.Case{Arg: "select", Mask: []harness.Normaliser{spec.Replace(`left \{[^}]*\}`, "left N"), spec.Replace(`tv_sec=4, tv_nsec=\d+`, "LEFT"), spec.Result(`pselect6\(64,`)}, Want: `
			pipe2([3, 4], 0) = 0
			write(4, "x", 1) = 1
			select(5, [3], [4], NULL, NULL) = 2 (in [3], out [4])
			select(5, NULL, NULL, [3], {tv_sec=0, tv_usec=0}) = 0 (Timeout)
			select(-1, NULL, NULL, NULL, {tv_sec=0, tv_usec=0}) = -1 EINVAL (Invalid argument)
			select(0, NULL, NULL, NULL, {tv_sec=0, tv_usec=0}) = 0 (Timeout)
			pselect6(5, [3], NULL, NULL, {tv_sec=5, tv_nsec=6}, {sigmask=[USR1], sigsetsize=8}) = 1 (in [3], left N)
			pselect6(64, [3 63], [4], NULL, {LEFT}, NULL) = N
		`},
		spec.Case{Arg: "epoll", Kernel: "5.11", Needs: "epoll_pwait2", Want: `
			pipe2([3, 4], 0) = 0
			write(4, "x", 1) = 1
			epoll_create1(EPOLL_CLOEXEC) = 5
			epoll_ctl(5, EPOLL_CTL_ADD, 3, {events=EPOLLIN|EPOLLONESHOT|EPOLLET, data=0xADDR}) = 0
			epoll_ctl(5, EPOLL_CTL_ADD, 3, {events=EPOLLIN|EPOLLONESHOT|EPOLLET, data=0xADDR}) = -1 EEXIST (File exists)
			epoll_wait(5, [{events=EPOLLIN, data=0xADDR}], 4, -1) = 1
			epoll_pwait(5, [], 4, 0, NULL, 8) = 0
			epoll_ctl(5, EPOLL_CTL_MOD, 3, {events=EPOLLIN|EPOLLONESHOT|EPOLLET, data=0xADDR}) = 0
			epoll_pwait2(5, [{events=EPOLLIN, data=0xADDR}], 4, {tv_sec=5, tv_nsec=6}, NULL, 8) = 1
			epoll_ctl(5, EPOLL_CTL_DEL, 3, NULL) = 0
			epoll_ctl(5, 0x4d /* EPOLL_CTL_??? */, 3, NULL) = -1 EFAULT (Bad address)
		`},
		spec.Case{Arg: "eventfd", Want: `
			pipe2([3, 4], 0) = 0
			write(4, "x", 1) = 1
			eventfd2(7, EFD_SEMAPHORE|EFD_CLOEXEC|EFD_NONBLOCK) = 5
			write(5, "\3\0\0\0\0\0\0\0", 8) = 8
			read(5, "\1\0\0\0\0\0\0\0", 8) = 8
		`},
		spec.Case{Arg: "inotify", Want: `
			pipe2([3, 4], 0) = 0
			write(4, "x", 1) = 1
			inotify_init1(IN_NONBLOCK|IN_CLOEXEC) = 5
			inotify_add_watch(5, ".", IN_CREATE|IN_DELETE|IN_ONLYDIR) = 1
			inotify_add_watch(5, "/nowhere", IN_ACCESS|IN_MODIFY|IN_ATTRIB|IN_CLOSE_WRITE|IN_CLOSE_NOWRITE|IN_OPEN|IN_MOVED_FROM|IN_MOVED_TO|IN_CREATE|IN_DELETE|IN_DELETE_SELF|IN_MOVE_SELF) = -1 ENOENT (No such file or directory)
			inotify_rm_watch(5, 1) = 0
			read(5, 0xADDR, 0) = -1 EINVAL (Invalid argument)
		`},
		spec.Case{Arg: "epoll", Kernel: "5.11", Needs: "epoll_pwait2", Opts: []string{"-y"}, Want: `
			pipe2([3<pipe:[N]>, 4<pipe:[N]>], 0) = 0
			write(4<pipe:[N]>, "x", 1) = 1
			epoll_create1(EPOLL_CLOEXEC) = 5<anon_inode:[eventpoll]>
			epoll_ctl(5<anon_inode:[eventpoll]>, EPOLL_CTL_ADD, 3<pipe:[N]>, {events=EPOLLIN|EPOLLONESHOT|EPOLLET, data=0xADDR}) = 0
			epoll_ctl(5<anon_inode:[eventpoll]>, EPOLL_CTL_ADD, 3<pipe:[N]>, {events=EPOLLIN|EPOLLONESHOT|EPOLLET, data=0xADDR}) = -1 EEXIST (File exists)
			epoll_wait(5<anon_inode:[eventpoll]>, [{events=EPOLLIN, data=0xADDR}], 4, -1) = 1
			epoll_pwait(5<anon_inode:[eventpoll]>, [], 4, 0, NULL, 8) = 0
			epoll_ctl(5<anon_inode:[eventpoll]>, EPOLL_CTL_MOD, 3<pipe:[N]>, {events=EPOLLIN|EPOLLONESHOT|EPOLLET, data=0xADDR}) = 0
			epoll_pwait2(5<anon_inode:[eventpoll]>, [{events=EPOLLIN, data=0xADDR}], 4, {tv_sec=5, tv_nsec=6}, NULL, 8) = 1
			epoll_ctl(5<anon_inode:[eventpoll]>, EPOLL_CTL_DEL, 3<pipe:[N]>, NULL) = 0
			epoll_ctl(5<anon_inode:[eventpoll]>, 0x4d /* EPOLL_CTL_??? */, 3<pipe:[N]>, NULL) = -1 EFAULT (Bad address)
		`},
		spec.Case{Arg: "poll", Opts: []string{"-y", "-e", "trace=poll"}, Mask: []harness.Normaliser{spec.Replace(`pipe:\[\d+\]`, "pipe:[N]")}, Want: `
			poll([{fd=3<pipe:[N]>, events=POLLIN|POLLPRI}, {fd=4<pipe:[N]>, events=POLLOUT}], 2, -1) = 2 ([{fd=3, revents=POLLIN}, {fd=4, revents=POLLOUT}])
			poll([{fd=3<pipe:[N]>, events=POLLIN|POLLPRI}], 1, 0) = 1 ([{fd=3, revents=POLLIN}])
			poll([{fd=99, events=POLLIN|POLLPRI}], 1, 1000) = 1 ([{fd=99, revents=POLLNVAL}])
			poll([{fd=4<pipe:[N]>, events=POLLIN}], 1, 0) = 0 (Timeout)
			poll(NULL, 0, 0) = 0 (Timeout)
			poll(NULL, 5, 0) = -1 EFAULT (Bad address)
		`},
	)
})
