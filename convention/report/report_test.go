package report

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lindung"
	"lindung/convention"
	"lindung/convention/data"
	"lindung/i18n"
)

func setUp(t *testing.T) (*convention.Snapshot, func(string) lindung.Date, i18n.T) {
	t.Helper()
	s, err := data.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	day := func(text string) lindung.Date {
		d, err := lindung.ParseDate(text)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	return s, day, i18n.For(i18n.English)
}

func asJSON(t *testing.T, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestStatusOfTheAutumnOf2016(t *testing.T) {
	s, day, english := setUp(t)
	st, err := convention.StatusOf(s, "ACTIP", convention.When{On: day("2016-10-01"), Known: day("2026-11-28")})
	if err != nil {
		t.Fatal(err)
	}
	r := NewStatus(st, english)
	want := `{"instrument":"ACTIP","on":"2016-10-01","known":"2026-11-28","ratified":["KH","SG","TH"],"in_force":null,"bound":[],"open":[],"states":[` +
		`{"state":"BN","party_by":"2020-01-31","since":{"from":"2020-01-01","until":"2020-03-01"},"certainty":"partly"},` +
		`{"state":"KH","party_by":"2016-01-25","since":{"from":"2017-03-08","until":"2017-03-08"},"certainty":"verified"},` +
		`{"state":"ID","party_by":null,"since":{"from":"2017-11-13","until":null},"certainty":"open"},` +
		`{"state":"LA","party_by":"2017-10-11","since":{"from":"2017-03-08","until":"2017-11-10"},"certainty":"partly"},` +
		`{"state":"MY","party_by":"2017-10-11","since":{"from":"2017-03-08","until":"2017-11-10"},"certainty":"partly"},` +
		`{"state":"MM","party_by":"2017-01-16","since":{"from":"2017-03-08","until":"2017-03-08"},"certainty":"verified"},` +
		`{"state":"PH","party_by":"2017-02-07","since":{"from":"2017-03-08","until":"2017-03-08"},"certainty":"verified"},` +
		`{"state":"SG","party_by":"2016-01-25","since":{"from":"2017-03-08","until":"2017-03-08"},"certainty":"verified"},` +
		`{"state":"TH","party_by":"2016-07-24","since":{"from":"2017-03-08","until":"2017-03-08"},"certainty":"verified"},` +
		`{"state":"VN","party_by":"2017-01-05","since":{"from":"2017-03-08","until":"2017-03-08"},"certainty":"verified"}]}`
	if diff := cmp.Diff(want, asJSON(t, r)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	text := `ACTIP on 1 October 2016, as known on 28 November 2026
Not in force on that day
Ratified: Cambodia, Singapore, Thailand
Bound: none
  Cambodia: party by 25 January 2016; bound: 8 March 2017 (Verified)
  Singapore: party by 25 January 2016; bound: 8 March 2017 (Verified)
  Thailand: party by 24 July 2016; bound: 8 March 2017 (Verified)
`
	if diff := cmp.Diff(text, r.Text()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestStatusSaysWhyAFactIsOpen(t *testing.T) {
	s, day, english := setUp(t)
	st, err := convention.StatusOf(s, "ACTIP", convention.When{On: day("2017-09-10"), Known: day("2026-11-24")})
	if err != nil {
		t.Fatal(err)
	}
	r := NewStatus(st, english)
	want := []Open{
		{"LA", "entry_into_force", "The rule can be read in two ways. By one interpretation the state was bound by then, by the other not yet. The day is between 8 March 2017 and 29 September 2017."},
		{"MY", "deposit", "The day of deposit is not established. It was between 30 August 2017 and 11 October 2017."},
		{"MY", "entry_into_force", "The day of entry into force is not established. It is between 30 August 2017 and 10 November 2017."},
	}
	if diff := cmp.Diff(want, r.Open); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if r.InForce == nil || *r.InForce != "2017-03-08" {
		t.Errorf("in force %v", r.InForce)
	}
}

func TestDuties(t *testing.T) {
	s, day, english := setUp(t)
	r := NewDuties(s, convention.Duties(s, "TH", convention.When{On: day("2020-01-01"), Known: day("2026-11-24")}), english)
	var told *Duty
	for i := range r.Duties {
		if r.Duties[i].Paragraph == "ACTIP 14.3" {
			told = &r.Duties[i]
		}
	}
	if told == nil {
		t.Fatal("ACTIP 14.3 does not bind Thailand")
	}
	if told.Strength != convention.Shall || told.Bearer != "receiving" || len(told.Softeners) != 1 ||
		!strings.HasPrefix(told.TimeLimit, "without unreasonable delay") || told.Since != (Days{"2017-03-08", "2017-03-08"}) {
		t.Errorf("got %+v", *told)
	}
	if len(r.Perhaps) != 0 || !strings.Contains(asJSON(t, r), `"perhaps":[]`) {
		t.Errorf("perhaps %v", r.Perhaps)
	}
	if !strings.Contains(r.Text(), "  ACTIP 14.7 (must consider; Partly verified)\n") {
		t.Errorf("the text lacks the soft duty:\n%s", r.Text())
	}
}

func TestDutiesThatAreOpen(t *testing.T) {
	s, day, english := setUp(t)
	r := NewDuties(s, convention.Duties(s, "TL", convention.When{On: day("2026-11-24"), Known: day("2026-11-24")}), english)
	for _, d := range r.Duties {
		if d.Instrument == "ACTIP" {
			t.Errorf("%s binds Timor-Leste", d.Paragraph)
		}
	}
	if len(r.Perhaps) == 0 || len(r.Open) == 0 || r.Open[0].Fact != "party" {
		t.Errorf("%d duties, %d perhaps, open %v", len(r.Duties), len(r.Perhaps), r.Open)
	}
}

func TestCheck(t *testing.T) {
	_, _, english := setUp(t)
	if r := NewCheck(nil, nil, nil, english); asJSON(t, r) != `{"problems":[],"kinds":[],"pages":[]}` || r.Text() != "The data is good.\n" {
		t.Errorf("got %s, %q", asJSON(t, r), r.Text())
	}
	pages := []data.Ripeness{{Kind: "r", Rows: 12, NeedsRows: 10}, {Kind: "m", Rows: 12, NeedsRows: 10, States: 2, NeedsStates: 3}}
	r := NewCheck(nil, nil, pages, english)
	want := "The data is good.\nPages /r: 12 sourced rows of 10 needed; in the menu.\n" +
		"Pages /m: 12 sourced rows of 10 needed, 2 states of 3 needed; not in the menu.\n"
	if r.Text() != want || !r.Pages[0].InMenu || r.Pages[1].InMenu {
		t.Errorf("got %q", r.Text())
	}
	r = NewCheck([]data.Problem{{File: "a.csv", Line: 3, Rule: "date", Detail: "bad"}}, nil, pages, english)
	if !strings.HasPrefix(r.Text(), "a.csv:3: date: bad\n") || len(r.Problems) != 1 || len(r.Pages) > 0 {
		t.Errorf("got %q", r.Text())
	}
}

func TestQuestions(t *testing.T) {
	s, day, english := setUp(t)
	known := day("2026-11-28")
	r := NewQuestions(convention.Questions(s, known), known, english)
	for _, want := range []string{"ACTIP, Timor-Leste: ", "ACTIP, Indonesia: ", "ACTIP-14.3: ", "C01: ", "Thailand, non_punishment: "} {
		if !strings.Contains(r.Text(), want) {
			t.Errorf("the list lacks %q", want)
		}
	}
	if strings.Contains(asJSON(t, r), "null,\"sources\"") {
		t.Error("a list is null")
	}
}

func TestDay(t *testing.T) {
	_, day, _ := setUp(t)
	today := day("2026-11-24")
	for text, want := range map[string]string{"": "2026-11-24", "2016-10-01": "2016-10-01", "2016-02-30": "", "2016-10": "", "today": ""} {
		got, err := Day(text, today)
		if got.String() != want || (err == nil) != (want != "") {
			t.Errorf("%q: %s, %v", text, got, err)
		}
	}
}
