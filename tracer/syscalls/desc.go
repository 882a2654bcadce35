package syscalls

var descSyscalls = []Syscall{}
