package seccompgen

import (
	"cmp"
	"slices"
	"strings"

	"strake/tracer/abi"
)

// Verdict is what a program says of a call. The zero value, Trace, is the one by which nothing is missed.
type Verdict uint8

// The verdicts. DontCare leaves the choice to the generator, which takes whatever makes the program shorter.
const (
	Trace Verdict = iota
	Allow
	DontCare
)

// Cond is a condition on an argument of a call: its low 32 bits, under Mask, are one of Values.
// All that it is for, operations, commands, flags, domains and descriptors, are ints to the kernel,
// which ignores the high half.
type Cond struct {
	Arg int // 0 to 5
	// Mask is ANDed to the argument first; 0 stands for all bits.
	Mask uint32
	// Values are those that fulfil the condition.
	Values []uint32
	// Domain are the values that mean something, or nil if all do. Values outside are
	// don't-care, and a condition that holds for all or none of the domain is a constant.
	Domain []uint32
}

// Rule traces a call if all conditions hold.
type Rule struct {
	Nr    uint32
	Conds []Cond
}

// Calls are the calls of one ABI that are traced.
type Calls struct {
	// Numbers are traced whatever their arguments are. Those of x32 are without abi.X32Bit.
	Numbers []uint32
	// Rules trace by argument; several for one number are alternatives.
	Rules []Rule
}

// Set is what a program has to tell apart.
type Set struct {
	// Calls has an entry, possibly empty, for every ABI that the program is for.
	// abi.X32 requires abi.X8664, with which it shares the AUDIT_ARCH value.
	Calls map[abi.ID]Calls
	// Unassigned is the verdict on numbers that the tables of package abi do not have
	// and that Calls does not name. The x86_64 form of a call that x32 has a number of its own for is
	// don't-care if it is not named.
	Unassigned Verdict
	// Foreign is the verdict on calls of other ABIs, such as those of arm programs on aarch64.
	Foreign Verdict
}

// The subcalls of i386's multiplexers.
const (
	// NrSocketcall and NrIPC are i386's numbers of socketcall(2) and ipc(2).
	NrSocketcall = 102
	NrIPC        = 117
)

// ipcCalls are the operations of ipc(2) that exist.
var ipcCalls = []uint32{1, 2, 3, 4, 11, 12, 13, 14, 21, 22, 23, 24}

// Socketcall returns the rule that traces these operations of i386's socketcall(2).
func Socketcall(ops ...uint32) Rule {
	domain := make([]uint32, 20)
	for i := range domain {
		domain[i] = uint32(i) + 1
	}
	return Rule{NrSocketcall, []Cond{{Values: ops, Domain: domain}}}
}

// IPC returns the rule that traces these operations of i386's ipc(2), whose first argument has a
// version in its high half.
func IPC(ops ...uint32) Rule {
	return Rule{NrIPC, []Cond{{Mask: 0xffff, Values: ops, Domain: ipcCalls}}}
}

// ByValue returns the rule that traces a call if the low half of an argument is one of values.
func ByValue(nr uint32, arg int, values ...uint32) Rule {
	return Rule{nr, []Cond{{Arg: arg, Values: values}}}
}

// arch is one AUDIT_ARCH value and the tables that its calls are looked up in.
type arch struct {
	audit uint32
	// plain are the numbers as they are. With x32 calls folded, of both ABIs.
	plain []elem
	// x32 are numbers without the bit; nil where they are part of plain, or are not told apart.
	x32 []elem
	// fold says that the x32 bit has to be cleared before a number is looked up.
	fold bool
	// native says that speed matters more than length.
	native bool
}

// archs makes the tables of all ABIs, the native one of the machines in question first.
func (g *generator) archs() []arch {
	var list []arch
	if _, ok := g.set.Calls[abi.X8664]; ok {
		list = append(list, g.x86())
	}
	for _, id := range []abi.ID{abi.AArch64, abi.I386} {
		if _, ok := g.set.Calls[id]; ok {
			list = append(list, arch{audit: id.Get().Audit, plain: g.elems(g.labels(id)), native: len(list) == 0})
		}
	}
	return list
}

