package db

import (
	"cmp"
	"crypto/hmac"
	"crypto/sha256"
	"database/sql"
	"database/sql/driver"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"
	"maps"
	"math/bits"
	"strconv"
	"strings"
	"sync"

	"lindung"
)

// Rows describes a table whose rows decide something: who may read, what is
// shared, whom a case belongs to. Each row carries an authenticator, a keyed hash
// of its columns, in its column mac. Whoever can write to the database and has no
// key can neither change such a row nor add one without being found.
//
// A row whose authenticator does not fit is damaged. It is left out of what All
// and One return, so it opens nothing and looks like one that is not there, and it
// is reported, see [DB.Damaged].
//
// The columns are of two kinds. Those that decide, and what is sealed, are in
// Columns. Copies that only put lists in order stay outside of the authenticator:
// they are in Beside, or are not read at all.
type Rows[T any] struct {
	Table string
	// Keys is how many of the first columns are the primary key.
	Keys int
	// Columns are the columns under the authenticator, in the order in which every
	// text selects them; the column mac comes after them.
	Columns func(*T) []any
	// Beside are the columns that a text selects after mac; nil for none.
	Beside func(*T) []any
	// Mac is where a T holds its authenticator.
	Mac func(*T) *Mac
	// Owner is whose sum counts the row: a case, an event, an actor, an
	// organisation; see [Sums]. Nil for a table whose rows come and go by
	// themselves, such as browser sessions.
	Owner func(*T) string
	// Of is the column that names the owner, where all rows of an owner are looked at
	// together before anything of theirs is shown; see [PartsOf].
	Of string
	// Walk selects Columns and mac of the rows after one, in the order of the key,
	// at most so many: its arguments are the key and the limit.
	Walk string
}

// A Mac is the authenticator of a row that was read, with the epoch under whose key it was
// made and the act that has verified it. The zero Mac is that of a row that is not stored
// yet.
type Mac struct {
	sum   []byte
	epoch int
	by    *sql.Tx
}

// Value returns the authenticator as it is stored: in base64, after the first epoch with
// the number of the epoch and a colon before it.
func (m Mac) Value() (driver.Value, error) {
	text := base64.RawURLEncoding.EncodeToString(m.sum)
	if m.epoch > firstEpoch {
		text = strconv.Itoa(m.epoch) + ":" + text
	}
	return text, nil
}

const firstEpoch = 1

// read is Value the other way round.
func (m *Mac) read(text string) {
	m.epoch = firstEpoch
	if n, rest, is := strings.Cut(text, ":"); is {
		m.epoch, _ = strconv.Atoi(n) // what is no number is no epoch, and fits no row
		text = rest
	}
	m.sum, _ = base64.RawURLEncoding.DecodeString(text) // what is no base64 fits no row
}

// State is what may be said of the authenticator outside of the database: its
// beginning, which tells nothing of the row.
func (m Mac) State() string { return base64.RawURLEncoding.EncodeToString(m.sum[:min(12, len(m.sum))]) }

// Scan reads the column.
func (m *Mac) Scan(src any) error {
	text, ok := src.(string)
	if b, is := src.([]byte); is {
		text, ok = string(b), true
	}
	if !ok {
		return fmt.Errorf("an authenticator cannot be a %T", src)
	}
	m.read(text)
	return nil
}

// Errors of signing.
var (
	// errUnverified says that a row would be signed that this act has not verified: a
	// fault of the program, or a row that is damaged.
	errUnverified = errors.New("a row was to be signed that this act has not verified")
	errNoRowKey   = errors.New("the database was opened without the key of its rows")
)

// Damage names a row that somebody without the key has written, changed, put back
// or removed. It never says a value.
type Damage struct {
	Table string
	Key   string // the primary key
	Owner string // whose sum counts it; "" where that cannot be believed
	Kind  string // one of the kinds below
}

