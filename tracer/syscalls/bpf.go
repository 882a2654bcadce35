package syscalls

import (
	"strings"

	"strake/tracer/abi/layout"
	"strake/tracer/decode"
	"strake/tracer/xlat"
)

// bpfField is a member of union bpf_attr that a command looks at.
type bpfField struct {
	At *layout.Field
	// Min is the size that the union must have for the member to be shown.
	Min uint64
	// Type shows it.
	Type Type
	// If, where set, says whether the member is of interest.
	If func(c *decode.Call, attr []byte) bool
}

// bpfCommand is what a command of bpf(2) looks at; In is the member of the union that holds it, if it is not the union itself.
type bpfCommand struct {
	In     string
	Fields []bpfField
	// Split is how many members are shown before the call; 0 is all.
	Split int
}

// bpfCommands are the commands by number.
var bpfCommands = [...]bpfCommand{
	{"", bpfMapCreate, 0},
	{"", bpfLookup, 0},
	{"", bpfUpdate, 0},
	{"", bpfDelete, 0},
	{"", bpfNextKey, 0},
	{"", bpfProgLoad, 0},
	{"", bpfObj, 0},
	{"", bpfObj, 0},
	{"", bpfAttach, 0},
	{"", bpfAttach, 0},
	{"test", bpfTest, 0},
	{"", bpfNextID, 1},
	{"", bpfNextID, 1},
	{"", bpfProgID, 0},
	{"", bpfMapID, 0},
	{"info", bpfInfo, 2},
	{"query", bpfQuery, 4},
	{"raw_tracepoint", bpfTracepoint, 0},
	{"", bpfBTFLoad, 5},
	{"", bpfBTFID, 0},
	{"task_fd_query", bpfTaskQuery, 4},
	{"", bpfLookup, 0},
	{"", bpfFreeze, 0},
	{"", bpfNextID, 1},
	{"batch", bpfLookupBatch, 0},
	{"batch", bpfLookupBatch, 0},
	{"batch", bpfUpdateBatch, 0},
	{"batch", bpfDeleteBatch, 0},
	{"link_create", bpfLinkCreate, 0},
	{"link_update", bpfLinkUpdate, 0},
	{"", bpfLinkID, 0},
	{"", bpfNextID, 1},
	{"enable_stats", bpfStats, 0},
	{"iter_create", bpfIter, 0},
	{"link_detach", bpfLinkDetach, 0},
	{"prog_bind_map", bpfBind, 0},
	{"token_create", bpfToken, 0},
	{"prog_stream_read", bpfStream, 0},
	{"prog_assoc_struct_ops", bpfAssoc, 0},
}

// bpfAttr is the second argument of bpf(2): a union, as long as the third says, of what the command takes.
type bpfAttr struct{}

// maxBPFAttr is more than any command looks at.
const maxBPFAttr = 256

// command returns the command of the call, if it is known and has something to look at.
func (bpfAttr) command(c *decode.Call) *bpfCommand {
	size, cmd := c.Args[2]&0xffffffff, c.Args[0]&0xffffffff
	if cmd >= uint64(len(bpfCommands)) || size == 0 || size > maxTail {
		return nil
	}
	return &bpfCommands[cmd]
}

// read returns the union, with zeros where the tracee's is shorter.
func (bpfAttr) read(c *decode.Call, addr uint64) (attr []byte, ok bool) {
	size := int(c.Args[2] & 0xffffffff)
	if _, ok := c.Read(addr, size); !ok || addr == 0 {
		return nil, false
	}
	if attr = c.Scratch(maxBPFAttr); attr == nil {
		return nil, false
	}
	clear(attr)
	size = min(size, len(attr))
	return attr, c.Mem.Read(c.Addr(addr), attr[:size]) == size
}

// Print implements Type.
func (t bpfAttr) Print(c *decode.Call, v decode.Value) {
	mark := c.Mark()
	defer c.Release(mark)
	cmd := t.command(c)
	if cmd == nil || c.NoVerbose {
		c.E.Addr(v.U)
		return
	}
	attr, ok := t.read(c, v.U)
	if !ok {
		c.E.Addr(v.U)
		return
	}
	c.E.StructBegin()
	if cmd.In != "" {
		c.E.Field(cmd.In)
		c.E.StructBegin()
	}
	if cmd.Split == 0 {
		cmd.printFields(c, v.U, attr, cmd.Fields)
		cmd.end(c, v.U)
		return
	}
	cmd.printFields(c, v.U, attr, cmd.Fields[:cmd.Split])
}

func (t bpfAttr) continues(c *decode.Call, v decode.Value) bool {
	mark := c.Mark()
	defer c.Release(mark)
	cmd := t.command(c)
	if cmd == nil || cmd.Split == 0 || c.NoVerbose {
		return false
	}
	_, ok := t.read(c, v.U)
	return ok
}

func (t bpfAttr) printRest(c *decode.Call, v decode.Value) {
	mark := c.Mark()
	defer c.Release(mark)
	cmd := t.command(c)
	if attr, ok := t.read(c, v.U); ok {
		cmd.printFields(c, v.U, attr, cmd.Fields[cmd.Split:])
	}
	cmd.end(c, v.U)
}

