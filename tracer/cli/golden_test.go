package cli

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"time"
)

var refresh = flag.String("refresh", "", "run the strace `PROGRAM`, called strace, on testdata/cases.txt and rewrite testdata/strace.golden")

const (
	casesFile  = "testdata/cases.txt"
	goldenFile = "testdata/strace.golden"
)

// atRuntime are messages about what happens after the command line is read.
var atRuntime = regexp.MustCompile(`^strace: (attach: |Cannot find executable |Cannot find user '[^']|Can't fopen '[^']|` +
	`Process \d+ |System call limit |Seccomp filter is requested |\|)`)

// fatal are those of them that end a run.
var fatal = regexp.MustCompile(`^strace: (attach: |C)`)

// TestGolden compares what Parse says to each command line of cases.txt with
// what strace said. Options that are refused because they are not there yet
// must otherwise be understood like the others.
func TestGolden(t *testing.T) {
	if *refresh != "" {
		refreshGolden(t)
	}
	golden := readGolden(t)
	cases := readCases(t)
	if len(golden) != len(cases) {
		t.Errorf("%d cases but %d results: refresh with -refresh=STRACE", len(cases), len(golden))
	}
	for _, line := range cases {
		want, ok := golden[line]
		if !ok {
			t.Errorf("%s: no result of strace", line)
			continue
		}
		args, err := split(line)
		if err != nil {
			t.Errorf("%s: %v", line, err)
			continue
		}
		if got := said(args); got != want {
			t.Errorf("%s\nstrake:\n%sstrace:\n%s", line, got, want)
		}
	}
	t.Logf("%d command lines", len(cases))
}

// said returns the status of a command line and what is said to it, one per
// line.
func said(args []string) string {
	const self = "strace"
	r, err := Parse(self, args)
	var b strings.Builder
	for _, w := range r.Warnings {
		fmt.Fprintf(&b, "%s: %s\n", self, w)
	}
	status := 0
	if e := (*Error)(nil); errors.As(err, &e) && !e.Unsupported {
		status = 1
		fmt.Fprintf(&b, "%s: %s\n", self, e.Msg)
		if e.Help {
			fmt.Fprintf(&b, "%s\n", Hint(self))
		}
	}
	return fmt.Sprintf("= %d\n%s", status, b.String())
}

func readCases(t *testing.T) []string {
	t.Helper()
	data, err := os.ReadFile(casesFile)
	if err != nil {
		t.Fatal(err)
	}
	var cases []string
	for line := range strings.SplitSeq(string(data), "\n") {
		if line != "" && !strings.HasPrefix(line, "#") {
			cases = append(cases, line)
		}
	}
	return cases
}

// readGolden reads records of a line "$ ARGS", a line "= STATUS" and messages.
func readGolden(t *testing.T) map[string]string {
	t.Helper()
	f, err := os.Open(goldenFile)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	golden := map[string]string{}
	var current string
	for s := bufio.NewScanner(f); s.Scan(); {
		switch line := s.Text(); {
		case strings.HasPrefix(line, "$ "):
			current = line[2:]
			golden[current] = ""
		case current != "":
			golden[current] += line + "\n"
		}
	}
	return golden
}

func refreshGolden(t *testing.T) {
	t.Helper()
	var b strings.Builder
	for _, line := range readCases(t) {
		args, err := split(line)
		if err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		fmt.Fprintf(&b, "$ %s\n%s", line, straceSays(t, args))
	}
	if err := os.WriteFile(goldenFile, []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}

// straceSays is said of strace. A failure after the command line was
// understood counts as a success.
func straceSays(t *testing.T, args []string) string {
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, *refresh, args...)
	cmd.Dir = t.TempDir()
	cmd.Env = []string{"PATH=/usr/bin:/bin", "LC_ALL=C"}
	var stderr strings.Builder
	cmd.Stderr = &stderr
	err := cmd.Run()
	status := 0
	if e := (*exec.ExitError)(nil); errors.As(err, &e) && e.ExitCode() == 1 {
		status = 1
	} else if err != nil && e == nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for line := range strings.SplitSeq(stderr.String(), "\n") {
		switch {
		case atRuntime.MatchString(line):
			if fatal.MatchString(line) {
				status = 0
			}
		case strings.HasPrefix(line, "strace: "), strings.HasPrefix(line, "Try 'strace"):
			b.WriteString(line + "\n")
		}
	}
	return fmt.Sprintf("= %d\n%s", status, b.String())
}

// split splits a line as a shell does: blanks, single quotes, backslashes.
// Within single quotes, \n stands for a newline.
func split(line string) (args []string, err error) {
	var arg strings.Builder
	inArg, quoted := false, false
	for i := 0; i < len(line); i++ {
		switch c := line[i]; {
		case c == '\'':
			quoted, inArg = !quoted, true
		case quoted && c == '\\' && strings.HasPrefix(line[i:], `\n`):
			arg.WriteByte('\n')
			i++
		case quoted:
			arg.WriteByte(c)
		case c == ' ':
			if inArg {
				args = append(args, arg.String())
				arg.Reset()
				inArg = false
			}
		case c == '\\' && i+1 < len(line):
			i++
			arg.WriteByte(line[i])
			inArg = true
		default:
			arg.WriteByte(c)
			inArg = true
		}
	}
	if quoted {
		return nil, errors.New("unmatched quote")
	}
	if inArg {
		args = append(args, arg.String())
	}
	return args, nil
}
