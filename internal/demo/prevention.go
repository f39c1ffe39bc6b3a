package demo

import (
	"fmt"
	"slices"
	"time"

	"lindung"
	"lindung/cases"
	"lindung/dossier"
	"lindung/field"
	"lindung/prevention"
)

// warned is data/prevention.json: what was told, who recruits or holds people, and what is
// done against it.
type warned struct {
	Earlier, Now []struct {
		By, Kind, End, Why string
		Back               bool
		Says               map[string]string
	}
	Reports []struct {
		prevention.Told
		By, Reply string // whose organisation takes it, and what they write back
	}
	Entities []struct {
		By, Kind, Role string // with a role in the case that they worked on last
		Says           map[string]string
	}
	Asks       []struct{ By, Text string }
	Activities []struct {
		By, Kind, Article string
		Days, Reach       int
		Says              map[string]string
	}
}

// tellsAt is how long before now the earlier tips were told: what they ask is late.
const tellsAt = 50 * time.Hour

// answersTo reads answers to some forms.
func (f *filling) answersTo(texts map[string]string, forms ...*field.Form) (field.Values, error) {
	var v field.Values
	for name, text := range texts {
		found := false
		for _, form := range forms {
			i, ok := form.Field(name)
			if !ok {
				continue
			}
			found = true
			if _, _, bad := v.Parse(i, text, f.now); bad != nil {
				return v, field.Problems{*bad}
			}
		}
		if !found {
			return v, fmt.Errorf("nobody asks %q", name)
		}
	}
	return v, nil
}

// tell records the earlier tips, or those of now.
func (f *filling) tell(w warned, earlier bool) error {
	all := w.Now
	if earlier {
		all = w.Earlier
	}
	for _, t := range all {
		s, err := f.as(t.By)
		if err != nil {
			return err
		}
		v, err := f.answersTo(t.Says, prevention.TipForm, prevention.BackForm)
		var id prevention.TipID
		if err == nil {
			id, err = prevention.RecordTip(f.ctx, s, prevention.Tip{Kind: t.Kind, Back: t.Back, Answers: v})
		}
		if err == nil && t.End != "" {
			if v, err = f.answersTo(map[string]string{prevention.TipWhy.Name: t.Why}, prevention.EndForm); err == nil {
				err = prevention.EndTip(f.ctx, s, id, 1, t.End, v)
			}
		}
		if err != nil {
			return fmt.Errorf("demo: tip of %s: %w", t.By, err)
		}
	}
	return nil
}

// report lets people tell something without a name, and lets those who take it write back.
func (f *filling) report(w warned) error {
	door := prevention.NewReportDoor(f.node)
	for _, r := range w.Reports {
		s, err := f.as(r.By)
		if err != nil {
			return err
		}
		r.Form, r.Org = lindung.NewID(), s.Actor().Org
		key, _, err := door.Tell(f.ctx, r.Told, "demo")
		var open []prevention.Tip
		if err == nil {
			open, _, err = prevention.Tips(f.ctx, s)
		}
		i := slices.IndexFunc(open, func(t prevention.Tip) bool { return t.Talks() })
		if err == nil && i >= 0 && r.Reply != "" {
			err = prevention.WriteBack(f.ctx, s, open[i].ID, open[i].Version, r.Reply)
		}
		if err != nil {
			return fmt.Errorf("demo: report to %s: %w", r.By, err)
		}
		gave := f.gave[r.By]
		gave.Report = key
		f.gave[r.By] = gave
	}
	return nil
}

// warn enters who recruits or holds people, asks about them, and says what is done.
func (f *filling) warn(w warned) error {
	for _, e := range w.Entities {
		s, err := f.as(e.By)
		if err != nil {
			return err
		}
		v, err := f.answersTo(e.Says, prevention.EntityForm)
		entity := prevention.Entity{Kind: e.Kind, Answers: v}
		switch {
		case err != nil:
		case e.Role == "":
			_, err = prevention.SaveEntity(f.ctx, s, entity)
		default:
			var rows []cases.Row
			if rows, _, err = cases.List(f.ctx, s, cases.Filter{Mine: true, Limit: 1}); err == nil && len(rows) > 0 {
				err = prevention.NameInCase(f.ctx, s, rows[0].ID, entity, e.Role)
			}
		}
		if err != nil {
			return fmt.Errorf("demo: entity of %s: %w", e.By, err)
		}
	}
	people, finder := dossier.NewFinder(), prevention.NewFinder()
	for _, a := range w.Asks {
		s, err := f.as(a.By)
		if err == nil {
			_, err = prevention.Seen(f.ctx, s, finder, people, a.Text)
		}
		if err != nil {
			return fmt.Errorf("demo: question of %s: %w", a.By, err)
		}
	}
	for _, a := range w.Activities {
		s, err := f.as(a.By)
		if err != nil {
			return err
		}
		v, err := f.answersTo(a.Says, prevention.ActivityForm)
		if err == nil {
			day := lindung.DateOf(f.now.AddDate(0, 0, -a.Days))
			err = prevention.SaveActivity(f.ctx, s, prevention.Activity{Kind: a.Kind, Article: a.Article, Day: day, Reach: a.Reach, Answers: v})
		}
		if err != nil {
			return fmt.Errorf("demo: activity of %s: %w", a.By, err)
		}
	}
	return nil
}
