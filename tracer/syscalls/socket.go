package syscalls

var socketSyscalls = []Syscall{}
