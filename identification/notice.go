package identification

import (
	"context"
	"slices"
	"strings"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/field"
	"lindung/internal/db"
	"lindung/person"
)

// What the person answers when they are asked whether their state may be told that they
// were identified. That they do not know, or do not want to say, is an answer too.
//
// Source: ACTIP 14.3
var (
	inLegal  = field.InGroup(lindung.Legal)
	toNotify = field.ForPurposes(lindung.Supervision, lindung.OwnRequest, lindung.Assistance, lindung.Identification, lindung.LegalAid, lindung.Return)

	NoticeOn         = field.NewDate("notice_on", inLegal, toNotify)
	NoticeLanguage   = field.NewLanguage("notice_language", inLegal, toNotify)
	NoticeUnderstood = field.NewBool("notice_understood", inLegal, toNotify, field.Fact())
	NoticeOwn        = field.NewBool("notice_own", inLegal, toNotify, field.Fact())
	NoticeAsylum     = field.NewBool("notice_asylum", inLegal, toNotify, field.Fact())
	NoticeObjects    = field.NewBool("notice_objects", inLegal, toNotify, field.Fact())

	// AskedNotice asks when and in which language the person was asked, whether they
	// understood, whether a child has answered by themselves, whether they ask for asylum,
	// and whether they object.
	AskedNotice = field.NewForm("notice", NoticeOn, NoticeLanguage, NoticeUnderstood, NoticeOwn, NoticeAsylum, NoticeObjects).Under("law")
)

// Forms are the forms of this package.
var Forms = field.Set{First, AskedNotice}

// Said is what is known of whether the person objects to a notice to their state.
type Said struct {
	Asked      bool // when is known
	Objects    Objection
	Understood bool
	Child      bool // the person is a child, or may be
	Own        bool // the answer is the child's own
	Asylum     bool // they ask for asylum, or have it
}

// Objection is whether a person objects: yes, no, or "" for what is not known.
type Objection string

// The two that are known.
const (
	Yes Objection = "yes"
	No  Objection = "no"
)

// Stops returns why the state of the person may not be told; "" if it may. Nothing but a
// clear answer of the person that they do not object lets it: that they were not asked, do
// not know, did not understand, are a child for whom somebody else has answered, or ask for
// asylum stops it as an objection does.
//
// Source: ACTIP 14.3; ACTIP 14.12
func (s Said) Stops() string {
	switch {
	case s.Asylum:
		return "asylum"
	case s.Objects == Yes:
		return "objects"
	case !s.Asked && s.Objects == "":
		return "not_asked"
	case s.Objects == "":
		return "not_known"
	case !s.Asked:
		return "no_day"
	case !s.Understood:
		return "not_understood"
	case s.Child && !s.Own:
		return "child"
	}
	return ""
}

// ObjectsToNotice returns whether the person objects: Yes also for who asks for asylum, No
// only for a clear answer that they do not, "" for anything else, so that they are asked.
//
// Source: ACTIP 14.3
func (s Said) ObjectsToNotice() Objection {
	switch s.Stops() {
	case "":
		return No
	case "objects", "asylum":
		return Yes
	}
	return ""
}

// silent reports whether nothing was said.
func (s Said) silent() bool { return !s.Asked && s.Objects == "" && !s.Asylum }

// With returns what was said in two files of one person. What was answered in one is not
// asked again in the other; where both say something, the one that stops a notice holds.
//
// Source: ACTIP 14.3
func (s Said) With(other Said) Said {
	s.Child, other.Child = s.Child || other.Child, s.Child || other.Child
	if other.silent() {
		return s
	}
	if s.silent() || s.Stops() == "" || other.Asylum || other.Objects == Yes && !s.Asylum {
		return other
	}
	return s
}

// protectedStatus are the immigration statuses of who asks for protection from a state, or
// has it.
var protectedStatus = []string{"asylum_seeker", "refugee", "complementary_protection"}

// SaidIn returns what the answers of a case say. They are given by form, see
// [cases.AnswersFor].
func SaidIn(answers map[string]field.Values, child bool) Said {
	v := answers[AskedNotice.Name]
	yes := func(f field.Typed[bool]) bool { b, ok := f.Get(v); return ok && b }
	s := Said{Understood: yes(NoticeUnderstood), Own: yes(NoticeOwn), Asylum: yes(NoticeAsylum), Child: child}
	_, s.Asked = NoticeOn.Get(v)
	if objects, ok := NoticeObjects.Get(v); ok && objects {
		s.Objects = Yes
	} else if ok {
		s.Objects = No
	}
	for _, v := range answers {
		status, _ := person.ImmigrationStatus.Get(v)
		s.Asylum = s.Asylum || slices.ContainsFunc(status, func(code string) bool { return slices.Contains(protectedStatus, code) })
	}
	return s
}

// A Notice says that an authority has told the state of the person that they were
// identified. It lies in the file of the person, and is never changed.
type Notice struct {
	ID        string
	Case      lindung.CaseID
	Referral  lindung.ReferralID // by which its organisation was asked for it; "" for an own case
	Org       lindung.OrgID      // that told it
	OrgName   string
	State     lindung.Country // that was told
	On        lindung.Date
	Authority string // of that state, that was told
	Words     string // what was told
	At        db.Time
	By        lindung.ActorID
}

