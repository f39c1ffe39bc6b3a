package sharing

import (
	"cmp"
	"errors"
	"net/url"
	"slices"
	"strings"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/consent"
	"lindung/field"
	"lindung/i18n"
	"lindung/internal/desk"
	"lindung/internal/page"
	"lindung/referral"
	"lindung/web/casefile"
)

// The questions on the first of the two pages that record consent, by field and by
// the inputs that carry them to the second page.
var (
	termFields = []string{"recipient", "body_name", "body_phone", "body_country", "body_sector", "purpose", "groups", "carries", "meets", "moves", "until"}
	termValues = append(slices.Clone(termFields[:len(termFields)-1]), "until-day", "until-month", "until-year")
)

// newConsent asks with whom, what for, which groups and until when.
func newConsent(v *desk.Visit) error {
	a, err := readAgreed(v)
	if err != nil {
		return err
	}
	in, err := a.asked(v)
	if err != nil {
		return err
	}
	if to := consent.ParseRecipient(v.Query("to")); !to.None() {
		in.Set("recipient", to.String())
	}
	in.Set("moves", v.Query("moves"))
	if groups := v.Query("groups"); groups != "" {
		in["groups"] = strings.Split(groups, ",")
	}
	if first := casefile.AgeFirst(a.Case, casefile.ConsentPath); first != "" {
		return v.GoTo(first)
	}
	return termsPage(v, a, v.Filled(in), nil)
}

// changeConsent shows a grant in the form, to be narrowed or, after asking the
// person again, widened.
func changeConsent(v *desk.Visit) error {
	a, err := readAgreed(v)
	if err != nil {
		return err
	}
	g, err := a.grant(v)
	if err != nil {
		return err
	}
	if g.Counts() {
		return v.GoTo(countedPath(a.ID))
	}
	in := url.Values{"recipient": {g.Recipient.String()}, "purpose": {string(g.Purpose)}}
	for _, x := range g.Groups {
		in.Add("groups", string(x))
	}
	if g.Carries {
		in.Set("carries", "yes")
	}
	if g.Meets {
		in.Set("meets", "yes")
	}
	if g.Moves() {
		in.Set("moves", "yes")
	}
	v.PutDay(in, "until", g.Until.Time())
	return termsPage(v, a, v.Filled(in), nil)
}

func consentTerms(v *desk.Visit, in url.Values, problems []field.Problem) error {
	a, err := readAgreed(v)
	if err != nil {
		return err
	}
	return termsPage(v, a, in, problems)
}

func termsPage(v *desk.Visit, a agreed, in url.Values, problems []field.Problem) error {
	if !a.Can(access.ConsentGive) {
		return casefile.ClosedOr(v, a.Case)
	}
	q := v.Ask("consent", in, problems)
	moves := in.Get("moves") == "yes" && in.Get("body_name") == "" && v.ID("grant") == "" && !toRefer(v)
	a.askRecipient(v, q, moves)
	q.Heading("terms")
	q.Choose("purpose", desk.ChooseFrom(v, "purpose", []lindung.Purpose{
		lindung.Assistance, lindung.LegalAid, lindung.Identification, lindung.LawEnforcement, lindung.Return, lindung.Tracing, lindung.OwnRequest,
	}))
	q.Tick("groups", desk.ChooseFrom(v, "group", consent.Groups))
	q.Tick("carries", []page.Choice{{Value: "yes", Text: v.Text("consent.carries.yes")}})
	q.Tick("meets", []page.Choice{{Value: "yes", Text: v.Text("consent.meets.yes")}})
	if !toRefer(v) {
		q.Tick("moves", []page.Choice{{Value: "yes", Text: v.Text("consent.moves.yes")}})
	}
	q.Date("until")
	lead := "consent.new.lead"
	if moves {
		lead = "consent.new.lead_moves"
	}
	if toRefer(v) {
		lead = "consent.new.lead_refer"
		if len(a.Consent.InForce(access.StoredTime(v.Node.Now())).IDs()) > 0 {
			lead = "consent.new.lead_another"
		}
		q.Heading("refer")
		q.Rows = append(q.Rows, askedOf(v, a, in, problems)...)
	}
	p := desk.FormPage{Base: v.Base("page.consent_new"), Lead: v.Text(lead, "name", casefile.CalledIn(v, a.Case))}
	p.Back = &page.BackLink{Text: v.Text("common.back"), Href: casefile.Path(a.ID) + "/consent"}
	v.Wrong(&p.Base, page.InOrder(q.Rows, problems), "consent", "referral")
	p.Form = page.Form{Action: termsPath(v), Hidden: carryRefer(v, in), Rows: q.Rows, Save: page.Button{Text: v.Text("common.continue"), Name: "step", Value: "how"}}
	return desk.Show(v, desk.FormView, p)
}

