package output

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func openLog(t *testing.T, opt Options) (g *Log, dir string) {
	t.Helper()
	dir = t.TempDir()
	errs, err := os.Create(filepath.Join(dir, "stderr"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { errs.Close() })
	opt.Self, opt.Stderr = "strake", int(errs.Fd())
	if opt.Path != "" && opt.Path[0] != '|' {
		opt.Path = filepath.Join(dir, opt.Path)
	}
	if g, err = Open(opt); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { g.Close() })
	return g, dir
}

func read(t *testing.T, path ...string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(path...))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func (l *Line) say(text string, ret string) {
	l.Text.Name(text)
	if ret != "" {
		l.Return()
		l.Text.Name(ret)
	}
}

func TestColumn(t *testing.T) {
	for _, tc := range []struct {
		column int
		call   string
		want   string
	}{
		{40, "close(2)", "close(2)                                = 0\n"},
		{10, "close(2)", "close(2)  = 0\n"},
		{0, "close(2)", "close(2) = 0\n"},
		{8, "close(2)", "close(2) = 0\n"},
		{9, "close(2)", "close(2) = 0\n"},
	} {
		g, dir := openLog(t, Options{Column: tc.column, Path: "log"})
		var l Line
		g.Attach(&l, 1)
		l.Begin(Stamp{})
		l.say(tc.call, "= 0")
		l.End()
		g.Close()
		if got := read(t, dir, "log"); got != tc.want {
			t.Errorf("-a %d: got %q, want %q", tc.column, got, tc.want)
		}
	}
}

func TestLeader(t *testing.T) {
	when := time.Date(2026, 11, 25, 7, 14, 4, 901082333, time.Local)
	unix := fmt.Sprint(when.Unix())
	for _, tc := range []struct {
		opt  Options
		want string
	}{
		{Options{}, ""},
		{Options{AlwaysShowPID: true}, "77    "},
		{Options{Follow: true}, ""},
		{Options{Follow: true, Path: "log"}, "77    "},
		{Options{Path: "log"}, ""},
		{Options{SyscallNumber: true}, "[   3] "},
		{Options{IP: true}, "[00007fd9cbba2e67] "},
		{Options{Absolute: TimeOfDay}, "07:14:04 "},
		{Options{Absolute: TimeOfDay, AbsoluteDigits: 6}, "07:14:04.901082 "},
		{Options{Absolute: TimeUnix, AbsoluteDigits: 9}, unix + ".901082333 "},
		{Options{Absolute: TimeUnix, AbsoluteDigits: 3}, unix + ".901 "},
		{Options{Relative: true, RelativeDigits: 6}, "     0.000000 "},
		{Options{Relative: true}, "     0 "},
		{Options{Relative: true, RelativeDigits: 3, Absolute: TimeOfDay}, "07:14:04 (+     0.000) "},
		{Options{AlwaysShowPID: true, Absolute: TimeOfDay, SyscallNumber: true, IP: true},
			"77    07:14:04 [   3] [00007fd9cbba2e67] "},
	} {
		g, _ := openLog(t, tc.opt)
		var l Line
		g.Attach(&l, 77)
		l.Begin(Stamp{When: when, Nr: 3, IP: 0x7fd9cbba2e67})
		if got := string(l.appendLeader(nil)); got != tc.want {
			t.Errorf("%+v: got %q, want %q", tc.opt, got, tc.want)
		}
	}
	if got := string(appendIP(nil, &Stamp{IP: 0x8048000, Narrow: true})); got != "08048000" {
		t.Errorf("narrow: got %q", got)
	}
	if got := string(appendIP(nil, &Stamp{NoIP: true})); got != "????????????????" {
		t.Errorf("unknown: got %q", got)
	}
}

