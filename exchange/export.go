package exchange

import (
	"context"
	"io"
	"slices"
	"strings"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/consent"
	"lindung/field"
	"lindung/internal/db"
	"lindung/person"
)

// Export writes cases of the actor's organisation, imported or not, as far as the
// actor may read them, and returns how many: all of them, or those that are ordered by
// number, where one that is not there is lindung.ErrNotFound. It writes every field that
// is asked once, and what keeps a contact safe. An adult who wanted no record is in no
// export. Nothing is written before the entry of the log is durable; the history of each
// case says that it left, and why. What is missing of the order is returned as
// field.Problems.
func Export(ctx context.Context, s access.Session, order Order, w io.Writer) (int, error) {
	var made writer
	var left taken
	n, d := 0, standard(s.Forms())
	err := s.See(ctx, access.ExportRun, s.OrgTarget(), func(tx *access.Tx) error {
		org, err := access.OrgOf(tx, tx.Actor().Org)
		if err != nil {
			return err
		}
		if err := order.Check().Err(); err != nil {
			return err
		}
		made, n, left = newWriter(order.Format, org, d), 0, taken{at: tx.Now, by: tx.Actor().ID}
		wanted := slices.Compact(slices.Sorted(slices.Values(order.Numbers)))
		x := exporter{tx, org, d.formNames(), map[lindung.ActorID]string{}}
		err = cases.EachCase(tx, order.Numbers, func(c cases.Case) error {
			if c.Refused {
				return nil
			}
			n++
			left.cases = append(left.cases, c.ID)
			wanted = slices.DeleteFunc(wanted, func(number string) bool { return number == c.Number })
			tx.AddEntry(string(c.ID), order.said()) // so that the history of the case shows what left
			o, err := x.outgoing(c)
			if err != nil {
				return err
			}
			return made.add(&o)
		})
		tx.SetCount(n, order.Format+" "+order.said())
		if err == nil && len(wanted) > 0 {
			err = lindung.ErrNotFound
		}
		return err
	})
	if err != nil {
		return 0, err
	}
	if err := left.keep(ctx, s, order); err != nil {
		return 0, err
	}
	sealed, err := order.seal(w)
	if err != nil {
		return 0, err
	}
	if err := made.write(sealed); err != nil {
		return 0, err
	}
	return n, sealed.Close()
}

// taken are the cases that leave, when and with whom.
type taken struct {
	at    db.Time
	by    lindung.ActorID
	cases []lindung.CaseID
}

// keep keeps in each case why it left, in words, a slice at a time, before any of it is
// handed out.
func (t taken) keep(ctx context.Context, s access.Session, order Order) error {
	if order.Why == "" {
		return nil
	}
	for part := range slices.Chunk(t.cases, slice) {
		err := s.WithSentForm(nil).Do(ctx, access.ExportRun, s.OrgTarget(), func(tx *access.Tx) error {
			for _, id := range part {
				if err := cases.KeepReason(tx, id, cases.Reason{At: t.at, By: t.by, Why: order.Why}); err != nil {
					return err
				}
			}
			tx.SetCount(len(part), order.Format+" kept")
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// A writer collects cases and writes them when all are there.
type writer interface {
	add(*outgoing) error
	write(io.Writer) error
}

func newWriter(format string, org access.Org, d dictionary) writer {
	switch format {
	case "json":
		return newProfile(org, d)
	case "csv":
		return newSpread(d, writeText)
	}
	return newSpread(d, writeBook)
}

// outgoing is a case as it is exported.
type outgoing struct {
	cases.Case
	forms map[string]string // field -> form
	names map[string]string // the parts of the name, by column
	texts map[string]string // columns that are not what was answered, by full name
}

// exporter makes outgoing cases within one act.
type exporter struct {
	tx    *access.Tx
	org   access.Org
	forms map[string]string // field -> form
	names map[lindung.ActorID]string
}

func (x exporter) outgoing(c cases.Case) (outgoing, error) {
	o := outgoing{Case: c, forms: x.forms, names: nameParts(c.Names), texts: map[string]string{}}
	o.status()
	if o.answers(person.KeepFrom.Info).Text(person.KeepFrom.Info) != "" {
		o.texts[own+person.KeepFromAsk.Name] = x.org.Name + ", " + c.Number // never who
	}
	if c.Batch != "" {
		return o, nil
	}
	return o, x.recorded(&o)
}

// answers returns the answers among which that to the field is.
func (o *outgoing) answers(i *field.Info) field.Values { return o.Sections[o.forms[i.Name]].Values }

// status is that of the case today. While it is the one that the file reported,
// what the file said of it stands, also where it said nothing.
func (o *outgoing) status() {
	reported, ok := person.ReportedCaseStatus.Get(o.answers(person.ReportedCaseStatus.Info))
	was := cases.StatusActive
	if ok {
		was = cases.Status(reported)
	}
	if o.Batch == "" || o.Status != was {
		o.texts["cas_Status"] = string(o.Status)
	}
	if o.CloseReason != "" {
		o.texts["cas_ReasonForCaseClosure"] = o.CloseReason
	}
}

// recorded fills in what a file would have reported of a case that was recorded
// here: who answers for it, and whether any consent of the person is in force.
func (x exporter) recorded(o *outgoing) error {
	if o.Responsible != "" {
		if _, known := x.names[o.Responsible]; !known {
			name, err := x.tx.NameOf(o.Responsible)
			if err != nil {
				return err
			}
			x.names[o.Responsible] = name
		}
		o.texts["cas_CaseOwner"] = x.names[o.Responsible]
	}
	agreed, err := consent.HasGrant(x.tx, o.ID)
	if agreed {
		o.texts["con_Consent"] = "TRUE"
	}
	return err
}

// nameParts gives the parts of the official name back as the file had them. A
// name that has none is whole: it goes out as the first name, and no one cuts
// it in two.
func nameParts(names []person.Name) map[string]string {
	if len(names) == 0 {
		return nil
	}
	n := names[0]
	if at := slices.IndexFunc(names, func(n person.Name) bool { return n.Kind == "official" }); at >= 0 {
		n = names[at]
	}
	if joined(n.Parts) == n.Text {
		return n.Parts
	}
	return map[string]string{firstName: n.Text}
}

// text returns the text of a column, and of the column of extensions beside it.
func (o *outgoing) text(name string, i *field.Info) (text, beside string) {
	if isPart(name) {
		return o.names[name], ""
	}
	if text, ok := o.texts[name]; ok {
		return text, ""
	}
	return cellOf(o.answers(i), i)
}

// cellOf returns the text of an answer, and what stands in the column of extensions beside
// it.
func cellOf(v field.Values, i *field.Info) (text, beside string) {
	if why, ok := v.Absent(i); ok {
		return "", absentCodes[why]
	}
	if !coded(i) {
		return v.Text(i), ""
	}
	main, ext := divide(i, codes(v, i))
	return strings.Join(main, "; "), strings.Join(ext, "; ")
}

// absentCodes are what files say where there is no answer, in the column beside it. A
// spreadsheet may have another case of letters.
var absentCodes = map[field.Absence]string{field.Unknown: "x_Unknown", field.Refused: "x_Refused", field.NotAsked: "x_NotAsked"}

// absence returns what a text of them says; false for any other text.
func absence(text string) (field.Absence, bool) {
	for why, is := range absentCodes {
		if strings.EqualFold(strings.TrimSpace(text), is) {
			return why, true
		}
	}
	return "", false
}