// Noticeable is what is needed to tell the state of a person, and what stops it.
type Noticeable struct {
	Status State             // by the decisions of authorities
	Said   Said              // by the person
	States []lindung.Country // of the person, other than that of the authority
}

// Stops returns why no notice may be given; "" if it may. Without a decision that the
// person is a victim there is nothing to tell, and one that is contested is not told.
//
// Source: ACTIP 14.3
func (n Noticeable) Stops() string {
	switch {
	case n.Status != Positive:
		return "not_identified"
	case len(n.States) == 0:
		return "no_state"
	}
	return n.Said.Stops()
}

// ReadNoticeable reads, inside an act, what decides whether the state of the person of a
// case may be told. It looks at the answers also where they are not open to the actor, so
// that what protects the person works for everyone; it shows none of them.
//
// Source: ACTIP 14.3
func ReadNoticeable(tx *access.Tx, id lindung.CaseID, ties Ties) (Noticeable, error) {
	all, err := ties.known(tx, id)
	if err != nil {
		return Noticeable{}, err
	}
	answers, child, err := cases.AnswersFor(tx, id)
	if err != nil {
		return Noticeable{}, err
	}
	n := Noticeable{Status: StatusOf(all), Said: SaidIn(answers, child)}
	other, err := ties.saidElsewhere(tx, id)
	if err != nil {
		return n, err
	}
	n.Said = n.Said.With(other)
	for _, v := range answers {
		of, _ := person.Citizenships.Get(v)
		for _, c := range of {
			if state := lindung.Country(c); state != tx.Actor().Country && !slices.Contains(n.States, state) {
				n.States = append(n.States, state)
			}
		}
	}
	slices.Sort(n.States)
	return n, nil
}

// saidElsewhere returns what the person has said in the case for which one was opened, as
// long as that is open to the actor.
func (t Ties) saidElsewhere(tx *access.Tx, id lindung.CaseID) (Said, error) {
	if t.Opened == nil {
		return Said{}, nil
	}
	from, err := t.Opened(tx, id)
	if err != nil || from == "" {
		return Said{}, err
	}
	answers, child, err := cases.AnswersFor(tx, from)
	return SaidIn(answers, child), err
}

// A StoppedError says why the state of the person may not be told.
type StoppedError struct{ Why string }

// Error names why.
func (e *StoppedError) Error() string { return "a notice is stopped: " + e.Why }

// GiveNotice records that the actor's organisation, an authority, has told the state of the
// person of n.Case, in an act on that case or on the referral that asks for it. What stops
// it is a *StoppedError, and what is missing field.Problems.
//
// Source: ACTIP 14.3
func GiveNotice(ctx context.Context, s access.Session, on access.Target, n Notice, ties Ties) error {
	return s.Do(ctx, access.NoticeGive, on, func(tx *access.Tx) error {
		n := n
		may, err := ReadNoticeable(tx, n.Case, ties)
		if err != nil {
			return err
		}
		if !BodyOf(tx.Actor().Sector).Authority() {
			return &StoppedError{"no_authority"}
		}
		if why := may.Stops(); why != "" {
			return &StoppedError{why}
		}
		n.Authority, n.Words = strings.TrimSpace(n.Authority), strings.TrimSpace(n.Words)
		var ps field.Problems
		ps.Need(slices.Contains(may.States, n.State), "state", "identification.problem.state")
		ps.Need(n.Authority != "", "authority", "identification.problem.authority")
		ps.Need(!n.On.IsZero(), "on", "identification.problem.told_on")
		for _, p := range lengths(n.Authority, "", n.Words) {
			p.Field = map[string]string{"name": "authority", "grounds": "words"}[p.Field]
			ps = append(ps, p)
		}
		if err := append(ps, dayProblems(n.On, tx.Local())...).Err(); err != nil {
			return err
		}
		n.ID, n.Org, n.At, n.By = lindung.NewID(), tx.Actor().Org, tx.Now, tx.Actor().ID
		tx.SetCount(1, "notice")
		if ties.Told != nil {
			if n.Referral, err = ties.Told(tx, n); err != nil {
				return err
			}
		}
		if tx.Object().ID != string(n.Case) {
			tx.AddListed(string(n.Case))
		}
		return insertNotice(tx, n)
	})
}

// NoticesIn returns the notices that were given about the person of a case, the latest
// first, inside an act that reads it: also by whom the case has asked for a decision.
func NoticesIn(tx *access.Tx, id lindung.CaseID, ties Ties) ([]Notice, error) {
	var asked []lindung.ReferralID
	if ties.Asked != nil {
		var err error
		if asked, err = ties.Asked(tx, id); err != nil {
			return nil, err
		}
	}
	all, err := notices(tx, id, asked)
	if err != nil {
		return nil, err
	}
	orgs := make([]lindung.OrgID, len(all))
	for i, n := range all {
		orgs[i] = n.Org
	}
	names, err := access.OrgNames(tx, orgs)
	for i, n := range all {
		all[i].OrgName = names[n.Org]
	}
	return all, err
}
