package seccompgen

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"

	"golang.org/x/net/bpf"

	"strake/tracer/abi"
)

// numbers are all that a test asks for: the tables, what is above them, and the ends of the range.
func numbers() []uint32 {
	list := []uint32{1 << 10, 1<<29 + 7, ^uint32(0), ^uint32(0) &^ abi.X32Bit, 1<<31 - 1, 0xffffff00}
	for nr := range uint32(1100) {
		list = append(list, nr, nr|abi.X32Bit)
	}
	return list
}

// arguments are those to try with a number of an ABI: all 0, all ones, and what its rules tell apart.
func arguments(s *Set, arch, nr uint32) [][6]uint64 {
	const ones = ^uint64(0)
	list := [][6]uint64{{}, {ones, ones, ones, ones, ones, ones}}
	for id, c := range s.Calls {
		if id.Get().Audit != arch {
			continue
		}
		for _, r := range c.Rules {
			if r.Nr == nr {
				return append(list, ruledArguments(c.Rules, nr)...)
			}
		}
	}
	return list
}

// ruledArguments are what rules know of, and every small number with bits that they should not, or should, see.
func ruledArguments(rules []Rule, nr uint32) (list [][6]uint64) {
	combinations(rules, nr, func(args [6]uint64) { list = append(list, args) })
	for _, r := range rules {
		if r.Nr != nr {
			continue
		}
		for _, c := range r.Conds {
			for v := range uint64(40) {
				for _, v := range []uint64{v, v | 1<<16, v | 1<<32, v | 0x80} {
					var args [6]uint64
					args[c.Arg] = v
					list = append(list, args)
				}
			}
		}
	}
	return list
}

// audits are the architectures to try.
var audits = []uint32{abi.AuditArchX8664, abi.AuditArchI386, abi.AuditArchAArch64, 0x40000028 /* arm */}

// eachCall calls f with every call worth trying.
func eachCall(s *Set, f func(d *Data)) {
	for _, arch := range audits {
		for _, nr := range numbers() {
			for _, args := range arguments(s, arch, nr) {
				f(&Data{Nr: nr, Arch: arch, IP: 0xdeadbeef00000000, Args: args})
			}
		}
	}
}

// compare reports the first calls that a program is wrong about.
func compare(t *testing.T, s *Set, p *Program) {
	t.Helper()
	wrong := 0
	eachCall(s, func(d *Data) {
		want := naive(s, d)
		got, _ := Run(p.Code, d)
		if got != RetTrace && got != RetAllow {
			t.Fatalf("action %#x for %+v", got, d)
		}
		if want != DontCare && (got == RetTrace) != (want == Trace) {
			if wrong++; wrong <= 5 {
				t.Errorf("%s: arch %#x, number %d (%#x), arguments %#x: action %#x, want %d", p.Algorithm, d.Arch, d.Nr, d.Nr, d.Args, got, want)
			}
		}
	})
	if wrong > 0 {
		t.Fatalf("%d wrong", wrong)
	}
}

// policies are the verdicts on what is in no table; named sets have the first.
var policies = []Verdict{Trace, Allow, DontCare}

func TestEveryCall(t *testing.T) {
	check := func(name string, set *Set) {
		for _, alg := range Algorithms() {
			t.Run(fmt.Sprintf("%s/%s/%d", name, alg, set.Unassigned), func(t *testing.T) {
				p, err := Generate(set, Options{Algorithm: alg})
				if err != nil {
					t.Fatal(err)
				}
				compare(t, set, p)
			})
		}
	}
	for name, set := range all() {
		check(name, set)
	}
	for name, set := range named() {
		for _, set.Unassigned = range policies[1:] {
			check(name, set)
		}
	}
}

// vmData is d as the VM of x/net/bpf wants it: its loads are big-endian.
func vmData(d *Data) []byte {
	b := make([]byte, 64)
	for off := uint32(0); off < 64; off += 4 {
		binary.BigEndian.PutUint32(b[off:], d.word(off))
	}
	return b
}

// The evaluator of this package and the VM that others wrote agree.
func TestEvaluatorIsTheVM(t *testing.T) {
	for name, set := range named() {
		for _, alg := range Algorithms() {
			p, err := Generate(set, Options{Algorithm: alg})
			if err != nil {
				t.Fatal(name, alg, err)
			}
			code, ok := bpf.Disassemble(p.Code)
			if !ok {
				t.Fatalf("%s, %s: an instruction that nobody knows", name, alg)
			}
			vm, err := bpf.NewVM(code)
			if err != nil {
				t.Fatal(name, alg, err)
			}
			eachCall(set, func(d *Data) {
				want, err := vm.Run(vmData(d))
				if got, _ := Run(p.Code, d); err != nil || uint32(want) != got {
					t.Fatalf("%s, %s: %+v: the VM says %#x (%v), Run %#x", name, alg, d, want, err, got)
				}
			})
		}
	}
}

// The kernel can cache every untraced number of every algorithm that has no table of bits.
func TestCacheable(t *testing.T) {
	for name, set := range all() {
		for _, alg := range Algorithms() {
			if alg == Bitmap {
				continue
			}
			p, err := Generate(set, Options{Algorithm: alg})
			if err != nil {
				t.Fatal(name, alg, err)
			}
			for id := range set.Calls {
				for nr, call := range id.Get().Syscalls {
					d := &Data{Nr: uint32(nr), Arch: id.Get().Audit}
					if call == "" || id == abi.X32 || naive(set, d) != Allow || ruled(set, id, nr) {
						continue
					}
					if !IsConstantAllow(p.Code, d.Arch, d.Nr) {
						t.Errorf("%s, %s: %s (%d of %s) is not known to be allowed", name, alg, call, nr, id)
					}
				}
			}
		}
	}
}

