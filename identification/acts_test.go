package identification_test

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/consent"
	"lindung/field"
	"lindung/identification"
	"lindung/internal/db"
	"lindung/internal/test/nodetest"
	"lindung/person"
)

const (
	eleven = "ilo_11@2012"
	delphi = "ilo_ec_delphi_labour@2009-09"
)

var ctx = context.Background()

func open(t *testing.T, s access.Session, n cases.New) lindung.CaseID {
	t.Helper()
	if !n.Refused {
		n.Names = []person.Name{{Text: "Siti Contoh", Kind: "official"}}
	}
	c, err := cases.Open(ctx, s, n)
	if err != nil {
		t.Fatal(err)
	}
	return c.ID
}

func answers(t *testing.T, n *nodetest.Node, form string, posted url.Values) (*field.Form, field.Values) {
	t.Helper()
	f, ok := person.Forms.Named(form)
	if !ok {
		t.Fatalf("no form %s", form)
	}
	v, problems := f.Decode(posted, n.Now())
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	return f, v
}

// record screens with answers that are all present.
func record(t *testing.T, s access.Session, id lindung.CaseID, instrument string, p identification.Addition, present ...string) identification.Screening {
	t.Helper()
	p.Answers = identification.Answers{}
	for _, i := range present {
		p.Answers[i] = identification.Present
	}
	made, err := identification.RecordScreening(ctx, s, id, instrument, p)
	if err != nil {
		t.Fatal(err)
	}
	return made
}

func of(t *testing.T, s access.Session, id lindung.CaseID) identification.Overview {
	t.Helper()
	l, err := identification.Read(ctx, s, id, identification.Ties{})
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// openTo gives groups of the case to an organisation for a purpose, as an
// accepted referral does.
func openTo(t *testing.T, n *nodetest.Node, id lindung.CaseID, org string, p lindung.Purpose, groups ...lindung.Group) {
	t.Helper()
	ana, now := n.As(t, "caseworker@shelter"), db.TimeOf(n.Now())
	g, err := consent.Give(ctx, ana, cases.Target(id), consent.Grant{
		Recipient: consent.ToOrg(n.Orgs[org].ID), Purpose: p, Groups: groups, From: now, Until: now.Add(24 * time.Hour),
		Lang: "en", TextVersion: "v1", Detail: consent.Detail{ExplainedBy: "Ana Example"},
	})
	if err != nil {
		t.Fatal(err)
	}
	err = ana.Do(ctx, access.ConsentGive, cases.Target(id), func(tx *access.Tx) error {
		r := lindung.ReferralID(lindung.NewID())
		if err := consent.NameForReferral(tx, id, r, consent.Ledger{Grants: []consent.Grant{g}}); err != nil {
			return err
		}
		return consent.OpenForReferral(tx, r)
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestScreeningInParts(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		ana, sup := n.As(t, "caseworker@shelter"), n.As(t, "supervisor@shelter")
		id := open(t, ana, cases.New{})
		first := record(t, ana, id, delphi, identification.Addition{}, "D1.01")
		if first.Child || first.Finished() || len(of(t, ana, id).Screenings) != 1 {
			t.Fatalf("begun as %+v", first)
		}
		refused := identification.Addition{Answers: identification.Answers{"D1.02": identification.Refused, "D1.01": identification.Absent}}
		second, err := identification.ContinueScreening(ctx, sup, first, refused)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := identification.ContinueScreening(ctx, ana, first, refused); !errors.Is(err, lindung.ErrConflict) {
			t.Errorf("over somebody else's part: got %v, want ErrConflict", err)
		}
		got := of(t, ana, id).Screenings[0]
		if got.Answers.AnswerTo("D1.02") != identification.Refused || got.Answers.AnswerTo("D1.01") != identification.Absent || got.By != n.ID("supervisor@shelter") {
			t.Error("what was added is not what is read")
		}
		last, err := identification.ContinueScreening(ctx, ana, second, identification.Addition{Finish: true})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := identification.ContinueScreening(ctx, ana, last, refused); !errors.Is(err, identification.ErrFinished) {
			t.Errorf("after the end: got %v, want ErrFinished", err)
		}
		c, err := cases.Read(ctx, ana, id)
		if err != nil || c.Version < 4 {
			t.Errorf("the case does not say that it was worked on: version %d, %v", c.Version, err)
		}
	})
}

func TestRefusedParts(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		ana := n.As(t, "caseworker@shelter")
		id := open(t, ana, cases.New{})
		counted, _ := person.Counted.Decode(url.Values{"help_taken": {"food"}}, n.Now())
		nobody := open(t, ana, cases.New{Refused: true, Answers: map[string]field.Values{"counted": counted}})
		for _, c := range []struct {
			what, instrument string
			id               lindung.CaseID
			answers          identification.Answers
			want             error
		}{
			{"an instrument that there is not", "ilo_11@1912", id, nil, lindung.ErrNotFound},
			{"an indicator of another instrument", eleven, id, identification.Answers{"D1.01": identification.Present}, identification.ErrAnswer},
			{"an answer that there is not", eleven, id, identification.Answers{"ILO.01": "maybe"}, identification.ErrAnswer},
			{"a person who wants no record", eleven, nobody, nil, lindung.ErrNotFound},
			{"no case", eleven, lindung.CaseID(lindung.NewID()), nil, lindung.ErrNotFound},
		} {
			_, err := identification.RecordScreening(ctx, ana, c.id, c.instrument, identification.Addition{Answers: c.answers})
			if !errors.Is(err, c.want) {
				t.Errorf("%s: got %v, want %v", c.what, err, c.want)
			}
		}
		if l := of(t, ana, id); len(l.Screenings) > 0 {
			t.Error("a refused part was stored")
		}
	})
}

