// Package link serves the pages of an outside body that was asked to help a person and has no
// account: with the two codes of a link they read one referral, and once they have accepted it
// what was agreed, ask, decline and report back. Nothing secret stands in an address. The pages
// are those of package own, on its listener; what they show and do is of packages dossier and
// referral.
package link

import (
	"errors"
	"net/http"
	"slices"
	"time"

	"lindung"
	"lindung/access"
	"lindung/dossier"
	"lindung/internal/page"
	"lindung/referral"
	"lindung/visitor"
	"lindung/web/own"
)

// Path is where the codes are asked for, under the address of the listener.
const Path = "/reply"

// Where the referral is read, and where each step is posted.
const read = Path + "/read"

// Routes are the addresses of the receiver of a link.
func Routes() []own.Route {
	all := []own.Route{
		{Pattern: "GET " + Path, Open: true, Do: showEnter}, {Pattern: "POST " + Path, Open: true, Do: enter},
		{Pattern: "GET " + read, Open: true, Do: show}, {Pattern: "GET " + Path + "/over", Open: true, Do: over},
	}
	for _, s := range steps {
		all = append(all, own.Route{Pattern: "POST " + Path + "/" + s.path, Open: true, Action: s.action, Do: func(v *own.Visit) error { return take(v, s) }})
	}
	return all
}

// showEnter asks for the two codes.
func showEnter(v *own.Visit) error {
	var words []string
	if v.Request.URL.Query().Get("over") != "" {
		words = []string{v.T.Text("link.enter.over")}
	}
	return askEnter(v, http.StatusOK, words)
}

func askEnter(v *own.Visit, status int, words []string) error {
	p := v.Guest("", "link.enter.title")
	p.Status, p.Lead = status, []string{v.T.Text("link.enter.lead")}
	f := v.Ask(Path, "link.enter.save")
	f.Hidden, f.Problems = nil, words
	f.Fields = []own.Input{
		{Kind: "text", ID: "code", Name: "code", Label: v.T.Text("link.enter.code")},
		{Kind: "pin", ID: "second", Name: "second", Label: v.T.Text("link.enter.second")},
	}
	p.Blocks = []own.Block{{Forms: []own.Form{f}}, {Text: []string{v.T.Text("link.enter.help")}}}
	return v.Show(p)
}

// enter begins a visit. Nothing of what was typed comes back to the page.
//
// Source: ACTIP 14.6
func enter(v *own.Visit) error {
	token, err := referral.EnterLink(v.Request.Context(), v.Doors(), v.Sent("code"), v.Sent("second"), v.Network())
	if errors.Is(err, visitor.ErrEnter) {
		return askEnter(v, http.StatusUnprocessableEntity, []string{v.T.Text("link.enter.wrong")})
	}
	if err != nil {
		return err
	}
	v.Begin(token)
	return v.GoTo(read)
}

// resume returns the session of the request; ok is false if there is none any more.
func resume(v *own.Visit) (s access.Session, ok bool, err error) {
	if v.Token() == "" {
		return s, false, nil
	}
	if err := v.Doors().Slow(v.Request.Context(), v.Token()); err != nil {
		return s, false, err
	}
	s, err = referral.ResumeLink(v.Request.Context(), v.Doors(), v.Token())
	if errors.Is(err, lindung.ErrNotFound) || errors.Is(err, access.ErrDenied) {
		return s, false, nil
	}
	v.T = v.T.With(s.Words())
	return s, err == nil, err
}

// over says that nothing is open any more: they have reported back, or it has ended.
func over(v *own.Visit) error {
	p := v.Guest("", "link.over.title")
	p.Lead = []string{v.T.Text("link.over.lead")}
	p.Blocks = []own.Block{{Text: []string{v.T.Text("link.over.delete")}}}
	return v.Show(p)
}

// show shows the referral, and what is open of the case.
func show(v *own.Visit) error { return showWith(v, "", nil) }

// showWith is show with what has to be corrected in one of its forms.
func showWith(v *own.Visit, step string, words []string) error {
	s, ok, err := resume(v)
	if err != nil {
		return err
	}
	if !ok {
		return v.GoTo(Path + "?over=1")
	}
	w, err := dossier.ReadByLink(v.Request.Context(), s)
	if errors.Is(err, access.ErrDenied) {
		return v.GoTo(Path + "?over=1") // it has ended meanwhile
	}
	if err != nil {
		return err
	}
	return v.Show(pageOf(v, s, w, step, words))
}

