package cases

import (
	"slices"
	"strings"

	"lindung"
	"lindung/access"
	"lindung/names"
)

// NamesIn returns what the person of a case is called, inside an act that changes it.
func NamesIn(tx *access.Tx, id lindung.CaseID) ([]string, error) {
	met, err := changedOf(tx, []lindung.CaseID{id})
	if err != nil {
		return nil, err
	}
	texts, err := SearchNames(tx, met)
	return texts[id], err
}

// mostCalled is how many persons one name finds for [Finder.HidePersons].
const mostCalled = 20

// HidePersons reports, for each of some lists of texts, whether one of them is the name, or a
// telephone, of the person of a case of any organisation that the actor may not read. What
// asks about others must not find them by it.
//
// Source: ACTIP 14.6
func (f *Finder) HidePersons(tx *access.Tx, lists [][]string) ([]bool, error) {
	if _, err := f.follow(tx); err != nil {
		return nil, err
	}
	asked := map[string]bool{} // what was found of a text, which several lists may have
	all := make([]bool, len(lists))
	for i, texts := range lists {
		for _, text := range texts {
			if strings.TrimSpace(text) == "" {
				continue
			}
			as := names.AsWritten(text)
			hidden, done := asked[as]
			if !done {
				var err error
				if hidden, err = f.isHidden(tx, text); err != nil {
					return nil, err
				}
				asked[as] = hidden
			}
			if all[i] = hidden; hidden {
				break
			}
		}
	}
	return all, nil
}

// isHidden reports whether a text is the name, or a telephone, of such a person.
func (f *Finder) isHidden(tx *access.Tx, text string) (bool, error) {
	var ids []lindung.CaseID
	if digits := PhoneDigits(text); digits != "" {
		for _, c := range f.known.called(digits) {
			ids = append(ids, c.of)
		}
	}
	phones := len(ids)
	for _, h := range f.index.SearchIn(text, mostCalled, nil, nil, nil) {
		ids = append(ids, lindung.CaseID(h.ID))
	}
	return f.anyHidden(tx, text, ids, phones)
}

// anyHidden reports whether one of some cases is of a person called like text, or, of the
// first phones, has it as a telephone, and may not be read by the actor.
func (f *Finder) anyHidden(tx *access.Tx, text string, ids []lindung.CaseID, phones int) (bool, error) {
	if len(ids) == 0 {
		return false, nil
	}
	met, err := changedOf(tx, ids)
	if err != nil {
		return false, err
	}
	called, err := SearchNames(tx, met)
	if err != nil {
		return false, err
	}
	var like []lindung.CaseID
	for at, id := range ids {
		if at < phones || slices.ContainsFunc(called[id], func(n string) bool { return names.Likeness(text, n) >= names.Alike }) {
			like = append(like, id)
		}
	}
	briefs, err := Briefs(tx, like)
	if err != nil {
		return false, err
	}
	for _, b := range briefs {
		if !tx.May(access.CaseRead, b.Object(), "") {
			return true, nil
		}
	}
	return false, nil
}
