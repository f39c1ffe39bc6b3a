package dossier

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"time"

	"lindung"
	"lindung/access"
	"lindung/audit"
	"lindung/cases"
	"lindung/consent"
	"lindung/contact"
	"lindung/referral"
	"lindung/survivor"
)

// readPerson reads how the person themselves takes part: their paper, in which ways they
// must not be reached, what they wrote. The limits are for everyone who may reach them.
func readPerson(tx *access.Tx, w *Whole) error {
	var err error
	if w.MayRead(lindung.Contact) || w.MayRead(lindung.Safety) {
		if w.Limits, err = contact.LimitsIn(tx, w.ID); err != nil {
			return err
		}
	}
	if !w.Own {
		return nil
	}
	w.Paper, err = survivor.In(tx, w.ID)
	if err != nil && !errors.Is(err, lindung.ErrNotFound) {
		return err
	}
	w.Words, err = survivor.WordsIn(tx, w.ID)
	return err
}

// owedPerson is what the person of one case waits for, and what must be known of their
// paper.
func owedPerson(w Whole, now time.Time) []Due {
	if !w.Own || !w.Can(access.WordsAnswer) {
		return nil
	}
	var all []Due
	if kind := w.Paper.Notice(); kind != "" {
		all = append(all, Due{ID: w.Paper.ID, Label: "dossier.due.paper_" + kind, Now: true})
	}
	for _, x := range w.Words {
		if x.Waits() && x.Kind != survivor.KindComplaint {
			all = append(all, dueWord(x.ID, x.Kind, x.Due, w.Today(now)))
		}
	}
	return all
}

func dueWord(id, kind string, due, today lindung.Date) Due {
	return Due{ID: id, Label: "dossier.due.words", What: "words.kind." + kind, Day: due, Late: past(due, today), Now: true}
}

// waitsPerson is the same in all cases that the actor sees.
func waitsPerson(ctx context.Context, s access.Session, a Asking) (Waits, error) {
	var w Waits
	err := s.See(ctx, access.CaseList, s.OrgTarget(), func(tx *access.Tx) error {
		w.Due = nil
		found, err := survivor.WaitingIn(tx)
		if err != nil {
			return err
		}
		var ids []lindung.CaseID
		for _, x := range found {
			ids = append(ids, x.Case)
		}
		of, err := cases.Briefs(tx, ids)
		for _, x := range found {
			c, ok := of[x.Case]
			if !ok || !tx.May(access.WordsAnswer, c.Object(), "") || !a.staff.asksTeam(a.Of, c.Team) {
				continue
			}
			d := Due{ID: x.ID, Label: "dossier.due.paper_" + x.Kind, Now: true}
			if !x.Due.IsZero() {
				d = dueWord(x.ID, x.Kind, x.Due, today(s, a.Now))
			}
			d.Case, d.Number, d.Responsible = x.Case, c.Number, c.Responsible
			w.Due = append(w.Due, d)
			tx.AddListed(string(x.Case))
		}
		return err
	})
	return w, err
}

// waitsComplaints counts the complaints that wait for those who see to them.
func waitsComplaints(ctx context.Context, s access.Session, _ Asking) (Waits, error) {
	found, err := ListComplaints(ctx, s)
	return Waits{Counts: []Count{{"complaints", len(found), true}}}, err
}

// A Complaint is one that waits, and the case that it is about.
type Complaint struct {
	survivor.Waiting
	Number string
}

// ListComplaints returns the complaints of the persons of the actor's organisation's cases
// that wait for an answer. What they say is read one by one.
//
// Source: ACTIP 14.6
func ListComplaints(ctx context.Context, s access.Session) ([]Complaint, error) {
	var all []Complaint
	err := s.See(ctx, access.ComplaintList, s.OrgTarget(), func(tx *access.Tx) error {
		found, err := survivor.ComplaintsIn(tx)
		if err != nil {
			return err
		}
		ids := make([]lindung.CaseID, len(found))
		for i, x := range found {
			ids[i] = x.Case
		}
		of, err := cases.Briefs(tx, ids)
		all = nil
		for _, x := range found {
			if c, ok := of[x.Case]; ok && tx.May(access.ComplaintAnswer, c.Object(), "") {
				all = append(all, Complaint{x, c.Number})
			}
		}
		tx.SetCount(len(all), "waiting")
		return err
	})
	return all, err
}

// An OwnView is what the person reads of their own file.
type OwnView struct {
	Pieces []Piece
	Gaps   []OwnGap // what is not shown, and why: each is said
}

// An OwnGap is something that the person does not read. Kind is "others", "court",
// "where", "notes" or "group"; of a group it says which, and the owner's reason.
type OwnGap struct {
	Kind   string
	Group  lindung.Group
	Reason string
}

