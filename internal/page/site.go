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

	"lindung/i18n"
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
	// Texts returns texts of a language that are in no catalog, with {places}, for the ends
	// of lines; nil for none.
	Texts func(i18n.Lang) []string
}

// A Site is a set of pages with one layout. It is safe for use by several
// goroutines.
type Site struct {
	public, secure bool
	static         *static
	pages          map[string]func() *template.Template
	zips           sync.Pool // of *gzip.Writer
	sizes          sync.Map  // by view, how long its last page was and an eighth
	texts          func(i18n.Lang) []string
	knows          sync.Once
	known          map[i18n.Lang]func() known
}

// New parses the templates of a site. An error names the file at fault: it is a
// fault of the program, found at start.
func New(o Options) (*Site, error) {
	s := &Site{public: o.Public, secure: o.Secure, texts: o.Texts, pages: map[string]func() *template.Template{}}
	var err error
	if s.static, err = openStatic(files, "static/built"); err != nil {
		return nil, err
	}
	shared, err := template.New("layout").Funcs(s.funcs()).ParseFS(files, "templates/*.html")
	if err != nil {
		return nil, fmt.Errorf("layout: %w", err)
	}
	own, err := fs.Sub(files, "templates/pages")
	if err != nil {
		return nil, err
	}
	folders := append([]fs.FS{own}, o.Templates...)
	for _, folder := range folders {
		if err := read(shared, folder, "_*.html"); err != nil {
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

// funcs are what templates may call.
func (s *Site) funcs() template.FuncMap {
	return template.FuncMap{"asset": s.static.path, "built": s.static.complete, "draft": draft}
}

// read adds to t the templates of folder that match pattern.
func read(t *template.Template, folder fs.FS, pattern string) error {
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

// add makes a page of every file of folder, which gets its own copy of shared when it is
// shown for the first time: a node that nobody uses keeps none of them.
func (s *Site) add(shared *template.Template, folder fs.FS) error {
	names, err := fs.Glob(folder, "[^_]*.html")
	if err != nil {
		return err
	}
	for _, name := range names {
		own := template.New("layout").Funcs(s.funcs())
		if err := read(own, folder, name); err != nil {
			return err
		}
		if own.Lookup("main") == nil {
			return fmt.Errorf("%s: does not define main", name)
		}
		s.pages[strings.TrimSuffix(name, ".html")] = sync.OnceValue(func() *template.Template { return over(shared, own) })
	}
	return nil
}

// over returns the page that the templates of a file make over a copy of shared.
func over(shared, own *template.Template) *template.Template {
	t := template.Must(shared.Clone())
	for _, one := range own.Templates() {
		if one.Tree != nil {
			template.Must(t.AddParseTree(one.Name(), one.Tree))
		}
	}
	return t.Lookup("page")
}

// page returns the template of a page; nil if there is none of this name.
func (s *Site) page(name string) *template.Template {
	if made := s.pages[name]; made != nil {
		return made()
	}
	return nil
}

// Names returns the names of the site's pages, sorted.
func (s *Site) Names() []string { return slices.Sorted(maps.Keys(s.pages)) }

// Built reports whether the program holds its style sheet, script and fonts. A
// program without them works and says on every page what to run; it should say
// so when it starts, too.
func (s *Site) Built() bool { return s.static.complete() }
