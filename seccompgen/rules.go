package seccompgen

import "slices"

// anyRule returns the node that traces a call if one of the rules holds. Example: of socket(2), domain 1 with
// type 5, or domain 16, is "LD args[0]; JEQ #1, 0, else; LD args[1]; JEQ #5, TRACE; else: LD args[0]; JEQ #16, TRACE, ALLOW".
func (g *generator) anyRule(rules []Rule) int32 {
	next := g.allow
	for _, r := range slices.Backward(mergeRules(rules)) {
		hit := g.trace
		for _, c := range slices.Backward(r.Conds) {
			hit = g.cond(c, hit, next)
		}
		next = hit
	}
	return next
}

// mergeRules joins rules that ask for the same bits of the same argument. Example: cmd is F_GETLK or cmd is F_SETLK is
// one load and a tree over two values.
func mergeRules(rules []Rule) []Rule {
	var merged []Rule
	for _, r := range rules {
		i := slices.IndexFunc(merged, func(m Rule) bool { return sameQuestion(m, r) })
		if i < 0 {
			merged = append(merged, r)
			continue
		}
		c := merged[i].Conds[0]
		c.Values = slices.Concat(c.Values, r.Conds[0].Values)
		merged[i].Conds = []Cond{c}
	}
	return merged
}

func sameQuestion(a, b Rule) bool {
	if len(a.Conds) != 1 || len(b.Conds) != 1 {
		return false
	}
	c, d := a.Conds[0], b.Conds[0]
	return c.Arg == d.Arg && c.Mask == d.Mask && slices.Equal(c.Domain, d.Domain)
}

// cond returns the node that goes on at hit if c holds, else at miss. Example: the values 1 and 2 under mask 3 are
// "LD args[1]; AND #3; JGE #1, 0, miss; JGE #3, miss, hit". All or none of the domain is no question: socketcall with all
// of its twenty operations is hit.
func (g *generator) cond(c Cond, hit, miss int32) int32 {
	list := values(c, hit, miss)
	if len(list) == 0 {
		return miss
	}
	rs := runs(list, nil)
	if len(rs) == 1 {
		return rs[0].label
	}
	s := searcher{price: 1, width: beam}
	root := g.grow(s.plan(list, needs(len(rs))+1, true), true)
	if c.Mask != 0 && c.Mask != ^uint32(0) {
		root = g.stmt(opAnd, c.Mask, root)
	}
	return g.stmt(opLoad, offArgs+8*uint32(c.Arg), root)
}

// values makes elements of a condition: the domain's values, or all that there are.
// A value that the mask cannot leave never matches.
func values(c Cond, hit, miss int32) []elem {
	mask := c.Mask
	if mask == 0 {
		mask = ^uint32(0)
	}
	wanted := slices.Clone(c.Values)
	wanted = slices.DeleteFunc(wanted, func(v uint32) bool { return v&^mask != 0 })
	slices.Sort(wanted)
	wanted = slices.Compact(wanted)
	if c.Domain != nil {
		return inDomain(c.Domain, wanted, hit, miss)
	}
	var list []elem
	from := uint64(0)
	for _, v := range wanted {
		if uint64(v) > from {
			list = append(list, elem{uint32(from), v - 1, miss, 1})
		}
		list = append(list, elem{v, v, hit, 1})
		from = uint64(v) + 1
	}
	if from <= uint64(mask) {
		list = append(list, elem{uint32(from), mask, miss, 1})
	}
	return list
}

func inDomain(domain, wanted []uint32, hit, miss int32) []elem {
	all := slices.Compact(slices.Sorted(slices.Values(domain)))
	list := make([]elem, len(all))
	for i, v := range all {
		list[i] = elem{v, v, miss, 1}
		if _, ok := slices.BinarySearch(wanted, v); ok {
			list[i].label = hit
		}
	}
	return list
}