// end shows what lies behind the members that are known, and closes what was opened.
func (m *bpfCommand) end(c *decode.Call, addr uint64) {
	known := uint64(0)
	size := c.Args[2] & 0xffffffff
	for i := range m.Fields {
		f := &m.Fields[i]
		if size >= f.Min {
			known = max(known, uint64(f.At.Off[c.ABI.ID]+f.At.Size[c.ABI.ID]))
		}
	}
	if m.In == "link_create" && size >= bpfLinkMin {
		known = printBPFLink(c, addr)
	}
	if m.In != "" {
		c.E.StructEnd()
	}
	printBPFRest(c, addr, known, size)
	c.E.StructEnd()
}

// printFields shows members of the union at addr.
func (m *bpfCommand) printFields(c *decode.Call, addr uint64, attr []byte, fields []bpfField) {
	id := c.ABI.ID
	size := c.Args[2] & 0xffffffff
	for i := range fields {
		f := &fields[i]
		if size < f.Min || f.If != nil && !f.If(c, attr) {
			continue
		}
		// Members of a structure within the union are named PREFIX.NAME.
		c.E.Field(f.At.Name[strings.LastIndexByte(f.At.Name, '.')+1:])
		b := f.At.Bytes(id, attr)
		if w, ok := f.Type.(bpfWhole); ok {
			w.printOf(c, loadValue(addr+uint64(f.At.Off[id]), b, f.At.Signed), attr, size-uint64(f.At.Off[id]))
			continue
		}
		f.Type.Print(c, loadValue(addr+uint64(f.At.Off[id]), b, f.At.Signed))
	}
}

// bpfWhole is a Type that looks at other members, too; left is how much of the union there is from its own on.
type bpfWhole interface {
	printOf(c *decode.Call, v decode.Value, attr []byte, left uint64)
}

// printBPFRest shows what lies behind the members that are known, unless it is zero.
func printBPFRest(c *decode.Call, addr, known, size uint64) {
	if size <= known {
		return
	}
	b, ok := c.Read(addr+known, int(size-known))
	if !ok || allZero(b) {
		return
	}
	if !c.NoAbbrev {
		c.E.Field("")
		c.E.More()
		return
	}
	c.E.Field("extra_data")
	c.E.HexStr(b, false)
	c.E.CommentBegin()
	c.E.Name("bytes ")
	c.E.Uint(known)
	c.E.Range()
	c.E.Uint(size - 1)
	c.E.CommentEnd()
}

// Flags that decide about other members, linux/bpf.h.
const (
	bpfFNumaNode = 1 << 2
	bpfFReplace  = 1 << 2
	bpfFID       = 1 << 5
	// bpfFPlace is the flags that say where a program goes among others.
	bpfFPlace = 1<<3 | 1<<4 | bpfFID
)

func bpfHasNode(c *decode.Call, attr []byte) bool {
	return layout.BPFAttr_map_flags.Uint(c.ABI.ID, attr)&bpfFNumaNode != 0
}

func bpfByID(c *decode.Call, attr []byte) bool {
	return layout.BPFAttr_attach_flags.Uint(c.ABI.ID, attr)&bpfFID != 0
}

// bpfNever is for members that are there, but not shown by the command.
func bpfNever(*decode.Call, []byte) bool { return false }

func bpfByFD(c *decode.Call, attr []byte) bool { return !bpfByID(c, attr) }

func bpfReplaces(c *decode.Call, attr []byte) bool {
	return layout.BPFAttr_link_update_flags.Uint(c.ABI.ID, attr)&bpfFReplace != 0
}

// numaNode is the number of a NUMA node, or NUMA_NO_NODE.
type numaNode struct{}

// Print implements Type.
func (numaNode) Print(c *decode.Call, v decode.Value) {
	c.E.Uint(v.U & 0xffffffff)
	if uint32(v.U) == 0xffffffff && c.Opt.Style != decode.Raw {
		c.Comment("NUMA_NO_NODE")
	}
}

// mapExtra is the member map_extra: a number.
type mapExtra struct{}

// Print implements Type.
func (mapExtra) Print(c *decode.Call, v decode.Value) {
	if v.U == 1<<64-1 {
		c.Const(v.U, decode.FmtUint, "UINT64_MAX", "")
		return
	}
	c.E.Uint(v.U)
}

// kernelVersion is KERNEL_VERSION(a, b, c) of linux/version.h.
type kernelVersion struct{}

// Print implements Type.
func (kernelVersion) Print(c *decode.Call, v decode.Value) {
	u := v.U & 0xffffffff
	if c.Opt.Style != decode.Abbrev {
		c.E.Hex(u)
		if c.Opt.Style == decode.Raw {
			return
		}
		c.E.CommentBegin()
		defer c.E.CommentEnd()
	}
	c.E.CallBegin("KERNEL_VERSION")
	for _, part := range [...]uint64{u >> 16, u >> 8 & 0xff, u & 0xff} {
		c.E.CallArg()
		c.E.Uint(part)
	}
	c.E.CallEnd()
}

// bpfName is a name in the union, as far as there is one.
type bpfName struct{}

// Print implements Type.
func (bpfName) Print(c *decode.Call, v decode.Value) { charArray{}.Print(c, v) }

func (bpfName) printOf(c *decode.Call, v decode.Value, _ []byte, left uint64) {
	charArray{}.Print(c, decode.Value{Mem: v.Mem[:min(left, uint64(len(v.Mem)))]})
}

// bpfBytes is a pointer to as many bytes as another member says.
type bpfBytes struct{ Len *layout.Field }

