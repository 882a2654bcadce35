package seccompgen

import (
	"math"
	"math/bits"
	"slices"
	"sort"
)

// elem is a range of numbers with one verdict: a single number, or all that are above the tables.
type elem struct {
	lo, hi uint32
	label  int32
	weight int32
}

// run is a maximal series of elements of one verdict, with nothing of another between them.
type run struct {
	lo, hi uint32 // the first and the last number
	label  int32
	weight int32
	first  int // index of the first element
}

// runs joins neighbours of equal verdict. Example: 0 T, 1 A, 2 A, 4 A, 5 T has three runs, 0, 1–4 and
// 5: nobody cares for 3.
func runs(list []elem, into []run) []run {
	for i := range list {
		e := &list[i]
		if n := len(into); n > 0 && into[n-1].label == e.label {
			into[n-1].hi = e.hi
			into[n-1].weight += e.weight
			continue
		}
		into = append(into, run{e.lo, e.hi, e.label, e.weight, i})
	}
	return into
}

// maxComparisons keeps the longest way within 14 instructions: two for the architecture, load,
// AND and RET are the others.
const maxComparisons = 9

// What an instruction of length costs, in comparisons made by one number: little where
// speed matters, much for a foreign ABI, most of whose programs are short-lived or few.
const (
	nativePrice  = 8
	foreignPrice = 30
)

// test is a comparison that could come next.
type test struct {
	op  uint16
	k   uint32
	est float64 // what the program is estimated to cost with it
}

// tree is a choice of comparisons: a leaf if op is 0.
type tree struct {
	op   uint16
	k    uint32
	leaf int32
	t, f *tree
	cost float64
}

// searcher finds a tree of comparisons for a list of elements.
//
// A node is split by the comparison after which the rest is estimated to cost least, where the
// estimate is the entropy of the runs: what the best tree over their edges would cost if
// weights were kind. Three kinds of comparison compete, see [searcher.tests]. Small lists try several
// comparisons and keep the best; the smallest try all.
type searcher struct {
	trees []tree
	// price is the cost of an instruction of length.
	price float64
	// width is how many comparisons are tried for so many runs.
	width func(runs int) int
}

// plan returns a tree for list. depth is how many comparisons there may be in a row. masked says
// that bit 30 has been cleared, or need not be. Example: of 0–9 with 3 and 4 traced, JGE #5 leaves 0–2 A, 3–4 T below,
// which takes JGE #3: two comparisons for those below 5, one for the others.
func (s *searcher) plan(list []elem, depth int, masked bool) *tree {
	var buf [64]run
	rs := runs(list, buf[:0])
	if len(rs) == 1 {
		return s.add(tree{leaf: rs[0].label})
	}
	var best *tree
	for _, c := range s.tests(list, rs, depth, masked) {
		if best != nil && c.est >= best.cost {
			break
		}
		if t := s.try(c, list, depth, masked); best == nil || t.cost < best.cost {
			best = t
		}
	}
	return best
}

func (s *searcher) add(t tree) *tree {
	if len(s.trees) == cap(s.trees) {
		s.trees = make([]tree, 0, 1024)
	}
	s.trees = append(s.trees, t)
	return &s.trees[len(s.trees)-1]
}

// try returns the tree that begins with comparison c.
func (s *searcher) try(c test, list []elem, depth int, masked bool) *tree {
	weight := total(list)
	cost := float64(weight) + s.price
	if c.op != opJset && !masked {
		cost += float64(weight) + s.price
		masked = true
	}
	holds, fails := split(list, c)
	t, f := s.plan(holds, depth-1, masked), s.plan(fails, depth-1, masked)
	return s.add(tree{op: c.op, k: c.k, t: t, f: f, cost: cost + t.cost + f.cost})
}

func total(list []elem) (weight int32) {
	for i := range list {
		weight += list[i].weight
	}
	return weight
}

// split divides list by a comparison. A range that it cuts is on both sides.
func split(list []elem, c test) (holds, fails []elem) {
	switch c.op {
	case opJge:
		i := sort.Search(len(list), func(i int) bool { return list[i].lo >= c.k })
		return list[i:], list[:i]
	case opJeq:
		for i := range list {
			if list[i].lo == c.k {
				fails = append(append(make([]elem, 0, len(list)-1), list[:i]...), list[i+1:]...)
				return list[i : i+1], fails
			}
		}
	}
	both := make([]elem, 0, len(list)+2)
	n := 0
	for i := range list {
		if e := &list[i]; e.lo != e.hi || e.lo&c.k != 0 {
			both = append(both, *e)
			n++
		}
	}
	for i := range list {
		if e := &list[i]; e.lo != e.hi || e.lo&c.k == 0 {
			both = append(both, *e)
		}
	}
	return both[:n:n], both[n:]
}

// tests returns the most promising comparisons, best first:
//
//   - JGE at the edge of a run: 0–4 T, 5–9 A needs JGE #5 only.
//   - JEQ of a run of one number, which lets its neighbours become one run:
//     0–4 A, 5 T, 6–9 A is JEQ #5 and nothing else.
//   - JSET of a bit, or of all bits that no number of another verdict has: T on 0x3b, 0x50 and 0x142 of
//     0–0x1ff leaves bits 2 and 7, so JSET #0x84 allows three quarters of all at once.
//
// Only those are taken that leave depth enough for halving.
func (s *searcher) tests(list []elem, rs []run, depth int, masked bool) []test {
	width := s.width(len(rs))
	best := make([]test, 0, width+1)
	offer := func(c test) {
		if len(best) == width && c.est >= best[width-1].est {
			return
		}
		i := len(best)
		for i > 0 && best[i-1].est > c.est {
			i--
		}
		if best = slices.Insert(best, i, c); len(best) > width {
			best = best[:width]
		}
	}
	// Before the number is masked, comparing it costs the AND, too.
	extra := 0.0
	if !masked {
		extra = float64(total(list)) + s.price
	}
	s.edges(rs, depth, extra, offer)
	s.singles(rs, depth, extra, offer)
	if len(rs) > 2 || !masked {
		s.masks(list, depth, !masked, offer)
	}
	return best
}

