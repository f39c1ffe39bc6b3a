package public

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"

	"golang.org/x/net/html"

	"lindung/i18n"
)

// small is a site whose export takes a moment: one page of each kind.
func small(t *testing.T, o Options) *Site {
	t.Helper()
	s := site(t, o)
	for i, r := range s.routes {
		if all := r.all; all != nil {
			s.routes[i].all = func(e *edition) [][]string { return all(e)[:min(2, len(all(e)))] }
		}
	}
	return s
}

// TestExport: in the whole folder no link is broken, nothing asks for a server,
// and what a server would answer is replaced.
func TestExport(t *testing.T) {
	if testing.Short() {
		t.Skip("tens of thousands of files are not part of the short run")
	}
	dir := filepath.Join(t.TempDir(), "site")
	s := site(t, Options{Report: "law@example.org"})
	n, err := s.export(t.Context(), dir, two)
	if err != nil {
		t.Fatal(err)
	}
	pages, links := walk(t, dir)
	t.Logf("%d files, %d pages, %d links within the folder", n, pages, links)
	for _, l := range two {
		for _, name := range []string{"index.html", "i/ACTIP/index.html", "i/ACTIP/14/3/index.html", "s/ID/feed.xml", "s/TL/kit/index.html",
			"s/ID/ACTIP/14/index.html", "on/2017-03-08/index.html", "timeline/index.html", "compare/ID/TH/index.html",
			"open/index.html", "help/ID/index.html", "index/index.html", "search/index.html", "about/index.html", "data/index.html"} {
			if _, err := os.Stat(filepath.Join(dir, string(l), filepath.FromSlash(name))); err != nil {
				t.Errorf("%s/%s is not there", l, name)
			}
		}
	}
	for _, name := range []string{"en/s/KH/sheet/index.html", "km/s/KH/sheet/index.html", "robots.txt", "favicon.ico", ".well-known/security.txt", "404.html", "data/lindung-data.zip", "data/datapackage.json",
		"data/s/ID.csv", "data/s/ID.json", "data/i/ACTIP/14.csv", "data/law.csv", "data/steps.csv", "data/procedures.json", "data/s/TL/road.csv", "data/articles.schema.json", "data/labels/km.json", "data/on/2017-03-08.csv"} {
		if _, err := os.Stat(filepath.Join(dir, filepath.FromSlash(name))); err != nil {
			t.Errorf("%s is not there", name)
		}
	}
	for _, name := range []string{"en/search/index.html", "en/on/index.html", "en/changes/index.html", "en/compare/index.html"} {
		b, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(b, []byte("<form")) {
			t.Errorf("%s has a form that nobody answers", name)
		}
	}
}

