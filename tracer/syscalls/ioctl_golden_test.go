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
	f, err := os.Open("testdata/ioctl.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	in := bufio.NewScanner(f)
	in.Buffer(nil, 1<<20)
	n := 0
	for ; in.Scan(); n++ {
		col := strings.SplitN(in.Text(), "\t", 5)
		code, err := strconv.ParseUint(col[0], 0, 32)
		if err != nil || len(col) != 5 || patterns[col[2]] == nil {
			t.Fatalf("bad line %q", in.Text())
		}
		mem := make([]byte, 8192)
		for i := range mem {
			mem[i] = patterns[col[2]](i)
		}
		ret := int64(0)
		if col[3] == "EBADF" {
			ret = -9
		}
		tc := lineCase{
			Name: "ioctl", Args: [6]uint64{0xffffffff, code, 0x10000000}, Mem: fakeMem{0x10000000: mem}, Ret: ret,
			Long: col[1] == "-v", Want: col[4],
		}
		if _, got := decodeLine(t, &tc); got != tc.Want {
			t.Errorf("%s\n got %s\nwant %s", col[0], got, tc.Want)
		}
	}
	if err := in.Err(); err != nil || n < 100 {
		t.Fatal(n, err)
	}
}
