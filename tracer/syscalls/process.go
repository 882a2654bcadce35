package syscalls

var processSyscalls = []Syscall{}
