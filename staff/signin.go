package staff

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"lindung"
	"lindung/access"
	"lindung/field"
	"lindung/internal/db"
)

// Credentials are what someone typed to sign in. Code is that of the device, a
// recovery code or a shift pass. Network is the address, or the part of it, from
// which the try comes.
type Credentials struct {
	Login, Password, Code, Network string
	Agent                          string   // what the browser says it is
	Devices                        []string // the tokens of devices that it keeps
}

// SignedIn is a session that has begun.
type SignedIn struct {
	Token   string // for the browser's cookie; stored only as a hash
	Until   time.Time
	Session access.Session
	Device  string // the token of a new device, for the browser's cookie; "" for a known one
	device  string // its id
	machine string
	away    db.Time // see awaySince
	By      string  // ByCode, ByRecovery, ByPass or ByPasskey
	Left    int     // recovery codes
	Wrong   int     // tries that were refused since the last right one
}

// SignIn begins a browser session. Anything wrong is ErrSignIn and takes as long as a
// success. Repeated tries wait, see pace.ErrBusy.
func (d *Door) SignIn(ctx context.Context, c Credentials) (SignedIn, error) {
	name := loginHash(d.lobby, c.Login)
	devices, err := d.waitsFirst(ctx, c.Devices, name, c.Network)
	if err != nil {
		return SignedIn{}, err
	}
	f, org, on, err := d.byLogin(ctx, loginHashes(d.lobby, c.Login), devices)
	if err != nil && !errors.Is(err, lindung.ErrNotFound) {
		return SignedIn{}, err
	}
	lane := strangers
	if on != "" || d.slow.Knows(name, c.Network) {
		lane = known
	}
	if len(devices) > 0 {
		if err := d.paces(ctx, name, on, c.Network); err != nil {
			return SignedIn{}, err
		}
	}
	typed, err := d.typed(ctx, lane, c.Password, f)
	if err != nil {
		return SignedIn{}, err
	}
	if f.Actor == "" {
		// The name is not kept: it may be a password that went into the wrong box.
		if err := d.lobby.Refuse(ctx, access.SignIn); err != nil {
			return SignedIn{}, err
		}
		return SignedIn{}, ErrSignIn
	}
	in := SignedIn{Token: newToken(), machine: machineOf(c.Agent)}
	err = d.node.System(org, access.SignIn).Do(ctx, access.SystemRun, access.AccountTarget(f.Actor), func(tx *access.Tx) error {
		if typed == noWord {
			return ErrSignIn
		}
		return d.admit(tx, f, typed, c, &in)
	})
	if err != nil {
		return SignedIn{}, err
	}
	d.right(name, on, c.Network)
	return in, nil
}

// waitsFirst delays a try from a browser by which nobody is known, before anything is looked up
// for it: how fast it is refused must not tell which names there are. From any other browser
// it returns the tokens, and paces delays the try.
func (d *Door) waitsFirst(ctx context.Context, tokens []string, name, network string) (kept []string, err error) {
	if len(tokens) > 0 {
		err = d.lobby.Read(ctx, func(tx *access.Tx) error {
			for _, token := range tokens {
				k, err := deviceByToken(tx, hashToken(token))
				if err != nil && !errors.Is(err, lindung.ErrNotFound) {
					return err
				}
				if err == nil && k.known(tx.Now) {
					kept = tokens
				}
			}
			return nil
		})
	}
	if err != nil || kept != nil {
		return kept, err
	}
	return nil, d.slow.Wait(ctx, name, network)
}

// paces delays a try to sign in: from a device by which the actor is known by how often that
// has tried, from elsewhere by how often anybody has tried the name, or from the network.
func (d *Door) paces(ctx context.Context, name, device, network string) error {
	if device != "" {
		return d.slow.Own(ctx, device)
	}
	return d.slow.Wait(ctx, name, network)
}

// right forgets the wrong tries before a right one.
func (d *Door) right(name, device, network string) {
	if device != "" {
		d.slow.OwnRight(device)
		return
	}
	d.slow.Right(name, network)
}

