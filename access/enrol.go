package access

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"lindung"
	"lindung/field"
	"lindung/internal/db"
)

// Welcome is what somebody who holds an invitation is shown.
type Welcome struct {
	Name, Login, OrgName, Lang string
	// Again says that he had a password before and chooses a new one.
	Again bool
	Until db.Time
}

// Greet returns whom an invitation or a reset belongs to. A token that is
// unknown, used or too old is ErrUsed.
func Greet(ctx context.Context, n *Node, token string) (Welcome, error) {
	var w Welcome
	err := n.db.Read(ctx, func(tx *db.Tx) error {
		i, r, err := n.invited(tx, token)
		if err != nil {
			return err
		}
		p, err := n.profile(r)
		w = Welcome{Name: p.Name, Login: p.Login, OrgName: r.OrgName, Lang: r.Lang, Again: i.Kind == kindReset, Until: i.Expires}
		return err
	})
	return w, err
}

// invited returns the paper of a token that is still good, and its actor.
func (n *Node) invited(tx db.Holder, token string) (inviteRow, actorRow, error) {
	i, err := invite(tx, n.inviteHash(token))
	if errors.Is(err, lindung.ErrNotFound) {
		return i, actorRow{}, ErrUsed
	}
	if err != nil {
		return i, actorRow{}, err
	}
	if i.Kind == kindPass || i.Used != 0 || i.Expires <= db.Now(tx) {
		return i, actorRow{}, ErrUsed
	}
	r, err := actor(tx, i.Actor)
	if err == nil && r.State == Ended {
		err = ErrUsed
	}
	return i, r, err
}

// Enrolment is what stands between choosing a password and proving that the
// device works. Box travels with the form; nothing is stored until then, so
// whoever only looked at the invitation has seen no secret that counts.
type Enrolment struct {
	Secret, Login, Box string
}

// chosen is what the box holds.
type chosen struct {
	Token, Hash, Secret string
	At                  db.Time
}

const boxFor = time.Hour

func boxPlace(token string) string { return "enrol|" + token }

// Begin takes the password that the holder of an invitation chose, and returns
// the secret for his device.
func Begin(ctx context.Context, n *Node, token, password string) (Enrolment, *field.Problem, error) {
	w, err := Greet(ctx, n, token)
	if err != nil {
		return Enrolment{}, nil, err
	}
	if bad := CheckPassword(password, append(strings.Fields(w.Name), w.Login)...); bad != nil {
		return Enrolment{}, bad, nil
	}
	c := chosen{Token: n.inviteHash(token), Secret: NewSecret(), At: db.At(n.Now())}
	if err := n.compute(ctx, func() { c.Hash = HashPassword(password) }); err != nil {
		return Enrolment{}, nil, err
	}
	plain, err := json.Marshal(c)
	if err != nil {
		return Enrolment{}, nil, err
	}
	box := base64.RawURLEncoding.EncodeToString(n.ring.Node().Seal(boxPlace(c.Token), plain))
	return Enrolment{Secret: c.Secret, Login: w.Login, Box: box}, nil, nil
}

// Resumed returns the enrolment in box, to show its page again.
func Resumed(ctx context.Context, n *Node, token, box string) (Enrolment, error) {
	w, err := Greet(ctx, n, token)
	if err != nil {
		return Enrolment{}, err
	}
	c, err := n.openBox(token, box)
	return Enrolment{Secret: c.Secret, Login: w.Login, Box: box}, err
}

func (n *Node) openBox(token, box string) (chosen, error) {
	var c chosen
	sealed, err := base64.RawURLEncoding.DecodeString(box)
	if err != nil {
		return c, ErrUsed
	}
	plain, err := n.ring.Node().Open(boxPlace(n.inviteHash(token)), sealed)
	if err != nil {
		return c, ErrUsed
	}
	if err := json.Unmarshal(plain, &c); err != nil {
		return c, err
	}
	if c.At.Add(boxFor) < db.At(n.Now()) {
		return c, ErrUsed
	}
	return c, nil
}

// Enroll sets the password and the device of the holder of an invitation, once
// a code shows that the device works, and returns his recovery codes, which are
// shown once. What he had before ends, his sessions too. A code that does not
// fit is ErrSignIn, and the invitation is still good.
func Enroll(ctx context.Context, n *Node, token, box, code string) ([]string, error) {
	c, err := n.openBox(token, box)
	if err != nil {
		return nil, err
	}
	step, ok := matchTOTP(c.Secret, bareCode(code), n.Now(), 0)
	if !ok {
		return nil, ErrSignIn
	}
	var r actorRow
	err = n.db.Read(ctx, func(tx *db.Tx) error {
		_, r, err = n.invited(tx, token)
		return err
	})
	if err != nil {
		return nil, err
	}
	codes, kept := n.newRecovery(r.ID)
	s := n.System(r.Org, "enrol")
	err = s.Do(ctx, SystemRun, account(r.ID), func(tx *Tx) error {
		i, r, err := n.invited(tx, token)
		if err != nil {
			return err
		}
		tx.Count(0, i.Kind)
		r.Password, r.Step, r.Codes, r.State = c.Hash, step, kept, Active
		r.TOTP = n.ring.Node().Seal(totpPlace(r.ID), []byte(c.Secret))
		if err := updateActor(tx, r); err != nil {
			return err
		}
		if err := useInvite(tx, i.Hash); err != nil {
			return err
		}
		return dropSessionsOf(tx, r.ID, "")
	})
	if err != nil {
		return nil, err
	}
	return codes, nil
}
