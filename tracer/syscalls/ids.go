package syscalls

import (
	"strake/tracer/abi/layout"
	"strake/tracer/decode"
	"strake/tracer/xlat"
)

// Users, groups and capabilities. On i386 the calls without a number in their name have ids of 16 bits, those
// that end in 32 are what other ABIs have.
var idSyscalls = []Syscall{
	{Name: "getuid", Ret: retID{}},
	{Name: "geteuid", Ret: retID{}},
	{Name: "getgid", Ret: retID{}},
	{Name: "getegid", Ret: retID{}},
	{Name: "getuid32", Ret: retID{}},
	{Name: "geteuid32", Ret: retID{}},
	{Name: "getgid32", Ret: retID{}},
	{Name: "getegid32", Ret: retID{}},

	{Name: "setuid", Args: []Arg{{"uid", UID16{}}}},
	{Name: "setgid", Args: []Arg{{"uid", UID16{}}}},
	{Name: "setfsuid", Ret: retID{}, Args: []Arg{{"fsuid", UID16{}}}},
	{Name: "setfsgid", Ret: retID{}, Args: []Arg{{"fsuid", UID16{}}}},
	{Name: "setreuid", Args: []Arg{{"ruid", UID16{}}, {"euid", UID16{}}}},
	{Name: "setregid", Args: []Arg{{"ruid", UID16{}}, {"euid", UID16{}}}},
	{Name: "setresuid", Args: []Arg{{"ruid", UID16{}}, {"euid", UID16{}}, {"suid", UID16{}}}},
	{Name: "setresgid", Args: []Arg{{"ruid", UID16{}}, {"euid", UID16{}}, {"suid", UID16{}}}},
	{Name: "getresuid", Args: getresids16},
	{Name: "getresgid", Args: getresids16},
	{Name: "getgroups", Args: []Arg{{"size", Int{}}, {"list", Out{groups{UID16{}, Returned}}}}},
	{Name: "setgroups", Args: []Arg{{"size", Int{}}, {"list", groups{UID16{}, 0}}}},

	{Name: "setuid32", Args: []Arg{{"uid", UID{}}}},
	{Name: "setgid32", Args: []Arg{{"uid", UID{}}}},
	{Name: "setfsuid32", Ret: retID{}, Args: []Arg{{"fsuid", UID{}}}},
	{Name: "setfsgid32", Ret: retID{}, Args: []Arg{{"fsuid", UID{}}}},
	{Name: "setreuid32", Args: []Arg{{"ruid", UID{}}, {"euid", UID{}}}},
	{Name: "setregid32", Args: []Arg{{"ruid", UID{}}, {"euid", UID{}}}},
	{Name: "setresuid32", Args: []Arg{{"ruid", UID{}}, {"euid", UID{}}, {"suid", UID{}}}},
	{Name: "setresgid32", Args: []Arg{{"ruid", UID{}}, {"euid", UID{}}, {"suid", UID{}}}},
	{Name: "getresuid32", Args: getresids},
	{Name: "getresgid32", Args: getresids},
	{Name: "getgroups32", Args: []Arg{{"size", Int{}}, {"list", Out{groups{UID{}, Returned}}}}},
	{Name: "setgroups32", Args: []Arg{{"size", Int{}}, {"list", groups{UID{}, 0}}}},

	{Name: "capget", Args: []Arg{{"hdrp", &capHeader}, {"datap", Out{capData{}}}}},
	{Name: "capset", Args: []Arg{{"hdrp", &capHeader}, {"datap", capData{}}}},
}

var (
	getresids   = []Arg{{"ruid", Out{Ref{UID{}}}}, {"euid", Out{Ref{UID{}}}}, {"suid", Out{Ref{UID{}}}}}
	getresids16 = []Arg{{"ruid", Out{Ref{UID16{}}}}, {"euid", Out{Ref{UID16{}}}}, {"suid", Out{Ref{UID16{}}}}}
)

// retID is an id that is returned.
type retID struct{}

