package story

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"lindung"
	"lindung/access"
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
		Purpose: lindung.Purpose(l.after("for")), Groups: l.groups(), From: db.TimeOf(r.node.Now()),
		Until: db.TimeOf(r.node.Now().Add(l.days("days", 30))), Lang: "en", TextVersion: consent.CurrentVersion, Child: l.set["child"] == "yes", Carries: l.set["carries"] == "yes",
		Meets: l.set["meets"] == "yes",
		Detail: consent.Detail{
			ExplainedBy: r.session.Actor().Name, Interpreter: l.set["interpreter"], Guardian: l.set["guardian"],
			NoGuardian: l.set["no_guardian"], Assent: l.set["assent"] == "yes",
		},
	}
	if l.say != "" {
		g.Detail.Conditions = []consent.Condition{{Text: l.say, For: cmp.Or(l.set["condition"], consent.ForRecipient)}}
	}
	if l.set["moves"] == "yes" {
		g.Opens, g.Groups = consent.ByTransfer, consent.Groups
	}
	if g.Recipient, err = r.recipientOf(l, "to"); err != nil {
		return nil, err
	}
	if g.Recipient.None() {
		g.Body = consent.Body{Name: l.set["body"], Phone: l.set["phone"], Country: lindung.Country(l.set["country"])}
	}
	given, err := consent.Give(r.ctx, r.session, cases.Target(id), g)
	if err == nil {
		r.ledger(name).Grants = append(r.ledger(name).Grants, given)
		r.names[given.Recipient.ID] = cmp.Or(r.names[given.Recipient.ID], given.Body.Name)
		r.bodies[given.Body.Name] = given.Recipient
	}
	return nil, err
}

// recipientOf returns who follows a word: an organisation, or the body that the
// line names, which is no one until it is registered.
func (r *run) recipientOf(l line, word string) (consent.Recipient, error) {
	if body := l.set["body"]; body != "" {
		return r.bodies[body], nil
	}
	_, org, err := r.orgOf(l, word)
	return consent.ToOrg(org), err
}

// ledger is what was agreed in the story about a case.
func (r *run) ledger(name string) *consent.Ledger {
	if r.ledgers[name] == nil {
		r.ledgers[name] = &consent.Ledger{}
	}
	return r.ledgers[name]
}

// grantOf returns the last grant of a case to the organisation after a word.
func (r *run) grantOf(l line, word string) (string, lindung.CaseID, *consent.Grant, error) {
	name, id, err := r.caseOf(l)
	if err != nil {
		return name, id, nil, err
	}
	to, err := r.recipientOf(l, word)
	all := r.ledger(name).Grants
	for i := range slices.Backward(all) {
		if all[i].Recipient == to {
			return name, id, &all[i], err
		}
	}
	return name, id, nil, errors.Join(err, need(false, word+" an organisation that the person agreed to"))
}

func narrow(r *run, l line) ([]string, error) {
	name, id, old, err := r.grantOf(l, "to")
	if err != nil {
		return nil, err
	}
	g := *old
	g.Groups, g.From = l.groups(), db.TimeOf(r.node.Now())
	given, err := consent.Narrow(r.ctx, r.session, cases.Target(id), old.ID, g)
	if err == nil {
		old.WithdrawnAt = given.GivenAt
		r.ledger(name).Grants = append(r.ledger(name).Grants, given)
	}
	return nil, err
}

func withdraw(r *run, l line) ([]string, error) {
	_, id, g, err := r.grantOf(l, "from")
	if err != nil {
		return nil, err
	}
	if err := consent.Withdraw(r.ctx, r.session, cases.Target(id), g.ID); err != nil {
		return nil, err
	}
	g.WithdrawnAt = db.TimeOf(r.node.Now())
	return nil, nil
}

// agreed shows what is in force.
func agreed(r *run, l line) ([]string, error) {
	_, id, err := r.caseOf(l)
	if err != nil {
		return nil, err
	}
	ledger, _, err := consent.Read(r.ctx, r.session, cases.Target(id))
	var all []string
	now := db.TimeOf(r.node.Now())
	for _, g := range ledger.Grants {
		if g.InForce(now) {
			all = append(all, r.names[g.Recipient.ID]+" "+string(g.Purpose)+": "+join(g.Groups))
		}
	}
	for _, b := range ledger.Bases {
		if b.InForce(now) {
			all = append(all, r.names[b.Recipient.ID]+" "+string(b.Purpose)+" by law, "+b.Kind+": "+join(b.Groups))
		}
	}
	slices.Sort(all)
	return all, err
}

