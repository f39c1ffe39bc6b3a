package recordings

import (
	"bytes"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"lindung"
)

// silence is an MP3 of one frame in which nothing is heard.
var silence = append([]byte{0xff, 0xfb, 0x90, 0x00}, make([]byte, 413)...)

var noon = time.Date(2026, 11, 30, 5, 0, 0, 0, time.UTC)

func clock() time.Time { return noon }

// folder makes a folder of recordings in Khmer: a list and files.
func folder(t *testing.T, list string, files map[string][]byte) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "km"), 0o700); err != nil {
		t.Fatal(err)
	}
	write(t, dir, "list.csv", []byte(list))
	for name, body := range files {
		write(t, dir, name, body)
	}
	return dir
}

func write(t *testing.T, dir, name string, body []byte) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, "km", name), body, 0o600); err != nil {
		t.Fatal(err)
	}
}

const head = "key,hash,speaker,day,checked_by\n"

func TestOnlyGoodOnesArePlayed(t *testing.T) {
	said := Sentence{"km", "own.lead", "អ្នកសម្រេចចិត្ត"}
	good := "own.lead," + Hash(said.Text) + ",S. D.,2026-11-01,K. P.\n"
	for _, c := range []struct {
		name, line string
		file       []byte
		want       Status
	}{
		{"good", good, silence, Good},
		{"hash in capitals", strings.Replace(good, Hash(said.Text), strings.ToUpper(Hash(said.Text)), 1), silence, Good},
		{"no line", "", silence, Missing},
		{"no file", good, nil, Missing},
		{"other words", "own.lead," + Hash("words of before") + ",S. D.,2026-11-01,K. P.\n", silence, Stale},
		{"nobody checked", "own.lead," + Hash(said.Text) + ",S. D.,2026-11-01,\n", silence, Unchecked},
		{"the speaker checked", "own.lead," + Hash(said.Text) + ",S. D.,2026-11-01,s. d.\n", silence, Unchecked},
		{"nobody spoke", "own.lead," + Hash(said.Text) + ",,2026-11-01,K. P.\n", silence, Unchecked},
		{"no day", "own.lead," + Hash(said.Text) + ",S. D.,2026-11,K. P.\n", silence, Unchecked},
		{"a day to come", "own.lead," + Hash(said.Text) + ",S. D.,2026-12-24,K. P.\n", silence, Unchecked},
		{"a page as a sound", good, []byte("<html>"), Damaged},
		{"empty", good, []byte{}, Damaged},
	} {
		files := map[string][]byte{}
		if c.file != nil {
			files["own.lead.mp3"] = c.file
		}
		l, err := Open(folder(t, head+c.line, files), clock)
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		if got, err := l.Check(said); got != c.want || err != nil {
			t.Errorf("%s: %s, %v; want %s", c.name, got, err, c.want)
		}
		if got := len(l.Of(said)); (got == 1) != (c.want == Good) {
			t.Errorf("%s: %d files are offered", c.name, got)
		}
	}
}

func TestFormats(t *testing.T) {
	said := Sentence{"km", "own.lead", "words"}
	l, err := Open(folder(t, "\ufeff"+head+"own.lead,"+Hash(said.Text)+",A,2026-11-01,B\n", map[string][]byte{
		"own.lead.opus": []byte("OggS and more"), "own.lead.m4a": []byte("\x00\x00\x00\x20ftypM4A "), "own.lead.mp3": silence,
	}), clock)
	if err != nil {
		t.Fatal(err)
	}
	var types []string
	for _, s := range l.Of(said) {
		types = append(types, s.Type)
		if strings.Contains(s.Href, "lead") || strings.Contains(s.Href, "km") || !strings.HasPrefix(s.Href, Path) {
			t.Errorf("%s says what is heard", s.Href)
		}
	}
	if got := strings.Join(types, " "); got != "audio/mpeg audio/mp4 audio/ogg; codecs=opus" {
		t.Errorf("offered are %s", got)
	}
	var none *Library
	if none.Of(said) != nil || !errors.Is(none.Serve(nil, nil, "x"), lindung.ErrNotFound) {
		t.Error("no folder has recordings")
	}
}

