package casefile

import (
	"errors"
	"lindung/internal/desk"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"lindung"
	"lindung/cases"
	"lindung/field"
	"lindung/i18n"
	"lindung/internal/page"
	"lindung/names"
	"lindung/person"
)

// NameRow is one name in a form of several.
type NameRow struct {
	T      i18n.T
	Legend string
	Input  page.Input
	Kind   page.Select
	Call   page.Radios
	Remove page.Button
}

type caseNamesPage struct {
	page.Base
	Case   Head
	Lead   string
	Theirs []string // what someone else has saved
	Action string
	Hidden []page.Hidden
	Names  []NameRow
	Add    page.Button
	Save   page.Button
	Cancel page.Link
}

var caseNamesView = page.NewView[caseNamesPage]("case_names")

// The steps of a form of names, besides saving it.
const (
	stepAdd    = "add"
	stepRemove = "remove-" // and the number of the name
)

// SentNames are the names of a posted form, with those that are empty.
func SentNames(v *desk.Visit) []person.Name {
	in := v.Form()
	kinds := in["kind"]
	call, err := strconv.Atoi(v.Sent("call"))
	if err != nil {
		call = 1
	}
	var all []person.Name
	for i, text := range in["name"] {
		n := person.Name{Text: strings.TrimSpace(text), Kind: person.NameKinds[0], Call: i+1 == call}
		if i < len(kinds) && slices.Contains(person.NameKinds, kinds[i]) {
			n.Kind = kinds[i]
		}
		all = append(all, n)
	}
	return all
}

const mostNames = 12

// StepNames does what was pressed beside saving: one name more, or one less.
func StepNames(v *desk.Visit, names []person.Name) ([]person.Name, bool) {
	step := v.Sent("step")
	if step == stepAdd {
		if len(names) < mostNames {
			names = append(names, person.Name{Kind: person.NameKinds[0]})
		}
		return names, true
	}
	if n, ok := strings.CutPrefix(step, stepRemove); ok {
		if i, err := strconv.Atoi(n); err == nil && i >= 1 && i <= len(names) {
			names = slices.Delete(names, i-1, i)
		}
		return names, true
	}
	return names, false
}

// WithNames puts names into a form, as if they had been typed there.
func WithNames(in url.Values, names []person.Name) url.Values {
	form := maps.Clone(in)
	for _, input := range []string{"name", "kind", "call"} {
		delete(form, input)
	}
	for i, n := range names {
		form.Add("name", n.Text)
		form.Add("kind", n.Kind)
		if n.Call {
			form.Set("call", strconv.Itoa(i+1))
		}
	}
	return form
}

// GivenNames are the names that are not empty. The first is what the person is
// called if nothing else was chosen.
func GivenNames(names []person.Name) []person.Name {
	var all []person.Name
	for _, n := range names {
		if n.Text != "" {
			all = append(all, n)
		}
	}
	if len(all) > 0 && !slices.ContainsFunc(all, func(n person.Name) bool { return n.Call }) {
		all[0].Call = true
	}
	return all
}

// WrongNames says what is missing before names can be kept.
func WrongNames(names []person.Name) []field.Problem { return person.WrongNames(GivenNames(names)) }

// NameRows are the questions; there is always one.
func NameRows(v *desk.Visit, names []person.Name, problems []field.Problem) []NameRow {
	if len(problems) > 0 {
		names = GivenNames(names) // as they are numbered
	}
	if len(names) == 0 {
		names = []person.Name{{Kind: person.NameKinds[0], Call: true}}
	}
	no := false
	rows := make([]NameRow, len(names))
	for i, n := range names {
		number := strconv.Itoa(i + 1)
		id := "name"
		if i > 0 {
			id += "-" + number
		}
		r := NameRow{T: v.T, Legend: v.Text("case.names.nth", "n", i+1)}
		r.Input = page.Input{
			ID: id, Name: "name", Value: n.Text, Label: page.Label{Text: v.Text("case.names.text"), Classes: "govuk-label--s"},
			Autocomplete: "off", Autocapitalize: "words", Spellcheck: &no,
		}
		if i == 0 {
			r.Input.Hint = &page.Hint{Text: v.Text("case.names.text.hint")}
		}
		if asks := ZawgyiAsks(v, n.Text); asks != "" {
			r.Input.Hint = &page.Hint{Text: asks}
		}
		r.Input.ErrorMessage = v.WrongAt(id, problems)
		r.Kind = page.Select{ID: "kind-" + number, Name: "kind", Value: n.Kind, Label: page.Label{Text: v.Text("case.names.kind")}, Items: desk.PickFrom(v, "name_kind", person.NameKinds)}
		r.Call = page.Radios{IDPrefix: "call-" + number, Name: "call", Classes: "govuk-radios--small", Items: []page.Choice{
			{Value: number, Text: v.Text("case.names.call"), Checked: n.Call},
		}}
		if len(names) > 1 {
			r.Remove = page.Button{Text: v.Text("case.names.remove", "n", i+1), Name: "step", Value: stepRemove + number, Classes: "govuk-button--secondary l-button--quiet"}
		}
		rows[i] = r
	}
	return rows
}

