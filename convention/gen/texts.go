package main

import (
	"encoding/json"
	"fmt"
	"io"

	"lindung/convention"
	"lindung/convention/data"
	"lindung/i18n"
)

// gap is one text to be written; English is there to be read and is taken out of
// the file again.
type gap struct {
	ID      string `json:"id"`
	Hash    string `json:"hash"`
	Text    string `json:"text"`
	English string `json:"english"`
	Stale   bool   `json:"stale,omitempty"`
}

// printGaps prints what the content lacks in a language.
func printGaps(w io.Writer, lang i18n.Lang) error {
	if !i18n.Known(lang) {
		return fmt.Errorf("%q is not a language of the program", lang)
	}
	s, err := data.Embedded()
	if err != nil {
		return err
	}
	list := struct {
		Draft bool  `json:"draft"`
		Texts []gap `json:"texts"`
	}{true, []gap{}}
	for _, g := range s.Gaps(lang) {
		list.Texts = append(list.Texts, gap{g.ID, convention.Hash(g.English), "", g.English, g.Stale})
	}
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	out.SetIndent("", "  ")
	return out.Encode(list)
}
