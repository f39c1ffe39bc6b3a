package dossier_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/consent"
	"lindung/dossier"
	"lindung/internal/test/nodetest"
	"lindung/person"
	"lindung/survivor"
)

// withPaper opens a case of the shelter and gives its person a paper.
func withPaper(t *testing.T, n *nodetest.Node, in survivor.New) (cases.Case, survivor.Codes) {
	t.Helper()
	s := n.As(t, "caseworker@shelter")
	c, err := cases.Open(ctx, s, cases.New{Names: []person.Name{{Text: "Invented Person", Kind: "official"}}})
	if err != nil {
		t.Fatal(err)
	}
	codes, err := survivor.Make(ctx, s.SteppedUp(true), c.ID, in)
	if err != nil {
		t.Fatal(err)
	}
	return c, codes
}

func entered(t *testing.T, d *survivor.Door, code, pin string) survivor.Visit {
	t.Helper()
	token, err := d.Enter(ctx, code, pin, "house")
	if err != nil {
		t.Fatal(err)
	}
	v, err := d.Resume(ctx, token)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// TestPaper: a code and a PIN open the person's own file and nothing else; a second paper
// ends the first, at once.
func TestPaper(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		d := survivor.NewDoor(n.Node)
		c, codes := withPaper(t, n, survivor.New{Second: true, Then: "call my sister"})
		other, _ := withPaper(t, n, survivor.New{})
		typed := strings.ToLower(strings.ReplaceAll(codes.Code, "-", " "))
		v := entered(t, d, typed, codes.PIN)
		if v.Case != c.ID || v.Calm {
			t.Fatalf("opened %+v", v)
		}
		w, err := dossier.Read(ctx, v.Session, c.ID)
		if err != nil || len(w.Names) != 1 || w.Names[0].Text != "Invented Person" {
			t.Errorf("the person reads their file: %v", err)
		}
		if slices.Contains(w.Groups, lindung.Justice) || len(w.Groups) != len(lindung.Groups)-1 {
			t.Errorf("groups %v", w.Groups)
		}
		if _, err := dossier.Read(ctx, v.Session, other.ID); !errors.Is(err, access.ErrDenied) {
			t.Errorf("another's file: %v", err)
		}
		if err := cases.AddNote(ctx, v.Session, c.ID, "general", "x"); !errors.Is(err, access.ErrDenied) {
			t.Errorf("a note in their own file: %v", err)
		}
		if _, err := survivor.Make(ctx, n.As(t, "caseworker@shelter").SteppedUp(true), c.ID, survivor.New{}); err != nil {
			t.Fatal(err)
		}
		if _, err := dossier.Read(ctx, v.Session, c.ID); !errors.Is(err, access.ErrDenied) {
			t.Errorf("after another paper was made: %v", err)
		}
		if _, err := d.Enter(ctx, codes.Code, codes.PIN, "house"); !errors.Is(err, survivor.ErrEnter) {
			t.Errorf("the old paper: %v", err)
		}
	})
}

