package report

import (
	"cmp"
	"errors"
	"net/http"
	"slices"

	"lindung"
	"lindung/i18n"
	"lindung/prevention"
)

// startPage asks what must be known before anything is written: whether someone is in
// danger, and in which country.
type startPage struct {
	reportPage
	Says, Problems   []string
	Action           string
	DangerQ, Go      string
	Danger, Country  []choice
	CountryQ         string
	HaveText, HaveTo string
}

// A choice is one answer to a question.
type choice struct {
	ID, Value, Text string
	Chosen          bool
}

// chosen marks one of all.
func chosen(all []choice, value string) []choice {
	for i := range all {
		all[i].Chosen = all[i].Value == value
	}
	return all
}

// choicesOf are the answers whose words are stem and a code.
func (v *visit) choicesOf(stem, id string, codes ...string) []choice {
	var all []choice
	for _, c := range codes {
		all = append(all, choice{ID: id + "-" + c, Value: c, Text: v.t.Text(stem + "." + c)})
	}
	return all
}

// elsewhere is the country of who does not know it, or is in none of the region's.
const elsewhere = "other"

// start begins.
func start(v *visit) error { return v.ask(http.StatusOK, nil) }

func (v *visit) ask(status int, words []string) error {
	takers, err := v.o.Door.Takers(v.request.Context())
	if err != nil {
		return err
	}
	if len(takers) == 0 {
		return v.nobody()
	}
	p := startPage{reportPage: v.base("report.start.title", "", true), Problems: words, Action: v.at(startPath)}
	p.Status, p.Lead = status, []string{v.t.Text("report.start.lead")}
	for _, n := range []string{"1", "2", "3", "4"} {
		p.Says = append(p.Says, v.t.Text("report.start."+n))
	}
	p.DangerQ, p.CountryQ, p.Go = v.t.Text("report.start.danger"), v.t.Text("report.start.country"), v.t.Text("report.start.go")
	p.Danger = chosen(v.choicesOf("report.start.danger", "danger", prevention.Dangers.Names()...), v.form.Get("danger"))
	for _, c := range lindung.States {
		p.Country = append(p.Country, choice{Value: string(c), Text: v.t.Country(c)})
	}
	order := v.t.Order()
	slices.SortFunc(p.Country, func(a, b choice) int { return order(a.Text, b.Text) })
	p.Country = chosen(append(p.Country, choice{Value: elsewhere, Text: v.t.Text("report.start.country.other")}), cmp.Or(v.form.Get("country"), string(takers[0].Country)))
	p.HaveText, p.HaveTo = v.t.Text("report.start.have"), v.at(BackPath)
	startView.Show(v.site, v.w, v.request, p)
	return nil
}

// nobody says whom to call where no organisation takes what is written here.
func (v *visit) nobody() error {
	p := plainPage{reportPage: v.base("report.none.title", "", true)}
	p.Lead = []string{v.t.Text("report.none.lead")}
	p.Links = []link{{v.t.Text("report.start.have"), v.at(BackPath)}}
	p.Call.Heading, p.Call.Trace = v.t.Text("report.call.later"), v.t.Text("report.call.trace")
	for _, c := range lindung.States {
		one, err := v.callIn(c, false)
		if err != nil {
			return err
		}
		for _, l := range one.Lines {
			l.Kind = v.t.Country(c) + ": " + l.Kind
			l.Says = l.Says[1:] // who answers is known by the country; the page stays small
			p.Call.Lines = append(p.Call.Lines, l)
		}
	}
	plainView.Show(v.site, v.w, v.request, p)
	return nil
}

// begin goes on to the form: whom to call comes first where someone is in danger.
func begin(v *visit) error {
	var words []string
	if !slices.Contains(prevention.Dangers.Names(), v.form.Get("danger")) {
		words = append(words, v.t.Text("report.problem.danger"))
	}
	if _, ok := v.country(); !ok {
		words = append(words, v.t.Text("report.problem.country"))
	}
	if len(words) > 0 {
		return v.ask(http.StatusUnprocessableEntity, words)
	}
	return v.tell(http.StatusOK, lindung.NewID(), nil)
}

// country is the one that was chosen; "" for elsewhere.
func (v *visit) country() (lindung.Country, bool) {
	c := v.form.Get("country")
	if c == elsewhere {
		return "", true
	}
	return lindung.Country(c), slices.Contains(lindung.States, lindung.Country(c))
}

// tellPage asks what is told.
type tellPage struct {
	reportPage
	Problems              []string
	To, Action            string
	Danger, Country, Once string
	OrgQ                  string
	Orgs                  []choice
	AboutQ                string
	About                 []choice
	Said, Place, When     typed
	AnswerQ, AnswerHint   string
	Answer                []choice
	Kept, Send            string
}

