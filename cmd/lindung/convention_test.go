package main

import (
	"io"
	"log/slog"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lindung/convention/data"
	"lindung/internal/desk"
	"lindung/internal/test/dbtest"
	"lindung/internal/test/nodetest"
	"lindung/web"
)

func TestConvention(t *testing.T) {
	for _, c := range []struct {
		args      string
		code      int
		out, errs string
	}{
		{"convention status ACTIP --on 2016-10-01 --json", 0, `"ratified":["KH","SG","TH"],"in_force":null,"bound":[],"open":[]`, ""},
		{"convention status ACTIP --on 2016-10-01", 0, "Ratified: Cambodia, Singapore, Thailand\nBound: none\n", ""},
		{"convention status ACTIP --on 2016-10-01 --lang id", 0, "Kamboja", ""},
		{"convention status ACTIP --on 2559-10-01 --json", 0, `"on":"2016-10-01"`, ""},
		{"convention status ACTIP --on 1/10/2016 --json", 2, "", "--on: say a day"}, // may be two days
		{"convention status ACTIP --on 29/9/2016 --json", 0, `"on":"2016-09-29"`, ""},
		{"convention status NOTHING", 1, "", "no such treaty"},
		{"convention status ACTIP --on 2016-02-31", 2, "", "--on: say a day"},
		{"convention status ACTIP --known never", 2, "", "--known: say a day"},
		{"convention duties --state VN --on 2020-01-01 --json", 0, `"paragraph":"ACTIP 14.3"`, ""},
		{"convention duties --state XX", 2, "", "--state"},
		{"convention duties", 2, "", "--state is missing"},
		{"convention road --state ID --on 2016-10-01 --known 2026-11-30", 0, "Bill harmonised with other law: Perhaps taken, not established\n", ""},
		{"convention road --state tl --known 2026-11-30 --on 2026-11-30 --json", 0, `"remains":["government_approved","parliament","assent","act_published","deposited"]`, ""},
		{"convention road --state TH --instrument TIP-PROTOCOL --lang id", 0, "Piagam diserahkan: Langkah sudah diambil", ""},
		{"convention road --state TL --instrument NOTHING", 1, "", "no such treaty"},
		{"convention road --state XX", 2, "", "--state"},
		{"convention road", 2, "", "--state is missing"},
		{"convention measures --state TH --article 14.1 --json", 0, `"id":"TH-2022-NRM"`, ""},
		{"convention measures --state th --article 14 --on 2010-01-01", 0, "Begins later\n", ""},
		{"convention measures --state TH --article 6", 0, "No measure of Thailand is recorded.", ""},
		{"convention measures --state TH --article 14.77", 2, "", "--article"},
		{"convention measures --state XX", 2, "", "--state"},
		{"convention check", 0, "The data is good.", ""},
		{"convention check --json", 0, `{"problems":[],"pages":[{"kind":"`, ""},
		{"convention check", 0, "Pages /r: 25 sourced rows of 10 needed; in the menu.", ""},
		{"convention check --json", 0, `"pages":[{"kind":"m",`, ""},
		{"convention recommendations --open --addressee AICHR", 0, "3 recommendations, 3 of them open\n", ""},
		{"convention recommendations --addressee tl --json", 0, `"id":"KLATU-2026-R1"`, ""},
		{"convention recommendations --addressee states --on 2018-01-01", 0, "5 recommendations, 5 of them open\n", ""},
		{"convention recommendations --known 2026-11-01", 0, "0 recommendations, 0 of them open\n", ""},
		{"convention recommendations --lang id", 0, "rekomendasi", ""},
		{"convention recommendations --addressee NOBODY", 2, "", "--addressee: say"},
		{"convention diff one", 2, "", "NEW is missing"},
		{"convention diff /nowhere /nowhere", 1, "", "no such file"},
		{"convention open --json", 0, `"open":[{"kind":`, ""},
		{"convention open --lang xx", 2, "", "no such language"},
		{"public export", 2, "", "DIR is missing"},
		{"public export x --base-url example.org", 2, "", "--base-url"},
		{"public --base-url https://example.org/below", 2, "", "without a path"},
	} {
		t.Run(c.args, func(t *testing.T) {
			code, out, errs := typed(t, strings.Fields(c.args)...)
			if code != c.code || !strings.Contains(out, c.out) || !strings.Contains(errs, c.errs) {
				t.Errorf("ended with %d and printed %.300q and %.300q; want %d, %q and %q", code, out, errs, c.code, c.out, c.errs)
			}
		})
	}
}