// Print implements Type.
func (bpfBytes) Print(c *decode.Call, v decode.Value) { c.E.Addr(v.U) }

func (t bpfBytes) printOf(c *decode.Call, v decode.Value, attr []byte, _ uint64) {
	c.Buffer(v.U, t.Len.Uint(c.ABI.ID, attr))
}

// bpfText is a pointer to a string, in as many bytes as another member says.
type bpfText struct{ Len *layout.Field }

// Print implements Type.
func (bpfText) Print(c *decode.Call, v decode.Value) { c.E.Addr(v.U) }

func (t bpfText) printOf(c *decode.Call, v decode.Value, attr []byte, _ uint64) {
	n := min(t.Len.Uint(c.ABI.ID, attr), uint64(c.Opt.StringLimit))
	b, nul, ok := c.ReadString(v.U, int(n))
	switch {
	case v.U != 0 && t.Len.Uint(c.ABI.ID, attr) == 0:
		c.E.Str(nil, false)
	case !ok || v.U == 0:
		c.E.Addr(v.U)
	default:
		c.E.Str(b, !nul)
	}
}

// bpfArray is a pointer to as many elements as another member says; only whether there are any is shown.
type bpfArray struct{ Len *layout.Field }

// Print implements Type.
func (bpfArray) Print(c *decode.Call, v decode.Value) { c.E.Addr(v.U) }

func (t bpfArray) printOf(c *decode.Call, v decode.Value, attr []byte, _ uint64) {
	if v.U == 0 || t.Len.Uint(c.ABI.ID, attr) != 0 {
		c.E.Addr(v.U)
		return
	}
	c.E.ArrayBegin()
	c.E.ArrayEnd()
}

// bpfIDs is a pointer to the ids that BPF_PROG_QUERY found, prog_cnt of them.
type bpfIDs struct{}

// Print implements Type.
func (bpfIDs) Print(c *decode.Call, v decode.Value) { c.E.Addr(v.U) }

func (bpfIDs) printOf(c *decode.Call, v decode.Value, attr []byte, _ uint64) {
	n := layout.BPFAttr_query_prog_cnt.Uint(c.ABI.ID, attr)
	if c.Failed() && n != 0 {
		c.E.Addr(v.U)
		return
	}
	PrintArray(c, v.U, n, Uint{}, false)
}

// bpfInsns is a pointer to instructions, shown with -v only.
type bpfInsns struct{}

// Print implements Type.
func (bpfInsns) Print(c *decode.Call, v decode.Value) { c.E.Addr(v.U) }

func (bpfInsns) printOf(c *decode.Call, v decode.Value, _ []byte, _ uint64) { c.E.Addr(v.U) }

// bpfLinkKind is the part of link_create that the kind of attachment decides about.
type bpfLinkKind struct {
	in     string
	types  *xlat.Table // the kinds of attachment
	fields []bpfField
}

// bpfLinkAttachType returns what a link is to be attached to.
func bpfLinkAttachType(c *decode.Call, attr []byte) uint64 {
	return layout.BPFAttr_link_create_attach_type.Uint(c.ABI.ID, attr)
}

func bpfLinksIf(c *decode.Call, attr []byte) bool {
	return xlat.BPFLinkIfs.Lookup(c.ABI.ID, bpfLinkAttachType(c, attr)) != ""
}

func bpfLinksFD(c *decode.Call, attr []byte) bool { return !bpfLinksIf(c, attr) }

func bpfIterates(c *decode.Call, attr []byte) bool {
	return xlat.BPFLinkIters.Lookup(c.ABI.ID, bpfLinkAttachType(c, attr)) != ""
}

// bpfLinkMin is the size from which the union has what the kind of attachment decides about.
const bpfLinkMin = 17

// printBPFLink shows what the kind of attachment decides about, and returns where it ends.
func printBPFLink(c *decode.Call, addr uint64) (known uint64) {
	mark := c.Mark()
	defer c.Release(mark)
	attr, ok := bpfAttr{}.read(c, addr)
	if !ok {
		return 0
	}
	if bpfIterates(c, attr) {
		return uint64(layout.BPFAttr_link_create_iter_info_len.Off[c.ABI.ID]) + 4
	}
	kind := bpfLinkAttachType(c, attr)
	for i := range bpfLinkKinds {
		k := &bpfLinkKinds[i]
		if k.types.Lookup(c.ABI.ID, kind) == "" {
			continue
		}
		if k.types == &xlat.BPFLinkCgroups && layout.BPFAttr_link_create_flags.Uint(c.ABI.ID, attr)&bpfFPlace == 0 {
			return printBPFTarget(c, attr)
		}
		c.E.Field(k.in)
		c.E.StructBegin()
		(&bpfCommand{}).printFields(c, addr, attr, k.fields)
		c.E.StructEnd()
		last := k.fields[len(k.fields)-1].At
		return uint64(last.Off[c.ABI.ID] + last.Size[c.ABI.ID])
	}
	return uint64(layout.BPFAttr_link_create_flags.Off[c.ABI.ID]) + 4
}

// printBPFTarget shows target_btf_id, which a cgroup's link can have in place of where it goes among others.
func printBPFTarget(c *decode.Call, attr []byte) (known uint64) {
	at := &layout.BPFAttr_link_create_target_btf_id
	if n := at.Uint(c.ABI.ID, attr); n != 0 {
		c.E.Field("target_btf_id")
		c.E.Uint(n)
	}
	return uint64(at.Off[c.ABI.ID] + at.Size[c.ABI.ID])
}

