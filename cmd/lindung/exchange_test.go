package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/consent"
	"lindung/exchange"
	"lindung/internal/db"
	"lindung/internal/test/nodetest"
	"lindung/referral"
)

const (
	brokenFile = "../../exchange/testdata/htcds-2.0-broken.csv"
	shortFile  = "../../exchange/testdata/htcds-2.0-short-row.csv"
	plainFile  = "../../exchange/testdata/htcds-2.0-plain-60.xlsx"
)

// report runs an import and returns its JSON and the code it ended with.
func (p place) report(args ...string) (exchange.Report, int) {
	p.t.Helper()
	code, out, errs := typed(p.t, p.node(append([]string{"import", "htcds", "--org", "Example Shelter", "--json"}, args...)...)...)
	var r exchange.Report
	if err := json.Unmarshal([]byte(out), &r); err != nil {
		p.t.Fatalf("%v: %s %s", err, out, errs)
	}
	if (code == 0) != (errs == "") {
		p.t.Errorf("ended with %d and %q", code, errs)
	}
	return r, code
}

func TestImportExport(t *testing.T) {
	eachPlace(t, func(p place) {
		p.init()
		if r, code := p.report(brokenFile); code != 1 || r.Accepted != 0 || r.Batch != "" || len(r.Lines) < 7 {
			t.Errorf("whole: %d, %+v", code, r)
		}
		r, code := p.report(brokenFile, "--partial")
		if code != 0 || r.Rows != 10 || r.Accepted != 4 || r.Mapped != 3 || r.Refused != 5 || r.Duplicates != 1 || r.Batch == "" {
			t.Errorf("partial: %d, %+v", code, r)
		}
		if again, code := p.report("--partial", brokenFile); code != 0 || again.Accepted != 0 || again.Duplicates != 5 || again.Batch != "" {
			t.Errorf("again: %d, %+v", code, again)
		}
		if short, code := p.report(shortFile, "--partial"); code != 1 || short.Rows != 1 || short.Refused != 1 || short.Lines[0].Row != 2 {
			t.Errorf("short: %d, %+v", code, short)
		}
		export := p.node("export", "htcds", "--org", "example shelter", "--format", "csv")
		out := p.does(export...)
		if got := strings.Count(out, "\r\n"); got != 5 {
			t.Errorf("%d lines come out", got)
		}
		p.does(append(export, "--out", p.file("out.csv"))...)
		if b, err := os.ReadFile(p.file("out.csv")); err != nil || string(b) != out {
			t.Errorf("the file is another: %v", err)
		}
		if info, err := os.Stat(p.file("out.csv")); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("the file can be read by others: %v %v", info.Mode(), err)
		}
		p.fails("is there already", append(export, "--out", p.file("out.csv"))...)
		if out := p.does(p.node("export", "htcds", "--org", "Example Shelter", "--format", "json")...); !json.Valid([]byte(out)) {
			t.Error("the JSON is none")
		}

		p.exportsSome()

		var u exchange.Undone
		p.read(p.does(p.node("import", "undo", string(r.Batch), "--json")...), &u)
		if u.Cases != 4 {
			t.Errorf("%+v", u)
		}
		p.fails("undone already", p.node("import", "undo", string(r.Batch))...)
		p.fails("no import of that identifier", p.node("import", "undo", "nothing")...)
		if out := p.does(export...); strings.Count(out, "\r\n") != 1 {
			t.Errorf("after the undo: %s", out)
		}
		p.does(p.node("audit", "verify")...)
	})
}

