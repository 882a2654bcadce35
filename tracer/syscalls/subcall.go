package syscalls

import (
	"strake/tracer/abi/layout"
	"strake/tracer/decode"
)

// The multiplexers of i386: one number for many calls, told apart by the first argument.
const (
	nrSocketcall = 102
	nrIpc        = 117
)

// SubcallBase is the number that the first call of an i386 multiplexer is given, so that every
// call has a number of its own: socketcall's subcalls follow it, then ipc's.
const SubcallBase = 512

// Where ipc's subcalls begin, counted from SubcallBase.
const ipcBase = 21

// subcalls are the names by their place from SubcallBase on: SYS_* of linux/net.h, then the
// constants of linux/ipc.h.
var subcalls = [...]string{
	1: "socket", 2: "bind", 3: "connect", 4: "listen", 5: "accept", 6: "getsockname", 7: "getpeername",
	8: "socketpair", 9: "send", 10: "recv", 11: "sendto", 12: "recvfrom", 13: "shutdown",
	14: "setsockopt", 15: "getsockopt", 16: "sendmsg", 17: "recvmsg", 18: "accept4",
	19: "recvmmsg", 20: "sendmmsg",

	ipcBase + 1: "semop", ipcBase + 2: "semget", ipcBase + 3: "semctl", ipcBase + 4: "semtimedop",
	ipcBase + 11: "msgsnd", ipcBase + 12: "msgrcv", ipcBase + 13: "msgget", ipcBase + 14: "msgctl",
	ipcBase + 21: "shmat", ipcBase + 22: "shmdt", ipcBase + 23: "shmget", ipcBase + 24: "shmctl",
}

// SubcallName returns the name of the call that number nr of i386 stands for above SubcallBase, or "".
func SubcallName(nr uint64) string {
	if i := nr - SubcallBase; nr >= SubcallBase && i < uint64(len(subcalls)) {
		return subcalls[i]
	}
	return ""
}

// NumSubcalls is how many numbers from SubcallBase on there are, some of which name no call.
const NumSubcalls = uint64(len(subcalls))

// Subcall returns the multiplexer's number and its first argument for number nr of i386 above SubcallBase; op is 0 if nr names
// no call.
func Subcall(nr uint64) (mux uint64, op uint32) {
	if SubcallName(nr) == "" {
		return 0, 0
	}
	if i := nr - SubcallBase; i > ipcBase {
		return nrIpc, uint32(i - ipcBase)
	}
	return nrSocketcall, uint32(nr - SubcallBase)
}

// Multiplexer returns the number under which the kernel knows number nr of i386: nr itself,
// but for a subcall.
func Multiplexer(nr uint64) uint64 {
	switch {
	case SubcallName(nr) == "":
		return nr
	case nr-SubcallBase > ipcBase:
		return nrIpc
	}
	return nrSocketcall
}

// socketcallArgs is how many arguments each subcall reads.
var socketcallArgs = [...]uint8{
	1: 3, 2: 3, 3: 3, 4: 2, 5: 3, 6: 3, 7: 3, 8: 4, 9: 4, 10: 4, 11: 6, 12: 6, 13: 2, 14: 5, 15: 5, 16: 3, 17: 3,
	18: 4, 19: 5, 20: 4,
}

// resolveSubcall turns a call of a multiplexer into the one it stands for. A number that
// names no subcall, or arguments that cannot be read, leave the call as it is. It returns the row to show the call
// with if that is not the one of its number.
func resolveSubcall(c *decode.Call) *Syscall {
	switch c.Nr {
	case nrSocketcall:
		sub := c.Args[0]
		if sub == 0 || sub >= uint64(len(socketcallArgs)) {
			return nil
		}
		args := c.Args
		c.Args[0] = c.Args[1]
		if readArgs(c, int(socketcallArgs[sub])) {
			c.Nr = SubcallBase + sub
		} else {
			c.Args = args
		}
	case nrIpc:
		// The high half is a version of the call's arguments.
		sub := c.Args[0] & 0xffff
		if i := ipcBase + sub; i >= uint64(len(subcalls)) || sub == 0 || subcalls[i] == "" {
			return nil
		}
		c.IPCVersion = uint16(c.Args[0] >> 16)
		c.Nr = SubcallBase + ipcBase + sub
		return orderIPC(c, sub)
	}
	return nil
}

// Arguments of ipc(2), and subcalls that need special care.
const (
	ipcFirst, ipcSecond, ipcThird, ipcPtr, ipcFifth = 1, 2, 3, 4, 5

	ipcMsgrcv = 12
	ipcShmat  = 21
	// ipcResult is the register that keeps where shmat stores its result.
	ipcResult = 5
)

// ipcArgs says which of ipc's arguments are those of each subcall.
var ipcArgs = [...][5]uint8{
	1:         {ipcFirst, ipcPtr, ipcSecond},
	2:         {ipcFirst, ipcSecond, ipcThird},
	3:         {ipcFirst, ipcSecond, ipcThird, ipcPtr},
	4:         {ipcFirst, ipcPtr, ipcSecond, ipcFifth},
	11:        {ipcFirst, ipcPtr, ipcSecond, ipcThird},
	ipcMsgrcv: {ipcFirst, ipcPtr, ipcSecond, ipcFifth, ipcThird},
	13:        {ipcFirst, ipcSecond},
	14:        {ipcFirst, ipcSecond, ipcPtr},
	ipcShmat:  {ipcFirst, ipcPtr, ipcSecond},
	22:        {ipcPtr},
	23:        {ipcFirst, ipcSecond, ipcThird},
	24:        {ipcFirst, ipcSecond, ipcPtr},
}

// orderIPC puts the arguments of subcall sub of ipc into the order of the call that it stands for. It returns
// the row to show the call with if that is not the one of its number.
func orderIPC(c *decode.Call, sub uint64) *Syscall {
	a := c.Args
	if c.RawArgs {
		c.Args = [NumRegs]uint64{a[1], a[2], a[3], a[4], a[5]}
		return nil
	}
	c.Args = [NumRegs]uint64{}
	for i, from := range ipcArgs[sub] {
		if from != 0 {
			c.Args[i] = a[from]
		}
	}
	switch {
	case sub == ipcShmat:
		c.Args[ipcResult] = a[ipcThird]
	case sub == ipcMsgrcv && c.IPCVersion == 0:
		// A pair of the address and the type, for lack of a sixth argument.
		word := uint64(c.Word())
		msgp, ok := c.ReadWord(a[ipcPtr])
		msgtyp, ok2 := c.ReadWord(a[ipcPtr] + word)
		if !ok || !ok2 {
			c.Args[3] = a[ipcThird]
			return &msgrcvUnread
		}
		c.Args[1], c.Args[3] = msgp, msgtyp
	}
	return nil
}

// readArgs replaces the call's arguments by the n words that the first points to, and
// reports whether it could.
func readArgs(c *decode.Call, n int) bool {
	mark := c.Mark()
	defer c.Release(mark)
	word := c.Word()
	b, ok := c.Read(c.Args[0], word*n)
	if !ok {
		return false
	}
	c.Args = [NumRegs]uint64{}
	for i := range n {
		c.Args[i] = layout.Load(b[word*i:word*(i+1)], false)
	}
	return true
}
