package monitoring

import (
	"context"
	"errors"
	"slices"
	"strings"

	"lindung"
	"lindung/access"
	"lindung/convention/data"
	"lindung/field"
	"lindung/internal/db"
)

// ProposalID names a proposal.
type ProposalID string

// A Proposal is a row that a desk proposes for the record: a new one, or one in the place
// of what is there.
type Proposal struct {
	ID       ProposalID
	Org      lindung.OrgID // whose desk wrote it
	File     string        // of Files
	State    State
	At       db.Time
	By       lindung.ActorID
	Asked    db.Time // when it was last given to others for review; 0 for never
	Reviewed db.Time
	Reviewer lindung.ActorID
	Second   lindung.OrgID // the organisation of who has reviewed it
	Held     db.Time       // when the editor held it, because it could point to a person
	HeldBy   lindung.ActorID
	Cleared  db.Time // when its author had taken that out
	ClearBy  lindung.ActorID
	Edition  int64 // the one that has it; 0 for none
	Version  int64
	Content
}

// Content is what is sealed of a proposal: the row, as it was when the editor held it, and
// what the last reviewer or the editor said.
type Content struct {
	Row  Row    `json:"row"`
	Was  Row    `json:"was,omitempty"`
	Said string `json:"said,omitempty"`
}

// State is where a proposal is.
type State string

// The states of a proposal.
const (
	Draft     State = "draft"     // with its author
	Asked     State = "asked"     // with the others, for review
	OnHold    State = "held"      // with its author, who has to take out what could point to a person
	Agreed    State = "agreed"    // reviewed by another organisation; with the editor
	Published State = "published" // in an edition
	Dropped   State = "dropped"   // by its author
)

// States is the closed list of states, in the order of the work.
var States = []State{Draft, Asked, OnHold, Agreed, Published, Dropped}

// Step is what is done with a proposal.
type Step string

// The steps. To change, ask, clear and drop are of its author; to agree and give back of a
// reviewer; to hold and publish of the editor.
const (
	ToChange   Step = "change"
	ToAsk      Step = "ask"
	ToDrop     Step = "drop"
	ToAgree    Step = "agree"
	ToGiveBack Step = "back"
	ToHold     Step = "hold"
	ToClear    Step = "clear"
	ToPublish  Step = "publish"
)

// steps says where each step leads from a state. What is held leaves its author in one way
// only: with what could point to a person taken out.
//
// Source: ACTIP 14.6
var steps = map[State]map[Step]State{
	Draft:  {ToChange: Draft, ToAsk: Asked, ToDrop: Dropped},
	Asked:  {ToChange: Draft, ToDrop: Dropped, ToAgree: Agreed, ToGiveBack: Draft, ToHold: OnHold},
	OnHold: {ToChange: OnHold, ToClear: Asked, ToDrop: Dropped},
	Agreed: {ToChange: Draft, ToDrop: Dropped, ToHold: OnHold, ToPublish: Published},
}

// Can reports whether a step is there for the proposal.
func (p Proposal) Can(s Step) bool { _, ok := steps[p.State][s]; return ok }

// take takes a step; what has gone another way meanwhile is a conflict.
func (p *Proposal) take(s Step) error {
	to, ok := steps[p.State][s]
	if !ok {
		return lindung.ErrConflict
	}
	p.State = to
	return nil
}

// GivenBack reports whether its reviewer has given it back, and it was not given on since.
func (p Proposal) GivenBack() bool { return p.State == Draft && p.Said != "" }

// file is the file of the proposal.
func (p Proposal) file() File {
	f, _ := FileNamed(p.File)
	return f
}

// Key is what names the row that is proposed.
func (p Proposal) Key() string { return p.file().KeyOf(p.Row) }

// target is the target of acts on a proposal.
func target(id ProposalID) access.Target {
	return func(tx *access.Tx) (access.Object, error) {
		p, err := proposalOf(tx, id)
		if err != nil {
			return access.Object{}, err
		}
		o := access.Object{Type: access.TypeProposal, ID: string(id), Org: p.Org, Proposer: p.By}
		author, err := authorOf(tx, p)
		if err != nil {
			return o, err
		}
		all, err := desks(tx)
		for _, d := range all {
			if d.Kind == Editing {
				o.To = d.Org
			}
			if d.Reviews(author) {
				o.Seconds = append(o.Seconds, d.Org)
			}
		}
		return o, err
	}
}

