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
	asksFrom, asksTo bool // it still asks something of the sender's, of the recipient's side
	sealed           []byte
	mac              db.Mac
}

// rows are the referrals. The recipient's own case is not under the authenticator: it
// opens nothing.
var rows = db.Rows[row]{
	Table: "referrals", Keys: 1,
	Columns: func(r *row) []any {
		return []any{&r.ID, &r.Case, &r.From, &r.To.Kind, &r.To.ID, &r.Need, &r.State, &r.Due, &r.SentAt, &r.SentBy, &r.LeftAt,
			&r.AcceptedBy, &r.Reason, &r.Group, &r.asksFrom, &r.asksTo, &r.Version, &r.sealed}
	},
	Mac:   func(r *row) *db.Mac { return &r.mac },
	Owner: func(r *row) string { return string(r.Case) },
	Of:    "case_id",
	Walk: `
		SELECT id, case_id, from_org, recipient_kind, recipient, need, state, due_at, sent_at, sent_by, left_at,
			accepted_by, reason, grp, from_open, to_open, version, sealed, mac
		FROM referrals
		WHERE id > ?
		ORDER BY id
		LIMIT ?`,
}

// linked are the rows with the recipient's own case.
var linked = rows.With(func(r *row) []any { return []any{&r.Linked} })

const fields = `
	SELECT id, case_id, from_org, recipient_kind, recipient, need, state, due_at, sent_at, sent_by, left_at,
		accepted_by, reason, grp, from_open, to_open, version, sealed, mac, linked_case
	FROM referrals
`

func place(id lindung.ReferralID) string { return "referrals|" + string(id) + "|sealed" }

func stepPlace(id lindung.ReferralID, n int64) string {
	return fmt.Sprintf("referral_steps|%s|%d|sealed", id, n)
}

// open returns the referral with its sealed words and those of its steps.
func (r row) open(key seal.Key, steps []stepRow) (Referral, error) {
	words, err := key.Open(place(r.ID), r.sealed)
	if err != nil {
		return Referral{}, fmt.Errorf("referral %s: %w", r.ID, err)
	}
	r.Words = string(words)
	for _, s := range steps {
		words, err := key.Open(stepPlace(r.ID, s.N), s.sealed)
		if err != nil {
			return Referral{}, fmt.Errorf("referral %s, step %d: %w", r.ID, s.N, err)
		}
		s.Words = string(words)
		r.Steps = append(r.Steps, s.Step)
	}
	return r.Referral, nil
}

func stored(tx *access.Tx, id lindung.ReferralID) (row, error) {
	return linked.One(tx, fields+`WHERE id = ?`, id)
}

// named returns the referrals with these identifiers, in no order.
func named(tx *access.Tx, ids []lindung.ReferralID) ([]row, error) {
	return db.RowsIn(tx, linked, fields+`WHERE id IN `+db.InList, ids)
}

// ofCase returns the referrals of a case, newest first.
func ofCase(tx *access.Tx, id lindung.CaseID) ([]row, error) {
	return linked.All(tx, fields+`WHERE case_id = ? ORDER BY sent_at DESC, id`, id)
}

// ofGroup returns the referrals that were sent together.
func ofGroup(tx *access.Tx, group string) ([]row, error) {
	return linked.All(tx, fields+`WHERE grp = ? AND grp <> ''`, group)
}

func idsOf(tx *access.Tx, id lindung.CaseID) ([]lindung.ReferralID, error) {
	return db.All(tx, db.Value[lindung.ReferralID], `
		SELECT id
		FROM referrals
		WHERE case_id = ?
		ORDER BY sent_at DESC, id`, id)
}

// idsIn is idsOf for cases, in no order.
func idsIn(tx *access.Tx, ids []lindung.CaseID) ([]lindung.ReferralID, error) {
	return db.AllIn(tx, db.Value[lindung.ReferralID], `SELECT id FROM referrals WHERE case_id IN `+db.InList, ids)
}

