package stats

import (
	"math"
	"slices"
	"testing"
	"time"
)

func TestBuckets(t *testing.T) {
	last := -1
	for v := uint64(0); v < 1<<62; v += v/64 + 1 {
		i := bucket(v)
		if i < last || i > last+1 {
			t.Fatalf("bucket(%d) = %d after %d", v, i, last)
		}
		last = i
		if m := middle(i); math.Abs(float64(m)-float64(v)) > float64(v)/32 {
			t.Fatalf("middle(bucket(%d)) = %d", v, m)
		}
		if bucket(middle(i)) != i {
			t.Fatalf("bucket(middle(%d)) = %d", i, bucket(middle(i)))
		}
	}
	if got := bucket(math.MaxInt64); got >= len(histogram{}) {
		t.Errorf("bucket of the longest duration: %d of %d", got, len(histogram{}))
	}
}

// TestQuantile compares with the definition, on durations in no order.
func TestQuantile(t *testing.T) {
	for _, n := range []int{1, 2, 3, 100, 9999} {
		var h histogram
		all := make([]time.Duration, n)
		for i := range all {
			all[i] = time.Duration(i*7919%10007) * time.Microsecond
			h.add(all[i])
		}
		slices.Sort(all)
		for _, q := range []float64{.5, .95, .99} {
			want := all[int(math.Ceil(q*float64(n)))-1]
			if got := h.quantile(q); math.Abs(float64(got-want)) > float64(want)/32 {
				t.Errorf("n = %d: quantile(%v) = %v, want about %v", n, q, got, want)
			}
		}
	}
	if got := new(histogram).quantile(.5); got != 0 {
		t.Errorf("of nothing: %v", got)
	}
}