func TestRelativeCountsShownLines(t *testing.T) {
	g, dir := openLog(t, Options{Relative: true, RelativeDigits: 0, Path: "log"})
	var a Line
	g.Attach(&a, 1)
	at := func(s int64) Stamp { return Stamp{When: time.Unix(s, 0)} }
	for _, s := range []int64{10, 13, 12, 20} {
		a.Begin(at(s))
		a.say("f()", "= 0")
		a.End()
		a.Begin(at(s + 1))
		a.say("hidden()", "")
		a.Drop()
	}
	g.Close()
	want := "     0 f() = 0\n     3 f() = 0\n     0 f() = 0\n     7 f() = 0\n"
	if got := read(t, dir, "log"); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

func TestInterleaving(t *testing.T) {
	g, dir := openLog(t, Options{Path: "log", Follow: true, Column: 30})
	var a, b Line
	g.Attach(&a, 1)
	g.Attach(&b, 2)
	a.Begin(Stamp{})
	a.say("read(0", "")
	a.Publish()
	b.Begin(Stamp{})
	b.say("pause(", "")
	b.Publish()
	e := a.Event(Stamp{})
	e.say("--- SIGHUP ---", "")
	e.End()
	a.Resume("read", Stamp{})
	a.say(`, "", 0)`, "= 0")
	a.End()
	b.Resume("pause", Stamp{})
	b.say(")", "= ?")
	b.End()
	g.Close()
	want := "1     read(0 <unfinished ...>\n" +
		"2     pause( <unfinished ...>\n" +
		"1     --- SIGHUP ---\n" +
		"1     <... read resumed>, \"\", 0) = 0\n" +
		"2     <... pause resumed>)    = ?\n"
	if got := read(t, dir, "log"); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

func TestSeparateManyThreads(t *testing.T) {
	g, dir := openLog(t, Options{Path: "log", Separate: true})
	g.maxFiles = 3
	lines := make([]Line, 10)
	for i := range lines {
		g.Attach(&lines[i], i)
	}
	for round := range 3 {
		for i := range lines {
			lines[i].Begin(Stamp{})
			lines[i].say(fmt.Sprintf("f(%d)", round), "")
			lines[i].End()
		}
		g.Idle()
	}
	if g.numFiles > 3 {
		t.Errorf("%d files open", g.numFiles)
	}
	lines[0].Release()
	g.Attach(&lines[0], 0) // the id given again
	lines[0].Begin(Stamp{})
	lines[0].say("again", "")
	lines[0].End()
	if err := g.Close(); err != nil {
		t.Fatal(err)
	}
	for i := range lines {
		want := "f(0)\nf(1)\nf(2)\n"
		if i == 0 {
			want += "again\n"
		}
		if got := read(t, dir, fmt.Sprint("log.", i)); got != want {
			t.Errorf("log.%d: got %q", i, got)
		}
	}
}

func TestCommand(t *testing.T) {
	out := filepath.Join(t.TempDir(), "out")
	g, _ := openLog(t, Options{Path: "|sleep 0.05; cat >'" + out + "'; exit 3"})
	var l Line
	g.Attach(&l, 1)
	l.Begin(Stamp{})
	l.say("f()", "")
	l.End()
	if err := g.Close(); err != nil {
		t.Fatal(err)
	}
	if got := read(t, out); got != "f()\n" {
		t.Errorf("got %q", got)
	}
}

func TestAppend(t *testing.T) {
	for _, appendTo := range []bool{false, true} {
		dir := t.TempDir()
		path := filepath.Join(dir, "log")
		if err := os.WriteFile(path, []byte("old\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		g, err := Open(Options{Path: path, Append: appendTo})
		if err != nil {
			t.Fatal(err)
		}
		g.Raw("new\n")
		g.Close()
		want := "new\n"
		if appendTo {
			want = "old\nnew\n"
		}
		if got := read(t, path); got != want {
			t.Errorf("append %v: got %q", appendTo, got)
		}
	}
}

func TestOpenError(t *testing.T) {
	_, err := Open(Options{Path: "/nonexistent/log"})
	if want := "Can't fopen '/nonexistent/log': No such file or directory"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

func TestMessagesHaveTheirOwnLines(t *testing.T) {
	g, dir := openLog(t, Options{})
	var l Line
	g.Attach(&l, 1)
	l.Begin(Stamp{})
	l.say("vfork(", "")
	l.Publish()
	if got := read(t, dir, "stderr"); got != "vfork(" {
		t.Errorf("a blocked call shows as %q", got)
	}
	g.Message("Process 2 attached")
	l.Resume("vfork", Stamp{})
	l.say(")", "= 2")
	l.End()
	got := read(t, dir, "stderr")
	if want := "vfork( <unfinished ...>\nstrake: Process 2 attached\n<... vfork resumed>) = 2\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestLinesDoNotAllocate(t *testing.T) {
	g, _ := openLog(t, Options{
		Path: "log", Follow: true, Column: 40, IP: true, SyscallNumber: true,
		Absolute: TimeOfDay, AbsoluteDigits: 6, Relative: true, RelativeDigits: 6, Spent: true, SpentDigits: 6,
	})
	var l Line
	g.Attach(&l, 1)
	now := time.Now()
	if n := testing.AllocsPerRun(5000, func() {
		l.Begin(Stamp{When: now})
		l.say("read(3", "")
		l.Publish()
		l.say(strings.Repeat("x", 0), "= 0")
		l.Spent(time.Millisecond)
		l.End()
	}); n != 0 {
		t.Errorf("%v allocations per line", n)
	}
}

func BenchmarkLine(b *testing.B) {
	g, err := Open(Options{Path: os.DevNull, Follow: true, Column: 40})
	if err != nil {
		b.Fatal(err)
	}
	defer g.Close()
	var l Line
	g.Attach(&l, 12345)
	b.ReportAllocs()
	for b.Loop() {
		l.Begin(Stamp{})
		l.say("getpid(", "")
		l.Publish()
		l.say(")", "= 12345")
		l.End()
	}
}
