package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"strake/testees"
)

// program is real work that the suite traces.
type program struct {
	name  string
	needs []string // programs that it runs
	// prepare fills the empty directory in which each run starts; nil leaves it empty.
	prepare func(dir string) error
	// commands returns what is run, each on its own; dir is where.
	commands func(dir string) ([][]string, error)
	// options are those of optionSets that it is run with; nil is all.
	options []string
}

// optionSets are the options that every program is traced with.
var optionSets = []string{"-f", "-f -v -s 200", "-f -y", "-f -X verbose", "-f -xx -N"}

// testeeSets are those of the testees, of which there are many.
var testeeSets = []string{"-f", "-f -y", "-f -xx -N"}

// programs is the suite: what ordinary programs do, from one call to thousands, and the testees, which make
// the calls that ordinary programs do not.
func programs() []program {
	list := []program{
		{
			name: "git clone", needs: []string{"git"}, prepare: repository,
			commands: command("git", "clone", "--no-local", "source", "clone"),
		},
		{name: "dpkg -l", needs: []string{"dpkg"}, commands: command("dpkg", "-l")},
		{name: "python3", needs: []string{"python3"}, commands: python},
		{name: "bash", needs: []string{"bash"}, commands: command("bash", "-c", bashScript)},
		{name: "gdb", needs: []string{"gdb", "gcc"}, prepare: debuggee, commands: command("gdb", "-nx", "-batch",
			"-ex", "info functions main", "-ex", "disassemble main", "./debuggee")},
		{name: "perl", needs: []string{"perl"}, commands: command("perl", "-e", perlScript)},
		{name: "find", needs: []string{"find"}, commands: command("find", "/etc", "-type", "f", "-newer", "/etc/passwd")},
		{name: "tar", needs: []string{"tar", "gzip"}, prepare: tree, commands: command("tar", "-czf", "tree.tgz", "tree")},
		{
			name: "sed, awk", needs: []string{"sed", "awk"}, prepare: tree,
			commands: command("sh", "-c", `sed -i s/a/b/g tree/0/*; awk '{ n += length($0) } END { print n }' tree/*/* | sed -n 's/^/= /p'`),
		},
		{
			name: "make", needs: []string{"make"},
			prepare:  files(map[string]string{"Makefile": "all: a b\n\tcat a b > c\na b:\n\techo $@ > $@\n"}),
			commands: command("make", "-j2"),
		},
		{name: "64 threads", commands: testee("threads", "many", "64")},
	}
	for _, name := range testees.Names() {
		list = append(list, program{name: "testee " + name, options: testeeSets, commands: cases(name)})
	}
	// The longest last: it builds what it needs of the standard library.
	return append(list, program{
		name: "go build", needs: []string{"go"}, options: []string{"-f", "-f -y"},
		prepare: files(map[string]string{
			"go.mod":  "module hello\n\ngo 1.26\n",
			"main.go": "package main\n\nfunc main() { println(\"hello\") }\n",
		}),
		commands: command("env", "GOCACHE={}/cache", "GOFLAGS=", "GOPROXY=off", "CGO_ENABLED=0", "go", "build", "-o", "hello", "."),
	})
}

// command returns one command; {} in its words stands for the directory.
func command(words ...string) func(string) ([][]string, error) {
	return func(dir string) ([][]string, error) {
		argv := make([]string, len(words))
		for i, w := range words {
			argv[i] = strings.ReplaceAll(w, "{}", dir)
		}
		return [][]string{argv}, nil
	}
}

// files returns a function that writes files.
func files(texts map[string]string) func(string) error {
	return func(dir string) error {
		for name, text := range texts {
			if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
				return err
			}
		}
		return nil
	}
}

// tree makes a few directories of small files.
func tree(dir string) error {
	for d := range 5 {
		sub := filepath.Join(dir, "tree", fmt.Sprint(d))
		if err := os.MkdirAll(sub, 0o755); err != nil {
			return err
		}
		for f := range 8 {
			text := strings.Repeat(fmt.Sprintf("a line of file %d\n", f), 1+f*100)
			if err := os.WriteFile(filepath.Join(sub, fmt.Sprint(f)), []byte(text), 0o644); err != nil {
				return err
			}
		}
	}
	return nil
}

