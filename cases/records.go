package cases

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"lindung"
	"lindung/access"
	"lindung/field"
	"lindung/internal/db"
	"lindung/internal/seal"
	"lindung/person"
	"lindung/questions"
)

// RecordStatus is where a record is in its life. It follows from the answers, see
// [field.Repeat], unless the record was struck out.
type RecordStatus string

// The statuses of a record.
const (
	RecordOpen   RecordStatus = "open"   // something is still owed
	RecordDone   RecordStatus = "done"   // nothing is
	RecordStruck RecordStatus = "struck" // written by mistake; only the reason is left to read
)

// A Record is one set of answers to a form. A form that is answered once has one
// record; a form that is answered many times has several.
type Record struct {
	Form      *field.Form      // as far as the actor may see it
	ID        lindung.RecordID // "" of a form that is answered once
	Values    field.Values     // answers to Struck if the record was struck out
	Edition   int              // version of the form when it was answered
	Status    RecordStatus
	Day       lindung.Date       // on which it happened
	Due       lindung.Date       // by which something is owed
	For       lindung.ActorID    // the colleague who is asked to do it
	Origin    lindung.ReferralID // with which it was carried over; "" when it was asked here
	CreatedAt db.Time
	CreatedBy lindung.ActorID
	Version   int64
	At        db.Time // of the last change
	By        lindung.ActorID

	reported bool // by a file: nobody asks again
}

// Struck asks why a record is struck out. Its answers stay in its earlier versions,
// which never leave the organisation.
var (
	StruckWhy = field.NewText("struck_why")
	Struck    = field.NewForm("struck", StruckWhy)
)

// SaveForm replaces the answers to a form that is answered once. version is that of
// the answers that were read, 0 for none. lindung.ErrConflict says that someone has
// saved since.
func SaveForm(ctx context.Context, s access.Session, id lindung.CaseID, f *field.Form, version int64, v field.Values) error {
	return write(ctx, s, id, Record{Form: f, Version: version, Values: v})
}

// AddRecord adds a record of r.Form with r.Values, for the colleague r.For.
func AddRecord(ctx context.Context, s access.Session, id lindung.CaseID, r Record) (Record, error) {
	r.ID, r.Version = lindung.RecordID(lindung.NewID()), 0
	return r, write(ctx, s, id, r)
}

// AddRecordIn adds a record to a case inside an act on it.
func AddRecordIn(tx *access.Tx, id lindung.CaseID, r Record) error {
	key, err := tx.Key(string(id))
	if err != nil {
		return err
	}
	r.ID, r.Version = lindung.RecordID(lindung.NewID()), 0
	if err := insertRecord(tx, key, id, r); err != nil {
		return err
	}
	if err := settleNext(tx, id, r.Form); err != nil {
		return err
	}
	return touch(tx, id, sought(r.Form))
}

// CorrectRecord replaces the values of a record and the colleague it is for.
// r.Version is the version that was read; lindung.ErrConflict says that someone has
// corrected the record or struck it out since.
func CorrectRecord(ctx context.Context, s access.Session, id lindung.CaseID, r Record) error {
	if r.ID == "" || r.Version < 1 {
		return lindung.ErrNotFound
	}
	return write(ctx, s, id, r)
}

// StrikeRecord strikes a record out as written by mistake. It is no longer counted or
// shown to others. r.Values answer the form Struck, which asks why.
func StrikeRecord(ctx context.Context, s access.Session, id lindung.CaseID, r Record) error {
	if r.ID == "" || r.Version < 1 {
		return lindung.ErrNotFound
	}
	if why, _ := StruckWhy.Get(r.Values); why == "" {
		return field.Problems{{Field: StruckWhy.Name, Key: "problem.missing"}}
	}
	r.Status = RecordStruck
	return write(ctx, s, id, r)
}

// write stores the next version of a record.
func write(ctx context.Context, s access.Session, id lindung.CaseID, r Record) error {
	return edit(ctx, s, id, r.Form.Group(), func(tx *access.Tx, of row) error {
		tx.SetCount(0, r.Form.Name) // the history says which form
		return of.write(tx, r)
	})
}

// AnswerIn adds answers to forms that are answered once, inside an act on the case. What
// was answered before stays as it is. access.ErrDenied says that the actor may not write one
// of the forms.
func AnswerIn(tx *access.Tx, c Case, answers field.Values) error {
	for _, f := range c.Forms() {
		if f.Repeat != nil {
			continue
		}
		before := c.Answers(f)
		r := Record{Form: f, Version: c.Sections[f.Name].Version, Values: before.With(answers.OfForm(f))}
		if r.Values.Len() == before.Len() {
			continue
		}
		if err := WriteIn(tx, c.ID, r); err != nil {
			return err
		}
	}
	return nil
}