var bpfLinkKinds = [...]bpfLinkKind{
	{"cgroup", &xlat.BPFLinkCgroups, bpfLinkCgroup},
	{"tracing", &xlat.BPFLinkTracings, bpfLinkTracing},
	{"perf_event", &xlat.BPFLinkPerf, bpfLinkPerf},
	{"kprobe_multi", &xlat.BPFLinkKprobes, bpfLinkKprobe},
	{"netfilter", &xlat.BPFLinkNetfilter, bpfLinkNetfilter},
	{"tcx", &xlat.BPFLinkTcx, bpfLinkTcx},
	{"uprobe_multi", &xlat.BPFLinkUprobes, bpfLinkUprobe},
	{"netkit", &xlat.BPFLinkNetkit, bpfLinkNetkit},
	{"tracing_multi", &xlat.BPFLinkTracingMulti, bpfLinkTracingMulti},
}

// bpfMapCreate is what BPF_MAP_CREATE is told.
var bpfMapCreate = []bpfField{
	{At: &layout.BPFAttr_map_type, Type: enumOf{&xlat.BPFMapTypes}},
	{At: &layout.BPFAttr_key_size, Type: Dec{}},
	{At: &layout.BPFAttr_value_size, Type: Dec{}},
	{At: &layout.BPFAttr_max_entries, Type: Dec{}},
	{At: &layout.BPFAttr_map_flags, Min: 17, Type: flagsOf{&xlat.BPFMapFlags}},
	{At: &layout.BPFAttr_inner_map_fd, Min: 21, Type: FD{}},
	{At: &layout.BPFAttr_numa_node, Min: 25, Type: numaNode{}, If: bpfHasNode},
	{At: &layout.BPFAttr_map_name, Min: 29, Type: bpfName{}},
	{At: &layout.BPFAttr_map_ifindex, Min: 45, Type: IfIndex{}},
	{At: &layout.BPFAttr_btf_fd, Min: 49, Type: FD{}},
	{At: &layout.BPFAttr_btf_key_type_id, Min: 49, Type: Dec{}},
	{At: &layout.BPFAttr_btf_value_type_id, Min: 49, Type: Dec{}},
	{At: &layout.BPFAttr_btf_vmlinux_value_type_id, Min: 61, Type: Dec{}},
	{At: &layout.BPFAttr_map_extra, Min: 65, Type: mapExtra{}},
	{At: &layout.BPFAttr_value_type_btf_obj_fd, Min: 73, Type: FD{}},
	{At: &layout.BPFAttr_map_token_fd, Min: 77, Type: FD{}},
	{At: &layout.BPFAttr_excl_prog_hash, Min: 81, Type: Addr{}},
	{At: &layout.BPFAttr_excl_prog_hash_size, Min: 81, Type: Dec{}},
}

// bpfLookup is what BPF_MAP_LOOKUP_ELEM is told.
var bpfLookup = []bpfField{
	{At: &layout.BPFAttr_map_fd, Type: FD{}},
	{At: &layout.BPFAttr_key, Type: Addr{}},
	{At: &layout.BPFAttr_value, Type: Addr{}},
	{At: &layout.BPFAttr_flags, Min: 25, Type: flagsOf{&xlat.BPFLookupFlags}},
}

// bpfUpdate is what BPF_MAP_UPDATE_ELEM is told.
var bpfUpdate = []bpfField{
	{At: &layout.BPFAttr_map_fd, Type: FD{}},
	{At: &layout.BPFAttr_key, Type: Addr{}},
	{At: &layout.BPFAttr_value, Type: Addr{}},
	{At: &layout.BPFAttr_flags, Type: flagsOf{&xlat.BPFUpdateFlags}},
}

// bpfDelete is what BPF_MAP_DELETE_ELEM is told.
var bpfDelete = []bpfField{
	{At: &layout.BPFAttr_map_fd, Type: FD{}},
	{At: &layout.BPFAttr_key, Type: Addr{}},
}

// bpfNextKey is what BPF_MAP_GET_NEXT_KEY is told.
var bpfNextKey = []bpfField{
	{At: &layout.BPFAttr_map_fd, Type: FD{}},
	{At: &layout.BPFAttr_key, Type: Addr{}},
	{At: &layout.BPFAttr_next_key, Type: Addr{}},
}

