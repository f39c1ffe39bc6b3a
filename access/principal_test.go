package access

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/cedar-policy/cedar-go"

	"lindung"
	"lindung/audit"
	"lindung/internal/db"
	"lindung/internal/seal"
	"lindung/internal/test/dbtest"
)

// holder is a principal that the program does not have: someone who holds a
// link.
type holder struct{ gone bool }

func (holder) name() (lindung.ActorID, lindung.OrgID) { return "link:1", mine }

func (h holder) current(*Tx) (Principal, error) {
	if h.gone {
		return nil, ErrDenied
	}
	return h, nil
}

func (holder) entity() (cedar.Entity, bool) {
	return cedar.Entity{UID: cedar.NewEntityUID("Link", "1"), Attributes: cedar.NewRecord(cedar.RecordMap{"organisation": orgUID(mine)})}, true
}

func (holder) purpose(Action) lindung.Purpose { return lindung.OwnRequest }

// TestAnotherPrincipal: the guard takes a principal that is neither an actor nor
// the program. No policy speaks of it, so it may do nothing; the log names it and
// its purpose.
func TestAnotherPrincipal(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		n, err := CreateNode(ctx, d, seal.NewRing(), nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, who := range []holder{{}, {gone: true}} {
			s := Session{node: n, principal: who}
			for _, a := range []Action{CaseList, OwnSession, SystemRun} {
				ran := false
				target := func(*Tx) (Object, error) { return Object{Type: askedOf[a][0], ID: string(mine), Org: mine}, nil }
				err := s.Do(ctx, a, target, func(*Tx) error { ran = true; return nil })
				if !errors.Is(err, ErrDenied) || ran {
					t.Errorf("%s: %v, ran %v", a, err, ran)
				}
			}
			if a := s.Actor(); a.ID != "link:1" || a.Org != mine || len(a.Roles) > 0 {
				t.Errorf("as an actor it is %+v", a)
			}
		}
		var all []audit.Entry
		err = d.Read(ctx, func(tx *db.Tx) error {
			all, err = audit.ByOrg(tx, mine, 0, 10)
			return err
		})
		if err != nil || len(all) != 6 {
			t.Fatalf("%d entries, %v", len(all), err)
		}
		if slices.ContainsFunc(all, func(e audit.Entry) bool {
			return e.Actor != "link:1" || e.Purpose != string(lindung.OwnRequest) || e.Decision != audit.Refused || e.Policy == "errored"
		}) {
			t.Errorf("log %+v", all)
		}
	})
}

// TestLobby: what is done in the lobby leaves no entry, and allows nothing.
func TestLobby(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		n, err := CreateNode(ctx, d, seal.NewRing(), nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		l := OpenLobby(n)
		work := func(tx *Tx) error {
			o := Object{Type: TypeOrg, ID: string(mine), Org: mine}
			if tx.May(SystemRun, o, "") || tx.May(CaseList, o, "") || tx.Actor().ID != "" {
				t.Error("somebody acts in the lobby")
			}
			if _, err := l.Session(tx, "nobody", ""); !errors.Is(err, lindung.ErrNotFound) {
				t.Errorf("a session of nobody: %v", err)
			}
			return nil
		}
		if err := errors.Join(l.Read(ctx, work), l.Write(ctx, work)); err != nil {
			t.Fatal(err)
		}
		size, err := audit.Verify(ctx, d, n.PublicKey(), "")
		if err != nil || size != 0 {
			t.Errorf("%d entries, %v", size, err)
		}
	})
}
