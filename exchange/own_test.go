package exchange_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/consent"
	"lindung/field"
	"lindung/internal/test/nodetest"
	"lindung/person"
)

func answers(t *testing.T, n *nodetest.Node, form string, posted url.Values) map[string]field.Values {
	t.Helper()
	f, ok := person.Forms.Named(form)
	if !ok {
		t.Fatalf("no form %s", form)
	}
	v, problems := f.Decode(posted, n.Now())
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	return map[string]field.Values{form: v}
}

// A consent that a file reports is a fact of the file: it is kept and goes out
// as it came, and it is no grant.
func TestReportedConsentOpensNothing(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		sup := n.As(t, "supervisor@shelter")
		bring(t, sup, []byte("prs_FirstName,con_Consent\nSiti,TRUE\n"), false)
		rows, _, err := cases.List(ctx, sup, cases.Filter{})
		if err != nil || len(rows) != 1 {
			t.Fatal(rows, err)
		}
		id := rows[0].ID
		ledger, _, err := consent.Read(ctx, sup, cases.Target(id))
		if err != nil || len(ledger.Grants)+len(ledger.Bases) != 0 {
			t.Errorf("%+v, %v", ledger, err)
		}
		hospital := n.As(t, "duty_officer@hospital")
		if _, err := cases.Read(ctx, hospital, id); !errors.Is(err, access.ErrDenied) {
			t.Errorf("another organisation reads it: %v", err)
		}
		if out := table(t, export(t, cli(n, "shelter"), "csv")); out[0]["con_Consent"] != "TRUE" {
			t.Errorf("it goes out as %q", out[0]["con_Consent"])
		}
	})
}

// Cases that were recorded here go out by the same rules, and come in again
// elsewhere.
func TestOwnCasesGoOut(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		ana, sup := n.As(t, "caseworker@shelter"), n.As(t, "supervisor@shelter")
		c, err := cases.Open(ctx, ana, cases.New{
			Names: []person.Name{{Text: "Ah Mui", Kind: "nickname", Call: true}, {Text: "Sok Example", Kind: "official"}},
			Answers: answers(t, n, "situation_exploitation", url.Values{
				"exploitation_type": {"Other", "ForcedLabour", "x_ForcedCriminality"}, "industry-absent": {"unknown"}, "exploitation_place-absent": {"refused"},
			}),
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := cases.FollowUp(ctx, ana, c.ID, true); err != nil {
			t.Fatal(err)
		}
		v, problems := person.Counted.Decode(url.Values{"help_taken": {"food"}}, n.Now())
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		if _, err := cases.CountRefusal(ctx, ana, v); err != nil {
			t.Fatal(err)
		}
		out := export(t, sup.SteppedUp(true), "csv")
		rows := table(t, out)
		if len(rows) != 1 {
			t.Fatalf("%d rows", len(rows))
		}
		for column, want := range map[string]string{
			"prs_FirstName": "Sok Example", "prs_SecondName": "", "cas_CaseOwner": "Ana Example (caseworker@shelter)", "cas_Status": "FollowUp",
			"vic_TypeOfExploitation": "Other; ForcedLabour", "vic_TypeOfExploitation_ext": "Other; x_ForcedCriminality",
			"vic_ForcedLabourIndustry": "", "vic_ForcedLabourIndustry_ext": "x_Unknown", "vic_LocationOfExploitation": "", "con_Consent": "",
		} {
			if rows[0][column] != want {
				t.Errorf("%s: got %q, want %q", column, rows[0][column], want)
			}
		}
		bring(t, cli(n, "ngo"), out, false)
		if again := export(t, cli(n, "ngo"), "csv"); untied(t, again) != untied(t, out) {
			t.Errorf("it comes back as\n%s", again)
		}
		all := jsonOf(t, n, "shelter")
		if p := all.Persons[0]; p["prs_FirstName"] != "Sok Example" || len(p["x_names"].([]any)) != 2 {
			t.Errorf("%v", p)
		}
		victim := all.Cases[0]["victims"].([]any)[0].(map[string]any)
		if got := victim["x_absent"]; got == nil || got.(map[string]any)["vic_LocationOfExploitation"] != "refused" {
			t.Errorf("%v", victim)
		}
	})
}

