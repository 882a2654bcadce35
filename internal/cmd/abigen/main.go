// Abigen turns kernel headers into the tables of tracer/abi, tracer/xlat and
// tracer/abi/layout. Names are chosen and ordered by hand, in definition
// files; values and layouts come from the headers, by ABI.
//
// It works in two steps, so that a normal build, and most changes to a table,
// need neither headers nor a compiler:
//
//	go tool abigen extract -headers DIR    definitions + headers → facts
//	go tool abigen generate                definitions + facts   → Go files
//
// Both take -family NAME, which may be repeated, to work on one family only:
// "syscalls", "errno", "signals", "xlat/file", "layout/stat", or just "file"
// for everything of that name. DIR is an include directory with the generic
// headers in it and those of an architecture in DIR/x86_64-linux-gnu,
// DIR/i386-linux-gnu, DIR/x86_64-linux-gnux32 and DIR/aarch64-linux-gnu, as
// Debian's linux-libc-dev has it; scripts/fetch-headers fetches one and
// prints its name. Extraction compiles with clang, which knows all targets,
// and reads constants and debugging information from the object file; nothing
// extracted is ever run. Facts are committed (facts/), one file a family.
//
//	syscalls   defs/syscalls.txt, asm/unistd.h      → tracer/abi/z_syscalls.go
//	errno      defs/errno.txt, asm/errno.h          → tracer/abi/z_errno.go
//	signals    defs/signals.txt, asm/signal.h       → tracer/abi/z_signals.go
//	xlat/F     tracer/xlat/defs/F.xlat              → tracer/xlat/z_F.go
//	layout/F   tracer/abi/layout/defs/F.layout      → tracer/abi/layout/z_F.go
//
// # Definition files
//
// They are read line by line. "#" at the start of a line or after a space
// begins a comment, except on c lines. "@x86_64,i386" at the end of a line
// limits it to these ABIs, "@!i386" to all but these. Lines of both kinds of
// files:
//
//	include <linux/fcntl.h>      a header; may be limited to ABIs
//	include? <asm/prctl.h>       a header, where it exists
//	c #define FOO 1              a line of C, for what headers lack or need
//	unit                         what follows is compiled on its own, with its
//	                             own includes (for headers that clash)
//
// All includes and c lines of a unit come, in their order, before anything
// that the unit defines. A few headers of the C library that kernel headers
// ask for exist as stubs (stubs/).
//
// Constants, *.xlat:
//
//	flags OpenFlags O_???        a table: flags or enum, its Go name, and the
//	enum SeekWhence SEEK_???     text for values without a name
//	codes Ioctls                 a list of unsigned numbers, sorted so that it can be searched,
//	                             several names of one joined; goes on where the line comes again
//	doc open(2), asm/fcntl.h     its doc comment
//	O_WRONLY                     a constant: macro or enumerator
//	O_CREAT?                     only on ABIs whose headers have it
//	O_LARGEFILE @i386            only on these ABIs
//	LOOKUP_FOO = 0x400           a value by hand, any constant expression of C;
//	                             a macro LOOKUP_FOO must agree with it
//	PRINTED < C_EXPR             prints as PRINTED, has the value of C_EXPR
//	PRINTED? < C_EXPR            likewise, where C_EXPR compiles
//
// The order of the lines is the order of the table. Values of enum tables are
// sign-extended to 64 bits if their C type is signed; values of flags tables
// are not (1<<31 is 0x80000000).
//
// Layouts, *.layout:
//
//	struct Stat = struct stat             a Go prefix and a C type
//	struct Stat64 = struct stat64 @i386   only on these ABIs
//	struct Foo = struct foo?              where the headers have it
//
// Every type becomes a Struct, every member a Field named Prefix_member.
// Members of anonymous structs and unions count as members of what contains
// them; a named one is a Field of its own and has its members as
// Prefix_outer_member.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sort"
	"strings"
)

func main() {
	if err := run(os.Args[1:], os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "abigen:", err)
		os.Exit(1)
	}
}

// errUsage is what run returns for arguments that it does not understand.
var errUsage = errors.New("usage: abigen extract -headers DIR [-family NAME]... | generate [-family NAME]...")

// family is a set of facts with one source and one output.
type family interface {
	// name is what -family calls it: "xlat/file".
	name() string
	// extract computes the facts with a compiler.
	extract(cc *compiler, errs *errorList) []byte
	// generate returns the Go source that the facts make.
	generate(facts []byte, errs *errorList) []byte
	// output is the Go file's path from the root of the module.
	output() string
}

