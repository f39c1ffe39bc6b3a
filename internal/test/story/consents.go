package story

import (
	"errors"
	"slices"
	"strings"

	"lindung"
	"lindung/cases"
	"lindung/consent"
	"lindung/internal/db"
)

func (l line) groups() []lindung.Group {
	var all []lindung.Group
	for g := range strings.SplitSeq(l.set["groups"], ",") {
		all = append(all, lindung.Group(g))
	}
	return all
}

func give(r *run, l line) ([]string, error) {
	name, id, err := r.caseOf(l)
	if err != nil {
		return nil, err
	}
	g := consent.Grant{
		Purpose: lindung.Purpose(l.after("for")), Groups: l.groups(), From: db.At(r.node.Now()),
		Until: db.At(r.node.Now().Add(l.days("days", 30))), Lang: "en", TextVersion: consent.Current, Child: l.set["child"] == "yes",
		Detail: consent.Detail{
			ExplainedBy: r.session.Actor().Name, Interpreter: l.set["interpreter"], Guardian: l.set["guardian"],
			NoGuardian: l.set["no_guardian"], Assent: l.set["assent"] == "yes", Words: l.say,
		},
	}
	to := l.after("to")
	if g.Detail.Body = l.set["body"]; g.Detail.Body != "" {
		g.Outside, to = true, "outside"
	} else if _, g.Recipient, err = r.orgOf(l, "to"); err != nil {
		return nil, err
	}
	given, err := consent.Give(r.ctx, r.session, cases.On(id), g)
	if err == nil {
		r.grants[name+">"+to] = given
	}
	return nil, err
}

// grantOf returns the grant of a case to the organisation after a word.
func (r *run) grantOf(l line, word string) (string, lindung.CaseID, consent.Grant, error) {
	name, id, err := r.caseOf(l)
	key := name + ">" + l.after(word)
	g, ok := r.grants[key]
	return key, id, g, errors.Join(err, need(ok, word+" an organisation that she agreed to"))
}

func narrow(r *run, l line) ([]string, error) {
	key, id, g, err := r.grantOf(l, "to")
	if err != nil {
		return nil, err
	}
	old := g.ID
	g.Groups, g.From = l.groups(), db.At(r.node.Now())
	given, err := consent.Narrow(r.ctx, r.session, cases.On(id), old, g)
	if err == nil {
		r.grants[key] = given
	}
	return nil, err
}

func withdraw(r *run, l line) ([]string, error) {
	_, id, g, err := r.grantOf(l, "from")
	if err != nil {
		return nil, err
	}
	return nil, consent.Withdraw(r.ctx, r.session, cases.On(id), g.ID)
}

// agreed shows what is in force.
func agreed(r *run, l line) ([]string, error) {
	_, id, err := r.caseOf(l)
	if err != nil {
		return nil, err
	}
	ledger, err := consent.Read(r.ctx, r.session, cases.On(id))
	var all []string
	now := db.At(r.node.Now())
	for _, g := range ledger.Grants {
		if g.Live(now) {
			all = append(all, r.names[string(g.Recipient)]+" "+string(g.Purpose)+": "+join(g.Groups))
		}
	}
	for _, b := range ledger.Bases {
		if b.Live(now) {
			all = append(all, r.names[string(b.Recipient)]+" "+string(b.Purpose)+" by law, "+b.Kind+": "+join(b.Groups))
		}
	}
	slices.Sort(all)
	return all, err
}

func propose(r *run, l line) ([]string, error) {
	name, id, err := r.caseOf(l)
	if err != nil {
		return nil, err
	}
	b := consent.Basis{
		Kind: l.set["kind"], Source: l.set["source"], Purpose: lindung.Purpose(l.after("for")), Groups: l.groups(),
		Until: db.At(r.node.Now().Add(l.days("days", 14))), Reason: l.say,
	}
	if _, b.Recipient, err = r.orgOf(l, "to"); err != nil {
		return nil, err
	}
	proposed, err := consent.Propose(r.ctx, r.session, cases.On(id), b)
	if err == nil {
		r.bases[name] = proposed
	}
	return nil, err
}

func agree(r *run, l line) ([]string, error) {
	name, id, err := r.caseOf(l)
	if err != nil {
		return nil, err
	}
	return nil, consent.Agree(r.ctx, r.session, cases.On(id), r.bases[name].ID)
}

func endBasis(r *run, l line) ([]string, error) {
	name, id, err := r.caseOf(l)
	if err != nil {
		return nil, err
	}
	return nil, consent.End(r.ctx, r.session, cases.On(id), r.bases[name].ID)
}

// prove gives the actor a fresh second proof, until the next scene.
func prove(r *run, _ line) ([]string, error) {
	r.session = r.session.SteppedUp(true)
	return nil, nil
}