// TestWithdrawal: what the person stops in their own view is closed to the recipient in the
// same commit.
func TestWithdrawal(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		d := survivor.NewDoor(n.Node)
		c, codes := withPaper(t, n, survivor.New{})
		g, err := consent.Give(ctx, n.As(t, "caseworker@shelter"), cases.Target(c.ID), consent.Grant{
			Recipient: consent.ToOrg(n.Orgs["ngo"].ID), Purpose: lindung.Assistance, Groups: []lindung.Group{lindung.Identity, lindung.Health},
			From: access.StoredTime(n.Now()), Until: access.StoredTime(n.Now().Add(30 * 24 * time.Hour)), Lang: "en", TextVersion: consent.CurrentVersion,
			Detail: consent.Detail{ExplainedBy: "a worker"}, Child: false,
		})
		var ps interface{ Err() error }
		if errors.As(err, &ps) { // the case may be that of a child
			g, err = consent.Give(ctx, n.As(t, "caseworker@shelter"), cases.Target(c.ID), consent.Grant{
				Recipient: consent.ToOrg(n.Orgs["ngo"].ID), Purpose: lindung.Assistance, Groups: []lindung.Group{lindung.Identity, lindung.Health},
				From: access.StoredTime(n.Now()), Until: access.StoredTime(n.Now().Add(30 * 24 * time.Hour)), Lang: "en", TextVersion: consent.CurrentVersion,
				Detail: consent.Detail{ExplainedBy: "a worker", Assent: true, NoGuardian: "not safe"}, Child: true,
			})
		}
		if err != nil {
			t.Fatal(err)
		}
		v := entered(t, d, codes.Code, codes.PIN)
		less := g
		less.Groups = []lindung.Group{lindung.Identity}
		if g, err = consent.Narrow(ctx, v.Session, cases.Target(c.ID), g.ID, less); err != nil {
			t.Fatalf("the person narrows: %v", err)
		}
		more := g
		more.Groups = []lindung.Group{lindung.Identity, lindung.Health}
		if _, err := consent.Narrow(ctx, v.Session, cases.Target(c.ID), g.ID, more); !errors.Is(err, consent.ErrNotNarrower) {
			t.Errorf("the person widens: %v", err)
		}
		if _, err := consent.Change(ctx, v.Session, cases.Target(c.ID), g.ID, more); !errors.Is(err, access.ErrDenied) {
			t.Errorf("the person changes: %v", err)
		}
		if err := consent.Withdraw(ctx, v.Session, cases.Target(c.ID), g.ID); err != nil {
			t.Fatalf("the person withdraws: %v", err)
		}
		shared, err := dossier.ReadShared(ctx, v.Session, c.ID)
		if err != nil || len(shared.Ledger.InForce(access.StoredTime(n.Now())).Grants) != 0 {
			t.Errorf("in force %v, %v", shared.Ledger, err)
		}
		readers, _, err := dossier.ReadReaders(ctx, v.Session, c.ID)
		if err != nil || !slices.ContainsFunc(readers, func(r dossier.Reader) bool { return r.You }) || !slices.ContainsFunc(readers, func(r dossier.Reader) bool { return r.Org == "Example Shelter" && !r.You }) {
			t.Errorf("readers %+v, %v", readers, err)
		}
	})
}

// TestSecondPIN: the second PIN opens nothing, and those who work on the case are told, with
// what the person asked for.
func TestSecondPIN(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		d := survivor.NewDoor(n.Node)
		c, codes := withPaper(t, n, survivor.New{Second: true, Then: "call my sister"})
		v := entered(t, d, codes.Code, codes.Second)
		if !v.Calm {
			t.Fatal("it opened the file")
		}
		if a := v.Session.Actor(); a.ID != "" {
			t.Errorf("it has a session of %q", a.ID)
		}
		w, err := dossier.Read(ctx, n.As(t, "caseworker@shelter"), c.ID)
		if err != nil || w.Paper.Notice() != survivor.NoticeSecond || w.Paper.Detail.Then != "call my sister" {
			t.Errorf("the worker knows %+v, %v", w.Paper, err)
		}
		due := dossier.Owed(w, n.Now())
		if !slices.ContainsFunc(due, func(d dossier.Due) bool { return d.Label == "dossier.due.paper_second" }) {
			t.Errorf("owed %+v", due)
		}
	})
}

// TestWords: what the person writes is answered by somebody who may, a complaint by others
// than the team; what opens waits until the person was asked in the old way.
func TestWords(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		d := survivor.NewDoor(n.Node)
		c, codes := withPaper(t, n, survivor.New{})
		v := entered(t, d, codes.Code, codes.PIN)
		for _, kind := range survivor.Kinds {
			if _, err := survivor.Write(ctx, v.Session, c.ID, kind, "", "words of "+kind); err != nil {
				t.Fatalf("%s: %v", kind, err)
			}
		}
		worker, boss := n.As(t, "caseworker@shelter"), n.As(t, "data_protection@shelter")
		w, err := dossier.Read(ctx, worker, c.ID)
		if err != nil || len(w.Words) != len(survivor.Kinds)-1 || slices.ContainsFunc(w.Words, func(x survivor.Word) bool { return x.Kind == survivor.KindComplaint }) {
			t.Fatalf("the worker reads %d words, %v", len(w.Words), err)
		}
		for _, x := range w.Words {
			r := survivor.Reply{How: "done", Text: "an answer"}
			err := survivor.Answer(ctx, worker, c.ID, x.ID, r, false)
			if x.Opens() != (err != nil) {
				t.Errorf("%s is done without asking: %v", x.Kind, err)
			}
			if r.Asked = true; x.Opens() {
				err = survivor.Answer(ctx, worker, c.ID, x.ID, r, false)
			}
			if err != nil {
				t.Errorf("%s: %v", x.Kind, err)
			}
			if err := survivor.Answer(ctx, worker, c.ID, x.ID, r, false); !errors.Is(err, survivor.ErrAnswered) {
				t.Errorf("%s twice: %v", x.Kind, err)
			}
		}
		if _, err := dossier.ListComplaints(ctx, worker); !errors.Is(err, access.ErrDenied) {
			t.Errorf("the worker lists complaints: %v", err)
		}
		found, err := dossier.ListComplaints(ctx, boss)
		if err != nil || len(found) != 1 {
			t.Fatalf("complaints %v, %v", found, err)
		}
		if _, err := survivor.ReadComplaint(ctx, worker, c.ID, found[0].ID); !errors.Is(err, access.ErrDenied) {
			t.Errorf("the worker reads the complaint: %v", err)
		}
		if err := survivor.Answer(ctx, boss, c.ID, found[0].ID, survivor.Reply{How: "said", Text: "we look into it"}, true); err != nil {
			t.Error(err)
		}
		all, _, err := survivor.ReadWords(ctx, v.Session, c.ID)
		if err != nil || len(all) != len(survivor.Kinds) {
			t.Fatalf("the person reads %d words, %v", len(all), err)
		}
		for _, x := range all {
			if x.AnsweredAt == 0 || x.Answer == "" || !x.News() {
				t.Errorf("%s: %+v", x.Kind, x)
			}
		}
		if all, _, _ = survivor.ReadWords(ctx, v.Session, c.ID); slices.ContainsFunc(all, survivor.Word.News) {
			t.Error("what was seen is still news")
		}
	})
}