// ZawgyiAsks asks whether a name that looks like Zawgyi is meant as it reads in
// Unicode; "" for other names. Nothing is converted.
func ZawgyiAsks(v *desk.Visit, name string) string {
	reads, ask := names.MaybeZawgyi(name)
	if !ask {
		return ""
	}
	return v.Text("case.names.zawgyi", "name", reads)
}

// AddName is what is pressed for one name more.
func AddName(v *desk.Visit) page.Button {
	return page.Button{Text: v.Text("case.names.add"), Name: "step", Value: stepAdd, Classes: "govuk-button--secondary"}
}

func editNames(v *desk.Visit) error {
	c, err := cases.ReadHead(v.Ctx(), v.Session, ID(v))
	if err != nil {
		return err
	}
	if !c.CanEdit(lindung.Identity) || c.Refused {
		return ClosedOr(v, c)
	}
	if v.Held() {
		version, err := v.SentVersion()
		if err != nil {
			return err
		}
		return namesPage(v, c, version, SentNames(v), nil)
	}
	return namesPage(v, c, c.NamesVer, c.Names, nil)
}

func namesPage(v *desk.Visit, c cases.Case, version int64, names []person.Name, problems []field.Problem) error {
	return desk.Show(v, caseNamesView, namesOf(v, c, version, names, problems))
}

func namesOf(v *desk.Visit, c cases.Case, version int64, names []person.Name, problems []field.Problem) caseNamesPage {
	p := caseNamesPage{Base: v.Base("page.case_names"), Case: HeadOf(v, c), Lead: v.Text("case.names.lead"), Action: Path(c.ID) + "/names"}
	p.Back = &page.BackLink{Text: v.Text("common.back"), Href: Path(c.ID) + "#person"}
	p.Hidden, p.Names, p.Add = desk.Version(version), NameRows(v, names, problems), AddName(v)
	p.Save = page.Button{Text: v.Text("case.names.save")}
	p.Cancel = *CancelTo(v, c.ID, "person")
	v.Wrong(&p.Base, problems)
	return p
}

func saveNames(v *desk.Visit) error {
	version, err := v.SentVersion()
	if err != nil {
		return err
	}
	c, err := cases.ReadHead(v.Ctx(), v.Session, ID(v))
	if err != nil {
		return err
	}
	names, stepped := StepNames(v, SentNames(v))
	if stepped {
		return v.Hold(v.Request.URL.Path, WithNames(v.Form(), names))
	}
	err = cases.SaveNames(v.Ctx(), v.Act(PartDone(c.ID, "person", "case_saved")), c.ID, version, withParts(GivenNames(names), c.Names))
	if errors.Is(err, lindung.ErrConflict) {
		return namesConflict(v, names)
	}
	problems, err := v.Problems(err)
	if err != nil {
		return err
	}
	if len(problems) > 0 {
		return namesPage(v, c, version, names, problems)
	}
	return v.Acted()
}

// withParts gives names that have not changed the parts that a file gave them.
func withParts(names, before []person.Name) []person.Name {
	for i := range names {
		for _, b := range before {
			if b.Text == names[i].Text && b.Kind == names[i].Kind {
				names[i].Parts = b.Parts
			}
		}
	}
	return names
}

// namesConflict shows the names that someone else has saved above the ones
// that were sent.
func namesConflict(v *desk.Visit, names []person.Name) error {
	c, err := cases.ReadHead(v.Ctx(), v.Session, ID(v))
	if err != nil {
		return err
	}
	p := namesOf(v, c, c.NamesVer, names, nil)
	p.Status, p.Title = http.StatusConflict, v.Text("page.case_conflict")
	p.Lead = v.Text("case.names.conflict")
	for _, n := range c.Names {
		p.Theirs = append(p.Theirs, v.Text("case.names.line", "name", n.Text, "kind", desk.LowerFirst(v.Text("name_kind."+n.Kind))))
	}
	p.Cancel.Text = v.Text("case.conflict.theirs")
	return desk.Show(v, caseNamesView, p)
}

// NameAsks are the questions of a form of names. Which name the person is called
// by is posted as its number.
var NameAsks = []desk.Asks{{Stem: "case.new"}, {Stem: "case.names", Words: map[string]desk.Say{
	"kind": desk.Code("name_kind"),
	"call": func(v *desk.Visit, value string) (string, error) {
		for _, n := range SentNames(v) {
			if n.Call {
				return n.Text, nil
			}
		}
		return value, nil
	},
}}}