// Who is known by an estimated age alone does not lose it in a file, nor its doubt
// nor its day, and is a child on the other side too.
func TestEstimatedAgeGoesOut(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		n.At(time.Date(2026, 11, 28, 9, 0, 0, 0, time.UTC))
		ana, ngo := n.As(t, "caseworker@shelter"), n.As(t, "supervisor@ngo")
		if _, err := cases.Open(ctx, ana, cases.New{
			Names:   []person.Name{{Text: "Nok Example", Kind: "official"}},
			Answers: answers(t, n, "identity_birth", url.Values{"estimated_age": {"16"}, "age_precision": {"within_1_year"}, "age_asof": {"2026-01"}}),
		}); err != nil {
			t.Fatal(err)
		}
		out := export(t, cli(n, "shelter"), "csv")
		bring(t, cli(n, "ngo"), out, false)
		if again := export(t, cli(n, "ngo"), "csv"); untied(t, again) != untied(t, out) {
			t.Errorf("it comes back as\n%s, not as\n%s", again, out)
		}
		for column, want := range map[string]string{"x_estimated_age": "16", "x_age_precision": "within_1_year", "x_age_asof": "2026-01", "prs_Birthdate": ""} {
			if got := table(t, out)[0][column]; got != want {
				t.Errorf("%s: got %q, want %q", column, got, want)
			}
		}
		if p := jsonOf(t, n, "ngo").Persons[0]; p["x_estimated_age"] != 16.0 || p["x_age_precision"] != "within_1_year" || p["x_age_asof"] != "2026-01" {
			t.Errorf("%v", p)
		}
		rows, _, err := cases.List(ctx, ngo, cases.Filter{})
		if err != nil || len(rows) != 1 || !rows[0].Child {
			t.Errorf("%d cases of children: %v", len(rows), err)
		}
	})
}

// A file that has an age and no date of birth is read as what it is: an age that
// was told, on the day that its row names or else on the day of the import. It
// never becomes a date of birth, and brought in again it is the same row.
func TestAgeIsAnEstimate(t *testing.T) {
	for header, day := range map[string]string{
		"prs_FirstName,prs_SecondName,Age": "2026-11-28", "prs_FirstName,prs_SecondName,Umur": "2026-11-28",
		"First Name,Second Name,AGE (years)": "2026-11-28", "prs_FirstName,prs_SecondName,Age,x_age_asof": "2025-03-01",
	} {
		n := one(t)
		n.At(time.Date(2026, 11, 28, 9, 0, 0, 0, time.UTC))
		file := header + "\nSiti,Contoh,16"
		if strings.Contains(header, "asof") {
			file += ",2025-03-01"
		}
		r := try(t, n, []byte(file+"\n"))
		want := []string{}
		if !strings.Contains(header, "asof") {
			want = append(want, "mapped x_estimated_age exchange.mapped.age")
		}
		if got := actions(r, 2); r.Accepted != 1 || !slices.Equal(got, want) {
			t.Errorf("%s: %v %v", header, tally(r), got)
			continue
		}
		row := table(t, export(t, cli(n, "shelter"), "csv"))[0]
		if row["x_estimated_age"] != "16" || row["x_age_asof"] != day || row["prs_Birthdate"] != "" {
			t.Errorf("%s: %v", header, row)
		}
		rows, _, err := cases.List(ctx, n.As(t, "supervisor@shelter"), cases.Filter{})
		if err != nil || len(rows) != 1 || !rows[0].Child {
			t.Errorf("%s: %d cases of children: %v", header, len(rows), err)
		}
		n.Clock.Add(48 * time.Hour)
		if again := try(t, n, []byte(file+"\n")); again.Duplicates != 1 {
			t.Errorf("%s: brought in again: %v", header, tally(again))
		}
	}
	n := one(t)
	for file, want := range map[string]string{
		"prs_FirstName,Age\nSiti,about 16\n":            "refused x_estimated_age",
		"prs_FirstName,Age\nSiti,160\n":                 "refused x_estimated_age",
		"prs_FirstName,Age,x_estimated_age\nSiti,1,2\n": "refused x_estimated_age exchange.file.twice",
	} {
		r := try(t, n, []byte(file))
		if len(r.Lines) != 1 || !strings.HasPrefix(fmt.Sprint(r.Lines[0].Action, " ", r.Lines[0].Column, " ", r.Lines[0].Rule), want) {
			t.Errorf("%s: %+v", file, r.Lines)
		}
	}
}

