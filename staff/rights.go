package staff

import (
	"context"
	"errors"
	"slices"
	"strconv"

	"lindung"
	"lindung/access"
)

// ask asks for a right; one that is given at once is carried out, unless it is
// already what the act has done.
func ask(tx *access.Tx, r access.Right, i *Invitation, do bool) error {
	given, err := access.AskRight(tx, &r)
	*i = Invitation{Actor: lindung.ActorID(r.Whom), Kind: r.Kind, Waits: !given}
	if err != nil || !given {
		return err
	}
	tx.SetMade(r.ID)
	if !do {
		return nil
	}
	return carry(tx, r, i)
}

// carry does what a right that is given says.
func carry(tx *access.Tx, r access.Right, i *Invitation) error {
	*i = Invitation{Actor: lindung.ActorID(r.Whom), Kind: r.Kind}
	switch r.Kind {
	case access.RightInvite, access.RightReset:
		return handOut(tx, i)
	case access.RightPass:
		return handPass(tx, i)
	case access.RightRoles:
		if r.Leads() { // what was handed out for lower roles opens nothing now
			if err := dropInvites(tx, i.Actor, kindInvite, kindReset, kindPass); err != nil {
				return err
			}
		}
		return lastStays(tx, r.Org, func() error { return access.GiveRoles(tx, r) })
	}
	return access.GiveSetting(tx, r)
}

// handOut stores an invitation or a reset, and ends the earlier ones.
func handOut(tx *access.Tx, i *Invitation) error {
	a, err := access.AccountOf(tx, i.Actor)
	if err != nil {
		return err
	}
	kind := map[string]string{access.Invited: kindInvite, access.Active: kindReset}[a.State]
	if kind == "" {
		return lindung.ErrConflict
	}
	if err := dropInvites(tx, i.Actor, kindInvite, kindReset); err != nil {
		return err
	}
	if kind == kindReset { // a browser, or a device with a passkey, may be in other hands
		if err := errors.Join(dropSessionsOf(tx, i.Actor, tx.Session().OpenedWith()), dropPasskeysOf(tx, i.Actor, 0)); err != nil {
			return err
		}
	}
	i.Token, i.Until = newToken(), tx.Now.Add(inviteFor)
	return insertInvite(tx, inviteRow{
		Hash: inviteHash(tx, i.Token), Actor: i.Actor, Kind: kind, By: string(tx.Actor().ID), Expires: i.Until,
	})
}

// handPass stores a shift pass, and ends the earlier one.
func handPass(tx *access.Tx, i *Invitation) error {
	a, err := access.AccountOf(tx, i.Actor)
	if err != nil {
		return err
	}
	if a.State != access.Active {
		return lindung.ErrConflict
	}
	if err := dropInvites(tx, i.Actor, kindPass); err != nil {
		return err
	}
	code := newCode(passLength)
	i.Token, i.Until = spaced(code), tx.Now.Add(passFor)
	return insertInvite(tx, inviteRow{
		Hash: passHash(tx, i.Actor, code), Actor: i.Actor, Kind: kindPass, By: string(tx.Actor().ID), Expires: i.Until,
	})
}

// askFor asks for a right about an actor in one of some states, whose roles stay
// unless the right says others.
func askFor(ctx context.Context, s access.Session, action access.Action, id lindung.ActorID, on access.Target, r access.Right, in ...string) (Invitation, error) {
	var i Invitation
	err := s.Do(ctx, action, on, func(tx *access.Tx) error {
		a, err := access.AccountOf(tx, id)
		if err != nil {
			return err
		}
		if !slices.Contains(in, a.State) {
			return access.ErrDenied
		}
		r := r // the work may run again
		r.Org, r.Whom, r.Before = a.Org, string(id), access.RoleCodes(a.Roles)
		if r.After == "" {
			r.After = r.Before
		}
		return ask(tx, r, &i, true)
	})
	if err != nil {
		return Invitation{}, err
	}
	return i, nil
}

