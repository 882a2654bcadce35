package main

import (
	"bytes"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// copyTree copies files below src for which keep holds to dst.
func copyTree(t *testing.T, src, dst string, keep func(path string) bool) {
	t.Helper()
	err := filepath.WalkDir(src, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		rel, err := filepath.Rel(src, path)
		if err != nil || !keep(filepath.ToSlash(rel)) {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return writeFile(dst, rel, data)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// sameTree complains of every file below want that got has not.
func sameTree(t *testing.T, want, got string) {
	t.Helper()
	copyTree(t, want, t.TempDir(), func(path string) bool {
		w, err := os.ReadFile(filepath.Join(want, path))
		if err != nil {
			t.Fatal(err)
		}
		g, err := os.ReadFile(filepath.Join(got, path))
		if err != nil {
			t.Error(err)
		} else if !bytes.Equal(w, g) {
			t.Errorf("%s differs; got:\n%s", path, g)
		}
		return false
	})
}

func isDefinition(path string) bool { return strings.Contains(path, "/defs/") }

func needClang(t *testing.T) {
	t.Helper()
	if _, err := exec.LookPath("clang"); err != nil {
		t.Skip("no clang")
	}
}

func abigen(t *testing.T, args ...string) (string, error) {
	t.Helper()
	var diag strings.Builder
	err := run(args, &diag)
	return diag.String(), err
}

func TestGenerateFixture(t *testing.T) {
	root := t.TempDir()
	copyTree(t, "testdata/root", root, func(path string) bool {
		return isDefinition(path) || strings.Contains(path, "/facts/")
	})
	if diag, err := abigen(t, "generate", "-root", root); err != nil {
		t.Fatalf("%v\n%s", err, diag)
	}
	sameTree(t, "testdata/root", root)
}

func TestExtractFixture(t *testing.T) {
	needClang(t)
	root := t.TempDir()
	copyTree(t, "testdata/root", root, isDefinition)
	if diag, err := abigen(t, "extract", "-root", root, "-headers", "testdata/headers"); err != nil {
		t.Fatalf("%v\n%s", err, diag)
	}
	if diag, err := abigen(t, "generate", "-root", root); err != nil {
		t.Fatalf("%v\n%s", err, diag)
	}
	sameTree(t, "testdata/root", root)
}

// lint writes a definition file and returns what a command says of it.
func lint(t *testing.T, command, path, text string) string {
	t.Helper()
	root := t.TempDir()
	if err := writeFile(root, path, []byte(text)); err != nil {
		t.Fatal(err)
	}
	args := []string{command, "-root", root, "-family", "bad"}
	if command == "extract" {
		args = append(args, "-headers", "testdata/headers")
	}
	diag, err := abigen(t, args...)
	if err == nil {
		t.Error("no error")
	}
	return diag
}

func wantLines(t *testing.T, diag string, want ...string) {
	t.Helper()
	got := strings.Split(strings.TrimSuffix(diag, "\n"), "\n")
	if len(got) != len(want) {
		t.Errorf("%d errors, want %d:\n%s", len(got), len(want), diag)
		return
	}
	for i := range want {
		if !strings.HasPrefix(got[i], want[i]) {
			t.Errorf("error %d is\n%s\nwant\n%s…", i, got[i], want[i])
		}
	}
}

func TestExtractReportsEveryError(t *testing.T) {
	needClang(t)
	diag := lint(t, "extract", "tracer/xlat/defs/bad.xlat", `include <linux/t.h>
flags A A_???
T_A
T_NOWHERE
T_NOWHERE?
T_BROKEN?
T_A = 2
T_I386
FUN < T_FUN(1)
B @vax
T A
`)
	const f = "tracer/xlat/defs/bad.xlat:"
	wantLines(t, diag,
		f+"4: use of undeclared identifier 'T_NOWHERE' (all ABIs)",
		f+"7: static",
		f+"8: use of undeclared identifier 'T_I386' (x86_64, x32, aarch64)",
		f+"9: ", // worded differently by every release of clang
		f+"10: no ABI is named \"vax\"",
		f+"11: no constant: \"T A\"",
	)
}

func TestExtractReportsOptionalThatNoABIHas(t *testing.T) {
	needClang(t)
	diag := lint(t, "extract", "tracer/xlat/defs/bad.xlat", "include <linux/t.h>\nenum A\nT_NOWHERE?\nT_BROKEN?\nT_I386?\n")
	wantLines(t, diag,
		"tracer/xlat/defs/bad.xlat:3: no ABI has it",
		"tracer/xlat/defs/bad.xlat:4: no ABI has it")
}

func TestExtractReportsHeaderErrorsWhereIncluded(t *testing.T) {
	needClang(t)
	diag := lint(t, "extract", "tracer/abi/layout/defs/bad.layout", "\ninclude <linux/nothere.h>\nstruct T = struct t\n")
	wantLines(t, diag, "tracer/abi/layout/defs/bad.layout:2: 'linux/nothere.h' file not found (all ABIs)")
}

func TestExtractReportsLayoutErrors(t *testing.T) {
	needClang(t)
	diag := lint(t, "extract", "tracer/abi/layout/defs/bad.layout", "include <linux/t.h>\nstruct T = struct t\nstruct O = struct only\n")
	wantLines(t, diag, "tracer/abi/layout/defs/bad.layout:3: tentative definition")
	diag = lint(t, "extract", "tracer/abi/layout/defs/bad.layout", "struct T = int\nstruct = struct t\nstruct t = struct t\n")
	if !strings.Contains(diag, "bad.layout:1: int is no structure") ||
		!strings.Contains(diag, "bad.layout:2: not of the form") ||
		!strings.Contains(diag, `bad.layout:3: "t" is no exported Go name`) {
		t.Error(diag)
	}
}

func TestGenerateWantsFacts(t *testing.T) {
	diag := lint(t, "generate", "tracer/xlat/defs/bad.xlat", "enum A\nT\n")
	wantLines(t, diag, "internal/cmd/abigen/facts/xlat/bad.txt: no facts of xlat/bad; run abigen extract -family xlat/bad")
}

func TestGenerateReportsStaleFacts(t *testing.T) {
	var errs errorList
	d := parseDefs("x.xlat", "enum A\nONE\nTWO\nTHREE @i386\n", &errs)
	f := loadXlat("x", d, &errs)
	f.generate([]byte("enum A\tONE\tONE\t0x1\nenum A\tTHREE\tTHREE\tx86_64=0x3\n"), &errs)
	wantLines(t, strings.Join(texts(errs), "\n")+"\n",
		"x.xlat:3: no fact about TWO; run abigen extract -family xlat/x",
		"x.xlat:4: no fact about THREE on every ABI")
}

func texts(errs errorList) []string {
	var out []string
	for _, e := range errs.sorted() {
		out = append(out, e.Error())
	}
	return out
}

func TestDeclareFindsDuplicates(t *testing.T) {
	var errs errorList
	seen := map[string]pos{}
	for _, file := range []string{"a.xlat", "b.xlat"} {
		loadXlat(file, parseDefs(file, "flags Same\n", &errs), &errs).(declarer).declare(seen, &errs)
	}
	wantLines(t, strings.Join(texts(errs), "\n")+"\n", "b.xlat:1: xlat.Same is at a.xlat:1, too")
}

func TestParseLine(t *testing.T) {
	for _, c := range []struct {
		in, text string
		on       mask
	}{
		{"", "", onAll},
		{"# all of it", "", onAll},
		{"FOO", "FOO", onAll},
		{"FOO # comment", "FOO", onAll},
		{"FOO#64 < 3", "FOO#64 < 3", onAll},
		{"FOO = 1 @i386\t# comment", "FOO = 1", 1 << abiI386},
		{"FOO @x32,aarch64", "FOO", 1<<abiX32 | 1<<abiAArch64},
		{"FOO @!x32,aarch64", "FOO", 1<<abiX8664 | 1<<abiI386},
	} {
		var errs errorList
		l := parseLine(pos{"f", 1}, c.in, &errs)
		if l.text != c.text || l.on != c.on || len(errs) > 0 {
			t.Errorf("parseLine(%q) = %q, %v, errors %v", c.in, l.text, l.on, errs)
		}
	}
}

func TestValueFactsRoundTrip(t *testing.T) {
	one, max := uint64(1), ^uint64(0)
	for _, c := range []struct {
		vals [abiCount]*uint64
		on   mask
		text string
	}{
		{[abiCount]*uint64{&max, &max, &max, &max}, onAll, "0xffffffffffffffff"},
		{[abiCount]*uint64{&one, nil, &max, &one}, onAll, "x86_64=0x1 i386=- x32=0xffffffffffffffff aarch64=0x1"},
		{[abiCount]*uint64{1: &one}, 1 << abiI386, "i386=0x1"},
	} {
		text := valueFacts(c.vals, c.on)
		if text != c.text {
			t.Errorf("got %q, want %q", text, c.text)
		}
		vals, on, err := parseValues(text)
		if err != nil || on != c.on || !reflect.DeepEqual(vals, c.vals) {
			t.Errorf("parseValues(%q) = %v, %v, %v", text, vals, on, err)
		}
	}
	for _, bad := range []string{"", "1", "vax=0x1", "i386=one"} {
		if _, _, err := parseValues(bad); err == nil {
			t.Errorf("parseValues(%q) does not fail", bad)
		}
	}
}

func TestMergeKeepsOrder(t *testing.T) {
	var all []*member
	place1 := func(names ...string) map[string]place {
		m := map[string]place{}
		for _, n := range names {
			m[n] = place{size: 1}
		}
		return m
	}
	all = merge(all, abiX8664, []string{"a", "b", "d"}, place1("a", "b", "d"))
	all = merge(all, abiI386, []string{"a", "c", "d", "e"}, place1("a", "c", "d", "e"))
	var got []string
	for _, m := range all {
		got = append(got, m.name)
	}
	if want := []string{"a", "c", "b", "d", "e"}; !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if all[1].places[abiX8664] != nil || all[1].places[abiI386] == nil {
		t.Error("a member is on the wrong ABI")
	}
}

func TestParseDiagnostics(t *testing.T) {
	got := parseDiagnostics(`In file included from a.xlat:3:
In file included from /h/linux/x.h:7:
/h/linux/y.h:9:2: error: oh no
b.xlat:12:1: error: use of undeclared identifier 'X'
/h/linux/y.h:1:1: note: expanded from macro
c.xlat:1:10: fatal error: 'x.h' file not found
3 errors generated.
`)
	want := []posError{
		{pos{"a.xlat", 3}, "/h/linux/y.h:9: oh no"},
		{pos{"b.xlat", 12}, "use of undeclared identifier 'X'"},
		{pos{"c.xlat", 1}, "'x.h' file not found"},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestUsage(t *testing.T) {
	for _, args := range [][]string{nil, {"frobnicate"}, {"extract"}, {"generate", "surplus"}} {
		if _, err := abigen(t, args...); err == nil {
			t.Errorf("%q does not fail", args)
		}
	}
	if _, err := abigen(t, "generate", "-family", "nosuch"); err == nil {
		t.Error("an unknown family does not fail")
	}
}

// The committed Go files are what the committed facts make.
func TestCommittedFilesAreCurrent(t *testing.T) {
	root := t.TempDir()
	const module = "../../.."
	var errs errorList
	for _, f := range load(module, nil, &errs) {
		facts, err := os.ReadFile(filepath.Join(module, factsFile(f)))
		if err != nil {
			t.Errorf("%s has definitions, but no facts", f.name())
			continue
		}
		before := len(errs)
		src := f.generate(facts, &errs)
		if len(errs) > before {
			continue
		}
		if err := writeGo(root, f.output(), src); err != nil {
			t.Error(err)
		}
	}
	for _, e := range errs {
		t.Error(e)
	}
	sameTree(t, root, module)
}
