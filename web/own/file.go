package own

import (
	"slices"
	"strconv"

	"lindung"
	"lindung/dossier"
	"lindung/field"
	"lindung/internal/page"
	"lindung/person"
	"lindung/survivor"
)

// showFile is the first page of a visit. It names nobody, and says nothing by which someone
// who looks at the phone would know whose it is.
func showFile(v *Visit) error {
	w, err := dossier.Read(v.Request.Context(), v.Session, v.Case)
	if err != nil {
		return err
	}
	p := v.under("/", "own.file.title")
	p.Back = nil
	p.Flash = v.flash("")
	news := 0
	for _, x := range w.Words {
		if x.News() {
			news++
		}
	}
	words := link{Text: v.T.Text("own.file.words"), Href: "/notes/answers"}
	if news > 0 {
		words.Note = v.T.Text("own.file.words.new", "n", news)
	}
	p.Blocks = []block{
		{Links: []link{
			{Text: v.T.Text("own.file.safety"), Href: "/notes/ways"},
			{Text: v.T.Text("own.file.shared"), Href: "/notes/who"}, words,
			{Text: v.T.Text("own.file.written"), Href: "/notes/list"}, {Text: v.T.Text("own.file.readers"), Href: "/notes/seen"},
			{Text: v.T.Text("own.file.rights"), Href: "/notes/rights"}, {Text: v.T.Text("own.file.kept"), Href: "/notes/keep"},
		}},
		v.planned(w), v.where(w), {Text: []string{v.T.Text("own.file.ends")}},
	}
	return v.show(p)
}

// flash says what the last step did.
func (v *Visit) flash(day string) string {
	switch v.Request.URL.Query().Get("done") {
	case "stopped":
		return v.T.Text("own.shared.stopped")
	case "stopped_all":
		return v.T.Text("own.shared.stopped.all")
	case "less":
		return v.T.Text("own.less.done")
	case "limited":
		return v.T.Text("own.contact.stopped")
	case "hidden":
		return v.T.Text("own.where.hidden")
	case "saved":
		return v.T.Text("own.calm.saved")
	case "sent":
		if day != "" {
			return v.T.Text("own.write.sent", "day", day)
		}
		return v.T.Text("own.calm.saved")
	}
	return ""
}

// safety is how the person can be reached, and what they said must stop.
func (v *Visit) safety(w dossier.Whole) block {
	b := block{Strong: true}
	b.Rows = v.rows(page.Summary(v.T, person.SafeContact, w.Sections[person.SafeContact.Name].Values, page.Reading{}))
	if len(b.Rows) == 0 {
		b.Text = []string{v.T.Text("own.contact.none")}
	}
	for _, code := range w.Limits {
		b.Items = append(b.Items, v.T.Text("own.limit."+code))
	}
	return b
}

// planned is what falls due, as far as the person reads it.
func (v *Visit) planned(w dossier.Whole) block {
	b := block{Heading: v.T.Text("own.file.planned")}
	for _, it := range dossier.OwnPlanned(dossier.OwnViewOf(w)) {
		b.Rows = append(b.Rows, row{Key: v.T.Text(it.Label), Values: []string{v.T.Date(it.Due)}})
	}
	switch {
	case !w.Paper.Where:
		b.Text = []string{v.T.Text("own.file.planned.hidden")}
	case len(b.Rows) == 0:
		b.Text = []string{v.T.Text("own.file.planned.none")}
	}
	return b
}

// where lets the person hide where they sleep or will be.
func (v *Visit) where(w dossier.Whole) block {
	b := block{Heading: v.T.Text("own.where.title")}
	if !w.Paper.Where {
		b.Text = []string{v.T.Text("own.where.hidden")}
		return b
	}
	b.Text = []string{v.T.Text("own.where.shown"), v.T.Text("own.where.hide.does")}
	f := v.form("/notes/hide", "own.where.hide")
	f.Stop = true
	b.Forms = []form{f}
	return b
}

// rows are the answers of a summary.
func (v *Visit) rows(list page.SummaryList) []row {
	var all []row
	for _, r := range list.Rows {
		values := r.Value.Lines
		if r.Value.Text != "" {
			values = append([]string{r.Value.Text}, values...)
		}
		all = append(all, row{Key: r.Key.Text, Values: values})
	}
	return all
}

