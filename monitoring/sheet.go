package monitoring

import (
	"bytes"
	"context"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"lindung"
	"lindung/access"
	"lindung/field"
	"lindung/internal/formula"
	"lindung/internal/sheet"
)

// ReadRecord returns the record as it is published, with the desk of the actor.
func ReadRecord(ctx context.Context, s access.Session) (r Record, d Desk, err error) {
	err = s.See(ctx, access.DeskList, s.OrgTarget(), func(tx *access.Tx) error {
		if d, err = ownDesk(tx); err != nil {
			return err
		}
		r, err = recordOf(tx)
		return err
	})
	return r, d, err
}

// ReadDrafted is ReadRecord with all that the desk itself has proposed: what it writes next
// may refer to that.
func ReadDrafted(ctx context.Context, s access.Session) (r Record, d Desk, err error) {
	err = s.See(ctx, access.DeskList, s.OrgTarget(), func(tx *access.Tx) error {
		if d, err = ownDesk(tx); err != nil {
			return err
		}
		if r, err = recordOf(tx); err != nil {
			return err
		}
		waiting, err := proposals(tx, Draft, Asked, OnHold, Agreed)
		for _, p := range waiting {
			if p.Org == d.Org {
				r = r.put(p)
			}
		}
		return err
	})
	return r, d, err
}

// safe is a cell that no spreadsheet takes for a formula.
func safe(cell string) string {
	if formula.Runs(cell) {
		return "'" + cell
	}
	return cell
}

// unsafe is what safe made it of.
func unsafe(cell string) string {
	if rest, ok := strings.CutPrefix(cell, "'"); ok && formula.Runs(rest) {
		return rest
	}
	return cell
}

// SafeCSV returns a file of the record for a spreadsheet.
func (r Record) SafeCSV(f File) []byte {
	t := r.tables[f.Name]
	rows := make([][]string, len(t.rows))
	for i, cells := range t.rows {
		for _, c := range cells {
			rows[i] = append(rows[i], safe(c))
		}
	}
	return append([]byte("\ufeff"), table{t.head, rows}.bytes()...) // so that a spreadsheet reads it as UTF-8
}

// XLSX writes a file of the record as a workbook, every cell of which is a text.
func (r Record) XLSX(out io.Writer, f File) error {
	book := excelize.NewFile()
	defer book.Close()
	const name = "Sheet1"
	t := r.tables[f.Name]
	for i, cells := range append([][]string{t.head}, t.rows...) {
		row := make([]any, len(cells))
		for j, c := range cells {
			row[j] = safe(c)
		}
		if err := book.SetSheetRow(name, "A"+strconv.Itoa(i+1), &row); err != nil {
			return err
		}
	}
	if err := book.SetDocProps(&excelize.DocProperties{}); err != nil {
		return err
	}
	return book.Write(out)
}

// A Brought is what a file has brought: how many rows are proposed, how many are in the
// record as they are, how many the desk has proposed before, and the lines that are not the
// desk's to write.
type Brought struct {
	New, Same, Waits int
	Refused          []int
}

// mostNew is how many rows one file can propose: more than that nobody reviews at once, and
// each is judged with all others.
const mostNew = 200

// Bring reads a file as CSV or a workbook, and proposes each row of it that differs from
// the record and from what the desk has proposed. A row that the desk may not write is refused and named by its line; a file
// with other columns, or with too many rows that differ, is refused whole.
func Bring(ctx context.Context, s access.Session, name string, body []byte) (Brought, error) {
	var b Brought
	f, ok := FileNamed(name)
	if !ok {
		return b, lindung.ErrNotFound
	}
	err := s.Do(ctx, access.ProposalWrite, s.OrgTarget(), func(tx *access.Tx) error {
		b = Brought{}
		d, err := ownDesk(tx)
		if err != nil {
			return err
		}
		record, err := recordOf(tx)
		if err != nil {
			return err
		}
		head := record.Columns(f)
		if !f.WrittenBy(d.Kind) || head == nil {
			return lindung.ErrNotFound
		}
		rows, err := rowsOf(body, head)
		if err != nil {
			return err
		}
		waiting, err := proposals(tx, Draft, Asked, OnHold, Agreed)
		if err != nil {
			return err
		}
		waiting = slices.DeleteFunc(waiting, func(p Proposal) bool { return p.Org != d.Org || p.File != f.Name })
		for _, row := range rows {
			if err := b.take(tx, record, d, f, row, &waiting); err != nil {
				return err
			}
			if b.New > mostNew {
				return field.Problems{{Field: "file", Key: "bring.problem.many", Args: []any{"n", mostNew}}}
			}
		}
		tx.SetCount(b.New, "file")
		return nil
	})
	return b, err
}

// a lined is a row of a file with its line.
type lined struct {
	Row
	line int
}

// rowsOf reads the rows of a file with exactly these columns, in any order.
func rowsOf(body []byte, head []string) ([]lined, error) {
	wrong := field.Problems{{Field: "file", Key: "bring.problem.file"}}
	fits := func(t sheet.Table) int {
		if len(t.Rows) > 0 && slices.Equal(slices.Sorted(slices.Values(headOf(t))), slices.Sorted(slices.Values(head))) {
			return 1
		}
		return 0
	}
	t, fault, err := sheet.Read(bytes.NewReader(body), fits)
	if err != nil {
		return nil, err
	}
	if fault != nil || fits(t) == 0 {
		return nil, wrong
	}
	var all []lined
	for _, r := range t.Rows[1:] {
		row := Row{}
		for i, name := range headOf(t) {
			row[name] = unsafe(strings.TrimSpace(r.Cell(i)))
		}
		all = append(all, lined{row, r.Line})
	}
	return all, nil
}

func headOf(t sheet.Table) []string {
	var all []string
	for _, c := range t.Rows[0].Cells {
		if c = strings.TrimSpace(c); c != "" {
			all = append(all, c)
		}
	}
	return all
}

// take proposes a row, unless it is in the record as it is, or the desk has proposed it so.
func (b *Brought) take(tx *access.Tx, record Record, d Desk, f File, row lined, waiting *[]Proposal) error {
	clean := record.Clean(f, row.Row)
	if record.holds(f, clean) {
		b.Same++
		return nil
	}
	if slices.ContainsFunc(*waiting, func(p Proposal) bool { return maps.Equal(p.Row, clean) || p.Was != nil && maps.Equal(p.Was, clean) }) {
		b.Waits++
		return nil
	}
	if mayHold(record, d, f, clean) != nil {
		b.Refused = append(b.Refused, row.line)
		return nil
	}
	b.New++
	p := Proposal{
		ID: ProposalID(lindung.NewID()), Org: d.Org, File: f.Name, State: Draft, At: tx.Now, By: tx.Actor().ID, Content: Content{Row: clean},
	}
	*waiting = append(*waiting, p)
	return storeProposal(tx, p)
}

// holds reports whether a row is in the record as it is.
func (r Record) holds(f File, row Row) bool {
	return slices.ContainsFunc(r.Rows(f), func(old Row) bool {
		for name, cell := range old {
			if row[name] != strings.TrimSpace(cell) {
				return false
			}
		}
		return true
	})
}
