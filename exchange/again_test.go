package exchange_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"lindung/access"
	"lindung/cases"
	"lindung/exchange"
	"lindung/field"
	"lindung/internal/test/nodetest"
	"lindung/person"
)

// untied is a table of text without the numbers of the cases, which differ, and without what
// it says that it leaves out.
func untied(t testing.TB, file []byte) string {
	t.Helper()
	rows := table(t, file)
	var b strings.Builder
	for _, row := range rows {
		delete(row, "x_case")
		delete(row, "x_left_out")
		fmt.Fprintln(&b, row)
	}
	return b.String()
}

// comesIn imports what is right of a file at the time of the node.
func comesIn(t testing.TB, n *nodetest.Node, s access.Session, b []byte) exchange.Report {
	t.Helper()
	f, err := exchange.Read(bytes.NewReader(b), s.Forms(), n.Now())
	if err != nil {
		t.Fatal(err)
	}
	r, err := exchange.Import(ctx, s, f, true)
	if err != nil && !errors.Is(err, exchange.ErrRefused) {
		t.Fatal(err)
	}
	return r
}

// numberless is a table of text without the column of the numbers.
func numberless(t testing.TB, file []byte) []byte {
	t.Helper()
	rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(file, []byte("\ufeff")))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	at := slices.Index(rows[0], "x_case")
	for i := range rows {
		rows[i] = slices.Delete(rows[i], at, at+1)
	}
	var b bytes.Buffer
	if err := csv.NewWriter(&b).WriteAll(rows); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// openCase opens a case with answers and records.
func openCase(t testing.TB, s access.Session, name string, v map[string]field.Values, many []cases.Record) cases.Case {
	t.Helper()
	c, err := cases.Open(ctx, s, cases.New{Names: []person.Name{{Text: name, Kind: "official"}}, Answers: v, Records: many})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// Persons with an age and without a day of birth become no second cases when the own
// export comes back, in whatever format and with or without the numbers of the cases.
func TestAgesComeBackAsTheSame(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		n.At(time.Date(2026, 11, 28, 9, 0, 0, 0, time.UTC))
		sup := n.As(t, "supervisor@shelter").SteppedUp(true)
		comesIn(t, n, sup, []byte("prs_FirstName,Age\nSiti Samanama,16\nDara Samanama,31\n"))
		n.At(n.Now().Add(72 * time.Hour))
		for _, format := range []string{"csv", "xlsx"} {
			file := opened(t, sup, exchange.Order{Format: format, Reason: "check"})
			if r := comesIn(t, n, sup, file); r.Accepted != 0 || r.Duplicates != 2 {
				t.Errorf("%v: %v", format, tally(r))
			}
		}
		file := opened(t, sup, exchange.Order{Format: "csv", Reason: "check"})
		if r := comesIn(t, n, sup, numberless(t, file)); r.Duplicates != 2 {
			t.Errorf("without numbers: %v", tally(r))
		}
	})
}

// An own export that comes back finds the cases it was made of, also those that were
// recorded here. What says something else about one of them is refused, and what is beside
// another name is somebody new.
func TestOwnFileFindsItsCases(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		sup := n.As(t, "supervisor@shelter").SteppedUp(true)
		service, _ := n.Forms.Named("service")
		v, _ := service.Decode(map[string][]string{"service": {"shelter"}, "service_on": {"2026-03"}}, n.Now())
		birth := answers(t, n, "identity_birth", map[string][]string{"sex": {"Feminine"}, "birth_date": {"1999"}})
		openCase(t, sup, "Siti Samanama", birth, []cases.Record{{Form: service, Values: v}})
		openCase(t, sup, "Dara Samanama", nil, nil)
		for _, format := range []string{"csv", "xlsx"} {
			file := opened(t, sup, exchange.Order{Format: format, Reason: "check"})
			if r := comesIn(t, n, sup, file); r.Accepted != 0 || r.Duplicates != 2 || actions(r, 2)[0] != "duplicate  exchange.duplicate.own" {
				t.Errorf("%v: %v %v", format, tally(r), actions(r, 2))
			}
			if r := comesIn(t, n, n.As(t, "supervisor@ngo"), file); r.Accepted+r.Duplicates != 2 || format == "csv" && r.Accepted != 2 {
				t.Errorf("%v, another organisation: %v", format, tally(r))
			}
		}
		file := string(opened(t, sup, exchange.Order{Format: "csv", Reason: "check"}))
		changed := strings.Replace(file, "Feminine", "Masculine", 1)
		if r := comesIn(t, n, cli(n, "shelter"), []byte(changed)); r.Accepted != 0 || r.Refused != 1 || actions(r, 2)[0] != "refused x_case exchange.own_changed" {
			t.Errorf("with another answer: %v %v", tally(r), actions(r, 2))
		}
		other := strings.Replace(file, "Siti Samanama", "Bunga Contoh", 1)
		if r := comesIn(t, n, cli(n, "shelter"), []byte(other)); r.Accepted != 1 || r.Duplicates != 1 {
			t.Errorf("beside another name: %v", tally(r))
		}
		book := opened(t, sup, exchange.Order{Format: "xlsx", Reason: "check"})
		if r := comesIn(t, n, cli(n, "shelter"), inBook(t, book, "shelter", "money")); r.Refused != 1 {
			t.Errorf("with another record: %v %v", tally(r), actions(r, 2))
		}
	})
}

