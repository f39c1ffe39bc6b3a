// Package dbtest gives a test a fresh database of each kind.
package dbtest

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ncruces/go-sqlite3"
	"github.com/ncruces/go-sqlite3/driver"
	_ "modernc.org/sqlite" // the second opinion

	"lindung"
	"lindung/internal/db"
)

// A Clock is a clock that a test sets. The zero Clock shows the machine's time.
type Clock struct{ at time.Time }

// Now returns the time the clock shows.
func (c *Clock) Now() time.Time {
	if c.at.IsZero() {
		return time.Now()
	}
	return c.at
}

// Set sets the clock.
func (c *Clock) Set(t time.Time) { c.at = t }

// Add moves the clock on.
func (c *Clock) Add(d time.Duration) { c.at = c.Now().Add(d) }

// Each runs test on a fresh SQLite file and, when TEST_POSTGRES names a server
// that the test run started, on a fresh PostgreSQL schema. With
// TEST_SQLITE=modernc the file is opened by the other SQLite driver.
func Each(t *testing.T, test func(*testing.T, *db.DB)) {
	t.Helper()
	EachAt(t, &Clock{}, test)
}

// EachAt is Each with a clock of the test's.
func EachAt(t *testing.T, clock *Clock, test func(*testing.T, *db.DB)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { test(t, SQLite(t, clock)) })
	// The short run looks for races in Go, which one database shows as well as two.
	if os.Getenv("TEST_POSTGRES") != "" && !testing.Short() {
		t.Run("postgres", func(t *testing.T) { test(t, Postgres(t, clock)) })
	}
}

// SQLite opens a fresh file that is removed with the test.
func SQLite(t testing.TB, clock *Clock) *db.DB {
	t.Helper()
	// With one reader, whoever reads and then waits for another reader waits for ever.
	opt := db.Options{Clock: clock.Now, Key: []byte(strings.Repeat("k", 32)), Readers: 1}
	if os.Getenv("TEST_SQLITE") == "modernc" {
		opt.Driver = modernc
	}
	return open(t, filepath.Join(t.TempDir(), "test.db"), opt)
}

// settings are those of a file that db opens itself.
var settings = url.Values{"_pragma": {"busy_timeout(5000)", "journal_mode(wal)", "synchronous(2)", "foreign_keys(1)",
	"secure_delete(1)", "temp_store(2)", "trusted_schema(0)"}}

func modernc(path string) (*sql.DB, error) {
	// Names of tests put a # into the path, which a URL must not end at.
	u := url.URL{Scheme: "file", Path: path, RawQuery: settings.Encode()}
	return sql.Open("sqlite", u.String())
}

// Counted opens a fresh plain SQLite file, and returns how many statements it has
// carried out.
func Counted(t testing.TB, clock *Clock) (*db.DB, func() int64) {
	t.Helper()
	var n atomic.Int64
	count := func(sqlite3.TraceEvent, any, any) error { n.Add(1); return nil }
	counting := func(path string) (*sql.DB, error) {
		u := url.URL{Scheme: "file", Path: path, RawQuery: settings.Encode()}
		return driver.Open(u.String(), func(c *sqlite3.Conn) error { return c.Trace(sqlite3.TRACE_STMT, count) })
	}
	return open(t, filepath.Join(t.TempDir(), "test.db"), db.Options{Clock: clock.Now, Driver: counting}), n.Load
}

// Postgres makes a fresh schema on the server of TEST_POSTGRES. It refuses a
// server that the test run did not start: that one says so in its setting
// cluster_name.
func Postgres(t testing.TB, clock *Clock) *db.DB {
	t.Helper()
	return open(t, PostgresURL(t), db.Options{Clock: clock.Now})
}

// PostgresURL makes a fresh schema on the server of TEST_POSTGRES, removed with
// the test, and returns the URL that opens it.
func PostgresURL(t testing.TB) string {
	t.Helper()
	server := os.Getenv("TEST_POSTGRES")
	if server == "" {
		t.Skip("TEST_POSTGRES is not set: run make check, which starts a server of its own")
	}
	pool, err := sql.Open("pgx", server)
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	ctx := context.Background()
	var name string
	if err := pool.QueryRowContext(ctx, `SHOW cluster_name`).Scan(&name); err != nil || name != "lindung_test" {
		t.Fatalf("TEST_POSTGRES is not a server that a test run started (cluster_name %q, %v)", name, err)
	}
	schema := "t" + lindung.NewID()
	if _, err := pool.ExecContext(ctx, `CREATE SCHEMA `+schema); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		pool, err := sql.Open("pgx", server)
		if err != nil {
			t.Error(err)
			return
		}
		defer pool.Close()
		if _, err := pool.ExecContext(context.Background(), `DROP SCHEMA `+schema+` CASCADE`); err != nil {
			t.Error(err)
		}
	})
	sep := "?"
	if strings.Contains(server, "?") {
		sep = "&"
	}
	return fmt.Sprintf("%s%ssearch_path=%s", server, sep, schema)
}

func open(t testing.TB, url string, opt db.Options) *db.DB {
	t.Helper()
	d, err := db.Open(context.Background(), url, opt)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	return d
}
