package cases_test

import (
	"bytes"
	"context"
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"lindung"
	"lindung/access"
	"lindung/audit"
	"lindung/cases"
	"lindung/field"
	"lindung/internal/db"
	"lindung/internal/test/dbtest"
	"lindung/internal/test/nodetest"
	"lindung/person"
)

var ctx = context.Background()

func open(t *testing.T, s access.Session, name string) cases.Case {
	t.Helper()
	c, err := cases.Open(ctx, s, cases.New{Names: []person.Name{{Text: name, Kind: "official"}}})
	if err != nil {
		t.Fatal(err)
	}
	return c
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

func TestOpenReadSave(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		ana := n.As(t, "caseworker@shelter")
		c := open(t, ana, "Sok Example")
		f, v := answers(t, n, "health_needs", url.Values{"medicines": {"insulin"}, "health_urgent-absent": {"refused"}})
		if err := cases.SaveForm(ctx, ana, c.ID, f, 0, v); err != nil {
			t.Fatal(err)
		}
		if err := cases.AddNote(ctx, ana, c.ID, "support", "slept badly"); err != nil {
			t.Fatal(err)
		}
		got, err := cases.Read(ctx, ana, c.ID)
		if err != nil {
			t.Fatal(err)
		}
		text, _ := person.Medicines.Get(got.Answers(f))
		if got.Called() != "Sok Example" || text != "insulin" || len(got.Notes) != 1 || got.Notes[0].Text != "slept badly" {
			t.Error("what was saved is not what is read")
		}
		if a, ok := got.Answers(f).Absent(person.HealthUrgent.Info); !ok || a != field.Refused {
			t.Errorf("refused is kept as %q", a)
		}
	})
}

// Two people save one form: the second is told, and nothing of the first is lost.
func TestSaveConflict(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		ana, sup := n.As(t, "caseworker@shelter"), n.As(t, "supervisor@shelter")
		c := open(t, ana, "Sok Example")
		f, first := answers(t, n, "health_needs", url.Values{"medicines": {"one"}})
		_, second := answers(t, n, "health_needs", url.Values{"medicines": {"two"}})
		if err := cases.SaveForm(ctx, ana, c.ID, f, 0, first); err != nil {
			t.Fatal(err)
		}
		if err := cases.SaveForm(ctx, sup, c.ID, f, 0, second); !errors.Is(err, lindung.ErrConflict) {
			t.Errorf("both from the empty form: got %v", err)
		}
		if err := cases.SaveForm(ctx, sup, c.ID, f, 1, second); err != nil {
			t.Fatal(err)
		}
		if err := cases.SaveForm(ctx, ana, c.ID, f, 1, first); !errors.Is(err, lindung.ErrConflict) {
			t.Errorf("from an old version: got %v", err)
		}
		names := []person.Name{{Text: "Sok", Kind: "nickname", Call: true}}
		if err := cases.SaveNames(ctx, ana, c.ID, 1, names); err != nil {
			t.Fatal(err)
		}
		if err := cases.SaveNames(ctx, sup, c.ID, 1, names); !errors.Is(err, lindung.ErrConflict) {
			t.Errorf("names from an old version: got %v", err)
		}
	})
}

func TestWhoMayRead(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		c := open(t, n.As(t, "caseworker@shelter"), "Sok Example")
		for who, want := range map[string]bool{
			"caseworker@shelter": true, "supervisor@shelter": true, "duty_officer@shelter": true,
			"second@shelter": false, "administrator@shelter": false, "analyst@shelter": false,
			"supervisor@police": false, "investigator@police": false, "administrator@ngo": false,
		} {
			_, err := cases.Read(ctx, n.As(t, who), c.ID)
			if (err == nil) != want {
				t.Errorf("%s: %v", who, err)
			}
			if !want && !errors.Is(err, access.ErrDenied) {
				t.Errorf("%s: got %v, want ErrDenied", who, err)
			}
		}
		entries, err := history(n.As(t, "supervisor@shelter"), c.ID)
		if err != nil {
			t.Fatal(err)
		}
		count := map[string]int{}
		for _, e := range entries {
			count[e.Act+" "+e.Decision]++
		}
		if count["case.open allowed"] != 1 || count["case.read allowed"] != 3 || count["case.read refused"] != 6 {
			t.Errorf("the history is %v", count)
		}
	})
}

// history are the entries of the log on a case.
func history(s access.Session, id lindung.CaseID) ([]audit.Entry, error) {
	var all []audit.Entry
	err := s.See(ctx, access.CaseHistory, cases.Target(id), func(tx *access.Tx) (err error) {
		all, err = audit.About(tx, string(id), 100)
		return err
	})
	return all, err
}

