package testees

import (
	"debug/elf"
	"errors"
	"testing"
)

func TestEveryTesteeBuilds(t *testing.T) {
	machines := map[ABI]elf.Machine{X8664: elf.EM_X86_64, I386: elf.EM_386, AArch64: elf.EM_AARCH64}
	for _, abi := range []ABI{X8664, I386, AArch64} {
		for _, name := range Names() {
			path, err := PathFor(name, abi)
			var missing *MissingCompilerError
			if errors.As(err, &missing) && abi != Native() {
				t.Logf("%s: %v", name, err)
				break // a cross compiler is no duty; its name was shown
			}
			if err != nil {
				t.Errorf("%s for %s: %v", name, abi, err)
				continue
			}
			f, err := elf.Open(path)
			if err != nil {
				t.Fatal(err)
			}
			if f.Machine != machines[abi] {
				t.Errorf("%s: built for %v, want %s", name, f.Machine, abi)
			}
			if libs, _ := f.ImportedLibraries(); len(libs) > 0 {
				t.Errorf("%s for %s needs %v", name, abi, libs)
			}
			f.Close()
		}
	}
}

func TestGoTesteesBuild(t *testing.T) {
	for _, name := range []string{"goroutines", "forker"} {
		if _, err := GoPath(name); err != nil {
			t.Error(err)
		}
	}
}
