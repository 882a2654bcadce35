package output

import (
	"regexp"
	"strings"
	"testing"
)

// painted returns what a painter makes of a line, whose result begins at the last " = ", with {SGR} for escape sequences.
func painted(p *Palette, line string) string {
	paint := painter{Palette: p}
	args, result := line, ""
	if i := strings.LastIndex(line, "= "); i >= 0 {
		args, result = line[:i], line[i:]
	}
	b := paint.paint(nil, []byte(args), false)
	if result != "" {
		b = paint.paint(b, []byte(result), true)
	}
	return strings.NewReplacer("\x1b[0m", "{}", "\x1b[", "{", "m{", "m{").Replace(string(b))
}

func TestPainter(t *testing.T) {
	p := &Palette{Syscall: "1", ArgName: "2", ArgValue: "3", Call: "4", Const: "5", Comment: "6", Punct: "0", Result: "8", Error: "9"}
	marks := regexp.MustCompile(`\{(\d)m`)
	for line, want := range map[string]string{
		`getppid() = 5`:                                      `{1}getppid{}() = {8}5{}`,
		`close(-1) = -1 EBADF (Bad fd)`:                      `{1}close{}({3}-1{}) = {8}-1{} {9}EBADF (Bad fd){}`,
		`open("a\"(b", O_RDONLY|0x8) = 3<a b->c>`:            `{1}open{}({3}"a\"(b"{}, {5}O_RDONLY{}|{3}0x8{}) = {8}3{}<{3}a b->c{}>`,
		`f({a=1, b="x"..., ...}, [1, 2]) = 0`:                `{1}f{}({{2}a{}={3}1{}, {2}b{}={3}"x"{}..., ...}, [{3}1{}, {3}2{}]) = {8}0{}`,
		`f([INT TERM], [], ~[RT_1]) = 0x8 (flags A|B) <0.1>`: `{1}f{}({3}[INT TERM]{}, {3}[]{}, ~[{5}RT_1{}]) = {8}0x8{} {8}(flags A|B){} <{3}0.1{}>`,
		`f(htons(8), NULL, SIGINT, SIG_DFL) = ?`:             `{1}f{}({4}htons{}({3}8{}), {3}NULL{}, {3}SIGINT{}, {5}SIG_DFL{}) = {8}?{}`,
		`f(0x9 /* X_??? */, 1<<CAP_CHOWN) = 1 /* 2 in x */`:  `{1}f{}({3}0x9{}{6} /* X_??? */{}, {3}1{}<<{5}CAP_CHOWN{}) = {8}1{}{6} /* 2 in x */{}`,
		`wait4(-1 <unfinished ...>`:                          `{1}wait4{}({3}-1{} <unfinished ...>`,
		`<... wait4 resumed>, NULL) = 7`:                     `<... wait4 resumed>, {3}NULL{}) = {8}7{}`,
		`--- SIGINT {si_code=SI_USER} ---`:                   `--- SIGINT {{2}si_code{}={5}SI_USER{}} ---`,
		`--- stopped by SIGTTOU ---`:                         `--- stopped by SIGTTOU ---`,
		`+++ exited with 0 +++`:                              `+++ exited with 0 +++`,
		`???( <unfinished ...>`:                              `{1}???{}( <unfinished ...>`,
		`f("unended`:                                         `{1}f{}({3}"unended{}`,
		`= ? ERESTARTSYS (To be)`:                            `= {8}?{} {9}ERESTARTSYS (To be){}`,
	} {
		if got := marks.ReplaceAllString(painted(p, line), "{$1}"); got != want {
			t.Errorf("%s\n got %s\nwant %s", line, got, want)
		}
	}
}

// FuzzPainter makes sure that colours are all that a painter adds, and that it ends without one.
func FuzzPainter(f *testing.F) {
	for _, s := range []string{`f(a="b", <c>, /* d */ [E]) = -1 EX (y) <0.1>`, `"`, `<`, ` /*`, `(`, "--- ", "<... x", "f(<a"} {
		f.Add(s)
	}
	p := DefaultPalette()
	escape := regexp.MustCompile("\x1b\\[[0-9;]*m")
	f.Fuzz(func(t *testing.T, line string) {
		if strings.Contains(line, "\x1b") {
			return
		}
		for _, cut := range []int{0, len(line) / 2, len(line)} {
			paint := painter{Palette: &p}
			b := paint.paint(nil, []byte(line[:cut]), false)
			b = paint.paint(b, []byte(line[cut:]), true)
			if got := escape.ReplaceAllString(string(b), ""); got != line || paint.now != "" {
				t.Errorf("%q became %q", line, got)
			}
		}
	})
}

func TestPalette(t *testing.T) {
	p := DefaultPalette()
	p.Set(" SYSCALL= 1;33 :argname:foo=1:argval=x:call=:=1:const=38;5;200:retval=\x1b:error=4:error=5:")
	want := DefaultPalette()
	want.Syscall, want.Const, want.Error = "1;33", "38;5;200", "5"
	if p != want {
		t.Errorf("%+v", p)
	}
}