// repository makes a small git repository, the same each time.
func repository(dir string) error {
	if err := tree(dir); err != nil {
		return err
	}
	const script = `git init -q source && mv tree source/ && cd source && git add . && git commit -q -m one &&
		date > dated && rm dated && git mv tree/0 tree/zero && git commit -q -m two`
	cmd := exec.Command("sh", "-c", script)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GIT_AUTHOR_NAME=a", "GIT_AUTHOR_EMAIL=a@example.org", "GIT_COMMITTER_NAME=a",
		"GIT_COMMITTER_EMAIL=a@example.org", "GIT_AUTHOR_DATE=2020-01-01T00:00:00Z", "GIT_COMMITTER_DATE=2020-01-01T00:00:00Z")
	if msg, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("making a repository: %w\n%s", err, msg)
	}
	return nil
}

// debuggee compiles a small program with debug information.
func debuggee(dir string) error {
	if err := files(map[string]string{"debuggee.c": "int f(int n) { return n ? n * f(n - 1) : 1; }\nint main(void) { return f(5); }\n"})(dir); err != nil {
		return err
	}
	cmd := exec.Command("gcc", "-g", "-o", "debuggee", "debuggee.c")
	cmd.Dir = dir
	if msg, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("compiling: %w\n%s", err, msg)
	}
	return nil
}

// python runs the interpreter itself, where python3 in PATH may be a script that looks for it.
func python(string) ([][]string, error) {
	out, err := exec.Command("python3", "-c", "import sys; print(sys.executable)").Output()
	if err != nil {
		return nil, err
	}
	return [][]string{{strings.TrimSpace(string(out)), "-B", "-c", `
import json, ssl, subprocess
print(json.dumps({"status": subprocess.run(["sh", "-c", "exit 3"]).returncode, "version": ssl.OPENSSL_VERSION[:4]}))`}}, nil
}

const bashScript = `
set -m
sleep 1000 & kill -STOP %1; wait -n 2>/dev/null; jobs -s | grep -c Stopped
kill -CONT %1; kill -TERM %1; wait %1 2>/dev/null; echo "job: $?"
(exit 3) & wait $!; echo "child: $?"
trap 'echo caught' USR1; kill -USR1 $$
seq 100 | while read n; do echo $n; done | tail -1
seq 1000 | sort -n | tail -3 | tr 0-9 a-j`

const perlScript = `
open my $f, ">", "out" or die; print $f "$_\n" for map { $_ * $_ } 1 .. 1000; close $f;
open $f, "<", "out" or die; my @n = sort { $b <=> $a } <$f>; close $f; print $n[0];
rename "out", "was"; my @s = stat "was"; print "$s[7]\n"; utime 1, 2, "was"; unlink "was";
print ` + "`echo from a shell`" + `; my $pid = fork; exit 7 unless $pid; waitpid $pid, 0; print $? >> 8, "\n";`

// testee returns one case of a testee.
func testee(name string, args ...string) func(string) ([][]string, error) {
	return func(string) ([][]string, error) {
		path, err := testees.Path(name)
		return [][]string{append([]string{path}, args...)}, err
	}
}

// apart are the cases of testees that need something from outside, by what they are given, or nothing where they
// cannot be run here: they wait for a signal, or forever.
var apart = map[string][][]string{
	"threads many": {{"4"}}, "threads race": {{"4"}}, "threads exec": {{"/bin/true"}}, "threads exec-leader-gone": {{"/bin/true"}},
	"threads blocked": nil,
	"launch exit":     {{"3"}}, "launch die": {{"15"}}, "launch read": {{"0"}}, "launch chain": {{"/bin/true"}}, "launch empty": {{"/bin/true"}},
	"signals sleeper": nil,
}

// cases returns a testee with each of its cases.
func cases(name string) func(string) ([][]string, error) {
	return func(string) ([][]string, error) {
		path, err := testees.Path(name)
		if err != nil {
			return nil, err
		}
		names, err := testees.Cases(name)
		if err != nil {
			return nil, err
		}
		var out [][]string
		for _, c := range names {
			args, special := apart[name+" "+c]
			if !special {
				args = [][]string{nil}
			}
			for _, a := range args {
				out = append(out, append([]string{path, c}, a...))
			}
		}
		return out, nil
	}
}