// WriteIn stores the next version of a record inside an act on its case.
func WriteIn(tx *access.Tx, id lindung.CaseID, r Record) error {
	if !tx.May(access.GroupEdit, tx.Object(), r.Form.Group()) {
		return access.ErrDenied
	}
	of, err := oneRow(tx, id)
	if err != nil {
		return err
	}
	return of.write(tx, r)
}

// write stores the next version of a record of the case.
func (of row) write(tx *access.Tx, r Record) error {
	owner, key, err := of.holder(tx, r.Form)
	if err != nil {
		return err
	}
	if err := r.settle(tx, owner); err != nil {
		return err
	}
	if r.Form.Repeat == nil && person.TellsAge(r.Form) {
		if r.Values, err = reckon(tx, key, of, r.Form, r.Values); err != nil {
			return err
		}
	}
	p, err := r.pack(key, owner, r.Form.Group())
	if err != nil {
		return err
	}
	if err := p.save(tx); err != nil {
		return err
	}
	if r.Form.Name == person.SafeMessages.Name && p.Version > 1 {
		// In an older database the rule is another: nothing is sent by it until somebody has asked.
		tx.Ends(access.EndedContact, string(of.ID), "no_messages")
	}
	if err := settleNext(tx, of.ID, r.Form); err != nil {
		return err
	}
	if person.TellsUrgent(r.Form) {
		if err := settleUrgent(tx, key, of); err != nil {
			return err
		}
	}
	return touch(tx, of.ID, sought(r.Form))
}

// holder returns the owner of the answers to a form, the case or its shared event,
// and the key that seals them.
func (r row) holder(tx *access.Tx, f *field.Form) (string, seal.Key, error) {
	if f.Repeat == nil || !f.Repeat.Event {
		key, err := tx.Unwrap(string(r.ID), r.wrapped)
		return string(r.ID), key, err
	}
	if r.Event == "" || r.Org != tx.Actor().Org {
		return "", seal.Key{}, lindung.ErrNotFound
	}
	key, err := tx.Key(string(r.Event))
	return string(r.Event), key, err
}

// settle fills in what follows from the answers: status, day, due day. It returns
// field.Problems.
func (r *Record) settle(tx *access.Tx, owner string) error {
	r.Edition = r.Form.Version
	if r.Status == RecordStruck {
		r.Day, r.Due, r.For = lindung.Date{}, lindung.Date{}, ""
		return nil
	}
	r.Status = RecordDone
	repeat := r.Form.Repeat
	if (repeat == nil) != (r.ID == "") {
		return errOnce
	}
	if r.Due = r.Form.DueOn(r.Values); !r.Due.IsZero() {
		r.Due = lindung.DateOf(r.Due.Last()) // lists compare whole days
	}
	if repeat == nil {
		return nil
	}
	if r.Values.Len() == 0 {
		return field.Problems{{Field: r.Form.Fields[0].Name, Key: "problem.missing"}}
	}
	r.Day, _ = repeat.Day.Get(r.Values)
	if repeat.Open(r.Values) {
		r.Status = RecordOpen
	}
	if r.Origin == "" && !r.reported && repeat.Unreasoned(r.Values) {
		n, err := before(tx, owner, r.Form.Name, r.ID)
		if err != nil || n > 0 {
			return cmp.Or(err, field.Problems{{Field: repeat.Again.Declared().Name, Key: "telling.problem.again"}}.Err())
		}
	}
	if r.For != "" && (!repeat.For || !slices.Contains(tx.Object().Team, r.For)) {
		return field.Problems{{Field: "record_for", Key: "problem.missing"}}
	}
	return nil
}

// Some says which records a page reads of an own case that may have very many.
// What stands open of the case of others is always read whole.
type Some struct {
	Form string           // of this form; "" of each
	Skip int              // so many of each form, the latest first
	Most int              // and no more than so many after them
	ID   lindung.RecordID // and this one
	Open bool             // and those that are open
	// Notes is how many notes are read, the newest after the first SkipNotes; none
	// when it is 0. With Note it is that one alone, unless it was corrected.
	Notes, SkipNotes int
	Note             string
}

// Forms returns the forms that are declared for the case: those of the program, what the
// organisation that keeps the case asks of its own, and what another one has asked that the
// case came from.
func (c Case) Forms() field.Set { return c.forms }

