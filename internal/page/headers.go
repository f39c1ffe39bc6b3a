package page

import "net/http"

// policy lets a page use this server's own style sheets, scripts, pictures, fonts and
// recordings, and nothing else: nothing inline, no frame, no other host.
const policy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; media-src 'self'; connect-src 'self'; " +
	"form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

// denied are the devices that no page may ask for.
const denied = "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), " +
	"microphone=(), midi=(), payment=(), usb=(), browsing-topics=()"

// Secure sets the security headers that every answer of the site has, pages,
// downloads and refusals alike.
func (s *Site) Secure(h http.Header) {
	h.Set("Content-Security-Policy", policy)
	h.Set("Permissions-Policy", denied)
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	// Not "no-referrer": with it browsers send "Origin: null" with our own forms.
	h.Set("Referrer-Policy", "same-origin")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	if s.secure {
		h.Set("Strict-Transport-Security", "max-age=31536000")
	}
}

// headers adds to the security headers what depends on the page. A handler that
// has set Cache-Control itself is followed, except for pages that no browser
// may keep.
func (s *Site) headers(h http.Header, b Base) {
	s.Secure(h)
	h.Set("Content-Language", b.Lang())
	switch {
	case !s.public || b.Leave:
		// Also keeps the page out of the store that the Back button shows from.
		h.Set("Cache-Control", "no-store")
	case h.Get("Cache-Control") == "":
		h.Set("Cache-Control", "public, no-cache")
	}
}
