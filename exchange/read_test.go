package exchange_test

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"

	"lindung/exchange"
	"lindung/internal/test/dbtest"
	"lindung/internal/test/nodetest"
)

// one is a node on one database: what is tested here does not depend on which.
func one(t testing.TB) *nodetest.Node {
	t.Helper()
	clock := &dbtest.Clock{}
	return nodetest.New(t, dbtest.SQLite(t, clock), clock)
}

// try imports what can be imported and returns the report, also of a refusal.
func try(t testing.TB, n *nodetest.Node, b []byte) exchange.Report {
	t.Helper()
	r, err := exchange.Import(ctx, cli(n, "shelter"), read(t, b), true)
	if err != nil && !errors.Is(err, exchange.ErrRefused) {
		t.Fatal(err)
	}
	if r.Rows != r.Accepted+r.Refused+r.Duplicates {
		t.Errorf("the numbers do not add up: %v", tally(r))
	}
	return r
}

func wide(text string, order binary.AppendByteOrder) []byte {
	var b []byte
	for _, u := range utf16.Encode([]rune("\ufeff" + text)) {
		b = order.AppendUint16(b, u)
	}
	return b
}

func TestFilesThatAreRefused(t *testing.T) {
	n := one(t)
	good := "prs_FirstName,prs_SecondName\nSiti,Contoh\n"
	for name, c := range map[string]struct {
		file []byte
		want string // row, column, rule of the first line
	}{
		"nothing":         {nil, "1  exchange.file.header"},
		"UTF-16 unmarked": {wide(good, binary.LittleEndian)[2:], "1  exchange.file.encoding"},
		"Thai Windows":    {[]byte("prs_FirstName\nSiti\n\xca\xc1\xe3\xa8\n"), "3  exchange.file.encoding"},
		"Latin-1":         {[]byte("prs_FirstName\nJos\xe9\n"), "2  exchange.file.encoding"},
		"a NUL":           {[]byte("prs_FirstName\nSi\x00ti\n"), "2  exchange.file.encoding"},
		"half a letter":   {[]byte("prs_FirstName\nស"[:16]), "2  exchange.file.encoding"},
		"old or locked":   {[]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and so on"), "0  exchange.file.format"},
		"half a zip":      {file(t, templates[0])[:9000], "0  exchange.file.damaged"},
		"no zip":          {[]byte("PK but nothing else"), "0  exchange.file.damaged"},
		"too large":       {bytes.Repeat([]byte("prs_FirstName\n"), 3<<20), "0  exchange.file.large"},
		"too many rows":   {append([]byte("prs_FirstName\n"), bytes.Repeat([]byte("Siti\n"), 50_001)...), "50002  exchange.file.rows"},
		"200,000 rows":    {append([]byte("prs_FirstName\n"), bytes.Repeat([]byte("Siti\n"), 200_000)...), "50003  exchange.file.rows"},
		"quote in a file": {[]byte(good + "\"Dara\nRina,Example\n"), "3  exchange.file.quote"},
	} {
		r := try(t, n, c.file)
		if len(r.Lines) == 0 || r.Accepted > 0 {
			t.Errorf("%s: %v", name, tally(r))
			continue
		}
		l := r.Lines[0]
		if got := fmt.Sprint(l.Row, " ", l.Column, " ", l.Rule); got != c.want {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
}

func TestFilesThatAreRead(t *testing.T) {
	const comma = "prs_FirstName,prs_SecondName\nSiti,Contoh\n"
	for name, text := range map[string]string{
		"UTF-16LE":            string(wide(comma, binary.LittleEndian)),
		"UTF-16BE":            string(wide(comma, binary.BigEndian)),
		"bars":                "prs_FirstName|prs_SecondName\nSiti|Contoh\n",
		"a title with commas": "Shelter list, invented, 2026\nprs_FirstName;prs_SecondName\nSiti;Contoh\n",
		"byte order mark":     "\ufeffprs_FirstName,prs_SecondName\nSiti,Contoh\n",
		"CRLF":                "prs_FirstName,prs_SecondName\r\nSiti,Contoh\r\n",
		"no end of line":      "prs_FirstName,prs_SecondName\nSiti,Contoh",
		"tabs":                "prs_FirstName\tprs_SecondName\nSiti\tContoh\n",
		"everything quoted":   "\"prs_FirstName\",\"prs_SecondName\"\n\"Siti\",\"Contoh\"\n",
		"blank lines":         "\n\nprs_FirstName,prs_SecondName\n\n,\nSiti,Contoh\n\n",
		"other letter case":   "PRS_firstname, prs_secondname \nSiti,Contoh\n",
		"columns without use": "prs_FirstName,,prs_SecondName,,\nSiti,,Contoh,,\n",
	} {
		n := one(t)
		r := try(t, n, []byte(text))
		rows := table(t, export(t, cli(n, "shelter"), "csv"))
		if r.Accepted != 1 || len(rows) != 1 || rows[0]["prs_FirstName"] != "Siti" || rows[0]["prs_SecondName"] != "Contoh" {
			t.Errorf("%s: %v %+v %v", name, tally(r), r.Lines, rows)
		}
	}
}

// A text of 10 MB refuses its row and no other.
func TestVeryLongCell(t *testing.T) {
	n := one(t)
	long := strings.Repeat("x", 10<<20)
	r := try(t, n, []byte("prs_FirstName,cas_IncomingReferralDetails\nSiti,short\nDara,"+long+"\n"))
	if got := actions(r, 3); tally(r) != [5]int{2, 1, 0, 1, 0} || !slices.Equal(got, []string{"refused cas_IncomingReferralDetails problem.text.long"}) {
		t.Errorf("%v %v", tally(r), got)
	}
}

// workbook packs a workbook of one sheet; parts may be replaced or added.
func workbook(t testing.TB, sheet string, more map[string]string) []byte {
	t.Helper()
	parts := map[string]string{
		"[Content_Types].xml": `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
			`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
			`<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>` +
			`<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>`,
		"_rels/.rels": `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" ` +
			`Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		"xl/workbook.xml": `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" ` +
			`xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Case Sheet" sheetId="1" r:id="r1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" ` +
			`Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
		"xl/worksheets/sheet1.xml": `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>` + sheet + `</sheetData></worksheet>`,
	}
	maps.Copy(parts, more)
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, name := range slices.Sorted(maps.Keys(parts)) {
		f, err := w.Create(name)
		if err == nil {
			_, err = f.Write([]byte(parts[name]))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// line is a row of a sheet with texts in its cells.
func line(n int, texts ...string) string {
	var b strings.Builder
	fmt.Fprintf(&b, `<row r="%d">`, n)
	for at, text := range texts {
		name, _ := excelize.CoordinatesToCellName(at+1, n)
		fmt.Fprintf(&b, `<c r="%s" t="inlineStr"><is><t>%s</t></is></c>`, name, text)
	}
	return b.String() + "</row>"
}

func TestSheets(t *testing.T) {
	head := line(1, "prs_FirstName", "prs_Birthdate", "con_Consent")
	late := map[string]string{"xl/workbook.xml": `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" ` +
		`xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><workbookPr date1904="1"/><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>`}
	for name, c := range map[string]struct {
		sheet string
		more  map[string]string
		want  [5]int
		line  string
	}{
		"plain":          {head + line(2, "Siti"), nil, [5]int{1, 1, 0, 0, 0}, ""},
		"a bool":         {head + `<row r="2"><c r="C2" t="b"><v>1</v></c></row>`, nil, [5]int{1, 1, 0, 0, 0}, ""},
		"days from 1904": {head + `<row r="2"><c r="B2"><v>34225</v></c></row>`, late, [5]int{1, 1, 1, 0, 0}, "2 prs_Birthdate exchange.mapped.date"},
		"a formula":      {head + `<row r="2"><c r="A2" t="str"><f>"Si"&amp;"ti"</f><v>Siti</v></c></row>`, nil, [5]int{1, 1, 0, 0, 0}, ""},
		"a formula without a result": {head + `<row r="2"><c r="A2"><f>B2</f></c></row>`, nil, [5]int{1, 0, 0, 1, 0},
			"2 prs_FirstName exchange.row.formula"},
		"a column without a header": {head + line(2, "Siti", "", "", "", "note"), nil, [5]int{1, 0, 0, 1, 0}, "1 E exchange.file.unknown"},
		"cells out of order":        {head + `<row r="2"><c r="B2"><v>1</v></c><c r="A2"><v>2</v></c></row>`, nil, [5]int{}, "0  exchange.file.damaged"},
		"a cell twice":              {head + `<row r="2"><c r="B2"><v>1</v></c><c r="B2"><v>2</v></c></row>`, nil, [5]int{}, "0  exchange.file.damaged"},
		"a row twice":               {head + line(2, "Siti") + line(2, "Dara"), nil, [5]int{}, "0  exchange.file.damaged"},
		"a cell of another row":     {head + `<row r="2"><c r="A3"><v>1</v></c></row>`, nil, [5]int{}, "0  exchange.file.damaged"},
		"a sheet that breaks off":   {head + line(2, "Siti") + `<row r="3"><c r="A3"><v>1`, nil, [5]int{}, "0  exchange.file.damaged"},
		"far to the right":          {head + `<row r="2"><c r="XFD2"><v>1</v></c></row>`, nil, [5]int{}, "2  exchange.file.columns"},
		"no sheet":                  {"", map[string]string{"xl/worksheets/sheet1.xml": "<a/>"}, [5]int{}, "1  exchange.file.header"},
		"a macro that is no macro":  {head + line(2, "Siti"), map[string]string{"xl/vbaProject.bin": "not read"}, [5]int{1, 1, 0, 0, 0}, ""},
	} {
		n := one(t)
		r := try(t, n, workbook(t, c.sheet, c.more))
		got := ""
		if len(r.Lines) > 0 {
			got = fmt.Sprint(r.Lines[0].Row, " ", r.Lines[0].Column, " ", r.Lines[0].Rule)
		}
		if tally(r) != c.want || got != c.line {
			t.Errorf("%s: got %v %q, want %v %q", name, tally(r), got, c.want, c.line)
		}
		if name == "days from 1904" {
			if got := table(t, export(t, cli(n, "shelter"), "csv"))[0]["prs_Birthdate"]; got != "1997-09-14" {
				t.Errorf("a day counted from 1904 is %s", got)
			}
		}
	}
}

// Two sheets with cases would be half a file: it is not guessed which is meant.
func TestTwoSheets(t *testing.T) {
	f := excelize.NewFile()
	defer f.Close()
	for _, name := range []string{"Sheet1", "Second"} {
		if _, err := f.NewSheet(name); err != nil {
			t.Fatal(err)
		}
		for at, text := range []string{"prs_FirstName", "Siti"} {
			if err := f.SetCellStr(name, fmt.Sprint("A", at+1), text); err != nil {
				t.Fatal(err)
			}
		}
	}
	b, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	if r := try(t, one(t), b.Bytes()); r.Accepted > 0 || r.Lines[0].Rule != "exchange.file.sheets" {
		t.Errorf("%v %+v", tally(r), r.Lines)
	}
}

// A few kilobytes that unzip to gigabytes are refused before they do, whether
// the zip says how large they are or lies.
func TestZipBomb(t *testing.T) {
	n := one(t)
	zeros := strings.Repeat(" ", 100<<20)
	honest := workbook(t, "", map[string]string{"xl/sharedStrings.xml": zeros})
	if len(honest) > 1<<20 {
		t.Fatalf("the bomb has %d bytes", len(honest))
	}
	if r := try(t, n, honest); r.Lines[0].Rule != "exchange.file.large" {
		t.Errorf("%+v", r.Lines)
	}
	lying := bytes.ReplaceAll(honest, binary.LittleEndian.AppendUint32(nil, 100<<20), binary.LittleEndian.AppendUint32(nil, 100))
	if bytes.Equal(lying, honest) {
		t.Fatal("the bomb does not lie")
	}
	if r := try(t, n, lying); r.Lines[0].Rule != "exchange.file.damaged" {
		t.Errorf("%+v", r.Lines)
	}
	// What is not needed is not unzipped at all.
	ignored := workbook(t, line(1, "prs_FirstName")+line(2, "Siti"), map[string]string{"xl/media/image1.png": zeros, "xl/vbaProject.bin": zeros})
	if r := try(t, n, ignored); r.Accepted != 1 {
		t.Errorf("%v %+v", tally(r), r.Lines)
	}
}

// What a spreadsheet holds never lies on the disk in clear, not even while it is
// read.
func TestNoTemporaryFiles(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	long := strings.Repeat("an invented place ", 25)
	var rows strings.Builder
	rows.WriteString(line(1, "prs_FirstName", "prs_MailingCity"))
	for n := range 40_000 {
		rows.WriteString(line(n+2, "Siti Contoh", long))
	}
	if rows.Len() <= excelize.StreamChunkSize {
		t.Fatalf("the sheet has %d bytes only", rows.Len())
	}
	b := workbook(t, rows.String(), nil)
	before := now.AddDate(-1, 0, 0)
	if err := os.Chtimes(dir, before, before); err != nil {
		t.Fatal(err)
	}
	read(t, b)
	if info, err := os.Stat(dir); err != nil || !info.ModTime().Equal(before) {
		t.Errorf("a temporary file was made at %v, %v", info.ModTime(), err)
	}
}