// bpfProgLoad is what BPF_PROG_LOAD is told.
var bpfProgLoad = []bpfField{
	{At: &layout.BPFAttr_prog_type, Type: enumOf{&xlat.BPFProgTypes}},
	{At: &layout.BPFAttr_insn_cnt, Type: Dec{}},
	{At: &layout.BPFAttr_insns, Type: bpfInsns{}},
	{At: &layout.BPFAttr_license, Type: Str{}},
	{At: &layout.BPFAttr_log_level, Min: 25, Type: Dec{}},
	{At: &layout.BPFAttr_log_size, Min: 25, Type: Dec{}},
	{At: &layout.BPFAttr_log_buf, Min: 25, Type: bpfText{&layout.BPFAttr_log_size}},
	{At: &layout.BPFAttr_kern_version, Min: 41, Type: kernelVersion{}},
	{At: &layout.BPFAttr_prog_flags, Min: 45, Type: flagsOf{&xlat.BPFProgFlags}},
	{At: &layout.BPFAttr_prog_name, Min: 49, Type: bpfName{}},
	{At: &layout.BPFAttr_prog_ifindex, Min: 65, Type: IfIndex{}},
	{At: &layout.BPFAttr_expected_attach_type, Min: 69, Type: enumOf{&xlat.BPFAttachTypes}},
	{At: &layout.BPFAttr_prog_btf_fd, Min: 73, Type: FD{}},
	{At: &layout.BPFAttr_func_info_rec_size, Min: 73, Type: Dec{}},
	{At: &layout.BPFAttr_func_info, Min: 73, Type: Addr{}},
	{At: &layout.BPFAttr_func_info_cnt, Min: 73, Type: Dec{}},
	{At: &layout.BPFAttr_line_info_rec_size, Min: 73, Type: Dec{}},
	{At: &layout.BPFAttr_line_info, Min: 73, Type: Addr{}},
	{At: &layout.BPFAttr_line_info_cnt, Min: 73, Type: Dec{}},
	{At: &layout.BPFAttr_attach_btf_id, Min: 109, Type: Dec{}},
	{At: &layout.BPFAttr_attach_prog_fd, Min: 113, Type: FD{}},
	{At: &layout.BPFAttr_core_relo_cnt, Min: 113, Type: Dec{}, If: bpfNever},
	{At: &layout.BPFAttr_core_relo_cnt, Min: 129, Type: Dec{}},
	{At: &layout.BPFAttr_fd_array, Min: 121, Type: Addr{}},
	{At: &layout.BPFAttr_core_relos, Min: 129, Type: Addr{}},
	{At: &layout.BPFAttr_core_relo_rec_size, Min: 129, Type: Dec{}},
	{At: &layout.BPFAttr_log_true_size, Min: 141, Type: Dec{}},
	{At: &layout.BPFAttr_prog_token_fd, Min: 145, Type: FD{}},
	{At: &layout.BPFAttr_fd_array_cnt, Min: 149, Type: Dec{}},
	{At: &layout.BPFAttr_signature, Min: 153, Type: Addr{}},
	{At: &layout.BPFAttr_signature_size, Min: 153, Type: Dec{}},
	{At: &layout.BPFAttr_keyring_id, Min: 153, Type: Dec{}},
}

// bpfObj is what BPF_OBJ_PIN and BPF_OBJ_GET are told.
var bpfObj = []bpfField{
	{At: &layout.BPFAttr_pathname, Type: Path{}},
	{At: &layout.BPFAttr_bpf_fd, Type: FD{}},
	{At: &layout.BPFAttr_file_flags, Min: 13, Type: flagsOf{&xlat.BPFFileFlags}},
	{At: &layout.BPFAttr_path_fd, Min: 17, Type: DirFD{}},
}

// bpfAttach is what BPF_PROG_ATTACH and BPF_PROG_DETACH are told.
var bpfAttach = []bpfField{
	{At: &layout.BPFAttr_target_fd, Type: FD{}},
	{At: &layout.BPFAttr_attach_bpf_fd, Type: FD{}},
	{At: &layout.BPFAttr_attach_type, Type: enumOf{&xlat.BPFAttachTypes}},
	{At: &layout.BPFAttr_attach_flags, Type: flagsOf{&xlat.BPFAttachFlags}},
	{At: &layout.BPFAttr_replace_bpf_fd, Min: 17, Type: FD{}},
	{At: &layout.BPFAttr_relative_fd, Min: 21, Type: FD{}, If: bpfByFD},
	{At: &layout.BPFAttr_relative_id, Min: 21, Type: Dec{}, If: bpfByID},
	{At: &layout.BPFAttr_expected_revision, Min: 21, Type: Dec{}},
}

// bpfTest is what BPF_PROG_TEST_RUN is told.
var bpfTest = []bpfField{
	{At: &layout.BPFAttr_test_prog_fd, Type: FD{}},
	{At: &layout.BPFAttr_test_retval, Type: Dec{}},
	{At: &layout.BPFAttr_test_data_size_in, Type: Dec{}},
	{At: &layout.BPFAttr_test_data_size_out, Type: Dec{}},
	{At: &layout.BPFAttr_test_data_in, Type: Addr{}},
	{At: &layout.BPFAttr_test_data_out, Type: Addr{}},
	{At: &layout.BPFAttr_test_repeat, Type: Dec{}},
	{At: &layout.BPFAttr_test_duration, Type: Dec{}},
	{At: &layout.BPFAttr_test_ctx_size_in, Min: 41, Type: Dec{}},
	{At: &layout.BPFAttr_test_ctx_size_out, Min: 41, Type: Dec{}},
	{At: &layout.BPFAttr_test_ctx_in, Min: 41, Type: Addr{}},
	{At: &layout.BPFAttr_test_ctx_out, Min: 41, Type: Addr{}},
	{At: &layout.BPFAttr_test_flags, Min: 65, Type: flagsOf{&xlat.BPFRunFlags}},
	{At: &layout.BPFAttr_test_cpu, Min: 65, Type: Dec{}},
	{At: &layout.BPFAttr_test_batch_size, Min: 73, Type: Dec{}},
}

// bpfNextID is what the commands for the next id are told.
var bpfNextID = []bpfField{
	{At: &layout.BPFAttr_start_id, Type: Dec{}},
	{At: &layout.BPFAttr_next_id, Type: Dec{}},
}

