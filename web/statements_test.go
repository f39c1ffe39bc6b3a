package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/consent"
	"lindung/dossier"
	"lindung/internal/db"
	"lindung/internal/desk"
	"lindung/internal/page"
	"lindung/internal/test/dbtest"
	"lindung/internal/test/htmlcheck"
	"lindung/internal/test/nodetest"
	"lindung/linkage"
	"lindung/person"
	"lindung/referral"
)

// mostOfHome is how many statements Home makes at most, whatever waits there.
// Of a supervisor five of them count what is long overdue, protected cases that nobody who
// is named works on, who asked about a protected person, and who asked about a recruiter. Two look for whom to ask again
// how they are, four make the facts of those who are held, on which periods of the law
// depend, two open the names and words of what is shown, and one looks whether the keys of
// the node have changed.
const mostOfHome = 72

// TestStatementsDoNotGrow: a list costs as many statements with many rows as with
// few, and Home no more than a fixed number. The page /grows reads its rows one by
// one, to show that this test would see it.
func TestStatementsDoNotGrow(t *testing.T) {
	clock := &dbtest.Clock{}
	clock.Set(time.Date(2026, 11, 24, 13, 0, 0, 0, time.UTC))
	d, statements := dbtest.Counted(t, clock)
	w := newWorld(t, nodetest.New(t, d, clock), desk.Options{}, desk.Route{Pattern: "GET /grows", Who: desk.Actors, Do: oneByOne})
	browsers := map[string]*browser{}
	pages := map[string][]string{
		"supervisor@shelter":  {"/", "/cases", "/cases?only=mine", "/cases?only=children", "/cases?status=Closed", "/cases?sort=changed", "/cases?sort=number", "/cases?sort=youngest", "/cases?only=mine&sort=opened", "/cases/lists", "/similar", "/queue", "/bases", "/days?of=all", "/workload", "/workload/overdue", "/rights", "/grows"},
		"caseworker@shelter":  {"/", "/cases", "/queue"},
		"caseworker@hospital": {"/", "/queue", "/cases/shared"},
	}
	cost := func() map[string]int64 {
		all := map[string]int64{}
		for who, paths := range pages {
			if browsers[who] == nil {
				browsers[who] = w.as(who)
			}
			for _, path := range paths {
				browsers[who].get(path).wants(t, http.StatusOK) // the second time finds what the first kept
				before := statements()
				browsers[who].get(path).wants(t, http.StatusOK)
				all[who+" "+path] = statements() - before
			}
		}
		return all
	}
	var first lindung.CaseID
	w.work(3, &first)
	pages["caseworker@shelter"] = append(pages["caseworker@shelter"], "/cases/"+string(first))
	few := cost()
	w.work(12, &first)
	for page, many := range cost() {
		if grows := strings.HasSuffix(page, "/grows"); (many != few[page]) != grows {
			t.Errorf("%s: %d statements with few rows, %d with many", page, few[page], many)
		}
		if strings.HasSuffix(page, " /") && many > mostOfHome {
			t.Errorf("%s: %d statements, at most %d", page, many, mostOfHome)
		}
	}
	t.Log(few)
}

// TestPausedHome: while sharing is paused, Home of who can end it opens none of the cases.
func TestPausedHome(t *testing.T) {
	clock := &dbtest.Clock{}
	clock.Set(time.Date(2026, 11, 24, 13, 0, 0, 0, time.UTC))
	d, statements := dbtest.Counted(t, clock)
	w := newWorld(t, nodetest.New(t, d, clock), desk.Options{})
	b := w.as("supervisor@shelter")
	var first lindung.CaseID
	cost := func(cases int) int64 {
		w.work(cases, &first)
		w.pause()
		b.get("/").wants(t, http.StatusOK)
		before := statements()
		b.get("/").wants(t, http.StatusOK).In(t, "main a[href=/paused]", htmlcheck.HasText("case"))
		return statements() - before
	}
	few := cost(3)
	if many := cost(12); many != few || many > mostOfHome {
		t.Errorf("%d statements with few cases, %d with many, at most %d", few, many, mostOfHome)
	}
}

