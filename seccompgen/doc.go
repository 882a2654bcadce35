// Package seccompgen makes seccomp filters that tell the calls that a tracer wants to see from the rest: a
// [Set] of ABIs, numbers and argument rules becomes one program of classic BPF that returns
// SECCOMP_RET_TRACE for them and SECCOMP_RET_ALLOW for others.
//
//	set := seccompgen.Set{Calls: map[abi.ID]seccompgen.Calls{
//		abi.X8664: {Numbers: []uint32{2, 257}},
//		abi.I386:  {Numbers: []uint32{5, 295}, Rules: []seccompgen.Rule{seccompgen.Socketcall(1)}},
//	}}
//	program, err := seccompgen.Generate(&set, seccompgen.Options{})
//
// A program is a graph before it is a list of instructions. The passes, in the order in which they run:
//
//  1. labels: verdicts by number, from package abi's tables, the set and its rules;
//  2. applyRules, anyRule, mergeRules, cond: nodes that look at arguments;
//  3. fold: x32's numbers into x86_64's;
//  4. elems, runs: ranges of equal verdict, over what somebody cares for;
//  5. linear, bitmap, binary or optimal: comparisons that find the range; plan searches the optimal ones;
//  6. grow: comparisons to nodes, clearing the x32 bit as late as possible;
//  7. dispatch: by architecture, the native one first;
//  8. emit: nodes to instructions, each node once, with bridges where an offset has not bits enough.
//
// Each has a worked example in its comment. What matters for a filter, and what the algorithms
// achieve, is in docs/SECCOMP.md.
package seccompgen
