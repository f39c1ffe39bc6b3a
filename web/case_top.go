package web

import (
	"strings"
	"time"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/field"
	"lindung/internal/page"
)

// caseTop is the head of the page of a case.
func (v *visit) caseTop(w wholeCase) caseTop {
	top := caseTop{Number: w.Number, Heading: v.calledIn(w.Case), State: v.caseTag(w.Case)}
	if name := w.Called(); name != "" && v.private() {
		top.Hidden, top.Show = name, v.text("case.show_name")
	}
	if w.Refused {
		top.Heading = v.text("case.counted")
	}
	if !w.Own {
		top.Org = w.OrgName
	}
	top.Child = v.childMark(w.Case)
	top.Facts = v.caseFacts(w.Case)
	if !w.Refused && w.May(lindung.Safety) {
		top.Safety, top.AskSafety = v.safetyLine(w.Case), v.askSafety(w.Case)
	}
	if w.Own && !w.Refused {
		top.Consent, top.Due = v.consentLine(w), v.due(w)
	}
	top.Notices = v.notices(w)
	top.Privacy = v.privacyForm(caseAt(w.ID))
	return top
}

// childMark says that the person is under 18, or may be.
//
// Source: ACTIP 14.12
func (v *visit) childMark(c cases.Case) string {
	if !c.Child {
		return ""
	}
	b, ok := cases.BirthDate.Get(c.Sections["identity_birth"].Values)
	if ok && cases.Age(b, lindung.DateOf(v.local(v.node.Now()))) < 18 {
		return v.text("case.child.sure")
	}
	return v.text("case.child")
}

// askSafety leads to where it is asked how to reach the person safely, as long
// as nobody has.
func (v *visit) askSafety(c cases.Case) *page.Link {
	if c.Sections["safety_contact"].Values.Len() > 0 || !c.CanEdit(lindung.Safety) {
		return nil
	}
	return &page.Link{Text: v.text("case.safety.ask"), Href: formAt(c.ID, "safety_contact")}
}

// caseTag says how the work stands.
func (v *visit) caseTag(c cases.Case) page.Tag {
	classes := map[cases.Status]string{
		cases.StatusActive: "", cases.StatusFollowUp: "l-tag--soon", cases.StatusClosed: "l-tag--quiet", cases.StatusClosedReferred: "l-tag--quiet",
	}
	return page.Tag{Text: v.text("code.case_status." + string(c.Status)), Classes: classes[c.Status]}
}

// caseFacts are age and languages, as far as they are known.
func (v *visit) caseFacts(c cases.Case) []string {
	var all []string
	form := func(name string) field.Values { return c.Sections[name].Values }
	if c.May(lindung.Identity) && !c.Refused {
		all = append(all, v.ageText(form("identity_birth")))
	}
	speech := form("identity_language")
	if l, ok := cases.PrimaryLanguage.Get(speech); ok {
		all = append(all, v.t.Language(l))
	}
	if needed, ok := cases.InterpreterNeeded.Get(speech); ok && needed {
		l, said := cases.InterpreterLanguage.Get(speech)
		if !said {
			all = append(all, v.text("case.interpreter"))
		} else {
			all = append(all, v.text("case.interpreter_in", "language", v.t.Language(l)))
		}
	}
	return all
}

// ageText is the age as it is known today, with its doubt.
func (v *visit) ageText(birth field.Values) string {
	today := lindung.DateOf(v.local(v.node.Now()))
	if b, ok := cases.BirthDate.Get(birth); ok {
		age := cases.Age(b, today)
		if b.Day == 0 {
			return v.text("case.age.about", "n", age)
		}
		return v.text("case.age", "n", age)
	}
	age, ok := cases.EstimatedAge.Get(birth)
	precision, said := cases.AgePrecision.Get(birth)
	switch {
	case ok && said:
		return v.text("case.age.estimated", "n", age, "doubt", lowerFirst(v.text("code.age_precision."+precision)))
	case ok:
		return v.text("case.age.about", "n", age)
	case said:
		return v.text("code.age_precision." + precision)
	}
	return v.text("case.age.unknown")
}

// lowerFirst lets a label go on in a sentence.
func lowerFirst(s string) string {
	for i, r := range s {
		return strings.ToLower(string(r)) + s[i+len(string(r)):]
	}
	return s
}

