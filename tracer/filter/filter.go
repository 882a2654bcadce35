// Package filter holds the sets that say what of a trace is shown: sets of
// system calls per ABI, and sets of small numbers such as signals and file
// descriptors, with the grammar of strace's -e expressions.
package filter

import "strake/tracer/abi"

// setWords is the size of one ABI's bitset: room for the numbers 0..575,
// more than any table has.
const setWords = 9

// setBits is the number of system call numbers that have a bit of their own.
const setBits = setWords * 64

// Set is a set of system calls, for every ABI separately. The zero value is
// empty. Sets are comparable values.
type Set struct {
	bits [abi.Count][setWords]uint64
	// beyond holds the numbers that have no bit, all or none of an ABI's.
	beyond [abi.Count]bool
}

// All returns the set of every number of every ABI, assigned or not.
func All() Set { return Set{}.Complement() }

// Has reports whether number nr of the ABI id is in s. The calls that i386 makes
// through socketcall(2) and ipc(2) have numbers from [syscalls.SubcallBase] on.
func (s *Set) Has(id abi.ID, nr uint64) bool {
	if nr < setBits {
		return s.bits[id][nr>>6]>>(nr&63)&1 != 0
	}
	return s.beyond[id]
}

// Add puts number nr of the ABI id into s. A number beyond every table stands
// for all of them.
func (s *Set) Add(id abi.ID, nr uint64) {
	if nr < setBits {
		s.bits[id][nr>>6] |= 1 << (nr & 63)
	} else {
		s.beyond[id] = true
	}
}

// Union returns the set of calls that are in s or in t.
func (s Set) Union(t Set) Set {
	for id := range s.bits {
		for w := range s.bits[id] {
			s.bits[id][w] |= t.bits[id][w]
		}
		s.beyond[id] = s.beyond[id] || t.beyond[id]
	}
	return s
}

// intersect returns the set of calls that are in both s and t.
func (s Set) intersect(t Set) Set {
	return s.Complement().Union(t.Complement()).Complement()
}

// Complement returns the set of calls that are not in s.
func (s Set) Complement() Set {
	for id := range s.bits {
		for w := range s.bits[id] {
			s.bits[id][w] = ^s.bits[id][w]
		}
		s.beyond[id] = !s.beyond[id]
	}
	return s
}

// IsEmpty reports whether nothing is in s.
func (s *Set) IsEmpty() bool { return *s == Set{} }

// IsAll reports whether everything is in s.
func (s *Set) IsAll() bool { return *s == All() }
