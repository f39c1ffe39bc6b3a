package access

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"lindung"
	"lindung/internal/db"
)

// NewActor is somebody who is to work with the program.
type NewActor struct {
	Org   lindung.OrgID
	Login string // what he signs in with
	Name  string
	Roles []lindung.Role
	Lang  string
	// Hash and Secret, as HashPassword and NewSecret make them, let the actor
	// sign in at once, without an invitation. For the demo.
	Hash, Secret string
}

// Invitation is the way in that is handed to an actor, once.
type Invitation struct {
	Actor lindung.ActorID
	Token string
	Until db.Time
}

// The kinds of paper in the table invites, and how long each is good for.
const (
	kindInvite = "invite"
	kindReset  = "reset"
	kindPass   = "pass"

	inviteFor = 24 * time.Hour
	passFor   = 12 * time.Hour
)

// foldLogin is a login as it is compared.
func foldLogin(login string) string {
	return strings.ToLower(norm.NFKC.String(strings.TrimSpace(login)))
}

// GoodLogin reports whether login can be one: 3 to 64 letters, digits and
// ".-_@", without spaces.
func GoodLogin(login string) bool {
	login = foldLogin(login)
	return len(login) >= 3 && len(login) <= 64 && escape(login) == login
}

// Invite adds an actor who may sign in once he has enrolled with the token. It
// is ErrUsed when somebody on the node has the login already.
func Invite(ctx context.Context, s Session, a NewActor) (Invitation, error) {
	i := newInvitation()
	err := s.Do(ctx, ActorInvite, orgTarget(a.Org), func(tx *Tx) error {
		tx.On(string(i.Actor))
		return s.node.addActor(tx, a, &i)
	})
	if err != nil {
		return Invitation{}, err
	}
	return i, nil
}

// AddOrgWith is AddOrg together with the invitation of the organisation's first
// actor, who looks after its people.
func AddOrgWith(ctx context.Context, s Session, o Org, first NewActor) (Invitation, error) {
	i := newInvitation()
	o.ID, o.Version = lindung.OrgID(lindung.NewID()), 1
	first.Org, first.Roles = o.ID, []lindung.Role{lindung.Administrator}
	err := s.Do(ctx, OrgAdd, s.Node(), func(tx *Tx) error {
		if err := addOrg(tx, &o); err != nil {
			return err
		}
		return s.node.addActor(tx, first, &i)
	})
	if err != nil {
		return Invitation{}, err
	}
	return i, nil
}

func newInvitation() Invitation {
	return Invitation{Actor: lindung.ActorID(lindung.NewID()), Token: newToken()}
}

func newToken() string { return strings.ToLower(rand.Text()) }

// addActor stores the actor of i, and what lets him in.
func (n *Node) addActor(tx *Tx, a NewActor, i *Invitation) error {
	if !GoodLogin(a.Login) || strings.TrimSpace(a.Name) == "" || !knownRoles(a.Roles) {
		return errors.New("an actor needs a login, a name and at least one known role")
	}
	i.Until = tx.Now.Add(inviteFor)
	r, err := n.newRow(i.Actor, a)
	if err != nil {
		return err
	}
	r.Created = tx.Now
	if _, err := actorByLogin(tx, r.Login); err == nil {
		return ErrUsed
	} else if !errors.Is(err, lindung.ErrNotFound) {
		return err
	}
	if err := insertActor(tx, r); err != nil || r.State == Active {
		return err
	}
	return n.handOut(tx, *i, kindInvite)
}

func (n *Node) newRow(id lindung.ActorID, a NewActor) (actorRow, error) {
	box, err := n.sealProfile(id, profile{Name: strings.TrimSpace(a.Name), Login: foldLogin(a.Login)})
	r := actorRow{
		ID: id, Org: a.Org, Login: n.loginHash(a.Login), Sealed: box, Roles: joinRoles(a.Roles), Lang: a.Lang,
		TOTP: []byte{}, State: Invited, Version: 1,
	}
	if a.Hash != "" && a.Secret != "" {
		r.State, r.Password = Active, a.Hash
		r.TOTP = n.ring.Node().Seal(totpPlace(id), []byte(a.Secret))
	}
	return r, err
}

// handOut stores the way in and takes back what was handed out before.
func (n *Node) handOut(tx *Tx, i Invitation, kind string) error {
	if err := dropInvites(tx, i.Actor, kindInvite, kindReset); err != nil {
		return err
	}
	return insertInvite(tx, inviteRow{
		Hash: n.inviteHash(i.Token), Actor: i.Actor, Kind: kind, By: string(tx.Actor().ID), Expires: i.Until,
	})
}

func (n *Node) loginHash(login string) string  { return n.ring.Mac("login", foldLogin(login)) }
func (n *Node) inviteHash(token string) string { return n.ring.Mac("invite", token) }

func knownRoles(roles []lindung.Role) bool {
	return len(roles) > 0 && !slices.ContainsFunc(roles, func(r lindung.Role) bool { return !slices.Contains(lindung.Roles, r) })
}

// joinRoles keeps the order of the closed list, each role once.
func joinRoles(has []lindung.Role) string {
	var all []string
	for _, r := range lindung.Roles {
		if slices.Contains(has, r) {
			all = append(all, string(r))
		}
	}
	return strings.Join(all, ",")
}

// Member is an actor as the list of an organisation's people shows him.
type Member struct {
	Actor
	Login   string
	State   string
	Created db.Time
	Version int64
}

// Administers reports whether the member can look after people and settings.
func (m Member) Administers() bool { return m.State == Active && m.Has(lindung.Administrator) }

