package main

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"
)

// excusedText lists the differences that are meant: an id of docs/DEVIATIONS.md and a pattern on each line.
//
//go:embed excused.txt
var excusedText string

// excuse is a difference that docs/DEVIATIONS.md explains.
type excuse struct {
	id      string
	pattern *regexp.Regexp
}

// parseExcuses reads the list of excused differences.
func parseExcuses(text string) ([]excuse, error) {
	var out []excuse
	for i, l := range strings.Split(text, "\n") {
		l = strings.TrimSpace(l)
		if l == "" || strings.HasPrefix(l, "#") {
			continue
		}
		id, pattern, ok := strings.Cut(l, " ")
		if !ok {
			return nil, fmt.Errorf("excused.txt:%d: no pattern", i+1)
		}
		re, err := regexp.Compile(strings.TrimSpace(pattern))
		if err != nil {
			return nil, fmt.Errorf("excused.txt:%d: %w", i+1, err)
		}
		out = append(out, excuse{id, re})
	}
	return out, nil
}

// tally is what became of the lines of one program under one set of options.
type tally struct {
	lines, equal, chance, excused int
	// other holds the differences that nothing explains.
	other []found
}

// found is a difference with what it was found in.
type found struct {
	category, name string
	difference
}

func (t *tally) add(u tally) {
	t.lines += u.lines
	t.equal += u.equal
	t.chance += u.chance
	t.excused += u.excused
	t.other = append(t.other, u.other...)
}

// differing returns how many lines differ.
func (t *tally) differing() int { return t.chance + t.excused + len(t.other) }

// judge counts the differences of a report. One is chance if
//
//   - the reference differs from itself in the same category, for the same call of the same program, with whatever
//     options; or
//   - both tracers show lines of both forms somewhere in the suite: the program did something else, and
//     each tracer shows it as the other does.
func (s *suite) judge(p *observed, r *report) tally {
	t := tally{equal: r.equal, lines: r.equal}
	for _, cat := range categories {
		if cat == catAddress {
			continue // addresses are left out of the comparison
		}
		for _, name := range names(r.diffs[cat]) {
			for _, d := range r.diffs[cat][name] {
				switch {
				case cat == catLeader || cat == catPadding:
					t.equal-- // counted as equal before
				default:
					t.lines++
				}
				f := found{cat, name, d}
				switch {
				case s.excused(d):
					t.excused++
				case p.chance[f.kind()], (cat == catFormat || cat == catOnlyA || cat == catOnlyB) && s.bothShow(d):
					t.chance++
				default:
					t.other = append(t.other, f)
				}
			}
		}
	}
	return t
}

// kind is what chance is told by.
func (f *found) kind() string { return f.category + ", " + f.name }

func (s *suite) excused(d difference) bool {
	for _, e := range s.excuses {
		if e.pattern.MatchString(d.a + "\n" + d.b) {
			return true
		}
	}
	return false
}

// bothShow tells whether each tracer has lines like both sides of a difference.
func (s *suite) bothShow(d difference) bool {
	for _, f := range []string{d.formA, d.formB} {
		if f != "" && (!s.formsA[f] || !s.formsB[f]) {
			return false
		}
	}
	return true
}

// observed is what tracing a program gave.
type observed struct {
	program
	reports map[string][]*report // by options, one for each command
	// chance holds the kinds of differences between two runs of the reference.
	chance map[string]bool
}

// note remembers how the reference differs from itself, and the forms of all lines.
func (s *suite) note(o *observed, r, control *report) {
	for _, cat := range categories {
		for _, name := range names(control.diffs[cat]) {
			f := found{category: cat, name: name}
			o.chance[f.kind()] = true
		}
	}
	maps.Copy(s.formsA, r.formsA)
	maps.Copy(s.formsA, control.formsB)
	maps.Copy(s.formsB, r.formsB)
}

// suite is a run of all programs.
type suite struct {
	o       options
	w       io.Writer
	excuses []excuse
	base    string // a directory of its own
	rows    []row
	left    []string // programs that are not there
	late    []string // options of which not all programs ran for want of time
	until   time.Time

	seen []*observed
	// The forms of all lines of each tracer.
	formsA, formsB map[string]bool
}

// row is a line of the table.
type row struct {
	program, options string
	tally
}

