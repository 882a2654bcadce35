package engine

import (
	"os"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

func readFile(path string) string {
	b, _ := os.ReadFile(path)
	return string(b)
}

// pipeEnd returns the reading end of a pipe that stays open until the spec has ended.
func pipeEnd() *os.File {
	GinkgoHelper()
	r, w, err := os.Pipe()
	Expect(err).NotTo(HaveOccurred())
	DeferCleanup(func() {
		r.Close()
		w.Close()
	})
	return r
}
