package cli

import (
	"math"
	"math/rand/v2"
	"strings"
)

// tipFormat is how --tips shows one.
type tipFormat uint8

const (
	tipNone tipFormat = iota
	tipCompact
	tipFull
)

// randomTip is the id that stands for any.
const randomTip = -1

// tipChoice is what --tips asks for.
type tipChoice struct {
	id     int
	format tipFormat
}

var tipFormats = []choice[tipFormat]{{"none", tipNone}, {"compact", tipCompact}, {"full", tipFull}}

// tips handles --tips[=[[id:]ID][,[format:]FORMAT]].
func (p *parser) tips(v value) error {
	tip := p.tip // what an earlier one has chosen stays
	if tip.format == tipNone {
		tip.format = tipCompact
	}
	for part := range v.parts() {
		id, isID := parseInt(part.name, 0, math.MaxInt32)
		if strings.EqualFold(part.name, "random") {
			id, isID = randomTip, true
		}
		format, isFormat := oneOf(part.name, tipFormats)
		switch {
		case isID && part.may("id"):
			tip.id = int(id)
		case isFormat && part.may("format"):
			tip.format = format
		default:
			return v.invalid()
		}
	}
	p.tip = tip
	return nil
}

// text returns the tip as it is printed, empty for none.
func (c tipChoice) text() string {
	if c.format == tipNone {
		return ""
	}
	id := c.id
	if id == randomTip {
		id = rand.IntN(len(tips))
	}
	text := frame(tips[id%len(tips)])
	if c.format == tipFull {
		text += ship
	}
	return text
}

// tipWidth is how wide the text of a tip is.
const tipWidth = 60

// frame puts a tip, wrapped, into a box. Lines that begin with blanks are shown as they are.
func frame(tip string) string {
	rule := strings.Repeat("-", tipWidth+2)
	var b strings.Builder
	b.WriteString(" ." + rule + ".\n")
	for _, line := range wrap(tip, tipWidth) {
		b.WriteString(" | " + line + strings.Repeat(" ", max(0, tipWidth-len(line))) + " |\n")
	}
	b.WriteString(" '" + rule + "'\n")
	return b.String()
}

// wrap returns the lines of a text that are at most width bytes wide.
func wrap(text string, width int) []string {
	var lines []string
	for line := range strings.SplitSeq(text, "\n") {
		if strings.HasPrefix(line, " ") {
			lines = append(lines, line)
			continue
		}
		var at strings.Builder
		for word := range strings.FieldsSeq(line) {
			if at.Len() > 0 && at.Len()+1+len(word) > width {
				lines = append(lines, at.String())
				at.Reset()
			}
			if at.Len() > 0 {
				at.WriteByte(' ')
			}
			at.WriteString(word)
		}
		lines = append(lines, at.String())
	}
	return lines
}

// ship is what a strake is part of: one of the bands of planks along a hull.
const ship = `        \
         \         |\
                   | \
                   |  \
                 __|___\__
          \=======|=====|=======/
           \-----------------  /
            \----------------_/
   ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
`

// tips are short texts about what strake can do. Their numbers are not kept from version to version.
var tips = []string{
	"Only the failures:\n    strake -Z -f make",
	"A call that only one error makes interesting:\n    strake -e 'status=failed(EACCES|EPERM)' PROG\nBoth names and numbers of errors will do.",
	"What was slow? A time in the status set leaves only the calls that took longer:\n    strake -f -T -e 'status=took>10ms' PROG",
	"-y shows the path of each descriptor, -yy the two ends of sockets as well: who talks to whom needs no second tool.",
	"-P follows a file, not a call: whatever a program does to it, by name or by descriptor, is shown, and nothing else.\n    strake -f -P /etc/resolv.conf PROG",
	"-e trace=%file is every call with a file name in it, %network and %process are others. 'strake -h' lists them all.",
	"-ff with -o LOG writes a file for each thread, LOG.PID. Their lines are whole: there is nobody to interrupt them.",
	"-k prints the stack of each call, also of Go programs, of stripped ones and of those without frame pointers. -kk adds the lines of the source.",
	"A question mark before a name is for calls that not every machine has:\n    strake -e trace=?epoll_wait,epoll_pwait PROG",
	"Names are found by regular expressions, too:\n    strake -e 'trace=/^(get|set)[ug]id' PROG",
	"-c counts instead of printing, -C does both. -w counts the time that passed, not only the kernel's.",
	"A mean hides the one slow call. Percentiles do not:\n    strake -c -w -U name,calls,p50,p95,p99 PROG",
	"--summary-by=process makes a table for each process that was traced, with its name.",
	"How does a program take a full disk? Let write fail, the third time only:\n    strake -e inject=write:error=ENOSPC:when=3 PROG",
	"--seccomp-bpf has the kernel stop only the calls that are asked for. With few of those a program runs almost as if it was not traced.",
	"Once -p has attached, ^C lets go of the process again. It goes on as if nothing had happened.",
	"-p takes several ids, with commas or blanks between:\n    strake -f -p \"$(pidof PROG)\"",
	"'= ?' is a call that never returned: exit is one of them, but a thread that another one's exit_group ends has one as well. --strict-status says which it was.",
	"Log to a command, and the program keeps its standard error:\n    strake -o '|grep -v ENOENT' PROG",
	"-E sets a variable for the traced program alone:\n    strake -E LD_DEBUG=libs PROG\n-E VAR takes it away.",
	"-s 32 is short for a message. -s 4096 shows it, and -e read=3 -e write=3 dump what goes through a descriptor, whatever -s says.",
	"-X verbose shows names and numbers of constants at once, -X raw the numbers only.",
	"-N puts the name of each argument in front of it: the manual page of a call nobody remembers is a line away.",
	"--absolute-timestamps=unix,ns stamps each line such that logs of two machines can be sorted together.",
	"-r is the time since the line before. A gap is easier to see than to calculate.",
	"-D makes the tracer a grandchild: the program keeps its own parent and is waited for as always.",
	"-b execve lets go of a process when it executes another program: a shell script without all that it calls.",
	"Which program is thread 4711? -Y puts its name behind every id.",
	"In a container the ids differ from those outside. --decode-pids=pidns shows both.",
	"-e namespace=new says in which namespaces a process has ended up after clone, unshare and setns.",
	"-z and -Z are short for -e status=successful and -e status=failed. 'unfinished' is what a program died in:\n    strake -f -e status=unfinished PROG",
	"--syscall-limit=100 lets go of everything after a hundred calls: a look at a busy server costs it no more than that.",
	"--color=always keeps the colours through a pipe: less -R shows them.",
	"-e fault=mmap:when=5+ makes the fifth mmap and all later ones fail with ENOSYS. What does the program do without memory?",
	"--argv0 gives a program another name than that of its file: multi-call binaries behave accordingly.",
	"-e quiet=all leaves out everything that is no call or signal; -qq only who attached and who ended.",
}
