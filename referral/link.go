package referral

import (
	"context"
	"errors"
	"time"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/consent"
	"lindung/field"
	"lindung/internal/db"
	"lindung/visitor"
)

// A Link lets an outside body read and answer one referral without an account: with a code,
// and a second one that is given by another channel. A referral has one at a time. It opens
// what the referral opens, and nothing once the link, the referral, or what the person agreed
// to has ended.
type Link struct {
	ID       string
	Referral lindung.ReferralID
	Case     lindung.CaseID
	Org      lindung.OrgID  // that has sent the referral
	Body     lindung.BodyID // to which it was sent
	MadeAt   db.Time
	MadeBy   lindung.ActorID
	Until    db.Time
	UsedAt   db.Time // when someone came with it last; 0 for never
	EndedAt  db.Time
	EndedBy  lindung.ActorID
	Wrong    int // second codes in a row
	Version  int64
}

// LinkCodes are what a link is opened with. They are shown once: the program keeps keyed
// hashes.
type LinkCodes struct {
	Code   string // ten letters and digits in two halves
	Second string // six digits, for another channel
}

// LongestLink is for how many days a link can be made.
const LongestLink = 14

// fewWrong is from how many wrong second codes in a row the sender is told.
const fewWrong = 5

// ErrOften says that as much was written with a link in a day as can be.
var ErrOften = errors.New("too much was written with the link in a day")

// mostByLink is how often something can be written with a link in a day.
const mostByLink = 20

// Rests reports whether the link opens nothing because of wrong second codes.
func (l Link) Rests() bool { return l.Wrong >= visitor.MostWrong }

// Tried reports whether wrong second codes were tried so often that the sender is told.
func (l Link) Tried() bool { return l.Wrong >= fewWrong }

// Opens reports whether the link itself opens its referral at now.
func (l Link) Opens(now db.Time) bool {
	return l.ID != "" && l.EndedAt == 0 && !l.Rests() && l.MadeAt <= now && now < l.Until
}

// ByLink reports whether a step was taken with a link.
func (s Step) ByLink() bool { return access.IsLink(s.By) }

// MayLink reports whether the sender may give the recipient a link.
func (r Referral) MayLink() bool {
	return r.Mine && r.To.Outside() && r.Left() && r.Waiting() && r.Backing.InForce
}

// linkDays adds what is wrong with for how many days a link is made.
func linkDays(days int) field.Problems {
	var ps field.Problems
	ps.Need(days >= 1 && days <= LongestLink, "days", "link.problem.days", "max", LongestLink)
	return ps
}

// linkUntil returns until when a link of some days opens a referral: never longer than what
// it is based on.
//
// Source: ACTIP 14.6
func linkUntil(now db.Time, days int, rests consent.Ledger) db.Time {
	var last db.Time
	for _, g := range rests.Grants {
		last = max(last, g.Until)
	}
	for _, b := range rests.Bases {
		last = max(last, b.Until)
	}
	return min(now.Add(time.Duration(days)*24*time.Hour), last)
}

// MakeLink gives the outside body to which a referral was sent a link, for some days. The one
// before ends with it. What must be corrected is returned as field.Problems.
//
// Source: ACTIP 14.6; ACTIP 14.10
func MakeLink(ctx context.Context, s access.Session, id lindung.ReferralID, days int) (Link, LinkCodes, error) {
	var l Link
	var c LinkCodes
	err := s.Do(ctx, access.LinkMake, Target(id), func(tx *access.Tx) error {
		if err := linkDays(days).Err(); err != nil {
			return err
		}
		r, err := load(tx, id)
		if err != nil {
			return err
		}
		if !r.MayLink() {
			return ErrStep
		}
		rests, err := consent.ReferralLedger(tx, r.Case, r.ID)
		if err != nil {
			return err
		}
		if err := endLinks(tx, id); err != nil {
			return err
		}
		c = LinkCodes{Code: visitor.NewCode(), Second: visitor.NewSecond()}
		l = Link{
			ID: lindung.NewID(), Referral: id, Case: r.Case, Org: r.From, Body: r.To.Body(), MadeAt: tx.Now, MadeBy: tx.Actor().ID,
			Until: linkUntil(tx.Now, days, rests.InForce(tx.Now)),
		}
		tx.SetMade(l.ID)
		tx.AddEntry(string(r.Case))
		return insertLink(tx, l, c)
	})
	return l, c, err
}

// EndLink ends the link of a referral: what it opened is closed with the same commit.
//
// Source: ACTIP 14.6
func EndLink(ctx context.Context, s access.Session, id lindung.ReferralID) error {
	return s.Do(ctx, access.LinkEnd, Target(id), func(tx *access.Tx) error {
		r, err := stored(tx, id)
		if err != nil {
			return err
		}
		tx.AddEntry(string(r.Case))
		return endLinks(tx, id)
	})
}

// ReadLink returns a referral with its last link; a zero Link if it has none.
func ReadLink(ctx context.Context, s access.Session, id lindung.ReferralID) (Referral, Link, error) {
	var r Referral
	var l Link
	err := s.See(ctx, access.ReferralRead, Target(id), func(tx *access.Tx) error {
		var err error
		if r, err = ReadIn(tx, id); err != nil {
			return err
		}
		if !r.Mine || !r.To.Outside() {
			return lindung.ErrNotFound
		}
		l, err = lastLink(tx, id)
		return err
	})
	return r, l, err
}

