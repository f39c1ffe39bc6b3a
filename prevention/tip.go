package prevention

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/field"
	"lindung/internal/db"
	"lindung/person"
)

// TipID names a tip.
type TipID string

// Kinds of a tip.
const (
	Crisis   = "crisis"    // somebody is in danger now, or asks for help for themselves
	Report   = "report"    // something that was seen or heard
	Enquiry  = "enquiry"   // a question
	JobOffer = "job_offer" // whether an offer of work is what it says
)

// TipKinds is the closed list of what is received.
var TipKinds = []string{Crisis, Report, Enquiry, JobOffer}

// What a tip led to.
const (
	BecameCase = "case"       // it is in a case
	NoCase     = "no_case"    // it was seen to, and there is no case
	PassedOn   = "passed"     // another body sees to it
	TooLittle  = "too_little" // not enough is known
)

// Outcomes is the closed list of what a tip leads to without a case.
var Outcomes = []string{NoCase, PassedOn, TooLittle}

// Ways is the closed list of how a tip came.
var Ways = &field.List{Name: "tip_way", Codes: []field.Code{
	{Name: "telephone"}, {Name: "message"}, {Name: "visit"}, {Name: "letter"}, {Name: "online"}, {Name: "other"},
}}

// What is asked when a tip is received, how who told it wants to be reached, and what it
// led to. No question is about who told it unless they want to be called back.
var (
	TipWay      = field.NewCode("tip_way", Ways)
	TipSaid     = field.NewLong("tip_said")
	TipPlace    = field.NewText("tip_place")
	TipLanguage = field.NewLanguage("tip_language")

	BackChannels = field.NewCodes("tip_back_channels", person.Channels)
	BackAt       = field.NewText("tip_back_at")
	BackHours    = field.NewText("tip_back_hours")
	BackWho      = field.NewText("tip_back_who")
	BackNever    = field.NewText("tip_back_never")

	TipAnswer = field.NewLong("tip_answer")
	TipWhy    = field.NewLong("tip_why")

	TipForm    = field.NewForm("tip", TipWay, TipSaid, TipPlace, TipLanguage)
	BackForm   = field.NewForm("tip_back", BackChannels, BackAt, BackHours, BackWho, BackNever)
	AnswerForm = field.NewForm("tip_answered", TipAnswer)
	EndForm    = field.NewForm("tip_end", TipWhy)
	// storedTip is all that is sealed of a tip.
	storedTip = field.NewForm("tip_stored", TipWay, TipSaid, TipPlace, TipLanguage,
		BackChannels, BackAt, BackHours, BackWho, BackNever, TipAnswer, TipWhy, TipCountry, TipWhen, TipDanger)
)

// A Tip is what somebody told the organisation.
type Tip struct {
	ID         TipID
	Org        lindung.OrgID
	Kind       string
	Back       bool // who told it wants to be called back
	At         db.Time
	By         lindung.ActorID
	SeenAt     db.Time // 0 while nobody has looked at it
	SeenBy     lindung.ActorID
	AnsweredAt db.Time // 0 while who asked has no answer
	AnsweredBy lindung.ActorID
	EndedAt    db.Time // 0 while it is open
	EndedBy    lindung.ActorID
	Outcome    string         // "" while it is open
	Case       lindung.CaseID // that it is in; "" for none
	WroteAt    db.Time        // since when words of who said no name were not looked at, to the hour; 0 for none
	WaitsAt    db.Time        // since when they wait for an answer, to the hour; 0 for none
	Version    int64
	Answers    field.Values // to TipForm, BackForm, and what was answered and why it ended
	Number     string       // of the case, where the actor may read it
	Talk       Talk         // with who said no name
}

// Nameless reports whether it was told on the page for people who say no name.
func (t Tip) Nameless() bool { return access.IsReporter(t.By) }

// Talks reports whether who told it without a name and the organisation can write to each
// other. Where the tip is in a case, they go on.
func (t Tip) Talks() bool { return t.Nameless() && (t.EndedAt == 0 || t.Case != "") }

// The clocks of a tip are practice, and no law: the process pages of the Actionline of the
// Philippine Inter-Agency Council Against Trafficking (1343actionline.ph) name 24 hours and
// 48 hours. What is told of danger or of a crime is looked at within the first, who asked
// is answered within the second.
const (
	lookWithin   = 24 * time.Hour
	answerWithin = 48 * time.Hour
)

