package decode

import (
	"testing"

	"strake/tracer/abi"
	"strake/tracer/xlat"
)

// TestQuote has what strace 7.2 prints for the same bytes.
func TestQuote(t *testing.T) {
	for _, tc := range []struct {
		in   string
		mode HexMode
		want string
	}{
		{"plain", HexNone, `"plain"`},
		{"a\"b\\c\x80\x01" + "1\x01z", HexNone, `"a\"b\\c\200\0011\1z"`},
		{"\n\t\v\f\r\a\b\x1b", HexNone, `"\n\t\v\f\r\7\10\33"`},
		{"\x00", HexNone, `"\0"`},
		{"\x007\x008", HexNone, `"\0007\08"`},
		{"\x7f9", HexNone, `"\1779"`},
		{"<>", HexNone, `"<>"`},
		{"a\x80b", HexNonASCIIChars, `"a\x80b"`},
		{"a\x80b\n", HexNonASCII, `"\x61\x80\x62\x0a"`},
		{"a\tb\n", HexNonASCII, `"a\tb\n"`},
		{"a\x7f", HexNonASCII, `"\x61\x7f"`},
		{"ab", HexAll, `"\x61\x62"`},
		{"", HexAll, `""`},
	} {
		if got := string(appendQuoted(nil, []byte(tc.in), tc.mode)); got != tc.want {
			t.Errorf("%q, mode %d: got %s, want %s", tc.in, tc.mode, got, tc.want)
		}
	}
}

// TestQuoteIsSafe shows that no byte reaches a terminal that is not printable ASCII.
func TestQuoteIsSafe(t *testing.T) {
	all := make([]byte, 256)
	for i := range all {
		all[i] = byte(i)
	}
	for mode := HexNone; mode <= HexAll; mode++ {
		text := &Text{HexMode: mode}
		text.Str(all, true)
		text.HexStr(all, false)
		text.AnnotStr(string(all))
		for _, c := range text.Buf {
			if c < ' ' || c > '~' {
				t.Fatalf("mode %d: byte %#x in the output", mode, c)
			}
		}
	}
}

func TestTextPunctuation(t *testing.T) {
	text := &Text{ArgNames: true}
	text.Begin()
	text.Arg("a")
	text.StructBegin()
	text.Field("x")
	text.ArrayBegin()
	text.Elem()
	text.Int(-1)
	text.Elem()
	text.Hex(0)
	text.Elem()
	text.More()
	text.ArrayEnd()
	text.Field("y")
	text.SetBegin(true)
	text.SetElem()
	text.Name("HUP")
	text.SetElem()
	text.Name("INT")
	text.SetEnd()
	text.StructEnd()
	text.Arg("b")
	text.CallBegin("makedev")
	text.CallArg()
	text.Hex(1)
	text.CallArg()
	text.Hex(3)
	text.CallEnd()
	text.Arg("")
	text.Addr(0)
	text.Arg("c")
	text.Mode(0o5)
	text.Or()
	text.Oct(8)
	text.Changed()
	text.HexPad(0x1f, 4)
	text.AuxBegin()
	text.Name("flags")
	text.AuxEnd()
	const want = "a={x=[-1, 0, ...], y=~[HUP INT]}, b=makedev(0x1, 0x3), NULL, c=005|010 => 0x001f (flags)"
	if got := string(text.Buf); got != want {
		t.Errorf("\n got %s\nwant %s", got, want)
	}
}

// TestTextDepth nests deeper than the emitter remembers: it must not panic.
func TestTextDepth(t *testing.T) {
	text := &Text{}
	text.Begin()
	for range 3 * maxDepth {
		text.StructBegin()
		text.Field("f")
	}
	for range 4 * maxDepth {
		text.StructEnd()
	}
	text.Arg("a")
}

var (
	testFlags = xlat.Table{Unknown: "F_???", Common: []xlat.Const{{Val: 3, Name: "F_BOTH"}, {Val: 1, Name: "F_A"}, {Val: 2, Name: "F_B"}}}
	zeroFlags = xlat.Table{Unknown: "Z_???", Common: []xlat.Const{{Val: 0, Name: "Z_NONE"}, {Val: 1, Name: "Z_A"}}}
)

func TestConstants(t *testing.T) {
	for _, tc := range []struct {
		name  string
		print func(c *Call)
		want  [3]string // abbrev, raw, verbose
	}{
		{"both", func(c *Call) { c.Flags(&testFlags, 3) }, [3]string{"F_BOTH", "0x3", "0x3 /* F_BOTH */"}},
		{"part", func(c *Call) { c.Flags(&testFlags, 2) }, [3]string{"F_B", "0x2", "0x2 /* F_B */"}},
		{"rest", func(c *Call) { c.Flags(&testFlags, 0x11) }, [3]string{"F_A|0x10", "0x11", "0x11 /* F_A|0x10 */"}},
		{"unknown", func(c *Call) { c.Flags(&testFlags, 0x10) }, [3]string{"0x10 /* F_??? */", "0x10", "0x10 /* F_??? */"}},
		{"none", func(c *Call) { c.Flags(&testFlags, 0) }, [3]string{"0", "0", "0"}},
		{"named zero", func(c *Call) { c.Flags(&zeroFlags, 0) }, [3]string{"Z_NONE", "0", "0 /* Z_NONE */"}},
		{"zero is no flag", func(c *Call) { c.Flags(&zeroFlags, 1) }, [3]string{"Z_A", "0x1", "0x1 /* Z_A */"}},
		{"first", func(c *Call) { c.FlagsOf(0x13, "ACC", &testFlags, 0x10, FmtHex) },
			[3]string{"ACC|0x10", "0x13", "0x13 /* ACC|0x10 */"}},
		{"enum", func(c *Call) { c.Enum(&testFlags, 2, FmtInt) }, [3]string{"F_B", "2", "2 /* F_B */"}},
		{"no enum", func(c *Call) { c.Enum(&testFlags, 9, FmtUint) }, [3]string{"9 /* F_??? */", "9", "9 /* F_??? */"}},
	} {
		for style, want := range tc.want {
			text := &Text{}
			text.Begin()
			tc.print(&Call{ABI: abi.X8664.Get(), E: text, Opt: &Options{Style: Style(style)}})
			if got := string(text.Buf); got != want {
				t.Errorf("%s, style %d: got %s, want %s", tc.name, style, got, want)
			}
		}
	}
}
