package i18n

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
)

// Check returns what is wrong with the catalogs of all languages, a line for
// each fault: what [Load] reports; a key that a complete language lacks or that
// English does not have; places that differ from the English ones; a plural
// without a form that the language needs; keys out of order or twice in a file;
// markup, exclamation marks and space at the ends of a text. A test prints it.
func Check() []string { return check(files, books) }

func check(fsys fs.FS, books map[Lang]func() *book) []string {
	var out []string
	english := books[English]()
	for _, l := range langs {
		b := books[l]()
		for _, p := range b.problems {
			out = append(out, p.Error())
		}
		for _, key := range slices.Sorted(maps.Keys(b.messages)) {
			for _, fault := range b.faults(key, english) {
				out = append(out, fmt.Sprintf("%s: %s: %s", l, key, fault))
			}
		}
		if slices.Contains(complete, l) {
			for _, key := range slices.Sorted(maps.Keys(english.messages)) {
				if _, ok := b.messages[key]; !ok {
					out = append(out, fmt.Sprintf("%s: %s: missing", l, key))
				}
			}
		}
		out = append(out, orderFaults(fsys, l)...)
	}
	return out
}

// faults returns what is wrong with one message of b.
func (b *book) faults(key string, english *book) []string {
	m := b.messages[key]
	out := m.pluralFaults(b.locale)
	for _, text := range m.literals() {
		if f := textFault(text); f != "" {
			out = append(out, f)
		}
	}
	if s, ok := m.literal(); ok && strings.TrimSpace(s) == "" {
		out = append(out, "empty")
	}
	en, ok := english.messages[key]
	if !ok {
		return append(out, "English does not have it")
	}
	if got, want := m.places(), en.places(); !slices.Equal(got, want) {
		out = append(out, fmt.Sprintf("places %v, in English %v", got, want))
	}
	return out
}

// textFault names what no text of the program may hold: it is data, not markup,
// and it does not raise its voice.
func textFault(s string) string {
	switch {
	case strings.ContainsAny(s, "<>"), strings.Contains(s, "&nbsp;"):
		return "markup"
	case strings.ContainsAny(s, "!\uff01"):
		return "an exclamation mark"
	case strings.ContainsRune(s, '\ufffd'):
		return "a letter that could not be read"
	}
	return ""
}

// pluralFaults names forms that the plural rule needs and the message lacks, and
// forms that the rule never gives.
func (m message) pluralFaults(l *locale) []string {
	var out []string
	for _, p := range m {
		has := map[string]bool{}
		for _, c := range p.choices {
			has[c.when] = true
			out = append(out, c.then.pluralFaults(l)...)
			if p.kind == plural && c.when[0] != '=' && !slices.Contains(l.categories, category(c.when)) {
				out = append(out, "no number takes the form "+c.when)
			}
		}
		if p.kind == plural && slices.Contains(l.categories, one) && !has["one"] && !has["=1"] {
			out = append(out, "no form for one "+p.arg)
		}
	}
	return out
}

// places returns the names that a message asks for, sorted, each once.
func (m message) places() []string {
	seen := map[string]bool{}
	m.walk(func(p part) {
		if p.arg != "" {
			seen[p.arg] = true
		}
	})
	return slices.Sorted(maps.Keys(seen))
}

func (m message) literals() []string {
	var out []string
	m.walk(func(p part) {
		if p.arg == "" {
			out = append(out, p.text)
		}
	})
	return out
}

func (m message) walk(visit func(part)) {
	for _, p := range m {
		visit(p)
		for _, c := range p.choices {
			c.then.walk(visit)
		}
	}
}

// orderFaults names keys that are out of order or twice in one file: sorted
// files merge without conflicts, and JSON keeps the last of two silently.
func orderFaults(fsys fs.FS, l Lang) []string {
	areas, err := fs.Glob(fsys, path.Join("catalog", string(l), "*.json"))
	if err != nil {
		return []string{err.Error()}
	}
	var out []string
	for _, area := range areas {
		raw, err := fs.ReadFile(fsys, area)
		if err != nil {
			out = append(out, err.Error())
			continue
		}
		last := ""
		for _, key := range keysOf(string(raw)) {
			if key <= last {
				out = append(out, fmt.Sprintf("%s: %s stands after %s", area, key, last))
			}
			last = key
		}
	}
	return out
}

// keysOf returns the keys of a flat JSON object in the order of the file. It
// returns what it has read of a file that is not JSON; load reports that.
func keysOf(raw string) []string {
	d := json.NewDecoder(strings.NewReader(raw))
	var keys []string
	for i := 0; ; i++ {
		token, err := d.Token()
		if err != nil {
			return keys
		}
		if s, ok := token.(string); ok && i%2 == 1 {
			keys = append(keys, s)
		}
	}
}
