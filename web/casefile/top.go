package casefile

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/dossier"
	"lindung/field"
	"lindung/internal/desk"
	"lindung/internal/page"
	"lindung/person"
)

// topOf returns the head of the page of a case.
func topOf(v *desk.Visit, w dossier.Whole) caseTop {
	top := caseTop{Number: w.Number, Heading: CalledIn(v, w.Case), State: Tag(v, w.Case)}
	if name := w.Called(); name != "" && v.Private() {
		top.Hidden, top.Show = name, v.Text("case.show_name")
	}
	if w.Refused {
		top.Heading = v.Text("case.counted")
	}
	if !w.Own {
		top.Org = w.OrgName
	}
	top.Child, top.ChildWhy = childMark(v, w.Case)
	top.Facts, top.Do = caseFacts(v, w), mostDone(v, w)
	if !w.Refused && (w.MayRead(lindung.Safety) || w.MayRead(lindung.Contact)) {
		top.Safety, top.AskSafety = safetyLine(v, w.Case, w.Limits), askSafety(v, w.Case)
	}
	if !w.Own {
		for _, text := range w.OpenBy.Conditions() {
			top.Asks = append(top.Asks, v.Text("case.asks", "text", text))
		}
	}
	if w.Own && !w.Refused {
		top.Consent, top.Due = consentLine(v, w), append(urgent(v, w), due(v, w)...)
	}
	top.Notices = notices(v, w)
	top.Privacy = v.PrivacyForm(Path(w.ID))
	return top
}

// childMark says that the person is a child or may be, and why.
//
// Source: ACTIP 14.12
func childMark(v *desk.Visit, c cases.Case) (mark, why string) {
	if !c.Child {
		return "", ""
	}
	if mark = Said(v, c.Mark.Label()); c.Mark.SaysChild() {
		why = Said(v, c.Mark.Reasons()...)
	}
	return mark, why
}

// Said is what package person says, in the reader's language.
func Said(v *desk.Visit, texts ...person.Text) string {
	all := make([]string, len(texts))
	for i, t := range texts {
		all[i] = v.Text(t.Key, t.Args...)
	}
	return strings.Join(all, v.Text("common.list_separator"))
}

// askSafety leads to where it is asked how to reach the person safely, as long
// as no one has.
func askSafety(v *desk.Visit, c cases.Case) *page.Link {
	if c.AskedSafety() || !c.CanEdit(lindung.Safety) {
		return nil
	}
	return &page.Link{Text: v.Text("case.safety.ask"), Href: FormPath(c.ID, "safety_contact")}
}

// Tag says how the work stands.
func Tag(v *desk.Visit, c cases.Case) page.Tag {
	classes := map[cases.Status]string{
		cases.StatusActive: "", cases.StatusFollowUp: "l-tag--soon", cases.StatusClosed: "l-tag--quiet", cases.StatusClosedReferred: "l-tag--quiet",
	}
	return page.Tag{Text: v.Text("code.case_status." + string(c.Status)), Classes: classes[c.Status]}
}

// caseFacts are what one must know at a glance, as far as it is known and may be read.
func caseFacts(v *desk.Visit, w dossier.Whole) []fact {
	var all []fact
	add := func(label string, values ...string) {
		if len(values) > 0 && values[0] != "" {
			all = append(all, fact{v.Text(label), strings.Join(values, v.Text("common.list_separator"))})
		}
	}
	form := func(name string) field.Values { return w.Sections[name].Values }
	if w.MayRead(lindung.Identity) && w.Mark.Is != person.AgeUnknown && !w.Refused {
		add("case.fact.age", Said(v, person.AgeTexts(v.Today(), form(person.Birth.Name))...))
	}
	speech := form("identity_language")
	named, _ := person.LanguageNamely.Get(speech)
	language := func(code string) string {
		if code == field.OtherLanguage && named != "" {
			return named
		}
		return v.T.Language(code)
	}
	if l, ok := person.PrimaryLanguage.Get(speech); ok {
		add("case.fact.language", language(l))
	}
	if needed, ok := person.InterpreterNeeded.Get(speech); ok && needed {
		l, said := person.InterpreterLanguage.Get(speech)
		if !said {
			add("case.fact.interpreter", v.Text("case.fact.interpreter.needed"))
		} else {
			add("case.fact.interpreter", language(l))
		}
	}
	if from, ok := person.Citizenships.Get(form("identity_origin")); ok {
		for i := range from {
			from[i] = v.T.Country(lindung.Country(from[i]))
		}
		add("field.citizenships", from...)
	}
	if n := dossier.CountTellings(w); n > 0 {
		add("case.fact.told", v.Text("case.told", "n", n))
	}
	if w.Own {
		add("case.owner", w.Who[w.Responsible])
	}
	if w.Own && w.Protected {
		add("case.fact.protected", v.Text("case.fact.protected.team"))
	}
	return all
}

