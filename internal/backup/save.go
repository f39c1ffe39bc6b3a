package backup

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"lindung/internal/db"
)

// Save makes the file path, which only its owner can read, from what write
// writes. The file appears under its name once it is whole and on the disk, and
// never before: whatever fails leaves nothing. A file that is there already is
// refused. A disk that cannot keep it is db.ErrStorage.
func Save(path string, write func(io.Writer) error) (err error) {
	if err := free(path); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*.part")
	if err != nil {
		return unsaved(err)
	}
	defer func() {
		if err != nil {
			f.Close()
			os.Remove(f.Name())
		}
	}()
	out := bufio.NewWriterSize(f, 1<<16)
	if err := write(out); err != nil {
		return unsaved(err)
	}
	for _, end := range []func() error{out.Flush, f.Sync, f.Close} {
		if err := end(); err != nil {
			return unsaved(err)
		}
	}
	if err := free(path); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return unsaved(err)
	}
	return syncDir(filepath.Dir(path))
}

// Settle gives a file that is whole its name, and returns once the disk knows.
func Settle(from, to string) error {
	if err := free(to); err != nil {
		return err
	}
	f, err := os.OpenFile(from, os.O_RDWR, 0)
	if err != nil {
		return unsaved(err)
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return unsaved(err)
	}
	if err := os.Rename(from, to); err != nil {
		return unsaved(err)
	}
	return syncDir(filepath.Dir(to))
}

func free(path string) error {
	switch _, err := os.Lstat(path); {
	case err == nil:
		return fmt.Errorf("%s is there already; nothing is overwritten", path)
	case errors.Is(err, fs.ErrNotExist):
		return nil
	default:
		return unsaved(err)
	}
}

// unsaved marks an error of a disk that is full, read-only or damaged.
func unsaved(err error) error {
	for _, e := range []error{syscall.ENOSPC, syscall.EDQUOT, syscall.EFBIG, syscall.EROFS, syscall.EIO} {
		if errors.Is(err, e) {
			return fmt.Errorf("%w (%w)", db.ErrStorage, err)
		}
	}
	return err
}

// syncDir makes a new name in a folder durable.
func syncDir(path string) error {
	d, err := os.Open(path)
	if err != nil {
		return unsaved(err)
	}
	if err := errors.Join(d.Sync(), d.Close()); err != nil {
		return unsaved(err)
	}
	return nil
}
