package page

import (
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"sync"
)

//go:embed templates static/built
var files embed.FS

// Options say what a site is made of.
type Options struct {
	// Templates are folders that hold the site's pages as *.html at their root.
	Templates []fs.FS
	// Public lets browsers keep a page while they ask whether it changed; pages of
	// other sites are never kept.
	Public bool
	// Secure tells browsers to come back by HTTPS only.
	Secure bool
}

// A Site is a set of pages with one layout. It is safe for use by several
// goroutines.
type Site struct {
	public, secure bool
	static         *static
	pages          map[string]*template.Template
	zips           sync.Pool // of *gzip.Writer
	sizes          sync.Map  // by view, how long its last page was and an eighth
}

// New parses the templates of a site. An error names the file at fault: it is a
// fault of the program, found at start.
func New(o Options) (*Site, error) {
	s := &Site{public: o.Public, secure: o.Secure, pages: map[string]*template.Template{}}
	var err error
	if s.static, err = openStatic(files, "static/built"); err != nil {
		return nil, err
	}
	shared, err := template.New("layout").Funcs(template.FuncMap{
		"asset": s.static.path,
		"built": s.static.complete,
	}).ParseFS(files, "templates/*.html")
	if err != nil {
		return nil, fmt.Errorf("layout: %w", err)
	}
	own, err := fs.Sub(files, "templates/pages")
	if err != nil {
		return nil, err
	}
	folders := append([]fs.FS{own}, o.Templates...)
	for _, folder := range folders {
		if err := parse(shared, folder, "_*.html"); err != nil {
			return nil, err
		}
	}
	for _, folder := range folders {
		if err := s.add(shared, folder); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// parse adds to t the templates of folder that match pattern.
func parse(t *template.Template, folder fs.FS, pattern string) error {
	names, err := fs.Glob(folder, pattern)
	if err != nil {
		return err
	}
	for _, name := range names {
		text, err := fs.ReadFile(folder, name)
		if err != nil {
			return err
		}
		if _, err := t.New(name).Parse(string(text)); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

// add makes a page of every file of folder, each over its own copy of shared.
func (s *Site) add(shared *template.Template, folder fs.FS) error {
	names, err := fs.Glob(folder, "[^_]*.html")
	if err != nil {
		return err
	}
	for _, name := range names {
		t, err := shared.Clone()
		if err != nil {
			return err
		}
		if err := parse(t, folder, name); err != nil {
			return err
		}
		if t.Lookup("main") == nil {
			return fmt.Errorf("%s: does not define main", name)
		}
		s.pages[strings.TrimSuffix(name, ".html")] = t.Lookup("page")
	}
	return nil
}

// Names returns the names of the site's pages, sorted.
func (s *Site) Names() []string { return slices.Sorted(maps.Keys(s.pages)) }

// Built reports whether the program holds its style sheet, script and fonts. A
// program without them works and says on every page what to run; it should say
// so when it starts, too.
func (s *Site) Built() bool { return s.static.complete() }
