package main

import (
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// stamp tells a changed file from an unchanged one.
type stamp struct {
	size  int64
	mtime time.Time
}

// stamps returns the stamps of the regular files in the given files and folders.
func stamps(roots []string) map[string]stamp {
	out := map[string]stamp{}
	for _, root := range roots {
		// What cannot be read cannot go back, either.
		_ = filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
			if err != nil || !d.Type().IsRegular() {
				return nil
			}
			if info, err := d.Info(); err == nil {
				out[p] = stamp{info.Size(), info.ModTime()}
			}
			return nil
		})
	}
	return out
}

// sendChanged sends the files among roots that are not as before.
func (p *port) sendChanged(roots []string, before map[string]stamp) error {
	for path, s := range stamps(roots) {
		if s == before[path] {
			continue
		}
		if err := p.sendFile(path); err != nil {
			return fmt.Errorf("sending %s: %w", path, err)
		}
	}
	return nil
}

func (p *port) sendFile(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	head, err := json.Marshal(fileHead{path, uint32(info.Mode().Perm())})
	if err != nil {
		return err
	}
	if err := p.send(frameFile, head); err != nil {
		return err
	}
	buffer := make([]byte, maxPayload)
	for {
		n, err := f.Read(buffer)
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if err := p.send(frameData, buffer[:n]); err != nil {
			return err
		}
	}
}

// receiver writes the files that come back, if they are among those that were asked for.
type receiver struct {
	roots []string
	file  *os.File
}

// begin opens the next file.
func (r *receiver) begin(payload []byte) error {
	if err := r.end(); err != nil {
		return err
	}
	var head fileHead
	if err := json.Unmarshal(payload, &head); err != nil {
		return err
	}
	if !r.wanted(head.Path) {
		return fmt.Errorf("the guest sent %s, which was not asked for", head.Path)
	}
	if err := os.MkdirAll(filepath.Dir(head.Path), 0o777); err != nil {
		return err
	}
	var err error
	r.file, err = os.OpenFile(head.Path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, fs.FileMode(head.Perm))
	return err
}

// data appends to the file under way.
func (r *receiver) data(b []byte) error {
	if r.file == nil {
		return fmt.Errorf("%w: data of no file", errFrame)
	}
	_, err := r.file.Write(b)
	return err
}

// end closes the file under way.
func (r *receiver) end() error {
	f := r.file
	r.file = nil
	if f == nil {
		return nil
	}
	return f.Close()
}

func (r *receiver) wanted(path string) bool {
	if path != filepath.Clean(path) {
		return false
	}
	for _, root := range r.roots {
		if path == root || strings.HasPrefix(path, strings.TrimSuffix(root, "/")+"/") {
			return true
		}
	}
	return false
}
