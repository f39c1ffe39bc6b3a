package justice

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/field"
	"lindung/internal/seal"
	"lindung/names"
)

// A Suspect is somebody whom an organisation suspects, recorded once for all its cases. Who
// reads one of the cases learns of the others only those that they may read too, and not
// that there are more.
type Suspect struct {
	ID      lindung.SuspectID
	Version int64
	Known
	Parts []Part // in the cases that the actor may read, the one asked about first
}

// Known is what is known of who a suspect is. It says nothing of what they did, so that
// whoever reads one case learns from it nothing of another.
type Known struct {
	Name    string // by which they are known
	Also    string // other names, one in a line
	Born    string // as far as known
	Nation  lindung.Country
	Handles string // numbers, accounts, plates: one in a line
}

// Part is what a suspect is said to have done in one case.
type Part struct {
	Case    lindung.CaseID `json:"-"`
	Number  string         `json:"-"` // of the case
	Version int64          `json:"-"`
	Roles   []string
	Is      string // whether they were trafficked themselves; one of [Victims]
	Why     string // what points to it
}

// Roles is the closed list of what somebody does in trafficking, along the way of the person.
var Roles = []string{"recruiter", "agent", "transporter", "harbourer", "receiver", "guard", "exploiter", "organiser", "financier", "official", "documents", "other"}

// Victims is the closed list of whether a suspect was trafficked themselves.
var Victims = []string{"not_looked_at", "no_sign", "may_be", "is_person"}

// Whether a suspect was trafficked themselves.
const (
	NotLookedAt = "not_looked_at"
	NoSign      = "no_sign"
	MayBe       = "may_be"
	IsPerson    = "is_person" // the suspect is the person whom the case is about
)

// mostText is how long a text of a suspect may be, in characters.
const mostText = 2000

// mostKnown is how many suspects of an organisation can be chosen from.
const mostKnown = 300

// MayBeVictim reports whether whoever prosecutes a suspect must look first at whether they
// are punished for what they were made to do: in one of the cases that can be read they are
// the person, or may have been trafficked.
//
// Source: ACTIP 14.7
func MayBeVictim(parts []Part) bool {
	return slices.ContainsFunc(parts, func(p Part) bool { return p.Is == MayBe || p.Is == IsPerson })
}

// check returns what must be corrected before a suspect is stored.
func check(k Known, p Part) field.Problems {
	var ps field.Problems
	ps.Need(k.Name != "", "name", "problem.missing")
	ps.Need(len(p.Roles) > 0 && !slices.ContainsFunc(p.Roles, func(r string) bool { return !slices.Contains(Roles, r) }), "roles", "problem.missing")
	ps.Need(slices.Contains(Victims, p.Is), "is", "problem.missing")
	ps.Need(k.Nation == "" || len(k.Nation) == 2, "nation", "problem.missing")
	for _, text := range []struct{ name, text string }{
		{"name", k.Name}, {"also", k.Also}, {"born", k.Born}, {"handles", k.Handles}, {"why", p.Why},
	} {
		ps.Need(utf8.ValidString(text.text) && utf8.RuneCountInString(text.text) <= mostText, text.name, "problem.text.long", "max", mostText)
	}
	return ps
}

func (k Known) tidy() Known {
	for _, s := range []*string{&k.Name, &k.Also, &k.Born, &k.Handles} {
		*s = strings.TrimSpace(strings.ReplaceAll(*s, "\r\n", "\n"))
	}
	return k
}

// mayEdit refuses an act on the suspects of a case unless the actor may change what an
// investigation finds.
func mayEdit(tx *access.Tx) error {
	if !tx.May(access.GroupEdit, tx.Object(), lindung.Justice) {
		return access.ErrDenied
	}
	return nil
}

// A New is a suspect to record in a case: who is known already, or who they are. Other says
// that they are somebody else than those of the same name who are known.
type New struct {
	Known
	Part
	Same  lindung.SuspectID
	Other bool
}

// Add records a suspect in a case. Somebody of a like name whom the actor may know of is
// field.Problems until the actor has said which of the two it is: a suspect in several cases
// is one suspect.
//
// Source: ACTIP 16.1
func Add(ctx context.Context, s access.Session, id lindung.CaseID, n New) (made lindung.SuspectID, err error) {
	n.Known = n.tidy()
	err = s.Do(ctx, access.CaseEdit, cases.Target(id), func(tx *access.Tx) error {
		if err := mayEdit(tx); err != nil {
			return err
		}
		tx.SetCount(1, "suspect")
		known, err := knownIn(tx, id)
		if err != nil {
			return err
		}
		if n.Same == "" {
			made, err = create(tx, n, known)
		} else if made = n.Same; !slices.ContainsFunc(known, func(k Suspect) bool { return k.ID == n.Same }) {
			err = field.Problems{{Field: "same", Key: "problem.missing"}}
		} else {
			err = check(Known{Name: "known"}, n.Part).Err()
		}
		if err != nil {
			return err
		}
		key, err := tx.Key(string(id))
		if err != nil {
			return err
		}
		return savePart(tx, key, partRow{Case: id, Suspect: made}, n.Part)
	})
	return made, err
}

