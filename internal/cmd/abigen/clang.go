package main

import (
	"bytes"
	"debug/dwarf"
	"debug/elf"
	"embed"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
)

// stubs are headers of the C library that kernel headers include although
// they need little or nothing of them.
//
//go:embed stubs
var stubs embed.FS

// compiler runs clang on kernel headers.
type compiler struct {
	clang    string
	headers  string
	builtin  string // clang's own include directory
	tmp      string
	version  string        // of the headers: "7.2.0"
	throttle chan struct{} // holds a token per compilation that runs
}

func newCompiler(clang, headers string) (*compiler, error) {
	cc := &compiler{clang: clang, throttle: make(chan struct{}, 2)}
	var err error
	if cc.headers, err = filepath.Abs(headers); err != nil {
		return nil, err
	}
	version, err := os.ReadFile(filepath.Join(cc.headers, "linux/version.h"))
	if err != nil {
		return nil, fmt.Errorf("no kernel headers: %w", err)
	}
	m := regexp.MustCompile(`LINUX_VERSION_CODE\s+(\d+)`).FindSubmatch(version)
	if m == nil {
		return nil, errors.New("no LINUX_VERSION_CODE in linux/version.h")
	}
	code, _ := strconv.Atoi(string(m[1]))
	cc.version = fmt.Sprintf("%d.%d.%d", code>>16, code>>8&0xff, code&0xff)
	dir, err := exec.Command(clang, "-print-resource-dir").Output()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", clang, err)
	}
	cc.builtin = filepath.Join(strings.TrimSpace(string(dir)), "include")
	if cc.tmp, err = os.MkdirTemp("", "abigen"); err != nil {
		return nil, err
	}
	if err := fs.WalkDir(stubs, "stubs", func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		data, err := stubs.ReadFile(path)
		if err != nil {
			return err
		}
		return writeFile(cc.tmp, path, data)
	}); err != nil {
		cc.close()
		return nil, err
	}
	return cc, nil
}

func (cc *compiler) close() { _ = os.RemoveAll(cc.tmp) }

// run compiles src for an ABI and returns clang's output and what it had to
// complain of.
func (cc *compiler) run(abi int, src []byte, mode ...string) ([]byte, []posError, error) {
	cc.throttle <- struct{}{}
	defer func() { <-cc.throttle }()
	t := abis[abi].target
	args := append([]string{
		"-target", t, "-nostdinc", "-ffreestanding", "-std=gnu11",
		"-isystem", cc.builtin,
		"-isystem", filepath.Join(cc.headers, t),
		"-isystem", cc.headers,
		"-isystem", filepath.Join(cc.tmp, "stubs"),
		"-Wno-everything", "-Werror=implicit-function-declaration", "-ferror-limit=0",
		"-fno-spell-checking", "-fno-caret-diagnostics", "-fno-color-diagnostics",
		"-x", "c", "-", "-o", "-",
	}, mode...)
	cmd := exec.Command(cc.clang, args...)
	cmd.Dir = cc.tmp
	cmd.Stdin = bytes.NewReader(src)
	var out, diag bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &diag
	err := cmd.Run()
	errs := parseDiagnostics(diag.String())
	if err != nil && len(errs) == 0 {
		return nil, nil, fmt.Errorf("%s for %s: %w\n%s", cc.clang, abis[abi].name, err, diag.String())
	}
	return out.Bytes(), errs, nil
}

var diagnosticLine = regexp.MustCompile(`^(.*?):(\d+):\d+: (?:fatal )?error: (.*)$`)

// parseDiagnostics returns the errors among clang's diagnostics. One that is
// in a header counts for the line that includes it.
func parseDiagnostics(diag string) []posError {
	var out []posError
	var from *pos // the outermost "In file included from"
	for _, l := range strings.Split(diag, "\n") {
		if f, ok := strings.CutPrefix(l, "In file included from "); ok {
			if from == nil {
				f = strings.TrimSuffix(f, ":")
				if i := strings.LastIndexByte(f, ':'); i > 0 {
					n, _ := strconv.Atoi(f[i+1:])
					from = &pos{f[:i], n}
				}
			}
			continue
		}
		m := diagnosticLine.FindStringSubmatch(l)
		if m != nil {
			n, _ := strconv.Atoi(m[2])
			e := posError{pos{m[1], n}, m[3]}
			if from != nil {
				e.text = fmt.Sprintf("%s:%s: %s", m[1], m[2], m[3])
				e.pos = *from
			}
			out = append(out, e)
		}
		from = nil
	}
	return out
}

