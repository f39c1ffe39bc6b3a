package main

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lindung"
	"lindung/i18n"
)

var update = flag.Bool("update", false, "write doc/languages.md and testdata/terms.txt anew")

// golden compares what is made with what is in a file.
func golden(t *testing.T, name, made string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(name, []byte(made), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	was, err := os.ReadFile(name)
	if err != nil || string(was) != made {
		t.Errorf("%s is not what is made now (go test ./i18n/readers -update): %v", name, err)
	}
}

// TestLanguagesPage: doc/languages.md says what there is.
func TestLanguagesPage(t *testing.T) {
	made, err := page("../..")
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "../../doc/languages.md", made)
}

// TestTerms lists where English has a term of the glossary and a language has neither the
// term nor a listed variant. A line more in the golden file is a choice to look at.
func TestTerms(t *testing.T) {
	var b strings.Builder
	for _, l := range i18n.Langs() {
		if l == i18n.English {
			continue
		}
		for _, s := range i18n.Stages() {
			w, err := open("../..", l, s)
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range w.rows() {
				for _, term := range w.glossary {
					if term.In(r.English) && !term.Said(r.Text) {
						b.WriteString(string(l) + " " + r.Key + ": " + term.English + " = " + term.Term + " (" + term.Mark + ")\n")
					}
				}
			}
		}
	}
	golden(t, "testdata/terms.txt", b.String())
}

// copied is a repository with the texts of one language.
func copied(t *testing.T, l string) string {
	t.Helper()
	root := t.TempDir()
	for _, name := range []string{
		"i18n/catalog/en", "i18n/catalog/" + l, "i18n/state/" + l + ".csv", "i18n/glossary.csv", "i18n/readers/unsure/" + l + ".json",
		"consent/texts/en.txt", "consent/texts/" + l + ".txt", "consent/texts/" + l + ".csv",
	} {
		from, to := filepath.Join("../..", name), filepath.Join(root, name)
		info, err := os.Stat(from)
		if err != nil {
			t.Fatal(err)
		}
		if info.IsDir() {
			err = os.CopyFS(to, os.DirFS(from))
		} else if err = os.MkdirAll(filepath.Dir(to), 0o755); err == nil {
			var raw []byte
			if raw, err = os.ReadFile(from); err == nil {
				err = os.WriteFile(to, raw, 0o644)
			}
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return root
}

func TestRoundTrip(t *testing.T) {
	for _, c := range []struct {
		stage           i18n.Stage
		file, key, word string
		bad             map[string]string // a correction that is refused, and why
	}{
		{i18n.StageHelp, "i18n/catalog/th/public.json", "public.help.first.1", "สิ่งที่เกิดขึ้นไม่ใช่ความผิดของคุณ", map[string]string{
			"It is not your fault": "hardly written in its script", "สิ่งที่เกิดขึ้นเป็นความผิดของคุณ": "says no “not”",
			"สิ่งที่เกิดขึ้นไม่ใช่ความผิด {name}": "places [name]", "ไม่ใช่ความผิดของคุณ ๑": "digits that are not Latin",
		}},
		{StageText, "consent/texts/th.txt", "child.stop", "น้องหยุดได้ทีหลัง บอกใครในพวกเราก็ได้ น้องไม่ต้องบอกเหตุผล", map[string]string{"You can stop it later.": "hardly written"}},
	} {
		root := copied(t, "th")
		name := filepath.Join(root, "th.xlsx")
		day := lindung.Date{Year: 2026, Month: 12, Day: 24}
		do := func(args ...string) error { return run(root, day, append(args, name)) }
		sheet := func(by, shelter, words string) []row {
			t.Helper()
			if err := do("out", "th", string(c.stage)); err != nil {
				t.Fatal(err)
			}
			rows, err := read(name)
			if err != nil {
				t.Fatal(err)
			}
			for i, r := range rows {
				if r.Key == c.key {
					rows[i].By, rows[i].Shelter, rows[i].Correction = by, shelter, words
				}
			}
			return rows
		}
		back := func(rows []row) error {
			t.Helper()
			if err := write(name, rows); err != nil {
				t.Fatal(err)
			}
			return do("in", "th", string(c.stage))
		}
		state := func() string {
			t.Helper()
			for _, r := range sheet("", "", "") {
				if r.Key == c.key {
					return r.State
				}
			}
			return "gone"
		}
		file := func() string {
			t.Helper()
			raw, err := os.ReadFile(filepath.Join(root, c.file))
			if err != nil {
				t.Fatal(err)
			}
			return string(raw)
		}
		was := file()
		if err := back(sheet("", "", "")); err != nil || file() != was || state() != "draft" {
			t.Errorf("a sheet that no one read changes something: %v", err)
		}
		for words, why := range c.bad {
			if err := back(sheet("AB", "no", words)); err == nil || !strings.Contains(err.Error(), why) || file() != was {
				t.Errorf("%q: %v, want %q", words, err, why)
			}
		}
		rows := sheet("AB", "no", c.word)
		for i := range rows {
			rows[i].English += "."
		}
		if err := back(rows); err == nil || !strings.Contains(err.Error(), "English has changed") {
			t.Errorf("another English: %v", err)
		}
		for _, who := range [][2]string{{"", "no"}, {"AB", "maybe"}} {
			if err := back(sheet(who[0], who[1], c.word)); err == nil {
				t.Errorf("taken from %q, who says %q", who[0], who[1])
			}
		}
		if err := back(sheet("AB", "no", c.word)); err != nil || !strings.Contains(file(), c.word) || state() != "read" {
			t.Errorf("corrected: %v, %s", err, state())
		}
		if err := back(sheet("AB", "yes", "")); err != nil || state() != "read" {
			t.Errorf("one reader twice: %v, %s", err, state())
		}
		if err := back(sheet("CD", "no", "")); err != nil || state() != "approved" {
			t.Errorf("two readers: %v, %s", err, state())
		}
		if len(file()) < len(was)*9/10 || strings.Count(file(), "\n") != strings.Count(was, "\n") {
			t.Error("other texts changed")
		}
	}
}

func TestRefusedCommands(t *testing.T) {
	for _, args := range [][]string{nil, {"out", "th"}, {"out", "th", "99", "x.xlsx"}, {"out", "en", "1", "x.xlsx"}, {"out", "xx", "1", "x.xlsx"}, {"about", "th", "1", "x.xlsx"}, {"in", "th", "1", "no.xlsx"}} {
		if err := run("../..", lindung.Date{}, args); err == nil {
			t.Errorf("%v is done", args)
		}
	}
}
