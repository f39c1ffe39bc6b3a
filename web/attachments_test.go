package web

import (
	"bytes"
	"image"
	"image/png"
	"net/http"
	"strings"
	"testing"
	"time"

	"lindung/internal/desk"
	"lindung/internal/test/htmlcheck"
)

const aPDF = "%PDF-1.7\nContoh\n%%EOF\n"

// attaches adds a file to the case at an address and returns where it is.
func (w *world) attaches(b *browser, at, kind string) string {
	w.t.Helper()
	w.Clock.Add(time.Minute) // the newest comes first
	b.upload(at+"/attachments/new", "paper.pdf", aPDF, "kind", kind, "title", "Letter from Contoh", "about", "person").
		leads(w.t, at+"?done=attachment_added&at=attachments#attachments")
	return b.get(at).wants(w.t, http.StatusOK).Attr(w.t, "#attachments table a", "href")
}

func aPicture(t *testing.T) string {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 40, 60))); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// A file is added with what a phone's browser sends. What is refused leaves what was
// typed on the page, and says what is wrong.
func TestAttach(t *testing.T) {
	worlds(t, func(w *world) {
		t := w.t
		b := w.as("caseworker@shelter")
		at := b.opens("Sok Example")
		page := b.get(at+"/attachments/new").wants(t, http.StatusOK)
		if got := page.Attr(t, "main form input[name=photo]", "capture"); got != "environment" {
			t.Errorf("the camera is not asked for: %q", got)
		}
		for file, says := range map[string]string{
			"<html>": "is not a picture", aPicture(t)[:60]: "is not a picture", aPDF: "it is PDF",
			aPicture(t) + strings.Repeat(" ", 20<<20): "longer than 20 MB", "": "Take a photograph or choose a file",
		} {
			refused := b.upload(at+"/attachments/new", "paper.jpg", file, "kind", "letter", "title", "Letter from Contoh", "about", "family").
				wants(t, http.StatusUnprocessableEntity)
			refused.In(t, ".govuk-error-summary", htmlcheck.HasText(says))
			if refused.Attr(t, "main form input[name=title]", "value") != "Letter from Contoh" || refused.Attr(t, "main form input[name=about][checked]", "value") != "family" {
				t.Errorf("%s: what was typed is lost", says)
			}
		}
		b.upload(at+"/attachments/new", "paper.png", aPicture(t), "kind", "injury", "title", "Left hand", "about", "person").wants(t, http.StatusSeeOther)
		shown := b.get(b.get(at).Attr(t, "#attachments table a", "href")).wants(t, http.StatusOK)
		picture := b.get(shown.Attr(t, "main img", "src")).wants(t, http.StatusOK)
		for name, want := range map[string]string{
			"Content-Type": "image/png", "X-Content-Type-Options": "nosniff", "Cache-Control": "no-store",
			"Content-Security-Policy": "default-src 'none'; sandbox",
		} {
			if got := picture.header.Get(name); got != want {
				t.Errorf("%s: %q", name, got)
			}
		}
		letter := w.attaches(b, at, "letter")
		closed := b.get(letter).wants(t, http.StatusOK)
		closed.Not(t, "main img")
		closed.In(t, ".l-notice", htmlcheck.HasText("stored as it was sent"))
		if got := b.get(letter+"/file").wants(t, http.StatusOK); !strings.HasPrefix(got.header.Get("Content-Disposition"), "attachment; ") || got.body != aPDF {
			t.Errorf("a PDF is shown: %v", got.header)
		}
		w.as("caseworker@ngo").get(letter+"/file").wants(t, http.StatusNotFound)
		b.get(at+"/history").In(t, "main", htmlcheck.HasText("added a file"), htmlcheck.HasText("opened a file"), htmlcheck.LacksText("Letter from"))
	})
}

// In privacy mode neither a picture nor what it is called is in sight.
func TestAttachInPrivacy(t *testing.T) {
	w := one(t, desk.Options{})
	b := w.as("caseworker@shelter")
	at := b.opens("Sok Example")
	b.upload(at+"/attachments/new", "paper.png", aPicture(t), "kind", "portrait", "title", "Left hand", "about", "person").wants(t, http.StatusSeeOther)
	file := b.get(at).Attr(t, "#attachments table a", "href")
	b.post("/privacy", map[string][]string{"names": {"closed"}, "to": {at}}).wants(t, http.StatusSeeOther)
	shown := b.get(file).wants(t, http.StatusOK)
	shown.Not(t, "main img")
	shown.In(t, "main details", htmlcheck.HasText("Left hand"))
	b.get(at).In(t, "#attachments details", htmlcheck.HasText("Left hand"))
}

// A signed sheet hangs at the consent that it proves.
func TestSignedSheet(t *testing.T) {
	w := one(t, desk.Options{})
	b := w.as("caseworker@shelter")
	at := b.opens("Sok Example")
	ask := fill(t, b.get(at+"/consent/new"), "main form", "recipient", w.to("hospital"), "purpose", "assistance", "groups", "identity", "step", "how")
	how := b.asks(at+"/consent/new", ask).wants(t, http.StatusOK)
	b.post(at+"/consent/new", fill(t, how, "main form", "step", "store", "interpreter", "Contoh Interpreter")).leads(t, at+"/consent?done=consent_given")
	page := b.get(at+"/consent").wants(t, http.StatusOK)
	add := page.Attr(t, `main a[href*="kind=consent_sheet"]`, "href")
	form := fill(t, b.get(add).wants(t, http.StatusOK), "main form", "title", "Signed on paper")
	if form.Get("kind") != "consent_sheet" || form.Get("grant") == "" {
		t.Errorf("the form does not say which consent: %v", form)
	}
	var values []string
	for name := range form {
		values = append(values, name, form.Get(name))
	}
	b.upload(at+"/attachments/new", "sheet.png", aPicture(t), values...).wants(t, http.StatusSeeOther)
	b.get(at+"/consent").In(t, "main", htmlcheck.HasText("Signed sheet, added"))
}
