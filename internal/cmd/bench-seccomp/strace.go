package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strconv"
	"strings"
	"time"

	"golang.org/x/net/bpf"

	"strake/seccompgen"
)

// runLimit is how long a program that is asked for its filter may take.
const runLimit = 30 * time.Second

// straceProgram returns the filter that strace installs for an expression, from what it prints with -d.
func straceProgram(strace, expr string) ([]bpf.RawInstruction, error) {
	ctx, cancel := context.WithTimeout(context.Background(), runLimit)
	defer cancel()
	cmd := exec.CommandContext(ctx, strace, "-d", "--seccomp-bpf", "-f", "-o", "/dev/null", "-e", "trace="+expr, "true")
	var out bytes.Buffer
	cmd.Stderr = &out
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("%s: %w", strace, err)
	}
	var code []bpf.RawInstruction
	for lines := bufio.NewScanner(&out); lines.Scan(); {
		_, text, ok := strings.Cut(lines.Text(), ": ")
		if !ok || !strings.HasPrefix(text, "STMT(") && !strings.HasPrefix(text, "JUMP(") {
			continue
		}
		ins, err := parseInstruction(text)
		if err != nil {
			return nil, fmt.Errorf("%q: %w", text, err)
		}
		code = append(code, ins)
	}
	if len(code) == 0 {
		return nil, errors.New("strace printed no program")
	}
	return code, nil
}

// straceOps are strace's names of instructions.
var straceOps = map[string]uint16{
	"BPF_LDWABS": 0x20, "BPF_LDWIMM": 0x00, "BPF_AND": 0x54, "BPF_RSH": 0x74, "BPF_LSH": 0x6c, "BPF_TAX": 0x07,
	"BPF_TXA": 0x87, "BPF_JA": 0x05, "BPF_JEQ": 0x15, "BPF_JGT": 0x25, "BPF_JGE": 0x35, "BPF_JSET": 0x45, "BPF_RET": 0x06,
}

// straceOperands are the operands that are no numbers.
var straceOperands = map[string]uint32{
	"data->nr": 0, "data->arch": 4, "X": 0,
	"SECCOMP_RET_ALLOW": seccompgen.RetAllow, "SECCOMP_RET_TRACE": seccompgen.RetTrace,
}

// parseInstruction reads "STMT(OP[, K])", "JUMP(OP, JT, JF, K)" or "JUMP(BPF_JA, K)".
func parseInstruction(text string) (bpf.RawInstruction, error) {
	_, list, _ := strings.Cut(strings.TrimSuffix(text, ")"), "(")
	parts := strings.Split(list, ", ")
	op, ok := straceOps[parts[0]]
	if !ok {
		return bpf.RawInstruction{}, errors.New("unknown instruction")
	}
	var v [3]uint32
	for i, p := range parts[1:] {
		n, err := operand(p)
		if err != nil || i >= len(v) {
			return bpf.RawInstruction{}, fmt.Errorf("operand %d: %w", i, err)
		}
		v[i] = n
	}
	if len(parts) == 4 {
		return bpf.RawInstruction{Op: op, Jt: uint8(v[0]), Jf: uint8(v[1]), K: v[2]}, nil
	}
	return bpf.RawInstruction{Op: op, K: v[0]}, nil
}

func operand(s string) (uint32, error) {
	if v, ok := straceOperands[s]; ok {
		return v, nil
	}
	n, err := strconv.ParseUint(s, 0, 32)
	return uint32(n), err
}
