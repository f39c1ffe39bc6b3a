package access_test

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"lindung"
	"lindung/access"
	"lindung/internal/db"
	"lindung/internal/test/nodetest"
)

var own = []access.Action{access.OwnSession}

// sends does an act of its own account with a key, as a request would, and
// returns the error and whether the act was done.
func sends(s access.Session, key, content string) (error, bool) {
	done := false
	o := &access.SentForm{Acts: own, Key: key, Content: content, LeadsTo: "/made/" + access.MadeID}
	err := s.WithSentForm(o).Do(ctx, access.OwnSession, access.AccountTarget(s.Actor().ID), func(tx *access.Tx) error {
		done = true
		tx.SetMade("abc")
		return nil
	})
	return err, done && err == nil
}

func TestOnce(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		ana, other := n.As(t, "caseworker@shelter"), n.As(t, "second@shelter")
		key := lindung.NewID()
		if err, done := sends(ana, key, "a=1"); err != nil || !done {
			t.Fatal(err, done)
		}
		n.Clock.Add(time.Hour)
		for content, same := range map[string]bool{"a=1": true, "a=2": false} {
			err, done := sends(ana, key, content)
			var again *access.Repeated
			if done || !errors.As(err, &again) || again.Same != same || again.LedTo != "/made/abc" || again.At == access.StoredTime(n.Now()) {
				t.Errorf("%s: %v, %+v", content, err, again)
			}
		}
		for name, err := range map[string]error{
			"another key": first(sends(ana, lindung.NewID(), "a=1")), "another actor": first(sends(other, key, "a=1")), "no key": first(sends(ana, "", "a=1")),
		} {
			if err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
		if err := ana.WithSentForm(&access.SentForm{Key: key, Content: "a=1"}).Repeats(ctx); !errors.As(err, new(*access.Repeated)) {
			t.Errorf("asked before the act: %v", err)
		}
		if err := ana.WithSentForm(&access.SentForm{Key: lindung.NewID()}).Repeats(ctx); err != nil {
			t.Errorf("asked of a new key: %v", err)
		}
	})
}

func first(err error, _ bool) error { return err }

// Of many that come at once, one is done.
func TestOnceAtOnce(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		ana, key := n.As(t, "caseworker@shelter"), lindung.NewID()
		var wg sync.WaitGroup
		var mu sync.Mutex
		count := 0
		for range 20 {
			wg.Add(1)
			go func() {
				defer wg.Done()
				err, done := sends(ana, key, "a=1")
				mu.Lock()
				defer mu.Unlock()
				var again *access.Repeated
				switch {
				case done:
					count++
				case !errors.As(err, &again) || again.LedTo != "/made/abc":
					t.Error(err)
				}
			}()
		}
		wg.Wait()
		if count != 1 {
			t.Errorf("done %d times", count)
		}
	})
}

// The acts that follow in the same request are done; an act that failed has
// claimed nothing; what is to be done with the act is undone with it.
func TestOnceInARequest(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		ana := n.As(t, "caseworker@shelter")
		on := access.AccountTarget(ana.Actor().ID)
		fails := errors.New("fails")
		with := 0
		o := &access.SentForm{Acts: own, Key: lindung.NewID(), Then: func(*access.Tx) error { with++; return nil }}
		s := ana.WithSentForm(o)
		if err := s.Do(ctx, access.OwnSession, on, func(*access.Tx) error { return fails }); !errors.Is(err, fails) {
			t.Fatal(err)
		}
		for range 2 {
			if err := s.Do(ctx, access.OwnSession, on, func(*access.Tx) error { return nil }); err != nil {
				t.Fatal(err)
			}
		}
		if err := ana.WithSentForm(&access.SentForm{Acts: own}).Do(ctx, access.OwnPassword, on, func(*access.Tx) error { return nil }); err == nil {
			t.Error("a page did what its route does not name")
		}
		if with != 1 {
			t.Errorf("done with the act %d times", with)
		}
		if err := ana.WithSentForm(&access.SentForm{Key: o.Key}).Repeats(ctx); !errors.As(err, new(*access.Repeated)) {
			t.Errorf("the key was not claimed: %v", err)
		}
		o = &access.SentForm{Acts: own, Key: lindung.NewID(), Then: func(*access.Tx) error { return fails }}
		if err := ana.WithSentForm(o).Do(ctx, access.OwnSession, on, func(*access.Tx) error { return nil }); !errors.Is(err, fails) {
			t.Fatal(err)
		}
		if err := ana.WithSentForm(&access.SentForm{Key: o.Key}).Repeats(ctx); err != nil {
			t.Errorf("an act that was undone has claimed its key: %v", err)
		}
	})
}

// Nothing of what was sent is stored, and the keys go with their time and with
// what they were about.
func TestOnceForgets(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		ana := n.As(t, "caseworker@shelter")
		must, _ := checks(t)
		rows := func() []string {
			var all []string
			must(n.DB.Read(ctx, func(tx *db.Tx) error {
				var err error
				all, err = db.All(tx, db.Value[string], `SELECT digest || object || made || answer FROM once`)
				return err
			}))
			return all
		}
		must(first(sends(ana, lindung.NewID(), "word=kanarivogel")))
		if all := rows(); len(all) != 1 || strings.Contains(all[0], "kanarivogel") {
			t.Fatalf("stored: %v", all)
		}
		forget := func(id lindung.CaseID) {
			must(ana.Do(ctx, access.OwnSession, access.AccountTarget(ana.Actor().ID), func(tx *access.Tx) error {
				return access.StoredFormKeys.EraseCases(tx, []lindung.CaseID{id})
			}))
		}
		forget("abd")
		if len(rows()) != 1 {
			t.Error("the key of another object is gone")
		}
		forget("abc")
		if len(rows()) != 0 {
			t.Error("the key has outlived its object")
		}
		must(first(sends(ana, lindung.NewID(), "")))
		stale := func() {
			must(ana.Do(ctx, access.OwnSession, access.AccountTarget(ana.Actor().ID), access.DropStaleFormKeys))
		}
		n.Clock.Add(30*24*time.Hour - time.Minute) // the clock goes on while the test runs
		stale()
		if len(rows()) != 1 {
			t.Error("dropped too early")
		}
		n.Clock.Add(2 * time.Minute)
		stale()
		if len(rows()) != 0 {
			t.Error("kept too long")
		}
	})
}
