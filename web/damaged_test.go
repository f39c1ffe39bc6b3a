package web

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"lindung"
	"lindung/internal/db"
	"lindung/internal/desk"
	"lindung/internal/test/nodetest"
	"lindung/staff"
)

// breaks changes rows behind the program.
func (w *world) breaks(text string) {
	w.t.Helper()
	err := w.DB.Write(context.Background(), func(tx *db.Tx) error {
		_, err := db.Exec(tx, text)
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

// TestDamaged: whatever seal of a case is broken, the page of its consent says so and
// leads to withdrawing, and withdrawing works.
func TestDamaged(t *testing.T) {
	for name, text := range map[string]string{
		"the seal of a grant": `UPDATE grants SET sealed = zeroblob(40)`, "the key": `UPDATE keys SET wrapped = zeroblob(60) WHERE owner IN (SELECT id FROM cases)`,
		"all names": `UPDATE names SET sealed = zeroblob(40)`, "all answers": `UPDATE records SET sealed = zeroblob(40)`,
	} {
		t.Run(name, func(t *testing.T) {
			w := one(t, desk.Options{})
			b, at := w.agreedAt()
			grant := w.texts(`SELECT id FROM grants`)[0]
			w.breaks(text)
			for _, path := range []string{"/", "/cases", "/queue", "/search", at} {
				if a := b.get(path); a.code != http.StatusOK {
					t.Errorf("%s is %d", path, a.code)
				}
			}
			withdraw := at + "/consent/" + grant + "/withdraw"
			if a := b.get(at+"/consent").wants(t, http.StatusOK); !strings.Contains(a.body, withdraw) {
				t.Errorf("nothing leads to withdrawing: %s", a.Text(t, "main"))
			}
			form := fill(t, b.get(withdraw).wants(t, http.StatusOK), "main form")
			b.post(withdraw, form).leads(t, at+"/consent?done=consent_withdrawn")
			b.get(at+"/consent").wants(t, http.StatusOK)
			if at := w.texts(`SELECT 'withdrawn' FROM grants WHERE withdrawn_at > 0`); len(at) != 1 {
				t.Error("it is not withdrawn")
			}
		})
	}
}

// TestNotOffered: a page that cannot work for an actor is not there for them.
func TestNotOffered(t *testing.T) {
	w := one(t, desk.Options{})
	b, at := w.agreedAt()
	r := b.refers(at)
	dara := w.as("duty_officer@hospital")
	dara.post(r+"/accept", url.Values{}).wants(t, http.StatusSeeOther)
	dara.get(at).wants(t, http.StatusOK)
	for _, path := range []string{"/consent/new", "/basis/new", "/team", "/state", "/names", "/notes"} {
		if a := dara.get(at + path); a.code != http.StatusNotFound {
			t.Errorf("the recipient: %s is %d", path, a.code)
		}
	}
	sok := w.as("second@shelter")
	for _, path := range []string{"/people/new", "/organisations/new", "/people/" + string(w.ID("caseworker@shelter")), "/administration", "/administration/organisation", "/administration/settings/new_hands"} {
		if a := sok.get(path); a.code != http.StatusNotFound {
			t.Errorf("a caseworker: %s is %d", path, a.code)
		}
	}
	if a := sok.post("/people/"+string(w.ID("caseworker@shelter")), url.Values{}); a.code != http.StatusNotFound {
		t.Errorf("a caseworker saves a colleague: %d", a.code)
	}
	if a := sok.post("/administration/settings/new_hands", url.Values{"new_hands": {"7"}}); a.code != http.StatusNotFound {
		t.Errorf("a caseworker saves a setting as it is: %d", a.code)
	}
	if a := w.as("administrator@hospital").get("/organisations/new"); a.code != http.StatusNotFound {
		t.Errorf("an administrator elsewhere adds organisations: %d", a.code)
	}
	before := w.count(`SELECT count(*) FROM log_entries WHERE refused`)
	for i, path := range []string{"/team", "/state"} {
		sok.post(at+path, url.Values{"step": {"nonsense"}}).wants(t, http.StatusNotFound)
		if n := w.count(`SELECT count(*) FROM log_entries WHERE refused`); n != before+i+1 {
			t.Errorf("%s: %d refusals in the log", path, n-before)
		}
	}
}

// TestHomeIsNotEmpty: the first page of every role says what to do there, and each way on
// leads somewhere.
func TestHomeIsNotEmpty(t *testing.T) {
	w := one(t, desk.Options{})
	for _, role := range lindung.Roles {
		if role == lindung.Analyst {
			continue // counts are not there yet
		}
		b := w.as(string(role) + "@shelter")
		home := b.get("/").wants(t, http.StatusOK)
		ways := home.Attrs(t, "main a", "href")
		if len(ways) == 0 {
			t.Errorf("the first page of a %s leads nowhere", role)
		}
		for _, path := range ways {
			if a := b.get(path); a.code != http.StatusOK && a.code != http.StatusSeeOther {
				t.Errorf("%s: %s is %d", role, path, a.code)
			}
		}
	}
}

// TestHomeOfRoles: no two roles together lose the first page, or a page that it offers.
func TestHomeOfRoles(t *testing.T) {
	w := one(t, desk.Options{})
	system := w.System(w.Orgs["shelter"].ID, "test")
	for _, other := range lindung.Roles {
		if other == lindung.Analyst {
			continue
		}
		login := "analyst-" + strings.ReplaceAll(string(other), "_", "-")
		_, err := staff.Invite(t.Context(), system, staff.NewActor{
			Org: w.Orgs["shelter"].ID, Login: login, Name: "Ana Example", Roles: []lindung.Role{lindung.Analyst, other}, Lang: "en",
			Hash: nodetest.Hash, Secret: nodetest.Secret,
		})
		if err != nil {
			t.Fatal(err)
		}
		b := w.open()
		b.post("/sign-in", url.Values{"login": {login}, "password": {nodetest.Password}, "code": {w.code()}}).leads(t, "/")
		home := b.get("/").wants(t, http.StatusOK)
		for _, path := range home.Attrs(t, ".l-nav__list a", "href") {
			if path == "/en/" {
				continue // an open page, which the program serves beside these
			}
			if a := b.get(path); a.code != http.StatusOK && strings.HasPrefix(path, "/") {
				t.Errorf("analyst and %s: %s is %d", other, path, a.code)
			}
		}
	}
}