// showParts lists the parts of the file.
func showParts(v *Visit) error {
	w, err := dossier.Read(v.Request.Context(), v.Session, v.Case)
	if err != nil {
		return err
	}
	view := dossier.OwnViewOf(w)
	p := v.under("/notes", "own.written.title")
	p.Lead = []string{v.T.Text("own.file.lead", "name", w.OrgName), v.T.Text("own.written.lead")}
	if name := w.Who[w.Responsible]; name != "" {
		p.Lead = append(p.Lead, v.T.Text("own.file.worker", "name", name))
	}
	var b block
	for i, g := range lindung.Groups {
		n := 0
		for _, it := range view.Pieces {
			if it.Groups[0] == g {
				n++
			}
		}
		if n > 0 {
			b.Links = append(b.Links, link{Text: v.T.Text("group." + string(g)), Href: "/notes/list/" + strconv.Itoa(i)})
		}
	}
	if len(b.Links) == 0 {
		b.Text = []string{v.T.Text("own.written.none")}
	}
	gaps := block{Heading: v.T.Text("own.written.gaps")}
	for _, g := range view.Gaps {
		gaps.Items = append(gaps.Items, v.T.Text("own.written.gap."+g.Kind, "part", v.T.Text("group."+string(g.Group)), "reason", g.Reason))
	}
	p.Blocks = []block{b, gaps}
	return v.show(p)
}

// mostPieces is how many pieces of a part are on one page: a page stays small.
const mostPieces = 12

// showPart shows a part of the file.
func showPart(v *Visit) error {
	n, err := strconv.Atoi(v.Request.PathValue("n"))
	if err != nil || n < 0 || n >= len(lindung.Groups) {
		return lindung.ErrNotFound
	}
	from, _ := strconv.Atoi(v.Request.URL.Query().Get("from"))
	w, err := dossier.Read(v.Request.Context(), v.Session, v.Case)
	if err != nil {
		return err
	}
	p := v.under("/notes/list", "group."+string(lindung.Groups[n]))
	var pieces []dossier.Piece
	for _, it := range dossier.OwnViewOf(w).Pieces {
		if it.Groups[0] == lindung.Groups[n] {
			pieces = append(pieces, it)
		}
	}
	from = max(0, min(from, len(pieces)))
	for _, it := range pieces[from:min(from+mostPieces, len(pieces))] {
		p.Blocks = append(p.Blocks, v.piece(w, it))
	}
	if len(pieces) == 0 {
		p.Blocks = []block{{Text: []string{v.T.Text("own.written.none_in")}}}
	}
	if to := from + mostPieces; to < len(pieces) {
		p.Blocks = append(p.Blocks, block{Links: []link{{Text: v.T.Text("common.next_page"), Href: "?from=" + strconv.Itoa(to)}}})
	}
	return v.show(p)
}

// piece shows one thing that is written, with the person's own words beside it.
func (v *Visit) piece(w dossier.Whole, it dossier.Piece) block {
	b := block{Heading: v.T.Text(it.Label)}
	if it.Form != nil {
		b.Rows = v.rows(page.Summary(v.T, it.Form, it.Values, page.Reading{}))
	}
	for _, l := range it.Lines {
		b.Rows = append(b.Rows, row{Key: v.T.Text(l.Label), Values: []string{v.line(l)}})
	}
	if it.At != 0 {
		b.Text = []string{v.T.Text("own.written.by", "day", v.T.Date(lindung.DateOf(it.At.Time().In(lindung.Zone(w.Country)))))}
	}
	about, token := dossier.AboutOf(it), tokenOf(w, it)
	for _, x := range w.Words {
		if x.Kind == survivor.KindBeside && x.About == about {
			b.Rows = append(b.Rows, row{Key: v.T.Text("own.written.beside"), Values: []string{x.Text}})
		}
	}
	b.Links = []link{
		{Text: v.T.Text("own.written.correct"), Href: "/notes/new/correction/" + token},
		{Text: v.T.Text("own.written.beside"), Href: "/notes/new/beside/" + token},
	}
	return b
}

// tokenOf names a piece in an address, without saying what it is of: by its identifier, or
// by its place among the forms.
func tokenOf(w dossier.Whole, it dossier.Piece) string {
	if it.ID != "" {
		return it.ID
	}
	if it.Form != nil {
		return "f" + strconv.Itoa(slices.IndexFunc(w.Forms(), func(f *field.Form) bool { return f.Name == it.Form.Name }))
	}
	return "p"
}

// pieceOf returns the piece that a token of an address names; ok is false for none that the
// person reads.
func pieceOf(w dossier.Whole, token string) (dossier.Piece, bool) {
	for _, it := range dossier.OwnViewOf(w).Pieces {
		if tokenOf(w, it) == token {
			return it, true
		}
	}
	return dossier.Piece{}, false
}

func (v *Visit) line(l dossier.Line) string {
	switch {
	case l.Key != "":
		return v.T.Text(l.Key)
	case !l.Day.IsZero():
		return v.T.Date(l.Day)
	case l.Country != "":
		return v.T.Country(l.Country)
	}
	return l.Text
}
