package public

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"

	"lindung"
	"lindung/i18n"
	"lindung/internal/page"
)

// Export writes the whole site to a folder as plain files: a page is a folder
// with index.html, and its tables and feed lie beside it. It makes a new folder
// next to dir and puts it in the place of dir when all is written, so that dir
// is never half written; on an error the old one stays as it was.
//
// Without a BaseURL the links lead from file to file and work from a disk; with
// one they begin with its path.
func (s *Site) Export(ctx context.Context, dir string) (files int, err error) {
	return s.export(ctx, dir, i18n.Langs())
}

// export writes the site in some languages.
func (s *Site) export(ctx context.Context, dir string, langs []i18n.Lang) (files int, err error) {
	dir, err = filepath.Abs(dir)
	if err != nil {
		return 0, err
	}
	if err := mayReplace(dir); err != nil {
		return 0, err
	}
	fresh, err := os.MkdirTemp(filepath.Dir(dir), "."+filepath.Base(dir)+"-new-")
	if err != nil {
		return 0, fmt.Errorf("export: %w", err)
	}
	defer os.RemoveAll(fresh)
	e := newEdition(s, s.edition().snap, s.o.Today(), true)
	x := &exporter{edition: e, dir: fresh}
	if err := x.all(ctx, langs); err != nil {
		return 0, fmt.Errorf("export: %w", err)
	}
	if err := readable(fresh); err != nil {
		return 0, err
	}
	return len(x.written), swap(fresh, dir)
}

// readable lets every program of the machine, and so its web server, read what
// was written, whatever the program makes for itself.
func readable(dir string) error {
	return filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		mode := fs.FileMode(0o644)
		if err == nil && d.IsDir() {
			mode = 0o755
		}
		return errors.Join(err, os.Chmod(name, mode))
	})
}

// mark is the file by which an export knows a folder as its own.
const mark = "lindung-export.txt"

// errForeign says that a folder holds something that is not an export.
var errForeign = errors.New("export: the folder holds other files; name a new one, or one that an export made")

// mayReplace refuses to take the place of a folder that no export made.
func mayReplace(dir string) error {
	entries, err := os.ReadDir(dir)
	switch {
	case errors.Is(err, os.ErrNotExist), err == nil && len(entries) == 0:
		return nil
	case err != nil:
		return err
	}
	if _, err := os.Stat(filepath.Join(dir, mark)); err != nil {
		return errForeign
	}
	return nil
}

// swap puts fresh in the place of dir.
func swap(fresh, dir string) error {
	old := fresh + "-old"
	err := os.Rename(dir, old)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if err := os.Rename(fresh, dir); err != nil {
		return errors.Join(err, ifThere(os.Rename(old, dir)))
	}
	return os.RemoveAll(old)
}

func ifThere(err error) error {
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	return err
}

// exporter writes one edition.
type exporter struct {
	edition *edition
	dir     string
	mu      sync.Mutex
	made    map[string]bool // folders
	written map[string]bool // files
	err     error
}

// job is one page in a language, or the tables of one page.
type job struct {
	lang  i18n.Lang // "" for the tables
	route route
	parts []string
}

func (x *exporter) all(ctx context.Context, langs []i18n.Lang) error {
	x.made, x.written = map[string]bool{}, map[string]bool{}
	jobs := make(chan job)
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for j := range jobs {
				if err := x.write(j); err != nil {
					x.fail(err)
				}
			}
		})
	}
	for _, l := range append(langs, "") {
		for _, r := range x.edition.site.routes {
			x.send(ctx, jobs, l, r)
		}
	}
	close(jobs)
	workers.Wait()
	if err := errors.Join(x.err, ctx.Err()); err != nil {
		return err
	}
	return x.rest()
}

func (x *exporter) send(ctx context.Context, jobs chan<- job, l i18n.Lang, r route) {
	if r.served || r.table && l != "" {
		return
	}
	x.edition.each(r, func(parts []string) bool {
		if ctx.Err() != nil || x.failed() {
			return false
		}
		if l == "" || speaks(l, r.fill(parts)) {
			jobs <- job{l, r, parts}
		}
		return true
	})
}

func (x *exporter) fail(err error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.err == nil {
		x.err = err
	}
}

func (x *exporter) failed() bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.err != nil
}

// write makes one page with its feed and its picture, or its tables.
func (x *exporter) write(j job) error {
	lang := cmp.Or(j.lang, i18n.English)
	address := "/" + string(lang) + "/" + j.route.fill(j.parts)
	v, _, err := x.edition.visit(address, "")
	if err != nil {
		return fmt.Errorf("%s: %w", address, err)
	}
	doc, err := j.route.do(v)
	if err != nil {
		return fmt.Errorf("%s: %w", address, err)
	}
	if j.lang == "" {
		return x.tables(doc.grids)
	}
	html, err := doc.html()
	if err != nil {
		return fmt.Errorf("%s: %w", address, err)
	}
	if err := x.page(address, html); err != nil {
		return err
	}
	for _, name := range endings {
		body, err := x.edition.body(v, doc, name)
		switch {
		case errors.Is(err, lindung.ErrNotFound):
		case err != nil:
			return fmt.Errorf("%s: %w", address, err)
		default:
			if err := x.put(path.Join(address, name), body); err != nil {
				return err
			}
		}
	}
	return nil
}

