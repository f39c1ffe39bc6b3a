package exchange

import (
	"context"
	"errors"
	"math"
	"slices"
	"strings"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/dossier"
	"lindung/names"
)

// hashUse keeps the hashes of rows apart from those of any other use.
const hashUse = "htcds-row"

// Import stores what was read of a file as cases of the actor's organisation: all
// of it or, with ErrRefused, nothing. With partial the rows that are right are
// stored although others are refused. A row that says the same as one stored
// before, or as one above it, is stored once. The log has an entry for the import
// and one for each case.
//
// A large file is stored a slice at a time, so that others come to their work in
// between; nothing shows a case of it before the last slice is stored.
//
// Consent that the file reports becomes no grant.
//
// Source: ACTIP 14.6
func Import(ctx context.Context, s access.Session, f File, partial bool) (Report, error) {
	if len(f.faults) > 0 {
		return f.faulty(), ErrRefused
	}
	for {
		r, err := f.bring(ctx, s, partial)
		var left brokenOff
		if !errors.As(err, &left) {
			return r, err
		}
		if err := takeBack(ctx, s.WithSentForm(nil), left.id); err != nil {
			return r.unstored(), err
		}
	}
}

func (f File) bring(ctx context.Context, s access.Session, partial bool) (Report, error) {
	if len(f.records) > slice {
		return f.inSlices(ctx, s, partial)
	}
	var r Report
	err := s.Do(ctx, access.ImportRun, s.OrgTarget(), func(tx *access.Tx) error {
		fresh, report, err := f.sift(tx)
		if err != nil {
			return err
		}
		if r = report; r.Refused > 0 && !partial {
			r = r.whole()
			return ErrRefused
		}
		if r.Accepted == 0 {
			return f.nothing(tx, r)
		}
		r.Batch = lindung.BatchID(lindung.NewID())
		tx.SetObject(string(r.Batch))
		tx.SetMade(string(r.Batch))
		tx.SetCount(len(fresh), f.format)
		if err := alone(tx); err != nil {
			return err
		}
		if err := insertBatch(tx, f.format, r, false); err != nil {
			return err
		}
		in, err := f.shares(tx)
		if err == nil {
			_, err = storeRows(tx, fresh, r.Batch, in)
		}
		return err
	})
	if err != nil {
		r = r.unstored()
	}
	return r, err
}

// nothing ends the act of a file that holds nothing new.
func (f File) nothing(tx *access.Tx, r Report) error {
	tx.SetCount(0, f.format)
	if r.Duplicates == 0 {
		return ErrRefused
	}
	return nil
}

// Preview says what Import would do with partial, and stores nothing.
func Preview(ctx context.Context, s access.Session, f File) (Report, error) {
	var r Report
	err := s.See(ctx, access.ImportRun, s.OrgTarget(), func(tx *access.Tx) error {
		var err error
		if r = f.faulty(); len(f.faults) == 0 {
			_, r, err = f.sift(tx)
		}
		tx.SetCount(r.Rows, f.format+" preview")
		return err
	})
	return r, err
}

// faulty returns the report of a file that is refused before its rows are judged.
func (f File) faulty() Report {
	return Report{Rows: f.count, Refused: f.count, Lines: f.faults}
}

// unstored returns r for an act that failed: nothing was stored.
func (r Report) unstored() Report {
	if r.Accepted > 0 {
		return r.whole()
	}
	r.Batch = ""
	return r
}

// InEvent returns the file as one whose persons went through an event together: a raid,
// a boat. The event is recorded once, with the first of them.
func (f File) InEvent(e cases.Event) File {
	f.event = &e
	return f
}

// InEventOf returns the file as one whose persons went through an event that is recorded
// already.
func (f File) InEventOf(id lindung.EventID) File {
	f.known = id
	return f
}

// shares is the event of the file before its first row is stored; lindung.ErrNotFound if
// the actor may not see one that is there.
func (f File) shares(tx *access.Tx) (shared, error) {
	if f.known == "" {
		return shared{event: f.event}, nil
	}
	return shared{id: f.known}, cases.KnowsEvent(tx, f.known)
}

// shared is the event of a file while its rows are stored.
type shared struct {
	event *cases.Event // to be recorded with the next row
	id    lindung.EventID
}

// one is a row to be stored.
type one struct {
	record
	macs []string
}

// known returns the texts by whose hashes a row is known again: what it says and, of an age
// without the day on which it was told, the same with the day of the import, as
// cases keeps it and an export writes it.
func (r record) known(tx *access.Tx) []string {
	all := []string{r.equal}
	if r.dated != "" {
		all = append(all, strings.Replace(r.dated, dayOfImport, names.AsWritten(tx.Today().String()), 1))
	}
	return all
}

