package inject

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// kind is one of the calls that testee tampered makes, as far as a model has to know it.
type kind struct {
	name string
	args int // how many
	// memory says which arguments are the addresses of the thread's two buffers; 0 for none.
	memory [2]int
	// in and out are which of the buffers the log shows as it is before the call, and after one that succeeded; -1 for none.
	in, out int
	path    bool // in holds a name, and the call fails unless that is of the directory itself
	zeroes  bool // the call fills buffer out
	// fails is the error of the call, with a right name, too; result is that of one that has none.
	fails  string
	result int64
	// shows is what the log has between the parentheses: IN, OUT and ADDR stand for memory.
	shows string
}

// size is that of a buffer.
const size = 16

// kinds are in the order of the testee. The result of getpid and gettid is the thread's to say.
var kinds = []kind{
	{name: "chdir", args: 1, memory: [2]int{1}, in: 0, out: -1, path: true, shows: "IN"},
	{name: "faccessat", args: 3, memory: [2]int{2}, in: 0, out: -1, path: true, shows: "AT_FDCWD, IN, F_OK"},
	{name: "readlinkat", args: 4, memory: [2]int{2, 3}, in: 0, out: 1, path: true, fails: "EINVAL", shows: "AT_FDCWD, IN, OUT, 16"},
	{name: "inotify_add_watch", args: 3, memory: [2]int{2}, in: 0, out: -1, fails: "EBADF", shows: "-1, NAME, IN_ACCESS"},
	{name: "write", args: 3, memory: [2]int{2}, in: 0, out: -1, result: size, shows: "11, IN, 16"},
	{name: "sendto", args: 6, memory: [2]int{2}, in: 0, out: -1, fails: "EBADF", shows: "-1, IN, 16, 0, NULL, 0"},
	{name: "read", args: 3, memory: [2]int{2}, in: -1, out: 0, zeroes: true, result: size, shows: "10, OUT, 16"},
	{name: "pread64", args: 4, memory: [2]int{2}, in: -1, out: 0, zeroes: true, result: size, shows: "10, OUT, 16, 0"},
	{name: "recvfrom", args: 6, memory: [2]int{2}, in: -1, out: 0, fails: "EBADF", shows: "-1, OUT, 16, 0, NULL, NULL"},
	{name: "lseek", args: 3, in: -1, out: -1, shows: "11, 0, SEEK_CUR"},
	{name: "sched_yield", in: -1, out: -1},
	{name: "close", args: 1, in: -1, out: -1, fails: "EBADF", shows: "-1"},
	{name: "fsync", args: 1, in: -1, out: -1, fails: "EBADF", shows: "-1"},
	{name: "dup", args: 1, in: -1, out: -1, fails: "EBADF", shows: "-1"},
	{name: "getpid", in: -1, out: -1},
	{name: "gettid", in: -1, out: -1},
	{name: "getsid", args: 1, in: -1, out: -1, fails: "ESRCH", shows: "-1"},
	{name: "getpgid", args: 1, in: -1, out: -1, fails: "ESRCH", shows: "-1"},
}

// errnos are the errors that play a part, by name.
var errnos = map[string]int64{
	"EPERM": 1, "ENOENT": 2, "ESRCH": 3, "EINTR": 4, "EIO": 5, "EBADF": 9, "EAGAIN": 11, "EFAULT": 14, "EINVAL": 22,
	"ENOSPC": 28, "EDOM": 33, "ENOSYS": 38, "ETIMEDOUT": 110,
}

func errnoName(n int64) string {
	for name, m := range errnos {
		if n == m {
			return name
		}
	}
	return ""
}

// poke is data for where an argument points.
type poke struct {
	arg  int
	data []byte
}

// expression is one -e inject= or -e fault=.
type expression struct {
	text  string
	calls []string

	first, last, step int // of when=; last 0 is no end, step 0 is once

	returns  bool
	value    int64 // negative for an error
	signal   int
	delayed  bool
	enter    time.Duration
	exit     time.Duration
	pokes    []poke // before
	pokesOut []poke // after
}

// has reports whether the nth call is one that is tampered with.
func (x *expression) has(n int) bool {
	switch {
	case n < x.first || x.last != 0 && n > x.last:
		return false
	case x.step == 0:
		return n == x.first
	}
	return (n-x.first)%x.step == 0
}

