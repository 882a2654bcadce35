package spec

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/onsi/ginkgo/v2"
	"github.com/onsi/gomega"
	"golang.org/x/sys/unix"
)

// NeedsKernel leaves a spec out on a kernel that is older than the one that has what it is about. On that one and newer ones the spec runs: if what is
// needed is missing there, it fails.
func NeedsKernel(least, what string) {
	ginkgo.GinkgoHelper()
	release, err := kernelRelease()
	gomega.Expect(err).NotTo(gomega.HaveOccurred())
	older, err := olderKernel(release, least)
	gomega.Expect(err).NotTo(gomega.HaveOccurred())
	if older {
		ginkgo.Skip(fmt.Sprintf("%s came with Linux %s, this is an older one", what, least))
	}
}

func kernelRelease() (string, error) {
	var u unix.Utsname
	if err := unix.Uname(&u); err != nil {
		return "", fmt.Errorf("uname: %w", err)
	}
	return unix.ByteSliceToString(u.Release[:]), nil
}

// olderKernel compares versions by their first two numbers.
func olderKernel(release, least string) (bool, error) {
	have, err := kernelVersion(release)
	if err != nil {
		return false, err
	}
	want, err := kernelVersion(least)
	return have[0] < want[0] || have[0] == want[0] && have[1] < want[1], err
}

func kernelVersion(s string) (v [2]int, err error) {
	fields := strings.FieldsFunc(s, func(r rune) bool { return r < '0' || r > '9' })
	if len(fields) < len(v) {
		return v, fmt.Errorf("%q is no version of a kernel", s)
	}
	for i := range v {
		if v[i], err = strconv.Atoi(fields[i]); err != nil {
			return v, err
		}
	}
	return v, nil
}