// Kinds of damage.
const (
	DamageForged = "forged" // the authenticator does not fit the row
	DamageSum    = "sum"    // rows of the owner were removed or put back
	DamageGone   = "gone"   // a row that must be there is not
)

// RowKeys are the keys of the rows' authenticators.
type RowKeys interface {
	// InUse returns the epoch under whose key a row is signed now, and the oldest whose
	// rows are believed.
	InUse() (epoch, least int)
	// Rows returns the key of an epoch; nil for one that is not known.
	Rows(epoch int) []byte
}

// AuthenticateRows sets the keys of the rows' authenticators, and what is told of
// each damaged row that somebody meets. It is called once, before anybody works. look is
// called at the start of each commit, and when a row is met whose epoch is not believed:
// another program may have begun or ended a rotation of the keys. Its error ends the act.
func (d *DB) AuthenticateRows(keys RowKeys, damaged func(Damage), look func(*Tx) error) {
	d.rowKeys, d.damaged, d.lookKeys = keys, damaged, look
}

// rowHash runs work with the keyed hash of an epoch. It reports whether there is one.
func (t *Tx) rowHash(epoch int, work func(hash.Hash)) bool {
	key := t.db.rowKeys.Rows(epoch)
	if key == nil {
		return false
	}
	made, there := t.db.rowHashes.Load(epoch)
	if !there {
		made, _ = t.db.rowHashes.LoadOrStore(epoch, &sync.Pool{New: func() any { return hmac.New(sha256.New, key) }})
	}
	pool := made.(*sync.Pool)
	h := pool.Get().(hash.Hash)
	defer pool.Put(h)
	h.Reset()
	work(h)
	return true
}

// believes reports whether rows of an epoch can be authentic.
func (t *Tx) believes(epoch int) (bool, error) {
	if t.db.rowKeys == nil {
		return false, errNoRowKey
	}
	if t.epoch == 0 { // opened before the keys were there
		t.epoch, t.least = t.db.rowKeys.InUse()
	}
	if epoch > t.epoch {
		if err := LookAtKeys(t); err != nil {
			return false, err
		}
	}
	return epoch >= t.least && epoch <= t.epoch, nil
}

// LookAtKeys has an act that has met what is of no epoch that it knows look, once, whether
// another program has begun or ended a rotation.
func LookAtKeys(in Holder) error {
	t := in.held()
	if t.looked || t.db.lookKeys == nil {
		return nil
	}
	t.looked = true
	if err := t.db.lookKeys(t); err != nil {
		return err
	}
	t.epoch, _ = t.db.rowKeys.InUse()
	return nil
}

// SignUnder has the act sign under an epoch that comes into use with it.
func SignUnder(in Holder, epoch int) { in.held().epoch, in.held().looked = epoch, true }

// Epochs returns the epoch under which the act signs, and the oldest that it believes.
func Epochs(in Holder) (epoch, least int) {
	t := in.held()
	if t.epoch == 0 && t.db.rowKeys != nil {
		t.epoch, t.least = t.db.rowKeys.InUse()
	}
	return t.epoch, t.least
}

// With returns the rows with other columns beside them, for a text that joins.
func (r Rows[T]) With(beside func(*T) []any) Rows[T] {
	r.Beside = beside
	return r
}

// All is All for rows of the table: those that are damaged are left out.
func (r Rows[T]) All(in Holder, text string, args ...any) ([]T, error) {
	all, err := All(in, r.scan, text, args...)
	if err != nil {
		return nil, err
	}
	return r.verified(in, all)
}

// One is One for a row of the table. A damaged row is lindung.ErrNotFound.
func (r Rows[T]) One(in Holder, text string, args ...any) (T, error) {
	all, err := r.All(in, text, args...)
	if err != nil || len(all) != 1 {
		var none T
		if err == nil {
			err = errRows(len(all))
		}
		return none, err
	}
	return all[0], nil
}

