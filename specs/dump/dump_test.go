package dump

import (
	"regexp"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	. "strake/harness"
	"strake/specs/internal/spec"
)

// moves runs a case of testee moves in an empty directory.
func moves(testCase string, options ...string) *Run {
	GinkgoHelper()
	r := spec.Trace(Dir(spec.TempDir()), Options(options...), Command(spec.Testee("moves"), testCase))
	Expect(r).To(ExitWith(0))
	return r
}

var _ = Describe("dumps", func() {
	spec.Table("moves",
		spec.Case{Arg: "bytes", Opts: []string{"-s", "3", "-e", "read=all", "-e", "write=all"}, Want: `
			openat(AT_FDCWD, "f", O_RDWR|O_CREAT, 0600) = 3
			write(3, "\0\1\2"..., 256) = 256
			 | 00000  00 01 02 03 04 05 06 07  08 09 0a 0b 0c 0d 0e 0f  ................ |
			 | 00010  10 11 12 13 14 15 16 17  18 19 1a 1b 1c 1d 1e 1f  ................ |
			 | 00020  20 21 22 23 24 25 26 27  28 29 2a 2b 2c 2d 2e 2f   !"#$%&'()*+,-./ |
			 | 00030  30 31 32 33 34 35 36 37  38 39 3a 3b 3c 3d 3e 3f  0123456789:;<=>? |
			 | 00040  40 41 42 43 44 45 46 47  48 49 4a 4b 4c 4d 4e 4f  @ABCDEFGHIJKLMNO |
			 | 00050  50 51 52 53 54 55 56 57  58 59 5a 5b 5c 5d 5e 5f  PQRSTUVWXYZ[\]^_ |
			 | 00060  2d 61 62 63 64 65 66 67  68 69 6a 6b 6c 6d 6e 6f  -abcdefghijklmno |
			 | 00070  70 71 72 73 74 75 76 77  78 79 7a 7b 7c 7d 7e 7f  pqrstuvwxyz{|}~. |
			 | 00080  80 81 82 83 84 85 86 87  88 89 8a 8b 8c 8d 8e 8f  ................ |
			 | 00090  90 91 92 93 94 95 96 97  98 99 9a 9b 9c 9d 9e 9f  ................ |
			 | 000a0  a0 a1 a2 a3 a4 a5 a6 a7  a8 a9 aa ab ac ad ae af  ................ |
			 | 000b0  b0 b1 b2 b3 b4 b5 b6 b7  b8 b9 ba bb bc bd be bf  ................ |
			 | 000c0  c0 c1 c2 c3 c4 c5 c6 c7  c8 c9 ca cb cc cd ce cf  ................ |
			 | 000d0  d0 d1 d2 d3 d4 d5 d6 d7  d8 d9 da db dc dd de df  ................ |
			 | 000e0  e0 e1 e2 e3 e4 e5 e6 e7  e8 e9 ea eb ec ed ee ef  ................ |
			 | 000f0  f0 f1 f2 f3 f4 f5 f6 f7  f8 f9 fa fb fc fd fe ff  ................ |
			write(3, "\0", 1) = 1
			 | 00000  00                                                .                |
			write(3, "ABC"..., 8) = 8
			 | 00000  41 42 43 44 45 46 47 48                           ABCDEFGH         |
			write(3, "ABC"..., 9) = 9
			 | 00000  41 42 43 44 45 46 47 48  49                       ABCDEFGHI        |
			write(3, "", 0) = 0
			write(3, NULL, 5) = -1 EFAULT (Bad address)
			write(99, "ABC", 3) = -1 EBADF (Bad file descriptor)
			 | 00000  41 42 43                                          ABC              |
			lseek(3, 250, SEEK_SET) = 250
			read(3, "\372\373\374"..., 100) = 24
			 | 00000  fa fb fc fd fe ff 00 41  42 43 44 45 46 47 48 41  .......ABCDEFGHA |
			 | 00010  42 43 44 45 46 47 48 49                           BCDEFGHI         |
			read(3, "", 100) = 0
			read(3, NULL, 1) = 0
			pread64(3, "ABC"..., 5, 65) = 5
			 | 00000  41 42 43 44 45                                    ABCDE            |
			pwrite64(3, "012"..., 10, 5) = 10
			 | 00000  30 31 32 33 34 35 36 37  38 39                    0123456789       |
			dup3(3, 4, 0) = 4
			write(4, "\0\1", 2) = 2
			 | 00000  00 01                                             ..               |
			getppid() = TRACER
		`},
		spec.Case{Arg: "bytes", Opts: []string{"-s", "3", "-e", "trace=read,pread64", "-e", "read=3"}, Want: `
			read(3, "\372\373\374"..., 100) = 24
			 | 00000  fa fb fc fd fe ff 00 41  42 43 44 45 46 47 48 41  .......ABCDEFGHA |
			 | 00010  42 43 44 45 46 47 48 49                           BCDEFGHI         |
			read(3, "", 100) = 0
			read(3, NULL, 1) = 0
			pread64(3, "ABC"..., 5, 65) = 5
			 | 00000  41 42 43 44 45                                    ABCDE            |
		`},
		spec.Case{Arg: "bytes", Opts: []string{"-s", "3", "-e", "trace=write,pread64", "-e", "write=4,99"}, Want: `
			write(3, "\0\1\2"..., 256) = 256
			write(3, "\0", 1) = 1
			write(3, "ABC"..., 8) = 8
			write(3, "ABC"..., 9) = 9
			write(3, "", 0) = 0
			write(3, NULL, 5) = -1 EFAULT (Bad address)
			write(99, "ABC", 3) = -1 EBADF (Bad file descriptor)
			 | 00000  41 42 43                                          ABC              |
			pread64(3, "ABC"..., 5, 65) = 5
			write(4, "\0\1", 2) = 2
			 | 00000  00 01                                             ..               |
		`},
		spec.Case{Arg: "vectors", Opts: []string{"-s", "3", "-e", "read=all", "-e", "write=all"}, Want: `
			openat(AT_FDCWD, "f", O_RDWR|O_CREAT, 0600) = 3
			writev(3, [{iov_base="abc", iov_len=3}, {iov_base="ABC"..., iov_len=26}, {iov_base="\0\1", iov_len=2}], 3) = 31
			 * 3 bytes in buffer 0
			 | 00000  61 62 63                                          abc              |
			 * 26 bytes in buffer 1
			 | 00000  41 42 43 44 45 46 47 48  49 4a 4b 4c 4d 4e 4f 50  ABCDEFGHIJKLMNOP |
			 | 00010  51 52 53 54 55 56 57 58  59 5a                    QRSTUVWXYZ       |
			 * 2 bytes in buffer 2
			 | 00000  00 01                                             ..               |
			pwritev(3, [{iov_base="abc", iov_len=3}, {iov_base="ABC"..., iov_len=26}], 2, 1) = 29
			 * 3 bytes in buffer 0
			 | 00000  61 62 63                                          abc              |
			 * 26 bytes in buffer 1
			 | 00000  41 42 43 44 45 46 47 48  49 4a 4b 4c 4d 4e 4f 50  ABCDEFGHIJKLMNOP |
			 | 00010  51 52 53 54 55 56 57 58  59 5a                    QRSTUVWXYZ       |
			pwritev2(3, [{iov_base="abc", iov_len=3}], 1, 0, 0) = 3
			 * 3 bytes in buffer 0
			 | 00000  61 62 63                                          abc              |
			preadv(3, [{iov_base="ab", iov_len=2}, {iov_base="ccA"..., iov_len=20}, {iov_base="STU"..., iov_len=100}], 3, 0) = 31
			 * 2 bytes in buffer 0
			 | 00000  61 62                                             ab               |
			 * 20 bytes in buffer 1
			 | 00000  63 63 41 42 43 44 45 46  47 48 49 4a 4b 4c 4d 4e  ccABCDEFGHIJKLMN |
			 | 00010  4f 50 51 52                                       OPQR             |
			 * 9 bytes in buffer 2
			 | 00000  53 54 55 56 57 58 59 5a  01                       STUVWXYZ.        |
			preadv(3, [{iov_base="", iov_len=2}, {iov_base="", iov_len=20}, {iov_base="", iov_len=100}], 3, 1000) = 0
			preadv2(3, [{iov_base="cA", iov_len=2}, {iov_base="BCD"..., iov_len=20}], 2, 3, 0) = 22
			 * 2 bytes in buffer 0
			 | 00000  63 41                                             cA               |
			 * 20 bytes in buffer 1
			 | 00000  42 43 44 45 46 47 48 49  4a 4b 4c 4d 4e 4f 50 51  BCDEFGHIJKLMNOPQ |
			 | 00010  52 53 54 55                                       RSTU             |
			lseek(3, 1, SEEK_SET) = 1
			readv(3, [{iov_base="bc", iov_len=2}], 1) = 2
			 * 2 bytes in buffer 0
			 | 00000  62 63                                             bc               |
			readv(99, [{iov_base=0xADDR, iov_len=2}], 1) = -1 EBADF (Bad file descriptor)
			writev(99, [{iov_base="abc", iov_len=3}, {iov_base="ABC"..., iov_len=26}], 2) = -1 EBADF (Bad file descriptor)
			 * 3 bytes in buffer 0
			 | 00000  61 62 63                                          abc              |
			 * 26 bytes in buffer 1
			 | 00000  41 42 43 44 45 46 47 48  49 4a 4b 4c 4d 4e 4f 50  ABCDEFGHIJKLMNOP |
			 | 00010  51 52 53 54 55 56 57 58  59 5a                    QRSTUVWXYZ       |
			writev(3, [], 0) = 0
			writev(3, NULL, 1) = -1 EFAULT (Bad address)
			writev(3, [{iov_base="abc", iov_len=3}, {iov_base="", iov_len=0}, {iov_base="\0\1", iov_len=2}], 3) = 5
			 * 3 bytes in buffer 0
			 | 00000  61 62 63                                          abc              |
			pipe2([4, 5], 0) = 0
			vmsplice(5, [{iov_base="abc", iov_len=3}], 1, 0) = 3
			 * 3 bytes in buffer 0
			 | 00000  61 62 63                                          abc              |
			read(4, "abc", 100) = 3
			 | 00000  61 62 63                                          abc              |
		`},
		spec.Case{Arg: "messages", Opts: []string{"-s", "3", "-e", "read=all", "-e", "write=all"}, Want: `
			socketpair(AF_UNIX, SOCK_DGRAM, 0, [3, 4]) = 0
			sendto(3, "ABC"..., 5, 0, NULL, 0) = 5
			 | 00000  41 42 43 44 45                                    ABCDE            |
			sendto(3, "ABC"..., 5, 0, NULL, 0) = 5
			 | 00000  41 42 43 44 45                                    ABCDE            |
			recvfrom(4, "ABC"..., 100, 0, NULL, NULL) = 5
			 | 00000  41 42 43 44 45                                    ABCDE            |
			recvfrom(4, "ABC", 3, MSG_TRUNC, NULL, NULL) = 5
			 | 00000  41 42 43 44 45                                    ABCDE            |
			sendmsg(3, {msg_name=NULL, msg_namelen=0, msg_iov=[{iov_base="abc", iov_len=3}, {iov_base="ABC"..., iov_len=26}], msg_iovlen=2, msg_controllen=0, msg_flags=0}, 0) = 29
			 * 3 bytes in buffer 0
			 | 00000  61 62 63                                          abc              |
			 * 26 bytes in buffer 1
			 | 00000  41 42 43 44 45 46 47 48  49 4a 4b 4c 4d 4e 4f 50  ABCDEFGHIJKLMNOP |
			 | 00010  51 52 53 54 55 56 57 58  59 5a                    QRSTUVWXYZ       |
			recvmsg(4, {msg_name=NULL, msg_namelen=0, msg_iov=[{iov_base="ab", iov_len=2}, {iov_base="cAB"..., iov_len=20}], msg_iovlen=2, msg_controllen=0, msg_flags=MSG_TRUNC}, 0) = 22
			 * 2 bytes in buffer 0
			 | 00000  61 62                                             ab               |
			 * 20 bytes in buffer 1
			 | 00000  63 41 42 43 44 45 46 47  48 49 4a 4b 4c 4d 4e 4f  cABCDEFGHIJKLMNO |
			 | 00010  50 51 52 53                                       PQRS             |
			sendmsg(99, {msg_name=NULL, msg_namelen=0, msg_iov=[{iov_base="abc", iov_len=3}, {iov_base="ABC"..., iov_len=26}], msg_iovlen=2, msg_controllen=0, msg_flags=0}, 0) = -1 EBADF (Bad file descriptor)
			 * 3 bytes in buffer 0
			 | 00000  61 62 63                                          abc              |
			 * 26 bytes in buffer 1
			 | 00000  41 42 43 44 45 46 47 48  49 4a 4b 4c 4d 4e 4f 50  ABCDEFGHIJKLMNOP |
			 | 00010  51 52 53 54 55 56 57 58  59 5a                    QRSTUVWXYZ       |
			recvmsg(99, {msg_namelen=0}, 0) = -1 EBADF (Bad file descriptor)
			sendmmsg(3, [{msg_hdr={msg_name=NULL, msg_namelen=0, msg_iov=[{iov_base="abc", iov_len=3}, {iov_base="ABC"..., iov_len=26}], msg_iovlen=2, msg_controllen=0, msg_flags=0}, msg_len=29}, {msg_hdr={msg_name=NULL, msg_namelen=0, msg_iov=[{iov_base="ABC"..., iov_len=26}], msg_iovlen=1, msg_controllen=0, msg_flags=0}, msg_len=26}], 2, 0) = 2
			 = 2 buffers in vector 0
			 * 3 bytes in buffer 0
			 | 00000  61 62 63                                          abc              |
			 * 26 bytes in buffer 1
			 | 00000  41 42 43 44 45 46 47 48  49 4a 4b 4c 4d 4e 4f 50  ABCDEFGHIJKLMNOP |
			 | 00010  51 52 53 54 55 56 57 58  59 5a                    QRSTUVWXYZ       |
			 = 1 buffers in vector 1
			 * 26 bytes in buffer 0
			 | 00000  41 42 43 44 45 46 47 48  49 4a 4b 4c 4d 4e 4f 50  ABCDEFGHIJKLMNOP |
			 | 00010  51 52 53 54 55 56 57 58  59 5a                    QRSTUVWXYZ       |
			recvmmsg(4, [{msg_hdr={msg_name=NULL, msg_namelen=0, msg_iov=[{iov_base="AB", iov_len=2}, {iov_base="CDE"..., iov_len=20}], msg_iovlen=2, msg_controllen=0, msg_flags=MSG_TRUNC}, msg_len=22}, {msg_hdr={msg_name=NULL, msg_namelen=0, msg_iov=[{iov_base="AB", iov_len=2}, {iov_base="CDE"..., iov_len=20}], msg_iovlen=2, msg_controllen=0, msg_flags=MSG_TRUNC}, msg_len=22}], 2, MSG_DONTWAIT, NULL) = 2
			 = 2 buffers in vector 0
			 * 2 bytes in buffer 0
			 | 00000  41 42                                             AB               |
			 * 20 bytes in buffer 1
			 | 00000  43 44 45 46 47 48 49 4a  4b 4c 4d 4e 4f 50 51 52  CDEFGHIJKLMNOPQR |
			 | 00010  53 54 55 56                                       STUV             |
			 = 2 buffers in vector 1
			 * 2 bytes in buffer 0
			 | 00000  41 42                                             AB               |
			 * 20 bytes in buffer 1
			 | 00000  43 44 45 46 47 48 49 4a  4b 4c 4d 4e 4f 50 51 52  CDEFGHIJKLMNOPQR |
			 | 00010  53 54 55 56                                       STUV             |
			recvmmsg(4, 0xADDR, 2, MSG_DONTWAIT, NULL) = -1 EAGAIN (Resource temporarily unavailable)
		`},
		spec.Case{Arg: "copies", Opts: []string{"-X", "raw", "-s", "3", "-e", "read=all", "-e", "write=all"}, Want: `
			openat(-100, "f", 0x42, 0600) = 3
			write(3, "\0\1\2", 3) = 3
			 | 00000  00 01 02                                          ...              |
			lseek(3, 0, 0) = 0
			pipe2([4, 5], 0) = 0
			sendfile(5, 3, NULL, 3) = 3
			splice(4, NULL, 3, NULL, 3, 0) = 3
			copy_file_range(3, NULL, 3, NULL, 0, 0) = 0
		`},
	)
})

