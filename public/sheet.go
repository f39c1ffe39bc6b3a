package public

import (
	"slices"
	"strings"

	"lindung"
	"lindung/convention"
	"lindung/i18n"
	"lindung/internal/page"
)

// spoken are the languages of the program in which a state speaks to its people,
// beside English.
var spoken = map[lindung.Country][]i18n.Lang{
	"BN": {"ms"}, "KH": {"km"}, "ID": {"id"}, "LA": {"lo"}, "MY": {"ms", "zh", "ta"}, "MM": {"my"}, "PH": {"fil"},
	"SG": {"ms", "zh", "ta"}, "TH": {"th"}, "TL": {"tet", "pt", "id"}, "VN": {"vi"},
}

// sheetIn reports whether an address is of a sheet, and of which state.
func sheetIn(rest string) (lindung.Country, bool) {
	state, found := strings.CutSuffix(strings.TrimPrefix(rest, "s/"), "/sheet")
	return lindung.Country(state), found && strings.HasPrefix(rest, "s/")
}

// hasSheet reports whether there is a sheet of a state in a language: one of its own
// whose texts for a person at risk are whole, or English.
func hasSheet(state lindung.Country, l i18n.Lang) bool {
	return helpIn()[l] && (l == i18n.English || slices.Contains(spoken[state], l))
}

// sheets lead to the sheet of a state in each language that it has, the reader's own
// first.
func (v *visit) sheets(state lindung.Country) []item {
	var all []item
	for _, l := range i18n.Langs() {
		if hasSheet(state, l) {
			all = append(all, item{words: words{v.t.Text("lang." + string(l)), ""}, Href: "/" + string(l) + "/s/" + string(state) + "/sheet"})
		}
	}
	return all
}

type sheetPage struct {
	frame
	Bound    words // whether this state is
	States   []sheetState
	Rights   []rights
	Contacts []contact
	None     words
	First    []words
	Help     item
	Address  string
}

// sheetState is a state and since when it is bound.
type sheetState struct{ Name, Since words }

var sheetView = page.NewView[sheetPage]("sheet")

// showSheet is one sheet to print: what the Convention promises a person, who is
// bound since when, and where to call. It says only what the help pages say, in the
// languages that they have.
//
// Source: ACTIP 14.9
func showSheet(v *visit) (document, error) {
	state, err := v.state("state")
	if err != nil {
		return document{}, err
	}
	st, err := convention.StatusOf(v.snap, convened, v.e.now())
	if err != nil {
		return document{}, err
	}
	p := sheetPage{
		frame: v.calm(v.frame("public.help.rights")), Bound: v.label("public.help.bound." + helpBound(v.position(st, state))), Rights: v.rights(),
		First: v.steps("public.help.first", 2), Help: item{words: v.label("public.help.in", "state", state), Href: v.href("help", string(state))}, Address: v.e.absolute(v.href("help", string(state))),
	}
	for _, at := range v.positions(st) {
		p.States = append(p.States, sheetState{v.name(at.State), v.boundSince(at)})
	}
	for _, c := range v.snap.Contacts(state) {
		p.Contacts = append(p.Contacts, v.contact(c))
	}
	if len(p.Contacts) == 0 {
		p.None = v.label("public.help.no_number", "state", state)
	}
	doc := show(v, sheetView, p)
	doc.secret = true
	return doc, nil
}

// boundSince says since when a state is bound, in the words that every language of
// the help pages has.
func (v *visit) boundSince(at position) words {
	days := at.Bond.Force
	switch {
	case at.Code != posBound:
		return v.label("convention.certainty.open")
	case days.Exact():
		return v.label("public.sheet.since", "day", days.First)
	}
	return v.label("public.sheet.latest", "day", days.Last)
}