type decoded struct {
	Standard, Version, Profile    string
	Organisations, Persons, Cases []map[string]any
}

func jsonOf(t *testing.T, n *nodetest.Node, org string) decoded {
	t.Helper()
	var all decoded
	if err := json.Unmarshal(export(t, cli(n, org), "json"), &all); err != nil {
		t.Fatal(err)
	}
	return all
}

func TestJSON(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		if all := jsonOf(t, n, "shelter"); all.Persons == nil || all.Cases == nil {
			t.Error("an empty export has no lists")
		}
		bring(t, cli(n, "shelter"), file(t, broken), true)
		all := jsonOf(t, n, "shelter")
		if all.Standard != "HTCDS" || all.Version != "2.0" || all.Organisations[0]["org_Name"] != "Example Shelter" || len(all.Cases) != 4 {
			t.Errorf("%+v", all)
		}
		if got := all.Persons[3]["prs_FirstName"]; got != `=HYPERLINK("http://example.invalid","x")` {
			t.Errorf("JSON is no spreadsheet: %v", got)
		}
		second := all.Cases[1]["victims"].([]any)[0].(map[string]any)
		if got := second["vic_TypeOfExploitation"].([]any); !slices.Equal(got, []any{"ForcedLabour", "SexualExploitation"}) {
			t.Errorf("%v", got)
		}
		if got := all.Cases[2]["consents"].([]any)[0].(map[string]any)["con_Consent"]; got != false {
			t.Errorf("%v", got)
		}
	})
}

// A case that was closed since goes out as closed, with the reason.
func TestStatusOfToday(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		sup := n.As(t, "supervisor@shelter")
		bring(t, sup, []byte("prs_FirstName,cas_Status\nSiti,\nDara,Closed\nSok,Active\n"), false)
		rows, _, err := cases.List(ctx, sup, cases.Filter{})
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rows {
			if r.Name == "Sok" {
				if err := cases.Close(ctx, sup, r.ID, "returned"); err != nil {
					t.Fatal(err)
				}
			}
		}
		got := []string{}
		for _, row := range table(t, export(t, cli(n, "shelter"), "csv")) {
			got = append(got, row["prs_FirstName"]+" "+row["cas_Status"]+" "+row["cas_ReasonForCaseClosure"])
		}
		if want := []string{"Siti  ", "Dara Closed ", "Sok Closed returned"}; !slices.Equal(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
	})
}

// An actor does not export what they may not read.
func TestWallsHoldInExport(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		bring(t, cli(n, "police"), file(t, broken), true)
		rows := table(t, export(t, n.As(t, "supervisor@police").SteppedUp(true), "csv"))
		if len(rows) != 4 || rows[0]["prs_FirstName"] != "Siti" || rows[0]["con_Consent"] != "" {
			t.Errorf("%v", rows)
		}
	})
}

