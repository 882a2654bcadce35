package syscalls

import (
	"strake/tracer/abi"
	"strake/tracer/abi/layout"
	"strake/tracer/decode"
	"strake/tracer/xlat"
)

// Memory: mappings, protection, locks, advice, NUMA policies.
var memorySyscalls = []Syscall{
	{Name: "brk", Ret: RetHex{}, Args: []Arg{{"addr", Addr{}}}},
	// i386 came first with a call whose arguments are in memory, then with one whose offset counts pages.
	{Name: "mmap", On: abi.OnI386, Ret: RetHex{}, Args: []Arg{{"addr", oldMmap{}}}},
	{Name: "mmap", Ret: RetHex{}, Args: []Arg{
		{"addr", Addr{}},
		{"length", ULong{}},
		{"prot", &mmapProt},
		{"flags", &mmapFlags},
		{"fd", FD{}},
		{"offset", HexLong{}},
	}},
	{Name: "mmap2", Ret: RetHex{}, Args: []Arg{
		{"addr", Addr{}},
		{"length", ULong{}},
		{"prot", &mmapProt},
		{"flags", &mmapFlags},
		{"fd", FD{}},
		{"offset", pages{}},
	}},
	{Name: "munmap", Args: []Arg{{"addr", Addr{}}, {"length", ULong{}}}},
	{Name: "mprotect", Args: []Arg{{"addr", Addr{}}, {"length", ULong{}}, {"prot", &mmapProt}}},
	{Name: "pkey_mprotect", Args: []Arg{
		{"addr", Addr{}}, {"length", ULong{}}, {"prot", &mmapProt}, {"pkey", Int{}},
	}},
	{Name: "pkey_alloc", Args: []Arg{
		{"flags", HexLong{}}, {"access_rights", FlagsLong{&xlat.PkeyRights}},
	}},
	{Name: "pkey_free", Args: []Arg{{"pkey", Int{}}}},
	{Name: "mremap", Ret: RetHex{}, Args: []Arg{
		{"old_address", Addr{}},
		{"old_size", ULong{}},
		{"new_size", ULong{}},
		{"flags", FlagsLong{&xlat.MremapFlags}},
		{"new_address", When{mremapMoves, Addr{}}},
	}},
	{Name: "remap_file_pages", Args: []Arg{
		{"addr", Addr{}}, {"size", ULong{}}, {"prot", &mmapProt}, {"pgoff", ULong{}}, {"flags", &mmapFlags},
	}},
	{Name: "mseal", Args: []Arg{{"addr", Addr{}}, {"length", ULong{}}, {"flags", HexLong{}}}},
	{Name: "map_shadow_stack", Args: []Arg{
		{"addr", Addr{}}, {"len", ULong{}}, {"flags", Flags{&xlat.ShadowStackFlags}},
	}},

	{Name: "madvise", Args: []Arg{{"addr", Addr{}}, {"length", ULong{}}, {"advice", &madvice}}},
	{Name: "process_madvise", Args: []Arg{
		{"pidfd", FD{}},
		{"iovec", Array{Elem: &iovecAddr, N: 2}},
		{"n", ULong{}},
		{"advice", Enum{&xlat.ProcessMadviseAdvice, decode.FmtHex}},
		{"flags", Hex32{}},
	}},
	{Name: "process_mrelease", Args: []Arg{{"pidfd", FD{}}, {"flags", Hex32{}}}},
	{Name: "msync", Args: []Arg{{"addr", Addr{}}, {"length", ULong{}}, {"flags", Flags{&xlat.MsyncFlags}}}},
	{Name: "mincore", Args: []Arg{{"addr", Addr{}}, {"length", ULong{}}, {"vec", Out{residency{}}}}},
	{Name: "mlock", Args: []Arg{{"addr", Addr{}}, {"length", ULong{}}}},
	{Name: "mlock2", Args: []Arg{{"addr", Addr{}}, {"length", ULong{}}, {"flags", Flags{&xlat.MlockFlags}}}},
	{Name: "munlock", Args: []Arg{{"addr", Addr{}}, {"length", ULong{}}}},
	{Name: "mlockall", Args: []Arg{{"flags", Flags{&xlat.MlockallFlags}}}},
	{Name: "munlockall"},

	{Name: "mbind", Args: []Arg{
		{"addr", Addr{}},
		{"len", ULong{}},
		{"mode", mempolicyLong{}},
		{"nodemask", nodeMask{4}},
		{"maxnode", ULong{}},
		{"flags", Flags{&xlat.MbindFlags}},
	}},
	{Name: "set_mempolicy", Args: []Arg{
		{"mode", mempolicy{}}, {"nodemask", nodeMask{2}}, {"maxnode", ULong{}},
	}},
	{Name: "get_mempolicy", Args: []Arg{
		{"mode", Out{Ref{Enum{&xlat.Mempolicies, decode.FmtHex}}}},
		{"nodemask", Out{nodeMask{2}}},
		{"maxnode", ULong{}},
		{"addr", Addr{}},
		{"flags", FlagsLong{&xlat.GetMempolicyFlags}},
	}},
	{Name: "set_mempolicy_home_node", Args: []Arg{
		{"start", Addr{}}, {"len", ULong{}}, {"home_node", ULong{}}, {"flags", HexLong{}},
	}},
	{Name: "migrate_pages", Args: []Arg{
		{"pid", PID{}}, {"maxnode", ULong{}}, {"old_nodes", nodeMask{1}}, {"new_nodes", nodeMask{1}},
	}},
	{Name: "move_pages", Args: []Arg{
		{"pid", PID{}},
		{"count", ULong{}},
		{"pages", Array{Elem: Addr{}, N: 1}},
		{"nodes", Array{Elem: Int{}, N: 1}},
		{"status", pageStatuses{}},
		{"flags", Flags{&xlat.MovePagesFlags}},
	}},

	{Name: "memfd_create", Ret: RetFD{}, Args: []Arg{{"name", Str{}}, {"flags", &memfdFlags}}},
	{Name: "memfd_secret", Ret: RetFD{}, Args: []Arg{{"flags", Flags{&xlat.MemfdSecretFlags}}}},
	{Name: "userfaultfd", Ret: RetFD{}, Args: []Arg{{"flags", Flags{&xlat.UserfaultfdFlags}}}},
}

