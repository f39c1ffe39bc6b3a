package story

import (
	"slices"
	"strconv"
	"strings"

	"lindung"
	"lindung/cases"
	"lindung/field"
	"lindung/person"
	"lindung/prevention"
)

// saying reads the settings of a line, and what it says after the colon as the answer to i.
func (r *run) saying(l line, i *field.Info, forms ...*field.Form) (field.Values, error) {
	all, err := r.answers(l, forms...)
	var v field.Values
	for _, f := range forms {
		v = f.Replace(v, all[f.Name])
	}
	if err == nil && i != nil && l.say != "" {
		if _, _, bad := v.Parse(i, l.say, r.node.Now()); bad != nil {
			err = field.Problems{*bad}
		}
	}
	return v, err
}

// tipOf returns the tip that a line names.
func (r *run) tipOf(l line) prevention.Tip {
	for id, name := range r.names {
		if slices.Contains(l.words, name) {
			if t, err := prevention.ReadTip(r.ctx, r.session, prevention.TipID(id)); err == nil {
				return t
			}
			return prevention.Tip{ID: prevention.TipID(id)}
		}
	}
	return prevention.Tip{}
}

func recordTip(r *run, l line) ([]string, error) {
	v, err := r.saying(l, prevention.TipSaid.Info, prevention.TipForm, prevention.BackForm)
	if err != nil {
		return nil, err
	}
	id, err := prevention.RecordTip(r.ctx, r.session, prevention.Tip{Kind: l.set["kind"], Back: l.set["back"] == "yes", Answers: v})
	if err == nil {
		r.names[string(id)] = l.words[len(l.words)-1]
	}
	return nil, err
}

func lookAt(r *run, l line) ([]string, error) {
	t := r.tipOf(l)
	return nil, prevention.LookAtTip(r.ctx, r.session, t.ID, t.Version)
}

func answerTip(r *run, l line) ([]string, error) {
	v, err := r.saying(l, prevention.TipAnswer.Info)
	if err != nil {
		return nil, err
	}
	t := r.tipOf(l)
	return nil, prevention.AnswerTip(r.ctx, r.session, t.ID, t.Version, v)
}

func endTip(r *run, l line) ([]string, error) {
	v, err := r.saying(l, prevention.TipWhy.Info)
	if err != nil {
		return nil, err
	}
	t := r.tipOf(l)
	return nil, prevention.EndTip(r.ctx, r.session, t.ID, t.Version, l.set["outcome"], v)
}

// openFrom opens a case from a tip, which ends with it.
func openFrom(r *run, l line) ([]string, error) {
	t := r.tipOf(l)
	c, err := prevention.OpenCase(r.ctx, r.session, t.ID, cases.New{Names: []person.Name{{Text: l.set["name"], Kind: "official"}}})
	if err == nil {
		name := l.words[len(l.words)-1]
		r.cases[name], r.numbers[name], r.names[string(c.ID)] = c.ID, c.Number, name
	}
	return nil, err
}

// showTips shows what is open and the next that is owed for it, and what became of the
// others.
func showTips(r *run, _ line) ([]string, error) {
	open, ended, err := prevention.Tips(r.ctx, r.session)
	var told []string
	for _, t := range open {
		line := r.names[string(t.ID)] + " " + t.Kind
		for _, c := range prevention.Clocks(t) {
			line += " " + c.Name
			if c.By.Time().Before(r.node.Now()) {
				line += " late"
			}
		}
		told = append(told, line)
	}
	for _, t := range ended {
		told = append(told, r.names[string(t.ID)]+" "+t.Outcome)
	}
	return told, err
}

func (r *run) entity(l line) (prevention.Entity, error) {
	v, err := r.saying(l, nil, prevention.EntityForm)
	return prevention.Entity{Kind: l.set["kind"], Answers: v}, err
}

func enter(r *run, l line) ([]string, error) {
	e, err := r.entity(l)
	if err != nil {
		return nil, err
	}
	id, err := prevention.SaveEntity(r.ctx, r.session, e)
	r.names[string(id)] = "entity"
	return nil, err
}

func nameIn(r *run, l line) ([]string, error) {
	_, id, err := r.caseOf(l)
	if err != nil {
		return nil, err
	}
	e, err := r.entity(l)
	if err != nil {
		return nil, err
	}
	if err := prevention.NameInCase(r.ctx, r.session, id, e, l.set["role"]); err != nil {
		return nil, err
	}
	all, err := prevention.Entities(r.ctx, r.session)
	for _, e := range all {
		r.names[string(e.ID)] = "entity"
	}
	return nil, err
}

func namedIn(r *run, l line) ([]string, error) {
	w, err := r.whole(l)
	var told []string
	for _, e := range w.Entities {
		told = append(told, e.Title()+" "+e.Role)
	}
	return told, err
}

// seenBefore asks whether an organisation knows a name, a number or an account.
func seenBefore(r *run, l line) ([]string, error) {
	if r.entities == nil {
		r.entities = prevention.NewFinder()
	}
	a, err := prevention.Seen(r.ctx, r.session, r.entities, r.finder, l.set["text"])
	var told []string
	for _, e := range a.Own {
		told = append(told, "own "+e.Title())
	}
	for _, name := range a.Ask {
		told = append(told, "ask "+name)
	}
	if a.Spent {
		told = append(told, "spent")
	}
	if err == nil && len(told) == 0 {
		told = []string{"no one"}
	}
	return told, err
}

func askedOfOurs(r *run, _ line) ([]string, error) {
	all, err := prevention.AskedOfOurs(r.ctx, r.session)
	var told []string
	for _, a := range all {
		told = append(told, strings.TrimSpace(a.Title+" by "+a.Name))
	}
	return told, err
}

func activity(r *run, l line) ([]string, error) {
	v, err := r.saying(l, nil, prevention.ActivityForm)
	if err != nil {
		return nil, err
	}
	reach, _ := strconv.Atoi(l.set["reach"])
	if err := prevention.SaveActivity(r.ctx, r.session, prevention.Activity{Kind: l.set["kind"], Article: l.set["article"], Day: lindung.DateOf(r.node.Now()), Reach: reach, Answers: v}); err != nil {
		return nil, err
	}
	all, err := prevention.Activities(r.ctx, r.session)
	for _, a := range all {
		r.names[string(a.ID)] = "activity"
	}
	return nil, err
}

func activities(r *run, _ line) ([]string, error) {
	all, err := prevention.Activities(r.ctx, r.session)
	var told []string
	for _, a := range all {
		told = append(told, a.Article+" "+a.Kind+" "+strconv.Itoa(a.Reach))
	}
	return told, err
}
