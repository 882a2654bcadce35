package text

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	. "strake/harness"
	"strake/specs/internal/spec"
)

var (
	escape = regexp.MustCompile("\x1b\\[([0-9;]*)m")
	blanks = regexp.MustCompile(`^ +$`) // whose colour cannot be seen
)

// seen returns what can be seen of a log with colours: its text, with {SGR} where the colour changes, {} to none.
func seen(log string) string {
	var b strings.Builder
	now, shown := "", ""
	add := func(text string) {
		if text == "" {
			return
		}
		if now != shown && !blanks.MatchString(text) {
			b.WriteString("{" + now + "}")
			shown = now
		}
		b.WriteString(text)
	}
	for {
		at := escape.FindStringSubmatchIndex(log)
		if at == nil {
			add(log)
			return strings.ReplaceAll(b.String(), "{}|{34}", "|") // within flags either will do
		}
		add(log[:at[0]])
		if now = log[at[2]:at[3]]; now == "0" {
			now = ""
		}
		log = log[at[1]:]
	}
}

// coloured returns the log of a case of testee files under --color=always and options.
func coloured(env []string, options ...string) string {
	GinkgoHelper()
	dir := spec.TempDir()
	f := filepath.Join(dir, "log")
	opts := append([]Option{Dir(dir), Log(Elsewhere), Options(append([]string{"-o", f}, options...)...), Command(spec.Testee("files"), "open")}, Env(env...))
	spec.Trace(opts...)
	b, err := os.ReadFile(f)
	Expect(err).NotTo(HaveOccurred())
	return string(b)
}

var _ = Describe("colours", Label("option:--color"), func() {
	It("are of the parts of a line", func() {
		log := seen(coloured(nil, "--color=always", "-N", "-y", "-e", "trace=openat,execve"))
		Expect(log).To(MatchRegexp(`(?m)^\{33\}execve\{\}\(\{39\}pathname\{\}=\{35\}"[^"]*"\{\}, \{39\}argv\{\}=\[\{35\}"[^"]*"\{\}\.\.\., \{35\}"open"\{\}\], ` +
			`\{39\}envp\{\}=\{35\}0x[0-9a-f]+\{36\} /\* \d+ vars \*/\{\}\) = \{32\}0\{\}$`))
		Expect(log).To(MatchRegexp(`(?m)^\{33\}openat\{\}\(\{39\}dirfd\{\}=\{34\}AT_FDCWD\{\}<\{35\}/[^>]*\{\}>, \{39\}pathname\{\}=\{35\}"sample"\{\}, ` +
			`\{39\}flags\{\}=\{34\}O_WRONLY\|O_CREAT\|O_EXCL\{\}, \{39\}mode\{\}=\{35\}0640\{\}\) = \{32\}3\{\}<\{35\}/[^>]*/sample\{\}>$`))
		Expect(log).To(ContainSubstring(`{39}pathname{}={35}"missing"{}, {39}flags{}={34}O_RDONLY{}) = {32}-1 {31}ENOENT (No such file or directory){}` + "\n"))
		Expect(log).To(HaveSuffix("\n+++ exited with 0 +++\n"))
	})
	It("leave the text as it is without them", func() {
		plain := coloured(nil, "-e", "trace=!execve")
		Expect(escape.ReplaceAllString(coloured(nil, "--color=always", "-e", "trace=!execve"), "")).To(Equal(plain))
		Expect(plain).NotTo(ContainSubstring("\x1b"))
	})
	It("are those of STRACE_COLORS", func() {
		log := seen(coloured([]string{"STRACE_COLORS=syscall=1;31:RETVAL=7:foo=1:const=x:argval="}, "--color=always", "-a", "1", "-e", "trace=openat"))
		Expect(log).To(ContainSubstring(`{1;31}openat{}({34}AT_FDCWD{}, {35}"missing"{}, {34}O_RDONLY{}) = {7}-1 {31}ENOENT `))
	})
	It("are there in spite of NO_COLOR if asked for", func() {
		Expect(coloured([]string{"NO_COLOR=1"}, "--color=always")).To(ContainSubstring("\x1b["))
	})
	DescribeTable("are not in a file", func(options ...string) {
		Expect(coloured([]string{"TERM=xterm"}, options...)).NotTo(ContainSubstring("\x1b"))
	},
		Entry("by default"), Entry("with auto", "--color=auto"), Entry("with never", "--color=never"),
		Entry("with never behind always", "--color=always", "--color=never"))
	DescribeTable("are refused", func(arg string) {
		r := spec.Trace(Options("--color="+arg), Command("true"))
		Expect(r).To(ExitWith(1))
		Expect(r.Messages()).To(HavePrefix("strace: invalid --color argument: '" + arg + "'\n"))
	}, Entry(nil, "yes"), Entry(nil, ""))
})
