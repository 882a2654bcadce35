// Package specrun runs the suites of specs/ against a tracer from a program, and reads how each spec ended.
package specrun

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/onsi/ginkgo/v2/types"

	"strake/harness"
)

// Suites are the test programs of specs/, built once and run as often as needed.
type Suites struct {
	root string // of the module
	bin  string // where the programs are
	all  []string
}

// Build builds the test programs into dir.
func Build(ctx context.Context, dir string) (*Suites, error) {
	root, err := harness.ModuleRoot()
	if err != nil {
		return nil, err
	}
	files, err := filepath.Glob(filepath.Join(root, "specs", "*", "*_test.go"))
	if err != nil {
		return nil, err
	}
	var names []string
	for _, f := range files {
		names = append(names, filepath.Base(filepath.Dir(f)))
	}
	slices.Sort(names)
	return BuildFor(ctx, dir, slices.Compact(names))
}

// BuildFor builds the test programs of some suites, with additions to the environment such as "GOARCH=arm64". Programs that
// do not run here need a [Request] with Through.
func BuildFor(ctx context.Context, dir string, names []string, env ...string) (*Suites, error) {
	root, err := harness.ModuleRoot()
	if err != nil {
		return nil, err
	}
	s := &Suites{root: root, bin: dir, all: slices.Sorted(slices.Values(names))}
	args := []string{"test", "-c", "-trimpath", "-o", dir + "/"}
	for _, name := range s.all {
		args = append(args, "./specs/"+name)
	}
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir, cmd.Env = root, append(os.Environ(), env...)
	if out, err := cmd.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("building the suites: %w\n%s", err, out)
	}
	return s, nil
}

// Binary returns the path of a suite's test program.
func (s *Suites) Binary(suite string) string { return filepath.Join(s.bin, suite+".test") }

// Names returns the names of the suites, sorted.
func (s *Suites) Names() []string { return s.all }

// Request is one run of a suite.
type Request struct {
	Suite  string
	Tracer string // a path
	// DryRun lists the specs without running them.
	DryRun bool
	// FailFast ends the run at the first failure.
	FailFast bool
	// Focus and Skip are regular expressions for the names of specs, "" for none.
	Focus, Skip string
	// Labels is a label filter.
	Labels  string
	Timeout time.Duration
	// Through is a command that runs the test program, such as one that does it in a virtual machine. Env is added to the environment.
	Through, Env []string
	// JUnit is where to write a report for other programs, if not empty.
	JUnit string
}

// Run runs a suite, and returns how its specs ended; without those that were not to run. A run that has no
// outcome, because it hung or crashed, is an error.
func (s *Suites) Run(ctx context.Context, q Request) ([]harness.Outcome, error) {
	r, err := s.Report(ctx, q)
	if err != nil {
		return nil, err
	}
	return outcomes(r, q.Suite), nil
}

// Report runs a suite as Run does, and returns Ginkgo's report.
func (s *Suites) Report(ctx context.Context, q Request) (*types.Report, error) {
	report, err := os.CreateTemp(s.bin, "report-*.json")
	if err != nil {
		return nil, err
	}
	report.Close()
	defer os.Remove(report.Name())
	ctx, cancel := context.WithTimeout(ctx, q.Timeout+time.Minute)
	defer cancel()
	argv := slices.Concat(q.Through, []string{s.Binary(q.Suite)}, s.args(q, report.Name()))
	cmd := exec.CommandContext(ctx, argv[0], argv[1:]...)
	cmd.Dir = filepath.Join(s.root, "specs", q.Suite)
	cmd.Env = append(append(os.Environ(), q.Env...), "STRAKE_TRACER="+q.Tracer)
	cmd.WaitDelay = 10 * time.Second
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	err = cmd.Run()
	r, rerr := read(report.Name())
	if rerr != nil {
		return nil, fmt.Errorf("suite %s: %w\n%s", q.Suite, errors.Join(err, rerr), tail(out.String()))
	}
	return r, nil
}

func (s *Suites) args(q Request, report string) []string {
	args := []string{
		"-test.timeout=0", "-ginkgo.no-color", "-ginkgo.succinct", "-ginkgo.seed=1",
		"-ginkgo.json-report=" + report, "-ginkgo.timeout=" + q.Timeout.String(),
	}
	if q.JUnit != "" {
		args = append(args, "-ginkgo.junit-report="+q.JUnit)
	}
	if q.DryRun {
		args = append(args, "-ginkgo.dry-run")
	}
	if q.FailFast {
		args = append(args, "-ginkgo.fail-fast")
	}
	for flag, v := range map[string]string{"focus": q.Focus, "skip": q.Skip, "label-filter": q.Labels} {
		if v != "" {
			args = append(args, "-ginkgo."+flag+"="+v)
		}
	}
	return args
}

// read reads Ginkgo's report, which is one of a single suite.
func read(path string) (*types.Report, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	if len(b) == 0 {
		return nil, errors.New("no report")
	}
	var reports []types.Report
	if err := json.Unmarshal(b, &reports); err != nil {
		return nil, err
	}
	if len(reports) != 1 {
		return nil, fmt.Errorf("%d suites in the report", len(reports))
	}
	return &reports[0], nil
}

// outcomes takes the outcomes out of a report.
func outcomes(r *types.Report, suite string) []harness.Outcome {
	var out []harness.Outcome
	for i := range r.SpecReports {
		if o, ok := outcome(&r.SpecReports[i], suite); ok {
			out = append(out, o)
		}
	}
	return out
}

// outcome makes one of a report, if it is of a spec that was to run.
func outcome(r *types.SpecReport, suite string) (harness.Outcome, bool) {
	o := harness.Outcome{Suite: suite, Name: r.FullText(), Labels: r.Labels(), Message: r.Failure.Message}
	if r.LeafNodeType != types.NodeTypeIt {
		// A node of the suite itself matters only when it fails.
		o.Name, o.State = r.LeafNodeType.String(), harness.SpecFailed
		return o, r.State.Is(types.SpecStateFailureStates)
	}
	switch {
	case r.State.Is(types.SpecStatePassed):
		o.State = harness.SpecPassed
	case r.State.Is(types.SpecStateFailureStates):
		o.State = harness.SpecFailed
	case r.State.Is(types.SpecStatePending), o.Message != "":
		o.State = harness.SpecSkipped
	default:
		// Left out by a filter, or by the end of the run.
		return o, false
	}
	return o, true
}

// tail returns the end of what a program has written.
func tail(s string) string {
	lines := strings.Split(strings.TrimRight(s, "\n"), "\n")
	return strings.Join(lines[max(0, len(lines)-30):], "\n")
}