// OwnViewOf returns what the person reads of their own file: all that is recorded, but what
// others told, what an investigation or a court keeps secret, what the owner does not show
// for a reason that it says, and, unless they chose to read it, what tells where they sleep
// or will be. Notes are free text in which any of that can stand: without the choice they
// are not shown either.
//
// Source: ACTIP 14.6; ACTIP 14.9
func OwnViewOf(w Whole) OwnView {
	v := OwnView{Gaps: []OwnGap{{Kind: "others"}, {Kind: "court"}}}
	if !w.Paper.Where {
		v.Gaps = append(v.Gaps, OwnGap{Kind: "where"})
	}
	if !w.Paper.Where && len(w.Notes) > 0 {
		v.Gaps = append(v.Gaps, OwnGap{Kind: "notes"})
	}
	for _, x := range w.Paper.Detail.Withheld {
		v.Gaps = append(v.Gaps, OwnGap{"group", x.Group, x.Reason})
	}
	for _, it := range Pieces(w) {
		if ownShows(w.Paper, it) {
			v.Pieces = append(v.Pieces, it)
		}
	}
	return v
}

// ownShows reports whether the person reads a piece of their file.
func ownShows(p survivor.Paper, it Piece) bool {
	hidden := func(g lindung.Group) bool { _, shown := p.Shows(g); return !shown || g == lindung.Justice }
	if slices.ContainsFunc(it.Groups, hidden) {
		return false
	}
	if !p.Where && tellsWhere(it) {
		return false
	}
	return !slices.Contains(ofOthers, it.Label)
}

// tellsWhere reports whether a piece can tell where the person sleeps or will be: an answer
// that does, an appointment, and what someone has written freely, in which it can stand.
func tellsWhere(it Piece) bool {
	if it.Form == nil {
		return it.Part == "notes" || it.Part == "attachments"
	}
	return it.Form.TellsWhere || it.Form.Repeat != nil && it.Form.Repeat.Says == "meet"
}

// ofOthers are the labels of pieces about other people.
var ofOthers = []string{"note_kind." + cases.NoteOfOthers}

// AboutOf names a piece, as words that the person puts beside it do.
func AboutOf(it Piece) string {
	switch {
	case it.ID != "":
		return it.ID
	case it.Form != nil:
		return it.Form.Name
	}
	return it.Part
}

// OwnPlanned returns what is planned for the person and falls due, of what they read.
func OwnPlanned(v OwnView) []Piece {
	return slices.DeleteFunc(slices.Clone(v.Pieces), func(it Piece) bool { return it.Due.IsZero() })
}

// A Shared is what a person agreed to and what became of it, as they read it.
type Shared struct {
	Keeper    string // the name of the organisation that keeps the case
	Ledger    consent.Ledger
	Uses      map[string]consent.Use // by identifier
	Referrals []referral.Referral
}

// ReadShared reads it for the person, in one act.
//
// Source: ACTIP 14.6; ACTIP 14.9
func ReadShared(ctx context.Context, s access.Session, id lindung.CaseID) (Shared, error) {
	var all Shared
	err := s.See(ctx, access.ConsentRead, cases.Target(id), func(tx *access.Tx) error {
		o, err := tx.OrgOf(tx.Object().Org)
		if err != nil {
			return err
		}
		all = Shared{Keeper: o.Name}
		if all.Ledger, err = consent.ReadIn(tx, id); err != nil {
			return err
		}
		if all.Uses, err = all.Ledger.Uses(tx, id); err != nil {
			return err
		}
		all.Referrals, err = referral.CaseReferrals(tx, id)
		return err
	})
	return all, err
}

// A Reader is an organisation on a day, and what its people did with the file. Names of
// workers are not said.
type Reader struct {
	Day   lindung.Date
	Org   string
	You   bool   // the person themselves
	What  string // "read", "changed" or "left": the most that was done
	Times int
}

// mostReaders is from how many entries of the log the readers are made.
const mostReaders = 500

// ReadReaders returns who has done something with a file, the newest day first, and whether
// there is more. It is for the person.
//
// Source: ACTIP 14.6
func ReadReaders(ctx context.Context, s access.Session, id lindung.CaseID) (all []Reader, more bool, err error) {
	err = s.See(ctx, access.CaseHistory, cases.Target(id), func(tx *access.Tx) error {
		found, err := historyIn(tx, id, mostReaders)
		if err != nil {
			return err
		}
		all, more = readersOf(found, lindung.Zone(s.Actor().Country)), len(found) == mostReaders
		bodies, err := referral.LinkNames(tx, id)
		if err != nil {
			return err
		}
		names := map[lindung.ActorID]string{}
		maps.Copy(names, bodies)
		for i, r := range all {
			if all[i].Org, err = orgName(tx, names, lindung.ActorID(r.Org)); err != nil {
				return err
			}
		}
		return nil
	})
	return all, more, err
}

