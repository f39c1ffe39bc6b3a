package identification

import (
	"bytes"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"sync"

	"lindung"
)

//go:embed data/*.json
var files embed.FS

// Strength is how much an indicator weighs in a profile; "" where the profile
// does not have it.
type Strength string

// The strengths of the Delphi instrument.
const (
	Strong Strength = "strong"
	Medium Strength = "medium"
	Weak   Strength = "weak"
)

// Element is which element of the definition of trafficking a dimension speaks
// of. The act itself no instrument here asks for.
//
// Source: ACTIP 2
type Element string

// The elements that dimensions speak of.
const (
	Means   Element = "means"
	Purpose Element = "purpose"
)

// Rule is how an instrument comes to a result.
type Rule string

// The rules. Delphi counts strengths by dimension; Presence has no score.
const (
	Delphi   Rule = "delphi"
	Presence Rule = "presence"
)

// Instrument is one version of a list of indicators.
type Instrument struct {
	ID         string      `json:"id"`
	Version    string      `json:"version"`
	Title      string      `json:"title"` // of the publication, as published
	Rule       Rule        `json:"rule"`
	Compared   bool        `json:"compared"` // with the original; else Note says what is missing
	Note       string      `json:"note"`
	Source     string      `json:"source"`
	Read       string      `json:"read"` // what was read to make the file
	Dimensions []Dimension `json:"dimensions"`
	Indicators []Indicator `json:"indicators"`
}

// Dimension is a group of indicators that is judged alone. Its label is
// identification.dimension.<id>.
type Dimension struct {
	ID      string  `json:"id"`
	Element Element `json:"element"`
}

// Indicator is one sign. Its labels are identification.indicator.<id>, a name,
// and identification.ask.<id>, the question.
type Indicator struct {
	ID        string   `json:"id"`
	Dimension string   `json:"dimension,omitempty"`
	Original  string   `json:"original"` // the words of the publication
	Adult     Strength `json:"adult,omitempty"`
	Child     Strength `json:"child,omitempty"`
	ILO11     []int    `json:"ilo_11,omitempty"` // which of ILO's eleven it speaks of
}

// Strength returns how much the indicator weighs for an adult or a child.
func (i Indicator) Strength(child bool) Strength {
	if child {
		return i.Child
	}
	return i.Adult
}

// Key names the instrument and its version: what a screening stores.
func (in Instrument) Key() string { return in.ID + "@" + in.Version }

// Asked returns the indicators that are asked for an adult or a child: those
// that count in that profile.
func (in Instrument) Asked(child bool) []Indicator {
	var asked []Indicator
	for _, i := range in.Indicators {
		if in.Rule == Presence || i.Strength(child) != "" {
			asked = append(asked, i)
		}
	}
	return asked
}

// Check returns ErrAnswer if answers has an indicator that the instrument lacks
// or an answer that there is not.
func (in Instrument) Check(answers Answers) error {
	for id, a := range answers {
		known := slices.ContainsFunc(in.Indicators, func(i Indicator) bool { return i.ID == id })
		if !known || !slices.Contains(AnswerList, a) {
			return ErrAnswer
		}
	}
	return nil
}

var loaded = sync.OnceValues(func() ([]Instrument, error) { return load(files) })

// Instruments returns all versions of all instruments, the newest version of
// each first.
func Instruments() ([]Instrument, error) { return loaded() }

// Find returns the instrument with that key, or lindung.ErrNotFound.
func Find(key string) (Instrument, error) {
	all, err := loaded()
	if err != nil {
		return Instrument{}, err
	}
	for _, in := range all {
		if in.Key() == key {
			return in, nil
		}
	}
	return Instrument{}, lindung.ErrNotFound
}

// load reads and checks every instrument of fsys.
func load(fsys fs.FS) ([]Instrument, error) {
	names, err := fs.Glob(fsys, "data/*.json")
	if err != nil {
		return nil, err
	}
	var all []Instrument
	seen := map[string]bool{}
	for _, name := range names {
		b, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, err
		}
		in, err := read(b)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		if seen[in.Key()] {
			return nil, fmt.Errorf("%s: %s stands in two files", name, in.Key())
		}
		seen[in.Key()] = true
		all = append(all, in)
	}
	slices.SortStableFunc(all, func(a, b Instrument) int {
		if a.ID != b.ID {
			return bytes.Compare([]byte(a.ID), []byte(b.ID))
		}
		return bytes.Compare([]byte(b.Version), []byte(a.Version))
	})
	return all, nil
}

// read reads one instrument and returns all that is wrong with it.
func read(b []byte) (Instrument, error) {
	var in Instrument
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(&in); err != nil {
		return Instrument{}, err
	}
	return in, errors.Join(append(in.faults(), in.indicatorFaults()...)...)
}

var (
	isName      = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)
	isVersion   = regexp.MustCompile(`^[0-9]{4}(-[0-9]{2})?$`)
	isIndicator = regexp.MustCompile(`^[A-Z][A-Z0-9]*\.[0-9]{2}$`)
)

func (in Instrument) faults() (faults []error) {
	if !isName.MatchString(in.ID) || !isVersion.MatchString(in.Version) {
		faults = append(faults, fmt.Errorf("id %q, version %q", in.ID, in.Version))
	}
	if in.Title == "" || in.Source == "" || in.Read == "" {
		faults = append(faults, errors.New("no title, no source, or not said what was read"))
	}
	if !in.Compared && in.Note == "" {
		faults = append(faults, errors.New("not compared with the original and no note that says so"))
	}
	if in.Rule != Delphi && in.Rule != Presence {
		faults = append(faults, fmt.Errorf("rule %q", in.Rule))
	}
	if len(in.Indicators) == 0 || (in.Rule == Delphi) != (len(in.Dimensions) > 0) {
		faults = append(faults, errors.New("no indicators, or dimensions that do not go with the rule"))
	}
	seen := map[string]bool{}
	for _, d := range in.Dimensions {
		if !isName.MatchString(d.ID) || seen[d.ID] || d.Element != Means && d.Element != Purpose {
			faults = append(faults, fmt.Errorf("dimension %q of element %q", d.ID, d.Element))
		}
		seen[d.ID] = true
	}
	return faults
}

func (in Instrument) indicatorFaults() (faults []error) {
	seen := map[string]bool{}
	for _, i := range in.Indicators {
		if !isIndicator.MatchString(i.ID) || seen[i.ID] || i.Original == "" {
			faults = append(faults, fmt.Errorf("indicator %q: its form, twice, or without words", i.ID))
		}
		seen[i.ID] = true
		known := slices.ContainsFunc(in.Dimensions, func(d Dimension) bool { return d.ID == i.Dimension })
		if known != (in.Rule == Delphi) || in.Rule == Presence && i.Dimension != "" {
			faults = append(faults, fmt.Errorf("indicator %q: dimension %q", i.ID, i.Dimension))
		}
		for _, s := range []Strength{i.Adult, i.Child} {
			if s != "" && (in.Rule == Presence || s != Strong && s != Medium && s != Weak) {
				faults = append(faults, fmt.Errorf("indicator %q: strength %q", i.ID, s))
			}
		}
		if in.Rule == Delphi && i.Adult == "" && i.Child == "" {
			faults = append(faults, fmt.Errorf("indicator %q: in no profile", i.ID))
		}
		for _, n := range i.ILO11 {
			if n < 1 || n > 11 {
				faults = append(faults, fmt.Errorf("indicator %q: ILO number %d", i.ID, n))
			}
		}
	}
	return faults
}
