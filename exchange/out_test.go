package exchange_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"filippo.io/age"
	"github.com/xuri/excelize/v2"

	"lindung"
	"lindung/access"
	"lindung/audit"
	"lindung/cases"
	"lindung/dossier"
	"lindung/exchange"
	"lindung/field"
	"lindung/internal/test/nodetest"
	"lindung/person"
)

const passphrase = "an invented passphrase"

// opened is an export as a file that can be imported: a protected one is opened.
func opened(t testing.TB, s access.Session, order exchange.Order) []byte {
	t.Helper()
	var b bytes.Buffer
	if _, err := exchange.Export(ctx, s, order, &b); err != nil {
		t.Fatal(err)
	}
	if order.Format != exchange.Protected {
		return b.Bytes()
	}
	who, err := age.NewScryptIdentity(order.Passphrase)
	if err != nil {
		t.Fatal(err)
	}
	r, err := age.Decrypt(&b, who)
	if err != nil {
		t.Fatal(err)
	}
	clear, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return clear
}

// staying are the fields of forms that are answered once that no file carries, and why.
var staying = map[string]string{
	person.KeepFrom.Name: "who must not know of the person is said to nobody; the file says whom to ask",
}

// recomputed are fields whose column says what is so today, and not what was answered.
var recomputed = []string{
	person.KeepFromAsk.Name, person.ReportedCaseStatus.Name, person.ReportedOwner.Name, person.ReportedConsent.Name,
}

// answerTo is one answer to a field that differs by turn.
func answerTo(t *testing.T, i *field.Info, turn int) string {
	switch i.Kind {
	case field.KindCode, field.KindCodes:
		codes := i.List.Codes
		one := codes[turn%len(codes)].Name
		if other := codes[(turn+1)%len(codes)].Name; i.Kind == field.KindCodes && other != one {
			return one + "; " + other
		}
		return one
	case field.KindCountry:
		return []string{"ID", "KH", "MM"}[turn%3]
	case field.KindCountries:
		return []string{"ID; KH", "MM", "TH; VN"}[turn%3]
	case field.KindLanguage:
		return []string{"rhg", "khm", "mis"}[turn%3]
	case field.KindLanguages:
		return []string{"ksw; pwo; khm", "mnw", "tha; rhg; inc"}[turn%3]
	case field.KindDate:
		return []string{"2026-01-03", "2025", "2024-02"}[turn%3]
	case field.KindBool:
		return []string{"TRUE", "FALSE"}[turn%2]
	case field.KindCount:
		return []string{"3", "0", "12"}[turn%3]
	case field.KindPhone:
		return []string{"+628120000011", "+85500000002", "+66000000003"}[turn%3]
	case field.KindEmail:
		return []string{"test@example.org", "b@example.org", "c@example.org"}[turn%3]
	case field.KindText:
		return []string{"ទេស្ត Contoh", "=1+1", "'=Contoh, \"dua\""}[turn%3]
	case field.KindLong:
		return []string{"satu\ndua; tiga", "-Contoh", "@Contoh"}[turn%3]
	}
	t.Fatalf("%s is of kind %s, which this test does not know", i.Name, i.Kind)
	return ""
}

// TestEveryFieldGoesOutAndComesBack: whatever is asked once in a case leaves in each format
// of a spreadsheet and is the same when it is brought in again, also that there is no
// answer and why.
func TestEveryFieldGoesOutAndComesBack(t *testing.T) {
	for turn := range 6 {
		t.Run(fmt.Sprint(turn), func(t *testing.T) {
			nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
				n.At(time.Date(2026, 11, 28, 9, 0, 0, 0, time.UTC))
				want := map[string]field.Values{}
				for _, f := range n.Forms {
					if f.Repeat != nil || f.Name == person.Counted.Name {
						continue
					}
					var v field.Values
					for _, i := range f.Fields {
						if i.Inside {
							continue // it is for who has asked alone
						}
						if turn >= 3 {
							v.Put(i, field.Absences[turn-3])
						} else if _, _, bad := v.Parse(i, answerTo(t, i, turn), n.Now()); bad != nil {
							t.Fatalf("%s: %v", i.Name, bad)
						}
					}
					want[f.Name] = v
				}
				if _, err := cases.Open(ctx, n.As(t, "caseworker@shelter"), cases.New{
					Names: []person.Name{{Text: "Sok Example", Kind: "official"}}, Answers: want,
				}); err != nil {
					t.Fatal(err)
				}
				for at, order := range []exchange.Order{{Format: "csv"}, {Format: "xlsx"}, {Format: exchange.Protected, Passphrase: passphrase}} {
					to := []string{"ngo", "police", "hospital"}[at]
					file := opened(t, cli(n, "shelter"), order)
					bring(t, cli(n, to), file, false)
					for _, wrong := range lost(t, cli(n, to), n.Forms, want) {
						t.Errorf("%s: %s", order.Format, wrong)
					}
				}
			})
		})
	}
}