// byLogin returns what the actor with a login signs in with, where they work, and by which
// device they are known; "" for none.
func (d *Door) byLogin(ctx context.Context, names, devices []string) (f factors, org lindung.OrgID, device string, err error) {
	err = d.lobby.Read(ctx, func(tx *access.Tx) error {
		if f, err = access.ByMac(names, func(name string) (factors, error) { return factorsByLogin(tx, name) }); err != nil {
			return err
		}
		a, err := access.AccountOf(tx, f.Actor)
		if err != nil {
			return err
		}
		k, err := knownDevice(tx, f.Actor, devices)
		org, device = a.Org, k.ID
		return err
	})
	return f, org, device, err
}

// admit checks the second factor and begins the session.
func (d *Door) admit(tx *access.Tx, before factors, typed word, c Credentials, in *SignedIn) error {
	f, err := d.enters(tx, before.Actor, in)
	if err != nil {
		return err
	}
	if f.Password != before.Password || f.Calm != before.Calm {
		return ErrSignIn
	}
	by, pass, err := second(tx, f, c.Code, "")
	if err != nil {
		return err
	}
	if err := useDevice(tx, f.Actor, c.Devices, c.Agent, in); err != nil {
		return err
	}
	return d.begin(tx, f, typed, by, pass, in)
}

// enters makes the session of an actor who comes in, if they work here, and returns what
// they sign in with. Their session begins once they have shown who they are, see begin.
func (d *Door) enters(tx *access.Tx, id lindung.ActorID, in *SignedIn) (f factors, err error) {
	in.Session, err = d.lobby.Session(tx, id, hashToken(in.Token))
	if errors.Is(err, access.ErrDenied) {
		return f, ErrSignIn // they do not work here any more, or have not enrolled
	}
	if err != nil {
		return f, err
	}
	if f, err = factorsOf(tx, id); err != nil {
		return f, err
	}
	in.away, err = awaySince(tx, f)
	return f, err
}

// begin begins the session of an actor who has shown who they are.
func (d *Door) begin(tx *access.Tx, f factors, typed word, by, pass string, in *SignedIn) error {
	tx.SetCount(0, by)
	forced, err := underForce(tx, f.Actor, typed)
	if err != nil {
		return err
	}
	if forced {
		if err := dropSessionsOf(tx, f.Actor, ""); err != nil {
			return err
		}
		in.Session = in.Session.UnderForce()
		tx.SetCount(0, "alarm")
	}
	if err := errors.Join(dropStale(tx), access.DropStaleFormKeys(tx)); err != nil {
		return err
	}
	if in.Wrong, err = triesSince(tx, f.Actor); err != nil {
		return err
	}
	row := webRow{Hash: hashToken(in.Token), Actor: f.Actor, Started: tx.Now, Seen: tx.Now}
	row.Expires = row.until(tx.Now)
	if row.Data, err = json.Marshal(webData{By: by, On: in.machine, Pass: pass, Before: in.Wrong, Forced: forced, Away: in.away, Device: in.device}); err != nil {
		return err
	}
	in.By, in.Until = by, row.Started.Add(longestSession).Time()
	if f, err = factorsOf(tx, f.Actor); err != nil {
		return err
	}
	in.Left = len(strings.Fields(f.Codes))
	return insertSession(tx, row)
}

// awayFor is after how long without signing in an actor is told what happened since.
const awayFor = 7 * 24 * time.Hour

// awaySince returns when an actor used a code of their device or a passkey last; 0 if that was
// less than a week ago, or never.
func awaySince(tx *access.Tx, f factors) (db.Time, error) {
	last := db.Time(0)
	if f.Step != 0 {
		last = db.TimeOf(time.Unix(f.Step*totpPeriod, 0))
	}
	keys, err := passkeysOf(tx, f.Actor)
	for _, k := range keys {
		last = max(last, k.Used)
	}
	if tx.MachineTime().Before(last.Add(awayFor).Time()) {
		return 0, err
	}
	return last, err
}

