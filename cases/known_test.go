package cases

import (
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
)

// TestLines: telephones are found by their last digits, and by no others, whatever was
// added and removed before.
func TestLines(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	var k lines
	want := map[uint32][]uint64{} // by place
	for range 20_000 {
		at := uint32(r.IntN(50))
		if r.IntN(4) == 0 {
			k.remove(at)
			delete(want, at)
		} else {
			digits := uint64(r.IntN(3))*10_000_000 + uint64(r.IntN(20)) // three numbers with the same end
			k.add(line{digits: digits, at: at})
			want[at] = append(want[at], digits)
		}
		asked := uint64(r.IntN(20))
		found, expected := map[uint32][]uint64{}, map[uint32][]uint64{}
		for l := range k.ending(asked) {
			found[l.at] = append(found[l.at], l.digits)
		}
		for at, all := range want {
			for _, digits := range all {
				if lastOf(digits) == lastOf(asked) {
					expected[at] = append(expected[at], digits)
				}
			}
			slices.Sort(expected[at])
			slices.Sort(found[at])
			if len(expected[at]) == 0 {
				delete(expected, at)
				delete(found, at)
			}
		}
		if !maps.EqualFunc(found, expected, slices.Equal) {
			t.Fatalf("the telephones that end in %d: %v, not %v", asked, found, expected)
		}
	}
	for at := range uint32(50) {
		k.remove(at)
	}
	if len(k.free) != len(k.all)-1 || len(k.byLast) != 0 {
		t.Errorf("of %d lines that were removed, %d are free; %d ends are still known", len(k.all)-1, len(k.free), len(k.byLast))
	}
}
