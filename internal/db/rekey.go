package db

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"

	"github.com/ncruces/go-sqlite3/vfs"
)

// Rekey writes an SQLite file anew under another key. It needs the file for itself: while
// any program has it open it is ErrInUse, and nothing is changed. The file under the name is
// always the old or the new one.
func Rekey(ctx context.Context, path string, from, to []byte) error {
	path = realPath(path)
	d := &DB{files: newVault(vfs.Find(""), from)}
	if err := d.holdFile(path, true); err != nil {
		return err
	}
	defer func() { d.free() }()
	pool, err := d.openFile(path, [][2]string{{"busy_timeout", "1000"}, {"locking_mode", "exclusive"}, {"synchronous", "2"}})
	if err != nil {
		return d.fault(err)
	}
	defer pool.Close()
	pool.SetMaxOpenConns(1)
	// To leave the WAL, SQLite must be alone with the file; it stays so until pool is closed.
	var mode string
	if err := pool.QueryRowContext(ctx, `PRAGMA journal_mode=delete`).Scan(&mode); err != nil || mode != "delete" {
		return ErrInUse
	}
	part := path + ".part"
	if err := remove(part); err != nil {
		return err
	}
	if err := d.copyUnder(ctx, pool, part, to); err != nil {
		return errors.Join(err, remove(part))
	}
	old, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return errors.Join(err, remove(part))
	}
	defer old.Close()
	if err := os.Rename(part, path); err != nil {
		return errors.Join(err, remove(part))
	}
	// Whoever opened the old file meanwhile, and waits for it, finds no database.
	noise := make([]byte, block)
	rand.Read(noise)
	if _, err := old.WriteAt(noise, 0); err != nil {
		return err
	}
	return syncFile(filepath.Dir(path))
}

// copyUnder writes all that a database has into a file under another key, and looks
// whether it is whole.
func (d *DB) copyUnder(ctx context.Context, pool *sql.DB, part string, key []byte) error {
	copied := &DB{files: newVault(vfs.Find(""), key)}
	into := url.URL{Scheme: "file", Path: part, RawQuery: "vfs=" + copied.files.name}
	if _, err := pool.ExecContext(ctx, `VACUUM INTO ?`, into.String()); err != nil {
		return d.fault(err)
	}
	if err := errors.Join(os.Chmod(part, 0o600), syncFile(part)); err != nil {
		return err
	}
	again, err := copied.openFile(part, [][2]string{{"query_only", "1"}})
	if err != nil {
		return d.fault(err)
	}
	defer again.Close()
	var found string
	if err := again.QueryRowContext(ctx, `PRAGMA integrity_check`).Scan(&found); err != nil {
		return d.fault(err)
	}
	if found != "ok" {
		return fmt.Errorf("%w: the copy of the file is not whole", ErrStorage)
	}
	return nil
}

func remove(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// syncFile makes a file, or the names in a folder, durable.
func syncFile(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
