package main

import (
	"os"
	"strings"

	"golang.org/x/sys/unix"
)

// load is how many programs wanted to run in the last minute: a time is to be read beside it.
func load() string {
	text, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return "unknown"
	}
	first, _, _ := strings.Cut(string(text), " ")
	return first
}

// release is the kernel's version, without what its builder calls it.
func release() string {
	var u unix.Utsname
	if unix.Uname(&u) != nil {
		return "unknown"
	}
	text := unix.ByteSliceToString(u.Release[:])
	for i, c := range text {
		if c != '.' && (c < '0' || c > '9') {
			return text[:i]
		}
	}
	return text
}
