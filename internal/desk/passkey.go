package desk

import (
	"crypto/rand"
	"encoding/json"
	"net/http"

	"lindung/internal/page"
	"lindung/staff"
)

// ChallengePath is where the script of a page gets the challenge that a passkey answers.
const ChallengePath = "/sign-in/passkey"

// browserCookie is the cookie that binds a challenge to the browser that was asked, before
// somebody has signed in there. It ends with the browser.
const browserCookie = "lindung-asked"

// browser returns what only the browser of the request sends; "" if it sends nothing.
func (v *Visit) browser() string {
	if v.SignedIn() {
		return v.Session.OpenedWith()
	}
	if all := v.Request.CookiesNamed(v.cookieName(browserCookie)); len(all) == 1 {
		return all[0].Value
	}
	return ""
}

// cookieName is how a cookie is called here: by TLS so that no other host can set it.
func (s *Server) cookieName(name string) string {
	if s.Secure() {
		return "__Host-" + name
	}
	return name
}

// Challenge answers with a challenge for the browser of the request.
func (v *Visit) Challenge() error {
	browser := v.browser()
	if browser == "" {
		browser = rand.Text()
		http.SetCookie(v.Writer, &http.Cookie{
			Name: v.cookieName(browserCookie), Value: browser, Path: "/", Secure: v.Secure(), HttpOnly: true, SameSite: http.SameSiteStrictMode,
		})
	}
	c, err := v.Door.AskPasskey(browser)
	if err != nil {
		return err
	}
	return v.answer(func() error {
		h := v.Writer.Header()
		h.Set("Content-Type", "application/json")
		h.Set("Cache-Control", "no-store")
		return json.NewEncoder(v.Writer).Encode(c)
	})
}

// KeyAnswer is what the browser of the request answers with a passkey.
func (v *Visit) KeyAnswer() staff.KeyAnswer {
	return staff.KeyAnswer{
		Box: v.Form().Get("box"), Answer: v.Form().Get("answer"), Browser: v.browser(), Network: v.Network(v.Request), Agent: v.Request.UserAgent(), Devices: v.Devices(),
	}
}

// Passkey is a form that a passkey answers; nil where there are none.
func (v *Visit) Passkey(f page.Form) *page.Passkey {
	if v.Door.PasskeysAt() == "" {
		return nil
	}
	return &page.Passkey{Form: f, Host: v.Door.PasskeysAt(), From: ChallengePath, Failed: v.Text("account.passkey.failed")}
}
