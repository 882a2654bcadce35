package syscalls

var timeSyscalls = []Syscall{}
