package identification

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"

	"lindung"
	"lindung/access"
	"lindung/internal/db"
)

// screeningRow is a screening as stored, with its case's wrapped key.
type screeningRow struct {
	Screening
	sealed  []byte
	mac     db.Mac
	wrapped []byte
}

var screeningRows = db.Rows[screeningRow]{
	Table: "screenings", Keys: 1,
	Columns: func(r *screeningRow) []any {
		return []any{&r.ID, &r.Case, &r.Instrument, &r.Child, &r.Doubt, &r.Again, &r.BegunAt, &r.At, &r.By, &r.FinishedAt, &r.Version, &r.sealed}
	},
	Mac:    func(r *screeningRow) *db.Mac { return &r.mac },
	Owner:  func(r *screeningRow) string { return string(r.Case) },
	Of:     "case_id",
	Beside: func(r *screeningRow) []any { return []any{&r.wrapped} },
	Walk: `
		SELECT id, case_id, instrument, child, doubt, again, begun_at, at, actor, finished_at, version, sealed, mac
		FROM screenings
		WHERE id > ?
		ORDER BY id
		LIMIT ?`,
}

const screeningSelect = `
	SELECT s.id, s.case_id, s.instrument, s.child, s.doubt, s.again, s.begun_at, s.at, s.actor, s.finished_at, s.version, s.sealed, s.mac, k.wrapped
	FROM screenings s JOIN keys k ON k.owner = s.case_id
`

func screeningPlace(id string) string { return "screenings|" + id + "|sealed" }

func (r screeningRow) open(tx *access.Tx) (Screening, error) {
	key, err := tx.Unwrap(string(r.Case), r.wrapped)
	if err != nil {
		return Screening{}, err
	}
	b, err := key.Open(screeningPlace(r.ID), r.sealed)
	if err != nil {
		return Screening{}, fmt.Errorf("screening %s: %w", r.ID, err)
	}
	if err := json.Unmarshal(b, &r.Answers); err != nil {
		return Screening{}, fmt.Errorf("screening %s: the answers cannot be read", r.ID)
	}
	return r.Screening, nil
}

// seal returns the answers of the screening, sealed at their place.
func (s Screening) seal(tx *access.Tx) ([]byte, error) {
	key, err := tx.Key(string(s.Case))
	if err != nil {
		return nil, err
	}
	b, err := json.Marshal(s.Answers)
	return key.Seal(screeningPlace(s.ID), b), err
}

