package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

// A PostgreSQL server may stop answering without going away, and a request must
// not wait for it: each statement and each commit has an end. What SQLite does is
// done in this process; it waits for other programs only, as busy_timeout says.

// patient returns ctx with the end of one statement.
func (d *DB) patient(ctx context.Context) (context.Context, context.CancelFunc) {
	if d.kind == sqlite {
		return ctx, func() {}
	}
	return context.WithTimeout(ctx, d.patience)
}

// begin begins a transaction, which end ends whatever it is doing.
func (d *DB) begin(ctx context.Context, pool *sql.DB, opt *sql.TxOptions) (*sql.Tx, context.CancelFunc, error) {
	if d.kind == sqlite {
		tx, err := pool.BeginTx(ctx, opt)
		return tx, func() {}, err
	}
	ctx, end := context.WithCancel(ctx)
	late := time.AfterFunc(d.patience, end)
	tx, err := pool.BeginTx(ctx, opt)
	if !late.Stop() && err == nil || err != nil && ctx.Err() != nil {
		err = ErrAway
	}
	if err != nil {
		end()
	}
	return tx, end, err
}

// plain runs a statement without arguments, whoever is gone meanwhile.
func (d *DB) plain(tx *sql.Tx, text string) error {
	ctx, end := d.patient(context.Background())
	defer end()
	_, err := tx.ExecContext(ctx, text)
	return d.fault(err)
}

// durable commits. A server that goes away before it has answered may have done
// it or not.
func (d *DB) durable(tx *sql.Tx, end context.CancelFunc) error {
	if d.kind == sqlite {
		return tx.Commit()
	}
	late := time.AfterFunc(d.patience, end)
	defer late.Stop()
	err := tx.Commit()
	var said *pgconn.PgError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &said) && !away(err):
		return err
	}
	return fmt.Errorf("%w (%w)", ErrUnknown, unsaid(err))
}

// unsaid is err without the texts of a driver, which may say how it reached the
// server.
func unsaid(err error) error {
	var said *pgconn.PgError
	if errors.As(err, &said) {
		return fmt.Errorf("postgres %s", said.Code)
	}
	return errors.New("the connection broke")
}

// away reports whether err says that a PostgreSQL server cannot be reached, stops,
// or has not answered in time.
func away(err error) bool {
	var said *pgconn.PgError
	if errors.As(err, &said) {
		// 57014: it was told to break off, since it was late. 53300: it has no
		// connection to give.
		return strings.HasPrefix(said.Code, "08") || strings.HasPrefix(said.Code, "57P") || said.Code == "57014" || said.Code == "53300"
	}
	var connect *pgconn.ConnectError
	var network net.Error
	return errors.As(err, &connect) || errors.As(err, &network) || pgconn.SafeToRetry(err) || pgconn.Timeout(err) ||
		errors.Is(err, driver.ErrBadConn) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) ||
		errors.Is(err, net.ErrClosed) || errors.Is(err, context.DeadlineExceeded) || errors.Is(err, sql.ErrConnDone)
}
