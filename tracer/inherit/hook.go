//go:build !race && (amd64 || arm64)

package inherit

import _ "unsafe" // for go:linkname

// The runtime's entry code (rt0_go) calls the C function that _cgo_init points
// to, if it is not nil, before it sets anything up. It is there for
// runtime/cgo, which is absent from a program without cgo; this package takes
// its place. TestInheritedIsExact fails if a new Go release stops doing so.

//go:linkname strake_inherit strake_inherit
var strake_inherit byte

//go:linkname _cgo_init _cgo_init
var _cgo_init = &strake_inherit

// threadLocal is the storage of the first thread's g, see inherit_amd64.s.
var threadLocal [2]uintptr
