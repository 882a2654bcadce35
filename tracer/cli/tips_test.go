package cli

import (
	"strings"
	"testing"
)

// Every tip fits its frame, whose lines are all as long.
func TestTipsFit(t *testing.T) {
	for id := range tips {
		text := tipChoice{id: id, format: tipCompact}.text()
		for line := range strings.Lines(text) {
			if len(line) != tipWidth+6 || line[0] != ' ' {
				t.Errorf("tip %d: %q", id, line)
			}
		}
		full := tipChoice{id: id, format: tipFull}.text()
		if full != text+ship {
			t.Errorf("tip %d: full is not compact and a ship:\n%s", id, full)
		}
	}
}

func TestTipsAreChosen(t *testing.T) {
	for args, want := range map[string]tipChoice{
		"--tips":                        {randomTip, tipCompact},
		"--tips=":                       {randomTip, tipCompact},
		"--tips=3":                      {3, tipCompact},
		"--tips=full":                   {randomTip, tipFull},
		"--tips=id:3,format:full":       {3, tipFull},
		"--tips=FULL,Id:Random":         {randomTip, tipFull},
		"--tips=,1,,2":                  {2, tipCompact},
		"--tips=010":                    {10, tipCompact},
		"--tips=3,none":                 {3, tipNone},
		"--tips=3 --tips=full":          {3, tipFull},
		"--tips=none --tips=id:7":       {7, tipCompact},
		"--tips=id:99999 --tips=id:100": {100, tipCompact},
	} {
		p := &parser{table: options, tip: tipChoice{id: randomTip}}
		if _, err := getopt(strings.Fields(args), p.option); err != nil || p.tip != want {
			t.Errorf("%s: %+v, %v; want %+v", args, p.tip, err, want)
		}
	}
	if text := (tipChoice{format: tipNone}).text(); text != "" {
		t.Errorf("none: %q", text)
	}
	if a, b := (tipChoice{len(tips) + 2, tipCompact}).text(), (tipChoice{2, tipCompact}).text(); a != b {
		t.Errorf("ids do not start over")
	}
}
