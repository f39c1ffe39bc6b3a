package i18n

import (
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"lindung"
)

// A State says how far a text of a language is. English is the reference and has none.
type State string

// How far a text can be, from the least.
const (
	Draft    State = "draft"    // no native speaker has read it
	Read     State = "read"     // one native speaker has
	Approved State = "approved" // two have, one of whom works in a shelter
)

// A Reading says that a text was written or read: by whom, on which day, and of which
// English. A reader vouches for the words that they saw: other words, or another English,
// are a draft again.
type Reading struct {
	Key     string
	English string       // the Hash of the English that it was made from or compared with
	Text    string       // the Hash of the words that were read; "" when it was only written
	By      string       // the initials of the reader; "" when it was only written
	Day     lindung.Date // of writing or reading
	Shelter bool         // the reader works in a shelter
}

// Readings are those of one language, by key.
type Readings map[string][]Reading

// Hash names a text in files of states.
func Hash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:4])
}

// StateOf returns the state of the text of a key.
func (rs Readings) StateOf(key, english, text string) State {
	var by []string
	shelter := false
	for _, r := range rs[key] {
		if r.By == "" || r.English != Hash(english) || r.Text != Hash(text) {
			continue
		}
		if !slices.Contains(by, r.By) {
			by = append(by, r.By)
		}
		shelter = shelter || r.Shelter
	}
	switch {
	case len(by) >= 2 && shelter:
		return Approved
	case len(by) > 0:
		return Read
	}
	return Draft
}

// Stale reports whether a text was written from another English than that of today.
func (rs Readings) Stale(key, english string) bool {
	all := rs[key]
	return len(all) > 0 && !slices.ContainsFunc(all, func(r Reading) bool { return r.English == Hash(english) })
}

// stateHead are the columns of a file of states.
var stateHead = []string{"key", "english", "text", "by", "day", "shelter"}

var errState = errors.New("not a line of states")

// ReadStates reads a file of states: a line for each time that a text was written or read.
func ReadStates(raw string) (Readings, error) {
	all := Readings{}
	r := csv.NewReader(strings.NewReader(raw))
	r.FieldsPerRecord, r.ReuseRecord = len(stateHead), true
	for n := 1; ; n++ {
		line, err := r.Read()
		switch {
		case errors.Is(err, io.EOF):
			return all, nil
		case err != nil:
			return all, err
		case n == 1 && slices.Equal(line, stateHead):
			continue
		}
		day, err := lindung.ParseDate(line[4])
		if err != nil || len(line[1]) != 8 || (line[2] == "") != (line[3] == "") || line[3] == "" && line[5] != "" || !slices.Contains([]string{"", "yes", "no"}, line[5]) {
			return all, fmt.Errorf("%w: %d", errState, n)
		}
		key := strings.Clone(line[0])
		all[key] = append(all[key], Reading{key, strings.Clone(line[1]), strings.Clone(line[2]), strings.Clone(line[3]), day, line[5] == "yes"})
	}
}

// statesOf reads the states of the catalog of a language.
func statesOf(fsys fs.FS, l Lang) (Readings, error) {
	raw, err := fs.ReadFile(fsys, "state/"+string(l)+".csv")
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil // none was read, so all are drafts
	}
	if err != nil {
		return nil, err
	}
	all, err := ReadStates(string(raw))
	if err != nil {
		err = fmt.Errorf("state/%s.csv: %w", l, err)
	}
	return all, err
}

// settled returns the keys of texts that are no drafts, where there are any.
func settled(fsys fs.FS, l Lang, texts map[string]string) (map[string]bool, error) {
	readings, err := statesOf(fsys, l)
	read := map[string]bool{}
	for key, all := range readings {
		read[key] = slices.ContainsFunc(all, func(r Reading) bool { return r.By != "" })
	}
	maps.DeleteFunc(read, func(_ string, by bool) bool { return !by })
	if len(read) == 0 {
		return nil, err
	}
	english, _ := textsOf(fsys, English)
	maps.DeleteFunc(read, func(key string, _ bool) bool { return readings.StateOf(key, english[key], texts[key]) == Draft })
	return read, err
}
