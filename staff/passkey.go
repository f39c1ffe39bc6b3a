package staff

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"lindung"
	"lindung/access"
	"lindung/field"
	"lindung/internal/db"
)

// A passkey is a key that a device of an actor keeps, and uses once it has seen by finger,
// face or number that they are there. It stands for the password and the code together. The
// browser uses it at one address of the program only, so nobody can lure it to another.

// Bounds of passkeys.
const (
	// challengeFor is how long an actor may take to answer a challenge.
	challengeFor  = 10 * time.Minute
	mostPasskeys  = 10
	longestName   = 60 // runes
	longestAnswer = 32 << 10
)

// ErrNoPasskeys says that no address is set at which passkeys could work.
var ErrNoPasskeys = errors.New("passkeys need the address of the pages: https and a name, or localhost")

// TakePasskeys lets people sign in with passkeys at an address of the program, such as
// "https://example.org". Browsers have them only there, and at no bare number.
func (d *Door) TakePasskeys(address string) error {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.User != nil || strings.Trim(u.Path, "/") != "" {
		return ErrNoPasskeys
	}
	host := strings.ToLower(u.Hostname())
	if net.ParseIP(host) != nil || u.Scheme != "https" && (u.Scheme != "http" || host != "localhost") {
		return ErrNoPasskeys
	}
	rp, err := webauthn.New(&webauthn.Config{
		RPID: host, RPDisplayName: "Lindung", RPOrigins: []string{u.Scheme + "://" + strings.ToLower(u.Host)},
		AttestationPreference: protocol.PreferNoAttestation,
		AuthenticatorSelection: protocol.AuthenticatorSelection{
			RequireResidentKey: protocol.ResidentKeyRequired(), ResidentKey: protocol.ResidentKeyRequirementRequired, UserVerification: protocol.VerificationRequired,
		},
	})
	if err != nil {
		return errors.Join(ErrNoPasskeys, err)
	}
	d.keys, d.keysAt = rp, host
	return nil
}

// PasskeysAt returns the host at whose pages passkeys work; "" if there are none.
func (d *Door) PasskeysAt() string { return d.keysAt }

// A Challenge is what a browser is asked to answer with a passkey. Options are for the
// browser; Box comes back with the answer. It is sealed, so that nothing is stored for a
// stranger who only asks.
type Challenge struct {
	Options json.RawMessage `json:"options"`
	Box     string          `json:"box"`
}

// boxed is the content of the box of a challenge.
type boxed struct {
	Session webauthn.SessionData
	At      int64 // when it was made, in milliseconds
}

// What a challenge is for. It is bound to it, and to the browser.
const (
	toAddKey   = "add"
	toProveKey = "prove"
)

func challengePlace(use, browser string) string { return "challenge|" + use + "|" + hashToken(browser) }

func (d *Door) challenge(use, browser string, options any, s *webauthn.SessionData) (Challenge, error) {
	plain, err := json.Marshal(boxed{*s, d.node.Now().UnixMilli()})
	if err != nil {
		return Challenge{}, err
	}
	shown, err := json.Marshal(options)
	return Challenge{shown, base64.RawURLEncoding.EncodeToString(d.lobby.SealNode(challengePlace(use, browser), plain))}, err
}

// opened returns what a box holds; ErrSignIn if it is another's, for something else or old.
func (d *Door) opened(use, browser, box string) (boxed, error) {
	var b boxed
	raw, err := base64.RawURLEncoding.DecodeString(box)
	if err != nil || len(box) > longestAnswer || browser == "" {
		return b, ErrSignIn
	}
	plain, err := d.lobby.OpenToken(challengePlace(use, browser), raw)
	if err != nil {
		return b, ErrSignIn
	}
	if err := json.Unmarshal(plain, &b); err != nil {
		return b, ErrSignIn
	}
	if age := d.node.Now().Sub(time.UnixMilli(b.At)); age > challengeFor || age < -clocksDiffer {
		return b, ErrSignIn
	}
	return b, nil
}

// AskPasskey returns a challenge for whoever is at a browser, to sign in or to show again
// who they are. browser is what only that browser sends.
func (d *Door) AskPasskey(browser string) (Challenge, error) {
	if d.keys == nil {
		return Challenge{}, ErrNoPasskeys
	}
	options, s, err := d.keys.BeginDiscoverableLogin(webauthn.WithUserVerification(protocol.VerificationRequired))
	if err != nil {
		return Challenge{}, err
	}
	return d.challenge(toProveKey, browser, options.Response, s)
}

