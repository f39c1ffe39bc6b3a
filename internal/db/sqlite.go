package db

import (
	"context"
	"database/sql"
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

const readers = 4

func (d *DB) openSQLite(ctx context.Context, path string, opt Options) error {
	if opt.Sole {
		free, err := hold(path)
		if err != nil {
			return err
		}
		d.free = free
	}
	var err error
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
		settings := append(pragmas[:len(pragmas):len(pragmas)], cacheSize)
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

// hold takes the lock of the one node that serves from the file at path.
func hold(path string) (func(), error) {
	f, err := os.OpenFile(path+".lock", os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrStorage, err)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		f.Close()
		return nil, ErrInUse
	}
	return func() { f.Close() }, nil
}
