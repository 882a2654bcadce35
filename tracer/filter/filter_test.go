package filter

import (
	"errors"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"strake/tracer/abi"
	"strake/tracer/syscalls"
)

// TestSetGolden compares sets with what strace traces, see testdata/refresh.sh.
func TestSetGolden(t *testing.T) {
	data, err := os.ReadFile("testdata/sets.golden")
	if err != nil {
		t.Fatal(err)
	}
	ids := map[string]abi.ID{"i386": abi.I386, "x86_64": abi.X8664, "x32": abi.X32}
	all := map[abi.ID][]string{}
	var expr string
	var set Set
	lines := 0
	for line := range strings.SplitSeq(string(data), "\n") {
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if e, ok := strings.CutPrefix(line, "$ "); ok {
			expr = e
			if set, err = ParseSet(expr); err != nil {
				t.Errorf("%s: %v", expr, err)
			}
			continue
		}
		lines++
		name, list, _ := strings.Cut(line, ":")
		id, ok := ids[name]
		if !ok {
			t.Fatalf("no such ABI: %s", line)
		}
		want := strings.Fields(list)
		if expr == "all" {
			all[id] = want
		}
		if len(want) > 0 && want[0] == "~" {
			lack := want[1:]
			want = slices.DeleteFunc(slices.Clone(all[id]), func(n string) bool { return slices.Contains(lack, n) })
		}
		got := map[string]bool{}
		for c := range calls(id) {
			if set.Has(id, c.nr) {
				got[c.name] = true
			}
		}
		if strings.Contains(expr, "desc") {
			// strace has mq_notify in this class, but this form of it not.
			delete(got, "mq_notify#64")
		}
		if have := slices.Sorted(maps.Keys(got)); !slices.Equal(have, want) {
			t.Errorf("%s of %s:\n got %q\nwant %q", expr, name, have, want)
		}
	}
	if lines < 100 {
		t.Errorf("only %d sets compared", lines)
	}
	t.Logf("%d sets", lines)
}

func TestUnassigned(t *testing.T) {
	for _, expr := range []string{"none", "open", "!open", "all", "!all"} {
		set, err := ParseSet(expr)
		if err != nil {
			t.Fatal(err)
		}
		traced := set.WithUnassigned()
		for id := range abi.Count {
			for _, nr := range []uint64{575, 576, 1000, 1<<32 - 1, 1<<64 - 1} {
				if set.Has(id, nr) {
					t.Errorf("%s: %v %d is in the set", expr, id, nr)
				}
				if !traced.Has(id, nr) {
					t.Errorf("%s: %v %d is not traced", expr, id, nr)
				}
			}
		}
		if got, want := traced.IsAll(), expr == "all"; got != want {
			t.Errorf("%s: IsAll() = %v", expr, got)
		}
		if got, want := set.IsEmpty(), expr == "none" || expr == "!all"; got != want {
			t.Errorf("%s: IsEmpty() = %v", expr, got)
		}
	}
}

func TestAArch64(t *testing.T) {
	set, err := ParseSet("%%stat")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for c := range calls(abi.AArch64) {
		if set.Has(abi.AArch64, c.nr) {
			got = append(got, c.name)
		}
	}
	slices.Sort(got)
	if want := []string{"fstat", "newfstatat", "statx"}; !slices.Equal(got, want) {
		t.Errorf("%%%%stat is %q, want %q", got, want)
	}
}

func TestNames(t *testing.T) {
	all := map[string]bool{}
	for id := range abi.Count {
		for c := range calls(id) {
			all[c.name] = true
			if len(c.name) >= longestName {
				t.Errorf("%s is too long for longestName", c.name)
			}
			if c.nr >= setBits {
				t.Errorf("%v %s: number %d has no bit", id, c.name, c.nr)
			}
		}
	}
	for c := range bareClasses {
		if classes[c] != bareClasses[c] {
			t.Errorf("%s and %%%s differ", c, c)
		}
	}
	if syscalls.ClassOf("openat") != syscalls.Desc|syscalls.File {
		t.Error("classes are not what they were")
	}
}

