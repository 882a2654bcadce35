package main

import (
	_ "embed"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
)

//go:embed program/work.c
var workSource string

//go:embed program/floor.c
var floorSource string

// workload is something to trace.
type workload struct {
	name    string
	argv    []string
	before  func() error // of each run
	missing string       // why it cannot be run
	target  target
}

// target is what strake's ratios should not exceed; 0 for no such target.
type target struct {
	cpu, wall float64 // to strace as users run it
	pinned    float64 // wall, to strace on one CPU
	better    float64 // wall, to the better of the two
}

var (
	busy    = target{cpu: 0.6, wall: 0.4, pinned: 0.9}
	general = target{better: 1}
	start   = target{wall: 1, pinned: 1}
)

// works are the workloads, and the program of some of them.
type works struct {
	list  []workload
	prog  string // "" if it could not be compiled
	floor string // the same
}

// floorProgram is where the floor's program is.
func floorProgram(dir string) string { return filepath.Join(dir, "floor") }

// compile makes a program of a source, and returns why it could not.
func compile(prog, source string) (missing string, err error) {
	src := prog + ".c"
	if err := os.WriteFile(src, []byte(source), 0o600); err != nil {
		return "", err
	}
	if out, err := exec.Command("gcc", "-O1", "-pthread", "-o", prog, src).CombinedOutput(); err != nil {
		return fmt.Sprintf("its program cannot be compiled: %v %s", err, out), nil
	}
	return "", nil
}

func prepare(cfg *config) (*works, error) {
	w := &works{prog: filepath.Join(cfg.dir, "work"), floor: floorProgram(cfg.dir)}
	missing, err := compile(w.prog, workSource)
	if err != nil {
		return nil, err
	}
	if missing != "" {
		w.prog = ""
	}
	if missing, err := compile(w.floor, floorSource); err != nil {
		return nil, err
	} else if missing != "" {
		w.floor = ""
	}
	n := func(count float64) string { return strconv.Itoa(max(1, int(count*cfg.scale))) }
	data := filepath.Join(cfg.dir, "data")
	if err := os.WriteFile(data, make([]byte, 1000), 0o600); err != nil {
		return nil, err
	}
	w.list = []workload{
		{name: "getppid", argv: []string{w.prog, "getppid", n(50000)}, missing: missing, target: busy},
		{name: "open, read, close", argv: []string{w.prog, "open", n(15000), data}, missing: missing, target: busy},
		{name: "dd bs=1", argv: []string{"dd", "bs=1", "count=" + n(20000), "if=/dev/zero", "of=/dev/null"}, target: busy},
		// Not all of it: with a hundred thousand calls the rest of the table would have to wait.
		{name: "find /usr", argv: []string{"find", "/usr", "-maxdepth", "4"}, target: busy},
		{name: "4 threads", argv: []string{w.prog, "threads", n(12500), "4"}, missing: missing, target: general},
		{name: "sh, 200 × true", argv: []string{
			"sh", "-c",
			"i=0; while [ $i -lt " + n(200) + " ]; do /bin/true; i=$((i+1)); done",
		}, target: general},
		goBuild(cfg.dir),
		{name: "/bin/true", argv: []string{"/bin/true"}, target: start},
	}
	for i := range w.list {
		l := &w.list[i]
		if l.missing != "" {
			continue
		}
		path, err := exec.LookPath(l.argv[0])
		if err != nil {
			l.missing = err.Error()
			continue
		}
		l.argv[0] = path
	}
	return w, nil
}

// goBuild compiles and links a small module, each time another one, with the standard library's
// packages in the cache.
func goBuild(dir string) workload {
	mod := filepath.Join(dir, "hello")
	count := 0
	w := workload{name: "go build", argv: []string{"go", "build", "-C", mod, "-o", "hello", "."}, target: general}
	write := func(name, text string) error {
		return os.WriteFile(filepath.Join(mod, name), []byte(text), 0o600)
	}
	w.before = func() error {
		count++
		return write("main.go", fmt.Sprintf("package main\n\nimport \"fmt\"\n\nfunc main() { fmt.Println(%d) }\n", count))
	}
	if err := os.MkdirAll(mod, 0o700); err != nil {
		w.missing = err.Error()
	} else if err := write("go.mod", "module hello\n"); err != nil {
		w.missing = err.Error()
	}
	return w
}