// ChangeRoles asks for other roles of an actor. Nobody changes their own. version is
// the one of the account that was shown. lindung.ErrConflict says that someone has
// saved since, or that the organisation would have no administrator left.
func ChangeRoles(ctx context.Context, s access.Session, id lindung.ActorID, roles []lindung.Role, version int64) (Invitation, error) {
	if !knownRoles(s, roles) {
		return Invitation{}, errors.New("an actor needs at least one known role")
	}
	shown := func(tx *access.Tx) (access.Object, error) {
		a, err := access.AccountOf(tx, id)
		if err == nil && a.Version != version {
			err = lindung.ErrConflict
		}
		if err != nil {
			return access.Object{}, err
		}
		return access.AccountTarget(id)(tx)
	}
	r := access.Right{Kind: access.RightRoles, After: access.RoleCodes(roles)}
	return askFor(ctx, s, access.ActorRoles, id, shown, r, access.Invited, access.Active)
}

// ResetSignIn asks for a token with which an actor who cannot sign in any more chooses
// a new password and device. Until then the old ones work. For an actor who has not
// enrolled yet it replaces the invitation.
func ResetSignIn(ctx context.Context, s access.Session, id lindung.ActorID) (Invitation, error) {
	return askFor(ctx, s, access.ActorReset, id, access.AccountTarget(id), access.Right{Kind: access.RightReset}, access.Invited, access.Active)
}

// MakePass asks for a shift pass for a colleague whose device is lost: a code to use
// instead of that of the device. With the password it is valid for twelve hours and
// one session. No one makes one for themselves.
func MakePass(ctx context.Context, s access.Session, id lindung.ActorID) (Invitation, error) {
	return askFor(ctx, s, access.ActorPass, id, access.AccountTarget(id), access.Right{Kind: access.RightPass}, access.Active)
}

// ChangeSetting asks for another value of a setting of the session's organisation.
func ChangeSetting(ctx context.Context, s access.Session, of access.Setting, value int) (Invitation, error) {
	var i Invitation
	err := s.Do(ctx, access.SettingEdit, s.OrgTarget(), func(tx *access.Tx) error {
		org := lindung.OrgID(tx.Object().ID)
		now, err := access.SettingOf(tx, org, of)
		if err != nil {
			return err
		}
		r := access.Right{
			Org: org, Kind: access.RightSetting, Whom: of.Key, Before: strconv.Itoa(now), After: strconv.Itoa(value),
		}
		return ask(tx, r, &i, true)
	})
	return i, err
}

// SettingsOf returns the values of the settings of the session's organisation, by key.
func SettingsOf(ctx context.Context, s access.Session) (map[string]int, error) {
	var all map[string]int
	err := s.See(ctx, access.RightList, s.OrgTarget(), func(tx *access.Tx) (err error) {
		all, err = access.SettingsOf(tx, tx.Actor().Org)
		tx.SetCount(len(all), "settings")
		return err
	})
	return all, err
}

// AgreeRight agrees, as the second person, to a right that someone has asked for. erase
// carries out the erasure of a case.
func AgreeRight(ctx context.Context, s access.Session, id string, erase func(*access.Tx, access.Right) error) error {
	return s.Do(ctx, access.RightAgree, access.RightTarget(id), func(tx *access.Tx) error {
		r, err := access.AgreeRight(tx, id)
		if err != nil || r.HandsOut() {
			return err
		}
		if r.Kind == access.RightErase {
			return erase(tx, r)
		}
		return carry(tx, r, &Invitation{})
	})
}

// GiveRight gives what was agreed to, or has waited, and returns what is handed out.
func GiveRight(ctx context.Context, s access.Session, id string) (Invitation, error) {
	var i Invitation
	err := s.Do(ctx, access.RightGive, access.RightTarget(id), func(tx *access.Tx) error {
		r, err := access.GiveRight(tx, id)
		if err != nil {
			return err
		}
		return carry(tx, r, &i)
	})
	if err != nil {
		return Invitation{}, err
	}
	return i, nil
}

// StopRight ends a right that was not given yet. An account that was made for it ends.
func StopRight(ctx context.Context, s access.Session, id string) error {
	return s.Do(ctx, access.RightStop, access.RightTarget(id), func(tx *access.Tx) error {
		r, err := access.StopRight(tx, id)
		if err != nil || r.Kind != access.RightInvite {
			return err
		}
		a, err := access.AccountOf(tx, lindung.ActorID(r.Whom))
		if err != nil || a.State != access.Invited {
			return err
		}
		a.State = access.Ended
		return access.UpdateAccount(tx, a)
	})
}

