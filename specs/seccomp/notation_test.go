package seccomp

import (
	"slices"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	. "strake/harness"
	"strake/specs/internal/spec"
)

// The instructions of the testee "programs", as a filter of calls and as one of packets. Those that mean the same to
// both are in one list.
var (
	head = []string{
		"BPF_STMT(BPF_LD|BPF_W|BPF_ABS, 0x4)",
		"BPF_JUMP(BPF_JMP|BPF_K|BPF_JEQ, 0xc000003e, 0, 0x1)",
		"BPF_JUMP(BPF_JMP|BPF_K|BPF_JSET, 0x40000000, 0x2, 0)",
		"BPF_STMT(BPF_ALU|BPF_K|BPF_AND, 0xbfffffff)",
		"BPF_STMT(BPF_JMP|BPF_K|BPF_JA, 0x3)",
		"BPF_STMT(BPF_MISC|BPF_TAX, 0)",
	}
	ofCalls = []string{
		"BPF_STMT(BPF_LD|BPF_W|BPF_ABS, 0xfffff000)",
		"BPF_STMT(BPF_LD|BPF_H|BPF_ABS, 0xfff00006)",
		"BPF_STMT(BPF_LD|BPF_B|BPF_ABS, 0xffe0000c)",
		"BPF_STMT(BPF_LDX|BPF_B|BPF_MSH, 0xe)",
		"BPF_STMT(BPF_RET|BPF_A, SECCOMP_RET_KILL_THREAD)",
		"BPF_STMT(BPF_RET|BPF_K, SECCOMP_RET_ALLOW)",
		"BPF_STMT(BPF_RET|BPF_K, SECCOMP_RET_ERRNO|0x5)",
		"BPF_STMT(BPF_RET|BPF_K, SECCOMP_RET_TRACE)",
	}
	ofPackets = []string{
		"BPF_STMT(BPF_LD|BPF_W|BPF_ABS, SKF_AD_OFF+SKF_AD_PROTOCOL)",
		"BPF_STMT(BPF_LD|BPF_H|BPF_ABS, SKF_NET_OFF+6)",
		"BPF_STMT(BPF_LD|BPF_B|BPF_ABS, SKF_LL_OFF+12)",
		"BPF_STMT(BPF_LDX|BPF_B|BPF_MSH, 0xe)",
		"BPF_STMT(BPF_RET|BPF_A, 0)",
		"BPF_STMT(BPF_RET|BPF_K, 0x7fff0000)",
		"BPF_STMT(BPF_RET|BPF_K, 0x50005)",
		"BPF_STMT(BPF_RET|BPF_K, 0x7ff00000)",
	}
	last = "BPF_STMT(BPF_MISC|0xf8 /* BPF_??? */|0xff00 /* BPF_??? */, 0)"
)

// shown is how the testee's program is shown with -v.
func shown(middle []string) string {
	return "{len=15, filter=[" + strings.Join(append(append([]string{}, head...), middle...), ", ") + ", " + last + "]}"
}

// given are the calls of the testee.
func given(opts ...string) []Event {
	GinkgoHelper()
	r := spec.Trace(Options(append(opts, "-e", "trace=seccomp,prctl,setsockopt")...), Command(spec.Testee("programs"), "give"))
	calls := slices.DeleteFunc(r.Calls(), func(e Event) bool { return e.Name == "" })
	Expect(calls).To(HaveLen(4), "%v", r)
	return calls
}

var _ = Describe("Programs of classic BPF", func() {
	It("are shown in one notation, whoever gets them", func() {
		calls := given("-v")
		for i, want := range []string{
			"SECCOMP_SET_MODE_FILTER, 0, " + shown(ofCalls),
			"PR_SET_SECCOMP, SECCOMP_MODE_FILTER, " + shown(ofCalls),
			"-1, SOL_SOCKET, SO_ATTACH_FILTER, " + shown(ofPackets) + ", ",
			"-1, SOL_SOCKET, SO_ATTACH_REUSEPORT_CBPF, " + shown(ofPackets) + ", ",
		} {
			Expect(calls[i].Args).To(HavePrefix(want))
		}
	})
	It("are an address without -v", func() {
		for _, c := range given() {
			Expect(c.Args).To(MatchRegexp(`\{len=15, filter=0x[0-9a-f]+\}`))
		}
	})
})
