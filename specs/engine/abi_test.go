package engine

import (
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	. "strake/harness"
	"strake/specs/internal/spec"
	"strake/testees"
)

// A kernel of x86_64 runs the programs of two ABIs, and one can become the other.
var _ = Describe("programs of both ABIs", Label("abi:i386"), func() {
	if testees.Native() != testees.X8664 {
		return
	}
	const (
		into32 = `\[ Process PID=\d+ runs in 32 bit mode\. \]`
		into64 = `\[ Process PID=\d+ runs in 64 bit mode\. \]`
		closes = `close\(-4\) += -1 EBADF \(Bad file descriptor\)`
	)
	program := func(abi testees.ABI) string {
		GinkgoHelper()
		spec.SkipUnless(func() error { return testees.Runs(testees.I386) })
		path, err := testees.PathFor("launch", abi)
		Expect(err).NotTo(HaveOccurred())
		return path
	}
	// both are "launch close , X", which closes a descriptor that is none, and executes X.
	both := func() (narrow, wide string) { return program(testees.I386), program(testees.X8664) }

	It("are announced on standard error when the first call comes", func() {
		narrow, wide := both()
		r := spec.Trace(Log(ToStderr), Options("-f"), Command(narrow, "close", ",", wide, "exit", "4"))
		Expect(r).To(ExitWith(4))
		Expect(r).To(HaveSequence(`execve\(.*\) = 0`, into32, closes, `execve\(.*\) = 0`, into64, `exit_group\(4\) += \?`))
	})
	It("are announced when one becomes the other and back", func() {
		narrow, wide := both()
		r := spec.Trace(Log(ToStderr), Options("-f"), Command(wide, "close", ",", narrow, "close", ",", wide, "exit", "5"))
		Expect(r).To(ExitWith(5))
		Expect(r).To(HaveSequence(closes, `execve\(.*\) = 0`, into32, closes, `execve\(.*\) = 0`, into64, `exit_group\(5\) += \?`))
	})
	It("are not announced if they never make a call", func() {
		narrow, wide := both()
		r := spec.Trace(Log(ToStderr), Options("-f"), Command(wide, "close", ",", narrow, "fault"))
		Expect(r).To(HaveLine(`--- SIGSEGV \{.*\} ---`))
		Expect(r.Stderr).NotTo(ContainSubstring("runs in"))
	})
	DescribeTable("are not announced",
		func(opts ...string) {
			narrow, wide := both()
			r := spec.Trace(Log(ToStderr), Options(opts...), Command(narrow, "close", ",", wide, "exit", "4"))
			Expect(r.Stderr).NotTo(ContainSubstring("runs in"))
			Expect(r).To(HaveSequence(closes, `exit_group\(4\) += \?`))
		},
		Entry("with -qq", "-qq"), Entry("with -e quiet=personality", "-e", "quiet=personality"),
	)
	It("are not announced with -o", func() {
		narrow, wide := both()
		r := spec.Trace(Options("-f"), Command(narrow, "close", ",", wide, "exit", "4"))
		Expect(r.Log + r.Stderr).NotTo(ContainSubstring("runs in"))
	})
	It("have numbers of their own with -n, and addresses as wide as theirs with -i", func() {
		narrow, wide := both()
		r := spec.Trace(Log(ToStderr), Options("-n", "-i"), Command(narrow, "close", ",", wide, "exit", "4"))
		Expect(r).To(HaveSequence(
			`\[  59\] \[[0-9a-f]{16}\] execve\(.*\) = 0`, `\[  59\] \[[0-9a-f]{8}\] `+into32, `\[   6\] \[[0-9a-f]{8}\] `+closes,
			`\[  11\] \[[0-9a-f]{8}\] execve\(.*\) = 0`, `\[  11\] \[[0-9a-f]{16}\] `+into64, `\[ 231\] \[[0-9a-f]{16}\] exit_group\(4\) += \?`,
			`\[ 231\] \[\?{16}\] \+\+\+ exited with 4 \+\+\+`,
		))
	})
	It("are counted in a table for each ABI", func() {
		narrow, wide := both()
		r := spec.Trace(Log(ToStderr), Options("-c"), Command(narrow, "close", ",", wide, "exit", "4"))
		Expect(r.Stderr).To(MatchRegexp(`(?s)1 +execve\n-.*1 +total\nSystem call usage summary for 32 bit mode:\n% time.*`))
		_, second, _ := strings.Cut(r.Stderr, "System call usage summary for 32 bit mode:\n")
		Expect(second).To(MatchRegexp(`1 +1 close\n`))
		Expect(second).To(MatchRegexp(`1 +execve\n`))
	})
	DescribeTable("are chosen by @",
		func(set string, want ...string) {
			narrow, wide := both()
			r := spec.Trace(Options("-f", "-e", "trace="+set), Command(narrow, "close", ",", wide, "close", ",", narrow, "exit", "4"))
			var got []string
			for _, e := range r.Calls() {
				if e.Kind == Syscall {
					got = append(got, e.Name)
				}
			}
			Expect(got).To(Equal(want), "%v", r)
		},
		func(set string, _ ...string) string { return set },
		Entry(nil, "close@32", "close"),
		Entry(nil, "execve@64", "execve", "execve"),
		Entry(nil, "execve@32,exit_group@32", "execve", "exit_group"),
		Entry(nil, "close", "close", "close"),
	)
})
