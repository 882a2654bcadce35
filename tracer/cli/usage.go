package cli

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"
)

// width is the length of a line of Usage, indent where descriptions begin.
const (
	width  = 80
	indent = 17
)

// sections are the headings of Usage, in order.
var sections = []struct {
	section section
	title   string
}{
	{general, "General"},
	{startup, "Startup"},
	{tracing, "Tracing"},
	{filtering, "Filtering"},
	{format, "Output format"},
	{statistics, "Statistics"},
	{stopping, "Stop condition"},
	{tampering, "Tampering"},
	{miscellaneous, "Miscellaneous"},
}

// Usage returns the text of -h, made from the option table.
func Usage() string {
	var b strings.Builder
	b.WriteString(`Usage: strake [OPTION]... { PROG [ARGS] | -p PID... [PROG [ARGS]] }
   or: strake -c [OPTION]... { PROG [ARGS] | -p PID... [PROG [ARGS]] }

Options marked * are understood, but not supported yet.
`)
	for _, s := range sections {
		fmt.Fprintf(&b, "\n%s:\n", s.title)
		for i := range options {
			if o := &options[i]; o.section == s.section && o.help != "" {
				o.describe(&b)
			}
		}
	}
	return b.String()
}

// spellings returns how an option can be written, with its argument.
func (o *option) spellings() string {
	var all []string
	if len(o.quals) > 0 {
		all = append(all, "-e "+o.quals[0]+"="+o.meta)
	}
	if o.short != 0 {
		s := "-" + string(rune(o.short))
		if o.arg == required {
			s += " " + o.meta
		}
		all = append(all, s)
	}
	if len(o.long) > 0 {
		s := "--" + o.long[0]
		switch o.arg {
		case required:
			s += "=" + o.meta
		case optional:
			s += "[=" + o.meta + "]"
		}
		all = append(all, s)
	}
	return strings.Join(all, ", ")
}

// describe writes the lines of one option.
func (o *option) describe(b *strings.Builder) {
	names := "  " + o.spellings()
	if o.todo {
		names += " *"
	}
	b.WriteString(names)
	column := len(names)
	if column > indent-2 {
		b.WriteByte('\n')
		column = 0
	}
	for word := range strings.FieldsSeq(o.help) {
		switch {
		case column < indent:
			b.WriteString(strings.Repeat(" ", indent-column))
			column = indent
		case column+1+len(word) > width:
			b.WriteString("\n" + strings.Repeat(" ", indent))
			column = indent
		default:
			b.WriteByte(' ')
			column++
		}
		b.WriteString(word)
		column += len(word)
	}
	b.WriteByte('\n')
}

// VersionText returns the text of -V.
func VersionText() string {
	version := "(devel)"
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		version = info.Main.Version
	}
	return fmt.Sprintf(`strake -- version %s
A system call tracer with the command line and the output of strace 7.2.
Licensed under the Apache License, Version 2.0; there is no warranty.

Built with %s for %s/%s. Decodes x86_64, i386, x32 and aarch64.
`, version, runtime.Version(), runtime.GOOS, runtime.GOARCH)
}
