package exchange_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"lindung"
	"lindung/access"
	"lindung/audit"
	"lindung/cases"
	"lindung/dossier"
	"lindung/exchange"
	"lindung/internal/db"
	"lindung/internal/test/nodetest"
	"lindung/person"
)

var ctx = context.Background()

var now = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

const (
	broken = "htcds-2.0-broken.csv"
	short  = "htcds-2.0-short-row.csv"
)

var templates = []string{"htcds-2.0-plain-60.xlsx", "htcds-2.0-single-select-120.xlsx", "htcds-2.0-multi-select-120.xlsm"}

func file(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func read(t testing.TB, b []byte) exchange.File {
	t.Helper()
	f, err := exchange.Read(bytes.NewReader(b), dossier.Forms, now)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// cli is the session of the command line for an organisation of the node.
func cli(n *nodetest.Node, org string) access.Session { return n.System(n.Orgs[org].ID, "cli") }

func bring(t testing.TB, s access.Session, b []byte, partial bool) exchange.Report {
	t.Helper()
	f, err := exchange.Read(bytes.NewReader(b), s.Forms(), now)
	if err != nil {
		t.Fatal(err)
	}
	r, err := exchange.Import(ctx, s, f, partial)
	if err != nil {
		t.Fatalf("%v: %+v", err, r)
	}
	return r
}

func export(t testing.TB, s access.Session, format string) []byte {
	t.Helper()
	var b bytes.Buffer
	if _, err := exchange.Export(ctx, s, exchange.Order{Format: format}, &b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// table reads an export: by line, by name of the column.
func table(t testing.TB, b []byte) []map[string]string {
	t.Helper()
	all, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(b, []byte("\ufeff")))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	rows := []map[string]string{}
	for _, cells := range all[1:] {
		row := map[string]string{}
		for at, text := range cells {
			row[all[0][at]] = text
		}
		rows = append(rows, row)
	}
	return rows
}

func tally(r exchange.Report) [5]int {
	return [5]int{r.Rows, r.Accepted, r.Mapped, r.Refused, r.Duplicates}
}

// actions are the lines of a row as ACTION COLUMN RULE.
func actions(r exchange.Report, row int) []string {
	all := []string{}
	for _, l := range r.Lines {
		if l.Row == row {
			all = append(all, strings.TrimSpace(string(l.Action)+" "+l.Column+" "+l.Rule))
		}
	}
	return all
}

func TestBrokenLineByLine(t *testing.T) {
	want := map[int][]string{
		2: {},
		3: {"refused prs_Birthdate problem.date.impossible"},
		4: {
			"mapped con_Consent exchange.mapped.bool", "mapped prs_Birthdate exchange.mapped.date", "mapped prs_Gender exchange.mapped.code",
			"mapped prs_Citizenship exchange.mapped.country", "mapped vic_TraffickingStatus exchange.mapped.code",
			"mapped vic_TraffickingStatusDecisionMakingOrg exchange.mapped.code", "mapped vic_MethodOfRecruitment exchange.mapped.code",
			"mapped vic_MethodsOfControl exchange.mapped.code", "mapped vic_TypeOfExploitation exchange.mapped.code",
			"mapped vic_ForcedLabourIndustry exchange.mapped.code", "mapped cas_Status exchange.mapped.code",
		},
		5:  {"mapped prs_Citizenship exchange.mapped.country", "extended vic_TypeOfExploitation exchange.extended"},
		6:  {"mapped prs_Birthdate exchange.mapped.date", "extended vic_MethodsOfControl exchange.extended"},
		7:  {},
		8:  {"refused prs_Birthdate problem.date.future", "refused prs_Citizenship problem.countries", "refused vic_ForcedLabourIndustry problem.codes"},
		9:  {"refused prs_FirstName problem.text.long"},
		10: {"refused cas_IncomingReferralDate problem.date.impossible"},
		11: {"refused prs_Birthdate problem.date.ambiguous"},
		12: {"duplicate  exchange.duplicate"},
	}
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		s := cli(n, "shelter")
		r := bring(t, s, file(t, broken), true)
		if got := tally(r); got != [5]int{10, 4, 3, 5, 1} || r.Batch == "" {
			t.Errorf("rows, accepted, mapped, refused, duplicates are %v", got)
		}
		for row, lines := range want {
			if got := actions(r, row); !slices.Equal(got, lines) {
				t.Errorf("line %d:\n got %q\nwant %q", row, got, lines)
			}
		}
		rows := table(t, export(t, s, "csv"))
		if len(rows) != 4 {
			t.Fatalf("%d rows come out", len(rows))
		}
		for _, c := range []struct {
			row          int
			column, want string
		}{
			{0, "prs_FirstName", "Siti"}, {0, "prs_SecondName", "Contoh"}, {0, "prs_MobilePhone", "+620000099001"},
			{1, "prs_FirstName", "สมใจ"}, {1, "prs_Birthdate", "2001-12-31"}, {1, "prs_Citizenship", "TH"}, {1, "cas_Status", "FollowUp"},
			{1, "vic_TypeOfExploitation", "ForcedLabour; SexualExploitation"}, {1, "vic_TypeOfExploitation_ext", ""},
			{2, "con_Consent", "FALSE"}, {2, "prs_Citizenship", "KH"},
			{2, "vic_TypeOfExploitation", "Other"}, {2, "vic_TypeOfExploitation_ext", "x_ForcedCriminality"},
			{3, "prs_FirstName", `'=HYPERLINK("http://example.invalid","x")`}, {3, "prs_Birthdate", "2021-01-01"},
			{3, "vic_MethodsOfControl", "Other"}, {3, "vic_MethodsOfControl_ext", "x_RestrictsMovement"}, {3, "vic_TypeOfExploitation_ext", ""},
		} {
			if got := rows[c.row][c.column]; got != c.want {
				t.Errorf("row %d, %s: got %q, want %q", c.row, c.column, got, c.want)
			}
		}
	})
}

func TestRefusedWhole(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		s := cli(n, "shelter")
		r, err := exchange.Import(ctx, s, read(t, file(t, broken)), false)
		if !errors.Is(err, exchange.ErrRefused) || tally(r) != [5]int{10, 0, 0, 10, 0} || r.Batch != "" {
			t.Errorf("%v, %v", tally(r), err)
		}
		if got := actions(r, 8); len(got) != 3 {
			t.Errorf("line 8: %q", got)
		}
		for _, partial := range []bool{false, true} {
			r, err = exchange.Import(ctx, s, read(t, file(t, short)), partial)
			if !errors.Is(err, exchange.ErrRefused) || tally(r) != [5]int{1, 0, 0, 1, 0} || r.Batch != "" {
				t.Errorf("the short row: %v, %v", tally(r), err)
			}
			if got := actions(r, 2); !slices.Equal(got, []string{"refused  exchange.file.quote"}) {
				t.Errorf("the short row: %+v", r.Lines)
			}
		}
		if rows := table(t, export(t, s, "csv")); len(rows) != 0 {
			t.Errorf("%d rows were stored", len(rows))
		}
	})
}

