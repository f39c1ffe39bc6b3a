package field

import (
	"fmt"
	"strings"
	"sync"
	"unicode"
)

// A Code is one value of a list. Name is the value name of HTCDS, x_ and a
// name for a value that HTCDS lacks, or a word of our own where the whole list
// is ours. Aliases are what files write for it: the HTCDS label first, then
// known variants. Ext is the HTCDS value that an x_ code is exported as.
type Code struct {
	Name    string
	Aliases []string
	Ext     string
}

// Extension reports whether HTCDS lacks this value.
func (c Code) Extension() bool { return strings.HasPrefix(c.Name, "x_") }

// Label returns what HTCDS writes in a spreadsheet for the value.
func (c Code) Label() string {
	if len(c.Aliases) > 0 {
		return c.Aliases[0]
	}
	return c.Name
}

// A List is a closed list of codes. A code is never removed and never given
// another meaning. Declare it as &List{…} and do not change it afterwards.
type List struct {
	Name  string
	Codes []Code

	once  sync.Once
	index map[string]int
}

// Names returns the names of the codes in their order.
func (l *List) Names() []string {
	all := make([]string, len(l.Codes))
	for i, c := range l.Codes {
		all[i] = c.Name
	}
	return all
}

// Has reports whether the list has a code of exactly that name.
func (l *List) Has(name string) bool {
	_, ok := l.Code(name)
	return ok
}

// Code returns the code of that name.
func (l *List) Code(name string) (Code, bool) {
	n, ok := l.table()[fold(name)]
	if !ok || l.Codes[n].Name != name {
		return Code{}, false
	}
	return l.Codes[n], true
}

// Parse finds the code that a text means by its name or an alias. Letter case,
// double and no-break spaces do not matter; changed says that the text was not
// the name itself.
func (l *List) Parse(text string) (name string, changed, ok bool) {
	n, ok := l.table()[fold(text)]
	if !ok {
		return "", false, false
	}
	name = l.Codes[n].Name
	return name, name != text, true
}

// table is built at the first use, at the latest when a field is declared with
// the list, and panics when two codes could be meant by one text.
func (l *List) table() map[string]int {
	l.once.Do(func() {
		index, at, text := l.texts()
		if at >= 0 {
			panic(fmt.Sprintf("field: list %s: %q is empty or means two codes", l.Name, text))
		}
		l.index = index
	})
	return l.index
}

// Doubtful returns the first code whose name or alias is empty or means another code too;
// "" for none. It is for lists that are no part of the program, before a field is declared
// with them.
func (l *List) Doubtful() string {
	if _, at, _ := l.texts(); at >= 0 {
		return l.Codes[at].Name
	}
	return ""
}

// texts returns which code each text means, and the first code with a text that means
// none or two; -1 for none.
func (l *List) texts() (index map[string]int, at int, doubtful string) {
	index = make(map[string]int, 2*len(l.Codes))
	for n, c := range l.Codes {
		for _, text := range append([]string{c.Name}, c.Aliases...) {
			key := fold(text)
			if other, taken := index[key]; key == "" || taken && other != n {
				return nil, n, text
			}
			index[key] = n
		}
	}
	return index, -1, ""
}

// fold brings texts that mean the same in a file to one form: lower case, one
// plain space between words, plain apostrophes and dashes, nothing invisible.
func fold(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	space := false
	for _, r := range s {
		switch r {
		case '\u200b', '\u2060', '\ufeff', '\u00ad':
			continue
		case '’', '‘', 'ʼ', '`':
			r = '\''
		case '‐', '‑', '–', '—':
			r = '-'
		}
		if unicode.IsSpace(r) {
			space = true
			continue
		}
		if space && b.Len() > 0 {
			b.WriteByte(' ')
		}
		space = false
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

// A finder says which code a text means.
type finder func(text string) (name string, changed, ok bool)

// maxSeveral bounds how many values one answer can hold.
const maxSeveral = 300

// split reads several values separated by semicolons. Some labels of HTCDS
// hold a semicolon themselves, so the longest run of parts that means a code
// wins. Order is kept, repetitions are dropped, empty parts are skipped.
func split(text string, find finder) (names []string, ok bool) {
	parts := strings.Split(text, ";")
	if len(parts) > maxSeveral {
		return nil, false
	}
	seen := map[string]bool{}
	for len(parts) > 0 {
		if strings.TrimSpace(parts[0]) == "" {
			parts = parts[1:]
			continue
		}
		name, used := longest(parts, find)
		if used == 0 {
			return nil, false
		}
		if !seen[name] {
			seen[name] = true
			names = append(names, name)
		}
		parts = parts[used:]
	}
	return names, true
}

// longest returns the code that most of the first parts mean together, and how
// many parts that took. No label holds more than three semicolons.
func longest(parts []string, find finder) (name string, used int) {
	for n := min(len(parts), 4); n > 0; n-- {
		if name, _, ok := find(strings.Join(parts[:n], ";")); ok {
			return name, n
		}
	}
	return "", 0
}
