package syscalls

import "strake/tracer/decode"

func printNetlink(c *decode.Call, fd int32, addr, n uint64) bool { return false }
