package decode

import (
	"fmt"
	"strconv"
	"strings"
)

// Node is a decoded value as data: what Tree builds.
type Node struct {
	// Kind says which of the other members hold something.
	Kind NodeKind
	// Label is the name of the argument or member, or the index of the element.
	Label string
	// Name is the constant's name, or the function's.
	Name string
	// Num is the number, sign-extended if negative.
	Num uint64
	// Str is the bytes of a string; More says that it, or the list, goes on.
	Str  string
	More bool
	// Items are the elements, members or parts.
	Items []*Node
	// Notes explain the value: comments, what a descriptor refers to.
	Notes []*Node
	// Was is the value before the call where the call changed it.
	Was *Node
	// Not marks the complement of a set.
	Not bool
}

// NodeKind is the kind of a Node.
type NodeKind uint8

// The kinds.
const (
	NodeNone     NodeKind = iota
	NodeNum               // Num
	NodeAddr              // Num, an address
	NodeName              // Name, a constant
	NodeStr               // Str
	NodeStruct            // Items, each with a Label
	NodeArray             // Items
	NodeSet               // Items
	NodeCall              // Name, Items
	NodeOr                // Items, joined by |
	NodeSum               // Items, added
	NodeShift             // Items, the first shifted to the left by the second
	NodeMinus             // Items, a value that is negated
	NodeAbstract          // Items, a string outside the file system
)

// Tree is the Emitter that builds data instead of text. Its zero value is
// ready; Begin starts over.
type Tree struct {
	Args []*Node
	Aux  []*Node

	stack []*frame
	cur   *Node
}

type frame struct {
	owner *Node
	saved *Node
}

var _ Emitter = (*Tree)(nil)

// Begin forgets everything.
func (t *Tree) Begin() { *t = Tree{} }

func (t *Tree) slot() *Node {
	if t.cur == nil {
		t.cur = &Node{}
	}
	return t.cur
}

// value puts a value where the next one belongs: into the empty slot, or, where
// a value stands already, behind its other parts.
func (t *Tree) value(v Node) *Node {
	s := t.slot()
	if s.Kind != NodeNone {
		s.Items = append(s.Items, &v)
		return &v
	}
	v.Label, v.Was, v.Notes = s.Label, s.Was, s.Notes
	v.More = v.More || s.More
	*s = v
	return s
}

func (t *Tree) open(v Node) {
	n := t.value(v)
	t.stack = append(t.stack, &frame{owner: n, saved: t.cur})
	t.cur = nil
}

func (t *Tree) elem(label string) {
	n := &Node{Label: label}
	if len(t.stack) > 0 {
		f := t.stack[len(t.stack)-1]
		f.owner.Items = append(f.owner.Items, n)
	}
	t.cur = n
}

func (t *Tree) close() {
	if len(t.stack) == 0 {
		return
	}
	f := t.stack[len(t.stack)-1]
	t.stack = t.stack[:len(t.stack)-1]
	t.cur = f.saved
}

func (t *Tree) note() {
	n := &Node{}
	s := t.slot()
	s.Notes = append(s.Notes, n)
	t.stack = append(t.stack, &frame{owner: n, saved: t.cur})
	t.cur = n
}

// Arg implements Emitter.
func (t *Tree) Arg(name string) {
	t.stack = t.stack[:0]
	t.cur = &Node{Label: name}
	t.Args = append(t.Args, t.cur)
}

// Label implements Emitter.
func (t *Tree) Label(name string) { t.slot().Label = name }

// StructBegin implements Emitter.
func (t *Tree) StructBegin() { t.open(Node{Kind: NodeStruct}) }

// Field implements Emitter.
func (t *Tree) Field(name string) { t.elem(name) }

// Tail implements Emitter.
func (t *Tree) Tail(from, to uint64, b []byte, more bool) {
	t.Field(strconv.FormatUint(from, 10) + ".." + strconv.FormatUint(to, 10))
	t.HexStr(b, more)
}

// StructEnd implements Emitter.
func (t *Tree) StructEnd() { t.close() }

// ArrayBegin implements Emitter.
func (t *Tree) ArrayBegin() { t.open(Node{Kind: NodeArray}) }

// Elem implements Emitter.
func (t *Tree) Elem() { t.elem("") }

// Index implements Emitter.
func (t *Tree) Index(i uint64) { t.elem(strconv.FormatUint(i, 10)) }

// NamedIndex implements Emitter.
func (t *Tree) NamedIndex(name string) { t.elem(name) }

// ArrayEnd implements Emitter.
func (t *Tree) ArrayEnd() { t.close() }

// SetBegin implements Emitter.
func (t *Tree) SetBegin(not bool) { t.open(Node{Kind: NodeSet, Not: not}) }

// SetElem implements Emitter.
func (t *Tree) SetElem() { t.elem("") }

// SetEnd implements Emitter.
func (t *Tree) SetEnd() { t.close() }

