package desk

import (
	"crypto/sha256"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"lindung"
	"lindung/access"
	"lindung/field"
	"lindung/internal/page"
)

// Asks are questions that a form asks besides the fields of a case: what their
// labels begin with, and how an answer reads that is not its own text. Without a
// stem they are those of Words, labelled as fields are.
type Asks struct {
	Stem string
	// Words are by the name of the question; those of "" are for all others.
	Words map[string]Say
	// Form has the fields that are asked and are of no form of a case.
	Form *field.Form
}

// Say returns an answer as the page of its form writes it.
type Say func(v *Visit, value string) (string, error)

// Code says an answer by its label, PREFIX.CODE.
func Code(prefix string) Say {
	return func(v *Visit, value string) (string, error) {
		if key := prefix + "." + value; v.T.Has(key) {
			return v.Text(key), nil
		}
		return value, nil
	}
}

// SayCountry says a country by its name.
func SayCountry(v *Visit, value string) (string, error) {
	return v.T.Country(lindung.Country(value)), nil
}

// SayColleague says an actor by their name.
func SayColleague(v *Visit, value string) (string, error) {
	names, err := v.Colleagues()
	return v.Colleague(names, lindung.ActorID(value)), err
}

// sentPage says that something else was sent with a form that was sent before.
type sentPage struct {
	page.Base
	Lead  string
	Sent  page.Link        // what was sent first
	Now   page.SummaryList // what was sent now
	Again []page.Form      // at most one
	Files []page.Link      // to where a file can be chosen again, which no page carries
}

var sentView = page.NewView[sentPage]("sent_before")

// repeated answers a form that was sent before: with the first answer, or if
// something else was sent with it now, with a question. What was sent now stays
// on the page.
func (v *Visit) repeated(r *access.Repeated) error {
	if r.Same {
		return v.GoTo(r.LedTo)
	}
	p := sentPage{Base: v.Base("page.sent_before"), Lead: v.Text("sent_before.lead", "when", v.When(r.At.Time()))}
	p.Status = http.StatusConflict
	p.Sent = page.Link{Text: v.Text("sent_before.first"), Href: r.LedTo}
	var err error
	if p.Now, err = v.said(); err != nil {
		return err
	}
	leave := &page.Link{Text: v.Text("sent_before.leave"), Href: r.LedTo}
	if len(v.files) > 0 {
		p.Files = []page.Link{{Text: v.Text("sent_before.choose"), Href: v.rt.pageOf(v.Request.URL.Path)}, *leave}
	} else {
		p.Again = []page.Form{{Action: v.Request.URL.RequestURI(), Hidden: Hidden(v.Form()), Save: page.Button{Text: v.Text("sent_before.again")}, Cancel: leave}}
	}
	v.key = formKey{}
	return Show(v, sentView, p)
}

// content is all that was sent, in one order: what was typed, and of each file
// what it holds.
func (v *Visit) content() string {
	form := maps.Clone(v.Form())
	delete(form, keyInput)
	delete(form, heldIn)
	all := v.Request.URL.Path + "?" + form.Encode()
	for _, f := range v.files {
		all += fmt.Sprintf("\n%q %x", f.input, sha256.Sum256(f.Body))
	}
	return all
}

// said lists what was posted as the page of its form asks and writes it.
func (v *Visit) said() (page.SummaryList, error) {
	var list page.SummaryList
	add := func(label string, lines []string) {
		if strings.Join(lines, "") != "" {
			list.Rows = append(list.Rows, page.SummaryRow{Key: page.SummaryText{Text: label}, Value: page.SummaryText{Text: lines[0], Lines: lines[1:]}})
		}
	}
	for _, name := range v.questions() {
		label, say := v.question(name)
		if label == "" || secrets[name] {
			continue
		}
		lines, err := v.words(name, say)
		if err != nil {
			return list, err
		}
		add(label, lines)
	}
	for _, f := range v.files {
		if label, _ := v.question(f.input); label != "" {
			add(label, []string{v.Text("sent_before.file", "name", f.Name, "n", len(f.Body))})
		}
	}
	list.Rows = append(list.Rows, v.declared()...)
	return list, nil
}

// dateParts are the ends of the names of the three inputs of a date.
var dateParts = []string{"-day", "-month", "-year"}

// questions are the names of the questions that were answered, in one order.
func (v *Visit) questions() []string {
	names := map[string]bool{}
	for name := range v.Form() {
		for _, part := range dateParts {
			name = strings.TrimSuffix(name, part)
		}
		names[name] = true
	}
	return slices.Sorted(maps.Keys(names))
}

// question finds the question that an input of the form answers, and how its
// answers read; "" for what nobody was asked, such as a version.
func (v *Visit) question(name string) (string, Say) {
	for _, a := range v.rt.Asks {
		say, ok := a.Words[name]
		switch key := a.Stem + "." + name; {
		case a.Stem == "" && ok:
			return v.Text("field." + name), say
		case a.Stem == "" || !v.T.Has(key):
		case ok:
			return v.Text(key), say
		default:
			return v.Text(key), a.Words[""]
		}
	}
	return "", nil
}

// words are the lines of what was answered to a question.
func (v *Visit) words(name string, say Say) ([]string, error) {
	var lines []string
	for _, value := range v.Form()[name] {
		value = strings.TrimSpace(value)
		if say == nil || value == "" {
			lines = append(lines, strings.Split(value, "\n")...)
			continue
		}
		text, err := say(v, value)
		if err != nil {
			return nil, err
		}
		lines = append(lines, text)
	}
	if lines != nil {
		return lines, nil
	}
	d, bad := v.date(name, field.Future())
	if bad == nil && !d.IsZero() {
		return []string{v.T.Date(d)}, nil
	}
	var parts []string
	for _, part := range dateParts {
		parts = append(parts, v.Sent(name+part))
	}
	return []string{strings.Join(parts, " ")}, nil
}

// declared lists what was answered to the declared fields, also where it cannot be
// kept as it is.
func (v *Visit) declared() []page.SummaryRow {
	forms := slices.Clone(v.Session.Forms())
	for _, a := range v.rt.Asks {
		if a.Form != nil {
			forms = append(forms, a.Form)
		}
	}
	var rows []page.SummaryRow
	for _, f := range forms {
		values, problems := f.Decode(v.Form(), v.Now())
		rows = append(rows, page.Summary(v.T, f, values, page.Reading{}).Rows...)
		for _, info := range f.Fields {
			if slices.ContainsFunc(problems, func(p field.Problem) bool { return p.Field == info.Name }) && v.Sent(info.Name) != "" {
				rows = append(rows, page.SummaryRow{Key: page.SummaryText{Text: v.Text("field." + info.Name)}, Value: page.SummaryText{Text: v.unfit(info)}})
			}
		}
	}
	return rows
}

// unfit is what was posted for a field and does not fit: the labels of its codes,
// else as it was typed.
func (v *Visit) unfit(info *field.Info) string {
	var all []string
	for _, value := range v.Form()[info.Name] {
		if info.List != nil && v.T.Has("code."+info.List.Name+"."+value) {
			value = page.Word(v.T, info, value)
		}
		all = append(all, value)
	}
	return strings.Join(all, v.Text("common.list_separator"))
}
