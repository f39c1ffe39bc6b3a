package prevention

import (
	"net/url"
	"slices"
	"strings"

	"lindung"
	"lindung/access"
	"lindung/field"
	"lindung/internal/desk"
	"lindung/internal/page"
	"lindung/prevention"
	"lindung/web/casefile"
)

func tipPath(id prevention.TipID) string { return TipsPath + "/" + string(id) }

// works reports whether the actor reads what was told and sees to it.
func works(v *desk.Visit) bool {
	return v.Session.Actor().HasRole(desk.Workers...) && !v.Session.Actor().HasRole(lindung.Administrator, lindung.Analyst, lindung.DataProtection)
}

// listTips shows what was told to the organisation: what is open, and what became of the
// last of the others.
func listTips(v *desk.Visit) error {
	open, ended, err := prevention.Tips(v.Ctx(), v.Session)
	if err != nil {
		return err
	}
	p := listPage{Base: v.Base("page.tips"), Lead: v.Text("tips.lead", "n", len(open))}
	p.Wide = true
	if works(v) {
		p.Buttons = []page.Button{{Text: v.Text("page.tip_new"), Href: TipsPath + "/new"}}
		p.Links = []page.Link{{Text: v.Text("page.entities"), Href: EntitiesPath}, {Text: v.Text("page.activities"), Href: ActivitiesPath}}
	}
	t := page.Table{Caption: v.Text("tips.open"), CaptionClasses: "govuk-table__caption--m", Cards: true, FirstCellIsHeader: true, Head: head(v, "tips.what", "tips.at", "tips.owed")}
	for _, o := range open {
		owed := page.Cell{Text: v.Text("tips.nothing_owed")}
		if all := prevention.Clocks(o); len(all) > 0 {
			owed = page.Cell{Text: clockText(v, all[0]), Note: v.Near(all[0].By.Time())}
		}
		t.Rows = append(t.Rows, []page.Cell{tipCell(v, o), {Text: v.When(o.At.Time())}, owed})
	}
	done := page.Table{Caption: v.Text("tips.ended"), CaptionClasses: "govuk-table__caption--m", Cards: true, FirstCellIsHeader: true, Head: head(v, "tips.what", "tips.at", "tips.outcome")}
	for _, o := range ended {
		done.Rows = append(done.Rows, []page.Cell{tipCell(v, o), {Text: v.When(o.At.Time())}, {Text: v.Text("tip.outcome." + o.Outcome), Note: v.When(o.EndedAt.Time())}})
	}
	p.Tables = []page.Table{t, done}
	return desk.Show(v, listView, p)
}

// tipCell leads to a tip, for those who may read it.
func tipCell(v *desk.Visit, t prevention.Tip) page.Cell {
	c := page.Cell{Text: v.Text("tip.kind." + t.Kind)}
	if t.Nameless() {
		c.Note = v.Text("history.reporter")
	}
	if works(v) {
		c.Href = tipPath(t.ID)
	}
	return c
}

// clockText says what is owed and by when.
func clockText(v *desk.Visit, c prevention.Clock) string {
	return v.Text("tip.clock."+c.Name, "moment", v.Moment(c.By.Time()))
}

// newTip asks what was told.
func newTip(v *desk.Visit) error { return tipForm(v, v.Filled(url.Values{}), nil) }

func tipForm(v *desk.Visit, in url.Values, problems []field.Problem) error {
	p := desk.FormPage{Base: v.Base("page.tip_new"), Lead: v.Text("tip.lead")}
	p.Back = &page.BackLink{Text: v.Text("page.tips"), Href: TipsPath}
	q := v.Ask("tip", in, problems)
	q.Choose("tip_kind", desk.ChooseFrom(v, "tip.kind", prevention.TipKinds))
	q.Rows = append(q.Rows, told(v, prevention.TipForm, in, problems)...)
	q.Heading("back_to")
	q.Choose("tip_back", desk.ChooseFrom(v, "tip.back", []string{"no", "yes"}))
	q.Rows = append(q.Rows, told(v, prevention.BackForm, in, problems)...)
	q.Mark(&p.Base)
	p.Form = page.Form{Action: TipsPath, Rows: q.Rows, Save: page.Button{Text: v.Text("tip.save")}}
	return desk.Show(v, desk.FormView, p)
}