// pageOf is the page: how to reach the person safely stands above all else that is said of
// them.
//
// Source: ACTIP 14.5; ACTIP 14.6
func pageOf(v *own.Visit, s access.Session, w dossier.LinkView, step string, words []string) own.Page {
	r := w.Referral
	day := func(at time.Time) string { return v.T.Date(lindung.DateOf(at.In(lindung.Zone(s.Actor().Country)))) }
	p := v.Guest("", "link.title")
	if done := v.Request.URL.Query().Get("done"); done != "" && v.T.Has("link.done."+done) {
		p.Flash = v.T.Text("link.done." + done)
	}
	p.Lead = []string{v.T.Text("letter.subject", "need", v.T.Text("need."+r.Need)), v.T.Text("letter.opening")}
	if owed := r.Owed(); owed != "" {
		p.Lead = append(p.Lead, v.T.Text("letter.by."+owed, "day", day(r.Due.Time())))
	}
	if rule := safety(v, w); len(rule.Rows)+len(rule.Text)+len(rule.Items) > 0 {
		p.Blocks = append(p.Blocks, rule)
	}
	if len(r.Conditions) > 0 {
		p.Blocks = append(p.Blocks, own.Block{Heading: v.T.Text("referral.asks_you"), Items: r.Conditions})
	}
	facts := own.Block{Rows: []own.Row{{Key: v.T.Text("referral.from"), Values: lines(r.FromName, w.From.Address, w.From.Telephone)}, {Key: v.T.Text("referral.number"), Values: []string{r.CaseNumber}}}}
	if r.Child {
		facts.Rows = append(facts.Rows, own.Row{Key: v.T.Text("referral.child"), Values: []string{v.T.Text("referral.child.yes")}})
	}
	if r.Words != "" {
		facts.Rows = append(facts.Rows, own.Row{Key: v.T.Text("referral.words"), Values: []string{r.Words}})
	}
	p.Blocks = append(p.Blocks, facts)
	for _, it := range w.Pieces {
		if !it.IsRule() {
			p.Blocks = append(p.Blocks, piece(v, it, day))
		}
	}
	agreed := own.Block{Text: []string{v.T.Text("link.closed")}}
	if w.Open {
		agreed = own.Block{Heading: v.T.Text("link.agreed"), Items: restsOn(v, w, day), Text: []string{v.T.Text("link.live")}}
	}
	p.Blocks = append(p.Blocks, agreed, said(v, r, day))
	for _, s := range steps {
		if s.offered(r) {
			p.Blocks = append(p.Blocks, s.block(v, step == s.path, words))
		}
	}
	return p
}

func lines(all ...string) []string {
	return slices.DeleteFunc(all, func(s string) bool { return s == "" })
}

// safety is how to reach the person safely, and what must be asked before.
func safety(v *own.Visit, w dossier.LinkView) own.Block {
	b := own.Block{Strong: true, Heading: v.T.Text("letter.safety")}
	if w.AskThem {
		b.Text = append(b.Text, v.T.Text("case.safety.ask_them", "name", w.Referral.FromName))
	}
	for range w.KeptFrom {
		b.Text = append(b.Text, v.T.Text("case.safety.keep_from", "name", w.Referral.FromName))
	}
	for _, it := range w.Pieces {
		if it.IsRule() {
			b.Rows = append(b.Rows, v.Rows(page.Summary(v.T, it.Form, it.Values, page.Reading{}))...)
		}
	}
	for _, code := range w.Limits {
		b.Items = append(b.Items, v.T.Text("own.limit."+code))
	}
	return b
}

// piece shows one thing that the letter would say.
func piece(v *own.Visit, it dossier.Piece, day func(time.Time) string) own.Block {
	b := own.Block{Heading: v.T.Text(it.Label)}
	if it.Form != nil {
		b.Rows = v.Rows(page.Summary(v.T, it.Form, it.Values, page.Reading{}))
		return b
	}
	if it.At != 0 {
		b.Rows = append(b.Rows, own.Row{Key: v.T.Text("dossier.at"), Values: []string{day(it.At.Time())}})
	}
	for _, l := range it.Lines {
		b.Rows = append(b.Rows, own.Row{Key: v.T.Text(l.Label), Values: []string{line(v, l)}})
	}
	return b
}

func line(v *own.Visit, l dossier.Line) string {
	switch {
	case l.Key != "":
		return v.T.Text(l.Key)
	case !l.Day.IsZero():
		return v.T.Date(l.Day)
	case l.Country != "":
		return v.T.Country(l.Country)
	}
	return l.Text
}

// restsOn says what the person agreed to, or what law it is based on, and until when.
func restsOn(v *own.Visit, w dossier.LinkView, day func(time.Time) string) []string {
	var all []string
	for _, g := range w.By.Grants {
		all = append(all, v.T.Text("referral.rests_on.consent", "purpose", v.T.Text("purpose."+string(g.Purpose)), "day", day(g.Until.Time())))
	}
	for _, b := range w.By.Bases {
		all = append(all, v.T.Text("referral.rests_on.law", "kind", v.T.Text("consent.kind."+b.Kind), "day", day(b.Until.Time())))
	}
	return all
}

// said is what the two sides have said, the latest last.
func said(v *own.Visit, r referral.Referral, day func(time.Time) string) own.Block {
	b := own.Block{Heading: v.T.Text("link.said")}
	for _, s := range r.Steps {
		name := r.ToName
		if s.Org == r.From {
			name = r.FromName
		}
		key := "link.step." + string(s.State)
		if s.State == referral.Sent || !v.T.Has(key) {
			continue
		}
		text := []string{v.T.Text(key, "name", name)}
		if s.Words != "" {
			text = append(text, s.Words)
		}
		b.Rows = append(b.Rows, own.Row{Key: day(s.At.Time()), Values: text})
	}
	if len(b.Rows) == 0 {
		return own.Block{}
	}
	return b
}
