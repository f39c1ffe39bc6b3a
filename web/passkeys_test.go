package web

import (
	"encoding/json"
	"net/http"
	"net/url"
	"testing"

	"github.com/descope/virtualwebauthn"

	"lindung/internal/desk"
	"lindung/internal/test/htmlcheck"
	"lindung/internal/test/nodetest"
	"lindung/staff"
)

// TestPasskeys: someone adds a passkey on their account, is told of it on Home, signs in with
// it, confirms with it, and ends it.
func TestPasskeys(t *testing.T) {
	const address = "http://localhost:8080"
	w := one(t, desk.Options{PasskeyAddress: address})
	b := w.as("caseworker@shelter")
	at := virtualwebauthn.RelyingParty{ID: "localhost", Origin: address}
	device := virtualwebauthn.NewAuthenticatorWithOptions(virtualwebauthn.AuthenticatorOptions{UserHandle: []byte(w.ID("caseworker@shelter"))})
	key := newKey()

	b.get("/").In(t, "main", htmlcheck.LacksText("passkey"))
	b.get("/account").In(t, "main a[href='/account/passkeys']")
	b.get("/account/passkeys").wants(t, http.StatusOK).In(t, "main", htmlcheck.HasText("You have no passkey"))
	b.follow(b.get("/account/passkeys/new")).wants(t, http.StatusForbidden).In(t, "form[action='/step-up']")
	b.post("/step-up", url.Values{"code": {w.code()}, "to": {"/account/passkeys/new"}}).leads(t, "/account/passkeys/new")
	form := func(a answer, name string) url.Values {
		t.Helper()
		options, err := virtualwebauthn.ParseAttestationOptions(`{"publicKey":` + a.Attr(t, "form[data-passkey]", "data-options") + `}`)
		if err != nil {
			t.Fatal(err)
		}
		return fill(t, a, "form[data-passkey]", "passkey", name, "answer", virtualwebauthn.CreateAttestationResponse(at, device, key, *options))
	}
	page := b.get("/account/passkeys/new").wants(t, http.StatusOK)
	page.In(t, "form[data-passkey][hidden]")
	page.In(t, "[data-without-passkeys]", htmlcheck.HasText("Your password and code go on working"))
	wrong := b.post("/account/passkeys", form(page, "")).wants(t, http.StatusUnprocessableEntity)
	wrong.In(t, "main", htmlcheck.HasText("Give it a name"))
	b.post("/account/passkeys", form(wrong, "Phone of mine")).leads(t, "/account/passkeys?done=passkey_added")
	device.AddCredential(key)
	b.get("/account/passkeys").In(t, "main", htmlcheck.HasText("Phone of mine"))
	b.get("/").In(t, ".l-panel--now a[href='/account/passkeys']", htmlcheck.HasText("A passkey was added"))
	w.as("supervisor@shelter").get("/").In(t, "main", htmlcheck.LacksText("passkey"))

	asserts := func(c *browser) url.Values {
		t.Helper()
		var asked staff.Challenge
		if err := json.Unmarshal([]byte(c.get("/sign-in/passkey").wants(t, http.StatusOK).body), &asked); err != nil {
			t.Fatal(err)
		}
		options, err := virtualwebauthn.ParseAssertionOptions(`{"publicKey":` + string(asked.Options) + `}`)
		if err != nil {
			t.Fatal(err)
		}
		w.Clock.Add(1e9)
		return url.Values{"box": {asked.Box}, "answer": {virtualwebauthn.CreateAssertionResponse(at, device, key, *options)}, "to": {"/queue"}}
	}
	c := w.open()
	c.get("/sign-in").In(t, "form[data-passkey][hidden]")
	in := asserts(c)
	w.open().post("/sign-in/passkey", in).wants(t, http.StatusUnprocessableEntity) // another browser
	c.post("/sign-in/passkey", in).leads(t, "/queue")
	c.get("/account/sessions").In(t, "main", htmlcheck.HasText("with a passkey"))
	again := w.open()
	again.cookies["lindung-asked"] = c.cookies["lindung-asked"]
	again.post("/sign-in/passkey", in).wants(t, http.StatusUnprocessableEntity).In(t, "main", htmlcheck.HasText("opens no account here"))

	c.follow(c.get("/account/passkeys/new")).In(t, "form[action='/step-up/passkey'][data-passkey]")
	proof := asserts(c)
	proof.Set("to", "/account/passkeys/new")
	c.post("/step-up/passkey", url.Values{"to": {"/"}}).wants(t, http.StatusUnprocessableEntity).In(t, "main", htmlcheck.HasText("does not fit"))
	c.post("/step-up/passkey", proof).leads(t, "/account/passkeys/new")
	list := c.get("/account/passkeys")
	c.post(list.Attr(t, "main section form", "action"), fill(t, list, "main section form")).leads(t, "/account/passkeys?done=passkey_ended")
	late := w.open()
	late.post("/sign-in/passkey", asserts(late)).wants(t, http.StatusUnprocessableEntity)
	c.get("/").In(t, "main", htmlcheck.HasText("A passkey of your account was ended"))
	w.open().post("/sign-in", url.Values{"login": {nodetest.Login("caseworker@shelter")}, "password": {nodetest.Password}, "code": {w.code()}}).leads(t, "/")
}

