package casefile

import (
	"lindung/internal/desk"
	"net/url"
	"strings"
	"time"

	"lindung/cases"
	"lindung/dossier"
	"lindung/field"
	"lindung/internal/page"
)

// notesPart are the notes, newest first.
func notesPart(v *desk.Visit, w dossier.Whole) (casePart, bool) {
	p := casePart{Section: Section{ID: "notes", Title: v.Text("case.part.notes")}}
	for _, n := range w.Notes {
		line := page.NoteCard{
			Kind: v.Text("note_kind." + n.Kind), When: v.Moment(time.Unix(n.At, 0)), By: w.Who[n.By],
			Own: n.Kind == "support", Lines: strings.Split(n.Text, "\n"),
		}
		if v.Private() {
			line.Masked = v.Text("page.show")
		}
		p.Notes = append(p.Notes, line)
	}
	if len(w.CanNote()) > 0 {
		p.Do = &page.Button{Text: v.Text("page.case_note"), Href: Path(w.ID) + "/notes", Classes: "govuk-button--secondary"}
		if len(p.Notes) == 0 {
			p.Lead = v.Text("case.notes.none")
		}
	}
	return p, len(p.Notes) > 0 || p.Do != nil
}

func newNote(v *desk.Visit) error {
	return noteForm(v, v.Filled(url.Values{"kind": {v.Query("kind")}}), nil)
}

func noteForm(v *desk.Visit, in url.Values, problems []field.Problem) error {
	c, err := cases.ReadHead(v.Ctx(), v.Session, ID(v))
	if err != nil {
		return err
	}
	kinds := c.CanNote()
	if len(kinds) == 0 {
		return ClosedOr(v, c)
	}
	q := v.Ask("case.note", in, problems)
	q.Choose("kind", desk.ChooseFrom(v, "note_kind", kinds))
	q.Long("text").Rows = 8
	p := FormPage{Base: v.Base("page.case_note"), Case: HeadOf(v, c)}
	p.Back = &page.BackLink{Text: v.Text("common.back"), Href: Path(c.ID) + "#notes"}
	q.Mark(&p.Base)
	p.Form = page.Form{Action: v.Request.URL.Path, Rows: q.Rows, Save: page.Button{Text: v.Text("case.note.save")}, Cancel: cancel(v, c.ID, "notes")}
	return desk.Show(v, FormView, p)
}

func addNote(v *desk.Visit) error {
	problems := desk.Missing(v.Form(), "kind", "text")
	if len(problems) > 0 {
		return noteForm(v, v.Form(), problems)
	}
	err := cases.AddNote(v.Ctx(), v.Act(PartDone(ID(v), "notes", "note_added")), ID(v), v.Sent("kind"), v.Form().Get("text"))
	if problems, err = v.Problems(err); err != nil {
		return err
	}
	if len(problems) > 0 {
		return noteForm(v, v.Form(), problems)
	}
	return v.Acted()
}

var noteAsks = desk.Asks{Stem: "case.note", Words: map[string]desk.Say{"kind": desk.Code("note_kind")}}
