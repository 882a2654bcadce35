package work

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	. "strake/harness"
	"strake/specs/internal/spec"
)

// needs is a proof that a program is missing.
func needs(names ...string) func() error {
	return func() error {
		for _, n := range names {
			if _, err := exec.LookPath(n); err != nil {
				return fmt.Errorf("not installed: %w", err)
			}
		}
		return nil
	}
}

// same runs a program alone and traced, each in a fresh directory that prepare fills, and expects the same
// output and status. It returns the traced run.
func same(prepare func(dir string), command []string, opts ...Option) *Run {
	GinkgoHelper()
	run := func(more ...Option) (*Run, string) {
		dir := spec.TempDir()
		if prepare != nil {
			prepare(dir)
		}
		r := spec.Trace(append(append([]Option{Dir(dir), Command(command...), Timeout(2 * time.Minute)}, opts...), more...)...)
		return r, dir
	}
	clean := func(s, dir string) string { return strings.ReplaceAll(s, dir, "DIR") }
	alone, d0 := run(Untraced())
	traced, d1 := run(Options("-f"))
	Expect(clean(traced.Stdout, d1)).To(Equal(clean(alone.Stdout, d0)), "standard output")
	Expect(clean(traced.Stderr, d1)).To(Equal(clean(alone.Stderr, d0)), "standard error")
	Expect(traced.Code).To(Equal(alone.Code), "status")
	Expect(traced.Signal).To(Equal(alone.Signal), "signal")
	Expect(traced.Leftovers()).To(BeEmpty())
	return traced
}

var _ = Describe("real programs end as they do untraced:", func() {
	It("true", func() {
		r := same(nil, []string{"true"})
		Expect(r).To(HaveLine(`\d+ +execve\(.*`))
	})

	It("a shell with pipes", func() {
		same(nil, []string{"sh", "-c", "seq 1000 | sort -n | tail -3 | tr 0-9 a-j; exit 5"})
	})

	It("bash with job control", func() {
		spec.SkipUnless(needs("bash"))
		r := same(nil, []string{"bash", "-c", `
			set -m
			sleep 1000 & kill -STOP %1; wait -n 2>/dev/null; jobs -s | grep -c Stopped
			kill -CONT %1; kill -TERM %1; wait %1 2>/dev/null; echo "job: $?"
			(exit 3) & wait $!; echo "child: $?"
			trap 'echo caught' USR1; kill -USR1 $$
			seq 100 | while read n; do echo $n; done | tail -1`})
		Expect(r).To(HaveLine(`\d+ +--- stopped by SIGSTOP ---`))
	})

	It("find", func() { same(nil, []string{"find", "/usr/include", "-name", "e*.h"}) })

	It("dpkg -l", func() {
		spec.SkipUnless(needs("dpkg"))
		same(nil, []string{"dpkg", "-l"})
	})

	It("python3", func() {
		spec.SkipUnless(needs("python3"))
		same(nil, []string{"python3", "-c", "import json, ssl, subprocess, threading\n" +
			"t = [threading.Thread(target=lambda: None) for _ in range(8)]\n[x.start() for x in t]; [x.join() for x in t]\n" +
			"print(json.dumps({'a': [1, None]}), subprocess.run(['sh', '-c', 'exit 3']).returncode)"})
	})

	It("git clone of a local repository", func() {
		spec.SkipUnless(needs("git"))
		prepare := func(dir string) {
			script := `git init -q src && cd src && for i in 1 2 3 4 5; do echo $i >f$i; git add .; git -c user.name=n -c user.email=e commit -q -m $i --date=2020-01-01T00:00:0$i; done`
			cmd := exec.Command("sh", "-c", script)
			cmd.Dir = dir
			cmd.Env = append(os.Environ(), "GIT_COMMITTER_DATE=2020-01-01T00:00:00")
			out, err := cmd.CombinedOutput()
			Expect(err).NotTo(HaveOccurred(), string(out))
		}
		same(prepare, []string{"sh", "-c", `git clone -q --no-hardlinks file://$PWD/src dst && cat dst/f5 && git -C dst log --format=%H%s`})
	})

	It("go build", func() {
		spec.SkipUnless(needs("go"))
		prepare := func(dir string) {
			Expect(os.WriteFile(filepath.Join(dir, "go.mod"), []byte("module tiny\n\ngo 1.21\n"), 0o666)).To(Succeed())
			Expect(os.WriteFile(filepath.Join(dir, "main.go"), []byte("package main\n\nvar fresh = \""+dir+"\" // not in the build cache\n\nfunc main() { println(\"built\", len(fresh) > 0) }\n"), 0o666)).To(Succeed())
		}
		r := same(prepare, []string{"sh", "-c", "go build -o tiny . && ./tiny"})
		Expect(r).To(HaveLine(`\d+ +execve\(.*tiny.*\) = 0`))
		Expect(r.Events).NotTo(BeEmpty())
	})

	It("a compiler", func() {
		spec.SkipUnless(needs("gcc"))
		prepare := func(dir string) {
			Expect(os.WriteFile(filepath.Join(dir, "a.c"), []byte("int main(void) { return 6; }\n"), 0o666)).To(Succeed())
		}
		r := same(prepare, []string{"sh", "-c", "gcc -pipe -o a a.c && ./a"})
		Expect(r).To(ExitWith(6))
	})

	It("gdb -batch, a tracer itself", func() {
		spec.SkipUnless(needs("gdb"))
		same(nil, []string{"gdb", "-nx", "-batch", "-ex", "catch syscall exit_group", "-ex", "info program", spec.Testee("launch")})
	})

	It("64 threads", func() {
		r := same(nil, []string{spec.Testee("threads"), "many", "64"})
		Expect(r).To(ExitWith(5))
	})

	It("a Go program", func() { same(nil, []string{spec.GoTestee("goroutines")}) })

	It("a program of another user", Label("needs:root"), func() {
		spec.SkipUnless(spec.NeedsRoot)
		r := spec.Trace(Options("-f", "-u", "nobody"), Command("sh", "-c", "id -u; id -g; true"))
		Expect(r.Stdout).To(Equal("65534\n65534\n"))
	})

	It("sleep, attached with -p and let go by SIGINT", func() {
		alone := spec.Start(Untraced(), Command("sleep", "0.7"))
		pid := fmt.Sprint(alone.PID())
		p := spec.Start(Options("-p", pid))
		Expect(p.AwaitStderr("Process " + pid + " attached")).To(Succeed())
		Expect(p.AwaitLog(`restart_syscall\(<\.\.\. resuming interrupted clock_nanosleep \.\.\.>|nanosleep\(`)).To(Succeed())
		Expect(p.Kill(syscall.SIGINT)).To(Succeed())
		r := spec.Wait(p)
		Expect(r).To(DieOf(syscall.SIGINT))
		Expect(r.Log).To(HaveSuffix(" <detached ...>\n"))
		r, err := alone.Wait()
		Expect(err).NotTo(HaveOccurred())
		Expect(r).To(ExitWith(0))
		Expect(r.Took).To(BeNumerically(">=", 700*time.Millisecond))
	})
})
