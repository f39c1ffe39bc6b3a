package main

import (
	"encoding/csv"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"lindung/i18n"
)

// A Term is how a language says an English term, and how sure that is: "law" is a text of
// law, "seen" was found in use, "un" is of the United Nations, "common" is common use, and
// "unsure" waits for someone who knows.
type Term struct {
	English, Term, Mark string
	variants            []string
	english             *regexp.Regexp
}

// Glossary returns the terms of a language.
func Glossary(root string, l i18n.Lang) ([]Term, error) {
	f, err := os.Open(filepath.Join(root, "i18n", "glossary.csv"))
	if err != nil {
		return nil, err
	}
	lines, err := csv.NewReader(f).ReadAll()
	var all []Term
	for _, x := range lines {
		if len(x) == 6 && x[2] == string(l) {
			all = append(all, Term{
				English: x[1], Term: x[3], Mark: x[4], variants: strings.Split(strings.ToLower(x[3]+";"+x[5]), ";"),
				english: regexp.MustCompile(`(?i)\b` + regexp.QuoteMeta(x[1]) + `s?\b`),
			})
		}
	}
	return all, errors.Join(err, f.Close())
}

// In reports whether an English text has the term.
func (t Term) In(english string) bool {
	return strings.Contains(strings.ToLower(english), strings.ToLower(t.English)) && t.english.MatchString(english)
}

// Said reports whether a text has the term or a listed variant.
func (t Term) Said(text string) bool {
	text = strings.ToLower(text)
	for _, v := range t.variants {
		if v != "" && strings.Contains(text, v) {
			return true
		}
	}
	return false
}
