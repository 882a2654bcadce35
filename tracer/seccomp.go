package tracer

import (
	"fmt"
	"os"
	"runtime"

	"golang.org/x/sys/unix"

	"strake/seccompgen"
	"strake/seccompgen/bpftext"
	"strake/tracer/abi"
	"strake/tracer/filter"
	"strake/tracer/internal/engine"
	"strake/tracer/internal/tamper"
	"strake/tracer/syscalls"
)

// unassigned stands for the numbers that no call has.
const unassigned = 1 << 20

// filters reports whether the program is to be put under a seccomp filter.
func filters(cfg *Config) bool {
	switch {
	case len(cfg.Program) == 0, leavesNothingOut(cfg):
		return false
	case cfg.DetachOnExec, cfg.SyscallLimit > 0:
		return false // processes that are let go would have the filter still
	case tamper.Signals(cfg.Inject):
		return false // the kernel takes no signal from a seccomp-stop
	}
	switch cfg.Seccomp {
	case SeccompAlways:
		return true
	case SeccompAuto:
		return filtersUnasked(cfg)
	}
	return false
}

// filtersUnasked reports whether a filter changes nothing that the traced programs do. Without Follow, their children, which nobody
// else could trace, would be tracees. Without KillOnExit, what is left at the end of the tracing would remain tracees, and be
// killed with the tracer. Without privilege a filter requires NO_NEW_PRIVS, and setuid programs run without their privilege.
func filtersUnasked(cfg *Config) bool {
	return cfg.Follow && cfg.KillOnExit && mayFilter()
}

// mayFilter reports whether this process may install a seccomp filter as it is.
func mayFilter() bool {
	hdr := unix.CapUserHeader{Version: unix.LINUX_CAPABILITY_VERSION_3}
	var data [2]unix.CapUserData
	if unix.Capget(&hdr, &data[0]) != nil {
		return false
	}
	return data[0].Effective>>unix.CAP_SYS_ADMIN&1 != 0
}

// leavesNothingOut reports whether every call is traced.
func leavesNothingOut(cfg *Config) bool {
	_, byFD := onlyFDs(cfg)
	return cfg.Trace.IsAll() && !byFD
}

// seccompFilter returns the filter that stops the program at the calls of the trace set, and at those that
// install filters or make untraced children; nil if none is to be used.
func seccompFilter(cfg *Config) (*seccompgen.Program, error) {
	if !filters(cfg) {
		return nil, nil //nolint:nilnil // no filter is no error
	}
	algorithm := cfg.SeccompAlgorithm
	if algorithm == "" {
		algorithm = seccompgen.Auto
	}
	set := seccompSet(cfg)
	return seccompgen.Generate(&set, seccompgen.Options{Algorithm: algorithm, Trace: seccompgen.RetTrace | engine.FilterData})
}

// seccompSet returns the calls that a filter stops at, of all ABIs that the kernel runs programs of.
func seccompSet(cfg *Config) seccompgen.Set {
	set := seccompgen.Set{Calls: map[abi.ID]seccompgen.Calls{}, Unassigned: seccompgen.Allow}
	fds, byFD := onlyFDs(cfg)
	for _, id := range kernelABIs() {
		if cfg.Trace.Has(id, unassigned) && !byFD {
			set.Unassigned = seccompgen.Trace
		}
		set.Calls[id] = seccompCalls(cfg, id, fds)
	}
	return set
}

// onlyFDs returns the descriptors that all traced calls are about, if they can be listed.
func onlyFDs(cfg *Config) (fds []uint32, ok bool) {
	if cfg.TraceFDs == nil || len(cfg.Paths) > 0 {
		return nil, false
	}
	list, ok := cfg.TraceFDs.Members()
	for _, fd := range list {
		fds = append(fds, uint32(fd))
	}
	return fds, ok
}

// kernelABIs are the ABIs of the programs that this one can start.
func kernelABIs() []abi.ID {
	switch runtime.GOARCH {
	case "arm64":
		return []abi.ID{abi.AArch64}
	case "386":
		return []abi.ID{abi.I386, abi.X8664, abi.X32} // the kernel may be one of 64 bits
	}
	return []abi.ID{abi.X8664, abi.X32, abi.I386}
}

