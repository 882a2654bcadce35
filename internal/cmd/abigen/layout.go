package main

import (
	"bytes"
	"debug/dwarf"
	"errors"
	"fmt"
	"go/token"
	"regexp"
	"strconv"
	"strings"
)

// layoutFamily is a file of structure layouts.
type layoutFamily struct {
	base    string
	file    string
	units   []*unit
	structs []*layoutStruct
}

type layoutStruct struct {
	item
	unit   *unit
	goName string
	c      string // the type in C
}

var structLine = regexp.MustCompile(`^struct\s+(\w+)\s*=\s*(.*?)\s*(\?)?$`)

func loadLayout(base string, d *defs, errs *errorList) family {
	f := &layoutFamily{base: base, file: d.file, units: d.units}
	for _, u := range d.units {
		for _, l := range u.lines {
			m := structLine.FindStringSubmatch(l.text)
			if m == nil || m[2] == "" {
				errs.add(l.pos, "not of the form struct NAME = TYPE: %q", l.text)
				continue
			}
			if !token.IsExported(m[1]) {
				errs.add(l.pos, "%q is no exported Go name", m[1])
				continue
			}
			f.structs = append(f.structs, &layoutStruct{item{l.pos, l.on, m[3] != ""}, u, m[1], m[2]})
		}
	}
	return f
}

func (f *layoutFamily) name() string   { return "layout/" + f.base }
func (f *layoutFamily) output() string { return "tracer/abi/layout/z_" + f.base + ".go" }

func (f *layoutFamily) declare(seen map[string]pos, errs *errorList) {
	for _, s := range f.structs {
		declare(seen, "layout."+s.goName, s.pos, errs)
	}
}

// place is where a member, or a structure, lies on an ABI.
type place struct {
	off, size, elem int64
	bit, bits       int64 // of a bit-field
	signed          bool
}

func (p place) String() string {
	return fmt.Sprintf("%d,%d,%d,%d,%d,%t", p.off, p.size, p.elem, p.bit, p.bits, p.signed)
}

func parsePlace(s string) (place, error) {
	var p place
	_, err := fmt.Sscanf(s, "%d,%d,%d,%d,%d,%t", &p.off, &p.size, &p.elem, &p.bit, &p.bits, &p.signed)
	return p, err
}

// member is a member on every ABI that has it. A structure itself is the
// member with no name.
type member struct {
	name   string
	places [abiCount]*place
}

// merge adds the members of an ABI to those of others, a new one after the
// one that precedes it.
func merge(into []*member, abi int, names []string, places map[string]place) []*member {
	at := 0
	for _, n := range names {
		p := places[n]
		found := false
		for i, m := range into {
			if m.name == n {
				m.places[abi] = &p
				at, found = i+1, true
				break
			}
		}
		if !found {
			m := &member{name: n}
			m.places[abi] = &p
			into = append(into[:at], append([]*member{m}, into[at:]...)...)
			at++
		}
	}
	return into
}

func (f *layoutFamily) extract(cc *compiler, errs *errorList) []byte {
	var out bytes.Buffer
	for _, u := range f.units {
		var structs []*layoutStruct
		var items []item
		for _, s := range f.structs {
			if s.unit == u {
				structs = append(structs, s)
				items = append(items, s.item)
			}
		}
		if len(structs) == 0 {
			continue
		}
		names := make([][abiCount][]string, len(structs))
		places := make([][abiCount]map[string]place, len(structs))
		program := func(abi int, want func(int) bool) []byte {
			var src source
			src.prelude(u, abi)
			for i, s := range structs {
				if want(i) {
					src.line(s.pos, "__typeof__(%s) strake_%d;", s.c, i)
				}
			}
			return src.Bytes()
		}
		read := func(abi int, want func(int) bool, obj []byte) error {
			types, err := variableTypes(obj)
			if err != nil {
				return err
			}
			for i, s := range structs {
				if !want(i) {
					continue
				}
				t := types[fmt.Sprintf("strake_%d", i)]
				if t == nil {
					return fmt.Errorf("%s:%d: no debugging information about %s", s.file, s.line, s.c)
				}
				st, ok := resolve(t).(*dwarf.StructType)
				if !ok {
					return fmt.Errorf("%s:%d: %s is no structure", s.file, s.line, s.c)
				}
				w := walker{places: map[string]place{"": {size: st.ByteSize}}, names: []string{""}}
				if err := w.walk(st, "", 0); err != nil {
					return fmt.Errorf("%s:%d: %s: %w", s.file, s.line, s.c, err)
				}
				names[i][abi], places[i][abi] = w.names, w.places
			}
			return nil
		}
		cc.compile(items, program, read, errs)
		for i, s := range structs {
			var all []*member
			for abi := range abiCount {
				all = merge(all, abi, names[i][abi], places[i][abi])
			}
			for _, m := range all {
				fmt.Fprintf(&out, "%s\t%s\t%s\t", s.goName, s.c, m.name)
				writePlaces(&out, m, s.on)
			}
		}
	}
	return out.Bytes()
}

