package page_test

import (
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"testing"
	"testing/fstest"
	"time"

	"lindung/field"
	"lindung/i18n"
	"lindung/internal/page"
	"lindung/internal/test/htmlcheck"
)

var (
	colours = &field.List{Name: "colours", Codes: []field.Code{{Name: "red"}, {Name: "green"}}}
	name    = field.NewText("name")
	story   = field.NewLong("story")
	born    = field.NewDate("born", field.WithClass(field.Private))
	age     = field.NewCount("age", field.WithClass(field.Open))
	alone   = field.NewBool("alone", field.WithClass(field.Open))
	colour  = field.NewCode("colour", colours, field.WithClass(field.Open))
	liked   = field.NewCodes("liked", colours, field.WithClass(field.Open))
	from    = field.NewCountry("from", field.WithClass(field.Open))
	through = field.NewCountries("through", field.WithClass(field.Open))
	speaks  = field.NewLanguages("speaks", field.WithClass(field.Open))
	phone   = field.NewPhone("phone")
	form    = field.NewForm("example", name, story, born, age, alone, colour, liked, from, through, speaks, phone)
)

var now = time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)

type formPage struct {
	page.Base
	Form page.Form
	Read page.SummaryList
}

var formView = page.NewView[formPage]("form_example")

func site(t *testing.T) *page.Site {
	t.Helper()
	s, err := page.New(page.Options{Templates: []fs.FS{fstest.MapFS{
		"form_example.html": {Data: []byte(`{{define "main"}}<h1 class="l-title">{{.Title}}</h1>{{template "form" .Form}}{{template "summary_list" .Read}}{{end}}`)},
	}}})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// sent is what a browser sends of the example form, with two answers that cannot be.
func sent() url.Values {
	return url.Values{
		"name": {"Ana Example"}, "born-year": {"1998"}, "born-month": {"13"}, "age-absent": {"refused"}, "alone": {"yes"},
		"liked": {"green"}, "from": {"TH"}, "through": {"MY", "FR"}, "phone": {"0812"},
	}
}

func showForm(t *testing.T, tr i18n.T, in url.Values) *htmlcheck.Page {
	t.Helper()
	v, problems := form.Decode(in, now)
	p := formPage{
		Base: page.Base{T: tr, Title: "Example", Wrong: page.Wrong(tr, problems), Status: http.StatusUnprocessableEntity},
		Form: page.Form{
			Action: "/x", Rows: page.Rows(tr, form, page.Answers{Sent: in, Problems: problems}),
			Hidden: []page.Hidden{{Name: "version", Value: "3"}}, Save: page.Button{Text: "Save"},
		},
		Read: page.Summary(tr, form, v, page.Reading{Masked: true, Unasked: true}),
	}
	w := httptest.NewRecorder()
	formView.Show(site(t), w, httptest.NewRequest(http.MethodGet, "/x", nil), p)
	if w.Code != http.StatusUnprocessableEntity {
		t.Errorf("status %d", w.Code)
	}
	return htmlcheck.Parse(t, w.Body)
}

func TestFormKeepsWhatWasTyped(t *testing.T) {
	for _, lang := range i18n.Complete() {
		tr := i18n.For(lang)
		p := showForm(t, tr, sent())
		p.Accessible(t)
		p.In(t, "input#name", htmlcheck.HasAttr("value", "Ana Example"))
		p.In(t, "input#born-month", htmlcheck.HasAttr("value", "13"))
		p.In(t, "input#phone[aria-describedby=phone-hint phone-error]", htmlcheck.HasAttr("value", "0812"))
		p.In(t, "select#age-absent option[selected]", htmlcheck.HasAttr("value", "refused"), htmlcheck.Count(1))
		p.In(t, "details[open] select#age-absent")
		p.In(t, "input[type=radio][name=alone][value=yes][checked]")
		p.In(t, "input[type=checkbox][name=liked][value=green][checked]")
		p.In(t, "input[type=checkbox][name=through][value=MY][checked]")
		p.In(t, "select[name=through]", htmlcheck.Count(2))
		p.In(t, "select#through-other option[selected]", htmlcheck.HasAttr("value", "FR"))
		p.In(t, "select#from option[selected]", htmlcheck.HasAttr("value", "TH"))
		p.In(t, "input[type=hidden][name=version]", htmlcheck.HasAttr("value", "3"))
		p.In(t, ".govuk-error-summary a", htmlcheck.Count(2), htmlcheck.HasAttr("href", "#born"), htmlcheck.HasAttr("href", "#phone"))
		p.In(t, "title", htmlcheck.HasText(tr.Text("page.problem")))
	}
}

// What a form shows is what it was given: decoding the shown form again gives
// the same answers.
func TestFormShowsWhatIsStored(t *testing.T) {
	in := sent()
	in.Set("born-month", "3")
	in.Set("phone", "+62812345678")
	v, problems := form.Decode(in, now)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	tr := i18n.For("en")
	w := httptest.NewRecorder()
	formView.Show(site(t), w, httptest.NewRequest(http.MethodGet, "/x", nil), formPage{
		Base: page.Base{T: tr, Title: "Example"},
		Form: page.Form{Rows: page.Rows(tr, form, page.Answers{Values: v}), Save: page.Button{Text: "Save"}},
	})
	again, problems := form.Decode(htmlcheck.Parse(t, w.Body).Posted(t, "form"), now)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	for _, info := range form.Fields {
		if !again.Same(v, info) {
			t.Errorf("%s: %q became %q", info.Name, v.Text(info), again.Text(info))
		}
	}
}

func TestSummary(t *testing.T) {
	v, _ := form.Decode(sent(), now)
	tr := i18n.For("id")
	list := page.Summary(tr, form, v, page.Reading{Masked: true, Change: func(i *field.Info) string { return "/change/" + i.Name }})
	got := map[string]page.SummaryRow{}
	for _, r := range list.Rows {
		got[r.Actions.Items[0].Href] = r
	}
	if _, ok := got["/change/story"]; ok {
		t.Error("a question without an answer is shown")
	}
	if r := got["/change/name"].Value; r.Text != "Ana Example" || r.Masked == "" {
		t.Errorf("a name in privacy mode: %+v", r)
	}
	if r := got["/change/age"].Value; r.Text != tr.Text("absent.refused") || r.Masked != "" {
		t.Errorf("an answer that was refused: %+v", r)
	}
	if r := got["/change/alone"].Value; r.Text != "Ya" {
		t.Errorf("yes: %+v", r)
	}
	if r := got["/change/through"].Value; r.Text != "Malaysia" || len(r.Lines) != 1 || r.Lines[0] != "Prancis" {
		t.Errorf("countries: %+v", r)
	}
}

func TestTemplates(t *testing.T) { htmlcheck.Views(t, site(t), formView, page.TroubleView()) }

func BenchmarkForm(b *testing.B) {
	s, err := page.New(page.Options{Templates: []fs.FS{fstest.MapFS{
		"form_example.html": {Data: []byte(`{{define "main"}}<h1>{{.Title}}</h1>{{template "form" .Form}}{{end}}`)},
	}}})
	if err != nil {
		b.Fatal(err)
	}
	tr := i18n.For("id")
	r := httptest.NewRequest(http.MethodGet, "/x", nil)
	r.Header.Set("Accept-Encoding", "gzip")
	for b.Loop() {
		p := formPage{Base: page.Base{T: tr, Title: "Contoh"}, Form: page.Form{Rows: page.Rows(tr, form, page.Answers{Sent: sent()})}}
		formView.Show(s, httptest.NewRecorder(), r, p)
	}
}

// TestProblemsInOrder: the summary follows the questions of the page, and each line
// says which question it is about.
func TestProblemsInOrder(t *testing.T) {
	rows := []page.Row{{Heading: "who"}, {Input: &page.Input{Name: "name"}}, {Radios: &page.Radios{Name: "purpose"}}, {Date: &page.DateInput{NamePrefix: "until"}}}
	var got []string
	for _, p := range page.InOrder(rows, []field.Problem{{Field: "until"}, {Field: "purpose"}, {Key: "problem.case_closed"}, {Field: "name"}}) {
		got = append(got, p.Field)
	}
	if want := []string{"", "name", "purpose", "until"}; !slices.Equal(got, want) {
		t.Errorf("the order is %q, want %q", got, want)
	}
	missing := []field.Problem{{Field: "explained_by", Key: "problem.missing"}, {Field: "outcome", Key: "problem.missing"}}
	lines := page.Wrong(i18n.For(i18n.English), missing, "consent", "referral").ErrorList
	if lines[0].Text != "“Explained by” is still empty. Fill it in." || lines[1].Text != "Choose the outcome." {
		t.Errorf("the lines are %q", lines)
	}
}
