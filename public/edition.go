package public

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

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

	warm  atomic.Bool
	pages store // what the site has
	rare  store // what was asked for out of an endless number

	// followed are the recommendations, consultations the events with a page of their
	// own, and unripe the kinds of pages that wait for their rows.
	followed      func() []convention.Followed
	consultations func() []convention.Event
	consulted     func() map[string]bool // by the id of the event
	unripe        func() map[string]bool

	indexes map[i18n.Lang]func() *index

	bundle func() *bundle
}

// answer is what goes out for an address.
type answer struct {
	kind   string
	lang   i18n.Lang // "" of what is of no language
	open   bool      // pages of other sites may read it
	secret bool      // of a page that no browser may keep
	moved  string    // the address to go to instead
	body   []byte
	zip    []byte // the body compressed, and then instead of it
	tag    string
}

// A store keeps answers in memory. It is bounded: an answer more, and it begins
// again.
type store struct {
	most int // bytes

	mu    sync.RWMutex
	kept  map[string]*answer
	bytes int
}

func (s *store) get(key string) *answer {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.kept[key]
}

func (s *store) put(key string, a *answer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	size := len(key) + len(a.body) + len(a.zip) + 200
	if s.bytes += size; s.kept == nil || s.bytes > s.most {
		s.kept, s.bytes = map[string]*answer{}, size
	}
	s.kept[key] = a
}

// mostPages and mostRare limit what an edition keeps, in bytes: the whole site in
// all its languages, and some thousand pages for other questions.
const (
	mostPages = 160 << 20
	mostRare  = 32 << 20
)

func newEdition(s *Site, snap *convention.Snapshot, today lindung.Date, static bool) *edition {
	// The day has begun where the edition was published, and not yet where it is served.
	if day := snap.Edition().Day; day == lindung.DateOf(today.First().AddDate(0, 0, 1)) {
		today = day
	}
	e := &edition{site: s, snap: snap, today: today, static: static, indexes: map[i18n.Lang]func() *index{}}
	e.pages.most, e.rare.most = mostPages, mostRare
	e.days = sync.OnceValue(func() map[string][]lindung.Date {
		days := map[string][]lindung.Date{"": convention.Days(snap, "", today)}
		if static {
			days[""] = convention.Days(snap, convened, today) // a page for every other day would be most of the folder
		}
		for _, in := range snap.Instruments() {
			days[in.ID] = convention.Days(snap, in.ID, today)
		}
		return days
	})
	e.followed = sync.OnceValue(func() []convention.Followed { return convention.Recommended(snap, e.now()) })
	e.consultations = sync.OnceValue(func() []convention.Event { return convention.Consultations(snap) })
	e.consulted = sync.OnceValue(func() map[string]bool {
		own := map[string]bool{}
		for _, c := range e.consultations() {
			own[c.ID] = true
		}
		return own
	})
	e.unripe = sync.OnceValue(func() map[string]bool { return unripe(snap) })
	for _, l := range Languages() {
		e.indexes[l] = sync.OnceValue(func() *index { return newIndex(e, l) })
	}
	e.bundle = sync.OnceValue(func() *bundle {
		b, err := newBundle(e)
		if err != nil {
			s.o.Logger.Error("no data set", "err", err)
			return &bundle{}
		}
		return b
	})
	return e
}

// now is the question about today.
func (e *edition) now() convention.When { return convention.When{On: e.today, Known: e.today} }

// Warm makes the pages of the complete languages and of drafts before anyone
// asks for them, once for each snapshot and day. It returns at once when they
// are made.
func (s *Site) Warm(ctx context.Context) {
	e := s.edition()
	if e.warm.Swap(true) {
		return
	}
	for _, l := range Languages() {
		for _, address := range e.addresses(l) {
			if ctx.Err() != nil {
				return
			}
			_, _ = e.get(address, "") // a request for the page reports a fault
		}
	}
}