// seccompCalls returns the calls of an ABI that a filter stops at: those that are traced, and those that have to be seen anyway.
func seccompCalls(cfg *Config, id abi.ID, fds []uint32) seccompgen.Calls {
	var calls seccompgen.Calls
	for nr, name := range id.Get().Syscalls {
		whole, rules := tracedOf(cfg, id, uint64(nr), fds)
		switch name {
		case "":
			continue
		case "seccomp", "clone3":
			whole = true
		case "prctl":
			rules = append(rules, seccompgen.ByValue(uint32(nr), 0, unix.PR_SET_SECCOMP))
		case "clone":
			rules = append(rules, seccompgen.Rule{Nr: uint32(nr), Conds: []seccompgen.Cond{
				{Mask: unix.CLONE_UNTRACED, Values: []uint32{unix.CLONE_UNTRACED}},
			}})
		}
		// The strict model has to see some calls that are not traced.
		if whole || cfg.StrictStatus && looksAt(name) {
			calls.Numbers = append(calls.Numbers, uint32(nr))
		} else {
			calls.Rules = append(calls.Rules, rules...)
		}
	}
	if id == abi.I386 {
		calls.Rules = append(calls.Rules, subcallRules(&cfg.Trace)...)
	}
	return calls
}

// tracedOf returns which calls of a number are traced: all, or those that rules say. What rules cannot say is decided in
// the tracer. If there are descriptors, calls have to be about one of them.
func tracedOf(cfg *Config, id abi.ID, nr uint64, fds []uint32) (whole bool, rules []seccompgen.Rule) {
	if !cfg.Trace.Has(id, nr) {
		return false, nil
	}
	if choices := cfg.TraceArgs.Choices(id, nr); len(choices) > 0 {
		for _, c := range choices {
			rules = append(rules, seccompgen.Rule{Nr: uint32(nr), Conds: []seccompgen.Cond{
				{Arg: c.Arg, Mask: c.Mask, Values: []uint32{c.Value}},
			}})
		}
		return false, rules
	}
	if fds == nil || id == abi.I386 && (nr == seccompgen.NrSocketcall || nr == seccompgen.NrIPC) {
		return true, nil
	}
	regs, ok := syscalls.FDArgs(id, nr)
	for _, reg := range regs {
		rules = append(rules, seccompgen.ByValue(uint32(nr), reg, fds...))
	}
	return !ok && syscalls.Lookup(id, nr) != nil, rules // a call that is not known is about no file
}

// subcallRules are the rules for the calls of i386's multiplexers that are traced.
func subcallRules(trace *filter.Set) (rules []seccompgen.Rule) {
	ops := map[uint64][]uint32{}
	for nr := uint64(syscalls.SubcallBase); nr < syscalls.SubcallBase+syscalls.NumSubcalls; nr++ {
		if mux, op := syscalls.Subcall(nr); op != 0 && trace.Has(abi.I386, nr) {
			ops[mux] = append(ops[mux], op)
		}
	}
	if list := ops[seccompgen.NrSocketcall]; len(list) > 0 && !trace.Has(abi.I386, seccompgen.NrSocketcall) {
		rules = append(rules, seccompgen.Socketcall(list...))
	}
	if list := ops[seccompgen.NrIPC]; len(list) > 0 && !trace.Has(abi.I386, seccompgen.NrIPC) {
		rules = append(rules, seccompgen.IPC(list...))
	}
	return rules
}

// debugFilter shows a filter on standard error (-d).
func debugFilter(p *seccompgen.Program) {
	fmt.Fprintf(os.Stderr, "seccomp filter: %s, %d instructions, %.1f executed on average, %d at most, %.0f %% of the calls that are let through cacheable\n%s",
		p.Algorithm, len(p.Code), p.Cost, p.Worst, 100*p.Cacheable, bpftext.Disassemble(p.Code))
}
