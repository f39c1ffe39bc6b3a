package demo

import (
	"cmp"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/consent"
	"lindung/dossier"
	"lindung/field"
	"lindung/internal/db"
	"lindung/justice"
	"lindung/referral"
	"lindung/survivor"
)

// made is what the acts on a person have made so far.
type made struct {
	id       lindung.CaseID
	linked   lindung.CaseID     // the last recipient's own case
	agreed   consent.Ledger     // grants and bases, the newest last
	referral lindung.ReferralID // the last one
	record   cases.Record       // the last one
	decision string             // the last one
	codes    survivor.Codes     // of the person's paper
}

// step does one act in the session of its actor.
type step func(*filling, access.Session, act) error

// steps are what the stories can do.
var steps = map[string]step{
	"open":      open,
	"read":      look,
	"note":      note,
	"attach":    attach,
	"save":      save,
	"record":    addRecord,
	"strike":    strikeRecord,
	"relate":    relate,
	"rename":    rename,
	"consent":   agree,
	"narrow":    narrow,
	"withdraw":  withdraw,
	"propose":   propose,
	"agree":     second,
	"refer":     refer,
	"accept":    accept,
	"emergency": emergency,
	"confer":    confer,
	"decline":   decline,
	"finish":    finish,
	"take back": takeBack,
	"give link": giveLink,
	"link":      link,
	"noted":     noted,
	"team":      team,
	"assign":    assign,
	"follow up": followUp,
	"close":     closeCase,
	"reopen":    reopen,
	"screen":    screen,
	"decide":    decide,
	"become":    become,
	"hold":      hold,
	"notify":    notify,
	"report":    report,
	"suspect":   suspect,
	"paper":     givePaper,
	"write":     writeWords,
	"limit":     limitContact,
}

func (f *filling) do(a act) error {
	s, err := f.as(a.By)
	if err != nil {
		return err
	}
	do, ok := steps[a.Do]
	if !ok {
		return errors.New("there is no such act")
	}
	return do(f, s, a)
}

// on is the case that an act is done to.
func (a act) on() lindung.CaseID {
	if a.Linked {
		return a.person.linked
	}
	return a.person.id
}

func days(n float64) time.Duration { return time.Duration(n * float64(24*time.Hour)) }

func open(f *filling, s access.Session, a act) error {
	p := a.person
	answers, err := f.answers(p.story.Answers, p.Answers)
	if p.Refused {
		answers, err = f.answers(p.Answers)
	}
	if err != nil {
		return err
	}
	n := cases.New{Names: p.names(), Doubt: p.Doubt, Refused: p.Refused}
	n.Answers, n.Records = apart(answers)
	if e := p.story.Event; e != nil {
		n.Event = &cases.Event{Kind: e.Kind, Place: e.Place, Text: e.Text, Date: f.date(e.Date)}
	}
	var c cases.Case
	if p.first != nil {
		n.Event = nil
		c, err = cases.OpenSibling(f.ctx, s, p.first.id, n)
	} else {
		c, err = cases.Open(f.ctx, s, n)
	}
	p.id = c.ID
	if err != nil {
		return err
	}
	return count(f, s, p)
}

// count asks whether the person is counted in figures.
func count(f *filling, s access.Session, p *human) error {
	now := db.TimeOf(s.Now())
	g := consent.ToCount(s.Actor().Org, now, now.Add(days(300)))
	g.Lang, g.Detail.ExplainedBy = "en", s.Actor().Name
	switch cmp.Or(p.Counted, p.story.Counted) {
	case "yes":
		_, err := consent.Give(f.ctx, s, cases.Target(p.id), g)
		return err
	case "no":
		return consent.SayNo(f.ctx, s, cases.Target(p.id), g)
	}
	return nil
}

// apart takes the answers to forms that are answered many times out of answers.
func apart(answers map[string]field.Values) (map[string]field.Values, []cases.Record) {
	var many []cases.Record
	for _, form := range dossier.Forms {
		if v, ok := answers[form.Name]; ok && form.Repeat != nil {
			many = append(many, cases.Record{Form: form, Values: v})
			delete(answers, form.Name)
		}
	}
	return answers, many
}

