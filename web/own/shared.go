package own

import (
	"slices"
	"strings"
	"time"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/consent"
	"lindung/dossier"
	"lindung/internal/page"
)

// showShared is the ledger: who may read what, what for, since when, and what became of it.
// It prints for the hand.
//
// Source: ACTIP 14.6; ACTIP 14.9
func showShared(v *Visit) error {
	all, err := dossier.ReadShared(v.Request.Context(), v.Session, v.Case)
	if err != nil {
		return err
	}
	now := access.StoredTime(v.Session.Now())
	p := v.under("/notes", "own.shared.title")
	p.Flash = v.flash("")
	p.Lead = []string{v.T.Text("own.shared.lead")}
	live := 0
	for _, g := range all.Ledger.Grants {
		if g.InForce(now) {
			live++
		}
	}
	if len(all.Ledger.Grants) == 0 {
		p.Blocks = append(p.Blocks, block{Text: []string{v.T.Text("own.shared.none")}})
	}
	if live > 1 {
		f := v.form("/notes/who", "own.shared.stop.all")
		f.Stop, f.Hidden = true, append(f.Hidden, page.Hidden{Name: "all", Value: "yes"})
		p.Blocks = append(p.Blocks, block{Forms: []form{f}})
	}
	for _, g := range all.Ledger.Grants {
		p.Blocks = append(p.Blocks, v.grant(g, all.Uses[string(g.ID)]))
	}
	p.Blocks = append(p.Blocks, v.bases(all.Ledger), v.letters(all), v.counted(all))
	p.Blocks = append(p.Blocks, block{Text: []string{v.T.Text("own.shared.stays")}})
	return v.show(p)
}

func (v *Visit) day(at time.Time) string {
	return v.T.Date(lindung.DateOf(at.In(lindung.Zone(v.Session.Actor().Country))))
}

func (v *Visit) groups(of []lindung.Group) string {
	var all []string
	for _, g := range of {
		all = append(all, v.T.Text("group."+string(g)))
	}
	return strings.Join(all, v.T.Text("common.list_separator"))
}

// grant shows one consent, with what can be done about it.
func (v *Visit) grant(g consent.Grant, used consent.Use) block {
	now := access.StoredTime(v.Session.Now())
	state := v.T.Text("own.shared.state.agreed")
	switch {
	case g.WithdrawnAt != 0:
		state = v.T.Text("own.shared.state.stopped", "day", v.day(g.WithdrawnAt.Time()))
	case !g.InForce(now):
		state = v.T.Text("own.shared.state.ended", "day", v.day(g.Until.Time()))
	case g.Open(now):
		state = v.T.Text("own.shared.state.open")
	}
	b := block{Heading: g.To, Rows: []row{
		{v.T.Text("own.shared.state"), []string{state}}, {v.T.Text("own.shared.what"), []string{v.groups(g.Groups)}},
		{v.T.Text("own.shared.for"), []string{v.T.Text("purpose." + string(g.Purpose))}},
		{v.T.Text("own.shared.since"), []string{v.day(g.From.Time())}}, {v.T.Text("own.shared.until"), []string{v.day(g.Until.Time())}},
	}}
	if !g.Recipient.Outside() {
		b.Text = append(b.Text, v.T.Text("own.shared.reads", "n", used.Reads))
	}
	var asked []string
	for _, c := range g.Detail.Conditions {
		asked = append(asked, c.Text)
	}
	if len(asked) > 0 {
		b.Rows = append(b.Rows, row{v.T.Text("own.shared.conditions"), asked})
	}
	if !g.InForce(now) {
		return b
	}
	f := v.form("/notes/who", "own.shared.stop")
	f.Stop, f.Hidden = true, append(f.Hidden, page.Hidden{Name: "grant", Value: string(g.ID)})
	b.Forms = []form{f}
	if !g.Moves() && len(g.Groups) > 1 {
		b.Links = append(b.Links, link{Text: v.T.Text("own.shared.less"), Href: "/notes/who/" + string(g.ID)})
	}
	b.Links = append(b.Links, link{Text: v.T.Text("own.shared.longer"), Href: "/notes/new/extend/" + string(g.ID)})
	return b
}

// bases are what is open by law, but what a court has ordered: that may be secret, and the
// list of what is not shown says so.
func (v *Visit) bases(l consent.Ledger) block {
	now := access.StoredTime(v.Session.Now())
	var b block
	for _, x := range l.Bases {
		if x.InForce(now) && x.Kind != "court_order" {
			b.Heading = v.T.Text("own.shared.law")
			b.Items = append(b.Items, v.T.Text("own.shared.law.line", "name", x.To, "groups", v.groups(x.Groups), "law", x.Source, "day", v.day(x.Until.Time())))
		}
	}
	return b
}