// exportsSome exports one case, a list of them, and all as a protected file.
func (p *place) exportsSome() {
	p.t.Helper()
	var all struct {
		Cases []struct {
			Number string `json:"x_number"`
		} `json:"cases"`
	}
	p.read(p.does(p.node("export", "htcds", "--org", "Example Shelter", "--format", "json")...), &all)
	one, two := all.Cases[0].Number, all.Cases[1].Number
	if out := p.does(p.node("export", "case", "--org", "Example Shelter", "--format", "csv", "--number", strings.ToLower(one), "--reason", "order")...); strings.Count(out, "\r\n") != 2 {
		p.t.Errorf("one case is %d lines", strings.Count(out, "\r\n"))
	}
	if out := p.does(p.node("export", "list", "--org", "Example Shelter", "--format", "csv", one, two)...); strings.Count(out, "\r\n") != 3 {
		p.t.Errorf("two cases are %d lines", strings.Count(out, "\r\n"))
	}
	p.fails("not found", p.node("export", "case", "--org", "Example Shelter", "--format", "csv", "--number", "KH-26-NONE123")...)
	p.t.Setenv("LINDUNG_FILE_PASSPHRASE", "an invented passphrase")
	if out := p.does(p.node("export", "htcds", "--org", "Example Shelter", "--format", "xlsx.age")...); !strings.HasPrefix(out, "age-encryption.org/v1\n-> scrypt ") {
		p.t.Error("the protected file is none")
	}
}

func TestImportInWords(t *testing.T) {
	p := sqlitePlace(t)
	p.init()
	code, out, errs := typed(t, p.node("import", "htcds", "--org", "Example Shelter", brokenFile)...)
	for _, want := range []string{"rows 10, accepted 0", "row 8, prs_Citizenship: refused: ", "row 3, prs_Birthdate: refused: There is no such date."} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is missing", want)
		}
	}
	if code != 1 || !strings.Contains(errs, "nothing was stored") || strings.Contains(out+errs, "exchange.") || strings.Contains(out+errs, "Siti") {
		t.Errorf("%d %s%s", code, out, errs)
	}
	for _, args := range [][]string{
		{"import", "htcds", "--org", "Example Shelter"}, {"import", "htcds", plainFile}, {"import"}, {"import", "undo"},
		{"export", "htcds", "--org", "Example Shelter"}, {"export", "htcds", "--org", "Example Shelter", "--format", "xml"}, // the first wants a passphrase
		{"export", "htcds", "--org", "Example Shelter", "--format", "xlsx.age"}, {"export", "htcds", "--org", "Example Shelter", "--format", "csv", "--reason", strings.Repeat("long ", 200)},
		{"export", "case", "--org", "Example Shelter", "--format", "csv"}, {"export", "list", "--org", "Example Shelter", "--format", "csv"},
	} {
		if code, _, errs := typed(t, p.node(args...)...); code != 2 || !strings.Contains(errs, "lindung:") {
			t.Errorf("%v: %d %s", args, code, errs)
		}
	}
	p.fails("no organisation", p.node("import", "htcds", "--org", "Nobody", plainFile)...)
	p.fails("no such file", p.node("import", "htcds", "--org", "Example Shelter", p.file("nothing.csv"))...)
}

// Someone who agreed elsewhere, as a file reports, has agreed to nothing here.
func TestNoReferralOnReportedConsent(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		ctx, sup := t.Context(), n.As(t, "supervisor@shelter")
		f, err := exchange.Read(bytes.NewBufferString("prs_FirstName,con_Consent,cas_Status\nSiti,TRUE,Active\n"), n.Forms, n.Now())
		if err != nil {
			t.Fatal(err)
		}
		if r, err := exchange.Import(ctx, sup, f, false); err != nil || r.Accepted != 1 {
			t.Fatal(r, err)
		}
		rows, _, err := cases.List(ctx, sup, cases.Filter{})
		if err != nil || len(rows) != 1 {
			t.Fatal(rows, err)
		}
		_, err = referral.Send(ctx, sup, rows[0].ID, referral.New{
			To: consent.ToOrg(n.Orgs["hospital"].ID), Need: referral.Needs[0], Due: db.TimeOf(n.Now().Add(48 * time.Hour)),
		})
		if !errors.Is(err, consent.ErrNoConsent) {
			t.Errorf("a referral on a reported consent: %v", err)
		}
		if _, err := cases.Read(ctx, n.As(t, "duty_officer@hospital"), rows[0].ID); !errors.Is(err, access.ErrDenied) {
			t.Errorf("another organisation reads it: %v", err)
		}
	})
}

