package main

import (
	"fmt"
	"path/filepath"
	"strings"

	"strake/tracer/cli"
)

// head says in a comment where a file comes from; mark begins the comment.
func head(mark string) string {
	return mark + " Made by internal/cmd/docgen from the option table; do not edit.\n"
}

// each calls f for every option.
func each(doc []cli.SectionDoc, f func(*cli.OptionDoc)) {
	for i := range doc {
		for j := range doc[i].Options {
			f(&doc[i].Options[j])
		}
	}
}

// roff quotes text for a man page.
func roff(s string) string {
	s = strings.NewReplacer(`\`, `\e`, `-`, `\-`).Replace(s)
	if strings.HasPrefix(s, ".") || strings.HasPrefix(s, "'") {
		s = `\&` + s
	}
	return s
}

// manual returns the man page.
func manual(doc []cli.SectionDoc) string {
	var b strings.Builder
	b.WriteString(head(`.\"`))
	b.WriteString(`.TH STRAKE 1 "" strake "General Commands"
.SH NAME
strake \- trace system calls and signals
.SH SYNOPSIS
.B strake
.RI [ OPTION ]...
.RI "{ " "PROG " [ ARGS "] | \-p " PID "... [" "PROG " [ ARGS "]] }"
.SH DESCRIPTION
strake runs a program, or attaches to running processes, and prints their system calls with arguments and results,
and their signals. Command line and output are those of strace 7.2.
.PP
Options that are understood but not built yet are refused by name;
.B strake \-h
marks them.
.SH OPTIONS
`)
	for _, s := range doc {
		if len(s.Options) == 0 {
			continue
		}
		fmt.Fprintf(&b, ".SS %s\n", roff(s.Title))
		for i := range s.Options {
			fmt.Fprintf(&b, ".TP\n.B \"%s\"\n%s\n", strings.ReplaceAll(roff(s.Options[i].Spellings), `"`, `\(dq`),
				roff(s.Options[i].Help))
		}
	}
	b.WriteString(`.SH EXIT STATUS
The program's own; if a signal killed it, strake dies of that signal. 1 is a bad command line or a process that
cannot be traced.
.SH SEE ALSO
.BR strace (1),
.BR ptrace (2)
`)
	return b.String()
}

// words returns how an option can be written on a command line, with dashes.
func words(o *cli.OptionDoc) (all []string) {
	if o.Short != "" {
		all = append(all, "-"+o.Short)
	}
	for _, l := range o.Long {
		all = append(all, "--"+l)
	}
	return all
}

// bash returns the completion of bash.
func bash(doc []cli.SectionDoc) string {
	var plain, arg, quals []string
	each(doc, func(o *cli.OptionDoc) {
		plain = append(plain, words(o)...)
		if o.Takes && !o.Optional {
			arg = append(arg, words(o)...)
		}
		for _, q := range o.Qualifiers {
			quals = append(quals, q+"=")
		}
	})
	return head("#") + fmt.Sprintf(`_strake() {
	local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} i
	COMPREPLY=()
	case $prev in
	-e) COMPREPLY=($(compgen -W '%s' -- "$cur")); compopt -o nospace; return ;;
	-p|--attach) COMPREPLY=($(compgen -W "$(cd /proc && printf '%%s ' [0-9]*)" -- "$cur")); return ;;
	-o|--output|-P|--trace-path) COMPREPLY=($(compgen -f -- "$cur")); return ;;
	-u|--user) COMPREPLY=($(compgen -u -- "$cur")); return ;;
	esac
	# Behind the program's name everything is the program's.
	for ((i = 1; i < COMP_CWORD; i++)); do
		case ${COMP_WORDS[i]} in
		%s) ((i++)) ;;
		-*|=) ;;
		*) [[ ${COMP_WORDS[i-1]} == = ]] || { COMPREPLY=($(compgen -f -- "$cur")); return; } ;;
		esac
	done
	case $cur in
	-*) COMPREPLY=($(compgen -W '%s' -- "$cur")) ;;
	*) COMPREPLY=($(compgen -c -- "$cur")) ;;
	esac
}
complete -o default -F _strake strake
`, strings.Join(quals, " "), strings.Join(arg, "|"), strings.Join(plain, " "))
}

// zsh returns the completion of zsh.
func zsh(doc []cli.SectionDoc) string {
	quote := strings.NewReplacer(`'`, `'\''`, `[`, `\[`, `]`, `\]`, `:`, `\:`)
	var b strings.Builder
	b.WriteString("#compdef strake\n" + head("#") + "\n_arguments -s -S \\\n")
	each(doc, func(o *cli.OptionDoc) {
		for _, w := range words(o) {
			long := strings.HasPrefix(w, "--")
			arg := ""
			switch {
			case o.Optional && long:
				w, arg = w+"=-", "::argument: "
			case o.Takes && long:
				w, arg = w+"=", ":argument:"+action(o)
			case o.Takes && !o.Optional:
				w, arg = w+"+", ":argument:"+action(o)
			}
			fmt.Fprintf(&b, "  '*%s[%s]%s' \\\n", w, quote.Replace(o.Help), arg)
		}
	})
	b.WriteString("  '(-):program:_command_names -e' \\\n  '*::arguments:_normal'\n")
	return b.String()
}

// action is what zsh completes an argument with.
func action(o *cli.OptionDoc) string {
	switch o.Short {
	case "o", "P":
		return "_files"
	case "p":
		return "_pids"
	case "u":
		return "_users"
	}
	return " "
}

// fish returns the completion of fish.
func fish(doc []cli.SectionDoc) string {
	var b strings.Builder
	b.WriteString(head("#"))
	b.WriteString("complete -c strake -x -a '(__fish_complete_subcommand)'\n")
	each(doc, func(o *cli.OptionDoc) {
		b.WriteString("complete -c strake")
		if o.Short != "" {
			b.WriteString(" -s " + o.Short)
		}
		for _, l := range o.Long {
			b.WriteString(" -l " + l)
		}
		if o.Takes && !o.Optional {
			b.WriteString(" -r")
		}
		fmt.Fprintf(&b, " -d '%s'\n", strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(o.Help))
	})
	return b.String()
}

// optionsFile is where optionTable goes.
const optionsFile = "docs/OPTIONS.md"

// optionTable returns the table of options and of the specs that use them, of the module in dir.
func optionTable(dir string) (string, error) {
	doc := cli.DescribeAll()
	specs, _, err := coverage(filepath.Join(dir, "specs"), doc)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	b.WriteString(`<!-- Made by internal/cmd/docgen from the option table and the specs; do not edit. -->

# Options and their specs

Every option, and the files below [specs](../specs) that give it to the tracer and say what comes of it. They pass with strace 7.2, too,
but for what is strake's own and what [DEVIATIONS.md](DEVIATIONS.md) lists. Command lines that are refused are in ` + "`" + refusals + "`" + `,
besides.
`)
	for _, s := range doc {
		fmt.Fprintf(&b, "\n## %s\n\n| option | does | specs |\n| --- | --- | --- |\n", s.Title)
		for _, o := range s.Options {
			files := make([]string, 0, len(specs[o.Spellings]))
			for _, f := range specs[o.Spellings] {
				files = append(files, strings.TrimSuffix(f, "_test.go"))
			}
			cell := strings.NewReplacer("|", `\|`).Replace
			fmt.Fprintf(&b, "| `%s` | %s | %s |\n", cell(o.Spellings), cell(o.Help), strings.Join(files, ", "))
		}
	}
	return b.String(), nil
}
