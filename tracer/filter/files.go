package filter

// Files is the set of files that calls have to be about to be traced: -P and --trace-fds, of which either is enough.
// It is a syscalls.Files.
type Files struct {
	paths map[string]struct{}
	fds   NumSet
}

// NewFiles returns the set of the files that have one of the names, or one of the descriptors. It returns nil, which
// stands for no such filter, if there are neither names nor a set of descriptors.
func NewFiles(paths []string, fds *NumSet) *Files {
	if len(paths) == 0 && fds == nil {
		return nil
	}
	f := &Files{paths: make(map[string]struct{}, len(paths))}
	for _, path := range paths {
		f.paths[path] = struct{}{}
	}
	if fds != nil {
		f.fds = *fds
	}
	return f
}

// HasFD reports whether descriptor fd is in the set by its number.
func (f *Files) HasFD(fd int) bool { return f.fds.Has(fd) }

// HasPath reports whether name is in the set, byte for byte: nothing is made absolute, nor are links followed.
func (f *Files) HasPath(name []byte) bool {
	_, ok := f.paths[string(name)]
	return ok
}

// ByPath reports whether the set has names.
func (f *Files) ByPath() bool { return len(f.paths) > 0 }
