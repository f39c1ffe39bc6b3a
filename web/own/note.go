package own

import (
	"lindung"
	"lindung/consent"
	"lindung/internal/page"
)

// A notePage is any page of a person: a heading, and blocks under it.
type notePage struct {
	page.Base
	Heading string
	Lead    []string
	Blocks  []block
	keys    map[string]string // of the recordings of texts that no catalog has, by the text
	said    func(text string, keys ...string) page.Spoken
}

// read returns the texts of paragraphs of the consent text, whose recordings the page has.
func (p *notePage) read(all []consent.Paragraph) []string {
	var texts []string
	for _, one := range all {
		if p.keys == nil {
			p.keys = map[string]string{}
		}
		p.keys[one.Text] = one.Key()
		texts = append(texts, one.Text)
	}
	return texts
}

// Said is the recording of a text of the page, empty if it has none.
func (p notePage) Said(text string) page.Spoken {
	if p.said == nil {
		return page.Spoken{}
	}
	if key, ok := p.keys[text]; ok {
		return p.said(text, key)
	}
	return p.said(text)
}

var noteView = page.NewView[notePage]("note")

// A block is one part of a page.
type block struct {
	ID, Heading string
	Strong      bool
	Text, Items []string
	Rows        []row
	Links       []link
	Forms       []form
}

type row struct {
	Key    string
	Values []string
}

type link struct{ Text, Href, Note string }

// A form posts to an address.
type form struct {
	Action, Name, Button string
	Hidden               []page.Hidden
	Problems             []string
	Fields               []input
	Stop                 bool // it ends something
}

// An input is one question. Kind is "text", "pin", "area", "check" or "one", of several choices.
type input struct {
	Kind, ID, Name, Label, Hint, Value string
	Checked                            bool
	Choices                            []choice
}

type choice struct {
	Value, Text string
	Checked     bool
}

// page begins a page; title is a label key.
func (v *Visit) page(title string) notePage {
	p := notePage{Base: page.Base{T: v.T, Title: v.T.Text("own.title"), Path: v.Request.URL.Path, Leave: true, Draft: "own.draft"}, Heading: v.T.Text(title)}
	if !v.Calm { // there no recording is played, and a player that is silent would be noticed
		p.said = v.spoken
	}
	for _, l := range Languages() {
		p.Languages = append(p.Languages, page.Language{
			Lang: string(l), Name: v.T.Text("lang." + string(l)), Href: "?lang=" + string(l), Current: l == v.T.Lang(),
		})
	}
	return p
}

// under is a page one step under another.
func (v *Visit) under(back, title string) notePage {
	p := v.page(title)
	p.Back = &page.BackLink{Text: v.T.Text("own.back"), Href: back}
	if done := v.Request.URL.Query().Get("done"); done != "" && v.T.Has("own.done."+done) {
		p.Flash = v.T.Text("own.done." + done)
	}
	return p
}

// show sends a page.
func (v *Visit) show(p notePage) error {
	noteView.Show(v.s.site, v.W, v.Request, p)
	return nil
}

// form begins a form with a key of its own, so that what is sent twice is done once.
func (v *Visit) form(action, button string) form {
	return form{Action: action, Name: "f", Button: v.T.Text(button), Hidden: []page.Hidden{{Name: once, Value: lindung.NewID()}}}
}
