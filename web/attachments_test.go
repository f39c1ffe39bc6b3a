package web

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"math/rand/v2"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"time"

	"lindung/internal/db"
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

// aBook is a PDF of many pages, each with a stream that no one can make shorter, as a scanner
// writes it.
func aBook(pages, aPage int) string {
	var b bytes.Buffer
	noise := rand.NewChaCha8([32]byte{1})
	var at []int
	object := func(text string) {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", len(at), text)
	}
	b.WriteString("%PDF-1.7\n")
	var kids strings.Builder
	for i := range pages {
		fmt.Fprintf(&kids, "%d 0 R ", 3+2*i)
	}
	object("<< /Type /Catalog /Pages 2 0 R >>")
	object(fmt.Sprintf("<< /Type /Pages /Count %d /Kids [ %s] >>", pages, kids.String()))
	for i := range pages {
		stream := make([]byte, aPage)
		noise.Read(stream)
		object(fmt.Sprintf("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R >>", 4+2*i))
		object(fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", len(stream), stream))
	}
	xref := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(at)+1)
	for _, offset := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", offset)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(at)+1, xref)
	return b.String()
}

// allocated returns how many bytes work has taken in all, however soon it gave them back.
func allocated(work func()) int {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	work()
	runtime.ReadMemStats(&after)
	return int(after.TotalAlloc - before.TotalAlloc)
}

// TestBook: a PDF of 500 pages is stored in sealed pieces and handed out as it came, never
// shown; neither takes more memory than the file a few times. One that is longer than a file
// may be is refused before it is held.
func TestBook(t *testing.T) {
	worlds(t, func(w *world) {
		t := w.t
		const pieceSize, most = 256 << 10, 20 << 20
		b := w.as("caseworker@shelter")
		at := b.opens("Sok Example")
		book := aBook(500, 30<<10)
		add := b.uploads(at+"/attachments/new", "book.pdf", book, "kind", "legal_paper", "title", "File of the court", "about", "person")
		if n := allocated(func() { b.send(add).leads(t, at+"?done=attachment_added&at=attachments#attachments") }); n > 8*len(book) {
			t.Errorf("storing %d bytes took %d", len(book), n)
		}
		var pieces []int
		err := w.DB.Read(t.Context(), func(tx *db.Tx) (err error) {
			pieces, err = db.All(tx, db.Value[int], `SELECT length(sealed) FROM attachment_pieces`)
			return err
		})
		if err != nil || len(pieces) != (len(book)+pieceSize-1)/pieceSize {
			t.Fatalf("%d pieces: %v", len(pieces), err)
		}
		for _, n := range pieces {
			if n > pieceSize+256 {
				t.Errorf("a piece of %d bytes", n)
			}
		}
		shown := b.get(b.get(at).Attr(t, "#attachments table a", "href")).wants(t, http.StatusOK)
		shown.Not(t, "main img, main iframe, main embed, main object")
		shown.In(t, "main .l-notice", htmlcheck.HasText("not shown here"))
		var out answer
		file := shown.Attr(t, `main a[href$="/file"]`, "href")
		if n := allocated(func() { out = b.get(file) }); n > 8*len(book) {
			t.Errorf("handing %d bytes out took %d", len(book), n)
		}
		if out.code != http.StatusOK || out.body != book || !strings.HasPrefix(out.header.Get("Content-Disposition"), "attachment; ") {
			t.Errorf("it is not handed out as it came: %d bytes, %v", len(out.body), out.header)
		}
		long := b.uploads(at+"/attachments/new", "book.pdf", aBook(500, 60<<10), "kind", "legal_paper", "title", "File of the court", "about", "person")
		if n := allocated(func() {
			b.send(long).wants(t, http.StatusUnprocessableEntity).In(t, ".govuk-error-summary", htmlcheck.HasText("longer than 20 MB"))
		}); n > 3*most {
			t.Errorf("refusing what is too long took %d", n)
		}
	})
}
