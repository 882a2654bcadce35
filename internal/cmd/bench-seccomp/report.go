package main

import (
	"fmt"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"strake/seccompgen"
)

// auto is the program that is compared with strace's.
const auto = string(seccompgen.Auto)

// target is one of the aims, and what was measured.
type target struct {
	what, aim, got string
	met            bool
}

// targets compares auto with the aims of docs/SECCOMP.md.
func targets(rows []row) []target {
	executed := geomean(rows, func(r *row) float64 { return r.find(auto).mean / r.find(straceName).mean })
	length := geomean(rows, func(r *row) float64 {
		return float64(r.find(auto).length) / float64(r.find(straceName).length)
	})
	worst, longer, differs, cached := 0, 0, 0, 1.0
	var slowest time.Duration
	for i := range rows {
		a, s := rows[i].find(auto), rows[i].find(straceName)
		worst, slowest, cached = max(worst, a.worst), max(slowest, a.generate), min(cached, a.cacheable)
		differs += a.differs
		if a.length > s.length {
			longer++
		}
	}
	return []target{
		{"instructions executed, geometric mean of the ratios to strace's", "≤ 0.40", fmt.Sprintf("%.3f", executed), executed <= 0.40},
		{"most executed for any number of x86_64", "≤ 14", fmt.Sprint(worst), worst <= 14},
		{"length, geometric mean of the ratios to strace's", "≤ 0.62", fmt.Sprintf("%.3f", length), length <= 0.62},
		{"sets whose program is longer than strace's", "0", fmt.Sprint(longer), longer == 0},
		{"untraced numbers that the kernel can cache, least of all sets", "100 %", percent(cached), cached == 1},
		{"time to generate, longest of all sets", "≤ 1 ms", micro(slowest) + " µs", slowest <= time.Millisecond},
		{"numbers of x86_64 whose verdict is not that of strace's program", "0", fmt.Sprint(differs), differs == 0},
	}
}

// report is the whole report, in Markdown.
func report(rows []row, bare time.Duration, plot string) string {
	var b strings.Builder
	b.WriteString("# Seccomp filters compared\n\n")
	b.WriteString("Made by `make bench-seccomp`; [SECCOMP.md](SECCOMP.md) explains the algorithms and the columns.\n")
	fmt.Fprintf(&b, "Kernel %s, %d processors, load %s. A call without any filter: %s ns. Times are the least of several,\n", release(), runtime.NumCPU(), load(), nanos(bare))
	b.WriteString("and on a busy machine too long all the same, that to install most; all else is exact.\n")
	b.WriteString("Every set includes execve and execveat, which strace always traces. The programs are for x86_64, x32 and i386.\n\n")
	b.WriteString("## Targets\n\n| `auto` | target | measured | |\n| --- | --- | --- | --- |\n")
	for _, t := range targets(rows) {
		verdict := "met"
		if !t.met {
			verdict = "**missed**"
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", t.what, t.aim, t.got, verdict)
	}
	if plot != "" {
		fmt.Fprintf(&b, "\n![Instructions executed, relative to strace](%s)\n", filepath.Base(plot))
	}
	summary(&b, rows)
	for i := range rows {
		details(&b, &rows[i])
	}
	return b.String()
}

// summary is length / mean / worst of the programs that matter, a set a line.
func summary(b *strings.Builder, rows []row) {
	programs := []string{straceName, treeName, string(seccompgen.Binary), auto}
	b.WriteString("\n## Length / mean / worst executed\n\n| set |")
	for _, p := range programs {
		b.WriteString(" " + p + " |")
	}
	b.WriteString("\n|" + strings.Repeat(" --- |", len(programs)+1) + "\n")
	for i := range rows {
		b.WriteString("| " + rows[i].set.name + " |")
		for _, p := range programs {
			b.WriteString(" " + brief(rows[i].find(p)) + " |")
		}
		b.WriteString("\n")
	}
}

func brief(r *result) string {
	if r == nil {
		return "–"
	}
	text := fmt.Sprintf("%d / %.1f / %d", r.length, r.mean, r.worst)
	if r.cacheable < 1 {
		text += ", " + percent(r.cacheable) + " cached"
	}
	return text
}

// details is everything about one set.
func details(b *strings.Builder, r *row) {
	fmt.Fprintf(b, "\n## %s\n\n", r.set.name)
	b.WriteString("| program | length | mean | worst | cacheable | generate, µs | install, µs | call, ns |\n")
	b.WriteString("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n")
	for i := range r.results {
		e := &r.results[i]
		if e.failure != "" {
			fmt.Fprintf(b, "| %s | %s |\n", e.program, e.failure)
			continue
		}
		fmt.Fprintf(b, "| %s | %d | %.2f | %d | %s | %s | %s | %s |\n", e.program, e.length, e.mean, e.worst,
			percent(e.cacheable), micro(e.generate), micro(e.install), nanos(e.call))
	}
}

func percent(share float64) string {
	if share < 1 && share > 0.999 {
		return "99.9 %"
	}
	return fmt.Sprintf("%.0f %%", 100*share)
}

func micro(d time.Duration) string {
	if d == 0 {
		return "–"
	}
	return fmt.Sprintf("%.0f", float64(d)/1000)
}

// nanos shows a time in hundredths of nanoseconds.
func nanos(d time.Duration) string {
	if d == 0 {
		return "–"
	}
	return fmt.Sprintf("%.1f", float64(d)/100)
}

// series is one colour of the plot.
type series struct{ program, colour string }

// svg plots the mean of executed instructions relative to strace's: a group of bars a set.
func svg(rows []row) string {
	const left, width, bar, top = 210, 520, 9, 46
	all := []series{{treeName, "#b9a06a"}, {string(seccompgen.Binary), "#8fb3d9"}, {auto, "#1f5fa8"}}
	group := bar*len(all) + 8
	height := top + group*len(rows) + 20
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" font-family="sans-serif" font-size="11">`+"\n", left+width+60, height)
	fmt.Fprintf(&b, `<rect width="100%%" height="100%%" fill="white"/><text x="10" y="16" font-size="13">Instructions executed per call, relative to strace (= 1)</text>`+"\n")
	for i, s := range all {
		fmt.Fprintf(&b, `<rect x="%d" y="24" width="10" height="10" fill="%s"/><text x="%d" y="33">%s</text>`+"\n", left+i*170, s.colour, left+i*170+14, s.program)
	}
	for i := range rows {
		y := top + i*group
		fmt.Fprintf(&b, `<text x="%d" y="%d" text-anchor="end">%s</text>`+"\n", left-8, y+group/2, rows[i].set.name)
		reference := rows[i].find(straceName)
		for j, s := range all {
			r := rows[i].find(s.program)
			if r == nil {
				continue
			}
			ratio := r.mean / reference.mean
			w := int(min(ratio, 1.2) / 1.2 * width)
			fmt.Fprintf(&b, `<rect x="%d" y="%d" width="%d" height="%d" fill="%s"/><text x="%d" y="%d" font-size="8">%.2f</text>`+"\n",
				left, y+j*bar, w, bar-1, s.colour, left+w+3, y+j*bar+bar-2, ratio)
		}
	}
	one := left + width*10/12
	fmt.Fprintf(&b, `<line x1="%d" y1="%d" x2="%d" y2="%d" stroke="#888" stroke-dasharray="3,3"/>`+"\n</svg>\n", one, top-4, one, height-16)
	return b.String()
}