// letters are what was sent.
func (v *Visit) letters(all dossier.Shared) block {
	var b block
	for _, r := range all.Referrals {
		if r.LeftAt == 0 {
			continue
		}
		b.Heading = v.T.Text("own.shared.letters")
		b.Items = append(b.Items, v.T.Text("own.shared.letter", "day", v.day(r.LeftAt.Time()), "name", r.ToName, "state", v.T.Text("referral.state."+string(r.State))))
	}
	return b
}

// counted says whether the person is counted in figures, and lets them stop it.
func (v *Visit) counted(all dossier.Shared) block {
	now := access.StoredTime(v.Session.Now())
	i := slices.IndexFunc(all.Ledger.Counted, func(g consent.Grant) bool { return g.InForce(now) && !g.SaidNo() })
	if i < 0 {
		return block{Text: []string{v.T.Text("own.shared.counted.no")}}
	}
	f := v.form("/notes/who", "own.shared.counted.stop")
	f.Hidden = append(f.Hidden, page.Hidden{Name: "grant", Value: string(all.Ledger.Counted[i].ID)})
	return block{Text: []string{v.T.Text("own.shared.counted.yes", "name", all.Keeper)}, Forms: []form{f}}
}

// stop withdraws one consent, or all. Whatever it opened is closed with the same commit.
//
// Source: ACTIP 14.6
func stop(v *Visit) error {
	on := cases.Target(v.Case)
	if v.Request.PostForm.Get("all") != "" {
		if err := consent.WithdrawAll(v.Request.Context(), v.Session, on); err != nil {
			return err
		}
		return v.goTo("/notes/who?done=stopped_all")
	}
	if err := consent.Withdraw(v.Request.Context(), v.Session, on, lindung.GrantID(v.Request.PostForm.Get("grant"))); err != nil {
		return err
	}
	return v.goTo("/notes/who?done=stopped")
}

// grantOf returns a consent of the person's own case that is in force.
func (v *Visit) grantOf() (consent.Grant, error) {
	all, err := dossier.ReadShared(v.Request.Context(), v.Session, v.Case)
	if err != nil {
		return consent.Grant{}, err
	}
	i := slices.IndexFunc(all.Ledger.Grants, func(g consent.Grant) bool { return string(g.ID) == v.Request.PathValue("grant") })
	if i < 0 || !all.Ledger.Grants[i].InForce(access.StoredTime(v.Session.Now())) {
		return consent.Grant{}, lindung.ErrNotFound
	}
	return all.Ledger.Grants[i], nil
}

// showLess asks what a recipient may go on reading.
func showLess(v *Visit) error {
	g, err := v.grantOf()
	if err != nil {
		return err
	}
	return v.askLess(g, nil)
}

func (v *Visit) askLess(g consent.Grant, words []string) error {
	p := v.under("/notes/who", "own.less.title")
	p.Lead = []string{v.T.Text("own.less.lead", "name", g.To)}
	f := v.form("/notes/who/"+string(g.ID), "own.less.save")
	f.Problems = words
	for _, group := range g.Groups {
		f.Fields = append(f.Fields, input{Kind: "check", ID: "g-" + string(group), Name: "groups", Value: string(group), Label: v.T.Text("group." + string(group)), Checked: true})
	}
	p.Blocks = []block{{Forms: []form{f}}, {Text: []string{v.T.Text("own.less.none")}}}
	return v.show(p)
}

// less narrows a consent to the groups that the person left ticked.
//
// Source: ACTIP 14.6
func less(v *Visit) error {
	g, err := v.grantOf()
	if err != nil {
		return err
	}
	to := g
	to.Groups = slices.DeleteFunc(slices.Clone(g.Groups), func(x lindung.Group) bool {
		return !slices.Contains(v.Request.PostForm["groups"], string(x))
	})
	if len(to.Groups) == 0 {
		return v.askLess(g, []string{v.T.Text("own.problem.choose")})
	}
	if _, err := consent.Narrow(v.Request.Context(), v.Session, cases.Target(v.Case), g.ID, to); err != nil {
		return err
	}
	return v.goTo("/notes/who?done=less")
}

// showReaders says who has done something with the file, and when.
//
// Source: ACTIP 14.6
func showReaders(v *Visit) error {
	all, more, err := dossier.ReadReaders(v.Request.Context(), v.Session, v.Case)
	if err != nil {
		return err
	}
	p := v.under("/notes", "own.readers.title")
	p.Lead = []string{v.T.Text("own.readers.lead")}
	var b block
	const most = 60
	for i, r := range all {
		if i == most {
			more = true
			break
		}
		who := r.Org
		if r.You {
			who = v.T.Text("own.readers.you")
		}
		b.Rows = append(b.Rows, row{v.T.Date(r.Day), []string{who + " – " + v.T.Text("own.readers."+r.What)}})
	}
	if len(all) == 0 {
		b.Text = []string{v.T.Text("own.readers.none")}
	}
	p.Blocks = []block{b}
	if more {
		p.Blocks = append(p.Blocks, block{Text: []string{v.T.Text("own.readers.more", "n", len(b.Rows))}})
	}
	return v.show(p)
}