// own returns a proposal of the actor's organisation in an act on that.
func own(tx *access.Tx, id ProposalID, version int64) (Proposal, error) {
	tx.SetObject(string(id))
	p, err := proposalOf(tx, id)
	switch {
	case err != nil:
	case p.Org != tx.Actor().Org:
		err = lindung.ErrNotFound
	case p.Version != version:
		err = lindung.ErrConflict
	}
	return p, err
}

// mayHold reports whether a row is one that the record can take from a desk: the file and
// the row are its own, and so is the row that it takes the place of.
func mayHold(record Record, d Desk, f File, row Row) field.Problems {
	var ps field.Problems
	ps.Need(f.Own(d, row), f.By[d.Kind], "proposal.problem.own")
	for _, name := range f.Key {
		ps.Need(row[name] != "" || name == "refers_to" || name == "by", name, "problem.missing")
	}
	ps.Need(mayReplace(record, d, f, row), f.Key[0], "proposal.problem.taken")
	return ps
}

// mayReplace reports whether a row takes the place of none that another desk wrote, or that
// nobody replaces.
func mayReplace(record Record, d Desk, f File, row Row) bool {
	return !slices.ContainsFunc(record.Rows(f), func(old Row) bool {
		return f.nameOf(old) == f.nameOf(row) && (f.Fixed || !f.Own(d, old))
	})
}

// Write stores a new proposal of the actor's desk for a file, and returns its identifier.
func Write(ctx context.Context, s access.Session, file string, row Row) (ProposalID, error) {
	id := ProposalID(lindung.NewID())
	return id, s.Do(ctx, access.ProposalWrite, s.OrgTarget(), func(tx *access.Tx) error {
		tx.SetObject(string(id))
		return put(tx, Proposal{ID: id, Org: tx.Actor().Org, File: file, State: Draft, At: tx.Now, By: tx.Actor().ID}, row)
	})
}

// Change writes a proposal of the actor's desk anew. Version is the one that was shown.
func Change(ctx context.Context, s access.Session, id ProposalID, version int64, row Row) error {
	return s.Do(ctx, access.ProposalWrite, s.OrgTarget(), func(tx *access.Tx) error {
		p, err := own(tx, id, version)
		if err != nil {
			return err
		}
		return put(tx, p, row)
	})
}

// put stores a proposal with a row that its desk may write, and of which nothing is wrong
// by itself.
func put(tx *access.Tx, p Proposal, row Row) error {
	record, err := recordOf(tx)
	if err != nil {
		return err
	}
	d, err := ownDesk(tx)
	if err != nil {
		return err
	}
	f := p.file()
	if !f.WrittenBy(d.Kind) || record.Columns(f) == nil {
		return lindung.ErrNotFound
	}
	p.Row = record.Clean(f, row)
	if err := name(tx, record, d, &p); err != nil {
		return err
	}
	if err := mayHold(record, d, f, p.Row).Err(); err != nil {
		return err
	}
	if wrong, err := faults(tx, p); err != nil || len(wrong) > 0 {
		return errors.Join(err, wrong.Err())
	}
	if err := p.take(ToChange); err != nil {
		return err
	}
	p.Reviewed, p.Reviewer, p.Second = 0, "", "" // what was reviewed is another text
	return storeProposal(tx, p)
}

// Give gives a proposal to the others for review. Nothing is given of which the record
// would be wrong.
func Give(ctx context.Context, s access.Session, id ProposalID, version int64) error {
	return s.Do(ctx, access.ProposalWrite, s.OrgTarget(), func(tx *access.Tx) error {
		p, err := own(tx, id, version)
		if err != nil {
			return err
		}
		if p.State == OnHold {
			return lindung.ErrConflict
		}
		if err := judged(tx, p).Err(); err != nil {
			return err
		}
		if err := p.take(ToAsk); err != nil {
			return err
		}
		p.Asked, p.Said = tx.Now, ""
		return storeProposal(tx, p)
	})
}

