package monitoring

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"lindung"
	"lindung/access"
	"lindung/convention"
	"lindung/convention/data"
	"lindung/field"
	"lindung/internal/db"
)

// An Edition is one that the node has published.
type Edition struct {
	Number  int64
	Org     lindung.OrgID // whose desk has published it
	Day     string
	Digest  string
	Changes int64 // how many proposals it has taken in
	At      db.Time
	By      lindung.ActorID
	mac     db.Mac
}

// published is the edition as convention/data knows it.
func (e Edition) published(by string) convention.Edition {
	day, _ := lindung.ParseDate(e.Day) // it was written by the program, and is authenticated
	return convention.Edition{Publisher: by, Number: int(e.Number), Day: day, Digest: e.Digest}
}

// recordOf is the record as it is published: what the program was built with, and over it
// every row that was published, in their order. So a newer program brings its own facts
// along, and takes nothing from a desk.
func recordOf(tx *access.Tx) (Record, error) {
	return access.ReadOnce(tx, recordKey{}, func() (Record, error) {
		r, err := base()
		if err != nil {
			return r, err
		}
		all, err := proposals(tx, Published)
		if err != nil {
			return r, err
		}
		slices.SortStableFunc(all, func(a, b Proposal) int { return int(a.Edition - b.Edition) })
		for _, p := range all {
			r = r.put(p)
		}
		return r, nil
	})
}

// recordKey is under what an act keeps the record that it has read.
type recordKey struct{}

// put is Put for a proposal whose file the program has.
func (r Record) put(p Proposal) Record {
	if r.tables[p.File].head == nil {
		return r
	}
	return r.Put(p.file(), p.Row)
}

// PublishNext publishes what is agreed of some proposals as the next edition, and signs it.
// Nothing of it is published if the record would be wrong.
//
// Source: ACTIP 24
func PublishNext(ctx context.Context, s access.Session, chosen []ProposalID, day lindung.Date) (Edition, error) {
	var next Edition
	err := s.Do(ctx, access.EditionPublish, NodeTarget(s), func(tx *access.Tx) error {
		if len(chosen) == 0 {
			return field.Problems{{Field: "edition_chosen", Key: "edition.problem.none"}}
		}
		past, err := editions(tx)
		if err != nil {
			return err
		}
		record, err := recordOf(tx)
		if err != nil {
			return err
		}
		next = Edition{Number: int64(len(past) + 1), Org: tx.Actor().Org, Day: day.String(), Changes: int64(len(chosen)), At: tx.Now, By: tx.Actor().ID}
		var taken []Proposal
		for _, id := range chosen {
			p, err := proposalOf(tx, id)
			if err != nil {
				return err
			}
			if err := p.take(ToPublish); err != nil {
				return err
			}
			author, err := authorOf(tx, p)
			if err != nil {
				return err
			}
			// Between writing and publishing another row of that name may have been published.
			twice := slices.ContainsFunc(taken, func(o Proposal) bool { return o.File == p.File && o.Key() == p.Key() })
			if twice || !mayReplace(record, author, p.file(), p.Row) {
				return field.Problems{{Field: "edition_chosen", Key: "edition.problem.taken", Args: []any{"row", p.Key()}}}
			}
			p.Edition = next.Number
			record, taken = record.put(p), append(taken, p)
		}
		archive, digest, err := sign(tx, record, taken, day, past)
		if err != nil {
			return err
		}
		next.Digest = digest
		for _, p := range taken {
			if err := storeProposal(tx, p); err != nil {
				return err
			}
			tx.AddEntry(string(p.ID), "published")
		}
		tx.SetCount(len(taken), "")
		return insertEdition(tx, next, archive)
	})
	return next, err
}

