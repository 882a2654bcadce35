package syscalls

import (
	"strake/tracer/abi"
	"strake/tracer/abi/layout"
	"strake/tracer/decode"
	"strake/tracer/xlat"
)

// quotaOp is the operation of quotactl(2): a command and a type of quotas, QCMD(Q_GETQUOTA, USRQUOTA).
type quotaOp struct{}

// Print implements Type.
func (quotaOp) Print(c *decode.Call, v decode.Value) {
	op := v.U & 0xffffffff
	if c.Opt.Style != decode.Abbrev {
		c.E.Uint(op)
		if c.Opt.Style == decode.Raw {
			return
		}
		c.E.CommentBegin()
		defer c.E.CommentEnd()
	}
	c.E.CallBegin("QCMD")
	c.E.CallArg()
	quotaPart(c, &xlat.QuotaCmds, op>>8)
	c.E.CallArg()
	quotaPart(c, &xlat.QuotaTypes, op&0xff)
	c.E.CallEnd()
}

// quotaPart shows a name, also where numbers are shown too: the whole operation has been.
func quotaPart(c *decode.Call, t *xlat.Table, v uint64) {
	if name := t.Lookup(c.ABI.ID, v); name != "" {
		c.E.Name(name)
		return
	}
	c.E.Hex(v)
	c.Comment(t.Unknown)
}

// The commands of quotactl(2), without the type (linux/quota.h, linux/dqblk_xfs.h).
const (
	qSync         = 0x800001
	qQuotaon      = 0x800002
	qQuotaoff     = 0x800003
	qGetfmt       = 0x800004
	qGetinfo      = 0x800005
	qSetinfo      = 0x800006
	qGetquota     = 0x800007
	qSetquota     = 0x800008
	qGetnextquota = 0x800009

	qXquotaon     = 0x5801
	qXquotaoff    = 0x5802
	qXgetquota    = 0x5803
	qXsetqlim     = 0x5804
	qXgetqstat    = 0x5805
	qXquotarm     = 0x5806
	qXquotasync   = 0x5807
	qXgetqstatv   = 0x5808
	qXgetnextquot = 0x5809
)

var quotaCases = []Case{
	{[]uint64{qQuotaon}, []Arg{{"id", Enum{Table: &xlat.QuotaFormats}}, {"addr", Path{}}}},
	{[]uint64{qSync, qQuotaoff, qXquotasync}, nil},
	{[]uint64{qGetfmt}, []Arg{{"", Unused{N: 1}}, {"addr", Out{Ref{Enum{Table: &xlat.QuotaFormats}}}}}},
	{[]uint64{qGetinfo}, []Arg{{"", Unused{N: 1}}, {"addr", Out{Ptr{&structDqinfo}}}}},
	{[]uint64{qSetinfo}, []Arg{{"", Unused{N: 1}}, {"addr", Ptr{&structDqinfo}}}},
	{[]uint64{qGetquota}, []Arg{{"id", UID{}}, {"addr", Out{Ptr{&structDqblk}}}}},
	{[]uint64{qSetquota}, []Arg{{"id", UID{}}, {"addr", Ptr{&structDqblk}}}},
	{[]uint64{qGetnextquota}, []Arg{{"id", UID{}}, {"addr", Out{Ptr{&structNextDqblk}}}}},
	{[]uint64{qXquotaon, qXquotaoff}, []Arg{{"", Unused{N: 1}}, {"addr", Ref{Flags{&xlat.XfsQuotaFlags}}}}},
	{[]uint64{qXgetquota, qXgetnextquot}, []Arg{{"id", UID{}}, {"addr", Out{Ptr{&structFsDiskQuota}}}}},
	{[]uint64{qXsetqlim}, []Arg{{"id", UID{}}, {"addr", Ptr{&structFsDiskQuota}}}},
	{[]uint64{qXgetqstat}, []Arg{{"", Unused{N: 1}}, {"addr", Out{Ptr{&structFsQuotaStat}}}}},
	{[]uint64{qXquotarm}, []Arg{{"", Unused{N: 1}}, {"addr", Ref{Flags{&xlat.XfsDqblkFlags}}}}},
	{[]uint64{qXgetqstatv}, []Arg{{"", Unused{N: 1}}, {"addr", Out{Ptr{&structFsQuotaStatv}}}}},
}

