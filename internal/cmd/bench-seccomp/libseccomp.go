package main

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/binary"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"golang.org/x/net/bpf"

	"strake/seccompgen"
	"strake/tracer/abi"
)

//go:embed helper/libseccomp.c
var libseccompSource string

// buildLibseccomp compiles the program that exports libseccomp's filters.
func buildLibseccomp(dir string) (string, error) {
	source, binary := filepath.Join(dir, "libseccomp.c"), filepath.Join(dir, "libseccomp")
	if err := os.WriteFile(source, []byte(libseccompSource), 0o600); err != nil {
		return "", err
	}
	if out, err := exec.Command("cc", "-O1", "-o", binary, source, "-lseccomp").CombinedOutput(); err != nil {
		return "", fmt.Errorf("cc -lseccomp (libseccomp-dev): %w: %s", err, bytes.TrimSpace(out))
	}
	return binary, nil
}

// libseccompProgram returns the filter that libseccomp makes of x86_64's numbers of a set, which it translates for the
// other ABIs. level is SCMP_FLTATR_CTL_OPTIMIZE: 1 is a list, 2 a binary tree.
func libseccompProgram(helper string, set *seccompgen.Set, level string) ([]bpf.RawInstruction, error) {
	ctx, cancel := context.WithTimeout(context.Background(), runLimit)
	defer cancel()
	var in strings.Builder
	for _, nr := range set.Calls[abi.X8664].Numbers {
		fmt.Fprintln(&in, nr)
	}
	cmd := exec.CommandContext(ctx, helper, level)
	cmd.Stdin = strings.NewReader(in.String())
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, err
	}
	var code []bpf.RawInstruction
	for ; len(out) >= 8; out = out[8:] {
		code = append(code, bpf.RawInstruction{
			Op: binary.LittleEndian.Uint16(out), Jt: out[2], Jf: out[3], K: binary.LittleEndian.Uint32(out[4:]),
		})
	}
	return code, nil
}
