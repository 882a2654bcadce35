package main

import (
	"fmt"
	"os"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/onsi/ginkgo/v2/types"
)

// rootLabel is the label of specs that only root can run.
const rootLabel = "needs:root"

// summary is what a report says in figures.
type summary struct {
	specs, root, strict, left int
	took                      time.Duration
}

func (s *summary) add(t summary) {
	s.specs += t.specs
	s.root += t.root
	s.strict += t.strict
	s.left += t.left
	s.took += t.took
}

// summarise counts the specs of a suite that are meant for machines of this kind.
func summarise(r *types.Report) summary {
	s := summary{took: r.RunTime}
	for _, spec := range specs(r) {
		s.specs++
		if has(&spec, rootLabel) {
			s.root++
		}
		if has(&spec, "strict") {
			s.strict++
		}
		if leftOut(&spec) {
			s.left++
		}
	}
	return s
}

// specs returns the specs of a suite without those that a filter has taken out.
func specs(r *types.Report) []types.SpecReport {
	var all []types.SpecReport
	for _, s := range r.SpecReports {
		if s.LeafNodeType == types.NodeTypeIt && (s.State != types.SpecStateSkipped || s.Failure.Message != "") {
			all = append(all, s)
		}
	}
	return all
}

func has(s *types.SpecReport, label string) bool { return slices.Contains(s.Labels(), label) }

// leftOut reports whether a spec found that it cannot run here.
func leftOut(s *types.SpecReport) bool { return s.State == types.SpecStateSkipped }

// markdown is the report. took is how long all suites have taken together.
func markdown(names []string, reports []*types.Report, took time.Duration) string {
	var b strings.Builder
	total := summary{}
	var rows strings.Builder
	for i, name := range names {
		s := summarise(reports[i])
		total.add(s)
		fmt.Fprintf(&rows, "| [%s](../specs/%s) | %d | %d | %d | %d | %s |\n", name, name, s.specs, s.strict, s.root, s.left, seconds(s.took))
	}
	fmt.Fprintf(&b, `# The suites in figures

Written by `+"`make specs-report`"+`, from what the suites say of themselves.

%d specs ran against strake in %s, on %d processors (%s), as user %d; without building.

| suite | specs | of the strict model | need root | left out here | time |
| --- | --- | --- | --- | --- | --- |
%s| all | %d | %d | %d | %d | %s |
`, total.specs, seconds(took), runtime.NumCPU(), runtime.GOARCH, os.Getuid(), rows.String(), total.specs, total.strict, total.root, total.left, seconds(total.took))
	list(&b, "## What needs root", "These specs carry the label `"+rootLabel+"`. Without root they are left out, and say so; `-ginkgo.label-filter '!"+rootLabel+"'` leaves them out in any case.",
		names, reports, func(s *types.SpecReport) (string, bool) { return s.FullText(), has(s, rootLabel) })
	if *dry {
		return strings.Replace(b.String(), "ran against strake in "+seconds(took)+",", "were listed, and not run, so that the times say nothing,", 1)
	}
	list(&b, "## What was left out here, and why", "A spec that cannot run has proved it.", names, reports, func(s *types.SpecReport) (string, bool) {
		why, _, _ := strings.Cut(s.Failure.Message, "\n")
		return s.FullText() + ": " + why, leftOut(s)
	})
	return b.String()
}

// list writes the specs of all suites that pick wants.
func list(b *strings.Builder, title, says string, names []string, reports []*types.Report, pick func(*types.SpecReport) (string, bool)) {
	fmt.Fprintf(b, "\n%s\n\n%s\n\n", title, says)
	for i, r := range reports {
		for _, s := range specs(r) {
			if text, ok := pick(&s); ok {
				fmt.Fprintf(b, "- %s: %s\n", names[i], strings.ReplaceAll(text, "<", "&lt;"))
			}
		}
	}
}

func seconds(d time.Duration) string { return fmt.Sprintf("%.0f s", d.Seconds()) }
