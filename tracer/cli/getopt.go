package cli

import (
	"fmt"
	"strings"
)

// getopt walks args as getopt_long(3) of the GNU C library does for an
// option string that begins with '+': it stops at the first argument that is no
// option, or after "--". It calls set for each option and returns the rest.
func getopt(args []string, set func(value) error) (rest []string, err error) {
	for len(args) > 0 {
		arg := args[0]
		if arg == "-" || !strings.HasPrefix(arg, "-") {
			return args, nil
		}
		args = args[1:]
		if arg == "--" {
			return args, nil
		}
		if strings.HasPrefix(arg, "--") {
			args, err = longOption(arg[2:], args, set)
		} else {
			args, err = shortOptions(arg[1:], args, set)
		}
		if err != nil {
			return nil, err
		}
	}
	return args, nil
}

// shortOptions handles a bundle of short options.
func shortOptions(bundle string, args []string, set func(value) error) ([]string, error) {
	for bundle != "" {
		c := bundle[0]
		bundle = bundle[1:]
		var opt *option
		for i := range options {
			if options[i].short == c && c != 0 {
				opt = &options[i]
				break
			}
		}
		if opt == nil {
			return nil, usagef("invalid option -- '%c'", rune(c))
		}
		v := value{opt: opt, name: "-" + string(rune(c))}
		if opt.arg == required {
			switch {
			case bundle != "":
				v.text, bundle = bundle, ""
			case len(args) > 0:
				v.text, args = args[0], args[1:]
			default:
				return nil, usagef("option requires an argument -- '%c'", rune(c))
			}
			v.has = true
		}
		if err := set(v); err != nil {
			return nil, err
		}
	}
	return args, nil
}

// longOption handles one long option, without its dashes.
func longOption(arg string, args []string, set func(value) error) ([]string, error) {
	name, text, has := strings.Cut(arg, "=")
	opt, full, candidates := findLong(name)
	switch {
	case candidates != nil:
		var b strings.Builder
		for _, c := range candidates {
			fmt.Fprintf(&b, " '--%s'", c)
		}
		return nil, usagef("option '--%s' is ambiguous; possibilities:%s", arg, b.String())
	case opt == nil:
		return nil, usagef("unrecognized option '--%s'", arg)
	case has && opt.arg == none:
		return nil, usagef("option '--%s' doesn't allow an argument", full)
	case !has && opt.arg == required:
		if len(args) == 0 {
			return nil, usagef("option '--%s' requires an argument", full)
		}
		text, has, args = args[0], true, args[1:]
	}
	return args, set(value{opt: opt, name: "--" + full, text: text, has: has})
}

// findLong returns the option that name spells, in full or by a prefix that no
// other option has, or else the spellings that it could stand for.
func findLong(name string) (opt *option, full string, candidates []string) {
	ambiguous := false
	for i := range options {
		for _, long := range options[i].long {
			switch {
			case long == name:
				return &options[i], long, nil
			case options[i].exact || !strings.HasPrefix(long, name):
			case opt == nil:
				opt, full = &options[i], long
				candidates = []string{long}
			case opt != &options[i]:
				ambiguous = true
				candidates = append(candidates, long)
			}
			// Other spellings of the first option found are not
			// worth a mention.
		}
	}
	if !ambiguous {
		candidates = nil
	}
	return opt, full, candidates
}
