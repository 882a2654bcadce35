package filter

// NumSet is a set of non-negative numbers: signals, file descriptors. The zero
// value is empty.
type NumSet struct {
	// bits has the numbers that differ from what inverted says of the rest.
	bits     []uint64
	inverted bool
}

// AllNums returns the set of all numbers.
func AllNums() NumSet { return NumSet{inverted: true} }

// Has reports whether n is in s. Negative numbers never are.
func (s *NumSet) Has(n int) bool {
	if n < 0 {
		return false
	}
	w := uint(n) >> 6
	return w < uint(len(s.bits)) && s.bits[w]>>(uint(n)&63)&1 != 0 != s.inverted ||
		w >= uint(len(s.bits)) && s.inverted
}

// IsEmpty reports whether no number is in s.
func (s *NumSet) IsEmpty() bool {
	if s.inverted {
		return false
	}
	for _, w := range s.bits {
		if w != 0 {
			return false
		}
	}
	return true
}

// IsAll reports whether every number is in s.
func (s *NumSet) IsAll() bool {
	c := NumSet{bits: s.bits, inverted: !s.inverted}
	return c.IsEmpty()
}

// Add returns s with n in it. s itself is not changed.
func (s NumSet) Add(n int) NumSet {
	if n < 0 || s.Has(n) {
		return s
	}
	bits := make([]uint64, max(len(s.bits), n>>6+1))
	copy(bits, s.bits)
	bits[n>>6] ^= 1 << (n & 63)
	return NumSet{bits: bits, inverted: s.inverted}
}

// Complement returns the set of the numbers that are not in s.
func (s NumSet) Complement() NumSet {
	s.inverted = !s.inverted
	return s
}