func TestRowScopeOfListAndSearch(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		mine, theirs, foreign := n.As(t, "caseworker@shelter"), n.As(t, "second@shelter"), n.As(t, "caseworker@ngo")
		open(t, mine, "Siti Contoh")
		open(t, theirs, "Siti Contoh Lagi")
		open(t, foreign, "Siti Contoh Asing")
		finder := cases.NewFinder(cases.SearchNames)
		for who, want := range map[string]int{"caseworker@shelter": 1, "second@shelter": 1, "supervisor@shelter": 2, "caseworker@ngo": 1} {
			s := n.As(t, who)
			rows, _, err := cases.List(ctx, s, cases.Filter{})
			if err != nil || len(rows) != want {
				t.Errorf("%s lists %d cases, want %d (%v)", who, len(rows), want, err)
			}
			found, err := finder.Search(ctx, s, "contoh siti")
			if err != nil || len(found) != want {
				t.Errorf("%s finds %d cases, want %d (%v)", who, len(found), want, err)
			}
		}
		for _, who := range []string{"administrator@shelter", "analyst@shelter"} {
			if _, err := finder.Search(ctx, n.As(t, who), "siti"); !errors.Is(err, access.ErrDenied) {
				t.Errorf("%s searches: %v", who, err)
			}
		}
		// What another process stores is found at once.
		other := cases.NewFinder(cases.SearchNames)
		c := open(t, mine, "Dara Contoh")
		if found, err := other.Search(ctx, mine, "dara"); err != nil || len(found) != 1 {
			t.Errorf("found %d, %v", len(found), err)
		}
		if err := cases.SaveNames(ctx, mine, c.ID, 1, []person.Name{{Text: "Rina", Kind: "nickname"}}); err != nil {
			t.Fatal(err)
		}
		if found, err := other.Search(ctx, mine, "rina"); err != nil || len(found) != 1 {
			t.Errorf("after a change of name: found %d, %v", len(found), err)
		}
	})
}

// A name that does not open is left out of the index, and every other is found.
func TestSearchBesideBrokenNames(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		ana := n.As(t, "caseworker@shelter")
		broken := open(t, ana, "Siti Contoh")
		open(t, ana, "Dara Contoh")
		err := n.DB.Write(ctx, func(tx *db.Tx) error {
			_, err := db.Exec(tx, `UPDATE names SET sealed = (SELECT s.sealed FROM names s WHERE s.case_id <> ?) WHERE case_id = ?`, broken.ID, broken.ID)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		found, err := cases.NewFinder(cases.SearchNames).Search(ctx, ana, "contoh")
		if err != nil || len(found) != 1 || found[0].Matched != "Dara Contoh" {
			t.Errorf("found %d, %v", len(found), err)
		}
		if _, err := seals(n); err == nil {
			t.Error("the doctor says nothing of it")
		}
	})
}

// The first reading of all cases goes on where a fault ended it, and misses no change.
func TestFillGoesOn(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		ana := n.As(t, "caseworker@shelter")
		var all []lindung.CaseID
		err := ana.Do(ctx, access.CaseOpen, ana.OrgTarget(), func(tx *access.Tx) error {
			for range 1001 {
				c, err := cases.OpenIn(tx, cases.New{Names: []person.Name{{Text: "Sok Example", Kind: "official"}}})
				if err != nil {
					return err
				}
				all = append(all, c.ID)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		pages := 0
		finder := cases.NewFinder(func(tx *access.Tx, of []cases.Changed) (map[lindung.CaseID][]string, error) {
			if pages++; pages == 2 {
				return nil, context.DeadlineExceeded
			}
			return cases.SearchNames(tx, of)
		})
		if err := finder.Fill(ctx, n.Node); !errors.Is(err, context.DeadlineExceeded) {
			t.Fatal(err)
		}
		for _, id := range []lindung.CaseID{slices.Min(all), slices.Max(all)} {
			if err := cases.SaveNames(ctx, ana, id, 1, []person.Name{{Text: "Rina Contoh", Kind: "official"}}); err != nil {
				t.Fatal(err)
			}
		}
		pages = 2
		if err := finder.Fill(ctx, n.Node); err != nil || pages > 4 {
			t.Errorf("%d pages, %v", pages-2, err)
		}
		if found, err := finder.Search(ctx, ana, "rina"); err != nil || len(found) != 2 {
			t.Errorf("what changed meanwhile: found %d, %v", len(found), err)
		}
	})
}

// The index is filled in one act of the program, which is in the log.
func TestFillIsLogged(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		open(t, n.As(t, "caseworker@shelter"), "Siti Contoh")
		open(t, n.As(t, "caseworker@ngo"), "Sok Example")
		var all [2][]audit.Entry
		for i := range all {
			if i == 1 {
				if err := cases.NewFinder(cases.SearchNames).Fill(ctx, n.Node); err != nil {
					t.Fatal(err)
				}
			}
			err := n.DB.Read(ctx, func(tx *db.Tx) error {
				var err error
				all[i], err = audit.ByOrg(tx, n.Orgs["shelter"].ID, 0, 1000)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		if len(all[1]) != len(all[0])+1 {
			t.Fatalf("%d entries more, want one", len(all[1])-len(all[0]))
		}
		if e := all[1][0]; e.Actor != "system:index" || e.Act != string(access.SystemRun) || e.Filter != "index" || e.Count != 2 {
			t.Errorf("the entry is %+v", e)
		}
	})
}

func TestPaging(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		s := n.As(t, "caseworker@shelter")
		for range 7 {
			open(t, s, "Sok Example")
		}
		seen := map[lindung.CaseID]bool{}
		var after cases.Cursor
		for pages := 0; ; pages++ {
			rows, next, err := cases.List(ctx, s, cases.Filter{Limit: 3, After: after})
			if err != nil || pages > 3 {
				t.Fatal(pages, err)
			}
			for _, r := range rows {
				seen[r.ID] = true
			}
			if next == (cases.Cursor{}) {
				break
			}
			after = next
		}
		if len(seen) != 7 {
			t.Errorf("the pages hold %d of 7 cases", len(seen))
		}
	})
}

