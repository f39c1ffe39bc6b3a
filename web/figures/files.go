package figures

import (
	"cmp"

	"lindung/internal/desk"
	"lindung/internal/page"
	"lindung/stats"
)

// formats are the files in which figures are taken out.
var formats = []string{"xlsx", "csv", "docx", "json"}

// files leads to the same figures as files, in which small counts are always hidden. What
// was asked for may not be fit to leave; then nothing is offered but what is.
func files(v *desk.Visit, q stats.Query, seen stats.View) []page.Link {
	if !seen.Guarded {
		q.Period, q.Against = "", "" // the newest that has ended
	}
	var all []page.Link
	for _, format := range formats {
		all = append(all, page.Link{Text: v.Text("figures.file." + format), Href: address(take, q, format)})
	}
	return all
}

// takeFile gives the figures as a file.
func takeFile(v *desk.Visit) error {
	format := cmp.Or(v.Query("format"), formats[0])
	write, ok := stats.Writers[format]
	if !ok {
		return desk.ErrBad
	}
	seen, err := stats.Take(v.Ctx(), v.Session, asked(v))
	problems, err := v.Problems(err)
	if err != nil {
		return err
	}
	if len(problems) > 0 {
		return v.GoTo(address(path, asked(v), ""))
	}
	out := &desk.Download{V: v, Name: "figures." + format}
	return out.End(write(out, seen, words{v}))
}

// words says the names and codes of figures in the language of the reader.
type words struct{ v *desk.Visit }

func (w words) Dimension(d stats.Dimension) string         { return nameOf(w.v, d) }
func (w words) Code(d stats.Dimension, code string) string { return codeOf(w.v, d, code) }
func (w words) Period(p stats.Period) string               { return periodOf(w.v, p) }
func (w words) Text(key string, a ...any) string           { return w.v.Text("figures."+key, a...) }
func (w words) Lang() string                               { return string(w.v.T.Lang()) }