// RowsIn is AllIn for rows of a table; see [Rows.All].
func RowsIn[T any, ID ~string](in Holder, r Rows[T], text string, ids []ID, rest ...any) ([]T, error) {
	all, err := AllIn(in, r.scan, text, ids, rest...)
	if err != nil {
		return nil, err
	}
	return r.verified(in, all)
}

func (r Rows[T]) scan(row *T) []any {
	all := append(r.Columns(row), r.Mac(row))
	if r.Beside != nil {
		all = append(all, r.Beside(row)...)
	}
	return all
}

// verified returns the rows whose authenticator fits, and reports the others.
func (r Rows[T]) verified(in Holder, all []T) ([]T, error) {
	t := in.held()
	good := all[:0]
	for i := range all {
		ok, err := r.Fits(t, &all[i])
		if err != nil {
			return nil, err
		}
		if ok {
			good = append(good, all[i])
		}
	}
	return good, nil
}

// Fits reports whether a row that came along with another fits its authenticator,
// and reports it if not.
func (r Rows[T]) Fits(in Holder, row *T) (bool, error) {
	t := in.held()
	ok, err := r.fits(t, row)
	if err == nil && !ok {
		t.report(Damage{Table: r.Table, Key: r.key(row), Owner: r.owner(row), Kind: DamageForged})
	}
	return ok, err
}

// fits reports whether the row's authenticator fits, and marks the row as verified
// by the act.
func (r Rows[T]) fits(t *Tx, row *T) (bool, error) {
	m := r.Mac(row)
	if ok, err := t.believes(m.epoch); err != nil || !ok {
		return false, err
	}
	sum, err := r.sum(t, row, m.epoch)
	if err != nil {
		return false, err
	}
	if !hmac.Equal(sum, m.sum) {
		return false, nil
	}
	m.by = t.tx
	return true, nil
}

// Sign makes the authenticator of a row that is about to be stored: of a new one,
// or of one that the same act has read and changed. Every statement that inserts or
// changes the columns of a row stores what Mac holds after it.
func (r Rows[T]) Sign(in Holder, row *T) error {
	t, m := in.held(), r.Mac(row)
	if m.sum != nil && m.by != t.tx {
		return fmt.Errorf("%s: %w", r.Table, errUnverified)
	}
	if t.db.rowKeys == nil {
		return errNoRowKey
	}
	var err error
	after := Mac{by: t.tx}
	after.epoch, _ = Epochs(t)
	if after.sum, err = r.sum(t, row, after.epoch); err != nil {
		return err
	}
	t.count(r.owner(row), *m, after)
	*m = after
	return nil
}

// Gone counts a row as removed by the act that has read it.
func (r Rows[T]) Gone(in Holder, row *T) error {
	t, m := in.held(), r.Mac(row)
	if m.sum == nil || m.by != t.tx {
		return fmt.Errorf("%s: %w", r.Table, errUnverified)
	}
	t.count(r.owner(row), *m, Mac{})
	return nil
}

// Drop runs a text that deletes rows and returns Columns and mac of them, and
// counts them as removed. It returns how many there were.
func (r Rows[T]) Drop(in Holder, text string, args ...any) (int64, error) {
	r.Beside = nil
	all, err := All(in, r.scan, text, args...)
	if err != nil {
		return 0, err
	}
	good, err := r.verified(in, all)
	for i := range good {
		if err == nil {
			err = r.Gone(in, &good[i])
		}
	}
	return int64(len(all)), err
}

func (r Rows[T]) owner(row *T) string {
	if r.Owner == nil {
		return ""
	}
	return r.Owner(row)
}

// key is the primary key of a row, as a report names it.
func (r Rows[T]) key(row *T) string {
	text := ""
	for i, v := range r.keys(row) {
		if i > 0 {
			text += " "
		}
		text += fmt.Sprint(v)
	}
	return text
}

