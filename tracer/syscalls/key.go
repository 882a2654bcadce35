package syscalls

import (
	"strake/tracer/abi"
	"strake/tracer/abi/layout"
	"strake/tracer/decode"
	"strake/tracer/xlat"
)

// Keys and keyrings.
var keySyscalls = []Syscall{
	{Name: "add_key", Args: []Arg{
		{"type", Str{}}, {"description", Str{}}, {"payload", Buf{3}}, {"plen", ULong{}}, {"keyring", &keySerial},
	}},
	{Name: "request_key", Args: []Arg{
		{"type", Str{}}, {"description", Str{}}, {"callout_info", Str{}}, {"dest_keyring", &keySerial},
	}},
	{Name: "keyctl", Args: []Arg{
		{"operation", Enum{&xlat.KeyctlOps, decode.FmtHex}},
		{"", ByArg{On: 0, Cases: keyctlCases, Default: keyctlDefault, Regs: 4}},
	}},
}

// Operations of keyctl(2), linux/keyctl.h.
const (
	keyctlGetKeyringID       = 0
	keyctlJoinSessionKeyring = 1
	keyctlUpdate             = 2
	keyctlRevoke             = 3
	keyctlChown              = 4
	keyctlSetperm            = 5
	keyctlDescribe           = 6
	keyctlClear              = 7
	keyctlLink               = 8
	keyctlUnlink             = 9
	keyctlSearch             = 10
	keyctlRead               = 11
	keyctlInstantiate        = 12
	keyctlNegate             = 13
	keyctlSetReqkeyKeyring   = 14
	keyctlSetTimeout         = 15
	keyctlAssumeAuthority    = 16
	keyctlGetSecurity        = 17
	keyctlSessionToParent    = 18
	keyctlReject             = 19
	keyctlInstantiateIov     = 20
	keyctlInvalidate         = 21
	keyctlGetPersistent      = 22
	keyctlDHCompute          = 23
	keyctlPkeyQuery          = 24
	keyctlPkeyEncrypt        = 25
	keyctlPkeyDecrypt        = 26
	keyctlPkeySign           = 27
	keyctlPkeyVerify         = 28
	keyctlRestrictKeyring    = 29
	keyctlMove               = 30
	keyctlCapabilities       = 31
)

// keySerial is the number of a key or keyring.
var keySerial = Enum{&xlat.KeySpecs, decode.FmtInt}

