package web

import (
	"errors"
	"net/url"
	"strings"
	"time"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/field"
	"lindung/internal/page"
)

// noteLine is a note as it is read.
type noteLine struct {
	Kind, When, By string
	Own            bool // a class of its own, that others do not see
	Lines          []string
	Masked         string
}

// notesPart are the notes, newest first.
func (v *visit) notesPart(w wholeCase) (casePart, bool) {
	p := casePart{caseSection: caseSection{ID: "notes", Title: v.text("case.part.notes")}}
	for _, n := range w.Notes {
		line := noteLine{
			Kind: v.text("note_kind." + n.Kind), When: v.moment(time.Unix(n.At, 0)), By: w.Who[n.By],
			Own: n.Kind == "support", Lines: strings.Split(n.Text, "\n"),
		}
		if v.private() {
			line.Masked = v.text("page.show")
		}
		p.Notes = append(p.Notes, line)
	}
	if len(w.CanNote()) > 0 {
		p.Do = &page.Button{Text: v.text("page.case_note"), Href: caseAt(w.ID) + "/notes", Classes: "govuk-button--secondary"}
		if len(p.Notes) == 0 {
			p.Lead = v.text("case.notes.none")
		}
	}
	return p, len(p.Notes) > 0 || p.Do != nil
}

func newNote(v *visit) error { return v.noteForm(url.Values{"kind": {v.query("kind")}}, nil) }

func (v *visit) noteForm(in url.Values, problems []field.Problem) error {
	c, err := cases.Read(v.ctx(), v.session, v.caseID())
	if err != nil {
		return err
	}
	kinds := c.CanNote()
	if len(kinds) == 0 {
		return v.closedOr(c)
	}
	q := v.ask("case.note", in, problems)
	q.choose("kind", choices(v, "note_kind", kinds))
	q.long("text").Rows = 8
	p := caseFormPage{Base: v.base("page.case_note"), Case: v.head(c)}
	p.Back = &page.BackLink{Text: v.text("common.back"), Href: caseAt(c.ID) + "#notes"}
	q.mark(&p.Base)
	p.Form = page.Form{Action: v.r.URL.Path, Rows: q.rows, Save: page.Button{Text: v.text("case.note.save")}, Cancel: v.cancel(c.ID, "notes")}
	return show(v, caseFormView, p)
}

func addNote(v *visit) error {
	problems := missing(v.form(), "kind", "text")
	if len(problems) > 0 {
		return v.noteForm(v.form(), problems)
	}
	err := cases.AddNote(v.ctx(), v.session, v.caseID(), v.sent("kind"), v.form().Get("text"))
	switch {
	case errors.Is(err, cases.ErrIncomplete):
		return v.noteForm(v.form(), []field.Problem{{Field: "text", Key: "problem.text.long", Args: []any{"max", 10_000}}})
	case errors.Is(err, access.ErrClosed):
		return v.noteForm(v.form(), []field.Problem{{Key: "problem.case_closed"}})
	case err != nil:
		return err
	}
	return v.caseDone("notes", "note_added")
}

// cancel leads from a form back to a part of the case.
func (v *visit) cancel(id lindung.CaseID, part string) *page.Link {
	return &page.Link{Text: v.text("common.cancel"), Href: caseAt(id) + "#" + part}
}

// closedOr is where somebody comes who cannot change a case that he reads: to
// the case itself if it is closed, which says so.
func (v *visit) closedOr(c cases.Case) error {
	if c.Own && c.Status.Closed() {
		return v.done(caseAt(c.ID), "case_is_closed")
	}
	return lindung.ErrNotFound
}
