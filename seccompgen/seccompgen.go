package seccompgen

import (
	"fmt"
	"slices"

	"golang.org/x/net/bpf"

	"strake/tracer/abi"
)

// Actions (linux/seccomp.h).
const (
	RetTrace = 0x7ff00000
	RetAllow = 0x7fff0000
)

// MaxInsns is BPF_MAXINSNS of linux/bpf_common.h: the kernel takes no longer program.
const MaxInsns = 4096

// Algorithm is a way to find the verdict on a number.
type Algorithm string

// The algorithms.
const (
	// Auto takes the best of those that the kernel can cache.
	Auto Algorithm = "auto"
	// Linear compares with one traced number, or run of them, after the other.
	Linear Algorithm = "linear"
	// LinearInverted compares with what is not traced.
	LinearInverted Algorithm = "linear-inverted"
	// Bitmap looks a bit up in words of 32. The kernel cannot cache its verdicts.
	Bitmap Algorithm = "bitmap"
	// Binary halves the runs.
	Binary Algorithm = "binary"
	// Optimal searches for the tree with the fewest executed instructions.
	Optimal Algorithm = "optimal"
)

// Algorithms are all of them, Auto first.
func Algorithms() []Algorithm {
	return []Algorithm{Auto, Linear, LinearInverted, Bitmap, Binary, Optimal}
}

// Options are what a program may be tuned by. The zero value is right for most: Auto, all calls alike, TRACE and ALLOW.
type Options struct {
	// Algorithm is Auto if empty.
	Algorithm Algorithm
	// Weight says how often a number is called, in relation to others; nil stands for 1 for all,
	// and 0 for x32's.
	Weight func(id abi.ID, nr uint32) int
	// Trace and Allow replace the actions SECCOMP_RET_TRACE and SECCOMP_RET_ALLOW if not 0.
	Trace, Allow uint32
}

// Program is a filter.
type Program struct {
	Code []bpf.RawInstruction
	// Algorithm is the one that was used, never Auto.
	Algorithm Algorithm
	// Cost is how many instructions are executed on average over the known numbers of the
	// first ABI, as Options.Weight has them; Worst is the most of any ABI's.
	Cost  float64
	Worst int
	// Cacheable is the share of untraced numbers without a rule that the kernel knows to be allowed.
	Cacheable float64
	// runs is how many ranges of equal verdict the largest table has.
	runs int
}

// TooLongError is a program that the kernel would not take. Numbers alone never make one; argument rules by the thousand do.
type TooLongError struct {
	Algorithm Algorithm
	Length    int
}

func (e *TooLongError) Error() string {
	by := ""
	if e.Algorithm != "" {
		by = fmt.Sprintf(" (%s)", e.Algorithm)
	}
	return fmt.Sprintf("the seccomp program%s has %d instructions; the kernel takes %d", by, e.Length, MaxInsns)
}

// ABIError is a set for an ABI that no program can be made for.
type ABIError struct {
	ABI    abi.ID
	Reason string
}

func (e *ABIError) Error() string { return "seccomp program: " + e.Reason }

// RuleError is a number or rule that cannot be.
type RuleError struct {
	ABI    abi.ID
	Nr     uint32
	Reason string
}

func (e *RuleError) Error() string {
	return fmt.Sprintf("seccomp program: number %d of %s: %s", e.Nr, e.ABI, e.Reason)
}

// AlgorithmError is a name that no algorithm has.
type AlgorithmError struct{ Name Algorithm }

func (e *AlgorithmError) Error() string { return fmt.Sprintf("no such algorithm: %q", string(e.Name)) }

// Generate makes the program for set. Its errors are [*ABIError], [*RuleError], [*AlgorithmError] and [*TooLongError].
func Generate(set *Set, opt Options) (*Program, error) {
	if err := set.check(); err != nil {
		return nil, err
	}
	switch opt.Algorithm {
	case Auto, "":
		return best(set, opt)
	case Linear, LinearInverted, Bitmap, Binary, Optimal:
		return generate(set, opt)
	}
	return nil, &AlgorithmError{opt.Algorithm}
}