func look(f *filling, s access.Session, a act) error {
	_, err := cases.Read(f.ctx, s, a.on())
	return err
}

// suspect records a suspect in a case: who is known from another is the same one.
func suspect(f *filling, s access.Session, a act) error {
	n := justice.New{
		Known: justice.Known{Name: a.Body, Handles: a.Phone, Nation: a.Country},
		Part:  justice.Part{Roles: words(a.Kind), Is: a.Status, Why: a.Text},
	}
	_, err := cases.ReadSome(f.ctx, s, a.on(), cases.Some{}, func(tx *access.Tx, c cases.Case) error {
		known, err := justice.ToChoose(tx, c)
		for _, k := range known {
			if k.Name == a.Body {
				n.Same = k.ID
			}
		}
		return err
	})
	if err == nil {
		_, err = justice.Add(f.ctx, s, a.on(), n)
	}
	return err
}

func note(f *filling, s access.Session, a act) error {
	return cases.AddNote(f.ctx, s, a.on(), a.Kind, a.Text)
}

// save adds answers to those that are there.
func save(f *filling, s access.Session, a act) error {
	c, err := cases.Read(f.ctx, s, a.on())
	if err != nil {
		return err
	}
	posted := map[string]url.Values{}
	for name := range a.Answers {
		form, _, err := asked(name)
		if err != nil {
			return err
		}
		posted[form.Name] = form.Encode(c.Answers(form))
	}
	for name, text := range a.Answers {
		if err := f.post(posted, name, text); err != nil {
			return err
		}
	}
	sections, err := f.decode(posted)
	if err != nil {
		return err
	}
	for _, form := range s.Forms() {
		v, ok := sections[form.Name]
		if !ok {
			continue
		}
		if err := cases.SaveForm(f.ctx, s, c.ID, form, c.Sections[form.Name].Version, v); err != nil {
			return err
		}
	}
	return nil
}

// addRecord adds the answers to a form that is answered many times.
func addRecord(f *filling, s access.Session, a act) error {
	answers, err := f.answers(a.Answers)
	if err != nil {
		return err
	}
	for name, v := range answers {
		form, _ := formNamed(name)
		if a.person.record, err = cases.AddRecord(f.ctx, s, a.on(), cases.Record{Form: form, Values: v}); err != nil {
			return err
		}
	}
	return nil
}

// strikeRecord strikes the last record out.
func strikeRecord(f *filling, s access.Session, a act) error {
	why, problems := cases.Struck.Decode(url.Values{cases.StruckWhy.Name: {a.Text}}, f.now)
	if len(problems) > 0 {
		return errors.New(problems[0].Key)
	}
	r := a.person.record
	r.Values, r.Version = why, 1
	return cases.StrikeRecord(f.ctx, s, a.on(), r)
}

// relate says what a person is to the one with whom the shared event was recorded.
func relate(f *filling, s access.Session, a act) error {
	c, err := cases.Read(f.ctx, s, a.person.first.id)
	if err != nil {
		return err
	}
	return cases.Relate(f.ctx, s, a.on(), c.Number, a.Kind)
}

func rename(f *filling, s access.Session, a act) error {
	c, err := cases.Read(f.ctx, s, a.on())
	if err != nil {
		return err
	}
	added := human{Names: []string{a.Text}}
	return cases.SaveNames(f.ctx, s, c.ID, c.NamesVer, append(c.Names, added.names()...))
}