// Who has no name in the file has a case without one.
func TestNoName(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		sup := n.As(t, "supervisor@shelter")
		bring(t, sup, []byte("prs_Gender,prs_Birthdate\nFeminine,2012\n"), false)
		rows, _, err := cases.List(ctx, sup, cases.Filter{})
		if err != nil || len(rows) != 1 || rows[0].Name != "" || !rows[0].Child {
			t.Fatalf("%+v, %v", rows, err)
		}
		c, err := cases.Read(ctx, sup, rows[0].ID)
		if err != nil || c.Batch == "" || !lindung.IsID(string(c.Batch)) {
			t.Errorf("%v, %v", c.Batch, err)
		}
	})
}

// How to reach a person safely leaves with every telephone number, and comes in
// again; of those whom they must be kept from only whom to ask.
func TestContactLeavesWithItsRule(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		ana := n.As(t, "caseworker@shelter")
		all := map[string]field.Values{}
		for form, posted := range map[string]url.Values{
			"contact_phone":  {"mobile_phone": {"+6281200000001"}},
			"safety_contact": {"contact_channels": {"call"}, "contact_hours": {"09:00-11:00"}, "contact_never_say": {"the shelter"}},
			"safety_people":  {"keep_from": {"an uncle of that name"}, "secret_place": {"yes"}},
		} {
			maps.Copy(all, answers(t, n, form, posted))
		}
		c, err := cases.Open(ctx, ana, cases.New{Names: []person.Name{{Text: "Sok Example", Kind: "official"}}, Answers: all})
		if err != nil {
			t.Fatal(err)
		}
		for _, format := range []string{"csv", "json"} {
			out := string(export(t, cli(n, "shelter"), format))
			for _, want := range []string{"6281200000001", "x_contact_channels", "09:00-11:00", "the shelter", "x_secret_place", "Example Shelter, " + c.Number} {
				if !strings.Contains(out, want) {
					t.Errorf("%s: %q does not leave with the number", format, want)
				}
			}
			if strings.Contains(out, "uncle") {
				t.Errorf("%s: it says whom the person must be kept from", format)
			}
		}
		file := export(t, cli(n, "shelter"), "csv")
		report := bring(t, n.As(t, "supervisor@ngo"), file, false)
		if report.Accepted != 1 {
			t.Fatalf("%+v", report.Lines)
		}
		if again := export(t, cli(n, "ngo"), "csv"); untied(t, again) != untied(t, file) {
			t.Errorf("what came in goes out as\n%s\nand not as\n%s", again, file)
		}
	})
}

// What was done for a person goes out with the case, without what was struck out.
func TestRecordsGoOut(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		ana := n.As(t, "caseworker@shelter")
		c, err := cases.Open(ctx, ana, cases.New{Names: []person.Name{{Text: "Sok Example", Kind: "official"}}})
		if err != nil {
			t.Fatal(err)
		}
		service, ok := n.Forms.Named("service")
		if !ok {
			t.Fatal("no form service")
		}
		var made cases.Record
		for _, what := range []string{"shelter", "money"} {
			v, problems := service.Decode(url.Values{"service": {what}, "service_on": {"2026-03"}, "service_by-absent": {"unknown"}}, n.Now())
			if problems != nil {
				t.Fatal(problems)
			}
			if made, err = cases.AddRecord(ctx, ana, c.ID, cases.Record{Form: service, Values: v}); err != nil {
				t.Fatal(err)
			}
		}
		why, _ := cases.Struck.Decode(url.Values{"struck_why": {"of another person"}}, n.Now())
		if err := cases.StrikeRecord(ctx, ana, c.ID, cases.Record{Form: service, ID: made.ID, Version: 1, Values: why}); err != nil {
			t.Fatal(err)
		}
		got, err := json.Marshal(jsonOf(t, n, "shelter").Cases[0]["x_records"])
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{`"service":"shelter"`, `"service_on":"2026-03"`, `"x_absent":{"service_by":"unknown"}`, `"x_status":"open"`} {
			if !strings.Contains(string(got), want) {
				t.Errorf("%s lacks %s", got, want)
			}
		}
		if strings.Contains(string(got), "money") || strings.Contains(string(got), "of another") {
			t.Errorf("what was struck out goes out: %s", got)
		}
	})
}
