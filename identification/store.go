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
	wrapped []byte
}

func screeningColumns(r *screeningRow) []any {
	return []any{&r.ID, &r.Case, &r.Instrument, &r.Child, &r.Doubt, &r.BegunAt, &r.At, &r.By, &r.FinishedAt, &r.Version, &r.sealed, &r.wrapped}
}

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
	_, err = db.Exec(tx, `
		INSERT INTO screenings (id, case_id, instrument, child, doubt, begun_at, at, actor, finished_at, version, sealed)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		s.ID, s.Case, s.Instrument, s.Child, s.Doubt, s.BegunAt, s.At, s.By, s.FinishedAt, s.Version, sealed)
	return err
}

// changeScreening stores the screening over the version that was read.
func changeScreening(tx *access.Tx, s *Screening, version int64) error {
	sealed, err := s.seal(tx)
	if err != nil {
		return err
	}
	s.Version = version + 1
	return db.Change(tx, `
		UPDATE screenings
		SET child = ?, doubt = ?, at = ?, actor = ?, finished_at = ?, version = ?, sealed = ?
		WHERE id = ? AND version = ? AND finished_at = 0`,
		s.Child, s.Doubt, s.At, s.By, s.FinishedAt, s.Version, sealed, s.ID, version)
}

func oneScreening(tx *access.Tx, c lindung.CaseID, id string) (Screening, error) {
	r, err := db.One(tx, screeningColumns, `
		SELECT s.id, s.case_id, s.instrument, s.child, s.doubt, s.begun_at, s.at, s.actor, s.finished_at, s.version, s.sealed, k.wrapped
		FROM screenings s JOIN keys k ON k.owner = s.case_id
		WHERE s.id = ? AND s.case_id = ?`, id, c)
	if err != nil {
		return Screening{}, err
	}
	return r.open(tx)
}

// screenings returns the screenings of a case, newest first.
func screenings(tx *access.Tx, c lindung.CaseID) ([]Screening, error) {
	rows, err := db.All(tx, screeningColumns, `
		SELECT s.id, s.case_id, s.instrument, s.child, s.doubt, s.begun_at, s.at, s.actor, s.finished_at, s.version, s.sealed, k.wrapped
		FROM screenings s JOIN keys k ON k.owner = s.case_id
		WHERE s.case_id = ?
		ORDER BY s.begun_at DESC, s.id`, c)
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
	decided string
	sealed  []byte
	wrapped []byte
}

// detail is what a decision says in words; it is sealed.
type detail struct {
	Name    string `json:",omitempty"`
	Law     string `json:",omitempty"`
	Grounds string `json:",omitempty"`
}

func decisionColumns(r *decisionRow) []any {
	return []any{&r.ID, &r.Case, &r.Status, &r.Kind, &r.Country, &r.decided, &r.Reported, &r.At, &r.By, &r.sealed, &r.wrapped}
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
	_, err = db.Exec(tx, `
		INSERT INTO decisions (id, case_id, n, status, kind, country, decided, reported, at, actor, sealed)
		VALUES (?, ?, (SELECT count(*) FROM decisions WHERE case_id = ?), ?, ?, ?, ?, ?, ?, ?, ?)`,
		d.ID, d.Case, d.Case, d.Status, d.Kind, d.Country, d.On.String(), d.Reported, d.At, d.By, key.Seal(decisionPlace(d.ID), b))
	return err
}

// decisions returns the decisions of a case in the order in which they were
// recorded.
func decisions(tx *access.Tx, c lindung.CaseID) ([]Decision, error) {
	rows, err := db.All(tx, decisionColumns, `
		SELECT d.id, d.case_id, d.status, d.kind, d.country, d.decided, d.reported, d.at, d.actor, d.sealed, k.wrapped
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
