package spec

import (
	"maps"
	"testing"
)

func TestGolden(t *testing.T) {
	cases := map[string]string{"files open": "a = 1\nb = 2\n", "files open with -v": "c\n"}
	const text = "== files open\na = 1\nb = 2\n== files open with -v\nc\n"
	if got := formatGolden(cases); got != text {
		t.Errorf("%q", got)
	}
	if got := parseGolden(text); !maps.Equal(got, cases) {
		t.Errorf("%q", got)
	}
}