// A Clock is what is owed for a tip, by a moment.
type Clock struct {
	Name string // "look", "answer"
	By   db.Time
}

// Clocks returns what is owed for a tip now, the first first: a look at what was told of
// danger or of a crime, an answer to who asked or wants to be called back.
func Clocks(t Tip) []Clock {
	if t.Nameless() {
		return talkClocks(t)
	}
	if t.EndedAt != 0 {
		return nil
	}
	var all []Clock
	if t.SeenAt == 0 && (t.Kind == Crisis || t.Kind == Report) {
		all = append(all, Clock{"look", t.At.Add(lookWithin)})
	}
	if t.Asks() && t.AnsweredAt == 0 {
		all = append(all, Clock{"answer", t.At.Add(answerWithin)})
	}
	return all
}

// Asks reports whether who told a tip waits for an answer.
func (t Tip) Asks() bool { return t.Back || !t.Nameless() && (t.Kind == Enquiry || t.Kind == JobOffer) }

// Anonymous returns what is stored of the answers of who told a tip: nothing of how to
// reach them, nor a name, unless they want to be called back.
//
// Source: ACTIP 14.6
func Anonymous(v field.Values, back bool) field.Values {
	if back {
		return v
	}
	return v.OfForm(storedTip.Keep(func(i *field.Info) bool {
		_, reaches := BackForm.Field(i.Name)
		return !reaches
	}))
}

// problems returns what must be corrected before a tip is stored.
func (t Tip) problems() field.Problems {
	var ps field.Problems
	ps.Need(slices.Contains(TipKinds, t.Kind), "tip_kind", "problem.missing")
	said, _ := TipSaid.Get(t.Answers)
	ps.Need(strings.TrimSpace(said) != "", TipSaid.Name, "tip.problem.said")
	if t.Back {
		at, _ := BackAt.Get(t.Answers)
		hours, _ := BackHours.Get(t.Answers)
		channels, _ := BackChannels.Get(t.Answers)
		ps.Need(len(channels) > 0, BackChannels.Name, "tip.problem.channel")
		ps.Need(at != "", BackAt.Name, "tip.problem.at")
		ps.Need(hours != "", BackHours.Name, "tip.problem.hours")
	}
	return ps
}

// RecordTip stores what somebody told the actor's organisation, and returns its
// identifier. Kind, Back and Answers are read of t.
func RecordTip(ctx context.Context, s access.Session, t Tip) (TipID, error) {
	id := TipID(lindung.NewID())
	err := s.Do(ctx, access.TipRecord, s.OrgTarget(), func(tx *access.Tx) error {
		if err := t.problems().Err(); err != nil {
			return err
		}
		tx.SetObject(string(id))
		return insertTip(tx, Tip{
			ID: id, Org: tx.Actor().Org, Kind: t.Kind, Back: t.Back, At: tx.Now, By: tx.Actor().ID, Answers: Anonymous(t.Answers, t.Back), Version: 1,
		})
	})
	return id, err
}

// mostTips is how many tips that have ended a list shows.
const mostTips = 50

// Tips returns the tips of the actor's organisation without what was told: those that are
// open, what is owed first before the others, and the last of those that have ended.
func Tips(ctx context.Context, s access.Session) (open, ended []Tip, err error) {
	err = s.See(ctx, access.TipList, s.OrgTarget(), func(tx *access.Tx) error {
		if open, err = OpenTips(tx); err != nil {
			return err
		}
		slices.SortStableFunc(open, func(a, b Tip) int { return cmp.Or(cmp.Compare(owedBy(a), owedBy(b)), cmp.Compare(a.At, b.At)) })
		ended, err = endedTips(tx, tx.Actor().Org, mostTips)
		tx.SetCount(len(open)+len(ended), "")
		return err
	})
	return open, ended, err
}

// owedBy is by when the next thing is owed for a tip; what owes nothing comes last.
func owedBy(t Tip) db.Time {
	by := db.Time(1<<62 - 1)
	for _, c := range Clocks(t) {
		by = min(by, c.By)
	}
	return by
}

// OpenTips returns the tips of the actor's organisation that have not ended, or whose
// words wait in the case that they are in, without what was told, inside an act.
func OpenTips(tx *access.Tx) ([]Tip, error) {
	all, err := access.ReadOnce(tx, openKey(tx.Actor().Org), func() ([]Tip, error) {
		open, err := openTips(tx, tx.Actor().Org)
		if err != nil {
			return nil, err
		}
		more, err := waitingTips(tx, tx.Actor().Org)
		return append(open, more...), err
	})
	return slices.Clone(all), err
}

