package filter

import (
	"fmt"
	"iter"
	"strconv"
	"strings"
	"sync"

	"strake/tracer/abi"
	"strake/tracer/syscalls"
)

// Error is an expression that cannot be understood.
type Error struct {
	Msg string
	// Help asks for the hint at -h that strace gives with some messages.
	Help bool
}

func (e *Error) Error() string { return e.Msg }

// classes are the names of classes, without the percent sign.
var classes = map[string]syscalls.Class{
	"file":    syscalls.File,
	"process": syscalls.Process,
	"network": syscalls.Network,
	"net":     syscalls.Network,
	"signal":  syscalls.Signal,
	"ipc":     syscalls.IPC,
	"desc":    syscalls.Desc,
	"memory":  syscalls.Memory,
	"creds":   syscalls.Creds,
	"stat":    syscalls.Stat,
	"lstat":   syscalls.LStat,
	"fstat":   syscalls.FStat,
	"%stat":   syscalls.StatLike,
	"statfs":  syscalls.StatFS,
	"fstatfs": syscalls.FStatFS,
	"%statfs": syscalls.StatFSLike,
	"clock":   syscalls.Clock,
	"pure":    syscalls.Pure,
}

// bareClasses are the classes that can be named without the percent sign,
// which is deprecated.
var bareClasses = map[string]syscalls.Class{
	"file":    syscalls.File,
	"process": syscalls.Process,
	"network": syscalls.Network,
	"signal":  syscalls.Signal,
	"ipc":     syscalls.IPC,
	"desc":    syscalls.Desc,
	"memory":  syscalls.Memory,
}

// assigned is the set of the calls that have a name.
var assigned = sync.OnceValue(func() Set {
	var s Set
	for id := range abi.Count {
		for c := range calls(id) {
			s.Add(c.id, c.nr)
		}
	}
	return s
})

// call is a member of a set that has a name.
type call struct {
	id   abi.ID
	nr   uint64
	name string
}

// calls yields every call of an ABI that has a name.
func calls(id abi.ID) iter.Seq[call] {
	return func(yield func(call) bool) {
		for nr := range id.Get().Syscalls {
			if name := syscallName(id, nr); name != "" && !yield(call{id, uint64(nr), name}) {
				return
			}
		}
		if id != abi.I386 {
			return
		}
		for nr := uint64(syscalls.SubcallBase); nr < setBits; nr++ {
			if name := syscalls.SubcallName(nr); name != "" && !yield(call{id, nr, name}) {
				return
			}
		}
	}
}

// isSubcall reports whether the kernel does not know the number of c.
func (c call) isSubcall() bool { return c.id == abi.I386 && c.nr >= syscalls.SubcallBase }

// minX32 is the first number of the calls that x32 has to itself.
const minX32 = 512

// syscallName returns the name by which a filter knows number nr of an ABI.
// Below 512, x32 has x86_64's form of calls that have one for x32 above: these
// are told apart by a suffix, readv#64 of readv, as strace does.
func syscallName(id abi.ID, nr int) string {
	name := id.Get().Syscalls[nr]
	if id == abi.X32 && nr < minX32 && name != "" && x32Own()[name] {
		return name + "#64"
	}
	return name
}

// x32Own is the set of names that x32 has from 512 on.
var x32Own = sync.OnceValue(func() map[string]bool {
	own := map[string]bool{}
	if table := abi.X32.Get().Syscalls; len(table) > minX32 {
		for _, name := range table[minX32:] {
			own[name] = true
		}
	}
	return own
})

// WithUnassigned returns s with every number that has no name added. Calls of such numbers
// have no name to select them by, and strace always traces them.
func (s Set) WithUnassigned() Set { return s.Union(assigned().Complement()) }

// ParseSet parses the set of system calls of -e trace= and its like:
//
//	[!]none | [!]VALUE[,VALUE]…
//	VALUE = [?]{ all | NAME | NUMBER | /REGEX | %CLASS | CLASS }[@64|@32|@x32]
//
// Only numbers that have a name are ever in the set, with ! too; see
// [Set.WithUnassigned]. A value that matches nothing is an error unless it has
// a question mark.
func ParseSet(expr string) (Set, error) {
	list, negate := cutNegation(expr)
	var s Set
	if list != "none" {
		empty := true
		for value := range strings.SplitSeq(list, ",") {
			if value == "" {
				continue
			}
			empty = false
			if err := addValue(&s, value); err != nil {
				return Set{}, err
			}
		}
		if empty {
			return Set{}, &Error{Msg: fmt.Sprintf("invalid system call '%s'", expr)}
		}
	}
	if negate {
		s = s.Complement().intersect(assigned())
	}
	return s, nil
}

// cutNegation removes the exclamation marks in front; two cancel out.
func cutNegation(expr string) (rest string, negate bool) {
	rest = strings.TrimLeft(expr, "!")
	return rest, (len(expr)-len(rest))%2 != 0
}

// addValue adds what one value of a list selects to s.
func addValue(s *Set, value string) error {
	name := strings.TrimLeft(value, "?")
	optional := len(name) != len(value)
	spec, where := name, abi.OnAll
	if at := strings.LastIndexByte(name, '@'); at >= 0 {
		spec, where = name[:at], 0
		for id := range abi.Count {
			if id.Get().Suffix == name[at+1:] {
				where |= 1 << id
			}
		}
		if where == 0 {
			return &Error{
				Msg:  fmt.Sprintf("incorrect personality designator '%s' in qualification '%s'", name[at+1:], name),
				Help: true,
			}
		}
	}
	match, err := matcher(spec)
	if err != nil {
		return err
	}
	found := false
	for id := range abi.Count {
		if where&(1<<id) == 0 {
			continue
		}
		for c := range calls(id) {
			if match(c) {
				found = true
				s.Add(c.id, c.nr)
			}
		}
	}
	if !found && !optional {
		return &Error{Msg: fmt.Sprintf("invalid system call '%s'", name)}
	}
	return nil
}

// matcher returns what decides whether a value without its marks selects a
// call.
func matcher(spec string) (func(call) bool, error) {
	switch {
	case spec == "all":
		return func(call) bool { return true }, nil

	case strings.HasPrefix(spec, "/"):
		re, err := compileERE(spec[1:])
		if err != nil {
			return nil, &Error{Msg: fmt.Sprintf("regcomp: %s: %s", spec[1:], err)}
		}
		return func(c call) bool { return re.MatchString(c.name) }, nil

	case spec != "" && '0' <= spec[0] && spec[0] <= '9':
		n, err := strconv.ParseUint(spec, 10, 31)
		return func(c call) bool {
			return err == nil && !c.isSubcall() && (n == c.nr || c.id == abi.X32 && n == c.nr|abi.X32Bit)
		}, nil
	}
	class, ok := bareClasses[spec]
	if c, isClass := strings.CutPrefix(spec, "%"); isClass {
		class, ok = classes[c]
	}
	if ok {
		return func(c call) bool {
			return syscalls.ClassOf(strings.TrimSuffix(c.name, "#64"))&class != 0
		}, nil
	}
	return func(c call) bool { return c.name == spec }, nil
}
