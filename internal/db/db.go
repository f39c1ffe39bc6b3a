// Package db opens the two databases that the program knows, SQLite and
// PostgreSQL, and hides what differs between them.
//
// # One writer
//
// All writes of a node go through [DB.Write], one batch at a time: a write that
// arrives during a commit joins the next one. Each waits until its batch is durable,
// so nothing is acknowledged that a power cut could undo, and a hundred workers cost
// few flushes of the disk. On PostgreSQL the batch first takes an exclusive lock of
// one table, so that several programs on one database take turns in the same way.
//
// Stores read and write with [All], [One], [Exec] and [Change].
//
// # One text
//
// SQL is written once, with PostgreSQL's type names and ? for arguments, in the
// store.go file of the package that owns the table. Columns are never null.
// Times are whole seconds, [Time].
package db

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/ncruces/go-sqlite3/vfs"
)

// Errors that callers decide on. ErrOlder, ErrRestoring, ErrKey,
// ErrNames and ErrInUse can only come from Open.
var (
	// ErrUnique says that a row with the same key is there already.
	ErrUnique = errors.New("already there")
	// ErrStorage says that the disk is full, read-only or broken: nothing of
	// the act was stored.
	ErrStorage = errors.New("not saved: the disk is full, read-only or damaged")
	// ErrAway says that the database cannot be reached or does not answer: nothing of
	// the act was stored.
	ErrAway = errors.New("not saved: the database does not answer")
	// ErrUnknown says that the database went away while it made an act durable.
	ErrUnknown = errors.New("not known whether it was saved: the database went away meanwhile")
	// ErrNewer says that a newer version of the program has changed the database.
	ErrNewer = errors.New("the database was written by a newer version of lindung; install that version")
	// ErrOlder says that an older version of the program made the database.
	ErrOlder = errors.New("the database was written by an older version of lindung; lindung migrate brings it up to date, and so does serve")
	// ErrRestoring says that what the database holds was not verified.
	ErrRestoring = errors.New("a restore into this database did not come to its end, and nothing in it may be believed: restore again (an SQLite file is removed first)")
	// ErrKey says that the key does not open the database.
	ErrKey = errors.New("the key does not open this database")
	// ErrNames says that the file has two names, by each of which SQLite would keep a
	// WAL of its own.
	ErrNames = errors.New("the database file has a second name (a hard link): remove that name, or copy the file")
	// ErrInUse says that another node serves from the same file.
	ErrInUse = errors.New("another lindung serves from this file; stop it first, or use PostgreSQL")
)

// Options say how to open a database. The zero value works for tests.
type Options struct {
	Key   []byte           // 32 bytes that encrypt an SQLite file; nil leaves it plain
	Clock func() time.Time // nil means the machine's clock
	Sole  bool             // refuse, with ErrInUse, an SQLite file that another Sole opener holds
	// Steps are the migrations in Go, which may need more than the database has, such
	// as keys.
	Steps []Step
	// Driver opens a plain SQLite file with another driver, for tests.
	Driver func(path string) (*sql.DB, error)
	// Readers is how many transactions read at a time; 0 means 4.
	Readers int
	// Patience is how long a statement or a commit may take, and how long a busy
	// database is waited for; 0 means 15 seconds.
	Patience time.Duration
	// Upgrade is called before the tables of an older version are changed, and may
	// refuse that; it may dump them. Without it they are ErrOlder.
	Upgrade func(context.Context, *DB) error
	// Newer is called once a newer version of the program has changed the tables
	// while they are open: nothing is written any more.
	Newer func()
	// Restore opens a database that Load is to fill, or that it has filled and that
	// nobody has called whole.
	Restore bool

	machine vfs.VFS // the files under the vault, for tests; nil means the machine's own
}

// DB is an open database. It is safe for use by several goroutines.
type DB struct {
	kind     kind
	w, r     *sql.DB
	clock    clock
	steps    []step // what brings the tables up to date
	at       int    // how many of them were carried out
	patience time.Duration
	newer    func() // Options.Newer
	unclean  bool   // the last program that had the file open was killed
	mark     string // of the restore that this program has begun
	readOnly bool   // the pool of readers refuses writes by itself
	free     func() // gives the lock of a Sole opener back
	files    *vault // of an encrypted SQLite file; nil for any other

	stmts sync.Map      // prepared -> *sql.Stmt, SQLite only
	slots chan struct{} // one for each reader
	waits waits

	takeOver takeOver // of PostgreSQL

	file    string // of SQLite
	reserve reserve

	rowKeys   RowKeys         // of the authenticators of rows
	rowHashes sync.Map        // epoch -> *sync.Pool of hash.Hash with its key
	damaged   func(Damage)    // is told of each row that does not fit its authenticator
	lookKeys  func(*Tx) error // sees whether the keys are still those in use

	mu    sync.Mutex
	queue []*turn
	busy  bool
}

type kind int

const (
	sqlite kind = iota
	postgres
)

