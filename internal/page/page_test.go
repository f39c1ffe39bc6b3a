package page_test

import (
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"lindung/field"
	"lindung/i18n"
	"lindung/internal/htmlcheck"
	"lindung/internal/page"
)

var (
	colours = &field.List{Name: "colours", Codes: []field.Code{{Name: "red"}, {Name: "green"}}}
	name    = field.NewText("name")
	story   = field.NewLong("story")
	born    = field.NewDate("born", field.Is(field.Private))
	age     = field.NewCount("age", field.Is(field.Open))
	alone   = field.NewBool("alone", field.Is(field.Open))
	colour  = field.NewCode("colour", colours, field.Is(field.Open))
	liked   = field.NewCodes("liked", colours, field.Is(field.Open))
	from    = field.NewCountry("from", field.Is(field.Open))
	through = field.NewCountries("through", field.Is(field.Open))
	speaks  = field.NewLanguages("speaks", field.Is(field.Open))
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
	s, err := page.New(page.Options{Templates: fstest.MapFS{
		"form_example.html": {Data: []byte(`{{define "main"}}<h1 class="l-title">{{.Title}}</h1>{{template "form" .Form}}{{template "summary_list" .Read}}{{end}}`)},
	}})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestForm(t *testing.T) {
	in := url.Values{
		"name": {"Ana Example"}, "born-year": {"1998"}, "born-month": {"13"}, "age-absent": {"refused"}, "alone": {"yes"},
		"liked": {"green"}, "from": {"TH"}, "through": {"MY", "FR"}, "phone": {"0812"},
	}
	v, problems := form.Decode(in, now)
	tr := i18n.For("id")
	p := formPage{
		Base: page.Base{T: tr, Title: "Contoh", Wrong: page.Wrong(tr, problems), Status: 422},
		Form: page.Form{Action: "/x", Rows: page.Rows(tr, form, page.Answers{Sent: in, Problems: problems})},
		Read: page.Summary(tr, form, v, page.Reading{Masked: true, Unasked: true}),
	}
	w := httptest.NewRecorder()
	formView.Show(site(t), w, httptest.NewRequest("GET", "/x", nil), p)
	if w.Code != 422 {
		t.Errorf("status %d", w.Code)
	}
	for _, want := range []string{`href="#born"`, `value="13"`, `<option value="refused" selected>`, `value="yes" checked`} {
		if !strings.Contains(w.Body.String(), want) {
			t.Errorf("no %s in the page", want)
		}
	}
}

func TestTemplates(t *testing.T) { htmlcheck.Views(t, site(t), formView, page.TroubleView()) }
