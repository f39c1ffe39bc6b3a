package survivor

import (
	"encoding/json"
	"fmt"

	"lindung"
	"lindung/access"
	"lindung/internal/db"
	"lindung/visitor"
)

// paperRow is a paper as stored.
type paperRow struct {
	Paper
	org               lindung.OrgID
	code, pin, second string // keyed hashes
	sealed            []byte
	mac               db.Mac
}

var paperRows = db.Rows[paperRow]{
	Table: "papers", Keys: 1,
	Columns: func(r *paperRow) []any {
		return []any{&r.ID, &r.Case, &r.org, &r.code, &r.pin, &r.second, &r.Where, &r.MadeAt, &r.MadeBy, &r.EndedAt, &r.EndedBy, &r.Wrong, &r.UsedAt, &r.Version, &r.sealed}
	},
	Mac:   func(r *paperRow) *db.Mac { return &r.mac },
	Owner: func(r *paperRow) string { return string(r.Case) },
	Of:    "case_id",
	Walk:  paperSelect + `WHERE id > ? ORDER BY id LIMIT ?`,
}

const paperSelect = `
	SELECT id, case_id, org, code, pin, second, shows_where, made_at, made_by, ended_at, ended_by, wrong, used_at, version, sealed, mac
	FROM papers
`

func paperPlace(id string) string { return "papers|" + id + "|sealed" }

// read returns a row that was read, with what follows from it.
func read(r paperRow, err error) (paperRow, error) {
	r.Second = r.second != ""
	return r, err
}

func paperByCode(tx *access.Tx, code string) (paperRow, error) {
	return read(paperRows.One(tx, paperSelect+`WHERE code = ? AND ended_at = 0`, code))
}

func paperNamed(tx *access.Tx, id string) (paperRow, error) {
	return read(paperRows.One(tx, paperSelect+`WHERE id = ?`, id))
}

// paperOf returns the paper of a case that has not ended, with what is sealed.
func paperOf(tx *access.Tx, id lindung.CaseID) (paperRow, error) {
	r, err := read(paperRows.One(tx, paperSelect+`WHERE case_id = ? AND ended_at = 0`, id))
	if err != nil {
		return r, err
	}
	key, err := tx.Key(string(id))
	if err != nil {
		return r, err
	}
	b, err := key.Open(paperPlace(r.ID), r.sealed)
	if err == nil {
		err = json.Unmarshal(b, &r.Detail)
	}
	if err != nil {
		return r, fmt.Errorf("paper %s: %w", r.ID, err)
	}
	return r, nil
}