// create stores somebody who is not known yet.
func create(tx *access.Tx, n New, known []Suspect) (lindung.SuspectID, error) {
	ps := check(n.Known, n.Part)
	like := func(k Suspect) bool { return names.Likeness(k.Name, n.Name) >= names.Alike }
	ps.Need(n.Other || !slices.ContainsFunc(known, like), "same", "suspect.problem.known")
	if err := ps.Err(); err != nil {
		return "", err
	}
	id := lindung.SuspectID(lindung.NewID())
	key, err := tx.NewKey(string(id))
	if err != nil {
		return "", err
	}
	return id, saveKnown(tx, key, suspectRow{ID: id, Org: tx.Actor().Org, At: tx.Now}, n.Known)
}

// saveKnown stores the next version of who a suspect is.
func saveKnown(tx *access.Tx, key seal.Key, r suspectRow, k Known) error {
	b, err := json.Marshal(k)
	if err != nil {
		return err
	}
	r.Version++
	r.sealed = key.Seal(suspectPlace(r.ID, r.Version), b)
	return r.save(tx)
}

// savePart stores the next version of what a suspect did in a case.
func savePart(tx *access.Tx, key seal.Key, r partRow, p Part) error {
	p.Why = strings.TrimSpace(strings.ReplaceAll(p.Why, "\r\n", "\n"))
	b, err := json.Marshal(p)
	if err != nil {
		return err
	}
	r.Version++
	r.sealed = key.Seal(partPlace(r.Case, r.Suspect, r.Version), b)
	return r.save(tx)
}

// Change corrects who a suspect is and what they did in a case. The versions of s and of its
// first part are those that were read; lindung.ErrConflict says that somebody has changed
// either since.
func Change(ctx context.Context, s access.Session, id lindung.CaseID, now Suspect) error {
	if len(now.Parts) == 0 {
		return lindung.ErrNotFound
	}
	return s.Do(ctx, access.CaseEdit, cases.Target(id), func(tx *access.Tx) error {
		if err := mayEdit(tx); err != nil {
			return err
		}
		tx.SetCount(1, "suspect")
		k := now.tidy()
		if err := check(k, now.Parts[0]).Err(); err != nil {
			return err
		}
		part, err := partOf(tx, id, now.ID)
		if err != nil {
			return err
		}
		row, err := suspectOf(tx, now.ID)
		if err != nil {
			return err
		}
		if row.Version != now.Version || part.Version != now.Parts[0].Version {
			return lindung.ErrConflict
		}
		own, err := tx.Key(string(row.ID))
		if err == nil {
			err = saveKnown(tx, own, row, k)
		}
		if err != nil {
			return err
		}
		key, err := tx.Key(string(id))
		if err != nil {
			return err
		}
		return savePart(tx, key, part, now.Parts[0])
	})
}

// partOf returns the part of a suspect in a case.
func partOf(tx *access.Tx, id lindung.CaseID, s lindung.SuspectID) (partRow, error) {
	rows, err := partsOf(tx, id)
	i := slices.IndexFunc(rows, func(r partRow) bool { return r.Suspect == s })
	if err == nil && i < 0 {
		err = lindung.ErrNotFound
	}
	if err != nil {
		return partRow{}, err
	}
	return rows[i], nil
}

// Drop says that a suspect has nothing to do with a case. Who is suspected in no case any
// more is forgotten.
func Drop(ctx context.Context, s access.Session, id lindung.CaseID, suspect lindung.SuspectID) error {
	return s.Do(ctx, access.CaseEdit, cases.Target(id), func(tx *access.Tx) error {
		if err := mayEdit(tx); err != nil {
			return err
		}
		tx.SetCount(0, "suspect")
		return drop(tx, id, suspect)
	})
}

// In returns the suspects of a case whom the actor may know of, inside an act on it; of an
// own case with their parts in the other cases that the actor may read.
//
// Source: ACTIP 14.6
func In(tx *access.Tx, c cases.Case) ([]Suspect, error) {
	if !c.MayRead(lindung.Justice) {
		return nil, nil
	}
	here, err := partsOf(tx, c.ID)
	if err != nil {
		return nil, err
	}
	ids := make([]lindung.SuspectID, len(here))
	for i, r := range here {
		ids[i] = r.Suspect
	}
	parts := here
	if c.Own {
		if parts, err = partsOfAll(tx, ids); err != nil {
			return nil, err
		}
	}
	rows, err := suspectsIn(tx, ids)
	if err != nil {
		return nil, err
	}
	all, err := openAll(tx, rows)
	if err != nil {
		return nil, err
	}
	of, err := openParts(tx, c, parts)
	for i := range all {
		if some := of[all[i].ID]; len(some) > 0 && some[0].Case == c.ID { // else what they did here does not open
			all[i].Parts = some
		}
	}
	byName(all)
	return all, err
}

func byName(all []Suspect) {
	slices.SortFunc(all, func(a, b Suspect) int { return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID)) })
}

