package story

import (
	"fmt"
	"slices"
	"strings"

	"lindung"
	"lindung/convention"
	"lindung/convention/data"
	"lindung/monitoring"
)

// giveDesk gives an organisation a desk of the public record.
func giveDesk(r *run, l line) ([]string, error) {
	record, err := monitoring.Base()
	if err != nil {
		return nil, err
	}
	d := monitoring.Desk{Org: r.node.Orgs[l.words[0]].ID, Kind: monitoring.Kind(l.set["kind"]), Voice: l.set["voice"]}
	return nil, monitoring.GiveDesk(r.ctx, r.session, record, d)
}

// draftRow writes a row of a file; what the checks find wrong with it is shown.
func draftRow(r *run, l line) ([]string, error) {
	id, err := monitoring.Write(r.ctx, r.session, l.words[0], monitoring.Row(l.set))
	if err != nil {
		return nil, err
	}
	r.names[string(id)] = l.words[1]
	p, err := monitoring.Read(r.ctx, r.session, id)
	var wrong []string
	for _, w := range p.Wrong {
		wrong = append(wrong, w.Rule)
	}
	return wrong, err
}

// proposal returns the one that a line names.
func (r *run) proposal(name string) (monitoring.Shown, error) {
	for id, known := range r.names {
		if known == name {
			return monitoring.Read(r.ctx, r.session, monitoring.ProposalID(id))
		}
	}
	return monitoring.Shown{}, lindung.ErrNotFound
}

func submit(r *run, l line) ([]string, error) {
	p, err := r.proposal(l.words[0])
	if err == nil {
		err = monitoring.Give(r.ctx, r.session, p.ID, p.Version)
	}
	return nil, err
}

func review(r *run, l line) ([]string, error) {
	p, err := r.proposal(l.words[0])
	if err == nil {
		err = monitoring.Review(r.ctx, r.session, p.ID, p.Version, l.set["answer"] != "no", l.say)
	}
	return nil, err
}

// publish makes the next edition of the proposals that the line names.
func publish(r *run, l line) ([]string, error) {
	var chosen []monitoring.ProposalID
	for _, name := range l.words {
		p, err := r.proposal(name)
		if err != nil {
			return nil, err
		}
		chosen = append(chosen, p.ID)
	}
	e, err := monitoring.PublishNext(r.ctx, r.session, chosen, lindung.DateOf(r.node.Now()))
	return []string{fmt.Sprint("edition ", e.Number)}, err
}

// showProposal shows where a proposal stands.
func showProposal(r *run, l line) ([]string, error) {
	p, err := r.proposal(l.words[0])
	return []string{string(p.State)}, err
}

// showFollowed shows what followed a recommendation, as a public site reads it from the last
// edition with the key of the desks.
func showFollowed(r *run, l line) ([]string, error) {
	made, key, err := monitoring.Editions(r.ctx, r.session)
	if err != nil {
		return nil, err
	}
	b, _, err := monitoring.Archive(r.ctx, r.session, int64(len(made)))
	if err != nil {
		return nil, err
	}
	signed, err := data.ReadEdition(b, key)
	if err != nil {
		return nil, err
	}
	snap, err := signed.Load()
	if err != nil {
		return nil, err
	}
	today := lindung.DateOf(r.node.Now())
	var all []string
	for _, f := range convention.Recommended(snap, convention.When{On: today, Known: today}) {
		if f.ID != l.words[0] {
			continue
		}
		for _, x := range slices.Concat(f.Answers, f.After, f.Searched) {
			all = append(all, x.Kind+" by "+strings.Join(x.By, " "))
		}
	}
	return all, nil
}
