package filter

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"strake/tracer/abi"
)

// NumSet is a set of non-negative numbers: signals, file descriptors. The zero
// value is empty.
type NumSet struct {
	// nums are, in order, the members of the set, or those that are not if
	// inverted is set. Sets are written by hand: they are small.
	nums     []int
	inverted bool
}

// AllNums returns the set of all numbers.
func AllNums() NumSet { return NumSet{inverted: true} }

// Has reports whether n is in s. Negative numbers never are.
func (s *NumSet) Has(n int) bool {
	if n < 0 {
		return false
	}
	return slices.Contains(s.nums, n) != s.inverted
}

// IsEmpty reports whether no number is in s.
func (s *NumSet) IsEmpty() bool { return !s.inverted && len(s.nums) == 0 }

// IsAll reports whether every number is in s.
func (s *NumSet) IsAll() bool { return s.inverted && len(s.nums) == 0 }

// Add returns s with n in it. s itself is not changed.
func (s NumSet) Add(n int) NumSet {
	if n < 0 || s.Has(n) {
		return s
	}
	i, found := slices.BinarySearch(s.nums, n)
	if found {
		s.nums = slices.Delete(slices.Clone(s.nums), i, i+1)
	} else {
		s.nums = slices.Insert(slices.Clone(s.nums), i, n)
	}
	return s
}

// Members returns the members of s in order, and false if they cannot be listed.
func (s *NumSet) Members() ([]int, bool) { return s.nums, !s.inverted }

// Complement returns the set of the numbers that are not in s.
func (s NumSet) Complement() NumSet {
	s.inverted = !s.inverted
	return s
}

// maxSignal is the highest number that -e signal= takes.
const maxSignal = 255

// ParseSignals parses the set of signals of -e signal=: names with or without
// SIG in any case, or numbers.
func ParseSignals(expr string) (NumSet, error) {
	return parseNums(expr, "signal", ParseSignal)
}

// ParseSignal returns the number of the signal that s names, in decimal or by
// name, or false.
func ParseSignal(s string) (int, bool) {
	if n, ok := number(s); ok {
		return n, n <= maxSignal
	}
	name := strings.ToUpper(s)
	if !strings.HasPrefix(name, "SIG") {
		name = "SIG" + name
	}
	for n := range maxSignal {
		if known := abi.SignalName(n); known != "" && known == name {
			return n, true
		}
	}
	return 0, false
}

// ParseFDs parses a set of file descriptors, as of -e read=.
func ParseFDs(expr string) (NumSet, error) {
	return parseNums(expr, "descriptor", number)
}

// number parses a decimal number of digits only that fits an int of C.
func number(s string) (int, bool) {
	if s == "" || s[0] < '0' || s[0] > '9' {
		return 0, false
	}
	n, err := strconv.ParseUint(s, 10, 31)
	return int(n), err == nil
}

func parseNums(expr, what string, parse func(string) (int, bool)) (NumSet, error) {
	var nums NumSet
	negate, all, err := parseList(expr, what, func(member string) bool {
		n, ok := parse(member)
		if ok {
			nums = nums.Add(n)
		}
		return ok
	})
	if err != nil {
		return NumSet{}, err
	}
	if negate != all {
		nums = nums.Complement()
	}
	return nums, nil
}

// Name is a member of a set of names, with the bit that stands for it.
type Name struct {
	Name string
	Bit  uint
}

// ParseNames parses a set of names, as of -e status=, and returns the bits of
// its members. Case does not matter. What calls the set in messages.
func ParseNames(expr, what string, names []Name) (uint, error) {
	var set, every uint
	for _, n := range names {
		every |= n.Bit
	}
	negate, all, err := parseList(expr, what, func(member string) bool {
		for _, n := range names {
			if strings.EqualFold(n.Name, member) {
				set |= n.Bit
				return true
			}
		}
		return false
	})
	if err != nil {
		return 0, err
	}
	if negate != all {
		set = every &^ set
	}
	return set, nil
}

// parseList parses what sets of numbers and of names have in common:
//
//	[!]{ all | none | MEMBER[,MEMBER]… }
//
// Add is called with each member and says whether there is such a one.
func parseList(expr, what string, add func(member string) bool) (negate, all bool, err error) {
	list, negate := cutNegation(expr)
	if list == "all" || list == "none" {
		return negate, list == "all", nil
	}
	empty := true
	for member := range strings.SplitSeq(list, ",") {
		if member == "" {
			continue
		}
		empty = false
		if !add(member) {
			return false, false, &Error{Msg: fmt.Sprintf("invalid %s '%s'", what, member)}
		}
	}
	if empty {
		return false, false, &Error{Msg: fmt.Sprintf("invalid %s '%s'", what, expr)}
	}
	return negate, false, nil
}
