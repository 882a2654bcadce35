// Package procfs reads what proc(5) says about processes.
package procfs

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// FS is a mounted proc file system.
type FS struct {
	// Root is where it is mounted.
	Root string
}

// Proc is the one at /proc.
var Proc = FS{Root: "/proc"}

func (fs FS) path(pid int, rest ...string) string {
	return filepath.Join(append([]string{fs.Root, strconv.Itoa(pid)}, rest...)...)
}

// Tasks returns the threads of the process that thread pid belongs to, in
// ascending order, and none if there is no such process.
func (fs FS) Tasks(pid int) []int {
	dir, err := os.Open(fs.path(pid, "task"))
	if err != nil {
		return nil
	}
	defer dir.Close()
	names, _ := dir.Readdirnames(-1) // a process can vanish while it is read
	tids := make([]int, 0, len(names))
	for _, name := range names {
		if tid, err := strconv.Atoi(name); err == nil {
			tids = append(tids, tid)
		}
	}
	slices.Sort(tids)
	return tids
}

// Parents returns the process that thread tid belongs to, and the parent of
// that process; 0 if there is no such thread.
func (fs FS) Parents(tid int) (tgid, ppid int) {
	status := fs.Status(tid)
	return StatusInt(status, "Tgid"), StatusInt(status, "PPid")
}

// Status returns the text of /proc/PID/status, empty if there is none.
func (fs FS) Status(pid int) string {
	text, err := os.ReadFile(fs.path(pid, "status"))
	if err != nil {
		return ""
	}
	return string(text)
}

// StatusField returns the value of a field of a status file, without the white space
// around it, and empty if there is none.
func StatusField(status, name string) string {
	for line := range strings.Lines(status) {
		if value, ok := strings.CutPrefix(line, name+":"); ok {
			return strings.TrimSpace(value)
		}
	}
	return ""
}

// StatusInt returns the first number of a field of a status file, 0 if there is none.
func StatusInt(status, name string) int {
	value, _, _ := strings.Cut(StatusField(status, name), "\t")
	n, _ := strconv.Atoi(value)
	return n
}

// StatusHex returns the value of a field in hexadecimal, a signal set for
// example, 0 if there is none.
func StatusHex(status, name string) uint64 {
	n, _ := strconv.ParseUint(StatusField(status, name), 16, 64)
	return n
}

// Comm returns the name of a thread, empty if there is no such thread.
func (fs FS) Comm(tid int) string {
	text, err := os.ReadFile(fs.path(tid, "comm"))
	if err != nil {
		return ""
	}
	name, _, _ := bytes.Cut(text, []byte("\n")) // as in strace, also if there is one within
	return string(name[:min(len(name), maxComm)])
}

// maxComm is how long a thread's name can be; the kernel shows more of its own workers.
const maxComm = 15

// Cwd returns the current directory of a process, empty if it is not known.
func (fs FS) Cwd(pid int) string { return fs.link(pid, "cwd") }

// FDPath returns what descriptor fd of a process refers to as proc(5) words
// it: a path, or a text such as "socket:[123]". It is empty if not known.
func (fs FS) FDPath(pid, fd int) string { return fs.link(pid, "fd", strconv.Itoa(fd)) }

// FDIs reports whether descriptor fd of a process refers to the file that path leads to, seen from here.
func (fs FS) FDIs(pid, fd int, path string) bool {
	var a, b unix.Stat_t
	return unix.Stat(fs.path(pid, "fd", strconv.Itoa(fd)), &a) == nil && unix.Stat(path, &b) == nil &&
		a.Dev == b.Dev && a.Ino == b.Ino
}

// Namespace returns the identity of the namespace of a thread that has a name in /proc/TID/ns, as
// proc(5) words it; empty if it is not known.
func (fs FS) Namespace(tid int, name string) string { return fs.link(tid, "ns", name) }

// Mapped returns where a process has mapped the beginning of a file, by the name that its maps have for it.
func (fs FS) Mapped(pid int, name string) (addr uint64, ok bool) {
	text, err := os.ReadFile(fs.path(pid, "maps"))
	if err != nil {
		return 0, false
	}
	for line := range strings.Lines(string(text)) {
		// ADDR-ADDR PERMISSIONS OFFSET DEVICE INODE NAME
		f := strings.Fields(line)
		if len(f) < 6 || f[5] != name || strings.Trim(f[2], "0") != "" {
			continue
		}
		from, _, _ := strings.Cut(f[0], "-")
		addr, err = strconv.ParseUint(from, 16, 64)
		return addr, err == nil
	}
	return 0, false
}

func (fs FS) link(pid int, rest ...string) string {
	target, err := os.Readlink(fs.path(pid, rest...))
	if err != nil {
		return ""
	}
	return target
}

// Processor returns the number of the CPU that a thread last ran on, and
// whether it is running or ready to (field 39 and the state of
// /proc/PID/stat).
//
// It is asked hundreds of times a second by a tracer that must not allocate,
// so it goes without package os, which would also set up the network poller:
// ten system calls and a thread at the start of a short trace.
func (fs FS) Processor(tid int) (cpu int, running, ok bool) {
	var space [64]byte
	path := append(space[:0], fs.Root...)
	path = append(path, '/')
	path = strconv.AppendInt(path, int64(tid), 10)
	path = append(path, "/stat\x00"...)
	at := unix.AT_FDCWD
	fd, _, e := syscall.RawSyscall6(unix.SYS_OPENAT, uintptr(at), uintptr(unsafe.Pointer(&path[0])),
		unix.O_RDONLY|unix.O_CLOEXEC, 0, 0, 0)
	if e != 0 {
		return 0, false, false
	}
	var text [1024]byte // 52 numbers of up to 20 digits, of which most have few
	n, _, e := syscall.RawSyscall(unix.SYS_READ, fd, uintptr(unsafe.Pointer(&text[0])), unsafe.Sizeof(text))
	syscall.RawSyscall(unix.SYS_CLOSE, fd, 0, 0)
	if e != 0 {
		return 0, false, false
	}
	return parseStat(text[:n])
}

// parseStat finds its fields from the last parenthesis on: a thread's name,
// in parentheses, can hold anything.
func parseStat(text []byte) (cpu int, running, ok bool) {
	i := bytes.LastIndexByte(text, ')')
	if i < 0 {
		return 0, false, false
	}
	const first, processor = 3, 39 // as proc(5) counts
	field := first
	text = bytes.TrimLeft(text[i+1:], " ")
	running = len(text) > 0 && text[0] == 'R'
	for ; field < processor; field++ {
		i = bytes.IndexByte(text, ' ')
		if i < 0 {
			return 0, false, false
		}
		text = text[i+1:]
	}
	digits := 0
	for digits < len(text) && text[digits] >= '0' && text[digits] <= '9' {
		cpu = cpu*10 + int(text[digits]-'0')
		digits++
	}
	return cpu, running, digits > 0
}

// Filters returns how many seccomp filters are over a thread, 0 or 1 where the kernel (before 5.9) says only whether there
// are any.
func (fs FS) Filters(tid int) int {
	status := fs.Status(tid)
	if strings.Contains(status, "\nSeccomp_filters:") {
		return StatusInt(status, "Seccomp_filters")
	}
	const modeFilter = 2 // SECCOMP_MODE_FILTER
	if StatusInt(status, "Seccomp") == modeFilter {
		return 1
	}
	return 0
}