// needs is how many comparisons in a row n runs need at least if halved.
func needs(n int) int { return bits.Len(uint(n - 1)) }

// estimate is what n runs cost: sum is the sum of w·log2 w over them, w their weight.
func (s *searcher) estimate(weight int32, sum float64, n int) float64 {
	return xlogx(weight) - sum + s.price*float64(n-1)
}

// edges offers a JGE at every edge.
func (s *searcher) edges(rs []run, depth int, extra float64, offer func(test)) {
	var weight int32
	sum := 0.0
	for i := range rs {
		weight += rs[i].weight
		sum += xlogx(rs[i].weight)
	}
	var left int32
	leftSum := 0.0
	base := float64(weight) + s.price + extra
	for i := 1; i < len(rs); i++ {
		left += rs[i-1].weight
		leftSum += xlogx(rs[i-1].weight)
		if needs(i) > depth-1 || needs(len(rs)-i) > depth-1 {
			continue
		}
		offer(test{opJge, rs[i].lo, base + s.estimate(left, leftSum, i) +
			s.estimate(weight-left, sum-leftSum, len(rs)-i)})
	}
}

// singles offers a JEQ for every run of one number.
func (s *searcher) singles(rs []run, depth int, extra float64, offer func(test)) {
	var weight int32
	sum := 0.0
	for i := range rs {
		weight += rs[i].weight
		sum += xlogx(rs[i].weight)
	}
	for i := range rs {
		r := &rs[i]
		if r.lo != r.hi {
			continue
		}
		rest, n := sum-xlogx(r.weight), len(rs)-1
		if i > 0 && i < len(rs)-1 && rs[i-1].label == rs[i+1].label {
			a, b := rs[i-1].weight, rs[i+1].weight
			rest += xlogx(a+b) - xlogx(a) - xlogx(b)
			n--
		}
		if needs(n) > depth-1 {
			continue
		}
		offer(test{opJeq, r.lo, float64(weight) + s.price + extra + s.estimate(weight-r.weight, rest, n)})
	}
}

// masks offers JSETs.
func (s *searcher) masks(list []elem, depth int, unmasked bool, offer func(test)) {
	all, any := ^uint32(0), uint32(0)
	for i := range list {
		if list[i].lo == list[i].hi {
			all &= list[i].lo
			any |= list[i].lo
		}
	}
	varying := any &^ all
	for _, m := range pureMasks(list, varying) {
		s.mask(list, m, depth, unmasked, offer)
	}
	for rest := varying; rest != 0; rest &= rest - 1 {
		s.mask(list, rest&-rest, depth, unmasked, offer)
	}
}

// pureMasks returns, for the first verdicts in list, the bits that only numbers of this verdict have.
func pureMasks(list []elem, varying uint32) []uint32 {
	var masks []uint32
	var seen [2]int32
	n := 0
	for i := range list {
		l := list[i].label
		if n == len(seen) || slices.Contains(seen[:n], l) {
			continue
		}
		seen[n] = l
		n++
		others := uint32(0)
		for j := range list {
			if list[j].label != l {
				others |= list[j].lo | list[j].hi
			}
		}
		if m := varying &^ others; m&(m-1) != 0 {
			masks = append(masks, m)
		}
	}
	return masks
}

// side is what a JSET leaves on one side.
type side struct {
	weight, last, lastWeight int32
	runs                     int
	sum                      float64
}

func (d *side) add(e *elem) {
	if d.runs == 0 || e.label != d.last {
		d.sum += xlogx(d.lastWeight)
		d.runs++
		d.last, d.lastWeight = e.label, 0
	}
	d.lastWeight += e.weight
	d.weight += e.weight
}

// mask offers one JSET.
func (s *searcher) mask(list []elem, m uint32, depth int, unmasked bool, offer func(test)) {
	var sides [2]side
	for i := range list {
		e := &list[i]
		if e.lo != e.hi {
			sides[0].add(e)
			sides[1].add(e)
			continue
		}
		which := 0
		if e.lo&m != 0 {
			which = 1
		}
		sides[which].add(e)
	}
	est := s.price
	for i := range sides {
		d := &sides[i]
		if d.runs == 0 || needs(d.runs) > depth-1 {
			return
		}
		d.sum += xlogx(d.lastWeight)
		est += float64(d.weight) + s.estimate(d.weight, d.sum, d.runs)
		if unmasked && d.runs > 1 {
			est += float64(d.weight) + s.price
		}
	}
	offer(test{opJset, m, est})
}

// xlogx is w·log2 w.
func xlogx(w int32) float64 {
	if w < int32(len(xlogxTable)) {
		return xlogxTable[w]
	}
	return float64(w) * math.Log2(float64(w))
}

var xlogxTable = func() (t [1024]float64) {
	for w := 2; w < len(t); w++ {
		t[w] = float64(w) * math.Log2(float64(w))
	}
	return t
}()