// Records returns the records of a form that the actor may read, the latest day
// first, those that were struck out last.
func (c Case) Records(f *field.Form) []Record { return c.records[f.Name] }

// Count returns how many records of a form there are, those that were not read
// among them.
func (c Case) Count(f *field.Form) int { return max(c.counts[f.Name], len(c.records[f.Name])) }

// HasTold reports whether the person was asked before what may not be asked again
// without a reason, as far as the actor may know it.
func (c Case) HasTold() bool {
	for _, f := range c.forms {
		asked := func(r Record) bool { return r.Status != RecordStruck }
		if f.Repeat != nil && f.Repeat.Again != nil && slices.ContainsFunc(c.Records(f), asked) {
			return true
		}
	}
	return false
}

// Record returns a record of a form, or lindung.ErrNotFound.
func (c Case) Record(f *field.Form, id lindung.RecordID) (Record, error) {
	for _, r := range c.records[f.Name] {
		if r.ID == id {
			return r, nil
		}
	}
	return Record{}, lindung.ErrNotFound
}

// readRecords reads the answers that the actor may see: of an own case by group,
// of another organisation's what field.Form.Shared lets through.
func (c *Case) readRecords(tx *access.Tx, key seal.Key, some *Some) error {
	c.Sections, c.records, c.counts = map[string]Record{}, map[string][]Record{}, map[string]int{}
	read := recordsOf
	if some != nil && c.Own {
		read = func(tx *access.Tx, owner string) ([]recordRow, error) { return someOf(tx, owner, *some) }
	}
	c.forms = tx.FormsOf(c.Org)
	known := map[string]field.Values{}
	if err := c.openRecords(tx, read, string(c.ID), key, known); err != nil {
		return err
	}
	c.mark(tx.Today(), known)
	if c.Own && c.Event != "" && slices.ContainsFunc(c.forms, func(f *field.Form) bool { return f.Repeat != nil && f.Repeat.Event }) {
		key, err := tx.Key(string(c.Event))
		if err != nil {
			return err
		}
		if err := c.openRecords(tx, read, string(c.Event), key, known); err != nil {
			return err
		}
	}
	for _, all := range c.records {
		slices.SortStableFunc(all, func(a, b Record) int { return rank(a) - rank(b) })
	}
	return nil
}

// rank puts what was struck out behind everything else.
func rank(r Record) int {
	if r.Status == RecordStruck {
		return 1
	}
	return 0
}

// openRecords opens what an owner keeps: for the actor what they may see, for the
// mark what says how old the person is.
func (c *Case) openRecords(tx *access.Tx, read func(*access.Tx, string) ([]recordRow, error), owner string, key seal.Key, known map[string]field.Values) error {
	rows, err := read(tx, owner)
	if err != nil {
		return err
	}
	for _, row := range rows {
		f, ok := formNamed(tx, row.form)
		if !ok && !strings.HasPrefix(row.form, questions.Before) {
			return fmt.Errorf("case %s: form %s is not declared", c.ID, row.form)
		}
		if !ok {
			f = tx.QuestionsLost(c.Org, row.form, row.ID != "")
		}
		tells := person.TellsAge(f) && f.Repeat == nil
		shown, told := c.parts(f, row.group)
		asked := f.Own && c.Own && c.MayRead(row.group)
		if !tells && !asked && len(shown.Fields)+len(told.Fields) == 0 {
			continue
		}
		r, err := row.open(key, f)
		if err != nil {
			return err
		}
		if asked {
			shown = r.Form
			c.forms = c.forms.Known(shown)
		}
		if tells {
			known[row.form] = r.Values
		}
		c.counts[row.form] = row.total
		c.keep(r, shown, told)
	}
	return nil
}

// AnswersFor returns the answers of a case to the forms that are answered once, by form, and
// whether the person is a child or may be, for a rule that decides inside an act on it or on
// its referral: also what the actor may not see. Nothing of it is ever shown.
func AnswersFor(tx *access.Tx, id lindung.CaseID) (map[string]field.Values, bool, error) {
	r, _, err := load(tx, id)
	if err != nil {
		return nil, false, err
	}
	key, err := tx.Unwrap(string(id), r.wrapped)
	if err != nil {
		return nil, false, err
	}
	rows, err := recordsOf(tx, string(id))
	if err != nil {
		return nil, false, err
	}
	all, known := map[string]field.Values{}, map[string]field.Values{}
	for _, row := range rows {
		f, ok := formNamed(tx, row.form)
		if !ok || f.Repeat != nil {
			continue
		}
		one, err := row.open(key, f)
		if err != nil {
			return nil, false, err
		}
		all[row.form] = one.Values
		if person.TellsAge(f) {
			known[row.form] = one.Values
		}
	}
	c := r.Case
	c.mark(tx.Today(), known)
	return all, c.Child, nil
}

