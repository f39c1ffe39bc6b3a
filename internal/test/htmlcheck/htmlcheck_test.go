package htmlcheck

import (
	"slices"
	"strings"
	"testing"
)

const good = `<!doctype html><html lang="en"><head><title>Example</title></head><body>
<main><h1>Example</h1><h2>Part</h2><form><label for="n">Name</label><input id="n" name="n" class="a b">
<p class="problem">No   such
day</p><button type="submit">Save</button></form><a href="#n" data-x="one two">Name</a></main></body></html>`

func TestIn(t *testing.T) {
	p := Parse(t, strings.NewReader(good))
	p.In(t, "form p.problem", HasText("No such day"), LacksText("other"), Count(1))
	p.In(t, "main input.b.a#n[name=n]", HasAttr("id", "n"))
	p.In(t, "a[data-x=one two]")
	p.In(t, `form > label[for="n"], h3`, Count(1))
	p.Not(t, "p input")
	p.Not(t, "h3")
	if got := p.Text(t, "h2"); got != "Part" {
		t.Errorf("text %q", got)
	}
	if got := p.Attrs(t, "a", "href"); !slices.Equal(got, []string{"#n"}) {
		t.Errorf("links %q", got)
	}
	if got := p.Attr(t, "input", "class"); got != "a b" {
		t.Errorf("class %q", got)
	}
}

func TestFaults(t *testing.T) {
	if got := Parse(t, strings.NewReader(good)).Faults(); len(got) > 0 {
		t.Errorf("a good page has faults: %q", got)
	}
	tests := []struct{ old, new, want string }{
		{` lang="en"`, ``, "lang on html"},
		{`<title>Example</title>`, ``, "title"},
		{`<h1>Example</h1>`, ``, "h1"},
		{`<h2>`, `<h4>`, "leaves out a level"},
		{`<label for="n">Name</label>`, ``, "no label"},
		{`for="n"`, `for="m"`, "leads to no element"},
		{`href="#n"`, `href="#m"`, "leads to no element"},
		{`class="problem"`, `class="problem" id="n"`, "there 2 times"},
		{`class="problem"`, `style="color:red"`, "style is inline"},
		{`class="problem"`, `onclick="x()"`, "script is inline"},
		{`<main>`, `<main><script>x()</script>`, "script is inline"},
		{`<main>`, `<main><fieldset></fieldset>`, "no legend"},
		{`>Save<`, `><`, "says nothing"},
		{`type="submit"`, ``, "no type"},
		{`data-x`, `target`, "another window"},
		{`#n"`, `JavaScript:x()"`, "is a script"},
		{`<main>`, `<main><label>File<input type="file" name="f"></label>`, "sends no files"},
	}
	for _, test := range tests {
		page := strings.Replace(good, test.old, test.new, 1)
		got := Parse(t, strings.NewReader(page)).Faults()
		if !slices.ContainsFunc(got, func(f string) bool { return strings.Contains(f, test.want) }) {
			t.Errorf("%s instead of %s: faults %q, want %q", test.new, test.old, got, test.want)
		}
	}
}
