package launch

import "golang.org/x/sys/unix"

// The plain numbers take ids of 16 bits.
const (
	sysSetgroups = unix.SYS_SETGROUPS32
	sysSetresgid = unix.SYS_SETRESGID32
	sysSetresuid = unix.SYS_SETRESUID32
)
