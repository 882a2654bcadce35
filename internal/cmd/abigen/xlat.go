package main

import (
	"bytes"
	"cmp"
	"fmt"
	"go/token"
	"regexp"
	"slices"
	"strings"
)

// xlatFamily is a file of constant tables.
type xlatFamily struct {
	base   string
	file   string
	units  []*unit
	tables []*xlatTable
}

type xlatTable struct {
	pos
	unit    *unit
	kind    string // "flags", "enum" or "codes"
	goName  string
	unknown string
	doc     string
	consts  []xlatConst
}

type xlatConst struct {
	item
	name string // as printed
	c    string // its value in C
	hand bool   // the value is by hand
}

var (
	identifier = regexp.MustCompile(`^[A-Za-z_]\w*$`)
	// constLine is a constant: printed name, "?", operator, expression.
	constLine = regexp.MustCompile(`^(\S+?)(\?)?(?:\s+([=<])\s+(.*))?$`)
)

func loadXlat(base string, d *defs, errs *errorList) family {
	f := &xlatFamily{base: base, file: d.file, units: d.units}
	for _, u := range d.units {
		var t *xlatTable
		for _, l := range u.lines {
			word := strings.Fields(l.text)[0]
			rest := strings.TrimSpace(l.text[len(word):])
			switch word {
			case "flags", "enum", "codes":
				name, unknown, _ := strings.Cut(strings.ReplaceAll(rest, "\t", " "), " ")
				if !identifier.MatchString(name) || !token.IsExported(name) {
					errs.add(l.pos, "%q is no exported Go name", name)
					continue
				}
				t = &xlatTable{pos: l.pos, unit: u, kind: word, goName: name, unknown: strings.TrimSpace(unknown)}
				f.tables = append(f.tables, t)
				continue
			}
			if t == nil {
				errs.add(l.pos, "a constant before any flags, enum or codes line: %q", l.text)
				continue
			}
			if word == "doc" && rest != "" {
				t.doc = rest
				continue
			}
			m := constLine.FindStringSubmatch(l.text)
			if m == nil {
				errs.add(l.pos, "no constant: %q", l.text)
				continue
			}
			c := xlatConst{item: item{l.pos, l.on, m[2] != ""}, name: m[1], c: strings.TrimSpace(m[4]), hand: m[3] == "="}
			if m[3] == "" {
				c.c = c.name
				if !identifier.MatchString(c.name) {
					errs.add(l.pos, "%q is no identifier of C; NAME < EXPR prints one thing and evaluates another", c.name)
					continue
				}
			}
			if c.c == "" {
				errs.add(l.pos, "no value for %s", c.name)
				continue
			}
			t.consts = append(t.consts, c)
		}
	}
	return f
}

func (f *xlatFamily) name() string   { return "xlat/" + f.base }
func (f *xlatFamily) output() string { return "tracer/xlat/z_" + f.base + ".go" }

func (f *xlatFamily) declare(seen map[string]pos, errs *errorList) {
	for _, t := range f.tables {
		if !f.continued(t) {
			declare(seen, "xlat."+t.goName, t.pos, errs)
		}
	}
}

// continued reports whether a table of codes goes on with one before it, of the same name in another unit.
func (f *xlatFamily) continued(t *xlatTable) bool {
	for _, old := range f.tables {
		if old == t {
			return false
		}
		if old.kind == "codes" && t.kind == "codes" && old.goName == t.goName {
			return true
		}
	}
	return false
}

func declare(seen map[string]pos, name string, at pos, errs *errorList) {
	if old, ok := seen[name]; ok {
		errs.add(at, "%s is at %s:%d, too", name, old.file, old.line)
		return
	}
	seen[name] = at
}

// key identifies a constant among the facts.
func (t *xlatTable) key(c *xlatConst) string {
	return t.kind + " " + t.goName + "\t" + c.name + "\t" + c.c
}

