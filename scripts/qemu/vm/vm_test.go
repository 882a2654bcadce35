package main

import (
	"bytes"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestFrames(t *testing.T) {
	wire := appendFrame(nil, frameStdout, []byte("hello"))
	wire = appendFrame(wire, frameAlive, nil)
	wire = appendFrame(wire, frameExit, []byte{3, 0})
	var stdout, stderr bytes.Buffer
	status, err := receiveFrom(wire, nil, &stdout, &stderr)
	if err != nil || status != 3 || stdout.String() != "hello" || stderr.Len() != 0 {
		t.Errorf("status %d, error %v, stdout %q, stderr %q", status, err, &stdout, &stderr)
	}
}

// receiveFrom receives what a guest has sent.
func receiveFrom(wire []byte, returns []string, stdout, stderr io.Writer) (int, error) {
	g := &guest{port: io.NopCloser(bytes.NewReader(wire)), console: &tail{}, cmd: &exec.Cmd{Process: &os.Process{Pid: os.Getpid()}}}
	return g.receive(func(error) {}, returns, stdout, stderr)
}

func TestFramesOutOfMemory(t *testing.T) {
	_, err := receiveFrom(appendFrame(nil, frameExit, []byte{137, 1}), nil, io.Discard, io.Discard)
	var f *failure
	if !errors.As(err, &f) || f.status != statusMemory {
		t.Errorf("got %v", err)
	}
}

func TestFilesComeBack(t *testing.T) {
	dir := t.TempDir()
	file := func(path string) []byte {
		wire := appendFrame(nil, frameFile, []byte(`{"Path":"`+path+`","Perm":384}`))
		wire = appendFrame(wire, frameData, []byte("ab"))
		wire = appendFrame(wire, frameData, []byte("c"))
		return appendFrame(wire, frameExit, []byte{0, 0})
	}
	wanted := filepath.Join(dir, "results", "sub", "junit.xml")
	if status, err := receiveFrom(file(wanted), []string{filepath.Join(dir, "results")}, io.Discard, io.Discard); err != nil || status != 0 {
		t.Fatal(status, err)
	}
	if got, err := os.ReadFile(wanted); err != nil || string(got) != "abc" {
		t.Errorf("%q, %v", got, err)
	}
	for _, path := range []string{filepath.Join(dir, "results2"), filepath.Join(dir, "results") + "/../x"} {
		if _, err := receiveFrom(file(path), []string{filepath.Join(dir, "results")}, io.Discard, io.Discard); err == nil {
			t.Errorf("%s was written", path)
		}
	}
}

func TestFramesDamaged(t *testing.T) {
	whole := appendFrame(nil, frameStdout, []byte("hello"))
	wrong := slices.Clone(whole)
	wrong[len(wrong)-1]++
	for name, c := range map[string]struct {
		wire []byte
		want error
	}{
		"no exit":      {whole, errNoExit},
		"nothing":      {nil, errNoExit},
		"cut payload":  {whole[:len(whole)-1], errFrame},
		"cut header":   {whole[:3], errFrame},
		"checksum":     {wrong, errFrame},
		"unknown type": {[]byte("panic at the console"), errFrame},
		"huge":         {[]byte("O\xff\xff\xff\xff\x00\x00\x00\x00"), errFrame},
	} {
		if _, err := receiveFrom(c.wire, nil, io.Discard, io.Discard); !errors.Is(err, c.want) {
			t.Errorf("%s: got %v, want %v", name, err, c.want)
		}
	}
}

func TestCPIO(t *testing.T) {
	cpio, err := exec.LookPath("cpio")
	if err != nil {
		t.Skip("no cpio to compare with")
	}
	host := t.TempDir()
	if err := errors.Join(os.WriteFile(filepath.Join(host, "a"), []byte("abc"), 0o640), os.Symlink("a", filepath.Join(host, "link"))); err != nil {
		t.Fatal(err)
	}
	var archive bytes.Buffer
	c := newCPIO(&archive)
	c.dir("/tmp", 0o777|os.ModeSticky)
	c.tree("/x/y", host)
	if err := c.close(); err != nil {
		t.Fatal(err)
	}
	list := exec.Command(cpio, "-tv", "--quiet")
	list.Stdin = &archive
	out, err := list.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	for _, want := range []string{"drwxrwxrwt", "-rw-r-----", " x/y/a\n", " x/y/link -> a\n"} {
		if !strings.Contains(string(out), want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
}

func TestReleases(t *testing.T) {
	sorted := []string{"6.1.0-9-amd64", "6.1.0-50-amd64", "6.12.1+deb13-amd64", "7.3.4+deb13-amd64"}
	got := slices.SortedFunc(slices.Values([]string{sorted[2], sorted[0], sorted[3], sorted[1]}), compareReleases)
	if !slices.Equal(got, sorted) {
		t.Error(got)
	}
}
