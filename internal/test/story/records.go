package story

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"slices"
	"strings"

	"lindung"
	"lindung/access"
	"lindung/attachment"
	"lindung/cases"
	"lindung/dossier"
	"lindung/duties"
	"lindung/field"
)

// many returns the form that is answered many times and has a field that the line
// sets, or that the line's last word names.
func (r *run) many(l line) (*field.Form, error) {
	for _, f := range r.session.Forms() {
		if f.Repeat != nil && (len(l.posted(f)) > 0 || l.words[len(l.words)-1] == f.Name) {
			return f, nil
		}
	}
	return nil, errors.New("no form that is answered many times is spoken of")
}

// recordsOf reads the records of the form that the line speaks of.
func (r *run) recordsOf(l line) (cases.Case, *field.Form, error) {
	f, err := r.many(l)
	if err != nil {
		return cases.Case{}, nil, err
	}
	_, c, err := r.see(l)
	return c, f, err
}

// latest is the record that a correction means: the one with the latest day.
func (r *run) latest(l line) (lindung.CaseID, cases.Record, error) {
	c, f, err := r.recordsOf(l)
	if err != nil {
		return "", cases.Record{}, err
	}
	all := c.Records(f)
	if len(all) == 0 {
		return "", cases.Record{}, fmt.Errorf("there is no record of %s: %w", f.Name, lindung.ErrNotFound)
	}
	return c.ID, all[0], nil
}

func record(r *run, l line) ([]string, error) {
	_, id, err := r.caseOf(l)
	if err != nil {
		return nil, err
	}
	f, err := r.many(l)
	if err != nil {
		return nil, err
	}
	answers, err := r.answers(l, f)
	if err != nil {
		return nil, err
	}
	made := cases.Record{Form: f, Values: answers[f.Name]}
	if who, ok := r.people[l.after("for")]; ok {
		made.For = who.Actor().ID
	}
	_, err = cases.AddRecord(r.ctx, r.session, id, made)
	return nil, err
}

func correct(r *run, l line) ([]string, error) {
	id, last, err := r.latest(l)
	if err != nil {
		return nil, err
	}
	in := last.Form.Encode(last.Values)
	for name, values := range l.posted(last.Form) {
		in[name] = values
	}
	v, problems := last.Form.Decode(in, r.node.Now())
	if len(problems) > 0 {
		return nil, fmt.Errorf("%s: %s", problems[0].Field, problems[0].Key)
	}
	last.Values = v
	return nil, cases.CorrectRecord(r.ctx, r.session, id, last)
}

func strike(r *run, l line) ([]string, error) {
	id, last, err := r.latest(l)
	if err != nil {
		return nil, err
	}
	in := map[string][]string{cases.StruckWhy.Name: {l.say}}
	if last.Values, err = decoded(r, cases.Struck, in); err != nil {
		return nil, err
	}
	return nil, cases.StrikeRecord(r.ctx, r.session, id, last)
}

func decoded(r *run, f *field.Form, in map[string][]string) (field.Values, error) {
	v, problems := f.Decode(in, r.node.Now())
	return v, field.Problems(problems).Err()
}

func showRecords(r *run, l line) ([]string, error) {
	c, f, err := r.recordsOf(l)
	if err != nil {
		return nil, err
	}
	var all []string
	for _, one := range c.Records(f) {
		all = append(all, toldRecord(one))
	}
	return all, nil
}

func showEarlier(r *run, l line) ([]string, error) {
	_, id, err := r.caseOf(l)
	if err != nil {
		return nil, err
	}
	f, err := r.many(l)
	if err != nil {
		return nil, err
	}
	var all []string
	_, err = cases.ReadWith(r.ctx, r.session, id, func(tx *access.Tx, c cases.Case) error {
		for _, one := range c.Records(f)[:min(1, len(c.Records(f)))] {
			before, err := cases.EarlierVersions(tx, c, f, one.ID)
			if err != nil {
				return err
			}
			for _, b := range before {
				all = append(all, toldRecord(b))
			}
		}
		return nil
	})
	return all, err
}

// toldRecord is the state of a record and its answers in the order of the form.
func toldRecord(one cases.Record) string {
	f := one.Form
	if one.Status == cases.RecordStruck {
		f = cases.Struck
	}
	words := []string{string(one.Status) + ":"}
	for _, i := range f.Fields {
		words = append(words, one.Values.Text(i))
	}
	return strings.Join(slices.DeleteFunc(words, func(s string) bool { return s == "" }), " ")
}

func showDue(r *run, l line) ([]string, error) {
	by := r.node.Now().Add(l.days("days", 7))
	var all []string
	var w dossier.Waits
	own := access.AccountTarget(r.session.Actor().ID)
	err := r.session.Page(r.ctx, access.HomeRead, own, func(s access.Session) (err error) {
		w, err = dossier.ReadWaits(r.ctx, s, dossier.Asking{Now: r.node.Now(), By: lindung.DateOf(by)})
		return err
	})
	for _, d := range w.Due {
		all = append(all, r.names[string(d.Case)]+" "+d.Part+" "+d.Label)
	}
	return all, err
}

// showUrgent shows what must not wait, as far as the actor may read it.
func showUrgent(r *run, l line) ([]string, error) {
	_, c, err := r.see(l)
	var all []string
	for _, u := range c.Urgent() {
		all = append(all, u.Name)
	}
	if c.HidesUrgent(lindung.DateOf(r.node.Now())) {
		all = []string{"something"}
	}
	return all, err
}