// LinkNames returns what the bodies are called that have had a link to a referral of a case,
// by how the log names who used it, inside an act that shows the history of the case.
func LinkNames(tx *access.Tx, id lindung.CaseID) (map[lindung.ActorID]string, error) {
	all, err := linksOfCase(tx, id)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	of := make([]consent.Recipient, len(all))
	for i, l := range all {
		of[i] = consent.ToBody(l.Body)
	}
	names, err := consent.RecipientNames(tx, of)
	called := make(map[lindung.ActorID]string, len(all))
	for i, l := range all {
		called[access.LinkActor(l.ID)] = names.At(of[i], l.MadeAt)
	}
	return called, err
}

// byLink is how the log names the program where someone shows the code of a link.
const byLink visitor.Name = "link"

// links are what an outside body brings.
var links = visitor.Kind{Name: byLink, Find: findLink, Fits: fitsLink, Missed: missedSecond}

// EnterLink begins a visit with the two codes of a link, and returns the token of its cookie.
// network is where the try comes from. Anything wrong is visitor.ErrEnter; too many tries are
// pace.ErrBusy.
//
// Source: ACTIP 14.6
func EnterLink(ctx context.Context, d *visitor.Door, code, second, network string) (token string, err error) {
	return d.Enter(ctx, links, code, second, network)
}

func findLink(tx *access.Tx, code string) (visitor.Opener, error) {
	l, err := linkByCode(tx, code)
	if err != nil {
		return visitor.Opener{}, err
	}
	owner, err := cases.KeeperIn(tx, l.Case)
	return visitor.Opener{ID: l.ID, Case: l.Case, Owner: owner}, err
}

// fitsLink judges the second code of a link.
func fitsLink(tx *access.Tx, o visitor.Opener, second string) (calm bool, err error) {
	l, err := linkNamed(tx, o.ID)
	if err != nil {
		return false, err
	}
	if err := stillOpens(tx, l.Link); errors.Is(err, access.ErrDenied) {
		return false, visitor.ErrEnter
	} else if err != nil {
		return false, err
	}
	if !byLink.SecondFits(tx, l.ID, second, l.second) {
		return false, visitor.ErrEnter
	}
	l.Wrong, l.UsedAt = 0, tx.Now
	tx.AddEntry(string(l.Referral))
	return false, updateLink(tx, l)
}

// missedSecond counts a wrong second code.
func missedSecond(tx *access.Tx, o visitor.Opener) error {
	l, err := linkNamed(tx, o.ID)
	if err != nil || !l.Opens(tx.Now) {
		return err
	}
	l.Wrong++
	tx.AddEntry(string(l.Referral), "wrong_pin")
	return updateLink(tx, l)
}

// ResumeLink returns the session of a visit that was begun with a link: lindung.ErrNotFound if
// it is over.
func ResumeLink(ctx context.Context, d *visitor.Door, token string) (access.Session, error) {
	var s access.Session
	err := d.Resume(ctx, links, token, func(tx *access.Tx, link, via string, _ bool) error {
		l, err := linkNamed(tx, link)
		if err != nil {
			return err
		}
		if err := stillOpens(tx, l.Link); errors.Is(err, access.ErrDenied) {
			return lindung.ErrNotFound
		} else if err != nil {
			return err
		}
		o, err := access.OrgOf(tx, l.Org)
		s = d.Lobby().Link(access.LinkHolder{
			Link: l.ID, Referral: l.Referral, Case: l.Case, Body: l.Body, Org: l.Org, Country: o.Country, Still: func(tx *access.Tx) error {
				now, err := linkNamed(tx, l.ID)
				if errors.Is(err, lindung.ErrNotFound) {
					return access.ErrDenied
				}
				if err == nil {
					err = stillOpens(tx, now.Link)
				}
				return err
			},
		}, via)
		return err
	})
	return s, err
}

// stillOpens returns access.ErrDenied once a link opens nothing: it, its referral, or all that
// this is based on has ended or is paused, or the case is kept by another organisation since.
//
// Source: ACTIP 14.6
func stillOpens(tx *access.Tx, l Link) error {
	if !l.Opens(tx.Now) {
		return access.ErrDenied
	}
	if err := visitor.Whole(tx, l.Case); err != nil {
		return err
	}
	n, err := stored(tx, l.Referral)
	if errors.Is(err, lindung.ErrNotFound) {
		return access.ErrDenied
	}
	if err != nil {
		return err
	}
	keeper, err := cases.KeeperIn(tx, l.Case)
	if err != nil {
		return err
	}
	rests, err := consent.ReadBackings(tx, []lindung.ReferralID{n.ID})
	if err != nil {
		return err
	}
	r := n.Referral
	r.Backing = rests[n.ID]
	same := r.Case == l.Case && r.From == l.Org && keeper == l.Org && r.To == consent.ToBody(l.Body)
	if !same || !r.Left() || !r.Waiting() || !r.Backing.InForce {
		return access.ErrDenied
	}
	return nil
}

// saidOften returns ErrOften if the holder of a link has said as much in a day as can be.
func saidOften(tx *access.Tx, r Referral) error {
	who, n := tx.Actor().ID, 0
	for _, s := range r.Steps {
		if access.IsLink(who) && s.By == who && s.At.Add(24*time.Hour) > tx.Now {
			n++
		}
	}
	if n >= mostByLink {
		return ErrOften
	}
	return nil
}