// RightLine is a right as a list shows it.
type RightLine struct {
	access.Right
	State              string
	Name, Asker, Agree string // of those whom it is about, who asked, who agreed; "" for the program
	OrgName            string
	New                bool // the actor has not said that they looked at it
	MayAgree           bool
}

// Rights returns what was given in the session's organisation and what waits there or
// is asked of its people, newest first, without erasures of cases that are unseen.
func Rights(ctx context.Context, s access.Session, unseen access.Unseen) ([]RightLine, error) {
	var lines []RightLine
	err := s.See(ctx, access.RightList, s.OrgTarget(), func(tx *access.Tx) error {
		all, err := access.RightsOf(tx, tx.Actor().Org, unseen)
		if err != nil {
			return err
		}
		seen, err := access.RightsSeen(tx)
		if err != nil {
			return err
		}
		names, err := namesIn(tx)
		if err != nil {
			return err
		}
		lines = nil
		for _, r := range all {
			l, err := rightLine(tx, r, names)
			if err != nil {
				return err
			}
			l.New = r.GivenAt > seen
			lines = append(lines, l)
		}
		tx.SetCount(len(lines), "rights")
		return nil
	})
	return lines, err
}

// namesIn returns the names of those who work or worked for the actor's organisation.
func namesIn(tx *access.Tx) (map[lindung.ActorID]string, error) {
	all, err := access.AccountsOf(tx, tx.Actor().Org)
	names := map[lindung.ActorID]string{}
	for _, a := range all {
		if a, err = a.OpenName(tx); err != nil {
			return nil, err
		}
		names[a.ID] = a.Name
	}
	return names, err
}

// rightLine returns the line of a right. It adds to names those of others.
func rightLine(tx *access.Tx, r access.Right, names map[lindung.ActorID]string) (RightLine, error) {
	l := RightLine{Right: r, State: r.State(tx.Now)}
	o, err := tx.OrgOf(r.Org)
	if err != nil {
		return l, err
	}
	l.OrgName = o.Name
	for _, n := range []struct {
		to *string
		id lindung.ActorID
	}{{&l.Name, lindung.ActorID(r.Whom)}, {&l.Asker, r.AskedBy}, {&l.Agree, r.AgreedBy}} {
		name, known := names[n.id]
		if !known && lindung.IsID(string(n.id)) && (r.Kind != access.RightErase || string(n.id) != r.Whom) {
			if name, err = tx.NameOf(n.id); err != nil && !errors.Is(err, lindung.ErrNotFound) {
				return l, err
			}
			names[n.id] = name
		}
		*n.to = name
	}
	l.MayAgree, err = access.MayAgree(tx, r)
	return l, err
}

// SeeRights notes that the actor has looked at the rights that were given.
func SeeRights(ctx context.Context, s access.Session) error {
	return s.Do(ctx, access.RightList, s.OrgTarget(), func(tx *access.Tx) error {
		tx.SetCount(0, "seen")
		return access.SeeRights(tx)
	})
}

// RightCounts are what Home says of rights.
type RightCounts struct {
	Waits int // that were not given yet
	New   int // that were given and the actor has not looked at
	Key   int // of these, with the key file
}

// CountRights counts them for the session's organisation.
func CountRights(ctx context.Context, s access.Session, unseen access.Unseen) (RightCounts, error) {
	var c RightCounts
	err := s.See(ctx, access.RightList, s.OrgTarget(), func(tx *access.Tx) error {
		seen, err := access.RightsSeen(tx)
		if err != nil {
			return err
		}
		all, err := access.NewRightsOf(tx, tx.Actor().Org, seen, unseen)
		c = RightCounts{}
		for _, r := range all {
			switch r.State(tx.Now) {
			case access.RightGiven:
				c.New++
				if r.ByProgram() {
					c.Key++
				}
			case access.RightWaits, access.RightDue, access.RightAgreed:
				c.Waits++
			}
		}
		tx.SetCount(c.Waits, "rights")
		return err
	})
	return c, err
}
