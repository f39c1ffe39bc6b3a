// Package data holds the law as data: the files of this folder, each fact with
// its source, the day it was checked and its certainty. It reads them into a
// [convention.Snapshot] and guards them: [Check] names file, line and rule of
// everything that is wrong, and nothing wrong is ever used.
//
// A folder or a snapshot file may lie on top of the files that the program was
// built with. A caller that reloads keeps the last good snapshot.
package data

import (
	"archive/zip"
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"sync"

	"lindung/convention"
)

//go:embed *.csv *.json text
var embedded embed.FS

// Files returns the data that the program was built with.
func Files() fs.FS { return embedded }

// Embedded returns the data that the program was built with, read.
func Embedded() (*convention.Snapshot, error) { return Load(Files()) }

// Load reads the data of a folder. The error is [Problems] when the data is
// wrong; nothing of it is then used.
func Load(fsys fs.FS) (*convention.Snapshot, error) {
	contents, problems := read(fsys)
	if len(problems) > 0 {
		return nil, problems
	}
	return convention.New(contents), nil
}

// Check returns everything that is wrong with the data of a folder, in the
// order of its files.
func Check(fsys fs.FS) []Problem {
	_, problems := read(fsys)
	return problems
}

// Open reads the data at path on top of the data that the program was built
// with: a file that path has replaces the one of the same name. The path is a
// folder, or a snapshot file made by [Pack]. On an error the caller keeps what
// it had.
func Open(path string) (*convention.Snapshot, error) {
	upper, done, err := openFiles(path)
	if err != nil {
		return nil, err
	}
	defer done()
	return Load(Layers{upper, Files()})
}

// CheckPath is [Check] of the data at path on top of the data that the program
// was built with.
func CheckPath(path string) ([]Problem, error) {
	upper, done, err := openFiles(path)
	if err != nil {
		return nil, err
	}
	defer done()
	return Check(Layers{upper, Files()}), nil
}

func openFiles(path string) (fs.FS, func(), error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, nil, fmt.Errorf("snapshot: %w", err)
	}
	if info.IsDir() {
		return os.DirFS(path), func() {}, nil
	}
	z, err := zip.OpenReader(path)
	if err != nil {
		return nil, nil, fmt.Errorf("snapshot %s: %w", path, err)
	}
	return z, func() { _ = z.Close() }, nil
}

// Pack writes the files of a folder as one snapshot file. It writes nothing
// when the data, on top of the data of the program, is wrong.
func Pack(w io.Writer, fsys fs.FS) error {
	if problems := Check(Layers{fsys, Files()}); len(problems) > 0 {
		return Problems(problems)
	}
	z := zip.NewWriter(w)
	if err := z.AddFS(fsys); err != nil {
		return fmt.Errorf("snapshot: %w", err)
	}
	return z.Close()
}

// Layers is a file system of two: a file is taken from the first if it has it,
// from the second otherwise.
type Layers [2]fs.FS

// Open implements [fs.FS].
func (l Layers) Open(name string) (fs.File, error) {
	f, err := l[0].Open(name)
	if !errors.Is(err, fs.ErrNotExist) {
		return f, err // also a file that cannot be opened: nothing takes its place unseen
	}
	return l[1].Open(name)
}

// Stat implements [fs.StatFS].
func (l Layers) Stat(name string) (fs.FileInfo, error) {
	info, err := fs.Stat(l[0], name)
	if !errors.Is(err, fs.ErrNotExist) {
		return info, err
	}
	return fs.Stat(l[1], name)
}

// Glob implements [fs.GlobFS]: the names that either of the two has.
func (l Layers) Glob(pattern string) ([]string, error) {
	upper, err := fs.Glob(l[0], pattern)
	if err != nil {
		return nil, err
	}
	lower, err := fs.Glob(l[1], pattern)
	if err != nil {
		return nil, err
	}
	all := append(upper, lower...)
	slices.Sort(all)
	return slices.Compact(all), nil
}

var builtIn = sync.OnceValues(Embedded)

// Article reports whether the data that the program was built with has the
// article or paragraph that a "Source:" line cites, as "ACTIP 14.3".
func Article(ref string) bool {
	s, err := builtIn()
	return err == nil && s.Has(ref)
}
