// Package abi describes the kernel's system call interfaces as data: syscall
// numbers, error numbers, signals and word sizes of every ABI that strake
// decodes. Every ABI is in every binary; nothing here asks what the host is.
//
// The tables in the z_*.go files are generated from kernel headers, see
// internal/cmd/abigen.
package abi

// ID names an ABI.
type ID uint8

// The ABIs, in the order of every per-ABI array.
const (
	X8664 ID = iota
	I386
	X32
	AArch64

	// Count is the number of ABIs.
	Count
)

// Mask is a set of ABIs.
type Mask uint8

// Sets of ABIs that descriptors name often.
const (
	OnX8664   Mask = 1 << X8664
	OnI386    Mask = 1 << I386
	OnX32     Mask = 1 << X32
	OnAArch64 Mask = 1 << AArch64

	OnAll Mask = 1<<Count - 1
)

// Has reports whether id is in m. The empty mask holds every ABI.
func (m Mask) Has(id ID) bool { return m == 0 || m&(1<<id) != 0 }

// X32Bit marks an x32 call among x86_64 numbers (__X32_SYSCALL_BIT of
// asm/unistd.h).
const X32Bit = 0x40000000

// AUDIT_ARCH_* of linux/audit.h, as PTRACE_GET_SYSCALL_INFO reports them.
const (
	AuditArchX8664   = 0xc000003e
	AuditArchI386    = 0x40000003
	AuditArchAArch64 = 0xc00000b7
)

// ABI is one system call interface.
type ABI struct {
	ID   ID
	Name string // "x86_64", "i386", "x32", "aarch64"
	// Audit is the AUDIT_ARCH_* value of calls made through this ABI.
	Audit uint32
	// Word is the size of a long and of a pointer in memory, in bytes.
	Word int
	// Reg is the size of a system call argument, in bytes: 8 on x32, where
	// pointers have 4.
	Reg int
	// Mode is the wording of the message about a changed personality:
	// "64 bit", "32 bit", "x32".
	Mode string
	// Suffix is the personality of a set of syscalls that this ABI belongs to: "64", "32" or
	// "x32", as in -e trace=open@32.
	Suffix string
	// Syscalls has the kernel's name of every number; "" where none is
	// assigned. Numbers of x32 are without X32Bit; those that only x86_64
	// has, but that x32 callers can use with the x86_64 meaning, have the
	// x86_64 name with "#64" behind it, as strace prints them.
	Syscalls []string
}

// Get returns the ABI that id names.
func (id ID) Get() *ABI { return &abis[id] }

func (id ID) String() string { return abis[id].Name }

var abis = [Count]ABI{
	X8664:   {ID: X8664, Name: "x86_64", Audit: AuditArchX8664, Word: 8, Reg: 8, Mode: "64 bit", Suffix: "64", Syscalls: syscallsX8664},
	I386:    {ID: I386, Name: "i386", Audit: AuditArchI386, Word: 4, Reg: 4, Mode: "32 bit", Suffix: "32", Syscalls: syscallsI386},
	X32:     {ID: X32, Name: "x32", Audit: AuditArchX8664, Word: 4, Reg: 8, Mode: "x32", Suffix: "x32", Syscalls: syscallsX32},
	AArch64: {ID: AArch64, Name: "aarch64", Audit: AuditArchAArch64, Word: 8, Reg: 8, Mode: "64 bit", Suffix: "64", Syscalls: syscallsAArch64},
}

// Of returns the ABI of a call with the audit architecture arch and the
// number nr, and nr as that ABI's table counts it. It returns nil for an
// architecture that strake does not know.
func Of(arch uint32, nr uint64) (*ABI, uint64) {
	switch arch {
	case AuditArchX8664:
		if nr&X32Bit != 0 && int64(nr) >= 0 {
			return &abis[X32], nr &^ X32Bit
		}
		return &abis[X8664], nr
	case AuditArchI386:
		return &abis[I386], nr & 0xffffffff
	case AuditArchAArch64:
		return &abis[AArch64], nr
	}
	return nil, nr
}

// SyscallName returns the name of number nr, or "" where none is assigned.
func (a *ABI) SyscallName(nr uint64) string {
	if nr < uint64(len(a.Syscalls)) {
		return a.Syscalls[nr]
	}
	return ""
}

// ErrnoName returns the name of an error number, or "". The numbers up to
// 133 are those of asm-generic/errno.h, which all of strake's ABIs use; 512
// and above are the kernel's own (linux/errno.h), seen by tracers only.
func ErrnoName(n int) string {
	if n >= 0 && n < len(errnoNames) {
		return errnoNames[n]
	}
	return ""
}

// ErrnoText returns what strerror(3) of the C library says of an error
// number, or, for the kernel's own numbers, a description of how the call is
// restarted. It returns "" for a number without a name.
func ErrnoText(n int) string {
	if n >= 0 && n < len(errnoTexts) {
		return errnoTexts[n]
	}
	return ""
}

// SignalName returns the name of a signal, "SIGRT_n" for real-time ones
// (n counts from the kernel's SIGRTMIN, 32), or "" for a number that is none.
// All of strake's ABIs number signals alike.
func SignalName(n int) string {
	if n >= 0 && n < len(signalNames) {
		return signalNames[n]
	}
	return ""
}
