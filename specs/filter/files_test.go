package filter

import (
	"os"
	"path/filepath"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	. "strake/harness"
	"strake/specs/internal/spec"
)

// inDir is a directory with an empty file "sample", without links in its path, and the option to run there.
func inDir() (dir string, here Option) {
	GinkgoHelper()
	dir, err := filepath.EvalSymlinks(spec.TempDir())
	Expect(err).NotTo(HaveOccurred())
	Expect(os.WriteFile(filepath.Join(dir, "sample"), nil, 0o600)).To(Succeed())
	return dir, Dir(dir)
}

// body is the log of a case of testee named, and the run.
func body(here Option, testCase string, options ...string) (*Run, string) {
	GinkgoHelper()
	r := spec.Trace(here, Options(options...), Command(spec.Testee("named"), testCase))
	Expect(r).To(ExitWith(0))
	return r, Body(r)
}

// byName and byFD are what testee named does about "sample" in case paths, by this name and by a descriptor.
var (
	byName = []string{
		`openat(AT_FDCWD, "sample", O_RDWR|O_CREAT, 0600) = 3`,
		`faccessat(4, "sample", F_OK) = 0`,
		`renameat2(AT_FDCWD, "sample", AT_FDCWD, "moved", 0) = 0`,
		`renameat2(AT_FDCWD, "moved", AT_FDCWD, "sample", 0) = 0`,
		`unlinkat(AT_FDCWD, "sample", 0) = 0`,
	}
	byFD = []string{
		`read(3, NULL, 0) = 0`,
		`dup3(3, 5, 0) = 5`,
		`close(5) = 0`,
		`read(3, NULL, 0) = 0`,
		`close(3) = 0`,
	}
)

var _ = Describe("-P", func() {
	It("traces the calls about a name that leads nowhere yet", func() {
		_, text := body(Dir(spec.TempDir()), "paths", "-P", "sample")
		Expect(text).To(ShowExactly(strings.Join(byName, "\n")))
	})
	It("traces those about the file by name and by descriptor, deleted or not", func() {
		dir, here := inDir()
		r, text := body(here, "paths", "-P", "sample")
		Expect(r).To(Say(`strace: Requested path "sample" resolved into "` + dir + `/sample"`))
		Expect(text).To(ShowExactly(strings.Join([]string{
			byName[0], byName[1], byFD[0], byFD[1], byFD[2], byName[2], byName[3], byName[4], byFD[3], byFD[4],
		}, "\n")))
	})
	It("takes an absolute path as it is, and names byte for byte", func() {
		dir, here := inDir()
		r, text := body(here, "paths", "-P", dir+"/sample")
		Expect(r.Messages()).To(BeEmpty())
		Expect(text).To(ShowExactly(strings.Join(byFD, "\n")))
	})
	It("follows links", func() {
		dir, here := inDir()
		Expect(os.Symlink("sample", filepath.Join(dir, "other"))).To(Succeed())
		r, text := body(here, "paths", "-P", "other")
		Expect(r).To(Say(`strace: Requested path "other" resolved into "` + dir + `/sample"`))
		Expect(text).To(ShowExactly(strings.Join(byFD, "\n")))
	})
	It("tells a deleted file from one whose name says so", func() {
		dir, here := inDir()
		_, text := body(here, "paths", "-P", dir+"/sample (deleted)")
		Expect(text).To(ShowExactly(`
			read(5, NULL, 0) = 0
		`))
	})
	It("takes a directory that paths are relative to for one of the call's files", func() {
		_, here := inDir()
		_, text := body(here, "paths", "-P", ".")
		Expect(text).To(ShowExactly(`
			openat(AT_FDCWD, ".", O_RDONLY|O_DIRECTORY) = 4
			faccessat(4, "sample", F_OK) = 0
		`))
	})
	It("can be given several times", func() {
		_, here := inDir()
		_, text := body(here, "paths", "-P", "./sample", "--trace-path=link", "-P", "moved", "-e", "quiet=path-resolution")
		Expect(text).To(ShowExactly(`
			faccessat(AT_FDCWD, "./sample", F_OK) = 0
			symlinkat("sample", AT_FDCWD, "link") = 0
			faccessat(AT_FDCWD, "link", F_OK) = 0
			read(3, NULL, 0) = 0
			dup3(3, 5, 0) = 5
			close(5) = 0
			renameat2(AT_FDCWD, "sample", AT_FDCWD, "moved", 0) = 0
			renameat2(AT_FDCWD, "moved", AT_FDCWD, "sample", 0) = 0
			read(3, NULL, 0) = 0
			close(3) = 0
		`))
	})
	It("is not about the text of a link", func() {
		_, text := body(Dir(spec.TempDir()), "paths", "-e", "trace=symlinkat", "-P", "sample")
		Expect(text).To(ShowExactly(""))
	})
	It("traces the execve of the program", func() {
		r, _ := body(Dir(spec.TempDir()), "paths", "-P", spec.Testee("named"))
		Expect(r).To(OnlyCall("execve"))
	})
	It("looks at what poll and its like wait for", func() {
		_, text := body(Dir(spec.TempDir()), "descriptors", "-P", "/dev/null", "-e", "trace=ppoll,pselect6,epoll_ctl,epoll_pwait")
		Expect(text).To(ShowExactly(waits))
	})

	Describe("says what a path resolves to", func() {
		DescribeTable("whatever -q says",
			func(q string) {
				dir, here := inDir()
				r := spec.Trace(Log(Elsewhere), here, Options(q, "-P", "sample", spec.Testee("launch"), "exit", "0"))
				Expect(r.Messages()).To(HavePrefix(`strace: Requested path "sample" resolved into "` + dir + `/sample"` + "\n"))
			},
			Entry(nil, "-q"), Entry(nil, "-qq"), Entry(nil, "-qqq"),
		)
		DescribeTable("but not if told so",
			func(args ...string) {
				_, here := inDir()
				r := spec.Trace(here, Options(args...), Command(spec.Testee("launch"), "exit", "0"))
				Expect(r.Messages()).To(BeEmpty())
			},
			func(args ...string) string { return strings.Join(args, " ") },
			Entry(nil, "-e", "quiet=path-resolution", "-P", "sample"),
			Entry(nil, "-P", "sample", "--quiet=path-resolution"),
			Entry(nil, "-P", "sample", "-e", "quiet=all"),
		)
		DescribeTable("quoted as strings are",
			func(says string, options ...string) {
				dir, here := inDir()
				Expect(os.Symlink("/", filepath.Join(dir, "ä\t\""))).To(Succeed())
				r := spec.Trace(here, Options(append(options, "-P", "ä\t\"")...), Command(spec.Testee("launch"), "exit", "0"))
				Expect(r).To(Say(`strace: Requested path ` + says))
			},
			Entry("by default", `"\303\244\t\"" resolved into "/"`),
			Entry("with -x", `"\xc3\xa4\x09\x22" resolved into "/"`, "-x"),
			Entry("with -xx", `"\xc3\xa4\x09\x22" resolved into "\x2f"`, "-xx"),
		)
		It("once under -D", func() {
			dir, here := inDir()
			r := spec.Trace(Log(Elsewhere), here, Options("-D", "-P", "sample", spec.Testee("launch"), "exit", "0"))
			Expect(strings.Count(r.Stderr, `Requested path "sample" resolved into "`+dir+`/sample"`)).To(Equal(1))
		})
		It("not if there is something wrong with the command line", func() {
			_, here := inDir()
			r := spec.Trace(Log(Elsewhere), here, Options("-P", "sample"))
			Expect(r).To(ExitWith(1))
			Expect(r.Messages()).NotTo(ContainSubstring("Requested"))
		})
	})
})

