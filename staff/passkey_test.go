package staff

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/descope/virtualwebauthn"

	"lindung"
	"lindung/access"
	"lindung/internal/db"
)

const ownAddress = "http://localhost:8080"

// at is where a virtual device believes that it is.
var at = virtualwebauthn.RelyingParty{ID: "localhost", Name: "Lindung", Origin: ownAddress}

// A keyring is a virtual device of a worker with one passkey.
type keyring struct {
	*hand
	device virtualwebauthn.Authenticator
	key    virtualwebauthn.Credential
}

// addKey adds a passkey in a session that was proved afresh.
func (w *hand) addKey(s access.Session, name string) *keyring {
	w.t.Helper()
	w.must(w.door.TakePasskeys(ownAddress))
	k := &keyring{hand: w, device: virtualwebauthn.NewAuthenticatorWithOptions(virtualwebauthn.AuthenticatorOptions{UserHandle: []byte(w.id)}), key: newKey()}
	bad, err := k.add(s, name, at)
	w.must(err)
	if bad != nil {
		w.t.Fatal(bad)
	}
	k.device.AddCredential(k.key)
	return k
}

func (k *keyring) add(s access.Session, name string, where virtualwebauthn.RelyingParty) (bad any, err error) {
	k.t.Helper()
	c, err := k.door.NewPasskey(k.ctx, s)
	k.must(err)
	options, err := virtualwebauthn.ParseAttestationOptions(`{"publicKey":` + string(c.Options) + `}`)
	k.must(err)
	p, err := k.door.AddPasskey(k.ctx, s, name, c.Box, virtualwebauthn.CreateAttestationResponse(where, k.device, k.key, *options))
	if p == nil {
		return nil, err
	}
	return p.Key, err
}

// answer returns what the device answers to a new challenge.
func (k *keyring) answer(where virtualwebauthn.RelyingParty, browser string) KeyAnswer {
	k.t.Helper()
	c, err := k.door.AskPasskey(browser)
	k.must(err)
	options, err := virtualwebauthn.ParseAssertionOptions(`{"publicKey":` + string(c.Options) + `}`)
	k.must(err)
	k.clock.Add(time.Second)
	return KeyAnswer{Box: c.Box, Answer: virtualwebauthn.CreateAssertionResponse(where, k.device, k.key, *options), Browser: browser, Network: "192.0.2.1"}
}

func (k *keyring) signInWith(a KeyAnswer) (SignedIn, error) {
	return k.door.SignInWithPasskey(k.ctx, a)
}

