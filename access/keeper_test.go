package access_test

import (
	"errors"
	"testing"

	"lindung"
	"lindung/access"
	"lindung/internal/db"
	"lindung/internal/test/nodetest"
)

// Who removes the row that says who keeps the node makes no other organisation its
// keeper.
func TestKeeperIsTheFirst(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		if keeper, err := n.Keeper(ctx); err != nil || keeper != n.Orgs["shelter"].ID {
			t.Fatal(keeper, err)
		}
		if err := n.DB.Write(ctx, func(tx *db.Tx) error { return db.Change(tx, `DELETE FROM meta WHERE name = 'keeper'`) }); err != nil {
			t.Fatal(err)
		}
		s := n.System("first", "test")
		err := s.Do(ctx, access.OrgAdd, s.NodeTarget(), func(tx *access.Tx) error {
			o := access.Org{ID: lindung.OrgID(lindung.NewID()), Name: "Another Example", Sector: "ngo", Country: "TH", Lang: "en"}
			tx.SetObject(string(o.ID))
			return access.InsertOrg(tx, &o)
		})
		if err != nil {
			t.Fatal(err)
		}
		if keeper, err := n.Keeper(ctx); !errors.Is(err, lindung.ErrNotFound) {
			t.Errorf("the keeper is %s, %v", keeper, err)
		}
	})
}
