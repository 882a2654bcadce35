package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// mutant is a seeded defect.
type mutant struct {
	name, does string
	suites     []string // that should notice it first
	focus      string   // the specs of the first of them that should, a regular expression
	changes    []change
}

// change replaces a text of a file, which must be there exactly once.
type change struct {
	file     string
	old, new []string // lines
}

// parse reads mutants; the form is described at the top of mutants.txt.
func parse(text string) ([]*mutant, error) {
	var all []*mutant
	for n, line := range strings.Split(text, "\n") {
		if line == "" || line[0] == '#' {
			continue
		}
		word, rest, _ := strings.Cut(line, " ")
		if word == "mutant" {
			all = append(all, &mutant{name: rest})
			continue
		}
		if len(all) == 0 {
			return nil, fmt.Errorf("line %d: belongs to no mutant", n+1)
		}
		if err := all[len(all)-1].set(word, rest); err != nil {
			return nil, fmt.Errorf("line %d: %w", n+1, err)
		}
	}
	return all, check(all)
}

func (m *mutant) set(word, rest string) error {
	switch word {
	case "does":
		m.does = rest
		return nil
	case "suites":
		m.suites = strings.Fields(rest)
		return nil
	case "focus":
		m.focus = rest
		return nil
	case "change":
		m.changes = append(m.changes, change{file: rest})
		return nil
	}
	if len(m.changes) == 0 {
		return fmt.Errorf("%q is not understood", word)
	}
	c := &m.changes[len(m.changes)-1]
	switch word {
	case "<":
		c.old = append(c.old, rest)
	case ">":
		c.new = append(c.new, rest)
	default:
		return fmt.Errorf("%q is not understood", word)
	}
	return nil
}

// check reports what a list of mutants lacks.
func check(all []*mutant) error {
	seen := map[string]bool{}
	for _, m := range all {
		if seen[m.name] {
			return fmt.Errorf("%s is there twice", m.name)
		}
		seen[m.name] = true
		if m.does == "" || len(m.suites) == 0 || len(m.changes) == 0 {
			return fmt.Errorf("%s is not complete", m.name)
		}
	}
	return nil
}

// apply returns the changed files of a tree, by path.
func (m *mutant) apply(root string) (map[string]string, error) {
	files := map[string]string{}
	for _, c := range m.changes {
		text, ok := files[c.file]
		if !ok {
			b, err := os.ReadFile(filepath.Join(root, c.file))
			if err != nil {
				return nil, fmt.Errorf("%s: %w", m.name, err)
			}
			text = string(b)
		}
		changed, err := c.in(text)
		if err != nil {
			return nil, fmt.Errorf("%s: %s: %w", m.name, c.file, err)
		}
		files[c.file] = changed
	}
	return files, nil
}

func (c *change) in(text string) (string, error) {
	before, after := strings.Join(c.old, "\n"), strings.Join(c.new, "\n")
	if before == "" || before == after {
		return "", errors.New("the change changes nothing")
	}
	if n := strings.Count(text, before); n != 1 {
		return "", fmt.Errorf("the old text is there %d times:\n%s", n, before)
	}
	return strings.Replace(text, before, after, 1), nil
}

// overlay writes the changed files into dir, and the file for go build -overlay that puts them into the tree.
func (m *mutant) overlay(root, dir string) (string, error) {
	files, err := m.apply(root)
	if err != nil {
		return "", err
	}
	replace := map[string]string{}
	for file, text := range files {
		own := filepath.Join(dir, m.name+"-"+strings.ReplaceAll(file, "/", "-"))
		if err := os.WriteFile(own, []byte(text), 0o600); err != nil {
			return "", err
		}
		replace[filepath.Join(root, file)] = own
	}
	b, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, m.name+".json")
	return path, os.WriteFile(path, b, 0o600)
}
