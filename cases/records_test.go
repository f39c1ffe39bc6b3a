package cases_test

import (
	"errors"
	"net/url"
	"strings"
	"testing"

	"lindung"
	"lindung/access"
	"lindung/audit"
	"lindung/cases"
	"lindung/consent"
	"lindung/field"
	"lindung/internal/db"
	"lindung/internal/test/nodetest"
	"lindung/person"
)

// A form that is answered many times, as a wing declares it, and one that is kept
// with a shared event.
var (
	visitOn   = field.NewDate("visit_on", field.InGroup(lindung.Family), field.WithClass(field.Private), field.ForPurposes(lindung.Assistance))
	visitDue  = field.NewDate("visit_due", field.InGroup(lindung.Family), field.WithClass(field.Private), field.Future(), field.ForPurposes(lindung.Assistance))
	visitWhat = field.NewText("visit_what", field.InGroup(lindung.Family), field.ForPurposes(lindung.Assistance))
	visitEnd  = field.NewText("visit_end", field.InGroup(lindung.Family), field.ForPurposes(lindung.LegalAid))
	visits    = field.NewForm("family_visit", visitOn, visitDue, visitWhat, visitEnd).
			Many(field.Repeat{Day: visitOn, Due: visitDue, Done: visitEnd, For: true})

	sightOn   = field.NewDate("sight_on", field.InGroup(lindung.Situation), field.WithClass(field.Private))
	sightWhat = field.NewText("sight_what", field.InGroup(lindung.Situation))
	sights    = field.NewForm("sight", sightOn, sightWhat).Many(field.Repeat{Day: sightOn, Event: true})
)

func given(t *testing.T, n *nodetest.Node, f *field.Form, posted url.Values) cases.Record {
	t.Helper()
	v, problems := f.Decode(posted, n.Now())
	if problems != nil {
		t.Fatal(problems)
	}
	return cases.Record{Form: f, Values: v}
}

