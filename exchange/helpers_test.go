package exchange_test

import (
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
)

// sheet reads a template without the program: the cells of its data rows by the
// name that stands over them, with what Excel keeps otherwise written as text.
func sheet(t testing.TB, name string) []map[string]string {
	t.Helper()
	f, err := excelize.OpenFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := f.GetRows(f.GetSheetList()[0], excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	names := append([]string(nil), rows[0]...)
	// N to R are what the labels say, T is misspelt, AJ has no name.
	copy(names[13:18], []string{"prs_MailingStreet", "prs_MailingCity", "prs_MailingState", "prs_MailingPostalCode", "prs_MailingCountry"})
	names[19], names[35] = "vic_TraffickingStatusDecisionMakingOrg", "cas_ReasonForOutgoingReferral"
	var all []map[string]string
	for _, cells := range rows[2:] {
		row := map[string]string{}
		for at, text := range cells {
			if at == 0 || text == "" {
				continue
			}
			switch {
			case names[at] == "con_Consent":
				text = map[string]string{"1": "TRUE", "0": "FALSE"}[text]
			case len(text) == 5 && (names[at] == "prs_Birthdate" || names[at] == "cas_IncomingReferralDate" || names[at] == "cas_OutgoingReferralDate"):
				day, err := excelize.ExcelDateToTime(float(t, text), false)
				if err != nil {
					t.Fatal(err)
				}
				text = day.Format(time.DateOnly)
			}
			row[names[at]] = text
		}
		if len(row) > 0 {
			all = append(all, row)
		}
	}
	return all
}

func float(t testing.TB, text string) float64 {
	t.Helper()
	n, err := strconv.ParseFloat(text, 64)
	if err != nil {
		t.Fatal(err)
	}
	return n
}
