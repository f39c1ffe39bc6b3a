package access

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"lindung"
	"lindung/audit"
	"lindung/field"
	"lindung/internal/db"
)

// Credentials are what somebody typed to sign in. Code is the device's, a
// recovery code or a shift pass. Network is where the try comes from, an
// address or a part of one.
type Credentials struct {
	Login, Password, Code, Network string
}

// SignedIn is a session that has begun.
type SignedIn struct {
	Token   string // for the browser's cookie; stored only as a hash
	Until   time.Time
	Session Session
	By      string // ByCode, ByRecovery or ByPass
	Left    int    // recovery codes
}

// SignIn begins a browser session. Whatever was not right is ErrSignIn, and
// takes as long as if it had been; repeated tries wait, see ErrBusy.
func SignIn(ctx context.Context, n *Node, c Credentials) (SignedIn, error) {
	name := n.loginHash(c.Login)
	if err := n.slow.wait(ctx, name, c.Network); err != nil {
		return SignedIn{}, err
	}
	r, err := n.byLogin(ctx, name)
	if err != nil && !errors.Is(err, lindung.ErrNotFound) {
		return SignedIn{}, err
	}
	right, err := n.fits(ctx, c.Password, r.Password)
	if err != nil {
		return SignedIn{}, err
	}
	if r.ID == "" {
		return SignedIn{}, n.refuseStranger(ctx)
	}
	in := SignedIn{Token: newToken()}
	err = n.System(r.Org, "sign_in").Do(ctx, SystemRun, account(r.ID), func(tx *Tx) error {
		if !right {
			return ErrSignIn
		}
		return n.admit(tx, r, c.Code, &in)
	})
	if err != nil {
		return SignedIn{}, err
	}
	n.slow.right(name)
	return in, nil
}

func (n *Node) byLogin(ctx context.Context, name string) (actorRow, error) {
	var r actorRow
	err := n.db.Read(ctx, func(tx *db.Tx) error {
		var err error
		r, err = actorByLogin(tx, name)
		return err
	})
	return r, err
}

// refuseStranger records that somebody tried a name that nobody has. The name
// is not kept: it may be a password that went into the wrong box.
func (n *Node) refuseStranger(ctx context.Context) error {
	e := audit.Entry{Actor: "system:sign_in", Act: string(SystemRun), Decision: audit.Refused}
	if err := n.db.Write(ctx, func(tx *db.Tx) error { return n.log.Append(tx, e) }); err != nil {
		return err
	}
	return ErrSignIn
}

// admit checks what stands beside the password and begins the session.
func (n *Node) admit(tx *Tx, before actorRow, code string, in *SignedIn) error {
	r, err := actor(tx, before.ID)
	if err != nil {
		return err
	}
	if r.State != Active || r.Password != before.Password {
		return ErrSignIn
	}
	by, pass, err := n.second(tx, r, code, "")
	if err != nil {
		return err
	}
	tx.Count(0, by)
	if err := dropStale(tx); err != nil {
		return err
	}
	row := webRow{Hash: hashToken(in.Token), Actor: r.ID, Started: tx.Now, Seen: tx.Now}
	row.Expires = row.until(tx.Now)
	if row.Data, err = json.Marshal(webData{By: by, Pass: pass}); err != nil {
		return err
	}
	if in.Session, err = n.session(r, row); err != nil {
		return err
	}
	in.By, in.Until = by, row.Started.Add(longestSession).Time()
	if r, err = actor(tx, r.ID); err != nil {
		return err
	}
	in.Left = len(strings.Fields(r.Codes))
	return insertSession(tx, row)
}