// names is a flag that may be repeated.
type names []string

func (n *names) String() string     { return strings.Join(*n, ",") }
func (n *names) Set(s string) error { *n = append(*n, s); return nil }

// match reports whether the family of this name is wanted.
func (n names) match(name string) bool {
	if len(n) == 0 {
		return true
	}
	for _, want := range n {
		if want == name || strings.HasSuffix(name, "/"+want) {
			return true
		}
	}
	return false
}

// run is main without the process.
func run(args []string, diag io.Writer) error {
	if len(args) == 0 {
		return errUsage
	}
	fs := flag.NewFlagSet(args[0], flag.ContinueOnError)
	fs.SetOutput(diag)
	var only names
	fs.Var(&only, "family", "work on this family only; may be repeated")
	root := fs.String("root", "", "the module's root (default: found from the working directory)")
	headers := fs.String("headers", "", "directory with kernel headers (extract)")
	clang := fs.String("clang", "clang", "the compiler (extract)")
	if err := fs.Parse(args[1:]); err != nil {
		return err
	}
	if fs.NArg() != 0 {
		return errUsage
	}
	if *root == "" {
		dir, err := findRoot()
		if err != nil {
			return err
		}
		*root = dir
	}

	var errs errorList
	families := load(*root, only, &errs)
	if len(families) == 0 && len(errs) == 0 {
		return fmt.Errorf("no family named %s", only.String())
	}
	switch args[0] {
	case "extract":
		if *headers == "" {
			return errUsage
		}
		cc, err := newCompiler(*clang, *headers)
		if err != nil {
			return err
		}
		defer cc.close()
		for _, f := range families {
			before := len(errs)
			facts := f.extract(cc, &errs)
			if len(errs) > before {
				continue
			}
			head := fmt.Sprintf("# Extracted by abigen from the headers of Linux %s; do not edit.\n", cc.version)
			errs.check(writeFile(*root, factsFile(f), append([]byte(head), facts...)))
		}
	case "generate":
		seen := map[string]pos{}
		for _, f := range families {
			if d, ok := f.(declarer); ok {
				d.declare(seen, &errs)
			}
		}
		for _, f := range families {
			facts, err := os.ReadFile(filepath.Join(*root, factsFile(f)))
			if err != nil {
				errs.add(pos{factsFile(f), 0}, "no facts of %s; run abigen extract -family %s", f.name(), f.name())
				continue
			}
			before := len(errs)
			src := f.generate(facts, &errs)
			if len(errs) > before {
				continue
			}
			errs.check(writeGo(*root, f.output(), src))
		}
	default:
		return errUsage
	}
	if len(errs) > 0 {
		for _, e := range errs.sorted() {
			fmt.Fprintln(diag, e)
		}
		return fmt.Errorf("%d errors", len(errs))
	}
	return nil
}

// declarer is a family that declares names in a package it shares with other
// families; declare complains of names in seen and adds its own.
type declarer interface {
	declare(seen map[string]pos, errs *errorList)
}

func factsFile(f family) string { return "internal/cmd/abigen/facts/" + f.name() + ".txt" }

// load parses the definitions of all families that are wanted.
func load(root string, only names, errs *errorList) []family {
	var out []family
	for _, f := range []struct {
		name string
		load func(string, *errorList) family
	}{
		{"syscalls", loadSyscalls},
		{"errno", loadErrno},
		{"signals", loadSignals},
	} {
		if only.match(f.name) {
			if got := f.load(root, errs); got != nil {
				out = append(out, got)
			}
		}
	}
	for _, k := range []struct {
		glob, kind string
		load       func(name string, d *defs, errs *errorList) family
	}{
		{"tracer/xlat/defs/*.xlat", "xlat/", loadXlat},
		{"tracer/abi/layout/defs/*.layout", "layout/", loadLayout},
	} {
		paths, err := filepath.Glob(filepath.Join(root, k.glob))
		errs.check(err)
		sort.Strings(paths)
		for _, p := range paths {
			base := filepath.Base(p)
			base = strings.TrimSuffix(base, filepath.Ext(base))
			if !only.match(k.kind + base) {
				continue
			}
			if d := readDefs(root, p, errs); d != nil {
				out = append(out, k.load(base, d, errs))
			}
		}
	}
	return out
}

// findRoot returns the closest directory with a go.mod.
func findRoot() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
		up := filepath.Dir(dir)
		if up == dir {
			return "", errors.New("no go.mod above the working directory")
		}
		dir = up
	}
}
