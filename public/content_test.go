package public

import (
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"lindung"
	"lindung/convention"
	"lindung/convention/data"
	"lindung/internal/test/htmlcheck"
)

func pageAt(t *testing.T, path string) *htmlcheck.Page {
	t.Helper()
	w := get(t, site(t, Options{}), path)
	if w.Code != http.StatusOK {
		t.Fatalf("%s: got %d", path, w.Code)
	}
	return htmlcheck.Parse(t, w.Body)
}

// TestAutumnOf2016: three had ratified, no state was bound.
func TestAutumnOf2016(t *testing.T) {
	p := pageAt(t, "/en/on/2016-10-01")
	p.In(t, ".l-stand", htmlcheck.HasText("3 states had ratified ACTIP: Cambodia, Singapore and Thailand."), htmlcheck.HasText("No state was bound."),
		htmlcheck.HasText("ACTIP was not in force."))
	p.In(t, "#TH .l-pos", htmlcheck.HasText("Ratified, not yet bound"))
	p.In(t, "#MM .l-pos", htmlcheck.HasText("Signed, not ratified"))
	pageAt(t, "/id/on/2016-10-01").In(t, ".l-stand", htmlcheck.HasText("Kamboja, Singapura, dan Thailand"))
	pageAt(t, "/en/on/2016-10-01/known/2016-10-01").In(t, ".l-compare-text", htmlcheck.HasText("what was known on 1 October 2016"))
}

// TestFirstScreen: the first screen answers: how many, by what, since when.
func TestFirstScreen(t *testing.T) {
	p := pageAt(t, "/en/")
	p.In(t, "h1", htmlcheck.HasText("9 of the 11 states of ASEAN"))
	p.In(t, ".l-lead", htmlcheck.HasText("in force since 8 March 2017"))
	p.In(t, ".l-front svg a", htmlcheck.Count(11))
	p.In(t, ".l-front svg a[href=/en/s/TL]", htmlcheck.HasText("?"))
	p.In(t, "#states")
	p.Not(t, "[property=og:title]")
}

// TestPhilippines: both sources of the day of deposit are shown, and that the
// question is only one of counting.
func TestPhilippines(t *testing.T) {
	p := pageAt(t, "/en/s/PH")
	p.In(t, ".l-stand", htmlcheck.HasText("In force for it: 8 March 2017."))
	p.In(t, "#C02", htmlcheck.HasText("7 February"), htmlcheck.HasText("6 February"))
	p.In(t, "#ACTIP", htmlcheck.HasText("7 February 2017"))
}

// TestTimorLeste: a member of which it is not established whether it is a party
// is neither counted nor left out.
func TestTimorLeste(t *testing.T) {
	p := pageAt(t, "/en/s/TL")
	p.In(t, ".l-stand", htmlcheck.HasText("It is not established whether ACTIP binds this state today."))
	p.In(t, "main", htmlcheck.HasText("Member of ASEAN 26 October 2025"))
	pageAt(t, "/en/i/ACTIP").In(t, "#TL .l-pos", htmlcheck.HasText("Not established"))
}

// TestMemoryIsNeverCounted: facts from memory are never counted as ratified or
// bound.
func TestMemoryIsNeverCounted(t *testing.T) {
	s := site(t, Options{})
	snap := s.edition().snap
	for _, in := range snap.Instruments() {
		for _, r := range records(t, get(t, s, "/en/i/"+in.ID+".csv").Body) {
			if sure := r["certainty"]; (sure == "memory" || sure == "open") && slices.Contains([]string{posBound, posRatified}, r["position"]) {
				t.Errorf("%s %s is counted from %s", in.ID, r["state"], sure)
			}
		}
	}
	p := pageAt(t, "/en/i/C029")
	p.In(t, "#KH .l-pos", htmlcheck.HasText("Not established"))
	p.In(t, "main", htmlcheck.HasText("Not established: the articles of this treaty are not in the data yet."))
}

// records reads a CSV file.
func records(t *testing.T, r io.Reader) []map[string]string {
	t.Helper()
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	text, found := strings.CutPrefix(string(b), bom)
	if !found {
		t.Error("a CSV file without the mark of UTF-8")
	}
	lines, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var all []map[string]string
	for _, l := range lines[1:] {
		m := map[string]string{}
		for i, name := range lines[0] {
			m[name] = l[i]
		}
		all = append(all, m)
	}
	return all
}

