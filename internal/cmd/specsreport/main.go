// Command specsreport runs the suites against strake, and writes down what they are: how many specs, how long they take, what
// needs root and what was left out.
//
//	go run ./internal/cmd/specsreport [-n] [-o docs/TESTS.md]
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"runtime"
	"strings"
	"sync"
	"time"

	"github.com/onsi/ginkgo/v2/types"

	"strake/harness"
	"strake/internal/specrun"
)

var (
	out     = flag.String("o", "", "write to this `file`, in Markdown, instead of to standard output")
	dry     = flag.Bool("n", false, "run nothing: count specs, and say what needs root")
	timeout = flag.Duration("timeout", 15*time.Minute, "for each suite")
)

func main() {
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "specsreport:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context) error {
	dir, err := os.MkdirTemp("", "strake-specs-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	suites, err := specrun.Build(ctx, dir)
	if err != nil {
		return err
	}
	tracer, err := harness.BuildStrake()
	if err != nil {
		return err
	}
	start := time.Now()
	reports, err := runAll(ctx, suites, tracer)
	if err != nil {
		return err
	}
	text := markdown(suites.Names(), reports, time.Since(start))
	if *out == "" {
		fmt.Print(text)
	} else if err := os.WriteFile(*out, []byte(text), 0o644); err != nil {
		return err
	}
	return failures(reports)
}

// runAll runs the suites, one on each processor, as go test does, and returns their reports in the same order.
func runAll(ctx context.Context, suites *specrun.Suites, tracer string) ([]*types.Report, error) {
	names := suites.Names()
	reports, errs := make([]*types.Report, len(names)), make([]error, len(names))
	slots := make(chan struct{}, runtime.NumCPU())
	var wg sync.WaitGroup
	for i, name := range names {
		slots <- struct{}{}
		wg.Go(func() {
			reports[i], errs[i] = suites.Report(ctx, specrun.Request{Suite: name, Tracer: tracer, Timeout: *timeout, DryRun: *dry})
			<-slots
		})
	}
	wg.Wait()
	return reports, errors.Join(errs...)
}

// failures is an error that names the specs that failed, nil if there are none.
func failures(reports []*types.Report) error {
	var failed []string
	for _, r := range reports {
		for i := range r.SpecReports {
			if s := &r.SpecReports[i]; s.Failed() {
				failed = append(failed, r.SuiteDescription+": "+s.FullText())
			}
		}
	}
	if len(failed) > 0 {
		return fmt.Errorf("%d specs failed:\n%s", len(failed), strings.Join(failed, "\n"))
	}
	return nil
}
