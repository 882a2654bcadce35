package syscalls

import (
	"strake/tracer/abi"
	"strake/tracer/abi/layout"
	"strake/tracer/decode"
	"strake/tracer/xlat"
)

// System V IPC and POSIX message queues. i386's ipc(2) stands for all of the former; its
// arguments have been put into the order of the calls by then (subcall.go).
var ipcSyscalls = []Syscall{
	{Name: "semget", Args: []Arg{
		{"key", Enum{&xlat.IPCKeys, decode.FmtHex}}, {"nsems", Int{}}, {"semflg", ipcGetFlags{Table: &xlat.IPCGetFlags}},
	}},
	{Name: "semop", Args: []Arg{{"semid", Int{}}, {"sops", &sembufs}, {"nsops", Uint{}}}},
	{Name: "semtimedop", Args: []Arg{
		{"semid", Int{}}, {"sops", &sembufs}, {"nsops", Uint{}}, {"timeout", Ptr{&timespec}},
	}},
	{Name: "semtimedop_time64", Args: []Arg{
		{"semid", Int{}}, {"sops", &sembufs}, {"nsops", Uint{}}, {"timeout", Ptr{&timespec64}},
	}},
	{Name: "semctl", Args: []Arg{
		{"semid", Int{}}, {"semnum", Int{}}, {"op", ipcOp{&xlat.SemCtlOps}}, {"arg", semctlArg{}},
	}},

	{Name: "msgget", Args: []Arg{
		{"key", Enum{&xlat.IPCKeys, decode.FmtHex}}, {"msgflg", ipcGetFlags{Table: &xlat.IPCGetFlags}},
	}},
	{Name: "msgsnd", Args: []Arg{
		{"msqid", Int{}}, {"msgp", msgbuf{2}}, {"msgsz", ULong{}}, {"msgflg", Flags{&xlat.IPCMsgFlags}},
	}},
	{Name: "msgrcv", Args: []Arg{
		{"msqid", Int{}},
		{"msgp", Out{msgbuf{2}}},
		{"msgsz", ULong{}},
		{"msgtyp", Long{}},
		{"msgflg", Flags{&xlat.IPCMsgFlags}},
	}},
	{Name: "msgctl", Args: []Arg{{"msqid", Int{}}, {"op", ipcOp{&xlat.MsgCtlOps}}, {"", ByArg{On: 1, Mask: ipcNotVersion, Cases: msgctlCases, Default: ipcBuf, Regs: 1}}}},

	{Name: "shmget", Args: []Arg{
		{"key", Enum{&xlat.IPCKeys, decode.FmtHex}},
		{"size", ULong{}},
		{"shmflg", ipcGetFlags{Table: &xlat.ShmGetFlags, huge: true}},
	}},
	{Name: "shmat", Ret: retShmat{}, Args: []Arg{
		{"shmid", Int{}}, {"shmaddr", Addr{}}, {"shmflg", Flags{&xlat.ShmAtFlags}},
	}},
	{Name: "shmdt", Args: []Arg{{"shmaddr", Addr{}}}},
	{Name: "shmctl", Args: []Arg{{"shmid", Int{}}, {"op", ipcOp{&xlat.ShmCtlOps}}, {"", ByArg{On: 1, Mask: ipcNotVersion, Cases: shmctlCases, Default: ipcBuf, Regs: 1}}}},

	// What is left of ipc(2): calls that it does not know.
	{Name: "ipc", On: abi.OnI386, Args: []Arg{
		{"call", ipcCall{}},
		{"first", HexLong{}},
		{"second", HexLong{}},
		{"third", HexLong{}},
		{"ptr", HexLong{}},
		{"fifth", HexLong{}},
	}},

	{Name: "mq_open", Ret: RetFD{}, Args: []Arg{
		{"name", PathText{}},
		{"flags", OpenFlags{}},
		{"mode", When{mqOpenCreates, Mode{}}},
		{"attr", When{mqOpenCreates, Ptr{&mqAttrSet}}},
	}},
	{Name: "mq_unlink", Args: []Arg{{"path", PathText{}}}},
	{Name: "mq_timedsend", Args: []Arg{
		{"mqdes", FD{}},
		{"msg_ptr", Buf{2}},
		{"msg_len", ULong{}},
		{"msg_prio", Uint{}},
		{"abs_timeout", Ptr{&timespec}},
	}},
	{Name: "mq_timedsend_time64", Args: []Arg{
		{"mqdes", FD{}},
		{"msg_ptr", Buf{2}},
		{"msg_len", ULong{}},
		{"msg_prio", Uint{}},
		{"abs_timeout", Ptr{&timespec64}},
	}},
	{Name: "mq_timedreceive", Args: []Arg{
		{"mqdes", FD{}},
		{"msg_ptr", Out{Buf{Returned}}},
		{"msg_len", ULong{}},
		{"msg_prio", Out{Ref{Uint{}}}},
		{"abs_timeout", Ptr{&timespec}},
	}},
	{Name: "mq_timedreceive_time64", Args: []Arg{
		{"mqdes", FD{}},
		{"msg_ptr", Out{Buf{Returned}}},
		{"msg_len", ULong{}},
		{"msg_prio", Out{Ref{Uint{}}}},
		{"abs_timeout", Ptr{&timespec64}},
	}},
	{Name: "mq_notify", Args: []Arg{{"mqdes", FD{}}, {"sevp", Ptr{sigevent{}}}}},
	{Name: "mq_getsetattr", Args: []Arg{
		{"mqdes", FD{}}, {"newattr", Ptr{&mqAttr}}, {"oldattr", Out{Ptr{&mqAttr}}},
	}},
}