func (f *xlatFamily) extract(cc *compiler, errs *errorList) []byte {
	var out bytes.Buffer
	for _, u := range f.units {
		var exprs []expr
		var keys []string
		for _, t := range f.tables {
			if t.unit != u {
				continue
			}
			for i := range t.consts {
				c := &t.consts[i]
				e := expr{item: c.item, c: c.c, flag: t.kind != "enum"}
				if c.hand && identifier.MatchString(c.name) {
					e.name = c.name
				}
				exprs = append(exprs, e)
				keys = append(keys, t.key(c))
			}
		}
		if len(exprs) == 0 {
			continue
		}
		for i, vals := range cc.values(u, exprs, errs) {
			fmt.Fprintf(&out, "%s\t%s\n", keys[i], valueFacts(vals, exprs[i].on))
		}
	}
	return out.Bytes()
}

// valueFacts writes a constant's values: one where all ABIs agree, else
// ABI=VALUE for those that were asked, "-" where they have none.
func valueFacts(vals [abiCount]*uint64, on mask) string {
	same := true
	for _, v := range vals {
		same = same && v != nil && vals[0] != nil && *v == *vals[0]
	}
	if same {
		return fmt.Sprintf("%#x", *vals[0])
	}
	var parts []string
	for i, v := range vals {
		switch {
		case !on.has(i):
		case v == nil:
			parts = append(parts, abis[i].name+"=-")
		default:
			parts = append(parts, fmt.Sprintf("%s=%#x", abis[i].name, *v))
		}
	}
	return strings.Join(parts, " ")
}

// parseValues is the inverse of valueFacts. The mask has the ABIs that were
// asked.
func parseValues(s string) (vals [abiCount]*uint64, asked mask, err error) {
	if !strings.Contains(s, "=") {
		v := new(uint64)
		_, err := fmt.Sscanf(s, "0x%x", v)
		return [abiCount]*uint64{v, v, v, v}, onAll, err
	}
	for _, part := range strings.Fields(s) {
		name, text, _ := strings.Cut(part, "=")
		i := abiIndex(name)
		if i < 0 {
			return vals, 0, fmt.Errorf("no ABI is named %q", name)
		}
		asked |= 1 << i
		if text == "-" {
			continue
		}
		v := new(uint64)
		if _, err := fmt.Sscanf(text, "0x%x", v); err != nil {
			return vals, 0, err
		}
		vals[i] = v
	}
	return vals, asked, nil
}

type namedValue struct {
	val  uint64
	name string
}

func (f *xlatFamily) generate(facts []byte, errs *errorList) []byte {
	byKey := map[string][]string{} // in order, as a key may come twice, for different ABIs
	for _, l := range factLines(facts) {
		if len(l) == 4 {
			k := strings.Join(l[:3], "\t")
			byKey[k] = append(byKey[k], l[3])
		}
	}
	var out bytes.Buffer
	fmt.Fprintf(&out, goHeader, f.file)
	out.WriteString("package xlat\n\n")
	var body bytes.Buffer
	codes := map[string]*[abiCount][]namedValue{}
	for _, t := range f.tables {
		var lists [abiCount][]namedValue
		for i := range t.consts {
			c := &t.consts[i]
			k := t.key(c)
			got := byKey[k]
			if len(got) == 0 {
				errs.add(c.pos, "no fact about %s; run abigen extract -family %s", c.name, f.name())
				continue
			}
			if len(got) > 1 {
				byKey[k] = got[1:]
			}
			vals, asked, err := parseValues(got[0])
			if err != nil {
				errs.add(c.pos, "facts about %s: %v", c.name, err)
				continue
			}
			if c.on&^asked != 0 {
				errs.add(c.pos, "no fact about %s on every ABI; run abigen extract -family %s", c.name, f.name())
				continue
			}
			for abi, v := range vals {
				if c.on.has(abi) && v != nil {
					lists[abi] = append(lists[abi], namedValue{*v, c.name})
				}
			}
		}
		if t.kind != "codes" {
			writeTable(&body, t, lists)
			continue
		}
		all := codes[t.goName]
		if all == nil {
			all = new([abiCount][]namedValue)
			codes[t.goName] = all
		}
		for abi := range lists {
			all[abi] = append(all[abi], lists[abi]...)
		}
	}
	for _, t := range f.tables {
		if t.kind == "codes" && !f.continued(t) {
			writeCodes(&body, t, codes[t.goName])
		}
	}
	if bytes.Contains(body.Bytes(), []byte("abi.")) {
		out.WriteString("import \"strake/tracer/abi\"\n\n")
	}
	out.Write(body.Bytes())
	return out.Bytes()
}