// Members returns the people of the session's organisation by name, those who
// have ended last.
func Members(ctx context.Context, s Session) ([]Member, error) {
	var all []Member
	err := s.See(ctx, ActorList, s.Own(), func(tx *Tx) error {
		rows, err := actorsOf(tx, s.actor.Org)
		if err != nil {
			return err
		}
		all = make([]Member, len(rows))
		for i, r := range rows {
			if all[i], err = s.node.member(r); err != nil {
				return err
			}
		}
		tx.Count(len(all), "")
		return nil
	})
	slices.SortFunc(all, func(a, b Member) int {
		return cmp.Or(cmp.Compare(order(a.State), order(b.State)), strings.Compare(a.Name, b.Name))
	})
	return all, err
}

func order(state string) int {
	if state == Ended {
		return 1
	}
	return 0
}

func (n *Node) member(r actorRow) (Member, error) {
	p, err := n.profile(r)
	m := Member{Actor: r.actor(), Login: p.Login, State: r.State, Created: r.Created, Version: r.Version}
	m.Name = p.Name
	return m, err
}

// account is the target of acts on one actor.
func account(id lindung.ActorID) Target {
	return func(tx *Tx) (Object, error) {
		r, err := actor(tx, id)
		return Object{Type: TypeActor, ID: string(r.ID), Org: r.Org}, err
	}
}

// EditActor changes the name, the roles and the language of an actor. m.Version
// is the one that was shown. It is lindung.ErrConflict when somebody else was
// faster, or when nobody would be left to look after the organisation's people.
func EditActor(ctx context.Context, s Session, m Member) error {
	if strings.TrimSpace(m.Name) == "" || !knownRoles(m.Roles) {
		return errors.New("an actor needs a name and at least one known role")
	}
	return s.Do(ctx, ActorEdit, account(m.ID), func(tx *Tx) error {
		r, err := actor(tx, m.ID)
		if err != nil {
			return err
		}
		p, err := s.node.profile(r)
		if err != nil {
			return err
		}
		p.Name = strings.TrimSpace(m.Name)
		if r.Sealed, err = s.node.sealProfile(r.ID, p); err != nil {
			return err
		}
		r.Roles, r.Lang, r.Version = joinRoles(m.Roles), m.Lang, m.Version
		return changeActor(tx, r)
	})
}

// EndActor ends the work of an actor: he cannot sign in any more, and his
// sessions end at once. What he did stays under his name.
func EndActor(ctx context.Context, s Session, id lindung.ActorID, version int64) error {
	return s.Do(ctx, ActorEdit, account(id), func(tx *Tx) error {
		r, err := actor(tx, id)
		if err != nil {
			return err
		}
		tx.Count(0, "end")
		r.State, r.Version = Ended, version
		if err := dropInvites(tx, id, kindInvite, kindReset, kindPass); err != nil {
			return err
		}
		if err := dropSessionsOf(tx, id, ""); err != nil {
			return err
		}
		return changeActor(tx, r)
	})
}

// changeActor stores r, unless that would take from an organisation the last
// one who can look after its people.
func changeActor(tx *Tx, r actorRow) error {
	before, err := administrators(tx, r.Org)
	if err != nil {
		return err
	}
	if err := updateActor(tx, r); err != nil {
		return err
	}
	after, err := administrators(tx, r.Org)
	if err == nil && before > 0 && after == 0 {
		err = fmt.Errorf("the last administrator stays: %w", lindung.ErrConflict)
	}
	return err
}

func administrators(tx *Tx, id lindung.OrgID) (int, error) {
	all, err := actorsOf(tx, id)
	n := 0
	for _, r := range all {
		if r.State == Active && r.actor().Has(lindung.Administrator) {
			n++
		}
	}
	return n, err
}

// Reset starts a new way in for an actor who has lost his: he chooses password
// and device himself, with the token. Until then the old ones work. For an
// actor who has not enrolled yet it replaces the invitation.
func Reset(ctx context.Context, s Session, id lindung.ActorID) (Invitation, error) {
	i := Invitation{Actor: id, Token: newToken()}
	err := s.Do(ctx, ActorReset, account(id), func(tx *Tx) error {
		r, err := actor(tx, id)
		if err != nil {
			return err
		}
		i.Until = tx.Now.Add(inviteFor)
		switch r.State {
		case Invited:
			return s.node.handOut(tx, i, kindInvite)
		case Active:
			return s.node.handOut(tx, i, kindReset)
		}
		return ErrDenied
	})
	if err != nil {
		return Invitation{}, err
	}
	return i, nil
}

// Pass is a shift pass: a code that stands in for the device of an actor.
type Pass struct {
	Code  string
	Until db.Time
}

// MakePass makes a shift pass for a colleague whose device is lost, so that the
// night goes on: good for twelve hours and one session, beside the password.
// Nobody makes one for himself.
func MakePass(ctx context.Context, s Session, id lindung.ActorID) (Pass, error) {
	code := newCode(passLength)
	p := Pass{Code: spaced(code)}
	err := s.Do(ctx, ActorPass, account(id), func(tx *Tx) error {
		r, err := actor(tx, id)
		if err != nil {
			return err
		}
		if r.State != Active || id == tx.Actor().ID {
			return ErrDenied
		}
		p.Until = tx.Now.Add(passFor)
		if err := dropInvites(tx, id, kindPass); err != nil {
			return err
		}
		return insertInvite(tx, inviteRow{
			Hash: s.node.passHash(id, code), Actor: id, Kind: kindPass, By: string(tx.Actor().ID), Expires: p.Until,
		})
	})
	if err != nil {
		return Pass{}, err
	}
	return p, nil
}
