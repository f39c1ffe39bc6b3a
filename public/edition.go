package public

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"sync"

	"lindung"
	"lindung/convention"
	"lindung/i18n"
)

// An edition is the site as it is on one day from one snapshot. What it says
// never changes, so every page is made once and its bytes are kept.
type edition struct {
	site  *Site
	snap  *convention.Snapshot
	today lindung.Date
	// static says that the pages go to a folder, where nothing answers a form.
	static bool

	// days are those on which anything changed, by treaty; "" for all.
	days func() map[string][]lindung.Date

	mu    sync.RWMutex
	kept  map[string]*answer
	bytes int

	indexes map[i18n.Lang]func() *index
}

// answer is what goes out for an address.
type answer struct {
	status int
	kind   string
	lang   i18n.Lang
	secret bool   // of a page that no browser may keep
	moved  string // the address to go to instead
	body   []byte
	zip    []byte
	tag    string
}

// mostKept bounds what an edition keeps in memory; a page more, and it begins
// again. The whole site in thirteen languages fits well.
const mostKept = 192 << 20

func newEdition(s *Site, snap *convention.Snapshot, today lindung.Date, static bool) *edition {
	e := &edition{site: s, snap: snap, today: today, static: static, kept: map[string]*answer{}, indexes: map[i18n.Lang]func() *index{}}
	e.days = sync.OnceValue(func() map[string][]lindung.Date {
		days := map[string][]lindung.Date{"": convention.Days(snap, "", today)}
		for _, in := range snap.Instruments() {
			days[in.ID] = convention.Days(snap, in.ID, today)
		}
		return days
	})
	for _, l := range i18n.Langs() {
		e.indexes[l] = sync.OnceValue(func() *index { return newIndex(e, l) })
	}
	return e
}

// now is the question about today.
func (e *edition) now() convention.When { return convention.When{On: e.today, Known: e.today} }

// absolute is an address with the site's own name before it, if it has one.
func (e *edition) absolute(path string) string {
	if path == "" {
		return ""
	}
	return strings.TrimSuffix(e.site.o.BaseURL, "/") + path
}

// get returns the answer for an address, from memory if it was made before.
func (e *edition) get(path, query string) (*answer, error) {
	if !asks(path) {
		query = ""
	}
	key := path + "?" + query
	e.mu.RLock()
	a := e.kept[key]
	e.mu.RUnlock()
	if a != nil {
		return a, nil
	}
	a, keep, err := e.answer(path, query)
	if err != nil {
		return nil, err
	}
	a.finish(keep)
	if keep {
		e.keep(key, a)
	}
	return a, nil
}

func (e *edition) keep(key string, a *answer) {
	e.mu.Lock()
	defer e.mu.Unlock()
	size := len(key) + len(a.body) + len(a.zip) + 200
	if e.bytes += size; e.bytes > mostKept {
		e.kept, e.bytes = map[string]*answer{}, size
	}
	e.kept[key] = a
}

// worthZipping is the size below which an answer fits one packet anyway.
const worthZipping = 1400

// finish names the answer by its content and compresses it. What is asked for
// once only is compressed lightly.
func (a *answer) finish(keep bool) {
	sum := sha256.Sum256(a.body)
	a.tag = `W/"` + hex.EncodeToString(sum[:12]) + `"` // the same plain and compressed
	if len(a.body) < worthZipping {
		return
	}
	level := gzip.BestSpeed
	if keep {
		level = gzip.DefaultCompression
	}
	var out bytes.Buffer
	z, err := gzip.NewWriterLevel(&out, level)
	if err != nil {
		return
	}
	_, _ = z.Write(a.body) // a bytes.Buffer takes everything
	_ = z.Close()
	a.zip = out.Bytes()
}

// kinds are the types of what is written beside pages.
var kinds = map[string]string{
	"":         "text/html; charset=utf-8",
	"csv":      "text/csv; charset=utf-8",
	"json":     "application/json; charset=utf-8",
	"feed.xml": "application/atom+xml; charset=utf-8",
}

// answer makes the answer for an address. It is kept unless what was asked for
// has no end, such as what was searched for.
func (e *edition) answer(path, query string) (a *answer, keep bool, err error) {
	v, ext, err := e.visit(path, query)
	if err != nil {
		return nil, false, err
	}
	doc, err := v.route.do(v)
	if err != nil {
		return nil, false, err
	}
	if doc.moved != "" {
		return &answer{moved: doc.moved}, false, nil
	}
	a = &answer{status: 200, kind: kinds[ext], lang: v.lang, secret: doc.secret}
	if doc.table != "" && ext == "" {
		return nil, false, lindung.ErrNotFound
	}
	a.body, err = e.body(v, doc, ext)
	if err != nil {
		return nil, false, fmt.Errorf("%s: %w", v.route.path, err)
	}
	return a, !doc.rare && query == "", nil
}

// asks reports whether the page at an address has a form; of all others the
// query says nothing.
func asks(path string) bool {
	i := strings.LastIndexByte(path, '/')
	return slices.Contains([]string{"search", "on", "compare", "changes"}, path[i+1:])
}

func (e *edition) body(v *visit, doc document, ext string) ([]byte, error) {
	switch {
	case ext == "":
		return doc.html()
	case ext == "feed.xml" && doc.feed != nil:
		return e.atom(v.lang, *doc.feed)
	case ext == "csv" || ext == "json":
		g, ok := doc.grid(v.path())
		switch {
		case !ok:
		case ext == "csv":
			return e.csv(g)
		default:
			return e.json(v.lang, g)
		}
	}
	return nil, lindung.ErrNotFound
}

// grid returns the table at an address.
func (d document) grid(address string) (grid, bool) {
	for _, g := range d.grids {
		if g.Address == address {
			return g, true
		}
	}
	return grid{}, false
}
