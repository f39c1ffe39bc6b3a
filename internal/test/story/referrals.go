package story

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/consent"
	"lindung/dossier"
	"lindung/internal/db"
	"lindung/referral"
)

func refer(r *run, l line) ([]string, error) {
	name, id, err := r.caseOf(l)
	if err != nil {
		return nil, err
	}
	n := referral.New{Need: l.set["need"], Due: db.TimeOf(r.node.Now().Add(l.days("days", 3))), Words: l.say}
	if n.To, err = r.recipientOf(l, "to"); err != nil {
		return nil, err
	}
	to := l.after("to")
	if n.To.Outside() {
		to = "outside"
	}
	n.BasedOn = r.chosen(l, name, n.To).IDs()
	if old, ok := r.referrals[name+">"+l.set["instead"]]; ok {
		if old, err = referral.Read(r.ctx, r.session, old.ID); err != nil {
			return nil, err
		}
		n.Instead = referral.EarlierOf(old)
		n.Instead.Cancel = true
	}
	sent, err := referral.Send(r.ctx, r.session, id, n)
	if err == nil {
		r.referrals[name+">"+to] = sent
		r.names[string(sent.ID)] = name + ">" + to
	}
	return nil, err
}

// referAll refers several persons of one event in one act.
func referAll(r *run, l line) ([]string, error) {
	n := referral.New{Need: l.set["need"], Due: db.TimeOf(r.node.Now().Add(l.days("days", 3))), Words: l.say}
	var err error
	if n.To, err = r.recipientOf(l, "to"); err != nil {
		return nil, err
	}
	var of []referral.One
	var names []string
	for _, name := range l.words {
		if id, ok := r.cases[name]; ok {
			of, names = append(of, referral.One{Case: id, BasedOn: r.chosen(l, name, n.To).IDs()}), append(names, name)
		}
	}
	if err := need(len(of) > 0, "cases"); err != nil {
		return nil, err
	}
	all, err := referral.SendTogether(r.ctx, r.session, of[0].Case, n, of)
	for i, sent := range all {
		r.referrals[names[i]+">"+l.after("to")] = sent
		r.names[string(sent.ID)] = names[i] + ">" + l.after("to")
	}
	return nil, err
}

// offer offers the whole case to who the person agreed to.
func offer(r *run, l line) ([]string, error) {
	name, id, err := r.caseOf(l)
	if err != nil {
		return nil, err
	}
	n := referral.New{Due: db.TimeOf(r.node.Now().Add(l.days("days", 3))), Words: l.say}
	if n.To, err = r.recipientOf(l, "to"); err != nil {
		return nil, err
	}
	for _, g := range r.ledger(name).MovesTo(db.TimeOf(r.node.Now())).Grants {
		if g.Recipient == n.To {
			n.BasedOn = []string{string(g.ID)}
		}
	}
	sent, err := referral.Offer(r.ctx, r.session, id, n)
	if err == nil {
		r.referrals[name+">"+l.after("to")] = sent
		r.names[string(sent.ID)] = name + ">" + l.after("to")
	}
	return nil, err
}

func acceptAll(r *run, l line) ([]string, error) {
	sent, err := r.referralOf(l)
	if err != nil {
		return nil, err
	}
	return nil, referral.AcceptTogether(r.ctx, r.session, sent.ID, r.word(l))
}

func takeOver(r *run, l line) ([]string, error) {
	sent, err := r.referralOf(l)
	if err != nil {
		return nil, err
	}
	return nil, dossier.TakeOver(r.ctx, r.session, sent.ID, l.say)
}

// handedOver names the cases that the organisation has handed over, and to whom.
func handedOver(r *run, _ line) ([]string, error) {
	all, err := referral.HandedOver(r.ctx, r.session)
	var told []string
	for _, x := range all {
		told = append(told, r.names[string(x.Case)]+" to "+r.names[x.To.ID])
	}
	return told, err
}

