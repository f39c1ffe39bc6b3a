package public

import (
	"cmp"
	"slices"
	"strings"

	"lindung"
	"lindung/convention"
	"lindung/internal/page"
)

type consultationsPage struct {
	frame
	Lead   words
	All    []meeting
	Others []meeting // folded: what else recommended something
	Table  grid
}

// meeting is an event as a line of a list.
type meeting struct {
	item
	Kind  words
	When  words
	Place string
	Says  words // how much it recommended
	Here  bool
}

var consultationsView = page.NewView[consultationsPage]("consultations")

// listConsultations lists who met about the Convention, newest first.
func listConsultations(v *visit) (document, error) {
	p := consultationsPage{frame: v.frame("public.consultations.title"), Table: v.consultationGrid()}
	all := v.e.consultations()
	for _, e := range all {
		m := v.meeting(e)
		if e.Kind == "consultation" {
			p.All = append(p.All, m)
		} else {
			p.Others = append(p.Others, m)
		}
	}
	slices.Reverse(p.All)
	slices.Reverse(p.Others)
	p.Lead = v.label("public.consultations.count", "n", len(p.All))
	p.Description = p.Lead.Text
	return show(v, consultationsView, p, p.Table), nil
}

// meeting shows an event in a list.
func (v *visit) meeting(e convention.Event) meeting {
	m := meeting{
		item: v.eventItem(e), Kind: v.label("convention.kind." + e.Kind), When: v.eventDays(convention.Between(e.First, e.Last)), Place: e.Place,
	}
	if n := len(v.recommendedBy(e)); n > 0 {
		m.Says = v.label("public.recommendations.n", "n", n)
	} else if e.Recommended == "not_seen" {
		m.Says = v.label("public.consultation.not_seen_short")
	}
	return m
}

// recommendedBy are the recommendations of an event.
func (v *visit) recommendedBy(e convention.Event) []advice {
	return v.advised(func(f convention.Followed) bool { return f.Event == e.ID })
}

// eventItem leads to an event: to its own page, or to its line of the timeline.
func (v *visit) eventItem(e convention.Event) item {
	return item{words: v.say(e.Title), Href: v.eventHref(e.ID)}
}

func (v *visit) eventHref(id string) string {
	if v.e.consulted()[id] {
		return v.href("c", id)
	}
	return v.href("timeline") + "#event-" + id
}

// consultationGrid is the table of consultations and of what else recommended
// something.
func (v *visit) consultationGrid() grid {
	g := grid{
		Address: "c", Caption: v.label("public.set.c"),
		Columns: []column{
			filed("id"), v.shown("kind", "public.col.kind"), dated("not_before"), dated("not_after"), v.shown("title", "public.col.title"), filed("place"), filed("bodies"),
			filed("attended"), filed("present"), filed("agenda_url"), filed("outcome"), filed("outcome_url"), filed("recommends"), filed("recommendations"),
			filed("follows"), filed("paragraphs"), filed("note"),
		},
	}
	for _, e := range v.e.consultations() {
		var ids, present []string
		for _, a := range v.recommendedBy(e) {
			ids = append(ids, a.ID)
		}
		for _, guest := range e.Present {
			present = append(present, guestText(guest))
		}
		g.Rows = append(g.Rows, row{
			ID: e.ID, From: e.Evidence, Page: v.href("c", e.ID), Proof: v.proof(e.Evidence, "events.csv "+e.ID),
			Cells: []cell{
				plain(e.ID), value(v.label("convention.kind."+e.Kind), e.Kind), plain(e.First.String()), plain(e.Last.String()), text(v.say(e.Title)), plain(e.Place),
				plain(strings.Join(e.Bodies, " ")), plain(v.say(e.Attended).Text), plain(strings.Join(present, "; ")), plain(e.Agenda), plain(v.say(e.Outcome).Text),
				plain(e.OutcomeAt), plain(e.Recommended), plain(strings.Join(ids, " ")), plain(strings.Join(e.Follows, " ")), plain(strings.Join(e.Paragraphs, " ")), plain(v.say(e.Note).Text),
			},
		})
	}
	return v.finish(g)
}

// guestText is one who took part, as the files write it.
func guestText(g convention.Guest) string {
	if g.Kind == "body" || g.Kind == "state" {
		return g.Name
	}
	return strings.TrimSuffix(g.Kind+": "+g.Name, ": ")
}

