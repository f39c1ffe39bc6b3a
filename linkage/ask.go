package linkage

import (
	"context"
	"slices"
	"time"

	"lindung"
	"lindung/access"
	"lindung/audit"
	"lindung/cases"
)

// An Answer says whether somebody similar is known here.
type Answer struct {
	Ask   []string         // the names of colleagues who know somebody similar; nobody for none
	Team  bool             // somebody is known, and no one who works here is on the case: ask a supervisor
	Mine  []lindung.CaseID // the similar cases that the actor may read
	Rows  int              // of a file: how many of its persons are like somebody whom a colleague knows
	Of    int              // of a file: how many were compared
	Spent bool             // no more answers today
}

// Anybody reports whether the answer names anyone.
func (a Answer) Anybody() bool { return len(a.Ask) > 0 || a.Team || len(a.Mine) > 0 }

// mostCompared is how many persons of one file are compared: one takes some milliseconds.
// So many of them are looked for at once, which costs as many statements as one.
const (
	mostCompared = 1000
	atOnce       = 50
)

// Ask answers whether somebody similar to p is known in the actor's organisation, whoever
// works with them. It is an act of its own, and counts as one of the day's whatever it
// answers. Of a protected case the answer is as if nobody were there; the log tells its
// team that it was asked.
//
// Source: ACTIP 14.6
func Ask(ctx context.Context, s access.Session, f *cases.Finder, p Person) (Answer, error) {
	return ask(ctx, s, f, []Person{p}, "")
}

// AskOfFile is Ask for the persons of a file that was brought in, as one answer: how many
// of them, and whom to ask. The cases of the import itself are not compared.
func AskOfFile(ctx context.Context, s access.Session, f *cases.Finder, all []Person, batch lindung.BatchID) (Answer, error) {
	return ask(ctx, s, f, all[:min(len(all), mostCompared)], batch)
}

// whom are those to ask.
type whom map[lindung.ActorID]bool

func ask(ctx context.Context, s access.Session, f *cases.Finder, all []Person, batch lindung.BatchID) (Answer, error) {
	var a Answer
	err := f.Answer(ctx, s, access.CaseSimilar, func(tx *access.Tx, spent bool) error {
		a = Answer{Of: len(all)}
		kind := "case"
		if batch != "" {
			kind = "file"
		}
		if spent {
			a.Spent = true
			tx.SetCount(0, kind+" spent")
			return nil
		}
		who := whom{}
		for some := range slices.Chunk(all, atOnce) {
			found, err := similar(tx, f, some, batch)
			if err != nil {
				return err
			}
			for i := range some {
				if a.tell(tx, who, found[i], batch != "") {
					a.Rows++
				}
			}
		}
		tx.SetCount(a.Rows, kind)
		return a.name(tx, who)
	})
	return a, err
}

// similar returns, for each of some persons, the cases of persons who are similar to them.
func similar(tx *access.Tx, f *cases.Finder, all []Person, batch lindung.BatchID) ([][]cases.Alike, error) {
	sought := make([]cases.Sought, len(all))
	for i, p := range all {
		sought[i] = cases.Sought{Called: p.Names, Phones: p.Phones}
	}
	found, err := f.Alike(tx, sought)
	for i, p := range all[:len(found)] {
		found[i] = slices.DeleteFunc(found[i], func(c cases.Alike) bool {
			return batch != "" && c.Batch == batch || batch == "" && isItself(tx, c) || !Similar(p, PersonOf(c.Names, c.Answers...))
		})
	}
	return found, err
}

// isItself reports whether the actor has opened the case just now: the same form that is
// sent twice at once must not warn of itself.
func isItself(tx *access.Tx, c cases.Alike) bool {
	return c.OpenedBy == tx.Actor().ID && c.Opened.Add(time.Minute) > tx.Now
}

// tell puts into the answer what may be known of similar cases, and into the history of
// each that it was asked. A case that the actor may read is shown to them; of a file only
// whom to ask is said. It reports whether there is anybody to ask.
func (a *Answer) tell(tx *access.Tx, who whom, found []cases.Alike, file bool) bool {
	any := false
	for _, c := range found {
		if c.Mine && !file {
			a.Mine = append(a.Mine, c.ID)
			continue
		}
		tx.AddEntry(string(c.ID))
		if c.Hidden {
			continue
		}
		any = true
		switch {
		case c.Responsible != "":
			who[c.Responsible] = true
		case len(c.Team) > 0:
			who[c.Team[0]] = true
		default:
			a.Team = true
		}
	}
	return any
}

// name fills in the names of those to ask who work here.
func (a *Answer) name(tx *access.Tx, who whom) error {
	for id := range who {
		account, err := access.AccountOf(tx, id)
		if err != nil {
			return err
		}
		if account.State == access.Ended {
			a.Team = true
			continue
		}
		name, err := tx.NameOf(id)
		if err != nil {
			return err
		}
		a.Ask = append(a.Ask, name)
	}
	slices.Sort(a.Ask)
	return nil
}

// askedAbout returns the entries since a moment of colleagues who were answered, about some
// objects: themselves, or similar cases; the newest first.
func askedAbout(tx *access.Tx, objects []string, since time.Time) ([]audit.Entry, error) {
	return audit.AboutSince(tx, objects, tx.Actor().Org, string(access.CaseSimilar), since)
}
