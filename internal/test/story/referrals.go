package story

import (
	"errors"
	"slices"

	"lindung/cases"
	"lindung/consent"
	"lindung/internal/db"
	"lindung/referral"
)

func refer(r *run, l line) ([]string, error) {
	name, id, err := r.caseOf(l)
	if err != nil {
		return nil, err
	}
	n := referral.New{Need: l.set["need"], Due: db.At(r.node.Now().Add(l.days("days", 3))), Words: l.say, Body: l.set["body"]}
	to := "outside"
	if n.Body == "" {
		if to, n.To, err = r.orgOf(l, "to"); err != nil {
			return nil, err
		}
	}
	sent, err := referral.Send(r.ctx, r.session, id, n)
	if err == nil {
		r.referrals[name+">"+to] = sent
		r.names[string(sent.ID)] = name + ">" + to
	}
	return nil, err
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
	return nil, referral.Accept(r.ctx, r.session, sent.ID)
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
	c, err := referral.Link(r.ctx, r.session, sent.ID, cases.New{Names: l.names(), Answers: answers})
	if err == nil {
		r.opened(l.after("as"), c)
	}
	return nil, err
}

func noted(r *run, l line) ([]string, error) {
	sent, err := r.referralOf(l)
	if err != nil {
		return nil, err
	}
	return nil, referral.Note(r.ctx, r.session, sent.ID)
}

func inbox(r *run, _ line) ([]string, error) {
	all, err := referral.Queue(r.ctx, r.session)
	return r.referred(all, func(x referral.Referral) string { return x.Need }), err
}

func sent(r *run, _ line) ([]string, error) {
	all, err := referral.Out(r.ctx, r.session)
	return r.referred(all, func(x referral.Referral) string {
		if x.Outside {
			return x.Body
		}
		return r.names[string(x.To)]
	}), err
}

// referred tells referrals: case, what, state, the reason of the last step, and
// whether it is overdue or closed by the person.
func (r *run) referred(all []referral.Referral, what func(referral.Referral) string) []string {
	var told []string
	for _, x := range all {
		line := r.names[string(x.Case)] + " " + what(x) + " " + string(x.State)
		if x.Reason != "" {
			line += " " + x.Reason
		}
		if x.Overdue(r.node.Now()) {
			line += ", overdue"
		}
		if x.Withdrawn {
			line += ", withdrawn"
		}
		told = append(told, line)
	}
	return told
}

// preview shows what another organisation will see of what is recorded, and
// what not.
func preview(r *run, l line) ([]string, error) {
	_, c, err := r.see(l)
	if err != nil {
		return nil, err
	}
	_, to, err := r.orgOf(l, "to")
	if err != nil {
		return nil, err
	}
	ledger, err := consent.Read(r.ctx, r.session, cases.On(c.ID))
	if err != nil {
		return nil, err
	}
	var seen, not []string
	for _, x := range referral.Preview(r.session.Forms(), c, ledger.Would(to, db.At(r.node.Now()))) {
		what := "names"
		switch {
		case x.Field != nil:
			what = x.Field.Name
		case x.Notes:
			what = "notes:" + string(x.Group)
		}
		if x.Seen {
			seen = append(seen, what)
		} else {
			not = append(not, what)
		}
	}
	slices.Sort(seen)
	slices.Sort(not)
	return []string{"seen: " + join(seen), "not: " + join(not)}, nil
}
