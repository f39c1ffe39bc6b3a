package web

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"lindung/cases"
	"lindung/field"
	"lindung/internal/db"
	"lindung/internal/desk"
	"lindung/internal/test/htmlcheck"
	"lindung/person"
)

// sendFile posts a file as a browser does, and goes where that leads.
func (b *browser) sendFile(path, name string, file []byte) answer {
	b.t.Helper()
	a := b.upload(path, name, string(file))
	for a.to != "" {
		a = b.follow(a)
	}
	return a
}

// upload posts a file with values.
func (b *browser) upload(path, name, file string, values ...string) answer {
	b.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	part, err := w.CreateFormFile("file", name)
	if err == nil {
		_, err = io.WriteString(part, file)
	}
	for i := 0; err == nil && i+1 < len(values); i += 2 {
		err = w.WriteField(values[i], values[i+1])
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		b.t.Fatal(err)
	}
	r := httptest.NewRequest("POST", path, &body)
	r.Header.Set("Content-Type", w.FormDataContentType())
	return b.send(r)
}

func template(t *testing.T, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "exchange", "testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// prove shows again who it is, on the page that asks for it.
func (b *browser) prove(asked answer) answer {
	b.t.Helper()
	return b.post("/step-up", fill(b.t, b.follow(asked).wants(b.t, http.StatusForbidden), "main form", "code", b.code()))
}

// bringIn stores a file as a supervisor does and returns the page of its import.
func (b *browser) bringIn(name string, file []byte, part bool) string {
	b.t.Helper()
	want := http.StatusOK
	if part {
		want = http.StatusUnprocessableEntity
	}
	preview := b.sendFile("/files/preview", name, file).wants(b.t, want)
	stored := b.post("/files/import", preview.Posted(b.t, "main form"))
	batch, done, _ := strings.Cut(stored.to, "?")
	if done, _, _ = strings.Cut(done, "&held="); done != "done=file_stored" { // where it may say whom to ask
		b.t.Fatalf("%s: status %d leads to %q", name, stored.code, stored.to)
	}
	b.follow(stored).wants(b.t, http.StatusOK)
	return batch
}

// The three real templates come in, are there once, and go out of the list of
// cases again when the import is taken back.
func TestTemplatesInTheBrowser(t *testing.T) {
	for name, rows := range map[string]string{
		"htcds-2.0-plain-60.xlsx": "60", "htcds-2.0-single-select-120.xlsx": "120", "htcds-2.0-multi-select-120.xlsm": "120",
	} {
		t.Run(name, func(t *testing.T) {
			w := one(t, desk.Options{})
			b := w.as("supervisor@shelter")
			before := w.tables()
			preview := b.sendFile("/files/preview", name, template(t, name)).wants(t, http.StatusOK)
			preview.In(t, "main", htmlcheck.HasText("Store "+rows+" cases"))
			preview.In(t, "main table", htmlcheck.HasText("Date of birth"))
			if after := w.tables(); after["cases"] != before["cases"] || after["batches"] != before["batches"] {
				t.Error("a preview has stored something")
			}
			stored := b.post("/files/import", preview.Posted(t, "main form"))
			batch, _, _ := strings.Cut(stored.to, "?")
			b.follow(stored).wants(t, http.StatusOK).In(t, "main .govuk-summary-list", htmlcheck.HasText(rows))
			if n := strings.Count(w.tables()["cases"], "\n") + 1; rows == "60" && n != 60 || rows == "120" && n != 120 {
				t.Errorf("%d cases", n)
			}
			b.sendFile("/files/preview", name, template(t, name)).wants(t, http.StatusOK).In(t, "main", htmlcheck.HasText("is already stored"))

			asked := b.get(batch+"/undo").wants(t, http.StatusOK)
			asked.In(t, "main form", htmlcheck.HasText("Erase "+rows+" cases"))
			undone := b.prove(b.post(batch+"/undo", url.Values{}))
			undone.leads(t, batch+"?done=file_undone")
			b.follow(undone).wants(t, http.StatusOK).In(t, "main", htmlcheck.HasText("Undone"))
			if text := w.tables()["cases"]; text != "" {
				t.Errorf("cases are left: %s", text)
			}
			b.get(batch+"/undo").leads(t, batch+"?done=file_undone_before")
			b.post(batch+"/undo", url.Values{}).leads(t, batch+"?done=file_undone_before")
		})
	}
}

// A file of which some rows are refused is stored in part only when that was
// chosen; what was worked on since stands against taking it back.
func TestPartOfAFile(t *testing.T) {
	worlds(t, func(w *world) {
		b := w.as("supervisor@shelter")
		broken := template(t, "htcds-2.0-broken.csv")
		preview := b.sendFile("/files/preview", "x.csv", broken).wants(t, http.StatusUnprocessableEntity)
		preview.In(t, "main table", htmlcheck.HasText("Rows"))
		form := preview.Posted(t, "main form")
		form.Del("partial")
		b.asks("/files/import", form).wants(t, http.StatusUnprocessableEntity).In(t, "main", htmlcheck.HasText("Nothing has been stored"))
		batch := b.bringIn("x.csv", broken, true)

		rows, _, err := cases.List(t.Context(), w.As(t, "supervisor@shelter"), cases.Filter{Status: cases.StatusActive})
		if err != nil || len(rows) == 0 {
			t.Fatal(len(rows), err)
		}
		f, _ := person.Forms.Named("health_needs")
		if err := cases.SaveForm(t.Context(), w.As(t, "supervisor@shelter"), rows[0].ID, f, 0, field.Values{}); err != nil {
			t.Fatal(err)
		}
		page := b.get(batch+"/undo").wants(t, http.StatusOK)
		page.In(t, "main li", htmlcheck.HasText(rows[0].Number))
		if strings.Contains(page.body, "Erase ") {
			t.Error("what would be refused is offered")
		}
		b.prove(b.post(batch+"/undo", url.Values{})).wants(t, http.StatusConflict).In(t, "main li", htmlcheck.HasText(rows[0].Number))
		b.get("/files").wants(t, http.StatusOK).In(t, "main table", htmlcheck.HasText("rows Stored"))
	})
}

func TestFilesOfOthers(t *testing.T) {
	w := one(t, desk.Options{})
	sup := w.as("supervisor@shelter")
	plain := template(t, "htcds-2.0-plain-60.xlsx")
	form := sup.sendFile("/files/preview", "x.xlsx", plain).wants(t, http.StatusOK).Posted(t, "main form")
	batch := sup.bringIn("x.xlsx", plain, false)
	for _, who := range []string{"caseworker@shelter", "administrator@shelter", "data_protection@shelter", "duty_officer@shelter"} {
		b := w.as(who)
		b.get("/files").wants(t, http.StatusNotFound)
		b.get(batch).wants(t, http.StatusNotFound)
		b.get(batch+"/undo").wants(t, http.StatusNotFound)
		b.post(batch+"/undo", url.Values{}).wants(t, http.StatusNotFound)
		b.post("/files/export", url.Values{"format": {"csv"}}).wants(t, http.StatusNotFound)
		b.post("/files/import", form).wants(t, http.StatusNotFound)
		b.sendFile("/files/preview", "x.xlsx", plain).wants(t, http.StatusNotFound)
		b.sendFile("/files/preview", "x.csv", []byte("no,header\n")).wants(t, http.StatusNotFound)
	}
	ngo := w.as("supervisor@ngo")
	ngo.get(batch).wants(t, http.StatusNotFound)
	ngo.post("/files/import", form).wants(t, http.StatusUnprocessableEntity).In(t, ".govuk-error-summary", htmlcheck.HasText("no longer here"))
	w.Clock.Add(time.Hour)
	late := w.as("supervisor@shelter")
	late.post("/files/import", form).wants(t, http.StatusUnprocessableEntity).In(t, ".govuk-error-summary", htmlcheck.HasText("no longer here"))
}

func TestExportInTheBrowser(t *testing.T) {
	worlds(t, func(w *world) {
		b := w.as("supervisor@shelter")
		b.bringIn("x.xlsx", template(t, "htcds-2.0-plain-60.xlsx"), false)
		b.get("/files").wants(t, http.StatusOK).In(t, "a[href='/files/export']", htmlcheck.HasText("Export cases"))
		b.prove(b.get("/files/export")).leads(t, "/files/export?done=file_proof")
		asked := b.get("/files/export").wants(t, http.StatusOK)
		asked.In(t, "[name=format][value='xlsx.age']", htmlcheck.HasAttr("checked", ""))
		csv := b.post("/files/export", fill(t, asked, "main form", "format", "csv", "reason", "check"))
		if got := csv.header.Get("Content-Disposition"); csv.code != http.StatusOK || got != `attachment; filename="htcds-2026-11-24.csv"` {
			t.Fatalf("status %d, %q", csv.code, got)
		}
		if got := csv.header.Get("Content-Type"); got != "text/csv; charset=utf-8" {
			t.Error(got)
		}
		if lines := strings.Count(csv.body, "\r\n"); lines < 61 || csv.header.Get("Cache-Control") != "no-store" {
			t.Errorf("%d lines, %q", lines, csv.header.Get("Cache-Control"))
		}
		var all map[string]any
		if err := json.Unmarshal([]byte(b.post("/files/export", url.Values{"format": {"json"}, "reason": {"check"}}).body), &all); err != nil {
			t.Error(err)
		}
		const secret = "four words nobody says"
		sealed := b.post("/files/export", url.Values{"format": {"xlsx.age"}, "passphrase": {secret}, "passphrase_again": {secret}}).wants(t, http.StatusOK)
		if !strings.HasPrefix(sealed.body, "age-encryption.org/v1\n-> scrypt ") || strings.Contains(sealed.body, "prs_") {
			t.Errorf("the protected file begins with %.40q", sealed.body)
		}
		for name, c := range map[string]struct {
			form url.Values
			says string
		}{
			"another format":     {url.Values{"format": {"exe"}}, "File format"},
			"clear, no reason":   {url.Values{"format": {"xlsx"}}, "Choose why the file must be readable"},
			"a short passphrase": {url.Values{"format": {"xlsx.age"}, "passphrase": {"short"}, "passphrase_again": {"short"}}, "16 characters or more"},
			"two passphrases":    {url.Values{"format": {"xlsx.age"}, "passphrase": {secret}, "passphrase_again": {secret + "x"}}, "differ"},
			"a case of no one's": {url.Values{"format": {"csv"}, "reason": {"check"}, "numbers": {"KH-26-NONE123"}}, "is not a case that you may export"},
		} {
			a := b.post("/files/export", c.form).wants(t, http.StatusUnprocessableEntity)
			a.In(t, "main", htmlcheck.HasText(c.says))
			if strings.Contains(a.body, secret) {
				t.Errorf("%s: the passphrase is on the page", name)
			}
		}
		w.Clock.Add(6 * time.Minute)
		b.asks("/files/export", url.Values{"format": {"csv"}, "reason": {"check"}}).wants(t, http.StatusForbidden)
	})
}

// bomb is a small workbook that would fill a memory.
func bomb(t *testing.T) []byte {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	part, err := w.Create("xl/worksheets/sheet1.xml")
	for range 70 {
		if err == nil {
			_, err = part.Write(make([]byte, 1<<20))
		}
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// What is wrong with a file is said in words, with its line, and nothing of it
// is kept.
func TestBadFiles(t *testing.T) {
	w := one(t, desk.Options{})
	b := w.as("supervisor@shelter")
	b.post("/account/language", url.Values{"language": {"id"}}).wants(t, http.StatusSeeOther)
	broken := template(t, "htcds-2.0-broken.csv")
	header, _, _ := bytes.Cut(broken, []byte("\n"))
	for name, c := range map[string]struct {
		file []byte
		says []string
	}{
		"bomb.xlsx":    {bomb(t), []string{"terlalu besar"}},
		"latin.csv":    {append(bytes.Clone(broken), "Qwert\xe9,\n"...), []string{"tidak dapat dibaca mulai baris ini", "UTF-8"}},
		"short.csv":    {[]byte("prs_FirstName,prs_Gender\nQwerty,Female\nQwer"), []string{"terputus di tengah baris", "3"}},
		"quote.csv":    {append(bytes.Clone(broken), "\"Qwerty"...), []string{"tanda kutip"}},
		"empty.csv":    {append(bytes.Clone(header), '\n'), []string{"tanpa baris data"}},
		"damaged.xlsx": {[]byte("PK\x03\x04 and nothing more"), []string{"rusak"}},
		"old.xls":      {[]byte{0xd0, 0xcf, 0x11, 0xe0, 0xa1}, []string{"versi lama"}},
	} {
		t.Run(name, func(t *testing.T) {
			page := b.sendFile("/files/preview", name, c.file).wants(t, http.StatusUnprocessableEntity)
			page.In(t, "main .l-lead", htmlcheck.HasText("Berkas ini ditolak"))
			for _, text := range c.says {
				page.In(t, "main table", htmlcheck.HasText(text))
			}
			if strings.Contains(page.body, "Qwer") {
				t.Error("the page repeats what stood in the file")
			}
			if strings.Contains(page.body, `name="upload"`) {
				t.Error("a file that is of no use is offered")
			}
		})
	}
	for name, file := range map[string]string{"unknown.csv": "prs_FirstName,shoe size\nQwerty,37\n", "letter.csv": "Dear Qwerty,\nplease find the file\n"} {
		b.sendFile("/files/preview", name, []byte(file)).wants(t, http.StatusOK).In(t, "h1", htmlcheck.HasText("Arti kolom")) // nothing is stored before someone says it
	}
	if n := w.count("SELECT count(*) FROM cases"); n != 0 {
		t.Errorf("%d cases were stored", n)
	}
	b.sendFile("/files/preview", "none.csv", nil).wants(t, http.StatusUnprocessableEntity).In(t, ".govuk-error-summary", htmlcheck.HasText("Pilih berkas"))
	b.post("/files/preview", url.Values{"file": {"x"}}).wants(t, http.StatusUnprocessableEntity)
	w.Clock.Add(2 * time.Hour)
	w.as("supervisor@shelter")
	if n := w.uploads(); n != 0 {
		t.Errorf("%d files are kept after their hour", n)
	}
}

func (w *world) uploads() int {
	w.t.Helper()
	var ids []string
	err := w.DB.Read(context.Background(), func(tx *db.Tx) error {
		var err error
		ids, err = db.All(tx, db.Value[string], `SELECT id FROM uploads`)
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return len(ids)
}

// A large file waits in memory and sealed in the database, never in clear on
// the disk.
func TestUploadLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	w := one(t, desk.Options{})
	b := w.as("supervisor@shelter")
	seen := false
	watch := &watcher{Reader: strings.NewReader(strings.Repeat("Dara Contoh,", 2<<20)), at: func() {
		all, err := os.ReadDir(dir)
		seen = seen || err != nil || hasUpload(all)
	}}
	body, form := multipartOf(t, watch)
	r := httptest.NewRequest("POST", "/files/preview", body)
	r.Header.Set("Content-Type", form)
	b.follow(b.send(r)).wants(t, http.StatusUnprocessableEntity)
	if all, err := os.ReadDir(dir); err != nil || hasUpload(all) || seen {
		t.Errorf("the upload was on the disk: %v, %v", all, err)
	}
	b.sendFile("/files/preview", "x.csv", make([]byte, 34<<20)).wants(t, http.StatusRequestEntityTooLarge)
	r = httptest.NewRequest("POST", "/files/preview", strings.NewReader("--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x\"\r\n\r\nAna"))
	r.Header.Set("Content-Type", "multipart/form-data; boundary=x")
	b.send(r).wants(t, http.StatusBadRequest)
}

func hasUpload(all []os.DirEntry) bool {
	for _, e := range all {
		if strings.HasPrefix(e.Name(), "multipart-") {
			return true
		}
	}
	return false
}

// A watcher looks around whenever it is read.
type watcher struct {
	io.Reader
	at func()
}

func (w *watcher) Read(b []byte) (int, error) {
	w.at()
	return w.Reader.Read(b)
}

// multipartOf is a form with one file that is read while it is sent.
func multipartOf(t *testing.T, file io.Reader) (body io.Reader, contentType string) {
	t.Helper()
	var head bytes.Buffer
	w := multipart.NewWriter(&head)
	if _, err := w.CreateFormFile("file", "x.csv"); err != nil {
		t.Fatal(err)
	}
	return io.MultiReader(&head, file, strings.NewReader("\r\n--"+w.Boundary()+"--\r\n")), w.FormDataContentType()
}

// TestNothingNew: an import that brings nothing new leads to a page that says so,
// and so does its repeat.
func TestNothingNew(t *testing.T) {
	worlds(t, func(w *world) {
		b := w.as("supervisor@shelter")
		file := []byte("prs_FirstName,prs_SecondName\nSiti,Contoh\n")
		second := b.sendFile("/files/preview", "a.csv", file).wants(w.t, http.StatusOK).Posted(w.t, "main form")
		b.bringIn("b.csv", file, false)
		for range 2 {
			a := b.post("/files/import", second).leads(w.t, "/files?done=file_nothing_new")
			b.follow(a).wants(w.t, http.StatusOK).In(w.t, "[role=status]", htmlcheck.HasText("already stored"))
		}
		if n := w.count(`SELECT count(*) FROM cases`); n != 1 {
			w.t.Errorf("%d cases", n)
		}
	})
}
