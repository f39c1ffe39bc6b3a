package page

import (
	"bytes"
	"fmt"
	"log/slog"
	"net/http"
	"strconv"
	"strings"

	"github.com/klauspost/compress/gzip"
)

// worthZipping is the size below which an answer fits one packet anyway.
const worthZipping = 1400

// Show writes the page. It is rendered into memory first: either the whole page
// goes out with its status, or a plain page that says it could not be shown.
func (v View[P]) Show(s *Site, w http.ResponseWriter, r *http.Request, p P) {
	b := p.base()
	body, err := v.HTML(s, p)
	if err != nil {
		slog.ErrorContext(r.Context(), "page not shown", "view", v.name, "err", err)
		s.plain(w, b)
		return
	}
	s.headers(w.Header(), b)
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	s.write(w, r, statusOf(b), body)
}

// HTML returns the page as it would be sent, for pages that are written to a
// folder rather than served.
func (v View[P]) HTML(s *Site, p P) ([]byte, error) {
	t := s.page(v.name)
	if t == nil {
		return nil, fmt.Errorf("no template %s.html", v.name)
	}
	var out bytes.Buffer
	if size, ok := s.sizes.Load(v.name); ok {
		out.Grow(size.(int))
	}
	if err := t.ExecuteTemplate(&out, "page", p); err != nil {
		return nil, err
	}
	s.sizes.Store(v.name, out.Len()+out.Len()/8)
	return marked(s.unbroken(honest(out.Bytes(), p.base())), p.base().Mark), nil
}

// plain is the page that is left when a template fails.
func (s *Site) plain(w http.ResponseWriter, b Base) {
	s.headers(w.Header(), b)
	http.Error(w, b.T.Text("page.error.title")+"\n"+b.T.Text("page.error.next"), http.StatusInternalServerError)
}

func statusOf(b Base) int {
	if b.Status == 0 {
		return http.StatusOK
	}
	return b.Status
}

// write sends body, compressed if the browser takes it and it is worth it.
func (s *Site) write(w http.ResponseWriter, r *http.Request, status int, body []byte) {
	h := w.Header()
	h.Add("Vary", "Accept-Encoding")
	if len(body) >= worthZipping && TakesGzip(r) {
		body = s.zip(body)
		h.Set("Content-Encoding", "gzip")
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	// A reader who went away is not an error of ours.
	_, _ = w.Write(body)
}

func (s *Site) zip(body []byte) []byte {
	var out bytes.Buffer
	out.Grow(len(body) / 3)
	z, ok := s.zips.Get().(*gzip.Writer)
	if !ok {
		z = gzip.NewWriter(&out)
	}
	z.Reset(&out)
	// A bytes.Buffer takes everything.
	_, _ = z.Write(body)
	_ = z.Close()
	s.zips.Put(z)
	return out.Bytes()
}

// TakesGzip reports whether the browser accepts gzip, by name or as any encoding.
// A weight of zero refuses it, and so does one that is no number: plain is always
// right.
func TakesGzip(r *http.Request) bool {
	any := false
	for _, part := range strings.Split(r.Header.Get("Accept-Encoding"), ",") {
		name, weight, _ := strings.Cut(part, ";")
		takes := true
		if _, q, given := strings.Cut(weight, "="); given {
			n, err := strconv.ParseFloat(strings.TrimSpace(q), 32)
			takes = err == nil && n > 0
		}
		switch strings.ToLower(strings.TrimSpace(name)) {
		case "gzip":
			return takes
		case "*":
			any = takes
		}
	}
	return any
}
