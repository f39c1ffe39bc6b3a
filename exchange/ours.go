package exchange

import (
	"bytes"
	"maps"
	"slices"
	"strconv"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/names"
	"lindung/person"
)

// ours returns, of the rows that carry the number of a case of the actor's organisation
// and a name like that of its person, which say what the case says (true) and which say
// something else (false), by their place among the records. A number that the actor may
// not know of, and one beside another name, says nothing: such a row is of somebody new.
func (f File) ours(tx *access.Tx) (map[int]bool, error) {
	rows := map[string][]int{}
	for i, rec := range f.records {
		if number := NumberOf(rec.tie); !rec.refused && number != "" {
			rows[number] = append(rows[number], i)
		}
	}
	found := map[int]bool{}
	for part := range slices.Chunk(slices.Sorted(maps.Keys(rows)), slice) {
		there, err := f.asTheyGoOut(tx, part)
		if err != nil {
			return nil, err
		}
		for number, c := range there {
			for _, i := range rows[number] {
				if sameName(f.records[i].names, c.names) {
					found[i] = c.says(f.records[i])
				}
			}
		}
	}
	return found, nil
}

// asTheyGoOut returns cases by number as this program would read them from an export of
// today.
func (f File) asTheyGoOut(tx *access.Tx, numbers []string) (map[string]record, error) {
	org, err := access.OrgOf(tx, tx.Actor().Org)
	if err != nil {
		return nil, err
	}
	d := standard(tx.Session().Forms())
	x := exporter{tx, org, d.formNames(), map[lindung.ActorID]string{}}
	var file bytes.Buffer
	made := newSpread(d, writeBook)
	err = cases.EachCase(tx, numbers, func(c cases.Case) error {
		if c.Refused {
			return nil
		}
		o, err := x.outgoing(c)
		if err != nil {
			return err
		}
		return made.add(&o)
	})
	if err != nil || len(made.rows) == 0 {
		return nil, err
	}
	if err := made.write(&file); err != nil {
		return nil, err
	}
	read, err := Read(&file, tx.Session().Forms(), tx.Now.Time())
	all := map[string]record{}
	for _, rec := range read.records {
		if !rec.refused {
			all[rec.tie] = rec
		}
	}
	return all, err
}

// says reports whether a row says what the case says. Records that the file does not have
// are no difference: a table of text has none.
func (r record) says(row record) bool {
	if r.equal != row.equal {
		return false
	}
	var mine []string
	for _, one := range r.many {
		mine = append(mine, recordText(one))
	}
	return !slices.ContainsFunc(row.many, func(one cases.Record) bool { return !slices.Contains(mine, recordText(one)) })
}

// recordText is one text for all records that say the same.
func recordText(r cases.Record) string {
	text := r.Form.Name
	for _, i := range r.Form.Fields {
		absent, _ := r.Values.Absent(i)
		text += strconv.Quote(names.AsWritten(r.Values.Text(i))) + string(absent)
	}
	return text
}

// sameName reports whether two rows may be of one person by their names.
func sameName(a, b []person.Name) bool {
	if len(a) == 0 || len(b) == 0 {
		return len(a) == len(b)
	}
	return slices.ContainsFunc(a, func(x person.Name) bool {
		return slices.ContainsFunc(b, func(y person.Name) bool { return names.Likeness(x.Text, y.Text) != names.Unlike })
	})
}
