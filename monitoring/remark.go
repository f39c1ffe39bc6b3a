package monitoring

import (
	"context"
	"slices"
	"strings"

	"lindung"
	"lindung/access"
	"lindung/field"
	"lindung/internal/db"
)

// RemarkID names a remark.
type RemarkID string

// A Remark is what somebody says of a fact of the record: that it is wrong, or what is
// missing. It changes nothing by itself; the editor answers it.
type Remark struct {
	ID       RemarkID
	Org      lindung.OrgID
	Kind     string // of RemarkKinds
	File     string // of Files; "" where it is about none
	At       db.Time
	By       lindung.ActorID
	Answered db.Time // 0 while it waits
	Answerer lindung.ActorID
	Outcome  string // of RemarkOutcomes
	Version  int64
	Words
}

// Words are what is sealed of a remark.
type Words struct {
	About  string `json:"about"` // which row, as the page of the public site calls it
	Text   string `json:"text"`
	Source string `json:"source,omitempty"`
	Answer string `json:"answer,omitempty"`
}

// RemarkKinds is the closed list of remarks: what a desk says of a fact, and what a reader
// told the operator of a public site, entered by hand. That site has no way in here.
var RemarkKinds = []string{"own", "reader"}

// RemarkOutcomes is the closed list of answers.
var RemarkOutcomes = []string{"mended", "proposed", "stays", "not_public"}

// WriteRemark stores what somebody says of the record.
func WriteRemark(ctx context.Context, s access.Session, m Remark) error {
	m.ID = RemarkID(lindung.NewID())
	return s.Do(ctx, access.RemarkWrite, s.OrgTarget(), func(tx *access.Tx) error {
		tx.SetObject(string(m.ID))
		if _, err := ownDesk(tx); err != nil {
			return err
		}
		var ps field.Problems
		m.About, m.Text, m.Source = strings.TrimSpace(m.About), strings.TrimSpace(m.Text), strings.TrimSpace(m.Source)
		ps.Need(slices.Contains(RemarkKinds, m.Kind), "remark_kind", "problem.missing")
		ps.Need(m.About != "", "remark_about", "problem.missing")
		ps.Need(m.Text != "", "remark_text", "problem.missing")
		if err := ps.Err(); err != nil {
			return err
		}
		m.Org, m.At, m.By, m.Answered, m.Outcome, m.Answer, m.Version = tx.Actor().Org, tx.Now, tx.Actor().ID, 0, "", "", 0
		return storeRemark(tx, m)
	})
}

// AnswerRemark answers a remark: what was done, and in what words.
func AnswerRemark(ctx context.Context, s access.Session, id RemarkID, version int64, outcome, answer string) error {
	return s.Do(ctx, access.RemarkAnswer, NodeTarget(s), func(tx *access.Tx) error {
		tx.SetObject(string(id))
		m, err := remarkOf(tx, id)
		if err != nil {
			return err
		}
		if m.Version != version || m.Answered != 0 {
			return lindung.ErrConflict
		}
		var ps field.Problems
		ps.Need(slices.Contains(RemarkOutcomes, outcome), "remark_outcome", "problem.missing")
		ps.Need(strings.TrimSpace(answer) != "", "remark_answer", "problem.missing")
		if err := ps.Err(); err != nil {
			return err
		}
		m.Answered, m.Answerer, m.Outcome, m.Answer = tx.Now, tx.Actor().ID, outcome, strings.TrimSpace(answer)
		tx.SetCount(0, outcome)
		return storeRemark(tx, m)
	})
}

// Remarks returns those of the actor's desk, or all of them for the editor, the last first,
// with the names of organisations.
func Remarks(ctx context.Context, s access.Session) (all []Remark, edits bool, orgs map[lindung.OrgID]string, err error) {
	err = s.See(ctx, access.DeskList, s.OrgTarget(), func(tx *access.Tx) error {
		d, err := ownDesk(tx)
		if err != nil {
			return err
		}
		edits = d.Kind == Editing
		if all, err = remarks(tx); err != nil {
			return err
		}
		all = slices.DeleteFunc(all, func(m Remark) bool { return !edits && m.Org != d.Org })
		tx.SetCount(len(all), "")
		orgs, err = access.AllOrgNames(tx)
		return err
	})
	return all, edits, orgs, err
}