// best takes the program that the kernel caches most of, that executes the fewest instructions, and that is
// the shortest of these. A list is tried only where it is short enough to have a chance against a tree,
// which takes about log2 of its length; halving the runs blindly and bitmaps have none.
func best(set *Set, opt Options) (*Program, error) {
	opt.Algorithm = Optimal
	found, err := generate(set, opt)
	if err != nil || found.runs > shortList {
		return found, err
	}
	for _, opt.Algorithm = range []Algorithm{Linear, LinearInverted} {
		if p, err := generate(set, opt); err == nil && p.better(found) {
			found = p
		}
	}
	return found, nil
}

// shortList is how many runs a list may have to have a chance against a tree.
const shortList = 20

func (p *Program) better(q *Program) bool {
	switch {
	case p.Cacheable != q.Cacheable:
		return p.Cacheable > q.Cacheable
	case p.Cost != q.Cost:
		return p.Cost < q.Cost
	}
	return len(p.Code) < len(q.Code)
}

// generator makes one program.
type generator struct {
	graph
	set          *Set
	opt          Options
	trace, allow int32
	// price is that of an instruction of length in the tree that is being made.
	price float64
}

func generate(set *Set, opt Options) (*Program, error) {
	g := &generator{set: set, opt: opt}
	g.index = make(map[node]int32, 256)
	g.nodes = make([]node, 0, 256)
	g.trace, g.allow = g.ret(action(opt.Trace, RetTrace)), g.ret(action(opt.Allow, RetAllow))
	archs := g.archs()
	p := &Program{Code: g.emit(g.dispatch(archs)), Algorithm: opt.Algorithm}
	if len(p.Code) > MaxInsns {
		return nil, &TooLongError{opt.Algorithm, len(p.Code)}
	}
	g.measure(p, archs)
	return p, nil
}

func action(chosen, usual uint32) uint32 {
	if chosen != 0 {
		return chosen
	}
	return usual
}

// dispatch returns the node at which the program starts: the native ABI is asked for first. Example, with
// T and N for the trees: LD arch; JEQ x86_64, T; JEQ i386, N; RET TRACE.
func (g *generator) dispatch(archs []arch) int32 {
	next := g.verdict(g.set.Foreign)
	for i := len(archs) - 1; i >= 0; i-- {
		root := g.lookup(&archs[i])
		if next == noLabel {
			next = root
			continue
		}
		next = g.jump(opJeq, archs[i].audit, root, next)
	}
	return g.stmt(opLoad, offArch, next)
}

// verdict is the node that a verdict stands for.
func (g *generator) verdict(v Verdict) int32 {
	switch v {
	case Trace:
		return g.trace
	case Allow:
		return g.allow
	}
	return noLabel
}

// weight is how often a number is called.
func (g *generator) weight(id abi.ID, nr uint32) int32 {
	switch {
	case g.opt.Weight != nil:
		return int32(min(max(0, g.opt.Weight(id, nr)), 1<<16))
	case id == abi.X32:
		return 0
	}
	return 1
}

// lookup returns the node that finds the verdict on a number of one architecture.
func (g *generator) lookup(a *arch) int32 {
	if len(a.plain) == 0 && len(a.x32) == 0 {
		return g.allow
	}
	g.price = foreignPrice
	if a.native {
		g.price = nativePrice
	}
	root := g.numbers(a.plain, !a.fold)
	if len(a.x32) > 0 {
		root = g.jump(opJset, abi.X32Bit, g.numbers(a.x32, false), root)
	}
	return g.stmt(opLoad, offNr, root)
}

// numbers returns the node that finds the verdict on the number in the accumulator.
func (g *generator) numbers(list []elem, masked bool) int32 {
	if len(list) == 0 {
		return g.allow
	}
	var root int32
	switch g.opt.Algorithm {
	case Optimal:
		return g.optimal(list, masked)
	case Bitmap:
		return g.bitmap(list, masked)
	case Linear:
		root = g.linear(list, g.allow)
	case LinearInverted:
		root = g.linear(list, g.trace)
	default:
		root = g.binary(runs(list, nil))
	}
	if !masked && !g.isLeaf(root) {
		root = g.stmt(opAnd, ^uint32(abi.X32Bit), root)
	}
	return root
}

func (g *generator) isLeaf(id int32) bool { return g.nodes[id].op == opRet }

