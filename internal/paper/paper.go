// Package paper writes documents for word processors. It knows nothing of what they
// say. Every letter is written: each script has a run of its own, with a font that
// has its letters and the language by which a word processor breaks its lines, because
// Thai, Lao, Khmer and Burmese are written without spaces between words.
//
// A file names no author and no time, because files are passed on.
package paper

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"unicode"
)

// A Document is what is written, from the top to the bottom.
type Document struct {
	Lang  string   // of the text, in BCP 47
	Head  []string // who writes to whom, and when
	Title string
	Parts []Part
	Sign  []string // what is written under each line for a signature
}

// A Part is what is under one heading.
type Part struct {
	Heading string // "" for none
	Strong  []string
	Text    []string
	Items   []string
	Rows    []Row
}

// A Row is a question with its answer.
type Row struct {
	Key   string
	Lines []string
}

// A script is how the letters of a script are written in a document.
type script struct {
	table *unicode.RangeTable
	font  string
	lang  string // in BCP 47
	kind  string // which attribute of a run names the language
}

// scripts are the scripts of the region. The fonts come with Windows; other systems
// put their own in their place.
var scripts = []script{
	{unicode.Thai, "Leelawadee UI", "th-TH", "bidi"},
	{unicode.Lao, "Leelawadee UI", "lo-LA", "bidi"},
	{unicode.Khmer, "Leelawadee UI", "km-KH", "bidi"},
	{unicode.Myanmar, "Myanmar Text", "my-MM", "bidi"},
	{unicode.Tamil, "Nirmala UI", "ta-IN", "bidi"},
	{unicode.Devanagari, "Nirmala UI", "ne-NP", "bidi"},
	{unicode.Bengali, "Nirmala UI", "bn-BD", "bidi"},
	{unicode.Arabic, "Segoe UI", "ar-SA", "bidi"},
	{unicode.Han, "Microsoft YaHei", "zh-CN", "eastAsia"},
}

// latin is for all that is of none of them.
var latin = script{nil, "Segoe UI", "", "val"}

// scriptOf returns the script of a letter; false when it goes with the one before it,
// as spaces, digits and marks do.
func scriptOf(r rune) (script, bool) {
	for _, s := range scripts {
		if unicode.Is(s.table, r) {
			return s, true
		}
	}
	return latin, unicode.IsLetter(r)
}

// A run is text in one script.
type run struct {
	of   script
	text string
}

// runs cuts a text where its script changes.
func runs(text string) []run {
	var all []run
	from, of, known := 0, latin, false
	for at, r := range text {
		s, ok := scriptOf(r)
		if ok && known && s.font+s.lang != of.font+of.lang {
			all, from = append(all, run{of, text[from:at]}), at
		}
		if ok {
			of, known = s, true
		}
	}
	return append(all, run{of, text[from:]})
}

