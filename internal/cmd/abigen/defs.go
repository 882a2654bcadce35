package main

import (
	"os"
	"path/filepath"
	"strings"
)

// defs is a definition file.
type defs struct {
	file  string // from the root of the module
	units []*unit
}

// unit is what is compiled in one go.
type unit struct {
	prelude []defLine // include and c lines, as C
	lines   []defLine // everything else
}

// defLine is a line of a definition file.
type defLine struct {
	pos
	text string // without comment and ABIs
	on   mask
}

// readDefs reads a definition file and deals with what all of them have.
func readDefs(root, path string, errs *errorList) *defs {
	rel, err := filepath.Rel(root, path)
	if err != nil {
		errs.check(err)
		return nil
	}
	data, err := os.ReadFile(path)
	if err != nil {
		errs.check(err)
		return nil
	}
	return parseDefs(filepath.ToSlash(rel), string(data), errs)
}

func parseDefs(file, data string, errs *errorList) *defs {
	u := &unit{}
	d := &defs{file: file, units: []*unit{u}}
	for i, text := range strings.Split(data, "\n") {
		at := pos{file, i + 1}
		if text == "c" {
			continue
		}
		if c, ok := cutWord(text, "c"); ok {
			u.prelude = append(u.prelude, defLine{at, c, onAll})
			continue
		}
		l := parseLine(at, text, errs)
		if l.text == "" {
			continue
		}
		if l.text == "unit" {
			u = &unit{}
			d.units = append(d.units, u)
			continue
		}
		if h, ok := cutWord(l.text, "include"); ok {
			u.prelude = append(u.prelude, defLine{at, "#include " + strings.TrimSpace(h), l.on})
			continue
		}
		if h, ok := cutWord(l.text, "include?"); ok {
			h = strings.TrimSpace(h)
			for _, c := range []string{"#if __has_include(" + h + ")", "#include " + h, "#endif"} {
				u.prelude = append(u.prelude, defLine{at, c, l.on})
			}
			continue
		}
		u.lines = append(u.lines, l)
	}
	return d
}

// cutWord cuts a word and the space or tab behind it from the front of s.
func cutWord(s, word string) (string, bool) {
	rest, ok := strings.CutPrefix(s, word)
	if !ok || rest == "" || rest[0] != ' ' && rest[0] != '\t' {
		return "", false
	}
	return rest[1:], true
}

// parseLine takes comment and ABIs off a line.
func parseLine(at pos, text string, errs *errorList) defLine {
	l := defLine{at, "", onAll}
	for i := range text {
		if text[i] == '#' && (i == 0 || text[i-1] == ' ' || text[i-1] == '\t') {
			text = text[:i]
			break
		}
	}
	text = strings.TrimSpace(text)
	if i := strings.LastIndexAny(text, " \t"); i >= 0 && strings.HasPrefix(text[i+1:], "@") {
		m, err := parseMask(text[i+2:])
		if err != nil {
			errs.add(at, "%v", err)
		}
		l.on = m
		text = strings.TrimSpace(text[:i])
	}
	l.text = text
	return l
}

// readLines reads a hand-written list: one entry a line, columns separated by
// white space, the last of n columns taking the rest of the line.
func readLines(root, file string, n int, errs *errorList) []listLine {
	data, err := os.ReadFile(filepath.Join(root, file))
	if err != nil {
		errs.check(err)
		return nil
	}
	var out []listLine
	for i, text := range strings.Split(string(data), "\n") {
		l := parseLine(pos{file, i + 1}, text, errs)
		if l.text == "" {
			continue
		}
		e := listLine{pos: l.pos}
		rest := l.text
		for len(e.cols) < n-1 && rest != "" {
			word := strings.Fields(rest)[0]
			e.cols = append(e.cols, word)
			rest = strings.TrimSpace(rest[len(word):])
		}
		if rest != "" {
			e.cols = append(e.cols, rest)
		}
		out = append(out, e)
	}
	return out
}

type listLine struct {
	pos
	cols []string
}