// bpfProgID is what BPF_PROG_GET_FD_BY_ID is told.
var bpfProgID = []bpfField{
	{At: &layout.BPFAttr_prog_id, Type: Dec{}},
}

// bpfMapID is what BPF_MAP_GET_FD_BY_ID is told.
var bpfMapID = []bpfField{
	{At: &layout.BPFAttr_map_id, Type: Dec{}},
	{At: &layout.BPFAttr_next_id, Type: Dec{}, If: bpfNever},
	{At: &layout.BPFAttr_open_flags, Min: 9, Type: flagsOf{&xlat.BPFOpenFlags}},
}

// bpfInfo is what BPF_OBJ_GET_INFO_BY_FD is told.
var bpfInfo = []bpfField{
	{At: &layout.BPFAttr_info_bpf_fd, Type: FD{}},
	{At: &layout.BPFAttr_info_info_len, Type: Dec{}},
	{At: &layout.BPFAttr_info_info, Type: Addr{}},
}

// bpfQuery is what BPF_PROG_QUERY is told.
var bpfQuery = []bpfField{
	{At: &layout.BPFAttr_query_target_fd, Type: FD{}},
	{At: &layout.BPFAttr_query_attach_type, Type: enumOf{&xlat.BPFAttachTypes}},
	{At: &layout.BPFAttr_query_query_flags, Type: flagsOf{&xlat.BPFQueryFlags}},
	{At: &layout.BPFAttr_query_attach_flags, Type: flagsOf{&xlat.BPFAttachFlags}},
	{At: &layout.BPFAttr_query_prog_ids, Type: bpfIDs{}},
	{At: &layout.BPFAttr_query_prog_cnt, Type: Dec{}},
	{At: &layout.BPFAttr_query_prog_attach_flags, Min: 29, Type: Dec{}, If: bpfNever},
	{At: &layout.BPFAttr_query_prog_attach_flags, Min: 33, Type: Addr{}},
	{At: &layout.BPFAttr_query_link_ids, Min: 41, Type: Addr{}},
	{At: &layout.BPFAttr_query_link_attach_flags, Min: 41, Type: Addr{}},
	{At: &layout.BPFAttr_query_revision, Min: 41, Type: Hex{}},
}

// bpfTracepoint is what BPF_RAW_TRACEPOINT_OPEN is told.
var bpfTracepoint = []bpfField{
	{At: &layout.BPFAttr_raw_tracepoint_name, Type: Str{}},
	{At: &layout.BPFAttr_raw_tracepoint_prog_fd, Type: FD{}},
	{At: &layout.BPFAttr_raw_tracepoint_cookie, Min: 13, Type: Dec{}, If: bpfNever},
	{At: &layout.BPFAttr_raw_tracepoint_cookie, Min: 24, Type: Hex{}},
}

// bpfBTFLoad is what BPF_BTF_LOAD is told.
var bpfBTFLoad = []bpfField{
	{At: &layout.BPFAttr_btf, Type: bpfBytes{&layout.BPFAttr_btf_size}},
	{At: &layout.BPFAttr_btf_log_buf, Type: Addr{}},
	{At: &layout.BPFAttr_btf_size, Type: Dec{}},
	{At: &layout.BPFAttr_btf_log_size, Type: Dec{}},
	{At: &layout.BPFAttr_btf_log_level, Type: Dec{}},
	{At: &layout.BPFAttr_btf_log_true_size, Min: 29, Type: Dec{}},
	{At: &layout.BPFAttr_btf_flags, Min: 33, Type: flagsOf{&xlat.BPFFileFlags}},
	{At: &layout.BPFAttr_btf_token_fd, Min: 33, Type: FD{}},
}

// bpfBTFID is what BPF_BTF_GET_FD_BY_ID is told.
var bpfBTFID = []bpfField{
	{At: &layout.BPFAttr_btf_id, Type: Dec{}},
	{At: &layout.BPFAttr_next_id, Type: Dec{}, If: bpfNever},
	{At: &layout.BPFAttr_open_flags, Min: 9, Type: flagsOf{&xlat.BPFOpenFlags}},
	{At: &layout.BPFAttr_fd_by_id_token_fd, Min: 9, Type: FD{}},
}

// bpfTaskQuery is what BPF_TASK_FD_QUERY is told.
var bpfTaskQuery = []bpfField{
	{At: &layout.BPFAttr_task_fd_query_pid, Type: PID{}},
	{At: &layout.BPFAttr_task_fd_query_fd, Type: Int{}},
	{At: &layout.BPFAttr_task_fd_query_flags, Type: Dec{}},
	{At: &layout.BPFAttr_task_fd_query_buf_len, Type: Dec{}},
	{At: &layout.BPFAttr_task_fd_query_buf, Type: bpfText{&layout.BPFAttr_task_fd_query_buf_len}},
	{At: &layout.BPFAttr_task_fd_query_prog_id, Type: Dec{}},
	{At: &layout.BPFAttr_task_fd_query_fd_type, Type: enumOf{&xlat.BPFFDTypes}},
	{At: &layout.BPFAttr_task_fd_query_probe_offset, Type: Hex{}},
	{At: &layout.BPFAttr_task_fd_query_probe_addr, Type: Hex{}},
}

// bpfFreeze is what BPF_MAP_FREEZE is told.
var bpfFreeze = []bpfField{
	{At: &layout.BPFAttr_map_fd, Type: FD{}},
}

