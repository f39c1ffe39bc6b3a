package bodies

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"lindung"
	"lindung/access"
	"lindung/assistance"
	"lindung/consent"
	"lindung/directory"
	"lindung/field"
	"lindung/internal/desk"
	"lindung/internal/page"
)

type enquiriesPage struct {
	page.Base
	New   *page.Link
	Asked []enquiry // what the own organisation is asked
	Own   []enquiry // what it asks
}

// An enquiry is one of them as it is read.
type enquiry struct {
	ID, Title, Who string
	Facts          page.SummaryList
	Answers        []answer
	Forms          []page.Form // where it is answered, or the own one deleted
}

// An answer is what one organisation says, and where a yes leads.
type answer struct {
	Text  string
	Refer *page.Link
}

var (
	enquiriesView = page.NewView[enquiriesPage]("enquiries")
	enquiryAsks   = desk.Asks{Stem: "enquiry", Words: map[string]desk.Say{
		"need": desk.Code("code.service"), "start": desk.Code("enquiry.start"), "nights": desk.Code("enquiry.nights"), "answer": desk.Code("enquiry.answer"),
		"language": sayLanguage, "to": sayOrg, "places": sayNumber,
	}}
	peopleAsks = desk.Asks{Stem: kindLabel, Words: map[string]desk.Say{"": sayNumber}}
)

func sayNumber(v *desk.Visit, value string) (string, error) {
	if value == strconv.Itoa(directory.Many) {
		return v.Text("enquiry.many", "n", directory.Many), nil
	}
	return value, nil
}

func sayLanguage(v *desk.Visit, value string) (string, error) { return v.T.Language(value), nil }

func sayOrg(v *desk.Visit, value string) (string, error) {
	names, err := v.OrgNames()
	return names[lindung.OrgID(value)], err
}

// kindLabel is before the labels of the kinds of people; the questions how many there
// are have their names.
const kindLabel = "code.kind_of_person"

// newEnquiry asks what is needed, and whom to ask: those to whom the directory was
// narrowed.
func newEnquiry(v *desk.Visit) error {
	f := filterOf(v)
	in := url.Values{"need": {f.Service}, "language": {f.Language}, "start": {"today"}}
	return enquiryForm(v, v.Filled(in), nil)
}

func enquiryForm(v *desk.Visit, in url.Values, problems []field.Problem) error {
	all, err := directory.List(v.Ctx(), v.Session)
	if err != nil {
		return err
	}
	q := v.Ask("enquiry", in, problems)
	q.Heading("people")
	for _, kind := range directory.Kinds.Names() {
		q.Rows = append(q.Rows, page.Row{Select: &page.Select{
			Name: kind, Value: in.Get(kind), Items: numbers(v, 0), ErrorMessage: q.WrongAt(kind),
			Label: page.Label{Text: v.Text(kindLabel + "." + kind), Classes: "govuk-label--s"},
		}})
	}
	q.Heading("what")
	q.Pick("need", desk.PickFrom(v, "code.service", assistance.Services.Names()))
	q.Choose("start", desk.ChooseFrom(v, "enquiry.start", directory.Starts))
	q.Choose("nights", desk.ChooseFrom(v, "enquiry.nights", directory.Nights))
	q.Pick("language", languageOptions(v, all))
	q.Tick("to", receivers(v, all))
	p := desk.FormPage{Base: v.Base("page.enquiry_new"), Lead: v.Text("enquiry.lead")}
	p.Back = &page.BackLink{Text: v.Text("page.organisations"), Href: Path}
	q.Mark(&p.Base)
	p.Form = page.Form{Action: EnquiriesPath, Rows: q.Rows, Save: page.Button{Text: v.Text("enquiry.send")}}
	return desk.Show(v, desk.FormView, p)
}

// numbers are how many can be chosen.
func numbers(v *desk.Visit, from int) []page.Option {
	var all []page.Option
	for n := from; n <= directory.Many; n++ {
		text, _ := sayNumber(v, strconv.Itoa(n))
		all = append(all, page.Option{Value: strconv.Itoa(n), Text: text})
	}
	return all
}

// receivers are the organisations that can be asked: those that fit what the directory
// was narrowed to first, each with what matters to choose it.
func receivers(v *desk.Visit, all []directory.Listed) []page.Choice {
	now, f := access.StoredTime(v.Node.Now()), filterOf(v)
	var fit, rest []page.Choice
	for _, l := range all {
		if l.To.Outside() || l.To == consent.ToOrg(v.Session.Actor().Org) || !l.MayBeAsked() {
			continue
		}
		c := page.Choice{Value: l.To.ID, Text: l.Name}
		if lines := KeyLines(v, all, l.To); lines != "" {
			c.Hint = &page.Hint{Text: lines}
		}
		if f.Fits(l, now) {
			fit = append(fit, c)
		} else {
			rest = append(rest, c)
		}
	}
	return append(fit, rest...)
}

// asked reads what is asked.
func asked(v *desk.Visit) directory.Ask {
	a := directory.Ask{People: map[string]int{}, Need: v.Sent("need"), Start: v.Sent("start"), Nights: v.Sent("nights"), Language: v.Sent("language")}
	for _, kind := range directory.Kinds.Names() {
		if n, err := strconv.Atoi(v.Sent(kind)); err == nil && n != 0 {
			a.People[kind] = n
		}
	}
	return a
}

// sendEnquiry sends an enquiry.
func sendEnquiry(v *desk.Visit) error {
	var to []lindung.OrgID
	for _, id := range v.Form()["to"] {
		to = append(to, lindung.OrgID(id))
	}
	_, err := directory.Send(v.Ctx(), v.Act(desk.Done(EnquiriesPath, "enquiry_sent")), asked(v), to)
	problems, err := v.Problems(err)
	if err != nil {
		return err
	}
	if len(problems) > 0 {
		return enquiryForm(v, v.Form(), atFirst(problems))
	}
	return v.Acted()
}

