package syscalls

var memorySyscalls = []Syscall{}
