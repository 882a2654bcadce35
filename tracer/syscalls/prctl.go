package syscalls

var prctlSyscalls = []Syscall{}
