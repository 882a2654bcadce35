// Command mutants shows that the suites can fail: it builds strake with one seeded defect after another
// (mutants.txt) and reports which of them the suites notice, and by which spec.
//
//	go run ./internal/cmd/mutants [-parallel N] [-fast] [-o docs/MUTANTS.md] [NAME…]
package main

import (
	"context"
	_ "embed"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"strake/harness"
	"strake/internal/specrun"
)

//go:embed mutants.txt
var mutants string

var (
	parallel = flag.Int("parallel", 2, "how many mutants to run at a time")
	fast     = flag.Bool("fast", false, "run only the suites that should notice a mutant first")
	timeout  = flag.Duration("timeout", 4*time.Minute, "for each suite; a mutant that makes one hang is noticed")
	percent  = flag.Int("percent", 95, "how many of 100 mutants must be noticed")
	report   = flag.String("o", "", "write a report to this `file`, in Markdown")
	verbose  = flag.Bool("v", false, "show how each mutant was noticed")
)

func main() {
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, flag.Args())
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "mutants:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, names []string) error {
	all, err := chosen(names)
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "strake-mutants-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	// Some tracers are started by another user.
	if err := os.Chmod(dir, 0o755); err != nil {
		return err
	}
	l, err := newLab(ctx, dir)
	if err != nil {
		return err
	}
	// All at once: a patch that no longer applies is to be known before an hour has passed.
	for _, m := range all {
		if _, err := m.apply(l.root); err != nil {
			return err
		}
	}
	if l.control, err = l.build(ctx, "control", ""); err != nil {
		return err
	}
	results := l.tryAll(ctx, all)
	return errors.Join(writeReport(*report, results), summary(results))
}

// chosen returns the mutants of these names, all if there is none.
func chosen(names []string) ([]*mutant, error) {
	all, err := parse(mutants)
	if err != nil || len(names) == 0 {
		return all, err
	}
	var some []*mutant
	for _, name := range names {
		i := slices.IndexFunc(all, func(m *mutant) bool { return m.name == name })
		if i < 0 {
			return nil, fmt.Errorf("no mutant is called %s", name)
		}
		some = append(some, all[i])
	}
	return some, nil
}

// lab is where mutants are built and tried.
type lab struct {
	root, dir string
	suites    *specrun.Suites
	// control is strake without a defect.
	control string
	// sound tells whether a spec passes with it; one that does not notices nothing.
	mu    sync.Mutex
	sound map[string]bool
}

// result is what became of a mutant.
type result struct {
	m    *mutant
	by   string // the spec that noticed it, "" if none did
	why  string
	took time.Duration
	err  error
}

func newLab(ctx context.Context, dir string) (*lab, error) {
	root, err := harness.ModuleRoot()
	if err != nil {
		return nil, err
	}
	suites, err := specrun.Build(ctx, dir)
	if err != nil {
		return nil, err
	}
	return &lab{root: root, dir: dir, suites: suites, sound: map[string]bool{}}, nil
}

// build builds strake as it is with an overlay, and returns its path. It is called strake, as messages show.
func (l *lab) build(ctx context.Context, name, overlay string) (string, error) {
	path := filepath.Join(l.dir, name, "strake")
	args := []string{"build", "-o", path}
	if overlay != "" {
		args = append(args, "-overlay", overlay)
	}
	cmd := exec.CommandContext(ctx, "go", append(args, "./cmd/strake")...)
	cmd.Dir = l.root
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("building %s: %w\n%s", name, err, out)
	}
	return path, nil
}

// tryAll tries mutants, some at a time.
func (l *lab) tryAll(ctx context.Context, all []*mutant) []result {
	results := make([]result, len(all))
	slots := make(chan struct{}, max(1, *parallel))
	var wg sync.WaitGroup
	for i, m := range all {
		slots <- struct{}{}
		wg.Go(func() {
			start := time.Now()
			results[i] = l.try(ctx, m)
			results[i].took = time.Since(start)
			results[i].print()
			<-slots
		})
	}
	wg.Wait()
	return results
}