// HasPasskey reports whether an actor has a passkey that works here.
func (d *Door) HasPasskey(ctx context.Context, id lindung.ActorID) (has bool, err error) {
	if d.keys == nil {
		return false, nil
	}
	err = d.lobby.Read(ctx, func(tx *access.Tx) error {
		all, err := passkeysOf(tx, id)
		has = slices.ContainsFunc(all, func(k passkeyRow) bool { return k.Over == 0 && k.Host == d.keysAt })
		return err
	})
	return has, err
}

// sealedKey is what is sealed of a passkey.
type sealedKey struct {
	Name string
	Key  webauthn.Credential
}

func passkeyPlace(id string) string { return "passkeys|" + id + "|sealed" }

func openKey(tx *access.Tx, k passkeyRow) (s sealedKey, err error) {
	if k.Over != 0 {
		return s, nil
	}
	plain, err := tx.OpenNode(passkeyPlace(k.ID), k.Sealed)
	if err == nil {
		err = json.Unmarshal(plain, &s)
	}
	return s, err
}

func (k *passkeyRow) seal(tx *access.Tx, s sealedKey) error {
	plain, err := json.Marshal(s)
	k.Sealed = tx.SealNode(passkeyPlace(k.ID), plain)
	return err
}

// keyHolder is an actor as the library wants them.
type keyHolder struct {
	id    lindung.ActorID
	login string
	keys  []webauthn.Credential
}

// WebAuthnID returns what a device keeps beside the key, and answers with.
func (h keyHolder) WebAuthnID() []byte { return []byte(h.id) }

// WebAuthnName returns what the device shows to tell keys apart.
func (h keyHolder) WebAuthnName() string { return h.login }

// WebAuthnDisplayName returns the same: the device need not know a name.
func (h keyHolder) WebAuthnDisplayName() string { return h.login }

// WebAuthnCredentials returns the keys that the actor has.
func (h keyHolder) WebAuthnCredentials() []webauthn.Credential { return h.keys }

// keysOf returns the session's actor with the keys that work here.
func (d *Door) keysOf(tx *access.Tx) (keyHolder, error) {
	a, err := access.AccountOf(tx, tx.Actor().ID)
	if err != nil {
		return keyHolder{}, err
	}
	if a, err = a.OpenName(tx); err != nil {
		return keyHolder{}, err
	}
	h := keyHolder{id: a.ID, login: a.Login}
	all, err := passkeysOf(tx, a.ID)
	for _, k := range all {
		if k.Over != 0 || k.Host != d.keysAt {
			continue
		}
		s, err := openKey(tx, k)
		if err != nil {
			return h, err
		}
		h.keys = append(h.keys, s.Key)
	}
	return h, err
}

// NewPasskey returns the challenge with which a device of the session's actor makes a
// passkey. They must have shown again who they are.
func (d *Door) NewPasskey(ctx context.Context, s access.Session) (Challenge, error) {
	if d.keys == nil {
		return Challenge{}, ErrNoPasskeys
	}
	var h keyHolder
	err := s.See(ctx, access.OwnSession, access.AccountTarget(s.Actor().ID), func(tx *access.Tx) (err error) {
		if !s.IsSteppedUp() {
			return access.ErrStepUp
		}
		h, err = d.keysOf(tx)
		return err
	})
	if err != nil {
		return Challenge{}, err
	}
	options, asked, err := d.keys.BeginRegistration(h, webauthn.WithExclusions(webauthn.Credentials(h.keys).CredentialDescriptors()))
	if err != nil {
		return Challenge{}, err
	}
	return d.challenge(toAddKey, s.OpenedWith(), options.Response, asked)
}

