package db

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/ncruces/go-sqlite3"

	"lindung"
)

// fault turns what a driver says into the errors of this package. The driver's
// own text is dropped where it could quote a value.
func (d *DB) fault(err error) error {
	var pg *pgconn.PgError
	switch {
	case err == nil:
		return nil
	case errors.Is(err, ErrUnknown), errors.Is(err, ErrAway):
		return err
	case d.kind == postgres && !errors.Is(err, context.Canceled) && away(err):
		return fmt.Errorf("%w (%w)", ErrAway, unsaid(err))
	case errors.As(err, &pg):
		return faultPostgres(pg)
	}
	return faultSQLite(err)
}

// coded is an error of either SQLite driver.
type coded interface{ Code() int }

func faultSQLite(err error) error {
	var code int
	var one sqlite3.ExtendedErrorCode
	var bare sqlite3.ErrorCode
	var other coded
	switch {
	case errors.As(err, &one):
		code = int(one)
	case errors.As(err, &bare):
		code = int(bare)
	case errors.As(err, &other):
		code = other.Code()
	default:
		return err
	}
	switch sqlite3.ErrorCode(code & 0xff) {
	case sqlite3.NOTADB:
		return fmt.Errorf("%w (sqlite %d)", ErrKey, code)
	case sqlite3.FULL, sqlite3.READONLY, sqlite3.IOERR, sqlite3.CANTOPEN:
		return fmt.Errorf("%w (sqlite %d)", ErrStorage, code)
	case sqlite3.CORRUPT:
		return fmt.Errorf("%w (sqlite %d)", errStructure, code)
	case sqlite3.BUSY:
		return fmt.Errorf("%w (sqlite %d)", ErrAgain, code)
	}
	switch sqlite3.ExtendedErrorCode(code) {
	case sqlite3.CONSTRAINT_UNIQUE, sqlite3.CONSTRAINT_PRIMARYKEY:
		return ErrUnique
	}
	return fmt.Errorf("sqlite %d: %w", code, err)
}

func faultPostgres(e *pgconn.PgError) error {
	switch e.Code {
	case "23505":
		return ErrUnique
	case "40001", "40P01":
		return fmt.Errorf("%w (postgres %s)", ErrAgain, e.Code)
	case "53100", "25006", "58030":
		return fmt.Errorf("%w (postgres %s)", ErrStorage, e.Code)
	}
	if strings.HasPrefix(e.Code, "22") {
		return fmt.Errorf("postgres %s", e.Code) // its text quotes the value
	}
	return fmt.Errorf("postgres %s: %s", e.Code, e.Message)
}

// errStructure says what to do with a file in which SQLite does not find its way:
// to go on writing to it would harm more.
var errStructure = fmt.Errorf("%w: the structure of the database file is damaged; copy the file, run lindung doctor, and restore the newest backup", ErrStorage)

// ErrAgain says that the same batch, run again, may succeed.
var ErrAgain = errors.New("the database is busy; try again")

func again(err error) bool {
	if errors.Is(err, ErrAgain) {
		return true
	}
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return pg.Code == "40001" || pg.Code == "40P01"
	}
	var code sqlite3.ErrorCode
	return errors.As(err, &code) && code == sqlite3.BUSY
}

func errChanged(n int64) error {
	if n == 0 {
		return lindung.ErrConflict
	}
	return fmt.Errorf("one row was to change, not %d", n)
}

func errRows(n int) error {
	if n == 0 {
		return lindung.ErrNotFound
	}
	return fmt.Errorf("one row was expected, not %d", n)
}
