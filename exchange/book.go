package exchange

import (
	"archive/zip"
	"encoding/xml"
	"fmt"
	"io"
	"strconv"
	"strings"

	"lindung/internal/formula"
)

// The parts of a workbook beside its sheets; more is what names each further sheet. None names anyone: there is nothing on who
// made it or when, and no macro. Style 1 is text, so that a telephone number stays one.
var bookParts = []struct{ name, text, more string }{
	{"[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>{more}<Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>`,
		`<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>`},
	{"_rels/.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`, ""},
	{"xl/workbook.xml", `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>{more}</sheets></workbook>`,
		`<sheet name="{name}" sheetId="{n}" r:id="sheet{n}"/>`},
	{"xl/_rels/workbook.xml.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{more}<Relationship Id="styles" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>`,
		`<Relationship Id="sheet{n}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet{n}.xml"/>`},
	{"xl/styles.xml", `<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><fonts count="1"><font/></fonts><fills count="1"><fill/></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf/><xf numFmtId="49" applyNumberFormat="1"/></cellXfs></styleSheet>`, ""},
}

// writeBook writes tables as a workbook with a sheet for each, in which every cell is text.
// It goes through no file: what is written in the clear is in memory and in w alone.
func writeBook(w io.Writer, tabs []tab) error {
	z := zip.NewWriter(w)
	for _, p := range bookParts {
		part, err := z.Create(p.name)
		if err != nil {
			return err
		}
		text := p.text
		if p.more != "" {
			var all strings.Builder
			for n, t := range tabs {
				// The names are those of forms.
				all.WriteString(strings.NewReplacer("{n}", strconv.Itoa(n+1), "{name}", t.name).Replace(p.more))
			}
			text = strings.Replace(text, "{more}", all.String(), 1)
		}
		if _, err := io.WriteString(part, xml.Header+text); err != nil {
			return err
		}
	}
	for n, t := range tabs {
		sheet, err := z.Create(fmt.Sprintf("xl/worksheets/sheet%d.xml", n+1))
		if err != nil {
			return err
		}
		if err := writeSheet(sheet, t.rows); err != nil {
			return err
		}
	}
	return z.Close()
}

func writeSheet(sheet io.Writer, rows [][]string) error {
	// The first row stays in sight.
	_, err := io.WriteString(sheet, xml.Header+`<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetData>`)
	for _, row := range rows {
		if err == nil {
			err = writeRow(sheet, row)
		}
	}
	if err == nil {
		_, err = io.WriteString(sheet, `</sheetData></worksheet>`)
	}
	return err
}

func writeRow(w io.Writer, cells []string) error {
	var b strings.Builder
	b.WriteString("<row>")
	for _, text := range cells {
		b.WriteString(`<c s="1" t="inlineStr"><is><t xml:space="preserve">`)
		if err := xml.EscapeText(&b, []byte(guardCell(text))); err != nil {
			return fmt.Errorf("write a cell: %w", err)
		}
		b.WriteString("</t></is></c>")
	}
	b.WriteString("</row>")
	_, err := io.WriteString(w, b.String())
	return err
}

// guardCell is guard for a cell that is text in any case: only what looks guarded already
// gets one more apostrophe, so that unguard gives it back.
func guardCell(text string) string {
	if rest := strings.TrimLeft(text, "'"); rest != text && formula.Runs(rest) {
		return "'" + text
	}
	return text
}
