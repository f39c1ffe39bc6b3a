package dossier_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/consent"
	"lindung/dossier"
	"lindung/duties"
	"lindung/field"
	"lindung/internal/db"
	"lindung/internal/test/nodetest"
	"lindung/justice"
	"lindung/person"
)

// investigated opens a case of the police with a record of each form of proceedings, and a
// suspect who is suspected in a second case too.
func investigated(t *testing.T, n *nodetest.Node) (first, second cases.Case) {
	t.Helper()
	kanya, sup := n.As(t, "investigator@police"), n.As(t, "supervisor@police")
	first = must(cases.Open(ctx, kanya, cases.New{Names: []person.Name{{Text: "Sok Example", Kind: "official"}}}))
	second = must(cases.Open(ctx, sup, cases.New{Names: []person.Name{{Text: "Dara Example", Kind: "official"}}}))
	for _, f := range justice.Forms {
		must(cases.AddRecord(ctx, kanya, first.ID, cases.Record{Form: f, Values: whole(t, n, f)}))
	}
	s := must(justice.Add(ctx, kanya, first.ID, justice.New{
		Known: justice.Known{Name: "Boss Example"}, Part: justice.Part{Roles: []string{"organiser"}, Is: justice.NoSign},
	}))
	must(justice.Add(ctx, sup, second.ID, justice.New{Same: s, Part: justice.Part{Roles: []string{"guard"}, Is: justice.MayBe}}))
	return first, second
}

// byLaw opens groups of a case of the police to an organisation on a legal basis of two
// people.
func byLaw(t *testing.T, n *nodetest.Node, id lindung.CaseID, org string, groups ...lindung.Group) {
	t.Helper()
	b := must(consent.ProposeBasis(ctx, n.As(t, "investigator@police").SteppedUp(true), cases.Target(id), consent.Basis{
		Recipient: consent.ToOrg(n.Orgs[org].ID), Kind: "court_order", Source: "Example Act 4", Reason: "to prosecute",
		Purpose: lindung.LawEnforcement, Groups: groups, Until: db.TimeOf(n.Now()).Add(24 * time.Hour),
	}))
	none(t, consent.AgreeBasis(ctx, n.As(t, "supervisor@police").SteppedUp(true), cases.Target(id), b.ID))
}

// What an investigation finds reaches the prosecutor on a legal basis of two people, with
// the suspects of this case and nothing of their other cases. The same basis opens nothing
// of it to whoever does not prosecute, and no person can be asked to agree to it.
func TestInvestigationReachesProsecutor(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		n.Join(t, "prosecutor", access.Org{Name: "Example Prosecution Office", Sector: "prosecution", Country: "TH", Lang: "en"})
		c, other := investigated(t, n)
		byLaw(t, n, c.ID, "prosecutor", lindung.Identity, lindung.Justice, lindung.SupportNotes)
		byLaw(t, n, c.ID, "hospital", lindung.Identity, lindung.Justice)
		w := must(dossier.Read(ctx, n.As(t, "supervisor@prosecutor"), c.ID))
		if len(w.Suspects) != 1 || len(w.Suspects[0].Parts) != 1 || w.Suspects[0].Name != "Boss Example" {
			t.Errorf("the prosecutor sees %+v", w.Suspects)
		}
		for _, f := range justice.Forms {
			want := 1
			if f == justice.Hearing { // legal matters were not opened
				want = 0
			}
			if got := len(w.Records(f)); got != want {
				t.Errorf("the prosecutor reads %d records of %s", got, f.Name)
			}
		}
		if _, err := cases.Read(ctx, n.As(t, "supervisor@prosecutor"), other.ID); !errors.Is(err, access.ErrDenied) {
			t.Errorf("the prosecutor reads the other case: %v", err)
		}
		w = must(dossier.Read(ctx, n.As(t, "supervisor@hospital"), c.ID))
		for _, it := range dossier.Pieces(w) {
			if slices.Contains(it.Groups, lindung.Justice) {
				t.Errorf("the hospital reads %s", it.Label)
			}
		}
		if len(w.Suspects) != 0 || w.MayRead(lindung.Justice) {
			t.Error("the hospital reads the investigation")
		}
		_, err := consent.Give(ctx, n.As(t, "investigator@police"), cases.Target(c.ID), consent.Grant{
			Recipient: consent.ToOrg(n.Orgs["prosecutor"].ID), Purpose: lindung.LawEnforcement, Groups: []lindung.Group{lindung.Justice}, From: db.TimeOf(n.Now()),
			Until: db.TimeOf(n.Now()).Add(time.Hour), Lang: "en", TextVersion: consent.CurrentVersion, Detail: consent.Detail{ExplainedBy: "Ana Example"},
		})
		var ps field.Problems
		if !errors.As(err, &ps) || ps[0].Field != "groups" {
			t.Errorf("the person is asked to agree to it: %v", err)
		}
	})
}