// zeroLine is the end of a line of 16 zeros, zeros an expression for it.
const (
	zeroLine = "  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00  ................ |\n"
	zeros    = `(?:  00 00 00 00 00 00 00 00){2}  \.{16} \|`
)

var _ = Describe("a dump", func() {
	It("ends where memory does, by 64 KiB", func() {
		log := moves("edges", "-s", "3", "-e", "write=3", "-e", "trace=write,writev").Log
		// Only the first of the lines with nothing but zeros stays.
		log = regexp.MustCompile(`(?m)^ \| [0-9a-f]*[1-9a-f][0-9a-f]*`+zeros+`\n`).ReplaceAllString(log, "")
		Expect(log).To(MatchRegexp(spec.Unindent(`
			^write\(3, .*, 10\) += 10
			write\(3, .*, 131070\) += 131070
			 \| 00000` + zeros + `
			 \| 1fff0  00 00 00 00 00 00 00 00  00 00 00 00 00 00        \.{14}   \|
			write\(3, .*, 131077\) += 131077
			 \| 00000` + zeros + `
			 \| <Cannot fetch 5 bytes from pid \d+ @0x[0-9a-f]+>
			write\(3, .*\) += .*
			writev\(3, .*, 2\) += 36
			 \* 10 bytes in buffer 0
			 \* 26 bytes in buffer 1
			 \| 00000  41 .*
			 \| 00010  51 .*
			writev\(3, .*, 2\) += -1 EFAULT \(Bad address\)
			\+\+\+ exited with 0 \+\+\+
			$
		`)))
	})
	It("has longer offsets if they are needed", func() {
		log := moves("large", "-s", "3", "-e", "write=3").Log
		Expect(log).To(ContainSubstring(" = 1048576\n | 00000" + zeroLine))
		Expect(log).To(ContainSubstring("\n | ffff0" + zeroLine + "write(3"))
		Expect(log).To(ContainSubstring(" = 1048577\n | 000000" + zeroLine))
		Expect(log).To(ContainSubstring("\n | 100000  78                                                x                |\nexit_group"))
	})
	It("of what could not be sent is that, and no more", Label("L16"), func() {
		Expect(moves("unsent", "-e", "write=99", "-e", "trace=sendmmsg").Log).To(MatchRegexp(
			`^sendmmsg\(.*\) += -1 EBADF .*\n = 2 buffers in vector 0\n \* 3 .*\n.*\n \* 26 .*\n.*\n.*\n = 1 buffers in vector 1\n \* 26 .*\n.*\n.*\n\+\+\+ exited with 0 \+\+\+\n$`))
	})
	It("belongs to its line: it goes with it", func() {
		r := moves("bytes", "-Z", "-e", "trace=write,read", "-e", "write=all", "-e", "read=all")
		Expect(r).To(ShowExactly(`
			write(3, NULL, 5) = -1 EFAULT (Bad address)
			write(99, "ABC", 3) = -1 EBADF (Bad file descriptor)
			 | 00000  41 42 43                                          ABC              |
		`))
		Expect(moves("bytes", "-e", "trace=none", "-e", "write=all").Log).NotTo(ContainSubstring(" | "))
	})
	It("goes with what --trace-fds leaves out", func() {
		Expect(moves("bytes", "-e", "fd=4", "-e", "write=all").Log).To(MatchRegexp(`^dup3.*\nwrite\(4.*\n \| 00000  00 01 .* \|\n\+\+\+ exited`))
	})
	It("has no part in a table", func() {
		r := spec.Trace(Log(Elsewhere), Dir(spec.TempDir()), Options("-c", "-e", "write=all", spec.Testee("moves"), "bytes"))
		Expect(r.Stderr).NotTo(ContainSubstring(" | "))
	})
	It("has no leader, and comes behind all that the line says", func() {
		r := moves("bytes", "-f", "-tt", "-n", "-T", "-e", "trace=write", "-e", "write=4")
		Expect(r.Log).To(MatchRegexp(`(?m)^\d+ +\d\d:\S+ \[ *\d+\] write\(4, .*\) += 2 <0\.\d+>\n \| 00000  00 01 .* \|\n\d+ `))
	})
	It("comes before the stack", func() {
		r := moves("bytes", "-k", "-e", "trace=write", "-e", "write=4")
		Expect(r.Log).To(MatchRegexp(`(?m)^write\(4, .*\) += 2\n \| 00000  00 01 .* \|\n > `))
	})
	It("is made of raw arguments, too", func() {
		r := moves("bytes", "-e", "raw=all", "-e", "trace=write", "-e", "write=4")
		Expect(r.Log).To(MatchRegexp(`(?m)^write\(0x4, 0x[0-9a-f]+, 0x2\) += 0x2\n \| 00000  00 01 .* \|\n`))
	})
	DescribeTable("is asked for",
		func(option string, dumps int) {
			r := moves("bytes", "-e", "trace=write,read,pread64,pwrite64", option)
			Expect(strings.Count(r.Log, " | 00000 ")).To(Equal(dumps))
		},
		Entry(nil, "--read=3", 2),
		Entry(nil, "--read=all", 2),
		Entry(nil, "--write=3", 5),
		Entry(nil, "--write=!3", 2),
		Entry(nil, "--write=none", 0),
		Entry(nil, "-ewrites=3,99", 6),
		Entry(nil, "-ew=4", 1),
		Entry(nil, "-er=4", 0),
	)
	It("is asked for by the last option", func() {
		Expect(moves("bytes", "-e", "trace=write", "-e", "write=3", "-e", "write=4").Log).To(MatchRegexp(`(?s)^(write\(.*?\n)+ \| 00000  00 01 [^\n]*\n\+\+\+`))
	})
	It("is of what a tracer injects, too", func() {
		r := moves("bytes", "-s", "3", "-e", "trace=pread64", "-e", "read=3", "-e", "inject=pread64:retval=3")
		Expect(r).To(ShowExactly("pread64(3, \"\\372\\373\\374\", 5, 65) = 3 (INJECTED)\n | 00000  fa fb fc                                          ...              |"))
	})
})