// sum is the keyed hash of a row: of its table, and of each column with its kind
// and its length.
func (r Rows[T]) sum(t *Tx, row *T, epoch int) (sum []byte, err error) {
	text := append(append(make([]byte, 0, 1024), r.Table...), 0)
	for _, p := range r.Columns(row) {
		v, err := plain(p)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", r.Table, err)
		}
		switch v := v.(type) {
		case string:
			text = append(binary.BigEndian.AppendUint64(append(text, 's'), uint64(len(v))), v...)
		case []byte:
			text = append(binary.BigEndian.AppendUint64(append(text, 'b'), uint64(len(v))), v...)
		case int64:
			text = binary.BigEndian.AppendUint64(append(text, 'n'), uint64(v))
		case bool:
			text = append(text, 'y', map[bool]byte{true: 1}[v])
		}
	}
	if !t.rowHash(epoch, func(h hash.Hash) { h.Write(text); sum = h.Sum(nil) }) {
		return nil, errNoRowKey
	}
	return sum, nil
}

// plain returns what a column holds, as the driver stores it: string, []byte, int64
// or bool.
func plain(p any) (any, error) {
	switch p := p.(type) {
	case *string:
		return *p, nil
	case *[]byte:
		return *p, nil
	case *Time:
		return int64(*p), nil
	case *day:
		return lindung.Date(*p).String(), nil
	}
	v, err := driver.DefaultParameterConverter.ConvertValue(p)
	switch v.(type) {
	case string, []byte, int64, bool:
		return v, nil
	}
	return nil, cmp.Or(err, fmt.Errorf("a column of kind %T cannot be authenticated", v))
}

// keys returns the columns of the primary key.
func (r Rows[T]) keys(row *T) []any {
	all := make([]any, r.Keys)
	for i, p := range r.Columns(row)[:r.Keys] {
		all[i], _ = plain(p) // a key is a text or a number
	}
	return all
}

// A Walked is a row that a walk has looked at.
type Walked struct {
	Damage
	Fits bool
	Part Sum // what the row adds to the sum of its owner
}

// A Table is a table of authenticated rows, whatever its rows are.
type Table interface {
	Name() string
	OwnerColumn() string
	Each(in Holder, visit func(Walked) error) error
	Renew(in Holder, after []any, limit int) (Renewed, error)
	Beginning() []any
}

// Name is the name of the table.
func (r Rows[T]) Name() string { return r.Table }

// OwnerColumn is the column that names the owner; "" for none.
func (r Rows[T]) OwnerColumn() string { return r.Of }

// WithMacs returns a text with the authenticators of all rows of an owner, which a column
// names, in the place of its empty column; see [AddMacs].
func WithMacs(text string, tables []Table, owner string) string {
	var each []string
	for _, t := range tables {
		if of := t.OwnerColumn(); of != "" {
			each = append(each, fmt.Sprintf(`COALESCE((SELECT string_agg(r.mac, ' ') FROM %s r WHERE r.%s = %s), '')`, t.Name(), of, owner))
		}
	}
	return strings.Replace(text, `''`, strings.Join(each, ` || ' ' || `), 1)
}

// AddMacs adds up what the rows with these authenticators add to the sum of their owner.
func AddMacs(in Holder, macs string) (sum Sum) {
	for text := range strings.FieldsSeq(macs) {
		var mac Mac
		mac.read(text)
		sum.Add(in.held().part(mac))
	}
	return sum
}

// Unsettled is by how much the act has changed the sum of an owner so far.
func Unsettled(in Holder, owner string) Sum {
	if s := in.held().sums[owner]; s != nil {
		return *s
	}
	return Sum{}
}

// Each looks at every row of the table.
func (r Rows[T]) Each(in Holder, visit func(Walked) error) error {
	return r.Visit(in, func(row *T, fits bool) error {
		return visit(Walked{Damage{r.Table, r.key(row), r.owner(row), DamageForged}, fits, in.held().part(*r.Mac(row))})
	})
}

