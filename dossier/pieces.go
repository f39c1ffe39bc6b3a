package dossier

import (
	"slices"
	"strings"

	"lindung"
	"lindung/cases"
	"lindung/field"
	"lindung/identification"
	"lindung/internal/db"
	"lindung/person"
)

// A Piece is one thing that a part of a case says: the names, the answers to a
// form, a record, a note, a screening. It is answers to a declared form, or lines.
type Piece struct {
	Part   string
	ID     string            // "" where there can be one only
	Label  string            // label key of what it is
	Many   string            // label key under which a preview counts all of its kind
	Groups []lindung.Group   // of which any one shows it; the first is its own
	For    []lindung.Purpose // for which it may be passed on; nil for any; answers say it by field
	Form   *field.Form       // that was answered, with its Values; nil for Lines
	Values field.Values
	Lines  []Line
	Status cases.RecordStatus // of a record
	Due    lindung.Date       // of a record that is open
	At     db.Time
	By     lindung.ActorID
}

// A Line is one line of a piece. Of Text, Key, Day and Country one says something.
type Line struct {
	Label   string // label key of what is said
	Text    string // as someone wrote it
	Key     string // the label key of what was chosen
	Day     lindung.Date
	Country lindung.Country
}

// Pieces returns all that the parts of a case say, in the order of the parts.
func Pieces(w Whole) []Piece {
	var all []Piece
	for _, p := range Parts {
		if p.Pieces == nil {
			continue
		}
		for _, it := range p.Pieces(w) {
			it.Part = p.Name
			all = append(all, it)
		}
	}
	return all
}

func names(w Whole) []Piece {
	if len(w.Names) == 0 {
		return nil
	}
	it := Piece{Label: "dossier.names", Many: "dossier.names", Groups: []lindung.Group{lindung.Identity}}
	for _, n := range w.Names {
		it.Lines = append(it.Lines, Line{Label: "name_kind." + n.Kind, Text: n.Text})
	}
	return []Piece{it}
}

// relations say that the person is someone's mother, and not whose: of the other person
// nothing is passed on.
//
// Source: ACTIP 14.6; ACTIP 14.12
func relations(w Whole) []Piece {
	if len(w.Relations) == 0 {
		return nil
	}
	it := Piece{
		Label: "dossier.relations", Many: "dossier.relations", Groups: []lindung.Group{lindung.Family},
		For: []lindung.Purpose{lindung.Assistance, lindung.LegalAid, lindung.Return, lindung.Tracing},
	}
	for _, r := range w.Relations {
		side := map[bool]string{true: "dossier.relation.is", false: "dossier.relation.has"}
		it.Lines = append(it.Lines, Line{Label: side[r.Mine], Key: "relation." + r.Kind})
	}
	return []Piece{it}
}

// forms are the answers to the forms that are answered once.
func forms(w Whole) []Piece {
	var all []Piece
	for _, f := range w.Forms() {
		if r := w.Sections[f.Name]; f.Repeat == nil && r.Values.Len() > 0 {
			all = append(all, answered(f, r))
		}
	}
	return all
}

// records are the answers to the forms that are answered many times, without
// those that were struck out.
func records(w Whole) []Piece {
	var all []Piece
	for _, f := range w.Forms() {
		for _, r := range w.Records(f) {
			if r.Status == cases.RecordStruck || r.Values.Len() == 0 {
				continue
			}
			it := answered(f, r)
			it.ID, it.Status, it.Due = string(r.ID), r.Status, r.Due
			all = append(all, it)
		}
	}
	return all
}

// urgent are the answers that must not wait, and a child alone.
func urgent(w Whole) []person.Urgent { return w.Case.Urgent() }

func answered(f *field.Form, r cases.Record) Piece {
	return Piece{Label: "form." + f.Name, Groups: []lindung.Group{f.Group()}, Form: f, Values: r.Values, At: r.At, By: r.By}
}

func notes(w Whole) []Piece {
	var all []Piece
	for _, n := range w.Notes {
		g, _ := cases.NoteGroup(n.Kind)
		all = append(all, Piece{
			ID: n.ID, Label: "note_kind." + n.Kind, Many: "dossier.notes", Groups: []lindung.Group{g},
			Lines: []Line{{Label: "case.note.text", Text: n.Text}}, At: db.Time(n.At), By: n.By,
		})
	}
	return all
}

