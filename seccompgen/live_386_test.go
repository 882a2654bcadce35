package seccompgen

import "strake/tracer/abi"

// liveABI is that of the test binary.
const liveABI = abi.I386

// otherCall makes no call: there is no other ABI within a program.
//
//go:nosplit
func otherCall(_ uint32, _ *[6]uint32) int32 { return 0 }
