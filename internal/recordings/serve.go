package recordings

import (
	"net/http"
	"path"
	"time"

	"lindung"
)

// Serve answers with the file behind Path+name, whole or in part. It sets what is
// of the file; the security headers are the server's. Who may listen is asked before:
// a sentence can name the house in which the person lives. An unknown name is
// lindung.ErrNotFound, and nothing is answered.
func (l *Library) Serve(w http.ResponseWriter, r *http.Request, name string) error {
	if l == nil {
		return lindung.ErrNotFound
	}
	file, media := l.named(name)
	if file == "" {
		return lindung.ErrNotFound
	}
	f, err := l.root.Open(file)
	if err != nil {
		return lindung.ErrNotFound
	}
	defer f.Close()
	h := w.Header()
	h.Set("Content-Type", media)
	h.Set("Content-Disposition", "inline")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-store") // no browser keeps what somebody has listened to
	http.ServeContent(w, r, "", time.Time{}, f)
	return nil
}

// named finds the file behind an opaque name, and its type. Another process may have
// offered what this one has not read yet.
func (l *Library) named(name string) (file, media string) {
	if file = l.file(name); file == "" && l.refresh() == nil {
		file = l.file(name)
	}
	for _, k := range kinds {
		if file != "" && path.Ext(file) == k.end {
			return file, k.media
		}
	}
	return "", ""
}

func (l *Library) file(name string) string {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, in := range l.read {
		if file := in.files[name]; file != "" {
			return file
		}
	}
	return ""
}
