package main

import (
	"fmt"
	"strings"

	"strake/seccompgen"
	"strake/tracer/abi"
	"strake/tracer/filter"
	"strake/tracer/syscalls"
)

// benchSet is one of the trace sets that are compared.
type benchSet struct {
	name string
	expr string // as in -e trace=
}

// noisy are calls that programs make most.
const noisy = "read,write,close,fstat,mmap,munmap,brk,futex,poll,lseek,mprotect,clock_gettime"

// benchSets are the sets of the comparison.
func benchSets() []benchSet {
	return []benchSet{
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

// everyOther names the even numbers that every ABI has.
func everyOther() string {
	var list []string
	for nr := 0; nr < len(abi.X8664.Get().Syscalls); nr += 2 {
		list = append(list, fmt.Sprintf("?%d", nr))
	}
	return strings.Join(list, ",")
}

// always are traced by strace whatever the set is, so that the programs that are compared do the same.
const always = "execve,execveat"

// program returns what is to be told apart for an expression.
func (b benchSet) set() (*seccompgen.Set, error) {
	traced, err := filter.ParseSet(b.expr)
	if err != nil {
		return nil, err
	}
	more, err := filter.ParseSet(always)
	if err != nil {
		return nil, err
	}
	return convert(traced.Union(more)), nil
}

// convert makes a set for the three ABIs of x86 machines.
func convert(traced filter.Set) *seccompgen.Set {
	set := &seccompgen.Set{Calls: map[abi.ID]seccompgen.Calls{}, Unassigned: seccompgen.DontCare}
	for _, id := range []abi.ID{abi.X8664, abi.X32, abi.I386} {
		var calls seccompgen.Calls
		for nr, name := range id.Get().Syscalls {
			if name != "" && traced.Has(id, uint64(nr)) {
				calls.Numbers = append(calls.Numbers, uint32(nr))
			}
		}
		if id == abi.I386 {
			calls.Rules = subcallRules(traced)
		}
		set.Calls[id] = calls
	}
	return set
}

// subcallRules are the rules for i386's multiplexers.
func subcallRules(traced filter.Set) []seccompgen.Rule {
	var socket, ipc []uint32
	for op := uint32(1); op <= lastIPC; op++ {
		if traced.Has(abi.I386, uint64(syscalls.SubcallBase+op)) && op <= lastSocketcall {
			socket = append(socket, op)
		}
		if nr := uint64(syscalls.SubcallBase + ipcBase + op); syscalls.SubcallName(nr) != "" && traced.Has(abi.I386, nr) {
			ipc = append(ipc, op)
		}
	}
	return []seccompgen.Rule{seccompgen.Socketcall(socket...), seccompgen.IPC(ipc...)}
}

// How package syscalls numbers subcalls.
const (
	lastSocketcall = 20
	lastIPC        = 24
	ipcBase        = 21
)
