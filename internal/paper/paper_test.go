package paper

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
)

// sample has a sentence in each script that is written without spaces, and text in two
// scripts beside one another.
var sample = []string{
	"ผู้เสียหายจากการค้ามนุษย์", "ຜູ້ເຄາະຮ້າຍຈາກການຄ້າມະນຸດ", "ជនរងគ្រោះនៃការជួញដូរមនុស្ស", "လူကုန်ကူးခံရသူ",
	"Sok សុខ Contoh 12", "  <a & \"b\">  ", "بنتوله", "人口贩运", "", "No letter: \u200b\u2060.",
}

// TestEveryLetterIsWritten: what a word processor reads is what was to be written,
// letter by letter, in runs of one script.
func TestEveryLetterIsWritten(t *testing.T) {
	d := Document{Lang: "en", Head: sample, Title: sample[1], Sign: sample, Parts: []Part{
		{Heading: sample[0], Strong: sample, Text: []string{strings.Join(sample, "\n")}, Rows: []Row{{sample[2], sample}}},
	}}
	var file bytes.Buffer
	if err := d.Write(&file); err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(file.Bytes()), int64(file.Len()))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range z.File {
		text := read(t, f)
		if !f.Modified.IsZero() && f.Modified.Year() > 1980 {
			t.Errorf("%s says when it was written", f.Name)
		}
		if f.Name == "word/document.xml" {
			want := strings.Join(sample, "") + sample[1] + sample[0] + strings.Repeat(strings.Join(sample, ""), 2) + sample[2] + strings.Join(sample, "") + strings.Join(sample, "")
			if text != want {
				t.Errorf("the file says\n%q\nand should say\n%q", text, want)
			}
		}
	}
}

// read checks that a file is XML and returns its text.
func read(t *testing.T, f *zip.File) string {
	t.Helper()
	r, err := f.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	var text strings.Builder
	d := xml.NewDecoder(r)
	for inText := false; ; {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			return text.String()
		}
		if err != nil {
			t.Fatalf("%s: %v", f.Name, err)
		}
		switch tok := tok.(type) {
		case xml.StartElement:
			inText = tok.Name.Local == "t"
		case xml.EndElement:
			inText = false
		case xml.CharData:
			if inText {
				text.Write(tok)
			}
		}
	}
}

// TestRunsHaveTheirScript: each script is a complex script with a font and a language
// of its own, and what goes with no script goes with the one before it.
func TestRunsHaveTheirScript(t *testing.T) {
	for text, want := range map[string]string{
		sample[0]: `<w:cs/><w:lang w:bidi="th-TH"/>`, sample[1]: `<w:cs/><w:lang w:bidi="lo-LA"/>`,
		sample[2]: `<w:cs/><w:lang w:bidi="km-KH"/>`, sample[3]: `<w:cs/><w:lang w:bidi="my-MM"/>`,
		"Contoh": `<w:lang w:val="id"/>`, sample[7]: `<w:lang w:eastAsia="zh-CN"/>`,
	} {
		b := &body{lang: "id"}
		b.paragraph("", "", text)
		if !strings.Contains(b.String(), want) || strings.Count(b.String(), "<w:r>") != 1 {
			t.Errorf("%q is written as %s", text, b.String())
		}
	}
	if got := runs("Sok សុខ 12 Contoh"); len(got) != 3 || got[1].text != "សុខ 12 " {
		t.Errorf("it is cut into %d runs", len(got))
	}
}
