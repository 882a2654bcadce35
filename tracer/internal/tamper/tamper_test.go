package tamper

import (
	"testing"

	"strake/tracer/abi"
	"strake/tracer/event"
	"strake/tracer/filter"
)

func TestWhen(t *testing.T) {
	for _, c := range []struct {
		when When
		want string // of the first eight calls
	}{
		{Always(), "xxxxxxxx"},
		{When{First: 3}, "..x....."},
		{When{First: 3, Step: 1}, "..xxxxxx"},
		{When{First: 2, Step: 3}, ".x..x..x"},
		{When{First: 2, Last: 4, Step: 1}, ".xxx...."},
		{When{First: 1, Last: 3, Step: 2}, "x.x....."},
	} {
		got := ""
		for n := 1; n <= len(c.want); n++ {
			if c.when.Has(n) {
				got += "x"
			} else {
				got += "."
			}
		}
		if got != c.want {
			t.Errorf("%+v: %s, want %s", c.when, got, c.want)
		}
	}
}

func set(t *testing.T, text string) filter.Set {
	t.Helper()
	s, err := filter.ParseSet(text)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func returning(val int64) Effects {
	return Effects{Tampering: event.Tampering{Returns: true, Val: val}}
}

func TestRulesAreTriedInOrder(t *testing.T) {
	rules := []Rule{
		{Calls: set(t, "chdir"), When: When{First: 2}, Effects: returning(1)},
		{Calls: set(t, "chdir,getppid"), When: Always(), Effects: returning(2), Instead: "getpid"},
	}
	const chdir, getppid, getpid, read = 80, 110, 39, 0
	var c Counts
	for i, want := range []struct {
		nr  uint64
		val int64
		sub int64
	}{{chdir, 2, getpid}, {getppid, 2, getpid}, {chdir, 1, event.NoCall}, {chdir, 2, getpid}, {read, 0, 0}} {
		got, _ := At(rules, &c, abi.X8664, want.nr)
		if got.Val != want.val || got.Nr != want.sub {
			t.Errorf("call %d: %+v, want %+v", i, got, want)
		}
	}
}
