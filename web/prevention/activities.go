package prevention

import (
	"encoding/csv"
	"io"
	"net/url"
	"strconv"
	"strings"

	"lindung/field"
	"lindung/internal/desk"
	"lindung/internal/formula"
	"lindung/internal/page"
	"lindung/prevention"
	"lindung/stats"
)

func activityPath(id prevention.ActivityID) string {
	return ActivitiesPath + "/" + string(id) + "/change"
}

// edits reports whether the actor enters activities.
func edits(v *desk.Visit) bool { return v.Session.Actor().HasRole(desk.Workers...) }

// listActivities shows what the organisation does so that fewer are caught.
func listActivities(v *desk.Visit) error {
	all, err := prevention.Activities(v.Ctx(), v.Session)
	if err != nil {
		return err
	}
	p := listPage{Base: v.Base("page.activities"), Lead: v.Text("activities.lead", "n", len(all))}
	p.Wide = true
	if edits(v) {
		p.Back = &page.BackLink{Text: v.Text("page.tips"), Href: TipsPath}
		p.Buttons = []page.Button{{Text: v.Text("page.activity_new"), Href: ActivitiesPath + "/new"}}
	}
	if len(all) > 0 {
		p.Links = []page.Link{{Text: v.Text("activities.file"), Href: ActivitiesPath + "/file"}}
	}
	t := page.Table{Cards: true, FirstCellIsHeader: true, Head: head(v, "activities.what", "activities.day", "activities.article", "activities.reach")}
	for _, a := range all {
		kind := page.Cell{Text: v.Text("activity.kind." + a.Kind), Note: a.Answers.Text(prevention.ActivityPlace.Info)}
		if edits(v) {
			kind.Href = activityPath(a.ID)
		}
		t.Rows = append(t.Rows, []page.Cell{kind, {Text: v.T.Date(a.Day)}, {Text: v.Text("activity.article." + a.Article)}, {Text: reachText(v, a.Reach)}})
	}
	p.Tables = []page.Table{t}
	if len(all) > 0 {
		p.Tables = append(p.Tables, countTable(v, byArticle(all)))
	}
	return desk.Show(v, listView, p)
}

func reachText(v *desk.Visit, n int) string {
	if n == 0 {
		return v.Text("activity.reach.unknown")
	}
	return v.T.Number(n)
}

// byArticle counts whom the activities of each article have reached, with small counts
// hidden as in all figures that others see.
func byArticle(all []prevention.Activity) stats.Table {
	t := stats.Table{Of: []stats.Dimension{{}}}
	for _, article := range prevention.ActivityArticles {
		l := stats.Line{Code: article}
		for _, a := range all {
			if a.Article == article {
				l.Total.N += a.Reach
			}
		}
		t.Total.N += l.Total.N
		t.Lines = append(t.Lines, l)
	}
	return stats.Hide(t, stats.Bound)
}

// countTable shows the counts by article as they may leave.
func countTable(v *desk.Visit, counted stats.Table) page.Table {
	t := page.Table{Caption: v.Text("activities.counted"), CaptionClasses: "govuk-table__caption--m", Cards: true, FirstCellIsHeader: true, Head: head(v, "activities.article", "activities.reach")}
	for _, l := range counted.Lines {
		t.Rows = append(t.Rows, []page.Cell{{Text: articleText(v, l.Code)}, {Text: countText(v, l.Total)}})
	}
	t.Rows = append(t.Rows, []page.Cell{{Text: v.Text("activities.sum")}, {Text: countText(v, counted.Total)}})
	return t
}

func articleText(v *desk.Visit, code string) string {
	if code == stats.Others {
		return v.Text("activities.others")
	}
	return v.Text("activity.article." + code)
}

func countText(v *desk.Visit, c stats.Count) string {
	if c.Hidden {
		return v.Text("activities.hidden")
	}
	return v.T.Number(c.N)
}

// takeActivities gives the activities as a file for others: how many people each one
// reached is hidden where they are few, and the sums by article as in all figures.
func takeActivities(v *desk.Visit) error {
	all, err := prevention.Activities(v.Ctx(), v.Session)
	if err != nil {
		return err
	}
	out := &desk.Download{V: v, Name: "activities.csv"}
	_, err = io.WriteString(out, "\ufeff") // so that a spreadsheet reads it as UTF-8
	w := csv.NewWriter(out)
	write := func(cells ...string) {
		for i, c := range cells {
			c = strings.Join(strings.Fields(c), " ")
			if formula.Runs(c) {
				c = "'" + c
			}
			cells[i] = c
		}
		if err == nil {
			err = w.Write(cells)
		}
	}
	write(v.Text("activities.what"), v.Text("activities.day"), v.Text("activities.article"), v.Text("field.activity_for"), v.Text("field.activity_place"),
		v.Text("field.activity_plan"), v.Text("field.activity_of"), v.Text("activities.reach"), v.Text("field.activity_result"))
	for _, a := range all {
		reach := ""
		if a.Reach > 0 {
			reach = v.Text("activities.hidden")
		}
		if a.Reach >= stats.Bound {
			reach = strconv.Itoa(a.Reach)
		}
		write(v.Text("activity.kind."+a.Kind), a.Day.String(), v.Text("activity.article."+a.Article), said(v, prevention.ActivityFor.Info, a), said(v, prevention.ActivityPlace.Info, a),
			said(v, prevention.ActivityPlan.Info, a), said(v, prevention.ActivityOf.Info, a), reach, said(v, prevention.ActivityResult.Info, a))
	}
	for _, l := range byArticle(all).Lines {
		write(v.Text("activities.sum"), "", articleText(v, l.Code), "", "", "", "", countText(v, l.Total), "")
	}
	w.Flush()
	if err == nil {
		err = w.Error()
	}
	return out.End(err)
}

