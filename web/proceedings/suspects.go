package proceedings

import (
	"fmt"
	"net/url"
	"strings"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/dossier"
	"lindung/field"
	"lindung/internal/desk"
	"lindung/internal/page"
	"lindung/justice"
	"lindung/web/casefile"
)

// suspectPage is one suspect of a case.
type suspectPage struct {
	page.Base
	Case    casefile.Head
	Warning *page.WarningText // that they may have been trafficked themselves
	Facts   page.SummaryList
	Others  page.Table // the other cases that the reader may read
	Change  *page.Button
	Drop    []page.Form
	Join    []page.Form // says that another one is the same
}

// Buttons returns what changes the suspect, for those who may.
func (p suspectPage) Buttons() []page.Button {
	if p.Change == nil {
		return nil
	}
	return []page.Button{*p.Change}
}

// Warnings returns what must be looked at first, if there is something.
func (p suspectPage) Warnings() []page.WarningText {
	if p.Warning == nil {
		return nil
	}
	return []page.WarningText{*p.Warning}
}

var (
	suspectView = page.NewView[suspectPage]("suspect")
	suspectAsks = desk.Asks{Stem: "suspect", Words: map[string]desk.Say{
		"roles": desk.Code("suspect.role"), "is": desk.Code("suspect.is"), "nation": desk.SayCountry, "same": saySuspect, "into": saySuspect, "other": desk.Code("suspect.other"),
	}}
)

// saySuspect says a suspect by their name, as the form did.
func saySuspect(v *desk.Visit, value string) (string, error) {
	var known []justice.Suspect
	_, all, err := readSuspects(v, func(tx *access.Tx, c cases.Case) (err error) {
		known, err = justice.ToChoose(tx, c)
		return err
	})
	for i, s := range append(all, known...) {
		if string(s.ID) == value {
			return called(v, s, i), err
		}
	}
	return value, err
}

func suspectsAt(id lindung.CaseID) string { return casefile.Path(id) + "/suspects" }

func suspectAt(id lindung.CaseID, s lindung.SuspectID) string {
	return suspectsAt(id) + "/" + string(s)
}

// suspectsPart is the section of the page of a case: who is suspected, and what the law asks
// because of what is recorded of the proceedings.
func suspectsPart(v *desk.Visit, w dossier.Whole) (casefile.Section, bool) {
	s := casefile.Section{ID: "suspects", Title: v.Text("case.part.suspects")}
	edits := w.CanEdit(lindung.Justice)
	if w.Refused || !w.MayRead(lindung.Justice) || len(w.Suspects) == 0 && !edits {
		return s, false
	}
	var says []string
	for _, r := range dossier.Reminders(w) {
		says = append(says, reminder(v, r))
	}
	s.Lead = strings.Join(says, " ")
	s.Table = page.Table{Cards: true, FirstCellIsHeader: true}
	for _, h := range []string{"who", "roles", "is"} {
		s.Table.Head = append(s.Table.Head, page.Cell{Text: v.Text("suspect.head." + h)})
	}
	for i, one := range w.Suspects {
		who := page.Cell{Text: called(v, one, i), Href: suspectAt(w.ID, one.ID)}
		row := []page.Cell{who, {}, {}}
		if len(one.Parts) > 0 {
			row[1].Text, row[2].Text = roles(v, one.Parts[0]), v.Text("suspect.is."+one.Parts[0].Is)
		}
		if n := len(one.Parts) - 1; n > 0 {
			row[0].Note = v.Text("suspect.others", "n", n)
		}
		s.Table.Rows = append(s.Table.Rows, row)
	}
	if edits {
		s.Do = &page.Button{Text: v.Text("page.suspect_new"), Href: suspectsAt(w.ID) + "/new", Classes: "govuk-button--secondary"}
	}
	return s, true
}

// called is the name of a suspect, or in privacy mode which of them it is.
func called(v *desk.Visit, s justice.Suspect, at int) string {
	if v.Private() {
		return v.Text("suspect.nth", "n", at+1)
	}
	return s.Name
}