// askRecipient asks with whom. A whole case moves only to an organisation that uses Lindung.
func (a agreed) askRecipient(v *desk.Visit, q *desk.Questions, moves bool) {
	all := a.recipients(v)
	if moves {
		q.Pick("recipient", slices.DeleteFunc(all, func(o page.Option) bool { return consent.ParseRecipient(o.Value).Outside() }))
		return
	}
	q.Pick("recipient", all)
	q.Rows[len(q.Rows)-1].Links = []page.Link{{Text: v.Text("consent.recipient.directory"), Href: "/organisations"}}
	q.Heading("body")
	q.Input("body_name", "off")
	q.Input("body_phone", "off").Inputmode = "tel"
	q.Pick("body_country", v.CountryOptions())
	q.Pick("body_sector", desk.PickFrom(v, "sector", lindung.Sectors))
}

// The input that says that consent is recorded to ask another organisation for help.
const (
	forWhat  = "for"
	forRefer = "referral"
)

// toRefer reports whether what is agreed is asked of another organisation at once:
// then its need is on the same page, and the preview of the referral comes next.
func toRefer(v *desk.Visit) bool {
	return cmp.Or(v.Sent(forWhat), v.Query(forWhat)) == forRefer && v.ID("grant") == ""
}

func carryRefer(v *desk.Visit, in url.Values) []page.Hidden {
	if !toRefer(v) {
		return nil
	}
	return append(desk.Carry(in, earlierIn), page.Hidden{Name: forWhat, Value: forRefer})
}

// terms reads the answers of the first page, which the second carries too.
func terms(v *desk.Visit) (consent.Grant, []field.Problem) {
	until, bad := v.DayOf("until")
	g := consent.Grant{
		Recipient: consent.ParseRecipient(v.Sent("recipient")), Purpose: lindung.Purpose(v.Sent("purpose")),
		Groups: desk.GroupsOf(v.Form(), "groups"), From: access.StoredTime(v.Node.Now()), Until: access.StoredTime(until),
		Carries: v.Sent("carries") == "yes", Meets: v.Sent("meets") == "yes", Opens: consent.ByReferral, TextVersion: consent.CurrentVersion,
		Body: consent.Body{
			Name: v.Sent("body_name"), Phone: v.Sent("body_phone"),
			Country: lindung.Country(v.Sent("body_country")), Sector: lindung.Sector(v.Sent("body_sector")),
		},
	}
	if v.Sent("moves") == "yes" && !toRefer(v) {
		g.Opens, g.Carries, g.Meets = consent.ByTransfer, false, false
		if len(g.Groups) == 0 { // who ticks some parts did not agree to all
			g.Groups = slices.Clone(consent.Groups)
		}
	}
	problems := only(instead(g.Check(g.From), bad), termFields...)
	if toRefer(v) {
		problems = append(problems, wrongAsked(v)...)
		if need := v.Sent("need"); (need == referral.ForDecision || need == referral.ForNotice) && g.Recipient.Org() != "" && g.Purpose != lindung.Identification {
			problems = append(problems, field.Problem{Field: "need", Key: "referral.problem.not_told"})
		}
	}
	return g, problems
}

