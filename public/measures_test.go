package public

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"lindung/convention/data"
	"lindung/internal/test/htmlcheck"
)

// TestMeasures: a list says first what is in force, can be narrowed to a state, an
// article and a kind, and each measure has a page that says what it replaces.
func TestMeasures(t *testing.T) {
	p := pageAt(t, "/en/m?state=MY&kind=plan")
	p.In(t, "#MY li", htmlcheck.Count(3))
	p.In(t, "#MY li:last-child .l-held", htmlcheck.HasText("Ended"))
	p.Not(t, "#TH")
	p.In(t, "select[name=state] option[selected]", htmlcheck.HasText("Malaysia"))
	pageAt(t, "/en/m?article=19").In(t, "#bodies", htmlcheck.HasText("ASEAN Treaty on Extradition"), htmlcheck.HasText("Not taken yet"))
	one := pageAt(t, "/en/m/ID-2023-RAN")
	one.In(t, "main", htmlcheck.HasText("22 February 2023 to 31 December 2024"), htmlcheck.HasText("Replaced by"), htmlcheck.HasText("Ended"),
		htmlcheck.HasText("No one has recorded an assessment here."))
	one.In(t, "dd a[href='/en/m/ID-2025-RAN']")
	one.In(t, "li a[href='/en/i/ACTIP/11/1']")
	one.In(t, "li a[href='/en/i/ACTIP/23']")
	s := site(t, Options{})
	if w := get(t, s, "/en/m/id-2023-ran"); w.Code != http.StatusMovedPermanently && w.Code != http.StatusFound && w.Code != http.StatusSeeOther && w.Code != http.StatusPermanentRedirect {
		t.Errorf("another way of writing it: %d", w.Code)
	}
	if w := get(t, s, "/en/m/XX-1999-NONE"); w.Code != http.StatusNotFound {
		t.Errorf("no such measure: %d", w.Code)
	}
}

// TestOneTruthForAMeasure: what is a measure is not a fact of law too, and the other
// way round.
func TestOneTruthForAMeasure(t *testing.T) {
	s := site(t, Options{})
	law := map[string]bool{}
	for _, r := range records(t, get(t, s, "/data/law.csv").Body) {
		law[r["state"]+" "+r["fact"]] = true
	}
	all := records(t, get(t, s, "/data/m.csv").Body)
	states := map[string]bool{}
	for _, r := range all {
		states[r["state"]] = true
		if law[r["state"]+" "+r["title"]] {
			t.Errorf("%s is in both tables", r["id"])
		}
	}
	if len(all) < 10 || len(states) < 3 {
		t.Errorf("%d measures of %d states are too few for a page", len(all), len(states))
	}
}

// TestArticleHasAllStates: an article shows every state, with its measures and their
// days, and says of each where nothing is recorded.
func TestArticleHasAllStates(t *testing.T) {
	p := pageAt(t, "/en/i/ACTIP/14")
	p.In(t, ".l-states tbody tr", htmlcheck.Count(11))
	p.In(t, "#TH", htmlcheck.HasText("National Referral Mechanism"), htmlcheck.HasText("since March 2022"), htmlcheck.HasText("none"))
	p.In(t, "#ID", htmlcheck.HasText("Law 21/2007"), htmlcheck.HasText("since 19 April 2007"))
	pageAt(t, "/en/i/ACTIP/11").In(t, "main", htmlcheck.HasText("6 states have measures that are recorded for it: Brunei, Cambodia, Indonesia, Myanmar, Timor-Leste, Vietnam."))
	six := pageAt(t, "/en/i/ACTIP/6")
	six.In(t, ".l-states tbody tr", htmlcheck.Count(11))
	six.In(t, "#TH", htmlcheck.HasText("Nothing is recorded"))
	if w := get(t, site(t, Options{}), "/en/s/TH/ACTIP/6"); w.Code == http.StatusOK {
		t.Error("a state and an article without any fact have a page of their own")
	}
	pageAt(t, "/en/i/CRC").Not(t, ".l-states")
}

// withAssessments is a site with invented assessments and a reply.
func withAssessments(t *testing.T) *Site {
	t.Helper()
	const head = "id,about,by,by_kind,day,finding,method,reply_of,source_url,read_in,source_day,says,certainty,note,working_note,checked,recorded\n"
	lines := []string{
		"A1,TH-2022-NRM,Example Institute,research,2024-05-02,The teams meet in three invented towns.,interviews,,https://example.org/a,study,2024,,partly,,,2026-11-23,",
		"A2,TH-2022-NRM,Example Ministry,state,2024-06-02,They meet in four by now.,,A1,https://example.org/b,government page,2024,,partly,,,2026-11-23,",
		"A3,SG/14.14,Example League,ngo,2025,An invented finding on funds.,,,https://example.org/c,page of an organisation,2025,,partly,,,2026-11-23,",
	}
	snap, err := data.Load(data.Layers{fstest.MapFS{"assessments.csv": {Data: []byte(head + strings.Join(lines, "\n") + "\n")}}, data.Files()})
	if err != nil {
		t.Fatal(err)
	}
	s := site(t, Options{})
	s.Use(snap)
	return s
}

