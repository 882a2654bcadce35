package seccompgen

import (
	"maps"
	"math/rand/v2"
	"slices"
	"strings"

	"strake/internal/seccompsets"
	"strake/tracer/abi"
)

// x86 are the ABIs of one kernel.
var x86 = []abi.ID{abi.X8664, abi.X32, abi.I386}

// named are the sets that tests use, by what they are like.
func named() map[string]*Set {
	sets := map[string]*Set{
		"nothing":    of(x86, func(string, int) bool { return false }),
		"everything": of(x86, func(string, int) bool { return true }),
		"one":        of(x86, func(name string, _ int) bool { return name == "chdir" }),
		"all but one": of(x86, func(name string, _ int) bool {
			return name != "read"
		}),
		"every other": of(x86, func(_ string, nr int) bool { return nr%2 == 0 }),
		"files":       of(x86, func(name string, _ int) bool { return strings.ContainsAny(name, "fp") }),
		"64 bits":     of([]abi.ID{abi.X8664}, func(name string, _ int) bool { return strings.Contains(name, "at") }),
		"32 bits":     of([]abi.ID{abi.I386}, func(name string, _ int) bool { return strings.Contains(name, "at") }),
		"aarch64":     of([]abi.ID{abi.AArch64}, func(name string, _ int) bool { return strings.Contains(name, "at") }),
		"x32 alone":   of(x86, func(string, int) bool { return false }),
		"x32 differs": of(x86, func(name string, _ int) bool { return strings.HasPrefix(name, "r") }),
	}
	sets["x32 alone"].Calls[abi.X32] = Calls{Numbers: []uint32{0, 16, 513}}
	rules := of(x86, func(name string, _ int) bool { return name == "openat" })
	c := rules.Calls[abi.I386]
	c.Rules = []Rule{Socketcall(1, 3, 18), IPC(21, 22), ByValue(55, 1, 5, 6, 7)}
	rules.Calls[abi.I386] = c
	c = rules.Calls[abi.X8664]
	c.Rules = []Rule{
		ByValue(72, 1, 5, 6, 7), ByValue(72, 1, 12), ByValue(16, 1, 0x5401, 0x541b),
		{Nr: 202, Conds: []Cond{{Arg: 1, Mask: 0x7f, Values: []uint32{0, 9}}}},
		{Nr: 41, Conds: []Cond{{Arg: 0, Values: []uint32{1}}, {Arg: 1, Mask: 0xf, Values: []uint32{1, 5}}}},
		{Nr: 41, Conds: []Cond{{Arg: 0, Values: []uint32{16}}}},
		{Nr: 157, Conds: []Cond{{Arg: 0, Values: []uint32{0, ^uint32(0)}}}},
	}
	rules.Calls[abi.X8664] = c
	delete(rules.Calls, abi.X32)
	sets["rules"] = rules
	return sets
}

// compared are the sets that programs are compared over, for some ABIs.
func compared(ids ...abi.ID) map[string]*Set {
	sets := map[string]*Set{}
	for _, c := range seccompsets.All() {
		calls, err := c.Calls(ids...)
		if err != nil {
			panic(err)
		}
		set := &Set{Calls: map[abi.ID]Calls{}, Unassigned: DontCare}
		for id, c := range calls {
			set.Calls[id] = Calls{Numbers: c.Numbers}
			if id == abi.I386 {
				set.Calls[id] = Calls{c.Numbers, []Rule{Socketcall(c.Socketcall...), IPC(c.IPC...)}}
			}
		}
		sets[c.Name+" of "+ids[0].String()] = set
	}
	return sets
}

// all are the sets of both kinds.
func all() map[string]*Set {
	sets := named()
	maps.Copy(sets, compared(x86...))
	maps.Copy(sets, compared(abi.AArch64))
	return sets
}