// mostDone leads to what is done most in a case, so that no one scrolls for it.
func mostDone(v *desk.Visit, w dossier.Whole) []page.Link {
	var all []page.Link
	if len(w.CanNote()) > 0 {
		all = append(all, page.Link{Text: v.Text("page.case_note"), Href: Path(w.ID) + "/notes"})
	}
	if w.Can(access.ReferralSend) && w.Own && !w.Refused {
		all = append(all, page.Link{Text: v.Text("page.referral_new"), Href: Path(w.ID) + "/referrals/new"})
	}
	return all
}

// limitsLine says in which ways the person said, in their own view, that they must not be
// reached; "" for none.
//
// Source: ACTIP 14.5
func limitsLine(v *desk.Visit, limits []string) string {
	all := make([]string, len(limits))
	for i, code := range limits {
		all[i] = "“" + v.Text("own.limit."+code) + "”"
	}
	if len(all) == 0 {
		return ""
	}
	return v.Text("case.safety.limits", "limits", strings.Join(all, v.Text("common.list_separator")))
}

// safetyLine says in a breath how to reach the person safely, first what they themselves said
// must stop; "" when no one has asked. Who gets a contact from another organisation is told then whom to ask
// first, and also when there is someone whom the person must be kept from.
//
// Source: ACTIP 14.5
func safetyLine(v *desk.Visit, c cases.Case, limits []string) string {
	var parts []string
	if line := limitsLine(v, limits); line != "" {
		parts = append(parts, line)
	}
	in := c.Sections["safety_contact"].Values
	if ways, ok := person.ContactChannels.Get(in); ok {
		for i := range ways {
			ways[i] = desk.LowerFirst(v.Text("code.channel." + ways[i]))
		}
		parts = append(parts, v.Text("case.safety.only", "ways", strings.Join(ways, v.Text("common.list_separator"))))
	}
	if a, ok := in.Absent(person.ContactChannels.Info); ok {
		parts = append(parts, v.Text("case.safety.absent", "why", desk.LowerFirst(v.Text("absent."+string(a)))))
	}
	for _, f := range []struct {
		of  field.Typed[string]
		key string
	}{
		{person.ContactHours, "case.safety.hours"}, {person.ContactWho, "case.safety.who"},
		{person.ContactWords, "case.safety.say"}, {person.ContactNeverSay, "case.safety.never"},
	} {
		if text, ok := f.of.Get(in); ok {
			parts = append(parts, v.Text(f.key, "text", strings.TrimRight(text, ".")))
		}
	}
	if secret, _ := person.SecretPlace.Get(c.Sections["safety_people"].Values); secret {
		parts = append(parts, v.Text("case.safety.secret"))
	}
	if !c.Own && c.MayRead(lindung.Contact) && !c.AskedSafety() {
		parts = append(parts, v.Text("case.safety.ask_them", "name", c.OrgName))
	}
	if slices.Contains(c.Told, person.KeepFrom.Info) {
		parts = append(parts, v.Text("case.safety.keep_from", "name", c.OrgName))
	}
	if who, ok := person.KeepFromAsk.Get(c.Sections["safety_people"].Values); ok {
		parts = append(parts, v.Text("case.safety.keep_from", "name", who))
	}
	return strings.Join(parts, " ")
}

// consentLine says what is agreed and until when, in one line.
func consentLine(v *desk.Visit, w dossier.Whole) page.Link {
	if !w.Can(access.ConsentRead) {
		return page.Link{}
	}
	now := access.StoredTime(v.Node.Now())
	first, n := time.Time{}, 0
	ends := func(at time.Time) {
		n++
		if first.IsZero() || at.Before(first) {
			first = at
		}
	}
	for _, g := range w.Consent.Grants {
		if g.InForce(now) {
			ends(g.Until.Time())
		}
	}
	for _, b := range w.Consent.Bases {
		if b.InForce(now) {
			ends(b.Until.Time())
		}
	}
	line := page.Link{Text: v.Text("case.consent.none"), Href: Path(w.ID) + "/consent"}
	if n > 0 {
		line.Text = v.Text("case.consent", "n", n, "until", v.DayOn(first), "near", v.Near(first))
	}
	return line
}

// urgentPath returns the address where it is answered that something urgent is over.
func urgentPath(id lindung.CaseID, u person.Urgent) string {
	if u.Form.Repeat != nil {
		return RecordPath(id, u.Form.Name, u.Record)
	}
	return FormPath(id, u.Form.Name)
}

// urgent is what must not wait. Who may not read what it is learns that it is
// there, and whom to ask.
func urgent(v *desk.Visit, w dossier.Whole) []dueLine {
	var all []dueLine
	for _, u := range dossier.Urgent(w) {
		all = append(all, dueLine{page.Link{Text: v.Text("case.urgent." + u.Name), Href: urgentPath(w.ID, u)}, true})
	}
	if w.HidesUrgent(v.Today()) {
		all = append(all, dueLine{page.Link{Text: v.Text("case.urgent.hidden"), Href: "#overview"}, true})
	}
	return all
}

