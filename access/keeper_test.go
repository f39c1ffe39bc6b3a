package access_test

import (
	"errors"
	"testing"

	"lindung"
	"lindung/access"
	"lindung/internal/db"
	"lindung/internal/test/nodetest"
	"lindung/staff"
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
		_, err := staff.AddOrg(ctx, n.System("first", "test"), access.Org{Name: "Another Example", Sector: "ngo", Country: "TH", Lang: "en"})
		if err != nil {
			t.Fatal(err)
		}
		if keeper, err := n.Keeper(ctx); !errors.Is(err, lindung.ErrNotFound) {
			t.Errorf("the keeper is %s, %v", keeper, err)
		}
	})
}
