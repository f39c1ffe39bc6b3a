package names

import (
	"cmp"
	"slices"
	"testing"
)

func TestSorted(t *testing.T) {
	for _, want := range [][]string{
		{"Ana", "ánh", "Đào", "Eko", "Zul"},
		{"กมล", "เกษม", "แก้ว", "ขวัญ", "โชติ", "สมชาย"}, // เกษม is sorted by ก, โชติ by ช
		{"ກອນ", "ແກ້ວ", "ຄຳ"},
	} {
		got := slices.Clone(want)
		slices.Reverse(got)
		slices.SortFunc(got, func(a, b string) int { return cmp.Compare(Sorted(a), Sorted(b)) })
		if !slices.Equal(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	if s := Sorted("Samanama สมมุติสมมุติสมมุติสมมุติสมมุติสมมุติ"); len(s) > sortedFor || s == "" {
		t.Errorf("a long name keeps %d bytes", len(s))
	}
}
