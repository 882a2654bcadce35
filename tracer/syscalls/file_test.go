package syscalls

import (
	"testing"

	"strake/tracer/abi"
)

func TestFileLines(t *testing.T) {
	path := fakeMem{0x1000: str("/etc/passwd")}
	checkLines(t, []lineCase{
		{Name: "openat", Args: [6]uint64{0xffffff9c, 0x1000, 0x80000}, Mem: path, Ret: 3,
			Want: `openat(AT_FDCWD, "/etc/passwd", O_RDONLY|O_CLOEXEC) = 3`},
		{Name: "open", Args: [6]uint64{0x1000, 0x241, 0o644}, Mem: path, Ret: -2,
			Want: `open("/etc/passwd", O_WRONLY|O_CREAT|O_TRUNC, 0644) = -1 ENOENT`},
		{ABI: abi.I386, Name: "open", Args: [6]uint64{0x5000, 0}, Ret: -14,
			Want: `open(0x5000, O_RDONLY) = -1 EFAULT`},
		{Name: "stat", Args: [6]uint64{0x1000, 0x2000}, Mem: path, Ret: -2, Entry: `stat("/etc/passwd"`,
			Want: `stat("/etc/passwd", 0x2000) = -1 ENOENT`},
	})
}