// runSuite traces every program with every set of options and reports what differs.
func runSuite(o options, w io.Writer) (int, error) {
	excuses, err := parseExcuses(excusedText)
	if err != nil {
		return 2, err
	}
	base, err := os.MkdirTemp("", "tracecmp-suite")
	if err != nil {
		return 2, err
	}
	defer os.RemoveAll(base)
	s := &suite{o: o, w: w, excuses: excuses, base: base, formsA: map[string]bool{}, formsB: map[string]bool{}, until: time.Now().Add(o.limit)}
	if s.o.b == "" {
		s.o.b = filepath.Join(base, "strake")
		if msg, err := exec.Command("go", "build", "-o", s.o.b, "strake/cmd/strake").CombinedOutput(); err != nil {
			return 2, fmt.Errorf("building strake: %w\n%s", err, msg)
		}
	}
	only, err := regexp.Compile(o.programs)
	if err != nil {
		return 2, err
	}
	var list []*observed
	for _, p := range programs() {
		if only.MatchString(p.name) && s.available(p) {
			list = append(list, s.begin(p))
		}
	}
	// Options outside: when time runs out, every program has been seen with some.
	for _, opts := range optionSets {
		for _, seen := range list {
			if err := s.trace(seen, opts); err != nil {
				return 2, fmt.Errorf("%s: %w", seen.name, err)
			}
		}
	}
	return s.finish()
}

// available tells whether what a program needs is there.
func (s *suite) available(p program) bool {
	for _, n := range p.needs {
		if _, err := exec.LookPath(n); err != nil {
			s.left = append(s.left, fmt.Sprintf("%s (%s is not installed)", p.name, n))
			return false
		}
	}
	return true
}

func (s *suite) begin(p program) *observed {
	if p.options == nil {
		p.options = optionSets
	}
	o := &observed{program: p, reports: map[string][]*report{}, chance: map[string]bool{}}
	s.seen = append(s.seen, o)
	return o
}

// trace runs a program with a set of options, if that is one of its.
func (s *suite) trace(seen *observed, opts string) error {
	if !slices.Contains(seen.options, opts) {
		return nil
	}
	if time.Now().After(s.until) {
		if !slices.Contains(s.late, opts) {
			s.late = append(s.late, opts)
		}
		return nil
	}
	fmt.Fprintf(s.w, "%s %s\n", seen.name, opts)
	commands, err := seen.commands(s.dir())
	if err != nil {
		return err
	}
	for _, argv := range commands {
		r, control, err := s.compare(seen.program, opts, argv)
		if err != nil {
			return fmt.Errorf("%s: %w", strings.Join(argv, " "), err)
		}
		s.note(seen, r, control)
		seen.reports[opts] = append(seen.reports[opts], r)
	}
	return nil
}

// judgeAll makes the rows of the table, when all has been seen.
func (s *suite) judgeAll() {
	for _, o := range s.seen {
		for _, opts := range o.options {
			if o.reports[opts] == nil {
				continue
			}
			r := row{program: o.name, options: opts}
			for _, rep := range o.reports[opts] {
				r.add(s.judge(o, rep))
			}
			s.rows = append(s.rows, r)
			if len(r.other) > 0 {
				fmt.Fprintf(s.w, "\n%s %s: %d differences\n", r.program, r.options, len(r.other))
				s.show(r.other)
			}
		}
	}
}

// dir is where programs run: the same path each time, so that nothing differs by its name.
func (s *suite) dir() string { return filepath.Join(s.base, "work") }

// compare traces one command by a twice and by b once, each time in a fresh directory.
func (s *suite) compare(p program, opts string, argv []string) (r, control *report, err error) {
	o := s.o
	o.opts, o.cmd, o.dir = opts, argv, s.dir()
	var logs [3]*log
	for i, tracer := range []string{o.a, o.a, o.b} {
		if err := s.fresh(p); err != nil {
			return nil, nil, err
		}
		run, err := trace(o, tracer)
		if err != nil {
			return nil, nil, err
		}
		logs[i] = run.load()
	}
	return compare(logs[0], logs[2]), compare(logs[0], logs[1]), nil
}

// fresh makes the directory anew.
func (s *suite) fresh(p program) error {
	if err := os.RemoveAll(s.dir()); err != nil {
		return err
	}
	if err := os.Mkdir(s.dir(), 0o755); err != nil {
		return err
	}
	if p.prepare == nil {
		return nil
	}
	return p.prepare(s.dir())
}

