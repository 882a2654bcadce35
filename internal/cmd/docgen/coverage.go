package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"strake/tracer/cli"
)

// refusals is the file of specs about command lines that are refused: it says nothing of what an option does.
const refusals = "cli/bad_input_test.go"

// coverage returns the files of specs below dir that give each option of doc to the tracer, by the option's spellings, and what
// labels name options that there are not. It is read off the specs' sources, so that it cannot say more than they do.
func coverage(dir string, doc []cli.SectionDoc) (specs map[string][]string, strangers []string, err error) {
	ix := newIndex(doc)
	specs = map[string][]string{}
	err = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		name, _ := filepath.Rel(dir, path)
		name = filepath.ToSlash(name)
		if name == refusals || strings.HasPrefix(name, "internal/") {
			return nil
		}
		literals, err := stringsOf(path)
		for _, o := range ix.given(literals) {
			if !slices.Contains(specs[o.Spellings], name) {
				specs[o.Spellings] = append(specs[o.Spellings], name)
			}
		}
		for _, s := range ix.strangers(literals) {
			strangers = append(strangers, name+": "+s)
		}
		return err
	})
	return specs, strangers, err
}

// stringsOf returns the string literals of a Go file in their order, but for those that are a program and its arguments.
func stringsOf(path string) ([]string, error) {
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	var all []string
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			return !runs(n.Fun)
		case *ast.BasicLit:
			if s, err := strconv.Unquote(n.Value); err == nil && n.Kind == token.STRING {
				all = append(all, s)
			}
		}
		return true
	})
	return all, nil
}

// runs reports whether what is called takes a program and its arguments.
func runs(fun ast.Expr) bool {
	switch f := fun.(type) {
	case *ast.Ident:
		return f.Name == "Command" || f.Name == "Through"
	case *ast.SelectorExpr:
		return f.Sel.Name == "Command" || f.Sel.Name == "Through" || f.Sel.Name == "CommandContext"
	}
	return false
}

// index finds options by their spellings.
type index struct {
	short, long, quals map[string]*cli.OptionDoc
}

func newIndex(doc []cli.SectionDoc) *index {
	ix := &index{map[string]*cli.OptionDoc{}, map[string]*cli.OptionDoc{}, map[string]*cli.OptionDoc{}}
	each(doc, func(o *cli.OptionDoc) {
		if o.Short != "" {
			ix.short[o.Short] = o
		}
		for _, l := range o.Long {
			ix.long[l] = o
		}
		for _, q := range o.Qualifiers {
			ix.quals[q] = o
		}
	})
	return ix
}

// given returns the options that are among the literals: those that begin with a dash, and what follows -e.
func (ix *index) given(literals []string) []*cli.OptionDoc {
	var words []string
	for i, s := range literals {
		if strings.HasPrefix(s, "-") || i > 0 && literals[i-1] == "-e" {
			words = append(words, strings.Fields(s)...)
		}
	}
	var all []*cli.OptionDoc
	for i, w := range words {
		if name, long := strings.CutPrefix(w, "--"); long {
			name, _, _ = strings.Cut(name, "=")
			all = append(all, ix.long[name])
			continue
		}
		letters, ok := strings.CutPrefix(w, "-")
		if !ok {
			continue
		}
		for at, letter := range letters {
			o := ix.short[string(letter)]
			all = append(all, o)
			if letter == 'e' {
				expression := letters[at+1:]
				if expression == "" && i+1 < len(words) {
					expression = words[i+1]
				}
				all = append(all, ix.qualifier(expression))
			}
			if o == nil || o.Takes {
				break
			}
		}
	}
	return slices.DeleteFunc(all, func(o *cli.OptionDoc) bool { return o == nil })
}

// qualifier returns the option that an argument of -e is.
func (ix *index) qualifier(expression string) *cli.OptionDoc {
	name, _, has := strings.Cut(expression, "=")
	if o := ix.quals[name]; has && o != nil {
		return o
	}
	return ix.quals["trace"]
}

// strangers returns the labels that name an option which there is not.
func (ix *index) strangers(literals []string) []string {
	var all []string
	for _, s := range literals {
		name, ok := strings.CutPrefix(s, "option:")
		if !ok {
			continue
		}
		if len(ix.given([]string{name})) == 0 {
			all = append(all, s)
		}
	}
	return all
}
