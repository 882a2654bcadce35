package syscalls

import (
	"sort"
	"strconv"
	"sync"

	"strake/tracer/abi"
	"strake/tracer/decode"
)

// userOffset is an offset in the area of PTRACE_PEEKUSER, struct user of asm/user.h: 8*RAX,
// offsetof(struct user, u_debugreg)+8. It is shown as a number behind the end, and where the
// ABI has no such area (aarch64).
type userOffset struct{}

// Print implements Type.
func (userOffset) Print(c *decode.Call, v decode.Value) {
	c.Const(v.U, decode.FmtAddr, userMembers()[c.ABI.ID].name(v.U), "")
}

// userArea has the members of struct user, in the order of their offsets. The last one is its size.
type userArea []userMember

type userMember struct {
	at   uint64
	name string
}

// userMembers are from asm/user_64.h and asm/user_32.h, registers named as in asm/ptrace-abi.h, which
// has none between SS and u_fpvalid. A program of 32 bits has the offsets of its own kind, whatever the kernel.
var userMembers = sync.OnceValue(func() map[abi.ID]userArea {
	amd64 := append(userRegisters(8, "R15", "R14", "R13", "R12", "RBP", "RBX", "R11", "R10", "R9", "R8", "RAX", "RCX",
		"RDX", "RSI", "RDI", "ORIG_RAX", "RIP", "CS", "EFL", "RSP", "SS"),
		userOffsets(216, "u_fpvalid", 224, "i387", 736, "u_tsize", 744, "u_dsize", 752, "u_ssize", 760, "start_code",
			768, "start_stack", 776, "signal", 784, "reserved", 792, "u_ar0", 800, "u_fpstate", 808, "magic",
			816, "u_comm", 848, "u_debugreg", 912)...)
	return map[abi.ID]userArea{
		abi.X8664: amd64,
		abi.X32:   amd64,
		abi.I386: append(userRegisters(4, "EBX", "ECX", "EDX", "ESI", "EDI", "EBP", "EAX", "DS", "ES", "FS", "GS",
			"ORIG_EAX", "EIP", "CS", "EFL", "UESP", "SS"),
			userOffsets(68, "u_fpvalid", 72, "i387", 180, "u_tsize", 184, "u_dsize", 188, "u_ssize", 192, "start_code",
				196, "start_stack", 200, "signal", 204, "reserved", 208, "u_ar0", 212, "u_fpstate", 216, "magic",
				220, "u_comm", 252, "u_debugreg", 284)...),
	}
})

// userRegisters are the first members, of size bytes each.
func userRegisters(size uint64, names ...string) userArea {
	var a userArea
	for i, name := range names {
		a = append(a, userMember{uint64(i) * size, strconv.FormatUint(size, 10) + "*" + name})
	}
	return a
}

// userOffsets are offsets, each followed by the member's name, and the size of the whole.
func userOffsets(list ...any) userArea {
	var a userArea
	for ; len(list) > 1; list = list[2:] {
		a = append(a, userMember{uint64(list[0].(int)), "offsetof(struct user, " + list[1].(string) + ")"}) //nolint:forcetypeassert // a literal's
	}
	return append(a, userMember{uint64(list[0].(int)), "sizeof(struct user)"}) //nolint:forcetypeassert // as above
}

// name returns how offset at is written, or "".
func (a userArea) name(at uint64) string {
	i := sort.Search(len(a), func(i int) bool { return a[i].at > at }) - 1
	if i < 0 || i == len(a)-1 && at > a[i].at {
		return ""
	}
	if at == a[i].at {
		return a[i].name
	}
	return a[i].name + "+" + strconv.FormatUint(at-a[i].at, 10)
}
