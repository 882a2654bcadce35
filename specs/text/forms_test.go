package text

import (
	"os"
	"path/filepath"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	. "strake/harness"
	"strake/specs/internal/spec"
)

// Options that are other spellings, or that say something about the tracer itself.
var _ = Describe("spellings", func() {
	It("--follow-forks is -f", Label("option:--follow-forks"), func() {
		r := spec.Trace(Options("--follow-forks", "-e", "trace=exit_group"), Command(spec.Testee("proc"), "fork"))
		Expect(r).To(HaveLine(`\d+ +exit_group\(7\) += \?`))
		Expect(r).To(HaveLine(`\d+ +exit_group\(0\) += \?`))
	})
	It("--output-separately is the other half of -ff", Label("option:--output-separately"), func() {
		dir := spec.TempDir()
		spec.Trace(Log(Elsewhere), Dir(dir), Options("--follow-forks", "--output-separately", "-o", "log", "-e", "trace=exit_group"),
			Command(spec.Testee("proc"), "fork"))
		files, err := filepath.Glob(filepath.Join(dir, "log.*"))
		Expect(err).NotTo(HaveOccurred())
		Expect(files).To(HaveLen(2))
		for _, f := range files {
			text, err := os.ReadFile(f)
			Expect(err).NotTo(HaveOccurred())
			Expect(string(text)).To(MatchRegexp(`^(--- SIGCHLD.*\n)?exit_group\([07]\) += \?\n\+\+\+ exited with [07] \+\+\+\n$`))
		}
	})
	DescribeTable("--stack-trace is -k", Label("option:--stack-trace"), func(option string) {
		dir := spec.TempDir()
		spec.Trace(Log(Elsewhere), Dir(dir), Options(option, "-o", "log", "-e", "trace=getpid"), Command(spec.Testee("proc"), "kill"))
		text, err := os.ReadFile(filepath.Join(dir, "log"))
		Expect(err).NotTo(HaveOccurred())
		Expect(string(text)).To(MatchRegexp(`(?m)^getpid\(\) += \d+\n > .*/proc\.`))
	}, Entry(nil, "--stack-trace"), Entry(nil, "--stack-trace=symbol"))
	DescribeTable("-e fault is -e inject with ENOSYS", Label("option:--fault"), func(want string, option ...string) {
		r := spec.Trace(Options(option...), Options("-e", "trace=getpid"), Command(spec.Testee("proc"), "kill"))
		Expect(r).To(HaveLine(`getpid\(\) += -1 ` + want + ` \(.*\) \(INJECTED\)`))
	},
		Entry(nil, "ENOSYS", "-e", "fault=getpid"),
		Entry(nil, "ENOSYS", "--fault=getpid"),
		Entry(nil, "EPERM", "-e", "fault=getpid:error=EPERM:when=1"),
	)
	It("-F is an old -f, and says so", Label("option:-F"), func() {
		r := spec.Trace(Options("-F", "-e", "trace=exit_group"), Command(spec.Testee("proc"), "fork"))
		Expect(r).To(Say("strace: option -F is deprecated, please use -f/--follow-forks instead"))
		Expect(r).To(HaveLine(`\d+ +exit_group\(7\) += \?`))
		r = spec.Trace(Options("-F", "-f", "-e", "trace=exit_group"), Command(spec.Testee("proc"), "fork"))
		Expect(r).To(Say("strace: deprecated option -F ignored"))
	})
	DescribeTable("help and version go to standard output", Label("option:-h", "option:-V"), func(want string, option ...string) {
		r := spec.Trace(Options(option...))
		Expect(r).To(ExitWith(0))
		Expect(r.Stdout).To(MatchRegexp(want))
		Expect(r.Stderr).To(BeEmpty())
	},
		Entry(nil, `^Usage: \S+ (?s:.*)--trace=(?s:.*)--summary-only`, "-h"),
		Entry(nil, `^Usage: `, "--help"),
		Entry(nil, `^\S+ -- version \S+\n`, "-V"),
		Entry(nil, `^\S+ -- version \S+\n`, "--version"),
		Entry(nil, `^Usage: `, "-V", "-h"),
	)
})

