// Bench-seccomp compares the seccomp filters of package seccompgen with those of strace and libseccomp.
//
//	go run ./internal/cmd/bench-seccomp [-strace FILE] [-o FILE] [-install=false]
//
// For every trace set and program it prints, as Markdown: length, instructions executed on average and at worst
// over x86_64's numbers, the share of untraced numbers that the kernel can cache, and the times to
// generate, to install, and of an untraced call. With -o it writes the report there and its plot beside it.
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
	"time"

	"strake/seccompgen"
)

// row is a set with all its programs; strace's is first.
type row struct {
	set     benchSet
	results []result
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
	if os.Getenv(liveRole) != "" {
		work = child
	}
	if err := work(); err != nil {
		fmt.Fprintln(os.Stderr, "bench-seccomp:", err)
		os.Exit(1)
	}
}

// installing says whether filters are installed, too.
var installing = flag.Bool("install", true, "install the filters in children, and take the times of that and of a call")

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
	var rows []row
	for _, b := range benchSets() {
		r, err := compare(b, path, helper)
		if err != nil {
			return fmt.Errorf("%s: %w", b.name, err)
		}
		rows = append(rows, r)
	}
	_, bare, err := live(nil)
	if err != nil {
		return err
	}
	return write(*output, rows, bare)
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
func compare(b benchSet, strace, helper string) (row, error) {
	set, err := b.set()
	if err != nil {
		return row{}, err
	}
	reference, err := straceProgram(strace, b.expr)
	if err != nil {
		return row{}, err
	}
	r := row{b, []result{measure(straceName, reference, reference)}}
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
func write(output string, rows []row, bare time.Duration) error {
	plot := ""
	if output != "" {
		plot = strings.TrimSuffix(output, ".md") + ".svg"
		if err := os.WriteFile(plot, []byte(svg(rows)), 0o644); err != nil {
			return err
		}
	}
	text := report(rows, bare, plot)
	if output == "" {
		fmt.Print(text)
		return nil
	}
	return os.WriteFile(output, []byte(text), 0o644)
}