// PrintResult implements Result.
func (retID) PrintResult(c *decode.Call) { c.E.Uint(uint64(c.Val) & 0xffffffff) }

// groups is a pointer to N group ids. More than the kernel takes are not looked at.
type groups struct {
	Elem Sized
	N    Count
}

// maxGroups is NGROUPS_MAX of linux/limits.h.
const maxGroups = 65536

// Print implements Type.
func (t groups) Print(c *decode.Call, v decode.Value) {
	n := t.N.get(c) & 0xffffffff
	if n > maxGroups {
		c.E.Addr(v.U)
		return
	}
	PrintArray(c, v.U, n, t.Elem, false)
}

// capHeader is the version of capget(2)'s data, and whose capabilities they are.
var capHeader = Ptr{Struct{&layout.CapHeader, []Field{
	{At: &layout.CapHeader_version, Type: Enum{&xlat.CapVersions, decode.FmtHex}},
	{At: &layout.CapHeader_pid, Type: PID{}},
}}}

// The versions of capget(2)'s data that have two words of each set (linux/capability.h).
const (
	capVersion2 = 0x20071026
	capVersion3 = 0x20080522
)

// capData is a pointer to the sets of capabilities: one or two structures, as the version in
// the first argument says.
type capData struct{}

// Print implements Type.
func (capData) Print(c *decode.Call, v decode.Value) {
	id := c.ABI.ID
	one := int(layout.CapData.Size[id])
	size := one
	version, ok := c.ReadUint(c.Args[0], 4)
	if !ok {
		c.E.Addr(v.U)
		return
	}
	if version == capVersion2 || version == capVersion3 {
		size = 2 * one
	}
	mark := c.Mark()
	defer c.Release(mark)
	b, ok := fetch(c, v.U, size)
	if !ok {
		return
	}
	c.E.StructBegin()
	for _, f := range [...]struct {
		name string
		at   *layout.Field
	}{
		{"effective", &layout.CapData_effective},
		{"permitted", &layout.CapData_permitted},
		{"inheritable", &layout.CapData_inheritable},
	} {
		low, high := f.at.Uint(id, b[:one]), uint64(0)
		if size > one {
			high = f.at.Uint(id, b[one:])
		}
		c.E.Field(f.name)
		printCaps(c, low, high)
	}
	c.E.StructEnd()
}

// printCaps shows a set of capabilities, word by word as the kernel has it: 1<<CAP_CHOWN|1<<CAP_BPF.
func printCaps(c *decode.Call, low, high uint64) {
	if low != 0 || high == 0 {
		printCapWord(c, low, 0)
	}
	if high == 0 {
		return
	}
	if low != 0 {
		c.E.Or()
	}
	printCapWord(c, high, 32)
}

// printCapWord shows 32 capabilities, of which bit 0 is number first.
func printCapWord(c *decode.Call, word uint64, first int) {
	if c.Opt.Style != decode.Abbrev {
		c.E.Hex(word)
	}
	switch {
	case c.Opt.Style == decode.Raw, c.Opt.Style == decode.Verbose && word == 0:
		return
	case c.Opt.Style == decode.Verbose:
		c.E.CommentBegin()
		defer c.E.CommentEnd()
	case word == 0:
		c.E.Uint(0)
		return
	}
	p := parts{c: c}
	for i := range 32 {
		name := xlat.Capabilities.Lookup(c.ABI.ID, uint64(first+i))
		if word>>i&1 == 0 || name == "" {
			continue
		}
		p.next()
		c.E.Name("1<<")
		c.E.Name(name)
		word &^= 1 << i
	}
	if word == 0 {
		return
	}
	alone := !p.shown
	switch {
	case !alone:
		p.next()
		c.E.Hex(word)
	case c.Opt.Style == decode.Verbose:
		c.E.Name(xlat.Capabilities.Unknown)
	default:
		c.E.Hex(word)
		c.Comment(xlat.Capabilities.Unknown)
	}
}
