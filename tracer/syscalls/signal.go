package syscalls

var signalSyscalls = []Syscall{}
