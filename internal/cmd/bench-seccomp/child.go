package main

import (
	"bytes"
	"context"
	"encoding/gob"
	"fmt"
	"os"
	"os/exec"
	"runtime"

	"golang.org/x/net/bpf"
	"golang.org/x/sys/unix"

	"strake/seccompgen"
)

// liveRole is the environment variable that makes this program a child with a task of its own.
const liveRole = "BENCH_SECCOMP_CHILD"

// ask has a child of a role do something with a program, and fetches its answer.
func ask(role string, code []bpf.RawInstruction, answer any) error {
	ctx, cancel := context.WithTimeout(context.Background(), runLimit)
	defer cancel()
	cmd := exec.CommandContext(ctx, "/proc/self/exe")
	cmd.Env = append(os.Environ(), liveRole+"="+role)
	if err := send(cmd, code); err != nil {
		return err
	}
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return fmt.Errorf("%s: %w", role, err)
	}
	return gob.NewDecoder(bytes.NewReader(out)).Decode(answer)
}

// send puts a program on a child's standard input.
func send(cmd *exec.Cmd, code []bpf.RawInstruction) error {
	var in bytes.Buffer
	err := gob.NewEncoder(&in).Encode(code)
	cmd.Stdin = &in
	return err
}

// child does the task of a role.
func child(role string) error {
	var answer any
	var err error
	switch role {
	case "install":
		var code []bpf.RawInstruction
		if code, err = receive(); err == nil {
			answer, err = install(code)
		}
	case "exec":
		return execUnder()
	case "calls":
		answer, err = takeCosts(guestTools())
	default:
		err = fmt.Errorf("no such role: %q", role)
	}
	if err != nil {
		return err
	}
	return gob.NewEncoder(os.Stdout).Encode(answer)
}

func receive() (code []bpf.RawInstruction, err error) {
	err = gob.NewDecoder(os.Stdin).Decode(&code)
	return code, err
}

// execUnder becomes the program of the arguments, under a filter.
func execUnder() error {
	code, err := receive()
	if err != nil {
		return err
	}
	runtime.LockOSThread()
	if err := seccompgen.Install(code); err != nil {
		return err
	}
	return unix.Exec(os.Args[1], os.Args[1:], os.Environ())
}
