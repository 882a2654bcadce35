package cli

import (
	"regexp"
	"strconv"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	. "strake/harness"
	"strake/specs/internal/spec"
)

var _ = Describe("the form of lines", func() {
	const call = `execve\(.*\) = 0`

	DescribeTable("leaders",
		func(leader string, opts ...string) {
			r := spec.Trace(Options(opts...), Command(spec.Testee("launch"), "exit", "0"))
			Expect(r).To(HaveSequence(leader+call, leader+`exit_group\(0\) += \?`, leader+`\+\+\+ exited with 0 \+\+\+`))
			Expect(r.Lines()).To(HaveLen(3))
		},
		func(_ string, opts ...string) string { return quote(opts) },
		Entry(nil, ``),
		Entry(nil, `\d\d:\d\d:\d\d `, "-t"),
		Entry(nil, `\d\d:\d\d:\d\d\.\d{6} `, "-tt"),
		Entry(nil, `\d{10,}\.\d{6} `, "-ttt"),
		Entry(nil, `\d\d:\d\d:\d\d `, "--absolute-timestamps"),
		Entry(nil, `\d{10,} `, "--absolute-timestamps=unix"),
		Entry(nil, `\d\d:\d\d:\d\d\.\d{3} `, "--absolute-timestamps=precision:ms"),
		Entry(nil, `\d{10,}\.\d{9} `, "--absolute-timestamps=format:unix,precision:ns"),
		Entry(nil, ` {5}\d\.\d{6} `, "-r"),
		Entry(nil, ` {5}\d\.\d{3} `, "--relative-timestamps=ms"),
		Entry(nil, ` {5}\d\.\d{9} `, "--relative-timestamps=ns"),
		Entry(nil, ` {5}\d `, "--relative-timestamps=s"),
		Entry(nil, `\d\d:\d\d:\d\d\.\d{6} \(\+ {5}\d\.\d{6}\) `, "-r", "-tt"),
		Entry(nil, `\[ *\d+\] `, "-n"),
		Entry(nil, `\[[0-9a-f?]{16}\] `, "-i"),
		Entry(nil, `\d+ +`, "-f"),
		Entry(nil, `\d+ +`, "--always-show-pid"),
		Entry(nil, `\d+ +\d{10,}\.\d{6} \(\+ {5}\d\.\d{6}\) \[ *\d+\] \[[0-9a-f?]{16}\] `, "-f", "-ttt", "-r", "-n", "-i"),
	)

	It("measures with -T", func() {
		r := spec.Trace(Options("-T"), Command(spec.Testee("files"), "strings"), Dir(spec.TempDir()))
		Expect(r).To(HaveLine(`chdir\(""\) += -1 ENOENT \(No such file or directory\) <0\.\d{6}>`))
		Expect(r).To(HaveLine(`exit_group\(0\) += \?`))
		r = spec.Trace(Options("--syscall-times=ns"), Command(spec.Testee("files"), "strings"), Dir(spec.TempDir()))
		Expect(r).To(HaveLine(`chdir\(""\) += -1 ENOENT \(No such file or directory\) <0\.\d{9}>`))
	})

	DescribeTable("the return column",
		func(column int, opts ...string) {
			r := spec.Trace(Options(opts...), Command(spec.Testee("files"), "strings"), Dir(spec.TempDir()))
			for _, l := range r.Lines() {
				if strings.HasPrefix(l, `chdir("")`) {
					Expect(strings.Index(l, "= -1")).To(Equal(max(column, len(`chdir("") `))), l)
				}
			}
		},
		func(_ int, opts ...string) string { return quote(opts) },
		Entry(nil, 40),
		Entry(nil, 20, "-a", "20"),
		Entry(nil, 0, "-a", "0"),
		Entry(nil, 90, "--columns=90"),
		Entry(nil, 40, "-t"),
	)

	DescribeTable("strings",
		func(line string, opts ...string) {
			r := spec.Trace(Options(opts...), Command(spec.Testee("files"), "rw"), Dir(spec.TempDir()))
			Expect(r.Lines()).To(ContainElement(HavePrefix(line)), "%v", r)
		},
		func(_ string, opts ...string) string { return quote(opts) },
		Entry(nil, `write(3, "12345678901234567890123456789012"..., 39)`),
		Entry(nil, `write(3, "123456789012345678901234567890123456789", 39)`, "-s", "100"),
		Entry(nil, `write(3, "123"..., 39)`, "-s", "3"),
		Entry(nil, `write(3, ""..., 39)`, "-s", "0"),
		Entry(nil, `write(3, "\0\1\n\t\r\v\f\"\\\377z", 11)`),
		Entry(nil, `write(3, "\x00\x01\x0a\x09\x0d\x0b\x0c\x22\x5c\xff\x7a", 11)`, "-x"),
		Entry(nil, `write(3, "\x00\x01\x0a\x09\x0d\x0b\x0c\x22\x5c\xff\x7a", 11)`, "--strings-in-hex=non-ascii"),
		Entry(nil, `write(3, "\x31\x32\x33"..., 39)`, "-xx", "-s", "3"),
		Entry(nil, `write(3, "\x00\x01\n\t\r\v\f\"\\\xffz", 11)`, "--strings-in-hex=non-ascii-chars"),
	)

	DescribeTable("constants",
		func(line string, opts ...string) {
			r := spec.Trace(Options(opts...), Command(spec.Testee("files"), "open"), Dir(spec.TempDir()))
			Expect(r.Lines()).To(ContainElement(HavePrefix(line)), "%v", r)
		},
		func(_ string, opts ...string) string { return quote(opts) },
		Entry(nil, `openat(AT_FDCWD, "sample", O_WRONLY|O_CREAT|O_EXCL, 0640)`),
		Entry(nil, `openat(-100, "sample", 0xc1, 0640)`, "-X", "raw"),
		Entry(nil, `openat(-100 /* AT_FDCWD */, "sample", 0xc1 /* O_WRONLY|O_CREAT|O_EXCL */, 0640)`, "-X", "verbose"),
		Entry(nil, `openat(AT_FDCWD, "sample", O_WRONLY|O_CREAT|O_EXCL, 0640)`, "-X", "abbrev"),
		Entry(nil, `openat(dirfd=AT_FDCWD, pathname="sample", flags=O_WRONLY|O_CREAT|O_EXCL, mode=0640)`, "-N"),
		Entry(nil, `openat(0xffffffffffffff9c, 0x`, "-e", "raw=openat"),
	)

	It("shows numbers with -n as the kernel knows them", func() {
		r := spec.Trace(Options("-n"), Command(spec.Testee("launch"), "exit", "0"))
		Expect(r).To(HaveLine(`\[ +59\] execve\(.*`), "x86_64")
		Expect(r).To(HaveLine(`\[ 231\] exit_group\(0\) += \?`))
	})

	It("counts -r from line to line", func() {
		r := spec.Trace(Options("-r", "-ttt"), Command(spec.Testee("files"), "strings"), Dir(spec.TempDir()))
		re := regexp.MustCompile(`^(\d+\.\d{6}) \(\+ +(\d+\.\d{6})\) `)
		var before float64
		for i, l := range r.Lines() {
			m := re.FindStringSubmatch(l)
			Expect(m).NotTo(BeNil(), l)
			at, _ := strconv.ParseFloat(m[1], 64)
			delta, _ := strconv.ParseFloat(m[2], 64)
			if i > 0 {
				Expect(delta).To(BeNumerically("~", at-before, 0.005), "%v", r)
			} else {
				Expect(delta).To(BeZero())
			}
			before = at
		}
	})
})
