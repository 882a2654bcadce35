package decode

import "testing"

func TestTree(t *testing.T) {
	tree := new(Tree)
	tree.Begin()

	tree.Arg("fd")
	tree.Int(3)
	tree.AnnotBegin()
	tree.AnnotStr("/dev/null")
	tree.AnnotEnd()

	tree.Arg("flags")
	tree.Name("O_RDONLY")
	tree.Or()
	tree.Name("O_CLOEXEC")
	tree.Or()
	tree.Hex(8)

	tree.Arg("len")
	tree.ArrayBegin()
	tree.Elem()
	tree.Int(16)
	tree.Changed()
	tree.Int(4)
	tree.ArrayEnd()

	tree.Arg("st")
	tree.StructBegin()
	tree.Field("mode")
	tree.Name("S_IFREG")
	tree.Field("")
	tree.More()
	tree.StructEnd()

	tree.Arg("op")
	tree.Hex(77)
	tree.CommentBegin()
	tree.Name("F_???")
	tree.CommentEnd()

	tree.AuxBegin()
	tree.Name("Timeout")
	tree.AuxEnd()

	arg := func(i int) *Node { return tree.Args[i] }
	if len(tree.Args) != 5 {
		t.Fatalf("%d arguments", len(tree.Args))
	}
	if n := arg(0); n.Label != "fd" || n.Kind != NodeNum || n.Num != 3 || len(n.Notes) != 1 || n.Notes[0].Str != "/dev/null" {
		t.Errorf("fd: %+v", n)
	}
	if n := arg(1); n.Label != "flags" || n.Kind != NodeOr || len(n.Items) != 3 || n.Items[1].Name != "O_CLOEXEC" || n.Items[2].Num != 8 {
		t.Errorf("flags: %+v", n)
	}
	if n := arg(2); n.Kind != NodeArray || len(n.Items) != 1 || n.Items[0].Num != 4 || n.Items[0].Was == nil || n.Items[0].Was.Num != 16 {
		t.Errorf("len: %+v", n)
	}
	if n := arg(3); n.Kind != NodeStruct || len(n.Items) != 2 || n.Items[0].Label != "mode" || n.Items[0].Name != "S_IFREG" || !n.Items[1].More {
		t.Errorf("st: %+v", n)
	}
	if n := arg(4); n.Num != 77 || len(n.Notes) != 1 || n.Notes[0].Name != "F_???" {
		t.Errorf("op: %+v", n)
	}
	if len(tree.Aux) != 1 || tree.Aux[0].Name != "Timeout" {
		t.Errorf("aux: %+v", tree.Aux)
	}
	for _, n := range tree.Args {
		_ = n.String()
	}
}
