package exchange_test

import (
	"bytes"
	"errors"
	"fmt"
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

// staysOfMany reports whether no file carries the answer to a field of such a form.
func staysOfMany(i *field.Info) bool { return i.Inside || len(i.ToldWith) > 0 }

// saidOf is what the records of one form of a case say, in one order.
func saidOf(all []cases.Record) []string {
	var said []string
	for _, r := range all {
		if r.Status == cases.RecordStruck {
			continue
		}
		var b strings.Builder
		for _, i := range r.Form.Fields {
			if absent, _ := r.Values.Absent(i); !staysOfMany(i) && (r.Values.Text(i) != "" || absent != "") {
				fmt.Fprintf(&b, "%s=%q%s ", i.Name, r.Values.Text(i), absent)
			}
		}
		said = append(said, b.String())
	}
	slices.Sort(said)
	return said
}

// recordsOf are the records of all cases of an organisation, by the person and the form.
func recordsOf(t *testing.T, s access.Session, forms field.Set) map[string][]string {
	t.Helper()
	all := map[string][]string{}
	err := s.See(ctx, access.ExportRun, s.OrgTarget(), func(tx *access.Tx) error {
		return cases.EachCase(tx, nil, func(c cases.Case) error {
			for _, f := range forms {
				stays := !slices.ContainsFunc(f.Fields, func(i *field.Info) bool { return !staysOfMany(i) })
				if said := saidOf(c.Records(f)); f.Repeat != nil && !f.Repeat.Event && !stays && len(said) > 0 {
					all[c.Names[0].Text+" "+f.Name] = said
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

// TestEveryRecordGoesOutAndComesBack: of every form that is answered many times, each record
// of each person leaves with the spreadsheet, on a sheet of its own, and is the same when it
// is brought in again: answers, and that there is none and why.
func TestEveryRecordGoesOutAndComesBack(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		n.At(time.Date(2026, 11, 28, 9, 0, 0, 0, time.UTC))
		ana, forms := n.As(t, "caseworker@shelter"), 0
		for who := range 2 {
			var all []cases.Record
			for _, f := range n.Forms {
				if f.Repeat == nil || f.Repeat.Event {
					continue
				}
				if slices.ContainsFunc(f.Fields, func(i *field.Info) bool { return !staysOfMany(i) }) {
					forms++
				}
				for turn := range 3 {
					var v field.Values
					for _, i := range f.Fields {
						again := f.Repeat.Again != nil && f.Repeat.Again.Declared() == i
						if (turn+who)%3 == 2 && !again && !i.Kind.Several() && f.Repeat.Day.Info != i && f.Repeat.Due.Info != i {
							v.Put(i, field.Absences[turn])
							continue
						}
						if _, _, bad := v.Parse(i, answerTo(t, i, turn+who), n.Now()); bad != nil {
							t.Fatalf("%s: %v", i.Name, bad)
						}
					}
					all = append(all, cases.Record{Form: f, Values: v})
				}
			}
			if _, err := cases.Open(ctx, ana, cases.New{Names: []person.Name{{Text: fmt.Sprint("Sok Example ", who), Kind: "official"}}, Records: all}); err != nil {
				t.Fatal(err)
			}
		}
		want := recordsOf(t, cli(n, "shelter"), n.Forms)
		if len(want) != forms || forms < 6 {
			t.Fatalf("%d forms of %d have records", len(want), forms)
		}
		for to, order := range map[string]exchange.Order{"ngo": {Format: "xlsx"}, "police": {Format: exchange.Protected, Passphrase: passphrase}} {
			bring(t, cli(n, to), opened(t, cli(n, "shelter"), order), false)
			got := recordsOf(t, cli(n, to), n.Forms)
			for of, said := range want {
				if !slices.Equal(got[of], said) {
					t.Errorf("%s: %s:\n%s\nwas\n%s", order.Format, of, strings.Join(got[of], "\n"), strings.Join(said, "\n"))
				}
			}
		}
	})
}

// A record that is not right refuses its person, with the sheet and the row; one of nobody
// is said; and what is a record in a file of one table is one record.
func TestRecordsOfAFile(t *testing.T) {
	book := func(sheets map[string][][]string) []byte {
		f := excelize.NewFile()
		defer f.Close()
		for name, rows := range sheets {
			if _, err := f.NewSheet(name); err != nil {
				t.Fatal(err)
			}
			for at, row := range rows {
				if err := f.SetSheetRow(name, fmt.Sprintf("A%d", at+1), &row); err != nil {
					t.Fatal(err)
				}
			}
		}
		if err := f.DeleteSheet("Sheet1"); err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if err := f.Write(&b); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	people := [][]string{{"prs_FirstName", "x_case"}, {"Siti", "1"}, {"Dara", "2"}, {"Sok", ""}}
	for name, c := range map[string]struct {
		sheets   map[string][][]string
		accepted int
		rules    []string
		records  int
	}{
		"good":       {map[string][][]string{"People": people, "service": {{"x_case", "x_service"}, {"1", "shelter"}, {"1", "medical"}, {"2", "shelter"}}}, 3, nil, 3},
		"wrong":      {map[string][][]string{"People": people, "service": {{"x_case", "x_service", "x_service_on"}, {"1", "shelter", "2026-02-31"}, {"2", "shelter", ""}}}, 2, []string{"problem.date.impossible", "exchange.records.row"}, 1},
		"of nobody":  {map[string][][]string{"People": people, "service": {{"x_case", "x_service"}, {"9", "shelter"}}}, 3, []string{"exchange.records.nobody"}, 0},
		"unknown":    {map[string][][]string{"People": people, "service": {{"x_case", "x_service", "x_wage"}, {"1", "shelter", "3"}}}, 0, []string{"exchange.file.unknown", "exchange.records.sheet"}, 0},
		"twice":      {map[string][][]string{"People": {{"prs_FirstName", "x_case"}, {"Siti", "1"}, {"Dara", "1"}}, "service": {{"x_case", "x_service"}, {"1", "shelter"}}}, 0, []string{"exchange.records.several"}, 0},
		"one table":  {map[string][][]string{"People": {{"prs_FirstName", "x_service", "x_service_on"}, {"Siti", "shelter", "2026-03-02"}}}, 1, nil, 1},
		"other form": {map[string][][]string{"People": people, "service": {{"x_case", "x_service", "prs_Gender"}, {"1", "shelter", "Feminine"}}}, 0, []string{"exchange.file.unknown"}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			n := one(t)
			s := cli(n, "shelter")
			f, err := exchange.Read(bytes.NewReader(book(c.sheets)), n.Forms, n.Now())
			if err != nil {
				t.Fatal(err)
			}
			r, err := exchange.Import(ctx, s, f, true)
			if err != nil && (!errors.Is(err, exchange.ErrRefused) || c.accepted > 0) {
				t.Fatalf("%v: %+v", err, r)
			}
			if r.Accepted != c.accepted {
				t.Errorf("%d stored: %+v", r.Accepted, r.Lines)
			}
			for _, rule := range c.rules {
				if !slices.ContainsFunc(r.Lines, func(l exchange.Line) bool { return l.Rule == rule }) {
					t.Errorf("no %s: %+v", rule, r.Lines)
				}
			}
			got := 0
			for _, said := range recordsOf(t, s, n.Forms) {
				got += len(said)
			}
			if got != c.records {
				t.Errorf("%d records", got)
			}
		})
	}
}

// A protected file comes in with its passphrase, and with no other.
func TestUnseal(t *testing.T) {
	n := one(t)
	if _, err := cases.Open(ctx, n.As(t, "caseworker@shelter"), cases.New{Names: []person.Name{{Text: "Sok Example", Kind: "official"}}}); err != nil {
		t.Fatal(err)
	}
	var sealed bytes.Buffer
	if _, err := exchange.Export(ctx, cli(n, "shelter"), exchange.Order{Format: exchange.Protected, Passphrase: passphrase}, &sealed); err != nil {
		t.Fatal(err)
	}
	with := func(typed string) func() (string, error) { return func() (string, error) { return typed, nil } }
	for _, typed := range []string{"", "another passphrase of some length"} {
		if _, err := exchange.Unseal(bytes.NewReader(sealed.Bytes()), with(typed)); err != exchange.ErrPassphrase {
			t.Errorf("%q: %v", typed, err)
		}
	}
	clear, err := exchange.Unseal(bytes.NewReader(sealed.Bytes()), with(passphrase))
	if err != nil {
		t.Fatal(err)
	}
	f, err := exchange.Read(clear, n.Forms, n.Now())
	if err != nil {
		t.Fatal(err)
	}
	if r, err := exchange.Import(ctx, cli(n, "ngo"), f, false); err != nil || r.Accepted != 1 {
		t.Errorf("%+v, %v", r, err)
	}
	plain, err := exchange.Unseal(strings.NewReader("prs_FirstName\nSok\n"), func() (string, error) { panic("asked") })
	if f, bad := exchange.Read(plain, n.Forms, n.Now()); err != nil || bad != nil || !f.Known() {
		t.Errorf("a file that is not protected: %v, %v", err, bad)
	}
}
