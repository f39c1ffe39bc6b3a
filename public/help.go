package public

import (
	"slices"
	"strconv"
	"strings"

	"lindung"
	"lindung/convention"
	"lindung/internal/page"
)

type chooseHelpPage struct {
	frame
	First  []words
	States []item
	Then   []words
}

var chooseHelpView = page.NewView[chooseHelpPage]("help_choose")

// chooseHelp asks in which country the person is.
func chooseHelp(v *visit) (document, error) {
	steps := v.steps("public.help.first", 4)
	p := chooseHelpPage{frame: v.calm(v.frame("public.help.choose")), First: steps[:2], Then: steps[2:]}
	for _, state := range lindung.States {
		p.States = append(p.States, item{words: v.name(state), Href: v.href("help", string(state))})
	}
	doc := show(v, chooseHelpView, p)
	doc.secret = true
	return doc, nil
}

type helpPage struct {
	frame
	Contacts []contact // the first is the one to call
	None     words     // why there is no number
	First    []words
	Calls    bool // there is a number to call
	Before   []words
	Calling  []words
	Danger   []words
	Bound    words
	Rights   []rights
	From     []item // the paragraphs that the rights are taken from
	Others   item
	Facts    item
}

// contact is a way to reach help, as a frightened person reads it.
type contact struct {
	Kind    words
	Number  string
	Call    string // as a telephone takes it; empty where the number is not dialled
	Href    string // of a page
	Answers words
	Known   []words // hours, languages and the like
	Unknown []words // what we do not know about it
	Called  words   // who called it and when, or that nobody has
	From    []words // behind a line: where it was read
	Sources []source
}

// rights are promises that ask the same of a country.
type rights struct {
	Title    words
	Promises []promise
}

var helpView = page.NewView[helpPage]("help")

// showHelp shows which number to call in a country, what may be a danger, and
// what the person's rights are. It shows a number only if the operator called it
// or a source states it.
//
// Source: ACTIP 14.9
func showHelp(v *visit) (document, error) {
	state, err := v.state("state")
	if err != nil {
		return document{}, err
	}
	st, err := convention.StatusOf(v.snap, convened, v.e.now())
	if err != nil {
		return document{}, err
	}
	p := helpPage{
		frame: v.calm(v.frame("public.help.title", "state", state)), First: v.steps("public.help.first", 2),
		Bound: v.label("public.help.bound." + helpBound(v.position(st, state))), Rights: v.rights(), Danger: v.steps("public.help.danger", 3),
		Others: item{words: v.label("public.help.other"), Href: v.href("help")}, Facts: item{words: v.label("public.help.facts", "state", state), Href: v.href("s", string(state))},
	}
	for _, r := range p.Rights {
		for _, one := range r.Promises {
			p.From = append(p.From, item{words: one.Ref, Href: one.Href})
		}
	}
	for _, c := range v.snap.Contacts(state) {
		p.Contacts = append(p.Contacts, v.contact(c))
		p.Calls = p.Calls || dialled(c)
	}
	if len(p.Contacts) == 0 {
		p.None = v.label("public.help.no_number", "state", state)
	}
	if p.Calls {
		p.Before, p.Calling = v.steps("public.help.before", 3), v.steps("public.help.calling", 3)
	}
	doc := show(v, helpView, p)
	doc.secret = true
	return doc, nil
}

// dialled reports whether a contact is a number to call.
func dialled(c convention.Contact) bool {
	return c.Kind != convention.WebPage && c.Kind != convention.Messages
}

func (v *visit) contact(c convention.Contact) contact {
	x := contact{Kind: v.label("public.contact." + string(c.Kind)), Number: c.Number, Answers: v.say(c.Answers), Called: v.label("public.help.not_tried")}
	switch {
	case c.Kind == convention.WebPage:
		x.Href, x.Number = c.Number, strings.TrimPrefix(c.Number, "https://")
	case dialled(c):
		x.Call = strings.Map(func(r rune) rune {
			if r == '+' || r >= '0' && r <= '9' {
				return r
			}
			return -1
		}, c.Number)
	}
	if !c.CalledOn.IsZero() {
		x.Called = v.label("public.help.called", "day", c.CalledOn)
	}
	x.Known, x.Unknown = v.knownOf(c)
	for _, s := range c.Sources {
		x.Sources = append(x.Sources, sourceOf(s))
	}
	if len(x.Sources) > 0 {
		x.From = v.read(c.Evidence)
	}
	return x
}

// knownOf is what is known of a contact, and what is not.
func (v *visit) knownOf(c convention.Contact) (known, unknown []words) {
	ask := func(value, key string) {
		if value != "" {
			text := v.say(value)
			known = append(known, words{v.t.Text("public.contact."+key, "text", text.Text), text.Lang})
		}
	}
	ask(c.For, "for")
	ask(c.Hours, "hours")
	ask(c.Languages, "languages")
	ask(c.Cost, "cost")
	if c.Police == "yes" || c.Police == "passes_on" {
		known = append(known, v.label("public.contact.police_"+c.Police))
	}
	if c.Recorded != "" {
		known = append(known, v.say(c.Recorded))
	}
	if c.Abroad != "" {
		known = append(known, v.label("public.contact.abroad_"+c.Abroad))
	}
	if c.Note != "" {
		known = append(known, v.say(c.Note))
	}
	if !dialled(c) {
		return known, nil
	}
	for i, value := range []string{c.Languages, c.Police, c.Abroad} {
		if value == "" {
			unknown = append(unknown, v.label("public.help.unknown."+strconv.Itoa(i+1)))
		}
	}
	return known, unknown
}

// mustDo are the strengths that leave a country no choice but how.
var mustDo = []convention.Strength{convention.Shall, convention.ShallNot, convention.ShallSoftened}

// rights are the promises, by whether a country must keep them or must only try
// or consider.
func (v *visit) rights() []rights {
	all := []rights{{Title: v.label("public.help.must")}, {Title: v.label("public.help.try")}}
	for _, p := range v.promises() {
		at := 1
		if slices.Contains(mustDo, p.strength) {
			at = 0
		}
		all[at].Promises = append(all[at].Promises, p)
	}
	return all
}

// steps are texts that are numbered in the catalog.
func (v *visit) steps(key string, n int) []words {
	all := make([]words, n)
	for i := range all {
		all[i] = v.label(key + "." + strconv.Itoa(i+1))
	}
	return all
}

func helpBound(at position) string {
	if at.Code == posBound {
		return posBound
	}
	return posOpen
}

// calm makes a page one that a person at risk may open: a neutral title, the
// leave button, no mark, no menu, nothing that a browser keeps.
func (v *visit) calm(f frame) frame {
	f.Leave, f.Wide, f.Title, f.Description = true, false, v.t.Text("public.help.neutral"), ""
	f.Menu, f.Foot, f.Canonical, f.Card, f.Alternates, f.Printed = nil, nil, "", "", nil, ""
	return f
}
