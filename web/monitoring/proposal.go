package monitoring

import (
	"cmp"
	"net/url"
	"slices"

	"lindung/field"
	"lindung/internal/desk"
	"lindung/internal/page"
	"lindung/monitoring"
)

func proposalAt(id monitoring.ProposalID) string { return proposalsPath + "/" + string(id) }

func idOf(v *desk.Visit) monitoring.ProposalID { return monitoring.ProposalID(v.ID("id")) }

// showProposal shows a proposal, beside what is in the record, and what can be done.
func showProposal(v *desk.Visit) error { return proposalPage(v, nil) }

func proposalPage(v *desk.Visit, problems []field.Problem) error {
	s, err := monitoring.Read(v.Ctx(), v.Session, idOf(v))
	if err != nil {
		return err
	}
	p := onePage{Base: v.Base("desk.title.proposal"), Lead: lineOf(v, s.Record, s.File, s.Row).what}
	p.Wide, p.Back = true, back(v)
	switch {
	case s.Said == "":
	case s.State == monitoring.OnHold:
		p.Said, p.SaidOf, p.SaidWhat = s.Said, v.Text("proposal.held_by", "when", v.When(s.Held.Time())), v.Text("proposal.proposal_hold")
	case s.GivenBack():
		p.Said, p.SaidOf, p.SaidWhat = s.Said, v.Text("proposal.given_back", "org", s.Orgs[s.Second], "when", v.When(s.Reviewed.Time())), v.Text("proposal.proposal_back")
	}
	p.Wrong = wrongs(v, s)
	p.Facts = proposalFacts(v, s)
	p.Table = proposalCells(v, s)
	steps := proposalSteps{v, s, problems}
	if s.Mine() {
		steps.author(&p)
	}
	steps.others(&p)
	return desk.Show(v, oneView, p)
}

// proposalCells are the cells that are filled, beside those of the row that is in the record.
func proposalCells(v *desk.Visit, s monitoring.Shown) page.Table {
	t := page.Table{Cards: true, FirstCellIsHeader: true, Head: head(v, "proposal.column", "proposal.new", "proposal.before")}
	if s.Before == nil {
		t.Head = t.Head[:2]
	}
	f, _ := monitoring.FileNamed(s.File)
	for _, name := range s.Columns {
		if s.Row[name] == "" && s.Before[name] == "" {
			continue
		}
		cells := []page.Cell{{Text: v.Text("row." + cell(name))}, valueOf(v, f, name, s.Row[name])}
		if s.Before != nil {
			was := valueOf(v, f, name, s.Before[name])
			if s.Before[name] == s.Row[name] {
				was = page.Cell{Text: v.Text("proposal.as_before")}
			}
			cells = append(cells, was)
		}
		t.Rows = append(t.Rows, cells)
	}
	return t
}

// wrongs says what would be wrong with the record: of the row itself at its questions, and
// of others by what they say.
func wrongs(v *desk.Visit, s monitoring.Shown) []string {
	var all []string
	for _, w := range s.Wrong {
		said, about := s.Say(w)
		label := v.Text("row." + cell(said.Field))
		if own := "row." + about.File + "." + cell(said.Field); v.T.Has(own) {
			label = v.Text(own)
		}
		text := v.Text("page.problem_line", "label", label, "problem", page.Problem(v.T, said))
		if !w.Here {
			text = v.Text("proposal.elsewhere", "row", cmp.Or(short(lineOf(v, s.Record, about.File, about.Row).what), w.File), "problem", text)
		}
		if !slices.Contains(all, text) {
			all = append(all, text)
		}
	}
	return all
}

// stateOf is how far a proposal is. One that was given back says so.
func stateOf(v *desk.Visit, p monitoring.Proposal) string {
	if p.GivenBack() {
		return v.Text("proposal.state.back")
	}
	return v.Text("proposal.state." + string(p.State))
}

func proposalFacts(v *desk.Visit, s monitoring.Shown) page.SummaryList {
	f := v.Facts()
	f.Add("desk.state", stateOf(v, s.Proposal))
	f.Add("desk.file_of", v.Text("file."+s.File))
	f.Add("desk.org", s.Orgs[s.Org])
	f.Add("desk.at", v.When(s.At.Time()))
	if s.Reviewed != 0 {
		f.Add("proposal.reviewed", v.Text("proposal.by_at", "org", s.Orgs[s.Second], "when", v.When(s.Reviewed.Time())))
	}
	if s.Held != 0 {
		f.Add("proposal.held_at", v.When(s.Held.Time()))
	}
	if s.Cleared != 0 {
		f.Add("proposal.cleared_at", v.When(s.Cleared.Time()))
	}
	if s.Edition != 0 {
		f.Add("proposal.edition", v.T.Number(int(s.Edition)))
	}
	return f.List
}

// proposalSteps are the steps on the page of a proposal.
type proposalSteps struct {
	v        *desk.Visit
	s        monitoring.Shown
	problems []field.Problem
}

