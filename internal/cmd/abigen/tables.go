package main

import (
	"bytes"
	"fmt"
	"regexp"
	"sort"
	"strconv"
	"strings"
)

const defsDir = "internal/cmd/abigen/defs/"

// syscallFamily is the names of all system calls, by ABI and number.
type syscallFamily struct {
	file      string
	overrides []syscallOverride
}

// syscallOverride replaces a name of the headers.
type syscallOverride struct {
	pos
	abi  int
	nr   int
	name string // "" for none
}

func loadSyscalls(root string, errs *errorList) family {
	f := &syscallFamily{file: defsDir + "syscalls.txt"}
	for _, l := range readLines(root, f.file, 3, errs) {
		if len(l.cols) != 3 {
			errs.add(l.pos, "not of the form ABI NUMBER NAME")
			continue
		}
		nr, err := strconv.Atoi(l.cols[1])
		abi := abiIndex(l.cols[0])
		if err != nil || abi < 0 {
			errs.add(l.pos, "no ABI, or no number")
			continue
		}
		f.overrides = append(f.overrides, syscallOverride{l.pos, abi, nr, strings.TrimPrefix(l.cols[2], "-")})
	}
	return f
}

func (f *syscallFamily) name() string   { return "syscalls" }
func (f *syscallFamily) output() string { return "tracer/abi/z_syscalls.go" }

var syscallMacro = regexp.MustCompile(`^__NR_[a-z0-9_]+$`)

func (f *syscallFamily) extract(cc *compiler, errs *errorList) []byte {
	keep := func(name string) bool {
		return syscallMacro.MatchString(name) && name != "__NR_syscalls" && name != "__NR_arch_specific_syscall"
	}
	macros := cc.macros("<asm/unistd.h>", keep, errs)
	var exprs []expr
	for abi, names := range macros {
		for _, n := range names {
			exprs = append(exprs, expr{item: item{pos: pos{f.file, 0}, on: 1 << abi}, c: n})
		}
	}
	u := &unit{prelude: []defLine{{pos{f.file, 0}, "#include <asm/unistd.h>", onAll}}}
	type entry struct {
		abi  int
		nr   uint64
		name string
	}
	var all []entry
	for i, vals := range cc.values(u, exprs, errs) {
		for abi, v := range vals {
			if v != nil {
				nr := *v
				if abi == abiX32 {
					nr &^= 0x40000000
				}
				all = append(all, entry{abi, nr, strings.TrimPrefix(exprs[i].c, "__NR_")})
			}
		}
	}
	sort.Slice(all, func(i, j int) bool {
		a, b := all[i], all[j]
		if a.abi != b.abi {
			return a.abi < b.abi
		}
		if a.nr != b.nr {
			return a.nr < b.nr
		}
		return a.name < b.name
	})
	var out bytes.Buffer
	for _, e := range all {
		fmt.Fprintf(&out, "%s\t%d\t%s\n", abis[e.abi].name, e.nr, e.name)
	}
	return out.Bytes()
}

func (f *syscallFamily) generate(facts []byte, errs *errorList) []byte {
	var tables [abiCount]map[int]string
	for abi := range tables {
		tables[abi] = map[int]string{}
	}
	for i, l := range factLines(facts) {
		at := pos{factsFile(f), i + 2}
		if len(l) != 3 {
			errs.add(at, "not of the form ABI NUMBER NAME")
			continue
		}
		abi := abiIndex(l[0])
		nr, err := strconv.Atoi(l[1])
		if abi < 0 || err != nil || nr > 0xffff {
			errs.add(at, "bad ABI or number")
			continue
		}
		if old := tables[abi][nr]; old != "" {
			errs.add(at, "%s has two names for %d: %s and %s; choose one in %s", l[0], nr, old, l[2], f.file)
		}
		tables[abi][nr] = l[2]
	}
	// The kernel lets x32 callers use the numbers below 512 that x32 has not,
	// with the x86_64 meaning; strace marks them.
	for nr, name := range tables[abiX8664] {
		if nr < 512 && tables[abiX32][nr] == "" {
			tables[abiX32][nr] = name + "#64"
		}
	}
	for _, o := range f.overrides {
		if tables[o.abi][o.nr] == o.name {
			errs.add(o.pos, "changes nothing: %s %d is %q without it", abis[o.abi].name, o.nr, o.name)
		}
		tables[o.abi][o.nr] = o.name
		if o.name == "" {
			delete(tables[o.abi], o.nr)
		}
	}
	var out bytes.Buffer
	fmt.Fprintf(&out, goHeader, "asm/unistd.h and "+f.file)
	out.WriteString("package abi\n\n")
	for abi, t := range tables {
		nrs := make([]int, 0, len(t))
		for nr := range t {
			nrs = append(nrs, nr)
		}
		sort.Ints(nrs)
		fmt.Fprintf(&out, "// The system calls of %s.\nvar syscalls%s = []string{\n", abis[abi].name, abis[abi].goName)
		for _, nr := range nrs {
			fmt.Fprintf(&out, "%d: %q,\n", nr, t[nr])
		}
		out.WriteString("}\n\n")
	}
	return out.Bytes()
}

