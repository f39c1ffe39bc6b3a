package public

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"image/png"
	"io"
	"net/http"
	"net/http/httptest"
	gopath "path"
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
	p.In(t, ".l-tilemap .tile--ratified", htmlcheck.Count(3), htmlcheck.HasText("2016"))
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

// TestEvidencePerFact: what says since when a state is bound has the source of
// that day, and a row of two facts has the sources of both.
func TestEvidencePerFact(t *testing.T) {
	p := pageAt(t, "/en/s/KH")
	p.In(t, ".l-stand .l-doubt", htmlcheck.HasText("Verified"), htmlcheck.LacksText("Partly"))
	p.In(t, ".l-stand .l-proof", htmlcheck.LacksText("corecommunique"))
	p.In(t, "#ACTIP .l-proof", htmlcheck.HasText("corecommunique"), htmlcheck.HasText("Ratification deposited: Partly verified"), htmlcheck.HasText("Bound since: Verified"))
	for _, r := range records(t, get(t, site(t, Options{}), "/data/i/ACTIP.csv").Body) {
		if r["state"] == "KH" && (r["certainty"] != "partly" || r["in_force_certainty"] != "verified" || r["in_force_source"] == "") {
			t.Errorf("the file has %v", r)
		}
	}
}

// TestPhilippines: with two days of deposit and one day of being bound, both
// interpretations are shown and the stated day is kept.
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
		for _, r := range records(t, get(t, s, "/data/i/"+in.ID+".csv").Body) {
			if sure := r["certainty"]; (sure == "memory" || sure == "open") && slices.Contains([]string{posBound, posRatified}, r["position"]) {
				t.Errorf("%s %s is counted from %s", in.ID, r["state"], sure)
			}
		}
	}
	p := pageAt(t, "/en/i/C029")
	p.In(t, "#KH .l-pos", htmlcheck.HasText("Not established"))
	p.In(t, ".l-lead", htmlcheck.HasText("bound by C029"), htmlcheck.LacksText("trafficking"))
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
	for _, path := range []string{"i", "i/ACTIP", "i/ACTIP/14", "i/ACTIP/14/3", "s", "s/ID", "s/ID/law", "s/ID/road", "steps", "s/PH/ACTIP/14", "on/2016-10-01",
		"on/2016-10-01/ACTIP", "timeline", "compare/ID/TH", "changes/2016-01-01", "open", "conflicts", "plans", "bodies", "c", "r", "followups", "law", "articles", "positions",
		"m", "monitor", "monitor/TH", "i/ACTIP/14/states"} {
		t.Run(path, func(t *testing.T) {
			v, _, err := s.edition().visit("/en/"+path, "")
			if err != nil {
				t.Fatal(err)
			}
			doc, err := v.route.do(v)
			if err != nil {
				t.Fatal(err)
			}
			g, ok := doc.grid(path)
			if !ok {
				t.Fatal("no table has the address of its page")
			}
			rows := records(t, get(t, s, "/data/"+path+".csv").Body)
			var f struct {
				Licence, Address string
				Rows             []map[string]any
			}
			if err := json.Unmarshal(get(t, s, "/data/"+path+".json").Body.Bytes(), &f); err != nil {
				t.Fatal(err)
			}
			if len(rows) != len(g.Rows) || len(f.Rows) != len(g.Rows) || len(rows) == 0 {
				t.Fatalf("%d rows on the page, %d in CSV, %d in JSON", len(g.Rows), len(rows), len(f.Rows))
			}
			if f.Licence != licence || f.Address != "https://example.org/data/"+path+".json" {
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
	if !strings.HasPrefix(line["address"], "https://example.org/en/") {
		t.Errorf("address %q", line["address"])
	}
	for i, c := range r.Cells {
		key := g.Columns[i].Key
		if key == "" {
			continue
		}
		inJSON := ""
		if object[key] != nil {
			inJSON = fmt.Sprint(object[key])
		}
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
	for _, path := range []string{"/en/feed.xml", "/en/i/ACTIP/feed.xml", "/en/s/ID/feed.xml", "/km/s/KH/feed.xml", "/id/i/C190/feed.xml"} {
		w := get(t, s, path)
		if w.Code != http.StatusOK || !strings.HasPrefix(w.Header().Get("Content-Type"), "application/atom+xml") {
			t.Fatalf("%s: %d %s", path, w.Code, w.Header().Get("Content-Type"))
		}
		var f atomFeed
		if err := xml.Unmarshal(w.Body.Bytes(), &f); err != nil {
			t.Fatal(err)
		}
		if f.Links[0].Href != "https://example.org"+path {
			t.Errorf("%s calls itself %s", path, f.Links[0].Href)
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

// TestMachines: a page says what it is to what reads pages, and a page for a person
// at risk says nothing.
func TestMachines(t *testing.T) {
	s := site(t, Options{BaseURL: "https://example.org"})
	for path, kind := range map[string]string{"/en/": "Dataset", "/id/i/ACTIP": "Legislation", "/en/i/ACTIP/14/7": "Legislation", "/km/s/KH": "WebPage"} {
		body := get(t, s, path).Body.String()
		_, text, _ := strings.Cut(body, `<script type="application/ld+json">`)
		text, _, _ = strings.Cut(text, "</script>")
		var m map[string]any
		if err := json.Unmarshal([]byte(text), &m); err != nil || m["@type"] != kind || m["url"] != "https://example.org"+path {
			t.Errorf("%s: %v, %v", path, err, m)
		}
		if !strings.Contains(body, `property="og:title"`) {
			t.Errorf("%s has no card", path)
		}
	}
	for _, path := range []string{"/en/help", "/en/help/ID", "/km/help/KH"} {
		if body := get(t, s, path).Body.String(); strings.Contains(body, "ld+json") || strings.Contains(body, "og:") {
			t.Errorf("%s says what it is", path)
		}
	}
	for _, path := range []string{"/en/picture.svg", "/km/i/ACTIP/picture.svg"} {
		body := get(t, s, path).Body.Bytes()
		d := xml.NewDecoder(bytes.NewReader(body))
		for {
			if _, err := d.Token(); err == io.EOF {
				break
			} else if err != nil {
				t.Fatalf("%s: %v", path, err)
			}
		}
		if !bytes.Contains(body, []byte(licence)) || !bytes.Contains(body, []byte("https://example.org/")) || bytes.Contains(body, []byte("class=")) {
			t.Errorf("%s does not carry its licence, its address and its colours", path)
		}
	}
}

// TestCards: the first page, every state and every article have a card in PNG, as
// networks want it; where the letters of a language cannot be drawn, it is the
// English one.
func TestCards(t *testing.T) {
	s := site(t, Options{BaseURL: "https://example.org"})
	for _, path := range []string{"", "s/ID", "s/TL", "s/VN", "i/ACTIP/6", "i/ACTIP/14", "i/ACTIP/29", "timeline"} {
		for lang, drawn := range map[string]string{"en": "en", "id": "id", "km": "en"} {
			p := htmlcheck.Parse(t, get(t, s, "/"+lang+"/"+path).Body)
			card := gopath.Join("/", drawn, strings.TrimSuffix(path, "timeline"), cardName)
			p.In(t, `meta[property="og:image"][content="https://example.org`+card+`"]`)
			p.In(t, `meta[name="twitter:card"][content=summary_large_image]`)
			if lang != drawn {
				continue
			}
			w := get(t, s, card)
			c, err := png.DecodeConfig(w.Body)
			if err != nil || c.Width != cardWide || c.Height != cardHigh || w.Header().Get("Content-Type") != "image/png" {
				t.Errorf("%s: %v %dx%d", card, err, c.Width, c.Height)
			}
		}
	}
}

func TestHelp(t *testing.T) {
	p := pageAt(t, "/en/help/PH")
	p.In(t, ".l-number a[href=tel:1343]", htmlcheck.HasText("1343"))
	p.In(t, ".l-number", htmlcheck.HasText("None of us has called it."))
	p.Not(t, ".l-doubt")
	p.Not(t, ".l-strength")
	none := pageAt(t, "/en/help/BN")
	none.In(t, ".l-number--none", htmlcheck.HasText("UNHCR or IOM"))
	none.Not(t, "#before")
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

// TestOwnContacts: the operator's own numbers stand first, with the day on which
// they called.
func TestOwnContacts(t *testing.T) {
	s := site(t, Options{})
	called := lindung.Date{Year: 2026, Month: 11, Day: 1}
	s.Use(s.edition().snap.WithContacts([]convention.Contact{{State: "BN", Kind: convention.Hotline, Number: "+673 000 0000", Answers: "Rumah Contoh", CalledOn: called, Own: true}}))
	p := htmlcheck.Parse(t, get(t, s, "/en/help/BN").Body)
	p.In(t, ".l-number__n a", htmlcheck.HasText("+673 000 0000"))
	p.In(t, ".l-number", htmlcheck.HasText("Rumah Contoh"), htmlcheck.HasText("1 November 2026"))
	p.In(t, "#before")
}

// TestOnlyVerifiedNumbers: no page names a number to call from memory.
func TestOnlyVerifiedNumbers(t *testing.T) {
	s := site(t, Options{})
	unverified := []string{"1288"}
	for _, path := range []string{"help/KH", "help/TH", "help/ID", "help/LA", "s/KH", "s/LA", "s/TH", "s/ID", "open",
		"../data/s/KH/law.csv", "../data/s/KH/law.json", "../data/s/ID/law.csv", "../data/law.csv", "../data/open.csv", "../data/open.json", "compare/KH/LA", "compare/KH/TH", "search?q=1288", "search?q=hotline", "index", "s/TH/ACTIP/14"} {
		body := get(t, s, gopath.Join("/en", path)).Body.String()
		body = strings.ReplaceAll(body, `value="1288"`, "")
		for _, n := range unverified {
			if strings.Contains(body, n) {
				t.Errorf("%s shows %s", path, n)
			}
		}
	}
	for _, state := range lindung.States {
		ok := slices.ContainsFunc(s.edition().snap.Contacts(state), dialled)
		if has := strings.Contains(get(t, s, "/en/help/"+string(state)).Body.String(), `href="tel:`); has != ok {
			t.Errorf("%s: a number is shown: %v, one is stated by a source: %v", state, has, ok)
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
		{"en", "14.7", "/en/i/ACTIP/14/7"},
		{"en", "Article 14.10", "/en/i/ACTIP/14/10"},
		{"en", "article 14", "/en/i/ACTIP/14\""},
		{"id", "Pasal 14 ayat (10)", "/id/i/ACTIP/14/10"},
		{"km", "មាត្រា ១៤", "/km/i/ACTIP/14\""},
		{"en", "Burma", "/en/s/MM"},
		{"km", "ភូមា", "/km/s/MM"},
		{"en", "Kampuchea", "/en/s/KH"},
		{"en", "Lao PDR", "/en/s/LA"},
		{"en", "Viet Nam", "/en/s/VN"},
		{"en", "who ratified", "/en/s\""},
		{"en", "which states are bound by the convention?", "/en/s\""},
		{"id", "siapa yang meratifikasi", "/id/s\""},
		{"id", "penahanan", "/id/i/ACTIP/14/8"},
		{"en", "detained victims Thailand", "/en/s/TH"},
		{"en", "29 September 2016", "/en/on/2016-09-29"},
		{"km", "២០១៦-១០-០១", "/km/on/2016-10-01"},
		{"en", "THAILAND", "/en/s/TH"},
		{"id", "Kamboja", "/id/s/KH"},
		{"id", "tanpa diskriminasi", "/id/i/ACTIP/1/2"},
		{"km", "កម្ពុជា", "/km/s/KH"},
		{"km", "ជួញដូរ", "/km/i/ACTIP"},
		{"en", "泰国", "/en/s/TH"},
		{"en", "กัมพูชา", "/en/s/KH"},
		{"en", "viet nam", "/en/s/VN"},
		{"en", "ជនរងគ្រោះ", "/km/"},
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
	pageAt(t, "/en/open").In(t, ".l-question", htmlcheck.Count(len(convention.Questions(snap, today))))
}

// TestCitations: an article says how many places of this program serve it, and a
// file names them.
func TestCitations(t *testing.T) {
	cites := convention.CitesArticle("ACTIP", 14)
	if len(cites) == 0 {
		t.Fatal("nothing cites article 14")
	}
	body := get(t, site(t, Options{}), "/en/i/ACTIP/14").Body.String()
	if !strings.Contains(body, fmt.Sprintf("%d parts of the program", len(cites))) || strings.Contains(body, ".go") {
		t.Error("the page does not say how many parts of the program serve it, in plain words")
	}
	named := false
	for _, r := range records(t, get(t, site(t, Options{}), "/data/program.csv").Body) {
		named = named || r["article"] == cites[0].Ref && r["file"] == cites[0].File
	}
	if !named {
		t.Errorf("program.csv does not name %s", cites[0].File)
	}
}

// TestChanges: what is in an interval that began before, and what is known from
// memory only, is not listed as having happened.
func TestChanges(t *testing.T) {
	for _, r := range records(t, get(t, site(t, Options{}), "/data/changes/2016-01-01.csv").Body) {
		first, interval := r["not_before"], r["not_before"] != r["not_after"]
		sure := convention.Certainty(r["certainty"]).Counts() && (!interval || first > "2016-01-01")
		if r["change"] == "happened" && !sure {
			t.Errorf("%s is said to have happened: %s, %s", r["id"], first, r["certainty"])
		}
	}
}