// bpfLookupBatch is what the look-ups of many elements are told.
var bpfLookupBatch = []bpfField{
	{At: &layout.BPFAttr_batch_in_batch, Type: Addr{}},
	{At: &layout.BPFAttr_batch_out_batch, Type: Addr{}},
	{At: &layout.BPFAttr_batch_keys, Type: Addr{}},
	{At: &layout.BPFAttr_batch_values, Type: Addr{}},
	{At: &layout.BPFAttr_batch_count, Type: Dec{}},
	{At: &layout.BPFAttr_batch_map_fd, Type: FD{}},
	{At: &layout.BPFAttr_batch_elem_flags, Type: flagsOf{&xlat.BPFLookupFlags}},
	{At: &layout.BPFAttr_batch_flags, Type: Hex{}},
}

// bpfUpdateBatch is what BPF_MAP_UPDATE_BATCH is told.
var bpfUpdateBatch = []bpfField{
	{At: &layout.BPFAttr_batch_keys, Type: Addr{}},
	{At: &layout.BPFAttr_batch_values, Type: Addr{}},
	{At: &layout.BPFAttr_batch_count, Type: Dec{}},
	{At: &layout.BPFAttr_batch_map_fd, Type: FD{}},
	{At: &layout.BPFAttr_batch_elem_flags, Type: flagsOf{&xlat.BPFUpdateFlags}},
	{At: &layout.BPFAttr_batch_flags, Type: Hex{}},
}

// bpfDeleteBatch is what BPF_MAP_DELETE_BATCH is told.
var bpfDeleteBatch = []bpfField{
	{At: &layout.BPFAttr_batch_keys, Type: Addr{}},
	{At: &layout.BPFAttr_batch_count, Type: Dec{}},
	{At: &layout.BPFAttr_batch_map_fd, Type: FD{}},
	{At: &layout.BPFAttr_batch_elem_flags, Type: flagsOf{&xlat.BPFLookupFlags}},
	{At: &layout.BPFAttr_batch_flags, Type: Hex{}},
}

// bpfLinkCreate is what BPF_LINK_CREATE is told.
var bpfLinkCreate = []bpfField{
	{At: &layout.BPFAttr_link_create_prog_fd, Type: FD{}},
	{At: &layout.BPFAttr_link_create_target_fd, Type: FD{}, If: bpfLinksFD},
	{At: &layout.BPFAttr_link_create_target_ifindex, Type: IfIndex{}, If: bpfLinksIf},
	{At: &layout.BPFAttr_link_create_attach_type, Type: enumOf{&xlat.BPFAttachTypes}},
	{At: &layout.BPFAttr_link_create_flags, Type: flagsOf{&xlat.BPFAttachFlags}},
	{At: &layout.BPFAttr_link_create_iter_info, Min: 17, Type: bpfArray{&layout.BPFAttr_link_create_iter_info_len}, If: bpfIterates},
	{At: &layout.BPFAttr_link_create_iter_info_len, Min: 17, Type: Dec{}, If: bpfIterates},
}

// bpfLinkCgroup is the cgroup of link_create.
var bpfLinkCgroup = []bpfField{
	{At: &layout.BPFAttr_link_create_cgroup_relative_fd, Type: FD{}},
	{At: &layout.BPFAttr_link_create_cgroup_expected_revision, Type: Hex{}},
}

// bpfLinkTracing is the tracing of link_create.
var bpfLinkTracing = []bpfField{
	{At: &layout.BPFAttr_link_create_tracing_target_btf_id, Type: Dec{}},
	{At: &layout.BPFAttr_link_create_tracing_cookie, Type: Hex{}},
}

// bpfLinkPerf is the perf_event of link_create.
var bpfLinkPerf = []bpfField{
	{At: &layout.BPFAttr_link_create_perf_event_bpf_cookie, Type: Hex{}},
}

// bpfLinkKprobe is the kprobe_multi of link_create.
var bpfLinkKprobe = []bpfField{
	{At: &layout.BPFAttr_link_create_kprobe_multi_flags, Type: flagsOf{&xlat.BPFKprobeFlags}},
	{At: &layout.BPFAttr_link_create_kprobe_multi_cnt, Type: Dec{}},
	{At: &layout.BPFAttr_link_create_kprobe_multi_syms, Type: bpfArray{&layout.BPFAttr_link_create_kprobe_multi_cnt}},
	{At: &layout.BPFAttr_link_create_kprobe_multi_addrs, Type: bpfArray{&layout.BPFAttr_link_create_kprobe_multi_cnt}},
	{At: &layout.BPFAttr_link_create_kprobe_multi_cookies, Type: bpfArray{&layout.BPFAttr_link_create_kprobe_multi_cnt}},
}

// bpfLinkNetfilter is the netfilter of link_create.
var bpfLinkNetfilter = []bpfField{
	{At: &layout.BPFAttr_link_create_netfilter_pf, Type: Dec{}},
	{At: &layout.BPFAttr_link_create_netfilter_hooknum, Type: Dec{}},
	{At: &layout.BPFAttr_link_create_netfilter_priority, Type: Dec{}},
	{At: &layout.BPFAttr_link_create_netfilter_flags, Type: flagsOf{&xlat.BPFNetfilterFlags}},
}

