package monitoring

import (
	"cmp"
	"slices"
	"strings"

	"lindung"
	"lindung/convention"
	"lindung/internal/desk"
	"lindung/internal/page"
	"lindung/monitoring"
)

// find returns the last row of a file whose id is there.
func find(r monitoring.Record, file, id string) (monitoring.Row, bool) {
	f, _ := monitoring.FileNamed(file)
	for _, row := range slices.Backward(r.Rows(f)) {
		if row["id"] == id && id != "" {
			return row, true
		}
	}
	return nil, false
}

func (x *rowForm) recommendation(row monitoring.Row) (monitoring.Row, bool) {
	if x.f.Name != answersFile {
		return nil, false
	}
	return find(x.r, "recommendations", row["recommendation"])
}

func (x *rowForm) assessment(row monitoring.Row) (monitoring.Row, bool) {
	if x.f.Name != assessments {
		return nil, false
	}
	return find(x.r, assessments, row["reply_of"])
}

// about shows what a row answers: a recommendation, or an assessment.
func (x *rowForm) about(row monitoring.Row) *shown {
	v := x.v
	if a, ok := x.recommendation(row); ok {
		f := v.Facts()
		f.Add("row.about.by", whoOf(v, a["by"]))
		l := lineOf(v, x.r, "recommendations", a)
		f.Add("row.about.at", strings.Join(filled(l.note, l.when), ", "))
		f.Add("row.about.to", whoOf(v, a["addressee"]))
		f.Add("row.about.due", dayOf(v, a["due"]))
		f.Add("row.about.articles", a["paragraphs"])
		return &shown{Title: v.Text("row.about.recommendation"), Text: cmp.Or(a["text"], v.Text("row.unread")), Facts: f.List, Source: x.source(a)}
	}
	if a, ok := x.assessment(row); ok {
		f := v.Facts()
		f.Add("row.about.assessor", whoOf(v, a["by"]))
		f.Add("desk.when", dayOf(v, a["day"]))
		f.Add("row.c_about", aboutOf(v, x.r, a["about"]))
		f.Add("row.c_method", a["method"])
		return &shown{Title: v.Text("row.about.assessment"), Text: a["finding"], Facts: f.List, Source: x.source(a)}
	}
	return nil
}

// source leads to the first address of the source of a row.
func (x *rowForm) source(row monitoring.Row) *page.Link {
	address, _, _ := strings.Cut(row["source_url"], " ")
	if !strings.HasPrefix(address, "https://") && !strings.HasPrefix(address, "http://") {
		return nil
	}
	return &page.Link{Text: x.v.Text("row.about.source"), Href: address}
}

// options are what can be chosen in a column: codes, or rows of other files in words; nil
// where it is typed.
func (x *rowForm) options(name, has string) []page.Option {
	switch x.f.Name + "/" + name {
	case "recommendations/event", "steps/event":
		return x.rows("events", has)
	case "followups/recommendation":
		return x.rows("recommendations", has)
	case "followups/refers_to":
		return append(x.rows("events", ""), x.rows("measures", has)...)
	case "followups/kind":
		all := optionsOf(x.v, x.f, name, has)
		if x.d.Kind == monitoring.National { // that somebody looked and found nothing, others say
			return slices.DeleteFunc(all, func(o page.Option) bool { return o.Value == convention.FoundNone && has != o.Value })
		}
		return all
	case "measures/relation_by", "assessments/reply_of":
		return x.rows(assessments, has)
	}
	return optionsOf(x.v, x.f, name, has)
}

// rows are the rows of a file to choose from, the last first. One that the cell names and
// the record lacks can stay.
func (x *rowForm) rows(file, has string) []page.Option {
	f, _ := monitoring.FileNamed(file)
	var all []page.Option
	for _, row := range slices.Backward(x.r.Rows(f)) {
		if slices.ContainsFunc(all, func(o page.Option) bool { return o.Value == row["id"] }) ||
			file == "measures" && x.d.Kind == monitoring.National && row["state"] != x.d.Voice {
			continue
		}
		l := lineOf(x.v, x.r, file, row)
		all = append(all, page.Option{Value: row["id"], Text: strings.Join(filled(l.what, l.who, l.when), " · ")})
	}
	if has != "" && !slices.ContainsFunc(all, func(o page.Option) bool { return o.Value == has }) {
		all = append(all, page.Option{Value: has, Text: has})
	}
	return all
}

// filled leaves out what is empty.
func filled(all ...string) []string {
	return slices.DeleteFunc(all, func(s string) bool { return s == "" })
}