var (
	mmapProt  = FlagsLong{&xlat.MmapProt}
	mmapFlags = Combined{
		Enum: &xlat.MmapTypes, Mask: 0xf, Flags: &xlat.MmapFlags, Whole: true,
		Shift: hugeShift, ShiftName: "<<MAP_HUGE_SHIFT",
	}
	memfdFlags = Combined{Flags: &xlat.MemfdFlags, Shift: hugeShift, ShiftName: "<<MFD_HUGE_SHIFT"}
	madvice    = Enum{&xlat.MadviseAdvice, decode.FmtHex}
	iovecAddr  = Struct{&layout.Iovec, []Field{
		{At: &layout.Iovec_iov_base, Type: Addr{}},
		{At: &layout.Iovec_iov_len, Type: Dec{}},
	}}
)

// hugeShift is MAP_HUGE_SHIFT and MFD_HUGE_SHIFT (asm-generic/hugetlb_encode.h).
const hugeShift = 26

// Flags of mremap(2), from linux/mman.h.
const (
	mremapMaymove   = 1
	mremapFixed     = 2
	mremapDontunmap = 4
)

// mremapMoves reports whether the kernel looks at the new address.
func mremapMoves(c *decode.Call) bool {
	return c.Args[3]&mremapMaymove != 0 && c.Args[3]&(mremapFixed|mremapDontunmap) != 0
}

// mmapPage is the unit of mmap2's offset: 4096 whatever the page size.
const mmapPage = 4096

// pages is a number of pages of mmap2(2), shown in bytes.
type pages struct{}

// Print implements Type.
func (pages) Print(c *decode.Call, v decode.Value) { c.E.Hex(v.U * mmapPage) }

// oldMmap is the argument of i386's first mmap(2): a pointer to the arguments of the others, shown in
// its place.
type oldMmap struct{}

// Print implements Type.
func (oldMmap) Print(c *decode.Call, v decode.Value) {
	id := c.ABI.ID
	mark := c.Mark()
	defer c.Release(mark)
	b, ok := fetch(c, v.U, int(layout.OldMmapArgs.Size[id]))
	if !ok {
		return
	}
	c.E.Addr(layout.OldMmapArgs_addr.Uint(id, b))
	c.E.Arg("length")
	c.E.Uint(layout.OldMmapArgs_len.Uint(id, b))
	c.E.Arg("prot")
	mmapProt.Print(c, decode.Value{U: layout.OldMmapArgs_prot.Uint(id, b)})
	c.E.Arg("flags")
	mmapFlags.Print(c, decode.Value{U: layout.OldMmapArgs_flags.Uint(id, b)})
	c.E.Arg("fd")
	c.FD(int32(layout.OldMmapArgs_fd.Uint(id, b)))
	c.E.Arg("offset")
	c.E.Hex(layout.OldMmapArgs_offset.Uint(id, b))
}

