package exchange_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lindung/exchange"
)

func FuzzCSV(f *testing.F) {
	names, err := filepath.Glob("testdata/contract/*.txt")
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range names {
		b, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		input, _, _ := bytes.Cut(b, []byte(dashes))
		f.Add(input)
	}
	f.Add(file(f, broken))
	f.Add(file(f, short))
	f.Fuzz(func(t *testing.T, b []byte) {
		if bytes.HasPrefix(b, []byte("PK")) {
			t.Skip()
		}
		if err := read(t, b).Again(now); err != nil {
			t.Fatal(err)
		}
	})
}

// The fuzzed part is the sheet; around it the workbook is sound, or nothing
// would come far enough to break.
func FuzzXLSX(f *testing.F) {
	head := line(1, "prs_FirstName", "prs_Birthdate", "con_Consent")
	f.Add(head + line(2, "Siti", "2001-05-12", "TRUE"))
	f.Add(head + `<row r="2"><c r="A2" t="str"><f>B2</f><v>x</v></c><c r="B2"><v>34225</v></c><c r="C2" t="b"><v>1</v></c></row>`)
	f.Add(head + `<row><c><v>1</v></c><c t="s"><v>7</v></c><c t="e"><v>#REF!</v></c></row>`)
	f.Add(head + `<row r="7"><c r="B7"><f/></c></row><row r="1048576"/>`)
	f.Fuzz(func(t *testing.T, sheet string) {
		if err := read(t, workbook(t, sheet, nil)).Again(now); err != nil {
			t.Fatal(err)
		}
		read(t, []byte("PK"+sheet))
	})
}

func FuzzGuard(f *testing.F) {
	for _, text := range []string{"=1+1", "'=1", "''-x", "+620000000001", "'+620000000001", "O'Example", "", "'", "\t=1", "'\t", "＝1+1", "'＝1"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		out := exchange.Guarded(text)
		if exchange.Unguarded(out) != text && text == exchange.Unguarded(text) {
			t.Fatalf("%q goes out as %q and comes back as %q", text, out, exchange.Unguarded(out))
		}
		if out != "" && strings.ContainsRune("=+-@\t\r", rune(out[0])) && out != text {
			t.Fatalf("%q goes out as %q", text, out)
		}
		if out == text && out != "" && strings.ContainsRune("=-@\t\r＝＋－＠", []rune(out)[0]) {
			t.Fatalf("%q is not guarded", text)
		}
	})
}
