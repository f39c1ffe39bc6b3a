package audit_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"lindung/audit"
	"lindung/internal/db"
	"lindung/internal/test/dbtest"
)

func newLog(t testing.TB) *audit.Log {
	t.Helper()
	l, err := audit.New("lindung-test", bytes.Repeat([]byte{7}, 32))
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func fill(t testing.TB, d *db.DB, l *audit.Log, from, to int) {
	t.Helper()
	for i := from; i < to; i++ {
		err := d.Write(context.Background(), func(tx *db.Tx) error {
			return l.Append(tx, audit.Entry{Org: "org", Actor: "actor", Act: "case.read", Object: fmt.Sprint("case", i), Decision: audit.Allowed})
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

func head(t *testing.T, d *db.DB) (text string) {
	t.Helper()
	err := d.Read(context.Background(), func(tx *db.Tx) error {
		var err error
		text, err = audit.Head(tx)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func exec(text string) func(*db.Tx) error {
	return func(tx *db.Tx) error {
		n, err := db.Exec(tx, text)
		if err == nil && n == 0 {
			err = errors.New("the test changed nothing")
		}
		return err
	}
}

func TestTampering(t *testing.T) {
	ctx := context.Background()
	cases := []struct {
		name string
		harm func(*db.Tx) error
	}{
		{"nothing", nil},
		{"a changed entry", exec(`UPDATE log_entries SET entry = replace(entry, 'case5', 'case6') WHERE n = 5`)},
		{"a removed entry", exec(`DELETE FROM log_entries WHERE n = 5`)},
		{"two entries in each other's place", func(tx *db.Tx) error {
			for _, s := range []string{
				`UPDATE log_entries SET n = 1000 WHERE n = 5`,
				`UPDATE log_entries SET n = 5 WHERE n = 6`,
				`UPDATE log_entries SET n = 6 WHERE n = 1000`,
			} {
				if err := exec(s)(tx); err != nil {
					return err
				}
			}
			return nil
		}},
		{"a cut tail with the head of then", exec(`DELETE FROM log_entries WHERE n >= 8`)},
		{"a head that is not signed", exec(`UPDATE log_head SET note = replace(note, '13', '12')`)},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				l := newLog(t)
				fill(t, d, l, 0, 13)
				if c.harm != nil {
					if err := d.Write(ctx, c.harm); err != nil {
						t.Fatal(err)
					}
				}
				_, err := audit.Verify(ctx, d, l.PublicKey(), "")
				if (c.harm != nil) != errors.Is(err, audit.ErrTampered) {
					t.Errorf("got %v", err)
				}
			})
		})
	}
}

// TestCutTail: only an earlier head shows that the tail was cut and the old
// head put back.
func TestCutTail(t *testing.T) {
	ctx := context.Background()
	d := dbtest.SQLite(t, &dbtest.Clock{})
	l := newLog(t)
	fill(t, d, l, 0, 8)
	var old []byte
	var edge []byte
	if err := d.Read(ctx, func(tx *db.Tx) (err error) {
		old, err = db.One(tx, db.Value[[]byte], `SELECT note FROM log_head`)
		if err == nil {
			edge, err = db.One(tx, db.Value[[]byte], `SELECT edge FROM log_head`)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	fill(t, d, l, 8, 13)
	later := head(t, d)
	if _, err := audit.Verify(ctx, d, l.PublicKey(), string(old)); err != nil {
		t.Fatalf("an honest log against an earlier head: %v", err)
	}
	if err := d.Write(ctx, func(tx *db.Tx) error {
		if _, err := db.Exec(tx, `DELETE FROM log_entries WHERE n >= 8`); err != nil {
			return err
		}
		_, err := db.Exec(tx, `UPDATE log_head SET size = 8, edge = ?, note = ?`, edge, string(old))
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if _, err := audit.Verify(ctx, d, l.PublicKey(), ""); err != nil {
		t.Fatalf("the cut log must look whole without an earlier head, or this test proves nothing: %v", err)
	}
	if _, err := audit.Verify(ctx, d, l.PublicKey(), later); !errors.Is(err, audit.ErrTampered) {
		t.Errorf("got %v, want ErrTampered", err)
	}
	// A log that goes on differently after the cut is found as well.
	fill(t, d, newLog(t), 100, 120)
	if _, err := audit.Verify(ctx, d, l.PublicKey(), later); !errors.Is(err, audit.ErrTampered) {
		t.Errorf("rewritten tail: got %v, want ErrTampered", err)
	}
}

func TestExportVerifies(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := newLog(t)
		fill(t, d, l, 0, 21)
		var out bytes.Buffer
		if n, err := audit.Export(context.Background(), d, &out); err != nil || n != 21 {
			t.Fatalf("got %d, %v", n, err)
		}
		if n, err := audit.VerifyExport(bytes.NewReader(out.Bytes()), l.PublicKey(), head(t, d)); err != nil || n != 21 {
			t.Fatalf("got %d, %v", n, err)
		}
		for i := 0; i < out.Len(); i += 7 {
			bad := bytes.Clone(out.Bytes())
			bad[i] ^= 1
			if _, err := audit.VerifyExport(bytes.NewReader(bad), l.PublicKey(), ""); err == nil {
				t.Errorf("a flipped bit in byte %d was not found", i)
			}
		}
		cut := out.String()[:strings.Index(out.String(), "\n\n")-5]
		if _, err := audit.VerifyExport(strings.NewReader(cut), l.PublicKey(), ""); !errors.Is(err, audit.ErrTampered) {
			t.Errorf("cut export: %v", err)
		}
	})
}

func FuzzVerifyExport(f *testing.F) {
	l := newLog(f)
	f.Add("{\"n\":0}\n\nlindung-test\n1\nAAAA\n\n— x y\n")
	f.Fuzz(func(t *testing.T, text string) {
		if n, err := audit.VerifyExport(strings.NewReader(text), l.PublicKey(), ""); err == nil && n > 0 {
			t.Error("a log that nobody signed verifies")
		}
	})
}

// BenchmarkAppend measures one entry of the log on each database, alone and
// with fifty writers.
func BenchmarkAppend(b *testing.B) {
	run := func(b *testing.B, d *db.DB) {
		l := newLog(b)
		entry := func(tx *db.Tx) error {
			return l.Append(tx, audit.Entry{Org: "org", Actor: "actor", Act: "case.read", Object: "case", Decision: audit.Allowed})
		}
		b.Run("alone", func(b *testing.B) {
			for b.Loop() {
				if err := d.Write(context.Background(), entry); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run("company of 50", func(b *testing.B) {
			b.SetParallelism(25)
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					if err := d.Write(context.Background(), entry); err != nil {
						b.Error(err)
						return
					}
				}
			})
		})
	}
	b.Run("sqlite", func(b *testing.B) { run(b, dbtest.SQLite(b, &dbtest.Clock{})) })
	b.Run("postgres", func(b *testing.B) { run(b, dbtest.Postgres(b, &dbtest.Clock{})) })
}
