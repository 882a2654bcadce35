package syscalls

var ipcSyscalls = []Syscall{}