// One event, two persons: what happened is recorded once, and each decides for themselves.
func TestSibling(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		s := n.As(t, "caseworker@shelter")
		c := open(t, s, "Sok Example")
		event := cases.Event{Kind: "raid", Place: "an invented place", Text: "forty people were in one room"}
		d, err := cases.OpenSibling(ctx, s, c.ID, cases.New{Names: []person.Name{{Text: "Dara Example", Kind: "official"}}, Event: &event})
		if err != nil {
			t.Fatal(err)
		}
		third, err := cases.OpenSibling(ctx, s, d.ID, cases.New{Names: []person.Name{{Text: "Ana Example", Kind: "official"}}})
		if err != nil {
			t.Fatal(err)
		}
		e, err := cases.ReadEvent(ctx, s, third.ID)
		if err != nil || e.Text != event.Text || len(e.Cases) != 3 {
			t.Fatalf("the event has %d cases, %v", len(e.Cases), err)
		}
		e.Text = "changed"
		if err := cases.SaveEvent(ctx, s, c.ID, e); err != nil {
			t.Fatal(err)
		}
		if err := cases.SaveEvent(ctx, s, d.ID, e); !errors.Is(err, lindung.ErrConflict) {
			t.Errorf("the event from an old version: %v", err)
		}
	})
}

func TestRefusalIsCountedWithoutIdentity(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		s := n.As(t, "caseworker@shelter")
		v, problems := person.Counted.Decode(url.Values{"help_taken": {"food", "phone_call"}}, n.Now())
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		c, err := cases.CountRefusal(ctx, s, v)
		if err != nil {
			t.Fatal(err)
		}
		got, err := cases.Read(ctx, s, c.ID)
		if err != nil || !got.Refused || len(got.Names) != 0 {
			t.Errorf("got %v, %v", got.Refused, err)
		}
		bad := cases.New{Refused: true, Names: []person.Name{{Text: "Ana Example", Kind: "official"}}}
		if _, err := cases.Open(ctx, s, bad); err == nil {
			t.Errorf("a refusal with a name: %v", err)
		}
	})
}

func TestCloseAndReopen(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		s := n.As(t, "caseworker@shelter")
		c := open(t, s, "Sok Example")
		if err := cases.Close(ctx, s, c.ID, "because"); !errors.As(err, new(field.Problems)) {
			t.Errorf("a reason that is none: %v", err)
		}
		if err := cases.Close(ctx, s, c.ID, "returned"); err != nil {
			t.Fatal(err)
		}
		f, v := answers(t, n, "health_needs", url.Values{"medicines": {"x"}})
		if err := cases.SaveForm(ctx, s, c.ID, f, 0, v); !errors.Is(err, access.ErrClosed) {
			t.Errorf("a closed case was changed: %v", err)
		}
		if err := cases.Reopen(ctx, s, c.ID); err != nil {
			t.Fatal(err)
		}
		if err := cases.SaveForm(ctx, s, c.ID, f, 0, v); err != nil {
			t.Error(err)
		}
	})
}

