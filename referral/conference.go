package referral

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/consent"
	"lindung/field"
	"lindung/internal/db"
)

// A Conference is one meeting of several bodies about one person. Who takes part is the
// recipient of an accepted referral whose person agreed to that; each sees of it what is
// in the groups that are open to them, and nothing once they leave or that consent ends.
// What they said stays with the case.
type Conference struct {
	ID        string
	Case      lindung.CaseID
	At        db.Time
	Place     string // or how to take part from elsewhere
	Agenda    string
	CalledOff bool
	Members   []Member
	Remarks   []Remark // as far as the actor may see them
	Own       bool     // of a case of the actor's organisation
	Mine      Member   // the actor's organisation, where it was invited
}

// A Member is a body that was invited, or the one that keeps the case once it has said what
// it holds. A body outside the node has no Org; the owner notes what it answers.
type Member struct {
	Referral lindung.ReferralID // "" for who keeps the case
	Org      lindung.OrgID
	Name     string
	Answer   Part    // Invited, Coming or Left
	Holds    string  // one of Positions; "" while it has said nothing, or where the actor may not see it
	HeldAt   db.Time // when it said so
}

// Part is what a step of a conference is.
type Part string

// The parts of a conference.
const (
	Planned   Part = "planned"
	Invited   Part = "invited"
	Coming    Part = "coming"
	Left      Part = "left"
	Said      Part = "said"
	Decided   Part = "decided"
	Position  Part = "position" // what a body holds on the status of the person
	CalledOff Part = "called_off"
)

// What a body of a conference can hold on the status of the person.
const (
	HoldsVictim = "victim"
	HoldsNot    = "not_victim"
	HoldsNotYet = "not_yet" // more has to be known
	Abstains    = "abstains"
)

// Positions is the closed list of what a body can hold.
var Positions = []string{HoldsVictim, HoldsNot, HoldsNotYet, Abstains}

// A Remark is what a body said, or what was decided: who does what, until when.
type Remark struct {
	Part  Part // Said or Decided
	Group lindung.Group
	Words string
	For   lindung.OrgID // who does what was decided
	Due   lindung.Date
	Holds string        // of a Position
	By    lindung.OrgID // who said it
	Name  string        // of By
	Doer  string        // the name of For
	At    db.Time
}

// NewConference is what the owner plans.
type NewConference struct {
	At            db.Time
	Place, Agenda string
	Invite        []lindung.ReferralID
}

// attends reports whether the recipient of a referral takes part in conferences: the
// person agreed to that, having heard what it means, and it is open to them now.
//
// Source: ACTIP 14.6
func attends(r lindung.ReferralID, l consent.Ledger, now db.Time) bool {
	return slices.ContainsFunc(l.Grants, func(g consent.Grant) bool {
		by := func(o consent.Opening) bool { return o.Opener == r && o.Open() }
		return g.Meets && consent.TextHolds(g.TextVersion, consent.Conference) && g.Open(now) && slices.ContainsFunc(g.Openings, by)
	})
}

// Plan plans a conference on a case and invites bodies to it, in an act of those who may
// refer it. What is missing is returned as field.Problems; whoever may not take part is
// consent.ErrNoConsent.
//
// Source: ACTIP 14.6; ACTIP 14.10
func Plan(ctx context.Context, s access.Session, id lindung.CaseID, n NewConference) (string, error) {
	made := lindung.NewID()
	err := s.Do(ctx, access.ReferralSend, cases.Target(id), func(tx *access.Tx) error {
		var ps field.Problems
		ps.Need(n.At > tx.Now, "at", "conference.problem.at")
		ps.Need(strings.TrimSpace(n.Place) != "", "place", "conference.problem.place")
		ps.Need(len(n.Invite) > 0, "invite", "conference.problem.invite")
		checkWords(&ps, "place", n.Place)
		checkWords(&ps, "agenda", n.Agenda)
		if err := ps.Err(); err != nil {
			return err
		}
		may, err := canAttend(tx, id)
		if err != nil {
			return err
		}
		tx.SetMade(made)
		tx.SetCount(len(n.Invite), "conference")
		c := Conference{ID: made, Case: id}
		if err := c.add(tx, pointRow{part: Planned, meets: n.At, Agenda: strings.TrimSpace(n.Agenda), words: strings.TrimSpace(n.Place)}); err != nil {
			return err
		}
		var bodies []consent.Recipient
		for _, r := range n.Invite {
			at := slices.IndexFunc(may, func(x Referral) bool { return x.ID == r })
			if at < 0 {
				return consent.ErrNoConsent
			}
			if slices.Contains(bodies, may[at].To) {
				continue // a body takes part once, whatever was asked of it
			}
			bodies = append(bodies, may[at].To)
			if err := c.add(tx, pointRow{part: Invited, referral: r, org: may[at].To.Org()}); err != nil {
				return err
			}
		}
		return nil
	})
	return made, err
}

