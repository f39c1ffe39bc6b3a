package public

import (
	"strconv"
	"strings"

	"lindung"
	"lindung/convention"
	"lindung/internal/page"
)

type chooseHelpPage struct {
	frame
	States []item
	Steps  []words
}

var chooseHelpView = page.NewView[chooseHelpPage]("help_choose")

// chooseHelp asks in which state the person is.
func chooseHelp(v *visit) (document, error) {
	p := chooseHelpPage{frame: v.calm(v.frame("public.help.choose")), Steps: v.steps("public.help.first", 4)}
	for _, state := range lindung.States {
		p.States = append(p.States, item{words: v.name(state), Href: v.href("help", string(state))})
	}
	doc := show(v, chooseHelpView, p)
	doc.secret = true
	return doc, nil
}

type helpPage struct {
	frame
	State   words
	Number  string // as it is dialled
	Call    string // without blanks
	Checked words
	Known   words // what is known of the number
	Proof   *proof
	None    words // why there is no number
	Before  []words
	Calling []words
	Unknown []words
	Rights  []promise
	Bound   words
	Class   string
	Who     []helpLine
	Warning words
	Others  item
	Facts   item
	Watch   words
	WatchOf *proof
}

// helpLine is who does what in the state.
type helpLine struct {
	Name  words
	Text  words
	Proof *proof
}

var helpView = page.NewView[helpPage]("help")

// showHelp shows which number to call in a state, what happens then, and what
// the person's rights are. It shows the number only if it was verified.
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
	at := v.position(st, state)
	p := helpPage{
		frame: v.calm(v.frame("public.help.title", "state", state)), State: v.name(state), Bound: v.label("public.help.bound." + helpBound(at)),
		Before: v.steps("public.help.before", 3), Class: "l-pos l-pos--" + at.Code, Warning: v.label("public.compare_with_text"),
		Others: item{words: v.label("public.help.other"), Href: v.href("help")}, Facts: item{words: v.label("public.help.facts", "state", state), Href: v.href("s", string(state))},
	}
	p.Rights = append(p.Rights, v.promises()...)
	n, _ := v.snap.National(state)
	v.number(&p, n)
	for _, f := range n.Of("identification_lead", "protection_lead") {
		if f.Text != "" && f.Certainty.Counts() {
			p.Who = append(p.Who, helpLine{v.label("convention.topic." + f.Name), v.say(f.Text), v.proof(f.Evidence, "national.csv "+string(state)+"/"+f.Name)})
		}
	}
	doc := show(v, helpView, p)
	doc.secret = true
	return doc, nil
}

// number fills in which number to call and what is known about it.
func (v *visit) number(p *helpPage, n convention.National) {
	contacts := v.snap.Contacts(n.State)
	if len(contacts) == 0 {
		p.None = v.label("public.help.no_number", "state", n.State)
		return
	}
	c := contacts[0]
	p.Number, p.Call = c.Number, strings.ReplaceAll(c.Number, " ", "")
	p.Checked = v.label("public.help.checked", "day", c.Checked)
	p.Known = v.say(c.Note)
	p.Proof = v.proof(c.Evidence, "contacts.csv "+string(n.State)+"/"+c.Number)
	p.Calling, p.Unknown = v.steps("public.help.calling", 3), v.steps("public.help.unknown", 3)
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
	f.Menu, f.Foot, f.Canonical, f.Alternates = nil, nil, "", nil
	return f
}
