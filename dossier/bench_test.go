package dossier_test

import (
	"testing"

	"lindung/access"
	"lindung/cases"
	"lindung/dossier"
	"lindung/internal/db"
	"lindung/internal/test/dbtest"
	"lindung/internal/test/nodetest"
)

// BenchmarkIntact measures what it costs to count the rows of a full case and of an
// actor before they open, beside the reading of that case.
func BenchmarkIntact(b *testing.B) {
	for _, open := range []func(testing.TB, *dbtest.Clock) *db.DB{dbtest.SQLite, dbtest.Postgres} {
		clock := &dbtest.Clock{}
		d := open(b, clock)
		b.Run(d.Kind(), func(b *testing.B) { intact(b, nodetest.New(b, d, clock)) })
	}
}

func intact(b *testing.B, n *nodetest.Node) {
	c, _ := full(b, n)
	ana, dara := n.As(b, "caseworker@shelter"), n.As(b, "duty_officer@hospital")
	read := func(b *testing.B, s access.Session) {
		for b.Loop() {
			if _, err := dossier.Read(ctx, s, c.ID); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.Run("owner reads", func(b *testing.B) { read(b, ana) })
	b.Run("recipient reads", func(b *testing.B) { read(b, dara) })
	count := func(b *testing.B, kind access.Owner, id string) {
		err := ana.See(ctx, access.CaseRead, cases.Target(c.ID), func(tx *access.Tx) error {
			for b.Loop() {
				if ok, err := access.Intact(tx, kind, id); err != nil || !ok[id] {
					b.Fatal(err)
				}
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	b.Run("case", func(b *testing.B) { count(b, access.OfCase, string(c.ID)) })
	b.Run("actor", func(b *testing.B) { count(b, access.OfActor, string(ana.Actor().ID)) })
}