// told are the questions of a form; who calls is not asked as a person of a case is.
func told(v *desk.Visit, f *field.Form, in url.Values, problems []field.Problem) []page.Row {
	return rowsOf(v, f, page.Answers{Sent: in, Problems: problems})
}

// rowsOf are the questions of a form that is about nobody who could not want to answer.
func rowsOf(v *desk.Visit, f *field.Form, a page.Answers) []page.Row {
	rows := v.Rows(f, a)
	for i := range rows {
		rows[i].Absent = nil
	}
	return rows
}

// recordTip stores what was told.
func recordTip(v *desk.Visit) error {
	said, problems := prevention.TipForm.Decode(v.Form(), v.Now())
	back, more := prevention.BackForm.Decode(v.Form(), v.Now())
	t := prevention.Tip{Kind: v.Sent("tip_kind"), Back: v.Sent("tip_back") == "yes", Answers: prevention.BackForm.Replace(said, back)}
	if t.Back {
		problems = append(problems, more...)
	}
	if v.Sent("tip_back") == "" {
		problems = append(problems, desk.Missing(v.Form(), "tip_back")...)
	}
	if len(problems) > 0 {
		return tipForm(v, v.Form(), problems)
	}
	_, err := prevention.RecordTip(v.Ctx(), v.Act(desk.Done(TipsPath+"/"+access.MadeID, "tip_recorded")), t)
	if problems, err = v.Problems(err); err != nil {
		return err
	}
	if len(problems) > 0 {
		return tipForm(v, v.Form(), problems)
	}
	return v.Acted()
}

// showTip shows a tip, and what is owed for it.
func showTip(v *desk.Visit) error { return tipWith(v, "", nil) }

// tipWith is showTip with what has to be corrected in one of its forms.
func tipWith(v *desk.Visit, step string, problems []field.Problem) error {
	t, err := prevention.ReadTip(v.Ctx(), v.Session, prevention.TipID(v.ID("id")))
	if err != nil {
		return err
	}
	names, err := v.Colleagues()
	if err != nil {
		return err
	}
	p := onePage{Base: v.Base("page.tip", "what", v.Text("tip.kind."+t.Kind), "moment", v.DayOn(t.At.Time()))}
	p.Back = &page.BackLink{Text: v.Text("page.tips"), Href: TipsPath}
	p.Facts = tipFacts(v, t, names)
	if t.Nameless() {
		p.Lead = v.Text("tip.nameless") + ". " + v.Text("tip.nameless.lead")
		p.Talk = talkOf(v, t, names)
	}
	if t.Case != "" && t.Number != "" {
		p.Links = []page.Link{{Text: v.Text("tip.to_case", "number", t.Number), Href: casefile.Path(t.Case)}}
	}
	v.Wrong(&p.Base, problems, "tip")
	p.Forms = tipForms(v, t, step, problems)
	if t.EndedAt == 0 && v.Session.Actor().HasRole(desk.Openers...) {
		p.Buttons = []page.Button{{Text: v.Text("tip.open_case"), Href: "/cases/new?tip=" + string(t.ID)}}
	}
	return desk.Show(v, oneView, p)
}

