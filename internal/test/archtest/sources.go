package archtest

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// source is a line that cites law in Go, Cedar and SQL alike.
var source = regexp.MustCompile(`^\s*(?://|--|#)\s*Source:\s*(.*)$`)

// cited is one citation: an instrument, and an article where one is meant.
var cited = regexp.MustCompile(`^([A-Z][A-Z0-9-]*)(?: ([0-9]+(?:\.[0-9]+)?(?:\([a-z]\))?))?(?: (.+))?$`)

// checkSources wants every cited article to be one that the tracker has.
//
// A line is "Source: ACTIP 14.3", or several such citations with semicolons
// between.
// An instrument whose articles are in convention/data must be cited with one of
// them; of any other the instrument must be known.
func checkSources(t *Tree) ([]Fault, error) {
	law, err := readLaw(filepath.Join(t.Dir, "convention", "data"))
	if err != nil {
		return nil, err
	}
	var faults []Fault
	err = t.texts(func(name string, text []byte) {
		switch filepath.Ext(name) {
		case ".go", ".cedar", ".sql":
		default:
			return
		}
		for i, line := range strings.Split(string(text), "\n") {
			m := source.FindStringSubmatch(line)
			if m == nil {
				continue
			}
			for _, c := range strings.Split(strings.TrimSuffix(strings.TrimSpace(m[1]), "."), ";") {
				if problem := law.check(strings.TrimSpace(c)); problem != "" {
					faults = append(faults, Fault{name, i + 1, problem})
				}
			}
		}
	})
	return faults, err
}

// law is what convention/data knows: articles by instrument, and instruments.
type law struct {
	articles    map[string]map[string]bool
	instruments map[string]bool
}

// standards are documents that are cited and are not instruments between
// states, so that the tracker does not hold them.
var standards = map[string]string{
	"HTCDS":        "Human Trafficking Case Data Standard 2.0, IOM",
	"ILO-FLI":      "ILO indicators of forced labour, 2012",
	"ILO-EC":       "Operational indicators of trafficking in human beings, ILO and European Commission, 2009",
	"ISO-3166":     "codes of countries",
	"ISO-639":      "codes of languages",
	"E.164":        "numbers of telephones",
	"OHCHR-RPG":    "Recommended Principles and Guidelines on Human Rights and Human Trafficking, 2002",
	"UNICEF-GUIDE": "Guidelines on the Protection of Child Victims of Trafficking, 2006",
}

// check returns what is wrong with one citation, or "".
func (l law) check(citation string) string {
	m := cited.FindStringSubmatch(citation)
	if m == nil {
		return fmt.Sprintf("source %q is not INSTRUMENT ARTICLE, as in ACTIP 14.3, with semicolons between several", citation)
	}
	instrument, article := m[1], m[2]
	articles := l.articles[instrument]
	switch {
	case articles == nil && !l.instruments[instrument] && standards[instrument] == "":
		return fmt.Sprintf("instrument %s is not in convention/data: add it there with its source, or cite the one that is meant", instrument)
	case strings.Contains(m[3], ","):
		return fmt.Sprintf("source %q: put semicolons between several", citation)
	case articles != nil && article == "":
		return fmt.Sprintf("source %q names no article: say which one", citation)
	case articles != nil && !articles[article]:
		return fmt.Sprintf("%s has no article %s in convention/data: cite one that is there, or add it with its source", instrument, article)
	}
	return ""
}

// readLaw reads the articles and instruments that the tracker has.
func readLaw(dir string) (law, error) {
	l := law{map[string]map[string]bool{}, map[string]bool{}}
	for _, name := range []string{"articles.json", "palermo.json", "crc.json", "p029.json"} {
		if err := l.readArticles(filepath.Join(dir, name)); err != nil {
			return l, err
		}
	}
	if len(l.articles) == 0 {
		return l, nil
	}
	return l, l.readInstruments(filepath.Join(dir, "instruments.csv"))
}

// readArticles adds the articles of one treaty, if there is such a file.
func (l law) readArticles(name string) error {
	text, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	} else if err != nil {
		return err
	}
	var file struct {
		Instrument string
		Articles   []struct{ ID string }
	}
	if err := json.Unmarshal(text, &file); err != nil {
		return fmt.Errorf("%s: %w", filepath.Base(name), err)
	}
	known := map[string]bool{}
	for _, a := range file.Articles {
		article := strings.TrimPrefix(a.ID, file.Instrument+"-")
		whole, _, _ := strings.Cut(article, ".")
		known[article], known[whole] = true, true
	}
	l.articles[file.Instrument], l.instruments[file.Instrument] = known, true
	return nil
}

// readInstruments adds the first column of a list of instruments, if there is one.
func (l law) readInstruments(name string) error {
	text, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	} else if err != nil {
		return err
	}
	rows, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if err != nil {
		return fmt.Errorf("instruments.csv: %w", err)
	}
	for _, r := range rows[min(1, len(rows)):] {
		l.instruments[r[0]] = true
	}
	return nil
}
