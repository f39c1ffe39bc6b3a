package referral

import (
	"encoding/json"
	"fmt"
	"strings"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/consent"
	"lindung/internal/db"
	"lindung/internal/seal"
)

// row is a referral as stored, with the team and the wrapped key of its case.
type row struct {
	Referral
	until   db.Time // the case's child_until
	team    string
	sealed  []byte
	wrapped []byte
}

// words is what a referral says in free text; it is sealed with the case's key.
type words struct {
	Words string `json:",omitempty"`
	Body  string `json:",omitempty"`
}

func columns(r *row) []any {
	return []any{&r.ID, &r.Case, &r.From, &r.FromName, &r.To, &r.ToName, &r.Outside, &r.Need, &r.State, &r.Due, &r.SentAt, &r.SentBy,
		&r.AcceptedBy, &r.Reason, &r.Linked, &r.Version, &r.CaseNumber, &r.until, &r.team, &r.sealed, &r.wrapped}
}

func (r row) object() access.Object {
	o := access.Object{Type: access.TypeReferral, ID: string(r.ID), Org: r.From, To: r.To}
	for _, id := range strings.Split(r.team, ",") {
		if id != "" {
			o.Team = append(o.Team, lindung.ActorID(id))
		}
	}
	return o
}

func place(id lindung.ReferralID) string { return "referrals|" + string(id) + "|sealed" }

func stepPlace(id lindung.ReferralID, n int64) string {
	return fmt.Sprintf("referral_steps|%s|%d|sealed", id, n)
}

// fill opens what the referral says and adds its steps.
func (r row) fill(tx *access.Tx) (Referral, error) {
	key, err := tx.Unwrap(string(r.Case), r.wrapped)
	if err != nil {
		return Referral{}, err
	}
	b, err := key.Open(place(r.ID), r.sealed)
	if err != nil {
		return Referral{}, err
	}
	var w words
	if err := json.Unmarshal(b, &w); err != nil {
		return Referral{}, err
	}
	r.Words, r.Body = w.Words, w.Body
	if r.Child, err = cases.StillChild(tx, r.Case, r.until); err != nil {
		return Referral{}, err
	}
	r.Mine = r.From == tx.Actor().Org
	if r.Outside {
		r.ToName = r.Body
	} else {
		v, err := consent.Open(tx, r.Case, r.To)
		if err != nil {
			return Referral{}, err
		}
		r.Open = len(v) > 0
		r.Withdrawn = r.State == Accepted && !r.Open
	}
	if !r.Mine && !r.Open { // what was told of her goes with what she agreed to
		agreed, err := consent.Agreed(tx, r.Case, r.To)
		if err != nil {
			return Referral{}, err
		}
		if !agreed {
			r.Words = ""
		}
	}
	r.Steps, err = steps(tx, r.ID, key)
	return r.Referral, err
}

// bodyOf returns the body outside the node that a referral goes to.
func bodyOf(tx *access.Tx, id lindung.ReferralID) (string, error) {
	r, err := one(tx, id)
	if err != nil {
		return "", err
	}
	full, err := r.fill(tx)
	return full.Body, err
}

func one(tx *access.Tx, id lindung.ReferralID) (row, error) {
	if !lindung.IsID(string(id)) {
		return row{}, lindung.ErrNotFound
	}
	return db.One(tx, columns, `
		SELECT r.id, r.case_id, r.from_org, f.name, r.to_org, COALESCE(t.name, ''), r.outside, r.need, r.state, r.due_at, r.sent_at, r.sent_by,
			r.accepted_by, r.reason, r.linked_case, r.version, c.number, c.child_until,
			COALESCE((SELECT string_agg(m.actor, ',') FROM team m WHERE m.case_id = r.case_id), ''), r.sealed, k.wrapped
		FROM referrals r JOIN cases c ON c.id = r.case_id JOIN keys k ON k.owner = r.case_id
			JOIN orgs f ON f.id = r.from_org LEFT JOIN orgs t ON t.id = r.to_org
		WHERE r.id = ?`, id)
}

// ofCase returns the referrals of a case, newest first.
func ofCase(tx *access.Tx, id lindung.CaseID) ([]row, error) {
	return db.All(tx, columns, `
		SELECT r.id, r.case_id, r.from_org, f.name, r.to_org, COALESCE(t.name, ''), r.outside, r.need, r.state, r.due_at, r.sent_at, r.sent_by,
			r.accepted_by, r.reason, r.linked_case, r.version, c.number, c.child_until,
			COALESCE((SELECT string_agg(m.actor, ',') FROM team m WHERE m.case_id = r.case_id), ''), r.sealed, k.wrapped
		FROM referrals r JOIN cases c ON c.id = r.case_id JOIN keys k ON k.owner = r.case_id
			JOIN orgs f ON f.id = r.from_org LEFT JOIN orgs t ON t.id = r.to_org
		WHERE r.case_id = ?
		ORDER BY r.sent_at DESC, r.id`, id)
}

