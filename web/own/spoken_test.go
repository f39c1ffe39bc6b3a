package own_test

import (
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"lindung/consent"
	"lindung/i18n"
	"lindung/internal/recordings"
	"lindung/internal/test/nodetest"
	"lindung/survivor"
	"lindung/web/own"
)

var spokenAt = regexp.MustCompile(`<source src="(/spoken/[^"]+)"`)

// TestSpoken: who cannot read hears the sentences that somebody has spoken: those of the page
// that asks for the code at once, all others once they have come in, and not with the second
// PIN.
func TestSpoken(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		h := newHouse(t, n, survivor.New{Second: true})
		dir := t.TempDir()
		if err := os.Mkdir(filepath.Join(dir, "en"), 0o700); err != nil {
			t.Fatal(err)
		}
		list := "key,hash,speaker,day,checked_by\n"
		say := func(key, text string) {
			list += key + "," + recordings.Hash(text) + ",Sari Example,2026-01-01,Bo Example\n"
			if err := os.WriteFile(filepath.Join(dir, "en", key+".mp3"), append([]byte("ID3"), make([]byte, 20)...), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		for _, key := range []string{"own.enter.title", "own.calm.title", "own.calm.none", "own.enter.lead", "own.rights.you.1", "own.file.rights"} {
			say(key, i18n.For("en").Text(key))
		}
		text, _ := consent.TextVersion("en", consent.CurrentVersion)
		for _, p := range text.Compose(consent.Reading{Owner: consent.Owner{Name: "Example Shelter"}, Child: true}) {
			if strings.HasPrefix(p.ID, "erasure") || strings.HasPrefix(p.ID, "stays") {
				say(p.Key(), p.Text)
			}
		}
		if err := os.WriteFile(filepath.Join(dir, "en", "list.csv"), []byte(list), 0o600); err != nil {
			t.Fatal(err)
		}
		lib, err := recordings.Open(dir, n.Now)
		if err != nil {
			t.Fatal(err)
		}
		h.serves(own.Options{Recordings: lib})
		heard := func(b *browser, path string) string {
			t.Helper()
			m := spokenAt.FindStringSubmatch(b.page(path))
			if m == nil {
				t.Fatalf("%s plays nothing", path)
			}
			return m[1]
		}
		plays := func(b *browser, at string) bool {
			code, _, _ := b.ask(http.MethodGet, at, nil)
			return code == http.StatusOK
		}
		in, stranger, calm := h.phone(), h.phone(), h.phone()
		enter := heard(stranger, "/")
		in.enter(h.codes.Code, h.codes.PIN)
		heard(in, "/notes")
		all := []string{heard(in, "/notes/rights"), heard(in, "/notes/keep")}
		for _, at := range append(all, enter) {
			if !plays(in, at) {
				t.Errorf("%s is not played", at)
			}
		}
		calm.enter(h.codes.Code, h.codes.Second)
		for _, b := range []*browser{stranger, calm} {
			if !plays(b, enter) {
				t.Error("what stands beside the code is not played")
			}
			for _, at := range all {
				if plays(b, at) {
					t.Errorf("%s is played to who has not come in", at)
				}
			}
		}
		if spokenAt.MatchString(calm.page("/notes")) {
			t.Error("the second PIN hears something")
		}
	})
}