// TestAssessmentsSideBySide: an assessment has its assessor, its day and the state's
// reply beside it, wherever its measure or its paragraph is shown.
func TestAssessmentsSideBySide(t *testing.T) {
	s := withAssessments(t)
	at := func(path string) *htmlcheck.Page { return htmlcheck.Parse(t, get(t, s, path).Body) }
	for _, path := range []string{"/en/m/TH-2022-NRM", "/en/s/TH/ACTIP/14", "/en/monitor/TH"} {
		p := at(path)
		p.In(t, "#A1 > div:first-child", htmlcheck.HasText("Example Institute (research), 2 May 2024"), htmlcheck.HasText("three invented towns"))
		p.In(t, "#A1 > div:last-child", htmlcheck.HasText("Example Ministry (the state itself), 2 June 2024"), htmlcheck.HasText("four by now"))
		p.Not(t, "#A3")
	}
	at("/en/monitor/TH").In(t, "#A1", htmlcheck.Count(1))
	at("/en/monitor/TH").In(t, ".l-said", htmlcheck.Count(2)) // under each paragraph of the measure
	at("/en/i/ACTIP/14").In(t, "#TH", htmlcheck.HasText("Assessed by Example Institute"), htmlcheck.LacksText("Ministry"))
	at("/en/s/SG/ACTIP/14").In(t, "#A3", htmlcheck.HasText("Example League (civil society), 2025"))
	for _, r := range records(t, get(t, s, "/data/monitor.csv").Body) {
		want := map[string]string{"TH 14.1": "Example Institute", "TH 14.10": "Example Institute", "SG 14.14": "Example League"}[r["state"]+" "+r["paragraph"]]
		if r["assessed_by"] != want || (want != "") != (r["known"] == "assessed") {
			t.Errorf("%s %s: %q, %q", r["state"], r["paragraph"], r["assessed_by"], r["known"])
		}
	}
	if rows := records(t, get(t, s, "/data/assessments.csv").Body); len(rows) != 3 || rows[1]["reply_of"] != "A1" {
		t.Errorf("the file has %v", rows)
	}
}

// TestMonitor: the table has a place for every state and paragraph, told by a sign and
// a word, and the draft of a state's report says on what nothing is recorded.
func TestMonitor(t *testing.T) {
	p := pageAt(t, "/en/monitor")
	p.In(t, "#protection thead abbr", htmlcheck.Count(11))
	p.In(t, "#prevention tbody tr:first-child td", htmlcheck.Count(11))
	p.In(t, "#protection td a[href='/en/s/TH/ACTIP/14']", htmlcheck.HasText("measure"))
	draft := pageAt(t, "/en/monitor/TL")
	draft.In(t, "[role=note]", htmlcheck.HasText("SOMTC"), htmlcheck.HasText("AMMTC"))
	draft.In(t, "#a14")
	draft.In(t, "#rest", htmlcheck.HasText("Integrated information centre"), htmlcheck.HasText("only announced"))
	draft.In(t, "#missing", htmlcheck.HasText("14.14"), htmlcheck.LacksText("14.8 ·"))
	rows := records(t, get(t, site(t, Options{}), "/data/monitor/TL.csv").Body)
	if slices.ContainsFunc(rows, func(r map[string]string) bool { return r["state"] != "TL" }) || len(rows) < 50 {
		t.Errorf("%d rows", len(rows))
	}
}

// TestMeasuresEverywhere: a measure is in the search, the timeline, the changes, the
// feed of its state, and on a day.
func TestMeasuresEverywhere(t *testing.T) {
	s := site(t, Options{BaseURL: "https://example.org"})
	for path, want := range map[string]string{
		"/en/search?q=NAPTIP":         "/en/m/MY-2021-NAPTIP",
		"/id/search?q=gugus+tugas":    "/id/m/ID-2023-PERPRES49",
		"/en/timeline":                "begin-TH-2022-NRM",
		"/en/changes/2025-01-01":      "/en/m/VN-2026-PROG",
		"/en/s/VN/feed.xml":           "/en/m/VN-2026-PROG",
		"/en/feed.xml":                "/en/m/VN-2026-PROG",
		"/en/on/2023-06-01":           "/en/m/ID-2023-RAN",
		"/en/compare/ID/TH":           "Law 21/2007",
		"/en/open":                    "/en/m/TH-2022-NRM",
		"/sitemap.xml":                "https://example.org/en/m/TH-2022-NRM",
		"/data/m.schema.json":         "relation_by",
		"/data/i/ACTIP/11/states.csv": "TL",
	} {
		if body := get(t, s, path).Body.String(); !strings.Contains(body, want) {
			t.Errorf("%s has no %s", path, want)
		}
	}
	for _, path := range []string{"/en/on/2022-01-01", "/en/on/2025-06-01"} {
		if strings.Contains(get(t, s, path).Body.String(), "/en/m/ID-2023-RAN") {
			t.Errorf("%s holds a plan that was not in force", path)
		}
	}
}

