package seccompgen

import (
	"errors"
	"slices"
	"testing"

	"golang.org/x/net/bpf"

	"strake/tracer/abi"
)

// FuzzGenerate makes a set and options of its input, and asks the program for its verdict on every number, and on those
// with rules with every combination of arguments that the rules know of, and their neighbours. The set itself says
// what is right. Besides, the VM has to agree, and what the kernel is said to cache has to be allowed.
func FuzzGenerate(f *testing.F) {
	f.Add([]byte{0x70, 0x02, 0x00, 0x50, 0x00, 0x01})
	f.Add([]byte{0xff, 0x11, 0x01, 0x48, 0x00, 0x01, 0x00, 0x03, 5, 6, 7})
	f.Add([]byte{0x31, 0x12, 0x02, 0xff, 0x0f, 0x00, 0x16, 0x21, 0xaa, 0x01})
	f.Fuzz(func(t *testing.T, input []byte) {
		set, opt := fuzzed(input)
		p, err := Generate(set, opt)
		if tooLong := new(TooLongError); errors.As(err, &tooLong) {
			if tooLong.Length <= MaxInsns {
				t.Fatal(err)
			}
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		code, _ := bpf.Disassemble(p.Code)
		vm, err := bpf.NewVM(code)
		if err != nil {
			t.Fatal(err)
		}
		fuzzedCalls(set, func(d *Data) { checkVerdict(t, set, p, vm, d) })
	})
}

// checkVerdict asks everything there is for its verdict on one call.
func checkVerdict(t *testing.T, set *Set, p *Program, vm *bpf.VM, d *Data) {
	t.Helper()
	want := naive(set, d)
	got, _ := Run(p.Code, d)
	switch {
	case got != RetTrace && got != RetAllow:
		t.Fatalf("%s: %+v: action %#x", p.Algorithm, d, got)
	case want != DontCare && (got == RetTrace) != (want == Trace):
		t.Fatalf("%s: %+v: action %#x, want verdict %d", p.Algorithm, d, got, want)
	case got != RetAllow && IsConstantAllow(p.Code, d.Arch, d.Nr):
		t.Fatalf("%s: %+v: would be cached", p.Algorithm, d)
	}
	// The VM is slow, and agrees mostly.
	if d.Nr%16 == 0 || len(set.Calls[abi.X8664].Rules) > 0 {
		if is, err := vm.Run(vmData(d)); err != nil || uint32(is) != got {
			t.Fatalf("%s: %+v: action %#x, the VM says %#x (%v)", p.Algorithm, d, got, is, err)
		}
	}
}

// reader is an input from the front; what is missing is 0.
type reader struct{ rest []byte }

func (b *reader) one() int {
	if len(b.rest) == 0 {
		return 0
	}
	v := b.rest[0]
	b.rest = b.rest[1:]
	return int(v)
}

func (b *reader) two() uint32 { return uint32(b.one()) | uint32(b.one())<<8 }

// maxFuzzed is how many items an input stands for at most: more are slow, and no other programs.
const maxFuzzed = 24

// fuzzed makes a set and options. The first two bytes choose verdicts, ABIs and algorithm; then follow items.
func fuzzed(input []byte) (*Set, Options) {
	in := &reader{input}
	head, ids := in.one(), in.one()
	set := &Set{Calls: map[abi.ID]Calls{}, Unassigned: Verdict(head % 3), Foreign: Verdict(head / 3 % 3)}
	opt := Options{Algorithm: Algorithms()[head/9%len(Algorithms())]}
	if ids&0x80 != 0 {
		opt.Weight = func(_ abi.ID, nr uint32) int { return int(nr) * ids % 97 }
	}
	chosen := fuzzedABIs(ids)
	for _, id := range chosen {
		set.Calls[id] = Calls{}
	}
	for n := 0; len(in.rest) > 0 && n < maxFuzzed; n++ {
		kind := in.one()
		id := chosen[kind>>4%len(chosen)]
		calls := set.Calls[id]
		calls.add(in, kind&0xf)
		set.Calls[id] = calls
	}
	return set, opt
}

func fuzzedABIs(mask int) []abi.ID {
	var list []abi.ID
	for i, id := range []abi.ID{abi.X8664, abi.I386, abi.AArch64, abi.X32} {
		if mask>>i&1 != 0 && (id != abi.X32 || slices.Contains(list, abi.X8664)) {
			list = append(list, id)
		}
	}
	if list == nil {
		list = []abi.ID{abi.X8664}
	}
	return list
}

// add adds an item: numbers at equal distances, a rule of a multiplexer, or a rule.
func (c *Calls) add(in *reader, kind int) {
	switch {
	case kind < 10:
		nr, count, step := in.two()%(maxNr+1), in.one(), uint32(kind)+1
		for ; count >= 0 && nr <= maxNr; count, nr = count-1, nr+step {
			c.Numbers = append(c.Numbers, nr)
		}
	case kind == 10:
		c.Rules = append(c.Rules, Socketcall(chosenBits(in.two())...))
	case kind == 11:
		c.Rules = append(c.Rules, IPC(chosenBits(in.two())...))
	default:
		r := Rule{Nr: in.two() % (maxNr + 1)}
		for range 1 + kind&1 {
			r.Conds = append(r.Conds, fuzzedCond(in))
		}
		c.Rules = append(c.Rules, r)
	}
}

func chosenBits(mask uint32) (list []uint32) {
	for i := range uint32(16) {
		if mask>>i&1 != 0 {
			list = append(list, i)
		}
	}
	return list
}

func fuzzedCond(in *reader) Cond {
	shape := in.one()
	c := Cond{Arg: shape % 6, Mask: []uint32{0, 0xffff, 0x7f, 0x80000000, 0xf0f0f0f0}[shape/6%5]}
	for range in.one() % 6 {
		c.Values = append(c.Values, fuzzedValue(in.one()))
	}
	if shape >= 128 {
		for range in.one() % 6 {
			c.Domain = append(c.Domain, fuzzedValue(in.one()))
		}
	}
	return c
}

// fuzzedValue is a small number mostly, but also one in the middle or at the end.
func fuzzedValue(b int) uint32 {
	switch v := uint32(b); v >> 6 {
	case 2:
		return v << 24
	case 3:
		return ^(v & 0x3f)
	default:
		return v
	}
}

// fuzzedCalls yields every number with no arguments, and numbers with rules with those that matter.
func fuzzedCalls(set *Set, f func(d *Data)) {
	for _, arch := range audits {
		for nr := range uint32(maxNr + 20) {
			f(&Data{Nr: nr, Arch: arch})
			f(&Data{Nr: nr | abi.X32Bit, Arch: arch})
		}
		f(&Data{Nr: ^uint32(0), Arch: arch})
	}
	for id, calls := range set.Calls {
		for _, r := range calls.Rules {
			combinations(calls.Rules, r.Nr, func(args [6]uint64) {
				f(&Data{Nr: r.Nr, Arch: id.Get().Audit, Args: args})
			})
		}
	}
}

// combinations yields what the arguments of number nr may be as far as its rules can tell.
func combinations(rules []Rule, nr uint32, f func(args [6]uint64)) {
	list := [][6]uint64{{}}
	for _, r := range rules {
		if r.Nr != nr {
			continue
		}
		for _, c := range r.Conds {
			list = vary(list, c)
		}
	}
	for _, args := range list {
		f(args)
	}
}

// maxCombinations keeps numbers with many rules short.
const maxCombinations = 500

// vary returns list, and list with an argument replaced by each value that c knows, its neighbours, and
// the value with bits that the condition must not see.
func vary(list [][6]uint64, c Cond) [][6]uint64 {
	all := slices.Clone(list)
	for _, v := range slices.Concat(c.Values, c.Domain) {
		for _, v := range []uint64{uint64(v), uint64(v - 1), uint64(v + 1), uint64(v) | 0xdead<<32, uint64(v ^ ^c.Mask)} {
			for _, args := range list {
				if len(all) == maxCombinations {
					return all
				}
				args[c.Arg] = v
				all = append(all, args)
			}
		}
	}
	return all
}
