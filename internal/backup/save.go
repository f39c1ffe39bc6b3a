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
	part := filepath.Join(filepath.Dir(path), "."+filepath.Base(path)+".part")
	clearParts(filepath.Dir(path))
	f, err := openPart(part)
	if err != nil {
		return unsaved(err)
	}
	defer func() {
		f.Close()
		if err != nil {
			os.Remove(part)
		}
	}()
	out := bufio.NewWriterSize(f, 1<<16)
	for _, step := range []func() error{func() error { return write(out) }, out.Flush, f.Sync, func() error { return own(f, part) }} {
		if err := step(); err != nil {
			return unsaved(err)
		}
	}
	if err := free(path); err != nil {
		return err
	}
	if err := os.Rename(part, path); err != nil {
		return unsaved(err)
	}
	return syncDir(filepath.Dir(path))
}

// clearParts removes the backups in a folder that killed programs have left without
// a name: what is encrypted as a backup is, and that nobody is writing. What cannot
// be looked at stays.
func clearParts(dir string) {
	parts, _ := filepath.Glob(filepath.Join(dir, ".*.part")) // a folder whose name is a pattern has none
	for _, part := range parts {
		f, err := os.OpenFile(part, os.O_RDONLY|syscall.O_NOFOLLOW, 0)
		if err != nil {
			continue
		}
		begins := make([]byte, len(ageMark))
		if n, _ := io.ReadFull(f, begins); string(begins[:n]) == ageMark && lock(f) == nil {
			os.Remove(part)
		}
		f.Close()
	}
}

// ageMark is how a file of age begins.
const ageMark = "age-encryption.org/v1\n"

// openPart makes the file that is written before it gets its name, locked for as
// long as it is open. One that a killed program has left there is removed.
func openPart(part string) (*os.File, error) {
	f, err := os.OpenFile(part, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, fs.ErrExist) {
		left, fault := os.OpenFile(part, os.O_RDONLY|syscall.O_NOFOLLOW, 0)
		if fault != nil {
			return nil, fault
		}
		defer left.Close()
		if lock(left) != nil {
			return nil, fmt.Errorf("another program is writing %s", part)
		}
		if err := os.Remove(part); err != nil {
			return nil, err
		}
		f, err = os.OpenFile(part, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	}
	if err != nil {
		return nil, err
	}
	if err := lock(f); err != nil {
		return nil, errors.Join(err, f.Close(), os.Remove(part))
	}
	return f, nil
}

func lock(f *os.File) error { return syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) }

// Replace writes the file path anew, which only its owner can read, from what edit
// makes of its bytes; none where there is no file yet. Edit returns nil to leave
// it as it is. Whoever replaces the same file waits. The file is always the old or
// the new one, and the new one is on the disk when Replace returns.
func Replace(path string, edit func(old []byte) ([]byte, error)) error {
	part := filepath.Join(filepath.Dir(path), "."+filepath.Base(path)+".part")
	f, err := waitPart(part)
	if err != nil {
		return unsaved(err)
	}
	defer f.Close()
	old, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return errors.Join(err, os.Remove(part))
	}
	b, err := edit(old)
	if err != nil || b == nil {
		return errors.Join(err, os.Remove(part))
	}
	write := func() error { _, err := f.Write(b); return err }
	for _, step := range []func() error{func() error { return f.Truncate(0) }, write, f.Sync, func() error { return os.Rename(part, path) }} {
		if err := step(); err != nil {
			return unsaved(errors.Join(err, os.Remove(part)))
		}
	}
	return syncDir(filepath.Dir(path))
}

// waitPart opens the file that is written before it gets its name, and returns
// once no one else writes it.
func waitPart(part string) (*os.File, error) {
	for {
		f, err := os.OpenFile(part, os.O_CREATE|os.O_WRONLY|syscall.O_NOFOLLOW, 0o600)
		if err != nil {
			return nil, err
		}
		if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX); err != nil {
			return nil, errors.Join(err, f.Close())
		}
		if own(f, part) == nil {
			return f, nil
		}
		f.Close() // it has got its name or was removed while this one waited
	}
}

// own makes sure that the file under the name is still the one that was written.
func own(f *os.File, part string) error {
	mine, err := f.Stat()
	if err != nil {
		return err
	}
	there, err := os.Lstat(part)
	if err == nil && !os.SameFile(mine, there) {
		err = fmt.Errorf("another program has replaced %s", part)
	}
	return err
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