// Everything that comes in goes out equal, and nothing is lost: what the first
// organisation exports, another imports, and its export is the same.
func TestRoundTrip(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		first, second := cli(n, "shelter"), cli(n, "ngo")
		all := 0
		for _, name := range templates {
			r := bring(t, first, file(t, name), false)
			if r.Refused+r.Duplicates > 0 {
				t.Errorf("%s: %v", name, tally(r))
			}
			all += r.Accepted
		}
		if all != 300 {
			t.Errorf("%d of 300 rows were accepted", all)
		}
		bring(t, first, file(t, broken), true)
		out := export(t, first, "csv")
		if len(table(t, out)) != 304 {
			t.Errorf("%d of 304 rows come out", len(table(t, out)))
		}
		r := bring(t, second, out, false)
		if got := tally(r); got != [5]int{304, 304, 0, 0, 0} {
			t.Errorf("the export comes in as %v", got)
		}
		if untied(t, out) != untied(t, export(t, second, "csv")) {
			t.Error("the export of the import of the export is another")
		}
		if r := bring(t, first, out, false); r.Duplicates != 304 || r.Batch != "" {
			t.Errorf("what an organisation has itself comes in as %v", tally(r))
		}
	})
}

// The cells of the templates, read here a second time without the program's own
// rules, come out as they are.
func TestValuesComeOutAsTheyWere(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		s := cli(n, "shelter")
		bring(t, s, file(t, templates[0]), false)
		rows := table(t, export(t, s, "csv"))
		for at, cells := range sheet(t, templates[0]) {
			for name, text := range cells {
				if got := rows[at][name]; got != text {
					t.Errorf("row %d, %s: got %q, want %q", at+3, name, got, text)
				}
			}
		}
	})
}

