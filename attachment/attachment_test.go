package attachment_test

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"lindung"
	"lindung/access"
	"lindung/attachment"
	"lindung/cases"
	"lindung/consent"
	"lindung/field"
	"lindung/internal/db"
	"lindung/internal/test/nodetest"
	"lindung/person"
)

var ctx = context.Background()

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// paper is a PDF of invented words that fills more than two pieces.
func paper(word string) []byte {
	return []byte("%PDF-1.7\n" + strings.Repeat(word+" Contoh\n", 600_000/len(word+" Contoh\n")) + "%%EOF\n")
}

func open(t *testing.T, n *nodetest.Node) (access.Session, lindung.CaseID) {
	t.Helper()
	ana := n.As(t, "caseworker@shelter")
	c := must(cases.Open(ctx, ana, cases.New{Names: []person.Name{{Text: "Sok Example", Kind: "official"}}}))
	return ana, c.ID
}

func letter(word string) attachment.New {
	return attachment.New{Kind: "letter", Title: "Letter of " + word, About: "person", File: paper(word), Claims: "application/pdf"}
}

func list(s access.Session, id lindung.CaseID) (all []attachment.Attachment, err error) {
	_, err = cases.ReadWith(ctx, s, id, func(tx *access.Tx, c cases.Case) error {
		all, err = attachment.ReadIn(tx, c)
		return err
	})
	return all, err
}

func file(s access.Session, id lindung.CaseID, a string) (b []byte, err error) {
	_, err = cases.ReadWith(ctx, s, id, func(tx *access.Tx, c cases.Case) error {
		_, b, err = attachment.FileIn(tx, c, a)
		return err
	})
	return b, err
}

func seals(n *nodetest.Node) (opened int, err error) {
	s := n.System(must(n.Keeper(ctx)), "test")
	err = s.Do(ctx, access.SystemRun, s.NodeTarget(), func(tx *access.Tx) error {
		opened, err = attachment.Stored.OpenSeals(tx)
		return err
	})
	return opened, err
}

// stored returns the bytes that the tables of files hold.
func stored(t *testing.T, n *nodetest.Node) (boxes [][]byte) {
	t.Helper()
	err := n.DB.Read(ctx, func(tx *db.Tx) (err error) {
		boxes, err = db.All(tx, db.Value[[]byte], `SELECT sealed FROM attachment_pieces UNION ALL SELECT sealed FROM attachments`)
		return err
	})
	if err != nil || len(boxes) != 4 { // three pieces and the words
		t.Fatal(len(boxes), err)
	}
	return boxes
}