// files are what every document has beside its text.
var files = []struct{ name, text string }{
	{"[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/></Types>`},
	{"_rels/.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`},
	{"word/_rels/document.xml.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>`},
	{"word/styles.xml", `<w:styles xmlns:w="` + space + `"><w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val="22"/><w:szCs w:val="22"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after="120"/></w:pPr></w:pPrDefault></w:docDefaults>` +
		`<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>` +
		`<w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/><w:basedOn w:val="Normal"/><w:pPr><w:keepNext/><w:spacing w:before="240"/></w:pPr><w:rPr><w:b/><w:bCs/><w:sz w:val="34"/><w:szCs w:val="34"/></w:rPr></w:style>` +
		`<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/><w:basedOn w:val="Normal"/><w:pPr><w:keepNext/><w:spacing w:before="240"/><w:outlineLvl w:val="0"/></w:pPr><w:rPr><w:b/><w:bCs/><w:sz w:val="26"/><w:szCs w:val="26"/></w:rPr></w:style></w:styles>`},
}

const (
	space  = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
	start  = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	strong = `<w:b/><w:bCs/>`
)

// Write writes the document as DOCX.
func (d Document) Write(to io.Writer) error {
	z := zip.NewWriter(to)
	for _, f := range append(files[:len(files):len(files)], struct{ name, text string }{"word/document.xml", d.xml()}) {
		w, err := z.Create(f.name)
		if err != nil {
			return err
		}
		if _, err := io.WriteString(w, start+f.text); err != nil {
			return err
		}
	}
	return z.Close()
}

// body is the text of a document while it is written.
type body struct {
	bytes.Buffer
	lang string
}

func (d Document) xml() string {
	b := &body{lang: d.Lang}
	b.WriteString(`<w:document xmlns:w="` + space + `"><w:body>`)
	for _, line := range d.Head {
		b.paragraph("", "", line)
	}
	b.paragraph("Title", "", d.Title)
	for _, p := range d.Parts {
		b.part(p)
	}
	for _, line := range d.Sign {
		b.WriteString(`<w:p><w:pPr><w:keepNext/><w:pBdr><w:bottom w:val="single" w:sz="4" w:space="1" w:color="000000"/></w:pBdr><w:spacing w:before="720"/></w:pPr></w:p>`)
		b.paragraph("", "", line)
	}
	b.WriteString(`<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1134" w:header="709" w:footer="709" w:gutter="0"/></w:sectPr></w:body></w:document>`)
	return b.String()
}

func (b *body) part(p Part) {
	if p.Heading != "" {
		b.paragraph("Heading1", "", p.Heading)
	}
	for _, text := range p.Strong {
		b.paragraph("", strong, text)
	}
	for _, text := range p.Text {
		b.paragraph("", "", text)
	}
	for _, text := range p.Items {
		b.paragraph("", "", "• "+text)
	}
	if len(p.Rows) == 0 {
		return
	}
	b.WriteString(`<w:tbl><w:tblPr><w:tblW w:w="5000" w:type="pct"/></w:tblPr><w:tblGrid><w:gridCol w:w="3200"/><w:gridCol w:w="6400"/></w:tblGrid>`)
	for _, row := range p.Rows {
		b.WriteString(`<w:tr><w:trPr><w:cantSplit/></w:trPr><w:tc><w:tcPr><w:tcW w:w="3200" w:type="dxa"/></w:tcPr>`)
		b.paragraph("", strong, row.Key)
		b.WriteString(`</w:tc><w:tc><w:tcPr><w:tcW w:w="6400" w:type="dxa"/></w:tcPr>`)
		b.paragraph("", "", strings.Join(row.Lines, "\n"))
		b.WriteString(`</w:tc></w:tr>`)
	}
	b.WriteString(`</w:tbl><w:p/>`)
}

// paragraph writes one paragraph, each line of it under the other.
func (b *body) paragraph(style, look, text string) {
	b.WriteString("<w:p>")
	if style != "" {
		fmt.Fprintf(b, `<w:pPr><w:pStyle w:val="%s"/></w:pPr>`, style)
	}
	for at, line := range strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n") {
		if at > 0 {
			b.WriteString("<w:r><w:br/></w:r>")
		}
		for _, r := range runs(line) {
			b.run(look, r)
		}
	}
	b.WriteString("</w:p>")
}

// run writes text in one script. Thai, Lao, Khmer and Burmese are complex scripts,
// which take the font and the language that the attributes cs and bidi name.
func (b *body) run(look string, r run) {
	lang, complex := r.of.lang, ""
	if r.of.table == nil {
		lang = b.lang
	}
	switch {
	case r.of.table == unicode.Arabic:
		complex = "<w:rtl/><w:cs/>"
	case r.of.kind == "bidi":
		complex = "<w:cs/>"
	}
	fmt.Fprintf(b, `<w:r><w:rPr><w:rFonts w:ascii="%[1]s" w:hAnsi="%[1]s" w:eastAsia="%[1]s" w:cs="%[1]s"/>%s%s<w:lang w:%s="%s"/></w:rPr><w:t xml:space="preserve">`, r.of.font, look, complex, r.of.kind, lang)
	_ = xml.EscapeText(b, []byte(r.text)) // a buffer takes everything
	b.WriteString("</w:t></w:r>")
}