// writePlaces writes off,size,elem,bit,bits,signed, once if all ABIs agree.
func writePlaces(w *bytes.Buffer, m *member, on mask) {
	same := true
	for _, p := range m.places {
		same = same && p != nil && m.places[0] != nil && *p == *m.places[0]
	}
	if same {
		fmt.Fprintln(w, *m.places[0])
		return
	}
	sep := ""
	for abi, p := range m.places {
		switch {
		case !on.has(abi):
			continue
		case p != nil:
			fmt.Fprintf(w, "%s%s=%v", sep, abis[abi].name, *p)
		default:
			fmt.Fprintf(w, "%s%s=-", sep, abis[abi].name)
		}
		sep = " "
	}
	w.WriteByte('\n')
}

// variableTypes returns the types of an object file's global variables.
func variableTypes(obj []byte) (map[string]dwarf.Type, error) {
	data, err := debugInfo(obj)
	if err != nil {
		return nil, err
	}
	out := map[string]dwarf.Type{}
	r := data.Reader()
	for {
		e, err := r.Next()
		if err != nil || e == nil {
			return out, err
		}
		if e.Tag == dwarf.TagCompileUnit {
			continue
		}
		r.SkipChildren()
		if e.Tag != dwarf.TagVariable {
			continue
		}
		name, _ := e.Val(dwarf.AttrName).(string)
		off, ok := e.Val(dwarf.AttrType).(dwarf.Offset)
		if !ok {
			continue
		}
		if out[name], err = data.Type(off); err != nil {
			return nil, err
		}
	}
}

// resolve looks through typedefs and qualifiers.
func resolve(t dwarf.Type) dwarf.Type {
	for {
		switch u := t.(type) {
		case *dwarf.TypedefType:
			t = u.Type
		case *dwarf.QualType:
			t = u.Type
		default:
			return t
		}
	}
}

// walker lists the members of a structure.
type walker struct {
	names  []string
	places map[string]place
}

func (w *walker) walk(st *dwarf.StructType, prefix string, base int64) error {
	if st.Incomplete {
		return errors.New("incomplete")
	}
	for _, m := range st.Field {
		t := resolve(m.Type)
		if m.Name == "" { // an anonymous struct or union
			if inner, ok := t.(*dwarf.StructType); ok {
				if err := w.walk(inner, prefix, base+m.ByteOffset); err != nil {
					return err
				}
			}
			continue
		}
		name := prefix + m.Name
		p := place{off: base + m.ByteOffset, size: max(t.Size(), 0)}
		if a, ok := t.(*dwarf.ArrayType); ok {
			t = resolve(a.Type)
			for inner, ok := t.(*dwarf.ArrayType); ok; inner, ok = t.(*dwarf.ArrayType) {
				t = resolve(inner.Type)
			}
			p.elem = t.Size()
			if a.Count < 0 { // a flexible array member
				p.size = 0
			}
		}
		switch it := t.(type) {
		case *dwarf.IntType:
			p.signed = true
		case *dwarf.CharType: // a plain char's sign depends on the ABI; it is text
			p.signed = it.Name != "char"
		}
		if m.BitSize > 0 {
			size := t.Size()
			switch {
			case m.DataBitOffset > 0 || m.ByteSize == 0:
				unit := m.DataBitOffset / (size * 8)
				p.off = base + unit*size
				p.bit = m.DataBitOffset - unit*size*8
			default: // DWARF 3: from the most significant bit of the storage unit
				p.bit = m.ByteSize*8 - m.BitOffset - m.BitSize
			}
			p.size, p.bits = size, m.BitSize
		}
		if _, dup := w.places[name]; dup {
			return fmt.Errorf("two members named %s", name)
		}
		w.names = append(w.names, name)
		w.places[name] = p
		if inner, ok := t.(*dwarf.StructType); ok && (p.elem == 0 || inner.StructName == "") && !inner.Incomplete {
			if err := w.walk(inner, name+".", p.off); err != nil {
				return err
			}
		}
	}
	return nil
}

