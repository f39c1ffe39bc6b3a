package access

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"lindung"
	"lindung/internal/db"
)

// Account is an actor as stored. Name and Login are empty until OpenName opens
// them. Package staff stores passwords and devices.
type Account struct {
	Actor
	Login   string // the name to sign in with
	State   string
	Created db.Time
	Version int64
	sealed  []byte // profile
}

// profile is what names an actor.
type profile struct{ Name, Login string }

// States of an account.
const (
	Invited = "invited" // has not chosen a password yet
	Active  = "active"
	Ended   = "ended"
)

// AccountTarget is the target of acts on one actor.
func AccountTarget(id lindung.ActorID) Target {
	return func(tx *Tx) (Object, error) {
		a, err := AccountOf(tx, id)
		return Object{Type: TypeActor, ID: string(a.ID), Org: a.Org}, err
	}
}

// AccountOf returns the account of an actor.
func AccountOf(tx db.Holder, id lindung.ActorID) (Account, error) { return account(tx, id) }

// AccountsOf returns the accounts of an organisation in the order in which they
// were made.
func AccountsOf(tx db.Holder, id lindung.OrgID) ([]Account, error) {
	if _, a, ok := shadow(tx); ok && id == Nowhere {
		a, err := account(tx, a.ID)
		a.Org = Nowhere
		return []Account{a}, err
	}
	t, ok := tx.(*Tx)
	if !ok {
		return accountsOf(tx, id)
	}
	all, err := ReadOnce(t, staffKey(id), func() ([]Account, error) { return accountsOf(tx, id) })
	return slices.Clone(all), err
}

// staffKey is the key under which an act has read the accounts, see [ReadOnce].
type staffKey lindung.OrgID

// Administrators returns the names of those who look after an organisation, in the
// order in which their accounts were made.
func Administrators(tx *Tx, id lindung.OrgID) ([]string, error) {
	all, err := AccountsOf(tx, id)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, a := range all {
		if !a.Administers() {
			continue
		}
		if a, err = a.OpenName(tx); err != nil {
			return nil, err
		}
		names = append(names, a.Name)
	}
	return names, nil
}

// InsertAccount stores a new account.
func InsertAccount(tx *Tx, a Account) error {
	a.Created, a.Version = tx.Now, 1
	if err := a.seal(tx); err != nil {
		return err
	}
	return insertAccount(tx, a)
}

// UpdateAccount stores the language and the state of a, and what Rename has
// changed; roles change by GiveRoles alone. Another version than a's own in the
// database is lindung.ErrConflict.
func UpdateAccount(tx *Tx, a Account) error {
	if a.State == Ended {
		tx.Ends(EndedAccount, string(a.ID))
	}
	return updateAccount(tx, a)
}

// Rename returns the account with another name. UpdateAccount stores it.
func (a Account) Rename(tx *Tx, name string) (Account, error) {
	a, err := a.OpenName(tx)
	if err != nil {
		return a, err
	}
	a.Name = name
	return a, a.seal(tx)
}

// OpenName returns the account with its name and login.
func (a Account) OpenName(tx *Tx) (Account, error) {
	box, err := tx.OpenNode(profilePlace(a.ID), a.sealed)
	if err != nil {
		return a, fmt.Errorf("actor %s: %w", a.ID, err)
	}
	var p profile
	if err := json.Unmarshal(box, &p); err != nil {
		return a, fmt.Errorf("actor %s: the profile cannot be read", a.ID)
	}
	a.Name, a.Login = p.Name, p.Login
	return a, nil
}

func (a *Account) seal(tx *Tx) error {
	plain, err := json.Marshal(profile{a.Name, a.Login})
	if err != nil {
		return err
	}
	a.sealed = tx.SealNode(profilePlace(a.ID), plain)
	return nil
}

func profilePlace(id lindung.ActorID) string { return "actors|" + string(id) + "|sealed" }

// Administers reports whether the actor can look after people and settings.
func (a Account) Administers() bool { return a.State == Active && a.HasRole(lindung.Administrator) }

// WorksOnCases reports whether the account has not ended, and has no role that keeps cases
// from it.
func (a Account) WorksOnCases() bool {
	return a.State != Ended && !a.HasRole(lindung.Administrator, lindung.Analyst, lindung.DataProtection)
}

// NameOf returns the name of an actor, for pages that say who did what.
func (t *Tx) NameOf(id lindung.ActorID) (string, error) {
	a, err := AccountOf(t, id)
	if err != nil {
		return "", err
	}
	a, err = a.OpenName(t)
	return a.Name, err
}

// splitRoles leaves out what is no role.
func splitRoles(text string) []lindung.Role {
	var all []lindung.Role
	for _, r := range strings.Split(text, ",") {
		if slices.Contains(lindung.Roles, lindung.Role(r)) {
			all = append(all, lindung.Role(r))
		}
	}
	return all
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