// undoProtected: an import with a protected case is not undone, and nobody learns which
// case that is; those who are named end the protection where nobody is responsible.
func undoProtected(t *testing.T, n *nodetest.Node, id lindung.CaseID, batch lindung.BatchID) {
	t.Helper()
	sup, ana := n.As(t, "supervisor@shelter").SteppedUp(true), n.As(t, "caseworker@shelter").SteppedUp(true)
	if err := cases.Protect(ctx, sup, id, []lindung.ActorID{n.ID("caseworker@shelter"), n.ID("second@shelter")}); err != nil {
		t.Fatal(err)
	}
	if u, err := exchange.Undo(ctx, sup, batch); !errors.Is(err, exchange.ErrTouched) || len(u.Touched) != 0 {
		t.Errorf("%+v, %v", u, err)
	}
	if in, err := exchange.ReadBatch(ctx, sup, batch); err != nil || !in.Worked || len(in.Touched) != 0 {
		t.Errorf("%v, %v, %v", in.Worked, in.Touched, err)
	}
	if got := table(t, export(t, cli(n, "shelter"), "csv")); len(got) != 3 {
		t.Errorf("%d rows are exported by the command line", len(got))
	}
	if err := cases.Unprotect(ctx, ana, id); err != nil {
		t.Error(err)
	}
}

func TestUndo(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		s, sup := cli(n, "shelter"), n.As(t, "supervisor@shelter")
		r := bring(t, s, file(t, broken), true)
		if _, err := exchange.Undo(ctx, sup, r.Batch); !errors.Is(err, access.ErrStepUp) {
			t.Errorf("without a second proof: %v", err)
		}
		if _, err := exchange.Undo(ctx, cli(n, "ngo"), r.Batch); !errors.Is(err, lindung.ErrNotFound) {
			t.Errorf("by another organisation: %v", err)
		}
		rows, _, err := cases.List(ctx, sup, cases.Filter{Status: cases.StatusFollowUp})
		if err != nil || len(rows) != 1 {
			t.Fatal(len(rows), err)
		}
		if err := cases.AddNote(ctx, sup, rows[0].ID, "general", "came back"); err != nil {
			t.Fatal(err)
		}
		u, err := exchange.Undo(ctx, sup.SteppedUp(true), r.Batch)
		if !errors.Is(err, exchange.ErrTouched) || !slices.Equal(u.Touched, []string{rows[0].Number}) || u.Cases != 0 {
			t.Errorf("a case was worked on: %+v, %v", u, err)
		}
		if got := table(t, export(t, s, "csv")); len(got) != 4 {
			t.Errorf("%d rows are left", len(got))
		}
		undoProtected(t, n, rows[0].ID, r.Batch)

		again := bring(t, cli(n, "ngo"), file(t, broken), true)
		u, err = exchange.Undo(ctx, cli(n, "ngo"), again.Batch)
		if err != nil || u.Cases != 4 {
			t.Fatalf("%+v, %v", u, err)
		}
		if got := table(t, export(t, cli(n, "ngo"), "csv")); len(got) != 0 {
			t.Errorf("%d rows are left", len(got))
		}
		if _, err := exchange.Undo(ctx, cli(n, "ngo"), again.Batch); !errors.Is(err, exchange.ErrUndone) {
			t.Errorf("twice: %v", err)
		}
		if r := bring(t, cli(n, "ngo"), file(t, broken), true); r.Accepted != 4 {
			t.Errorf("after the undo the rows come in as %v", tally(r))
		}
		all, err := exchange.Batches(ctx, n.As(t, "supervisor@ngo"))
		if err != nil || len(all) != 2 {
			t.Errorf("%+v, %v", all, err)
		}
	})
}