// TakeOut gives back to the editor what was held: its author has taken out what could point
// to a person, so that readers would see another row than the one that was held; or a second
// person of the desk says that nothing in it does. The act is in the log, as the holding is.
//
// Source: ACTIP 14.6
func TakeOut(ctx context.Context, s access.Session, id ProposalID, version int64) error {
	return s.Do(ctx, access.ProposalWrite, s.OrgTarget(), func(tx *access.Tx) error {
		p, err := own(tx, id, version)
		if err != nil {
			return err
		}
		if err := p.take(ToClear); err != nil {
			return err
		}
		how := "cleared"
		if p.showsAsHeld() {
			how = "second_word"
		}
		if how == "second_word" && tx.Actor().ID == p.By {
			return field.Problems{{Field: "proposal_clear", Key: "proposal.problem.same"}}
		}
		if err := judged(tx, p).Err(); err != nil {
			return err
		}
		p.Cleared, p.ClearBy, p.Asked, p.Was, p.Said = tx.Now, tx.Actor().ID, tx.Now, nil, ""
		tx.SetCount(0, how)
		return storeProposal(tx, p)
	})
}

// unseen are the columns of which readers see nothing: to change them takes nothing out.
var unseen = []string{"working_note", "checked", "recorded", "certainty"}

// showsAsHeld reports whether readers would see the row as it was when it was held.
func (p Proposal) showsAsHeld() bool {
	for name, cell := range p.Row {
		if cell != p.Was[name] && !slices.Contains(unseen, name) {
			return false
		}
	}
	return true
}

// DropIt ends a proposal of the actor's desk that was not published.
func DropIt(ctx context.Context, s access.Session, id ProposalID, version int64) error {
	return s.Do(ctx, access.ProposalWrite, s.OrgTarget(), func(tx *access.Tx) error {
		p, err := own(tx, id, version)
		if err == nil {
			err = p.take(ToDrop)
		}
		if err != nil {
			return err
		}
		tx.SetCount(0, "dropped")
		return storeProposal(tx, p)
	})
}

// judged is what keeps a proposal of the actor's desk from being given to others.
func judged(tx *access.Tx, p Proposal) field.Problems {
	var ps field.Problems
	record, err := recordOf(tx)
	if err == nil {
		var d Desk
		if d, err = ownDesk(tx); err == nil {
			ps = mayHold(record, d, p.file(), p.Row) // others may have published since it was written
		}
	}
	ps.Need(err == nil, "proposal_row", "proposal.problem.record")
	found, err := judge(tx, p)
	ps.Need(err == nil && len(found) == 0, "proposal_row", "proposal.problem.record")
	return ps
}

// judge says what is wrong with the record once a proposal is in it, with all else that
// its own desk has written and all that is agreed: a consultation and what it recommended
// need each other. What is wrong without the proposal too is left out.
func judge(tx *access.Tx, p Proposal) ([]Found, error) {
	from, err := base()
	if err != nil {
		return nil, err
	}
	with, err := recordOf(tx)
	if err != nil {
		return nil, err
	}
	waiting, err := proposals(tx, Draft, Asked, Agreed)
	if err != nil {
		return nil, err
	}
	for _, o := range waiting {
		// Drafts are their author's alone: whoever reviews judges without them.
		if o.ID != p.ID && (o.State == Agreed || o.Org == p.Org && (o.State == Asked || p.Org == tx.Actor().Org)) {
			with = with.Put(o.file(), o.Row)
		}
	}
	found := with.JudgeRow(from, p.file(), p.Row)
	if !slices.ContainsFunc(found, func(f Found) bool { return !f.Here }) {
		return found, nil // to judge all of the record again takes time
	}
	before := with.Judge(from)
	return slices.DeleteFunc(found, func(f Found) bool {
		return !f.Here && slices.ContainsFunc(before, func(o data.Problem) bool { return o.File == f.File && o.Rule == f.Rule && o.Detail == f.Detail })
	}), nil
}

// Review agrees to a proposal of another organisation, or gives it back with what is to be
// said of it.
//
// Source: ACTIP 24
func Review(ctx context.Context, s access.Session, id ProposalID, version int64, agree bool, said string) error {
	return s.Do(ctx, access.ProposalReview, target(id), func(tx *access.Tx) error {
		p, err := proposalOf(tx, id)
		if err == nil && p.Version != version {
			err = lindung.ErrConflict
		}
		if err != nil {
			return err
		}
		if !agree && strings.TrimSpace(said) == "" {
			return field.Problems{{Field: "proposal_back", Key: "problem.missing"}}
		}
		step, how := ToAgree, "agreed"
		if !agree {
			step, how = ToGiveBack, "back"
		}
		if err := p.take(step); err != nil {
			return err
		}
		p.Reviewed, p.Reviewer, p.Second, p.Said = tx.Now, tx.Actor().ID, tx.Actor().Org, strings.TrimSpace(said)
		tx.SetCount(0, how)
		return storeProposal(tx, p)
	})
}