// writeTable writes a table: the list that most ABIs have as Common, others
// as ByABI.
func writeTable(w *bytes.Buffer, t *xlatTable, lists [abiCount][]namedValue) {
	doc := t.doc
	if doc == "" {
		doc = strings.TrimSpace(t.unknown + " constants")
	}
	fmt.Fprintf(w, "// %s: %s.\n", t.goName, strings.TrimSuffix(doc, "."))
	fmt.Fprintf(w, "var %s = Table{\n", t.goName)
	if t.unknown != "" {
		fmt.Fprintf(w, "Unknown: %q,\n", t.unknown)
	}
	var texts [abiCount]string
	for i, list := range lists {
		var b strings.Builder
		b.WriteString("{\n")
		for _, c := range list {
			fmt.Fprintf(&b, "{%#x, %q},\n", c.val, c.name)
		}
		b.WriteString("}")
		texts[i] = b.String()
	}
	common, most := 0, 0
	for i := range texts {
		n := 0
		for j := range texts {
			if texts[j] == texts[i] {
				n++
			}
		}
		if n > most {
			common, most = i, n
		}
	}
	fmt.Fprintf(w, "Common: []Const%s,\n", texts[common])
	if most < abiCount {
		w.WriteString("ByABI: [abi.Count][]Const{\n")
		for i := range texts {
			if texts[i] != texts[common] {
				fmt.Fprintf(w, "%s: %s,\n", abis[i].goID, texts[i])
			}
		}
		w.WriteString("},\n")
	}
	w.WriteString("}\n\n")
}

// writeCodes writes a table of codes: sorted by value, with the names of a value joined; what all
// ABIs have in common apart.
func writeCodes(w *bytes.Buffer, t *xlatTable, lists *[abiCount][]namedValue) {
	var joined [abiCount][]namedValue
	for abi, list := range lists {
		slices.SortFunc(list, func(a, b namedValue) int {
			return cmp.Or(cmp.Compare(a.val, b.val), strings.Compare(a.name, b.name))
		})
		for i, c := range list {
			switch last := len(joined[abi]) - 1; {
			case i == 0 || list[i-1].val != c.val:
				joined[abi] = append(joined[abi], c)
			case list[i-1].name != c.name:
				joined[abi][last].name += " or " + c.name
			}
		}
	}
	count := map[namedValue]int{}
	for _, list := range joined {
		for _, c := range list {
			count[c]++
		}
	}
	fmt.Fprintf(w, "// %s: %s.\n", t.goName, strings.TrimSuffix(t.doc, "."))
	fmt.Fprintf(w, "var %s = Codes{\nCommon: []Code{\n", t.goName)
	for _, c := range joined[0] {
		if count[c] == abiCount {
			fmt.Fprintf(w, "{%#x, %q},\n", c.val, c.name)
		}
	}
	w.WriteString("},\nByABI: [abi.Count][]Code{\n")
	for abi, list := range joined {
		fmt.Fprintf(w, "%s: {\n", abis[abi].goID)
		for _, c := range list {
			if count[c] < abiCount {
				fmt.Fprintf(w, "{%#x, %q},\n", c.val, c.name)
			}
		}
		w.WriteString("},\n")
	}
	w.WriteString("},\n}\n\n")
}