// A killed import leaves nothing that anybody sees, and the next program that
// serves erases it.
func TestKilledImport(t *testing.T) {
	rounds := 3
	if testing.Short() {
		rounds = 2
	}
	eachPlace(t, func(p place) {
		p.init()
		var b strings.Builder
		b.WriteString("prs_FirstName\n")
		for i := range 6000 { // enough to be killed in the middle on a busy machine
			fmt.Fprintf(&b, "Contoh %d\n", i)
		}
		if err := os.WriteFile(p.file("many.csv"), []byte(b.String()), 0o600); err != nil {
			t.Fatal(err)
		}
		for range rounds {
			run := child(t, "run", nil, p.node("import", "htcds", "--org", "Example Shelter", p.file("many.csv"))...)
			if err := run.Start(); err != nil {
				t.Fatal(err)
			}
			for range 200 {
				if time.Sleep(20 * time.Millisecond); p.counted(`SELECT count(*) FROM cases`) > 0 {
					break
				}
			}
			run.Process.Kill()
			run.Wait() // says that it was killed
			if p.counted(`SELECT count(*) FROM batches WHERE pending AND undone_at = 0`) != 1 {
				t.Fatal("the import was not killed in the middle")
			}
			if out := p.does(p.node("export", "htcds", "--format", "csv", "--org", "Example Shelter")...); strings.Contains(out, "Contoh") {
				t.Error("a part of a file goes out")
			}
			p.fails("is being stored", p.node("import", "htcds", "--org", "Example Shelter", p.file("many.csv"))...)
			p.healthy(p.db)
			p.later(3 * time.Minute)
			p.clockIsRight()
			if left := p.counted(`SELECT (SELECT count(*) FROM batches WHERE pending) + (SELECT count(*) FROM cases)`); left != 0 {
				t.Errorf("%d rows are left", left)
			}
		}
		p.healthy(p.db)
	})
}

// counted opens the node and counts.
func (p place) counted(text string) (n int) {
	p.t.Helper()
	c := &call{config: config{DB: p.db, KeyFile: p.key}}
	err := c.onNode(p.t.Context(), func(node *node, _ access.Session) error {
		return node.db.Read(p.t.Context(), func(tx *db.Tx) (err error) {
			n, err = db.One(tx, db.Value[int], text)
			return err
		})
	})
	if err != nil {
		p.t.Fatal(err)
	}
	return n
}

// clockIsRight says that the machine's clock is right again.
func (p place) clockIsRight() {
	p.t.Helper()
	c := &call{config: config{DB: p.db, KeyFile: p.key}}
	if err := c.onNode(p.t.Context(), func(n *node, _ access.Session) error { return n.acceptClock(p.t.Context()) }); err != nil {
		p.t.Fatal(err)
	}
}

// later does at a later time what serve does when it starts.
func (p place) later(after time.Duration) {
	p.t.Helper()
	c := &call{config: config{DB: p.db, KeyFile: p.key}}
	n, err := c.openNode(p.t.Context(), db.Options{Clock: func() time.Time { return time.Now().Add(after) }})
	if err != nil {
		p.t.Fatal(err)
	}
	if err := errors.Join(exchange.Sweep(p.t.Context(), n.Node), n.remember(p.t.Context()), n.Close()); err != nil {
		p.t.Fatal(err)
	}
}

// TestStatsTable: figures of the command line are those that may leave the organisation. A
// dimension that there is not is answered with those that there are.
func TestStatsTable(t *testing.T) {
	eachPlace(t, func(p place) {
		p.init()
		if out := p.does(p.node("stats", "table", "--by", "sex,age_group", "--on", "2026-11-29")...); !strings.Contains(out, "opened from 2026-07-01 until before 2026-10-01; numbers under 5 are hidden") || !strings.Contains(out, "too few") {
			t.Errorf("the table is %q", out)
		}
		var v struct {
			Bound  int
			Tables []struct {
				By    []string
				Total *int
			}
		}
		if err := json.Unmarshal([]byte(p.does(p.node("stats", "table", "--by", "sex", "--json")...)), &v); err != nil || v.Bound != 5 || len(v.Tables) != 1 || v.Tables[0].Total != nil {
			t.Errorf("as JSON: %+v, %v", v, err)
		}
		for _, wrong := range [][]string{{"--by", "name"}, {"--by", "sex", "--where", "status"}, {"--by", "sex", "--on", "tomorrow"}} {
			if code, _, said := typed(t, p.node(append([]string{"stats", "table"}, wrong...)...)...); code != 2 || wrong[1] == "name" && !strings.Contains(said, "citizenships") {
				t.Errorf("%v: %d, %s", wrong, code, said)
			}
		}
	})
}