// absolute is an address with the site's own name before it, if it has one.
func (e *edition) absolute(path string) string {
	if path == "" {
		return ""
	}
	return strings.TrimSuffix(e.site.o.BaseURL, "/") + path
}

// get returns the answer for an address, from memory if it was made before.
func (e *edition) get(path, query string) (*answer, error) {
	if a, err := e.siteFile(path); a != nil || err != nil {
		return a, err
	}
	if !asks(path) {
		query = ""
	}
	key := path + "?" + query
	for _, s := range []*store{&e.pages, &e.rare} {
		if a := s.get(key); a != nil {
			return a, nil
		}
	}
	a, rare, err := e.answer(path, query)
	switch {
	case err != nil:
		return nil, err
	case a.moved != "":
		return a, nil
	}
	a.finish(rare)
	if rare {
		e.rare.put(key, a)
	} else {
		e.pages.put(key, a)
	}
	return a, nil
}

// worthZipping is the size below which an answer fits one packet anyway.
const worthZipping = 1400

// finish names the answer by its content and compresses it: lightly, if it may
// never be asked for again.
func (a *answer) finish(rare bool) {
	sum := sha256.Sum256(a.body)
	a.tag = hex.EncodeToString(sum[:12])
	if len(a.body) < worthZipping || a.kind == kinds[".png"] {
		return
	}
	level := gzip.DefaultCompression
	if rare {
		level = gzip.BestSpeed
	}
	var out bytes.Buffer
	z, err := gzip.NewWriterLevel(&out, level)
	if err != nil {
		return
	}
	_, _ = z.Write(a.body) // a bytes.Buffer takes everything
	_ = z.Close()
	a.zip, a.body = out.Bytes(), nil
}

// plain is the body as it was before it was compressed.
func (a *answer) plain() ([]byte, error) {
	if a.zip == nil {
		return a.body, nil
	}
	z, err := gzip.NewReader(bytes.NewReader(a.zip))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(z)
}

// kinds are the types of what the site has, by the ending of the address.
var kinds = map[string]string{
	"":      "text/html; charset=utf-8",
	".csv":  "text/csv; charset=utf-8",
	".json": "application/json; charset=utf-8",
	".xml":  "application/atom+xml; charset=utf-8",
	".svg":  "image/svg+xml",
	".png":  "image/png",
	".zip":  "application/zip",
}

// answer makes the answer for an address. Rare says that there is no end of
// such addresses, as of what can be searched for.
func (e *edition) answer(address, query string) (a *answer, rare bool, err error) {
	if name, ok := strings.CutPrefix(address, dataPath); ok {
		body, err := e.data(name)
		return &answer{kind: kinds[path.Ext(name)], open: true, body: body}, true, err
	}
	v, ext, err := e.visit(address, query)
	if err != nil {
		return nil, false, err
	}
	doc, err := v.route.do(v)
	if err != nil {
		return nil, false, err
	}
	if doc.moved != "" && ext == "" {
		return &answer{moved: doc.moved}, false, nil
	}
	a = &answer{kind: kinds[path.Ext(ext)], lang: v.lang, secret: doc.secret, open: ext != ""}
	a.body, err = e.body(v, doc, ext)
	if err != nil {
		return nil, false, fmt.Errorf("%s: %w", v.route.path, err)
	}
	return a, doc.rare || query != "", nil
}

// asks reports whether the page at an address has a form; of all others the
// query says nothing.
func asks(path string) bool {
	i := strings.LastIndexByte(path, '/')
	return slices.Contains([]string{"search", "on", "compare", "changes", "m"}, path[i+1:])
}

func (e *edition) body(v *visit, doc document, ext string) ([]byte, error) {
	switch {
	case ext == "" && doc.html != nil:
		return doc.html()
	case ext == "feed.xml" && doc.feed != nil:
		return e.atom(v.lang, *doc.feed)
	case ext == pictureName && doc.drawn != nil:
		return doc.drawn()
	case ext == cardName && doc.card != nil:
		return doc.card()
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