// TestTooFewMeasures: with too few measures behind it no menu leads to their page, and
// the page is there all the same.
func TestTooFewMeasures(t *testing.T) {
	const text = "id,state,body,kind,title,law,begins,ends,pending,replaces,paragraphs,plan,relation,relation_by,source_url,read_in,source_day,says,certainty,note,working_note,checked,recorded\n" +
		"TH-2020-X,TH,,law,An invented law,,2020,,,,14.7,,,,https://example.org/law,press,2021,,partly,,,2026-11-23,\n"
	snap, err := data.Load(data.Layers{fstest.MapFS{"measures.csv": {Data: []byte(text)}}, data.Files()})
	if err != nil {
		t.Fatal(err)
	}
	s := site(t, Options{})
	pageAt(t, "/en/s").In(t, ".l-foot__nav a[href='/en/m']")
	s.Use(snap)
	p := htmlcheck.Parse(t, get(t, s, "/en/s").Body)
	p.Not(t, ".l-foot__nav a[href='/en/m']")
	p.Not(t, ".l-foot__nav a[href='/en/monitor']")
	htmlcheck.Parse(t, get(t, s, "/en/m").Body).In(t, "#TH", htmlcheck.HasText("An invented law"))
}

// TestOfficesAndLines: an office that a state has named is shown with the state and with
// the body it is for, and a line of a plan in the plan's own columns with the measures
// that serve it.
func TestOfficesAndLines(t *testing.T) {
	const focal = "state,body,office,contact,begins,ends,source_url,read_in,source_day,says,certainty,note,working_note,checked,recorded\n" +
		"TH,SOMTC,Example Office,office@example.org,2024,,https://example.org/o,government page,2024,,partly,,,2026-11-23,\n" +
		"TH,SOMTC,Earlier Office,,2010,2023,https://example.org/o,government page,2024,,partly,,,2026-11-23,\n" +
		",SOMTC,Example Desk,https://example.org/desk,,,https://example.org/o,ASEAN press release,2024,,partly,,,2026-11-23,\n"
	const lines = "id,plan,provision,area,activity,output,lead,co_operating,status,as_of,source_url,read_in,source_day,says,certainty,note,working_note,checked\n" +
		"B1,BOHOL-1,ACTIP 14.1,an invented area,An invented activity,an invented paper,SOMTC,ACWC,under way,2018,https://example.org/p,copy of the document,2018,,partly,,,2026-11-23\n"
	const measures = "id,state,body,kind,title,law,begins,ends,pending,replaces,paragraphs,plan,relation,relation_by,source_url,read_in,source_day,says,certainty,note,working_note,checked,recorded\n" +
		"TH-2020-X,TH,,law,An invented law,,2020,,,,14.7,BOHOL-1,,,https://example.org/law,press,2021,,partly,,,2026-11-23,\n"
	files := fstest.MapFS{"focal.csv": {Data: []byte(focal)}, "plan_lines.csv": {Data: []byte(lines)}, "measures.csv": {Data: []byte(measures)}}
	snap, err := data.Load(data.Layers{files, data.Files()})
	if err != nil {
		t.Fatal(err)
	}
	s := site(t, Options{})
	s.Use(snap)
	at := func(path string) *htmlcheck.Page { return htmlcheck.Parse(t, get(t, s, path).Body) }
	at("/en/s/TH").In(t, "main", htmlcheck.HasText("Example Office (SOMTC)"), htmlcheck.LacksText("Earlier Office"))
	at("/en/s/TH").In(t, "a[href='mailto:office@example.org']")
	at("/en/bodies").In(t, "#SOMTC", htmlcheck.HasText("Example Office (Thailand)"), htmlcheck.HasText("Example Desk"))
	at("/en/bodies").In(t, "#SOMTC a[href='https://example.org/desk']")
	plan := at("/en/plans")
	for _, want := range []string{"Provision", "ACTIP 14.1", "An invented activity", "an invented paper", "Lead", "Co-operating", "ACWC", "under way, as of 2018", "An invented law"} {
		plan.In(t, "#BOHOL-1", htmlcheck.HasText(want))
	}
	plan.Not(t, "#activities")
	at("/en/m/TH-2020-X").In(t, "dd a[href='/en/plans#BOHOL-1']")
	for path, n := range map[string]int{"/data/focal.csv": 2, "/data/plan_lines.csv": 1} {
		if rows := records(t, get(t, s, path).Body); len(rows) != n {
			t.Errorf("%s has %d rows", path, len(rows))
		}
	}
}