// TestServe: whole, in part, and only what was checked.
func TestServe(t *testing.T) {
	good, bad := Sentence{"km", "a", "one"}, Sentence{"km", "b", "two"}
	dir := folder(t, head+"a,"+Hash(good.Text)+",A,2026-11-01,B\nb,"+Hash(bad.Text)+",A,2026-11-01,\n", map[string][]byte{"a.mp3": silence, "b.mp3": silence})
	l, err := Open(dir, clock)
	if err != nil {
		t.Fatal(err)
	}
	ask := func(name, part string) (*httptest.ResponseRecorder, error) {
		r := httptest.NewRequest("GET", Path+name, nil)
		if part != "" {
			r.Header.Set("Range", part)
		}
		w := httptest.NewRecorder()
		return w, l.Serve(w, r, name)
	}
	name := strings.TrimPrefix(l.Of(good)[0].Href, Path)
	w, err := ask(name, "")
	if err != nil || w.Code != http.StatusOK || !bytes.Equal(w.Body.Bytes(), silence) || w.Header().Get("Content-Type") != "audio/mpeg" || w.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("%v, %d, %d bytes, %v", err, w.Code, w.Body.Len(), w.Header())
	}
	w, err = ask(name, "bytes=4-9")
	if err != nil || w.Code != http.StatusPartialContent || w.Body.Len() != 6 || w.Header().Get("Content-Range") != "bytes 4-9/417" {
		t.Errorf("%v, %d, %d bytes, %v", err, w.Code, w.Body.Len(), w.Header())
	}
	for _, name := range []string{"", "a.mp3", "km/a.mp3", "../km/list.csv", "list.csv", opaque("km", "b", Hash(bad.Text), kinds[0])} {
		if _, err := ask(name, ""); !errors.Is(err, lindung.ErrNotFound) {
			t.Errorf("%q is answered: %v", name, err)
		}
	}
	// Checked while the node serves.
	write(t, dir, "list.csv", []byte(head+"b,"+Hash(bad.Text)+",A,2026-11-01,B\n"))
	if _, err := ask(opaque("km", "b", Hash(bad.Text), kinds[0]), ""); err != nil {
		t.Errorf("what was checked since: %v", err)
	}
	if l.Of(good) != nil {
		t.Error("what was struck out is still offered")
	}
}

func TestFaultsOfLists(t *testing.T) {
	for _, list := range []string{
		"", "key,hash\n", head + "own.lead,1,2\n", head + "../x,1,A,2026-11-01,B\n", head + "a,1,A,2026-11-01,B\na,1,A,2026-11-01,B\n", head + "a/b,1,A,2026-11-01,B\n",
	} {
		if _, err := Open(folder(t, list, nil), clock); err == nil || strings.Contains(err.Error(), "A,") {
			t.Errorf("%q is read, or said again: %v", list, err)
		}
	}
	if _, err := Open(filepath.Join(t.TempDir(), "none"), clock); err == nil {
		t.Error("a folder that is not there")
	}
	outside := filepath.Join(t.TempDir(), "outside.mp3")
	if err := os.WriteFile(outside, silence, 0o600); err != nil {
		t.Fatal(err)
	}
	said := Sentence{"km", "a", "one"}
	dir := folder(t, head+"a,"+Hash(said.Text)+",A,2026-11-01,B\n", nil)
	if err := os.Symlink(outside, filepath.Join(dir, "km", "a.mp3")); err != nil {
		t.Fatal(err)
	}
	if l, err := Open(dir, clock); err != nil || l.Of(said) != nil {
		t.Errorf("a link leads out of the folder: %v", err)
	}
}
