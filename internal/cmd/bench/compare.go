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
	floor       // what does nothing but what every tracer must, polling (program/floor.c)
	floorOneCPU // the same, blocking, on one CPU
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
	fmt.Println("`!` marks what is over its target. *Floor* is the wall clock and CPU, as ratios to strace, of a program in C that at each stop")
	fmt.Println("asks what call it is and resumes, and does nothing else: polling, and on one CPU. No tracer of this kind can take less.")
	fmt.Println()
	fmt.Println("| workload | options | strake wall | strake CPU | wall / strace | CPU / strace | wall / strace on one CPU | CPU / strace on one CPU | target | floor | floor on one CPU |")
	fmt.Println("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |")
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
			t, who := l.target, w.contenders(cfg, l)
			if m > 0 {
				t, who = target{}, who[:min(len(who), floor)] // targets and floors are for -o
			}
			s, err := l.rounds(cfg, who, modes[m].options)
			if err != nil {
				return err
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

// contenders returns who takes part in a workload. The floor follows no children.
func (w *works) contenders(cfg *config, l *workload) []int {
	who := []int{strake}
	if cfg.ref == nil {
		return who
	}
	who = append(who, strace, straceOneCPU)
	if w.floor != "" && l.target == busy {
		who = append(who, floor, floorOneCPU)
	}
	return who
}

// rounds runs every contender once to warm up, and then as often as there are rounds.
func (l *workload) rounds(cfg *config, contenders []int, options []string) (*series, error) {
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
	cpu := -1
	if who == straceOneCPU || who == floorOneCPU {
		cpu = aCPU()
	}
	out := filepath.Join(cfg.dir, "out")
	defer os.Remove(out)
	options = slices.Concat(options, []string{"-o", out})
	var argv []string
	switch who {
	case strake:
		argv = slices.Concat(cfg.tracer, options)
	case strace, straceOneCPU:
		argv = slices.Concat(cfg.ref, options)
	case floor:
		argv = []string{floorProgram(cfg.dir), "-p"}
	case floorOneCPU:
		argv = []string{floorProgram(cfg.dir)}
	}
	return measure(slices.Concat(argv, l.argv), cfg.dir, cpu)
}

// ratios returns the medians of the ratios of wall clock and CPU of one contender to another's, 0 if either took no part.
func (s *series) ratios(of, to int) (wall, cpu float64) {
	var walls, cpus []float64
	for i, c := range s[to] {
		if i < len(s[of]) {
			walls = append(walls, float64(s[of][i].wall)/float64(c.wall))
			cpus = append(cpus, float64(s[of][i].cpu)/float64(c.cpu))
		}
	}
	return median(walls), median(cpus)
}

// pair is both ratios in one cell.
func (s *series) pair(of, to int) string {
	wall, cpu := s.ratios(of, to)
	if wall == 0 {
		return "–"
	}
	return fmt.Sprintf("%.2f, %.2f", wall, cpu)
}

func (s *series) row(name, mode string, t target) string {
	var walls, cpus []time.Duration
	for _, c := range s[strake] {
		walls, cpus = append(walls, c.wall), append(cpus, c.cpu)
	}
	wall, cpu := s.ratios(strake, strace)
	wall1, cpu1 := s.ratios(strake, straceOneCPU)
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
		s.pair(floor, strace), s.pair(floorOneCPU, straceOneCPU),
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
