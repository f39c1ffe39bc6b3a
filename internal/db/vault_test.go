package db

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/ncruces/go-sqlite3"
	"github.com/ncruces/go-sqlite3/driver"
	"github.com/ncruces/go-sqlite3/util/vfsutil"
	"github.com/ncruces/go-sqlite3/vfs"
	_ "github.com/ncruces/go-sqlite3/vfs/adiantum" // the format that a vault writes
	"lukechampine.com/adiantum"
	"pgregory.net/rapid"
)

var vaultKey = bytes.Repeat([]byte("k"), 32)

// The table of these tests.
const (
	makePairs = `CREATE TABLE pairs (k BIGINT PRIMARY KEY, v TEXT NOT NULL)`
	putPair   = `INSERT INTO pairs (k, v) VALUES (?, ?) ON CONFLICT (k) DO UPDATE SET v = excluded.v`
	allPairs  = `SELECT k, v FROM pairs ORDER BY k`
)

type pair struct {
	k int64
	v string
}

func pairsOf(d *DB) (map[int64]string, error) {
	got := map[int64]string{}
	err := d.Read(context.Background(), func(tx *Tx) error {
		rows, err := All(tx, func(p *pair) []any { return []any{&p.k, &p.v} }, allPairs)
		for _, p := range rows {
			got[p.k] = p.v
		}
		return err
	})
	return got, err
}

func put(d *DB, k int64, v string) error {
	return d.Write(context.Background(), func(tx *Tx) error {
		_, err := Exec(tx, putPair, k, v)
		return err
	})
}

// openVault opens a file, makes the table if it is new, and closes it with the test.
func openVault(t testing.TB, path string, machine vfs.VFS) *DB {
	t.Helper()
	d, err := Open(context.Background(), path, Options{Key: vaultKey, machine: machine})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	if _, err := pairsOf(d); err != nil {
		if _, err := d.w.Exec(makePairs); err != nil {
			t.Fatal(err)
		}
	}
	return d
}

// The files of a vault are those of the package that it stands in for.
func TestVaultFormat(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.db")
	d := openVault(t, path, nil)
	for k := range int64(300) {
		if err := put(d, k, fmt.Sprint(k)); err != nil {
			t.Fatal(err)
		}
	}
	// While the first connection is open, most is in the WAL.
	other, err := openAdiantum(path)
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	var sum int64
	if err := other.QueryRow(`SELECT sum(k) FROM pairs`).Scan(&sum); err != nil || sum != 299*300/2 {
		t.Errorf("the other package reads %d, %v", sum, err)
	}
	if _, err := other.Exec(`UPDATE pairs SET v = 'x'; PRAGMA wal_checkpoint(TRUNCATE)`); err != nil {
		t.Fatal(err)
	}
	if got, err := pairsOf(d); err != nil || len(got) != 300 || got[299] != "x" {
		t.Errorf("what the other package wrote: %d rows, %v", len(got), err)
	}
}

// A file of a vault reads like a plain one, whatever is written where and
// whoever writes it: two connections of one node and one of another process.
func TestVaultFilesReadAsWritten(t *testing.T) {
	ours, theirs := &vault{}, &vault{}
	rapid.Check(t, func(t *rapid.T) {
		disk, plain := &vfsutil.SliceFile{}, &vfsutil.SliceFile{}
		file := func(v *vault) *sealedFile {
			return &sealedFile{File: disk, cipher: adiantum.New(vaultKey), memo: &v.memo}
		}
		wal := &walFile{sealedFile: file(ours), now: &ours.commit}
		all := []vfs.File{wal, file(ours), &walFile{sealedFile: file(theirs), now: &theirs.commit}}
		size, offset := rapid.IntRange(1, 3*block), rapid.Int64Range(0, 5*block)
		// agree reads by one connection what was written by any.
		agree := func(t *rapid.T, f vfs.File) {
			n, off := size.Draw(t, "size"), offset.Draw(t, "offset")
			got, want := make([]byte, n), make([]byte, n)
			gotN, err := f.ReadAt(got, off)
			wantN, _ := plain.ReadAt(want, off)
			if err != nil && err != io.EOF || gotN < wantN || !bytes.Equal(got[:wantN], want[:wantN]) {
				t.Fatalf("read %d bytes at %d: %d, %v", n, off, gotN, err)
			}
		}
		write := func(t *rapid.T, f vfs.File) {
			p, off := make([]byte, size.Draw(t, "size")), min(offset.Draw(t, "offset"), int64(len(*plain))) // SQLite leaves no holes
			for i := range p {
				p[i] = byte(rand.Uint32())
			}
			if _, err := f.WriteAt(bytes.Clone(p), off); err != nil {
				t.Fatal(err)
			}
			plain.WriteAt(p, off)
		}
		t.Repeat(map[string]func(*rapid.T){
			"write":  func(t *rapid.T) { write(t, rapid.SampledFrom(all).Draw(t, "file")) },
			"read":   func(t *rapid.T) { agree(t, rapid.SampledFrom(all).Draw(t, "file")) },
			"forget": func(t *rapid.T) { ours.memo.forget() },
			"commit": func(t *rapid.T) {
				err := ours.during(func() error {
					for range rapid.IntRange(0, 8).Draw(t, "writes") {
						write(t, wal)
						if rapid.Bool().Draw(t, "look") {
							agree(t, wal)
						}
					}
					if err := wal.Sync(0); err != nil {
						return err
					}
					for _, f := range all {
						agree(t, f)
					}
					write(t, wal) // the rest of the block
					for _, f := range all {
						agree(t, f)
					}
					return nil
				})
				if err != nil {
					t.Fatal(err)
				}
			},
			"fail": func(t *rapid.T) {
				// A commit that ends without a sync has written nothing that counts;
				// here nothing at all.
				failed := errors.New("failed")
				err := ours.during(func() error {
					_, err := wal.WriteAt(make([]byte, 100), offset.Draw(t, "offset"))
					return errors.Join(failed, err)
				})
				if err == nil || err.Error() != "failed" {
					t.Fatal(err)
				}
				agree(t, wal)
			},
		})
	})
}

