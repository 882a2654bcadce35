package syscalls

import (
	"slices"
	"strings"

	"strake/tracer/abi"
	"strake/tracer/xlat"
)

// Operation is the argument of a call that says what the call is to do, by which calls can be chosen.
type Operation struct {
	Arg   int      // its register
	names []string // what it is called: by -N, and in manuals
	table *xlat.Table
	codes *xlat.Codes
	flags uint32 // bits that are no part of a plain operation
}

// operationArgs are by the names of calls.
var operationArgs = map[string]*Operation{
	"fcntl":        {Arg: 1, names: []string{"op", "cmd"}, table: &xlat.FcntlOps},
	"fcntl64":      {Arg: 1, names: []string{"op", "cmd"}, table: &xlat.FcntlOps},
	"ioctl":        {Arg: 1, names: []string{"op", "cmd", "request"}, codes: &xlat.Ioctls},
	"futex":        {Arg: 1, names: []string{"futex_op", "op"}, table: &xlat.FutexOps, flags: 0x180},
	"futex_time64": {Arg: 1, names: []string{"futex_op", "op"}, table: &xlat.FutexOps, flags: 0x180},
	"prctl":        {Arg: 0, names: []string{"op", "option"}, table: &xlat.PrctlOps},
	"bpf":          {Arg: 0, names: []string{"cmd"}, table: &xlat.BPFCommands},
	"keyctl":       {Arg: 0, names: []string{"operation", "op"}, table: &xlat.KeyctlOps},
}

// OperationOf returns the argument called name of a call if it is the one that chooses what the call does, or nil.
func OperationOf(call, name string) *Operation {
	if op := operationArgs[call]; op != nil && slices.Contains(op.names, name) {
		return op
	}
	return nil
}

// Value returns the value that a constant has as this argument on an ABI, and the bits of the argument that have to be compared with
// it: FUTEX_WAIT, which has no flags, means those with flags, too.
func (o *Operation) Value(id abi.ID, constant string) (value, mask uint32, ok bool) {
	if value, ok = o.find(id, constant); !ok {
		return 0, 0, false
	}
	mask = ^uint32(0)
	if value&o.flags == 0 {
		mask = ^o.flags
	}
	return value, mask, true
}

func (o *Operation) find(id abi.ID, constant string) (uint32, bool) {
	if o.codes != nil {
		return findName(constant, o.codes.Common, o.codes.ByABI[id])
	}
	for _, c := range o.table.For(id) {
		if c.Name == constant {
			return uint32(c.Val), true
		}
	}
	return 0, false
}

func findName(name string, lists ...[]xlat.Code) (uint32, bool) {
	for _, list := range lists {
		for i := range list {
			if list[i].Name == name || slices.Contains(strings.Split(list[i].Name, " or "), name) {
				return list[i].Val, true
			}
		}
	}
	return 0, false
}