var _ = Describe("values", Label("abi:x86_64"), func() {
	spec.Table("files",
		spec.Case{Arg: "strings", Opts: []string{"-N", "-e", "raw=all"}, Want: `
			chdir(arg1=0xADDR) = -1 ENAMETOOLONG (File name too long)
			chdir(arg1=0xADDR) = -1 ENOENT (No such file or directory)
			chdir(arg1=0xADDR) = -1 ENOENT (No such file or directory)
			chdir(arg1=0xADDR) = -1 ENOENT (No such file or directory)
			chdir(arg1=0) = -1 EFAULT (Bad address)
			chdir(arg1=0xADDR) = -1 EFAULT (Bad address)
		`},
		spec.Case{Arg: "strings", Opts: []string{"-N", "--raw=!chdir"}, Want: `
			chdir(path="abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijklm") = -1 ENAMETOOLONG (File name too long)
			chdir(path="with \"quotes\" and \\ and \n") = -1 ENOENT (No such file or directory)
			chdir(path="\303\244\377\1\0017") = -1 ENOENT (No such file or directory)
			chdir(path="") = -1 ENOENT (No such file or directory)
			chdir(path=NULL) = -1 EFAULT (Bad address)
			chdir(path=0xADDR) = -1 EFAULT (Bad address)
		`},
	)
	// none of these changes a line without what they are about
	spec.Table("files",
		spec.Case{Arg: "open", Opts: []string{"-e", "verbose=!openat", "--abbrev=none", "--strings-in-hex=none", "-X", "abbrev", "--quiet=path-resolution"}, Want: `
			openat(AT_FDCWD, "sample", O_WRONLY|O_CREAT|O_EXCL, 0640) = 3
			openat(AT_FDCWD, "sample", O_RDWR|O_APPEND|O_NONBLOCK|O_SYNC|O_CLOEXEC) = 4
			openat(AT_FDCWD, "missing", O_RDONLY) = -1 ENOENT (No such file or directory)
			openat(-1, "missing", O_RDONLY|O_NOFOLLOW|O_PATH|O_DIRECTORY) = -1 EBADF (Bad file descriptor)
			openat(7, "", O_RDONLY|O_LARGEFILE) = -1 ENOENT (No such file or directory)
			openat(AT_FDCWD, ".", O_RDWR|O_TMPFILE, 0600) = 5
			openat(AT_FDCWD, NULL, O_RDONLY) = -1 EFAULT (Bad address)
			openat(AT_FDCWD, 0x1, O_RDONLY) = -1 EFAULT (Bad address)
			openat(AT_FDCWD, "x", O_ACCMODE|0xADDR) = -1 ENOENT (No such file or directory)
			close(100) = -1 EBADF (Bad file descriptor)
			open("sample", O_RDONLY) = 6
			open("other", O_WRONLY|O_CREAT|O_TRUNC, 0600) = 7
			creat("third", 07777) = 8
			openat2(AT_FDCWD, "fourth", {flags=O_RDONLY|O_CREAT, mode=0600, resolve=RESOLVE_NO_SYMLINKS|RESOLVE_BENEATH}, 24) = 9
			openat2(AT_FDCWD, "fourth", NULL, 0) = -1 EINVAL (Invalid argument)
			close_range(50, 60, CLOSE_RANGE_CLOEXEC) = 0
			close(3) = 0
		`},
		spec.Case{Arg: "open", Opts: []string{"-x", "-e", "trace=openat", "-e", "raw=?nosuch,%stat", "--const-print-style=raw"}, Want: `
			openat(-100, "sample", 0xc1, 0640) = 3
			openat(-100, "sample", 0xADDR) = 4
			openat(-100, "missing", 0) = -1 ENOENT (No such file or directory)
			openat(-1, "missing", 0xADDR) = -1 EBADF (Bad file descriptor)
			openat(7, "", 0x8000) = -1 ENOENT (No such file or directory)
			openat(-100, ".", 0xADDR, 0600) = 5
			openat(-100, NULL, 0) = -1 EFAULT (Bad address)
			openat(-100, 0x1, 0) = -1 EFAULT (Bad address)
			openat(-100, "x", 0xADDR) = -1 ENOENT (No such file or directory)
		`},
		spec.Case{Arg: "open", Opts: []string{"--strings-in-hex=all", "-e", "trace=openat", "-e", "abbrev=!all", "--const-print-style=verbose"}, Want: `
			openat(-100 /* AT_FDCWD */, "\x73\x61\x6d\x70\x6c\x65", 0xc1 /* O_WRONLY|O_CREAT|O_EXCL */, 0640) = 3
			openat(-100 /* AT_FDCWD */, "\x73\x61\x6d\x70\x6c\x65", 0xADDR /* O_RDWR|O_APPEND|O_NONBLOCK|O_SYNC|O_CLOEXEC */) = 4
			openat(-100 /* AT_FDCWD */, "\x6d\x69\x73\x73\x69\x6e\x67", 0 /* O_RDONLY */) = -1 ENOENT (No such file or directory)
			openat(-1, "\x6d\x69\x73\x73\x69\x6e\x67", 0xADDR /* O_RDONLY|O_NOFOLLOW|O_PATH|O_DIRECTORY */) = -1 EBADF (Bad file descriptor)
			openat(7, "", 0x8000 /* O_RDONLY|O_LARGEFILE */) = -1 ENOENT (No such file or directory)
			openat(-100 /* AT_FDCWD */, "\x2e", 0xADDR /* O_RDWR|O_TMPFILE */, 0600) = 5
			openat(-100 /* AT_FDCWD */, NULL, 0 /* O_RDONLY */) = -1 EFAULT (Bad address)
			openat(-100 /* AT_FDCWD */, 0x1, 0 /* O_RDONLY */) = -1 EFAULT (Bad address)
			openat(-100 /* AT_FDCWD */, "\x78", 0xADDR /* O_ACCMODE|0xADDR */) = -1 ENOENT (No such file or directory)
		`},
	)
})

var _ = Describe("what needs more than a kernel", func() {
	It("takes -e kvm=vcpu, which changes nothing without virtual machines", Label("option:--kvm"), func() {
		r := spec.Trace(Options("-e", "kvm=vcpu", "-e", "trace=ioctl,getpid"), Command(spec.Testee("proc"), "kill"))
		Expect(r).To(HaveLine(`getpid\(\) += \d+`))
		r = spec.Trace(Options("--kvm=vcpus"), Command("true"))
		Expect(r).To(ExitWith(1))
		Expect(r).To(Say("strace: invalid -e kvm= argument: 'vcpus'"))
	})
	DescribeTable("refuses --secontext where SELinux's library is missing, as in the reference", Label("option:--secontext"), func(option ...string) {
		r := spec.Trace(Options(option...), Command("true"))
		Expect(r).To(ExitWith(1))
		Expect(r).To(Say("strace: SELinux context printing (--secontext option) is not supported by this build of strace"))
	}, Entry(nil, "--secontext"), Entry(nil, "--secontext=full,mismatch"), Entry(nil, "-e", "secontext=full"))
})