// sign packs and signs the record, with some proposals taken in, as the edition after those
// of past.
func sign(tx *access.Tx, record Record, taken []Proposal, day lindung.Date, past []Edition) (archive []byte, digest string, err error) {
	from, err := base()
	if err != nil {
		return nil, "", err
	}
	by, _, err := tx.SignEditions()
	if err != nil {
		return nil, "", err
	}
	before := make([]convention.Edition, len(past))
	for i, e := range past {
		before[i] = e.published(by.Name())
	}
	if n := len(before); n > 0 && day.First().Before(before[n-1].Day.First()) {
		day = before[n-1].Day // no edition is of an earlier day than the one before it
	}
	changed := record.Changed(from)
	if changed[data.EntriesFile], err = entries(tx, taken); err != nil {
		return nil, "", err
	}
	archive, e, err := data.Publish(changed, day, before, by)
	if errors.As(err, new(data.Problems)) {
		err = field.Problems{{Field: "edition_chosen", Key: "edition.problem.wrong"}}
	}
	return archive, e.Digest, err
}

// entries says who wrote and who reviewed each row that was published, and those of taken.
func entries(tx *access.Tx, taken []Proposal) ([]byte, error) {
	all, err := proposals(tx, Published)
	if err != nil {
		return nil, err
	}
	names, err := access.AllOrgNames(tx)
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(all, func(a, b Proposal) int { return int(a.Edition - b.Edition) })
	t := table{head: []string{"file", "id", "by", "reviewed", "edition"}}
	for _, p := range append(all, taken...) {
		t.rows = append(t.rows, []string{p.file().csv(), p.file().about(p.Row), names[p.Org], names[p.Second], strconv.FormatInt(p.Edition, 10)})
	}
	return t.bytes(), nil
}

// about names a row within its file as the public site does, see convention.Entry.
func (f File) about(r Row) string {
	key := r["id"]
	switch f.Name {
	case "followups":
		key = strings.Join([]string{r["recommendation"], r["kind"], cmp.Or(r["refers_to"], strings.Join(strings.Fields(r["by"]), "+"))}, "/")
	case "focal":
		key = r["state"] + "/" + r["body"]
	}
	return key
}

// Editions returns what was published, the last first, and the key that public sites pin.
func Editions(ctx context.Context, s access.Session) (all []Edition, key string, err error) {
	err = s.See(ctx, access.DeskList, s.OrgTarget(), func(tx *access.Tx) error {
		if all, err = editions(tx); err != nil {
			return err
		}
		slices.Reverse(all)
		tx.SetCount(len(all), "")
		_, key, err = tx.SignEditions()
		return err
	})
	return all, key, err
}

// Archive returns the signed file of an edition, 0 for the last one, once its signature
// was read again.
func Archive(ctx context.Context, s access.Session, number int64) (b []byte, e Edition, err error) {
	return archiveFor(ctx, s, access.DeskList, s.OrgTarget(), number)
}

// LastArchive is Archive of the last edition for the program itself.
func LastArchive(ctx context.Context, s access.Session) (b []byte, e Edition, err error) {
	return archiveFor(ctx, s, access.SystemRun, s.NodeTarget(), 0)
}

func archiveFor(ctx context.Context, s access.Session, action access.Action, of access.Target, number int64) (b []byte, e Edition, err error) {
	err = s.See(ctx, action, of, func(tx *access.Tx) error {
		if number == 0 {
			e, err = lastEdition(tx)
		} else {
			e, err = editionOf(tx, number)
		}
		if err == nil && e.Number == 0 {
			err = lindung.ErrNotFound
		}
		if err != nil {
			return err
		}
		b, err = wholeArchive(tx, e)
		return err
	})
	return b, e, err
}

// wholeArchive returns the file of an edition, once its signature was read again.
func wholeArchive(tx *access.Tx, e Edition) ([]byte, error) {
	b, err := archiveOf(tx, e.Number)
	if err != nil {
		return nil, err
	}
	_, key, err := tx.SignEditions()
	if err != nil {
		return nil, err
	}
	signed, err := data.ReadEdition(b, key)
	if err == nil && signed.Digest != e.Digest {
		err = data.ErrChanged
	}
	return b, err
}