// TestExportSmall: three languages are a folder that any web server holds and
// serves, a language with nothing adds nothing, and the files are counted truly.
func TestExportSmall(t *testing.T) {
	if testing.Short() {
		t.Skip("thousands of files are not part of the short run")
	}
	dir := filepath.Join(t.TempDir(), "site")
	n, err := site(t, Options{BaseURL: "https://example.org"}).Export(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	files, bytes := 0, int64(0)
	err = filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		want := fs.FileMode(0o755)
		if !d.IsDir() {
			want, files, bytes = 0o644, files+1, bytes+info.Size()
		}
		if info.Mode().Perm() != want {
			t.Errorf("%s: %o", d.Name(), info.Mode().Perm())
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d files, %.1f MB", files, float64(bytes)/1e6)
	if n != files {
		t.Errorf("says %d files, wrote %d", n, files)
	}
	if files > 2500 || bytes > 50e6 {
		t.Errorf("%d files, %d bytes", files, bytes)
	}
	for _, l := range i18n.Langs() {
		_, err := os.Stat(filepath.Join(dir, string(l)))
		if there := err == nil; there != slices.Contains(i18n.Offered(i18n.ForHelp...), l) {
			t.Errorf("%s: there is a folder: %v", l, there)
		}
	}
}

// two are languages for tests: the folder of all is written the same way.
var two = []i18n.Lang{"en", "km"}

// walk follows every link of every page of a folder, but those to the languages
// that the test leaves out.
func walk(t *testing.T, dir string) (pages, links int) {
	t.Helper()
	ids := map[string]map[string]bool{}
	type link struct{ from, to, fragment string }
	var all []link
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(name) != ".html" {
			return err
		}
		rel, _ := filepath.Rel(dir, name)
		f, err := os.Open(name)
		if err != nil {
			return err
		}
		defer f.Close()
		pages++
		ids[name] = map[string]bool{}
		z := html.NewTokenizer(f)
		for z.Next() != html.ErrorToken {
			for _, a := range z.Token().Attr {
				switch {
				case a.Key == "id":
					ids[name][a.Val] = true
				case a.Key != "href" && a.Key != "src" && a.Key != "action", strings.Contains(a.Val, ":"):
				case strings.HasPrefix(a.Val, "/"):
					t.Errorf("%s: %s leads to the root", rel, a.Val)
				default:
					to, fragment, _ := strings.Cut(a.Val, "#")
					target := name
					if to != "" {
						target = filepath.Join(filepath.Dir(name), filepath.FromSlash(to))
					}
					if leftOut(dir, target) {
						continue
					}
					all = append(all, link{name, target, fragment})
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	there := map[string]bool{}
	broken := 0
	for _, l := range all {
		ok, seen := there[l.to]
		if !seen {
			info, err := os.Stat(l.to)
			ok = err == nil && !info.IsDir()
			there[l.to] = ok
		}
		if !ok || l.fragment != "" && ids[l.to] != nil && !ids[l.to][l.fragment] {
			if broken++; broken < 20 {
				t.Errorf("%s: no %s#%s", l.from, l.to, l.fragment)
			}
		}
	}
	return pages, len(all)
}

// leftOut reports whether a file is of a language that the test leaves out.
func leftOut(dir, name string) bool {
	rel, err := filepath.Rel(dir, name)
	lang, _, _ := strings.Cut(filepath.ToSlash(rel), "/")
	return err == nil && i18n.Known(i18n.Lang(lang)) && !slices.Contains(two, i18n.Lang(lang))
}

// TestExportBelowAPath: with a base address the links begin with its path.
func TestExportBelowAPath(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "site")
	if _, err := small(t, Options{BaseURL: "https://example.org/law"}).export(t.Context(), dir, two); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(filepath.Join(dir, "en", "i", "ACTIP", "index.html"))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`href="/law/en/s/ID/"`, `href="/law/static/`, `href="/law/data/i/ACTIP.csv"`, `href="https://example.org/law/en/i/ACTIP"`} {
		if !bytes.Contains(b, []byte(want)) {
			t.Errorf("no %s", want)
		}
	}
}

// TestExportReplaces: an export replaces an older export and nothing else, and
// leaves the older one if it fails.
func TestExportReplaces(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "site")
	s := small(t, Options{})
	for range 2 {
		if _, err := s.export(t.Context(), dir, two); err != nil {
			t.Fatal(err)
		}
	}
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(dir), ".*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	before, err := os.ReadFile(filepath.Join(dir, "en", "index.html"))
	if err != nil {
		t.Fatal(err)
	}
	s.routes = append(s.routes, route{path: "bad", do: func(*visit) (document, error) { return document{}, errors.New("a fault") }})
	if _, err := s.export(t.Context(), dir, two); err == nil {
		t.Fatal("no error")
	}
	after, err := os.ReadFile(filepath.Join(dir, "en", "index.html"))
	if err != nil || !bytes.Equal(before, after) {
		t.Errorf("the old folder is not as it was: %v", err)
	}
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(dir), ".*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	other := t.TempDir()
	if err := os.WriteFile(filepath.Join(other, "letter.txt"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := s.export(t.Context(), other, two); !errors.Is(err, errForeign) {
		t.Errorf("a folder with other files: %v", err)
	}
}

// TestExportFullDisk: a full disk leaves the old folder and nothing beside it.
func TestExportFullDisk(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "site")
	s := small(t, Options{})
	if _, err := s.export(t.Context(), dir, two); err != nil {
		t.Fatal(err)
	}
	var room atomic.Int64
	room.Store(1 << 20)
	s.write = func(name string, data []byte, mode fs.FileMode) error {
		if room.Add(-int64(len(data))) < 0 {
			return &fs.PathError{Op: "write", Path: name, Err: syscall.ENOSPC}
		}
		return os.WriteFile(name, data, mode)
	}
	if _, err := s.export(t.Context(), dir, two); !errors.Is(err, syscall.ENOSPC) {
		t.Fatalf("got %v", err)
	}
	if _, err := os.Stat(filepath.Join(dir, "km", "i", "ACTIP", "index.html")); err != nil {
		t.Errorf("the old folder is gone: %v", err)
	}
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(dir), ".*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}