// form is a step that asks nothing, or for words.
func (x proposalSteps) form(b *page.Base, name, path string, words bool, hidden ...page.Hidden) desk.ActForm {
	v := x.v
	f := page.Form{Action: proposalAt(x.s.ID) + "/" + path, Hidden: append(desk.Version(x.s.Version), hidden...), Save: page.Button{Text: v.Text("proposal." + name + ".do")}}
	if words {
		in := url.Values{}
		if len(x.problems) > 0 {
			in = v.Form()
		}
		q := v.Ask("proposal", in, x.problems)
		q.Long("proposal_" + name)
		q.Mark(b)
		f.Rows, f.Save.Classes = q.Rows, "govuk-button--secondary"
	}
	return desk.ActForm{Title: v.Text("proposal." + name), Lead: v.Text("proposal." + name + ".lead"), Form: f}
}

// author are the steps of who wrote it.
func (x proposalSteps) author(p *onePage) {
	if len(x.problems) > 0 {
		x.v.Wrong(&p.Base, x.problems, "proposal")
	}
	if x.s.Can(monitoring.ToChange) {
		p.Buttons = append(p.Buttons, page.Button{Text: x.v.Text("proposal.change"), Href: proposalAt(x.s.ID) + "/change", Classes: "govuk-button--secondary"})
	}
	if x.s.Can(monitoring.ToAsk) && len(x.s.Wrong) > 0 {
		p.Mend = x.v.Text("proposal.problem.record")
	} else if x.s.Can(monitoring.ToAsk) {
		p.Forms = append(p.Forms, x.form(&p.Base, "give", "give", false))
	}
	if x.s.Can(monitoring.ToClear) {
		p.Forms = append(p.Forms, x.form(&p.Base, "clear", "clear", false))
	}
	if x.s.Can(monitoring.ToDrop) {
		drop := x.form(&p.Base, "drop", "drop", false)
		drop.Form.Save.Classes = "govuk-button--secondary"
		p.Forms = append(p.Forms, drop)
	}
}

// others are the steps of who reviews or edits it.
func (x proposalSteps) others(p *onePage) {
	if x.s.Reviewing() {
		p.Forms = append(p.Forms, x.form(&p.Base, "agree", "review", false, page.Hidden{Name: "agree", Value: "yes"}), x.form(&p.Base, "back", "review", true))
	}
	if x.s.Holding() {
		p.Forms = append(p.Forms, x.form(&p.Base, "hold", "hold", true))
	}
}

// acted ends a step: with what is to be corrected, or where it leads.
func acted(v *desk.Visit, err error) error {
	problems, err := v.Problems(err)
	if err != nil {
		return err
	}
	if len(problems) > 0 {
		return proposalPage(v, problems)
	}
	return v.Acted()
}

func giveProposal(v *desk.Visit) error {
	version, err := v.SentVersion()
	if err != nil {
		return err
	}
	return acted(v, monitoring.Give(v.Ctx(), v.Act(desk.Done(Path, "proposal_given")), idOf(v), version))
}

func clearProposal(v *desk.Visit) error {
	version, err := v.SentVersion()
	if err != nil {
		return err
	}
	return acted(v, monitoring.TakeOut(v.Ctx(), v.Act(desk.Done(Path, "proposal_given")), idOf(v), version))
}

func dropProposal(v *desk.Visit) error {
	version, err := v.SentVersion()
	if err != nil {
		return err
	}
	return acted(v, monitoring.DropIt(v.Ctx(), v.Act(desk.Done(Path, "proposal_dropped")), idOf(v), version))
}

func reviewProposal(v *desk.Visit) error {
	version, err := v.SentVersion()
	if err != nil {
		return err
	}
	agree := v.Sent("agree") == "yes"
	return acted(v, monitoring.Review(v.Ctx(), v.Act(desk.Done(Path, "proposal_reviewed")), idOf(v), version, agree, v.Sent("proposal_back")))
}

func holdProposal(v *desk.Visit) error {
	version, err := v.SentVersion()
	if err != nil {
		return err
	}
	return acted(v, monitoring.HoldIt(v.Ctx(), v.Act(desk.Done(Path, "proposal_held")), idOf(v), version, v.Sent("proposal_hold")))
}

// editRow asks for the cells of a proposal anew.
func editRow(v *desk.Visit) error { return editRowForm(v, nil) }

func editRowForm(v *desk.Visit, problems []field.Problem) error {
	s, err := monitoring.Read(v.Ctx(), v.Session, idOf(v))
	if err != nil {
		return err
	}
	if !s.Mine() || !s.Can(monitoring.ToChange) {
		return v.GoTo(proposalAt(s.ID))
	}
	f, _ := monitoring.FileNamed(s.File)
	r, _, err := monitoring.ReadDrafted(v.Ctx(), v.Session)
	if err != nil {
		return err
	}
	x := rowForm{v: v, r: r, d: s.Desk, f: f, action: proposalAt(s.ID) + "/change", begun: s.Row, version: s.Version}
	return x.show(problems)
}

func saveRow(v *desk.Visit) error {
	version, err := v.SentVersion()
	if err != nil {
		return err
	}
	id := idOf(v)
	s, err := monitoring.Read(v.Ctx(), v.Session, id)
	if err != nil {
		return err
	}
	problems, err := v.Problems(monitoring.Change(v.Ctx(), v.Act(desk.Done(proposalAt(id), "row_saved")), id, version, sentRow(v, s.File)))
	if err != nil {
		return err
	}
	if len(problems) > 0 {
		return editRowForm(v, problems)
	}
	return v.Acted()
}
