package staff

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"lindung"
	"lindung/access"
	"lindung/field"
	"lindung/internal/db"
)

// Welcome is what a page shows to someone with an invitation.
type Welcome struct {
	Name, Login, OrgName, Lang string
	// Again says that they had a password before and choose a new one.
	Again bool
	Until db.Time
	// Undertakes says that they give the undertaking with it.
	Undertakes bool
}

// ReadInvitation returns whom an invitation or a reset belongs to. A token that is
// unknown, used or too old is ErrUsed.
func (d *Door) ReadInvitation(ctx context.Context, token string) (Welcome, error) {
	var w Welcome
	err := d.lobby.Read(ctx, func(tx *access.Tx) error {
		i, a, err := invited(tx, token)
		if err != nil {
			return err
		}
		a, err = a.OpenName(tx)
		w = Welcome{Name: a.Name, Login: a.Login, OrgName: a.OrgName, Lang: a.Lang, Again: i.Kind == kindReset, Until: i.Expires, Undertakes: access.Undertakes(a.Roles)}
		return err
	})
	return w, err
}

// invited returns the invitation or reset of a valid token, and its account.
func invited(tx *access.Tx, token string) (inviteRow, access.Account, error) {
	i, err := inviteOf(tx, token)
	if errors.Is(err, lindung.ErrNotFound) {
		return i, access.Account{}, ErrUsed
	}
	if err != nil {
		return i, access.Account{}, err
	}
	if i.Kind != kindInvite && i.Kind != kindReset || i.Used != 0 || i.Expires <= tx.Now {
		return i, access.Account{}, ErrUsed
	}
	a, err := access.AccountOf(tx, i.Actor)
	if err != nil {
		return i, a, err
	}
	intact, err := access.Intact(tx, access.OfActor, i.Actor)
	if err == nil && (a.State == access.Ended || !intact[i.Actor]) {
		err = ErrUsed
	}
	return i, a, err
}

// Enrolment is the state between choosing a password and proving that the device
// works. Box is all of it, sealed, and the browser holds it; nothing is stored until
// Enroll, so that someone who only looked at the invitation knows no secret.
type Enrolment struct {
	Secret, Login, Box string
	Undertakes         bool
}

// chosen is the content of the box.
type chosen struct {
	Hash, Secret string
	Codes        []string // for recovery
	At           db.Time
}

// boxFor is how long a box can be used, and shownFor how long it shows the recovery
// codes after that.
const (
	boxFor   = time.Hour
	shownFor = 10 * time.Minute
)

func boxPlace(hash string) string { return "enrol|" + hash }

// ChoosePassword takes the password that the holder of an invitation chose, and returns
// the secret for their device.
func (d *Door) ChoosePassword(ctx context.Context, token, password string) (Enrolment, *field.Problem, error) {
	w, err := d.ReadInvitation(ctx, token)
	if err != nil {
		return Enrolment{}, nil, err
	}
	if bad := CheckPassword(password, append(strings.Fields(w.Name), w.Login)...); bad != nil {
		return Enrolment{}, bad, nil
	}
	c := chosen{Secret: NewSecret(), Codes: newRecovery(), At: db.TimeOf(d.node.Now())}
	if c.Hash, err = d.hash(ctx, known, password); err != nil {
		return Enrolment{}, nil, err
	}
	plain, err := json.Marshal(c)
	if err != nil {
		return Enrolment{}, nil, err
	}
	e := Enrolment{Secret: c.Secret, Login: w.Login, Undertakes: w.Undertakes}
	err = d.lobby.Read(ctx, func(tx *access.Tx) error {
		e.Box = base64.RawURLEncoding.EncodeToString(tx.SealNode(boxPlace(inviteHash(tx, token)), plain))
		return nil
	})
	return e, nil, err
}

// ResumeEnrolment returns the enrolment in box, to show its page again.
func (d *Door) ResumeEnrolment(ctx context.Context, token, box string) (Enrolment, error) {
	w, err := d.ReadInvitation(ctx, token)
	if err != nil {
		return Enrolment{}, err
	}
	e := Enrolment{Login: w.Login, Box: box, Undertakes: w.Undertakes}
	err = d.lobby.Read(ctx, func(tx *access.Tx) error {
		c, err := openBox(tx, token, box, boxFor)
		e.Secret = c.Secret
		return err
	})
	return e, err
}

