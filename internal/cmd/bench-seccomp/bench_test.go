package main

import (
	"testing"

	"golang.org/x/net/bpf"

	"strake/internal/seccompsets"
	"strake/seccompgen"
)

func TestParseInstruction(t *testing.T) {
	for text, want := range map[string]bpf.RawInstruction{
		"STMT(BPF_LDWABS, data->arch)":     {Op: 0x20, K: 4},
		"JUMP(BPF_JEQ, 0, 61, 3221225534)": {Op: 0x15, Jf: 61, K: 0xc000003e},
		"JUMP(BPF_JSET, 44, 43, 0x200054)": {Op: 0x45, Jt: 44, Jf: 43, K: 0x200054},
		"JUMP(BPF_JA, 57)":                 {Op: 0x05, K: 57},
		"STMT(BPF_LSH, X)":                 {Op: 0x6c},
		"STMT(BPF_TAX)":                    {Op: 0x07},
		"STMT(BPF_RET, SECCOMP_RET_TRACE)": {Op: 0x06, K: seccompgen.RetTrace},
		"STMT(BPF_RET, SECCOMP_RET_ALLOW)": {Op: 0x06, K: seccompgen.RetAllow},
		"STMT(BPF_AND, 0xbfffffff)":        {Op: 0x54, K: 0xbfffffff},
	} {
		got, err := parseInstruction(text)
		if err != nil || got != want {
			t.Errorf("%s: %+v (%v), want %+v", text, got, err, want)
		}
	}
	for _, text := range []string{"STMT(BPF_MUL, 3)", "STMT(BPF_RET, perhaps)"} {
		if _, err := parseInstruction(text); err == nil {
			t.Errorf("%s is understood", text)
		}
	}
}

// The targets that need no strace beside them, and no clock.
func TestTargets(t *testing.T) {
	for _, b := range seccompsets.All() {
		set, err := x86(b)
		if err != nil {
			t.Fatal(err)
		}
		p, err := seccompgen.Generate(set, seccompgen.Options{})
		if err != nil {
			t.Fatal(b.Name, err)
		}
		r := executed(p.Code, nil)
		if r.worst > 14 || r.mean > 10.9 {
			t.Errorf("%s: %d executed at worst, %.1f on average", b.Name, r.worst, r.mean)
		}
		if share := cacheable(p.Code); share != 1 {
			t.Errorf("%s: %v are cacheable", b.Name, share)
		}
		if len(p.Code) > 179 {
			t.Errorf("%s: %d instructions", b.Name, len(p.Code))
		}
	}
}
