package duties

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"lindung"
	"lindung/field"
)

// Facts are what is known of a case as far as duties depend on it. What is not known is
// left out: not known is never no.
type Facts struct {
	Person Person
	States States
	Days   Days
	Known  Known
}

// Person is what duties depend on of the person.
type Person struct {
	Child Child
	// Citizenships are nil where nobody knows them, and empty where the person has none.
	Citizenships []lindung.Country
	// ResidentIn are the states in which the person had the right of permanent residence
	// when they entered the state where they were found.
	ResidentIn []lindung.Country
}

// States are the states of a case, "" where one is not known.
type States struct {
	Found     lindung.Country // where the person is
	Exploited []lindung.Country
	Transit   []lindung.Country
	Origin    lindung.Country // from where they set out
}

// Days are the days of a case, in the state where the person is.
type Days struct {
	Found         lindung.Date
	Identified    lindung.Date
	DetainedSince lindung.Date
	Charged       lindung.Date
}

// Known are the other facts. Of these nil means that it is not known.
type Known struct {
	Status             Status
	Detained           *bool
	Charged            *bool
	RemovalOrdered     *bool
	WantsReturn        Wish
	ObjectsToNotice    *bool
	CriminalCase       *bool
	ClaimsCompensation *bool
}

// Child says whether the person is a child; "" is that nothing is known of the age, and
// counts as maybe.
type Child string

// The answers of [Child].
const (
	IsChild Child = "yes"
	IsAdult Child = "no"
	MayBe   Child = "maybe"
)

// Status is what an authority has decided of the person; "" is not known.
type Status string

// The answers of [Status].
const (
	NoDecision Status = "none"
	Presumed   Status = "presumed"
	Positive   Status = "positive"
	Negative   Status = "negative"
	Reopened   Status = "reopened"
	Appealed   Status = "appealed"
)

// Wish is whether the person wants to return; "" and "unknown" are the same.
type Wish string

// The answers of [Wish].
const (
	Wanted    Wish = "yes"
	NotWanted Wish = "no"
	NotSaid   Wish = "unknown"
)

// The closed lists of the file.
var (
	children = []Child{IsChild, IsAdult, MayBe}
	statuses = []Status{NoDecision, Presumed, Positive, Negative, Reopened, Appealed}
	wishes   = []Wish{Wanted, NotWanted, NotSaid}
)

// keys are the keys of the file, with what reads the value of each.
func (f *Facts) keys() map[string]func(json.RawMessage) error {
	return map[string]func(json.RawMessage) error{
		"person.child":              code(&f.Person.Child, children),
		"person.citizenships":       countries(&f.Person.Citizenships),
		"person.resident_in":        countries(&f.Person.ResidentIn),
		"states.found":              country(&f.States.Found),
		"states.exploited":          countries(&f.States.Exploited),
		"states.transit":            countries(&f.States.Transit),
		"states.origin":             country(&f.States.Origin),
		"days.found":                day(&f.Days.Found),
		"days.identified":           day(&f.Days.Identified),
		"days.detained_since":       day(&f.Days.DetainedSince),
		"days.charged":              day(&f.Days.Charged),
		"facts.status":              code(&f.Known.Status, statuses),
		"facts.detained":            yesNo(&f.Known.Detained),
		"facts.charged":             yesNo(&f.Known.Charged),
		"facts.removal_ordered":     yesNo(&f.Known.RemovalOrdered),
		"facts.wants_return":        code(&f.Known.WantsReturn, wishes),
		"facts.objects_to_notice":   yesNo(&f.Known.ObjectsToNotice),
		"facts.criminal_case":       yesNo(&f.Known.CriminalCase),
		"facts.claims_compensation": yesNo(&f.Known.ClaimsCompensation),
	}
}

