package story

import (
	"errors"
	"strconv"
	"strings"

	"lindung"
	"lindung/consent"
	"lindung/directory"
	"lindung/dossier"
	"lindung/field"
	"lindung/internal/db"
	"lindung/referral"
)

// planConference plans a conference with the organisations after "with".
func planConference(r *run, l line) ([]string, error) {
	name, id, err := r.caseOf(l)
	if err != nil {
		return nil, err
	}
	n := referral.NewConference{At: db.TimeOf(r.node.Now().Add(l.days("days", 1))), Place: "by telephone", Agenda: l.say}
	for _, w := range l.words {
		if sent, ok := r.referrals[name+">"+w]; ok {
			n.Invite = append(n.Invite, sent.ID)
		}
	}
	made, err := referral.Plan(r.ctx, r.session, id, n)
	r.names[made] = "conference"
	return nil, err
}

// conference returns the latest conference of a case as the actor sees it.
func (r *run) conference(l line) (referral.Conference, error) {
	_, id, err := r.caseOf(l)
	if err != nil {
		return referral.Conference{}, err
	}
	_, all, _, err := dossier.ReadConferences(r.ctx, r.session, id)
	if err == nil && len(all) == 0 {
		err = lindung.ErrNotFound
	}
	if err != nil {
		return referral.Conference{}, err
	}
	return all[0], nil
}

// showConference shows who takes part, and what was said as far as the actor may read it.
func showConference(r *run, l line) ([]string, error) {
	c, err := r.conference(l)
	if err != nil {
		return nil, err
	}
	var told []string
	for _, m := range c.Members {
		text := r.names[string(m.Org)] + " " + string(m.Answer)
		if m.Org == "" {
			text = m.Name + " " + string(m.Answer)
		}
		if m.Holds != "" {
			text += ", holds " + m.Holds
		}
		told = append(told, text)
	}
	for _, x := range c.Remarks {
		told = append(told, string(x.Part)+" "+string(x.Group)+" by "+r.names[string(x.By)]+": "+x.Words)
	}
	return told, nil
}

// inConference takes part: part=coming, left, said or decided.
func inConference(r *run, l line) ([]string, error) {
	c, err := r.conference(l)
	if err != nil {
		return nil, err
	}
	n := referral.Remark{Part: referral.Part(l.set["part"]), Group: lindung.Group(l.set["group"]), Words: l.say}
	if n.Part == referral.Decided {
		n.Due = lindung.DateOf(r.node.Now().Add(l.days("days", 7)))
		if _, n.For, err = r.orgOf(l, "by"); err != nil {
			return nil, err
		}
	}
	n.Holds = l.set["holds"]
	if c.Own && (n.Part == referral.Position || l.set["of"] != "") {
		var of lindung.ReferralID
		for _, m := range c.Members {
			if m.Org == "" && m.Name == l.set["of"] {
				of = m.Referral
			}
		}
		return nil, c.NoteMember(r.ctx, r.session, of, n)
	}
	if c.Own {
		return nil, dossier.Remark(r.ctx, r.session, c, n)
	}
	return nil, referral.TakePart(r.ctx, r.session, c.Mine.Referral, c.ID, n)
}

// sayFree says how many places are free, and what the organisation offers.
func sayFree(r *run, l line) ([]string, error) {
	own := consent.ToOrg(r.session.Actor().Org)
	v, err := decoded(r, directory.OfferForm, l.posted(directory.OfferForm))
	if err != nil {
		return nil, err
	}
	all, err := directory.List(r.ctx, r.session)
	if err != nil {
		return nil, err
	}
	if at, _ := directory.Find(all, own); len(l.posted(directory.OfferForm)) > 0 {
		if err := directory.Save(r.ctx, r.session, own, at.Version, v); err != nil {
			return nil, err
		}
	}
	n, err := strconv.Atoi(l.set["free"])
	if err != nil {
		return nil, nil
	}
	return nil, directory.SayFree(r.ctx, r.session, n)
}

