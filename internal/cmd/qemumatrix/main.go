// Command qemumatrix runs suites of specs on every architecture and kernel that scripts/qemu can boot:
//
//	go run ./internal/cmd/qemumatrix [-cells REGEXP] [-suites a,b] [-o FILE]
//
// A cell is an architecture and a kernel. Each suite of each cell boots a machine of its own. What has been run already, with the same test program, strake and
// kernel, is not run again, so a matrix that was interrupted goes on where it was. DIR (-dir) keeps the results, with a JUnit report of
// each suite as DIR/CELL/SUITE.xml.
//
// To see that a defect is noticed, and where, -overlay builds strake with other sources, as go build does.
//
// The exit status is 0 only if everything that was asked for has run and nothing failed.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"time"

	"strake/harness"
	"strake/internal/specrun"
)

var (
	cellsFlag = flag.String("cells", "", "only the cells that a `regexp` matches, such as aarch64 or 5.10")
	suites    = flag.String("suites", "status,seccomp,decode,engine", "`suites` to run, separated by commas")
	labels    = flag.String("labels", "", "label `filter` for the specs")
	focus     = flag.String("focus", "", "only the specs whose names a `regexp` matches")
	overlay   = flag.String("overlay", "", "build strake with an overlay `file` of go build")
	dir       = flag.String("dir", "", "where results are kept (default bin/qemu of the module)")
	out       = flag.String("o", "", "write the table to a `file`, too")
	again     = flag.Bool("again", false, "run again what has run")
	show      = flag.Bool("n", false, "run nothing, show what has run")
	timeout   = flag.Duration("timeout", time.Hour, "for each suite")
)

func main() {
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	ok, err := run(ctx)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "qemumatrix:", err)
	}
	if err != nil || !ok {
		os.Exit(1)
	}
}

// cell is one machine.
type cell struct {
	arch   string // of the kernel, as strake names it
	kernel string // as fetch-kernel names it
	goarch string // of strake and the test programs
}

// cells are all machines. A 64-bit strake traces 32-bit programs on x86_64 in any case; the last cell is a 32-bit strake there.
var cells = []cell{
	{"x86_64", "5.10", "amd64"}, {"x86_64", "6.1", "amd64"}, {"x86_64", "6.12", "amd64"}, {"x86_64", "newest", "amd64"},
	{"aarch64", "5.10", "arm64"}, {"aarch64", "6.1", "arm64"}, {"aarch64", "6.12", "arm64"}, {"aarch64", "newest", "arm64"},
	{"i386", "5.10", "386"}, {"i386", "6.1", "386"},
	{"x86_64", "newest", "386"},
}

func (c cell) String() string {
	if c.arch == "x86_64" && c.goarch == "386" {
		return "i386-on-x86_64-" + c.kernel
	}
	return c.arch + "-" + c.kernel
}

// runner runs the suites of cells.
type runner struct {
	root, dir, tmp string
	names          []string
	built          map[string]*build // by GOARCH
}

// build is what is built for a GOARCH.
type build struct {
	suites *specrun.Suites
	strake string
}

func run(ctx context.Context) (bool, error) {
	root, err := harness.ModuleRoot()
	if err != nil {
		return false, err
	}
	r := &runner{root: root, dir: *dir, names: strings.Split(*suites, ","), built: map[string]*build{}}
	if r.dir == "" {
		r.dir = filepath.Join(root, "bin", "qemu")
	}
	if r.dir, err = filepath.Abs(r.dir); err != nil {
		return false, err
	}
	chosen, err := choose(*cellsFlag)
	if err != nil {
		return false, err
	}
	if r.tmp, err = os.MkdirTemp("", "strake-qemumatrix-"); err != nil {
		return false, err
	}
	defer os.RemoveAll(r.tmp)
	if !*show {
		for _, c := range chosen {
			if err := r.cell(ctx, c); err != nil {
				return false, err
			}
		}
	}
	return r.report(chosen)
}

func choose(expression string) ([]cell, error) {
	re, err := regexp.Compile(expression)
	if err != nil {
		return nil, err
	}
	var chosen []cell
	for _, c := range cells {
		if re.MatchString(c.String()) {
			chosen = append(chosen, c)
		}
	}
	if len(chosen) == 0 {
		return nil, fmt.Errorf("no cell matches %q", expression)
	}
	return chosen, nil
}

