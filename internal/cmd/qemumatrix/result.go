package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"strake/harness"
)

// result is how a suite went in a cell.
type result struct {
	Key     string // of what was run
	Kernel  string // its release
	Passed  int
	Failed  []note
	Skipped []note
	Error   string // why there are no outcomes
	Took    time.Duration
	// Boot is the time until the guest's init reported, First until the test program's first output. CPU and FirstCPU are what QEMU used in all and
	// until the first output; Memory is what it took, in MiB.
	Boot, First, CPU, FirstCPU time.Duration
	Memory                     int64
}

// note is a spec and what is to be said about it.
type note struct{ Spec, Message string }

// newResult sums outcomes up.
func newResult(outcomes []harness.Outcome, err error) *result {
	res := &result{}
	if err != nil {
		res.Error = err.Error()
	}
	for i := range outcomes {
		o := &outcomes[i]
		n := note{o.Name, o.Message}
		switch o.State {
		case harness.SpecPassed:
			res.Passed++
		case harness.SpecFailed:
			res.Failed = append(res.Failed, n)
		case harness.SpecSkipped:
			res.Skipped = append(res.Skipped, n)
		}
	}
	return res
}

// ok says that a suite has run and nothing failed.
func (r *result) ok() bool { return r != nil && r.Error == "" && len(r.Failed) == 0 && r.Passed > 0 }

func (r *result) String() string {
	switch {
	case r == nil:
		return "not run"
	case r.Error != "":
		return "broken"
	}
	return fmt.Sprintf("%d passed, %d failed, %d skipped", r.Passed, len(r.Failed), len(r.Skipped))
}

// readStats takes over what the machine measured, if it came that far.
func (r *result) readStats(file string) {
	defer os.Remove(file)
	content, err := os.ReadFile(file)
	if err != nil {
		return
	}
	var stats struct {
		Boot, First, CPU, FirstCPU time.Duration
		Memory                     int64
	}
	if json.Unmarshal(content, &stats) == nil {
		r.Boot, r.First, r.CPU, r.FirstCPU, r.Memory = stats.Boot, stats.First, stats.CPU, stats.FirstCPU, stats.Memory
	}
}

// readResult reads what write has written; nil if that has not been.
func readResult(file string) (*result, error) {
	content, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	r := new(result)
	if err := json.Unmarshal(content, r); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return r, nil
}

func (r *result) write(file string) error {
	content, err := json.MarshalIndent(r, "", "\t")
	if err != nil {
		return err
	}
	// Never half a file: a matrix can be interrupted at any time.
	if err := os.WriteFile(file+".new", content, 0o666); err != nil {
		return err
	}
	return os.Rename(file+".new", file)
}

// keyOf names what a result depends on.
func keyOf(kernel, strake, binary, chosen string) (string, error) {
	h := sha256.New()
	fmt.Fprintln(h, filepath.Base(kernel), chosen)
	for _, file := range []string{strake, binary} {
		content, err := os.ReadFile(file)
		if err != nil {
			return "", err
		}
		sum := sha256.Sum256(content)
		h.Write(sum[:])
	}
	return hex.EncodeToString(h.Sum(nil))[:16], nil
}

// table is what is known about cells.
type table struct {
	names []string // of suites
	rows  []row
}

type row struct {
	cell    cell
	results []*result // by suite, nil where it has not run
}

// ok says that everything has run and nothing failed.
func (t *table) ok() bool {
	for _, r := range t.rows {
		if slices.ContainsFunc(r.results, func(res *result) bool { return !res.ok() }) {
			return false
		}
	}
	return true
}

// markdown shows the table, with the reasons of skips and the failures below it.
func (t *table) markdown() string {
	var b strings.Builder
	b.WriteString("Passed / failed / skipped, and seconds, of which QEMU's CPU time; boot is until the first spec runs:\n\n| machine | kernel |")
	for _, name := range t.names {
		fmt.Fprintf(&b, " %s |", name)
	}
	b.WriteString(" boot | MiB |\n| --- | --- |" + strings.Repeat(" --- |", len(t.names)+2) + "\n")
	for _, r := range t.rows {
		r.markdown(&b)
	}
	t.notes(&b, "Skipped", func(r *result) []note { return r.Skipped })
	t.notes(&b, "Failed", func(r *result) []note {
		if r.Error != "" {
			return []note{{"the suite", r.Error}}
		}
		return r.Failed
	})
	return b.String()
}

func (r *row) markdown(b *strings.Builder) {
	kernel, memory := "", int64(0)
	var boot, bootCPU time.Duration
	fmt.Fprintf(b, "| %v |", r.cell)
	var cells strings.Builder
	for _, res := range r.results {
		if res == nil {
			cells.WriteString(" – |")
			continue
		}
		kernel, memory = res.Kernel, max(memory, res.Memory)
		boot, bootCPU = max(boot, res.First), max(bootCPU, res.FirstCPU)
		if res.Error != "" {
			fmt.Fprintf(&cells, " broken, %.0f s |", res.Took.Seconds())
			continue
		}
		fmt.Fprintf(&cells, " %d / %d / %d, %.0f s%s |", res.Passed, len(res.Failed), len(res.Skipped), res.Took.Seconds(), cpu(res.CPU, 0))
	}
	fmt.Fprintf(b, " %s |%s %.1f s%s | %d |\n", kernel, &cells, boot.Seconds(), cpu(bootCPU, 1), memory)
}

// cpu shows a CPU time if it is known.
func cpu(d time.Duration, decimals int) string {
	if d == 0 {
		return ""
	}
	return fmt.Sprintf(" (%.*f)", decimals, d.Seconds())
}

// notes lists notes by their messages' first lines, with the cells and how many specs there.
func (t *table) notes(b *strings.Builder, title string, of func(*result) []note) {
	type entry struct{ suite, text string }
	count := map[entry]map[string]int{}
	var order []entry
	for _, r := range t.rows {
		for i, res := range r.results {
			if res == nil {
				continue
			}
			for _, n := range of(res) {
				text, _, _ := strings.Cut(strings.TrimSpace(n.Message), "\n")
				switch {
				case title != "Failed":
				case strings.HasPrefix(text, "$ "): // the run, which tells less than the name
					text = n.Spec
				default:
					text = n.Spec + ": " + text
				}
				e := entry{t.names[i], text}
				if count[e] == nil {
					count[e] = map[string]int{}
					order = append(order, e)
				}
				count[e][r.cell.String()]++
			}
		}
	}
	if len(order) == 0 {
		return
	}
	fmt.Fprintf(b, "\n%s:\n\n", title)
	for _, e := range order {
		var where []string
		for _, r := range t.rows {
			if n := count[e][r.cell.String()]; n > 0 {
				where = append(where, fmt.Sprintf("%v (%d)", r.cell, n))
			}
		}
		fmt.Fprintf(b, "- %s, %s: %s\n", e.suite, strings.Join(where, ", "), e.text)
	}
}