// authorOf is the desk of who wrote a proposal; where it has none any more, one that
// nothing but its organisation is known of.
func authorOf(tx *access.Tx, p Proposal) (Desk, error) {
	d, err := deskOf(tx, p.Org)
	if errors.Is(err, lindung.ErrNotFound) {
		return Desk{Org: p.Org, Kind: Civil}, nil // the narrowest: only the editor reviews it
	}
	return d, err
}

// HoldIt keeps a proposal from being reviewed and published, because something in it could
// point to a person, until its author has taken that out. What was said for it is for the
// author alone.
//
// Source: ACTIP 14.6
func HoldIt(ctx context.Context, s access.Session, id ProposalID, version int64, said string) error {
	return s.Do(ctx, access.ProposalHold, target(id), func(tx *access.Tx) error {
		p, err := proposalOf(tx, id)
		if err == nil && p.Version != version {
			err = lindung.ErrConflict
		}
		if err != nil {
			return err
		}
		if strings.TrimSpace(said) == "" {
			return field.Problems{{Field: "proposal_hold", Key: "problem.missing"}}
		}
		if err := p.take(ToHold); err != nil {
			return err
		}
		p.Held, p.HeldBy, p.Was, p.Said = tx.Now, tx.Actor().ID, p.Row, strings.TrimSpace(said)
		p.Reviewed, p.Reviewer, p.Second = 0, "", ""
		tx.SetCount(0, "held")
		return storeProposal(tx, p)
	})
}

// Work is what waits at a desk.
type Work struct {
	Desk   Desk
	Orgs   map[lindung.OrgID]string
	Own    []Proposal // of the own desk, that are not published or dropped
	Review []Proposal // of others, for this desk to review
	Edit   []Proposal // for the editor: agreed and waiting for an edition
	Dues   []Due      // answers that are owed, see ReadDues
	Record Record     // as it is published
	Last   Edition    // the last edition; the zero Edition for none
	Waits  int        // remarks without an answer, for the editor
}

// ReadWork returns what waits at the desk of the actor's organisation.
func ReadWork(ctx context.Context, s access.Session) (Work, error) {
	var w Work
	err := s.See(ctx, access.DeskList, s.OrgTarget(), func(tx *access.Tx) error {
		var err error
		if w.Desk, err = ownDesk(tx); errors.Is(err, lindung.ErrNotFound) {
			return nil // the page says that it has none yet
		}
		if err == nil {
			err = w.read(tx)
		}
		tx.SetCount(len(w.Own)+len(w.Review)+len(w.Edit), "")
		return err
	})
	return w, err
}

func (w *Work) read(tx *access.Tx) error {
	all, err := proposals(tx, Draft, Asked, OnHold, Agreed)
	if err != nil {
		return err
	}
	for _, p := range all {
		author, err := authorOf(tx, p)
		if err != nil {
			return err
		}
		switch {
		case p.Org == w.Desk.Org:
			w.Own = append(w.Own, p)
		case p.State == Asked && w.Desk.Reviews(author):
			w.Review = append(w.Review, p)
		}
		if p.State == Agreed && w.Desk.Kind == Editing {
			w.Edit = append(w.Edit, p)
		}
	}
	if w.Orgs, err = access.AllOrgNames(tx); err != nil {
		return err
	}
	if w.Dues, err = duesOf(tx, w.Desk); err != nil {
		return err
	}
	if w.Record, err = recordOf(tx); err != nil {
		return err
	}
	if w.Last, err = lastEdition(tx); err != nil {
		return err
	}
	if w.Desk.Kind == Editing {
		w.Waits, err = countWaiting(tx)
	}
	return err
}

// Waiting is how many things wait at the desk for what it does next: what it reviews and
// publishes, remarks, what it has to take something out of, and the answers that it owes
// itself by a day.
func (w Work) Waiting(by lindung.Date) int {
	n := len(w.Review) + len(w.Edit) + w.Waits
	for _, p := range w.Own {
		if p.State == OnHold {
			n++
		}
	}
	for _, d := range w.Dues {
		if d.Ours && !by.Last().Before(d.Day.First()) {
			n++
		}
	}
	return n
}