// inBook replaces the text of cells of a workbook.
func inBook(t *testing.T, book []byte, was, is string) []byte {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(book))
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range f.GetSheetList() {
		rows, _ := f.GetRows(s)
		for y, row := range rows {
			for x, text := range row {
				if at, _ := excelize.CoordinatesToCellName(x+1, y+1); text == was {
					if err := f.SetCellStr(s, at, is); err != nil {
						t.Fatal(err)
					}
				}
			}
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// someText is text as people write it, with what formats trip over.
func someText(r *rand.Rand, long bool) string {
	words := []string{"Contoh", "ทดสอบ", "ទេស្ត", "ပြည်", "Nguyễn", "=1+1", "-5", "+62", "'a'", "\"dua\"", "a;b", "x, y", "@c", "TRUE", "0012", "1e5", "n/a-ish", "😀", "2026-01-02"}
	var all []string
	for range 1 + r.IntN(4) {
		all = append(all, words[r.IntN(len(words))])
	}
	by := " "
	if long && r.IntN(2) == 0 {
		by = "\n"
	}
	return strings.Join(all, by)
}

// someAnswers are answers to a form at random, among them that there is none.
func someAnswers(t *testing.T, r *rand.Rand, f *field.Form, now time.Time) field.Values {
	t.Helper()
	var v field.Values
	for _, i := range f.Fields {
		switch k := r.IntN(10); {
		case k < 3:
		case k < 5:
			v.Put(i, field.Absences[r.IntN(len(field.Absences))])
		default:
			text := answerTo(t, i, r.IntN(60))
			if i.Kind == field.KindText || i.Kind == field.KindLong {
				text = someText(r, i.Kind == field.KindLong)
			}
			if _, _, bad := v.Parse(i, text, now); bad != nil && bad.Key != "problem.text.long" {
				t.Fatalf("%s: %q: %v", i.Name, text, bad)
			}
		}
	}
	return v
}

// Whatever is answered to any declared form, once or many times, goes out and comes back
// the same elsewhere, and at home finds its own case.
func TestAnyCaseGoesOutAndComesBack(t *testing.T) {
	n := one(t)
	n.At(time.Date(2026, 11, 28, 9, 0, 0, 0, time.UTC))
	sup, ngo := n.As(t, "supervisor@shelter").SteppedUp(true), n.As(t, "supervisor@ngo").SteppedUp(true)
	for seed := range uint64(25) {
		r := rand.New(rand.NewPCG(seed, 10))
		once, many := map[string]field.Values{}, []cases.Record(nil)
		for _, f := range n.Forms {
			switch {
			case f.Name == person.Counted.Name || f.Repeat != nil && f.Repeat.Event:
			case f.Repeat == nil && r.IntN(4) > 0:
				if v := someAnswers(t, r, f, n.Now()); v.Len() > 0 {
					once[f.Name] = v
				}
			case f.Repeat != nil && r.IntN(4) == 0:
				if v := someAnswers(t, r, f, n.Now()); v.Len() > 0 { // of a second one some forms ask more
					many = append(many, cases.Record{Form: f, Values: v})
				}
			}
		}
		name := fmt.Sprintf("Contoh %c%c Samanama", 'A'+seed%26, 'a'+seed)
		c := openCase(t, sup, name, once, many)
		for _, format := range []string{"xlsx", "csv"} {
			file := opened(t, sup, exchange.Order{Format: format, Reason: "check", Numbers: []string{c.Number}})
			if r := comesIn(t, n, cli(n, "shelter"), file); r.Accepted != 0 || r.Duplicates != 1 {
				t.Errorf("%d, %v, at home: %v %v", seed, format, tally(r), actions(r, 2))
			}
			if format != "xlsx" {
				continue
			}
			if r := comesIn(t, n, ngo, file); r.Accepted != 1 {
				t.Errorf("%d, %v, elsewhere: %v %v", seed, format, tally(r), actions(r, 2))
				continue
			}
			rows, _, err := cases.List(ctx, ngo, cases.Filter{Sort: cases.NewestOpened, Limit: 200})
			if err != nil {
				t.Fatal(err)
			}
			i := slices.IndexFunc(rows, func(r cases.Row) bool { return r.Name == name })
			back := opened(t, ngo, exchange.Order{Format: "csv", Reason: "check", Numbers: []string{rows[i].Number}})
			if was := untied(t, opened(t, sup, exchange.Order{Format: "csv", Reason: "check", Numbers: []string{c.Number}})); untied(t, back) != was {
				t.Errorf("%d: it comes back as\n%s\nand was\n%s", seed, untied(t, back), was)
			}
		}
	}
}

// A table of text says of each person how many records it leaves out, and comes in again;
// a workbook has them.
func TestTextSaysWhatItLeavesOut(t *testing.T) {
	n := one(t)
	sup := n.As(t, "supervisor@shelter").SteppedUp(true)
	service, _ := n.Forms.Named("service")
	var many []cases.Record
	for _, what := range []string{"shelter", "money", "shelter"} {
		v, _ := service.Decode(map[string][]string{"service": {what}}, n.Now())
		many = append(many, cases.Record{Form: service, Values: v})
	}
	openCase(t, sup, "Siti Samanama", nil, many)
	openCase(t, sup, "Dara Samanama", nil, nil)
	file := opened(t, sup, exchange.Order{Format: "csv", Reason: "check"})
	left := map[string]string{}
	for _, row := range table(t, file) {
		left[row["prs_FirstName"]] = row["x_left_out"]
	}
	if left["Siti Samanama"] != "service 3" || left["Dara Samanama"] != "" {
		t.Errorf("it says %q", left)
	}
	if r := comesIn(t, n, n.As(t, "supervisor@ngo"), file); r.Accepted != 2 || !slices.ContainsFunc(r.Lines, func(l exchange.Line) bool { return l.Rule == "exchange.file.left_out" }) {
		t.Errorf("%v %+v", tally(r), r.Lines)
	}
}