// howPath returns the address of the second page.
const howPath = "/how"

// giveConsent takes either page: the first leads to the second, the second
// stores the grant.
func giveConsent(v *desk.Visit) error {
	g, problems := terms(v)
	if len(problems) > 0 || v.Sent("step") == "terms" {
		return consentTerms(v, v.Form(), problems)
	}
	if v.Sent("step") == "how" {
		return v.Hold(v.Request.URL.Path+howPath, v.Form())
	}
	a, err := readAgreed(v)
	if err != nil {
		return err
	}
	if first := casefile.AgeFirst(a.Case, casefile.ConsentPath); first != "" {
		return v.GoTo(first)
	}
	g.Child = a.Mark.SaysChild()
	how(v, &g)
	if g.OwnerRead = v.Sent("owner"); g.OwnerRead == "" {
		return desk.ErrBad
	}
	heard := hearing(a, g)
	problems = append(g.Check(access.StoredTime(v.Node.Now())), heard.Check()...)
	if old, err := a.grant(v); err != nil || !consent.Narrower(g, old) { // taking away waits for nothing
		problems = append(problems, g.CheckDraft()...)
	}
	if len(problems) > 0 {
		return consentHow(v, a, g, v.Form(), problems)
	}
	given, err := storeConsent(v, a, g)
	if errors.As(err, (*field.Problems)(&problems)) {
		if len(only(problems, termFields...)) == 0 {
			return consentHow(v, a, g, v.Form(), problems)
		}
		return termsPage(v, a, v.Form(), problems)
	}
	if err != nil {
		return err
	}
	if toRefer(v) {
		asked := url.Values{"recipient": {given.Recipient.String()}}
		for _, name := range referralValues[1:] {
			if x := v.Sent(name); x != "" {
				asked.Set(name, x)
			}
		}
		return v.Hold(v.ActedAt(), asked)
	}
	return v.Acted()
}

// newHow shows the second page for the answers of the first.
func newHow(v *desk.Visit) error {
	if !v.Held() {
		return v.GoTo(termsPath(v))
	}
	a, err := readAgreed(v)
	if err != nil {
		return err
	}
	if !a.Can(access.ConsentGive) {
		return casefile.ClosedOr(v, a.Case)
	}
	g, problems := terms(v)
	if len(problems) > 0 { // a day that was in the future has passed
		return termsPage(v, a, v.Form(), problems)
	}
	g.Child = a.Mark.SaysChild()
	return consentHow(v, a, g, a.begun(v, v.Form()), nil)
}

// termsPath returns the address of the first page.
func termsPath(v *desk.Visit) string { return strings.TrimSuffix(v.Request.URL.Path, howPath) }

// storeConsent gives a consent, or replaces the one that the address names: by a
// narrower one, which always works, or by one that the person was asked for again.
func storeConsent(v *desk.Visit, a agreed, g consent.Grant) (consent.Grant, error) {
	to := desk.Done(casefile.Path(a.ID)+"/consent", "consent_given")
	if toRefer(v) {
		to = desk.Next(casefile.Path(a.ID) + "/referrals/preview")
	} else if g.Moves() {
		to = desk.Done(transferPath(a.ID), "consent_given")
	}
	s := v.Act(to)
	old := lindung.GrantID(v.ID("grant"))
	if old == "" {
		return consent.Give(v.Ctx(), s, cases.Target(a.ID), g)
	}
	changed, err := consent.Narrow(v.Ctx(), s, cases.Target(a.ID), old, g)
	if errors.Is(err, consent.ErrNotNarrower) {
		changed, err = consent.Change(v.Ctx(), s, cases.Target(a.ID), old, g)
	}
	return changed, err
}

