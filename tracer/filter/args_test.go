package filter

import (
	"testing"

	"strake/tracer/abi"
)

func TestParseTrace(t *testing.T) {
	const fcntl, futex, ioctl, getpid = 72, 202, 16, 39
	for _, tt := range []struct {
		expr string
		nr   uint64
		arg  uint64 // the second
		want bool
	}{
		{"fcntl(cmd=F_SETLK)", fcntl, 6, true},
		{"fcntl(op=F_SETLK)", fcntl, 6, true},
		{"fcntl(cmd=F_SETLK)", fcntl, 7, false},
		{"fcntl(cmd=F_SETLK)", getpid, 6, false},
		{"fcntl(cmd=F_SETLK|7),getpid", fcntl, 0xfff00000007, true},
		{"fcntl(cmd=F_SETLK|7),getpid", getpid, 0, true},
		{"fcntl(cmd=F_SETLK),fcntl", fcntl, 1, true},
		{"!fcntl(cmd=F_SETLK)", fcntl, 6, false},
		{"!fcntl(cmd=F_SETLK)", fcntl, 7, true},
		{"!fcntl(cmd=F_SETLK)", getpid, 7, true},
		{"!fcntl(cmd=F_SETLK),fcntl", fcntl, 7, false},
		{"futex(op=FUTEX_WAIT)", futex, 0x80, true},
		{"futex(op=FUTEX_WAIT)", futex, 0x81, false},
		{"futex(op=FUTEX_WAIT_PRIVATE)", futex, 0x80, true},
		{"futex(op=FUTEX_WAIT_PRIVATE)", futex, 0, false},
		{"ioctl(request=TCGETS)", ioctl, 0x5401, true},
		{"ioctl(request=FICLONE)", ioctl, 0x40049409, true},
	} {
		s, args, err := ParseTrace(tt.expr)
		if err != nil {
			t.Errorf("%s: %v", tt.expr, err)
			continue
		}
		if got := s.Has(abi.X8664, tt.nr) && args.Admits(abi.X8664, tt.nr, &[6]uint64{99, tt.arg}); got != tt.want {
			t.Errorf("%s: %d(, %#x): %v", tt.expr, tt.nr, tt.arg, got)
		}
	}
	for expr, want := range map[string]string{
		"fcntl(cmd=F_X)":     "invalid value 'F_X' of 'cmd' in 'fcntl(cmd=F_X)'",
		"fcntl(fd=3)":        "invalid system call 'fcntl(fd=3)'",
		"fcntl()":            "invalid system call 'fcntl()'",
		"read(fd=3),x(y)":    "invalid system call 'read(fd=3)'",
		"fcntl(cmd=1),bogus": "invalid system call 'bogus'",
	} {
		if _, _, err := ParseTrace(expr); err == nil || err.Error() != want {
			t.Errorf("%s: %v, want %s", expr, err, want)
		}
	}
}