// waitingAt returns what still asks something of org, the first due first.
func waitingAt(tx *access.Tx, org lindung.OrgID) ([]row, error) {
	return db.All(tx, columns, `
		SELECT r.id, r.case_id, r.from_org, f.name, r.to_org, COALESCE(t.name, ''), r.outside, r.need, r.state, r.due_at, r.sent_at, r.sent_by,
			r.accepted_by, r.reason, r.linked_case, r.version, c.number, c.child_until,
			COALESCE((SELECT string_agg(m.actor, ',') FROM team m WHERE m.case_id = r.case_id), ''), r.sealed, k.wrapped
		FROM referrals r JOIN cases c ON c.id = r.case_id JOIN keys k ON k.owner = r.case_id
			JOIN orgs f ON f.id = r.from_org LEFT JOIN orgs t ON t.id = r.to_org
		WHERE r.to_org = ? AND r.state IN ('sent', 'accepted')
		ORDER BY r.due_at, r.id
		LIMIT 500`, org)
}

// sentBy returns what org has sent and is not done with, the first due first.
func sentBy(tx *access.Tx, org lindung.OrgID) ([]row, error) {
	return db.All(tx, columns, `
		SELECT r.id, r.case_id, r.from_org, f.name, r.to_org, COALESCE(t.name, ''), r.outside, r.need, r.state, r.due_at, r.sent_at, r.sent_by,
			r.accepted_by, r.reason, r.linked_case, r.version, c.number, c.child_until,
			COALESCE((SELECT string_agg(m.actor, ',') FROM team m WHERE m.case_id = r.case_id), ''), r.sealed, k.wrapped
		FROM referrals r JOIN cases c ON c.id = r.case_id JOIN keys k ON k.owner = r.case_id
			JOIN orgs f ON f.id = r.from_org LEFT JOIN orgs t ON t.id = r.to_org
		WHERE r.from_org = ? AND (r.state IN ('sent', 'accepted') OR EXISTS (
			SELECT 1 FROM referral_steps s WHERE s.referral = r.id AND s.org <> r.from_org AND s.seen_at = 0))
		ORDER BY r.due_at, r.id
		LIMIT 500`, org)
}

func insert(tx *access.Tx, r Referral) error {
	key, err := tx.Key(string(r.Case))
	if err != nil {
		return err
	}
	b, err := json.Marshal(words{r.Words, r.Body})
	if err != nil {
		return err
	}
	_, err = db.Exec(tx, `
		INSERT INTO referrals (id, case_id, from_org, to_org, outside, need, state, due_at, sent_at, sent_by,
			accepted_by, reason, linked_case, version, sealed)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '', '', '', 1, ?)`,
		r.ID, r.Case, r.From, r.To, r.Outside, r.Need, r.State, r.Due, r.SentAt, r.SentBy, key.Seal(place(r.ID), b))
	return err
}

// setState changes the state of the version that was read.
func setState(tx *access.Tx, r Referral, to Step) error {
	accepted := r.AcceptedBy
	if to.State == Accepted {
		accepted = tx.Actor().ID
	}
	return db.Change(tx, `
		UPDATE referrals
		SET state = ?, reason = ?, accepted_by = ?, version = version + 1
		WHERE id = ? AND version = ?`, to.State, to.Reason, accepted, r.ID, r.Version)
}

func setLinked(tx *access.Tx, id lindung.ReferralID, c lindung.CaseID) error {
	return db.Change(tx, `
		UPDATE referrals
		SET linked_case = ?, version = version + 1
		WHERE id = ? AND linked_case = ''`, c, id)
}

// acceptedBeside counts the other accepted referrals of the case to the same body.
func acceptedBeside(tx *access.Tx, r Referral) (int, error) {
	return db.One(tx, db.Self[int], `
		SELECT count(*)
		FROM referrals
		WHERE case_id = ? AND to_org = ? AND state = 'accepted' AND id <> ?`, r.Case, r.To, r.ID)
}

func addStep(tx *access.Tx, r Referral, s Step) error {
	n, err := db.One(tx, db.Self[int64], `
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

// markSeen notes the steps of the other side.
func markSeen(tx *access.Tx, id lindung.ReferralID) error {
	_, err := db.Exec(tx, `
		UPDATE referral_steps
		SET seen_at = ?
		WHERE referral = ? AND org <> ? AND seen_at = 0`, tx.Now, id, tx.Actor().Org)
	return err
}

type stepRow struct {
	Step
	sealed []byte
}

func steps(tx *access.Tx, id lindung.ReferralID, key seal.Key) ([]Step, error) {
	rows, err := db.All(tx, func(s *stepRow) []any {
		return []any{&s.N, &s.State, &s.At, &s.By, &s.Org, &s.Reason, &s.SeenAt, &s.sealed}
	}, `
		SELECT n, state, at, actor, org, reason, seen_at, sealed
		FROM referral_steps
		WHERE referral = ?
		ORDER BY n`, id)
	if err != nil {
		return nil, err
	}
	all := make([]Step, len(rows))
	for i, r := range rows {
		if len(r.sealed) > 0 {
			b, err := key.Open(stepPlace(id, r.N), r.sealed)
			if err != nil {
				return nil, err
			}
			r.Words = string(b)
		}
		all[i] = r.Step
	}
	return all, nil
}
