// Package tamper decides what is done to a system call (-e inject, -e fault). It has no effect of its
// own: who makes the calls of the tracees acts on what it says.
package tamper

import (
	"strake/tracer/abi"
	"strake/tracer/event"
	"strake/tracer/filter"
)

// Rule is one expression.
type Rule struct {
	// Calls are those that are tampered with.
	Calls filter.Set
	// When says which of them.
	When When
	// Effects is what becomes of them. Its Nr is set by At.
	Effects Effects
	// Instead is the call that is made in their place, empty for none.
	Instead string
}

// Effects is what becomes of a call: what its source does to it, and what the program's memory is changed to.
type Effects struct {
	event.Tampering
	// Delays says that there is a delay, of no time perhaps.
	Delays bool
	// PokeEnter is written before the call is shown, PokeExit after its end, before the rest is.
	PokeEnter, PokeExit []Poke
}

// Poke is what is written to where an argument points.
type Poke struct {
	Arg  int // from 1
	Data []byte
}

// When chooses among the calls of one number that a thread makes, counted from 1: First, and every
// Step-th after it up to Last. Step 0 is First alone, Last 0 is no end.
type When struct{ First, Last, Step int }

// Always chooses every call.
func Always() When { return When{First: 1, Step: 1} }

// Has reports whether the nth call is chosen.
func (w When) Has(n int) bool {
	switch {
	case n < w.First || w.Last != 0 && n > w.Last:
		return false
	case w.Step == 0:
		return n == w.First
	}
	return (n-w.First)%w.Step == 0
}

// number is a call of an ABI.
type number struct {
	id abi.ID
	nr uint64
}

// Counts is how often a thread made each call that some rule is about. The zero value is ready to use.
type Counts struct{ calls map[number]int }

// next counts a call.
func (c *Counts) next(id abi.ID, nr uint64) int {
	if c.calls == nil {
		c.calls = make(map[number]int)
	}
	at := number{id, nr}
	c.calls[at]++
	return c.calls[at]
}

// At counts a call of a thread in c and returns what is to become of it: what the first rule says that is
// about the call and chooses this one.
func At(rules []Rule, c *Counts, id abi.ID, nr uint64) (does Effects, hit bool) {
	n := 0
	for i := range rules {
		r := &rules[i]
		if !r.Calls.Has(id, nr) {
			continue
		}
		if n == 0 {
			n = c.next(id, nr)
		}
		if r.When.Has(n) {
			return r.effects(id), true
		}
	}
	return Effects{}, false
}

// effects are those of the rule on a call of an ABI.
func (r *Rule) effects(id abi.ID) Effects {
	does := r.Effects
	does.Nr = event.NoCall
	if r.Instead == "" {
		return does
	}
	for nr, name := range id.Get().Syscalls {
		if name == r.Instead {
			does.Nr = int64(nr)
			if id == abi.X32 {
				does.Nr |= abi.X32Bit
			}
			break
		}
	}
	return does
}

// Signals reports whether a rule delivers a signal.
func Signals(rules []Rule) bool {
	for i := range rules {
		if rules[i].Effects.Signal != 0 {
			return true
		}
	}
	return false
}