// CallBegin implements Emitter.
func (t *Tree) CallBegin(name string) { t.open(Node{Kind: NodeCall, Name: name}) }

// CallArg implements Emitter.
func (t *Tree) CallArg() { t.elem("") }

// CallEnd implements Emitter.
func (t *Tree) CallEnd() { t.close() }

// Or implements Emitter.
func (t *Tree) Or() {
	s := t.slot()
	if s.Kind == NodeOr {
		return
	}
	first := *s
	first.Label, first.Was = "", nil
	*s = Node{Kind: NodeOr, Label: s.Label, Was: s.Was, Items: []*Node{&first}}
}

// Plus implements Emitter.
func (t *Tree) Plus() { t.join(NodeSum) }

// Shift implements Emitter.
func (t *Tree) Shift() { t.join(NodeShift) }

// join makes what stands there the first part of a value of several.
func (t *Tree) join(kind NodeKind) {
	s := t.slot()
	first := *s
	first.Label, first.Was = "", nil
	*s = Node{Kind: kind, Label: s.Label, Was: s.Was, Items: []*Node{&first}}
}

// Minus implements Emitter.
func (t *Tree) Minus() { t.value(Node{Kind: NodeMinus}) }

// Range implements Emitter.
func (t *Tree) Range() { t.value(Node{Kind: NodeName, Name: ".."}) }

// Abstract implements Emitter.
func (t *Tree) Abstract() { t.value(Node{Kind: NodeAbstract}) }

// Changed implements Emitter.
func (t *Tree) Changed() {
	s := t.slot()
	was := *s
	was.Label = ""
	*s = Node{Label: s.Label, Was: &was}
}

// More implements Emitter.
func (t *Tree) More() { t.slot().More = true }

// CommentBegin implements Emitter.
func (t *Tree) CommentBegin() { t.note() }

// CommentEnd implements Emitter.
func (t *Tree) CommentEnd() { t.close() }

// AnnotBegin implements Emitter.
func (t *Tree) AnnotBegin() { t.note() }

// AnnotEnd implements Emitter.
func (t *Tree) AnnotEnd() { t.close() }

// AuxBegin implements Emitter.
func (t *Tree) AuxBegin() {
	n := &Node{}
	t.Aux = append(t.Aux, n)
	t.stack = append(t.stack, &frame{owner: n, saved: t.cur})
	t.cur = n
}

// AuxEnd implements Emitter.
func (t *Tree) AuxEnd() { t.close() }

// Int implements Emitter.
func (t *Tree) Int(v int64) { t.value(Node{Kind: NodeNum, Num: uint64(v)}) }

// Uint implements Emitter.
func (t *Tree) Uint(v uint64) { t.value(Node{Kind: NodeNum, Num: v}) }

// Hex implements Emitter.
func (t *Tree) Hex(v uint64) { t.Uint(v) }

// HexPad implements Emitter.
func (t *Tree) HexPad(v uint64, _ int) { t.Uint(v) }

// Oct implements Emitter.
func (t *Tree) Oct(v uint64) { t.Uint(v) }

// HexFill implements Emitter.
func (t *Tree) HexFill(v uint64, _ int) { t.Uint(v) }

// Colons implements Emitter.
func (t *Tree) Colons(b []byte) { t.Str(b, false) }

// Mode implements Emitter.
func (t *Tree) Mode(v uint64) { t.Uint(v) }

// Addr implements Emitter.
func (t *Tree) Addr(v uint64) { t.value(Node{Kind: NodeAddr, Num: v}) }

// Name implements Emitter.
func (t *Tree) Name(s string) { t.value(Node{Kind: NodeName, Name: s}) }

// Ref implements Emitter.
func (t *Tree) Ref(member string) { t.Name(member) }

// Bytes implements Emitter.
func (t *Tree) Bytes(b []byte) { t.Name(string(b)) }

// Str implements Emitter.
func (t *Tree) Str(b []byte, more bool) {
	t.value(Node{Kind: NodeStr, Str: string(b), More: more})
}

// Path implements Emitter.
func (t *Tree) Path(b []byte, more bool) { t.Str(b, more) }

// HexStr implements Emitter.
func (t *Tree) HexStr(b []byte, more bool) { t.Str(b, more) }

// AnnotStr implements Emitter.
func (t *Tree) AnnotStr(s string) { t.Str([]byte(s), false) }

// String shows the node for tests and debugging.
func (n *Node) String() string {
	if n == nil {
		return "nil"
	}
	var b strings.Builder
	switch n.Kind {
	case NodeNum, NodeAddr:
		fmt.Fprintf(&b, "%d", n.Num)
	case NodeName:
		b.WriteString(n.Name)
	case NodeStr:
		fmt.Fprintf(&b, "%q", n.Str)
	default:
		fmt.Fprintf(&b, "%s%v", n.Name, n.Items)
	}
	return b.String()
}
