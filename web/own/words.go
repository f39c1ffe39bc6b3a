package own

import (
	"slices"

	"lindung"
	"lindung/contact"
	"lindung/convention"
	"lindung/dossier"
	"lindung/survivor"
)

// showWays says how the person can be reached, and lets them say what must stop.
//
// Source: ACTIP 14.5
func showWays(v *Visit) error { return v.askWays(nil) }

func (v *Visit) askWays(words []string) error {
	w, err := dossier.Read(v.Request.Context(), v.Session, v.Case)
	if err != nil {
		return err
	}
	p := v.under("/notes", "own.contact.title")
	p.Lead = []string{v.T.Text("own.contact.lead")}
	known := v.safety(w)
	f := v.form("/notes/ways", "own.contact.stop")
	f.Stop, f.Problems = true, words
	for _, code := range contact.Limits {
		if !slices.Contains(w.Limits, code) {
			f.Fields = append(f.Fields, input{Kind: "check", ID: code, Name: "limits", Value: code, Label: v.T.Text("own.limit." + code)})
		}
	}
	less := block{Heading: v.T.Text("own.contact.less"), Text: []string{v.T.Text("own.contact.less.lead")}}
	if len(f.Fields) > 0 {
		less.Forms = []form{f}
	}
	p.Blocks = []block{known, less, {
		Heading: v.T.Text("own.contact.change"), Text: []string{v.T.Text("own.contact.change.lead")},
		Links: []link{{Text: v.T.Text("own.words.new"), Href: "/notes/new/contact"}},
	}}
	return v.show(p)
}

// limit notes in which ways the person must not be reached.
//
// Source: ACTIP 14.5
func limit(v *Visit) error {
	err := survivor.Limit(v.Request.Context(), v.Session, v.Case, v.Request.PostForm["limits"])
	words, ok := v.problems(err)
	if len(words) > 0 {
		return v.askWays(words)
	}
	if !ok {
		return err
	}
	return v.goTo("/notes?done=limited")
}

// hideWhere hides where the person sleeps or will be.
//
// Source: ACTIP 14.5
func hideWhere(v *Visit) error {
	if err := survivor.HideWhere(v.Request.Context(), v.Session, v.Case); err != nil {
		return err
	}
	return v.goTo("/notes?done=hidden")
}

// showWords shows what was written, with its answers.
func showWords(v *Visit) error {
	all, due, err := survivor.ReadWords(v.Request.Context(), v.Session, v.Case)
	if err != nil {
		return err
	}
	day := v.T.Date(due)
	p := v.under("/notes", "own.words.title")
	p.Flash = v.flash(day)
	p.Lead = []string{v.T.Text("own.words.lead", "day", day)}
	var kinds block
	for _, kind := range survivor.Kinds {
		if kind != survivor.KindExtend { // from the consent that is to last longer
			kinds.Links = append(kinds.Links, link{Text: v.T.Text("own.write." + kind + ".title"), Href: "/notes/new/" + kind})
		}
	}
	kinds.Heading = v.T.Text("own.words.new")
	if len(all) == 0 {
		p.Blocks = append(p.Blocks, block{Text: []string{v.T.Text("own.words.none")}})
	}
	const most = 20
	for _, w := range all[:min(most, len(all))] {
		p.Blocks = append(p.Blocks, v.word(w))
	}
	p.Blocks = append(p.Blocks, kinds)
	return v.show(p)
}

func (v *Visit) word(w survivor.Word) block {
	if w.Kind == survivor.KindTo {
		return block{Text: []string{v.T.Text("own.words.they", "name", v.T.Text("own.words.worker"), "day", v.day(w.At.Time())), w.Text}, Strong: true}
	}
	b := block{Heading: v.T.Text("own.write." + w.Kind + ".title"), Text: []string{v.T.Text("own.words.you", "day", v.day(w.At.Time())), w.Text}}
	if w.AnsweredAt != 0 {
		b.Rows = []row{{v.T.Text("own.words.answer", "day", v.day(w.AnsweredAt.Time())), []string{v.T.Text("own.answered." + w.Answered), w.Answer}}}
	} else {
		b.Text = append(b.Text, v.T.Text("own.words.waits", "day", v.T.Date(w.Due)))
	}
	return b
}

// showWrite asks what the person wants to say.
func showWrite(v *Visit) error { return v.askWrite("", nil) }