// Bits and operations of linux/ipc.h, linux/sem.h, linux/msg.h and linux/shm.h.
const (
	ipc64         = 0x100
	ipcSet        = 1
	ipcStat       = 2
	ipcInfo       = 3
	semStat       = 18
	semInfo       = 19
	semStatAny    = 20
	msgStat       = 11
	msgInfo       = 12
	msgStatAny    = 13
	shmStat       = 13
	shmInfo       = 14
	shmStatAny    = 15
	ipcModeMask   = 0o777
	shmHugeShift  = 26
	ipcNotVersion = ^uint32(ipc64)
)

// ipcGetFlags is the flags of semget and its like: bits of a table, and a file mode.
type ipcGetFlags struct {
	Table *xlat.Table
	huge  bool // the top is the size of a huge page
}

// Print implements Type.
func (t ipcGetFlags) Print(c *decode.Call, v decode.Value) {
	u := v.U & 0xffffffff
	flags, size := u&^ipcModeMask, uint64(0)
	if t.huge {
		size = flags >> shmHugeShift
		flags &= 1<<shmHugeShift - 1
	}
	any := flags != 0
	if any {
		c.Flags(t.Table, flags)
	}
	if size != 0 {
		if any {
			c.E.Or()
		}
		any = true
		c.E.Uint(size)
		c.E.Shift()
		c.Const(shmHugeShift, decode.FmtUint, "SHM_HUGE_SHIFT", "")
	}
	// strace forgets the | where it has no name for any flag of semget or msgget.
	if any && (t.huge || c.Opt.Style == decode.Raw || c.AnyFlag(t.Table, flags)) {
		c.E.Or()
	}
	c.E.Mode(u & ipcModeMask)
}

// ipcOp is an operation of semctl, msgctl or shmctl, with IPC_64 among its bits.
type ipcOp struct{ Table *xlat.Table }

// Print implements Type.
func (t ipcOp) Print(c *decode.Call, v decode.Value) {
	op := v.U & 0xffffffff
	if op&ipc64 != 0 {
		c.Const(ipc64, decode.FmtHex, "IPC_64", "")
		c.E.Or()
		op &^= ipc64
	}
	c.Enum(t.Table, op, decode.FmtHex)
}

// sembufs is a pointer to operations on semaphores.
var sembufs = Array{N: 2 | Low32, Elem: Struct{Layout: &layout.Sembuf, Fields: []Field{
	{At: &layout.Sembuf_sem_num, Type: Dec{}},
	{At: &layout.Sembuf_sem_op, Type: Dec{}},
	{At: &layout.Sembuf_sem_flg, Type: sembufFlags{}},
}}}