// tipFacts are what was told and done, in words.
func tipFacts(v *desk.Visit, t prevention.Tip, names map[lindung.ActorID]string) page.SummaryList {
	f := v.Facts()
	f.Add("tips.what", v.Text("tip.kind."+t.Kind))
	if t.Nameless() {
		f.Add("tips.at", v.Text("tip.nameless.at", "moment", v.When(t.At.Time())))
	} else {
		f.Add("tip.taken", v.Text("tip.by", "moment", v.When(t.At.Time()), "name", v.Colleague(names, t.By)))
	}
	var owed []string
	for _, c := range prevention.Clocks(t) {
		owed = append(owed, clockText(v, c))
	}
	f.Lines("tips.owed", owed)
	list := f.List
	list.Rows = append(list.Rows, page.Summary(v.T, prevention.TipForm, t.Answers, page.Reading{}).Rows...)
	f = v.Facts()
	yes := map[bool]string{true: "yes", false: "no"}[t.Back]
	if t.Nameless() {
		list.Rows = append(list.Rows, page.Summary(v.T, prevention.NamelessForm, t.Answers, page.Reading{}).Rows...)
		f.Add("tip.here", v.Text("tip.here."+yes))
	} else {
		f.Add("tip.tip_back", v.Text("tip.back."+yes))
	}
	list.Rows = append(list.Rows, f.List.Rows...)
	if t.Back && !t.Nameless() {
		list.Rows = append(list.Rows, page.Summary(v.T, prevention.BackForm, t.Answers, page.Reading{}).Rows...)
	}
	f = v.Facts()
	if t.SeenAt != 0 {
		f.Add("tip.seen", v.Text("tip.by", "moment", v.When(t.SeenAt.Time()), "name", v.Colleague(names, t.SeenBy)))
	}
	if t.AnsweredAt != 0 {
		f.Add("tip.answered", v.Text("tip.by", "moment", v.When(t.AnsweredAt.Time()), "name", v.Colleague(names, t.AnsweredBy)))
		if !t.Nameless() {
			f.Add("field.tip_answer", t.Answers.Text(prevention.TipAnswer.Info))
		}
	}
	if t.EndedAt != 0 {
		f.Add("tips.outcome", v.Text("tip.outcome."+t.Outcome))
		f.Add("field.tip_why", t.Answers.Text(prevention.TipWhy.Info))
		f.Add("tip.ended", v.Text("tip.by", "moment", v.When(t.EndedAt.Time()), "name", v.Colleague(names, t.EndedBy)))
	}
	list.Rows = append(list.Rows, f.List.Rows...)
	return list
}

// tipForms are the steps that can be taken with a tip.
func tipForms(v *desk.Visit, t prevention.Tip, step string, problems []field.Problem) []desk.ActForm {
	if t.EndedAt != 0 && !t.Talks() {
		if t.Case != "" || !v.Session.Actor().HasRole(lindung.Supervisor) {
			return nil
		}
		return []desk.ActForm{{Title: v.Text("tip.erase"), Lead: v.Text("tip.erase.lead"), Form: page.Form{
			Action: tipPath(t.ID) + "/erase", Save: page.Button{Text: v.Text("tip.erase.do"), Classes: "govuk-button--warning"},
		}}}
	}
	var all []desk.ActForm
	form := func(name string, rows []page.Row, save page.Button) {
		f := desk.ActForm{Title: v.Text("tip." + name), Form: page.Form{Action: tipPath(t.ID) + "/" + steps[name], Hidden: desk.Version(t.Version), Rows: rows, Save: save}}
		if key := "tip." + name + ".lead"; v.T.Has(key) {
			f.Lead = v.Text(key)
		}
		all = append(all, f)
	}
	in := func(name string) (url.Values, []field.Problem) {
		if step == name {
			return v.Form(), problems
		}
		return v.Filled(url.Values{}), nil
	}
	quiet := func(label string) page.Button {
		return page.Button{Text: v.Text(label), Classes: "govuk-button--secondary"}
	}
	if slices.ContainsFunc(prevention.Clocks(t), func(c prevention.Clock) bool { return c.Name == "look" }) {
		form("look", nil, page.Button{Text: v.Text("tip.look.do")})
	}
	if t.Talks() && !t.Talk.Ended {
		sent, wrong := in("wrote")
		q := v.Ask("tip", sent, wrong)
		q.Long("tip_text")
		form("wrote", q.Rows, quiet("tip.wrote.do"))
	}
	if t.EndedAt != 0 {
		return all
	}
	if !t.Nameless() && t.Asks() && t.AnsweredAt == 0 {
		sent, wrong := in("answered")
		form("answered", told(v, prevention.AnswerForm, sent, wrong), quiet("tip.answered.do"))
	}
	sent, wrong := in("in_case")
	q := v.Ask("tip", sent, wrong)
	q.Input("tip_number", "off")
	form("in_case", q.Rows, quiet("tip.in_case.do"))
	sent, wrong = in("end")
	q = v.Ask("tip", sent, wrong)
	q.Choose("tip_outcome", desk.ChooseFrom(v, "tip.outcome", prevention.Outcomes))
	form("end", append(q.Rows, told(v, prevention.EndForm, sent, wrong)...), quiet("tip.end.do"))
	if t.Nameless() && !t.Talk.Ended {
		all[len(all)-1].Lead = v.Text("tip.end.nameless")
	}
	return all
}