// pause pauses sharing of all cases.
func (w *world) pause() {
	w.t.Helper()
	keeper, err := w.Keeper(w.t.Context())
	if err == nil {
		s := w.System(keeper, "test")
		err = s.Do(w.t.Context(), access.SystemRun, s.NodeTarget(), func(tx *access.Tx) error {
			_, err := consent.PauseAll(tx, tx.Now)
			return err
		})
	}
	if err != nil {
		w.t.Fatal(err)
	}
}

// oneByOne is a page that costs statements for each row.
func oneByOne(v *desk.Visit) error {
	rows, _, err := cases.List(v.Ctx(), v.Session, cases.Filter{})
	for _, r := range rows {
		if _, err := cases.Read(v.Ctx(), v.Session, r.ID); err != nil {
			return err
		}
	}
	if err != nil {
		return err
	}
	return desk.Show(v, desk.FormView, desk.FormPage{Base: v.Base("nav.cases"), Form: page.Form{Action: "/cases", Save: page.Button{Text: v.Text("common.save")}}})
}

// work adds rows to every list: so many cases, each with a grant that ends soon, a
// referral that is accepted and one that waits, a disclosure that waits, and an erasure that
// waits. Their persons are of the kin of the first.
func (w *world) work(cases int, first *lindung.CaseID) {
	w.t.Helper()
	for range cases {
		if err := w.workOn(w.t.Context(), first); err != nil {
			w.t.Fatal(err)
		}
	}
}

func (w *world) workOn(ctx context.Context, first *lindung.CaseID) error {
	ana, hospital := w.As(w.t, "caseworker@shelter"), w.As(w.t, "caseworker@hospital")
	if _, err := linkage.Ask(ctx, w.As(w.t, "second@shelter"), cases.NewFinder(cases.SearchNames), linkage.PersonOf([]string{"Contoh " + lindung.NewID()[:4]})); err != nil {
		return err
	}
	c, err := cases.Open(ctx, ana, cases.New{Names: []person.Name{{Text: fmt.Sprint("Contoh ", lindung.NewID()[:4]), Kind: "official"}}})
	if err != nil {
		return err
	}
	if err := cases.AddMember(ctx, ana, c.ID, w.ID("supervisor@shelter")); err != nil {
		return err
	}
	if *first == "" {
		*first = c.ID
	} else if err := cases.Relate(ctx, ana, *first, c.Number, "sibling"); err != nil {
		return err
	}
	if err := dossier.AskErasure(ctx, w.As(w.t, "supervisor@shelter").SteppedUp(true), c.ID, "by_mistake"); err != nil {
		return err
	}
	held, _ := dossier.Forms.Named("detention")
	if v, problems := held.Decode(url.Values{"detention_since": {"2026-11-20"}}, w.Now()); problems != nil {
		return errors.New("the example is wrong")
	} else if _, err := cases.AddRecord(ctx, ana, c.ID, cases.Record{Form: held, Values: v}); err != nil {
		return err
	}
	to, on, until := consent.ToOrg(w.Orgs["hospital"].ID), cases.Target(c.ID), db.TimeOf(w.Now().AddDate(0, 0, 5))
	g, err := consent.Give(ctx, ana, on, consent.Grant{
		Recipient: to, Purpose: lindung.Assistance, Groups: []lindung.Group{lindung.Identity, lindung.Health}, From: db.TimeOf(w.Now()), Until: until,
		Lang: "en", TextVersion: consent.CurrentVersion, Child: true,
		Detail: consent.Detail{ExplainedBy: "Ana Example", NoGuardian: "an example", Assent: true},
	})
	if err != nil {
		return err
	}
	for i, need := range referral.Needs[:2] {
		r, err := referral.Send(ctx, ana, c.ID, referral.New{To: to, Need: need, Due: until, BasedOn: []string{string(g.ID)}})
		if err != nil {
			return err
		}
		if i == 0 {
			if err := referral.Accept(ctx, hospital, r.ID, referral.Word{}); err != nil {
				return err
			}
		}
	}
	_, err = consent.ProposeBasis(ctx, ana.SteppedUp(true), on, consent.Basis{
		Recipient: consent.ToOrg(w.Orgs["police"].ID), Kind: consent.BasisKinds[0], Source: "an example", Purpose: lindung.LawEnforcement,
		Groups: []lindung.Group{lindung.Identity}, Until: until, Reason: "an example",
	})
	return err
}