// TestDoubtMeansChild: a person who may be a child is asked as a child. The
// case says so from then on, even if a paper says otherwise.
func TestDoubtMeansChild(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		ana := n.As(t, "caseworker@shelter")
		f, v := answers(t, n, "identity_birth", url.Values{"birth_date": {"1999-02-28"}})
		id := open(t, ana, cases.New{Answers: map[string]field.Values{f.Name: v}})
		if l := of(t, ana, id); l.Case.Child {
			t.Fatal("a child without a doubt")
		}
		s := record(t, ana, id, delphi, identification.Addition{Doubt: true}, "D4.01", "D4.02", "D4.03")
		if !s.Child || s.Result.Pattern != identification.ChildExploitation {
			t.Errorf("child %v, pattern %s", s.Child, s.Result.Pattern)
		}
		if err := cases.SaveForm(ctx, ana, id, f, 1, v); err != nil {
			t.Fatal(err)
		}
		if l := of(t, ana, id); !l.Case.Child || !l.Case.Doubt || !l.Screenings[0].Child {
			t.Error("a paper outweighs the doubt")
		}
		if err := cases.SettleAge(ctx, ana, id); err != nil {
			t.Fatal(err)
		}
		l := of(t, ana, id)
		if l.Case.Child || l.Case.Doubt {
			t.Error("the doubt stays after it was settled")
		}
		if !l.Screenings[0].Result.Child {
			t.Error("an old screening is read otherwise than it was made")
		}
		if next := record(t, ana, id, delphi, identification.Addition{}, "D4.01"); next.Child {
			t.Error("the next screening asks an adult as a child")
		}
	})
}

// A screening of someone whose age is not known is read as a child's, until it
// is learnt that they are an adult; nothing of that is kept with it.
func TestLearntLater(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		ana := n.As(t, "caseworker@shelter")
		id := open(t, ana, cases.New{})
		record(t, ana, id, delphi, identification.Addition{Finish: true}, "D4.01", "D4.02", "D4.03")
		if s := of(t, ana, id).Screenings[0]; s.Result.Pattern != identification.ChildExploitation || s.Child {
			t.Errorf("of unknown age: %s", s.Result.Pattern)
		}
		for at, learnt := range []struct {
			born string
			want identification.Pattern
		}{{"1999-02-28", identification.Exploitation}, {"2012-02-28", identification.ChildExploitation}} {
			f, v := answers(t, n, "identity_birth", url.Values{"birth_date": {learnt.born}})
			if err := cases.SaveForm(ctx, ana, id, f, int64(at), v); err != nil {
				t.Fatal(err)
			}
			if p := of(t, ana, id).Screenings[0].Result.Pattern; p != learnt.want {
				t.Errorf("born %s: %s", learnt.born, p)
			}
		}
	})
}

