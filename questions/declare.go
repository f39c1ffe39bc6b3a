package questions

import (
	"maps"
	"slices"
	"strings"

	"lindung"
	"lindung/field"
	"lindung/i18n"
)

// declare makes of a form that was read a declared one, and says what is wrong with it as
// it would be said of a form of the program.
func (t *table) declare(f *form) {
	day := -1
	if f.many {
		if day = slices.IndexFunc(f.asks, func(a *ask) bool { return a.kind == field.KindDate }); day < 0 {
			t.fault(f.line, colAnswers, "questions.fault.day")
		}
	}
	lines := map[string]*ask{}
	var fields []field.Field
	for at, a := range f.asks {
		lines[a.name] = a
		t.declareAsk(f, a, at == day)
		fields = append(fields, a.info)
	}
	d := field.NewForm(f.name, fields...).Under(Section).OfOwn()
	if day >= 0 {
		d = d.Many(field.Repeat{Day: field.Typed[lindung.Date]{Info: f.asks[day].info}})
	}
	for _, bad := range d.Faults(func(key string) bool { return t.set.Texts[key][i18n.English] != "" }) {
		line := f.line
		if a := lines[bad.Field]; a != nil {
			if line = a.line; bad.Code != "" {
				line = a.lines[bad.Code]
			}
		}
		t.fault(line, columnOf[bad.Key], bad.Key, append(bad.Args, "all", words(groups))...)
	}
	if f.group == lindung.Justice {
		t.fault(f.line, colGroup, "questions.fault.group", "all", words(groups))
	}
	t.set.Forms = append(t.set.Forms, d)
}

// columnOf is the column in which a fault of a declaration is mended.
var columnOf = map[string]string{
	"questions.fault.label": colLabel, "questions.fault.why": colWhy, "questions.fault.group": colGroup, "questions.fault.police": colUses,
}

// declareAsk declares a question. The day by which lists order records is no text that
// tells anything, and is not sealed; everything else is.
func (t *table) declareAsk(f *form, a *ask, day bool) {
	opts := []field.Option{field.InGroup(f.group), field.ForPurposes(a.uses...)}
	if day {
		opts = append(opts, field.WithClass(field.Private))
	}
	if a.ahead {
		opts = append(opts, field.Future())
	}
	if a.onlyIf != "" {
		if of, is := t.condition(f, a); of != nil {
			opts = append(opts, field.AskedWhen(of, is...))
		}
	}
	switch a.kind {
	case field.KindLong:
		a.info = field.NewLong(a.name, opts...).Info
	case field.KindBool:
		a.info = field.NewBool(a.name, opts...).Info
	case field.KindCount:
		a.info = field.NewCount(a.name, opts...).Info
	case field.KindDate:
		a.info = field.NewDate(a.name, opts...).Info
	case field.KindCode:
		a.info = field.NewCode(a.name, t.list(a), opts...).Info
	case field.KindCodes:
		a.info = field.NewCodes(a.name, t.list(a), opts...).Info
	default:
		a.info = field.NewText(a.name, opts...).Info
	}
}

// list is the list of the options of a question. A text of a file must mean one of them.
func (t *table) list(a *ask) *field.List {
	if len(a.options) < 2 {
		t.fault(a.line, colKind, "questions.fault.options")
	}
	l := &field.List{Name: a.name, Codes: a.options}
	if code := l.Doubtful(); code != "" {
		t.fault(a.lines[code], colLabel, "questions.fault.same_label")
		for i := range l.Codes { // so that the rest can be looked at
			l.Codes[i].Aliases = nil
		}
	}
	return l
}

// condition reads "code = value; value" of a question that stands above in the same form.
func (t *table) condition(f *form, a *ask) (of *field.Info, is []string) {
	code, values, found := strings.Cut(a.onlyIf, "=")
	if !found {
		t.fault(a.line, colOnlyIf, "questions.fault.only_if")
		return nil, nil
	}
	at := slices.IndexFunc(f.asks, func(b *ask) bool { return b.name == Before+fold(code) })
	if at < 0 || f.asks[at].info == nil {
		t.fault(a.line, colOnlyIf, "questions.fault.only_if_code")
		return nil, nil
	}
	said := map[string]string{}
	switch of = f.asks[at].info; of.Kind {
	case field.KindBool:
		said = map[string]string{"yes": "TRUE", "no": "FALSE"}
	case field.KindCode, field.KindCodes:
		for _, c := range of.List.Names() {
			said[c] = c
		}
	default:
		t.fault(a.line, colOnlyIf, "questions.fault.only_if_kind")
		return nil, nil
	}
	for value := range strings.SplitSeq(values, ";") {
		if said[fold(value)] == "" {
			t.fault(a.line, colOnlyIf, "questions.fault.only_if_value", "all", words(slices.Sorted(maps.Keys(said))))
			return nil, nil
		}
		is = append(is, said[fold(value)])
	}
	return of, is
}
