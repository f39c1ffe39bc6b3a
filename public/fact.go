package public

import (
	"net/url"
	"strings"

	"lindung/convention"
)

// proof is shown beside every fact: how sure it is, where it comes from, when
// it was checked, and how to report a mistake.
type proof struct {
	Certainty words
	Class     string
	Says      words // what the source says of the fact
	ReadIn    words // what was read
	Day       words // of which day the source is
	Checked   words
	Sources   []source
	NoSource  words
	Wrong     words
	WrongHref string
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
	p := &proof{
		Certainty: v.label("convention.certainty." + string(e.Certainty)),
		Class:     "l-doubt l-doubt--" + string(e.Certainty),
		Wrong:     v.label("public.wrong"),
		WrongHref: v.wrongHref(about),
	}
	if !e.Checked.IsZero() {
		p.Checked = v.label("public.checked", "day", e.Checked)
	}
	p.Says, p.ReadIn = v.say(e.Says), v.say(e.ReadIn)
	if !e.SourceDay.IsZero() {
		p.Day = v.label("public.source_day", "day", e.SourceDay)
	}
	for _, s := range e.Sources {
		if strings.TrimSpace(s) != "" {
			p.Sources = append(p.Sources, sourceOf(s))
		}
	}
	if len(p.Sources) == 0 {
		p.NoSource = v.label("public.no_source")
	}
	return p
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
