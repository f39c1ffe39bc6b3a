package finding

import (
	"errors"
	"net/url"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/field"
	"lindung/internal/desk"
	"lindung/internal/page"
	"lindung/linkage"
	"lindung/web/casefile"
)

// samePage is the one page of a person who has several cases.
type samePage struct {
	page.Base
	Case  casefile.Head
	Files []sameFile
	Apart []foundCard // two cases that are to be linked, and whose ages contradict each other
	Link  page.Form
}

// sameFile is one of the cases, and how its link is undone.
type sameFile struct {
	Card foundCard
	Why  string
	Undo page.Form
}

var sameView = page.NewView[samePage]("case_same")

var sameAsks = desk.Asks{Stem: "case.same"}

func showSame(v *desk.Visit) error { return sameForm(v, v.Filled(url.Values{}), nil) }

// sameForm shows the other cases of the person, and asks for another. apart are two cases
// whose ages contradict each other: whoever links them all the same says so.
func sameForm(v *desk.Visit, in url.Values, problems []field.Problem, apart ...lindung.CaseID) error {
	var links []linkage.Link
	c, err := cases.ReadSome(v.Ctx(), v.Session, casefile.ID(v), cases.Some{}, func(tx *access.Tx, c cases.Case) (err error) {
		links, err = linkage.LinksIn(tx, c)
		return err
	})
	if err != nil {
		return err
	}
	if !c.Can(access.CaseLink) || c.Refused {
		return access.ErrDenied
	}
	at := casefile.Path(c.ID) + "/same"
	p := samePage{Base: v.Base("page.case_same"), Case: casefile.HeadOf(v, c)}
	p.Back, p.Wide = &page.BackLink{Text: v.Text("common.back"), Href: casefile.Path(c.ID)}, true
	if p.Files, err = sameFiles(v, at, links); err != nil {
		return err
	}
	q := v.Ask("case.same", in, problems)
	q.Input("number", "off")
	q.Long("why")
	if len(apart) > 0 {
		q.Tick("sure", []page.Choice{{Value: "yes", Text: v.Text("case.same.sure.yes")}})
		found, err := v.Finder.Cards(v.Ctx(), v.Session, apart)
		if err != nil {
			return err
		}
		p.Apart = foundCards(v, found, "search.open")
	}
	q.Mark(&p.Base)
	p.Link = page.Form{Action: at, Rows: q.Rows, Save: page.Button{Text: v.Text("case.same.save")}, Cancel: casefile.CancelTo(v, c.ID, "overview")}
	return desk.Show(v, sameView, p)
}

// sameFiles are the cards of the other cases.
func sameFiles(v *desk.Visit, at string, links []linkage.Link) ([]sameFile, error) {
	if len(links) == 0 {
		return nil, nil
	}
	why, ids := map[lindung.CaseID]string{}, []lindung.CaseID{}
	for _, l := range links {
		ids, why[l.With] = append(ids, l.With), l.Why
	}
	found, err := v.Finder.Cards(v.Ctx(), v.Session, ids)
	if err != nil {
		return nil, err
	}
	var all []sameFile
	for i, card := range foundCards(v, found, "search.open") {
		id := found[i].ID
		all = append(all, sameFile{Card: card, Why: why[id], Undo: page.Form{
			Action: at, Hidden: []page.Hidden{{Name: "undo", Value: string(id)}},
			Save: page.Button{Text: v.Text("case.same.undo"), Classes: "govuk-button--secondary l-button--quiet"},
		}})
	}
	return all, nil
}

// saveSame links the case with another, or undoes that.
func saveSame(v *desk.Visit) error {
	id := casefile.ID(v)
	s := v.Act(desk.Done(casefile.Path(id)+"/same", "case_saved"))
	if other := v.Sent("undo"); other != "" {
		if err := linkage.UnlinkCases(v.Ctx(), s, id, lindung.CaseID(other)); err != nil {
			return err
		}
		return v.Acted()
	}
	err := linkage.LinkCases(v.Ctx(), s, id, v.Sent("number"), v.Sent("why"), v.Sent("sure") == "yes")
	var apart linkage.AgesApart
	if errors.As(err, &apart) {
		return sameForm(v, v.Form(), []field.Problem{{Field: "sure", Key: "case.same.ages"}}, id, apart.Other)
	}
	problems, err := v.Problems(err)
	if err != nil {
		return err
	}
	if len(problems) > 0 {
		return sameForm(v, v.Form(), problems)
	}
	return v.Acted()
}
