package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"syscall"

	"github.com/ncruces/go-sqlite3"
	"github.com/ncruces/go-sqlite3/driver"
	"github.com/ncruces/go-sqlite3/vfs"
)

// pragmas are the settings of an SQLite file, and the value that each must read back. secure_delete and FULL are why a destroyed key is gone and an
// acknowledged act is not.
var pragmas = [][2]string{
	{"busy_timeout", "5000"},
	{"journal_mode", "wal"},
	{"synchronous", "2"},
	{"foreign_keys", "1"},
	{"secure_delete", "1"},
	{"temp_store", "2"},
	{"trusted_schema", "0"},
}

// cacheSize lets each connection keep 16 MB of pages: what is cached need not
// be read and decrypted again. It makes nothing safer, so no one reads it back.
var cacheSize = [2]string{"cache_size", "-16000"}

// walSize is what is left of the WAL of a great import once it is written back.
var walSize = [2]string{"journal_size_limit", "16777216"}

const readers = 4

func (d *DB) openSQLite(ctx context.Context, path string, opt Options) error {
	path = realPath(path) // SQLite keeps the WAL beside the file, not beside a link to it
	d.file = path
	if err := d.holdFile(path, opt.Sole); err != nil {
		return err
	}
	var err error
	if opt.Key != nil && opt.Driver == nil {
		if d.unclean, err = lookAtWAL(path, opt.Key, d.Now()); err != nil {
			return err
		}
	}
	if opt.Driver != nil {
		d.w, err = opt.Driver(path)
		if err == nil {
			d.r, err = opt.Driver(path)
		}
	} else {
		// Its readers refuse to write by themselves, so a transaction need not
		// say so each time.
		d.readOnly = true
		if opt.Key != nil {
			machine := opt.machine
			if machine == nil {
				machine = vfs.Find("")
			}
			d.files = newVault(machine, opt.Key)
		}
		settings := append(pragmas[:len(pragmas):len(pragmas)], cacheSize, walSize)
		d.w, err = d.openFile(path, settings)
		if err == nil {
			d.r, err = d.openFile(path, append(settings, [2]string{"query_only", "1"}))
		}
	}
	if err != nil {
		return err
	}
	d.w.SetMaxOpenConns(2) // one writes, one prepares
	d.r.SetMaxOpenConns(readers + 1)
	d.r.SetMaxIdleConns(readers + 1)
	return confirm(ctx, d.w)
}

func (d *DB) openFile(path string, settings [][2]string) (*sql.DB, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	u := url.URL{Scheme: "file", Path: abs, RawQuery: "_txlock=deferred"}
	if d.files != nil {
		u.RawQuery += "&vfs=" + d.files.name
	}
	return driver.Open(u.String(), func(c *sqlite3.Conn) error {
		// A plan does not depend on what is bound. SQLite would otherwise plan a text
		// again each time that a column of a partial index is compared with an argument.
		if _, err := c.Config(sqlite3.DBCONFIG_ENABLE_QPSG, true); err != nil {
			return err
		}
		for _, p := range settings {
			if err := c.Exec(`PRAGMA ` + p[0] + `=` + p[1]); err != nil {
				return err
			}
		}
		return nil
	})
}

// confirm reads every setting back: a file system that cannot do what is asked
// must stop the program.
func confirm(ctx context.Context, pool *sql.DB) error {
	for _, p := range pragmas {
		var got string
		if err := pool.QueryRowContext(ctx, `PRAGMA `+p[0]).Scan(&got); err != nil {
			return err
		}
		if got != p[1] {
			return fmt.Errorf("%w: sqlite setting %s is %s, not %s", ErrStorage, p[0], got, p[1])
		}
	}
	return nil
}

// holdFile takes the lock of the one node that serves from a file. It is a lock of
// the file and not of its name. A file with a second name is refused to everybody:
// by that, SQLite would keep a second WAL.
func (d *DB) holdFile(path string, sole bool) error {
	flags := os.O_RDWR
	if sole {
		flags |= os.O_CREATE
	}
	f, err := os.OpenFile(path, flags, 0o600)
	if err != nil && !sole {
		return nil // SQLite makes it, or says what is wrong with it
	}
	if err != nil {
		return fmt.Errorf("%w: %w", ErrStorage, err)
	}
	info, err := f.Stat()
	if err != nil {
		return errors.Join(err, f.Close())
	}
	if s, ok := info.Sys().(*syscall.Stat_t); ok && s.Nlink > 1 {
		f.Close()
		return ErrNames
	}
	if !sole {
		return f.Close()
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		f.Close()
		return ErrInUse
	}
	d.free = func() { f.Close() }
	return nil
}
