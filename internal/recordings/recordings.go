// Package recordings offers sentences that people have spoken, so that who does not
// read can listen. An operator puts the files into a folder; the program plays them
// and makes none.
//
// # The folder
//
//	LANG/list.csv             key,hash,speaker,day,checked_by
//	LANG/KEY.mp3              the sentence, spoken; .m4a and .opus besides or instead
//
// A line says which sentence it is ([Sentence.Key]), the hash of the words that were
// spoken ([Hash]), who spoke, on which day, and who has listened and found that the
// words are these. A recording is offered only while its words are those that the
// page shows, and if somebody other than the speaker has checked it: an old promise in
// a kind voice would still be believed.
//
// The address of a recording tells neither who spoke nor what is said.
package recordings

import (
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"lindung"
)

// A Sentence is what can be spoken: its key, and its words in one language.
type Sentence struct{ Lang, Key, Text string }

// Hash is the hash of words as a list has it: the first 16 hexadecimal digits of
// SHA-256.
func Hash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])[:16]
}

// A Source is one file of a recording, at its address.
type Source struct{ Href, Type string }

// Path is where recordings are served; behind it comes what [Library.File] takes.
const Path = "/spoken/"

// A Status says what a recording is good for.
type Status string

// The statuses. Only what is Good is offered.
const (
	Good      Status = "good"
	Missing   Status = "missing"   // no line of the list, or no file
	Stale     Status = "stale"     // the words have changed since
	Unchecked Status = "unchecked" // nobody but the speaker has checked it, or it does not say who spoke and when
	Damaged   Status = "damaged"   // a file is not what its name says
)

// Statuses is the closed list, in the order in which a report has them.
var Statuses = []Status{Good, Missing, Stale, Unchecked, Damaged}

// A kind is a format of sound: the end of its file, its type, and how a file begins.
type kind struct {
	end, media string
	begins     func([]byte) bool
}

// kinds are the formats, the one first that the oldest telephones play.
var kinds = []kind{
	{".mp3", "audio/mpeg", func(b []byte) bool {
		return strings.HasPrefix(string(b), "ID3") || len(b) > 1 && b[0] == 0xff && b[1]&0xe0 == 0xe0
	}},
	{".m4a", "audio/mp4", func(b []byte) bool { return len(b) > 8 && string(b[4:8]) == "ftyp" }},
	{".opus", "audio/ogg; codecs=opus", func(b []byte) bool { return strings.HasPrefix(string(b), "OggS") }},
}

// A Library is a folder of recordings. The nil Library has none. What changes in the
// folder is seen without a new start.
type Library struct {
	root *os.Root
	now  func() time.Time

	mu   sync.Mutex
	read map[string]*list // by language
}

// list is what was read of one language.
type list struct {
	stamp string // of list.csv when it was read
	lines map[string]line
	files map[string]string // of what was checked: opaque name -> name of the file in the folder
}

// line is a line of list.csv.
type line struct{ hash, speaker, day, checkedBy string }

// columns are the columns of list.csv.
var columns = []string{"key", "hash", "speaker", "day", "checked_by"}

var (
	goodLang = regexp.MustCompile(`^[a-z]{2,3}(-[A-Z]{2})?$`)
	goodKey  = regexp.MustCompile(`^[a-z0-9_]+(\.[a-z0-9_]+)*$`)
)

// Open opens a folder of recordings; "" is none. Every list is read once, so that a
// fault is known at the start.
func Open(folder string, now func() time.Time) (*Library, error) {
	if folder == "" {
		return nil, nil
	}
	root, err := os.OpenRoot(folder)
	if err != nil {
		return nil, errors.New("the folder of recordings cannot be opened")
	}
	l := &Library{root: root, now: now, read: map[string]*list{}}
	return l, l.refresh()
}

// refresh reads the lists that have changed.
func (l *Library) refresh() error {
	folders, err := fs.ReadDir(l.root.FS(), ".")
	if err != nil {
		return errors.New("the folder of recordings cannot be read")
	}
	for _, f := range folders {
		if !f.IsDir() || !goodLang.MatchString(f.Name()) {
			continue
		}
		if _, err := l.load(f.Name()); err != nil {
			return err
		}
	}
	return nil
}

// load reads the list of a language, if it has changed.
func (l *Library) load(lang string) (*list, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	name := lang + "/list.csv"
	info, err := l.root.Stat(name)
	if err != nil {
		delete(l.read, lang)
		return nil, nil // no recordings in this language
	}
	stamp := fmt.Sprint(info.ModTime().UnixNano(), " ", info.Size())
	if known := l.read[lang]; known != nil && known.stamp == stamp {
		return known, nil
	}
	made, err := l.parse(lang, name)
	if err != nil {
		return nil, err
	}
	made.stamp = stamp
	l.read[lang] = made
	return made, nil
}

