package main

import (
	"strings"
	"testing"
)

func TestAlign(t *testing.T) {
	for _, c := range []struct{ a, b, want string }{
		{"", "", ""},
		{"abc", "abc", "aa bb cc"},
		{"abc", "", "a- b- c-"},
		{"", "abc", "-a -b -c"},
		{"abcd", "abd", "aa bb c- dd"},
		{"abd", "abcd", "aa bb -c dd"},
		{"axb", "ayb", "aa x- -y bb"},
	} {
		var got []string
		align(len(c.a), len(c.b), func(i, j int) bool { return c.a[i] == c.b[j] }, func(i, j int) {
			s := ""
			if i >= 0 {
				s += c.a[i : i+1]
			} else {
				s += "-"
			}
			if j >= 0 {
				s += c.b[j : j+1]
			} else {
				s += "-"
			}
			got = append(got, s)
		})
		if strings.Join(got, " ") != c.want {
			t.Errorf("%q %q: got %q, want %q", c.a, c.b, got, c.want)
		}
	}
}

func TestCompare(t *testing.T) {
	a := &result{log: `10 execve("/x", ["x"], 0x7ffe00000001 /* 3 vars */) = 0
10 clone(child_stack=NULL) = 11
11 getppid()        = 10
10 read(3, "abc", 3) = 3
10 open("f", O_RDONLY) = 4
11 +++ exited with 0 +++
10 +++ exited with 0 +++
`}
	b := &result{log: `20 execve("/x", ["x"], 0x7ffe00000002 /* 3 vars */) = 0
20 clone(child_stack=NULL <unfinished ...>
21 getppid()         = 20
20 <... clone resumed>) = 21
20 read(3, "abd", 3) = 3
20 open("f", 0)       = 4
20 close(4) = 0
21 +++ exited with 0 +++
20 +++ exited with 0 +++
`}
	r := compare(a.load(), b.load())
	want := map[string]int{catAddress: 1, catValue: 1, catFormat: 1, catOnlyB: 1, catPadding: 1}
	for _, c := range categories {
		n := 0
		for _, ds := range r.diffs[c] {
			n += len(ds)
		}
		if n != want[c] {
			t.Errorf("%s: %d, want %d: %v", c, n, want[c], r.diffs[c])
		}
	}
}
