// Package nodetest gives a test an unlocked node with invented organisations
// and actors, on each database.
package nodetest

import (
	"context"
	"strings"
	"testing"
	"time"

	"lindung"
	"lindung/access"
	"lindung/dossier"
	"lindung/internal/db"
	"lindung/internal/seal"
	"lindung/internal/test/dbtest"
	"lindung/staff"
)

// Node is an unlocked node with a clock that the test sets. Its organisations
// are a shelter, an NGO, a police unit and a hospital of invented names; each
// has one actor of each role.
type Node struct {
	*access.Node
	Door  *staff.Door
	DB    *db.DB
	Ring  *seal.Ring
	Clock *dbtest.Clock
	Orgs  map[string]access.Org // by short name: shelter, ngo, police, hospital
	ids   map[string]lindung.ActorID
}

// Password and Secret are the same for everyone; the secret is that of the
// device. role@org signs in as Login(role@org).
const (
	Password = "three small boats"
	Secret   = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
)

// Hash is that of Password, as a cheap door computes it: at full cost it takes longer than
// most tests.
const Hash = "$argon2id$v=19$m=64,t=1,p=1$wHP8sbWaHCI6O/Xoy6u7yQ$0LYwBd7Uwd8q2GHNeBYEBBsnc54UkHSh1+jJvxaT9Ng"

// Login returns what an actor named as for As signs in with.
func Login(who string) string { return strings.ReplaceAll(who, "_", "-") }

var orgs = []struct {
	short, name string
	sector      lindung.Sector
	country     lindung.Country
}{
	{"shelter", "Example Shelter", "shelter", "KH"},
	{"ngo", "Yayasan Contoh", "ngo", "ID"},
	{"police", "Example Police Unit", "police", "TH"},
	{"hospital", "Example Hospital", "health", "TH"},
}

// At sets the clock, also to a time before what has passed: that clock is right.
func (n *Node) At(t time.Time) {
	n.Clock.Set(t)
	n.DB.TrustMachine()
}

// Each runs test on a fresh node on each database.
func Each(t *testing.T, test func(*testing.T, *Node)) {
	t.Helper()
	clock := &dbtest.Clock{}
	dbtest.EachAt(t, clock, func(t *testing.T, d *db.DB) { test(t, New(t, d, clock)) })
}

// New founds a node in an empty database.
func New(t testing.TB, d *db.DB, clock *dbtest.Clock) *Node {
	t.Helper()
	return NewWith(t, d, clock, seal.NewRing())
}

// NewWith is New with the keys of the caller.
func NewWith(t testing.TB, d *db.DB, clock *dbtest.Clock, ring *seal.Ring) *Node {
	t.Helper()
	ctx := context.Background()
	n, err := access.CreateNode(ctx, d, ring, dossier.Forms, dossier.Owned)
	if err != nil {
		t.Fatal(err)
	}
	node := &Node{Node: n, Door: staff.NewDoor(n).Cheap(), DB: d, Ring: ring, Clock: clock, Orgs: map[string]access.Org{}, ids: map[string]lindung.ActorID{}}
	for _, o := range orgs {
		node.Join(t, o.short, access.Org{Name: o.name, Sector: o.sector, Country: o.country, Lang: "en"})
	}
	return node
}

// Join adds an organisation with one actor of each role.
func (n *Node) Join(t testing.TB, short string, o access.Org) {
	t.Helper()
	org, err := staff.AddOrg(context.Background(), n.System("first", "test"), o)
	if err != nil {
		t.Fatal(err)
	}
	n.Orgs[short] = org
	for _, role := range lindung.Roles {
		n.add(t, short, string(role), role)
	}
	n.add(t, short, "second", lindung.Caseworker)
}

// Hire adds an actor to an organisation, as short@org.
func (n *Node) Hire(t testing.TB, who string, role lindung.Role) {
	t.Helper()
	short, org, _ := strings.Cut(who, "@")
	n.add(t, org, short, role)
}

func (n *Node) add(t testing.TB, org, short string, role lindung.Role) {
	t.Helper()
	who := short + "@" + org
	in, err := staff.Invite(context.Background(), n.System(n.Orgs[org].ID, "test"), staff.NewActor{
		Org: n.Orgs[org].ID, Login: Login(who), Name: "Ana Example (" + who + ")",
		Roles: []lindung.Role{role}, Lang: "en", Hash: Hash, Secret: Secret,
	})
	if err != nil {
		t.Fatal(err)
	}
	n.ids[who] = in.Actor
}

// As returns the session of role@org, such as caseworker@shelter; second@ORG is
// another caseworker.
func (n *Node) As(t testing.TB, who string) access.Session {
	t.Helper()
	id, ok := n.ids[who]
	if !ok {
		t.Fatalf("there is no %s", who)
	}
	s, err := access.SessionAs(context.Background(), n.Node, id)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// Set gives a setting of an organisation another value, before the first case: then none
// waits for a second person.
func (n *Node) Set(t testing.TB, org string, of access.Setting, value int) {
	t.Helper()
	ctx, s := context.Background(), n.As(t, "administrator@"+org).SteppedUp(true)
	set, err := staff.SettingsOf(ctx, s)
	if err == nil && set[of.Key] != value {
		_, err = staff.ChangeSetting(ctx, s, of, value)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// Undertake gives the undertaking of an actor named as for As anew, which a clock that goes
// on for a year ends.
func (n *Node) Undertake(t testing.TB, who string) {
	t.Helper()
	if err := access.Undertake(context.Background(), n.As(t, who), access.UndertakingVersion); err != nil {
		t.Fatal(err)
	}
}

// ID returns the identifier of an actor named as for As.
func (n *Node) ID(who string) lindung.ActorID { return n.ids[who] }