// outcome is what becomes of one call.
type outcome struct {
	name   string
	failed bool
	// line is as the log shows the call, addresses as ADDR, and signal what follows it, if anything does.
	line, signal string
	enter        time.Duration

	// What the testee reports, the time apart.
	report string
	least  time.Duration // that the call takes

	messages int // of pokes that fail
}

// model says what becomes of the nth call of a kind by thread tid of process pid.
func model(xs []expression, k *kind, n, pid, tid int) outcome {
	var x expression // which does nothing
	for i := range xs {
		if contains(xs[i].calls, k.name) && xs[i].has(n) {
			x = xs[i]
			break
		}
	}
	o := outcome{name: k.name, enter: x.enter, least: x.enter + x.exit}
	memory := [2][]byte{block("nowhere"), block("unchanged")}
	poked := o.poke(k, &memory, x.pokes)
	in := memory // as the call gets it
	in[0] = bytes.Clone(memory[0])
	value := x.value
	if !x.returns {
		value = natural(k, &memory, pid, tid)
	}
	poked = o.poke(k, &memory, x.pokesOut) || poked
	o.failed = value < 0
	o.line = fmt.Sprintf("%s(%s) = %s%s", k.name, shown(k, in[0], &memory, value), result(value), marks(poked, &x))
	signals := "-"
	if x.signal != 0 {
		signals = strconv.Itoa(x.signal)
		o.signal = "--- " + signalName(x.signal)
	}
	o.report = fmt.Sprintf("%d %s %d %d %s %x %x", tid, k.name, n, value, signals, memory[0], memory[1])
	return o
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

// block returns a buffer as the testee prepares it.
func block(text string) []byte { return append([]byte(text), make([]byte, size-len(text))...) }

// poke changes memory and reports whether anything was changed.
func (o *outcome) poke(k *kind, memory *[2][]byte, pokes []poke) (done bool) {
	for _, p := range pokes {
		switch {
		case p.arg == k.memory[0]:
			copy(memory[0], p.data)
		case p.arg == k.memory[1]:
			copy(memory[1], p.data)
		default:
			o.messages++
			continue
		}
		done = true
	}
	return done
}

// natural makes a call that nobody replaces.
func natural(k *kind, memory *[2][]byte, pid, tid int) int64 {
	switch {
	case k.path && cString(memory[0]) != ".":
		return -errnos["ENOENT"]
	case k.fails != "":
		return -errnos[k.fails]
	case k.name == "getpid":
		return int64(pid)
	case k.name == "gettid":
		return int64(tid)
	case k.zeroes:
		clear(memory[k.out])
	}
	return k.result
}

// cString returns what is before the first NUL.
func cString(b []byte) string {
	text, _, _ := strings.Cut(string(b), "\x00")
	return text
}

// shown returns the arguments as -xx shows them.
func shown(k *kind, in []byte, memory *[2][]byte, value int64) string {
	name := quote([]byte(cString(in)))
	if !k.path {
		in = in[:size:size]
	} else {
		in = []byte(cString(in))
	}
	out := "ADDR"
	if k.out >= 0 && value >= 0 {
		out = quote(memory[k.out][:value])
	}
	return strings.NewReplacer("IN_ACCESS", "IN_ACCESS", "NAME", name, "IN", quote(in), "OUT", out).Replace(k.shows)
}

// quote is -xx of strings.
func quote(b []byte) string {
	var s strings.Builder
	s.WriteByte('"')
	for _, c := range b {
		s.WriteString(`\x` + hex.EncodeToString([]byte{c}))
	}
	s.WriteByte('"')
	return s.String()
}

func result(value int64) string {
	if value < 0 {
		return "-1 " + errnoName(-value)
	}
	return strconv.FormatInt(value, 10)
}

// marks is what the line says of tampering.
func marks(poked bool, x *expression) (s string) {
	switch {
	case poked && x.returns:
		s = " (INJECTED: args, retval)"
	case poked:
		s = " (INJECTED: args)"
	case x.returns:
		s = " (INJECTED)"
	}
	if x.delayed {
		s += " (DELAYED)"
	}
	return s
}

func signalName(n int) string {
	switch n {
	case 10:
		return "SIGUSR1"
	case 12:
		return "SIGUSR2"
	}
	return fmt.Sprintf("SIGRT_%d", n-32)
}
