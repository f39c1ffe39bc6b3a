package access_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"lindung/access"
	"lindung/audit"
	"lindung/internal/db"
	"lindung/internal/test/nodetest"
)

// A page is one entry of the log, whatever it reads: what it lists is named, what
// is refused on it is left out, and it changes nothing.
func TestPageIsOneAct(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		ctx := context.Background()
		s := n.As(t, "caseworker@shelter")
		before := entriesOf(t, n, s)
		one, two := "aaaaaaaaaaaaaaaaaaaaaaaaaa", "bbbbbbbbbbbbbbbbbbbbbbbbbb"
		var seen access.Session
		err := s.Page(ctx, access.HomeRead, access.AccountTarget(s.Actor().ID), func(in access.Session) error {
			seen = in
			for range 2 {
				err := in.See(ctx, access.CaseList, in.OrgTarget(), func(tx *access.Tx) error {
					tx.AddListed(one, two)
					return nil
				})
				if err != nil {
					return err
				}
			}
			if err := in.See(ctx, access.BasisList, in.OrgTarget(), func(*access.Tx) error { return nil }); !errors.Is(err, access.ErrDenied) {
				t.Errorf("a caseworker lists bases on a page: %v", err)
			}
			if err := in.Do(ctx, access.OwnSession, access.AccountTarget(s.Actor().ID), func(*access.Tx) error { return nil }); err == nil {
				t.Error("a page changed something")
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		after := entriesOf(t, n, s)
		if len(after) != len(before)+1 {
			t.Fatalf("%d entries for a page", len(after)-len(before))
		}
		if e := after[0]; e.Act != "home.read" || !slices.Equal(e.Listed, []string{one, two}) {
			t.Errorf("the entry is %+v", e)
		}
		if seen.Actor().ID != s.Actor().ID {
			t.Error("the page is read by somebody else")
		}
	})
}

// What a page has read once stays what it was; an act that writes reads again.
func TestReadOnce(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		ctx, s := context.Background(), n.As(t, "caseworker@shelter")
		own := access.AccountTarget(s.Actor().ID)
		reads := 0
		twice := func(tx *access.Tx) error {
			for range 2 {
				if _, err := access.ReadOnce(tx, "a key", func() (int, error) { reads++; return reads, nil }); err != nil {
					return err
				}
			}
			return nil
		}
		err := s.Page(ctx, access.HomeRead, own, func(in access.Session) error {
			return errors.Join(in.See(ctx, access.HomeRead, own, twice), in.See(ctx, access.HomeRead, own, twice))
		})
		if err != nil || reads != 1 {
			t.Errorf("a page read %d times, %v", reads, err)
		}
		reads = 0
		if err := s.Do(ctx, access.OwnSession, own, twice); err != nil || reads != 2 {
			t.Errorf("an act that writes read %d times, %v", reads, err)
		}
		reads = 0
		failed := errors.New("not read")
		err = s.See(ctx, access.HomeRead, own, func(tx *access.Tx) error {
			for range 2 {
				if _, err := access.ReadOnce(tx, "a key", func() (int, error) { reads++; return 0, failed }); !errors.Is(err, failed) {
					t.Errorf("what failed is %v", err)
				}
			}
			return nil
		})
		if err != nil || reads != 2 {
			t.Errorf("what failed was read %d times, %v", reads, err)
		}
	})
}

func entriesOf(t *testing.T, n *nodetest.Node, s access.Session) []audit.Entry {
	t.Helper()
	var all []audit.Entry
	err := n.DB.Read(context.Background(), func(tx *db.Tx) error {
		var err error
		all, err = audit.ByOrg(tx, s.Actor().Org, 0, 100)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}
