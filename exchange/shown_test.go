package exchange_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"lindung/exchange"
	"lindung/field"
	"lindung/person"
)

// What a sheet shows and a row lacks is a line of the report, never silence.
func TestWhatASheetShows(t *testing.T) {
	head := line(1, "prs_FirstName", "prs_MobilePhone", "prs_MailingPostalCode", "prs_Birthdate")
	for name, c := range map[string]struct{ sheet, want string }{
		"a number to call":        {`<row r="2"><c r="A2" t="str"><v>Siti</v></c><c r="B2"><v>812345678</v></c></row>`, "2 prs_MobilePhone refused exchange.number_as_text"},
		"with a point":            {line(2, "Siti", "628120000011.0"), "2 prs_MobilePhone refused exchange.number_as_text"},
		"with an exponent":        {`<row r="2"><c r="A2" t="str"><v>Siti</v></c><c r="B2" t="n"><v>6.28123456789E+11</v></c></row>`, "2 prs_MobilePhone refused exchange.number_as_text"},
		"a text to call":          {line(2, "Siti", "+628120000011"), ""},
		"without a country":       {line(2, "Siti", "812345678"), "2 prs_MobilePhone noted exchange.number_no_country"},
		"a code that lost a zero": {`<row r="2"><c r="A2" t="str"><v>Siti</v></c><c r="C2"><v>1234</v></c></row>`, "2 prs_MailingPostalCode noted exchange.number_as_text"},
		"an error":                {`<row r="2"><c r="A2" t="str"><v>Siti</v></c><c r="C2" t="e"><v>#N/A</v></c></row>`, "2 prs_MailingPostalCode refused exchange.error_cell"},
		"an error in a date":      {`<row r="2"><c r="A2" t="str"><v>Siti</v></c><c r="D2" t="e"><v>#VALUE!</v></c></row>`, "2 prs_Birthdate refused exchange.error_cell"},
		"a hidden row":            {strings.Replace(line(2, "Siti"), `<row `, `<row hidden="1" `, 1), "2  noted exchange.hidden_row"},
		"letters replaced":        {line(2, "Siti", "", "��"), "2 prs_MailingPostalCode refused exchange.replaced_characters"},
		"a real question":         {line(2, "Siti", "", "?"), "2 prs_MailingPostalCode mapped exchange.mapped.absent"},
		"letters of another code": {line(2, "เธชเธกเธจเธฃเธต"), "2 prs_FirstName refused exchange.replaced_characters"},
		"a Thai name":             {line(2, "เธียรชัย"), ""},
		"a name with an accent":   {line(2, "José Ângela"), ""},
	} {
		r := try(t, one(t), workbook(t, head+c.sheet, nil))
		var got []string
		for _, l := range r.Lines {
			got = append(got, fmt.Sprint(l.Row, " ", l.Column, " ", l.Action, " ", l.Rule))
		}
		if strings.Join(got, "\n") != c.want {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
}

// Who has no country is stateless, and not someone of an unknown country.
func TestStateless(t *testing.T) {
	n := one(t)
	try(t, n, []byte("prs_FirstName,prs_Citizenship\nSiti,stateless\n"))
	all := jsonOf(t, n, "shelter")
	if len(all.Persons) != 1 {
		t.Fatal(all)
	}
	for _, i := range []*field.Info{person.Citizenships.Info} {
		if v, there := all.Persons[0][i.HTCDS]; there {
			t.Errorf("the country is %v", v)
		}
	}
	if exchange.Column(person.Stateless.Info) != "" && !slices.Contains([]any{true, "TRUE"}, all.Persons[0][exchange.Column(person.Stateless.Info)]) {
		t.Error("the person is not stateless")
	}
}