// source is a C program in the making.
type source struct{ bytes.Buffer }

// line adds a line of C that counts as the line at.
func (s *source) line(at pos, format string, args ...any) {
	fmt.Fprintf(s, "#line %d %q\n", at.line, at.file)
	fmt.Fprintf(s, format, args...)
	s.WriteByte('\n')
}

// prelude adds the unit's includes and C lines.
func (s *source) prelude(u *unit, abi int) {
	for _, l := range u.prelude {
		if l.on.has(abi) {
			s.line(l.pos, "%s", l.text)
		}
	}
}

// eachABI calls f for every ABI at the same time.
func eachABI(f func(abi int)) {
	var wg sync.WaitGroup
	for abi := range abiCount {
		wg.Go(func() { f(abi) })
	}
	wg.Wait()
}

// item is something of a definition file that a unit is asked for.
type item struct {
	pos
	on       mask
	optional bool // need not exist
}

// lacking matches what clang says of things that do not exist.
var lacking = regexp.MustCompile(`undeclared identifier|implicit declaration|undeclared function|incomplete type|never completed|unknown type name|no member named`)

// compile compiles, for every ABI, what program writes about the unit's items, and
// passes the object files to read. Items that are optional, and of which
// clang says that they do not exist, are left out. It reports all other
// errors, and items that no ABI has.
func (cc *compiler) compile(items []item, program func(abi int, want func(i int) bool) []byte,
	read func(abi int, want func(i int) bool, obj []byte) error, errs *errorList) {
	var mu sync.Mutex
	found := make([]mask, len(items))
	failed := false
	complaints := map[posError]mask{}
	eachABI(func(abi int) {
		missing := map[int]bool{}
		want := func(i int) bool { return items[i].on.has(abi) && !missing[i] }
		for range 4 { // every round may reveal more that is missing
			obj, bad, err := cc.run(abi, program(abi, want), "-c", "-g", "-gdwarf-4", "-O0")
			if err != nil {
				mu.Lock()
				errs.check(err)
				failed = true
				mu.Unlock()
				return
			}
			if len(bad) == 0 {
				err := read(abi, want, obj)
				mu.Lock()
				defer mu.Unlock()
				errs.check(err)
				for i := range items {
					if want(i) {
						found[i] |= 1 << abi
					}
				}
				return
			}
			again := true
			mu.Lock()
			for _, e := range bad {
				hit := false
				for i, it := range items {
					if it.pos == e.pos && it.optional && lacking.MatchString(e.text) {
						missing[i] = true
						hit = true
					}
				}
				if !hit {
					complaints[e] |= 1 << abi
					again, failed = false, true
				}
			}
			mu.Unlock()
			if !again {
				return
			}
		}
		mu.Lock()
		defer mu.Unlock()
		errs.add(pos{}, "%s: does not compile, whatever is left out", abis[abi].name)
	})
	for e, on := range complaints {
		errs.add(e.pos, "%s (%v)", e.text, on)
	}
	if failed {
		return
	}
	for i, it := range items {
		if found[i] == 0 {
			errs.add(it.pos, "no ABI has it: a typing error, or a missing include?")
		}
	}
}

// expr is a C constant to evaluate.
type expr struct {
	item
	name string // a macro of this name must agree with the value, if set
	c    string
	flag bool // do not sign-extend 32-bit values
}

