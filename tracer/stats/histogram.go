package stats

import (
	"math/bits"
	"time"
)

// subBits is the binary logarithm of the number of buckets per power of two: a quantile is
// off by less than a thirty-second.
const subBits = 4

// histogram counts durations in buckets whose width grows with them. Its size does not depend on their number.
type histogram [(64 - subBits) << subBits]uint32

func (h *histogram) add(d time.Duration) { h[bucket(uint64(max(0, d)))]++ }

func (h *histogram) merge(o *histogram) {
	for i, n := range o {
		h[i] += n
	}
}

// bucket returns the number of the bucket of v. Small values have one each.
func bucket(v uint64) int {
	if v < 1<<subBits {
		return int(v)
	}
	shift := bits.Len64(v) - 1 - subBits
	return shift<<subBits + int(v>>shift)
}

// middle returns the middle of a bucket.
func middle(i int) uint64 {
	if i < 2<<subBits {
		return uint64(i)
	}
	shift := i>>subBits - 1
	low := uint64(i-shift<<subBits) << shift
	return low + uint64(1)<<shift/2
}

// quantile returns the duration that the share q of those counted does not exceed, 0 if there are none.
func (h *histogram) quantile(q float64) time.Duration {
	var all uint64
	for _, n := range h {
		all += uint64(n)
	}
	rank := uint64(q*float64(all)) + 1 // the first that is not below
	if float64(rank-1) == q*float64(all) && rank > 1 {
		rank--
	}
	var seen uint64
	for i, n := range h {
		if seen += uint64(n); seen >= rank && n > 0 {
			return time.Duration(middle(i))
		}
	}
	return 0
}
