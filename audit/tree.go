package audit

import (
	"encoding/base64"
	"fmt"
	"math/bits"
	"slices"

	"golang.org/x/mod/sumdb/tlog"
)

// tree is the right edge of a Merkle tree: the hashes of its complete subtrees
// from the largest to the smallest. It is all that appending needs.
type tree struct {
	size int64
	edge []tlog.Hash
}

func (t *tree) add(leaf tlog.Hash) {
	edge := append(slices.Clone(t.edge), leaf)
	for n := t.size; n&1 == 1; n >>= 1 {
		last := len(edge) - 1
		edge = append(edge[:last-1], tlog.NodeHash(edge[last-1], edge[last]))
	}
	t.size, t.edge = t.size+1, edge
}

func (t *tree) root() tlog.Hash {
	if t.size == 0 {
		h, err := tlog.TreeHash(0, nil)
		if err != nil {
			return tlog.Hash{}
		}
		return h
	}
	h := t.edge[len(t.edge)-1]
	for i := len(t.edge) - 2; i >= 0; i-- {
		h = tlog.NodeHash(t.edge[i], h)
	}
	return h
}

// headText is the text of a head: the log's name, its size and the hash of its
// tree in base64, a line each, as C2SP tlog-checkpoint has it.
func headText(name string, t *tree) string {
	root := t.root()
	return fmt.Sprintf("%s\n%d\n%s\n", name, t.size, base64.StdEncoding.EncodeToString(root[:]))
}

// Signed is a head as it is stored: the size of the log, the right edge of its
// tree, and the signed text that speaks for both. The zero Signed is that of a log
// without entries.
type Signed struct {
	Size int64  `json:"size"`
	Edge []byte `json:"edge"`
	Note string `json:"note"`
}

// head returns the tree as it is stored, with its signed text.
func (t *tree) head(note string) Signed {
	h := Signed{Size: t.size, Note: note}
	for _, hash := range t.edge {
		h.Edge = append(h.Edge, hash[:]...)
	}
	return h
}

// tree returns the tree of a head whose edge is whole.
func (h Signed) tree() tree {
	t := tree{size: h.Size}
	for b := range slices.Chunk(h.Edge, tlog.HashSize) {
		t.edge = append(t.edge, tlog.Hash(b))
	}
	return t
}

// whole reports whether the edge has as many hashes as a tree of this size.
func (h Signed) whole() bool {
	return h.Size >= 0 && len(h.Edge) == bits.OnesCount64(uint64(h.Size))*tlog.HashSize
}

func (h Signed) same(other Signed) bool {
	return h.Size == other.Size && h.Note == other.Note && slices.Equal(h.Edge, other.Edge)
}
