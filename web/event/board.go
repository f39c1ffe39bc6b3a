package event

import (
	"cmp"
	"slices"
	"strings"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/dossier"
	"lindung/field"
	"lindung/identification"
	"lindung/internal/desk"
	"lindung/internal/page"
	"lindung/person"
	"lindung/stats"
	"lindung/web/casefile"
)

// boardPage is an event with its persons.
type boardPage struct {
	page.Base
	Case     casefile.Head
	Facts    page.SummaryList
	Change   *page.Link
	Buttons  []page.Button
	Progress string // how many of how many were met; "" where few are in it
	Waiting  page.Table
	Nations  page.Table
	Tell     string // what may be told to a consulate
	Told     page.Table
	People   page.Table
	Heading  string
	All      *page.Link
	Pages    page.Pagination
}

var boardView = page.NewView[boardPage]("event_board")

// Path is the address of the event of a case.
func Path(id lindung.CaseID) string { return casefile.Path(id) + "/event" }

// few is up to how many persons an event is shown as a list alone, as a family is.
const few = 4

// mostShown is how many persons are on one page.
const mostShown = 50

// a standing is a person of an event with what they wait for.
type standing struct {
	cases.InEvent
	waits string // of identification.Standings
	from  []string
}

// showBoard shows what happened to several persons at once, who they are as far as the actor
// sees them, and who of them is still to be met. In an event of many those come first who
// must not wait.
//
// Source: ACTIP 14.1
func showBoard(v *desk.Visit) error {
	c, err := cases.ReadHead(v.Ctx(), v.Session, casefile.ID(v))
	if err != nil {
		return err
	}
	origin, _ := v.Session.Forms().Named("identity_origin")
	e, members, err := cases.ReadMembers(v.Ctx(), v.Session, c.ID, identification.First, origin)
	if err != nil {
		return err
	}
	all := standings(members, origin)
	p := boardPage{Base: v.Base("page.case_event"), Case: casefile.HeadOf(v, c), Facts: casefile.EventFacts(v, e), Heading: v.Text("case.event.people")}
	p.Back = &page.BackLink{Text: v.Text("common.back"), Href: casefile.Path(c.ID)}
	p.Wide = true
	if c.CanEdit(lindung.Situation) {
		p.Change = &page.Link{Text: v.Text("case.event.change"), Href: Path(c.ID) + "/change"}
	}
	many := len(all) > few
	if many {
		if err := p.addMany(v, c, all, members); err != nil {
			return err
		}
	}
	p.addButtons(v, c, all)
	p.addPeople(v, c, all, many)
	return desk.Show(v, boardView, p)
}

// standings orders the persons of an event: who must not wait, then who was not met yet.
func standings(members []cases.InEvent, origin *field.Form) []standing {
	all := make([]standing, len(members))
	for i, m := range members {
		all[i] = standing{InEvent: m, waits: identification.Standing(m.Answers(identification.First))}
		for _, v := range m.Answers(origin) {
			all[i].from, _ = person.Citizenships.Get(v)
		}
	}
	slices.SortStableFunc(all, func(a, b standing) int {
		at := func(s standing) int { return slices.Index(identification.Standings, s.waits) }
		return cmp.Or(cmp.Compare(at(a), at(b)), cmp.Compare(a.Number, b.Number))
	})
	return all
}

// addMany shows how far the meeting of many has come, and from which states they are.
func (p *boardPage) addMany(v *desk.Visit, c cases.Case, all []standing, members []cases.InEvent) error {
	counts := map[string]int{}
	for _, s := range all {
		counts[s.waits]++
	}
	p.Progress = v.Text("event.progress", "met", len(all)-counts[identification.ToSee], "n", len(all))
	p.Waiting = page.Table{FirstCellIsHeader: true, Head: []page.Cell{{Text: v.Text("event.waits")}, {Text: v.Text("event.persons"), Format: "numeric"}}}
	for _, code := range identification.Standings {
		if counts[code] > 0 {
			p.Waiting.Rows = append(p.Waiting.Rows, []page.Cell{
				{Text: v.Text("event.waits." + code), Href: Path(c.ID) + "?only=" + code + "#people"}, {Text: v.T.Number(counts[code]), Format: "numeric"},
			})
		}
	}
	bound := 0
	if err := v.Session.See(v.Ctx(), access.CaseRead, cases.Target(c.ID), func(tx *access.Tx) (err error) {
		bound, err = access.SettingOf(tx, tx.Actor().Org, access.FigureBound)
		return err
	}); err != nil {
		return err
	}
	whole, told := stats.Nationals(v.Session, members, bound)
	p.Nations, p.Told = nations(v, whole), nations(v, told)
	p.Tell = v.Text("event.tell", "n", bound)
	if len(p.Told.Rows) == 0 {
		p.Tell = v.Text("event.tell_nothing", "n", bound)
	}
	return nil
}