// bpfLinkTcx is the tcx of link_create.
var bpfLinkTcx = []bpfField{
	{At: &layout.BPFAttr_link_create_tcx_relative_fd, Type: FD{}},
	{At: &layout.BPFAttr_link_create_tcx_expected_revision, Type: Hex{}},
}

// bpfLinkUprobe is the uprobe_multi of link_create.
var bpfLinkUprobe = []bpfField{
	{At: &layout.BPFAttr_link_create_uprobe_multi_path, Type: Path{}},
	{At: &layout.BPFAttr_link_create_uprobe_multi_offsets, Type: bpfArray{&layout.BPFAttr_link_create_uprobe_multi_cnt}},
	{At: &layout.BPFAttr_link_create_uprobe_multi_ref_ctr_offsets, Type: bpfArray{&layout.BPFAttr_link_create_uprobe_multi_cnt}},
	{At: &layout.BPFAttr_link_create_uprobe_multi_cookies, Type: bpfArray{&layout.BPFAttr_link_create_uprobe_multi_cnt}},
	{At: &layout.BPFAttr_link_create_uprobe_multi_cnt, Type: Dec{}},
	{At: &layout.BPFAttr_link_create_uprobe_multi_flags, Type: flagsOf{&xlat.BPFUprobeFlags}},
	{At: &layout.BPFAttr_link_create_uprobe_multi_pid, Type: PID{}},
	{At: &layout.BPFAttr_link_create_uprobe_multi_path_fd, Min: 61, Type: DirFD{}},
}

// bpfLinkNetkit is the netkit of link_create.
var bpfLinkNetkit = []bpfField{
	{At: &layout.BPFAttr_link_create_netkit_relative_fd, Type: FD{}},
	{At: &layout.BPFAttr_link_create_netkit_expected_revision, Type: Hex{}},
}

// bpfLinkTracingMulti is the tracing_multi of link_create.
var bpfLinkTracingMulti = []bpfField{
	{At: &layout.BPFAttr_link_create_tracing_multi_ids, Type: bpfArray{&layout.BPFAttr_link_create_tracing_multi_cnt}},
	{At: &layout.BPFAttr_link_create_tracing_multi_cookies, Type: bpfArray{&layout.BPFAttr_link_create_tracing_multi_cnt}},
	{At: &layout.BPFAttr_link_create_tracing_multi_cnt, Type: Dec{}},
}

// bpfLinkUpdate is what BPF_LINK_UPDATE is told.
var bpfLinkUpdate = []bpfField{
	{At: &layout.BPFAttr_link_update_link_fd, Type: FD{}},
	{At: &layout.BPFAttr_link_update_new_prog_fd, Type: FD{}},
	{At: &layout.BPFAttr_link_update_flags, Type: flagsOf{&xlat.BPFAttachFlags}},
	{At: &layout.BPFAttr_link_update_old_prog_fd, Type: FD{}, If: bpfReplaces},
}

// bpfLinkID is what BPF_LINK_GET_FD_BY_ID is told.
var bpfLinkID = []bpfField{
	{At: &layout.BPFAttr_link_id, Type: Dec{}},
}

// bpfStats is what BPF_ENABLE_STATS is told.
var bpfStats = []bpfField{
	{At: &layout.BPFAttr_enable_stats_type, Type: enumOf{&xlat.BPFStats}},
}

// bpfIter is what BPF_ITER_CREATE is told.
var bpfIter = []bpfField{
	{At: &layout.BPFAttr_iter_create_link_fd, Type: FD{}},
	{At: &layout.BPFAttr_iter_create_flags, Type: Hex{}},
}

// bpfLinkDetach is what BPF_LINK_DETACH is told.
var bpfLinkDetach = []bpfField{
	{At: &layout.BPFAttr_link_detach_link_fd, Type: FD{}},
}

// bpfBind is what BPF_PROG_BIND_MAP is told.
var bpfBind = []bpfField{
	{At: &layout.BPFAttr_prog_bind_map_prog_fd, Type: FD{}},
	{At: &layout.BPFAttr_prog_bind_map_map_fd, Type: FD{}},
	{At: &layout.BPFAttr_prog_bind_map_flags, Type: Hex{}},
}

// bpfToken is what BPF_TOKEN_CREATE is told.
var bpfToken = []bpfField{
	{At: &layout.BPFAttr_token_create_flags, Type: Hex{}},
	{At: &layout.BPFAttr_token_create_bpffs_fd, Type: FD{}},
}

// bpfStream is what BPF_PROG_STREAM_READ_BY_FD is told.
var bpfStream = []bpfField{
	{At: &layout.BPFAttr_prog_stream_read_stream_buf, Type: bpfBytes{&layout.BPFAttr_prog_stream_read_stream_buf_len}},
	{At: &layout.BPFAttr_prog_stream_read_stream_buf_len, Type: Dec{}},
	{At: &layout.BPFAttr_prog_stream_read_stream_id, Type: Dec{}},
	{At: &layout.BPFAttr_prog_stream_read_prog_fd, Type: FD{}},
}

// bpfAssoc is what BPF_PROG_ASSOC_STRUCT_OPS is told.
var bpfAssoc = []bpfField{
	{At: &layout.BPFAttr_prog_assoc_struct_ops_map_fd, Type: FD{}},
	{At: &layout.BPFAttr_prog_assoc_struct_ops_prog_fd, Type: FD{}},
	{At: &layout.BPFAttr_prog_assoc_struct_ops_flags, Type: Hex{}},
}
