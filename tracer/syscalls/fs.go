package syscalls

var fsSyscalls = []Syscall{}