// begun fills in, beside in, what is known of how the text is explained when the page is
// first shown.
func (a agreed) begun(v *desk.Visit, in url.Values) url.Values {
	in.Set("explained_by", v.Session.Actor().Name)
	for _, t := range consent.Texts() {
		if t.Lang == a.textFor(v) {
			in.Set("text", t.Lang+"."+t.Version)
		}
	}
	if old, err := a.grant(v); err == nil {
		in.Set("conditions", strings.Join(conditionsFor(old, consent.ForRecipient), "\n"))
		in.Set("conditions_us", strings.Join(conditionsFor(old, consent.ForUs), "\n"))
	}
	return in
}

// how reads the second page.
func how(v *desk.Visit, g *consent.Grant) {
	g.Lang, g.TextVersion, _ = strings.Cut(v.Sent("text"), ".")
	g.Detail = consent.Detail{
		ExplainedBy: v.Sent("explained_by"), Interpreter: v.Sent("interpreter"), Understood: v.Sent("understood"), Witness: v.Sent("witness"),
		Guardian: v.Sent("guardian"), NoGuardian: v.Sent("no_guardian"), Assent: v.Sent("assent") == "yes",
		Checked: checker(v),
	}
	for _, c := range []consent.Condition{
		{Text: v.Sent("conditions"), For: consent.ForRecipient}, {Text: v.Sent("conditions_us"), For: consent.ForUs},
	} {
		if c.Text != "" {
			g.Detail.Conditions = append(g.Detail.Conditions, c)
		}
	}
}

// checker is who confirms that they checked the draft that was on the page. A text that was
// chosen there and not shown yet was checked by no one.
func checker(v *desk.Visit) consent.Checker {
	if v.Sent("shown") != v.Sent("text") {
		return ""
	}
	return consent.Checker(v.Sent("checked"))
}

// shownText carries which text was open on the page.
func shownText(in url.Values) page.Hidden {
	return page.Hidden{Name: "shown", Value: in.Get("text")}
}

// hearing is how the text of a grant reached the person of a case.
func hearing(a agreed, g consent.Grant) consent.Hearing {
	return consent.Hearing{Text: g.Lang, Speaks: a.speaks(), Interpreter: g.Detail.Interpreter, Understood: g.Detail.Understood}
}

type consentHowPage struct {
	desk.FormPage
	Lacks string // what the text cannot say of the organisation, and who can enter it
	Texts []readAloud
}

// readAloud is the text in one language, with the summary of what was agreed.
type readAloud struct {
	Lang, SummaryLang, Name, Agreed string
	Draft                           string // says in the language of the text that it is one
	Open                            bool
	Parts                           []textPart
	Summary                         []consent.Paragraph
}

var consentHowView = page.NewView[consentHowPage]("consent_how")

// consentHow shows the text to read aloud with what was agreed, and asks how it was
// explained and who was there.
func consentHow(v *desk.Visit, a agreed, g consent.Grant, in url.Values, problems []field.Problem) error {
	q := v.Ask("consent", in, problems)
	askHow(v, q, in, g.Child)
	q.Long("conditions")
	q.Long("conditions_us")
	p := consentHowPage{FormPage: desk.FormPage{Base: v.Base("page.consent_how"), Lead: v.Text("consent.how.lead")}, Texts: textsAloud(v, a, g, in.Get("text"))}
	p.Lacks = missing(v, a.owner, a.admins)
	p.Back = &page.BackLink{Text: v.Text("common.back"), Href: v.WithHeld(termsPath(v))}
	q.Mark(&p.Base)
	p.Form = page.Form{
		Action: termsPath(v), Hidden: append(desk.Carry(in, append(append([]string{forWhat}, termValues...), referralValues[1:]...)...), ownerVersion(a), shownText(in)), Rows: q.Rows,
		Save: page.Button{Text: v.Text("consent.save"), Name: "step", Value: "store"},
	}
	return desk.Show(v, consentHowView, p)
}

// draft reports whether a text is one that no native speaker has read.
func draft(lang, version string) bool {
	text, _ := consent.TextVersion(lang, version)
	return text.Draft()
}

