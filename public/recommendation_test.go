package public

import (
	"bytes"
	"encoding/xml"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"lindung/convention"
	"lindung/convention/data"
	"lindung/internal/test/htmlcheck"
)

// TestConsultationSaysWhatIsMissing: a page of a consultation says aloud what nobody
// found, and shows the chain it stands in.
func TestConsultationSaysWhatIsMissing(t *testing.T) {
	p := pageAt(t, "/en/c/AICHR-SOMTC-2016")
	p.In(t, "main", htmlcheck.HasText("No agenda was found."), htmlcheck.HasText("Organisations of civil society were there; the source does not name them."),
		htmlcheck.HasText("Only a part was read. There may be more."))
	p.In(t, ".l-about a[href=/en/bodies#ACWC]")
	p.In(t, "a[href=/en/r/AICHR-SOMTC-2016-R1]", htmlcheck.HasText("Keep a regular consultation"))
	for _, id := range []string{"AICHR-SOMTC-2017", "AICHR-2022", "AICHR-2023", "AICHR-SOMTC-2024", "NPP-2025-ADOPTED"} {
		p.In(t, "ol a[href=/en/c/"+id+"]")
	}
	unseen := pageAt(t, "/en/c/AICHR-2016-PP")
	unseen.In(t, "main", htmlcheck.HasText("Text not seen."), htmlcheck.HasText("What came out of it was not found."), htmlcheck.HasText("No one else is named"))
	unseen.Not(t, ".l-advice")
	pageAt(t, "/en/c/CSO-AICHR-2023").In(t, "main", htmlcheck.HasText("Civil society: Tenaganita"), htmlcheck.HasText("No body is named."))
	pageAt(t, "/en/timeline").In(t, "#event-AICHR-SOMTC-2016 a[href=/en/c/AICHR-SOMTC-2016]")
}

// TestRecommendationIsHonest: the page of a recommendation says of everyone who was
// asked that no answer is recorded, shows what came after with how it is tied, and
// what was looked for and not found.
func TestRecommendationIsHonest(t *testing.T) {
	p := pageAt(t, "/en/r/AICHR-2022-R2")
	p.In(t, "main", htmlcheck.HasText("No one has recorded an answer of any of those who were asked."))
	p.In(t, ".l-replies li", htmlcheck.Count(11))
	p.In(t, ".l-replies", htmlcheck.HasText("Timor-Leste not a member of ASEAN at the time"), htmlcheck.HasText("Brunei no one has recorded any"))
	p.In(t, ".l-tie--same_subject", htmlcheck.HasText("On the same subject; no source that was read names both."))
	p.Not(t, ".l-tie--cites")
	cited := pageAt(t, "/en/r/NPP-2025-R1")
	cited.In(t, ".l-tie--cites a[href=/en/c/NPP-2025-WORKSHOP]")
	cited.In(t, ".l-tie--cites", htmlcheck.HasText("The source names both: “guideline on the non-punishment principle” and “regional workshop”."))
	pageAt(t, "/en/r/CSO-2023-R1").In(t, "main", htmlcheck.HasText("Looked for and not found"), htmlcheck.HasText("28 November 2026"))
	pageAt(t, "/en/r").In(t, "#SG a[href=/en/r/HOME-2020-R1]")
}

// TestRecommendationsWhereTheyBelong: paragraphs, articles, states and bodies name
// what was recommended about them or to them.
func TestRecommendationsWhereTheyBelong(t *testing.T) {
	s := site(t, Options{})
	for path, has := range map[string]bool{
		"i/ACTIP/14/7": true, "i/ACTIP/14": true, "i/ACTIP/14/3": false, "i/ACTIP/5/1": true, "s/TH": false, "s/TL": false, "bodies": false, "s/TH/ACTIP/14": true,
	} {
		body := get(t, s, "/en/"+path).Body.String()
		if strings.Contains(body, `href="/en/r/AICHR-2022-R2"`) != has {
			t.Errorf("%s names the recommendation: %v", path, !has)
		}
	}
	pageAt(t, "/en/s/SG").In(t, "#recommended a[href=/en/r/HOME-2020-R1]")
	pageAt(t, "/en/s/TH").In(t, "#recommended a[href=/en/r#states]", htmlcheck.HasText("17 recommendations to all member states"))
	pageAt(t, "/en/s/TL").Not(t, "#recommended a[href=/en/r#states]")
	pageAt(t, "/en/s/TL").In(t, "#recommended a[href=/en/r/KLATU-2026-R1]")
	pageAt(t, "/en/bodies").In(t, "#SOMTC a[href=/en/r/AICHR-SOMTC-2016-R1]")
}

// TestRecommendationsInTime: the page of a day, the changes and the feeds know what
// was recommended by then.
func TestRecommendationsInTime(t *testing.T) {
	s := site(t, Options{BaseURL: "https://example.org"})
	for day, want := range map[string]string{"2016-01-01": "No recommendation about the Convention is known", "2016-10-01": "2 recommendations had been made by then; open: 2."} {
		pageAt(t, "/en/on/"+day).In(t, "main", htmlcheck.HasText(want))
	}
	for path, want := range map[string]bool{"/data/changes/2022-01-01.csv": true, "/data/changes/2024-01-01.csv": false, "/data/timeline.csv": true} {
		found := false
		for _, r := range records(t, get(t, s, path).Body) {
			found = found || r["id"] == "recommendation-AICHR-2022-R2" && r["change"] != "recorded"
		}
		if found != want {
			t.Errorf("%s has the recommendation: %v", path, found)
		}
	}
	var f atomFeed
	if err := xml.Unmarshal(get(t, s, "/en/feed.xml").Body.Bytes(), &f); err != nil {
		t.Fatal(err)
	}
	found := false
	for _, e := range f.Entries {
		found = found || e.Link.Href == "https://example.org/en/r/NPP-2025-R1"
	}
	if !found || !bytes.Contains(get(t, s, "/sitemap.xml").Body.Bytes(), []byte("https://example.org/km/r/NPP-2025-R1<")) {
		t.Error("the feed or the sitemap lacks a recommendation")
	}
}

// TestMenuWaitsForRows: with too few sourced rows a kind of page is in no menu, and
// its pages are there all the same.
func TestMenuWaitsForRows(t *testing.T) {
	about := pageAt(t, "/en/about")
	about.In(t, ".l-menu-line a[href=/en/r]")
	about.In(t, ".l-foot a[href=/en/c]")
	few := fstest.MapFS{}
	for name, keep := range map[string]int{"recommendations.csv": 3, "followups.csv": 1, "events.csv": 1000} {
		b, err := fs.ReadFile(data.Files(), name)
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.SplitAfter(string(b), "\n")
		text := strings.Join(lines[:min(keep, len(lines))], "")
		text = strings.ReplaceAll(text, ",in_part,", ",not_seen,")
		text = strings.Replace(text, "http://aichr.org/category/report/,not_seen,", "http://aichr.org/category/report/,in_part,", 1)
		few[name] = &fstest.MapFile{Data: []byte(text)}
	}
	snap, err := data.Load(data.Layers{few, data.Files()})
	if err != nil {
		t.Fatal(err)
	}
	s := site(t, Options{})
	s.Use(snap)
	p := htmlcheck.Parse(t, get(t, s, "/en/r").Body)
	p.Not(t, ".l-menu-line a[href=/en/r]")
	p.Not(t, ".l-foot a[href=/en/r]")
	p.In(t, ".l-foot a[href=/en/c]")
	p.In(t, ".l-advice", htmlcheck.HasText(convention.Recommended(snap, s.edition().now())[1].Text))
}
