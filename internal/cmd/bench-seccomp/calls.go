package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/net/bpf"

	"strake/internal/seccompsets"
	"strake/seccompgen"
	"strake/testees"
)

// scene is a place from which a call is made that the trace set does not have.
type scene struct {
	title string
	abi   testees.ABI
	// place and call are arguments of the testee percall.
	place, call string
	// expr is the trace set.
	expr string
}

// The titles of scenes that targets are about.
const (
	subcallScene = "i386, unselected subcall"
	i386Scene    = "i386, main thread"
)

// scenes are those that are measured where the machine runs their ABI.
func scenes() []scene {
	var list []scene
	for _, id := range []testees.ABI{testees.X8664, testees.I386} {
		for _, place := range [][2]string{{"alone", "main thread"}, {"thread", "second thread"}, {"process", "forked child"}} {
			list = append(list, scene{string(id) + ", " + place[1], id, place[0], "getppid", "chdir"})
		}
	}
	return append(list, scene{subcallScene, testees.I386, "alone", "subcall", "socket"})
}

// The contenders of the comparison of calls.
const (
	bare         = "no tracer, no filter"
	ourFilter    = "strake's filter alone"
	strakeTraced = "strake -f --seccomp-bpf"
	straceTraced = "strace -f --seccomp-bpf"
	straceSlow   = "strace -f, no filter"
)

// tools are the programs that costs are taken with.
type tools struct {
	strake, strace string
	percall        map[testees.ABI]string
}

// costs is what calls take on one machine.
type costs struct {
	Machine string
	Note    string // what to know when reading the figures
	Strace  string // its version
	Scenes  []string
	Rows    []costRow
}

// costRow is what one contender makes of all scenes; 0 stands for none.
type costRow struct {
	Contender string
	Cells     []nanos
}

// cell finds a figure.
func (c *costs) cell(contender, title string) nanos {
	for _, r := range c.Rows {
		for i, t := range c.Scenes {
			if r.Contender == contender && t == title {
				return r.Cells[i]
			}
		}
	}
	return 0
}

// costRounds is how often each contender plays each scene; they take turns, and the least counts.
const costRounds = 3

// takeCosts measures all scenes.
func takeCosts(t tools) (*costs, error) {
	c := &costs{Machine: "Kernel " + release(), Strace: straceVersion(t.strace)}
	names := []string{bare, ourFilter, strakeTraced, straceTraced, straceSlow}
	for _, name := range names {
		c.Rows = append(c.Rows, costRow{Contender: name})
	}
	for _, s := range scenes() {
		if !runs(t.percall[s.abi]) {
			continue
		}
		code, err := chosen(s.expr)
		if err != nil {
			return nil, err
		}
		cells := make([]nanos, len(names))
		for range costRounds {
			for i, name := range names {
				got, err := play(t, s, name, code)
				if err != nil {
					return nil, fmt.Errorf("%s, %s: %w", s.title, name, err)
				}
				if cells[i] == 0 || got < cells[i] {
					cells[i] = got
				}
			}
		}
		c.Scenes = append(c.Scenes, s.title)
		for i := range names {
			c.Rows[i].Cells = append(c.Rows[i].Cells, cells[i])
		}
	}
	return c, nil
}

// chosen is the program that auto makes for an expression.
func chosen(expr string) ([]bpf.RawInstruction, error) {
	set, err := x86(seccompsets.Set{Expr: expr})
	if err != nil {
		return nil, err
	}
	p, err := seccompgen.Generate(set, seccompgen.Options{})
	if err != nil {
		return nil, err
	}
	return p.Code, nil
}

// runs tells whether this machine can run a testee: one of i386 needs a kernel with its emulation.
func runs(testee string) bool {
	return testee != "" && exec.Command(testee, "alone", "nothing").Run() != nil && isExecutable(testee)
}

// isExecutable tells an exit status from a program that could not be started.
func isExecutable(testee string) bool {
	var status *exec.ExitError
	return errors.As(exec.Command(testee, "alone", "nothing").Run(), &status)
}

// play has a contender play a scene once, and returns what the call took.
func play(t tools, s scene, contender string, code []bpf.RawInstruction) (nanos, error) {
	ctx, cancel := context.WithTimeout(context.Background(), runLimit)
	defer cancel()
	argv := []string{t.percall[s.abi], s.place, s.call}
	options := []string{"-f", "-o", "/dev/null", "-e", "trace=" + s.expr}
	var env []string
	switch contender {
	case ourFilter:
		argv = append([]string{"/proc/self/exe"}, argv...)
		env = []string{liveRole + "=exec"}
	case strakeTraced:
		argv = append(append([]string{t.strake, "--seccomp-bpf"}, options...), argv...)
	case straceTraced:
		argv = append(append([]string{t.strace, "--seccomp-bpf"}, options...), argv...)
	case straceSlow:
		argv = append(append([]string{t.strace}, options...), argv...)
	}
	cmd := exec.CommandContext(ctx, argv[0], argv[1:]...)
	cmd.Env = append(withoutRole(os.Environ()), env...)
	if env != nil {
		if err := send(cmd, harmless(code)); err != nil {
			return 0, err
		}
	}
	return fact(cmd)
}

// withoutRole is an environment whose programs are no children with a role.
func withoutRole(env []string) (list []string) {
	for _, e := range env {
		if !strings.HasPrefix(e, liveRole+"=") {
			list = append(list, e)
		}
	}
	return list
}

// fact runs a command whose descendant percall reports on descriptor 3, in hundredths of nanoseconds.
func fact(cmd *exec.Cmd) (nanos, error) {
	r, w, err := os.Pipe()
	if err != nil {
		return 0, err
	}
	defer r.Close()
	cmd.ExtraFiles = []*os.File{w}
	cmd.Stderr = os.Stderr
	err = cmd.Start()
	w.Close()
	if err != nil {
		return 0, err
	}
	text, err := io.ReadAll(r)
	if err := errors.Join(err, cmd.Wait()); err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(text)) {
		if value, ok := strings.CutPrefix(strings.TrimSpace(line), "percall="); ok {
			n, err := strconv.ParseUint(value, 10, 64)
			return nanos(n) / 100, err
		}
	}
	return 0, fmt.Errorf("%s reported nothing", filepath.Base(cmd.Path))
}

// straceVersion is what strace calls itself, such as 7.2.
func straceVersion(path string) string {
	out, err := exec.Command(path, "-V").Output()
	if err != nil {
		return "unknown"
	}
	first, _, _ := bytes.Cut(out, []byte("\n"))
	_, version, _ := strings.Cut(string(first), " version ")
	return version
}

// hostTools builds what costs are taken with here.
func hostTools(dir, strace string) (tools, error) {
	t := tools{strake: filepath.Join(dir, "strake"), strace: strace, percall: map[testees.ABI]string{}}
	for _, id := range []testees.ABI{testees.X8664, testees.I386} {
		path, err := testees.PathFor("percall", id)
		if err != nil {
			fmt.Fprintf(os.Stderr, "bench-seccomp: %v\n", err)
			continue
		}
		t.percall[id] = path
	}
	return t, goBuild(t.strake, "strake/cmd/strake")
}

// goBuild builds a static binary of a package of this module.
func goBuild(output, pkg string) error {
	cmd := exec.Command("go", "build", "-o", output, pkg)
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	cmd.Stderr = os.Stderr
	return cmd.Run()
}