// Read reads facts from JSON. An unknown key, a code outside its list and a day that the
// calendar lacks are errors that name the key and what was written. A key that is missing
// or null is not known.
func Read(r io.Reader) (Facts, error) {
	var f Facts
	text, err := io.ReadAll(io.LimitReader(r, mostBytes+1))
	if err != nil {
		return f, err
	}
	if len(text) > mostBytes {
		return f, errors.New("this is larger than any facts of a case")
	}
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	if key := repeated(text); key != "" {
		return f, fmt.Errorf("%s is there twice: which one holds?", key)
	}
	var file map[string]map[string]json.RawMessage
	d := json.NewDecoder(bytes.NewReader(text))
	if err := d.Decode(&file); err != nil {
		if bad, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
			return Facts{}, fmt.Errorf("%s: a group of keys in braces belongs here, not a %s", cmp.Or(bad.Field, "the file"), bad.Value)
		}
		return Facts{}, fmt.Errorf("this is not JSON: %w", err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return Facts{}, errors.New("something follows the facts: the file holds one object")
	}
	if file == nil {
		return Facts{}, errors.New("the file: a group of keys in braces belongs here, not a null")
	}
	keys := f.keys()
	var errs []error
	for _, group := range slices.Sorted(maps.Keys(file)) {
		if !slices.Contains([]string{"person", "states", "days", "facts"}, group) {
			errs = append(errs, fmt.Errorf("there is no key %s", group))
			continue
		}
		for _, name := range slices.Sorted(maps.Keys(file[group])) {
			key := group + "." + name
			read, ok := keys[key]
			if !ok {
				errs = append(errs, fmt.Errorf("there is no key %s", key))
			} else if err := read(file[group][name]); err != nil {
				errs = append(errs, fmt.Errorf("%s: %w", key, err))
			}
		}
	}
	return f, errors.Join(errs...)
}

// mostBytes is more than any facts need.
const mostBytes = 1 << 20

// repeated returns a key that stands twice in one object, "" for none, and for what is not
// JSON: that is said by whoever reads it.
func repeated(text []byte) string {
	d := json.NewDecoder(bytes.NewReader(text))
	type level struct {
		object bool
		name   bool // a name comes next
		seen   map[string]bool
	}
	var in []*level
	for {
		t, err := d.Token()
		if err != nil {
			return ""
		}
		var at *level
		if len(in) > 0 {
			at = in[len(in)-1]
		}
		switch t := t.(type) {
		case json.Delim:
			if t == '{' || t == '[' {
				if at != nil {
					at.name = at.object
				}
				in = append(in, &level{t == '{', t == '{', map[string]bool{}})
			} else {
				in = in[:len(in)-1]
			}
			continue
		case string:
			if at != nil && at.name {
				if at.seen[t] {
					return t
				}
				at.seen[t], at.name = true, false
				continue
			}
		}
		if at != nil {
			at.name = at.object
		}
	}
}

// brief is a value as it is repeated in an error.
func brief(raw json.RawMessage) string {
	if r := []rune(string(raw)); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return string(raw)
}

// code reads one code of a closed list.
func code[T ~string](to *T, list []T) func(json.RawMessage) error {
	return func(raw json.RawMessage) error {
		var is *string
		if err := json.Unmarshal(raw, &is); err != nil || is != nil && !slices.Contains(list, T(*is)) {
			var all []string
			for _, c := range list {
				all = append(all, string(c))
			}
			return fmt.Errorf("%s is not one of %s", brief(raw), strings.Join(all, ", "))
		}
		if is != nil {
			*to = T(*is)
		}
		return nil
	}
}

// countries reads a list of codes of countries. It stays nil only where it is null.
func countries(to *[]lindung.Country) func(json.RawMessage) error {
	return func(raw json.RawMessage) error {
		if err := json.Unmarshal(raw, to); err != nil {
			return fmt.Errorf(`%s is not a list of countries, such as ["ID"]`, brief(raw))
		}
		for _, c := range *to {
			if !slices.Contains(field.Countries(), string(c)) {
				return fmt.Errorf("%q is not the code of a country, two capital letters such as ID", c)
			}
		}
		return nil
	}
}

func country(to *lindung.Country) func(json.RawMessage) error {
	return func(raw json.RawMessage) error {
		var is *string
		if err := json.Unmarshal(raw, &is); err != nil || is != nil && !slices.Contains(field.Countries(), *is) {
			return fmt.Errorf("%s is not the code of a country, two capital letters such as ID", brief(raw))
		}
		if is != nil {
			*to = lindung.Country(*is)
		}
		return nil
	}
}

func day(to *lindung.Date) func(json.RawMessage) error {
	return func(raw json.RawMessage) error {
		var is *string
		err := json.Unmarshal(raw, &is)
		if err == nil && is == nil {
			return nil
		}
		if err == nil {
			*to, err = lindung.ParseDate(*is)
		}
		if err != nil || to.Day == 0 {
			return fmt.Errorf("%s is not a day, such as 2026-11-01", brief(raw))
		}
		return nil
	}
}

func yesNo(to **bool) func(json.RawMessage) error {
	return func(raw json.RawMessage) error {
		if err := json.Unmarshal(raw, to); err != nil {
			return fmt.Errorf("%s is not true, false or null", brief(raw))
		}
		return nil
	}
}

// is reports that something is known to be so.
func is(b *bool) bool { return b != nil && *b }

// isNot reports that something is known not to be so.
func isNot(b *bool) bool { return b != nil && !*b }