// openAt returns a page of the referrals that ask something of the recipient org,
// the first due first.
func openAt(tx *access.Tx, org lindung.OrgID, after Cursor, limit int) ([]row, error) {
	return linked.All(tx, fields+`
		WHERE recipient = ? AND recipient_kind = 'organisation' AND to_open AND (due_at, id) > (?, ?)
		ORDER BY due_at, id
		LIMIT ?`, org, after.Due, after.ID, limit)
}

// openFrom returns a page of the referrals that the sender org is not done with, the
// first due first.
func openFrom(tx *access.Tx, org lindung.OrgID, after Cursor, limit int) ([]row, error) {
	return linked.All(tx, fields+`
		WHERE from_org = ? AND from_open AND (due_at, id) > (?, ?)
		ORDER BY due_at, id
		LIMIT ?`, org, after.Due, after.ID, limit)
}

// movedFrom returns the referrals by which cases of an organisation moved to another
// one, the latest first.
func movedFrom(tx *access.Tx, org lindung.OrgID) ([]row, error) {
	return linked.All(tx, fields+`WHERE from_org = ? AND state = 'moved' ORDER BY sent_at DESC, id LIMIT ?`, org, mostListed)
}

// insert stores a referral. It is in the lists of both sides, or of the sender alone
// when it goes to an outside body.
func insert(tx *access.Tx, r Referral) error {
	key, err := tx.Key(string(r.Case))
	if err != nil {
		return err
	}
	n := row{Referral: r, asksFrom: true, asksTo: r.Left() && !r.To.Outside(), sealed: key.Seal(place(r.ID), []byte(r.Words))}
	n.Version = 1
	if err := rows.Sign(tx, &n); err != nil {
		return err
	}
	if n.Left() {
		if err := begun(tx, r); err != nil {
			return err
		}
	}
	_, err = db.Exec(tx, `
		INSERT INTO referrals (id, case_id, from_org, recipient_kind, recipient, need, state, due_at, sent_at, sent_by, left_at,
			accepted_by, reason, grp, linked_case, from_open, to_open, version, sealed, mac)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '', ?, ?, ?, ?, ?)`,
		n.ID, n.Case, n.From, n.To.Kind, n.To.ID, n.Need, n.State, n.Due, n.SentAt, n.SentBy, n.LeftAt, n.AcceptedBy, n.Reason, n.Group,
		n.asksFrom, n.asksTo, n.Version, n.sealed, n.mac)
	return err
}

// setState changes the state of the version that was read, and stores in whose list
// the referral is: in both until one side has ended it, then in the other's until it
// has noted that.
func setState(tx *access.Tx, r Referral, to Step) error {
	n, err := stored(tx, r.ID)
	if err != nil {
		return err
	}
	if n.Version != r.Version {
		return lindung.ErrConflict
	}
	n.State, n.Reason, n.Version = to.State, to.Reason, n.Version+1
	if to.State == Accepted {
		n.AcceptedBy = tx.Actor().ID
	}
	switch bySender := to.Org == r.From; n.State {
	case Sent: // approved: what waited is not taken from the time of the recipient
		n.Due += tx.Now - n.SentAt
		n.SentAt, n.LeftAt, n.asksFrom, n.asksTo = tx.Now, tx.Now, true, !n.To.Outside()
	case Refused:
		n.asksFrom, n.asksTo = true, false
	default:
		n.asksFrom, n.asksTo = n.State == Accepted || !bySender, n.Left() && !n.To.Outside() && (n.State == Accepted || bySender)
	}
	if err := rows.Sign(tx, &n); err != nil {
		return err
	}
	return db.Change(tx, `
		UPDATE referrals
		SET state = ?, reason = ?, due_at = ?, sent_at = ?, left_at = ?, accepted_by = ?, from_open = ?, to_open = ?, version = ?, mac = ?
		WHERE id = ?`,
		n.State, n.Reason, n.Due, n.SentAt, n.LeftAt, n.AcceptedBy, n.asksFrom, n.asksTo, n.Version, n.mac, n.ID)
}