// before reads what a record said before.
func before(t *testing.T, s access.Session, id lindung.CaseID, f *field.Form, record lindung.RecordID) []cases.Record {
	t.Helper()
	var all []cases.Record
	_, err := cases.ReadWith(ctx, s, id, func(tx *access.Tx, c cases.Case) (err error) {
		all, err = cases.EarlierVersions(tx, c, f, record)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func add(t *testing.T, n *nodetest.Node, s access.Session, id lindung.CaseID, f *field.Form, posted url.Values) cases.Record {
	t.Helper()
	r, err := cases.AddRecord(ctx, s, id, given(t, n, f, posted))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func read(t *testing.T, s access.Session, id lindung.CaseID) cases.Case {
	t.Helper()
	c, err := cases.Read(ctx, s, id)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// told is what a case says of its records: day, state, what, in their order.
func told(c cases.Case, f *field.Form, what field.Typed[string]) string {
	var all []string
	for _, r := range c.Records(f) {
		text, _ := what.Get(r.Values)
		all = append(all, strings.TrimSpace(r.Day.String()+" "+string(r.Status)+" "+text))
	}
	return strings.Join(all, ", ")
}

// A record is added, corrected and struck out; what it said before stays, and the
// latest day comes first.
func TestRecords(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		n.Forms = n.Forms.With(visits)
		ana := n.As(t, "caseworker@shelter")
		c := open(t, ana, "Sok Example")
		first := add(t, n, ana, c.ID, visits, url.Values{"visit_on": {"2026-03-02"}, "visit_what": {"an aunt"}, "visit_due": {"2031-05"}})
		add(t, n, ana, c.ID, visits, url.Values{"visit_on": {"2026-04-05"}, "visit_what": {"a friend"}, "visit_end": {"came"}})
		got := read(t, ana, c.ID)
		if text := told(got, visits, visitWhat); text != "2026-04-05 done a friend, 2026-03-02 open an aunt" {
			t.Errorf("records: %s", text)
		}
		seen, err := got.Record(visits, first.ID)
		if err != nil || seen.Due.String() != "2031-05-31" || seen.Edition != 1 || seen.CreatedBy != n.ID("caseworker@shelter") {
			t.Errorf("the first: due %s, edition %d, by %s, %v", seen.Due, seen.Edition, seen.CreatedBy, err)
		}

		sup := n.As(t, "supervisor@shelter")
		right := given(t, n, visits, url.Values{"visit_on": {"2026-03-03"}, "visit_what": {"a neighbour"}, "visit_end": {"came"}})
		right.ID, right.Version = seen.ID, seen.Version
		if err := cases.CorrectRecord(ctx, sup, c.ID, right); err != nil {
			t.Fatal(err)
		}
		if err := cases.CorrectRecord(ctx, ana, c.ID, right); !errors.Is(err, lindung.ErrConflict) {
			t.Errorf("from an old version: %v", err)
		}
		if text := told(read(t, ana, c.ID), visits, visitWhat); text != "2026-04-05 done a friend, 2026-03-03 done a neighbour" {
			t.Errorf("corrected: %s", text)
		}

		strike := given(t, n, cases.Struck, url.Values{})
		strike.Form, strike.ID, strike.Version = visits, seen.ID, 2
		var problems field.Problems
		if err := cases.StrikeRecord(ctx, ana, c.ID, strike); !errors.As(err, &problems) || problems[0].Field != "struck_why" {
			t.Errorf("without a reason: %v", err)
		}
		strike.Values = given(t, n, cases.Struck, url.Values{"struck_why": {"of another person"}}).Values
		if err := cases.StrikeRecord(ctx, ana, c.ID, strike); err != nil {
			t.Fatal(err)
		}
		got = read(t, ana, c.ID)
		if text := told(got, visits, visitWhat); text != "2026-04-05 done a friend, struck" {
			t.Errorf("struck out: %s", text)
		}
		gone, _ := got.Record(visits, seen.ID)
		if why, _ := cases.StruckWhy.Get(gone.Values); why != "of another person" || gone.By != n.ID("caseworker@shelter") {
			t.Errorf("the reason is %q", why)
		}
		right.Version = 3
		if err := cases.CorrectRecord(ctx, ana, c.ID, right); !errors.Is(err, lindung.ErrConflict) {
			t.Errorf("what was struck out is corrected: %v", err)
		}

		said := before(t, ana, c.ID, visits, seen.ID)
		if len(said) != 2 {
			t.Fatalf("%d earlier versions", len(said))
		}
		for at, want := range []string{"a neighbour", "an aunt"} {
			if text, _ := visitWhat.Get(said[at].Values); text != want {
				t.Errorf("version %d said %q, want %q", said[at].Version, text, want)
			}
		}
		entries, err := history(sup, c.ID)
		if err != nil {
			t.Fatal(err)
		}
		changes := 0
		for _, e := range entries {
			if e.Act == string(access.CaseEdit) && e.Filter == "family_visit" && e.Decision == audit.Allowed {
				changes++
			}
		}
		if changes != 4 {
			t.Errorf("%d changes of the form are in the history, want 4", changes)
		}
	})
}

// What cannot be a record is said by field, or has no place.
func TestBadRecords(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		n.Forms = n.Forms.With(visits, sights)
		ana := n.As(t, "caseworker@shelter")
		c := open(t, ana, "Sok Example")
		var problems field.Problems
		if _, err := cases.AddRecord(ctx, ana, c.ID, cases.Record{Form: visits}); !errors.As(err, &problems) {
			t.Errorf("nothing answered: %v", err)
		}
		stranger := given(t, n, visits, url.Values{"visit_what": {"an aunt"}})
		stranger.For = n.ID("caseworker@ngo")
		if _, err := cases.AddRecord(ctx, ana, c.ID, stranger); !errors.As(err, &problems) || problems[0].Field != "record_for" {
			t.Errorf("for somebody of another organisation: %v", err)
		}
		once, v := answers(t, n, "health_needs", url.Values{"medicines": {"insulin"}})
		if _, err := cases.AddRecord(ctx, ana, c.ID, cases.Record{Form: once, Values: v}); err == nil {
			t.Errorf("a record of a form that is answered once: %v", err)
		}
		if err := cases.SaveForm(ctx, ana, c.ID, visits, 0, stranger.Values); err == nil {
			t.Errorf("a form of many answers answered once: %v", err)
		}
		if _, err := cases.AddRecord(ctx, ana, c.ID, given(t, n, sights, url.Values{"sight_what": {"a boat"}})); !errors.Is(err, lindung.ErrNotFound) {
			t.Errorf("kept with an event that there is none of: %v", err)
		}
		if err := cases.Close(ctx, ana, c.ID, "returned"); err != nil {
			t.Fatal(err)
		}
		if _, err := cases.AddRecord(ctx, ana, c.ID, given(t, n, visits, url.Values{"visit_what": {"an aunt"}})); !errors.Is(err, access.ErrClosed) {
			t.Errorf("in a closed case: %v", err)
		}
	})
}

// Another organisation sees what was asked for the purpose of its grant, and
// neither what was struck out nor what was said before.
func TestOthersSeeRecordsAsAgreed(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		n.Forms = n.Forms.With(visits)
		ana, dara := n.As(t, "caseworker@shelter"), n.As(t, "caseworker@hospital")
		c := open(t, ana, "Sok Example")
		kept := add(t, n, ana, c.ID, visits, url.Values{"visit_on": {"2026-03-02"}, "visit_what": {"a sister"}})
		again := given(t, n, visits, url.Values{"visit_on": {"2026-03-02"}, "visit_what": {"an aunt"}, "visit_end": {"came"}})
		again.ID, again.Version = kept.ID, 1
		if err := cases.CorrectRecord(ctx, ana, c.ID, again); err != nil {
			t.Fatal(err)
		}
		struck := add(t, n, ana, c.ID, visits, url.Values{"visit_on": {"2026-03-01"}, "visit_what": {"of another"}})
		why := given(t, n, cases.Struck, url.Values{"struck_why": {"twice"}})
		why.Form, why.ID, why.Version = visits, struck.ID, 1
		if err := cases.StrikeRecord(ctx, ana, c.ID, why); err != nil {
			t.Fatal(err)
		}
		if _, err := consent.Give(ctx, ana, cases.Target(c.ID), consent.Grant{
			Recipient: consent.ToOrg(n.Orgs["hospital"].ID), Purpose: lindung.Assistance, Groups: []lindung.Group{lindung.Family},
			From: db.TimeOf(n.Now()), Until: db.TimeOf(n.Now().AddDate(0, 1, 0)), Lang: "en", TextVersion: "v1",
			Detail: consent.Detail{ExplainedBy: "Ana Example"},
		}); err != nil {
			t.Fatal(err)
		}
		opened(t, ana, c.ID)
		got := read(t, dara, c.ID)
		if text := told(got, visits, visitWhat); text != "2026-03-02 done an aunt" {
			t.Errorf("the recipient sees %s", text)
		}
		if _, ok := visitEnd.Get(got.Records(visits)[0].Values); ok {
			t.Error("the recipient sees what was asked for another purpose")
		}
		if said := before(t, dara, c.ID, visits, kept.ID); len(said) != 0 {
			t.Error("the recipient reads earlier versions")
		}
		if _, err := cases.AddRecord(ctx, dara, c.ID, given(t, n, visits, url.Values{"visit_what": {"mine"}})); !errors.Is(err, access.ErrDenied) {
			t.Errorf("the recipient writes: %v", err)
		}
	})
}

