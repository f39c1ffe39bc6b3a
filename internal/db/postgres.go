package db

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib" // it is also the driver "pgx"
)

func (d *DB) openPostgres(ctx context.Context, url string, _ Options) error {
	d.kind = postgres
	conf, err := pgx.ParseConfig(url)
	if err != nil {
		return errors.New("the address of the PostgreSQL database makes no sense") // the parser's text may hold the password
	}
	if conf.ConnectTimeout == 0 || conf.ConnectTimeout > d.patience {
		conf.ConnectTimeout = d.patience
	}
	pool := stdlib.OpenDB(*conf, stdlib.OptionAfterConnect(d.meet))
	d.w = pool
	pool.SetMaxOpenConns(readers + 2)
	pool.SetMaxIdleConns(readers + 2)
	d.r = pool
	var version int
	if err := pool.QueryRowContext(ctx, `SELECT current_setting('server_version_num')::int`).Scan(&version); err != nil {
		return err
	}
	if version < 150000 {
		return fmt.Errorf("PostgreSQL 15 or later is needed; this server is %d", version/10000)
	}
	return nil
}

// OnTakeOver has hear called once another server is found to have taken over from the one
// that the database was on: a standby that was promoted. Nothing is written from then on
// until hear returns true; meanwhile acts are [ErrAway]. What the new server lacks of what the
// old one had acknowledged is not known here.
func (d *DB) OnTakeOver(hear func() bool) {
	d.takeOver.mu.Lock()
	defer d.takeOver.mu.Unlock()
	d.takeOver.hear = hear
}

// Timeline says which server a PostgreSQL database is on: a server that takes over begins a
// new one. It is 0 for SQLite.
func (d *DB) Timeline() int64 {
	d.takeOver.mu.Lock()
	defer d.takeOver.mu.Unlock()
	return d.takeOver.timeline
}

// A takeOver watches which server a PostgreSQL database is on, by the timeline of its WAL.
type takeOver struct {
	mu       sync.Mutex
	hear     func() bool
	timeline int64
	waits    atomic.Bool // what was heard of is not dealt with yet
}

// errPast says that a server is one from which another has taken over.
var errPast = errors.New("this server is the one before: another has taken over from it")

// meet looks at the server of a new connection.
func (d *DB) meet(ctx context.Context, conn *pgx.Conn) error {
	ctx, end := d.patient(ctx)
	defer end()
	var timeline int64
	err := conn.QueryRow(ctx, `SELECT CASE WHEN pg_is_in_recovery() THEN 0 ELSE ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::bigint END`).Scan(&timeline)
	if err != nil {
		return err
	}
	w := &d.takeOver
	w.mu.Lock()
	defer w.mu.Unlock()
	before := w.timeline
	if timeline != 0 && timeline < before {
		return errPast
	}
	w.timeline = max(before, timeline)
	if before == 0 || timeline <= before || w.hear == nil {
		return nil
	}
	if !w.waits.Swap(true) {
		go w.deal()
	}
	return nil
}

// deal has the node hear of a server that has taken over, and of each that takes over from
// that one meanwhile.
func (w *takeOver) deal() {
	for {
		w.mu.Lock()
		hear, met := w.hear, w.timeline
		w.mu.Unlock()
		if !hear() {
			return // the program ends: nothing is written any more
		}
		w.mu.Lock()
		if w.timeline == met {
			w.waits.Store(false)
			w.mu.Unlock()
			return
		}
		w.mu.Unlock()
	}
}

// SpeaksPlain reports whether what goes to a PostgreSQL database crosses a network in
// clear, or to a server that has not shown who it is: its host is another machine and the
// address asks for less than sslmode=verify-ca. An address that makes no sense does not;
// [Open] refuses it.
func SpeaksPlain(url string) bool {
	if !IsPostgres(url) {
		return false
	}
	conf, err := pgx.ParseConfig(url)
	if err != nil {
		return false
	}
	ways := []*pgconn.FallbackConfig{{Host: conf.Host, TLSConfig: conf.TLSConfig}}
	return slices.ContainsFunc(append(ways, conf.Fallbacks...), func(w *pgconn.FallbackConfig) bool {
		shown := w.TLSConfig != nil && (!w.TLSConfig.InsecureSkipVerify || w.TLSConfig.VerifyPeerCertificate != nil)
		return !shown && !ownMachine(w.Host)
	})
}

// ownMachine reports whether a host of PostgreSQL is this machine: a socket, or loopback.
func ownMachine(host string) bool {
	ip := net.ParseIP(host)
	return strings.HasPrefix(host, "/") || host == "localhost" || ip != nil && ip.IsLoopback()
}

var bound sync.Map

// bind rewrites ? to $1, $2, … once for each text.
func bind(text string) string {
	if b, ok := bound.Load(text); ok {
		return b.(string)
	}
	var b strings.Builder
	n := 0
	for _, r := range text {
		if r == '?' {
			n++
			b.WriteString("$" + strconv.Itoa(n))
			continue
		}
		b.WriteRune(r)
	}
	bound.Store(text, b.String())
	return b.String()
}
