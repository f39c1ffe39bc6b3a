package i18n

import (
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"
	"sync"
)

//go:embed catalog state
var files embed.FS

// A book is one language ready for use: its catalog, the books it falls back
// to, and its rules. It does not change after it is made.
type book struct {
	lang     Lang
	messages map[string]message
	next     *book // asked for what this one lacks
	locale   *locale
	near     [9]message
	settled  map[string]bool // the texts that are no drafts
	problems []error
	names    names
	words    bool // of an organisation, in front of a catalog: see Words
}

// books holds the maker of each language's book; a maker reads its catalog at
// its first call.
var books = shelf(files)

func shelf(fsys fs.FS) map[Lang]func() *book {
	out := make(map[Lang]func() *book, len(langs))
	for _, l := range langs {
		out[l] = sync.OnceValue(func() *book { return open(fsys, l, out) })
	}
	return out
}

func open(fsys fs.FS, l Lang, shelf map[Lang]func() *book) *book {
	b := &book{lang: l, locale: localeOf(l)}
	texts, problems := textsOf(fsys, l)
	b.messages, b.problems = parsed(texts, problems)
	if l != English {
		var err error
		if b.settled, err = settled(fsys, l, texts); err != nil {
			b.problems = append(b.problems, err)
		}
	}
	for i, text := range b.locale.near {
		m, err := parse(text)
		if err != nil {
			b.problems = append(b.problems, err)
		}
		b.near[i] = m
	}
	for _, c := range chain(l)[1:] {
		if next := shelf[c]; next != nil {
			b.next = next()
			break
		}
	}
	return b
}

// textsOf reads the catalog of one language. What is wrong is left out and named,
// so that one bad file does not take the rest of the program down.
func textsOf(fsys fs.FS, l Lang) (map[string]string, []error) {
	areas, err := fs.Glob(fsys, path.Join("catalog", string(l), "*.json"))
	if err != nil {
		return nil, []error{err}
	}
	all := make(map[string]string)
	from := make(map[string]string)
	var problems []error
	for _, area := range areas {
		texts, err := readArea(fsys, area)
		if err != nil {
			problems = append(problems, err)
			continue
		}
		for key, text := range texts {
			if first := from[key]; first != "" {
				problems = append(problems, fmt.Errorf("%s: %s is in %s too", area, key, first))
				continue
			}
			from[key], all[key] = area, text
		}
	}
	return all, problems
}

// parsed returns the messages of texts. Those that cannot be read are left out and named.
func parsed(texts map[string]string, problems []error) (map[string]message, []error) {
	messages := make(map[string]message, len(texts))
	for key, text := range texts {
		m, err := parse(text)
		if err != nil {
			problems = append(problems, fmt.Errorf("%s: %w", key, err))
			continue
		}
		messages[key] = m
	}
	return messages, problems
}

func readArea(fsys fs.FS, area string) (map[string]string, error) {
	raw, err := fs.ReadFile(fsys, area)
	if err != nil {
		return nil, err
	}
	var texts map[string]string
	if err := json.Unmarshal(raw, &texts); err != nil {
		return nil, fmt.Errorf("%s: %w", area, err)
	}
	return texts, nil
}

// find returns the message of key and the language it is in.
func (b *book) find(key string) (message, *book) {
	for ; b != nil; b = b.next {
		if m, ok := b.messages[key]; ok {
			return m, b
		}
	}
	return nil, nil
}

// draft reports whether the text of a key of b's own catalog is a draft. English is the
// reference, and neither a name that a language has for itself nor what an organisation
// wrote needs a reader.
func (b *book) draft(key string) bool {
	return b.lang != English && !b.words && !b.settled[key] && !strings.HasPrefix(key, "lang.")
}

// Load reads the complete languages and reports what is wrong with them: a file
// that is not JSON, a key in two areas, a message that cannot be read. The
// program calls it at start and does not run on an error.
func Load() error {
	var all []error
	for _, l := range complete {
		all = append(all, books[l]().problems...)
	}
	return errors.Join(all...)
}