// said is one answer about an activity, in words.
func said(v *desk.Visit, i *field.Info, a prevention.Activity) string {
	var all []string
	for _, r := range page.Summary(v.T, prevention.ActivityForm.Keep(func(o *field.Info) bool { return o == i }), a.Answers, page.Reading{}).Rows {
		all = append(all, append([]string{r.Value.Text}, r.Value.Lines...)...)
	}
	return strings.Join(all, "; ")
}

func newActivity(v *desk.Visit) error {
	return activityForm(v, "page.activity_new", ActivitiesPath, prevention.Activity{}, nil)
}

func editActivity(v *desk.Visit) error { return changeActivity(v, nil) }

func changeActivity(v *desk.Visit, problems []field.Problem) error {
	a, err := prevention.ReadActivity(v.Ctx(), v.Session, prevention.ActivityID(v.ID("id")))
	if err != nil {
		return err
	}
	return activityForm(v, "page.activity_change", activityPath(a.ID), a, problems)
}

func activityForm(v *desk.Visit, title, action string, a prevention.Activity, problems []field.Problem) error {
	p := desk.FormPage{Base: v.Base(title), Lead: v.Text("activity.lead")}
	p.Back = &page.BackLink{Text: v.Text("page.activities"), Href: ActivitiesPath}
	filled := answers(v, page.Answers{Values: a.Answers, Problems: problems})
	in := url.Values{"activity_kind": {a.Kind}, "activity_article": {a.Article}}
	if a.Reach > 0 {
		in.Set("activity_reach", strconv.Itoa(a.Reach))
	}
	desk.PutDate(in, "activity_day", a.Day)
	if filled.Sent != nil {
		in = filled.Sent
	}
	q := v.Ask("activity", in, problems)
	q.Pick("activity_kind", desk.PickFrom(v, "activity.kind", prevention.ActivityKinds))
	q.Choose("activity_article", desk.ChooseFrom(v, "activity.article", prevention.ActivityArticles))
	q.Date("activity_day")
	n := q.Input("activity_reach", "off")
	n.Inputmode, n.Classes = "numeric", "govuk-input--width-5"
	q.Rows = append(q.Rows, rowsOf(v, prevention.ActivityForm, filled)...)
	q.Mark(&p.Base)
	p.Form = page.Form{Action: action, Rows: q.Rows, Save: page.Button{Text: v.Text("common.save")}}
	if a.ID != "" {
		p.Form.Hidden = desk.Version(a.Version)
	}
	return desk.Show(v, desk.FormView, p)
}

// sentActivity reads what was typed of an activity.
func sentActivity(v *desk.Visit) (prevention.Activity, []field.Problem) {
	in, problems := prevention.ActivityForm.Decode(v.Form(), v.Now())
	day, bad := v.DateOf("activity_day")
	if bad != nil {
		problems = append(problems, *bad)
	} else if day.IsZero() {
		problems = append(problems, field.Problem{Field: "activity_day", Key: "problem.missing"})
	}
	return prevention.Activity{Kind: v.Sent("activity_kind"), Article: v.Sent("activity_article"), Day: day, Reach: sentNumber(v, "activity_reach"), Answers: in}, problems
}

func addActivity(v *desk.Visit) error {
	a, problems := sentActivity(v)
	if len(problems) == 0 {
		var err error
		problems, err = v.Problems(prevention.SaveActivity(v.Ctx(), v.Act(desk.Done(ActivitiesPath, "activity_saved")), a))
		if err != nil {
			return err
		}
	}
	if len(problems) > 0 {
		return activityForm(v, "page.activity_new", ActivitiesPath, prevention.Activity{}, problems)
	}
	return v.Acted()
}

func saveActivity(v *desk.Visit) error {
	version, err := v.SentVersion()
	if err != nil {
		return err
	}
	a, problems := sentActivity(v)
	a.ID, a.Version = prevention.ActivityID(v.ID("id")), version
	if len(problems) == 0 {
		problems, err = v.Problems(prevention.SaveActivity(v.Ctx(), v.Act(desk.Done(ActivitiesPath, "activity_saved")), a))
		if err != nil {
			return err
		}
	}
	if len(problems) > 0 {
		return changeActivity(v, problems)
	}
	return v.Acted()
}
