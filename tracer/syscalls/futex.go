package syscalls

var futexSyscalls = []Syscall{}