// atFirst says at the first of the numbers what is wrong with all of them.
func atFirst(problems []field.Problem) []field.Problem {
	all := slices.Clone(problems)
	for i := range all {
		if all[i].Field == "people" {
			all[i].Field = directory.Kinds.Names()[0]
		}
	}
	return all
}

// listEnquiries shows what the own organisation is asked and what it asks.
func listEnquiries(v *desk.Visit) error { return enquiriesWith(v, "", nil) }

func enquiriesWith(v *desk.Visit, of string, problems []field.Problem) error {
	in, own, err := directory.Enquiries(v.Ctx(), v.Session)
	if err != nil {
		return err
	}
	p := enquiriesPage{Base: v.Base("page.enquiries"), New: &page.Link{Text: v.Text("page.enquiry_new"), Href: EnquiriesPath + "/new"}}
	for _, e := range in {
		one := shown(v, e)
		one.Who = v.Text("enquiry.from", "name", e.FromName)
		one.Forms = []page.Form{answerForm(v, e, of == e.ID, problems)}
		for _, a := range e.Asked {
			if a.Answer != "" {
				one.Answers = append(one.Answers, answer{Text: v.Text("enquiry.you_said", "what", answerText(v, a))})
			}
		}
		p.Asked = append(p.Asked, one)
	}
	for _, e := range own {
		one := shown(v, e)
		one.Forms = []page.Form{{Action: EnquiriesPath + "/" + e.ID + "/drop", Save: page.Button{Text: v.Text("enquiry.drop"), Classes: "govuk-button--secondary"}}}
		for _, a := range e.Asked {
			line := answer{Text: v.Text("enquiry.says", "name", a.Name, "what", answerText(v, a))}
			if a.Answer == directory.Yes || a.Answer == directory.Perhaps {
				line.Refer = &page.Link{Text: v.Text("enquiry.refer", "name", a.Name), Href: pathOf(consent.ToOrg(a.Org))}
			}
			one.Answers = append(one.Answers, line)
		}
		p.Own = append(p.Own, one)
	}
	v.Wrong(&p.Base, problems, "enquiry")
	return desk.Show(v, enquiriesView, p)
}

func answerText(v *desk.Visit, a directory.Asked) string {
	if a.Answer == "" {
		return v.Text("enquiry.no_answer")
	}
	text := v.Text("enquiry.answer." + a.Answer)
	if a.Answer == directory.Yes {
		text = v.Text("enquiry.yes_places", "n", a.Places)
	}
	return text
}

// shown is an enquiry in words.
func shown(v *desk.Visit, e directory.Enquiry) enquiry {
	one := enquiry{ID: e.ID, Title: v.Text("enquiry.title", "need", v.Text("code.service."+e.Ask.Need), "start", desk.LowerFirst(v.Text("enquiry.start."+e.Ask.Start)))}
	f := v.Facts()
	var people []string
	for _, kind := range directory.Kinds.Names() {
		if n := e.Ask.People[kind]; n > 0 {
			text, _ := sayNumber(v, strconv.Itoa(n))
			people = append(people, v.Text("enquiry.counted", "kind", v.Text(kindLabel+"."+kind), "n", text))
		}
	}
	f.Lines("enquiry.people", people)
	f.Add("enquiry.nights", v.Text("enquiry.nights."+e.Ask.Nights))
	if e.Ask.Language != "" {
		f.Add("enquiry.language", v.T.Language(e.Ask.Language))
	}
	f.Add("enquiry.until", v.When(e.Until().Time()))
	one.Facts = f.List
	return one
}

// answerForm asks for the answer. The form that has to be corrected shows what was
// sent; in the others nothing is.
func answerForm(v *desk.Visit, e directory.Enquiry, again bool, problems []field.Problem) page.Form {
	q := v.Ask("enquiry", url.Values{}, nil)
	if again {
		q = v.Ask("enquiry", v.Form(), problems)
	}
	q.Choose("answer", desk.ChooseFrom(v, "enquiry.answer", directory.Answers))
	q.Pick("places", numbers(v, 1))
	rows := q.Rows
	for i := range rows { // several forms are on the page, and the summary of what is wrong leads to one
		if again {
			break
		}
		if r := rows[i].Radios; r != nil {
			r.IDPrefix = "answer-" + e.ID
		}
		if s := rows[i].Select; s != nil {
			s.ID = "places-" + e.ID
		}
	}
	return page.Form{Action: EnquiriesPath + "/" + e.ID + "/answer", Rows: rows, Save: page.Button{Text: v.Text("enquiry.reply")}}
}

// answerEnquiry answers an enquiry.
func answerEnquiry(v *desk.Visit) error {
	places, _ := strconv.Atoi(v.Sent("places"))
	id := v.ID("id")
	err := directory.Answer(v.Ctx(), v.Act(desk.Done(EnquiriesPath, "enquiry_answered")), id, strings.TrimSpace(v.Sent("answer")), places)
	problems, err := v.Problems(err)
	if err != nil {
		return err
	}
	if len(problems) > 0 {
		return enquiriesWith(v, id, problems)
	}
	return v.Acted()
}

// dropEnquiry deletes an own enquiry before its day is over.
func dropEnquiry(v *desk.Visit) error {
	if err := directory.Drop(v.Ctx(), v.Act(desk.Done(EnquiriesPath, "enquiry_dropped")), v.ID("id")); err != nil {
		return err
	}
	return v.Acted()
}