var quotaOther = []Arg{{"id", UID{}}, {"addr", Addr{}}}

var structDqinfo = Struct{&layout.Dqinfo, []Field{
	{At: &layout.Dqinfo_dqi_bgrace, Type: Unsigned{}},
	{At: &layout.Dqinfo_dqi_igrace, Type: Unsigned{}},
	{At: &layout.Dqinfo_dqi_flags, Type: Flags{&xlat.DqinfoFlags}},
	{At: &layout.Dqinfo_dqi_valid, Type: Flags{&xlat.DqinfoValid}},
}}

var structDqblk = Struct{&layout.Dqblk, []Field{
	{At: &layout.Dqblk_dqb_bhardlimit, Type: Unsigned{}},
	{At: &layout.Dqblk_dqb_bsoftlimit, Type: Unsigned{}},
	{At: &layout.Dqblk_dqb_curspace, Type: Unsigned{}},
	{At: &layout.Dqblk_dqb_ihardlimit, Type: Unsigned{}},
	{At: &layout.Dqblk_dqb_isoftlimit, Type: Unsigned{}},
	{At: &layout.Dqblk_dqb_curinodes, Type: Unsigned{}},
	{At: &layout.Dqblk_dqb_btime, Type: Unsigned{}, Long: true},
	{At: &layout.Dqblk_dqb_itime, Type: Unsigned{}, Long: true},
	{At: &layout.Dqblk_dqb_valid, Type: Flags{&xlat.DqblkValid}, Long: true},
}}

var structNextDqblk = Struct{&layout.NextDqblk, []Field{
	{At: &layout.NextDqblk_dqb_bhardlimit, Type: Unsigned{}},
	{At: &layout.NextDqblk_dqb_bsoftlimit, Type: Unsigned{}},
	{At: &layout.NextDqblk_dqb_curspace, Type: Unsigned{}},
	{At: &layout.NextDqblk_dqb_ihardlimit, Type: Unsigned{}},
	{At: &layout.NextDqblk_dqb_isoftlimit, Type: Unsigned{}},
	{At: &layout.NextDqblk_dqb_curinodes, Type: Unsigned{}},
	{At: &layout.NextDqblk_dqb_btime, Type: Unsigned{}, Long: true},
	{At: &layout.NextDqblk_dqb_itime, Type: Unsigned{}, Long: true},
	{At: &layout.NextDqblk_dqb_valid, Type: Flags{&xlat.DqblkValid}, Long: true},
	{At: &layout.NextDqblk_dqb_id, Type: Unsigned{}},
}}

var structFsDiskQuota = Struct{&layout.FsDiskQuota, []Field{
	{At: &layout.FsDiskQuota_d_version, Type: Dec{}},
	{At: &layout.FsDiskQuota_d_flags, Type: xfsDqblkFlags{}},
	{At: &layout.FsDiskQuota_d_fieldmask, Type: Hex{}},
	{At: &layout.FsDiskQuota_d_id, Type: Unsigned{}},
	{At: &layout.FsDiskQuota_d_blk_hardlimit, Type: Unsigned{}},
	{At: &layout.FsDiskQuota_d_blk_softlimit, Type: Unsigned{}},
	{At: &layout.FsDiskQuota_d_ino_hardlimit, Type: Unsigned{}},
	{At: &layout.FsDiskQuota_d_ino_softlimit, Type: Unsigned{}},
	{At: &layout.FsDiskQuota_d_bcount, Type: Unsigned{}},
	{At: &layout.FsDiskQuota_d_icount, Type: Unsigned{}},
	{At: &layout.FsDiskQuota_d_itimer, Type: Dec{}, Long: true},
	{At: &layout.FsDiskQuota_d_btimer, Type: Dec{}, Long: true},
	{At: &layout.FsDiskQuota_d_iwarns, Type: Unsigned{}, Long: true},
	{At: &layout.FsDiskQuota_d_bwarns, Type: Unsigned{}, Long: true},
	{At: &layout.FsDiskQuota_d_rtb_hardlimit, Type: Unsigned{}, Long: true},
	{At: &layout.FsDiskQuota_d_rtb_softlimit, Type: Unsigned{}, Long: true},
	{At: &layout.FsDiskQuota_d_rtbcount, Type: Unsigned{}, Long: true},
	{At: &layout.FsDiskQuota_d_rtbtimer, Type: Dec{}, Long: true},
	{At: &layout.FsDiskQuota_d_rtbwarns, Type: Unsigned{}, Long: true},
}}

