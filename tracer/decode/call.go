// Package decode is what decoders of system calls work with: the call, the
// tracee's memory, and the emitter that shows what they find. Decoding is a
// pure function of ABI, arguments, memory and result.
//
// Memory is hostile: it changes under the decoder, pointers lead anywhere and
// counts say anything. Everything here reads bounded amounts and reports
// failure by ok values.
package decode

import (
	"strake/tracer/abi"
	"strake/tracer/event"
)

// Style is how constants are shown (-X).
type Style uint8

// The styles.
const (
	Abbrev  Style = iota // the name, or the number where there is none
	Raw                  // the number
	Verbose              // the number, the name in a comment
)

// Options are those of the command line that change how values look. One
// Options serves all calls of a run.
type Options struct {
	StringLimit int // -s: bytes of a string that are shown
	Hex         HexMode
	Style       Style
	ArgNames    bool // -N
	FDPaths     bool // -y
	FDDetails   FDDetails
	PIDComm     bool // -Y
	PIDNS       bool // -e decode-pids=pidns
	Namespaces  bool // -e namespace=new
	KVM         bool // -e kvm=vcpu
}

// Env answers what the tracee's registers and memory do not tell.
type Env interface {
	// FDPath returns what the tracee's descriptor fd refers to, as
	// /proc/PID/fd has it; ok is false where that cannot be found.
	FDPath(fd int) (path string, ok bool)
	// FDDeleted reports whether the path of the tracee's descriptor fd ends in " (deleted)" because the
	// file has no name any more, and not because that is its name.
	FDDeleted(fd int, path string) bool
	// Cwd returns the tracee's working directory.
	Cwd() (path string, ok bool)
	// Comm returns the name of a thread (its /proc/TID/comm).
	Comm(tid int) (comm string, ok bool)
	// PIDHere returns the id, in the tracer's pid namespace, of what has the id in the tracee's; ok is false
	// where there is no such thing.
	PIDHere(kind PIDKind, id int) (here int, ok bool)
	// Namespace returns the identity of a thread's namespace, a name of /proc/TID/ns, as
	// proc(5) words it: net:[4026531833].
	Namespace(tid int, name string) (text string, ok bool)
	// VCPU returns where in the tracee's memory the state lies that it shares with the virtual CPU of a descriptor.
	VCPU(fd int) (addr uint64, ok bool)
}

// Value is one value to print: a register or a piece of memory.
type Value struct {
	U uint64 // the scalar, sign- or zero-extended to 64 bits as its declaration has it
	// Addr is where the value lies in the tracee's memory; 0 in a register.
	Addr uint64
	// Mem is the value's bytes where it lies in memory and has been read.
	Mem []byte
	// Signed says that U was declared signed; only known of what lies in memory.
	Signed bool
}

// Call is a system call being decoded. There is one per thread, used again
// for each of its calls.
type Call struct {
	ABI  *abi.ABI // at entry
	Nr   uint64
	Args [6]uint64 // registers at entry, truncated to ABI.Reg bytes
	SP   uint64    // stack pointer at entry
	TID  int

	// IPCVersion is the high half of the first argument of i386's ipc, for its subcalls.
	IPCVersion uint16
	// Restarted is the name of the call that a restart_syscall resumes, "" where it is not known.
	Restarted string

	// What -e abbrev, verbose and raw say of this call. NoAbbrev is -v.
	NoAbbrev  bool
	NoVerbose bool
	RawArgs   bool

	// Exiting says that the call has returned and that what follows is known.
	Exiting bool
	Val     int64 // what it returned, sign-extended
	Errno   int   // or why it failed; 0 on success

	// Shown is how many arguments have been shown at entry.
	Shown int
	// Pending says that there is more to show at exit.
	Pending bool
	// Continues says that the last of these goes on at exit.
	Continues bool
	// Saved keeps what an argument was at entry until it is printed at exit, by register index.
	Saved [6]Saved

	// Left is how many bytes of what the call returned are still to be shown, of data in pieces.
	Left uint64

	// Kept is memory from Scratch that is kept from the entry to the exit.
	Kept []byte

	E   Emitter
	Opt *Options
	Env Env
	Mem event.Memory

	arena []byte
	used  int
}

// Saved is a value remembered from the entry of a call to its exit.
type Saved struct {
	U  uint64
	OK bool
}