// StepUp proves again who is at work in a browser session: with the code of the
// device, or with the password and a recovery code or this session's shift
// pass. It is good for stepUpFor. Pages ask for it on ErrStepUp.
func StepUp(ctx context.Context, s Session, c Credentials) error {
	name := "step up " + string(s.actor.ID)
	if err := s.node.slow.wait(ctx, name, c.Network); err != nil {
		return err
	}
	device := len(bareCode(c.Code)) == totpLength
	right, err := s.knows(ctx, c.Password, device)
	if err != nil {
		return err
	}
	err = s.Do(ctx, OwnSession, account(s.actor.ID), func(tx *Tx) error {
		if !right {
			return ErrSignIn
		}
		row, err := webSession(tx, s.web)
		if err != nil {
			return err
		}
		data := row.data()
		r, err := actor(tx, s.actor.ID)
		if err != nil {
			return err
		}
		by, _, err := s.node.second(tx, r, c.Code, data.Pass)
		if err != nil {
			return err
		}
		tx.Count(0, "step_up_"+by)
		data.Proved = tx.Now
		if row.Data, err = json.Marshal(data); err != nil {
			return err
		}
		return updateSession(tx, row)
	})
	if err == nil {
		s.node.slow.right(name)
	}
	return err
}

// knows reports whether password is the actor's; with skip it is not asked for.
func (s Session) knows(ctx context.Context, password string, skip bool) (bool, error) {
	if skip {
		return true, nil
	}
	var r actorRow
	err := s.node.db.Read(ctx, func(tx *db.Tx) error {
		var err error
		r, err = actor(tx, s.actor.ID)
		return err
	})
	if err != nil {
		return false, err
	}
	return s.node.fits(ctx, password, r.Password)
}

// ChangePassword changes the own password and ends all other sessions of the
// actor. An old password that does not fit is ErrSignIn.
func ChangePassword(ctx context.Context, s Session, old, chosen string) (*field.Problem, error) {
	if bad := CheckPassword(chosen, strings.Fields(s.actor.Name)...); bad != nil {
		return bad, nil
	}
	name := "password " + string(s.actor.ID)
	if err := s.node.slow.wait(ctx, name, name); err != nil {
		return nil, err
	}
	right, err := s.knows(ctx, old, false)
	if err != nil {
		return nil, err
	}
	var hash string
	if err := s.node.compute(ctx, func() { hash = HashPassword(chosen) }); err != nil {
		return nil, err
	}
	err = s.Do(ctx, OwnPassword, account(s.actor.ID), func(tx *Tx) error {
		if !right {
			return ErrSignIn
		}
		tx.Count(0, "password")
		if err := setPassword(tx, s.actor.ID, hash); err != nil {
			return err
		}
		return dropSessionsOf(tx, s.actor.ID, s.web)
	})
	if err == nil {
		s.node.slow.right(name)
	}
	return nil, err
}

// NewCodes replaces the recovery codes and returns the new ones, which are
// shown once. The actor must have shown again who he is.
func NewCodes(ctx context.Context, s Session) ([]string, error) {
	codes, kept := s.node.newRecovery(s.actor.ID)
	err := s.Do(ctx, OwnPassword, account(s.actor.ID), func(tx *Tx) error {
		if !s.steppedUp {
			return ErrStepUp
		}
		tx.Count(0, "recovery_codes")
		return setCodes(tx, s.actor.ID, kept)
	})
	if err != nil {
		return nil, err
	}
	return codes, nil
}

// SetLang changes the language of the actor's pages.
func SetLang(ctx context.Context, s Session, lang string) error {
	return s.Do(ctx, OwnSession, account(s.actor.ID), func(tx *Tx) error {
		tx.Count(0, "language")
		return setLang(tx, s.actor.ID, lang)
	})
}

// NextCode returns the code that secret gives for the next time that an actor
// can use one, for the demo's pages. It is empty while he has to wait for the
// next half minute.
func NextCode(ctx context.Context, n *Node, id lindung.ActorID, secret string) (string, error) {
	var r actorRow
	err := n.db.Read(ctx, func(tx *db.Tx) error {
		var err error
		r, err = actor(tx, id)
		return err
	})
	if err != nil {
		return "", err
	}
	at := totpStep(n.Now())
	step := max(at, r.Step+1)
	if step > at+1 {
		return "", nil
	}
	return TOTPCode(secret, time.Unix(step*totpPeriod, 0))
}