// duesOf are the answers of the record that concern a desk: those that it owes; all of them
// for a body, which asks for them, and for the editor.
func duesOf(tx *access.Tx, desk Desk) ([]Due, error) {
	record, err := recordOf(tx)
	var all []Due
	for _, d := range record.Dues() {
		d.Ours = d.To == desk.speaks()
		if d.Ours || desk.Kind == Regional || desk.Kind == Editing {
			all = append(all, d)
		}
	}
	return all, err
}

// ReadDues returns the answers that the desk of the actor's organisation owes; for a body
// and the editor those of all. An organisation without a desk owes none.
//
// Source: ACTIP 24
func ReadDues(ctx context.Context, s access.Session) (all []Due, err error) {
	err = s.See(ctx, access.DeskDue, s.OrgTarget(), func(tx *access.Tx) error {
		d, err := ownDesk(tx)
		if errors.Is(err, lindung.ErrNotFound) {
			all = nil
			return nil
		}
		if err == nil {
			all, err = duesOf(tx, d)
		}
		tx.SetCount(len(all), "")
		return err
	})
	return all, err
}

// A Shown is a proposal as its page shows it.
type Shown struct {
	Proposal
	Desk    Desk // of the actor
	Author  Desk
	Record  Record // as it is published
	Columns []string
	Before  Row     // what is in the record under the same key; nil for nothing
	Wrong   []Found // what is wrong with the record once it is in it
	Orgs    map[lindung.OrgID]string
}

// An Elsewhere is a row of the record, by its file.
type Elsewhere struct {
	File string
	Row  Row
}

// Say says what is wrong with the record in the words of a question, and of which row that is.
func (s Shown) Say(w Found) (field.Problem, Elsewhere) {
	f, row := s.file(), s.Row
	if !w.Here {
		f, _ = FileNamed(strings.TrimSuffix(w.File, ".csv"))
		row = s.Record.Put(s.file(), s.Row).at(f, w.Line)
	}
	if len(f.Key) == 0 { // no desk writes that file
		return field.Problem{Key: "fault.reference"}, Elsewhere{}
	}
	return f.Say(w.Problem, row), Elsewhere{f.Name, row}
}

// Mine reports whether the actor's desk wrote it.
func (s Shown) Mine() bool { return s.Org == s.Desk.Org }

// Reviewing reports whether the actor's desk may review it.
func (s Shown) Reviewing() bool { return s.State == Asked && s.Desk.Reviews(s.Author) }

// Holding reports whether the actor's desk may hold it.
func (s Shown) Holding() bool { return s.Desk.Kind == Editing && !s.Mine() && s.Can(ToHold) }

// Read returns a proposal, for its author and for who reviews or edits it. A draft is its
// author's alone, and what was held is its author's until it comes back.
//
// Source: ACTIP 14.6
func Read(ctx context.Context, s access.Session, id ProposalID) (Shown, error) {
	var out Shown
	err := s.See(ctx, access.DeskList, s.OrgTarget(), func(tx *access.Tx) error {
		tx.SetObject(string(id))
		p, err := proposalOf(tx, id)
		if err != nil {
			return err
		}
		out = Shown{Proposal: p}
		if out.Desk, err = ownDesk(tx); err != nil {
			return err
		}
		if out.Author, err = authorOf(tx, p); err != nil {
			return err
		}
		if !out.Mine() && !visible(out.Desk, out.Author, p.State) {
			return access.ErrDenied
		}
		record, err := recordOf(tx)
		if err != nil {
			return err
		}
		out.Record, out.Columns = record, record.Columns(p.file())
		out.Before, _ = record.Find(p.file(), p.Key())
		if p.State != Published && p.State != Dropped {
			out.Wrong, err = judge(tx, p)
		}
		if err == nil {
			out.Orgs, err = access.AllOrgNames(tx)
		}
		return err
	})
	return out, err
}

// visible reports whether a desk sees a proposal of another in a state.
func visible(d, author Desk, s State) bool {
	switch s {
	case Published:
		return true
	case Asked:
		return d.Reviews(author)
	case Agreed:
		return d.Kind == Editing || d.Reviews(author)
	}
	return false
}
