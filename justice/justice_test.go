package justice_test

import (
	"slices"
	"testing"
	"time"

	"lindung"
	"lindung/field"
	"lindung/justice"
)

// answers are answers to fields of the package, as somebody writes them.
func answers(t *testing.T, of ...string) field.Values {
	t.Helper()
	var v field.Values
	for at := 0; at < len(of); at += 2 {
		found := false
		for _, f := range justice.Forms {
			i, ok := f.Field(of[at])
			if !ok {
				continue
			}
			found = true
			if _, _, bad := v.Parse(i, of[at+1], time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)); bad != nil {
				t.Fatalf("%s: %+v", of[at], bad)
			}
		}
		if !found {
			t.Fatalf("nothing asks %s", of[at])
		}
	}
	return v
}

// Source: ACTIP 10.4
func TestConsults(t *testing.T) {
	for _, c := range []struct {
		states string
		want   []lindung.Country
	}{
		{"TH", nil},
		{"TH; KH", []lindung.Country{"KH"}},
		{"KH; ID", []lindung.Country{"KH", "ID"}},
	} {
		if got := justice.Consults("TH", answers(t, "investigation_states", c.states)); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.states, got, c.want)
		}
	}
	if got := justice.Consults("TH", field.Values{}); got != nil {
		t.Errorf("of nothing: %v", got)
	}
}

// Source: ACTIP 10.3; ACTIP 19
func TestMustTry(t *testing.T) {
	for _, c := range []struct {
		kind, end string
		want      lindung.Country
	}{
		{"extradition_sent", "refused_national", "KH"},
		{"extradition_received", "refused_national", "TH"},
		{"extradition_sent", "refused_rights", ""},
		{"extradition_sent", "done", ""},
		{"assistance_sent", "refused_national", ""},
	} {
		if got := justice.MustTry("TH", answers(t, "request_kind", c.kind, "request_state", "KH", "request_end", c.end)); got != c.want {
			t.Errorf("%s, %s: %q, want %q", c.kind, c.end, got, c.want)
		}
	}
}

// Source: ACTIP 16.7
func TestWaits(t *testing.T) {
	for _, c := range []struct {
		answers []string
		want    bool
	}{
		{[]string{"safeguard_asked", "2026-11-20"}, true},
		{[]string{"safeguard_asked", "2026-11-20", "safeguard_from", "2026-11-22"}, false},
		{[]string{"safeguard_asked", "2026-11-20", "safeguard_end", "refused"}, false},
	} {
		if got := justice.Waits(answers(t, c.answers...)); got != c.want {
			t.Errorf("%v: %v", c.answers, got)
		}
	}
}

// Source: ACTIP 16.7
func TestInCriminalCase(t *testing.T) {
	for _, c := range []struct {
		form    *field.Form
		answers []string
		want    bool
	}{
		{justice.Complaint, []string{"complaint_by", "person"}, false},
		{justice.Investigation, []string{"investigation_of", "trafficking"}, true},
		{justice.Prosecution, []string{"prosecution_of", "Contoh"}, true},
		{justice.Hearing, []string{"hearing_kind", "testimony"}, true},
		{justice.Hearing, []string{"hearing_kind", "compensation"}, false},
		{justice.Asset, []string{"asset_kind", "money"}, false},
	} {
		if got := justice.InCriminalCase(c.form, answers(t, c.answers...)); got != c.want {
			t.Errorf("%s %v: %v", c.form.Name, c.answers, got)
		}
	}
}

// Source: ACTIP 14.7
func TestMayBeVictim(t *testing.T) {
	for _, c := range []struct {
		is   []string
		want bool
	}{
		{nil, false},
		{[]string{justice.NoSign, justice.NotLookedAt}, false},
		{[]string{justice.NoSign, justice.MayBe}, true},
		{[]string{justice.IsPerson}, true},
	} {
		var parts []justice.Part
		for _, is := range c.is {
			parts = append(parts, justice.Part{Is: is})
		}
		if got := justice.MayBeVictim(parts); got != c.want {
			t.Errorf("%v: %v", c.is, got)
		}
	}
}

// What an investigation finds lies within its group, and is for no one but the authorities:
// no field of it can be passed on for help, and a hearing has nothing of it.
func TestTheWallOfForms(t *testing.T) {
	for _, f := range justice.Forms {
		if f == justice.Hearing {
			if f.Group() != lindung.Legal {
				t.Errorf("a hearing is in %s", f.Group())
			}
			continue
		}
		for _, i := range f.Fields {
			if i.Group != lindung.Justice || i.PassedOnFor(lindung.Assistance) || i.PassedOnFor(lindung.LegalAid) || !i.PassedOnFor(lindung.LawEnforcement) {
				t.Errorf("%s is in %s", i.Name, i.Group)
			}
		}
	}
}
