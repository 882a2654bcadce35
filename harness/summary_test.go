package harness

import (
	"reflect"
	"testing"
)

func TestSplitSummary(t *testing.T) {
	const log = "1 close(3) = 0\n" +
		"% time     seconds  usecs/call     calls    errors syscall\n" +
		"------ ----------- ----------- --------- --------- ----------------\n" +
		" 60.00    0.000010          10         1           close\n" +
		" 40.00    0.000010           5         2         1 chdir\n" +
		"------ ----------- ----------- --------- --------- ----------------\n" +
		"100.00    0.000020           6         3         1 total\n"
	rest, table := SplitSummary(log)
	if rest != "1 close(3) = 0\n" {
		t.Errorf("rest: %q", rest)
	}
	if want := (Summary{"close": {1, 0}, "chdir": {2, 1}}); !reflect.DeepEqual(table, want) {
		t.Errorf("table: %v", table)
	}
	if _, none := SplitSummary("1 close(3) = 0\n"); none != nil {
		t.Errorf("no table: %v", none)
	}
}

func TestCounted(t *testing.T) {
	got := Counted(Parse("1 close(3) = 0\n1 read(0 <unfinished ...>\n1 <... read resumed>) = -1 EIO (x)\n1 exit(0) = ?\n", Newer))
	if want := (Summary{"close": {1, 0}, "read": {1, 1}}); !reflect.DeepEqual(got, want) {
		t.Errorf("got %v", got)
	}
}
