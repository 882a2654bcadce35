// Bench-seccomp compares the seccomp filters of package seccompgen with those of strace and libseccomp.
//
//	go run ./internal/cmd/bench-seccomp [-strace FILE] [-o FILE] [-install=false] [-calls=false] [-vm KERNEL]
//
// For every trace set and program it prints, as Markdown: length, instructions executed on average and at worst
// over x86_64's numbers, the share of untraced numbers that the kernel can cache, and the times to
// generate, to install, and of an untraced call. Then what an untraced call takes under strake and strace, in the main thread, in a
// second one and in a child; and the same in a virtual machine, whose kernel runs programs of i386, too. In front are
// the targets of docs/SECCOMP.md. With -o it writes the report there and its plot beside it.
// Times are the least of several.
package main

import (
	"errors"
	"flag"
	"fmt"
	"math"
	"os"
	"os/exec"
	"strings"

	"strake/internal/seccompsets"
	"strake/seccompgen"
	"strake/tracer/abi"
)

// row is a set with all its programs; strace's is first.
type row struct {
	set     seccompsets.Set
	results []result
	// noX32 is auto's program for a kernel without x32.
	noX32 result
}

// findings are what the report is made of.
type findings struct {
	strace string // its version
	rows   []row
	bare   nanos // a call without a filter
	costs  []*costs
	// stops and straceStops are the wait events of a run; 0 if they were not counted.
	stops, straceStops int
	// missing says what could not be measured.
	missing []string
}

// find returns the result of a program, or nil.
func (r *row) find(program string) *result {
	for i := range r.results {
		if r.results[i].program == program && r.results[i].failure == "" {
			return &r.results[i]
		}
	}
	return nil
}

// The programs that are not ours.
const (
	straceName = "strace"
	listName   = "libseccomp"
	treeName   = "libseccomp, optimised"
)

func main() {
	work := run
	if role := os.Getenv(liveRole); role != "" {
		work = func() error { return child(role) }
	}
	if err := work(); err != nil {
		fmt.Fprintln(os.Stderr, "bench-seccomp:", err)
		os.Exit(1)
	}
}

// The parts that can be left out.
var (
	installing = flag.Bool("install", true, "install the filters in children, and take the times of that and of a call")
	calling    = flag.Bool("calls", true, "take the times of calls under tracers, and count stops")
	kernel     = flag.String("vm", "newest", "take the times of calls also in a virtual machine with `kernel`, as scripts/qemu/fetch-kernel has them; empty: not")
)

func run() error {
	strace := flag.String("strace", "", "strace's `file`; the default is strace7 or strace of the PATH")
	output := flag.String("o", "", "write the report to `file`, and its plot beside it as .svg")
	flag.Parse()
	path, err := findStrace(*strace)
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "bench-seccomp-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	helper, err := buildLibseccomp(dir)
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench-seccomp: without libseccomp:", err)
	}
	f := findings{strace: straceVersion(path)}
	for _, s := range seccompsets.All() {
		r, err := compare(s, path, helper)
		if err != nil {
			return fmt.Errorf("%s: %w", s.Name, err)
		}
		f.rows = append(f.rows, r)
	}
	if _, f.bare, err = live(nil); err != nil {
		return err
	}
	if *calling {
		if err := f.takeCalls(path, dir); err != nil {
			return err
		}
	}
	return write(*output, &f)
}

// takeCalls adds what takes tracers. Without a virtual machine or tracepoints the report says why there are none.
func (f *findings) takeCalls(strace, dir string) error {
	t, err := hostTools(dir, strace)
	if err != nil {
		return err
	}
	c, err := takeCosts(t)
	if err != nil {
		return err
	}
	f.costs = []*costs{c}
	if *kernel != "" {
		if c, err := costsInVM(t, dir, *kernel); err == nil {
			f.costs = append(f.costs, c)
		} else {
			f.missing = append(f.missing, "no virtual machine: "+err.Error())
		}
	}
	if f.stops, err = medianEvents(t.strake, dir); err == nil {
		f.straceStops, err = medianEvents(strace, dir)
	}
	if err != nil {
		f.missing = append(f.missing, "wait events could not be counted: "+err.Error())
	}
	return nil
}

func findStrace(path string) (string, error) {
	if path != "" {
		return path, nil
	}
	for _, name := range []string{"strace7", "strace"} {
		if found, err := exec.LookPath(name); err == nil {
			return found, nil
		}
	}
	return "", errors.New("no strace in the PATH")
}

// compare measures all programs for a set.
func compare(s seccompsets.Set, strace, helper string) (row, error) {
	set, err := x86(s)
	if err != nil {
		return row{}, err
	}
	reference, err := straceProgram(strace, s.Expr)
	if err != nil {
		return row{}, err
	}
	r := row{set: s, results: []result{measure(straceName, reference, reference)}}
	if helper != "" {
		for _, level := range [][2]string{{"1", listName}, {"2", treeName}} {
			code, err := libseccompProgram(helper, set, level[0])
			if err != nil {
				return row{}, err
			}
			r.results = append(r.results, measure(level[1], code, reference))
		}
	}
	for _, alg := range seccompgen.Algorithms() {
		r.results = append(r.results, generated(set, alg, reference))
	}
	delete(set.Calls, abi.X32)
	p, err := seccompgen.Generate(set, seccompgen.Options{})
	if err != nil {
		return row{}, err
	}
	r.noX32 = executed(p.Code, nil)
	return r, nil
}

// geomean is the geometric mean of a ratio over all sets.
func geomean(rows []row, ratio func(r *row) float64) float64 {
	sum := 0.0
	for i := range rows {
		sum += math.Log(ratio(&rows[i]))
	}
	return math.Exp(sum / float64(len(rows)))
}

// write prints the report, or writes it and its plot.
func write(output string, f *findings) error {
	plot := ""
	if output != "" {
		plot = strings.TrimSuffix(output, ".md") + ".svg"
		if err := os.WriteFile(plot, []byte(svg(f.rows)), 0o644); err != nil {
			return err
		}
	}
	text := report(f, plot)
	if output == "" {
		fmt.Print(text)
		return nil
	}
	return os.WriteFile(output, []byte(text), 0o644)
}
