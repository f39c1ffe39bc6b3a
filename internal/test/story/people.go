package story

import (
	"errors"
	"strings"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/dossier"
	"lindung/staff"
)

// keyring is what a person of a story signs in with.
type keyring struct {
	login, token, password, second, secret string
	recovery                               []string
	pass, calendar, hash                   string
}

// login returns the name to sign in with, made of the story's name.
func login(who string) string { return strings.ReplaceAll(who, "@", "-") }

func invite(r *run, l line) ([]string, error) {
	if len(l.words) == 0 {
		return nil, need(false, "invite lia@shelter as caseworker")
	}
	who := l.words[0]
	i, err := staff.Invite(r.ctx, r.session, staff.NewActor{
		Org: r.session.Actor().Org, Login: login(who), Name: who, Roles: []lindung.Role{lindung.Role(l.after("as"))}, Lang: "en",
	})
	if err == nil {
		r.keys[who] = &keyring{login: login(who), token: i.Token}
		r.names[string(i.Actor)] = who
	}
	return waits(i), err
}

// waits says whether a right waits for a second person.
func waits(i staff.Invitation) []string {
	if i.Waits {
		return []string{"waits"}
	}
	return nil
}

// waiting returns the right that was asked for last and not given yet.
func (r *run) waiting() (staff.RightLine, error) {
	all, err := staff.Rights(r.ctx, r.session, cases.Unseen)
	for _, l := range all {
		if l.State == access.RightWaits || l.State == access.RightAgreed || l.State == access.RightDue {
			r.names[l.ID] = "what waits"
			return l, err
		}
	}
	return staff.RightLine{}, errors.Join(err, need(false, "a right that waits"))
}

func agreeRight(r *run, _ line) ([]string, error) {
	l, err := r.waiting()
	if err != nil {
		return nil, err
	}
	return nil, staff.AgreeRight(r.ctx, r.session, l.ID, dossier.EraseFor)
}

func giveRight(r *run, l line) ([]string, error) {
	right, err := r.waiting()
	if err != nil {
		return nil, err
	}
	i, err := staff.GiveRight(r.ctx, r.session, right.ID)
	if k := r.keys[l.after("to")]; k != nil && err == nil {
		if i.Kind == access.RightPass {
			k.pass = i.Token
		} else {
			k.token = i.Token
		}
	}
	return waits(i), err
}

// enrol is what the one who was invited does in a browser.
func enrol(r *run, l line) ([]string, error) {
	k, ok := r.keys[l.words[0]]
	if !ok {
		return nil, need(false, "enrol somebody who was invited")
	}
	k.password = l.after("with")
	e, bad, err := r.node.Door.ChoosePassword(r.ctx, k.token, k.password)
	if err != nil || bad != nil {
		return nil, errors.Join(err, need(bad == nil, "a password that is good"))
	}
	k.secret = e.Secret
	code, err := staff.TOTPCode(k.secret, r.node.Now())
	if err != nil {
		return nil, err
	}
	k.recovery, err = r.node.Door.Enroll(r.ctx, k.token, e.Box, code)
	return nil, err
}

func makePass(r *run, l line) ([]string, error) {
	who := l.after("for")
	for id, name := range r.names {
		if name == who {
			p, err := staff.MakePass(r.ctx, r.session, lindung.ActorID(id))
			if k := r.keys[who]; k != nil && err == nil {
				k.pass = p.Token
			}
			return waits(p), err
		}
	}
	return nil, need(false, "pass for NAME@ORG")
}

// signIn begins a browser session with the password and the device, the first
// recovery code or the shift pass; with "force", the second password and the device.
// Afterwards the story can say as NAME@ORG.
func signIn(r *run, l line) ([]string, error) {
	who := l.words[0]
	k, ok := r.keys[who]
	if !ok {
		return nil, need(false, "sign in somebody who was invited")
	}
	code, password := k.pass, k.password
	switch with := l.after("with"); with {
	case "device", "force":
		var err error
		if code, err = staff.TOTPCode(k.secret, r.node.Now()); err != nil {
			return nil, err
		}
		if with == "force" {
			password = k.second
		}
	case "recovery":
		code = k.recovery[0]
	}
	in, err := r.node.Door.SignIn(r.ctx, staff.Credentials{Login: k.login, Password: password, Code: code, Network: "192.0.2.1"})
	if err != nil {
		return nil, err
	}
	k.hash = in.Session.OpenedWith()
	r.people[who], err = r.resume(k.hash)
	return nil, err
}

// resume returns a browser session as its next page has it.
func (r *run) resume(hash string) (access.Session, error) {
	_, values, err := r.node.Door.Store().Decode([]byte(hash))
	if err != nil {
		return access.Session{}, err
	}
	ticket, _ := values[staff.TicketKey].(staff.Ticket)
	return r.node.Door.Resume(r.ctx, ticket)
}

// signedIn says whether the browser session of someone goes on.
func signedIn(r *run, l line) ([]string, error) {
	k, ok := r.keys[l.words[0]]
	if !ok {
		return nil, need(false, "signed in NAME@ORG")
	}
	_, err := r.resume(k.hash)
	if errors.Is(err, lindung.ErrNotFound) {
		return []string{"no"}, nil
	}
	return []string{"yes"}, err
}
