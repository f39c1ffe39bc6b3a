package access

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"

	"lindung"
	"lindung/internal/db"
)

// Stored describes what a package stores about cases in tables of its own. Package
// dossier lists every Stored, so that what is done to all data of a person is done
// to that list.
type Stored struct {
	Tables []Table
	// Rows are those of the tables whose rows carry an authenticator.
	Rows []db.Table
	// Touched are SQL texts that select, among the cases of db.InList, those that
	// someone has worked on since they were imported.
	Touched []string
	// Erase are SQL texts that delete the rows of the cases of db.InList, in an order
	// that no reference forbids. The keys are destroyed before.
	Erase []string
	// Ends end again, in an older database, what the journal names.
	Ends Endings
	// Leave removes what rows of other cases say of a case; nil where none do.
	Leave func(*Tx, lindung.CaseID) error
	Seals []Sealed
}

// TouchedCases returns the cases that someone has worked on, as far as these tables
// show it.
func (k Stored) TouchedCases(tx *Tx, ids []lindung.CaseID) ([]lindung.CaseID, error) {
	var all []lindung.CaseID
	for _, text := range k.Touched {
		found, err := db.AllIn(tx, db.Value[lindung.CaseID], text, ids)
		if err != nil {
			return nil, err
		}
		all = append(all, found...)
	}
	return all, nil
}

// EraseCases deletes the rows of the cases from these tables.
func (k Stored) EraseCases(tx *Tx, ids []lindung.CaseID) error {
	for _, text := range k.Erase {
		if err := db.ExecIn(tx, text, ids); err != nil {
			return err
		}
	}
	for _, id := range ids {
		if k.Leave == nil {
			break
		}
		if err := k.Leave(tx, id); err != nil {
			return err
		}
	}
	return nil
}

// Table is a table of the database and its column that names a case; "" for a table
// that is reached through another. A table with two such columns is listed twice.
type Table struct{ Name, Case string }

// Sealed describes the sealed values of one table.
type Sealed struct {
	Name string // of a row, in errors
	// Next selects the columns of a SealedRow, in their order, of the rows after a
	// given one. Its arguments are After of that row, and a limit. Rows without a key
	// were erased and are left out.
	Next  string
	Most  int // how many are in memory at a time; 500 when it is 0
	After func(SealedRow) []any
	Place func(SealedRow) string
	// Read checks that what was opened can be understood; nil where any text can.
	Read func(tx *Tx, r SealedRow, plain []byte) error
}

// SealedRow is one sealed value, with the wrapped key of the case or event that
// it belongs to. Part, ID and N say which value it is, as the place needs them;
// Clear is what the row holds in clear.
type SealedRow struct {
	Owner, Part, ID string
	N               int64
	Clear           string
	Sealed, Wrapped []byte
}

func sealedColumns(r *SealedRow) []any {
	return []any{&r.Owner, &r.Part, &r.ID, &r.N, &r.Clear, &r.Sealed, &r.Wrapped}
}

// ByOwner is Sealed.After for rows ordered by their owner.
func ByOwner(r SealedRow) []any { return []any{r.Owner} }

// ByID is Sealed.After for rows ordered by their identifier.
func ByID(r SealedRow) []any { return []any{r.ID} }

// AsJSON is Sealed.Read for the JSON of a T.
func AsJSON[T any](_ *Tx, _ SealedRow, plain []byte) error {
	if json.Unmarshal(plain, new(T)) != nil {
		return errUnreadable // the error of package json could say a value
	}
	return nil
}

var errUnreadable = errors.New("what was sealed cannot be read")

// OpenSeals opens every sealed value of these tables, a page at a time, and returns
// how many there were. An error names the row that does not open, never its
// content.
func (k Stored) OpenSeals(tx *Tx) (opened int, err error) {
	for _, p := range k.Seals {
		n, err := db.Pages(func(after SealedRow) ([]SealedRow, error) {
			return db.All(tx, sealedColumns, p.Next, append(p.After(after), cmp.Or(p.Most, 500))...)
		}, func(r SealedRow) error {
			if err := p.open(tx, r); err != nil {
				return fmt.Errorf("%s of %s %s %s: %w", p.Name, r.Owner, r.Part, r.ID, err)
			}
			return nil
		})
		if opened += n; err != nil {
			return opened, err
		}
	}
	return opened, nil
}

func (p Sealed) open(tx *Tx, r SealedRow) error {
	key, err := tx.Unwrap(r.Owner, r.Wrapped)
	if err != nil {
		return err
	}
	plain, err := key.Open(p.Place(r), r.Sealed)
	if err != nil || p.Read == nil {
		return err
	}
	return p.Read(tx, r, plain)
}

// DestroyKeys destroys the keys of cases: what was sealed with them can never be
// read again. This is the erasure; deleting the rows only tidies up.
func (t *Tx) DestroyKeys(ids []lindung.CaseID) error {
	if err := deleteKeys(t, ids); err != nil {
		return err
	}
	return t.forget(ids)
}
