package seccompgen

import "golang.org/x/net/bpf"

// Codes of instructions (linux/bpf_common.h).
const (
	opLoad  = 0x20 // BPF_LD|BPF_W|BPF_ABS
	opImm   = 0x00 // BPF_LD|BPF_W|BPF_IMM
	opAnd   = 0x54 // BPF_ALU|BPF_AND|BPF_K
	opRsh   = 0x74 // BPF_ALU|BPF_RSH|BPF_K
	opLshX  = 0x6c // BPF_ALU|BPF_LSH|BPF_X
	opTax   = 0x07 // BPF_MISC|BPF_TAX
	opTxa   = 0x87 // BPF_MISC|BPF_TXA
	opJa    = 0x05 // BPF_JMP|BPF_JA
	opJeq   = 0x15 // BPF_JMP|BPF_JEQ|BPF_K
	opJgt   = 0x25 // BPF_JMP|BPF_JGT|BPF_K
	opJge   = 0x35 // BPF_JMP|BPF_JGE|BPF_K
	opJset  = 0x45 // BPF_JMP|BPF_JSET|BPF_K
	opRet   = 0x06 // BPF_RET|BPF_K
	classJA = 0x05 // BPF_JMP
)

// Offsets in struct seccomp_data.
const (
	offNr   = 0
	offArch = 4
	offArgs = 16
)

// node is an instruction whose successors are nodes: t if a comparison holds, f if not. What is no
// comparison has its successor in t, and a RET has none.
type node struct {
	op   uint16
	k    uint32
	t, f int32
}

func (n node) isJump() bool { return n.op&7 == classJA && n.op != opJa }

// graph holds the nodes of a program, none of them twice. Example: the trees of x86_64 and i386 that
// say TRACE end in one and the same RET.
type graph struct {
	nodes []node
	index map[node]int32
}

// add returns the node that n describes. A comparison with one outcome is no node: it is its outcome.
func (g *graph) add(n node) int32 {
	if n.isJump() && n.t == n.f {
		return n.t
	}
	if id, ok := g.index[n]; ok {
		return id
	}
	id := int32(len(g.nodes))
	g.nodes = append(g.nodes, n)
	g.index[n] = id
	return id
}

func (g *graph) jump(op uint16, k uint32, t, f int32) int32 { return g.add(node{op, k, t, f}) }

func (g *graph) stmt(op uint16, k uint32, next int32) int32 { return g.add(node{op, k, next, 0}) }

func (g *graph) ret(k uint32) int32 { return g.add(node{op: opRet, k: k}) }

// maxOffset is how far a comparison can jump.
const maxOffset = 255

// emitter lays a graph out from the end to the beginning, so that every jump goes forward and
// every target's place is known. Places are counted from the end.
type emitter struct {
	*graph
	code []bpf.RawInstruction // last instruction first
	// place is where a node's nearest instruction is, or -1.
	place []int32
}

// emit returns the program that starts at root. Example: a node JEQ #2 with T and A as outcomes becomes
// "JEQ #2, 0, 1; RET TRACE; RET ALLOW": first A is placed, at the end, then T in front of it, then what leads to both.
func (g *graph) emit(root int32) []bpf.RawInstruction {
	e := emitter{graph: g, place: make([]int32, len(g.nodes))}
	for i := range e.place {
		e.place[i] = -1
	}
	e.visit(root)
	e.next(root)
	for i, j := 0, len(e.code)-1; i < j; i, j = i+1, j-1 {
		e.code[i], e.code[j] = e.code[j], e.code[i]
	}
	return e.code
}

// visit places everything that id leads to, then id.
func (e *emitter) visit(id int32) {
	if e.place[id] >= 0 {
		return
	}
	n := e.nodes[id]
	switch {
	case n.op == opRet:
		e.put(id, bpf.RawInstruction{Op: opRet, K: n.k})
	case n.isJump():
		// What holds comes last and hence nearest: it is mostly a leaf.
		e.visit(n.f)
		e.visit(n.t)
		e.reach(n.t, n.f)
		e.put(id, bpf.RawInstruction{Op: n.op, K: n.k, Jt: e.offset(n.t), Jf: e.offset(n.f)})
	default:
		e.visit(n.t)
		e.next(n.t)
		e.put(id, bpf.RawInstruction{Op: n.op, K: n.k})
	}
}

func (e *emitter) put(id int32, ins bpf.RawInstruction) {
	e.place[id] = int32(len(e.code))
	e.code = append(e.code, ins)
}

func (e *emitter) offset(id int32) uint8 { return uint8(int32(len(e.code)) - 1 - e.place[id]) }

// next makes id what comes next.
func (e *emitter) next(id int32) {
	if int(e.place[id]) != len(e.code)-1 {
		e.bridge(id)
	}
}

// reach makes both targets of the comparison that comes next reachable. Bridging one
// moves the other away, hence the loop.
func (e *emitter) reach(t, f int32) {
	for e.isFar(t) || e.isFar(f) {
		if e.isFar(f) {
			e.bridge(f)
		}
		if e.isFar(t) {
			e.bridge(t)
		}
	}
}

func (e *emitter) isFar(id int32) bool { return int32(len(e.code))-1-e.place[id] > maxOffset }

// bridge puts something near that leads to id: another copy of a RET, which costs nothing when
// run, or a JA, whose offset has 32 bits. Later jumps use it, too. Example: a RET ALLOW that is 256
// instructions away becomes JEQ #2, 0, 1; RET ALLOW.
func (e *emitter) bridge(id int32) {
	if n := e.nodes[id]; n.op == opRet {
		e.put(id, bpf.RawInstruction{Op: opRet, K: n.k})
		return
	}
	e.put(id, bpf.RawInstruction{Op: opJa, K: uint32(int32(len(e.code)) - 1 - e.place[id])})
}
