package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// The contenders.
const (
	strake = iota
	strace
	straceOneCPU
	numContenders
)

// modes are the options that the tracers get.
var modes = []struct {
	name    string
	options []string
}{
	{"-f -o", []string{"-f"}},
	{"-f -c", []string{"-f", "-c"}},
}

// series are the costs of the rounds of one workload in one mode.
type series [numContenders][]cost

// compare prints the table of speed.
func compare(cfg *config, w *works) error {
	fmt.Println("`!` marks what is over its target.")
	fmt.Println()
	fmt.Println("| workload | options | strake wall | strake CPU | wall / strace | CPU / strace | wall / strace on one CPU | CPU / strace on one CPU | target |")
	fmt.Println("| --- | --- | --- | --- | --- | --- | --- | --- | --- |")
	var missing []string
	for i := range w.list {
		l := &w.list[i]
		for m := range modes {
			if !cfg.run.MatchString(l.name + " " + modes[m].name) {
				continue
			}
			if l.missing != "" {
				missing = append(missing, l.name+": "+l.missing)
				break
			}
			s, err := l.rounds(cfg, modes[m].options)
			if err != nil {
				return err
			}
			t := l.target
			if m > 0 {
				t = target{} // they are for -o
			}
			fmt.Println(s.row(l.name, modes[m].name, t))
		}
	}
	fmt.Println()
	for _, text := range missing {
		note("not measured: %s", text)
	}
	return nil
}

// rounds runs every contender once to warm up, and then as often as there are rounds.
func (l *workload) rounds(cfg *config, options []string) (*series, error) {
	contenders := []int{strake}
	if cfg.ref != nil {
		contenders = append(contenders, strace, straceOneCPU)
	}
	var s series
	for round := range cfg.rounds + 1 {
		for i := range contenders {
			who := contenders[(i+round)%len(contenders)]
			c, err := l.run(cfg, who, options)
			if err != nil {
				return nil, err
			}
			if round > 0 {
				s[who] = append(s[who], c)
			}
		}
	}
	return &s, nil
}

func (l *workload) run(cfg *config, who int, options []string) (cost, error) {
	if l.before != nil {
		if err := l.before(); err != nil {
			return cost{}, err
		}
	}
	argv, cpu := cfg.ref, -1
	switch who {
	case strake:
		argv = cfg.tracer
	case straceOneCPU:
		cpu = aCPU()
	}
	out := filepath.Join(cfg.dir, "out")
	defer os.Remove(out)
	argv = slices.Concat(argv, options, []string{"-o", out}, l.argv)
	return measure(argv, cfg.dir, cpu)
}

// ratios returns the medians of the ratios of wall clock and CPU to another contender's.
func (s *series) ratios(to int) (wall, cpu float64) {
	var walls, cpus []float64
	for i, c := range s[to] {
		walls = append(walls, float64(s[strake][i].wall)/float64(c.wall))
		cpus = append(cpus, float64(s[strake][i].cpu)/float64(c.cpu))
	}
	return median(walls), median(cpus)
}

func (s *series) row(name, mode string, t target) string {
	var walls, cpus []time.Duration
	for _, c := range s[strake] {
		walls, cpus = append(walls, c.wall), append(cpus, c.cpu)
	}
	wall, cpu := s.ratios(strace)
	wall1, cpu1 := s.ratios(straceOneCPU)
	goal := "–"
	wallMax, wall1Max := t.wall, t.pinned
	switch {
	case t.better != 0:
		goal = fmt.Sprintf("wall ≤ %.1f of the better", t.better)
		wallMax, wall1Max = t.better, t.better
	case t.cpu != 0:
		goal = fmt.Sprintf("wall ≤ %.1f, CPU ≤ %.1f; on one CPU ≤ %.1f", t.wall, t.cpu, t.pinned)
	case t.wall != 0:
		goal = fmt.Sprintf("wall ≤ %.1f", t.wall)
	}
	cells := []string{
		name, "`" + mode + "`", milli(median(walls)), milli(median(cpus)),
		ratio(wall, wallMax), ratio(cpu, t.cpu), ratio(wall1, wall1Max), ratio(cpu1, 0), goal,
	}
	return "| " + strings.Join(cells, " | ") + " |"
}

func milli(d time.Duration) string { return fmt.Sprintf("%.1f ms", float64(d)/1e6) }

func ratio(r, limit float64) string {
	switch {
	case r == 0:
		return "–"
	case limit != 0 && r > limit:
		return fmt.Sprintf("**%.2f !**", r)
	}
	return fmt.Sprintf("%.2f", r)
}