// Open opens the database at url, a file's path for SQLite or postgres://… for
// PostgreSQL 15 or later. A database that holds nothing yet gets its tables.
func Open(ctx context.Context, url string, opt Options) (*DB, error) {
	all, err := steps(opt.Steps)
	if err != nil {
		return nil, err
	}
	d := &DB{clock: clock{machine: opt.Clock}, newer: opt.Newer, steps: all, slots: make(chan struct{}, cmp.Or(opt.Readers, readers))}
	if d.patience = opt.Patience; d.patience == 0 {
		d.patience = 15 * time.Second
	}
	if d.clock.machine == nil {
		d.clock.machine = time.Now
	}
	open := d.openSQLite
	if IsPostgres(url) {
		open = d.openPostgres
	}
	if err := open(ctx, url, opt); err != nil {
		d.Close()
		return nil, d.fault(err)
	}
	if err := d.migrate(ctx, opt); err != nil {
		d.Close()
		return nil, err
	}
	return d, nil
}

// IsPostgres reports whether url names a PostgreSQL database.
func IsPostgres(url string) bool {
	return strings.HasPrefix(url, "postgres://") || strings.HasPrefix(url, "postgresql://")
}

// Kind is "sqlite" or "postgres".
func (d *DB) Kind() string {
	if d.kind == postgres {
		return "postgres"
	}
	return "sqlite"
}

// Now returns the time of the database's clock, which is the machine's but never goes back
// behind a moment that Passed was told of.
func (d *DB) Now() time.Time { return d.clock.now().UTC() }

// MachineTime returns what the machine's clock shows, right or wrong.
func (d *DB) MachineTime() time.Time { return d.clock.machine().UTC() }

// Passed says that a moment has passed: an act was done then.
func (d *DB) Passed(at Time) { d.clock.pass(at) }

// TrustMachine forgets what has passed: the machine's clock is right.
func (d *DB) TrustMachine() { d.clock.forget() }

// Close closes the database. It does not wait for writers.
func (d *DB) Close() error {
	var errs []error
	for _, p := range []*sql.DB{d.r, d.w} {
		if p != nil {
			errs = append(errs, p.Close())
		}
	}
	if d.files != nil {
		d.files.memo.forget()
	}
	if d.free != nil {
		d.free()
	}
	return errors.Join(errs...)
}

// Rest frees memory: it closes unused readers, with the pages they cached, and forgets
// decrypted blocks. It is for the end of a large reading, such as filling an index.
func (d *DB) Rest() {
	if d.files != nil {
		defer d.files.memo.forget()
	}
	if d.kind == sqlite {
		d.r.SetMaxIdleConns(0)
		d.r.SetMaxIdleConns(readers + 1)
		d.stmts.Range(func(key, s any) bool {
			if k := key.(prepared); k.pool == d.r {
				d.stmts.Delete(key)
				s.(*sql.Stmt).Close()
			}
			return true
		})
	}
}

// Read runs work on one unchanging picture of the database. What work writes
// is refused by the database.
//
// In a context of [Within] it reads in the transaction of that context.
func (d *DB) Read(ctx context.Context, work func(*Tx) error) error {
	if t, ok := ctx.Value(within{}).(*Tx); ok && t.db == d {
		return work(t)
	}
	opt := &sql.TxOptions{ReadOnly: !d.readOnly}
	if d.kind == postgres {
		opt.Isolation = sql.LevelRepeatableRead
	}
	late, began := time.NewTimer(d.patience), time.Now()
	defer late.Stop()
	select {
	case d.slots <- struct{}{}:
		defer func() { <-d.slots }()
		d.waits.read(began)
	case <-late.C:
		return ErrAgain // every reader is busy for so long
	case <-ctx.Done():
		return ctx.Err()
	}
	one := &Tx{Now: d.now(), ctx: ctx, db: d, pool: d.r}
	if d.rowKeys != nil { // before it begins: what it sees may still be signed under an epoch that ends now
		one.epoch, one.least = d.rowKeys.InUse()
	}
	t, end, err := d.begin(ctx, d.r, opt)
	if err != nil {
		return d.fault(err)
	}
	defer end()
	defer t.Rollback()
	one.tx = t
	return work(one)
}

// within is the key of a context in which reads share a transaction.
type within struct{}

// Within returns a context in which Read reads in the transaction of a holder. A page that
// is read in one transaction gives it to all that it calls: whoever holds one reader and
// waits for another waits for ever once there are as many of them as readers.
func Within(ctx context.Context, in Holder) context.Context {
	return context.WithValue(ctx, within{}, in.held())
}

func (d *DB) now() Time { return Time(d.Now().Unix()) }

// Tx is a transaction. It must not be used after the function that got it.
type Tx struct {
	Now Time // one clock for all that one act writes

	ctx   context.Context
	db    *DB
	pool  *sql.DB
	tx    *sql.Tx
	batch *batch
	sums  map[string]*Sum // by how much the act changes the sums of owners

	// own are statements that were prepared in the transaction itself, because no
	// other connection knows their tables yet; nil if there are no such tables.
	own map[string]*sql.Stmt

	epoch, least int  // under which rows are signed, and the oldest that is believed
	looked       bool // whether these are still the ones in use
	company      bool // other acts are in the same transaction
	behind       bool // and this one has a savepoint
}

