package casefile

import (
	"cmp"
	"lindung/internal/desk"
	"net/url"
	"slices"
	"strings"
	"time"

	"lindung"
	"lindung/cases"
	"lindung/dossier"
	"lindung/field"
	"lindung/internal/page"
)

// notesPart are the notes, newest first.
func notesPart(v *desk.Visit, w dossier.Whole) (casePart, bool) {
	p := casePart{Section: Section{ID: "notes", Title: v.Text("case.part.notes")}}
	kinds := w.CanNote()
	for _, n := range w.Notes {
		card := noteCard(v, w.Case, n)
		if slices.Contains(kinds, n.Kind) && w.Own {
			card.Do = []page.Link{{Text: v.Text("case.note.correct"), Href: Path(w.ID) + "/notes?" + corrects + "=" + n.ID}}
		}
		p.Notes = append(p.Notes, card)
	}
	for _, n := range w.StruckNotes {
		p.Notes = append(p.Notes, noteCard(v, w.Case, n))
	}
	if len(kinds) > 0 {
		p.Do = &page.Button{Text: v.Text("page.case_note"), Href: Path(w.ID) + "/notes", Classes: "govuk-button--secondary"}
		if len(p.Notes) == 0 {
			p.Lead = v.Text("case.notes.none")
		}
	}
	return p, len(p.Notes) > 0 || p.Do != nil
}

// noteCard shows a note with what it said before.
func noteCard(v *desk.Visit, c cases.Case, n cases.Note) page.NoteCard {
	card := page.NoteCard{
		Kind: v.Text("note_kind." + n.Kind), When: v.Moment(time.Unix(n.At, 0)), By: c.Who[n.By],
		Own: n.Kind == "support", Lines: strings.Split(n.Text, "\n"), EarlierTitle: v.Text("case.record.earlier"),
	}
	if n.Struck {
		card.Tag = v.Text("case.record.struck")
	}
	if v.Private() {
		card.Masked = v.Text("page.show")
	}
	for _, before := range n.Earlier {
		card.Earlier = append(card.Earlier, page.NoteBefore{
			When: v.Moment(time.Unix(before.At, 0)), By: c.Who[before.By], Lines: strings.Split(before.Text, "\n"),
		})
	}
	return card
}

// corrects is the input that names the note to correct.
const corrects = "corrects"

// noteOf returns the note of a case that a form corrects.
func noteOf(c cases.Case, id string) (cases.Note, bool) {
	for _, n := range c.Notes {
		if n.ID == id {
			return n, true
		}
	}
	return cases.Note{}, false
}

func newNote(v *desk.Visit) error {
	in := url.Values{}
	if kind := v.Query("kind"); kind != "" {
		in.Set("kind", kind)
	}
	return noteForm(v, v.Filled(in), nil)
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
	title, hidden := "page.case_note", []page.Hidden(nil)
	q := v.Ask("case.note", in, problems)
	if id := cmp.Or(v.Sent(corrects), v.Query(corrects)); id == "" {
		q.Choose("kind", desk.ChooseFrom(v, "note_kind", kinds))
		q.Long("text").Rows = 8
	} else {
		n, ok := noteOf(c, id)
		if !ok || !slices.Contains(kinds, n.Kind) {
			return lindung.ErrNotFound
		}
		if !in.Has("text") {
			in.Set("text", n.Text)
		}
		title, hidden = "case.note.correct", []page.Hidden{{Name: corrects, Value: id}}
		q.Long("text").Rows = 8
		q.Tick("strike", []page.Choice{{Value: "yes", Text: v.Text("case.note.strike.yes")}})
	}
	p := FormPage{Base: v.Base(title), Case: HeadOf(v, c)}
	p.Back = &page.BackLink{Text: v.Text("common.back"), Href: Path(c.ID) + "#notes"}
	q.Mark(&p.Base)
	p.Form = page.Form{Action: v.Request.URL.Path, Hidden: hidden, Rows: q.Rows, Save: page.Button{Text: v.Text("case.note.save")}, Cancel: cancel(v, c.ID, "notes")}
	return desk.Show(v, FormView, p)
}

func addNote(v *desk.Visit) error {
	problems := desk.Missing(v.Form(), "kind", "text")
	note := v.Sent(corrects)
	if note != "" {
		problems = desk.Missing(v.Form(), "text")
	}
	if len(problems) > 0 {
		return noteForm(v, v.Form(), problems)
	}
	err := storeNote(v, note)
	if problems, err = v.Problems(err); err != nil {
		return err
	}
	if len(problems) > 0 {
		return noteForm(v, v.Form(), problems)
	}
	return v.Acted()
}

// storeNote adds a note, or corrects one.
func storeNote(v *desk.Visit, note string) error {
	to, text := v.Act(PartDone(ID(v), "notes", "note_added")), v.Form().Get("text")
	if note == "" {
		return cases.AddNote(v.Ctx(), to, ID(v), v.Sent("kind"), text)
	}
	return cases.CorrectNote(v.Ctx(), to, ID(v), note, text, v.Sent("strike") != "")
}

var noteAsks = desk.Asks{Stem: "case.note", Words: map[string]desk.Say{"kind": desk.Code("note_kind"), "strike": desk.Code("case.note.strike")}}
