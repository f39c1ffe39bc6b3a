package db

import (
	"fmt"
	"strings"
)

// Renewed is what one step of signing rows anew has done.
type Renewed struct {
	Looked int      // rows, those that are signed under the epoch in use already among them
	Signed int      // anew
	Forged []Damage // rows that do not fit: they are left as they are
	After  []any    // where the next step goes on; nil at the end of the table
}

// Beginning is what Renew goes on after at first: the key before every other.
func (r Rows[T]) Beginning() []any {
	var none T
	return r.keys(&none)
}

// Renew looks at the rows after a key, at most so many, and signs those anew that were
// signed under an earlier epoch and fit. A row that does not fit stays as it is: whatever
// becomes of the keys, it goes on to be a forged one. The act that verifies a row is the
// one that signs it, so that nobody can change it in between.
func (r Rows[T]) Renew(in Holder, after []any, limit int) (Renewed, error) {
	r.Beside = nil
	t := in.held()
	all, err := All(t, r.scan, r.Walk, append(append([]any{}, after...), limit)...)
	if err != nil {
		return Renewed{}, err
	}
	text := r.renewText()
	done := Renewed{Looked: len(all)}
	for i := range all {
		row := &all[i]
		done.After = r.keys(row)
		if now, _ := Epochs(t); r.Mac(row).epoch == now {
			continue
		}
		fits, err := r.Fits(t, row)
		if err != nil {
			return Renewed{}, err
		}
		if !fits {
			done.Forged = append(done.Forged, Damage{r.Table, r.key(row), r.owner(row), DamageForged})
			continue
		}
		if err := r.Sign(t, row); err != nil {
			return Renewed{}, err
		}
		if err := Change(t, text, append([]any{*r.Mac(row)}, r.keys(row)...)...); err != nil {
			return Renewed{}, fmt.Errorf("%s: %w", r.Table, err)
		}
		done.Signed++
	}
	if len(all) < limit {
		done.After = nil
	}
	return done, nil
}

// renewText stores the authenticator of one row. The names of its key are the first that
// Walk selects.
func (r Rows[T]) renewText() string {
	names, _, _ := strings.Cut(strings.TrimPrefix(strings.TrimSpace(r.Walk), "SELECT"), "FROM")
	var where []string
	for _, name := range strings.SplitN(names, ",", r.Keys+1)[:r.Keys] {
		name = strings.TrimSpace(name)
		where = append(where, name[strings.Index(name, ".")+1:]+" = ?")
	}
	return "UPDATE " + r.Table + " SET mac = ? WHERE " + strings.Join(where, " AND ")
}
