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
	at, form := c+"/messages", c+"/forms/safety_messages"
	b.get(c).In(t, "#safety", htmlcheck.HasText("Messages that the program sends"))
	page := b.get(at).wants(t, http.StatusOK)
	page.In(t, "main", htmlcheck.HasText("has not agreed to messages"))
	page.In(t, "main", htmlcheck.LacksText("Ask the person to get in touch"))
	b.get(c+"/card").wants(t, http.StatusNotFound)

	filled := fill(t, b.get(form).wants(t, http.StatusOK), "main form", "message_phone", "+6281200000001", "message_reader", "person", "message_words", "The library book is ready.")
	filled["message_days"], filled["message_hours"] = []string{"monday", "tuesday"}, []string{"morning"}
	b.post(form, filled).wants(t, http.StatusSeeOther)
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