func ruled(s *Set, id abi.ID, nr int) bool {
	for _, r := range s.Calls[id].Rules {
		if r.Nr == uint32(nr) {
			return true
		}
	}
	return false
}

func TestBitmapIsNotCacheable(t *testing.T) {
	p, err := Generate(named()["files"], Options{Algorithm: Bitmap})
	if err != nil || p.Cacheable != 0 {
		t.Errorf("%v of the calls are cacheable (%v)", p.Cacheable, err)
	}
}

// Offsets of comparisons have 8 bits; longer ways need bridges.
func TestFarJumps(t *testing.T) {
	set := of(x86, func(_ string, nr int) bool { return nr%3 == 0 })
	for _, alg := range []Algorithm{Linear, LinearInverted, Binary} {
		p, err := Generate(set, Options{Algorithm: alg})
		if err != nil {
			t.Fatal(err)
		}
		if len(p.Code) <= 255 {
			t.Errorf("%s: %d instructions are no test", alg, len(p.Code))
		}
		compare(t, set, p)
	}
}

// tooMany is a set whose rules are longer than any program may be.
func tooMany() *Set {
	var rules []Rule
	for nr := range uint32(300) {
		values := make([]uint32, 10)
		for i := range values {
			values[i] = nr*1000 + uint32(i)*37
		}
		rules = append(rules, ByValue(nr, 1, values...))
	}
	return &Set{Calls: map[abi.ID]Calls{abi.X8664: {Rules: rules}}}
}

func TestErrors(t *testing.T) {
	arg := Rule{Nr: 1, Conds: []Cond{{Arg: 6}}}
	cases := []struct {
		name   string
		calls  map[abi.ID]Calls
		opt    Options
		target any
	}{
		{"no ABI", nil, Options{}, new(*ABIError)},
		{"arm", map[abi.ID]Calls{abi.Count: {}}, Options{}, new(*ABIError)},
		{"x32 alone", map[abi.ID]Calls{abi.X32: {}}, Options{}, new(*ABIError)},
		{"arm's numbers", map[abi.ID]Calls{abi.AArch64: {Numbers: []uint32{0xf0005}}}, Options{}, new(*RuleError)},
		{"x32's bit", map[abi.ID]Calls{abi.X8664: {}, abi.X32: {Numbers: []uint32{abi.X32Bit}}}, Options{}, new(*RuleError)},
		{"rule's number", map[abi.ID]Calls{abi.X8664: {Rules: []Rule{{Nr: 5000}}}}, Options{}, new(*RuleError)},
		{"argument", map[abi.ID]Calls{abi.X8664: {Rules: []Rule{arg}}}, Options{}, new(*RuleError)},
		{"algorithm", map[abi.ID]Calls{abi.X8664: {}}, Options{Algorithm: "fast"}, new(*AlgorithmError)},
		{"length", tooMany().Calls, Options{}, new(*TooLongError)},
	}
	for _, c := range cases {
		_, err := Generate(&Set{Calls: c.calls}, c.opt)
		if err == nil || !errors.As(err, c.target) || err.Error() == "" {
			t.Errorf("%s: %v is no %T", c.name, err, c.target)
		}
	}
}

// A number whose rule cannot tell anything apart is a constant.
func TestRulesCollapse(t *testing.T) {
	all := make([]uint32, 20)
	for i := range all {
		all[i] = uint32(i) + 1
	}
	for want, rule := range map[uint32]Rule{RetTrace: Socketcall(all...), RetAllow: Socketcall()} {
		set := &Set{Calls: map[abi.ID]Calls{abi.I386: {Rules: []Rule{rule}}}}
		p, err := Generate(set, Options{})
		if err != nil {
			t.Fatal(err)
		}
		for _, ins := range p.Code {
			if ins.Op == opLoad && ins.K >= offArgs {
				t.Errorf("an argument is loaded: %v", p.Code)
			}
		}
		if got, _ := Run(p.Code, &Data{Nr: NrSocketcall, Arch: abi.AuditArchI386, Args: [6]uint64{3}}); got != want {
			t.Errorf("got %#x, want %#x", got, want)
		}
	}
}

// What is called often is found first.
func TestWeight(t *testing.T) {
	set := named()["files"]
	often := func(_ abi.ID, nr uint32) int {
		if nr == 39 {
			return 1000
		}
		return 1
	}
	executed := func(opt Options) int {
		p, err := Generate(set, opt)
		if err != nil {
			t.Fatal(err)
		}
		compare(t, set, p)
		_, n := Run(p.Code, &Data{Nr: 39, Arch: abi.AuditArchX8664})
		return n
	}
	if a, b := executed(Options{}), executed(Options{Weight: often}); b >= a || b > 7 {
		t.Errorf("%d instructions for a number that is called often, %d otherwise", b, a)
	}
}

// The same set gives the same program.
func TestDeterministic(t *testing.T) {
	set := named()["rules"]
	first, err := Generate(set, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for range 20 {
		again, err := Generate(set, Options{})
		if err != nil || fmt.Sprint(again.Code) != fmt.Sprint(first.Code) {
			t.Fatalf("another program (%v)", err)
		}
	}
}

func TestRandomSets(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	for range 20 {
		set := random(rnd)
		for _, alg := range Algorithms() {
			p, err := Generate(set, Options{Algorithm: alg})
			if err != nil {
				t.Fatal(err)
			}
			compare(t, set, p)
		}
	}
}

func BenchmarkGenerate(b *testing.B) {
	set := named()["files"]
	set.Unassigned = DontCare
	for b.Loop() {
		if _, err := Generate(set, Options{}); err != nil {
			b.Fatal(err)
		}
	}
}
