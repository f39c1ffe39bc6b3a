package audit_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"strings"
	"testing"
	"time"

	"lindung/audit"
	"lindung/internal/db"
	"lindung/internal/test/dbtest"
)

var noon = time.Date(2026, 11, 28, 12, 0, 0, 0, time.UTC)

func newWitness(t *testing.T, logs ...string) *audit.Witness {
	t.Helper()
	w, err := audit.NewWitness("witness-test", bytes.Repeat([]byte{9}, 32), func() time.Time { return noon })
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range logs {
		if err := w.Trust(key); err != nil {
			t.Fatal(err)
		}
	}
	return w
}

// TestCosignature: a cosignature is one of C2SP cosignature/v1, which is checked
// here without the code that makes it.
func TestCosignature(t *testing.T) {
	w := newWitness(t)
	if key := w.PublicKey(); !strings.HasPrefix(key, "witness-test+") {
		t.Error(key)
	}
	l := newLog(t)
	d := dbtest.SQLite(t, &dbtest.Clock{})
	fill(t, d, l, 0, 3)
	if err := w.Trust(l.PublicKey()); err != nil {
		t.Fatal(err)
	}
	ask, _, err := l.Ask(context.Background(), d, audit.Signed{})
	if err != nil {
		t.Fatal(err)
	}
	a := w.Answer(ask.Text(), "")
	if a.Status != audit.Cosigned || !strings.HasPrefix(a.Body, "— witness-test ") || strings.Count(a.Body, "\n") != 1 {
		t.Fatalf("%+v", a)
	}
	key, err := base64.StdEncoding.DecodeString(strings.Split(w.PublicKey(), "+")[2])
	if err != nil || len(key) != 33 || key[0] != 4 {
		t.Fatalf("key %x, %v", key, err)
	}
	sig, err := base64.StdEncoding.DecodeString(strings.Fields(a.Body)[2])
	text, _, _ := strings.Cut(ask.Head, "\n\n")
	message := fmt.Sprintf("cosignature/v1\ntime %d\n%s\n", noon.Unix(), text)
	hash := sha256.Sum256(append([]byte("witness-test\n"), key...))
	if err != nil || len(sig) != 76 || !bytes.Equal(sig[:4], hash[:4]) || binary.BigEndian.Uint64(sig[4:]) != uint64(noon.Unix()) ||
		!ed25519.Verify(key[1:], []byte(message), sig[12:]) {
		t.Errorf("signature %x, %v", sig, err)
	}
	cosigned, at, err := l.TakeCosignature(ask.Head, a.Body, w.PublicKey())
	if err != nil || !at.Equal(noon) {
		t.Fatalf("%v, %v", at, err)
	}
	if _, at, err := audit.OpenCosigned(cosigned, l.PublicKey(), w.PublicKey()); err != nil || !at.Equal(noon) {
		t.Errorf("%v, %v", at, err)
	}
	for name, text := range map[string]string{
		"no cosignature":      ask.Head,
		"another time":        strings.Replace(cosigned, "AAAAA", "AAAAB", 1),
		"a changed head":      strings.Replace(cosigned, "\n3\n", "\n4\n", 1),
		"no signature of log": strings.Replace(cosigned, "— lindung-test", "— lindung-tost", 1),
	} {
		if _, _, err := audit.OpenCosigned(text, l.PublicKey(), w.PublicKey()); err == nil && text != cosigned {
			t.Errorf("%s: accepted", name)
		}
	}
}

// TestWitnessFollows: whatever sizes a log is sent at, the proof holds, and the
// witness keeps the latest.
func TestWitnessFollows(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := newLog(t)
		w := newWitness(t, l.PublicKey())
		latest, seen, at := "", audit.Signed{}, 0
		for _, grow := range []int{1, 0, 1, 1, 1, 4, 5, 8, 1, 17, 40} {
			fill(t, d, l, at, at+grow)
			at += grow
			ask, head, err := l.Ask(context.Background(), d, seen)
			if err != nil {
				t.Fatal(err)
			}
			a := w.Answer(ask.Text(), latest)
			if a.Status != audit.Cosigned {
				t.Fatalf("from %d to %d: %d %s", seen.Size, head.Size, a.Status, a.Body)
			}
			latest, seen = a.Keep, head
			// A log that has lost what was seen finds it again by its size.
			if again, err := l.At(context.Background(), d, audit.Signed{}, head.Size); err != nil || !bytes.Equal(again.Edge, head.Edge) {
				t.Errorf("at %d: %v", head.Size, err)
			}
		}
	})
}

