package demo_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"lindung/access"
	"lindung/audit"
	"lindung/internal/db"
	"lindung/internal/demo"
	"lindung/internal/seal"
)

func fill(t testing.TB, hash string) (*access.Node, []demo.Actor) {
	t.Helper()
	ctx := context.Background()
	clock := demo.NewClock(time.Now)
	ring := seal.NewRing()
	d, err := db.Open(ctx, filepath.Join(t.TempDir(), "demo.db"), db.Options{Key: ring.File(), Clock: clock.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	n, err := access.Found(ctx, d, ring)
	if err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	actors, err := demo.Fill(ctx, n, clock, hash)
	if err != nil {
		t.Fatal(err)
	}
	t.Log("filled in", time.Since(began))
	return n, actors
}

func TestFill(t *testing.T) {
	n, actors := fill(t, "none")
	if len(actors) < 16 || len(actors) > 20 {
		t.Errorf("%d actors", len(actors))
	}
	if _, err := audit.Verify(context.Background(), n.DB(), n.PublicKey(), ""); err != nil {
		t.Error(err)
	}
}