func (l *Library) parse(lang, name string) (*list, error) {
	f, err := l.root.Open(name)
	if err != nil {
		return nil, fmt.Errorf("%s cannot be opened", name)
	}
	defer f.Close()
	const most = 4 << 20
	r := csv.NewReader(io.LimitReader(f, most))
	r.FieldsPerRecord = len(columns)
	rows, err := r.ReadAll()
	if err != nil || len(rows) == 0 {
		return nil, fmt.Errorf("%s cannot be read as a table of the columns %s", name, strings.Join(columns, ","))
	}
	rows[0][0] = strings.TrimPrefix(rows[0][0], "\ufeff")
	if !slices.Equal(rows[0], columns) {
		return nil, fmt.Errorf("%s: the first line is not %s", name, strings.Join(columns, ","))
	}
	made := &list{lines: map[string]line{}, files: map[string]string{}}
	for i, row := range rows[1:] {
		for n := range row {
			row[n] = strings.TrimSpace(row[n])
		}
		key := row[0]
		if _, twice := made.lines[key]; twice || !goodKey.MatchString(key) {
			return nil, fmt.Errorf("%s: line %d has a key that is there twice, or is none", name, i+2)
		}
		made.lines[key] = line{strings.ToLower(row[1]), row[2], row[3], row[4]}
		if !made.lines[key].checked(l.now()) {
			continue
		}
		for _, k := range kinds {
			made.files[opaque(lang, key, row[1], k)] = lang + "/" + key + k.end
		}
	}
	return made, nil
}

// opaque is the last part of the address of a file.
func opaque(lang, key, hash string, k kind) string {
	return Hash(strings.Join([]string{lang, key, strings.ToLower(hash), k.end}, "\x00")) + k.end
}

// Of returns the files of a sentence, none if it has no recording that may be played.
// A page puts each into a source of an audio element.
func (l *Library) Of(s Sentence) []Source {
	if l == nil {
		return nil
	}
	found, err := l.load(s.Lang)
	if err != nil || found == nil || l.judge(found, s) != Good {
		return nil
	}
	var all []Source
	for _, k := range l.there(s) {
		all = append(all, Source{Path + opaque(s.Lang, s.Key, Hash(s.Text), k), k.media})
	}
	return all
}

// Check says what is there of a sentence.
func (l *Library) Check(s Sentence) (Status, error) {
	found, err := l.load(s.Lang)
	if err != nil {
		return "", err
	}
	if found == nil {
		return Missing, nil
	}
	return l.judge(found, s), nil
}

// judge says what the line of a sentence, and its files, are good for.
func (l *Library) judge(in *list, s Sentence) Status {
	said, ok := in.lines[s.Key]
	files := l.there(s)
	switch {
	case !ok || len(files) == 0:
		return Missing
	case said.hash != Hash(s.Text):
		return Stale
	case !said.checked(l.now()):
		return Unchecked
	}
	for _, k := range files {
		if !l.begins(s, k) {
			return Damaged
		}
	}
	return Good
}

// checked reports whether somebody other than the speaker has checked a recording that
// says who spoke, and on which day.
func (said line) checked(now time.Time) bool {
	day, err := lindung.ParseDate(said.day)
	today := lindung.DateOf(now.Add(14 * time.Hour)) // where the day begins first
	return err == nil && day.Day > 0 && day.String() <= today.String() &&
		said.speaker != "" && said.checkedBy != "" && !strings.EqualFold(said.speaker, said.checkedBy)
}

// there returns the formats in which a sentence has a file.
func (l *Library) there(s Sentence) []kind {
	if !goodLang.MatchString(s.Lang) || !goodKey.MatchString(s.Key) {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(kinds), func(k kind) bool {
		info, err := l.root.Stat(s.Lang + "/" + s.Key + k.end)
		return err != nil || !info.Mode().IsRegular()
	})
}

// begins reports whether a file begins as its format does.
func (l *Library) begins(s Sentence, k kind) bool {
	f, err := l.root.Open(s.Lang + "/" + s.Key + k.end)
	if err != nil {
		return false
	}
	defer f.Close()
	head := make([]byte, 12)
	n, err := io.ReadFull(f, head)
	return (err == nil || errors.Is(err, io.ErrUnexpectedEOF)) && k.begins(head[:n])
}

// Strays returns the keys that the list of a language has and that are none of known.
func (l *Library) Strays(lang string, known map[string]bool) ([]string, error) {
	found, err := l.load(lang)
	if err != nil || found == nil {
		return nil, err
	}
	var all []string
	for key := range found.lines {
		if !known[key] {
			all = append(all, key)
		}
	}
	slices.Sort(all)
	return all, nil
}