// attachments name the files that may be passed on, and not what they hold: a recipient
// opens them in the case, and a letter says that they are there. Those that cannot be
// cleaned are counted apart, so that who sends knows what goes along.
//
// Source: ACTIP 14.6
func attachments(w Whole) []Piece {
	var all []Piece
	for _, a := range w.Attachments {
		if !a.Shared() {
			continue
		}
		it := Piece{
			ID: a.ID, Label: "attachment_kind." + a.Kind, Many: "dossier.attachments", Groups: []lindung.Group{a.Group}, At: a.At, By: a.By,
			Lines: []Line{{Label: "attachment.title", Text: a.Title}, {Label: "attachment.about", Key: "attachment_about." + a.About}},
		}
		if !a.Format.Clean() {
			it.Many = "dossier.attachments_closed"
		}
		all = append(all, it)
	}
	return all
}

func screenings(w Whole) []Piece {
	var all []Piece
	for _, s := range w.Screening.Screenings {
		instrument, _, _ := strings.Cut(s.Instrument, "@")
		it := Piece{
			ID: s.ID, Label: "identification.instrument." + instrument, Many: "dossier.screenings",
			Groups: []lindung.Group{lindung.Screening}, For: identification.Purposes, At: s.At, By: s.By,
			Lines: []Line{{Label: "dossier.result", Key: "identification.pattern." + string(s.Result.Pattern)}},
		}
		for _, id := range s.Result.Present {
			it.Lines = append(it.Lines, Line{Label: "dossier.sign", Key: "identification.indicator." + id})
		}
		all = append(all, it)
	}
	return all
}

// decisions are those that were recorded here; what a file reported of one is an
// answer to a form. They are shown with screening answers or with legal matters,
// for no lawyer can work without them.
func decisions(w Whole) []Piece {
	var all []Piece
	for _, d := range w.Screening.Decisions {
		if d.FromFile {
			continue
		}
		it := Piece{
			ID: d.ID, Label: "identification.status." + string(d.Status), Many: "dossier.decisions",
			Groups: []lindung.Group{lindung.Legal, lindung.Screening}, For: identification.Purposes, At: d.At, By: d.By,
			Lines: []Line{
				{Label: "decision.kind", Key: "identification.body." + string(d.Kind)}, {Label: "decision.name", Text: d.Name},
				{Label: "decision.country", Country: d.Country}, {Label: "decision.law", Text: d.Law},
				{Label: "decision.on", Day: d.On}, {Label: "decision.grounds", Text: d.Grounds},
			},
		}
		it.Lines = append(it.Lines, found(d)...)
		it.Lines = slices.DeleteFunc(it.Lines, Line.empty)
		all = append(all, it)
	}
	return all
}

// found are the elements that a decision found, and where it is in its life: one that holds
// no longer is never passed on as if it did.
func found(d identification.Decision) []Line {
	var all []Line
	for _, x := range []struct {
		label, stem string
		codes       []string
	}{
		{"decision.acts", "identification.acts.", d.Found.Acts}, {"decision.means", "identification.means.", d.Found.Means}, {"decision.ends", "identification.ends.", d.Found.Ends},
	} {
		for _, code := range x.codes {
			all = append(all, Line{Label: x.label, Key: x.stem + code})
		}
	}
	if d.State.Over() || d.State == identification.Appealed || d.State == identification.Reopened {
		all = append(all, Line{Label: "decision.state", Key: "identification.state." + string(d.State)})
	}
	return all
}

// notices say which states were told that the person was identified.
func notices(w Whole) []Piece {
	var all []Piece
	for _, n := range w.Notices {
		it := Piece{
			ID: n.ID, Label: "dossier.notice", Many: "dossier.notices",
			Groups: []lindung.Group{lindung.Legal, lindung.Screening}, For: identification.Purposes, At: n.At, By: n.By,
			Lines: []Line{
				{Label: "notice.state", Country: n.State}, {Label: "notice.authority", Text: n.Authority}, {Label: "notice.by", Text: n.OrgName},
				{Label: "notice.on", Day: n.On}, {Label: "notice.words", Text: n.Words},
			},
		}
		it.Lines = slices.DeleteFunc(it.Lines, Line.empty)
		all = append(all, it)
	}
	return all
}

func (l Line) empty() bool { return l.Text == "" && l.Key == "" && l.Day.IsZero() && l.Country == "" }