// chosen is what a referral to a recipient is based on: all that is in force for it,
// or what was agreed for the one purpose that the line names.
func (r *run) chosen(l line, name string, to consent.Recipient) consent.Ledger {
	all := r.ledger(name).InForceFor(to, db.TimeOf(r.node.Now()))
	p := lindung.Purpose(l.set["on"])
	if p == "" {
		return all
	}
	var some []string
	for _, g := range all.Grants {
		if g.Purpose == p {
			some = append(some, string(g.ID))
		}
	}
	return all.Chosen(some)
}

// referralOf returns the referral of a case to the actor's own organisation or
// to the one after "to".
func (r *run) referralOf(l line) (referral.Referral, error) {
	name, _, err := r.caseOf(l)
	to := l.after("to")
	if to == "" {
		to = r.names[string(r.session.Actor().Org)]
	}
	sent, ok := r.referrals[name+">"+to]
	return sent, errors.Join(err, need(ok, "a case that was referred"))
}

func accept(r *run, l line) ([]string, error) {
	sent, err := r.referralOf(l)
	if err != nil {
		return nil, err
	}
	return nil, referral.Accept(r.ctx, r.session, sent.ID, r.word(l))
}

// word is what a recipient says with its acceptance, or of the place that it holds for
// some hours.
func (r *run) word(l line) referral.Word {
	w := referral.Word{Words: l.say}
	if hours, err := strconv.Atoi(l.set["hold"]); err == nil {
		w.Held = db.TimeOf(r.node.Now().Add(time.Duration(hours) * time.Hour))
	}
	return w
}

func holdPlace(r *run, l line) ([]string, error) {
	sent, err := r.referralOf(l)
	if err != nil {
		return nil, err
	}
	return nil, referral.Hold(r.ctx, r.session, sent.ID, l.set["answer"], r.word(l))
}

func approve(r *run, l line) ([]string, error) {
	sent, err := r.referralOf(l)
	if err != nil {
		return nil, err
	}
	return nil, referral.Approve(r.ctx, r.session, sent.ID)
}

func decline(r *run, l line) ([]string, error) {
	sent, err := r.referralOf(l)
	if err != nil {
		return nil, err
	}
	return nil, referral.Decline(r.ctx, r.session, sent.ID, l.set["reason"], l.say)
}

func finish(r *run, l line) ([]string, error) {
	sent, err := r.referralOf(l)
	if err != nil {
		return nil, err
	}
	return nil, referral.Finish(r.ctx, r.session, sent.ID, l.set["outcome"], l.say)
}

func takeBack(r *run, l line) ([]string, error) {
	sent, err := r.referralOf(l)
	if err != nil {
		return nil, err
	}
	return nil, referral.TakeBack(r.ctx, r.session, sent.ID, l.say)
}

func link(r *run, l line) ([]string, error) {
	sent, err := r.referralOf(l)
	if err != nil {
		return nil, err
	}
	answers, err := r.answers(l, r.session.Forms()...)
	if err != nil {
		return nil, err
	}
	c, err := dossier.OpenLinkedCase(r.ctx, r.session, sent.ID, cases.New{Names: l.names(), Answers: answers})
	if err == nil {
		r.opened(l.after("as"), c)
	}
	return nil, err
}

func remind(r *run, l line) ([]string, error) {
	sent, err := r.referralOf(l)
	if err != nil {
		return nil, err
	}
	return nil, referral.Remind(r.ctx, r.session, sent.ID)
}

func noted(r *run, l line) ([]string, error) {
	sent, err := r.referralOf(l)
	if err != nil {
		return nil, err
	}
	return nil, referral.NoteSteps(r.ctx, r.session, sent.ID)
}

// settle says what became of what a recipient had when the consent had ended.
func settle(r *run, l line) ([]string, error) {
	sent, err := r.referralOf(l)
	if err != nil {
		return nil, err
	}
	return nil, referral.AnswerEnd(r.ctx, r.session, sent.ID, l.set["answer"], l.say)
}