// Ctx returns the context of the act.
func (t *Tx) Ctx() context.Context { return t.ctx }

// A Holder carries the transaction of an act. Only this package can take the
// transaction out of it, so that a package that may not import this one has no way to
// SQL.
type Holder interface{ held() *Tx }

// Held is a Holder for another package's type to embed.
type Held struct{ tx *Tx }

// Hold puts a transaction into a Holder.
func Hold(t *Tx) Held { return Held{t} }

func (h Held) held() *Tx { return h.tx }

func (t *Tx) held() *Tx { return t }

// Now returns the time of the act.
func Now(in Holder) Time { return in.held().Now }

// Exec runs a statement and returns the number of rows it touched.
func Exec(in Holder, text string, args ...any) (int64, error) {
	t := in.held()
	s, err := t.stmt(text)
	if err != nil {
		return 0, err
	}
	ctx, end := t.db.patient(t.ctx)
	defer end()
	res, err := s.ExecContext(ctx, args...)
	if err != nil {
		return 0, t.db.fault(err)
	}
	return res.RowsAffected()
}

// Prepare prepares a statement without running it, for the test that prepares every
// statement on both databases.
func (t *Tx) Prepare(text string) error {
	if t.db.kind == postgres {
		text = bind(text)
	}
	s, err := t.tx.PrepareContext(t.ctx, text)
	if err != nil {
		return err
	}
	return s.Close()
}

// Change is Exec for a statement that must change exactly one row. If it changes none,
// the row has another version than the statement names: lindung.ErrConflict.
func Change(in Holder, text string, args ...any) error {
	n, err := Exec(in, text, args...)
	if err == nil && n != 1 {
		err = errChanged(n)
	}
	return err
}

// All returns the rows of a query, each scanned into the columns of a T.
func All[T any](in Holder, columns func(*T) []any, text string, args ...any) ([]T, error) {
	t := in.held()
	s, err := t.stmt(text)
	if err != nil {
		return nil, err
	}
	ctx, end := t.db.patient(t.ctx)
	defer end()
	rows, err := s.QueryContext(ctx, args...)
	if err != nil {
		return nil, t.db.fault(err)
	}
	defer rows.Close()
	var all []T
	for rows.Next() {
		var one T
		if err := rows.Scan(columns(&one)...); err != nil {
			return nil, fmt.Errorf("scan: %w", t.db.fault(err))
		}
		all = append(all, one)
	}
	return all, t.db.fault(rows.Err())
}

// One returns the single row of a query, or lindung.ErrNotFound.
func One[T any](in Holder, columns func(*T) []any, text string, args ...any) (T, error) {
	all, err := All(in, columns, text, args...)
	if err != nil || len(all) != 1 {
		var none T
		if err == nil {
			err = errRows(len(all))
		}
		return none, err
	}
	return all[0], nil
}

// Value is the columns function of a query with one column.
func Value[T any](v *T) []any { return []any{v} }

// stmt returns the statement of text in this transaction; statements are
// prepared once for each pool, since the texts are few and fixed.
func (t *Tx) stmt(text string) (runner, error) {
	if err := t.begin(); err != nil {
		return nil, t.db.fault(err)
	}
	if t.db.kind == postgres {
		return direct{t.tx, bind(text)}, nil
	}
	if t.own != nil {
		return t.ownStmt(text)
	}
	key := prepared{t.pool, text}
	s, ok := t.db.stmts.Load(key)
	if !ok {
		// Each pool has one connection more than there are transactions, so
		// this never waits for the transaction it is called from.
		made, err := t.pool.PrepareContext(t.ctx, text)
		if err != nil {
			return nil, t.db.fault(err)
		}
		s, _ = t.db.stmts.LoadOrStore(key, made)
	}
	return t.tx.StmtContext(t.ctx, s.(*sql.Stmt)), nil
}

func (t *Tx) ownStmt(text string) (runner, error) {
	s, ok := t.own[text]
	if !ok {
		var err error
		if s, err = t.tx.PrepareContext(t.ctx, text); err != nil {
			return nil, t.db.fault(err)
		}
		t.own[text] = s
	}
	return s, nil
}

type prepared struct {
	pool *sql.DB
	text string
}

type runner interface {
	ExecContext(context.Context, ...any) (sql.Result, error)
	QueryContext(context.Context, ...any) (*sql.Rows, error)
}

// direct runs a text on PostgreSQL, whose driver keeps prepared statements itself.
type direct struct {
	tx   *sql.Tx
	text string
}

func (d direct) ExecContext(ctx context.Context, args ...any) (sql.Result, error) {
	return d.tx.ExecContext(ctx, d.text, args...)
}

func (d direct) QueryContext(ctx context.Context, args ...any) (*sql.Rows, error) {
	return d.tx.QueryContext(ctx, d.text, args...)
}