func (f *layoutFamily) generate(facts []byte, errs *errorList) []byte {
	byKey := map[string][][]string{}
	for _, l := range factLines(facts) {
		if len(l) == 4 {
			k := l[0] + "\t" + l[1]
			byKey[k] = append(byKey[k], l[2:])
		}
	}
	var out bytes.Buffer
	fmt.Fprintf(&out, goHeader, f.file)
	out.WriteString("package layout\n\n")
	if len(f.structs) > 0 {
		out.WriteString("import \"strake/tracer/abi\"\n\n")
	}
	seen := map[string]string{}
	for _, s := range f.structs {
		lines := byKey[s.goName+"\t"+s.c]
		if len(lines) == 0 {
			errs.add(s.pos, "no fact about %s; run abigen extract -family %s", s.goName, f.name())
			continue
		}
		for _, l := range lines {
			m, asked, err := parseMember(l[0], l[1])
			if err != nil {
				errs.add(s.pos, "facts about %s: %v", s.goName, err)
				continue
			}
			if s.on&^asked != 0 {
				errs.add(s.pos, "no fact about %s on every ABI; run abigen extract -family %s", s.goName, f.name())
				break
			}
			for abi := range m.places {
				if !s.on.has(abi) {
					m.places[abi] = nil
				}
			}
			goName := s.goName
			if m.name != "" {
				goName += "_" + strings.ReplaceAll(m.name, ".", "_")
			}
			if old, ok := seen[goName]; ok {
				errs.add(s.pos, "both %s and %s.%s are named %s", old, s.goName, m.name, goName)
				continue
			}
			seen[goName] = s.goName + "." + m.name
			if err := writeMember(&out, s, m, goName); err != nil {
				errs.add(s.pos, "%s: %v", goName, err)
			}
		}
	}
	return out.Bytes()
}

func parseMember(name, text string) (*member, mask, error) {
	m := &member{name: name}
	if !strings.Contains(text, "=") {
		p, err := parsePlace(text)
		for abi := range m.places {
			m.places[abi] = &p
		}
		return m, onAll, err
	}
	var asked mask
	for _, part := range strings.Fields(text) {
		abiName, text, _ := strings.Cut(part, "=")
		abi := abiIndex(abiName)
		if abi < 0 {
			return nil, 0, fmt.Errorf("no ABI is named %q", abiName)
		}
		asked |= 1 << abi
		if text == "-" {
			continue
		}
		p, err := parsePlace(text)
		if err != nil {
			return nil, 0, err
		}
		m.places[abi] = &p
	}
	return m, asked, nil
}

// writeMember writes the variable of a member, or of the structure itself.
func writeMember(w *bytes.Buffer, s *layoutStruct, m *member, goName string) error {
	var first *place
	var signed [2]bool // whether an ABI has it unsigned, and signed
	for _, p := range m.places {
		if p == nil {
			continue
		}
		if p.off > 0xffff || p.size > 0xffff {
			return errors.New("does not fit into 16 bits")
		}
		if first == nil {
			first = p
		}
		if p.signed {
			signed[1] = true
		} else {
			signed[0] = true
		}
		if p.bit != first.bit || p.bits != first.bits {
			return errors.New("a bit-field that differs between ABIs")
		}
	}
	array := func(get func(p *place) int64) (string, bool) {
		var parts []string
		any := false
		for _, p := range m.places {
			v := int64(0)
			if p != nil {
				v = get(p)
			}
			any = any || v != 0
			parts = append(parts, strconv.FormatInt(v, 10))
		}
		return "[abi.Count]uint16{" + strings.Join(parts, ", ") + "}", any
	}
	off, hasOff := array(func(p *place) int64 { return p.off })
	size, _ := array(func(p *place) int64 { return p.size })
	if m.name == "" {
		fmt.Fprintf(w, "\n// %s is %s.\nvar %s = Struct{Name: %q, Size: %s}\n\n", goName, s.c, goName, s.c, size)
		return nil
	}
	if signed[0] && signed[1] {
		w.WriteString("// Signed on some ABIs only.\n")
	}
	fmt.Fprintf(w, "var %s = Field{Name: %q", goName, m.name)
	if hasOff {
		fmt.Fprintf(w, ", Off: %s", off)
	}
	fmt.Fprintf(w, ", Size: %s", size)
	if signed[1] {
		w.WriteString(", Signed: true")
	}
	if elem, has := array(func(p *place) int64 { return p.elem }); has {
		fmt.Fprintf(w, ", Elem: %s", elem)
	}
	if first != nil && first.bits != 0 {
		fmt.Fprintf(w, ", Bit: %d, Bits: %d", first.bit, first.bits)
	}
	w.WriteString("}\n")
	return nil
}