// A list in a form of its own comes in by a mapping, saved or in a file; a dry run
// stores nothing; what was refused comes back, and comes in when it is mended.
func TestImportTable(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		path := dir + "/" + name
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	p := sqlitePlace(t)
	p.init()
	in := func(args ...string) (exchange.Report, int) {
		code, out, errs := typed(t, p.node(append([]string{"import", "table", "--org", "Example Shelter", "--json"}, args...)...)...)
		var r exchange.Report
		if err := json.Unmarshal([]byte(out), &r); err != nil {
			t.Fatalf("%v: %s %s", err, out, errs)
		}
		return r, code
	}
	mapping := write("roster.json", `{"format":"lindung-mapping-1","name":"Roster","columns":[{"header":"Nama","field":"prs_FirstName"},{"header":"HP","field":"prs_MobilePhone"},{"header":"No","leave_out":true}]}`)
	list := write("list.csv", "No,Nama,HP\n1,Samanama Satu,+620000000001\n2,Samanama Dua,620000000002.0\n")
	if r, code := in("--mapping", mapping, "--dry-run", list); code != 0 || r.Accepted != 1 || r.Refused != 1 || r.Batch != "" {
		t.Errorf("dry run: %d %+v", code, r)
	}
	refused := dir + "/refused.csv"
	if r, code := in("--mapping", mapping, "--partial", "--refused", refused, list); code != 0 || r.Accepted != 1 || r.Batch == "" {
		t.Errorf("%d %+v", code, r)
	}
	b, err := os.ReadFile(refused)
	if err != nil || !strings.Contains(string(b), "Samanama Dua") || strings.Contains(string(b), "Samanama Satu") || !strings.Contains(string(b), "lindung_refused") {
		t.Errorf("%v %q", err, b)
	}
	p.does(p.node("import", "mapping", "save", mapping, "--org", "Example Shelter")...)
	if r, code := in("--mapping", "Roster", refused); code != 1 || r.Accepted != 0 {
		t.Errorf("not mended: %d %+v", code, r)
	}
	write("refused.csv", strings.ReplaceAll(string(b), "620000000002.0", "+620000000002"))
	if r, code := in("--mapping", "Roster", refused); code != 0 || r.Accepted != 1 {
		t.Errorf("mended: %d %+v", code, r)
	}
	if out := p.does(p.node("import", "mapping", "list", "--org", "Example Shelter")...); out != "Roster\n" {
		t.Errorf("%q", out)
	}
	if out := p.does(p.node("import", "mapping", "show", "Roster", "--org", "Example Shelter")...); !strings.Contains(out, `"header": "HP"`) {
		t.Errorf("%q", out)
	}
	for _, args := range [][]string{{"show", "None"}, {"save", list}, {"save", dir + "/none"}, {"erase"}, {"list", "more"}} {
		if code, _, errs := typed(t, p.node(append(append([]string{"import", "mapping"}, args...), "--org", "Example Shelter")...)...); code == 0 || errs == "" {
			t.Errorf("%v: %d %q", args, code, errs)
		}
	}
}

