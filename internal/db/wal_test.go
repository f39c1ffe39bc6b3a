package db

import (
	"bytes"
	"context"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// killedVault is a folder as a program leaves it that was killed after n acts,
// with the acts that were acknowledged.
func killedVault(t *testing.T, n int64) (dir string, want []int64) {
	t.Helper()
	from := filepath.Join(t.TempDir(), "a.db")
	d := openVault(t, from, nil)
	for k := int64(1); k <= n; k++ {
		if err := put(d, k, valueOf(k)); err != nil {
			t.Fatal(err)
		}
		want = append(want, k)
	}
	dir = t.TempDir()
	for _, name := range []string{"a.db", "a.db-wal"} {
		if err := copyFile(filepath.Join(filepath.Dir(from), name), filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	return dir, want
}

// missing opens the file and returns how many of the pairs are not in it.
func missing(t *testing.T, path string, want []int64) int {
	t.Helper()
	// What is lost may be a step of the database: it is done again.
	again := func(context.Context, *DB) error { return nil }
	d, err := Open(context.Background(), path, Options{Key: vaultKey, Upgrade: again})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if !d.unclean {
		t.Error("nobody noticed that the program was killed")
	}
	got, err := pairsOf(d)
	if err != nil { // the table itself is gone
		return len(want)
	}
	n := 0
	for _, k := range want {
		if got[k] != valueOf(k) {
			n++
		}
	}
	return n
}

// A bit that changes anywhere in the WAL of a killed program loses nothing
// without a word.
func TestWALFlipped(t *testing.T) {
	dir, want := killedVault(t, 60)
	wal, err := os.ReadFile(filepath.Join(dir, "a.db-wal"))
	if err != nil {
		t.Fatal(err)
	}
	file, err := os.ReadFile(filepath.Join(dir, "a.db"))
	if err != nil {
		t.Fatal(err)
	}
	rounds := 120
	if testing.Short() {
		rounds = 30
	}
	lost, torn := 0, 0
	for i := range rounds {
		at := rand.IntN(len(wal))
		switch i {
		case 0:
			at = 5 // the header
		case 1:
			at = len(wal) - 1
		}
		dir := t.TempDir()
		path := filepath.Join(dir, "a.db")
		wal[at] ^= 4
		if err := errors.Join(os.WriteFile(path+"-wal", wal, 0o600), os.WriteFile(path, file, 0o600)); err != nil {
			t.Fatal(err)
		}
		wal[at] ^= 4
		n, kept := missing(t, path, want), KeptWALs(path)
		if n > 0 && len(kept) == 0 {
			t.Errorf("a flip of byte %d of %d lost %d acts, and nobody said so", at, len(wal), n)
		}
		if len(kept) > 0 && kept[0].Lost {
			lost++
		} else if len(kept) > 0 {
			torn++
		}
	}
	t.Logf("of %d flips %d were called damage, %d torn", rounds, lost, torn)
	if lost < rounds*8/10 {
		t.Errorf("only %d of %d flips were called damage", lost, rounds)
	}
}

// A first commit that was written and never synced is no damage, though the power
// cut tore the block of the header.
func TestWALHeadless(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.db")
	if err := openVault(t, path, nil).Close(); err != nil {
		t.Fatal(err)
	}
	d := openVault(t, path, nil)
	if err := put(d, 1, strings.Repeat("x", 9000)); err != nil {
		t.Fatal(err)
	}
	wal, err := os.ReadFile(path + "-wal")
	if err != nil {
		t.Fatal(err)
	}
	left := filepath.Join(t.TempDir(), "a.db") // what is found after the power cut
	if err := copyFile(path, left); err != nil {
		t.Fatal(err)
	}
	look := walLook{wal: bytes.NewReader(wal), size: int64(len(wal)), key: vaultKey, db: path}
	in := look.opened(look.wal, look.size)
	head := make([]byte, walHeader)
	if _, err := in.Read(head); err != nil {
		t.Fatal(err)
	}
	sum, _ := look.header(head)
	frames := int64(0)
	for last := (frame{sum: sum}); last.commit == 0; frames++ {
		if last, _, err = look.next(in, last.sum); err != nil || !last.follows {
			t.Fatalf("frame %d: %v", frames, err)
		}
	}
	wal[100] ^= 4
	for _, c := range []struct {
		size int64
		lost bool
	}{{blockUp(walHeader + frames*frameSize), false}, {int64(len(wal)), true}} {
		if err := os.WriteFile(left+"-wal", wal[:c.size], 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := lookAtWAL(left, vaultKey, time.Now()); err != nil {
			t.Fatal(err)
		}
		if kept := KeptWALs(left); (len(kept) == 1 && kept[0].Lost) != c.lost {
			t.Errorf("of %d bytes: kept %+v", c.size, kept)
		}
	}
}

// A WAL of any length opens, and what was cut off is kept.
func TestWALOdd(t *testing.T) {
	dir, want := killedVault(t, 20)
	path := filepath.Join(dir, "a.db")
	f, err := os.OpenFile(path+"-wal", os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Write(make([]byte, 700)); err != nil {
		t.Fatal(err)
	}
	f.Close()
	if n := missing(t, path, want); n != 0 {
		t.Errorf("%d acts are lost", n)
	}
	if kept := KeptWALs(path); len(kept) != 1 || kept[0].Lost {
		t.Errorf("kept: %+v", kept)
	}
}

// A WAL that somebody has open is left alone, and one that is whole as well.
func TestWALWhole(t *testing.T) {
	dir, want := killedVault(t, 40)
	path := filepath.Join(dir, "a.db")
	if n := missing(t, path, want); n != 0 || len(KeptWALs(path)) != 0 {
		t.Errorf("%d acts are lost; kept %v", n, KeptWALs(path))
	}
	d := openVault(t, path, nil)
	if err := put(d, 1000, "x"); err != nil {
		t.Fatal(err)
	}
	other := openVault(t, path, nil)
	if other.unclean {
		t.Error("an open file was taken for one that was left")
	}
}

// The lock of who serves is the file's, whatever its name.
func TestSoleFollowsFile(t *testing.T) {
	dir := t.TempDir()
	path, link := filepath.Join(dir, "a.db"), filepath.Join(dir, "link.db")
	opt := Options{Key: vaultKey, Sole: true}
	d, err := Open(context.Background(), path, opt)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if err := os.Symlink(path, link); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{path, link} {
		if _, err := Open(context.Background(), name, opt); !errors.Is(err, ErrInUse) {
			t.Errorf("a second one was let in by %s: %v", filepath.Base(name), err)
		}
	}
	if err := os.Link(path, filepath.Join(dir, "hard.db")); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(context.Background(), filepath.Join(dir, "hard.db"), Options{Key: vaultKey}); !errors.Is(err, ErrNames) {
		t.Errorf("a second name: %v", err)
	}
}

// The WAL of a great act does not stay as large as it was.
func TestWALShrinks(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.db")
	d := openVault(t, path, nil)
	for k := range int64(60) {
		if err := put(d, k, strings.Repeat("x", 1<<20)); err != nil {
			t.Fatal(err)
		}
	}
	err := d.Write(context.Background(), func(tx *Tx) error {
		_, err := Exec(tx, `INSERT INTO pairs (k, v) SELECT k + 1000, v FROM pairs`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for k := range int64(3) {
		if err := put(d, 5000+k, "x"); err != nil {
			t.Fatal(err)
		}
	}
	info, err := os.Stat(path + "-wal")
	if err != nil || info.Size() > 20<<20 {
		t.Errorf("the WAL has %d bytes, %v", info.Size(), err)
	}
}
