package public

import (
	"net/url"
	"strings"

	"lindung/convention"
)

// proof is shown beside every fact: how sure it is and where it comes from, and
// behind it what the source says, of which day it is, when it was checked, and
// how to report a mistake.
type proof struct {
	Certainty words
	Class     string
	Named     []source // the source that is named at once
	NoSource  words
	More      words
	Lines     []words
	Sources   []source // the others
	Reference string   // names the fact in a report
	Copy      words
	Wrong     words
	WrongHref string
	There     string // the page that says the rest of it; "" where it is said here
	Checked   words  // beside the fact, where the rest is said there
}

// source is one source of a fact; Href is empty where it is no page. Where says
// what in it is meant.
type source struct{ Text, Href, Where string }

// proof says where a fact comes from. About names the fact as the files of the
// data do, so that a report can be followed: "ratifications.csv ACTIP/PH".
func (v *visit) proof(e convention.Evidence, about string) *proof {
	if e.Certainty == "" {
		e.Certainty = convention.NotEstablished
	}
	lines := v.read(e)
	if by, ok := v.snap.Entry(about); ok {
		lines = append(lines, v.label("public.entered", "by", by.By, "reviewed", by.Reviewed, "n", by.Edition))
	}
	p := &proof{
		Certainty: v.label("convention.certainty." + string(e.Certainty)), Class: "l-doubt l-doubt--" + string(e.Certainty),
		More: v.label("public.proof.more"), Lines: lines,
		Checked: v.checked(e), Reference: about, Copy: v.label("public.proof.reference"), Wrong: v.label("public.wrong"), WrongHref: v.wrongHref(about),
	}
	for _, s := range e.Sources {
		if strings.TrimSpace(s) != "" {
			p.Sources = append(p.Sources, sourceOf(s))
		}
	}
	if len(p.Sources) == 0 {
		p.NoSource = v.label("public.no_source")
		return p
	}
	p.Named, p.Sources = p.Sources[:1], p.Sources[1:]
	return p
}

// at is the proof of a fact that has its own page: how sure it is, its source and the day on
// which it was checked stay beside it, and the rest is said once, there.
func (p *proof) at(page string) *proof {
	if p == nil {
		return nil
	}
	q := *p
	q.There, q.Lines, q.Sources = page, nil, nil
	return &q
}

// with is the proof of a row, with what its cells say at more length before it.
func (p *proof) with(cells []cell) *proof {
	var more []words
	for _, c := range cells {
		more = append(more, c.More...)
	}
	if p == nil || len(more) == 0 {
		return p
	}
	q := *p
	q.Lines = append(more, p.Lines...)
	return &q
}

// read says what was read, of which day it is, what it says, and when it was
// checked.
func (v *visit) read(e convention.Evidence) []words {
	var all []words
	add := func(w words) {
		if !w.empty() {
			all = append(all, w)
		}
	}
	if e.ReadIn != "" {
		what := v.say(e.ReadIn)
		add(words{v.t.Text("public.proof.read", "what", what.Text), what.Lang})
	}
	if !e.SourceDay.IsZero() {
		add(v.label("public.proof.day", "day", e.SourceDay))
	}
	if e.Says != "" {
		says := v.say(e.Says)
		add(words{v.t.Text("public.proof.says", "text", says.Text), says.Lang})
	}
	add(v.checked(e))
	return all
}

// checked says when a fact was checked.
func (v *visit) checked(e convention.Evidence) words {
	if e.Checked.IsZero() {
		return words{}
	}
	return v.label("public.checked", "day", e.Checked)
}

// sourceOf names a source by its host.
func sourceOf(text string) source {
	address, around := convention.Link(text)
	if address == "" {
		return source{Text: text}
	}
	u, err := url.Parse(address)
	if err != nil {
		return source{Text: text}
	}
	return source{strings.TrimPrefix(u.Host, "www."), address, strings.Trim(around, " :;")}
}

// wrongHref is where a reader says that a fact is wrong.
func (v *visit) wrongHref(about string) string {
	to := v.e.site.o.Report
	page := v.e.absolute(v.path())
	switch {
	case to == "":
		return v.href("about") + "#wrong"
	case strings.Contains(to, "://"):
		return to + "?" + url.Values{"about": {about}, "page": {page}}.Encode()
	}
	subject, body := url.PathEscape("Lindung: "+about), url.PathEscape(page+"\n\n")
	return "mailto:" + strings.TrimPrefix(to, "mailto:") + "?subject=" + subject + "&body=" + body
}

// weakest is the least sure of several certainties.
func weakest(all ...convention.Certainty) convention.Certainty {
	order := []convention.Certainty{convention.NotEstablished, convention.Memory, convention.Partly}
	for _, c := range order {
		for _, one := range all {
			if one == c {
				return c
			}
		}
	}
	return convention.Verified
}
