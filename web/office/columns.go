package office

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"lindung"
	"lindung/access"
	"lindung/exchange"
	"lindung/field"
	"lindung/i18n"
	"lindung/internal/desk"
	"lindung/internal/page"
	"lindung/staff"
)

// columnsPath is where someone says what the columns of an uploaded file mean.
func columnsPath(id, with string) string {
	return withMapping(filesPath+"/uploads/"+id+"/columns", with)
}

// suggested returns what the columns of an uploaded file could mean, and the mapping
// that is to be corrected: a saved one, or what is suggested.
func suggested(v *desk.Visit, with string) (s exchange.Suggestion, m exchange.Mapping, err error) {
	b, err := staff.TakeUpload(v.Ctx(), v.Session, v.ID("upload"))
	if err != nil {
		return s, m, err
	}
	if s, err = exchange.Suggest(bytes.NewReader(b), v.Session.Forms(), v.Now()); err != nil {
		return s, m, err
	}
	all, err := exchange.Mappings(v.Ctx(), v.Session)
	if err != nil || with == "" {
		return s, s.Mapping, err
	}
	at := slices.IndexFunc(all, func(m exchange.Mapping) bool { return m.ID == with })
	if at < 0 {
		return s, m, lindung.ErrNotFound
	}
	m = s.Mapping
	m.Name = all[at].Name
	for i, c := range m.Columns {
		if was := slices.IndexFunc(all[at].Columns, func(o exchange.MappedColumn) bool { return strings.EqualFold(o.Header, c.Header) }); was >= 0 {
			m.Columns[i] = all[at].Columns[was]
		}
	}
	return s, m, nil
}

// askColumns asks what the columns of an uploaded file mean.
func askColumns(v *desk.Visit) error {
	s, m, err := suggested(v, v.Query("with"))
	if errors.Is(err, lindung.ErrNotFound) {
		return v.Done(filesPath, "file_gone")
	}
	if err != nil {
		return err
	}
	return columnsForm(v, s, m, nil)
}

// columnsForm asks for each column what it means, with a few of its texts.
func columnsForm(v *desk.Visit, s exchange.Suggestion, m exchange.Mapping, problems []field.Problem) error {
	if len(s.Faults) > 0 {
		return v.Done(filesPath, "file_gone")
	}
	targets := exchange.Targets(v.Session.Forms())
	options := []page.Option{{Text: v.Text("files.columns.out")}}
	for _, t := range targets {
		options = append(options, page.Option{Value: t.Name, Text: v.Text(t.Label)})
	}
	p := desk.FormPage{Base: v.Base("page.file_columns"), Lead: v.Text("files.columns.lead")}
	p.Back = &page.BackLink{Text: v.Text("nav.files"), Href: filesPath}
	var rows []page.Row
	for i, c := range m.Columns {
		rows = append(rows, page.Row{Heading: c.Header, Intro: v.Text("files.columns.examples", "text", strings.Join(s.Columns[i].Examples, v.Text("common.list_separator")))})
		name := fmt.Sprintf("col-%d", i)
		rows = append(rows, page.Row{Select: &page.Select{
			Name: name, Value: c.Field, Items: options, ErrorMessage: v.WrongAt(name, problems),
			Label: page.Label{Text: v.Text("files.columns.means"), Classes: "govuk-label--s"},
		}})
		rows = append(rows, moreOf(v, s, i, c, targets)...)
	}
	ask := v.Ask("files.columns", map[string][]string{"name": {m.Name}}, problems)
	ask.Input("name", "off")
	v.Wrong(&p.Base, problems, "files.columns")
	p.Form = page.Form{Action: v.Request.URL.Path, Rows: append(rows, ask.Rows...), Save: page.Button{Text: v.Text("files.columns.save")}}
	return desk.Show(v, desk.FormView, p)
}

// moreOf asks for the order of dates that leave a doubt, and for the words that mean no
// code.
func moreOf(v *desk.Visit, s exchange.Suggestion, at int, c exchange.MappedColumn, targets []exchange.Target) []page.Row {
	var rows []page.Row
	if s.Columns[at].Doubt {
		var items []page.Choice
		for _, o := range []string{"day", "month", "none"} {
			items = append(items, page.Choice{Value: strings.TrimSuffix(o, "none"), Text: v.Text("files.columns.order." + o)})
		}
		rows = append(rows, page.Row{Radios: &page.Radios{
			Name: fmt.Sprintf("order-%d", at), Value: c.Order, Items: items, Hint: &page.Hint{Text: v.Text("files.columns.order.hint")},
			Fieldset: &page.Fieldset{Legend: &page.Legend{Text: v.Text("files.columns.order"), Classes: "govuk-fieldset__legend--s"}},
		}})
	}
	t := slices.IndexFunc(targets, func(t exchange.Target) bool { return t.Name == c.Field })
	if t < 0 {
		return rows
	}
	for n, text := range s.Unknown(at, c.Field, v.Session.Forms(), v.Now()) {
		rows = append(rows, page.Row{Select: &page.Select{
			Name: fmt.Sprintf("word-%d-%d", at, n), Value: c.Values[text], Items: codeOptions(v, targets[t].Is),
			Label: page.Label{Text: v.Text("files.columns.word", "text", text), Classes: "govuk-label--s"},
		}})
	}
	return rows
}

