package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"

	"strake/harness"
	"strake/internal/specrun"
)

// usualSuites are those whose programs a virtual machine has.
const usualSuites = "cli,engine,launch,output,stats,status"

// confirmIn confirms with the strace of a virtual machine.
func confirmIn(ctx context.Context, dir string) (bool, error) {
	root, err := harness.ModuleRoot()
	if err != nil {
		return false, err
	}
	goarch := map[string]string{"x86_64": "amd64", "aarch64": "arm64", "i386": "386"}[*arch]
	if goarch == "" {
		return false, fmt.Errorf("no architecture %q: there are x86_64, aarch64 and i386", *arch)
	}
	scripts := filepath.Join(root, "scripts", "qemu")
	tracer, err := straceIn(ctx, scripts)
	if err != nil {
		return false, err
	}
	if *only == "" {
		*only = usualSuites
	}
	suites, err := specrun.BuildFor(ctx, dir, strings.Split(*only, ","), "GOARCH="+goarch, "CGO_ENABLED=0")
	if err != nil {
		return false, err
	}
	return confirm(ctx, suites, tracer, specrun.Request{
		Tracer:  "strace",
		Through: []string{filepath.Join(scripts, "exec")},
		Env:     []string{"STRAKE_QEMU_ARCH=" + *arch, "STRAKE_QEMU_KERNEL=" + *kernel},
	})
}

// straceIn fetches kernel and strace for the machine, and asks strace for its version there.
func straceIn(ctx context.Context, scripts string) (*harness.Tracer, error) {
	output := func(name string, args ...string) (string, error) {
		cmd := exec.CommandContext(ctx, name, args...)
		cmd.Stderr = os.Stderr
		out, err := cmd.Output()
		if err != nil {
			return "", fmt.Errorf("%s: %w", strings.Join(cmd.Args, " "), err)
		}
		return strings.TrimSpace(string(out)), nil
	}
	path, err := output(filepath.Join(scripts, "fetch-kernel"), "-s", *arch, *kernel)
	if err != nil {
		return nil, err
	}
	vm, err := output(filepath.Join(scripts, "build-vm"))
	if err != nil {
		return nil, err
	}
	banner, err := output(vm, "-arch", *arch, "-k", path, "-t", "300", "-strace7", "--", "strace7", "-V")
	if err != nil {
		return nil, err
	}
	m := regexp.MustCompile(`^(\S+) -- version (\S+)`).FindStringSubmatch(banner)
	if m == nil {
		return nil, fmt.Errorf("strace of the machine calls itself %q", banner)
	}
	return &harness.Tracer{Name: m[1], Version: m[2], Path: "strace7 on " + *arch + ", " + filepath.Base(path), Banner: banner}, nil
}
