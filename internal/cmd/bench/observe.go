package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	"strake/tracer"
	"strake/tracer/cli"
)

// events is how many the memory is watched over. A call is two.
const events = 1_000_000

// maxRSS is what strake may take.
const maxRSS = 40 << 10 // KiB

// observe prints what strake takes of memory, and whether it left the traced program's affinity alone.
func observe(cfg *config, w *works) error {
	if w.prog == "" {
		note("memory and affinity: not measured without the program")
		return nil
	}
	for _, o := range []struct {
		name string
		do   func(*config, *works) error
	}{
		{"memory", memory},
		{"allocations", allocations},
		{"affinity", affinity},
	} {
		if !cfg.run.MatchString(o.name) {
			continue
		}
		if err := o.do(cfg, w); err != nil {
			return fmt.Errorf("%s: %w", o.name, err)
		}
	}
	return nil
}

// memory watches the resident memory over a million events.
func memory(cfg *config, w *works) error {
	argv := slices.Concat(cfg.tracer, []string{"-f", "-o", filepath.Join(cfg.dir, "out"), w.prog, "getppid", strconv.Itoa(events / 2)})
	cmd := exec.Command(argv[0], argv[1:]...)
	if err := cmd.Start(); err != nil {
		return err
	}
	done := make(chan error, 1)
	go func() { done <- cmd.Wait() }()
	var samples []int
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			if kb := residentKiB(cmd.Process.Pid); kb > 0 {
				samples = append(samples, kb)
			}
			continue
		case err := <-done:
			if err != nil {
				return err
			}
		}
		break
	}
	if len(samples) < 10 {
		note("memory: the run was too short to watch")
		return nil
	}
	early, late, most := samples[len(samples)/10], samples[len(samples)-1], slices.Max(samples)
	note("resident memory over %d events: %.1f MiB after a tenth, %.1f MiB at the end, %.1f MiB at most%s",
		events, mib(early), mib(late), mib(most), over(most > maxRSS || late > early+early/8))
	return nil
}

func mib(kb int) float64 { return float64(kb) / 1024 }

func over(bad bool) string {
	if bad {
		return " **!**"
	}
	return ""
}

func residentKiB(pid int) int {
	text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	_, rest, ok := strings.Cut(string(text), "VmRSS:")
	fields := strings.Fields(rest)
	if !ok || len(fields) == 0 {
		return 0
	}
	kb, _ := strconv.Atoi(fields[0])
	return kb
}

// allocWorker is the argument that makes bench count its own allocations while it traces.
const allocWorker = "trace-and-count"

type allocCount struct{ Objects, Bytes uint64 }

// allocations compares a short and a long run of the same: what the longer one allocates more is that of its events.
func allocations(cfg *config, w *works) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	data := filepath.Join(cfg.dir, "data")
	const short, long = 5000, 50000
	for _, o := range []struct {
		name    string
		calls   int // of a turn
		options []string
		work    []string
	}{
		{"getppid `-f -o`", 1, []string{"-f"}, []string{w.prog, "getppid", "N"}},
		{"open, read, close `-f -o`", 3, []string{"-f"}, []string{w.prog, "open", "N", data}},
		{"open, read, close `-f -tt -T -i -o`", 3, []string{"-f", "-tt", "-T", "-i"}, []string{w.prog, "open", "N", data}},
		{"open, read, close `-f -c`", 3, []string{"-f", "-c"}, []string{w.prog, "open", "N", data}},
	} {
		var counts [2]allocCount
		for i, n := range []int{short, long} {
			work := slices.Clone(o.work)
			work[slices.Index(work, "N")] = strconv.Itoa(n)
			argv := slices.Concat([]string{allocWorker}, o.options, []string{"-o", "/dev/null"}, work)
			cmd := exec.Command(self, argv...)
			cmd.Stderr = os.Stderr
			out, err := cmd.Output()
			if err != nil {
				return err
			}
			if err := json.Unmarshal(out, &counts[i]); err != nil {
				return err
			}
		}
		n := float64(long-short) * 2 * float64(o.calls)
		objects := float64(counts[1].Objects) - float64(counts[0].Objects)
		bytes := float64(counts[1].Bytes) - float64(counts[0].Bytes)
		note("allocations of %s: %.4f an event, %.2f bytes%s", o.name, objects/n, bytes/n, over(objects/n > 0.001))
	}
	return nil
}

// countAllocations traces as strake does, and prints how much was allocated.
func countAllocations(args []string) {
	runtime.LockOSThread()
	r, err := cli.Parse("bench", args)
	if err == nil {
		_, err = tracer.Run(context.Background(), &r.Config)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	_ = json.NewEncoder(os.Stdout).Encode(allocCount{m.Mallocs, m.TotalAlloc})
}

// affinity compares what a program sees of its CPUs with and without strake, at its start and when it has
// made many calls.
func affinity(cfg *config, w *works) error {
	work := []string{w.prog, "affinity", "50000"}
	plain, err := exec.Command(work[0], work[1:]...).Output()
	if err != nil {
		return err
	}
	argv := slices.Concat(cfg.tracer, []string{"-f", "-o", filepath.Join(cfg.dir, "out")}, work)
	cmd := exec.Command(argv[0], argv[1:]...)
	var out bytes.Buffer
	cmd.Stdout = &out
	if err := cmd.Start(); err != nil {
		return err
	}
	seen := make(chan string, 1)
	go func() {
		time.Sleep(100 * time.Millisecond)
		seen <- childAffinity(cmd.Process.Pid)
	}()
	err = cmd.Wait()
	if err != nil {
		return err
	}
	own, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return err
	}
	outside, want := <-seen, statusField(own, "Cpus_allowed:")
	bad := out.String() != string(plain) || outside != want
	note("CPUs of the traced program, at its start and later: %s(untraced %s); from outside %s (untraced %s)%s",
		out.String(), strings.TrimSpace(string(plain)), outside, want, over(bad))
	return nil
}

// childAffinity returns the affinity of a process's child as /proc has it.
func childAffinity(pid int) string {
	tasks, _ := os.ReadFile(fmt.Sprintf("/proc/%d/task/%d/children", pid, pid))
	for _, child := range strings.Fields(string(tasks)) {
		status, _ := os.ReadFile("/proc/" + child + "/status")
		return statusField(status, "Cpus_allowed:")
	}
	return "?"
}

func statusField(status []byte, name string) string {
	_, rest, _ := strings.Cut(string(status), name)
	line, _, _ := strings.Cut(rest, "\n")
	return strings.TrimSpace(line)
}
