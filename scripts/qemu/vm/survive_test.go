package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// envRole says what this test binary, started again, stands in for: goTest starts a vm and waits for it, vm a QEMU.
const (
	envRole    = "STRAKE_VM_TEST_ROLE"
	envRoleDir = "STRAKE_VM_TEST_DIR"
)

func TestMain(m *testing.M) {
	switch os.Getenv(envRole) {
	case "goTest":
		os.Exit(standInForGoTest())
	case "vm":
		os.Exit(standInForVM())
	}
	os.Exit(m.Run())
}

func standInForGoTest() int {
	vm := exec.Command(os.Args[0])
	vm.Env = append(os.Environ(), envRole+"=vm", envParent+"="+strconv.Itoa(os.Getpid()))
	vm.Stderr = os.Stderr
	if err := vm.Run(); err != nil {
		return 1
	}
	return 0
}

// standInForVM is execMain for a guest that needs no kernel.
func standInForVM() int {
	if err := followParent(); err != nil {
		return report(os.Stderr, err)
	}
	dir := os.Getenv(envRoleDir)
	status, err := run(options{arch: arches[0], dir: dir, kernel: filepath.Join(dir, "kernel"), home: guestHome, args: []string{"true"}}, os.Stdout, os.Stderr)
	if err != nil {
		return report(os.Stderr, err)
	}
	return status
}

// fakeQEMU tells the pid of the vm that started it, and runs until it is killed. As long as it runs it holds the pipe.
const fakeQEMU = `#!/bin/sh
exec 9>"$STRAKE_VM_TEST_DIR/pipe"
echo $PPID >&9
exec sleep 1000
`

// TestNothingSurvives kills what stands above QEMU, and sees that QEMU is gone then.
func TestNothingSurvives(t *testing.T) {
	for _, signal := range []syscall.Signal{syscall.SIGKILL, syscall.SIGTERM, syscall.SIGINT, syscall.SIGQUIT, syscall.SIGHUP} {
		for _, victim := range []string{"go test", "vm"} {
			t.Run(fmt.Sprintf("%v to %s", signal, victim), func(t *testing.T) {
				t.Parallel()
				top, vm, pipe := startStandIns(t)
				pid := vm
				if victim == "go test" {
					pid = top.Process.Pid
				}
				if err := syscall.Kill(pid, signal); err != nil {
					t.Fatal(err)
				}
				// The end of the pipe is the end of the last one that holds it.
				if rest, err := io.ReadAll(pipe); err != nil || len(rest) > 0 {
					t.Errorf("QEMU is still there: %v (%q)", err, rest)
				}
				top.Wait() //nolint:errcheck // it was killed, or its child was
			})
		}
	}
}

// startStandIns starts a go test with a vm with a QEMU, and returns the first, the pid of the second, and a pipe that the last one holds.
func startStandIns(t *testing.T) (top *exec.Cmd, vm int, pipe io.Reader) {
	t.Helper()
	dir := t.TempDir()
	for path, content := range map[string]string{"bin/" + arches[0].qemu: fakeQEMU, "init/" + arches[0].name: "", "busybox/" + arches[0].name: "", "kernel": ""} {
		path = filepath.Join(dir, path)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if err := syscall.Mkfifo(filepath.Join(dir, "pipe"), 0o600); err != nil {
		t.Fatal(err)
	}
	// Not blocking, so that a deadline holds; nobody writes before the first line.
	f, err := os.OpenFile(filepath.Join(dir, "pipe"), os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	if err := f.SetReadDeadline(time.Now().Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	// An end of our own keeps the pipe from ending before QEMU has opened it.
	hold, err := os.OpenFile(f.Name(), os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer hold.Close()
	top = exec.Command(os.Args[0])
	top.Env = append(os.Environ(), envRole+"=goTest", envRoleDir+"="+dir, "PATH="+filepath.Join(dir, "bin")+":"+os.Getenv("PATH"))
	if err := top.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { top.Process.Kill() })
	r := bufio.NewReader(f)
	line, err := r.ReadString('\n')
	if err != nil {
		t.Fatal("no QEMU was started: ", err)
	}
	if vm, err = strconv.Atoi(strings.TrimSpace(line)); err != nil {
		t.Fatal(err)
	}
	return top, vm, r
}
