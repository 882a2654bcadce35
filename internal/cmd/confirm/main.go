// Command confirm runs the suites against strace, which confirms what they expect: everything must pass,
// except what the baseline of that version in specs/baselines names, and that must fail.
//
//	go run ./internal/cmd/confirm [-suites a,b] [-v] [TRACER…]
//	go run ./internal/cmd/confirm -arch aarch64 [-kernel 6.12] …
//
// With -arch the suites run in a virtual machine (scripts/qemu), against the newest strace for it.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"strake/harness"
	"strake/internal/specrun"
)

var (
	only    = flag.String("suites", "", "run only these `suites`, separated by commas")
	arch    = flag.String("arch", "", "run in a virtual machine of this `architecture`: x86_64, aarch64 or i386")
	kernel  = flag.String("kernel", "6.1", "the `kernel` there, as scripts/qemu/fetch-kernel has it")
	timeout = flag.Duration("timeout", 30*time.Minute, "for each suite")
	verbose = flag.Bool("v", false, "show why the specs named by the baseline fail")
)

func main() {
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	ok, err := run(ctx, flag.Args())
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "confirm:", err)
	}
	if err != nil || !ok {
		os.Exit(1)
	}
}

// run confirms with each tracer; ok says that all baselines hold.
func run(ctx context.Context, tracers []string) (ok bool, err error) {
	dir, err := os.MkdirTemp("", "strake-confirm-")
	if err != nil {
		return false, err
	}
	defer os.RemoveAll(dir)
	if *arch != "" {
		return confirmIn(ctx, dir)
	}
	suites, err := specrun.Build(ctx, dir)
	if err != nil {
		return false, err
	}
	if len(tracers) == 0 {
		tracers = installedAndFetched(ctx)
	}
	ok = true
	for _, name := range tracers {
		tracer, err := harness.Probe(name)
		if err != nil {
			return false, err
		}
		holds, err := confirm(ctx, suites, tracer, specrun.Request{Tracer: tracer.Path})
		if err != nil {
			return false, err
		}
		ok = ok && holds
	}
	return ok, nil
}

// installedAndFetched is the strace of this machine and a newer one that a script fetches, if it can.
func installedAndFetched(ctx context.Context) []string {
	tracers := []string{"strace"}
	root, err := harness.ModuleRoot()
	if err != nil {
		return tracers
	}
	cmd := exec.CommandContext(ctx, filepath.Join(root, "scripts", "fetch-strace"))
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		fmt.Fprintln(os.Stderr, "confirm: a newer strace cannot be fetched; only the installed one confirms")
		return tracers
	}
	return append(tracers, strings.TrimSpace(string(out)))
}

// confirm runs the suites with one tracer, as q has it, and says how that went.
func confirm(ctx context.Context, suites *specrun.Suites, t *harness.Tracer, q specrun.Request) (bool, error) {
	names := suites.Names()
	if *only != "" {
		names = strings.Split(*only, ",")
	}
	baseline, path, err := baselineOf(t)
	if err != nil {
		return false, err
	}
	baseline = baseline.For(names)
	var outcomes []harness.Outcome
	start := time.Now()
	for _, suite := range names {
		q.Suite, q.Timeout = suite, *timeout
		out, err := suites.Run(ctx, q)
		if err != nil {
			return false, err
		}
		outcomes = append(outcomes, out...)
	}
	j := baseline.Judge(outcomes)
	fmt.Printf("%v (%s): %d specs in %v, against %s\n", t, t.Path, len(outcomes), time.Since(start).Round(time.Second), path)
	report(baseline, j, outcomes)
	return j.Holds(), nil
}

// baselineOf reads the baseline of a tracer's version. Without one, everything must pass.
func baselineOf(t *harness.Tracer) (*harness.Baseline, string, error) {
	root, err := harness.ModuleRoot()
	if err != nil {
		return nil, "", err
	}
	path := filepath.Join("specs", "baselines", t.Name+"-"+t.Version+".txt")
	f, err := os.Open(filepath.Join(root, path))
	if errors.Is(err, fs.ErrNotExist) {
		return &harness.Baseline{}, "no baseline", nil
	}
	if err != nil {
		return nil, "", err
	}
	defer f.Close()
	b, err := harness.ParseBaseline(f)
	if err != nil {
		return nil, "", fmt.Errorf("%s: %w", path, err)
	}
	return b, path, nil
}

// report writes what a baseline says of a run.
func report(b *harness.Baseline, j *harness.Judgement, outcomes []harness.Outcome) {
	known := 0
	for _, e := range b.Entries {
		n := len(j.Known[e])
		known += n
		fmt.Printf("  %-4s %3d failed as known: %s\n", e.ID, n, e.Reason)
		if *verbose {
			list("known", j.Known[e])
		}
	}
	fmt.Printf("  %d passed, %d failed as known, %d skipped\n", j.Passed, known, j.Skipped)
	for _, o := range outcomes {
		if o.State == harness.SpecSkipped {
			fmt.Printf("  skipped: %v: %s\n", &o, firstLine(o.Message))
		}
	}
	list("FAILED", j.Failures)
	for _, s := range j.Repaired {
		fmt.Println("  PASSED, though known to fail:", s)
	}
	for _, s := range j.Stale {
		fmt.Println("  NAMES NO SPEC:", s)
	}
}

func list(title string, failures []harness.Outcome) {
	for _, o := range failures {
		fmt.Printf("  %s: %v\n%s\n", title, &o, indent(o.Message))
	}
}

// indent returns the beginning of a message, moved to the right.
func indent(s string) string {
	lines := strings.Split(strings.TrimRight(s, "\n"), "\n")
	if len(lines) > 25 {
		lines = slices.Concat(lines[:25], []string{"…"})
	}
	return "      " + strings.Join(lines, "\n      ")
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	return line
}