// openKey is the key under which an act has read what is open, see [access.ReadOnce].
type openKey lindung.OrgID

// ReadTip returns a tip of the actor's organisation.
func ReadTip(ctx context.Context, s access.Session, id TipID) (Tip, error) {
	var t Tip
	err := s.See(ctx, access.TipRead, s.OrgTarget(), func(tx *access.Tx) (err error) {
		tx.SetObject(string(id))
		if t, err = tipOf(tx, id); err != nil {
			return err
		}
		if t.Nameless() {
			if t.Talk, err = talkIn(tx, id); err != nil {
				return err
			}
		}
		if t.Case == "" {
			return nil
		}
		t.Number, err = numberOf(tx, t.Case)
		return err
	})
	return t, err
}

// numberOf returns the number of a case if the actor may read it.
func numberOf(tx *access.Tx, id lindung.CaseID) (string, error) {
	briefs, err := cases.Briefs(tx, []lindung.CaseID{id})
	b, ok := briefs[id]
	if err != nil || !ok || !tx.May(access.CaseRead, b.Object(), "") {
		return "", err
	}
	return b.Number, nil
}

// changeOpen is change for a tip that has not ended.
func changeOpen(ctx context.Context, s access.Session, id TipID, version int64, how func(*access.Tx, *Tip) error) error {
	return change(ctx, s, id, version, func(tx *access.Tx, t *Tip) error {
		if t.EndedAt != 0 {
			return lindung.ErrConflict
		}
		return how(tx, t)
	})
}

// change changes a tip of the actor's organisation in one act: an open one, or one in a
// case with whose teller the organisation writes.
func change(ctx context.Context, s access.Session, id TipID, version int64, how func(*access.Tx, *Tip) error) error {
	return s.Do(ctx, access.TipWork, s.OrgTarget(), func(tx *access.Tx) error { return changeIn(tx, id, version, how) })
}

func changeIn(tx *access.Tx, id TipID, version int64, how func(*access.Tx, *Tip) error) error {
	tx.SetObject(string(id))
	t, err := tipOf(tx, id)
	if err == nil && (t.Version != version || t.EndedAt != 0 && !t.Talks()) {
		err = lindung.ErrConflict
	}
	if err != nil {
		return err
	}
	if err := how(tx, &t); err != nil {
		return err
	}
	return updateTip(tx, t)
}

// LookAtTip says that the actor has looked at a tip and sees to it.
func LookAtTip(ctx context.Context, s access.Session, id TipID, version int64) error {
	return change(ctx, s, id, version, func(tx *access.Tx, t *Tip) error {
		t.look(tx)
		return nil
	})
}

// look notes that the actor has looked at all that was told.
func (t *Tip) look(tx *access.Tx) { t.SeenAt, t.SeenBy, t.WroteAt = tx.Now, tx.Actor().ID, 0 }

// AnswerTip says that who asked was answered, and what. Who answers has looked at it.
func AnswerTip(ctx context.Context, s access.Session, id TipID, version int64, v field.Values) error {
	return changeOpen(ctx, s, id, version, func(tx *access.Tx, t *Tip) error {
		if t.Nameless() { // is written to: see WriteBack
			return lindung.ErrConflict
		}
		text, _ := TipAnswer.Get(v)
		var ps field.Problems
		ps.Need(strings.TrimSpace(text) != "", TipAnswer.Name, "problem.missing")
		if err := ps.Err(); err != nil {
			return err
		}
		t.Answers = AnswerForm.Replace(t.Answers, v)
		t.AnsweredAt, t.AnsweredBy = tx.Now, tx.Actor().ID
		if t.SeenAt == 0 {
			t.SeenAt, t.SeenBy = tx.Now, tx.Actor().ID
		}
		return nil
	})
}

// EndTip ends a tip that leads to no case, and says why.
func EndTip(ctx context.Context, s access.Session, id TipID, version int64, outcome string, v field.Values) error {
	return changeOpen(ctx, s, id, version, func(tx *access.Tx, t *Tip) error {
		why, _ := TipWhy.Get(v)
		var ps field.Problems
		ps.Need(slices.Contains(Outcomes, outcome), "tip_outcome", "problem.missing")
		ps.Need(strings.TrimSpace(why) != "", TipWhy.Name, "tip.problem.why")
		if err := ps.Err(); err != nil {
			return err
		}
		t.Answers = EndForm.Replace(t.Answers, v)
		end(tx, t, outcome, "")
		return nil
	})
}