// AddPasskey stores the passkey with which a device has answered, under a name. An answer
// that does not fit is a problem, and so is a name that is missing.
func (d *Door) AddPasskey(ctx context.Context, s access.Session, name, box, answer string) (*field.Problem, error) {
	name = strings.TrimSpace(name)
	switch {
	case d.keys == nil:
		return nil, ErrNoPasskeys
	case name == "" || utf8.RuneCountInString(name) > longestName:
		return &field.Problem{Field: "passkey", Key: "account.passkey.missing", Args: []any{"max", longestName}}, nil
	}
	unfit := &field.Problem{Field: "passkey", Key: "account.passkey.wrong"}
	b, err := d.opened(toAddKey, s.OpenedWith(), box)
	if err != nil || len(answer) > longestAnswer {
		return unfit, nil
	}
	parsed, err := protocol.ParseCredentialCreationResponseBytes([]byte(answer))
	if err != nil {
		return unfit, nil
	}
	key, err := d.keys.CreateCredential(keyHolder{id: s.Actor().ID}, b.Session, parsed)
	if err != nil || !key.Flags.UserVerified {
		return unfit, nil
	}
	key.Attestation = webauthn.CredentialAttestation{} // it was not asked for
	var bad *field.Problem
	err = s.Do(ctx, access.OwnPassword, access.AccountTarget(s.Actor().ID), func(tx *access.Tx) error {
		if !s.IsSteppedUp() {
			return access.ErrStepUp
		}
		h, err := d.keysOf(tx)
		if err != nil {
			return err
		}
		if len(h.keys) >= mostPasskeys {
			bad = &field.Problem{Field: "passkey", Key: "account.passkey.many", Args: []any{"max", mostPasskeys}}
			return errUnfit
		}
		tx.SetCount(len(h.keys)+1, "passkey")
		k := passkeyRow{ID: lindung.NewID(), Actor: h.id, Credential: hashToken(string(key.ID)), Host: d.keysAt, Made: tx.Now}
		switch _, err := passkeyByCredential(tx, k.Credential); {
		case err == nil:
			bad = unfit
			return errUnfit
		case !errors.Is(err, lindung.ErrNotFound):
			return err
		}
		if err := k.seal(tx, sealedKey{name, *key}); err != nil {
			return err
		}
		return insertPasskey(tx, k)
	})
	if errors.Is(err, errUnfit) {
		return bad, nil
	}
	return nil, err
}

// errUnfit ends an act that answers with a problem.
var errUnfit = access.Refusal("the passkey does not fit")

// EndPasskey ends a passkey of the session's actor. They must have shown again who they are.
func EndPasskey(ctx context.Context, s access.Session, id string) error {
	return s.Do(ctx, access.OwnPassword, access.AccountTarget(s.Actor().ID), func(tx *access.Tx) error {
		k, err := passkey(tx, id)
		if err != nil {
			return err
		}
		switch {
		case k.Actor != s.Actor().ID:
			return access.ErrDenied
		case !s.IsSteppedUp():
			return access.ErrStepUp
		case k.Over != 0:
			return lindung.ErrConflict
		}
		tx.SetCount(0, "passkey_end")
		return endPasskey(tx, k)
	})
}

// Passkey is a passkey as a list shows it.
type Passkey struct {
	ID, Name, Host string
	Made, Used     db.Time // Used is 0 for never
}

// Passkeys returns the passkeys of the session's actor, newest first.
func Passkeys(ctx context.Context, s access.Session) ([]Passkey, error) {
	var all []Passkey
	err := s.See(ctx, access.OwnSession, access.AccountTarget(s.Actor().ID), func(tx *access.Tx) error {
		all = nil
		rows, err := passkeysOf(tx, s.Actor().ID)
		if err != nil {
			return err
		}
		for _, k := range rows {
			if k.Over != 0 {
				continue
			}
			o, err := openKey(tx, k)
			if err != nil {
				return err
			}
			all = append(all, Passkey{k.ID, o.Name, k.Host, k.Made, k.Used})
		}
		tx.SetCount(len(all), "passkeys")
		return nil
	})
	return all, err
}

// A KeyAnswer is what a browser answers to a challenge of AskPasskey.
type KeyAnswer struct {
	Box, Answer, Browser string
	Network, Agent       string // as in Credentials
	Devices              []string
}

// proof is an answer that fits its challenge as far as can be told without the key.
type proof struct {
	boxed
	parsed *protocol.ParsedCredentialAssertionData
}

// read returns the proof in an answer; ErrSignIn if there is none.
func (d *Door) read(k KeyAnswer) (p proof, err error) {
	if d.keys == nil || len(k.Answer) > longestAnswer {
		return p, ErrSignIn
	}
	if p.boxed, err = d.opened(toProveKey, k.Browser, k.Box); err != nil {
		return p, err
	}
	if p.parsed, err = protocol.ParseCredentialRequestResponseBytes([]byte(k.Answer)); err != nil {
		return p, ErrSignIn
	}
	return p, nil
}