// try builds a mutant and runs suites until a spec notices it.
func (l *lab) try(ctx context.Context, m *mutant) result {
	overlay, err := m.overlay(l.root, l.dir)
	if err != nil {
		return result{m: m, err: err}
	}
	path, err := l.build(ctx, m.name, overlay)
	if err != nil {
		return result{m: m, err: err}
	}
	defer os.Remove(path)
	for _, q := range l.plan(m) {
		q.Tracer, q.Timeout = path, *timeout
		if by, why := l.notices(ctx, q); by != "" || ctx.Err() != nil {
			return result{m: m, by: by, why: why, err: ctx.Err()}
		}
	}
	return result{m: m}
}

// plan returns what to run against a mutant until one notices it: the likely specs, their suites, everything.
func (l *lab) plan(m *mutant) []specrun.Request {
	var plan []specrun.Request
	if m.focus != "" {
		plan = append(plan, specrun.Request{Suite: m.suites[0], Focus: m.focus})
	}
	order := slices.Clone(m.suites)
	if !*fast {
		for _, s := range l.suites.Names() {
			if !slices.Contains(order, s) {
				order = append(order, s)
			}
		}
	}
	for _, s := range order {
		plan = append(plan, specrun.Request{Suite: s})
	}
	return plan
}

// chances is how many specs may turn out to prove nothing before a suite is given up.
const chances = 5

// notices runs specs, and returns the one that fails with a mutant. On a busy machine a spec may fail by
// itself, or because of what is wrong anyway: so it has to fail again, and to pass without the mutant.
func (l *lab) notices(ctx context.Context, q specrun.Request) (by, why string) {
	q.FailFast = true
	var skip []string
	for range chances {
		q.Skip = strings.Join(skip, "|")
		outcomes, err := l.suites.Run(ctx, q)
		if err != nil {
			// A defect can be such that the suite cannot even end.
			return q.Suite + ": all of it", err.Error()
		}
		i := slices.IndexFunc(outcomes, failed)
		if i < 0 {
			break
		}
		o := &outcomes[i]
		if l.isSound(ctx, o) && l.failsAgain(ctx, q, o) {
			return o.String(), o.Message
		}
		skip = append(skip, exactly(o))
	}
	return "", ""
}

func failed(o harness.Outcome) bool { return o.State == harness.SpecFailed }

// exactly is the regular expression for one spec.
func exactly(o *harness.Outcome) string { return regexp.QuoteMeta(o.Name) + "$" }

// isSound reports whether a spec passes without a mutant.
func (l *lab) isSound(ctx context.Context, o *harness.Outcome) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	name := o.String()
	sound, known := l.sound[name]
	if !known {
		q := specrun.Request{Suite: o.Suite, Tracer: l.control, Focus: exactly(o), Timeout: *timeout}
		outcomes, err := l.suites.Run(ctx, q)
		sound = err == nil && !slices.ContainsFunc(outcomes, failed)
		l.sound[name] = sound
		if !sound {
			fmt.Printf("fails without a mutant, and does not count: %s\n", name)
		}
	}
	return sound
}

// failsAgain runs the spec that failed up to three times more: a race need not be lost every time.
func (l *lab) failsAgain(ctx context.Context, q specrun.Request, o *harness.Outcome) bool {
	q.Focus, q.Skip = exactly(o), ""
	for range 3 {
		outcomes, err := l.suites.Run(ctx, q)
		if err != nil || slices.ContainsFunc(outcomes, failed) {
			return true
		}
	}
	return false
}

func (r *result) print() {
	switch {
	case r.err != nil:
		fmt.Printf("%-28s ERROR %v\n", r.m.name, r.err)
	case r.by == "":
		fmt.Printf("%-28s SURVIVES %4.0fs  %s\n", r.m.name, r.took.Seconds(), r.m.does)
	default:
		fmt.Printf("%-28s noticed  %4.0fs  %s\n", r.m.name, r.took.Seconds(), r.by)
		if *verbose {
			fmt.Println(r.why)
		}
	}
}

// summary prints what became of all, and is an error if too few were noticed.
func summary(results []result) error {
	var errs []error
	for i := range results {
		r := &results[i]
		if r.err != nil {
			errs = append(errs, r.err)
		}
	}
	n := noticed(results)
	fmt.Printf("%d of %d mutants were noticed:", n, len(results))
	for i := range results {
		if r := &results[i]; r.by == "" {
			fmt.Printf(" %s survives;", r.m.name)
		}
	}
	fmt.Println()
	if n*100 < *percent*len(results) {
		errs = append(errs, fmt.Errorf("fewer than %d %% were noticed", *percent))
	}
	return errors.Join(errs...)
}
