package convention

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"lindung"
)

func data(t *testing.T) *Snapshot {
	t.Helper()
	s, err := Embedded()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func day(t *testing.T, s string) lindung.Date {
	t.Helper()
	d, err := lindung.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestStatusOfTheAutumnOf2016(t *testing.T) {
	st, err := StatusOf(data(t), "ACTIP", day(t, "2016-10-01"), day(t, "2026-11-24"))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]lindung.Country{"KH", "SG", "TH"}, st.Ratified); diff != "" {
		t.Errorf("ratified (-want +got):\n%s", diff)
	}
	if len(st.Bound) != 0 || !st.InForce.IsZero() || len(st.Open) != 0 {
		t.Errorf("bound %v, in force %s, open %v; want nobody, nothing, nothing", st.Bound, st.InForce, st.Open)
	}
}