// x86 makes x86_64's tables. x32's are folded into them if no number has two different
// verdicts. Example: with trace=open, x86_64 2 and x32 2 are both traced, and clearing bit 30 leaves one
// table; with x32's read alone, 0 is allowed and 0x40000000 is traced, so there are two.
func (g *generator) x86() arch {
	a := arch{audit: abi.AuditArchX8664, native: true}
	own := g.labels(abi.X8664)
	if _, ok := g.set.Calls[abi.X32]; !ok {
		a.plain = g.elems(own)
		return a
	}
	x32 := g.labels(abi.X32)
	own, x32 = g.pad(own, len(x32)), g.pad(x32, len(own))
	if folded, ok := fold(own, x32); ok {
		a.plain, a.fold = g.elems(folded), true
		return a
	}
	a.plain, a.x32 = g.elems(own), g.elems(x32)
	return a
}

// label is the verdict on one number: a node of the program, or noLabel, and how often it is asked for.
type label struct {
	node   int32
	weight int32
}

// noLabel is the verdict on numbers that nobody cares for.
const noLabel = -1

// pad makes a table at least size long.
func (g *generator) pad(table []label, size int) []label {
	for len(table) < size {
		table = append(table, label{g.verdict(g.set.Unassigned), 0})
	}
	return table
}

// fold joins two tables of one length, or reports that they contradict each other. Example: x86_64 has 13 (rt_sigaction) where
// x32 has 512, so 13 is x86_64's verdict, 512 is x32's, and of 2 (open), which both have, both must say the same.
func fold(a, b []label) ([]label, bool) {
	joined := slices.Clone(a)
	for nr, l := range b {
		switch {
		case l.node == noLabel:
		case joined[nr].node == noLabel:
			joined[nr] = l
		case joined[nr].node != l.node:
			return nil, false
		default:
			joined[nr].weight += l.weight
		}
	}
	return joined, true
}

// labels returns the verdicts on an ABI's numbers. Example: with x86_64's open (2) traced, 0 and 1 have the label ALLOW, 2 has
// TRACE, 3 ALLOW …, and 337, which no call has, has the one of Set.Unassigned.
func (g *generator) labels(id abi.ID) []label {
	calls, names := g.set.Calls[id], id.Get().Syscalls
	size := len(names)
	for _, nr := range calls.Numbers {
		size = max(size, int(nr)+1)
	}
	for _, r := range calls.Rules {
		size = max(size, int(r.Nr)+1)
	}
	table := make([]label, size)
	for nr := range table {
		table[nr] = g.unnamed(id, names, nr)
	}
	g.applyRules(table, calls.Rules)
	for _, nr := range calls.Numbers {
		table[nr].node = g.trace
	}
	return table
}

// unnamed is the verdict on a number that the set does not name.
func (g *generator) unnamed(id abi.ID, names []string, nr int) label {
	switch {
	case nr >= len(names) || names[nr] == "":
		return label{g.verdict(g.set.Unassigned), 0}
	case id == abi.X32 && strings.HasSuffix(names[nr], "#64"):
		return label{noLabel, 0}
	}
	return label{g.allow, g.weight(id, uint32(nr))}
}

// applyRules puts the nodes that look at arguments into table. Example: with ByValue(72, 1, 6), the label of 72 is the
// node of "LD args[1]; JEQ #6, TRACE, ALLOW", in place of ALLOW: a number with a rule is a run of its own.
func (g *generator) applyRules(table []label, rules []Rule) {
	sorted := slices.Clone(rules)
	slices.SortStableFunc(sorted, func(a, b Rule) int { return cmp.Compare(a.Nr, b.Nr) })
	for i := 0; i < len(sorted); {
		end := i
		for end < len(sorted) && sorted[end].Nr == sorted[i].Nr {
			end++
		}
		table[sorted[i].Nr].node = g.anyRule(sorted[i:end])
		i = end
	}
}

// elems turns a table into elements. Numbers nobody cares for are left out, which lets their
// neighbours meet: of 1 traced, 2 unassigned, 3 traced, one comparison can tell both from 4.
func (g *generator) elems(table []label) []elem {
	list := make([]elem, 0, len(table)+1)
	for nr, l := range table {
		if l.node != noLabel {
			list = append(list, elem{uint32(nr), uint32(nr), l.node, l.weight})
		}
	}
	if rest := g.verdict(g.set.Unassigned); rest != noLabel {
		list = append(list, elem{uint32(len(table)), ^uint32(0), rest, 0})
	}
	return list
}