func insertPaper(tx *access.Tx, p Paper, c Codes) error {
	key, err := tx.Key(string(p.Case))
	if err != nil {
		return err
	}
	b, err := json.Marshal(p.Detail)
	if err != nil {
		return err
	}
	p.Version = 1
	r := paperRow{Paper: p, org: tx.Object().Org, code: byPaper.CodeHash(tx, c.Code), pin: byPaper.SecondHash(tx, p.ID, c.PIN), sealed: key.Seal(paperPlace(p.ID), b)}
	if c.Second != "" {
		r.second = byPaper.SecondHash(tx, p.ID, c.Second)
	}
	if err := paperRows.Sign(tx, &r); err != nil {
		return err
	}
	_, err = db.Exec(tx, `
		INSERT INTO papers (id, case_id, org, code, pin, second, shows_where, made_at, made_by, ended_at, ended_by, wrong, used_at, version, sealed, mac)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		r.ID, r.Case, r.org, r.code, r.pin, r.second, r.Where, r.MadeAt, r.MadeBy, r.EndedAt, r.EndedBy, r.Wrong, r.UsedAt, r.Version, r.sealed, r.mac)
	return err
}

func updatePaper(tx *access.Tx, r paperRow) error {
	r.Version++
	if err := paperRows.Sign(tx, &r); err != nil {
		return err
	}
	return db.Change(tx, `
		UPDATE papers
		SET org = ?, shows_where = ?, ended_at = ?, ended_by = ?, wrong = ?, used_at = ?, version = ?, mac = ?
		WHERE id = ? AND version = ?`, r.org, r.Where, r.EndedAt, r.EndedBy, r.Wrong, r.UsedAt, r.Version, r.mac, r.ID, r.Version-1)
}

// endPapers ends the paper of a case, if it has one, and whatever is open with it.
func endPapers(tx *access.Tx, id lindung.CaseID) error {
	all, err := paperRows.All(tx, paperSelect+`WHERE case_id = ? AND ended_at = 0`, id)
	for _, r := range all {
		if err == nil {
			err = endPaper(tx, r)
		}
	}
	return err
}

func endPaper(tx *access.Tx, r paperRow) error {
	tx.Ends(access.EndedPaper, r.ID)
	r.EndedAt, r.EndedBy = tx.Now, tx.Actor().ID
	if err := updatePaper(tx, r); err != nil {
		return err
	}
	return visitor.Drop(tx, r.ID)
}

// endAgain ends a paper in an older database.
func endAgain(tx *access.Tx, names []string) (string, error) {
	r, err := paperNamed(tx, names[0])
	if err != nil || r.EndedAt != 0 {
		return "", err
	}
	return string(r.Case), endPaper(tx, r)
}

// hideWhere stores that the paper of a case shows no longer where the person is.
func hideWhere(tx *access.Tx, id lindung.CaseID) error {
	r, err := paperOf(tx, id)
	if err != nil || !r.Where {
		return err
	}
	tx.Ends(access.EndedWhere, r.ID)
	r.Where = false
	return updatePaper(tx, r)
}

// hideAgain hides it in an older database.
func hideAgain(tx *access.Tx, names []string) (string, error) {
	r, err := paperNamed(tx, names[0])
	if err != nil || !r.Where {
		return "", err
	}
	tx.Ends(access.EndedWhere, r.ID)
	r.Where = false
	return string(r.Case), updatePaper(tx, r)
}

// wordRow is a word as stored.
type wordRow struct {
	Word
	org    lindung.OrgID
	due    string
	sealed []byte
	mac    db.Mac
}

var wordRows = db.Rows[wordRow]{
	Table: "words", Keys: 1,
	Columns: func(r *wordRow) []any {
		return []any{&r.ID, &r.Case, &r.org, &r.Kind, &r.About, &r.At, &r.By, &r.due, &r.AnsweredAt, &r.AnsweredBy, &r.Answered, &r.SeenAt, &r.sealed}
	},
	Mac:   func(r *wordRow) *db.Mac { return &r.mac },
	Owner: func(r *wordRow) string { return string(r.Case) },
	Of:    "case_id",
	Walk:  wordSelect + `WHERE id > ? ORDER BY id LIMIT ?`,
}

const wordSelect = `
	SELECT id, case_id, org, kind, about, at, made_by, due, answered_at, answered_by, answered, seen_at, sealed, mac
	FROM words
`

func wordPlace(id string) string { return "words|" + id + "|sealed" }

// said is what is sealed of a word.
type said struct{ Text, Answer string }

func (r *wordRow) open(tx *access.Tx) error {
	key, err := tx.Key(string(r.Case))
	if err != nil {
		return err
	}
	b, err := key.Open(wordPlace(r.ID), r.sealed)
	var s said
	if err == nil {
		err = json.Unmarshal(b, &s)
	}
	if err == nil && r.due != "" {
		r.Due, err = lindung.ParseDate(r.due)
	}
	if err != nil {
		return fmt.Errorf("word %s: %w", r.ID, err)
	}
	r.Text, r.Answer = s.Text, s.Answer
	return nil
}

func (r *wordRow) sign(tx *access.Tx) error {
	key, err := tx.Key(string(r.Case))
	if err != nil {
		return err
	}
	b, err := json.Marshal(said{r.Text, r.Answer})
	if err != nil {
		return err
	}
	r.sealed, r.due = key.Seal(wordPlace(r.ID), b), ""
	if !r.Due.IsZero() {
		r.due = r.Due.String()
	}
	return wordRows.Sign(tx, r)
}

func insertWord(tx *access.Tx, w Word) error {
	r := wordRow{Word: w, org: tx.Object().Org}
	if err := r.sign(tx); err != nil {
		return err
	}
	_, err := db.Exec(tx, `
		INSERT INTO words (id, case_id, org, kind, about, at, made_by, due, answered_at, answered_by, answered, seen_at, sealed, mac)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		r.ID, r.Case, r.org, r.Kind, r.About, r.At, r.By, r.due, r.AnsweredAt, r.AnsweredBy, r.Answered, r.SeenAt, r.sealed, r.mac)
	return err
}

