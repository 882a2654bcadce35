package syscalls

var systemSyscalls = []Syscall{}