// TestLimits: what must stop is known at once to everyone who may reach the person; it is
// lifted only by who has asked.
func TestLimits(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		d := survivor.NewDoor(n.Node)
		c, codes := withPaper(t, n, survivor.New{Where: true})
		v := entered(t, d, codes.Code, codes.PIN)
		if err := survivor.Limit(ctx, v.Session, c.ID, []string{"no_calls", "not_night"}); err != nil {
			t.Fatal(err)
		}
		if err := survivor.HideWhere(ctx, v.Session, c.ID); err != nil {
			t.Fatal(err)
		}
		worker := n.As(t, "caseworker@shelter")
		w, err := dossier.Read(ctx, worker, c.ID)
		if err != nil || !slices.Equal(w.Limits, []string{"no_calls", "not_night"}) || w.Paper.Where {
			t.Errorf("%v %v, %v", w.Limits, w.Paper.Where, err)
		}
		if err := survivor.Lift(ctx, v.Session, c.ID, []string{"no_calls"}, "by myself"); !errors.Is(err, access.ErrDenied) {
			t.Errorf("the person lifts a limit: %v", err)
		}
		if err := survivor.Lift(ctx, worker, c.ID, []string{"no_calls"}, " "); err == nil {
			t.Error("lifted without asking")
		}
		if err := survivor.Lift(ctx, worker, c.ID, []string{"no_calls"}, "in person"); err != nil {
			t.Error(err)
		}
		w, err = dossier.Read(ctx, worker, c.ID)
		if err != nil || !slices.Equal(w.Limits, []string{"not_night"}) {
			t.Errorf("%v, %v", w.Limits, err)
		}
	})
}

// TestComplainingInAProtectedFile: the person is told who reads a complaint, and none is taken
// that nobody may open.
func TestComplainingInAProtectedFile(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		d := survivor.NewDoor(n.Node)
		for name, of := range map[string]struct {
			protect    []string
			few, heard bool
		}{
			"not protected":   {nil, false, true},
			"a supervisor is": {[]string{"caseworker@shelter", "supervisor@shelter"}, true, true},
			"nobody who may":  {[]string{"caseworker@shelter", "second@shelter"}, true, false},
		} {
			c, codes := withPaper(t, n, survivor.New{})
			var named []lindung.ActorID
			for _, who := range of.protect {
				named = append(named, n.ID(who))
			}
			if named != nil {
				none(t, cases.Protect(ctx, n.As(t, "caseworker@shelter").SteppedUp(true), c.ID, named))
			}
			v := entered(t, d, codes.Code, codes.PIN)
			told, err := dossier.ReadComplaining(ctx, v.Session, c.ID, "id")
			if err != nil || told.Few != of.few || told.Heard != of.heard || len(told.Words) == 0 {
				t.Errorf("%s: told %+v, %v", name, told, err)
			}
			_, err = survivor.Write(ctx, v.Session, c.ID, survivor.KindComplaint, "", "words")
			if of.heard != (err == nil) {
				t.Errorf("%s: a complaint is %v", name, err)
			}
			if _, err := survivor.Write(ctx, v.Session, c.ID, survivor.KindMessage, "", "words"); err != nil {
				t.Errorf("%s: a message is %v", name, err)
			}
		}
	})
}