// TestFilesAgree: each table, its CSV file and its JSON file have the same
// content.
func TestFilesAgree(t *testing.T) {
	s := site(t, Options{BaseURL: "https://example.org"})
	for _, path := range []string{"i", "i/ACTIP", "i/ACTIP/14", "i/ACTIP/14/3", "s", "s/ID", "s/ID/law", "s/PH/ACTIP/14", "on/2016-10-01",
		"on/2016-10-01/ACTIP", "timeline", "compare/ID/TH", "changes/2025-01-01", "open", "conflicts", "plans", "bodies", "data"} {
		t.Run(path, func(t *testing.T) {
			v, _, err := s.edition().visit("/id/"+path, "")
			if err != nil {
				t.Fatal(err)
			}
			doc, err := v.route.do(v)
			if err != nil {
				t.Fatal(err)
			}
			g, ok := doc.grid(v.path())
			if !ok {
				t.Fatal("no table has the address of its page")
			}
			rows := records(t, get(t, s, "/id/"+path+".csv").Body)
			var f struct {
				Licence, Address string
				Rows             []map[string]any
			}
			if err := json.Unmarshal(get(t, s, "/id/"+path+".json").Body.Bytes(), &f); err != nil {
				t.Fatal(err)
			}
			if len(rows) != len(g.Rows) || len(f.Rows) != len(g.Rows) || len(rows) == 0 {
				t.Fatalf("%d rows on the page, %d in CSV, %d in JSON", len(g.Rows), len(rows), len(f.Rows))
			}
			if f.Licence != licence || f.Address != "https://example.org/id/"+path {
				t.Errorf("licence %q, address %q", f.Licence, f.Address)
			}
			for i, r := range g.Rows {
				same(t, g, r, rows[i], f.Rows[i])
			}
		})
	}
}

// same compares one row of a table with the files.
func same(t *testing.T, g grid, r row, line map[string]string, object map[string]any) {
	t.Helper()
	if !strings.HasPrefix(line["address"], "https://example.org/id/") {
		t.Errorf("address %q", line["address"])
	}
	for i, c := range r.Cells {
		key := g.Columns[i].Key
		inJSON, _ := object[key].(string)
		if line[key] != guarded(c.in()) || inJSON != c.in() {
			t.Errorf("%s: %q on the page, %q in CSV, %q in JSON", key, c.in(), line[key], inJSON)
		}
	}
}