// card shows when each grant and basis of a case was open, and how often it was
// read: the card that the worker goes through with the person.
func card(r *run, l line) ([]string, error) {
	_, id, err := r.caseOf(l)
	if err != nil {
		return nil, err
	}
	ledger, used, err := consent.Read(r.ctx, r.session, cases.Target(id))
	var all []string
	for _, g := range ledger.Grants {
		all = append(all, r.names[g.Recipient.ID]+" "+string(g.Purpose)+": "+told(used[string(g.ID)]))
	}
	for _, b := range ledger.Bases {
		all = append(all, r.names[b.Recipient.ID]+" "+b.Kind+": "+told(used[b.ID]))
	}
	slices.Sort(all)
	return all, err
}

// told says how a grant was used.
func told(u consent.Use) string {
	if len(u.Spans) == 0 {
		return "not open yet"
	}
	var times []string
	for _, s := range u.Spans {
		if s.To == 0 {
			times = append(times, "open")
		} else {
			times = append(times, "was open "+s.To.Time().Sub(s.From.Time()).String())
		}
	}
	return fmt.Sprintf("%s, read %d times", strings.Join(times, ", "), u.Reads)
}

func propose(r *run, l line) ([]string, error) {
	name, id, err := r.caseOf(l)
	if err != nil {
		return nil, err
	}
	b := consent.Basis{
		Kind: l.set["kind"], Source: l.set["source"], Purpose: lindung.Purpose(l.after("for")), Groups: l.groups(),
		Until: db.TimeOf(r.node.Now().Add(l.days("days", 14))), Reason: l.say,
	}
	if b.Recipient, err = r.recipientOf(l, "to"); err != nil {
		return nil, err
	}
	proposed, err := consent.ProposeBasis(r.ctx, r.session, cases.Target(id), b)
	if err == nil {
		r.ledger(name).Bases = append(r.ledger(name).Bases, proposed)
	}
	return nil, err
}

// basisOf returns the last basis that was proposed for a case.
func (r *run) basisOf(l line) (lindung.CaseID, *consent.Basis, error) {
	name, id, err := r.caseOf(l)
	all := r.ledger(name).Bases
	if err != nil || len(all) == 0 {
		return id, nil, errors.Join(err, need(len(all) > 0, "propose first"))
	}
	return id, &all[len(all)-1], nil
}

func agree(r *run, l line) ([]string, error) {
	id, b, err := r.basisOf(l)
	if err != nil {
		return nil, err
	}
	if err := consent.AgreeBasis(r.ctx, r.session, cases.Target(id), b.ID); err != nil {
		return nil, err
	}
	b.AgreedAt = db.TimeOf(r.node.Now())
	return nil, nil
}

func endBasis(r *run, l line) ([]string, error) {
	id, b, err := r.basisOf(l)
	if err != nil {
		return nil, err
	}
	if err := consent.EndBasis(r.ctx, r.session, cases.Target(id), b.ID); err != nil {
		return nil, err
	}
	b.EndedAt = db.TimeOf(r.node.Now())
	return nil, nil
}

// prove gives the actor a fresh second proof, until the next scene.
func prove(r *run, _ line) ([]string, error) {
	r.session = r.session.SteppedUp(true)
	return nil, nil
}

// beCounted is the person's yes to being counted in the figures of who works with them, or
// their no.
func beCounted(r *run, l line) ([]string, error) {
	_, id, err := r.caseOf(l)
	if err != nil {
		return nil, err
	}
	now := db.TimeOf(r.node.Now())
	g := consent.ToCount(r.session.Actor().Org, now, now.Add(l.days("days", 30)))
	g.Lang, g.Child = "en", l.set["child"] == "yes"
	g.Detail = consent.Detail{ExplainedBy: r.session.Actor().Name, Guardian: l.set["guardian"], NoGuardian: l.set["no_guardian"], Assent: l.set["assent"] == "yes"}
	if l.set["answer"] == "no" {
		return nil, consent.SayNo(r.ctx, r.session, cases.Target(id), g)
	}
	_, err = consent.Give(r.ctx, r.session, cases.Target(id), g)
	return nil, err
}

// counted are the cases that the figures of the actor's organisation count.
func counted(r *run, _ line) ([]string, error) {
	var all []string
	err := r.session.See(r.ctx, access.CaseList, r.session.OrgTarget(), func(tx *access.Tx) error {
		found, err := consent.CountedCases(tx, tx.Actor().Org)
		for name, id := range r.cases {
			if found[id] {
				all = append(all, name)
			}
		}
		return err
	})
	slices.Sort(all)
	return all, err
}
