package staff

import (
	"errors"
	"testing"

	"lindung"
	"lindung/access"
	"lindung/internal/db"
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
