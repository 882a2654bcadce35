package cli

import (
	"encoding/hex"
	"math"
	"strconv"
	"strings"
	"syscall"
	"time"

	"strake/tracer/abi"
	"strake/tracer/filter"
	"strake/tracer/internal/tamper"
)

// inject takes the argument of --inject and --fault:
//
//	SET[:error=ERRNO|:retval=VALUE][:signal=SIG][:syscall=NAME][:delay_enter=TIME][:delay_exit=TIME]
//	   [:poke_enter=@argN=HEX,…][:poke_exit=@argN=HEX,…][:when=FIRST[..LAST][+[STEP]]]
//
// of which --fault has the set, error and when.
func (p *parser) inject(v value) error {
	kind := "inject"
	if v.opt.long[0] == "fault" {
		kind = "fault"
	}
	set, rest, _ := strings.Cut(v.text, ":")
	seen := map[string]bool{}
	rule := tamper.Rule{When: tamper.Always()}
	valid := true
	for tok := range strings.SplitSeq(rest, ":") {
		if tok != "" && !p.injection(&rule, tok, kind, seen) {
			valid = false
			break
		}
	}
	if seen["error"] && seen["retval"] || seen["syscall"] && !seen["error"] && !seen["retval"] {
		valid = false
	}
	if acts := len(seen); kind == "inject" && (acts == 0 || acts == 1 && seen["when"]) && valid {
		valid = false
		if rest == "" && !strings.Contains(v.text, ":") {
			// The set itself is looked at first.
			if _, err := filter.ParseSet(set); err != nil {
				return err
			}
		}
	}
	if !valid {
		return errorf("invalid %s argument '%s'", kind, v.text)
	}
	var err error
	if rule.Calls, err = filter.ParseSet(set); err != nil {
		return err
	}
	if kind == "fault" && !seen["error"] {
		setError(&rule, int(syscall.ENOSYS))
	}
	p.cfg.Inject = append(p.cfg.Inject, rule)
	return nil
}

// setError makes a rule's calls fail.
func setError(r *tamper.Rule, errno int) {
	r.Effects.Returns, r.Effects.IsError, r.Effects.Val = true, true, -int64(errno)
}

// maxErrno is the highest error number that the kernel returns (MAX_ERRNO).
const maxErrno = 4095

// injection adds one part of an injection to a rule and notes its kind in seen. Only
// when can be repeated.
func (p *parser) injection(r *tamper.Rule, tok, kind string, seen map[string]bool) bool {
	name, text, _ := strings.Cut(tok, "=")
	if seen[name] && name != "when" || kind == "fault" && name != "error" && name != "when" {
		return false
	}
	seen[name] = true
	switch name {
	case "error":
		n, ok := parseInt(text, 1, maxErrno)
		if !ok {
			n = errnoNamed(text)
		}
		setError(r, int(n))
		return n > 0
	case "retval":
		n, ok := parseValue(text)
		if ok {
			p.warnRetval(uint64(n))
			r.Effects.Returns, r.Effects.Val = true, n
		}
		return ok
	case "signal":
		n, ok := filter.ParseSignal(text)
		r.Effects.Signal = int(n)
		return ok && n > 0 && n <= maxSignal
	case "syscall":
		r.Instead = text
		return plainSyscall(text)
	case "when":
		var ok bool
		r.When, ok = occurrences(text)
		return ok
	}
	return delayOrPoke(&r.Effects, name, text)
}

// delayOrPoke is injection of the parts that leave the call and its result alone.
func delayOrPoke(does *tamper.Effects, name, text string) (ok bool) {
	switch name {
	case "delay_enter", "delay_exit":
		var ns int64
		ns, ok = parseTime(text)
		does.Delays = true
		if name == "delay_enter" {
			does.DelayEnter = time.Duration(ns)
		} else {
			does.DelayExit = time.Duration(ns)
		}
	case "poke_enter":
		does.PokeEnter, ok = pokes(text)
	case "poke_exit":
		does.PokeExit, ok = pokes(text)
	}
	return ok
}

// warnRetval says what is odd about a value to be returned: it can read as an error, or
// be too much for a 32-bit process.
func (p *parser) warnRetval(val uint64) {
	clipped := uint64(uint32(val))
	switch {
	case -val <= maxErrno && val != 0:
		p.warnf("Inadvertent injection of error %d is possible for retval=%d", -val, val)
	case uint32(-clipped) <= maxErrno && clipped != 0:
		p.warnf("Inadvertent injection of error %d is possible in compat personality for retval=%d", uint32(-clipped), val)
	case clipped != val:
		p.warnf("Injected return value %d will be clipped to %d in compat personality", val, clipped)
	}
}

// maxSignal is the last real-time signal of the kernel.
const maxSignal = 64

// errnoNamed returns the number of an error, 0 if there is none of this name.
func errnoNamed(name string) (n int64) {
	for n = 1; n <= maxErrno; n++ {
		if known := abi.ErrnoName(int(n)); known != "" && strings.EqualFold(known, name) {
			return n
		}
	}
	return 0
}

// parseValue reads a return value in decimal, octal or hexadecimal.
func parseValue(s string) (int64, bool) {
	if n, err := strconv.ParseInt(s, 0, 64); err == nil {
		return n, true
	}
	n, err := strconv.ParseUint(s, 0, 64)
	return int64(n), err == nil
}

// plainSyscall reports whether name is a call without arguments that cannot
// fail, as syscall= wants it.
func plainSyscall(name string) bool {
	if name == "" || strings.ContainsAny(name, ",!?/%@") {
		return false
	}
	set, err := filter.ParseSet(name)
	if err != nil {
		return false
	}
	pure, err := filter.ParseSet("%pure")
	return err == nil && pure.Union(set) == pure && name[0] > '9'
}

// pokes reads @argN=HEX,…
func pokes(text string) (list []tamper.Poke, ok bool) {
	var seen [8]bool
	for poke := range strings.SplitSeq(text, ",") {
		arg, digits, _ := strings.Cut(poke, "=")
		n, isArg := strings.CutPrefix(arg, "@arg")
		if !isArg || len(n) != 1 || n[0] < '1' || n[0] > '7' || seen[n[0]-'0'] {
			return nil, false
		}
		seen[n[0]-'0'] = true
		data, err := hex.DecodeString(digits)
		if err != nil || len(data) == 0 {
			return nil, false
		}
		list = append(list, tamper.Poke{Arg: int(n[0] - '0'), Data: data})
	}
	return list, true
}

// occurrences reads FIRST[..LAST][+[STEP]].
func occurrences(text string) (w tamper.When, ok bool) {
	span, step, stepped := strings.Cut(text, "+")
	if stepped {
		w.Step = 1
		if step != "" {
			n, ok := parseInt(step, 1, math.MaxUint16)
			if !ok {
				return w, false
			}
			w.Step = int(n)
		}
	}
	first, last, ranged := strings.Cut(span, "..")
	lo, ok := parseInt(first, 1, math.MaxUint16)
	if !ok {
		return w, false
	}
	w.First = int(lo)
	if !ranged {
		return w, true
	}
	hi, ok := parseInt(last, 1, math.MaxUint16-1)
	w.Last, w.Step = int(hi), max(w.Step, 1)
	return w, ok && hi >= lo
}