// typed is a question that is answered in words.
type typed struct{ ID, Label, Hint, Value string }

func (v *visit) typed(id string) typed {
	return typed{id, v.t.Text("report.tell." + id), v.t.Text("report.tell." + id + ".hint"), v.form.Get(id)}
}

func (v *visit) tell(status int, once string, words []string) error {
	takers, err := v.o.Door.Takers(v.request.Context())
	if err != nil {
		return err
	}
	if len(takers) == 0 {
		return v.nobody()
	}
	p := tellPage{reportPage: v.base("report.tell.title", startPath, false), Action: v.at(sendPath), Once: once, Danger: v.form.Get("danger"), Country: v.form.Get("country")}
	p.Status, p.Lead = status, []string{v.t.Text("report.tell.lead")}
	if len(words) > 0 {
		p.Problems = append([]string{v.t.Text("report.problem.none_sent")}, words...)
	}
	country, _ := v.country()
	if p.Call, err = v.callIn(country, p.Danger != "no"); err != nil {
		return err
	}
	if len(takers) == 1 {
		p.To = v.t.Text("report.tell.to", "name", takers[0].Name)
	} else {
		p.OrgQ = v.t.Text("report.tell.org")
		for _, o := range takers {
			p.Orgs = append(p.Orgs, choice{ID: "org-" + string(o.ID), Value: string(o.ID), Text: o.Name + ", " + v.t.Country(o.Country)})
		}
		p.Orgs = chosen(p.Orgs, v.form.Get("org"))
	}
	p.AboutQ, p.About = v.t.Text("report.tell.about"), chosen(v.choicesOf("report.tell.about", "about", prevention.About...), v.form.Get("about"))
	p.Said, p.Place, p.When = v.typed("said"), v.typed("place"), v.typed("when")
	p.AnswerQ, p.AnswerHint = v.t.Text("report.tell.answer"), v.t.Text("report.tell.answer.hint")
	p.Answer = chosen(v.choicesOf("report.tell.answer", "answer", "yes", "no"), v.form.Get("answer"))
	p.Kept, p.Send = v.t.Text("report.tell.kept"), v.t.Text("report.tell.send")
	tellView.Show(v.site, v.w, v.request, p)
	return nil
}

// send stores what is told, and shows the key.
func send(v *visit) error {
	once := v.form.Get("once")
	country, ok := v.country()
	if !ok || !lindung.IsID(once) {
		return begin(v)
	}
	key, to, err := v.o.Door.Tell(v.request.Context(), prevention.Told{
		Form: once, Org: lindung.OrgID(v.form.Get("org")), About: v.form.Get("about"), Danger: v.form.Get("danger"), Country: country,
		Place: v.form.Get("place"), When: v.form.Get("when"), Said: v.form.Get("said"), Lang: i18n.LanguageCode(string(v.t.Lang())), Answer: v.form.Get("answer"),
	}, v.network())
	if words, ok := v.problems(err); !ok || len(words) > 0 {
		switch {
		case ok:
			return v.tell(http.StatusUnprocessableEntity, once, words)
		case errors.Is(err, prevention.ErrSent):
			v.plain(http.StatusConflict, "report.sent", startPath)
			return nil
		case errors.Is(err, prevention.ErrFlood):
			return v.tell(http.StatusTooManyRequests, once, []string{v.t.Text("report.problem.flood")})
		case errors.Is(err, prevention.ErrNobody):
			return v.tell(http.StatusUnprocessableEntity, once, []string{v.t.Text("report.problem.org")})
		}
		return err
	}
	return v.showKey(key, to.Name, country)
}

// keyPage shows the key, this once.
type keyPage struct {
	reportPage
	KeyText, Key, Once, Comes, Lost string
	Use                             link
}

func (v *visit) showKey(key, org string, country lindung.Country) error {
	p := keyPage{reportPage: v.base("report.key.title", "", false), KeyText: v.t.Text("report.key.key"), Key: key}
	p.Lead = []string{v.t.Text("report.key.lead", "name", org)}
	p.Once, p.Comes, p.Lost = v.t.Text("report.key.once"), v.t.Text("report.key.back"), v.t.Text("report.key.lost")
	p.Use = link{v.t.Text("report.key.use"), v.at(BackPath)}
	var err error
	if danger := v.form.Get("danger"); danger != "no" {
		p.Call, err = v.callIn(country, true)
	}
	if err != nil {
		return err
	}
	keyView.Show(v.site, v.w, v.request, p)
	return nil
}
