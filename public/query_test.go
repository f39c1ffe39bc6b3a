package public

import (
	"slices"
	"testing"
)

func TestRoots(t *testing.T) {
	for _, pair := range [][2]string{
		{"penahanan", "ditahan"}, {"penahanan", "menahan"}, {"perlindungan", "melindungi"}, {"meratifikasi", "ratifikasi"}, {"penyintas", "sintas"},
		{"ratified", "ratification"}, {"ratifies", "ratifying"}, {"trafficked", "trafficking"}, {"pemulangan", "dipulangkan"}, {"mengikat", "terikat"},
	} {
		if !slices.ContainsFunc(roots(pair[0]), func(r string) bool { return slices.Contains(roots(pair[1]), r) }) {
			t.Errorf("%s %v and %s %v have no root in common", pair[0], roots(pair[0]), pair[1], roots(pair[1]))
		}
	}
	for _, pair := range [][2]string{{"state", "station"}, {"korban", "kerja"}, {"law", "lawful"}} {
		if slices.ContainsFunc(roots(pair[0]), func(r string) bool { return slices.Contains(roots(pair[1]), r) }) {
			t.Errorf("%s and %s have a root in common", pair[0], pair[1])
		}
	}
}

func TestCited(t *testing.T) {
	for query, want := range map[string][2]int{
		"14.7": {14, 7}, "Article 14.10": {14, 10}, "article 14": {14, 0}, "ACTIP 14(7)": {14, 7}, "Art. 14, para. 7": {14, 7}, "pasal 14 ayat (10)": {14, 10}, "មាត្រា ១៤.៧": {14, 7}, "14": {14, 0},
	} {
		a, p, ok := cited(query)
		if !ok || a != want[0] || p != want[1] {
			t.Errorf("%q: %d, %d, %v", query, a, p, ok)
		}
	}
	for _, query := range []string{"", "article", "law 14", "1 2 3", "shelter"} {
		if _, _, ok := cited(query); ok {
			t.Errorf("%q cites", query)
		}
	}
}