// A file comes back as it was sent, and nothing of it is in clear in the database.
func TestAdd(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		ana, id := open(t, n)
		a := must(attachment.Add(ctx, ana, id, letter("Dara")))
		all := must(list(ana, id))
		if len(all) != 1 || all[0].ID != a.ID || all[0].Title != "Letter of Dara" || all[0].Group != lindung.Situation || all[0].Format != attachment.PDF {
			t.Errorf("%+v", all)
		}
		if !bytes.Equal(must(file(ana, id, a.ID)), paper("Dara")) {
			t.Error("it comes back as something else")
		}
		var dump bytes.Buffer
		must(n.DB.Dump(ctx, &dump)) // bytes are base64 in it
		if strings.Contains(dump.String(), "Letter of Dara") {
			t.Error("what was typed is in the database in clear")
		}
		for _, box := range stored(t, n) {
			if bytes.Contains(box, []byte("Dara Contoh")) || bytes.Contains(box, []byte("%PDF-1.7")) || bytes.Contains(box, []byte("Letter of Dara")) {
				t.Error("it is in the database in clear")
			}
		}
		if opened, err := seals(n); err != nil || opened != 4 { // the words and three pieces
			t.Errorf("%d opened, %v", opened, err)
		}
		for name, wrong := range map[string]attachment.New{
			"kind": {Title: "x", About: "person", File: paper("x")}, "title": {Kind: "letter", About: "person", File: paper("x")},
			"about": {Kind: "letter", Title: "x", File: paper("x")}, "file": {Kind: "letter", Title: "x", About: "person"},
			"grant": {Kind: attachment.ConsentSheet, Title: "x", About: "person", File: paper("x"), Grant: "none"},
		} {
			var ps field.Problems
			if _, err := attachment.Add(ctx, ana, id, wrong); !errors.As(err, &ps) || len(ps) != 1 || ps[0].Field != name {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

// A piece that was removed, swapped, repeated or taken from another file is found: the
// file does not open, and the look at all seals names it.
func TestPieces(t *testing.T) {
	for name, do := range map[string]string{
		"removed":  `DELETE FROM attachment_pieces WHERE attachment = ? AND n = 2`,
		"cut off":  `UPDATE attachment_pieces SET n = 7 WHERE attachment = ? AND n = 2`,
		"repeated": `UPDATE attachment_pieces SET sealed = (SELECT p.sealed FROM attachment_pieces p WHERE p.attachment = attachment_pieces.attachment AND p.n = 0) WHERE attachment = ? AND n = 1`,
		"foreign":  `UPDATE attachment_pieces SET sealed = (SELECT p.sealed FROM attachment_pieces p WHERE p.attachment <> attachment_pieces.attachment AND p.n = 1) WHERE attachment = ? AND n = 1`,
		"swapped":  `UPDATE attachment_pieces SET n = CASE n WHEN 0 THEN 1 WHEN 1 THEN 0 ELSE n END + 100 WHERE attachment = ?`,
	} {
		t.Run(name, func(t *testing.T) {
			nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
				ana, id := open(t, n)
				a := must(attachment.Add(ctx, ana, id, letter("Dara")))
				must(attachment.Add(ctx, ana, id, letter("Nary")))
				write(t, n, do, a.ID)
				if name == "swapped" {
					write(t, n, `UPDATE attachment_pieces SET n = n - 100 WHERE attachment = ?`, a.ID)
				}
				if _, err := file(ana, id, a.ID); !errors.Is(err, attachment.ErrDamaged) {
					t.Errorf("it opens: %v", err)
				}
				if _, err := seals(n); err == nil {
					t.Error("the look at all seals finds nothing")
				}
				if len(must(list(ana, id))) != 2 {
					t.Error("the list of files does not open")
				}
			})
		})
	}
}

// write changes several rows.
func write(t *testing.T, n *nodetest.Node, text string, args ...any) {
	t.Helper()
	if err := n.DB.Write(ctx, func(tx *db.Tx) error { _, err := db.Exec(tx, text, args...); return err }); err != nil {
		t.Fatal(err)
	}
}

// Another organisation opens the files of the groups that are open to it, never a
// consent sheet, and nothing once the person has withdrawn.
func TestReceiver(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		ana, id := open(t, n)
		now := db.TimeOf(n.Now())
		grant := must(consent.Give(ctx, ana, cases.Target(id), consent.Grant{
			Recipient: consent.ToOrg(n.Orgs["hospital"].ID), Purpose: lindung.Assistance, Groups: []lindung.Group{lindung.Identity, lindung.Health},
			From: now, Until: now.Add(time.Hour), Lang: "en", TextVersion: "v1", Detail: consent.Detail{ExplainedBy: "Ana Example"},
		}))
		add := func(kind string) string {
			x := letter(kind)
			x.Kind, x.Grant = kind, grant.ID
			return must(attachment.Add(ctx, ana, id, x)).ID
		}
		health, letters, sheet := add("health_paper"), add("letter"), add(attachment.ConsentSheet)
		if err := ana.Do(ctx, access.ConsentGive, cases.Target(id), func(tx *access.Tx) error {
			r := lindung.ReferralID(lindung.NewID())
			if err := consent.NameForReferral(tx, id, r, consent.Ledger{Grants: []consent.Grant{grant}}); err != nil {
				return err
			}
			return consent.OpenForReferral(tx, r)
		}); err != nil {
			t.Fatal(err)
		}
		dara := n.As(t, "duty_officer@hospital")
		if all := must(list(dara, id)); len(all) != 1 || all[0].ID != health {
			t.Errorf("%+v", all)
		}
		must(file(dara, id, health))
		for _, a := range []string{letters, sheet} {
			if _, err := file(dara, id, a); !errors.Is(err, lindung.ErrNotFound) {
				t.Errorf("%v", err)
			}
		}
		if err := attachment.Strike(ctx, dara, id, health, "a mistake"); !errors.Is(err, access.ErrDenied) {
			t.Errorf("another organisation strikes it out: %v", err)
		}
		if err := attachment.Strike(ctx, ana, id, health, "of another person"); err != nil {
			t.Fatal(err)
		}
		if _, err := file(dara, id, health); !errors.Is(err, lindung.ErrNotFound) {
			t.Errorf("it was struck out: %v", err)
		}
		own := must(list(ana, id))
		if last := own[len(own)-1]; !last.Struck || last.Why != "of another person" || last.Title == "" {
			t.Errorf("%+v", last)
		}
		if err := attachment.Strike(ctx, ana, id, health, "again"); !errors.Is(err, lindung.ErrConflict) {
			t.Errorf("struck out twice: %v", err)
		}
		if err := consent.Withdraw(ctx, ana, cases.Target(id), grant.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := list(dara, id); err == nil {
			t.Error("the case is open after its withdrawal")
		}
	})
}

// Who may not write in a group adds no file of it, and a closed case takes none.
func TestWhoAdds(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		ana, id := open(t, n)
		for who, wall := range map[string]error{"focal_point@shelter": access.ErrDenied, "administrator@shelter": access.ErrDenied, "caseworker@ngo": access.ErrDenied} {
			if _, err := attachment.Add(ctx, n.As(t, who), id, letter("x")); !errors.Is(err, wall) {
				t.Errorf("%s: %v", who, err)
			}
		}
		police := n.As(t, "supervisor@police")
		theirs := must(cases.Open(ctx, police, cases.New{Names: []person.Name{{Text: "Dara Example", Kind: "official"}}}))
		x := letter("x")
		x.Kind = "support"
		if _, err := attachment.Add(ctx, police, theirs.ID, x); !errors.Is(err, access.ErrDenied) {
			t.Errorf("police add a support note: %v", err)
		}
		if err := cases.Close(ctx, ana, id, "assistance_complete"); err != nil {
			t.Fatal(err)
		}
		if _, err := attachment.Add(ctx, ana, id, letter("x")); !errors.Is(err, access.ErrClosed) {
			t.Errorf("a closed case: %v", err)
		}
	})
}
