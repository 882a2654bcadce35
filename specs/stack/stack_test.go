package stack

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	. "strake/harness"
	"strake/specs/internal/spec"
)

// The programs have a C library, and most are built with its usual flags: what is unwound are real programs.

const calls = `
#include <unistd.h>
#include <sys/syscall.h>
#define FN __attribute__((noinline))
FN void inner(int n) { if (n) inner(n - 1); else syscall(SYS_getppid); __asm__(""); }
FN void outer(int n) { inner(n); __asm__(""); }
int main(void) { outer(2); return 0; }
`

const handler = `
#include <signal.h>
#include <unistd.h>
#include <sys/syscall.h>
#define FN __attribute__((noinline))
static void handle(int sig) { syscall(SYS_getppid); (void)sig; }
FN void interrupted(void) { kill(getpid(), SIGUSR1); __asm__(""); }
int main(void) { signal(SIGUSR1, handle); interrupted(); return 0; }
`

const cplusplus = `
#include <unistd.h>
#include <sys/syscall.h>
#define FN __attribute__((noinline))
namespace space { template<class T> struct Box { FN int get(T v, const char *) const { int r = syscall(SYS_getppid); __asm__(""); return r + v; } }; }
FN static int call(int a) { space::Box<int> b; int r = b.get(a, "x"); __asm__(""); return r; }
int main(int argc, char **) { return call(argc) == 0; }
`

// golang makes a call that no other goroutine makes.
const golang = `package main

import "syscall"

//go:noinline
func inner(n int) int {
	if n > 0 {
		return inner(n-1) + 1
	}
	return syscall.Getppid()
}

//go:noinline
func outer(n int) int { return inner(n) + 1 }

func main() { outer(2) }
`

// build compiles a program and returns its path.
func build(name, source string, compiler ...string) string {
	GinkgoHelper()
	dir := spec.TempDir()
	src, out := filepath.Join(dir, name), filepath.Join(dir, "prog")
	Expect(os.WriteFile(src, []byte(source), 0o666)).To(Succeed())
	cmd := exec.Command(compiler[0], append(compiler[1:], "-o", out, src)...)
	cmd.Dir = dir
	msg, err := cmd.CombinedOutput()
	Expect(err).NotTo(HaveOccurred(), "%s", msg)
	return out
}

var reFrame = regexp.MustCompile(`(?m)^ > ([^\s(]+)\((.*?)(?:\+0x([0-9a-f]+))?\) \[0x([0-9a-f]+)\](?: .*)?$`)

// frames returns the names of the functions below the first line that re matches.
func frames(log, re string) []string {
	GinkgoHelper()
	lines := strings.Split(log, "\n")
	for i, l := range lines {
		if !regexp.MustCompile(re).MatchString(l) {
			continue
		}
		var names []string
		for _, f := range lines[i+1:] {
			m := reFrame.FindStringSubmatch(f)
			if m == nil {
				break
			}
			names = append(names, m[2])
		}
		return names
	}
	Fail("no " + re + " in\n" + log)
	return nil
}

// between returns the part of a stack from one function to another.
func between(stack []string, first, last string) []string {
	for i, f := range stack {
		if f != first {
			continue
		}
		for j := len(stack) - 1; j >= i; j-- {
			if stack[j] == last {
				return stack[i : j+1]
			}
		}
	}
	return nil
}

// backtrace returns what gdb says of the stack of a program's first getppid.
func backtrace(prog string) []string {
	GinkgoHelper()
	out, err := exec.Command("gdb", "-nx", "-batch", "-ex", "set debuginfod enabled off", "-ex", "handle SIGUSR1 nostop noprint pass",
		"-ex", "catch syscall getppid", "-ex", "run",
		"-ex", "bt", prog).CombinedOutput()
	Expect(err).NotTo(HaveOccurred(), "%s", out)
	var names []string
	for _, m := range regexp.MustCompile(`(?m)^#\d+ +(?:0x[0-9a-f]+ in )?(\S+|<signal handler called>)`).FindAllStringSubmatch(string(out), -1) {
		names = append(names, m[1])
	}
	return names
}

// getppid is the line that the stack of the call stands below, which another thread's line may have cut.
const getppid = `^(\d+ +)?(getppid\(|<\.\.\. getppid resumed>)\)`

// traced returns the run of a program under -k.
func traced(prog string, more ...string) *Run {
	GinkgoHelper()
	return spec.Trace(Options(append([]string{"-k", "-e", "trace=getppid"}, more...)...), Command(prog))
}

var nested = []string{"inner", "inner", "inner", "outer", "main"}