func agree(f *filling, s access.Session, a act) error {
	g := consent.Grant{
		Purpose: cmp.Or(a.Purpose, lindung.Assistance), Groups: groups(a.Groups), From: db.TimeOf(s.Now()), Until: db.TimeOf(s.Now().Add(days(a.Days))),
		Lang: cmp.Or(a.Lang, "en"), TextVersion: consent.CurrentVersion, Carries: a.Carries, Meets: a.Meets,
		Detail: consent.Detail{
			ExplainedBy: cmp.Or(a.Explained, s.Actor().Name), Interpreter: a.Interpreter, Witness: a.Witness,
			Guardian: a.Guardian, NoGuardian: a.NoGuardian,
		},
	}
	if text, _ := consent.TextVersion(g.Lang, g.TextVersion); text.Draft() {
		if g.Detail.Checked = consent.CheckedByWorker; a.Interpreter != "" {
			g.Detail.Checked = consent.CheckedByInterpreter
		}
	}
	for _, c := range []consent.Condition{{Text: a.Asks, For: consent.ForRecipient}, {Text: a.AsksUs, For: consent.ForUs}} {
		if c.Text != "" {
			g.Detail.Conditions = append(g.Detail.Conditions, c)
		}
	}
	if g.Detail.Guardian != "" || g.Detail.NoGuardian != "" {
		g.Child, g.Detail.Assent = true, true
	}
	var err error
	if g.Recipient, err = f.recipient(a); err != nil {
		return err
	}
	if g.Recipient.None() {
		g.Body = consent.Body{Name: a.Body, Phone: a.Phone, Country: a.Country}
	}
	g, err = consent.Give(f.ctx, s, cases.Target(a.on()), g)
	a.person.agreed.Grants = append(a.person.agreed.Grants, g)
	return err
}

// recipient returns whom an act names: an organisation, or a body that the person
// has agreed to before; no one while a body is not registered.
func (f *filling) recipient(a act) (consent.Recipient, error) {
	if a.Body == "" {
		id, err := f.org(a.To)
		return consent.ToOrg(id), err
	}
	for _, g := range a.person.agreed.Grants {
		if g.Body.Name == a.Body {
			return g.Recipient, nil
		}
	}
	return consent.Recipient{}, nil
}

// grant returns the last grant of an act's person to the organisation it names.
func (f *filling) grant(a act) (*consent.Grant, error) {
	to, err := f.recipient(a)
	all := a.person.agreed.Grants
	for i := range slices.Backward(all) {
		if all[i].Recipient == to {
			return &all[i], err
		}
	}
	return nil, errors.Join(err, fmt.Errorf("%s has agreed to nothing for %q", a.person.Key, a.To))
}

func groups(text string) []lindung.Group {
	var all []lindung.Group
	for _, g := range words(text) {
		all = append(all, lindung.Group(g))
	}
	return all
}

func narrow(f *filling, s access.Session, a act) error {
	old, err := f.grant(a)
	if err != nil {
		return err
	}
	g := *old
	g.From, g.Groups = db.TimeOf(s.Now()), groups(a.Groups)
	g, err = consent.Narrow(f.ctx, s, cases.Target(a.on()), old.ID, g)
	old.WithdrawnAt = db.TimeOf(s.Now())
	a.person.agreed.Grants = append(a.person.agreed.Grants, g)
	return err
}

func withdraw(f *filling, s access.Session, a act) error {
	g, err := f.grant(a)
	if err != nil {
		return err
	}
	g.WithdrawnAt = db.TimeOf(s.Now())
	return consent.Withdraw(f.ctx, s, cases.Target(a.on()), g.ID)
}

func propose(f *filling, s access.Session, a act) error {
	to, err := f.recipient(a)
	if err != nil {
		return err
	}
	b, err := consent.ProposeBasis(f.ctx, s.SteppedUp(true), cases.Target(a.on()), consent.Basis{
		Recipient: to, Kind: a.Kind, Source: a.Source, Purpose: a.Purpose, Groups: groups(a.Groups),
		Until: db.TimeOf(s.Now().Add(days(a.Days))), Reason: a.Text,
	})
	a.person.agreed.Bases = append(a.person.agreed.Bases, b)
	return err
}