// Visit calls visit with every row of the table, and whether it fits its
// authenticator.
func (r Rows[T]) Visit(in Holder, visit func(row *T, fits bool) error) error {
	const rows = 500
	r.Beside = nil
	_, err := Pages(func(after T) ([]T, error) {
		return All(in, r.scan, r.Walk, append(r.keys(&after), rows)...)
	}, func(row T) error {
		ok, err := r.fits(in.held(), &row)
		if err != nil {
			return err
		}
		return visit(&row, ok)
	})
	return err
}

// Sum is the sum of what an owner's rows add to it, as one large number. It tells when
// a row was removed, put back or doubled.
//
// A row adds a keyed hash of its authenticator, and a stored sum is covered, see
// [Sum.Cover]. Who reads the database learns no part: whoever knew the parts of many
// rows would find some that make up for others.
type Sum [sha256.Size]byte

// Add adds another sum.
func (s *Sum) Add(other Sum) { s.each(other, bits.Add64) }

// take takes another sum away.
func (s *Sum) take(other Sum) { s.each(other, bits.Sub64) }

func (s *Sum) each(other Sum, do func(x, y, carry uint64) (uint64, uint64)) {
	var n, carry uint64
	for at := len(s) - 8; at >= 0; at -= 8 {
		n, carry = do(binary.BigEndian.Uint64(s[at:]), binary.BigEndian.Uint64(other[at:]), carry)
		binary.BigEndian.PutUint64(s[at:], n)
	}
}

// Cover makes what is stored of a sum, the nth of its owner, in the epoch of the
// authenticator of its row; and of what is stored, the sum.
func (s Sum) Cover(in Holder, epoch int, owner string, n int64) Sum {
	cover := in.held().keyed(epoch, "cover", owner, strconv.FormatInt(n, 10))
	for i := range s {
		s[i] ^= cover[i]
	}
	return s
}

// part is what a row with an authenticator adds to a sum; nothing where there is none.
func (t *Tx) part(mac Mac) Sum {
	if mac.sum == nil {
		return Sum{}
	}
	return t.keyed(mac.epoch, "part", string(mac.sum))
}

// keyed is a keyed hash that is no authenticator of a row. In an epoch that is not believed
// it is one that no row has.
func (t *Tx) keyed(epoch int, use string, of ...string) (sum Sum) {
	text := append(append(make([]byte, 0, 128), "sum|"...), use...)
	for _, s := range of {
		text = append(binary.BigEndian.AppendUint64(append(text, '|'), uint64(len(s))), s...)
	}
	write := func(h hash.Hash) { h.Write(text); sum = Sum(h.Sum(nil)) }
	if ok, err := t.believes(epoch); err != nil || !ok {
		text = append(text, "|not believed"...)
		epoch = t.epoch
	}
	t.rowHash(epoch, write)
	return sum
}

// count notes how the act changes the sum of an owner.
func (t *Tx) count(owner string, before, after Mac) {
	if owner == "" {
		return
	}
	if t.sums == nil {
		t.sums = map[string]*Sum{}
	}
	if t.sums[owner] == nil {
		t.sums[owner] = &Sum{}
	}
	t.sums[owner].take(t.part(before))
	t.sums[owner].Add(t.part(after))
}

// Touch has the sum of an owner stored anew although none of its rows has changed.
func Touch(in Holder, owner string) { in.held().count(owner, Mac{}, Mac{}) }

// Epoch is the one under which the row was signed.
func (m Mac) Epoch() int { return m.epoch }

// Sums returns, and forgets, by how much the act has changed the sums of owners.
func Sums(in Holder) map[string]*Sum {
	t := in.held()
	all := maps.Clone(t.sums)
	clear(t.sums)
	return all
}

func (t *Tx) report(d Damage) {
	if t.db.damaged != nil {
		t.db.damaged(d)
	}
}