func (x *exporter) tables(grids []grid) error {
	for _, g := range grids {
		if g.CSV == "" {
			continue
		}
		body, err := x.edition.csv(g)
		if err != nil {
			return err
		}
		if err := x.put(g.CSV, body); err != nil {
			return err
		}
		if body, err = x.edition.json(g); err != nil {
			return err
		}
		if err := x.put(g.JSON, body); err != nil {
			return err
		}
	}
	return nil
}

// page writes a page as the index of its own folder.
func (x *exporter) page(address string, html []byte) error {
	return x.put(path.Join(address, "index.html"), x.edition.portable(address, html))
}

// put writes a file.
func (x *exporter) put(address string, body []byte) error {
	name := filepath.Join(x.dir, filepath.FromSlash(path.Clean("/"+address)))
	folder := filepath.Dir(name)
	x.mu.Lock()
	x.written[name] = true
	known := x.made[folder]
	x.made[folder] = true
	x.mu.Unlock()
	if !known {
		if err := os.MkdirAll(folder, 0o755); err != nil {
			return err
		}
	}
	err := x.edition.site.write(name, body, 0o644)
	if errors.Is(err, os.ErrNotExist) { // another worker is about to make the folder
		if err = os.MkdirAll(folder, 0o755); err == nil {
			err = x.edition.site.write(name, body, 0o644)
		}
	}
	return err
}

// rest writes what no language has: the first page, the static files and the
// mark of the export.
func (x *exporter) rest() error {
	choice, err := x.edition.choice().plain()
	if err != nil {
		return err
	}
	if err := x.page("/", choice); err != nil {
		return err
	}
	if err := x.edition.site.pages.StaticFiles(x.put); err != nil {
		return err
	}
	for address, f := range siteFiles {
		body, err := f.body(x.edition)
		if errors.Is(err, lindung.ErrNotFound) {
			continue
		}
		if err = errors.Join(err, x.put(address, body)); err != nil {
			return err
		}
	}
	for _, name := range append(sorted(x.edition.bundle().files), packed) {
		body, err := x.edition.data(name)
		if err = errors.Join(err, x.put(dataPath+name, body)); err != nil {
			return err
		}
	}
	if err := x.notFound(); err != nil {
		return err
	}
	note := fmt.Sprintf("%s\n%s\n", x.edition.site.o.BaseURL, x.edition.today)
	return x.put("/"+mark, []byte(note))
}

// notFound writes the page that a web server shows where there is nothing.
func (x *exporter) notFound() error {
	html, err := troubleView.HTML(x.edition.site.pages, x.edition.visitor(i18n.English).trouble("public.missing"))
	if err != nil {
		return err
	}
	return x.put("/404.html", x.edition.portable("/", html))
}

// local are the attributes whose value may be an address of the site.
var local = []string{" href", " src", " action"}

// portable rewrites the links of a page for a folder. Templates write all
// attributes with double quotes.
func (e *edition) portable(address string, html []byte) []byte {
	var out bytes.Buffer
	out.Grow(len(html) + len(html)/8)
	for {
		at := bytes.Index(html, []byte(`="/`))
		if at < 0 {
			break
		}
		before := html[:at]
		out.Write(html[:at+2])
		html = html[at+2:]
		if !slices.ContainsFunc(local, func(name string) bool { return bytes.HasSuffix(before, []byte(name)) }) {
			continue
		}
		end := bytes.IndexByte(html, '"')
		out.WriteString(e.link(address, string(html[:end])))
		html = html[end:]
	}
	out.Write(html)
	return out.Bytes()
}

// link is an address as a page of a folder writes it.
func (e *edition) link(from, to string) string {
	if to == page.LeavePath {
		return e.site.o.LeaveTo // nothing answers here; the other page does
	}
	to, fragment, _ := strings.Cut(to, "#")
	if fragment != "" {
		fragment = "#" + fragment
	}
	folder := path.Ext(to) == "" || strings.HasSuffix(to, "/")
	if e.site.o.BaseURL != "" {
		if folder && !strings.HasSuffix(to, "/") {
			to += "/"
		}
		return e.prefix() + to + fragment
	}
	if folder {
		to = path.Join(to, "index.html")
	}
	return relative(path.Clean(from), to) + fragment
}

// relative is the way from the folder of a page to a file.
func relative(from, to string) string {
	up, down := segments(from), segments(to)
	for len(up) > 0 && len(down) > 1 && up[0] == down[0] {
		up, down = up[1:], down[1:]
	}
	return strings.Repeat("../", len(up)) + strings.Join(down, "/")
}

func segments(p string) []string {
	return strings.FieldsFunc(p, func(r rune) bool { return r == '/' })
}
