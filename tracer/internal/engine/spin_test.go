package engine

import "testing"

func TestSpin(t *testing.T) {
	const rounds = 10_000
	for _, tt := range []struct {
		name          string
		found, missed int // in a row, by turns
		want          bool
	}{
		{"alone on two CPUs", 200, 1, true},
		{"a shell that forks", 3, 1, true},
		{"as many as not", 1, 1, false},
		{"another process has the CPU", 1, 8, false},
		{"a tracee that computes", 0, 1, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var s spin
			s.start()
			for range rounds {
				for range tt.found {
					s.found()
				}
				for range tt.missed {
					s.missed()
				}
			}
			if s.on() != tt.want {
				t.Errorf("on() = %v, want %v", s.on(), tt.want)
			}
		})
	}
}

func TestSpinTriesAgain(t *testing.T) {
	var s spin
	s.start()
	misses := 0
	for ; s.on(); misses++ {
		s.missed()
	}
	if misses > tryCredit {
		t.Errorf("given up after %d misses", misses)
	}
	for i := 1; ; i++ {
		if began := s.ticked(); began != s.on() {
			t.Fatalf("tick %d: ticked() = %v, on() = %v", i, began, s.on())
		}
		if s.on() {
			if i != spinRest {
				t.Errorf("tried again after %d ticks, want %d", i, spinRest)
			}
			return
		}
	}
}
