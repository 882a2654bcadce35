package syscalls

var keySyscalls = []Syscall{}
