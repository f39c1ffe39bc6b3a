package attachment

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"

	"lindung"
	"lindung/access"
	"lindung/internal/db"
	"lindung/internal/seal"
)

// ErrDamaged says that a piece of a file is missing or was changed.
var ErrDamaged = errors.New("a file of the case is damaged: a piece of it is missing or was changed")

// pieceSize is how many bytes a piece holds, see doc/why.md.
const pieceSize = 256 << 10

// row is an attachment as stored.
type row struct {
	Attachment
	of     lindung.CaseID
	pieces int64
	sealed []byte
	mac    db.Mac
}

var rows = db.Rows[row]{
	Table: "attachments", Keys: 1,
	Columns: func(r *row) []any {
		return []any{&r.ID, &r.of, &r.Kind, &r.Group, &r.Format, &r.Size, &r.pieces, &r.Grant, &r.Origin, &r.At, &r.By, &r.Struck, &r.sealed}
	},
	Mac:   func(r *row) *db.Mac { return &r.mac },
	Owner: func(r *row) string { return string(r.of) },
	Of:    "case_id",
	Walk:  selectRows + `WHERE id > ? ORDER BY id LIMIT ?`,
}

const selectRows = `SELECT id, case_id, kind, grp, format, size, pieces, grant_id, origin, at, actor, struck, sealed, mac FROM attachments `

func wordsPlace(id string) string { return "attachments|" + id + "|sealed" }

// piecePlace binds a piece to its attachment, its number and how many there are.
func piecePlace(id string, n, of int64) string {
	return fmt.Sprintf("attachment_pieces|%s|%d|%d", id, n, of)
}

// Stored are the files of a case: what is known of them, and their bytes.
var Stored = access.Stored{
	Tables: []access.Table{{Name: "attachments", Case: "case_id"}, {Name: "attachment_pieces"}},
	Rows:   []db.Table{rows},
	Touched: []string{
		`SELECT DISTINCT case_id FROM attachments WHERE case_id IN ` + db.InList,
	},
	Erase: []string{
		`DELETE FROM attachment_pieces WHERE attachment IN (SELECT id FROM attachments WHERE case_id IN ` + db.InList + `)`,
		`DELETE FROM attachments WHERE case_id IN ` + db.InList,
	},
	Seals: []access.Sealed{
		{Name: "attachment", Read: whole, Place: func(r access.SealedRow) string { return wordsPlace(r.ID) },
			After: func(r access.SealedRow) []any { return []any{r.Owner, r.ID} },
			Next: `
			SELECT a.case_id, '', a.id, a.pieces, CAST((SELECT count(*) FROM attachment_pieces p WHERE p.attachment = a.id) AS TEXT), a.sealed, k.wrapped
			FROM attachments a JOIN keys k ON k.owner = a.case_id
			WHERE (a.case_id, a.id) > (?, ?)
			ORDER BY a.case_id, a.id
			LIMIT ?`},
		{Name: "piece of an attachment", Most: 16, Place: func(r access.SealedRow) string { return piecePlace(r.ID, r.N, pieceCount(r)) },
			After: func(r access.SealedRow) []any { return []any{r.ID, r.N} },
			Next: `
			SELECT a.case_id, '', p.attachment, p.n, CAST(a.pieces AS TEXT), p.sealed, k.wrapped
			FROM attachment_pieces p CROSS JOIN attachments a CROSS JOIN keys k
			WHERE (p.attachment, p.n) > (?, ?) AND a.id = p.attachment AND k.owner = a.case_id
			ORDER BY p.attachment, p.n
			LIMIT ?`},
	},
}

func pieceCount(r access.SealedRow) int64 {
	n, _ := strconv.ParseInt(r.Clear, 10, 64) // what is no number opens no piece
	return n
}

// whole checks that a file has all its pieces.
func whole(tx *access.Tx, r access.SealedRow, plain []byte) error {
	if pieceCount(r) != r.N {
		return ErrDamaged
	}
	return access.AsJSON[Words](tx, r, plain)
}

// insert stores a file of a case, a piece at a time.
func insert(tx *access.Tx, id lindung.CaseID, a Attachment, file []byte) error {
	key, err := tx.Key(string(id))
	if err != nil {
		return err
	}
	r := row{Attachment: a, of: id, pieces: int64((len(file) + pieceSize - 1) / pieceSize)}
	err = r.insert(tx, key)
	for n := int64(0); err == nil && n < r.pieces; n++ {
		piece := file[n*pieceSize : min((n+1)*pieceSize, r.Size)]
		err = r.insertPiece(tx, key, n, piece)
	}
	return err
}

