package sheet_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"lindung/internal/sheet"
)

// openBook packs a workbook in OpenDocument with this body, as LibreOffice packs it.
func openBook(t *testing.T, body, manifest string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, p := range []struct{ name, text string }{
		{"mimetype", "application/vnd.oasis.opendocument.spreadsheet"},
		{"META-INF/manifest.xml", manifest},
		{"content.xml", `<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" ` +
			`xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0">` +
			`<office:automatic-styles><style:style style:name="gone"><style:table-properties table:display="false"/></style:style></office:automatic-styles>` +
			`<office:body><office:spreadsheet>` + body + `</office:spreadsheet></office:body></office:document-content>`},
	} {
		f, err := w.CreateHeader(&zip.FileHeader{Name: p.name, Method: map[bool]uint16{true: zip.Store, false: zip.Deflate}[p.name == "mimetype"]})
		if err == nil {
			_, err = f.Write([]byte(p.text))
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

const (
	openHead = `<table:table-row><table:table-cell office:value-type="string"><text:p>case</text:p></table:table-cell><table:table-cell><text:p>age</text:p></table:table-cell></table:table-row>`
	// openEdge is what LibreOffice writes to the edges of a sheet.
	openEdge = `<table:table-row table:number-rows-repeated="1048574"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>`
)

func TestOpenDocument(t *testing.T) {
	cell := func(text string) string { return `<table:table-cell><text:p>` + text + `</text:p></table:table-cell>` }
	row := func(cells ...string) string {
		return `<table:table-row>` + strings.Join(cells, "") + `</table:table-row>`
	}
	for name, c := range map[string]struct {
		body string
		want string // the last row: its line, its cells, what the sheet shows
	}{
		"a text":          {row(cell("one"), cell("2")), "2 one|2 {false [] [] [] []}"},
		"two lines":       {row(`<table:table-cell><text:p>one</text:p><text:p>two <text:s text:c="2"/>x</text:p></table:table-cell>`), "2 one\ntwo   x {false [] [] [] []}"},
		"a remark":        {row(`<table:table-cell><office:annotation><text:p>hidden</text:p></office:annotation><text:p>one</text:p></table:table-cell>`), "2 one {false [] [] [] []}"},
		"a number":        {row(cell("one"), `<table:table-cell office:value-type="float" office:value="62812"><text:p>62,812</text:p></table:table-cell>`), "2 one|62812 {false [] [] [1] []}"},
		"a day":           {row(cell("one"), `<table:table-cell office:value-type="date" office:date-value="2001-05-12"><text:p>12.05.01</text:p></table:table-cell>`), "2 one|2001-05-12 {false [] [] [] []}"},
		"yes":             {row(cell("one"), `<table:table-cell office:value-type="boolean" office:boolean-value="true"><text:p>WAHR</text:p></table:table-cell>`), "2 one|TRUE {false [] [] [] []}"},
		"an error":        {row(cell("one"), `<table:table-cell office:value-type="string" calcext:value-type="error" table:formula="of:=1/0"><text:p>#DIV/0!</text:p></table:table-cell>`), "2 one|#DIV/0! {false [] [1] [] []}"},
		"a hidden row":    {`<table:table-row table:visibility="collapse">` + cell("one") + `</table:table-row>`, "2 one {true [] [] [] []}"},
		"blank rows":      {`<table:table-row table:number-rows-repeated="3"><table:table-cell/></table:table-row>` + row(cell("one")), "5 one {false [] [] [] []}"},
		"merged cells":    {row(`<table:table-cell table:number-columns-spanned="2"><text:p>one</text:p></table:table-cell>`, `<table:covered-table-cell/>`), "2 one {false [] [] [] [1]}"},
		"rows repeated":   {`<table:table-row table:number-rows-repeated="2">` + cell("one") + `</table:table-row>`, "3 one {false [] [] [] []}"},
		"cells repeated":  {row(`<table:table-cell table:number-columns-repeated="2"><text:p>one</text:p></table:table-cell>`), "2 one|one {false [] [] [] []}"},
		"tracked changes": {`<table:tracked-changes><table:table-cell><text:p>old</text:p></table:table-cell></table:tracked-changes>` + row(cell("one")), "2 one {false [] [] [] []}"},
	} {
		b := openBook(t, `<table:table table:name="Data">`+openHead+c.body+openEdge+`</table:table>`, "")
		table, bad, err := sheet.Read(bytes.NewReader(b), headed)
		if err != nil || bad != nil || table.Format != "ods" || !table.Book {
			t.Errorf("%s: %v %v %+v", name, bad, err, table)
			continue
		}
		last := table.Rows[len(table.Rows)-1]
		if got := fmt.Sprint(last.Line, " ", strings.Join(last.Cells, "|"), " ", last.Shown); got != c.want {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
}

func TestOpenDocumentFaults(t *testing.T) {
	wide := `<table:table-row><table:table-cell table:number-columns-repeated="803"/><table:table-cell><text:p>x</text:p></table:table-cell></table:table-row>`
	for name, c := range map[string]struct {
		body, manifest string
		want           sheet.Kind
	}{
		"far to the right": {openHead + wide, "", sheet.Wide},
		"many rows":        {openHead + `<table:table-row table:number-rows-repeated="200000"><table:table-cell><text:p>x</text:p></table:table-cell></table:table-row>`, "", sheet.TooMany},
		"nested":           {openHead + strings.Repeat("<text:span>", 1_000_000) + strings.Repeat("</text:span>", 1_000_000), "", sheet.Damaged},
		"a long text":      {openHead + `<table:table-row><table:table-cell><text:p>` + strings.Repeat("x", 300_000) + `</text:p></table:table-cell></table:table-row>`, "", sheet.Damaged},
		"a sheet inside":   {`<table:table-row><table:table-cell><table:table/></table:table-cell></table:table-row>`, "", sheet.Damaged},
		"locked":           {openHead, `<manifest:encryption-data/>`, sheet.Format},
		"no header":        {``, "", sheet.Header},
	} {
		b := openBook(t, `<table:table table:name="Data">`+c.body+`</table:table>`, c.manifest)
		if _, bad, err := sheet.Read(bytes.NewReader(b), headed); err != nil || bad == nil || bad.Kind != c.want {
			t.Errorf("%s: %v, %v, want %s", name, bad, err, c.want)
		}
	}
	b := openBook(t, `<table:table>`+openHead+`</table:table>`, "")
	if _, bad, err := sheet.Read(bytes.NewReader(b[:len(b)/2]), headed); err != nil || bad == nil || bad.Kind != sheet.Damaged {
		t.Errorf("half a file: %v, %v", bad, err)
	}
	// A hidden sheet that fits too is named by its number.
	two := `<table:table table:name="Data">` + openHead + `</table:table><table:table table:name="Old" table:style-name="gone">` + openHead + `</table:table>`
	if table, bad, err := sheet.Read(bytes.NewReader(openBook(t, two, "")), headed); err != nil || bad != nil || !slices.Equal(table.Hidden, []int{2}) {
		t.Errorf("a hidden sheet: %v %v %v", table.Hidden, bad, err)
	}
}
