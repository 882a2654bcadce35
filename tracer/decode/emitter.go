package decode

// Emitter takes the parts of a decoded call in the order in which strace shows them. It
// owns every piece of punctuation: no decoder writes a comma, a brace, "NULL"
// or "0x" itself.
//
// Containers nest: Struct, Array, Set and Call each have a Begin, a method that
// announces the next element, and an End. Between them come values; a value may
// have several parts joined by Or.
type Emitter interface {
	// Arg announces the next argument of the system call.
	Arg(name string)
	// Label is the name of the argument just announced, where it is shown in any case:
	// clone(child_stack=NULL, ….
	Label(name string)

	// StructBegin opens a structure, Field announces its next member;
	// {a=1, b=2}.
	StructBegin()
	Field(name string)
	// Tail is the bytes from to to of the structure, which no known member covers; the
	// last one counts: {a=1, /* bytes 8..15 */ "\x01\x00"}. b is the beginning of them; more says that they
	// go on.
	Tail(from, to uint64, b []byte, more bool)
	StructEnd()

	// ArrayBegin opens an array, Elem announces its next element; [1, 2].
	ArrayBegin()
	Elem()
	// Index announces the next element with the index it is said to have;
	// [[3]=1, [4]=2].
	Index(i uint64)
	// NamedIndex is Index with a constant's name for the index; [[IO_WQ_BOUND]=1].
	NamedIndex(name string)
	ArrayEnd()

	// SetBegin opens a set, the complement of what follows if not; SetElem
	// announces its next element. [HUP INT], ~[KILL].
	SetBegin(not bool)
	SetElem()
	SetEnd()

	// CallBegin opens a value shown as the use of a macro or function, CallArg
	// announces its next argument: makedev(0x1, 0x3).
	CallBegin(name string)
	CallArg()
	CallEnd()

	// Or joins two parts of one value: S_IFREG|0644.
	Or()
	// Plus joins a constant and what is counted from it: L2CAP_PSM_DYN_START+2.
	Plus()
	// Minus comes before the value that is meant to be negated: -ENOENT.
	Minus()
	// Range comes between the first and the last of a range, each of which may be missing: 1..2.
	Range()
	// Shift joins a number and how far it is shifted to the left: 21<<MAP_HUGE_SHIFT.
	Shift()
	// Abstract marks the string that follows as a name outside the file system: @"x".
	Abstract()
	// Changed comes between the value before the call and the one after: [16 => 4].
	Changed()
	// More says that there is more than is shown: "...".
	More()
	// CommentBegin and CommentEnd enclose what explains the value before them: /* FOO */.
	CommentBegin()
	CommentEnd()
	// AnnotBegin and AnnotEnd enclose what a descriptor or id refers to: 3</dev/null>.
	AnnotBegin()
	AnnotEnd()
	// AuxBegin and AuxEnd enclose what is said behind the value returned: (flags O_RDWR).
	AuxBegin()
	AuxEnd()

	// Int, Uint, Hex and Oct are numbers. Hex of 0 is 0, like C's %#x; so is Oct.
	Int(v int64)
	Uint(v uint64)
	Hex(v uint64)
	Oct(v uint64)
	// HexPad is a number with at least digits hexadecimal digits, 0x in front even of 0.
	HexPad(v uint64, digits int)
	// HexFill is a number in hexadecimal filled up with zeroes to width characters, as C's %#0*x has it: no
	// 0x in front of 0.
	HexFill(v uint64, width int)
	// Mode is a file mode: octal with at least three digits, 000, 0644.
	Mode(v uint64)
	// Addr is an address; 0 is NULL.
	Addr(v uint64)
	// Name is a constant's name, or anything else that is shown as it stands:
	// the caller vouches for its characters.
	Name(s string)
	// Ref is the address of a member of the structure that is being shown: &sin6_addr.
	Ref(member string)
	// Bytes is Name for bytes. The emitter does not keep b.
	Bytes(b []byte)
	// Str is a string of the tracee's, quoted as mode and the options say; more says that it
	// goes on beyond b. The emitter does not keep b.
	Str(b []byte, more bool)
	// Path is Str, and says that the string is a file name: -s does not matter to either,
	// what is cut is the caller's choice.
	Path(b []byte, more bool)
	// AnnotStr is a file name, or text like it, within an annotation: not quoted, but <, > and
	// what would harm a terminal escaped.
	AnnotStr(s string)
	// HexStr is a string with every byte as \xNN.
	HexStr(b []byte, more bool)
	// Colons is bytes in hexadecimal with colons between them: a hardware address.
	Colons(b []byte)
}
