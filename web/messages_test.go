package web

import (
	"net/http"
	"testing"

	"lindung/internal/desk"
	"lindung/internal/test/htmlcheck"
)

// TestMessagesOfACase: without an agreement nothing can be sent, and the page says so; with one a
// worker asks the person to get in touch, and sees what waits; the card says what the person
// chose and nothing else. Others find neither.
func TestMessagesOfACase(t *testing.T) {
	w := one(t, desk.Options{})
	b := w.as("caseworker@shelter")
	c := b.opens("Samanama Satu")
	at := c + "/messages"
	b.get(c).In(t, "#safety", htmlcheck.HasText("Messages that the program sends"))
	page := b.get(at).wants(t, http.StatusOK)
	page.In(t, "main", htmlcheck.HasText("has not agreed to messages"))
	page.In(t, "main", htmlcheck.LacksText("Ask the person to get in touch"))
	b.get(c+"/card").wants(t, http.StatusNotFound)

	b.agreesToMessages(c)
	page = b.get(at).wants(t, http.StatusOK)
	page.In(t, "main", htmlcheck.HasText("It is not an agreed hour"))
	asked := b.follow(b.post(at, fill(t, page, "main form")).wants(t, http.StatusSeeOther))
	asked.In(t, "main table", htmlcheck.HasText("Waits until"))
	asked.In(t, "main table", htmlcheck.LacksText("library"))
	again := b.follow(b.post(at, fill(t, asked, "main form")).wants(t, http.StatusSeeOther))
	again.In(t, "body", htmlcheck.HasText("waits already"))
	b.get(c).In(t, "#safety", htmlcheck.HasText("waits until"))
	b.get(c+"/history").In(t, "main", htmlcheck.HasText("asked the person to get in touch"))

	card := c + "/forms/safety_card"
	b.post(card, fill(t, b.get(card).wants(t, http.StatusOK), "main form", "card_words", "Sewing lessons", "card_call", "Melati shop 012")).wants(t, http.StatusSeeOther)
	sheet := b.get(c+"/card").wants(t, http.StatusOK)
	sheet.In(t, "article", htmlcheck.HasText("Sewing lessons"))
	sheet.In(t, "article", htmlcheck.HasText("Melati shop 012"))
	sheet.In(t, "body", htmlcheck.LacksText("Samanama"))
	sheet.In(t, "body", htmlcheck.LacksText("Example Shelter"))
	for _, who := range []string{"caseworker@police", "supervisor@ngo"} {
		w.as(who).get(at).wants(t, http.StatusNotFound)
		w.as(who).get(c+"/card").wants(t, http.StatusNotFound)
	}
}

// agreesToMessages enters that the person of a case agreed to text messages on two mornings.
func (b *browser) agreesToMessages(at string) {
	b.t.Helper()
	form := at + "/forms/safety_messages"
	filled := fill(b.t, b.get(form).wants(b.t, http.StatusOK), "main form", "message_phone", "+6281200000001", "message_reader", "person", "message_words", "The library book is ready.")
	filled["message_days"], filled["message_hours"] = []string{"monday", "tuesday"}, []string{"morning"}
	b.post(form, filled).wants(b.t, http.StatusSeeOther)
}

// messagePlaces are where what the program sends is asked for.
func (w *world) messagePlaces() map[string]func() place {
	return map[string]func() place{
		"POST /cases/{id}/messages": func() place {
			b := w.as("caseworker@shelter")
			at := b.opens("Samanama Satu")
			b.agreesToMessages(at)
			return place{who: b, page: at + "/messages"}
		},
	}
}
