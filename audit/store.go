package audit

import (
	"cmp"
	"encoding/json"
	"errors"
	"math"
	"slices"
	"strings"
	"time"

	"lindung"
	"lindung/internal/db"
)

// row is a stored entry with the columns by which it is found.
type row struct {
	n                        int64
	object, org              string
	lists, refused, everyday bool
	line                     string
}

func columns(r *row) []any {
	return []any{&r.n, &r.object, &r.org, &r.lists, &r.refused, &r.everyday, &r.line}
}

// entry reads the line of a row, and reports whether the columns say what it says.
func (r row) entry() (e Entry, fits bool) {
	if err := json.Unmarshal([]byte(r.line), &e); err != nil {
		return Entry{N: r.n}, false
	}
	return e, r == rowOf(line{e, r.line})
}

func rowOf(l line) row {
	return row{l.N, l.Object, l.Org, len(l.Listed) > 0, l.Decision == Refused, everyday(l.Act), l.text}
}

// line is an entry as it is stored. What is said of it beside its text is for the
// lists that are made from the log; the text alone is signed, and [Verify] holds
// the rest against it.
type line struct {
	Entry
	text string
}

func (l line) values() []any {
	r := rowOf(l)
	return []any{r.n, r.object, r.org, r.lists, r.refused, r.everyday, r.line}
}

// everyday reports whether an act opens the first page, looks up colleagues or
// organisations, reads the log, or concerns the actor's own account.
func everyday(act string) bool {
	switch act {
	case "home.read", "log.read", "actor.list", "org.list":
		return true
	}
	return strings.HasPrefix(act, "own.")
}

// together is how many entries one statement stores.
const together = 8

func insert(tx db.Holder, lines []line) error {
	for ; len(lines) >= together; lines = lines[together:] {
		var all []any
		for _, l := range lines[:together] {
			all = append(all, l.values()...)
		}
		_, err := db.Exec(tx, `
			INSERT INTO log_entries (n, object, org, lists, refused, everyday, entry)
			VALUES (?, ?, ?, ?, ?, ?, ?), (?, ?, ?, ?, ?, ?, ?), (?, ?, ?, ?, ?, ?, ?), (?, ?, ?, ?, ?, ?, ?),
				(?, ?, ?, ?, ?, ?, ?), (?, ?, ?, ?, ?, ?, ?), (?, ?, ?, ?, ?, ?, ?), (?, ?, ?, ?, ?, ?, ?)`, all...)
		if err != nil {
			return err
		}
	}
	for _, l := range lines {
		_, err := db.Exec(tx, `
			INSERT INTO log_entries (n, object, org, lists, refused, everyday, entry)
			VALUES (?, ?, ?, ?, ?, ?, ?)`, l.values()...)
		if err != nil {
			return err
		}
	}
	return nil
}

// page returns at most limit entries from n on.
func page(tx db.Holder, n int64, limit int) ([]row, error) {
	return db.All(tx, columns, `
		SELECT n, object, org, lists, refused, everyday, entry
		FROM log_entries
		WHERE n >= ?
		ORDER BY n
		LIMIT ?`, n, limit)
}

// About returns the newest entries about object, newest first. Entries of lists
// that showed it are in ListsWith.
func About(tx db.Holder, object string, limit int) ([]Entry, error) {
	rows, err := db.All(tx, columns, `
		SELECT n, object, org, lists, refused, everyday, entry
		FROM log_entries
		WHERE object = ?
		ORDER BY n DESC
		LIMIT ?`, object, limit)
	if err != nil {
		return nil, err
	}
	return entries(rows), nil
}

// ListsWith returns the newest entries of lists that showed object to anyone, newest
// first; none if object is not an identifier. It reads the entries of all lists, so
// it is for a page that is seldom opened.
func ListsWith(tx db.Holder, object string, limit int) ([]Entry, error) {
	if !lindung.IsID(object) {
		return nil, nil
	}
	rows, err := db.All(tx, columns, `
		SELECT n, object, org, lists, refused, everyday, entry
		FROM log_entries
		WHERE lists AND entry LIKE ?
		ORDER BY n DESC
		LIMIT ?`, "%\"listed\":[%\""+object+"\"%", limit)
	if err != nil {
		return nil, err
	}
	return entries(rows), nil
}

// AboutByOrg returns the newest entries about object by actors of org, newest first. It
// looks them up by the object and not by the organisation, hence org || ”.
func AboutByOrg(tx db.Holder, object string, org lindung.OrgID, limit int) ([]Entry, error) {
	rows, err := db.All(tx, columns, `
		SELECT n, object, org, lists, refused, everyday, entry
		FROM log_entries
		WHERE object = ? AND org || '' = ?
		ORDER BY n DESC
		LIMIT ?`, object, org, limit)
	if err != nil {
		return nil, err
	}
	return entries(rows), nil
}

// mostSince is how many entries AboutSince returns at most of fifty objects.
const mostSince = 5000