// TestWhoSeesAScreening: police never see a screening unless consent opens it,
// and then only for the purposes of screening.
func TestWhoSeesAScreening(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		ana, police := n.As(t, "caseworker@shelter"), n.As(t, "investigator@police")
		id := open(t, ana, cases.New{})
		record(t, ana, id, eleven, identification.Addition{}, "ILO.01")
		for _, who := range []string{"investigator@police", "supervisor@police", "caseworker@hospital", "second@shelter", "administrator@shelter", "analyst@shelter", "data_protection@shelter"} {
			if _, err := identification.Read(ctx, n.As(t, who), id, identification.Ties{}); !errors.Is(err, access.ErrDenied) {
				t.Errorf("%s: got %v, want ErrDenied", who, err)
			}
		}
		openTo(t, n, id, "police", lindung.LawEnforcement, lindung.Situation)
		if l := of(t, police, id); l.MayScreenings || len(l.Screenings) > 0 || l.MayDecisions || l.MayScreen || l.MayDecide {
			t.Error("the police see a screening that nobody opened")
		}
		openTo(t, n, id, "hospital", lindung.Tracing, lindung.Screening)
		if l := of(t, n.As(t, "caseworker@hospital"), id); l.MayScreenings || len(l.Screenings) > 0 {
			t.Error("a screening is seen for what it is not for")
		}
		openTo(t, n, id, "police", lindung.LawEnforcement, lindung.Screening)
		l := of(t, police, id)
		if len(l.Screenings) != 1 || !slices.Equal(l.Screenings[0].Result.Present, []string{"ILO.01"}) || l.MayScreen {
			t.Errorf("opened, the police see %d screenings", len(l.Screenings))
		}
		if _, err := identification.ContinueScreening(ctx, police, l.Screenings[0], identification.Addition{}); !errors.Is(err, access.ErrDenied) {
			t.Errorf("the police write into another's screening: %v", err)
		}
		if len(of(t, n.As(t, "focal_point@shelter"), id).Screenings) != 1 || of(t, n.As(t, "focal_point@shelter"), id).MayScreen {
			t.Error("the focal point reads all and changes nothing")
		}
	})
}

// TestInvestigator: in a case of the police themselves an investigator neither
// screens nor sees a screening, but decides and sees decisions.
func TestInvestigator(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		police := n.As(t, "investigator@police")
		id := open(t, police, cases.New{})
		if _, err := identification.RecordScreening(ctx, police, id, eleven, identification.Addition{}); !errors.Is(err, access.ErrDenied) {
			t.Errorf("an investigator screens: %v", err)
		}
		record(t, n.As(t, "supervisor@police"), id, eleven, identification.Addition{}, "ILO.01")
		d := decision()
		if _, err := identification.Decide(ctx, police, id, d, identification.Ties{}); err != nil {
			t.Fatal(err)
		}
		l := of(t, police, id)
		if len(l.Screenings) > 0 || l.MayScreen || !l.MayDecide || len(l.Decisions) != 1 {
			t.Errorf("screenings %d, decisions %d", len(l.Screenings), len(l.Decisions))
		}
	})
}

func decision() identification.Decision {
	return identification.Decision{
		Status: identification.Actual, Kind: identification.Police, Law: "Example Act, article 7",
		Grounds: "what she told", On: lindung.Date{Year: 2026, Month: 1},
		Found: identification.Elements{Acts: []string{"recruitment"}, Means: []string{"deception"}, Ends: []string{"forced_labour"}},
	}
}

func TestDecide(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		n.At(time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC))
		police, ana := n.As(t, "supervisor@police"), n.As(t, "caseworker@shelter")
		id := open(t, police, cases.New{})
		d := decision()
		d.Name, d.Country = "Somebody Else", "KH"
		made, err := identification.Decide(ctx, police, id, d, identification.Ties{})
		if err != nil {
			t.Fatal(err)
		}
		if made.Name != "Example Police Unit" || made.Country != "TH" {
			t.Errorf("a decision of one's own is of %s, %s", made.Name, made.Country)
		}
		d.Law = " "
		if _, err := identification.Decide(ctx, police, id, d, identification.Ties{}); !errors.As(err, new(field.Problems)) {
			t.Errorf("without a law: %v", err)
		}
		d = decision()
		d.Status, d.Reported, d.Name, d.Kind, d.Law = identification.NotVictim, true, "Example Court", identification.Court, ""
		if _, err := identification.Decide(ctx, police, id, d, identification.Ties{}); !errors.As(err, new(field.Problems)) {
			t.Errorf("two decisions that contradict each other: %v", err)
		}
		d.Replaces = made.ID
		if _, err := identification.Decide(ctx, police, id, d, identification.Ties{}); err != nil {
			t.Fatal(err)
		}
		l := of(t, police, id)
		if len(l.Decisions) != 2 || l.Decisions[0].ID != made.ID || l.Decisions[0].Law != made.Law || !l.Decisions[1].Reported || len(l.CurrentDecisions()) != 1 || l.Decisions[0].State != identification.Replaced {
			t.Fatalf("decisions %+v", l.Decisions)
		}

		shelter := open(t, ana, cases.New{})
		if _, err := identification.Decide(ctx, ana, shelter, decision(), identification.Ties{}); !errors.As(err, new(field.Problems)) {
			t.Errorf("a shelter makes a decision of its own: %v", err)
		}
		d = decision()
		d.Reported, d.Name, d.Country = true, "Example Police Unit", "TH"
		if _, err := identification.Decide(ctx, ana, shelter, d, identification.Ties{}); err != nil {
			t.Fatal(err)
		}
		if got, ok := identification.Recognised(of(t, ana, shelter).Decisions, "KH"); !ok || got.Name != d.Name {
			t.Error("a decision of another state is not respected")
		}
		if err := cases.Close(ctx, ana, shelter, "own_wish"); err != nil {
			t.Fatal(err)
		}
		if _, err := identification.Decide(ctx, ana, shelter, d, identification.Ties{}); !errors.Is(err, access.ErrClosed) {
			t.Errorf("in a closed case: %v", err)
		}
	})
}