// The disk never holds a name, a note or a sealed answer, not even without the
// encryption of the file.
func TestNothingSealedOnDisk(t *testing.T) {
	path := filepath.Join(t.TempDir(), "plain.db")
	d, err := db.Open(ctx, path, db.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	n := nodetest.New(t, d, &dbtest.Clock{})
	ana := n.As(t, "caseworker@shelter")
	c := open(t, ana, "Kanari Contoh")
	f, v := answers(t, n, "situation_wishes", url.Values{"situation": {"Kanari story"}})
	for _, err := range []error{
		cases.SaveForm(ctx, ana, c.ID, f, 0, v),
		cases.AddNote(ctx, ana, c.ID, "support", "Kanari note"),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	if found, err := cases.NewFinder(cases.SearchNames).Search(ctx, ana, "Kanari"); err != nil || len(found) != 1 {
		t.Fatal(len(found), err)
	}
	for _, name := range []string{path, path + "-wal"} {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(bytes.ToLower(b), []byte("kanari")) {
			t.Errorf("%s holds what must be sealed", filepath.Base(name))
		}
	}
	if _, err := audit.Verify(ctx, d, n.PublicKey(), ""); err != nil {
		t.Error(err)
	}
}

func TestTeam(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		ana, sup, second := n.As(t, "caseworker@shelter"), n.As(t, "supervisor@shelter"), n.As(t, "second@shelter")
		c := open(t, ana, "Sok Example")
		if err := cases.Assign(ctx, sup, c.ID, n.ID("second@shelter")); err != nil {
			t.Fatal(err)
		}
		if _, err := cases.Read(ctx, second, c.ID); err != nil {
			t.Errorf("the new owner: %v", err)
		}
		if err := cases.AddMember(ctx, sup, c.ID, n.ID("caseworker@ngo")); !errors.As(err, new(field.Problems)) {
			t.Errorf("somebody of another organisation: %v", err)
		}
		if err := cases.RemoveMember(ctx, sup, c.ID, n.ID("second@shelter")); !errors.As(err, new(field.Problems)) {
			t.Errorf("the owner was taken from the team: %v", err)
		}
		if err := cases.RemoveMember(ctx, sup, c.ID, n.ID("caseworker@shelter")); err != nil {
			t.Fatal(err)
		}
		if _, err := cases.Read(ctx, ana, c.ID); !errors.Is(err, access.ErrDenied) {
			t.Errorf("who left the team: %v", err)
		}
	})
}

// A node serves while the index of names fills: who searches meanwhile waits and finds all,
// also what was opened since, and who does not want to wait leaves.
func TestSearchWhileFilling(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		ana, finder := n.As(t, "caseworker@shelter"), cases.NewFinder(cases.SearchNames)
		const first = 30
		for range first {
			open(t, ana, "Dara Contoh")
		}
		found := make([]int, 5)
		var all sync.WaitGroup
		all.Go(func() {
			if err := finder.Fill(ctx, n.Node); err != nil {
				t.Error(err)
			}
		})
		for i := range found {
			all.Go(func() {
				hits, err := finder.Search(ctx, ana, "Dara Contoh")
				if found[i] = len(hits); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		for i, n := range found {
			if n != cases.MostFound+1 { // as many as a search shows, and one that says that there are more
				t.Errorf("search %d found %d of %d", i, n, first)
			}
		}
		last := open(t, ana, "Sok Example").ID
		if hits, err := finder.Search(ctx, ana, "Sok Example"); err != nil || len(hits) != 1 || hits[0].ID != last {
			t.Errorf("what was opened since: %d, %v", len(hits), err)
		}
		gone, leave := context.WithCancel(ctx)
		leave()
		if _, err := finder.Search(gone, ana, "Dara Contoh"); err == nil { // of which kind, each database says in its way
			t.Error("who left is answered")
		}
	})
}

// The index of names comes up with an import by itself, before anybody searches.
func TestFinderFollows(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		s, finder := n.System(n.Orgs["shelter"].ID, "test"), cases.NewFinder()
		err := s.Do(ctx, access.ImportRun, s.OrgTarget(), func(tx *access.Tx) error {
			for range 600 {
				if _, err := cases.OpenIn(tx, cases.New{Names: []person.Name{{Text: "Dara Contoh", Kind: "official"}}}); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		until, stop := context.WithTimeout(ctx, 20*time.Second)
		defer stop()
		ended := make(chan error)
		go func() { ended <- finder.Follow(until, n.Node, time.Millisecond) }()
		for read := 0; read == 0 && until.Err() == nil; {
			err := n.DB.Read(ctx, func(tx *db.Tx) (err error) {
				read, err = db.One(tx, db.Value[int], `SELECT count(*) FROM log_entries WHERE entry LIKE '%"filter":"index","count":600%'`)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		if until.Err() != nil {
			t.Error("nobody read the names")
		}
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
}
