package cases

import (
	"encoding/json"
	"errors"
	"fmt"

	"lindung"
	"lindung/access"
	"lindung/field"
	"lindung/internal/db"
	"lindung/internal/seal"
	"lindung/person"
)

// namesForm is the section in which the names of a case are kept, all of it
// sealed.
const namesForm = "names"

func sectionPlace(id lindung.CaseID, form string) string {
	return "sections|" + string(id) + "|" + form
}

func insertNames(tx *access.Tx, key seal.Key, id lindung.CaseID, names []person.Name) error {
	if len(names) == 0 {
		return nil
	}
	p, err := sealNames(key, id, names)
	if err != nil {
		return err
	}
	return p.insert(tx, id)
}

func changeNames(tx *access.Tx, key seal.Key, id lindung.CaseID, names []person.Name, version int64) error {
	p, err := sealNames(key, id, names)
	if err != nil {
		return err
	}
	return p.update(tx, id, version)
}

// packed is a section ready to be stored.
type packed struct {
	form   string
	group  lindung.Group
	clear  []byte
	sealed []byte // never nil
}

func sealNames(key seal.Key, id lindung.CaseID, names []person.Name) (packed, error) {
	b, err := json.Marshal(names)
	return packed{namesForm, lindung.Identity, []byte("{}"), key.Seal(sectionPlace(id, namesForm), b)}, err
}

func openNames(key seal.Key, id lindung.CaseID, sealed []byte) ([]person.Name, error) {
	b, err := key.Open(sectionPlace(id, namesForm), sealed)
	if err != nil {
		return nil, fmt.Errorf("names of case %s: %w", id, err)
	}
	var names []person.Name
	return names, json.Unmarshal(b, &names)
}

func insertAnswers(tx *access.Tx, key seal.Key, id lindung.CaseID, answers map[string]field.Values) error {
	for name, v := range answers {
		f, ok := formNamed(tx, name)
		if !ok {
			return errUnknownForm
		}
		if v.Len() == 0 {
			continue
		}
		p, err := pack(key, id, f, v)
		if err != nil {
			return err
		}
		if err := p.insert(tx, id); err != nil {
			return err
		}
	}
	return nil
}

// formNamed returns a declared form; it also knows the one that counts a refusal.
func formNamed(tx *access.Tx, name string) (*field.Form, bool) {
	if name == person.Counted.Name {
		return person.Counted, true
	}
	return tx.Session().Forms().Named(name)
}

// pack seals what of v is Sealed at its place.
func pack(key seal.Key, id lindung.CaseID, f *field.Form, v field.Values) (packed, error) {
	clear, shut, err := f.Split(v)
	p := packed{f.Name, f.Group(), clear, []byte{}}
	if err == nil && len(shut) > 0 {
		p.sealed = key.Seal(sectionPlace(id, f.Name), shut)
	}
	return p, err
}

func (p packed) insert(tx *access.Tx, id lindung.CaseID) error {
	_, err := db.Exec(tx, `
		INSERT INTO sections (case_id, form, grp, version, answers, sealed, at, actor)
		VALUES (?, ?, ?, 1, ?, ?, ?, ?)`, id, p.form, p.group, string(p.clear), p.sealed, tx.Now, tx.Actor().ID)
	return err
}

// save stores the section over the version that was read, 0 for none. Somebody
// else may have answered a form since it was shown empty.
func (p packed) save(tx *access.Tx, id lindung.CaseID, version int64) error {
	if version > 0 {
		return p.update(tx, id, version)
	}
	err := p.insert(tx, id)
	if errors.Is(err, db.ErrUnique) {
		return lindung.ErrConflict
	}
	return err
}

// update replaces the section that had version when it was read.
func (p packed) update(tx *access.Tx, id lindung.CaseID, version int64) error {
	return db.Change(tx, `
		UPDATE sections
		SET version = version + 1, answers = ?, sealed = ?, at = ?, actor = ?
		WHERE case_id = ? AND form = ? AND version = ?`,
		string(p.clear), p.sealed, tx.Now, tx.Actor().ID, id, p.form, version)
}

type sectionRow struct {
	Section
	form   string
	group  lindung.Group
	clear  string
	sealed []byte
}

func sectionColumns(s *sectionRow) []any {
	return []any{&s.form, &s.group, &s.Version, &s.clear, &s.sealed, &s.At, &s.By}
}

func sectionRows(tx *access.Tx, id lindung.CaseID) ([]sectionRow, error) {
	return db.All(tx, sectionColumns, `
		SELECT form, grp, version, answers, sealed, at, actor
		FROM sections
		WHERE case_id = ?`, id)
}

// readSections reads the names and answers that the actor may see: of an own
// case by group, of another organisation's what field.Form.Shared lets through.
// What says how old the person is it reads for the mark too.
func (c *Case) readSections(tx *access.Tx, key seal.Key) error {
	rows, err := sectionRows(tx, c.ID)
	if err != nil {
		return err
	}
	c.Sections = map[string]Section{}
	known := map[string]field.Values{}
	for _, r := range rows {
		if r.form == namesForm {
			err = c.openNames(key, r)
		} else {
			err = c.openSection(tx, key, r, known)
		}
		if err != nil {
			return err
		}
	}
	c.mark(today(tx), known)
	return nil
}

func (c *Case) openNames(key seal.Key, r sectionRow) error {
	if !c.May(r.group) {
		return nil
	}
	var err error
	c.Names, err = openNames(key, c.ID, r.sealed)
	c.NamesVer = r.Version
	return err
}

// openSection opens the answers to one form, as far as the actor may see them, and
// for the mark.
func (c *Case) openSection(tx *access.Tx, key seal.Key, r sectionRow, known map[string]field.Values) error {
	f, ok := formNamed(tx, r.form)
	if !ok {
		return fmt.Errorf("case %s: form %s is not declared", c.ID, r.form)
	}
	tells := person.TellsAge(f)
	shown, told := c.parts(f, r.group)
	if !tells && len(shown.Fields)+len(told.Fields) == 0 {
		return nil
	}
	v, err := r.open(key, c.ID, f)
	if err != nil {
		return err
	}
	if tells {
		known[r.form] = v
	}
	for _, i := range told.Fields {
		if v.Text(i) != "" {
			c.Told = append(c.Told, i)
		}
	}
	r.Values = v.Only(shown)
	if c.Own && len(shown.Fields) > 0 || r.Values.Len() > 0 {
		c.Sections[r.form] = r.Section
	}
	return nil
}

// parts returns the part of a form that the actor may see, and the part of which
// the actor is told only that there are answers.
func (c *Case) parts(f *field.Form, g lindung.Group) (shown, told *field.Form) {
	none := f.Keep(func(*field.Info) bool { return false })
	switch {
	case !c.Own:
		return f.Shared(c.View), f.Keep(func(i *field.Info) bool { return i.OnlyTold(c.View) })
	case c.May(g):
		return f, none
	}
	return none, none
}

// open returns all answers to the form.
func (r sectionRow) open(key seal.Key, id lindung.CaseID, f *field.Form) (field.Values, error) {
	var shut []byte
	if len(r.sealed) > 0 {
		var err error
		if shut, err = key.Open(sectionPlace(id, r.form), r.sealed); err != nil {
			return field.Values{}, fmt.Errorf("case %s, form %s: %w", id, r.form, err)
		}
	}
	return f.Restore([]byte(r.clear), shut)
}
