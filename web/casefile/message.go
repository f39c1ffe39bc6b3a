package casefile

import (
	"lindung"
	"lindung/contact"
	"lindung/dossier"
	"lindung/internal/desk"
	"lindung/internal/page"
)

// MessagesPath returns the address of what the program sends to the person of a case.
func MessagesPath(id lindung.CaseID) string { return Path(id) + "/messages" }

// MessageState says what became of a message, and when.
func MessageState(v *desk.Visit, e contact.Entry) string {
	switch {
	case e.State == contact.Waiting:
		return v.Text("message.state.waiting", "when", v.When(e.Due.Time()))
	case e.Why != "":
		return v.Text("message.state."+e.State, "when", v.When(e.ChangedAt.Time()), "why", desk.LowerFirst(v.Text("message.why."+e.Why)))
	}
	return v.Text("message.state."+e.State, "when", v.When(e.ChangedAt.Time()))
}

// addMessages leads to the messages, with how the newest is, in one line.
func addMessages(v *desk.Visit, p *casePart, w dossier.Whole) {
	if !w.Own || w.Refused || !w.MayRead(lindung.Contact) {
		return
	}
	link := page.Link{Text: v.Text("message.more"), Href: MessagesPath(w.ID)}
	if len(w.Messages) > 0 {
		link.Text = v.Text("message.more.last", "state", desk.LowerFirst(MessageState(v, w.Messages[0])))
	}
	p.More = append(p.More, link)
}