// safetyLine says in a breath how to reach the person safely; "" when nobody
// has asked.
func (v *visit) safetyLine(c cases.Case) string {
	var parts []string
	in := c.Sections["safety_contact"].Values
	if ways, ok := cases.ContactChannels.Get(in); ok {
		for i := range ways {
			ways[i] = lowerFirst(v.text("code.channel." + ways[i]))
		}
		parts = append(parts, v.text("case.safety.only", "ways", strings.Join(ways, v.text("common.list_separator"))))
	}
	if a, ok := in.Absent(cases.ContactChannels.Info); ok {
		parts = append(parts, v.text("case.safety.absent", "why", lowerFirst(v.text("absent."+string(a)))))
	}
	for _, f := range []struct {
		of  field.Of[string]
		key string
	}{
		{cases.ContactHours, "case.safety.hours"}, {cases.ContactWho, "case.safety.who"},
		{cases.ContactWords, "case.safety.say"}, {cases.ContactNeverSay, "case.safety.never"},
	} {
		if text, ok := f.of.Get(in); ok {
			parts = append(parts, v.text(f.key, "text", strings.TrimRight(text, ".")))
		}
	}
	if secret, _ := cases.SecretPlace.Get(c.Sections["safety_people"].Values); secret {
		parts = append(parts, v.text("case.safety.secret"))
	}
	return strings.Join(parts, " ")
}

// consentLine says what is agreed and until when, in one line.
func (v *visit) consentLine(w wholeCase) page.Link {
	if !w.Can(access.ConsentRead) {
		return page.Link{}
	}
	now := access.At(v.node.Now())
	first, n := time.Time{}, 0
	ends := func(at time.Time) {
		n++
		if first.IsZero() || at.Before(first) {
			first = at
		}
	}
	for _, g := range w.ledger.Grants {
		if g.Live(now) {
			ends(g.Until.Time())
		}
	}
	for _, b := range w.ledger.Bases {
		if b.Live(now) {
			ends(b.Until.Time())
		}
	}
	line := page.Link{Text: v.text("case.consent.none"), Href: caseAt(w.ID) + "/consent"}
	if n > 0 {
		line.Text = v.text("case.consent", "n", n, "until", v.dayOn(first), "near", v.near(first))
	}
	return line
}

// due are the first things to do for the person by a day, what is late before
// what comes.
func (v *visit) due(w wholeCase) []dueLine {
	var all []dueLine
	now := v.node.Now()
	for _, r := range w.referrals {
		at := r.Due.Time()
		link := page.Link{Href: "/referrals/" + string(r.ID)}
		switch {
		case r.Overdue(now):
			link.Text = v.text("case.due.late", "need", v.text("need."+r.Need), "org", r.ToName, "near", v.near(at))
			all = append([]dueLine{{link, true}}, all...)
		case r.Waiting():
			link.Text = v.text("case.due.answer", "need", v.text("need."+r.Need), "org", r.ToName, "day", v.dayOn(at), "near", v.near(at))
			all = append(all, dueLine{link, false})
		case r.News():
			link.Text = v.text("case.due.news", "need", v.text("need."+r.Need), "org", r.ToName)
			all = append(all, dueLine{link, false})
		}
	}
	if stay, ok := cases.StayUntil.Get(w.Sections["immigration_status"].Values); ok && stay.Last().Sub(now) < 60*24*time.Hour {
		text := v.text("case.due.stay", "day", v.t.Date(stay), "near", v.near(stay.Last()))
		all = append(all, dueLine{page.Link{Text: text, Href: formAt(w.ID, "immigration_status")}, stay.Last().Before(now)})
	}
	return all
}

// notices say what has changed around the case since it was opened.
func (v *visit) notices(w wholeCase) []page.Link {
	var all []page.Link
	if w.came.ID != "" {
		at := "/referrals/" + string(w.came.ID)
		key := "case.came"
		switch {
		case w.came.Withdrawn:
			key = "case.came.withdrawn"
		case !w.came.Open:
			key = "case.came.over"
		}
		all = append(all, page.Link{Text: v.text(key, "name", w.came.FromName), Href: at})
	}
	if w.Status.Closed() {
		text := v.text("case.closed", "day", v.dayOn(w.ClosedAt.Time()))
		if w.CloseReason != "" {
			text = v.text("case.closed_why", "day", v.dayOn(w.ClosedAt.Time()), "why", lowerFirst(v.text("close_reason."+w.CloseReason)))
		}
		all = append(all, page.Link{Text: text})
	}
	return all
}