// AboutSince returns the entries of an act that was allowed about some objects, by actors of
// org, or of any organisation if it is "", at a moment or later, newest first.
func AboutSince(tx db.Holder, objects []string, org lindung.OrgID, act string, at time.Time) ([]Entry, error) {
	if len(objects) == 0 {
		return nil, nil
	}
	first, err := since(tx, at)
	if err != nil {
		return nil, err
	}
	rows, err := db.AllIn(tx, columns, `
		SELECT n, object, org, lists, refused, everyday, entry
		FROM log_entries
		WHERE object IN `+db.InList+` AND n >= ? AND (CAST(? AS TEXT) = '' OR org || '' = ?) AND NOT refused AND entry LIKE ?
		ORDER BY n DESC
		LIMIT ?`, objects, first, org, org, `%"act":"`+act+`"%`, mostSince)
	if err != nil {
		return nil, err
	}
	all := slices.DeleteFunc(entries(rows), func(e Entry) bool { return e.Act != act })
	slices.SortFunc(all, func(a, b Entry) int { return cmp.Compare(b.N, a.N) })
	return all, nil
}

// end is beyond the last entry.
const end = math.MaxInt64

// before returns what the numbers of entries are below: n, or with 0 the end.
func before(n int64) int64 {
	if n == 0 {
		return end
	}
	return n
}

// ByOrg returns the newest entries of acts by actors of org before entry n,
// newest first; n = 0 means from the end.
func ByOrg(tx db.Holder, org lindung.OrgID, n int64, limit int) ([]Entry, error) {
	rows, err := db.All(tx, columns, `
		SELECT n, object, org, lists, refused, everyday, entry
		FROM log_entries
		WHERE org = ? AND n < ?
		ORDER BY n DESC
		LIMIT ?`, org, before(n), limit)
	if err != nil {
		return nil, err
	}
	return entries(rows), nil
}

// RefusedByOrg returns the entries of ByOrg that record a refusal.
func RefusedByOrg(tx db.Holder, org lindung.OrgID, n int64, limit int) ([]Entry, error) {
	rows, err := db.All(tx, columns, `
		SELECT n, object, org, lists, refused, everyday, entry
		FROM log_entries
		WHERE org = ? AND n < ? AND refused
		ORDER BY n DESC
		LIMIT ?`, org, before(n), limit)
	if err != nil {
		return nil, err
	}
	return entries(rows), nil
}

// WorkByOrg returns the entries of ByOrg that are not everyday reading of pages.
func WorkByOrg(tx db.Holder, org lindung.OrgID, n int64, limit int) ([]Entry, error) {
	rows, err := db.All(tx, columns, `
		SELECT n, object, org, lists, refused, everyday, entry
		FROM log_entries
		WHERE org = ? AND n < ? AND NOT everyday
		ORDER BY n DESC
		LIMIT ?`, org, before(n), limit)
	if err != nil {
		return nil, err
	}
	return entries(rows), nil
}

// A Search says which entries of an organisation are looked for; what is zero does
// not count.
type Search struct {
	Actor    lindung.ActorID
	Object   string
	From, To time.Time // the entry was made from From on and before To
	Refused  bool      // only what was refused
	Work     bool      // without everyday reading of pages
	Before   int64     // entries with a smaller number
}

// FoundByOrg returns the newest entries of acts by actors of org that s looks for. It
// reads all entries of the days in question, so it is for a page that is seldom opened.
func FoundByOrg(tx db.Holder, org lindung.OrgID, s Search, limit int) ([]Entry, error) {
	first, last, err := numbered(tx, s)
	if err != nil {
		return nil, err
	}
	actor, object := "%", "%"
	if s.Actor != "" {
		actor = "%\"actor\":\"" + string(s.Actor) + "\"%"
	}
	if s.Object != "" {
		object = s.Object
	}
	rows, err := db.All(tx, columns, `
		SELECT n, object, org, lists, refused, everyday, entry
		FROM log_entries
		WHERE org = ? AND n >= ? AND n < ? AND object LIKE ? AND entry LIKE ? AND refused >= ? AND everyday <= ?
		ORDER BY n DESC
		LIMIT ?`, org, first, last, object, actor, s.Refused, !s.Work, limit)
	if err != nil {
		return nil, err
	}
	return entries(rows), nil
}

// From calls each with the entries from number n on, a page at a time; with 0 with those
// that were made at a moment or later. It returns the number of the next entry.
func From(tx db.Holder, n int64, at time.Time, each func([]Entry)) (next int64, err error) {
	const rows = 500
	if n == 0 {
		if n, err = since(tx, at); err != nil {
			return 0, err
		}
	}
	for {
		found, err := page(tx, n, rows)
		if err != nil || len(found) == 0 {
			return n, err
		}
		each(entries(found))
		n = found[len(found)-1].n + 1
	}
}

