package demo

import (
	"fmt"
	"slices"

	"lindung"
	"lindung/monitoring"
)

// desked is data/desks.json: who has which desk of the public record, and what is on it.
type desked struct {
	Editor, Keeper string // who publishes, and who administers the organisation that keeps the node
	Desks          []struct {
		Org, Voice string
		Kind       monitoring.Kind
	}
	Proposals []proposal
	Remarks   []struct{ By, About, Text, Source string }
}

// proposal is a row that a desk proposes, and how far it came.
type proposal struct {
	By, File string
	Row      monitoring.Row
	DueIn    int    // in how many days an answer is asked; 0 for a row without
	Asks     bool   // it waits for review
	Seen     string // who has agreed to it, or given it back
	Back     string // why it was given back
	Edition  int    // the edition that has it; 0 for none

	id monitoring.ProposalID
}

// desk gives the desks, and fills them.
func (f *filling) desk() error {
	var all desked
	if err := read("desks.json", &all); err != nil {
		return err
	}
	record, err := monitoring.Base()
	if err != nil {
		return err
	}
	s, err := f.as(all.Keeper)
	if err != nil {
		return err
	}
	for _, d := range all.Desks {
		if err := monitoring.GiveDesk(f.ctx, s.SteppedUp(true), record, monitoring.Desk{Org: f.orgs[d.Org].ID, Kind: d.Kind, Voice: d.Voice}); err != nil {
			return fmt.Errorf("demo: desk of %s: %w", d.Org, err)
		}
	}
	last := 0
	for _, p := range all.Proposals {
		last = max(last, p.Edition)
	}
	for edition := 1; edition <= last; edition++ {
		if err := f.publish(all, edition); err != nil {
			return err
		}
	}
	if err := f.propose(slices.DeleteFunc(all.Proposals, func(p proposal) bool { return p.Edition != 0 })); err != nil {
		return err
	}
	for _, m := range all.Remarks {
		s, err := f.as(m.By)
		if err == nil {
			err = monitoring.WriteRemark(f.ctx, s, monitoring.Remark{Kind: monitoring.RemarkKinds[0], Words: monitoring.Words{About: m.About, Text: m.Text, Source: m.Source}})
		}
		if err != nil {
			return fmt.Errorf("demo: remark of %s: %w", m.By, err)
		}
	}
	return nil
}

// publish takes the rows of an edition from their desks into it.
func (f *filling) publish(all desked, edition int) error {
	rows := slices.DeleteFunc(slices.Clone(all.Proposals), func(p proposal) bool { return p.Edition != edition })
	if err := f.propose(rows); err != nil {
		return err
	}
	ids := make([]monitoring.ProposalID, len(rows))
	for i, p := range rows {
		ids[i] = p.id
	}
	s, err := f.as(all.Editor)
	if err == nil {
		_, err = monitoring.PublishNext(f.ctx, s.SteppedUp(true), ids, lindung.DateOf(f.now))
	}
	if err != nil {
		return fmt.Errorf("demo: edition %d: %w", edition, err)
	}
	return nil
}

// propose takes rows as far as their file says. All are written before the first is given
// to others: a meeting and what it recommended need each other.
func (f *filling) propose(all []proposal) error {
	for i, p := range all {
		if p.DueIn > 0 {
			p.Row["due"] = lindung.DateOf(f.now.AddDate(0, 0, p.DueIn)).String()
		}
		s, err := f.as(p.By)
		if err == nil {
			all[i].id, err = monitoring.Write(f.ctx, s, p.File, p.Row)
		}
		if err != nil {
			return fmt.Errorf("demo: proposal of %s: %w", p.By, err)
		}
	}
	for _, p := range all {
		if err := f.give(p); err != nil {
			return fmt.Errorf("demo: proposal of %s: %w", p.By, err)
		}
	}
	return nil
}

// give gives a proposal to the others, and lets one of them agree to it or give it back.
func (f *filling) give(p proposal) error {
	if !p.Asks && p.Seen == "" {
		return nil
	}
	s, err := f.as(p.By)
	if err == nil {
		err = monitoring.Give(f.ctx, s, p.id, 1)
	}
	if err != nil || p.Seen == "" {
		return err
	}
	if s, err = f.as(p.Seen); err != nil {
		return err
	}
	return monitoring.Review(f.ctx, s, p.id, 2, p.Back == "", p.Back)
}