// optimal searches for the best tree.
func (g *generator) optimal(list []elem, masked bool) int32 {
	depth := max(maxComparisons, needs(len(runs(list, nil))))
	s := searcher{price: g.price, width: beam}
	return g.grow(s.plan(list, depth, masked), masked)
}

// grow turns a tree into nodes. The AND that clears the x32 bit comes only where a number is first compared
// as a whole. Example: JSET #0x84 over JEQ #59 becomes "JSET #0x84, ALLOW; AND #0xbfffffff; JEQ #59, TRACE, ALLOW": the first
// does not see bit 30, and who is allowed by it need not be masked.
func (g *generator) grow(t *tree, masked bool) int32 {
	if t.op == 0 {
		return t.leaf
	}
	if t.op != opJset && !masked {
		return g.stmt(opAnd, ^uint32(abi.X32Bit), g.grow(t, true))
	}
	return g.jump(t.op, t.k, g.grow(t.t, masked), g.grow(t.f, masked))
}

// beam is how many comparisons are tried for so many runs: most where they are few, since a plan of few runs
// is made fast, and there are many of them.
func beam(runs int) int {
	switch {
	case runs <= 4:
		return 4
	case runs <= 8:
		return 3
	case runs <= 16:
		return 2
	}
	return 1
}

// measure fills in what is known of a program when it is done.
func (g *generator) measure(p *Program, archs []arch) {
	allow := g.nodes[g.allow].k
	var sum, weight float64
	cached, untraced := 0, 0
	for i := range archs {
		p.runs = max(p.runs, len(runs(archs[i].plain, nil)))
		for _, list := range [][]elem{archs[i].plain, archs[i].x32} {
			for _, e := range list {
				_, n := Run(p.Code, &Data{Nr: e.lo, Arch: archs[i].audit})
				p.Worst = max(p.Worst, n)
				if i == 0 {
					sum += float64(n) * float64(e.weight)
					weight += float64(e.weight)
				}
				if e.label == g.allow && e.weight > 0 {
					untraced++
					if isConstant(p.Code, archs[i].audit, e.lo, allow) {
						cached++
					}
				}
			}
		}
	}
	p.Cost, p.Cacheable = ratio(sum, weight, 0), ratio(float64(cached), float64(untraced), 1)
}

func ratio(a, b, none float64) float64 {
	if b == 0 {
		return none
	}
	return a / b
}

// check finds what no program can be made for.
func (s *Set) check() error {
	for id, calls := range s.Calls {
		if id >= abi.Count {
			return &ABIError{id, fmt.Sprintf("ABI %d is unknown; x86_64, x32, i386 and aarch64 are supported, arm is not", id)}
		}
		if err := calls.check(id); err != nil {
			return err
		}
	}
	if _, ok := s.Calls[abi.X32]; ok {
		if _, ok := s.Calls[abi.X8664]; !ok {
			return &ABIError{abi.X32, "x32 shares its architecture with x86_64, which the set lacks"}
		}
	}
	if len(s.Calls) == 0 {
		return &ABIError{abi.Count, "the set has no ABI"}
	}
	return nil
}

// maxNr is the highest number that a set may name; the kernel's tables have fewer than 600.
const maxNr = 1023

func (c *Calls) check(id abi.ID) error {
	for _, nr := range c.Numbers {
		if nr > maxNr {
			return &RuleError{id, nr, tooHigh(id, nr)}
		}
	}
	for _, r := range c.Rules {
		if r.Nr > maxNr {
			return &RuleError{id, r.Nr, tooHigh(id, r.Nr)}
		}
		bad := func(c Cond) bool { return c.Arg < 0 || c.Arg > 5 }
		if i := slices.IndexFunc(r.Conds, bad); i >= 0 {
			return &RuleError{id, r.Nr, fmt.Sprintf("there is no argument %d", r.Conds[i].Arg)}
		}
	}
	return nil
}

func tooHigh(id abi.ID, nr uint32) string {
	switch {
	case id == abi.X32 && nr&abi.X32Bit != 0:
		return "numbers of x32 are given without bit 30"
	case id == abi.AArch64 && nr>>16 == 0xf:
		return "this is a private call of arm's, and programs for arm are not supported"
	}
	return fmt.Sprintf("above %d", maxNr)
}