func askSide(r *run, l line) ([]string, error)    { return r.says(l, referral.Ask) }
func answerSide(r *run, l line) ([]string, error) { return r.says(l, referral.Answer) }
func tellSide(r *run, l line) ([]string, error)   { return r.says(l, referral.Tell) }

// says adds to the conversation of a referral.
func (r *run) says(l line, say func(context.Context, access.Session, lindung.ReferralID, string) error) ([]string, error) {
	sent, err := r.referralOf(l)
	if err != nil {
		return nil, err
	}
	return nil, say(r.ctx, r.session, sent.ID, l.say)
}

func inbox(r *run, _ line) ([]string, error) {
	b, err := referral.ReadQueue(r.ctx, r.session, referral.Cursor{})
	return r.referred(b.In, func(x referral.Referral) string { return x.Need }), err
}

func sent(r *run, _ line) ([]string, error) {
	b, err := referral.ReadQueue(r.ctx, r.session, referral.Cursor{})
	return r.referred(b.Out, func(x referral.Referral) string { return r.names[x.To.ID] }), err
}

// referred tells referrals: case, what, state, the reason of the last step, and
// what it asks of the side that looks.
func (r *run) referred(all []referral.Referral, what func(referral.Referral) string) []string {
	var told []string
	for _, x := range all {
		line := r.names[string(x.Case)] + " " + what(x) + " " + string(x.State)
		if x.Reason != "" {
			line += " " + x.Reason
		}
		line += ", " + string(x.Pile())
		if x.Late(r.node.Now()) {
			line += ", late"
		}
		if x.HeldUntil() != 0 {
			line += ", holds a place"
		}
		if x.Over() {
			line += ", withdrawn"
		}
		told = append(told, line)
	}
	return told
}

// referralPage shows what one side reads of a referral: the words, the conditions
// to keep, and the steps with what was said.
func referralPage(r *run, l line) ([]string, error) {
	sent, err := r.referralOf(l)
	if err != nil {
		return nil, err
	}
	x, err := referral.Read(r.ctx, r.session, sent.ID)
	if err != nil {
		return nil, err
	}
	told := []string{"words: " + cmp.Or(x.Words, "none")}
	for _, c := range x.Conditions {
		told = append(told, "condition: "+c)
	}
	for _, s := range x.Steps {
		told = append(told, strings.TrimSuffix(string(s.State)+": "+s.Words, ": "))
	}
	return told, nil
}

// conditions shows what the recipient must keep, as it stands above the case that
// is shared with it.
func conditions(r *run, l line) ([]string, error) {
	_, c, err := r.see(l)
	return c.OpenBy.Conditions(), err
}

// toldOf shows of which answers another organisation is told only that they exist.
func toldOf(r *run, l line) ([]string, error) {
	_, c, err := r.see(l)
	var all []string
	for _, i := range c.Told {
		all = append(all, i.Name)
	}
	return all, err
}

// warnings shows what should be put right before a case is referred.
func warnings(r *run, l line) ([]string, error) {
	_, c, err := r.see(l)
	return referral.Warnings(c), err
}

// preview shows what another organisation will see of what is recorded, and
// what not.
func preview(r *run, l line) ([]string, error) {
	name, id, err := r.caseOf(l)
	if err != nil {
		return nil, err
	}
	w, err := dossier.Read(r.ctx, r.session, id)
	if err != nil {
		return nil, err
	}
	to, err := r.recipientOf(l, "to")
	if err != nil {
		return nil, err
	}
	chosen := r.chosen(l, name, to)
	var seen, not []string
	for _, x := range dossier.Preview(w, chosen) {
		_, what, _ := strings.Cut(x.Label, ".")
		if what == "notes" {
			what += ":" + string(x.Group)
		}
		if x.Seen {
			seen = append(seen, what)
		} else {
			not = append(not, what)
		}
	}
	slices.Sort(seen)
	slices.Sort(not)
	told := []string{strings.TrimSpace("seen: " + join(seen)), strings.TrimSpace("not: " + join(not))}
	for _, c := range chosen.Conditions() {
		told = append(told, "condition: "+c)
	}
	return told, nil
}
