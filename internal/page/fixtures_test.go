package page

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// kit is where "make assets" puts the components that ours are compared with.
const kit = "../../assets/node_modules/govuk-frontend/dist/govuk/components"

// A fixture is one set of options of a component with the HTML that it gives.
type fixture struct {
	Name    string
	Options map[string]any
	HTML    string
}

// port compares one component with ours. fill sets what the original has as an
// English default and ours gets from a catalog.
type port struct {
	component string
	render    func(*template.Template, []byte) (string, error)
	fill      func(map[string]any)
	least     int // fixtures that must be comparable
}

// as decodes options into a component and renders it; an option that the component
// does not have is an error of decoding.
func as[T any](name string) func(*template.Template, []byte) (string, error) {
	return func(t *template.Template, options []byte) (string, error) {
		var component T
		d := json.NewDecoder(bytes.NewReader(options))
		d.DisallowUnknownFields()
		if err := d.Decode(&component); err != nil {
			return "", fmt.Errorf("%w: %w", errOption, err)
		}
		var out bytes.Buffer
		err := t.ExecuteTemplate(&out, name, component)
		return out.String(), err
	}
}

var errOption = errors.New("an option that ours does not have")

func closed(render func(*template.Template, []byte) (string, error)) func(*template.Template, []byte) (string, error) {
	return func(t *template.Template, options []byte) (string, error) {
		out, err := render(t, options)
		return out + "</fieldset>", err
	}
}

var ports = []port{
	{"button", as[Button]("button"), nil, 22},
	{"input", as[Input]("input"), inError, 26},
	{"textarea", as[Textarea]("textarea"), inError, 12},
	{"radios", as[Radios]("radios"), inError, 12},
	{"checkboxes", as[Checkboxes]("checkboxes"), inError, 12},
	{"select", as[Select]("select"), lines, 8},
	{"date-input", as[DateInput]("date_input"), dateParts, 8},
	{"error-summary", as[ErrorSummary]("error_summary"), nil, 6},
	{"error-message", as[ErrorMessage]("error_message"), hidden, 4},
	{"hint", as[Hint]("hint"), nil, 4},
	{"label", as[Label]("label"), nil, 8},
	{"fieldset", closed(as[Fieldset]("fieldset")), nil, 8},
	{"summary-list", as[SummaryList]("summary_list"), nil, 10},
	{"table", as[Table]("table"), nil, 12},
	{"tag", as[Tag]("tag"), nil, 8},
	{"details", as[Details]("details"), nil, 4},
	{"back-link", as[BackLink]("back_link"), defaults("text", "Back", "href", "#"), 4},
	{"breadcrumbs", as[Breadcrumbs]("breadcrumbs"), defaults("labelText", "Breadcrumb"), 6},
	{"pagination", as[Pagination]("pagination"), pages, 5},
	{"notification-banner", as[NotificationBanner]("notification_banner"), banner, 8},
	{"warning-text", as[WarningText]("warning_text"), defaults("iconFallbackText", "Warning"), 4},
	{"inset-text", as[InsetText]("inset_text"), nil, 3},
	{"skip-link", as[SkipLink]("skip_link"), defaults("href", "#content"), 4},
	{"panel", as[Panel]("panel"), nil, 5},
	{"task-list", as[TaskList]("task_list"), nil, 5},
	{"exit-this-page", as[ExitThisPage]("exit_this_page"), defaults("text", "Emergency Exit this page"), 1},
	{"language-navigation", as[LanguageNavigation]("language_navigation"), defaults("ariaLabel", "Language"), 5},
}

func TestComponentsAreThoseOfTheKit(t *testing.T) {
	if _, err := os.Stat(kit); errors.Is(err, fs.ErrNotExist) {
		t.Skip("govuk-frontend is not installed: run make assets to compare the components with it")
	}
	s, err := New(Options{})
	if err != nil {
		t.Fatal(err)
	}
	all, compared := 0, 0
	for _, p := range ports {
		t.Run(p.component, func(t *testing.T) {
			n := 0
			for _, f := range fixtures(t, p.component) {
				all++
				if p.compare(t, s.page("trouble"), f) {
					n++
				}
			}
			if n < p.least {
				t.Errorf("only %d fixtures were compared, not %d", n, p.least)
			}
			compared += n
			t.Logf("%d fixtures compared", n)
		})
	}
	t.Logf("%d of %d fixtures compared; the others have markup, attributes or options that ours leave out", compared, all)
}

func fixtures(t *testing.T, component string) []fixture {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(kit, component, "fixtures.json"))
	if err != nil {
		t.Fatal(err)
	}
	var file struct{ Fixtures []fixture }
	if err := json.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	return file.Fixtures
}