// The arguments of keyctl(2) by operation.
var keyctlCases = []Case{
	{Vals: []uint64{keyctlGetKeyringID}, Args: []Arg{{"key", &keySerial}, {"create", Int{}}}},
	{Vals: []uint64{keyctlJoinSessionKeyring}, Args: []Arg{{"name", Str{}}}},
	{Vals: []uint64{keyctlUpdate}, Args: []Arg{{"key", &keySerial}, {"payload", Buf{3}}, {"plen", ULong{}}}},
	{Vals: []uint64{keyctlRevoke, keyctlInvalidate, keyctlAssumeAuthority, keyctlClear}, Args: []Arg{{"key", &keySerial}}},
	{Vals: []uint64{keyctlChown}, Args: []Arg{{"key", &keySerial}, {"uid", UID{}}, {"gid", UID{}}}},
	{Vals: []uint64{keyctlSetperm}, Args: []Arg{{"key", &keySerial}, {"perms", Flags{&xlat.KeyPerms}}}},
	{Vals: []uint64{keyctlDescribe, keyctlGetSecurity}, Args: []Arg{
		{"key", &keySerial}, {"buffer", Out{keyctlBuf{text: true}}}, {"buflen", ULong{}},
	}},
	{Vals: []uint64{keyctlRead}, Args: []Arg{
		{"key", &keySerial}, {"buffer", Out{keyctlBuf{}}}, {"buflen", ULong{}},
	}},
	{Vals: []uint64{keyctlLink, keyctlUnlink}, Args: []Arg{{"key", &keySerial}, {"keyring", &keySerial}}},
	{Vals: []uint64{keyctlSearch}, Args: []Arg{
		{"keyring", &keySerial}, {"type", Str{}}, {"description", Str{}}, {"dest_keyring", &keySerial},
	}},
	{Vals: []uint64{keyctlInstantiate}, Args: []Arg{
		{"key", &keySerial}, {"payload", Buf{3}}, {"plen", ULong{}}, {"keyring", &keySerial},
	}},
	{Vals: []uint64{keyctlInstantiateIov}, Args: []Arg{
		{"key", &keySerial}, {"payload", Iovec{3}}, {"plen", ULong{}}, {"keyring", &keySerial},
	}},
	{Vals: []uint64{keyctlNegate}, Args: []Arg{{"key", &keySerial}, {"timeout", Uint{}}, {"keyring", &keySerial}}},
	{Vals: []uint64{keyctlReject}, Args: []Arg{
		{"key", &keySerial}, {"timeout", Uint{}}, {"error", errnoNumber{}}, {"keyring", &keySerial},
	}},
	{Vals: []uint64{keyctlSetReqkeyKeyring}, Args: []Arg{
		{"reqkey_defl", Enum{&xlat.KeyReqkeyDefaults, decode.FmtInt}},
	}},
	{Vals: []uint64{keyctlSetTimeout}, Args: []Arg{{"key", &keySerial}, {"timeout", Uint{}}}},
	{Vals: []uint64{keyctlSessionToParent}},
	{Vals: []uint64{keyctlGetPersistent}, Args: []Arg{{"uid", UID{}}, {"keyring", &keySerial}}},
	{Vals: []uint64{keyctlDHCompute}, Args: []Arg{
		{"dh_params", Ptr{&keyctlDHParams}},
		{"buffer", Out{keyctlBuf{}}},
		{"buflen", ULong{}},
		{"kdf_params", Ptr{&keyctlKDFParams}},
	}},
	{Vals: []uint64{keyctlPkeyQuery}, Args: []Arg{
		{"key", &keySerial}, {"reserved", HexLong{}}, {"params", Str{}}, {"info", Out{Ptr{&keyctlPkeyQueryT}}},
	}},
	{Vals: []uint64{keyctlPkeyEncrypt, keyctlPkeyDecrypt, keyctlPkeySign}, Args: []Arg{
		{"params", Ptr{&keyctlPkeyParams}}, {"info", Str{}}, {"in", pkeyBuf{in: true}}, {"out", Out{pkeyBuf{}}},
	}},
	{Vals: []uint64{keyctlPkeyVerify}, Args: []Arg{
		{"params", Ptr{&keyctlPkeyVerifyParams}}, {"info", Str{}}, {"in", pkeyBuf{in: true}}, {"in2", pkeyBuf{}},
	}},
	{Vals: []uint64{keyctlRestrictKeyring}, Args: []Arg{{"keyring", &keySerial}, {"type", Str{}}, {"restriction", Str{}}}},
	{Vals: []uint64{keyctlMove}, Args: []Arg{
		{"key", &keySerial},
		{"from_keyring", &keySerial},
		{"to_keyring", &keySerial},
		{"flags", Flags{&xlat.KeyctlMoveFlags}},
	}},
	{Vals: []uint64{keyctlCapabilities}, Args: []Arg{{"buffer", Out{keyctlCaps{}}}, {"buflen", ULong{}}}},
}

var keyctlDefault = []Arg{{"arg2", HexLong{}}, {"arg3", HexLong{}}, {"arg4", HexLong{}}, {"arg5", HexLong{}}}

// keyctlBuf is what keyctl(2) wrote into a buffer as long as the fourth argument says: text with a NUL behind
// it, or bytes. It returns how many there are, written or not.
type keyctlBuf struct{ text bool }

// Print implements Type.
func (t keyctlBuf) Print(c *decode.Call, v decode.Value) {
	n := min(c.Args[3], Returned.get(c))
	if t.text && n > 0 && n == Returned.get(c) {
		n--
	}
	c.Buffer(v.U, n)
}

// errnoNumber is the number of an error.
type errnoNumber struct{}

// Print implements Type.
func (errnoNumber) Print(c *decode.Call, v decode.Value) {
	u := v.U & 0xffffffff
	c.Const(u, decode.FmtUint, abi.ErrnoName(int(int32(u))), "")
}

var keyctlDHParams = Struct{Layout: &layout.KeyctlDHParams, Fields: []Field{
	{At: &layout.KeyctlDHParams_private, Type: &keySerial},
	{At: &layout.KeyctlDHParams_prime, Type: &keySerial},
	{At: &layout.KeyctlDHParams_base, Type: &keySerial},
}}

