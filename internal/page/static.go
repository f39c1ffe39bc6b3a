package page

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"
	"time"
)

// StaticPath is where the static files are. The next part of the address is a
// hash over all of them, so that a browser may keep each for ever.
const StaticPath = "/static/"

// sheet is the file that tells a program with assets from one without.
const sheet = "lindung.css"

// static holds the built files in memory, each with its compressed twin.
type static struct {
	version string
	files   map[string]asset
}

type asset struct {
	body, zip []byte
	kind      string
}

// openStatic reads the folder that "make assets" fills: plain files, and beside
// each one that is worth it the same compressed, with ".gz".
func openStatic(files fs.FS, folder string) (*static, error) {
	s := &static{files: map[string]asset{}}
	entries, err := fs.ReadDir(files, folder)
	if err != nil {
		return nil, err
	}
	sum := sha256.New()
	for _, e := range entries {
		if strings.HasSuffix(e.Name(), ".txt") {
			continue
		}
		body, err := fs.ReadFile(files, folder+"/"+e.Name())
		if err != nil {
			return nil, err
		}
		sum.Write(body)
		name, zipped := strings.CutSuffix(e.Name(), ".gz")
		a := s.files[name]
		if zipped {
			a.zip = body
		} else {
			a.body, a.kind = body, kindOf(name)
		}
		s.files[name] = a
	}
	s.version = hex.EncodeToString(sum.Sum(nil))[:12]
	return s, nil
}

func kindOf(name string) string {
	switch path.Ext(name) {
	case ".woff2":
		return "font/woff2"
	case ".js":
		return "text/javascript; charset=utf-8"
	}
	return mime.TypeByExtension(path.Ext(name))
}

// complete reports whether "make assets" was run before the program was built.
func (s *static) complete() bool { _, ok := s.files[sheet]; return ok }

// path returns the address of a file.
func (s *static) path(name string) string { return StaticPath + s.version + "/" + name }

// Static returns the handler of the static files, for StaticPath.
func (s *Site) Static() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		version, name, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, StaticPath), "/")
		a, ok := s.static.files[name]
		if !ok || version != s.static.version || a.body == nil {
			http.NotFound(w, r)
			return
		}
		s.Secure(w.Header())
		h := w.Header()
		h.Set("Content-Type", a.kind)
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
		body, tag := a.body, version
		if a.zip != nil {
			h.Set("Vary", "Accept-Encoding")
			if TakesGzip(r) && r.Header.Get("Range") == "" {
				h.Set("Content-Encoding", "gzip")
				h.Set("Content-Length", strconv.Itoa(len(a.zip))) // ServeContent leaves it out of what is compressed
				body, tag = a.zip, version+"-gzip"
			}
		}
		h.Set("ETag", `"`+tag+`"`)
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(body))
	})
}

// StaticFiles calls write with the address and content of every static file, for
// sites that are written to a folder.
func (s *Site) StaticFiles(write func(address string, body []byte) error) error {
	for name, a := range s.static.files {
		if err := write(s.static.path(name), a.body); err != nil {
			return err
		}
	}
	return nil
}

// Asset returns the address of a static file such as "plain.svg".
func (s *Site) Asset(name string) string { return s.static.path(name) }