// askHow asks how the text that in names was explained, who was there, and of a draft who
// checked it.
func askHow(v *desk.Visit, q *desk.Questions, in url.Values, child bool) {
	var texts []page.Choice
	for _, t := range consent.Texts() {
		texts = append(texts, page.Choice{Value: t.Lang + "." + t.Version, Text: v.Text("consent.text_line", "language", v.Text("lang."+t.Lang), "version", t.Version)})
	}
	q.Choose("text", texts)
	q.Input("explained_by", "off")
	q.Input("interpreter", "off")
	if lang, version, _ := strings.Cut(in.Get("text"), "."); draft(lang, version) {
		q.Choose("checked", []page.Choice{
			{Value: string(consent.CheckedByWorker), Text: v.Text("consent.checked.worker")},
			{Value: string(consent.CheckedByInterpreter), Text: v.Text("consent.checked.interpreter")},
		})
	}
	q.Input("understood", "off")
	q.Input("witness", "off")
	if child {
		q.Heading("for_child")
		q.Choose("assent", []page.Choice{{Value: "yes", Text: v.Text("consent.assent.yes")}, {Value: "no", Text: v.Text("consent.assent.no")}})
		q.Input("guardian", "off")
		q.Input("no_guardian", "off")
	}
}

// ownerVersion carries which words of the organisation were read aloud.
func ownerVersion(a agreed) page.Hidden {
	return page.Hidden{Name: "owner", Value: a.owner.Stamp}
}

// textsAloud are the texts in the languages of the person and of the worker, in English,
// and the chosen one, which is open. The others have pages of their own.
func textsAloud(v *desk.Visit, a agreed, g consent.Grant, chosen string) []readAloud {
	name, sector := a.addressee(g)
	near := append([]string{string(i18n.English), string(v.T.Lang())}, a.speaks()...)
	var all []readAloud
	for _, t := range consent.Texts() {
		lang := i18n.Lang(t.Lang)
		r := readAloud{Lang: t.Lang, SummaryLang: t.Lang, Name: v.Text("lang." + t.Lang), Open: t.Lang+"."+t.Version == chosen}
		if !r.Open && !slices.ContainsFunc(near, func(code string) bool { return i18n.LanguageCode(code) == i18n.LanguageCode(t.Lang) }) {
			continue
		}
		if t.Draft() {
			r.Draft = i18n.For(lang).Text("public.draft")
		}
		if !i18n.Known(lang) {
			r.SummaryLang = string(i18n.English)
		}
		r.Parts = spoken(v, t.Lang, partsOf(i18n.For(lang), t.Compose(readingOf(g, a.owner, sector))))
		r.Agreed, r.Summary = i18n.For(lang).Text("consent.sheet.agreed"), consent.Summary(i18n.For(lang), termsOf(v, g, name))
		all = append(all, r)
	}
	return all
}

// readingOf returns who reads the text of a grant to whom.
func readingOf(g consent.Grant, owner consent.Owner, to lindung.Sector) consent.Reading {
	return consent.Reading{
		Owner: owner, Recipient: to, Child: g.Child, Carries: g.Carries, Meets: g.Meets, Moves: g.Moves(), Counts: g.Counts(),
		Decides: g.Purpose == lindung.Identification && consent.Decides(to),
	}
}

// termsOf returns the terms of a grant, for its summary.
func termsOf(v *desk.Visit, g consent.Grant, to string) consent.Terms {
	words := append(conditionsFor(g, consent.ForRecipient), conditionsFor(g, consent.ForUs)...)
	return consent.Terms{
		To: to, Letter: g.Recipient.Outside() || g.Recipient.None(), Purpose: g.Purpose, Groups: g.Groups,
		Carries: g.Carries, Meets: g.Meets, Moves: g.Moves(), Counts: g.Counts(), Until: lindung.DateOf(v.Local(g.Until.Time())), Words: strings.Join(words, " "), Child: g.Child,
	}
}
