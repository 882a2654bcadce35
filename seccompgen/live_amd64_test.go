package seccompgen

import (
	"strake/seccompgen/internal/int80"
	"strake/tracer/abi"
)

// liveABI is that of the test binary.
const liveABI = abi.X8664

// otherCall makes a call of i386 and returns its result. On a kernel without 32-bit emulation it dies of SIGSEGV.
//
//go:nosplit
func otherCall(nr uint32, args *[6]uint32) int32 { return int80.Call(nr, args) }