// Of a case with an investigation, whoever reads it is owed what a criminal case asks; a
// measure that was given shows that it was done. Who does not read it learns of no case.
func TestProceedingsGiveFacts(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		c, _ := investigated(t, n)
		w := must(dossier.Read(ctx, n.As(t, "supervisor@police"), c.ID))
		if known := dossier.Facts(w).Known.CriminalCase; known == nil || !*known {
			t.Error("an investigation is no criminal case")
		}
		if done := dossier.DoneOf(w, duties.Duty{Rule: "protect_witness"}); !done.Any || !done.Open {
			t.Errorf("what was refused protects: %+v", done)
		}
		given := answer(t, n, justice.Safeguard, "safeguard_for", "person", "safeguard_from", "2026-11-20")
		none(t, errOf(cases.AddRecord(ctx, n.As(t, "supervisor@police"), c.ID, cases.Record{Form: justice.Safeguard, Values: given})))
		w = must(dossier.Read(ctx, n.As(t, "supervisor@police"), c.ID))
		if done := dossier.DoneOf(w, duties.Duty{Rule: "protect_witness"}); !done.Kept || !done.Any || done.Open {
			t.Errorf("of the protection of witnesses is recorded %+v", done)
		}
		byLaw(t, n, c.ID, "hospital", lindung.Identity, lindung.Justice)
		w = must(dossier.Read(ctx, n.As(t, "supervisor@hospital"), c.ID))
		if known := dossier.Facts(w).Known.CriminalCase; known != nil {
			t.Error("who does not read the investigation knows of the case")
		}
	})
}

// An investigator sees what waits in the proceedings of their own cases, who leads sees all,
// and nobody outside the authorities sees any.
func TestReadMatters(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		c, _ := investigated(t, n)
		kanya := n.As(t, "investigator@police")
		none(t, errOf(cases.AddRecord(ctx, kanya, c.ID, cases.Record{Form: justice.Safeguard, Values: answer(t, n, justice.Safeguard, "safeguard_asked", "2026-11-01")})))
		none(t, errOf(cases.AddRecord(ctx, kanya, c.ID, cases.Record{Form: justice.Request, Values: answer(t, n, justice.Request, "request_state", "KH")})))
		for who, want := range map[string]string{
			"investigator@police": "[safeguard safeguards request requests]", "supervisor@police": "[safeguard safeguards request requests]", "second@police": "[]",
		} {
			var all []string
			for _, o := range must(dossier.ReadMatters(ctx, n.As(t, who))) {
				for _, r := range o.Records {
					all = append(all, r.Form.Name, o.Name)
				}
			}
			if got := fmt.Sprint(all); got != want {
				t.Errorf("%s: %s, want %s", who, got, want)
			}
		}
		for _, who := range []string{"caseworker@shelter", "supervisor@ngo", "administrator@police", "data_protection@police", "analyst@police"} {
			if _, err := dossier.ReadMatters(ctx, n.As(t, who)); !errors.Is(err, access.ErrDenied) {
				t.Errorf("%s: %v", who, err)
			}
		}
	})
}

func errOf[T any](_ T, err error) error { return err }

// answer answers fields of a form: names and texts in turn.
func answer(t *testing.T, n *nodetest.Node, f *field.Form, of ...string) field.Values {
	t.Helper()
	var v field.Values
	for at := 0; at < len(of); at += 2 {
		i, ok := f.Field(of[at])
		if !ok {
			t.Fatalf("%s does not ask %s", f.Name, of[at])
		}
		if _, _, bad := v.Parse(i, of[at+1], n.Now()); bad != nil {
			t.Fatalf("%+v", bad)
		}
	}
	return v
}

// An erased case leaves nothing of its suspects, and those of another case stay.
func TestEraseSuspects(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		first, second := investigated(t, n)
		sup := n.As(t, "supervisor@police")
		forget := func(id lindung.CaseID) {
			t.Helper()
			none(t, sup.Do(ctx, access.CaseOpen, sup.OrgTarget(), func(tx *access.Tx) error { return dossier.Erase(tx, []lindung.CaseID{id}) }))
		}
		forget(first.ID)
		for _, place := range holding(t, n, string(first.ID)) {
			if place != "log_entries.object" {
				t.Errorf("%s still names the case", place)
			}
		}
		w := must(dossier.Read(ctx, sup, second.ID))
		if len(w.Suspects) != 1 || len(w.Suspects[0].Parts) != 1 {
			t.Errorf("the other case has %+v", w.Suspects)
		}
		id := w.Suspects[0].ID
		forget(second.ID)
		if places := holding(t, n, string(id)); len(places) != 0 {
			t.Errorf("who is suspected in no case stands in %v", places)
		}
	})
}