// lost returns which answers of the one case of an organisation are not what they were.
func lost(t *testing.T, s access.Session, forms field.Set, want map[string]field.Values) []string {
	t.Helper()
	var all []string
	err := s.See(ctx, access.ExportRun, s.OrgTarget(), func(tx *access.Tx) error {
		return cases.EachCase(tx, nil, func(c cases.Case) error {
			for _, f := range forms {
				for _, i := range f.Fields {
					v, got := want[f.Name], c.Sections[f.Name].Values
					if v.Len() == 0 || staying[i.Name] != "" || slices.Contains(recomputed, i.Name) {
						continue
					}
					before, _ := v.Absent(i)
					if after, _ := got.Absent(i); v.Text(i) != got.Text(i) || before != after {
						all = append(all, fmt.Sprintf("%s was %q %s, and is %q %s", i.Name, v.Text(i), before, got.Text(i), after))
					}
				}
			}
			return nil
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// TestBook: the spreadsheet has text in every cell, nothing that runs, and says nothing of
// who made it; the table begins with the mark that Excel needs.
func TestBook(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		ana := n.As(t, "caseworker@shelter")
		if _, err := cases.Open(ctx, ana, cases.New{Names: []person.Name{{Text: "=HYPERLINK(1)", Kind: "official"}}}); err != nil {
			t.Fatal(err)
		}
		if b := export(t, cli(n, "shelter"), "csv"); !bytes.HasPrefix(b, []byte{0xEF, 0xBB, 0xBF}) {
			t.Errorf("csv begins with % x", b[:3])
		}
		b := export(t, cli(n, "shelter"), "xlsx")
		f, err := excelize.OpenReader(bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		rows, err := f.GetRows(f.GetSheetList()[0])
		if err != nil || len(rows) != 2 || !slices.Contains(rows[1], "=HYPERLINK(1)") {
			t.Errorf("%q, %v", rows, err)
		}
		for at := range rows[0] {
			cell, _ := excelize.CoordinatesToCellName(at+1, 2)
			if text, err := f.GetCellFormula("HTCDS", cell); text != "" || err != nil {
				t.Errorf("%s runs %q, %v", cell, text, err)
			}
		}
		z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
		if err != nil {
			t.Fatal(err)
		}
		for _, part := range z.File {
			if strings.HasPrefix(part.Name, "docProps") || strings.Contains(part.Name, "vba") {
				t.Errorf("it has %s", part.Name)
			}
		}
	})
}

// TestOrder: what leaves is what was ordered, and the history of each case says so, and why.
func TestOrder(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		sup := n.As(t, "supervisor@shelter").SteppedUp(true)
		var all []cases.Case
		for _, name := range []string{"Sok Example", "Dara Example", "Nok Example"} {
			c, err := cases.Open(ctx, sup, cases.New{Names: []person.Name{{Text: name, Kind: "official"}}})
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, c)
		}
		said := func(id lindung.CaseID, what string) bool {
			entries, err := dossier.History(ctx, sup, id, 20)
			if err != nil {
				t.Fatal(err)
			}
			return slices.ContainsFunc(entries, func(e audit.Entry) bool { return e.Act == string(access.ExportRun) && e.Filter == what })
		}
		rows := table(t, opened(t, sup, exchange.Order{Format: "csv", Reason: "order", Numbers: []string{all[1].Number}}))
		if len(rows) != 1 || rows[0]["prs_FirstName"] != "Dara Example" {
			t.Errorf("one was ordered: %v", rows)
		}
		if !said(all[1].ID, "order") || said(all[0].ID, "order") {
			t.Error("the histories do not say which case left, and why")
		}
		opened(t, sup, exchange.Order{Format: exchange.Protected, Passphrase: passphrase})
		if !said(all[0].ID, "protected") {
			t.Error("the history does not say that the file is protected")
		}
		for _, number := range []string{"KH-26-NONE123", ""} {
			_, err := exchange.Export(ctx, sup, exchange.Order{Format: "csv", Numbers: []string{all[0].Number, number}}, io.Discard)
			if !errors.Is(err, lindung.ErrNotFound) {
				t.Errorf("with a case that is not there: %v", err)
			}
		}
		for name, c := range map[string]struct {
			order exchange.Order
			at    string
		}{
			"no format":          {exchange.Order{}, "format"},
			"another format":     {exchange.Order{Format: "xml"}, "format"},
			"without passphrase": {exchange.Order{Format: exchange.Protected}, "passphrase"},
			"a short passphrase": {exchange.Order{Format: exchange.Protected, Passphrase: "fifteen letters"}, "passphrase"},
			"words as a reason":  {exchange.Order{Format: "csv", Reason: "for Sok Example"}, "reason"},
		} {
			_, err := exchange.Export(ctx, sup, c.order, io.Discard)
			var problems field.Problems
			if !errors.As(err, &problems) || len(problems) != 1 || problems[0].Field != c.at {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

// Why a case left, in words, is sealed in it: its history shows them to who may read the
// case. The log says only that there are words, and an erased case has none.
func TestReasonInWords(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		sup := n.As(t, "supervisor@shelter").SteppedUp(true)
		c := openCase(t, sup, "Sok Example", nil, nil)
		other := openCase(t, sup, "Dara Example", nil, nil)
		order := exchange.Order{Format: "csv", Numbers: []string{c.Number}}
		order.Because(" the lawyer of Contoh asked ")
		opened(t, cli(n, "shelter"), order)
		words := func(s access.Session, id lindung.CaseID) []string {
			t.Helper()
			entries, all, err := dossier.HistoryInWords(ctx, s, id, 50)
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range entries {
				if all[e.N] != "" && (e.Act != string(access.ExportRun) || e.Filter != "words") {
					t.Errorf("the words stand beside %s %s", e.Act, e.Filter)
				}
			}
			return slices.Collect(maps.Values(all))
		}
		if got := words(sup, c.ID); !slices.Equal(got, []string{"the lawyer of Contoh asked"}) {
			t.Errorf("a supervisor reads %q", got)
		}
		if got := words(n.As(t, "data_protection@shelter"), c.ID); len(got) != 0 {
			t.Errorf("who may not read the case reads %q", got)
		}
		if got := words(sup, other.ID); len(got) != 0 {
			t.Errorf("a case that did not leave says %q", got)
		}
		for typed, want := range map[string][2]string{"order": {"order", ""}, " check ": {"check", ""}, "": {"", ""}, "Order": {"words", "Order"}} {
			var o exchange.Order
			if o.Because(typed); o.Reason != want[0] || o.Why != want[1] {
				t.Errorf("%q is %q %q", typed, o.Reason, o.Why)
			}
		}
	})
}

// TestExactLanguages: a language that HTCDS has no code for leaves as the nearest one that
// it has, with the exact one beside it, and is the same when it comes back; and so does a
// language that no list has, with the word for it.
func TestExactLanguages(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		in := "prs_FirstName,prs_PrimaryLanguage,prs_SecondaryLanguage,x_language_namely,x_interpreter_language\n" +
			"Noor,Rohingya,Mon; Thai; S'gaw Karen; pwo; kar,,mis\nSaw,mis,,a word of their own,khm\n"
		bring(t, cli(n, "shelter"), []byte(in), false)
		out := export(t, cli(n, "shelter"), "csv")
		rows := table(t, out)
		if len(rows) != 2 {
			t.Fatalf("%d rows", len(rows))
		}
		if rows[0]["prs_FirstName"] != "Noor" {
			rows[0], rows[1] = rows[1], rows[0]
		}
		for at, want := range []map[string]string{
			{"prs_PrimaryLanguage": "inc", "prs_PrimaryLanguage_ext": "rhg", "prs_SecondaryLanguage": "mkh; tha; kar", "prs_SecondaryLanguage_ext": "mnw; ksw; pwo; kar", "x_interpreter_language": "mis"},
			{"prs_PrimaryLanguage": "mis", "prs_PrimaryLanguage_ext": "", "x_language_namely": "a word of their own"},
		} {
			for column, text := range want {
				if rows[at][column] != text {
					t.Errorf("%s: got %q, want %q", column, rows[at][column], text)
				}
			}
		}
		bring(t, cli(n, "ngo"), out, false)
		if again := export(t, cli(n, "ngo"), "csv"); untied(t, again) != untied(t, out) {
			t.Errorf("it comes back as\n%s", again)
		}
	})
}