// TestNoPasskeysWithoutAnAddress: without the address of the pages nobody is offered a
// passkey, and the page says what is needed.
func TestNoPasskeysWithoutAnAddress(t *testing.T) {
	w := one(t, desk.Options{})
	w.open().get("/sign-in").In(t, "form[data-passkey]", htmlcheck.Count(0))
	w.open().get("/sign-in/passkey").wants(t, http.StatusBadRequest)
	b := w.as("caseworker@shelter")
	b.get("/account/passkeys").In(t, "main", htmlcheck.HasText("set its address first"))
	b.get("/account/passkeys/new").leads(t, "/account/passkeys")
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

// A holder is someone at a browser, with a device that has a passkey of theirs.
type holder struct {
	*browser
	device virtualwebauthn.Authenticator
	key    virtualwebauthn.Credential
}

const keysAt = "http://localhost:8080"

var keyParty = virtualwebauthn.RelyingParty{ID: "localhost", Origin: keysAt}

// keyless returns an actor who can add a passkey now, and with what; see add.
func (w *world) keyless(who string) (h holder, fields []string) {
	w.t.Helper()
	if err := w.server.Door.TakePasskeys(keysAt); err != nil {
		w.t.Fatal(err)
	}
	h = holder{w.as(who), virtualwebauthn.NewAuthenticatorWithOptions(virtualwebauthn.AuthenticatorOptions{UserHandle: []byte(w.ID(who))}), newKey()}
	h.proves(h.get("/account/password"))
	page := h.get("/account/passkeys/new").wants(w.t, http.StatusOK)
	options, err := virtualwebauthn.ParseAttestationOptions(`{"publicKey":` + page.Attr(w.t, "form[data-passkey]", "data-options") + `}`)
	if err != nil {
		w.t.Fatal(err)
	}
	box := page.Attr(w.t, `form[data-passkey] input[name=box]`, "value")
	return h, []string{"box", box, "answer", virtualwebauthn.CreateAttestationResponse(keyParty, h.device, h.key, *options), "passkey", "Phone of mine"}
}

// keyed returns an actor who has a passkey.
func (w *world) keyed(who string) holder {
	w.t.Helper()
	h, fields := w.keyless(who)
	h.post("/account/passkeys", fill(w.t, h.get("/account/passkeys/new"), "form[data-passkey]", fields...)).leads(w.t, "/account/passkeys?done=passkey_added")
	h.device.AddCredential(h.key)
	return h
}

// answers is what the device of h answers to the challenge of a browser.
func (h holder) answers(b *browser) []string {
	h.t.Helper()
	var asked staff.Challenge
	if err := json.Unmarshal([]byte(b.get("/sign-in/passkey").wants(h.t, http.StatusOK).body), &asked); err != nil {
		h.t.Fatal(err)
	}
	options, err := virtualwebauthn.ParseAssertionOptions(`{"publicKey":` + string(asked.Options) + `}`)
	if err != nil {
		h.t.Fatal(err)
	}
	return []string{"box", asked.Box, "answer", virtualwebauthn.CreateAssertionResponse(keyParty, h.device, h.key, *options)}
}
