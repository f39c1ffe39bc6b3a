package exchange_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"lindung/consent"
	"lindung/directory"
	"lindung/exchange"
	"lindung/field"
)

var directoryNow = time.Date(2026, 11, 24, 2, 0, 0, 0, time.UTC)

// TestDirectoryFile: what is written is read again as it was, a formula runs in no
// spreadsheet, and rows of organisations are left out.
func TestDirectoryFile(t *testing.T) {
	var says field.Values
	for i, text := range map[*field.Info]string{directory.Services.Info: "shelter; medical", directory.Languages.Info: "khm", directory.HowTo.Info: "=HYPERLINK(\"x\")"} {
		if _, _, bad := says.Parse(i, text, directoryNow); bad != nil {
			t.Fatal(bad)
		}
	}
	listed := []directory.Listed{
		{To: consent.Recipient{Kind: consent.Organisation, ID: "a"}, Name: "Example Shelter", Country: "KH", Sector: "shelter"},
		{To: consent.Recipient{Kind: consent.OutsideBody, ID: "b"}, Name: "Example Embassy", Telephone: "+85500000001", Country: "VN", Sector: "consular", Offer: directory.Offer{Answers: says}},
	}
	var file bytes.Buffer
	if err := exchange.WriteDirectory(&file, listed); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(file.String(), "'=HYPERLINK") {
		t.Error("a formula goes out as one")
	}
	got, wrong, err := exchange.ReadDirectory(&file, directoryNow)
	if err != nil || len(wrong) > 0 || len(got) != 1 {
		t.Fatalf("read again: %d bodies, %v, %v", len(got), wrong, err)
	}
	if got[0].Name != "Example Embassy" || got[0].Phone != "+85500000001" || got[0].Country != "VN" || got[0].Sector != "consular" {
		t.Errorf("another body: %+v", got[0].Body)
	}
	for _, i := range directory.OfferForm.Fields {
		if !got[0].Answers.Same(says, i) {
			t.Errorf("%s is not what was written", i.Name)
		}
	}
}

// TestDirectoryFaults: what is wrong is named by its line and column.
func TestDirectoryFaults(t *testing.T) {
	const head = "name,telephone,country,offer_services\n"
	for _, test := range []struct {
		name, file string
		row        int
		column     string
		rule       string
	}{
		{"nothing", "", 0, "", "exchange.file.empty"},
		{"only a head", head, 0, "", "exchange.file.empty"},
		{"an unknown column", "name,telephone,country,story\nExample,+85500000001,KH,x\n", 1, "D", "exchange.directory.column"},
		{"a missing column", "name,country\nExample,KH\n", 1, "telephone", "exchange.directory.missing"},
		{"no telephone", head + "Example,+85500000001,KH,\nAnother,,KH,\n", 3, "telephone", "consent.problem.body_phone"},
		{"no country", head + "Example,+85500000001,Atlantis,\n", 2, "country", "problem.country"},
		{"an unknown service", head + "Example,+85500000001,KH,miracles\n", 2, "offer_services", "problem.codes"},
		{"an open quote", head + "\"Example,+85500000001,KH,\n", 2, "", "exchange.file.quote"},
	} {
		_, wrong, err := exchange.ReadDirectory(strings.NewReader(test.file), directoryNow)
		if err != nil || len(wrong) == 0 {
			t.Errorf("%s: nothing is wrong, %v", test.name, err)
			continue
		}
		if w := wrong[0]; w.Row != test.row || w.Column != test.column || w.Rule != test.rule {
			t.Errorf("%s: line %d, column %q: %s", test.name, w.Row, w.Column, w.Rule)
		}
	}
}
