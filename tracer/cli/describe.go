package cli

// OptionDoc is what documentation has to say of an option: a row of the table that -h is made of.
type OptionDoc struct {
	Short      string   // a letter, "" if there is none
	Long       []string // without dashes, the preferred spelling first
	Qualifiers []string // of -e, the preferred one first
	Takes      bool     // an argument
	Optional   bool     // the argument can be left out
	Spellings  string   // all of them, as -h has them
	Help       string
}

// SectionDoc is a heading of -h and the options below it.
type SectionDoc struct {
	Title   string
	Options []OptionDoc
}

// Describe returns the options that -h shows.
func Describe() []SectionDoc {
	var all []SectionDoc
	for _, s := range sections {
		doc := SectionDoc{Title: s.title}
		for i := range options {
			if o := &options[i]; o.section == s.section && o.help != "" {
				doc.Options = append(doc.Options, o.doc())
			}
		}
		all = append(all, doc)
	}
	return all
}

// DescribeAll is Describe, with a section of the options that -h does not show.
func DescribeAll() []SectionDoc {
	rest := SectionDoc{Title: "Not in -h"}
	for i := range options {
		if o := &options[i]; o.section == hidden || o.help == "" {
			rest.Options = append(rest.Options, o.doc())
		}
	}
	return append(Describe(), rest)
}

func (o *option) doc() OptionDoc {
	d := OptionDoc{
		Long: o.long, Qualifiers: o.quals, Takes: o.arg != none, Optional: o.arg == optional,
		Spellings: o.spellings(), Help: o.help,
	}
	if o.short != 0 {
		d.Short = string(rune(o.short))
	}
	return d
}
