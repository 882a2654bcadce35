package decode

import (
	. "github.com/onsi/ginkgo/v2"

	"strake/harness"
	"strake/specs/internal/spec"
)

// directorySize hides the size of directories, which is a matter of the file system.
var directorySize = spec.Replace(`(st_mode=S_IFDIR\|0777,.*?st_size)=\d+`, "$1=N")

var _ = Describe("files and directories", func() {
	spec.Table("files",
		spec.Case{Arg: "open", Kernel: "5.11", Needs: "CLOSE_RANGE_CLOEXEC", Want: `
			openat(AT_FDCWD, "sample", O_WRONLY|O_CREAT|O_EXCL, 0640) = 3
			openat(AT_FDCWD, "sample", O_RDWR|O_APPEND|O_NONBLOCK|O_SYNC|O_CLOEXEC) = 4
			openat(AT_FDCWD, "missing", O_RDONLY) = -1 ENOENT (No such file or directory)
			openat(-1, "missing", O_RDONLY|O_NOFOLLOW|O_PATH|O_DIRECTORY) = -1 EBADF (Bad file descriptor)
			openat(7, "", O_RDONLY|O_LARGEFILE) = -1 ENOENT (No such file or directory)
			openat(AT_FDCWD, ".", O_RDWR|O_TMPFILE, 0600) = 5
			openat(AT_FDCWD, NULL, O_RDONLY) = -1 EFAULT (Bad address)
			openat(AT_FDCWD, 0x1, O_RDONLY) = -1 EFAULT (Bad address)
			openat(AT_FDCWD, "x", O_ACCMODE|0xADDR) = -1 ENOENT (No such file or directory)
			close(100) = -1 EBADF (Bad file descriptor)
			open("sample", O_RDONLY) = 6
			open("other", O_WRONLY|O_CREAT|O_TRUNC, 0600) = 7
			creat("third", 07777) = 8
			openat2(AT_FDCWD, "fourth", {flags=O_RDONLY|O_CREAT, mode=0600, resolve=RESOLVE_NO_SYMLINKS|RESOLVE_BENEATH}, 24) = 9
			openat2(AT_FDCWD, "fourth", NULL, 0) = -1 EINVAL (Invalid argument)
			close_range(50, 60, CLOSE_RANGE_CLOEXEC) = 0
			close(3) = 0
		`},
		spec.Case{Arg: "stat", Mask: []harness.Normaliser{directorySize, spec.Fields("stx_mask")}, Want: `
			openat(AT_FDCWD, "sample", O_WRONLY|O_CREAT, 0644) = 3
			write(3, "hello\n", 6) = 6
			stat("sample", {st_mode=S_IFREG|0644, st_size=6, ...}) = 0
			lstat("sample", {st_mode=S_IFREG|0644, st_size=6, ...}) = 0
			stat("missing", 0xADDR) = -1 ENOENT (No such file or directory)
			fstat(3, {st_mode=S_IFREG|0644, st_size=6, ...}) = 0
			fstat(99, 0xADDR) = -1 EBADF (Bad file descriptor)
			newfstatat(AT_FDCWD, ".", {st_mode=S_IFDIR|0777, st_size=N, ...}, 0) = 0
			newfstatat(3, "", {st_mode=S_IFREG|0644, st_size=6, ...}, AT_EMPTY_PATH) = 0
			newfstatat(AT_FDCWD, "/dev/null", {st_mode=S_IFCHR|0666, st_rdev=makedev(0x1, 0x3), ...}, AT_SYMLINK_NOFOLLOW) = 0
			statx(AT_FDCWD, "sample", AT_STATX_SYNC_AS_STAT, STATX_BASIC_STATS, {stx_mask=N, stx_attributes=0, stx_mode=S_IFREG|0644, stx_size=6, ...}) = 0
			statx(AT_FDCWD, "missing", AT_STATX_FORCE_SYNC|AT_SYMLINK_NOFOLLOW, STATX_ALL, 0xADDR) = -1 ENOENT (No such file or directory)
			statx(AT_FDCWD, "missing", AT_STATX_SYNC_AS_STAT, STATX_TYPE|STATX_MODE|STATX_SIZE, 0xADDR) = -1 ENOENT (No such file or directory)
		`},
		spec.Case{Arg: "access", Want: `
			openat(AT_FDCWD, "sample", O_WRONLY|O_CREAT, 0644) = 3
			access("sample", F_OK) = 0
			access("missing", R_OK|W_OK|X_OK) = -1 ENOENT (No such file or directory)
			faccessat(AT_FDCWD, "sample", R_OK) = 0
			faccessat2(AT_FDCWD, "sample", W_OK|X_OK, AT_EACCESS) = -1 EACCES (Permission denied)
		`},
		spec.Case{Arg: "links", Labels: []string{"needs:root"}, Want: `
			openat(AT_FDCWD, "a", O_WRONLY|O_CREAT, 0644) = 3
			linkat(AT_FDCWD, "a", AT_FDCWD, "b", 0) = 0
			symlinkat("a", AT_FDCWD, "c") = 0
			readlinkat(AT_FDCWD, "c", "a", 8192) = 1
			readlinkat(AT_FDCWD, "a", 0xADDR, 10) = -1 EINVAL (Invalid argument)
			renameat(AT_FDCWD, "b", AT_FDCWD, "d") = 0
			renameat2(AT_FDCWD, "d", AT_FDCWD, "e", RENAME_NOREPLACE) = 0
			renameat2(AT_FDCWD, "e", AT_FDCWD, "nowhere/f", RENAME_EXCHANGE) = -1 ENOENT (No such file or directory)
			unlinkat(AT_FDCWD, "e", 0) = 0
			mkdirat(AT_FDCWD, "dir", 0755) = 0
			unlinkat(AT_FDCWD, "dir", AT_REMOVEDIR) = 0
			mknodat(AT_FDCWD, "fifo", S_IFIFO|0600) = 0
			mknodat(AT_FDCWD, "null", S_IFCHR|0600, makedev(0x1, 0x3)) = 0
			link("a", "b") = 0
			symlink("target", "sym") = 0
			readlink("sym", "tar", 3) = 3
			readlink("missing", 0xADDR, 3) = -1 ENOENT (No such file or directory)
			rename("b", "x") = 0
			unlink("x") = 0
			mkdir("dir", 01777) = 0
			rmdir("dir") = 0
			mknod("reg", S_IFREG|0644) = 0
		`},
		spec.Case{Arg: "dirs", Want: `
			mkdirat(AT_FDCWD, "d", 0700) = 0
			chdir("d") = 0
			openat(AT_FDCWD, ".", O_RDONLY|O_DIRECTORY) = 3
			getdents64(3, 0xADDR /* 2 entries */, 8192) = 48
			getdents64(3, 0xADDR /* 0 entries */, 8192) = 0
			lseek(3, 0, SEEK_SET) = 0
			getdents(3, 0xADDR /* 2 entries */, 8192) = 48
			fchdir(3) = 0
			chdir("/nowhere") = -1 ENOENT (No such file or directory)
			chroot("/nowhere") = -1 ENOENT (No such file or directory)
			chdir("/") = 0
			getcwd("/", 8192) = 2
			getcwd(0xADDR, 1) = -1 ERANGE (Numerical result out of range)
		`},
		spec.Case{Arg: "rw", Want: `
			openat(AT_FDCWD, "f", O_RDWR|O_CREAT, 0600) = 3
			write(3, "\0\1\n\t\r\v\f\"\\\377z", 11) = 11
			write(3, "12345678901234567890123456789012"..., 39) = 39
			write(3, "12345678901234567890123456789012", 32) = 32
			write(3, "\0001\18", 4) = 4
			write(3, NULL, 0) = 0
			write(3, 0x1, 5) = -1 EFAULT (Bad address)
			write(99, "x", 1) = -1 EBADF (Bad file descriptor)
			lseek(3, 0, SEEK_SET) = 0
			read(3, "\0\1\n\t\r\v\f\"\\\377z", 11) = 11
			read(3, "", 0) = 0
			read(99, 0xADDR, 10) = -1 EBADF (Bad file descriptor)
			read(3, "12345678901234567890123456789012"..., 4096) = 75
			read(3, "", 4096) = 0
			lseek(3, 0, SEEK_SET) = 0
			writev(3, [{iov_base="one", iov_len=3}, {iov_base="two\n", iov_len=4}], 2) = 7
			lseek(3, 0, SEEK_SET) = 0
			readv(3, [{iov_base="on", iov_len=2}, {iov_base="etwo\n\"\\\377z12345678901234567890123"..., iov_len=100}], 2) = 86
			pwrite64(3, "abc", 3, 10) = 3
			pread64(3, "abc", 3, 10) = 3
			pwritev(3, [{iov_base="one", iov_len=3}, {iov_base="two\n", iov_len=4}], 2, 4) = 7
			preadv(3, [{iov_base="on", iov_len=2}, {iov_base="etwo\nbc3456789012345678901234567"..., iov_len=100}], 2, 4) = 82
			preadv2(3, [{iov_base="on", iov_len=2}, {iov_base="etwo\nbc3456789012345678901234567"..., iov_len=100}], 2, 4, RWF_HIPRI) = 82
			pwritev2(3, [{iov_base="one", iov_len=3}, {iov_base="two\n", iov_len=4}], 2, -1, RWF_APPEND) = 7
			lseek(3, -5, SEEK_END) = 88
			lseek(3, 5, SEEK_CUR) = 93
			lseek(3, 0, SEEK_DATA) = 0
			lseek(3, 0, 0x4d /* SEEK_??? */) = -1 EINVAL (Invalid argument)
		`},
		spec.Case{Arg: "mode", Labels: []string{"needs:root"}, Want: `
			openat(AT_FDCWD, "f", O_RDWR|O_CREAT, 0600) = 3
			fchmod(3, 0444) = 0
			fchmodat(AT_FDCWD, "f", 04755) = 0
			fchown(3, 1, -1) = 0
			fchownat(AT_FDCWD, "f", -1, 2, AT_SYMLINK_NOFOLLOW) = 0
			chmod("f", 000) = 0
			chown("f", 0, 0) = 0
			lchown("missing", 65534, 65534) = -1 ENOENT (No such file or directory)
			umask(022) = 022
			umask(077) = 022
			ftruncate(3, 1000) = 0
			truncate("f", 5) = 0
			fallocate(3, 0, 0, 10) = 0
			fallocate(3, FALLOC_FL_KEEP_SIZE|FALLOC_FL_PUNCH_HOLE, 0, 10) = 0
			fsync(3) = 0
			fdatasync(3) = 0
			flock(3, LOCK_EX|LOCK_NB) = 0
			flock(3, LOCK_UN) = 0
		`},
		spec.Case{Arg: "times", Want: `
			openat(AT_FDCWD, "f", O_RDWR|O_CREAT, 0600) = 3
			utimensat(AT_FDCWD, "f", [{tv_sec=1, tv_nsec=5} /* 1970-01-01T00:00:01.000000005+0000 */, {tv_sec=1000000000, tv_nsec=999999999} /* 2001-09-09T01:46:40.999999999+0000 */], 0) = 0
			utimensat(AT_FDCWD, "f", NULL, AT_SYMLINK_NOFOLLOW) = 0
			utimensat(3, NULL, [UTIME_NOW, UTIME_OMIT], 0) = 0
		`},
		spec.Case{Arg: "xattr", Labels: []string{"needs:root"}, Want: `
			openat(AT_FDCWD, "f", O_RDWR|O_CREAT, 0600) = 3
			setxattr("f", "trusted.one", "value", 5, XATTR_CREATE) = 0
			fsetxattr(3, "trusted.two", "\0\1", 2, 0) = 0
			lsetxattr("missing", "trusted.x", "", 0, XATTR_REPLACE) = -1 ENOENT (No such file or directory)
			getxattr("f", "trusted.one", "value", 100) = 5
			getxattr("f", "trusted.none", 0xADDR, 100) = -1 ENODATA (No data available)
			fgetxattr(3, "trusted.two", "\0\1", 100) = 2
			lgetxattr("f", "trusted.one", NULL, 0) = 5
			removexattr("f", "trusted.one") = 0
			fremovexattr(3, "trusted.none") = -1 ENODATA (No data available)
		`},
		spec.Case{Arg: "fcntl", Mask: []harness.Normaliser{spec.Result(`fcntl\(3, .*F_ADD_SEALS`)}, Want: `
			openat(AT_FDCWD, "f", O_RDWR|O_CREAT, 0600) = 3
			fcntl(3, F_GETFD) = 0
			fcntl(3, F_SETFD, FD_CLOEXEC) = 0
			fcntl(3, F_GETFD) = 0x1 (flags FD_CLOEXEC)
			fcntl(3, F_GETFL) = 0x8002 (flags O_RDWR|O_LARGEFILE)
			fcntl(3, F_SETFL, O_RDWR|O_APPEND|O_NONBLOCK) = 0
			fcntl(3, F_DUPFD, 10) = 10
			fcntl(3, F_DUPFD_CLOEXEC, 20) = 20
			fcntl(3, F_SETLK, {l_type=F_WRLCK, l_whence=SEEK_SET, l_start=1, l_len=10}) = 0
			fcntl(3, F_GETLK, {l_type=F_UNLCK, l_whence=SEEK_SET, l_start=1, l_len=10, l_pid=0}) = 0
			fcntl(3, F_SETOWN, 1) = 0
			fcntl(3, F_GETOWN) = 1
			fcntl(3, F_GETPIPE_SZ) = -1 EBADF (Bad file descriptor)
			fcntl(3, F_ADD_SEALS, F_SEAL_SHRINK|F_SEAL_GROW) = N
			fcntl(99, F_GETFD) = -1 EBADF (Bad file descriptor)
			fcntl(3, 0x3e7 /* F_??? */, 0x5) = -1 EINVAL (Invalid argument)
			dup(3) = 4
			dup2(3, 30) = 30
			dup3(3, 31, O_CLOEXEC) = 31
			dup3(3, 3, 0) = -1 EINVAL (Invalid argument)
		`},
		spec.Case{Arg: "pipe", Want: `
			pipe2([3, 4], O_NONBLOCK|O_CLOEXEC) = 0
			pipe2(NULL, 0) = -1 EFAULT (Bad address)
			pipe([5, 6]) = 0
			write(6, "x", 1) = 1
			read(5, "x", 10) = 1
			splice(3, NULL, 4, NULL, 10, SPLICE_F_MOVE|SPLICE_F_NONBLOCK) = -1 EINVAL (Invalid argument)
			tee(3, 3, 5, SPLICE_F_NONBLOCK) = -1 EBADF (Bad file descriptor)
			vmsplice(4, NULL, 0, 0) = 0
		`},
		spec.Case{Arg: "ioctl", Want: `
			openat(AT_FDCWD, "f", O_RDWR|O_CREAT, 0600) = 3
			ioctl(3, TCGETS, 0xADDR) = -1 ENOTTY (Inappropriate ioctl for device)
			ioctl(3, TIOCGWINSZ, 0xADDR) = -1 ENOTTY (Inappropriate ioctl for device)
			ioctl(3, FIONREAD, [0]) = 0
			ioctl(3, FIOCLEX) = 0
			ioctl(3, FIONCLEX) = 0
			ioctl(3, _IOC(_IOC_NONE, 0x56, 0x78, 0x1234), 0x1) = -1 ENOTTY (Inappropriate ioctl for device)
			ioctl(99, TCGETS, 0xADDR) = -1 EBADF (Bad file descriptor)
		`},
		spec.Case{Arg: "statfs", Mask: []harness.Normaliser{spec.Fields("val")}, Want: `
			statfs("/proc", {f_type=PROC_SUPER_MAGIC, f_bsize=4096, f_blocks=0, f_bfree=0, f_bavail=0, f_files=0, f_ffree=0, f_fsid={val=N}, f_namelen=255, f_frsize=4096, f_flags=ST_VALID|ST_RELATIME}) = 0
			openat(AT_FDCWD, "/proc", O_RDONLY) = 3
			fstatfs(3, {f_type=PROC_SUPER_MAGIC, f_bsize=4096, f_blocks=0, f_bfree=0, f_bavail=0, f_files=0, f_ffree=0, f_fsid={val=N}, f_namelen=255, f_frsize=4096, f_flags=ST_VALID|ST_RELATIME}) = 0
			statfs("missing", 0xADDR) = -1 ENOENT (No such file or directory)
		`},
		spec.Case{Arg: "copy", Want: `
			openat(AT_FDCWD, "f", O_RDWR|O_CREAT, 0600) = 3
			write(3, "0123456789", 10) = 10
			openat(AT_FDCWD, "g", O_RDWR|O_CREAT, 0600) = 4
			copy_file_range(3, [2], 4, [0], 5, 0) = 5
			sendfile(4, 3, [7 => 9], 2) = 2
			sendfile(4, 3, NULL, 100) = 0
			fadvise64(3, 0, 10, POSIX_FADV_SEQUENTIAL) = 0
			readahead(3, 0, 4096) = 0
			sync_file_range(3, 0, 10, SYNC_FILE_RANGE_WAIT_BEFORE|SYNC_FILE_RANGE_WRITE|SYNC_FILE_RANGE_WAIT_AFTER) = 0
		`},
		spec.Case{Arg: "mount", Labels: []string{"needs:root"}, Want: `
			mount("src", "/nowhere", "tmpfs", MS_RDONLY|MS_NOSUID|MS_NODEV, "size=1") = -1 ENOENT (No such file or directory)
			mount(NULL, "/nowhere", NULL, MS_SHARED, NULL) = -1 ENOENT (No such file or directory)
			umount2("/nowhere", MNT_DETACH|UMOUNT_NOFOLLOW) = -1 ENOENT (No such file or directory)
			pivot_root("/nowhere", "/there") = -1 ENOENT (No such file or directory)
			swapon("/nowhere", SWAP_FLAG_PREFER|0) = -1 ENOENT (No such file or directory)
			swapoff("/nowhere") = -1 ENOENT (No such file or directory)
		`},
		spec.Case{Arg: "strings", Want: `
			chdir("abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijklm") = -1 ENAMETOOLONG (File name too long)
			chdir("with \"quotes\" and \\ and \n") = -1 ENOENT (No such file or directory)
			chdir("\303\244\377\1\0017") = -1 ENOENT (No such file or directory)
			chdir("") = -1 ENOENT (No such file or directory)
			chdir(NULL) = -1 EFAULT (Bad address)
			chdir(0xADDR) = -1 EFAULT (Bad address)
		`},
		spec.Case{Arg: "open", Kernel: "5.11", Needs: "CLOSE_RANGE_CLOEXEC", Opts: []string{"-y"}, Want: `
			openat(AT_FDCWD<DIR>, "sample", O_WRONLY|O_CREAT|O_EXCL, 0640) = 3<DIR/sample>
			openat(AT_FDCWD<DIR>, "sample", O_RDWR|O_APPEND|O_NONBLOCK|O_SYNC|O_CLOEXEC) = 4<DIR/sample>
			openat(AT_FDCWD<DIR>, "missing", O_RDONLY) = -1 ENOENT (No such file or directory)
			openat(-1, "missing", O_RDONLY|O_NOFOLLOW|O_PATH|O_DIRECTORY) = -1 EBADF (Bad file descriptor)
			openat(7, "", O_RDONLY|O_LARGEFILE) = -1 ENOENT (No such file or directory)
			openat(AT_FDCWD<DIR>, ".", O_RDWR|O_TMPFILE, 0600) = 5<DIR/#N>(deleted)
			openat(AT_FDCWD<DIR>, NULL, O_RDONLY) = -1 EFAULT (Bad address)
			openat(AT_FDCWD<DIR>, 0x1, O_RDONLY) = -1 EFAULT (Bad address)
			openat(AT_FDCWD<DIR>, "x", O_ACCMODE|0xADDR) = -1 ENOENT (No such file or directory)
			close(100) = -1 EBADF (Bad file descriptor)
			open("sample", O_RDONLY) = 6<DIR/sample>
			open("other", O_WRONLY|O_CREAT|O_TRUNC, 0600) = 7<DIR/other>
			creat("third", 07777) = 8<DIR/third>
			openat2(AT_FDCWD<DIR>, "fourth", {flags=O_RDONLY|O_CREAT, mode=0600, resolve=RESOLVE_NO_SYMLINKS|RESOLVE_BENEATH}, 24) = 9<DIR/fourth>
			openat2(AT_FDCWD<DIR>, "fourth", NULL, 0) = -1 EINVAL (Invalid argument)
			close_range(50, 60, CLOSE_RANGE_CLOEXEC) = 0
			close(3<DIR/sample>) = 0
		`},
		spec.Case{Arg: "rw", Opts: []string{"-s", "5"}, Want: `
			openat(AT_FDCWD, "f", O_RDWR|O_CREAT, 0600) = 3
			write(3, "\0\1\n\t\r"..., 11) = 11
			write(3, "12345"..., 39) = 39
			write(3, "12345"..., 32) = 32
			write(3, "\0001\18", 4) = 4
			write(3, NULL, 0) = 0
			write(3, 0x1, 5) = -1 EFAULT (Bad address)
			write(99, "x", 1) = -1 EBADF (Bad file descriptor)
			lseek(3, 0, SEEK_SET) = 0
			read(3, "\0\1\n\t\r"..., 11) = 11
			read(3, "", 0) = 0
			read(99, 0xADDR, 10) = -1 EBADF (Bad file descriptor)
			read(3, "12345"..., 4096) = 75
			read(3, "", 4096) = 0
			lseek(3, 0, SEEK_SET) = 0
			writev(3, [{iov_base="one", iov_len=3}, {iov_base="two\n", iov_len=4}], 2) = 7
			lseek(3, 0, SEEK_SET) = 0
			readv(3, [{iov_base="on", iov_len=2}, {iov_base="etwo\n"..., iov_len=100}], 2) = 86
			pwrite64(3, "abc", 3, 10) = 3
			pread64(3, "abc", 3, 10) = 3
			pwritev(3, [{iov_base="one", iov_len=3}, {iov_base="two\n", iov_len=4}], 2, 4) = 7
			preadv(3, [{iov_base="on", iov_len=2}, {iov_base="etwo\n"..., iov_len=100}], 2, 4) = 82
			preadv2(3, [{iov_base="on", iov_len=2}, {iov_base="etwo\n"..., iov_len=100}], 2, 4, RWF_HIPRI) = 82
			pwritev2(3, [{iov_base="one", iov_len=3}, {iov_base="two\n", iov_len=4}], 2, -1, RWF_APPEND) = 7
			lseek(3, -5, SEEK_END) = 88
			lseek(3, 5, SEEK_CUR) = 93
			lseek(3, 0, SEEK_DATA) = 0
			lseek(3, 0, 0x4d /* SEEK_??? */) = -1 EINVAL (Invalid argument)
		`},
		spec.Case{Arg: "rw", Opts: []string{"-x"}, Want: `
			openat(AT_FDCWD, "f", O_RDWR|O_CREAT, 0600) = 3
			write(3, "\x00\x01\x0a\x09\x0d\x0b\x0c\x22\x5c\xff\x7a", 11) = 11
			write(3, "12345678901234567890123456789012"..., 39) = 39
			write(3, "12345678901234567890123456789012", 32) = 32
			write(3, "\x00\x31\x01\x38", 4) = 4
			write(3, NULL, 0) = 0
			write(3, 0x1, 5) = -1 EFAULT (Bad address)
			write(99, "x", 1) = -1 EBADF (Bad file descriptor)
			lseek(3, 0, SEEK_SET) = 0
			read(3, "\x00\x01\x0a\x09\x0d\x0b\x0c\x22\x5c\xff\x7a", 11) = 11
			read(3, "", 0) = 0
			read(99, 0xADDR, 10) = -1 EBADF (Bad file descriptor)
			read(3, "12345678901234567890123456789012"..., 4096) = 75
			read(3, "", 4096) = 0
			lseek(3, 0, SEEK_SET) = 0
			writev(3, [{iov_base="one", iov_len=3}, {iov_base="two\n", iov_len=4}], 2) = 7
			lseek(3, 0, SEEK_SET) = 0
			readv(3, [{iov_base="on", iov_len=2}, {iov_base="\x65\x74\x77\x6f\x0a\x22\x5c\xff\x7a\x31\x32\x33\x34\x35\x36\x37\x38\x39\x30\x31\x32\x33\x34\x35\x36\x37\x38\x39\x30\x31\x32\x33"..., iov_len=100}], 2) = 86
			pwrite64(3, "abc", 3, 10) = 3
			pread64(3, "abc", 3, 10) = 3
			pwritev(3, [{iov_base="one", iov_len=3}, {iov_base="two\n", iov_len=4}], 2, 4) = 7
			preadv(3, [{iov_base="on", iov_len=2}, {iov_base="etwo\nbc3456789012345678901234567"..., iov_len=100}], 2, 4) = 82
			preadv2(3, [{iov_base="on", iov_len=2}, {iov_base="etwo\nbc3456789012345678901234567"..., iov_len=100}], 2, 4, RWF_HIPRI) = 82
			pwritev2(3, [{iov_base="one", iov_len=3}, {iov_base="two\n", iov_len=4}], 2, -1, RWF_APPEND) = 7
			lseek(3, -5, SEEK_END) = 88
			lseek(3, 5, SEEK_CUR) = 93
			lseek(3, 0, SEEK_DATA) = 0
			lseek(3, 0, 0x4d /* SEEK_??? */) = -1 EINVAL (Invalid argument)
		`},
		spec.Case{Arg: "rw", Opts: []string{"-xx"}, Want: `
			openat(AT_FDCWD, "\x66", O_RDWR|O_CREAT, 0600) = 3
			write(3, "\x00\x01\x0a\x09\x0d\x0b\x0c\x22\x5c\xff\x7a", 11) = 11
			write(3, "\x31\x32\x33\x34\x35\x36\x37\x38\x39\x30\x31\x32\x33\x34\x35\x36\x37\x38\x39\x30\x31\x32\x33\x34\x35\x36\x37\x38\x39\x30\x31\x32"..., 39) = 39
			write(3, "\x31\x32\x33\x34\x35\x36\x37\x38\x39\x30\x31\x32\x33\x34\x35\x36\x37\x38\x39\x30\x31\x32\x33\x34\x35\x36\x37\x38\x39\x30\x31\x32", 32) = 32
			write(3, "\x00\x31\x01\x38", 4) = 4
			write(3, NULL, 0) = 0
			write(3, 0x1, 5) = -1 EFAULT (Bad address)
			write(99, "\x78", 1) = -1 EBADF (Bad file descriptor)
			lseek(3, 0, SEEK_SET) = 0
			read(3, "\x00\x01\x0a\x09\x0d\x0b\x0c\x22\x5c\xff\x7a", 11) = 11
			read(3, "", 0) = 0
			read(99, 0xADDR, 10) = -1 EBADF (Bad file descriptor)
			read(3, "\x31\x32\x33\x34\x35\x36\x37\x38\x39\x30\x31\x32\x33\x34\x35\x36\x37\x38\x39\x30\x31\x32\x33\x34\x35\x36\x37\x38\x39\x30\x31\x32"..., 4096) = 75
			read(3, "", 4096) = 0
			lseek(3, 0, SEEK_SET) = 0
			writev(3, [{iov_base="\x6f\x6e\x65", iov_len=3}, {iov_base="\x74\x77\x6f\x0a", iov_len=4}], 2) = 7
			lseek(3, 0, SEEK_SET) = 0
			readv(3, [{iov_base="\x6f\x6e", iov_len=2}, {iov_base="\x65\x74\x77\x6f\x0a\x22\x5c\xff\x7a\x31\x32\x33\x34\x35\x36\x37\x38\x39\x30\x31\x32\x33\x34\x35\x36\x37\x38\x39\x30\x31\x32\x33"..., iov_len=100}], 2) = 86
			pwrite64(3, "\x61\x62\x63", 3, 10) = 3
			pread64(3, "\x61\x62\x63", 3, 10) = 3
			pwritev(3, [{iov_base="\x6f\x6e\x65", iov_len=3}, {iov_base="\x74\x77\x6f\x0a", iov_len=4}], 2, 4) = 7
			preadv(3, [{iov_base="\x6f\x6e", iov_len=2}, {iov_base="\x65\x74\x77\x6f\x0a\x62\x63\x33\x34\x35\x36\x37\x38\x39\x30\x31\x32\x33\x34\x35\x36\x37\x38\x39\x30\x31\x32\x33\x34\x35\x36\x37"..., iov_len=100}], 2, 4) = 82
			preadv2(3, [{iov_base="\x6f\x6e", iov_len=2}, {iov_base="\x65\x74\x77\x6f\x0a\x62\x63\x33\x34\x35\x36\x37\x38\x39\x30\x31\x32\x33\x34\x35\x36\x37\x38\x39\x30\x31\x32\x33\x34\x35\x36\x37"..., iov_len=100}], 2, 4, RWF_HIPRI) = 82
			pwritev2(3, [{iov_base="\x6f\x6e\x65", iov_len=3}, {iov_base="\x74\x77\x6f\x0a", iov_len=4}], 2, -1, RWF_APPEND) = 7
			lseek(3, -5, SEEK_END) = 88
			lseek(3, 5, SEEK_CUR) = 93
			lseek(3, 0, SEEK_DATA) = 0
			lseek(3, 0, 0x4d /* SEEK_??? */) = -1 EINVAL (Invalid argument)
		`},
		spec.Case{Arg: "stat", Opts: []string{"-v"}, Mask: []harness.Normaliser{directorySize, spec.Fields("st_dev", "st_ino", "st_nlink", "st_[amc]time(?:_nsec)?", "stx_dev_[a-z]*", "stx_ino", "stx_[a-z]*time", "stx_mnt_id", "st_blocks", "stx_mask", "stx_attributes_mask"), harness.Times}, Want: `
			openat(AT_FDCWD, "sample", O_WRONLY|O_CREAT, 0644) = 3
			write(3, "hello\n", 6) = 6
			stat("sample", {st_dev=N, st_ino=N, st_mode=S_IFREG|0644, st_nlink=N, st_uid=0, st_gid=0, st_blksize=4096, st_blocks=N, st_size=6, st_atime=N, st_atime_nsec=N, st_mtime=N, st_mtime_nsec=N, st_ctime=N, st_ctime_nsec=N}) = 0
			lstat("sample", {st_dev=N, st_ino=N, st_mode=S_IFREG|0644, st_nlink=N, st_uid=0, st_gid=0, st_blksize=4096, st_blocks=N, st_size=6, st_atime=N, st_atime_nsec=N, st_mtime=N, st_mtime_nsec=N, st_ctime=N, st_ctime_nsec=N}) = 0
			stat("missing", 0xADDR) = -1 ENOENT (No such file or directory)
			fstat(3, {st_dev=N, st_ino=N, st_mode=S_IFREG|0644, st_nlink=N, st_uid=0, st_gid=0, st_blksize=4096, st_blocks=N, st_size=6, st_atime=N, st_atime_nsec=N, st_mtime=N, st_mtime_nsec=N, st_ctime=N, st_ctime_nsec=N}) = 0
			fstat(99, 0xADDR) = -1 EBADF (Bad file descriptor)
			newfstatat(AT_FDCWD, ".", {st_dev=N, st_ino=N, st_mode=S_IFDIR|0777, st_nlink=N, st_uid=0, st_gid=0, st_blksize=4096, st_blocks=N, st_size=N, st_atime=N, st_atime_nsec=N, st_mtime=N, st_mtime_nsec=N, st_ctime=N, st_ctime_nsec=N}, 0) = 0
			newfstatat(3, "", {st_dev=N, st_ino=N, st_mode=S_IFREG|0644, st_nlink=N, st_uid=0, st_gid=0, st_blksize=4096, st_blocks=N, st_size=6, st_atime=N, st_atime_nsec=N, st_mtime=N, st_mtime_nsec=N, st_ctime=N, st_ctime_nsec=N}, AT_EMPTY_PATH) = 0
			newfstatat(AT_FDCWD, "/dev/null", {st_dev=N, st_ino=N, st_mode=S_IFCHR|0666, st_nlink=N, st_uid=0, st_gid=0, st_blksize=4096, st_blocks=N, st_rdev=makedev(0x1, 0x3), st_atime=N, st_atime_nsec=N, st_mtime=N, st_mtime_nsec=N, st_ctime=N, st_ctime_nsec=N}, AT_SYMLINK_NOFOLLOW) = 0
			statx(AT_FDCWD, "sample", AT_STATX_SYNC_AS_STAT, STATX_BASIC_STATS, {stx_mask=N, stx_blksize=4096, stx_attributes=0, stx_nlink=1, stx_uid=0, stx_gid=0, stx_mode=S_IFREG|0644, stx_ino=N, stx_size=6, stx_blocks=8, stx_attributes_mask=N, stx_atime=N, stx_ctime=N, stx_mtime=N, stx_rdev_major=0, stx_rdev_minor=0, stx_dev_major=N, stx_dev_minor=N, stx_mnt_id=N}) = 0
			statx(AT_FDCWD, "missing", AT_STATX_FORCE_SYNC|AT_SYMLINK_NOFOLLOW, STATX_ALL, 0xADDR) = -1 ENOENT (No such file or directory)
			statx(AT_FDCWD, "missing", AT_STATX_SYNC_AS_STAT, STATX_TYPE|STATX_MODE|STATX_SIZE, 0xADDR) = -1 ENOENT (No such file or directory)
		`},
		spec.Case{Arg: "open", Kernel: "5.11", Needs: "CLOSE_RANGE_CLOEXEC", Opts: []string{"-X", "raw"}, Want: `
			openat(-100, "sample", 0xc1, 0640) = 3
			openat(-100, "sample", 0xADDR) = 4
			openat(-100, "missing", 0) = -1 ENOENT (No such file or directory)
			openat(-1, "missing", 0xADDR) = -1 EBADF (Bad file descriptor)
			openat(7, "", 0x8000) = -1 ENOENT (No such file or directory)
			openat(-100, ".", 0xADDR, 0600) = 5
			openat(-100, NULL, 0) = -1 EFAULT (Bad address)
			openat(-100, 0x1, 0) = -1 EFAULT (Bad address)
			openat(-100, "x", 0xADDR) = -1 ENOENT (No such file or directory)
			close(100) = -1 EBADF (Bad file descriptor)
			open("sample", 0) = 6
			open("other", 0x241, 0600) = 7
			creat("third", 07777) = 8
			openat2(-100, "fourth", {flags=0x40, mode=0600, resolve=0xc}, 24) = 9
			openat2(-100, "fourth", NULL, 0) = -1 EINVAL (Invalid argument)
			close_range(50, 60, 0x4) = 0
			close(3) = 0
		`},
		spec.Case{Arg: "open", Kernel: "5.11", Needs: "CLOSE_RANGE_CLOEXEC", Opts: []string{"-X", "verbose"}, Want: `
			openat(-100 /* AT_FDCWD */, "sample", 0xc1 /* O_WRONLY|O_CREAT|O_EXCL */, 0640) = 3
			openat(-100 /* AT_FDCWD */, "sample", 0xADDR /* O_RDWR|O_APPEND|O_NONBLOCK|O_SYNC|O_CLOEXEC */) = 4
			openat(-100 /* AT_FDCWD */, "missing", 0 /* O_RDONLY */) = -1 ENOENT (No such file or directory)
			openat(-1, "missing", 0xADDR /* O_RDONLY|O_NOFOLLOW|O_PATH|O_DIRECTORY */) = -1 EBADF (Bad file descriptor)
			openat(7, "", 0x8000 /* O_RDONLY|O_LARGEFILE */) = -1 ENOENT (No such file or directory)
			openat(-100 /* AT_FDCWD */, ".", 0xADDR /* O_RDWR|O_TMPFILE */, 0600) = 5
			openat(-100 /* AT_FDCWD */, NULL, 0 /* O_RDONLY */) = -1 EFAULT (Bad address)
			openat(-100 /* AT_FDCWD */, 0x1, 0 /* O_RDONLY */) = -1 EFAULT (Bad address)
			openat(-100 /* AT_FDCWD */, "x", 0xADDR /* O_ACCMODE|0xADDR */) = -1 ENOENT (No such file or directory)
			close(100) = -1 EBADF (Bad file descriptor)
			open("sample", 0 /* O_RDONLY */) = 6
			open("other", 0x241 /* O_WRONLY|O_CREAT|O_TRUNC */, 0600) = 7
			creat("third", 07777) = 8
			openat2(-100 /* AT_FDCWD */, "fourth", {flags=0x40 /* O_RDONLY|O_CREAT */, mode=0600, resolve=0xc /* RESOLVE_NO_SYMLINKS|RESOLVE_BENEATH */}, 24) = 9
			openat2(-100 /* AT_FDCWD */, "fourth", NULL, 0) = -1 EINVAL (Invalid argument)
			close_range(50, 60, 0x4 /* CLOSE_RANGE_CLOEXEC */) = 0
			close(3) = 0
		`},
		spec.Case{Arg: "fcntl", Opts: []string{"-X", "verbose"}, Mask: []harness.Normaliser{spec.Result(`fcntl\(3, .*F_ADD_SEALS`)}, Want: `
			openat(-100 /* AT_FDCWD */, "f", 0x42 /* O_RDWR|O_CREAT */, 0600) = 3
			fcntl(3, 0x1 /* F_GETFD */) = 0
			fcntl(3, 0x2 /* F_SETFD */, 0x1 /* FD_CLOEXEC */) = 0
			fcntl(3, 0x1 /* F_GETFD */) = 0x1 (flags 0x1 /* FD_CLOEXEC */)
			fcntl(3, 0x3 /* F_GETFL */) = 0x8002 (flags O_RDWR|O_LARGEFILE)
			fcntl(3, 0x4 /* F_SETFL */, 0xc02 /* O_RDWR|O_APPEND|O_NONBLOCK */) = 0
			fcntl(3, 0 /* F_DUPFD */, 10) = 10
			fcntl(3, 0x406 /* F_DUPFD_CLOEXEC */, 20) = 20
			fcntl(3, 0x6 /* F_SETLK */, {l_type=0x1 /* F_WRLCK */, l_whence=0 /* SEEK_SET */, l_start=1, l_len=10}) = 0
			fcntl(3, 0x5 /* F_GETLK */, {l_type=0x2 /* F_UNLCK */, l_whence=0 /* SEEK_SET */, l_start=1, l_len=10, l_pid=0}) = 0
			fcntl(3, 0x8 /* F_SETOWN */, 1) = 0
			fcntl(3, 0x9 /* F_GETOWN */) = 1
			fcntl(3, 0x408 /* F_GETPIPE_SZ */) = -1 EBADF (Bad file descriptor)
			fcntl(3, 0x409 /* F_ADD_SEALS */, 0x6 /* F_SEAL_SHRINK|F_SEAL_GROW */) = N
			fcntl(99, 0x1 /* F_GETFD */) = -1 EBADF (Bad file descriptor)
			fcntl(3, 0x3e7 /* F_??? */, 0x5) = -1 EINVAL (Invalid argument)
			dup(3) = 4
			dup2(3, 30) = 30
			dup3(3, 31, 0x80000 /* O_CLOEXEC */) = 31
			dup3(3, 3, 0) = -1 EINVAL (Invalid argument)
		`},
		spec.Case{Arg: "open", Kernel: "5.11", Needs: "CLOSE_RANGE_CLOEXEC", Opts: []string{"-e", "raw=openat,openat2"}, Want: `
			openat(0xADDR, 0xADDR, 0xc1, 0x1a0) = 0x3
			openat(0xADDR, 0xADDR, 0xADDR, 0x1a0) = 0x4
			openat(0xADDR, 0xADDR, 0, 0) = -1 ENOENT (No such file or directory)
			openat(0xADDR, 0xADDR, 0xADDR, 0) = -1 EBADF (Bad file descriptor)
			openat(0x7, 0xADDR, 0x8000, 0) = -1 ENOENT (No such file or directory)
			openat(0xADDR, 0xADDR, 0xADDR, 0x180) = 0x5
			openat(0xADDR, 0, 0, 0) = -1 EFAULT (Bad address)
			openat(0xADDR, 0x1, 0, 0) = -1 EFAULT (Bad address)
			openat(0xADDR, 0xADDR, 0xADDR, 0) = -1 ENOENT (No such file or directory)
			close(100) = -1 EBADF (Bad file descriptor)
			open("sample", O_RDONLY) = 6
			open("other", O_WRONLY|O_CREAT|O_TRUNC, 0600) = 7
			creat("third", 07777) = 8
			openat2(0xADDR, 0xADDR, 0xADDR, 0x18) = 0x9
			openat2(0xADDR, 0xADDR, 0, 0) = -1 EINVAL (Invalid argument)
			close_range(50, 60, CLOSE_RANGE_CLOEXEC) = 0
			close(3) = 0
		`},
		spec.Case{Arg: "stat", Opts: []string{"-e", "verbose=none"}, Want: `
			openat(AT_FDCWD, "sample", O_WRONLY|O_CREAT, 0644) = 3
			write(3, "hello\n", 6) = 6
			stat("sample", 0xADDR) = 0
			lstat("sample", 0xADDR) = 0
			stat("missing", 0xADDR) = -1 ENOENT (No such file or directory)
			fstat(3, 0xADDR) = 0
			fstat(99, 0xADDR) = -1 EBADF (Bad file descriptor)
			newfstatat(AT_FDCWD, ".", 0xADDR, 0) = 0
			newfstatat(3, "", 0xADDR, AT_EMPTY_PATH) = 0
			newfstatat(AT_FDCWD, "/dev/null", 0xADDR, AT_SYMLINK_NOFOLLOW) = 0
			statx(AT_FDCWD, "sample", AT_STATX_SYNC_AS_STAT, STATX_BASIC_STATS, 0xADDR) = 0
			statx(AT_FDCWD, "missing", AT_STATX_FORCE_SYNC|AT_SYMLINK_NOFOLLOW, STATX_ALL, 0xADDR) = -1 ENOENT (No such file or directory)
			statx(AT_FDCWD, "missing", AT_STATX_SYNC_AS_STAT, STATX_TYPE|STATX_MODE|STATX_SIZE, 0xADDR) = -1 ENOENT (No such file or directory)
		`},
		spec.Case{Arg: "stat", Opts: []string{"-e", "abbrev=none", "-e", "trace=newfstatat"}, Mask: []harness.Normaliser{directorySize, spec.Fields("st_dev", "st_ino", "st_nlink", "st_[amc]time(?:_nsec)?", "st_blocks")}, Want: `
			newfstatat(AT_FDCWD, ".", {st_dev=N, st_ino=N, st_mode=S_IFDIR|0777, st_nlink=N, st_uid=0, st_gid=0, st_blksize=4096, st_blocks=N, st_size=N, st_atime=N, st_atime_nsec=N, st_mtime=N, st_mtime_nsec=N, st_ctime=N, st_ctime_nsec=N}, 0) = 0
			newfstatat(3, "", {st_dev=N, st_ino=N, st_mode=S_IFREG|0644, st_nlink=N, st_uid=0, st_gid=0, st_blksize=4096, st_blocks=N, st_size=6, st_atime=N, st_atime_nsec=N, st_mtime=N, st_mtime_nsec=N, st_ctime=N, st_ctime_nsec=N}, AT_EMPTY_PATH) = 0
			newfstatat(AT_FDCWD, "/dev/null", {st_dev=N, st_ino=N, st_mode=S_IFCHR|0666, st_nlink=N, st_uid=0, st_gid=0, st_blksize=4096, st_blocks=N, st_rdev=makedev(0x1, 0x3), st_atime=N, st_atime_nsec=N, st_mtime=N, st_mtime_nsec=N, st_ctime=N, st_ctime_nsec=N}, AT_SYMLINK_NOFOLLOW) = 0
		`},
		spec.Case{Arg: "open", Kernel: "5.11", Needs: "CLOSE_RANGE_CLOEXEC", Opts: []string{"-N"}, Want: `
			openat(dirfd=AT_FDCWD, pathname="sample", flags=O_WRONLY|O_CREAT|O_EXCL, mode=0640) = 3
			openat(dirfd=AT_FDCWD, pathname="sample", flags=O_RDWR|O_APPEND|O_NONBLOCK|O_SYNC|O_CLOEXEC) = 4
			openat(dirfd=AT_FDCWD, pathname="missing", flags=O_RDONLY) = -1 ENOENT (No such file or directory)
			openat(dirfd=-1, pathname="missing", flags=O_RDONLY|O_NOFOLLOW|O_PATH|O_DIRECTORY) = -1 EBADF (Bad file descriptor)
			openat(dirfd=7, pathname="", flags=O_RDONLY|O_LARGEFILE) = -1 ENOENT (No such file or directory)
			openat(dirfd=AT_FDCWD, pathname=".", flags=O_RDWR|O_TMPFILE, mode=0600) = 5
			openat(dirfd=AT_FDCWD, pathname=NULL, flags=O_RDONLY) = -1 EFAULT (Bad address)
			openat(dirfd=AT_FDCWD, pathname=0x1, flags=O_RDONLY) = -1 EFAULT (Bad address)
			openat(dirfd=AT_FDCWD, pathname="x", flags=O_ACCMODE|0xADDR) = -1 ENOENT (No such file or directory)
			close(fd=100) = -1 EBADF (Bad file descriptor)
			open(pathname="sample", flags=O_RDONLY) = 6
			open(pathname="other", flags=O_WRONLY|O_CREAT|O_TRUNC, mode=0600) = 7
			creat(pathname="third", mode=07777) = 8
			openat2(dirfd=AT_FDCWD, pathname="fourth", how={flags=O_RDONLY|O_CREAT, mode=0600, resolve=RESOLVE_NO_SYMLINKS|RESOLVE_BENEATH}, size=24) = 9
			openat2(dirfd=AT_FDCWD, pathname="fourth", how=NULL, size=0) = -1 EINVAL (Invalid argument)
			close_range(first=50, last=60, flags=CLOSE_RANGE_CLOEXEC) = 0
			close(fd=3) = 0
		`},
		spec.Case{Arg: "rw", Opts: []string{"-N"}, Want: `
			openat(dirfd=AT_FDCWD, pathname="f", flags=O_RDWR|O_CREAT, mode=0600) = 3
			write(fd=3, buf="\0\1\n\t\r\v\f\"\\\377z", count=11) = 11
			write(fd=3, buf="12345678901234567890123456789012"..., count=39) = 39
			write(fd=3, buf="12345678901234567890123456789012", count=32) = 32
			write(fd=3, buf="\0001\18", count=4) = 4
			write(fd=3, buf=NULL, count=0) = 0
			write(fd=3, buf=0x1, count=5) = -1 EFAULT (Bad address)
			write(fd=99, buf="x", count=1) = -1 EBADF (Bad file descriptor)
			lseek(fd=3, offset=0, whence=SEEK_SET) = 0
			read(fd=3, buf="\0\1\n\t\r\v\f\"\\\377z", count=11) = 11
			read(fd=3, buf="", count=0) = 0
			read(fd=99, buf=0xADDR, count=10) = -1 EBADF (Bad file descriptor)
			read(fd=3, buf="12345678901234567890123456789012"..., count=4096) = 75
			read(fd=3, buf="", count=4096) = 0
			lseek(fd=3, offset=0, whence=SEEK_SET) = 0
			writev(fd=3, iov=[{iov_base="one", iov_len=3}, {iov_base="two\n", iov_len=4}], iovcnt=2) = 7
			lseek(fd=3, offset=0, whence=SEEK_SET) = 0
			readv(fd=3, iov=[{iov_base="on", iov_len=2}, {iov_base="etwo\n\"\\\377z12345678901234567890123"..., iov_len=100}], iovcnt=2) = 86
			pwrite64(fd=3, buf="abc", count=3, offset=10) = 3
			pread64(fd=3, buf="abc", count=3, offset=10) = 3
			pwritev(fd=3, iov=[{iov_base="one", iov_len=3}, {iov_base="two\n", iov_len=4}], iovcnt=2, offset=4) = 7
			preadv(fd=3, iov=[{iov_base="on", iov_len=2}, {iov_base="etwo\nbc3456789012345678901234567"..., iov_len=100}], iovcnt=2, offset=4) = 82
			preadv2(fd=3, iov=[{iov_base="on", iov_len=2}, {iov_base="etwo\nbc3456789012345678901234567"..., iov_len=100}], iovcnt=2, offset=4, flags=RWF_HIPRI) = 82
			pwritev2(fd=3, iov=[{iov_base="one", iov_len=3}, {iov_base="two\n", iov_len=4}], iovcnt=2, offset=-1, flags=RWF_APPEND) = 7
			lseek(fd=3, offset=-5, whence=SEEK_END) = 88
			lseek(fd=3, offset=5, whence=SEEK_CUR) = 93
			lseek(fd=3, offset=0, whence=SEEK_DATA) = 0
			lseek(fd=3, offset=0, whence=0x4d /* SEEK_??? */) = -1 EINVAL (Invalid argument)
		`},
		spec.Case{Arg: "copy", Opts: []string{"-N", "-y"}, Want: `
			openat(dirfd=AT_FDCWD<DIR>, pathname="f", flags=O_RDWR|O_CREAT, mode=0600) = 3<DIR/f>
			write(fd=3<DIR/f>, buf="0123456789", count=10) = 10
			openat(dirfd=AT_FDCWD<DIR>, pathname="g", flags=O_RDWR|O_CREAT, mode=0600) = 4<DIR/g>
			copy_file_range(fd_in=3<DIR/f>, off_in=[2], fd_out=4<DIR/g>, off_out=[0], len=5, flags=0) = 5
			sendfile(out_fd=4<DIR/g>, in_fd=3<DIR/f>, offset=[7 => 9], count=2) = 2
			sendfile(out_fd=4<DIR/g>, in_fd=3<DIR/f>, offset=NULL, count=100) = 0
			fadvise64(fd=3<DIR/f>, offset=0, len=10, advice=POSIX_FADV_SEQUENTIAL) = 0
			readahead(fd=3<DIR/f>, offset=0, count=4096) = 0
			sync_file_range(fd=3<DIR/f>, offset=0, nbytes=10, flags=SYNC_FILE_RANGE_WAIT_BEFORE|SYNC_FILE_RANGE_WRITE|SYNC_FILE_RANGE_WAIT_AFTER) = 0
		`},
		spec.Case{Arg: "dirs", Opts: []string{"-v"}, Mask: []harness.Normaliser{spec.Fields("d_ino", "d_off")}, Want: `
			mkdirat(AT_FDCWD, "d", 0700) = 0
			chdir("d") = 0
			openat(AT_FDCWD, ".", O_RDONLY|O_DIRECTORY) = 3
			getdents64(3, [{d_ino=N, d_off=N, d_reclen=24, d_type=DT_DIR, d_name="."}, {d_ino=N, d_off=N, d_reclen=24, d_type=DT_DIR, d_name=".."}], 8192) = 48
			getdents64(3, [], 8192) = 0
			lseek(3, 0, SEEK_SET) = 0
			getdents(3, [{d_ino=N, d_off=N, d_reclen=24, d_name=".", d_type=DT_DIR}, {d_ino=N, d_off=N, d_reclen=24, d_name="..", d_type=DT_DIR}], 8192) = 48
			fchdir(3) = 0
			chdir("/nowhere") = -1 ENOENT (No such file or directory)
			chroot("/nowhere") = -1 ENOENT (No such file or directory)
			chdir("/") = 0
			getcwd("/", 8192) = 2
			getcwd(0xADDR, 1) = -1 ERANGE (Numerical result out of range)
		`},
	)
})