// listFamily is a hand-written list of names, all ABIs agreeing on their
// values, with a text each: error numbers or signals.
type listFamily struct {
	base    string
	file    string
	header  string
	out     string
	names   string // the Go variable with the names
	texts   string // the Go variable with the texts; "" for none
	entries []listEntry
}

type listEntry struct {
	pos
	name string
	hand string // the value, if not from the headers
	text string
}

func loadErrno(root string, errs *errorList) family {
	return loadList(root, errs, &listFamily{
		base: "errno", file: defsDir + "errno.txt", header: "asm/errno.h",
		out: "tracer/abi/z_errno.go", names: "errnoNames", texts: "errnoTexts",
	})
}

func loadSignals(root string, errs *errorList) family {
	return loadList(root, errs, &listFamily{
		base: "signals", file: defsDir + "signals.txt", header: "asm/signal.h",
		out: "tracer/abi/z_signals.go", names: "signalNames",
	})
}

// loadList reads lines "NAME TEXT" and "NAME=VALUE TEXT".
func loadList(root string, errs *errorList, f *listFamily) family {
	for _, l := range readLines(root, f.file, 2, errs) {
		e := listEntry{pos: l.pos}
		e.name, e.hand, _ = strings.Cut(l.cols[0], "=")
		if len(l.cols) > 1 {
			e.text = l.cols[1]
		}
		if (e.text == "") != (f.texts == "") {
			errs.add(l.pos, "%s: a text is missing, or one too many", e.name)
		}
		f.entries = append(f.entries, e)
	}
	return f
}

func (f *listFamily) name() string   { return f.base }
func (f *listFamily) output() string { return f.out }

func (f *listFamily) extract(cc *compiler, errs *errorList) []byte {
	u := &unit{prelude: []defLine{
		{pos{f.file, 0}, "#include <linux/types.h>", onAll},
		{pos{f.file, 0}, "#include <" + f.header + ">", onAll},
	}}
	exprs := make([]expr, len(f.entries))
	for i, e := range f.entries {
		exprs[i] = expr{item: item{pos: e.pos, on: onAll}, c: e.name}
		if e.hand != "" {
			exprs[i].c, exprs[i].name = e.hand, e.name
		}
	}
	var out bytes.Buffer
	for i, vals := range cc.values(u, exprs, errs) {
		fmt.Fprintf(&out, "%s\t%s\n", f.entries[i].name, valueFacts(vals, onAll))
	}
	return out.Bytes()
}

func (f *listFamily) generate(facts []byte, errs *errorList) []byte {
	vals := map[string]string{}
	for _, l := range factLines(facts) {
		if len(l) == 2 {
			vals[l[0]] = l[1]
		}
	}
	var names, texts bytes.Buffer
	seen := map[int]string{}
	for _, e := range f.entries {
		v, err := strconv.ParseUint(vals[e.name], 0, 12)
		if err != nil {
			errs.add(e.pos, "no fact about %s, or none that all ABIs share; run abigen extract -family %s", e.name, f.base)
			continue
		}
		if old := seen[int(v)]; old != "" {
			errs.add(e.pos, "%s has the value of %s", e.name, old)
		}
		seen[int(v)] = e.name
		fmt.Fprintf(&names, "%d: %q,\n", v, e.name)
		fmt.Fprintf(&texts, "%d: %q,\n", v, e.text)
	}
	var out bytes.Buffer
	fmt.Fprintf(&out, goHeader, f.header+" and "+f.file)
	fmt.Fprintf(&out, "package abi\n\nvar %s = [...]string{\n%s}\n", f.names, names.Bytes())
	if f.texts != "" {
		fmt.Fprintf(&out, "\nvar %s = [...]string{\n%s}\n", f.texts, texts.Bytes())
	}
	return out.Bytes()
}
