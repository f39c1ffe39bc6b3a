package field

import (
	"encoding/json"
	"errors"
	"fmt"

	"lindung"
)

// ErrStored says that stored answers cannot be read: they are not a JSON
// object, hold an answer of the wrong kind, or a field that the form has never
// had.
var ErrStored = errors.New("stored answers cannot be read")

// ErrForeign says that answers hold a field that the form does not have;
// nothing of them may be stored, or it would be lost.
var ErrForeign = errors.New("answer to a field that the form does not have")

// storedAbsence is an Absence in JSON, {"absent": "refused"}, which no text can
// be mistaken for. Other answers are stored as they are: a date and a code as a
// string, several codes as an array.
//
// 2026-11-24: first form.
type storedAbsence struct {
	Absent Absence `json:"absent"`
}

// Split writes v as two JSON objects: one in clear, and one of everything of
// class Sealed, which is nil when there is nothing to seal.
func (f *Form) Split(v Values) (clear, sealed []byte, err error) {
	open, shut := map[string]any{}, map[string]any{}
	for _, name := range v.Names() {
		i, ok := f.Field(name)
		if !ok {
			return nil, nil, fmt.Errorf("form %s, field %s: %w", f.Name, name, ErrForeign)
		}
		into := open
		if i.Class == Sealed {
			into = shut
		}
		into[name] = v.answer(name).stored()
	}
	if clear, err = json.Marshal(open); err != nil {
		return nil, nil, err
	}
	if len(shut) > 0 {
		sealed, err = json.Marshal(shut)
	}
	return clear, sealed, err
}

func (a answer) stored() any {
	if a.absent != "" {
		return storedAbsence{a.absent}
	}
	if d, ok := a.value.(lindung.Date); ok {
		return d.String()
	}
	return a.value
}

// Restore reads what Split wrote; either part may be empty. A form that ForPurpose,
// InGroup or UpTo made smaller leaves out the rest.
func (f *Form) Restore(clear, sealed []byte) (Values, error) {
	var v Values
	for _, part := range [][]byte{clear, sealed} {
		if len(part) == 0 {
			continue
		}
		var raw map[string]json.RawMessage
		if json.Unmarshal(part, &raw) != nil {
			return Values{}, fmt.Errorf("form %s: %w", f.Name, ErrStored)
		}
		for name, one := range raw {
			if !f.known[name] {
				return Values{}, fmt.Errorf("form %s, field of an unknown name: %w", f.Name, ErrStored)
			}
			i, ok := f.Field(name)
			if !ok {
				continue
			}
			a, ok := i.restore(one)
			if !ok {
				return Values{}, fmt.Errorf("form %s, field %s: %w", f.Name, name, ErrStored)
			}
			v.set(name, a)
		}
	}
	return v, nil
}

// restore reads one stored answer. A code is not looked up: a list of a later
// version, or of a country, may have it.
func (i *Info) restore(raw json.RawMessage) (answer, bool) {
	var gone storedAbsence
	if len(raw) > 0 && raw[0] == '{' {
		err := json.Unmarshal(raw, &gone)
		return answer{absent: gone.Absent}, err == nil && gone.Absent != ""
	}
	switch i.Kind {
	case KindCount:
		return restored[int](raw)
	case KindBool:
		return restored[bool](raw)
	case KindCodes, KindCountries, KindLanguages:
		return restored[[]string](raw)
	case KindDate:
		a, ok := restored[string](raw)
		if !ok {
			return answer{}, false
		}
		d, err := lindung.ParseDate(a.value.(string))
		return answer{value: d}, err == nil
	}
	return restored[string](raw)
}

func restored[T any](raw json.RawMessage) (answer, bool) {
	var x *T
	if json.Unmarshal(raw, &x) != nil || x == nil {
		return answer{}, false
	}
	return answer{value: *x}, true
}