// TestWitnessRefuses: every answer of C2SP tlog-witness that is no cosignature.
func TestWitnessRefuses(t *testing.T) {
	ctx := context.Background()
	d := dbtest.SQLite(t, &dbtest.Clock{})
	l := newLog(t)
	w := newWitness(t, l.PublicKey())
	fill(t, d, l, 0, 5)
	first, at5, err := l.Ask(ctx, d, audit.Signed{})
	if err != nil {
		t.Fatal(err)
	}
	fill(t, d, l, 5, 12)
	next, _, err := l.Ask(ctx, d, at5)
	if err != nil {
		t.Fatal(err)
	}
	latest := w.Answer(first.Text(), "").Keep
	twelve := w.Answer(next.Text(), latest).Keep
	fork := dbtest.SQLite(t, &dbtest.Clock{})
	forked := newLog(t)
	fill(t, fork, forked, 50, 62)
	forkedAsk, _, err := forked.Ask(ctx, fork, audit.Signed{})
	if err != nil {
		t.Fatal(err)
	}
	forkedAsk.Old, forkedAsk.Proof = 5, next.Proof
	same := forkedAsk
	same.Old, same.Proof = 12, nil
	other, err := audit.New("lindung-other", bytes.Repeat([]byte{7}, 32))
	if err != nil {
		t.Fatal(err)
	}
	od := dbtest.SQLite(t, &dbtest.Clock{})
	fill(t, od, other, 0, 2)
	unknown, _, err := other.Ask(ctx, od, audit.Signed{})
	if err != nil {
		t.Fatal(err)
	}
	false1 := next.Text()
	for _, c := range []struct {
		name, ask, latest string
		status            int
		body              string
	}{
		{"nothing", "", latest, audit.BadAsk, ""},
		{"no old size", strings.TrimPrefix(false1, "old "), latest, audit.BadAsk, ""},
		{"a leading zero", strings.Replace(false1, "old 5", "old 05", 1), latest, audit.BadAsk, ""},
		{"a proof that is none", strings.Replace(false1, "old 5\n", "old 5\n???\n", 1), latest, audit.BadAsk, ""},
		{"64 hashes", strings.Replace(false1, "old 5\n", "old 5\n"+strings.Repeat(strings.Repeat("A", 43)+"=\n", 64), 1), latest, audit.BadAsk, ""},
		{"another log", unknown.Text(), "", audit.UnknownLog, ""},
		{"no signature of the log", strings.Replace(false1, "— lindung-test ", "— someone ", 1), latest, audit.Untrusted, ""},
		{"an old size above the size", strings.Replace(false1, "old 5", "old 13", 1), latest, audit.BadAsk, ""},
		{"a rollback", first.Text(), twelve, audit.Conflict, "12\n"},
		{"another old size", false1, twelve, audit.Conflict, "12\n"},
		{"an old size of a log never seen", false1, "", audit.Conflict, "0\n"},
		{"a false proof", strings.Replace(false1, "old 5\n", "old 5\n"+strings.Repeat("A", 43)+"=\n", 1), latest, audit.Inconsistent, ""},
		{"a fork", forkedAsk.Text(), latest, audit.Inconsistent, ""},
		{"a fork of the same size", same.Text(), twelve, audit.Conflict, "12\n"},
		{"a proof for nothing", strings.Replace(first.Text(), "old 0\n", "old 0\n"+strings.Repeat("A", 43)+"=\n", 1), "", audit.Inconsistent, ""},
	} {
		a := w.Answer(c.ask, c.latest)
		if a.Status != c.status || a.Keep != "" || c.body != "" && a.Body != c.body {
			t.Errorf("%s: %d %q, want %d", c.name, a.Status, a.Body, c.status)
		}
	}
}

// TestLine: a line on paper is a head too, for whoever has kept it.
func TestLine(t *testing.T) {
	ctx := context.Background()
	d := dbtest.SQLite(t, &dbtest.Clock{})
	l := newLog(t)
	fill(t, d, l, 0, 5)
	line := audit.Line(head(t, d))
	if f := strings.Fields(line); len(f) != 3 || f[0] != "lindung-test" || f[1] != "5" {
		t.Fatal(line)
	}
	fill(t, d, l, 5, 9)
	if _, err := audit.Verify(ctx, d, l.PublicKey(), line+"\n"); err != nil {
		t.Error(err)
	}
	for _, wrong := range []string{strings.Replace(line, " 5 ", " 4 ", 1), strings.Replace(line, " 5 ", " 50 ", 1), "lindung-test 5", fmt.Sprint("other", line)} {
		if _, err := audit.Verify(ctx, d, l.PublicKey(), wrong); err == nil {
			t.Errorf("%q was accepted", wrong)
		}
	}
}

func FuzzAsk(f *testing.F) {
	w, err := audit.NewWitness("witness-test", bytes.Repeat([]byte{9}, 32), func() time.Time { return noon })
	if err != nil {
		f.Fatal(err)
	}
	f.Add("old 0\n\nlindung-test\n1\nAAAA\n\n— x y\n")
	f.Fuzz(func(t *testing.T, text string) {
		if a := w.Answer(text, ""); a.Status == audit.Cosigned || a.Keep != "" {
			t.Error("a log that no one trusts was cosigned")
		}
	})
}