// values evaluates constants; the result has, by constant and ABI, the value,
// or nil where the ABI lacks it.
func (cc *compiler) values(u *unit, exprs []expr, errs *errorList) [][abiCount]*uint64 {
	out := make([][abiCount]*uint64, len(exprs))
	items := make([]item, len(exprs))
	for i, e := range exprs {
		items[i] = e.item
	}
	program := func(abi int, want func(int) bool) []byte {
		var s source
		s.prelude(u, abi)
		for i, e := range exprs {
			if e.name != "" && want(i) {
				s.line(e.pos, "#ifdef %s", e.name)
				s.line(e.pos, "_Static_assert((%s) == (%s), \"the headers have another value of %s\");", e.name, e.c, e.name)
				s.line(e.pos, "#endif")
			}
		}
		s.WriteString("#define STRAKE_FLAG(...) (sizeof(__VA_ARGS__) == 4 ? (unsigned)(__VA_ARGS__) : (unsigned long long)(__VA_ARGS__))\n")
		s.WriteString("const unsigned long long strake_values[] __attribute__((section(\"strake\"))) = {\n")
		for i, e := range exprs {
			switch {
			case !want(i):
			case e.flag:
				s.line(e.pos, "STRAKE_FLAG((%s)),", e.c)
			default:
				s.line(e.pos, "(unsigned long long)(%s),", e.c)
			}
		}
		s.WriteString("\n0 };\n")
		return s.Bytes()
	}
	read := func(abi int, want func(int) bool, obj []byte) error {
		f, err := elf.NewFile(bytes.NewReader(obj))
		if err != nil {
			return err
		}
		sec := f.Section("strake")
		if sec == nil {
			return errors.New("no values in the object file")
		}
		data, err := sec.Data()
		if err != nil {
			return err
		}
		for i := range exprs {
			if !want(i) {
				continue
			}
			if len(data) < 8 {
				return errors.New("too few values in the object file")
			}
			v := binary.LittleEndian.Uint64(data)
			out[i][abi] = &v
			data = data[8:]
		}
		return nil
	}
	cc.compile(items, program, read, errs)
	return out
}

// macros returns, by ABI, the names of the object-like macros that a header
// defines and that keep holds on to.
func (cc *compiler) macros(header string, keep func(string) bool, errs *errorList) [abiCount][]string {
	var out [abiCount][]string
	var mu sync.Mutex
	eachABI(func(abi int) {
		text, bad, err := cc.run(abi, []byte("#include "+header+"\n"), "-E", "-dM")
		mu.Lock()
		defer mu.Unlock()
		errs.check(err)
		for _, e := range bad {
			errs.add(e.pos, "%s: %s", abis[abi].name, e.text)
		}
		for _, l := range strings.Split(string(text), "\n") {
			f := strings.Fields(l)
			if len(f) >= 3 && f[0] == "#define" && keep(f[1]) {
				out[abi] = append(out[abi], f[1])
			}
		}
	})
	return out
}

// debugInfo reads an object file's DWARF data. package elf does it for all
// targets but x32, whose relocations it does not know.
func debugInfo(obj []byte) (*dwarf.Data, error) {
	f, err := elf.NewFile(bytes.NewReader(obj))
	if err != nil {
		return nil, err
	}
	if f.Class != elf.ELFCLASS32 || f.Machine != elf.EM_X86_64 {
		return f.DWARF()
	}
	get := func(name string) []byte {
		sec := f.Section(name)
		if sec == nil {
			return nil
		}
		data, err2 := sec.Data()
		if err2 != nil {
			err = err2
			return nil
		}
		rela := f.Section(".rela" + name)
		if rela == nil {
			return data
		}
		rel, err2 := rela.Data()
		if err2 != nil {
			err = err2
			return nil
		}
		syms, err2 := f.Symbols()
		if err2 != nil {
			err = err2
			return nil
		}
		for ; len(rel) >= 12; rel = rel[12:] { // Elf32_Rela
			off := binary.LittleEndian.Uint32(rel)
			info := binary.LittleEndian.Uint32(rel[4:])
			val := binary.LittleEndian.Uint32(rel[8:])
			sym, typ := info>>8, elf.R_X86_64(info&0xff)
			if sym > 0 && int(sym) <= len(syms) {
				val += uint32(syms[sym-1].Value)
			}
			switch {
			case typ == elf.R_X86_64_32 && int(off)+4 <= len(data):
				binary.LittleEndian.PutUint32(data[off:], val)
			case typ == elf.R_X86_64_64 && int(off)+8 <= len(data):
				binary.LittleEndian.PutUint64(data[off:], uint64(val))
			default:
				err = fmt.Errorf("%s: relocation %v at %#x", name, typ, off)
			}
		}
		return data
	}
	abbrev, info, str := get(".debug_abbrev"), get(".debug_info"), get(".debug_str")
	if err != nil {
		return nil, err
	}
	return dwarf.New(abbrev, nil, nil, info, nil, nil, nil, str)
}