// openSuspect opens who a suspect is.
func openSuspect(tx *access.Tx, id lindung.SuspectID) (Suspect, error) {
	r, err := suspectOf(tx, id)
	if err != nil {
		return Suspect{}, err
	}
	key, err := tx.Key(string(r.ID))
	if err != nil {
		return Suspect{}, err
	}
	return r.open(key)
}

func (r suspectRow) open(key seal.Key) (Suspect, error) {
	s := Suspect{ID: r.ID, Version: r.Version}
	b, err := key.Open(suspectPlace(r.ID, r.Version), r.sealed)
	if err != nil {
		return s, fmt.Errorf("suspect %s: %w", r.ID, err)
	}
	return s, json.Unmarshal(b, &s.Known)
}

// openAll opens who suspects are. One that does not open is left out, and the doctor says so.
func openAll(tx *access.Tx, rows []suspectRow) ([]Suspect, error) {
	owners := make([]string, len(rows))
	for i, r := range rows {
		owners[i] = string(r.ID)
	}
	keys, err := tx.Keys(owners)
	if err != nil {
		return nil, err
	}
	var all []Suspect
	for _, r := range rows {
		key, ok := keys[string(r.ID)]
		if !ok {
			continue
		}
		s, err := r.open(key)
		if access.IsBroken(err) {
			continue
		}
		if err != nil {
			return nil, err
		}
		all = append(all, s)
	}
	return all, nil
}

// openParts opens the parts in c and in those of the other cases whose investigation the
// actor may read, by suspect: that in c first.
func openParts(tx *access.Tx, c cases.Case, rows []partRow) (map[lindung.SuspectID][]Part, error) {
	ids := make([]lindung.CaseID, len(rows))
	owners := make([]string, len(rows))
	for i, r := range rows {
		ids[i], owners[i] = r.Case, string(r.Case)
	}
	briefs, err := cases.Briefs(tx, ids)
	if err != nil {
		return nil, err
	}
	keys, err := tx.Keys(owners)
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(rows, func(a, b partRow) int {
		first := func(r partRow) int { return map[bool]int{true: 0, false: 1}[r.Case == c.ID] }
		return cmp.Or(cmp.Compare(first(a), first(b)), cmp.Compare(a.At, b.At), cmp.Compare(a.Case, b.Case))
	})
	all := map[lindung.SuspectID][]Part{}
	for _, r := range rows {
		b, there := briefs[r.Case]
		key, opens := keys[string(r.Case)]
		if !there || !opens || r.Case != c.ID && !reads(tx, b) {
			continue
		}
		p, err := r.open(key)
		if access.IsBroken(err) {
			continue
		}
		if err != nil {
			return nil, err
		}
		p.Case, p.Number, p.Version = r.Case, b.Number, r.Version
		all[r.Suspect] = append(all[r.Suspect], p)
	}
	return all, nil
}

// reads reports whether the actor may read the investigation in a case of their own
// organisation.
func reads(tx *access.Tx, b cases.Brief) bool {
	return b.Org == tx.Actor().Org && tx.May(access.CaseRead, b.Object(), "") && tx.May(access.GroupRead, b.Object(), lindung.Justice)
}

// ToChoose returns the suspects whom the actor may know of from other cases than c and who
// are not in it, inside an act on c.
func ToChoose(tx *access.Tx, c cases.Case) ([]Suspect, error) {
	if !c.Own || !c.MayRead(lindung.Justice) {
		return nil, nil
	}
	return knownIn(tx, c.ID)
}

// knownIn returns the suspects of the actor's organisation whom they may know of, but for
// those of one case.
func knownIn(tx *access.Tx, id lindung.CaseID) ([]Suspect, error) {
	rows, err := suspectsOf(tx, tx.Actor().Org, mostKnown)
	if err != nil {
		return nil, err
	}
	ids := make([]lindung.SuspectID, len(rows))
	for i, r := range rows {
		ids[i] = r.ID
	}
	parts, err := partsOfAll(tx, ids)
	if err != nil {
		return nil, err
	}
	may, err := readable(tx, id, parts)
	if err != nil {
		return nil, err
	}
	all, err := openAll(tx, slices.DeleteFunc(rows, func(r suspectRow) bool { return !may[r.ID] }))
	byName(all)
	return all, err
}

// readable says which suspects have a part in a case whose investigation the actor may read,
// and none in one case.
func readable(tx *access.Tx, id lindung.CaseID, parts []partRow) (map[lindung.SuspectID]bool, error) {
	ids := make([]lindung.CaseID, len(parts))
	for i, p := range parts {
		ids[i] = p.Case
	}
	briefs, err := cases.Briefs(tx, ids)
	if err != nil {
		return nil, err
	}
	may := map[lindung.SuspectID]bool{}
	for _, p := range parts {
		if b, ok := briefs[p.Case]; ok && reads(tx, b) {
			may[p.Suspect] = true
		}
	}
	for _, p := range parts {
		if p.Case == id {
			delete(may, p.Suspect)
		}
	}
	return may, nil
}
