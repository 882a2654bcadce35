package filter

import (
	"fmt"
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

// assigned is the set of the numbers that have a name.
var assigned = sync.OnceValue(func() Set {
	var s Set
	for id := range abi.Count {
		for nr := range id.Get().Syscalls {
			if syscallName(id, nr) != "" {
				s.Add(id, uint64(nr))
			}
		}
	}
	return s
})

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
		s = s.Complement()
		all := assigned()
		for id := range s.bits {
			for w := range s.bits[id] {
				s.bits[id][w] &= all.bits[id][w]
			}
			s.beyond[id] = false
		}
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
		for nr := range id.Get().Syscalls {
			if n := syscallName(id, nr); n != "" && match(id, nr, n) {
				found = true
				s.Add(id, uint64(nr))
			}
		}
	}
	if !found && !optional {
		return &Error{Msg: fmt.Sprintf("invalid system call '%s'", name)}
	}
	return nil
}

// matcher returns what decides whether a value without its marks selects a
// number of an ABI, which has the name given.
func matcher(spec string) (func(id abi.ID, nr int, name string) bool, error) {
	switch {
	case spec == "all":
		return func(abi.ID, int, string) bool { return true }, nil

	case strings.HasPrefix(spec, "/"):
		re, err := compileERE(spec[1:])
		if err != nil {
			return nil, &Error{Msg: fmt.Sprintf("regcomp: %s: %s", spec[1:], err)}
		}
		return func(_ abi.ID, _ int, name string) bool { return re.MatchString(name) }, nil

	case spec != "" && '0' <= spec[0] && spec[0] <= '9':
		n, err := strconv.ParseUint(spec, 10, 31)
		return func(id abi.ID, nr int, _ string) bool {
			return err == nil && (n == uint64(nr) || id == abi.X32 && n == uint64(nr)|abi.X32Bit)
		}, nil
	}
	class, ok := bareClasses[spec]
	if c, isClass := strings.CutPrefix(spec, "%"); isClass {
		class, ok = classes[c]
	}
	if ok {
		return func(_ abi.ID, _ int, name string) bool {
			return syscalls.ClassOf(strings.TrimSuffix(name, "#64"))&class != 0
		}, nil
	}
	return func(_ abi.ID, _ int, name string) bool { return name == spec }, nil
}
