package referral

import (
	"fmt"

	"lindung"
	"lindung/access"
	"lindung/internal/db"
	"lindung/internal/seal"
)

// row is a referral as stored.
type row struct {
	Referral
	sealed []byte
}

const fields = `
	SELECT id, case_id, from_org, recipient_kind, recipient, need, state, due_at, sent_at, sent_by,
		accepted_by, reason, linked_case, version, sealed
	FROM referrals
`

func columns(r *row) []any {
	return []any{&r.ID, &r.Case, &r.From, &r.To.Kind, &r.To.ID, &r.Need, &r.State, &r.Due, &r.SentAt, &r.SentBy,
		&r.AcceptedBy, &r.Reason, &r.Linked, &r.Version, &r.sealed}
}

func place(id lindung.ReferralID) string { return "referrals|" + string(id) + "|sealed" }

func stepPlace(id lindung.ReferralID, n int64) string {
	return fmt.Sprintf("referral_steps|%s|%d|sealed", id, n)
}

// open returns the referral with what is sealed of it and of its steps.
func (r row) open(key seal.Key, steps []stepRow) (Referral, error) {
	words, err := key.Open(place(r.ID), r.sealed)
	if err != nil {
		return Referral{}, fmt.Errorf("referral %s: %w", r.ID, err)
	}
	r.Words = string(words)
	for _, s := range steps {
		if len(s.sealed) > 0 {
			words, err := key.Open(stepPlace(r.ID, s.N), s.sealed)
			if err != nil {
				return Referral{}, fmt.Errorf("referral %s, step %d: %w", r.ID, s.N, err)
			}
			s.Words = string(words)
		}
		r.Steps = append(r.Steps, s.Step)
	}
	return r.Referral, nil
}

func stored(tx *access.Tx, id lindung.ReferralID) (row, error) {
	return db.One(tx, columns, fields+`WHERE id = ?`, id)
}

// ofCase returns the referrals of a case, newest first.
func ofCase(tx *access.Tx, id lindung.CaseID) ([]row, error) {
	return db.All(tx, columns, fields+`WHERE case_id = ? ORDER BY sent_at DESC, id`, id)
}

func idsOf(tx *access.Tx, id lindung.CaseID) ([]lindung.ReferralID, error) {
	return db.All(tx, db.Value[lindung.ReferralID], `
		SELECT id
		FROM referrals
		WHERE case_id = ?
		ORDER BY sent_at DESC, id`, id)
}

// openAt returns a page of what still asks something of the recipient org, the
// first due first.
func openAt(tx *access.Tx, org lindung.OrgID, after cursor, limit int) ([]row, error) {
	return db.All(tx, columns, fields+`
		WHERE recipient = ? AND recipient_kind = 'organisation' AND to_open AND (due_at, id) > (?, ?)
		ORDER BY due_at, id
		LIMIT ?`, org, after.due, after.id, limit)
}

// openFrom returns a page of what the sender org is not done with, the first due
// first.
func openFrom(tx *access.Tx, org lindung.OrgID, after cursor, limit int) ([]row, error) {
	return db.All(tx, columns, fields+`
		WHERE from_org = ? AND from_open AND (due_at, id) > (?, ?)
		ORDER BY due_at, id
		LIMIT ?`, org, after.due, after.id, limit)
}

// insert stores a referral. It is open to both sides, and to the sender alone when
// it goes to a body outside the node.
func insert(tx *access.Tx, r Referral) error {
	key, err := tx.Key(string(r.Case))
	if err != nil {
		return err
	}
	_, err = db.Exec(tx, `
		INSERT INTO referrals (id, case_id, from_org, recipient_kind, recipient, need, state, due_at, sent_at, sent_by,
			accepted_by, reason, linked_case, from_open, to_open, version, sealed)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '', '', '', TRUE, ?, 1, ?)`,
		r.ID, r.Case, r.From, r.To.Kind, r.To.ID, r.Need, r.State, r.Due, r.SentAt, r.SentBy, !r.To.Outside(),
		key.Seal(place(r.ID), []byte(r.Words)))
	return err
}

// setState changes the state of the version that was read, and says whom it still
// asks something: both sides until one has ended it, then the other one until it
// has noted that.
func setState(tx *access.Tx, r Referral, to Step) error {
	accepted := r.AcceptedBy
	if to.State == Accepted {
		accepted = tx.Actor().ID
	}
	bySender := tx.Actor().Org == r.From
	return db.Change(tx, `
		UPDATE referrals
		SET state = ?, reason = ?, accepted_by = ?, from_open = ?, to_open = ?, version = version + 1
		WHERE id = ? AND version = ?`,
		to.State, to.Reason, accepted, to.State == Accepted || !bySender, !r.To.Outside() && (to.State == Accepted || bySender),
		r.ID, r.Version)
}

func setLinked(tx *access.Tx, id lindung.ReferralID, c lindung.CaseID) error {
	return db.Change(tx, `
		UPDATE referrals
		SET linked_case = ?, version = version + 1
		WHERE id = ? AND linked_case = ''`, c, id)
}

func addStep(tx *access.Tx, r Referral, s Step) error {
	n, err := db.One(tx, db.Value[int64], `
		SELECT count(*)
		FROM referral_steps
		WHERE referral = ?`, r.ID)
	if err != nil {
		return err
	}
	sealed := []byte{}
	if s.Words != "" {
		key, err := tx.Key(string(r.Case))
		if err != nil {
			return err
		}
		sealed = key.Seal(stepPlace(r.ID, n), []byte(s.Words))
	}
	_, err = db.Exec(tx, `
		INSERT INTO referral_steps (referral, n, state, at, actor, org, reason, seen_at, sealed)
		VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?)`,
		r.ID, n, s.State, tx.Now, tx.Actor().ID, tx.Actor().Org, s.Reason, sealed)
	return err
}

// markSeen notes the steps of the other side. A referral that is over asks nothing
// more of the side that has noted it.
func markSeen(tx *access.Tx, r Referral) error {
	_, err := db.Exec(tx, `
		UPDATE referral_steps
		SET seen_at = ?
		WHERE referral = ? AND org <> ? AND seen_at = 0`, tx.Now, r.ID, tx.Actor().Org)
	if err != nil || r.pending() {
		return err
	}
	text := `UPDATE referrals SET to_open = FALSE WHERE id = ?`
	if r.Mine {
		text = `UPDATE referrals SET from_open = FALSE WHERE id = ?`
	}
	_, err = db.Exec(tx, text, r.ID)
	return err
}

// stepRow is a step as stored.
type stepRow struct {
	Step
	of     lindung.ReferralID
	sealed []byte
}

// stepsOf returns the steps of referrals, by referral, in their order.
func stepsOf(tx *access.Tx, ids []lindung.ReferralID) (map[lindung.ReferralID][]stepRow, error) {
	rows, err := db.AllIn(tx, func(s *stepRow) []any {
		return []any{&s.of, &s.N, &s.State, &s.At, &s.By, &s.Org, &s.Reason, &s.SeenAt, &s.sealed}
	}, `
		SELECT referral, n, state, at, actor, org, reason, seen_at, sealed
		FROM referral_steps
		WHERE referral IN `+db.InList+`
		ORDER BY referral, n`, ids)
	all := map[lindung.ReferralID][]stepRow{}
	for _, s := range rows {
		all[s.of] = append(all[s.of], s)
	}
	return all, err
}
