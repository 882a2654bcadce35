// Package seccompsets has the trace sets over which seccomp filters are tested and compared.
package seccompsets

import (
	"fmt"
	"strings"

	"strake/tracer/abi"
	"strake/tracer/filter"
	"strake/tracer/syscalls"
)

// Set is a trace set.
type Set struct {
	Name string
	Expr string // as in -e trace=
}

// noisy are calls that programs make most.
const noisy = "read,write,close,fstat,mmap,munmap,brk,futex,poll,lseek,mprotect,clock_gettime"

// All are the sets: small and large, dense and sparse, regular and not.
func All() []Set {
	return []Set{
		{"chdir", "chdir"},
		{"open,openat,openat2", "open,openat,openat2"},
		{"%file", "%file"},
		{"%network", "%network"},
		{"%process", "%process"},
		{"%memory", "%memory"},
		{"%desc", "%desc"},
		{"%signal", "%signal"},
		{"!read", "!read"},
		{"every other number", everyOther()},
		{"%file,%network", "%file,%network"},
		{"%file,%network,%process,%desc", "%file,%network,%process,%desc"},
		{"all but 12 noisy calls", "!" + noisy},
		{"%creds", "%creds"},
	}
}

// everyOther names the even numbers of x86_64's table; "?" lets other ABIs lack them.
func everyOther() string {
	var list []string
	for nr := 0; nr < len(abi.X8664.Get().Syscalls); nr += 2 {
		list = append(list, fmt.Sprintf("?%d", nr))
	}
	return strings.Join(list, ",")
}

// always are traced by strace whatever the set is, so that programs that are compared with its do the same.
const always = "execve,execveat"

// Calls are what a set has of one ABI.
type Calls struct {
	Numbers []uint32
	// Socketcall and IPC are the operations of i386's multiplexers.
	Socketcall, IPC []uint32
}

// Calls returns what the set, with execve and execveat, has of some ABIs.
func (s Set) Calls(ids ...abi.ID) (map[abi.ID]Calls, error) {
	traced, err := filter.ParseSet(s.Expr)
	if err != nil {
		return nil, err
	}
	more, err := filter.ParseSet(always)
	if err != nil {
		return nil, err
	}
	traced = traced.Union(more)
	all := map[abi.ID]Calls{}
	for _, id := range ids {
		var c Calls
		for nr, name := range id.Get().Syscalls {
			if name != "" && traced.Has(id, uint64(nr)) {
				c.Numbers = append(c.Numbers, uint32(nr))
			}
		}
		if id == abi.I386 {
			c.Socketcall, c.IPC = subcalls(&traced)
		}
		all[id] = c
	}
	return all, nil
}

// subcalls are the operations of socketcall(2) and ipc(2) that are traced.
func subcalls(traced *filter.Set) (socketcall, ipc []uint32) {
	for nr := uint64(syscalls.SubcallBase); nr < syscalls.SubcallBase+syscalls.NumSubcalls; nr++ {
		switch mux, op := syscalls.Subcall(nr); {
		case op == 0 || !traced.Has(abi.I386, nr):
		case abi.I386.Get().Syscalls[mux] == "socketcall":
			socketcall = append(socketcall, op)
		default:
			ipc = append(ipc, op)
		}
	}
	return socketcall, ipc
}
