package cases

import (
	"cmp"
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

// Alike returns the cases of the actor's organisation with names that are like some names,
// or with one of some telephones.
func (f *Finder) Alike(tx *access.Tx, called, phones []string) ([]Alike, error) {
	if _, err := f.follow(tx); err != nil {
		return nil, err
	}
	tag := f.tag(tx.Actor().Org)
	seen := map[lindung.CaseID]bool{}
	for _, name := range called {
		for _, h := range f.index.SearchIn(name, mostAlike, map[uint32]bool{tag: true}, nil, nil) {
			seen[lindung.CaseID(h.ID)] = true
		}
	}
	for _, p := range phones {
		for _, c := range f.known.called(PhoneDigits(p)) {
			seen[c.of] = true
		}
	}
	var all []Alike
	for id := range seen {
		one, ok, err := f.compared(tx, id)
		if err != nil {
			return nil, err
		}
		if ok && one.Org == tx.Actor().Org {
			all = append(all, one)
		}
	}
	slices.SortFunc(all, func(a, b Alike) int { return cmp.Compare(a.ID, b.ID) })
	return all, nil
}

// compared reads what of a case is compared; false if it is gone.
func (f *Finder) compared(tx *access.Tx, id lindung.CaseID) (Alike, bool, error) {
	briefs, err := Briefs(tx, []lindung.CaseID{id})
	b, ok := briefs[id]
	if err != nil || !ok {
		return Alike{}, false, err
	}
	a := Alike{Brief: b, Mine: tx.May(access.CaseRead, b.Object(), "")}
	a.Hidden = b.protected && !a.Mine
	met, err := changedOf(tx, []lindung.CaseID{id})
	if err != nil || len(met) == 0 {
		return a, false, err
	}
	texts, err := SearchNames(tx, met)
	if err != nil {
		return a, false, err
	}
	a.Names = texts[id]
	key, err := tx.Unwrap(string(id), met[0].wrapped)
	if err == nil {
		var known map[string]field.Values
		known, err = told(tx, key, id, sought)
		for _, v := range known {
			a.Answers = append(a.Answers, v)
		}
	}
	if access.IsBroken(err) {
		return a, false, nil
	}
	return a, err == nil, err
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
