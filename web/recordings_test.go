package web

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"lindung/consent"
	"lindung/internal/desk"
	"lindung/internal/recordings"
	"lindung/internal/test/htmlcheck"
)

// TestRecordings: a paragraph of the consent text that somebody has spoken can be listened to
// where it is read aloud, also in part, and by nobody who has not signed in; one that was
// not checked, or whose words are others now, is not offered.
func TestRecordings(t *testing.T) {
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "en"), 0o700); err != nil {
		t.Fatal(err)
	}
	silence := append([]byte{0xff, 0xfb, 0x90, 0x00}, make([]byte, 413)...)
	list := "key,hash,speaker,day,checked_by\n"
	for _, text := range consent.Texts() {
		for _, p := range text.Aloud(consent.Owner{Name: "x", Sector: "shelter"}) {
			hash, by := recordings.Hash(p.Text), "C. D."
			switch {
			case text.Lang != "en" || p.ID != "share" && p.ID != "no" && p.ID != "withdraw":
				continue
			case p.ID == "no":
				by = ""
			case p.ID == "withdraw":
				hash = recordings.Hash("what it said before")
			}
			list += p.Key() + "," + hash + ",A. B.,2026-11-02," + by + "\n"
			if err := os.WriteFile(filepath.Join(dir, "en", p.Key()+".mp3"), silence, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "en", "list.csv"), []byte(list), 0o600); err != nil {
		t.Fatal(err)
	}
	lib, err := recordings.Open(dir, func() time.Time { return time.Date(2026, 11, 24, 13, 0, 0, 0, time.UTC) })
	if err != nil {
		t.Fatal(err)
	}
	w := one(t, desk.Options{Recordings: lib})
	ana := w.as("caseworker@shelter")
	text := ana.get("/consent/text/en").wants(t, http.StatusOK)
	if got := strings.Count(string(text.body), "<audio "); got != 1 {
		t.Fatalf("%d paragraphs can be listened to", got)
	}
	text.In(t, "article audio", htmlcheck.HasAttr("preload", "none"))
	if policy := text.header.Get("Content-Security-Policy"); !strings.Contains(policy, "media-src 'self'") {
		t.Errorf("no browser plays it: %s", policy)
	}
	src := text.Attr(t, "article audio source", "src")
	if strings.Contains(src, "share") || strings.Contains(src, "/en/") {
		t.Errorf("%s says what is heard", src)
	}
	heard := ana.get(src).wants(t, http.StatusOK)
	if len(heard.body) != len(silence) || heard.header.Get("Content-Type") != "audio/mpeg" || heard.header.Get("Cache-Control") != "no-store" {
		t.Errorf("%d bytes, %v", len(heard.body), heard.header)
	}
	part := httptest.NewRequest("GET", src, nil)
	part.Header.Set("Range", "bytes=0-3")
	if got := ana.send(part).wants(t, http.StatusPartialContent); len(got.body) != 4 {
		t.Errorf("a part has %d bytes", len(got.body))
	}
	if got := w.open().get(src); got.code == http.StatusOK && got.header.Get("Content-Type") == "audio/mpeg" {
		t.Error("a stranger listens")
	}
	ana.get(recordings.Path+"0000000000000000.mp3").wants(t, http.StatusNotFound)

	at := w.personOf("Siti Contoh", false)
	first := fill(t, ana.get(at+"/consent/new"), "main form", "recipient", w.to("hospital"), "purpose", "assistance", "step", "how")
	first["groups"] = []string{"health"}
	how := ana.asks(at+"/consent/new", first).wants(t, http.StatusOK)
	how.In(t, "article[lang=en] audio", htmlcheck.HasAttr("preload", "none"))
	how.Not(t, "article[lang=id] audio")
}