func TestGuarded(t *testing.T) {
	for in, want := range map[string]string{"=1+1": "'=1+1", "-": "'-", "@x": "'@x", "+62": "'+62", "\tx": "'\tx", "a=1": "a=1", "": ""} {
		if got := guarded(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

func TestFeeds(t *testing.T) {
	s := site(t, Options{BaseURL: "https://example.org"})
	for _, path := range []string{"/en/i/ACTIP/feed.xml", "/en/s/ID/feed.xml", "/km/s/KH/feed.xml", "/id/i/C190/feed.xml"} {
		w := get(t, s, path)
		if w.Code != http.StatusOK || !strings.HasPrefix(w.Header().Get("Content-Type"), "application/atom+xml") {
			t.Fatalf("%s: %d %s", path, w.Code, w.Header().Get("Content-Type"))
		}
		var f atomFeed
		if err := xml.Unmarshal(w.Body.Bytes(), &f); err != nil {
			t.Fatal(err)
		}
		ids := map[string]bool{f.ID: true}
		for _, e := range f.Entries {
			if ids[e.ID] || !strings.HasPrefix(e.ID, "urn:uuid:") || !strings.HasPrefix(e.Link.Href, "https://example.org/") || e.Title == "" {
				t.Errorf("%s: entry %+v", path, e)
			}
			ids[e.ID] = true
		}
		if len(f.Entries) == 0 {
			t.Errorf("%s: no entries", path)
		}
	}
}

func TestHelp(t *testing.T) {
	p := pageAt(t, "/en/help/PH")
	p.In(t, ".l-number a[href=tel:1343]", htmlcheck.HasText("1343"))
	p.In(t, ".l-number", htmlcheck.HasText("checked on 28 November 2026"))
	p.In(t, "title", htmlcheck.LacksText("trafficking"), htmlcheck.LacksText("Lindung"), htmlcheck.HasText("Information"))
	p.In(t, ".govuk-js-exit-this-page-button")
	for _, meta := range []string{"meta[property]", "meta[name=description]", "link[rel=canonical]", ".l-mark"} {
		p.Not(t, meta)
	}
	w := get(t, site(t, Options{}), "/en/help/PH")
	if w.Header().Get("Cache-Control") != "no-store" {
		t.Error("a browser may keep the page")
	}
}

// TestNumbers: a help page shows a number exactly where a source states one, and no
// page names one from memory.
func TestNumbers(t *testing.T) {
	s := site(t, Options{})
	for _, path := range []string{"help/KH", "s/KH", "s/KH/law.csv", "s/KH/law.json", "open", "open.csv", "compare/KH/TH", "index"} {
		if strings.Contains(get(t, s, "/en/"+path).Body.String(), "1288") {
			t.Errorf("%s shows a number from memory", path)
		}
	}
	for _, state := range lindung.States {
		ok := len(s.edition().snap.Contacts(state)) > 0
		if has := strings.Contains(get(t, s, "/en/help/"+string(state)).Body.String(), `href="tel:`); has != ok {
			t.Errorf("%s: a number is shown: %v, a source states one: %v", state, has, ok)
		}
	}
}

func TestReport(t *testing.T) {
	for to, want := range map[string]string{
		"":                         "/en/about#wrong",
		"law@example.org":          "mailto:law@example.org?subject=Lindung:%20ratifications.csv%20ACTIP%2FPH",
		"mailto:law@example.org":   "mailto:law@example.org?subject=Lindung:%20ratifications.csv%20ACTIP%2FPH",
		"https://example.org/tell": "https://example.org/tell?about=ratifications.csv&#43;ACTIP%2FPH",
	} {
		body := get(t, site(t, Options{Report: to}), "/en/s/PH").Body.String()
		if !strings.Contains(body, want) && !strings.Contains(body, strings.ReplaceAll(want, "&#43;", "+")) {
			t.Errorf("%q: the page has no %q", to, want)
		}
	}
}

func TestSearch(t *testing.T) {
	s := site(t, Options{})
	for _, c := range []struct{ lang, query, want string }{
		{"en", "non-punishment", "/en/i/ACTIP/14/7"},
		{"en", "THAILAND", "/en/s/TH"},
		{"id", "Kamboja", "/id/s/KH"},
		{"id", "tanpa diskriminasi", "/id/i/ACTIP/1/2"},
		{"km", "កម្ពុជា", "/km/s/KH"},
		{"km", "ជួញដូរ", "/km/i/ACTIP"},
		{"zh", "泰国", "/zh/s/TH"},
		{"th", "กัมพูชา", "/th/s/KH"},
		{"vi", "viet nam", "/vi/s/VN"},
		{"en", "ជនរងគ្រោះ", "/km/i/ACTIP"},
	} {
		body := get(t, s, "/"+c.lang+"/search?q="+urlquery(c.query)).Body.String()
		if !strings.Contains(body, `href="`+c.want) {
			t.Errorf("%s %q: %s is not found", c.lang, c.query, c.want)
		}
	}
}

func urlquery(s string) string {
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	q := r.URL.Query()
	q.Set("q", s)
	return strings.TrimPrefix(q.Encode(), "q=")
}

// TestKhmerLookAlikes: a search finds Khmer text that looks the same but has
// its marks in another order or an invisible space.
func TestKhmerLookAlikes(t *testing.T) {
	x := site(t, Options{}).edition().indexes["km"]()
	want := len(x.find("ស្ត្រី"))
	if want == 0 {
		t.Fatal("nothing is found")
	}
	for _, other := range []string{"ស្រ្តី", "\u200bស្ត្រី"} {
		if got := len(x.find(other)); got != want {
			t.Errorf("%q finds %d, want %d", other, got, want)
		}
	}
}

func TestConflictsAndOpen(t *testing.T) {
	snap, err := data.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	p := pageAt(t, "/en/conflicts")
	for _, c := range snap.Conflicts() {
		p.In(t, "#"+c.ID, htmlcheck.HasText(c.A), htmlcheck.HasText(c.B))
	}
	pageAt(t, "/en/open").In(t, ".l-questions li", htmlcheck.Count(len(convention.Questions(snap, today))))
}

// TestCitations: an article lists the places of this program that serve it.
func TestCitations(t *testing.T) {
	cites := convention.CitesArticle("ACTIP", 14)
	if len(cites) == 0 {
		t.Fatal("nothing cites article 14")
	}
	pageAt(t, "/en/i/ACTIP/14").In(t, ".l-code li", htmlcheck.Count(len(cites)), htmlcheck.HasText(cites[0].File))
}

// TestChanges: what is in an interval that began before, and what is known from
// memory only, is not listed as having happened.
func TestChanges(t *testing.T) {
	for _, r := range records(t, get(t, site(t, Options{}), "/en/changes/2016-01-01.csv").Body) {
		first, _, interval := strings.Cut(r["when"], "/")
		sure := convention.Certainty(r["certainty"]).Counts() && (!interval || first > "2016-01-01")
		if r["change"] == "happened" && !sure {
			t.Errorf("%s is said to have happened: %s, %s", r["id"], r["when"], r["certainty"])
		}
	}
}