// openBox opens a box that is not older than that.
func openBox(tx *access.Tx, token, box string, most time.Duration) (chosen, error) {
	var c chosen
	sealed, err := base64.RawURLEncoding.DecodeString(box)
	if err != nil {
		return c, ErrUsed
	}
	var plain []byte
	for _, hash := range tx.Macs("invite", token) {
		if plain, err = tx.OpenToken(boxPlace(hash), sealed); err == nil {
			break
		}
	}
	if err != nil {
		return c, ErrUsed
	}
	if err := json.Unmarshal(plain, &c); err != nil {
		return c, err
	}
	if c.At.Add(most) < tx.Now {
		return c, ErrUsed
	}
	return c, nil
}

// EnrolledCodes returns the recovery codes once more to the browser whose box was used,
// and none when it is too late for that. A box that was not used is ErrUsed.
func (d *Door) EnrolledCodes(ctx context.Context, token, box string) ([]string, error) {
	var codes []string
	err := d.lobby.Read(ctx, func(tx *access.Tx) error {
		c, err := openBox(tx, token, box, boxFor+shownFor)
		if err != nil {
			return err
		}
		i, err := inviteOf(tx, token)
		if err != nil {
			return ErrUsed
		}
		f, err := factorsOf(tx, i.Actor)
		if err != nil || f.Password != c.Hash {
			return ErrUsed
		}
		if i.Used.Add(shownFor) >= tx.Now {
			codes = c.Codes
		}
		return nil
	})
	return codes, err
}

// Enroll sets the password and the device of the holder of an invitation, once
// a code shows that the device works, and returns their recovery codes, which are
// shown once. Their old password, device, passkeys and
// sessions end. A wrong code is ErrSignIn,
// and the invitation stays valid.
func (d *Door) Enroll(ctx context.Context, token, box, code string) ([]string, error) {
	var c chosen
	var step int64
	var a access.Account
	err := d.lobby.Read(ctx, func(tx *access.Tx) error {
		var err error
		if c, err = openBox(tx, token, box, boxFor); err != nil {
			return err
		}
		var ok bool
		if step, ok = matchTOTP(c.Secret, bareCode(code), tx.MachineTime(), 0); !ok {
			return ErrSignIn
		}
		_, a, err = invited(tx, token)
		return err
	})
	if err != nil {
		return nil, err
	}
	s := d.node.System(a.Org, "enrol")
	err = s.Do(ctx, access.SystemRun, access.AccountTarget(a.ID), func(tx *access.Tx) error {
		return enrol(tx, token, c, step)
	})
	if err != nil {
		return nil, err
	}
	return c.Codes, nil
}

// enrol stores what was chosen, uses up the invitation and ends the actor's sessions.
func enrol(tx *access.Tx, token string, c chosen, step int64) error {
	i, a, err := invited(tx, token)
	if err != nil {
		return err
	}
	tx.SetCount(0, i.Kind)
	if err := endAlarmsOf(tx, a.ID, AlarmForce); err != nil {
		return err // who has chosen anew, with a link that two people gave, is safe
	}
	f := factors{Actor: a.ID, Password: c.Hash, Step: step, Codes: keptRecovery(tx, a.ID, c.Codes)}
	f.TOTP = tx.SealNode(totpPlace(a.ID), []byte(c.Secret))
	if err := setFactors(tx, f); err != nil {
		return err
	}
	if err := errors.Join(dropPasskeysOf(tx, a.ID, 0), dropDevicesOf(tx, a.ID, 0)); err != nil {
		return err
	}
	a.State = access.Active
	// The page of the device shows the words of the undertaking.
	if a, err = a.WithUndertaking(tx); err != nil {
		return err
	}
	if err := access.UpdateAccount(tx, a); err != nil {
		return err
	}
	if err := useInvite(tx, i.Hash); err != nil {
		return err
	}
	return dropSessionsOf(tx, a.ID, "")
}