func updateWord(tx *access.Tx, r wordRow) error {
	if err := r.sign(tx); err != nil {
		return err
	}
	return db.Change(tx, `
		UPDATE words
		SET org = ?, answered_at = ?, answered_by = ?, answered = ?, seen_at = ?, sealed = ?, mac = ?
		WHERE id = ?`, r.org, r.AnsweredAt, r.AnsweredBy, r.Answered, r.SeenAt, r.sealed, r.mac, r.ID)
}

// wordIn returns a word of the act's own case.
func wordIn(tx *access.Tx, id lindung.CaseID, word string) (wordRow, error) {
	r, err := wordRows.One(tx, wordSelect+`WHERE id = ? AND case_id = ?`, word, id)
	if err == nil {
		err = r.open(tx)
	}
	return r, err
}

// wordsOf returns the words of a case, the newest first. One that does not open is left
// out, and the doctor says so.
func wordsOf(tx *access.Tx, id lindung.CaseID) ([]wordRow, error) {
	rows, err := wordRows.All(tx, wordSelect+`WHERE case_id = ? ORDER BY at DESC, id`, id)
	if err != nil {
		return nil, err
	}
	good := rows[:0]
	for _, r := range rows {
		err := r.open(tx)
		if access.IsBroken(err) {
			continue
		}
		if err != nil {
			return nil, err
		}
		good = append(good, r)
	}
	return good, nil
}

// waiting returns the words of an organisation's cases that wait for an answer, the first due
// first, without what is sealed.
func waiting(tx *access.Tx, org lindung.OrgID, most int) ([]wordRow, error) {
	rows, err := wordRows.All(tx, wordSelect+`
		WHERE org = ? AND answered_at = 0 AND due <> ''
		ORDER BY due, id
		LIMIT ?`, org, most)
	for i := range rows {
		if err == nil {
			rows[i].Due, err = lindung.ParseDate(rows[i].due)
		}
	}
	return rows, err
}

// noticed returns the papers of an organisation's cases of which someone must know: the
// second PIN was used, or wrong ones were tried.
func noticed(tx *access.Tx, org lindung.OrgID, most int) ([]paperRow, error) {
	return paperRows.All(tx, paperSelect+`
		WHERE org = ? AND ended_at = 0 AND (used_at > 0 OR wrong >= ?)
		ORDER BY used_at DESC, id
		LIMIT ?`, org, fewWrong, most)
}

// moveTo stores that another organisation keeps the case of papers and words.
func moveTo(tx *access.Tx, id lindung.CaseID, to lindung.OrgID) error {
	papers, err := paperRows.All(tx, paperSelect+`WHERE case_id = ?`, id)
	for _, r := range papers {
		if r.org = to; err == nil {
			err = updatePaper(tx, r)
		}
	}
	if err != nil {
		return err
	}
	words, err := wordsOf(tx, id)
	for _, r := range words {
		if r.org = to; err == nil {
			err = updateWord(tx, r)
		}
	}
	return err
}