// sembufFlags is Flags of a short.
type sembufFlags struct{}

// Print implements Type.
func (sembufFlags) Print(c *decode.Call, v decode.Value) { c.Flags(&xlat.SemOpFlags, v.U&0xffff) }

// ipcMode is the mode of a struct ipc_perm, all bits of it.
type ipcMode struct{}

// Size implements Sized.
func (ipcMode) Size(abi.ID) int { return 4 }

// Print implements Type.
func (ipcMode) Print(c *decode.Call, v decode.Value) { c.E.Mode(v.U & 0xffffffff) }

// A struct ipc_perm as it is set, and as it is read.
var ipcPermSet = Struct{Layout: &layout.IPCPerm, Fields: []Field{
	{At: &layout.IPCPerm_uid, Type: UID{}},
	{At: &layout.IPCPerm_gid, Type: UID{}},
	{At: &layout.IPCPerm_mode, Type: ipcMode{}},
}}
var ipcPerm = Struct{Layout: &layout.IPCPerm, Fields: []Field{
	{At: &layout.IPCPerm_uid, Type: UID{}},
	{At: &layout.IPCPerm_gid, Type: UID{}},
	{At: &layout.IPCPerm_mode, Type: ipcMode{}},
	{At: &layout.IPCPerm_key, Type: Uint{}},
	{At: &layout.IPCPerm_cuid, Type: UID{}},
	{At: &layout.IPCPerm_cgid, Type: UID{}},
}}

var semidDSSet = Struct{Layout: &layout.SemidDS, Fields: []Field{
	{At: &layout.SemidDS_sem_perm, Type: &ipcPermSet},
}}
var semidDS = Struct{Layout: &layout.SemidDS, Fields: []Field{
	{At: &layout.SemidDS_sem_perm, Type: &ipcPerm},
	{At: &layout.SemidDS_sem_otime, Type: ULong{}},
	{At: &layout.SemidDS_sem_ctime, Type: ULong{}},
	{At: &layout.SemidDS_sem_nsems, Type: Dec{}},
}}
var seminfo = Struct{Layout: &layout.Seminfo, Fields: []Field{
	{At: &layout.Seminfo_semmap, Type: Dec{}},
	{At: &layout.Seminfo_semmni, Type: Dec{}},
	{At: &layout.Seminfo_semmns, Type: Dec{}},
	{At: &layout.Seminfo_semmnu, Type: Dec{}},
	{At: &layout.Seminfo_semmsl, Type: Dec{}},
	{At: &layout.Seminfo_semopm, Type: Dec{}},
	{At: &layout.Seminfo_semume, Type: Dec{}},
	{At: &layout.Seminfo_semusz, Type: Dec{}},
	{At: &layout.Seminfo_semvmx, Type: Dec{}},
	{At: &layout.Seminfo_semaem, Type: Dec{}},
}}

// semctlArg is the last argument of semctl(2): a number or a pointer, as the operation
// says. Through ipc(2) it is a pointer to that.
type semctlArg struct{}

func (semctlArg) late(c *decode.Call) bool {
	switch uint32(c.Args[2]) & ipcNotVersion {
	case ipcStat, ipcInfo, semStat, semInfo, semStatAny:
		return true
	}
	return false
}

// Print implements Type.
func (semctlArg) Print(c *decode.Call, v decode.Value) {
	addr, through := v.U, c.Nr > SubcallBase
	if through {
		u, ok := c.ReadWord(addr)
		if !ok || c.NoVerbose {
			c.E.Addr(addr)
			return
		}
		addr = u
	}
	mark := c.Mark()
	defer c.Release(mark)
	var t Struct
	switch uint32(c.Args[2]) & ipcNotVersion {
	case ipcSet:
		t = semidDSSet
	case ipcStat, semStat, semStatAny:
		t = semidDS
	case ipcInfo, semInfo:
		t = seminfo
		through = false
	}
	if t.Layout != nil && addr != 0 && !c.Failed() && !c.NoVerbose {
		if b, ok := c.Read(addr, t.Size(c.ABI.ID)); ok {
			t.Print(c, loadValue(addr, b, false))
			return
		}
	}
	if !through {
		c.E.Addr(addr)
		return
	}
	c.E.ArrayBegin()
	c.E.Elem()
	c.E.Addr(addr)
	c.E.ArrayEnd()
}

