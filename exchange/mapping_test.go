package exchange_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"lindung"
	"lindung/cases"
	"lindung/exchange"
	"lindung/field"
	"lindung/internal/test/nodetest"
	"lindung/person"
)

// roster is a list as a police unit keeps one: a title, headers in Indonesian, a column
// that is nobody's business.
const roster = "Operasi Contoh 2026 (invented);;;;;;\n" +
	"No;Nama;JK;Tgl Lahir;Kewarganegaraan;No HP;Ruang\n" +
	"1;Samanama Satu;P;03/04/2001;Kamboja;+855120000001;A\n" +
	"2;Samanama Dua;L;05/06/1999;Filipino;+639120000002;A\n" +
	"3;;;;;;\n"

func suggest(t *testing.T, text string) exchange.Suggestion {
	t.Helper()
	s, err := exchange.Suggest(strings.NewReader(text), person.Forms, now)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestSuggest(t *testing.T) {
	s := suggest(t, roster)
	var got []string
	for i, c := range s.Mapping.Columns {
		got = append(got, fmt.Sprintf("%s=%s%v%v", c.Header, c.Field, c.LeaveOut, s.Columns[i].Doubt))
	}
	want := []string{
		"No=truefalse", "Nama=prs_FirstNamefalsefalse", "JK=prs_Genderfalsefalse", "Tgl Lahir=prs_Birthdatefalsetrue",
		"Kewarganegaraan=prs_Citizenshipfalsefalse", "No HP=prs_MobilePhonefalsefalse", "Ruang=truefalse",
	}
	if !slices.Equal(got, want) || len(s.Faults) > 0 {
		t.Errorf("got %q, want %q, %v", got, want, s.Faults)
	}
	// Without a word that is known the contents speak.
	s = suggest(t, "a,b,c\nSamanama,x@example.invalid,Laos\nSamanama Dua,y@example.invalid,ไทย\n")
	if s.Mapping.Columns[1].Field != "prs_Email" || s.Mapping.Columns[2].Field != "prs_Citizenship" || !s.Mapping.Columns[0].LeaveOut {
		t.Errorf("by contents: %+v", s.Mapping.Columns)
	}
	if one := suggest(t, "one cell"); len(one.Faults) != 1 || one.Faults[0].Rule != "exchange.file.empty" {
		t.Errorf("a table of one cell: %+v", one)
	}
	wide := strings.Repeat("x,", 199) + "Nama\n"
	if s := suggest(t, wide+strings.Repeat("1,", 199)+"Samanama\n"); len(s.Faults) != 0 || len(s.Mapping.Columns) != 200 || s.Mapping.Columns[199].Field != "prs_FirstName" {
		t.Errorf("200 columns: %d %v", len(s.Mapping.Columns), s.Faults)
	}
}

// listed is a mapping of the roster.
func listed(t *testing.T) exchange.Mapping {
	m := suggest(t, roster).Mapping
	m.Name = "Roster"
	m.Columns[3].Order = "day"
	return m
}

func TestReadTable(t *testing.T) {
	n, m := one(t), listed(t)
	if bad := m.Check(person.Forms); len(bad) > 0 {
		t.Fatal(bad)
	}
	again, err := exchange.ParseMapping(strings.NewReader(m.Text()))
	if err != nil || again.Text() != m.Text() {
		t.Fatalf("%v: %s", err, again.Text())
	}
	bringList := func(text string, m exchange.Mapping) exchange.Report {
		f, err := exchange.ReadTable(strings.NewReader(text), m, person.Forms, now)
		if err != nil {
			t.Fatal(err)
		}
		r, err := exchange.Import(ctx, cli(n, "shelter"), f, true)
		if err != nil && !errors.Is(err, exchange.ErrRefused) {
			t.Fatal(err)
		}
		return r
	}
	if r := bringList(roster, again); tally(r) != [5]int{2, 2, 2, 0, 0} {
		t.Errorf("%v %+v", tally(r), r.Lines)
	}
	rows := table(t, export(t, cli(n, "shelter"), "csv"))
	if len(rows) != 2 || rows[0]["prs_Birthdate"] != "2001-04-03" || rows[0]["prs_Citizenship"] != "KH" || rows[0]["prs_Gender"] != "Feminine" || rows[1]["prs_Gender"] != "Masculine" {
		t.Errorf("%v", rows)
	}
	// A list that changed says which columns are missing, and which are new.
	r := bringList(strings.Replace(roster, "Tgl Lahir", "Lahir", 1), m)
	if got := actions(r, 2); !slices.Equal(got, []string{"refused Tgl Lahir exchange.mapping.missing", "refused D exchange.mapping.new"}) || r.Accepted > 0 {
		t.Errorf("%q", got)
	}
	if suggest(t, strings.Replace(roster, "Tgl Lahir", "Lahir", 1)).Fits(m) || !suggest(t, roster).Fits(m) {
		t.Error("whether a mapping fits is wrong")
	}
	// The words of the list are what the mapping says they are.
	m = exchange.Mapping{Name: "x", Columns: []exchange.MappedColumn{{Header: "n", Field: "prs_FirstName"}, {Header: "s", Field: "cas_Status", Values: map[string]string{"Selesai": "Closed"}}}}
	if r := bringList("n,s\nSamanama Tiga,selesai\nSamanama Empat,other\n", m); r.Accepted != 1 || r.Refused != 1 {
		t.Errorf("%v %+v", tally(r), r.Lines)
	}
}

func TestMappingFaults(t *testing.T) {
	name := exchange.MappedColumn{Header: "n", Field: "prs_FirstName"}
	for want, c := range map[string][]exchange.MappedColumn{
		"":                         {name},
		"exchange.mapping.field":   {name, {Header: "x", Field: "no_such"}},
		"exchange.file.twice":      {name, {Header: "x", Field: "prs_FirstName"}},
		"exchange.mapping.header":  {name, {Header: " N", LeaveOut: true}},
		"exchange.mapping.both":    {name, {Header: "x", Field: "prs_Email", LeaveOut: true}},
		"exchange.mapping.order":   {{Header: "n", Field: "prs_FirstName", Order: "day"}},
		"exchange.mapping.value":   {name, {Header: "x", Field: "cas_Status", Values: map[string]string{"a": "no such"}}},
		"exchange.mapping.nothing": {{Header: "n", LeaveOut: true}},
	} {
		bad := exchange.Mapping{Name: "x", Columns: c}.Check(person.Forms)
		got := ""
		if len(bad) > 0 {
			got = bad[0].Key
		}
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	for _, text := range []string{"", "{}", "[1]", `{"format":"lindung-mapping-1","surprise":1}`, strings.Repeat("[", 1_000_000)} {
		if _, err := exchange.ParseMapping(strings.NewReader(text)); !errors.Is(err, exchange.ErrMapping) {
			t.Errorf("%.20q: %v", text, err)
		}
	}
}

// A mapping is saved for its organisation, replaced under its name, and no other
// organisation knows of it.
func TestSaveMapping(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		s, m := cli(n, "shelter"), listed(t)
		first, err := exchange.SaveMapping(ctx, s, m)
		if err != nil || first == "" {
			t.Fatal(first, err)
		}
		m.Columns[3].Order = "month"
		if again, err := exchange.SaveMapping(ctx, n.As(t, "supervisor@shelter"), m); err != nil || again != first {
			t.Errorf("%s, %s, %v", first, again, err)
		}
		got, err := exchange.MappingNamed(ctx, s, "Roster")
		if err != nil || got.Text() != m.Text() || got.ID != first {
			t.Errorf("%v %s", err, got.Text())
		}
		if all, err := exchange.Mappings(ctx, cli(n, "ngo")); err != nil || len(all) > 0 {
			t.Errorf("%d mappings, %v", len(all), err)
		}
		if _, err := exchange.MappingNamed(ctx, cli(n, "ngo"), "Roster"); !errors.Is(err, lindung.ErrNotFound) {
			t.Error(err)
		}
		if _, err := exchange.Mappings(ctx, n.As(t, "caseworker@shelter")); err == nil {
			t.Error("a caseworker reads mappings")
		}
		m.Name = " "
		var problems field.Problems
		if _, err := exchange.SaveMapping(ctx, s, m); !errors.As(err, &problems) {
			t.Error(err)
		}
	})
}