var keyctlKDFParams = Struct{Layout: &layout.KeyctlKDFParams, Fields: []Field{
	{At: &layout.KeyctlKDFParams_hashname, Type: Str{}},
	{At: &layout.KeyctlKDFParams_otherinfo, Show: showOtherinfo},
	{At: &layout.KeyctlKDFParams_otherinfolen, Type: Dec{}},
	{At: &layout.KeyctlKDFParams___spare, Type: Inline{Hex32{}}, NonZero: true},
}}

func showOtherinfo(c *decode.Call, v decode.Value, whole []byte) {
	c.Buffer(v.U, layout.KeyctlKDFParams_otherinfolen.Uint(c.ABI.ID, whole))
}

var keyctlPkeyQueryT = Struct{Layout: &layout.KeyctlPkeyQuery, Fields: []Field{
	{At: &layout.KeyctlPkeyQuery_supported_ops, Type: Flags{&xlat.KeyctlPkeyOps}},
	{At: &layout.KeyctlPkeyQuery_key_size, Type: Dec{}},
	{At: &layout.KeyctlPkeyQuery_max_data_size, Type: Dec{}},
	{At: &layout.KeyctlPkeyQuery_max_sig_size, Type: Dec{}},
	{At: &layout.KeyctlPkeyQuery_max_enc_size, Type: Dec{}},
	{At: &layout.KeyctlPkeyQuery_max_dec_size, Type: Dec{}},
	{At: &layout.KeyctlPkeyQuery___spare, Type: Inline{Hex32{}}, NonZero: true},
}}

// The same structure has lengths of an input and an output, or of two inputs.
var keyctlPkeyParams = Struct{Layout: &layout.KeyctlPkeyParams, Fields: []Field{
	{At: &layout.KeyctlPkeyParams_key_id, Type: &keySerial},
	{At: &layout.KeyctlPkeyParams_in_len, Type: Dec{}},
	{At: &layout.KeyctlPkeyParams_out_len, Type: Dec{}},
	{At: &layout.KeyctlPkeyParams___spare, Type: Inline{Hex32{}}, NonZero: true},
}}
var keyctlPkeyVerifyParams = Struct{Layout: &layout.KeyctlPkeyParams, Fields: []Field{
	{At: &layout.KeyctlPkeyParams_key_id, Type: &keySerial},
	{At: &layout.KeyctlPkeyParams_in_len, Type: Dec{}},
	{At: &layout.KeyctlPkeyParams_in2_len, Type: Dec{}},
	{At: &layout.KeyctlPkeyParams___spare, Type: Inline{Hex32{}}, NonZero: true},
}}

// pkeyBuf is a pointer to bytes whose number is in the structure of the second argument: the
// input, or the output and second input.
type pkeyBuf struct{ in bool }

// Print implements Type.
func (t pkeyBuf) Print(c *decode.Call, v decode.Value) {
	at := &layout.KeyctlPkeyParams_out_len
	if t.in {
		at = &layout.KeyctlPkeyParams_in_len
	}
	id := c.ABI.ID
	n, ok := uint64(0), false
	if c.Args[1] != 0 {
		n, ok = c.ReadUint(c.Args[1]+uint64(at.Off[id]), int(at.Size[id]))
	}
	if !ok {
		c.E.Addr(v.U)
		return
	}
	c.Buffer(v.U, n)
}

// keyctlCaps is the bytes that KEYCTL_CAPABILITIES wrote.
type keyctlCaps struct{}

// Print implements Type.
func (keyctlCaps) Print(c *decode.Call, v decode.Value) {
	mark := c.Mark()
	defer c.Release(mark)
	n := min(c.Args[2], Returned.get(c), maxKeyctlCaps)
	b, ok := fetch(c, v.U, int(n))
	if !ok {
		return
	}
	c.E.ArrayBegin()
	for i, x := range b {
		c.E.Elem()
		switch i {
		case 0:
			c.Flags(&xlat.KeyctlCaps0, uint64(x))
		case 1:
			c.Flags(&xlat.KeyctlCaps1, uint64(x))
		default:
			c.E.Hex(uint64(x))
		}
	}
	c.E.ArrayEnd()
}

// maxKeyctlCaps bounds the bytes of KEYCTL_CAPABILITIES; there are two so far.
const maxKeyctlCaps = 64
