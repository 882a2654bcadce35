// Package int80 makes i386's system calls in an x86_64 program. It is for tests, and empty elsewhere.
package int80
