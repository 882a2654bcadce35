package syscalls

// Class is a set of the classes that a system call belongs to: what
// -e trace=%CLASS selects. A call without a class has 0.
type Class uint32

// The classes, in the order of strace's manual.
const (
	File       Class = 1 << iota // %file: has a path among its arguments
	Process                      // %process: creates, runs, ends or waits for processes
	Network                      // %network, %net
	Signal                       // %signal
	IPC                          // %ipc: System V IPC
	Desc                         // %desc: takes or makes file descriptors
	Memory                       // %memory: mappings
	Creds                        // %creds: user and group ids, capabilities
	Stat                         // %stat: stat and its variants
	LStat                        // %lstat
	FStat                        // %fstat: fstat, fstatat, statx
	StatLike                     // %%stat: all of these
	StatFS                       // %statfs
	FStatFS                      // %fstatfs
	StatFSLike                   // %%statfs: these and ustat
	Clock                        // %clock: system clocks
	Pure                         // %pure: no arguments, cannot fail
)

// ClassOf returns the classes of the system call with the kernel's name name.
// A name means the same on every ABI.
func ClassOf(name string) Class {
	lo, hi := 0, len(classOf)
	for lo < hi {
		mid := int(uint(lo+hi) / 2)
		switch row := &classOf[mid]; {
		case row.name == name:
			return row.classes
		case row.name < name:
			lo = mid + 1
		default:
			hi = mid
		}
	}
	return 0
}