// steps are the ends of the addresses of the forms.
var steps = map[string]string{"look": "look", "answered": "answer", "wrote": "write", "in_case": "case", "end": "end"}

// step does one step with a tip, and shows it again with what has to be corrected.
func step(v *desk.Visit, name, done string, do func(access.Session, prevention.TipID, int64) error) error {
	version, err := v.SentVersion()
	if err != nil {
		return err
	}
	id := prevention.TipID(v.ID("id"))
	problems, err := v.Problems(do(v.Act(desk.Done(tipPath(id), done)), id, version))
	if err != nil {
		return err
	}
	if len(problems) > 0 {
		return tipWith(v, name, problems)
	}
	return v.Acted()
}

func lookAtTip(v *desk.Visit) error {
	return step(v, "look", "tip_seen", func(s access.Session, id prevention.TipID, version int64) error {
		return prevention.LookAtTip(v.Ctx(), s, id, version)
	})
}

func answerTip(v *desk.Visit) error {
	return step(v, "answered", "tip_answered", func(s access.Session, id prevention.TipID, version int64) error {
		in, problems := prevention.AnswerForm.Decode(v.Form(), v.Now())
		if len(problems) > 0 {
			return field.Problems(problems)
		}
		return prevention.AnswerTip(v.Ctx(), s, id, version, in)
	})
}

// talkOf is what was written with who said no name, in words.
func talkOf(v *desk.Visit, t prevention.Tip, names map[lindung.ActorID]string) page.SummaryList {
	list := page.SummaryList{Card: &page.Card{Title: page.CardTitle{Text: v.Text("tip.talk")}}}
	add := func(head, text, note string) {
		lines := strings.Split(text, "\n")
		if note != "" {
			lines = append(lines, note)
		}
		list.Rows = append(list.Rows, page.SummaryRow{Key: page.SummaryText{Text: head}, Value: page.SummaryText{Text: lines[0], Lines: lines[1:]}})
	}
	for _, w := range t.Talk.Words {
		when := v.When(w.At.Time())
		switch {
		case w.FromReporter():
			add(v.Text("tip.talk.they", "moment", v.Text("tip.nameless.at", "moment", when)), w.Text, "")
		case w.Seen:
			add(v.Text("tip.talk.we", "name", v.Colleague(names, w.By), "moment", when), w.Text, v.Text("tip.talk.seen"))
		default:
			add(v.Text("tip.talk.we", "name", v.Colleague(names, w.By), "moment", when), w.Text, v.Text("tip.talk.not_seen"))
		}
	}
	if t.Talk.Ended {
		add(v.Text("tip.talk"), v.Text("tip.talk.ended"), "")
	}
	return list
}

// writeBack writes to who said no name.
func writeBack(v *desk.Visit) error {
	return step(v, "wrote", "tip_wrote", func(s access.Session, id prevention.TipID, version int64) error {
		return prevention.WriteBack(v.Ctx(), s, id, version, v.Sent("tip_text"))
	})
}

func endTip(v *desk.Visit) error {
	return step(v, "end", "tip_ended", func(s access.Session, id prevention.TipID, version int64) error {
		in, problems := prevention.EndForm.Decode(v.Form(), v.Now())
		if len(problems) > 0 {
			return field.Problems(problems)
		}
		return prevention.EndTip(v.Ctx(), s, id, version, v.Sent("tip_outcome"), in)
	})
}

func putTipInCase(v *desk.Visit) error {
	return step(v, "in_case", "tip_in_case", func(s access.Session, id prevention.TipID, version int64) error {
		return prevention.PutTipInCase(v.Ctx(), s, id, version, v.Sent("tip_number"))
	})
}

func eraseTip(v *desk.Visit) error {
	problems, err := v.Problems(prevention.EraseTip(v.Ctx(), v.Act(desk.Done(TipsPath, "tip_erased")), prevention.TipID(v.ID("id"))))
	if err != nil {
		return err
	}
	if len(problems) > 0 {
		return tipWith(v, "erase", problems)
	}
	return v.Acted()
}