func TestLog(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		s := cli(n, "shelter")
		r := bring(t, s, file(t, broken), true)
		if _, err := exchange.Undo(ctx, s, r.Batch); err != nil {
			t.Fatal(err)
		}
		count := map[string]int{}
		err := n.DB.Read(ctx, func(tx *db.Tx) error {
			all, err := audit.ByOrg(tx, n.Orgs["shelter"].ID, 0, 1000)
			for _, e := range all {
				kind := "case"
				if e.Object == string(r.Batch) {
					kind = "batch"
				}
				count[e.Act+" "+kind] += 1
				if kind == "batch" && e.Count != 4 {
					t.Errorf("%s counts %d", e.Act, e.Count)
				}
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, act := range []string{"import.run", "import.undo"} {
			if count[act+" batch"] != 1 || count[act+" case"] != 4 {
				t.Errorf("%s: %v", act, count)
			}
		}
		if _, err := audit.Verify(ctx, n.DB, n.PublicKey(), ""); err != nil {
			t.Error(err)
		}
	})
}

func TestReportNamesNobody(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		r := bring(t, cli(n, "shelter"), file(t, broken), true)
		b, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range []string{"Siti", "Contoh", "สมใจ", "HYPERLINK", "99001", "2001", "Example"} {
			if bytes.Contains(b, []byte(text)) {
				t.Errorf("the report says %s", text)
			}
		}
		f := read(t, []byte("prs_FirstName,Siti Contoh\nSiti,Contoh\n"))
		r, err = exchange.Import(ctx, cli(n, "shelter"), f, true)
		if !errors.Is(err, exchange.ErrRefused) || len(r.Lines) != 1 || r.Lines[0].Column != "B" {
			t.Errorf("%+v, %v", r.Lines, err)
		}
	})
}

func TestWhoMayImportAndExport(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		f := read(t, file(t, broken))
		for _, role := range lindung.Roles {
			s := n.As(t, string(role)+"@shelter")
			may := role == lindung.Supervisor
			if _, err := exchange.Preview(ctx, s, f); (err == nil) != may {
				t.Errorf("%s previews: %v", role, err)
			}
			if _, err := exchange.Import(ctx, s, f, true); (err == nil) != may {
				t.Errorf("%s imports: %v", role, err)
			}
			if _, err := exchange.Export(ctx, s, exchange.Order{Format: "csv"}, &bytes.Buffer{}); err == nil {
				t.Errorf("%s exports without a second proof", role)
			}
			if _, err := exchange.Export(ctx, s.SteppedUp(true), exchange.Order{Format: "csv"}, &bytes.Buffer{}); (err == nil) != may {
				t.Errorf("%s exports: %v", role, err)
			}
		}
		if rows := table(t, export(t, n.As(t, "supervisor@ngo").SteppedUp(true), "csv")); len(rows) != 0 {
			t.Errorf("another organisation exports %d rows", len(rows))
		}
	})
}

// The history of each case whose content left says so.
func TestExportInTheHistoryOfEachCase(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		sup := n.As(t, "supervisor@shelter").SteppedUp(true)
		var ids []lindung.CaseID
		for _, name := range []string{"Sok Example", "Dara Example"} {
			c, err := cases.Open(ctx, sup, cases.New{Names: []person.Name{{Text: name, Kind: "official"}}})
			if err != nil {
				t.Fatal(err)
			}
			ids = append(ids, c.ID)
		}
		export(t, sup, "csv")
		for _, id := range ids {
			entries, err := dossier.History(ctx, sup, id, 10)
			if err != nil {
				t.Fatal(err)
			}
			if !slices.ContainsFunc(entries, func(e audit.Entry) bool {
				return e.Act == string(access.ExportRun) && e.Actor == string(sup.Actor().ID) && e.Filter == "none"
			}) {
				t.Errorf("%s: the export is not in its history", id)
			}
		}
	})
}
