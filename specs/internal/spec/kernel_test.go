package spec

import "testing"

func TestOlderKernel(t *testing.T) {
	for _, c := range []struct {
		release, least string
		older          bool
	}{
		{"5.10.0-32-cloud-amd64", "5.11", true},
		{"5.10.0-32-cloud-amd64", "5.10", false},
		{"6.1.0-50-686-pae", "5.19", false},
		{"6.1", "6.12", true},
		{"7.3.4+deb13-cloud-arm64", "6.16", false},
	} {
		if older, err := olderKernel(c.release, c.least); err != nil || older != c.older {
			t.Errorf("%s older than %s: %v, %v", c.release, c.least, older, err)
		}
	}
	if _, err := olderKernel("5", "5.11"); err == nil {
		t.Error("5 passed for a version")
	}
}