// codeOptions are the answers to a coded field.
func codeOptions(v *desk.Visit, i *field.Info) []page.Option {
	all := []page.Option{{Text: v.Text("files.columns.word.none")}}
	if i.List == nil {
		var names []i18n.Name
		if i.Kind == field.KindCountry || i.Kind == field.KindCountries {
			names = v.T.Countries()
		} else {
			names = v.T.Languages()
		}
		for _, n := range names {
			all = append(all, page.Option{Value: n.Code, Text: n.Name})
		}
		return all
	}
	for _, code := range i.List.Names() {
		all = append(all, page.Option{Value: code, Text: v.Text("code." + i.List.Name + "." + code)})
	}
	return all
}

// saveColumns saves what the columns of an uploaded file mean, and shows what it would
// do.
func saveColumns(v *desk.Visit) error {
	s, _, err := suggested(v, "")
	if errors.Is(err, lindung.ErrNotFound) {
		return v.Done(filesPath, "file_gone")
	}
	if err != nil {
		return err
	}
	m := s.Mapping
	m.Name = v.Sent("name")
	places := map[string]string{"name": "name", "columns": "col-0"}
	for i := range m.Columns {
		c := &m.Columns[i]
		name := fmt.Sprintf("col-%d", i)
		places[c.Header] = name
		c.Field, c.LeaveOut = v.Sent(name), v.Sent(name) == ""
		c.Order = v.Sent(fmt.Sprintf("order-%d", i))
		if !isKind(v, c.Field, field.KindDate) {
			c.Order = ""
		}
		for n, text := range s.Unknown(i, c.Field, v.Session.Forms(), v.Now()) {
			if name := fmt.Sprintf("word-%d-%d", i, n); v.Form().Has(name) {
				if c.Values == nil {
					c.Values = map[string]string{}
				}
				c.Values[text] = v.Sent(name) // "" if it means nothing of the list
			}
		}
	}
	if m, err = withEarlier(v, m); err != nil {
		return err
	}
	for _, c := range m.Columns {
		maps.DeleteFunc(c.Values, func(_, code string) bool { return code == "" })
	}
	_, err = exchange.SaveMapping(v.Ctx(), v.Act(columnsDone(v.ID("upload"))), m)
	problems, err := v.Problems(err)
	if err != nil {
		return err
	}
	for i := range problems {
		if at, ok := places[problems[i].Field]; ok {
			problems[i].Field = at
		}
	}
	if len(problems) > 0 {
		return columnsForm(v, s, m, problems)
	}
	return v.Acted()
}

// withEarlier keeps of the saved mapping of the same name what this file does not show:
// words of a column that means the same, and columns that are left out.
func withEarlier(v *desk.Visit, m exchange.Mapping) (exchange.Mapping, error) {
	was, err := exchange.MappingNamed(v.Ctx(), v.Session, strings.TrimSpace(m.Name))
	if errors.Is(err, lindung.ErrNotFound) {
		return m, nil
	}
	if err != nil {
		return m, err
	}
	for _, old := range was.Columns {
		at := slices.IndexFunc(m.Columns, func(c exchange.MappedColumn) bool { return strings.EqualFold(c.Header, old.Header) })
		switch {
		case at < 0 && old.LeaveOut:
			m.Columns = append(m.Columns, old)
		case at >= 0 && m.Columns[at].Field == old.Field && len(old.Values) > 0:
			words := maps.Clone(old.Values)
			maps.Copy(words, m.Columns[at].Values)
			m.Columns[at].Values = words
		}
	}
	return m, nil
}

// columnsDone is where the saved mapping shows what it does.
func columnsDone(id string) string { return filesPath + "/uploads/" + id + "?with=" + access.MadeID }

// isKind reports whether a field that a column answers is of a kind.
func isKind(v *desk.Visit, name string, k field.Kind) bool {
	return slices.ContainsFunc(exchange.Targets(v.Session.Forms()), func(t exchange.Target) bool { return t.Name == name && t.Is.Kind == k })
}
