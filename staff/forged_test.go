package staff

import (
	"errors"
	"strings"
	"testing"

	"lindung"
	"lindung/access"
	"lindung/internal/db"
	"lindung/internal/test/dbtest"
)

// Whoever can write to the database, and has no key, makes up no browser session, no
// password and no invitation, and changes none.
func TestForgedSignIn(t *testing.T) {
	houses(t, func(h *house) {
		ana := h.add("ana", lindung.Caseworker)
		bea := h.add("bea", lindung.Supervisor)
		in, other := ana.signIn(), bea.signIn()
		for _, forged := range []struct {
			what, text string
			args       []any
		}{
			{"a session of another actor", `UPDATE sessions SET actor = ? WHERE token = ?`, []any{bea.id, hashToken(in.Token)}},
			{"a session that was made up", `UPDATE sessions SET token = 'x' || token WHERE token = ?`, []any{hashToken(other.Token)}},
		} {
			h.must(h.d.Write(h.ctx, func(tx *db.Tx) error { return db.Change(tx, forged.text, forged.args...) }))
			for _, token := range []string{hashToken(in.Token), "x" + hashToken(other.Token)} {
				if _, err := h.door.Resume(h.ctx, Ticket{token}); !errors.Is(err, lindung.ErrNotFound) {
					t.Errorf("%s: %v", forged.what, err)
				}
			}
		}
		h.must(h.d.Write(h.ctx, func(tx *db.Tx) error {
			return db.Change(tx, `UPDATE factors SET password = (SELECT o.password FROM factors o WHERE o.actor = ?) WHERE actor = ?`, ana.id, bea.id)
		}))
		if _, err := h.door.SignIn(h.ctx, Credentials{Login: bea.login, Password: ana.password, Code: bea.code(), Network: "192.0.2.1"}); !errors.Is(err, ErrSignIn) {
			t.Errorf("another's password: %v", err)
		}
		var found []db.Damage
		h.must(h.d.Read(h.ctx, func(tx *db.Tx) (err error) {
			found, err = access.CheckRows(tx, Rows)
			return err
		}))
		tables := map[string]bool{}
		for _, d := range found {
			tables[d.Table] = true
		}
		if !tables["sessions"] || !tables["factors"] {
			t.Errorf("reported: %v", found)
		}
	})
}

// A session that was ended, an invitation that was used and roles that were taken away
// do not come back with the rows, nor with the sum of their actor. Nobody else is shut
// out by it.
func TestPutBackSignIn(t *testing.T) {
	tables := []string{"sessions", "invites", "actors", "factors"}
	for _, back := range [][]string{tables, append(tables, "sums")} {
		houses(t, func(h *house) {
			ana := h.add("ana", lindung.Supervisor)
			in := ana.signIn()
			s, _ := ana.back(in)
			i, err := Invite(h.ctx, h.n.System(h.org.ID, "cli"), NewActor{Org: h.org.ID, Login: "bea", Name: "Bea Example", Roles: []lindung.Role{lindung.Caseworker}, Lang: "en"})
			h.must(err)
			bea := &hand{house: h, id: i.Actor, login: "bea", password: "three small boats"}
			thief := dbtest.Steal(t, h.d, back...)
			h.must(EndSession(h.ctx, s, ""))
			bea.enrol(i.Token)
			running := bea.signIn()
			caro := h.add("caro", lindung.Caseworker)
			thief.Run(`DELETE FROM sessions WHERE actor <> ?`, caro.id)
			thief.Run(`INSERT INTO sessions SELECT * FROM kept_sessions`)
			if _, err := h.door.Resume(h.ctx, Ticket{hashToken(in.Token)}); !errors.Is(err, access.ErrDenied) {
				t.Errorf("a session that was ended: %v", err)
			}
			if _, err := h.door.Resume(h.ctx, Ticket{hashToken(running.Token)}); err == nil {
				t.Error("a session that was removed")
			}
			thief.Run(`DELETE FROM invites WHERE actor <> ?`, caro.id)
			thief.Run(`INSERT INTO invites SELECT * FROM kept_invites`)
			if _, err := h.door.ReadInvitation(h.ctx, i.Token); !errors.Is(err, ErrUsed) {
				t.Errorf("an invitation that was used: %v", err)
			}
			if len(back) > len(tables) {
				thief.Run(`DELETE FROM sums WHERE owner IN (SELECT owner FROM kept_sums)`)
				thief.Run(`INSERT INTO sums SELECT * FROM kept_sums`)
			}
			if _, err := ana.try(ana.password, ana.code()); !errors.Is(err, ErrSignIn) {
				t.Errorf("someone signs in whose rows were put back: %v", err)
			}
			if _, err := h.door.Resume(h.ctx, Ticket{hashToken(in.Token)}); !errors.Is(err, access.ErrDenied) {
				t.Errorf("a session that was ended, with the sum: %v", err)
			}
			caro.signIn()
		})
	}
}

// An alarm that somebody ended or removed behind the program still opens no case.
func TestForgedAlarm(t *testing.T) {
	for _, text := range []string{
		`UPDATE alarms SET ended_at = 1`, `UPDATE alarms SET kind = 'other'`, `UPDATE alarms SET actor = (SELECT o.id FROM actors o WHERE o.id <> alarms.actor LIMIT 1)`, `DELETE FROM alarms`,
	} {
		houses(t, func(h *house) {
			ana, sup := h.add("ana", lindung.Caseworker), h.add("sup", lindung.Supervisor)
			ana.force(calm)
			ana.with(calm)
			asks := sup.signIn().Session
			h.must(h.d.Write(h.ctx, func(tx *db.Tx) error { return db.Change(tx, text) }))
			if in, err := ana.try(ana.password, ana.code()); err == nil && !in.Session.IsForced() {
				t.Errorf("%s: the first password opens cases", text)
			}
			if all, err := Alarms(h.ctx, asks); err == nil && len(all) == 0 && !strings.HasPrefix(text, "DELETE") {
				t.Errorf("%s: the supervisor is not told", text)
			}
		})
	}
}
