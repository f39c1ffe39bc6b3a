// Package messages holds the pages of what the program sends to the person of a case: what
// went and what did not, asking them to get in touch, and the card for the hand. Its routes
// are in [Wing]. What may be sent at all is asked by a form, and decided in package contact.
package messages

import (
	"embed"
	"errors"

	"lindung"
	"lindung/access"
	"lindung/contact"
	"lindung/dossier"
	"lindung/field"
	"lindung/internal/desk"
	"lindung/internal/page"
	"lindung/person"
	"lindung/web/casefile"
)

//go:embed templates/*.html
var templates embed.FS

// Wing declares the routes, views and templates of this package.
var Wing = desk.Wing{Name: "messages", Templates: templates, Views: []desk.View{messagesView, cardView}, Routes: []desk.Route{
	{Pattern: "GET /cases/{id}/messages", Who: desk.Actors, Action: access.CaseRead, On: casefile.UnderCase, Do: showMessages},
	{Pattern: "POST /cases/{id}/messages", Who: desk.Actors, Action: access.MessageAsk, Do: askPerson},
	{Pattern: "GET /cases/{id}/card", Who: desk.Actors, Action: access.CaseRead, On: casefile.UnderCase, Do: showCard},
}}

// messagesPage says what the program sent to the person, and what it may send now.
type messagesPage struct {
	page.Base
	Case  casefile.Head
	Lead  string
	Rule  page.SummaryList // by which ways something may go now, or why not
	Links []page.Link
	Ask   []page.Form // at most one
	All   page.Table
}

// cardPage is a card to print.
type cardPage struct {
	page.Base
	Lines []string
	Hint  string
}

var (
	messagesView = page.NewView[messagesPage]("messages")
	cardView     = page.NewView[cardPage]("card")
)

// read reads an own case whose contact the actor may read.
func read(v *desk.Visit) (dossier.Whole, error) {
	w, err := dossier.Read(v.Ctx(), v.Session, casefile.ID(v))
	if err == nil && (!w.Own || w.Refused || !w.MayRead(lindung.Contact)) {
		err = lindung.ErrNotFound
	}
	return w, err
}

func showMessages(v *desk.Visit) error { return messagesWith(v, nil) }

// messagesWith shows the messages, and why the person cannot be asked.
func messagesWith(v *desk.Visit, problems []field.Problem) error {
	w, err := read(v)
	if err != nil {
		return err
	}
	p := messagesPage{Base: v.Base("page.case_messages"), Case: casefile.HeadOf(v, w.Case), Lead: v.Text("message.lead")}
	p.Back = &page.BackLink{Text: v.Text("common.back"), Href: casefile.Path(w.ID) + "#safety"}
	v.Wrong(&p.Base, problems, "message")
	ways, f := dossier.MessageWays(w, v.Node.Now()), v.Facts()
	may := false
	for _, way := range ways {
		f.Add("message.way."+string(way.Way), now(v, way.Verdict))
		may = may || !way.Never()
	}
	if len(ways) == 0 {
		f.Add("message.ways", v.Text("message.why."+contact.WhyNotAgreed))
	}
	p.Rule = f.List
	if w.CanEdit(lindung.Contact) {
		p.Links = append(p.Links, page.Link{Text: v.Text("form." + person.SafeMessages.Name), Href: casefile.FormPath(w.ID, person.SafeMessages.Name)})
	}
	if len(cardLines(w)) > 0 {
		p.Links = append(p.Links, page.Link{Text: v.Text("message.card"), Href: casefile.Path(w.ID) + "/card"})
	} else if w.CanEdit(lindung.Contact) {
		p.Links = append(p.Links, page.Link{Text: v.Text("form." + person.SafeCard.Name), Href: casefile.FormPath(w.ID, person.SafeCard.Name)})
	}
	if may && w.Can(access.MessageAsk) {
		p.Ask = []page.Form{{Action: casefile.MessagesPath(w.ID), Save: page.Button{Text: v.Text("message.ask")}}}
	}
	p.All = table(v, w)
	return desk.Show(v, messagesView, p)
}

// now says whether a message could go at this moment.
func now(v *desk.Visit, of contact.Verdict) string {
	switch {
	case of.Goes:
		return v.Text("message.now")
	case of.Never():
		return v.Text("message.why." + of.Why)
	}
	return v.Text("message.then", "why", v.Text("message.why."+of.Why), "when", v.When(of.Until))
}

// table lists what was asked for and what became of it. It has no words and no number: they
// are in the form.
func table(v *desk.Visit, w dossier.Whole) page.Table {
	t := page.Table{Cards: true, FirstCellIsHeader: true, Caption: v.Text("message.caption")}
	for _, h := range []string{"asked", "kind", "way", "state"} {
		t.Head = append(t.Head, page.Cell{Text: v.Text("message.head." + h)})
	}
	for _, e := range w.Messages {
		t.Rows = append(t.Rows, []page.Cell{
			{Text: v.When(e.AskedAt.Time())}, {Text: v.Text("message.kind." + string(e.Kind))}, {Text: v.Text("message.way." + string(e.Way))},
			{Text: casefile.MessageState(v, e)},
		})
	}
	return t
}

// askPerson asks the person to get in touch.
func askPerson(v *desk.Visit) error {
	id := casefile.ID(v)
	err := contact.Ask(v.Ctx(), v.Act(desk.Done(casefile.MessagesPath(id), "message_asked")), id)
	switch {
	case errors.Is(err, contact.ErrAsked):
		return v.Done(casefile.MessagesPath(id), "message_waits")
	case errors.Is(err, access.ErrClosed):
		return v.Done(casefile.Path(id), "case_is_closed")
	}
	problems, err := v.Problems(err)
	if err != nil {
		return err
	}
	if len(problems) > 0 {
		return messagesWith(v, problems)
	}
	return v.Acted()
}

// cardLines are all that the card of a case says.
func cardLines(w dossier.Whole) []string {
	in := w.Answers(person.SafeCard)
	var all []string
	for _, f := range []field.Typed[string]{person.CardWords, person.CardCall} {
		if text, ok := f.Get(in); ok {
			all = append(all, text)
		}
	}
	return all
}

// showCard shows a card for print: what the person chose, no name, no organisation.
//
// Source: ACTIP 14.5
func showCard(v *desk.Visit) error {
	w, err := read(v)
	if err != nil {
		return err
	}
	p := cardPage{Base: v.Base("message.card.title"), Lines: cardLines(w), Hint: v.Text("message.card.hint")}
	if len(p.Lines) == 0 {
		return lindung.ErrNotFound
	}
	v.Writer.Header().Set("Cache-Control", "no-store")
	p.Print, p.Back = true, &page.BackLink{Text: v.Text("common.back"), Href: casefile.MessagesPath(w.ID)}
	return desk.Show(v, cardView, p)
}