// nations is how many persons are of each state; of what is hidden there is no line.
func nations(v *desk.Visit, t stats.Table) page.Table {
	out := page.Table{FirstCellIsHeader: true, Head: []page.Cell{{Text: v.Text("field.citizenships")}, {Text: v.Text("event.persons"), Format: "numeric"}}}
	for _, l := range t.Lines {
		name := v.T.Country(lindung.Country(l.Code))
		if l.Code[0] == '_' {
			name = v.Text("event.no_state")
		}
		if l.Total.Hidden || t.Hidden > 0 && l.Code[0] == '_' {
			continue
		}
		out.Rows = append(out.Rows, []page.Cell{{Text: name}, {Text: v.T.Number(l.Total.N), Format: "numeric"}})
	}
	return out
}

// addButtons shows what can be done: the next person to meet first.
func (p *boardPage) addButtons(v *desk.Visit, c cases.Case, all []standing) {
	next := slices.IndexFunc(all, func(s standing) bool { return s.waits == identification.ToSee && dossier.MayMeet(s.Case) })
	quiet := "govuk-button--secondary"
	if next >= 0 {
		p.Buttons = append(p.Buttons, page.Button{Text: v.Text("event.next"), Href: firstPath(all[next].ID)})
	}
	if c.Can(access.CaseSibling) {
		p.Buttons = append(p.Buttons, page.Button{Text: v.Text("page.case_another"), Href: casefile.Path(c.ID) + "/another", Classes: quiet})
	}
	if c.Can(access.ReferralSend) && len(all) > 1 {
		p.Buttons = append(p.Buttons, page.Button{Text: v.Text("page.referral_together"), Href: casefile.Path(c.ID) + "/referrals/together", Classes: quiet})
	}
}

// addPeople lists the persons, or only those who wait for the same, a page at a time.
func (p *boardPage) addPeople(v *desk.Visit, c cases.Case, all []standing, many bool) {
	path := Path(c.ID)
	if only := v.Query("only"); slices.Contains(identification.Standings, only) {
		path += "?only=" + only
		all = slices.DeleteFunc(slices.Clone(all), func(s standing) bool { return s.waits != only })
		p.Heading = v.Text("event.waits." + only)
		p.All = &page.Link{Text: v.Text("event.all"), Href: Path(c.ID) + "#people"}
	}
	at := casefile.PageAsked(v)
	if (at-1)*mostShown >= len(all) {
		at = 1
	}
	p.Pages = casefile.Pages(v, path, at, mostShown, len(all))
	shown := all[(at-1)*mostShown : min(at*mostShown, len(all))]
	rows := make([]cases.Row, 0, mostShown)
	for _, s := range shown {
		rows = append(rows, s.Row)
	}
	p.People = casefile.CaseTable(v, rows)
	if !many {
		return
	}
	p.People.Head = append(p.People.Head[:1], page.Cell{Text: v.Text("field.citizenships")}, page.Cell{Text: v.Text("event.waits")}, page.Cell{Text: v.Text("page.first_meeting")})
	for i, s := range shown {
		tag := page.Tag{Text: v.Text("event.waits." + s.waits), Classes: tagOf(s.waits)}
		do := page.Cell{Text: v.Text("code.case_status." + string(s.Status))}
		if dossier.MayMeet(s.Case) {
			do = page.Cell{Text: v.Text("event.meet"), Href: firstPath(s.ID)}
		}
		p.People.Rows[i] = []page.Cell{p.People.Rows[i][0], {Text: statesOf(v, s.from)}, {Tag: &tag}, do}
	}
}

func tagOf(waits string) string {
	switch {
	case identification.Waits(waits):
		return "l-tag--now"
	case waits == identification.ToSee, waits == "again", waits == "screen":
		return "l-tag--soon"
	}
	return "l-tag--quiet"
}

func statesOf(v *desk.Visit, from []string) string {
	if len(from) == 0 {
		return v.Text("event.no_state")
	}
	names := make([]string, len(from))
	for i, code := range from {
		names[i] = v.T.Country(lindung.Country(code))
	}
	return strings.Join(names, v.Text("common.list_separator"))
}