// Two folders of data are compared by what they say.
func TestConventionDiff(t *testing.T) {
	old, fresh := t.TempDir(), t.TempDir()
	head := "recommendation,kind,by,day,refers_to,strength,text,names,source_url,read_in,source_day,says,certainty,note,working_note,checked,recorded\n"
	answer := "AICHR-2022-R2,accepted,TH,2026-11-20,,unknown,,,https://example.org/answer,government page,2026-11-20,,verified,,,2026-11-28,\n"
	for dir, text := range map[string]string{old: head, fresh: head + answer} {
		if err := os.WriteFile(filepath.Join(dir, "followups.csv"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct{ from, to, want string }{
		{old, fresh, "1 fact differs.\n\nAdded:\n  followup AICHR-2022-R2/accepted/TH\n"}, {fresh, old, "Removed:\n  followup AICHR-2022-R2"}, {fresh, fresh, "No fact differs.\n"},
	} {
		if code, out, errs := typed(t, "convention", "diff", c.from, c.to); code != 0 || !strings.Contains(out, c.want) {
			t.Errorf("ended with %d and printed %q, %q; want %q", code, out, errs, c.want)
		}
	}
	// What Thailand has answered is no answer of Indonesia.
	for to, want := range map[string]string{"": "in_part", "TH": "answered", "ID": ""} {
		args := []string{"convention", "recommendations", "--snapshot", fresh, "--json"}
		if to != "" {
			args = append(args, "--addressee", to)
		}
		code, out, _ := typed(t, args...)
		if code != 0 || strings.Contains(out, `"stage":"answered"`) != (want == "answered") || strings.Contains(out, `"stage":"in_part"`) != (want == "in_part") {
			t.Errorf("%q: ended with %d; it is not %q", to, code, want)
		}
	}
}

// A wrong snapshot is named with file and line, and changes nothing.
func TestConventionSnapshot(t *testing.T) {
	dir := t.TempDir()
	broken(t, dir)
	code, out, errs := typed(t, "convention", "check", "--snapshot", dir)
	if code != 1 || !strings.Contains(out, "conflicts.csv:2") {
		t.Errorf("ended with %d and printed %q, %q", code, out, errs)
	}
	site := filepath.Join(dir, "site")
	if code, _, errs := typed(t, "public", "export", site, "--snapshot", dir); code != 1 || !strings.Contains(errs, "conflicts.csv:2") {
		t.Errorf("export ended with %d, %q", code, errs)
	}
	if _, err := os.Stat(site); err == nil {
		t.Error("a folder was made from wrong data")
	}
}

// TestExportReadable: a web server, which is another user, can read an export,
// although the program makes everything else for its own user only.
func TestExportReadable(t *testing.T) {
	if testing.Short() {
		t.Skip("thousands of files are not part of the short run")
	}
	dir := filepath.Join(t.TempDir(), "site")
	if out, err := child(t, "run", nil, "public", "export", dir, "--json").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	for name, want := range map[string]os.FileMode{"": 0o755, "en": 0o755, "data": 0o755, "en/index.html": 0o644, "data/law.csv": 0o644, "robots.txt": 0o644} {
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil || info.Mode().Perm() != want {
			t.Errorf("%q: %v, %v, want %o", name, info.Mode(), err, want)
		}
	}
}

// broken puts a wrong file of the data into a folder.
func broken(t *testing.T, dir string) {
	t.Helper()
	text := "id,question,reading_a,reading_b,handling,state,about,working_note,checked\nC01,q,a,b,h,open,NOTHING,,2026-11-23\n"
	if err := os.WriteFile(filepath.Join(dir, "conflicts.csv"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// A wrong number of the operator's own is named with file and line.
func TestOwnContacts(t *testing.T) {
	const head = "state,kind,number,answers,police,hours,cost,languages,recorded,for,abroad,called_on,note\n"
	path := filepath.Join(t.TempDir(), "own.csv")
	for _, c := range []struct {
		line, out string
		code      int
	}{
		{"ID,hotline,021 555 0100,Example helpline,no,24 hours,free,Indonesian,,anyone,yes,2026-01-20,\n", "The data is good.", 0},
		{"ID,hotline,021 555 0100,Example helpline,no,24 hours,free,Indonesian,,anyone,yes,,\n", "own.csv:2: checked: called_on: say the day on which you called", 1},
		{"ID,hotline,ask us,Example helpline,no,24 hours,free,Indonesian,,anyone,yes,2026-01-20,\n", "own.csv:2: format: number: ", 1},
	} {
		if err := os.WriteFile(path, []byte(head+c.line), 0o600); err != nil {
			t.Fatal(err)
		}
		if code, out, errs := typed(t, "convention", "check", "--contacts", path); code != c.code || !strings.Contains(out, c.out) {
			t.Errorf("ended with %d and printed %q, %q; want %d and %q", code, out, errs, c.code, c.out)
		}
	}
	site := filepath.Join(t.TempDir(), "site")
	if code, _, errs := typed(t, "public", "export", site, "--contacts", path); code != 1 || !strings.Contains(errs, "own.csv:2") {
		t.Errorf("export ended with %d, %q", code, errs)
	}
}

func writeConflicts(t *testing.T, dir, question string) {
	t.Helper()
	b, err := data.Files().Open("conflicts.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	text, err := io.ReadAll(b)
	if err != nil {
		t.Fatal(err)
	}
	changed := strings.Replace(string(text), "Philippine deposit of ACTIP", question, 1)
	if err := os.WriteFile(filepath.Join(dir, "conflicts.csv"), []byte(changed), 0o600); err != nil {
		t.Fatal(err)
	}
}

// Every address that a node answers has the security headers, also one that no page has
// and that a router would clean.
func TestEveryAnswerIsSecure(t *testing.T) {
	clock := &dbtest.Clock{}
	n := nodetest.New(t, dbtest.SQLite(t, clock), clock)
	c := &call{}
	pages, err := web.New(n.Node, desk.Options{})
	if err != nil {
		t.Fatal(err)
	}
	all := c.withPublic(pages, slog.New(slog.DiscardHandler))
	for _, path := range []string{"/", "//x", "/en", "/en/", "/en//x", "/cases/../x", "/./", "/static/../cases", "/leave/", "/about/../cases", "/data", "/%2e%2e/cases"} {
		r := httptest.NewRequest("GET", "http://example.org/", nil)
		r.URL.Path, r.RequestURI = path, path
		w := httptest.NewRecorder()
		all.ServeHTTP(w, r)
		for _, h := range []string{"Content-Security-Policy", "X-Content-Type-Options", "X-Frame-Options"} {
			if w.Header().Get(h) == "" {
				t.Errorf("%s: %d without %s", path, w.Code, h)
			}
		}
		if to := w.Header().Get("Location"); strings.HasPrefix(to, "//") || strings.Contains(to, `\`) {
			t.Errorf("%s leads to %s", path, to)
		}
	}
}