func roles(v *desk.Visit, p justice.Part) string {
	var all []string
	for _, r := range p.Roles {
		all = append(all, v.Text("suspect.role."+r))
	}
	return strings.Join(all, v.Text("common.list_separator"))
}

// readSuspects reads a case without its records, and its suspects.
func readSuspects(v *desk.Visit, more func(*access.Tx, cases.Case) error) (c cases.Case, all []justice.Suspect, err error) {
	c, err = cases.ReadSome(v.Ctx(), v.Session, casefile.ID(v), cases.Some{}, func(tx *access.Tx, c cases.Case) (err error) {
		if !c.MayRead(lindung.Justice) || c.Refused {
			return lindung.ErrNotFound
		}
		if all, err = justice.In(tx, c); err == nil && more != nil {
			err = more(tx, c)
		}
		return err
	})
	return c, all, err
}

// oneSuspect is the suspect that the address names.
func oneSuspect(v *desk.Visit) (cases.Case, justice.Suspect, error) {
	c, all, err := readSuspects(v, nil)
	if err != nil {
		return c, justice.Suspect{}, err
	}
	for _, s := range all {
		if s.ID == lindung.SuspectID(v.ID("suspect")) && len(s.Parts) > 0 {
			return c, s, nil
		}
	}
	return c, justice.Suspect{}, lindung.ErrNotFound
}

// showSuspect shows who a suspect is, what they are said to have done in the case, and in
// which other cases that the reader may read.
func showSuspect(v *desk.Visit) error {
	return suspectWith(v, v.Filled(url.Values{}), nil)
}

// suspectWith shows a suspect, with what was typed to join them with another.
func suspectWith(v *desk.Visit, in url.Values, problems []field.Problem) error {
	c, s, others, err := suspectAndOthers(v)
	if err != nil {
		return err
	}
	p := suspectPage{Base: v.Base("page.case_suspect"), Case: casefile.HeadOf(v, c)}
	p.Back = &page.BackLink{Text: v.Text("common.back"), Href: casefile.Path(c.ID) + "#suspects"}
	if justice.MayBeVictim(s.Parts) {
		p.Warning = &page.WarningText{Text: v.Text("suspect.warning"), IconFallbackText: v.Text("suspect.warning.icon")}
	}
	p.Facts = suspectFacts(v, s)
	p.Others = otherParts(v, s)
	if c.CanEdit(lindung.Justice) {
		p.Change = &page.Button{Text: v.Text("page.suspect_change"), Href: suspectAt(c.ID, s.ID) + "/change", Classes: "govuk-button--secondary"}
		p.Drop = []page.Form{{
			Action: suspectAt(c.ID, s.ID) + "/drop", Save: page.Button{Text: v.Text("suspect.drop"), Classes: "govuk-button--secondary l-button--quiet"},
		}}
		q := v.Ask("suspect", in, problems)
		q.Pick("into", others)
		q.Mark(&p.Base)
		if len(others) > 0 {
			p.Join = []page.Form{{Action: suspectAt(c.ID, s.ID) + "/join", Rows: q.Rows, Save: page.Button{Text: v.Text("suspect.join"), Classes: "govuk-button--secondary"}}}
		}
	}
	return desk.Show(v, suspectView, p)
}

// suspectAndOthers is the suspect that the address names, with those who could be the same:
// the others of the case, and of those that the reader may read.
func suspectAndOthers(v *desk.Visit) (cases.Case, justice.Suspect, []page.Option, error) {
	var known []justice.Suspect
	c, all, err := readSuspects(v, func(tx *access.Tx, c cases.Case) (err error) {
		known, err = justice.ToChoose(tx, c)
		return err
	})
	if err != nil {
		return c, justice.Suspect{}, nil, err
	}
	var others []page.Option
	at := -1
	for i, s := range append(all, known...) {
		if s.ID == lindung.SuspectID(v.ID("suspect")) {
			at = i
			continue
		}
		others = append(others, page.Option{Value: string(s.ID), Text: called(v, s, i)})
	}
	if at < 0 || at >= len(all) || len(all[at].Parts) == 0 {
		return c, justice.Suspect{}, nil, lindung.ErrNotFound
	}
	return c, all[at], others, nil
}

