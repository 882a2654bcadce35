package engine

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"testing"

	"strake/tracer/internal/launch"
)

// The test binary plays strake -D when ENGINE_TEST is set, to the script to trace.
func TestMain(m *testing.M) {
	script := os.Getenv("ENGINE_TEST")
	if script == "" {
		os.Exit(m.Run())
	}
	child := launch.Adopted()
	if child == nil {
		err := launch.Daemonize(launch.Spec{Path: "/bin/sh", Argv: []string{"sh", "-c", script}}, launch.OwnSession)
		fmt.Println(err)
		os.Exit(99)
	}
	r := newRecorder()
	res, err := Run(context.Background(), Options{Adopt: child}, r)
	fmt.Printf("%s\nresult %+v %v\n", strings.Join(r.lines, "\n"), res, err)
}

func init() {
	if os.Getenv("ENGINE_TEST") != "" {
		runtime.LockOSThread() // Daemonize wants the leader
	}
}

func TestAdopt(t *testing.T) {
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "ENGINE_TEST=exit 6")
	out, err := cmd.Output() // until the tracer has closed it
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != 6 {
		t.Fatalf("%v\n%s", err, out)
	}
	lines := strings.Split(string(out), "\n")
	pid := fmt.Sprint(cmd.Process.Pid)
	if len(lines) < 2 || !strings.HasPrefix(lines[0], pid+" new attached") || !strings.HasSuffix(lines[1], " execve") ||
		!strings.Contains(string(out), pid+" exited 6\nresult {Code:6 Signal:0 Interrupted:0 Abandoned:false Guard:<nil>} <nil>\n") {
		t.Errorf("\n%s", out)
	}
}