// readersOf returns the readers that entries of the log show, the newest first, with the
// identifier of their organisation, or of their link, in the place of its name.
func readersOf(found []audit.Entry, zone *time.Location) (all []Reader) {
	for _, e := range found {
		if e.Decision != audit.Allowed || access.IsOfProgram(lindung.ActorID(e.Actor)) {
			continue
		}
		r := Reader{Day: lindung.DateOf(e.Time().In(zone)), Org: e.Org, You: access.IsPerson(lindung.ActorID(e.Actor)), What: whatDone(access.Action(e.Act)), Times: 1}
		if access.IsLink(lindung.ActorID(e.Actor)) {
			r.Org = e.Actor // a body outside, whatever the log says of who let it in
		}
		i := slices.IndexFunc(all, func(x Reader) bool { return x.Day == r.Day && x.Org == r.Org && x.You == r.You })
		if i < 0 {
			all = append(all, r)
			continue
		}
		all[i].Times++
		if slices.Index(doings, r.What) > slices.Index(doings, all[i].What) {
			all[i].What = r.What
		}
	}
	return all
}

// orgName returns the name of an organisation or of the body that holds a link, from names
// where it is known, "" of one that is gone, and keeps it there.
func orgName(tx *access.Tx, names map[lindung.ActorID]string, id lindung.ActorID) (string, error) {
	if name, ok := names[id]; ok {
		return name, nil
	}
	o, err := tx.OrgOf(lindung.OrgID(id))
	if err != nil && !errors.Is(err, lindung.ErrNotFound) {
		return "", err
	}
	names[id] = o.Name
	return o.Name, nil
}

// doings are what is said of an act, from the least to the most.
var doings = []string{"read", "changed", "left"}

// readingActs only read.
var readingActs = []access.Action{
	access.CaseRead, access.CaseList, access.CaseSearch, access.CaseHistory, access.GroupRead, access.ConsentRead, access.HomeRead, access.ReferralRead,
	access.ReferralList, access.LogRead, access.FiguresRead, access.CaseSimilar, access.WorkloadRead, access.KeepingList, access.BasisList, access.EmergencyList,
	access.ComplaintList,
}

func whatDone(a access.Action) string {
	switch {
	case a == access.ExportRun:
		return "left"
	case slices.Contains(readingActs, a):
		return "read"
	}
	return "changed"
}

// keptPassages are the passages of the consent text that say how long a file is kept, how it
// is erased, and where to complain.
var keptPassages = []string{string(consent.KeptFor), string(consent.Erasure), "stays", "complain"}

// ReadKept says to the person how long their file is kept and how it is erased, in the words
// of the text that is read before they agree to something, in a language or else in
// English.
//
// Source: ACTIP 14.6
func ReadKept(ctx context.Context, s access.Session, id lindung.CaseID, lang string) ([]consent.Paragraph, error) {
	var words []consent.Paragraph
	err := s.See(ctx, access.ConsentRead, cases.Target(id), func(tx *access.Tx) (err error) {
		words, err = passages(tx, id, lang, keptPassages)
		return err
	})
	return words, err
}

// Complaining is what a person is told before they complain.
type Complaining struct {
	Few   bool                // only those who are named may open the file
	Heard bool                // somebody who reads complaints may open it
	Words []consent.Paragraph // where else they can complain, of the text that is read before they agree
}

// ReadComplaining says to the person who reads a complaint, and where else they can complain,
// in a language or else in English.
//
// Source: ACTIP 14.6
func ReadComplaining(ctx context.Context, s access.Session, id lindung.CaseID, lang string) (Complaining, error) {
	var c Complaining
	err := s.See(ctx, access.ConsentRead, cases.Target(id), func(tx *access.Tx) (err error) {
		c.Few = tx.Object().Protected
		if c.Heard, err = survivor.ComplaintsHeard(tx, tx.Object()); err != nil {
			return err
		}
		c.Words, err = passages(tx, id, lang, []string{"complain"})
		return err
	})
	return c, err
}

// passages returns passages of the consent text as they are read to the person of a case.
func passages(tx *access.Tx, id lindung.CaseID, lang string, wanted []string) ([]consent.Paragraph, error) {
	o, err := tx.OrgOf(tx.Object().Org)
	if err != nil {
		return nil, err
	}
	owner, err := consent.OwnerIn(tx, o)
	if err != nil {
		return nil, err
	}
	of, err := cases.Briefs(tx, []lindung.CaseID{id})
	if err != nil {
		return nil, err
	}
	text, ok := consent.TextVersion(lang, consent.CurrentVersion)
	if !ok {
		text, _ = consent.TextVersion("en", consent.CurrentVersion)
	}
	var words []consent.Paragraph
	for _, p := range text.Compose(consent.Reading{Owner: owner, Child: of[id].Child}) {
		name, _, _ := strings.Cut(p.ID, ".")
		if slices.Contains(wanted, name) || slices.Contains(wanted, p.ID) {
			words = append(words, p)
		}
	}
	return words, nil
}
