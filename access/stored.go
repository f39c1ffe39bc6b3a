package access

import (
	"encoding/json"
	"errors"
	"fmt"

	"lindung"
	"lindung/internal/db"
)

// Stored is what a package keeps of cases in tables of its own. Package dossier
// lists every Stored there is: whatever is done to all that is known of a person is
// done to that list.
type Stored struct {
	Tables []Table
	// Touched are texts that select, of the cases of db.InList, those in which someone
	// has worked since they came with an import.
	Touched []string
	// Erase are texts that remove what is kept of the cases of db.InList, what others
	// refer to last. Their keys are gone already.
	Erase []string
	Seals []Sealed
}

// TouchedCases returns those of the cases in which someone has worked, as far as
// this is kept here.
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

// EraseCases removes what is kept here of the cases.
func (k Stored) EraseCases(tx *Tx, ids []lindung.CaseID) error {
	for _, text := range k.Erase {
		if err := db.ExecIn(tx, text, ids); err != nil {
			return err
		}
	}
	return nil
}

// Table is a table of the database, with a column that names a case; "" for a
// table that is reached through another. A table with two such columns stands
// twice.
type Table struct{ Name, Case string }

// Sealed is a place where a package seals.
type Sealed struct {
	Name string // of a row, as a fault calls it
	// Next selects the columns of a SealedRow, in their order, of the rows after
	// one, at most so many: its arguments are what After takes of that row, and the
	// limit. What was erased has no key and is left out.
	Next  string
	After func(SealedRow) []any
	Place func(SealedRow) string
	// Read checks that what was opened can be understood; nil where any text can.
	Read func(tx *Tx, r SealedRow, plain []byte) error
}

// SealedRow is one sealed value, with the wrapped key of the case or event that
// it belongs to. Part, ID and N say which value of it, as the place needs them;
// Clear is what is in clear beside it.
type SealedRow struct {
	Owner, Part, ID string
	N               int64
	Clear           string
	Sealed, Wrapped []byte
}

func sealedColumns(r *SealedRow) []any {
	return []any{&r.Owner, &r.Part, &r.ID, &r.N, &r.Clear, &r.Sealed, &r.Wrapped}
}

// ByOwner and ByID are what an order by the owner, or by the identifier, goes on
// after.
func ByOwner(r SealedRow) []any { return []any{r.Owner} }

// ByID is described at ByOwner.
func ByID(r SealedRow) []any { return []any{r.ID} }

// AsJSON is Sealed.Read of what is kept as the JSON of a T.
func AsJSON[T any](_ *Tx, _ SealedRow, plain []byte) error {
	if json.Unmarshal(plain, new(T)) != nil {
		return errUnreadable // the error of package json could say a value
	}
	return nil
}

var errUnreadable = errors.New("what was sealed cannot be read")

// OpenSeals opens every sealed value that is kept here, of all cases, a page at a
// time, and returns how many there were. An error names the row that does not
// open, never what is in it.
func (k Stored) OpenSeals(tx *Tx) (opened int, err error) {
	const rows = 500
	for _, p := range k.Seals {
		n, err := db.Pages(func(after SealedRow) ([]SealedRow, error) {
			return db.All(tx, sealedColumns, p.Next, append(p.After(after), rows)...)
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
	var plain []byte
	if len(r.Sealed) > 0 {
		if plain, err = key.Open(p.Place(r), r.Sealed); err != nil {
			return err
		}
	}
	if p.Read == nil {
		return nil
	}
	return p.Read(tx, r, plain)
}

// DestroyKeys destroys the keys of cases: what was sealed with them can never be
// read again. That is the erasure; removing the rows is tidying up.
func (t *Tx) DestroyKeys(ids []lindung.CaseID) error { return deleteKeys(t, ids) }
