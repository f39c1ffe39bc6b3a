package demo

import (
	"fmt"

	"lindung"
	"lindung/monitoring"
)

// desked is data/desks.json: who has which desk of the public record, and what is on it.
type desked struct {
	Desks []struct {
		Org, Voice string
		Kind       monitoring.Kind
	}
	Proposals []struct {
		By, File        string
		Row             monitoring.Row
		Asks            bool   // it waits for review
		Seen, Published string // who has agreed to it, and who has published it
	}
	Remarks []struct{ By, About, Text, Source string }
}

// keeper administers the organisation that keeps the node.
const keeper = "agus"

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
	s, err := f.as(keeper)
	if err != nil {
		return err
	}
	for _, d := range all.Desks {
		if err := monitoring.GiveDesk(f.ctx, s.SteppedUp(true), record, monitoring.Desk{Org: f.orgs[d.Org].ID, Kind: d.Kind, Voice: d.Voice}); err != nil {
			return fmt.Errorf("demo: desk of %s: %w", d.Org, err)
		}
	}
	for _, p := range all.Proposals {
		if err := f.propose(p.By, p.File, p.Row, p.Asks || p.Seen != "", p.Seen, p.Published); err != nil {
			return fmt.Errorf("demo: proposal of %s: %w", p.By, err)
		}
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

// propose takes a row as far as its file says.
func (f *filling) propose(by, file string, row monitoring.Row, asks bool, seen, published string) error {
	s, err := f.as(by)
	if err != nil {
		return err
	}
	id, err := monitoring.Write(f.ctx, s, file, row)
	if err == nil && asks {
		err = monitoring.Give(f.ctx, s, id, 1)
	}
	if err == nil && seen != "" {
		if s, err = f.as(seen); err == nil {
			err = monitoring.Review(f.ctx, s, id, 2, true, "")
		}
	}
	if err == nil && published != "" {
		if s, err = f.as(published); err == nil {
			_, err = monitoring.PublishNext(f.ctx, s.SteppedUp(true), []monitoring.ProposalID{id}, lindung.DateOf(f.now))
		}
	}
	return err
}
