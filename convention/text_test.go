package convention_test

import (
	"fmt"
	"testing"
	"testing/fstest"

	"lindung/convention"
	"lindung/convention/data"
	"lindung/i18n"
)

func translated(t *testing.T, lang, hash string) (*convention.Snapshot, error) {
	t.Helper()
	text := fmt.Sprintf(`{"draft": true, "texts": [{"id": "instrument/CRC/title", "hash": %q, "text": "Konvensi Hak Anak (contoh)"}]}`, hash)
	return data.Load(data.Layers{fstest.MapFS{"text/" + lang + "/a.json": {Data: []byte(text)}}, data.Files()})
}

func TestSay(t *testing.T) {
	const title = "Convention on the Rights of the Child"
	s, err := translated(t, "tet", convention.Hash(title))
	if err != nil {
		t.Fatal(err)
	}
	if text, own := s.Say("tet", title); !own || text != "Konvensi Hak Anak (contoh)" {
		t.Errorf("%q %v", text, own)
	}
	if text, own := s.Say("tet", title+" of 1989"); own || text != title+" of 1989" {
		t.Errorf("a text that is missing is shown in English, marked: %q %v", text, own)
	}
	if text, own := s.Say("en", title); !own || text != title {
		t.Errorf("%q %v", text, own)
	}
	if !s.Draft("tet", title) || s.Draft("tet", title+" of 1989") || s.Draft("en", title) || s.Draft("ta", title) {
		t.Error("draft")
	}
}

func TestGapsTellStaleFromMissing(t *testing.T) {
	s, err := translated(t, "tet", convention.Hash("an older title"))
	if err != nil {
		t.Fatal(err)
	}
	stale := 0
	for _, g := range s.Gaps("tet") {
		if g.Stale {
			stale++
			if g.ID != "instrument/CRC/title" {
				t.Errorf("%s is not stale", g.ID)
			}
		}
	}
	if stale != 1 || len(s.Gaps("tet")) != len(embedded(t).Gaps("tet")) {
		t.Errorf("%d stale, %d gaps of %d texts", stale, len(s.Gaps("tet")), len(s.Texts()))
	}
}

func TestTranslationsThatAreRefused(t *testing.T) {
	if _, err := translated(t, "xx", convention.Hash("a")); err == nil {
		t.Error("a language that the program does not have")
	}
	if _, err := translated(t, "tet", "abc"); err == nil {
		t.Error("no hash")
	}
}

// TestTranslationsOfTheData: Indonesian lacks nothing, and no translation is
// used for a text that has changed.
func TestTranslationsOfTheData(t *testing.T) {
	s := embedded(t)
	for _, lang := range i18n.Langs() {
		for _, g := range s.Gaps(lang) {
			if g.Stale {
				t.Errorf("%s: %s was translated from another English", lang, g.ID)
			}
		}
	}
	for _, g := range s.Gaps("id") {
		t.Errorf("id: %s is missing: %s", g.ID, g.English)
	}
}