// Two nodes on one file see what the other has committed, in the WAL and after
// a checkpoint by either.
func TestVaultOfTwoProcesses(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.db")
	nodes := []*DB{openVault(t, path, nil), openVault(t, path, nil)}
	r := rand.New(rand.NewPCG(1, 2))
	want := map[int64]string{}
	for n := range 1200 {
		d := nodes[r.IntN(2)]
		k, v := int64(r.IntN(200)), fmt.Sprint(n, bytes.Repeat([]byte("x"), r.IntN(3000)))
		if err := put(d, k, v); err != nil {
			t.Fatal(err)
		}
		want[k] = v
		if r.IntN(40) == 0 {
			how := []string{"PASSIVE", "FULL", "RESTART", "TRUNCATE"}[r.IntN(4)]
			if _, err := nodes[r.IntN(2)].w.Exec(`PRAGMA wal_checkpoint(` + how + `)`); err != nil {
				t.Fatal(err)
			}
		}
		if r.IntN(10) == 0 {
			for i, d := range nodes {
				got, err := pairsOf(d)
				if err != nil || !same(got, want) {
					t.Fatalf("after act %d node %d sees %d rows, %v", n, i, len(got), err)
				}
			}
		}
	}
	for _, d := range nodes {
		if err := d.Sound(context.Background()); err != nil {
			t.Error(err)
		}
	}
}

func same(a, b map[int64]string) bool {
	for k, v := range a {
		if b[k] != v {
			return false
		}
	}
	return len(a) == len(b)
}

// BenchmarkVault measures a small act with its commit and some reads after it,
// over the files of a vault and over those of the package that it stands in for.
// The time of the disk is the same for both, so it also prints that of the CPU.
func BenchmarkVault(b *testing.B) {
	text := string(bytes.Repeat([]byte("x"), 600))
	for _, files := range []struct {
		name string
		opt  Options
	}{
		{"vault", Options{Key: vaultKey}},
		{"adiantum", Options{Driver: openAdiantum}},
	} {
		b.Run(files.name, func(b *testing.B) {
			d, err := Open(context.Background(), filepath.Join(b.TempDir(), "a.db"), files.opt)
			if err != nil {
				b.Fatal(err)
			}
			defer d.Close()
			if _, err := d.w.Exec(makePairs); err != nil {
				b.Fatal(err)
			}
			n := int64(0)
			for ; n < 5000; n++ {
				if err := put(d, n, text); err != nil {
					b.Fatal(err)
				}
			}
			before := cpu(b)
			for b.Loop() {
				for range 5 {
					n++
					if err := look(d, n*7919%5000); err != nil {
						b.Fatal(err)
					}
				}
				if err := put(d, n%5000, text); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64((cpu(b)-before).Microseconds())/float64(b.N), "cpu-µs/op")
		})
	}
}

// cpu returns what the process has taken of the processor.
func cpu(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func look(d *DB, k int64) error {
	return d.Read(context.Background(), func(tx *Tx) error {
		_, err := One(tx, Value[string], `SELECT v FROM pairs WHERE k = ?`, k)
		return err
	})
}

// openAdiantum opens a file by the other package, with the same settings.
func openAdiantum(path string) (*sql.DB, error) {
	return driver.Open("file:"+path+"?vfs=adiantum", func(c *sqlite3.Conn) error {
		for _, p := range append([][2]string{{"hexkey", "'" + hex.EncodeToString(vaultKey) + "'"}}, append(pragmas, cacheSize)...) {
			if err := c.Exec(`PRAGMA ` + p[0] + `=` + p[1]); err != nil {
				return err
			}
		}
		return nil
	})
}