// xfsDqblkFlags is the kind of a quota, in a byte that is declared signed.
type xfsDqblkFlags struct{}

// Print implements Type.
func (xfsDqblkFlags) Print(c *decode.Call, v decode.Value) {
	c.Flags(&xlat.XfsDqblkFlags, layout.Load(v.Mem, false))
}

var structFsQfilestat = Struct{&layout.FsQfilestat, []Field{
	{At: &layout.FsQfilestat_qfs_ino, Type: Unsigned{}},
	{At: &layout.FsQfilestat_qfs_nblks, Type: Unsigned{}},
	{At: &layout.FsQfilestat_qfs_nextents, Type: Unsigned{}},
}}

var structFsQuotaStat = Struct{&layout.FsQuotaStat, []Field{
	{At: &layout.FsQuotaStat_qs_version, Type: Dec{}},
	{At: &layout.FsQuotaStat_qs_flags, Type: xfsQuotaFlags{}, Long: true},
	{At: &layout.FsQuotaStat_qs_uquota, Type: &structFsQfilestat, Long: true},
	{At: &layout.FsQuotaStat_qs_gquota, Type: &structFsQfilestat, Long: true},
	{At: &layout.FsQuotaStat_qs_incoredqs, Type: Unsigned{}, Long: true},
	{At: &layout.FsQuotaStat_qs_btimelimit, Type: Dec{}, Long: true},
	{At: &layout.FsQuotaStat_qs_itimelimit, Type: Dec{}, Long: true},
	{At: &layout.FsQuotaStat_qs_rtbtimelimit, Type: Dec{}, Long: true},
	{At: &layout.FsQuotaStat_qs_bwarnlimit, Type: Unsigned{}, Long: true},
	{At: &layout.FsQuotaStat_qs_iwarnlimit, Type: Unsigned{}, Long: true},
}}

var structFsQuotaStatv = Struct{&layout.FsQuotaStatv, []Field{
	{At: &layout.FsQuotaStatv_qs_version, Type: Dec{}},
	{At: &layout.FsQuotaStatv_qs_flags, Type: xfsQuotaFlags{}, Long: true},
	{At: &layout.FsQuotaStatv_qs_incoredqs, Type: Unsigned{}, Long: true},
	{At: &layout.FsQuotaStatv_qs_uquota, Type: &structFsQfilestat, Long: true},
	{At: &layout.FsQuotaStatv_qs_gquota, Type: &structFsQfilestat, Long: true},
	{At: &layout.FsQuotaStatv_qs_pquota, Type: &structFsQfilestat, Long: true},
	{At: &layout.FsQuotaStatv_qs_btimelimit, Type: Dec{}, Long: true},
	{At: &layout.FsQuotaStatv_qs_itimelimit, Type: Dec{}, Long: true},
	{At: &layout.FsQuotaStatv_qs_rtbtimelimit, Type: Dec{}, Long: true},
	{At: &layout.FsQuotaStatv_qs_bwarnlimit, Type: Unsigned{}, Long: true},
	{At: &layout.FsQuotaStatv_qs_iwarnlimit, Type: Unsigned{}, Long: true},
}}

// xfsQuotaFlags is the state of quotas in 16 bits.
type xfsQuotaFlags struct{}

// Print implements Type.
func (xfsQuotaFlags) Print(c *decode.Call, v decode.Value) {
	c.Flags(&xlat.XfsQuotaFlags, layout.Load(v.Mem, false))
}

// Size implements Sized.
func (xfsQuotaFlags) Size(abi.ID) int { return 2 }