// TestPasskey: a passkey signs its actor in, without password and code, and shows again who
// they are. An answer is taken once, from the browser that was asked, at the own address, in
// time, and only if the device has seen its actor.
func TestPasskey(t *testing.T) {
	houses(t, func(h *house) {
		ana, bea := h.add("ana", lindung.Caseworker), h.add("bea", lindung.Caseworker)
		in := ana.signIn()
		k := ana.addKey(ana.stepUp(in), "Phone of Ana")
		if all, err := Passkeys(h.ctx, in.Session); err != nil || len(all) != 1 || all[0].Name != "Phone of Ana" || all[0].Used != 0 {
			t.Fatalf("listed as %+v, %v", all, err)
		}
		a := k.answer(at, "browser")
		got, err := k.signInWith(a)
		h.must(err)
		if got.By != ByPasskey || got.Session.Actor().ID != ana.id {
			t.Errorf("signed in by %s as %s", got.By, got.Session.Actor().ID)
		}
		if lines := h.log(string(ana.id), 1); lines[0] != "system:sign_in system.run allowed passkey" {
			t.Errorf("log %q", lines)
		}
		_, err = k.signInWith(a)
		h.wants(err, ErrSignIn) // once
		earlier := k.answer(at, "browser")
		later := k.answer(at, "browser")
		_, err = k.signInWith(later)
		h.must(err)
		_, err = k.signInWith(earlier)
		h.wants(err, ErrSignIn) // nor what was asked before

		for what, bad := range map[string]func() KeyAnswer{
			"another browser": func() KeyAnswer { a := k.answer(at, "browser"); a.Browser = "other"; return a },
			"no browser":      func() KeyAnswer { a := k.answer(at, "browser"); a.Browser = ""; return a },
			"another address": func() KeyAnswer {
				return k.answer(virtualwebauthn.RelyingParty{ID: "localhost", Origin: "http://localhost:9090"}, "browser")
			},
			"another host": func() KeyAnswer {
				return k.answer(virtualwebauthn.RelyingParty{ID: "example.org", Origin: ownAddress}, "browser")
			},
			"an old challenge": func() KeyAnswer { a := k.answer(at, "browser"); h.clock.Add(challengeFor); return a },
			"nobody seen": func() KeyAnswer {
				k.device.Options.UserNotVerified = true
				defer func() { k.device.Options.UserNotVerified = false }()
				return k.answer(at, "browser")
			},
			"another actor": func() KeyAnswer {
				k.device.Options.UserHandle = []byte(bea.id)
				defer func() { k.device.Options.UserHandle = []byte(ana.id) }()
				return k.answer(at, "browser")
			},
			"another key": func() KeyAnswer {
				mine := k.key
				k.key = newKey()
				defer func() { k.key = mine }()
				return k.answer(at, "browser")
			},
			"another's key": func() KeyAnswer { // with the id of hers
				mine := k.key
				k.key = newKey()
				k.key.ID = mine.ID
				defer func() { k.key = mine }()
				return k.answer(at, "browser")
			},
			"no answer": func() KeyAnswer { a := k.answer(at, "browser"); a.Answer = `{"id":"x"}`; return a },
			"a box for another use": func() KeyAnswer {
				a := k.answer(at, "browser")
				c, err := k.door.NewPasskey(h.ctx, ana.stepUp(in))
				h.must(err)
				a.Box, a.Browser = c.Box, in.Session.OpenedWith()
				return a
			},
		} {
			if _, err := k.signInWith(bad()); !errors.Is(err, ErrSignIn) {
				t.Errorf("%s: %v", what, err)
			}
		}

		s := got.Session
		h.wants(h.door.ProvePasskey(h.ctx, s, k.answer(at, "elsewhere").in(s)), ErrSignIn)
		h.must(h.door.ProvePasskey(h.ctx, s, k.answer(at, s.OpenedWith())))
		if s, _ = ana.back(got); !s.IsSteppedUp() {
			t.Error("not proved with the passkey")
		}
		of := bea.signIn().Session
		h.wants(h.door.ProvePasskey(h.ctx, of, k.answer(at, of.OpenedWith())), ErrSignIn)
	})
}

// in is an answer that is sent from the browser of a session.
func (a KeyAnswer) in(s access.Session) KeyAnswer { a.Browser = s.OpenedWith(); return a }

// TestPasskeyIsGiven: adding and ending a passkey needs a fresh proof, is in the log, and is
// told to its actor for a week. Nothing of another's is ended.
func TestPasskeyIsGiven(t *testing.T) {
	houses(t, func(h *house) {
		ana, bea := h.add("ana", lindung.Caseworker), h.add("bea", lindung.Caseworker)
		in := ana.signIn()
		h.wants(func() error { _, err := h.door.NewPasskey(h.ctx, in.Session); return err }(), ErrNoPasskeys)
		h.must(h.door.TakePasskeys(ownAddress))
		h.wants(func() error { _, err := h.door.NewPasskey(h.ctx, in.Session); return err }(), access.ErrStepUp)
		s := ana.stepUp(in)
		k := ana.addKey(s, "Phone of Ana")
		if lines := h.log(string(ana.id), 1); lines[0] != string(ana.id)+" own.password allowed passkey" {
			t.Errorf("log %q", lines)
		}
		if bad, err := k.add(s, " ", at); err != nil || bad != "account.passkey.missing" {
			t.Errorf("without a name: %v, %v", bad, err)
		}
		if bad, err := k.add(s, "Again", at); err != nil || bad != "account.passkey.wrong" {
			t.Errorf("the same key: %v, %v", bad, err)
		}
		k.key = newKey()
		if bad, err := k.add(s, "Elsewhere", virtualwebauthn.RelyingParty{ID: "localhost", Origin: "http://localhost:1"}); err != nil || bad != "account.passkey.wrong" {
			t.Errorf("from another address: %v, %v", bad, err)
		}
		k.device.Options.UserNotVerified = true
		if bad, err := k.add(s, "Unseen", at); err != nil || bad != "account.passkey.wrong" {
			t.Errorf("by a device that has seen nobody: %v, %v", bad, err)
		}
		told := func(want ...string) {
			t.Helper()
			all, err := Notices(h.ctx, s)
			h.must(err)
			var kinds []string
			for _, n := range all {
				kinds = append(kinds, n.Kind)
			}
			if !slices.Equal(kinds, want) {
				t.Errorf("told %q, want %q", kinds, want)
			}
		}
		told(NoticePasskey)
		all, err := Passkeys(h.ctx, s)
		h.must(err)
		other := bea.signIn()
		h.wants(EndPasskey(h.ctx, bea.stepUp(other), all[0].ID), access.ErrDenied)
		h.wants(EndPasskey(h.ctx, in.Session, all[0].ID), access.ErrStepUp)
		s = ana.stepUp(in)
		h.must(EndPasskey(h.ctx, s, all[0].ID))
		h.wants(EndPasskey(h.ctx, s, all[0].ID), lindung.ErrConflict)
		told(NoticePasskeyEnd, NoticePasskey)
		h.clock.Add(noticeFor)
		told()
	})
}