// joinSuspect says that a suspect is the same as another.
func joinSuspect(v *desk.Visit) error {
	id, into := casefile.ID(v), lindung.SuspectID(v.Sent("into"))
	s := v.Act(casefile.PartDone(id, "suspects", "case_saved"))
	problems, err := v.Problems(justice.Join(v.Ctx(), s, id, lindung.SuspectID(v.ID("suspect")), into))
	if err != nil {
		return err
	}
	if len(problems) > 0 {
		return suspectWith(v, v.Form(), problems)
	}
	return v.Acted()
}

func suspectFacts(v *desk.Visit, s justice.Suspect) page.SummaryList {
	f := v.Facts()
	f.Add("suspect.name", s.Name)
	f.Add("suspect.also", s.Also)
	f.Add("suspect.born", s.Born)
	if s.Nation != "" {
		f.Add("suspect.nation", v.T.Country(s.Nation))
	}
	f.Add("suspect.handles", s.Handles)
	if v.Private() {
		for i := range f.List.Rows {
			f.List.Rows[i].Value.Masked = v.Text("page.show")
		}
	}
	f.Add("suspect.roles", roles(v, s.Parts[0]))
	f.Add("suspect.is", v.Text("suspect.is."+s.Parts[0].Is))
	f.Add("suspect.why", s.Parts[0].Why)
	return f.List
}

// otherParts are the other cases that the reader may read; of more it says nothing.
//
// Source: ACTIP 14.6
func otherParts(v *desk.Visit, s justice.Suspect) page.Table {
	t := page.Table{Cards: true, FirstCellIsHeader: true, Caption: v.Text("suspect.others.caption"), CaptionClasses: "govuk-table__caption--m"}
	t.Head = []page.Cell{{Text: v.Text("proceedings.head.case")}, {Text: v.Text("suspect.head.roles")}, {Text: v.Text("suspect.head.is")}}
	for _, p := range s.Parts[1:] {
		t.Rows = append(t.Rows, []page.Cell{{Text: p.Number, Href: suspectAt(p.Case, s.ID)}, {Text: roles(v, p)}, {Text: v.Text("suspect.is." + p.Is)}})
	}
	return t
}

func newSuspect(v *desk.Visit) error { return newForm(v, v.Filled(url.Values{}), nil) }

// newForm asks for a suspect: one who is known, or somebody new.
func newForm(v *desk.Visit, in url.Values, problems []field.Problem) error {
	var known []justice.Suspect
	c, _, err := readSuspects(v, func(tx *access.Tx, c cases.Case) (err error) {
		known, err = justice.ToChoose(tx, c)
		return err
	})
	if err != nil {
		return err
	}
	q := v.Ask("suspect", in, problems)
	if len(known) > 0 {
		all := make([]page.Option, len(known))
		for i, s := range known {
			all[i] = page.Option{Value: string(s.ID), Text: called(v, s, i)}
		}
		q.Pick("same", all)
		q.Heading("new")
		q.Tick("other", []page.Choice{{Value: "yes", Text: v.Text("suspect.other.yes")}})
	}
	return suspectForm(v, c, q, "page.suspect_new", suspectsAt(c.ID)+"/new", nil)
}