func setLinked(tx *access.Tx, id lindung.ReferralID, c lindung.CaseID) error {
	return db.Change(tx, `
		UPDATE referrals
		SET linked_case = ?
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
	key, err := tx.Key(string(r.Case))
	if err != nil {
		return err
	}
	s.N, s.At, s.By = n, tx.Now, tx.Actor().ID
	next := stepRow{Step: s, of: r.ID, ofCase: r.Case, sealed: key.Seal(stepPlace(r.ID, n), []byte(s.Words))}
	if err := stepRows.Sign(tx, &next); err != nil {
		return err
	}
	_, err = db.Exec(tx, `
		INSERT INTO referral_steps (referral, n, case_id, state, at, actor, org, reason, held_until, seen_at, sealed, mac)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?)`,
		next.of, next.N, next.ofCase, next.State, next.At, next.By, next.Org, next.Reason, next.HeldUntil, next.sealed, next.mac)
	return err
}

// hear marks the steps of the other side as noted.
func hear(tx *access.Tx, r Referral) error {
	steps, err := stepsOf(tx, []lindung.ReferralID{r.ID})
	if err != nil {
		return err
	}
	for _, s := range steps[r.ID] {
		if s.Org == tx.Actor().Org && s.State != Refused || s.SeenAt != 0 {
			continue
		}
		if err := noteStep(tx, s); err != nil {
			return err
		}
	}
	return nil
}

// markSeen is hear for a side that has nothing more to say: a referral that has ended
// leaves its list.
func markSeen(tx *access.Tx, r Referral) error {
	if err := hear(tx, r); err != nil || !r.State.over() {
		return err
	}
	n, err := stored(tx, r.ID)
	if err != nil {
		return err
	}
	if r.Mine {
		n.asksFrom = false
	} else {
		n.asksTo = false
	}
	if err := rows.Sign(tx, &n); err != nil {
		return err
	}
	return db.Change(tx, `
		UPDATE referrals
		SET from_open = ?, to_open = ?, mac = ?
		WHERE id = ?`, n.asksFrom, n.asksTo, n.mac, n.ID)
}

// askSender puts a referral into the sender's list again, until they have noted what is new.
func askSender(tx *access.Tx, n row) error {
	n.asksFrom = true
	if err := rows.Sign(tx, &n); err != nil {
		return err
	}
	return db.Change(tx, `
		UPDATE referrals
		SET from_open = ?, mac = ?
		WHERE id = ?`, n.asksFrom, n.mac, n.ID)
}

func noteStep(tx *access.Tx, s stepRow) error {
	s.SeenAt = tx.Now
	if err := stepRows.Sign(tx, &s); err != nil {
		return err
	}
	return db.Change(tx, `
		UPDATE referral_steps
		SET seen_at = ?, mac = ?
		WHERE referral = ? AND n = ?`, s.SeenAt, s.mac, s.of, s.N)
}

// stepRow is a step as stored.
type stepRow struct {
	Step
	of     lindung.ReferralID
	ofCase lindung.CaseID
	sealed []byte
	mac    db.Mac
}

// stepRows are the steps.
var stepRows = db.Rows[stepRow]{
	Table: "referral_steps", Keys: 2,
	Columns: func(s *stepRow) []any {
		return []any{&s.of, &s.N, &s.ofCase, &s.State, &s.At, &s.By, &s.Org, &s.Reason, &s.HeldUntil, &s.SeenAt, &s.sealed}
	},
	Mac:   func(s *stepRow) *db.Mac { return &s.mac },
	Owner: func(s *stepRow) string { return string(s.ofCase) },
	Of:    "case_id",
	Walk: `
		SELECT referral, n, case_id, state, at, actor, org, reason, held_until, seen_at, sealed, mac
		FROM referral_steps
		WHERE (referral, n) > (?, ?)
		ORDER BY referral, n
		LIMIT ?`,
}

// stepsOf returns the steps of referrals, by referral, in their order.
func stepsOf(tx *access.Tx, ids []lindung.ReferralID) (map[lindung.ReferralID][]stepRow, error) {
	rows, err := db.RowsIn(tx, stepRows, `
		SELECT referral, n, case_id, state, at, actor, org, reason, held_until, seen_at, sealed, mac
		FROM referral_steps
		WHERE referral IN `+db.InList+`
		ORDER BY referral, n`, ids)
	all := map[lindung.ReferralID][]stepRow{}
	for _, s := range rows {
		all[s.of] = append(all[s.of], s)
	}
	return all, err
}
