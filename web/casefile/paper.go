package casefile

import (
	"strings"

	"lindung"
	"lindung/consent"
	"lindung/dossier"
	"lindung/internal/desk"
	"lindung/internal/page"
	"lindung/internal/paper"
)

// A Paper is a document as a page to print and as a file for a word processor.
type Paper struct {
	page.Base
	Head    []string // who writes to whom, and when
	Heading string
	Parts   []PaperPart
	Sign    []string // what is under each line for a signature
	File    page.Link
}

// A PaperPart is what is under one heading of a paper.
type PaperPart struct {
	ID      string // of a part in a frame
	Heading string
	Strong  []string
	Text    []string
	Items   []string
	Lists   []page.SummaryList
}

var paperView = page.NewView[Paper]("paper")

// FilePath is under the address of a paper where its file is.
const FilePath = "/file"

// ShowPaper shows a paper, or writes its file where the address asks for it. Both are
// made of the same parts. The name of the file tells nothing of the person.
func ShowPaper(v *desk.Visit, p Paper, back string) error {
	at := v.Request.URL.Path
	if !strings.HasSuffix(at, FilePath) {
		p.Print, p.Back = true, &page.BackLink{Text: v.Text("common.back"), Href: back}
		p.File = page.Link{Text: v.Text("document.file"), Href: at + FilePath}
		return desk.Show(v, paperView, p)
	}
	d := &desk.Download{V: v, Name: "document.docx"}
	return d.End(p.document().Write(d))
}

// document is the paper for a word processor.
func (p Paper) document() paper.Document {
	d := paper.Document{Lang: p.Lang(), Head: p.Head, Title: p.Heading, Sign: p.Sign}
	for _, part := range p.Parts {
		d.Parts = append(d.Parts, paper.Part{Heading: part.Heading, Strong: part.Strong, Text: part.Text, Items: part.Items})
		for _, list := range part.Lists {
			one := paper.Part{}
			if list.Card != nil {
				one.Heading = list.Card.Title.Text
			}
			for _, row := range list.Rows {
				one.Rows = append(one.Rows, paper.Row{Key: row.Key.Text, Lines: linesOf(row.Value)})
			}
			d.Parts = append(d.Parts, one)
		}
	}
	return d
}

// linesOf are all lines of an answer.
func linesOf(t page.SummaryText) []string {
	if t.Text == "" {
		return t.Lines
	}
	return append([]string{t.Text}, t.Lines...)
}

// PaperSafety is the part of a paper that stands above every number: how to reach the
// person safely, and what must be asked before anyone is called. It has nothing in it
// where the paper says nothing of that.
//
// Source: ACTIP 14.5
func PaperSafety(v *desk.Visit, w dossier.Whole, pieces []dossier.Piece, view consent.View, from string) PaperPart {
	p := PaperPart{ID: "safety", Heading: v.Text("letter.safety")}
	if line := limitsLine(v, w.Limits); line != "" && len(view[lindung.Contact]) > 0 {
		p.Strong = append(p.Strong, line)
	}
	if len(view[lindung.Contact]) > 0 && !w.AskedSafety() {
		p.Strong = append(p.Strong, v.Text("case.safety.ask_them", "name", from))
	}
	for range dossier.Told(dossier.Pieces(w), view) {
		p.Strong = append(p.Strong, v.Text("case.safety.keep_from", "name", from))
	}
	for _, it := range pieces {
		if it.IsRule() {
			p.Lists = append(p.Lists, page.Summary(v.T, it.Form, it.Values, page.Reading{}))
		}
	}
	return p
}

// PaperFacts are the pieces of a paper, each as a card, without the rule that stands
// above them.
func PaperFacts(v *desk.Visit, pieces []dossier.Piece) PaperPart {
	var p PaperPart
	for _, it := range pieces {
		if !it.IsRule() {
			p.Lists = append(p.Lists, PieceCard(v, it, page.Reading{}))
		}
	}
	return p
}

// PieceCard shows one piece of a case as its recipient reads it.
func PieceCard(v *desk.Visit, it dossier.Piece, how page.Reading) page.SummaryList {
	var list page.SummaryList
	if it.Form != nil {
		list = page.Summary(v.T, it.Form, it.Values, how)
	} else {
		f := v.Facts()
		if it.At != 0 {
			f.Add("dossier.at", v.DayOn(it.At.Time()))
		}
		for _, l := range it.Lines {
			f.Add(l.Label, lineText(v, l))
		}
		list = f.List
		for i := range list.Rows {
			if how.Masked {
				list.Rows[i].Value.Masked = v.Text("page.show")
			}
		}
	}
	list.Card = &page.Card{Title: page.CardTitle{Text: v.Text(it.Label)}}
	return list
}

// lineText returns the text of a line.
func lineText(v *desk.Visit, l dossier.Line) string {
	switch {
	case l.Key != "":
		return v.Text(l.Key)
	case !l.Day.IsZero():
		return v.T.Date(l.Day)
	case l.Country != "":
		return v.T.Country(l.Country)
	}
	return l.Text
}