// residency is what mincore(2) says of pages: a byte each.
type residency struct{}

// Print implements Type.
func (residency) Print(c *decode.Call, v decode.Value) {
	n := c.Args[1]
	PrintArray(c, v.U, n/pageSize+min(n%pageSize, 1), pageByte{}, false)
}

// pageSize is the size of a page where mincore's caller does not tell it.
const pageSize = 4096

// pageByte is a page's byte in mincore's vector; only its lowest bit says something.
type pageByte struct{}

// Size implements Sized.
func (pageByte) Size(abi.ID) int { return 1 }

// Print implements Type.
func (pageByte) Print(c *decode.Call, v decode.Value) { c.E.Uint(v.U & 1) }

// mempolicyFlags is MPOL_MODE_FLAGS of linux/mempolicy.h.
const mempolicyFlags = 1<<13 | 1<<14 | 1<<15

// mempolicy is the mode of a NUMA policy, an int.
type mempolicy struct{}

// Size implements Sized.
func (mempolicy) Size(abi.ID) int { return 4 }

// Print implements Type.
func (mempolicy) Print(c *decode.Call, v decode.Value) { printMempolicy(c, v.U&0xffffffff) }

// mempolicyLong is the mode of mbind(2), an unsigned long.
type mempolicyLong struct{}

// Print implements Type.
func (mempolicyLong) Print(c *decode.Call, v decode.Value) { printMempolicy(c, v.U) }

func printMempolicy(c *decode.Call, u uint64) {
	mode := xlat.Mempolicies.Lookup(c.ABI.ID, u&^mempolicyFlags)
	rest := u
	if mode != "" {
		rest &= mempolicyFlags
	}
	c.FlagsOf(u, mode, &xlat.MempolicyFlags, rest, decode.FmtHex)
}

// nodeMask is a pointer to a set of nodes, in longs; MaxNode is the argument with its size in bits, plus one.
type nodeMask struct{ MaxNode Count }

// Print implements Type.
func (t nodeMask) Print(c *decode.Call, v decode.Value) {
	bits := uint64(8 * c.Word())
	max := t.MaxNode.get(c)
	n := (max + bits - 2) / bits
	if n == 0 && max != 0 {
		c.E.Addr(v.U)
		return
	}
	PrintArray(c, v.U, n, maskWord{}, false)
}

// maskWord is a long of a set of nodes.
type maskWord struct{}

// Size implements Sized.
func (maskWord) Size(id abi.ID) int { return id.Get().Word }

// Print implements Type.
func (maskWord) Print(c *decode.Call, v decode.Value) { c.E.HexFill(v.U, 2*c.Word()) }

// pageStatuses are what move_pages(2) says of the pages.
type pageStatuses struct{}

func (pageStatuses) late(*decode.Call) bool { return true }

// Print implements Type.
func (pageStatuses) Print(c *decode.Call, v decode.Value) {
	if c.Failed() && c.Args[1] != 0 {
		c.E.Addr(v.U)
		return
	}
	PrintArray(c, v.U, c.Args[1], pageStatus{}, false)
}

// pageStatus is what move_pages(2) says of a page: its node, or an error.
type pageStatus struct{}

// Size implements Sized.
func (pageStatus) Size(abi.ID) int { return 4 }

// Print implements Type.
func (pageStatus) Print(c *decode.Call, v decode.Value) {
	n := int64(int32(v.U))
	name := ""
	if n < 0 && n > -4096 {
		name = abi.ErrnoName(int(-n))
	}
	switch {
	case name == "" || c.Opt.Style == decode.Raw:
		c.E.Int(n)
	case c.Opt.Style == decode.Verbose:
		c.E.Int(n)
		c.E.CommentBegin()
		c.E.Name("-")
		c.E.Name(name)
		c.E.CommentEnd()
	default:
		c.E.Name("-")
		c.E.Name(name)
	}
}
