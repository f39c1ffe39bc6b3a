package demo_test

import (
	"context"
	"path/filepath"
	"regexp"
	"slices"
	"testing"
	"time"

	"lindung"
	"lindung/access"
	"lindung/audit"
	"lindung/cases"
	"lindung/dossier"
	"lindung/internal/db"
	"lindung/internal/demo"
	"lindung/internal/seal"
	"lindung/person"
	"lindung/referral"
	"lindung/staff"
)

var ctx = context.Background()

// filled is a node full of invented people, with a session for each of them.
type filled struct {
	*access.Node
	db     *db.DB
	actors []demo.Actor
	as     map[string]access.Session
}

func fill(t testing.TB, real func() time.Time) *filled {
	t.Helper()
	clock, ring := demo.NewClock(real), seal.NewRing()
	d, err := db.Open(ctx, filepath.Join(t.TempDir(), "demo.db"), db.Options{Key: ring.File(), Clock: clock.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	n, err := access.CreateNode(ctx, d, ring, dossier.Forms, dossier.Owned)
	if err != nil {
		t.Fatal(err)
	}
	f := &filled{Node: n, db: d, as: map[string]access.Session{}}
	if f.actors, err = demo.Fill(ctx, n, clock); err != nil {
		t.Fatal(err)
	}
	for _, a := range f.actors {
		if f.as[a.Login], err = access.SessionAs(ctx, n, a.ID); err != nil {
			t.Fatal(err)
		}
	}
	return f
}

func TestStaff(t *testing.T) {
	f := fill(t, time.Now)
	roles, countries, orgs := map[lindung.Role]bool{}, map[lindung.Country]bool{}, map[lindung.OrgID]bool{}
	for _, a := range f.actors {
		for _, r := range a.Roles {
			roles[r] = true
		}
		countries[a.Org.Country], orgs[a.Org.ID] = true, true
	}
	if len(roles) != len(lindung.Roles) || len(countries) != 3 || len(orgs) != 14 || len(f.actors) < 16 || len(f.actors) > 33 {
		t.Errorf("%d actors with %d roles in %d organisations of %d countries", len(f.actors), len(roles), len(orgs), len(countries))
	}
	if first := f.actors[0]; first.Org.Sector != "shelter" || !slices.Contains(first.Roles, lindung.Caseworker) {
		t.Errorf("one begins as %s", first.Login)
	}
	if _, err := audit.Verify(ctx, f.db, f.PublicKey(), ""); err != nil {
		t.Error(err)
	}
}

// Everyone can sign in with what the demo prints.
func TestSignIn(t *testing.T) {
	f := fill(t, time.Now)
	door := staff.NewDoor(f.Node)
	for _, a := range f.actors[:2] {
		code, err := staff.TOTPCode(a.Secret, f.Now())
		if err != nil {
			t.Fatal(err)
		}
		c := staff.Credentials{Login: a.Login, Password: demo.Password, Code: code, Network: "192.0.2.1"}
		if _, err := door.SignIn(ctx, c); err != nil {
			t.Errorf("%s: %v; has the cost of a password changed?", a.Login, err)
		}
	}
}

// invented is what shows that a name is invented, in the region's scripts.
var invented = regexp.MustCompile(`Contoh|Misal|Example|ตัวอย่าง|Tua Yang|ឧទាហរណ៍|Halimbawa|Ví Dụ|ဥပမာ|Upama|ຕົວຢ່າງ|உதாரணம்|Utharanam|示例|范例`)

// heads are those who see every case of their organisation.
var heads = []string{"budi", "chan", "anong", "preecha", "wichai", "hasan", "fajar", "somsak"}

func TestPersons(t *testing.T) {
	f := fill(t, time.Now)
	persons, children, refused, linked := 0, 0, 0, 0
	statuses := map[cases.Status]bool{}
	for _, who := range heads {
		rows, _, err := cases.List(ctx, f.as[who], cases.Filter{Limit: 200})
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rows {
			c, err := cases.Read(ctx, f.as[who], r.ID)
			if err != nil {
				t.Fatal(err)
			}
			statuses[c.Status] = true
			if c.Referral != "" {
				linked++
				continue
			}
			persons++
			if c.Child {
				children++
			}
			if c.Refused {
				refused++
				continue
			}
			if !slices.ContainsFunc(c.Names, func(n person.Name) bool { return invented.MatchString(n.Text) }) && !c.Child {
				t.Errorf("nothing shows that %v is invented", c.Names)
			}
		}
	}
	if persons != 85 || children < 6 || refused < 1 || linked < 8 || len(statuses) != 4 {
		t.Errorf("%d persons, %d of them children, %d without a record; %d linked cases; statuses %v", persons, children, refused, linked, statuses)
	}
}

// Whoever signs in first finds something to do and something overdue, at any
// hour of the day.
func TestSomethingToDo(t *testing.T) {
	hours := []int{9, 0, 23}
	if testing.Short() {
		hours = hours[:1]
	}
	for _, hour := range hours {
		at := time.Date(2026, 11, 24, hour, 5, 0, 0, time.UTC)
		f := fill(t, func() time.Time { return at })
		states := map[referral.State]bool{}
		late, news, fresh := 0, 0, 0
		for who := range f.as {
			b, err := referral.ReadQueue(ctx, f.as[who], referral.Cursor{})
			if err != nil && !slices.Contains([]string{"vuthy", "bona", "tuti", "dewi", "agus", "mealea", "rithy", "kosal", "ratna", "tirta", "gede"}, who) {
				t.Fatal(who, err)
			}
			for _, r := range b.All() {
				states[r.State] = true
				if who != f.actors[0].Login {
					continue
				}
				if r.Late(at) {
					late++
				}
				switch r.Pile() {
				case referral.MustAnswer:
					fresh++
				case referral.News:
					news++
				}
			}
		}
		if late < 2 || news < 2 || fresh < 2 {
			t.Errorf("at %d h: %d overdue, %d new steps, %d new in the queue", hour, late, news, fresh)
		}
		if len(states) < 4 {
			t.Errorf("at %d h: only %v", hour, states)
		}
		var due dossier.Waits
		err := f.as["rina"].Page(ctx, access.HomeRead, access.AccountTarget(f.as["rina"].Actor().ID), func(s access.Session) (err error) {
			due, err = dossier.ReadWaits(ctx, s, dossier.Asking{Now: at, By: lindung.DateOf(at.AddDate(0, 0, 7))})
			return err
		})
		ending := slices.DeleteFunc(due.Due, func(d dossier.Due) bool { return d.Part != "consent" })
		if err != nil || len(ending) < 2 {
			t.Errorf("at %d h: %d consents end soon, %v", hour, len(ending), err)
		}
		waiting, err := cases.ListWaitingBases(ctx, f.as["budi"])
		if err != nil || len(waiting) != 1 {
			t.Errorf("at %d h: %d legal bases wait, %v", hour, len(waiting), err)
		}
	}
}

// The log is in the order of time and ends now, as a log in use.
func TestOrderOfTime(t *testing.T) {
	at := time.Date(2026, 11, 24, 2, 0, 0, 0, time.UTC)
	f := fill(t, func() time.Time { return at })
	var before time.Time
	for _, org := range f.actors {
		err := f.db.Read(ctx, func(tx *db.Tx) error {
			entries, err := audit.ByOrg(tx, org.Org.ID, 0, 2000)
			slices.Reverse(entries)
			before = time.Time{}
			for _, e := range entries {
				if e.Time().Before(before) || e.Time().After(at) {
					t.Errorf("%s at %s", e.Act, e.At)
				}
				before = e.Time()
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

func BenchmarkFill(b *testing.B) {
	for b.Loop() {
		fill(b, time.Now)
	}
}
