package prevention

import (
	"errors"
	"fmt"

	"lindung"
	"lindung/access"
	"lindung/internal/db"
)

// reportRow is the way back to a tip, as stored.
type reportRow struct {
	Tip     TipID
	Org     lindung.OrgID
	code    string // a keyed hash; the tip once it has ended
	Ended   bool
	Version int64
	mac     db.Mac
}

var reportRows = db.Rows[reportRow]{
	Table: "reports", Keys: 1,
	Columns: func(r *reportRow) []any { return []any{&r.Tip, &r.Org, &r.code, &r.Ended, &r.Version} },
	Mac:     func(r *reportRow) *db.Mac { return &r.mac },
	Owner:   func(r *reportRow) string { return string(r.Tip) },
	Walk:    reportSelect + `WHERE tip > ? ORDER BY tip LIMIT ?`,
}

const reportSelect = `SELECT tip, org, code, ended, version, mac FROM reports `

// wordRow is a word of a talk, as stored.
type wordRow struct {
	TalkWord
	sealed []byte
	mac    db.Mac
}

var wordRows = db.Rows[wordRow]{
	Table: "report_words", Keys: 1,
	Columns: func(r *wordRow) []any { return []any{&r.ID, &r.Tip, &r.N, &r.At, &r.By, &r.Seen, &r.sealed} },
	Mac:     func(r *wordRow) *db.Mac { return &r.mac },
	Owner:   func(r *wordRow) string { return string(r.Tip) },
	Walk:    wordSelect + `WHERE id > ? ORDER BY id LIMIT ?`,
}

const wordSelect = `SELECT id, tip, n, at, made_by, seen, sealed, mac FROM report_words `

func wordPlace(id string) string { return "report_words|" + id + "|sealed" }

// reportByCode returns the way back that a key opens.
func reportByCode(tx *access.Tx, code string) (reportRow, error) {
	return reportRows.One(tx, reportSelect+`WHERE code = ? AND NOT ended`, code)
}

func reportOf(tx *access.Tx, id TipID) (reportRow, error) {
	return reportRows.One(tx, reportSelect+`WHERE tip = ?`, id)
}

func insertReport(tx *access.Tx, r reportRow) error {
	if err := reportRows.Sign(tx, &r); err != nil {
		return err
	}
	_, err := db.Exec(tx, `
		INSERT INTO reports (tip, org, code, ended, version, mac)
		VALUES (?, ?, ?, ?, ?, ?)`, r.Tip, r.Org, r.code, r.Ended, r.Version, r.mac)
	return err
}

// endReport ends the way back to a tip. Nothing of the key is left.
func endReport(tx *access.Tx, id TipID) error {
	r, err := reportOf(tx, id)
	if err != nil || r.Ended {
		return err
	}
	tx.Ends(access.EndedReport, string(id))
	r.Ended, r.code = true, string(id)
	r.Version++
	if err := reportRows.Sign(tx, &r); err != nil {
		return err
	}
	return db.Change(tx, `
		UPDATE reports
		SET code = ?, ended = ?, version = ?, mac = ?
		WHERE tip = ? AND version = ?`, r.code, r.Ended, r.Version, r.mac, r.Tip, r.Version-1)
}

// endReportAgain ends it in an older database.
func endReportAgain(tx *access.Tx, names []string) (string, error) {
	r, err := reportOf(tx, TipID(names[0]))
	if err != nil || r.Ended {
		return "", err
	}
	return names[0], endReport(tx, r.Tip)
}

// toldAt returns when a tip was told, for the door.
func toldAt(tx *access.Tx, id TipID) (db.Time, error) {
	r, err := tipRows.One(tx, tipSelect+`WHERE id = ?`, id)
	return r.At, err
}

// addWord stores a word after those that there are.
func addWord(tx *access.Tx, w TalkWord) error {
	last, err := db.One(tx, db.Value[int64], `
		SELECT COALESCE(max(n), 0)
		FROM report_words
		WHERE tip = ?`, w.Tip)
	if err != nil {
		return err
	}
	if w.N = last + 1; w.N > mostTalk {
		return errFull
	}
	key, err := tx.Key(string(w.Tip))
	if err != nil {
		return err
	}
	r := wordRow{TalkWord: w, sealed: key.Seal(wordPlace(w.ID), []byte(w.Text))}
	if err := wordRows.Sign(tx, &r); err != nil {
		return err
	}
	_, err = db.Exec(tx, `
		INSERT INTO report_words (id, tip, n, at, made_by, seen, sealed, mac)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?)`, r.ID, r.Tip, r.N, r.At, r.By, r.Seen, r.sealed, r.mac)
	return err
}

func wordNamed(tx *access.Tx, id string) (wordRow, error) {
	return wordRows.One(tx, wordSelect+`WHERE id = ?`, id)
}

// talkIn returns what was written about a tip of the act's organisation, inside an act that
// has read the tip.
func talkIn(tx *access.Tx, id TipID) (Talk, error) {
	r, err := reportOf(tx, id)
	if errors.Is(err, lindung.ErrNotFound) { // damaged, and reported
		return Talk{Ended: true}, nil
	}
	if err != nil {
		return Talk{}, err
	}
	key, err := tx.Key(string(id))
	if err != nil {
		return Talk{}, err
	}
	rows, err := wordRows.All(tx, wordSelect+`WHERE tip = ? ORDER BY n`, id)
	t := Talk{Ended: r.Ended}
	for _, w := range rows {
		b, fault := key.Open(wordPlace(w.ID), w.sealed)
		if fault != nil {
			return Talk{}, fmt.Errorf("word %s of tip %s: %w", w.ID, id, fault)
		}
		w.Text = string(b)
		t.Words = append(t.Words, w.TalkWord)
	}
	return t, err
}

// noteSeen stores that who told a tip without a name has seen what was written to them.
func noteSeen(tx *access.Tx, id TipID) error {
	rows, err := wordRows.All(tx, wordSelect+`WHERE tip = ? AND NOT seen ORDER BY n`, id)
	for _, r := range rows {
		if err != nil {
			return err
		}
		r.Seen = true
		if err = wordRows.Sign(tx, &r); err == nil {
			err = db.Change(tx, `
				UPDATE report_words
				SET seen = ?, mac = ?
				WHERE id = ?`, r.Seen, r.mac, r.ID)
		}
	}
	return err
}
