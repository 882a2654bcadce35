package main

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
)

// frameType says what a frame carries.
type frameType byte

const (
	frameHello  frameType = 'H' // init runs; the payload is the kernel's release
	frameAlive  frameType = 'A' // init still runs; sent every aliveEvery
	frameStdout frameType = 'O' // bytes of the command's standard output
	frameStderr frameType = 'E' // bytes of the command's standard error
	frameFile   frameType = 'N' // a file goes back; the payload is a fileHead in JSON
	frameData   frameType = 'D' // bytes of that file
	frameExit   frameType = 'X' // the command ended; the payload is its exit status and, in a second byte, whether memory ran out
	frameFailed frameType = 'F' // init could not do its work; the payload is a message
)

// frameTypes are all types.
const frameTypes = string(frameHello) + string(frameAlive) + string(frameStdout) + string(frameStderr) +
	string(frameFile) + string(frameData) + string(frameExit) + string(frameFailed)

// maxPayload bounds a frame, so that a damaged length is noticed.
const maxPayload = 1 << 16

// frameHeader is the size of type, length and checksum.
const frameHeader = 1 + 4 + 4

// errFrame is wrapped by every error about a damaged frame.
var errFrame = errors.New("damaged frame")

// frame is one message from the guest's init.
type frame struct {
	kind    frameType
	payload []byte
}

// fileHead announces a file that goes back to the host.
type fileHead struct {
	Path string
	Perm uint32
}

// appendFrame appends the wire form of a frame.
func appendFrame(b []byte, kind frameType, payload []byte) []byte {
	b = append(b, byte(kind))
	b = binary.BigEndian.AppendUint32(b, uint32(len(payload)))
	b = binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(payload))
	return append(b, payload...)
}

// readFrame reads a frame. The error is io.EOF only at the end of the stream between two frames.
func readFrame(r io.Reader) (frame, error) {
	var head [frameHeader]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		if errors.Is(err, io.ErrUnexpectedEOF) {
			return frame{}, fmt.Errorf("%w: cut off in the header", errFrame)
		}
		return frame{}, err
	}
	if !isFrameType(head[0]) {
		return frame{}, fmt.Errorf("%w: unknown type %#x", errFrame, head[0])
	}
	size := binary.BigEndian.Uint32(head[1:])
	if size > maxPayload {
		return frame{}, fmt.Errorf("%w: %d bytes", errFrame, size)
	}
	payload := make([]byte, size)
	if _, err := io.ReadFull(r, payload); err != nil {
		return frame{}, fmt.Errorf("%w: cut off after the header: %w", errFrame, err)
	}
	if sum := crc32.ChecksumIEEE(payload); sum != binary.BigEndian.Uint32(head[5:]) {
		return frame{}, fmt.Errorf("%w: wrong checksum", errFrame)
	}
	return frame{frameType(head[0]), payload}, nil
}

func isFrameType(b byte) bool {
	for i := range len(frameTypes) {
		if frameTypes[i] == b {
			return true
		}
	}
	return false
}