// insert stores what is known of a file.
func (r *row) insert(tx *access.Tx, key seal.Key) error {
	if err := r.seal(tx, key); err != nil {
		return err
	}
	_, err := db.Exec(tx, `
		INSERT INTO attachments (id, case_id, kind, grp, format, size, pieces, grant_id, origin, at, actor, struck, sealed, mac)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		r.ID, r.of, r.Kind, r.Group, r.Format, r.Size, r.pieces, r.Grant, r.Origin, r.At, r.By, r.Struck, r.sealed, r.mac)
	return err
}

func (r row) insertPiece(tx *access.Tx, key seal.Key, n int64, piece []byte) error {
	_, err := db.Exec(tx, `INSERT INTO attachment_pieces (attachment, n, sealed) VALUES (?, ?, ?)`,
		r.ID, n, key.Seal(piecePlace(r.ID, n, r.pieces), piece))
	return err
}

// piece returns a piece of the file.
func (r row) piece(tx *access.Tx, key seal.Key, n int64) ([]byte, error) {
	box, err := db.One(tx, db.Value[[]byte], `SELECT sealed FROM attachment_pieces WHERE attachment = ? AND n = ?`, r.ID, n)
	if errors.Is(err, lindung.ErrNotFound) {
		return nil, ErrDamaged
	}
	if err != nil {
		return nil, err
	}
	piece, err := key.Open(piecePlace(r.ID, n, r.pieces), box)
	if err != nil {
		return nil, ErrDamaged
	}
	return piece, nil
}

// copyTo stores the file once more, sealed with the key of another case, a piece at a
// time.
func (r row) copyTo(tx *access.Tx, key seal.Key, to row, own seal.Key) error {
	to.pieces = r.pieces
	err := to.insert(tx, own)
	for n := int64(0); err == nil && n < r.pieces; n++ {
		var piece []byte
		if piece, err = r.piece(tx, key, n); err == nil {
			err = to.insertPiece(tx, own, n, piece)
		}
	}
	return err
}

// seal seals the words of the row, and signs it.
func (r *row) seal(tx *access.Tx, key seal.Key) error {
	b, err := json.Marshal(r.Words)
	if err != nil {
		return err
	}
	r.sealed = key.Seal(wordsPlace(r.ID), b)
	return rows.Sign(tx, r)
}

// open opens the words of the row.
func (r *row) open(key seal.Key) error {
	b, err := key.Open(wordsPlace(r.ID), r.sealed)
	if err != nil {
		return fmt.Errorf("attachment %s: %w", r.ID, err)
	}
	return json.Unmarshal(b, &r.Words)
}

// strike stores that the file was struck out.
func (r *row) strike(tx *access.Tx, why string) error {
	key, err := tx.Key(string(r.of))
	if err != nil {
		return err
	}
	if err := r.open(key); err != nil {
		return err
	}
	r.Struck, r.Why = true, why
	if err := r.seal(tx, key); err != nil {
		return err
	}
	return db.Change(tx, `UPDATE attachments SET struck = ?, sealed = ?, mac = ? WHERE id = ?`, r.Struck, r.sealed, r.mac, r.ID)
}

// rowsOf returns the files of a case, the newest first.
func rowsOf(tx *access.Tx, id lindung.CaseID) ([]row, error) {
	return rows.All(tx, selectRows+`WHERE case_id = ? ORDER BY at DESC, id`, id)
}

func one(tx *access.Tx, id lindung.CaseID, attachment string) (row, error) {
	return rows.One(tx, selectRows+`WHERE id = ? AND case_id = ?`, attachment, id)
}

// bytes returns what the file holds: all its pieces in their order, and no other.
func (r row) bytes(tx *access.Tx, key seal.Key) ([]byte, error) {
	file := make([]byte, 0, r.Size)
	for n := range r.pieces {
		piece, err := r.piece(tx, key, n)
		if err != nil {
			return nil, err
		}
		file = append(file, piece...)
	}
	if int64(len(file)) != r.Size {
		return nil, ErrDamaged
	}
	return file, nil
}