// ipcBuf is the last argument of msgctl(2) and shmctl(2) where nothing is known of it.
var ipcBuf = []Arg{{"buf", Addr{}}}

var msgctlCases = []Case{
	{Vals: []uint64{ipcSet}, Args: []Arg{{"buf", Ptr{&msqidDSSet}}}},
	{Vals: []uint64{ipcStat, msgStat, msgStatAny}, Args: []Arg{{"buf", Out{Ptr{&msqidDS}}}}},
	{Vals: []uint64{ipcInfo, msgInfo}, Args: []Arg{{"buf", Out{Ptr{&msginfo}}}}},
}

var shmctlCases = []Case{
	{Vals: []uint64{ipcSet}, Args: []Arg{{"buf", Ptr{&shmidDSSet}}}},
	{Vals: []uint64{ipcStat, shmStat, shmStatAny}, Args: []Arg{{"buf", Out{Ptr{&shmidDS}}}}},
	{Vals: []uint64{ipcInfo}, Args: []Arg{{"buf", Out{Ptr{&shminfo}}}}},
	{Vals: []uint64{shmInfo}, Args: []Arg{{"buf", Out{Ptr{&shmInfoT}}}}},
}

var msqidDSSet = Struct{Layout: &layout.MsqidDS, Fields: []Field{
	{At: &layout.MsqidDS_msg_perm, Type: &ipcPermSet},
	{At: &layout.MsqidDS_msg_qbytes, Type: Dec{}},
}}
var msqidDS = Struct{Layout: &layout.MsqidDS, Fields: []Field{
	{At: &layout.MsqidDS_msg_perm, Type: &ipcPerm},
	{At: &layout.MsqidDS_msg_stime, Type: ULong{}},
	{At: &layout.MsqidDS_msg_rtime, Type: ULong{}},
	{At: &layout.MsqidDS_msg_ctime, Type: ULong{}},
	{At: &layout.MsqidDS_msg_qnum, Type: Dec{}},
	{At: &layout.MsqidDS_msg_qbytes, Type: Dec{}},
	{At: &layout.MsqidDS_msg_lspid, Type: PID{}},
	{At: &layout.MsqidDS_msg_lrpid, Type: PID{}},
}}
var msginfo = Struct{Layout: &layout.Msginfo, Fields: []Field{
	{At: &layout.Msginfo_msgpool, Type: Dec{}},
	{At: &layout.Msginfo_msgmap, Type: Dec{}},
	{At: &layout.Msginfo_msgmax, Type: Dec{}},
	{At: &layout.Msginfo_msgmnb, Type: Dec{}},
	{At: &layout.Msginfo_msgmni, Type: Dec{}},
	{At: &layout.Msginfo_msgssz, Type: Dec{}},
	{At: &layout.Msginfo_msgtql, Type: Dec{}},
	{At: &layout.Msginfo_msgseg, Type: Dec{}},
}}
var shmidDSSet = Struct{Layout: &layout.ShmidDS, Fields: []Field{
	{At: &layout.ShmidDS_shm_perm, Type: &ipcPermSet},
}}
var shmidDS = Struct{Layout: &layout.ShmidDS, Fields: []Field{
	{At: &layout.ShmidDS_shm_perm, Type: &ipcPerm},
	{At: &layout.ShmidDS_shm_segsz, Type: Dec{}},
	{At: &layout.ShmidDS_shm_cpid, Type: PID{}},
	{At: &layout.ShmidDS_shm_lpid, Type: PID{}},
	{At: &layout.ShmidDS_shm_nattch, Type: Dec{}},
	{At: &layout.ShmidDS_shm_atime, Type: ULong{}},
	{At: &layout.ShmidDS_shm_dtime, Type: ULong{}},
	{At: &layout.ShmidDS_shm_ctime, Type: ULong{}},
}}
var shminfo = Struct{Layout: &layout.Shminfo, Fields: []Field{
	{At: &layout.Shminfo_shmmax, Type: Dec{}},
	{At: &layout.Shminfo_shmmin, Type: Dec{}},
	{At: &layout.Shminfo_shmmni, Type: Dec{}},
	{At: &layout.Shminfo_shmseg, Type: Dec{}},
	{At: &layout.Shminfo_shmall, Type: Dec{}},
}}
var shmInfoT = Struct{Layout: &layout.ShmInfo, Fields: []Field{
	{At: &layout.ShmInfo_used_ids, Type: Dec{}},
	{At: &layout.ShmInfo_shm_tot, Type: Dec{}},
	{At: &layout.ShmInfo_shm_rss, Type: Dec{}},
	{At: &layout.ShmInfo_shm_swp, Type: Dec{}},
	{At: &layout.ShmInfo_swap_attempts, Type: Dec{}},
	{At: &layout.ShmInfo_swap_successes, Type: Dec{}},
}}