// parts returns the part of a form that the actor may see, and the part whose
// answers they are only told to ask for.
func (c *Case) parts(f *field.Form, g lindung.Group) (shown, told *field.Form) {
	none := f.Keep(func(*field.Info) bool { return false })
	switch {
	case !c.Own && f.Own && f.Group() != g: // it was agreed to under another group
		return none, none
	case !c.Own:
		return f.Shared(c.View), f.Keep(func(i *field.Info) bool { return i.OnlyTold(c.View) })
	case c.MayRead(g):
		return f, none
	}
	return none, none
}

// keep adds a record to the case as far as the actor may see it. Another organisation
// does not learn of a record of which it sees nothing.
func (c *Case) keep(r Record, shown, told *field.Form) {
	if !c.Own {
		if r.Status == RecordStruck {
			return
		}
		for _, i := range told.Fields {
			if r.Values.Text(i) != "" && !slices.Contains(c.Told, i) {
				c.Told = append(c.Told, i)
			}
		}
		if r.limit(shown); r.Values.Len() == 0 {
			return
		}
	}
	if len(shown.Fields) == 0 {
		return
	}
	if r.Form.Repeat == nil {
		c.Sections[r.Form.Name] = r
	} else {
		c.records[r.Form.Name] = append(c.records[r.Form.Name], r)
	}
}

// limit reduces a record to f, the part of its form that another organisation sees.
func (r *Record) limit(f *field.Form) {
	r.Form, r.Values = f, r.Values.OfForm(f)
	r.For, r.Origin, r.CreatedBy, r.By = "", "", "", ""
	repeat := r.Form.Repeat
	if r.Form.DueOn(r.Values).IsZero() {
		r.Due = lindung.Date{}
	}
	if repeat != nil && !r.Values.Has(repeat.Day.Info) {
		r.Day = lindung.Date{}
	}
}

// EarlierVersions returns the earlier versions of a record, the latest first, inside
// the act that read the case. Only the owner reads them.
func EarlierVersions(tx *access.Tx, c Case, f *field.Form, id lindung.RecordID) ([]Record, error) {
	if !c.Own || !c.MayRead(f.Group()) {
		return nil, nil
	}
	r, err := oneRow(tx, c.ID)
	if err != nil {
		return nil, err
	}
	owner, key, err := r.holder(tx, f)
	if err != nil {
		return nil, err
	}
	rows, err := earlier(tx, owner, f.Name, id)
	if err != nil {
		return nil, err
	}
	all := make([]Record, len(rows))
	for at, row := range rows {
		if all[at], err = row.open(key, f); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// An OpenRecord is an open record of an own case.
type OpenRecord struct {
	Case   lindung.CaseID
	Number string
	Record
}

// OpenOf returns the open records of some forms in the open cases that the actor sees, the
// first due first and those without a due day last, inside an act on the actor's
// organisation. It reads no more than most.
func OpenOf(tx *access.Tx, forms field.Set, most int) ([]OpenRecord, error) {
	names := make([]string, len(forms))
	for i, f := range forms {
		names[i] = f.Name
	}
	rows, err := openRecords(tx, names, most)
	if err != nil {
		return nil, err
	}
	ids := make([]lindung.CaseID, len(rows))
	for i, r := range rows {
		ids[i] = lindung.CaseID(r.owner)
	}
	briefs, err := Briefs(tx, ids)
	if err != nil {
		return nil, err
	}
	var all []OpenRecord
	for _, r := range rows {
		b, ok := briefs[lindung.CaseID(r.owner)]
		f, declared := formNamed(tx, r.form)
		if o := b.Object(); !ok || !declared || !tx.May(access.CaseRead, o, "") || !tx.May(access.GroupRead, o, r.group) {
			continue
		}
		key, err := tx.Key(r.owner)
		if err != nil {
			return nil, err
		}
		one, err := r.open(key, f)
		if err != nil {
			return nil, err
		}
		all = append(all, OpenRecord{b.ID, b.Number, one})
	}
	slices.SortStableFunc(all, func(a, b OpenRecord) int {
		if a.Due.IsZero() != b.Due.IsZero() {
			return map[bool]int{true: 1, false: -1}[a.Due.IsZero()]
		}
		return cmp.Or(cmp.Compare(a.Due.String(), b.Due.String()), cmp.Compare(a.Day.String(), b.Day.String()))
	})
	return all, nil
}