type consultationPage struct {
	frame
	Back      item
	Kind      words
	When      words
	Place     string
	Proof     *proof
	Note      words
	Met       []item
	Attended  words
	Guests    []item
	NGOs      words // whether civil society was there, said aloud
	Agenda    source
	Outcome   words
	OutcomeAt source
	About     []item
	Said      words // how much of what it recommended was read
	Advice    []advice
	After     []came
	Rest      []came // folded
	More      words
	Follows   []item
	Next      []item
	Chain     []meeting
}

var consultationView = page.NewView[consultationPage]("consultation")

// showConsultation shows who met, what came out of it, what it recommended, and what
// came after. What is not known is said aloud.
func showConsultation(v *visit) (document, error) {
	e, ok := v.snap.Event(v.parts["event"])
	if !ok || !v.e.consulted()[e.ID] {
		return document{}, lindung.ErrNotFound
	}
	p := consultationPage{
		frame: v.titled(v.say(e.Title)), Back: item{words: v.label("public.consultations.title"), Href: v.href("c")}, Kind: v.label("convention.kind." + e.Kind),
		When: v.eventDays(convention.Between(e.First, e.Last)), Place: e.Place, Proof: v.proof(e.Evidence, "events.csv "+e.ID), Note: v.say(e.Note),
		Attended: v.say(e.Attended), Outcome: v.say(e.Outcome), About: v.paragraphItems(e.Paragraphs), Advice: v.recommendedBy(e),
		Said: v.label("public.consultation.read." + cmp.Or(e.Recommended, "none")),
	}
	p.Description = p.Heading.Text
	if e.Agenda != "" {
		p.Agenda = sourceOf(e.Agenda)
	}
	if e.OutcomeAt != "" {
		p.OutcomeAt = sourceOf(e.OutcomeAt)
	}
	for _, b := range e.Bodies {
		p.Met = append(p.Met, v.addressee(b))
	}
	v.guests(&p, e)
	p.After, p.Rest = cut(v.cameAfter(e), cameShown)
	p.More = v.label("public.more_rows", "n", len(p.Rest))
	p.Chain = v.chainOf(e)
	for _, x := range v.snap.FollowedBy(e) {
		p.Follows = append(p.Follows, v.eventItem(x))
	}
	for _, x := range v.snap.Following(e) {
		p.Next = append(p.Next, v.eventItem(x))
	}
	return show(v, consultationView, p), nil
}

// cameShown is how much of what came after a page shows at once.
const cameShown = 2

// guests names who else took part, and says whether civil society was there.
func (v *visit) guests(p *consultationPage, e convention.Event) {
	ngos := "unknown"
	for _, g := range e.Present {
		if g.Kind == "NGO" {
			ngos = "unnamed"
			if g.Name != "" {
				ngos = "named"
			}
		}
		switch {
		case g.Kind == "body" || g.Kind == "state":
			p.Guests = append(p.Guests, v.addressee(g.Name))
		case g.Name != "":
			kind := v.label("public.guest." + strings.ToLower(g.Kind))
			p.Guests = append(p.Guests, item{words: words{v.t.Text("common.colon", "label", kind.Text, "value", g.Name), kind.Lang}})
		}
	}
	p.NGOs = v.label("public.consultation.ngos." + ngos)
}

// cameAfter is what came after the recommendations of an event, each once, by its
// strongest tie.
func (v *visit) cameAfter(e convention.Event) []came {
	strongest := map[string]convention.FollowUp{}
	var order []string
	for _, f := range v.e.followed() {
		if f.Event != e.ID {
			continue
		}
		for _, x := range f.After {
			old, seen := strongest[x.Refers]
			if !seen {
				order = append(order, x.Refers)
			}
			if !seen || slices.Index(convention.Strengths, x.Strength) < slices.Index(convention.Strengths, old.Strength) {
				strongest[x.Refers] = x
			}
		}
	}
	all := make([]came, len(order))
	for i, id := range order {
		all[i] = v.came(strongest[id])
		all[i].Proof = nil // the pages of the recommendations and of the event have it
	}
	return all
}

// mostOfChain is how many events before and how many after one its page shows.
const mostOfChain = 20

// chainOf are the nearest events that lead to an event and that it leads to, in the order of
// time, and itself. One that stands alone has no chain.
func (v *visit) chainOf(e convention.Event) []meeting {
	chain, _ := convention.ChainOf(v.snap, e.ID, mostOfChain)
	if len(chain) < 2 {
		return nil
	}
	all := make([]meeting, len(chain))
	for i, x := range chain {
		all[i] = v.meeting(x)
		all[i].Here = x.ID == e.ID
	}
	return all
}

func (e *edition) allConsultations() [][]string {
	var all [][]string
	for _, c := range e.consultations() {
		all = append(all, []string{c.ID})
	}
	return all
}