func (p proof) credential() string { return hashToken(string(p.parsed.RawID)) }

// spend checks a proof with the passkey that it names, and notes the challenge, so that it
// is not answered twice, nor one that was made before it. It returns the passkey as it was.
func (d *Door) spend(tx *access.Tx, p proof) (passkeyRow, error) {
	k, err := passkeyByCredential(tx, p.credential())
	if errors.Is(err, lindung.ErrNotFound) {
		return k, ErrSignIn
	}
	if err != nil {
		return k, err
	}
	last := k.Asked
	if last > tx.Now.Add(clocksDiffer).Time().UnixMilli() {
		last = 0 // answered while the clock was ahead: no challenge of now was used up by it
	}
	if k.Over != 0 || k.Host != d.keysAt || p.At <= last {
		return k, ErrSignIn
	}
	s, err := openKey(tx, k)
	if err != nil {
		return k, err
	}
	holder := keyHolder{id: k.Actor, keys: []webauthn.Credential{s.Key}}
	key, err := d.keys.ValidateDiscoverableLogin(func([]byte, []byte) (webauthn.User, error) { return holder, nil }, p.Session, p.parsed)
	if err != nil || key.Authenticator.CloneWarning {
		return k, ErrSignIn // a counter that goes back is that of a copy
	}
	was := k
	k.Asked, k.Used, s.Key = p.At, tx.Now, *key
	if err := k.seal(tx, s); err != nil {
		return k, err
	}
	return was, updatePasskey(tx, k)
}

// SignInWithPasskey begins a browser session with a passkey. What does not fit is ErrSignIn.
func (d *Door) SignInWithPasskey(ctx context.Context, a KeyAnswer) (SignedIn, error) {
	var k passkeyRow
	var on deviceRow
	var org lindung.OrgID
	name := "passkey " + a.Network
	devices, err := d.waitsFirst(ctx, a.Devices, name, a.Network)
	if err != nil {
		return SignedIn{}, err
	}
	p, err := d.read(a)
	if err == nil {
		err = d.lobby.Read(ctx, func(tx *access.Tx) error {
			if k, err = passkeyByCredential(tx, p.credential()); err != nil {
				return err
			}
			of, err := access.AccountOf(tx, k.Actor)
			if err != nil {
				return err
			}
			org = of.Org
			on, err = knownDevice(tx, k.Actor, devices)
			return err
		})
	}
	if len(devices) > 0 {
		if err := d.paces(ctx, name, on.ID, a.Network); err != nil {
			return SignedIn{}, err
		}
	}
	if errors.Is(err, ErrSignIn) || errors.Is(err, lindung.ErrNotFound) {
		if err := d.lobby.Refuse(ctx, access.SignIn); err != nil {
			return SignedIn{}, err
		}
		return SignedIn{}, ErrSignIn
	}
	if err != nil {
		return SignedIn{}, err
	}
	in := SignedIn{Token: newToken(), machine: machineOf(a.Agent)}
	err = d.node.System(org, access.SignIn).Do(ctx, access.SystemRun, access.AccountTarget(k.Actor), func(tx *access.Tx) error {
		f, err := d.enters(tx, k.Actor, &in)
		if err != nil {
			return err
		}
		if _, err := d.spend(tx, p); err != nil {
			return err
		}
		if err := useDevice(tx, f.Actor, a.Devices, a.Agent, &in); err != nil {
			return err
		}
		return d.begin(tx, f, firstWord, ByPasskey, "", &in)
	})
	if err != nil {
		return SignedIn{}, err
	}
	d.right(name, on.ID, a.Network)
	return in, nil
}

// ProvePasskey is StepUp with a passkey of the session's actor.
func (d *Door) ProvePasskey(ctx context.Context, s access.Session, a KeyAnswer) error {
	id := s.Actor().ID
	if err := d.slow.Wait(ctx, "step up "+string(id), a.Network); err != nil {
		return err
	}
	p, wrong := d.read(a)
	err := s.Do(ctx, access.OwnSession, access.AccountTarget(id), func(tx *access.Tx) error {
		if wrong != nil {
			return wrong
		}
		k, err := d.spend(tx, p)
		if err == nil && k.Actor != id {
			err = ErrSignIn
		}
		if err != nil {
			return err
		}
		return proved(tx, ByPasskey)
	})
	if err == nil {
		d.slow.Right("step up "+string(id), a.Network)
	}
	return d.missedIf(ctx, s, err)
}
