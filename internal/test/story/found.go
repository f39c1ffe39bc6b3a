package story

import (
	"strings"

	"lindung/field"
	"lindung/linkage"
	"lindung/person"
)

// similar asks whether someone similar is known, before a case is opened.
func similar(r *run, l line) ([]string, error) {
	answers, err := r.answers(l, person.Birth)
	if err != nil {
		return nil, err
	}
	var called []string
	for _, n := range l.names() {
		called = append(called, n.Text)
	}
	var all []field.Values
	for _, v := range answers {
		all = append(all, v)
	}
	a, err := linkage.Ask(r.ctx, r.session, r.finder, linkage.PersonOf(called, all...))
	switch {
	case err != nil:
		return nil, err
	case len(a.Ask) > 0:
		return []string{"ask " + strings.Join(a.Ask, " ")}, nil
	case len(a.Mine) > 0:
		return []string{"their own"}, nil
	}
	return []string{"no one"}, nil
}

// same links two cases of one person.
func same(r *run, l line) ([]string, error) {
	_, id, err := r.caseOf(l)
	if err != nil {
		return nil, err
	}
	return nil, linkage.LinkCases(r.ctx, r.session, id, r.numbers[l.after("as")], l.say, false)
}

// part undoes that.
func part(r *run, l line) ([]string, error) {
	_, id, err := r.caseOf(l)
	if err != nil {
		return nil, err
	}
	return nil, linkage.UnlinkCases(r.ctx, r.session, id, r.cases[l.after("from")])
}

// showAlso shows with which cases a case is linked.
func showAlso(r *run, l line) ([]string, error) {
	var all []string
	w, err := r.whole(l)
	for _, one := range w.Same {
		all = append(all, r.names[string(one.With)])
	}
	return nonEmpty(strings.Join(all, " ")), err
}
