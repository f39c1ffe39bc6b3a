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
	"lindung/person"
)

// Export writes the cases of the actor's organisation, imported or not, as far as the
// actor may read them, and returns how many. It writes the fields that have a name in
// HTCDS 2.0, the estimated age with its doubt and day, and what keeps a contact safe.
// An adult who wanted no record is in no export. Nothing is written before the entry
// of the log is durable.
func Export(ctx context.Context, s access.Session, format string, w io.Writer) (int, error) {
	var made writer
	n, d := 0, standard(s.Forms())
	err := s.See(ctx, access.ExportRun, s.OrgTarget(), func(tx *access.Tx) error {
		org, err := access.OrgOf(tx, tx.Actor().Org)
		if err != nil {
			return err
		}
		if made = newWriter(format, org, d); made == nil {
			return ErrFormat
		}
		n = 0
		x := exporter{tx, org, d.formNames(), map[lindung.ActorID]string{}}
		err = cases.EachCase(tx, func(c cases.Case) error {
			if c.Refused {
				return nil
			}
			n++
			tx.AddEntry(string(c.ID)) // so that the history of the case shows what left
			o, err := x.outgoing(c)
			if err != nil {
				return err
			}
			return made.add(&o)
		})
		tx.SetCount(n, format)
		return err
	})
	if err != nil {
		return 0, err
	}
	return n, made.write(w)
}

// A writer collects cases and writes them when all are there.
type writer interface {
	add(*outgoing) error
	write(io.Writer) error
}

func newWriter(format string, org access.Org, d dictionary) writer {
	switch format {
	case "csv":
		return newSpread(d)
	case "json":
		return newProfile(org, d)
	}
	return nil
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
	v := o.answers(i)
	if !coded(i) {
		return v.Text(i), ""
	}
	if absent, ok := v.Absent(i); ok && absent == field.Unknown {
		return "", unknown
	}
	main, ext := divide(i, codes(v, i))
	return strings.Join(main, "; "), strings.Join(ext, "; ")
}

// unknown is how a file says that the person does not know.
const unknown = "x_Unknown"