func insertScreening(tx *access.Tx, s Screening) error {
	sealed, err := s.seal(tx)
	if err != nil {
		return err
	}
	r := screeningRow{Screening: s, sealed: sealed}
	if err := screeningRows.Sign(tx, &r); err != nil {
		return err
	}
	_, err = db.Exec(tx, `
		INSERT INTO screenings (id, case_id, instrument, child, doubt, again, begun_at, at, actor, finished_at, version, sealed, mac)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		r.ID, r.Case, r.Instrument, r.Child, r.Doubt, r.Again, r.BegunAt, r.At, r.By, r.FinishedAt, r.Version, r.sealed, r.mac)
	return err
}

// changeScreening stores the screening over the version that was read.
func changeScreening(tx *access.Tx, s *Screening, version int64) error {
	r, err := screeningRows.One(tx, screeningSelect+`WHERE s.id = ?`, s.ID)
	if err != nil {
		return err
	}
	if r.Version != version || r.FinishedAt != 0 {
		return lindung.ErrConflict
	}
	if r.sealed, err = s.seal(tx); err != nil {
		return err
	}
	s.Version = version + 1
	r.Screening = *s
	if err := screeningRows.Sign(tx, &r); err != nil {
		return err
	}
	return db.Change(tx, `
		UPDATE screenings
		SET child = ?, doubt = ?, at = ?, actor = ?, finished_at = ?, version = ?, sealed = ?, mac = ?
		WHERE id = ?`,
		r.Child, r.Doubt, r.At, r.By, r.FinishedAt, r.Version, r.sealed, r.mac, r.ID)
}

func oneScreening(tx *access.Tx, c lindung.CaseID, id string) (Screening, error) {
	r, err := screeningRows.One(tx, screeningSelect+`WHERE s.id = ? AND s.case_id = ?`, id, c)
	if err != nil {
		return Screening{}, err
	}
	return r.open(tx)
}

// screenings returns the screenings of a case, newest first.
func screenings(tx *access.Tx, c lindung.CaseID) ([]Screening, error) {
	rows, err := screeningRows.All(tx, screeningSelect+`WHERE s.case_id = ? ORDER BY s.begun_at DESC, s.id`, c)
	if err != nil {
		return nil, err
	}
	all := make([]Screening, len(rows))
	for i, r := range rows {
		if all[i], err = r.open(tx); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// decisionRow is a decision as stored, or what became of one, with its case's wrapped key.
type decisionRow struct {
	Decision
	n       int64
	decided string
	state   State  // "" for a decision, else the state to which the one in about has come
	about   string // the decision that it replaces, or that has come to state
	sealed  []byte
	mac     db.Mac
	wrapped []byte
}

// detail is what a decision says in words, and its grounds; it is sealed.
type detail struct {
	Name    string   `json:",omitempty"`
	Law     string   `json:",omitempty"`
	Grounds string   `json:",omitempty"`
	Found   Elements `json:",omitzero"`
}

var decisionRows = db.Rows[decisionRow]{
	Table: "decisions", Keys: 1,
	Columns: func(r *decisionRow) []any {
		return []any{&r.ID, &r.Case, &r.n, &r.Status, &r.Kind, &r.Country, &r.decided, &r.Reported,
			&r.state, &r.about, &r.Recognises, &r.Referral, &r.Team, &r.At, &r.By, &r.sealed}
	},
	Mac:    func(r *decisionRow) *db.Mac { return &r.mac },
	Owner:  func(r *decisionRow) string { return string(r.Case) },
	Of:     "case_id",
	Beside: func(r *decisionRow) []any { return []any{&r.wrapped} },
	Walk: `
		SELECT id, case_id, n, status, kind, country, decided, reported, state, about, recognises, referral, team, at, actor, sealed, mac
		FROM decisions
		WHERE id > ?
		ORDER BY id
		LIMIT ?`,
}

const decisionSelect = `
	SELECT d.id, d.case_id, d.n, d.status, d.kind, d.country, d.decided, d.reported, d.state, d.about, d.recognises, d.referral, d.team,
		d.at, d.actor, d.sealed, d.mac, k.wrapped
	FROM decisions d JOIN keys k ON k.owner = d.case_id
`

func decisionPlace(id string) string { return "decisions|" + id + "|sealed" }

func (r decisionRow) open(tx *access.Tx) (Decision, error) {
	key, err := tx.Unwrap(string(r.Case), r.wrapped)
	if err != nil {
		return Decision{}, err
	}
	b, err := key.Open(decisionPlace(r.ID), r.sealed)
	if err != nil {
		return Decision{}, fmt.Errorf("decision %s: %w", r.ID, err)
	}
	var d detail
	if err := json.Unmarshal(b, &d); err != nil {
		return Decision{}, fmt.Errorf("decision %s: it cannot be read", r.ID)
	}
	r.Name, r.Law, r.Grounds, r.Found = d.Name, d.Law, d.Grounds, d.Found
	if r.state == "" {
		r.Replaces = r.about
	}
	if r.decided != "" {
		r.On, err = lindung.ParseDate(r.decided)
	}
	return r.Decision, err
}

// insertDecision stores a decision.
func insertDecision(tx *access.Tx, d Decision) error {
	return addDecision(tx, decisionRow{Decision: d, about: d.Replaces})
}

// insertChange stores what became of a decision.
func insertChange(tx *access.Tx, d Decision, c Change) error {
	r := decisionRow{Decision: d, state: c.To, about: d.ID}
	r.ID, r.Law, r.Grounds, r.On, r.At, r.By = c.ID, c.Law, c.Grounds, c.On, c.At, c.By
	r.Name, r.Found, r.Team, r.Recognises = "", Elements{}, "", ""
	return addDecision(tx, r)
}

func addDecision(tx *access.Tx, r decisionRow) error {
	key, err := tx.Key(string(r.Case))
	if err != nil {
		return err
	}
	b, err := json.Marshal(detail{r.Name, r.Law, r.Grounds, r.Found})
	if err != nil {
		return err
	}
	r.n, err = db.One(tx, db.Value[int64], `
		SELECT count(*)
		FROM decisions
		WHERE case_id = ?`, r.Case)
	if err != nil {
		return err
	}
	r.decided, r.sealed = r.On.String(), key.Seal(decisionPlace(r.ID), b)
	if err := decisionRows.Sign(tx, &r); err != nil {
		return err
	}
	_, err = db.Exec(tx, `
		INSERT INTO decisions (id, case_id, n, status, kind, country, decided, reported, state, about, recognises, referral, team, at, actor, sealed, mac)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		r.ID, r.Case, r.n, r.Status, r.Kind, r.Country, r.decided, r.Reported, r.state, r.about, r.Recognises, r.Referral, r.Team, r.At, r.By, r.sealed, r.mac)
	return err
}

// decisions returns the decisions of a case, and those that came back to one of the
// referrals by which it has asked, with what became of them, in the order in which they
// were recorded. What the other organisation recorded when nothing could come back any
// more is not among them.
//
// Source: ACTIP 14.6
func decisions(tx *access.Tx, c lindung.CaseID, asked []lindung.ReferralID) ([]Decision, error) {
	rows, err := decisionRows.All(tx, decisionSelect+`
		WHERE d.case_id = ?
		ORDER BY d.n`, c)
	if err != nil {
		return nil, err
	}
	if len(asked) > 0 {
		back, err := db.RowsIn(tx, decisionRows, decisionSelect+`WHERE d.referral IN `+db.InList+` ORDER BY d.case_id, d.n`, asked)
		if err != nil {
			return nil, err
		}
		rows = append(rows, slices.DeleteFunc(back, func(r decisionRow) bool { return r.Case == c })...)
		slices.SortStableFunc(rows, func(a, b decisionRow) int { return cmp.Compare(a.At, b.At) })
	}
	return opened(tx, c, rows)
}

// opened opens rows and puts what became of each decision with it.
func opened(tx *access.Tx, c lindung.CaseID, rows []decisionRow) ([]Decision, error) {
	all := make([]Decision, 0, len(rows))
	at := map[string]int{}
	for _, r := range rows {
		d, err := r.open(tx)
		if err != nil {
			return nil, err
		}
		if of, known := at[r.about]; r.state != "" && known {
			all[of].Changes = append(all[of].Changes, Change{d.ID, r.state, d.Law, d.Grounds, d.On, d.At, d.By})
		}
		if r.state != "" {
			continue
		}
		d.Asked = d.Case != c
		at[d.ID] = len(all)
		all = append(all, d)
	}
	live(all)
	return all, nil
}