// TestDecisionOfAFile: a status from a file is a decision of the body that the
// file names.
func TestDecisionOfAFile(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		ana := n.As(t, "caseworker@shelter")
		form := reportedForm(t)
		f, v := answers(t, n, form, url.Values{"reported_status": {"ActualVictimOfTrafficking"}, "reported_status_by": {"Police"}})
		id := open(t, ana, cases.New{Answers: map[string]field.Values{f.Name: v}})
		l := of(t, ana, id)
		if len(l.Decisions) != 1 {
			t.Fatalf("%d decisions", len(l.Decisions))
		}
		if d := l.Decisions[0]; !d.Reported || !d.FromFile || d.Kind != identification.Police || d.Status != identification.Actual {
			t.Errorf("reported as %+v", d)
		}
		if _, ok := identification.Recognised(l.Decisions, "KH"); ok {
			t.Error("a decision of a country that nobody named is that of another state")
		}
	})
}

func reportedForm(t *testing.T) string {
	t.Helper()
	for _, f := range person.Forms {
		if slices.Contains(f.Fields, person.ReportedStatus.Info) {
			return f.Name
		}
	}
	t.Fatal("no form asks for a reported status")
	return ""
}

// TestSeals: what is stored opens again only in its place, and the database
// shows nothing of it.
func TestSeals(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		ana := n.As(t, "caseworker@shelter")
		id := open(t, ana, cases.New{})
		for range 3 {
			record(t, ana, id, eleven, identification.Addition{}, "ILO.01")
		}
		d := decision()
		d.Reported, d.Name = true, "Example Police Unit"
		if _, err := identification.Decide(ctx, ana, id, d, identification.Ties{}); err != nil {
			t.Fatal(err)
		}
		if opened, err := check(n); err != nil || opened != 4 {
			t.Fatalf("opened %d, %v", opened, err)
		}
		change(t, n, `UPDATE screenings SET sealed = (SELECT s.sealed FROM screenings s ORDER BY s.id LIMIT 1)`)
		if _, err := check(n); err == nil || strings.Contains(err.Error(), "ILO") {
			t.Errorf("an answer at another's place opens: %v", err)
		}
		if l, err := identification.Read(ctx, ana, id, identification.Ties{}); err != nil || len(l.Screenings) != 1 {
			t.Errorf("answers at another's place are shown: %d screenings, %v", len(l.Screenings), err)
		}
		if d := n.DamageOf(id); len(d) != 2 || d[0].Table != "screenings" {
			t.Errorf("reported: %v", d)
		}
	})
}

func check(n *nodetest.Node) (opened int, err error) {
	s := n.System(n.Orgs["shelter"].ID, "test")
	err = s.See(ctx, access.SystemRun, s.NodeTarget(), func(tx *access.Tx) error {
		for _, k := range []access.Stored{identification.StoredScreenings, identification.StoredDecisions} {
			some, err := k.OpenSeals(tx)
			if opened += some; err != nil {
				return err
			}
		}
		return nil
	})
	return opened, err
}

func change(t *testing.T, n *nodetest.Node, text string) {
	t.Helper()
	err := n.DB.Write(ctx, func(tx *db.Tx) error {
		_, err := db.Exec(tx, text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestNothingPrints: what was answered is in no message and no log.
func TestNothingPrints(t *testing.T) {
	s := identification.Screening{Answers: identification.Answers{"ILO.01": identification.Present}, Result: identification.Result{Present: []string{"ILO.01"}}}
	for _, format := range []string{"%v", "%+v", "%#v", "%s"} {
		if text := fmt.Sprintf(format, s); strings.Contains(text, "ILO.01") {
			t.Errorf("%s prints %s", format, text)
		}
	}
}