func TestHasDoesNotAllocate(t *testing.T) {
	set := All()
	nums, _ := ParseFDs("!3,4")
	if n := testing.AllocsPerRun(100, func() {
		_ = set.Has(abi.X8664, 1)
		_ = nums.Has(3)
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func TestParseErrors(t *testing.T) {
	for _, c := range []struct {
		expr, msg string
		help      bool
	}{
		{"foo", "invalid system call 'foo'", false},
		{"", "invalid system call ''", false},
		{"!,", "invalid system call '!,'", false},
		{"open@65", "incorrect personality designator '65' in qualification 'open@65'", true},
		{"/(", `regcomp: (: Unmatched ( or \(`, false},
		{`/(o)\1`, `regcomp: (o)\1: Back references are not supported`, false},
	} {
		_, err := ParseSet(c.expr)
		var e *Error
		if !errors.As(err, &e) || e.Msg != c.msg || e.Help != c.help {
			t.Errorf("%s: %#v", c.expr, err)
		}
	}
}

func TestNums(t *testing.T) {
	for _, c := range []struct {
		expr    string
		in, out []int
	}{
		{"1,2", []int{1, 2}, []int{0, 3, -1}},
		{"!1,2", []int{0, 3, 1 << 30}, []int{1, 2, -1}},
		{"2147483647", []int{1<<31 - 1}, []int{0}},
		{"all", []int{0, 1 << 30}, []int{-1}},
		{"none", nil, []int{0, 1}},
		{"!all", nil, []int{0, 1}},
		{"!none", []int{0}, nil},
		{"2,,1,2", []int{1, 2}, []int{0}},
	} {
		s, err := ParseFDs(c.expr)
		if err != nil {
			t.Errorf("%s: %v", c.expr, err)
		}
		for _, n := range c.in {
			if !s.Has(n) {
				t.Errorf("%s: %d is not in", c.expr, n)
			}
		}
		for _, n := range c.out {
			if s.Has(n) {
				t.Errorf("%s: %d is in", c.expr, n)
			}
		}
	}
	s, err := ParseSignals("SIGINT,term,rt_1,9")
	if err != nil {
		t.Fatal(err)
	}
	for n, want := range map[int]bool{2: true, 15: true, 33: true, 9: true, 1: false, 0: false} {
		if s.Has(n) != want {
			t.Errorf("signal %d: %v", n, !want)
		}
	}
	if s := AllNums().Add(5).Complement().Add(5); !s.Has(5) || s.Has(4) || s.IsEmpty() || s.IsAll() {
		t.Errorf("%+v", s)
	}
	if s := (NumSet{}).Add(5).Complement().Add(5); !s.IsAll() {
		t.Errorf("%+v", s)
	}
}

func TestParseNames(t *testing.T) {
	names := []Name{{"one", 1}, {"two", 2}, {"deux", 2}, {"three", 4}}
	for expr, want := range map[string]uint{
		"one": 1, "ONE,deux": 3, "!two": 5, "all": 7, "none": 0, "!all": 0, "!!one": 1,
		"!one,two,three": 0, // not all: strace prints everything here (B5)
	} {
		if got, err := ParseNames(expr, "count", names); err != nil || got != want {
			t.Errorf("%s: %d, %v", expr, got, err)
		}
	}
}

func FuzzParseSet(f *testing.F) {
	for _, expr := range []string{"open", "!%file@32", "/[a-z]{2}(x|y)*$", "?foo,5", `/\(`, "/[[:alpha:]"} {
		f.Add(expr)
	}
	f.Fuzz(func(t *testing.T, expr string) {
		set, err := ParseSet(expr)
		if err != nil && !set.IsEmpty() {
			t.Errorf("%q: a set with an error", expr)
		}
		_, _ = ParseSignals(expr)
		_, _ = ParseFDs(expr)
	})
}

func BenchmarkHas(b *testing.B) {
	set, err := ParseSet("!open")
	if err != nil {
		b.Fatal(err)
	}
	nr := uint64(0)
	for b.Loop() {
		if set.Has(abi.X8664, nr&511) {
			nr++
		}
	}
}
