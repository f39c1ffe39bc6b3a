package data

import (
	"fmt"
	"io/fs"
	"path"
	"strings"

	"lindung/convention"
	"lindung/i18n"
)

// translations reads text/<language>/*.json.
func (l *loader) translations() {
	names, err := fs.Glob(l.fsys, "text/*/*.json")
	if err != nil {
		l.add(place{"text", 0}, RuleFormat, "cannot be listed")
	}
	for _, name := range names {
		lang := i18n.Lang(path.Base(path.Dir(name)))
		if !i18n.Known(lang) {
			l.add(place{name, 0}, RuleTranslation, "%q is not a language of the program", lang)
			continue
		}
		if l.c.Texts[lang] == nil {
			l.c.Texts[lang] = &convention.Translation{Draft: map[string]bool{}, Texts: map[string]string{}, IDs: map[string]string{}}
		}
		l.translation(name, l.c.Texts[lang])
	}
}

func (l *loader) translation(name string, t *convention.Translation) {
	var f struct {
		Draft bool `json:"draft"`
		Texts []struct {
			ID   string `json:"id"`
			Hash string `json:"hash"`
			Text string `json:"text"`
		} `json:"texts"`
	}
	at, ok := l.jsonFile(name, &f)
	if !ok {
		return
	}
	for i, x := range f.Texts {
		line := at[fmt.Sprintf("texts[%d]", i)]
		if x.ID == "" || len(x.Hash) != 16 || strings.TrimSpace(x.Text) == "" {
			l.add(place{name, line}, RuleTranslation, "a translation needs id, hash and text")
		}
		if _, twice := t.IDs[x.ID]; twice {
			l.add(place{name, line}, RuleDuplicate, "%q is translated twice", x.ID)
		}
		t.IDs[x.ID], t.Texts[x.Hash], t.Draft[x.Hash] = x.Hash, x.Text, f.Draft
	}
}
