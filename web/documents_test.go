package web

import (
	"archive/zip"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"lindung/internal/desk"
	"lindung/internal/test/htmlcheck"
)

// docx returns the text of a file for a word processor.
func (a answer) docx(t *testing.T) string {
	t.Helper()
	z, err := zip.NewReader(strings.NewReader(a.body), int64(len(a.body)))
	if err != nil {
		t.Fatal(err)
	}
	f, err := z.Open("word/document.xml")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	b, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// TestDocuments: each paper says what it is for and nothing else, on the page and in
// its file, and no number without the rule above it.
func TestDocuments(t *testing.T) {
	w := one(t, desk.Options{})
	ana := w.as("caseworker@shelter")
	at := ana.opens("សុខ Contoh", "contact_hours", "only 09:00")
	w.answered(at, "contact_phone", url.Values{"mobile_phone": {"+6281200000001"}})
	path := at + "/records/goal/new"
	ana.post(path, fill(t, ana.get(path), "main form", "goal", "A small kitchen", "goal_due-year", "2099")).wants(t, http.StatusSeeOther)
	ana.get(at).In(t, "#overview", htmlcheck.HasText("Documents"))
	ana.get(at+"/documents").wants(t, http.StatusOK).In(t, "main", htmlcheck.HasText("Certificate"))
	says := map[string][]string{"summary": {"only 09:00", "+6281200000001", "A small kitchen", "Contoh"}, "plan": {"A small kitchen"}, "certificate": {"Contoh", "has assisted"}}
	never := map[string][]string{"plan": {"Contoh", "+6281200000001", "Example Shelter", ana.number(at)}, "certificate": {"kitchen", "+6281200000001"}}
	for name, want := range says {
		shown := ana.get(at+"/documents/"+name).wants(t, http.StatusOK)
		file := ana.get(at+"/documents/"+name+"/file").wants(t, http.StatusOK)
		if got := file.header.Get("Content-Disposition"); got != `attachment; filename="document.docx"` {
			t.Errorf("the file is sent as %s", got)
		}
		text := file.docx(t)
		for _, s := range want {
			shown.In(t, "main", htmlcheck.HasText(s))
			if !strings.Contains(text, s) {
				t.Errorf("the file of %s lacks %q", name, s)
			}
		}
		for _, s := range never[name] {
			if strings.Contains(shown.Text(t, "main"), s) || strings.Contains(text, s) {
				t.Errorf("%s says %q", name, s)
			}
		}
		if strings.Contains(text, "សុខ") && !strings.Contains(text, `<w:cs/><w:lang w:bidi="km-KH"/>`) {
			t.Errorf("%s has Khmer without its script", name)
		}
	}
	before(t, ana.get(at+"/documents/summary"), "only 09:00", "+6281200000001")
	ana.get(at+"/documents/none").wants(t, http.StatusNotFound)
	w.as("duty_officer@hospital").get(at+"/documents/summary").wants(t, http.StatusNotFound)
}
