package int80

// Call makes call nr. On a kernel without 32-bit emulation it dies of SIGSEGV.
//
//go:noescape
func Call(nr uint32, args *[6]uint32) int32
