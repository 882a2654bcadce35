package syscalls

var pollSyscalls = []Syscall{}