// sift sorts the rows into refused ones, duplicates and new ones.
func (f File) sift(tx *access.Tx) ([]one, Report, error) {
	r := Report{Rows: len(f.records), Lines: append([]Line{}, f.notes...)}
	var fresh []one
	seen := map[string]bool{}
	ours, err := f.ours(tx)
	if err != nil {
		return nil, Report{}, err
	}
	for i, rec := range f.records {
		if rec.refused {
			r.Refused++
			r.Lines = append(r.Lines, rec.lines...)
			continue
		}
		if same, known := ours[i]; known {
			if same {
				r.Duplicates++
				r.Lines = append(r.Lines, Line{Row: rec.line, Rule: "exchange.duplicate.own", Action: Duplicate})
			} else {
				r.Refused++
				r.Lines = append(r.Lines, *refuse(rec.line, caseColumn, "exchange.own_changed"))
			}
			continue
		}
		row, there := one{record: rec}, false
		var stands []string // as which it may stand in the database
		for _, text := range append(rec.known(tx), rec.first) {
			stands = append(stands, tx.Macs(hashUse, text)...)
		}
		for _, text := range rec.known(tx) {
			row.macs = append(row.macs, tx.Mac(hashUse, text))
		}
		for _, as := range stands {
			if there = there || seen[as]; there {
				break
			}
			if there, err = stored(tx, as); err != nil {
				return nil, Report{}, err
			}
		}
		for _, mac := range row.macs {
			seen[mac] = true
		}
		if there {
			r.Duplicates++
			r.Lines = append(r.Lines, Line{Row: rec.line, Rule: "exchange.duplicate", Action: Duplicate})
			continue
		}
		r.Accepted++
		if rec.changed {
			r.Mapped++
		}
		r.Lines = append(r.Lines, rec.lines...)
		fresh = append(fresh, row)
	}
	return fresh, r, nil
}

// storeRows opens a case for each row, in the event of the file if it has one. Nobody is
// put on its team: whoever brings a file in has not met the people in it.
func storeRows(tx *access.Tx, rows []one, batch lindung.BatchID, in shared) (shared, error) {
	for _, row := range rows {
		c, err := cases.OpenIn(tx, cases.New{
			Names: row.names, Answers: row.answers, Records: row.many, Status: row.status, Batch: batch, Alone: true,
			Event: in.event, EventID: in.id,
		})
		if err != nil {
			return in, err
		}
		in = shared{id: c.Event}
		for _, mac := range row.macs {
			if err := insertRow(tx, mac, batch, c.ID); err != nil {
				return in, err
			}
		}
		tx.AddEntry(string(c.ID))
	}
	return in, nil
}

// Undone says what undoing an import did: how many cases it erased or, with
// ErrTouched, the numbers of the cases that prevent it, as far as the actor may know of
// them.
type Undone struct {
	Cases   int      `json:"cases"`
	Touched []string `json:"touched"`
}

// Undo erases the cases of an import of the actor's organisation: their keys
// are destroyed, and the rows may be imported again. Nothing is erased if
// anyone has worked on one of the cases since.
func Undo(ctx context.Context, s access.Session, id lindung.BatchID) (Undone, error) {
	var u Undone
	large := false
	err := s.Do(ctx, access.ImportUndo, s.OrgTarget(), func(tx *access.Tx) error {
		u = Undone{Touched: []string{}}
		b, err := batch(tx, id)
		if err != nil {
			return err
		}
		tx.SetObject(string(id))
		if b.Undone != 0 {
			return ErrUndone
		}
		ids, worked, err := touched(tx, id)
		if err != nil {
			return err
		}
		if len(worked) > 0 {
			if u.Touched, err = numbersSeen(tx, worked); err == nil {
				err = ErrTouched
			}
			return err
		}
		u.Cases = len(ids)
		tx.SetCount(len(ids), "")
		if large = len(ids) > slice; large {
			return setUndone(tx, id, true)
		}
		if err := eraseCases(tx, id, ids); err != nil {
			return err
		}
		return setUndone(tx, id, false)
	})
	if err != nil {
		u.Cases = 0
		return u, err
	}
	if large {
		// Nothing shows them any more. What is left of them if this is broken off,
		// the next start erases.
		_ = eraseSlices(context.WithoutCancel(ctx), s.WithSentForm(nil), access.ImportUndo, id)
	}
	return u, nil
}

// touched returns the cases of an import, and those that someone has worked on since.
func touched(tx *access.Tx, batch lindung.BatchID) (ids, worked []lindung.CaseID, err error) {
	if ids, err = cases.BatchCases(tx, batch, math.MaxInt32); err != nil {
		return nil, nil, err
	}
	worked, err = dossier.Touched(tx, ids)
	return ids, worked, err
}

// numbersSeen returns the numbers of those of the cases that the actor may know of.
func numbersSeen(tx *access.Tx, ids []lindung.CaseID) ([]string, error) {
	if !tx.ByProgram() {
		unseen, err := cases.Unseen(tx, ids...)
		if err != nil {
			return nil, err
		}
		ids = slices.DeleteFunc(slices.Clone(ids), func(id lindung.CaseID) bool { return unseen[id] })
	}
	return cases.CaseNumbers(tx, ids)
}

func eraseCases(tx *access.Tx, batch lindung.BatchID, ids []lindung.CaseID) error {
	if err := dossier.Erase(tx, ids); err != nil {
		return err
	}
	for _, c := range ids {
		if err := deleteRow(tx, batch, c); err != nil {
			return err
		}
		tx.AddEntry(string(c))
	}
	return nil
}

// Batches returns the imports of the actor's organisation, the latest first.
func Batches(ctx context.Context, s access.Session) ([]Batch, error) {
	var all []Batch
	err := s.See(ctx, access.ImportList, s.OrgTarget(), func(tx *access.Tx) error {
		var err error
		all, err = batches(tx)
		tx.SetCount(len(all), "imports")
		return err
	})
	return all, err
}

// OwnerOf returns the organisation that an import belongs to, so that the
// command line can act for it. It is for the program's own actor.
func OwnerOf(ctx context.Context, s access.Session, id lindung.BatchID) (lindung.OrgID, error) {
	var org lindung.OrgID
	err := s.See(ctx, access.SystemRun, s.NodeTarget(), func(tx *access.Tx) error {
		var err error
		org, err = owner(tx, id)
		tx.SetCount(1, "owner")
		return err
	})
	return org, err
}
