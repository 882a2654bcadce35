package syscalls

var ioSyscalls = []Syscall{}
