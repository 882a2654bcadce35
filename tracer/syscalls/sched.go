package syscalls

var schedSyscalls = []Syscall{}