func (p port) compare(t *testing.T, tmpl *template.Template, f fixture) bool {
	t.Helper()
	plain(f.Options)
	if p.fill != nil {
		p.fill(f.Options)
	}
	options, err := json.Marshal(f.Options)
	if err != nil {
		t.Fatal(err)
	}
	got, err := p.render(tmpl, options)
	if errors.Is(err, errOption) {
		return false
	}
	if err != nil {
		t.Errorf("%s: %v", f.Name, err)
		return true
	}
	if g, w := normal(t, got), normal(t, unmarked.Replace(f.HTML)); g != w {
		t.Errorf("%s\noptions %s\ngot\n%s\nwant\n%s", f.Name, options, g, w)
	}
	return true
}

// unmarked takes the markup out of the English defaults that have some.
var unmarked = strings.NewReplacer(
	`<span class="govuk-visually-hidden"> page</span>`, " page",
	`<span class="govuk-visually-hidden">Emergency</span> Exit`, "Emergency Exit",
)

// plain turns options that may hold markup into options of text where they hold none.
func plain(o map[string]any) {
	for key, v := range o {
		switch v := v.(type) {
		case nil:
			delete(o, key)
		case float64:
			if key == "value" {
				o[key] = fmt.Sprint(v)
			}
		case bool:
			// A choice that is taken back although its value is the answer.
			if !v && (key == "checked" || key == "selected") {
				o["takenBack"] = true
			}
		case map[string]any:
			if len(v) == 0 && key == "attributes" {
				delete(o, key)
			}
			plain(v)
		case []any:
			for _, x := range v {
				if m, ok := x.(map[string]any); ok {
					plain(m)
				}
			}
		case string:
			name, ok := strings.CutSuffix(key, "Html")
			if key == "html" {
				name, ok = "text", true
			} else if ok {
				name += "Text"
			}
			if ok && !strings.ContainsAny(v, "<&") {
				o[name] = strings.TrimSpace(v)
				delete(o, key)
			}
		}
	}
}

func defaults(pairs ...string) func(map[string]any) {
	return func(o map[string]any) {
		for i := 0; i < len(pairs); i += 2 {
			if o[pairs[i]] == nil {
				o[pairs[i]] = pairs[i+1]
			}
		}
	}
}

func hidden(o map[string]any) { defaults("visuallyHiddenText", "Error")(o) }

func inError(o map[string]any) {
	if e, ok := o["errorMessage"].(map[string]any); ok {
		hidden(e)
	}
}

// lines marks the lines of a select that have no value: ours always have one.
func lines(o map[string]any) {
	inError(o)
	items, _ := o["items"].([]any)
	for _, item := range items {
		if m, ok := item.(map[string]any); ok && m["value"] == nil {
			m["valueless"] = true
		}
	}
}

func dateParts(o map[string]any) {
	inError(o)
	items, _ := o["items"].([]any)
	if len(items) == 0 {
		for _, name := range []string{"day", "month", "year"} {
			items = append(items, map[string]any{"name": name})
		}
	}
	for _, item := range items {
		if m, ok := item.(map[string]any); ok {
			name, _ := m["name"].(string)
			defaults("label", strings.ToUpper(name[:min(1, len(name))])+name[min(1, len(name)):])(m)
		}
	}
	o["items"] = items
}

func pages(o map[string]any) {
	defaults("landmarkLabel", "Pagination")(o)
	for side, text := range map[string]string{"previous": "Previous page", "next": "Next page"} {
		if m, ok := o[side].(map[string]any); ok {
			defaults("text", text)(m)
		}
	}
	items, _ := o["items"].([]any)
	items = slices.DeleteFunc(items, func(item any) bool { m, _ := item.(map[string]any); return len(m) == 0 })
	if len(items) > 0 {
		o["items"] = items
	}
	for _, item := range items {
		m, ok := item.(map[string]any)
		if !ok {
			continue
		}
		if n, ok := m["number"]; ok {
			m["number"] = fmt.Sprint(n)
			defaults("visuallyHiddenText", "Page "+fmt.Sprint(n))(m)
		}
	}
}

func banner(o map[string]any) {
	title := "Important"
	if o["type"] == "success" {
		title = "Success"
	}
	defaults("titleText", title)(o)
}

// normal writes HTML in one way: attributes by name, blanks around tags gone.
func normal(t *testing.T, text string) string {
	t.Helper()
	nodes, err := html.ParseFragment(strings.NewReader(text), &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body})
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, n := range nodes {
		writeNormal(&b, n, "")
	}
	return b.String()
}

func writeNormal(b *strings.Builder, n *html.Node, indent string) {
	switch n.Type {
	case html.TextNode:
		if s := strings.Join(strings.Fields(n.Data), " "); s != "" {
			fmt.Fprintf(b, "%s%s\n", indent, s)
		}
	case html.ElementNode:
		sort.Slice(n.Attr, func(i, j int) bool { return n.Attr[i].Key < n.Attr[j].Key })
		b.WriteString(indent + n.Data)
		for _, a := range n.Attr {
			fmt.Fprintf(b, " %s=%q", a.Key, strings.Join(strings.Fields(a.Val), " "))
		}
		b.WriteByte('\n')
		for c := range n.ChildNodes() {
			writeNormal(b, c, indent+"  ")
		}
	}
}
