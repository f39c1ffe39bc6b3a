package names

import "testing"

func TestLikeness(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{
		{"Siti Samanama", "siti  SAMANAMA", Same},
		{"Siti Samanama", "Samanama, Siti", Same},
		{"Nguyễn Thị Ví Dụ", "Nguyen Thi Vi Du", Same},
		{"Joesoef Samanama", "Yusuf Samanama", Alike},
		{"Siti Samanama", "Siti Samanema", Alike},
		{"สมชาย", "Somchai", Alike},
		{"Siti Samanama", "Siti", Within},
		{"Siti", "Siti Samanama", Within},
		{"Siti Samanama", "Dara Contoh", Unlike},
		{"Siti Samanama", "", Unlike},
		{"", "", Unlike},
	} {
		if got := Likeness(c.a, c.b); got != c.want {
			t.Errorf("%q and %q: %d, want %d", c.a, c.b, got, c.want)
		}
	}
}
