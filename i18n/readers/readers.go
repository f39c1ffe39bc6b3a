// Readers gives the texts of a language to a reader who does not use Git, as a
// spreadsheet, and takes back what they corrected and what they vouch for:
//
//	go run ./i18n/readers out LANG STAGE FILE.xlsx
//	go run ./i18n/readers in LANG STAGE FILE.xlsx
//
// STAGE is one of i18n.Stages, or "text" for the text that is read to a person before they
// agree. What comes back passes the rules of [i18n.Faults], all of it or nothing. Run it at
// the root of the repository.
package main

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"lindung"
	"lindung/i18n"
)

// StageText is the text of consent, which is kept beside the catalogs.
const StageText i18n.Stage = "text"

func main() {
	if err := run(".", lindung.DateOf(time.Now()), os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

var errUsage = errors.New("usage: go run ./i18n/readers out|in LANG STAGE FILE.xlsx")

// run does what the command says in the repository at root.
func run(root string, today lindung.Date, args []string) error {
	if len(args) != 4 {
		return errUsage
	}
	stage := i18n.Stage(args[2])
	if stage != StageText && !slices.Contains(i18n.Stages(), stage) {
		return fmt.Errorf("%w: there is no stage %q", errUsage, args[2])
	}
	w, err := open(root, i18n.Lang(args[1]), stage)
	if err != nil {
		return err
	}
	switch args[0] {
	case "out":
		return write(args[3], w.rows())
	case "in":
		rows, err := read(args[3])
		if err != nil {
			return err
		}
		if err := w.take(rows, today); err != nil {
			return err
		}
		return w.save()
	}
	return errUsage
}

// A row is one text as the reader sees it.
type row struct {
	Key, English, Text, State, Terms, Unsure string
	// What the reader writes: other words, or nothing; who they are; whether they work in
	// a shelter.
	Correction, By, Shelter string
}

// work is one stage of one language.
type work struct {
	root     string
	lang     i18n.Lang
	stage    i18n.Stage
	english  map[string]string // of the stage
	texts    map[string]string // of the language, of the stage
	readings i18n.Readings     // of the whole file of states
	unsure   map[string]string
	glossary []Term
}

func open(root string, l i18n.Lang, stage i18n.Stage) (*work, error) {
	if !i18n.Known(l) || l == i18n.English {
		return nil, fmt.Errorf("%q is not a language that is read", l)
	}
	w := &work{root: root, lang: l, stage: stage, english: map[string]string{}, texts: map[string]string{}, readings: i18n.Readings{}}
	english, err := w.all(i18n.English)
	if err != nil {
		return nil, err
	}
	texts, err := w.all(l)
	if err != nil {
		return nil, err
	}
	for key, text := range texts {
		if en, ok := english[key]; ok && (stage == StageText || i18n.StageOf(key) == stage) {
			w.english[key], w.texts[key] = en, text
		}
	}
	raw, err := os.ReadFile(w.stateFile())
	if err == nil {
		w.readings, err = i18n.ReadStates(string(raw))
	}
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("%s: %w", w.stateFile(), err)
	}
	if w.unsure, err = unsureOf(root, l, stage); err != nil {
		return nil, err
	}
	w.glossary, err = Glossary(root, l)
	return w, err
}

// all returns every text of a language, of the catalog or of the text of consent.
func (w *work) all(l i18n.Lang) (map[string]string, error) {
	if w.stage == StageText {
		raw, err := os.ReadFile(w.passages(l))
		return passages(string(raw)), err
	}
	out := map[string]string{}
	areas, err := filepath.Glob(filepath.Join(w.root, "i18n", "catalog", string(l), "*.json"))
	for _, area := range areas {
		texts := map[string]string{}
		if err := readJSON(area, &texts); err != nil {
			return nil, err
		}
		maps.Copy(out, texts)
	}
	return out, err
}

func (w *work) passages(l i18n.Lang) string {
	return filepath.Join(w.root, "consent", "texts", string(l)+".txt")
}

func (w *work) stateFile() string {
	if w.stage == StageText {
		return filepath.Join(w.root, "consent", "texts", string(w.lang)+".csv")
	}
	return filepath.Join(w.root, "i18n", "state", string(w.lang)+".csv")
}

// rows are what goes out, those first of which someone was not sure.
func (w *work) rows() []row {
	var all []row
	for _, key := range slices.Sorted(maps.Keys(w.texts)) {
		var terms []string
		for _, t := range w.glossary {
			if t.In(w.english[key]) {
				terms = append(terms, t.English+" = "+t.Term+" ("+t.Mark+")")
			}
		}
		all = append(all, row{
			Key: key, English: w.english[key], Text: w.texts[key], State: string(w.readings.StateOf(key, w.english[key], w.texts[key])),
			Terms: strings.Join(terms, "; "), Unsure: w.unsure[key],
		})
	}
	slices.SortStableFunc(all, func(a, b row) int {
		return cmp.Compare(min(len(b.Unsure), 1), min(len(a.Unsure), 1))
	})
	return all
}

// take checks what a reader sent back and takes it over: all of it, or on an error nothing.
func (w *work) take(rows []row, today lindung.Date) error {
	var faults []error
	refuse := func(r row, format string, args ...any) {
		faults = append(faults, fmt.Errorf("%s: %s", r.Key, fmt.Sprintf(format, args...)))
	}
	texts := maps.Clone(w.texts)
	var news []i18n.Reading
	for _, r := range rows {
		r.Correction, r.By = strings.TrimSpace(r.Correction), strings.TrimSpace(r.By)
		if r.Correction == "" && r.By == "" {
			continue // not read
		}
		en, ok := w.english[r.Key]
		switch {
		case !ok:
			refuse(r, "there is no such text in stage %s", w.stage)
			continue
		case r.English != en:
			refuse(r, "the English has changed since, or the file was changed there")
		case r.Text != w.texts[r.Key]:
			refuse(r, "the text has changed since, or was changed in its own column")
		case !initials.MatchString(r.By):
			refuse(r, "say who read it: two to five letters")
		}
		shelter := strings.ToLower(strings.TrimSpace(r.Shelter))
		if shelter != "yes" && shelter != "no" {
			refuse(r, "say yes or no to whether you work in a shelter")
		}
		text := cmp.Or(r.Correction, r.Text)
		for _, f := range w.faults(r.Key, text, en) {
			refuse(r, "%s", f)
		}
		texts[r.Key] = text
		news = append(news, i18n.Reading{Key: r.Key, English: i18n.Hash(en), Text: i18n.Hash(text), By: r.By, Day: today, Shelter: shelter == "yes"})
	}
	if len(faults) > 0 {
		return errors.Join(faults...)
	}
	w.texts = texts
	for _, r := range news {
		same := func(x i18n.Reading) bool { return x.By == r.By && x.Text == r.Text && x.English == r.English }
		w.readings[r.Key] = append(slices.DeleteFunc(w.readings[r.Key], same), r)
	}
	return nil
}

var initials = regexp.MustCompile(`^\pL{2,5}$`)

// faults are those of the catalogs. A passage that is read aloud may be longer and end
// otherwise.
func (w *work) faults(key, text, english string) []string {
	all := i18n.Faults(w.lang, key, text, english)
	if w.stage == StageText {
		all = slices.DeleteFunc(all, func(f string) bool { return strings.HasPrefix(f, "ends with ") || strings.Contains(f, "much longer") })
	}
	return all
}

// save writes the texts and the states to the repository.
func (w *work) save() error {
	if w.stage == StageText {
		if err := w.savePassages(); err != nil {
			return err
		}
		return w.saveStates()
	}
	areas, err := filepath.Glob(filepath.Join(w.root, "i18n", "catalog", string(w.lang), "*.json"))
	if err != nil {
		return err
	}
	for _, area := range areas {
		texts := map[string]string{}
		if err := readJSON(area, &texts); err != nil {
			return err
		}
		changed := false
		for key := range texts {
			if text, ok := w.texts[key]; ok && text != texts[key] {
				texts[key], changed = text, true
			}
		}
		if !changed {
			continue
		}
		var out bytes.Buffer
		enc := json.NewEncoder(&out)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		if err := errors.Join(enc.Encode(texts), os.WriteFile(area, out.Bytes(), 0o644)); err != nil {
			return err
		}
	}
	return w.saveStates()
}

// savePassages writes the text of consent in the order of the English one.
func (w *work) savePassages() error {
	raw, err := os.ReadFile(w.passages(i18n.English))
	if err != nil {
		return err
	}
	var parts []string
	for _, key := range passageKeys(string(raw)) {
		if text, ok := w.texts[key]; ok {
			parts = append(parts, "# "+key+"\n"+text)
		}
	}
	return os.WriteFile(w.passages(w.lang), []byte(strings.Join(parts, "\n\n")+"\n"), 0o644)
}

func (w *work) saveStates() error {
	var out bytes.Buffer
	c := csv.NewWriter(&out)
	lines := [][]string{{"key", "english", "text", "by", "day", "shelter"}}
	for _, key := range slices.Sorted(maps.Keys(w.readings)) {
		for _, r := range w.readings[key] {
			shelter := ""
			if r.By != "" {
				shelter = map[bool]string{true: "yes", false: "no"}[r.Shelter]
			}
			lines = append(lines, []string{r.Key, r.English, r.Text, r.By, r.Day.String(), shelter})
		}
	}
	return errors.Join(c.WriteAll(lines), os.WriteFile(w.stateFile(), out.Bytes(), 0o644))
}

// passages are the words of a file of passages by their key.
func passages(raw string) map[string]string {
	out := map[string]string{}
	for _, part := range strings.Split("\n"+strings.TrimSpace(raw), "\n# ") {
		if key, text, ok := strings.Cut(part, "\n"); ok && key != "" {
			out[key] = strings.TrimSpace(text)
		}
	}
	return out
}

func passageKeys(raw string) []string {
	var all []string
	for line := range strings.Lines(raw) {
		if key, ok := strings.CutPrefix(line, "# "); ok {
			all = append(all, strings.TrimSpace(key))
		}
	}
	return all
}

func unsureFile(root string, l i18n.Lang) string {
	return filepath.Join(root, "i18n", "readers", "unsure", string(l)+".json")
}

func isMissing(err error) bool { return errors.Is(err, os.ErrNotExist) }

// unsureOf returns why whoever wrote a text was not sure of it.
func unsureOf(root string, l i18n.Lang, stage i18n.Stage) (map[string]string, error) {
	all := map[string]string{}
	err := readJSON(unsureFile(root, l), &all)
	if isMissing(err) {
		return nil, nil
	}
	of := map[string]string{}
	for place, why := range all {
		at, key, _ := strings.Cut(place, ":")
		if (at == "consent") == (stage == StageText) {
			of[key] = why
		}
	}
	return of, err
}

func readJSON(name string, to any) error {
	raw, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(raw, to); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}
