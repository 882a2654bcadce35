package filter

import (
	"fmt"
	"strconv"
	"strings"

	"strake/tracer/abi"
	"strake/tracer/syscalls"
)

// Choice is an argument that a call may have to be meant: its low 32 bits, under Mask, are Value.
type Choice struct {
	ID          abi.ID
	Nr          uint64
	Arg         int
	Mask, Value uint32
}

// Args says which arguments calls must have to be in a set. A nil Args says nothing, which is the same of calls without a choice.
type Args struct {
	choices []Choice
	// inverted says that the calls which are chosen are not in the set, and the others are.
	inverted bool
}

// Admits reports whether a call is in the set as far as its arguments go.
func (a *Args) Admits(id abi.ID, nr uint64, args *[6]uint64) bool {
	if a == nil {
		return true
	}
	restricted := false
	for i := range a.choices {
		c := &a.choices[i]
		if c.ID != id || c.Nr != nr {
			continue
		}
		if uint32(args[c.Arg])&c.Mask == c.Value {
			return !a.inverted
		}
		restricted = true
	}
	return !restricted || a.inverted
}

// Choices returns the arguments that calls of a number must have; nil if there are too many to be listed, or all are in the set.
func (a *Args) Choices(id abi.ID, nr uint64) (list []Choice) {
	if a == nil || a.inverted {
		return nil
	}
	for _, c := range a.choices {
		if c.ID == id && c.Nr == nr {
			list = append(list, c)
		}
	}
	return list
}

// ParseTrace parses the set of -e trace=, which is that of [ParseSet] with one more kind of VALUE:
//
//	NAME(ARGUMENT=CONSTANT[|CONSTANT]…)
//
// It stands for the calls of a name that do certain things: fcntl(cmd=F_SETLK|F_SETLKW). The calls are fcntl, ioctl, futex, prctl,
// bpf and keyctl, the argument is the one that says what to do, and a constant is a name or a number. Args tells
// such calls from others of the same number; it is nil if there are none.
func ParseTrace(expr string) (Set, *Args, error) {
	list, negate := cutNegation(expr)
	var plain, forms []string
	for value := range strings.SplitSeq(list, ",") {
		if strings.HasSuffix(value, ")") && strings.Contains(value, "(") && value[0] != '/' {
			forms = append(forms, value)
		} else if value != "" {
			plain = append(plain, value)
		}
	}
	if len(forms) == 0 {
		s, err := ParseSet(expr)
		return s, nil, err
	}
	var s Set
	if len(plain) > 0 {
		var err error
		if s, err = ParseSet(strings.Join(plain, ",")); err != nil {
			return Set{}, nil, err
		}
	}
	a := &Args{inverted: negate}
	for _, form := range forms {
		if err := a.add(form, &s); err != nil {
			return Set{}, nil, err
		}
	}
	if negate {
		return s.Complement().intersect(assigned()), a, nil
	}
	for _, c := range a.choices {
		s.Add(c.ID, c.Nr)
	}
	return s, a, nil
}

// add adds the choices of a form that says more than all, the set of calls that are chosen whatever their arguments are.
func (a *Args) add(form string, all *Set) error {
	name, rest, _ := strings.Cut(strings.TrimSuffix(form, ")"), "(")
	arg, constants, _ := strings.Cut(rest, "=")
	op := syscalls.OperationOf(name, arg)
	if op == nil {
		return &Error{Msg: fmt.Sprintf("invalid system call '%s'", form)}
	}
	for constant := range strings.SplitSeq(constants, "|") {
		found := false
		for id := range abi.Count {
			value, mask, ok := valueOf(op, id, constant)
			found = found || ok
			for c := range calls(id) {
				if ok && c.name == name && !all.Has(c.id, c.nr) {
					a.choices = append(a.choices, Choice{c.id, c.nr, op.Arg, mask, value})
				}
			}
		}
		if !found {
			return &Error{Msg: fmt.Sprintf("invalid value '%s' of '%s' in '%s'", constant, arg, form)}
		}
	}
	return nil
}

// valueOf is Operation.Value of a constant that may be a number.
func valueOf(op *syscalls.Operation, id abi.ID, constant string) (value, mask uint32, ok bool) {
	if n, err := strconv.ParseUint(constant, 0, 32); err == nil {
		return uint32(n), ^uint32(0), true
	}
	return op.Value(id, constant)
}
