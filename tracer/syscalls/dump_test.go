package syscalls

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"strake/tracer/abi"
	"strake/tracer/decode"
)

// dumped notes what a Dumper is given.
type dumped struct {
	reads, writes bool
	got           []string
}

func (d *dumped) Wants(_ int, received bool) bool {
	if received {
		return d.reads
	}
	return d.writes
}
func (d *dumped) Vector(i int, buffers uint64) {
	d.got = append(d.got, fmt.Sprintf("=%d:%d", i, buffers))
}
func (d *dumped) Buffer(i int, n uint64) { d.got = append(d.got, fmt.Sprintf("*%d:%d", i, n)) }

func (d *dumped) Data(addr, n uint64) {
	if n > 0 {
		d.got = append(d.got, fmt.Sprintf("%#x+%d", addr, n))
	}
}

// TestDumps compares which calls move data with those that strace 7.2 dumps: seen with a program that makes every call
// with descriptor 77 and an array of buffers.
func TestDumps(t *testing.T) {
	reads := []string{"read", "pread64", "readv", "preadv", "preadv2", "recvfrom", "recvmsg", "recvmmsg", "mq_timedreceive"}
	writes := []string{"write", "pwrite64", "writev", "pwritev", "pwritev2", "vmsplice", "sendto", "sendmsg", "sendmmsg", "mq_timedsend"}
	for nr, name := range abi.X8664.Get().Syscalls {
		row := Lookup(abi.X8664, uint64(nr))
		if row == nil {
			continue
		}
		if got := movesData(row, true); got != slices.Contains(reads, name) {
			t.Errorf("%s: dumped as received: %v", name, got)
		}
		if got := movesData(row, false); got != slices.Contains(writes, name) {
			t.Errorf("%s: dumped as sent: %v", name, got)
		}
	}
}

// movesData reports whether something is dumped of a call that has what may be bytes, an array of buffers or a message
// for its second argument.
func movesData(row *Syscall, received bool) bool {
	const at = 0x10000
	buffers := le(uint64(at), uint64(2))
	message := le(uint64(0), uint64(0), uint64(at), uint64(1), [5]uint64{0, 0, 0, 1})
	for _, mem := range [][]byte{buffers, message} {
		c := &decode.Call{ABI: abi.X8664.Get(), Env: noEnv{}, Opt: &decode.Options{}, Mem: fakeMem{at: buffers, 2 * at: mem}}
		c.Begin()
		c.Args = [6]uint64{77, 2 * at, 1, 1, 1, 1}
		c.Exiting, c.Val = true, 1
		d := &dumped{reads: received, writes: !received}
		row.Dump(c, d)
		for _, got := range d.got {
			if got[0] == '0' { // bytes at an address
				return true
			}
		}
	}
	return false
}

// TestDumpHostile is about counts and addresses that say anything.
func TestDumpHostile(t *testing.T) {
	const at = 0x10000
	two := le(uint64(0x1000), uint64(3), uint64(0x2000), uint64(1<<62))
	for _, test := range []struct {
		name string
		args [6]uint64
		val  int64
		mem  []byte
		want string
	}{
		{"read", [6]uint64{3, at, 5}, 5, nil, "0x10000+5"},
		{"read", [6]uint64{3, at, 5}, -14, nil, ""},
		{"write", [6]uint64{3, at, 1 << 63}, -14, nil, "0x10000+9223372036854775808"},
		{"writev", [6]uint64{3, at, 2}, 3, two, "*0:3 0x1000+3 *1:4611686018427387904 0x2000+4611686018427387904"},
		{"readv", [6]uint64{3, at, 2}, 5, two, "*0:3 0x1000+3 *1:2 0x2000+2"},
		{"readv", [6]uint64{3, at, 2}, 3, two, "*0:3 0x1000+3"},
		{"writev", [6]uint64{3, at, 3}, 3, two, ""},
		{"writev", [6]uint64{3, at, 1<<32 | 1}, 3, two, "*0:3 0x1000+3"},
		{"writev", [6]uint64{3, at, 1<<64 - 1}, -22, two, ""},
		{"writev", [6]uint64{3, 0, 1}, -14, two, ""},
		{"sendmsg", [6]uint64{3, at}, -14, two, ""},
		{"sendmmsg", [6]uint64{3, at, 1<<64 - 1}, -14, two, ""},
		{"recvmmsg", [6]uint64{3, at, 1<<64 - 1}, 1 << 40, two, ""},
	} {
		c := &decode.Call{ABI: abi.X8664.Get(), Env: noEnv{}, Opt: &decode.Options{}, Mem: fakeMem{at: test.mem}, Args: test.args}
		c.Nr = nrOf(t, abi.X8664, test.name)
		c.Exiting, c.Val = true, test.val
		if test.val < 0 {
			c.Errno = int(-test.val)
		}
		d := &dumped{reads: true, writes: true}
		Lookup(abi.X8664, c.Nr).Dump(c, d)
		if got := strings.Join(d.got, " "); got != test.want {
			t.Errorf("%s(%#x): %s, want %s", test.name, test.args, got, test.want)
		}
	}
}
