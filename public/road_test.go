package public

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"lindung"
	"lindung/convention/data"
	"lindung/i18n"
	"lindung/internal/test/htmlcheck"
)

// later is the site two days on, when it was known who decides on a treaty.
func later(t *testing.T, base ...string) *Site {
	t.Helper()
	snap, err := data.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	s, err := New(snap, Options{BaseURL: strings.Join(base, ""), Today: func() lindung.Date { return lindung.Date{Year: 2026, Month: 11, Day: 30} }})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func shown(t *testing.T, s *Site, path string) *htmlcheck.Page {
	t.Helper()
	w := get(t, s, path)
	if w.Code != http.StatusOK {
		t.Fatalf("%s: got %d", path, w.Code)
	}
	p := htmlcheck.Parse(t, w.Body)
	p.Accessible(t)
	return p
}

// TestRoadOnThePage: the section says in words where each step stands, who decides,
// and how long it took the others; an interval stays one.
func TestRoadOnThePage(t *testing.T) {
	s := later(t)
	p := shown(t, s, "/en/s/ID")
	p.In(t, "#road")
	p.In(t, ".l-road", htmlcheck.HasText("Convention signed Step taken"), htmlcheck.HasText("Bill harmonised with other law Perhaps taken, not established"), htmlcheck.HasText("Law 12/2017"))
	p.In(t, "#step-ID-LAW", htmlcheck.HasText("13 November 2017"), htmlcheck.HasText("peraturan.go.id"))
	p.In(t, "main", htmlcheck.HasText("Not seen to be done yet: Instrument deposited."), htmlcheck.HasText("Law 24/2000 on treaties, article 10"),
		htmlcheck.HasText("417 days in the middle, from 246 to 444, in the 4 states"), htmlcheck.HasText("where one of the days is not established: Brunei 1502 to 1532 days, Cambodia 0 to 65 days"))
	p.In(t, "a[href=/en/s/ID/kit]")
	p = shown(t, s, "/en/s/TL")
	p.In(t, "#step-TL-COUNCIL-1", htmlcheck.HasText("does not name this one"))
	p.In(t, ".l-road", htmlcheck.HasText("Parliament agrees No record yet"))
	if p := shown(t, s, "/en/s/KH"); true {
		p.Not(t, "a[href=/en/s/KH/kit]")
		p.In(t, "main", htmlcheck.HasText("Nothing is left to do"))
	}
}

// TestKit: a state that is not bound has a kit, of accession or of ratification, and
// one that is bound has none.
func TestKit(t *testing.T) {
	s := later(t)
	p := shown(t, s, "/en/s/TL/kit")
	p.In(t, "#note", htmlcheck.HasText("instrument of accession"))
	p.In(t, ".l-compare-text", htmlcheck.HasText("a model of ours and no official form"))
	p.In(t, ".l-model", htmlcheck.HasText("Secretary-General of ASEAN"), htmlcheck.HasText("the Government of Timor-Leste, having considered the Convention, accedes"), htmlcheck.HasText("21 November 2015"))
	p.In(t, ".l-kit__paragraph", htmlcheck.Count(len(s.edition().snap.Paragraphs(convened))))
	p.In(t, ".l-kit__paragraph .l-doubt", htmlcheck.Count(len(s.edition().snap.Paragraphs(convened))))
	p.In(t, ".l-road__bodies", htmlcheck.HasText("Indonesia · Parliament agrees · House of Representatives (DPR), its plenary"))
	shown(t, s, "/en/s/ID/kit").In(t, ".l-model", htmlcheck.HasText("ratifies it"))
	if w := get(t, s, "/en/s/KH/kit"); w.Code != http.StatusMovedPermanently && w.Code != http.StatusFound && w.Code != http.StatusSeeOther || !strings.HasSuffix(w.Header().Get("Location"), "/en/s/KH#road") {
		t.Errorf("Cambodia is bound: %d %s", w.Code, w.Header().Get("Location"))
	}
}

// TestSheet: each state has a sheet in English and in its own languages, no browser
// keeps it, and it has the numbers of the help page and nothing to send.
func TestSheet(t *testing.T) {
	s := later(t)
	for _, c := range []struct{ path, number, bound string }{
		{"/en/s/PH/sheet", "1343", "Philippines: since 8 March 2017"}, {"/fil/s/PH/sheet", "1343", "mula"}, {"/th/s/TH/sheet", "1300", "ตั้งแต่"}, {"/tet/s/TL/sheet", "", "hahú iha"},
		{"/en/s/ID/sheet", "129", "Indonesia: Not established"}, {"/en/s/BN/sheet", "", "Brunei: since "},
	} {
		w := get(t, s, c.path)
		if w.Code != http.StatusOK || w.Header().Get("Cache-Control") != "no-store" {
			t.Errorf("%s: got %d, %s", c.path, w.Code, w.Header().Get("Cache-Control"))
			continue
		}
		p := htmlcheck.Parse(t, w.Body)
		p.Accessible(t)
		p.In(t, "main", htmlcheck.HasText(c.number), htmlcheck.HasText(c.bound))
	}
	if w := get(t, s, "/th/s/PH/sheet"); w.Code == http.StatusOK {
		t.Error("a sheet in a language that is not the state's")
	}
	for state, langs := range spoken {
		for _, l := range langs {
			if hasSheet(state, l) != l.Whole(i18n.ForHelp...) {
				t.Errorf("%s in %s: offered while its texts are not whole", state, l)
			}
		}
	}
}

// TestSheetsInTheFolder: the folder has the sheets and the kits, and the sitemap has
// the kits alone.
func TestSheetsInTheFolder(t *testing.T) {
	s := later(t, "https://example.org")
	e := s.edition()
	th, en := e.addresses("th"), e.addresses("en")
	if !slices.Contains(th, "/th/s/TH/sheet") || slices.Contains(th, "/th/s/KH/sheet") || !slices.Contains(en, "/en/s/TL/kit") || slices.Contains(en, "/en/s/KH/kit") {
		t.Error("addresses")
	}
	body := get(t, s, "/sitemap.xml").Body.String()
	if strings.Contains(body, "/sheet") || !strings.Contains(body, "https://example.org/en/s/TL/kit<") {
		t.Error("the sitemap")
	}
}

// TestStepsAreKnownByADay: the page of a day, the changes, the files and the feed of a
// state follow the steps.
func TestStepsAreKnownByADay(t *testing.T) {
	s := later(t)
	shown(t, s, "/en/on/2016-10-01").In(t, "main", htmlcheck.HasText("Indonesia: Bill harmonised with other law 29 September 2016 · Perhaps taken, not established"))
	shown(t, s, "/en/on/2016-10-01/known/2016-10-01").In(t, "main", htmlcheck.LacksText("harmonised"))
	rows := records(t, get(t, s, "/data/steps.csv").Body)
	found := map[string]bool{}
	for _, r := range rows {
		found[r["state"]+" "+r["kind"]+" "+r["not_before"]+" "+r["mark"]+" "+r["names_treaty"]] = true
	}
	for _, want := range []string{"ID parliament 2017-10-17 done true", "PH deposited 2017-02-07 done true", "TL government_approved 2025-09-03 perhaps false", "TH signed 2015-11-21 done true", "ID deposited 2017-11-13 perhaps true"} {
		if !found[want] {
			t.Errorf("steps.csv lacks %s", want)
		}
	}
	if got := len(records(t, get(t, s, "/data/procedures.csv").Body)); got < 10 {
		t.Errorf("%d procedures", got)
	}
	if !strings.Contains(get(t, s, "/en/s/ID/feed.xml").Body.String(), "the plenary of parliament passes the bill") {
		t.Error("the feed of Indonesia lacks its step")
	}
	plenary := 0
	for _, r := range records(t, get(t, s, "/data/changes/2017-10-16.csv").Body) {
		if r["id"] == "event-ID-2017-PLENARY" && r["state"] == "ID" {
			plenary++
		}
	}
	if plenary != 1 {
		t.Errorf("the plenary is %d times among the changes", plenary)
	}
}

// TestRoadOfTooLittle: with too few sourced rows the section is not shown.
func TestRoadOfTooLittle(t *testing.T) {
	s := site(t, Options{})
	s.edition().unripe = func() map[string]bool { return map[string]bool{"s/road": true} }
	p := shown(t, s, "/en/s/ID")
	p.Not(t, "#road")
}