var _ = Describe("the stack of a call", func() {
	for name, flags := range map[string][]string{
		"without frame pointers":                                   {"-O1", "-fomit-frame-pointer"},
		"with frame pointers, and nothing that says how to unwind": {"-O0", "-fno-omit-frame-pointer", "-fno-asynchronous-unwind-tables"},
		"with a fixed address":                                     {"-O1", "-no-pie"},
	} {
		It("is that of a C program "+name, func() {
			prog := build("calls.c", calls, append([]string{"gcc", "-g"}, flags...)...)
			stack := frames(traced(prog).Log, getppid)
			Expect(stack).To(ContainElement("syscall"))
			Expect(between(stack, "inner", "main")).To(Equal(nested))
			Expect(between(backtrace(prog), "inner", "main")).To(Equal(nested))
			Expect(stack[len(stack)-1]).To(Equal("_start"))
		})
	}
	It("shows places as file, function and offset, and offset in the file", func() {
		prog := build("calls.c", calls, "gcc", "-O1")
		r := traced(prog)
		Expect(r).To(HaveSequence(`getppid\(\) += \d+`, ` > /\S+/libc\.so\.6\(syscall\+0x[0-9a-f]+\) \[0x[0-9a-f]+\]`,
			` > `+regexp.QuoteMeta(prog)+`\(inner\+0x[0-9a-f]+\) \[0x[0-9a-f]+\]`))
	})
	It("goes through a signal's handler", func() {
		prog := build("handler.c", handler, "gcc", "-O1", "-g")
		r := traced(prog)
		stack := frames(r.Log, getppid)
		Expect(between(stack, "handle", "main")).To(And(ContainElement(HaveSuffix("kill")), ContainElement("interrupted")))
		Expect(between(backtrace(prog), "handle", "main")).To(ContainElement("interrupted"))
		Expect(frames(r.Log, `^--- SIGUSR1`)).To(ContainElements("interrupted", "main"))
		Expect(frames(r.Log, `^--- SIGUSR1`)).NotTo(ContainElement("handle"))
	})
	It("has the names of C++'s source", func() {
		prog := build("box.cc", cplusplus, "g++", "-O1")
		Expect(frames(traced(prog).Log, getppid)).To(ContainElements("space::Box<int>::get(int, char const*) const", "call(int)", "main"))
	})
	It("has places without names where the program is stripped", func() {
		prog := build("calls.c", calls, "gcc", "-O1", "-s")
		Expect(traced(prog)).To(HaveLine(` > ` + regexp.QuoteMeta(prog) + `\(\+0x0\) \[0x[0-9a-f]+\]`))
	})
	It("is that of a Go program", Label("L13"), func() {
		r := traced(build("main.go", golang, "go", "build"), "-f", "-q")
		// The call is made by a function of assembler. Its caller must not be missing.
		Expect(between(frames(r.Log, getppid), "main.inner", "runtime.main")).To(
			Equal([]string{"main.inner", "main.inner", "main.inner", "main.outer", "main.main", "runtime.main"}), "%v", r)
	})
	It("ends where --stack-trace-frame-limit says", func() {
		prog := build("calls.c", calls, "gcc", "-O1")
		r := traced(prog, "--stack-trace-frame-limit=2")
		Expect(r).To(HaveSequence(`getppid\(\).*`, ` > .*`, ` > .*`, ` > too many stack frames`, `\+\+\+ exited with 0 \+\+\+`))
		Expect(r.Log).To(MatchRegexp(`getppid\(\).*\n > .*\n > .*\n > too many`), "no more than two")
	})
	It("is that before the call, where the call changes it", func() {
		r := spec.Trace(Options("-k", "-e", "trace=execve"), Command("/bin/sh", "-c", "exec /bin/true"))
		Expect(frames(r.Log, `^execve\("/bin/sh"`)).To(HaveLen(1))
		Expect(len(frames(r.Log, `^execve\("/(usr/)?bin/true"`))).To(BeNumerically(">", 3))
	})
	It("comes below the end of a process that ends by the call", func() {
		r := spec.Trace(Options("-k", "-e", "trace=exit_group"), Command(build("calls.c", calls, "gcc", "-O1")))
		Expect(r).To(HaveSequence(`exit_group\(0\) += \?`, `\+\+\+ exited with 0 \+\+\+`, ` > .*_exit\+0x.*`))
	})
	It("is not shown of a call that is not shown", func() {
		prog := build("calls.c", calls, "gcc", "-O1")
		r := traced(prog, "-Z")
		Expect(r.Log).NotTo(ContainSubstring(" > "))
	})
	It("is in the file of its thread", func() {
		prog := build("calls.c", calls, "gcc", "-O1")
		r := spec.Trace(Log(ToFiles), Options("-k", "-ff", "-e", "trace=getppid"), Command("/bin/sh", "-c", prog+" & wait"))
		having := 0
		for _, log := range r.Files {
			if strings.Contains(log, "getppid() ") && strings.Contains(log, prog) {
				Expect(between(frames(log, `getppid\(\).*`), "inner", "main")).To(Equal(nested))
				having++
			}
		}
		Expect(having).To(Equal(1), "%v", r.Files)
	})
	It("is of no use for a table", func() {
		r := spec.Trace(Options("-c", "-k", "-e", "trace=getppid"), Command("/bin/true"))
		Expect(r.Stderr).To(ContainSubstring("-k/--stack-trace has no effect with -c/--summary-only"))
	})
})

var _ = Describe("source lines in stacks", Label("beyond"), func() {
	It("are shown by -kk", func() {
		prog := build("calls.c", calls, "gcc", "-O1", "-g")
		r := traced(prog, "-k")
		if strings.Contains(r.Stderr, "not supported by this build") {
			return
		}
		Expect(r).To(HaveLine(` > ` + regexp.QuoteMeta(prog) + `\(inner\+0x[0-9a-f]+\) \[0x[0-9a-f]+\] calls\.c:5`))
		Expect(r).To(HaveLine(` > ` + regexp.QuoteMeta(prog) + `\(main\+0x[0-9a-f]+\) \[0x[0-9a-f]+\] calls\.c:7`))
	})
})