// canAttend returns the referrals of an own case whose recipients take part in
// conferences now.
func canAttend(tx *access.Tx, id lindung.CaseID) ([]Referral, error) {
	ledger, err := consent.ReadIn(tx, id)
	if err != nil {
		return nil, err
	}
	all, err := CaseReferrals(tx, id)
	return slices.DeleteFunc(all, func(r Referral) bool { return !attends(r.ID, ledger, tx.Now) }), err
}

// CanAttend is canAttend for a page of the case.
func CanAttend(tx *access.Tx, c cases.Case) ([]Referral, error) {
	if !c.Own || !c.Can(access.ReferralSend) {
		return nil, nil
	}
	return canAttend(tx, c.ID)
}

// Remark notes what was said or decided in a conference of an own case. done carries out
// what a decision asks of the own organisation.
func (c Conference) Remark(ctx context.Context, s access.Session, n Remark, done func(*access.Tx, Remark) error) error {
	return s.Do(ctx, access.ReferralSend, cases.Target(c.Case), func(tx *access.Tx) error {
		now, err := conferenceOf(tx, c.Case, c.ID)
		if err != nil {
			return err
		}
		invited := func(m Member) bool { return n.For != "" && m.Org == n.For && m.Answer != Left }
		var ps field.Problems
		ps.Need(n.Part != Decided || n.For == tx.Actor().Org || slices.ContainsFunc(now.Members, invited), "for", "conference.problem.for")
		if err := append(ps, n.wrong(now)...).Err(); err != nil {
			return err
		}
		if !tx.May(access.GroupEdit, tx.Object(), n.Group) {
			return field.Problems{{Field: "group", Key: "conference.problem.group"}}
		}
		tx.SetCount(1, "conference")
		if err := now.add(tx, n.row(tx.Actor().Org)); err != nil {
			return err
		}
		if n.Part != Decided || n.For != tx.Actor().Org {
			return nil
		}
		return done(tx, n)
	})
}

// wrong returns what must be corrected before a remark is noted.
func (n Remark) wrong(c Conference) field.Problems {
	var ps field.Problems
	ps.Need(strings.TrimSpace(n.Words) != "", "words", "conference.problem.words")
	checkWords(&ps, "words", n.Words)
	ps.Need(slices.Contains(lindung.Groups, n.Group), "group", "conference.problem.group")
	ps.Need(n.Part == Said || n.Part == Decided, "part", "problem.missing")
	ps.Need(n.Part != Decided || !n.Due.IsZero(), "due", "conference.problem.due")
	ps.Need(!c.CalledOff, "words", "conference.problem.called_off")
	return ps
}

func (n Remark) row(by lindung.OrgID) pointRow {
	r := pointRow{part: n.Part, org: by, group: n.Group, words: strings.TrimSpace(n.Words)}
	if n.Part == Decided {
		r.doer, r.due = n.For, n.Due
	}
	return r
}

// holds notes what a member holds on the status of the person. It may change its mind; all
// that it held stays.
func (c Conference) holds(tx *access.Tx, m Member, position string) error {
	var ps field.Problems
	ps.Need(slices.Contains(Positions, position), "holds", "conference.problem.holds")
	ps.Need(!c.CalledOff, "holds", "conference.problem.called_off")
	if err := ps.Err(); err != nil {
		return err
	}
	return c.add(tx, pointRow{part: Position, referral: m.Referral, org: m.Org, position: position})
}

// NoteMember notes, for the owner of the case, what it holds itself, and of a body outside
// the node that it comes, leaves, or what it holds. Others say that themselves.
func (c Conference) NoteMember(ctx context.Context, s access.Session, of lindung.ReferralID, n Remark) error {
	return s.Do(ctx, access.ReferralSend, cases.Target(c.Case), func(tx *access.Tx) error {
		now, err := conferenceOf(tx, c.Case, c.ID)
		if err != nil {
			return err
		}
		tx.SetCount(1, "conference")
		if of == "" {
			if n.Part != Position {
				return field.Problems{{Field: "part", Key: "conference.problem.part"}}
			}
			return now.holds(tx, Member{Org: tx.Actor().Org}, n.Holds)
		}
		at := slices.IndexFunc(now.Members, func(m Member) bool { return m.Referral == of && m.Org == "" && m.Answer != Left })
		if at < 0 {
			return lindung.ErrNotFound
		}
		switch n.Part {
		case Position:
			return now.holds(tx, now.Members[at], n.Holds)
		case Coming, Left:
			return now.add(tx, pointRow{part: n.Part, referral: of})
		}
		return field.Problems{{Field: "part", Key: "conference.problem.part"}}
	})
}

// teamWrong returns the key of what keeps the bodies of a conference from deciding together
// what holds says; "" for nothing. At least two take part and have not left, each of them
// has said what it holds, and one of them holds what is decided. How many it takes besides
// is for the law that the decision names.
//
// Source: ACTIP 14.1
func (c Conference) teamWrong(holds string) string {
	n, agrees := 0, false
	for _, m := range c.Members {
		if m.Answer == Left {
			continue
		}
		if m.Holds == "" {
			return "identification.problem.team_open"
		}
		n++
		agrees = agrees || m.Holds == holds
	}
	switch {
	case c.CalledOff:
		return "identification.problem.team_off"
	case n < 2:
		return "identification.problem.team_alone"
	case !agrees:
		return "identification.problem.team_none"
	}
	return ""
}