func end(tx *access.Tx, t *Tip, outcome string, in lindung.CaseID) {
	t.EndedAt, t.EndedBy, t.Outcome, t.Case = tx.Now, tx.Actor().ID, outcome, in
	if t.SeenAt == 0 || t.WroteAt != 0 {
		t.look(tx)
	}
	if !t.Talks() {
		t.WaitsAt = 0
	}
}

// PutTipInCase ends a tip with the case of the actor's organisation that it belongs to, for
// who may work on it. A number of a case that they may not looks like one that there is not.
func PutTipInCase(ctx context.Context, s access.Session, id TipID, version int64, number string) error {
	return changeOpen(ctx, s, id, version, func(tx *access.Tx, t *Tip) error {
		b, err := cases.Numbered(tx, number)
		var o access.Object
		if err == nil {
			o, err = cases.Target(b.ID)(tx)
		}
		if err == nil && !tx.May(access.CaseEdit, o, "") {
			err = lindung.ErrNotFound
		}
		if errors.Is(err, lindung.ErrNotFound) {
			return field.Problems{{Field: "tip_number", Key: "tip.problem.number"}}
		}
		if err != nil {
			return err
		}
		tx.AddEntry(string(b.ID))
		end(tx, t, BecameCase, b.ID)
		return nil
	})
}

// OpenCase opens a case from a tip, which ends with it.
func OpenCase(ctx context.Context, s access.Session, id TipID, n cases.New) (cases.Case, error) {
	var c cases.Case
	err := s.Do(ctx, access.CaseOpen, s.OrgTarget(), func(tx *access.Tx) error {
		own, err := s.OrgTarget()(tx)
		if err != nil {
			return err
		}
		if !tx.May(access.TipWork, own, "") {
			return access.ErrDenied
		}
		t, err := tipOf(tx, id)
		if err != nil {
			return err
		}
		if c, err = cases.OpenIn(tx, n); err != nil {
			return err
		}
		err = changeIn(tx, id, t.Version, func(tx *access.Tx, t *Tip) error {
			if t.EndedAt != 0 {
				return lindung.ErrConflict
			}
			end(tx, t, BecameCase, c.ID)
			return nil
		})
		tx.AddEntry(string(id))
		tx.SetObject(string(c.ID))
		return err
	})
	return c, err
}

// errHasCase says that a tip goes with its case.
var errHasCase = field.Problems{{Field: "tip_erase", Key: "tip.problem.erase"}}

// EraseTip destroys the key of a tip that has ended without a case, for a supervisor who
// has shown again who they are. A tip that is in a case is erased with it.
//
// Source: ACTIP 14.6
func EraseTip(ctx context.Context, s access.Session, id TipID) error {
	return s.Do(ctx, access.TipErase, s.OrgTarget(), func(tx *access.Tx) error {
		tx.SetObject(string(id))
		t, err := tipOf(tx, id)
		if err != nil {
			return err
		}
		if t.Case != "" || t.EndedAt == 0 {
			return errHasCase
		}
		return eraseTips(tx, []TipID{id})
	})
}

// ForgetTips erases, for each organisation that has set for how many months a tip is kept,
// those that ended without a case so long ago. The program's own actor does it every hour.
func ForgetTips(ctx context.Context, s access.Session) error {
	return s.Do(ctx, access.SystemRun, s.OrgTarget(), func(tx *access.Tx) error {
		orgs, err := access.OrgsOf(tx)
		if err != nil {
			return err
		}
		n := 0
		for _, o := range orgs {
			months, err := access.SettingOf(tx, o.ID, access.KeepTips)
			if err != nil {
				return err
			}
			if months == 0 {
				continue
			}
			ids, err := tipsEndedBefore(tx, o.ID, db.TimeOf(tx.Now.Time().AddDate(0, -months, 0)))
			if err == nil {
				err = eraseTips(tx, ids)
			}
			if err != nil {
				return err
			}
			n += len(ids)
		}
		tx.SetCount(n, "tips")
		return nil
	})
}

// OfCase returns the tips that are in a case, inside an act on it.
func OfCase(tx *access.Tx, id lindung.CaseID) ([]Tip, error) { return tipsOfCase(tx, id) }
