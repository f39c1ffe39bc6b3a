package staff

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
	"lindung/access"
	"lindung/internal/db"
)

// NewActor is someone who will work with the program.
type NewActor struct {
	Org   lindung.OrgID
	Login string // what they sign in with
	Name  string
	Roles []lindung.Role
	Lang  string
	// Hash and Secret, from HashPassword and NewSecret, let the actor sign in at
	// once, without an invitation. For the demo.
	Hash, Secret string
}

// Invitation is what is handed to an actor, once: a token with which they enrol, or
// the code of a shift pass.
type Invitation struct {
	Actor lindung.ActorID
	Kind  string // of the right that it is about
	Token string // "" while it waits
	Until db.Time
	Waits bool // someone has to agree first, see access.Right
}

// The kinds of row in the table invites, and how long each is valid.
const (
	kindInvite   = "invite"
	kindReset    = "reset"
	kindPass     = "pass"
	kindCalendar = "calendar"

	inviteFor = 24 * time.Hour
	passFor   = 12 * time.Hour
)

// Invite adds an actor, who may sign in after enrolling with the token. Where their
// roles lead to reading cases, the invitation waits until it is agreed to. It is
// ErrUsed if someone on the node has the login already.
func Invite(ctx context.Context, s access.Session, a NewActor) (Invitation, error) {
	i := newInvitation()
	err := s.Do(ctx, access.ActorInvite, access.OrgTarget(a.Org), func(tx *access.Tx) error {
		return addActor(tx, a, &i)
	})
	if err != nil {
		return Invitation{}, err
	}
	return i, nil
}

func newInvitation() Invitation {
	return Invitation{Actor: lindung.ActorID(lindung.NewID())}
}

func newToken() string { return strings.ToLower(rand.Text()) }

// addActor stores the actor of i, with an invitation or with what they sign in with.
func addActor(tx *access.Tx, a NewActor, i *Invitation) error {
	ready := a.Hash != "" && a.Secret != ""
	if ready && !tx.ByProgram() {
		return errors.New("only the program adds an actor who can sign in at once")
	}
	if !GoodLogin(a.Login) || strings.TrimSpace(a.Name) == "" || !knownRoles(tx.Session(), a.Roles) {
		return errors.New("an actor needs a login, a name and at least one known role")
	}
	f := factors{Actor: i.Actor, Login: loginHash(tx, a.Login), TOTP: tx.SealNode(totpPlace(i.Actor), []byte(a.Secret))}
	if _, err := access.ByMac(loginHashes(tx, a.Login), func(name string) (factors, error) { return factorsByLogin(tx, name) }); err == nil {
		return ErrUsed
	} else if !errors.Is(err, lindung.ErrNotFound) {
		return err
	}
	account := access.Account{
		Actor: access.Actor{ID: i.Actor, Org: a.Org, Name: strings.TrimSpace(a.Name), Roles: a.Roles, Lang: a.Lang},
		Login: foldLogin(a.Login), State: access.Invited,
	}
	if ready {
		account.State, f.Password = access.Active, a.Hash
		var err error
		if account, err = account.WithUndertaking(tx); err != nil {
			return err
		}
	}
	if err := access.InsertAccount(tx, account); err != nil {
		return err
	}
	if err := insertFactors(tx, f); err != nil {
		return err
	}
	r := access.Right{Org: a.Org, Kind: access.RightInvite, Whom: string(i.Actor), After: access.RoleCodes(a.Roles)}
	return ask(tx, r, i, !ready)
}

// foldLogin returns a login in the form in which logins are compared.
func foldLogin(login string) string {
	return strings.ToLower(norm.NFKC.String(strings.TrimSpace(login)))
}

// GoodLogin reports whether login can be one: 3 to 64 letters, digits and
// ".-_@", without spaces.
func GoodLogin(login string) bool {
	login = foldLogin(login)
	return len(login) >= 3 && len(login) <= 64 && escape(login) == login
}

func loginHash(in hasher, login string) string { return in.Mac("login", foldLogin(login)) }

// loginHashes are those that may be stored.
func loginHashes(in hasher, login string) []string { return in.Macs("login", foldLogin(login)) }

// hasher is a transaction or, before there is one, the lobby.
type hasher interface {
	Mac(use, text string) string
	Macs(use, text string) []string
}

func inviteHash(tx *access.Tx, token string) string { return tx.Mac("invite", token) }

// inviteOf returns the invitation of a token.
func inviteOf(tx *access.Tx, token string) (inviteRow, error) {
	return access.ByMac(tx.Macs("invite", token), func(hash string) (inviteRow, error) { return invite(tx, hash) })
}

// knownRoles reports whether roles are some of those that someone can have on the node.
func knownRoles(s access.Session, roles []lindung.Role) bool {
	return len(roles) > 0 && !slices.ContainsFunc(roles, func(r lindung.Role) bool { return !slices.Contains(s.Roles(), r) })
}