// of makes a set of what match chooses.
func of(ids []abi.ID, match func(name string, nr int) bool) *Set {
	set := &Set{Calls: map[abi.ID]Calls{}}
	for _, id := range ids {
		var c Calls
		for nr, name := range id.Get().Syscalls {
			if name != "" && match(strings.TrimSuffix(name, "#64"), nr) {
				c.Numbers = append(c.Numbers, uint32(nr))
			}
		}
		set.Calls[id] = c
	}
	return set
}

// random makes a set of runs, holes and rules.
func random(rnd *rand.Rand) *Set {
	set := of(x86, func(string, int) bool { return false })
	set.Unassigned, set.Foreign = Verdict(rnd.IntN(3)), Verdict(rnd.IntN(3))
	density := rnd.Float64()
	for _, id := range x86 {
		var c Calls
		for nr := range uint32(rnd.IntN(600)) {
			if rnd.Float64() < density {
				c.Numbers = append(c.Numbers, nr)
			}
		}
		if id != abi.X32 {
			for range rnd.IntN(4) {
				c.Rules = append(c.Rules, randomRule(rnd))
			}
		}
		set.Calls[id] = c
	}
	return set
}

func randomRule(rnd *rand.Rand) Rule {
	r := Rule{Nr: uint32(rnd.IntN(600))}
	for range 1 + rnd.IntN(2) {
		c := Cond{Arg: rnd.IntN(6), Mask: []uint32{0, 0xffff, 0x7f, 1}[rnd.IntN(4)]}
		for range rnd.IntN(5) {
			c.Values = append(c.Values, uint32(rnd.IntN(30)))
		}
		if rnd.IntN(3) == 0 {
			c.Domain = []uint32{1, 2, 3, 11, 12, 20}
		}
		r.Conds = append(r.Conds, c)
	}
	return r
}

// naive says what a call's verdict has to be, by looking it up in the set.
func naive(s *Set, d *Data) Verdict {
	id, nr := abiOf(d)
	calls, ok := s.Calls[id]
	if !ok {
		return foreignVerdict(s, id)
	}
	if slices.Contains(calls.Numbers, nr) {
		return Trace
	}
	verdict, ruled := DontCare, false
	for _, r := range calls.Rules {
		if r.Nr != nr {
			continue
		}
		ruled = true
		switch naiveRule(r, d) {
		case Trace:
			return Trace
		case Allow:
			if verdict == DontCare {
				verdict = Allow
			}
		}
	}
	if ruled {
		return verdict
	}
	return unruled(s, id, nr)
}

// abiOf finds the ABI of a call.
func abiOf(d *Data) (abi.ID, uint32) {
	for id := range abi.Count {
		if a := id.Get(); a.Audit == d.Arch && id != abi.X32 {
			if id == abi.X8664 && d.Nr&abi.X32Bit != 0 {
				return abi.X32, d.Nr &^ abi.X32Bit
			}
			return id, d.Nr
		}
	}
	return abi.Count, d.Nr
}

// foreignVerdict is that on an ABI without an entry. Where x32 has none but x86_64 has, its numbers
// are unassigned ones of x86_64.
func foreignVerdict(s *Set, id abi.ID) Verdict {
	if _, ok := s.Calls[abi.X8664]; ok && id == abi.X32 {
		return s.Unassigned
	}
	if len(s.Calls) == 1 && s.Foreign == DontCare {
		return DontCare
	}
	return s.Foreign
}

func unruled(s *Set, id abi.ID, nr uint32) Verdict {
	names := id.Get().Syscalls
	switch {
	case nr >= uint32(len(names)) || names[nr] == "":
		return s.Unassigned
	case id == abi.X32 && strings.HasSuffix(names[nr], "#64"):
		return DontCare
	}
	return Allow
}

// naiveRule is Trace, Allow, or DontCare where an argument is outside a domain.
func naiveRule(r Rule, d *Data) Verdict {
	for _, c := range r.Conds {
		v := uint32(d.Args[c.Arg])
		if c.Mask != 0 {
			v &= c.Mask
		}
		if c.Domain != nil && !slices.Contains(c.Domain, v) {
			return DontCare
		}
		if !slices.Contains(c.Values, v) {
			return Allow
		}
	}
	return Trace
}
