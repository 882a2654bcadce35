package main

import (
	"fmt"
	"path/filepath"
	"runtime"
	"slices"
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

// targets compares auto, and strake with it, with the aims of docs/SECCOMP.md.
func targets(f *findings) []target {
	return slices.Concat(programTargets(f.rows), timeTargets(f.rows), stopTargets(f), callTargets(f.costs))
}

// programTargets are about what programs are like. They need no clock.
func programTargets(rows []row) []target {
	executed := geomean(rows, func(r *row) float64 { return r.find(auto).mean / r.find(straceName).mean })
	noX32 := geomean(rows, func(r *row) float64 { return r.noX32.mean / r.find(straceName).mean })
	length := geomean(rows, func(r *row) float64 {
		return float64(r.find(auto).length) / float64(r.find(straceName).length)
	})
	worst, longer, differs, cached := 0, 0, 0, 1.0
	for i := range rows {
		a, s := rows[i].find(auto), rows[i].find(straceName)
		worst, cached = max(worst, a.worst), min(cached, a.cacheable)
		differs += a.differs
		if a.length > s.length {
			longer++
		}
	}
	return []target{
		{"instructions executed, geometric mean of the ratios to strace's", "≤ 0.40", fmt.Sprintf("%.3f", executed), executed <= 0.40},
		{"the same, beyond: what an exhaustive search of edges found", "≤ 0.39", fmt.Sprintf("%.3f", executed), executed <= 0.39},
		{"the same, beyond: for kernels without x32", "≤ 0.35", fmt.Sprintf("%.3f", noX32), noX32 <= 0.35},
		{"most executed for any number of x86_64", "≤ 14", fmt.Sprint(worst), worst <= 14},
		{"length, geometric mean of the ratios to strace's", "≤ 0.62", fmt.Sprintf("%.3f", length), length <= 0.62},
		{"sets whose program is longer than strace's", "0", fmt.Sprint(longer), longer == 0},
		{"untraced numbers that the kernel can cache, least of all sets", "100 %", percent(cached), cached == 1},
		{"numbers of x86_64 whose verdict is not that of strace's program", "0", fmt.Sprint(differs), differs == 0},
	}
}

// timeTargets are about making and installing programs.
func timeTargets(rows []row) []target {
	var generate, install time.Duration
	for i := range rows {
		a := rows[i].find(auto)
		generate, install = max(generate, a.generate), max(install, a.install)
	}
	list := []target{{"time to generate, longest of all sets", "≤ 1 ms", micro(generate) + " µs", generate <= time.Millisecond}}
	if install == 0 {
		return list
	}
	ratio := geomean(rows, func(r *row) float64 { return float64(r.find(auto).install) / float64(r.find(straceName).install) })
	return append(
		list,
		target{"time to install, longest of all sets", "≤ 80 µs", micro(install) + " µs", install <= 80*time.Microsecond},
		target{"the same, geometric mean of the ratios to strace's", "≤ 1", fmt.Sprintf("%.2f", ratio), ratio <= 1},
	)
}

// targetCall is what a call took where the targets were set, in ns.
const targetCall = 74

// maxStops is how many events strake may wait for where strace waits for 25,000.
const maxStops = 150

func stopTargets(f *findings) []target {
	if f.stops == 0 {
		return nil
	}
	return []target{{
		fmt.Sprintf("events waited for while `go vet` vets a small package, `-f -e trace=chdir` (strace: %d)", f.straceStops),
		fmt.Sprintf("< %d", maxStops), fmt.Sprint(f.stops), f.stops < maxStops,
	}}
}

// callTargets are about the calls of traced programs that are not in the trace set.
func callTargets(all []*costs) []target {
	if len(all) == 0 {
		return nil
	}
	ratio, more := 0.0, nanos(0)
	for _, title := range all[0].Scenes {
		native, traced := all[0].cell(bare, title), all[0].cell(strakeTraced, title)
		ratio, more = max(ratio, float64(traced/native)), max(more, traced-native)
	}
	list := []target{
		{"an untraced call under strake, in the thread or child where it costs most", "≤ 1.15 ×", fmt.Sprintf("%.2f ×", ratio), ratio <= 1.15},
		{"the same, more than without a tracer", "≤ 8 ns", fmt.Sprintf("%.1f ns", more), more <= 8},
	}
	for _, c := range all {
		if native := c.cell(bare, subcallScene); native > 0 {
			r := float64(c.cell(strakeTraced, subcallScene) / native)
			general := float64(c.cell(ourFilter, i386Scene) / c.cell(bare, i386Scene))
			list = append(list, target{
				"an unselected subcall of i386 (" + c.Machine + ")", "≤ 1.10 ×",
				fmt.Sprintf("%.2f × (a cached call without a tracer: %.2f ×)", r, general), r <= 1.1,
			})
		}
	}
	return list
}

// report is the whole report, in Markdown.
func report(f *findings, plot string) string {
	var b strings.Builder
	b.WriteString("# Seccomp filters compared\n\n")
	b.WriteString("Made by `make bench-seccomp`; [SECCOMP.md](SECCOMP.md) explains the algorithms and the columns.\n")
	fmt.Fprintf(&b, "strace %s, kernel %s, %d processors, load %s. A call without any filter: %s ns.\n", f.strace, release(), runtime.NumCPU(), load(), f.bare)
	fmt.Fprintf(&b, "Times are the least of many, and on a busy machine too long all the same; all else is exact. The targets in µs and ns were set\n"+
		"on a machine whose calls take %d ns: one that is slower at calls misses them, whatever the filter. Ratios do not depend on that.\n", targetCall)
	b.WriteString("Every set includes execve and execveat, which strace always traces. The programs are for x86_64, x32 and i386.\n")
	if !strings.HasPrefix(f.strace, "7.") {
		b.WriteString("\n**The targets were set beside strace 7.2, and this one is another.**\n")
	}
	for _, text := range f.missing {
		b.WriteString("\nMissing: " + text + "\n")
	}
	b.WriteString("\n## Targets\n\n| `auto` | target | measured | |\n| --- | --- | --- | --- |\n")
	for _, t := range targets(f) {
		verdict := "met"
		if !t.met {
			verdict = "**missed**"
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", t.what, t.aim, t.got, verdict)
	}
	if plot != "" {
		fmt.Fprintf(&b, "\n![Instructions executed, relative to strace](%s)\n", filepath.Base(plot))
	}
	summary(&b, f.rows)
	for _, c := range f.costs {
		c.table(&b)
	}
	for i := range f.rows {
		details(&b, &f.rows[i])
	}
	return b.String()
}

// table is what calls take on one machine, a scene a line.
func (c *costs) table(b *strings.Builder) {
	heading := fmt.Sprintf("strace %s, `-e trace=chdir` (socket for the subcall). %s", c.Strace, c.Note)
	fmt.Fprintf(b, "\n## An untraced call, in ns: %s\n\n%s\n\n| call from |", c.Machine, strings.TrimSpace(heading))
	for _, r := range c.Rows {
		b.WriteString(" " + r.Contender + " |")
	}
	b.WriteString("\n| --- |" + strings.Repeat(" ---: |", len(c.Rows)) + "\n")
	for i, title := range c.Scenes {
		b.WriteString("| " + title + " |")
		for _, r := range c.Rows {
			fmt.Fprintf(b, " %s |", r.Cells[i])
		}
		b.WriteString("\n")
	}
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
		b.WriteString("| " + rows[i].set.Name + " |")
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
	fmt.Fprintf(b, "\n## %s\n\n", r.set.Name)
	b.WriteString("| program | length | mean | worst | cacheable | generate, µs | install, µs | call, ns |\n")
	b.WriteString("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n")
	for i := range r.results {
		e := &r.results[i]
		if e.failure != "" {
			fmt.Fprintf(b, "| %s | %s |\n", e.program, e.failure)
			continue
		}
		fmt.Fprintf(b, "| %s | %d | %.2f | %d | %s | %s | %s | %s |\n", e.program, e.length, e.mean, e.worst,
			percent(e.cacheable), micro(e.generate), micro(e.install), e.call)
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

func (n nanos) String() string {
	switch {
	case n == 0:
		return "–"
	case n >= 1000:
		return fmt.Sprintf("%.0f", float64(n))
	}
	return fmt.Sprintf("%.1f", float64(n))
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
		fmt.Fprintf(&b, `<text x="%d" y="%d" text-anchor="end">%s</text>`+"\n", left-8, y+group/2, rows[i].set.Name)
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
