package filter

import "testing"

func TestFiles(t *testing.T) {
	if NewFiles(nil, nil) != nil {
		t.Error("a filter without files")
	}
	none := NewFiles(nil, new(NumSet))
	if none == nil || none.HasFD(0) || none.ByPath() || none.HasPath(nil) {
		t.Error("the empty set of descriptors is a filter that nothing passes")
	}
	fds, err := ParseFDs("!3")
	if err != nil {
		t.Fatal(err)
	}
	f := NewFiles([]string{"/a", "b"}, &fds)
	if f.HasFD(3) || !f.HasFD(4) || f.HasFD(-1) {
		t.Error("descriptors")
	}
	if !f.ByPath() || !f.HasPath([]byte("/a")) || !f.HasPath([]byte("b")) || f.HasPath([]byte("./b")) || f.HasPath([]byte("")) {
		t.Error("paths")
	}
}