// TestPasskeyEnds: a passkey that was ended signs nobody in; nor does one of somebody who does
// not work here any more, who chose anew after a reset, or who was forced, if others made it.
func TestPasskeyEnds(t *testing.T) {
	for what, end := range map[string]func(h *house, ana *hand, s access.Session, id string){
		"by its actor": func(h *house, _ *hand, s access.Session, id string) { h.must(EndPasskey(h.ctx, s, id)) },
		"a reset": func(h *house, ana *hand, _ access.Session, _ string) {
			adm := h.add("adi", lindung.Administrator)
			i, err := ResetSignIn(h.ctx, adm.stepUp(adm.signIn()), ana.id)
			h.must(err)
			ana.enrol(i.Token)
		},
		"a reset before they chose anew": func(h *house, ana *hand, _ access.Session, _ string) {
			adm := h.add("adi", lindung.Administrator)
			_, err := ResetSignIn(h.ctx, adm.stepUp(adm.signIn()), ana.id)
			h.must(err)
		},
		"the end of their work": func(h *house, ana *hand, _ access.Session, _ string) {
			adm := h.add("adi", lindung.Administrator)
			a := h.account(ana.id)
			h.must(EndActor(h.ctx, adm.stepUp(adm.signIn()), ana.id, a.Version, nil))
		},
		// A restore does it in the older database in which the passkey has not ended.
		"the journal": func(h *house, ana *hand, _ access.Session, id string) {
			again := func() (about string) {
				keeper := h.n.System(h.org.ID, "test")
				h.must(keeper.Do(h.ctx, access.SystemRun, keeper.OrgTarget(), func(tx *access.Tx) error {
					a, known, err := Endings.End(tx, access.EndedPasskey+":"+id)
					about = a
					if !known {
						h.t.Error("the journal's line is not known")
					}
					return err
				}))
				return about
			}
			if about := again(); about != string(ana.id) {
				h.t.Errorf("it ended a passkey of %q", about)
			}
			if about := again(); about != "" {
				h.t.Error("it ended it twice")
			}
		},
		"another address of the program": func(h *house, _ *hand, _ access.Session, _ string) {
			h.must(h.door.TakePasskeys("https://example.org"))
		},
	} {
		t.Run(what, func(t *testing.T) {
			houses(t, func(h *house) {
				ana := h.add("ana", lindung.Caseworker)
				s := ana.stepUp(ana.signIn())
				k := ana.addKey(s, "Phone of Ana")
				all, err := Passkeys(h.ctx, s)
				h.must(err)
				a := k.answer(at, "browser")
				end(h, ana, s, all[0].ID)
				_, err = k.signInWith(a)
				h.wants(err, ErrSignIn)
			})
		})
	}
}