// First returns the first entry of the log; the zero Entry of an empty one.
func First(tx db.Holder) (Entry, error) {
	rows, err := page(tx, 0, 1)
	if err != nil || len(rows) == 0 {
		return Entry{}, err
	}
	e, _ := rows[0].entry()
	return e, nil
}

// Last returns the last entry of the log; the zero Entry of an empty one.
func Last(tx db.Holder) (Entry, error) {
	rows, err := db.All(tx, columns, `
		SELECT n, object, org, lists, refused, everyday, entry
		FROM log_entries
		ORDER BY n DESC
		LIMIT 1`)
	if err != nil || len(rows) == 0 {
		return Entry{}, err
	}
	e, _ := rows[0].entry()
	return e, nil
}

// EndingSince returns at most limit entries from n on that have ended something.
func EndingSince(tx db.Holder, n int64, limit int) ([]Entry, error) {
	rows, err := db.All(tx, columns, `
		SELECT n, object, org, lists, refused, everyday, entry
		FROM log_entries
		WHERE n >= ? AND NOT refused AND (entry LIKE '%"ended":[%' OR entry LIKE '%"gone"%')
		ORDER BY n
		LIMIT ?`, n, limit)
	if err != nil {
		return nil, err
	}
	return entries(rows), nil
}

// numbered returns the numbers between which the entries are that s looks for.
func numbered(tx db.Holder, s Search) (first, last int64, err error) {
	last = before(s.Before)
	if !s.From.IsZero() {
		if first, err = since(tx, s.From); err != nil {
			return 0, 0, err
		}
	}
	if !s.To.IsZero() {
		to, err := since(tx, s.To)
		return first, min(last, to), err
	}
	return first, last, nil
}

// since returns the number of the first entry that was made at a moment or later.
func since(tx db.Holder, at time.Time) (int64, error) {
	h, err := loadHead(tx)
	if err != nil {
		return 0, err
	}
	low, high := int64(0), h.Size+1
	for low < high {
		found, err := between(tx, low, high)
		if err != nil {
			return 0, err
		}
		was := high - low
		for _, r := range found {
			if e, _ := r.entry(); !e.Time().Before(at) {
				high = r.n
				break
			}
			low = r.n + 1
		}
		if high-low == was {
			break // what is left of the numbers has no entries
		}
	}
	return low, nil
}

// steps is into how many parts a search divides the log, so that a list costs the same few
// statements however long the log is.
const steps = 50

// between returns rows at even distances from low to before high, in their order.
func between(tx db.Holder, low, high int64) ([]row, error) {
	var numbers []int64
	for i := range min(high-low, steps) {
		numbers = append(numbers, low+(high-low)*i/min(high-low, steps))
	}
	rows, err := db.AllIn(tx, columns, `
		SELECT n, object, org, lists, refused, everyday, entry
		FROM log_entries
		WHERE n IN `+db.InList, numbers)
	slices.SortFunc(rows, func(a, b row) int { return cmp.Compare(a.n, b.n) })
	return rows, err
}

// entries are the rows of a list. One whose columns do not fit says so: it is
// shown where it was found, and not left out.
func entries(rows []row) []Entry {
	all := make([]Entry, len(rows))
	for i, r := range rows {
		e, fits := r.entry()
		e.Misfit = !fits
		all[i] = e
	}
	return all
}

// loadHead returns the stored head; the zero Signed if there is none.
func loadHead(tx db.Holder) (Signed, error) {
	h, err := db.One(tx, func(h *Signed) []any { return []any{&h.Size, &h.Edge, &h.Note} }, `
		SELECT size, edge, note
		FROM log_head
		WHERE id = 1`)
	if errors.Is(err, lindung.ErrNotFound) {
		return Signed{}, nil
	}
	return h, err
}

// Head returns the signed head of the log; "" while the log is empty.
func Head(tx db.Holder) (string, error) {
	h, err := loadHead(tx)
	return h.Note, err
}

// storeHead replaces the head before. It reports false if another head is stored:
// another program has written.
func storeHead(tx db.Holder, before, after Signed) (bool, error) {
	if before.Note == "" {
		n, err := db.Exec(tx, `
			INSERT INTO log_head (id, size, edge, note)
			VALUES (1, ?, ?, ?)
			ON CONFLICT (id) DO NOTHING`, after.Size, after.Edge, after.Note)
		return n == 1, err
	}
	n, err := db.Exec(tx, `
		UPDATE log_head
		SET size = ?, edge = ?, note = ?
		WHERE id = 1 AND size = ? AND edge = ? AND note = ?`,
		after.Size, after.Edge, after.Note, before.Size, before.Edge, before.Note)
	return n == 1, err
}

// mendHead stores the size and edge that belong to the signed text.
func mendHead(tx db.Holder, h Signed) error {
	return db.Change(tx, `
		UPDATE log_head
		SET size = ?, edge = ?
		WHERE id = 1 AND note = ?`, h.Size, h.Edge, h.Note)
}