// TeamProblems returns what keeps the bodies of a conference on an own case from deciding
// together what holds says, inside an act on the case.
func TeamProblems(tx *access.Tx, c cases.Case, conference, holds string) (field.Problems, error) {
	one, err := conferenceOf(tx, c.ID, conference)
	if err != nil {
		return nil, err
	}
	if why := one.teamWrong(holds); why != "" {
		return field.Problems{{Field: "team", Key: why}}, nil
	}
	return nil, nil
}

// CallOff calls a conference off.
func (c Conference) CallOff(ctx context.Context, s access.Session) error {
	return s.Do(ctx, access.ReferralSend, cases.Target(c.Case), func(tx *access.Tx) error {
		now, err := conferenceOf(tx, c.Case, c.ID)
		if err != nil || now.CalledOff {
			return err
		}
		tx.SetCount(1, "conference")
		return now.add(tx, pointRow{part: CalledOff, org: tx.Actor().Org})
	})
}

// TakePart says for a body that it comes, that it leaves, or what it has to say, in an
// act on the referral by which it was invited. Who has left, or to whom nothing is open
// any more, is told that there is no such conference.
//
// Source: ACTIP 14.6
func TakePart(ctx context.Context, s access.Session, by lindung.ReferralID, conference string, n Remark) error {
	return s.Do(ctx, access.ReferralWrite, Target(by), func(tx *access.Tx) error {
		r, err := stored(tx, by)
		if err != nil {
			return err
		}
		open, err := consent.OpenTo(tx, r.Case, tx.Actor().Org)
		if err != nil {
			return err
		}
		now, err := conferenceOf(tx, r.Case, conference)
		if err != nil {
			return err
		}
		m := now.member(tx.Actor().Org)
		if m.Referral != by || m.Answer == Left || !attends(by, open, tx.Now) {
			return lindung.ErrNotFound
		}
		tx.SetCount(1, "conference")
		if n.Words != "" && (n.Part == Coming || n.Part == Left) {
			return field.Problems{{Field: "part", Key: "conference.problem.part"}}
		}
		switch n.Part {
		case Position:
			return now.holds(tx, m, n.Holds)
		case Coming:
			if now.CalledOff {
				return ErrStep
			}
			return now.add(tx, pointRow{part: n.Part, referral: by, org: m.Org})
		case Left:
			if err := tx.LessShared(); err != nil {
				return err
			}
			tx.Ends(access.EndedPart, string(r.Case), conference, string(by))
			return now.add(tx, pointRow{part: n.Part, referral: by, org: m.Org})
		}
		n.Part = Said
		var ps field.Problems
		ps.Need(len(open.View()[n.Group]) > 0, "group", "conference.problem.group")
		if err := append(ps, n.wrong(now)...).Err(); err != nil {
			return err
		}
		return now.add(tx, n.row(m.Org))
	})
}

// leaveAgain lets a body leave that had left in a newer database: a case, a conference, and
// the referral by which it was invited.
func leaveAgain(tx *access.Tx, names []string) (string, error) {
	if len(names) < 3 {
		return "", nil
	}
	c, err := conferenceOf(tx, lindung.CaseID(names[0]), names[1])
	at := slices.IndexFunc(c.Members, func(m Member) bool { return string(m.Referral) == names[2] })
	if err != nil || at < 0 || c.Members[at].Answer == Left {
		return "", err
	}
	m := c.Members[at]
	return names[0], c.add(tx, pointRow{part: Left, referral: m.Referral, org: m.Org})
}

// member returns an organisation as a member; the zero Member if it was not invited.
func (c Conference) member(org lindung.OrgID) Member {
	if at := slices.IndexFunc(c.Members, func(m Member) bool { return m.Org == org }); at >= 0 {
		return c.Members[at]
	}
	return Member{}
}

// Conferences returns the conferences on a case that the actor may see, the latest first,
// inside the act that has read the case.
//
// Source: ACTIP 14.6
func Conferences(tx *access.Tx, c cases.Case) ([]Conference, error) {
	all, err := conferencesOf(tx, c.ID)
	if err != nil {
		return nil, err
	}
	var seen []Conference
	for _, one := range all {
		one.Own, one.Mine = c.Own, one.member(tx.Actor().Org)
		if !c.Own && (one.Mine.Referral == "" || one.Mine.Answer == Left || !attends(one.Mine.Referral, c.OpenBy, tx.Now)) {
			continue
		}
		one.Remarks = slices.DeleteFunc(one.Remarks, func(r Remark) bool { return !c.MayRead(r.Group) })
		if !c.MayRead(lindung.Legal) && !c.MayRead(lindung.Screening) {
			for i, m := range one.Members {
				if m.Org != tx.Actor().Org {
					one.Members[i].Holds, one.Members[i].HeldAt = "", 0
				}
			}
		}
		seen = append(seen, one)
	}
	slices.SortStableFunc(seen, func(a, b Conference) int { return cmp.Compare(b.At, a.At) })
	return seen, nil
}
