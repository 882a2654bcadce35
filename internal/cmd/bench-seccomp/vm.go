package main

import (
	"bytes"
	"context"
	"encoding/gob"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"strake/harness"
	"strake/testees"
)

// vmLimit is how long the virtual machine may run.
const vmLimit = 10 * time.Minute

// guestTools are where costsInVM puts them.
func guestTools() tools {
	return tools{"./strake", "strace7", map[testees.ABI]string{testees.X8664: "./percall64", testees.I386: "./percall32"}}
}

// costsInVM takes the costs in a virtual machine, which has kernels that run programs of i386, and strace 7.
func costsInVM(t tools, dir, kernel string) (*costs, error) {
	root, err := harness.ModuleRoot()
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(context.Background(), vmLimit)
	defer cancel()
	output := func(name string, args ...string) (string, error) {
		cmd := exec.CommandContext(ctx, name, args...)
		cmd.Stderr = os.Stderr
		out, err := cmd.Output()
		if err != nil {
			return "", fmt.Errorf("%s: %w", filepath.Base(name), err)
		}
		return strings.TrimSuffix(string(out), "\n"), nil
	}
	scripts := filepath.Join(root, "scripts", "qemu")
	path, err := output(filepath.Join(scripts, "fetch-kernel"), "-s", "amd64", kernel)
	if err != nil {
		return nil, err
	}
	vm, err := output(filepath.Join(scripts, "build-vm"))
	if err != nil {
		return nil, err
	}
	self := filepath.Join(dir, "bench-seccomp")
	if err := goBuild(self, "strake/internal/cmd/bench-seccomp"); err != nil {
		return nil, err
	}
	answer, err := output(vm, "-arch", "amd64", "-k", path, "-t", fmt.Sprint(int(vmLimit.Seconds())), "-strace7",
		"-f", self, "-f", t.strake,
		"-f", t.percall[testees.X8664]+":/root/percall64", "-f", t.percall[testees.I386]+":/root/percall32",
		"-e", liveRole+"=calls", "--", "./bench-seccomp")
	if err != nil {
		return nil, err
	}
	var c costs
	if err := gob.NewDecoder(bytes.NewReader([]byte(answer))).Decode(&c); err != nil {
		return nil, err
	}
	c.Machine += ", in a virtual machine"
	c.Note = "The processor is emulated, so these are no times of a real one: what the kernel does more under any filter, even where it " +
		"has the verdict cached, costs more there, in relation, than a call. A stop costs a hundred times as much."
	return &c, nil
}