// waits are the calls of testee named that wait for descriptor 3 or 4, /dev/null.
const waits = `
	ppoll([{fd=-1}, {fd=3, events=POLLIN}], 2, {tv_sec=0, tv_nsec=0}, NULL, 8) = 1 ([{fd=3, revents=POLLIN}], left {tv_sec=0, tv_nsec=0})
	pselect6(4, [3], NULL, NULL, {tv_sec=0, tv_nsec=0}, NULL) = 1 (in [3], left {tv_sec=0, tv_nsec=0})
	pselect6(4, NULL, [3], NULL, {tv_sec=0, tv_nsec=0}, NULL) = 1 (out [3], left {tv_sec=0, tv_nsec=0})
	pselect6(5, NULL, NULL, [4], {tv_sec=0, tv_nsec=0}, NULL) = 0 (Timeout)
	epoll_ctl(6, EPOLL_CTL_ADD, 3, {events=0, data=0}) = -1 EPERM (Operation not permitted)
`

var _ = Describe("--trace-fds", func() {
	It("traces the calls on a descriptor", func() {
		_, text := body(Dir(spec.TempDir()), "descriptors", "--trace-fds=3")
		Expect(text).To(ShowExactly(`
			read(3, NULL, 0) = 0
			dup3(3, 4, 0) = 4
			ppoll([{fd=-1}, {fd=3, events=POLLIN}], 2, {tv_sec=0, tv_nsec=0}, NULL, 8) = 1 ([{fd=3, revents=POLLIN}], left {tv_sec=0, tv_nsec=0})
			pselect6(4, [3], NULL, NULL, {tv_sec=0, tv_nsec=0}, NULL) = 1 (in [3], left {tv_sec=0, tv_nsec=0})
			pselect6(4, NULL, [3], NULL, {tv_sec=0, tv_nsec=0}, NULL) = 1 (out [3], left {tv_sec=0, tv_nsec=0})
			epoll_ctl(6, EPOLL_CTL_ADD, 3, {events=0, data=0}) = -1 EPERM (Operation not permitted)
			sendfile(4, 3, NULL, 0) = 0
			sendfile(3, 4, NULL, 0) = 0
		`))
	})
	DescribeTable("takes a set",
		func(set string, names ...string) {
			r, _ := body(Dir(spec.TempDir()), "descriptors", "-e", "fd="+set, "-e", "trace=read,dup3,epoll_pwait")
			var got []string
			for _, e := range r.Calls() {
				if e.IsCall() {
					got = append(got, e.Name+" "+e.Args)
				}
			}
			Expect(got).To(HaveLen(len(names)))
			for i, name := range names {
				Expect(got[i]).To(HavePrefix(name))
			}
		},
		func(set string, _ ...string) string { return set },
		Entry(nil, "none"),
		Entry(nil, "all", "read 3", "dup3 3, 4", "dup3 4, 5", "epoll_pwait 6"),
		Entry(nil, "5,6", "dup3 4, 5", "epoll_pwait 6"),
		Entry(nil, "!3", "dup3 3, 4", "dup3 4, 5", "epoll_pwait 6"),
		Entry(nil, "99"),
	)
	It("overlooks no descriptor of a call", Label("F1"), func() {
		_, text := body(Dir(spec.TempDir()), "descriptors", "-e", "fd=6")
		Expect(text).To(ShowExactly(`
			epoll_ctl(6, EPOLL_CTL_ADD, 3, {events=0, data=0}) = -1 EPERM (Operation not permitted)
			epoll_pwait(6, [], 1, 0, NULL, 8) = 0
		`))
	})
	It("is one set: the last option's", func() {
		r, _ := body(Dir(spec.TempDir()), "descriptors", "-e", "trace-fds=3", "-e", "fd=5")
		Expect(r).To(ShowExactly("dup3(4, 5, 0) = 5"))
	})
	It("lets calls through that match -P", func() {
		_, here := inDir()
		_, text := body(here, "paths", "-e", "fd=5", "-P", "link", "-e", "trace=faccessat,close,read,symlinkat", "-e", "quiet=path-resolution")
		Expect(text).To(ShowExactly(`
			symlinkat("sample", AT_FDCWD, "link") = 0
			faccessat(AT_FDCWD, "link", F_OK) = 0
			close(5) = 0
			read(5, NULL, 0) = 0
		`))
	})
})