// An import that is carried out says in one line whom to ask, and a dry run does not.
func TestImportSaysWhomToAsk(t *testing.T) {
	p := sqlitePlace(t)
	p.init()
	file := p.file("first.csv")
	write := func(name, text string) string {
		t.Helper()
		if err := os.WriteFile(p.file(name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return p.file(name)
	}
	write("first.csv", "prs_FirstName\nSiti Samanama\n")
	if r, code := p.report(file); code != 0 || r.Accepted != 1 || r.Similar != nil {
		t.Fatalf("%d, %+v", code, r)
	}
	next := write("next.csv", "prs_FirstName,prs_Gender\nSiti Samanama,Feminine\nDara Contoh,Feminine\n")
	says := func(r exchange.Report) int {
		n := 0
		for _, l := range r.Lines {
			if strings.HasPrefix(l.Rule, "exchange.similar_person") {
				n++
			}
		}
		return n
	}
	if r, code := p.report(next, "--dry-run"); code != 0 || says(r) != 0 || r.Similar != nil {
		t.Errorf("a dry run: %d, %+v", code, r)
	}
	if r, code := p.report(next); code != 0 || r.Accepted != 2 || says(r) != 1 || r.Similar == nil || r.Similar.Rows != 1 {
		t.Errorf("%d, %+v", code, r)
	}
	list := write("list.csv", "Nama,Kota\nSiti Samanama,Kota Contoh\n")
	mapping := write("m.json", `{"format": "lindung-mapping-1", "name": "M", "columns": [{"header": "Nama", "field": "prs_FirstName"}, {"header": "Kota", "field": "prs_MailingCity"}]}`)
	code, out, errs := typed(t, p.node("import", "table", "--org", "Example Shelter", "--mapping", mapping, list)...)
	if code != 0 || !strings.Contains(out, "file: noted: Of 1 persons that were compared, one is like someone") {
		t.Errorf("%d %s%s", code, out, errs)
	}
	p.does(p.node("audit", "verify")...)
}

// A protected export is read back with its passphrase.
func TestImportOfAProtectedFile(t *testing.T) {
	p := sqlitePlace(t)
	p.init()
	if r, code := p.report(brokenFile, "--partial"); code != 0 || r.Accepted != 4 {
		t.Fatalf("%d, %+v", code, r)
	}
	t.Setenv("LINDUNG_FILE_PASSPHRASE", "an invented passphrase")
	file := p.file("out.xlsx.age")
	p.does(p.node("export", "htcds", "--org", "Example Shelter", "--format", "xlsx.age", "--out", file)...)
	if r, code := p.report(file); code != 0 || r.Duplicates != 4 {
		t.Errorf("%d, %+v", code, r)
	}
	t.Setenv("LINDUNG_FILE_PASSPHRASE", "another passphrase of some length")
	p.fails("does not open with that passphrase", p.node("import", "htcds", "--org", "Example Shelter", file)...)
	t.Setenv("LINDUNG_FILE_PASSPHRASE", "")
	if code, _, errs := typed(t, p.node("import", "htcds", "--org", "Example Shelter", file)...); code != 2 || !strings.Contains(errs, "LINDUNG_FILE_PASSPHRASE") {
		t.Errorf("without a passphrase: %d %s", code, errs)
	}
}

// A reason in words leaves the log alone: it is sealed in the case, whose history shows it
// to a supervisor. A protected spreadsheet is what is exported where no format is said.
func TestExportSaysWhy(t *testing.T) {
	eachPlace(t, func(p place) {
		p.init()
		if r, code := p.report(brokenFile, "--partial"); code != 0 || r.Accepted != 4 {
			t.Fatalf("%d, %+v", code, r)
		}
		t.Setenv("LINDUNG_FILE_PASSPHRASE", "an invented passphrase")
		if out := p.does(p.node("export", "htcds", "--org", "Example Shelter")...); !strings.HasPrefix(out, "age-encryption.org/v1\n") {
			t.Error("without a format the file is not protected")
		}
		var all struct {
			Cases []struct {
				ID     lindung.CaseID `json:"x_id"`
				Number string         `json:"x_number"`
			} `json:"cases"`
		}
		p.read(p.does(p.node("export", "htcds", "--org", "Example Shelter", "--format", "json")...), &all)
		p.does(p.node("export", "case", "--org", "Example Shelter", "--format", "csv", "--number", all.Cases[1].Number, "--reason", " for the lawyer of Contoh ")...)
		if code, _, said := typed(t, p.node("export", "htcds", "--org", "Example Shelter", "--format", "csv", "--reason", strings.Repeat("x", 501))...); code != 2 || !strings.Contains(said, "500") {
			t.Errorf("too long a reason: %d %s", code, said)
		}
		if out := p.does(p.node("audit", "export")...); strings.Contains(out, "lawyer") {
			t.Error("the log has the words")
		}
		if n := p.counted(`SELECT count(*) FROM export_reasons WHERE case_id = '` + string(all.Cases[1].ID) + `'`); n != 1 || p.counted(`SELECT count(*) FROM export_reasons`) != 1 {
			t.Errorf("%d reasons are kept", n)
		}
		p.does(p.node("audit", "verify")...)
		p.healthy(p.db)
	})
}