// msgbuf is a pointer to a message: its type and as many bytes as N says.
type msgbuf struct{ N Count }

// Print implements Type.
func (t msgbuf) Print(c *decode.Call, v decode.Value) {
	mark := c.Mark()
	defer c.Release(mark)
	id := c.ABI.ID
	b, ok := fetch(c, v.U, int(layout.Msgbuf.Size[id]))
	if !ok {
		return
	}
	c.E.StructBegin()
	c.E.Field("mtype")
	c.E.Int(int64(layout.Msgbuf_mtype.Uint(id, b)))
	c.E.Field("mtext")
	c.Buffer(c.Addr(v.U+uint64(layout.Msgbuf_mtext.Off[id])), t.N.get(c))
	c.E.StructEnd()
}

// msgrcvUnread is the first version of i386's msgrcv(2) where the pair of address and type that it is given cannot
// be read.
var msgrcvUnread = Syscall{Name: "msgrcv", Args: []Arg{
	{"msqid", Int{}}, {"msgp", Addr{}}, {"msgsz", ULong{}}, {"msgflg", Flags{&xlat.IPCMsgFlags}},
}}

// retShmat is where shared memory was attached. Through ipc(2) it was stored where another argument points to.
type retShmat struct{}

// PrintResult implements Result.
func (retShmat) PrintResult(c *decode.Call) {
	addr := truncate(c, uint64(c.Val))
	if c.Nr > SubcallBase {
		if u, ok := c.ReadWord(c.Args[ipcResult]); ok {
			addr = u
		}
	}
	c.E.Hex(addr)
}

// ipcCall is the first argument of ipc(2): a call and the version of its arguments.
type ipcCall struct{}

// Print implements Type.
func (ipcCall) Print(c *decode.Call, v decode.Value) {
	u := v.U & 0xffffffff
	if version := u >> 16; version != 0 {
		c.E.Uint(version)
		c.E.Shift()
		c.E.Uint(16)
		c.E.Or()
	}
	c.E.Uint(u & 0xffff)
}

func mqOpenCreates(c *decode.Call) bool { return c.Args[1]&oCreat != 0 }

// A struct mq_attr for a new queue, whose flags mean nothing, and for one that is there.
var mqAttrSet = Struct{Layout: &layout.MQAttr, Fields: []Field{
	{At: &layout.MQAttr_mq_flags, Type: Hex{}},
	{At: &layout.MQAttr_mq_maxmsg, Type: Dec{}},
	{At: &layout.MQAttr_mq_msgsize, Type: Dec{}},
	{At: &layout.MQAttr_mq_curmsgs, Type: Dec{}},
}}
var mqAttr = Struct{Layout: &layout.MQAttr, Fields: []Field{
	{At: &layout.MQAttr_mq_flags, Type: flagsOf{&xlat.MQFlags}},
	{At: &layout.MQAttr_mq_maxmsg, Type: Dec{}},
	{At: &layout.MQAttr_mq_msgsize, Type: Dec{}},
	{At: &layout.MQAttr_mq_curmsgs, Type: Dec{}},
}}
