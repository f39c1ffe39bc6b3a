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

// Element is an element of the definition of trafficking that a dimension is about.
// No instrument here asks for the act itself.
//
// Source: ACTIP 2
type Element string

// The elements that dimensions are about.
const (
	Means   Element = "means"
	Purpose Element = "purpose"
)

// Rule says how an instrument computes a result.
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
	Signs      Pattern     `json:"signs,omitempty"` // to which a sign of one without score points; "" for forced labour
	Compared   bool        `json:"compared"`        // with the original; else Note says what is missing
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
	ILO11     []int    `json:"ilo_11,omitempty"` // which of ILO's eleven it matches
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

// Check returns ErrAnswer if answers has an indicator that the instrument lacks or an
// answer that is not in AnswerList.
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

// FindInstrument returns the instrument with that key, or lindung.ErrNotFound.
func FindInstrument(key string) (Instrument, error) {
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

// fault is something that an instrument must not be.
type fault struct {
	bad  bool
	what string
}

// found returns the faults that are there, each with the name of its place.
func found(place string, faults []fault) (errs []error) {
	for _, f := range faults {
		if f.bad {
			errs = append(errs, fmt.Errorf("%s: %s", place, f.what))
		}
	}
	return errs
}

func (in Instrument) faults() []error {
	errs := found(fmt.Sprintf("%q", in.ID), []fault{
		{!isName.MatchString(in.ID), "no id"},
		{!isVersion.MatchString(in.Version), "no version"},
		{slices.Contains([]string{in.Title, in.Source, in.Read}, ""), "no title, no source, or not said what was read"},
		{!in.Compared && in.Note == "", "not compared with the original and no note that says so"},
		{in.Rule != Delphi && in.Rule != Presence, "no such rule"},
		{(in.Rule == Delphi) != (len(in.Dimensions) > 0), "dimensions that do not go with the rule"},
		{len(in.Indicators) == 0, "no indicators"},
		{in.Signs != "" && (in.Rule != Presence || !slices.Contains(Patterns, in.Signs)), "signs that do not go with the rule"},
	})
	seen := map[string]bool{}
	for _, d := range in.Dimensions {
		errs = append(errs, found(fmt.Sprintf("dimension %q", d.ID), []fault{
			{!isName.MatchString(d.ID), "no id"},
			{seen[d.ID], "twice"},
			{d.Element != Means && d.Element != Purpose, "no such element"},
		})...)
		seen[d.ID] = true
	}
	return errs
}

func (in Instrument) indicatorFaults() (errs []error) {
	seen, dimensions := map[string]bool{}, map[string]bool{}
	for _, d := range in.Dimensions {
		dimensions[d.ID] = true
	}
	for _, i := range in.Indicators {
		errs = append(errs, found(fmt.Sprintf("indicator %q", i.ID), append([]fault{
			{!isIndicator.MatchString(i.ID), "no id"},
			{seen[i.ID], "twice"},
			{i.Original == "", "without words"},
			{slices.ContainsFunc(i.ILO11, func(n int) bool { return n < 1 || n > 11 }), "no such number of the eleven"},
		}, in.ruleFaults(i, dimensions)...))...)
		seen[i.ID] = true
	}
	return errs
}

// ruleFaults is about what an indicator has because of the instrument's rule.
func (in Instrument) ruleFaults(i Indicator, dimensions map[string]bool) []fault {
	if in.Rule == Presence {
		return []fault{{i.Dimension != "" || i.Adult != "" || i.Child != "", "a dimension or a strength where nothing is counted"}}
	}
	known := []Strength{"", Strong, Medium, Weak}
	return []fault{
		{!dimensions[i.Dimension], "no such dimension"},
		{!slices.Contains(known, i.Adult) || !slices.Contains(known, i.Child), "no such strength"},
		{i.Adult == "" && i.Child == "", "in no profile"},
	}
}