// StepUp proves again who is at work in a browser session: with the code of the
// device, or with the password and a recovery code or this session's shift
// pass. It is valid for stepUpFor. Pages ask for it on access.ErrStepUp. mostWrong
// wrong proofs in a row end the session, see ErrEnded.
func (d *Door) StepUp(ctx context.Context, s access.Session, c Credentials) error {
	id := s.Actor().ID
	name := "step up " + string(id)
	if err := d.slow.Wait(ctx, name, c.Network); err != nil {
		return err
	}
	typed := firstWord
	if len(bareCode(c.Code)) != totpLength { // the device alone is enough
		var err error
		if _, typed, err = d.knows(ctx, s, c.Password); err != nil {
			return err
		}
	}
	err := s.Do(ctx, access.OwnSession, access.AccountTarget(id), func(tx *access.Tx) error {
		if typed == noWord {
			return ErrSignIn
		}
		return stepUp(tx, c.Code)
	})
	if err == nil {
		d.slow.Right(name, c.Network)
	}
	return d.missedIf(ctx, s, err)
}

// missedIf counts a wrong proof if err says that there was one.
func (d *Door) missedIf(ctx context.Context, s access.Session, err error) error {
	if errors.Is(err, ErrSignIn) {
		return missed(ctx, s)
	}
	return err
}

func stepUp(tx *access.Tx, code string) error {
	row, err := webSession(tx, tx.Session().OpenedWith())
	if err != nil {
		return err
	}
	f, err := factorsOf(tx, tx.Actor().ID)
	if err != nil {
		return err
	}
	by, _, err := second(tx, f, code, row.data().Pass)
	if err != nil {
		return err
	}
	return proved(tx, by)
}

// proved notes in the running session that its actor has shown again who they are.
func proved(tx *access.Tx, by string) error {
	row, err := webSession(tx, tx.Session().OpenedWith())
	if err != nil {
		return err
	}
	tx.SetCount(0, "step_up_"+by)
	data := row.data()
	data.Proved, data.Wrong = tx.Now, 0
	if row.Data, err = json.Marshal(data); err != nil {
		return err
	}
	return updateSession(tx, row)
}

// knows returns what the session's actor signs in with, and which of their passwords was
// typed. One under force is none but in a session under force.
func (d *Door) knows(ctx context.Context, s access.Session, password string) (f factors, at word, err error) {
	err = d.lobby.Read(ctx, func(tx *access.Tx) error {
		f, err = factorsOf(tx, s.Actor().ID)
		return err
	})
	if err != nil {
		return f, noWord, err
	}
	if at, err = d.typed(ctx, known, password, f); at != firstWord && !s.IsForced() {
		at = noWord
	}
	return f, at, err
}

// ChangePassword changes the actor's password, the one that they typed as the old one,
// and ends their other sessions. They must have shown again who they are.
func (d *Door) ChangePassword(ctx context.Context, s access.Session, old, chosen string) (*field.Problem, error) {
	return d.change(ctx, s, old, chosen, func(_ factors, at word) word { return at })
}

// NewCodes replaces the recovery codes and returns the new ones, which are
// shown once. The actor must have shown again who they are.
func NewCodes(ctx context.Context, s access.Session) ([]string, error) {
	id := s.Actor().ID
	var codes []string
	err := s.Do(ctx, access.OwnPassword, access.AccountTarget(id), func(tx *access.Tx) error {
		if !s.IsSteppedUp() {
			return access.ErrStepUp
		}
		tx.SetCount(0, "recovery_codes")
		codes = newRecovery()
		return setCodes(tx, id, keptRecovery(tx, id, codes))
	})
	if err != nil {
		return nil, err
	}
	return codes, nil
}

// SetLang changes the language of the actor's pages.
func SetLang(ctx context.Context, s access.Session, lang string) error {
	id := s.Actor().ID
	return s.Do(ctx, access.OwnSession, access.AccountTarget(id), func(tx *access.Tx) error {
		tx.SetCount(0, "language")
		a, err := access.AccountOf(tx, id)
		if err != nil {
			return err
		}
		a.Lang = lang
		return access.UpdateAccount(tx, a)
	})
}

// NextCode returns the next code of secret that the actor can use, for the demo's
// pages. It is "" while they must wait for the next half minute.
func (d *Door) NextCode(ctx context.Context, id lindung.ActorID, secret string) (string, error) {
	var f factors
	err := d.lobby.Read(ctx, func(tx *access.Tx) error {
		var err error
		f, err = factorsOf(tx, id)
		return err
	})
	if err != nil {
		return "", err
	}
	at := totpStep(d.node.MachineTime())
	step := max(at, f.Step+1)
	if step > at+1 {
		return "", nil
	}
	return TOTPCode(secret, time.Unix(step*totpPeriod, 0))
}
