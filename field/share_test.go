package field_test

import (
	"strings"
	"testing"

	"lindung"
	"lindung/field"
)

// What goes with a contact goes whatever was agreed, and nothing else does.
func TestShared(t *testing.T) {
	safety, contact := field.InGroup(lindung.Safety), field.InGroup(lindung.Contact)
	help, police := field.ForPurposes(lindung.Assistance), field.ForPurposes(lindung.LawEnforcement)
	hours := field.NewText("hours", safety, help)
	never := field.NewText("never", safety, police)
	rule := field.NewForm("rule", hours, never).GoesWith(lindung.Contact)
	keepFrom := field.NewText("keep_from", safety, help, field.ToldWith(lindung.Contact))
	secret := field.NewBool("secret", safety, help, field.GoesWith(lindung.Contact))
	people := field.NewForm("people", keepFrom, secret, field.NewText("trusted", safety, help))
	phones := field.NewForm("phones", field.NewPhone("mobile", contact, help))
	type open = map[lindung.Group][]lindung.Purpose
	for _, c := range []struct {
		name string
		open open
		want string // what is shown, and after a bar what is only told
	}{
		{"nothing", open{}, " | "},
		{"another group", open{lindung.Health: {lindung.Assistance}}, " | "},
		{"the contact", open{lindung.Contact: {lindung.Assistance}}, "hours never secret mobile | keep_from"},
		{"the contact for a purpose nobody asked it for", open{lindung.Contact: {lindung.LawEnforcement}}, "hours never secret | keep_from"},
		{"safety for one purpose", open{lindung.Safety: {lindung.Assistance}}, "hours keep_from secret trusted | "},
		{"both", open{lindung.Contact: {lindung.Assistance}, lindung.Safety: {lindung.Assistance}}, "hours never keep_from secret trusted mobile | "},
	} {
		var shown, told []string
		for _, f := range []*field.Form{rule, people, phones} {
			for _, i := range f.Shared(c.open).Fields {
				shown = append(shown, i.Name)
			}
			for _, i := range f.Fields {
				if i.OnlyTold(c.open) {
					told = append(told, i.Name)
				}
			}
		}
		if got := strings.Join(shown, " ") + " | " + strings.Join(told, " "); got != c.want {
			t.Errorf("%s: %q, not %q", c.name, got, c.want)
		}
	}
}

// A country's addition to a form that goes along goes along too.
func TestGoesWithGrows(t *testing.T) {
	more := field.NewText("more", field.InGroup(lindung.Safety))
	f := field.NewForm("rule", field.NewText("hours", field.InGroup(lindung.Safety))).GoesWith(lindung.Contact).With(more)
	if got := len(f.Asked().Shared(map[lindung.Group][]lindung.Purpose{lindung.Contact: {lindung.Return}}).Fields); got != 2 {
		t.Errorf("%d fields go along, not 2", got)
	}
}

// The text of problems names fields and keys, never what was typed.
func TestProblems(t *testing.T) {
	var ps field.Problems
	if ps.Need(true, "due", "x"); ps.Err() != nil {
		t.Error("nothing is wrong, and it is an error")
	}
	ps.Need(false, "due", "referral.problem.due")
	ps.Need(false, "words", "problem.text.long", "max", 5)
	if got := ps.Err().Error(); got != "due: referral.problem.due, words: problem.text.long" {
		t.Error(got)
	}
}
