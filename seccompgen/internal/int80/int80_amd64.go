package int80

// Call makes call nr with the first argument arg. On a kernel without 32-bit emulation it dies of SIGSEGV.
//
//go:noescape
func Call(nr, arg uint32) int32
