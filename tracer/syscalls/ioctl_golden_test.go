package syscalls

import (
	"bufio"
	"os"
	"strconv"
	"strings"
	"testing"
)

// patterns are what the arguments of the lines in testdata/ioctl.txt point to.
var patterns = map[string]func(i int) byte{
	"count": func(i int) byte { return byte(i + 1) },
	"zero":  func(int) byte { return 0 },
	"ones":  func(int) byte { return 0xff },
	"pair":  func(i int) byte { return [8]byte{1, 0, 0, 0, 2}[i%8] },
}

// TestIoctlGolden compares with what strace 7.2 showed on x86_64: code, options, pattern, result and line, a tab between them.
func TestIoctlGolden(t *testing.T) {
	checkGolden(t, "testdata/ioctl.txt", func(code, _ uint64) (name string, args [6]uint64) {
		return "ioctl", [6]uint64{0xffffffff, code, goldenAddr}
	})
}

// TestBPFGolden is TestIoctlGolden of bpf(2): the command and, behind the pattern, the size.
func TestBPFGolden(t *testing.T) {
	checkGolden(t, "testdata/bpf.txt", func(cmd, size uint64) (name string, args [6]uint64) {
		return "bpf", [6]uint64{cmd, goldenAddr, size}
	})
}

// goldenAddr is where the patterns lay.
const goldenAddr = 0x10000000

func checkGolden(t *testing.T, file string, call func(what, size uint64) (name string, args [6]uint64)) {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	in := bufio.NewScanner(f)
	in.Buffer(nil, 1<<20)
	n := 0
	for ; in.Scan(); n++ {
		col := strings.SplitN(in.Text(), "\t", 5)
		if len(col) != 5 {
			t.Fatalf("bad line %q", in.Text())
		}
		what, err := strconv.ParseUint(col[0], 0, 32)
		pattern, length, _ := strings.Cut(col[2], ":")
		size, _ := strconv.ParseUint(length, 10, 32)
		if err != nil || patterns[pattern] == nil {
			t.Fatalf("bad line %q", in.Text())
		}
		mem := make([]byte, 8192)
		for i := range mem {
			mem[i] = patterns[pattern](i)
		}
		tc := lineCase{Mem: fakeMem{goldenAddr: mem}, Long: col[1] == "-v", Want: col[4]}
		tc.Name, tc.Args = call(what, size)
		if col[3] != "0" {
			tc.Ret = -9 // EBADF
		}
		if _, got := decodeLine(t, &tc); got != tc.Want {
			t.Errorf("%s %s\n got %s\nwant %s", col[0], col[2], got, tc.Want)
		}
	}
	if err := in.Err(); err != nil || n < 100 {
		t.Fatal(n, err)
	}
}
