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

	{Name: "capget", Args: []Arg{{"hdrp", capHeader}, {"datap", Out{capData{}}}}},
	{Name: "capset", Args: []Arg{{"hdrp", capHeader}, {"datap", capData{}}}},
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
	if version, _ := c.ReadUint(c.Args[0], 4); version == capVersion2 || version == capVersion3 {
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
		caps := f.at.Uint(id, b[:one])
		if size > one {
			caps |= f.at.Uint(id, b[one:]) << 32
		}
		c.E.Field(f.name)
		printCaps(c, caps)
	}
	c.E.StructEnd()
}

func printCaps(c *decode.Call, caps uint64) {
	if c.Opt.Style != decode.Abbrev {
		c.E.Hex(caps)
	}
	switch {
	case c.Opt.Style == decode.Raw, c.Opt.Style == decode.Verbose && caps == 0:
		return
	case c.Opt.Style == decode.Verbose:
		c.E.CommentBegin()
		defer c.E.CommentEnd()
	case caps == 0:
		c.E.Uint(0)
		return
	}
	p := parts{c: c}
	p.bitNames(&xlat.Capabilities, caps)
}