// Members returns the actors of the session's organisation by name, those who have
// ended last.
func Members(ctx context.Context, s access.Session) ([]access.Account, error) {
	var all []access.Account
	err := s.See(ctx, access.ActorList, s.OrgTarget(), func(tx *access.Tx) error {
		var err error
		if all, err = access.AccountsOf(tx, tx.Actor().Org); err != nil {
			return err
		}
		for i, a := range all {
			if all[i], err = a.OpenName(tx); err != nil {
				return err
			}
		}
		tx.SetCount(len(all), "")
		return nil
	})
	slices.SortFunc(all, func(a, b access.Account) int {
		return cmp.Or(cmp.Compare(order(a.State), order(b.State)), strings.Compare(a.Name, b.Name))
	})
	return all, err
}

func order(state string) int {
	if state == access.Ended {
		return 1
	}
	return 0
}

// RosterLine is an actor without name and login.
type RosterLine struct {
	ID      lindung.ActorID
	Org     lindung.OrgID
	Roles   []lindung.Role
	State   string
	Created db.Time
}

// Roster returns the actors of the session's organisation without their names, in
// the order in which they were added. It is for the program's own actor.
func Roster(ctx context.Context, s access.Session) ([]RosterLine, error) {
	var all []RosterLine
	err := s.See(ctx, access.SystemRun, s.OrgTarget(), func(tx *access.Tx) error {
		accounts, err := access.AccountsOf(tx, tx.Actor().Org)
		if err != nil {
			return err
		}
		all = nil
		for _, a := range accounts {
			all = append(all, RosterLine{a.ID, a.Org, a.Roles, a.State, a.Created})
		}
		tx.SetCount(len(all), "roster")
		return nil
	})
	return all, err
}

// EditActor changes the name and the language of an actor. a.Version is the one that
// was shown. lindung.ErrConflict says that someone has saved since.
func EditActor(ctx context.Context, s access.Session, a access.Account) error {
	name := strings.TrimSpace(a.Name)
	if name == "" {
		return errors.New("an actor needs a name")
	}
	return s.Do(ctx, access.ActorEdit, access.AccountTarget(a.ID), func(tx *access.Tx) error {
		now, err := access.AccountOf(tx, a.ID)
		if err != nil {
			return err
		}
		if now, err = now.Rename(tx, name); err != nil {
			return err
		}
		now.Lang, now.Version = a.Lang, a.Version
		return access.UpdateAccount(tx, now)
	})
}

// ErrCarries says that an actor is still responsible for open cases.
var ErrCarries = errors.New("the actor is still responsible for cases")

// EndActor ends the work of an actor: they cannot sign in any more, and their
// sessions end at once. What they did stays under their name. carries says whether they
// are still responsible for cases, which others have to take on first: then nothing ends,
// and the error is ErrCarries. With nil it ends all the same: it must not wait when
// someone is a danger.
func EndActor(ctx context.Context, s access.Session, id lindung.ActorID, version int64, carries func(*access.Tx, access.Account) (bool, error)) error {
	return s.Do(ctx, access.ActorEdit, access.AccountTarget(id), func(tx *access.Tx) error {
		a, err := access.AccountOf(tx, id)
		if err != nil {
			return err
		}
		if carries != nil {
			if has, err := carries(tx, a); err != nil || has {
				return cmp.Or(err, ErrCarries)
			}
		}
		tx.SetCount(0, "end")
		a.State, a.Version = access.Ended, version
		if err := dropInvites(tx, id, kindInvite, kindReset, kindPass); err != nil {
			return err
		}
		if err := errors.Join(dropPasskeysOf(tx, id, 0), dropDevicesOf(tx, id, 0)); err != nil {
			return err
		}
		if err := dropListsOf(tx, id); err != nil {
			return err
		}
		if err := dropSessionsOf(tx, id, ""); err != nil {
			return err
		}
		return lastStays(tx, a.Org, func() error { return access.UpdateAccount(tx, a) })
	})
}

// lastStays changes an account of an organisation, unless it would lose its last
// administrator.
func lastStays(tx *access.Tx, org lindung.OrgID, change func() error) error {
	before, err := administrators(tx, org)
	if err != nil {
		return err
	}
	if err := change(); err != nil {
		return err
	}
	after, err := administrators(tx, org)
	if err == nil && before > 0 && after == 0 {
		err = fmt.Errorf("the last administrator stays: %w", lindung.ErrConflict)
	}
	return err
}

func administrators(tx *access.Tx, id lindung.OrgID) (int, error) {
	all, err := access.AccountsOf(tx, id)
	n := 0
	for _, a := range all {
		if a.Administers() {
			n++
		}
	}
	return n, err
}
