package cases

import (
	"slices"

	"lindung"
	"lindung/access"
	"lindung/field"
	"lindung/person"
)

// An Alike is a case of the actor's organisation that may be about a person whom they
// know by name or telephone, whoever may see it. What is in it is for comparing alone,
// see package linkage: it is shown to nobody who could not read it.
type Alike struct {
	Brief
	Hidden  bool // it is protected from the actor
	Mine    bool // the actor may read it
	Names   []string
	Answers []field.Values
}

// mostAlike is how many cases one name finds for comparing.
const mostAlike = 40

// A Sought is by what somebody is looked for who may be known already.
type Sought struct{ Called, Phones []string }

// Alike returns, for each of some persons, the cases of the actor's organisation with
// names that are like theirs, or with one of their telephones. What is compared of the
// cases is read once for all of them.
func (f *Finder) Alike(tx *access.Tx, all []Sought) ([][]Alike, error) {
	if _, err := f.follow(tx); err != nil {
		return nil, err
	}
	found, every := make([][]lindung.CaseID, len(all)), []lindung.CaseID(nil)
	for i, one := range all {
		found[i] = f.like(f.tag(tx.Actor().Org), one)
		every = append(every, found[i]...)
	}
	slices.Sort(every)
	read, err := compared(tx, slices.Compact(every))
	if err != nil {
		return nil, err
	}
	alike := make([][]Alike, len(all))
	for i, ids := range found {
		for _, id := range ids {
			if one, ok := read[id]; ok {
				alike[i] = append(alike[i], one)
			}
		}
	}
	return alike, nil
}

// like returns the cases of an organisation, and those with a telephone, that the index
// knows by what somebody is looked for.
func (f *Finder) like(org uint32, one Sought) (ids []lindung.CaseID) {
	for _, name := range one.Called {
		for _, h := range f.index.SearchIn(name, mostAlike, map[uint32]bool{org: true}, nil, nil) {
			ids = append(ids, lindung.CaseID(h.ID))
		}
	}
	for _, p := range one.Phones {
		for _, c := range f.known.called(PhoneDigits(p)) {
			ids = append(ids, c.of)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// compared reads what is compared of cases, as far as they are of the actor's organisation
// and whole: what is broken the doctor says.
func compared(tx *access.Tx, ids []lindung.CaseID) (map[lindung.CaseID]Alike, error) {
	briefs, err := Briefs(tx, ids)
	if err != nil {
		return nil, err
	}
	ids = slices.DeleteFunc(slices.Clone(ids), func(id lindung.CaseID) bool { return briefs[id].Org != tx.Actor().Org })
	met, err := changedOf(tx, ids)
	if err != nil {
		return nil, err
	}
	texts, err := SearchNames(tx, met)
	if err != nil {
		return nil, err
	}
	answers, err := answersOfAll(tx, ids)
	if err != nil {
		return nil, err
	}
	all := make(map[lindung.CaseID]Alike, len(met))
	for _, c := range met {
		b := briefs[c.ID]
		a := Alike{Brief: b, Mine: tx.May(access.CaseRead, b.Object(), ""), Names: texts[c.ID]}
		a.Hidden = b.protected && !a.Mine
		key, err := tx.Unwrap(string(c.ID), c.wrapped)
		var given map[string][]person.Given
		if err == nil {
			given, err = opened(tx, key, answers[c.ID], sought)
		}
		if access.IsBroken(err) {
			continue
		}
		if err != nil {
			return nil, err
		}
		for _, v := range once(given) {
			a.Answers = append(a.Answers, v)
		}
		all[c.ID] = a
	}
	return all, nil
}

// PhonesIn returns the telephones among answers, as they are stored.
func PhonesIn(answers ...field.Values) []string {
	var all []string
	for _, i := range []*field.Info{person.MobilePhone.Info, person.HomePhone.Info} {
		for _, v := range answers {
			if text := v.Text(i); text != "" {
				all = append(all, text)
			}
		}
	}
	return all
}
