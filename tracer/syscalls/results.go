package syscalls

import "strake/tracer/decode"

// What calls return. Dec is a Result too: a signed number.
type (
	// RetDec is a signed number: the default.
	RetDec struct{}
	// RetUint is an unsigned number.
	RetUint struct{}
	// RetHex is an address or bits in hexadecimal.
	RetHex struct{}
	// RetOct is a file mode.
	RetOct struct{}
	// RetFD is a new file descriptor.
	RetFD struct{}
	// RetPID is the id of a process, or of what else Kind says.
	RetPID struct{ Kind decode.PIDKind }
)

// PrintResult implements Result.
func (RetDec) PrintResult(c *decode.Call) { c.E.Int(c.Val) }

// PrintResult implements Result.
func (RetUint) PrintResult(c *decode.Call) { c.E.Uint(truncate(c, uint64(c.Val))) }

// PrintResult implements Result.
func (RetHex) PrintResult(c *decode.Call) { c.E.Hex(truncate(c, uint64(c.Val))) }

// PrintResult implements Result.
func (RetOct) PrintResult(c *decode.Call) { c.E.Mode(uint64(c.Val)) }

// PrintResult implements Result.
func (RetFD) PrintResult(c *decode.Call) { c.FD(int32(c.Val)) }

// PrintResult implements Result.
func (r RetPID) PrintResult(c *decode.Call) { c.PID(r.Kind, int32(c.Val)) }

// RetAux is T, and behind it what Aux says in parentheses; Aux opens and closes them itself,
// or says nothing.
type RetAux struct {
	T   Result
	Aux func(c *decode.Call)
}

// PrintResult implements Result.
func (r RetAux) PrintResult(c *decode.Call) {
	if r.T == nil {
		c.E.Int(c.Val)
	} else {
		r.T.PrintResult(c)
	}
	r.Aux(c)
}
