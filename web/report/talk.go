package report

import (
	"net/http"

	"lindung"
	"lindung/internal/page"
	"lindung/prevention"
)

// enterPage asks for the key.
type enterPage struct {
	reportPage
	Problems            []string
	Action, KeyText, Go string
}

// back asks for the key.
func back(v *visit) error { return v.askKey(http.StatusOK, "") }

func (v *visit) askKey(status int, problem string) error {
	p := enterPage{reportPage: v.base("report.enter.title", startPath, true), Action: v.at(BackPath), KeyText: v.t.Text("report.enter.key"), Go: v.t.Text("report.enter.go")}
	p.Status, p.Lead = status, []string{v.t.Text("report.enter.lead")}
	if problem != "" {
		p.Problems = []string{v.t.Text(problem)}
	}
	enterView.Show(v.site, v.w, v.request, p)
	return nil
}

// enter shows the conversation that a key opens. Nothing of what was typed comes back to
// the page.
func enter(v *visit) error {
	c, err := v.o.Door.Enter(v.request.Context(), v.form.Get("key"), v.network())
	switch {
	case denied(err):
		return v.askKey(http.StatusUnprocessableEntity, "report.enter.wrong")
	case busy(err):
		return v.askKey(http.StatusTooManyRequests, "report.enter.busy")
	case err != nil:
		return err
	}
	return v.talk(http.StatusOK, c, "", "", nil)
}

// talkPage is what was told and written since.
type talkPage struct {
	reportPage
	Words      []word
	None       string
	More       *moreForm
	End        *moreForm
	New        *link
	NewHeading string
}

type word struct {
	Head, Text string
	Theirs     bool
}

// A moreForm posts with what stands for the key.
type moreForm struct {
	Heading, Lead, Action string
	Hidden                []page.Hidden
	Problems              []string
	Text                  *typed
	Button                string
}

// talk shows what the key opens. once is the key of the form for more, if it comes again.
func (v *visit) talk(status int, c prevention.Coming, once, flash string, words []string) error {
	r, err := prevention.ReadReport(v.request.Context(), c)
	if denied(err) {
		return v.askKey(http.StatusUnprocessableEntity, "report.enter.wrong")
	}
	if err != nil {
		return err
	}
	p := talkPage{reportPage: v.base("report.talk.title", startPath, false)}
	if p.Status = status; flash != "" {
		p.Flash = v.t.Text(flash)
	}
	zone := lindung.Zone(r.OrgCountry)
	p.Words = []word{{Head: v.t.Text("report.talk.you", "day", v.t.Date(lindung.DateOf(r.At.Time().In(zone)))), Text: r.Said}}
	answered := false
	for _, w := range r.Talk.Words {
		key := "report.talk.they"
		if w.FromReporter() {
			key = "report.talk.you"
		} else {
			answered = true
		}
		p.Words = append(p.Words, word{Head: v.t.Text(key, "day", v.t.Date(lindung.DateOf(w.At.Time().In(zone))), "name", r.Org), Text: w.Text, Theirs: !w.FromReporter()})
	}
	switch {
	case r.Ended:
		p.None = v.t.Text("report.talk.closed")
	case !answered && r.Back:
		p.None = v.t.Text("report.talk.none")
	case !answered:
		p.None = v.t.Text("report.talk.none_asked")
	}
	if r.Ended {
		p.New = &link{v.t.Text("report.talk.new"), v.at(startPath)}
	} else {
		if once == "" {
			once = lindung.NewID()
		}
		p.More = &moreForm{Heading: v.t.Text("report.talk.more"), Action: v.at(morePath), Problems: words, Button: v.t.Text("report.talk.send"),
			Hidden: []page.Hidden{{Name: "pass", Value: c.Token}, {Name: "once", Value: once}},
			Text:   &typed{"text", v.t.Text("report.talk.more"), v.t.Text("report.talk.hint"), v.typedAgain(words)}}
	}
	p.End = &moreForm{Heading: v.t.Text("report.end.title"), Lead: v.t.Text("report.end.lead", "name", r.Org), Action: v.at(endPath), Button: v.t.Text("report.end.do"), Hidden: []page.Hidden{{Name: "pass", Value: c.Token}}}
	if p.Call, err = v.callIn(r.Country, false); err != nil {
		return err
	}
	talkView.Show(v.site, v.w, v.request, p)
	return nil
}

// typedAgain is what was typed and must be corrected.
func (v *visit) typedAgain(words []string) string {
	if len(words) == 0 {
		return ""
	}
	return v.form.Get("text")
}

// comes is who has shown the key a while ago; ok is false where the page says that it is
// over.
func (v *visit) comes() (c prevention.Coming, ok bool, err error) {
	c, err = v.o.Door.Resume(v.request.Context(), v.form.Get("pass"))
	if denied(err) {
		return c, false, v.askKey(http.StatusUnprocessableEntity, "report.enter.over")
	}
	return c, err == nil, err
}

// more stores what is written later.
func more(v *visit) error {
	c, ok, err := v.comes()
	if !ok {
		return err
	}
	once := v.form.Get("once")
	words, ok := v.problems(prevention.WriteMore(v.request.Context(), c, once, v.form.Get("text")))
	switch {
	case len(words) > 0:
		return v.talk(http.StatusUnprocessableEntity, c, once, "", words)
	case !ok: // it is closed meanwhile; the page says so
		return v.talk(http.StatusConflict, c, "", "", nil)
	}
	return v.talk(http.StatusOK, c, "", "report.talk.sent", nil)
}

// end ends the way back.
func end(v *visit) error {
	c, ok, err := v.comes()
	if !ok {
		return err
	}
	if err := prevention.EndReport(v.request.Context(), c); err != nil {
		return err
	}
	v.plain(http.StatusOK, "report.ended", startPath)
	return nil
}
