// Bench compares the speed of strake and strace on the same work.
//
//	go run ./internal/cmd/bench [-rounds N] [-run REGEX] [-tracer FILE] [-ref COMMAND] [-scale F]
//
// It prints Markdown: for each workload the wall clock and CPU of strake as ratios to strace as users run it
// and to strace held on one CPU; then what strake takes of memory, and whether the traced program's
// affinity stayed as it was.
//
// The contenders of a round run one after the other, each round in another order, so that what else the
// machine does meets all of them. A ratio is the median of the ratios of the rounds, a time the median of the times.
// CPU is that of tracer and traced programs together. Figures scatter on a busy machine: the load is in the heading.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"time"
)

type config struct {
	tracer []string
	ref    []string // empty if there is none
	rounds int
	run    *regexp.Regexp
	scale  float64
	dir    string // for everything temporary
}

func main() {
	if len(os.Args) > 1 && os.Args[1] == allocWorker {
		countAllocations(os.Args[2:])
		return
	}
	if err := bench(); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func bench() error {
	tracer := flag.String("tracer", "", "strake's `file`; the default is built from the sources")
	ref := flag.String("ref", "", "strace's `command`; the default is strace7 or strace of the PATH")
	rounds := flag.Int("rounds", 5, "how often each contender runs")
	run := flag.String("run", "", "only the workloads whose name and mode match `regex`, as in 'getppid -o'")
	scale := flag.Float64("scale", 1, "multiplies the size of the loops")
	flag.Parse()
	cfg := config{rounds: max(1, *rounds), scale: *scale}
	var err error
	if cfg.run, err = regexp.Compile(*run); err != nil {
		return err
	}
	if cfg.dir, err = os.MkdirTemp("", "strake-bench-"); err != nil {
		return err
	}
	defer os.RemoveAll(cfg.dir)
	if cfg.tracer, err = findTracer(*tracer, cfg.dir); err != nil {
		return err
	}
	if cfg.ref, err = findReference(*ref, cfg.dir); err != nil {
		note("%v: strake alone is measured", err)
	}
	w, err := prepare(&cfg)
	if err != nil {
		return err
	}
	heading(&cfg)
	if err := compare(&cfg, w); err != nil {
		return err
	}
	return observe(&cfg, w)
}

// note says what is missing, in the report, too.
func note(format string, args ...any) { fmt.Printf("- "+format+"\n", args...) }

func findTracer(path, dir string) ([]string, error) {
	if path != "" {
		path, err := filepath.Abs(path)
		return []string{path}, err
	}
	path = filepath.Join(dir, "strake")
	cmd := exec.Command("go", "build", "-o", path, "strake/cmd/strake")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	cmd.Stderr = os.Stderr
	return []string{path}, cmd.Run()
}

// findReference returns the command of strace.
func findReference(command, dir string) ([]string, error) {
	if command != "" {
		return unwrap(strings.Fields(command), dir), nil
	}
	for _, name := range []string{"strace7", "strace"} {
		if path, err := exec.LookPath(name); err == nil {
			return unwrap([]string{path}, dir), nil
		}
	}
	return nil, errors.New("no strace in the PATH")
}

// unwrap returns what a shell script that only executes strace executes, so that the shell is not measured.
// The command itself is asked: what has become of it when it traces something long?
func unwrap(command []string, dir string) []string {
	head := make([]byte, 2)
	if f, err := os.Open(command[0]); err == nil {
		_, _ = f.Read(head)
		f.Close()
	}
	if string(head) != "#!" {
		return command
	}
	tail := []string{"-o", filepath.Join(dir, "unwrap"), "sleep", "10"}
	cmd := exec.Command(command[0], append(command[1:], tail...)...)
	if cmd.Start() != nil {
		return command
	}
	defer func() {
		_ = cmd.Process.Signal(os.Interrupt)
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	}()
	end := "\x00" + strings.Join(tail, "\x00") + "\x00"
	for range 200 {
		time.Sleep(5 * time.Millisecond)
		text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", cmd.Process.Pid))
		line, ok := strings.CutSuffix(string(text), end)
		if ok && !strings.Contains(line, command[0]) {
			return strings.Split(line, "\x00")
		}
	}
	return command
}

func heading(cfg *config) {
	load, _ := os.ReadFile("/proc/loadavg")
	kernel, _ := os.ReadFile("/proc/sys/kernel/osrelease")
	fmt.Printf("%d rounds on %d CPUs, kernel %s, load %s, %s.\n\n", cfg.rounds, runtime.NumCPU(),
		strings.TrimSpace(string(kernel)), strings.Join(strings.Fields(string(load))[:3], " "), time.Now().Format(time.RFC3339))
}
