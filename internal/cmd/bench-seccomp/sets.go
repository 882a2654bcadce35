package main

import (
	"strake/internal/seccompsets"
	"strake/seccompgen"
	"strake/tracer/abi"
)

// x86 makes the set for the three ABIs of x86 machines.
func x86(s seccompsets.Set) (*seccompgen.Set, error) {
	calls, err := s.Calls(abi.X8664, abi.X32, abi.I386)
	if err != nil {
		return nil, err
	}
	set := &seccompgen.Set{Calls: map[abi.ID]seccompgen.Calls{}, Unassigned: seccompgen.DontCare}
	for id, c := range calls {
		set.Calls[id] = seccompgen.Calls{Numbers: c.Numbers}
	}
	i386 := calls[abi.I386]
	set.Calls[abi.I386] = seccompgen.Calls{
		Numbers: i386.Numbers,
		Rules:   []seccompgen.Rule{seccompgen.Socketcall(i386.Socketcall...), seccompgen.IPC(i386.IPC...)},
	}
	return set, nil
}
