package demo

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"lindung"
	"lindung/dossier"
	"lindung/field"
	"lindung/person"
	"lindung/questions"
)

//go:embed data/*.json data/stories/*.json
var files embed.FS

// people are data/staff.json.
type people struct {
	Orgs []struct {
		Key, Name, Lang, Duty         string
		Telephone, Address, Complaint string // as the consent text says them
		Sector                        lindung.Sector
		Country                       lindung.Country
		Actors                        []struct {
			Login, Name, Lang string
			Roles             []lindung.Role
		}
	}
}

// with returns those who have one of some roles, and their organisations.
func (p people) with(roles []lindung.Role) people {
	for i, o := range p.Orgs {
		p.Orgs[i].Actors = o.Actors[:0]
		for _, a := range o.Actors {
			if slices.Contains(roles, a.Roles[0]) {
				p.Orgs[i].Actors = append(p.Orgs[i].Actors, a)
			}
		}
	}
	for i := len(p.Orgs) - 1; i >= 0; i-- {
		if len(p.Orgs[i].Actors) == 0 {
			p.Orgs = append(p.Orgs[:i], p.Orgs[i+1:]...)
		}
	}
	return p
}

// story is a file of data/stories: what some persons have in common, and each
// of them.
type story struct {
	About   string // for those who edit the file
	Counted string // what its persons say to being counted in figures: "yes", "no", or "" if nobody asked
	Event   *event
	Answers map[string]string // of all its persons
	Persons []human
}

// event is what happened to all persons of a story at once.
type event struct{ Kind, Date, Place, Text string }

// human is one case that is opened, and what happens in it.
type human struct {
	Key     string
	By      string // login of the worker
	Opened  float64
	Names   []string // "kind: text"; a * after the kind marks the one by which they wish to be called
	Doubt   bool
	Refused bool   // helped without a record; Answers are of the form that counts them
	Counted string // what they say to being counted, if it is not what the others of the story say
	Answers map[string]string
	Acts    []act

	story *story
	first *human // with whom the shared event is recorded
	made
}

// act is something that someone did, At days before now.
type act struct {
	At     float64
	Do     string
	By     string // login; the person's worker if empty
	Linked bool   // to the case that the recipient opened, not to the sender's

	To, Body, Phone      string // organisation's key; a body outside and its telephone
	Asks                 string // what the person asks of the recipient
	AsksUs               string `json:"asks_us"` // and of the worker alone
	Kind, Text           string
	Need, Words          string
	Due, Days            float64 // days after the act
	Purpose              lindung.Purpose
	Country              lindung.Country
	Groups               string
	Reason, Source       string
	Explained, Lang      string
	Interpreter, Witness string
	Guardian             string
	NoGuardian           string `json:"no_guardian"`
	Answers              map[string]string
	Instrument           string
	Present, Absent      string // indicators
	RefusedToSay         string `json:"refused_to_say"`
	NotSure              string `json:"not_sure"`
	Status, Law          string
	Team, Replaces       bool   // decided with others; in place of the last decision
	Found                string // the elements of a decision: acts | means | purposes
	Unfinished           bool
	Carries              bool // the recipient may take over what was agreed to
	Meets                bool // the recipient may meet with others about the person

	person *human
	time   time.Time
}

func read(name string, into any) error {
	b, err := files.ReadFile("data/" + name)
	if err != nil {
		return err
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return fmt.Errorf("demo: %s: %w", name, err)
	}
	return nil
}

// stories returns every story in the order of the names of their files.
func stories() ([]*story, error) {
	names, err := fs.Glob(files, "data/stories/*.json")
	if err != nil {
		return nil, err
	}
	all := make([]*story, len(names))
	for i, name := range names {
		all[i] = &story{}
		if err := read(strings.TrimPrefix(name, "data/"), all[i]); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// names reads the names of a person.
func (p *human) names() []person.Name {
	var all []person.Name
	for _, n := range p.Names {
		kind, text, _ := strings.Cut(n, ": ")
		kind, call := strings.CutSuffix(kind, "*")
		all = append(all, person.Name{Text: text, Kind: kind, Call: call})
	}
	return all
}

// answers reads answers to the fields of a person's file and sorts them by
// form, the later ones over the earlier.
func (f *filling) answers(all ...map[string]string) (map[string]field.Values, error) {
	posted := map[string]url.Values{}
	for _, m := range all {
		for name, text := range m {
			if err := f.post(posted, name, text); err != nil {
				return nil, err
			}
		}
	}
	return f.decode(posted)
}

// post writes an answer as a browser would post it; "?refused" is the answer
// that they did not want to say.
func (f *filling) post(posted map[string]url.Values, name, text string) error {
	form, i, err := asked(name)
	if err != nil {
		return err
	}
	in := posted[form.Name]
	if in == nil {
		in = url.Values{}
		posted[form.Name] = in
	}
	for key := range in {
		if key == name || strings.HasPrefix(key, name+"-") {
			in.Del(key)
		}
	}
	absent, ok := strings.CutPrefix(text, "?")
	switch {
	case ok:
		in.Set(name+"-absent", absent)
	case i.Kind == field.KindDate:
		in.Set(name, f.date(text))
	default:
		in.Set(name, text)
	}
	return nil
}

func (f *filling) decode(posted map[string]url.Values) (map[string]field.Values, error) {
	out := map[string]field.Values{}
	for name, in := range posted {
		form, _ := formNamed(name)
		v, problems := form.Decode(in, f.now)
		if len(problems) > 0 {
			return nil, fmt.Errorf("field %s: %s", problems[0].Field, problems[0].Key)
		}
		out[name] = v
	}
	return out, nil
}

// own are the questions that one organisation of the demo asks of its own.
var own = sync.OnceValue(func() questions.Set {
	set, _ := questions.ReadStored(questions.Example) // a test of the package checks it
	return set
})

// declared are the forms of the program with them.
func declared() field.Set { return slices.Concat(dossier.Forms, own().Forms) }

// asked returns a field and its form.
func asked(name string) (*field.Form, *field.Info, error) {
	for _, form := range append([]*field.Form{person.Counted}, declared()...) {
		if i, ok := form.Field(name); ok {
			return form, i, nil
		}
	}
	return nil, nil, fmt.Errorf("there is no field %q", name)
}

func formNamed(name string) (*field.Form, bool) {
	if name == person.Counted.Name {
		return person.Counted, true
	}
	return declared().Named(name)
}

// date writes a day as forms read it: "-40d" is forty days ago, "+20d" in twenty
// days, "-27y" a year of which no more is known, "-3.5y" so many years ago.
// Anything else is a date already.
func (f *filling) date(text string) string {
	unit := text[len(text)-1:]
	n, err := strconv.ParseFloat(strings.TrimSuffix(text, unit), 64)
	switch {
	case err != nil:
		return text
	case unit == "d":
		return f.now.AddDate(0, 0, int(n)).Format(time.DateOnly)
	case unit == "y" && !strings.Contains(text, "."):
		return strconv.Itoa(f.now.Year() + int(n))
	case unit == "y":
		return f.now.AddDate(0, 0, int(n*365.25)).Format(time.DateOnly)
	}
	return text
}
