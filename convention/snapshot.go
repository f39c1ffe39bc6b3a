package convention

import (
	"archive/zip"
	"embed"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"

	"lindung"
	"lindung/i18n"
)

//go:embed data
var embedded embed.FS

// Snapshot is all data at one moment. It never changes after it was loaded and
// may be read by many at once; the slices it returns are the caller's own, what
// their elements point to is shared and is not to be changed.
type Snapshot struct {
	instruments []Instrument
	paragraphs  []Paragraph
	warning     string
	acts        []Act
	history     map[string][]Act // by treaty and state, the oldest record first
	members     map[lindung.Country]Membership
	national    map[lindung.Country]National
	bodies      []Body
	bodiesNote  string
	plans       []Plan
	plansNote   string
	practice    Practice
	conflicts   []Conflict
	events      []Event
	topics      []Topic
	texts       map[i18n.Lang]*Translation
	lines       map[string]int // where an id stands in its file
}

// Files returns the data that the program was built with.
func Files() fs.FS {
	sub, err := fs.Sub(embedded, "data")
	if err != nil {
		panic(err) // the name is a constant of this file
	}
	return sub
}

// Embedded returns the data that the program was built with, read.
func Embedded() (*Snapshot, error) { return Load(Files()) }

// Load reads the data of a folder. The error is [Problems] when the data is
// wrong; nothing of it is then used.
func Load(fsys fs.FS) (*Snapshot, error) {
	s, problems := read(fsys)
	if len(problems) > 0 {
		return nil, problems
	}
	return s, nil
}

// Check returns everything that is wrong with the data of a folder, in the
// order of its files.
func Check(fsys fs.FS) []Problem {
	_, problems := read(fsys)
	return problems
}

// Open reads the data at path on top of the data that the program was built
// with: a file that path has replaces the one of the same name. The path is a
// folder, or a snapshot file made by [Pack]. On an error the caller keeps what
// it had.
func Open(path string) (*Snapshot, error) {
	upper, done, err := openFiles(path)
	if err != nil {
		return nil, err
	}
	defer done()
	return Load(Layers{upper, Files()})
}

// CheckPath is [Check] of the data at path on top of the data that the program
// was built with.
func CheckPath(path string) ([]Problem, error) {
	upper, done, err := openFiles(path)
	if err != nil {
		return nil, err
	}
	defer done()
	return Check(Layers{upper, Files()}), nil
}

func openFiles(path string) (fs.FS, func(), error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, nil, fmt.Errorf("snapshot: %w", err)
	}
	if info.IsDir() {
		return os.DirFS(path), func() {}, nil
	}
	z, err := zip.OpenReader(path)
	if err != nil {
		return nil, nil, fmt.Errorf("snapshot %s: %w", path, err)
	}
	return z, func() { _ = z.Close() }, nil
}

// Pack writes the files of a folder as one snapshot file. It writes nothing
// when the data, on top of the data of the program, is wrong.
func Pack(w io.Writer, fsys fs.FS) error {
	if problems := Check(Layers{fsys, Files()}); len(problems) > 0 {
		return Problems(problems)
	}
	z := zip.NewWriter(w)
	if err := z.AddFS(fsys); err != nil {
		return fmt.Errorf("snapshot: %w", err)
	}
	return z.Close()
}

// Layers is a file system of two: a file is taken from the first if it has it,
// from the second otherwise.
type Layers [2]fs.FS

// Open implements [fs.FS].
func (l Layers) Open(name string) (fs.File, error) {
	f, err := l[0].Open(name)
	if err == nil {
		return f, nil
	}
	return l[1].Open(name)
}

// Glob implements [fs.GlobFS]: the names that either of the two has.
func (l Layers) Glob(pattern string) ([]string, error) {
	upper, err := fs.Glob(l[0], pattern)
	if err != nil {
		return nil, err
	}
	lower, err := fs.Glob(l[1], pattern)
	if err != nil {
		return nil, err
	}
	all := append(upper, lower...)
	slices.Sort(all)
	return slices.Compact(all), nil
}

// Instruments returns the treaties in the order of the data, ACTIP first.
func (s *Snapshot) Instruments() []Instrument { return slices.Clone(s.instruments) }

// Instrument returns one treaty.
func (s *Snapshot) Instrument(id string) (Instrument, bool) {
	for _, in := range s.instruments {
		if in.ID == id {
			return in, true
		}
	}
	return Instrument{}, false
}

// Paragraphs returns the paragraphs of a treaty in their order; none where its
// text is not in the data.
func (s *Snapshot) Paragraphs(instrument string) []Paragraph {
	var all []Paragraph
	for _, p := range s.paragraphs {
		if p.Instrument == instrument {
			all = append(all, p)
		}
	}
	return all
}

// Paragraph returns one paragraph by its id, "ACTIP-14.3".
func (s *Snapshot) Paragraph(id string) (Paragraph, bool) {
	for _, p := range s.paragraphs {
		if p.ID == id {
			return p, true
		}
	}
	return Paragraph{}, false
}

// Warning returns what the data says of all its paragraphs at once.
func (s *Snapshot) Warning() string { return s.warning }

// History returns every act recorded of a state under a treaty, the oldest
// record first.
func (s *Snapshot) History(instrument string, state lindung.Country) []Act {
	return slices.Clone(s.history[instrument+"/"+string(state)])
}

// Act returns what was known on a day of a state under a treaty: the last of
// what had been recorded by then.
func (s *Snapshot) Act(instrument string, state lindung.Country, known lindung.Date) (Act, bool) {
	var last Act
	found := false
	for _, a := range s.history[instrument+"/"+string(state)] {
		if !later(a.Recorded, known) {
			last, found = a, true
		}
	}
	return last, found
}

// Membership returns what is known of a state's membership of ASEAN, which says
// nothing of being a party to any treaty.
func (s *Snapshot) Membership(state lindung.Country) Membership { return s.members[state] }

// National returns what is known of a state's law and authorities.
func (s *Snapshot) National(state lindung.Country) (National, bool) {
	n, ok := s.national[state]
	return n, ok
}

// Bodies returns the bodies of ASEAN and around it, and what is to be said of
// the list as a whole.
func (s *Snapshot) Bodies() (bodies []Body, note string) {
	return slices.Clone(s.bodies), s.bodiesNote
}

// Plans returns plans and guidelines, and what is to be said of them as a whole.
func (s *Snapshot) Plans() (plans []Plan, note string) {
	return slices.Clone(s.plans), s.plansNote
}

// Practice returns models of referral and the stages drawn from them.
func (s *Snapshot) Practice() Practice { return s.practice }

// Conflicts returns the questions on which sources disagree.
func (s *Snapshot) Conflicts() []Conflict { return slices.Clone(s.conflicts) }

// Topics returns which part of a state's law and authorities belongs to which
// article, in our own reading.
func (s *Snapshot) Topics() []Topic { return slices.Clone(s.topics) }
