package identification

import (
	"encoding/json"
	"fmt"

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

// decisionRow is a decision as stored, with its case's wrapped key.
type decisionRow struct {
	Decision
	n       int64
	decided string
	sealed  []byte
	mac     db.Mac
	wrapped []byte
}

// detail is what a decision says in words; it is sealed.
type detail struct {
	Name    string `json:",omitempty"`
	Law     string `json:",omitempty"`
	Grounds string `json:",omitempty"`
}

var decisionRows = db.Rows[decisionRow]{
	Table: "decisions", Keys: 1,
	Columns: func(r *decisionRow) []any {
		return []any{&r.ID, &r.Case, &r.n, &r.Status, &r.Kind, &r.Country, &r.decided, &r.Reported, &r.At, &r.By, &r.sealed}
	},
	Mac:    func(r *decisionRow) *db.Mac { return &r.mac },
	Owner:  func(r *decisionRow) string { return string(r.Case) },
	Of:     "case_id",
	Beside: func(r *decisionRow) []any { return []any{&r.wrapped} },
	Walk: `
		SELECT id, case_id, n, status, kind, country, decided, reported, at, actor, sealed, mac
		FROM decisions
		WHERE id > ?
		ORDER BY id
		LIMIT ?`,
}

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
	r.Name, r.Law, r.Grounds = d.Name, d.Law, d.Grounds
	if r.decided != "" {
		r.On, err = lindung.ParseDate(r.decided)
	}
	return r.Decision, err
}

func insertDecision(tx *access.Tx, d Decision) error {
	key, err := tx.Key(string(d.Case))
	if err != nil {
		return err
	}
	b, err := json.Marshal(detail{d.Name, d.Law, d.Grounds})
	if err != nil {
		return err
	}
	n, err := db.One(tx, db.Value[int64], `
		SELECT count(*)
		FROM decisions
		WHERE case_id = ?`, d.Case)
	if err != nil {
		return err
	}
	r := decisionRow{Decision: d, n: n, decided: d.On.String(), sealed: key.Seal(decisionPlace(d.ID), b)}
	if err := decisionRows.Sign(tx, &r); err != nil {
		return err
	}
	_, err = db.Exec(tx, `
		INSERT INTO decisions (id, case_id, n, status, kind, country, decided, reported, at, actor, sealed, mac)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		r.ID, r.Case, r.n, r.Status, r.Kind, r.Country, r.decided, r.Reported, r.At, r.By, r.sealed, r.mac)
	return err
}

// decisions returns the decisions of a case in the order in which they were
// recorded.
func decisions(tx *access.Tx, c lindung.CaseID) ([]Decision, error) {
	rows, err := decisionRows.All(tx, `
		SELECT d.id, d.case_id, d.n, d.status, d.kind, d.country, d.decided, d.reported, d.at, d.actor, d.sealed, d.mac, k.wrapped
		FROM decisions d JOIN keys k ON k.owner = d.case_id
		WHERE d.case_id = ?
		ORDER BY d.n`, c)
	if err != nil {
		return nil, err
	}
	all := make([]Decision, len(rows))
	for i, r := range rows {
		if all[i], err = r.open(tx); err != nil {
			return nil, err
		}
	}
	return all, nil
}
