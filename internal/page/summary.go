package page

import (
	"strings"

	"lindung"
	"lindung/field"
	"lindung/i18n"
)

// Reading says how answers are read.
type Reading struct {
	// Change returns where an answer is changed; nil when nothing may be.
	Change func(*field.Info) string
	// Masked hides what names a person until it is pressed.
	Masked bool
	// Unasked also shows the questions without any answer.
	Unasked bool
}

// Summary shows the answers to a form: each question with its answer in the
// reader's language. Unknown, refused and not asked are shown as such.
func Summary(t i18n.T, f *field.Form, v field.Values, how Reading) SummaryList {
	var list SummaryList
	for _, info := range f.Fields {
		if !v.Has(info) && (!how.Unasked || info.Until != "") {
			continue
		}
		row := SummaryRow{
			Key:   SummaryText{Text: t.Text("field." + info.Name)},
			Value: answer(t, info, v),
		}
		if how.Masked && info.Class == field.Sealed && row.Value.Classes == "" {
			row.Value.Masked = t.Text("page.show")
		}
		if how.Change != nil && info.Until == "" {
			row.Actions.Items = []Action{{
				Text: t.Text("page.change"), Href: how.Change(info), VisuallyHiddenText: row.Key.Text,
			}}
		}
		list.Rows = append(list.Rows, row)
	}
	return list
}

// quiet is the class of an answer that is none.
const quiet = "l-quiet"

// answer returns one answer in words.
func answer(t i18n.T, info *field.Info, v field.Values) SummaryText {
	if a, ok := v.Absent(info); ok {
		return SummaryText{Text: t.Text("absent." + string(a)), Classes: quiet}
	}
	text := v.Text(info)
	var parts []string
	switch {
	case text == "":
		return SummaryText{Text: t.Text("page.unanswered"), Classes: quiet}
	case info.Kind.Several():
		parts = strings.Split(text, "; ")
	case info.Kind == field.KindLong:
		parts = strings.Split(text, "\n")
	default:
		parts = []string{text}
	}
	for i := range parts {
		parts[i] = Word(t, info, parts[i])
	}
	return SummaryText{Text: parts[0], Lines: parts[1:]}
}

// Word returns one value of a field, as field.Values.Text writes it, in the words
// of t: the label of a code, the name of a country, a date written out.
func Word(t i18n.T, info *field.Info, value string) string {
	switch info.Kind {
	case field.KindBool:
		if strings.EqualFold(value, "true") {
			return t.Text("page.yes")
		}
		return t.Text("page.no")
	case field.KindCode, field.KindCodes:
		if key := "code." + info.List.Name + "." + value; t.Has(key) {
			return t.Text(key)
		}
	case field.KindCountry, field.KindCountries:
		return t.Country(lindung.Country(value))
	case field.KindLanguage, field.KindLanguages:
		return t.Language(value)
	case field.KindDate:
		if d, err := lindung.ParseDate(value); err == nil {
			return t.Date(d)
		}
	}
	return value
}