func (v *Visit) askWrite(typed string, words []string) error {
	kind := v.Request.PathValue("kind")
	if !slices.Contains(survivor.Kinds, kind) {
		return lindung.ErrNotFound
	}
	p := v.under("/notes/answers", "own.write."+kind+".title")
	if key := "own.write." + kind + ".lead"; v.T.Has(key) {
		p.Lead = []string{v.T.Text(key)}
	}
	if kind == survivor.KindComplaint {
		c, err := dossier.ReadComplaining(v.Request.Context(), v.Session, v.Case, string(v.T.Lang()))
		if err != nil {
			return err
		}
		switch {
		case !c.Heard:
			p.Lead = append([]string{v.T.Text("own.write.complaint.none")}, p.read(c.Words)...)
			return v.show(p)
		case c.Few:
			p.Lead = []string{v.T.Text("own.write.complaint.few")}
		}
		p.Lead = append(p.Lead, p.read(c.Words)...)
	}
	f := v.form(v.Request.URL.Path, "own.write.save")
	f.Problems = words
	f.Fields = []input{{Kind: "area", ID: "text", Name: "text", Label: v.T.Text("own.write.text"), Hint: v.T.Text("own.write.hint"), Value: typed}}
	p.Blocks = []block{{Forms: []form{f}}}
	return v.show(p)
}

// write stores what the person says.
func write(v *Visit) error {
	kind, token, about := v.Request.PathValue("kind"), v.Request.PathValue("about"), ""
	if token != "" {
		var err error
		if about, err = v.about(kind, token); err != nil {
			return err
		}
	}
	_, err := survivor.Write(v.Request.Context(), v.Session, v.Case, kind, about, v.Request.PostForm.Get("text"))
	words, ok := v.problems(err)
	if len(words) > 0 {
		return v.askWrite(v.Request.PostForm.Get("text"), words)
	}
	if !ok {
		return err
	}
	return v.goTo("/notes/answers?done=sent")
}

// about is what words are about: a consent that is to last longer, or a piece that the
// person reads.
func (v *Visit) about(kind, token string) (string, error) {
	if kind == survivor.KindExtend {
		all, err := dossier.ReadShared(v.Request.Context(), v.Session, v.Case)
		for _, g := range all.Ledger.Grants {
			if err == nil && string(g.ID) == token {
				return token, nil
			}
		}
		return "", orMissing(err)
	}
	w, err := dossier.Read(v.Request.Context(), v.Session, v.Case)
	if err != nil {
		return "", err
	}
	it, ok := pieceOf(w, token)
	if !ok {
		return "", lindung.ErrNotFound
	}
	return dossier.AboutOf(it), nil
}

func orMissing(err error) error {
	if err == nil {
		return lindung.ErrNotFound
	}
	return err
}

// showRights says what the person can do here, and what the country promises.
//
// Source: ACTIP 14.9
func showRights(v *Visit) error {
	p := v.under("/notes", "own.rights.title")
	p.Lead = []string{v.T.Text("own.rights.lead")}
	you := block{Heading: v.T.Text("own.rights.you")}
	for _, n := range []string{"1", "2", "3", "4", "5"} {
		you.Items = append(you.Items, v.T.Text("own.rights.you."+n))
	}
	p.Blocks = []block{you}
	snap, err := v.s.o.Convention()
	if err != nil {
		return err
	}
	must, try := block{Heading: v.T.Text("public.help.must")}, block{Heading: v.T.Text("public.help.try")}
	for _, at := range promises {
		b := &try
		if x, ok := snap.Paragraph("ACTIP-" + at); ok && slices.Contains(mustDo, x.Strength) {
			b = &must
		}
		b.Items = append(b.Items, v.T.Text("public.promise."+at))
	}
	help := block{Heading: v.T.Text("own.rights.help")}
	for _, c := range snap.Contacts(v.Session.Actor().Country) {
		answers, _ := snap.Say(v.T.Lang(), c.Answers)
		help.Rows = append(help.Rows, row{v.T.Text("public.contact." + string(c.Kind)), []string{c.Number, answers}})
	}
	if p.Blocks = append(p.Blocks, must, try); len(help.Rows) > 0 {
		p.Blocks = append(p.Blocks, help)
	}
	return v.show(p)
}

// promises are the paragraphs of the Convention that promise something to a person.
var promises = []string{"1.2", "14.3", "14.4", "14.5", "14.6", "14.7", "14.8", "14.9", "14.10", "14.13", "15.1"}

// mustDo are the strengths that leave a country no choice but how.
var mustDo = []convention.Strength{convention.Shall, convention.ShallNot, convention.ShallSoftened}

// showKept says how long the file is kept, in the words of the text that is read before a
// consent, and leads to asking for its erasure.
//
// Source: ACTIP 14.6
func showKept(v *Visit) error {
	words, err := dossier.ReadKept(v.Request.Context(), v.Session, v.Case, string(v.T.Lang()))
	if err != nil {
		return err
	}
	p := v.under("/notes", "own.kept.title")
	p.Blocks = []block{{Text: p.read(words), Links: []link{{Text: v.T.Text("own.kept.ask"), Href: "/notes/new/erasure"}}}}
	return v.show(p)
}