// whoOf are the states and bodies of a cell in words.
func whoOf(v *desk.Visit, text string) string {
	words := strings.Fields(text)
	for i, w := range words {
		switch {
		case slices.Contains(lindung.States, lindung.Country(w)):
			words[i] = v.T.Country(lindung.Country(w))
		case w == monitoring.EveryState:
			words[i] = v.Text("row.every_state")
		case strings.ToUpper(w) != w:
			return text // a name, and no list of codes
		}
	}
	return strings.Join(words, ", ")
}

// dayOf is a day of a cell as people write it.
func dayOf(v *desk.Visit, text string) string {
	d, err := lindung.ParseDate(text)
	if err != nil || d.IsZero() {
		return text
	}
	return v.T.Date(d)
}

// daysOf are two days of cells.
func daysOf(v *desk.Visit, first, last string) string {
	if first == last || last == "" {
		return dayOf(v, first)
	}
	if first == "" {
		return v.Text("desk.until", "day", dayOf(v, last))
	}
	return v.Text("desk.from_to", "first", dayOf(v, first), "last", dayOf(v, last))
}

// aboutOf is what an assessment is about: a measure by its title, or a state and a number.
func aboutOf(v *desk.Visit, r monitoring.Record, about string) string {
	if m, ok := find(r, "measures", about); ok {
		return m["title"]
	}
	state, number, ok := strings.Cut(about, "/")
	if !ok {
		return about
	}
	return v.Text("row.about.state", "state", v.T.Country(lindung.Country(state)), "article", number)
}

// A line is a row of the record as people say it.
type line struct{ what, note, who, when string }

// lineOf says a row: what it says, of what, who, and when.
func lineOf(v *desk.Visit, r monitoring.Record, file string, row monitoring.Row) line {
	f, _ := monitoring.FileNamed(file)
	kind := valueOf(v, f, "kind", row["kind"]).Text
	switch file {
	case "recommendations":
		l := line{what: cmp.Or(row["text"], v.Text("row.unread")), who: whoOf(v, row["by"]), when: dayOf(v, row["day"])}
		if e, ok := find(r, "events", row["event"]); ok {
			l.note, l.when = e["title"], daysOf(v, e["not_before"], e["not_after"])
		}
		return l
	case answersFile:
		return answerLine(v, r, row, kind)
	case "events":
		return line{what: row["title"], note: strings.Join(filled(kind, row["place"]), ", "), who: whoOf(v, row["bodies"]), when: daysOf(v, row["not_before"], row["not_after"])}
	case "steps":
		l := line{what: kind, note: strings.Join(filled(row["document"], row["body"]), ", "), who: whoOf(v, row["state"]), when: daysOf(v, row["not_before"], row["not_after"])}
		if e, ok := find(r, "events", row["event"]); ok && l.when == "" {
			l.when = daysOf(v, e["not_before"], e["not_after"])
		}
		return l
	case "measures":
		return line{what: row["title"], note: strings.Join(filled(kind, row["law"]), ", "), who: whoOf(v, row["state"]+row["body"]), when: daysOf(v, row["begins"], row["ends"])}
	case "focal":
		return line{what: row["office"], note: row["contact"], who: whoOf(v, strings.TrimSpace(row["state"]+" "+row["body"])), when: daysOf(v, row["begins"], row["ends"])}
	}
	return line{what: row["finding"], note: aboutOf(v, r, row["about"]), who: whoOf(v, row["by"]), when: dayOf(v, row["day"])}
}

// answerLine says what followed a recommendation.
func answerLine(v *desk.Visit, r monitoring.Record, row monitoring.Row, kind string) line {
	l := line{what: kind, who: whoOf(v, row["by"]), when: dayOf(v, row["day"])}
	said := row["text"]
	for _, file := range []string{"events", "measures"} {
		if e, ok := find(r, file, row["refers_to"]); ok {
			said = cmp.Or(said, e["title"])
			l.when = cmp.Or(l.when, daysOf(v, e["not_before"], e["not_after"]), daysOf(v, e["begins"], e["ends"]))
			l.who = cmp.Or(l.who, whoOf(v, cmp.Or(e["state"], e["bodies"])))
		}
	}
	if said != "" {
		l.what = v.Text("row.kind_said", "kind", kind, "said", said)
	}
	if asked, ok := find(r, "recommendations", row["recommendation"]); ok {
		l.note = v.Text("row.to_said", "said", short(cmp.Or(asked["text"], v.Text("row.unread"))))
	}
	return l
}

// short is a text cut to what a list has room for.
func short(s string) string {
	const most = 90
	if runes := []rune(s); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return s
}
