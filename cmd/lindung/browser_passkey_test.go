package main

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/webauthn"
	"github.com/chromedp/chromedp"
)

// TestPasskeyInChromium: with a device that knows its holder, someone adds a passkey, signs
// out, and signs in with it; with script switched off the page asks for password and code.
func TestPasskeyInChromium(t *testing.T) {
	d := startBrowser(t)
	d.do(chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		if _, err := cdp.Call(ctx, tab, webauthn.Enable, webauthn.EnableParams{}); err != nil {
			return err
		}
		_, err := cdp.Call(ctx, tab, webauthn.AddVirtualAuthenticator, webauthn.AddVirtualAuthenticatorParams{Options: &webauthn.VirtualAuthenticatorOptions{
			Protocol: "ctap2", Transport: "internal", HasResidentKey: true, HasUserVerification: true, IsUserVerified: true, AutomaticPresenceSimulation: true,
		}})
		return err
	}))
	d.as("rina")
	d.open("/account/passkeys/new")
	d.leadsTo(fmt.Sprintf(`(document.querySelector("#code").value = %q, document.querySelector("form[action='/step-up'] button").click())`,
		js[string](d, `document.querySelector(".l-panel code").innerText`)), "/account/passkeys/new")
	for _, width := range []int64{320, 1280} {
		d.size(width)
		if d.wide() {
			t.Errorf("the page that adds a passkey is wider than %d", width)
		}
	}
	for _, fault := range d.axe() {
		t.Error(fault)
	}
	if js[bool](d, `[...document.querySelectorAll("[data-failed], [data-without-passkeys]")].some(e => e.checkVisibility())`) {
		t.Error("the page says that it failed, or cannot, before anything was tried")
	}
	d.leadsTo(`(document.querySelector("#passkey").value = "Phone of mine", document.querySelector("form[data-passkey] button").click())`, "/account/passkeys")
	d.forget()
	d.open("/sign-in")
	for _, fault := range d.axe() {
		t.Error(fault)
	}
	d.leadsTo(`document.querySelector("form[data-passkey] button").click()`, "/")
	d.open("/account/sessions")
	if text := js[string](d, `document.querySelector("main").innerText`); !strings.Contains(text, "with a passkey") {
		t.Errorf("signed in otherwise: %s", text)
	}
	d.forget()
	d.script(false)
	d.open("/sign-in?lang=en")
	if js[bool](d, `document.querySelector("form[data-passkey]") && document.querySelector("form[data-passkey]").checkVisibility()`) {
		t.Error("without script the passkey is offered")
	}
}

// leadsTo evaluates an expression and waits until the page is at path.
func (d *demoSite) leadsTo(expression, path string) {
	d.t.Helper()
	js[bool](d, `(`+expression+`, window.before = true)`)
	for range 100 {
		if js[bool](d, fmt.Sprintf(`!window.before && location.pathname === %q && document.readyState === "complete"`, path)) {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	d.t.Fatalf("does not lead to %s: %s", path, js[string](d, `location.pathname + " " + document.querySelector("main").innerText`))
}
