package public

import (
	"slices"
	"strconv"
	"strings"

	"lindung"
	"lindung/convention"
)

// convened is the treaty that this site is about.
const convened = convention.Convened

// The positions of a state under a treaty on a day, as files name them.
const (
	posBound    = "bound"
	posOpen     = "open"
	posRatified = "ratified"
	posSigned   = "signed"
	posNot      = "not_party"
	posNone     = "none" // nothing is recorded, or it could not be a party then
)

// position is what a treaty is to a state on a day: see public.position in the
// catalog.
type position struct {
	State lindung.Country
	Code  string
	Text  words
	Bond  convention.Bond
	Open  []convention.OpenFact
}

// positions are the positions of all states, in the order of [lindung.States].
func (v *visit) positions(st convention.Status) []position {
	all := make([]position, 0, len(lindung.States))
	for _, state := range lindung.States {
		all = append(all, v.position(st, state))
	}
	return all
}

func (v *visit) position(st convention.Status, state lindung.Country) position {
	p := position{State: state, Code: posNone}
	for _, b := range st.Bonds {
		if b.State == state {
			p.Bond = b
		}
	}
	for _, o := range st.Open {
		if o.State == state {
			p.Open = append(p.Open, o)
		}
	}
	switch {
	case slices.Contains(st.Bound, state):
		p.Code = posBound
	case len(p.Open) > 0:
		p.Code = posOpen
	case slices.Contains(st.Ratified, state):
		p.Code = posRatified
	case p.Bond.Recorded:
		p.Code = bySignature(p.Bond, st.On)
	}
	p.Text = v.label("public.position." + p.Code)
	return p
}

// bySignature is the position of a state that is not known to have ratified by
// a day.
func bySignature(b convention.Bond, on lindung.Date) string {
	signed := b.Act.Signed
	switch {
	case !signed.IsZero() && !signed.First().After(on.First()):
		return posSigned
	case b.Act.Standing == convention.NotParty:
		return posNot
	}
	return posNone
}

// standingGrid is the table of a treaty: what each state is to it on a day.
func (v *visit) standingGrid(st convention.Status, address string) grid {
	g := grid{
		Address: address,
		Caption: v.label("public.standing.caption", "instrument", st.Instrument, "day", st.On),
		Columns: []column{
			v.shown("state", "public.col.state"), filed("state_name"),
			v.shown("position", "public.col.position"), v.seen("public.col.deposit"),
			dated("deposit_not_before"), dated("deposit_not_after"),
			v.seen("public.col.in_force"), dated("in_force_not_before"), dated("in_force_not_after"), filed("in_force_basis"), filed("in_force_certainty"), filed("in_force_source"),
			dated("signed"), filed("open"), filed("note"),
		},
	}
	for _, p := range v.positions(st) {
		g.Rows = append(g.Rows, v.standingRow(st, p))
	}
	return v.finish(g)
}

func (v *visit) standingRow(st convention.Status, p position) row {
	b := p.Bond
	force := forceEvidence(b)
	position := cell{words: p.Text, Value: p.Code, Own: true, Class: "l-pos l-pos--" + p.Code}
	open := ""
	for i, o := range p.Open {
		why := v.why(o, st.Known)
		position.More = append(position.More, why)
		if i > 0 {
			open += " "
		}
		open += why.Text
	}
	basis := ""
	if !b.Force.IsZero() {
		basis = "computed"
		if b.Stated {
			basis = "stated"
		}
	}
	return row{
		ID: string(p.State),
		Cells: []cell{
			{words: v.name(p.State), Value: string(p.State), Own: true, Href: v.href("s", string(p.State))}, plain(v.name(p.State).Text),
			position, text(v.span(b.Deposit)), plain(b.Deposit.First.String()), plain(b.Deposit.Last.String()),
			v.forceCell(b), plain(b.Force.First.String()), plain(b.Force.Last.String()), plain(basis), plain(string(force.Certainty)), plain(strings.Join(force.Sources, " ; ")),
			plain(b.Act.Signed.String()), plain(open), v.noteCell(b),
		},
		From: standingRowEvidence(b), Page: v.href("s", string(p.State)), Proof: v.bondProof(b),
	}
}

// forceEvidence is what says since when a state is bound; empty where nothing is
// known of it.
func forceEvidence(b convention.Bond) convention.Evidence {
	if !b.Recorded || b.Force.IsZero() {
		return convention.Evidence{}
	}
	return b.ForceProof()
}

// standProof is the proof of the sentence that says what a treaty is to a state.
func (v *visit) standProof(at position) *proof {
	from := standingRowEvidence(at.Bond)
	if at.Code == posBound {
		from = forceEvidence(at.Bond)
	}
	return v.proof(from, aboutBond(at.Bond))
}

// aboutBond names a bond as the files do.
func aboutBond(b convention.Bond) string {
	return "ratifications.csv " + b.Instrument + "/" + string(b.State)
}

// bothEvidence is what says by when a state deposited and since when it is bound,
// as sure as the less sure of them.
func bothEvidence(b convention.Bond) convention.Evidence {
	deposit, force := standingRowEvidence(b), forceEvidence(b)
	if force.Certainty == "" {
		return deposit
	}
	both := convention.Evidence{Certainty: weakest(deposit.Certainty, force.Certainty), Checked: deposit.Checked, Sources: slices.Clone(deposit.Sources)}
	for _, s := range force.Sources {
		if !slices.Contains(both.Sources, s) {
			both.Sources = append(both.Sources, s)
		}
	}
	return both
}

// bondProof says where two facts come from, by when a state deposited and since
// when it is bound. Its mark is that of the less sure.
func (v *visit) bondProof(b convention.Bond) *proof {
	deposit, force := standingRowEvidence(b), forceEvidence(b)
	p := v.proof(bothEvidence(b), aboutBond(b))
	if force.Certainty == "" {
		return p
	}
	p.Lines = nil
	for _, one := range []struct {
		label string
		from  convention.Evidence
	}{{"public.col.deposit", deposit}, {"public.col.in_force", force}} {
		p.Lines = append(p.Lines, words{Text: v.t.Text("common.colon", "label", v.t.Text(one.label), "value", v.t.Text("convention.certainty."+string(one.from.Certainty)))})
		p.Lines = append(p.Lines, v.read(one.from)...)
	}
	return p
}

func (v *visit) noteCell(b convention.Bond) cell {
	return moreOf(v.say(b.Act.Note))
}

// forceCell shows the day from which a treaty binds a state: the stated day, or
// the day that the rule computes, marked as computed.
func (v *visit) forceCell(b convention.Bond) cell {
	c := text(v.span(b.Force))
	if b.Force.IsZero() {
		return c
	}
	if !b.Stated {
		c.Notes = append(c.Notes, v.label("public.computed_short"))
	}
	if !b.Agrees() {
		c.More = append(c.More, v.label("public.differs"))
	}
	if len(b.Computed) < 2 && b.Agrees() {
		return c // what is computed is what is shown
	}
	for _, r := range b.Computed {
		c.More = append(c.More, v.label("public.reading", "reading", r.Rule.Reading, "days", v.span(r.Days).Text))
	}
	return c
}

// years is a span in the least room: a year, or two.
func years(days convention.Span) string {
	switch {
	case days.IsZero():
		return ""
	case days.First.IsZero() || days.First.Year == days.Last.Year:
		return strconv.Itoa(days.Last.Year)
	}
	return strconv.Itoa(days.First.Year) + "–" + strconv.Itoa(days.Last.Year)
}