var _ = Describe("a call that the filters leave out", func() {
	It("is not counted", func() {
		r, _ := body(Dir(spec.TempDir()), "descriptors", "-C", "-e", "fd=5")
		Expect(r.Log).To(MatchRegexp(`(?m)^100\.00 +\S+ +\d+ +1 +total$`))
	})
	It("is not held back for its status either", func() {
		_, text := body(Dir(spec.TempDir()), "descriptors", "-z", "-e", "fd=5,6")
		Expect(text).To(ShowExactly(`
			dup3(4, 5, 0) = 5
			epoll_pwait(6, [], 1, 0, NULL, 8) = 0
		`))
		_, text = body(Dir(spec.TempDir()), "descriptors", "-Z", "-e", "fd=6,3")
		Expect(text).To(ShowExactly(`
			epoll_ctl(6, EPOLL_CTL_ADD, 3, {events=0, data=0}) = -1 EPERM (Operation not permitted)
		`))
	})
	It("does not count for --syscall-limit", func() {
		r := spec.Trace(Log(Elsewhere), Options("--syscall-limit=2", "-e", "fd=4", spec.Testee("named"), "descriptors"))
		Expect(r.Stderr).To(MatchRegexp(`(?s)^dup3\(3, 4, 0\) += 4\ndup3\(4, 5, 0\) += 5\n\S+: System call limit has been reached`))
	})
	It("is not tampered with, nor counted for when=", func() {
		_, text := body(Dir(spec.TempDir()), "descriptors", "-e", "fd=5", "-e", "inject=dup3:error=EIO:when=1")
		Expect(text).To(ShowExactly(`
			dup3(4, 5, 0) = -1 EIO (Input/output error) (INJECTED)
		`))
	})
	It("is none under --seccomp-bpf either", func() {
		_, text := body(Dir(spec.TempDir()), "descriptors", "-f", "--seccomp-bpf", "-e", "trace=dup3", "-e", "fd=5")
		Expect(text).To(ShowExactly("dup3(4, 5, 0) = 5"))
	})
	It("may have a number that nothing is known of", func() {
		_, text := body(Dir(spec.TempDir()), "paths", "-e", "fd=1")
		Expect(text).To(ShowExactly(""))
	})
})