// Begin makes c ready for the next call, whose ABI, Nr, Args and flags the
// caller sets.
func (c *Call) Begin() {
	c.Exiting, c.Val, c.Errno = false, 0, 0
	c.Saved = [6]Saved{}
	c.Kept = nil
	c.Shown, c.Pending, c.Continues, c.IPCVersion = 0, false, false, 0
	c.used = 0
}

// Failed reports whether the call has returned with an error.
func (c *Call) Failed() bool { return c.Exiting && c.Errno != 0 }

// ID returns the call's ABI.
func (c *Call) ID() abi.ID { return c.ABI.ID }

// Word returns the size of a long and a pointer in the tracee's memory, in bytes.
func (c *Call) Word() int { return c.ABI.Word }

// maxArena bounds the memory of one call's temporary data, in bytes.
const maxArena = 1 << 20

// Scratch returns n bytes of memory, not cleared, that last until the next
// call begins or until a Mark taken before is Released. It returns nil where the call has used up what one call may.
func (c *Call) Scratch(n int) []byte {
	if n < 0 || n > maxArena || c.used+n > maxArena {
		return nil
	}
	if c.used+n > len(c.arena) {
		// The old arena stays alive as long as slices of it do.
		c.arena = make([]byte, max(4096, 2*len(c.arena), 2*n))
		c.used = 0
	}
	b := c.arena[c.used : c.used+n : c.used+n]
	c.used += n
	return b
}

// Mark returns a point in the temporary memory to go back to with Release, so that a
// loop over a long array needs no more of it than one element does.
func (c *Call) Mark() int { return c.used }

// Release gives back what Scratch handed out since the Mark was taken.
func (c *Call) Release(mark int) {
	if mark <= c.used {
		c.used = mark
	}
}

// Read returns the n bytes at addr; ok is false unless all could be read.
func (c *Call) Read(addr uint64, n int) (b []byte, ok bool) {
	b = c.ReadSome(addr, n)
	return b, len(b) == n
}

// ReadSome returns up to n bytes at addr, as many as can be read.
func (c *Call) ReadSome(addr uint64, n int) []byte {
	b := c.Scratch(n)
	if b == nil || addr == 0 {
		return nil
	}
	return b[:c.Mem.Read(c.Addr(addr), b)]
}

// Addr truncates an address to the width of the ABI's pointers.
func (c *Call) Addr(v uint64) uint64 {
	if c.ABI.Word == 4 {
		return v & 0xffffffff
	}
	return v
}

// ReadWord reads a long or pointer, zero-extended.
func (c *Call) ReadWord(addr uint64) (v uint64, ok bool) { return c.ReadUint(addr, c.ABI.Word) }

// ReadUint reads an integer of size bytes, 1, 2, 4 or 8, zero-extended.
func (c *Call) ReadUint(addr uint64, size int) (v uint64, ok bool) {
	mark := c.Mark()
	defer c.Release(mark)
	b, ok := c.Read(addr, size)
	if !ok {
		return 0, false
	}
	for i, x := range b {
		v |= uint64(x) << (8 * i)
	}
	return v, true
}

// pageSize is the smallest page of any of the ABIs: what one read of a string
// does not go beyond.
const pageSize = 4096

// ReadString returns the string at addr up to its NUL, at most limit bytes of
// it. nul says whether the NUL was found within limit+1 bytes; ok is false if
// not even the first byte could be read. A string that runs into memory that cannot
// be read is not ok either: it has no end.
func (c *Call) ReadString(addr uint64, limit int) (b []byte, nul, ok bool) {
	if addr == 0 {
		return nil, false, false
	}
	buf := c.Scratch(limit + 1)
	if buf == nil {
		return nil, false, false
	}
	for n := 0; n < len(buf); {
		// Strings are short: do not read a page for each. Never cross into a page
		// which the string may not reach.
		a := c.Addr(addr + uint64(n))
		want := min(len(buf)-n, int(pageSize-a%pageSize), max(256, n))
		got := c.Mem.Read(a, buf[n:n+want])
		for i, x := range buf[n : n+got] {
			if x == 0 {
				return buf[:n+i], true, true
			}
		}
		n += got
		if got < want {
			return buf[:n], false, false
		}
	}
	return buf[:limit], false, true
}