// showDuties shows what binds a state in a case, with the end of a time that the law sets.
func showDuties(r *run, l line) ([]string, error) {
	w, err := r.whole(l)
	if err != nil {
		return nil, err
	}
	_, owed, err := dossier.DutiesOf(w, r.node.Now())
	var all []string
	for _, d := range owed {
		if d.Binds != duties.Yes {
			continue
		}
		text := string(d.Bearer) + " " + d.Rule
		if d.TimeLimit != nil && !d.TimeLimit.Until.IsZero() {
			text += " " + d.TimeLimit.Until.String()
		}
		all = append(all, text)
	}
	slices.Sort(all)
	return []string{strings.Join(slices.Compact(all), ", ")}, err
}

func relate(r *run, l line) ([]string, error) {
	_, id, err := r.caseOf(l)
	if err != nil {
		return nil, err
	}
	return nil, cases.Relate(r.ctx, r.session, id, r.numbers[l.after("to")], l.after("as"))
}

// showRelated shows the relations of a case; "of someone" for a case that the actor does
// not see.
func showRelated(r *run, l line) ([]string, error) {
	var all []string
	w, err := r.whole(l)
	for _, one := range w.Relations {
		who := "someone"
		if one.With != "" {
			who = r.names[string(one.With)]
		}
		if one.Mine {
			all = append(all, one.Kind+" of "+who)
		} else {
			all = append(all, "has "+one.Kind+" "+who)
		}
	}
	return all, err
}

func joinEvent(r *run, l line) ([]string, error) {
	_, id, err := r.caseOf(l)
	if err != nil {
		return nil, err
	}
	e := cases.Event{Kind: l.set["event"], Place: l.set["place"], Text: l.say}
	return nil, cases.JoinEvent(r.ctx, r.session, id, r.numbers[l.after("to")], e)
}

// tellings shows the times at which the person was asked, and who is not to interpret.
func tellings(r *run, l line) ([]string, error) {
	w, err := r.whole(l)
	var all []string
	for _, t := range dossier.Tellings(w) {
		if t.Part == "screenings" {
			all = append(all, t.Part)
			continue
		}
		text := t.On.String() + " " + t.By + ":"
		for _, topic := range t.Topics {
			text += " " + strings.TrimPrefix(topic, "code.interview_topic.")
		}
		all = append(all, text)
	}
	for _, i := range dossier.UnfitInterpreters(w) {
		all = append(all, "unfit: "+i.Who+" "+i.Why)
	}
	return all, err
}

// whole reads a case with all its parts.
func (r *run) whole(l line) (dossier.Whole, error) {
	_, id, err := r.caseOf(l)
	if err != nil {
		return dossier.Whole{}, err
	}
	return dossier.Read(r.ctx, r.session, id)
}

// showCarried names what of a case was carried over from a referral.
func showCarried(r *run, l line) ([]string, error) {
	w, err := r.whole(l)
	var all []string
	if w.NamesOrigin != "" {
		all = append(all, "names")
	}
	for _, f := range w.Forms() {
		for _, one := range append([]cases.Record{w.Sections[f.Name]}, w.Records(f)...) {
			if one.Origin != "" {
				all = append(all, f.Name)
			}
		}
	}
	for _, a := range w.Attachments {
		if a.Origin != "" {
			all = append(all, a.Kind)
		}
	}
	if len(all) == 0 {
		return nil, err
	}
	return []string{strings.Join(all, " ")}, err
}

// attach adds a file to a case: what its kind is, and what it is called.
func attach(r *run, l line) ([]string, error) {
	_, id, err := r.caseOf(l)
	if err != nil {
		return nil, err
	}
	_, err = attachment.Add(r.ctx, r.session, id, attachment.New{
		Kind: l.words[len(l.words)-1], Title: l.say, About: "person", File: []byte("%PDF-1.7\n%%EOF\n"),
	})
	return nil, err
}

// photograph adds a photograph that a telephone has made, with the place beside it.
func photograph(r *run, l line) ([]string, error) {
	_, id, err := r.caseOf(l)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 8, 8)), nil); err != nil {
		return nil, err
	}
	place := "Exif\x00\x00GPS 11.5 N 104.9 E"
	taken := slices.Concat([]byte("\xff\xd8\xff\xe1"), binary.BigEndian.AppendUint16(nil, uint16(len(place)+2)), []byte(place), b.Bytes()[2:])
	_, err = attachment.Add(r.ctx, r.session, id, attachment.New{
		Kind: l.words[len(l.words)-1], Title: l.say, About: "person", File: taken, Claims: "image/jpeg",
	})
	return nil, err
}

// showFiles shows the files of a case: whether they are cleaned and can be shown, or are
// only handed out.
func showFiles(r *run, l line) ([]string, error) {
	_, id, err := r.caseOf(l)
	if err != nil {
		return nil, err
	}
	var all []string
	_, err = cases.ReadWith(r.ctx, r.session, id, func(tx *access.Tx, c cases.Case) error {
		files, err := attachment.ReadIn(tx, c)
		if err != nil {
			return err
		}
		all = nil
		for _, f := range files {
			_, bytes, err := attachment.FileIn(tx, c, f.ID)
			if err != nil {
				return err
			}
			how := ", never shown"
			if f.Format.Clean() {
				how = ", cleaned"
			}
			if strings.Contains(string(bytes), "GPS") {
				how += " but says where it was taken"
			}
			all = append(all, f.Kind+" "+string(f.Format)+how)
		}
		return nil
	})
	slices.Sort(all)
	return all, err
}