// The lists of values that a template keeps beside its table are no column of it.
func TestListsBesideTheTable(t *testing.T) {
	sheet := line(1, "prs_FirstName", "prs_Gender", "", "", "", "", "", "", "Gender") + line(2, "Siti", "Female", "", "", "", "", "", "", "Male") + line(3, "", "", "", "", "", "", "", "", "Female")
	sheet = strings.Replace(sheet, ">Gender<", ">Gender values<", 1)
	r := try(t, one(t), workbook(t, sheet, nil))
	if got := actions(r, 1); tally(r) != [5]int{1, 1, 1, 0, 0} || !slices.Equal(got, []string{"noted I exchange.file.aside"}) {
		t.Errorf("%v %q", tally(r), got)
	}
}

// The persons of a file went through one event together, recorded once, also where a
// file is stored in slices.
func TestInEvent(t *testing.T) {
	for _, rows := range []int{3, 250} {
		n := one(t)
		var text strings.Builder
		text.WriteString("prs_FirstName\n")
		for i := range rows {
			fmt.Fprintf(&text, "Samanama %d\n", i)
		}
		f := read(t, []byte(text.String())).InEvent(cases.Event{Kind: "raid", Place: "House of an example"})
		if r, err := exchange.Import(ctx, cli(n, "shelter"), f, false); err != nil || r.Accepted != rows {
			t.Fatal(tally(r), err)
		}
		all, _, err := cases.List(ctx, n.As(t, "supervisor@shelter"), cases.Filter{})
		if err != nil || len(all) == 0 {
			t.Fatal(len(all), err)
		}
		events := map[lindung.EventID]bool{}
		for _, one := range all {
			e, err := cases.ReadEvent(ctx, n.As(t, "supervisor@shelter"), one.ID)
			if err != nil || e.Kind != "raid" {
				t.Fatal(e.Kind, err)
			}
			events[e.ID] = true
		}
		if len(events) != 1 {
			t.Errorf("%d rows: %d events", rows, len(events))
		}
	}
}