// show prints a few of the unexplained differences.
func (s *suite) show(fs []found) {
	seen := map[string]int{}
	for _, f := range fs {
		k := f.kind()
		if seen[k]++; seen[k] > s.o.samples && !s.o.all {
			continue
		}
		fmt.Fprintf(s.w, "  [%s] %s\n", f.category, f.name)
		if f.a != "" {
			fmt.Fprintf(s.w, "    a %s\n", f.a)
		}
		if f.b != "" {
			fmt.Fprintf(s.w, "    b %s\n", f.b)
		}
	}
}

// finish prints the table and writes the report.
func (s *suite) finish() (int, error) {
	s.judgeAll()
	if len(s.rows) == 0 {
		return 2, errors.New("no program ran")
	}
	var table bytes.Buffer
	total := s.table(&table)
	fmt.Fprintf(s.w, "\n%s", table.Bytes())
	if s.o.report != "" {
		text, err := s.document(table.String(), total)
		if err != nil {
			return 2, err
		}
		if err := os.WriteFile(s.o.report, []byte(text), 0o644); err != nil {
			return 2, err
		}
	}
	if len(total.other) > 0 {
		return 1, nil
	}
	return 0, nil
}

// table writes a Markdown table of all rows and returns their sum.
func (s *suite) table(w io.Writer) tally {
	fmt.Fprintln(w, "| program | options | lines | equal | by chance | excused | otherwise |")
	fmt.Fprintln(w, "| --- | --- | ---: | ---: | ---: | ---: | ---: |")
	var total tally
	for _, r := range s.rows {
		fmt.Fprintf(w, "| %s | `%s` | %d | %d | %d | %d | %d |\n", r.program, r.options, r.lines, r.equal, r.chance, r.excused, len(r.other))
		total.add(r.tally)
	}
	fmt.Fprintf(w, "| **all** | | %d | %d | %d | %d | %d |\n", total.lines, total.equal, total.chance, total.excused, len(total.other))
	for _, l := range s.left {
		fmt.Fprintf(w, "\nLeft out: %s.\n", l)
	}
	if len(s.late) > 0 {
		fmt.Fprintf(w, "\nThe time set (-limit) was over before all programs had run with `%s`.\n", strings.Join(s.late, "`, `"))
	}
	return total
}

// document returns the report as a page.
func (s *suite) document(table string, total tally) (string, error) {
	version, err := exec.Command(s.o.a, "-V").Output()
	if err != nil {
		return "", fmt.Errorf("%s -V: %w", s.o.a, err)
	}
	first, _, _ := strings.Cut(string(version), "\n")
	kernel, err := os.ReadFile("/proc/sys/kernel/osrelease")
	if err != nil {
		return "", err
	}
	release, _, _ := strings.Cut(strings.TrimSpace(string(kernel)), "-")
	return fmt.Sprintf(documentText, strings.Replace(first, "-- version ", "", 1), release, total.lines, total.differing(),
		total.chance, total.excused, len(total.other), table, s.unexplained(total.other)), nil
}

const documentText = `# Comparison with strace

Written by ` + "`go run ./internal/cmd/tracecmp -suite -report docs/COMPARISON.md`" + ` (` + "`make compare`" + ` prints it); not to be edited.

Each program ran under %s twice and under strake once, with the same options, each time in a fresh
directory, on Linux %s. Halves of interrupted lines are joined, threads are matched by their place in the tree, and
pids, addresses and times are normalised; everything else is compared byte for byte, the column of the result included.

**%d lines were compared; %d differ**: %d by chance, %d excused, %d otherwise.

- *by chance*: strace differs from itself in the same category for the same call of that program, or both tracers show both
  forms of the line somewhere, so that the program did something else.
- *excused*: explained in [DEVIATIONS.md](DEVIATIONS.md); internal/cmd/tracecmp/excused.txt says which.

%s%s`

// unexplained lists what the differences that nothing explains are about.
func (s *suite) unexplained(fs []found) string {
	if len(fs) == 0 {
		return ""
	}
	counts := map[string]int{}
	for _, f := range fs {
		counts[f.kind()]++
	}
	var b strings.Builder
	b.WriteString("\nOtherwise:\n\n")
	for _, k := range names(counts) {
		fmt.Fprintf(&b, "- %s: %d\n", k, counts[k])
	}
	return b.String()
}
