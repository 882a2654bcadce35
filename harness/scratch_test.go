package harness

import (
	"os"
	"path/filepath"
	"testing"
)

// A directory that is in use stays, one that was left goes.
func TestSweep(t *testing.T) {
	tmp := t.TempDir()
	used, lock, err := makeScratch(tmp)
	if err != nil {
		t.Fatal(err)
	}
	left, leftLock, err := makeScratch(tmp)
	if err != nil {
		t.Fatal(err)
	}
	other := filepath.Join(tmp, "other")
	for _, d := range []string{filepath.Join(left, "1"), other} {
		if err := os.Mkdir(d, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	leftLock.Close() // as the end of its process does
	sweep(tmp)
	for dir, want := range map[string]bool{used: true, left: false, other: true} {
		if _, err := os.Stat(dir); (err == nil) != want {
			t.Errorf("%s: %v", dir, err)
		}
	}
	lock.Close()
	sweep(tmp)
	if entries, err := os.ReadDir(tmp); err != nil || len(entries) != 1 {
		t.Errorf("%v are left, %v", entries, err)
	}
}

// A run that is never waited for leaves nothing once its process has cleaned up.
func TestRemoveScratch(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	if err := RemoveScratch(); err != nil { // of other tests
		t.Fatal(err)
	}
	for range 2 {
		dir, err := TempDir()
		if err != nil {
			t.Fatal(err)
		}
		if fi, err := os.Stat(dir); err != nil || fi.Mode().Perm() != 0o777 {
			t.Errorf("%v, %v", fi.Mode(), err)
		}
	}
	if err := RemoveScratch(); err != nil {
		t.Fatal(err)
	}
	if entries, err := os.ReadDir(os.Getenv("TMPDIR")); err != nil || len(entries) != 0 {
		t.Errorf("%v are left, %v", entries, err)
	}
}
