package syscalls

var idSyscalls = []Syscall{}