// report writes the table of what is known about the chosen cells; ok says that all is, and is well.
func (r *runner) report(chosen []cell) (ok bool, err error) {
	t := table{names: r.names}
	for _, c := range chosen {
		row := row{cell: c}
		for _, name := range r.names {
			res, err := readResult(r.resultFile(c, name))
			if err != nil {
				return false, err
			}
			row.results = append(row.results, res)
		}
		t.rows = append(t.rows, row)
	}
	text := t.markdown()
	fmt.Print(text)
	if *out != "" {
		err = os.WriteFile(*out, []byte(text), 0o666)
	}
	return t.ok(), err
}

// cell runs what has not been run of a cell.
func (r *runner) cell(ctx context.Context, c cell) error {
	kernel, err := r.fetchKernel(ctx, c)
	if err != nil {
		return err
	}
	b, err := r.build(ctx, c.goarch)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Join(r.dir, c.String()), 0o777); err != nil {
		return err
	}
	for _, name := range r.names {
		key, err := keyOf(kernel, b.strake, b.suites.Binary(name), *labels+*focus)
		if err != nil {
			return err
		}
		file := r.resultFile(c, name)
		if old, err := readResult(file); err != nil {
			return err
		} else if old != nil && old.Key == key && !*again {
			continue
		}
		res := r.suite(ctx, c, b, name)
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		res.Key, res.Kernel = key, filepath.Base(kernel)
		if err := res.write(file); err != nil {
			return err
		}
		fmt.Fprintf(os.Stderr, "qemumatrix: %v %s: %s in %v\n", c, name, res, res.Took.Round(time.Second))
	}
	return nil
}

func (r *runner) resultFile(c cell, suite string) string {
	return filepath.Join(r.dir, c.String(), suite+".json")
}

// fetchKernel returns the path of a cell's kernel.
func (r *runner) fetchKernel(ctx context.Context, c cell) (string, error) {
	cmd := exec.CommandContext(ctx, filepath.Join(r.root, "scripts", "qemu", "fetch-kernel"), c.arch, c.kernel)
	cmd.Stderr = os.Stderr
	path, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("no kernel for %v: %w", c, err)
	}
	return strings.TrimSpace(string(path)), nil
}

// build builds suites and strake for a GOARCH, once.
func (r *runner) build(ctx context.Context, goarch string) (*build, error) {
	if b := r.built[goarch]; b != nil {
		return b, nil
	}
	to := filepath.Join(r.tmp, goarch)
	if err := os.Mkdir(to, 0o777); err != nil {
		return nil, err
	}
	env := []string{"GOARCH=" + goarch, "CGO_ENABLED=0"}
	b := &build{strake: filepath.Join(to, "strake")}
	// Without the commit in it, which does not change what it does.
	cmd := exec.CommandContext(ctx, "go", "build", "-trimpath", "-buildvcs=false", "-overlay", *overlay, "-o", b.strake, "./cmd/strake")
	cmd.Dir, cmd.Env = r.root, append(os.Environ(), env...)
	if msg, err := cmd.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("building strake: %w\n%s", err, msg)
	}
	var err error
	if b.suites, err = specrun.BuildFor(ctx, to, r.names, env...); err != nil {
		return nil, err
	}
	r.built[goarch] = b
	return b, nil
}

// suite runs one suite in a cell.
func (r *runner) suite(ctx context.Context, c cell, b *build, name string) *result {
	stats := filepath.Join(r.tmp, "stats.json")
	start := time.Now()
	outcomes, err := b.suites.Run(ctx, specrun.Request{
		Suite: name, Tracer: b.strake, Timeout: *timeout, Labels: *labels, Focus: *focus,
		Through: []string{filepath.Join(r.root, "scripts", "qemu", "exec")},
		Env:     []string{"STRAKE_QEMU_ARCH=" + c.arch, "STRAKE_QEMU_KERNEL=" + c.kernel, "STRAKE_QEMU_STATS=" + stats},
		JUnit:   filepath.Join(r.dir, c.String(), name+".xml"),
	})
	res := newResult(outcomes, err)
	res.Took = time.Since(start)
	res.readStats(stats)
	return res
}
