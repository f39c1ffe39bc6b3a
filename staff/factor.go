package staff

import (
	"crypto/rand"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"

	"lindung"
	"lindung/access"
	"lindung/internal/db"
)

// factors are what an actor signs in with, as stored.
type factors struct {
	Actor    lindung.ActorID
	Login    string // keyed hash
	Password string // hash; empty before enrolment
	Calm     string // hashes of the passwords under force, a line each
	TOTP     []byte // sealed secret of the device
	Step     int64  // the last one that was used
	Codes    string // hashes of recovery codes, a line each
	mac      db.Mac
}

// The three codes that can be used with a password. Their lengths differ, so one
// input takes them all.
const (
	totpLength     = 6
	recoveryLength = 10
	passLength     = 12

	totpPeriod = 30 // seconds

	recoveryCodes = 10
)

// How an actor signed in, as a session and the log say it.
const (
	ByCode     = "code"     // of the device
	ByRecovery = "recovery" // a recovery code, gone with its use
	ByPass     = "pass"     // a shift pass
	ByPasskey  = "passkey"  // without a password
)

var totpOptions = hotp.ValidateOpts{Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1}

// TOTPCode returns the code that a device with secret shows at now, for the
// demo and for tests.
func TOTPCode(secret string, now time.Time) (string, error) {
	return hotp.GenerateCodeCustom(secret, uint64(totpStep(now)), totpOptions)
}

// TOTPLink returns the otpauth: address of secret, which a device reads as a picture
// or opens as a link. It holds the login.
func TOTPLink(secret, login string) (*otp.Key, error) {
	return otp.NewKeyFromURL("otpauth://totp/Lindung:" + escape(login) + "?secret=" + secret + "&issuer=Lindung&digits=6&period=30")
}

// escape escapes a login for an address.
func escape(login string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '.' || r == '-' || r == '_' || r == '@' {
			return r
		}
		return '_'
	}, login)
}

// NewSecret returns a new secret for a device.
func NewSecret() string { return rand.Text() + rand.Text()[:6] }

func totpStep(now time.Time) int64 { return now.Unix() / totpPeriod }

// matchTOTP returns the time step whose code was typed: the present one or one beside
// it, because clocks differ. Steps up to last are used.
func matchTOTP(secret, code string, now time.Time, last int64) (int64, bool) {
	if secret == "" { // of an actor who has no device yet
		return 0, false
	}
	at := totpStep(now)
	if last > at+1 { // used while the clock was ahead: no code of now was used up by it
		last = 0
	}
	for _, step := range []int64{at, at - 1, at + 1} {
		ok, err := hotp.ValidateCustom(code, uint64(step), secret, totpOptions)
		if err == nil && ok && step > last {
			return step, true
		}
	}
	return 0, false
}

// bareCode returns a typed code as codes are stored: small letters and digits 0 to 9,
// without spaces.
func bareCode(typed string) string {
	const zeros = "0๐໐០၀٠۰०"
	return strings.Map(func(r rune) rune {
		for _, zero := range zeros {
			if r >= zero && r <= zero+9 {
				return '0' + r - zero
			}
		}
		switch {
		case r >= 'A' && r <= 'Z':
			return r - 'A' + 'a'
		case r >= 'a' && r <= 'z':
			return r
		}
		return -1
	}, typed)
}

// newCode returns a code of n letters and digits that are not mistaken for one
// another.
func newCode(n int) string { return strings.ToLower(rand.Text()[:n]) }

// spaced writes a code in groups, as people read it.
func spaced(code string) string {
	var parts []string
	for half := range slices.Chunk([]byte(code), (len(code)+1)/2) {
		parts = append(parts, string(half))
	}
	return strings.Join(parts, "-")
}

// second checks the second factor of f and marks it as used. own is the pass with
// which the running session was opened; that session may use it until it is too old.
func second(tx *access.Tx, f factors, typed, own string) (by, pass string, err error) {
	code := bareCode(typed)
	switch len(code) {
	case totpLength:
		return ByCode, "", spendTOTP(tx, f, code)
	case recoveryLength:
		return ByRecovery, "", spendRecovery(tx, f, code)
	case passLength:
		pass, err = spendPass(tx, f.Actor, tx.Macs(passUse+string(f.Actor), code), own)
		return ByPass, pass, err
	}
	return "", "", ErrSignIn
}

func totpPlace(id lindung.ActorID) string { return "factors|" + string(id) + "|totp" }

// spendTOTP stores the time step of the code, so that the code works once.
func spendTOTP(tx *access.Tx, f factors, code string) error {
	secret, err := tx.OpenNode(totpPlace(f.Actor), f.TOTP)
	if err != nil {
		return err
	}
	step, ok := matchTOTP(string(secret), code, tx.MachineTime(), f.Step)
	if !ok {
		return ErrSignIn
	}
	return useStep(tx, f.Actor, f.Step, step)
}

// spendRecovery removes the code from the actor's list.
func spendRecovery(tx *access.Tx, f factors, code string) error {
	left := strings.Fields(f.Codes)
	kept := tx.Macs(recoveryUse+string(f.Actor), code)
	i := slices.IndexFunc(left, func(hash string) bool { return slices.Contains(kept, hash) })
	if i < 0 {
		return ErrSignIn
	}
	return setCodes(tx, f.Actor, strings.Join(slices.Delete(left, i, i+1), "\n"))
}

// spendPass marks the pass with one of these hashes as used, and returns its hash.
func spendPass(tx *access.Tx, id lindung.ActorID, hashes []string, own string) (string, error) {
	i, err := access.ByMac(hashes, func(hash string) (inviteRow, error) { return invite(tx, hash) })
	if errors.Is(err, lindung.ErrNotFound) {
		return "", ErrSignIn
	}
	if err != nil {
		return "", err
	}
	again := i.Hash == own && i.Used != 0
	if i.Actor != id || i.Kind != kindPass || i.Expires <= tx.Now || i.Used != 0 && !again {
		return "", ErrSignIn
	}
	return i.Hash, useInvite(tx, i.Hash)
}

// What the keyed hashes of an actor's recovery codes and passes are for, with the actor
// after it.
const (
	recoveryUse = "recovery|"
	passUse     = "pass|"
)

func recoveryHash(tx *access.Tx, id lindung.ActorID, code string) string {
	return tx.Mac(recoveryUse+string(id), code)
}

func passHash(tx *access.Tx, id lindung.ActorID, code string) string {
	return tx.Mac(passUse+string(id), code)
}

// newRecovery returns new recovery codes, to be shown once.
func newRecovery() []string {
	shown := make([]string, recoveryCodes)
	for i := range shown {
		shown[i] = spaced(newCode(recoveryLength))
	}
	return shown
}

// keptRecovery returns the hashes of recovery codes, as they are stored.
func keptRecovery(tx *access.Tx, id lindung.ActorID, shown []string) string {
	hashes := make([]string, len(shown))
	for i, code := range shown {
		hashes[i] = recoveryHash(tx, id, bareCode(code))
	}
	return strings.Join(hashes, "\n")
}
