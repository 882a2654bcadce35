package harness

import (
	"strings"
	"testing"
)

func TestStatusSet(t *testing.T) {
	for options, want := range map[string]string{
		"":                                  "everything",
		"-f":                                "everything",
		"-z":                                "successful",
		"-Z":                                "failed",
		"-z -Z":                             "failed",
		"-e status=!!FAILED,":               "failed",
		"-z -e status=all":                  "everything",
		"-e status=none":                    "",
		"-e status=!all":                    "",
		"-e status=!none":                   "everything",
		"--status=!failed,detached":         "successful,unavailable,unfinished",
		"-e trace=status=failed":            "everything",
		"-e status=took>1s":                 "everything",
		"-e status=failed,took>1s":          "failed",
		"-e status=failed(EPERM|1)":         "failed",
		"-e status=!failed(EPERM),detached": "failed,successful,unavailable,unfinished",
		"-e status=successful,failed -e status=detached": "detached",
	} {
		set := StatusSet(strings.Fields(options))
		got := "everything"
		if set != nil {
			got = strings.Join(sortedKeys(set), ",")
		}
		if got != want {
			t.Errorf("%s: got %s, want %s", options, got, want)
		}
	}
}