// TestPasskeyUnderForce: while an alarm stands a passkey opens empty pages too, and those that
// were made since do not outlive it.
func TestPasskeyUnderForce(t *testing.T) {
	houses(t, func(h *house) {
		ana, sup := h.add("ana", lindung.Caseworker), h.add("sup", lindung.Supervisor)
		own := ana.addKey(ana.stepUp(ana.signIn()), "Her phone")
		ana.force(calm)
		forced, err := ana.try(calm, ana.code())
		h.must(err)
		h.clock.Add(time.Minute)
		theirs := ana.addKey(ana.stepUp(forced), "Their phone")
		in, err := own.signInWith(own.answer(at, "browser"))
		h.must(err)
		if !in.Session.IsForced() {
			t.Error("a passkey opens cases while the alarm stands")
		}
		desk := sup.stepUp(sup.signIn())
		alarms, err := Alarms(h.ctx, desk)
		h.must(err)
		h.must(EndAlarm(h.ctx, desk, alarms[0].ID, ""))
		_, err = theirs.signInWith(theirs.answer(at, "browser"))
		h.wants(err, ErrSignIn)
		in, err = own.signInWith(own.answer(at, "browser"))
		h.must(err)
		if in.Session.IsForced() {
			t.Error("still under force")
		}
	})
}

// TestForgedPasskey: whoever can write to the database, and has no key, makes no passkey
// another's and brings none back.
func TestForgedPasskey(t *testing.T) {
	for _, text := range []string{
		`UPDATE passkeys SET actor = (SELECT o.id FROM actors o WHERE o.id <> passkeys.actor LIMIT 1)`,
		`UPDATE passkeys SET asked = 0`,
		`UPDATE passkeys SET ended_at = 1`,
		`UPDATE passkeys SET host = 'example.org'`,
		`DELETE FROM passkeys`,
	} {
		houses(t, func(h *house) {
			ana := h.add("ana", lindung.Caseworker)
			h.add("bea", lindung.Caseworker)
			k := ana.addKey(ana.stepUp(ana.signIn()), "Phone of Ana")
			a := k.answer(at, "browser")
			_, err := k.signInWith(a)
			h.must(err)
			b := k.answer(at, "browser")
			h.must(h.d.Write(h.ctx, func(tx *db.Tx) error { return db.Change(tx, text) }))
			for _, tried := range []KeyAnswer{a, b} {
				if _, err := k.signInWith(tried); !errors.Is(err, ErrSignIn) {
					t.Errorf("%s: %v", text, err)
				}
			}
		})
	}
}

// TestPasskeysNeedAnAddress: passkeys work at https and a name, and at localhost.
func TestPasskeysNeedAnAddress(t *testing.T) {
	for address, host := range map[string]string{
		"https://example.org": "example.org", "https://Example.org:8443/": "example.org", "http://localhost:8080": "localhost", "https://localhost": "localhost",
		"": "", "example.org": "", "http://example.org": "", "https://192.0.2.1": "", "http://127.0.0.1:8080": "", "https://[2001:db8::1]": "", "https://example.org/deep": "", "https://u@example.org": "",
	} {
		d := &Door{}
		if err := d.TakePasskeys(address); (err == nil) != (host != "") || d.PasskeysAt() != host {
			t.Errorf("%q: %v, at %q", address, err, d.PasskeysAt())
		}
	}
}

// TestChallengeSaysLittle: what a stranger is given names nobody.
func TestChallengeSaysLittle(t *testing.T) {
	houses(t, func(h *house) {
		ana := h.add("ana", lindung.Caseworker)
		k := ana.addKey(ana.stepUp(ana.signIn()), "Phone of Ana")
		c, err := h.door.AskPasskey("browser")
		h.must(err)
		var options map[string]any
		h.must(json.Unmarshal(c.Options, &options))
		if _, named := options["allowCredentials"]; named || strings.Contains(string(c.Options), string(k.id)) {
			t.Errorf("asked %s", c.Options)
		}
		if options["userVerification"] != "required" {
			t.Errorf("asked %s", c.Options)
		}
	})
}

// account returns how an actor is stored.
func (h *house) account(id lindung.ActorID) (a access.Account) {
	h.t.Helper()
	h.must(h.n.System(h.org.ID, "cli").See(h.ctx, access.SystemRun, access.AccountTarget(id), func(tx *access.Tx) (err error) {
		a, err = access.AccountOf(tx, id)
		return err
	}))
	return a
}

// newKey returns a virtual passkey. The library writes a number that begins with a zero too
// short, which no real device does.
func newKey() virtualwebauthn.Credential {
	const whole = 77 // bytes of a public key
	for {
		if key := virtualwebauthn.NewCredential(virtualwebauthn.KeyTypeEC2); len(key.Key.AttestationData()) == whole {
			return key
		}
	}
}