// suspectForm is the form of a suspect, below what q asks already.
func suspectForm(v *desk.Visit, c cases.Case, q *desk.Questions, title, action string, hidden []page.Hidden) error {
	if !c.CanEdit(lindung.Justice) {
		return casefile.ClosedOr(v, c)
	}
	q.Input("name", "off")
	q.Long("also").Rows = 2
	q.Input("born", "off").Classes = "govuk-input--width-20"
	q.Pick("nation", v.CountryOptions())
	q.Long("handles").Rows = 3
	q.Heading("here")
	q.Tick("roles", desk.ChooseFrom(v, "suspect.role", justice.Roles))
	q.Choose("is", desk.ChooseFrom(v, "suspect.is", justice.Victims))
	q.Long("why")
	p := desk.FormPage{Base: v.Base(title), Lead: v.Text("suspect.lead")}
	p.Back = &page.BackLink{Text: v.Text("common.back"), Href: casefile.Path(c.ID) + "#suspects"}
	q.Mark(&p.Base)
	p.Form = page.Form{Action: action, Hidden: hidden, Rows: q.Rows, Save: page.Button{Text: v.Text("suspect.save")}, Cancel: casefile.CancelTo(v, c.ID, "suspects")}
	return desk.Show(v, desk.FormView, p)
}

// typed is what was typed of a suspect.
func typed(v *desk.Visit) (justice.Known, justice.Part) {
	return justice.Known{
			Name: v.Sent("name"), Also: v.Sent("also"), Born: v.Sent("born"), Nation: lindung.Country(v.Sent("nation")), Handles: v.Sent("handles"),
		}, justice.Part{
			Roles: v.Form()["roles"], Is: v.Sent("is"), Why: v.Sent("why"),
		}
}

func addSuspect(v *desk.Visit) error {
	k, p := typed(v)
	n := justice.New{Known: k, Part: p, Same: lindung.SuspectID(v.Sent("same")), Other: v.Sent("other") == "yes"}
	_, err := justice.Add(v.Ctx(), v.Act(casefile.PartDone(casefile.ID(v), "suspects", "case_saved")), casefile.ID(v), n)
	problems, err := v.Problems(err)
	if err != nil {
		return err
	}
	if len(problems) > 0 {
		return newForm(v, v.Form(), problems)
	}
	return v.Acted()
}

// versions is what a form carries of the versions that were read.
func versions(s justice.Suspect) string { return fmt.Sprintf("%d.%d", s.Version, s.Parts[0].Version) }

func editSuspect(v *desk.Visit) error {
	_, s, err := oneSuspect(v)
	if err != nil {
		return err
	}
	in := url.Values{
		"name": {s.Name}, "also": {s.Also}, "born": {s.Born}, "nation": {string(s.Nation)}, "handles": {s.Handles},
		"roles": s.Parts[0].Roles, "is": {s.Parts[0].Is}, "why": {s.Parts[0].Why}, "version": {versions(s)},
	}
	return editForm(v, v.Filled(in), nil)
}

func editForm(v *desk.Visit, in url.Values, problems []field.Problem) error {
	c, s, err := oneSuspect(v)
	if err != nil {
		return err
	}
	hidden := []page.Hidden{{Name: "version", Value: in.Get("version")}}
	return suspectForm(v, c, v.Ask("suspect", in, problems), "page.suspect_change", suspectAt(c.ID, s.ID)+"/change", hidden)
}

func changeSuspect(v *desk.Visit) error {
	id, s := casefile.ID(v), lindung.SuspectID(v.ID("suspect"))
	k, p := typed(v)
	now := justice.Suspect{ID: s, Known: k, Parts: []justice.Part{p}}
	if _, err := fmt.Sscanf(v.Sent("version"), "%d.%d", &now.Version, &now.Parts[0].Version); err != nil {
		return lindung.ErrConflict
	}
	problems, err := v.Problems(justice.Change(v.Ctx(), v.Act(desk.Done(suspectAt(id, s), "case_saved")), id, now))
	if err != nil {
		return err
	}
	if len(problems) > 0 {
		return editForm(v, v.Form(), problems)
	}
	return v.Acted()
}

// dropSuspect says that a suspect has nothing to do with the case.
func dropSuspect(v *desk.Visit) error {
	id := casefile.ID(v)
	s := v.Act(casefile.PartDone(id, "suspects", "case_saved"))
	if err := justice.Drop(v.Ctx(), s, id, lindung.SuspectID(v.ID("suspect"))); err != nil {
		return err
	}
	return v.Acted()
}