// opened opens what was agreed of the case, as an accepted referral does.
func opened(t *testing.T, s access.Session, id lindung.CaseID) {
	t.Helper()
	err := s.Do(ctx, access.ConsentGive, cases.Target(id), func(tx *access.Tx) error {
		l, err := consent.ReadIn(tx, id)
		if err != nil {
			return err
		}
		r := lindung.ReferralID(lindung.NewID())
		if err := consent.NameForReferral(tx, id, r, l); err != nil {
			return err
		}
		return consent.OpenForReferral(tx, r)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// What is kept with a shared event is told once and read in each case of it.
func TestRecordsOfAnEvent(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		n.Forms = n.Forms.With(sights)
		s := n.As(t, "caseworker@shelter")
		c := open(t, s, "Sok Example")
		event := cases.Event{Kind: "boat", Place: "Example Bay"}
		d, err := cases.OpenSibling(ctx, s, c.ID, cases.New{Names: []person.Name{{Text: "Dara Example", Kind: "official"}}, Event: &event})
		if err != nil {
			t.Fatal(err)
		}
		add(t, n, s, c.ID, sights, url.Values{"sight_on": {"2026-03-02"}, "sight_what": {"a blue hull"}})
		for _, id := range []lindung.CaseID{c.ID, d.ID} {
			if text := told(read(t, s, id), sights, sightWhat); text != "2026-03-02 done a blue hull" {
				t.Errorf("%s", text)
			}
		}
	})
}

// Whoever is asked and whoever is late find it in one list; closed cases rest.
func TestDueRecords(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		n.Forms = n.Forms.With(visits)
		ana, second, police := n.As(t, "caseworker@shelter"), n.As(t, "second@shelter"), n.As(t, "supervisor@police")
		c, closed := open(t, ana, "Sok Example"), open(t, ana, "Dara Example")
		for _, one := range []cases.Case{c, closed} {
			add(t, n, ana, one.ID, visits, url.Values{"visit_on": {"2026"}, "visit_what": {"late"}, "visit_due": {"2027-02-03"}})
			add(t, n, ana, one.ID, visits, url.Values{"visit_on": {"2026"}, "visit_what": {"done"}, "visit_due": {"2027-02-01"}, "visit_end": {"came"}})
			add(t, n, ana, one.ID, visits, url.Values{"visit_on": {"2026"}, "visit_what": {"later"}, "visit_due": {"2027-06"}})
		}
		if err := cases.AddMember(ctx, ana, c.ID, n.ID("second@shelter")); err != nil {
			t.Fatal(err)
		}
		asked := given(t, n, visits, url.Values{"visit_what": {"now"}, "visit_due": {"2027-01-31"}})
		asked.For = n.ID("second@shelter")
		if _, err := cases.AddRecord(ctx, ana, c.ID, asked); err != nil {
			t.Fatal(err)
		}
		if err := cases.Close(ctx, ana, closed.ID, "returned"); err != nil {
			t.Fatal(err)
		}
		due := func(s access.Session, of lindung.ActorID, left ...lindung.ActorID) string {
			var all []string
			err := s.See(ctx, access.CaseList, s.OrgTarget(), func(tx *access.Tx) error {
				found, err := cases.DueBy(tx, lindung.Date{Year: 2027, Month: 2, Day: 3}, of, left, cases.MostDue)
				for _, d := range found {
					if d.Again {
						continue
					}
					who := ""
					if d.For == n.ID("second@shelter") {
						who = " second"
					}
					all = append(all, d.Day.String()+who)
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			return strings.Join(all, ", ")
		}
		if got := due(ana, ana.Actor().ID); got != "2027-02-03" {
			t.Errorf("asked of the first: %s", got)
		}
		if got := due(n.As(t, "supervisor@shelter"), n.ID("second@shelter")); got != "2027-01-31 second, 2027-02-03" {
			t.Errorf("asked of the second: %s", got)
		}
		if got := due(ana, ana.Actor().ID, n.ID("second@shelter")); got != "2027-01-31 second, 2027-02-03" {
			t.Errorf("asked of the first, and of who has left: %s", got)
		}
		if got := due(ana, ""); got != "2027-01-31 second, 2027-02-03" {
			t.Errorf("due: %s", got)
		}
		if got := due(second, ""); got != "2027-01-31 second, 2027-02-03" {
			t.Errorf("who was asked sees %s", got)
		}
		if got := due(n.As(t, "caseworker@ngo"), "") + due(police, "") + due(police, ana.Actor().ID); got != "" {
			t.Errorf("others see %s", got)
		}
	})
}

// An earlier version that someone puts back into its place does not open.
func TestEarlierVersionPutBack(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		ana := n.As(t, "caseworker@shelter")
		c := open(t, ana, "Sok Example")
		f, one := answers(t, n, "health_needs", url.Values{"medicines": {"one"}})
		_, two := answers(t, n, "health_needs", url.Values{"medicines": {"two"}})
		for version, v := range []field.Values{one, two} {
			if err := cases.SaveForm(ctx, ana, c.ID, f, int64(version), v); err != nil {
				t.Fatal(err)
			}
		}
		if all := before(t, ana, c.ID, f, ""); len(all) != 1 || !all[0].Values.Same(one, person.Medicines.Info) {
			t.Errorf("%d earlier answers", len(all))
		}
		err := n.DB.Write(ctx, func(tx *db.Tx) error {
			_, err := db.Exec(tx, `UPDATE records SET sealed = (SELECT sealed FROM record_versions LIMIT 1)`)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if c, err := cases.Read(ctx, ana, c.ID); err != nil || c.Answers(f).Len() != 0 {
			t.Errorf("it opens: %v", err)
		}
		if d := n.DamageOf(c.ID); len(d) != 1 || d[0].Table != "records" {
			t.Errorf("reported: %v", d)
		}
	})
}
