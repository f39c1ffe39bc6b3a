package exchange_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"lindung/exchange"
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