// lookUp shows who in the directory gives a service, and who says that a place is free.
func lookUp(r *run, l line) ([]string, error) {
	all, err := directory.List(r.ctx, r.session)
	now := db.TimeOf(r.node.Now())
	var told []string
	for _, x := range directory.Select(all, directory.Filter{Service: l.set["service"], Takes: l.set["takes"], Free: l.set["free"] == "yes"}, now) {
		name := r.names[x.To.ID]
		if x.HasPlace(now) {
			name += " " + strconv.Itoa(x.Free) + " free"
		}
		told = append(told, name)
	}
	return told, err
}

// register registers an outside body before anyone has agreed to it.
func register(r *run, l line) ([]string, error) {
	b := consent.Body{Name: l.set["body"], Phone: l.set["phone"], Country: lindung.Country(l.set["country"])}
	err := directory.Register(r.ctx, r.session, []directory.Registered{{Body: b, Answers: field.Values{}}})
	if err != nil {
		return nil, err
	}
	all, err := consent.Bodies(r.ctx, r.session)
	for _, x := range all {
		r.bodies[x.Name], r.names[string(x.ID)] = consent.ToBody(x.ID), x.Name
	}
	return nil, err
}

// enquire asks organisations for help without a person: choices alone.
func enquire(r *run, l line) ([]string, error) {
	a := directory.Ask{People: map[string]int{}, Need: l.set["need"], Start: l.set["start"], Nights: l.set["nights"], Language: l.set["language"]}
	for _, k := range directory.Kinds.Codes {
		if n, err := strconv.Atoi(l.set[k.Name]); err == nil {
			a.People[k.Name] = n
		}
	}
	var to []lindung.OrgID
	for _, w := range l.words {
		if o, ok := r.node.Orgs[w]; ok {
			to = append(to, o.ID)
		}
	}
	id, err := directory.Send(r.ctx, r.session, a, to)
	r.names[id] = "enquiry"
	return nil, err
}

// enquiries shows what the organisation is asked, and what was answered to it.
func enquiries(r *run, _ line) ([]string, error) {
	asked, own, err := directory.Enquiries(r.ctx, r.session)
	var told []string
	for _, e := range asked {
		told = append(told, r.names[string(e.From)]+" asks for "+e.Ask.Need+": "+kinds(e.Ask))
	}
	for _, e := range own {
		for _, a := range e.Asked {
			if a.Answer != "" {
				told = append(told, r.names[string(a.Org)]+" says "+a.Answer+" "+strconv.Itoa(a.Places))
			}
		}
	}
	return told, err
}

func kinds(a directory.Ask) string {
	var all []string
	for _, k := range directory.Kinds.Codes {
		if n := a.People[k.Name]; n > 0 {
			all = append(all, strconv.Itoa(n)+" "+k.Name)
		}
	}
	return strings.Join(all, ", ")
}

func answerEnquiry(r *run, l line) ([]string, error) {
	asked, _, err := directory.Enquiries(r.ctx, r.session)
	if err != nil || len(asked) == 0 {
		return nil, errors.Join(err, need(len(asked) > 0, "an enquiry"))
	}
	n, _ := strconv.Atoi(l.set["places"])
	return nil, directory.Answer(r.ctx, r.session, asked[0].ID, l.set["answer"], n)
}

// forget is what the program does each hour: an enquiry that is a day old is gone.
func forget(r *run, _ line) ([]string, error) {
	keeper, err := r.node.Keeper(r.ctx)
	if err != nil {
		return nil, err
	}
	return nil, directory.Forget(r.ctx, r.node.System(keeper, "hourly"))
}

// document shows what a document made of a case says.
func document(r *run, l line) ([]string, error) {
	w, err := r.whole(l)
	if err != nil {
		return nil, err
	}
	for _, d := range dossier.Documents {
		if d.Name != l.words[len(l.words)-1] {
			continue
		}
		var all []string
		for _, p := range d.Pieces(w) {
			_, what, _ := strings.Cut(p.Label, ".")
			all = append(all, what)
		}
		return []string{join(all)}, nil
	}
	return nil, need(false, "document c1 summary")
}
