package desk

import (
	"net/http"
	"regexp"
	"slices"
	"strings"

	"lindung/staff"
)

// deviceCookie is the cookie with the tokens by which people are known who have signed in from
// a browser. It lets nobody in.
const deviceCookie = "lindung-known"

// mostKnown people are known by one browser, those who signed in last.
const mostKnown = 8

var deviceToken = regexp.MustCompile(`^[a-z2-7]{26}$`)

// Devices returns the tokens of devices that the browser of the request keeps, the last first.
func (v *Visit) Devices() []string {
	all := v.Request.CookiesNamed(v.cookieName(deviceCookie))
	if len(all) != 1 {
		return nil // of several one was planted
	}
	tokens := strings.Split(all[0].Value, ".")
	tokens = slices.DeleteFunc(tokens, func(t string) bool { return !deviceToken.MatchString(t) })
	return tokens[:min(len(tokens), mostKnown)]
}

// KeepDevice lets the browser keep the token of a new device, and all for as long as devices
// are known.
func (v *Visit) KeepDevice(token string) {
	tokens := v.Devices()
	if token != "" {
		tokens = append([]string{token}, tokens...)
	}
	http.SetCookie(v.Writer, &http.Cookie{
		Name: v.cookieName(deviceCookie), Value: strings.Join(tokens[:min(len(tokens), mostKnown)], "."), Path: "/", MaxAge: staff.DeviceFor,
		Secure: v.Secure(), HttpOnly: true, SameSite: http.SameSiteStrictMode,
	})
}

// browserNames are the browsers that have a name, by their codes.
var browserNames = map[string]string{
	"chrome": "Chrome", "edge": "Edge", "firefox": "Firefox", "opera": "Opera", "safari": "Safari", "samsung": "Samsung Internet",
}

// DeviceText names a device by its machine and its browser.
func (v *Visit) DeviceText(machine, browser string) string {
	text := v.Text("sessions.on." + machine)
	if name := browserNames[browser]; name != "" {
		text += ", " + name
	}
	return text
}
