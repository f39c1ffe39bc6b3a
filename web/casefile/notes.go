package casefile

import (
	"cmp"
	"lindung/internal/desk"
	"net/url"
	"slices"
	"strings"
	"time"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/dossier"
	"lindung/field"
	"lindung/internal/page"
)

// How many notes stand on the page of a case, the newest, and on a page of notes.
const (
	mostNotes  = 10
	notesAPage = 50
)

// notesPart are the newest notes.
func notesPart(v *desk.Visit, w dossier.Whole) (casePart, bool) {
	p := casePart{Section: Section{ID: "notes", Title: v.Text("case.part.notes"), Count: w.NoteCount}}
	kinds := w.CanNote()
	p.Notes = noteCards(v, w.Case)
	if w.NoteCount > len(p.Notes) {
		p.More = []page.Link{{Text: v.Text("case.record.all", "n", w.NoteCount), Href: Path(w.ID) + "/notes/all"}}
	}
	if len(kinds) > 0 {
		p.Do = &page.Button{Text: v.Text("page.case_note"), Href: Path(w.ID) + "/notes", Classes: "govuk-button--secondary"}
		if len(p.Notes) == 0 {
			p.Lead = v.Text("case.notes.none")
		}
	}
	return p, len(p.Notes) > 0 || p.Do != nil
}

// noteCards shows the notes that were read, those that were struck out last.
func noteCards(v *desk.Visit, c cases.Case) []page.NoteCard {
	var all []page.NoteCard
	kinds := c.CanNote()
	for _, n := range c.Notes {
		card := noteCard(v, c, n)
		if slices.Contains(kinds, n.Kind) && c.Own {
			card.Do = []page.Link{{Text: v.Text("case.note.correct"), Href: Path(c.ID) + "/notes?" + corrects + "=" + n.ID}}
		}
		all = append(all, card)
	}
	for _, n := range c.StruckNotes {
		all = append(all, noteCard(v, c, n))
	}
	return all
}

// notesPage are the notes of a case.
type notesPage struct {
	page.Base
	Case  Head
	Part  page.Part
	Pages page.Pagination
}

var notesView = page.NewView[notesPage]("case_notes")

func listNotes(v *desk.Visit) error {
	at := PageAsked(v)
	c, err := cases.ReadSome(v.Ctx(), v.Session, ID(v), cases.Some{Notes: notesAPage, SkipNotes: (at - 1) * notesAPage}, nothingElse)
	if err != nil {
		return err
	}
	if !c.Own { // whose page has all of them
		return lindung.ErrNotFound
	}
	p := notesPage{Base: v.Base("case.part.notes"), Case: HeadOf(v, c), Part: page.Part{ID: "notes", Title: v.Text("page.case_notes_of", "n", c.NoteCount), Open: true, Notes: noteCards(v, c)}}
	if len(p.Part.Notes) == 0 && at > 1 {
		return lindung.ErrNotFound
	}
	p.Pages = Pages(v, Path(c.ID)+"/notes/all", at, notesAPage, c.NoteCount)
	p.Back = &page.BackLink{Text: v.Text("common.back"), Href: Path(c.ID) + "#notes"}
	return desk.Show(v, notesView, p)
}

func nothingElse(*access.Tx, cases.Case) error { return nil }

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
	id := cmp.Or(v.Sent(corrects), v.Query(corrects))
	c, err := cases.ReadSome(v.Ctx(), v.Session, ID(v), cases.Some{Notes: min(len(id), 1), Note: id}, nothingElse)
	if err != nil {
		return err
	}
	kinds := c.CanNote()
	if len(kinds) == 0 {
		return ClosedOr(v, c)
	}
	title, hidden := "page.case_note", []page.Hidden(nil)
	q := v.Ask("case.note", in, problems)
	if id == "" {
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
	p.Form = page.Form{Action: v.Request.URL.Path, Hidden: hidden, Rows: q.Rows, Save: page.Button{Text: v.Text("case.note.save")}, Cancel: CancelTo(v, c.ID, "notes")}
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