// second agrees to the basis that was proposed last.
func second(f *filling, s access.Session, a act) error {
	all := a.person.agreed.Bases
	b := &all[len(all)-1]
	b.AgreedAt = db.TimeOf(s.Now())
	return consent.AgreeBasis(f.ctx, s.SteppedUp(true), cases.Target(a.on()), b.ID)
}

// refer sends a referral that is based on all that is in force for its recipient.
func refer(f *filling, s access.Session, a act) error {
	n := referral.New{Need: a.Need, Due: db.TimeOf(s.Now().Add(days(a.Due))), Words: a.Words}
	var err error
	if n.To, err = f.recipient(a); err != nil {
		return err
	}
	n.BasedOn = a.person.agreed.InForceFor(n.To, db.TimeOf(s.Now())).IDs()
	r, err := referral.Send(f.ctx, s, a.on(), n)
	a.person.referral = r.ID
	return err
}

func accept(f *filling, s access.Session, a act) error {
	w := referral.Word{Words: a.Words}
	if a.Due > 0 {
		w.Held = db.TimeOf(s.Now().Add(days(a.Due)))
	}
	return referral.Accept(f.ctx, s, a.person.referral, w)
}

// confer plans a conference about the person, Due days after the act, with the last
// recipient.
func confer(f *filling, s access.Session, a act) error {
	_, err := referral.Plan(f.ctx, s, a.on(), referral.NewConference{
		At: db.TimeOf(s.Now().Add(days(a.Due))), Place: a.Words, Agenda: a.Text, Invite: []lindung.ReferralID{a.person.referral},
	})
	return err
}

// emergency opens the case for the receiver, because a life is in danger.
func emergency(f *filling, s access.Session, a act) error {
	return referral.OpenEmergency(f.ctx, s.SteppedUp(true), a.person.referral, a.Kind, a.Words)
}

func decline(f *filling, s access.Session, a act) error {
	return referral.Decline(f.ctx, s, a.person.referral, a.Reason, a.Words)
}

func finish(f *filling, s access.Session, a act) error {
	return referral.Finish(f.ctx, s, a.person.referral, a.Reason, a.Words)
}

func takeBack(f *filling, s access.Session, a act) error {
	return referral.TakeBack(f.ctx, s, a.person.referral, a.Words)
}

// giveLink gives the outside body that was asked last a link, for some days.
func giveLink(f *filling, s access.Session, a act) error {
	_, codes, err := referral.MakeLink(f.ctx, s.SteppedUp(true), a.person.referral, int(a.Days))
	if err == nil {
		gave := f.gave[a.By]
		gave.Link = codes
		f.gave[a.By] = gave
	}
	return err
}

// link opens the recipient's own case under the name that it sees.
func link(f *filling, s access.Session, a act) error {
	p := *a.person
	if a.Text != "" {
		p.Names = strings.Split(a.Text, "; ")
	}
	answers, err := f.answers(a.Answers)
	if err != nil {
		return err
	}
	c, err := dossier.OpenLinkedCase(f.ctx, s, p.referral, cases.New{Names: p.names(), Answers: answers})
	a.person.linked = c.ID
	return err
}

func noted(f *filling, s access.Session, a act) error {
	return referral.NoteSteps(f.ctx, s, a.person.referral)
}

func team(f *filling, s access.Session, a act) error {
	other, err := f.as(a.To)
	if err != nil {
		return err
	}
	return cases.AddMember(f.ctx, s, a.on(), other.Actor().ID)
}

func assign(f *filling, s access.Session, a act) error {
	other, err := f.as(a.To)
	if err != nil {
		return err
	}
	return cases.Assign(f.ctx, s, a.on(), other.Actor().ID)
}

func followUp(f *filling, s access.Session, a act) error {
	return cases.FollowUp(f.ctx, s, a.on(), true)
}

func closeCase(f *filling, s access.Session, a act) error {
	return cases.Close(f.ctx, s, a.on(), a.Reason)
}

func reopen(f *filling, s access.Session, a act) error {
	return cases.Reopen(f.ctx, s, a.on())
}