// due are the first things to do for the person by a day, what is late before
// what comes.
func due(v *desk.Visit, w dossier.Whole) []dueLine {
	var all []dueLine
	for _, d := range dossier.Owed(w, v.Node.Now()) {
		all = append(all, dueLine{page.Link{Text: DueBy(v, d), Href: DuePath(d)}, d.Late})
	}
	return all
}

// DueText says what falls due, without its day.
func DueText(v *desk.Visit, d dossier.Due) string { return dueText(v, d, "") }

// DueAbout says about whom it is that something falls due: what the person is called and,
// in number, which case it is; the number alone where no name may be read or names are
// hidden; of persons who were referred together how many they are.
func DueAbout(v *desk.Visit, d dossier.Due) (about, number string) {
	switch {
	case d.Many > 0:
		return v.Text("referral.of_persons", "n", d.Many), ""
	case d.Called == "" || v.Private():
		return d.Number, ""
	}
	return d.Called, d.Number
}

// dueWhat says what it is that falls due: by the words of the record, where they may be
// read and names are not hidden.
func dueWhat(v *desk.Visit, d dossier.Due) string {
	what := d.What
	if one := d.What + ".one"; v.T.Has(one) {
		what = one
	}
	r := d.Record
	if r.Form == nil || r.Form.Repeat == nil || v.Private() {
		return v.Text(what)
	}
	repeat := r.Form.Repeat
	if repeat.Title != nil && r.Values.Text(repeat.Title.Declared()) != "" {
		return r.Values.Text(repeat.Title.Declared())
	}
	words := inShort(v, r, func(i *field.Info) bool {
		return i.Kind != field.KindBool && (repeat.Done == nil || i != repeat.Done.Declared())
	})
	if words == "" {
		return v.Text(what)
	}
	return v.Text("dossier.due.what", "what", v.Text(what), "words", words)
}

// DueWhen writes by when something falls due, and how far away that is.
func DueWhen(v *desk.Visit, d dossier.Due) (when, near string) {
	if d.At != 0 {
		return v.Moment(d.At.Time()), v.Near(d.At.Time())
	}
	return v.T.Date(d.Day), v.Near(d.Day.Last())
}

// DueBy says what falls due and when.
func DueBy(v *desk.Visit, d dossier.Due) string {
	if d.Day.IsZero() {
		return DueText(v, d)
	}
	when, near := DueWhen(v, d)
	if d.Late {
		return dueText(v, d, ".late", "day", when, "near", near)
	}
	return dueText(v, d, ".by", "day", when, "near", near)
}

func dueText(v *desk.Visit, d dossier.Due, end string, args ...any) string {
	if d.What != "" {
		args = append(args, "what", dueWhat(v, d))
	}
	if d.At != 0 {
		args = append(args, "hour", v.Hour(d.At.Time()))
	}
	return v.Text(d.Label+end, append(args, "name", d.To)...)
}

// notices say what has changed around the case since it was opened.
func notices(v *desk.Visit, w dossier.Whole) []page.Link {
	var all []page.Link
	if n := v.Session.DamageOf(string(w.ID)); w.Own && n > 0 {
		all = append(all, page.Link{Text: v.Text("case.damaged", "n", n)})
	}
	all = append(all, alsoNotices(v, w)...)
	if w.OpenedFor.ID != "" {
		at := ReferralPath(w.OpenedFor.ID)
		key := "case.came"
		switch {
		case w.OpenedFor.Over():
			key = "case.came.withdrawn"
		case !w.OpenedFor.Backing.Open:
			key = "case.came.over"
		}
		all = append(all, page.Link{Text: v.Text(key, "name", w.OpenedFor.FromName), Href: at})
	}
	if w.Status.Closed() {
		text := v.Text("case.closed", "day", v.DayOn(w.ClosedAt.Time()))
		if w.CloseReason != "" {
			text = v.Text("case.closed_why", "day", v.DayOn(w.ClosedAt.Time()), "why", desk.LowerFirst(v.Text("close_reason."+w.CloseReason)))
		}
		all = append(all, page.Link{Text: text})
	}
	return all
}

// alsoNotices say with which cases a case is linked.
func alsoNotices(v *desk.Visit, w dossier.Whole) []page.Link {
	var all []page.Link
	for _, l := range w.Same {
		all = append(all, page.Link{Text: v.Text("case.same.also", "number", l.Number), Href: Path(l.With)})
	}
	return all
}

// setPrivacy closes the names on all pages of this browser, or shows them again.
func setPrivacy(v *desk.Visit) error {
	c := http.Cookie{Name: v.CookieName(desk.PrivacyCookie), Path: "/", HttpOnly: true, SameSite: http.SameSiteStrictMode, Secure: v.Secure()}
	if v.Sent("names") == "closed" {
		c.Value = "closed"
	} else {
		c.MaxAge = -1
	}
	http.SetCookie(v.Writer, &c)
	return v.GoTo(desk.LocalPath(v.Sent("to")))
}
